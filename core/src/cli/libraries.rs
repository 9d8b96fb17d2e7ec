//! `fiscus libraries`

use super::{Problem, loaded, say};
use fiscus::host::{self, Found};
use fiscus_sdk::abi::Manifest;
use std::path::Path;

/// Lists what is found in the folders of libraries, and for a rejected file the reason.
pub fn libraries(config: Option<&Path>) -> Result<(), Problem> {
    let config = loaded(config)?.config;
    let mut rejected = Vec::new();
    for found in host::discover(&config.paths.libraries) {
        match found {
            Found::Library(library) => {
                let kind = match library.manifest {
                    Manifest::Card(_) => "card plugin",
                    Manifest::Driver(_) => "printer driver",
                };
                say(&format!(
                    "{kind:<14} {:<12} {:<8} SDK {:<7} {}",
                    library.id(),
                    library.version(),
                    library.sdk_version,
                    library.file.display()
                ));
            }
            // A default folder need not be there.
            Found::Rejected(file) if file.foreign && !file.file.exists() => {}
            Found::Rejected(file) => rejected.push(file),
        }
    }
    for file in rejected {
        say(&format!("{:<14} {}: {}", "rejected", file.file.display(), file.reason));
    }
    Ok(())
}
