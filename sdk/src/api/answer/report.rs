//! Reports, and the files they are written to.

use super::{DocumentAnswer, TenderAnswer};
use crate::Amount;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Loads of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoadsReport {
    /// The day.
    #[schemars(with = "String")]
    pub date: civil::Date,
    /// Every load of it that was paid, in order; voided loads appear with their counter-movement.
    pub items: Vec<LoadItem>,
    /// How many of them no fiscal document covers.
    pub count: u32,
    /// What was paid for them: the difference between the day's takings and the drawer (S2-05).
    pub total: Amount,
    /// That total by tender.
    pub tenders: BTreeMap<String, Amount>,
}

/// A load of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LoadItem {
    /// The operation.
    pub operation: String,
    /// When (ISO 8601).
    pub time: String,
    /// The till.
    pub till: Option<String>,
    /// Who worked at it.
    pub operator: Option<String>,
    /// The card.
    pub card: String,
    /// What was paid without a fiscal document; negative for a voided load.
    pub paid: Amount,
    /// What the card got; negative for a voided load.
    pub credited: Amount,
    /// Whether a fiscal document covers all that was paid.
    pub fiscal: bool,
    /// How it was paid.
    pub tenders: Vec<TenderAnswer>,
}

/// What the shop owes to card holders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LiabilityReport {
    /// By card type and account label.
    pub items: Vec<LiabilityItem>,
    /// Totals by unit.
    pub totals: BTreeMap<String, Amount>,
}

/// What the shop owes on one kind of account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LiabilityItem {
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The account label.
    pub account: String,
    /// How many cards have something on it.
    pub cards: u64,
    /// What is on it.
    pub balance: Amount,
}

/// A file that was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileAnswer {
    /// Where it is, absolute.
    pub file: String,
    /// How many cards, or rows below the headline, are in it.
    pub count: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Balances of cards at the beginning and the end of a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CardsReport {
    /// The first day.
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// In the order of card and account; what was zero all the time is left out.
    pub items: Vec<CardsReportItem>,
    /// By unit, over all cards that fit; only on the first page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub totals: BTreeMap<String, PeriodSum>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A card's account in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CardsReportItem {
    /// The card.
    pub card: String,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// The customer's id.
    pub customer: Option<String>,
    /// The account's label.
    pub account: String,
    /// The balances.
    #[serde(flatten)]
    pub sum: PeriodSum,
}

/// What was on accounts at the beginning and the end of a period, and what moved between.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodSum {
    /// Before the first day began.
    pub opening: Amount,
    /// What came onto them.
    pub credited: Amount,
    /// What was taken off them.
    pub debited: Amount,
    /// After the last day ended: opening and credited less debited.
    pub closing: Amount,
}

/// What a customer bought, paid and owes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementReport {
    /// The customer's id.
    pub customer: String,
    /// His name.
    pub name: String,
    /// Whom the invoice goes to, where it is not himself.
    pub bill_to: Option<String>,
    /// The first day.
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// His position before the first day, and after the last.
    pub position: PeriodSum,
    /// Documents and settlements, oldest first.
    pub items: Vec<StatementItem>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementItem {
    /// The operation.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// When (ISO 8601).
    pub time: String,
    /// The till.
    pub till: Option<String>,
    /// What was printed.
    pub document: Option<DocumentAnswer>,
    /// What was bought; negative for what came back.
    pub total: Amount,
    /// The discounts in it.
    pub discount: Amount,
    /// What of it is to be invoiced; negative for what was settled or came back.
    pub due: Amount,
    /// What it made of his position: below zero for what he spent or owes more.
    pub position: Amount,
    /// The cards that took part.
    pub cards: Vec<String>,
    /// Whether it is settled, or voided.
    pub settled: bool,
    /// The invoice or receipt of a settlement.
    pub settlement: Option<String>,
}

/// Discounted sales of a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DiscountsReport {
    /// The first day.
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// Each discount of each document, oldest first; what came back or was voided appears with its counter-movement.
    pub items: Vec<DiscountItem>,
    /// By reason, over the whole period; only on the first page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub totals: BTreeMap<String, Amount>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A discount of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DiscountItem {
    /// The operation.
    pub operation: String,
    /// When (ISO 8601).
    pub time: String,
    /// The till.
    pub till: Option<String>,
    /// Who worked at it.
    pub operator: Option<String>,
    /// The card that gave it; none: the till did.
    pub card: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub card_type: Option<String>,
    /// The customer's id.
    pub customer: Option<String>,
    /// The line it is on; none: the whole receipt.
    pub line: Option<String>,
    /// Why it was given: a word such as `discount` or `bonus`.
    pub reason: String,
    /// What stands on the receipt.
    pub description: String,
    /// Before the discount, or the part of it that a card paid; below zero where it came back.
    pub before: Amount,
    /// The discount, below zero; above it where it came back.
    pub amount: Amount,
    /// In percent of what was before: `-100.00` for what a card paid by lowering the price, such as with bonus.
    pub percent: Amount,
}

/// Cards that were made, moved or exported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockItem {
    /// The operation.
    pub operation: String,
    /// When (ISO 8601).
    pub time: String,
    /// The till.
    pub till: Option<String>,
    /// Who did it.
    pub operator: Option<String>,
    /// The user of the machine whose program asked for it.
    pub peer: Option<String>,
    /// `generate`, `export`, `print`, or the movement; `sell` for cards sold out of the stock, `take_back` where that
    /// was undone.
    pub what: String,
    /// The card type's id, where they are of one.
    #[serde(rename = "type")]
    pub card_type: Option<String>,
    /// The batch, where it was named.
    pub batch: Option<String>,
    /// The partner.
    pub partner: Option<String>,
    /// How many.
    pub count: u64,
}
