//! When something holds: days of the week, hours of the day, first and last day.
//!
//! Hours may run across midnight; what follows midnight then belongs to the day on which they began. The time is
//! the shop's own, so a day has the hours its zone gives it.

use jiff::{Span, ToSpan, civil};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When something holds. Nothing set: always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// The days of the week; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// From what time of day, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<civil::Time>,
    /// To what time of day, exclusive; before `from`: across midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<civil::Time>,
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<civil::Date>,
    /// The last day, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<civil::Date>,
}

impl Schedule {
    /// Whether it holds at `now`.
    #[must_use]
    pub fn holds(&self, now: civil::DateTime) -> bool {
        let (today, time) = (now.date(), now.time());
        let runs = |day: civil::Date| {
            (self.weekdays.is_empty() || self.weekdays.contains(&Weekday::of(day)))
                && self.valid_from.is_none_or(|first| day >= first)
                && self.valid_until.is_none_or(|last| day <= last)
        };
        match (self.from, self.to) {
            (Some(from), Some(to)) if to < from => {
                (time >= from && runs(today)) || (time < to && today.checked_sub(1.day()).is_ok_and(runs))
            }
            (from, to) => runs(today) && from.is_none_or(|from| time >= from) && to.is_none_or(|to| time < to),
        }
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Every day, Monday first.
    pub const ALL: [Weekday; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The day of the week of a date.
    #[must_use]
    pub fn of(date: civil::Date) -> Self {
        match date.weekday() {
            civil::Weekday::Monday => Self::Mon,
            civil::Weekday::Tuesday => Self::Tue,
            civil::Weekday::Wednesday => Self::Wed,
            civil::Weekday::Thursday => Self::Thu,
            civil::Weekday::Friday => Self::Fri,
            civil::Weekday::Saturday => Self::Sat,
            civil::Weekday::Sunday => Self::Sun,
        }
    }

    /// The word: `mon`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }
}

/// Whether `today` is within a birthday's days: so many before and after, both ends included, across the year's
/// end too. The 29 of February is the 28 in a common year. Source: S5-31, V-18
#[must_use]
pub fn birthday(born: civil::Date, before: u16, after: u16, today: civil::Date) -> bool {
    let in_year = |year: i16| {
        civil::Date::new(year, born.month(), born.day()).or_else(|_| civil::Date::new(year, born.month(), 28))
    };
    [-1, 0, 1].into_iter().any(|nth| {
        let Ok(day) = in_year(today.year().saturating_add(nth)) else { return false };
        let first = day.checked_sub(i64::from(before).days()).unwrap_or(day);
        let last = day.checked_add(i64::from(after).days()).unwrap_or(day);
        (first..=last).contains(&today)
    })
}

/// The last day of something that holds for so many days after today; none: for ever (0 days), or beyond what a
/// calendar knows.
#[must_use]
pub fn last_day(today: civil::Date, days: u32) -> Option<civil::Date> {
    let days = Span::new().try_days(days).ok().filter(|_| days > 0)?;
    today.checked_add(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime, time};

    #[test]
    fn hours_across_midnight_belong_to_the_day_they_began() {
        // 2026-11-21 is a Saturday.
        let night = Schedule {
            weekdays: vec![Weekday::Sat],
            from: Some(time(22, 0, 0, 0)),
            to: Some(time(2, 0, 0, 0)),
            ..Schedule::default()
        };
        for (now, open) in [
            (datetime(2026, 11, 21, 21, 59, 59, 0), false),
            (datetime(2026, 11, 21, 22, 0, 0, 0), true),
            (datetime(2026, 11, 22, 1, 59, 59, 0), true),
            (datetime(2026, 11, 22, 2, 0, 0, 0), false),
            (datetime(2026, 11, 21, 1, 0, 0, 0), false),
            (datetime(2026, 11, 22, 23, 0, 0, 0), false),
        ] {
            assert_eq!(night.holds(now), open, "{now}");
        }
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        let week = Schedule {
            valid_from: Some(date(2028, 2, 29)),
            valid_until: Some(date(2028, 3, 1)),
            from: Some(time(23, 0, 0, 0)),
            to: Some(time(1, 0, 0, 0)),
            ..Schedule::default()
        };
        for (now, open) in [
            (datetime(2028, 2, 28, 23, 30, 0, 0), false),
            (datetime(2028, 2, 29, 0, 30, 0, 0), false),
            (datetime(2028, 2, 29, 23, 0, 0, 0), true),
            (datetime(2028, 3, 2, 0, 59, 59, 0), true),
            (datetime(2028, 3, 2, 23, 0, 0, 0), false),
        ] {
            assert_eq!(week.holds(now), open, "{now}");
        }
        assert!(Schedule::default().holds(datetime(2026, 10, 25, 2, 30, 0, 0)), "the hour that there is twice");
    }

    /// V-18, S5-31
    #[test]
    fn a_birthday_has_days_before_and_after() {
        for (born, before, after, today, inside) in [
            (date(1980, 3, 2), 3, 2, date(2026, 2, 26), false),
            (date(1980, 3, 2), 3, 2, date(2026, 2, 27), true),
            (date(1980, 3, 2), 3, 2, date(2026, 3, 4), true),
            (date(1980, 3, 2), 3, 2, date(2026, 3, 5), false),
            (date(1980, 3, 2), 3, 2, date(2028, 2, 27), false),
            (date(1980, 3, 2), 3, 2, date(2028, 2, 28), true),
            (date(1980, 1, 1), 3, 0, date(2026, 12, 29), true),
            (date(1980, 1, 1), 3, 0, date(2026, 12, 28), false),
            (date(1980, 1, 1), 3, 0, date(2027, 1, 1), true),
            (date(1980, 1, 1), 3, 0, date(2027, 1, 2), false),
            (date(1980, 12, 31), 0, 1, date(2027, 1, 1), true),
            (date(2000, 2, 29), 0, 0, date(2026, 2, 28), true),
            (date(2000, 2, 29), 0, 0, date(2026, 3, 1), false),
            (date(2000, 2, 29), 0, 0, date(2028, 2, 28), false),
            (date(2000, 2, 29), 0, 0, date(2028, 2, 29), true),
        ] {
            assert_eq!(birthday(born, before, after, today), inside, "{born} -{before} +{after} on {today}");
        }
    }

    #[test]
    fn days_of_validity_run_across_months_and_years() {
        for (today, days, last) in [
            (date(2026, 11, 22), 0, None),
            (date(2026, 11, 22), 1, Some(date(2026, 11, 23))),
            (date(2026, 12, 31), 1, Some(date(2027, 1, 1))),
            (date(2028, 2, 28), 1, Some(date(2028, 2, 29))),
            (date(2027, 2, 28), 1, Some(date(2027, 3, 1))),
            (date(2028, 2, 29), 365, Some(date(2029, 2, 28))),
            (date(2026, 11, 22), u32::MAX, None),
        ] {
            assert_eq!(last_day(today, days), last, "{today} and {days} days");
        }
    }
}
