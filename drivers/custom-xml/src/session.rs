//! The machine: which request is sent next, how long its answer may take, and what it means when none comes.
//!
//! An ordinary document is one exchange, and one or more that read it back: over HTTP nothing guards the digits of an
//! answer, so its numbers are believed only where they follow what was read before (G21). A failure that proves that
//! nothing was closed is followed by a reset; what proves nothing is [`Outcome::Unknown`], and the core asks with
//! [`Job::Recover`]. Whether a document it finds is the one that was meant, the core judges.

use crate::{
    command,
    frame::Answer,
    manifest,
    past::{Asking, Next, Reading},
    probe,
    recovery::{Recovery, Turn},
    reply,
    settings::Setup,
    status::{self, Flags, Verdict},
};
use fiscus_sdk::{
    Amount, Document, DocumentKind, DocumentRef, Fault, Origin, Problem, Reason, Refusal, Shop,
    driver::{
        Driver, Heard, HttpAnswer, Input, Job, Judgement, Last, Link, LinkOptions, Manifest, OpenDocument, Outcome,
        Reply, Report, Request, Status, Step,
    },
    paper::No,
    proof::follows,
    serde_json::Value,
};

/// The device's own path.
pub(crate) const PATH: &str = "/xml/printer.htm";
/// Between two looks at a device that is busy with a document it has printed (X6).
const BUSY_PAUSE: u64 = 1_000;

/// A printer.
#[derive(Debug)]
pub(crate) struct CustomXml {
    setup: Setup,
    path: String,
    /// The device's serial, as it last told it.
    serial: Option<String>,
    /// The last fiscal document as far as it is known; none: not read yet. Inside, none: there is none.
    known: Option<Option<DocumentRef>>,
    /// How many documents were sent, and the mark of the last one.
    sent: u64,
    mark: Option<String>,
    /// The mark of a fiscal document of which nobody knows what became.
    doubt: Option<String>,
    state: State,
}

/// What the session waits for.
#[derive(Debug)]
enum State {
    /// Nothing.
    Idle,
    /// Whether the original is known.
    Check(Box<Document>),
    /// The answer to what prints, moves cash or cancels.
    Act(Act),
    /// A part of the past, for a document that was printed.
    Confirm(Box<DocumentRef>, Asking),
    /// A part of the past, for a document that the device is busy with.
    Busy(Box<Pending>, Option<Asking>),
    /// The last Z, for a report.
    Number,
    /// The reset after a failure; nothing that comes changes the outcome.
    Reset(Box<Outcome>),
    /// A part of the past.
    Past(Asking, bool),
    /// A part of the status.
    Status(Box<Status>, Option<Asking>),
    /// A part of the recovery.
    Recover(Box<Recovery>),
}

/// What is asked of the device that changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Print(DocumentKind, Option<Amount>),
    Plain,
}

/// A document that the device has printed and is busy with.
#[derive(Debug)]
struct Pending {
    kind: DocumentKind,
    total: Option<Amount>,
    until: u64,
    fault: Fault,
}

impl Driver for CustomXml {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        let path = if matches!(link.path.as_str(), "" | "/") { PATH } else { link.path.as_str() };
        Ok(Self {
            setup: Setup::read(settings, shop, link.timeout_ms)?,
            path: path.to_owned(),
            serial: None,
            known: None,
            sent: 0,
            mark: None,
            doubt: None,
            state: State::Idle,
        })
    }

    fn judge(_: Link, heard: &Heard) -> Judgement {
        probe::judge(heard)
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        command::document(document, "", self.serial.as_deref(), &self.setup).map(drop)
    }

    fn submit(&mut self, job: Job, now: u64) -> Step {
        match job {
            Job::Print(document) => self.begin(document, now),
            Job::XReport => self.act(Act::Print(DocumentKind::XReport, None), command::x_report()),
            Job::ZReport => self.act(Act::Print(DocumentKind::ZReport, None), command::z_report()),
            Job::CashIn(amount) => self.cash(DocumentKind::CashIn, 'D', amount),
            Job::CashOut(amount) => self.cash(DocumentKind::CashOut, 'P', amount),
            Job::OpenDrawer => self.act(Act::Plain, command::open_drawer(self.setup.drawer)),
            Job::Display(lines) => self.act(Act::Plain, command::display(&lines)),
            Job::Cancel => self.act(Act::Plain, command::reset()),
            Job::Status => self.ask(State::Status(Box::default(), None), command::query_status()),
            Job::Last => self.read_past(|asking| State::Past(asking, false)),
            Job::LastClosure => self.read_past(|asking| State::Past(asking, true)),
            Job::Recover => {
                let known = self.known.clone().flatten();
                let (timeout, pause) = (self.setup.timeout_ms, self.setup.recheck_ms);
                let recovery = Recovery::begin(now, timeout, pause, self.doubt.clone(), known);
                self.recover(Box::new(recovery), Turn::Ask)
            }
        }
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle => failed(Fault::new(Reason::Internal, "an answer nobody asked for")),
            State::Check(document) => self.checked(*document, input, now),
            State::Act(act) => self.acted(act, input, now),
            State::Confirm(told, asking) => self.confirm(told, asking, input),
            State::Busy(pending, asking) => self.look(pending, asking, input, now),
            State::Number => {
                let z = read(input).ok().as_ref().and_then(reply::last_z);
                done(Reply::Report(Report { z, total: None }))
            }
            State::Reset(outcome) => Step::Done(*outcome),
            State::Past(mut asking, closure) => match read(input).and_then(|answer| asking.hear(&answer)) {
                Ok(Next::Ask(body)) => self.ask(State::Past(asking, closure), body),
                Ok(Next::Done(reading)) => {
                    let document = self.learn(&reading);
                    let z = Some(reading.z).filter(|_| closure);
                    done(Reply::Last(Last { document: document.filter(|_| !closure), kind: None, z, settled: false }))
                }
                Err(fault) => failed(fault),
            },
            State::Status(status, asking) => self.surveyed(status, asking, input),
            State::Recover(mut recovery) => {
                let turn = match input {
                    Input::Unreachable(detail) => return failed(offline(detail)),
                    input => recovery.hear(read(input), now),
                };
                self.recover(recovery, turn)
            }
        }
    }

    fn poll(&mut self, _: u64) -> Step {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Recover(mut recovery) => {
                let turn = recovery.waited();
                self.recover(recovery, turn)
            }
            State::Busy(pending, _) => self.read_past(|asking| State::Busy(pending, Some(asking))),
            _ => failed(Fault::new(Reason::Internal, "a wait nobody asked for")),
        }
    }

    fn describe(&self) -> Vec<String> {
        self.setup.missing()
    }
}

impl CustomXml {
    /// Prints a document; the original of a correction is asked for first (X16).
    fn begin(&mut self, document: Document, now: u64) -> Step {
        if let Err(refusal) = self.accepts(&document) {
            return done(Reply::Refused(refusal));
        }
        let check = match &document {
            Document::Return(correction) => Some(command::check("Refund", &correction.origin)),
            Document::Void(correction) => Some(command::check("Annulment", &correction.origin)),
            Document::Receipt(_) | Document::Slip(_) => None,
        };
        match check {
            Some(Ok(body)) => self.send(State::Check(Box::new(document)), body, self.setup.slow_ms),
            Some(Err(no)) => self.refuse(no),
            None => self.print(&document, now),
        }
    }

    fn print(&mut self, document: &Document, now: u64) -> Step {
        self.sent += 1;
        let mark = format!("f{now}x{}", self.sent);
        match command::document(document, &mark, self.serial.as_deref(), &self.setup) {
            Ok(body) => {
                self.mark = Some(mark);
                self.act(Act::Print(document.kind(), document.total()), body)
            }
            Err(refusal) => done(Reply::Refused(refusal)),
        }
    }

    fn refuse(&self, no: No) -> Step {
        done(Reply::Refused(no.refusal(self.setup.language)))
    }

    fn cash(&mut self, kind: DocumentKind, direction: char, amount: Amount) -> Step {
        match command::cash(direction, amount, &self.setup) {
            Ok(body) => self.act(Act::Print(kind, None), body),
            Err(refusal) => done(Reply::Refused(refusal)),
        }
    }

    fn act(&mut self, act: Act, body: String) -> Step {
        use DocumentKind::{Return, Void, XReport, ZReport};
        self.doubt = None;
        let slow = matches!(act, Act::Print(Return | Void | XReport | ZReport, _));
        let timeout = if slow { self.setup.slow_ms } else { self.setup.timeout_ms };
        self.send(State::Act(act), body, timeout)
    }

    fn ask(&mut self, state: State, body: String) -> Step {
        self.send(state, body, self.setup.timeout_ms)
    }

    fn read_past(&mut self, state: impl FnOnce(Asking) -> State) -> Step {
        let (asking, body) = Asking::begin();
        self.ask(state(asking), body)
    }

    fn send(&mut self, state: State, body: String, timeout_ms: u64) -> Step {
        self.state = state;
        let mut headers = vec![("Content-Type".to_owned(), "text/plain".to_owned())];
        headers.extend(self.setup.authorization.clone().map(|value| ("Authorization".to_owned(), value)));
        Step::Send(Request { path: self.path.clone(), headers, body, timeout_ms })
    }

    /// Whether the original is known: 0 no, 1 yes, 2 not allowed. Of another device's documents this one knows none.
    fn checked(&mut self, document: Document, input: Input, now: u64) -> Step {
        let answer = match read(input) {
            Ok(answer) => answer,
            Err(fault) => return failed(fault),
        };
        if !answer.success {
            return match status::refused(document.kind(), answer.status) {
                Some(no) => self.refuse(no),
                None => failed(status::fault(answer.status)),
            };
        }
        let origin = match &document {
            Document::Return(correction) | Document::Void(correction) => Some(&correction.origin),
            Document::Receipt(_) | Document::Slip(_) => None,
        };
        let elsewhere = match origin {
            Some(Origin::Other { .. }) => true,
            Some(Origin::Document { serial: Some(serial), .. }) => {
                self.serial.as_ref().is_some_and(|own| own != serial)
            }
            _ => false,
        };
        match answer.fact("responseBuf").and_then(|found| found.chars().next()) {
            Some('1') => self.print(&document, now),
            Some('0') if elsewhere => self.print(&document, now),
            Some('0') => self.refuse(No::Original),
            Some('2') => self.refuse(No::Correction("2".to_owned())),
            _ => failed(Fault::new(Reason::PrinterError, "the device does not say whether it knows the original")),
        }
    }

    /// What the answer to an act means.
    fn acted(&mut self, act: Act, input: Input, now: u64) -> Step {
        let answer = match input {
            Input::Unreachable(detail) => return failed(offline(detail)),
            Input::Answer(HttpAnswer { status: 401, .. }) => return failed(unauthorized()),
            input => match read(input) {
                Ok(answer) => answer,
                Err(fault) => return self.unknown(&act, fault),
            },
        };
        // Within an answer the mark proves that it belongs to what was asked (X2).
        let marked = matches!(
            act,
            Act::Print(DocumentKind::Receipt | DocumentKind::Return | DocumentKind::Void | DocumentKind::Slip, _)
        );
        if marked && answer.success && answer.mark().is_some_and(|mark| Some(mark) != self.mark.as_deref()) {
            return self.unknown(&act, Fault::new(Reason::PrinterError, "the answer belongs to another request"));
        }
        if answer.success {
            return self.succeeded(&act, &answer);
        }
        let Act::Print(kind, total) = act else { return failed(status::fault(answer.status)) };
        let outcome = match status::verdict(&answer, kind) {
            Verdict::Unsure(fault) => return self.unknown(&Act::Print(kind, total), fault),
            Verdict::Busy(fault) if kind.fiscal() && self.known.is_some() => {
                let until = now.saturating_add(self.setup.timeout_ms);
                self.state = State::Busy(Box::new(Pending { kind, total, until, fault }), None);
                return Step::Wait(BUSY_PAUSE);
            }
            Verdict::Busy(fault) => return self.unknown(&Act::Print(kind, total), fault),
            Verdict::NotDone(fault) => match status::refused(kind, answer.status) {
                Some(no) => Outcome::Done(Reply::Refused(no.refusal(self.setup.language))),
                None => Outcome::Failed(fault),
            },
        };
        self.ask(State::Reset(Box::new(outcome)), command::reset())
    }

    /// Nobody knows whether it was done. The mark of a fiscal document may tell.
    fn unknown(&mut self, act: &Act, fault: Fault) -> Step {
        let fiscal = matches!(act, Act::Print(kind, _) if kind.fiscal());
        self.doubt = self.mark.clone().filter(|_| fiscal);
        Step::Done(Outcome::Unknown(fault))
    }

    fn succeeded(&mut self, act: &Act, answer: &Answer) -> Step {
        let Act::Print(kind, _) = act else { return done(Reply::Nothing) };
        match kind {
            DocumentKind::Slip => done(Reply::Printed(DocumentRef::default())),
            DocumentKind::CashIn | DocumentKind::CashOut => done(Reply::Nothing),
            DocumentKind::XReport => done(Reply::Report(Report::default())),
            // The answer often lacks the number, and nothing guards it where it has one.
            DocumentKind::ZReport => self.ask(State::Number, command::query_info()),
            DocumentKind::Receipt | DocumentKind::Return | DocumentKind::Void => {
                let told = DocumentRef { serial: self.serial.clone(), ..reply::printed(answer) };
                self.read_past(|asking| State::Confirm(Box::new(told), asking))
            }
        }
    }

    /// Reads back what was printed. What the answer told is believed where it follows what was known; else what the
    /// device says now.
    fn confirm(&mut self, told: Box<DocumentRef>, mut asking: Asking, input: Input) -> Step {
        match read(input).and_then(|answer| asking.hear(&answer)) {
            Ok(Next::Ask(body)) => self.ask(State::Confirm(told, asking), body),
            Ok(Next::Done(reading)) => {
                let believed = self.plausible(&told);
                let found =
                    self.learn(&reading).filter(|found| !believed || (found.z, found.number) == (told.z, told.number));
                // Somebody else may have printed meanwhile: then the total is not told.
                let printed = found.unwrap_or_else(|| DocumentRef { serial: reading.serial.clone(), ..*told });
                done(Reply::Printed(printed))
            }
            Err(_) => done(Reply::Printed(self.remembered(*told))),
        }
    }

    /// What was told of a printed document is what is known from now on, where it can be.
    fn remembered(&mut self, told: DocumentRef) -> DocumentRef {
        if self.plausible(&told) {
            self.known = Some(Some(told.clone()));
        }
        told
    }

    /// Whether a document is the direct successor of the last one that is known.
    fn plausible(&self, told: &DocumentRef) -> bool {
        match &self.known {
            Some(Some(before)) => follows(before, told),
            Some(None) => told.number == Some(1) && told.z.is_some(),
            None => false,
        }
    }

    /// What was read is what is known from now on.
    fn learn(&mut self, reading: &Reading) -> Option<DocumentRef> {
        if reading.serial.is_some() {
            self.serial.clone_from(&reading.serial);
        }
        let document = reading.document(self.known.as_ref().and_then(Option::as_ref));
        self.known = Some(document.clone());
        document
    }

    /// X6: the device has printed it and is busy; it is looked for until the time-out.
    fn look(&mut self, pending: Box<Pending>, asking: Option<Asking>, input: Input, now: u64) -> Step {
        let Some(mut asking) = asking else { return Step::Done(Outcome::Unknown(pending.fault)) };
        match read(input).and_then(|answer| asking.hear(&answer)) {
            Ok(Next::Ask(body)) => return self.ask(State::Busy(pending, Some(asking)), body),
            Ok(Next::Done(reading)) => {
                let found = reading.document(None).filter(|found| {
                    let total = found.total == pending.total
                        || (pending.kind == DocumentKind::Void && found.total.is_some_and(Amount::is_zero));
                    total && self.plausible(found)
                });
                if let Some(found) = found {
                    self.known = Some(Some(found.clone()));
                    return done(Reply::Printed(found));
                }
            }
            Err(_) => {}
        }
        if now.saturating_add(BUSY_PAUSE) > pending.until {
            return self.unknown(&Act::Print(pending.kind, pending.total), pending.fault);
        }
        self.state = State::Busy(pending, None);
        Step::Wait(BUSY_PAUSE)
    }

    fn recover(&mut self, recovery: Box<Recovery>, turn: Turn) -> Step {
        match turn {
            Turn::Ask => {
                let body = recovery.request();
                self.ask(State::Recover(recovery), body)
            }
            Turn::Wait(milliseconds) => {
                self.state = State::Recover(recovery);
                Step::Wait(milliseconds)
            }
            Turn::Failed(fault) => failed(fault),
            Turn::Done(None, _) => {
                self.known = None;
                done(Reply::Last(Last::default()))
            }
            Turn::Done(Some(reading), settled) => {
                let z = Some(reading.z);
                done(Reply::Last(Last { document: self.learn(&reading), kind: None, z, settled }))
            }
        }
    }

    /// Takes in a part of the status and asks for the next. What a device does not answer is left out.
    fn surveyed(&mut self, mut status: Box<Status>, asking: Option<Asking>, input: Input) -> Step {
        let answer = match read(input) {
            Ok(answer) => answer,
            Err(fault) => {
                status.notes.push(format!("{}: {}", fault.reason, fault.detail));
                return done(Reply::Status(*status));
            }
        };
        let Some(mut asking) = asking else {
            printer(&answer, &mut status);
            return self.read_past(|asking| State::Status(status, Some(asking)));
        };
        match asking.hear(&answer) {
            Ok(Next::Ask(body)) => return self.ask(State::Status(status, Some(asking)), body),
            Ok(Next::Done(reading)) => {
                status.last = self.learn(&reading);
                status.serial.clone_from(&reading.serial);
                status.notes.push(format!("last Z closure: {}", reading.z));
                status.notes.extend(reading.notes);
            }
            Err(fault) => status.notes.push(fault.detail),
        }
        done(Reply::Status(*status))
    }
}

fn printer(answer: &Answer, status: &mut Status) {
    status.vendor = answer.fact("printerStatus").map(str::to_owned);
    status.online = answer.success;
    if let Some(flags) = Flags::read(answer) {
        status.online &= flags.online();
        status.paper = flags.paper();
        status.cover_open = flags.cover_open();
        status.notes.extend(flags.notes().map(str::to_owned));
    }
    status.document = answer.fact("fpStatus").and_then(status::open_document).unwrap_or(OpenDocument::None);
    if !answer.success {
        status.notes.push(status::fault(answer.status).detail);
    }
}

/// An answer of this protocol, or what came instead.
fn read(input: Input) -> Result<Answer, Fault> {
    match input {
        Input::Answer(HttpAnswer { status: 200, body }) => Answer::read(&body)
            .map_err(|what| Fault::new(Reason::PrinterError, format!("the answer cannot be read: {what}"))),
        Input::Answer(HttpAnswer { status: 401, .. }) => Err(unauthorized()),
        Input::Answer(HttpAnswer { status, .. }) => {
            Err(Fault::new(Reason::PrinterError, "the device's web face failed").vendor(format!("HTTP {status}")))
        }
        Input::Lost(detail) => Err(Fault::new(Reason::PrinterOffline, format!("no answer: {detail}"))),
        Input::Unreachable(detail) => Err(offline(detail)),
        other => Err(Fault::new(Reason::Internal, format!("{other:?} in place of an HTTP answer"))),
    }
}

/// The device executes nothing for a stranger.
fn unauthorized() -> Fault {
    let text = "the device wants another user and password: set settings.serial, or user and password";
    Fault::new(Reason::PrinterError, text).vendor("HTTP 401")
}

fn offline(detail: String) -> Fault {
    Fault::new(Reason::PrinterOffline, format!("no connection: {detail}"))
}

fn failed(fault: Fault) -> Step {
    Step::Done(Outcome::Failed(fault))
}

fn done(reply: Reply) -> Step {
    Step::Done(Outcome::Done(reply))
}
