//! Reports: `report.*`.

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
