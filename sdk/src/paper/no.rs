//! Why a driver refuses a document, with the sentence in the shop's language: what is wrong and what to do.

use crate::{Amount, Language, Quantity, Reason, Refusal, TenderKind};

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A department without a number on this device.
    Department(String),
    /// An amount outside what the device prints.
    Amount(Amount),
    /// An amount above the largest that the device prints.
    Largest(Amount),
    /// A number of meal tickets that leaves each without a value.
    Count(u32),
    /// More meal tickets than the device counts in one payment.
    Tickets(u32),
    /// A quantity outside what the device prints.
    Quantity(Quantity),
    /// The lines do not add up to the total, or fall below zero on the way.
    Total(Amount),
    /// The payments do not cover the total.
    Payments,
    /// Other payments than cash exceed the total.
    Excess,
    /// A tax code that fails its check.
    TaxCode,
    /// A lottery code of the wrong shape.
    Lottery,
    /// A document without lines.
    Empty,
    /// More lines than the device takes in one document.
    Lines,
    /// A void of what no device printed.
    ForeignVoid,
    /// A redeemed voucher inside a return.
    Discharge,
    /// A form of payment without a number on this device.
    Tender(TenderKind),
    /// A VAT rate or nature without a number on this device.
    Vat(String),
    /// The device cannot print this at all.
    Missing(&'static str),
    /// A code that is not of its symbology, or too long.
    Code(String),
    /// The original is not known to the device.
    Original,
    /// It was returned or voided before.
    Returned,
    /// The device does not let this document be returned or voided.
    Kind,
    /// The device says no to a return or a void, with this code, and not why.
    Correction(String),
    /// More cash than there is in the drawer.
    Drawer,
}

impl No {
    /// The refusal, in `language`.
    #[must_use]
    pub fn refusal(self, language: Language) -> Refusal {
        let (reason, texts) = self.sentence();
        let value = match self {
            No::Department(text) | No::Code(text) | No::Vat(text) | No::Correction(text) => text,
            No::Amount(amount) | No::Largest(amount) | No::Total(amount) => language.amount(amount),
            No::Count(count) | No::Tickets(count) => count.to_string(),
            No::Quantity(quantity) => language.amount(Amount::from(quantity.decimal())),
            No::Tender(kind) => kind.word().to_owned(),
            No::Missing(what) => super::lacks::told(what, language).to_owned(),
            _ => String::new(),
        };
        Refusal::new(reason, language.pick(texts).replace("{}", &value))
    }

    fn sentence(&self) -> (Reason, [&'static str; 5]) {
        match self {
            No::Department(_) => (
                Reason::DepartmentUnknown,
                [
                    "Il reparto «{}» non ha un numero su questa stampante: configurarlo.",
                    "The department \"{}\" has no number on this printer: configure one.",
                    "El departamento «{}» no tiene número en esta impresora: configúrelo.",
                    "O departamento «{}» não tem número nesta impressora: configure-o.",
                    "Osakonnal „{}“ ei ole selles printeris numbrit: seadistage see.",
                ],
            ),
            No::Amount(_) => (
                Reason::AmountInvalid,
                [
                    "La stampante non può stampare l'importo {}: correggerlo.",
                    "The printer cannot print the amount {}: correct it.",
                    "La impresora no puede imprimir el importe {}: corríjalo.",
                    "A impressora não pode imprimir o valor {}: corrija-o.",
                    "Printer ei saa summat {} printida: parandage see.",
                ],
            ),
            No::Largest(_) => (
                Reason::AmountInvalid,
                [
                    "L'importo {} supera il massimo della stampante (9999999,99): dividere il documento.",
                    "The amount {} is above the most that the printer prints (9999999.99): split the document.",
                    "El importe {} supera el máximo de la impresora (9999999,99): divida el documento.",
                    "O valor {} excede o máximo da impressora (9999999,99): divida o documento.",
                    "Summa {} on suurem printeri suurimast (9999999,99): jagage dokument.",
                ],
            ),
            No::Count(_) | No::Tickets(_) => (
                if matches!(self, No::Count(_)) { Reason::AmountInvalid } else { Reason::CapabilityMissing },
                [
                    "{} buoni pasto non possono stare in un pagamento: correggere il numero, o dividere il pagamento.",
                    "One payment cannot have {} meal tickets: correct their number, or split the payment.",
                    "Un pago no puede tener {} vales de comida: corrija el número o divida el pago.",
                    "Um pagamento não pode ter {} vales de refeição: corrija o número ou divida o pagamento.",
                    "Ühes makses ei saa olla {} toidutalongi: parandage arvu või jagage makse.",
                ],
            ),
            No::Quantity(_) => (
                Reason::AmountInvalid,
                [
                    "La quantità {} non è stampabile: da 0,001 a 9999,999.",
                    "The quantity {} cannot be printed: 0.001 to 9999.999.",
                    "La cantidad {} no se puede imprimir: de 0,001 a 9999,999.",
                    "A quantidade {} não pode ser impressa: de 0,001 a 9999,999.",
                    "Kogust {} ei saa printida: 0,001 kuni 9999,999.",
                ],
            ),
            No::Total(_) => (
                Reason::AmountInvalid,
                [
                    "Le righe non danno il totale {}, o scendono sotto zero: controllare gli importi.",
                    "The lines do not add up to {}, or fall below zero: check the amounts.",
                    "Las líneas no suman {}, o bajan de cero: revise los importes.",
                    "As linhas não somam {}, ou descem abaixo de zero: verifique os valores.",
                    "Read ei anna kokku {} või langevad alla nulli: kontrollige summasid.",
                ],
            ),
            No::Payments => (
                Reason::PaymentsIncomplete,
                [
                    "I pagamenti non coprono il totale: completarli.",
                    "The payments do not cover the total: complete them.",
                    "Los pagos no cubren el total: complételos.",
                    "Os pagamentos não cobrem o total: complete-os.",
                    "Maksed ei kata kogusummat: täiendage neid.",
                ],
            ),
            No::Excess => (
                Reason::AmountInvalid,
                [
                    "Solo i contanti possono superare il dovuto: ridurre gli altri pagamenti.",
                    "Only cash may exceed what is due: lower the other payments.",
                    "Solo el efectivo puede superar lo debido: reduzca los demás pagos.",
                    "Só o numerário pode exceder o devido: reduza os outros pagamentos.",
                    "Ainult sularaha võib ületada tasumisele kuuluvat: vähendage teisi makseid.",
                ],
            ),
            No::TaxCode => (
                Reason::TaxCodeInvalid,
                [
                    "Il codice fiscale o la partita IVA non è corretto: ricontrollarlo.",
                    "The tax code or VAT number is wrong: check it.",
                    "El código fiscal o el número de IVA es incorrecto: revíselo.",
                    "O código fiscal ou o número de IVA está errado: verifique-o.",
                    "Maksukood või käibemaksunumber on vale: kontrollige seda.",
                ],
            ),
            No::Lottery => (
                Reason::TaxCodeInvalid,
                [
                    "Il codice lotteria non è corretto: 8 lettere o cifre.",
                    "The lottery code is wrong: 8 letters or digits.",
                    "El código de lotería es incorrecto: 8 letras o cifras.",
                    "O código da lotaria está errado: 8 letras ou algarismos.",
                    "Loteriikood on vale: 8 tähte või numbrit.",
                ],
            ),
            No::Empty => (
                Reason::AmountInvalid,
                [
                    "Il documento non ha righe: aggiungerne una.",
                    "The document has no lines: add one.",
                    "El documento no tiene líneas: añada una.",
                    "O documento não tem linhas: acrescente uma.",
                    "Dokumendil ei ole ridu: lisage mõni.",
                ],
            ),
            No::Lines => (
                Reason::CapabilityMissing,
                [
                    "Troppe righe per un solo documento: dividerlo.",
                    "Too many lines for one document: split it.",
                    "Demasiadas líneas para un solo documento: divídalo.",
                    "Linhas a mais para um só documento: divida-o.",
                    "Ühe dokumendi jaoks on liiga palju ridu: jagage see.",
                ],
            ),
            No::ForeignVoid => (
                Reason::CapabilityMissing,
                [
                    "Si può annullare solo un documento di un registratore: fare un reso.",
                    "Only a document of a fiscal device can be voided: make a return.",
                    "Solo se puede anular un documento de un registrador: haga una devolución.",
                    "Só se pode anular um documento de um equipamento fiscal: faça uma devolução.",
                    "Tühistada saab ainult kassaseadme dokumenti: tehke tagastus.",
                ],
            ),
            No::Discharge => (
                Reason::CapabilityMissing,
                [
                    "Un buono riscattato non può stare in un reso: annullare il documento.",
                    "A redeemed voucher cannot be part of a return: void the document.",
                    "Un vale canjeado no puede estar en una devolución: anule el documento.",
                    "Um vale resgatado não pode estar numa devolução: anule o documento.",
                    "Lunastatud kinkekaart ei saa olla tagastuses: tühistage dokument.",
                ],
            ),
            No::Tender(_) => (
                Reason::CapabilityMissing,
                [
                    "Il pagamento «{}» non ha un numero su questa stampante: configurarlo in settings.payments.",
                    "The payment \"{}\" has no number on this printer: configure one in settings.payments.",
                    "El pago «{}» no tiene número en esta impresora: configúrelo en settings.payments.",
                    "O pagamento «{}» não tem número nesta impressora: configure-o em settings.payments.",
                    "Makseviisil „{}“ ei ole selles printeris numbrit: seadistage see (settings.payments).",
                ],
            ),
            No::Vat(_) => (
                Reason::CapabilityMissing,
                [
                    "L'IVA «{}» non ha un indice su questa stampante: configurarlo in settings.vat.",
                    "The VAT \"{}\" has no index on this printer: configure one in settings.vat.",
                    "El IVA «{}» no tiene índice en esta impresora: configúrelo en settings.vat.",
                    "O IVA «{}» não tem índice nesta impressora: configure-o em settings.vat.",
                    "Käibemaksul „{}“ ei ole selles printeris indeksit: seadistage see (settings.vat).",
                ],
            ),
            No::Missing(_) => (
                Reason::CapabilityMissing,
                [
                    "Questa stampante non può stamparlo ({}): usarne un'altra.",
                    "This printer cannot print it ({}): use another one.",
                    "Esta impresora no puede imprimirlo ({}): use otra.",
                    "Esta impressora não o pode imprimir ({}): use outra.",
                    "See printer ei saa seda printida ({}): kasutage teist.",
                ],
            ),
            No::Code(_) => (
                Reason::CapabilityMissing,
                [
                    "Il codice «{}» non è stampabile: controllare cifre e lunghezza.",
                    "The code \"{}\" cannot be printed: check its digits and its length.",
                    "El código «{}» no se puede imprimir: revise sus cifras y su longitud.",
                    "O código «{}» não pode ser impresso: verifique os algarismos e o comprimento.",
                    "Koodi „{}“ ei saa printida: kontrollige numbreid ja pikkust.",
                ],
            ),
            No::Original => (
                Reason::OriginalNotFound,
                [
                    "La stampante non conosce il documento originale: controllare Z, numero e data.",
                    "The printer does not know the original document: check Z, number and date.",
                    "La impresora no conoce el documento original: revise Z, número y fecha.",
                    "A impressora não conhece o documento original: verifique Z, número e data.",
                    "Printer ei tunne algset dokumenti: kontrollige Z-d, numbrit ja kuupäeva.",
                ],
            ),
            No::Returned => (
                Reason::AlreadyReturned,
                [
                    "Il documento è già stato reso o annullato.",
                    "The document has been returned or voided already.",
                    "El documento ya fue devuelto o anulado.",
                    "O documento já foi devolvido ou anulado.",
                    "Dokument on juba tagastatud või tühistatud.",
                ],
            ),
            No::Kind => (
                Reason::ReturnNotAllowed,
                [
                    "Questo tipo di documento non può essere reso né annullato.",
                    "A document of this kind can be neither returned nor voided.",
                    "Un documento de este tipo no se puede devolver ni anular.",
                    "Um documento deste tipo não pode ser devolvido nem anulado.",
                    "Seda liiki dokumenti ei saa tagastada ega tühistada.",
                ],
            ),
            No::Correction(_) => (
                Reason::ReturnNotAllowed,
                [
                    "La stampante non ammette questo reso o annullamento (errore {}): controllare che il documento non sia già stato reso o annullato, e quanto ne resta.",
                    "The printer does not allow this return or void (error {}): check whether the document was returned or voided before, and what is left of it.",
                    "La impresora no admite esta devolución o anulación (error {}): compruebe si el documento ya fue devuelto o anulado y cuánto queda de él.",
                    "A impressora não admite esta devolução ou anulação (erro {}): verifique se o documento já foi devolvido ou anulado e quanto resta dele.",
                    "Printer ei luba seda tagastust ega tühistust (viga {}): kontrollige, kas dokument on juba tagastatud või tühistatud ja kui palju sellest on alles.",
                ],
            ),
            No::Drawer => (
                Reason::AmountInvalid,
                [
                    "Nel cassetto non c'è tanto contante: prelevare meno.",
                    "There is not so much cash in the drawer: take out less.",
                    "No hay tanto efectivo en el cajón: retire menos.",
                    "Não há tanto numerário na gaveta: retire menos.",
                    "Sahtlis ei ole nii palju sularaha: võtke vähem.",
                ],
            ),
        }
    }
}
