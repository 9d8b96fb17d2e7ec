//! `fiscus customers`: people and firms.

mod picture;
mod record;

use super::{
    Page,
    cards::here,
    line::{Line, given},
    show::{self, Column, number, text, word},
};
use crate::cli::Problem;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

/// Customers.
#[derive(Debug, Subcommand)]
pub enum CustomersCommand {
    /// List customers.
    Find {
        /// The name contains this.
        #[arg(long)]
        name: Option<String>,
        /// The customer type.
        #[arg(long = "type", value_name = "WORD")]
        customer_type: Option<String>,
        /// The telephone number contains this.
        #[arg(long)]
        phone: Option<String>,
        /// The e-mail address contains this.
        #[arg(long)]
        email: Option<String>,
        /// The city.
        #[arg(long)]
        city: Option<String>,
        /// He has this card.
        #[arg(long)]
        card: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// Show a customer.
    Get {
        /// His id.
        customer: String,
    },
    /// Store a customer.
    Save(Box<record::Save>),
    /// Note that what a customer owes was invoiced or paid.
    Settle(Settle),
    /// A customer's picture: to a file, from a file, or away.
    Picture(picture::Picture),
    /// Write all that is kept of a customer to a file.
    Export {
        /// His id.
        customer: String,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        file: String,
    },
    /// Remove a customer's personal data for good.
    Erase {
        /// His id.
        customer: String,
        /// Why, for the record.
        #[arg(long)]
        reason: String,
    },
}

/// `fiscus customers settle`
#[derive(Debug, Args)]
pub struct Settle {
    /// His id.
    customer: String,
    /// How.
    #[arg(long = "as", value_enum)]
    settled_as: SettledAs,
    #[command(flatten)]
    what: What,
    /// The invoice or receipt that says so.
    #[arg(long, value_name = "TEXT")]
    document: Option<String>,
}

/// What is settled.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// These receipts, by operation.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    operations: Vec<String>,
    /// So much.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    amount: Option<String>,
}

/// How it was settled.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SettledAs {
    /// It is on an invoice now.
    Invoiced,
    /// It was paid.
    Paid,
}

/// What people look for first.
const ORDER: [&str; 8] = ["id", "company", "first_name", "last_name", "type", "position", "headroom", "turnover"];
const CUSTOMERS: &[Column] = &[
    word("id", "id"),
    text("company", "company").minor(1),
    text("last name", "last_name"),
    text("first name", "first_name"),
    text("city", "city").minor(3),
    word("phone", "phone").minor(2),
    number("position", "position"),
];
/// Runs a command.
pub fn run(command: CustomersCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    match command {
        CustomersCommand::Find { name, customer_type, phone, email, city, card, page } => {
            let filter = given([
                ("name", json!(name)),
                ("type", json!(customer_type)),
                ("phone", json!(phone)),
                ("email", json!(email)),
                ("city", json!(city)),
                ("card", json!(card)),
            ]);
            line.list("customers.find", given([("filter", json!(filter))]), &page, CUSTOMERS)
        }
        CustomersCommand::Get { customer } => {
            let answer = line.ask("customer.get", given([("customer", json!(customer))]))?;
            line.answered(&answer, |answer| show::ordered(answer, &ORDER))
        }
        CustomersCommand::Save(asked) => record::save(&asked, line),
        CustomersCommand::Settle(asked) => {
            let settled = asked.settled_as.to_possible_value().map(|value| value.get_name().to_owned());
            let params = given([
                ("customer", json!(asked.customer)),
                ("as", json!(settled)),
                ("operations", json!(asked.what.operations)),
                ("amount", json!(asked.what.amount)),
                ("document", json!(asked.document)),
            ]);
            let answer = line.operate("customer.settle", params)?;
            line.answered(&answer, |answer| show::ordered(answer, &ORDER))
        }
        CustomersCommand::Picture(asked) => picture::picture(&asked, line),
        CustomersCommand::Export { customer, file } => {
            let params = given([("customer", json!(customer)), ("file", json!(here(&file)))]);
            let answer = line.operate("customer.export", params)?;
            line.written(&answer)
        }
        CustomersCommand::Erase { customer, reason } => {
            let params = given([("customer", json!(customer)), ("reason", json!(reason))]);
            let answer = line.operate("customer.erase", params)?;
            line.answered(&answer, |answer| {
                let (id, count) = (show::cell(&answer["customer"]), show::cell(&answer["operations"]));
                format!("{id}: personal data removed, in {count} operations too")
            })
        }
    }
}
