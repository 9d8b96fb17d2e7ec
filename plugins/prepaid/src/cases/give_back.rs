//! What comes back: in proportion, never more than was paid, never cash for what no cash was given for.

use super::{allowed, amount, denied, departments, form, holder, original, paper, posts, tenders};
use fiscus_sdk::{Reason, card::Asked, serde_json::json};

/// V-06, S2-06, R8
#[test]
fn a_receipt_paid_by_the_card_alone_can_be_returned_onto_it() {
    let card = form(json!({}));
    let sale = allowed(holder(&[("EUR", "30.00")]).rest(&card, "30.00"));
    let back = allowed(holder(&[]).give_back(&card, Some(original(&sale, &[])), ["30.00", "30.00", "30.00", "0"]));
    assert_eq!(
        (tenders(&back), posts(&back)),
        (vec!["multi_use_voucher 30.00".into()], vec!["@spend > EUR 30.00".into()])
    );
    assert_eq!(back.footer, ["Balance of card **** 0012: 30.00 EUR"]);
}

/// R7: three parts of a receipt of gift, balance and credit restore every account exactly.
#[test]
fn parts_add_up_to_the_whole() {
    let card = form(json!({ "credit_max": "50.00", "uncollected": "services" }));
    let before = holder(&[("EUR", "10.00"), ("EUR.gift", "5.00"), ("EUR.owed.bar", "0.00"), ("EUR.owed.shop", "0.00")]);
    let lines = [("bar", "20.00"), ("shop", "5.01")];
    let sale = allowed(before.settle(&card, Asked::Rest, "25.01", &lines));
    assert_eq!(tenders(&sale), ["multi_use_voucher 10.00", "uncollected_services 10.01"]);
    let mut now = before.clone().after(&sale);
    let (mut returned, mut uncollected) = (amount("0"), amount("0"));
    for part in ["6.67", "6.67", "6.67"] {
        // The core counts postings between the same accounts as one pool, the first of them filled first.
        let pool = [returned.min(amount("10.00")), (returned - amount("10.00")).max(amount("0"))];
        let mut known = original(&sale, &[]);
        known.reversed = vec![amount("0"), pool[0], pool[1]];
        let back = allowed(now.give_back(&card, Some(known), [part, part, "20.01", &returned.to_string()]));
        assert_eq!(back.tenders.iter().map(|tender| tender.amount).sum::<fiscus_sdk::Amount>(), amount(part));
        uncollected += back.tenders.iter().filter(|tender| tender.kind.uncollected()).map(|tender| tender.amount).sum();
        now = now.after(&back);
        returned += amount(part);
    }
    assert_eq!(uncollected, amount("10.01"));
    assert_eq!(now.balances, before.balances);
}

/// A card named twice among the payments is one part of the receipt.
#[test]
fn a_card_that_paid_twice_gets_both_back() {
    let card = form(json!({ "credit_max": "50.00" }));
    let before = holder(&[("EUR", "10.00"), ("EUR.gift", "5.00")]);
    let mut sale = allowed(before.exactly(&card, "7.00"));
    let second = allowed(before.clone().after(&sale).exactly(&card, "20.00"));
    assert_eq!(sale.floors[1], second.floors[0], "the first payment's floor does not refuse the second");
    let after = before.clone().after(&sale).after(&second);
    sale.post.extend(second.post);
    sale.tenders.extend(second.tenders);
    assert_eq!(tenders(&sale), ["multi_use_voucher 2.00", "multi_use_voucher 8.00", "uncollected_goods 12.00"]);
    let back = allowed(after.give_back(&card, Some(original(&sale, &[])), ["22.00", "22.00", "22.00", "0"]));
    assert_eq!(tenders(&back), tenders(&sale));
    assert_eq!(after.after(&back).balances, before.balances);
}

/// R7
#[test]
fn more_than_the_card_paid_does_not_come_back() {
    let card = form(json!({}));
    let sale = allowed(holder(&[("EUR", "20.00")]).rest(&card, "30.00"));
    let give =
        |refund| holder(&[]).give_back(&card, Some(original(&sale, &["15.00"])), ["6.00", refund, "30.00", "20.00"]);
    allowed(give("5.00"));
    let text = denied(give("5.01"), Reason::ReturnNotAllowed);
    assert!(text.contains("5.00 EUR"), "{text}");
}

/// R14
#[test]
fn a_card_takes_a_refund_it_did_not_pay() {
    let back = allowed(holder(&[]).give_back(&form(json!({})), None, ["7.00", "7.00", "7.00", "0"]));
    assert_eq!(
        (tenders(&back), posts(&back)),
        (vec!["multi_use_voucher 7.00".into()], vec!["@load > EUR 7.00".into()])
    );
    denied(
        holder(&[]).give_back(&departments(json!({})), None, ["7.00", "7.00", "7.00", "0"]),
        Reason::ReturnNotAllowed,
    );
}

#[test]
fn what_a_card_paid_is_given_back_in_cash_only_where_the_shop_says_so() {
    let strict = form(json!({}));
    let sale = allowed(holder(&[("EUR", "20.00"), ("EUR.gift", "3.00")]).rest(&strict, "23.00"));
    let give = |card| holder(&[]).give_back(card, Some(original(&sale, &[])), ["10.00", "0", "20.00", "0"]);
    denied(give(&strict), Reason::ReturnNotAllowed);
    let back = allowed(give(&form(json!({ "refund_cash": true }))));
    assert_eq!((tenders(&back).len(), posts(&back)), (0, vec!["@gift > EUR.gift 1.50".into()]));
}

#[test]
fn no_cash_is_given_for_what_was_never_collected() {
    let card = form(json!({ "credit_max": "50.00", "refund_cash": true }));
    let sale = allowed(holder(&[]).rest(&card, "20.00"));
    denied(
        holder(&[]).give_back(&card, Some(original(&sale, &[])), ["20.00", "0", "20.00", "0"]),
        Reason::ReturnNotAllowed,
    );
}

#[test]
fn services_settled_since_are_not_counted_below_zero() {
    let card = form(json!({ "credit_max": "50.00", "uncollected": "services" }));
    let sale = allowed(holder(&[]).rest(&card, "20.00"));
    let debtor = holder(&[]).after(&sale);
    let load = allowed(debtor.load(&card, Some("15.00"), json!({})));
    let back =
        allowed(debtor.after(&load).give_back(&card, Some(original(&sale, &[])), ["20.00", "20.00", "20.00", "0"]));
    assert_eq!(posts(&back), ["@spend > EUR 20.00", "EUR.owed.bar > @adjust 5.00"]);
}

/// V-07, S2-11
#[test]
fn by_departments_a_receipt_brought_to_zero_is_not_returned() {
    let card = departments(json!({}));
    let lines = [("shop", "30.00")];
    let sale = allowed(holder(&[("EUR", "45.00")]).settle(&card, Asked::Rest, "30.00", &lines));
    let whole = holder(&[]).give_back(&card, Some(original(&sale, &[])), ["30.00", "0", "0.00", "0"]);
    denied(whole, Reason::ReturnNotAllowed);
    let sale = allowed(holder(&[("EUR", "20.00")]).settle(&card, Asked::Rest, "30.00", &lines));
    let part = allowed(holder(&[]).give_back(&card, Some(original(&sale, &[])), ["10.00", "0", "10.00", "0"]));
    assert!(part.post.is_empty() && part.tenders.is_empty());
    let onto_card = holder(&[]).give_back(&card, Some(original(&sale, &[])), ["10.00", "10.00", "10.00", "0"]);
    denied(onto_card, Reason::ReturnNotAllowed);
}

#[test]
fn a_void_reverses_every_posting_exactly() {
    let card = form(json!({ "credit_max": "50.00", "uncollected": "services" }));
    let before = holder(&[("EUR", "10.00"), ("EUR.gift", "5.00"), ("EUR.owed.bar", "0.00")]);
    let sale = allowed(before.rest(&card, "40.00"));
    let back = allowed(before.clone().after(&sale).undo(&card, original(&sale, &[])));
    assert_eq!(back.post, sale.post.iter().map(|post| post.reversed(post.amount)).collect::<Vec<_>>());
    assert!(back.floors.is_empty() && back.slips.is_empty());
    assert_eq!(before.clone().after(&sale).after(&back).balances, before.balances);
}

/// S2-04: a load that is undone leaves two counter-slips.
#[test]
fn a_load_is_undone_while_the_card_still_holds_it() {
    let card = form(json!({ "variation": { "amount": "5.00" } }));
    let load = allowed(holder(&[]).load(&card, Some("50.00"), json!({})));
    let holding = |money, gift| holder(&[("EUR", money), ("EUR.gift", gift)]);
    let back = allowed(holding("50.00", "5.00").undo(&card, original(&load, &[])));
    assert_eq!(posts(&back), ["EUR > @load 50.00", "EUR.gift > @gift 5.00"]);
    assert_eq!(back.floors.iter().map(|floor| floor.min).collect::<Vec<_>>(), [amount("0"), amount("0")]);
    assert_eq!(back.slips.len(), 2);
    let slip = paper(&back.slips[1].lines);
    assert!(slip.contains("LOAD VOIDED") && slip.contains("Load | -50.00") && slip.contains("Gift | -5.00"), "{slip}");
    assert!(slip.contains("New balance | 0.00") && slip.contains("t1-0"), "{slip}");
    denied(holding("49.99", "5.00").undo(&card, original(&load, &[])), Reason::InsufficientBalance);
    denied(holding("50.00", "4.99").undo(&card, original(&load, &[])), Reason::InsufficientBalance);
}

#[test]
fn a_load_sold_on_a_department_is_undone_without_slips() {
    let card = departments(json!({ "credit_max": "10.00" }));
    let load = allowed(holder(&[]).load(&card, Some("50.00"), json!({})));
    let back = allowed(holder(&[("EUR", "40.00")]).undo(&card, original(&load, &[])));
    assert!(back.slips.is_empty());
    denied(holder(&[("EUR", "39.99")]).undo(&card, original(&load, &[])), Reason::CreditLimitExceeded);
}
