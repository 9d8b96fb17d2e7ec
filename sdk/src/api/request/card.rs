//! Cards, their stock and what is sold with them: `card.*`, `cards.*`, `partner.save`, `catalog.sellable`.

use super::{Answers, PaymentRequest, unique};
use crate::{Amount, Quantity, Weekday, card::Movement};
use jiff::civil;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// `card.load`, `card.quote`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadRequest {
    /// The operation's id.
    #[serde(default)]
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card's number.
    pub card: String,
    /// What was typed; none: it is asked for.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The service whose uses are loaded, in place of an amount.
    #[serde(default)]
    pub service: Option<String>,
    /// How many uses of it, in whole packages; none: one package.
    #[serde(default)]
    pub uses: Option<u32>,
    /// How it is paid, in order, as a receipt; never by card.
    #[serde(default)]
    pub payments: Vec<PaymentRequest>,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
    /// What was asked to be confirmed; nothing is in this version.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// `card.issue`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardIssueRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The number; none: one is made.
    #[serde(default)]
    pub number: Option<String>,
    /// The customer's id.
    #[serde(default)]
    pub customer: Option<String>,
    /// What it is made from, for card types with profiles; asked for where there are several.
    #[serde(default)]
    pub profile: Option<String>,
    /// First day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<civil::Date>,
    /// Last day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<civil::Date>,
    /// Weekdays, `mon` to `sun`.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// From what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Time>,
    /// To what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Time>,
    /// What pops up at the till when the card is used.
    #[serde(default)]
    pub message: Option<String>,
    /// Settings of this one card.
    #[serde(default, deserialize_with = "unique")]
    pub settings: Value,
    /// Whether the number's check digit is verified; none: as the card type says.
    #[serde(default)]
    pub luhn: Option<bool>,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
}

/// `card.use`: exactly one of `service`, `minutes` and `amount`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardUseRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card's number, or the PIN of a PIN card.
    pub card: String,
    /// The card's PIN, where its number is given and the PIN is to be verified.
    #[serde(default)]
    pub pin: Option<String>,
    /// The service that is used.
    #[serde(default)]
    pub service: Option<String>,
    /// How many times the service is used; none: once.
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// How many minutes are used.
    #[serde(default)]
    pub minutes: Option<Amount>,
    /// How much money is used.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// `card.reveal`: who sees a PIN, and why, is recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardRevealRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card's number.
    pub card: String,
    /// Why, for the record.
    pub reason: String,
}

/// `cards.generate`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsGenerateRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// What they are made from; asked for where there are several.
    #[serde(default)]
    pub profile: Option<String>,
    /// How many (1 to 100000): a whole number, as a number or in quotes.
    #[serde(deserialize_with = "whole")]
    pub quantity: u32,
    /// Whether they are in stock at once, to be sold (true); else they enter it when they come back from the
    /// printer's shop.
    #[serde(default = "yes")]
    pub stock_in: bool,
    /// Answers to questions asked before.
    #[serde(default)]
    pub answers: Answers,
}

/// `cards.move`: exactly one of `cards`, `batch` and `filter`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsMoveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The cards, by number.
    #[serde(default)]
    pub cards: Vec<String>,
    /// Or all of a batch.
    #[serde(default)]
    pub batch: Option<String>,
    /// Or all that fit.
    #[serde(default)]
    pub filter: Option<CardFilter>,
    /// Where to.
    pub to: Movement,
    /// The partner's id, for `deliver`.
    #[serde(default)]
    pub partner: Option<String>,
    /// What was asked to be confirmed, for `delete`.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// `partner.save`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerSaveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The partner's id; none: one is made. A record that is there is replaced as a whole.
    #[serde(default)]
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// E-mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Street, number and city.
    #[serde(default)]
    pub address: Option<String>,
    /// Free notes.
    #[serde(default)]
    pub notes: Option<String>,
}

/// `card.get`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardGetRequest {
    /// The card's number.
    pub card: String,
}

/// `card.history`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardHistoryRequest {
    /// The card's number.
    pub card: String,
    /// From this day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// To this day, inclusive.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// `cards.find`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsFindRequest {
    /// Which cards; none: all.
    #[serde(default)]
    pub filter: CardFilter,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Which cards: all that is named must fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardFilter {
    /// The number begins with this.
    #[serde(default)]
    pub number: Option<String>,
    /// The card type's id.
    #[serde(default, rename = "type")]
    pub card_type: Option<String>,
    /// The status.
    #[serde(default)]
    pub status: Option<String>,
    /// The customer's id.
    #[serde(default)]
    pub customer: Option<String>,
    /// The customer's name contains each of these words (any case, any order).
    #[serde(default)]
    pub name: Option<String>,
    /// The profile they were made from.
    #[serde(default)]
    pub profile: Option<String>,
    /// The batch they were made in.
    #[serde(default)]
    pub batch: Option<String>,
    /// The partner who has, or had, them.
    #[serde(default)]
    pub partner: Option<String>,
}

/// `cards.zero`: what is on the cards of a type is taken off them, by adjusting entries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsZeroRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The unit, such as `EUR` or `PT`: all accounts of it that can be spent.
    pub unit: String,
    /// Only what was earned before this day and is not used yet: first earned, first used.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub earned_before: Option<civil::Date>,
    /// What was asked to be confirmed.
    #[serde(default)]
    pub confirm: Option<Value>,
}

/// `cards.track`: use in detail of a group of cards, newest first; at most one of `cards`, `batch` and `filter`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsTrackRequest {
    /// The cards, by number.
    #[serde(default)]
    pub cards: Vec<String>,
    /// Or all of a batch.
    #[serde(default)]
    pub batch: Option<String>,
    /// Or all that fit.
    #[serde(default)]
    pub filter: Option<CardFilter>,
    /// From this day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// To this day, inclusive.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// `card.save`: what may be changed of a card. What is not named stays; after a delivery to a partner only `notes` may
/// be changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardSaveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The card's number.
    pub card: String,
    /// The customer's id.
    #[serde(default)]
    pub customer: Option<String>,
    /// First day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<civil::Date>,
    /// Last day of validity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<civil::Date>,
    /// Weekdays, `mon` to `sun`.
    #[serde(default)]
    pub weekdays: Option<Vec<Weekday>>,
    /// From what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Time>,
    /// To what time of day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Time>,
    /// What pops up at the till when the card is used.
    #[serde(default)]
    pub message: Option<String>,
    /// Notes for the back office.
    #[serde(default)]
    pub notes: Option<String>,
    /// Settings of this one card, as a whole.
    #[serde(default, deserialize_with = "unique")]
    pub settings: Value,
    /// Fields from `customer` to `settings` that are emptied.
    #[serde(default)]
    pub clear: Vec<String>,
}

/// `partners.find`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnersFindRequest {
    /// The name contains each of these words (any case, any order).
    #[serde(default)]
    pub name: Option<String>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// A whole quantity, written like any quantity.
fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let quantity = Quantity::deserialize(from)?;
    let whole = quantity.decimal().is_integer().then(|| quantity.decimal().to_u32()).flatten();
    whole.ok_or_else(|| serde::de::Error::custom("a whole number is needed"))
}

fn yes() -> bool {
    true
}
