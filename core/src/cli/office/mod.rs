//! The back office at the command line: `fiscus cards`, `customers`, `partners`, `discounts`, `report`, `deliveries`.
//!
//! Each command is a call with its parameters and the columns in which people read the answer; `--json` prints the
//! answer itself. It knows the socket and nothing of the daemon's inside.

mod cards;
mod customers;
mod discounts;
mod fit;
mod id;
mod line;
mod partners;
mod reports;
mod show;
mod words;

pub use cards::CardsCommand;
pub use customers::CustomersCommand;
pub use discounts::DiscountsCommand;
pub use partners::PartnersCommand;
pub use reports::{DeliveriesArguments, ReportCommand};

use super::Problem;
use clap::Args;
use line::Line;
use std::path::PathBuf;

/// Headings in `--help`: what a command is about stands above them.
const WHICH: &str = "Which cards";
const PERIOD: &str = "Which days, both inclusive";
const LIST: &str = "How much of the list";
const FILE: &str = "Into a file";
const EVERY: &str = "Of every command";

/// Where the daemon is, who asks, and how the answer is shown.
#[derive(Debug, Args)]
pub struct Common {
    /// The daemon's socket.
    #[arg(long, value_name = "PATH", conflicts_with = "config", global = true, help_heading = EVERY)]
    socket: Option<PathBuf>,
    /// The configuration that names the socket.
    #[arg(long, value_name = "FILE", global = true, help_heading = EVERY)]
    config: Option<PathBuf>,
    /// Who works.
    #[arg(long, value_name = "ID", global = true, help_heading = EVERY)]
    operator: Option<String>,
    /// Print the answer as JSON.
    #[arg(long, global = true, help_heading = EVERY)]
    json: bool,
    /// The id of an operation that was cut off, to ask for its end [default: a new one].
    #[arg(long, value_name = "ID", global = true, help_heading = EVERY)]
    operation: Option<String>,
    /// Confirm what is asked to be confirmed.
    #[arg(long, global = true, help_heading = EVERY)]
    yes: bool,
}

/// How much of a list.
#[derive(Debug, Args)]
pub struct Page {
    /// At most so many.
    #[arg(help_heading = LIST, long, value_name = "COUNT", default_value_t = 100)]
    limit: u32,
    /// Begin behind this: what the page before ended with.
    #[arg(help_heading = LIST, long, value_name = "NEXT")]
    after: Option<String>,
    /// All of them.
    #[arg(help_heading = LIST, long, conflicts_with = "limit")]
    all: bool,
}

/// `fiscus cards`
pub fn cards(command: CardsCommand, common: &Common) -> Result<(), Problem> {
    cards::run(command, &mut Line::open(common)?)
}

/// `fiscus customers`
pub fn customers(command: CustomersCommand, common: &Common) -> Result<(), Problem> {
    customers::run(command, &mut Line::open(common)?)
}

/// `fiscus partners`
pub fn partners(command: PartnersCommand, common: &Common) -> Result<(), Problem> {
    partners::run(command, &mut Line::open(common)?)
}

/// `fiscus discounts`
pub fn discounts(command: &DiscountsCommand, common: &Common) -> Result<(), Problem> {
    discounts::run(command, &mut Line::open(common)?)
}

/// `fiscus report`
pub fn report(command: ReportCommand, common: &Common) -> Result<(), Problem> {
    reports::run(command, &mut Line::open(common)?)
}

/// `fiscus deliveries`
pub fn deliveries(arguments: DeliveriesArguments, common: &Common) -> Result<(), Problem> {
    reports::deliveries(arguments, &mut Line::open(common)?)
}
