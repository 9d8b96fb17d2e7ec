//! A card plugin that breaks a rule: `plugin_failed`, nothing is reserved or printed, and the daemon lives.

use fiscus_tests::shop::{Plan, Shop, sale};
use serde_json::json;

/// What a sale paid with the card meets.
const AT_A_SALE: &[&str] = &[
    "foreign_account",
    "foreign_customer_account",
    "foreign_floor",
    "between_system_accounts",
    "mixed_units",
    "to_itself",
    "negative_amount",
    "zero_amount",
    "too_fine_amount",
    "tender_without_posting",
    "tender_above_posting",
    "posting_without_tender",
    "tender_from_gift_side",
    "tender_above_due",
    "negative_tender",
    "discharge_without_posting",
    "discharge_above_due",
    "negative_item",
    "unknown_department",
    "line_below_zero",
    "line_below_zero_percent",
    "total_below_zero",
    "unknown_line",
];

/// What every question meets.
const ALWAYS: &[&str] = &[
    "panic_in_decide",
    "garbage",
    "empty_answer",
    "half_an_answer",
    "two_answers",
    "other_envelope",
    "unknown_element",
    "unknown_decision",
    "unknown_reason",
    "float_amount",
    "no_session",
];

fn number(word: &str) -> String {
    let place = AT_A_SALE.iter().chain(ALWAYS).chain(&["", "no_floor"]).position(|w| *w == word).expect(word);
    format!("{:02}000001", place + 10)
}

fn shop() -> Shop {
    let mut more = String::new();
    for word in AT_A_SALE.iter().chain(ALWAYS).chain(&["", "no_floor"]) {
        let prefix = &number(word)[..2];
        more += &format!(
            "[card_types.t{prefix}]\nplugin = \"misbehaved-card\"\nname = \"Card\"\nnumbers = {{ prefix = \"{prefix}\", length = 8 }}\n[card_types.t{prefix}.settings]\nmisbehave = \"{word}\"\n"
        );
    }
    Shop::open(Plan { more, libraries: vec!["misbehaved-card", "fiscus-epson-rt"], ..Plan::default() })
}

/// The core trusts no plan.
#[test]
fn a_plan_that_breaks_a_rule_fails_and_leaves_nothing() {
    let shop = shop();
    for word in AT_A_SALE {
        let card = number(word);
        shop.done(
            "card.load",
            json!({ "operation": format!("l-{word}"), "card": card, "amount": 10, "payments": [{ "tender": "cash" }] }),
        );
        let mut call =
            sale(&format!("s-{word}"), "4.00", json!([{ "tender": "card", "card": card }, { "tender": "cash" }]));
        call["cards"] = json!([card]);
        let failed = shop.call("receipt.issue", call).map(|answer| panic!("{word}: {answer}")).expect_err(word);
        assert_eq!(
            (failed.code, failed.data["reason"].as_str()),
            (-32020, Some("plugin_failed")),
            "{word}: {failed:?}"
        );
        assert_eq!(failed.data["retryable"], true, "{word}");
        assert_eq!(shop.balance(&card), "10.00", "{word}");
        let found = shop.done("operation.get", json!({ "target": format!("s-{word}") }));
        assert_eq!(
            (found["state"].as_str(), found["reason"].as_str()),
            (Some("voided"), Some("plugin_failed")),
            "{word}"
        );
    }
    assert_eq!(shop.front().documents().len(), 0);
    shop.verify();
}

/// A library that answers nonsense, or panics, takes nobody with it.
#[test]
fn an_answer_that_is_none_fails_and_the_daemon_lives() {
    let shop = shop();
    for word in ALWAYS {
        let card = number(word);
        let load =
            json!({ "operation": format!("l-{word}"), "card": card, "amount": 10, "payments": [{ "tender": "cash" }] });
        let failed = shop.call("card.load", load).map(|answer| panic!("{word}: {answer}")).expect_err(word);
        let reason = failed.data["reason"].as_str();
        // A plan element the core does not know is refused by its name.
        if *word == "unknown_element" {
            assert!(matches!(reason, Some("plugin_failed" | "capability_missing")), "{failed:?}");
            assert!(failed.message.contains("teleport") || shop.log().contains("teleport"), "{failed:?}");
        } else {
            assert_eq!((failed.code, reason), (-32020, Some("plugin_failed")), "{word}: {failed:?}");
        }
        assert_eq!(shop.refused("card.get", json!({ "card": card })), "card_unknown", "{word}");
    }
    // The same library, well behaved, still works; and what broke may be called again.
    let plain = number("");
    shop.load("l-plain", &plain, "10.00");
    let sold = shop.done("receipt.issue", sale("s-plain", "4.00", json!([{ "tender": "card", "card": plain }])));
    assert_eq!(sold["state"], "committed");
    assert_eq!(shop.balance(&plain), "6.00");
    assert_eq!(shop.front().documents().len(), 1);
    assert_eq!(shop.front().slips().len(), 0);
    shop.verify();
}

/// A plugin may let a card go below zero: that is its agreement, as long as money and postings agree.
#[test]
fn a_plugin_without_a_floor_decides_so_itself() {
    let shop = shop();
    let card = number("no_floor");
    shop.load("l1", &card, "1.00");
    let sold = shop.done("receipt.issue", sale("s1", "4.00", json!([{ "tender": "card", "card": card }])));
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "-3.00");
    shop.verify();
}

/// A card type that cannot be opened makes the check and the start fail, each with its place.
#[test]
fn a_plugin_that_does_not_open_is_told_by_the_check() {
    for (word, said) in
        [("problems", "is a problem"), ("panic_in_open", "misbehaved-card"), ("garbage_in_open", "misbehaved-card")]
    {
        let more = format!(
            "[card_types.t]\nplugin = \"misbehaved-card\"\nname = \"Card\"\n[card_types.t.settings]\nmisbehave = \"{word}\"\n"
        );
        let shop =
            Shop::prepare(Plan { more, libraries: vec!["misbehaved-card", "fiscus-epson-rt"], ..Plan::default() });
        let (fine, text) = shop.fiscus(&["check"]);
        assert!(!fine && text.contains(said) && text.contains("fiscus.toml:"), "{word}: {text}");
        let (fine, _) = shop.fiscus(&["run"]);
        assert!(!fine, "{word}");
    }
}
