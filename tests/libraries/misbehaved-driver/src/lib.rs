//! A driver that does wrong what its settings say, and the plain device it prints on. Without `misbehave`
//! it is an ordinary fiscal driver of a protocol nobody else speaks.
//!
//! Wire: a request is `KIND TOTAL`, with the text to print on the lines below; an answer is
//! `ok Z NUMBER DATE HH:MM SERIAL TOTAL` (for `last` and `status`: of the last document, `ok Z 0` where
//! there is none since the closure) or `error WORD`.

use fiscus_sdk::{
    Document, DocumentKind, DocumentRef, Fault, Problem, Reason, Refusal, Shop, TenderKind,
    abi::{
        Table, TableRef,
        export::{
            self,
            abi_stable::{
                prefix_type::PrefixTypeTrait,
                std_types::{RSlice, RVec},
            },
        },
    },
    driver::{
        Device, DeviceAnswer, DeviceRequest, Driver, HttpAnswer, Input, Job, Last, Link, LinkOptions, Manifest,
        Outcome, Reply, Report, Request, Status, Step,
    },
    jiff::civil,
    schemars::{self, JsonSchema},
    serde::{self, Deserialize, Serialize},
    serde_json::{self, Value},
    settings,
};

const SERIAL: &str = "PLAIN001";

/// The settings.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(crate = "serde", default, deny_unknown_fields)]
#[schemars(crate = "schemars")]
struct Settings {
    /// What it does wrong.
    misbehave: String,
}

struct Plain {
    settings: Settings,
    path: String,
    timeout_ms: u64,
    job: Option<Job>,
}

impl Driver for Plain {
    fn manifest() -> Manifest {
        Manifest {
            id: "misbehaved-driver".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            link: vec![Link::Http],
            documents: vec![
                DocumentKind::Receipt,
                DocumentKind::Return,
                DocumentKind::Void,
                DocumentKind::Slip,
                DocumentKind::XReport,
                DocumentKind::ZReport,
                DocumentKind::CashIn,
                DocumentKind::CashOut,
            ],
            tenders: TenderKind::ALL.to_vec(),
            columns: 40,
            code_page: "UTF-8".to_owned(),
            last_document: true,
            simulates: vec!["plain".to_owned()],
            settings: settings::schema::<Settings>(),
            ..Manifest::default()
        }
    }

    fn open(settings: &Value, _: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        let settings: Settings = settings::read(settings)?;
        assert_ne!(settings.misbehave, "panic_in_open", "opened too far");
        let path = if link.path.is_empty() { "/".to_owned() } else { link.path.clone() };
        Ok(Self { settings, path, timeout_ms: link.timeout_ms, job: None })
    }

    fn accepts(&self, _: &Document) -> Result<(), Refusal> {
        match self.settings.misbehave.as_str() {
            "panic_in_accepts" => panic!("not acceptable"),
            "accepts_nothing" => Err(Refusal::new(Reason::CapabilityMissing, "nothing can be printed here")),
            _ => Ok(()),
        }
    }

    fn submit(&mut self, job: Job, _: u64) -> Step {
        match self.settings.misbehave.as_str() {
            "panic_in_submit" => panic!("insubordinate"),
            "waits_for_ever" => return Step::Wait(10),
            "done_with_another_job" => return Step::Done(Outcome::Done(Reply::Status(Status::default()))),
            word if RAW.iter().any(|(raw, _)| *raw == word) => {
                return Step::Done(Outcome::Failed(Fault::new(Reason::Internal, format!("{RAW_MARK}{word}"))));
            }
            _ => {}
        }
        let body = body(&job);
        self.job = Some(job);
        Step::Send(Request { path: self.path.clone(), headers: Vec::new(), body, timeout_ms: self.timeout_ms })
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        assert_ne!(self.settings.misbehave, "panic_in_receive", "not received");
        let Some(job) = self.job.take() else {
            return Step::Done(Outcome::Failed(Fault::new(Reason::Internal, "nothing was asked")));
        };
        if self.settings.misbehave == "sends_for_ever" {
            return self.submit(job, now);
        }
        let fault = |text: String| Fault::new(Reason::PrinterOffline, text);
        Step::Done(match input {
            Input::Unreachable(text) => Outcome::Failed(fault(text)),
            Input::Lost(text) => Outcome::Unknown(fault(text)),
            Input::Answer(answer) => match answer.body.split_once(' ') {
                Some(("ok", facts)) => Outcome::Done(reply(&job, facts)),
                Some(("error", word)) => {
                    let reason = if word == "paper_end" { Reason::PaperEnd } else { Reason::PrinterError };
                    Outcome::Failed(Fault::new(reason, word).vendor(word))
                }
                _ => Outcome::Unknown(fault(format!("HTTP {} without an answer", answer.status))),
            },
            other => Outcome::Unknown(fault(format!("{other:?}"))),
        })
    }

    fn poll(&mut self, _: u64) -> Step {
        assert_ne!(self.settings.misbehave, "panic_in_poll", "polled out");
        Step::Wait(10)
    }
}

fn body(job: &Job) -> String {
    let (kind, total, text) = match job {
        Job::Print(document) => {
            let kind = match document.kind() {
                DocumentKind::Return => "return",
                DocumentKind::Void => "void",
                DocumentKind::Slip => "slip",
                _ => "receipt",
            };
            (kind, document.total(), serde_json::to_string(document).unwrap_or_default())
        }
        Job::XReport => ("x_report", None, String::new()),
        Job::ZReport => ("z_report", None, String::new()),
        Job::CashIn(amount) | Job::CashOut(amount) => ("cash", Some(*amount), String::new()),
        Job::OpenDrawer => ("drawer", None, String::new()),
        Job::Display(lines) => ("display", None, lines.join("\n")),
        Job::Status => ("status", None, String::new()),
        Job::Last | Job::LastClosure | Job::Recover => ("last", None, String::new()),
        Job::Cancel => ("reset", None, String::new()),
    };
    format!("{kind} {}\n{text}", total.map_or_else(|| "-".to_owned(), |total| total.to_string()))
}

fn reply(job: &Job, facts: &str) -> Reply {
    let words: Vec<&str> = facts.split(' ').collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let z: Option<u32> = word(0).parse().ok();
    let document = match word(1) {
        "0" | "" => None,
        number => Some(DocumentRef {
            z,
            number: number.parse().ok(),
            date: word(2).parse().ok(),
            time: Some(word(3).to_owned()),
            serial: Some(word(4).to_owned()),
            total: word(5).parse().ok(),
        }),
    };
    match job {
        Job::Print(_) => Reply::Printed(document.unwrap_or_default()),
        Job::XReport => Reply::Report(Report::default()),
        Job::ZReport => Reply::Report(Report { z: z.map(|z| z.saturating_sub(1)), total: None }),
        Job::Status => {
            Reply::Status(Status { online: true, serial: Some(SERIAL.to_owned()), last: document, ..Status::default() })
        }
        Job::Last | Job::LastClosure | Job::Recover => Reply::Last(Last {
            document,
            kind: None,
            z: z.map(|z| z.saturating_sub(1)),
            settled: matches!(job, Job::Recover),
        }),
        _ => Reply::Nothing,
    }
}

/// The device: it numbers documents, and keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(crate = "serde", deny_unknown_fields)]
struct PlainDevice {
    /// The period that is open: the last closure plus one.
    z: u32,
    /// The last number in it.
    number: u32,
    /// Every fiscal document: `Z NUMBER DATE HH:MM SERIAL TOTAL KIND`.
    journal: Vec<String>,
}

impl PlainDevice {
    fn number(&mut self, kind: &str, total: &str, now: civil::DateTime) -> String {
        self.number += 1;
        let facts = format!("{} {} {} {} {SERIAL} {total}", self.z, self.number, now.date(), now.strftime("%H:%M"));
        self.journal.push(format!("{facts} {kind}"));
        facts
    }

    fn last(&self) -> String {
        match self.journal.last() {
            Some(entry) if self.number > 0 => {
                entry.rsplit_once(' ').map_or(entry.as_str(), |(facts, _)| facts).to_owned()
            }
            _ => format!("{} 0", self.z),
        }
    }
}

impl Device for PlainDevice {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        match memory {
            Some(memory) => serde_json::from_value(memory.clone()).map_err(|error| error.to_string()),
            None => Ok(Self { z: 1, number: 0, journal: Vec::new() }),
        }
    }

    fn kind(&self, request: &DeviceRequest) -> String {
        request.body.split([' ', '\n']).next().unwrap_or_default().to_owned()
    }

    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        assert_ne!(fault, Some("panic"), "the device broke");
        let answer = |body: String, paper: String, changed| DeviceAnswer {
            answer: Some(HttpAnswer { status: 200, body }),
            paper,
            changed,
        };
        if let Some(word) = fault {
            return answer(format!("error {word}"), String::new(), false);
        }
        let (head, text) = request.body.split_once('\n').unwrap_or((&request.body, ""));
        let (kind, total) = head.split_once(' ').unwrap_or((head, "-"));
        match kind {
            "receipt" | "return" | "void" => {
                let facts = self.number(kind, total, now);
                answer(format!("ok {facts}"), format!("{kind} {facts}\n{text}\n"), true)
            }
            "z_report" => {
                self.z += 1;
                self.number = 0;
                answer(format!("ok {}", self.last()), format!("Z {}\n", self.z - 1), true)
            }
            "slip" | "cash" | "x_report" => {
                answer(format!("ok {}", self.last()), format!("{kind} {total}\n{text}\n"), false)
            }
            "drawer" | "display" | "status" | "last" | "reset" => {
                answer(format!("ok {}", self.last()), String::new(), false)
            }
            _ => answer("error unknown_request".to_owned(), String::new(), false),
        }
    }

    fn memory(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn power_cycle(&mut self) {}

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        format!("receipt {}\nby somebody else\n", self.number("receipt", "0.10", now))
    }
}

const RAW_MARK: &str = "instead of this: ";

/// Answers that no SDK would write: the outcome that names one is replaced by its bytes.
const RAW: &[(&str, &[u8])] = &[
    ("garbage", b"\xff\x00\x15 garbage"),
    ("unknown_step", br#"{"ok":{"step":{"teleport":3}}}"#),
    ("unknown_outcome", br#"{"ok":{"step":{"done":{"perhaps":{}}}}}"#),
    ("astray", br#"{"ok":"accepted"}"#),
];

extern "C" fn call(session: u64, message: RSlice<'_, u8>) -> RVec<u8> {
    let answer = export::call(session, message);
    let text = String::from_utf8_lossy(&answer);
    match RAW.iter().find(|(word, _)| text.contains(&format!("{RAW_MARK}{word}\""))) {
        Some((_, bytes)) => RVec::from(*bytes),
        None => answer,
    }
}

fn table() -> TableRef {
    Table {
        message_version: export::message_version,
        manifest: export::driver_manifest::<Plain>,
        open: export::driver_open::<Plain, PlainDevice>,
        call,
        close: export::close,
    }
    .leak_into_prefix()
}

fiscus_sdk::__export_library!(table());
