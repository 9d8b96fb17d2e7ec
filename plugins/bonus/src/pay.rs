//! What a card pays: the whole bill, or a part where that is agreed.
//!
//! A payment is a discount of the bill with a posting of the same value, so it is no tender and earns nothing.

use crate::rules::{Bonus, COLLECTS, PAYS, REASON};
use fiscus_sdk::{
    Amount, Floor, Over, Post, Reason, Refusal, SystemAccount,
    card::{Adjust, AdjustValue, Audience, Input, Notice, Plan, Settle, no},
};

impl Bonus {
    /// Pays, and answers how much. Source: S5-06, S5-07, V-11
    ///
    /// # Errors
    /// Less on the card than it is to pay, or a payment that it cannot make.
    pub fn pay(
        &self,
        plan: &mut Plan,
        input: &Input,
        settle: &Settle,
        exactly: Option<Amount>,
    ) -> Result<Amount, Refusal> {
        let (words, total) = (self.words(), settle.draft.total);
        if !self.money() {
            return Err(Refusal::new(Reason::CardWrongType, words.not_money()));
        }
        if settle.mode.as_deref() == Some(COLLECTS) {
            return Err(no::mode(self.shop.language, COLLECTS, &[PAYS]));
        }
        // A second payment would have earned on what it pays now.
        if settle.draft.adjustments.iter().any(|known| known.reason.as_deref() == Some(REASON)) {
            return Err(Refusal::new(Reason::NotPermitted, words.paid_already()));
        }
        let due = settle.due.min(total).max(Amount::ZERO);
        if let Some(amount) = exactly
            && (!amount.is_positive() || amount > due || amount.minor(self.shop.currency.scale).is_none())
        {
            return Err(Refusal::new(Reason::AmountInvalid, words.amount_invalid(amount, due)));
        }
        if due.is_zero() {
            return Ok(due);
        }
        let available = self.balance(input).max(Amount::ZERO);
        let short = |needed: Amount| Refusal::new(Reason::BonusInsufficient, words.missing(needed, available));
        let spend = match exactly {
            _ if !self.settings.partial && available < total => return Err(short(total)),
            _ if !self.settings.partial && (due < total || exactly.is_some_and(|amount| amount < total)) => {
                return Err(Refusal::new(Reason::BonusInsufficient, words.whole_only(total)));
            }
            Some(amount) if available < amount => return Err(short(amount)),
            Some(amount) => amount,
            None => due.min(available),
        };
        let spend = self.shop.currency.round(spend);
        if spend.is_zero() {
            let text = words.nothing_to_pay_with().to_owned();
            plan.notices.push(Notice { to: Audience::Cashier, text });
            return Ok(spend);
        }
        let description = if spend == total { words.whole_bill() } else { words.part_of_bill() };
        plan.adjust.push(Adjust {
            line: None,
            value: AdjustValue::Amount(-spend),
            description: description.to_owned(),
            reason: REASON.to_owned(),
        });
        plan.post.push(Post::debit(self.label(), SystemAccount::Bonus, spend));
        plan.floors.push(Floor {
            over: vec![Over::Card(self.label().to_owned())],
            min: self.settings.unit.zero(),
            reason: Reason::BonusInsufficient,
            text: words.balance_changed().to_owned(),
        });
        plan.footer.push(words.used(spend));
        Ok(spend)
    }
}
