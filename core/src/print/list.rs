//! The list of cards and their PINs, as a table over pages.

use super::{
    Printed, Unprintable,
    page::{BLACK, Colour, Drawing, Face, Faces, GREY, Pages, Text},
    words,
};
use crate::config::{Align, Page, points};
use fiscus_sdk::Language;

/// What stands above the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// The shop.
    pub shop: String,
    /// The batch, where all are of one.
    pub batch: Option<String>,
    /// When it was made, as people write it.
    pub moment: String,
}

/// Where columns begin, and the right edge.
const COLUMNS: [u16; 5] = [1500, 3300, 8300, 11_300, 16_600];
const RIGHT: u16 = 19_500;
/// Where the table begins, and its rows.
const FIRST: u16 = 4700;
const ROW: u16 = 640;
const ROWS: usize = 36;
const FOOT: u16 = 28_500;
const PALE: Colour = [242; 3];

/// A PDF of the list; `progress` is called for each card.
///
/// # Errors
/// Never, as long as the letters of Fiscus are there.
pub fn list(
    heading: &Heading,
    language: Language,
    mut cards: impl ExactSizeIterator<Item = Printed>,
    mut progress: impl FnMut(),
) -> Result<Vec<u8>, Unprintable> {
    let faces = Faces::own()?;
    let total = cards.len();
    let of = total.div_ceil(ROWS).max(1);
    let mut pages = Pages::new(Page::A4, words::list(language));
    for nth in 0..of {
        pages.page(|page| {
            let mut pen = Pen { page, faces: &faces };
            pen.head(heading, language, total);
            pen.foot(language, nth + 1, of);
            let from = nth * ROWS;
            for ((row, at), card) in (0..).zip(from + 1..).zip(cards.by_ref().take(ROWS)) {
                pen.row(row, at, &card);
                progress();
            }
        })?;
    }
    pages.finish()
}

struct Pen<'p, 's, 'd> {
    page: &'p mut Drawing<'s, 'd>,
    faces: &'p Faces,
}

impl Pen<'_, '_, '_> {
    /// A text that begins, or ends, at a place: its letters, their size in points, their colour.
    fn put(&mut self, (x, y): (u16, u16), text: &str, ink: (&Face, u32, Colour), align: Align, most: u16) {
        let (face, size, colour) = ink;
        self.page.text(x, y, &Text { text, face, size: points(size), colour, align, most });
    }

    fn head(&mut self, heading: &Heading, language: Language, total: usize) {
        let Faces { regular, bold, .. } = self.faces;
        self.put((COLUMNS[0], 1900), words::list(language), (bold, 18, BLACK), Align::Left, 9000);
        self.put((RIGHT, 1900), &heading.shop, (regular, 11, BLACK), Align::Right, 8500);
        let mut said = format!("{} {total}", words::count(language));
        if let Some(batch) = &heading.batch {
            said = format!("{} {batch}   ·   {said}", words::batch(language));
        }
        self.put((COLUMNS[0], 2700), &said, (regular, 9, GREY), Align::Left, 12_500);
        self.put((RIGHT, 2700), &heading.moment, (regular, 9, GREY), Align::Right, 5000);
        let line = FIRST - 900;
        let titles = ["", words::number(language), "PIN", words::profile(language), words::until(language)];
        for (place, title) in titles.into_iter().enumerate() {
            self.put((COLUMNS[place], line), title, (bold, 9, BLACK), Align::Left, wide(place));
        }
        self.page.line((COLUMNS[0], line + 200), (RIGHT, line + 200), 25, BLACK);
    }

    fn row(&mut self, row: u16, at: usize, card: &Printed) {
        let Faces { regular, fixed, .. } = self.faces;
        let line = FIRST + row * ROW;
        if row % 2 == 1 {
            self.page.area((COLUMNS[0] - 100, line - 430), (RIGHT - COLUMNS[0] + 200, ROW), PALE);
        }
        self.put((COLUMNS[0], line), &at.to_string(), (regular, 8, GREY), Align::Left, wide(0));
        self.put((COLUMNS[1], line), &card.number, (fixed, 10, BLACK), Align::Left, wide(1));
        self.put((COLUMNS[2], line), &card.pin, (fixed, 11, BLACK), Align::Left, wide(2));
        self.put((COLUMNS[3], line), &card.profile, (regular, 9, BLACK), Align::Left, wide(3));
        self.put((COLUMNS[4], line), &card.until, (regular, 9, BLACK), Align::Left, wide(4));
    }

    fn foot(&mut self, language: Language, page: usize, of: usize) {
        let regular = &self.faces.regular;
        self.page.line((COLUMNS[0], FOOT - 500), (RIGHT, FOOT - 500), 10, GREY);
        self.put((RIGHT, FOOT), &words::page(language, page, of), (regular, 8, GREY), Align::Right, 6000);
    }
}

fn wide(place: usize) -> u16 {
    COLUMNS.get(place + 1).copied().unwrap_or(RIGHT + 200) - COLUMNS[place] - 200
}
