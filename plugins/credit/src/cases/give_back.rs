//! What comes back: in proportion, never more than was paid, never cash for what the card paid.

use super::{allowed, amount, denied, exactly, give_back, holding, open, original, owner, posts, rest, tenders};
use fiscus_sdk::{
    Amount, Reason,
    card::{CardType, Event, Use},
    prorate,
    serde_json::json,
};

/// R7, R8: three parts of a receipt of balance and credit restore every account exactly.
#[test]
fn parts_add_up_to_the_whole() {
    for cause in ["invoice", "goods", "services"] {
        let card = open(json!({ "limit": "-50.00", "uncollected": cause }));
        let before = holding("10.00").with("EUR.owed.bar", "0.00");
        let sale = allowed(rest(&card, &before, "20.01"));
        let mut now = before.clone().after(&sale);
        let mut known = original(&sale);
        let mut returned = amount("0.00");
        let mut uncollected = Amount::ZERO;
        for part in ["6.67", "6.67", "6.67"] {
            let figures = [part, part, "20.01", &returned.to_string()];
            let back = allowed(give_back(&card, &now, Some(known.clone()), figures));
            assert_eq!(back.tenders.iter().map(|tender| tender.amount).sum::<Amount>(), amount(part));
            uncollected += back.tenders.iter().filter(|t| t.kind.uncollected()).map(|tender| tender.amount).sum();
            let taken = prorate::attribute(&known.post, &known.reversed, &back.post);
            known.reversed.iter_mut().zip(taken).for_each(|(sum, part)| *sum += part);
            now = now.after(&back);
            returned += amount(part);
        }
        assert_eq!(uncollected, amount("10.01"), "{cause}");
        assert_eq!(now, before, "{cause}");
        denied(give_back(&card, &now, Some(known), ["0.01", "0.01", "20.01", "20.01"]), Reason::ReturnNotAllowed);
    }
}

#[test]
fn a_card_that_paid_twice_gets_both_back() {
    let card = open(json!({ "limit": "-50.00" }));
    let before = holding("10.00");
    let mut sale = allowed(exactly(&card, &before, "7.00"));
    let second = allowed(exactly(&card, &before.clone().after(&sale), "20.00"));
    let after = before.clone().after(&sale).after(&second);
    sale.post.extend(second.post);
    sale.tenders.extend(second.tenders);
    assert_eq!(tenders(&sale), ["multi_use_voucher 7.00", "multi_use_voucher 3.00", "uncollected_invoice 17.00"]);
    let back = allowed(give_back(&card, &after, Some(original(&sale)), ["27.00", "27.00", "27.00", "0"]));
    assert_eq!(tenders(&back), tenders(&sale));
    assert_eq!(after.after(&back), before);
}

/// R7, and no cash for what the card paid, credit or not.
#[test]
fn what_does_not_come_back_is_refused() {
    let card = open(json!({ "limit": "-50.00" }));
    let sale = allowed(rest(&card, &holding("20.00"), "30.00"));
    let mut known = original(&sale);
    known.reversed = vec![amount("20.00"), amount("5.00")];
    let give = |refund| give_back(&card, &holding("0"), Some(known.clone()), ["6.00", refund, "30.00", "25.00"]);
    allowed(give("5.00"));
    let text = denied(give("5.01"), Reason::ReturnNotAllowed);
    assert!(text.contains("5.00 EUR"), "{text}");
    let cash = give_back(&card, &holding("0"), Some(original(&sale)), ["10.00", "0", "30.00", "0"]);
    denied(cash, Reason::ReturnNotAllowed);
    let nothing = give_back(&card, &holding("0"), Some(original(&sale)), ["0", "0", "0", "0"]);
    denied(nothing, Reason::ReturnNotAllowed);
    // It gave a discount and paid nothing: nothing of it comes back.
    let none = give_back(&card, &holding("0"), Some(original(&Default::default())), ["10.00", "0", "30.00", "0"]);
    assert_eq!(allowed(none), Default::default());
}

/// R14
#[test]
fn a_card_takes_a_refund_it_did_not_pay() {
    let card = open(json!({ "limit": "-50.00" }));
    let back = allowed(give_back(&card, &holding("-20.00"), None, ["7.00", "7.00", "7.00", "0"]));
    assert_eq!(
        (tenders(&back), posts(&back)),
        (vec!["multi_use_voucher 7.00".into()], vec!["@load > EUR 7.00".into()])
    );
    assert_eq!(back.footer, ["Balance of card **** 0012: -13.00 EUR", "Can still be spent: 37.00 EUR"]);
    assert_eq!(allowed(give_back(&card, &holding("0"), None, ["7.00", "0", "7.00", "0"])), Default::default());
}

#[test]
fn a_void_reverses_every_posting_exactly() {
    let card = open(json!({ "limit": "-50.00", "uncollected": "services", "customer_limit": "-50.00" }));
    let before = holding("10.00").with("EUR.owed.bar", "0.00").of(owner("10.00", "0.00", Some("40.00")));
    let sale = allowed(rest(&card, &before, "40.00"));
    let back = allowed(card.decide(&before.clone().after(&sale).undo(original(&sale))));
    assert_eq!(back.post, sale.post.iter().map(|post| post.reversed(post.amount)).collect::<Vec<_>>());
    assert!(back.floors.is_empty() && back.slips.is_empty() && !back.footer.is_empty());
    assert_eq!(before.clone().after(&sale).after(&back), before);
}

/// What cannot be read on a card keeps nobody from giving goods back; and what it does not know it refuses.
#[test]
fn goods_come_back_whatever_is_written_on_the_card() {
    let card = open(json!({ "limit": "-50.00" }));
    let sale = allowed(rest(&card, &holding("20.00"), "20.00"));
    let odd = holding("0.00").settings(json!({ "limit": "much" }));
    let back = allowed(give_back(&card, &odd, Some(original(&sale)), ["20.00", "20.00", "20.00", "0"]));
    assert_eq!(back.footer, ["Balance of card **** 0012: 20.00 EUR"]);
    allowed(card.decide(&odd.undo(original(&sale))));
    denied(card.decide(&odd.asked(Event::Use(Use::default()))), Reason::CapabilityMissing);
}
