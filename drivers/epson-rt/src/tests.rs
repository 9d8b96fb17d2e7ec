//! The driver against recorded exchanges, and against the simulated device, in process.

mod exchanges;
mod played;
mod recovered;
mod refused;
mod statuses;

use crate::{device::SimulatedEpson, session::EpsonRt};
use fiscus_sdk::{
    Amount, Department, Document, DocumentRef, Fault, Language, Origin, Reason, Shop, TenderKind, Unit, Vat,
    document::{Correction, Line, Receipt, Tender},
    driver::{
        Device, DeviceRequest, Driver, HttpAnswer, Input, Job, Last, LinkOptions, Outcome, Reply, Request, Status, Step,
    },
    jiff::civil::{DateTime, date, datetime},
    receipt::AppliedAdjustment,
    serde_json::{Value, json},
};

pub(crate) fn shop() -> Shop {
    let department = |number: Option<u32>, vat: &str| Department {
        description: "REPARTO".to_owned(),
        vat: vat.parse::<Vat>().expect("vat"),
        number,
    };
    Shop {
        name: "Bar Centrale".to_owned(),
        currency: Unit::named("EUR"),
        language: Language::En,
        departments: [("bar", Some(1), "10"), ("shop", Some(2), "22"), ("loose", None, "22"), ("far", Some(50), "22")]
            .into_iter()
            .map(|(id, number, vat)| (id.to_owned(), department(number, vat)))
            .collect(),
        credit_control: false,
    }
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn sale(description: &str, department: &str, quantity: &str, price: &str) -> Line {
    Line::Sale {
        description: description.to_owned(),
        department: department.to_owned(),
        quantity: quantity.parse().expect("a quantity"),
        price: amount(price),
        adjustments: Vec::new(),
    }
}

fn adjusted(line: Line, description: &str, by: &str) -> Line {
    let Line::Sale { description: what, department, quantity, price, mut adjustments } = line else { return line };
    adjustments.push(adjustment(description, by));
    Line::Sale { description: what, department, quantity, price, adjustments }
}

fn adjustment(description: &str, by: &str) -> AppliedAdjustment {
    AppliedAdjustment { description: description.to_owned(), amount: amount(by) }
}

fn discharge(department: &str, by: &str) -> Line {
    Line::Discharge { description: "BUONO".to_owned(), department: department.to_owned(), amount: amount(by) }
}

fn tender(kind: TenderKind, by: &str) -> Tender {
    Tender { kind, description: kind.word().to_uppercase(), amount: amount(by), count: None }
}

fn cash(by: &str) -> Tender {
    Tender { description: "CONTANTI".to_owned(), ..tender(TenderKind::Cash, by) }
}

fn receipt(lines: Vec<Line>, tenders: Vec<Tender>, total: &str) -> Receipt {
    Receipt { lines, tenders, total: amount(total), ..Receipt::default() }
}

/// Two sandwiches and a discounted water: 9.50, paid with 10.00 in cash.
fn lunch() -> Receipt {
    let water = adjusted(sale("ACQUA", "shop", "1", "2.00"), "SCONTO", "-0.50");
    receipt(vec![sale("PANINO", "bar", "2", "4.00"), water], vec![cash("10.00")], "9.50")
}

fn print(receipt: Receipt) -> Job {
    Job::Print(Document::Receipt(receipt))
}

/// A correction of a document that was printed on the day of the tests.
fn correction(original: &DocumentRef, lines: Vec<Line>, total: &str) -> Correction {
    Correction {
        origin: Origin::Document {
            z: original.z.expect("z"),
            number: original.number.expect("number"),
            date: original.date.expect("date"),
            serial: original.serial.clone(),
        },
        lines,
        adjustments: Vec::new(),
        tenders: vec![cash(total)],
        total: amount(total),
        footer: Vec::new(),
    }
}

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// The device misbehaves.
    Device(&'static str),
    /// No connection.
    Unreachable,
    /// The request never arrives.
    LostBefore,
    /// The answer never arrives.
    LostAfter,
    /// The answer arrives in part.
    Truncated,
    /// The web face fails after the document is printed.
    Http500,
}

/// A driver and a device, joined without a wire.
struct Shopfloor {
    driver: EpsonRt,
    device: SimulatedEpson,
    now: u64,
    clock: DateTime,
    /// The kinds of the requests that were sent.
    sent: Vec<String>,
    requests: Vec<Request>,
    paper: String,
    /// What goes wrong with the next request of a kind.
    troubles: Vec<(&'static str, Trouble)>,
}

impl Shopfloor {
    fn new() -> Self {
        Self::with(json!({}))
    }

    fn with(settings: Value) -> Self {
        Self {
            driver: driver(settings),
            device: SimulatedEpson::open(None).expect("a device"),
            now: 0,
            clock: datetime(2026, 1, 15, 10, 32, 0, 0),
            sent: Vec::new(),
            requests: Vec::new(),
            paper: String::new(),
            troubles: Vec::new(),
        }
    }

    fn trouble(&mut self, kind: &'static str, trouble: Trouble) -> &mut Self {
        self.troubles.push((kind, trouble));
        self
    }

    fn run(&mut self, job: Job) -> Outcome {
        self.sent.clear();
        self.requests.clear();
        let mut step = self.driver.submit(job, self.now);
        for _ in 0..200 {
            step = match step {
                Step::Done(outcome) => {
                    assert_eq!(self.troubles, [], "a trouble that did not come");
                    return outcome;
                }
                Step::Wait(milliseconds) => {
                    self.now += milliseconds;
                    self.driver.poll(self.now)
                }
                Step::Send(request) => {
                    let input = self.exchange(request);
                    self.driver.receive(input, self.now)
                }
            };
        }
        panic!("no end");
    }

    fn exchange(&mut self, request: Request) -> Input {
        let wire = DeviceRequest { path: request.path.clone(), body: request.body.clone() };
        let kind = self.device.kind(&wire);
        let at = self.troubles.iter().position(|(known, _)| *known == kind);
        let trouble = at.map(|at| self.troubles.remove(at).1);
        let timeout = request.timeout_ms;
        self.sent.push(kind);
        self.requests.push(request);
        let lost = |shopfloor: &mut Self| {
            shopfloor.now += timeout;
            Input::Lost("time-out".to_owned())
        };
        match trouble {
            Some(Trouble::Unreachable) => return Input::Unreachable("connection refused".to_owned()),
            Some(Trouble::LostBefore) => return lost(self),
            _ => {}
        }
        let fault = trouble.and_then(|trouble| match trouble {
            Trouble::Device(name) => Some(name),
            _ => None,
        });
        let done = self.device.handle(&wire, fault, self.clock);
        self.paper.push_str(&done.paper);
        match (trouble, done.answer) {
            (Some(Trouble::LostAfter), _) | (_, None) => lost(self),
            (Some(Trouble::Http500), _) => Input::Answer(HttpAnswer { status: 500, body: "oops".to_owned() }),
            (Some(Trouble::Truncated), Some(HttpAnswer { status, body })) => {
                Input::Answer(HttpAnswer { status, body: body[..body.len() - 20].to_owned() })
            }
            (_, Some(answer)) => Input::Answer(answer),
        }
    }

    fn printed(&mut self, job: Job) -> DocumentRef {
        match self.run(job) {
            Outcome::Done(Reply::Printed(printed)) => printed,
            other => panic!("not printed: {other:?}"),
        }
    }

    fn last(&mut self, job: Job) -> Last {
        match self.run(job) {
            Outcome::Done(Reply::Last(last)) => last,
            other => panic!("no last document: {other:?}"),
        }
    }

    fn status(&mut self) -> Status {
        match self.run(Job::Status) {
            Outcome::Done(Reply::Status(status)) => status,
            other => panic!("no status: {other:?}"),
        }
    }

    fn documents(&self) -> Vec<Value> {
        self.device.memory()["documents"].as_array().expect("documents").clone()
    }
}

fn driver(settings: Value) -> EpsonRt {
    let link = LinkOptions { path: "/".to_owned(), timeout_ms: 15_000 };
    EpsonRt::open(&settings, &shop(), &link).expect("settings")
}

fn failure(outcome: Outcome) -> Fault {
    match outcome {
        Outcome::Failed(fault) => fault,
        other => panic!("not failed: {other:?}"),
    }
}

fn unknown(outcome: Outcome) -> Fault {
    match outcome {
        Outcome::Unknown(fault) => fault,
        other => panic!("not unknown: {other:?}"),
    }
}

fn refusal(outcome: Outcome) -> Reason {
    match outcome {
        Outcome::Done(Reply::Refused(refusal)) => refusal.reason,
        other => panic!("not refused: {other:?}"),
    }
}
