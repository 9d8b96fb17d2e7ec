//! Whether a schema accepts settings: as much of JSON Schema as derived schemas of settings use. A keyword that
//! is not known here accepts; the daemon knows them all.

use serde_json::Value;

/// Why `value` is not accepted, with its place.
pub(super) fn accepts(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let Value::Object(rules) = schema else {
        return if schema == &Value::Bool(false) { Err(format!("{place} may not be there")) } else { Ok(()) };
    };
    if let Some(reference) = rules.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return accepts(root, target.ok_or_else(|| format!("{reference} leads nowhere"))?, value, place);
    }
    let listed = |key: &str| rules.get(key).and_then(Value::as_array);
    for (key, exactly_one) in [("anyOf", false), ("oneOf", true)] {
        if let Some(shapes) = listed(key) {
            let fitting = shapes.iter().filter(|shape| accepts(root, shape, value, place).is_ok()).count();
            if fitting == 0 || (exactly_one && fitting > 1) {
                return Err(format!("{place} fits {fitting} of the shapes of {key}"));
            }
        }
    }
    for shape in listed("allOf").into_iter().flatten() {
        accepts(root, shape, value, place)?;
    }
    let fits = |kind: &Value| match (kind.as_str(), value) {
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Some("number"), Value::Number(_))
        | (Some("null"), Value::Null)
        | (Some("boolean"), Value::Bool(_))
        | (Some("string"), Value::String(_))
        | (Some("array"), Value::Array(_))
        | (Some("object"), Value::Object(_)) => true,
        _ => false,
    };
    let typed = match rules.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => true,
    };
    let named = listed("enum").is_none_or(|words| words.contains(value));
    if !typed || !named || rules.get("const").is_some_and(|word| word != value) {
        return Err(format!("{place} is none of what is allowed"));
    }
    if let Value::Object(table) = value {
        let properties = rules.get("properties").and_then(Value::as_object);
        for key in listed("required").into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                return Err(format!("{place}.{key} is missing"));
            }
        }
        for (key, value) in table {
            let known = properties.and_then(|properties| properties.get(key));
            if let Some(schema) = known.or_else(|| rules.get("additionalProperties")) {
                accepts(root, schema, value, &format!("{place}.{key}"))?;
            }
        }
    }
    if let (Value::Array(values), Some(items)) = (value, rules.get("items")) {
        for (index, value) in values.iter().enumerate() {
            accepts(root, items, value, &format!("{place}[{index}]"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde_json::json;

    #[derive(JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code)]
    struct Settings {
        word: Word,
        #[serde(default)]
        amount: crate::Amount,
        list: Option<Vec<Word>>,
    }

    #[derive(JsonSchema)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code)]
    enum Word {
        One,
        Two,
    }

    #[test]
    fn a_derived_schema_is_understood() {
        let schema = crate::settings::schema::<Settings>();
        for (settings, good) in [
            (json!({ "word": "one" }), true),
            (json!({ "word": "one", "amount": "3.00", "list": ["two"] }), true),
            (json!({ "word": "one", "amount": 3, "list": null }), true),
            (json!({}), false),
            (json!({ "word": "three" }), false),
            (json!({ "word": "one", "amount": true }), false),
            (json!({ "word": "one", "list": ["three"] }), false),
            (json!({ "word": "one", "other": 1 }), false),
            (json!([]), false),
        ] {
            assert_eq!(accepts(&schema, &schema, &settings, "settings").is_ok(), good, "{settings}");
        }
    }
}
