//! Cards and customers as the ledger keeps them.
//!
//! A card has one life-cycle ([`CardStatus`]); who holds it ([`Holder`]) is another matter.

use fiscus_sdk::card::CardChange;
pub use fiscus_sdk::card::{CardStatus, Holder};
use fiscus_sdk::{Amount, Schedule, Weekday};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Its number: the key.
    pub number: String,
    /// The card type's id in the configuration.
    #[serde(rename = "type")]
    pub card_type: String,
    /// Where it is in its life.
    pub status: CardStatus,
    /// Who holds it.
    pub holder: Holder,
    /// The customer it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// First day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<civil::Date>,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<civil::Date>,
    /// Weekdays on which it is valid; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// From what time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<civil::Time>,
    /// To what time of day; before `from`: across midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<civil::Time>,
    /// What pops up at the till when the card is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Settings of this one card, for its plugin.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub settings: Value,
    /// What it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The operation that made it, together with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The partner who has it, or had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// Notes of the back office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// What it was before it was blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<CardStatus>,
    /// Its secret (a PIN), sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}

/// A card's secret as it is kept: nobody reads it without the key of this shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// What finds it: the same for the same secret, and no way back.
    pub index: String,
    /// The secret, encrypted.
    pub sealed: String,
}

impl Card {
    /// An active card of a type, in the hands of whoever uses it.
    #[must_use]
    pub fn new(number: &str, card_type: &str) -> Self {
        Self {
            number: number.to_owned(),
            card_type: card_type.to_owned(),
            status: CardStatus::Active,
            holder: Holder::Customer,
            customer: None,
            valid_from: None,
            valid_until: None,
            weekdays: Vec::new(),
            from: None,
            to: None,
            message: None,
            settings: Value::Null,
            profile: None,
            batch: None,
            partner: None,
            notes: None,
            former: None,
            secret: None,
        }
    }

    /// The same card once a plan's change is done to it. A card that becomes active is in a customer's hands.
    pub fn become_as(&mut self, change: &CardChange) {
        if let Some(status) = change.status {
            if status == CardStatus::Active && self.status == CardStatus::Created {
                self.holder = Holder::Customer;
            }
            self.status = status;
        }
        if change.valid_until.is_some() {
            self.valid_until = change.valid_until;
        }
        if change.profile.is_some() {
            self.profile.clone_from(&change.profile);
        }
    }

    /// Its settings; while it is blocked also what it was before, as `former_status`.
    fn told_settings(&self) -> Value {
        let mut settings = self.settings.clone();
        if let Some(former) = self.former.filter(|_| self.status == CardStatus::Blocked) {
            if !settings.is_object() {
                settings = Value::Object(serde_json::Map::new());
            }
            settings["former_status"] = Value::String(former.word().to_owned());
        }
        settings
    }

    /// As its plugin is told of it.
    #[must_use]
    pub fn told(&self, known: bool) -> fiscus_sdk::card::Card {
        fiscus_sdk::card::Card {
            number: self.number.clone(),
            known,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            status: self.status,
            profile: self.profile.clone(),
            settings: self.told_settings(),
        }
    }

    /// Its status on a day: one that is active has expired once its last day has passed. Without a day as it is kept.
    #[must_use]
    pub fn status_on(&self, day: Option<civil::Date>) -> CardStatus {
        let passed = day.zip(self.valid_until).is_some_and(|(day, last)| day > last);
        if passed && self.status == CardStatus::Active { CardStatus::Expired } else { self.status }
    }

    /// The days and hours on which it is valid.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        Schedule {
            weekdays: self.weekdays.clone(),
            from: self.from,
            to: self.to,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

/// A partner, who hands cards out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Partner {
    /// The key.
    pub id: String,
    /// The name.
    pub name: String,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Street, number and city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Free notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// A customer. Everything but the id may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Customer {
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Customer type, a word of the shop's own.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub customer_type: Option<String>,
    /// Birthday.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub birthday: Option<civil::Date>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Fax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// District.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Citizenship.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citizenship: Option<String>,
    /// Personal identity code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_code: Option<String>,
    /// Sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// How invoices are delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_delivery: Option<String>,
    /// Free note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info1: Option<String>,
    /// Free note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info2: Option<String>,
    /// Free note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info3: Option<String>,
    /// The customer who is invoiced for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bill_to: Option<String>,
    /// Names of discounts, the primary first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<String>,
    /// Discounts are not changed automatically.
    pub discounts_locked: bool,
    /// Credit may be given (S3-04; by default to nobody, S3-08).
    pub credit_allowed: bool,
    /// How much credit, zero or above; none: no cap (S3-09).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<Amount>,
    /// The document for credit he prefers (S3-10).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_document: Option<CreditDocument>,
    /// Notes for the till.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Where the record comes from, such as `id-card`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The document for credit that a customer prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CreditDocument {
    /// An invoice at the end of the month.
    Invoice,
    /// The prepaid card.
    Prepaid,
}

impl Customer {
    /// As a plugin is told of him, but for his position.
    #[must_use]
    pub fn told(&self) -> fiscus_sdk::card::Customer {
        fiscus_sdk::card::Customer {
            id: self.id.clone().unwrap_or_default(),
            name: self.name(),
            credit_allowed: self.credit_allowed,
            credit_limit: self.credit_limit,
            position: Amount::ZERO,
            discounts: self.discounts.clone(),
            discounts_locked: self.discounts_locked,
            birthday: self.birthday,
        }
    }

    /// The name as people read it: the company, or first and last name.
    #[must_use]
    pub fn name(&self) -> String {
        if let Some(company) = &self.company {
            return company.clone();
        }
        [self.first_name.as_deref(), self.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
