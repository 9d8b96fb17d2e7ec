//! Cards on stock: made, moved, written to files and on paper.

use super::{
    super::{
        line::{Line, given},
        show,
    },
    select::{Format, Selection, here},
};
use crate::cli::Problem;
use clap::{Args, ValueEnum};
use serde_json::json;

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

/// `fiscus cards generate`
#[derive(Debug, Args)]
pub struct Generate {
    /// The card type.
    #[arg(long = "type", value_name = "ID")]
    card_type: String,
    /// How many.
    #[arg(long, value_name = "COUNT")]
    quantity: u32,
    /// What they are made from; needed where the type has several.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// They enter the stock when they come back from the printer's shop.
    #[arg(long)]
    no_stock: bool,
}

/// `fiscus cards move`
#[derive(Debug, Args)]
pub struct Move {
    /// Where to.
    #[arg(value_enum)]
    to: To,
    /// The partner who gets them, for deliver.
    #[arg(long, value_name = "ID")]
    partner: Option<String>,
    #[command(flatten)]
    selection: Selection,
}

/// `fiscus cards export`
#[derive(Debug, Args)]
pub struct Export {
    /// Where to.
    #[arg(long, value_name = "FILE")]
    file: String,
    /// How.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// What stands between two fields of --format delimited [default: a tabulator].
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<String>,
    /// The fields, such as card,pin,profile.
    #[arg(long, value_delimiter = ',', value_name = "FIELD,…")]
    fields: Vec<String>,
    #[command(flatten)]
    selection: Selection,
}

/// `fiscus cards print`
#[derive(Debug, Args)]
pub struct Print {
    /// Where to.
    #[arg(long, value_name = "FILE")]
    file: String,
    /// The list in place of the cards.
    #[arg(long)]
    list: bool,
    /// The template of the configuration.
    #[arg(long, value_name = "ID")]
    template: Option<String>,
    #[command(flatten)]
    selection: Selection,
}

/// Makes cards for the stock.
pub fn generate(asked: &Generate, line: &mut Line<'_>) -> Result<(), Problem> {
    let params = given([
        ("type", json!(asked.card_type)),
        ("profile", json!(asked.profile)),
        ("quantity", json!(asked.quantity)),
        ("stock_in", json!(!asked.no_stock)),
    ]);
    let answer = line.operate("cards.generate", params)?;
    line.answered(&answer, |answer| {
        let stocked = if asked.no_stock { "not in stock yet" } else { "in stock" };
        let batch = show::cell(&answer["batch"]);
        format!("{} cards made, {stocked}. Batch {batch}", show::cell(&answer["quantity"]))
    })
}

/// Moves cards.
pub fn moved(asked: &Move, line: &mut Line<'_>) -> Result<(), Problem> {
    let to = asked.to.to_possible_value().map(|value| value.get_name().to_owned());
    let mut params = asked.selection.params();
    params.extend(given([("to", json!(to)), ("partner", json!(asked.partner))]));
    let answer = line.operate("cards.move", params)?;
    line.answered(&answer, |answer| format!("{} moved", show::counted_cards(&answer["count"])))
}

/// Writes cards to a file.
pub fn export(asked: &Export, line: &mut Line<'_>) -> Result<(), Problem> {
    let mut params = asked.selection.params();
    params.extend(given([
        ("format", json!(asked.format.word())),
        ("delimiter", json!(asked.delimiter)),
        ("fields", json!(asked.fields)),
        ("file", json!(here(&asked.file))),
    ]));
    let answer = line.operate("cards.export", params)?;
    line.written(&answer)
}

/// Makes a PDF.
pub fn print(asked: &Print, line: &mut Line<'_>) -> Result<(), Problem> {
    let mut params = asked.selection.params();
    let what = if asked.list { "list" } else { "cards" };
    params.extend(given([
        ("as", json!(what)),
        ("template", json!(asked.template)),
        ("file", json!(here(&asked.file))),
    ]));
    let answer = line.operate("cards.print", params)?;
    line.written(&answer)
}
