//! What comes back onto a card: the refund of returned goods, and operations that are undone as a whole.
//!
//! How much of a return belongs to this card the core has decided; here it is split as the card had paid.

use crate::{
    rules::Prepaid,
    settings::{LoadPaper, Mode},
};
use fiscus_sdk::{
    Amount, End, Post, Reason, Refusal, SystemAccount,
    card::{CardTender, Input, ItemKind, Original, Plan, Return},
    money::{LoadSlips, Refunding, change, owed, part},
    prorate,
};

impl Prepaid {
    /// Source: S2-06, S2-11, R7, R8, R14
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        let (own, words) = (self.words(), self.shop.words());
        let refused = |text: &str| Err(Refusal::new(Reason::ReturnNotAllowed, text));
        let refund = self.round(back.refund.max(Amount::ZERO));
        let mut plan = Plan::default();
        match (&self.settings.mode, &back.original) {
            (_, Some(_)) if back.total.is_zero() => return refused(words.return_of_nothing()),
            (Mode::Departments { .. }, _) if refund.is_positive() => return refused(own.no_refund_by_department()),
            (Mode::Departments { .. }, _) => return Ok(plan),
            (_, Some(original)) if refund.is_zero() && discharged(original) => return Ok(plan),
            (Mode::PaymentForm { tender, .. }, None) => {
                if !refund.is_positive() {
                    return Ok(plan);
                }
                plan.post.push(Post::credit(SystemAccount::Load, &self.money, refund));
                let description = self.settings.receipt_description.clone();
                plan.tenders.push(CardTender { kind: *tender, description, amount: refund });
            }
            (Mode::PaymentForm { .. }, Some(original)) => {
                let refunding = Refunding { shop: &self.shop, back, original };
                if refund.is_zero() {
                    self.cash_instead(&refunding)?;
                } else {
                    self.refund(&mut plan, input, &refunding, refund)?;
                }
                self.return_gift(&mut plan, back, original);
            }
        }
        if !plan.post.is_empty() {
            plan.footer.extend(self.balance_line(input, &plan.post));
            plan.notices.extend(self.position_notice(input.customer.as_ref(), change(&self.money, &plan.post)));
        }
        Ok(plan)
    }

    /// Nothing goes back onto a card that paid: the till gives cash.
    fn cash_instead(&self, refunding: &Refunding<'_>) -> Result<(), Refusal> {
        let refused = |text: &str| Err(Refusal::new(Reason::ReturnNotAllowed, text));
        if refunding.in_cash(|_| true).is_positive() && !self.settings.refund_cash {
            return refused(self.shop.words().no_cash());
        }
        if refunding.in_cash(|tender| tender.kind.uncollected()).is_positive() {
            return refused(self.shop.words().never_paid());
        }
        Ok(())
    }

    /// Splits the refund over the tenders of the original; what was uncollected lowers the debt.
    fn refund(&self, plan: &mut Plan, input: &Input, from: &Refunding<'_>, refund: Amount) -> Result<(), Refusal> {
        let shares = from.split(|post| self.spends(post), refund)?;
        for share in shares.iter().filter(|share| share.now.is_positive()) {
            plan.tenders.push(CardTender { amount: share.now, ..share.tender.clone() });
            plan.post.push(Post::credit(SystemAccount::Spend, &self.money, share.now));
        }
        plan.post.extend(owed::count_less(&self.shop, input, from.original, &shares));
        Ok(())
    }

    fn return_gift(&self, plan: &mut Plan, back: &Return, original: &Original) {
        let given: Amount = -change(&self.gift, &original.post);
        let share = part(given, back.returned_before, back.amount, back.total, self.shop.currency.scale);
        if share.is_positive() {
            plan.post.push(Post::credit(SystemAccount::Gift, &self.gift, self.round(share)));
        }
    }

    fn spends(&self, post: &Post) -> bool {
        post.from == End::Card(self.money.clone()) && post.to == End::System(SystemAccount::Spend)
    }

    /// Undoes a whole operation, exactly. Source: S2-06, R7
    ///
    /// # Errors
    /// What was loaded has been spent.
    pub fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        let mut plan = prorate::undo(original);
        let taken = -change(&self.money, &plan.post);
        if taken.is_positive() {
            let balance = input.balance(&self.money);
            let credit = self.credit(input.customer.as_ref());
            if let Some(room) = credit.room(balance).filter(|room| taken > *room) {
                return Err(Refusal::new(credit.refusal(room).reason, self.shop.words().load_spent(taken, room)));
            }
            plan.floors.extend(credit.floors(balance, taken));
        }
        let gift = -change(&self.gift, &plan.post);
        if gift.is_positive() {
            let left = input.balance(&self.gift);
            if gift > left {
                return Err(Refusal::new(Reason::InsufficientBalance, self.shop.words().load_spent(gift, left)));
            }
            plan.floors.push(self.gift_floor());
        }
        match (&original.load, &self.settings.mode) {
            (Some(figures), Mode::PaymentForm { paper: LoadPaper::Slips, .. }) => {
                let on_receipt = original.items.iter().map(|item| item.amount).sum();
                let balance = self.balance_after(input, &plan.post);
                plan.slips = LoadSlips { shop: &self.shop, input, figures, on_receipt, balance }.of_void(original);
            }
            _ => plan.footer.extend(self.balance_line(input, &plan.post)),
        }
        plan.notices.extend(self.position_notice(input.customer.as_ref(), -taken));
        Ok(plan)
    }
}

fn discharged(original: &Original) -> bool {
    original.items.iter().any(|item| item.kind == ItemKind::Discharge)
}
