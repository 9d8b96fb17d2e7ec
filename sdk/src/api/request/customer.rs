//! Customers: `customer.*`, `discounts.review`.

use crate::Amount;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `customer.save`: the record's fields beside the operation's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CustomerSaveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id; none: one is made. A record that is there is replaced as a whole.
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub first_name: Option<String>,
    #[serde(default)]
    pub last_name: Option<String>,
    /// Company; one of company, first and last name is needed.
    #[serde(default)]
    pub company: Option<String>,
    /// Customer type, a word of the shop's own.
    #[serde(default, rename = "type")]
    pub customer_type: Option<String>,
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub birthday: Option<civil::Date>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub fax: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub citizenship: Option<String>,
    /// Personal identity code.
    #[serde(default)]
    pub identity_code: Option<String>,
    #[serde(default)]
    pub sex: Option<String>,
    /// How invoices are delivered.
    #[serde(default)]
    pub invoice_delivery: Option<String>,
    #[serde(default)]
    pub info1: Option<String>,
    #[serde(default)]
    pub info2: Option<String>,
    #[serde(default)]
    pub info3: Option<String>,
    /// The customer who is invoiced for this one.
    #[serde(default)]
    pub bill_to: Option<String>,
    /// Names of discounts, the primary first.
    #[serde(default)]
    pub discounts: Vec<String>,
    /// Discounts are not changed automatically.
    #[serde(default)]
    pub discounts_locked: bool,
    /// Credit may be given; by default to nobody.
    #[serde(default)]
    pub credit_allowed: bool,
    /// How much credit; none: no cap; zero: no credit.
    #[serde(default)]
    pub credit_limit: Option<Amount>,
    /// `invoice` or `prepaid`.
    #[serde(default)]
    pub credit_document: Option<String>,
    /// What the cashier is told at each sale.
    #[serde(default)]
    pub notes: Option<String>,
    /// Where the record comes from.
    #[serde(default)]
    pub source: Option<String>,
}

/// `customer.get`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerGetRequest {
    /// The customer's id.
    pub customer: String,
}

/// `customer.settle`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerSettleRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id.
    pub customer: String,
    /// The credit receipts that are settled, by operation.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Or how much is settled.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// How.
    #[serde(rename = "as")]
    pub settled_as: SettledAs,
    /// The invoice or receipt that says so.
    #[serde(default)]
    pub document: Option<String>,
}

/// How what a customer owes was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettledAs {
    /// It is on an invoice now.
    Invoiced,
    /// It was paid.
    Paid,
}

/// `discounts.review`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscountsReviewRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
}

/// `customers.find`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomersFindRequest {
    /// Which customers; none: all.
    #[serde(default)]
    pub filter: CustomerFilter,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}

/// Which customers: all that is named must fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerFilter {
    /// The name contains each of these words (any case, any order).
    #[serde(default)]
    pub name: Option<String>,
    /// The customer type.
    #[serde(default, rename = "type")]
    pub customer_type: Option<String>,
    /// The telephone number contains these digits.
    #[serde(default)]
    pub phone: Option<String>,
    /// The e-mail address contains this (any case).
    #[serde(default)]
    pub email: Option<String>,
    /// The city is this (any case).
    #[serde(default)]
    pub city: Option<String>,
    /// The personal identity code is this.
    #[serde(default)]
    pub identity_code: Option<String>,
    /// Invoices go to this customer.
    #[serde(default)]
    pub bill_to: Option<String>,
    /// He has a card with this number.
    #[serde(default)]
    pub card: Option<String>,
}

/// `customer.erase`: his personal data are removed for good; what he bought and what is on his cards stays, without
/// a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerEraseRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id.
    pub customer: String,
    /// Why, for the record.
    pub reason: String,
    /// What was asked to be confirmed.
    #[serde(default)]
    pub confirm: Option<serde_json::Value>,
}

/// `customer.save_picture`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PictureSaveRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// The customer's id.
    pub customer: String,
    /// A PNG or JPEG in Base64, up to 512 KiB; none: the picture is deleted.
    #[serde(default)]
    pub picture: Option<String>,
}
