//! What comes back of what was never collected: less is owed, and on its own day less is spent.

use crate::{day, rules::Charge};
use fiscus_sdk::{
    Amount, End, Post, Reason, Refusal, SystemAccount,
    card::{CardTender, Input, Original, Plan, Return},
    money::{Refunding, part},
    prorate,
};

impl Charge {
    /// Source: R7, R8, R14, S5-17, V-14
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
                if (Refunding { shop, back, original }).in_cash(|_| true).is_positive() {
                    return Err(Refusal::new(Reason::ReturnNotAllowed, words.never_paid()));
                }
            }
            Some(original) => {
                self.same_debtor(input, original)?;
                self.refund(&mut plan, &Refunding { shop, back, original }, refund)?;
            }
            None if refund.is_zero() => {}
            None => {
                let from = End::System(SystemAccount::Invoice);
                plan.post.push(Post { from, to: self.debtor(input), amount: refund });
                plan.tenders.push(self.tender(input, refund));
            }
        }
        if !plan.post.is_empty() {
            plan.footer = self.footer(input, &plan.post);
        }
        Ok(plan)
    }

    /// The refund lowers what is owed by exactly as much; what was counted falls in step, on the day it was counted.
    fn refund(&self, plan: &mut Plan, refunding: &Refunding<'_>, refund: Amount) -> Result<(), Refusal> {
        let original = refunding.original;
        let shares = refunding.split(owes, refund)?;
        for share in shares.iter().filter(|share| share.now.is_positive()) {
            plan.tenders.push(CardTender { amount: share.now, ..share.tender.clone() });
        }
        let total: Amount = shares.iter().map(|share| share.tender.amount).sum();
        let before: Amount = shares.iter().map(|share| share.before).sum();
        let debts = original.post.iter().filter(|post| owes(post));
        plan.post.extend(debts.take(1).map(|post| post.reversed(refund)));
        let counted: Amount = self.counted(original).map(|post| post.amount).sum();
        let less = self.shop.currency.round(part(counted, before, refund, total, self.shop.currency.scale));
        if less.is_positive() {
            plan.post.extend(self.counted(original).take(1).map(|post| post.reversed(less)));
        }
        Ok(())
    }

    fn counted<'a>(&'a self, original: &'a Original) -> impl Iterator<Item = &'a Post> {
        original.post.iter().filter(|post| day::counts(&self.shop, post))
    }

    /// Undoes a whole operation, exactly. Source: R7
    ///
    /// # Errors
    /// The card has lost the customer who owes it.
    pub fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        self.same_debtor(input, original)?;
        let mut plan = prorate::undo(original);
        plan.footer = self.footer(input, &plan.post);
        Ok(plan)
    }

    /// What a customer owes can be lowered only while the card is his.
    fn same_debtor(&self, input: &Input, original: &Original) -> Result<(), Refusal> {
        let customers = |end: &End| matches!(end, End::Customer(_));
        let his = original.post.iter().any(|post| customers(&post.from) || customers(&post.to));
        if his && input.customer.is_none() {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().customer_gone()));
        }
        Ok(())
    }
}

/// Whether a posting writes down what is owed.
fn owes(post: &Post) -> bool {
    post.to == End::System(SystemAccount::Invoice)
}
