//! What comes back onto a card: the refund of returned goods, and operations that are undone as a whole.

use crate::rules::Credit;
use fiscus_sdk::{
    Amount, Post, Reason, Refusal, SystemAccount,
    card::{CardTender, Input, Original, Plan, Return},
    money::{LoadSlips, Refunding, change, owed},
    prorate,
};

impl Credit {
    /// Source: R7, R8, R14
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        let (shop, words) = (&self.shop, self.shop.words());
        let refund = shop.currency.round(back.refund.max(Amount::ZERO));
        let mut plan = Plan::default();
        match &back.original {
            Some(_) if back.total.is_zero() => {
                return Err(Refusal::new(Reason::ReturnNotAllowed, words.return_of_nothing()));
            }
            Some(original) if refund.is_zero() => {
                // Nothing goes back onto a card that paid: the till gives cash.
                if (Refunding { shop, back, original }).in_cash(|_| true).is_positive() {
                    return Err(Refusal::new(Reason::ReturnNotAllowed, words.no_cash()));
                }
            }
            Some(original) => {
                let shares = Refunding { shop, back, original }
                    .split(|post| *post == Post::debit(&self.money, SystemAccount::Spend, post.amount), refund)?;
                for share in shares.iter().filter(|share| share.now.is_positive()) {
                    plan.tenders.push(CardTender { amount: share.now, ..share.tender.clone() });
                    plan.post.push(Post::credit(SystemAccount::Spend, &self.money, share.now));
                }
                plan.post.extend(owed::count_less(shop, input, original, &shares));
            }
            None if refund.is_zero() => {}
            None => {
                plan.post.push(Post::credit(SystemAccount::Load, &self.money, refund));
                plan.tenders.push(self.voucher(input, refund));
            }
        }
        if !plan.post.is_empty() {
            plan.footer = self.footer(input, &plan.post);
        }
        Ok(plan)
    }

    /// Undoes a whole operation, exactly. Source: R7
    ///
    /// # Errors
    /// What was loaded has been spent.
    pub fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        let mut plan = prorate::undo(original);
        let taken = -change(&self.money, &plan.post);
        if taken.is_positive() {
            let limits = self.limits(input)?;
            if taken > limits.room() {
                let text = self.shop.words().load_spent(taken, limits.room());
                return Err(Refusal::new(limits.reason(), text));
            }
            plan.floors = limits.floors();
        }
        match &original.load {
            Some(figures) => {
                let on_receipt = original.items.iter().map(|item| item.amount).sum();
                let balance = self.balance_after(input, &plan.post);
                plan.slips = LoadSlips { shop: &self.shop, input, figures, on_receipt, balance }.of_void(original);
            }
            None => plan.footer = self.footer(input, &plan.post),
        }
        Ok(plan)
    }
}
