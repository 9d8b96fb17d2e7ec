//! What is put into sentences: the words of a shop in five languages, dates and quantities.
//!
//! Statuses and kinds come as the words of the answers. A word that is not known yields `None`, so that the
//! sentence can do without it.

use crate::{journal::State, registry::CardStatus};
use fiscus_sdk::{DocumentKind, Language, TenderKind};
use jiff::civil::Date;
use serde::{
    Deserialize,
    de::value::{Error, StrDeserializer},
};
use std::fmt::Display;

/// `lead` and what follows it; nothing where there is nothing to follow.
pub fn after(lead: &str, what: Option<impl Display>) -> String {
    what.map_or_else(String::new, |what| format!("{lead}{what}"))
}

/// What a word of the answers stands for.
fn meant<'a, T: Deserialize<'a>>(word: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(word)).ok()
}

/// How a card is: `blocked`.
pub fn card_status(language: Language, word: &str) -> Option<&'static str> {
    Some(language.pick(match meant(word)? {
        CardStatus::Created => {
            ["non ancora attivata", "not activated yet", "sin activar", "por ativar", "veel aktiveerimata"]
        }
        CardStatus::Active => ["attiva", "active", "activa", "ativo", "aktiivne"],
        CardStatus::Returned => ["riconsegnata", "handed back", "devuelta", "devolvido", "tagastatud"],
        CardStatus::Blocked => ["bloccata", "blocked", "bloqueada", "bloqueado", "blokeeritud"],
        CardStatus::Expired => ["scaduta", "expired", "caducada", "vencido", "aegunud"],
        CardStatus::Closed => ["chiusa", "closed", "cerrada", "encerrado", "suletud"],
        CardStatus::Deleted => ["eliminata", "deleted", "eliminada", "eliminado", "kustutatud"],
    }))
}

/// How an operation is: `committed`.
pub fn state(language: Language, word: &str) -> Option<&'static str> {
    Some(language.pick(match State::from_word(word)? {
        State::Reserved => {
            ["in preparazione", "being prepared", "en preparación", "em preparação", "ettevalmistamisel"]
        }
        State::Printing => ["in stampa", "being printed", "imprimiéndose", "em impressão", "trükkimisel"],
        State::Committed => ["conclusa", "completed", "concluida", "concluída", "lõpetatud"],
        State::Voided => ["annullata", "undone", "anulada", "anulada", "tühistatud"],
        State::Expired => ["scaduta", "expired", "caducada", "expirada", "aegunud"],
        State::Denied => ["rifiutata", "refused", "rechazada", "recusada", "tagasi lükatud"],
        State::Asking => [
            "in attesa di risposta",
            "waiting for an answer",
            "a la espera de respuesta",
            "à espera de resposta",
            "vastuse ootel",
        ],
        State::InDoubt => ["in dubbio", "in doubt", "en duda", "em dúvida", "kahtluse all"],
    }))
}

/// What a printer is asked for: the word of a document (`z_report`) or of a tender (`meal_ticket`).
pub fn printable(language: Language, word: &str) -> Option<&'static str> {
    meant(word).map(document).or_else(|| meant(word).map(tender)).map(|words| language.pick(words))
}

fn document(kind: DocumentKind) -> [&'static str; 5] {
    match kind {
        DocumentKind::Receipt => ["scontrino", "receipt", "recibo", "recibo", "kviitung"],
        DocumentKind::Return => ["reso", "return", "devolución", "devolução", "tagastus"],
        DocumentKind::Void => ["annullo", "void", "anulación", "anulação", "tühistamine"],
        DocumentKind::Slip => [
            "talloncino non fiscale",
            "non-fiscal slip",
            "talón no fiscal",
            "talão não fiscal",
            "mittefiskaalne talong",
        ],
        DocumentKind::XReport => ["lettura giornaliera", "X report", "informe X", "relatório X", "X-aruanne"],
        DocumentKind::ZReport => ["chiusura giornaliera", "Z report", "cierre Z", "relatório Z", "Z-aruanne"],
        DocumentKind::CashIn => {
            ["fondo cassa", "cash in", "entrada de efectivo", "entrada de dinheiro", "raha sissepanek"]
        }
        DocumentKind::CashOut => {
            ["prelievo di cassa", "cash out", "retirada de efectivo", "saída de dinheiro", "raha väljavõtt"]
        }
    }
}

fn tender(kind: TenderKind) -> [&'static str; 5] {
    match kind {
        TenderKind::Cash => ["contanti", "cash", "efectivo", "dinheiro", "sularaha"],
        TenderKind::Cheque => ["assegno", "cheque", "cheque", "cheque", "tšekk"],
        TenderKind::Electronic => {
            ["pagamento elettronico", "bank card", "tarjeta bancaria", "cartão bancário", "pangakaart"]
        }
        TenderKind::MealTicket => ["buono pasto", "meal ticket", "vale de comida", "vale-refeição", "toidutalong"],
        TenderKind::MultiUseVoucher => ["buono multiuso", "multi-use voucher", "vale", "vale", "kinkekaart"],
        TenderKind::PaymentDiscount => {
            ["sconto a pagare", "payment discount", "descuento al pagar", "desconto no pagamento", "makse allahindlus"]
        }
        TenderKind::UncollectedGoods => {
            ["non riscosso beni", "uncollected goods", "bienes no cobrados", "bens não cobrados", "tasumata kaup"]
        }
        TenderKind::UncollectedServices => [
            "non riscosso servizi",
            "uncollected services",
            "servicios no cobrados",
            "serviços não cobrados",
            "tasumata teenus",
        ],
        TenderKind::UncollectedInvoice => [
            "non riscosso con fattura",
            "uncollected, invoice follows",
            "no cobrado con factura",
            "não cobrado com fatura",
            "tasumata, arve järgneb",
        ],
        TenderKind::UncollectedHealth => [
            "non riscosso SSN",
            "uncollected, paid by the health service",
            "no cobrado, a cargo de la sanidad",
            "não cobrado, a cargo da saúde pública",
            "tasumata, maksab Tervisekassa",
        ],
    }
}

/// A day as people of this language write it. English keeps the order that all of its countries read alike.
pub fn date(language: Language, text: &str) -> Option<String> {
    let day: Date = text.parse().ok()?;
    let form = match language {
        Language::En => "%Y-%m-%d",
        Language::Et => "%d.%m.%Y",
        Language::It | Language::Es | Language::Pt => "%d/%m/%Y",
    };
    Some(day.strftime(form).to_string())
}

/// A quantity with the comma of the languages that have one.
pub fn quantity(language: Language, text: &str) -> String {
    if language == Language::En { text.to_owned() } else { text.replace('.', ",") }
}
