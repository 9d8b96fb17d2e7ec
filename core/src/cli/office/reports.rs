//! `fiscus report`, `fiscus deliveries`: on the terminal, as JSON, or written to a file by the daemon.

use super::{
    FILE, Page,
    cards::{Days, Format, Where, day, here},
    line::{Line, given},
    show::{self, Column, number, text, time, word},
};
use crate::cli::{Problem, say};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

/// Writes the report to a file in place of the terminal.
#[derive(Debug, Args)]
pub struct Out {
    /// Write the whole report to this file.
    #[arg(help_heading = FILE, long, value_name = "FILE")]
    file: Option<String>,
    /// How it is written [default: as the file's name ends, else csv].
    #[arg(help_heading = FILE, long, value_enum, requires = "file")]
    format: Option<Format>,
    /// What stands between two fields of --format delimited [default: a tabulator].
    #[arg(help_heading = FILE, long, value_name = "CHARACTER", requires = "file")]
    delimiter: Option<String>,
}

/// Reports.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Balances of cards at the beginning and the end of a period.
    Cards {
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        which: Where,
        #[command(flatten)]
        page: Page,
        #[command(flatten)]
        out: Out,
    },
    /// What the shop owes to card holders.
    Liability {
        #[command(flatten)]
        out: Out,
    },
    /// Loads of a day without a fiscal document.
    Loads {
        /// The day.
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: String,
        #[command(flatten)]
        out: Out,
    },
    /// What a customer bought, paid and owes.
    Statement {
        /// His id.
        customer: String,
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        page: Page,
        #[command(flatten)]
        out: Out,
    },
    /// Discounted sales.
    Discounts {
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        page: Page,
        #[command(flatten)]
        out: Out,
    },
    /// Who made, moved and exported cards, when and how many.
    Stock {
        #[command(flatten)]
        days: Days,
        #[command(flatten)]
        page: Page,
        #[command(flatten)]
        out: Out,
    },
}

/// What is to be done outside the shop, in order.
#[derive(Debug, Args)]
pub struct DeliveriesArguments {
    /// pending or done.
    #[arg(long)]
    state: Option<String>,
    /// Only those of this card.
    #[arg(long)]
    card: Option<String>,
    #[command(flatten)]
    page: Page,
}

const CARDS: &[Column] = &[
    word("card", "card"),
    word("type", "type").minor(3),
    word("customer", "customer").minor(4),
    word("account", "account"),
    number("opening", "opening"),
    number("credited", "credited").minor(2),
    number("debited", "debited").minor(1),
    number("closing", "closing"),
];
const LIABILITY: &[Column] =
    &[word("type", "type"), word("account", "account"), number("cards", "cards"), number("balance", "balance")];
const LOADS: &[Column] = &[
    time(),
    word("till", "till").minor(3),
    word("operator", "operator").minor(1),
    word("card", "card"),
    number("paid", "paid"),
    number("credited", "credited").minor(2),
    word("fiscal", "fiscal"),
    word("operation", "operation").minor(4),
];
const STATEMENT: &[Column] = &[
    time(),
    word("method", "method").minor(3),
    number("z", "document.z").minor(1),
    number("number", "document.number").minor(1),
    number("total", "total"),
    number("discounts", ".discount").minor(2),
    number("due", "due"),
    word("settled", "settled"),
    word("operation", "operation").minor(4),
];
const DISCOUNTS: &[Column] = &[
    time(),
    word("till", "till").minor(6),
    word("card", "card").minor(2),
    word("reason", "reason").minor(4),
    text("description", "description").minor(1),
    number("before", "before").minor(3),
    number("amount", "amount"),
    number("percent", "percent"),
    word("operation", "operation").minor(5),
];
const STOCK: &[Column] = &[
    time(),
    word("operator", "operator").minor(2),
    word("user", "peer").minor(4),
    word("what", "what"),
    number("count", "count"),
    word("type", "type").minor(3),
    word("batch", "batch").minor(1),
    word("partner", "partner").minor(2),
    word("operation", "operation").minor(5),
];
const DELIVERIES: &[Column] = &[
    number("id", "id").minor(2),
    time().minor(1),
    word("card", "card"),
    word("effect", "effect"),
    word("state", "state"),
    text("error", "error"),
];

/// Runs a command.
pub fn run(command: ReportCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    let within = |days: &Days| given([("from", json!(days.from)), ("to", json!(days.to))]);
    let (name, params, page, out, columns) = match command {
        ReportCommand::Cards { days, which, page, out } => {
            let mut params = within(&days);
            params.extend(given([("filter", json!(which.filter()))]));
            ("cards", params, Some(page), out, CARDS)
        }
        ReportCommand::Liability { out } => ("liability", Map::new(), None, out, LIABILITY),
        ReportCommand::Loads { date, out } => ("loads", given([("date", json!(date))]), None, out, LOADS),
        ReportCommand::Statement { customer, days, page, out } => {
            let mut params = within(&days);
            params.extend(given([("customer", json!(customer))]));
            ("statement", params, Some(page), out, STATEMENT)
        }
        ReportCommand::Discounts { days, page, out } => ("discounts", within(&days), Some(page), out, DISCOUNTS),
        ReportCommand::Stock { days, page, out } => ("stock", within(&days), Some(page), out, STOCK),
    };
    if let Some(file) = &out.file {
        return written(name, params, file, &out, line);
    }
    let (method, span) = (format!("report.{name}"), params.clone());
    let answer = match &page {
        Some(page) => line.gathered(&method, params, page)?,
        None => line.ask(&method, params)?,
    };
    if line.json() {
        return line.shown(&answer);
    }
    let items = answer["items"].as_array().map_or(&[][..], Vec::as_slice);
    say(&title(name, &span, &answer, &line.shop()));
    let (about, rest) = around(&answer);
    let table = show::table(&[items, &sums(&answer)].concat(), columns);
    for text in [about, table, rest].iter().filter(|text| !text.is_empty()) {
        say(text);
    }
    say(&show::ended(items.len(), &answer["next"]));
    Ok(())
}

/// What a report is of: the shop, the report, its days.
fn title(name: &str, asked: &Map<String, Value>, answer: &Value, shop: &Value) -> String {
    let day = |key: &str| {
        let day = asked.get(key).filter(|day| !day.is_null()).unwrap_or(&answer[key]);
        Some(show::cell(day)).filter(|day| !day.is_empty())
    };
    let now = show::minute(&show::cell(&shop["time"]));
    let days = match (day("date"), day("from"), day("to")) {
        (Some(date), _, _) => date,
        (None, Some(from), Some(to)) => format!("{from} to {to}"),
        (None, Some(from), None) => format!("{from} to {now}"),
        (None, None, Some(to)) => format!("to {to}"),
        (None, None, None) => format!("to {now}"),
    };
    format!("{}: report {name}, {days}", show::cell(&shop["shop"]))
}

/// What stands above a report's table beside its title, and what stands below.
fn around(answer: &Value) -> (String, String) {
    let told = |key: &str| ["items", "next", "from", "to", "date"].contains(&key);
    let (mut above, mut below) = (Map::new(), Map::new());
    for (key, value) in answer.as_object().into_iter().flatten().filter(|(key, _)| !told(key)) {
        match &**key {
            "customer" | "name" | "bill_to" | "position" => above.insert(key.clone(), value.clone()),
            "totals" if !sums(answer).is_empty() => None,
            _ => below.insert(key.clone(), value.clone()),
        };
    }
    (show::record(&Value::Object(above)), show::record(&Value::Object(below)))
}

/// Totals that have the columns of the report, as rows of it.
fn sums(answer: &Value) -> Vec<Value> {
    let totals = answer["totals"].as_object().into_iter().flatten();
    let row = |(unit, sum): (&String, &Value)| {
        let mut row = sum.as_object()?.clone();
        row.insert("card".into(), json!("total"));
        row.insert("account".into(), json!(unit));
        Some(Value::Object(row))
    };
    totals.filter_map(row).collect()
}

/// The whole report, written by the daemon.
fn written(
    name: &str,
    mut params: Map<String, Value>,
    file: &str,
    out: &Out,
    line: &mut Line<'_>,
) -> Result<(), Problem> {
    let format = out.format.unwrap_or_else(|| match file.rsplit_once('.') {
        Some((_, "xlsx")) => Format::Xlsx,
        Some((_, "txt" | "tsv")) => Format::Delimited,
        _ => Format::Csv,
    });
    params.extend(given([
        ("report", json!(name)),
        ("format", json!(format.word())),
        ("delimiter", json!(out.delimiter)),
        ("file", json!(here(file))),
    ]));
    let answer = line.operate("report.export", params)?;
    line.written(&answer)
}

/// `fiscus deliveries`
pub fn deliveries(arguments: DeliveriesArguments, line: &mut Line<'_>) -> Result<(), Problem> {
    let params = given([("state", json!(arguments.state)), ("card", json!(arguments.card))]);
    line.list("deliveries.find", params, &arguments.page, DELIVERIES)
}
