//! What an installer may write: the form, and the profiles that PINs are made from.

use fiscus_sdk::{
    Problem, Shop,
    profile::{self, Profile},
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::read,
};
use serde::Deserialize;

/// The settings of one card type.
#[derive(Debug)]
pub struct Settings {
    pub form: Form,
    pub profiles: Vec<Profile>,
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Whether PINs are made beforehand or when they are sold.
    form: Form,
    /// What PINs are made from.
    profiles: Vec<profile::Written>,
}

/// The two forms. Source: S1-02
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Made beforehand, stocked, sold later.
    Card,
    /// Made and printed when it is sold; there is no stock.
    Ticket,
}

/// Reads the settings against the shop.
///
/// # Errors
/// Every problem found.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let Written { form, profiles } = read(settings)?;
    Ok(Settings { form, profiles: profile::read(shop, &profiles, true)? })
}
