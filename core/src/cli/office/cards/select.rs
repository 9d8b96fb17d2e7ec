//! Which cards, which days, which file: what several commands take.

use super::super::{PERIOD, WHICH, line::given};
use clap::{Args, ValueEnum};
use fiscus_sdk::jiff::civil;
use serde_json::{Map, Value, json};

/// Which cards.
#[derive(Debug, Args)]
pub struct Where {
    /// The number begins with this.
    #[arg(help_heading = WHICH, long, value_name = "DIGITS")]
    number: Option<String>,
    /// The card type.
    #[arg(help_heading = WHICH, long = "type", value_name = "ID")]
    card_type: Option<String>,
    /// created, active, returned, blocked, expired, closed or deleted.
    #[arg(help_heading = WHICH, long)]
    status: Option<String>,
    /// The customer's id.
    #[arg(help_heading = WHICH, long, value_name = "ID")]
    customer: Option<String>,
    /// The customer's name contains this.
    #[arg(help_heading = WHICH, long)]
    name: Option<String>,
    /// What they were made from.
    #[arg(help_heading = WHICH, long, value_name = "ID")]
    profile: Option<String>,
    /// The partner who has, or had, them.
    #[arg(help_heading = WHICH, long, value_name = "PARTNER")]
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
    #[arg(help_heading = WHICH, long, value_name = "ID")]
    batch: Option<String>,
    #[command(flatten)]
    which: Where,
}

impl Selection {
    /// As the socket has it.
    pub fn params(&self) -> Map<String, Value> {
        given([("cards", json!(self.cards)), ("batch", json!(self.batch)), ("filter", json!(self.which.filter()))])
    }
}

/// Days, both inclusive.
#[derive(Debug, Args)]
pub struct Days {
    /// The first day, such as 2026-11-01.
    #[arg(help_heading = PERIOD, long, value_name = "DAY", value_parser = day)]
    pub from: Option<String>,
    /// The last day.
    #[arg(help_heading = PERIOD, long, value_name = "DAY", value_parser = day)]
    pub to: Option<String>,
}

/// A time of day as it is typed.
pub fn hour(typed: &str) -> Result<String, String> {
    let time: Result<civil::Time, _> = typed.parse();
    time.map(|_| typed.to_owned()).map_err(|_| "a time of day is needed, such as 08:30".to_owned())
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

/// A path as the daemon understands it: what is relative begins where the command is called.
pub fn here(file: &str) -> String {
    std::path::absolute(file).map_or_else(|_| file.to_owned(), |path| path.display().to_string())
}
