//! What a card pays, who owes it, and how it is printed.

use super::{Holder, allowed, amount, customer, denied, exactly, open, owing, pay, posts, rest, tenders};
use fiscus_sdk::{
    Language, Reason, Shop,
    card::{Asked, CardType, Event, Load},
    serde_json::json,
};

/// S5-15, S5-16: owed by the customer where there is one, else by the card.
#[test]
fn what_it_pays_is_owed_and_printed_as_uncollected() {
    for (cause, kind) in [
        (None, "uncollected_invoice"),
        (Some("goods"), "uncollected_goods"),
        (Some("services"), "uncollected_services"),
        (Some("invoice"), "uncollected_invoice"),
    ] {
        let card = open(cause.map_or_else(|| json!({}), |cause| json!({ "uncollected": cause })));
        let plan = allowed(rest(&card, &owing("0.00"), "12.30"));
        assert_eq!(
            (tenders(&plan), posts(&plan)),
            (vec![format!("{kind} 12.30")], vec!["EUR.due > @invoice 12.30".into()])
        );
        assert!(plan.floors.is_empty() && plan.adjust.is_empty() && plan.items.is_empty());
        assert_eq!(plan.tenders[0].description, "Card");
        let plan = allowed(exactly(&card, &Holder::new(), "12.30"));
        assert_eq!(
            (tenders(&plan), posts(&plan)),
            (vec![format!("{kind} 12.30")], vec!["EUR > @invoice 12.30".into()])
        );
    }
}

#[test]
fn it_says_what_is_owed_in_all_where_the_customer_is_known() {
    let card = open(json!({}));
    assert_eq!(allowed(rest(&card, &owing("40.00"), "2.50")).footer, ["To be invoiced in all: 42.50 EUR"]);
    let unasked = Holder::new().of(customer("c-1"));
    assert_eq!(allowed(rest(&card, &unasked, "2.50")).footer, ["To be invoiced in all: 2.50 EUR"]);
    assert!(allowed(rest(&card, &Holder::new(), "2.50")).footer.is_empty());
    let limited = open(json!({ "daily_limit": "6.00" }));
    assert_eq!(
        allowed(rest(&limited, &owing("40.00"), "2.50")).footer,
        ["Today: 2.50 EUR spent, 3.50 EUR left", "To be invoiced in all: 42.50 EUR"]
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let card = open(json!({}));
    for value in ["0.00", "-1.00", "0.001", "1000.01"] {
        denied(exactly(&card, &owing("0.00"), value), Reason::AmountInvalid);
    }
    let load = Event::Load(Load { amount: Some(amount("5.00")), ..Load::default() });
    denied(card.decide(&owing("0.00").asked(load)), Reason::CapabilityMissing);
    assert_eq!(allowed(pay(&card, &owing("5.00"), "9.00", Asked::Nothing, None)), Default::default());
}

/// S5-14, S5-37: modes, and what is asked.
#[test]
fn used_for_its_discount_it_does_not_pay() {
    let card = open(json!({}));
    for (mode, asked, fine) in [
        (None, Asked::Rest, true),
        (Some("payment"), Asked::Rest, true),
        (Some("payment"), Asked::Nothing, true),
        (Some("discount"), Asked::Nothing, true),
        (Some("discount"), Asked::Rest, false),
        (Some("discount"), Asked::Exactly(amount("1.00")), false),
        (Some("bonus"), Asked::Rest, false),
        (Some("bonus"), Asked::Nothing, false),
    ] {
        let decision = pay(&card, &owing("0.00"), "10.00", asked, mode);
        if fine {
            let plan = allowed(decision);
            assert_eq!(plan.tenders.is_empty(), asked == Asked::Nothing, "{mode:?} {asked:?}");
        } else {
            denied(decision, Reason::NotPermitted);
        }
    }
}

/// Sentences and lines are there in five languages, with their amounts, and differ.
#[test]
fn every_language_has_its_words() {
    let mut said = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let shop = Shop { language, ..super::shop() };
        let card = crate::rules::Charge::open(&json!({ "daily_limit": "12.50" }), &shop).expect("sound settings");
        let plan = allowed(rest(&card, &owing("0.00"), "2.50"));
        let refused = denied(exactly(&card, &owing("0.00"), "12.51"), Reason::DailyLimitExceeded);
        let gone = card.words().customer_gone().to_owned();
        let shown = |amount: &str| if language == Language::En { amount.to_owned() } else { amount.replace('.', ",") };
        assert!(refused.contains(&shown("12.50 EUR")), "{refused}");
        assert!(
            plan.footer[0].contains(&shown("2.50 EUR")) && plan.footer[0].contains(&shown("10.00 EUR")),
            "{plan:?}"
        );
        for text in plan.footer.iter().cloned().chain([refused, gone, plan.floors[0].text.clone()]) {
            assert!(!text.contains(['{', '}']) && said.insert(text.clone()), "{text}");
        }
    }
}
