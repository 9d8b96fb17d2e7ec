//! The driver against recorded exchanges, and against the simulated device, in process: over frames and over HTTP.

mod bytes;
mod conform;
mod exchanges;
mod played;
mod recovered;
mod refused;

use crate::{device::SimulatedRch, session::Rch};
use fiscus_sdk::{
    Document, DocumentKind, DocumentRef, Origin, Reason, Shop, TenderKind,
    document::{Correction, OtherOrigin, Receipt, SlipDocument, Tender},
    driver::{
        Device, DeviceAnswer, DeviceRequest, Driver, Face, Job, Last, Link, LinkOptions, OpenDocument, Outcome, Paper,
        Reply, Report,
    },
    jiff::civil::{self, date},
    kit::{
        amount,
        document::{
            adjusted, adjustment, cash, correction, discharge, failure, lunch, print, receipt, refusal, sale, tender,
            unknown,
        },
        driver::{Bench, Trouble},
    },
    proof::{Sent, Verdict, judge},
    serde_json::{Value, json},
};

/// The same device behind its HTTP face.
struct OverHttp(SimulatedRch);

impl Device for OverHttp {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        SimulatedRch::open_model("rch-http", memory).map(Self)
    }
    fn face(&self) -> Face {
        self.0.face()
    }
    fn kind(&self, request: &DeviceRequest) -> String {
        self.0.kind(request)
    }
    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        self.0.handle(request, fault, now)
    }
    fn memory(&self) -> Value {
        self.0.memory()
    }
    fn power_cycle(&mut self) {
        self.0.power_cycle();
    }
    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        self.0.foreign_document(now)
    }
}

/// Runs tests over frames and over HTTP.
macro_rules! on_both_wires {
    ($($name:ident)*) => {
        mod over_frames {
            $(#[test] fn $name() { super::$name::<crate::device::SimulatedRch>(); })*
        }
        mod over_http {
            $(#[test] fn $name() { super::$name::<crate::tests::OverHttp>(); })*
        }
    };
}
use on_both_wires;

/// Every tender of the shop is in the table.
fn tables() -> Value {
    json!({
        "payments": {
            "uncollected_goods": 2, "cheque": 3, "electronic": 4, "meal_ticket": 5, "uncollected_services": 6,
            "uncollected_invoice": 7, "uncollected_health": 8, "payment_discount": 9, "multi_use_voucher": 10
        },
        "recheck": "50ms"
    })
}

/// The kit's shop, with a department that has no number and one that the device does not know.
fn shop() -> Shop {
    fiscus_sdk::kit::shop_with(&[("loose", None, "22"), ("far", Some(50), "22")])
}

fn with(more: Value) -> Value {
    let mut settings = tables();
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        settings[key] = value;
    }
    settings
}

fn floor<V: Device>() -> Bench<Rch, V> {
    Bench::open(&tables(), &shop())
}

fn driver(settings: &Value, link: Link) -> Rch {
    let link = LinkOptions { link, path: "/".to_owned(), timeout_ms: 15_000 };
    Rch::open(settings, &shop(), &link).expect("settings")
}

fn documents<V: Device>(floor: &Bench<Rch, V>) -> Vec<Value> {
    floor.device.memory()["documents"].as_array().expect("documents").clone()
}

/// How often a request of this kind was sent.
fn count<V: Device>(floor: &Bench<Rch, V>, kind: &str) -> usize {
    floor.sent.iter().filter(|sent| *sent == kind).count()
}
