//! What the simulated register remembers over a power cut.

use fiscus_sdk::{
    Amount,
    jiff::civil,
    serde_json::{self, Value},
};
use serde::{Deserialize, Serialize};

/// The fiscal memory, and what else is counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    pub(super) serial: String,
    /// The last closure.
    pub(super) z: u32,
    pub(super) documents: Vec<Entry>,
    pub(super) slips: Vec<Slip>,
    pub(super) reports: Vec<String>,
    /// What is in the drawer.
    pub(super) cash: Amount,
    /// Documents that were begun and cancelled.
    pub(super) cancelled: u32,
}

/// A fiscal document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) z: u32,
    pub(super) number: u32,
    pub(super) kind: String,
    pub(super) time: civil::DateTime,
    pub(super) total: Amount,
    pub(super) lines: Vec<Sold>,
    pub(super) payments: Vec<Paid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) texts: Vec<String>,
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
    pub(super) amount: Amount,
}

/// A non-fiscal document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Slip {
    pub(super) time: civil::DateTime,
    pub(super) lines: Vec<String>,
}

impl Memory {
    pub(super) fn factory() -> Self {
        Self {
            serial: "99XON000001".to_owned(),
            z: 0,
            documents: Vec::new(),
            slips: Vec::new(),
            reports: Vec::new(),
            cash: Amount::from_minor(0, 2),
            cancelled: 0,
        }
    }

    pub(super) fn read(memory: &Value) -> Result<Self, String> {
        serde_json::from_value(memory.clone()).map_err(|error| error.to_string())
    }

    /// The number and the period of the next document.
    pub(super) fn next(&self) -> (u32, u32) {
        let open = self.z + 1;
        let last = self.documents.iter().rev().find(|entry| entry.z == open).map_or(0, |entry| entry.number);
        (open, last + 1)
    }

    /// The total of the open period.
    pub(super) fn day(&self) -> Amount {
        let of = self.documents.iter().filter(|entry| entry.z == self.z + 1);
        of.map(|entry| if entry.kind == "receipt" { entry.total } else { -entry.total }).sum()
    }
}
