//! So much a day: exactly the limit, one cent more, the day's first and last second, and days of other lengths.

use super::{Holder, allowed, amount, denied, exactly, give_back, open, original, owing, posts, rest, tenders};
use fiscus_sdk::{
    Over, Reason,
    jiff::civil::DateTime,
    serde_json::{Value, json},
};

fn at(holder: Holder, now: &str) -> Holder {
    holder.at(now.parse::<DateTime>().expect(now))
}

/// V-14, A-02, S5-17, S5-38
#[test]
fn the_limit_is_used_to_the_last_cent_and_is_new_the_next_day() {
    let card = open(json!({ "daily_limit": "6.00" }));
    let morning = at(owing("0.00"), "2026-11-22T09:00:00");
    let first = allowed(exactly(&card, &morning, "3.50"));
    assert_eq!(posts(&first), ["EUR.due > @invoice 3.50", "EUR.day.2026-11-22 > @adjust 3.50"]);
    let floor = &first.floors[0];
    assert_eq!(floor.over, [Over::Card("EUR.day.2026-11-22".into())]);
    assert_eq!((floor.min, floor.reason), (amount("-6.00"), Reason::DailyLimitExceeded));
    let text = denied(exactly(&card, &morning.clone().after(&first), "2.51"), Reason::DailyLimitExceeded);
    assert!(text.contains("2.50 EUR"), "{text}");
    let second = allowed(exactly(&card, &morning.clone().after(&first), "2.50"));
    assert_eq!(second.footer[0], "Today: 6.00 EUR spent, 0.00 EUR left");
    let spent = morning.after(&first).after(&second);
    let text = denied(exactly(&card, &spent, "0.01"), Reason::DailyLimitExceeded);
    assert!(text.contains("0.00 EUR"), "{text}");
    let none = allowed(rest(&card, &spent, "5.00"));
    assert!(none.tenders.is_empty() && none.post.is_empty() && none.floors.is_empty());
    assert!(none.notices[0].text.contains("0.00 EUR"));
    // V-14: the next day, and 2.50 that come back on the same day.
    let next = at(spent.clone(), "2026-11-23T00:00:00");
    assert_eq!(posts(&allowed(exactly(&card, &next, "6.00")))[1], "EUR.day.2026-11-23 > @adjust 6.00");
    let back = allowed(give_back(&card, &spent, Some(original(&second)), ["2.50", "2.50", "2.50", "0"]));
    assert_eq!(back.footer, ["Today: 3.50 EUR spent, 2.50 EUR left", "To be invoiced in all: 3.50 EUR"]);
    let roomy = spent.after(&back);
    allowed(exactly(&card, &roomy, "2.50"));
    denied(exactly(&card, &roomy, "2.51"), Reason::DailyLimitExceeded);
}

/// The settings' limit, the card's own, and what the card can pay when 4.00 are spent; none: all of it.
#[test]
fn a_cards_own_limit_counts() {
    for (limit, own, left) in [
        ("6.00", json!({}), Some("2.00")),
        ("6.00", json!({ "daily_limit": "10.00" }), Some("6.00")),
        ("6.00", json!({ "daily_limit": 5 }), Some("1.00")),
        ("6.00", json!({ "daily_limit": "4.00" }), Some("0.00")),
        ("6.00", json!({ "daily_limit": "3.00" }), Some("0.00")),
        ("6.00", json!({ "daily_limit": "0" }), None),
        ("6.00", json!({ "daily_limit": null }), Some("2.00")),
        ("0", json!({ "daily_limit": "10.00" }), Some("6.00")),
        ("0", json!({}), None),
    ] {
        let card = open(json!({ "daily_limit": limit }));
        let holder = owing("0.00").with("EUR.day.2026-11-22", "-4.00").settings(own.clone());
        let plan = allowed(rest(&card, &holder, "1000.00"));
        let printed = match left {
            None => vec!["uncollected_invoice 1000.00".to_owned()],
            Some("0.00") => Vec::new(),
            Some(left) => vec![format!("uncollected_invoice {left}")],
        };
        assert_eq!(tenders(&plan), printed, "{limit} {own}");
        assert_eq!(plan.floors.is_empty(), left.is_none_or(|left| left == "0.00"));
    }
}

#[test]
fn a_limit_of_the_card_that_cannot_be_read_is_refused_with_a_sentence() {
    let card = open(json!({ "daily_limit": "6.00" }));
    for own in [json!("all"), json!("-5.00"), json!("5.001"), json!([]), json!(false)] {
        let holder = owing("0.00").settings(json!({ "daily_limit": own }));
        let text = denied(exactly(&card, &holder, "1.00"), Reason::CardWrongType);
        assert!(text.contains("\"daily_limit\""), "{text}");
    }
    for own in [Value::Null, json!(7), json!("daily_limit"), json!([1])] {
        allowed(exactly(&card, &owing("0.00").settings(own), "6.00"));
    }
}

/// Spent at one time, how much is left at another. The days of the shop's zone (Rome) on which the clocks change have
/// 23 and 25 hours; each is one day.
#[test]
fn a_day_is_a_day_of_the_calendar() {
    let card = open(json!({ "daily_limit": "6.00" }));
    for (spent, then, same) in [
        ("2026-11-22T00:00:00", "2026-11-22T23:59:59.999", true),
        ("2026-11-22T23:59:59.999", "2026-11-23T00:00:00", false),
        ("2026-12-31T23:59:59", "2027-01-01T00:00:00", false),
        ("2026-01-01T12:00:00", "2027-01-01T12:00:00", false),
        ("2028-02-28T23:59:59", "2028-02-29T00:00:00", false),
        ("2028-02-29T00:00:00", "2028-02-29T23:59:59", true),
        ("2028-02-29T12:00:00", "2028-03-01T00:00:00", false),
        // Clocks go forward: the hour from two to three is not there.
        ("2026-03-29T00:00:00", "2026-03-29T03:00:00", true),
        ("2026-03-29T01:59:59", "2026-03-29T23:59:59", true),
        ("2026-03-28T23:59:59", "2026-03-29T00:00:00", false),
        // Clocks go back: the hour from two to three is there twice.
        ("2026-10-25T00:00:00", "2026-10-25T02:30:00", true),
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00", true),
        ("2026-10-25T02:30:00", "2026-10-25T23:59:59", true),
        ("2026-10-25T23:59:59", "2026-10-26T00:00:00", false),
    ] {
        let holder = at(owing("0.00"), spent);
        let plan = allowed(exactly(&card, &holder, "6.00"));
        let later = at(holder.after(&plan), then);
        if same {
            denied(exactly(&card, &later, "0.01"), Reason::DailyLimitExceeded);
        } else {
            allowed(exactly(&card, &later, "6.00"));
        }
    }
}

/// Yesterday's spending gives back yesterday's room only.
#[test]
fn what_comes_back_later_makes_no_room_today() {
    let card = open(json!({ "daily_limit": "6.00" }));
    let holder = at(owing("0.00"), "2026-12-31T23:00:00");
    let sale = allowed(exactly(&card, &holder, "6.00"));
    let today = at(holder.after(&sale), "2027-01-01T09:00:00");
    let spent = allowed(exactly(&card, &today, "5.00"));
    let today = today.after(&spent);
    let back = allowed(give_back(&card, &today, Some(original(&sale)), ["4.00", "4.00", "6.00", "0"]));
    assert_eq!(posts(&back), ["@invoice > EUR.due 4.00", "@adjust > EUR.day.2026-12-31 4.00"]);
    assert_eq!(back.footer, ["Today: 5.00 EUR spent, 1.00 EUR left", "To be invoiced in all: 7.00 EUR"]);
    let after = today.after(&back);
    assert_eq!(after.balance("EUR.day.2026-12-31"), amount("-2.00"));
    allowed(exactly(&card, &after, "1.00"));
    denied(exactly(&card, &after, "1.01"), Reason::DailyLimitExceeded);
}

/// Two payments of one receipt: the second sees what the first took.
#[test]
fn a_card_named_twice_has_one_limit() {
    let card = open(json!({ "daily_limit": "6.00" }));
    for holder in [owing("0.00"), Holder::new()] {
        let mut sale = allowed(exactly(&card, &holder, "4.00"));
        let after = holder.clone().after(&sale);
        let second = allowed(rest(&card, &after, "10.00"));
        assert_eq!(tenders(&second), ["uncollected_invoice 2.00"]);
        let after = after.after(&second);
        sale.post.extend(second.post);
        sale.tenders.extend(second.tenders);
        let back = allowed(give_back(&card, &after, Some(original(&sale)), ["6.00", "6.00", "6.00", "0"]));
        assert_eq!(tenders(&back), ["uncollected_invoice 4.00", "uncollected_invoice 2.00"]);
        allowed(exactly(&card, &after.after(&back), "6.00"));
    }
}
