//! What a card pays, as uncollected, and who owes it then; and the discount it gives whenever it is presented.

use crate::rules::Charge;
use fiscus_sdk::{
    Amount, End, Post, Reason, Refusal, SystemAccount,
    card::{Asked, Audience, CardTender, Input, Notice, Plan, Price, Settle},
    money::{self, Wanted},
    personal::{self, Usage},
};

/// The modes that a card can have.
pub const MODES: [Usage; 2] = [Usage::Payment, Usage::Discount];

impl Charge {
    /// Source: S5-15, S5-44
    ///
    /// # Errors
    /// A mode that the card cannot have; settings of the card that cannot be read.
    pub fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        self.mode(price.mode.as_deref())?;
        let adjust = personal::adjustments(&self.shop, input, price, &self.settings.discounts)?;
        Ok(Plan { adjust, ..Plan::default() })
    }

    /// Source: S5-15 to S5-17, S5-38, A-02, V-14
    ///
    /// # Errors
    /// An exact amount beyond what is left of the day; a mode in which it does not pay.
    pub fn settle(&self, input: &Input, settle: &Settle) -> Result<Plan, Refusal> {
        let mode = self.mode(settle.mode.as_deref())?;
        if settle.asked != Asked::Nothing && mode == Some(Usage::Discount) {
            return Err(Refusal::new(Reason::NotPermitted, self.shop.words().only_discount()));
        }
        let Some(Wanted { amount, exactly }) = money::wanted(&self.shop, settle)? else { return Ok(Plan::default()) };
        let day = self.day(input)?;
        let left = day.as_ref().map_or(amount, |day| day.left());
        if exactly && amount > left {
            return Err(Refusal::new(Reason::DailyLimitExceeded, self.words().daily_limit_exceeded(left)));
        }
        let spend = self.shop.currency.round(amount.min(left));
        let mut plan = Plan::default();
        if !spend.is_positive() {
            let text = self.words().daily_limit_exceeded(left);
            plan.notices.extend(amount.is_positive().then_some(Notice { to: Audience::Cashier, text }));
            return Ok(plan);
        }
        plan.tenders.push(self.tender(input, spend));
        plan.post.push(Post { from: self.debtor(input), to: End::System(SystemAccount::Invoice), amount: spend });
        if let Some(day) = &day {
            plan.post.push(day.count(spend));
            plan.floors.push(day.floor(self.words().day_changed()));
        }
        plan.footer = self.footer(input, &plan.post);
        Ok(plan)
    }

    /// The account on which is written what the card pays: its customer's, else its own.
    pub fn debtor(&self, input: &Input) -> End {
        match input.customer {
            Some(_) => End::Customer(self.due.clone()),
            None => End::Card(self.money.clone()),
        }
    }

    /// What is owed, as the receipt states it.
    pub fn tender(&self, input: &Input, amount: Amount) -> CardTender {
        let kind = self.settings.uncollected.tender();
        let own = input.type_name.clone();
        let description = if own.is_empty() { self.shop.words().tender(kind).to_owned() } else { own };
        CardTender { kind, description, amount }
    }

    fn mode(&self, mode: Option<&str>) -> Result<Option<Usage>, Refusal> {
        Usage::chosen(&self.shop, mode, &MODES)
    }
}
