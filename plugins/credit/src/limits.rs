//! How far down a card may go: its own limit, and the general one over all cards of its customer.
//!
//! The same limits are told twice: as the room a payment has now, with a sentence, and as floors that the core
//! checks again when it reserves.

use crate::rules::Credit;
use fiscus_sdk::{Amount, Floor, Over, Reason, Refusal, Shop, card::Input, personal};

/// The limits that bind a card at this moment, its own first.
#[derive(Debug)]
pub struct Limits<'a> {
    shop: &'a Shop,
    money: &'a str,
    limits: Vec<Limit>,
}

#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Over all cards of the customer; otherwise over this one.
    general: bool,
    /// What these have now.
    sum: Amount,
    /// The least they may have.
    min: Amount,
    reason: Reason,
}

impl Limit {
    fn room(self) -> Amount {
        (self.sum - self.min).max(Amount::ZERO)
    }
}

impl Credit {
    /// Source: S5-09 to S5-11, A-01, V-12, V-13
    ///
    /// # Errors
    /// The limit written on the card cannot be read.
    pub fn limits(&self, input: &Input) -> Result<Limits<'_>, Refusal> {
        let (shop, settings) = (&self.shop, &self.settings);
        let limit = personal::amount(shop, input, "limit")?.unwrap_or(settings.limit);
        // A limit above zero is no minimum that stays on the card: it is a card without credit.
        let min = shop.currency.round(limit.min(Amount::ZERO));
        let reason = if min.is_negative() { Reason::CreditLimitExceeded } else { Reason::InsufficientBalance };
        let mut limits = vec![Limit { general: false, sum: input.balance(&self.money), min, reason }];
        if let Some(customer) = &input.customer {
            // The position is the money on all his cards and, below zero, what he owes otherwise.
            let owed = input.customer_balances.get(&self.due).copied().unwrap_or_default();
            let sum = customer.position - owed;
            let own = customer.credit_limit.map(|credit| -credit.max(Amount::ZERO));
            let general = [settings.customer_limit, own].into_iter().flatten();
            let reason = Reason::CreditLimitExceeded;
            limits.extend(general.map(|min| Limit { general: true, sum, min: shop.currency.round(min), reason }));
        }
        Ok(Limits { shop, money: &self.money, limits })
    }
}

impl Limits<'_> {
    /// What can be taken from the card.
    pub fn room(&self) -> Amount {
        self.limits.iter().map(|limit| limit.room()).min().unwrap_or_default()
    }

    /// What can be spent once the card's money has changed by `change`, where that is more than is on it.
    pub fn credit_after(&self, change: Amount) -> Option<Amount> {
        let agreed = self.limits.first().is_some_and(|own| own.min.is_negative());
        let after = |limit: &Limit| Limit { sum: limit.sum + change, ..*limit }.room();
        agreed.then(|| self.limits.iter().map(after).min().unwrap_or_default())
    }

    /// What the core must check when something is taken from the card.
    pub fn floors(&self) -> Vec<Floor> {
        let over = |general: bool| match general {
            true => Over::CustomerCards(self.money.to_owned()),
            false => Over::Card(self.money.to_owned()),
        };
        let floor = |limit: &Limit| Floor {
            over: vec![over(limit.general)],
            min: limit.min,
            reason: limit.reason,
            // Whoever reads it was told otherwise a moment ago: no figure of then is true now.
            text: self.shop.words().balance_changed().to_owned(),
        };
        self.limits.iter().map(floor).collect()
    }

    /// Why more than the room is refused: the limit that leaves least, the card's own where they are equal.
    pub fn reason(&self) -> Reason {
        self.limits.iter().min_by_key(|limit| limit.room()).map_or(Reason::InsufficientBalance, |limit| limit.reason)
    }

    /// The refusal of more than the room, and what to do.
    pub fn refusal(&self) -> Refusal {
        let (words, room) = (self.shop.words(), self.room());
        let text = match self.reason() {
            Reason::CreditLimitExceeded => words.credit_limit_exceeded(room),
            _ => words.insufficient_balance(room),
        };
        Refusal::new(self.reason(), text)
    }
}
