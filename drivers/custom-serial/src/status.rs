//! The device's numbers: which fault each is, and what it proves.

use fiscus_sdk::{DocumentKind, Fault, Reason, paper::No};

/// Numbers with what they say. Source: Custom report status guide rev 2.00.
pub(crate) const ERRORS: &[(u32, Reason, &str)] = &[
    (1, Reason::PrinterError, "not present"),
    (3, Reason::PrinterError, "a value is not valid"),
    (5, Reason::PrinterError, "not possible now"),
    (7, Reason::PrinterError, "the word TOTAL stands in a description"),
    (8, Reason::PrinterError, "done already"),
    (9, Reason::PrinterError, "the document is too large"),
    (10, Reason::PrinterError, "the day is too large"),
    (11, Reason::PrinterError, "the amount"),
    (12, Reason::PrinterError, "the date"),
    (13, Reason::PrinterError, "the date"),
    (16, Reason::PaperEnd, "no paper"),
    (18, Reason::PrinterError, "the header is missing"),
    (21, Reason::PrinterError, "a document is open"),
    (22, Reason::PrinterError, "the dates"),
    (23, Reason::PrinterError, "the total is below zero"),
    (24, Reason::PrinterError, "the length of the command"),
    (25, Reason::PrinterError, "it is not paid in full"),
    (28, Reason::PrinterError, "the VAT rate is not programmed"),
    (30, Reason::PrinterError, "the journal is full"),
    (31, Reason::PrinterError, "the journal is nearly full"),
    (33, Reason::PrinterError, "the journal is missing"),
    (41, Reason::PrinterError, "the journal is another one"),
    (46, Reason::PrinterError, "no change is allowed"),
    (47, Reason::PrinterError, "the device is not in fiscal service"),
    (51, Reason::PrinterError, "the fiscal memory is full"),
    (54, Reason::PrinterError, "a closure is needed"),
    (56, Reason::PrinterError, "there is no display"),
    (57, Reason::PrinterError, "the date is not set"),
    (61, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (62, Reason::PrinterError, "a receipt was opened by another client"),
    (63, Reason::PrinterError, "the payment terminal failed"),
    (64, Reason::CoverOpen, "the cover is open"),
    (66, Reason::PrinterError, "the print head is too hot"),
    (67, Reason::PrinterError, "the cutter"),
    (70, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (71, Reason::PrinterError, "a second closure is not allowed"),
    (74, Reason::PrinterError, "the command did not come whole"),
    (75, Reason::PrinterBusy, "busy with a return or a void"),
    (76, Reason::PrinterBusy, "busy with the document's copy"),
    (82, Reason::PrinterError, "the activation"),
    (84, Reason::PrinterError, "the certificate has expired"),
    (98, Reason::PrinterBusy, "busy at its keyboard"),
    (122, Reason::PrinterError, "a value is not allowed"),
    (134, Reason::PrinterError, "a document must be closed first"),
    (136, Reason::PrinterError, "not so much cash in the drawer"),
    (137, Reason::PrinterError, "this payment is not allowed"),
    (139, Reason::PrinterError, "a description is missing"),
    (141, Reason::PrinterError, "the payment is too large"),
    (144, Reason::PrinterError, "the payment is not in the device's table"),
    (148, Reason::PrinterError, "the department is not there"),
    (213, Reason::PrinterBusy, "busy with a transmission"),
    (214, Reason::PrinterError, "inactive too long"),
    (217, Reason::PrinterBusy, "busy with an export"),
    (219, Reason::PrinterError, "the device is set to another protocol"),
    (220, Reason::PrinterError, "the device is in another mode"),
    (222, Reason::PrinterError, "the device is in another state"),
];

/// The fault of a number.
pub(crate) fn fault(number: u32) -> Fault {
    let (_, reason, text) = ERRORS.iter().find(|(known, ..)| *known == number).copied().unwrap_or((
        number,
        Reason::PrinterError,
        "unknown",
    ));
    Fault::new(reason, format!("the device refuses: {text}")).vendor(number.to_string())
}

/// Whether the device only says that it cannot answer now: it may be at the very thing it was told.
pub(crate) fn busy(number: u32) -> bool {
    fault(number).reason == Reason::PrinterBusy
}

/// A number that is a no of the business.
pub(crate) fn refused(kind: DocumentKind, number: u32) -> Option<No> {
    (kind == DocumentKind::CashOut && number == 136).then_some(No::Drawer)
}
