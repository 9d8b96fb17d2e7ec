//! What the core itself says to people, in the shop's language: what is wrong, and what to do.
//!
//! A file for each language holds every sentence of it; a sentence that one of them lacks does not compile.
//! Plugins have words of their own. Reasons are for programs and stand in `fiscus_sdk::Reason`.

mod en;
mod es;
mod et;
mod it;
mod pt;
#[cfg(test)]
mod tests;
mod word;

use fiscus_sdk::{Amount, Fault, Language, Reason, Refusal};
pub use word::date;

/// A sentence with what varies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Say {
    CardUnknown { card: String },
    CardNotActive { card: String, status: String },
    ClosedTakesNothing { card: String },
    ClosedNotVoided { card: String },
    ClosedNote { card: String },
    CardNotYetValid { card: String, from: String },
    CardOutsideWindow { card: String },
    CardNotInStock { card: String },
    CardExpired { card: String, until: String },
    CardWrongType { card: String },
    CardDoesNotPay { card: String },
    CardExists { card: String },
    CardLeftOut { card: String },
    CardsNotMade { card_type: String },
    CardNumberMissing { card_type: String },
    CardNumberDoesNotFit { card: String, card_type: String },
    CardTypeUnknown { card_type: String, known: String },
    LuhnFailed { card: String },
    NumbersUsedUp { card_type: String },
    PiecesInvalid { line: String, most: u32 },
    StockUsedUp { product: String, left: u32 },
    PartnerUnknown { partner: String },
    MoveForbidden { cards: String, more: usize },
    CardsUnderWay { cards: String, more: usize },
    ConfirmDelete { count: usize },
    ConfirmClose { count: usize },
    ConfirmZero { cards: usize, total: Amount, unit: String },
    ZeroTaken,
    OnlyNotes { card: String },
    WordUnknown { word: String, known: String },
    ConfirmErase { customer: String },
    EraseOwes { position: Amount },
    EraseOpen { operation: String },
    NoCardFits,
    LoginNeeded,
    LoginWrong,
    LoginThrottled { minutes: u64 },
    RoleLacks { method: String, role: String },
    OperatorOther { operator: String },
    OperatorUnknown { operator: String },
    ExportForbidden { cards: String, more: usize },
    FileEnding { endings: String },
    FileOutside { folder: String },
    FileElsewhere { folders: String },
    FileFolderMissing { folder: String },
    FileFolderClosed { folder: String },
    FileTaken { file: String },
    PinWrong,
    PinThrottled { minutes: u64 },
    CardHasNoPin { card: String },
    NotLoadable { card: String },
    DepartmentUnknown { department: String },
    LinesMissing,
    LinesTooMany { most: usize },
    LineUnknown { line: String },
    LineTwice { line: String },
    QuantityInvalid { line: String },
    PriceInvalid { line: String },
    AmountTooLarge,
    AmountInvalid { amount: Amount },
    AdjustmentTooLarge { description: String },
    AdjustmentUnclear,
    PaymentCardMissing,
    PaymentCauseMissing,
    PaymentTooMuch { amount: Amount, due: Amount },
    PaymentsIncomplete { missing: Amount },
    LoadPaidByCard,
    CreditNeedsCustomer,
    CreditNotAllowed { customer: String },
    CreditLimit { headroom: Amount },
    DiscountUnknown { discount: String, known: String },
    CustomerUnknown { customer: String },
    CustomerNameMissing,
    OriginalNotFound { original: String },
    OriginalForeignLines,
    OriginalNotReturnable { original: String },
    AlreadyReturned { original: String },
    ReturnTooDear { original: String, department: String },
    AlreadyVoided { original: String },
    ReturnTooMuch { line: String, left: String },
    ReturnMoreThanPaid { left: Amount },
    ReturnOfNothing { original: String },
    PrinterNotConfigured { document: String },
    PrinterUnknown { printer: String, known: String },
    PrintersDiffer { printers: String },
    CannotPrint { printer: String, what: String },
    OperationConflict { operation: String },
    OperationUnknown { operation: String },
    NotInDoubt { operation: String, state: String },
    PrintedNumberOld { document: String },
    MayBeOnPaper { document: String },
    SettleUnclear,
    SettleTooMuch { owed: Amount },
    SettleNoDebt { operation: String },
    NothingToReprint { operation: String },
    PositionNote { position: Amount },
    HeadroomNote { headroom: Amount },
    CreditDocumentNote { document: String },
    DeviceTotalDiffers { planned: Amount, device: Amount },
    OnlyAccepted { printer: String },
    NumberNotTold { printer: String },
    PossibleCopy,
    SlipOwed { printer: String },
    Copy,
    TestSlip,
}

/// A refusal with one of the core's sentences.
#[must_use]
pub fn refuse(language: Language, reason: Reason, say: &Say) -> Refusal {
    Refusal::new(reason, say.text(language))
}

/// The sentence for a fault of a printer or another part. Without a printer's name it speaks of "the printer".
#[must_use]
pub fn fault(language: Language, fault: &Fault, printer: Option<&str>) -> String {
    let code = fault.vendor_code.as_deref();
    match language {
        Language::It => it::fault(fault.reason, printer, code),
        Language::En => en::fault(fault.reason, printer, code),
        Language::Es => es::fault(fault.reason, printer, code),
        Language::Pt => pt::fault(fault.reason, printer, code),
        Language::Et => et::fault(fault.reason, printer, code),
    }
}

impl Say {
    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::It => it::sentence(self),
            Language::En => en::sentence(self),
            Language::Es => es::sentence(self),
            Language::Pt => pt::sentence(self),
            Language::Et => et::sentence(self),
        }
    }
}
