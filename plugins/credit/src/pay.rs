//! What a card pays: what is on it, then what lies below zero as uncollected; and the discount that comes with it.

use crate::rules::Credit;
use fiscus_sdk::{
    Amount, Post, Reason, Refusal, SystemAccount,
    card::{Asked, Audience, CardTender, Input, Notice, Plan, Price, Settle},
    money::{self, Uncollected, Wanted, owed},
    personal::{self, Usage},
};

impl Credit {
    /// The discount is registered before money is taken, and only where the card pays or is used for it alone.
    /// Source: S5-12 to S5-14, S5-44
    ///
    /// # Errors
    /// A mode that the card cannot have; settings of the card that cannot be read.
    pub fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        let given = match self.mode(price.mode.as_deref())? {
            Some(Usage::Discount) => true,
            // A card that can pay nothing is not paid with.
            _ => price.pays && self.limits(input)?.room().is_positive(),
        };
        let adjust = match given {
            true => personal::adjustments(&self.shop, input, price, &self.settings.discounts)?,
            false => Vec::new(),
        };
        Ok(Plan { adjust, ..Plan::default() })
    }

    /// Source: S5-09 to S5-11, A-02, V-12, V-13
    ///
    /// # Errors
    /// An exact amount that the card cannot give; a mode in which it does not pay.
    pub fn settle(&self, input: &Input, settle: &Settle) -> Result<Plan, Refusal> {
        let mode = self.mode(settle.mode.as_deref())?;
        if settle.asked != Asked::Nothing && mode == Some(Usage::Discount) {
            return Err(Refusal::new(Reason::NotPermitted, self.shop.words().only_discount()));
        }
        let Some(Wanted { amount, exactly }) = money::wanted(&self.shop, settle)? else { return Ok(Plan::default()) };
        let limits = self.limits(input)?;
        let room = limits.room();
        if exactly && amount > room {
            return Err(limits.refusal());
        }
        let spend = self.shop.currency.round(amount.min(room));
        let mut plan = Plan::default();
        if !spend.is_positive() {
            let text = limits.refusal().text;
            plan.notices.extend(amount.is_positive().then_some(Notice { to: Audience::Cashier, text }));
            return Ok(plan);
        }
        self.tenders(&mut plan, input, settle, spend);
        plan.floors = limits.floors();
        plan.footer = self.footer(input, &plan.post);
        Ok(plan)
    }

    fn tenders(&self, plan: &mut Plan, input: &Input, settle: &Settle, spend: Amount) {
        let covered = spend.min(input.balance(&self.money).max(Amount::ZERO));
        let uncovered = self.shop.currency.round(spend - covered);
        let kind = self.settings.uncollected.tender();
        let uncollected =
            CardTender { kind, description: self.shop.words().tender(kind).to_owned(), amount: uncovered };
        for tender in [self.voucher(input, self.shop.currency.round(covered)), uncollected] {
            if tender.amount.is_positive() {
                plan.post.push(Post::debit(&self.money, SystemAccount::Spend, tender.amount));
                plan.tenders.push(tender);
            }
        }
        if self.settings.uncollected == Uncollected::Services && uncovered.is_positive() {
            plan.post.extend(owed::count(&self.shop, settle, uncovered));
        }
    }

    fn mode(&self, mode: Option<&str>) -> Result<Option<Usage>, Refusal> {
        Usage::chosen(&self.shop, mode, self.modes())
    }

    /// The modes that a card can have.
    pub fn modes(&self) -> &'static [Usage] {
        if self.settings.discount_alone { &[Usage::Payment, Usage::Discount] } else { &[Usage::Payment] }
    }
}
