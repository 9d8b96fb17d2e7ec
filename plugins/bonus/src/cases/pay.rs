//! What a card pays: a whole bill as a discount of all of it, or a part where that is agreed.

use super::{Holder, allowed, amount, bonus, decide, denied, five, lowered, posts, receipt, settle, shop};
use fiscus_sdk::{
    Amount, AppliedAdjustment, Over, Reason,
    card::{Asked, Event, Settle},
    serde_json::json,
};

fn exactly(text: &str) -> Asked {
    Asked::Exactly(amount(text))
}

/// V-11, S5-06, S5-07, A-02: exactly what is collected, and one cent more.
#[test]
fn a_whole_bill_is_paid_or_nothing() {
    let holder = Holder::new().with("EUR", "30.00");
    for (bill, asked, paid) in [
        ("30.00", Asked::Rest, Some("subtotal -30.00 Bonus -100%")),
        ("30.00", exactly("30.00"), Some("subtotal -30.00 Bonus -100%")),
        ("12.34", Asked::Rest, Some("subtotal -12.34 Bonus -100%")),
        ("30.01", Asked::Rest, None),
        ("30.01", exactly("30.01"), None),
        ("30.01", exactly("30.00"), None),
        ("20.00", exactly("19.99"), None),
    ] {
        let decision = settle(&five(), &holder, &[("bar", bill)], asked);
        match paid {
            Some(paid) => {
                let plan = allowed(decision);
                assert_eq!(lowered(&plan), [paid], "{bill} {asked:?}");
                assert_eq!(posts(&plan), [format!("EUR > @bonus {bill}")], "nothing is earned on it");
                assert_eq!(plan.adjust[0].reason, "bonus");
                assert!(plan.tenders.is_empty());
                assert_eq!(plan.floors[0].over, [Over::Card("EUR".to_owned())]);
                assert_eq!((plan.floors[0].min, plan.floors[0].reason), (Amount::ZERO, Reason::BonusInsufficient));
            }
            None => drop(denied(decision, Reason::BonusInsufficient)),
        }
    }
    let plan = allowed(settle(&five(), &holder, &[("bar", "30.00")], Asked::Rest));
    assert_eq!(plan.footer, ["Bonus used: 30.00 EUR", "Bonus on card **** 0012: 0.00 EUR"]);
    assert_eq!(
        denied(settle(&five(), &holder, &[("bar", "30.01")], Asked::Rest), Reason::BonusInsufficient),
        "Not enough bonus: 30.01 EUR are needed, 30.00 EUR are on the card, 0.01 EUR are missing. \
         Take the money another way."
    );
}

/// S5-06: what others have paid is no whole bill.
#[test]
fn beside_other_payments_a_whole_bill_is_none() {
    for (balance, due, word) in [("30.00", "20.00", "whole bill"), ("29.99", "20.00", "0.01 EUR are missing")] {
        let mut input = Holder::new().with("EUR", balance).settle(&shop(), receipt(&[("bar", "30.00")]), Asked::Rest);
        if let Event::Settle(settle) = &mut input.event {
            settle.due = amount(due);
        }
        assert!(denied(decide(&five(), &input), Reason::BonusInsufficient).contains(word), "{balance} {due}");
    }
}

/// R11: what the card pays earns nothing, the rest does. S5-06, A-02
#[test]
fn a_part_is_paid_where_that_is_agreed() {
    let card = bonus(json!({ "rate": "5", "partial": true }));
    for (balance, asked, paid, moved) in [
        (
            "30.00",
            Asked::Rest,
            Some("subtotal -30.00 Bonus discount"),
            &["EUR > @bonus 30.00", "@bonus > EUR 0.50"][..],
        ),
        ("40.00", Asked::Rest, Some("subtotal -40.00 Bonus -100%"), &["EUR > @bonus 40.00"]),
        ("99.00", Asked::Rest, Some("subtotal -40.00 Bonus -100%"), &["EUR > @bonus 40.00"]),
        (
            "30.00",
            exactly("30.00"),
            Some("subtotal -30.00 Bonus discount"),
            &["EUR > @bonus 30.00", "@bonus > EUR 0.50"],
        ),
        ("30.00", exactly("0.01"), Some("subtotal -0.01 Bonus discount"), &["EUR > @bonus 0.01", "@bonus > EUR 2.00"]),
        ("0", Asked::Rest, None, &["@bonus > EUR 2.00"]),
        ("-3.00", Asked::Rest, None, &["@bonus > EUR 2.00"]),
    ] {
        let plan = allowed(settle(&card, &Holder::new().with("EUR", balance), &[("bar", "40.00")], asked));
        assert_eq!(lowered(&plan), paid.into_iter().collect::<Vec<_>>(), "{balance} {asked:?}");
        assert_eq!(posts(&plan), moved, "{balance} {asked:?}");
        assert_eq!(plan.notices.len(), usize::from(paid.is_none()), "{balance} {asked:?}");
    }
    let holder = Holder::new().with("EUR", "30.00");
    for (asked, reason) in [
        (exactly("30.01"), Reason::BonusInsufficient),
        (exactly("40.01"), Reason::AmountInvalid),
        (exactly("0"), Reason::AmountInvalid),
        (exactly("-1.00"), Reason::AmountInvalid),
        (exactly("1.005"), Reason::AmountInvalid),
    ] {
        denied(settle(&card, &holder, &[("bar", "40.00")], asked), reason);
    }
}

/// R11: a second payment of the same receipt would earn on what it pays.
#[test]
fn bonus_pays_once_on_a_receipt() {
    let card = bonus(json!({ "rate": "5", "partial": true }));
    let mut draft = receipt(&[("bar", "40.00")]);
    let reason = Some("bonus".to_owned());
    draft.adjustments.push(AppliedAdjustment { reason, ..AppliedAdjustment::new("Bonus", amount("-5.00")) });
    draft.total = amount("35.00");
    let holder = Holder::new().with("EUR", "30.00");
    denied(decide(&card, &holder.settle(&shop(), draft.clone(), Asked::Rest)), Reason::NotPermitted);
    // Another card may still collect, on what is left.
    let plan = allowed(decide(&card, &holder.settle(&shop(), draft, Asked::Nothing)));
    assert_eq!(posts(&plan), ["@bonus > EUR 1.75"]);
}

#[test]
fn where_nothing_is_due_nothing_is_paid() {
    let draft = receipt(&[("bar", "40.00")]);
    let departments = draft.by_department(&shop().currency);
    let settle = Settle { draft, due: amount("0.00"), asked: Asked::Rest, mode: None, departments };
    let plan = allowed(decide(&five(), &Holder::new().with("EUR", "50.00").asked(Event::Settle(settle))));
    assert_eq!(posts(&plan), ["@bonus > EUR 2.00"], "it was paid otherwise, and earns");
}

/// S5-08: a unit without money value.
#[test]
fn points_that_are_no_money_pay_nothing() {
    let card = bonus(json!({ "rate": "100", "unit": "PT" }));
    let holder = Holder::new().with("PT", "5000").with("EUR", "50.00");
    for asked in [Asked::Rest, exactly("40.00")] {
        denied(settle(&card, &holder, &[("bar", "40.00")], asked), Reason::CardWrongType);
    }
}

/// S5-02
#[test]
fn a_card_that_only_collects_is_not_asked_to_pay() {
    for (mode, paid) in [(Some("bonus"), false), (Some("payment"), true), (None, true)] {
        let mut input = Holder::new().with("EUR", "50.00").settle(&shop(), receipt(&[("bar", "40.00")]), Asked::Rest);
        if let Event::Settle(settle) = &mut input.event {
            settle.mode = mode.map(str::to_owned);
        }
        let decision = decide(&five(), &input);
        if paid {
            assert_eq!(allowed(decision).adjust.len(), 1, "{mode:?}");
        } else {
            denied(decision, Reason::NotPermitted);
        }
    }
}
