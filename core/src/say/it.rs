//! Every sentence in Italian.

use super::{
    Say,
    word::{after, card_status, date, printable, quantity, state},
};
use fiscus_sdk::{Amount, Language, Reason};

const LANGUAGE: Language = Language::It;

/// The sentence for a fault.
pub fn fault(reason: Reason, printer: Option<&str>, code: Option<&str>) -> String {
    let printer = format!("stampante{}", after(" ", printer));
    match reason {
        Reason::PrinterOffline => format!("La {printer} non risponde. Controllare che sia accesa e collegata, poi premere di nuovo lo stesso tasto."),
        Reason::PaperEnd => format!("La {printer} ha finito la carta. Mettere un rotolo nuovo, poi premere di nuovo lo stesso tasto."),
        Reason::CoverOpen => format!("La {printer} ha il coperchio aperto. Chiuderlo, poi premere di nuovo lo stesso tasto."),
        Reason::PrinterBusy => format!("La {printer} è occupata. Attendere un momento, poi premere di nuovo lo stesso tasto."),
        Reason::PrinterError => format!("La {printer} ha rifiutato il documento{}. Non è stato stampato nulla. Se succede ancora, chiamare il tecnico.", after(", codice ", code)),
        Reason::PrinterInDoubt => format!("La {printer} ha un documento precedente in sospeso. Guardare il suo ultimo scontrino e risolvere prima quell'operazione."),
        Reason::PluginFailed => "Il programma di una tessera non ha funzionato. Non è stato registrato né stampato nulla. Chiamare l'assistenza.".to_owned(),
        Reason::PluginOvertime => "Il programma di una tessera ha impiegato troppo tempo. Non è stato registrato né stampato nulla. Riprovare.".to_owned(),
        Reason::LedgerUnavailable => "I conti delle tessere non sono raggiungibili. Non è stato registrato né stampato nulla. Riprovare.".to_owned(),
        Reason::DiskFull => "Il disco della cassa è pieno. Non è stato registrato né stampato nulla. Liberare spazio, poi riprovare.".to_owned(),
        _ => "Si è verificato un errore interno di Fiscus. Non è stato fatto altro. Chiamare l'assistenza.".to_owned(),
    }
}

/// The sentence for what the core says.
pub fn sentence(say: &Say) -> String {
    let money = |amount: &Amount| LANGUAGE.amount(*amount);
    match say {
        Say::CardUnknown { card } => {
            format!("La tessera {card} non è conosciuta. Controllare il numero, oppure ricaricarla prima.")
        }
        Say::CardNotActive { card, status } => format!(
            "La tessera {card} non si può usare{}. Usare un'altra tessera o un altro pagamento.",
            after(": è ", card_status(LANGUAGE, status))
        ),
        Say::ClosedTakesNothing { card } => {
            format!("La tessera {card} è chiusa e non riprende nulla. Rimborsare in contanti o su un'altra tessera.")
        }
        Say::ClosedNotVoided { card } => format!(
            "La tessera {card} è chiusa: quanto aveva dato non può tornarvi, perciò lo scontrino non si può annullare. Fare un reso, rimborsato in contanti o su un'altra tessera."
        ),
        Say::ClosedNote { card } => format!(
            "La tessera {card} è chiusa: quanto aveva dato oltre al denaro vi è tornato, e nessuno può spenderlo. Chiedere a chi può darlo altrove."
        ),
        Say::CardNotYetValid { card, from } => format!(
            "La tessera {card} non è ancora valida{}. Usare un'altra tessera o un altro pagamento.",
            after(": vale dal ", date(LANGUAGE, from))
        ),
        Say::CardNotInStock { card } => {
            format!(
                "La tessera {card} non è più in magazzino: è stata venduta da un'altra cassa. Prendi un'altra tessera."
            )
        }
        Say::CardOutsideWindow { card } => format!(
            "La tessera {card} non vale in questo giorno o a quest'ora. Usare un'altra tessera o un altro pagamento."
        ),
        Say::CardExpired { card, until } => {
            format!("La tessera {card} è scaduta{}. Usare un altro pagamento.", after(" il ", date(LANGUAGE, until)))
        }
        Say::CardWrongType { card } => {
            format!("La tessera {card} non è del tipo giusto per questa operazione. Usare un'altra tessera.")
        }
        Say::CardDoesNotPay { card } => format!("Con la tessera {card} non si può pagare. Usare un altro pagamento."),
        Say::CardExists { card } => format!("La tessera {card} esiste già. Usare un altro numero."),
        Say::CardLeftOut { card } => {
            format!(
                "La tessera {card} qui non raccoglie nulla: su uno scontrino raccoglie una sola tessera di questo tipo."
            )
        }
        Say::CardsNotMade { card_type } => {
            format!("Le tessere di tipo {card_type} non si creano per il magazzino: emetterle una alla volta.")
        }
        Say::CardNumberMissing { card_type } => {
            format!("Le tessere di tipo {card_type} non hanno una numerazione propria. Indicare il numero.")
        }
        Say::CardNumberDoesNotFit { card, card_type } => {
            format!("Il numero {card} non è da tessera di tipo {card_type}. Controllarlo.")
        }
        Say::CardTypeUnknown { card_type, known } => {
            format!("Il tipo di tessera {card_type} non esiste. Tipi disponibili: {known}.")
        }
        Say::LuhnFailed { card } => {
            format!("La cifra di controllo di {card} è sbagliata. Digitare o leggere di nuovo il numero.")
        }
        Say::NumbersUsedUp { card_type } => format!(
            "Le tessere di tipo {card_type} non hanno più numeri liberi. Chiedere al tecnico un intervallo più lungo."
        ),
        Say::PiecesInvalid { line, most } => {
            format!("La riga {line} vende tessere: indicare un numero intero da 1 a {most}.")
        }
        Say::StockUsedUp { product, left } => {
            format!("Di {product} ne restano a magazzino {left}. Venderne meno, oppure caricarne altre.")
        }
        Say::PartnerUnknown { partner } => {
            format!("Nessun partner si chiama così: {partner}. Registrarlo prima, oppure sceglierne un altro.")
        }
        Say::MoveForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e altre {more}")));
            format!(
                "Queste tessere non permettono l'operazione e nessuna è stata cambiata: {cards}{more}. Toglierle dalla selezione."
            )
        }
        Say::CardsUnderWay { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e altre {more}")));
            format!(
                "Con queste tessere c'è un'operazione in corso e nulla è stato fatto: {cards}{more}. Concluderla prima."
            )
        }
        Say::ConfirmDelete { count } => {
            format!("Confermare l'eliminazione di tessere: {count}. Non si possono recuperare.")
        }
        Say::ConfirmClose { count } => format!(
            "Confermare la chiusura: {count} delle tessere hanno un saldo o un debito, che dopo non si potrà né spendere né pagare."
        ),
        Say::ConfirmZero { cards, total, unit } => {
            let sum = money(total);
            format!("Confermare l'azzeramento di tessere: {cards}, in tutto {sum} {unit}.")
        }
        Say::ZeroTaken => "Su una tessera qualcosa è cambiato durante l'azzeramento. Riprovare.".to_owned(),
        Say::OnlyNotes { card } => {
            format!("La tessera {card} è stata consegnata a un partner: si possono cambiare solo le note.")
        }
        Say::WordUnknown { word, known } => format!("{word} non è nella lista. Scegliere: {known}."),
        Say::ConfirmErase { customer } => {
            format!("Confermare la cancellazione dei dati personali del cliente {customer}. Non si possono recuperare.")
        }
        Say::EraseOwes { position } => {
            let sum = money(position);
            format!("Il cliente ha ancora un conto aperto ({sum}). Saldarlo prima.")
        }
        Say::EraseOpen { operation } => {
            format!("L'operazione {operation} di questo cliente non è ancora conclusa. Concluderla prima.")
        }
        Say::NoCardFits => "Nessuna tessera corrisponde. Controllare il lotto o il filtro.".to_owned(),
        Say::LoginNeeded => "Qui si lavora con una password: accedere prima (session.login).".to_owned(),
        Say::LoginWrong => "Operatore o password errati. Controllare entrambi e riprovare.".to_owned(),
        Say::LoginThrottled { minutes } => format!("Troppi accessi errati. Attendere {minutes} min e riprovare."),
        Say::RoleLacks { method, role } => format!("{method} richiede il ruolo {role}: acceda qualcuno che lo ha."),
        Say::OperatorOther { operator } => {
            format!("Qui lavora {operator}: non indicare un altro operatore; chi subentra accede prima.")
        }
        Say::OperatorUnknown { operator } => {
            format!("Nessun operatore si chiama {operator}. Indicarne uno della configurazione, o nessuno.")
        }
        Say::ExportForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" e altre {more}")));
            format!(
                "Si possono esportare o stampare solo tessere in stato creata. Queste non lo sono e non è stato scritto nulla: {cards}{more}. Toglierle dalla selezione."
            )
        }
        Say::FileEnding { endings } => {
            format!("Il nome di questo file deve finire con uno di: {endings}. Scegliere un altro nome.")
        }
        Say::FileOutside { folder } => format!(
            "Un percorso che non inizia con / sta sotto {folder} e non può uscirne. Scrivere il percorso intero o scegliere un nome lì."
        ),
        Say::FileElsewhere { folders } => format!(
            "I file si possono scrivere solo sotto queste cartelle: {folders}. Sceglierne una, o far aggiungere la cartella a paths.exports dall'installatore."
        ),
        Say::FileFolderMissing { folder } => format!("La cartella {folder} non esiste. Crearla o sceglierne un'altra."),
        Say::FileFolderClosed { folder } => format!(
            "Non si può scrivere in {folder}. Permetterlo all'utente del servizio o scegliere un'altra cartella."
        ),
        Say::FileTaken { file } => {
            format!("{file} esiste già e non è un file che si può sostituire. Scegliere un altro nome.")
        }
        Say::PinWrong => "Il PIN è errato. Digitarlo di nuovo.".to_owned(),
        Say::PinThrottled { minutes } => format!("Troppi PIN errati. Attendere {minutes} min e digitarlo di nuovo."),
        Say::CardHasNoPin { card } => format!("La tessera {card} non ha un PIN."),
        Say::NotLoadable { card } => format!("La tessera {card} non si può ricaricare."),
        Say::DepartmentUnknown { department } => {
            format!("Il reparto {department} non esiste. Chiedere all'installatore di aggiungerlo alla configurazione.")
        }
        Say::LinesMissing => "Lo scontrino è vuoto. Inserire almeno una riga.".to_owned(),
        Say::LinesTooMany { most } => format!("Lo scontrino ha più di {most} righe. Dividerlo in due scontrini."),
        Say::LineUnknown { line } => format!("La riga {line} non esiste."),
        Say::LineTwice { line } => format!("La riga {line} è presente due volte."),
        Say::QuantityInvalid { line } => format!("La quantità della riga {line} deve essere maggiore di zero."),
        Say::PriceInvalid { line } => {
            format!("Il prezzo della riga {line} non può essere negativo né avere più decimali della valuta.")
        }
        Say::AmountTooLarge => "L'importo è troppo grande. Controllarlo.".to_owned(),
        Say::AmountInvalid { amount } => format!(
            "L'importo {} qui non va bene. Deve essere maggiore di zero e non avere più decimali della valuta.",
            money(amount)
        ),
        Say::AdjustmentTooLarge { description } => format!("«{description}» toglie più di quanto c'è. Diminuirlo."),
        Say::AdjustmentUnclear => {
            "Per uno sconto o una maggiorazione indicare un importo o una percentuale maggiore di zero.".to_owned()
        }
        Say::PaymentCardMissing => "Per pagare con la tessera serve il suo numero.".to_owned(),
        Say::PaymentCauseMissing => "Per il non riscosso indicare il motivo: beni, servizi, fattura o SSN.".to_owned(),
        Say::PaymentTooMuch { amount, due } => format!(
            "{} supera quanto resta da pagare ({}). Solo i contanti possono superarlo.",
            money(amount),
            money(due)
        ),
        Say::PaymentsIncomplete { missing } => format!("Restano da pagare {}.", money(missing)),
        Say::LoadPaidByCard => {
            "Una ricarica non si paga con una tessera del negozio. Usare un altro pagamento.".to_owned()
        }
        Say::CreditNeedsCustomer => {
            "Si fa credito solo ai clienti registrati. Scegliere il cliente o usare un altro pagamento.".to_owned()
        }
        Say::CreditNotAllowed { customer } => {
            format!("Al cliente {customer} non si fa credito. Usare un altro pagamento.")
        }
        Say::CreditLimit { headroom } => {
            format!("Fido del cliente superato: a credito può spendere ancora {}. Incassare il resto.", money(headroom))
        }
        Say::DiscountUnknown { discount, known } => {
            format!("Lo sconto {discount} non esiste. Sconti disponibili: {known}.")
        }
        Say::CustomerUnknown { customer } => format!("Il cliente {customer} non è registrato. Registrarlo prima."),
        Say::CustomerNameMissing => "Per il cliente indicare nome e cognome, oppure la ragione sociale.".to_owned(),
        Say::OriginalNotFound { original } => {
            format!("{original} non è uno scontrino emesso qui. Controllare il numero.")
        }
        Say::OriginalForeignLines => {
            "Lo scontrino non è stato emesso qui: indicare che cosa viene reso, con reparto e prezzo.".to_owned()
        }
        Say::OriginalNotReturnable { original } => {
            format!("Con questa funzione non si può rendere né annullare {original}.")
        }
        Say::ReturnTooDear { original, department } => format!(
            "Il documento è stato emesso qui ({original}) e del reparto {department} non resta così tanto. Rendere le sue righe."
        ),
        Say::AlreadyReturned { original } => format!("{original}: è già stato reso tutto."),
        Say::AlreadyVoided { original } => format!("{original} è già stato annullato."),
        Say::ReturnTooMuch { line, left } => {
            format!("Della riga {line} si possono rendere ancora solo {}.", quantity(LANGUAGE, left))
        }
        Say::ReturnMoreThanPaid { left } => {
            format!("Di questo scontrino si può rendere ancora merce per {} al massimo.", money(left))
        }
        Say::ReturnOfNothing { original } => {
            format!("{original} è stato chiuso a zero: non c'è nulla da rimborsare. Si può annullare.")
        }
        Say::PrinterNotConfigured { document } => format!(
            "Nessuna stampante è impostata per questo ({}). Chiedere all'installatore di completare la configurazione.",
            printable(LANGUAGE, document).unwrap_or(document)
        ),
        Say::PrinterUnknown { printer, known } => {
            format!("La stampante {printer} non esiste. Stampanti disponibili: {known}.")
        }
        Say::PrintersDiffer { printers } => {
            format!("Le righe vanno su stampanti diverse ({printers}). Fare uno scontrino per ciascuna.")
        }
        Say::CannotPrint { printer, what } => {
            format!("La stampante {printer} non può stampare: {}.", printable(LANGUAGE, what).unwrap_or(what))
        }
        Say::OperationConflict { operation } => {
            format!("L'operazione {operation} è già servita per altro. La cassa deve usare un nuovo codice.")
        }
        Say::OperationUnknown { operation } => format!("L'operazione {operation} non esiste."),
        Say::NotInDoubt { operation, state: word } => format!(
            "L'operazione {operation} non è in dubbio{}. Non c'è nulla da risolvere.",
            after(", è ", state(LANGUAGE, word))
        ),
        Say::PrintedNumberOld { document } => {
            format!("Il documento {document} è precedente a questo. Guardare di nuovo la carta: il numero è più alto.")
        }
        Say::MayBeOnPaper { document } => format!(
            "Nel frattempo la stampante ha emesso il documento {document} e non ne dice più il totale. Guardarlo: se è questo, risolvere come stampato con quel numero; se no, risolvere come non stampato e ricominciare con una nuova operazione."
        ),
        Say::SettleUnclear => "Indicare quali operazioni vengono saldate, oppure quale importo.".to_owned(),
        Say::SettleNoDebt { operation } => format!(
            "L'operazione {operation} non ha lasciato a questo cliente debiti da saldare. Controllare il numero o indicare un importo."
        ),
        Say::SettleTooMuch { owed } => format!("Il cliente deve solo {}.", money(owed)),
        Say::NothingToReprint { operation } => format!("L'operazione {operation} non ha nulla da ristampare."),
        Say::PositionNote { position } => format!("Posizione del cliente: {}", money(position)),
        Say::HeadroomNote { headroom } => format!("Fido ancora disponibile: {}", money(headroom)),
        Say::CreditDocumentNote { document } => format!("Documento preferito per il credito: {document}"),
        Say::DeviceTotalDiffers { planned, device } => format!(
            "Il totale della stampante è {} invece di {}. Conservare lo scontrino e avvisare il tecnico.",
            money(device),
            money(planned)
        ),
        Say::OnlyAccepted { printer } => {
            format!("La stampante {printer} non dice che cosa ha stampato. Controllare che il documento sia completo.")
        }
        Say::NumberNotTold { printer } => format!(
            "La stampante {printer} non comunica i numeri degli scontrini. Indicare Z, numero e data che stanno sulla carta."
        ),
        Say::SlipOwed { printer } => format!(
            "Lo scontrino non fiscale forse non è stampato: controllare la stampante {printer}. Si stampa, segnato come copia, appena la stampante può."
        ),
        Say::PossibleCopy => "POSSIBILE COPIA".to_owned(),
        Say::Copy => "COPIA".to_owned(),
        Say::TestSlip => "Fiscus: prova di stampa".to_owned(),
    }
}
