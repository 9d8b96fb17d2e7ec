//! The fiscal memory of the simulated device: numbers, totals and the journal. It is the witness in a
//! dispute about what was printed; nothing in it is ever taken back.

use crate::frame::{self, Element};
use fiscus_sdk::{
    Amount, Quantity,
    jiff::civil,
    serde_json::{self, Value},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that survives a power cut.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Eleven letters and digits.
    pub(super) serial: String,
    /// The last closure.
    pub(super) z: u32,
    /// The last document of the open period.
    number: u32,
    drawer: Amount,
    grand_total: Amount,
    day: Day,
    documents: Vec<Entry>,
    slips: Vec<SlipEntry>,
    reports: Vec<ReportEntry>,
    cash: Vec<CashEntry>,
    /// Where a document stands in the journal.
    #[serde(skip)]
    places: BTreeMap<(u32, u32), usize>,
}

/// The open period.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Day {
    documents: u32,
    slips: u32,
    sales: Amount,
    returns: Amount,
    voids: Amount,
    /// By `type/index`.
    payments: BTreeMap<String, Amount>,
    departments: BTreeMap<u32, Amount>,
}

/// The kinds of documents in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Receipt,
    Return,
    Void,
    /// A receipt of somebody else: the keyboard, another client.
    Foreign,
}

/// A document in the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) z: u32,
    pub(super) number: u32,
    pub(super) kind: Kind,
    pub(super) date: civil::Date,
    pub(super) time: civil::Time,
    pub(super) total: Amount,
    pub(super) lines: Vec<LineEntry>,
    pub(super) payments: Vec<PaymentEntry>,
    pub(super) change: Amount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lottery: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tax_code: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) footer: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<Original>,
    pub(super) voided: bool,
    pub(super) refunded: Amount,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) refunded_departments: BTreeMap<u32, Amount>,
}

impl Entry {
    /// Its total in cents.
    pub(super) fn cents(&self) -> i64 {
        self.total.minor(2).unwrap_or_default()
    }
}

/// A line of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LineEntry {
    pub(super) description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) department: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quantity: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) price: Option<Amount>,
    pub(super) amount: Amount,
}

/// A payment of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PaymentEntry {
    pub(super) description: String,
    #[serde(rename = "type")]
    pub(super) kind: u32,
    pub(super) index: u32,
    pub(super) amount: Amount,
}

/// The document that a correction names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Original {
    pub(super) z: u32,
    pub(super) number: u32,
    pub(super) date: civil::Date,
    /// A serial, or `POS`, `VR`, `ND`.
    pub(super) serial: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SlipEntry {
    time: civil::DateTime,
    lines: Vec<String>,
}

/// A report on paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReportEntry {
    /// `x` or `z`.
    pub(super) kind: String,
    /// The closure it makes; for an X, the one that would be next.
    pub(super) z: u32,
    pub(super) time: civil::DateTime,
    /// What was sold.
    pub(super) total: Amount,
    pub(super) day: Day,
    pub(super) grand_total: Amount,
    pub(super) drawer: Amount,
}

impl ReportEntry {
    /// Its total in cents.
    pub(super) fn cents(&self) -> i64 {
        self.total.minor(2).unwrap_or_default()
    }
    /// Label and value of everything it counts.
    pub(super) fn rows(&self) -> Vec<(String, String)> {
        let money = |amount: Amount| frame::money(amount.minor(2).unwrap_or_default());
        let mut rows = vec![
            ("DOCUMENTI COMMERCIALI".to_owned(), self.day.documents.to_string()),
            ("DOCUMENTI GESTIONALI".to_owned(), self.day.slips.to_string()),
            ("TOTALE GIORNALIERO".to_owned(), money(self.day.sales)),
            ("TOTALE RESI".to_owned(), money(self.day.returns)),
            ("TOTALE ANNULLI".to_owned(), money(self.day.voids)),
        ];
        rows.extend(
            self.day.departments.iter().map(|(number, amount)| (format!("REPARTO {number:02}"), money(*amount))),
        );
        rows.extend(self.day.payments.iter().map(|(kind, amount)| (format!("PAGAMENTO {kind}"), money(*amount))));
        rows.push(("CONTANTE IN CASSA".to_owned(), money(self.drawer)));
        rows.push(("GRAN TOTALE".to_owned(), money(self.grand_total)));
        rows
    }
}

/// Cash put in or taken out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CashEntry {
    /// `in` or `out`.
    pub(super) direction: String,
    pub(super) amount: Amount,
    pub(super) time: civil::DateTime,
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
    pub(super) fn factory() -> Self {
        Self {
            serial: "99IEB004001".to_owned(),
            z: 0,
            number: 0,
            drawer: zero(),
            grand_total: zero(),
            day: Day::begun(),
            documents: Vec::new(),
            slips: Vec::new(),
            reports: Vec::new(),
            cash: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// As it was written down.
    pub(super) fn read(written: &Value) -> Result<Self, String> {
        let mut memory: Self = serde_json::from_value(written.clone()).map_err(|error| error.to_string())?;
        memory.places = memory.documents.iter().enumerate().map(|(at, entry)| ((entry.z, entry.number), at)).collect();
        Ok(memory)
    }

    /// Whether anything was printed since the last closure.
    pub(super) fn day_open(&self) -> bool {
        self.number > 0
    }

    /// A document of the journal.
    pub(super) fn document(&self, z: u32, number: u32) -> Option<&Entry> {
        self.places.get(&(z, number)).and_then(|at| self.documents.get(*at))
    }

    /// Gives a closed document its number, and books it.
    pub(super) fn enter(&mut self, mut entry: Entry) -> Entry {
        self.number += 1;
        (entry.z, entry.number) = (self.z + 1, self.number);
        let own = entry.original.as_ref().filter(|original| original.serial == self.serial);
        let original = own.and_then(|original| self.places.get(&(original.z, original.number)));
        if let Some(original) = original.and_then(|at| self.documents.get_mut(*at)) {
            original.voided |= entry.kind == Kind::Void;
            if entry.kind == Kind::Return {
                original.refunded += entry.total;
                for line in &entry.lines {
                    if let Some(department) = line.department {
                        *original.refunded_departments.entry(department).or_insert_with(zero) += line.amount;
                    }
                }
            }
        }
        let sale = matches!(entry.kind, Kind::Receipt | Kind::Foreign);
        let signed = |amount: Amount| if sale { amount } else { -amount };
        for payment in &entry.payments {
            let sum = self.day.payments.entry(format!("{}/{}", payment.kind, payment.index)).or_insert_with(zero);
            *sum += signed(payment.amount);
            if payment.kind == 0 {
                self.drawer += signed(payment.amount);
            }
        }
        if entry.change.is_positive() {
            // Change goes out of the cash that came in.
            let cash = entry.payments.iter().find(|payment| payment.kind == 0).map_or(0, |payment| payment.index);
            *self.day.payments.entry(format!("0/{cash}")).or_insert_with(zero) -= signed(entry.change);
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
        self.places.insert((entry.z, entry.number), self.documents.len());
        self.documents.push(entry.clone());
        entry
    }

    /// Books a management document.
    pub(super) fn slip(&mut self, lines: Vec<String>, time: civil::DateTime) {
        self.day.slips += 1;
        self.slips.push(SlipEntry { time, lines });
    }

    /// Books a report.
    pub(super) fn report(&mut self, kind: &str, time: civil::DateTime) -> ReportEntry {
        let report = ReportEntry {
            kind: kind.to_owned(),
            z: self.z + 1,
            time,
            total: self.day.sales,
            day: self.day.clone(),
            grand_total: self.grand_total,
            drawer: self.drawer,
        };
        self.reports.push(report.clone());
        report
    }

    /// Closes the period: numbers begin anew.
    pub(super) fn close_day(&mut self) {
        self.z += 1;
        self.number = 0;
        self.day = Day::begun();
    }

    /// Puts cash in or takes it out, or says by number why not.
    pub(super) fn cash(&mut self, command: &Element, time: civil::DateTime) -> Result<CashEntry, u32> {
        let amount = command.attribute("amount").and_then(frame::decimal).filter(|amount| amount.is_positive());
        let amount = Amount::from_minor(amount.and_then(|amount| amount.minor(2)).ok_or(13_u32)?, 2);
        let direction = command.attribute("direction").unwrap_or_default();
        match direction {
            "in" => self.drawer += amount,
            "out" if amount > self.drawer => return Err(26),
            "out" => self.drawer -= amount,
            _ => return Err(13),
        }
        let entry = CashEntry { direction: direction.to_owned(), amount, time };
        self.cash.push(entry.clone());
        Ok(entry)
    }

    /// The answer of 1387.
    pub(super) fn last_document(&self) -> String {
        let Some(entry) = self.documents.last() else {
            return format!("01{:0>38}{}0{:8}0", "", self.serial, "");
        };
        let (date, time) = (entry.date, entry.time);
        format!(
            "01{:09}{:09}{:02}{:02}{:02}{:02}{:02}{:02}{:04}{:04}{}0{:8}1",
            entry.cents(),
            0,
            date.day(),
            date.month(),
            date.year() % 100,
            time.hour(),
            time.minute(),
            time.second(),
            entry.z,
            entry.number,
            self.serial,
            entry.lottery.as_deref().unwrap_or_default(),
        )
    }

    /// The answer of 3217: the parts of the serial, in the order of the firmware.
    pub(super) fn serial_parts(&self) -> String {
        let part = |from: usize, to: usize| self.serial.get(from..to).unwrap_or_default();
        format!("01{}{}{}", part(5, 11), part(3, 5), part(0, 2))
    }
}
