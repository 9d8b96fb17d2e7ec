//! What may be written, what it means, and that whatever is asked has one answer.

use super::{open, shop};
use crate::rules::Charge;
use fiscus_sdk::{
    card::{AccountOwner, CardType},
    kit::card::conform,
    serde_json::json,
};

#[test]
fn what_makes_no_sense_is_said_at_its_place() {
    for (settings, path, part) in [
        (json!({ "daily_limit": "-6.00" }), "daily_limit", "\"6.00\""),
        (json!({ "daily_limit": "0.001" }), "daily_limit", "more digits than EUR"),
        (json!({ "daily_limit": "lots" }), "daily_limit", "decimal"),
        (json!({ "daily_limit": 1e13 }), "daily_limit", "beyond"),
        (json!({ "discounts": ["stuff"] }), "discounts.0", "did you mean \"staff\"?"),
        (json!({ "discounts": ["vip", "vip"] }), "discounts.1", "twice"),
        (json!({ "discounts": [1] }), "discounts.0", "string"),
        (json!({ "uncollected": "health" }), "uncollected", "invoice"),
        (json!({ "dailylimit": "6.00" }), "dailylimit", "daily_limit"),
    ] {
        let found = Charge::open(&settings, &shop()).expect_err("problems");
        assert_eq!(found.len(), 1, "{settings}: {found:?}");
        assert_eq!(found[0].path.join("."), path, "{settings}");
        assert!(found[0].text.contains(part), "{settings}: {}", found[0].text);
    }
    let all = json!({ "daily_limit": "-0.001", "discounts": ["x"] });
    assert_eq!(Charge::open(&all, &shop()).expect_err("problems").len(), 3);
}

/// no limit is said as what it is.
#[test]
fn the_settings_say_what_they_mean() {
    for (settings, said) in [
        (json!({ "daily_limit": 6 }), "pays at most 6.00 a day"),
        (json!({ "daily_limit": "0.00" }), "pays without limit"),
        (json!({}), "prints as uncollected_invoice"),
        (json!({ "uncollected": "goods" }), "prints as uncollected_goods"),
        (json!({ "discounts": ["vip", "staff"] }), "whenever it is presented: vip, staff"),
        (json!({}), "those of the card or its customer"),
    ] {
        let means = open(settings.clone()).describe().join("\n");
        assert!(means.contains(said), "{settings}: {means}");
    }
}

#[test]
fn the_manifest_says_whose_accounts_they_are() {
    let manifest = Charge::manifest();
    for (label, owner, counter) in [
        ("EUR", AccountOwner::Card, false),
        ("EUR.day.2026-12-31", AccountOwner::Card, true),
        ("EUR.due", AccountOwner::Customer, false),
    ] {
        let kind = manifest.accounts.iter().find(|kind| kind.covers(label, "EUR")).expect(label);
        assert_eq!((kind.owner, kind.counter), (owner, counter), "{label}");
    }
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert_eq!(known.len(), 3);
    assert!(known.values().all(|schema| schema["description"].is_string()), "{known:?}");
}

#[test]
fn every_question_has_one_answer() {
    for (seed, settings) in (5_015..).zip([
        json!({}),
        json!({ "daily_limit": "6.00" }),
        json!({ "daily_limit": "0.01", "uncollected": "goods" }),
        json!({ "daily_limit": "100.00", "discounts": ["staff", "vip"], "uncollected": "services" }),
    ]) {
        for nth in 0..3 {
            conform::<Charge>(&settings, &shop(), seed + 100 * nth).assert();
        }
    }
}

/// S5-17, S5-38: what the card reads of its own; all that it pays is owed, with a limit of a day or without.
#[test]
fn a_card_has_its_own_limit_of_a_day_and_discounts() {
    for settings in [json!({}), json!({ "daily_limit": "6.00", "uncollected": "services" })] {
        let offer = open(settings.clone()).offer();
        assert!(offer.gives_credit, "{settings}");
        let own = offer.card_settings.expect("a schema");
        let keys: Vec<&String> = own["properties"].as_object().expect("properties").keys().collect();
        assert_eq!(keys, ["daily_limit", "discounts", "mode"], "{settings}");
    }
}
