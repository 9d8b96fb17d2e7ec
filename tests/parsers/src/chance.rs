//! Sequences of bytes that a bad line, a bad device or chance alone could bring.

use fiscus_sdk::kit::Dice;

/// The longest that is made.
const LONGEST: usize = 1_024;

/// Chance that is the same on every machine.
#[derive(Debug, Clone)]
pub struct Chance(Dice);

impl Chance {
    /// The chance of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Dice::new(seed))
    }

    /// A place below `most`; 0 where there is none.
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.roll(u64::try_from(most).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// Makes the next sequence: bytes at random, or samples cut, changed, doubled, run together.
    pub fn sequence(&mut self, samples: &[&[u8]], into: &mut Vec<u8>) {
        into.clear();
        match self.0.roll(8) {
            0 => self.noise(255, into),
            // Few different bytes come near to a protocol more often.
            1 => {
                let from: &[u8] = self.0.pick::<&[u8]>(samples);
                for _ in 0..self.below(48) {
                    let at = self.below(from.len());
                    into.extend(from.get(at));
                }
            }
            kind => {
                let sample: &[u8] = self.0.pick::<&[u8]>(samples);
                into.extend_from_slice(sample);
                if kind > 5 {
                    let other: &[u8] = self.0.pick::<&[u8]>(samples);
                    let at = self.below(into.len() + 1);
                    into.splice(at..at, other.iter().copied());
                }
            }
        }
        for _ in 0..self.0.roll(4) {
            self.harm(into);
        }
        into.truncate(LONGEST);
    }

    fn noise(&mut self, most: u8, into: &mut Vec<u8>) {
        for _ in 0..self.below(64) {
            into.push(u8::try_from(self.0.roll(u64::from(most) + 1)).unwrap_or_default());
        }
    }

    fn harm(&mut self, bytes: &mut Vec<u8>) {
        let (at, to) = (self.below(bytes.len()), self.below(bytes.len() + 1));
        let (from, to) = (at.min(to), at.max(to));
        match self.0.roll(6) {
            // One bit, any byte, a digit.
            0 => {
                let bit = 1 << self.0.roll(8);
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= bit);
            }
            1 => {
                let other = u8::try_from(self.0.roll(256)).unwrap_or_default();
                bytes.get_mut(at).into_iter().for_each(|byte| *byte = other);
            }
            2 => {
                let digit = b'0' + u8::try_from(self.0.roll(10)).unwrap_or_default();
                bytes.get_mut(at).into_iter().for_each(|byte| *byte = digit);
            }
            // Cut: the end, or a part; and said twice.
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(from..to)),
            _ => bytes.extend_from_within(from..to),
        }
    }
}
