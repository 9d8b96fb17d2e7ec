//! What a load comes to, what it prints, and how it is undone.

use super::{allowed, amount, denied, holding, items, load, open, original, owner, paper, posts, rest};
use fiscus_sdk::{
    Language, Reason, Shop,
    card::{CardType, Decision, Event, Load},
    kit::card::Holder,
    serde_json::{Value, from_value, json},
    slip::SlipCopy,
};

/// S5-09, S5-47: what is below zero is settled first.
#[test]
fn a_load_settles_the_debt_first() {
    let card = open(json!({ "limit": "-50.00" }));
    for (balance, typed, settled, after) in [
        ("0.00", "50.00", "0.00", "50.00"),
        ("-20.00", "50.00", "20.00", "30.00"),
        ("-20.00", "20.00", "20.00", "0.00"),
        ("-20.00", "19.99", "19.99", "-0.01"),
        ("10.00", "50.00", "0.00", "60.00"),
    ] {
        let plan = allowed(load(&card, &holding(balance), typed));
        let figures = plan.load.clone().expect("figures");
        assert_eq!((figures.amount, figures.credited, figures.to_pay), (amount(typed), amount(typed), amount(typed)));
        assert_eq!((figures.settled, figures.fee, figures.gift), (amount(settled), amount("0"), amount("0")));
        assert_eq!(posts(&plan), [format!("@load > EUR {typed}")]);
        assert_eq!(holding(balance).after(&plan).balance("EUR"), amount(after));
        assert!(plan.items.is_empty() && plan.slips.len() == 2);
    }
}

#[test]
fn two_slips_say_all_about_the_load() {
    let plan = allowed(load(&open(json!({ "limit": "-50.00" })), &holding("-20.00"), "50.00"));
    let [customer, drawer] = &plan.slips[..] else { panic!("{:?}", plan.slips) };
    assert_eq!((customer.copy, drawer.copy), (SlipCopy::Customer, SlipCopy::Drawer));
    let expected = "Bar Centrale\nCREDIT CARD LOAD\nDrawer copy\nNot a fiscal document\n--\n\
                    Date and time | 2026-11-22 10:32\nTill | 1\nOperator | anna\nCard | **** 0012\n--\n\
                    Load | 50.00\nDebt settled | 20.00\nNew load | 30.00\nNew balance | 30.00\n--\n\
                    Paid | 50.00 EUR\nCash | 20.00\nElectronic payment | 30.00";
    assert_eq!(paper(&drawer.lines), expected);
    assert_eq!(paper(&customer.lines), expected.replace("Drawer copy", "Customer's copy"));
}

#[test]
fn an_amount_is_asked_and_what_makes_no_sense_is_refused() {
    let card = open(json!({}));
    let asked = |answers: Value| {
        let answers = from_value(answers).expect("answers");
        card.decide(&Holder::new().asked(Event::Load(Load { answers, ..Load::default() })))
    };
    let Decision::Ask(questions) = asked(json!({})) else { panic!("nothing is asked") };
    assert_eq!((questions.len(), questions[0].id.as_str()), (1, "amount"));
    assert_eq!(allowed(asked(json!({ "amount": "12.00" }))).load.expect("figures").amount, amount("12.00"));
    denied(asked(json!({ "amount": "a lot" })), Reason::AmountInvalid);
    for typed in ["0", "-5.00", "5.005"] {
        denied(load(&card, &holding("0.00"), typed), Reason::AmountInvalid);
    }
    denied(card.decide(&Holder::new().load_uses("wash", Some(1))), Reason::NotLoadable);
}

/// VAT on services falls due when they are paid: their settlement is sold on the departments they came from.
#[test]
fn services_on_credit_are_settled_on_a_receipt() {
    let card = open(json!({ "limit": "-50.00", "uncollected": "services" }));
    let sale = allowed(rest(&card, &holding("5.00"), "25.00"));
    assert_eq!(posts(&sale), ["EUR > @spend 5.00", "EUR > @spend 20.00", "@adjust > EUR.owed.bar 20.00"]);
    let debtor = holding("5.00").after(&sale);
    for (typed, sold, posted) in [("15.00", "bar 15.00", "15.00"), ("50.00", "bar 20.00", "20.00")] {
        let plan = allowed(load(&card, &debtor, typed));
        assert_eq!(items(&plan), [sold]);
        assert_eq!(posts(&plan), [format!("@load > EUR {typed}"), format!("EUR.owed.bar > @adjust {posted}")]);
        assert!(!plan.footer.is_empty() && plan.slips.len() == 2);
    }
    let slip = paper(&allowed(load(&card, &debtor, "50.00")).slips[1].lines);
    assert!(
        slip.contains("On the fiscal receipt | 20.00") && slip.contains("Without fiscal document | 30.00"),
        "{slip}"
    );
}

/// A load can be undone while the limits allow it: exactly so much, and one cent more.
#[test]
fn a_load_is_undone_within_the_limits() {
    for (settings, balance, customers, reason) in [
        (json!({}), ("50.00", "49.99"), None, Reason::InsufficientBalance),
        (json!({ "limit": "-20.00" }), ("30.00", "29.99"), None, Reason::CreditLimitExceeded),
        (
            json!({ "limit": "-99.00", "customer_limit": "-20.00" }),
            ("30.00", "29.99"),
            Some(()),
            Reason::CreditLimitExceeded,
        ),
    ] {
        let card = open(settings);
        let done = allowed(load(&card, &holding("0.00"), "50.00"));
        let with = |balance: &str| match customers {
            Some(()) => holding(balance).of(owner(balance, "0.00", None)),
            None => holding(balance),
        };
        let back = allowed(card.decide(&with(balance.0).undo(original(&done))));
        assert_eq!(posts(&back), ["EUR > @load 50.00"]);
        assert_eq!(back.floors.last().map(|floor| floor.reason), Some(reason));
        assert_eq!(back.slips.len(), 2);
        let slip = paper(&back.slips[1].lines);
        assert!(slip.contains("LOAD VOIDED") && slip.contains("Load | -50.00") && slip.contains("t1-0"), "{slip}");
        let text = denied(card.decide(&with(balance.1).undo(original(&done))), reason);
        assert!(text.contains("50.00 EUR") && text.contains("49.99 EUR"), "{text}");
    }
}

/// Slips and sentences are there in five languages, and differ.
#[test]
fn every_language_has_its_words() {
    let mut said = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let shop = Shop { language, ..super::shop() };
        let card = crate::rules::Credit::open(&json!({ "limit": "-50.00" }), &shop).expect("sound settings");
        let plan = allowed(load(&card, &holding("-20.00"), "50.00"));
        assert!(said.insert(paper(&plan.slips[0].lines)));
        let footer = allowed(super::exactly(&card, &holding("0.00"), "12.50")).footer;
        assert!(footer[1].contains(if language == Language::En { "37.50 EUR" } else { "37,50 EUR" }), "{footer:?}");
        assert!(said.insert(footer[1].clone()));
    }
}
