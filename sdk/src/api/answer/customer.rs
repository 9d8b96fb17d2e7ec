//! What a till is told of customers.

use crate::Amount;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

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

/// What `customer.erase` removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EraseAnswer {
    /// The customer's id, which stays.
    pub customer: String,
    /// How many operations no longer say who he was.
    pub operations: u64,
}

/// A customer's picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PictureAnswer {
    /// The customer's id.
    pub customer: String,
    /// The picture in Base64; none: there is none, or it was stored just now.
    pub picture: Option<String>,
}

/// The words a record may use, where the shop has predefined them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListsAnswer {
    /// Customer types; empty: any word.
    pub types: Vec<String>,
    /// Countries, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Languages, ISO 639-1.
    pub languages: Vec<String>,
    /// Citizenships, ISO 3166-1 alpha-2.
    pub citizenships: Vec<String>,
    /// How invoices are delivered.
    pub invoice_delivery: Vec<String>,
    /// The shop's discounts.
    pub discounts: Vec<String>,
}
