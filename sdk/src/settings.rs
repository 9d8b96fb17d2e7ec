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
                let most = if MOST.is_multiple_of(1000) { format!("{}s", MOST / 1000) } else { format!("{MOST}ms") };
                de::Error::custom(format!("\"{text}\" is no time such as \"1s\" or \"50ms\", at most \"{most}\""))
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
            "pattern": "^[0-9]+(ms|s)$",
            "examples": ["1s", "50ms"]
        })
    }
}

/// Reads the settings into `T` (which denies unknown fields).
///
/// # Errors
/// One problem, with the path of the setting at fault; an unknown key names the nearest known one.
pub fn read<T: DeserializeOwned>(settings: &Value) -> Result<T, Vec<Problem>> {
    let empty = Value::Object(serde_json::Map::new());
    one(if settings.is_null() { &empty } else { settings }).map_err(|problem| vec![problem])
}

/// Reads the settings into `T`, where nothing is required: what cannot be read is told, and is as if it were not
/// written, so that the rest is looked at in the same round.
#[must_use]
pub fn gather<T: DeserializeOwned + Default>(settings: &Value) -> (T, Vec<Problem>) {
    let mut left = if settings.is_null() { Value::Object(serde_json::Map::new()) } else { settings.clone() };
    let mut problems: Vec<Problem> = Vec::new();
    loop {
        let problem = match one(&left) {
            Ok(read) => return (read, problems),
            Err(problem) => problem,
        };
        let taken = take_out(&mut left, &problem.path);
        // What misses something that was taken out says nothing new.
        if !problems.iter().any(|before| before.path.starts_with(&problem.path)) {
            problems.push(problem);
        }
        if !taken {
            return (T::default(), problems);
        }
    }
}

fn one<T: DeserializeOwned>(settings: &Value) -> Result<T, Problem> {
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
        Problem { path, text: error.inner().to_string() }
    })
}

/// Takes the value at this path out, or the nearest around it that there is; the places in a list stay as they are.
fn take_out(settings: &mut Value, path: &[String]) -> bool {
    let (Some((key, rest)), Value::Object(table)) = (path.split_first(), settings) else { return false };
    let below = table.get_mut(key).is_some_and(|inside| !rest.is_empty() && take_out(inside, rest));
    below || table.remove(key).is_some()
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Written {
        pause: Option<Span<510>>,
        longer: Option<Span<60_000>>,
        numbers: BTreeMap<String, u32>,
        names: Vec<String>,
        page: Option<Page>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Page {
        name: String,
        #[serde(default)]
        number: u8,
    }

    #[test]
    fn all_that_cannot_be_read_is_told_at_once() {
        for (written, paths) in [
            (json!(null), &[][..]),
            (json!({ "numbers": { "a": 1 } }), &[]),
            (
                json!({ "pause": "1s", "longer": "61s", "numbers": { "a": "x", "b": 2, "c": -1 }, "else": 1 }),
                &["else", "longer", "numbers.a", "numbers.c", "pause"],
            ),
            (json!({ "names": ["a", 2, 3], "page": { "name": 1, "number": 3 } }), &["names.1", "page.name"]),
            (json!({ "page": { "number": 3 }, "pause": 1 }), &["page", "pause"]),
            (json!("x"), &[""]),
        ] {
            let (read, problems) = gather::<Written>(&written);
            let mut found: Vec<String> = problems.iter().map(|problem| problem.path.join(".")).collect();
            found.sort();
            assert_eq!(found, paths, "{written}: {problems:?}");
            assert!(read.page.is_none_or(|page| page.name.is_empty() && page.number == 0), "{written}");
        }
        let (read, _) = gather::<Written>(&json!({ "numbers": { "a": "x", "b": 2 }, "pause": "50ms", "names": ["a"] }));
        assert_eq!((read.numbers, read.pause.map(|span| span.0)), (BTreeMap::from([("b".to_owned(), 2)]), Some(50)));
        assert_eq!((read.names, read.longer.is_none()), (vec!["a".to_owned()], true));
    }

    #[test]
    fn the_longest_time_is_named_as_it_is_written() {
        let (_, problems) = gather::<Written>(&json!({ "longer": "2m", "pause": "600ms" }));
        let texts: Vec<&str> = problems.iter().map(|problem| problem.text.as_str()).collect();
        assert!(texts.iter().any(|text| text.ends_with("at most \"510ms\"")), "{texts:?}");
        assert!(texts.iter().any(|text| text.ends_with("at most \"60s\"")), "{texts:?}");
    }
}
