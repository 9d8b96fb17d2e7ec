//! The discount comes with paying: when it is given, whose it is, and what a mode does to it.

use super::{allowed, amount, denied, holding, open, owner, pay, price};
use fiscus_sdk::{
    Reason,
    card::{Asked, Customer, Plan},
    kit::card::taken_off,
    serde_json::json,
};

/// S5-12 to S5-14: mode, whether the card pays, whether it may be used alone; what is taken off 10.00.
#[test]
fn the_discount_is_given_when_the_card_pays() {
    for (mode, pays, alone, off) in [
        (None, true, false, Some("1.00")),
        (None, false, false, Some("0")),
        (None, false, true, Some("0")),
        (Some("payment"), true, false, Some("1.00")),
        (Some("payment"), false, true, Some("0")),
        (Some("discount"), false, true, Some("1.00")),
        (Some("discount"), true, true, Some("1.00")),
        (Some("discount"), false, false, None),
        (Some("discount"), true, false, None),
        (Some("bonus"), true, true, None),
        (Some("Discount"), true, true, None),
        (Some(""), true, true, None),
    ] {
        let card = open(json!({ "discounts": ["vip"], "discount_alone": alone }));
        let decision = price(&card, &holding("50.00"), mode, pays);
        match off {
            Some(off) => {
                let plan = allowed(decision);
                assert_eq!(taken_off(&plan), amount(off), "{mode:?} {pays} {alone}");
                assert!(plan.post.is_empty() && plan.tenders.is_empty());
            }
            None => {
                let text = denied(decision, Reason::NotPermitted);
                assert!(text.contains(mode.unwrap_or_default()), "{text}");
            }
        }
    }
}

/// S5-13: naming a card that can pay nothing is no payment.
#[test]
fn a_card_that_can_pay_nothing_gives_no_discount() {
    let settings = |limit: &str| json!({ "discounts": ["vip"], "limit": limit });
    for (limit, balance, off) in
        [("0", "0.00", "0"), ("0", "0.01", "1.00"), ("-5.00", "-5.00", "0"), ("-5.00", "-4.99", "1.00")]
    {
        let plan = allowed(price(&open(settings(limit)), &holding(balance), None, true));
        assert_eq!(taken_off(&plan), amount(off), "{limit} {balance}");
    }
}

/// S5-14: for its discount alone it does not pay, and where it may not be used alone it cannot be tried either.
#[test]
fn a_card_used_for_its_discount_does_not_pay() {
    for (alone, asked, fine) in [
        (true, Asked::Nothing, true),
        (true, Asked::Rest, false),
        (true, Asked::Exactly(amount("1.00")), false),
        (false, Asked::Nothing, false),
        (false, Asked::Rest, false),
    ] {
        let card = open(json!({ "discount_alone": alone }));
        let decision = pay(&card, &holding("50.00"), "10.00", asked, Some("discount"));
        if fine {
            assert_eq!(allowed(decision), Plan::default());
        } else {
            denied(decision, Reason::NotPermitted);
        }
    }
    allowed(pay(&open(json!({})), &holding("50.00"), "10.00", Asked::Rest, Some("payment")));
}

/// S5-43, S5-46: the card's own discounts, else the customer's, else the type's; S5-44: the window takes the first.
#[test]
fn the_nearest_list_counts_and_a_closed_window_takes_its_first() {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (own, customers, open_off, closed_off) in [
        (json!({}), names(&[]), "1.00", "2.00"),
        (json!({}), names(&["staff"]), "2.00", "0"),
        (json!({ "discounts": ["staff", "vip"] }), names(&["vip"]), "2.00", "1.00"),
        (json!({ "discounts": [] }), names(&["vip"]), "0", "0"),
        (json!({ "discounts": null }), names(&["staff"]), "2.00", "0"),
        (json!({ "discounts": ["gone", "vip"] }), names(&["staff"]), "1.00", "1.00"),
    ] {
        let card = open(json!({ "discounts": ["vip", "staff"] }));
        let customer = Customer { discounts: customers.clone(), ..owner("50.00", "0.00", None) };
        let holder = holding("50.00").of(customer).settings(own.clone());
        assert_eq!(taken_off(&allowed(price(&card, &holder, None, true))), amount(open_off), "{own} {customers:?}");
        let closed = allowed(price(&card, &holder.outside(), None, true));
        assert_eq!(taken_off(&closed), amount(closed_off), "{own} {customers:?}");
    }
    for own in [json!({ "discounts": "vip" }), json!({ "discounts": [1] })] {
        let text = denied(price(&open(json!({})), &holding("5.00").settings(own), None, true), Reason::CardWrongType);
        assert!(text.contains("\"discounts\""), "{text}");
    }
    // A window that is closed takes no money away.
    allowed(pay(&open(json!({})), &holding("50.00").outside(), "10.00", Asked::Exactly(amount("10.00")), None));
}
