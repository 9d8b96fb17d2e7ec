//! `fiscus journal`

use super::{Problem, loaded, say};
use std::path::Path;

/// Recomputes the chain and every balance from a snapshot; also while the daemon runs.
pub fn verify(config: Option<&Path>) -> Result<(), Problem> {
    let config = loaded(config)?.config;
    match fiscus::journal::verify::verify(&config.paths.state) {
        Ok(verified) => {
            say(&format!(
                "{} records, {} operations, {} entries, {} accounts: all as recorded; head {}",
                verified.records, verified.operations, verified.entries, verified.accounts, verified.head
            ));
            Ok(())
        }
        Err(difference) => {
            say(&difference.to_string());
            Err(Problem::Told)
        }
    }
}
