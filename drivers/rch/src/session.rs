//! The machine: which commands are sent next, and what it means when no answer comes.
//!
//! A document is made ready for (the key on REG, nothing open), sent command by command, and read back in the journal.
//! Its last command closes it: what is refused before is cancelled and was not printed; where the closing command was
//! refused, the device's state decides; where it was not answered, nobody knows, and the core asks with
//! [`Job::Recover`]. The closing command's own "done" is the proof that it was printed (G22).

mod last;
mod status;

use crate::{
    command,
    exchange::{Batch, End, Exchange, Progress, Said},
    manifest,
    past::{self, Past},
    probe, reply,
    settings::Setup,
};
use fiscus_sdk::{
    Amount, Document, DocumentKind, DocumentRef, Fault, Problem, Reason, Refusal, Shop,
    driver::{Driver, Heard, Input, Job, Judgement, Last, Link, LinkOptions, Manifest, Outcome, Reply, Report, Step},
    paper::No,
    serde_json::Value,
};

/// A printer.
#[derive(Debug)]
pub(crate) struct Rch {
    setup: Setup,
    exchange: Exchange,
    /// The device's serial, as it told it.
    serial: Option<String>,
    /// The last fiscal document as far as it is known; none: not read yet. Inside, none: there is none.
    known: Option<Option<DocumentRef>>,
    /// The device's state counts the documents of the journal; else the two cannot be compared.
    counts: bool,
    /// A document of our own may be open on the device.
    dirty: bool,
    state: State,
}

/// What the session waits for.
#[derive(Debug)]
enum State {
    /// Nothing.
    Idle,
    /// The key on REG, nothing open, the serial.
    Ready(Box<Printing>),
    /// A slip is open that may be somebody's: it is given time to close.
    Look(Box<Printing>),
    /// What was left open of our own, and a slip of anybody's, is cancelled first; a slip that cannot be is closed.
    Clearing(Box<Printing>, bool),
    /// The journal, for somebody else has printed since it was read.
    CatchUp(Box<Printing>, Past),
    /// Whether the original is known.
    Check(Box<Printing>),
    /// A void was refused with this code: whether the original is known all the same, as one to be returned.
    Known(String),
    /// The commands of the document.
    Print(Box<Printing>),
    /// Whether it is still open, after the last command was refused.
    Doubtful(Box<Printing>, Fault),
    /// Whether the key that closes a slip has opened another one.
    Slip,
    /// A slip that nobody wrote is cancelled.
    Emptied(Fault),
    /// It is cancelled; only that it is decides.
    Cancel(Fault, Option<DocumentKind>),
    /// It is in the journal: read once more where its total is not the planned one.
    Confirm(Past, Option<Amount>, Option<Box<DocumentRef>>),
    /// The key back on REG, and the count, after a closure.
    Closed(bool),
    /// The key back on REG, after a report that was not printed.
    Unprinted(Fault),
    /// The count of closures.
    Count,
    /// The past.
    Past(Past),
    /// The device's state.
    Status,
    /// What is answered with nothing; refusals count, or do not.
    Plain(bool),
}

/// What is being printed.
#[derive(Debug, Clone)]
struct Printing {
    what: What,
    commands: Vec<String>,
    /// How often a slip that is open is still looked at before it is cancelled.
    looks: u32,
    /// What was open has been cancelled once: what stays open now stays.
    cleared: bool,
    /// What somebody else has printed has been read.
    caught_up: bool,
    /// The device is asked who it is.
    named: bool,
}

#[derive(Debug, Clone)]
enum What {
    Document(Document),
    Report { z: bool },
}

impl Driver for Rch {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        let setup = Setup::read(settings, shop, link.timeout_ms)?;
        let http = (link.link == Link::Http).then_some(link.path.as_str());
        let exchange = Exchange::new(http, setup.address);
        Ok(Self { setup, exchange, serial: None, known: None, counts: true, dirty: false, state: State::Idle })
    }

    fn judge(_: Link, heard: &Heard) -> Judgement {
        probe::judge(heard)
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        command::document(document, self.serial.as_deref(), &self.setup).map(drop)
    }

    fn submit(&mut self, job: Job, now: u64) -> Step {
        match job {
            // Which device it is, is asked first.
            Job::Print(document) => match command::document(&document, None, &self.setup) {
                Ok(_) => self.ready(What::Document(document)),
                Err(refusal) => done(Reply::Refused(refusal)),
            },
            Job::XReport => self.ready(What::Report { z: false }),
            Job::ZReport => self.ready(What::Report { z: true }),
            // R10
            Job::CashIn(_) | Job::CashOut(_) => self.refuse(No::Missing("cash in and out")),
            Job::OpenDrawer => self.refuse(No::Missing("the drawer")),
            Job::Display(lines) => self.send(State::Plain(true), command::display(&lines)),
            Job::Cancel => self.say(State::Plain(false), past::CANCEL),
            Job::Status => self.say(State::Status, ["<</?s", "<</?m"]),
            Job::Last => {
                let past = Past::once(&self.setup, self.dirty, now);
                self.read(past, State::Past)
            }
            Job::LastClosure => self.say(State::Count, ["=C1", "<</?7"]),
            Job::Recover => {
                let past = Past::sure(&self.setup, now);
                self.read(past, State::Past)
            }
        }
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match self.exchange.hear(input, now) {
            Progress::Step(step) => step,
            Progress::End(end) => self.ended(end, now),
        }
    }

    fn poll(&mut self, _: u64) -> Step {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Past(mut past) => {
                let turn = past.waited();
                self.turn(past, turn)
            }
            State::Look(printing) => self.make_ready(printing),
            _ => failed(Fault::new(Reason::Internal, "a wait nobody asked for")),
        }
    }

    fn describe(&self) -> Vec<String> {
        self.setup.missing()
    }
}

impl Rch {
    fn refuse(&self, no: No) -> Step {
        done(Reply::Refused(no.refusal(self.setup.language)))
    }

    fn say<const N: usize>(&mut self, state: State, commands: [&str; N]) -> Step {
        self.state = state;
        self.exchange.begin(Batch::of(commands, self.setup.timeout_ms))
    }

    fn send(&mut self, state: State, commands: Vec<String>) -> Step {
        self.state = state;
        self.exchange.begin(Batch { commands, timeout_ms: self.setup.timeout_ms })
    }

    fn read(&mut self, past: Past, state: impl FnOnce(Past) -> State) -> Step {
        let batch = past.batch();
        self.state = state(past);
        self.exchange.begin(batch)
    }

    fn ready(&mut self, what: What) -> Step {
        self.make_ready(Box::new(Printing {
            what,
            commands: Vec::new(),
            looks: past::LOOKS,
            cleared: false,
            caught_up: false,
            named: false,
        }))
    }

    /// R3: every document begins with the key on REG; what may be open is looked for. Who the device is, is asked on every
    /// new line, over HTTP every time, and before every correction: it may have been exchanged.
    fn make_ready(&mut self, mut printing: Box<Printing>) -> Step {
        let correction = matches!(printing.what, What::Document(Document::Return(_) | Document::Void(_)));
        let unsure = self.exchange.renewed() || self.exchange.lineless();
        printing.named = self.serial.is_none() || unsure || correction;
        if printing.named {
            self.say(State::Ready(printing), ["=C1", "<</?m", "<</?s"])
        } else {
            self.say(State::Ready(printing), ["=C1", "<</?s"])
        }
    }

    /// The device has said who it is. What is known of another one says nothing of it.
    fn name(&mut self, serial: String) {
        self.exchange.named();
        let known = self.known.iter().flatten().find_map(|known| known.serial.as_ref());
        if known.is_some_and(|known| *known != serial) {
            (self.known, self.counts) = (None, true);
        }
        self.serial = Some(serial);
    }

    fn ended(&mut self, end: End, now: u64) -> Step {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle | State::Look(_) => failed(Fault::new(Reason::Internal, "an answer nobody asked for")),
            State::Ready(printing) => match certain(end) {
                Ok(said) => self.is_ready(printing, &said, now),
                Err(fault) => failed(fault),
            },
            State::Clearing(printing, slip) => match end {
                End::Lost(fault) | End::Unreachable(fault) => failed(fault),
                End::Refused(..) if slip => self.say(State::Clearing(printing, false), past::CLOSE),
                // What was not open cannot be cancelled.
                End::Done(_) | End::Refused(..) => {
                    self.dirty = false;
                    self.make_ready(printing)
                }
            },
            State::CatchUp(printing, mut past) => {
                let turn = past.hear(end, now);
                self.catch_up(printing, past, turn)
            }
            State::Check(printing) => match end {
                End::Done(_) => self.print(printing),
                End::Refused(fault, _) if reply::is_no(&fault) => self.unknown(&printing, fault),
                End::Refused(fault, _) | End::Lost(fault) | End::Unreachable(fault) => failed(fault),
            },
            State::Known(code) => match end {
                End::Done(_) => self.refuse(No::Correction(code)),
                End::Refused(fault, _) if reply::is_no(&fault) => self.refuse(No::Original),
                End::Refused(fault, _) | End::Lost(fault) | End::Unreachable(fault) => failed(fault),
            },
            State::Print(printing) => self.printed(printing, end, now),
            State::Slip => match state(&end) {
                Some(state) if state.management() => {
                    let text = "the device was off before the slip was closed";
                    self.say(State::Emptied(Fault::new(Reason::PrinterError, text)), past::CANCEL)
                }
                state => {
                    self.dirty = state.is_none_or(|state| state.open());
                    done(Reply::Printed(DocumentRef::default()))
                }
            },
            State::Doubtful(printing, fault) => {
                match state(&end) {
                    Some(state) if state.open() => self.cancel(&printing, fault),
                    // It is closed, or cannot be asked.
                    _ => Step::Done(Outcome::Unknown(fault)),
                }
            }
            // What was printed of ours before, nobody knows: it is printed once more.
            State::Emptied(fault) => {
                self.dirty = !matches!(end, End::Done(_));
                Step::Done(Outcome::Unknown(fault))
            }
            State::Cancel(fault, kind) => {
                let cancelled = matches!(end, End::Done(_));
                self.dirty = !cancelled;
                match kind {
                    // What cannot be corrected now never can be: asked again, it would be opened and cancelled again.
                    Some(DocumentKind::Return | DocumentKind::Void) if reply::is_no(&fault) => {
                        self.refuse(No::Correction(fault.vendor_code.unwrap_or_default()))
                    }
                    Some(DocumentKind::Slip) if !cancelled => Step::Done(Outcome::Unknown(fault)),
                    // Before its last command a document is not printed, whether it stays open or not.
                    _ => failed(fault),
                }
            }
            State::Confirm(mut past, planned, first) => {
                let turn = past.hear(end, now);
                self.confirm(past, planned, first, turn, now)
            }
            State::Closed(z) => {
                let count = match &end {
                    End::Done(said) => said.data.last().and_then(|data| reply::closures(data)),
                    _ => None,
                };
                done(Reply::Report(Report { z: count.filter(|_| z), total: None }))
            }
            State::Unprinted(fault) => failed(fault),
            State::Count => match certain(end) {
                Ok(said) => match said.data.last().and_then(|data| reply::closures(data)) {
                    Some(z) => done(Reply::Last(Last { z: Some(z), ..Last::default() })),
                    None => failed(Fault::new(Reason::PrinterError, "the device does not tell its last closure")),
                },
                Err(fault) => failed(fault),
            },
            State::Past(mut past) => {
                let turn = past.hear(end, now);
                self.turn(past, turn)
            }
            State::Status => done(Reply::Status(self.status(end))),
            State::Plain(refusals) => Step::Done(match end {
                End::Refused(fault, _) if refusals => Outcome::Failed(fault),
                End::Done(_) | End::Refused(..) => {
                    self.dirty &= refusals;
                    Outcome::Done(Reply::Nothing)
                }
                End::Lost(fault) => Outcome::Unknown(fault),
                End::Unreachable(fault) => Outcome::Failed(fault),
            }),
        }
    }

    /// The device says whether it can be printed on.
    fn is_ready(&mut self, mut printing: Box<Printing>, said: &Said, now: u64) -> Step {
        match said.data.iter().find_map(|data| reply::serial(data)) {
            Some(serial) => self.name(serial),
            None if printing.named => self.exchange.named(),
            // The line was opened for this.
            None if self.exchange.renewed() => return self.make_ready(printing),
            None => {}
        }
        let Some(state) = said.data.last().and_then(|data| reply::State::read(data)) else {
            return failed(Fault::new(Reason::PrinterError, "the device does not tell its state"));
        };
        if state.key != 'R' {
            let text = format!("the device's key stands on {} and not on REG: turn it", state.key);
            return failed(Fault::new(Reason::PrinterError, text));
        }
        // Whoever left a slip open: nothing hangs on it, and a daemon that was stopped knows of none.
        if state.management() && !self.dirty && !printing.cleared && printing.looks > 0 {
            printing.looks -= 1;
            self.state = State::Look(printing);
            return Step::Wait(self.setup.recheck_ms);
        }
        if !printing.cleared && (state.management() || state.open() && self.dirty) {
            printing.cleared = true;
            return self.say(State::Clearing(printing, state.management()), past::CANCEL);
        }
        if state.open() {
            return failed(past::open_elsewhere());
        }
        self.dirty = false;
        let What::Document(document) = &printing.what else { return self.print(printing) };
        if document.kind().fiscal() && !printing.caught_up && self.behind(&state) {
            printing.caught_up = true;
            let past = Past::printed(&self.setup, now);
            return self.read(past, |past| State::CatchUp(printing, past));
        }
        // With the serial known, an original of another device is seen.
        match command::document(document, self.serial.as_deref(), &self.setup) {
            Err(refusal) => done(Reply::Refused(refusal)),
            Ok(commands) => {
                let check = command::check(document);
                printing.commands = commands;
                match check {
                    Some(check) => {
                        let batch = Batch { commands: vec![check], timeout_ms: self.setup.slow_ms };
                        self.state = State::Check(printing);
                        self.exchange.begin(batch)
                    }
                    None => self.print(printing),
                }
            }
        }
    }

    fn print(&mut self, mut printing: Box<Printing>) -> Step {
        let slow = match &printing.what {
            What::Document(document) => matches!(document.kind(), DocumentKind::Return | DocumentKind::Void),
            What::Report { .. } => true,
        };
        if let What::Report { z } = printing.what {
            printing.commands = vec![if z { "=C3" } else { "=C2" }.to_owned(), "=C10".to_owned()];
        } else {
            self.dirty = true;
        }
        let timeout_ms = if slow { self.setup.slow_ms } else { self.setup.timeout_ms };
        let commands = printing.commands.clone();
        self.state = State::Print(printing);
        self.exchange.begin(Batch { commands, timeout_ms })
    }

    /// How the commands of a document ended.
    fn printed(&mut self, printing: Box<Printing>, end: End, now: u64) -> Step {
        let last = printing.commands.len().saturating_sub(1);
        match (end, &printing.what) {
            (End::Done(_), What::Report { z }) => {
                let z = *z;
                self.say(State::Closed(z), ["=C1", "<</?7"])
            }
            // One key opens a slip and closes it: on a device that was switched off in between it opens a new one.
            (End::Done(_), What::Document(document)) if !document.kind().fiscal() => self.say(State::Slip, ["<</?s"]),
            (End::Done(_), What::Document(document)) => {
                self.dirty = false;
                let planned = document.total();
                let past = Past::printed(&self.setup, now);
                self.read(past, |past| State::Confirm(past, planned, None))
            }
            (End::Unreachable(fault), What::Document(_)) => {
                self.dirty = false;
                failed(fault)
            }
            (End::Unreachable(fault), What::Report { .. }) => failed(fault),
            // A closure that was refused at the very end may stand in the memory.
            (End::Refused(fault, Some(place)), What::Report { z }) if place < last || !z => {
                self.say(State::Unprinted(fault), ["=C1"])
            }
            (End::Refused(fault, Some(place)), What::Document(_)) if place < last => self.cancel(&printing, fault),
            (End::Refused(fault, _), What::Document(_)) => self.say(State::Doubtful(printing, fault), ["<</?s"]),
            (End::Refused(fault, _) | End::Lost(fault), _) => Step::Done(Outcome::Unknown(fault)),
        }
    }

    fn cancel(&mut self, printing: &Printing, fault: Fault) -> Step {
        let kind = match &printing.what {
            What::Document(document) => Some(document.kind()),
            What::Report { .. } => None,
        };
        self.say(State::Cancel(fault, kind), past::CANCEL)
    }

    /// The check of an original says no: R7, it is not there. But a void is refused of one that is, too.
    fn unknown(&mut self, printing: &Printing, fault: Fault) -> Step {
        match &printing.what {
            What::Document(Document::Void(content)) => match command::check(&Document::Return(content.clone())) {
                Some(check) => {
                    let commands = vec![check];
                    self.state = State::Known(fault.vendor_code.unwrap_or_default());
                    self.exchange.begin(Batch { commands, timeout_ms: self.setup.slow_ms })
                }
                None => self.refuse(No::Original),
            },
            _ => self.refuse(No::Original),
        }
    }
}

/// The device's state, where it told it.
fn state(end: &End) -> Option<reply::State> {
    match end {
        End::Done(said) => said.data.last().and_then(|data| reply::State::read(data)),
        _ => None,
    }
}

/// What was said, where nothing that prints was asked.
fn certain(end: End) -> Result<Said, Fault> {
    match end {
        End::Done(said) => Ok(said),
        End::Refused(fault, _) | End::Lost(fault) | End::Unreachable(fault) => Err(fault),
    }
}

fn failed(fault: Fault) -> Step {
    Step::Done(Outcome::Failed(fault))
}

fn done(reply: Reply) -> Step {
    Step::Done(Outcome::Done(reply))
}
