//! Zeroing: older points, debts, what is over; always by entries. Source: S5-58, A-10

use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

const TYPES: &str = r#"
[card_types.points]
plugin = "bonus"
numbers = { prefix = "22", length = 8 }
settings.rate = "100"
settings.unit = "PT"
[card_types.tab]
plugin = "credit"
numbers = { prefix = "31", length = 8 }
settings.limit = "-100.00"
"#;

fn plan() -> Plan {
    Plan {
        more: TYPES.to_owned() + WALLET,
        libraries: vec!["fiscus-prepaid", "fiscus-bonus", "fiscus-credit", "fiscus-epson-rt"],
        clock: Some("2026-03-01T10:00:00+01:00".to_owned()),
        ..Plan::default()
    }
}

fn issue(shop: &Shop, card_type: &str, number: &str, more: Value) {
    let mut call = json!({ "operation": format!("issue-{number}"), "type": card_type, "number": number });
    call.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    shop.done("card.issue", call);
}

fn buy(shop: &Shop, operation: &str, card: &str, price: &str) {
    let mut bought = sale(operation, price, json!([{ "tender": "cash" }]));
    bought["cards"] = json!([{ "card": card }]);
    shop.done("receipt.issue", bought);
    shop.await_rest();
}

fn points(shop: &Shop, card: &str) -> String {
    shop.done("card.get", json!({ "card": card }))["balances"]["PT"].as_str().expect("points").to_owned()
}

fn zero(operation: &str, more: Value) -> Value {
    let mut call = json!({ "operation": operation, "type": "points", "unit": "PT" });
    call.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    call
}

/// What must be confirmed.
fn asked(shop: &Shop, call: &Value) -> Value {
    let refused = shop.call("cards.zero", call.clone()).expect_err("it must be confirmed");
    assert_eq!(refused.data["reason"], "confirmation_needed", "{refused:?}");
    refused.data["confirm"].clone()
}

/// S5-58, A-10: what was earned since stays, whatever was used of it.
#[test]
fn older_points_go_and_younger_ones_stay() {
    let mut shop = Shop::open(plan());
    for number in ["22000001", "22000002", "22000003"] {
        issue(&shop, "points", number, json!({}));
    }
    buy(&shop, "old-1", "22000001", "10.00");
    buy(&shop, "old-2", "22000002", "7.00");
    shop.stop();
    shop.turn_clock("2026-03-10T00:00:00+01:00");
    shop.start();
    buy(&shop, "new-1", "22000001", "4.00");
    buy(&shop, "new-3", "22000003", "5.00");

    let call = zero("z1", json!({ "earned_before": "2026-03-10" }));
    assert_eq!(asked(&shop, &call), json!({ "cards": 2, "total": "17" }));
    for wrong in [json!(2), json!({ "cards": 2, "total": "16" }), json!({ "cards": 3, "total": "17" })] {
        let call = zero("z1", json!({ "earned_before": "2026-03-10", "confirm": wrong }));
        assert_eq!(asked(&shop, &call), json!({ "cards": 2, "total": "17" }));
    }
    assert_eq!(points(&shop, "22000001"), "14");
    let call = zero("z1", json!({ "earned_before": "2026-03-10", "confirm": { "cards": 2, "total": "17" } }));
    let answer = shop.done("cards.zero", call.clone());
    assert_eq!(answer, json!({ "entries": 2, "cards": 2, "unit": "PT", "total": "17" }));
    assert_eq!(["22000001", "22000002", "22000003"].map(|card| points(&shop, card)), ["4", "0", "5"]);
    assert_eq!(shop.done("cards.zero", call), answer, "once");
    assert_eq!(points(&shop, "22000001"), "4");

    let entry = &shop.done("card.history", json!({ "card": "22000001" }))["items"][0];
    assert_eq!((&entry["from"], &entry["to"], &entry["amount"]), (&json!("PT"), &json!("@adjust"), &json!("10")));
    assert_eq!((&entry["operation"], &entry["balance"]), (&json!("z1"), &json!("4")));

    // Nothing is left of what was earned before: nothing needs to be confirmed.
    let none = shop.done("cards.zero", zero("z2", json!({ "earned_before": "2026-03-10" })));
    assert_eq!(none, json!({ "entries": 0, "cards": 0, "unit": "PT", "total": "0" }));
    // The day before nothing had been earned yet; the day after, everything.
    assert_eq!(
        asked(&shop, &zero("z3", json!({ "earned_before": "2026-03-11" }))),
        json!({ "cards": 2, "total": "9" })
    );
    assert_eq!(asked(&shop, &zero("z4", json!({}))), json!({ "cards": 2, "total": "9" }));
    shop.stop();
    shop.verify();
}

/// S5-58: what is on a card whose last day has passed expires; a deleted or unsold card is not concerned.
#[test]
fn what_is_over_expires() {
    let mut shop = Shop::open(plan());
    issue(&shop, "points", "22000001", json!({ "valid_until": "2026-03-05" }));
    buy(&shop, "s1", "22000001", "3.00");
    for (day, account) in [("2026-03-05", "@adjust"), ("2026-03-06", "@expire")] {
        shop.stop();
        shop.turn_clock(&format!("{day}T12:00:00+01:00"));
        shop.start();
        let call = zero(day, json!({}));
        let confirm = asked(&shop, &call);
        shop.done("cards.zero", zero(day, json!({ "confirm": confirm })));
        let entry = &shop.done("card.history", json!({ "card": "22000001" }))["items"][0];
        assert_eq!(entry["to"], account, "{day}");
        if day == "2026-03-05" {
            shop.stop();
            shop.turn_clock("2026-03-05T18:00:00+01:00");
            shop.start();
            buy(&shop, "s2", "22000001", "2.00");
        }
    }
    shop.stop();
    shop.verify();
}

/// S5-58: "credit card balances": what is owed is given.
#[test]
fn what_a_card_owes_is_zeroed_too() {
    let mut shop = Shop::open(plan());
    issue(&shop, "tab", "31000001", json!({}));
    issue(&shop, "tab", "31000002", json!({}));
    for (card, price) in [("31000001", "5.00"), ("31000002", "2.50")] {
        shop.done("receipt.issue", sale(card, price, json!([{ "tender": "card", "card": card }])));
    }
    shop.await_rest();
    assert_eq!(shop.balance("31000001"), "-5.00");
    let call = |operation: &str, confirm: Value| json!({ "operation": operation, "type": "tab", "unit": "EUR", "confirm": confirm });
    let confirm = asked(&shop, &call("z1", Value::Null));
    assert_eq!(confirm, json!({ "cards": 2, "total": "-7.50" }));
    shop.done("cards.zero", call("z1", confirm));
    assert_eq!(shop.balance("31000001"), "0.00");
    let entry = &shop.done("card.history", json!({ "card": "31000001" }))["items"][0];
    assert_eq!((&entry["from"], &entry["amount"]), (&json!("@adjust"), &json!("5.00")));
    shop.stop();
    shop.verify();
}

/// S5-58: whatever changes between the question and the answer is asked anew.
#[test]
fn points_that_come_meanwhile_are_not_what_was_confirmed() {
    let shop = Shop::open(plan());
    issue(&shop, "points", "22000001", json!({}));
    buy(&shop, "s1", "22000001", "3.00");
    let confirm = asked(&shop, &zero("z1", json!({})));
    buy(&shop, "s2", "22000001", "1.00");
    assert_eq!(asked(&shop, &zero("z1", json!({ "confirm": confirm }))), json!({ "cards": 1, "total": "4" }));
    assert_eq!(points(&shop, "22000001"), "4");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let shop = Shop::open(plan());
    for (call, reason) in [
        (json!({ "operation": "a", "type": "nothing", "unit": "PT" }), "card_wrong_type"),
        (json!({ "operation": "b", "type": "points", "unit": "" }), "params_invalid"),
        (json!({ "operation": "b", "type": "points", "unit": "pt" }), "params_invalid"),
        (json!({ "operation": "c", "type": "points", "unit": "EUR.gift" }), "params_invalid"),
    ] {
        assert_eq!(shop.refused("cards.zero", call.clone()), reason, "{call}");
    }
}
