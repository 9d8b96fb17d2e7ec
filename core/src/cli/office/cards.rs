//! `fiscus cards`: the registry of cards, its stock, and what is made of it.

use super::{
    Page,
    line::{Line, given},
    show::{self, Column, number, text, time, word},
};
use crate::cli::{Problem, say};
use clap::{Args, Subcommand, ValueEnum};
use fiscus_sdk::jiff::civil;
use serde_json::{Map, Value, json};

/// Which cards.
#[derive(Debug, Args)]
pub struct Where {
    /// The number begins with this.
    #[arg(long, value_name = "DIGITS")]
    number: Option<String>,
    /// The card type.
    #[arg(long = "type", value_name = "ID")]
    card_type: Option<String>,
    /// created, active, returned, blocked, expired, closed or deleted.
    #[arg(long)]
    status: Option<String>,
    /// The customer's id.
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// The customer's name contains this.
    #[arg(long)]
    name: Option<String>,
    /// What they were made from.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// The partner who has, or had, them.
    #[arg(long, value_name = "PARTNER")]
    held_by: Option<String>,
}

impl Where {
    /// As the socket has it.
    pub fn filter(&self) -> Map<String, Value> {
        given([
            ("number", json!(self.number)),
            ("type", json!(self.card_type)),
            ("status", json!(self.status)),
            ("customer", json!(self.customer)),
            ("name", json!(self.name)),
            ("profile", json!(self.profile)),
            ("partner", json!(self.held_by)),
        ])
    }
}

/// A selection: by number, a batch, or all that fit.
#[derive(Debug, Args)]
pub struct Selection {
    /// The cards, by number.
    #[arg(value_name = "CARD")]
    cards: Vec<String>,
    /// Or all of a batch.
    #[arg(long, value_name = "ID")]
    batch: Option<String>,
    #[command(flatten)]
    which: Where,
}

impl Selection {
    fn params(&self) -> Map<String, Value> {
        given([("cards", json!(self.cards)), ("batch", json!(self.batch)), ("filter", json!(self.which.filter()))])
    }
}

/// Days, both inclusive.
#[derive(Debug, Args)]
pub struct Days {
    /// The first day, such as 2026-11-01.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<String>,
    /// The last day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<String>,
}

/// A day as it is typed.
pub fn day(typed: &str) -> Result<String, String> {
    let day: Result<civil::Date, _> = typed.parse();
    day.map(|day| day.to_string()).map_err(|_| "a day is needed, such as 2026-11-01".to_owned())
}

/// How a table is written to a file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// Comma-separated.
    Csv,
    /// With another delimiter.
    Delimited,
    /// For Excel and its like.
    Xlsx,
}

impl Format {
    /// The socket's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Delimited => "delimited",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Where cards go.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum To {
    /// To a partner, released for use.
    Deliver,
    /// Back from a partner.
    Return,
    /// Not usable until they are unblocked.
    Block,
    /// As they were before.
    Unblock,
    /// Away; only while they are created.
    Delete,
    /// Into the stock.
    StockIn,
    /// Out of the stock.
    StockOut,
    /// For good: used up or replaced.
    Close,
}

/// Cards.
#[derive(Debug, Subcommand)]
pub enum CardsCommand {
    /// List cards.
    Find {
        #[command(flatten)]
        which: Where,
        /// Made in this batch.
        #[arg(long, value_name = "ID")]
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
    /// Make cards for the stock.
    Generate {
        /// The card type.
        #[arg(long = "type", value_name = "ID")]
        card_type: String,
        /// What they are made from.
        #[arg(long, value_name = "ID")]
        profile: Option<String>,
        /// How many.
        #[arg(long, value_name = "COUNT")]
        quantity: u32,
        /// They enter the stock when they come back from the printer's shop.
        #[arg(long)]
        no_stock: bool,
    },
    /// Move cards: all or none.
    Move {
        /// Where to.
        #[arg(value_enum)]
        to: To,
        #[command(flatten)]
        selection: Selection,
        /// The partner who gets them.
        #[arg(long, value_name = "ID")]
        partner: Option<String>,
    },
    /// Write cards that are created to a file.
    Export {
        #[command(flatten)]
        selection: Selection,
        /// How.
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
        /// What stands between two fields of --format delimited [default: a tabulator].
        #[arg(long, value_name = "CHARACTER")]
        delimiter: Option<String>,
        /// The fields, such as card,pin,profile.
        #[arg(long, value_delimiter = ',', value_name = "FIELD,…")]
        fields: Vec<String>,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        file: String,
    },
    /// Make a PDF of cards, or of the list of their PINs.
    Print {
        #[command(flatten)]
        selection: Selection,
        /// The list in place of the cards.
        #[arg(long)]
        list: bool,
        /// The template of the configuration.
        #[arg(long, value_name = "ID")]
        template: Option<String>,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        file: String,
    },
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

const CARDS: &[Column] = &[
    word("card", "card"),
    word("type", "type").minor(1),
    word("status", "status"),
    word("holder", "holder").minor(4),
    word("customer", "customer").minor(3),
    text("balances", "balances"),
    word("valid until", "valid_until").minor(2),
];
const ENTRIES: &[Column] = &[
    time(),
    word("from", "from"),
    word("to", "to"),
    number("amount", "amount"),
    word("unit", "unit").minor(2),
    number("balance", "balance").minor(1),
    word("operation", "operation").minor(4),
    word("operator", "operator").minor(3),
];
const TRACKED: &[Column] = &[
    word("card", "card"),
    word("status", "status").minor(3),
    word("valid until", "valid_until").minor(4),
    time(),
    word("from", "from").minor(1),
    word("to", "to").minor(1),
    number("amount", "amount"),
    word("unit", "unit").minor(2),
    number("balance", "balance"),
];
const SELLABLE: &[Column] = &[
    word("article", "article"),
    text("name", "name"),
    word("type", "type").minor(1),
    number("price", "price"),
    word("department", "department").minor(2),
    number("stock", "stock"),
];

/// Runs a command.
pub fn run(command: CardsCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    match command {
        CardsCommand::Find { which, batch, page } => {
            let mut filter = which.filter();
            filter.extend(given([("batch", json!(batch))]));
            line.list("cards.find", given([("filter", json!(filter))]), &page, CARDS)
        }
        CardsCommand::Get { card } => {
            let answer = line.ask("card.get", given([("card", json!(card))]))?;
            line.answered(&answer, show::record)
        }
        CardsCommand::History { card, days, page } => {
            let params = given([("card", json!(card)), ("from", json!(days.from)), ("to", json!(days.to))]);
            line.list("card.history", params, &page, ENTRIES)
        }
        CardsCommand::Track { selection, days, page } => {
            let mut params = selection.params();
            params.extend(given([("from", json!(days.from)), ("to", json!(days.to))]));
            line.list("cards.track", params, &page, TRACKED)
        }
        CardsCommand::Generate { card_type, profile, quantity, no_stock } => {
            let params = given([
                ("type", json!(card_type)),
                ("profile", json!(profile)),
                ("quantity", json!(quantity)),
                ("stock_in", json!(!no_stock)),
            ]);
            let answer = line.operate("cards.generate", params)?;
            line.answered(&answer, |answer| {
                let stocked = if no_stock { "not in stock yet" } else { "in stock" };
                let batch = show::cell(&answer["batch"]);
                format!("{} cards made, {stocked}. Batch {batch}", show::cell(&answer["quantity"]))
            })
        }
        CardsCommand::Move { to, selection, partner } => {
            let to = to.to_possible_value().map(|value| value.get_name().to_owned());
            let mut params = selection.params();
            params.extend(given([("to", json!(to)), ("partner", json!(partner))]));
            let answer = line.operate("cards.move", params)?;
            line.answered(&answer, |answer| format!("{} moved", show::counted_cards(&answer["count"])))
        }
        CardsCommand::Export { selection, format, delimiter, fields, file } => {
            let mut params = selection.params();
            params.extend(given([
                ("format", json!(format.word())),
                ("delimiter", json!(delimiter)),
                ("fields", json!(fields)),
                ("file", json!(here(&file))),
            ]));
            let answer = line.operate("cards.export", params)?;
            line.written(&answer)
        }
        CardsCommand::Print { selection, list, template, file } => {
            let mut params = selection.params();
            let what = if list { "list" } else { "cards" };
            params.extend(given([("as", json!(what)), ("template", json!(template)), ("file", json!(here(&file)))]));
            let answer = line.operate("cards.print", params)?;
            line.written(&answer)
        }
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

/// A path as the daemon understands it: what is relative begins where the command is called.
pub fn here(file: &str) -> String {
    std::path::absolute(file).map_or_else(|_| file.to_owned(), |path| path.display().to_string())
}
