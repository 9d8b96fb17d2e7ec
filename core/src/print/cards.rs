//! Cards, several to a sheet, with the marks along which they are cut.

use super::{
    Look, Printed, Unprintable,
    page::{Colour, Drawing, Faces, GREY, Pages, Text},
    sheet::Sheet,
    words,
};
use crate::config::{Align, Field, Shown, points};
use fiscus_sdk::Language;

/// How far from the cards a mark begins, and how long it is.
const MARK: (u16, u16) = (100, 500);
/// A line as thin as printers make it.
const HAIR: u16 = 10;

/// A PDF of cards; `progress` is called for each.
///
/// # Errors
/// A picture of the look is none.
pub fn cards(
    look: &Look,
    language: Language,
    cards: impl ExactSizeIterator<Item = Printed>,
    mut progress: impl FnMut(),
) -> Result<Vec<u8>, Unprintable> {
    let own = Faces::own()?;
    let sheet = Sheet::of(&look.template);
    let title = look.template.title.clone().unwrap_or_default();
    let mut pages = Pages::new(look.template.page, &title);
    let mut cards = cards.peekable();
    while cards.peek().is_some() {
        pages.page(|page| {
            marks(page, &sheet, look.template.page.size());
            for (nth, card) in (0..).zip(cards.by_ref().take(sheet.cards())) {
                draw(page, look, &own, language, sheet.corner(nth), &card);
                progress();
            }
        })?;
    }
    pages.finish()
}

/// In the margins, where the cards are not.
fn marks(page: &mut Drawing<'_, '_>, sheet: &Sheet, size: (u16, u16)) {
    let (across, down) = sheet.cuts();
    let (Some(right), Some(bottom)) = (across.last(), down.last()) else { return };
    let before = |edge: u16| (edge.saturating_sub(MARK.0 + MARK.1), edge.saturating_sub(MARK.0));
    let behind = |edge: u16, end: u16| ((edge + MARK.0).min(end), (edge + MARK.0 + MARK.1).min(end));
    let (above, below) = (before(sheet.top), behind(*bottom, size.1));
    let (left, beyond) = (before(sheet.left), behind(*right, size.0));
    for x in &across {
        page.line((*x, above.0), (*x, above.1), HAIR, GREY);
        page.line((*x, below.0), (*x, below.1), HAIR, GREY);
    }
    for y in &down {
        page.line((left.0, *y), (left.1, *y), HAIR, GREY);
        page.line((beyond.0, *y), (beyond.1, *y), HAIR, GREY);
    }
}

fn draw(page: &mut Drawing<'_, '_>, look: &Look, own: &Faces, language: Language, corner: (u16, u16), card: &Printed) {
    let template = &look.template;
    let (width, height) = template.card;
    let at = |x: u16, y: u16| (corner.0 + x, corner.1 + y);
    match &look.background {
        Some(image) => page.picture(corner, template.card, image),
        None => frame(page, corner, template.card),
    }
    if let (Some(image), Some(logo)) = (&look.logo, &template.logo) {
        let (wide, high) = image.size();
        let tall = u64::from(logo.width) * u64::from(high) / u64::from(wide.max(1));
        page.picture(at(logo.x, logo.y), (logo.width, u16::try_from(tall).unwrap_or(height)), image);
    }
    let plain;
    let fields = if template.fields.is_empty() {
        plain = arrangement(template.card, card);
        plain.as_slice()
    } else {
        template.fields.as_slice()
    };
    for field in fields {
        let text = shown(field.show, template.title.as_deref(), language, card);
        let face = match (&look.face, field.show, field.bold) {
            (Some(face), ..) => face,
            (None, Shown::Pin | Shown::Number, _) => &own.fixed,
            (None, _, true) => &own.bold,
            (None, _, false) => &own.regular,
        };
        let edge = (width / 25).min(field.x).min(width - field.x);
        let most = match field.align {
            Align::Left => width - field.x - edge,
            Align::Right => field.x - edge,
            Align::Centre => 2 * (field.x.min(width - field.x) - edge),
        };
        let most = field.width.map_or(most, |width| width.min(most));
        let colour = field.colour.unwrap_or(template.colour);
        let (x, y) = at(field.x, field.y);
        page.text(x, y, &Text { text: &text, face, size: field.size, colour, align: field.align, most });
    }
    if template.fields.is_empty() && !card.pin.is_empty() && look.background.is_none() {
        let (x, y) = at(width / 2, scaled(1950, height, 5400));
        let label =
            Text { text: "PIN", face: &own.regular, size: points(7), colour: GREY, align: Align::Centre, most: width };
        page.text(x, y, &label);
    }
}

/// The edge of a plain card, so that it is seen where there is no picture.
fn frame(page: &mut Drawing<'_, '_>, corner: (u16, u16), card: (u16, u16)) {
    const PALE: Colour = [200; 3];
    let (left, top, right, bottom) = (corner.0, corner.1, corner.0 + card.0, corner.1 + card.1);
    for (from, to) in [
        ((left, top), (right, top)),
        ((right, top), (right, bottom)),
        ((right, bottom), (left, bottom)),
        ((left, bottom), (left, top)),
    ] {
        page.line(from, to, HAIR, PALE);
    }
}

fn shown(show: Shown, title: Option<&str>, language: Language, card: &Printed) -> String {
    match show {
        Shown::Title => title.unwrap_or(&card.title).to_owned(),
        Shown::Number => card.number.clone(),
        Shown::Pin => card.pin.clone(),
        Shown::Profile => card.profile.clone(),
        Shown::Validity if card.until.is_empty() => String::new(),
        Shown::Validity => format!("{} {}", words::until(language), card.until),
    }
}

fn scaled(value: u32, size: u16, of: u32) -> u16 {
    u16::try_from(value * u32::from(size) / of).unwrap_or(size)
}

/// The plain arrangement: what the card is above, its PIN in the middle, its number below.
fn arrangement((width, height): (u16, u16), card: &Printed) -> Vec<Field> {
    let field = |show, x: u32, y: u32, size: u32, bold, align| Field {
        show,
        x: scaled(x, width, 8560),
        y: scaled(y, height, 5400),
        size: scaled(size * 3528 / 100, height.min(width), 5400),
        bold,
        align,
        width: None,
        colour: None,
    };
    let (large, small) = if card.pin.is_empty() { (Shown::Number, Shown::Pin) } else { (Shown::Pin, Shown::Number) };
    vec![
        field(Shown::Title, 500, 850, 14, true, Align::Left),
        field(Shown::Profile, 500, 1350, 9, false, Align::Left),
        field(large, 4280, 3150, if card.pin.is_empty() { 18 } else { 28 }, true, Align::Centre),
        field(small, 500, 4950, 8, false, Align::Left),
        field(Shown::Validity, 8060, 4950, 7, false, Align::Right),
    ]
}
