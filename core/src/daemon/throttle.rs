//! Wrong PINs are counted: after five the next try must wait a minute, after each more twice as long, up to an hour.
//! A right one ends the count. Whoever tries them, so many in a minute are enough for the whole shop: till it is over
//! no PIN is heard, for what a till calls itself is only what it says.
//!
//! In memory, for so many cards and tills as fit. It reads no clock: the time is an argument. Source: S1-01, F14

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// So many may be wrong before anybody has to wait.
const FREE: u32 = 5;
/// How long the first wait is.
const FIRST: Duration = Duration::from_secs(60);
/// How long the longest is.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// How many are remembered.
const MOST: usize = 10_000;

/// So many wrong PINs in one minute no busy shop types by mistake.
const MOST_A_MINUTE: u32 = 30;
/// How long that minute is.
const MINUTE: Duration = Duration::from_secs(60);
/// How much of what a till calls itself is remembered.
const LONGEST_NAME: usize = 64;

/// Wrong tries, by whom or what they concern.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts(HashMap<String, Tries>);

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    last: Duration,
}

impl Tries {
    /// When the next try is heard.
    fn until(self) -> Duration {
        let Some(doubled) = self.wrong.checked_sub(FREE) else { return Duration::ZERO };
        let wait = FIRST.saturating_mul(1_u32.checked_shl(doubled).unwrap_or(u32::MAX)).min(LONGEST);
        self.last.saturating_add(wait)
    }
}

impl Counts {
    fn wait(&self, who: &str, now: Duration) -> Option<Duration> {
        left(self.0.get(who)?.until(), now)
    }

    fn wrong(&mut self, who: &str, now: Duration) {
        let tries = &mut self.0;
        if tries.len() >= MOST && !tries.contains_key(who) {
            // Who was wrong the longest ago is forgotten, and first of all who need not wait.
            let oldest =
                tries.iter().min_by_key(|(_, tries)| (tries.until() > now, tries.last)).map(|(who, _)| who.clone());
            oldest.and_then(|oldest| tries.remove(&oldest));
        }
        let known = tries.entry(who.to_owned()).or_insert(Tries { wrong: 0, last: now });
        *known = Tries { wrong: known.wrong.saturating_add(1), last: now };
    }

    fn right(&mut self, who: &str) {
        self.0.remove(who);
    }
}

fn left(until: Duration, now: Duration) -> Option<Duration> {
    until.checked_sub(now).filter(|left| !left.is_zero())
}

impl Throttle {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long who tries must still wait; none: he is heard.
    #[must_use]
    pub fn wait(&self, who: &str, now: Duration) -> Option<Duration> {
        self.counts().wait(who, now)
    }

    /// Somebody was wrong.
    pub fn wrong(&self, who: &str, now: Duration) {
        self.counts().wrong(who, now);
    }

    /// Somebody was right.
    pub fn right(&self, who: &str) {
        self.counts().right(who);
    }
}

/// Wrong PINs: by card and by till, and all of them together.
#[derive(Debug, Default)]
pub struct Pins(Mutex<Tried>);

#[derive(Debug, Default)]
struct Tried {
    counts: Counts,
    minute: Minute,
}

/// The wrong PINs of the whole shop since the first of a minute.
#[derive(Debug, Clone, Copy, Default)]
struct Minute {
    since: Duration,
    wrong: u32,
}

impl Minute {
    fn wait(self, now: Duration) -> Option<Duration> {
        if self.wrong < MOST_A_MINUTE { None } else { left(self.since.saturating_add(MINUTE), now) }
    }

    fn wrong(&mut self, now: Duration) {
        if self.wrong == 0 || left(self.since.saturating_add(MINUTE), now).is_none() {
            *self = Self { since: now, wrong: 0 };
        }
        self.wrong = self.wrong.saturating_add(1);
    }
}

/// How a PIN that was tried is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is right.
    Right,
    /// It is wrong. From now on nobody in the shop is heard for a while, after so many of them: that is for the log.
    Wrong(Option<u32>),
    /// Right or wrong, it is not heard for so long.
    Not(Duration),
}

impl Tried {
    fn wait(&self, who: &str, now: Duration) -> Option<Duration> {
        self.counts.wait(who, now).max(self.minute.wait(now))
    }
}

impl Pins {
    fn tried(&self) -> MutexGuard<'_, Tried> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long who tries must still wait; none: he is heard.
    #[must_use]
    pub fn wait(&self, who: &str, now: Duration) -> Option<Duration> {
        self.tried().wait(who, now)
    }

    /// Somebody tried a PIN. Many at once are heard one after the other.
    pub fn tries(&self, who: &str, right: bool, now: Duration) -> Heard {
        let mut tried = self.tried();
        if let Some(wait) = tried.wait(who, now) {
            return Heard::Not(wait);
        }
        if right {
            tried.counts.right(who);
            return Heard::Right;
        }
        tried.counts.wrong(who, now);
        tried.minute.wrong(now);
        Heard::Wrong(tried.minute.wait(now).map(|_| tried.minute.wrong))
    }
}

/// Whose wrong PINs are counted together at a till. Where the configuration names tills, all others are one.
#[must_use]
pub fn of_till<T>(till: Option<&str>, named: &BTreeMap<String, T>) -> String {
    let till = till.unwrap_or_default();
    if !named.is_empty() && !named.contains_key(till) {
        return "tills that nobody named".to_owned();
    }
    format!("till {}", till.chars().take(LONGEST_NAME).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// S1-01
    #[test]
    fn after_five_wrong_tries_each_more_waits_twice_as_long_up_to_an_hour() {
        let throttle = Throttle::default();
        let mut now = 0;
        for _ in 0..4 {
            throttle.wrong("A", at(now));
            assert_eq!(throttle.wait("A", at(now)), None);
            now += 1;
        }
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            throttle.wrong("A", at(now));
            assert_eq!(throttle.wait("A", at(now)), Some(at(minutes * 60)), "{minutes}");
            assert_eq!(throttle.wait("A", at(now + minutes * 60 - 1)), Some(at(1)), "{minutes}");
            assert_eq!(throttle.wait("B", at(now)), None, "another is not concerned");
            now += minutes * 60;
            assert_eq!(throttle.wait("A", at(now)), None, "{minutes}");
        }
        throttle.right("A");
        for _ in 0..4 {
            throttle.wrong("A", at(now));
        }
        assert_eq!(throttle.wait("A", at(now)), None, "a right one ends the count");
        throttle.wrong("A", at(now));
        assert_eq!(throttle.wait("A", at(now)), Some(at(60)));
    }

    #[test]
    fn so_many_wrong_tries_that_their_count_overflows_wait_an_hour() {
        let tries = Tries { wrong: u32::MAX, last: at(7) };
        assert_eq!(tries.until(), at(7) + LONGEST);
    }

    #[test]
    fn memory_is_bounded_and_who_must_wait_is_remembered() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.wrong("guesser", at(0));
        }
        for other in 0..2 * MOST {
            throttle.wrong(&format!("{other}"), at(1));
        }
        assert!(throttle.counts().0.len() <= MOST);
        assert!(throttle.wait("guesser", at(2)).is_some());
    }

    /// F14: what is tried in the shop, one after the other: when, by whom, whether it is right, and how it is heard.
    #[test]
    fn so_many_wrong_pins_in_a_minute_are_enough_for_the_whole_shop() {
        let before = MOST_A_MINUTE as usize - 1;
        let wrong = |second: u64| move |at: usize| (second, format!("x{at}"), false, Heard::Wrong(None));
        let once = |second: u64, who: &str, right: bool, heard: Heard| vec![(second, who.to_owned(), right, heard)];
        let not = |seconds: u64| Heard::Not(at(seconds));
        let busy: Vec<_> = (0..before).map(wrong(10)).collect();
        for (name, told) in [
            (
                "one too many, and the minute after it",
                [
                    busy.clone(),
                    once(69, "y", false, Heard::Wrong(Some(MOST_A_MINUTE))),
                    once(69, "y", true, not(1)),
                    once(69, "z", false, not(1)),
                    once(70, "z", true, Heard::Right),
                    once(70, "z", false, Heard::Wrong(None)),
                ]
                .concat(),
            ),
            (
                "one fewer, and a new minute",
                [busy.clone(), once(70, "y", false, Heard::Wrong(None)), once(70, "y", true, Heard::Right)].concat(),
            ),
            (
                "one that is right ends no count but its own",
                [
                    busy.clone(),
                    once(11, "x0", true, Heard::Right),
                    once(11, "y", false, Heard::Wrong(Some(MOST_A_MINUTE))),
                    once(11, "x0", true, not(59)),
                ]
                .concat(),
            ),
            (
                "the longer wait counts",
                [
                    vec![once(0, "g", false, Heard::Wrong(None)); 5].concat(),
                    (0..before - 5).map(wrong(10)).collect(),
                    once(20, "y", false, Heard::Wrong(Some(MOST_A_MINUTE))),
                    once(30, "g", true, not(30)),
                    once(60, "g", false, Heard::Wrong(None)),
                    once(60, "g", true, not(120)),
                    once(60, "y", true, Heard::Right),
                ]
                .concat(),
            ),
        ] {
            let pins = Pins::default();
            for (second, who, right, heard) in told {
                let wait = if let Heard::Not(wait) = heard { Some(wait) } else { None };
                assert_eq!(pins.wait(&who, at(second)), wait, "{name}: {second} {who}");
                assert_eq!(pins.tries(&who, right, at(second)), heard, "{name}: {second} {who} {right}");
            }
        }
    }

    /// F14: a till is called what it says only where nobody has named any.
    #[test]
    fn tills_that_are_not_named_are_one() {
        let none = BTreeMap::<String, ()>::new();
        let named = BTreeMap::from([("1".to_owned(), ()), ("2".to_owned(), ())]);
        for (one, other, known, same) in [
            (Some("a"), Some("b"), &none, false),
            (Some("a"), None, &none, false),
            (None, Some(""), &none, true),
            (Some("1"), Some("2"), &named, false),
            (Some("a"), Some("b"), &named, true),
            (Some("a"), None, &named, true),
            (Some("a"), Some("1"), &named, false),
        ] {
            assert_eq!(of_till(one, known) == of_till(other, known), same, "{one:?} {other:?}");
        }
        let long = |end: &str| of_till(Some(&("x".repeat(LONGEST_NAME) + end)), &none);
        assert_eq!(long("a"), long("b"), "what is remembered is bounded");
    }
}
