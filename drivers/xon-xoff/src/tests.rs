//! The driver against the simulated register, in virtual time; what it writes, key by key.

mod faults;
mod played;
mod written;

use crate::{device::SimulatedRegister, session::XonXoff};
use fiscus_sdk::{
    Document, Fault, Slip, SlipLine, TenderKind,
    document::{Correction, Line, Origin, Receipt, SlipDocument, Tender},
    driver::{Device, Driver, Input, Job, Link, LinkOptions, Outcome, Reply, Step},
    jiff::civil::date,
    kit::{amount, driver::Bench, driver::Trouble, shop},
    receipt::AppliedAdjustment,
    serde_json::{Value, json},
};

type Desk = Bench<XonXoff, SimulatedRegister>;

fn settings() -> Value {
    json!({ "payments": {
        "cheque": 2, "electronic": 3, "meal_ticket": 5, "uncollected_goods": 7, "uncollected_services": 50,
        "uncollected_invoice": 51, "uncollected_health": 52, "multi_use_voucher": 53, "payment_discount": 53
    } })
}

fn desk() -> Desk {
    Bench::open(&settings(), &shop())
}

fn sale(description: &str, department: &str, quantity: &str, price: &str, by: &str) -> Line {
    let adjustments = if by.is_empty() { Vec::new() } else { vec![adjustment(by)] };
    Line::Sale {
        description: description.to_owned(),
        department: department.to_owned(),
        quantity: quantity.parse().expect("a quantity"),
        price: amount(price),
        adjustments,
    }
}

fn adjustment(by: &str) -> AppliedAdjustment {
    AppliedAdjustment::new("SCONTO".to_owned(), amount(by))
}

fn tender(kind: TenderKind, of: &str) -> Tender {
    Tender { kind, description: String::new(), amount: amount(of), count: None }
}

fn receipt(lines: Vec<Line>, tenders: Vec<Tender>, total: &str) -> Receipt {
    Receipt { lines, tenders, total: amount(total), ..Receipt::default() }
}

/// The sale of the protocol notes.
fn lunch() -> Receipt {
    let lines = vec![sale("PANINO", "bar", "2", "4.00", ""), sale("ACQUA", "goods", "1", "2.00", "-0.50")];
    receipt(lines, vec![tender(TenderKind::Cash, "10.00")], "9.50")
}

fn print(receipt: Receipt) -> Job {
    Job::Print(Document::Receipt(receipt))
}

fn slip(lines: Vec<SlipLine>) -> Job {
    Job::Print(Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None }))
}

fn correction(lines: Vec<Line>, total: &str) -> Correction {
    Correction {
        origin: Origin::Document { z: 12, number: 5, date: date(2026, 1, 15), serial: Some("99IEB004001".to_owned()) },
        lines,
        adjustments: Vec::new(),
        tenders: vec![tender(TenderKind::Cash, total)],
        total: amount(total),
        footer: Vec::new(),
    }
}

/// What was handed over in the last job, without what clears.
fn typed(desk: &Desk) -> String {
    let all: Vec<u8> = desk.written.iter().flat_map(|bytes| bytes.iter().copied()).collect();
    let all = String::from_utf8(all).expect("letters");
    all.strip_prefix("kKk").unwrap_or(&all).to_owned()
}

fn totals(desk: &Desk) -> Vec<String> {
    let memory = desk.device.memory();
    let documents = memory["documents"].as_array().expect("documents");
    documents.iter().map(|document| document["total"].as_str().expect("a total").to_owned()).collect()
}

fn fault(outcome: Outcome) -> (bool, Fault) {
    match outcome {
        Outcome::Failed(fault) => (false, fault),
        Outcome::Unknown(fault) => (true, fault),
        Outcome::Done(reply) => panic!("{reply:?}"),
    }
}

const ACCEPTED: Outcome = Outcome::Done(Reply::Accepted);
