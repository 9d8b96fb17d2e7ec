//! What a purchase earns, and what is told at a threshold.

use super::{Holder, allowed, amount, bonus, decide, denied, five, posts, receipt, settle, shop};
use fiscus_sdk::{
    AppliedAdjustment, Reason,
    card::{Asked, Event},
    jiff::civil::datetime,
    kit::card::{customer, paper},
    serde_json::json,
};

/// V-11, S5-05: no discount is given, and its value is earned.
#[test]
fn five_percent_of_forty_is_two() {
    let plan = allowed(settle(&five(), &Holder::new(), &[("bar", "40.00")], Asked::Nothing));
    assert_eq!(posts(&plan), ["@bonus > EUR 2.00"]);
    assert!(plan.adjust.is_empty() && plan.tenders.is_empty() && plan.floors.is_empty());
    assert_eq!(plan.footer, ["Bonus earned: 2.00 EUR", "Bonus on card **** 0012: 2.00 EUR"]);
}

/// Money half up, points down. Source: S5-05, S5-08, R12
#[test]
fn what_is_earned_is_rounded_once() {
    for (settings, price, earned) in [
        (json!({ "rate": "5" }), "0.10", Some("@bonus > EUR 0.01")),
        (json!({ "rate": "5" }), "0.09", None),
        (json!({ "rate": "5" }), "0.29", Some("@bonus > EUR 0.01")),
        (json!({ "rate": "5" }), "0.30", Some("@bonus > EUR 0.02")),
        (json!({ "rate": "100" }), "9.99", Some("@bonus > EUR 9.99")),
        (json!({ "rate": "100", "unit": "PT" }), "9.99", Some("@bonus > PT 9")),
        (json!({ "rate": "100", "unit": "PT" }), "0.99", None),
        (json!({ "rate": "100", "unit": "PT" }), "1.00", Some("@bonus > PT 1")),
        (json!({ "rate": "10", "unit": "PT" }), "9.99", None),
        (json!({ "rate": "1000", "unit": "PT" }), "9.99", Some("@bonus > PT 99")),
        (json!({ "rate": "100", "unit": { "name": "PT", "scale": 1 } }), "9.99", Some("@bonus > PT 9.9")),
        (json!({ "rate": "5", "unit": "EUR" }), "40.00", Some("@bonus > EUR 2.00")),
        (json!({ "rate": "5", "unit": "USD" }), "40.30", Some("@bonus > USD 2.01")),
    ] {
        let plan = allowed(settle(&bonus(settings.clone()), &Holder::new(), &[("bar", price)], Asked::Nothing));
        assert_eq!(posts(&plan), earned.into_iter().collect::<Vec<_>>(), "{settings} {price}");
    }
}

#[test]
fn only_the_named_departments_earn() {
    let lines = [("bar", "10.00"), ("goods", "20.00"), ("snacks", "5.00")];
    for (departments, earned) in [
        (json!([]), Some("@bonus > EUR 1.75")),
        (json!(["bar"]), Some("@bonus > EUR 0.50")),
        (json!(["bar", "goods"]), Some("@bonus > EUR 1.50")),
        (json!(["voucher"]), None),
    ] {
        let card = bonus(json!({ "rate": "5", "departments": departments }));
        let plan = allowed(settle(&card, &Holder::new(), &lines, Asked::Nothing));
        assert_eq!(posts(&plan), earned.into_iter().collect::<Vec<_>>(), "{departments}");
    }
}

/// what a discount of the subtotal took off earns nothing, in proportion.
#[test]
fn adjustments_of_the_subtotal_lower_what_earns() {
    let mut draft = receipt(&[("bar", "10.00"), ("goods", "30.00")]);
    draft.adjustments.push(AppliedAdjustment::new("Gift", amount("-20.00")));
    draft.total = amount("20.00");
    for (departments, earned) in [(json!([]), "@bonus > EUR 1.00"), (json!(["goods"]), "@bonus > EUR 0.75")] {
        let card = bonus(json!({ "rate": "5", "departments": departments }));
        let plan = allowed(decide(&card, &Holder::new().settle(&shop(), draft.clone(), Asked::Nothing)));
        assert_eq!(posts(&plan), [earned], "{departments}");
    }
}

/// S5-05, S5-43, S5-44: the card's own list, else its customer's, else the card type's; the first that holds.
#[test]
fn what_a_list_of_discounts_would_take_off_is_earned() {
    let card = bonus(json!({ "discounts": ["happy", "five"] }));
    let morning = Holder::new();
    let evening = Holder::new().at(datetime(2026, 11, 23, 17, 0, 0, 0));
    let own = |names: &[&str]| Holder::new().settings(json!({ "discounts": names }));
    let mut person = customer("c-1");
    person.discounts = vec!["ten".to_owned()];
    for (name, holder, earned) in [
        ("fallback", morning.clone(), Some("@bonus > EUR 2.00")),
        ("happy hour", evening.clone(), Some("@bonus > EUR 20.00")),
        ("closed: the first only", evening.clone().outside(), Some("@bonus > EUR 2.00")),
        ("his", morning.clone().of(person.clone()), Some("@bonus > EUR 4.00")),
        ("his, closed", morning.clone().of(person.clone()).outside(), None),
        ("its own", own(&["euro", "ten"]).of(person), Some("@bonus > EUR 1.00")),
        ("its own, closed", own(&["euro", "ten"]).outside(), Some("@bonus > EUR 4.00")),
        ("a name that is gone", own(&["gone", "ten"]), Some("@bonus > EUR 4.00")),
        ("none", own(&[]), None),
    ] {
        let plan = allowed(settle(&card, &holder, &[("bar", "40.00")], Asked::Nothing));
        assert_eq!(posts(&plan), earned.into_iter().collect::<Vec<_>>(), "{name}");
        assert!(plan.adjust.is_empty(), "{name}");
    }
    let broken = Holder::new().settings(json!({ "discounts": 5 }));
    denied(settle(&card, &broken, &[("bar", "40.00")], Asked::Nothing), Reason::CardWrongType);
}

/// S5-44: the rate is the first discount and the only one.
#[test]
fn outside_its_own_hours_a_rate_earns_nothing() {
    let plan = allowed(settle(&five(), &Holder::new().outside(), &[("bar", "40.00")], Asked::Nothing));
    assert!(plan.post.is_empty());
    assert_eq!(plan.footer, ["Bonus on card **** 0012: 0.00 EUR"]);
}

/// S5-02: the usage mode decides.
#[test]
fn the_mode_decides_whether_it_collects() {
    for (mode, earns) in
        [(None, Some(true)), (Some("bonus"), Some(true)), (Some("payment"), Some(false)), (Some("discount"), None)]
    {
        let mut input = Holder::new().settle(&shop(), receipt(&[("bar", "40.00")]), Asked::Nothing);
        if let Event::Settle(settle) = &mut input.event {
            settle.mode = mode.map(str::to_owned);
        }
        let decision = decide(&five(), &input);
        match earns {
            Some(earns) => assert_eq!(!allowed(decision).post.is_empty(), earns, "{mode:?}"),
            None => assert!(denied(decision, Reason::NotPermitted).contains("bonus, payment")),
        }
    }
}

/// S5-08: exactly the threshold, one point less, and the second time.
#[test]
fn a_threshold_is_told_when_it_is_reached_from_below() {
    let card = bonus(json!({
        "rate": "100", "unit": "PT",
        "thresholds": [
            { "points": "100", "slip": ["Raffle ticket", "Good luck!"] },
            { "points": "150", "notice": "Hand out a cup." },
            { "points": "500", "slip": "Thank you" },
        ],
    }));
    for (before, price, slips, notices) in [
        ("0", "99.99", 0, 0),
        ("0", "100.00", 1, 0),
        ("99", "1.00", 1, 0),
        ("100", "1.00", 0, 0),
        ("0", "149.00", 1, 0),
        ("0", "150.00", 1, 1),
        ("149", "1.00", 0, 1),
        ("0", "500.00", 2, 1),
        ("-5", "104.00", 0, 0),
        ("-5", "105.00", 1, 0),
    ] {
        let holder = Holder::new().with("PT", before);
        let plan = allowed(settle(&card, &holder, &[("bar", price)], Asked::Nothing));
        assert_eq!((plan.slips.len(), plan.notices.len()), (slips, notices), "{before} + {price}");
    }
    let plan = allowed(settle(&card, &Holder::new().with("PT", "90"), &[("bar", "12.00")], Asked::Nothing));
    assert_eq!(
        paper(&plan.slips[0].lines).lines().collect::<Vec<_>>(),
        [
            "Bar Centrale",
            "Not a fiscal document",
            "--",
            "Raffle ticket",
            "Good luck!",
            "--",
            "Card | **** 0012",
            "Bonus balance | 102 PT",
            "2026-11-22 10:32",
        ]
    );
}
