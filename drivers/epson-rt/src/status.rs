//! The device's own codes: the five characters of `printerStatus`, the words and numbers of a failure, and
//! what each of them proves.

use crate::frame::Answer;
use fiscus_sdk::{
    Fault, Reason,
    driver::{OpenDocument, Paper},
};

/// `printerStatus`, read.
///
/// Source: Fiscal ePOS-Print, `printerStatus`: printer, journal, drawer, document, mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PrinterStatus {
    printer: u8,
    journal: u8,
    drawer: u8,
    document: u8,
    mode: u8,
}

impl PrinterStatus {
    /// Reads the five characters.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match *text.trim().as_bytes() {
            [printer, journal, drawer, document, mode] => Some(Self { printer, journal, drawer, document, mode }),
            _ => None,
        }
    }
    /// It can print.
    pub(crate) fn online(self) -> bool {
        self.printer != b'3' && self.journal != b'5'
    }
    /// Its paper. Offline means no paper or an open cover; the device does not tell which.
    pub(crate) fn paper(self) -> Paper {
        match self.printer {
            b'2' => Paper::Low,
            b'3' => Paper::End,
            _ => Paper::Ok,
        }
    }
    /// Whether the drawer is open; closed also means that there is none.
    pub(crate) fn drawer_open(self) -> bool {
        self.drawer == b'0'
    }
    /// Which document is open.
    pub(crate) fn document(self) -> OpenDocument {
        match self.document {
            b'1' | b'B' => OpenDocument::None,
            b'2' | b'6' => OpenDocument::Management,
            _ => OpenDocument::Fiscal,
        }
    }
    /// Nothing is open, being printed or being set: what it says of its last document is final.
    pub(crate) fn idle(self) -> bool {
        matches!(self.printer, b'0' | b'2') && self.document == b'1' && self.mode == b'0'
    }
    /// What a technician should know of it.
    pub(crate) fn notes(self) -> impl Iterator<Item = &'static str> {
        [
            (self.printer == b'3').then_some("no paper or cover open (the device does not tell which)"),
            match self.journal {
                b'1' => Some("the electronic journal is nearly full"),
                b'2' => Some("the electronic journal is not formatted"),
                b'3' => Some("the electronic journal is a previous one"),
                b'4' => Some("the electronic journal belongs to another device"),
                b'5' => Some("the electronic journal is full"),
                _ => None,
            },
            match self.mode {
                b'0' => None,
                b'1' => Some("the device is in X mode"),
                b'2' => Some("the device is in Z mode"),
                b'3' => Some("the device is being set"),
                b'4' => Some("the device is in box office mode"),
                _ => Some("the device is in an unknown mode"),
            },
        ]
        .into_iter()
        .flatten()
    }
}

/// What a failure answer proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing was done.
    NotDone(Fault),
    /// It may have been done.
    Unsure(Fault),
}

/// What a failure proves by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Nothing was done.
    NotDone,
    /// The same, unless it makes a fiscal document: it may happen behind its close too. Where the device says that it has
    /// begun with no command, and nothing is open, it did not.
    Early,
    /// Nothing.
    None,
}

/// The native command that closes a document or a report.
const CLOSE: u32 = 74;

/// Why a device that answered did not do what was asked; `counts`: it makes a fiscal document or a closure, of which a
/// second one is never printed. Codes that are not known prove nothing, and a device that has reached the closing command
/// may have carried it out.
pub(crate) fn verdict(answer: &Answer, counts: bool) -> Verdict {
    let (fault, proof) = if answer.code == "PRINTER ERROR" { native(answer.status) } else { word(&answer.code) };
    // Native commands are told with and without their thousand.
    let last = answer.fact("lastCommand").and_then(|number| number.parse::<u32>().ok());
    let closing = last.is_some_and(|number| number % 1000 == CLOSE);
    let status = answer.fact("printerStatus").and_then(PrinterStatus::read);
    let unbegun = last == Some(0) && status.is_some_and(|status| status.document() == OpenDocument::None);
    match proof {
        Proof::None => Verdict::Unsure(fault),
        Proof::Early if counts && !unbegun => Verdict::Unsure(fault),
        Proof::NotDone if counts && closing => Verdict::Unsure(fault),
        Proof::Early | Proof::NotDone => Verdict::NotDone(fault),
    }
}

fn word(code: &str) -> (Fault, Proof) {
    use Proof::{Early, None, NotDone};
    let (reason, proof, detail) = match code {
        "NO_DATA" => (Reason::PrinterError, NotDone, "the device received an empty request"),
        "NO_RAM" => (Reason::PrinterError, NotDone, "the device is out of memory"),
        "PARSER_ERROR" => (Reason::PrinterError, NotDone, "the device could not read the request"),
        "INCOMPLETE FILE" => (Reason::PrinterError, NotDone, "an element is missing in the request"),
        "Non valid XML command" => (Reason::PrinterError, NotDone, "an element is unknown to the device, or misplaced"),
        "CONFIGURATION_FILE_ERROR" => {
            (Reason::PrinterError, NotDone, "a file of the device's secondary devices is missing")
        }
        "LAN_ERROR" => (Reason::PrinterBusy, NotDone, "the device's web face did not reach its firmware"),
        "EPTR_REC_EMPTY" => (Reason::PaperEnd, Early, "no paper, cover open or offline"),
        "EPTR_COVER_OPEN" => (Reason::CoverOpen, Early, "the cover is open"),
        "FP_NO_ANSWER" => (Reason::PrinterOffline, None, "the firmware did not answer in time"),
        "LAN_TIME_OUT" => (Reason::PrinterOffline, None, "the firmware stopped answering"),
        "TM_NO_ANSWER" | "OFF_LINE" => (Reason::PrinterOffline, None, "a secondary device was lost"),
        "EFT_POS_ERROR" => (Reason::PrinterError, None, "the payment terminal failed"),
        _ => (Reason::PrinterError, None, "a code that is not known"),
    };
    (Fault::new(reason, detail).vendor(code), proof)
}

/// The numbers of `PRINTER ERROR`.
pub(crate) const NATIVE: &[(u32, Reason, &str)] = &[
    (2, Reason::PrinterError, "low paper"),
    (3, Reason::PrinterOffline, "the printer is offline"),
    (7, Reason::PrinterError, "slip printer"),
    (8, Reason::PrinterError, "wrong key"),
    (9, Reason::PrinterError, "the date is earlier than the last closure"),
    (10, Reason::PrinterError, "wrong date"),
    (11, Reason::PrinterError, "wrong sequence"),
    (12, Reason::PrinterError, "the data does not exist"),
    (13, Reason::PrinterError, "wrong value"),
    (14, Reason::PrinterError, "the serial is not programmed"),
    (15, Reason::PrinterError, "it exists already"),
    (16, Reason::PrinterError, "unknown command or index"),
    (17, Reason::PrinterBusy, "impossible now"),
    (18, Reason::PrinterError, "not possible"),
    (19, Reason::PrinterError, "obsolete"),
    (20, Reason::PrinterError, "over the maximum"),
    (21, Reason::PrinterError, "over the limit"),
    (22, Reason::PrinterError, "not programmed"),
    (23, Reason::PrinterError, "the receipt must be closed"),
    (24, Reason::PrinterError, "the payment must be completed"),
    (25, Reason::PrinterError, "the operator is missing"),
    (26, Reason::PrinterError, "not enough cash in the drawer"),
    (27, Reason::PrinterError, "over the department's limit"),
    (28, Reason::PrinterError, "PC or server not connected"),
    (29, Reason::PrinterError, "the form is missing"),
    (30, Reason::PrinterError, "wrong check digit of a tax or lottery code"),
    (34, Reason::PrinterError, "the activation is missing"),
    (35, Reason::PrinterError, "the slip printer is not connected"),
    (37, Reason::PrinterError, "the form must be removed"),
    (38, Reason::PrinterError, "payment terminal"),
    (39, Reason::PrinterError, "the document is voided already"),
    (40, Reason::PrinterError, "the document is returned already"),
    (41, Reason::PrinterError, "a document of this kind cannot be voided"),
    (42, Reason::PrinterError, "a document of this kind cannot be returned"),
];

fn native(status: Option<u32>) -> (Fault, Proof) {
    let Some(number) = status else {
        return (Fault::new(Reason::PrinterError, "an error without its number").vendor("PRINTER ERROR"), Proof::None);
    };
    let known = NATIVE.iter().find(|(known, ..)| *known == number);
    let (reason, detail) =
        known.map_or((Reason::PrinterError, "a number that is not known"), |(_, reason, detail)| (*reason, *detail));
    let proof = match number {
        // Low paper is a warning: a device so programmed prints and answers it all the same.
        2 => Proof::None,
        // Offline: no paper, or the cover is open.
        3 => Proof::Early,
        _ if known.is_none() => Proof::Early,
        _ => Proof::NotDone,
    };
    (Fault::new(reason, detail).vendor(number.to_string()), proof)
}
