//! Whatever is asked, there is an answer, it keeps the rules of a plan, and it is the same twice.

use super::{Holder, amount, departments, form, original};
use fiscus_sdk::{
    Amount,
    card::{Asked, Decision},
    serde_json::json,
};
use std::collections::BTreeMap;

/// A small generator (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
    /// Between -50.00 and 99.99, sometimes with a digit too many or the largest there is.
    fn amount(&mut self) -> Amount {
        let minor = i64::try_from(self.roll(15_000)).unwrap_or_default() - 5_000;
        match self.roll(40) {
            0 => Amount::from_minor(minor, 3),
            1 => amount("999999999999.99"),
            2 => amount("-999999999999.99"),
            _ => Amount::from_minor(minor, 2),
        }
    }
    fn yes(&mut self) -> bool {
        self.roll(2) == 0
    }
}

#[test]
fn every_question_has_one_answer() {
    let negative = json!({ "allow_negative": true, "uncollected": "services" });
    let fee =
        json!({ "variation": { "percent": "-3.5" }, "fee_department": "bar", "fee": "add", "rounding_step": "0.35" });
    let cards = [
        form(json!({})),
        form(json!({ "credit_max": "25.00", "variation": { "percent": "7" }, "refund_cash": true })),
        form(negative),
        form(json!({ "allow_negative": true, "exposure_check": "only_uncovered", "credit_max": "40.00" })),
        form(fee),
        departments(json!({ "credit_max": "25.00" })),
    ];
    let mut dice = Dice(20_261_122);
    let (mut plans, mut refusals) = (0, 0);
    for round in 0..6_000 {
        let card = &cards[round % cards.len()];
        let balances: BTreeMap<String, Amount> =
            ["EUR", "EUR.gift", "EUR.owed.bar"].into_iter().map(|label| (label.to_owned(), dice.amount())).collect();
        let mut holder = Holder { balances, customer: None };
        if dice.yes() {
            let limit = dice.amount().to_string();
            holder = holder.of(dice.yes(), dice.yes().then_some(limit.as_str()), &dice.amount().to_string());
        }
        let asked = match dice.roll(3) {
            0 => Asked::Nothing,
            1 => Asked::Rest,
            _ => Asked::Exactly(dice.amount()),
        };
        let (due, bar) = (dice.amount().round_half_up(2).to_string(), dice.amount().round_half_up(2).to_string());
        let typed = dice.amount().to_string();
        let figures = [(); 4].map(|()| dice.amount().to_string());
        let [value, refund, total, before] = [0, 1, 2, 3].map(|at: usize| figures[at].as_str());
        let lines = [("shop", due.as_str()), ("bar", bar.as_str())];
        let first = if dice.yes() {
            let settle = || holder.settle(card, asked, &due, &lines);
            assert_eq!(settle(), settle());
            settle()
        } else {
            let load = || holder.load(card, Some(&typed), json!({}));
            assert_eq!(load(), load());
            load()
        };
        match first {
            Decision::Allow(plan) => {
                plans += 1;
                let known = original(&plan, &[refund, before]);
                let back = || holder.give_back(card, Some(known.clone()), [value, refund, total, before]);
                assert_eq!(back(), back());
                if let Decision::Allow(undone) = holder.clone().after(&plan).undo(card, known.clone()) {
                    assert_eq!(
                        holder.clone().after(&plan).after(&undone).balances.get("EUR"),
                        holder.balances.get("EUR")
                    );
                }
            }
            Decision::Deny(refusal) => {
                refusals += 1;
                assert!(refusal.text.len() > 20, "{refusal:?}");
            }
            Decision::Ask(questions) => panic!("{questions:?}"),
        }
    }
    assert!(plans > 1_000 && refusals > 1_000, "{plans} plans, {refusals} refusals");
}
