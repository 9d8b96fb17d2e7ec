//! What a till is told of an operation: documents, lines, tenders, slips, evidence.

use crate::Amount;
use crate::DocumentKind;
use crate::Reason;
use crate::TenderKind;
use crate::card::ItemKind;
use crate::card::Notice;
use crate::card::Question;
use crate::driver::Proof;
use crate::receipt::AppliedAdjustment;
use crate::slip::SlipCopy;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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
