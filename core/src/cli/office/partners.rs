//! `fiscus partners`: who hands cards out.

use super::{
    Page,
    line::{Line, given},
    show::{self, Column, text, word},
};
use crate::cli::Problem;
use clap::Subcommand;
use serde_json::json;

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

const PARTNERS: &[Column] = &[
    word("id", "id"),
    text("name", "name"),
    word("phone", "phone").minor(1),
    word("email", "email").minor(2),
    text("notes", "notes").minor(3),
];

/// Runs a command.
pub fn run(command: PartnersCommand, line: &mut Line<'_>) -> Result<(), Problem> {
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
