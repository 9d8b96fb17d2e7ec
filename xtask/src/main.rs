//! The tasks of the project beside building and testing it; `.cargo/config.toml` gives them their names.

mod demo;
mod reference;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("demo") => demo::run(&arguments[1..]),
        Some("reference") => reference::run(&arguments[1..]),
        _ => {
            eprintln!("xtask: one of: demo [--short] [--fast | --pace MILLISECONDS], reference [--check]");
            ExitCode::FAILURE
        }
    }
}
