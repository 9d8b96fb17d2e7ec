//! What an installer may write, and what he is told where he may not.

use super::{gym, open, written};
use crate::{rules::ServiceCard, words::Words};
use fiscus_sdk::{
    Language,
    card::{Capability, CardType},
    kit::{amount, shop},
    serde_json::{Value, json},
};

#[test]
fn a_problem_is_told_at_its_place() {
    for (change, path, word) in [
        (json!({ "id": "a.b" }), "services.0.id", "letters"),
        (json!({ "id": "" }), "services.0.id", "letters"),
        (json!({ "id": "sauna" }), "services.1.id", "twice"),
        (json!({ "name": " " }), "services.0.name", "60 characters"),
        (json!({ "uses": 0 }), "services.0.uses", "at least one"),
        (json!({ "uses": -1 }), "services.0.uses", "number"),
        (json!({ "price": "0" }), "services.0.price", "above zero"),
        (json!({ "price": "-5.00" }), "services.0.price", "above zero"),
        (json!({ "price": "5.005" }), "services.0.price", "more digits"),
        (json!({ "department": "good" }), "services.0.department", "did you mean \"goods\""),
        (json!({ "valid_day": 3 }), "services.0.valid_day", "valid_days"),
    ] {
        let mut settings = written();
        for (key, value) in change.as_object().expect("a table") {
            settings["services"][0][key] = value.clone();
        }
        let problems = ServiceCard::open(&settings, &shop()).expect_err(path);
        let found = problems.iter().find(|problem| problem.path.join(".") == path);
        assert!(found.is_some_and(|problem| problem.text.contains(word)), "{change}: {problems:?}");
    }
    for (settings, path) in [(json!({}), ""), (json!({ "services": [] }), "services")] {
        assert_eq!(ServiceCard::open(&settings, &shop()).expect_err(path)[0].path.join("."), path);
    }
}

#[test]
fn what_the_services_mean_is_said() {
    assert_eq!(
        gym().describe(),
        ["aerobics: 10 uses for 50.00 on goods, good for 90 days", "sauna: 1 uses for 8.00 on bar, good for ever"]
    );
}

/// S5-48: it loads uses, and nothing else; A-03: it is refused after its last day.
#[test]
fn the_manifest_says_what_the_card_can_do() {
    let manifest = ServiceCard::manifest();
    assert_eq!(manifest.capabilities, [Capability::LoadsUses, Capability::Expires]);
    let accounts = gym().offer().accounts.expect("accounts");
    let labels: Vec<&str> = accounts.iter().map(|kind| kind.label.as_str()).collect();
    assert_eq!(labels, ["USE.aerobics", "USE.sauna", "USE.*"]);
    assert_eq!(shop().scale("USE"), 0);
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert!(known.values().all(|schema: &Value| schema["description"].is_string()));
}

/// Every sentence has its values filled in, in every language.
#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        let mut shop = shop();
        shop.language = language;
        assert_eq!(open(&written(), &shop).words().0, language);
        let (words, count) = (Words(language), amount("12"));
        for (text, shown) in [
            (words.package("Sauna", count), &["Sauna", "12"][..]),
            (words.left("**** 0012", "Sauna", count), &["**** 0012", "Sauna", "12"]),
            (words.too_few("Sauna", count, amount("13")), &["Sauna", "12", "13"]),
            (words.whole_packages("Sauna", 12), &["Sauna", "12"]),
            (words.whole_uses("Sauna"), &["Sauna"]),
            (words.load_spent(count, amount("13")), &["12", "13"]),
            (words.no_service("a, b"), &["a, b"]),
            (words.no_money("a, b"), &["a, b"]),
        ] {
            assert!(!text.contains(['{', '}']), "{text}");
            assert!(shown.iter().all(|value| text.contains(value)), "{text}");
        }
    }
}
