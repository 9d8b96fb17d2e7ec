//! What an installer may write, what he is told, and that whatever is asked has an answer.

use super::{Holder, bonus, decide, receipt, shop, speaking};
use crate::rules::Bonus;
use fiscus_sdk::{
    Language, Unit,
    card::{AccountKind, Asked, CardType, Decision},
    kit::card::{conform, original},
    serde_json::{Value, json},
};

/// Each problem stands at its setting and says what would be right.
#[test]
fn contradictions_are_told_at_their_place() {
    for (settings, path, word) in [
        (json!({}), "rate", "discounts"),
        (json!({ "rate": "5", "discounts": ["five"] }), "discounts", "remove one"),
        (json!({ "rate": "0" }), "rate", "above 0"),
        (json!({ "rate": "-5" }), "rate", "above 0"),
        (json!({ "rate": "100.01" }), "rate", "at most 100"),
        (json!({ "rate": "100000.01", "unit": "PT" }), "rate", "at most 100000"),
        (json!({ "discounts": [] }), "discounts", "empty"),
        (json!({ "discounts": ["five", "tan"] }), "discounts.1", "did you mean \"ten\"?"),
        (json!({ "discounts": ["five", "five"] }), "discounts.1", "twice"),
        (json!({ "rate": "5", "departments": ["bra"] }), "departments.0", "did you mean \"bar\"?"),
        (json!({ "rate": "5", "unit": "" }), "unit", "capital letters"),
        (json!({ "rate": "5", "unit": "points" }), "unit", "capital letters"),
        (json!({ "rate": "5", "unit": "P.T" }), "unit", "capital letters"),
        (json!({ "rate": "5", "unit": "RATE" }), "unit", "another word"),
        (json!({ "rate": "5", "unit": { "name": "EUR", "scale": 0 } }), "unit", "leave scale out"),
        (json!({ "rate": "5", "unit": { "name": "PT", "scale": 5 } }), "unit", "at most 4"),
        (json!({ "rate": "5", "unit": 5 }), "unit", "neither a unit"),
        (json!({ "rate": "5", "unit": "PT", "partial": true }), "partial", "not the money of the shop"),
        (json!({ "rate": "5", "thresholds": [{ "points": "10" }] }), "thresholds.0", "a slip or a notice"),
        (
            json!({ "rate": "5", "thresholds": [{ "points": "10", "slip": "a", "notice": "b" }] }),
            "thresholds.0",
            "a slip or a notice",
        ),
        (json!({ "rate": "5", "thresholds": [{ "points": "0", "slip": "a" }] }), "thresholds.0.points", "above zero"),
        (
            json!({ "rate": "5", "thresholds": [{ "points": "1.005", "slip": "a" }] }),
            "thresholds.0.points",
            "at most 2 digits",
        ),
        (json!({ "rate": "5", "thresholds": [{ "points": "1", "slip": [] }] }), "thresholds.0.slip", "printed"),
        (json!({ "rate": "5", "thresholds": [{ "points": "1", "notice": " " }] }), "thresholds.0.notice", "told"),
        (json!({ "rate": "5", "units": "PT" }), "units", "unknown field"),
    ] {
        let problems = Bonus::open(&settings, &shop()).expect_err("a problem");
        let found: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.path.join("."), problem.text)).collect();
        assert!(
            found.len() == 1 && found[0].starts_with(&format!("{path}: ")) && found[0].contains(word),
            "{settings}: {found:?}"
        );
    }
}

///
#[test]
fn what_settings_mean_is_said() {
    for (settings, means) in [
        (json!({ "rate": "5" }), &["earns 5% of what is bought, rounded half up", "pays a whole bill or nothing"][..]),
        (
            json!({ "discounts": ["happy", "five"], "partial": true, "departments": ["bar", "goods"] }),
            &[
                "earns what happy, else five would take off, in EUR",
                "on bar, goods only",
                "pays a bill or a part of it",
            ],
        ),
        (
            json!({ "rate": "100", "unit": "PT", "thresholds": [{ "points": "50", "slip": "a" }, { "points": "60", "notice": "b" }] }),
            &[
                "earns 100 PT for each 100 EUR, rounded down",
                "PT only counts: it pays nothing",
                "prints a slip at 50 PT",
                "tells the cashier at 60 PT",
            ],
        ),
    ] {
        assert_eq!(bonus(settings.clone()).describe(), means, "{settings}");
    }
}

/// R12: the unit's digits are the unit's.
#[test]
fn the_account_is_that_of_the_unit() {
    for (settings, label, units) in [
        (json!({ "rate": "5" }), "EUR", vec![]),
        (json!({ "rate": "5", "unit": "PT" }), "PT", vec![Unit { name: "PT".to_owned(), scale: 0 }]),
        (
            json!({ "rate": "5", "unit": { "name": "PT", "scale": 2 } }),
            "PT",
            vec![Unit { name: "PT".to_owned(), scale: 2 }],
        ),
    ] {
        let offer = bonus(settings).offer();
        assert_eq!(offer.accounts, Some(vec![AccountKind::card(label).granted()]));
        assert_eq!(offer.units, units);
    }
}

fn several() -> Vec<Value> {
    vec![
        json!({ "rate": "5" }),
        json!({ "rate": "7.5", "partial": true, "departments": ["bar", "goods"] }),
        json!({ "discounts": ["happy", "ten", "euro"], "partial": true }),
        json!({ "rate": "150", "unit": "PT", "thresholds": [
            { "points": "20", "slip": ["One", "Two"] }, { "points": "70", "notice": "Told" },
        ] }),
        json!({ "discounts": ["euro", "five"], "unit": { "name": "PT", "scale": 1 } }),
    ]
}

#[test]
fn every_question_has_one_answer() {
    for (settings, seed) in several().iter().zip(20_261_122..) {
        for seed in [seed, 1] {
            conform::<Bonus>(settings, &shop(), seed).assert();
        }
    }
}

/// Every sentence is whole in every language.
#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        for settings in several() {
            let card = speaking(language, &settings);
            let mut told = Vec::new();
            let mut hear = |decision: Decision| match decision {
                Decision::Allow(plan) => {
                    told.extend(plan.footer.clone());
                    told.extend(plan.notices.iter().map(|notice| notice.text.clone()));
                    told.extend(plan.floors.iter().map(|floor| floor.text.clone()));
                    *plan
                }
                Decision::Deny(refusal) => {
                    told.push(refusal.text);
                    Default::default()
                }
                Decision::Ask(questions) => panic!("{questions:?}"),
            };
            for balance in ["0", "5.00", "40.00"] {
                let holder = Holder::new().with("EUR", balance);
                for asked in [Asked::Nothing, Asked::Rest, Asked::Exactly(super::amount("7.00"))] {
                    let input = holder.settle(&shop(), receipt(&[("bar", "40.00")]), asked);
                    let plan = hear(decide(&card, &input));
                    hear(card.decide(&holder.undo(original(&plan))));
                }
            }
            assert!(told.iter().all(|text| !text.is_empty() && !text.contains(['{', '}'])), "{told:?}");
        }
    }
}

/// S5-43: a card has discounts of its own where they are what is earned.
#[test]
fn a_card_has_its_own_discounts_where_they_are_earned() {
    for (settings, keys) in
        [(json!({ "rate": "5" }), &["mode"][..]), (json!({ "discounts": ["five"] }), &["discounts", "mode"])]
    {
        let offer = bonus(settings.clone()).offer();
        let own = offer.card_settings.expect("a schema");
        let found: Vec<&String> = own["properties"].as_object().expect("properties").keys().collect();
        assert_eq!(found, keys, "{settings}");
        assert!(!offer.gives_credit, "{settings}");
    }
}
