//! The device's own codes: its flags, its numbers, and what each of them proves.

use crate::frame::Answer;
pub(crate) use fiscus_sdk::paper::custom::{ERRORS, fault, open_document};
use fiscus_sdk::{DocumentKind, Fault, driver::Paper, paper::No};

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

/// Why a device that answered did not do what was asked, which was a document of this kind.
pub(crate) fn verdict(answer: &Answer, kind: DocumentKind) -> Verdict {
    let fault = fault(answer.status);
    let known = ERRORS.iter().any(|(known, ..)| *known == answer.status);
    // What failed at the very end may stand in the memory; so may what counts where nobody says how far it came.
    let closure = kind == DocumentKind::ZReport;
    let ending = match answer.fact("lastCommand") {
        Some(command) => command.starts_with("end") || closure,
        None => kind.fiscal() || closure,
    };
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
