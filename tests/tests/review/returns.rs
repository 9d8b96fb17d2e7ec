//! The same with goods that come back: once, whatever the receipt is called, as long as it is in doubt, and whatever has
//! become of the cards that were there.

use super::{CARD, cash, lose};
use fiscus_sdk::Amount;
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

const OTHER: &str = "9800000000029";
const SERIAL: &str = "99IEB004001";

fn like(price: &str) -> Value {
    json!([{ "department": "bar", "price": price }])
}

/// The return of a document by its numbers.
fn by_numbers(operation: &str, document: &Value, serial: Option<&str>, lines: Value) -> Value {
    let (z, number, date) = (&document["z"], &document["number"], &document["date"]);
    let original = json!({ "z": z, "number": number, "date": date, "serial": serial });
    json!({ "operation": operation, "original": original, "lines": lines })
}

/// Two printers, each of a till, on devices of their own.
fn two_printers() -> Shop {
    let tills = "[routes]\nreceipt = \"front\"\nslip = \"front\"\n[tills.\"2\"]\nreceipt = \"kitchen\"\n";
    let mut shop = Shop::prepare(Plan {
        printers: ["front", "kitchen"].map(|id| (id.to_owned(), String::new())).into(),
        more: tills.to_owned() + WALLET,
        timeout: "400ms".to_owned(),
        ..Plan::default()
    });
    shop.printer("kitchen").foreign();
    let mut memory = shop.printer("kitchen").memory();
    memory["serial"] = json!("99IEB009999");
    shop.unplug("kitchen");
    std::fs::write(shop.file("kitchen.memory"), memory.to_string()).expect("written");
    shop.plug_in("kitchen");
    shop.start();
    shop
}

fn at_till_2(mut call: Value) -> Value {
    call["till"] = json!("2");
    call
}

/// S4, R7: what may be the receipt in doubt is not given back as if it were a stranger's, at whichever printer.
#[test]
fn a_receipt_in_doubt_is_not_given_back_by_its_numbers() {
    let shop = two_printers();
    shop.load("l", CARD, "20.00");
    shop.front().foreign();
    let before = shop.done("receipt.issue", sale("s0", "1.00", cash()))["document"].clone();
    assert_eq!((&before["number"], &before["serial"]), (&json!(2), &json!(SERIAL)));
    lose(&shop, "lose_after");
    let paid = json!([{ "tender": "card", "card": CARD }]);
    assert_eq!(shop.done("receipt.issue", sale("s1", "20.00", paid))["state"], "in_doubt");
    let named = |z: u32, number: u32| json!({ "z": z, "number": number, "date": before["date"] });
    let printed = shop.printer("kitchen").documents().len();
    for (n, (z, number, serial)) in
        [(1, 3, SERIAL), (1, 3, " 99ieb004001"), (1, 4, SERIAL), (2, 1, SERIAL)].into_iter().enumerate()
    {
        let call = by_numbers(&format!("r{n}"), &named(z, number), Some(serial), like("20.00"));
        let refused = shop.call("receipt.return", at_till_2(call)).expect_err("in doubt");
        assert_eq!((refused.code, &refused.data["reason"]), (-32020, &json!("printer_in_doubt")), "{z} {number}");
        assert_eq!((refused.retryable(), &refused.data["printer"]), (true, &json!("front")), "{refused:?}");
        assert!(refused.message.contains("Printer front "), "{refused:?}");
    }
    // Nor by its operation; that call is not refused for good.
    for method in ["receipt.return", "receipt.void"] {
        let call = json!({ "operation": method, "original": "s1" });
        let refused = shop.call(method, at_till_2(call)).expect_err("in doubt");
        assert_eq!((&refused.data["reason"], refused.retryable()), (&json!("printer_in_doubt"), true), "{method}");
    }
    assert_eq!(shop.printer("kitchen").documents().len(), printed);
    // A stranger's of another device, and one that was there before.
    for (operation, number, serial) in [("f1", 3, "99IEX000001"), ("f2", 1, SERIAL)] {
        let call = by_numbers(operation, &named(1, number), Some(serial), like("2.00"));
        assert_eq!(shop.done("receipt.return", at_till_2(call))["document"]["printer"], "kitchen");
    }
    shop.front().misbehave("");
    assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 3);
    let call = |operation: &str| at_till_2(by_numbers(operation, &named(1, 3), Some(SERIAL), like("20.00")));
    assert_eq!(shop.done("receipt.return", call("r0"))["tenders"][0]["tender"], "multi_use_voucher");
    assert_eq!(shop.balance(CARD), "20.00");
    assert_eq!(shop.refused("receipt.return", call("r9")), "already_returned");
    let again = json!({ "operation": "receipt.return", "original": "s1" });
    assert_eq!(shop.refused("receipt.return", at_till_2(again)), "already_returned");
    shop.verify();
}

/// S4, R7: the first receipt of a device that has told nothing yet, also once a person has said that it is there.
#[test]
fn the_first_receipt_of_a_device_is_not_given_back_twice() {
    let shop = two_printers();
    lose(&shop, "lose_after");
    assert_eq!(shop.done("receipt.issue", sale("s1", "20.00", cash()))["state"], "in_doubt");
    let date = shop.front().documents()[0]["date"].clone();
    let numbers = json!({ "z": 1, "number": 1, "date": date });
    let call = |operation: &str| at_till_2(by_numbers(operation, &numbers, Some(SERIAL), like("20.00")));
    assert_eq!(shop.refused("receipt.return", call("r1")), "printer_in_doubt");
    let look = json!({ "operation": "look", "target": "s1", "as": { "printed": numbers }, "reason": "looked" });
    assert_eq!(shop.done("operation.resolve", look)["state"], "committed");
    shop.front().misbehave("");
    // With the next the device tells who it is.
    shop.done("receipt.issue", sale("s2", "1.00", cash()));
    assert_eq!(shop.done("receipt.return", call("r1"))["document"]["printer"], "front");
    assert_eq!(shop.refused("receipt.return", call("r2")), "already_returned");
    shop.verify();
}

/// S9, R7: a receipt that is on paper and not yet committed is none of a stranger's either.
#[test]
fn a_receipt_that_is_being_printed_is_not_given_back_by_its_numbers() {
    let shop = two_printers();
    let before = shop.done("receipt.issue", sale("s0", "1.00", cash()))["document"].clone();
    shop.front().fault("receipt", "hang_after");
    std::thread::scope(|threads| {
        let selling = threads.spawn(|| shop.done("receipt.issue", sale("s1", "5.00", cash())));
        while shop.front().documents().len() < 2 {
            std::thread::yield_now();
        }
        let numbers = json!({ "z": 1, "number": 2, "date": before["date"] });
        let call = at_till_2(by_numbers("r1", &numbers, Some(SERIAL), like("5.00")));
        assert_eq!(shop.refused("receipt.return", call.clone()), "printer_in_doubt");
        selling.join().expect("a till");
        assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 2);
        assert_eq!(shop.done("receipt.return", call)["document"]["printer"], "front");
    });
    shop.verify();
}

/// R7: however its device's serial is typed, and whatever day is said, it is the same receipt.
#[test]
fn a_serial_is_one_however_it_is_typed() {
    let shop = two_printers();
    let document = shop.done("receipt.issue", sale("s1", "5.00", cash()))["document"].clone();
    let call = |operation: &str, serial: Option<&str>| by_numbers(operation, &document, serial, like("5.00"));
    let back = shop.done("receipt.return", call("r0", Some("99ieb004001")));
    assert_eq!((&back["document"]["printer"], &back["total"]), (&json!("front"), &json!("5.00")));
    for (n, serial) in [Some(SERIAL), Some("99ieb004001"), Some(" 99IEB004001 "), Some("99IEB 004001"), Some(" "), None]
        .into_iter()
        .enumerate()
    {
        assert_eq!(shop.refused("receipt.return", call(&format!("r1{n}"), serial)), "already_returned", "{serial:?}");
        if serial.is_some_and(|serial| !serial.trim().is_empty()) {
            let call = at_till_2(call(&format!("r2{n}"), serial));
            assert_eq!(shop.refused("receipt.return", call), "already_returned", "{serial:?}");
        }
    }
    let mut dated = document.clone();
    dated["date"] = json!("2026-01-02");
    let wrong = at_till_2(by_numbers("r3", &dated, Some(SERIAL), like("5.00")));
    assert_eq!(shop.refused("receipt.return", wrong), "original_not_found");
    shop.verify();
}

/// R7: where the pieces came back for less than they cost, the rest of the money comes back, and no cent more.
#[test]
fn money_that_is_left_of_pieces_that_came_back_comes_back() {
    let shop = Shop::open(Plan::default());
    let mut taken = 0;
    for (round, rest) in ["numbers", "line", "all", "parts"].into_iter().enumerate() {
        let sold = format!("s{round}");
        let mut call = sale(&sold, "5.00", cash());
        call["lines"][0]["quantity"] = json!("2");
        let document = shop.done("receipt.issue", call)["document"].clone();
        let id = |n: u32| format!("r{round}-{n}");
        let numbers = |n: u32, lines: Value| by_numbers(&id(n), &document, None, lines);
        let cheap = json!([{ "department": "bar", "price": "1.00", "quantity": "2" }]);
        assert_eq!(shop.done("receipt.return", numbers(0, cheap))["total"], "2.00");
        assert_eq!(shop.refused("receipt.return", numbers(1, like("8.01"))), "already_returned", "{rest}");
        let piece = json!([{ "line": "1", "quantity": "1" }]);
        let piece = json!({ "operation": id(2), "original": sold, "lines": piece });
        assert_eq!(shop.refused("receipt.return", piece), "already_returned", "no piece is left");
        let calls = match rest {
            "numbers" => vec![numbers(3, like("8.00"))],
            "line" => vec![json!({ "operation": id(3), "original": sold, "lines": [{ "line": "1" }] })],
            "all" => vec![json!({ "operation": id(3), "original": sold })],
            _ => ["0.01", "7.98", "0.01"]
                .iter()
                .enumerate()
                .map(|(n, price)| numbers(3 + n as u32, like(price)))
                .collect(),
        };
        for call in calls {
            let back = shop.done("receipt.return", call);
            assert_eq!(back["tenders"][0]["amount"], back["total"], "{rest}");
            taken += 1;
        }
        for (n, lines) in [like("0.01"), like("0.00"), json!([])].into_iter().enumerate() {
            let more = numbers(10 + n as u32, lines);
            assert_eq!(shop.refused("receipt.return", more), "already_returned", "{rest}");
        }
    }
    let total = |document: &Value| document["total"].as_str().expect("a total").replace('.', "").parse::<i64>();
    let back = shop.front().documents().into_iter().filter(|document| document["kind"] == "return");
    let sums: Vec<i64> = back.map(|document| total(&document).expect("cents")).collect();
    assert_eq!((sums.len(), sums.iter().sum::<i64>()), (4 + taken, 4000), "{sums:?}");
    shop.verify();
}

const TYPES: &str = r#"
[card_types.points]
plugin = "bonus"
settings = { rate = "5" }
[card_types.mensa]
plugin = "charge"
settings = { daily_limit = "60.00" }
[card_types.paid_out]
plugin = "prepaid"
settings = { mode = "payment_form", refund_cash = true }
"#;

fn with_cards() -> Shop {
    let shop = Shop::open(Plan {
        more: WALLET.to_owned() + TYPES,
        libraries: vec!["fiscus-prepaid", "fiscus-bonus", "fiscus-charge", "fiscus-epson-rt"],
        credit_control: true,
        ..Plan::default()
    });
    shop.done(
        "customer.save",
        json!({ "operation": "c", "id": "c", "first_name": "Anna", "credit_allowed": true, "credit_limit": "100.00" }),
    );
    for (card_type, number) in [("points", "P1"), ("mensa", "M1"), ("paid_out", "W1")] {
        let card = json!({ "operation": format!("i{number}"), "type": card_type, "number": number, "customer": "c" });
        shop.done("card.issue", card);
    }
    shop
}

fn close(shop: &Shop, card: &str) {
    let mut call = json!({ "operation": format!("close-{card}"), "cards": [card], "to": "close" });
    if let Err(asked) = shop.call("cards.move", call.clone()) {
        call["confirm"] = asked.data["confirm"].clone();
        shop.done("cards.move", call);
    }
    assert_eq!(shop.done("card.get", json!({ "card": card }))["status"], "closed");
}

/// Card life, R7: a card that was only shown and is closed since does not stop what was paid in cash, and what it had
/// collected for that is taken off it.
#[test]
fn a_card_that_is_closed_since_does_not_stop_a_return() {
    let shop = with_cards();
    for operation in ["s1", "s2", "s3"] {
        let mut call = sale(operation, "10.00", cash());
        call["lines"] = json!([
            { "id": "1", "department": "bar", "price": "10.00" }, { "id": "2", "department": "bar", "price": "4.00" }
        ]);
        call["cards"] = json!(["P1"]);
        shop.done("receipt.issue", call);
    }
    let held = || shop.done("card.get", json!({ "card": "P1" }))["balances"].clone();
    let collected = held();
    close(&shop, "P1");
    let line = json!({ "operation": "r1", "original": "s1", "lines": [{ "line": "2" }] });
    assert_eq!(shop.done("receipt.return", line)["total"], "4.00");
    let rest = json!({ "operation": "r2", "original": "s1", "refund": "cash" });
    assert_eq!(shop.done("receipt.return", rest)["total"], "10.00");
    let document = shop.done("operation.get", json!({ "target": "s2" }))["document"].clone();
    assert_eq!(shop.done("receipt.return", by_numbers("r3", &document, None, like("10.00")))["total"], "10.00");
    assert_eq!(shop.done("receipt.return", json!({ "operation": "r4", "original": "s2" }))["total"], "4.00");
    assert_eq!(shop.done("receipt.void", json!({ "operation": "v1", "original": "s3" }))["state"], "committed");
    let unit = collected.as_object().expect("balances").keys().next().expect("points").clone();
    let points = |told: &Value| told[&unit].as_str().expect("points").parse::<Amount>().expect("an amount");
    assert!(points(&collected).is_positive(), "{collected}");
    assert!(points(&held()).is_zero(), "{}", held());
    shop.verify();
}

/// Card life, R8, R14: what a card paid that is closed since does not go where nobody can spend it: the till is told
/// what to do, and does it.
#[test]
fn money_goes_back_elsewhere_where_its_card_is_closed() {
    let shop = with_cards();
    shop.load("l1", CARD, "30.00");
    shop.load("l2", "W1", "30.00");
    shop.load("l3", OTHER, "1.00");
    for (operation, card) in [("s1", CARD), ("s2", "W1"), ("s3", CARD)] {
        let paid = json!([{ "tender": "card", "card": card, "amount": "7.00" }, { "tender": "cash" }]);
        let mut call = sale(operation, "5.00", paid);
        call["lines"][0]["quantity"] = json!("2");
        shop.done("receipt.issue", call);
    }
    close(&shop, CARD);
    close(&shop, "W1");
    let back = |operation: &str, original: &str, refund: Value| json!({ "operation": operation, "original": original, "refund": refund });
    for (n, refund) in [json!("as_paid"), json!({ "card": CARD })].into_iter().enumerate() {
        let refused = shop.call("receipt.return", back(&format!("a{n}"), "s1", refund)).expect_err("closed");
        assert_eq!(refused.data["reason"], "status_forbids");
        assert!(refused.message.contains("is closed") && refused.message.contains("another card"), "{refused:?}");
    }
    let void = shop.call("receipt.void", json!({ "operation": "v1", "original": "s1" })).expect_err("closed");
    assert_eq!(void.data["reason"], "status_forbids");
    assert!(void.message.contains("return"), "{void:?}");
    // Money of a card is no cash, unless the shop says so.
    assert_eq!(shop.refused("receipt.return", back("b1", "s1", json!("cash"))), "return_not_allowed");
    assert_eq!(
        shop.done("receipt.return", back("b2", "s2", json!("cash")))["tenders"],
        json!([{ "tender": "cash", "amount": "10.00" }])
    );
    let half = json!([{ "line": "1", "quantity": "1" }]);
    for (operation, lines, balance) in [("c1", half, "6.00"), ("c2", json!([]), "11.00")] {
        let mut call = back(operation, "s1", json!({ "card": OTHER }));
        call["lines"] = lines;
        assert_eq!(shop.done("receipt.return", call)["total"], "5.00");
        assert_eq!(shop.balance(OTHER), balance);
    }
    assert_eq!(shop.refused("receipt.return", back("c3", "s1", json!({ "card": OTHER }))), "already_returned");
    assert_eq!((shop.balance(CARD), shop.balance("W1")), ("16.00".to_owned(), "23.00".to_owned()));
    shop.verify();
}

/// What was never collected is less owed, also with a card that is closed since: it is no money.
#[test]
fn a_closed_card_owes_less_for_what_comes_back() {
    let shop = with_cards();
    let due = || shop.done("customer.get", json!({ "customer": "c" }))["position"].clone();
    let none = due();
    for operation in ["s1", "s2"] {
        let paid = json!([{ "tender": "card", "card": "M1" }]);
        shop.done("receipt.issue", sale(operation, "6.00", paid));
    }
    close(&shop, "M1");
    assert_eq!(shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }))["total"], "6.00");
    assert_eq!(shop.done("receipt.void", json!({ "operation": "v1", "original": "s2" }))["state"], "committed");
    assert_eq!(due(), none);
    shop.verify();
}
