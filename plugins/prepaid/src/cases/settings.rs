//! What an installer may write, and what he is told where he may not.

use super::{departments, form, open, shop};
use crate::{
    rules::Prepaid,
    settings::{LoadPaper, Mode},
};
use fiscus_sdk::{
    Language, TenderKind,
    card::CardType,
    serde_json::{Value, json},
};

/// S2-03, S2-16, S2-17, S2-25, V-08, V-09: each names the setting at fault, and every field of the conflict.
#[test]
fn contradictions_are_refused_with_the_fields_in_conflict() {
    type Case = (Value, &'static str, &'static [&'static str]);
    let cases: &[Case] = &[
        (
            json!({ "mode": "payment_form", "load_department": "shop" }),
            "load_department",
            &["payment_form", "load_department"],
        ),
        (
            json!({ "mode": "payment_form", "payment_department": "shop" }),
            "payment_department",
            &["payment_form", "payment_department"],
        ),
        (
            json!({ "mode": "departments", "load_department": "shop" }),
            "load_department",
            &["load_department", "payment_department"],
        ),
        (
            json!({ "mode": "departments", "payment_department": "shop" }),
            "payment_department",
            &["load_department", "payment_department"],
        ),
        (json!({ "mode": "departments" }), "mode", &["load_department", "payment_department"]),
        (
            json!({ "mode": "departments", "tender": "multi_use_voucher", "load_department": "shop", "payment_department": "shop" }),
            "tender",
            &["tender", "load_department", "payment_department"],
        ),
        (
            json!({ "mode": "departments", "load_department": "shop", "payment_department": "bar" }),
            "payment_department",
            &["load_department", "22%", "payment_department", "10%"],
        ),
        (
            json!({ "mode": "departments", "load_department": "shopp", "payment_department": "shop" }),
            "load_department",
            &["shopp", "did you mean \"shop\""],
        ),
        (
            json!({ "mode": "departments", "load_department": "shop", "payment_department": "shop", "fee_department": "bar" }),
            "fee_department",
            &["payment_form", "load_department"],
        ),
        (
            json!({ "mode": "payment_form", "variation": { "amount": "-2.00" } }),
            "fee_department",
            &["variation", "fee_department"],
        ),
        (
            json!({ "mode": "payment_form", "variation": { "percent": "-3" } }),
            "fee_department",
            &["variation", "fee_department"],
        ),
        (json!({ "mode": "payment_form", "variation": { "amount": "0.005" } }), "variation.amount", &["0.005", "EUR"]),
        (json!({ "mode": "payment_form", "tender": "electronic" }), "tender", &["electronic", "multi_use_voucher"]),
        (
            json!({ "mode": "payment_form", "load_document": "untaxed_receipt" }),
            "load_document",
            &["untaxed_department"],
        ),
        (
            json!({ "mode": "payment_form", "load_document": "untaxed_receipt", "untaxed_department": "bar" }),
            "untaxed_department",
            &["bar", "10%", "N2"],
        ),
        (json!({ "mode": "payment_form", "untaxed_department": "free" }), "untaxed_department", &["untaxed_receipt"]),
        (json!({ "mode": "payment_form", "credit_max": "-25.00" }), "credit_max", &["25.00"]),
        (
            json!({ "mode": "payment_form", "max_load": "20.00", "presets": ["20.00", "20.01"] }),
            "presets.1",
            &["20.01", "max_load"],
        ),
        (
            json!({ "mode": "payment_form", "presets": [{ "pay": "25.00", "credit": "24.99" }] }),
            "presets.0",
            &["credit"],
        ),
        (json!({ "mode": "payment_form", "presets": ["10.00", "10"] }), "presets.1", &["twice"]),
        (json!({ "mode": "payment_form", "free_amount": false }), "free_amount", &["presets"]),
    ];
    for (settings, path, words) in cases {
        let problems = Prepaid::open(settings, &shop()).expect_err(path);
        let problem = problems.iter().find(|problem| problem.path.join(".") == *path);
        let text = &problem.unwrap_or_else(|| panic!("{settings}: {problems:?}")).text;
        for word in *words {
            assert!(text.contains(word), "\"{word}\" is not in: {text}");
        }
    }
}

#[test]
fn an_amount_may_be_written_as_a_number() {
    let card = form(json!({ "presets": [10, 12.5, { "pay": 25, "credit": 30.00 }], "max_load": 100 }));
    let pays: Vec<String> = card.settings.presets.iter().map(|preset| preset.pay.to_string()).collect();
    assert_eq!((pays.join(" "), card.settings.max_load), ("10 12.5 25".to_owned(), Some(super::amount("100"))));
}

#[test]
fn an_unknown_or_mistyped_setting_is_found_at_its_place() {
    for (settings, path) in [
        (json!({ "mode": "payment_form", "max_laod": "1.00" }), "max_laod"),
        (json!({ "mode": "payment_form", "max_load": "ten" }), "max_load"),
        (json!({ "mode": "payment_form", "variation": { "amount": "1.00", "percent": "1" } }), "variation"),
        (json!({ "mode": "payment_form", "presets": ["10.00", "many"] }), "presets.1"),
        (json!({ "mode": "classic" }), "mode"),
        (json!({}), ""),
    ] {
        let problems = Prepaid::open(&settings, &shop()).expect_err(path);
        assert!(problems[0].path.join(".").starts_with(path), "{settings}: {problems:?}");
    }
}

/// S2-08: the departments may differ where their VAT does not.
#[test]
fn defaults_are_those_of_a_plain_card() {
    let Mode::PaymentForm { tender, paper, .. } = form(json!({})).settings.mode else { panic!("mode A") };
    assert_eq!((tender, paper), (TenderKind::MultiUseVoucher, LoadPaper::Slips));
    let Mode::Departments { load, discharge, strict_vat } = departments(json!({})).settings.mode else {
        panic!("mode B")
    };
    assert_eq!((load.as_str(), discharge.as_str(), strict_vat), ("voucher", "shop", true));
}

/// zero has another meaning for each limit, so it is said.
#[test]
fn what_a_limit_means_is_said() {
    for (settings, sentence) in [
        (json!({}), "never below zero"),
        (json!({}), "no limit on a load"),
        (json!({ "max_load": "0" }), "no limit on a load"),
        (json!({ "max_load": "100" }), "at most 100.00 in one load"),
        (json!({ "credit_max": "25" }), "may go down to -25.00"),
        (json!({ "allow_negative": true }), "may go down as far as the customer's credit"),
        (json!({ "variation": { "percent": "10" } }), "a load brings a gift of 10%"),
        (
            json!({ "variation": { "amount": "-2" }, "fee_department": "bar" }),
            "a load costs 2.00, taken from what the card gets",
        ),
    ] {
        let said = form(settings).describe();
        assert!(said.iter().any(|means| means == sentence), "{sentence}: {said:?}");
    }
    let mut shop = shop();
    shop.credit_control = false;
    let said = open(json!({ "allow_negative": true }), json!({ "mode": "payment_form" }), &shop).describe();
    assert!(said.iter().any(|means| means.contains("credit control is off")), "{said:?}");
}

#[test]
fn the_manifest_names_what_the_card_owns_and_every_setting() {
    let manifest = Prepaid::manifest();
    assert_eq!(manifest.id, "prepaid");
    for (label, counter) in [("EUR", false), ("EUR.gift", false), ("EUR.owed.bar", true)] {
        let kind = manifest.accounts.iter().find(|kind| kind.covers(label, "EUR")).expect(label);
        assert_eq!(kind.counter, counter, "{label}");
    }
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert_eq!(known.len(), 23);
    for (setting, schema) in known {
        assert!(schema["description"].is_string(), "{setting}");
    }
}

/// Every sentence has its values filled in, in every language.
#[test]
fn no_sentence_keeps_a_placeholder() {
    for language in Language::ALL {
        let mut shop = shop();
        shop.language = language;
        let (words, shared) = (crate::words::Words { shop: &shop }, shop.words());
        let value = super::amount("12.50");
        let texts = [
            shared.balance("**** 0012", value),
            shared.amount_invalid(value),
            shared.more_than_due(value, value),
            words.other_vat(value),
            shared.insufficient_balance(value),
            shared.credit_limit_exceeded(value),
            words.credit_not_allowed(value),
            words.credit_without_customer(value),
            words.above_maximum(value, value),
            words.fee_above_load(value, value),
            shared.load_spent(value, value),
            shared.more_than_paid(value),
            words.only_presets([value].into_iter()),
            words.position(value, Some(value)),
            words.position(value, None),
        ];
        let shown = if language == Language::En { "12.50" } else { "12,50" };
        for text in texts {
            assert!(!text.contains(['{', '}']) && text.contains(shown), "{text}");
        }
    }
}

/// S2-27, S3-04: credit of the card itself is for whoever holds it; where the customer's record decides, it is not.
#[test]
fn a_card_gives_credit_where_no_customer_decides() {
    for (settings, controlled, credit) in [
        (json!({}), true, false),
        (json!({}), false, false),
        (json!({ "credit_max": "0.01" }), true, true),
        (json!({ "credit_max": "10.00" }), false, true),
        (json!({ "allow_negative": true, "credit_max": "10.00" }), true, false),
        (json!({ "allow_negative": true }), true, false),
        (json!({ "allow_negative": true }), false, true),
    ] {
        let shop = fiscus_sdk::Shop { credit_control: controlled, ..shop() };
        let offer = open(settings.clone(), json!({ "mode": "payment_form" }), &shop).offer();
        assert_eq!(offer.gives_credit, credit, "{settings} {controlled}");
        let own = offer.card_settings.expect("a schema");
        assert_eq!(own["properties"], json!({}), "a card has nothing of its own");
    }
}
