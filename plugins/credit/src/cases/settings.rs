//! What may be written, what it means, and that whatever is asked has one answer.

use super::{open, shop};
use crate::rules::Credit;
use fiscus_sdk::{
    Department, Problem,
    card::{AccountOwner, CardType},
    kit::card::conform,
    serde_json::{Value, json},
};

fn problems(settings: Value) -> Vec<Problem> {
    Credit::open(&settings, &shop()).err().unwrap_or_default()
}

#[test]
fn what_makes_no_sense_is_said_at_its_place() {
    for (settings, path, part) in [
        (json!({ "limit": "-0.001" }), "limit", "more digits than EUR"),
        (json!({ "limit": "much" }), "limit", "decimal"),
        (json!({ "customer_limit": "80.00" }), "customer_limit", "\"-80.00\""),
        (json!({ "customer_limit": "-0.005" }), "customer_limit", "more digits"),
        (json!({ "discounts": ["vipp"] }), "discounts.0", "did you mean \"vip\"?"),
        (json!({ "discounts": ["vip", "birthday"] }), "discounts.1", "there are \"staff\", \"vip\""),
        (json!({ "discounts": ["vip", "vip"] }), "discounts.1", "twice"),
        (json!({ "discounts": "vip" }), "discounts", "sequence"),
        (json!({ "discount_alone": "yes" }), "discount_alone", "boolean"),
        (json!({ "uncollected": "health" }), "uncollected", "goods"),
        (json!({ "limits": "-5.00" }), "limits", "limit"),
    ] {
        let found = problems(settings.clone());
        assert_eq!(found.len(), 1, "{settings}: {found:?}");
        assert_eq!(found[0].path.join("."), path, "{settings}");
        assert!(found[0].text.contains(part), "{settings}: {}", found[0].text);
    }
    let all = json!({ "limit": "0.001", "customer_limit": "1.00", "discounts": ["x", "y"] });
    assert_eq!(problems(all).len(), 4);
}

/// Departments with points cannot be counted, and need not be unless services are owed.
#[test]
fn services_need_departments_that_can_be_counted() {
    let mut shop = shop();
    let bar: Department = shop.departments["bar"].clone();
    shop.departments.insert("bar.1".to_owned(), bar);
    assert!(Credit::open(&json!({}), &shop).is_ok());
    let found = Credit::open(&json!({ "uncollected": "services" }), &shop).expect_err("problems");
    assert!(found[0].path == ["uncollected"] && found[0].text.contains("bar.1"), "{found:?}");
}

/// zero and above are said as what they are.
#[test]
fn the_settings_say_what_they_mean() {
    for (settings, said) in [
        (json!({ "limit": "-25" }), "may go down to -25.00"),
        (json!({}), "never below zero"),
        (json!({ "limit": 50 }), "a limit of 50.00 is no credit"),
        (json!({ "customer_limit": "-80" }), "together may go down to -80.00"),
        (json!({ "customer_limit": 0 }), "together may go down to 0.00"),
        (json!({}), "if it has one"),
        (json!({ "discounts": ["vip", "staff"] }), "when it pays: vip, staff"),
        (json!({ "discount_alone": true }), "alone in the mode"),
        (json!({}), "prints as uncollected_invoice"),
    ] {
        let means = open(settings.clone()).describe().join("\n");
        assert!(means.contains(said), "{settings}: {means}");
    }
}

#[test]
fn the_manifest_says_whose_accounts_they_are() {
    let manifest = Credit::manifest();
    for (label, owner, counter) in [
        ("EUR", AccountOwner::Card, false),
        ("EUR.owed.bar", AccountOwner::Card, true),
        ("EUR.due", AccountOwner::Customer, false),
    ] {
        let kind = manifest.accounts.iter().find(|kind| kind.covers(label, "EUR")).expect(label);
        assert_eq!((kind.owner, kind.counter), (owner, counter), "{label}");
    }
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert_eq!(known.len(), 5);
    assert!(known.values().all(|schema| schema["description"].is_string()), "{known:?}");
}

#[test]
fn every_question_has_one_answer() {
    for (seed, settings) in (5_009..).zip([
        json!({}),
        json!({ "limit": "50.00" }),
        json!({ "limit": "-50.00", "discounts": ["vip", "staff"] }),
        json!({ "limit": "-50.00", "customer_limit": "-80.00", "uncollected": "services" }),
        json!({ "limit": "-0.01", "customer_limit": "0", "uncollected": "goods", "discount_alone": true, "discounts": ["staff"] }),
    ]) {
        for nth in 0..3 {
            conform::<Credit>(&settings, &shop(), seed + 100 * nth).assert();
        }
    }
}

/// S5-09, S5-38: what the card reads of its own, and whether it can be spent before anything is paid in.
#[test]
fn a_card_has_its_own_limit_and_discounts() {
    for (settings, credit, modes) in [
        (json!({}), false, json!(["payment", null])),
        (json!({ "limit": "0.00", "customer_limit": "-80.00" }), false, json!(["payment", null])),
        (json!({ "limit": "50.00" }), false, json!(["payment", null])),
        (json!({ "limit": "-0.01" }), true, json!(["payment", null])),
        (json!({ "limit": "-50", "discount_alone": true }), true, json!(["payment", "discount", null])),
    ] {
        let offer = open(settings.clone()).offer();
        assert_eq!(offer.gives_credit, credit, "{settings}");
        let own = offer.card_settings.expect("a schema");
        let keys: Vec<&String> = own["properties"].as_object().expect("properties").keys().collect();
        assert_eq!(keys, ["discounts", "limit", "mode"], "{settings}");
        assert_eq!(own["properties"]["mode"]["enum"], modes, "{settings}");
    }
}
