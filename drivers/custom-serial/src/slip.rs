//! A slip as a non-fiscal document: lines fitted to the paper, styles as pitches.
//!
//! What the slip says is decided by whoever wrote it. Bar codes have no form here that is known, and are refused.

use crate::{
    command::{Command, Role, text, welcome},
    settings::Setup,
};
use fiscus_sdk::{
    SlipLine, Style,
    document::SlipDocument,
    paper::{ASCII, No},
};

/// The commands that print a slip; its close is what makes it.
pub(crate) fn commands(document: &SlipDocument, setup: &Setup) -> Result<Vec<Command>, No> {
    let mut commands = vec![Command::new("40011", Role::Part)];
    let mut print = |lines: Vec<String>, style: Style| {
        for line in lines {
            commands.push(Command::new(format!("4003{}{}", pitch(style), text(&line, setup.columns)), Role::Part));
        }
    };
    if let Some(mark) = &document.copy_mark {
        print(ASCII.wrap(mark, setup.columns), Style::Bold);
    }
    for line in &document.slip.lines {
        match line {
            SlipLine::Text { text, style } => print(ASCII.wrap(text, width(*style, setup)), *style),
            SlipLine::Columns { left, right, style } => {
                print(ASCII.columns(&welcome(left), &welcome(right), width(*style, setup)), *style);
            }
            SlipLine::Rule => print(vec!["-".repeat(setup.columns)], Style::Normal),
            SlipLine::Barcode { .. } => return Err(No::Missing("bar code")),
            SlipLine::Qr { .. } => return Err(No::Missing("QR code")),
        }
    }
    commands.push(Command::new("4004", Role::Commit));
    Ok(commands)
}

/// Wide letters take two columns each.
fn width(style: Style, setup: &Setup) -> usize {
    if style == Style::Wide { setup.columns / 2 } else { setup.columns }
}

fn pitch(style: Style) -> char {
    match style {
        Style::Normal => '1',
        Style::Bold => '2',
        Style::Tall => '4',
        Style::Wide => '5',
    }
}
