//! The back office at the command line: `fiscus cards`, `customers`, `partners`, `report`, `deliveries`.
//!
//! Each command is a call with its parameters and the columns in which people read the answer; `--json` prints the
//! answer itself. It knows the socket and nothing of the daemon's inside.

mod cards;
mod customers;
mod fit;
mod id;
mod line;
mod reports;
mod show;
mod words;

pub use cards::CardsCommand;
pub use customers::{CustomersCommand, PartnersCommand};
pub use reports::{DeliveriesArguments, ReportCommand};

use super::Problem;
use clap::Args;
use line::Line;
use std::path::PathBuf;

/// Where the daemon is, who asks, and how the answer is shown.
#[derive(Debug, Args)]
pub struct Common {
    /// The daemon's socket.
    #[arg(long, value_name = "PATH", conflicts_with = "config", global = true)]
    socket: Option<PathBuf>,
    /// The configuration that names the socket.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Who works.
    #[arg(long, value_name = "ID", global = true)]
    operator: Option<String>,
    /// Print the answer as JSON.
    #[arg(long, global = true)]
    json: bool,
    /// The id of an operation that was cut off, to ask for its end [default: a new one].
    #[arg(long, value_name = "ID", global = true)]
    operation: Option<String>,
    /// Confirm what is asked to be confirmed.
    #[arg(long, global = true)]
    yes: bool,
}

/// How much of a list.
#[derive(Debug, Args)]
pub struct Page {
    /// At most so many.
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    limit: u32,
    /// Begin behind this: what the page before ended with.
    #[arg(long, value_name = "NEXT")]
    after: Option<String>,
    /// All of them.
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

/// `fiscus cards`
pub fn cards(command: CardsCommand, common: &Common) -> Result<(), Problem> {
    cards::run(command, &mut Line::open(common)?)
}

/// `fiscus customers`
pub fn customers(command: CustomersCommand, common: &Common) -> Result<(), Problem> {
    customers::customers(command, &mut Line::open(common)?)
}

/// `fiscus partners`
pub fn partners(command: PartnersCommand, common: &Common) -> Result<(), Problem> {
    customers::partners(command, &mut Line::open(common)?)
}

/// `fiscus report`
pub fn report(command: ReportCommand, common: &Common) -> Result<(), Problem> {
    reports::run(command, &mut Line::open(common)?)
}

/// `fiscus deliveries`
pub fn deliveries(arguments: DeliveriesArguments, common: &Common) -> Result<(), Problem> {
    reports::deliveries(arguments, &mut Line::open(common)?)
}
