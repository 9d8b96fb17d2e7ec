//! `fiscus check`

use super::{Problem, say};
use fiscus::{
    config::{Config, Finding},
    daemon::{
        folders::{self, Trouble},
        setup::{self, Libraries, Setup},
    },
};
use std::path::Path;

/// Loads the configuration and its libraries without opening a device: each problem on a line, or what the
/// settings effectively mean.
pub fn check(config: Option<&Path>) -> Result<(), Problem> {
    let file = fiscus::config::find_file(config);
    match opened(&file) {
        Ok((setup, others)) => {
            for (id, open) in &setup.card_types {
                for meaning in &open.means {
                    say(&format!("{id}: {meaning}"));
                }
            }
            for (id, open) in &setup.printers {
                for meaning in open.session.means() {
                    say(&format!("{id}: {meaning}"));
                }
            }
            for (id, other) in setup.sharing() {
                say(&format!(
                    "{id}: attention, printer \"{other}\" has this connection too: one device is one printer, to which several tills may print"
                ));
            }
            for (one, other, number) in setup.crowded() {
                say(&format!(
                    "attention, departments \"{one}\" and \"{other}\" have different VAT and one number ({number}): a device prints one VAT for both, unless its printer maps them otherwise"
                ));
            }
            // The daemon runs as another user perhaps, and its folders are made for it.
            for trouble in others {
                say(&format!("attention, unless the daemon runs as another user: {}", trouble.finding));
            }
            say(&format!(
                "{}: no problems ({} printers, {} card types)",
                file.display(),
                setup.printers.len(),
                setup.card_types.len()
            ));
            Ok(())
        }
        Err(findings) => {
            for finding in findings {
                say(&finding.to_string());
            }
            Err(Problem::Told)
        }
    }
}

/// The shop, and what only this user may not; or all that is wrong, in the order of the file.
fn opened(file: &Path) -> Result<(Setup, Vec<Trouble>), Vec<Finding>> {
    let loaded = Config::load(file)?;
    let (others, troubles): (Vec<_>, Vec<_>) =
        folders::troubles(&loaded).into_iter().partition(|trouble| trouble.mine_only);
    let libraries = Libraries::discover(&loaded.config);
    let mut findings: Vec<Finding> = troubles.into_iter().map(|trouble| trouble.finding).collect();
    match setup::open(loaded, &libraries) {
        Ok(setup) if findings.is_empty() => return Ok((setup, others)),
        Ok(_) => {}
        Err(more) => findings.extend(more),
    }
    findings.sort_by_key(|finding| (finding.line, finding.column));
    Err(findings)
}
