//! How sentences, amounts and times are written for people, in the shop's language.

use crate::{Amount, Language, Unit};
use jiff::civil::DateTime;

impl Language {
    /// The one of five sentences that is in this language, with each `{name}` replaced by its value.
    #[must_use]
    pub fn say<V: AsRef<str>>(self, texts: [&'static str; 5], values: &[(&str, V)]) -> String {
        fill(self.pick(texts), values)
    }

    /// A date and a time as they are written here.
    #[must_use]
    pub fn moment(self, now: DateTime) -> String {
        let date = self.date(now.date());
        format!("{date} {:02}:{:02}", now.hour(), now.minute())
    }
}

/// `template` with each `{name}` replaced by its value.
#[must_use]
pub fn fill<V: AsRef<str>>(template: &str, values: &[(&str, V)]) -> String {
    let mut rest = template;
    let mut said = String::with_capacity(rest.len());
    // What a value brings along is never taken for a name.
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            values.iter().find(|(key, _)| *key == name).map(|(_, value)| (value.as_ref(), after))
        });
        let (value, after) = known.unwrap_or(("{", after));
        said.push_str(value);
        rest = after;
    }
    said.push_str(rest);
    said
}

impl Unit {
    /// An amount with its unit: `12,50 EUR`, `7 PT`.
    #[must_use]
    pub fn written(&self, language: Language, amount: Amount) -> String {
        format!("{} {}", language.amount(self.round(amount)), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::amount;

    #[test]
    fn values_stand_where_they_are_named() {
        let texts = ["{b} e {a}", "{a} and {b}", "", "", "{a} {c} {"];
        let values = [("a", "1"), ("b", "{a}")];
        for (language, said) in [(Language::It, "{a} e 1"), (Language::En, "1 and {a}"), (Language::Et, "1 {c} {")] {
            assert_eq!(language.say(texts, &values), said);
        }
    }

    #[test]
    fn times_and_amounts_are_written_as_people_do() {
        let now = jiff::civil::datetime(2026, 2, 3, 4, 5, 6, 0);
        for (language, time, money) in [
            (Language::It, "03/02/2026 04:05", "1,50 EUR"),
            (Language::En, "2026-02-03 04:05", "1.50 EUR"),
            (Language::Et, "03.02.2026 04:05", "1,50 EUR"),
        ] {
            assert_eq!(language.moment(now), time);
            assert_eq!(Unit::named("EUR").written(language, amount("1.5")), money);
        }
        assert_eq!(Unit::named("PT").written(Language::It, amount("7")), "7 PT");
    }
}
