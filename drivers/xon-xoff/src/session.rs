//! The machine: keys are handed over piece by piece, and between the pieces the line is watched for the register's
//! XOFF.
//!
//! The register never answers. When every byte is handed over and nothing holds the line, that is all that can be
//! known, and counts as printed. When nothing was handed over, nothing is printed. What lies between is unknown for
//! good, and only a person can look (N1). Every paper begins by cancelling: else it would be added to what may still be
//! open (N3, N9), for a register that has lost the closing key of the one before says nothing of it. After a start, on a
//! new line and after anything unknown, every other job does too.

use crate::{
    command::{self, clear, plain},
    keys::Piece,
    manifest,
    settings::Setup,
};
use fiscus_sdk::{
    Document, Fault, Problem, Reason, Refusal, Shop,
    driver::{Bytes, Driver, Input, Job, Link, LinkOptions, Manifest, Outcome, Reply, Status, Step, Write},
    serde_json::Value,
};

const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

/// A printer.
#[derive(Debug)]
pub(crate) struct XonXoff {
    setup: Setup,
    link: Link,
    timeout_ms: u64,
    /// The register has sent XOFF, and no XON since.
    held: bool,
    /// Something may be open: the next job begins by cancelling, whatever it is.
    unsure: bool,
    /// The last letter that the register got lay inside a text.
    in_text: bool,
    /// The job has begun anew once, on a new line.
    again: bool,
    ends: Ends,
    /// What is handed over: what clears, if anything, then the job.
    pieces: Vec<Piece>,
    /// Where the job itself begins.
    own: usize,
    state: State,
}

/// What it answers when everything is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Document,
    Plain,
    Status,
}

/// What the session waits for.
#[derive(Debug, Clone, Copy)]
enum State {
    Idle,
    Connecting,
    /// What the register says before piece `next`, until it may be written.
    Watching {
        next: usize,
        until: u64,
    },
    /// Piece `next` to be taken.
    Writing {
        next: usize,
    },
    /// What it says after the last one.
    Settling {
        until: u64,
    },
}

impl Driver for XonXoff {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            setup: Setup::read(settings, shop)?,
            link: link.link,
            timeout_ms: link.timeout_ms.max(1),
            held: false,
            unsure: true,
            in_text: false,
            again: false,
            ends: Ends::Plain,
            pieces: Vec::new(),
            own: 0,
            state: State::Idle,
        })
    }

    fn describe(&self) -> Vec<String> {
        self.setup.describe()
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        command::document(document, &self.setup).map(drop)
    }

    fn submit(&mut self, job: Job, _: u64) -> Step {
        self.ends = match &job {
            Job::Status => Ends::Status,
            Job::OpenDrawer | Job::Display(_) | Job::Cancel => Ends::Plain,
            _ => Ends::Document,
        };
        let pieces = match job {
            Job::Print(document) => command::document(&document, &self.setup),
            Job::XReport => Ok(plain("1f")),
            Job::ZReport => Ok(plain("8F")),
            Job::CashIn(amount) => command::cash(amount, "10M", &self.setup),
            Job::CashOut(amount) => command::cash(amount, "11M", &self.setup),
            Job::OpenDrawer => Ok(plain("a")),
            Job::Display(lines) => Ok(command::display(&lines)),
            Job::Cancel => {
                self.unsure = true;
                Ok(Vec::new())
            }
            Job::Status => Ok(Vec::new()),
            Job::Last | Job::LastClosure | Job::Recover => {
                return self.failed(Fault::new(Reason::PrinterError, "the register tells nothing of its documents"));
            }
        };
        match pieces {
            Ok(pieces) => {
                self.pieces = pieces;
                self.again = false;
                self.connect(false)
            }
            Err(refusal) => self.end(Outcome::Done(Reply::Refused(refusal))),
        }
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match self.state {
            State::Idle => self.failed(Fault::new(Reason::Internal, "an answer nobody asked for")),
            State::Connecting => match input {
                Input::Connected { new } => self.begin(new, now),
                Input::Unreachable(what) | Input::Lost(what) => self.failed(offline(what)),
                other => self.failed(astray(&other)),
            },
            State::Watching { next, until } => self.watched(next, until, input, now),
            State::Writing { next } => self.written(next, input, now),
            State::Settling { until } => self.settled(until, input, now),
        }
    }

    fn poll(&mut self, _: u64) -> Step {
        self.failed(Fault::new(Reason::Internal, "a wait nobody asked for"))
    }
}

impl XonXoff {
    fn connect(&mut self, anew: bool) -> Step {
        self.state = State::Connecting;
        Step::Connect { anew, within_ms: self.timeout_ms }
    }

    fn begin(&mut self, new: bool, now: u64) -> Step {
        if new {
            (self.held, self.unsure) = (false, true);
            // The end of a connection clears the entry; a serial line has no end (N11).
            self.in_text &= self.link == Link::Serial;
        }
        self.own = 0;
        if self.ends == Ends::Document || self.unsure && self.ends != Ends::Status {
            let clearing = clear(self.in_text);
            self.own = clearing.len();
            self.pieces.splice(0..0, clearing);
        }
        self.watch(0, now)
    }

    /// Looks what the register says, and then writes piece `next`.
    fn watch(&mut self, next: usize, now: u64) -> Step {
        self.state = State::Watching { next, until: now.saturating_add(self.timeout_ms) };
        Step::Read { within_ms: 0 }
    }

    fn hear(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match *byte {
                XON => self.held = false,
                XOFF => self.held = true,
                // Some registers send a text of their own behind a receipt; it says nothing certain.
                _ => {}
            }
        }
    }

    fn watched(&mut self, next: usize, until: u64, input: Input, now: u64) -> Step {
        match input {
            Input::Bytes(bytes) => {
                self.hear(&bytes);
                self.go_on(next, until, now)
            }
            Input::Silence if self.held && now >= until => {
                let held = offline("it holds the line (XOFF): out of paper, or not ready".to_owned());
                self.stopped(next, held)
            }
            Input::Silence | Input::Written => self.go_on(next, until, now),
            Input::Lost(what) | Input::Unreachable(what) => self.broken(next, what),
            other => self.stopped(next, astray(&other)),
        }
    }

    fn go_on(&mut self, next: usize, until: u64, now: u64) -> Step {
        if self.ends == Ends::Status {
            let notes = vec!["the register tells nothing but whether it takes bytes".to_owned()];
            return self.end(Outcome::Done(Reply::Status(Status { online: !self.held, notes, ..Status::default() })));
        }
        if self.held {
            return Step::Read { within_ms: until.saturating_sub(now) };
        }
        match self.pieces.get(next) {
            Some(piece) => {
                self.state = State::Writing { next };
                // What arrived is never thrown away: it may be an XOFF.
                Step::Write(Write {
                    bytes: Bytes(piece.bytes.clone()),
                    fresh: false,
                    accept_within_ms: self.timeout_ms,
                    answer_within_ms: 0,
                })
            }
            None => {
                self.state = State::Settling { until: now.saturating_add(self.timeout_ms) };
                Step::Read { within_ms: self.setup.settle_ms }
            }
        }
    }

    fn written(&mut self, next: usize, input: Input, now: u64) -> Step {
        let piece = &self.pieces[next];
        match input {
            Input::Written => {
                if next + 1 == self.own {
                    (self.unsure, self.in_text) = (false, false);
                }
                self.watch(next + 1, now)
            }
            Input::Stalled { accepted: 0 } => self.stopped(next, offline("it takes no bytes".to_owned())),
            Input::Stalled { accepted } => {
                let length = u64::try_from(piece.bytes.len()).unwrap_or(u64::MAX);
                self.in_text = piece.text && accepted < length;
                self.half(next, offline("it takes no more bytes".to_owned()))
            }
            Input::Unreachable(what) => self.broken(next, what),
            Input::Lost(what) => {
                // Where in the piece it broke is not known; a text is nearly all of its piece.
                self.in_text = piece.text;
                self.half(next, offline(what))
            }
            other => self.half(next, astray(&other)),
        }
    }

    fn settled(&mut self, until: u64, input: Input, now: u64) -> Step {
        match input {
            Input::Bytes(bytes) => {
                self.hear(&bytes);
                let left = until.saturating_sub(now);
                Step::Read { within_ms: if self.held { left } else { self.setup.settle_ms.min(left) } }
            }
            Input::Silence if self.held => {
                self.unknown(offline("everything is handed over, and it holds the line (XOFF)".to_owned()))
            }
            Input::Silence => {
                let reply = if self.ends == Ends::Document { Reply::Accepted } else { Reply::Nothing };
                self.end(Outcome::Done(reply))
            }
            Input::Lost(what) | Input::Unreachable(what) => self.unknown(offline(what)),
            other => self.unknown(astray(&other)),
        }
    }

    /// The line broke before piece `next`: where nothing of the job was handed over, a new line is tried, once.
    fn broken(&mut self, next: usize, what: String) -> Step {
        if next > self.own || self.again {
            return self.stopped(next, offline(what));
        }
        self.again = true;
        self.pieces.drain(..self.own);
        self.connect(true)
    }

    /// It stopped before piece `next`.
    fn stopped(&mut self, next: usize, fault: Fault) -> Step {
        if next > self.own { self.unknown(fault) } else { self.failed(fault) }
    }

    /// It stopped inside piece `next`.
    fn half(&mut self, next: usize, fault: Fault) -> Step {
        self.unsure = true;
        if next >= self.own { self.unknown(fault) } else { self.failed(fault) }
    }

    fn unknown(&mut self, fault: Fault) -> Step {
        self.unsure = true;
        self.end(Outcome::Unknown(fault))
    }

    fn failed(&mut self, fault: Fault) -> Step {
        self.end(Outcome::Failed(fault))
    }

    fn end(&mut self, outcome: Outcome) -> Step {
        self.state = State::Idle;
        self.pieces.clear();
        Step::Done(outcome)
    }
}

fn offline(what: String) -> Fault {
    Fault::new(Reason::PrinterOffline, what)
}

fn astray(input: &Input) -> Fault {
    Fault::new(Reason::Internal, format!("{input:?} on a stream"))
}
