//! Uses on a receipt and without one: all that are wanted, or none.

use super::{classes, gym, pieces, receipt};
use fiscus_sdk::{
    Reason,
    card::{AdjustValue, CardType, Event, Input, Price, Use},
    kit::{
        amount,
        card::{Holder, allowed, denied, posts},
    },
};
use std::collections::BTreeSet;

fn holder(aerobics: &str) -> Holder {
    Holder::new().with("USE.aerobics", aerobics).with("USE.sauna", "1")
}

fn used(service: Option<&str>, quantity: Option<&str>) -> Use {
    Use { service: service.map(str::to_owned), quantity: quantity.map(pieces), ..Use::default() }
}

/// V-17: ten uses, and no eleventh.
#[test]
fn ten_uses_are_ten_uses() {
    let mut card = Holder::new().after(&allowed(gym().decide(&Holder::new().load_uses("aerobics", None))));
    for left in (0..10).rev() {
        let plan = allowed(gym().decide(&card.use_up(used(Some("aerobics"), None))));
        assert_eq!(posts(&plan), ["USE.aerobics > @spend 1"]);
        assert_eq!(plan.notices[0].text, format!("Card **** 0012, Aerobics: uses left {left}"));
        card = card.after(&plan);
    }
    let text = denied(gym().decide(&card.use_up(used(Some("aerobics"), None))), Reason::InsufficientBalance);
    assert!(text.contains("0 left"), "{text}");
}

/// V-17, R1: exactly what is there, one more, and the floor that holds against another till.
#[test]
fn several_uses_at_once() {
    for (quantity, fine) in [("1", true), ("3", true), ("3.000", true), ("4", false)] {
        let decision = gym().decide(&holder("3").use_up(used(Some("aerobics"), Some(quantity))));
        if fine {
            let plan = allowed(decision);
            assert_eq!((plan.floors.len(), plan.floors[0].min), (1, amount("0")));
        } else {
            let text = denied(decision, Reason::InsufficientBalance);
            assert!(text.contains("4 needed and 3 left"), "{text}");
        }
    }
}

#[test]
fn a_use_must_say_what_and_a_whole_number() {
    let card = holder("3");
    for (of, reason) in [
        (used(None, None), Reason::ProfileMissing),
        (used(Some("golf"), None), Reason::CardWrongType),
        (used(Some("sauna"), Some("0.5")), Reason::AmountInvalid),
        (used(Some("sauna"), Some("0")), Reason::AmountInvalid),
        (used(Some("sauna"), Some("-1")), Reason::AmountInvalid),
        (Use { minutes: Some(amount("5")), ..Use::default() }, Reason::CardWrongType),
        (Use { amount: Some(amount("5.00")), ..Use::default() }, Reason::CardWrongType),
    ] {
        denied(gym().decide(&card.use_up(of)), reason);
    }
    // Where there is one service, nothing needs to be said.
    assert_eq!(posts(&allowed(classes().decide(&card.use_up(used(None, None))))), ["USE.aerobics > @spend 1"]);
}

/// S5-45, fiscal rules: a line of the service costs nothing, for its VAT was paid at the load.
#[test]
fn lines_of_a_service_cost_nothing() {
    let draft = receipt(&[
        ("aerobics", "2", "6.00"),
        ("towel", "1", "3.00"),
        ("aerobics", "1", "6.00"),
        ("sauna", "1", "8.00"),
    ]);
    let plan = allowed(gym().decide(&holder("3").price(draft)));
    assert_eq!(posts(&plan), ["USE.aerobics > @spend 3", "USE.sauna > @spend 1"]);
    let lines: Vec<&str> = plan.adjust.iter().filter_map(|change| change.line.as_deref()).collect();
    assert_eq!(lines, ["1", "3", "4"]);
    assert!(plan.adjust.iter().all(|change| change.value == AdjustValue::Free && change.reason == "service"));
    assert_eq!(plan.footer, ["Card **** 0012, Aerobics: uses left 0", "Card **** 0012, Sauna: uses left 0"]);
}

/// Nothing half: three lines and uses for two are a refusal.
#[test]
fn too_few_uses_refuse_the_whole_card() {
    let draft = || receipt(&[("sauna", "1", "8.00"), ("aerobics", "2", "6.00"), ("aerobics", "1", "6.00")]);
    allowed(gym().decide(&holder("3").price(draft())));
    let text = denied(gym().decide(&holder("2").price(draft())), Reason::InsufficientBalance);
    assert!(text.contains("3 needed and 2 left"), "{text}");
    denied(gym().decide(&holder("-1").price(draft())), Reason::InsufficientBalance);
    denied(gym().decide(&holder("3").price(receipt(&[("aerobics", "0.5", "6.00")]))), Reason::AmountInvalid);
}

/// a line that another card has changed is that card's.
#[test]
fn closed_lines_are_left_alone() {
    let closed = |closed: &[&str]| -> Input {
        let draft = receipt(&[("aerobics", "1", "6.00"), ("aerobics", "0.5", "6.00")]);
        let closed: BTreeSet<String> = closed.iter().map(|id| (*id).to_owned()).collect();
        holder("1").asked(Event::Price(Price { draft, mode: None, pays: false, closed }))
    };
    let plan = allowed(gym().decide(&closed(&["2"])));
    assert_eq!((posts(&plan), plan.adjust.len()), (vec!["USE.aerobics > @spend 1".to_owned()], 1));
    let plan = allowed(gym().decide(&closed(&["1", "2"])));
    assert!(plan.post.is_empty() && plan.adjust.is_empty() && plan.footer.is_empty());
}

/// A line that costs nothing already is a use all the same.
#[test]
fn an_entry_without_a_price_takes_a_use() {
    let plan = allowed(gym().decide(&holder("1").price(receipt(&[("aerobics", "1", "0.00"), ("towel", "1", "3.00")]))));
    assert_eq!((posts(&plan), plan.adjust.len()), (vec!["USE.aerobics > @spend 1".to_owned()], 0));
}

/// S5-37
#[test]
fn it_has_no_usage_modes() {
    for mode in ["discount", "payment", "bonus", ""] {
        let draft = receipt(&[("aerobics", "1", "6.00")]);
        let price = Price { draft, mode: Some(mode.to_owned()), pays: false, closed: BTreeSet::new() };
        denied(gym().decide(&holder("1").asked(Event::Price(price))), Reason::NotPermitted);
    }
}
