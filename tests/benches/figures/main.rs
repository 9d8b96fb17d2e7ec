//! The figures: what Fiscus costs, each beside the limit of the machine measured in the same run.
//!
//! `cargo figures` prints all of them, once on the disk of the target folder and once on a tmpfs;
//! `cargo figures -- receipt` only those whose name contains the word. Ratios are what counts: absolute times
//! are this machine's, this minute's. `cargo figures -- registry --cards=1000000` chooses how many cards the shop of that
//! figure has; each has ten entries.
#![allow(clippy::print_stdout)] // The figures are what it prints.

mod abi;
mod cards;
mod daemon;
mod drivers;
mod export;
mod ledger;
mod limits;
mod measure;
mod receipt;
mod registry;

use std::path::{Path, PathBuf};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let run = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    let disk = Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned();
    let tmpfs = PathBuf::from("/dev/shm");
    for (name, folder) in [("disk", disk), ("tmpfs", tmpfs)] {
        println!("\n## On {name} ({})\n", folder.display());
        if run("limits") {
            limits::print(&folder);
        }
        if run("ledger") {
            ledger::print(&folder);
        }
        if run("receipt") {
            receipt::print(&folder);
        }
        if run("daemon") {
            daemon::print(&folder);
        }
        if run("cards") {
            cards::print(&folder);
        }
        if run("export") {
            export::print(&folder);
        }
        // Too large for a memory.
        if run("registry") && name == "disk" {
            registry::print(&folder);
        }
    }
    println!("\n## Without a disk\n");
    if run("abi") {
        abi::print();
    }
    if run("drivers") {
        drivers::print();
    }
    if run("codecs") {
        drivers::codecs();
    }
}
