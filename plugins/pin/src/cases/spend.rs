//! Sessions: several, to the last minute, and no further.

use super::{sold, status, stocked, tickets};
use fiscus_sdk::{
    Reason,
    card::{CardStatus, CardType, Use},
    kit::{
        amount,
        card::{Holder, allowed, denied, posts},
    },
};

fn minutes(minutes: &str) -> Use {
    Use { minutes: Some(amount(minutes)), ..Use::default() }
}

fn money(money: &str) -> Use {
    Use { amount: Some(amount(money)), ..Use::default() }
}

/// S1-05: several sessions; what is left stays; with the last minute the PIN is closed.
#[test]
fn a_credit_is_used_in_several_sessions() {
    let (mut holder, _) = sold(&tickets(), "hour");
    for (session, left, closed) in [("25", "35 minutes", false), ("34", "1 minutes", false), ("1", "0 minutes", true)] {
        let plan = allowed(tickets().decide(&holder.use_up(minutes(session))));
        assert_eq!(posts(&plan), [format!("MIN > @spend {session}")]);
        assert_eq!(plan.notices[0].text, format!("Left on the PIN: {left}"));
        assert_eq!(status(&plan), closed.then_some(CardStatus::Closed));
        assert_eq!((plan.floors.len(), plan.floors[0].min), (1, amount("0")));
        holder = holder.after(&plan);
    }
    assert_eq!(holder.card().status, CardStatus::Closed);
}

/// Exactly what is left, and one more.
#[test]
fn more_than_is_left_is_refused() {
    let card = |label, left| Holder::new().with(label, left);
    for (holder, of, left) in [
        (card("MIN", "10"), minutes("11"), "10 minutes"),
        (card("MIN", "0"), minutes("1"), "0 minutes"),
        (card("MIN", "-3"), minutes("1"), "0 minutes"),
        (card("EUR", "5.00"), money("5.01"), "5.00 EUR"),
    ] {
        let text = denied(tickets().decide(&holder.use_up(of)), Reason::InsufficientBalance);
        assert!(text.contains(left), "{text}");
    }
    assert_eq!(status(&allowed(tickets().decide(&card("MIN", "10").use_up(minutes("10"))))), Some(CardStatus::Closed));
    let plan = allowed(tickets().decide(&card("EUR", "5.00").use_up(money("4.99"))));
    assert_eq!((posts(&plan), status(&plan)), (vec!["EUR > @spend 4.99".to_owned()], None));
}

#[test]
fn what_is_used_must_fit_what_is_on_it() {
    let hour = || stocked("hour").made(CardStatus::Active, Some("hour")).with("MIN", "60").with("EUR", "60.00");
    let calls = || hour().made(CardStatus::Active, Some("calls"));
    let quantity = |of: Use, quantity: &str| Use { quantity: Some(quantity.parse().expect(quantity)), ..of };
    for (holder, of, reason) in [
        (hour(), money("1.00"), Reason::CardWrongType),
        (calls(), minutes("1"), Reason::CardWrongType),
        (hour(), Use::default(), Reason::CardWrongType),
        (hour(), Use { service: Some("hour".into()), ..Use::default() }, Reason::CardWrongType),
        (hour(), Use { amount: Some(amount("1.00")), ..minutes("1") }, Reason::CardWrongType),
        (hour(), minutes("0.5"), Reason::AmountInvalid),
        (hour(), minutes("0"), Reason::AmountInvalid),
        (hour(), minutes("-1"), Reason::AmountInvalid),
        (hour(), quantity(minutes("1"), "2"), Reason::AmountInvalid),
        (calls(), money("0.005"), Reason::AmountInvalid),
        (calls(), money("-0.01"), Reason::AmountInvalid),
    ] {
        denied(tickets().decide(&holder.use_up(of)), reason);
    }
    assert_eq!(posts(&allowed(tickets().decide(&hour().use_up(quantity(minutes("1.0"), "1"))))), ["MIN > @spend 1"]);
    assert_eq!(posts(&allowed(tickets().decide(&calls().use_up(money("0.01"))))), ["EUR > @spend 0.01"]);
}
