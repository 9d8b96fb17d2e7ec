//! What the core itself says to people, in the shop's language: what is wrong, and what to do.
//!
//! Plugins have words of their own. Reasons are for programs and stand in `fiscus_sdk::Reason`.

use fiscus_sdk::{Amount, Fault, Language, Reason, Refusal};

/// A sentence with what varies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Say {
    CardUnknown { card: String },
    CardNotActive { card: String, status: String },
    CardNotYetValid { card: String, from: String },
    CardOutsideWindow { card: String },
    CardExpired { card: String, until: String },
    CardWrongType { card: String },
    CardDoesNotPay { card: String },
    CardExists { card: String },
    CardNumberMissing { card_type: String },
    CardNumberDoesNotFit { card: String, card_type: String },
    CardTypeUnknown { card_type: String, known: String },
    LuhnFailed { card: String },
    NotLoadable { card: String },
    DepartmentUnknown { department: String },
    LinesMissing,
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
    CustomerUnknown { customer: String },
    CustomerNameMissing,
    OriginalNotFound { original: String },
    OriginalForeignLines,
    OriginalNotReturnable { original: String },
    AlreadyReturned { original: String },
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
    SettleUnclear,
    SettleTooMuch { owed: Amount },
    NothingToReprint { operation: String },
    PositionNote { position: Amount },
    HeadroomNote { headroom: Amount },
    CreditDocumentNote { document: String },
    DeviceTotalDiffers { planned: Amount, device: Amount },
    PossibleCopy,
    Copy,
    TestSlip,
    NamesMissing,
}

/// A refusal with one of the core's sentences.
#[must_use]
pub fn refuse(language: Language, reason: Reason, say: &Say) -> Refusal {
    Refusal::new(reason, say.text(language))
}

/// The sentence for a fault of a printer or another part.
#[must_use]
pub fn fault(language: Language, fault: &Fault, printer: Option<&str>) -> String {
    let name = printer.unwrap_or("?");
    let code = fault.vendor_code.as_deref().unwrap_or("?");
    let _ = language;
    match fault.reason {
        Reason::PrinterOffline => format!(
            "Printer {name} does not answer. Check that it is switched on and connected, then press the same key again."
        ),
        Reason::PaperEnd => {
            format!("Printer {name} is out of paper. Put in a new roll, then press the same key again.")
        }
        Reason::CoverOpen => format!("The cover of printer {name} is open. Close it, then press the same key again."),
        Reason::PrinterBusy => format!("Printer {name} is busy. Wait a moment, then press the same key again."),
        Reason::PrinterError => format!(
            "Printer {name} refused the document (code {code}). Nothing was printed. Call the technician if it happens again."
        ),
        Reason::PrinterInDoubt => format!(
            "An earlier document of printer {name} is unresolved. Look at its last receipt and resolve that operation first."
        ),
        Reason::PluginFailed => {
            "A card program failed. Nothing was booked and nothing was printed. Call support.".to_owned()
        }
        Reason::PluginOvertime => {
            "A card program took too long. Nothing was booked and nothing was printed. Try again.".to_owned()
        }
        Reason::LedgerUnavailable => {
            "The card accounts cannot be reached. Nothing was booked and nothing was printed. Try again.".to_owned()
        }
        Reason::DiskFull => {
            "The disk of the till is full. Nothing was booked and nothing was printed. Make room, then try again."
                .to_owned()
        }
        _ => "Something went wrong inside Fiscus. Nothing more was done. Call support.".to_owned(),
    }
}

impl Say {
    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let money = |amount: &Amount| language.amount(*amount);
        match self {
            Self::CardUnknown { card } => format!("Card {card} is not known. Check the number, or load it first."),
            Self::CardNotActive { card, status } => {
                format!("Card {card} cannot be used: it is {status}. Take another card or another payment.")
            }
            Self::CardNotYetValid { card, from } => format!("Card {card} is valid only from {from}."),
            Self::CardOutsideWindow { card } => format!("Card {card} is not valid on this day or at this hour."),
            Self::CardExpired { card, until } => format!("Card {card} expired on {until}. Take another payment."),
            Self::CardWrongType { card } => format!("Card {card} is of another type than this needs."),
            Self::CardDoesNotPay { card } => format!("Card {card} is no means of payment. Take another payment."),
            Self::CardExists { card } => format!("Card {card} exists already."),
            Self::CardNumberMissing { card_type } => {
                format!("Cards of type {card_type} have no number range, so the number must be given.")
            }
            Self::CardNumberDoesNotFit { card, card_type } => {
                format!("Number {card} does not fit the numbers of card type {card_type}. Check it.")
            }
            Self::CardTypeUnknown { card_type, known } => {
                format!("There is no card type {card_type}. There are: {known}.")
            }
            Self::LuhnFailed { card } => format!("The check digit of {card} is wrong. Type or scan the number again."),
            Self::NotLoadable { card } => format!("Nothing can be loaded on card {card}."),
            Self::DepartmentUnknown { department } => {
                format!("There is no department {department}. Ask the installer to add it to the configuration.")
            }
            Self::LinesMissing => "The receipt has no lines.".to_owned(),
            Self::LineUnknown { line } => format!("There is no line {line}."),
            Self::LineTwice { line } => format!("Line {line} is there twice."),
            Self::QuantityInvalid { line } => format!("The quantity of line {line} must be above zero."),
            Self::PriceInvalid { line } => {
                format!("The price of line {line} must not be below zero and have no more digits than the currency.")
            }
            Self::AmountTooLarge => "The amount is too large.".to_owned(),
            Self::AmountInvalid { amount } => format!(
                "{} is not an amount for this. It must be above zero and have no more digits than the currency.",
                money(amount)
            ),
            Self::AdjustmentTooLarge { description } => format!("\"{description}\" takes away more than there is."),
            Self::AdjustmentUnclear => {
                "A discount or surcharge needs either an amount or a percent above zero.".to_owned()
            }
            Self::PaymentCardMissing => "A payment by card needs the card's number.".to_owned(),
            Self::PaymentCauseMissing => {
                "An uncollected payment needs its cause: goods, services, invoice or health.".to_owned()
            }
            Self::PaymentTooMuch { amount, due } => {
                format!("{} is more than what is due ({}). Only cash may exceed it.", money(amount), money(due))
            }
            Self::PaymentsIncomplete { missing } => format!("{} is still to be paid.", money(missing)),
            Self::LoadPaidByCard => "A load cannot be paid with a card of the shop. Take another payment.".to_owned(),
            Self::CreditNeedsCustomer => {
                "Credit is given only to known customers. Choose the customer, or take another payment.".to_owned()
            }
            Self::CreditNotAllowed { customer } => {
                format!("Customer {customer} may not buy on credit. Take another payment.")
            }
            Self::CreditLimit { headroom } => {
                format!("This goes beyond the customer's credit. On credit he may still buy for {}.", money(headroom))
            }
            Self::CustomerUnknown { customer } => format!("Customer {customer} is not known. Save the customer first."),
            Self::CustomerNameMissing => "The customer needs a first and a last name, or a company.".to_owned(),
            Self::OriginalNotFound { original } => {
                format!("{original} is not a receipt that was issued here. Check the number.")
            }
            Self::OriginalForeignLines => {
                "The original is not ours: say what comes back, with department and price.".to_owned()
            }
            Self::OriginalNotReturnable { original } => {
                format!("{original} is of a kind that cannot be undone this way.")
            }
            Self::AlreadyReturned { original } => format!("Everything of {original} has come back already."),
            Self::AlreadyVoided { original } => format!("{original} is voided already."),
            Self::ReturnTooMuch { line, left } => format!("Of line {line} only {left} can still come back."),
            Self::ReturnMoreThanPaid { left } => {
                format!("Of this receipt goods for {} at most can still come back.", money(left))
            }
            Self::ReturnOfNothing { original } => {
                format!("{original} was closed at zero: there is nothing to give back. It can be voided.")
            }
            Self::PrinterNotConfigured { document } => {
                format!("No printer is set for this ({document}). Ask the installer to complete the routes.")
            }
            Self::PrinterUnknown { printer, known } => format!("There is no printer {printer}. There are: {known}."),
            Self::PrintersDiffer { printers } => {
                format!("The lines belong to different printers ({printers}). Make one receipt for each.")
            }
            Self::CannotPrint { printer, what } => format!("Printer {printer} cannot print this: {what}."),
            Self::OperationConflict { operation } => {
                format!("Operation {operation} was used for something else. The till must take a new id.")
            }
            Self::OperationUnknown { operation } => format!("There is no operation {operation}."),
            Self::NotInDoubt { operation, state } => {
                format!("Operation {operation} is {state}, not in doubt: there is nothing to resolve.")
            }
            Self::SettleUnclear => "Say either which operations are settled, or how much.".to_owned(),
            Self::SettleTooMuch { owed } => format!("The customer owes only {}.", money(owed)),
            Self::NothingToReprint { operation } => {
                format!("Operation {operation} has nothing that can be printed again.")
            }
            Self::PositionNote { position } => format!("Customer's position: {}", money(position)),
            Self::HeadroomNote { headroom } => format!("May still buy on credit: {}", money(headroom)),
            Self::CreditDocumentNote { document } => format!("Preferred credit document: {document}"),
            Self::DeviceTotalDiffers { planned, device } => format!(
                "The printer's total is {} instead of {}. Keep the receipt and tell the technician.",
                money(device),
                money(planned)
            ),
            Self::PossibleCopy => "POSSIBLE COPY".to_owned(),
            Self::Copy => "COPY".to_owned(),
            Self::TestSlip => "Fiscus: test".to_owned(),
            Self::NamesMissing => "First and last name are needed.".to_owned(),
        }
    }
}
