//! Facts about cards and customers, read from the ledger: what a plugin may know, and whether a card may be used.

use super::engine::Engine;
use crate::{
    config::{OutsideWindow, Registry, luhn_valid},
    flow::{
        Stop,
        party::{Party, cards_of, counts, scale, turnover_label},
    },
    ledger::{Account, Balance, Owner, STOCK, Scope, WriteError},
    registry::{Card, CardStatus, Customer},
    say::Say,
};
use fiscus_sdk::{
    Amount, End, Fault, Post, Reason,
    account::unit_of,
    api::{CardAnswer, CardBalances, CustomerAnswer},
    card::{self, AccountOwner},
    jiff::civil,
    pin,
};
use std::collections::BTreeMap;

/// A store that cannot be used, as a fault.
#[must_use]
pub fn store_fault(error: &WriteError) -> Fault {
    match error {
        WriteError::DiskFull(detail) => Fault::new(Reason::DiskFull, detail.clone()),
        WriteError::Unavailable(detail) => Fault::new(Reason::LedgerUnavailable, detail.clone()),
        other => Fault::new(Reason::Internal, other.to_string()),
    }
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Self {
        Self::Fault(store_fault(&error))
    }
}

/// A card number as it may stand in a log.
#[must_use]
pub fn masked(number: &str) -> String {
    let count = number.chars().count();
    let last: String = number.chars().skip(count.saturating_sub(4)).collect();
    if count > 4 { format!("****{last}") } else { "****".to_owned() }
}

/// A number that nobody knows, as it may stand in a refusal, which is kept: what could be somebody's PIN, typed in the
/// wrong place, is not shown.
#[must_use]
pub fn unknown(number: &str) -> Say {
    let card = if pin::typed(number).is_some() { "*****".to_owned() } else { number.to_owned() };
    Say::CardUnknown { card }
}

/// What a card is used for: what must be true of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It pays, collects or is used: it must be active and valid.
    Sale,
    /// It is loaded: as a sale, and an unknown number may become a card.
    Load,
    /// Something comes back onto it: it must only exist.
    Return,
}

impl Engine {
    /// A card that takes part, with all that its plugin may know.
    ///
    /// # Errors
    /// It is not known, or may not be used for this; or the store cannot be read.
    pub fn party(&self, number: &str, purpose: Use, now: civil::DateTime, mode: Option<String>) -> Result<Party, Stop> {
        let registered = self.ledger.card(number)?;
        let known = registered.is_some();
        let card = match registered {
            Some(card) => card,
            None if purpose == Use::Load => self.unregistered(number, now.date())?,
            None => return Err(self.refuse(Reason::CardUnknown, &unknown(number))),
        };
        let Some(open) = self.setup.card_types.get(&card.card_type) else {
            return Err(self.refuse(Reason::CardWrongType, &Say::CardWrongType { card: number.to_owned() }));
        };
        if known {
            self.usable(&card, &open.manifest, purpose, now)?;
        }
        self.party_of(card, known, now, mode)
    }

    /// A card with all that its plugin may know, whatever its status.
    ///
    /// # Errors
    /// Its card type is not there; or the store cannot be read.
    pub fn party_of(&self, card: Card, known: bool, now: civil::DateTime, mode: Option<String>) -> Result<Party, Stop> {
        let number = card.number.clone();
        let Some(open) = self.setup.card_types.get(&card.card_type) else {
            return Err(self.refuse(Reason::CardWrongType, &Say::CardWrongType { card: number }));
        };
        let configured = self.setup.config.card_types.get(&card.card_type);
        let customer = match &card.customer {
            Some(id) => self.ledger.customer(id)?,
            None => None,
        };
        let balances =
            self.amounts(&Owner::Card(number.clone()), |label| {
                counts(&self.setup.shop, label)
                    || open.manifest.accounts.iter().any(|kind| {
                        kind.owner == AccountOwner::Card && kind.covers(label, &self.setup.shop.currency.name)
                    })
            })?;
        let customer_balances = match &card.customer {
            Some(id) => self.amounts(&Owner::Customer(id.clone()), |_| true)?,
            None => BTreeMap::new(),
        };
        Ok(Party {
            card_type: card.card_type.clone(),
            type_name: configured.map_or_else(|| card.card_type.clone(), |t| t.name.clone()),
            manifest: open.manifest.clone(),
            stackable: configured.is_some_and(|t| t.stackable),
            customer: customer.map(|customer| self.told(&customer)).transpose()?,
            in_window: card.schedule().holds(now),
            message: card.message.clone(),
            card: card.told(known),
            balances,
            customer_balances,
            mode,
        })
    }

    /// A card that does not exist yet: an unknown number that fits a card type becomes one at its first load.
    fn unregistered(&self, number: &str, today: civil::Date) -> Result<Card, Stop> {
        let unknown = || self.refuse(Reason::CardUnknown, &unknown(number));
        let id = self.setup.config.card_type_for(number).ok_or_else(unknown)?;
        let configured = self.setup.config.card_types.get(id).ok_or_else(unknown)?;
        if configured.numbers.as_ref().is_some_and(|numbers| numbers.luhn) && !luhn_valid(number) {
            return Err(self.refuse(Reason::LuhnFailed, &Say::LuhnFailed { card: number.to_owned() }));
        }
        let mut card = Card::new(number, id);
        configured.defaults.complete(&mut card, today);
        Ok(card)
    }

    /// Gives a card that is made at the till what the configuration says for its type. Source: S5-55
    pub fn complete(&self, card: &mut Card, today: civil::Date) {
        if let Some(configured) = self.setup.config.card_types.get(&card.card_type) {
            configured.defaults.complete(card, today);
        }
    }

    /// Whether cards of this type belong to a customer (S2-13).
    #[must_use]
    pub fn needs_customer(&self, card_type: &str) -> bool {
        self.setup.config.card_types.get(card_type).is_some_and(|t| t.registry != Registry::Own)
    }

    fn usable(&self, card: &Card, manifest: &card::Manifest, purpose: Use, now: civil::DateTime) -> Result<(), Stop> {
        let number = card.number.clone();
        if purpose == Use::Return {
            return match card.status {
                CardStatus::Closed => {
                    Err(self.refuse(Reason::StatusForbids, &Say::ClosedTakesNothing { card: number }))
                }
                CardStatus::Deleted => {
                    let status = card.status.word().to_owned();
                    Err(self.refuse(Reason::StatusForbids, &Say::CardNotActive { card: number, status }))
                }
                _ => Ok(()),
            };
        }
        let today = now.date();
        let refuse_outside = self
            .setup
            .config
            .card_types
            .get(&card.card_type)
            .is_some_and(|t| t.outside_window == OutsideWindow::Refuse);
        // some kinds end with their last day, the others only lose their first discount.
        let strict = refuse_outside || manifest.capabilities.contains(&card::Capability::Expires);
        // A new package of uses makes a card valid anew; whether it does, the load shows.
        let renews = purpose == Use::Load && manifest.capabilities.contains(&card::Capability::LoadsUses);
        let over = strict && !renews && card.valid_until.is_some_and(|until| today > until);
        if card.status == CardStatus::Expired || over {
            let until = card.valid_until.map_or_else(|| "?".to_owned(), |until| until.to_string());
            return Err(self.refuse(Reason::CardExpired, &Say::CardExpired { card: number, until }));
        }
        if card.status != CardStatus::Active {
            let status = card.status.word().to_owned();
            return Err(self.refuse(Reason::CardNotActive, &Say::CardNotActive { card: number, status }));
        }
        if let Some(from) = card.valid_from.filter(|from| strict && today < *from) {
            let text = Say::CardNotYetValid { card: number, from: from.to_string() };
            return Err(self.refuse(Reason::CardNotActive, &text));
        }
        if refuse_outside && purpose == Use::Sale && !card.schedule().holds(now) {
            return Err(self.refuse(Reason::CardNotActive, &Say::CardOutsideWindow { card: number }));
        }
        Ok(())
    }

    /// Amounts that are available on an owner's accounts, by label.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn amounts(
        &self,
        owner: &Owner,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, Amount>, WriteError> {
        Ok(self
            .ledger
            .balances(owner)?
            .iter()
            .filter(|balance| wanted(&balance.account.label))
            .map(|balance| (balance.account.label.clone(), self.amount(&balance.account.label, balance.available())))
            .collect())
    }

    /// Smallest parts as an amount of the label's unit.
    #[must_use]
    pub fn amount(&self, label: &str, minor: i64) -> Amount {
        Amount::from_minor(minor, scale(&self.setup.shop, label))
    }

    /// A customer as a plugin is told of him.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn told(&self, customer: &Customer) -> Result<card::Customer, WriteError> {
        let id = customer.id.clone().unwrap_or_default();
        Ok(card::Customer {
            position: self.position(&id)?,
            credit_limit: customer.credit_limit.map(|limit| self.setup.shop.currency.round(limit)),
            ..customer.told()
        })
    }

    /// S3-20: all prepaid balances of a customer and what he owes, together.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn position(&self, customer: &str) -> Result<Amount, WriteError> {
        let currency = &self.setup.shop.currency.name;
        let (posted, held) = self.ledger.sum(&[
            cards_of(&self.setup.shop, &self.setup.granting(), customer, currency),
            Scope::Account(Account { owner: Owner::Customer(customer.to_owned()), label: format!("{currency}.due") }),
        ])?;
        Ok(self.amount(currency, posted.saturating_sub(held)))
    }

    /// What a card has that it can spend, by label. `coming` is added: what the operation under way will give it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn card_balances(
        &self,
        number: &str,
        card_type: &str,
        coming: &[(String, i64)],
    ) -> Result<CardBalances, WriteError> {
        let found = self.ledger.balances(&Owner::Card(number.to_owned()))?;
        Ok(self.card_balances_of(number, card_type, found, coming))
    }

    /// The same of balances that are read already.
    fn card_balances_of(
        &self,
        number: &str,
        card_type: &str,
        mut found: Vec<Balance>,
        coming: &[(String, i64)],
    ) -> CardBalances {
        let owner = Owner::Card(number.to_owned());
        for (label, amount) in coming {
            match found.iter_mut().find(|balance| &balance.account.label == label) {
                Some(balance) => balance.posted = balance.posted.saturating_add(*amount),
                None => found.push(Balance {
                    account: Account { owner: owner.clone(), label: label.clone() },
                    posted: *amount,
                    held: 0,
                }),
            }
        }
        let mut balances: BTreeMap<String, Amount> = found
            .iter()
            .filter(|balance| self.spendable(card_type, &balance.account.label))
            .map(|balance| (balance.account.label.clone(), self.amount(&balance.account.label, balance.available())))
            .collect();
        // A card that can hold money shows that it holds none.
        if let Some(open) = self.setup.card_types.get(card_type) {
            for kind in open.manifest.accounts.iter().filter(|k| k.owner == AccountOwner::Card && !k.counter) {
                let label = if kind.label == "*" { &self.setup.shop.currency.name } else { &kind.label };
                if !label.contains('*') && !label.contains('.') {
                    balances.entry(label.clone()).or_insert_with(|| self.amount(label, 0));
                }
            }
        }
        CardBalances { card: number.to_owned(), card_type: card_type.to_owned(), balances }
    }

    /// Whether what is on an account of a card of this type can be spent: it is no counter.
    #[must_use]
    pub fn spendable(&self, card_type: &str, label: &str) -> bool {
        if counts(&self.setup.shop, label) {
            return false;
        }
        let currency = &self.setup.shop.currency.name;
        match self.setup.card_types.get(card_type) {
            Some(open) => !open
                .manifest
                .accounts
                .iter()
                .any(|kind| kind.counter && kind.owner == AccountOwner::Card && kind.covers(label, currency)),
            None => unit_of(label) == label,
        }
    }

    /// What an owner has bought; none: nothing yet. Source: S5-53
    fn turnover(&self, owner: Owner) -> Result<Option<Amount>, WriteError> {
        let label = turnover_label(&self.setup.shop);
        let (posted, _) = self.ledger.sum(&[Scope::Account(Account { owner, label: label.clone() })])?;
        Ok((posted != 0).then(|| self.amount(&label, posted)))
    }

    /// A card as a till sees it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn card_answer(&self, card: &Card, today: civil::Date) -> Result<CardAnswer, WriteError> {
        self.card_answer_after(card, today, &[])
    }

    /// The same once something is posted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn card_answer_after(&self, card: &Card, today: civil::Date, posts: &[Post]) -> Result<CardAnswer, WriteError> {
        let found = self.ledger.balances(&Owner::Card(card.number.clone()))?;
        Ok(self.card_answer_with(card, today, posts, found))
    }

    /// Cards as a till sees them, of one moment.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn card_answers(&self, cards: &[Card], today: civil::Date) -> Result<Vec<CardAnswer>, WriteError> {
        let owners: Vec<Owner> = cards.iter().map(|card| Owner::Card(card.number.clone())).collect();
        let found = self.ledger.balances_of(&owners)?;
        Ok(cards.iter().zip(found).map(|(card, found)| self.card_answer_with(card, today, &[], found)).collect())
    }

    /// The word of a card's status on a day.
    #[must_use]
    pub fn status_word(card: &Card, today: civil::Date) -> &'static str {
        card.status_on(Some(today)).word()
    }

    fn card_answer_with(&self, card: &Card, today: civil::Date, posts: &[Post], found: Vec<Balance>) -> CardAnswer {
        let mut coming: Vec<(String, i64)> = Vec::new();
        for post in posts {
            for (end, sign) in [(&post.from, -1), (&post.to, 1)] {
                if let End::Card(label) = end {
                    let minor = post.amount.minor(scale(&self.setup.shop, label)).unwrap_or_default();
                    coming.push((label.clone(), sign * minor));
                }
            }
        }
        let label = turnover_label(&self.setup.shop);
        let turnover = found.iter().find(|balance| balance.account.label == label && balance.posted != 0);
        let turnover = turnover.map(|balance| self.amount(&label, balance.posted));
        let holder = match card.holder {
            crate::registry::Holder::Stock => "stock",
            crate::registry::Holder::Partner => "partner",
            crate::registry::Holder::Customer => "customer",
        };
        let in_stock = found.iter().any(|balance| balance.account.label == STOCK && balance.available() > 0);
        CardAnswer {
            card: card.number.clone(),
            card_type: card.card_type.clone(),
            status: Self::status_word(card, today).to_owned(),
            holder: holder.to_owned(),
            customer: card.customer.clone(),
            balances: self.card_balances_of(&card.number, &card.card_type, found, &coming).balances,
            valid_from: card.valid_from,
            valid_until: card.valid_until,
            weekdays: card.weekdays.iter().map(|day| day.word().to_owned()).collect(),
            from: card.from,
            to: card.to,
            message: card.message.clone(),
            profile: card.profile.clone(),
            batch: card.batch.clone(),
            partner: card.partner.clone(),
            in_stock,
            notes: card.notes.clone(),
            settings: card.settings.clone(),
            turnover,
            notices: Vec::new(),
        }
    }

    /// A customer as a till sees him, with his position and what he may still buy on credit.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn customer_answer(&self, customer: &Customer) -> Result<CustomerAnswer, WriteError> {
        self.customer_answer_after(customer, self.setup.shop.currency.zero())
    }

    /// The same once his position has risen by `settled`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn customer_answer_after(&self, customer: &Customer, settled: Amount) -> Result<CustomerAnswer, WriteError> {
        let id = customer.id.clone().unwrap_or_default();
        let currency = &self.setup.shop.currency;
        let position = currency.round(self.position(&id)? + settled);
        let headroom = if !self.setup.shop.credit_control {
            None
        } else if customer.credit_allowed {
            customer.credit_limit.map(|limit| currency.round(position + limit))
        } else {
            // Only what he has.
            Some(position)
        };
        let headroom = headroom.map(|room| if room.is_negative() { currency.zero() } else { room });
        let record = match serde_json::to_value(customer) {
            Ok(serde_json::Value::Object(map)) => map.into_iter().collect(),
            _ => BTreeMap::new(),
        };
        let turnover = self.turnover(Owner::Customer(id))?;
        Ok(CustomerAnswer { record, position, headroom, turnover })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S1-14: a PIN typed where a number belongs.
    #[test]
    fn what_could_be_a_pin_is_not_kept_in_a_refusal() {
        for (typed, shown) in
            [("k7m2p", "*****"), (" K7M2P", "*****"), ("9800000000012", "9800000000012"), ("k-1", "k-1")]
        {
            assert_eq!(unknown(typed), Say::CardUnknown { card: shown.to_owned() }, "{typed}");
        }
    }

    #[test]
    fn a_log_shows_only_the_last_four() {
        assert_eq!(masked("9800000000012"), "****0012");
        assert_eq!(masked("123"), "****");
        assert_eq!(masked(""), "****");
    }
}
