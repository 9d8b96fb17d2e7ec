//! Which discount each line gets: order, fallback, hours, birthdays.

use super::{Holder, allowed, amount, card, decide, denied, person, prices, receipt};
use fiscus_sdk::{
    Reason,
    card::{Asked, Event, Plan},
    jiff::civil::{DateTime, date, datetime, time},
    kit::card::original,
    serde_json::json,
};

/// A Monday.
const MORNING: DateTime = datetime(2026, 11, 23, 10, 0, 0, 0);
const EVENING: DateTime = datetime(2026, 11, 23, 17, 0, 0, 0);

/// S5-18, S5-43, S5-44, V-19: the first that is for the line now; a card outside its hours loses the first only.
#[test]
fn a_line_gets_the_first_discount_that_holds() {
    let happy = card(json!({ "discounts": ["happy", "ten"] }));
    let drinks = card(json!({ "discounts": ["drinks", "five"] }));
    let lines = [("bar", "10.00"), ("goods", "20.00")];
    for (name, card, now, open, off) in [
        ("closed discount", &happy, MORNING, true, &["1 -1.00", "2 -2.00"][..]),
        ("happy hour", &happy, EVENING, true, &["1 -5.00", "2 -10.00"]),
        ("its last second", &happy, datetime(2026, 11, 23, 18, 59, 59, 0), true, &["1 -5.00", "2 -10.00"]),
        ("its end", &happy, datetime(2026, 11, 23, 19, 0, 0, 0), true, &["1 -1.00", "2 -2.00"]),
        ("another day", &happy, datetime(2026, 11, 24, 17, 0, 0, 0), true, &["1 -1.00", "2 -2.00"]),
        ("closed card", &happy, EVENING, false, &["1 -1.00", "2 -2.00"]),
        ("other goods", &drinks, MORNING, true, &["1 -3.00", "2 -1.00"]),
        ("other goods, closed card", &drinks, MORNING, false, &["1 -0.50", "2 -1.00"]),
    ] {
        let holder = Holder::new().at(now);
        let holder = if open { holder } else { holder.outside() };
        let plan = allowed(decide(card, &holder.price(receipt(&lines))));
        assert_eq!(prices(&plan), off, "{name}");
        assert!(plan.post.is_empty() && plan.adjust.iter().all(|adjust| adjust.reason == "discount"));
    }
    let only = card(json!({ "discounts": ["ten"] }));
    let plan = allowed(decide(&only, &Holder::new().outside().price(receipt(&lines))));
    assert_eq!(plan, Plan::default(), "V-19: with the first alone, nothing is left");
}

/// S5-43: the card's own list, else its customer's, else the card type's.
#[test]
fn the_card_comes_before_its_customer() {
    let five = card(json!({ "discounts": ["five"] }));
    let own = |names: &[&str]| Holder::new().settings(json!({ "discounts": names }));
    for (name, holder, off) in [
        ("the card type's", Holder::new(), Some("1 -0.50")),
        ("a customer without", Holder::new().of(person(&[], None)), Some("1 -0.50")),
        ("his", Holder::new().of(person(&["ten", "party"], None)), Some("1 -1.00")),
        ("its own", own(&["party"]).of(person(&["ten"], None)), Some("1 -2.00")),
        ("a name that is gone", own(&["gone", "ten"]), Some("1 -1.00")),
        ("money", own(&["euro"]), Some("1 -1.00")),
        ("none", own(&[]), None),
    ] {
        let plan = allowed(decide(&five, &holder.price(receipt(&[("bar", "10.00")]))));
        assert_eq!(prices(&plan), off.into_iter().collect::<Vec<_>>(), "{name}");
    }
    let broken = Holder::new().settings(json!({ "discounts": { "first": "ten" } }));
    denied(decide(&five, &broken.price(receipt(&[("bar", "10.00")]))), Reason::CardWrongType);
}

/// V-18, S5-31: both ends of the window, across the year's end, the 29 of February.
#[test]
fn a_birthday_has_its_days() {
    let settings = |before: u16, after: u16| json!({ "discounts": ["five"], "birthday": { "discount": "party", "before": before, "after": after } });
    let march = date(1980, 3, 2);
    let january = date(1980, 1, 1);
    let leap = date(2000, 2, 29);
    for (born, before, after, today, party) in [
        (march, 3, 2, date(2026, 2, 26), false),
        (march, 3, 2, date(2026, 2, 27), true),
        (march, 3, 2, date(2026, 3, 2), true),
        (march, 3, 2, date(2026, 3, 4), true),
        (march, 3, 2, date(2026, 3, 5), false),
        (january, 3, 0, date(2026, 12, 28), false),
        (january, 3, 0, date(2026, 12, 29), true),
        (january, 3, 0, date(2027, 1, 1), true),
        (january, 3, 0, date(2027, 1, 2), false),
        (leap, 0, 0, date(2026, 2, 28), true),
        (leap, 0, 0, date(2026, 3, 1), false),
        (leap, 0, 0, date(2028, 2, 28), false),
        (leap, 0, 0, date(2028, 2, 29), true),
    ] {
        for hour in [time(0, 0, 0, 0), time(23, 59, 59, 0)] {
            let holder = Holder::new().at(today.to_datetime(hour)).of(person(&[], Some(born)));
            let plan = allowed(decide(&card(settings(before, after)), &holder.price(receipt(&[("bar", "10.00")]))));
            assert_eq!(prices(&plan), [if party { "1 -2.00" } else { "1 -0.50" }], "{born} on {today}");
        }
    }
}

/// S5-46: in the list it keeps its place, else it stands first; outside its days it is passed over.
#[test]
fn the_birthday_discount_keeps_its_place() {
    let birthday = json!({ "discount": "party", "before": 1, "after": 0 });
    let first = card(json!({ "discounts": ["ten", "five"], "birthday": birthday }));
    let second = card(json!({ "discounts": ["drinks", "party", "five"], "birthday": birthday }));
    let (that_day, another) = (datetime(2026, 3, 1, 12, 0, 0, 0), datetime(2026, 3, 3, 12, 0, 0, 0));
    let lines = [("bar", "10.00"), ("goods", "20.00")];
    for (name, card, now, open, off) in [
        ("first", &first, that_day, true, ["1 -2.00", "2 -4.00"]),
        ("first, another day", &first, another, true, ["1 -1.00", "2 -2.00"]),
        ("first, closed card", &first, that_day, false, ["1 -1.00", "2 -2.00"]),
        ("on other days the list begins with its own first", &first, another, false, ["1 -0.50", "2 -1.00"]),
        ("second", &second, that_day, true, ["1 -3.00", "2 -4.00"]),
        ("second, another day", &second, another, true, ["1 -3.00", "2 -1.00"]),
        ("second, closed card", &second, that_day, false, ["1 -2.00", "2 -4.00"]),
        ("second, closed card, another day", &second, another, false, ["1 -0.50", "2 -1.00"]),
    ] {
        let holder = Holder::new().at(now).of(person(&[], Some(date(1980, 3, 2))));
        let holder = if open { holder } else { holder.outside() };
        assert_eq!(prices(&allowed(decide(card, &holder.price(receipt(&lines))))), off, "{name}");
    }
    for holder in [Holder::new(), Holder::new().of(person(&[], None))] {
        let plan = allowed(decide(&first, &holder.at(that_day).price(receipt(&lines))));
        assert_eq!(prices(&plan), ["1 -1.00", "2 -2.00"], "nobody told a birthday");
    }
}

///
#[test]
fn a_line_of_another_card_stays_as_it_is() {
    let mut input = Holder::new().price(receipt(&[("bar", "10.00"), ("goods", "20.00")]));
    if let Event::Price(price) = &mut input.event {
        price.closed.insert("1".to_owned());
    }
    assert_eq!(prices(&allowed(decide(&card(json!({ "discounts": ["ten"] })), &input))), ["2 -2.00"]);
}

/// S5-02
#[test]
fn it_discounts_and_does_nothing_else() {
    let ten = card(json!({ "discounts": ["ten"] }));
    let draft = || receipt(&[("bar", "10.00")]);
    for (mode, fine) in [(None, true), (Some("discount"), true), (Some("payment"), false), (Some("bonus"), false)] {
        let mut input = Holder::new().price(draft());
        if let Event::Price(price) = &mut input.event {
            price.mode = mode.map(str::to_owned);
        }
        let decision = decide(&ten, &input);
        if fine {
            assert_eq!(prices(&allowed(decision)), ["1 -1.00"], "{mode:?}");
        } else {
            denied(decision, Reason::NotPermitted);
        }
    }
    for asked in [Asked::Rest, Asked::Exactly(amount("1.00"))] {
        denied(decide(&ten, &Holder::new().settle(&super::shop(), draft(), asked)), Reason::CardWrongType);
    }
    let settled = decide(&ten, &Holder::new().settle(&super::shop(), draft(), Asked::Nothing));
    assert_eq!(allowed(settled), Plan::default());
}

#[test]
fn nothing_of_it_comes_back() {
    let ten = card(json!({ "discounts": ["ten"] }));
    let sale = allowed(decide(&ten, &Holder::new().price(receipt(&[("bar", "10.00")]))));
    let (nothing, nine) = (amount("0.00"), amount("9.00"));
    let back = Holder::new().give_back(Some(original(&sale)), nine, nothing, nine);
    assert_eq!(allowed(decide(&ten, &back)), Plan::default());
    assert_eq!(allowed(decide(&ten, &Holder::new().undo(original(&sale)))), Plan::default());
    denied(decide(&ten, &Holder::new().give_back(None, nine, nine, nine)), Reason::ReturnNotAllowed);
}
