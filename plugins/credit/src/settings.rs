//! What an installer may write: how far down a card and its customer may go, and which discounts come with it.

use fiscus_sdk::{
    Amount, Problem, Shop,
    money::Uncollected,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::{digits, names, read},
};
use serde::Deserialize;

/// The settings of one card type.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How far down a card may go: below zero, such as "-50.00"; 0 or more: money must be loaded first [0].
    #[serde(default)]
    pub limit: Amount,
    /// How far down all the cards of one customer may go together: 0 or below zero [none].
    pub customer_limit: Option<Amount>,
    /// Names of discounts, in order, given when the card pays [none].
    #[serde(default)]
    pub discounts: Vec<String>,
    /// Whether the till may use the card for its discount alone [false].
    #[serde(default)]
    pub discount_alone: bool,
    /// The tender of what lies below zero [invoice].
    #[serde(default = "invoice")]
    pub uncollected: Uncollected,
}

fn invoice() -> Uncollected {
    Uncollected::Invoice
}

/// Reads the settings against the shop.
///
/// # Errors
/// Everything that makes no sense, at its place.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let written: Settings = read(settings)?;
    let mut problems: Vec<Problem> = digits(shop, "limit", written.limit).into_iter().collect();
    if let Some(limit) = written.customer_limit {
        problems.extend(digits(shop, "customer_limit", limit));
        if limit.is_positive() {
            let text = format!(
                "customer_limit = \"{limit}\" would forbid a customer to spend his last {limit}: write \"-{limit}\" for a \
                 credit of {limit}, or \"0\" for none"
            );
            problems.push(Problem::at("customer_limit", text));
        }
    }
    problems.extend(names::discounts(shop, "discounts", &written.discounts));
    problems.extend(written.uncollected.problems(shop));
    if problems.is_empty() { Ok(written) } else { Err(problems) }
}
