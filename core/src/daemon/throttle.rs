//! Wrong PINs are counted: after five the next try must wait a minute, after each more twice as long, up to an hour.
//! A right one ends the count.
//!
//! In memory, for so many cards and tills as fit. It reads no clock: the time is an argument. Source: S1-01

use std::{
    collections::HashMap,
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

/// Wrong tries, by whom or what they concern.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<String, Tries>>);

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

impl Throttle {
    fn tries(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long who tries must still wait; none: he is heard.
    #[must_use]
    pub fn wait(&self, who: &str, now: Duration) -> Option<Duration> {
        let until = self.tries().get(who)?.until();
        until.checked_sub(now).filter(|left| !left.is_zero())
    }

    /// Somebody was wrong.
    pub fn wrong(&self, who: &str, now: Duration) {
        let mut tries = self.tries();
        if tries.len() >= MOST && !tries.contains_key(who) {
            // Who was wrong the longest ago is forgotten, and first of all who need not wait.
            let oldest =
                tries.iter().min_by_key(|(_, tries)| (tries.until() > now, tries.last)).map(|(who, _)| who.clone());
            oldest.and_then(|oldest| tries.remove(&oldest));
        }
        let known = tries.entry(who.to_owned()).or_insert(Tries { wrong: 0, last: now });
        *known = Tries { wrong: known.wrong.saturating_add(1), last: now };
    }

    /// Somebody was right.
    pub fn right(&self, who: &str) {
        self.tries().remove(who);
    }
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
        assert!(throttle.tries().len() <= MOST);
        assert!(throttle.wait("guesser", at(2)).is_some());
    }
}
