//! `[templates.<id>]`: how a card looks on paper. Measures are in hundredths of a millimetre, sizes of letters too.

use super::table::{Item, Table};
use fiscus_sdk::{Amount, pin};
use std::path::PathBuf;

/// How a card looks on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// What stands on every card; none: the name of the card type.
    pub title: Option<String>,
    /// The file of the letters; none: DejaVu Sans.
    pub font: Option<PathBuf>,
    /// The picture under all else, as large as the card: PNG or JPEG.
    pub background: Option<PathBuf>,
    /// A picture on the card.
    pub logo: Option<Logo>,
    /// Width and height of a card.
    pub card: (u16, u16),
    /// The sheet.
    pub page: Page,
    /// What stays free at the edges of the sheet, at least.
    pub margin: u16,
    /// What stays free between two cards.
    pub gap: u16,
    /// The colour of the letters: red, green, blue.
    pub colour: [u8; 3],
    /// What stands where; empty: the plain arrangement.
    pub fields: Vec<Field>,
}

/// A picture on the card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logo {
    /// PNG or JPEG.
    pub file: PathBuf,
    /// Its left edge.
    pub x: u16,
    /// Its upper edge.
    pub y: u16,
    /// Its width; its height follows.
    pub width: u16,
}

/// A size of paper, upright.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Page {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 297 by 420 mm.
    A3,
    /// 148 by 210 mm.
    A5,
    /// 8.5 by 11 inches.
    Letter,
}

impl Page {
    /// Width and height.
    #[must_use]
    pub fn size(self) -> (u16, u16) {
        match self {
            Self::A4 => (21_000, 29_700),
            Self::A3 => (29_700, 42_000),
            Self::A5 => (14_800, 21_000),
            Self::Letter => (21_590, 27_940),
        }
    }
}

/// Something of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The title of the template.
    Title,
    /// The card's number.
    Number,
    /// Its PIN.
    Pin,
    /// The name of its profile.
    Profile,
    /// Until when it is valid.
    Validity,
}

/// At which side of `x` the text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// It begins there.
    #[default]
    Left,
    /// Its middle is there.
    Centre,
    /// It ends there.
    Right,
}

/// A text on the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What is shown.
    pub show: Shown,
    /// Where, from the left edge of the card.
    pub x: u16,
    /// The line that the letters stand on, from the upper edge.
    pub y: u16,
    /// How large.
    pub size: u16,
    /// Bold; only where the letters are those of Fiscus.
    pub bold: bool,
    /// At which side of `x`.
    pub align: Align,
    /// It is made smaller rather than wider than this; none: than the card.
    pub width: Option<u16>,
    /// Its colour; none: that of the template.
    pub colour: Option<[u8; 3]>,
}

/// A card of the usual size.
const CARD: (u16, u16) = (8560, 5400);

/// Reads one; `place` makes a path of the file a path.
pub(super) fn template(table: &mut Table<'_>, place: impl Fn(&str) -> PathBuf) -> Template {
    let file = |item: Item<'_>| there(item, &place);
    let title = table.item("title").and_then(|item| item.text("text in quotes")).map(str::to_owned);
    let font = table.item("font").and_then(file);
    let background = table.item("background").and_then(file);
    let page = table
        .item("page")
        .and_then(|item| item.word(&[("A4", Page::A4), ("A3", Page::A3), ("A5", Page::A5), ("letter", Page::Letter)]));
    let page = page.unwrap_or_default();
    let card_item = table.item("card");
    let card = card_item.and_then(|item| {
        item.table(|table| {
            let width = table.required("width", "\"85.6\"").and_then(|item| measure(item, 2000, 40_000));
            let height = table.required("height", "\"54\"").and_then(|item| measure(item, 2000, 40_000));
            (width.unwrap_or(CARD.0), height.unwrap_or(CARD.1))
        })
    });
    let card = card.unwrap_or(CARD);
    let margin = table.item("margin").and_then(|item| measure(item, 0, 5000)).unwrap_or(1000);
    let gap = table.item("gap").and_then(|item| measure(item, 0, 5000)).unwrap_or(0);
    let (width, height) = page.size();
    if card.0 > width.saturating_sub(2 * margin) || card.1 > height.saturating_sub(2 * margin) {
        match card_item {
            Some(item) => item.wrong("a card is larger than the sheet without its margins"),
            None => table.wrong("a card is larger than the sheet without its margins"),
        }
    }
    let logo = table.item("logo").and_then(|item| {
        item.table(|table| Logo {
            file: table.required("file", "\"logo.png\"").and_then(|item| there(item, &place)).unwrap_or_default(),
            x: table.item("x").and_then(|item| measure(item, 0, card.0)).unwrap_or(500),
            y: table.item("y").and_then(|item| measure(item, 0, card.1)).unwrap_or(500),
            width: table.item("width").and_then(|item| measure(item, 100, card.0)).unwrap_or(1500),
        })
    });
    let colour_of = table.item("colour").and_then(colour).unwrap_or_default();
    let fields = table.item("fields").map(|item| item.list("a list of fields such as [{ show = \"number\", … }]"));
    let fields = fields.unwrap_or_default().into_iter().filter_map(|item| item.table(|table| field(table, card)));
    let fields = fields.flatten().collect();
    Template { title, font, background, logo, card, page, margin, gap, colour: colour_of, fields }
}

fn field(table: &mut Table<'_>, card: (u16, u16)) -> Option<Field> {
    let show = table.required("show", "\"number\"").and_then(|item| {
        item.word(&[
            ("title", Shown::Title),
            ("number", Shown::Number),
            (pin::WORD, Shown::Pin),
            ("profile", Shown::Profile),
            ("validity", Shown::Validity),
        ])
    });
    let x = table.required("x", "\"5\"").and_then(|item| measure(item, 0, card.0));
    let y = table.required("y", "\"10\"").and_then(|item| measure(item, 0, card.1));
    let align = table
        .item("align")
        .and_then(|item| item.word(&[("left", Align::Left), ("centre", Align::Centre), ("right", Align::Right)]));
    let size = table.item("size").and_then(|item| item.whole(4, 144)).unwrap_or(10);
    let field = Field {
        show: show.unwrap_or(Shown::Title),
        x: x.unwrap_or_default(),
        y: y.unwrap_or_default(),
        size: points(size),
        bold: table.item("bold").and_then(|item| item.boolean()).unwrap_or(false),
        align: align.unwrap_or_default(),
        width: table.item("width").and_then(|item| measure(item, 100, card.0)),
        colour: table.item("colour").and_then(colour),
    };
    Some(field)
}

/// A size of letters in points, as a measure.
#[must_use]
pub fn points(size: u32) -> u16 {
    u16::try_from(size * 3528 / 100).unwrap_or(u16::MAX)
}

/// Millimetres.
fn measure(item: Item<'_>, least: u16, most: u16) -> Option<u16> {
    item.parsed("millimetres in quotes such as \"85.6\"", |text| {
        let within = |found: &u16| (least..=most).contains(found);
        let minor = text.parse::<Amount>().ok().and_then(|amount| amount.minor(2));
        minor.and_then(|minor| u16::try_from(minor).ok()).filter(within).ok_or_else(|| {
            let shown = |hundredths: u16| Amount::from_minor(i64::from(hundredths), 2);
            format!("\"{text}\" is not a measure from {} to {} millimetres", shown(least), shown(most))
        })
    })
}

fn colour(item: Item<'_>) -> Option<[u8; 3]> {
    item.parsed("a colour such as \"#202020\"", |text| {
        let digits = text.strip_prefix('#').unwrap_or_default();
        let read = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
        read.and_then(|read| read.try_into().ok())
            .ok_or_else(|| format!("\"{text}\" is not a colour such as \"#202020\""))
    })
}

/// A file that is there.
fn there(item: Item<'_>, place: impl Fn(&str) -> PathBuf) -> Option<PathBuf> {
    let path = place(item.text("the path of a file in quotes")?);
    if !path.is_file() {
        item.wrong(format!("there is no file {}", path.display()));
    }
    Some(path)
}
