//! `cargo demo`: a shop's day, played over the real socket against simulated printers, with the paper beside what
//! the card says. It checks its own story: what is not as expected ends it with an exit code above zero.
//!
//! The daemon, the libraries and the printers are the real ones, started in a folder that goes afterwards; only the
//! clock is virtual. Without a terminal there are no colours and no pauses.

mod day;
mod shop;
mod stage;
mod till;

use fiscus_sdk::client::CallError;
use shop::Shop;
use stage::Stage;
use std::{fmt, io, process::ExitCode, time::Duration};
use till::Counter;

const USAGE: &str = "cargo demo [-- [--short] [--fast | --pace MILLISECONDS]]

  --short   a part of the day
  --pace    the pause after each scene [1200 on a terminal, otherwise none]
  --fast    no pauses";

/// Plays the day.
pub fn run(arguments: &[String]) -> ExitCode {
    let asked = match Asked::read(arguments) {
        Ok(asked) => asked,
        Err(text) => {
            eprintln!("{text}");
            return ExitCode::FAILURE;
        }
    };
    let stage = Stage::new(asked.pace);
    let shop = match shop::build().and_then(|()| Shop::prepare()) {
        Ok(shop) => shop,
        Err(mishap) => {
            eprintln!("demo: {mishap}");
            return ExitCode::FAILURE;
        }
    };
    let mut counter = Counter::new(shop, stage);
    match day::play(&mut counter, asked.short) {
        Ok(()) => ExitCode::SUCCESS,
        Err(mishap) => {
            let shown = counter.show();
            let log = counter.shop.log();
            eprintln!("\ndemo: NOT AS EXPECTED: {mishap}");
            if let Err(error) = shown {
                eprintln!("demo: the last scene cannot be shown: {error}");
            }
            eprintln!("--- the daemon's log ---\n{log}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Asked {
    short: bool,
    pace: Option<Duration>,
}

impl Asked {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut asked = Self { short: false, pace: None };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--short" => asked.short = true,
                "--fast" => asked.pace = Some(Duration::ZERO),
                "--pace" => {
                    let pace = words.next().and_then(|text| text.parse().ok());
                    asked.pace = Some(Duration::from_millis(pace.ok_or("--pace takes milliseconds, such as 800")?));
                }
                "--help" | "-h" => return Err(USAGE.to_owned()),
                other => return Err(format!("{other}: unknown\n{USAGE}")),
            }
        }
        Ok(asked)
    }
}

/// Something that the story does not have.
#[derive(Debug)]
pub struct Mishap(String);

impl Mishap {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<io::Error> for Mishap {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<CallError> for Mishap {
    fn from(error: CallError) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Mishap {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
