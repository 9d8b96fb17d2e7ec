//! Pages of a PDF, drawn in hundredths of a millimetre from the upper left corner: letters, lines, areas, pictures.

use super::Unprintable;
use crate::config::{Align, Page};
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::{Font, TextDirection},
};
use std::sync::Arc;

/// A colour: red, green, blue.
pub type Colour = [u8; 3];
pub const BLACK: Colour = [0; 3];
pub const GREY: Colour = [110; 3];

/// Letters.
#[derive(Clone)]
pub struct Face {
    font: Font,
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
}

impl Face {
    /// Letters of a file; none: it holds none.
    pub fn read(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Option<Self> {
        let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(bytes);
        ttf_parser::Face::parse(bytes.as_ref().as_ref(), 0).ok()?;
        Some(Self { font: Font::new(bytes.clone().into(), 0)?, bytes })
    }

    /// How wide a text is at a size. Shape: kerning is left out, which makes it rather too wide.
    fn width(&self, text: &str, size: u16) -> u16 {
        let Ok(face) = ttf_parser::Face::parse(self.bytes.as_ref().as_ref(), 0) else { return 0 };
        let advance = |letter| face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
        let sum: u64 = text.chars().map(|letter| u64::from(advance(letter))).sum();
        u16::try_from(sum * u64::from(size) / u64::from(face.units_per_em().max(1))).unwrap_or(u16::MAX)
    }
}

/// The letters that Fiscus has of its own: DejaVu Sans, which writes all its languages.
#[derive(Clone)]
pub struct Faces {
    pub regular: Face,
    pub bold: Face,
    /// All of one width: for numbers and PINs.
    pub fixed: Face,
}

impl Faces {
    pub fn own() -> Result<Self, Unprintable> {
        let read = |bytes: &'static [u8]| Face::read(bytes).ok_or_else(|| Unprintable("the letters".to_owned()));
        Ok(Self {
            regular: read(dejavu::sans::regular())?,
            bold: read(dejavu::sans::bold())?,
            fixed: read(dejavu::sans_mono::bold())?,
        })
    }
}

/// A text and how it looks.
#[derive(Clone, Copy)]
pub struct Text<'t> {
    pub text: &'t str,
    pub face: &'t Face,
    /// The height of its letters, as printers count it.
    pub size: u16,
    pub colour: Colour,
    pub align: Align,
    /// It is made smaller rather than wider than this.
    pub most: u16,
}

/// A PDF that grows page by page.
pub struct Pages {
    document: Document,
    page: Page,
}

impl Pages {
    pub fn new(page: Page, title: &str) -> Self {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).creator("Fiscus".to_owned()));
        Self { document, page }
    }

    /// One more page.
    pub fn page(&mut self, draw: impl FnOnce(&mut Drawing<'_, '_>)) -> Result<(), Unprintable> {
        let settings = match self.page {
            Page::A4 => PageSettings::from_wh(595.276, 841.89),
            Page::A3 => PageSettings::from_wh(841.89, 1190.55),
            Page::A5 => PageSettings::from_wh(419.528, 595.276),
            Page::Letter => PageSettings::from_wh(612.0, 792.0),
        };
        let settings = settings.ok_or_else(|| Unprintable("the size of the page".to_owned()))?;
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        // From hundredths of a millimetre to points.
        surface.push_transform(&Transform::from_scale(0.028_346_457, 0.028_346_457));
        draw(&mut Drawing { surface: &mut surface });
        surface.pop();
        surface.finish();
        page.finish();
        Ok(())
    }

    /// The file's bytes.
    pub fn finish(self) -> Result<Vec<u8>, Unprintable> {
        self.document.finish().map_err(|error| Unprintable(format!("{error:?}")))
    }
}

/// A page that is being drawn.
pub struct Drawing<'s, 'd> {
    surface: &'s mut Surface<'d>,
}

impl Drawing<'_, '_> {
    /// A text whose letters stand on the line `y`.
    pub fn text(&mut self, x: u16, y: u16, text: &Text<'_>) {
        let Text { text, face, mut size, colour, align, most } = *text;
        let mut width = face.width(text, size);
        if width > most {
            size = u16::try_from(u32::from(size) * u32::from(most) / u32::from(width.max(1))).unwrap_or(size);
            width = most;
        }
        let left = match align {
            Align::Left => x,
            Align::Centre => x.saturating_sub(width / 2),
            Align::Right => x.saturating_sub(width),
        };
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(colour)));
        let start = Point::from_xy(left.into(), y.into());
        self.surface.draw_text(start, face.font.clone(), size.into(), text, false, TextDirection::LeftToRight);
    }

    /// A line.
    pub fn line(&mut self, from: (u16, u16), to: (u16, u16), width: u16, colour: Colour) {
        let mut path = PathBuilder::new();
        path.move_to(from.0.into(), from.1.into());
        path.line_to(to.0.into(), to.1.into());
        let [red, green, blue] = colour;
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width: width.into(), ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// An area.
    pub fn area(&mut self, corner: (u16, u16), size: (u16, u16), colour: Colour) {
        let mut path = PathBuilder::new();
        let Some(area) = Rect::from_xywh(corner.0.into(), corner.1.into(), size.0.into(), size.1.into()) else {
            return;
        };
        path.push_rect(area);
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(colour)));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// A picture in a size.
    pub fn picture(&mut self, corner: (u16, u16), size: (u16, u16), image: &Image) {
        let Some(size) = Size::from_wh(size.0.into(), size.1.into()) else { return };
        self.surface.push_transform(&Transform::from_translate(corner.0.into(), corner.1.into()));
        self.surface.draw_image(image.clone(), size);
        self.surface.pop();
    }
}

fn fill(colour: Colour) -> Fill {
    let [red, green, blue] = colour;
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}
