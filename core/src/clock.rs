//! The one place that reads a clock.
//!
//! A virtual clock starts at a given instant and runs on from there: for tests and rehearsals.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::time::Instant;

/// The clock of a daemon or of a simulated device.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    start: Option<(Timestamp, Instant)>,
    born: Instant,
}

impl Clock {
    /// The machine's clock, in a shop's zone.
    #[must_use]
    pub fn real(zone: TimeZone) -> Self {
        Self { zone, start: None, born: Instant::now() }
    }

    /// A clock that starts at `instant` now and runs on.
    #[must_use]
    pub fn starting_at(instant: Timestamp, zone: TimeZone) -> Self {
        let born = Instant::now();
        Self { zone, start: Some((instant, born)), born }
    }

    /// The same clock in another zone.
    #[must_use]
    pub fn in_zone(&self, zone: TimeZone) -> Self {
        Self { zone, ..self.clone() }
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self.start {
            None => Timestamp::now(),
            Some((start, since)) => start.saturating_add(since.elapsed()).unwrap_or(Timestamp::MAX),
        }
    }

    /// The instant in milliseconds since 1970.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// The shop's local time.
    #[must_use]
    pub fn local(&self) -> Zoned {
        self.now().to_zoned(self.zone.clone())
    }

    /// The shop's zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Milliseconds of a clock that only goes forward: for the sessions of drivers.
    #[must_use]
    pub fn monotonic(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
