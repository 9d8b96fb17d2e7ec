//! Sessions: minutes or money are used, until nothing is left.

use crate::rules::{MINUTES, Pin};
use fiscus_sdk::{
    Amount, Post, Quantity, Reason, Refusal, SystemAccount,
    card::{Audience, CardChange, CardStatus, Input, Notice, Plan, Use},
};

impl Pin {
    /// Source: S1-05
    ///
    /// # Errors
    /// `insufficient_balance`, `amount_invalid`, `card_wrong_type`.
    pub fn use_up(&self, input: &Input, of: &Use) -> Result<Plan, Refusal> {
        let words = self.words();
        let money = self.shop.currency.name.as_str();
        let holds = self.profile_of(input).and_then(|profile| profile.credit).map(|credit| self.label(credit));
        let (label, wanted) = match (of.minutes, of.amount, &of.service) {
            (Some(minutes), None, None) => (MINUTES, minutes),
            (None, Some(amount), None) => (money, amount),
            _ => return Err(Refusal::new(Reason::CardWrongType, words.what_is_used(holds.unwrap_or(MINUTES)))),
        };
        if let Some(holds) = holds.filter(|holds| *holds != label) {
            return Err(Refusal::new(Reason::CardWrongType, words.what_is_used(holds)));
        }
        let scale = self.shop.scale(label);
        let once = of.quantity.is_none_or(|quantity| quantity == Quantity::ONE);
        if !once || !wanted.is_positive() || wanted.minor(scale).is_none() {
            return Err(Refusal::new(Reason::AmountInvalid, words.not_an_amount(label)));
        }
        let left = self.left(input, label);
        if wanted > left {
            return Err(Refusal::new(Reason::InsufficientBalance, words.too_little(label, left)));
        }
        let wanted = wanted.round_down(scale);
        let rest = left - wanted;
        let used_up = rest == Amount::ZERO;
        Ok(Plan {
            post: vec![Post::debit(label, SystemAccount::Spend, wanted)],
            floors: vec![self.floor(label, Reason::InsufficientBalance)],
            notices: vec![Notice { to: Audience::Cashier, text: words.left(label, rest) }],
            card: used_up.then(|| CardChange { status: Some(CardStatus::Closed), ..CardChange::default() }),
            ..Plan::default()
        })
    }
}
