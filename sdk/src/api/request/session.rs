//! Who speaks: `session.*`, and what waits to be done outside: `deliveries.find`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// `session.login`: from now on this connection speaks for an operator.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The operator's id, as in the configuration.
    pub operator: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequest").field("operator", &self.operator).finish_non_exhaustive()
    }
}

/// `deliveries.find`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveriesFindRequest {
    /// `pending` or `done`; none: all.
    #[serde(default)]
    pub state: Option<String>,
    /// Only those of this card.
    #[serde(default)]
    pub card: Option<String>,
    /// At most so many (100; at most 1000).
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the list before.
    #[serde(default)]
    pub after: Option<String>,
}
