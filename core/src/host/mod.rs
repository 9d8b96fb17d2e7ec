//! The host of shared libraries: finds them, checks them, and makes ordinary values of what they answer.
//!
//! A candidate is looked at as a file before it is opened ([`elf`]), its table is checked before it is
//! called ([`table`]), and whatever it answers wrongly is the fault `plugin_failed` with the library's
//! name ([`session`]). A library that is opened stays: it is replaced by a new file (written beside and
//! renamed) and a restart.
//!
//! The host does not know what a plan or a step means, and it sets no time limit: a call that never
//! returns keeps its thread, and what else may take part in it is for the caller to decide. A library
//! shares this process; what no host can survive (a wild write, `exit`, a stack overflow) ends the daemon.

mod elf;
mod session;
mod table;

pub use session::{CardType, DeviceSession, DriverSession, OpenError, ProbeSession};

use fiscus_sdk::{Fault, Reason, abi};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use table::Table;

/// What a file in a folder of libraries turned out to be.
#[derive(Debug, Clone)]
pub enum Found {
    /// A library that can be used.
    Library(Arc<Library>),
    /// A file that cannot.
    Rejected(Rejected),
}

/// A file that is not used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file.
    pub file: PathBuf,
    /// Why, in English: it is for the installer.
    pub reason: String,
    /// It is plainly not ours (a library without a Fiscus table, a folder that does not exist): worth a
    /// line in `fiscus libraries`, and no warning elsewhere.
    pub foreign: bool,
}

/// A card plugin or a printer driver, loaded and checked.
#[derive(Debug)]
pub struct Library {
    /// Its file.
    pub file: PathBuf,
    /// Who it is and what it may do.
    pub manifest: abi::Manifest,
    /// The version of the messages it speaks.
    pub message_version: u32,
    /// The version of the SDK it was built with.
    pub sdk_version: String,
    table: Table,
}

impl Library {
    /// The id that a configuration names.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.manifest {
            abi::Manifest::Card(card) => &card.id,
            abi::Manifest::Driver(driver) => &driver.id,
        }
    }

    /// The library's own version.
    #[must_use]
    pub fn version(&self) -> &str {
        match &self.manifest {
            abi::Manifest::Card(card) => &card.version,
            abi::Manifest::Driver(driver) => &driver.version,
        }
    }

    /// Whether it brings the simulated device `model`.
    #[must_use]
    pub fn simulates(&self, model: &str) -> bool {
        match &self.manifest {
            abi::Manifest::Card(_) => false,
            abi::Manifest::Driver(driver) => driver.simulates.iter().any(|known| known == model),
        }
    }

    /// The fault of this library: `what` completes the sentence that its name begins.
    fn fault(&self, what: &str) -> Fault {
        Fault::new(Reason::PluginFailed, format!("{} ({}) {what}", self.id(), self.file.display()))
    }
}

/// Every candidate (`*.so`) of these folders, in their order and sorted within; a file that is reached
/// twice is looked at once. Of two libraries with the same id the first wins.
#[must_use]
pub fn discover(folders: &[PathBuf]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in folders {
        let candidates = match candidates(folder) {
            Ok(candidates) => candidates,
            Err(error) => {
                let foreign = error.kind() == std::io::ErrorKind::NotFound;
                let reason = format!("the folder cannot be read: {error}");
                found.push(Found::Rejected(Rejected { file: folder.clone(), reason, foreign }));
                continue;
            }
        };
        for file in candidates {
            if !seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                continue;
            }
            let looked_at = load(&file).and_then(|library| match twin(&found, &library) {
                None => Ok(library),
                Some(first) => Err(Unfit::because(format!(
                    "its id \"{}\" is that of {}, which was found first; remove one of them",
                    library.id(),
                    first.file.display()
                ))),
            });
            found.push(match looked_at {
                Ok(library) => Found::Library(Arc::new(library)),
                Err(Unfit { reason, foreign }) => Found::Rejected(Rejected { file, reason, foreign }),
            });
        }
    }
    found
}

/// Why a file is not used.
#[derive(Debug, PartialEq, Eq)]
struct Unfit {
    reason: String,
    foreign: bool,
}

impl Unfit {
    fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), foreign: false }
    }
}

fn candidates(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "so") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The library found before that has the same id and is of the same kind.
fn twin<'a>(found: &'a [Found], library: &Library) -> Option<&'a Library> {
    found.iter().find_map(|found| match found {
        Found::Library(first)
            if first.id() == library.id()
                && std::mem::discriminant(&first.manifest) == std::mem::discriminant(&library.manifest) =>
        {
            Some(&**first)
        }
        _ => None,
    })
}

fn load(file: &Path) -> Result<Library, Unfit> {
    elf::inspect(file)?;
    let table = Table::load(file).map_err(Unfit::because)?;
    let message_version = table.message_version();
    if message_version == 0 {
        return Err(Unfit::because("its messages have the version 0; the first there is is 1"));
    }
    let manifest: abi::Manifest = session::answered(&table.manifest())
        .map_err(|what| Unfit::because(format!("asked for its manifest, it {what}")))?;
    let sdk_version = table.sdk_version().to_owned();
    let library = Library { file: file.to_owned(), manifest, message_version, sdk_version, table };
    if library.id().is_empty() {
        return Err(Unfit::because("its manifest has no id"));
    }
    Ok(library)
}
