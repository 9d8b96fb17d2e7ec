//! How much a card may pay on one day: a counter of the card, named after the day, falls with every payment.
//!
//! The day is the shop's calendar day, however many hours its time zone gives it.

use crate::rules::Charge;
use fiscus_sdk::{
    Amount, Floor, Over, Post, Reason, Refusal, Shop, SystemAccount, card::Input, jiff::civil::Date, money::change,
    personal,
};

/// A card's limit on one day, with what it has paid of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The counter's label: `EUR.day.2026-11-22`.
    pub label: String,
    /// The most it pays.
    pub limit: Amount,
    /// What it has paid so far.
    pub spent: Amount,
}

impl Charge {
    /// The limit of the day on which the card is used; none: there is no limit. Source: S5-17, S5-38
    ///
    /// # Errors
    /// The limit written on the card cannot be read.
    pub fn day(&self, input: &Input) -> Result<Option<Day>, Refusal> {
        let setting = "daily_limit";
        let own = personal::amount(&self.shop, input, setting)?;
        if own.is_some_and(Amount::is_negative) {
            return Err(personal::unreadable(&self.shop, setting));
        }
        let limit = self.shop.currency.round(own.unwrap_or(self.settings.daily_limit));
        Ok(limit.is_positive().then(|| {
            let label = label(&self.shop, input.now.date());
            let spent = -input.balance(&label).min(Amount::ZERO);
            Day { label, limit, spent }
        }))
    }
}

impl Day {
    /// What the card may still pay.
    pub fn left(&self) -> Amount {
        (self.limit - self.spent).max(Amount::ZERO)
    }

    /// Counts a payment.
    pub fn count(&self, amount: Amount) -> Post {
        Post::debit(&self.label, SystemAccount::Adjust, amount)
    }

    /// What the core must check when something is counted.
    pub fn floor(&self, text: &str) -> Floor {
        let (over, reason) = (vec![Over::Card(self.label.clone())], Reason::DailyLimitExceeded);
        Floor { over, min: -self.limit, reason, text: text.to_owned() }
    }

    /// The same once these postings are done.
    pub fn after(self, posts: &[Post]) -> Self {
        let spent = (self.spent - change(&self.label, posts)).max(Amount::ZERO);
        Self { spent, ..self }
    }
}

fn label(shop: &Shop, day: Date) -> String {
    format!("{}.day.{day}", shop.currency.name)
}

/// Whether a posting counts on some day.
pub fn counts(shop: &Shop, post: &Post) -> bool {
    let days = format!("{}.day.", shop.currency.name);
    post.label().is_some_and(|label| label.starts_with(&days))
}
