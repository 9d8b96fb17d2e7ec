//! What the simulated device remembers over a power cut.

use fiscus_sdk::{
    Amount,
    jiff::civil,
    serde_json::{self, Value},
};
use serde::{Deserialize, Serialize};

/// The fiscal memory, the journal, and what else is counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Memory {
    pub(super) serial: String,
    /// The last closure.
    pub(super) z: u32,
    pub(super) documents: Vec<Entry>,
    pub(super) slips: Vec<Slip>,
    pub(super) reports: Vec<String>,
    /// What is in the drawer.
    pub(super) cash: Amount,
    /// The last document of any kind.
    pub(super) last: Option<Last>,
}

/// A fiscal document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) z: u32,
    pub(super) number: u32,
    pub(super) kind: String,
    pub(super) date: civil::Date,
    pub(super) time: civil::Time,
    pub(super) total: Amount,
    pub(super) lines: Vec<Sold>,
    pub(super) payments: Vec<Paid>,
    #[serde(default)]
    pub(super) voided: bool,
    #[serde(default)]
    pub(super) returned: Amount,
}

/// A line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sold {
    pub(super) description: String,
    pub(super) department: u32,
    pub(super) amount: Amount,
}

/// A payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Paid {
    pub(super) number: u32,
    pub(super) count: u32,
    pub(super) description: String,
    pub(super) amount: Amount,
}

/// A non-fiscal document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Slip {
    pub(super) date: civil::Date,
    pub(super) time: civil::Time,
    pub(super) lines: Vec<String>,
}

/// What 1017 tells.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Last {
    pub(super) date: civil::Date,
    pub(super) time: civil::Time,
    pub(super) number: u32,
    pub(super) total: Amount,
    pub(super) fiscal: bool,
    pub(super) cancelled: bool,
}

impl Memory {
    pub(super) fn factory() -> Self {
        Self {
            serial: "STMTE770207".to_owned(),
            z: 0,
            documents: Vec::new(),
            slips: Vec::new(),
            reports: Vec::new(),
            cash: Amount::from_minor(0, 2),
            last: None,
        }
    }

    pub(super) fn read(memory: &Value) -> Result<Self, String> {
        serde_json::from_value(memory.clone()).map_err(|error| error.to_string())
    }

    /// The number of the last fiscal document of the open period.
    pub(super) fn number(&self) -> u32 {
        self.documents.iter().rev().find(|entry| entry.z == self.z + 1).map_or(0, |entry| entry.number)
    }

    /// Enters a fiscal document.
    pub(super) fn enter(
        &mut self,
        kind: &str,
        total: Amount,
        lines: Vec<Sold>,
        payments: Vec<Paid>,
        now: civil::DateTime,
    ) -> Entry {
        let entry = Entry {
            z: self.z + 1,
            number: self.number() + 1,
            kind: kind.to_owned(),
            date: now.date(),
            time: now.time(),
            total,
            lines,
            payments,
            voided: false,
            returned: Amount::from_minor(0, 2),
        };
        self.documents.push(entry.clone());
        self.remember(entry.number, total, true, false, now);
        entry
    }

    pub(super) fn remember(&mut self, number: u32, total: Amount, fiscal: bool, cancelled: bool, now: civil::DateTime) {
        self.last = Some(Last { date: now.date(), time: now.time(), number, total, fiscal, cancelled });
    }

    pub(super) fn find(&mut self, z: u32, number: u32) -> Option<&mut Entry> {
        self.documents.iter_mut().find(|entry| (entry.z, entry.number) == (z, number))
    }
}
