//! Packages: how many, what they cost, how long they are good.

use super::{classes, gym};
use fiscus_sdk::{
    Amount, Reason,
    card::{CardType, Event, Load},
    jiff::civil::{Date, date},
    kit::{
        amount,
        card::{Holder, allowed, asked, denied, posts},
    },
    serde_json::{Value, json},
};

/// S5-45, S5-48, fiscal rules: sold with the service's VAT, and no money on the card.
#[test]
fn a_package_is_sold_on_the_service_s_department() {
    for (service, uses, post, department, price, printed) in [
        ("aerobics", None, "@load > USE.aerobics 10", "goods", "50.00", "Aerobics: 10 uses"),
        ("aerobics", Some(10), "@load > USE.aerobics 10", "goods", "50.00", "Aerobics: 10 uses"),
        ("aerobics", Some(30), "@load > USE.aerobics 30", "goods", "150.00", "Aerobics: 30 uses"),
        ("sauna", Some(7), "@load > USE.sauna 7", "bar", "56.00", "Sauna: 7 uses"),
    ] {
        let plan = allowed(gym().decide(&Holder::new().load_uses(service, uses)));
        assert_eq!(posts(&plan), [post]);
        let [item] = &plan.items[..] else { panic!("one line") };
        assert_eq!(
            (item.department.as_str(), item.amount, item.description.as_str()),
            (department, amount(price), printed)
        );
        let figures = plan.load.expect("figures");
        assert_eq!((figures.amount, figures.to_pay), (amount(price), amount(price)));
        assert_eq!(figures.credited, Amount::ZERO);
        assert!(plan.slips.is_empty() && plan.floors.is_empty());
    }
}

/// Contract 3.4: whole packages.
#[test]
fn part_of_a_package_is_not_sold() {
    for uses in [0, 1, 9, 11, 15, u32::MAX] {
        let text = denied(gym().decide(&Holder::new().load_uses("aerobics", Some(uses))), Reason::AmountInvalid);
        assert!(text.contains("10") && text.contains("Aerobics"), "{text}");
    }
}

#[test]
fn a_load_beyond_what_a_receipt_can_total_is_refused() {
    // 9,999,999,999 is the largest total.
    allowed(gym().decide(&Holder::new().load_uses("sauna", Some(1_249_999_999))));
    denied(gym().decide(&Holder::new().load_uses("sauna", Some(1_250_000_000))), Reason::AmountInvalid);
}

#[test]
fn the_service_is_asked_for_only_where_there_are_several() {
    let load = |answers: Value| {
        let answers = answers.as_object().expect("a table").clone().into_iter().collect();
        Holder::new().asked(Event::Load(Load { answers, ..Load::default() }))
    };
    let questions = asked(gym().decide(&load(json!({}))));
    assert_eq!((questions[0].id.as_str(), questions[0].kind.as_str()), ("profile", "choice"));
    assert_eq!(questions[0].choices, ["aerobics", "sauna"]);
    assert_eq!(posts(&allowed(gym().decide(&load(json!({ "profile": "sauna" }))))), ["@load > USE.sauna 1"]);
    assert_eq!(posts(&allowed(classes().decide(&load(json!({}))))), ["@load > USE.aerobics 10"]);
    for answer in [json!("golf"), json!(""), json!(7), json!([])] {
        let text = denied(gym().decide(&load(json!({ "profile": answer }))), Reason::NotLoadable);
        assert!(text.contains("aerobics, sauna"), "{text}");
    }
}

/// S5-47, S5-48: "load card" is not for a service card.
#[test]
fn money_is_not_loaded_onto_it() {
    denied(gym().decide(&Holder::new().load(Some(amount("50.00")))), Reason::NotLoadable);
    denied(gym().decide(&Holder::new().load_uses("golf", None)), Reason::NotLoadable);
}

/// A load is good for its days and never shortens what is there.
#[test]
fn validity_only_grows() {
    // Today is 22 November 2026; ninety days later it is 20 February 2027.
    let last = date(2027, 2, 20);
    let until = |holder: Holder, known: Option<Date>, service: &str| {
        let mut input = holder.load_uses(service, None);
        input.card.valid_until = known;
        allowed(gym().decide(&input)).card.and_then(|card| card.valid_until)
    };
    let empty = || Holder::new().with("USE.aerobics", "0");
    let some = || Holder::new().with("USE.sauna", "1");
    for (holder, known, service, expected) in [
        (Holder::new().unknown(), None, "aerobics", Some(last)),
        (empty(), None, "aerobics", Some(last)),
        (some(), None, "aerobics", None),
        (some(), Some(date(2027, 2, 19)), "aerobics", Some(last)),
        (some(), Some(last), "aerobics", None),
        (some(), Some(date(2027, 2, 21)), "aerobics", None),
        (empty(), Some(date(2026, 11, 22)), "sauna", None),
        (empty(), None, "sauna", None),
    ] {
        assert_eq!(until(holder, known, service), expected, "{known:?} {service}");
    }
}
