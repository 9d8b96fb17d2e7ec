//! Which columns of a table a terminal has room for, and how wide each is. Pure.
//!
//! A number, an id, a date or a time is whole or not there: nobody can copy half of one. What may be broken between
//! words is text, to two lines. Where that is not enough, columns go: first those that are empty in every row, then the
//! least important ones.

/// What text is left at least, where there is more of it.
const TEXT: usize = 16;
/// The blanks beside each column.
const GAP: usize = 2;

/// A column, as the layout sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// The widest of its contents and its headline.
    pub widest: usize,
    /// The headline.
    pub headline: usize,
    /// It may be broken between words.
    pub text: bool,
    /// How soon it goes; 0: never.
    pub minor: u8,
    /// Nothing is in it.
    pub empty: bool,
}

impl Wish {
    fn least(&self) -> usize {
        if self.text { self.widest.min(TEXT.max(self.headline)) } else { self.widest }
    }
}

/// The width of each column without the blanks beside it; none: it goes.
#[must_use]
pub fn fit(wishes: &[Wish], room: usize) -> Vec<Option<usize>> {
    let mut kept = vec![true; wishes.len()];
    let needed = |kept: &[bool]| -> usize {
        wishes.iter().zip(kept).filter(|(_, kept)| **kept).map(|(wish, _)| wish.least() + GAP).sum()
    };
    let mut order: Vec<usize> = (0..wishes.len()).filter(|nth| wishes[*nth].minor > 0).collect();
    order.sort_by_key(|nth| std::cmp::Reverse((wishes[*nth].empty, wishes[*nth].minor, *nth)));
    let mut gone = Vec::new();
    for nth in order {
        if needed(&kept) <= room {
            break;
        }
        kept[nth] = false;
        gone.push(nth);
    }
    // Where a wide one had to go, a narrow one that went before it may have room again.
    for nth in gone.into_iter().rev().filter(|nth| !wishes[*nth].empty) {
        kept[nth] = true;
        kept[nth] = needed(&kept) <= room;
    }
    let mut left = room.saturating_sub(needed(&kept));
    let width = |(wish, kept): (&Wish, &bool)| {
        kept.then(|| {
            let more = left.min(wish.widest - wish.least());
            left -= more;
            wish.least() + more
        })
    };
    wishes.iter().zip(&kept).map(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solid(widest: usize, minor: u8) -> Wish {
        Wish { widest, minor, ..Wish::default() }
    }

    fn text(widest: usize, minor: u8) -> Wish {
        Wish { text: true, ..solid(widest, minor) }
    }

    #[test]
    fn what_does_not_fit_goes_by_importance() {
        let empty = Wish { empty: true, ..solid(5, 1) };
        for (wishes, room, expected) in [
            (vec![], 80, vec![]),
            // Exactly the room, and one less.
            (vec![solid(10, 0), solid(6, 1)], 20, vec![Some(10), Some(6)]),
            (vec![solid(10, 0), solid(6, 1)], 19, vec![Some(10), None]),
            // The least important one; of equals the one at the right.
            (vec![solid(10, 0), solid(6, 1), solid(6, 2)], 20, vec![Some(10), Some(6), None]),
            (vec![solid(10, 0), solid(6, 2), solid(6, 1)], 20, vec![Some(10), None, Some(6)]),
            (vec![solid(10, 0), solid(6, 1), solid(6, 1)], 20, vec![Some(10), Some(6), None]),
            // What is empty, before all others.
            (vec![solid(10, 0), empty, solid(6, 9)], 20, vec![Some(10), None, Some(6)]),
            // What never goes stays, however narrow it is.
            (vec![solid(30, 0), solid(30, 0), solid(6, 1)], 20, vec![Some(30), Some(30), None]),
            // Text gives way first, and gets what is left.
            (vec![solid(10, 0), text(60, 0)], 40, vec![Some(10), Some(26)]),
            (vec![solid(10, 0), text(60, 1), solid(6, 2)], 38, vec![Some(10), Some(16), Some(6)]),
            (vec![solid(10, 0), text(60, 1), solid(6, 2)], 37, vec![Some(10), Some(23), None]),
            (vec![solid(10, 0), text(4, 1)], 80, vec![Some(10), Some(4)]),
            // A narrow one comes back where a wide one went.
            (vec![solid(10, 0), solid(20, 1), solid(6, 2)], 20, vec![Some(10), None, Some(6)]),
        ] {
            assert_eq!(fit(&wishes, room), expected, "{wishes:?} in {room}");
        }
    }

    /// Nothing that is solid is ever narrower than its content, whatever the room.
    #[test]
    fn what_is_solid_is_whole() {
        let wishes = [solid(16, 0), solid(14, 1), text(40, 3), solid(28, 5), solid(9, 2), text(12, 4)];
        for room in 0..200 {
            for (wish, width) in wishes.iter().zip(fit(&wishes, room)) {
                assert!(width.is_none_or(|width| if wish.text { width >= wish.least() } else { width == wish.widest }));
            }
        }
    }
}
