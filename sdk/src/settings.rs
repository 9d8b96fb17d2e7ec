//! Settings: from what an installer wrote to an author's own type, with every problem at its place.

use crate::{Amount, Problem, Shop};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

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

/// Names that are not in the shop's list of discounts, or that stand twice, each with the nearest one.
#[must_use]
pub fn discounts(shop: &Shop, path: &str, names: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let at = format!("{path}.{index}");
        if names[..index].contains(name) {
            problems.push(Problem::at(&at, format!("the discount \"{name}\" is named twice: one of them is enough")));
        }
        if shop.discounts.contains_key(name) {
            continue;
        }
        let known = shop.discounts.keys().map(String::as_str);
        let hint = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if shop.discounts.is_empty() => format!("there is none yet: write [discounts.{name}]"),
            None => format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
        };
        problems.push(Problem::at(&at, format!("there is no discount \"{name}\"; {hint}")));
    }
    problems
}
