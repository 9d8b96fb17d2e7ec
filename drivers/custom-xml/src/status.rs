//! The device's own codes: its flags, its numbers, and what each of them proves.

use crate::frame::Answer;
use fiscus_sdk::{
    DocumentKind, Fault, Reason,
    driver::{OpenDocument, Paper},
    paper::No,
};

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
    (57, Reason::PrinterError, "the date is not set"),
    (61, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (62, Reason::PrinterError, "a receipt was opened by another client"),
    (63, Reason::PrinterError, "the payment terminal failed"),
    (64, Reason::CoverOpen, "the cover is open"),
    (66, Reason::PrinterError, "the print head is too hot"),
    (67, Reason::PrinterError, "the cutter"),
    (70, Reason::PrinterError, "24 hours have passed: a closure is needed"),
    (71, Reason::PrinterError, "a second closure is not allowed"),
    (74, Reason::PrinterError, "the request did not come whole"),
    (75, Reason::PrinterBusy, "busy with a return or a void"),
    (76, Reason::PrinterBusy, "busy with the document's copy"),
    (82, Reason::PrinterError, "the activation"),
    (84, Reason::PrinterError, "the certificate has expired"),
    (98, Reason::PrinterBusy, "busy at its keyboard"),
    (115, Reason::PrinterError, "the XML"),
    (122, Reason::PrinterError, "a value is not allowed"),
    (134, Reason::PrinterError, "a document must be closed first"),
    (136, Reason::PrinterError, "not so much cash in the drawer"),
    (137, Reason::PrinterError, "this payment is not allowed"),
    (139, Reason::PrinterError, "a description is missing"),
    (141, Reason::PrinterError, "the payment is too large"),
    (144, Reason::PrinterError, "the payment is not in the device's table"),
    (148, Reason::PrinterError, "the department is not there"),
    (150, Reason::PrinterError, "the article is not there"),
    (152, Reason::PrinterError, "the operator is missing"),
    (189, Reason::PrinterError, "the customer is mandatory"),
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
        "a number that is not known",
    ));
    Fault::new(reason, format!("the device refuses: {text}")).vendor(number.to_string())
}

/// What a failure answer proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing was closed: what was begun can be cancelled.
    NotDone(Fault),
    /// It was printed, and the device is busy with it (X6).
    Busy(Fault),
    /// It may have been done.
    Unsure(Fault),
}

/// Why a device that answered did not do what was asked.
pub(crate) fn verdict(answer: &Answer) -> Verdict {
    let fault = fault(answer.status);
    let known = ERRORS.iter().any(|(known, ..)| *known == answer.status);
    // What failed at the very end may stand in the memory.
    let ending = answer.fact("lastCommand").is_some_and(|command| command.starts_with("end"));
    match answer.status {
        75 | 76 => Verdict::Busy(fault),
        74 => Verdict::Unsure(fault),
        _ if !known || ending => Verdict::Unsure(fault),
        _ => Verdict::NotDone(fault),
    }
}

/// A number with which the device says no for a reason of the business.
pub(crate) fn refused(kind: DocumentKind, number: u32) -> Option<No> {
    match (kind, number) {
        (DocumentKind::CashOut, 136) => Some(No::Drawer),
        (DocumentKind::Return | DocumentKind::Void, 1) => Some(No::Original),
        (DocumentKind::Return | DocumentKind::Void, 8) => Some(No::Returned),
        _ => None,
    }
}

/// `printerStatus`: cover open, paper end, paper near its end, journal full, journal nearly full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags([bool; 5]);

impl Flags {
    /// Reads the five flags.
    pub(crate) fn read(answer: &Answer) -> Option<Self> {
        let text = answer.fact("printerStatus")?.as_bytes();
        let flags: Vec<bool> = text.iter().map(|flag| *flag != b'0').collect();
        flags.try_into().ok().map(Self)
    }
    /// It can print.
    pub(crate) fn online(self) -> bool {
        let [cover, end, _, full, _] = self.0;
        !cover && !end && !full
    }
    /// The cover is open.
    pub(crate) fn cover_open(self) -> bool {
        self.0[0]
    }
    /// Its paper.
    pub(crate) fn paper(self) -> Paper {
        match self.0 {
            [_, true, ..] => Paper::End,
            [_, _, true, ..] => Paper::Low,
            _ => Paper::Ok,
        }
    }
    /// What a technician should know of it.
    pub(crate) fn notes(self) -> impl Iterator<Item = &'static str> {
        let [_, _, _, full, nearly] = self.0;
        [(full, "the electronic journal is full"), (nearly, "the electronic journal is nearly full")]
            .into_iter()
            .filter_map(|(is, text)| is.then_some(text))
    }
}

/// Which document is open, by the three flags of `fpStatus` or 1016.
pub(crate) fn open_document(flags: &str) -> Option<OpenDocument> {
    match flags {
        "000" => Some(OpenDocument::None),
        "010" => Some(OpenDocument::Management),
        "100" | "001" => Some(OpenDocument::Fiscal),
        _ => None,
    }
}
