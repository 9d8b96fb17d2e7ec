//! Ids of operations that the command line makes: short enough to be typed, and nobody's twice.
//!
//! `cli-1m8259542-39r`: the instant in milliseconds and the process, in the digits that nobody mixes up. On one machine
//! no two processes have the same number in the same instant; within a process no two ids have the same instant.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// Crockford's base 32: without i, l, o and u.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An id that nobody else has.
#[must_use]
pub fn fresh() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let now = u64::try_from(now).unwrap_or_default();
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(now.max(last + 1)));
    let instant = last.map_or(now, |last| now.max(last + 1));
    id(instant, std::process::id())
}

fn id(instant: u64, process: u32) -> String {
    format!("cli-{}-{}", digits(instant), digits(process.into()))
}

fn digits(mut number: u64) -> String {
    let mut reversed = Vec::new();
    loop {
        reversed.push(char::from(DIGITS[(number % 32) as usize]));
        number /= 32;
        if number == 0 {
            return reversed.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_id_is_short_and_its_own() {
        for (instant, process, expected) in [
            (0, 1, "cli-0-1"),
            (31, 32, "cli-z-10"),
            (1_795_368_981_634, 3384, "cli-1m8259542-39r"),
            // The last process there may be, a thousand years from now.
            (33_300_000_000_000, 4_194_304, "cli-y951aqj00-40000"),
        ] {
            assert_eq!(id(instant, process), expected);
        }
        let many: BTreeSet<String> = (0..1000).map(|_| fresh()).collect();
        assert_eq!(many.len(), 1000);
        assert!(many.iter().all(|id| id.len() <= 19), "{many:?}");
    }
}
