//! The simulated printer: it numbers documents and keeps them.

use crate::line;
use fiscus_sdk::{
    driver::{Bytes, Device, Face, Framed, StreamAnswer},
    jiff::civil::DateTime,
    serde::{self, Deserialize, Serialize},
    serde_json::{self, Value},
};

const SERIAL: &str = "PN0000017";

/// A Pennant One.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(crate = "serde", deny_unknown_fields)]
pub(crate) struct PennantOne {
    /// The last closure.
    z: u32,
    /// The last number since then.
    number: u32,
    /// The sum since then, in hundredths.
    cents: i64,
    /// Every document.
    documents: Vec<Entry>,
}

/// A document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(crate = "serde", deny_unknown_fields)]
struct Entry {
    kind: String,
    z: u32,
    number: u32,
    /// Day and time.
    at: String,
    cents: i64,
    fields: Vec<String>,
}

impl Entry {
    fn facts(&self) -> String {
        format!("{} {} {} {}", self.z, self.number, self.at, self.cents)
    }
}

impl PennantOne {
    fn print(&mut self, word: &str, rest: &str, now: DateTime) -> Result<(String, String), &'static str> {
        let (cents, fields) = rest.split_once(' ').ok_or("SHORT")?;
        let cents: i64 = cents.parse().ok().filter(|cents| *cents >= 0).ok_or("TOTAL")?;
        self.number += 1;
        self.cents += if word == "RETURN" { -cents } else { cents };
        let entry = Entry {
            kind: word.to_lowercase(),
            z: self.z + 1,
            number: self.number,
            at: now.strftime("%Y-%m-%d %H:%M").to_string(),
            cents,
            fields: fields.split('|').map(str::to_owned).collect(),
        };
        let told = format!("DONE {SERIAL} {}", entry.facts());
        let paper = format!("{word}\n{}\n{}\n\n", entry.fields.join("\n"), entry.facts());
        self.documents.push(entry);
        Ok((told, paper))
    }

    fn answer(&mut self, words: &str, now: DateTime) -> (String, String) {
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        let quiet = |told: String| (told, String::new());
        match word {
            "STATUS" => quiet(format!("READY {SERIAL}")),
            "LAST" => quiet(match self.documents.last() {
                Some(entry) => format!("LAST {SERIAL} {} {} {}", self.z, entry.kind.to_uppercase(), entry.facts()),
                None => format!("LAST {SERIAL} {}", self.z),
            }),
            "CLOSE" => {
                self.z += 1;
                let told = format!("CLOSED {} {}", self.z, self.cents);
                (self.number, self.cents) = (0, 0);
                (told.clone(), told + "\n\n")
            }
            "RECEIPT" | "RETURN" => self.print(word, rest, now).unwrap_or_else(|why| quiet(format!("NO {why}"))),
            _ => quiet("NO SENSE".to_owned()),
        }
    }
}

impl Device for PennantOne {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        match memory {
            Some(memory) => serde_json::from_value(memory.clone()).map_err(|error| error.to_string()),
            None => Ok(Self::default()),
        }
    }

    fn face(&self) -> Face {
        Face::Stream
    }

    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        let (found, length) = line::first(bytes)?;
        let kind = match found.as_ref().and_then(|(_, words)| words.split(' ').next()) {
            Some("RECEIPT") => "receipt",
            Some("RETURN") => "return",
            Some("CLOSE") => "z_report",
            Some("LAST") => "last",
            Some("STATUS") => "status",
            _ => "unreadable",
        };
        Some(Framed { length, kind: Some(kind.to_owned()) })
    }

    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: DateTime) -> StreamAnswer {
        // What came before a line broke is no request.
        let Some((found, _)) = line::first(bytes) else { return StreamAnswer::default() };
        let (number, told, paper) = match (found, fault) {
            (None, _) => (0, "NO SENSE".to_owned(), String::new()),
            (Some((number, _)), Some(fault)) => (number, format!("NO {}", fault.to_uppercase()), String::new()),
            (Some((number, words)), None) => {
                let (told, paper) = self.answer(&words, now);
                (number, told, paper)
            }
        };
        let changed = !paper.is_empty();
        StreamAnswer { bytes: Bytes(line::written(number, &told)), paper, changed, tick_ms: None }
    }

    fn memory(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn power_cycle(&mut self) {}

    fn foreign_document(&mut self, now: DateTime) -> String {
        self.print("RECEIPT", "10 by somebody else", now).map(|(_, paper)| paper).unwrap_or_default()
    }
}
