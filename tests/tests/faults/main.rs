//! What breaks, and what must still hold: the real daemon and real libraries against a simulated printer that
//! misbehaves.
//!
//! The oracle is always the same: what is in the device's own memory, what the cards hold, what the till was told,
//! and the chain of the journal.

/// Makes tests of what happens before a family, of each before several of them.
macro_rules! families {
    ($module:ident $families:expr; $($name:ident)+) => {
        mod $module {
            $(
                #[test]
                fn $name() {
                    $crate::before(&$families, super::$name);
                }
            )+
        }
    };
}

mod cases;
mod doubt;
mod matrix;
mod questions;
mod sequences;
mod tables;

use fiscus_tests::{
    End, Family, Lack,
    oracle::{CARD, Look, MARK, Paper},
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A prepaid card whose load is sold as a receipt.
const VOUCHER: &str = "9700000000015";

/// A shop with both cards and a printer of little patience.
fn plan(family: Family) -> Plan {
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
    let patient = if family == Family::EPSON_RT { "settings.slow_factor = 1\n" } else { "" };
    // Long enough for a busy machine to hear that the line is held.
    let settings = if family.lacks(Lack::Answers) { "settings.settle = \"300ms\"\n" } else { family.settings };
    Plan {
        family: Family { settings, ..family },
        libraries: vec!["fiscus-prepaid", family.package],
        printers: vec![("front".to_owned(), format!("{patient}{}", family.tables))],
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

/// That shop, with much money on both cards.
fn opened(plan: Plan) -> Shop {
    let family = plan.family;
    let shop = Shop::open(plan);
    shop.load("much", CARD, "5000.00");
    shop.load("more", VOUCHER, "5000.00");
    settles(&shop, family);
    shop
}

/// Waits until a device that never answers has nothing more to print.
fn settles(shop: &Shop, family: Family) {
    let mut before = Value::Null;
    while family.lacks(Lack::Answers) {
        let memory = shop.front().memory();
        if memory == before {
            return;
        }
        before = memory;
        std::thread::sleep(Duration::from_millis(60));
    }
}

/// Before every family at once, for they wait most of the time.
fn before(families: &[Family], play: impl Fn(Family) + Sync) {
    let failed: Vec<&str> = std::thread::scope(|scope| {
        let play = &play;
        let families: Vec<_> = families.iter().map(|of| (of.model, scope.spawn(move || play(*of)))).collect();
        families.into_iter().filter_map(|(model, played)| played.join().is_err().then_some(model)).collect()
    });
    assert!(failed.is_empty(), "it fails before {failed:?}");
}

/// The families that answer: only there an answer can be lost.
fn answering() -> Vec<Family> {
    Family::FISCAL.into_iter().filter(|family| !family.lacks(Lack::Answers)).collect()
}

/// Those that answer, without the one on which nobody else prints but by cancelling what is entered.
fn tidy() -> Vec<Family> {
    answering().into_iter().filter(|family| *family != Family::CUSTOM_SERIAL).collect()
}

/// Whom a recovery asks in vain, though what is asked before a document is answered.
fn nobody_to_ask(family: Family) -> Vec<(&'static str, &'static str, &'static str)> {
    let answered = ["nth = 1", "nth = 2"].map(|nth| ("status", nth, "slow:1ms"));
    let before = if family.driver == Family::RCH.driver { &answered[..] } else { &[] };
    [before, &[("status", "", "lose_before")]].concat()
}

/// Which question about its state is the first of a recovery, where the shop's first document was lost.
fn first_of_recovery(family: Family) -> &'static str {
    match family.driver {
        driver if driver == Family::RCH.driver => "nth = 3",
        // After a start it is asked what was left open.
        driver if driver == Family::CUSTOM_SERIAL.driver => "nth = 2",
        _ => "nth = 1",
    }
}

/// Asks until there is an end: a device may have to refuse one document before it is ready for the next.
fn insists(shop: &Shop, method: &str, params: &Value) -> Value {
    match shop.till().end(method, params) {
        End::Committed(answer) => answer,
        other => panic!("{method} {params}: {other:?}"),
    }
}

/// How many slips are marked.
fn marked(shop: &Shop) -> usize {
    shop.front().slips().iter().filter(|slip| slip.to_string().contains(MARK)).count()
}

/// How many papers of this kind the device remembers; the kinds are those of a fault script.
fn on_paper(shop: &Shop, kind: &'static str) -> usize {
    let paper = match kind {
        "slip" => Paper::Slips,
        "x_report" => Paper::Report("x"),
        "z_report" => Paper::Report("z"),
        fiscal => Paper::Fiscal(fiscal),
    };
    Look::at(shop, &[]).made(paper)
}

/// Waits until a paper of this kind is there.
fn await_paper(shop: &Shop, kind: &'static str) {
    let since = Instant::now();
    while on_paper(shop, kind) == 0 {
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
    let idle = status["document"] == "none" || status["document"].is_null();
    assert!(idle, "{status}");
}
