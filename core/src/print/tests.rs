//! Sheets in numbers. What is on paper is read back by the tests of the back office.

use super::sheet::Sheet;
use crate::config::{Page, Template};

fn sheet(page: Page, card: (u16, u16), margin: u16, gap: u16) -> Sheet {
    Sheet::of(&Template { page, card, margin, gap, ..Template::default() })
}

/// S1-08: several to a sheet, and none over its edge.
#[test]
fn a_sheet_has_as_many_cards_as_go_on_it() {
    const CARD: (u16, u16) = (8560, 5400);
    for (page, card, margin, gap, columns, rows) in [
        (Page::A4, CARD, 1000, 0, 2, 5),
        (Page::A4, CARD, 1000, 200, 2, 4),
        (Page::A4, CARD, 1000, 175, 2, 5),
        (Page::A4, CARD, 1000, 176, 2, 4),
        (Page::A3, CARD, 1000, 0, 3, 7),
        (Page::A5, CARD, 1000, 0, 1, 3),
        (Page::Letter, CARD, 1000, 0, 2, 4),
        (Page::A4, (19_000, 27_700), 1000, 0, 1, 1),
        (Page::A4, (2000, 2000), 0, 0, 10, 14),
    ] {
        let sheet = sheet(page, card, margin, gap);
        assert_eq!((sheet.columns, sheet.rows), (columns, rows), "{page:?} {card:?} {margin} {gap}");
        let (width, height) = page.size();
        for nth in 0..columns * rows {
            let (x, y) = sheet.corner(nth);
            assert!(x >= margin && y >= margin, "{nth}");
            assert!(x + card.0 <= width - margin && y + card.1 <= height - margin, "{nth}");
        }
        let (across, down) = sheet.cuts();
        let edges = |count: u16| if gap == 0 { count + 1 } else { 2 * count };
        assert_eq!((across.len(), down.len()), (edges(columns).into(), edges(rows).into()));
    }
}
