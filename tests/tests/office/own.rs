//! What a single card may have of its own: told when it is written, not when a customer stands at the till.
//! Source: S5-18, S5-38, S5-55

use super::with;
use fiscus_sdk::Reason;
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};
use std::fs;

const TYPES: &str = r#"
[discounts.ten]
percent = "10"
[card_types.account]
plugin = "credit"
numbers = { prefix = "30", length = 8 }
settings.limit = "-50.00"
[card_types.canteen]
plugin = "charge"
numbers = { prefix = "40", length = 8 }
settings.daily_limit = "6.00"
[card_types.members]
plugin = "discount"
numbers = { prefix = "50", length = 8 }
[card_types.members.defaults]
mode = "discount"
discounts = ["ten"]
[card_types.strange]
plugin = "movable"
numbers = { prefix = "70", length = 8 }
"#;

fn plan() -> Plan {
    let libraries = ["fiscus-prepaid", "fiscus-credit", "fiscus-charge", "fiscus-discount", "movable-card"];
    Plan {
        more: WALLET.to_owned() + TYPES,
        libraries: [&libraries[..], &["fiscus-epson-rt"]].concat(),
        ..Plan::default()
    }
}

fn number(card_type: &str) -> &'static str {
    match card_type {
        "account" => "30000001",
        "canteen" => "40000001",
        "members" => "50000001",
        "strange" => "70000001",
        _ => "9800000000012",
    }
}

fn issue(card_type: &str, settings: Value) -> Value {
    let operation = format!("i-{card_type}");
    json!({ "operation": operation, "type": card_type, "number": number(card_type), "settings": settings })
}

/// What a call is refused with, and where.
fn told(shop: &Shop, method: &str, call: Value) -> (String, String) {
    let refused = shop.call(method, call.clone()).expect_err(&call.to_string());
    assert_eq!(refused.data["reason"], "params_invalid", "{call}");
    (refused.data["path"].as_str().expect("a path").to_owned(), refused.message)
}

/// S5-38, S5-55: at its path, with the nearest key, or with what is allowed; and no such card is made or changed.
#[test]
fn a_setting_that_means_nothing_is_refused_when_it_is_written() {
    let shop = Shop::open(plan());
    let cases = [
        ("account", json!({ "limt": "-100" }), "settings.limt", "did you mean limit?"),
        ("account", json!({ "limit": "abc" }), "settings.limit", "such as \"-50.00\""),
        ("account", json!({ "limit": "-0.001" }), "settings.limit", "such as \"-50.00\""),
        ("account", json!({ "limit": -0.001 }), "settings.limit", "such as \"-50.00\""),
        ("account", json!({ "limit": ["-1"] }), "settings.limit", "such as \"-50.00\""),
        ("account", json!({ "daily_limit": "1" }), "settings.daily_limit", "limit"),
        ("account", json!({ "mode": "discount" }), "settings.mode", "payment"),
        ("canteen", json!({ "daily_limit": "x" }), "settings.daily_limit", "0: no limit"),
        ("canteen", json!({ "daily_limit": "-0.01" }), "settings.daily_limit", "0: no limit"),
        ("canteen", json!({ "dayly_limit": "1" }), "settings.dayly_limit", "did you mean daily_limit?"),
        ("members", json!({ "mode": "fish" }), "settings.mode", "discount"),
        ("members", json!({ "discounts": "ten" }), "settings.discounts", "list"),
        ("members", json!({ "discounts": ["ten", 1] }), "settings.discounts[1]", "text"),
        ("members", json!({ "discounts": ["tenn"] }), "settings.discounts[0]", "ten"),
        ("wallet", json!({ "a": 1 }), "settings.a", "unknown key a"),
        ("wallet", json!({ "mode": "fish" }), "settings.mode", "payment"),
        ("strange", json!(5), "settings", "object"),
    ];
    for (card_type, settings, path, part) in &cases {
        let (at, said) = told(&shop, "card.issue", issue(card_type, settings.clone()));
        assert_eq!(at, *path, "{card_type} {settings}");
        assert!(said.contains(part), "{card_type} {settings}: {said}");
    }
    for card_type in ["account", "canteen", "members", "wallet"] {
        assert_eq!(shop.refused("card.get", json!({ "card": number(card_type) })), "card_unknown");
        shop.done("card.issue", issue(card_type, Value::Null));
    }
    for (at, (card_type, settings, path, _)) in cases.iter().filter(|case| case.0 != "strange").enumerate() {
        let save = json!({ "operation": format!("s{at}"), "card": number(card_type), "settings": settings });
        assert_eq!(told(&shop, "card.save", save).0, *path, "{card_type} {settings}");
    }
    assert_eq!(shop.done("card.get", json!({ "card": number("account") }))["settings"], Value::Null);
    shop.verify();
}

/// S5-09, S5-17, S5-38: what is accepted is what the card type reads, exactly to the cent.
#[test]
fn what_is_accepted_counts_at_the_till() {
    let shop = Shop::open(plan());
    let pays = |operation: &str, card: &str, price: &str| {
        shop.call("receipt.issue", sale(operation, price, json!([{ "tender": "card", "card": card, "amount": price }])))
    };
    for (card_type, written, most, more, reason) in [
        ("account", json!({ "limit": "-10.00" }), "10.00", "0.01", Reason::CreditLimitExceeded),
        ("canteen", json!({ "daily_limit": 1e1 }), "10.00", "0.01", Reason::DailyLimitExceeded),
    ] {
        let card = number(card_type);
        assert_eq!(shop.done("card.issue", issue(card_type, written.clone()))["settings"], written);
        assert_eq!(pays(&format!("a-{card}"), card, "10.01").expect_err(card_type).reason(), Some(reason));
        pays(&format!("b-{card}"), card, most).expect(card_type);
        assert_eq!(pays(&format!("c-{card}"), card, more).expect_err(card_type).reason(), Some(reason));
        // Nothing of its own any more: the type's counts again.
        let save = json!({ "operation": format!("d-{card}"), "card": card, "settings": {} });
        shop.done("card.save", save);
    }
    pays("e", number("account"), "40.00").expect("down to -50.00");
    assert_eq!(
        pays("f", number("canteen"), "0.01").expect_err("6.00 a day").reason(),
        Some(Reason::DailyLimitExceeded)
    );
    shop.verify();
}

/// A plugin that does not say what it reads takes whatever is written. Once it says so, what is there stays until
/// somebody writes it anew.
#[test]
fn who_declares_nothing_keeps_everything() {
    let mut shop = Shop::open(plan());
    let card = number("strange");
    let odd = json!({ "limit": "abc", "a": [1] });
    let given = with(&issue("strange", odd.clone()), json!({ "profile": "DAY" }));
    assert_eq!(shop.done("card.issue", given)["settings"], odd);
    shop.await_rest();
    shop.stop();
    let text = fs::read_to_string(shop.config()).expect("the configuration");
    fs::write(shop.config(), text.replace("\"movable\"", "\"credit\"")).expect("written");
    shop.start();
    shop.await_ready();
    let save = |operation: &str, more: Value| with(&json!({ "operation": operation, "card": card }), more);
    assert_eq!(shop.done("card.save", save("s1", json!({ "notes": "ask her" })))["settings"], odd);
    assert_eq!(told(&shop, "card.save", save("s2", json!({ "settings": odd }))).0, "settings.a");
    let pays = |operation: &str| sale(operation, "1.00", json!([{ "tender": "card", "card": card }]));
    assert_eq!(shop.refused("receipt.issue", pays("r1")), "card_wrong_type");
    shop.done("card.save", save("s3", json!({ "settings": { "limit": "-1.00" } })));
    shop.done("receipt.issue", pays("r2"));
    shop.verify();
}

/// S5-55: what every card of a type would be made with is told at its line.
#[test]
fn defaults_that_a_card_type_cannot_have_are_told_at_their_line() {
    let shop = Shop::prepare(plan());
    let right = fs::read_to_string(shop.config()).expect("the configuration");
    let old = "mode = \"discount\"";
    let line = right.lines().position(|line| line == old).expect(old) + 1;
    fs::write(shop.config(), right.replacen(old, "mode = \"payment\"", 1)).expect("written");
    let (fine, said) = shop.fiscus(&["check"]);
    assert!(!fine && said.contains("\"payment\" is not") && said.contains("the till chooses none"), "{said}");
    assert!(said.contains(&format!("fiscus.toml:{line}:")), "{said}");
    fs::write(shop.config(), right).expect("written");
    assert!(shop.fiscus(&["check"]).0);
}
