//! Settings: from what an installer wrote to an author's own type, with every problem at its place.

pub mod names;

use crate::{Amount, Problem, Shop};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de, de::DeserializeOwned};
use serde_json::Value;
use std::borrow::Cow;

/// A duration of at most `MOST` milliseconds, written as text: `"1s"`, `"50ms"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<const MOST: u64>(pub u64);

impl<'de, const MOST: u64> Deserialize<'de> for Span<MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(from)?;
        let unit = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit);
        let factor = match unit {
            "ms" => Some(1),
            "s" => Some(1000),
            _ => None,
        };
        number
            .parse::<u64>()
            .ok()
            .zip(factor)
            .and_then(|(number, factor)| number.checked_mul(factor))
            .filter(|milliseconds| *milliseconds <= MOST)
            .map(Self)
            .ok_or_else(|| {
                let most = MOST / 1000;
                de::Error::custom(format!("\"{text}\" is no time such as \"1s\" or \"50ms\", at most \"{most}s\""))
            })
    }
}

impl<const MOST: u64> JsonSchema for Span<MOST> {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a duration such as \"1s\" or \"50ms\"",
            "type": "string",
            "pattern": "^[0-9]+(ms|s)$"
        })
    }
}

/// Reads the settings into `T` (which denies unknown fields).
///
/// # Errors
/// One problem, with the path of the setting at fault; an unknown key names the nearest known one.
pub fn read<T: DeserializeOwned>(settings: &Value) -> Result<T, Vec<Problem>> {
    let empty = Value::Object(serde_json::Map::new());
    let settings = if settings.is_null() { &empty } else { settings };
    serde_path_to_error::deserialize(settings).map_err(|error| {
        let path = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                serde_path_to_error::Segment::Map { key } => Some(key.clone()),
                serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
                _ => None,
            })
            .collect();
        vec![Problem { path, text: error.inner().to_string() }]
    })
}

/// The JSON schema of `T`, for a manifest.
#[must_use]
pub fn schema<T: JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}

/// The known word that is nearest to what was written, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(written, word), word))
        .filter(|(distance, word)| *distance <= (word.len().max(written.len()) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

/// An amount that has more digits than the shop's money.
#[must_use]
pub fn digits(shop: &Shop, path: &str, amount: Amount) -> Option<Problem> {
    let currency = &shop.currency;
    amount
        .minor(currency.scale)
        .is_none()
        .then(|| Problem::at(path, format!("\"{amount}\" has more digits than {} ({})", currency.name, currency.scale)))
}
