//! What an installer may write, what it means, and what is offered for sale.

use super::{cards, open, tickets, written};
use crate::{
    rules::{MINUTES, Pin},
    words::Words,
};
use fiscus_sdk::{
    Language,
    card::{Capability, CardType},
    kit::{amount, shop},
    profile::Credit,
    serde_json::{Value, json},
};

#[test]
fn a_problem_is_told_at_its_place() {
    let sound = &written("card")["profiles"];
    for (settings, path, word) in [
        (json!({}), "", "form"),
        (json!({ "form": "paper", "profiles": sound }), "form", "ticket"),
        (json!({ "form": "card" }), "", "profiles"),
        (json!({ "form": "card", "profiles": [] }), "profiles", "at least one"),
        (json!({ "form": "card", "profiles": [{}] }), "profiles.0", "id"),
        (
            json!({ "form": "card", "profiles": [{ "id": "x", "minutes": 1, "price": "1.00", "department": "cellar" }] }),
            "profiles.0.department",
            "there are",
        ),
        (
            json!({ "form": "card", "profiles": [{ "id": "x", "minute": 1, "price": "1.00", "department": "bar" }] }),
            "profiles.0.minute",
            "minutes",
        ),
        (
            json!({ "form": "card", "profiles": [{ "id": "x", "minutes": 1, "price": "1.00", "department": "bar", "attributes": [] }] }),
            "profiles.0.attributes",
            "attributes",
        ),
    ] {
        let problems = Pin::open(&settings, &shop()).expect_err(path);
        let found = problems.iter().find(|problem| problem.path.join(".") == path);
        assert!(found.is_some_and(|problem| problem.text.contains(word)), "{settings}: {problems:?}");
    }
}

/// S1-03: profiles are products by themselves; only cards come out of a stock.
#[test]
fn each_profile_is_a_product() {
    for (pin, stocked) in [(cards(), true), (tickets(), false)] {
        let products = pin.offer().products;
        let told: Vec<String> = products
            .iter()
            .map(|one| format!("{} {} {} {} {}", one.profile, one.name, one.price, one.department, one.stocked))
            .collect();
        assert_eq!(told, [format!("hour One hour 2.00 goods {stocked}"), format!("calls Calls 5.00 bar {stocked}")]);
    }
}

/// S1-21, A-03
#[test]
fn the_manifest_says_what_a_pin_can_do() {
    let manifest = Pin::manifest();
    assert_eq!(manifest.capabilities, [Capability::Expires]);
    assert_eq!(shop().scale(MINUTES), 0);
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert!(known.values().all(|schema: &Value| schema["description"].is_string()));
    let told = tickets().describe();
    assert_eq!(
        told,
        [
            "PIN tickets: made and printed when they are sold",
            "hour: 60 minutes for 2.00 on goods, valid for 30 days",
            "calls: 5.00 EUR for 5.00 on bar, valid for ever"
        ]
    );
    assert!(cards().describe()[0].contains("out of the stock"));
}

/// Every sentence has its values filled in, in every language.
#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        let mut shop = shop();
        shop.language = language;
        let pin = open(&written("ticket"), &shop);
        let words: Words<'_> = pin.words();
        let (minutes, money) = (amount("12"), amount("12.50"));
        let shown = if language == Language::En { "12.50" } else { "12,50" };
        for (text, value) in [
            (words.amount(Credit::Minutes(minutes)), "12"),
            (words.amount(Credit::Money(money)), shown),
            (words.left(MINUTES, minutes), "12"),
            (words.left("EUR", money), shown),
            (words.too_little(MINUTES, minutes), "12"),
            (words.too_little("EUR", money), shown),
            (words.other_profile("hour"), "hour"),
        ] {
            assert!(!text.contains(['{', '}']) && text.contains(value), "{text}");
        }
    }
}
