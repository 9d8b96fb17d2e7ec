//! What a card pays: gift money first, as an adjustment; then its own money, as tenders (mode A) or as a
//! discharge (mode B); what lies below zero as uncollected.

use crate::{rules::Prepaid, settings::Mode};
use fiscus_sdk::{
    Amount, Floor, Over, Post, Reason, Refusal, SystemAccount, TenderKind,
    card::{Adjust, AdjustValue, Audience, CardTender, Input, Item, ItemKind, Notice, Plan, Settle},
    money::{Uncollected, Wanted, owed, wanted},
    prorate::spread,
};

impl Prepaid {
    /// Source: S2-10, S2-30, S3-01, S3-05, A-06
    ///
    /// # Errors
    /// An exact amount that the card cannot give.
    pub fn settle(&self, input: &Input, settle: &Settle) -> Result<Plan, Refusal> {
        let Some(Wanted { amount: wanted, exactly }) = wanted(&self.shop, settle)? else { return Ok(Plan::default()) };
        let gift = input.balance(&self.gift).max(Amount::ZERO).min(wanted);
        let rest = wanted - gift;
        let balance = input.balance(&self.money);
        let credit = self.credit(input.customer.as_ref());
        let room = credit.room(balance).unwrap_or(rest);
        if exactly && rest > room {
            return Err(credit.refusal(gift + room));
        }
        let redeemable = self.redeemable(settle, gift).unwrap_or(rest);
        if exactly && rest > redeemable {
            return Err(Refusal::new(Reason::AmountInvalid, self.words().other_vat(gift + redeemable)));
        }
        let spend = rest.min(room).min(redeemable);

        let mut plan = Plan::default();
        if wanted.is_positive() && (gift + spend).is_zero() {
            let text = if room.is_zero() { credit.refusal(room).text } else { self.words().other_vat(redeemable) };
            plan.notices.push(Notice { to: Audience::Cashier, text });
            return Ok(plan);
        }
        self.spend_gift(&mut plan, gift);
        if spend.is_positive() {
            match &self.settings.mode {
                Mode::PaymentForm { tender, .. } => self.tenders(&mut plan, settle, *tender, balance, spend),
                Mode::Departments { discharge, .. } => self.discharge(&mut plan, discharge, spend),
            }
            plan.floors.extend(credit.floors(balance, spend));
        }
        plan.footer.extend(self.balance_line(input, &plan.post));
        plan.notices.extend(self.position_notice(input.customer.as_ref(), -spend));
        Ok(plan)
    }

    /// What may be discharged at most; none in mode A, and where any VAT will do.
    fn redeemable(&self, settle: &Settle, gift: Amount) -> Option<Amount> {
        let Mode::Departments { discharge, strict_vat: true, .. } = &self.settings.mode else { return None };
        let vat_of = |id: &str| self.shop.departments.get(id).map(|department| &department.vat);
        let mut same = Amount::ZERO;
        let mut other = Amount::ZERO;
        for (id, amount) in &settle.departments {
            *(if vat_of(id) == vat_of(discharge) { &mut same } else { &mut other }) += *amount;
        }
        let (same, other) = (same.max(Amount::ZERO), other.max(Amount::ZERO));
        // The gift lowers every department in proportion, this one too.
        let gift = spread(gift, &[same, other], self.shop.currency.scale).first().copied().unwrap_or_default();
        Some((same - gift).max(Amount::ZERO))
    }

    fn spend_gift(&self, plan: &mut Plan, gift: Amount) {
        if !gift.is_positive() {
            return;
        }
        let gift = self.round(gift);
        plan.adjust.push(Adjust {
            line: None,
            value: AdjustValue::Amount(-gift),
            description: self.words().gift_money().to_owned(),
            reason: "gift".to_owned(),
        });
        plan.post.push(Post::debit(&self.gift, SystemAccount::Gift, gift));
        plan.floors.push(self.gift_floor());
    }

    /// Gift money never goes below zero.
    pub fn gift_floor(&self) -> Floor {
        Floor {
            over: vec![Over::Card(self.gift.clone())],
            min: self.shop.currency.zero(),
            reason: Reason::InsufficientBalance,
            text: self.shop.words().balance_changed().to_owned(),
        }
    }

    fn tenders(&self, plan: &mut Plan, settle: &Settle, tender: TenderKind, balance: Amount, spend: Amount) {
        let covered = spend.min(balance.max(Amount::ZERO));
        let uncovered = self.round(spend - covered);
        for (kind, description, amount) in [
            (tender, self.settings.receipt_description.clone(), self.round(covered)),
            (self.settings.uncollected.tender(), self.shop.words().uncollected().to_owned(), uncovered),
        ] {
            if amount.is_positive() {
                plan.post.push(Post::debit(&self.money, SystemAccount::Spend, amount));
                plan.tenders.push(CardTender { kind, description, amount });
            }
        }
        if self.settings.uncollected == Uncollected::Services && uncovered.is_positive() {
            plan.post.extend(owed::count(&self.shop, settle, uncovered));
        }
    }

    fn discharge(&self, plan: &mut Plan, department: &str, spend: Amount) {
        let amount = self.round(spend);
        plan.post.push(Post::debit(&self.money, SystemAccount::Spend, amount));
        plan.items.push(Item {
            kind: ItemKind::Discharge,
            department: department.to_owned(),
            description: self.settings.receipt_description.clone(),
            amount,
        });
    }
}
