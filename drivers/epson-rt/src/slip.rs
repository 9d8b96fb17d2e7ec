//! A slip as a management document: lines fitted to the paper, styles as fonts, codes as bar codes.
//!
//! What the slip says is decided by whoever wrote it; nothing of it enters the fiscal memory.

use crate::{
    frame::{self, Xml},
    settings::Setup,
};
use fiscus_sdk::{
    SlipLine, Style,
    document::SlipDocument,
    paper::{LATIN1, No},
    slip::Symbology,
};

/// The longest text a QR code of the device takes.
const QR: usize = 256;

/// The request that prints a slip.
pub(crate) fn request(document: &SlipDocument, setup: &Setup) -> Result<String, No> {
    let mut xml = frame::request();
    xml.open("printerNonFiscal", &[]);
    xml.empty("beginNonFiscal", &[("operator", "1")]);
    if let Some(mark) = &document.copy_mark {
        texts(&mut xml, LATIN1.wrap(mark, width(Style::Bold, setup)), Style::Bold);
    }
    for line in &document.slip.lines {
        match line {
            SlipLine::Text { text, style } => texts(&mut xml, LATIN1.wrap(text, width(*style, setup)), *style),
            SlipLine::Columns { left, right, style } => {
                texts(&mut xml, LATIN1.columns(left, right, width(*style, setup)), *style);
            }
            SlipLine::Rule => texts(&mut xml, vec!["-".repeat(setup.columns)], Style::Normal),
            SlipLine::Barcode { data, symbology } => barcode(&mut xml, data, *symbology)?,
            SlipLine::Qr { data } => qr(&mut xml, data)?,
        }
    }
    xml.empty("endNonFiscal", &[("operator", "1")]);
    xml.close("printerNonFiscal");
    Ok(xml.finish())
}

/// Wide letters take two columns each.
fn width(style: Style, setup: &Setup) -> usize {
    if style == Style::Wide { setup.columns / 2 } else { setup.columns }
}

fn texts(xml: &mut Xml, lines: Vec<String>, style: Style) {
    let font = match style {
        Style::Normal => "1",
        Style::Bold => "2",
        Style::Tall => "3",
        Style::Wide => "4",
    };
    for line in lines {
        xml.empty("printNormal", &[("operator", "1"), ("font", font), ("data", &line)]);
    }
}

fn barcode(xml: &mut Xml, data: &str, symbology: Symbology) -> Result<(), No> {
    let digits = |lengths: &[usize]| lengths.contains(&data.len()) && data.bytes().all(|b| b.is_ascii_digit());
    let of = |alphabet: &str| !data.is_empty() && data.len() <= 40 && data.chars().all(|c| alphabet.contains(c));
    let (kind, valid) = match symbology {
        Symbology::UpcA => ("65", digits(&[11, 12])),
        Symbology::Ean13 => ("67", digits(&[12, 13])),
        Symbology::Ean8 => ("68", digits(&[7, 8])),
        Symbology::Code39 => ("69", of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -.$/+%")),
        Symbology::Itf => ("70", of("0123456789") && data.len().is_multiple_of(2)),
        Symbology::Codabar => ("71", of("0123456789-$:/.+ABCD")),
        Symbology::Code128 => {
            ("73", !data.is_empty() && data.len() <= 40 && data.bytes().all(|b| (b' '..=b'~').contains(&b)))
        }
    };
    if !valid {
        return Err(No::Code(data.to_owned()));
    }
    // The device wants the code set named; in it a brace is written twice.
    let code =
        if symbology == Symbology::Code128 { format!("{{B{}", data.replace('{', "{{")) } else { data.to_owned() };
    xml.empty(
        "printBarCode",
        &[
            ("operator", "1"),
            ("position", "901"),
            ("width", "2"),
            ("height", "66"),
            ("hRIPosition", "2"),
            ("hRIFont", "A"),
            ("codeType", kind),
            ("code", &code),
        ],
    );
    Ok(())
}

fn qr(xml: &mut Xml, data: &str) -> Result<(), No> {
    if data.is_empty() || data.len() > QR || data.chars().any(char::is_control) {
        return Err(No::Code(data.to_owned()));
    }
    xml.empty(
        "printBarCode",
        &[
            ("operator", "1"),
            ("codeType", "92"),
            ("qRCodeAlignment", "1"),
            ("qRCodeSize", "4"),
            ("qRCodeErrorCorrection", "1"),
            ("qRCodeDataType", "0"),
            ("code", data),
        ],
    );
    Ok(())
}
