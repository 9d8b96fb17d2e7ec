//! Rows of stamps as numbers: which pieces of a receipt are free, and what becomes of the stamps.
//!
//! Pieces are taken in the order of the receipt. A full row makes the next piece free; a free piece earns none.
//! It does not know prices: it is told which line is cheaper.

use crate::settings::Free;
use std::{cmp::Ordering, num::NonZeroU32};

/// How many whole pieces each line has; zero: none that counts.
pub type Pieces = i64;

/// What a receipt does with the stamps of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How many pieces of each line are free.
    pub free: Vec<Pieces>,
    /// What is added to the stamps; below zero: taken.
    pub stamps: i64,
}

/// `before` stamps and these lines; of those that are not `open` no piece can be free, but all count. `cheaper` orders
/// two lines by the price of a piece. Source: S5-19, V-16, A-07, A-12
pub fn complete(
    before: i64,
    lines: &[Pieces],
    open: &[bool],
    every: NonZeroU32,
    free: Free,
    cheaper: impl Fn(usize, usize) -> Ordering,
) -> Outcome {
    let every = i64::from(every.get());
    // Of the first `pieces` of the receipt, so many are free: a row is complete with every so many, and each piece
    // can complete one at most (there may be more stamps than a row has, where goods came back).
    let freed = |pieces: Pieces| before.saturating_add(pieces).div_euclid(every).clamp(0, pieces.max(0));
    let all = lines.iter().fold(0_i64, |sum, pieces| sum.saturating_add(*pieces));
    let mut outcome = vec![0; lines.len()];
    match free {
        Free::EntryOrder => {
            let (mut seen, mut before) = (0_i64, 0_i64);
            for (line, given) in outcome.iter_mut().enumerate() {
                seen = seen.saturating_add(lines[line]);
                if open[line] {
                    *given = (freed(seen) - before).clamp(0, lines[line].max(0));
                    before += *given;
                }
            }
        }
        Free::Cheapest => {
            let mut order: Vec<usize> = (0..lines.len()).collect();
            order.sort_by(|a, b| cheaper(*a, *b));
            let mut left = freed(all);
            for line in order.into_iter().filter(|line| open[*line]) {
                outcome[line] = lines[line].min(left);
                left -= outcome[line];
            }
        }
    }
    let free: i64 = outcome.iter().sum();
    Outcome { free: outcome, stamps: (all - free).saturating_sub((every - 1).saturating_mul(free)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).expect("above zero")
    }

    /// Piece by piece: the rule as a customer would tell it.
    fn slowly(mut stamps: i64, pieces: i64, every: i64) -> (i64, i64) {
        let mut free = 0;
        for _ in 0..pieces {
            if stamps >= every - 1 {
                free += 1;
                stamps -= every - 1;
            } else {
                stamps += 1;
            }
        }
        (free, stamps)
    }

    /// V-16, S5-19
    #[test]
    fn rows_are_counted_as_piece_by_piece() {
        for each in [2, 3, 6, 10] {
            for before in -7..40 {
                for pieces in 0..40 {
                    let (free, after) = slowly(before, pieces, i64::from(each));
                    for choice in [Free::Cheapest, Free::EntryOrder] {
                        let found = complete(before, &[pieces], &[true], every(each), choice, |a, b| a.cmp(&b));
                        assert_eq!(
                            (found.free, before + found.stamps),
                            (vec![free], after),
                            "each {each}: {before} + {pieces}"
                        );
                    }
                }
            }
        }
    }

    /// the cheapest, or the one that completes the row; within a line of several too.
    #[test]
    fn the_choice_decides_on_which_line() {
        // The second line is the cheapest, the first the dearest.
        let prices = [9, 4, 6];
        for (before, lines, cheapest, in_order) in [
            (0, [1, 1, 1], [0, 0, 0], [0, 0, 0]),
            (5, [1, 1, 1], [0, 1, 0], [1, 0, 0]),
            (4, [1, 1, 1], [0, 1, 0], [0, 1, 0]),
            (3, [1, 1, 1], [0, 1, 0], [0, 0, 1]),
            (0, [4, 1, 7], [0, 1, 1], [0, 0, 2]),
            (0, [12, 1, 7], [0, 1, 2], [2, 0, 1]),
            (5, [3, 0, 3], [0, 0, 1], [1, 0, 0]),
            (5, [0, 0, 0], [0, 0, 0], [0, 0, 0]),
        ] {
            for (choice, expected) in [(Free::Cheapest, cheapest), (Free::EntryOrder, in_order)] {
                let found = complete(before, &lines, &vec![true; lines.len()], every(6), choice, |a, b| {
                    prices[a].cmp(&prices[b])
                });
                assert_eq!(found.free, expected, "{choice:?}: {before} + {lines:?}");
            }
        }
    }

    #[test]
    fn numbers_without_end_have_an_answer() {
        for before in [i64::MIN, -1, 0, i64::MAX] {
            for pieces in [0, i64::MAX] {
                for choice in [Free::Cheapest, Free::EntryOrder] {
                    let found = complete(before, &[pieces, pieces], &[true, true], every(2), choice, |a, b| a.cmp(&b));
                    assert!(found.free.iter().all(|free| (0..=pieces).contains(free)), "{found:?}");
                }
            }
        }
    }
}
