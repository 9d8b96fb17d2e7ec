//! Every no of every card, in the five languages: the reason is the same, the sentence is not.

use fiscus_tests::{
    World,
    kinds::EVERY,
    scenarios,
    scene::{Played, Scene, by, cash, exactly, goods, lines, plan},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

scenarios!(a_no_has_a_sentence_in_every_language);

/// 3.3: refusals have a stable reason and a sentence for people, in the shop's language.
fn a_no_has_a_sentence_in_every_language(world: &World) -> Played {
    let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for language in ["it", "en", "es", "pt", "et"] {
        let mut plan = plan(world, &EVERY);
        plan.language = language.to_owned();
        plan.clock = Some("2026-11-22T12:00:00+01:00".to_owned());
        let scene = Scene::of(world, plan);
        for (case, sentence) in every_no(&scene) {
            assert!(sentence.chars().count() > 10, "{language} {case}: {sentence}");
            told.entry(case).or_default().insert(sentence);
        }
        scene.ends()?;
    }
    assert!(told.len() > 30, "{}", told.len());
    let silent: Vec<_> = told.iter().filter(|(_, sentences)| sentences.len() < 5).collect();
    assert!(silent.is_empty(), "said alike in two languages: {silent:#?}");
    Ok(())
}

/// One of each, with its sentence.
fn every_no(scene: &Scene) -> Vec<(&'static str, String)> {
    scene.customer("anna", json!({}));
    for (card_type, number, more) in [
        ("bonus", "20000001", json!({})),
        ("points", "22000001", json!({})),
        ("credit", "30000001", json!({ "customer": "anna" })),
        ("credit", "30000002", json!({ "customer": "anna" })),
        ("debit", "31000001", json!({})),
        ("tied", "33000001", json!({})),
        ("charge", "40000001", json!({})),
        ("discount", "50000001", json!({})),
        ("strict", "53000001", json!({ "weekdays": ["mon"] })),
        ("stamp", "60000001", json!({})),
        ("wallet", "98000001", json!({ "valid_until": "2026-11-21" })),
        ("wallet", "98000002", json!({})),
    ] {
        scene.card(card_type, number, more);
    }
    scene.does("card.load", json!({ "card": "70000001", "service": "aerobics", "payments": cash() }));
    let paid = |card: &str, price: &str| json!({ "lines": goods(price), "payments": exactly(card, price) });
    let pays = |card: &str| json!({ "lines": goods("1.00"), "payments": by(&[card]) });
    let mode = |card: &str, mode: &str| json!({ "lines": goods("1.00"), "cards": [{ "card": card, "mode": mode }], "payments": cash() });
    let shown = |card: &str| json!({ "lines": goods("1.00"), "cards": [card], "payments": cash() });
    let load = |card: &str, more: Value| fiscus_tests::scene::with(json!({ "card": card, "payments": cash() }), more);
    let sold = scene.pays(goods("5.00"), &["30000001"]);
    let charged = scene.pays(goods("5.00"), &["40000001"]);
    let onto = |card: &str| {
        let sold = scene.sells(goods("1.00"), &[]);
        json!({ "original": sold["operation"], "refund": { "card": card } })
    };
    let in_cash = |sold: &Value| json!({ "original": sold["operation"], "refund": "cash" });
    let classes = json!({ "lines": lines(&[("aerobics", 11, "6.00")]), "cards": ["70000001"], "payments": cash() });
    let back = scene.sells(goods("1.00"), &["20000001"]);
    let cases: Vec<(&'static str, &'static str, &'static str, Value)> = vec![
        ("bonus: too little", "bonus_insufficient", "receipt.issue", paid("20000001", "1.00")),
        ("bonus: no such mode", "not_permitted", "receipt.issue", mode("20000001", "discount")),
        ("bonus: onto it", "return_not_allowed", "receipt.return", onto("20000001")),
        ("bonus: a load", "not_loadable", "card.load", load("20000001", json!({ "amount": "1.00" }))),
        ("points: no money", "card_wrong_type", "receipt.issue", paid("22000001", "1.00")),
        ("saver: unreadable", "card_not_active", "receipt.issue", shown("53000001")),
        ("credit: the card's limit", "credit_limit_exceeded", "receipt.issue", paid("30000001", "45.01")),
        ("credit: uses", "not_loadable", "card.load", load("30000001", json!({ "service": "gym" }))),
        ("credit: in cash", "return_not_allowed", "receipt.return", in_cash(&sold)),
        ("debit: nothing on it", "insufficient_balance", "receipt.issue", paid("31000001", "0.01")),
        ("debit: too many digits", "amount_invalid", "receipt.issue", paid("31000001", "0.001")),
        ("tied: not alone", "not_permitted", "receipt.issue", mode("33000001", "discount")),
        ("charge: the day", "daily_limit_exceeded", "receipt.issue", paid("40000001", "1.01")),
        ("charge: no such mode", "not_permitted", "receipt.issue", mode("40000001", "bonus")),
        ("charge: in cash", "return_not_allowed", "receipt.return", in_cash(&charged)),
        ("charge: a load", "not_loadable", "card.load", load("40000001", json!({ "amount": "1.00" }))),
        ("discount: pays", "card_wrong_type", "receipt.issue", pays("50000001")),
        ("discount: no such mode", "not_permitted", "receipt.issue", mode("50000001", "payment")),
        ("discount: onto it", "return_not_allowed", "receipt.return", onto("50000001")),
        ("stamp: no such mode", "not_permitted", "receipt.issue", mode("60000001", "payment")),
        ("stamp: onto it", "return_not_allowed", "receipt.return", onto("60000001")),
        ("service: too few uses", "insufficient_balance", "receipt.issue", classes),
        (
            "service: no package",
            "amount_invalid",
            "card.load",
            load("70000001", json!({ "service": "aerobics", "uses": 3 })),
        ),
        ("service: another", "not_loadable", "card.load", load("70000001", json!({ "service": "zumba" }))),
        ("service: money", "not_loadable", "card.load", load("70000001", json!({ "amount": "5.00" }))),
        ("service: pays", "card_wrong_type", "receipt.issue", paid("70000001", "1.00")),
        ("service: a mode", "not_permitted", "receipt.issue", mode("70000001", "bonus")),
        ("wallet: over", "card_expired", "receipt.issue", shown("98000001")),
        ("wallet: empty", "insufficient_balance", "receipt.issue", paid("98000002", "1.00")),
        ("a number too many", "status_forbids", "card.issue", json!({ "type": "bonus", "number": "20000001" })),
        ("a number too long", "card_wrong_type", "card.issue", json!({ "type": "bonus", "number": "200000010" })),
        ("no such type", "card_wrong_type", "card.issue", json!({ "type": "gold" })),
        ("no such card", "card_unknown", "receipt.issue", shown("12345678")),
        ("no such customer", "customer_incomplete", "card.issue", json!({ "type": "bonus", "customer": "nobody" })),
        (
            "not paid",
            "payments_incomplete",
            "receipt.issue",
            json!({ "lines": goods("90.00"), "payments": by(&["30000001"]) }),
        ),
    ];
    let mut told: Vec<(&'static str, String)> =
        cases.into_iter().map(|(case, reason, method, call)| (case, scene.denies(reason, method, call))).collect();
    // Where it cannot come back at all that is said.
    let reason = if scene.returns(&back).is_ok() { "already_returned" } else { "capability_missing" };
    let again = json!({ "original": back["operation"] });
    told.push(("back already", scene.denies(reason, "receipt.return", again)));
    told
}
