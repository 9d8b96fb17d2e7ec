//! The proof of what a device has printed, after an answer was lost.
//!
//! The device may still be printing the document whose answer was lost, so one read proves nothing: its state and its
//! past are read, then read again after a pause and a reset. They are settled where the device was idle both times and
//! said both times the same. A device that gives back the mark of what was sent has carried it out: then an unchanged
//! past is a contradiction, and settles nothing (X2). What the document is, and whose, the core judges.
//!
//! Every request here may be sent again, so a lost answer is asked for anew within the time-out.

use crate::{
    command,
    frame::Answer,
    past::{Asking, Next, Reading},
    reply, status,
};
use fiscus_sdk::{DocumentRef, Fault, driver::OpenDocument};

/// How often one request is sent when its answers are lost.
const SENDINGS: u32 = 3;
/// How often at most the device is asked whether it is idle.
const LOOKS: u64 = 20;

/// A recovery under way.
#[derive(Debug)]
pub(crate) struct Recovery {
    part: Part,
    body: String,
    sendings: u32,
    /// When no request is sent again.
    until: u64,
    pause: u64,
    /// How often the device may still be found busy before it is reset.
    looks: u64,
    /// The device was found busy to the end and has been reset.
    forced: bool,
    idle: bool,
    /// The mark of what was sent, and whether the device has given it back.
    mark: Option<String>,
    executed: bool,
    /// What the device said before the document was sent.
    known: Option<DocumentRef>,
    /// What an idle device said before the reset.
    before: Option<Reading>,
}

#[derive(Debug)]
enum Part {
    Status,
    Native,
    Past(Asking),
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
    /// It is over: what it says, and whether that is settled; none: twice something else.
    Done(Option<Reading>, bool),
}

impl Recovery {
    /// Begins; `timeout_ms` is that of an ordinary exchange.
    pub(crate) fn begin(
        now: u64,
        timeout_ms: u64,
        pause: u64,
        mark: Option<String>,
        known: Option<DocumentRef>,
    ) -> Self {
        Self {
            part: Part::Status,
            body: command::query_status(),
            sendings: 1,
            until: now.saturating_add(timeout_ms),
            pause,
            // A third of the time-out: the rest belongs to the reads.
            looks: (timeout_ms / 3 / pause.max(1)).clamp(1, LOOKS),
            forced: false,
            idle: false,
            mark,
            executed: false,
            known,
            before: None,
        }
    }

    /// The request of this part.
    pub(crate) fn request(&self) -> String {
        self.body.clone()
    }

    /// After a pause.
    pub(crate) fn waited(&mut self) -> Turn {
        if self.before.is_some() {
            self.ask(Part::Reset, command::reset())
        } else {
            self.ask(Part::Status, command::query_status())
        }
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
        match &mut self.part {
            Part::Status => {
                self.executed |= self.mark.is_some() && answer.mark() == self.mark.as_deref();
                match answer.fact("fpStatus").map(str::to_owned) {
                    Some(flags) => self.found(&flags),
                    None => self.ask(Part::Native, command::query_native("1016")),
                }
            }
            Part::Native => {
                let flags = reply::open_document(&answer).unwrap_or_default();
                self.found(&flags)
            }
            Part::Past(asking) => match asking.hear(&answer) {
                Ok(Next::Ask(body)) => {
                    self.body = body;
                    self.sendings = 1;
                    Turn::Ask
                }
                Ok(Next::Done(reading)) => self.compare(reading),
                Err(fault) => Turn::Failed(fault),
            },
            Part::Reset => self.ask(Part::Status, command::query_status()),
        }
    }

    fn found(&mut self, flags: &str) -> Turn {
        self.idle = status::open_document(flags) == Some(OpenDocument::None);
        if !self.idle && self.before.is_none() && self.looks > 0 {
            self.looks -= 1;
            return Turn::Wait(self.pause);
        }
        let (asking, body) = Asking::begin();
        self.ask(Part::Past(asking), body)
    }

    fn compare(&mut self, now: Reading) -> Turn {
        match &self.before {
            Some(before) => {
                let unchanged = now.document(self.known.as_ref()) == self.known;
                let settled = self.idle && !(self.executed && unchanged);
                // Nothing guards the digits of an answer.
                if same(before, &now) { Turn::Done(Some(now), settled) } else { Turn::Done(None, false) }
            }
            None if self.idle => {
                self.before = Some(now);
                Turn::Wait(self.pause)
            }
            // What stays open is cancelled, and the proof begins anew.
            None if !self.forced => {
                self.forced = true;
                self.ask(Part::Reset, command::reset())
            }
            None => Turn::Done(Some(now), false),
        }
    }

    fn ask(&mut self, part: Part, body: String) -> Turn {
        self.part = part;
        self.body = body;
        self.sendings = 1;
        Turn::Ask
    }
}

/// The same period and number; a total that the reset has hidden behind a cancelled document is no difference.
fn same(a: &Reading, b: &Reading) -> bool {
    let bare = |reading: &Reading| reading.document(None).map(|document| (document.z, document.number));
    a.z == b.z && bare(a) == bare(b)
}
