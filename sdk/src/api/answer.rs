//! What a till gets back.

use crate::{
    Amount, DocumentKind, Reason, TenderKind,
    card::{ItemKind, Notice, Question},
    driver::Proof,
    receipt::AppliedAdjustment,
    slip::SlipCopy,
};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// `{}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Empty {}

/// A list with where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct List<T> {
    /// What was found.
    pub items: Vec<T>,
    /// To be given as `after`; null: there is no more.
    pub next: Option<String>,
}

/// Where an operation stands and what it did. What does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OperationAnswer {
    /// The operation's id; empty in a quote.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// `reserved`, `printing`, `committed`, `voided`, `expired`, `denied`, `asking`, `in_doubt`; `quoted` in a quote.
    pub state: String,
    /// The method, in answers about operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// When it was opened (ISO 8601), in answers about operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The till, in answers about operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// Who worked at it, in answers about operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Why it was voided, expired or denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The sentence beside the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The document that makes the operation happen: the fiscal one if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentAnswer>,
    /// What the document totals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// What the customer gets back in cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Amount>,
    /// The lines of a receipt or a return.
    pub lines: Vec<LineAnswer>,
    /// The adjustments of the subtotal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<AppliedAdjustment>,
    /// How it was paid, or given back.
    pub tenders: Vec<TenderAnswer>,
    /// Load: what was typed, after rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Load: what the card got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credited: Option<Amount>,
    /// Load: what of it settled a debt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<Amount>,
    /// Load: what the shop kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Amount>,
    /// Load: what the shop gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<Amount>,
    /// Load: what is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_pay: Option<Amount>,
    /// Load: what was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Amount>,
    /// The cards that took part, with their balances now.
    pub cards: Vec<CardBalances>,
    /// The slips.
    pub slips: Vec<SlipAnswer>,
    /// What people should be told.
    pub notices: Vec<Notice>,
    /// What must be answered first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// In doubt: what is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// A document on paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentAnswer {
    /// Its kind.
    pub kind: DocumentKind,
    /// The printer's id.
    pub printer: String,
    /// The Z period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<u32>,
    /// The number in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<civil::Date>,
    /// Its time of day, `HH:MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The device's serial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// What it was meant to total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// What the device says it totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_total: Option<Amount>,
    /// `bytes_accepted`: the device never answers, and whether it is on paper is not known; absent: the device said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// A line of a receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineAnswer {
    /// The line's id; none for a line a card put there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `sale` or `discharge`, for a line a card put there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ItemKind>,
    /// The department's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// What is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it comes to with its adjustments.
    pub total: Amount,
    /// Its adjustments.
    #[serde(default)]
    pub adjustments: Vec<AppliedAdjustment>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TenderAnswer {
    /// As what it is on the document.
    pub tender: TenderKind,
    /// The card that paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// How much was given.
    pub amount: Amount,
    /// How many tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// A card's balances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CardBalances {
    /// The number.
    pub card: String,
    /// The card type's id.
    #[serde(rename = "type")]
    pub card_type: String,
    /// Amounts by account label; what the card can spend is their sum.
    pub balances: BTreeMap<String, Amount>,
}

/// A slip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlipAnswer {
    /// `slip`.
    pub kind: DocumentKind,
    /// The printer's id.
    pub printer: String,
    /// Whom it is for.
    pub copy: SlipCopy,
    /// Whether it is on paper.
    pub state: SlipState,
}

/// Whether a slip is on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlipState {
    /// It is.
    Printed,
    /// Not yet; it will be.
    Pending,
}

/// What is known of a document in doubt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The device's last document before.
    pub before: Option<EvidencePoint>,
    /// The device's last document afterwards, if it could be asked.
    pub after: Option<EvidencePoint>,
    /// What the document was meant to total.
    pub expected_total: Option<Amount>,
    /// What went wrong.
    pub fault: String,
}

/// A document as a device told of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidencePoint {
    /// The Z period.
    pub z: Option<u32>,
    /// The number in it.
    pub number: Option<u32>,
    /// Its total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// Its time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

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

/// What `discounts.review` did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewAnswer {
    /// Customers (and cards without one) that were looked at.
    pub reviewed: u64,
    /// Those whose discount changed.
    pub changed: u64,
    /// Those whose discounts are locked, and would have changed.
    pub locked: u64,
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
}

/// A customer: the record, and where he stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerAnswer {
    /// The record.
    #[serde(flatten)]
    pub record: BTreeMap<String, Value>,
    /// Prepaid balances and what he owes, together (S3-20).
    pub position: Amount,
    /// What he may still buy on credit; null: no cap, or no credit control.
    pub headroom: Option<Amount>,
    /// What he has bought, less what came back (S5-53); none: nothing yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnover: Option<Amount>,
}

/// A printer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrinterAnswer {
    /// Its id.
    pub printer: String,
    /// Its driver.
    pub driver: String,
    /// What it is connected with, without secrets.
    pub connection: String,
    /// The kinds of documents it can print.
    pub documents: Vec<DocumentKind>,
    /// The operation that blocks its fiscal documents until it is resolved.
    pub in_doubt: Option<String>,
}

/// How a printer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusAnswer {
    /// Its id.
    pub printer: String,
    /// Whether it answers and can print.
    pub online: bool,
    /// `ok`, `low` or `end`.
    pub paper: String,
    /// `closed` or `open`.
    pub cover: String,
    /// `none`, `fiscal` or `management`.
    pub document: String,
    /// Its serial.
    pub serial: Option<String>,
    /// Its last fiscal document.
    pub last: Option<EvidencePoint>,
    /// The operation that blocks its fiscal documents until it is resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_doubt: Option<String>,
    /// The maker's own status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What a technician should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The daemon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InfoAnswer {
    /// `fiscus`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The shop's name.
    pub shop: String,
    /// The shop's local time (ISO 8601).
    pub time: String,
    /// The shop's time zone.
    pub time_zone: String,
    /// The shop's currency.
    pub currency: String,
    /// The shop's language.
    pub language: String,
    /// Printers by id.
    pub printers: Vec<String>,
    /// Card types by id.
    pub card_types: Vec<String>,
    /// The process.
    pub pid: u32,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventAnswer {
    /// Its kind.
    pub kind: super::EventKind,
    /// When (ISO 8601).
    pub time: String,
    /// The operation; for a printer, the one that blocks or blocked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The operation's new state; a printer's `blocked` or `free`; a slip's `printed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The printer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How many are done, of a long piece of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
}

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
