//! What an installer may write, what he is told, and that whatever is asked has an answer.

use super::{Holder, allowed, amount, card, decide, receipt, shop, speaking};
use crate::rules::Card;
use fiscus_sdk::{
    Language,
    card::{Asked, CardType},
    kit::card::conform,
    serde_json::json,
};

#[test]
fn contradictions_are_told_at_their_place() {
    let tier = |turnover: &str, percent: &str| json!({ "turnover": turnover, "percent": percent });
    for (settings, path, word) in [
        (json!({ "discounts": ["tan"] }), "discounts.0", "did you mean \"ten\"?"),
        (json!({ "discounts": ["ten", "five", "ten"] }), "discounts.2", "twice"),
        (json!({ "discounts": "ten" }), "discounts", "sequence"),
        (json!({ "birthday": { "discount": "prty" } }), "birthday.discount", "did you mean \"party\"?"),
        (json!({ "birthday": { "before": 3 } }), "birthday", "discount"),
        (json!({ "birthday": { "discount": "party", "before": -1 } }), "birthday.before", "not below 0"),
        (json!({ "birthday": { "discount": "party", "after": 181 } }), "birthday.after", "half a year"),
        (json!({ "tiers": [tier("-0.01", "5")] }), "tiers.0.turnover", "below zero"),
        (json!({ "tiers": [tier("1.005", "5")] }), "tiers.0.turnover", "at most 2 digits"),
        (json!({ "tiers": [tier("1000", "5"), tier("1000.00", "10")] }), "tiers.1.turnover", "not above"),
        (json!({ "tiers": [tier("1000", "5"), tier("999.99", "10")] }), "tiers.1.turnover", "ascending"),
        (json!({ "tiers": [tier("1000", "0")] }), "tiers.0.percent", "above 0"),
        (json!({ "tiers": [tier("1000", "100.01")] }), "tiers.0.percent", "at most 100"),
        (json!({ "tiers": [tier("1000", "5.005")] }), "tiers.0.percent", "at most 2 digits"),
        (json!({ "tier_mode": "yearly" }), "tier_mode", "unknown variant"),
        (json!({ "never_up": true }), "never_up", "unknown field"),
    ] {
        let problems = Card::open(&settings, &shop()).expect_err("a problem");
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
    for (settings, means) in [
        (json!({}), &["gives the discounts of the card or of its customer"][..]),
        (
            json!({
                "discounts": ["happy", "ten"],
                "birthday": { "discount": "party", "before": 3, "after": 2 },
                "tiers": [{ "turnover": "1000", "percent": "5" }, { "turnover": "3000", "percent": "10" }],
                "never_down": true,
            }),
            &[
                "gives happy, else ten, unless the card or its customer has others",
                "gives party from 3 days before a birthday to 2 days after",
                "5% off from a turnover of 1000.00 EUR on",
                "10% off from a turnover of 3000.00 EUR on",
                "tiers are looked at whenever a receipt is closed",
                "a tier that was reached is kept",
            ],
        ),
        (
            json!({ "tiers": [{ "turnover": "0", "percent": "1" }], "tier_mode": "manual" }),
            &[
                "gives the discounts of the card or of its customer",
                "1% off from a turnover of 0.00 EUR on",
                "tiers are looked at when somebody starts it",
            ],
        ),
    ] {
        assert_eq!(card(settings.clone()).describe(), means, "{settings}");
    }
}

#[test]
fn every_question_has_one_answer() {
    let tiers = json!([{ "turnover": "50", "percent": "5" }, { "turnover": "100", "percent": "10" }]);
    for (settings, seeds) in [
        (json!({}), [20_261_122, 1]),
        (json!({ "discounts": ["drinks", "euro", "ten"] }), [2, 3]),
        (json!({ "discounts": ["happy"], "birthday": { "discount": "party", "before": 30, "after": 30 } }), [4, 5]),
        (json!({ "discounts": ["five"], "tiers": tiers }), [6, 7]),
        (json!({ "tiers": tiers, "tier_mode": "manual", "never_down": true }), [8, 9]),
    ] {
        for seed in seeds {
            conform::<Card>(&settings, &shop(), seed).assert();
        }
    }
}

#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        let card = speaking(language, &json!({ "tiers": [{ "turnover": "10", "percent": "7.5" }] }));
        let input = Holder::new().settle(&shop(), receipt(&[("bar", "40.00")]), Asked::Nothing);
        let plan = allowed(decide(&card, &input));
        let told: Vec<&String> = plan.footer.iter().chain(plan.notices.iter().map(|notice| &notice.text)).collect();
        let shown = language.amount(amount("7.5"));
        assert!(told.len() == 2 && told.iter().all(|text| text.contains(&shown) && !text.contains('{')), "{told:?}");
    }
}
