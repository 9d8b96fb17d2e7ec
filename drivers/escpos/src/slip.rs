//! A slip as a job: lines fitted to the paper and its code page, styles as sizes, codes as codes, then the cut.
//!
//! What the slip says is decided by whoever wrote it.

use crate::{
    command::{Look, PROOF, Roll, kick},
    settings::{Logo, Setup},
    symbol,
};
use fiscus_sdk::{SlipLine, Style, document::SlipDocument, paper::No};

/// Dots of a module of a QR code.
const MODULE: u8 = 4;

/// The bytes of a slip; the last three ask for the proof, where the printer answers at all.
///
/// # Errors
/// A code that is none, or does not fit.
pub(crate) fn job(document: &SlipDocument, setup: &Setup) -> Result<Vec<u8>, No> {
    let mut roll = Roll::begin(setup.page_number);
    match &setup.logo {
        Some(Logo::Kept(number)) => drop(roll.centre(true).kept_image(*number).centre(false)),
        Some(Logo::Image(raster)) => drop(roll.centre(true).image(raster).centre(false)),
        None => {}
    }
    let letters = setup.page.letters;
    if let Some(mark) = &document.copy_mark {
        texts(&mut roll, letters.wrap(mark, setup.columns), Style::Bold, setup);
    }
    for line in &document.slip.lines {
        match line {
            SlipLine::Text { text, style } => {
                texts(&mut roll, letters.wrap(text, width(*style, setup)), *style, setup);
            }
            SlipLine::Columns { left, right, style } => {
                texts(&mut roll, letters.columns(left, right, width(*style, setup)), *style, setup);
            }
            SlipLine::Rule => texts(&mut roll, vec!["-".repeat(setup.columns)], Style::Normal, setup),
            SlipLine::Barcode { data, symbology } => {
                let (number, data) = symbol::bars(data, *symbology, setup.dots())?;
                roll.centre(true).bars(number, &data).centre(false);
            }
            SlipLine::Qr { data } => drop(roll.centre(true).qr(symbol::qr(data)?, MODULE).centre(false)),
        }
    }
    roll.raw(&[0x0a]).cut(setup.cutter);
    if setup.kick {
        let drawer = setup.drawer;
        roll.raw(&kick(drawer.pin, drawer.on, drawer.off));
    }
    if setup.status {
        roll.raw(&PROOF);
    }
    Ok(roll.finish())
}

/// Wide letters take two columns each.
fn width(style: Style, setup: &Setup) -> usize {
    if style == Style::Wide { setup.columns / 2 } else { setup.columns }
}

fn texts(roll: &mut Roll, lines: Vec<String>, style: Style, setup: &Setup) {
    let look = Look { bold: style == Style::Bold, wide: style == Style::Wide, tall: style == Style::Tall };
    for line in lines {
        roll.line(&line, look, setup.page);
    }
}
