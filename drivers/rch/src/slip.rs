//! A slip as a non-fiscal document: lines fitted to the paper, large letters where they are asked for, codes as bar
//! codes. The device has no bold letters: they print plain.

use crate::{command::bracketed, settings::Setup};
use fiscus_sdk::{
    SlipLine, Style,
    document::SlipDocument,
    paper::{ASCII, No},
    slip::Symbology,
};

/// The longest text a QR code takes.
const QR: usize = 256;

/// The commands that print a slip.
pub(crate) fn commands(document: &SlipDocument, setup: &Setup) -> Result<Vec<String>, No> {
    let mut commands = vec!["=o".to_owned()];
    if let Some(mark) = &document.copy_mark {
        texts(&mut commands, ASCII.wrap(mark, setup.columns), Style::Normal);
    }
    for line in &document.slip.lines {
        let width = |style: Style| if large(style) { setup.columns / 2 } else { setup.columns };
        match line {
            SlipLine::Text { text, style } => texts(&mut commands, ASCII.wrap(text, width(*style)), *style),
            SlipLine::Columns { left, right, style } => {
                texts(&mut commands, ASCII.columns(left, right, width(*style)), *style);
            }
            SlipLine::Rule => texts(&mut commands, vec!["-".repeat(setup.columns)], Style::Normal),
            SlipLine::Barcode { data, symbology } => commands.push(barcode(data, *symbology)?),
            SlipLine::Qr { data } => {
                let sound = !data.is_empty() && data.len() <= QR && data.bytes().all(|b| (b' '..=b'~').contains(&b));
                if !sound || data.contains(')') {
                    return Err(No::Code(data.clone()));
                }
                commands.push(format!("=\"/$11/({data})"));
            }
        }
    }
    commands.push("=o".to_owned());
    Ok(commands)
}

fn large(style: Style) -> bool {
    matches!(style, Style::Wide | Style::Tall)
}

fn texts(commands: &mut Vec<String>, lines: Vec<String>, style: Style) {
    let double = if large(style) { "/*2" } else { "" };
    commands.extend(lines.iter().map(|line| format!("=\"/{}{double}", bracketed(line))));
}

fn barcode(data: &str, symbology: Symbology) -> Result<String, No> {
    let digits = |lengths: &[usize]| lengths.contains(&data.len()) && data.bytes().all(|b| b.is_ascii_digit());
    let of = |alphabet: &str| !data.is_empty() && data.len() <= 40 && data.chars().all(|c| alphabet.contains(c));
    let (kind, valid) = match symbology {
        Symbology::Ean13 => (2, digits(&[12, 13])),
        Symbology::Ean8 => (3, digits(&[7, 8])),
        Symbology::Code39 => (4, of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -.$/+%")),
        Symbology::UpcA => (5, digits(&[11, 12])),
        Symbology::Itf => (6, of("0123456789") && data.len().is_multiple_of(2)),
        Symbology::Codabar => (7, of("0123456789-$:/.+ABCD")),
        Symbology::Code128 => {
            (8, !data.is_empty() && data.len() <= 40 && data.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b')'))
        }
    };
    if valid { Ok(format!("=\"/${kind}/({data})")) } else { Err(No::Code(data.to_owned())) }
}
