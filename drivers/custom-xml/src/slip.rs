//! A slip as a non-fiscal document: lines fitted to the paper, styles as fonts, codes as bar codes.
//!
//! What the slip says is decided by whoever wrote it; nothing of it enters the fiscal memory.

use crate::{
    frame::{self, Xml},
    settings::Setup,
};
use fiscus_sdk::{
    SlipLine, Style,
    document::SlipDocument,
    paper::{ASCII, No, custom::welcome},
    slip::Symbology,
};

/// The longest text a QR code takes.
const QR: usize = 256;

/// The request that prints a slip.
pub(crate) fn request(document: &SlipDocument, mark: &str, setup: &Setup) -> Result<String, No> {
    let mut paper = Paper { xml: frame::request(), setup };
    paper.xml.open("printerNotFiscal", &[]);
    paper.xml.pair("beginNotFiscal", &[]);
    if let Some(mark) = &document.copy_mark {
        paper.text(mark, Style::Bold);
    }
    for line in &document.slip.lines {
        match line {
            SlipLine::Text { text, style } => paper.text(text, *style),
            SlipLine::Columns { left, right, style } => {
                let printable = |text: &str| welcome(&ASCII.printable(text));
                paper.lines(ASCII.columns(&printable(left), &printable(right), paper.width(*style)), *style);
            }
            SlipLine::Rule => paper.lines(vec!["-".repeat(setup.columns)], Style::Normal),
            SlipLine::Barcode { data, symbology } => paper.barcode(data, *symbology)?,
            SlipLine::Qr { data } => paper.qr(data)?,
        }
    }
    paper.xml.pair("endNotFiscal", &[("IdCmd", mark)]);
    paper.xml.close("printerNotFiscal");
    Ok(paper.xml.finish())
}

struct Paper<'a> {
    xml: Xml,
    setup: &'a Setup,
}

impl Paper<'_> {
    /// Wide letters take two columns each.
    fn width(&self, style: Style) -> usize {
        if style == Style::Wide { self.setup.columns / 2 } else { self.setup.columns }
    }

    fn text(&mut self, text: &str, style: Style) {
        self.lines(ASCII.wrap(&wrappable(text), self.width(style)), style);
    }

    fn lines(&mut self, lines: Vec<String>, style: Style) {
        let font = match style {
            Style::Normal => self.setup.font,
            Style::Bold => 2,
            Style::Tall => 4,
            Style::Wide => 5,
        };
        for line in lines {
            self.xml.pair("printNormal", &[("font", &font.to_string()), ("data", &line)]);
        }
    }

    fn barcode(&mut self, data: &str, symbology: Symbology) -> Result<(), No> {
        let digits = |lengths: &[usize]| lengths.contains(&data.len()) && data.bytes().all(|b| b.is_ascii_digit());
        let of = |alphabet: &str| !data.is_empty() && data.len() <= 40 && data.chars().all(|c| alphabet.contains(c));
        let (kind, valid) = match symbology {
            Symbology::Ean13 => ("1", digits(&[12, 13])),
            Symbology::Ean8 => ("2", digits(&[7, 8])),
            Symbology::Code39 => ("3", of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -.$/+%")),
            Symbology::Code128 => {
                ("4", !data.is_empty() && data.len() <= 40 && data.bytes().all(|b| (b' '..=b'~').contains(&b)))
            }
            Symbology::Itf => ("5", of("0123456789") && data.len().is_multiple_of(2)),
            Symbology::UpcA => return Err(No::Missing("UPC-A")),
            Symbology::Codabar => return Err(No::Missing("Codabar")),
        };
        if !valid {
            return Err(No::Code(data.to_owned()));
        }
        let attributes = [("hRIPosition", "2"), ("codeType", kind), ("code", data), ("barCodeHeigth", "4")];
        self.xml.pair("printBarCode", &attributes);
        Ok(())
    }

    fn qr(&mut self, data: &str) -> Result<(), No> {
        if data.is_empty() || data.len() > QR || !data.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return Err(No::Code(data.to_owned()));
        }
        self.xml.pair("printBarCode", &[("hRIPosition", "0"), ("codeType", "6"), ("code", data)]);
        Ok(())
    }
}

/// Line ends stay, for they are wrapped at.
fn wrappable(text: &str) -> String {
    text.split('\n').map(|line| welcome(&ASCII.printable(line))).collect::<Vec<_>>().join("\n")
}
