//! Walking the tree of a configuration file: every reader says what it expects and reports what it finds
//! instead.
//!
//! A table knows its keys from being asked for them; what was written and never asked for is unknown. It
//! does not know what the values mean.

use super::document::{Finding, Node, Place, Written};
use fiscus_sdk::settings::nearest;
use jiff::civil;
use serde_json::{Map, Value};
use std::{cell::RefCell, collections::BTreeMap, fmt::Display, path::Path};

/// What was found wrong so far.
#[derive(Default)]
pub(super) struct Report(RefCell<Vec<(Place, String)>>);

impl Report {
    pub(super) fn wrong(&self, place: Place, text: impl Into<String>) {
        self.0.borrow_mut().push((place, text.into()));
    }

    /// The findings in the order of their places.
    pub(super) fn findings(self, file: &Path) -> Vec<Finding> {
        let mut wrong = self.0.into_inner();
        wrong.sort();
        wrong.into_iter().map(|(place, text)| Finding::new(file, place, text)).collect()
    }
}

/// A table that is being read.
pub(super) struct Table<'a> {
    place: Place,
    entries: &'a BTreeMap<String, Node>,
    known: Vec<&'static str>,
    report: &'a Report,
}

/// A value that is being read, with its key.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    key: &'a str,
    node: &'a Node,
    report: &'a Report,
}

impl<'a> Table<'a> {
    /// The value of `key`, if it was written.
    pub(super) fn item(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        let (key, node) = self.entries.get_key_value(key)?;
        Some(Item { key, node, report: self.report })
    }

    /// The value of `key`, which must be there; `example` is a right value.
    pub(super) fn required(&mut self, key: &'static str, example: &str) -> Option<Item<'a>> {
        let item = self.item(key);
        if item.is_none() {
            self.wrong(format!("{key} is missing; write for example {key} = {example}"));
        }
        item
    }

    /// Something is wrong with the table as a whole.
    pub(super) fn wrong(&self, text: impl Into<String>) {
        self.report.wrong(self.place, text);
    }

    fn finish(self) {
        for (key, node) in self.entries {
            if !self.known.contains(&key.as_str()) {
                let known = self.known.iter().copied();
                self.report.wrong(node.place, unknown("key", key, known));
            }
        }
    }
}

/// Reads the whole file.
pub(super) fn whole<'a, T>(root: &'a Node, report: &'a Report, read: impl FnOnce(&mut Table<'a>) -> T) -> Option<T> {
    Item { key: "the file", node: root, report }.table(read)
}

impl<'a> Item<'a> {
    /// Its place.
    pub(super) fn place(&self) -> Place {
        self.node.place
    }

    /// Whether it is a whole number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.node.value, Written::Integer(_))
    }

    /// Something is wrong with this value.
    pub(super) fn wrong(&self, text: impl Display) {
        self.report.wrong(self.node.place, format!("{}: {text}", self.key));
    }

    fn expected(&self, what: &str) {
        let found = match &self.node.value {
            Written::Text(_) => "text",
            Written::Integer(_) => "a number",
            Written::Float(_) => "a number with a point",
            Written::Boolean(_) => "true or false",
            Written::Moment(_) => "a date or time",
            Written::List(_) => "a list",
            Written::Table(_) => "a table",
        };
        let quotes = match &self.node.value {
            Written::Integer(_) | Written::Float(_) | Written::Moment(_) if what.contains('"') => {
                "; write it in quotes"
            }
            _ => "",
        };
        self.wrong(format!("expected {what}, found {found}{quotes}"));
    }

    /// Text that is not empty; `what` says what for: `a name such as "Bar"`.
    pub(super) fn text(&self, what: &str) -> Option<&'a str> {
        match &self.node.value {
            Written::Text(text) if text.trim().is_empty() => {
                self.wrong(format!("expected {what}, found an empty text"));
                None
            }
            Written::Text(text) => Some(text),
            _ => {
                self.expected(what);
                None
            }
        }
    }

    /// What `parse` makes of the text; its error is the sentence of the finding.
    pub(super) fn parsed<T, E: Display>(&self, what: &str, parse: impl FnOnce(&'a str) -> Result<T, E>) -> Option<T> {
        parse(self.text(what)?).map_err(|error| self.wrong(error)).ok()
    }

    /// One of these words.
    pub(super) fn word<T: Clone>(&self, words: &[(&str, T)]) -> Option<T> {
        let known = || words.iter().map(|(word, _)| *word);
        let text = self.text(&one_of(known()))?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meant)| meant.clone());
        if found.is_none() {
            self.wrong(format!("\"{text}\" is not {}", one_of(known())));
        }
        found
    }

    /// The key of another table: `kind` says of which.
    pub(super) fn reference<T>(&self, kind: &str, known: &BTreeMap<String, T>) -> Option<String> {
        let text = self.text(&format!("the id of a {kind} in quotes, such as \"front\""))?;
        if known.contains_key(text) {
            return Some(text.to_owned());
        }
        self.wrong(unknown(kind, text, known.keys().map(String::as_str)));
        None
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self) -> Option<bool> {
        if let Written::Boolean(boolean) = self.node.value {
            return Some(boolean);
        }
        self.expected("true or false");
        None
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, least: u32, most: u32) -> Option<u32> {
        let Written::Integer(written) = self.node.value else {
            self.expected("a whole number without quotes such as 3");
            return None;
        };
        let whole = u32::try_from(written).ok().filter(|whole| (least..=most).contains(whole));
        if whole.is_none() {
            self.wrong(format!("{written} is not a whole number from {least} to {most}"));
        }
        whole
    }

    /// A day: a date of TOML, or the same in quotes.
    pub(super) fn date(&self) -> Option<civil::Date> {
        let what = "a day such as 2026-12-31";
        let text = match &self.node.value {
            Written::Text(text) => text.clone(),
            Written::Moment(moment) if moment.time.is_none() => moment.to_string(),
            _ => {
                self.expected(what);
                return None;
            }
        };
        let read = text.parse().ok();
        if read.is_none() {
            self.wrong(format!("\"{text}\" is not {what}"));
        }
        read
    }

    /// A time of day: text, or a time of TOML.
    pub(super) fn time(&self) -> Option<civil::Time> {
        let what = "a time of day such as \"17:00\"";
        let text = match &self.node.value {
            Written::Text(text) => text.clone(),
            Written::Moment(moment) if moment.date.is_none() => moment.to_string(),
            _ => {
                self.expected(what);
                return None;
            }
        };
        // An instant or a date also begins with a time somewhere: only digits and colons are a time of day.
        let read = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b':'));
        if read.is_none() {
            self.wrong(format!("\"{text}\" is not {what}"));
        }
        read
    }

    /// The elements of a list; `what` says of what: `a list such as ["a", "b"]`.
    pub(super) fn list(&self, what: &str) -> Vec<Item<'a>> {
        if let Written::List(items) = &self.node.value {
            return items.iter().map(|node| Item { key: self.key, node, report: self.report }).collect();
        }
        self.expected(what);
        Vec::new()
    }

    /// A table, read by `read`; what it never asks for is unknown.
    pub(super) fn table<T>(&self, read: impl FnOnce(&mut Table<'a>) -> T) -> Option<T> {
        let Written::Table(entries) = &self.node.value else {
            self.expected("a table");
            return None;
        };
        let mut table = Table { place: self.node.place, entries, known: Vec::new(), report: self.report };
        let value = read(&mut table);
        table.finish();
        Some(value)
    }

    /// A table whose keys are ids.
    pub(super) fn items(&self) -> Vec<(&'a str, Item<'a>)> {
        let Written::Table(entries) = &self.node.value else {
            self.expected("a table");
            return Vec::new();
        };
        entries.iter().map(|(key, node)| (key.as_str(), Item { key, node, report: self.report })).collect()
    }

    /// A table of tables: each is read by `read` with its id.
    pub(super) fn tables<T>(&self, mut read: impl FnMut(&'a str, &mut Table<'a>) -> T) -> BTreeMap<String, T> {
        let items = self.items().into_iter();
        items.filter_map(|(id, item)| Some((id.to_owned(), item.table(|table| read(id, table))?))).collect()
    }

    /// The settings of a library, as JSON. Shape: dates and times are ISO text; a float is refused, since it
    /// would not be the number that was written.
    pub(super) fn settings(&self) -> Value {
        if !matches!(self.node.value, Written::Table(_)) {
            self.expected("a table");
        }
        self.json()
    }

    fn json(&self) -> Value {
        match &self.node.value {
            Written::Text(text) => Value::String(text.clone()),
            Written::Integer(integer) => Value::from(*integer),
            Written::Float(float) => {
                self.wrong(format!(
                    "an amount is written in quotes: \"{float}\"; every other number is whole, without a point"
                ));
                Value::Null
            }
            Written::Boolean(boolean) => Value::Bool(*boolean),
            Written::Moment(moment) => Value::String(moment.to_string()),
            Written::List(items) => Value::Array(
                items.iter().map(|node| Item { key: self.key, node, report: self.report }.json()).collect(),
            ),
            Written::Table(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, node)| (key.clone(), Item { key, node, report: self.report }.json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}

/// The sentence for a word that is not known, with the known one that is meant or with all of them.
pub(super) fn unknown<'a>(kind: &str, written: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut all: Vec<&str> = known.clone().collect();
    all.sort_unstable();
    match nearest(written, known) {
        Some(near) => format!("unknown {kind} {written}; did you mean {near}?"),
        None if all.is_empty() => format!("unknown {kind} {written}; there is none"),
        None => format!("unknown {kind} {written}; known: {}", all.join(", ")),
    }
}

/// `one of "a", "b"`.
pub(super) fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    match words.as_slice() {
        [word] => word.clone(),
        _ => format!("one of {}", words.join(", ")),
    }
}
