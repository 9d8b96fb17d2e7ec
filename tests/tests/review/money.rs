//! Debts that are settled, and cards that end while money is under way with them.

use super::{cash, on_credit, uncollected};
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

const KINDS: &str = r#"
[card_types.gym]
plugin = "service"
numbers = { prefix = "92", length = 13 }
settings = { services = [{ id = "yoga", name = "Yoga", uses = 10, price = "50.00", department = "shop" }] }
[card_types.free]
plugin = "prepaid"
settings.mode = "payment_form"
"#;
const CARD: &str = "9800000000012";
const OTHER: &str = "9800000000029";
const GYM: &str = "9200000000016";

fn shop() -> Shop {
    Shop::open(Plan {
        more: format!("{WALLET}{KINDS}"),
        libraries: vec!["fiscus-prepaid", "fiscus-service", "fiscus-epson-rt"],
        timeout: "400ms".to_owned(),
        ..Plan::default()
    })
}

fn debtor(id: &str) -> Shop {
    let shop = Shop::open(on_credit());
    customer(&shop, id);
    shop
}

fn customer(shop: &Shop, id: &str) {
    let record = json!({ "operation": id, "id": id, "first_name": id, "credit_allowed": true, "credit_limit": "500" });
    shop.done("customer.save", record);
}

fn on_account(operation: &str, price: &str, customer: &str) -> Value {
    let mut call = sale(operation, price, uncollected());
    call["customer"] = json!({ "id": customer });
    call
}

fn settle(operation: &str, customer: &str, of: &[&str]) -> Value {
    json!({ "operation": operation, "customer": customer, "operations": of, "as": "paid" })
}

fn position(shop: &Shop, customer: &str) -> String {
    let answer = shop.done("customer.get", json!({ "customer": customer }));
    answer["position"].as_str().expect("a position").to_owned()
}

/// The next receipt is lost, and the device cannot tell which it was.
fn in_doubt(shop: &Shop, method: &str, call: Value) -> Value {
    shop.front().fault("receipt", "foreign_after_lost");
    let answer = shop.done(method, call);
    assert_eq!(answer["state"], "in_doubt", "{answer}");
    answer
}

fn resolve(shop: &Shop, target: &str, truth: Value) {
    let call = json!({ "operation": format!("look-{target}"), "target": target, "as": truth, "reason": "looked" });
    shop.done("operation.resolve", call);
}

/// It was printed, as the first after what was there before.
fn printed(doubt: &Value) -> Value {
    let number = doubt["evidence"]["before"]["number"].as_u64().unwrap_or_default() + 1;
    json!({ "printed": { "z": 1, "number": number, "date": "2026-11-22" } })
}

fn moved(operation: &str, cards: &[&str], to: &str) -> Value {
    json!({ "operation": operation, "cards": cards, "to": to })
}

/// What refuses a call: its reason and its sentence.
fn no(shop: &Shop, method: &str, call: Value) -> (String, String) {
    let refused = shop.call(method, call).expect_err("it is refused");
    (refused.data["reason"].as_str().unwrap_or_default().to_owned(), refused.message)
}

/// S3-19: what made no debt settles none, however often it is named: a settlement, a return, what was paid.
#[test]
fn only_what_made_a_debt_is_settled_by_its_operation() {
    let shop = debtor("c");
    customer(&shop, "d");
    shop.done("receipt.issue", on_account("s1", "50.00", "c"));
    let mut two = on_account("s2", "30.00", "c");
    let lines =
        [("1", "30.00"), ("2", "10.00")].map(|(id, price)| json!({ "id": id, "department": "bar", "price": price }));
    two["lines"] = json!(lines);
    shop.done("receipt.issue", two);
    shop.done("receipt.issue", on_account("s3", "5.00", "c"));
    shop.done("receipt.issue", sale("s4", "5.00", cash()));
    shop.done("receipt.issue", on_account("s5", "7.00", "d"));
    shop.done("receipt.return", json!({ "operation": "r2", "original": "s2", "lines": [{ "line": "2" }] }));
    shop.done("receipt.void", json!({ "operation": "v3", "original": "s3" }));
    shop.done("customer.settle", json!({ "operation": "t1", "customer": "c", "amount": "5.00", "as": "paid" }));
    assert_eq!(position(&shop, "c"), "-75.00");
    for (at, of) in ["t1", "r2", "v3", "s3", "s4", "s5", "c", "nothing"].into_iter().enumerate() {
        let (reason, sentence) = no(&shop, "customer.settle", settle(&format!("x{at}"), "c", &[of]));
        assert_eq!(reason, "original_not_found", "{of}: {sentence}");
        assert!(sentence.contains(of), "{of}: {sentence}");
        assert_eq!(position(&shop, "c"), "-75.00", "{of}");
    }
    assert_eq!(shop.refused("customer.settle", settle("x8", "c", &["s2", "t1"])), "original_not_found");
    // What is left of it, once.
    assert_eq!(shop.done("customer.settle", settle("t2", "c", &["s2"]))["position"], "-45.00");
    for (at, of) in ["s2", "t2"].into_iter().enumerate() {
        assert_eq!(
            shop.refused("customer.settle", settle(&format!("y{at}"), "c", &[of])),
            "original_not_found",
            "{of}"
        );
    }
    // Goods that come back after they were settled are owed to the customer, and settle nothing either.
    shop.done("receipt.return", json!({ "operation": "r3", "original": "s2", "lines": [{ "line": "1" }] }));
    assert_eq!(position(&shop, "c"), "-15.00");
    for (at, of) in ["s2", "r3"].into_iter().enumerate() {
        assert_eq!(
            shop.refused("customer.settle", settle(&format!("z{at}"), "c", &[of])),
            "original_not_found",
            "{of}"
        );
    }
    shop.verify();
}

/// S3-08, S3-19: a load on credit is a debt like another, settled once; undone afterwards, it is owed to the customer.
#[test]
fn a_load_on_credit_is_settled_once() {
    let shop = debtor("c");
    let card = json!({ "operation": "i", "type": "wallet", "number": CARD, "customer": "c" });
    shop.done("card.issue", card);
    let load = |operation: &str, payments: Value| json!({ "operation": operation, "card": CARD, "amount": "20.00", "payments": payments });
    assert_eq!(shop.done("card.load", load("l1", uncollected()))["state"], "committed");
    assert_eq!(shop.done("card.load", load("l2", cash()))["state"], "committed");
    assert_eq!(shop.done("card.load", load("l3", uncollected()))["state"], "committed");
    shop.await_rest();
    assert_eq!(position(&shop, "c"), "20.00");
    assert_eq!(shop.refused("customer.settle", settle("x1", "c", &["l2"])), "original_not_found");
    assert_eq!(shop.done("customer.settle", settle("t1", "c", &["l1"]))["position"], "40.00");
    assert_eq!(shop.refused("customer.settle", settle("x2", "c", &["l1"])), "original_not_found");
    shop.done("receipt.void", json!({ "operation": "v1", "original": "l1" }));
    assert_eq!(position(&shop, "c"), "40.00", "what was paid is owed to the customer");
    for (at, of) in ["l1", "v1", "t1"].into_iter().enumerate() {
        assert_eq!(
            shop.refused("customer.settle", settle(&format!("y{at}"), "c", &[of])),
            "original_not_found",
            "{of}"
        );
    }
    shop.verify();
}

/// S3-19: two tills that settle one operation at once settle it once.
#[test]
fn two_at_once_settle_an_operation_once() {
    let shop = debtor("c");
    shop.done("receipt.issue", on_account("s", "100.00", "c"));
    for round in 0..5 {
        let (shop, debt) = (&shop, format!("s{round}"));
        shop.done("receipt.issue", on_account(&debt, "10.00", "c"));
        let told: Vec<Result<Value, String>> = std::thread::scope(|threads| {
            let tills: Vec<_> = (0..4)
                .map(|till| {
                    let call = settle(&format!("t{round}-{till}"), "c", &[&debt]);
                    let told = move || shop.call("customer.settle", call);
                    threads.spawn(move || told().map_err(|refused| refused.data["reason"].to_string()))
                })
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        let refused: Vec<&String> = told.iter().filter_map(|told| told.as_ref().err()).collect();
        assert_eq!(refused, vec!["\"original_not_found\""; 3], "{told:?}");
        assert_eq!(position(shop, "c"), "-100.00");
    }
    shop.verify();
}

/// S4-19, F1: a card whose payment is in doubt is not closed; blocked it may be. What it has afterwards
/// must be confirmed.
#[test]
fn a_card_whose_payment_is_in_doubt_is_not_closed() {
    let mut shop = shop();
    for (at, card) in [CARD, OTHER, "9800000000036"].into_iter().enumerate() {
        shop.load(&format!("l{at}"), card, "20.00");
    }
    shop.await_rest();
    let by = |card: &str, amount: &str| json!({ "tender": "card", "card": card, "amount": amount });
    in_doubt(&shop, "receipt.issue", sale("s1", "27.00", json!([by(CARD, "20.00"), by(OTHER, "7.00")])));
    let refuses = |shop: &Shop, operation: &str, cards: &[&str], confirm: Value| {
        let mut call = moved(operation, cards, "close");
        call["confirm"] = confirm;
        let (reason, sentence) = no(shop, "cards.move", call);
        assert_eq!(reason, "status_forbids", "{sentence}");
        assert!(
            sentence.contains(CARD) && sentence.contains("s1") && !sentence.contains("9800000000036"),
            "{sentence}"
        );
        sentence
    };
    refuses(&shop, "m1", &[CARD], Value::Null);
    let all = [CARD, OTHER, "9800000000036"];
    assert!(refuses(&shop, "m2", &all, json!(3)).contains(OTHER));
    for to in ["block", "unblock"] {
        shop.done("cards.move", moved(to, &all, to));
    }
    shop.kill();
    shop.start();
    refuses(&shop, "m3", &[CARD], json!(1));
    resolve(&shop, "s1", json!("not_printed"));
    assert_eq!(shop.await_state("s1", "voided")["state"], "voided");
    assert_eq!(shop.balance(CARD), "20.00");
    let (reason, _) = no(&shop, "cards.move", moved("m4", &[CARD], "close"));
    assert_eq!(reason, "confirmation_needed");
    let mut call = moved("m4", &[CARD], "close");
    call["confirm"] = json!(1);
    assert_eq!(shop.done("cards.move", call)["cards"][0]["status"], "closed");
    shop.verify();
}

/// S4-19, F1: a card whose load is in doubt is not closed either: what was paid for comes onto it.
#[test]
fn a_card_whose_load_is_in_doubt_is_not_closed() {
    let shop = shop();
    shop.done("card.issue", json!({ "operation": "i", "type": "gym", "number": GYM }));
    let load = json!({ "operation": "l1", "card": GYM, "service": "yoga", "payments": cash() });
    let doubt = in_doubt(&shop, "card.load", load);
    let (reason, sentence) = no(&shop, "cards.move", moved("m1", &[GYM], "close"));
    assert_eq!(reason, "status_forbids", "{sentence}");
    assert!(sentence.contains(GYM) && sentence.contains("l1"), "{sentence}");
    resolve(&shop, "l1", printed(&doubt));
    let card = shop.done("card.get", json!({ "card": GYM }));
    assert_eq!((&card["status"], &card["balances"]["USE.yoga"]), (&json!("active"), &json!("10")), "{card}");
    assert_eq!(no(&shop, "cards.move", moved("m2", &[GYM], "close")).0, "confirmation_needed");
    shop.verify();
}

/// F1: a payment and the end of its card at the same moment: whoever is first wins, and nothing stays on a closed card.
#[test]
fn a_card_that_is_closed_meanwhile_pays_nothing() {
    let shop = shop();
    for round in 0..6 {
        let card = format!("98{round:011}");
        shop.load(&format!("l{round}"), &card, "20.00");
        shop.await_rest();
        let paid = sale(&format!("s{round}"), "5.00", json!([{ "tender": "card", "card": card }]));
        let mut closed = moved(&format!("m{round}"), &[&card], "close");
        closed["confirm"] = json!(1);
        let (paid, closed) = std::thread::scope(|threads| {
            let till = threads.spawn(|| shop.call("receipt.issue", paid));
            let office = threads.spawn(|| shop.call("cards.move", closed));
            (till.join().expect("a till"), office.join().expect("the office"))
        });
        let after = shop.done("card.get", json!({ "card": card }));
        assert_eq!(after["status"] == "closed", closed.is_ok(), "{after} {paid:?} {closed:?}");
        assert_eq!(after["balances"]["EUR"], if paid.is_ok() { "15.00" } else { "20.00" }, "{paid:?} {closed:?}");
    }
    shop.verify();
}

/// F1: the same of what comes back: a card that was empty, and is closed without a question, takes nothing any more.
#[test]
fn a_card_that_is_closed_meanwhile_takes_nothing_back() {
    let shop = shop();
    for round in 0..8 {
        let (card, sold) = (format!("98{round:011}"), format!("s{round}"));
        shop.load(&format!("l{round}"), &card, "5.00");
        shop.await_rest();
        shop.done("receipt.issue", sale(&sold, "5.00", json!([{ "tender": "card", "card": card }])));
        let back = json!({ "operation": format!("r{round}"), "original": sold });
        let closed = moved(&format!("m{round}"), &[&card], "close");
        let (back, closed) = std::thread::scope(|threads| {
            let till = threads.spawn(|| shop.call("receipt.return", back));
            let office = threads.spawn(|| shop.call("cards.move", closed));
            (till.join().expect("a till"), office.join().expect("the office"))
        });
        assert_ne!(back.is_ok(), closed.is_ok(), "one of them, not both: {back:?} {closed:?}");
        let after = shop.done("card.get", json!({ "card": card }));
        assert_eq!(after["balances"]["EUR"], if back.is_ok() { "5.00" } else { "0.00" }, "{back:?} {closed:?}");
    }
    shop.verify();
}

/// R6: the number of a card that comes into being with a load is its own while the load is in doubt.
#[test]
fn a_number_whose_first_load_is_in_doubt_is_not_issued() {
    let shop = shop();
    let load = |operation: &str| json!({ "operation": operation, "card": GYM, "service": "yoga", "payments": cash() });
    let doubt = in_doubt(&shop, "card.load", load("l1"));
    let issue = |operation: &str| json!({ "operation": operation, "type": "free", "number": GYM });
    assert_eq!(shop.refused("card.issue", issue("i1")), "status_forbids");
    resolve(&shop, "l1", printed(&doubt));
    let card = shop.done("card.get", json!({ "card": GYM }));
    assert_eq!((&card["type"], &card["balances"]["USE.yoga"]), (&json!("gym"), &json!("10")), "{card}");
    // One that was not printed leaves the number free.
    let number = "9200000000023";
    let mut call = load("l2");
    call["card"] = json!(number);
    in_doubt(&shop, "card.load", call);
    resolve(&shop, "l2", json!("not_printed"));
    shop.done("card.issue", json!({ "operation": "i2", "type": "free", "number": number }));
    shop.verify();
}
