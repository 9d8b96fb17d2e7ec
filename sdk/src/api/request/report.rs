//! Reports: `report.*`. Days are those of the shop's zone, both inclusive.

use super::CardFilter;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `report.loads`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRequest {
    /// The day, of the shop's zone.
    #[schemars(with = "String")]
    pub date: civil::Date,
}

/// `report.cards`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardsReportRequest {
    /// The first day; none: from the beginning.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day, inclusive; none: until now.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// Which cards; none: all.
    #[serde(default)]
    pub filter: CardFilter,
    /// At most so many cards (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the report before; the totals are those of all cards, and told on the first page only.
    #[serde(default)]
    pub after: Option<String>,
}

/// `report.discounts`, `report.stock`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodRequest {
    /// The first day; none: from the beginning.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day, inclusive; none: until now.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the report before.
    #[serde(default)]
    pub after: Option<String>,
}

/// `report.statement`: what a customer bought, paid and owes in a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementRequest {
    /// The customer's id.
    pub customer: String,
    /// The first day; none: from the beginning.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from: Option<civil::Date>,
    /// The last day, inclusive; none: until now.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<civil::Date>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the statement before.
    #[serde(default)]
    pub after: Option<String>,
}
