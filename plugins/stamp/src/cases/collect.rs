//! Which pieces are free, and which stamps are posted.

use super::{Holder, allowed, amount, denied, kit, moved, pizza, priced, prices, receipt, stamps};
use crate::rules::STAMP;
use fiscus_sdk::{
    Amount, Over, Post, Reason, SystemAccount,
    card::{CardType, Event},
    serde_json::json,
};

/// V-16: five were bought, then one; seven at once from nothing. S5-19, A-07
#[test]
fn each_sixth_is_free() {
    for (before, lines, free, change, after) in [
        ("0", &[("PZ", "5", "4.50")][..], &[][..], "5", "5 of 5"),
        ("5", &[("PZ", "1", "4.50")], &["1 -4.50"], "-5", "0 of 5"),
        ("4", &[("PZ", "1", "4.50")], &[], "1", "5 of 5"),
        ("0", &[("PZ", "7", "4.50")], &["1 -4.50"], "1", "1 of 5"),
        ("0", &[("PZ", "6", "4.50")], &["1 -4.50"], "0", "0 of 5"),
        ("0", &[("PZ", "12", "4.50")], &["1 -9.00"], "0", "0 of 5"),
        ("0", &[("PZ", "1", "4.50"), ("CO", "9", "2.00")], &[], "1", "1 of 5"),
        ("3", &[("CO", "9", "2.00")], &[], "0", "3 of 5"),
        ("8", &[("PZ", "1", "4.50")], &["1 -4.50"], "-5", "3 of 5"),
        ("-2", &[("PZ", "7", "4.50")], &[], "7", "5 of 5"),
    ] {
        let plan = priced(&pizza(json!({})), &stamps(before).price(receipt(lines)));
        assert_eq!(prices(&plan), free, "{before} + {lines:?}");
        assert_eq!(moved(&plan), change, "{before} + {lines:?}");
        assert_eq!(plan.footer, [format!("Stamps on card **** 0012: {after}")], "{before} + {lines:?}");
        assert!(plan.adjust.iter().all(|adjust| adjust.reason == "stamp"));
    }
}

/// One posting: given by the shop, or taken from the card with a floor of nothing.
#[test]
fn stamps_move_in_one_posting() {
    let post = |before, quantity| {
        let plan = priced(&pizza(json!({})), &stamps(before).price(receipt(&[("PZ", quantity, "4.50")])));
        (plan.post, plan.floors)
    };
    assert_eq!(post("0", "5"), (vec![Post::credit(SystemAccount::Bonus, STAMP, amount("5"))], vec![]));
    assert_eq!(post("0", "6"), (vec![], vec![]));
    let (taken, floors) = post("5", "1");
    assert_eq!(taken, [Post::debit(STAMP, SystemAccount::Bonus, amount("5"))]);
    assert_eq!((&floors[0].over[..], floors[0].min), (&[Over::Card(STAMP.to_owned())][..], Amount::ZERO));
    assert_eq!(floors[0].reason, Reason::BonusInsufficient);
}

/// the cheapest of the receipt, or the one that completes the row; by the price after discounts.
#[test]
fn the_free_piece_is_the_cheapest_or_the_sixth() {
    let (cheapest, in_order) = (pizza(json!({})), pizza(json!({ "free": "entry_order" })));
    for (before, lines, cheap, sixth) in [
        ("5", &[("PZ", "1", "9.00"), ("PZ", "1", "4.00")][..], &["2 -4.00"][..], &["1 -9.00"][..]),
        ("4", &[("PZ", "1", "4.00"), ("PZ", "1", "9.00")], &["1 -4.00"], &["2 -9.00"]),
        ("0", &[("PZ", "4", "9.00"), ("PZ", "4", "5.00")], &["2 -5.00"], &["2 -5.00"]),
        ("0", &[("PZ", "7", "9.00"), ("PZ", "5", "5.00")], &["2 -10.00"], &["1 -9.00", "2 -5.00"]),
        ("5", &[("PZ", "1", "4.00"), ("PZ", "1", "4.00")], &["1 -4.00"], &["1 -4.00"]),
        ("0", &[("PZ", "11", "1.00"), ("PZ", "7", "0.50")], &["2 -1.50"], &["1 -1.00", "2 -1.00"]),
    ] {
        let input = stamps(before).price(receipt(lines));
        assert_eq!(prices(&priced(&cheapest, &input)), cheap, "{before} + {lines:?}");
        assert_eq!(prices(&priced(&in_order, &input)), sixth, "{before} + {lines:?}");
    }
    // The dearer one was marked down below the other.
    let mut draft = receipt(&[("PZ", "1", "9.00"), ("PZ", "1", "4.00")]);
    draft.lines[0].net = amount("3.00");
    draft.sum_up(&kit::shop().currency).expect("a total");
    assert_eq!(prices(&priced(&cheapest, &stamps("5").price(draft))), ["1 -3.00"]);
}

/// Less than all of the piece, of its net price, half up.
#[test]
fn a_part_of_the_price_is_off() {
    for (percent, price, off) in [
        ("50", "4.50", Some("1 -2.25")),
        ("50", "0.01", Some("1 -0.01")),
        ("33.3", "1.00", Some("1 -0.33")),
        ("100", "0.01", Some("1 -0.01")),
        ("1", "0.01", None),
    ] {
        let card = pizza(json!({ "percent": percent }));
        let plan = priced(&card, &stamps("5").price(receipt(&[("PZ", "1", price)])));
        assert_eq!(prices(&plan), off.into_iter().collect::<Vec<_>>(), "{percent}% of {price}");
        assert_eq!(moved(&plan), "-5", "{percent}% of {price}");
    }
    let card = pizza(json!({ "percent": "50" }));
    let plan = priced(&card, &stamps("0").price(receipt(&[("PZ", "7", "4.50")])));
    assert_eq!((prices(&plan), moved(&plan)), (vec!["1 -2.25".to_owned()], "1".to_owned()));
    assert_eq!(plan.adjust[0].description, "Stamp card -50%");
}

/// Whole pieces only; goods by article or by category.
#[test]
fn what_counts_are_whole_pieces_of_the_goods() {
    for (quantity, earned) in [("0.5", "0"), ("0.999", "0"), ("1", "1"), ("2.5", "2"), ("3.999999", "3")] {
        let plan = priced(&pizza(json!({})), &stamps("0").price(receipt(&[("PZ", quantity, "4.00")])));
        assert_eq!(moved(&plan), earned, "{quantity}");
    }
    // Two of two and a half are free: their share of the price.
    let plan = priced(&pizza(json!({})), &stamps("10").price(receipt(&[("PZ", "2.5", "4.00")])));
    assert_eq!((prices(&plan), moved(&plan)), (vec!["1 -8.00".to_owned()], "-10".to_owned()));
    for (article, category, earned) in [
        (Some("PZ"), None, "1"),
        (None, Some("pizza"), "1"),
        (Some("PZ"), Some("food"), "1"),
        (Some("CO"), Some("pizza"), "1"),
        (Some("CO"), Some("food"), "0"),
        (Some("pizza"), None, "0"),
        (None, None, "0"),
    ] {
        let mut draft = receipt(&[("", "1", "4.00")]);
        draft.lines[0].article = article.map(str::to_owned);
        draft.lines[0].category = category.map(str::to_owned);
        assert_eq!(moved(&priced(&pizza(json!({})), &stamps("0").price(draft))), earned, "{article:?} {category:?}");
    }
}

/// another card's price stays, and the piece counts; what costs nothing earns nothing.
#[test]
fn lines_of_another_card_are_not_free_and_gifts_do_not_count() {
    let mut input = stamps("5").price(receipt(&[("PZ", "1", "4.00"), ("PZ", "1", "9.00")]));
    if let Event::Price(price) = &mut input.event {
        price.closed.insert("1".to_owned());
    }
    let plan = priced(&pizza(json!({})), &input);
    assert_eq!((prices(&plan), moved(&plan)), (vec!["2 -9.00".to_owned()], "-4".to_owned()));
    if let Event::Price(price) = &mut input.event {
        price.closed.insert("2".to_owned());
    }
    let plan = priced(&pizza(json!({})), &input);
    assert_eq!((prices(&plan), moved(&plan)), (Vec::new(), "2".to_owned()), "the row waits");
    let gift = priced(&pizza(json!({})), &stamps("5").price(receipt(&[("PZ", "1", "0.00"), ("PZ", "1", "9.00")])));
    assert_eq!(prices(&gift), ["2 -9.00"]);
}

#[test]
fn it_has_the_mode_of_a_discount_only() {
    for (mode, fine) in [(None, true), (Some("discount"), true), (Some("payment"), false), (Some("bonus"), false)] {
        let mut input = Holder::new().price(receipt(&[("PZ", "1", "4.00")]));
        if let Event::Price(price) = &mut input.event {
            price.mode = mode.map(str::to_owned);
        }
        let decision = pizza(json!({})).decide(&input);
        if fine {
            assert!(!allowed(decision).post.is_empty(), "{mode:?}");
        } else {
            denied(decision, Reason::NotPermitted);
        }
    }
}

/// Whatever is bought bit by bit, the stamps never fall below nothing and no piece is free too early.
#[test]
fn bit_by_bit_or_at_once_the_same_pieces_are_free() {
    let card = pizza(json!({ "free": "entry_order" }));
    let mut holder = Holder::new();
    let mut off = Amount::ZERO;
    for quantity in ["1", "3", "4", "2", "7", "1"] {
        let plan = priced(&card, &holder.price(receipt(&[("PZ", quantity, "1.00")])));
        off += plan
            .adjust
            .iter()
            .map(|adjust| match adjust.value {
                fiscus_sdk::card::AdjustValue::Amount(amount) => -amount,
                other => panic!("{other:?}"),
            })
            .sum();
        holder = holder.after(&plan);
        assert!(!holder.balance(STAMP).is_negative() && holder.balance(STAMP) <= amount("5"), "{holder:?}");
    }
    assert_eq!((off, holder.balance(STAMP)), (amount("3.00"), amount("0")));
}
