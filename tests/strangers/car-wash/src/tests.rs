//! The card on the desk of its author: with the kit of the SDK, without a shop.

use crate::rules::{CarWash, RAIN, WASH};
use fiscus_sdk::{
    Amount, Quantity, Reason, Shop,
    card::{AdjustValue, CardType, Decision, Event, Input, LineBack, Load, Plan, Price, Return, Use, Void},
    kit,
    serde_json::{Value, json},
};

fn shop() -> Shop {
    kit::shop()
}

fn settings(shop: &Shop) -> Value {
    let department = shop.departments.keys().next().expect("a department");
    json!({ "price": "80.00", "department": department, "rain": "15" })
}

fn card() -> CarWash {
    CarWash::open(&settings(&shop()), &shop()).expect("it opens")
}

fn allowed(input: &Input) -> Plan {
    match card().decide(input) {
        Decision::Allow(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

fn reason(input: &Input) -> Reason {
    match card().decide(input) {
        Decision::Deny(refusal) => {
            assert!(!refusal.text.is_empty());
            refusal.reason
        }
        other => panic!("{other:?}"),
    }
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn quantity(pieces: i64) -> Quantity {
    Quantity::from(Amount::from(pieces).decimal())
}

/// A receipt of washes and something else.
fn washes(pieces: i64, mode: Option<&str>) -> Event {
    let shop = shop();
    let department = shop.departments.keys().next().expect("a department").clone();
    let mut draft = kit::card::draft(&shop, &[(&department, "9.00"), (&department, "10.00")]);
    let line = &mut draft.lines[0];
    (line.article, line.quantity) = (Some("wash".to_owned()), quantity(pieces));
    (line.gross, line.net) = (line.price.times(line.quantity), line.price.times(line.quantity));
    draft.sum_up(&shop.currency).expect("a total");
    Event::Price(Price { draft, mode: mode.map(str::to_owned), pays: false, closed: Default::default() })
}

#[test]
fn the_card_is_sound() {
    kit::card::conform::<CarWash>(&settings(&shop()), &shop(), 1).assert();
}

#[test]
fn a_full_card_is_sold_at_its_price() {
    let load = |service: &str, uses| Event::Load(Load { service: Some(service.into()), uses, ..Load::default() });
    let holder = kit::card::Holder::new();
    for (uses, cards) in [(None, 1), (Some(10), 1), (Some(30), 3)] {
        let plan = allowed(&holder.asked(load("wash", uses)));
        assert_eq!(plan.items[0].amount, amount("80.00").times(quantity(cards)));
        assert_eq!(plan.post[0].amount, Amount::from(10 * cards));
    }
    for (service, uses, expected) in [
        ("wash", Some(0), Reason::AmountInvalid),
        ("wash", Some(11), Reason::AmountInvalid),
        ("polish", None, Reason::NotLoadable),
    ] {
        assert_eq!(reason(&holder.asked(load(service, uses))), expected, "{service} {uses:?}");
    }
}

#[test]
fn a_wash_is_punched_as_long_as_there_are_some() {
    for (left, pieces, punched, value) in [
        ("10", 1, "1", AdjustValue::Free),
        ("2", 2, "2", AdjustValue::Free),
        ("2", 3, "2", AdjustValue::Amount(amount("-18.00"))),
    ] {
        let plan = allowed(&kit::card::Holder::new().with(WASH, left).asked(washes(pieces, None)));
        assert_eq!((plan.adjust.len(), plan.adjust[0].value), (1, value), "{pieces} with {left}");
        assert_eq!(plan.post[0].amount, amount(punched));
    }
    let plan = allowed(&kit::card::Holder::new().asked(washes(1, None)));
    assert_eq!(plan, Plan::default(), "an empty card does nothing");
}

#[test]
fn rain_makes_everything_else_cheaper() {
    let holder = kit::card::Holder::new().with(WASH, "1");
    let plan = allowed(&holder.asked(washes(1, Some(RAIN))));
    let lines: Vec<Option<&str>> = plan.adjust.iter().map(|adjust| adjust.line.as_deref()).collect();
    assert_eq!(lines, [Some("1"), Some("2")]);
    assert_eq!(reason(&holder.asked(washes(1, Some("snow")))), Reason::NotPermitted);
}

#[test]
fn a_wash_at_the_machine_needs_a_punch() {
    let used = |service: &str, pieces| {
        Event::Use(Use { service: Some(service.into()), quantity: Some(quantity(pieces)), ..Use::default() })
    };
    let holder = kit::card::Holder::new().with(WASH, "2");
    assert_eq!(allowed(&holder.asked(used("wash", 2))).post[0].amount, Amount::from(2));
    for (service, pieces, expected) in [
        ("wash", 3, Reason::InsufficientBalance),
        ("wash", 0, Reason::AmountInvalid),
        ("polish", 1, Reason::CardWrongType),
    ] {
        assert_eq!(reason(&holder.asked(used(service, pieces))), expected, "{service} {pieces}");
    }
}

#[test]
fn what_comes_back_is_punched_no_longer_piece_by_piece() {
    let holder = kit::card::Holder::new().with(WASH, "10");
    let mut original = kit::card::original(&allowed(&holder.asked(washes(3, None))));
    let back = |before, now, original| {
        let line = LineBack {
            id: "1".into(),
            article: Some("wash".into()),
            category: None,
            department: "bar".into(),
            quantity: quantity(3),
            net: Amount::ZERO,
            before: quantity(before),
            now: quantity(now),
            now_net: Amount::ZERO,
        };
        Event::Return(Return { original: Some(original), lines: vec![line], ..Return::default() })
    };
    for nth in 0..3 {
        let plan = allowed(&holder.asked(back(nth, 1, original.clone())));
        assert_eq!(plan.post[0].amount, Amount::from(1), "piece {nth}");
        original.reversed[0] += plan.post[0].amount;
    }
}

#[test]
fn a_load_is_undone_as_long_as_its_washes_are_there() {
    let load = Event::Load(Load { service: Some("wash".into()), ..Load::default() });
    let original = kit::card::original(&allowed(&kit::card::Holder::new().asked(load)));
    let undo =
        |left: &str| kit::card::Holder::new().with(WASH, left).asked(Event::Void(Void { original: original.clone() }));
    assert_eq!(allowed(&undo("10")).post[0].amount, Amount::from(10));
    assert_eq!(reason(&undo("9")), Reason::InsufficientBalance);
}

#[test]
fn what_is_wrong_with_the_settings_is_said_where_it_stands() {
    for (field, wrong) in [
        ("price", json!("0.00")),
        ("department", json!("moon")),
        ("washes", json!(0)),
        ("rain", json!("101")),
        ("article", json!(" ")),
    ] {
        let mut settings = settings(&shop());
        settings[field] = wrong;
        let problems = CarWash::open(&settings, &shop()).expect_err(field);
        assert_eq!(problems.iter().map(|problem| problem.path.join(".")).collect::<Vec<_>>(), [field]);
    }
}
