//! The driver against recorded exchanges, and against the simulated device, in process.

mod conform;
mod exchanges;
mod played;
mod recovered;
mod refused;
mod statuses;

use crate::{device::SimulatedEpson, session::EpsonRt};
pub(crate) use fiscus_sdk::kit::{amount, document::adjustment};
use fiscus_sdk::{
    Document, DocumentRef, Fault, Origin, Reason, Shop, TenderKind,
    document::{Correction, Line, Receipt, Tender},
    driver::{Device, DeviceRequest, Driver, Job, Last, LinkOptions, Outcome, Reply, Step},
    jiff::civil::date,
    kit::driver::{Bench, Trouble},
    serde_json::{Value, json},
};
use std::ops::{Deref, DerefMut};

/// The kit's shop, with a department that has no number and one that the device does not know.
pub(crate) fn shop() -> Shop {
    let mut shop = fiscus_sdk::kit::shop_with(&[
        ("snacks", Some(6), "10"),
        ("shop", Some(2), "22"),
        ("loose", None, "22"),
        ("far", Some(50), "22"),
    ]);
    shop.departments.values_mut().for_each(|department| department.description = "REPARTO".to_owned());
    shop
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

/// The driver and its device, joined without a wire.
struct Shopfloor(Bench<EpsonRt, SimulatedEpson>);

impl Shopfloor {
    fn new() -> Self {
        Self::with(json!({}))
    }

    fn with(settings: Value) -> Self {
        Self(Bench::open(&settings, &shop()))
    }

    fn documents(&self) -> Vec<Value> {
        self.device.memory()["documents"].as_array().expect("documents").clone()
    }
}

impl Deref for Shopfloor {
    type Target = Bench<EpsonRt, SimulatedEpson>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Shopfloor {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

fn driver(settings: Value) -> EpsonRt {
    let link = LinkOptions { path: "/".to_owned(), timeout_ms: 15_000, ..LinkOptions::default() };
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
