//! The machine: which request is sent next, how long its answer may take, and what it means when none
//! comes.
//!
//! An ordinary document is one exchange. A failure that proves that nothing was printed is followed by a
//! reset, so that nothing stays open; what proves nothing is [`Outcome::Unknown`], and the core asks with
//! [`Job::Recover`]. Whether a document it finds is the one that was meant, the core judges.

use crate::{
    command,
    frame::Answer,
    manifest, probe,
    recovery::{Recovery, Turn},
    reply,
    settings::Setup,
    status::{self, PrinterStatus, Verdict},
};
use fiscus_sdk::{
    Document, DocumentKind, DocumentRef, Fault, Problem, Reason, Refusal, Shop,
    driver::{
        Driver, Heard, HttpAnswer, Input, Job, Judgement, Last, Link, LinkOptions, Manifest, OpenDocument, Outcome,
        Paper, Reply, Report, Request, Status, Step,
    },
    paper::No,
    serde_json::Value,
};

/// The device's own path.
pub(crate) const PATH: &str = "/cgi-bin/fpmate.cgi";
/// The longest time-out the device heeds, in milliseconds.
const LONGEST: u64 = 60_000;

/// A printer.
#[derive(Debug)]
pub(crate) struct EpsonRt {
    setup: Setup,
    path: String,
    timeout_ms: u64,
    /// The device's serial, as it last told it.
    serial: Option<String>,
    state: State,
}

/// What the session waits for.
#[derive(Debug)]
enum State {
    /// Nothing.
    Idle,
    /// The serial, before a correction of one of the device's own documents.
    Serial(Box<Document>),
    /// The answer to what prints, moves cash or cancels.
    Act(Act),
    /// The last document, for what a successful answer did not tell.
    Facts(DocumentRef),
    /// The last Z, for a report that did not tell its number.
    Number(Report),
    /// The reset after a failure; nothing that comes changes the outcome.
    Reset(Box<Outcome>),
    /// The last document.
    Last,
    /// The last closure.
    Closure,
    /// A part of the status.
    Status(Survey, Box<Status>),
    /// A part of the recovery.
    Recover(Box<Recovery>),
}

/// What is asked of the device that changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Print(DocumentKind),
    Drawer,
    Display,
    Cancel,
}

impl Act {
    /// It makes what is never printed twice.
    fn counts(self) -> bool {
        matches!(self, Self::Print(kind) if kind.fiscal() || kind == DocumentKind::ZReport)
    }
}

/// The parts of a status, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Survey {
    Printer,
    Fiscal,
    /// The device's kind goes along: without a last document it is a part of the serial.
    Last(char),
    Serial(char),
    LastZ,
}

impl Driver for EpsonRt {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        let path = if matches!(link.path.as_str(), "" | "/") { PATH } else { link.path.as_str() };
        Ok(Self {
            setup: Setup::read(settings, shop)?,
            path: format!("{path}{}", if path.contains('?') { '&' } else { '?' }),
            timeout_ms: link.timeout_ms.max(1),
            serial: None,
            state: State::Idle,
        })
    }

    fn judge(_: Link, heard: &Heard) -> Judgement {
        probe::judge(heard)
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        // The device's own serial is not known yet; any of the right shape will do.
        command::document(document, Some("00XXX000000"), &self.setup).map(drop)
    }

    fn submit(&mut self, job: Job, now: u64) -> Step {
        match job {
            Job::Print(document) if command::needs_serial(&document) && self.serial.is_none() => {
                self.ask(State::Serial(Box::new(document)), command::query_last())
            }
            Job::Print(document) => self.print(&document),
            Job::XReport => self.act(Act::Print(DocumentKind::XReport), command::x_report()),
            Job::ZReport => {
                let timeout = self.printer_timeout(self.timeout(Act::Print(DocumentKind::ZReport)));
                self.act(Act::Print(DocumentKind::ZReport), command::z_report(self.setup.z_report, timeout))
            }
            Job::CashIn(amount) => self.try_act(DocumentKind::CashIn, command::cash("in", amount, &self.setup)),
            Job::CashOut(amount) => self.try_act(DocumentKind::CashOut, command::cash("out", amount, &self.setup)),
            Job::OpenDrawer => self.act(Act::Drawer, command::open_drawer()),
            Job::Display(lines) => self.act(Act::Display, command::display(&lines)),
            Job::Cancel => self.act(Act::Cancel, command::reset()),
            Job::Status => self.survey(Survey::Printer, Box::default()),
            Job::Last => self.ask(State::Last, command::query_last()),
            Job::LastClosure => self.ask(State::Closure, command::query_last_z()),
            Job::Recover => {
                let recovery = Recovery::begin(now, self.timeout_ms, self.setup.recheck_ms);
                self.recover(Box::new(recovery), Turn::Ask)
            }
        }
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle => failed(Fault::new(Reason::Internal, "an answer nobody asked for")),
            State::Serial(document) => match self.read_last(input) {
                Ok(_) if self.serial.is_some() => self.print(&document),
                // A device that cannot name itself has printed no original.
                Ok(_) => done(Reply::Refused(No::Original.refusal(self.setup.language))),
                Err(fault) => failed(fault),
            },
            State::Act(act) => self.acted(act, input),
            State::Facts(known) => done(Reply::Printed(match self.read_last(input) {
                Ok(last) => self.completed(known, last.document),
                Err(_) => known,
            })),
            State::Number(report) => {
                let z = read(input).ok().filter(|answer| answer.success).and_then(|answer| reply::last_z(&answer));
                done(Reply::Report(Report { z, ..report }))
            }
            State::Reset(outcome) => Step::Done(*outcome),
            State::Last => match self.read_last(input) {
                Ok(last) => {
                    done(Reply::Last(Last { kind: last.kind(), document: last.document, z: None, settled: false }))
                }
                Err(fault) => failed(fault),
            },
            State::Closure => match read(input).map(|answer| (answer.success, reply::last_z(&answer))) {
                Ok((true, Some(z))) => {
                    done(Reply::Last(Last { document: None, kind: None, z: Some(z), settled: false }))
                }
                Ok(_) => failed(Fault::new(Reason::PrinterError, "the device does not tell its last closure")),
                Err(fault) => failed(fault),
            },
            State::Status(part, status) => self.surveyed(part, status, input),
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
            _ => failed(Fault::new(Reason::Internal, "a wait nobody asked for")),
        }
    }
}

impl EpsonRt {
    /// Sends a document, or refuses it.
    fn print(&mut self, document: &Document) -> Step {
        let body = command::document(document, self.serial.as_deref(), &self.setup);
        self.try_act(document.kind(), body)
    }

    fn try_act(&mut self, kind: DocumentKind, body: Result<String, Refusal>) -> Step {
        match body {
            Ok(body) => self.act(Act::Print(kind), body),
            Err(refusal) => done(Reply::Refused(refusal)),
        }
    }

    fn act(&mut self, act: Act, body: String) -> Step {
        self.state = State::Act(act);
        self.send(body, self.timeout(act))
    }

    fn ask(&mut self, state: State, body: String) -> Step {
        self.state = state;
        self.send(body, self.timeout_ms)
    }

    fn send(&self, body: String, timeout_ms: u64) -> Step {
        Step::Send(Request {
            path: format!("{}devid=local_printer&timeout={}", self.path, self.printer_timeout(timeout_ms)),
            headers: vec![
                ("Content-Type".to_owned(), "text/xml; charset=UTF-8".to_owned()),
                ("SOAPAction".to_owned(), "\"\"".to_owned()),
            ],
            body,
            timeout_ms,
        })
    }

    /// How long an answer may take. Reports and corrections search or print for long.
    fn timeout(&self, act: Act) -> u64 {
        use DocumentKind::{Return, Void, XReport, ZReport};
        let slow = matches!(act, Act::Print(Return | Void | XReport | ZReport));
        if slow { self.timeout_ms.saturating_mul(self.setup.slow_factor) } else { self.timeout_ms }
    }

    /// How long the device itself may wait for its firmware: less than we wait for the device, so that it
    /// is the device that says what happened.
    fn printer_timeout(&self, timeout_ms: u64) -> u64 {
        (timeout_ms - timeout_ms / 3).min(LONGEST)
    }

    /// What the answer to an act means.
    fn acted(&mut self, act: Act, input: Input) -> Step {
        let answer = match input {
            Input::Unreachable(detail) => return failed(offline(detail)),
            input => match read(input) {
                Ok(answer) => answer,
                Err(fault) => return Step::Done(Outcome::Unknown(fault)),
            },
        };
        if answer.success {
            return self.succeeded(act, &answer);
        }
        let outcome = match status::verdict(&answer, act.counts()) {
            Verdict::Unsure(fault) => return Step::Done(Outcome::Unknown(fault)),
            Verdict::NotDone(fault) => match refused(act, &answer) {
                Some(no) => Outcome::Done(Reply::Refused(no.refusal(self.setup.language))),
                None => Outcome::Failed(fault),
            },
        };
        match act {
            Act::Print(_) => self.ask(State::Reset(Box::new(outcome)), command::reset()),
            Act::Drawer | Act::Display | Act::Cancel => Step::Done(outcome),
        }
    }

    fn succeeded(&mut self, act: Act, answer: &Answer) -> Step {
        let Act::Print(kind) = act else { return done(Reply::Nothing) };
        match kind {
            DocumentKind::Slip => done(Reply::Printed(DocumentRef::default())),
            DocumentKind::CashIn | DocumentKind::CashOut => done(Reply::Nothing),
            DocumentKind::XReport => done(Reply::Report(reply::report(answer, false))),
            DocumentKind::ZReport => {
                let report = reply::report(answer, true);
                match report.z {
                    Some(_) => done(Reply::Report(report)),
                    None => self.ask(State::Number(report), command::query_last_z()),
                }
            }
            DocumentKind::Receipt | DocumentKind::Return | DocumentKind::Void => {
                let mut printed = reply::printed(answer);
                // A void that the device copies from its journal is answered with zero.
                printed.total = printed.total.filter(|total| kind != DocumentKind::Void || !total.is_zero());
                match &printed.serial {
                    Some(serial) => self.serial = Some(serial.clone()),
                    None => printed.serial.clone_from(&self.serial),
                }
                if printed.z.is_some() && printed.number.is_some() && printed.serial.is_some() {
                    done(Reply::Printed(printed))
                } else {
                    self.ask(State::Facts(printed), command::query_last())
                }
            }
        }
    }

    /// What is known of a printed document, with what its answer left out.
    fn completed(&self, known: DocumentRef, last: Option<DocumentRef>) -> DocumentRef {
        let same = |last: &DocumentRef| {
            (known.number.is_none() || known.number == last.number) && (known.z.is_none() || known.z == last.z)
        };
        let last = last.filter(same).unwrap_or_default();
        DocumentRef {
            z: known.z.or(last.z),
            number: known.number.or(last.number),
            date: known.date.or(last.date),
            time: known.time.or(last.time),
            serial: known.serial.or_else(|| self.serial.clone()),
            total: known.total.or(last.total),
        }
    }

    fn read_last(&mut self, input: Input) -> Result<reply::LastDocument, Fault> {
        let last = reply::last(&read(input)?)?;
        if last.serial.is_some() {
            self.serial.clone_from(&last.serial);
        }
        Ok(last)
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
            Turn::Done(last) => {
                if let Some(serial) = last.document.as_ref().and_then(|document| document.serial.clone()) {
                    self.serial = Some(serial);
                }
                done(Reply::Last(last))
            }
        }
    }

    fn survey(&mut self, part: Survey, status: Box<Status>) -> Step {
        let body = match part {
            Survey::Printer => command::query_status("0"),
            Survey::Fiscal => command::query_status("1"),
            Survey::Last(_) => command::query_last(),
            Survey::LastZ => command::query_last_z(),
            Survey::Serial(_) => command::query_serial(),
        };
        self.ask(State::Status(part, status), body)
    }

    /// Takes in one part of the status and asks for the next. What a device does not answer is left out.
    fn surveyed(&mut self, part: Survey, mut status: Box<Status>, input: Input) -> Step {
        let answer = match read(input) {
            Ok(answer) => answer,
            Err(fault) => {
                status.notes.push(format!("{}: {}", fault.reason, fault.detail));
                return done(Reply::Status(*status));
            }
        };
        let next = match part {
            Survey::Printer => {
                printer(&answer, &mut status);
                Some(Survey::Fiscal)
            }
            Survey::Fiscal => {
                let kind = answer.fact("rtType").and_then(|kind| kind.chars().next()).unwrap_or('I');
                status.notes.extend(fiscal_notes(&answer));
                Some(Survey::Last(kind))
            }
            Survey::Last(kind) => {
                let last = reply::last(&answer).unwrap_or_default();
                status.last = last.document;
                match last.serial {
                    Some(serial) => {
                        self.serial = Some(serial.clone());
                        status.serial = Some(serial);
                        Some(Survey::LastZ)
                    }
                    None => Some(Survey::Serial(kind)),
                }
            }
            Survey::Serial(kind) => {
                status.serial = reply::serial(&answer, &kind.to_string());
                Some(Survey::LastZ)
            }
            Survey::LastZ => {
                status.notes.extend(reply::last_z(&answer).map(|z| format!("last Z closure: {z}")));
                None
            }
        };
        match next {
            Some(part) => self.survey(part, status),
            None => done(Reply::Status(*status)),
        }
    }
}

fn printer(answer: &Answer, status: &mut Status) {
    status.vendor = answer.fact("printerStatus").map(str::to_owned);
    match status.vendor.as_deref().and_then(PrinterStatus::read) {
        Some(read) => {
            status.online = read.online();
            status.paper = read.paper();
            status.document = read.document();
            status.drawer_open = Some(read.drawer_open());
            status.notes.extend(read.notes().map(str::to_owned));
        }
        None => {
            status.online = answer.success;
            status.document = OpenDocument::None;
        }
    }
    if !answer.success {
        let (Verdict::NotDone(fault) | Verdict::Unsure(fault)) = status::verdict(answer, false);
        status.online = false;
        status.cover_open = fault.reason == Reason::CoverOpen;
        status.paper = match fault.reason {
            Reason::PaperEnd => Paper::End,
            Reason::CoverOpen => Paper::Ok,
            _ => status.paper,
        };
        status.notes.push(fault.detail);
    }
}

/// What a technician should know of the device as a fiscal device.
fn fiscal_notes(answer: &Answer) -> Vec<String> {
    let mut notes = Vec::new();
    if answer.fact("rtMainStatus") == Some("01") {
        notes.push("the device is not in service".to_owned());
    }
    if answer.fact("rtTrainingMode") == Some("1") {
        notes.push("the device is in training mode".to_owned());
    }
    for (name, text) in [
        ("rtFileToSend", "files wait to be sent"),
        ("rtOldFileToSend", "old files wait to be sent"),
        ("rtFileRejected", "files were rejected"),
    ] {
        if let Some(count) = answer.fact(name).and_then(|count| count.parse::<u32>().ok()).filter(|count| *count > 0) {
            notes.push(format!("{count} {text}"));
        }
    }
    for (name, text) in [("rtExpiryCD", "device certificate"), ("rtExpiryCA", "authority certificate")] {
        if let Some([year, month, day]) =
            answer.fact(name).and_then(|day| Some([day.get(..4)?, day.get(4..6)?, day.get(6..8)?]))
        {
            notes.push(format!("the {text} expires on {year}-{month}-{day}"));
        }
    }
    notes
}

/// Numbers with which the device says no for a reason of the business.
fn refused(act: Act, answer: &Answer) -> Option<No> {
    use DocumentKind::{CashOut, Receipt, Return, Void};
    match (act, answer.status?) {
        _ if answer.code != "PRINTER ERROR" => None,
        (Act::Print(Return | Void), 12) => Some(No::Original),
        (Act::Print(Return | Void), 39 | 40) => Some(No::Returned),
        (Act::Print(Return | Void), 41 | 42) => Some(No::Kind),
        (Act::Print(Receipt), 30) => Some(No::TaxCode),
        (Act::Print(CashOut), 26) => Some(No::Drawer),
        _ => None,
    }
}

/// An answer of this protocol, or what came instead.
fn read(input: Input) -> Result<Answer, Fault> {
    match input {
        Input::Answer(HttpAnswer { status: 200, body }) => Answer::read(&body)
            .map_err(|what| Fault::new(Reason::PrinterError, format!("the answer cannot be read: {what}"))),
        Input::Answer(HttpAnswer { status, .. }) => {
            Err(Fault::new(Reason::PrinterError, "the device's web face failed").vendor(format!("HTTP {status}")))
        }
        Input::Lost(detail) => Err(Fault::new(Reason::PrinterOffline, format!("no answer: {detail}"))),
        Input::Unreachable(detail) => Err(offline(detail)),
        other => Err(Fault::new(Reason::Internal, format!("{other:?} in place of an HTTP answer"))),
    }
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
