//! What comes back: a use for each piece, once; uses without a receipt as a whole; loads while they are whole.

use super::{gym, line, receipt};
use fiscus_sdk::{
    Amount, Reason,
    card::{CardType, Event, LineBack, Original, Plan, Return, Use},
    kit::{
        amount,
        card::{Holder, allowed, denied, original, posts},
    },
};

fn of(kind: &str, plan: &Plan, reversed: &[&str]) -> Original {
    let reversed = reversed.iter().map(|text| amount(text)).collect();
    Original { kind: kind.to_owned(), reversed, ..original(plan) }
}

fn back(original: Original, lines: Vec<LineBack>) -> fiscus_sdk::card::Input {
    let total = amount("3.00");
    Holder::new().asked(Event::Return(Return { original: Some(original), total, lines, ..Return::default() }))
}

/// V-17, R7: each piece brings its use back, and none twice.
#[test]
fn a_returned_piece_brings_its_use_back_once() {
    let card = Holder::new().with("USE.aerobics", "3").with("USE.sauna", "1");
    let draft = receipt(&[("aerobics", "3", "6.00"), ("sauna", "1", "8.00"), ("towel", "1", "3.00")]);
    let sale = allowed(gym().decide(&card.price(draft)));
    let lines = |before: &str, now: &str, sauna: &str| {
        vec![
            line("aerobics", "3", "0.00", before, now),
            line("sauna", "1", "0.00", "0", sauna),
            line("towel", "1", "3.00", "0", "1"),
        ]
    };
    for (reversed, before, now, sauna, expected) in [
        (["0", "0"], "0", "1", "0", &["@spend > USE.aerobics 1"][..]),
        (["1", "0"], "1", "2", "0", &["@spend > USE.aerobics 2"]),
        (["0", "0"], "0", "3", "1", &["@spend > USE.aerobics 3", "@spend > USE.sauna 1"]),
        (["3", "0"], "3", "0", "1", &["@spend > USE.sauna 1"]),
        (["0", "0"], "0", "0", "0", &[]),
        (["3", "1"], "3", "1", "1", &[]),
    ] {
        let plan = allowed(gym().decide(&back(of("receipt.issue", &sale, &reversed), lines(before, now, sauna))));
        assert_eq!(posts(&plan), expected, "{before} {now} {sauna}");
        assert_eq!(plan.footer.len(), expected.len());
    }
}

/// A line that was sold for money was not redeemed.
#[test]
fn only_lines_that_cost_nothing_were_redeemed() {
    let card = Holder::new().with("USE.aerobics", "1");
    let sale = allowed(gym().decide(&card.price(receipt(&[("aerobics", "1", "6.00")]))));
    let lines = vec![line("aerobics", "1", "0.00", "0", "0"), line("aerobics", "1", "6.00", "0", "1")];
    assert!(allowed(gym().decide(&back(of("receipt.issue", &sale, &[]), lines))).post.is_empty());
    let lines = vec![line("aerobics", "1", "0.00", "0", "1"), line("aerobics", "1", "6.00", "0", "0")];
    let plan = allowed(gym().decide(&back(of("receipt.issue", &sale, &[]), lines)));
    assert_eq!(posts(&plan), ["@spend > USE.aerobics 1"]);
}

/// V-17: a use without a receipt comes back by a return or by a void, as a whole.
#[test]
fn a_use_is_given_back_as_a_whole() {
    let card = Holder::new().with("USE.aerobics", "3");
    let of_two = Use { service: Some("aerobics".into()), quantity: Some(super::pieces("2")), ..Use::default() };
    let used = allowed(gym().decide(&card.use_up(of_two)));
    let returned = allowed(gym().decide(&back(of("card.use", &used, &["0"]), Vec::new())));
    assert_eq!(posts(&returned), ["@spend > USE.aerobics 2"]);
    assert!(allowed(gym().decide(&back(of("card.use", &used, &["2"]), Vec::new()))).post.is_empty());
    let undone = allowed(gym().decide(&card.clone().after(&used).undo(of("card.use", &used, &[]))));
    assert_eq!(undone.post, returned.post);
    assert_eq!(card.clone().after(&used).after(&undone).balance("USE.aerobics"), card.balance("USE.aerobics"));
}

#[test]
fn a_load_is_undone_while_its_uses_are_all_there() {
    let load = allowed(gym().decide(&Holder::new().load_uses("aerobics", Some(20))));
    let undo = |left: &str| gym().decide(&Holder::new().with("USE.aerobics", left).undo(of("card.load", &load, &[])));
    let plan = allowed(undo("20"));
    assert_eq!((posts(&plan), plan.floors.len()), (vec!["USE.aerobics > @load 20".to_owned()], 1));
    assert_eq!(plan.footer, ["Card **** 0012, Aerobics: uses left 0"]);
    allowed(undo("25"));
    for (left, told) in [("19", "19 are left"), ("0", "0 are left")] {
        let text = denied(undo(left), Reason::InsufficientBalance);
        assert!(text.contains(told), "{text}");
    }
    denied(gym().decide(&back(of("card.load", &load, &[]), Vec::new())), Reason::ReturnNotAllowed);
}

/// S2-11's like: the card holds no money, so none goes onto it.
#[test]
fn no_money_is_refunded_onto_it() {
    let money = amount("5.00");
    denied(gym().decide(&Holder::new().give_back(None, money, money, money)), Reason::ReturnNotAllowed);
    let nothing = allowed(gym().decide(&Holder::new().give_back(None, money, Amount::ZERO, money)));
    assert!(nothing.post.is_empty() && nothing.tenders.is_empty());
}
