//! The machine: one request and one answer a job; what a lost one means, and how the past is proven.

use crate::{
    command::{self, Past, TENDERS},
    line,
};
use fiscus_sdk::{
    Document, DocumentKind, Fault, Language, Problem, Reason, Refusal, Shop,
    driver::{
        Bytes, Driver, Heard, Input, Job, Judgement, Last, Link, LinkOptions, Manifest, Outcome, Probe, Question,
        Reply, Report, SerialLine, Status, Step, Write,
    },
    schemars::{self, JsonSchema},
    serde::{self, Deserialize},
    serde_json::Value,
    settings::{self, Span},
};

/// The settings of one printer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(crate = "serde", default, deny_unknown_fields)]
#[schemars(crate = "schemars")]
struct Settings {
    /// The pause between the two readings of a recovery.
    pause: Span<10_000>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { pause: Span(300) }
    }
}

/// A printer.
#[derive(Debug)]
pub(crate) struct Pennant {
    language: Language,
    timeout_ms: u64,
    pause_ms: u64,
    /// The number of the last request.
    number: u16,
    heard: Vec<u8>,
    /// When the answer is no longer waited for.
    until: u64,
    /// The line may hold an answer that nobody waits for: the next job has a new one.
    stale: bool,
    task: Task,
}

#[derive(Debug, Clone, PartialEq)]
enum Task {
    Idle,
    /// Connecting; then these words are said.
    Saying(Box<Task>, String),
    Print,
    Close,
    Status,
    Past,
    /// The past, read for the first time, or after what was read then.
    Recover(Option<Past>),
}

impl Driver for Pennant {
    fn manifest() -> Manifest {
        let question = Question::Write { bytes: Bytes(line::written(0, "STATUS")), within_ms: 1_000 };
        Manifest {
            id: "pennant".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            link: vec![Link::Tcp],
            documents: vec![DocumentKind::Receipt, DocumentKind::Return, DocumentKind::ZReport],
            tenders: TENDERS.to_vec(),
            code_page: "ASCII".to_owned(),
            last_document: true,
            simulates: vec!["pennant".to_owned()],
            probes: vec![Probe { link: Link::Tcp, ports: vec![7911], line: SerialLine::default(), question }],
            settings: settings::schema::<Settings>(),
            ..Manifest::default()
        }
    }

    fn judge(_: Link, heard: &Heard) -> Judgement {
        let Heard::Bytes(Bytes(bytes)) = heard else { return Judgement::Other };
        match line::first(bytes) {
            None => Judgement::More { say: Bytes::default() },
            Some((Some((0, words)), _)) if words.starts_with("READY ") => {
                Judgement::Found { told: words.trim_start_matches("READY ").to_owned() }
            }
            Some(_) => Judgement::Other,
        }
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        let settings: Settings = settings::read(settings)?;
        Ok(Self {
            language: shop.language,
            timeout_ms: link.timeout_ms.max(1),
            pause_ms: settings.pause.0,
            number: 0,
            heard: Vec::new(),
            until: 0,
            stale: false,
            task: Task::Idle,
        })
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        command::document(document).map(drop).map_err(|no| no.refusal(self.language))
    }

    fn submit(&mut self, job: Job, _: u64) -> Step {
        let (task, words) = match job {
            Job::Print(document) => match command::document(&document) {
                Ok(words) => (Task::Print, words),
                Err(no) => return Step::Done(Outcome::Done(Reply::Refused(no.refusal(self.language)))),
            },
            Job::ZReport => (Task::Close, "CLOSE".to_owned()),
            Job::Status => (Task::Status, "STATUS".to_owned()),
            Job::Last | Job::LastClosure => (Task::Past, "LAST".to_owned()),
            Job::Recover => {
                self.stale = true;
                (Task::Recover(None), "LAST".to_owned())
            }
            // Nothing is ever left open.
            Job::Cancel => return Step::Done(Outcome::Done(Reply::Nothing)),
            Job::XReport | Job::CashIn(_) | Job::CashOut(_) | Job::OpenDrawer | Job::Display(_) => {
                let fault = Fault::new(Reason::CapabilityMissing, "this printer has nothing of the kind");
                return Step::Done(Outcome::Failed(fault));
            }
        };
        self.say(task, words)
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match (std::mem::replace(&mut self.task, Task::Idle), input) {
            (Task::Saying(task, words), Input::Connected { .. }) => {
                self.number = self.number % 9_999 + 1;
                self.heard.clear();
                self.until = now.saturating_add(self.timeout_ms);
                self.task = *task;
                Step::Write(Write {
                    bytes: Bytes(line::written(self.number, &words)),
                    fresh: true,
                    accept_within_ms: self.timeout_ms,
                    answer_within_ms: self.timeout_ms,
                })
            }
            (Task::Saying(..), other) => failed(&format!("no connection: {other:?}")),
            (Task::Idle, other) => unknown(&format!("{other:?}, and nothing was asked")),
            (_, Input::Unreachable(what)) => failed(&what),
            (task, Input::Bytes(Bytes(bytes))) => {
                self.heard.extend(bytes);
                self.hear(task, now)
            }
            (_, other) => {
                self.stale = true;
                unknown(&format!("no answer: {other:?}"))
            }
        }
    }

    fn poll(&mut self, _: u64) -> Step {
        match self.task.clone() {
            Task::Recover(before) => {
                self.stale = true;
                self.say(Task::Recover(before), "LAST".to_owned())
            }
            _ => unknown("nothing was waited for"),
        }
    }
}

impl Pennant {
    fn say(&mut self, task: Task, words: String) -> Step {
        self.task = Task::Saying(Box::new(task), words);
        Step::Connect { anew: std::mem::take(&mut self.stale), within_ms: self.timeout_ms }
    }

    fn hear(&mut self, task: Task, now: u64) -> Step {
        while let Some((line, length)) = line::first(&self.heard) {
            self.heard.drain(..length);
            match line {
                Some((number, words)) if number == self.number => return self.answered(task, &words),
                // What is left of an older request.
                Some(_) => {}
                None => {
                    self.stale = true;
                    return unknown("the answer is garbled");
                }
            }
        }
        if now >= self.until {
            self.stale = true;
            return unknown("no end of the answer");
        }
        self.task = task;
        Step::Read { within_ms: self.until - now }
    }

    fn answered(&mut self, task: Task, words: &str) -> Step {
        if let Some(word) = words.strip_prefix("NO ") {
            return Step::Done(Outcome::Failed(Fault::new(Reason::PrinterError, "the device refuses").vendor(word)));
        }
        let reply = match task {
            Task::Print => command::printed(words).map(Reply::Printed),
            Task::Close => {
                command::closed(words).map(|(z, total)| Reply::Report(Report { z: Some(z), total: Some(total) }))
            }
            Task::Status => words.strip_prefix("READY ").map(|serial| {
                Reply::Status(Status { online: true, serial: Some(serial.to_owned()), ..Status::default() })
            }),
            Task::Past => command::past(words).map(|past| last(past, false)),
            Task::Recover(None) => match command::past(words) {
                Some(past) => {
                    self.task = Task::Recover(Some(past));
                    return Step::Wait(self.pause_ms);
                }
                None => None,
            },
            Task::Recover(Some(before)) => command::past(words).map(|past| {
                let same = past == before;
                last(past, same)
            }),
            Task::Idle | Task::Saying(..) => None,
        };
        match reply {
            Some(reply) => Step::Done(Outcome::Done(reply)),
            None => unknown(&format!("the answer {words:?} belongs to another question")),
        }
    }
}

fn last(past: Past, settled: bool) -> Reply {
    Reply::Last(Last { document: past.document, kind: past.kind, z: Some(past.z), settled })
}

fn failed(what: &str) -> Step {
    Step::Done(Outcome::Failed(Fault::new(Reason::PrinterOffline, what)))
}

fn unknown(what: &str) -> Step {
    Step::Done(Outcome::Unknown(Fault::new(Reason::PrinterOffline, what)))
}
