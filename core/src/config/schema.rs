//! A library's settings against the schema of its manifest, in sentences for an installer.
//!
//! Knows JSON Schema and nothing of any library. A value is never repeated unless it stands where one of a few
//! words is expected: settings may hold passwords.

use super::table::{one_of, unknown};
use fiscus_sdk::Problem;
use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
    types::JsonType,
};
use serde_json::Value;

/// Everything in `settings` that the schema does not allow, each with its path.
#[must_use]
pub fn schema_problems(schema: &Value, settings: &Value) -> Vec<Problem> {
    match jsonschema::validator_for(schema) {
        Ok(validator) => {
            let mut problems = Vec::new();
            for error in validator.iter_errors(settings) {
                explain(&error, schema, &mut problems);
            }
            problems.sort_by(|a, b| (&a.path, &a.text).cmp(&(&b.path, &b.text)));
            problems.dedup();
            problems
        }
        Err(error) => {
            vec![Problem::at("", format!("the library's schema of its settings is not valid: {}", error.masked()))]
        }
    }
}

fn explain(error: &ValidationError<'_>, schema: &Value, problems: &mut Vec<Problem>) {
    let path = segments(error.instance_path().as_str());
    let say = |text: String| Problem { path: path.clone(), text };
    let below = |key: &str, text: String| {
        let path = path.iter().cloned().chain([key.to_owned()]).collect();
        Problem { path, text }
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let keys: Vec<&str> = around(error, schema)
                .and_then(|table| table.get("properties")?.as_object())
                .map(|known| known.keys().map(String::as_str).collect())
                .unwrap_or_default();
            problems.extend(unexpected.iter().map(|key| below(key, unknown("key", key, keys.iter().copied()))));
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            problems.push(below(key, format!("{key} is missing")));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            alternatives(error, context, schema, problems);
        }
        _ => problems.push(say(sentence(error, schema))),
    }
}

/// One of several shapes was expected: words are listed together, else the shape that was probably meant is
/// the one whose type fits, with the fewest problems.
fn alternatives(
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    schema: &Value,
    problems: &mut Vec<Problem>,
) {
    let here = error.instance_path().as_str();
    let path = segments(here);
    let mut words: Vec<&str> = Vec::new();
    let mut types: Vec<&str> = Vec::new();
    let mut shapes = Vec::new();
    for branch in context.iter().filter(|branch| !branch.is_empty()) {
        let mut fits = true;
        for wrong in branch.iter().filter(|wrong| wrong.instance_path().as_str() == here) {
            match wrong.kind() {
                ValidationErrorKind::Constant { expected_value } => words.extend(expected_value.as_str()),
                ValidationErrorKind::Enum { options } => {
                    words.extend(options.as_array().into_iter().flatten().filter_map(Value::as_str));
                }
                ValidationErrorKind::Type { .. } if is_decimal(wrong, schema) => types.push(DECIMAL),
                ValidationErrorKind::Type { kind } => types.extend(expected_types(kind)),
                _ => continue,
            }
            fits = false;
        }
        if fits {
            shapes.push(branch);
        }
    }
    if let Some(branch) = shapes.into_iter().min_by_key(|branch| branch.len()) {
        for wrong in branch {
            explain(wrong, schema, problems);
        }
        return;
    }
    let text = match error.instance().as_ref() {
        Value::String(written) if !words.is_empty() => not_a_word(written, &words),
        found => {
            types.retain(|what| *what != NULL && (words.is_empty() || *what != TEXT));
            types.dedup();
            let mut expected: Vec<String> = types.into_iter().map(str::to_owned).collect();
            if !words.is_empty() {
                expected.insert(0, one_of(words.into_iter()));
            }
            format!("expected {}, found {}", expected.join(" or "), kind_of(found))
        }
    };
    problems.push(Problem { path, text });
}

const NULL: &str = "nothing";
const TEXT: &str = "text in quotes";
const DECIMAL: &str = "a decimal value such as \"10.00\"";

fn expected_types(kind: &TypeKind) -> impl Iterator<Item = &'static str> {
    let (one, many) = match kind {
        TypeKind::Single(one) => (Some(*one), None),
        TypeKind::Multiple(many) => (None, Some(*many)),
    };
    one.into_iter().chain(many.into_iter().flatten()).map(|kind| match kind {
        JsonType::Null => NULL,
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number such as 3",
        JsonType::Number => "a number such as 3",
        JsonType::String => TEXT,
        JsonType::Array => "a list such as [ … ]",
        JsonType::Object => "a table such as { … }",
    })
}

fn sentence(error: &ValidationError<'_>, schema: &Value) -> String {
    let found = error.instance().as_ref();
    match error.kind() {
        ValidationErrorKind::Type { .. } | ValidationErrorKind::Pattern { .. } if is_decimal(error, schema) => {
            match found {
                Value::String(_) => format!("expected {DECIMAL}"),
                _ => format!("expected {DECIMAL}, found {}", kind_of(found)),
            }
        }
        ValidationErrorKind::Type { kind } => {
            let expected: Vec<&str> = expected_types(kind).filter(|what| *what != NULL).collect();
            let hint = match found {
                Value::Number(_) if expected.contains(&TEXT) => "; write it in quotes",
                Value::String(text) if text.parse::<i64>().is_ok() || text == "true" || text == "false" => {
                    "; write it without quotes"
                }
                _ => "",
            };
            format!("expected {}, found {}{hint}", expected.join(" or "), kind_of(found))
        }
        ValidationErrorKind::Enum { options } => words_or(found, options.as_array().map_or(&[], Vec::as_slice)),
        ValidationErrorKind::Constant { expected_value } => words_or(found, std::slice::from_ref(expected_value)),
        ValidationErrorKind::Minimum { limit } => format!("{found} is too small; at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("{found} is too large; at most {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("{found} is too small; it must be above {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("{found} is too large; it must be below {limit}"),
        ValidationErrorKind::MinLength { limit } => format!("too short; at least {limit} characters"),
        ValidationErrorKind::MaxLength { limit } => format!("too long; at most {limit} characters"),
        ValidationErrorKind::MinItems { limit } => format!("too few; at least {limit}"),
        ValidationErrorKind::MaxItems { limit } => format!("too many; at most {limit}"),
        ValidationErrorKind::UniqueItems => "something stands here twice; write it once".to_owned(),
        ValidationErrorKind::Pattern { pattern } => match examples(error, schema) {
            Some(examples) => format!("not written as expected; write for example {examples}"),
            None => format!("not written as expected; it must fit {pattern}"),
        },
        ValidationErrorKind::Format { format } => format!("expected a {format}"),
        ValidationErrorKind::FalseSchema => "nothing may stand here".to_owned(),
        ValidationErrorKind::OneOfMultipleValid { .. } => "this can be read in two ways; write one of them".to_owned(),
        _ => error.masked().to_string(),
    }
}

fn words_or(found: &Value, options: &[Value]) -> String {
    let words: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
    match found {
        Value::String(written) if !words.is_empty() => not_a_word(written, &words),
        _ if words.is_empty() => {
            let options: Vec<String> = options.iter().map(Value::to_string).collect();
            format!("expected {}", options.join(" or "))
        }
        _ => format!("expected {}, found {}", one_of(words.into_iter()), kind_of(found)),
    }
}

fn not_a_word(written: &str, words: &[&str]) -> String {
    format!("\"{written}\" is not {}", one_of(words.iter().copied()))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// The part of the schema whose keyword failed.
fn around<'a>(error: &ValidationError<'_>, schema: &'a Value) -> Option<&'a Value> {
    let keyword = error.schema_path().as_str();
    schema.pointer(keyword.rsplit_once('/')?.0)
}

/// The examples that the schema gives beside what failed.
fn examples(error: &ValidationError<'_>, schema: &Value) -> Option<String> {
    let examples = around(error, schema)?.get("examples")?.as_array()?;
    let texts: Vec<String> = examples.iter().map(Value::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(" or "))
}

/// Decimals are text or a number, with a pattern for the text.
fn is_decimal(error: &ValidationError<'_>, schema: &Value) -> bool {
    around(error, schema).is_some_and(|part| {
        let types = part.get("type").and_then(Value::as_array);
        part.get("pattern").is_some()
            && types.is_some_and(|types| types.iter().any(|t| t == "number") && types.iter().any(|t| t == "string"))
    })
}

/// The keys of a JSON pointer.
fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{Amount, settings};
    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    /// Settings as an author writes them.
    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Settings {
        mode: Mode,
        #[serde(default)]
        fee: Option<Fee>,
        #[serde(default)]
        max_load: Option<Amount>,
        #[serde(default)]
        every: Option<u32>,
        #[serde(default)]
        strict: bool,
        #[serde(default)]
        presets: Vec<Preset>,
        #[serde(default)]
        payments: BTreeMap<String, Payment>,
        #[serde(default)]
        name: String,
        #[serde(default)]
        pause: Option<settings::Span<500>>,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        /// With a sentence, as every public word has one.
        PaymentForm,
        /// Another.
        Departments,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Fee {
        Deduct,
        Add,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(untagged)]
    #[allow(dead_code)]
    enum Preset {
        Amount(Amount),
        Gift(Gift),
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Gift {
        pay: Amount,
        worth: Amount,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Payment {
        #[serde(rename = "type")]
        kind: u8,
        #[serde(default)]
        index: Option<u8>,
    }

    #[test]
    fn settings_that_fit_have_no_problems() {
        let schema = settings::schema::<Settings>();
        for settings in [
            json!({"mode": "payment_form"}),
            json!({"mode": "departments", "fee": "add", "max_load": 10, "every": 6, "strict": true, "name": "x",
                   "presets": ["10.00", 25, {"pay": "25.00", "worth": "30"}],
                   "payments": {"cash": {"type": 0, "index": 1}}}),
        ] {
            assert_eq!(schema_problems(&schema, &settings), [], "{settings}");
        }
    }

    #[test]
    fn problems_are_sentences_at_their_setting() {
        let schema = settings::schema::<Settings>();
        for (written, path, text) in [
            (json!({}), "mode", "mode is missing"),
            (json!({"mod": "departments", "mode": "departments"}), "mod", "unknown key mod; did you mean mode?"),
            (json!({"mode": "payment"}), "mode", "\"payment\" is not one of \"payment_form\", \"departments\""),
            (json!({"mode": 1}), "mode", "expected one of \"payment_form\", \"departments\", found a number"),
            (json!({"fee": "minus"}), "fee", "\"minus\" is not one of \"deduct\", \"add\""),
            (json!({"max_load": "ten"}), "max_load", "expected a decimal value such as \"10.00\""),
            (json!({"max_load": true}), "max_load", "expected a decimal value such as \"10.00\", found true or false"),
            (json!({"every": "6"}), "every", "expected a whole number such as 3, found text; write it without quotes"),
            (json!({"every": -6}), "every", "-6 is too small; at least 0"),
            (json!({"pause": "200"}), "pause", "not written as expected; write for example \"1s\" or \"50ms\""),
            (json!({"strict": "true"}), "strict", "expected true or false, found text; write it without quotes"),
            (json!({"name": 5}), "name", "expected text in quotes, found a number; write it in quotes"),
            (json!({"presets": "10"}), "presets", "expected a list such as [ … ], found text; write it without quotes"),
            (json!({"presets": ["10", {"pay": "25", "wort": "1"}]}), "presets.1.worth", "worth is missing"),
            (json!({"presets": [{"pay": "25", "worth": "x"}]}), "presets.0.worth", "expected a decimal value"),
            (json!({"presets": ["x"]}), "presets.0", "expected a decimal value such as \"10.00\""),
            (
                json!({"presets": [true]}),
                "presets.0",
                "expected a decimal value such as \"10.00\" or a table such as { … }, found true or false",
            ),
            (json!({"fee": 3}), "fee", "expected one of \"deduct\", \"add\", found a number"),
            (
                json!({"payments": {"cash": {"typ": 1, "type": 1}}}),
                "payments.cash.typ",
                "unknown key typ; did you mean type?",
            ),
            (json!({"payments": {"cash": {"type": 256}}}), "payments.cash.type", "256 is too large; at most 255"),
            (json!({"payments": {"cash": 1}}), "payments.cash", "expected a table such as { … }, found a number"),
        ] {
            let mut settings = json!({"mode": "departments"});
            for (key, value) in written.as_object().expect("a table") {
                settings[key] = value.clone();
            }
            if written == json!({}) {
                settings = json!({});
            }
            let problems = schema_problems(&schema, &settings);
            let fits = problems.iter().any(|p| p.path.join(".") == path && p.text.starts_with(text));
            assert!(fits, "{written}: {path}: {text}\nfound {problems:#?}");
        }
    }

    #[test]
    fn every_problem_is_found_at_once() {
        let schema = settings::schema::<Settings>();
        let problems = schema_problems(&schema, &json!({"every": "x", "nam": 1, "strict": 1, "fee": 3}));
        let paths: Vec<String> = problems.iter().map(|problem| problem.path.join(".")).collect();
        assert_eq!(paths, ["every", "fee", "mode", "nam", "strict"]);
    }

    #[test]
    fn value_that_may_be_a_password_is_not_repeated() {
        let schema = json!({"type": "object", "properties": {
            "password": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 3}, "serial": {"type": "integer"}}});
        let problems = schema_problems(&schema, &json!({"password": "Hush1", "serial": "Hush1"}));
        assert_eq!(problems.len(), 3);
        assert!(!format!("{problems:?}").contains("Hush1"));
    }

    #[test]
    fn schema_that_is_none_is_the_librarys_problem() {
        let problems = schema_problems(&json!({"type": 5}), &json!({}));
        assert!(problems[0].text.starts_with("the library's schema of its settings is not valid"), "{problems:?}");
    }
}
