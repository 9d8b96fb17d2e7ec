//! The proof of what a device has printed, after an answer was lost.
//!
//! The device may still be printing the document whose answer was lost, so one read proves nothing:
//! status, last document and last Z are read, then read again after a pause and a reset. They are settled
//! where the device was idle both times and said both times the same. What the document is, and whose,
//! the core judges.
//!
//! Every request here may be sent again, so a lost answer is asked for anew within the time-out.

use crate::{command, frame::Answer, reply, status::PrinterStatus};
use fiscus_sdk::{DocumentKind, DocumentRef, Fault, driver::Last};

/// How often one request is sent when its answers are lost.
const SENDINGS: u32 = 3;
/// How often at most the device is asked whether it is idle.
const LOOKS: u64 = 20;

/// A recovery under way.
#[derive(Debug)]
pub(crate) struct Recovery {
    part: Part,
    sendings: u32,
    /// When no request is sent again.
    until: u64,
    pause: u64,
    /// How often the device may still be found busy before it is reset.
    looks: u64,
    /// The device was found busy to the end and has been reset.
    forced: bool,
    idle: bool,
    now: Reading,
    /// What an idle device said before the reset.
    before: Option<Reading>,
}

/// What the device said of its past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Reading {
    document: Option<DocumentRef>,
    kind: Option<DocumentKind>,
    z: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Status,
    Document,
    Z,
    Reset,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    /// Send [`Recovery::request`].
    Ask,
    /// Wait that many milliseconds.
    Wait(u64),
    /// The device cannot be asked.
    Failed(Fault),
    /// It is over.
    Done(Last),
}

impl Recovery {
    /// Begins; `timeout_ms` is that of an ordinary exchange.
    pub(crate) fn begin(now: u64, timeout_ms: u64, pause: u64) -> Self {
        Self {
            part: Part::Status,
            sendings: 1,
            until: now.saturating_add(timeout_ms),
            pause,
            // A third of the time-out: the rest belongs to the reads.
            looks: (timeout_ms / 3 / pause.max(1)).clamp(1, LOOKS),
            forced: false,
            idle: false,
            now: Reading::default(),
            before: None,
        }
    }

    /// The request of this part.
    pub(crate) fn request(&self) -> String {
        match self.part {
            Part::Status => command::query_status("0"),
            Part::Document => command::query_last(),
            Part::Z => command::query_last_z(),
            Part::Reset => command::reset(),
        }
    }

    /// After a pause.
    pub(crate) fn waited(&mut self) -> Turn {
        self.ask(if self.before.is_some() { Part::Reset } else { Part::Status })
    }

    /// Takes in an answer, or its loss.
    pub(crate) fn hear(&mut self, answer: Result<Answer, Fault>, now: u64) -> Turn {
        let answer = match answer {
            Ok(answer) => answer,
            Err(_) if self.sendings < SENDINGS && now < self.until => {
                self.sendings += 1;
                return Turn::Ask;
            }
            Err(fault) => return Turn::Failed(fault),
        };
        match self.part {
            Part::Status => {
                self.idle = answer.fact("printerStatus").and_then(PrinterStatus::read).is_some_and(PrinterStatus::idle);
                if !self.idle && self.before.is_none() && self.looks > 0 {
                    self.looks -= 1;
                    return Turn::Wait(self.pause);
                }
                self.ask(Part::Document)
            }
            Part::Document => match reply::last(&answer) {
                Ok(last) => {
                    self.now = Reading { kind: last.kind(), document: last.document, z: None };
                    self.ask(Part::Z)
                }
                Err(fault) => Turn::Failed(fault),
            },
            Part::Z => {
                self.now.z = Some(&answer).filter(|answer| answer.success).and_then(reply::last_z);
                self.compare()
            }
            Part::Reset => self.ask(Part::Status),
        }
    }

    fn compare(&mut self) -> Turn {
        match &self.before {
            Some(before) => {
                let settled = self.idle && *before == self.now;
                let Reading { document, kind, z } = self.now.clone();
                Turn::Done(Last { document, kind, z, settled })
            }
            None if self.idle => {
                self.before = Some(self.now.clone());
                Turn::Wait(self.pause)
            }
            // What stays open is cancelled, and the proof begins anew.
            None if !self.forced => {
                self.forced = true;
                self.ask(Part::Reset)
            }
            None => {
                let Reading { document, kind, z } = self.now.clone();
                Turn::Done(Last { document, kind, z, settled: false })
            }
        }
    }

    fn ask(&mut self, part: Part) -> Turn {
        self.part = part;
        self.sendings = 1;
        Turn::Ask
    }
}
