//! The driver against recorded exchanges, and against the simulated printer, in virtual time.

mod conform;
mod drawn;
mod exchanges;
mod faults;
mod played;

use crate::{device::SimulatedEscPos, session::EscPos};
use fiscus_sdk::{
    Document, Fault, Slip, SlipLine,
    document::SlipDocument,
    driver::{Device, Job, Outcome},
    kit::{driver::Bench, shop},
    serde_json::{Value, json},
};

type Desk = Bench<EscPos, SimulatedEscPos>;

fn desk(settings: &Value) -> Desk {
    Bench::open(settings, &shop())
}

fn slip(lines: Vec<SlipLine>) -> Job {
    marked(lines, None)
}

fn marked(lines: Vec<SlipLine>, mark: Option<&str>) -> Job {
    let copy_mark = mark.map(str::to_owned);
    Job::Print(Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark }))
}

fn load() -> Vec<SlipLine> {
    vec![
        SlipLine::bold("RICARICA CARTA"),
        SlipLine::columns("Importo", "50,00 €"),
        SlipLine::Rule,
        SlipLine::Qr { data: "FISCUS:0012".to_owned() },
    ]
}

/// The lines of each finished slip.
fn slips(desk: &Desk) -> Vec<Vec<String>> {
    let memory = desk.device.memory();
    let lines = |slip: &Value| {
        let lines = slip["lines"].as_array().expect("lines");
        lines.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    };
    memory["slips"].as_array().expect("slips").iter().map(lines).collect()
}

fn fault(outcome: Outcome) -> (bool, Fault) {
    match outcome {
        Outcome::Failed(fault) => (false, fault),
        Outcome::Unknown(fault) => (true, fault),
        Outcome::Done(reply) => panic!("{reply:?}"),
    }
}
