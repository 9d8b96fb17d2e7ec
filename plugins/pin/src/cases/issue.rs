//! Made for the stock or for a customer, sold out of the stock, printed.

use super::{cards, hours, sold, status, stocked, tickets};
use fiscus_sdk::{
    Reason, SlipLine, Style,
    card::{CardStatus, CardType},
    jiff::civil::{date, datetime},
    kit::card::{Holder, allowed, asked, denied, paper, posts},
    pin,
};

fn new() -> Holder {
    Holder::new().unknown()
}

/// S1-02, S1-10: a card that is made waits in the stock, with a PIN and without credit.
#[test]
fn a_card_is_made_for_the_stock() {
    let plan = allowed(cards().decide(&new().issue(Some("hour"), false)));
    let card = plan.card.as_ref().expect("a card");
    assert_eq!((card.status, card.profile.as_deref(), card.secret), (Some(CardStatus::Created), Some("hour"), true));
    assert_eq!(card.valid_until, None);
    assert!(plan.post.is_empty() && plan.slips.is_empty());
}

/// S1-03, S1-20: sold out of the stock it gets its credit and its last day; its PIN is on it already.
#[test]
fn a_card_is_sold_out_of_the_stock() {
    for (named, profile, post, until) in [
        (Some("hour"), "hour", "@load > MIN 60", Some(date(2026, 12, 22))),
        (None, "hour", "@load > MIN 60", Some(date(2026, 12, 22))),
        (None, "calls", "@load > EUR 5.00", None),
    ] {
        let plan = allowed(cards().decide(&stocked(profile).issue(named, true)));
        let card = plan.card.as_ref().expect("a card");
        assert_eq!((card.status, card.secret, card.valid_until), (Some(CardStatus::Active), false, until));
        assert_eq!((posts(&plan), plan.slips.len()), (vec![post.to_owned()], 0));
    }
}

/// S1-16, S1-18: a ticket is made and printed when it is sold; the core puts the PIN in.
#[test]
fn a_ticket_is_printed_with_its_pin() {
    let plan = allowed(tickets().decide(&new().issue(Some("hour"), true)));
    let card = plan.card.as_ref().expect("a card");
    assert_eq!(
        (card.status, card.secret, card.valid_until),
        (Some(CardStatus::Active), true, Some(date(2026, 12, 22)))
    );
    assert_eq!(posts(&plan), ["@load > MIN 60"]);
    let [slip] = &plan.slips[..] else { panic!("one slip") };
    assert_eq!(
        paper(&slip.lines[..13]),
        format!(
            "Bar Centrale\nOne hour\nNot a fiscal document\n--\nCredit | 60 minutes\nPrice | 2.00 EUR\n\
             Valid until | 2026-12-22\nSold on | 2026-11-22 10:32\nNumber | **** 0012\n--\nPIN\n{}\n--",
            pin::MARK
        )
    );
    assert!(slip.lines.contains(&SlipLine::Text { text: pin::MARK.to_owned(), style: Style::Wide }));
    let paper = paper(&allowed(tickets().decide(&new().issue(Some("calls"), true))).slips[0].lines);
    assert!(paper.contains("Credit | 5.00 EUR") && paper.contains("Valid until | no expiry"), "{paper}");
}

/// A card that never was in the stock has its PIN on paper too: nobody would know it otherwise.
#[test]
fn a_card_that_is_made_and_sold_at_once_is_printed() {
    let (_, plan) = sold(&cards(), "hour");
    assert!(plan.card.is_some_and(|card| card.secret));
    assert!(paper(&plan.slips[0].lines).contains(pin::MARK));
}

/// S1-16
#[test]
fn tickets_have_no_stock() {
    let text = denied(tickets().decide(&new().issue(Some("hour"), false)), Reason::StatusForbids);
    assert!(text.contains("no stock"), "{text}");
}

/// S1-06, S1-07: asked for only where there are several; refused where it is unknown.
#[test]
fn the_profile_is_asked_for_only_where_there_are_several() {
    for sold in [true, false] {
        let questions = asked(cards().decide(&new().issue(None, sold)));
        assert_eq!((questions[0].id.as_str(), questions[0].kind.as_str()), ("profile", "choice"));
        assert_eq!(questions[0].choices, ["hour", "calls"]);
        let plan = allowed(hours("card").decide(&new().issue(None, sold)));
        assert_eq!(plan.card.and_then(|card| card.profile).as_deref(), Some("hour"));
        for unknown in ["day", "", "HOUR"] {
            let text = denied(cards().decide(&new().issue(Some(unknown), sold)), Reason::ProfileMissing);
            assert!(text.contains("hour, calls"), "{text}");
        }
    }
    // A card of a profile that is no longer there cannot be sold: nobody knows what is on it.
    denied(hours("card").decide(&stocked("calls").issue(None, true)), Reason::ProfileMissing);
}

#[test]
fn a_card_is_sold_once_and_as_what_it_is() {
    let text = denied(cards().decide(&stocked("hour").issue(Some("calls"), true)), Reason::CardWrongType);
    assert!(text.contains("hour"), "{text}");
    let (held, plan) = sold(&cards(), "hour");
    assert_eq!(status(&plan), Some(CardStatus::Active));
    denied(cards().decide(&held.issue(Some("hour"), true)), Reason::StatusForbids);
    denied(cards().decide(&stocked("hour").issue(Some("hour"), false)), Reason::StatusForbids);
    for gone in [CardStatus::Blocked, CardStatus::Closed, CardStatus::Deleted, CardStatus::Returned] {
        let card = Holder::new().made(gone, Some("hour"));
        denied(cards().decide(&card.issue(Some("hour"), true)), Reason::StatusForbids);
    }
}

/// S1-20: the last day across a year's end and a leap day.
#[test]
fn the_last_day_is_so_many_days_after_the_sale() {
    for (now, until) in [
        (datetime(2026, 12, 2, 0, 0, 0, 0), date(2027, 1, 1)),
        (datetime(2026, 12, 1, 23, 59, 59, 0), date(2026, 12, 31)),
        (datetime(2028, 1, 30, 12, 0, 0, 0), date(2028, 2, 29)),
        (datetime(2027, 1, 30, 12, 0, 0, 0), date(2027, 3, 1)),
        // The clock goes back and forth; a day is a day.
        (datetime(2026, 10, 1, 2, 30, 0, 0), date(2026, 10, 31)),
        (datetime(2026, 3, 29, 2, 30, 0, 0), date(2026, 4, 28)),
    ] {
        let plan = allowed(tickets().decide(&new().at(now).issue(Some("hour"), true)));
        assert_eq!(plan.card.and_then(|card| card.valid_until), Some(until), "{now}");
    }
}
