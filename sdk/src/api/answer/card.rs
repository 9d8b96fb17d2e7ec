//! What a till is told of cards, partners and what can be sold.

use crate::Amount;
use crate::card::Notice;
use crate::card::Question;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A card.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CardAnswer {
    /// The number.
    pub card: String,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// `created`, `active`, `returned`, `blocked`, `expired`, `closed` or `deleted`.
    pub status: String,
    /// `stock`, `partner` or `customer`.
    pub holder: String,
    /// The customer's id.
    pub customer: Option<String>,
    /// Amounts by account label.
    pub balances: BTreeMap<String, Amount>,
    /// First day of validity.
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<civil::Date>,
    /// Last day of validity.
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<civil::Date>,
    /// Weekdays; empty: all.
    pub weekdays: Vec<String>,
    /// From what time of day.
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Time>,
    /// To what time of day.
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Time>,
    /// What pops up at the till.
    pub message: Option<String>,
    /// What it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The batch it was made in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The partner who has, or had, it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// It is in stock, to be sold; else it is not told: one that its makers, or nobody, have is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_stock: bool,
    /// Notes of the back office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Settings of this one card.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub settings: serde_json::Value,
    /// What was bought with it, less what came back, where it has no customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnover: Option<Amount>,
    /// What people should be told, where something was done with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// A PIN that was revealed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevealAnswer {
    /// The number.
    pub card: String,
    /// The PIN.
    pub pin: String,
}

/// Cards that were made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchAnswer {
    /// The batch: the operation that made it. Empty while something is asked.
    pub batch: String,
    /// `committed`, or `asking`.
    pub state: String,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// What they were made from.
    pub profile: Option<String>,
    /// How many.
    pub quantity: u32,
    /// Their numbers.
    pub cards: Vec<String>,
    /// What must be answered first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// Cards that were moved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MovedAnswer {
    /// How many.
    pub count: u32,
    /// The cards as they are now; of more than a thousand only the first.
    pub cards: Vec<CardAnswer>,
}

/// A partner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PartnerAnswer {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Street, number and city.
    pub address: Option<String>,
    /// Free notes.
    pub notes: Option<String>,
}

/// Something that can be sold as a line of a receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SellableItem {
    /// The article of the line.
    pub article: String,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The profile.
    pub profile: String,
    /// What people call it.
    pub name: String,
    /// What it costs.
    pub price: Amount,
    /// The department's id.
    pub department: String,
    /// How many are in stock; none: made when it is sold.
    pub stock: Option<u64>,
}

/// A movement on a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntryAnswer {
    /// The operation.
    pub operation: String,
    /// When (ISO 8601).
    pub time: String,
    /// Where it was taken: an account's label, or `@load` and its like.
    pub from: String,
    /// Where it arrived.
    pub to: String,
    /// The unit.
    pub unit: String,
    /// How much.
    pub amount: Amount,
    /// What was on the card's account afterwards.
    pub balance: Amount,
    /// The till.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// Who did it, as the till says or as he logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The user of the machine whose program asked for it, as the system knows him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
}

/// What `cards.zero` did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ZeroAnswer {
    /// How many entries were made.
    pub entries: u64,
    /// How many cards they are on.
    pub cards: u64,
    /// The unit.
    pub unit: String,
    /// What was taken off them together.
    pub total: Amount,
}

/// A movement of one of a group of cards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackItem {
    /// The card.
    pub card: String,
    /// Its status.
    pub status: String,
    /// Its last day.
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<civil::Date>,
    /// The movement.
    #[serde(flatten)]
    pub entry: EntryAnswer,
}
