//! A PIN comes back while nothing of it was used, and never into the stock.

use super::{cards, sold, status, stocked, tickets};
use fiscus_sdk::{
    Amount, Reason,
    card::{CardStatus, CardType, Event, LineBack, Original, Plan, Return, Use},
    kit::{
        amount,
        card::{Holder, allowed, denied, original, posts},
    },
};

fn of(kind: &str, plan: &Plan) -> Original {
    Original { kind: kind.to_owned(), ..original(plan) }
}

fn line(article: &str, quantity: &str, before: &str, now: &str) -> LineBack {
    let pieces = |text: &str| text.parse().expect(text);
    LineBack {
        id: article.to_owned(),
        article: Some(article.to_owned()),
        category: None,
        department: "goods".to_owned(),
        quantity: pieces(quantity),
        net: amount("2.00"),
        before: pieces(before),
        now: pieces(now),
        now_net: amount("2.00"),
    }
}

fn back(holder: &Holder, original: Original, lines: Vec<LineBack>) -> fiscus_sdk::card::Input {
    let (amount, total) = (amount("2.00"), amount("2.00"));
    holder.asked(Event::Return(Return { original: Some(original), amount, total, lines, ..Return::default() }))
}

fn session(minutes: &str) -> Use {
    Use { minutes: Some(amount(minutes)), ..Use::default() }
}

/// S1-14, the card kinds: handed out once, it never goes back into the stock.
#[test]
fn an_unused_pin_comes_back_and_is_closed() {
    for pin in [cards(), tickets()] {
        for (profile, post) in [("hour", "MIN > @load 60"), ("calls", "EUR > @load 5.00")] {
            let (held, plan) = sold(&pin, profile);
            let one = vec![line(profile, "1", "0", "1"), line("towel", "1", "0", "0")];
            for input in [
                back(&held, of("receipt.issue", &plan), one),
                back(&held, of("card.issue", &plan), Vec::new()),
                held.undo(of("receipt.issue", &plan)),
            ] {
                let undone = allowed(pin.decide(&input));
                assert_eq!((posts(&undone), status(&undone)), (vec![post.to_owned()], Some(CardStatus::Closed)));
                assert_eq!((undone.floors.len(), undone.floors[0].reason), (1, Reason::ReturnNotAllowed));
                assert!(undone.slips.is_empty());
            }
        }
    }
}

/// The card kinds: refused once used, were it one minute.
#[test]
fn a_used_pin_does_not_come_back() {
    let (held, plan) = sold(&tickets(), "hour");
    let used = allowed(tickets().decide(&held.use_up(session("1"))));
    let after = held.clone().after(&used);
    let lines = vec![line("hour", "1", "0", "1")];
    let text =
        denied(tickets().decide(&back(&after, of("receipt.issue", &plan), lines.clone())), Reason::ReturnNotAllowed);
    assert!(text.contains("used"), "{text}");
    denied(tickets().decide(&after.undo(of("receipt.issue", &plan))), Reason::ReturnNotAllowed);
    // The minute was noted by mistake: once it is given back, nothing was used.
    let undone = allowed(tickets().decide(&after.undo(of("card.use", &used))));
    let again = after.after(&undone);
    let _ = allowed(tickets().decide(&back(&again, of("receipt.issue", &plan), lines)));
}

/// R7: what is not concerned, or came back before, stays as it is.
#[test]
fn only_its_own_line_brings_it_back() {
    let (held, plan) = sold(&tickets(), "hour");
    let mut known = of("receipt.issue", &plan);
    let nothing = |input| assert_eq!(allowed(tickets().decide(&input)), Plan::default());
    nothing(back(&held, known.clone(), vec![line("hour", "1", "0", "0"), line("calls", "1", "0", "1")]));
    nothing(back(&held, known.clone(), vec![line("towel", "1", "0", "1")]));
    known.reversed = vec![amount("60")];
    nothing(back(&held, known, vec![line("hour", "1", "1", "1")]));
}

/// Of two PINs on one line nobody knows which one comes back: both, or none.
#[test]
fn one_of_several_is_refused() {
    let (held, plan) = sold(&tickets(), "hour");
    for (lines, fine) in [
        (vec![line("hour", "2", "0", "2")], true),
        (vec![line("hour", "2", "0", "1")], false),
        (vec![line("hour", "2", "1", "1")], true),
        (vec![line("hour", "1", "0", "1"), line("hour", "1", "0", "0")], false),
        (vec![line("hour", "1", "0", "1"), line("hour", "1", "0", "1")], true),
        (vec![line("hour", "1", "0", "1"), line("calls", "1", "0", "0")], true),
    ] {
        let decision = tickets().decide(&back(&held, of("receipt.issue", &plan), lines));
        if fine {
            assert_eq!(posts(&allowed(decision)), ["MIN > @load 60"]);
        } else {
            denied(decision, Reason::ReturnNotAllowed);
        }
    }
}

/// S1-05: a session that was noted by mistake; a PIN that it had used up can be used again.
#[test]
fn a_session_is_given_back_as_a_whole() {
    let (held, _) = sold(&tickets(), "hour");
    for (minutes, opened) in [("20", None), ("60", Some(CardStatus::Active))] {
        let used = allowed(tickets().decide(&held.use_up(session(minutes))));
        let after = held.clone().after(&used);
        for input in [after.undo(of("card.use", &used)), back(&after, of("card.use", &used), Vec::new())] {
            let undone = allowed(tickets().decide(&input));
            assert_eq!((posts(&undone), status(&undone)), (vec![format!("@spend > MIN {minutes}")], opened));
            assert_eq!(undone.notices[0].text, "Left on the PIN: 60 minutes");
            assert_eq!(after.clone().after(&undone).balance("MIN"), held.balance("MIN"));
        }
    }
}

/// A PIN that was only made is gone when its making is undone; nothing was sold.
#[test]
fn what_was_never_sold_is_deleted() {
    let made = allowed(cards().decide(&Holder::new().unknown().issue(Some("hour"), false)));
    let undone = allowed(cards().decide(&stocked("hour").undo(of("card.issue", &made))));
    assert_eq!((posts(&undone).len(), status(&undone)), (0, Some(CardStatus::Deleted)));
    let active = Holder::new().made(CardStatus::Active, Some("hour"));
    assert_eq!(allowed(cards().decide(&active.undo(of("receipt.issue", &made)))), Plan::default());
}

#[test]
fn no_money_is_refunded_onto_it() {
    let money = amount("5.00");
    denied(cards().decide(&Holder::new().give_back(None, money, money, money)), Reason::ReturnNotAllowed);
    assert_eq!(allowed(cards().decide(&Holder::new().give_back(None, money, Amount::ZERO, money))), Plan::default());
}
