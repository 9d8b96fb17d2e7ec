//! What comes back of what was never collected: less is owed, exactly, and no cash.

use super::{Holder, allowed, amount, denied, exactly, give_back, open, original, owing, posts, rest, tenders};
use fiscus_sdk::{Amount, Reason, card::CardType, prorate, serde_json::json};

/// R7, R8: three parts restore every account exactly, with and without a customer, with and without a limit.
#[test]
fn parts_add_up_to_the_whole() {
    for (holder, limit) in
        [(owing("0.00"), "0"), (Holder::new(), "0"), (owing("0.00"), "50.00"), (Holder::new(), "20.01")]
    {
        let card = open(json!({ "daily_limit": limit }));
        let before = holder.with("EUR", "0.00").with("EUR.day.2026-11-22", "0.00");
        let sale = allowed(rest(&card, &before, "20.01"));
        let (mut now, mut known) = (before.clone().after(&sale), original(&sale));
        let mut returned = amount("0.00");
        for part in ["6.67", "0.01", "13.33"] {
            let figures = [part, part, "20.01", &returned.to_string()];
            let back = allowed(give_back(&card, &now, Some(known.clone()), figures));
            assert_eq!(tenders(&back), [format!("uncollected_invoice {part}")]);
            assert!(back.post.iter().all(|post| post.amount == amount(part)), "{:?}", posts(&back));
            let taken = prorate::attribute(&known.post, &known.reversed, &back.post);
            known.reversed.iter_mut().zip(taken).for_each(|(sum, part)| *sum += part);
            now = now.after(&back);
            returned += amount(part);
        }
        assert_eq!(now, before);
        denied(give_back(&card, &now, Some(known), ["0.01", "0.01", "20.01", "20.01"]), Reason::ReturnNotAllowed);
    }
}

/// A receipt that the card paid in part: its part comes back, and one cent more does not.
#[test]
fn no_more_comes_back_than_is_left_of_what_it_paid() {
    let card = open(json!({}));
    let sale = allowed(exactly(&card, &owing("0.00"), "20.00"));
    let mut known = original(&sale);
    known.reversed = vec![amount("15.00")];
    let give = |refund| give_back(&card, &owing("5.00"), Some(known.clone()), ["6.00", refund, "30.00", "20.00"]);
    assert_eq!(posts(&allowed(give("5.00"))), ["@invoice > EUR.due 5.00"]);
    let text = denied(give("5.01"), Reason::ReturnNotAllowed);
    assert!(text.contains("5.00 EUR"), "{text}");
}

#[test]
fn no_cash_is_given_for_what_was_never_collected() {
    let card = open(json!({}));
    let sale = allowed(rest(&card, &owing("0.00"), "20.00"));
    let cash = give_back(&card, &owing("20.00"), Some(original(&sale)), ["20.00", "0", "20.00", "0"]);
    assert!(denied(cash, Reason::ReturnNotAllowed).contains("never paid"));
    let nothing = give_back(&card, &owing("20.00"), Some(original(&sale)), ["0", "0", "0", "0"]);
    denied(nothing, Reason::ReturnNotAllowed);
    // It gave its discount only: what others paid comes back without it.
    let none = give_back(&card, &owing("0.00"), Some(original(&Default::default())), ["10.00", "0", "30.00", "0"]);
    assert_eq!(allowed(none), Default::default());
}

/// R14
#[test]
fn a_refund_onto_the_card_lowers_what_is_owed() {
    let card = open(json!({ "daily_limit": "6.00" }));
    let back = allowed(give_back(&card, &owing("20.00"), None, ["7.00", "7.00", "7.00", "0"]));
    assert_eq!(
        (tenders(&back), posts(&back)),
        (vec!["uncollected_invoice 7.00".into()], vec!["@invoice > EUR.due 7.00".into()])
    );
    assert_eq!(back.footer, ["Today: 0.00 EUR spent, 6.00 EUR left", "To be invoiced in all: 13.00 EUR"]);
    let back = allowed(give_back(&card, &Holder::new(), None, ["7.00", "7.00", "7.00", "0"]));
    assert_eq!(posts(&back), ["@invoice > EUR 7.00"]);
    assert_eq!(allowed(give_back(&card, &owing("5.00"), None, ["7.00", "0", "7.00", "0"])), Default::default());
}

#[test]
fn a_void_reverses_every_posting_exactly() {
    for holder in [owing("3.00"), Holder::new().with("EUR", "0.00")] {
        let card = open(json!({ "daily_limit": "60.00" }));
        let before = holder.with("EUR.day.2026-11-22", "-1.00");
        let sale = allowed(rest(&card, &before, "40.00"));
        let back = allowed(card.decide(&before.clone().after(&sale).undo(original(&sale))));
        assert_eq!(back.post, sale.post.iter().map(|post| post.reversed(post.amount)).collect::<Vec<_>>());
        assert!(
            back.floors.is_empty() && back.footer[0].contains("1.00 EUR spent, 59.00 EUR left"),
            "{:?}",
            back.footer
        );
        assert_eq!(before.clone().after(&sale).after(&back), before);
    }
}

/// What a customer owes cannot be lowered through a card that is no longer his.
#[test]
fn the_customer_who_owes_it_must_be_there() {
    let card = open(json!({}));
    let sale = allowed(rest(&card, &owing("0.00"), "20.00"));
    let back = give_back(&card, &Holder::new(), Some(original(&sale)), ["20.00", "20.00", "20.00", "0"]);
    denied(back, Reason::ReturnNotAllowed);
    denied(card.decide(&Holder::new().undo(original(&sale))), Reason::ReturnNotAllowed);
    // What the card itself owes is undone where it was written, whoever has the card now.
    let own = allowed(rest(&card, &Holder::new(), "20.00"));
    let back = allowed(give_back(&card, &owing("0.00"), Some(original(&own)), ["20.00", "20.00", "20.00", "0"]));
    assert_eq!(posts(&back), ["@invoice > EUR 20.00"]);
}

#[test]
fn goods_come_back_whatever_is_written_on_the_card() {
    let card = open(json!({ "daily_limit": "50.00" }));
    let sale = allowed(rest(&card, &owing("0.00"), "20.00"));
    let odd = owing("20.00").settings(json!({ "daily_limit": "all" }));
    let back = allowed(give_back(&card, &odd, Some(original(&sale)), ["20.00", "20.00", "20.00", "0"]));
    assert_eq!(back.tenders.iter().map(|tender| tender.amount).sum::<Amount>(), amount("20.00"));
    assert_eq!(back.footer, ["To be invoiced in all: 0.00 EUR"]);
}
