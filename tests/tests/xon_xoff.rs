//! A shop whose register never answers: what counts as printed, what as not, and what only a person can say.

use fiscus_tests::{
    Family, Wire,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";

fn plan(wire: Wire) -> Plan {
    Plan {
        libraries: vec!["fiscus-prepaid", Family::XON_XOFF.package],
        family: Family::XON_XOFF.at(wire),
        printers: vec![("front".to_owned(), "settings.payments = { multi_use_voucher = 53 }".to_owned())],
        timeout: "400ms".to_owned(),
        more: WALLET.to_owned(),
        ..Plan::default()
    }
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

fn totals(shop: &Shop) -> Vec<String> {
    shop.front().documents().iter().map(|entry| entry["total"].as_str().expect("a total").to_owned()).collect()
}

/// Waits until the register has printed so many documents: it takes bytes before it has printed them.
fn await_documents(shop: &Shop, count: usize) {
    let since = std::time::Instant::now();
    while shop.front().documents().len() < count {
        assert!(since.elapsed().as_secs() < 20, "{:?}", shop.front().documents());
        std::thread::yield_now();
    }
}

/// The same for slips.
fn await_slips(shop: &Shop, count: usize) {
    let since = std::time::Instant::now();
    while shop.front().slips().len() < count {
        assert!(since.elapsed().as_secs() < 20, "{:?}", shop.front().slips());
        std::thread::yield_now();
    }
}

/// N1, G18: every byte handed over is committed, and says what that proves; there is no Z and no number.
#[test]
fn a_day_of_a_shop_whose_register_never_answers() {
    for wire in [Wire::Port, Wire::Terminal] {
        let shop = Shop::open(plan(wire));
        shop.load("l1", CARD, "30.00");
        let call = sale("s1", "12.00", json!([{ "tender": "card", "card": CARD }]));
        let sold = shop.done("receipt.issue", call.clone());
        let document = &sold["document"];
        assert_eq!(
            (sold["state"].as_str(), document["proof"].as_str()),
            (Some("committed"), Some("bytes_accepted")),
            "{sold}"
        );
        assert!(
            document.get("z").is_none() && document.get("number").is_none() && document["total"] == "12.00",
            "{sold}"
        );
        let notice = sold["notices"][0]["text"].as_str().expect("a notice");
        assert!(notice.contains("front") && notice.contains("Look"), "{notice}");
        assert_eq!(shop.done("receipt.issue", call), sold, "asked again");
        assert_eq!(shop.balance(CARD), "18.00");
        // Its copy has the day and the hour at which the receipt was asked for.
        let before = shop.front().slips().len();
        shop.done("document.reprint", json!({ "target": "s1" }));
        await_slips(&shop, before + 1);
        let copy = shop.front().slips()[before]["lines"].to_string();
        let moment = |text: &str| text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(13) == Some(&b':');
        let shown = (0..copy.len()).filter_map(|at| copy.get(at..at + 16)).any(moment);
        assert!(shown, "{copy}");
        shop.done("printer.cash_in", json!({ "operation": "c1", "amount": "50.00" }));
        shop.done("printer.x_report", json!({ "operation": "x1" }));
        let z = shop.done("printer.z_report", json!({ "operation": "z1" }));
        assert_eq!(z["document"]["proof"], "bytes_accepted", "{z}");
        let next = shop.done("receipt.issue", sale("s2", "1.00", cash()));
        assert_eq!(next["state"], "committed");
        await_documents(&shop, 2);
        assert_eq!(
            (totals(&shop), shop.front().slips().len()),
            (vec!["12.00".to_owned(), "1.00".to_owned()], 3),
            "{wire:?}"
        );
        assert_eq!(shop.front().documents()[1]["z"], 2);
        let status = shop.done("printer.status", json!({ "printer": "front" }));
        assert_eq!((status["online"].as_bool(), status["document"].as_str()), (Some(true), Some("none")));
        shop.verify();
    }
}

/// A register that is silent at one key is still there at the next: its XOFF and XON are heard on the same connection.
#[test]
fn a_register_that_hangs_once_is_there_again() {
    let shop = Shop::open(Plan { timeout: "2s".to_owned(), ..plan(Wire::Port) });
    let fault = |nth: u32, what: &str| format!("[[fault]]\non = 'receipt'\nnth = {nth}\ndo = '{what}'\n");
    shop.front().misbehave(&(fault(1, "hang_after") + &fault(2, "pause")));
    for (id, price) in [("s1", "1.00"), ("s2", "2.00"), ("s3", "3.00")] {
        assert_eq!(shop.done("receipt.issue", sale(id, price, cash()))["state"], "committed", "{id}");
    }
    await_documents(&shop, 3);
    assert_eq!(totals(&shop), ["1.00", "2.00", "3.00"]);
    let status = shop.done("printer.status", json!({ "printer": "front" }));
    assert_eq!(status["online"], true);
}

/// N2: a receipt of ours has no number that is known; with the numbers from the paper it is given back.
#[test]
fn a_return_needs_the_numbers_on_the_paper() {
    let shop = Shop::open(plan(Wire::Port));
    shop.done("receipt.issue", sale("s1", "12.00", cash()));
    for method in ["receipt.return", "receipt.void"] {
        let asked = json!({ "operation": method, "original": "s1" });
        let refused = shop.call(method, asked).expect_err("no numbers");
        assert_eq!(refused.data["reason"], "capability_missing", "{refused:?}");
        assert!(refused.message.contains("number"), "{refused:?}");
    }
    let date = shop.front().documents()[0]["time"].as_str().expect("a time")[..10].to_owned();
    let original = json!({ "z": 1, "number": 1, "date": date, "serial": "99XON000001" });
    let lines = json!([{ "department": "bar", "description": "Caffe", "price": "12.00" }]);
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": original, "lines": lines }));
    assert_eq!((back["state"].as_str(), back["document"]["kind"].as_str()), (Some("committed"), Some("return")));
    await_documents(&shop, 2);
    let returned = &shop.front().documents()[1];
    assert_eq!(returned["kind"], "return");
    assert!(returned["origin"].as_str().expect("an origin").starts_with("0001-0001-"), "{returned}");
    shop.verify();
}

/// N1, N3, N7: XOFF in the middle of a receipt is a doubt that nothing but a person ends; until then nothing fiscal is
/// printed, and afterwards the register is cleared first.
#[test]
fn a_register_that_stops_in_the_middle_leaves_a_doubt_for_a_person() {
    let shop = Shop::open(plan(Wire::Port));
    shop.load("l1", CARD, "30.00");
    let pays = json!([{ "tender": "card", "card": CARD, "amount": "5.00" }, { "tender": "cash" }]);
    shop.front().fault("receipt", "paper_end");
    let call = sale("s1", "12.00", pays);
    let doubt = shop.done("receipt.issue", call.clone());
    assert_eq!(doubt["state"], "in_doubt", "{doubt}");
    assert!(doubt["evidence"]["fault"].as_str().expect("a fault").contains("XOFF"), "{doubt}");
    assert_eq!(shop.done("receipt.issue", call.clone())["state"], "in_doubt");
    assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", cash())), "printer_in_doubt");
    // The card's money stays held meanwhile.
    assert_eq!(shop.balance(CARD), "25.00");
    shop.front().power_cycle();
    assert_eq!(shop.done("operation.get", json!({ "target": "s1" }))["state"], "in_doubt");
    let resolved =
        json!({ "operation": "d1", "target": "s1", "as": "not_printed", "reason": "no paper", "operator": "anna" });
    assert_eq!(shop.done("operation.resolve", resolved)["state"], "voided");
    assert_eq!(shop.balance(CARD), "30.00");
    assert_eq!(shop.done("receipt.issue", sale("s3", "2.00", cash()))["state"], "committed");
    await_documents(&shop, 1);
    assert_eq!(totals(&shop), ["2.00"]);
    shop.verify();
}

/// N1, N7, N9: with XOFF before the first byte, or no connection, nothing is printed and the same key is pressed again.
#[test]
fn nothing_sent_is_a_fault_that_may_be_tried_again() {
    let mut shop = Shop::open(plan(Wire::Port));
    shop.front().fault("receipt", "xoff");
    let doubt = shop.done("receipt.issue", sale("s1", "1.00", cash()));
    assert_eq!(doubt["state"], "in_doubt");
    let date = shop.front().documents()[0]["time"].as_str().expect("a time")[..10].to_owned();
    let printed = json!({ "printed": { "z": 1, "number": 1, "date": date } });
    let resolved =
        json!({ "operation": "d1", "target": "s1", "as": printed, "reason": "on paper", "operator": "anna" });
    assert_eq!(shop.done("operation.resolve", resolved)["state"], "committed");
    // The register still holds the line.
    let call = sale("s2", "2.00", cash());
    let failed = shop.call("receipt.issue", call.clone()).expect_err("held");
    assert_eq!(
        (failed.data["reason"].as_str(), failed.data["retryable"].as_bool()),
        (Some("printer_offline"), Some(true))
    );
    shop.front().power_cycle();
    assert_eq!(shop.done("receipt.issue", call)["state"], "committed");
    await_documents(&shop, 2);
    shop.unplug("front");
    let call = sale("s3", "3.00", cash());
    assert_eq!(shop.refused("receipt.issue", call.clone()), "printer_offline");
    shop.plug_in("front");
    assert_eq!(shop.done("receipt.issue", call)["state"], "committed");
    await_documents(&shop, 3);
    // What a person has said has numbers: it can be given back.
    assert_eq!(shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }))["state"], "committed");
    await_documents(&shop, 4);
    assert_eq!(totals(&shop), ["1.00", "2.00", "3.00", "1.00"]);
    shop.verify();
}

/// S2, N9: the daemon dies around a receipt: a doubt, never a second receipt; and the next daemon clears the register.
#[test]
fn a_daemon_that_dies_while_printing_leaves_a_doubt() {
    for (point, on_paper) in [("print:before", 0), ("print:after", 1)] {
        let mut shop = Shop::prepare(plan(Wire::Port));
        shop.start_to_crash_at(point);
        drop(shop.attempt("receipt.issue", &sale("s1", "1.00", cash())));
        shop.await_end();
        await_documents(&shop, on_paper);
        shop.start();
        let found = shop.await_state("s1", "in_doubt");
        assert!(found["evidence"]["fault"].as_str().expect("a fault").contains("stopped"), "{found}");
        let decision = if on_paper == 1 { json!({ "printed": { "z": 1, "number": 1 } }) } else { json!("not_printed") };
        let resolved =
            json!({ "operation": "d1", "target": "s1", "as": decision, "reason": "looked", "operator": "anna" });
        shop.done("operation.resolve", resolved);
        assert_eq!(shop.done("receipt.issue", sale("s2", "2.00", cash()))["state"], "committed");
        await_documents(&shop, on_paper + 1);
        assert_eq!(totals(&shop).len(), on_paper + 1, "{point}");
        shop.verify();
    }
}

/// What the configuration effectively means is said, and what would be refused.
#[test]
fn check_says_that_it_never_answers() {
    let shop = Shop::prepare(plan(Wire::Port));
    let (fine, text) = shop.fiscus(&["check"]);
    assert!(fine && text.contains("front: never answers") && text.contains("names no number"), "{text}");
    assert!(text.contains("cheque (2), electronic (3)"), "{text}");
}
