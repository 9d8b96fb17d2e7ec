//! Chance that is the same on every desk: a seeded generator (SplitMix64) and the values it makes.

use crate::Amount;
use serde_json::{Value, json};

/// A seeded source of chance.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A whole number from 0 to `sides` - 1; 0 where there are no sides.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(sides).unwrap_or_default()
    }

    /// Heads or tails.
    pub fn yes(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// One time in `sides`.
    pub fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    /// One of these.
    ///
    /// # Panics
    /// There are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.roll(u64::try_from(from.len()).unwrap_or(u64::MAX));
        &from[usize::try_from(at).unwrap_or_default()]
    }

    /// An amount of a unit with `scale` digits, from the smallest part to `most` of them.
    pub fn money(&mut self, most: u64, scale: u32) -> Amount {
        Amount::from_minor(i64::try_from(1 + self.roll(most)).unwrap_or(1), scale)
    }

    /// Any amount that can be read at all: negative, with a digit too many, the largest there is.
    pub fn any_amount(&mut self) -> Amount {
        let minor = i64::try_from(self.roll(15_000)).unwrap_or_default() - 5_000;
        match self.roll(12) {
            0 => Amount::from_minor(minor, 3),
            1 => Amount::from_minor(999_999_999_999_999_999, 6),
            2 => Amount::from_minor(-999_999_999_999_999_999, 6),
            3 => Amount::ZERO,
            _ => Amount::from_minor(minor, 2),
        }
    }

    /// Any text, short or long, with letters that a printer may not have.
    pub fn text(&mut self) -> String {
        const LETTERS: [char; 18] =
            ['a', 'B', '7', ' ', '€', 'è', 'Õ', '<', '&', '"', '\'', '\n', '\u{1b}', '\0', '漢', '🍕', '/', '-'];
        let most = *self.pick(&[0, 1, 8, 40, 200]);
        (0..self.roll(most + 1)).map(|_| *self.pick(&LETTERS)).collect()
    }

    /// Any JSON, at most `depth` deep.
    pub fn json(&mut self, depth: u32) -> Value {
        match self.roll(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.yes()),
            2 => json!(self.roll(1_000)),
            3 => json!(-1),
            4 => json!(self.any_amount().to_string()),
            5 => json!(self.text()),
            6 => (0..self.roll(4)).map(|_| self.json(depth - 1)).collect(),
            _ => Value::Object((0..self.roll(4)).map(|_| (self.text(), self.json(depth - 1))).collect()),
        }
    }
}
