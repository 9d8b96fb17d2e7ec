//! What comes back: earnings are taken back and payments given back in proportion, never more than there were.

use super::{Holder, allowed, amount, bonus, denied, five, posts, settle};
use fiscus_sdk::{
    Reason,
    card::{Asked, CardType, Event, Return},
    kit::card::original,
    prorate,
    serde_json::json,
};

/// V-26: ten points over three equal lines.
#[test]
fn three_parts_take_back_three_three_and_four() {
    let card = bonus(json!({ "rate": "100", "unit": "PT" }));
    let sale = allowed(settle(&card, &Holder::new(), &[("bar", "10.00")], Asked::Nothing));
    assert_eq!(posts(&sale), ["@bonus > PT 10"]);
    let mut past = original(&sale);
    let mut holder = Holder::new().after(&sale);
    for (before, back) in [("0.00", "3"), ("5.00", "3"), ("10.00", "4")] {
        let event = Event::Return(Return {
            original: Some(past.clone()),
            amount: amount("5.00"),
            total: amount("15.00"),
            returned_before: amount(before),
            ..Return::default()
        });
        let plan = allowed(card.decide(&holder.asked(event)));
        assert_eq!(posts(&plan), [format!("PT > @bonus {back}")], "{before}");
        assert!(plan.floors.is_empty() && plan.notices.is_empty());
        let taken = prorate::attribute(&past.post, &past.reversed, &plan.post);
        past.reversed[0] += taken[0];
        holder = holder.after(&plan);
    }
    assert_eq!(holder.balance("PT"), amount("0"));
}

/// R7: what has been spent is owed; the law wants the return.
#[test]
fn what_was_earned_and_spent_is_owed() {
    let sale = allowed(settle(&five(), &Holder::new(), &[("bar", "40.00")], Asked::Nothing));
    for (left, footer, owed) in [
        ("2.00", "Bonus on card **** 0012: 1.00 EUR", None),
        ("1.00", "Bonus on card **** 0012: 0.00 EUR", None),
        ("0.00", "Bonus on card **** 0012: -1.00 EUR", Some("the card owes 1.00 EUR")),
    ] {
        let holder = Holder::new().with("EUR", left);
        let back = holder.give_back(Some(original(&sale)), amount("20.00"), amount("0.00"), amount("40.00"));
        let plan = allowed(five().decide(&back));
        assert_eq!(posts(&plan), ["EUR > @bonus 1.00"], "{left}");
        assert_eq!(plan.footer, ["Bonus taken back: 1.00 EUR", footer]);
        assert_eq!(plan.notices.len(), usize::from(owed.is_some()), "{left}");
        assert!(plan.notices.iter().all(|notice| notice.text.contains(owed.unwrap_or("?"))), "{plan:?}");
    }
}

/// R7, R11: a part that was paid comes back beside what the rest earned; in full, every account is as before.
#[test]
fn a_part_that_was_paid_comes_back_in_proportion() {
    let card = bonus(json!({ "rate": "5", "partial": true }));
    let before = Holder::new().with("EUR", "10.00");
    let sale = allowed(settle(&card, &before, &[("bar", "30.00")], Asked::Rest));
    assert_eq!(posts(&sale), ["EUR > @bonus 10.00", "@bonus > EUR 1.00"]);
    let after = before.clone().after(&sale);
    for (part, moved) in
        [("5.00", ["@bonus > EUR 2.50", "EUR > @bonus 0.25"]), ("20.00", ["@bonus > EUR 10.00", "EUR > @bonus 1.00"])]
    {
        let back = after.give_back(Some(original(&sale)), amount(part), amount("0.00"), amount("20.00"));
        let plan = allowed(card.decide(&back));
        assert_eq!(posts(&plan), moved, "{part}");
        if part == "20.00" {
            assert_eq!(after.clone().after(&plan).balance("EUR"), before.balance("EUR"));
        }
    }
}

/// nothing of it has a price on paper; the operation is undone as a whole, with a slip.
#[test]
fn a_bill_that_bonus_paid_is_voided_and_not_returned() {
    let before = Holder::new().with("EUR", "30.00");
    let sale = allowed(settle(&five(), &before, &[("bar", "30.00")], Asked::Rest));
    let after = before.clone().after(&sale);
    let back = after.give_back(Some(original(&sale)), amount("0.00"), amount("0.00"), amount("0.00"));
    denied(five().decide(&back), Reason::ReturnNotAllowed);
    let plan = allowed(five().decide(&after.undo(original(&sale))));
    assert_eq!(posts(&plan), ["@bonus > EUR 30.00"]);
    assert_eq!(plan.slips.len(), 1);
    assert_eq!(plan.footer, ["Bonus given back: 30.00 EUR", "Bonus on card **** 0012: 30.00 EUR"]);
    assert_eq!(after.after(&plan).balance("EUR"), before.balance("EUR"));
}

#[test]
fn a_sale_that_is_voided_takes_back_what_it_earned() {
    let sale = allowed(settle(&five(), &Holder::new(), &[("bar", "40.00")], Asked::Nothing));
    let plan = allowed(five().decide(&Holder::new().with("EUR", "0.50").undo(original(&sale))));
    assert_eq!(posts(&plan), ["EUR > @bonus 2.00"]);
    assert!(plan.slips.is_empty() && plan.floors.is_empty());
    assert!(plan.notices[0].text.contains("the card owes 1.50 EUR"), "{plan:?}");
}

#[test]
fn money_of_a_return_does_not_become_bonus() {
    let back = Holder::new().give_back(None, amount("5.00"), amount("5.00"), amount("5.00"));
    denied(five().decide(&back), Reason::ReturnNotAllowed);
    let nothing = Holder::new().give_back(None, amount("5.00"), amount("0.00"), amount("5.00"));
    assert_eq!(allowed(five().decide(&nothing)), Default::default());
}
