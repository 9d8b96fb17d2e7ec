//! What an adversary tries: repeated decisions, money that was never paid, rounding, and two at once.

mod cards;
mod money;
mod pins;
mod returns;

use fiscus_tests::shop::{Plan, Shop, sale};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// A shop whose printer is given up soon, and a receipt in doubt; the device cannot be asked.
fn in_doubt(fault: &str) -> Shop {
    let shop = Shop::open(Plan { timeout: "400ms".to_owned(), ..Plan::default() });
    lose(&shop, fault);
    assert_eq!(shop.done("receipt.issue", sale("s1", "10.00", cash()))["state"], "in_doubt");
    shop
}

/// The next receipt is lost, and nobody can be asked.
fn lose(shop: &Shop, fault: &str) {
    shop.front().misbehave(&format!(
        "[[fault]]\non = \"receipt\"\nnth = 1\ndo = \"{fault}\"\n[[fault]]\non = \"status\"\ndo = \"lose_before\"\n"
    ));
}

fn retry(operation: &str) -> Value {
    json!({ "operation": operation, "target": "s1", "as": "retry", "reason": "looked" })
}

/// V-24: the decision to print again, repeated with its own id, does not print a third time.
#[test]
fn a_repeated_decision_prints_nothing_more() {
    let shop = in_doubt("lose_before");
    // It is printed, the answer is lost, and somebody else prints behind it.
    shop.front().misbehave("[[fault]]\non = \"receipt\"\nnth = 1\ndo = \"foreign_after_lost\"\n");
    for _ in 0..2 {
        assert_eq!(shop.done("operation.resolve", retry("look"))["state"], "in_doubt");
        assert_eq!(shop.front().documents().len(), 2);
    }
    let seen = json!({ "operation": "seen", "target": "s1", "as": { "printed": { "number": 1 } }, "reason": "looked" });
    assert_eq!(shop.done("operation.resolve", seen)["document"]["number"], 1);
    assert_eq!(shop.done("operation.resolve", retry("look"))["state"], "committed");
    assert_eq!(shop.front().documents().len(), 2);
    shop.verify();
}

/// S1: a person who lets it print again is overruled by a device that proves that it is on paper.
#[test]
fn what_is_proven_to_be_on_paper_is_not_printed_again() {
    let shop = in_doubt("lose_after");
    shop.front().misbehave("");
    let told = shop.call("operation.resolve", retry("look"));
    assert_eq!(shop.front().documents().len(), 1, "{told:?}");
    assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 1);
    shop.verify();
}

fn on_credit() -> Plan {
    Plan { credit_control: true, ..Plan::default() }
}

fn uncollected() -> Value {
    json!([{ "tender": "uncollected", "cause": "goods" }])
}

/// S3-04, S3-08: a load that is not paid is credit too.
#[test]
fn a_load_on_credit_needs_a_customer_who_may_have_it() {
    let shop = Shop::open(on_credit());
    for (id, allowed) in [("c-no", false), ("c-yes", true)] {
        let limit = allowed.then_some("20.00");
        let record =
            json!({ "operation": id, "id": id, "first_name": id, "credit_allowed": allowed, "credit_limit": limit });
        shop.done("customer.save", record);
    }
    shop.done("card.issue", json!({ "operation": "i0", "type": "wallet", "number": CARD }));
    shop.done(
        "card.issue",
        json!({ "operation": "i1", "type": "wallet", "number": "9800000000029", "customer": "c-no" }),
    );
    shop.done(
        "card.issue",
        json!({ "operation": "i2", "type": "wallet", "number": "9800000000036", "customer": "c-yes" }),
    );
    let load = |operation: &str, card: &str, amount: &str| json!({ "operation": operation, "card": card, "amount": amount, "payments": uncollected() });
    assert_eq!(shop.refused("card.load", load("l0", CARD, "10.00")), "customer_incomplete");
    assert_eq!(shop.refused("card.load", load("l1", "9800000000029", "10.00")), "credit_not_allowed");
    assert_eq!(shop.refused("card.load", load("l2", "9800000000036", "20.01")), "credit_limit_exceeded");
    assert_eq!(shop.done("card.load", load("l3", "9800000000036", "20.00"))["state"], "committed");
    assert_eq!(shop.balance("9800000000036"), "20.00");
    assert_eq!(shop.done("customer.get", json!({ "customer": "c-yes" }))["position"], "0.00");
    assert_eq!(shop.done("receipt.void", json!({ "operation": "v3", "original": "l3" }))["state"], "committed");
    assert_eq!(shop.balance("9800000000036"), "0.00");
    assert_eq!(shop.done("customer.get", json!({ "customer": "c-yes" }))["position"], "0.00");
    shop.verify();
}

/// A discount on payment was never received: it is not handed out as cash.
#[test]
fn a_payment_discount_is_not_refunded_in_money() {
    let shop = Shop::open(Plan::default());
    shop.load("l", CARD, "1.00");
    for (operation, refund) in [("a", json!("cash")), ("b", json!({ "card": CARD }))] {
        let paid = json!([{ "tender": "payment_discount", "amount": "3.00" }, { "tender": "cash" }]);
        shop.done("receipt.issue", sale(operation, "10.00", paid));
        let back = shop.done(
            "receipt.return",
            json!({ "operation": format!("r{operation}"), "original": operation, "refund": refund }),
        );
        let given: Vec<(&str, &str)> = back["tenders"]
            .as_array()
            .expect("tenders")
            .iter()
            .map(|t| (t["tender"].as_str().expect("kind"), t["amount"].as_str().expect("amount")))
            .collect();
        assert!(given.contains(&("payment_discount", "3.00")), "{back}");
        assert!(given.iter().any(|(kind, amount)| *kind != "payment_discount" && *amount == "7.00"), "{back}");
    }
    assert_eq!(shop.balance(CARD), "8.00");
    shop.verify();
}

/// R7: the last payment gives back no more than it paid, also for cents of rounding.
#[test]
fn the_last_payment_gives_back_no_more_than_it_paid() {
    let shop = Shop::open(Plan::default());
    shop.load("l", CARD, "0.01");
    let mut call = sale(
        "s",
        "0.10",
        json!([
            { "tender": "electronic", "amount": "3.33" },
            { "tender": "cash", "amount": "6.66" },
            { "tender": "card", "card": CARD },
        ]),
    );
    call["lines"][0]["quantity"] = json!("100");
    shop.done("receipt.issue", call);
    for (operation, quantity) in [("r1", "3"), ("r2", "97")] {
        let lines = json!([{ "line": "1", "quantity": quantity }]);
        let back = shop.done("receipt.return", json!({ "operation": operation, "original": "s", "lines": lines }));
        assert_eq!(back["state"], "committed");
    }
    assert_eq!(shop.balance(CARD), "0.01");
    shop.verify();
}

/// Property 4: what the paper says is not collected any more is what is not owed any more.
#[test]
fn what_is_owed_falls_by_what_the_return_shows() {
    let shop = Shop::open(on_credit());
    shop.done("customer.save", json!({ "operation": "c", "id": "c", "first_name": "c", "credit_allowed": true }));
    let mut call = sale(
        "s",
        "1.00",
        json!([{ "tender": "cash", "amount": "3.33" }, { "tender": "uncollected", "cause": "goods" }]),
    );
    call["lines"][0]["quantity"] = json!("10");
    call["customer"] = json!({ "id": "c" });
    shop.done("receipt.issue", call);
    let position = || shop.done("customer.get", json!({ "customer": "c" }))["position"].clone();
    assert_eq!(position(), "-6.67");
    let lines = json!([{ "line": "1", "quantity": "1" }]);
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s", "lines": lines }));
    let shown = back["tenders"].as_array().expect("tenders").iter().find(|t| t["tender"] != "cash").cloned();
    assert_eq!(shown.expect("uncollected")["amount"], "0.67", "{back}");
    assert_eq!(position(), "-6.00");
    shop.done("receipt.return", json!({ "operation": "r2", "original": "s" }));
    assert_eq!(position(), "0.00");
    shop.verify();
}

/// A card that takes its own share and the money part is told with one balance: the true one.
#[test]
fn a_card_that_gets_all_of_a_mixed_payment_is_told_its_balance() {
    let shop = Shop::open(Plan::default());
    shop.load("l", CARD, "4.00");
    shop.done("receipt.issue", sale("s", "10.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let back = shop.done("receipt.return", json!({ "operation": "r", "original": "s", "refund": { "card": CARD } }));
    assert_eq!(shop.balance(CARD), "10.00");
    for card in back["cards"].as_array().expect("cards") {
        assert_eq!(card["balances"]["EUR"], "10.00", "{back}");
    }
    shop.verify();
}

/// Two tills settle the same debt: it is settled once.
#[test]
fn two_at_once_settle_a_debt_once() {
    let shop = Shop::open(on_credit());
    shop.done("customer.save", json!({ "operation": "c", "id": "c", "first_name": "c", "credit_allowed": true }));
    for round in 0..10 {
        let mut call = sale(&format!("s{round}"), "10.00", uncollected());
        call["customer"] = json!({ "id": "c" });
        shop.done("receipt.issue", call);
        let shop = &shop;
        let fine: usize = std::thread::scope(|threads| {
            let tills: Vec<_> = (0..4)
                .map(|till| {
                    let call = json!({ "operation": format!("t{round}-{till}"), "customer": "c", "amount": "10.00", "as": "paid" });
                    threads.spawn(move || usize::from(shop.call("customer.settle", call).is_ok()))
                })
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).sum()
        });
        assert_eq!((fine, &shop.done("customer.get", json!({ "customer": "c" }))["position"]), (1, &json!("0.00")));
    }
    shop.verify();
}

/// Two tills issue the same number to different customers: one of them gets it.
#[test]
fn two_at_once_issue_a_number_once() {
    let shop = Shop::open(Plan::default());
    for round in 0..10 {
        let shop = &shop;
        let number = format!("98{round:011}");
        let told: Vec<Option<String>> = std::thread::scope(|threads| {
            let tills: Vec<_> = (0..4)
                .map(|till| {
                    let call = json!({ "operation": format!("i{round}-{till}"), "type": "wallet", "number": number, "message": format!("{till}") });
                    threads.spawn(move || shop.call("card.issue", call).ok().map(|card| card["message"].to_string()))
                })
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        let fine: Vec<&String> = told.iter().flatten().collect();
        let card = shop.done("card.get", json!({ "card": number }))["message"].to_string();
        assert_eq!(fine, [&card]);
    }
    shop.verify();
}

/// S2-05: a load that was tried before midnight and printed after it belongs to the day on its slips.
#[test]
fn a_load_that_is_tried_again_belongs_to_the_day_of_its_slips() {
    let plan =
        Plan { clock: Some("2026-11-20T22:00:00+01:00".to_owned()), timeout: "400ms".to_owned(), ..Plan::default() };
    let mut shop = Shop::open(plan);
    let call = json!({ "operation": "l", "card": CARD, "amount": "10.00", "payments": cash() });
    shop.front().fault("slip", "paper_end");
    shop.refused("card.load", call.clone());
    shop.stop();
    shop.turn_clock("2026-11-21T08:00:00+01:00");
    shop.start();
    assert_eq!(shop.done("card.load", call)["state"], "committed");
    assert_eq!(shop.done("report.loads", json!({ "date": "2026-11-20" }))["total"], "0.00");
    assert_eq!(shop.done("report.loads", json!({ "date": "2026-11-21" }))["total"], "10.00");
    shop.verify();
}

/// A debt with the same receipt named twice is counted once.
#[test]
fn a_receipt_named_twice_is_settled_once() {
    let shop = Shop::open(on_credit());
    shop.done("customer.save", json!({ "operation": "c", "id": "c", "first_name": "c", "credit_allowed": true }));
    for operation in ["s1", "s2"] {
        let mut call = sale(operation, "10.00", uncollected());
        call["customer"] = json!({ "id": "c" });
        shop.done("receipt.issue", call);
    }
    let twice = json!({ "operation": "t", "customer": "c", "operations": ["s1", "s1"], "as": "paid" });
    assert_eq!(shop.refused("customer.settle", twice), "params_invalid");
    let card = json!({ "operation": "t2", "customer": "c", "operations": ["s1"], "as": "paid" });
    assert_eq!(shop.done("customer.settle", card)["position"], "-10.00");
    shop.verify();
}

/// A load that is voided while its drawer copy prints has printed that copy once.
#[test]
fn a_copy_is_printed_once_though_its_operation_changes_meanwhile() {
    let shop = Shop::open(Plan::default());
    shop.front().misbehave("[[fault]]\non = \"slip\"\nnth = 2\ndo = \"slow:800ms\"\n");
    let load = json!({ "operation": "l", "card": CARD, "amount": "10.00", "payments": cash() });
    shop.done("card.load", load);
    let since = std::time::Instant::now();
    while shop.front().slips().len() < 2 {
        assert!(since.elapsed().as_secs() < 30, "{}", shop.log());
        std::thread::yield_now();
    }
    assert_eq!(shop.done("receipt.void", json!({ "operation": "v", "original": "l" }))["state"], "committed");
    shop.await_rest();
    assert_eq!(shop.front().slips().len(), 4);
    assert!(!shop.front().paper().contains("POSSIBLE COPY"));
    shop.verify();
}
