//! The words of a scenario: lines, payments, and what is read out of an answer.

use fiscus_sdk::Amount;
use serde_json::{Map, Value, json};

/// An amount of an answer.
///
/// # Panics
/// It is none.
#[must_use]
pub fn amount(value: &Value) -> Amount {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no amount: {value}"))
}

/// An object with the fields of another besides.
///
/// # Panics
/// One is no object.
#[must_use]
pub fn with(mut object: Value, more: Value) -> Value {
    let (Some(fields), more) = (object.as_object_mut(), more) else { panic!("no object") };
    match more {
        Value::Null => {}
        Value::Object(more) => fields.extend::<Map<String, Value>>(more),
        other => panic!("no object: {other}"),
    }
    object
}

/// What is paid in cash.
#[must_use]
pub fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// What each of these cards in turn can pay of the rest.
#[must_use]
pub fn by(cards: &[&str]) -> Value {
    cards.iter().map(|card| json!({ "tender": "card", "card": card })).collect()
}

/// Exactly this is paid by a card.
#[must_use]
pub fn exactly(card: &str, amount: &str) -> Value {
    json!([{ "tender": "card", "card": card, "amount": amount }])
}

/// Something for this price.
#[must_use]
pub fn goods(price: &str) -> Value {
    lines(&[("X", 1, price)])
}

/// Lines `1`, `2`, …: an article, how many, and the price of one. `PZ…` are pizzas, `CF…` are drinks; what begins with
/// `S-` is sold on the department `shop`, everything else on `bar`.
#[must_use]
pub fn lines(of: &[(&str, u32, &str)]) -> Value {
    let line = |(at, (article, quantity, price)): (usize, &(&str, u32, &str))| {
        let (article, department) = match article.strip_prefix("S-") {
            Some(article) => (article, "shop"),
            None => (*article, "bar"),
        };
        let category = match &article.get(..2) {
            Some("PZ") => "pizza",
            Some("CF") => "drinks",
            _ => "other",
        };
        json!({ "id": (at + 1).to_string(), "article": article, "category": category, "department": department,
            "quantity": quantity, "price": price })
    };
    of.iter().enumerate().map(line).collect()
}

/// The amounts of the adjustments of a line of an answer.
#[must_use]
pub fn off(answer: &Value, line: usize) -> Vec<String> {
    amounts(&answer["lines"][line]["adjustments"], "amount")
}

/// How a receipt was paid: tender and amount.
#[must_use]
pub fn tenders(answer: &Value) -> Vec<(String, String)> {
    let kinds = amounts(&answer["tenders"], "tender");
    kinds.into_iter().zip(amounts(&answer["tenders"], "amount")).collect()
}

/// The texts of what people are told, beside that a device does not say what it has printed.
#[must_use]
pub fn notices(answer: &Value) -> Vec<String> {
    let told = answer["notices"].as_array().into_iter().flatten().filter(|notice| !asks_to_look(notice));
    told.map(|notice| notice["text"].as_str().unwrap_or("?").to_owned()).collect()
}

/// Whether a notice is the one of a device that does not say what it has printed.
pub(super) fn asks_to_look(notice: &Value) -> bool {
    let words = ["does not say", "non dice", "no dice", "não diz", "ei ütle"];
    notice["text"].as_str().is_some_and(|text| words.iter().any(|word| text.contains(word)))
}

fn amounts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|of| of[field].as_str().unwrap_or("?").to_owned()).collect()
}

/// Pairs of words as [`tenders`] answers them.
#[must_use]
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}
