//! What breaks, and what must still hold: the real daemon and real libraries against a simulated printer that
//! misbehaves.
//!
//! The oracle is always the same: what is in the device's own memory, what the cards hold, what the till was told,
//! and the chain of the journal.

mod doubt;
mod matrix;
mod sequences;

use fiscus_tests::shop::{Plan, Printer, Shop, WALLET, sale};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A prepaid card that is a form of payment.
const CARD: &str = "9800000000012";
/// A prepaid card whose load is sold as a receipt.
const VOUCHER: &str = "9700000000015";
/// The first line of a slip that may be on paper already.
const MARK: &str = "POSSIBLE COPY";

/// A shop with both cards and a printer of little patience.
fn plan() -> Plan {
    let voucher = r#"
[card_types.voucher]
plugin = "prepaid"
name = "Voucher"
numbers = { prefix = "97", length = 13 }
[card_types.voucher.settings]
mode = "departments"
load_department = "bar"
payment_department = "bar"
"#;
    Plan {
        printers: vec![("front".to_owned(), "settings.slow_factor = 1".to_owned())],
        more: format!("{WALLET}{voucher}"),
        timeout: "1s".to_owned(),
        ..Plan::default()
    }
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// The call that sells for that price in cash.
fn sell(shop: &Shop, operation: &str, price: &str) -> Value {
    shop.done("receipt.issue", sale(operation, price, cash()))
}

/// How many papers of this kind the device remembers; the kinds are those of a fault script.
fn on_paper(printer: &Printer, kind: &str) -> usize {
    let memory = printer.memory();
    let list = |name: &str| memory[name].as_array().cloned().unwrap_or_default();
    match kind {
        "slip" => list("slips").len(),
        "cash" => list("cash").len(),
        "x_report" => list("reports").iter().filter(|report| report["kind"] == "x").count(),
        "z_report" => list("reports").iter().filter(|report| report["kind"] == "z").count(),
        fiscal => list("documents").iter().filter(|document| document["kind"] == fiscal).count(),
    }
}

/// Waits until a paper of this kind is there.
fn await_paper(shop: &Shop, kind: &str) {
    let since = Instant::now();
    while on_paper(shop.front(), kind) == 0 {
        assert!(since.elapsed() < Duration::from_secs(30), "no {kind}: {}", shop.log());
        std::thread::yield_now();
    }
}

/// A script of several faults: what is asked for, which of them, and what goes wrong.
fn script(faults: &[(&str, &str, &str)]) -> String {
    let one = |(on, when, what): &(&str, &str, &str)| format!("[[fault]]\non = \"{on}\"\n{when}\ndo = \"{what}\"\n");
    faults.iter().map(one).collect()
}

/// Nothing is open on the device.
fn assert_idle(shop: &Shop) {
    let status = shop.done("printer.status", json!({ "printer": "front" }));
    assert_eq!(status["document"], "none", "{status}");
}
