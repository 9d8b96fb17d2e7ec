//! Files: `cards.export`, `cards.print`, `report.export`, `customer.export`.

use super::CardFilter;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Comma-separated, as RFC 4180 has it: lines end in CR LF, quotes where they are needed.
    #[default]
    Csv,
    /// The same with a delimiter that is chosen.
    Delimited,
    /// A workbook that Excel and its like open.
    Xlsx,
}

/// `cards.export`: cards that are created, for the shop that makes them; exactly one of `cards`, `batch` and `filter`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsExportRequest {
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
    /// How it is written.
    #[serde(default)]
    pub format: TableFormat,
    /// What stands between two fields of `delimited`: one character (a tabulator).
    #[serde(default)]
    pub delimiter: Option<String>,
    /// The fields, in this order: `card`, `pin` (or `password`, the same by another name), `type`, `profile`, `batch`,
    /// `status`, `partner`, `valid_from`, `valid_until` (none: `card`, `type`, `profile`, `valid_until`). That PINs were
    /// written is on record.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Where: absolute, or below the state folder. An earlier export there is replaced; any other file is not.
    pub file: String,
}

/// What is printed of cards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintKind {
    /// The cards themselves, several to a sheet, as their template has them.
    #[default]
    Cards,
    /// The list of their numbers and PINs, for a design of one's own.
    List,
}

/// `cards.print`: a PDF of cards that are created, or of the list of them; exactly one of `cards`, `batch`, `filter`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsPrintRequest {
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
    /// The cards, or the list of them.
    #[serde(default, rename = "as")]
    pub kind: PrintKind,
    /// The template of the configuration (none: that of the card type, else a plain one).
    #[serde(default)]
    pub template: Option<String>,
    /// Where: absolute, or below the state folder.
    pub file: String,
}

/// A report that can be written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// `report.cards`
    Cards,
    /// `report.liability`
    Liability,
    /// `report.loads`
    Loads,
    /// `report.statement`
    Statement,
    /// `report.discounts`
    Discounts,
    /// `report.stock`
    Stock,
}

/// `report.export`: the whole of a report as a table, with the parameters of that report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportExportRequest {
    /// The operation's id.
    pub operation: String,
    /// The till.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it.
    #[serde(default)]
    pub operator: Option<String>,
    /// Which report.
    pub report: ReportKind,
    /// The first day (`cards`, `statement`, `discounts`, `stock`).
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day, inclusive.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// The day (`loads`).
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub date: Option<civil::Date>,
    /// Which cards (`cards`).
    #[serde(default)]
    pub filter: CardFilter,
    /// The customer's id (`statement`).
    #[serde(default)]
    pub customer: Option<String>,
    /// How it is written.
    #[serde(default)]
    pub format: TableFormat,
    /// What stands between two fields of `delimited`: one character (a tabulator).
    #[serde(default)]
    pub delimiter: Option<String>,
    /// Where: absolute, or below the state folder.
    pub file: String,
}

/// `customer.export`: all that is kept of a customer, as JSON, for himself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerExportRequest {
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
    /// Where: absolute, or below the state folder.
    pub file: String,
}
