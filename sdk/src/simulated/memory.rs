//! The fiscal memory of a simulated device: numbers, totals and the journal. It is the witness in a dispute about what
//! was printed; nothing in it is ever taken back.

use crate::{Amount, Quantity};
use jiff::civil;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that survives a power cut.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Memory {
    /// The device's serial.
    pub serial: String,
    /// The last closure.
    pub z: u32,
    /// The last document of the open period.
    pub number: u32,
    /// The cash in the drawer.
    pub drawer: Amount,
    grand_total: Amount,
    day: Day,
    /// The journal.
    pub documents: Vec<Entry>,
    /// Management documents.
    pub slips: Vec<SlipEntry>,
    /// X and Z reports.
    pub reports: Vec<ReportEntry>,
    /// Cash put in and taken out.
    pub cash: Vec<CashEntry>,
    /// The last document of any kind, cancelled ones too.
    #[serde(default)]
    pub last: Option<LastEntry>,
}

/// The open period.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Day {
    documents: u32,
    slips: u32,
    sales: Amount,
    returns: Amount,
    voids: Amount,
    /// By number.
    payments: BTreeMap<u32, Amount>,
    departments: BTreeMap<u32, Amount>,
}

/// The kinds of documents in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A receipt.
    Receipt,
    /// A return.
    Return,
    /// A void.
    Void,
    /// A receipt of somebody else: the keyboard, another client.
    Foreign,
}

/// A document in the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The period.
    pub z: u32,
    /// The number in it.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// Its day.
    pub date: civil::Date,
    /// Its time.
    pub time: civil::Time,
    /// What it comes to.
    pub total: Amount,
    /// Its lines.
    pub lines: Vec<LineEntry>,
    /// How it was paid.
    pub payments: Vec<PaymentEntry>,
    /// The change given.
    pub change: Amount,
    /// The code of the receipt lottery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<String>,
    /// The customer's tax code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_code: Option<String>,
    /// Lines after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footer: Vec<String>,
    /// What it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
    /// It was voided.
    pub voided: bool,
    /// What of it was returned.
    pub refunded: Amount,
}

impl Entry {
    /// Its total in hundredths.
    #[must_use]
    pub fn cents(&self) -> i64 {
        self.total.minor(2).unwrap_or_default()
    }
}

/// A line of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LineEntry {
    /// What is printed.
    pub description: String,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<u32>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// The price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    /// What it comes to, signed.
    pub amount: Amount,
}

/// A payment of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentEntry {
    /// What is printed.
    pub description: String,
    /// The payment's number.
    #[serde(rename = "type")]
    pub kind: u32,
    /// How many pieces.
    pub count: u32,
    /// How much.
    pub amount: Amount,
}

/// The document that a correction names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The period.
    pub z: u32,
    /// The number.
    pub number: u32,
    /// The day.
    pub date: civil::Date,
    /// A serial, or `POS`, `VR`, `ND`.
    pub serial: String,
}

/// A management document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SlipEntry {
    /// When.
    pub time: civil::DateTime,
    /// What stands on it.
    pub lines: Vec<String>,
}

/// The last document of any kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LastEntry {
    /// When.
    pub time: civil::DateTime,
    /// The last number among its kind.
    pub number: u32,
    /// Its total.
    pub total: Amount,
    /// It is a fiscal one.
    pub fiscal: bool,
    /// It was cancelled before it was closed.
    pub cancelled: bool,
}

/// A report on paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportEntry {
    /// `x` or `z`.
    pub kind: String,
    /// The closure it makes; for an X, the one that would be next.
    pub z: u32,
    /// When.
    pub time: civil::DateTime,
    /// What was sold.
    pub total: Amount,
    day: Day,
    grand_total: Amount,
    drawer: Amount,
}

impl ReportEntry {
    /// Label and value of everything it counts.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, String)> {
        let money = super::paper::money;
        let mut rows = vec![
            ("DOCUMENTI COMMERCIALI".to_owned(), self.day.documents.to_string()),
            ("DOCUMENTI GESTIONALI".to_owned(), self.day.slips.to_string()),
            ("TOTALE GIORNALIERO".to_owned(), money(self.day.sales)),
            ("TOTALE RESI".to_owned(), money(self.day.returns)),
            ("TOTALE ANNULLI".to_owned(), money(self.day.voids)),
        ];
        rows.extend(self.day.departments.iter().map(|(number, sum)| (format!("REPARTO {number:02}"), money(*sum))));
        rows.extend(self.day.payments.iter().map(|(number, sum)| (format!("PAGAMENTO {number:02}"), money(*sum))));
        rows.push(("CONTANTE IN CASSA".to_owned(), money(self.drawer)));
        rows.push(("GRAN TOTALE".to_owned(), money(self.grand_total)));
        rows
    }
}

/// Cash put in or taken out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CashEntry {
    /// `in` or `out`.
    pub direction: String,
    /// How much.
    pub amount: Amount,
    /// When.
    pub time: civil::DateTime,
}

fn zero() -> Amount {
    Amount::from_minor(0, 2)
}

impl Day {
    fn begun() -> Self {
        Self { sales: zero(), returns: zero(), voids: zero(), ..Self::default() }
    }
}

impl Memory {
    /// As it left the factory.
    #[must_use]
    pub fn factory(serial: &str) -> Self {
        Self {
            serial: serial.to_owned(),
            z: 0,
            number: 0,
            drawer: zero(),
            grand_total: zero(),
            day: Day::begun(),
            documents: Vec::new(),
            slips: Vec::new(),
            reports: Vec::new(),
            cash: Vec::new(),
            last: None,
        }
    }

    /// As it was written down, or as it left the factory.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(written: Option<&Value>, serial: &str) -> Result<Self, String> {
        match written {
            Some(written) => serde_json::from_value(written.clone()).map_err(|error| error.to_string()),
            None => Ok(Self::factory(serial)),
        }
    }

    /// A document of the journal.
    #[must_use]
    pub fn document(&self, z: u32, number: u32) -> Option<&Entry> {
        self.documents.iter().rev().find(|entry| (entry.z, entry.number) == (z, number))
    }

    /// The original of a correction, where it is one of this device's own.
    #[must_use]
    pub fn original(&self, original: &Original) -> Option<&Entry> {
        self.document(original.z, original.number)
            .filter(|entry| original.serial == self.serial && entry.date == original.date)
    }

    /// Gives a closed document its number, and books it. Payment 1 is the cash of the drawer.
    pub fn enter(&mut self, mut entry: Entry) -> Entry {
        self.number += 1;
        (entry.z, entry.number) = (self.z + 1, self.number);
        let own = entry.original.as_ref().filter(|original| original.serial == self.serial).cloned();
        let corrected = own.and_then(|own| {
            self.documents.iter_mut().rev().find(|known| (known.z, known.number) == (own.z, own.number))
        });
        if let Some(original) = corrected {
            original.voided |= entry.kind == Kind::Void;
            if entry.kind == Kind::Return {
                original.refunded += entry.total;
            }
        }
        let sale = matches!(entry.kind, Kind::Receipt | Kind::Foreign);
        let signed = |amount: Amount| if sale { amount } else { -amount };
        for payment in &entry.payments {
            *self.day.payments.entry(payment.kind).or_insert_with(zero) += signed(payment.amount);
            if payment.kind == 1 {
                self.drawer += signed(payment.amount);
            }
        }
        if entry.change.is_positive() {
            *self.day.payments.entry(1).or_insert_with(zero) -= signed(entry.change);
            self.drawer -= signed(entry.change);
        }
        for line in &entry.lines {
            if let Some(department) = line.department {
                *self.day.departments.entry(department).or_insert_with(zero) += signed(line.amount);
            }
        }
        self.day.documents += 1;
        match entry.kind {
            Kind::Receipt | Kind::Foreign => {
                self.day.sales += entry.total;
                self.grand_total += entry.total;
            }
            Kind::Return => self.day.returns += entry.total,
            Kind::Void => self.day.voids += entry.total,
        }
        let time = entry.date.to_datetime(entry.time);
        self.last = Some(LastEntry { time, number: entry.number, total: entry.total, fiscal: true, cancelled: false });
        self.documents.push(entry.clone());
        entry
    }

    /// Books a management document.
    pub fn slip(&mut self, lines: Vec<String>, time: civil::DateTime) {
        self.day.slips += 1;
        self.slips.push(SlipEntry { time, lines });
        self.last = Some(LastEntry { time, number: self.day.slips, total: zero(), fiscal: false, cancelled: false });
    }

    /// Remembers that a document was cancelled before it was closed: it takes no number.
    pub fn cancelled(&mut self, fiscal: bool, total: Amount, time: civil::DateTime) {
        self.last = Some(LastEntry { time, number: self.number, total, fiscal, cancelled: true });
    }

    /// Books a report; a Z closes the period: numbers begin anew.
    pub fn report(&mut self, z: bool, time: civil::DateTime) -> ReportEntry {
        let report = ReportEntry {
            kind: if z { "z" } else { "x" }.to_owned(),
            z: self.z + 1,
            time,
            total: self.day.sales,
            day: self.day.clone(),
            grand_total: self.grand_total,
            drawer: self.drawer,
        };
        self.reports.push(report.clone());
        if z {
            self.z += 1;
            self.number = 0;
            self.day = Day::begun();
        }
        report
    }

    /// Puts cash in, or takes it out; none: there is not so much in the drawer.
    pub fn cash(&mut self, into: bool, amount: Amount, time: civil::DateTime) -> Option<CashEntry> {
        match into {
            true => self.drawer += amount,
            false if amount > self.drawer => return None,
            false => self.drawer -= amount,
        }
        let entry = CashEntry { direction: if into { "in" } else { "out" }.to_owned(), amount, time };
        self.cash.push(entry.clone());
        Some(entry)
    }
}
