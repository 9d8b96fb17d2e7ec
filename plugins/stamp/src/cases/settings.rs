//! What an installer may write, what he is told, and that whatever is asked has an answer.

use super::{allowed, kit, pizza, receipt, speaking, stamps};
use crate::rules::Stamp;
use fiscus_sdk::{
    Language,
    card::CardType,
    kit::card::{conform, original},
    serde_json::json,
};

#[test]
fn contradictions_are_told_at_their_place() {
    let goods = json!({ "articles": ["PZ"] });
    for (settings, path, word) in [
        (json!({ "every": 6 }), "goods", "name the goods"),
        (json!({ "every": 6, "goods": {} }), "goods", "name the goods"),
        (json!({ "every": 6, "goods": { "articles": [], "categories": [] } }), "goods", "name the goods"),
        (json!({ "every": 6, "goods": { "articles": ["PZ", ""] } }), "goods.articles.1", "empty"),
        (json!({ "every": 6, "goods": { "categories": ["a", "a"] } }), "goods.categories.1", "twice"),
        (json!({ "every": 6, "goods": { "departments": ["a"] } }), "goods.departments", "unknown field"),
        (json!({ "goods": goods }), "", "every"),
        (json!({ "every": 0, "goods": goods }), "every", "each second"),
        (json!({ "every": -1, "goods": goods }), "every", "each second"),
        (json!({ "every": 1, "goods": goods }), "every", "each second"),
        (json!({ "every": 10001, "goods": goods }), "every", "at most"),
        (json!({ "every": 6, "goods": goods, "percent": "0" }), "percent", "above 0"),
        (json!({ "every": 6, "goods": goods, "percent": "100.01" }), "percent", "at most 100"),
        (json!({ "every": 6, "goods": goods, "free": "dearest" }), "free", "unknown variant"),
    ] {
        let problems = Stamp::open(&settings, &kit::shop()).expect_err("a problem");
        let found: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.path.join("."), problem.text)).collect();
        assert!(
            found.len() == 1 && found[0].starts_with(&format!("{path}: ")) && found[0].contains(word),
            "{settings}: {found:?}"
        );
    }
}

#[test]
fn what_settings_mean_is_said() {
    assert_eq!(
        pizza(json!({})).describe(),
        [
            "of 6 pieces one is 100% off: the cheapest of the receipt",
            "stamps are given for articles PZ and categories pizza",
        ]
    );
    let other = pizza(json!({ "free": "entry_order", "percent": "50", "goods": { "articles": ["A", "B"] } }));
    assert_eq!(
        other.describe(),
        ["of 6 pieces one is 50% off: the one that completes the row", "stamps are given for articles A, B"]
    );
}

/// The kit's receipts sell the articles `A0` to `A3` and the category `food`.
#[test]
fn every_question_has_one_answer() {
    for (settings, seeds) in [
        (json!({ "every": 6, "goods": { "categories": ["food"] } }), [20_261_122, 1]),
        (json!({ "every": 2, "goods": { "articles": ["A1", "A2"], "categories": ["food"] } }), [2, 3]),
        (json!({ "every": 3, "goods": { "articles": ["A0"] }, "free": "entry_order", "percent": "50" }), [4, 5]),
        (json!({ "every": 10, "goods": { "categories": ["food"] }, "percent": "0.5" }), [6, 7]),
    ] {
        for seed in seeds {
            conform::<Stamp>(&settings, &kit::shop(), seed).assert();
        }
    }
}

#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        let card = speaking(language);
        let sale = allowed(card.decide(&stamps("5").price(receipt(&[("PZ", "8", "4.50")]))));
        let undone = allowed(card.decide(
            &stamps("0").undo(original(&allowed(card.decide(&stamps("0").price(receipt(&[("PZ", "2", "4.50")])))))),
        ));
        let told = [&sale, &undone].into_iter().flat_map(|plan| {
            let notices = plan.notices.iter().map(|notice| notice.text.as_str());
            let floors = plan.floors.iter().map(|floor| floor.text.as_str());
            let printed = plan.adjust.iter().map(|adjust| adjust.description.as_str());
            plan.footer.iter().map(String::as_str).chain(notices).chain(floors).chain(printed)
        });
        let told: Vec<&str> = told.collect();
        assert!(told.len() >= 5, "{told:?}");
        assert!(told.iter().all(|text| !text.is_empty() && !text.contains(['{', '}'])), "{told:?}");
    }
}
