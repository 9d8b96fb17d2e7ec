//! Chance that can be replayed: a seed makes the whole run.

/// A generator of numbers (xorshift64*); the same seed gives the same numbers.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The seed of a test: `FISCUS_SEED`, or `usual`. It is said, so that a failure shows it.
    ///
    /// # Panics
    /// `FISCUS_SEED` is no number.
    #[must_use]
    pub fn seed(usual: u64) -> u64 {
        let seed = match std::env::var("FISCUS_SEED") {
            Ok(text) => text.parse().expect("FISCUS_SEED is a number"),
            Err(_) => usual,
        };
        eprintln!("to replay: FISCUS_SEED={seed}");
        seed
    }

    /// A generator; `lane` makes several of one seed.
    #[must_use]
    pub fn new(seed: u64, lane: u64) -> Self {
        // Small seeds must not begin alike (splitmix64).
        let mixed = (seed ^ lane.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Self((mixed ^ (mixed >> 27)) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end.max(1)
    }

    /// A number from `first` to `last`.
    pub fn from(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// One of these.
    ///
    /// # Panics
    /// There are none.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let place = usize::try_from(self.below(all.len() as u64)).expect("a place");
        all.get(place).expect("something to choose from")
    }
}
