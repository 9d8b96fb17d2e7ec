//! What the device says of its past: read once, or made sure of after an answer was lost.
//!
//! The numbers of the last document stand in the journal, which is told in another key (R3). So a reading begins with
//! the device's state and never leaves it in that key: `=C1` follows, whatever came. A receipt that is open is not
//! printed; where that may be done it is cancelled first (R14).
//!
//! Nothing guards the digits of the journal. To be sure it is read, and after a pause read again: where the two differ,
//! nothing is told.

use crate::{
    exchange::{Batch, End},
    reply,
    settings::{JournalKey, Setup},
};
use fiscus_sdk::{DocumentKind, DocumentRef, Fault, Reason, driver::Last};

/// How often a question is sent when its answers are lost.
const SENDINGS: u32 = 3;
/// How often the device is found with an open document before that is cancelled.
pub(crate) const LOOKS: u32 = 3;

/// Cancels what is open (R6).
pub(crate) const CANCEL: [&str; 2] = ["=a", "=K"];
/// Closes a non-fiscal document that cannot be cancelled.
pub(crate) const CLOSE: [&str; 2] = ["=o", "=K"];

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) document: Option<(DocumentRef, DocumentKind)>,
    pub(crate) z: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    State,
    Cancel,
    Close,
    Journal,
    Key,
    Count,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    Ask(Batch),
    Wait(u64),
    Failed(Fault),
    Done(Reading, bool),
}

/// A reading under way.
#[derive(Debug)]
pub(crate) struct Past {
    part: Part,
    key: JournalKey,
    timeout_ms: u64,
    pause: u64,
    /// A receipt that is open may be cancelled; else it is somebody else's.
    cancel: bool,
    /// It is read twice.
    sure: bool,
    /// The closures are counted too.
    count: bool,
    looks: u32,
    /// A slip that is open had its looks, or is our own.
    patient: bool,
    /// What is open is no fiscal document.
    management: bool,
    sendings: u32,
    until: u64,
    /// Why the journal was not told; the key is put back first.
    fault: Option<Fault>,
    reading: Reading,
    before: Option<Reading>,
}

impl Past {
    /// Reads once; `cancel`: whether what is open is our own.
    pub(crate) fn once(setup: &Setup, cancel: bool, now: u64) -> Self {
        Self {
            part: Part::State,
            key: setup.journal_key,
            timeout_ms: setup.timeout_ms,
            pause: setup.recheck_ms,
            cancel,
            sure: false,
            count: true,
            looks: 0,
            patient: cancel,
            management: false,
            sendings: 1,
            until: now.saturating_add(setup.timeout_ms),
            fault: None,
            reading: Reading::default(),
            before: None,
        }
    }

    /// Reads the journal alone, right after a document was printed.
    pub(crate) fn printed(setup: &Setup, now: u64) -> Self {
        Self { part: Part::Journal, count: false, ..Self::once(setup, false, now) }
    }

    /// Whether it is read twice.
    pub(crate) fn twice(&self) -> bool {
        self.sure
    }

    /// Makes sure.
    pub(crate) fn sure(setup: &Setup, now: u64) -> Self {
        Self { sure: true, looks: LOOKS, ..Self::once(setup, true, now) }
    }

    /// The commands of this part.
    pub(crate) fn batch(&self) -> Batch {
        let commands: &[&str] = match self.part {
            // R3: the key first, for a session may have ended in another one.
            Part::State => &["=C1", "<</?s"],
            Part::Cancel => &CANCEL,
            Part::Close => &CLOSE,
            Part::Journal if self.key == JournalKey::Z => &["=C3", "=C453/$0"],
            Part::Journal => &["=C4", "=C453/$0"],
            Part::Key => &["=C1"],
            Part::Count => &["<</?7"],
        };
        Batch { commands: commands.iter().map(|command| (*command).to_owned()).collect(), timeout_ms: self.timeout_ms }
    }

    /// After a pause.
    pub(crate) fn waited(&mut self) -> Turn {
        self.ask(Part::State)
    }

    /// Takes in how a batch ended.
    pub(crate) fn hear(&mut self, end: End, now: u64) -> Turn {
        let said = match (end, self.part) {
            (End::Unreachable(fault), _) => return Turn::Failed(fault),
            (End::Lost(_), _) if self.sendings < SENDINGS && now < self.until => {
                self.sendings += 1;
                return Turn::Ask(self.batch());
            }
            // The key is put back, whatever came.
            (End::Lost(fault) | End::Refused(fault, _), Part::Journal) => {
                self.fault = Some(fault);
                return self.ask(Part::Key);
            }
            (End::Refused(..), Part::Cancel) if self.management => return self.ask(Part::Close),
            // With nothing open there is nothing to cancel.
            (End::Refused(..), Part::Cancel | Part::Close) => return self.ask(Part::Journal),
            // A device that does not count its closures still has a journal.
            (End::Refused(..), Part::Count) => return self.read(),
            (End::Lost(fault) | End::Refused(fault, _), _) => return Turn::Failed(fault),
            (End::Done(said), _) => said,
        };
        let told = said.data.last().map(String::as_str).unwrap_or_default();
        match self.part {
            Part::State => match reply::State::read(told) {
                Some(state) if state.open() && self.looks > 0 => {
                    self.looks -= 1;
                    Turn::Wait(self.pause)
                }
                // A slip is nobody's business but its writer's, who had time to close it.
                Some(state) if state.management() && !self.patient => {
                    (self.patient, self.looks) = (true, LOOKS - 1);
                    Turn::Wait(self.pause)
                }
                Some(state) if state.management() || state.open() && self.cancel => {
                    self.management = state.management();
                    self.ask(Part::Cancel)
                }
                Some(state) if state.open() => Turn::Failed(open_elsewhere()),
                Some(_) => self.ask(Part::Journal),
                None => Turn::Failed(Fault::new(Reason::PrinterError, "the device does not tell its state")),
            },
            Part::Cancel | Part::Close => self.ask(Part::Journal),
            Part::Journal => {
                // A device that has printed nothing has an empty journal.
                let empty = said.dump.iter().all(|line| line.trim().is_empty());
                self.reading.document = reply::journal(&said.dump);
                if self.reading.document.is_none() && !empty {
                    self.fault = Some(Fault::new(Reason::PrinterError, "the journal names no document, or several"));
                }
                self.ask(Part::Key)
            }
            Part::Key => match self.fault.take() {
                Some(fault) => Turn::Failed(fault),
                None if !self.count => self.read(),
                None => self.ask(Part::Count),
            },
            Part::Count => {
                self.reading.z = reply::closures(told);
                self.read()
            }
        }
    }

    fn read(&mut self) -> Turn {
        let now = std::mem::take(&mut self.reading);
        match self.before.take() {
            _ if !self.sure => Turn::Done(now, false),
            Some(before) if before == now => Turn::Done(now, true),
            Some(_) => Turn::Done(Reading::default(), false),
            None => {
                self.before = Some(now);
                Turn::Wait(self.pause)
            }
        }
    }

    fn ask(&mut self, part: Part) -> Turn {
        self.part = part;
        self.sendings = 1;
        Turn::Ask(self.batch())
    }
}

/// What somebody else has open is not cancelled.
pub(crate) fn open_elsewhere() -> Fault {
    Fault::new(Reason::PrinterBusy, "a document is open on the device: close or cancel it there")
}

/// What a reading says, as the core asks for it.
pub(crate) fn last(reading: Reading, settled: bool) -> Last {
    let (document, kind) = reading.document.unzip();
    Last { document, kind, z: reading.z, settled }
}
