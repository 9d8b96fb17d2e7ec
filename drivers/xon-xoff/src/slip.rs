//! A slip as a non-fiscal document: lines fitted to the paper. The register has one font and its double height: bold
//! and wide letters are printed plain, for no word of a slip hangs on them.
//!
//! What the slip says is decided by whoever wrote it.

use crate::{keys::Keys, settings::Setup};
use fiscus_sdk::{
    SlipLine, Style,
    document::SlipDocument,
    paper::{ASCII, No},
    slip::Symbology,
};

/// The keys of a slip.
///
/// # Errors
/// A code that the register does not print.
pub(crate) fn keys(keys: &mut Keys, document: &SlipDocument, setup: &Setup) -> Result<(), No> {
    keys.press("j");
    let columns = setup.columns;
    let print = |keys: &mut Keys, lines: Vec<String>, style: Style| {
        for line in lines {
            if style == Style::Tall {
                keys.press("~");
            }
            // A line without letters is a blank.
            keys.line(if line.is_empty() { " " } else { &line }).press("@");
        }
    };
    if let Some(mark) = &document.copy_mark {
        print(keys, ASCII.wrap(mark, columns), Style::Bold);
    }
    for line in &document.slip.lines {
        match line {
            SlipLine::Text { text, style } => print(keys, ASCII.wrap(text, columns), *style),
            SlipLine::Columns { left, right, style } => print(keys, ASCII.columns(left, right, columns), *style),
            SlipLine::Rule => print(keys, vec!["-".repeat(columns)], Style::Normal),
            SlipLine::Barcode { data, symbology } => {
                let digits = |count: usize| data.len() == count && data.bytes().all(|b| b.is_ascii_digit());
                let of = |letters: &str| !data.is_empty() && data.chars().all(|c| letters.contains(c));
                let (key, valid) = match symbology {
                    Symbology::Ean13 => ("1Z", digits(13)),
                    Symbology::Ean8 => ("2Z", digits(8)),
                    Symbology::Code39 => ("3Z", data.len() <= 20 && of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")),
                    _ => return Err(No::Missing("bar code of this kind")),
                };
                if !valid {
                    return Err(No::Code(data.clone()));
                }
                keys.text(data, columns).press(key);
            }
            SlipLine::Qr { .. } => return Err(No::Missing("QR code")),
        }
    }
    keys.press("J");
    Ok(())
}
