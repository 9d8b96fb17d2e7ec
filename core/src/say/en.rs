//! Every sentence in English.

use super::{
    Say,
    word::{after, card_status, date, printable, quantity, state},
};
use fiscus_sdk::{Amount, Language, Reason};

const LANGUAGE: Language = Language::En;

/// The sentence for a fault.
pub fn fault(reason: Reason, printer: Option<&str>, code: Option<&str>) -> String {
    let printer = printer.map_or_else(|| "The printer".to_owned(), |name| format!("Printer {name}"));
    match reason {
        Reason::PrinterOffline => format!(
            "{printer} does not answer. Check that it is switched on and connected, then press the same key again."
        ),
        Reason::PaperEnd => format!("{printer} is out of paper. Put in a new roll, then press the same key again."),
        Reason::CoverOpen => format!("{printer} has its cover open. Close it, then press the same key again."),
        Reason::PrinterBusy => format!("{printer} is busy. Wait a moment, then press the same key again."),
        Reason::PrinterError => format!(
            "{printer} refused the document{}. Nothing was printed. Call the technician if it happens again.",
            after(", code ", code)
        ),
        Reason::PrinterInDoubt => format!(
            "{printer} has an earlier document that is unresolved. Look at its last receipt and resolve that operation first."
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

/// The sentence for what the core says.
pub fn sentence(say: &Say) -> String {
    let money = |amount: &Amount| LANGUAGE.amount(*amount);
    match say {
        Say::CardUnknown { card } => format!("Card {card} is not known. Check the number, or load it first."),
        Say::CardNotActive { card, status } => format!(
            "Card {card} cannot be used{}. Take another card or another payment.",
            after(": it is ", card_status(LANGUAGE, status))
        ),
        Say::ClosedTakesNothing { card } => {
            format!("Card {card} is closed and takes nothing back. Refund in cash or onto another card.")
        }
        Say::ClosedNotVoided { card } => format!(
            "Card {card} is closed: what it gave cannot go back onto it, so the receipt cannot be voided. Take the goods back with a return, refunded in cash or onto another card."
        ),
        Say::ClosedNote { card } => format!(
            "Card {card} is closed: what it had given besides money came back onto it, where nobody can spend it. Ask who may give it elsewhere."
        ),
        Say::CardNotYetValid { card, from } => format!(
            "Card {card} is not valid yet{}. Take another card or another payment.",
            after(", only from ", date(LANGUAGE, from))
        ),
        Say::CardNotInStock { card } => {
            format!("Card {card} is no longer in stock: another till has sold it. Take another card.")
        }
        Say::CardOutsideWindow { card } => {
            format!("Card {card} is not valid on this day or at this hour. Take another card or another payment.")
        }
        Say::CardExpired { card, until } => {
            format!("Card {card} expired{}. Take another payment.", after(" on ", date(LANGUAGE, until)))
        }
        Say::CardWrongType { card } => format!("Card {card} is of another type than this needs. Take another card."),
        Say::CardDoesNotPay { card } => format!("Card {card} is no means of payment. Take another payment."),
        Say::CardExists { card } => format!("Card {card} exists already. Take another number."),
        Say::CardLeftOut { card } => {
            format!("Card {card} collects nothing here: on one receipt only one card of its type does.")
        }
        Say::CardsNotMade { card_type } => {
            format!("Cards of type {card_type} are not made for the stock: issue them one by one.")
        }
        Say::CardNumberMissing { card_type } => {
            format!("Cards of type {card_type} have no number range. Give the number.")
        }
        Say::CardNumberDoesNotFit { card, card_type } => {
            format!("Number {card} does not fit the numbers of card type {card_type}. Check it.")
        }
        Say::CardTypeUnknown { card_type, known } => format!("There is no card type {card_type}. There are: {known}."),
        Say::LuhnFailed { card } => format!("The check digit of {card} is wrong. Type or scan the number again."),
        Say::NumbersUsedUp { card_type } => {
            format!("Cards of type {card_type} have no number left. Ask the installer for a longer range.")
        }
        Say::PiecesInvalid { line, most } => format!("Line {line} sells cards: take a whole number from 1 to {most}."),
        Say::StockUsedUp { product, left } => {
            format!("Of {product} only {left} are in stock. Sell fewer, or take others into the stock.")
        }
        Say::PartnerUnknown { partner } => {
            format!("Nobody of this name is a partner: {partner}. Save the partner first, or choose another.")
        }
        Say::MoveForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" and {more} more")));
            format!("These cards cannot be moved so, and none was: {cards}{more}. Take them out of the selection.")
        }
        Say::CardsUnderWay { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" and {more} more")));
            format!("Something is under way with these cards, and nothing was done: {cards}{more}. End it first.")
        }
        Say::ConfirmDelete { count } => format!("Confirm to delete cards: {count}. They are gone for ever."),
        Say::ConfirmClose { count } => format!(
            "Confirm to close: {count} of the cards hold or owe something, which can be neither spent nor paid afterwards."
        ),
        Say::ConfirmZero { cards, total, unit } => {
            let sum = money(total);
            format!("Confirm to zero cards: {cards}, altogether {sum} {unit}.")
        }
        Say::ZeroTaken => "Something changed on a card while it was zeroed. Try again.".to_owned(),
        Say::OnlyNotes { card } => format!("Card {card} was delivered to a partner: only its notes can be changed."),
        Say::WordUnknown { word, known } => format!("{word} is not in the list. Choose: {known}."),
        Say::ConfirmErase { customer } => {
            format!("Confirm to erase the personal data of customer {customer}. They are gone for ever.")
        }
        Say::EraseOwes { position } => {
            let sum = money(position);
            format!("The customer still owes something (position {sum}). Settle it first.")
        }
        Say::EraseOpen { operation } => {
            format!("Operation {operation} of this customer has not ended yet. End it first.")
        }
        Say::NoCardFits => "There is no card that fits. Check the batch or the filter.".to_owned(),
        Say::LoginNeeded => "A password is needed here: log in first (session.login).".to_owned(),
        Say::LoginWrong => "The operator or the password is wrong. Check both, then try again.".to_owned(),
        Say::LoginThrottled { minutes } => format!("Too many wrong passwords. Wait {minutes} min, then try again."),
        Say::RoleLacks { method, role } => format!("{method} needs the role {role}: let somebody log in who has it."),
        Say::OperatorOther { operator } => {
            format!("{operator} works here: do not name another operator; who takes over logs in first.")
        }
        Say::OperatorUnknown { operator } => {
            format!("No operator is called {operator}. Name one of the configuration, or leave it out.")
        }
        Say::ExportForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" and {more} more")));
            format!(
                "Only cards in status created can be exported or printed. These are not, and nothing was written: {cards}{more}. Take them out of the selection."
            )
        }
        Say::FileEnding { endings } => {
            format!("The name of this file must end in one of: {endings}. Choose another name.")
        }
        Say::FileOutside { folder } => format!(
            "A path that does not begin with / is below {folder} and may not lead out of it. Write the whole path, or choose a name there."
        ),
        Say::FileElsewhere { folders } => format!(
            "Files may be written below these folders only: {folders}. Choose one of them, or let the installer add one to paths.exports."
        ),
        Say::FileFolderMissing { folder } => format!("There is no folder {folder}. Make it, or choose another one."),
        Say::FileFolderClosed { folder } => format!(
            "Nothing can be written into {folder}. Let the daemon's user write there, or choose another folder."
        ),
        Say::FileTaken { file } => {
            format!("{file} is there already and is no file that may be replaced. Choose another name.")
        }
        Say::PinWrong => "The PIN is wrong. Type it again.".to_owned(),
        Say::PinThrottled { minutes } => format!("Too many wrong PINs. Wait {minutes} min, then type it again."),
        Say::CardHasNoPin { card } => format!("Card {card} has no PIN."),
        Say::NotLoadable { card } => format!("Nothing can be loaded on card {card}."),
        Say::DepartmentUnknown { department } => {
            format!("There is no department {department}. Ask the installer to add it to the configuration.")
        }
        Say::LinesMissing => "The receipt has no lines. Enter at least one.".to_owned(),
        Say::LinesTooMany { most } => format!("The receipt has more than {most} lines. Make two receipts of it."),
        Say::LineUnknown { line } => format!("There is no line {line}."),
        Say::LineTwice { line } => format!("Line {line} is there twice."),
        Say::QuantityInvalid { line } => format!("The quantity of line {line} must be above zero."),
        Say::PriceInvalid { line } => {
            format!("The price of line {line} must not be below zero, nor have more decimals than the currency.")
        }
        Say::AmountTooLarge => "The amount is too large. Check it.".to_owned(),
        Say::AmountInvalid { amount } => format!(
            "{} is not an amount for this. It must be above zero and have no more decimals than the currency.",
            money(amount)
        ),
        Say::AdjustmentTooLarge { description } => {
            format!("\"{description}\" takes away more than there is. Lower it.")
        }
        Say::AdjustmentUnclear => "A discount or surcharge needs either an amount or a percent above zero.".to_owned(),
        Say::PaymentCardMissing => "A payment by card needs the card's number.".to_owned(),
        Say::PaymentCauseMissing => {
            "An uncollected payment needs its cause: goods, services, invoice or health.".to_owned()
        }
        Say::PaymentTooMuch { amount, due } => {
            format!("{} is more than what is due ({}). Only cash may exceed it.", money(amount), money(due))
        }
        Say::PaymentsIncomplete { missing } => format!("{} is still to be paid.", money(missing)),
        Say::LoadPaidByCard => "A load cannot be paid with a card of the shop. Take another payment.".to_owned(),
        Say::CreditNeedsCustomer => {
            "Credit is given only to known customers. Choose the customer, or take another payment.".to_owned()
        }
        Say::CreditNotAllowed { customer } => {
            format!("Customer {customer} may not buy on credit. Take another payment.")
        }
        Say::CreditLimit { headroom } => format!(
            "Credit limit exceeded: on credit the customer may still buy for {}. Take another payment for the rest.",
            money(headroom)
        ),
        Say::DiscountUnknown { discount, known } => {
            format!("There is no discount {discount}. There are: {known}.")
        }
        Say::CustomerUnknown { customer } => format!("Customer {customer} is not known. Save the customer first."),
        Say::CustomerNameMissing => "The customer needs a first and a last name, or a company.".to_owned(),
        Say::OriginalNotFound { original } => {
            format!("{original} is not a receipt that was issued here. Check the number.")
        }
        Say::OriginalForeignLines => {
            "The receipt was not issued here: say what comes back, with department and price.".to_owned()
        }
        Say::OriginalNotReturnable { original } => format!("{original} is of a kind that cannot be undone this way."),
        Say::ReturnTooDear { original, department } => format!(
            "The document was issued here ({original}), and not as much is left of its {department}. Return it by its lines."
        ),
        Say::AlreadyReturned { original } => format!("Everything of {original} has come back already."),
        Say::AlreadyVoided { original } => format!("{original} is voided already."),
        Say::ReturnTooMuch { line, left } => {
            format!("Of line {line} only {} can still come back.", quantity(LANGUAGE, left))
        }
        Say::ReturnMoreThanPaid { left } => {
            format!("Of this receipt goods for {} at most can still come back.", money(left))
        }
        Say::ReturnOfNothing { original } => {
            format!("{original} was closed at zero: there is nothing to give back. It can be voided.")
        }
        Say::PrinterNotConfigured { document } => format!(
            "No printer is set for this ({}). Ask the installer to complete the configuration.",
            printable(LANGUAGE, document).unwrap_or(document)
        ),
        Say::PrinterUnknown { printer, known } => format!("There is no printer {printer}. There are: {known}."),
        Say::PrintersDiffer { printers } => {
            format!("The lines belong to different printers ({printers}). Make one receipt for each.")
        }
        Say::CannotPrint { printer, what } => {
            format!("Printer {printer} cannot print this: {}.", printable(LANGUAGE, what).unwrap_or(what))
        }
        Say::OperationConflict { operation } => {
            format!("Operation {operation} was used for something else. The till must take a new id.")
        }
        Say::OperationUnknown { operation } => format!("There is no operation {operation}."),
        Say::NotInDoubt { operation, state: word } => format!(
            "Operation {operation} is not in doubt{}. There is nothing to resolve.",
            after(" but ", state(LANGUAGE, word))
        ),
        Say::PrintedNumberOld { document } => {
            format!("Document {document} is older than this one. Look at the paper again: its number is higher.")
        }
        Say::MayBeOnPaper { document } => format!(
            "The printer has printed document {document} in the meantime, and no longer tells its total. Look at it: if it is this one, resolve as printed with that number; if not, resolve as not printed and begin again with a new operation."
        ),
        Say::SettleUnclear => "Say either which operations are settled, or how much.".to_owned(),
        Say::SettleNoDebt { operation } => {
            format!(
                "Operation {operation} left no debt of this customer to settle. Check the number, or name an amount."
            )
        }
        Say::SettleTooMuch { owed } => format!("The customer owes only {}.", money(owed)),
        Say::NothingToReprint { operation } => format!("Operation {operation} has nothing that can be printed again."),
        Say::PositionNote { position } => format!("Customer's position: {}", money(position)),
        Say::HeadroomNote { headroom } => format!("May still buy on credit: {}", money(headroom)),
        Say::CreditDocumentNote { document } => format!("Preferred credit document: {document}"),
        Say::DeviceTotalDiffers { planned, device } => format!(
            "The printer's total is {} instead of {}. Keep the receipt and tell the technician.",
            money(device),
            money(planned)
        ),
        Say::OnlyAccepted { printer } => {
            format!("Printer {printer} does not say what it has printed. Look whether the document is whole.")
        }
        Say::NumberNotTold { printer } => format!(
            "Printer {printer} does not tell the numbers of its receipts. Give the Z, number and date that stand on the paper."
        ),
        Say::SlipOwed { printer } => format!(
            "The slip may not be on paper: see to printer {printer}. It is printed, marked as a copy, as soon as the printer can."
        ),
        Say::PossibleCopy => "POSSIBLE COPY".to_owned(),
        Say::Copy => "COPY".to_owned(),
        Say::TestSlip => "Fiscus: test".to_owned(),
    }
}
