//! The driver against recorded exchanges, and against the simulated device, in process.

mod conform;
mod exchanges;
mod played;
mod recovered;
mod refused;
mod settings;

use crate::{device::SimulatedCustom, session::CustomXml};
use fiscus_sdk::{
    Document, DocumentRef, Origin, Reason, Shop, TenderKind,
    document::{Correction, OtherOrigin, Receipt, SlipDocument, Tender},
    driver::{Device, Driver, Job, Last, LinkOptions, OpenDocument, Outcome, Paper, Reply, Report, Step},
    jiff::civil::date,
    kit::{
        amount,
        document::{
            adjusted, adjustment, cash, correction, discharge, failure, lunch, print, receipt, refusal, sale, tender,
            unknown,
        },
        driver::{Bench, Trouble},
    },
    serde_json::{Value, json},
};

type Floor = Bench<CustomXml, SimulatedCustom>;

/// Every tender and every rate of the shop is in the tables.
fn tables() -> Value {
    json!({
        "payments": {
            "cheque": 2, "electronic": 3, "meal_ticket": 5, "multi_use_voucher": 9, "payment_discount": 10,
            "uncollected_goods": 7, "uncollected_services": 11, "uncollected_invoice": 12, "uncollected_health": 13
        },
        "vat": { "22": 1, "10": 2, "N2": 4 }, "recheck": "50ms"
    })
}

/// The kit's shop, with a department that has no number and one that the device does not know.
fn shop() -> Shop {
    fiscus_sdk::kit::shop_with(&[("loose", None, "22"), ("far", Some(500), "22")])
}

fn floor() -> Floor {
    floor_with(json!({}))
}

/// The tables, and these settings.
fn floor_with(more: Value) -> Floor {
    Bench::open(&with(more), &shop())
}

fn with(more: Value) -> Value {
    let mut settings = tables();
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        settings[key] = value;
    }
    settings
}

fn driver(settings: &Value) -> CustomXml {
    let link = LinkOptions { path: "/".to_owned(), timeout_ms: 15_000, ..LinkOptions::default() };
    CustomXml::open(settings, &shop(), &link).expect("settings")
}

fn documents(floor: &Floor) -> Vec<Value> {
    floor.device.memory()["documents"].as_array().expect("documents").clone()
}
