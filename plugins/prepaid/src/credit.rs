//! How far down a card may go: its own agreement, or its customer's credit.
//!
//! The same limits are told twice: as the room a payment has now, with a sentence, and as floors that the core
//! checks again when it reserves.

use crate::{rules::Prepaid, settings::ExposureCheck, words::Words};
use fiscus_sdk::{
    Amount, Floor, Over, Reason, Refusal,
    card::{Audience, Customer, Notice},
};

/// What is agreed for one card at this moment.
#[derive(Debug)]
pub struct Credit<'a> {
    /// The least the card's money may be; none: no limit of its own.
    down_to: Option<Amount>,
    /// The customer's position and limit, where both bind.
    exposure: Option<Exposure>,
    every_spend: bool,
    /// Why more is refused.
    reason: Reason,
    customer: Option<&'a Customer>,
    money: &'a str,
    words: Words<'a>,
}

#[derive(Debug, Clone, Copy)]
struct Exposure {
    position: Amount,
    limit: Amount,
}

impl Prepaid {
    /// What is agreed for a card of this customer. Source: S2-27, S3-04 to S3-09
    pub fn credit<'a>(&'a self, customer: Option<&'a Customer>) -> Credit<'a> {
        let settings = &self.settings;
        let own = settings.credit_max.is_positive();
        let mut credit = Credit {
            down_to: Some(-settings.credit_max),
            exposure: None,
            every_spend: settings.exposure_check == ExposureCheck::EverySpend,
            reason: if own { Reason::CreditLimitExceeded } else { Reason::InsufficientBalance },
            customer,
            money: &self.money,
            words: self.words(),
        };
        if !settings.allow_negative {
            return credit;
        }
        credit.reason = Reason::CreditLimitExceeded;
        // Where the customer's credit decides, the card's own maximum only narrows it.
        credit.down_to = own.then_some(-settings.credit_max);
        if !self.shop.credit_control {
            return credit;
        }
        match customer.filter(|customer| customer.credit_allowed) {
            Some(customer) => {
                credit.exposure = customer
                    .credit_limit
                    .map(|limit| Exposure { position: customer.position, limit: limit.max(Amount::ZERO) });
            }
            None => {
                credit.down_to = Some(Amount::ZERO);
                credit.reason = Reason::CreditNotAllowed;
            }
        }
        credit
    }

    /// What the cashier is told of a customer's credit once his position has changed by `change`.
    /// Source: S3-20, S3-21
    pub fn position_notice(&self, customer: Option<&Customer>, change: Amount) -> Option<Notice> {
        let customer = customer.filter(|customer| customer.credit_allowed)?;
        if !self.settings.allow_negative || !self.shop.credit_control {
            return None;
        }
        let position = self.round(customer.position + change);
        let headroom = customer.credit_limit.map(|limit| self.round((position + limit).max(Amount::ZERO)));
        Some(Notice { to: Audience::Cashier, text: self.words().position(position, headroom) })
    }
}

impl Credit<'_> {
    /// What can be taken from the card's own money; none: as much as one likes.
    pub fn room(&self, balance: Amount) -> Option<Amount> {
        let card = self.down_to.map(|least| (balance - least).max(Amount::ZERO));
        let exposure = self.exposure.map(|Exposure { position, limit }| {
            let headroom = (position + limit).max(Amount::ZERO);
            if self.every_spend { headroom } else { headroom.max(balance) }
        });
        match (card, exposure) {
            (Some(card), Some(exposure)) => Some(card.min(exposure)),
            (card, exposure) => card.or(exposure),
        }
    }

    /// What the core must check when `spend` is taken from `balance`.
    pub fn floors(&self, balance: Amount, spend: Amount) -> Vec<Floor> {
        if !spend.is_positive() {
            return Vec::new();
        }
        // Whoever reads it was told otherwise a moment ago: no figure of then is true now.
        let (reason, text) = (self.reason, self.words.shop.words().balance_changed().to_owned());
        let card = |min| Floor { over: vec![Over::Card(self.money.to_owned())], min, reason, text: text.clone() };
        let mut floors: Vec<Floor> = self.down_to.map(card).into_iter().collect();
        if let Some(Exposure { limit, .. }) = self.exposure {
            if self.every_spend || spend > balance {
                let over =
                    vec![Over::CustomerCards(self.money.to_owned()), Over::Customer(format!("{}.due", self.money))];
                floors.push(Floor { over, min: -limit, reason, text });
            } else {
                // A purchase that is exempt because it is covered must still be covered when it is reserved.
                floors.push(card(Amount::ZERO));
            }
        }
        floors
    }

    /// Why more than `available` is refused, and what to do.
    pub fn refusal(&self, available: Amount) -> Refusal {
        let text = match self.reason {
            Reason::CreditNotAllowed if self.customer.is_none() => self.words.credit_without_customer(available),
            Reason::CreditNotAllowed => self.words.credit_not_allowed(available),
            Reason::CreditLimitExceeded => self.words.shop.words().credit_limit_exceeded(available),
            _ => self.words.shop.words().insufficient_balance(available),
        };
        Refusal::new(self.reason, text)
    }
}
