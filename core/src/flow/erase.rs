//! Erasing what is known of a person from what is kept of an operation: records of him, and his words where they stand
//! in sentences. Money, cards, numbers and who worked stay. Source: S5-29, F13

use serde_json::Value;
use std::collections::BTreeSet;

/// The fields of a record that say who somebody is.
const PERSONAL: [&str; 21] = [
    "first_name",
    "last_name",
    "company",
    "type",
    "birthday",
    "phone",
    "email",
    "fax",
    "address",
    "city",
    "district",
    "postal_code",
    "country",
    "language",
    "citizenship",
    "identity_code",
    "sex",
    "invoice_delivery",
    "notes",
    "source",
    "picture",
];

/// More of them, which are numbered.
const INFO: &str = "info";

/// Those whose words are looked for in sentences: the others are words of many.
const TELLING: [&str; 10] =
    ["first_name", "last_name", "company", "phone", "email", "fax", "address", "postal_code", "identity_code", "notes"];

/// Where a text is a name of something else, whatever it says.
const NAMES_OF_OTHERS: [&str; 16] = [
    "operation",
    "till",
    "operator",
    "peer",
    "card",
    "customer",
    "id",
    "printer",
    "department",
    "label",
    "reason",
    "state",
    "kind",
    "card_type",
    "article",
    "original",
];

/// Where people's words stand, whatever they look like.
const TEXTS: [&str; 14] = [
    "text",
    "left",
    "right",
    "description",
    "footer",
    "lines",
    "message",
    "notices",
    "notes",
    "name",
    "title",
    "data",
    "detail",
    "file",
];

/// What a buyer is called where taxes and lotteries are concerned.
const CODES: [&str; 2] = ["tax_code", "lottery_code"];

/// Every record of a customer has this field, whatever else is known.
const A_RECORD: &str = "credit_allowed";

/// What stands in the place of a word that was erased.
const ERASED: &str = "***";

/// A person, as he is looked for.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// His id, which stays.
    id: String,
    /// His words.
    words: BTreeSet<String>,
    /// The names he has and had, as sentences say them.
    names: BTreeSet<String>,
}

impl Person {
    /// Who he is, by his record.
    #[must_use]
    pub fn new(id: &str, record: &Value) -> Self {
        let mut person = Self { id: id.to_owned(), ..Self::default() };
        person.learn(record);
        person
    }

    /// Whether an operation concerns him: it names him as its customer, or keeps a record of his.
    #[must_use]
    pub fn is_in(&self, body: &Value) -> bool {
        match body {
            Value::Array(items) => items.iter().any(|item| self.is_in(item)),
            Value::Object(map) => {
                let customer = map.get("customer");
                customer.and_then(Value::as_str).is_some_and(|id| id == self.id)
                    || customer.is_some_and(|told| self.is_his(told))
                    || (map.contains_key(A_RECORD) && self.is_his(body))
                    || map.values().any(|value| self.is_in(value))
            }
            _ => false,
        }
    }

    fn is_his(&self, record: &Value) -> bool {
        record.get("id").and_then(Value::as_str) == Some(self.id.as_str())
    }

    /// Remembers the words of a record of his.
    fn learn(&mut self, record: &Value) {
        let Some(record) = record.as_object() else { return };
        for (field, value) in record {
            if let Some(text) = value.as_str().map(str::trim)
                && (TELLING.contains(&field.as_str()) || field.starts_with(INFO))
                && text.chars().count() > 1
            {
                self.words.insert(text.to_owned());
            }
        }
        let name =
            ["first_name", "last_name"].map(|field| record.get(field).and_then(Value::as_str).unwrap_or_default());
        if name.iter().all(|part| !part.is_empty()) {
            self.words.insert(name.join(" "));
        }
        let company = record.get("company").and_then(Value::as_str).map(str::to_owned);
        let name = company.unwrap_or_else(|| name.join(" ").trim().to_owned());
        if name.chars().count() > 1 {
            self.names.insert(name);
        }
    }

    /// The names he has and had.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Takes the records of him out of what is kept; their words are remembered.
    pub fn forget_records(&mut self, body: &mut Value) {
        // A record that came with a load, and made him, had no id yet where it was asked for.
        let made = body["customers"].as_array().is_some_and(|made| made.iter().any(|record| self.is_his(record)));
        self.walk(body, made);
    }

    fn walk(&mut self, value: &mut Value, made: bool) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item, made)),
            Value::Object(map) => {
                if let Some(told) = map.get_mut("customer")
                    && (self.is_his(told) || (made && told.is_object() && told.get("id").is_none_or(Value::is_null)))
                {
                    self.strip(told);
                }
                // The paper and the device have them; here they would say who it was.
                map.retain(|field, _| !CODES.contains(&field.as_str()));
                map.values_mut().for_each(|value| self.walk(value, made));
                if value.get(A_RECORD).is_some() && self.is_his(value) {
                    self.strip(value);
                }
            }
            _ => {}
        }
    }

    fn strip(&mut self, record: &mut Value) {
        self.learn(record);
        if let Value::Object(map) = record {
            map.retain(|field, _| !PERSONAL.contains(&field.as_str()) && !field.starts_with(INFO));
        }
    }

    /// Takes his words out of every sentence of what is kept of an operation of his.
    pub fn forget_words(&self, body: &mut Value) {
        // The longest first: a whole name before its parts.
        replace(body, &self.longest_first(), false);
    }

    /// A sentence of somebody else's, such as why he is erased, without his words.
    #[must_use]
    pub fn left_out_of(&self, sentence: &str) -> String {
        let mut sentence = Value::from(sentence);
        replace(&mut sentence, &self.longest_first(), true);
        sentence.as_str().unwrap_or_default().to_owned()
    }

    fn longest_first(&self) -> Vec<&String> {
        let mut words: Vec<&String> = self.words.iter().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    }

    /// Takes his names out of a refusal, which names nobody otherwise.
    pub fn forget_names(&self, body: &mut Value) {
        replace(body, &self.names.iter().collect::<Vec<_>>(), false);
    }
}

/// An amount, a time or a word of the program's own: somebody's postal code must not take the money out of it.
fn is_machines(text: &str) -> bool {
    text.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "_.@:+-TZ".contains(sign))
}

/// `among_texts`: what stands here is for people.
fn replace(body: &mut Value, words: &[&String], among_texts: bool) {
    match body {
        Value::String(text) if !among_texts && is_machines(text) => {}
        Value::String(text) => {
            for word in words {
                for written in [(*word).clone(), word.to_uppercase(), word.to_lowercase()] {
                    if text.contains(&written) {
                        *text = without(text, &written);
                    }
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, words, among_texts)),
        Value::Object(map) => {
            for (key, value) in map {
                if !(value.is_string() && NAMES_OF_OTHERS.contains(&key.as_str())) {
                    replace(value, words, TEXTS.contains(&key.as_str()));
                }
            }
        }
        _ => {}
    }
}

/// A text without a word, wherever it stands as a word of its own.
fn without(text: &str, word: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(at) = rest.find(word) {
        let (head, tail) = (&rest[..at], &rest[at + word.len()..]);
        let left = head.chars().next_back().or(before);
        let alone = !left.is_some_and(char::is_alphanumeric) && !tail.chars().next().is_some_and(char::is_alphanumeric);
        kept.push_str(head);
        kept.push_str(if alone { ERASED } else { word });
        before = word.chars().next_back();
        rest = tail;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// S5-29
    #[test]
    fn his_records_and_words_go_and_everything_else_stays() {
        let record = json!({
            "id": "c1", "first_name": "Bo", "last_name": "Rossi", "info2": "likes jazz", "credit_allowed": true,
        });
        let mut person = Person::new("c1", &record);
        let mut body = json!({
            "operator": "Rossi", "seed": 7, "customers": [record, { "id": "c2", "credit_allowed": true, "company": "Rossi" }],
            "request": { "answers": { "customer": { "first_name": "Boris", "phone": "555-1" } } },
            "parts": [{ "customer": "c1", "card": "98", "post": [{ "amount": "1.00" }] }],
            "papers": [{ "lines": ["For Bo Rossi", "BO ROSSI, Bonus", "Rossini", "call 555-1!", "likes jazz"] }],
        });
        assert!(person.is_in(&body));
        for other in [json!({ "customer": "c11" }), json!({ "lines": [{ "id": "c1" }], "department": "c1" })] {
            assert!(!person.is_in(&other), "{other}");
        }
        person.forget_records(&mut body);
        person.forget_words(&mut body);
        assert_eq!(
            body["customers"],
            json!([{ "id": "c1", "credit_allowed": true }, { "id": "c2", "credit_allowed": true, "company": "***" }])
        );
        assert_eq!(body["request"], json!({ "answers": { "customer": {} } }));
        assert_eq!(body["papers"][0]["lines"], json!(["For ***", "***, Bonus", "Rossini", "call ***!", "***"]));
        assert_eq!((&body["operator"], &body["seed"]), (&json!("Rossi"), &json!(7)));
        assert_eq!(body["parts"], json!([{ "customer": "c1", "card": "98", "post": [{ "amount": "1.00" }] }]));
        assert!(Person::new("c1", &json!({ "last_name": "X" })).words.is_empty(), "a letter is no name");
        // Another's record that came with a load stays.
        let mut other =
            json!({ "customer": "c1", "customers": [], "request": { "answers": { "customer": { "phone": "9" } } } });
        let before = other.clone();
        person.forget_records(&mut other);
        assert_eq!(other, before);
        let mut refusal = json!({ "refusal": { "text": "Bo Rossi may not, says Bo." } });
        person.forget_names(&mut refusal);
        assert_eq!(refusal["refusal"]["text"], "*** may not, says Bo.");
    }

    /// S5-29: whatever somebody is called, money, times and the program's own words stay what they are.
    #[test]
    fn words_of_a_person_that_look_like_the_programs_own_spoil_nothing() {
        let record = json!({
            "id": "c1", "company": "cash", "info1": "10", "info2": "2026", "info3": "EUR", "notes": "committed",
            "postal_code": "10.00", "credit_allowed": true,
        });
        let mut person = Person::new("c1", &record);
        let kept = json!({
            "customer": "c1", "tenders": [{ "kind": "cash", "amount": "10.00" }], "time": "2026-03-01T10:00:00+01:00",
            "date": "2026-03-01", "label": "EUR", "state": "committed",
        });
        let mut body = kept.clone();
        body["footer"] = json!(["cash", "10"]);
        body["left"] = json!("since 2026");
        body["tax_code"] = json!("RSSMRA47S04F205X");
        person.forget_records(&mut body);
        person.forget_words(&mut body);
        let mut expected = kept;
        expected["footer"] = json!(["***", "***"]);
        expected["left"] = json!("since ***");
        assert_eq!(body, expected);
        assert_eq!(person.left_out_of("cash asked for it in 2026"), "*** asked for it in ***");
    }

    #[test]
    fn a_word_is_found_only_where_it_stands_alone() {
        for (text, expected) in [
            ("", ""),
            ("Rossi", "***"),
            ("RossiRossi Rossi", "RossiRossi ***"),
            ("Rossi,Rossi", "***,***"),
            ("éRossi Rossié Rossi.", "éRossi Rossié ***."),
        ] {
            assert_eq!(without(text, "Rossi"), expected);
        }
    }
}
