//! What a single card may be saved with of its own: against the schema its plugin declares, in sentences that say what
//! is allowed. Source: S5-38, S5-55

use super::schema_problems;
use fiscus_sdk::{
    Amount, Problem,
    personal::{Usage, own::Setting},
};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Everything in the `settings` of one card that `declared` does not allow. The keys that the core itself reads may
/// always be there; a plugin that names them says what they may be.
#[must_use]
pub fn own_problems(declared: &Value, settings: &Value) -> Vec<Problem> {
    let mut schema = declared.clone();
    if let Some(known) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for setting in [Setting::mode(&Usage::ALL), Setting::discounts()] {
            known.entry(setting.key()).or_insert_with(|| setting.schema().clone());
        }
    }
    let known = |key: &str| schema.get("properties").and_then(|known| known.get(key));
    let mut written = settings.clone();
    for (key, value) in written.as_object_mut().into_iter().flatten() {
        if known(key).is_some_and(decimal)
            && let Some(text) = as_text(value)
        {
            *value = text;
        }
    }
    let mut problems = schema_problems(&schema, &written);
    for problem in &mut problems {
        let means = problem.path.first().and_then(|key| known(key)).and_then(|setting| setting.get("description"));
        if let Some(means) = means.and_then(Value::as_str) {
            problem.text = format!("{}; it is {means}", problem.text);
        }
    }
    problems
}

/// Whether a setting is a decimal value: text or a number, with a pattern for the text.
fn decimal(setting: &Value) -> bool {
    let types = setting.get("type").and_then(Value::as_array);
    setting.get("pattern").is_some() && types.is_some_and(|types| types.contains(&json!("number")))
}

/// A decimal value as the pattern has it, without an exponent; a number that is none as its own text, which no pattern
/// fits.
fn as_text(value: &Value) -> Option<Value> {
    let text: Cow<'_, str> = match value {
        Value::Number(number) => number.to_string().into(),
        Value::String(text) => text.into(),
        _ => return None,
    };
    Some(Value::String(text.parse::<Amount>().map_or_else(|_| text.to_string(), |amount| amount.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{kit::shop, personal::own};

    fn declared() -> Value {
        let amount = |key: &str, signed| Setting::amount(key, &shop(), signed, "an amount such as \"5.00\"");
        own::schema([amount("limit", true), amount("daily_limit", false), Setting::mode(&[Usage::Discount])])
    }

    fn told(declared: &Value, settings: &Value) -> Vec<(String, String)> {
        own_problems(declared, settings).into_iter().map(|problem| (problem.path.join("."), problem.text)).collect()
    }

    #[test]
    fn what_is_declared_may_be_written_in_every_way_it_is_read() {
        for settings in [
            json!(null),
            json!({}),
            json!({ "limit": "-50.00", "daily_limit": 6, "mode": Usage::Discount.word(), "discounts": ["ten"] }),
            json!({ "limit": -0.29, "daily_limit": 1e3 }),
            json!({ "limit": "+5e1", "daily_limit": "1.2300" }),
            json!({ "limit": "999999999999.99", "daily_limit": "0" }),
            json!({ "limit": null, "daily_limit": null, "mode": null, "discounts": null }),
            json!({ "discounts": [] }),
        ] {
            let settings = if settings.is_null() { json!({}) } else { settings };
            assert_eq!(told(&declared(), &settings), [], "{settings}");
        }
    }

    /// S5-38, S5-55: at its place, with the nearest key or what is allowed.
    #[test]
    fn what_means_nothing_is_told_at_its_place() {
        let hint = "; it is an amount such as \"5.00\"";
        for (settings, path, begins, ends) in [
            (json!({ "limt": "-100" }), "limt", "unknown key limt; did you mean limit?", "limit?"),
            (json!({ "dayly_limit": "1" }), "dayly_limit", "unknown key dayly_limit; did you mean daily_limit?", ""),
            (json!({ "a": 1 }), "a", "unknown key a; known: daily_limit, discounts, limit, mode", ""),
            (json!({ "limit": "abc" }), "limit", "expected a decimal value", hint),
            (json!({ "limit": "-0.001" }), "limit", "expected a decimal value", hint),
            (json!({ "limit": 0.001 }), "limit", "expected a decimal value", hint),
            (json!({ "limit": "1000000000000" }), "limit", "expected a decimal value", hint),
            (json!({ "limit": 1e30 }), "limit", "expected a decimal value", hint),
            (json!({ "limit": true }), "limit", "expected a decimal value", hint),
            (json!({ "daily_limit": "-0.01" }), "daily_limit", "expected a decimal value", hint),
            (json!({ "daily_limit": -1 }), "daily_limit", "expected a decimal value", hint),
            (json!({ "mode": "payment" }), "mode", "\"payment\" is not", "the till chooses none"),
            (json!({ "discounts": "ten" }), "discounts", "expected a list", "[] for none"),
            (json!({ "discounts": ["ten", 1] }), "discounts.1", "expected text", "[] for none"),
            (json!(5), "", "expected a table", ""),
        ] {
            let found = told(&declared(), &settings);
            assert_eq!(found.len(), 1, "{settings}: {found:?}");
            assert_eq!(found[0].0, path, "{settings}");
            assert!(found[0].1.starts_with(begins) && found[0].1.ends_with(ends), "{settings}: {found:?}");
        }
    }

    /// What the core reads is allowed where a plugin has nothing to say of it, and means something.
    #[test]
    fn the_keys_of_the_core_stand_on_every_card() {
        let nothing = own::schema([]);
        assert_eq!(told(&nothing, &json!({ "mode": Usage::Payment.word(), "discounts": ["ten"] })), []);
        assert_eq!(told(&nothing, &json!({ "mode": "fish" }))[0].0, "mode");
        assert_eq!(told(&nothing, &json!({ "limit": "1" }))[0].0, "limit");
        let none = own::schema([Setting::mode(&[])]);
        assert_eq!(told(&none, &json!({ "mode": null })), []);
        let found = told(&none, &json!({ "mode": Usage::Discount.word() }));
        assert!(found[0].1.contains("no usage modes"), "{found:?}");
    }

    /// A schema of an author's own is taken as it is.
    #[test]
    fn any_schema_counts() {
        assert_eq!(told(&json!(true), &json!({ "whatever": 1 })), []);
        let loose = json!({ "type": "object", "properties": { "rain": { "type": "boolean" } } });
        assert_eq!(told(&loose, &json!({ "rain": true, "other": 1 })), []);
        assert_eq!(told(&loose, &json!({ "rain": 1 }))[0].0, "rain");
    }
}
