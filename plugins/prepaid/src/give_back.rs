//! What comes back onto a card: the refund of returned goods, and operations that are undone as a whole.
//!
//! How much of a return belongs to this card the core has decided; here it is split as the card had paid.

use crate::{
    rules::Prepaid,
    settings::{LoadPaper, Mode},
    slips,
};
use fiscus_sdk::{
    Amount, End, Post, Reason, Refusal, SystemAccount,
    card::{CardTender, Input, ItemKind, Original, Plan, Return},
    prorate,
};

impl Prepaid {
    /// Source: S2-06, S2-11, R7, R8, R14
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        let words = self.words();
        let refused = |text: &str| Err(Refusal::new(Reason::ReturnNotAllowed, text));
        let refund = self.round(back.refund.max(Amount::ZERO));
        let mut plan = Plan::default();
        match (&self.settings.mode, &back.original) {
            (_, Some(_)) if back.total.is_zero() => return refused(words.return_of_nothing()),
            (Mode::Departments { .. }, _) if refund.is_positive() => return refused(words.no_refund_by_department()),
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
                if refund.is_zero() {
                    self.cash_instead(back, original)?;
                } else {
                    self.refund(&mut plan, input, original, refund)?;
                }
                self.return_gift(&mut plan, back, original);
            }
        }
        if !plan.post.is_empty() {
            plan.footer.extend(self.balance_line(input, &plan.post));
            plan.notices.extend(self.position_notice(input.customer.as_ref(), Self::change(&self.money, &plan.post)));
        }
        Ok(plan)
    }

    /// Nothing goes back onto a card that paid: the till gives cash.
    fn cash_instead(&self, back: &Return, original: &Original) -> Result<(), Refusal> {
        let scale = self.shop.currency.scale;
        let share = |tender: &CardTender| step(tender.amount, back.returned_before, back.amount, back.total, scale);
        // Cents of rounding are not what the card paid.
        let rounding = Amount::from_minor(i64::try_from(original.tenders.len()).unwrap_or(i64::MAX), scale);
        let unpaid: Amount = original.tenders.iter().filter(|tender| tender.kind.uncollected()).map(share).sum();
        let all: Amount = original.tenders.iter().map(share).sum();
        if all > rounding && !self.settings.refund_cash {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().no_cash()));
        }
        if unpaid > rounding {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().never_paid()));
        }
        Ok(())
    }

    /// Splits the refund over the tenders of the original; what was uncollected lowers the debt.
    fn refund(&self, plan: &mut Plan, input: &Input, original: &Original, refund: Amount) -> Result<(), Refusal> {
        let scale = self.shop.currency.scale;
        let spent: Vec<(usize, &Post)> =
            original.post.iter().enumerate().filter(|(_, post)| self.spends(post)).collect();
        let total: Amount = spent.iter().map(|(_, post)| post.amount).sum();
        // Postings between the same accounts are one pool: how much of it came back says how much of each did.
        let before: Amount = spent.iter().filter_map(|(index, _)| original.reversed.get(*index)).copied().sum();
        if refund > total - before || original.tenders.len() != spent.len() {
            return Err(Refusal::new(
                Reason::ReturnNotAllowed,
                self.words().more_than_paid(self.round(total - before)),
            ));
        }
        let (mut left_before, mut left) = (before, refund);
        let mut unpaid = Unpaid::default();
        for (index, tender) in original.tenders.iter().enumerate() {
            let (share_before, share) = if index + 1 == original.tenders.len() {
                (left_before, left)
            } else {
                let share_before = step(tender.amount, Amount::ZERO, before, total, scale).min(left_before);
                (share_before, step(tender.amount, before, refund, total, scale).min(left))
            };
            left_before -= share_before;
            left -= share;
            if tender.kind.uncollected() {
                unpaid.total += tender.amount;
                unpaid.before += share_before;
                unpaid.now += share;
            }
            if share.is_positive() {
                let share = self.round(share);
                plan.tenders.push(CardTender { amount: share, ..tender.clone() });
                plan.post.push(Post::credit(SystemAccount::Spend, &self.money, share));
            }
        }
        self.owe_less(plan, input, original, &unpaid);
        Ok(())
    }

    /// What is counted as owed for services falls with the debt, but not below zero: a load may have settled it.
    fn owe_less(&self, plan: &mut Plan, input: &Input, original: &Original, unpaid: &Unpaid) {
        let scale = self.shop.currency.scale;
        for post in &original.post {
            let End::Card(label) = &post.to else { continue };
            if !label.starts_with(&self.owed) {
                continue;
            }
            let counted = input.balance(label).max(Amount::ZERO) + Self::change(label, &plan.post);
            let less = step(post.amount, unpaid.before, unpaid.now, unpaid.total, scale).min(counted);
            if less.is_positive() {
                plan.post.push(post.reversed(self.round(less)));
            }
        }
    }

    fn return_gift(&self, plan: &mut Plan, back: &Return, original: &Original) {
        let given: Amount = -Self::change(&self.gift, &original.post);
        let share = step(given, back.returned_before, back.amount, back.total, self.shop.currency.scale);
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
        let mut plan =
            Plan { post: original.post.iter().map(|post| post.reversed(post.amount)).collect(), ..Plan::default() };
        let taken = -Self::change(&self.money, &plan.post);
        if taken.is_positive() {
            let balance = input.balance(&self.money);
            let credit = self.credit(input.customer.as_ref());
            if let Some(room) = credit.room(balance).filter(|room| taken > *room) {
                return Err(Refusal::new(credit.refusal(room).reason, self.words().load_spent(taken, room)));
            }
            plan.floors.extend(credit.floors(balance, taken));
        }
        let gift = -Self::change(&self.gift, &plan.post);
        if gift.is_positive() {
            let left = input.balance(&self.gift);
            if gift > left {
                return Err(Refusal::new(Reason::InsufficientBalance, self.words().load_spent(gift, left)));
            }
            plan.floors.push(self.gift_floor());
        }
        match (&original.load, &self.settings.mode) {
            (Some(figures), Mode::PaymentForm { paper: LoadPaper::Slips, .. }) => {
                let amounts = self.slip_amounts(input, figures, &original.items, &plan.post);
                plan.slips = slips::COPIES.map(|copy| self.void_slip(input, &amounts, original, copy)).into();
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

/// The uncollected part of what a card paid: in all, come back before, coming back now.
#[derive(Default)]
struct Unpaid {
    total: Amount,
    before: Amount,
    now: Amount,
}

/// What of `whole` belongs to the part `now` of `total`, after the part `before`. Shares of all parts add up to
/// the whole.
fn step(whole: Amount, before: Amount, now: Amount, total: Amount, scale: u32) -> Amount {
    if total.is_zero() {
        return Amount::ZERO;
    }
    let given = prorate::share(whole, Amount::ZERO, Amount::ZERO, before, total, scale);
    prorate::share(whole, given, before, now, total, scale)
}
