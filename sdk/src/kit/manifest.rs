//! What is the same in every manifest: the id, the version, the schema, and how settings are read.

use super::{Dice, Report, caught, schema};
use crate::Problem;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The cases that every library is tried for.
pub(super) const CASES: [(&str, &str); 5] = [
    ("manifest_id", "the id is a word of small letters, digits and hyphens, and the version is three numbers"),
    ("manifest_constant", "the manifest is the same whenever it is asked for"),
    ("schema", "the schema of the settings accepts the settings"),
    ("unknown_key", "a setting that does not exist is a problem that names it"),
    ("any_settings", "whatever stands in the settings, they are read or refused with a sentence for each problem"),
];

/// Whether a word is fit to be an id.
fn id(word: &str) -> Result<(), String> {
    let sound = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !word.ends_with('-')
        && !word.contains("--");
    if sound { Ok(()) } else { Err(format!("\"{word}\"")) }
}

fn version(text: &str) -> Result<(), String> {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers = core.split('.').filter(|part| part.parse::<u32>().is_ok()).count();
    if numbers == 3 && core.split('.').count() == 3 { Ok(()) } else { Err(format!("version \"{text}\"")) }
}

/// Tries what can be tried before anything is opened.
pub(super) fn identity(report: &mut Report, word: &str, numbers: &str, constant: bool) {
    report.tried("manifest_id", id(word).and_then(|()| version(numbers)));
    report.tried("manifest_constant", if constant { Ok(()) } else { Err("it changes".to_owned()) });
}

/// That nothing is named twice.
pub(super) fn once<T: Ord + std::fmt::Debug>(words: impl IntoIterator<Item = T>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for word in words {
        if let Some(twice) = seen.replace(word) {
            return Err(format!("{twice:?} is named twice"));
        }
    }
    Ok(())
}

/// Tries how settings are read.
pub(super) fn settings<T>(
    report: &mut Report,
    dice: &mut Dice,
    known: &Value,
    settings: &Value,
    open: impl Fn(&Value) -> Result<T, Vec<Problem>>,
) {
    let written = if settings.is_null() { Value::Object(Map::new()) } else { settings.clone() };
    report.tried("schema", schema::accepts(known, known, &written, "settings"));
    let table = written.as_object().cloned().unwrap_or_default();
    let mut unknown = table.clone();
    unknown.insert("no-such-setting".to_owned(), Value::Bool(true));
    report.tried(
        "unknown_key",
        caught(|| open(&Value::Object(unknown)).err()).and_then(|problems| match problems {
            None => Err("it is accepted".to_owned()),
            Some(problems) if problems.iter().any(names) => Ok(()),
            Some(problems) => Err(format!("{problems:?}")),
        }),
    );
    let properties: Vec<String> = known
        .get("properties")
        .and_then(Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default();
    for round in 0..200 {
        let mut changed = table.clone();
        if let Some(key) = (!properties.is_empty()).then(|| dice.pick(&properties)) {
            changed.insert(key.clone(), dice.json(2));
        }
        let whole = if round % 20 == 0 { dice.json(3) } else { Value::Object(changed) };
        report.tried(
            "any_settings",
            caught(|| open(&whole).err().unwrap_or_else(|| vec![Problem::at("", "read")]))
                .and_then(|problems| spoken(&problems))
                .map_err(|what| format!("{what}, with {whole}")),
        );
    }
}

fn names(problem: &Problem) -> bool {
    problem.text.contains("no-such-setting") || problem.path.iter().any(|word| word == "no-such-setting")
}

fn spoken(problems: &[Problem]) -> Result<(), String> {
    if problems.is_empty() || problems.iter().any(|problem| problem.text.trim().is_empty()) {
        return Err("refused without a sentence".to_owned());
    }
    Ok(())
}
