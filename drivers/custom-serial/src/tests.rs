//! The driver against frame vectors and recorded exchanges, and against the simulated device, in process.

mod conform;
mod frames;
mod played;
mod refused;

use crate::{device::SimulatedCustom, session::CustomSerial};
pub(crate) use fiscus_sdk::kit::{amount, document::adjustment};
use fiscus_sdk::{
    Document, DocumentRef, Fault, Origin, Reason, Shop, TenderKind,
    document::{Correction, Line, Receipt, Tender},
    driver::{Device, Job, Outcome, Reply},
    kit::driver::{Bench, Spoil, Trouble},
    serde_json::{Value, json},
};
use std::ops::{Deref, DerefMut};

/// The kit's shop, with a department that has no number and one that the device does not know.
pub(crate) fn shop() -> Shop {
    fiscus_sdk::kit::shop_with(&[
        ("snacks", Some(6), "10"),
        ("shop", Some(2), "22"),
        ("loose", None, "22"),
        ("far", Some(50), "22"),
    ])
}

/// Settings with every tender.
fn settings() -> Value {
    json!({
        "payments": {
            "cash": 1, "cheque": 2, "electronic": 3, "meal_ticket": 5, "multi_use_voucher": 9, "payment_discount": 53,
            "uncollected_goods": 7, "uncollected_services": 50, "uncollected_invoice": 51, "uncollected_health": 52
        },
        "discharge_type": "F"
    })
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

fn tender(kind: TenderKind, by: &str) -> Tender {
    Tender { kind, description: kind.word().to_uppercase(), amount: amount(by), count: None }
}

fn cash(by: &str) -> Tender {
    Tender { description: "CONTANTI".to_owned(), ..tender(TenderKind::Cash, by) }
}

/// Two pizzas: 9.00 in cash, as the protocol note computes it.
fn pizzas() -> Receipt {
    let (lines, tenders) = (vec![sale("PIZZA", "bar", "2", "4.50")], vec![cash("9.00")]);
    Receipt { lines, tenders, total: amount("9.00"), ..Receipt::default() }
}

fn print(receipt: Receipt) -> Job {
    Job::Print(Document::Receipt(receipt))
}

/// A correction of the two pizzas.
fn correction(original: &DocumentRef) -> Correction {
    Correction {
        origin: Origin::Document {
            z: original.z.expect("z"),
            number: original.number.expect("number"),
            date: original.date.expect("date"),
            serial: original.serial.clone(),
        },
        lines: vec![sale("PIZZA", "bar", "2", "4.50")],
        adjustments: Vec::new(),
        tenders: vec![cash("9.00")],
        total: amount("9.00"),
        footer: Vec::new(),
    }
}

/// The driver and its device, joined without a wire.
struct Desk(Bench<CustomSerial, SimulatedCustom>);

impl Desk {
    fn new() -> Self {
        Self(Bench::open(&settings(), &shop()))
    }

    fn documents(&self) -> Vec<Value> {
        self.device.memory()["documents"].as_array().expect("documents").clone()
    }

    /// The texts of the commands of the last job.
    fn texts(&self) -> Vec<String> {
        let frames = self.written.iter().filter_map(|written| match crate::frame::first(written) {
            Some((crate::frame::Piece::Frame(frame), _)) => Some(frame.text),
            _ => None,
        });
        frames.collect()
    }
}

impl Deref for Desk {
    type Target = Bench<CustomSerial, SimulatedCustom>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Desk {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
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
