//! Tiers of turnover: which rate a turnover has earned, which is assigned, and the posting between the two.
//!
//! The assigned rate is an account (`RATE.<card type>`, in percent) of the customer, or of a card without one. Who
//! may not be changed at all (a locked customer), the daemon knows.

use crate::{
    rules::Card,
    settings::{Settings, TierMode},
};
use fiscus_sdk::{
    Amount, End, Percent, Post, SystemAccount, Unit,
    account::RATE,
    card::{Input, Plan, Review, ReviewCause},
};

impl Settings {
    /// What a turnover has earned; exactly the sum of a tier reaches it. Source: S5-49, R17, V-15
    pub fn earned(&self, turnover: Amount) -> Percent {
        let reached = self.tiers.iter().filter(|tier| turnover >= tier.turnover).max_by_key(|tier| tier.turnover);
        reached.map_or(Percent::ZERO, |tier| tier.percent)
    }
}

impl Card {
    /// The account that keeps the assigned rate of this card type.
    fn rate(&self, input: &Input) -> End {
        let kind = input.card_type.replace('.', "-");
        let label = format!("{RATE}.{}", if kind.is_empty() { "-" } else { &kind });
        if input.customer.is_some() { End::Customer(label) } else { End::Card(label) }
    }

    /// The rate that is assigned now.
    pub fn assigned(&self, input: &Input) -> Amount {
        let rate = match self.rate(input) {
            End::Customer(label) => input.customer_balances.get(&label).copied().unwrap_or_default(),
            End::Card(label) => input.balance(&label),
            End::System(_) => Amount::ZERO,
        };
        Unit::named(RATE).round(rate)
    }

    /// The rate that a turnover brings: what it has earned, or what is assigned where that is kept.
    /// Source: A-09
    pub fn due_rate(&self, turnover: Amount, assigned: Amount) -> Amount {
        let earned = Unit::named(RATE).round(Amount::from(self.settings.earned(turnover).decimal()));
        if self.settings.never_down { earned.max(assigned) } else { earned }
    }

    /// Sets the assigned rate. Source: S5-49 to S5-51, A-09, V-15
    pub fn review(&self, input: &Input, review: &Review) -> Plan {
        let mut plan = Plan::default();
        let closing = review.cause == ReviewCause::Closing;
        if self.settings.tiers.is_empty() || (closing && self.settings.tier_mode == TierMode::Manual) {
            return plan;
        }
        let assigned = self.assigned(input);
        let difference = self.due_rate(review.turnover, assigned) - assigned;
        if !difference.is_zero() {
            let up = Post { from: End::System(SystemAccount::Adjust), to: self.rate(input), amount: difference };
            plan.post.push(if difference.is_negative() { up.reversed(-difference) } else { up });
        }
        plan
    }
}
