//! What an installer may write: how much a day, which discounts, and the cause that receipts state.

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
    /// The most a card pays on one day of the shop; 0: no limit [0].
    #[serde(default)]
    pub daily_limit: Amount,
    /// Names of discounts, in order, given whenever the card is presented [none].
    #[serde(default)]
    pub discounts: Vec<String>,
    /// The tender it pays with [invoice].
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
    let limit = written.daily_limit;
    let mut problems: Vec<Problem> = digits(shop, "daily_limit", limit).into_iter().collect();
    if limit.is_negative() {
        let text = format!("daily_limit is written without a sign: \"{}\"; \"0\" is no limit", limit.abs());
        problems.push(Problem::at("daily_limit", text));
    }
    problems.extend(names::discounts(shop, "discounts", &written.discounts));
    if problems.is_empty() { Ok(written) } else { Err(problems) }
}
