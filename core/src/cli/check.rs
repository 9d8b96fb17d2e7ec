//! `fiscus check`

use super::{Problem, say};
use fiscus::daemon::setup::{self, Libraries};
use std::path::Path;

/// Loads the configuration and its libraries without opening a device: each problem on a line, or what the
/// settings effectively mean.
pub fn check(config: Option<&Path>) -> Result<(), Problem> {
    let file = fiscus::config::find_file(config);
    let opened = fiscus::config::Config::load(&file).and_then(|loaded| {
        let libraries = Libraries::discover(&loaded.config);
        setup::open(loaded, &libraries)
    });
    match opened {
        Ok(setup) => {
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
