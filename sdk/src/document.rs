//! What goes on paper: the content a driver prints, and the reference of what was printed.

use crate::{Amount, Quantity, Slip, TenderKind, receipt::AppliedAdjustment};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A document to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// A fiscal receipt.
    Receipt(Receipt),
    /// A fiscal return (*reso*) of goods of an earlier document.
    Return(Correction),
    /// A fiscal void (*annullo*) of a whole earlier document.
    Void(Correction),
    /// A non-fiscal slip.
    Slip(SlipDocument),
}

impl Document {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Receipt(_) => DocumentKind::Receipt,
            Self::Return(_) => DocumentKind::Return,
            Self::Void(_) => DocumentKind::Void,
            Self::Slip(_) => DocumentKind::Slip,
        }
    }
    /// What its total must be on paper, where it has one.
    #[must_use]
    pub fn total(&self) -> Option<Amount> {
        match self {
            Self::Receipt(receipt) => Some(receipt.total),
            Self::Return(correction) | Self::Void(correction) => Some(correction.total),
            Self::Slip(_) => None,
        }
    }
}

/// The kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A fiscal receipt.
    Receipt,
    /// A fiscal return.
    Return,
    /// A fiscal void.
    Void,
    /// A non-fiscal slip.
    Slip,
    /// An X report.
    XReport,
    /// A Z report.
    ZReport,
    /// Cash put into the drawer.
    CashIn,
    /// Cash taken out of the drawer.
    CashOut,
}

impl DocumentKind {
    /// Whether it enters the device's fiscal memory under a number of its own.
    #[must_use]
    pub fn fiscal(self) -> bool {
        matches!(self, Self::Receipt | Self::Return | Self::Void)
    }
}

/// A fiscal receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Lines in the order they print.
    pub lines: Vec<Line>,
    /// Signed adjustments of the subtotal: a discount is negative.
    #[serde(default)]
    pub adjustments: Vec<AppliedAdjustment>,
    /// How it is paid, in order; cash may exceed what is due and gives change.
    pub tenders: Vec<Tender>,
    /// What it totals.
    pub total: Amount,
    /// The customer's tax code or VAT number.
    #[serde(default)]
    pub tax_code: Option<String>,
    /// The customer's code of the receipt lottery.
    #[serde(default)]
    pub lottery_code: Option<String>,
    /// Lines after the receipt.
    #[serde(default)]
    pub footer: Vec<String>,
}

/// A line on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Something sold.
    Sale {
        /// What is printed.
        description: String,
        /// The department's id.
        department: String,
        /// How many.
        quantity: Quantity,
        /// The price of one.
        price: Amount,
        /// Signed adjustments of this line.
        #[serde(default)]
        adjustments: Vec<AppliedAdjustment>,
    },
    /// A single-use voucher redeemed on a department: lowers the total by `amount` (above zero).
    Discharge {
        /// What is printed.
        description: String,
        /// The department's id.
        department: String,
        /// How much the total falls.
        amount: Amount,
    },
}

/// A payment on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// The kind.
    pub kind: TenderKind,
    /// What is printed.
    pub description: String,
    /// How much was given, above zero.
    pub amount: Amount,
    /// How many pieces (meal tickets).
    #[serde(default)]
    pub count: Option<u32>,
}

/// A return or a void of an earlier document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The document it corrects.
    pub origin: Origin,
    /// What comes back, with positive quantities and prices.
    pub lines: Vec<Line>,
    /// Signed adjustments of the subtotal.
    #[serde(default)]
    pub adjustments: Vec<AppliedAdjustment>,
    /// How it is given back, in order.
    pub tenders: Vec<Tender>,
    /// What is given back.
    pub total: Amount,
    /// Lines after the document.
    #[serde(default)]
    pub footer: Vec<String>,
}

/// The document a correction refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A document of a fiscal device.
    Document {
        /// The Z period it belongs to.
        z: u32,
        /// Its number in that period.
        number: u32,
        /// Its day.
        date: civil::Date,
        /// The device's serial; none: the device that prints.
        #[serde(default)]
        serial: Option<String>,
    },
    /// A document of another kind, without a number the device knows.
    Other {
        /// Which kind.
        kind: OtherOrigin,
        /// Its day.
        date: civil::Date,
    },
}

/// Originals that no device's memory knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OtherOrigin {
    /// A receipt of a payment terminal.
    Pos,
    /// A receipt of a virtual device.
    Vr,
    /// Another document.
    Nd,
}

/// A slip with what its print needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipDocument {
    /// What is on it.
    pub slip: Slip,
    /// A first line that says that this may be, or is, a copy.
    #[serde(default)]
    pub copy_mark: Option<String>,
}

/// A device's serial as it is compared and printed, however it was typed: without blanks, in capital letters.
#[must_use]
pub fn plain_serial(typed: &str) -> String {
    typed.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// What a device says of a document it printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRef {
    /// The Z period it belongs to: the last closure plus one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<u32>,
    /// Its number in that period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Its day, by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<civil::Date>,
    /// Its time of day, `HH:MM`, by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The device's serial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Its total on the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
}
