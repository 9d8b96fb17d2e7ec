//! What the simulated device remembers over a power cut.

use fiscus_sdk::{
    Amount, Quantity,
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
    /// The cash given back.
    #[serde(default)]
    pub(super) change: Amount,
    #[serde(flatten)]
    pub(super) codes: Codes,
    #[serde(default)]
    pub(super) voided: bool,
    #[serde(default)]
    pub(super) returned: Amount,
}

/// What is printed of the customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Codes {
    /// The tax code or VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tax_code: Option<String>,
    /// The code of the receipt lottery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lottery: Option<String>,
}

/// A fiscal document that is to be entered.
#[derive(Debug, Clone)]
pub(super) struct Closed {
    pub(super) kind: &'static str,
    pub(super) total: Amount,
    pub(super) lines: Vec<Sold>,
    pub(super) payments: Vec<Paid>,
    pub(super) change: Amount,
    pub(super) codes: Codes,
}

impl Closed {
    /// Without payments.
    pub(super) fn unpaid(kind: &'static str, total: Amount, lines: Vec<Sold>) -> Self {
        let change = Amount::from_minor(0, 2);
        Self { kind, total, lines, payments: Vec::new(), change, codes: Codes::default() }
    }
}

/// A line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sold {
    pub(super) description: String,
    pub(super) department: u32,
    /// How many, and what one costs; none of adjustments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quantity: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) price: Option<Amount>,
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
    pub(super) fn enter(&mut self, closed: Closed, now: civil::DateTime) -> Entry {
        let entry = Entry {
            z: self.z + 1,
            number: self.number() + 1,
            kind: closed.kind.to_owned(),
            date: now.date(),
            time: civil::time(now.hour(), now.minute(), now.second(), 0),
            total: closed.total,
            lines: closed.lines,
            payments: closed.payments,
            change: closed.change,
            codes: closed.codes,
            voided: false,
            returned: Amount::from_minor(0, 2),
        };
        self.documents.push(entry.clone());
        self.remember(entry.number, entry.total, true, false, now);
        entry
    }

    pub(super) fn remember(&mut self, number: u32, total: Amount, fiscal: bool, cancelled: bool, now: civil::DateTime) {
        self.last = Some(Last { date: now.date(), time: now.time(), number, total, fiscal, cancelled });
    }

    pub(super) fn find(&mut self, z: u32, number: u32) -> Option<&mut Entry> {
        self.documents.iter_mut().find(|entry| (entry.z, entry.number) == (z, number))
    }
}
