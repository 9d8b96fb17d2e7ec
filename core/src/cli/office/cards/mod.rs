//! `fiscus cards`: the registry of cards, its stock, and what is made of it.

mod columns;
mod one;
mod select;
mod stock;

pub use select::{Days, Format, Where, day, here};

use super::{
    Page, WHICH,
    line::{Line, given},
    show,
};
use crate::cli::{Problem, say};
use clap::Subcommand;
use columns::{CARDS, ENTRIES, SELLABLE, TRACKED};
use select::Selection;
use serde_json::{Map, json};

/// Cards.
#[derive(Debug, Subcommand)]
pub enum CardsCommand {
    /// List cards.
    Find {
        #[command(flatten)]
        which: Where,
        /// Made in this batch.
        #[arg(long, value_name = "ID", help_heading = WHICH)]
        batch: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// Show a card.
    Get {
        /// Its number.
        card: String,
    },
    /// What moved on a card, newest first.
    History {
        /// Its number.
        card: String,
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        page: Page,
    },
    /// What moved on a group of cards, newest first.
    Track {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        page: Page,
    },
    /// Make a card for somebody.
    Issue(one::Issue),
    /// Change what is kept of a card; what is not named stays.
    Save(one::Save),
    /// Show a card's PIN; who saw it, and why, is on record.
    Reveal(one::Reveal),
    /// Make cards for the stock.
    Generate(stock::Generate),
    /// Move cards: all or none.
    Move(stock::Move),
    /// Write cards that are created to a file.
    Export(stock::Export),
    /// Make a PDF of cards, or of the list of their PINs.
    Print(stock::Print),
    /// Take what is on the cards of a type off them.
    Zero {
        /// The card type.
        #[arg(long = "type", value_name = "ID")]
        card_type: String,
        /// The unit, such as EUR or PT.
        #[arg(long)]
        unit: String,
        /// Only what was earned before this day and is not used yet.
        #[arg(long, value_name = "DAY", value_parser = day)]
        earned_before: Option<String>,
    },
    /// What can be sold as a line of a receipt.
    Sellable,
}

/// Runs a command.
pub fn run(command: CardsCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    match command {
        CardsCommand::Find { which, batch, page } => {
            let mut filter = which.filter();
            filter.extend(given([("batch", json!(batch))]));
            line.list("cards.find", given([("filter", json!(filter))]), &page, CARDS)
        }
        CardsCommand::Get { card } => one::get(&card, line),
        CardsCommand::History { card, days, page } => {
            let params = given([("card", json!(card)), ("from", json!(days.from)), ("to", json!(days.to))]);
            line.list("card.history", params, &page, ENTRIES)
        }
        CardsCommand::Track { selection, days, page } => {
            let mut params = selection.params();
            params.extend(given([("from", json!(days.from)), ("to", json!(days.to))]));
            line.list("cards.track", params, &page, TRACKED)
        }
        CardsCommand::Issue(asked) => one::issue(&asked, line),
        CardsCommand::Save(asked) => one::save(&asked, line),
        CardsCommand::Reveal(asked) => one::reveal(&asked, line),
        CardsCommand::Generate(asked) => stock::generate(&asked, line),
        CardsCommand::Move(asked) => stock::moved(&asked, line),
        CardsCommand::Export(asked) => stock::export(&asked, line),
        CardsCommand::Print(asked) => stock::print(&asked, line),
        CardsCommand::Zero { card_type, unit, earned_before } => {
            let params =
                given([("type", json!(card_type)), ("unit", json!(unit)), ("earned_before", json!(earned_before))]);
            let answer = line.operate("cards.zero", params)?;
            line.answered(&answer, |answer| {
                let (total, unit) = (show::cell(&answer["total"]), show::cell(&answer["unit"]));
                format!("{total} {unit} taken off {}", show::counted_cards(&answer["cards"]))
            })
        }
        CardsCommand::Sellable => {
            let answer = line.ask("catalog.sellable", Map::new())?;
            if line.json() {
                return line.shown(&answer);
            }
            say(&show::table(answer["items"].as_array().map_or(&[][..], Vec::as_slice), SELLABLE));
            Ok(())
        }
    }
}
