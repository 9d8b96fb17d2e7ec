//! What the commands do to the paper: a line is put together and printed, codes are drawn, the paper is cut. The
//! paper is kept as text and as dots.

use super::{
    bars,
    command::Command,
    sheet::{Cell, DOTS, LETTER, Sheet},
};
use crate::page::Page;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment};

/// The modes that a reset takes back.
#[derive(Debug, Clone)]
struct Modes {
    page: &'static Page,
    bold: bool,
    underline: bool,
    align: u8,
    wide: u8,
    high: u8,
    bar_height: u8,
    bar_width: u8,
    bar_text: u8,
    qr_size: u8,
    qr_level: QrCodeEcc,
    qr: Vec<u8>,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            page: Page::numbered(0),
            bold: false,
            underline: false,
            align: 0,
            wide: 1,
            high: 1,
            bar_height: 162,
            bar_width: 3,
            bar_text: 0,
            qr_size: 3,
            qr_level: QrCodeEcc::Low,
            qr: Vec::new(),
        }
    }
}

/// The part of a printer that prints.
#[derive(Default)]
pub(super) struct Printer {
    modes: Modes,
    line: Vec<Cell>,
    /// Lines since the last cut.
    lines: Vec<String>,
    pub(super) sheet: Sheet,
    /// Lines that came out and were not handed over yet.
    out: String,
    /// Documents that are finished.
    finished: Vec<Vec<String>>,
    /// How often the drawer was opened.
    pub(super) kicks: u64,
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Printer({:?})", self.lines)
    }
}

impl Printer {
    /// The paper that came out since this was asked last, and the documents that were finished.
    pub(super) fn handed(&mut self) -> (String, Vec<Vec<String>>) {
        (std::mem::take(&mut self.out), std::mem::take(&mut self.finished))
    }

    /// Carries out a command; questions are none of its business.
    pub(super) fn carry(&mut self, command: Command) {
        let modes = &mut self.modes;
        match command {
            Command::Letter(byte) => {
                let cell = Cell {
                    letter: modes.page.letter(byte),
                    bold: modes.bold,
                    underline: modes.underline,
                    wide: usize::from(modes.wide),
                    high: usize::from(modes.high),
                };
                if self.width() + cell.wide * LETTER.0 > DOTS {
                    self.line_feed();
                }
                self.line.push(cell);
            }
            Command::LineFeed => self.line_feed(),
            Command::Reset => {
                self.line.clear();
                *modes = Modes::default();
            }
            Command::Page(number) => modes.page = Page::numbered(number),
            Command::Bold(on) => modes.bold = on,
            Command::Underline(on) => modes.underline = on,
            // Heeded at the beginning of a line only.
            Command::Align(align) if self.line.is_empty() => modes.align = align,
            Command::Size(wide, high) => (modes.wide, modes.high) = (wide, high),
            Command::FeedLines(lines) => {
                self.line_feed();
                self.feed(usize::from(lines.saturating_sub(1)) * (LETTER.1 + 6));
            }
            Command::FeedDots(dots) => {
                self.flush();
                self.feed(usize::from(dots));
            }
            Command::Cut { full, feed } => {
                self.flush();
                self.feed(usize::from(feed) + 40);
                self.sheet.cut(full);
                let line = if full { "8<" } else { "8< - " };
                self.out += &format!("{line:-<42}\n");
                self.end();
            }
            Command::Kick | Command::KickNow => self.kicks += 1,
            Command::BarHeight(height) => modes.bar_height = height.max(1),
            Command::BarWidth(width) => modes.bar_width = width.clamp(1, 6),
            Command::BarText(text) => modes.bar_text = text,
            Command::Bars { kind, data } => self.bars(kind, &data),
            Command::QrSize(size) => modes.qr_size = size.clamp(1, 16),
            Command::QrLevel(level) => {
                modes.qr_level = match level {
                    0x31 => QrCodeEcc::Medium,
                    0x32 => QrCodeEcc::Quartile,
                    0x33 => QrCodeEcc::High,
                    _ => QrCodeEcc::Low,
                };
            }
            Command::QrStore(data) => modes.qr = data,
            Command::QrPrint => self.qr(),
            Command::Image { stride, bits } => {
                self.flush();
                let left = self.left(stride * 8);
                self.sheet.image(left, stride, &bits);
                self.note("[image]");
            }
            Command::KeptImage(number) => {
                self.flush();
                let left = self.left(240);
                self.sheet.stand_in(left, 240, 80);
                self.note(&format!("[image {number}]"));
            }
            Command::Align(_) | Command::Ask(_) | Command::AskNow(_) | Command::Other => {}
        }
    }

    /// What was printed since the last cut is a document; nothing is none.
    pub(super) fn end(&mut self) {
        if self.lines.iter().any(|line| !line.is_empty()) {
            while self.lines.last().is_some_and(String::is_empty) {
                self.lines.pop();
            }
            self.finished.push(std::mem::take(&mut self.lines));
        }
        self.lines.clear();
    }

    fn width(&self) -> usize {
        self.line.iter().map(|cell| cell.wide * LETTER.0).sum()
    }

    /// Where something of this width begins.
    fn left(&self, width: usize) -> usize {
        let room = DOTS.saturating_sub(width);
        match self.modes.align {
            1 => room / 2,
            2 => room,
            _ => 0,
        }
    }

    fn line_feed(&mut self) {
        let left = self.left(self.width());
        let mut text = " ".repeat(left / LETTER.0);
        for cell in &self.line {
            text.push(cell.letter);
            // A wide letter takes the room of two.
            text.extend(std::iter::repeat_n(' ', cell.wide - 1));
        }
        self.sheet.text(left, &std::mem::take(&mut self.line));
        self.note(text.trim_end());
    }

    fn flush(&mut self) {
        if !self.line.is_empty() {
            self.line_feed();
        }
    }

    fn feed(&mut self, dots: usize) {
        self.sheet.feed(dots);
        for _ in 0..dots / (LETTER.1 + 6) {
            self.note("");
        }
    }

    fn note(&mut self, line: &str) {
        self.lines.push(line.to_owned());
        self.out += line;
        self.out.push('\n');
    }

    fn bars(&mut self, kind: u8, data: &[u8]) {
        self.flush();
        let said: String = data.strip_prefix(b"{B").unwrap_or(data).iter().map(|byte| char::from(*byte)).collect();
        let said = said.replace("{{", "{");
        let bars = bars::bars(kind, data, self.modes.bar_width);
        let Some(bars) = bars.filter(|bars| bars.iter().sum::<usize>() <= DOTS) else { return };
        let left = self.left(bars.iter().sum());
        let text = self.modes.bar_text;
        if text & 1 != 0 {
            self.caption(&said);
        }
        self.sheet.bars(left, &bars, usize::from(self.modes.bar_height));
        if text & 2 != 0 {
            self.caption(&said);
        }
        self.note(&format!("[bar code {kind}: {said}]"));
    }

    fn caption(&mut self, said: &str) {
        let cells: Vec<Cell> =
            said.chars().map(|letter| Cell { letter, bold: false, underline: false, wide: 1, high: 1 }).collect();
        self.sheet.text(self.left(cells.len() * LETTER.0), &cells);
    }

    fn qr(&mut self) {
        self.flush();
        let data = std::mem::take(&mut self.modes.qr);
        let Ok(code) = QrCode::encode_segments(&[QrSegment::make_bytes(&data)], self.modes.qr_level) else { return };
        let side = usize::try_from(code.size()).unwrap_or_default();
        let size = usize::from(self.modes.qr_size);
        if side * size > DOTS {
            return;
        }
        let module = |at: usize| i32::try_from(at).unwrap_or_default();
        let left = self.left(side * size);
        self.sheet.modules(left, side, size, |x, y| code.get_module(module(x), module(y)));
        self.note(&format!("[QR: {}]", String::from_utf8_lossy(&data)));
    }
}
