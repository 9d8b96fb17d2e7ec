//! The paper as dots: letters, bars, modules and images are drawn on it, line under line, and it can be looked at as
//! a PNG image. Only this run is kept, and of a long roll the end.

use spleen_font::{FONT_12X24, PSF2Font};

/// Dots of the printed width: 42 letters.
pub(super) const DOTS: usize = 512;
/// Dots of paper left and right of it.
const MARGIN: usize = 32;
const STRIDE: usize = (DOTS + 2 * MARGIN) / 8;
/// The most rows that are kept.
const MOST_ROWS: usize = 24_000;
/// A letter.
pub(super) const LETTER: (usize, usize) = (12, 24);

/// The paper.
#[derive(Default)]
pub(super) struct Sheet {
    /// Rows of bits, of which a set one is black.
    bits: Vec<u8>,
}

/// A letter with its look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) letter: char,
    pub(super) bold: bool,
    pub(super) underline: bool,
    pub(super) wide: usize,
    pub(super) high: usize,
}

impl Sheet {
    fn rows(&self) -> usize {
        self.bits.len() / STRIDE
    }

    /// Feeds so many rows; answers the first of them.
    pub(super) fn feed(&mut self, rows: usize) -> usize {
        let over = (self.rows() + rows).saturating_sub(MOST_ROWS).min(self.rows());
        self.bits.drain(..over * STRIDE);
        let first = self.rows();
        self.bits.resize(self.bits.len() + rows.min(MOST_ROWS) * STRIDE, 0);
        first
    }

    fn dot(&mut self, x: usize, y: usize) {
        let x = x + MARGIN;
        if let Some(byte) = self.bits.get_mut(y * STRIDE + x / 8).filter(|_| x < STRIDE * 8) {
            *byte |= 0x80 >> (x % 8);
        }
    }

    fn block(&mut self, x: usize, y: usize, width: usize, height: usize) {
        for row in y..y + height {
            (x..x + width).for_each(|x| self.dot(x, row));
        }
    }

    /// A line of letters from this column on.
    pub(super) fn text(&mut self, x: usize, line: &[Cell]) {
        let high = line.iter().map(|cell| cell.high).max().unwrap_or(1) * LETTER.1;
        let top = self.feed(high + 6);
        let Ok(mut font) = PSF2Font::new(FONT_12X24) else { return };
        let mut x = x;
        for cell in line {
            let mut letter = [0; 4];
            let letter = cell.letter.encode_utf8(&mut letter);
            let base = top + high - cell.high * LETTER.1;
            match font.glyph_for_utf8(letter.as_bytes()) {
                Some(glyph) => {
                    for (y, row) in glyph.enumerate() {
                        for (dx, _) in row.enumerate().filter(|(_, black)| *black) {
                            let extra = usize::from(cell.bold);
                            let (left, width) = (x + dx * cell.wide, cell.wide + extra);
                            self.block(left, base + y * cell.high, width, cell.high);
                        }
                    }
                }
                // A letter that the font lacks is a frame.
                None => self.frame(x + 1, base + 4, LETTER.0 * cell.wide - 2, LETTER.1 * cell.high - 8),
            }
            if cell.underline {
                self.block(x, top + high, LETTER.0 * cell.wide, 2);
            }
            x += LETTER.0 * cell.wide;
        }
    }

    fn frame(&mut self, x: usize, y: usize, width: usize, height: usize) {
        self.block(x, y, width, 1);
        self.block(x, y + height - 1, width, 1);
        self.block(x, y, 1, height);
        self.block(x + width - 1, y, 1, height);
    }

    /// Bars and gaps in turn.
    pub(super) fn bars(&mut self, x: usize, bars: &[usize], height: usize) {
        let top = self.feed(height + 4);
        let mut x = x;
        for (place, width) in bars.iter().enumerate() {
            if place % 2 == 0 {
                self.block(x, top, *width, height);
            }
            x += width;
        }
    }

    /// A square of modules.
    pub(super) fn modules(&mut self, x: usize, side: usize, size: usize, black: impl Fn(usize, usize) -> bool) {
        let top = self.feed(side * size + 8);
        for (row, column) in (0..side).flat_map(|row| (0..side).map(move |column| (row, column))) {
            if black(column, row) {
                self.block(x + column * size, top + row * size, size, size);
            }
        }
    }

    /// An image.
    pub(super) fn image(&mut self, x: usize, stride: usize, bits: &[u8]) {
        let rows = bits.len() / stride.max(1);
        let top = self.feed(rows);
        for (row, line) in bits.chunks_exact(stride.max(1)).enumerate() {
            for dot in (0..stride * 8).filter(|dot| line[dot / 8] << (dot % 8) & 0x80 != 0) {
                self.dot(x + dot, top + row);
            }
        }
    }

    /// A frame that stands for an image which only a real printer keeps.
    pub(super) fn stand_in(&mut self, x: usize, width: usize, height: usize) {
        let top = self.feed(height + 8);
        self.frame(x, top, width, height);
    }

    /// Where the paper was cut: a dashed line, with a bridge in the middle unless it goes through.
    pub(super) fn cut(&mut self, full: bool) {
        let top = self.feed(24) + 12;
        let edge = DOTS + MARGIN;
        for x in (0..edge + MARGIN).filter(|x| x % 16 < 10) {
            let bridge = !full && (edge / 2 - 24..edge / 2 + 40).contains(&x);
            if !bridge && let Some(byte) = self.bits.get_mut(top * STRIDE + x / 8) {
                *byte |= 0x80 >> (x % 8);
            }
        }
    }

    /// The image, as a file.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        let mut bits: Vec<u8> = self.bits.iter().map(|byte| !byte).collect();
        // A picture has at least one row.
        bits.resize(bits.len().max(STRIDE), u8::MAX);
        let rows = u32::try_from(bits.len() / STRIDE).ok()?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, u32::try_from(STRIDE * 8).ok()?, rows);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&bits).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}
