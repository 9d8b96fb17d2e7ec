//! `fiscus customers`, `fiscus partners`: people and firms.

use super::{
    Page,
    cards::here,
    line::{Line, given},
    show::{self, Column, number, text, word},
};
use crate::cli::Problem;
use clap::Subcommand;
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

/// Partners.
#[derive(Debug, Subcommand)]
pub enum PartnersCommand {
    /// List partners.
    Find {
        /// The name contains this.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// Store a partner; one that is there is replaced as a whole.
    Save {
        /// The id [default: a new one].
        #[arg(long)]
        id: Option<String>,
        /// The name.
        #[arg(long)]
        name: String,
        /// Telephone.
        #[arg(long)]
        phone: Option<String>,
        /// E-mail.
        #[arg(long)]
        email: Option<String>,
        /// Street, number and city.
        #[arg(long)]
        address: Option<String>,
        /// Free notes.
        #[arg(long)]
        notes: Option<String>,
    },
}

const CUSTOMERS: &[Column] = &[
    word("id", "id"),
    text("company", "company").minor(1),
    text("last name", "last_name"),
    text("first name", "first_name"),
    text("city", "city").minor(3),
    word("phone", "phone").minor(2),
    number("position", "position"),
];
const PARTNERS: &[Column] = &[
    word("id", "id"),
    text("name", "name"),
    word("phone", "phone").minor(1),
    word("email", "email").minor(2),
    text("notes", "notes").minor(3),
];

/// Runs a command of customers.
pub fn customers(command: CustomersCommand, line: &mut Line<'_>) -> Result<(), Problem> {
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
            line.answered(&answer, show::record)
        }
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

/// Runs a command of partners.
pub fn partners(command: PartnersCommand, line: &mut Line<'_>) -> Result<(), Problem> {
    match command {
        PartnersCommand::Find { name, page } => {
            line.list("partners.find", given([("name", json!(name))]), &page, PARTNERS)
        }
        PartnersCommand::Save { id, name, phone, email, address, notes } => {
            let params = given([
                ("id", json!(id)),
                ("name", json!(name)),
                ("phone", json!(phone)),
                ("email", json!(email)),
                ("address", json!(address)),
                ("notes", json!(notes)),
            ]);
            let answer = line.operate("partner.save", params)?;
            line.answered(&answer, show::record)
        }
    }
}
