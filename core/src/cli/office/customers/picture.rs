//! `fiscus customers picture`: to a file, from a file, or away.

use super::super::{
    cards::here,
    line::{Line, given},
    show,
};
use crate::cli::Problem;
use clap::Args;
use serde_json::json;
use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt};

/// `fiscus customers picture`
#[derive(Debug, Args)]
pub struct Picture {
    /// His id.
    customer: String,
    #[command(flatten)]
    what: What,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Write it to this file, which is not there yet.
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    /// Store the PNG or JPEG of this file, up to 512 KiB.
    #[arg(long, value_name = "FILE")]
    store: Option<String>,
    /// Delete it.
    #[arg(long)]
    delete: bool,
}

/// Runs the command.
pub fn picture(asked: &Picture, line: &mut Line<'_>) -> Result<(), Problem> {
    let customer = ("customer", json!(asked.customer));
    if let Some(file) = &asked.what.file {
        let answer = line.ask("customer.picture", given([customer]))?;
        let Some(picture) = answer["picture"].as_str() else {
            return Err(Problem::Say(format!("{}: there is no picture", asked.customer)));
        };
        let bytes =
            data_encoding::BASE64.decode(picture.as_bytes()).map_err(|error| format!("the picture: {error}"))?;
        // For whoever asked, as what the daemon writes.
        let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
        opened.and_then(|mut opened| opened.write_all(&bytes)).map_err(|error| format!("{file}: {error}"))?;
        let written = json!({ "customer": asked.customer, "file": here(file), "bytes": bytes.len() });
        return line.answered(&written, |written| format!("{} written", show::cell(&written["file"])));
    }
    let picture = match &asked.what.store {
        Some(file) => {
            let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
            Some(data_encoding::BASE64.encode(&bytes))
        }
        None => None,
    };
    let answer = line.operate("customer.save_picture", given([customer, ("picture", json!(picture))]))?;
    let done = if picture.is_some() { "picture stored" } else { "picture deleted" };
    line.answered(&answer, |answer| format!("{}: {done}", show::cell(&answer["customer"])))
}
