//! `fiscus discounts`: what a turnover has earned.

use super::{line::Line, show};
use crate::cli::Problem;
use clap::Subcommand;
use serde_json::Map;

/// Discounts.
#[derive(Debug, Subcommand)]
pub enum DiscountsCommand {
    /// Look at every customer's turnover and set the discounts it has earned.
    Review,
}

/// Runs a command.
pub fn run(command: &DiscountsCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    let DiscountsCommand::Review = command;
    let answer = line.operate("discounts.review", Map::new())?;
    line.answered(&answer, |answer| {
        let [reviewed, changed, locked] = ["reviewed", "changed", "locked"].map(|key| show::cell(&answer[key]));
        format!("{reviewed} looked at, {changed} changed, {locked} not changed because they are locked")
    })
}
