//! What may be changed of a card, the words of records, and what new cards are saved with.
//! Source: S4-21, S5-18, S5-26, S5-27, S5-30, S5-31, S5-33, S5-39, S5-55, S5-59

use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};
use std::fs;

const MORE: &str = r#"
[discounts.ten]
percent = "10"
[discounts.five]
percent = "5"
[card_types.regular]
plugin = "discount"
numbers = { prefix = "41", length = 8 }
[card_types.regular.defaults]
mode = "discount"
discounts = ["ten"]
valid_days = 30
weekdays = ["mon", "tue"]
from = "08:00"
to = "12:00"
[card_types.club]
plugin = "prepaid"
registry = "customers"
numbers = { prefix = "97", length = 13 }
settings.mode = "payment_form"
[card_types.partners]
plugin = "movable"
numbers = { prefix = "55", length = 10, luhn = true }
[customers]
types = ["regular", "staff"]
countries = ["IT", "EE", "PT"]
languages = ["it", "et"]
citizenships = ["IT", "EE"]
invoice_delivery = ["email", "post"]
"#;

fn plan() -> Plan {
    let wallet = WALLET.to_owned() + "[card_types.wallet.defaults]\nvalid_days = 10\n";
    Plan {
        more: wallet + MORE,
        libraries: vec!["fiscus-prepaid", "fiscus-discount", "movable-card", "fiscus-epson-rt"],
        // A Monday.
        clock: Some("2026-03-02T10:00:00+01:00".to_owned()),
        ..Plan::default()
    }
}

fn with(mut call: Value, more: &Value) -> Value {
    call.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    call
}

fn paths(shop: &Shop, method: &str, call: Value) -> (String, String) {
    let refused = shop.call(method, call.clone()).expect_err(method);
    let path = refused.data["path"].as_str().unwrap_or_else(|| panic!("{call}: {refused:?}")).to_owned();
    (path, refused.message)
}

/// S5-55: at `card.issue`, and with the first load; what the till says counts.
#[test]
fn cards_made_at_the_till_are_saved_with_the_defaults() {
    let shop = Shop::open(plan());
    let issue = |operation: &str, number: &str, more: Value| {
        let call = json!({ "operation": operation, "type": "regular", "number": number });
        shop.done("card.issue", with(call, &more))
    };
    let card = issue("i1", "41000001", json!({}));
    assert_eq!(card["valid_until"], "2026-04-01");
    assert_eq!(
        (&card["weekdays"], &card["from"], &card["to"]),
        (&json!(["mon", "tue"]), &json!("08:00:00"), &json!("12:00:00"))
    );
    assert_eq!(card["settings"], json!({ "mode": "discount", "discounts": ["ten"] }));
    let told = json!({ "valid_until": "2026-03-09", "weekdays": ["sun"], "settings": { "discounts": ["five"] } });
    let card = issue("i2", "41000002", told);
    assert_eq!((&card["valid_until"], &card["weekdays"]), (&json!("2026-03-09"), &json!(["sun"])));
    assert_eq!(card["settings"], json!({ "mode": "discount", "discounts": ["five"] }));
    // The discount that nobody named at the till is given.
    let mut bought = sale("s1", "10.00", json!([{ "tender": "cash" }]));
    bought["cards"] = json!([{ "card": "41000001" }]);
    assert_eq!(shop.done("receipt.issue", bought)["total"], "9.00");
    shop.load("l1", "9800000000012", "5.00");
    let card = shop.done("card.get", json!({ "card": "9800000000012" }));
    assert_eq!((&card["valid_until"], &card["settings"]), (&json!("2026-03-12"), &Value::Null));
}

/// S5-55: what the defaults name must be there.
#[test]
fn wrong_defaults_are_told_at_their_line() {
    let shop = Shop::prepare(plan());
    let right = fs::read_to_string(shop.config()).expect("the configuration");
    for (old, new, expected) in [
        ("[\"ten\"]", "[\"tem\"]", "unknown name of a discount tem; did you mean ten?"),
        ("mode = \"discount\"", "mode = \"stamp\"", "mode: \"stamp\" is not one of"),
        ("valid_days = 30", "valid_days = 0", "valid_days: 0 is not a whole number from 1"),
        ("to = \"12:00\"", "to = \"08:00\"", "from and to are the same time"),
        ("countries = [\"IT\"", "countries = [\"it\"", "did you mean IT?"),
        ("languages = [\"it\"", "languages = [\"xx\"", "unknown language"),
        ("types = [\"regular\", \"staff\"]", "types = [\"staff\", \"staff\"]", "is there twice"),
    ] {
        assert!(right.contains(old), "{old}");
        fs::write(shop.config(), right.replacen(old, new, 1)).expect("written");
        let (fine, said) = shop.fiscus(&["check"]);
        assert!(!fine && said.contains(expected), "{new}: {said}");
        let line = right.lines().position(|line| line.contains(old)).expect(old) + 1;
        assert!(said.contains(&format!("fiscus.toml:{line}:")), "{new}: {said}");
    }
}

/// S5-26, S5-27, S5-30, S5-31, S5-33: predefined words, at their path, with the nearest; here and with a first load.
#[test]
fn a_record_uses_the_words_of_the_lists() {
    let shop = Shop::open(plan());
    let lists = shop.done("catalog.lists", json!({}));
    assert_eq!(lists["types"], json!(["regular", "staff"]));
    assert_eq!(lists["countries"], json!(["IT", "EE", "PT"]));
    assert_eq!(lists["discounts"], json!(["five", "ten"]));
    let right = json!({
        "last_name": "Rossi", "type": "staff", "country": "PT", "language": "et", "citizenship": "EE", "sex": "f",
        "invoice_delivery": "post", "birthday": "2026-03-02", "info1": "a", "info2": "b", "info3": "c", "fax": "1",
    });
    let save = |operation: &str| with(json!({ "operation": operation }), &right);
    let saved = shop.done("customer.save", save("ok"));
    for (field, value) in right.as_object().expect("an object") {
        assert_eq!(&saved[field], value, "{field}");
    }
    for (at, (field, word, near)) in [
        ("type", "regolar", "regular"),
        ("country", "XY", "IT, EE, PT"),
        ("language", "en", "et"),
        ("citizenship", "PT", "IT"),
        ("invoice_delivery", "emial", "email"),
        ("sex", "woman", "F, M, X"),
        ("birthday", "2026-03-03", "still to come"),
        ("discounts", "tem", "ten"),
    ]
    .into_iter()
    .enumerate()
    {
        let value = if field == "discounts" { json!([word]) } else { json!(word) };
        let (path, said) = paths(&shop, "customer.save", with(save(&format!("w{at}")), &json!({ field: value })));
        assert_eq!(path, if field == "discounts" { "discounts[0]" } else { field });
        assert!(said.contains(near), "{field}: {said}");
    }
}

/// S4-03, S5-21, S5-26: a new card makes a new customer; what must be known is asked, and read like any record.
#[test]
fn a_new_card_makes_its_customer() {
    let shop = Shop::open(plan());
    let load = |operation: &str, answers: Value| {
        json!({
            "operation": operation, "card": "9700000000012", "amount": "5.00", "payments": [{ "tender": "cash" }],
            "answers": answers,
        })
    };
    let asked = shop.done("card.load", load("l1", json!({})));
    assert_eq!((&asked["state"], &asked["questions"][0]["required"]), (&json!("asking"), &json!(true)));
    for (record, path) in [
        (json!({ "last_name": "Rossi", "country": "XY" }), "answers.customer.country"),
        (json!({ "last_name": "Rossi", "birthday": "2030-01-01" }), "answers.customer.birthday"),
    ] {
        assert_eq!(paths(&shop, "card.load", load("l1", json!({ "customer": record }))).0, path);
    }
    assert_eq!(shop.refused("card.load", load("l2", json!({ "customer": { "phone": "1" } }))), "customer_incomplete");
    shop.done(
        "card.load",
        load("l1", json!({ "customer": { "first_name": "Maria", "last_name": "Rossi", "country": "IT" } })),
    );
    shop.await_rest();
    let id = shop.done("card.get", json!({ "card": "9700000000012" }))["customer"].as_str().expect("an id").to_owned();
    assert_eq!(shop.done("customer.get", json!({ "customer": id }))["first_name"], "Maria");
}

/// S5-42: whoever is invoiced for a customer must be known.
#[test]
fn the_customer_who_is_invoiced_is_known() {
    let shop = Shop::open(plan());
    let save = |operation: &str, id: &str, bill_to: Value| json!({ "operation": operation, "id": id, "company": id, "bill_to": bill_to });
    assert_eq!(shop.refused("customer.save", save("a", "c1", json!("hotel"))), "customer_incomplete");
    shop.done("customer.save", save("b", "hotel", Value::Null));
    assert_eq!(shop.done("customer.save", save("c", "c1", json!("hotel")))["bill_to"], "hotel");
}

/// S5-59, S5-39: what is named changes, what is emptied is gone, the rest stays; the message pops up at the till.
#[test]
fn a_card_is_changed_field_by_field() {
    let shop = Shop::open(plan());
    shop.done("customer.save", json!({ "operation": "c", "id": "c1", "last_name": "Rossi" }));
    shop.done("card.issue", json!({ "operation": "i", "type": "regular", "number": "41000001" }));
    let save = |operation: &str, more: Value| with(json!({ "operation": operation, "card": "41000001" }), &more);
    let card =
        shop.done("card.save", save("s1", json!({ "customer": "c1", "message": "Ask for the key", "notes": "n" })));
    assert_eq!((&card["customer"], &card["valid_until"]), (&json!("c1"), &json!("2026-04-01")));
    let mut bought = sale("r1", "10.00", json!([{ "tender": "cash" }]));
    bought["cards"] = json!([{ "card": "41000001" }]);
    let notices = shop.done("receipt.issue", bought)["notices"].to_string();
    assert!(notices.contains("Ask for the key"), "{notices}");
    let emptied = json!({ "clear": ["message", "weekdays", "from", "to", "valid_until", "customer"], "valid_from": "2026-03-01" });
    let card = shop.done("card.save", save("s2", emptied));
    assert_eq!((&card["message"], &card["valid_until"], &card["customer"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&card["weekdays"], &card["notes"]), (&json!([]), &json!("n")));
    assert_eq!(card["settings"]["discounts"], json!(["ten"]));
    for (at, (more, path)) in [
        (json!({ "clear": ["mesage"] }), "clear[0]"),
        (json!({ "clear": ["notes", "message"], "message": "x" }), "clear[1]"),
        (json!({ "valid_until": "2026-02-28" }), "valid_until"),
        (json!({ "from": "08:00", "to": "08:00" }), "to"),
        (json!({ "settings": 5 }), "settings"),
        (json!({ "settings": { "discounts": ["ten", "tem"] } }), "settings.discounts[1]"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(paths(&shop, "card.save", save(&format!("w{at}"), more.clone())).0, path, "{more}");
    }
    assert_eq!(shop.refused("card.save", save("u1", json!({ "customer": "nobody" }))), "customer_incomplete");
    assert_eq!(shop.refused("card.save", json!({ "operation": "u2", "card": "999", "notes": "x" })), "card_unknown");
    shop.verify();
}

/// S4-21: after the delivery to a partner only the notes.
#[test]
fn of_a_card_that_was_delivered_only_the_notes_change() {
    let shop = Shop::open(plan());
    shop.done("partner.save", json!({ "operation": "p", "id": "p1", "name": "Kiosk" }));
    let made =
        shop.done("cards.generate", json!({ "operation": "g", "type": "partners", "profile": "DAY", "quantity": 1 }));
    let card = made["cards"][0].as_str().expect("a card").to_owned();
    let save = |operation: &str, more: Value| with(json!({ "operation": operation, "card": card }), &more);
    shop.done("card.save", save("s1", json!({ "message": "before", "notes": "one" })));
    let to = |operation: &str, to: &str| {
        shop.done("cards.move", json!({ "operation": operation, "cards": [card], "to": to, "partner": "p1" }));
    };
    to("m1", "deliver");
    for (at, more) in [
        json!({ "message": "after" }),
        json!({ "valid_until": "2030-01-01" }),
        json!({ "settings": { "a": 1 } }),
        json!({ "clear": ["message"] }),
        json!({ "notes": "two", "weekdays": ["mon"] }),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(shop.refused("card.save", save(&format!("d{at}"), more.clone())), "status_forbids", "{more}");
    }
    let saved = shop.done("card.save", save("s2", json!({ "notes": "two", "message": "before" })));
    assert_eq!((&saved["notes"], &saved["message"]), (&json!("two"), &json!("before")));
    to("m2", "return");
    shop.done("card.save", save("s3", json!({ "message": "again" })));
}
