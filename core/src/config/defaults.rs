//! `[card_types.<id>.defaults]`: what a card that is made at the till is saved with, where the till says nothing else.
//! Source: S5-55

use super::table::{Table, unknown};
use crate::registry::Card;
use fiscus_sdk::{Discount, Weekday, jiff::civil, personal::Usage, schedule::last_day};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What it is saved with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The usage mode, where the till chooses none.
    pub mode: Option<String>,
    /// Its discounts, in order.
    pub discounts: Vec<String>,
    /// For how many days it is valid, from its first day on.
    pub valid_days: Option<u32>,
    /// On which days.
    pub weekdays: Vec<Weekday>,
    /// From what time of day.
    pub from: Option<civil::Time>,
    /// To what time of day.
    pub to: Option<civil::Time>,
}

/// A century: nobody means more.
const LONGEST: u32 = 36_500;

/// Reads the table.
pub(super) fn defaults(table: &mut Table<'_>, discounts: &BTreeMap<String, Discount>) -> Defaults {
    let mode = table.item("mode").and_then(|item| item.word(&Usage::ALL.map(|usage| (usage.word(), usage.word()))));
    let names = table.item("discounts").map(|item| item.list("a list such as [\"happy_hour\"]")).unwrap_or_default();
    let names = names.into_iter().filter_map(|item| {
        let name = item.text("the id of a discount in quotes")?;
        // S5-18: a shop that has no list yet keeps the names as they are given.
        if !discounts.is_empty() && !discounts.contains_key(name) {
            item.wrong(unknown("name of a discount", name, discounts.keys().map(String::as_str)));
        }
        Some(name.to_owned())
    });
    let discounts = names.collect();
    let days = table.item("weekdays").map(|item| item.list("a list of days such as [\"mon\", \"tue\"]"));
    let to = table.item("to");
    let read = Defaults {
        mode: mode.map(str::to_owned),
        discounts,
        valid_days: table.item("valid_days").and_then(|item| item.whole(1, LONGEST)),
        weekdays: days
            .unwrap_or_default()
            .into_iter()
            .filter_map(|item| item.word(&Weekday::ALL.map(|day| (day.word(), day))))
            .collect(),
        from: table.item("from").and_then(|item| item.time()),
        to: to.and_then(|item| item.time()),
    };
    if let (Some(item), Some(from), Some(end)) = (to, read.from, read.to)
        && from == end
    {
        item.wrong("from and to are the same time; leave both out for the whole day");
    }
    read
}

impl Defaults {
    /// Gives a new card what nobody has said of it.
    pub fn complete(&self, card: &mut Card, today: civil::Date) {
        if card.valid_until.is_none() {
            card.valid_until = self.valid_days.and_then(|days| last_day(card.valid_from.unwrap_or(today), days));
        }
        if card.weekdays.is_empty() {
            card.weekdays.clone_from(&self.weekdays);
        }
        if card.from.is_none() && card.to.is_none() {
            (card.from, card.to) = (self.from, self.to);
        }
        let own = self.own();
        match &mut card.settings {
            Value::Object(written) => own.into_iter().for_each(|(key, value)| {
                written.entry(key).or_insert(value);
            }),
            Value::Null if !own.is_empty() => card.settings = Value::Object(own),
            _ => {}
        }
    }

    /// What a card gets as settings of its own.
    #[must_use]
    pub fn own(&self) -> Map<String, Value> {
        let mut own = Map::new();
        if let Some(mode) = &self.mode {
            own.insert("mode".to_owned(), json!(mode));
        }
        if !self.discounts.is_empty() {
            own.insert("discounts".to_owned(), json!(self.discounts));
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::jiff::civil::{date, time};

    /// S5-55: only what was not said.
    #[test]
    fn what_the_till_says_counts_and_the_rest_is_completed() {
        let defaults = Defaults {
            mode: Some(Usage::Discount.word().to_owned()),
            discounts: vec!["ten".to_owned()],
            valid_days: Some(30),
            weekdays: vec![Weekday::Mon],
            from: Some(time(8, 0, 0, 0)),
            to: Some(time(12, 0, 0, 0)),
        };
        let today = date(2026, 1, 31);
        let mut card = Card::new("1", "t");
        defaults.complete(&mut card, today);
        assert_eq!(card.valid_until, Some(date(2026, 3, 2)));
        assert_eq!((&card.weekdays, card.from, card.to), (&defaults.weekdays, defaults.from, defaults.to));
        assert_eq!(card.settings, json!({ "mode": Usage::Discount.word(), "discounts": ["ten"] }));

        let told = Card {
            valid_from: Some(date(2026, 2, 1)),
            valid_until: Some(date(2026, 2, 2)),
            weekdays: vec![Weekday::Sun],
            to: Some(time(9, 0, 0, 0)),
            settings: json!({ "mode": Usage::Payment.word(), "discounts": [] }),
            ..Card::new("1", "t")
        };
        let mut card = told.clone();
        defaults.complete(&mut card, today);
        assert_eq!(card, told);

        let mut later = Card { valid_from: Some(date(2026, 2, 10)), ..Card::new("1", "t") };
        defaults.complete(&mut later, today);
        assert_eq!(later.valid_until, Some(date(2026, 3, 12)), "from its first day on");

        let mut plain = Card::new("1", "t");
        Defaults::default().complete(&mut plain, today);
        assert_eq!(plain, Card::new("1", "t"));
    }
}
