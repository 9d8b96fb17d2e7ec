//! The scenarios of a shop over real streams: the daemon, the driver's library, and its simulated device behind a
//! port or a pseudo-terminal. Whatever the wire, the same requests have the same results.

use fiscus_tests::{
    Family, Wire,
    oracle::{CARD, Oracle},
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

const BOTH: [Wire; 2] = [Wire::Port, Wire::Terminal];

fn plan(wire: Wire) -> Plan {
    Plan {
        libraries: vec!["fiscus-prepaid", Family::CUSTOM_SERIAL.package],
        family: Family::CUSTOM_SERIAL.at(wire),
        printers: vec![("front".to_owned(), "settings.payments = { multi_use_voucher = 9 }".to_owned())],
        timeout: "400ms".to_owned(),
        more: WALLET.to_owned(),
        ..Plan::default()
    }
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

fn kinds(shop: &Shop) -> Vec<String> {
    shop.front().documents().iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// S1, R22, S5-44
#[test]
fn a_day_of_a_shop() {
    for wire in BOTH {
        let shop = Shop::open(plan(wire));
        shop.load("l1", CARD, "30.00");
        assert_eq!(shop.front().slips().len(), 2, "{wire:?}: the customer's and the drawer's");
        let pays = json!([{ "tender": "card", "card": CARD }]);
        let sold = shop.done("receipt.issue", sale("s1", "12.00", pays.clone()));
        let document = &sold["document"];
        assert_eq!((document["z"].as_u64(), document["number"].as_u64()), (Some(1), Some(1)), "{wire:?}");
        assert_eq!(document["serial"], "STMTE770207");
        assert_eq!(shop.balance(CARD), "18.00");
        let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
        assert_eq!((back["document"]["number"].as_u64(), back["total"].as_str()), (Some(2), Some("12.00")));
        assert_eq!(shop.balance(CARD), "30.00");
        shop.done("receipt.issue", sale("s2", "2.50", pays));
        let void = shop.done("receipt.void", json!({ "operation": "v1", "original": "s2" }));
        assert_eq!(void["document"]["kind"], "void");
        assert_eq!(shop.balance(CARD), "30.00");
        shop.done("printer.cash_in", json!({ "operation": "c1", "amount": "50.00" }));
        shop.done("printer.x_report", json!({ "operation": "x1" }));
        let z = shop.done("printer.z_report", json!({ "operation": "z1" }));
        assert_eq!(z["document"]["z"], 1);
        let next = shop.done("receipt.issue", sale("s3", "1.00", cash()));
        assert_eq!((next["document"]["z"].as_u64(), next["document"]["number"].as_u64()), (Some(2), Some(1)));
        assert_eq!(kinds(&shop), ["receipt", "return", "receipt", "void", "receipt"]);
        let status = shop.done("printer.status", json!({ "printer": "front" }));
        assert_eq!((status["online"].as_bool(), status["document"].as_str()), (Some(true), Some("none")));
        shop.verify();
    }
}

/// S1, S10, F6: an answer that is lost in any way is proven by the device's memory, and nothing is printed twice.
#[test]
fn a_lost_answer_is_proven_by_the_device() {
    for wire in BOTH {
        let shop = Shop::open(plan(wire));
        for (at, (fault, printed)) in [
            ("lose_after", true),
            ("lose_before", false),
            ("hang_after", true),
            ("hang_before", false),
            ("cut_request:4", false),
            ("cut_answer:0", true),
            ("cut_answer:6", true),
            ("swallow:1", true),
            ("flip_answer:4", true),
            ("flip_answer:0:ff", true),
            ("nak_done", true),
            ("power_cycle_before", false),
        ]
        .into_iter()
        .enumerate()
        {
            let before = kinds(&shop).len();
            shop.front().fault("receipt", fault);
            let call = sale(&format!("s{at}"), "1.00", cash());
            let answer = shop.call("receipt.issue", call.clone());
            let told = format!("{wire:?} {fault}: {answer:?}");
            assert_eq!(kinds(&shop).len(), before + usize::from(printed), "{told}");
            match answer {
                Ok(answer) => {
                    assert!(printed && answer["state"] == "committed", "{told}");
                    assert_eq!(answer["document"]["number"].as_u64(), Some(before as u64 + 1), "{told}");
                }
                Err(refused) => {
                    assert!(!printed && refused.data["retryable"] == true, "{told}");
                    let again = shop.done("receipt.issue", call);
                    assert_eq!(again["state"], "committed", "{told}");
                    assert_eq!(kinds(&shop).len(), before + 1, "{told}");
                }
            }
        }
        shop.verify();
    }
}

/// S5, S10: a Z and a return whose answers are lost; and what somebody else prints meanwhile is a doubt.
#[test]
fn what_somebody_else_prints_is_not_taken_for_ours() {
    for wire in BOTH {
        let shop = Shop::open(plan(wire));
        shop.done("receipt.issue", sale("s1", "1.00", cash()));
        shop.front().fault("return", "lose_after");
        let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
        assert_eq!(back["document"]["number"], 2, "{wire:?}");
        shop.front().fault("z_report", "hang_after");
        assert_eq!(shop.done("printer.z_report", json!({ "operation": "z1" }))["document"]["z"], 1, "{wire:?}");
        shop.front().fault("receipt", "foreign_after_lost");
        let doubt = shop.call("receipt.issue", sale("s2", "1.00", cash()));
        assert_eq!(shop.done("operation.get", json!({ "target": "s2" }))["state"], "in_doubt", "{wire:?} {doubt:?}");
        let printed = json!({ "printed": { "z": 2, "number": 1 } });
        let resolved =
            json!({ "operation": "d1", "target": "s2", "as": printed, "reason": "on paper", "operator": "anna" });
        shop.done("operation.resolve", resolved);
        assert_eq!(shop.done("receipt.issue", sale("s3", "1.00", cash()))["document"]["number"], 3, "{wire:?}");
        shop.verify();
    }
}

/// S2: the daemon dies while the close is on its way, and the next one finds out.
#[test]
fn a_daemon_that_dies_while_printing_finds_what_it_printed() {
    for wire in BOTH {
        let mut shop = Shop::prepare(plan(wire));
        shop.start_to_crash_at("print:after");
        drop(shop.attempt("receipt.issue", &sale("s1", "1.00", cash())));
        shop.await_end();
        shop.start();
        let found = shop.await_state("s1", "committed");
        assert_eq!(found["document"]["number"], 1, "{wire:?}: {found}");
        assert_eq!(kinds(&shop), ["receipt"], "{wire:?}");
        shop.verify();
    }
}

/// A printer that is switched off and on again is connected again.
#[test]
fn a_printer_that_was_off_prints_again() {
    for wire in BOTH {
        let mut shop = Shop::open(plan(wire));
        shop.done("receipt.issue", sale("s1", "1.00", cash()));
        shop.unplug("front");
        assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", cash())), "printer_offline", "{wire:?}");
        shop.plug_in("front");
        assert_eq!(shop.done("receipt.issue", sale("s2", "1.00", cash()))["document"]["number"], 2, "{wire:?}");
        shop.verify();
    }
}

/// R22, G1: a tender without a number is refused before anything moves, and `fiscus check` says which.
#[test]
fn a_tender_without_a_number_is_refused_and_told_beforehand() {
    let shop = Shop::open(Plan { printers: vec![("front".to_owned(), String::new())], ..plan(Wire::Port) });
    shop.load("l1", CARD, "30.00");
    let pays = json!([{ "tender": "card", "card": CARD }]);
    assert_eq!(shop.refused("receipt.issue", sale("s1", "12.00", pays)), "capability_missing");
    assert_eq!(shop.balance(CARD), "30.00");
    let (fine, text) = shop.fiscus(&["check"]);
    assert!(fine && text.contains("front: refuses") && text.contains("multi_use_voucher"), "{text}");
}

#[test]
fn a_scheme_that_the_driver_does_not_speak_is_a_problem() {
    let shop = Shop::prepare(plan(Wire::Port));
    let config = std::fs::read_to_string(shop.config()).expect("the configuration");
    for connection in ["http://127.0.0.1:1/", "file:///tmp/paper"] {
        let wrong = config.lines().map(|line| match line.starts_with("connection") {
            true => format!("connection = \"{connection}\"\n"),
            false => format!("{line}\n"),
        });
        std::fs::write(shop.config(), wrong.collect::<String>()).expect("written");
        let (fine, text) = shop.fiscus(&["check"]);
        assert!(!fine && text.contains("is connected by tcp:// or serial://, not by"), "{text}");
    }
}

/// Plays these faults one after the other against one kind of paper.
fn told_the_truth(kind: &str, faults: &[String]) {
    let plan = Plan { timeout: "300ms".to_owned(), ..plan(Wire::Port) };
    let more = "settings.payments = { multi_use_voucher = 9 }\nsettings.slow_timeout = \"300ms\"".to_owned();
    let shop = Shop::open(Plan { printers: vec![("front".to_owned(), more)], ..plan });
    shop.load("loaded", CARD, "1000.00");
    let oracle = Oracle { shop: &shop, family: Family::CUSTOM_SERIAL, kind };
    for (at, fault) in faults.iter().enumerate() {
        oracle.play(&format!("{kind}-{at}"), fault);
    }
    Oracle::rests(&shop);
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const FAULTS: [&str; 20] = [
    "lose_before",
    "lose_after",
    "hang_before",
    "hang_after",
    "garbage",
    "http_500",
    "slow:20ms",
    "slow:450ms",
    "slow_before:450ms",
    "duplicate",
    "nak",
    "nak_done",
    "no_ack",
    "unframed",
    "stale",
    "left_open",
    "paper_end",
    "busy",
    "power_cycle_before",
    "power_cycle_after",
];

/// F6: every byte of the close and of its answer is lost, every byte of the answer changed.
fn bytes() -> Vec<String> {
    let cut = (0..12).map(|at| format!("cut_request:{at}"));
    let answers = (0..14).flat_map(|at| {
        [
            format!("cut_answer:{at}"),
            format!("swallow:{at}"),
            format!("flip_answer:{at}"),
            format!("flip_answer:{at}:80"),
        ]
    });
    cut.chain(answers).collect()
}

#[test]
fn a_receipt_is_told_as_it_is_whatever_happens_to_its_bytes() {
    told_the_truth("receipt", &[words(&FAULTS), bytes()].concat());
}

/// S10
#[test]
fn a_closure_is_told_as_it_is_whatever_happens_to_its_bytes() {
    told_the_truth("z_report", &[words(&FAULTS), bytes()].concat());
}

/// S10
#[test]
fn corrections_slips_reports_and_cash_are_told_as_they_are() {
    for kind in ["return", "void", "slip", "x_report", "cash"] {
        let mut faults = words(&FAULTS);
        if !["return", "void"].contains(&kind) {
            // What is made after we gave up, and leaves no trace to prove it by, is counted with the next one.
            faults.retain(|fault| fault != "slow_before:450ms");
        }
        told_the_truth(kind, &faults);
    }
}
