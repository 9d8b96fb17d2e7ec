//! The same among the card types: a discount for a payment that is none, cards of one customer, receipts of nothing.

use fiscus_tests::shop::{Plan, Shop};
use serde_json::{Value, json};

const TYPES: &str = r#"
[departments.gym]
vat = "22"
number = 5
[discounts.ten]
percent = "10"
[card_types.konto]
plugin = "credit"
settings = { limit = "-50", customer_limit = "-80", discounts = ["ten"] }
[card_types.mensa]
plugin = "charge"
settings = { daily_limit = "6.00" }
[card_types.points]
plugin = "bonus"
settings = { rate = "5" }
[card_types.vip]
plugin = "discount"
settings = { tiers = [{ turnover = "100", percent = "5" }] }
[card_types.gymcard]
plugin = "service"
settings = { services = [{ id = "yoga", name = "Yoga", uses = 10, price = "50.00", department = "gym" }] }
[card_types.tickets]
plugin = "pin"
settings.form = "ticket"
settings.profiles = [{ id = "T1", name = "Ticket", minutes = 30, price = "3.00", department = "bar" }]
"#;

/// A shop with all of them, and a customer `c` who has one of each.
fn shop() -> Shop {
    let shop = Shop::open(Plan {
        more: TYPES.to_owned(),
        libraries: vec![
            "fiscus-credit",
            "fiscus-charge",
            "fiscus-bonus",
            "fiscus-discount",
            "fiscus-service",
            "fiscus-pin",
            "fiscus-epson-rt",
        ],
        ..Plan::default()
    });
    shop.done("customer.save", json!({ "operation": "c", "id": "c", "first_name": "Anna" }));
    for card_type in ["konto", "mensa", "points", "vip", "gymcard"] {
        issue(&shop, card_type, card_type, Some("c"));
    }
    shop
}

fn issue(shop: &Shop, card_type: &str, number: &str, customer: Option<&str>) {
    let operation = format!("issue-{number}");
    let card = json!({ "operation": operation, "type": card_type, "number": number, "customer": customer });
    shop.done("card.issue", card);
}

fn sale(operation: &str, price: &str, cards: &Value, payments: &Value) -> Value {
    json!({
        "operation": operation,
        "lines": [{ "id": "1", "department": "bar", "price": price }],
        "cards": cards,
        "payments": payments,
    })
}

fn by(card: &str, amount: &str) -> Value {
    json!({ "tender": "card", "card": card, "amount": amount })
}

/// S5-13: the discount for paying with a card is for who pays with it: not where cash only names it, nor where others
/// have paid before its turn; where it pays a part, the discount is of the whole.
#[test]
fn a_card_that_pays_nothing_gives_no_discount_for_paying() {
    let shop = shop();
    let (cash, rest) = (json!({ "tender": "cash" }), json!({ "tender": "card", "card": "konto" }));
    for (operation, payments, total) in [
        ("s1", json!([{ "tender": "cash", "card": "konto" }]), "10.00"),
        ("s2", json!([cash, rest]), "10.00"),
        ("s3", json!([{ "tender": "cash", "amount": "20.00" }, rest]), "10.00"),
        ("s4", json!([by("konto", "1.00"), cash]), "9.00"),
        ("s5", json!([{ "tender": "cash", "amount": "8.99" }, rest]), "9.00"),
    ] {
        let answer = shop.done("receipt.issue", sale(operation, "10.00", &json!(["konto"]), &payments));
        assert_eq!(answer["total"], total, "{answer}");
    }
    shop.verify();
}

/// V-12: what one card writes on its customer's account does not make the other's limit smaller, and not larger.
#[test]
fn a_debt_of_one_card_is_counted_once_for_the_other() {
    let shop = shop();
    let first = |amount: &str| json!([by("mensa", "6.00"), by("konto", amount), { "tender": "cash" }]);
    let refused = shop.refused("receipt.issue", sale("s1", "80.00", &json!([]), &first("50.01")));
    assert_eq!(refused, "credit_limit_exceeded");
    shop.done("receipt.issue", sale("s2", "80.00", &json!([]), &first("50.00")));
    issue(&shop, "konto", "konto2", Some("c"));
    let other = |amount: &str| json!([by("konto2", amount), { "tender": "cash" }]);
    let refused = shop.refused("receipt.issue", sale("s3", "80.00", &json!([]), &other("30.01")));
    assert_eq!(refused, "credit_limit_exceeded");
    shop.done("receipt.issue", sale("s4", "80.00", &json!([]), &other("30.00")));
    shop.verify();
}

/// V-17: a use comes back whoever else was presented when it was redeemed, and once.
#[test]
fn a_use_comes_back_from_a_receipt_on_which_other_cards_did_nothing() {
    let shop = shop();
    let load = json!({ "operation": "l", "card": "gymcard", "service": "yoga", "payments": [{ "tender": "cash" }] });
    shop.done("card.load", load);
    let uses = || shop.done("card.get", json!({ "card": "gymcard" }))["balances"]["USE.yoga"].clone();
    for card in ["points", "konto", "mensa", "vip"] {
        let redeemed = json!({
            "operation": format!("s-{card}"),
            "lines": [{ "id": "1", "department": "gym", "article": "yoga", "price": "6.00" }],
            "cards": ["gymcard", card],
            "payments": [{ "tender": "cash" }],
        });
        shop.done("receipt.issue", redeemed);
        assert_eq!(uses(), "9", "{card}");
        let back =
            |operation: &str| json!({ "operation": format!("{operation}-{card}"), "original": format!("s-{card}") });
        shop.done("receipt.return", back("r"));
        assert_eq!(uses(), "10", "{card}");
        assert_eq!(shop.refused("receipt.return", back("again")), "already_returned");
    }
    shop.verify();
}

/// V-15, S5-50: of two who reach a tier with one receipt both have reached it.
#[test]
fn two_holders_on_one_receipt_are_both_reviewed() {
    let shop = shop();
    issue(&shop, "vip", "loose", None);
    shop.done("receipt.issue", sale("s1", "100.00", &json!(["vip", "loose"]), &json!([{ "tender": "cash" }])));
    for card in ["vip", "loose"] {
        let next = sale(&format!("s-{card}"), "10.00", &json!([card]), &json!([{ "tender": "cash" }]));
        assert_eq!(shop.done("receipt.issue", next)["total"], "9.50", "{card}");
    }
    shop.verify();
}

/// S1-14: a PIN that is typed where a number belongs is in no refusal, which would be kept.
#[test]
fn a_pin_in_the_wrong_place_is_not_kept() {
    let shop = shop();
    let sold = json!({
        "operation": "s1",
        "lines": [{ "department": "bar", "article": "T1", "price": "3.00" }],
        "payments": [{ "tender": "cash" }],
    });
    let card = shop.done("receipt.issue", sold)["cards"][0]["card"].clone();
    let pin = shop.done("card.reveal", json!({ "operation": "r1", "card": card, "reason": "x" }))["pin"].clone();
    let typed = pin.as_str().expect("a PIN");
    let cash = json!([{ "tender": "cash" }]);
    for (method, params) in [
        ("receipt.issue", sale("w1", "1.00", &json!([pin]), &cash)),
        ("receipt.issue", sale("w2", "1.00", &json!([]), &json!([{ "tender": "card", "card": pin }]))),
        ("card.load", json!({ "operation": "w3", "card": pin, "amount": "5.00", "payments": cash })),
        ("card.reveal", json!({ "operation": "w4", "card": pin, "reason": "x" })),
        ("cards.move", json!({ "operation": "w5", "cards": [pin], "to": "block" })),
        ("receipt.return", json!({ "operation": "w6", "original": "s1", "refund": { "card": pin } })),
    ] {
        let refused = shop.call(method, params).expect_err(method);
        let told = format!("{refused:?}");
        assert!(told.contains("card_unknown") && !told.contains(typed), "{method}: {told}");
    }
    shop.verify();
}

/// One receipt sells so many cards at most, in however many lines.
#[test]
fn a_receipt_does_not_sell_cards_without_end() {
    let shop = shop();
    let line = |id: u32| json!({ "id": id.to_string(), "department": "bar", "article": "T1", "quantity": "51", "price": "3.00" });
    let sold = json!({ "operation": "s1", "lines": [line(1), line(2)], "payments": [{ "tender": "cash" }] });
    assert_eq!(shop.refused("receipt.issue", sold), "amount_invalid");
    shop.verify();
}

/// S5-18: a discount written on a card is one of the shop's list.
#[test]
fn a_card_gets_no_discount_that_does_not_exist() {
    let shop = shop();
    for (names, reason) in [(json!(["tenn"]), Some("settings.discounts[0]")), (json!(["ten"]), None)] {
        let card =
            json!({ "operation": names.to_string(), "type": "vip", "number": "v", "settings": { "discounts": names } });
        let told = shop.call("card.issue", card);
        match (reason, told) {
            (None, Ok(_)) => {}
            (Some(path), Err(refused)) => assert!(format!("{refused:?}").contains(path), "{refused:?}"),
            (_, told) => panic!("{told:?}"),
        }
    }
}

/// What the shop itself counts is no unit of points.
#[test]
fn a_unit_of_the_shop_is_no_unit_of_a_card_type() {
    let more = "[card_types.b]\nplugin = \"bonus\"\nsettings = { rate = \"5\", unit = \"STOCK\" }\n";
    let shop = Shop::prepare(Plan {
        more: more.to_owned(),
        libraries: vec!["fiscus-bonus", "fiscus-epson-rt"],
        ..Plan::default()
    });
    let (fine, told) = shop.fiscus(&["check"]);
    assert!(!fine && told.contains("STOCK"), "{told}");
}
