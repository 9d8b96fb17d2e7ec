//! Which settings one card may have of its own, as the schema that [`crate::card::Offer::card_settings`] hands to the
//! core: what a card is saved with is checked when it is written, not when a customer stands at the till.

use super::Usage;
use crate::Shop;
use serde_json::{Map, Value, json};

/// One of the settings that a card may have of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    key: String,
    schema: Value,
}

impl Setting {
    /// With a schema of one's own. Its `description` is told to whoever writes something else.
    #[must_use]
    pub fn new(key: &str, schema: Value) -> Self {
        Self { key: key.to_owned(), schema }
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it may be.
    #[must_use]
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// What [`super::amount`] reads; `signed`: also below zero.
    #[must_use]
    pub fn amount(key: &str, shop: &Shop, signed: bool, means: &str) -> Self {
        let sign = if signed { "-?" } else { "" };
        let after = match shop.currency.scale {
            0 => "0+".to_owned(),
            scale => format!("[0-9]{{1,{scale}}}0*"),
        };
        let pattern = format!("^{sign}[0-9]{{1,12}}(\\.{after})?$");
        Self::new(key, json!({ "description": means, "type": ["string", "number", "null"], "pattern": pattern }))
    }

    /// What [`crate::card::Input::discounts`] reads.
    #[must_use]
    pub fn discounts() -> Self {
        let means = "names of discounts in order, such as [\"happy_hour\"]; [] for none";
        Self::new(
            "discounts",
            json!({ "description": means, "type": ["array", "null"], "items": { "type": "string" } }),
        )
    }

    /// The usage mode where the till chooses none: one of those that the card type has.
    #[must_use]
    pub fn mode(has: &[Usage]) -> Self {
        let words = has.iter().map(|usage| Value::from(usage.word())).chain([Value::Null]);
        let means = match has {
            [] => "cards of this type have no usage modes",
            _ => "the usage mode where the till chooses none",
        };
        Self::new("mode", json!({ "description": means, "enum": words.collect::<Vec<_>>() }))
    }
}

/// These and no others.
#[must_use]
pub fn schema(settings: impl IntoIterator<Item = Setting>) -> Value {
    let properties: Map<String, Value> = settings.into_iter().map(|setting| (setting.key, setting.schema)).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
