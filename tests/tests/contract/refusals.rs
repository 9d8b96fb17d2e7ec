//! Each reason a till may be given, where it belongs; the business says no before anything moves.

use crate::{CARD, OTHER, untouched};
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// Section 3.3: refusals have one code, a stable reason and a sentence.
#[test]
fn refusals_have_their_reasons() {
    let more = format!(
        "{WALLET}\n[card_types.checked]\nplugin = \"prepaid\"\nname = \"Checked\"\nnumbers = {{ prefix = \"79\", length = 11, luhn = true }}\n[card_types.checked.settings]\nmode = \"payment_form\"\nmax_load = \"100.00\"\n"
    );
    let shop = Shop::open(Plan { more, ..Plan::default() });
    let lines = json!([{ "department": "bar", "price": 10 }]);
    let by_card = |card: &str| json!([{ "tender": "card", "card": card, "amount": "10.00" }]);
    for (n, (method, params, reason)) in [
        ("receipt.issue", json!({ "lines": lines, "payments": by_card(CARD) }), "card_unknown"),
        ("receipt.issue", json!({ "lines": lines, "payments": cash(), "cards": ["x"] }), "card_unknown"),
        ("receipt.issue", json!({ "lines": lines, "payments": [] }), "payments_incomplete"),
        (
            "receipt.issue",
            json!({ "lines": lines, "payments": [{ "tender": "cash", "amount": "9.99" }] }),
            "payments_incomplete",
        ),
        (
            "receipt.issue",
            json!({ "lines": lines, "payments": [{ "tender": "electronic", "amount": "10.01" }] }),
            "amount_invalid",
        ),
        (
            "receipt.issue",
            json!({ "lines": [{ "department": "baar", "price": 1 }], "payments": cash() }),
            "department_unknown",
        ),
        (
            "receipt.issue",
            json!({ "lines": lines, "payments": cash(), "customer": { "id": "nobody" } }),
            "customer_incomplete",
        ),
        (
            "receipt.issue",
            json!({ "lines": lines, "payments": cash(), "customer": { "tax_code": "RSSMRA80A01H501X" } }),
            "tax_code_invalid",
        ),
        ("receipt.return", json!({ "original": "nothing" }), "original_not_found"),
        ("receipt.void", json!({ "original": "nothing" }), "original_not_found"),
        ("card.load", json!({ "card": "123", "amount": 10, "payments": cash() }), "card_unknown"),
        ("card.load", json!({ "card": "79927398710", "amount": 10, "payments": cash() }), "luhn_failed"),
        ("card.load", json!({ "card": "79927398713", "amount": "100.01", "payments": cash() }), "amount_above_maximum"),
        (
            "card.load",
            json!({ "card": CARD, "amount": 10, "payments": [{ "tender": "cash", "amount": 5 }] }),
            "payments_incomplete",
        ),
        ("card.load", json!({ "card": CARD, "amount": 10, "payments": [] }), "payments_incomplete"),
        ("card.load", json!({ "card": CARD, "amount": 10, "payments": by_card(OTHER) }), "card_wrong_type"),
        ("card.issue", json!({ "type": "wallett" }), "card_wrong_type"),
        ("card.issue", json!({ "type": "wallet", "number": "123" }), "card_wrong_type"),
        ("card.issue", json!({ "type": "checked", "number": "79927398710" }), "luhn_failed"),
        ("card.issue", json!({ "type": "wallet", "customer": "nobody" }), "customer_incomplete"),
        ("customer.settle", json!({ "customer": "nobody", "amount": 1, "as": "paid" }), "customer_incomplete"),
        ("operation.resolve", json!({ "target": "nothing", "as": "not_printed" }), "operation_unknown"),
        ("printer.z_report", json!({ "printer": "nowhere" }), "printer_not_configured"),
        ("slip.print", json!({ "printer": "nowhere", "lines": ["x"] }), "printer_not_configured"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut call = params;
        call["operation"] = json!(format!("o{n}"));
        let refused = shop.call(method, call.clone()).expect_err(reason);
        assert_eq!(
            (refused.code, refused.data["reason"].as_str()),
            (-32010, Some(reason)),
            "{method} {call}: {refused:?}"
        );
        assert!(refused.message.len() > 8, "{refused:?}");
        assert_ne!(refused.data["retryable"], true, "{refused:?}");
    }
    untouched(&shop);
}

/// V-20
#[test]
fn a_check_digit_is_verified_where_it_is_wanted() {
    let more = "[card_types.checked]\nplugin = \"prepaid\"\nname = \"Checked\"\nnumbers = { prefix = \"79\", length = 11, luhn = true }\n[card_types.checked.settings]\nmode = \"payment_form\"\n".to_owned();
    let shop = Shop::open(Plan { more, ..Plan::default() });
    let issue = |id: &str, number: &str, luhn: Value| {
        shop.call("card.issue", json!({ "operation": id, "type": "checked", "number": number, "luhn": luhn }))
            .map_err(|refused| refused.data["reason"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(issue("1", "79927398710", Value::Null), Err("luhn_failed".into()));
    assert!(issue("2", "79927398713", json!(true)).is_ok());
    assert!(issue("3", "79927398710", json!(false)).is_ok());
    let made = shop.done("card.issue", json!({ "operation": "4", "type": "checked" }));
    assert!(issue("5", made["card"].as_str().expect("a number"), Value::Null).is_err_and(|r| r == "status_forbids"));
}

/// A card outside its validity neither pays nor is loaded.
#[test]
fn a_card_is_used_within_its_validity() {
    let clock = Some("2026-11-22T12:00:00+01:00".to_owned());
    let shop = Shop::open(Plan { clock, ..Plan::default() });
    for (n, (fields, reason)) in [
        (json!({ "valid_until": "2026-11-21" }), Some("card_expired")),
        (json!({ "valid_until": "2026-11-22" }), None),
        (json!({ "valid_from": "2026-11-23" }), Some("card_not_active")),
        (json!({ "valid_from": "2026-11-22" }), None),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("980000000{n:04}");
        let mut call = fields.clone();
        call["operation"] = json!(format!("i{n}"));
        call["type"] = json!("wallet");
        call["number"] = json!(number);
        shop.done("card.issue", call);
        let load = json!({ "operation": format!("l{n}"), "card": number, "amount": 10, "payments": cash() });
        let pays = json!([{ "tender": "card", "card": number }, { "tender": "cash" }]);
        match reason {
            Some(reason) => {
                assert_eq!(shop.refused("card.load", load), reason, "{fields}");
                assert_eq!(shop.refused("receipt.issue", sale(&format!("s{n}"), "1.00", pays)), reason, "{fields}");
            }
            None => {
                shop.done("card.load", load);
                assert_eq!(
                    shop.done("receipt.issue", sale(&format!("s{n}"), "1.00", pays))["tenders"][0]["card"],
                    *number
                );
            }
        }
    }
    let expired = shop.done("card.get", json!({ "card": "9800000000000" }));
    assert_eq!(expired["status"], "expired");
}

/// Only cash may exceed what is due, and gives change; a payment without an amount pays the rest.
#[test]
fn payments_cover_the_total() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "4.00");
    let issue = |id: &str, payments: Value| shop.done("receipt.issue", sale(id, "10.00", payments));
    let amounts = |answer: &Value| -> Vec<String> {
        answer["tenders"]
            .as_array()
            .expect("tenders")
            .iter()
            .map(|t| t["amount"].as_str().unwrap_or("?").into())
            .collect()
    };
    let answer =
        issue("s1", json!([{ "tender": "electronic", "amount": "4.00" }, { "tender": "cash", "amount": "10.00" }]));
    assert_eq!((amounts(&answer), answer["change"].as_str()), (vec!["4.00".into(), "10.00".into()], Some("4.00")));
    let answer = issue("s2", json!([{ "tender": "cash", "amount": "10.00" }, { "tender": "electronic" }]));
    assert_eq!(amounts(&answer), ["10.00"]);
    let answer = issue(
        "s3",
        json!([{ "tender": "card", "card": CARD }, { "tender": "meal_ticket", "count": 2, "amount": "5.00" }, { "tender": "cheque" }]),
    );
    assert_eq!(amounts(&answer), ["4.00", "5.00", "1.00"]);
    assert_eq!(answer["tenders"][1]["count"], 2);
    assert_eq!(shop.front().documents()[2]["payments"].as_array().map(Vec::len), Some(4), "one payment a ticket");
    // An empty card gives nothing; the rest is paid otherwise.
    let answer = issue("s4", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }]));
    assert_eq!(amounts(&answer), ["10.00"]);
    let free = shop.done("receipt.issue", sale("s5", "0.00", json!([])));
    assert_eq!((free["state"].as_str(), free["total"].as_str()), (Some("committed"), Some("0.00")));
    shop.verify();
}

/// Messages are for people, in the shop's language.
#[test]
fn each_language_says_something_of_its_own() {
    let mut said = Vec::new();
    for language in ["it", "en", "es", "pt", "et"] {
        let shop = Shop::open(Plan { language: language.into(), ..Plan::default() });
        let refused = shop.call("receipt.issue", sale("s1", "10.00", json!([]))).expect_err("incomplete");
        shop.front().fault("receipt", "paper_end");
        let failed = shop.call("receipt.issue", sale("s2", "10.00", cash())).expect_err("no paper");
        shop.front().misbehave("");
        shop.load("l1", CARD, "10.00");
        let slip = serde_json::to_string(&shop.front().slips()).expect("text");
        said.push([refused.message, failed.message, slip]);
    }
    for (n, one) in said.iter().enumerate() {
        for other in &said[..n] {
            for (a, b) in one.iter().zip(other) {
                assert_ne!(a, b);
            }
        }
    }
}
