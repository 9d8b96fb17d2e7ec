//! The cases find what they say they find: one unsound driver for each wrong, on a device of four words.

use super::conform;
use crate::{
    Amount, Document, DocumentKind, DocumentRef, Fault, Problem, Reason, Refusal, Shop,
    driver::{
        Device, DeviceAnswer, DeviceRequest, Driver, Heard, HttpAnswer, Input, Job, Judgement, Last, Link, LinkOptions,
        Manifest, Outcome, Probe, Question, Reply, Request, SerialLine, Status, Step,
    },
    kit::shop,
};
use jiff::civil::DateTime;
use serde_json::{Value, json};

/// A driver that does wrong what its settings say; what its probe does wrong is in its type.
struct Terse<const PROBE: u8 = SOUND> {
    wrong: String,
    asked: Option<Job>,
    again: Option<Request>,
}

/// What is wrong with a probe.
const SOUND: u8 = 0;
const PRINTS: u8 = 1;
const CREDULOUS: u8 = 2;
const BLIND: u8 = 3;
const ELSEWHERE: u8 = 4;
const BRITTLE: u8 = 5;

impl<const PROBE: u8> Terse<PROBE> {
    fn is(&self, wrong: &str) -> bool {
        self.wrong == wrong
    }
    fn reply(&self, body: &str) -> Option<Reply> {
        let words: Vec<&str> = body.strip_suffix(" end")?.split(' ').collect();
        let [z, number, total] = words.as_slice() else { return None };
        let found = DocumentRef {
            z: z.parse().ok(),
            number: number.parse().ok(),
            total: total.parse().ok(),
            ..DocumentRef::default()
        };
        Some(match self.asked.as_ref()? {
            Job::Print(_) => Reply::Printed(found),
            Job::Status => Reply::Status(Status { online: !self.is("offline"), ..Status::default() }),
            _ if self.is("forgetful") => Reply::Last(Last { settled: true, ..Last::default() }),
            _ => Reply::Last(Last {
                document: Some(found).filter(|d| d.number > Some(0)),
                settled: true,
                ..Last::default()
            }),
        })
    }
}

impl<const PROBE: u8> Driver for Terse<PROBE> {
    fn judge(_: Link, heard: &Heard) -> Judgement {
        let Heard::Answer(answer) = heard else { return Judgement::Other };
        assert!(PROBE != BRITTLE || answer.status == 200, "what is {}?", answer.status);
        let known = PROBE != BLIND && answer.body.ends_with(" end");
        if known || PROBE == CREDULOUS { Judgement::Found { told: String::new() } } else { Judgement::Other }
    }
    fn manifest() -> Manifest {
        let (path, body) = if PROBE == PRINTS { ("/print", "1") } else { ("/last", "") };
        let request = Request { path: path.to_owned(), headers: Vec::new(), body: body.to_owned(), timeout_ms: 1_000 };
        let link = if PROBE == ELSEWHERE { Link::Tcp } else { Link::Http };
        let question = Question::Send(request);
        Manifest {
            id: "terse".to_owned(),
            version: "1.0.0".to_owned(),
            link: vec![Link::Http],
            documents: vec![DocumentKind::Receipt],
            columns: 40,
            last_document: true,
            simulates: vec!["terse".to_owned()],
            probes: vec![Probe { link, ports: vec![80], line: SerialLine::default(), question }],
            settings: json!({ "properties": { "wrong": { "type": "string" } }, "additionalProperties": false }),
            ..Manifest::default()
        }
    }
    fn open(settings: &Value, _: &Shop, _: &LinkOptions) -> Result<Self, Vec<Problem>> {
        if settings.get("no-such-setting").is_some() {
            return Err(vec![Problem::at("no-such-setting", "unknown")]);
        }
        let wrong = settings.get("wrong").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { wrong, asked: None, again: None })
    }
    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        let no = || Refusal::new(Reason::AmountInvalid, "from 0.01 to 100.00, please");
        let most = Amount::from(100);
        let sound = document.total().is_some_and(|t| t.is_positive() && (t <= most || self.is("credulous")));
        if sound { Ok(()) } else { Err(no()) }
    }
    fn submit(&mut self, job: Job, _: u64) -> Step {
        let (path, body) = match &job {
            Job::Print(document) => {
                let refused = self.accepts(document).err().filter(|_| !self.is("hasty"));
                if let Some(refusal) = refused {
                    return Step::Done(Outcome::Done(Reply::Refused(refusal)));
                }
                ("/print", document.total().unwrap_or_default().to_string())
            }
            Job::Status | Job::Last | Job::Recover => ("/last", String::new()),
            _ => return Step::Done(Outcome::Failed(Fault::new(Reason::PrinterError, "not here"))),
        };
        self.asked = Some(job);
        let request = Request { path: path.to_owned(), headers: Vec::new(), body, timeout_ms: 1_000 };
        self.again = Some(request.clone());
        Step::Send(request)
    }
    fn receive(&mut self, input: Input, _: u64) -> Step {
        let fault = |what: &str| Fault::new(Reason::PrinterOffline, what);
        let known = match &input {
            Input::Answer(answer) if answer.status == 200 => self.reply(&answer.body),
            _ => None,
        };
        Step::Done(match (known, input) {
            (Some(Reply::Printed(_)), _) if self.is("vague") => Outcome::Done(Reply::Accepted),
            (Some(reply), _) => Outcome::Done(reply),
            (None, Input::Unreachable(what)) if self.is("timid") => Outcome::Unknown(fault(&what)),
            (None, Input::Unreachable(what)) => Outcome::Failed(fault(&what)),
            (None, Input::Answer(answer)) if self.is("brittle") => panic!("what is {}?", answer.status),
            (None, Input::Lost(_)) if self.is("stubborn") => match self.again.take() {
                Some(request) => return Step::Send(request),
                None => Outcome::Unknown(fault("twice")),
            },
            (None, Input::Lost(what)) if self.is("certain") => Outcome::Failed(fault(&what)),
            (None, Input::Lost(_)) if self.is("hopeful") => Outcome::Done(Reply::Printed(DocumentRef::default())),
            (None, Input::Lost(_)) if self.is("endless") => return Step::Wait(1),
            _ => Outcome::Unknown(fault("no whole answer")),
        })
    }
    fn poll(&mut self, _: u64) -> Step {
        Step::Wait(1)
    }
}

/// The totals it printed.
struct Roll(Vec<Amount>);

impl Device for Roll {
    fn open(_: Option<&Value>) -> Result<Self, String> {
        Ok(Self(Vec::new()))
    }
    fn kind(&self, request: &DeviceRequest) -> String {
        if request.path == "/print" { "receipt" } else { "last" }.to_owned()
    }
    fn handle(&mut self, request: &DeviceRequest, _: Option<&str>, _: DateTime) -> DeviceAnswer {
        let total =
            request.body.parse::<Amount>().ok().filter(|total| request.path == "/print" && *total <= Amount::from(100));
        self.0.extend(total);
        let refused = request.path == "/print" && total.is_none();
        let body = if refused {
            "no".to_owned()
        } else {
            format!("1 {} {} end", self.0.len(), self.0.last().copied().unwrap_or_default())
        };
        let answer = Some(HttpAnswer { status: 200, body });
        DeviceAnswer { answer, paper: String::new(), changed: total.is_some() }
    }
    fn memory(&self) -> Value {
        json!(self.0)
    }
    fn power_cycle(&mut self) {}
    fn foreign_document(&mut self, _: DateTime) -> String {
        self.0.push(Amount::from(3));
        "3\n".to_owned()
    }
}

#[test]
fn each_wrong_is_found_under_its_name_and_a_sound_driver_passes() {
    for (wrong, broken) in [
        ("", &[][..]),
        ("offline", &["status"]),
        ("timid", &["unreachable"]),
        ("certain", &["lost"]),
        ("hopeful", &["lost"]),
        ("stubborn", &["one_document", "lost"]),
        ("endless", &["lost", "any_answer"]),
        ("vague", &["prints"]),
        ("forgetful", &["prints", "recovers", "foreign"]),
        ("credulous", &["accepts"]),
        ("hasty", &["accepts"]),
        ("brittle", &["lost", "any_answer"]),
    ] {
        let settings = if wrong.is_empty() { json!({}) } else { json!({ "wrong": wrong }) };
        let report = conform::<Terse<SOUND>, Roll>(&settings, &shop(), 7);
        for name in broken {
            assert!(report.broken().contains(name), "{wrong}: not {name}\n{report}");
        }
        assert_eq!(report.passed(), broken.is_empty(), "{wrong}\n{report}");
    }
}

#[test]
fn a_probe_that_prints_believes_or_misses_is_found() {
    fn broken<const PROBE: u8>() -> Vec<&'static str> {
        conform::<Terse<PROBE>, Roll>(&json!({}), &shop(), 7).broken()
    }
    let none: [&str; 0] = [];
    assert_eq!(broken::<SOUND>(), none);
    for found in
        [broken::<PRINTS>(), broken::<CREDULOUS>(), broken::<BLIND>(), broken::<ELSEWHERE>(), broken::<BRITTLE>()]
    {
        assert_eq!(found, ["probes"]);
    }
}
