//! The discount is given whenever the card is presented; whose it is, and what a closed window takes away.

use super::{allowed, amount, denied, open, owing, price};
use fiscus_sdk::{
    Reason,
    card::{CardType, Customer, Event, Price},
    kit::card::{customer, draft, taken_off},
    serde_json::json,
};

/// S5-15
#[test]
fn the_discount_does_not_ask_whether_the_card_pays() {
    let card = open(json!({ "discounts": ["vip"] }));
    for mode in [None, Some("payment"), Some("discount")] {
        for pays in [true, false] {
            let plan = allowed(price(&card, &owing("0.00"), mode, pays));
            assert_eq!(taken_off(&plan), amount("1.00"), "{mode:?} {pays}");
            assert!(plan.post.is_empty() && plan.tenders.is_empty());
        }
    }
    for mode in ["bonus", "Payment", ""] {
        denied(price(&card, &owing("0.00"), Some(mode), true), Reason::NotPermitted);
    }
}

/// S5-43, S5-44, S5-46
#[test]
fn the_nearest_list_counts_and_a_closed_window_takes_its_first() {
    let card = open(json!({ "discounts": ["vip", "staff"] }));
    for (own, customers, open_off, closed_off) in [
        (json!({}), &[][..], "1.00", "2.00"),
        (json!({}), &["staff"], "2.00", "0"),
        (json!({ "discounts": ["staff", "vip"] }), &["vip"], "2.00", "1.00"),
        (json!({ "discounts": [] }), &["vip"], "0", "0"),
        (json!({ "discounts": ["gone"] }), &["vip"], "0", "0"),
    ] {
        let discounts = customers.iter().map(|name| (*name).to_owned()).collect();
        let holder = owing("0.00").of(Customer { discounts, ..customer("c-1") }).settings(own.clone());
        assert_eq!(taken_off(&allowed(price(&card, &holder, None, false))), amount(open_off), "{own} {customers:?}");
        let closed = allowed(price(&card, &holder.outside(), None, false));
        assert_eq!(taken_off(&closed), amount(closed_off), "{own} {customers:?}");
    }
    let odd = owing("0.00").settings(json!({ "discounts": { "vip": true } }));
    denied(price(&card, &odd, None, false), Reason::CardWrongType);
}

///
#[test]
fn lines_that_another_card_has_changed_stay() {
    let draft = draft(&super::shop(), &[("bar", "4.00"), ("goods", "6.00")]);
    let event = Price { draft, mode: None, pays: false, closed: ["1".to_owned()].into() };
    let plan = allowed(open(json!({ "discounts": ["vip"] })).decide(&owing("0.00").asked(Event::Price(event))));
    assert_eq!((plan.adjust.len(), plan.adjust[0].line.as_deref()), (1, Some("2")));
    assert_eq!(taken_off(&plan), amount("0.60"));
}
