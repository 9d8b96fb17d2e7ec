//! How many cards a sheet has, and where they are: in whole hundredths of a millimetre.

use crate::config::Template;

/// How cards stand on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// How many beside each other.
    pub columns: u16,
    /// How many below each other.
    pub rows: u16,
    /// The left edge of the first.
    pub left: u16,
    /// Its upper edge.
    pub top: u16,
    card: (u16, u16),
    gap: u16,
}

impl Sheet {
    /// As many as go on the sheet, in its middle.
    #[must_use]
    pub fn of(template: &Template) -> Self {
        let (card, gap, page) = (template.card, template.gap, template.page.size());
        let fit = |page: u16, card: u16| {
            let room = page.saturating_sub(2 * template.margin);
            let count = ((room + gap) / (card + gap)).max(1);
            let taken = count * card + (count - 1) * gap;
            (count, page.saturating_sub(taken) / 2)
        };
        let ((columns, left), (rows, top)) = (fit(page.0, card.0), fit(page.1, card.1));
        Self { columns, rows, left, top, card, gap }
    }

    /// How many cards it has.
    #[must_use]
    pub fn cards(&self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// The upper left corner of the nth card of a sheet.
    #[must_use]
    pub fn corner(&self, nth: u16) -> (u16, u16) {
        let (column, row) = (nth % self.columns, nth / self.columns % self.rows);
        (self.left + column * (self.card.0 + self.gap), self.top + row * (self.card.1 + self.gap))
    }

    /// Where is cut: the edges of all cards, from the left and from above.
    #[must_use]
    pub fn cuts(&self) -> (Vec<u16>, Vec<u16>) {
        let edges = |count: u16, first: u16, card: u16| {
            let mut edges: Vec<u16> = (0..count)
                .flat_map(|nth| {
                    let begin = first + nth * (card + self.gap);
                    [begin, begin + card]
                })
                .collect();
            edges.dedup();
            edges
        };
        (edges(self.columns, self.left, self.card.0), edges(self.rows, self.top, self.card.1))
    }
}
