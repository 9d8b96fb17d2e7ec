//! What the simulated device puts on paper, as text of 46 columns.

use super::memory::{CashEntry, Entry, Kind, LineEntry, Original, ReportEntry};
use crate::frame;
use fiscus_sdk::{Amount, Quantity, jiff::civil, paper::LATIN1};

const COLUMNS: usize = 46;

/// Lines of paper.
#[derive(Default)]
struct Roll(String);

impl Roll {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }
    fn centre(&mut self, line: &str) {
        self.line(&format!("{line:^COLUMNS$}"));
    }
    fn columns(&mut self, left: &str, right: &str) {
        for line in LATIN1.columns(left, right, COLUMNS) {
            self.line(&line);
        }
    }
    fn cut(mut self) -> String {
        self.line(&"- ".repeat(COLUMNS / 2));
        self.0
    }
}

fn money(amount: Amount) -> String {
    frame::money(amount.minor(2).unwrap_or_default())
}

fn moment(roll: &mut Roll, date: civil::Date, time: civil::Time) {
    let (day, month, year) = (date.day(), date.month(), date.year());
    roll.centre(&format!("{day:02}-{month:02}-{year:04} {:02}:{:02}", time.hour(), time.minute()));
}

/// A fiscal document.
pub(super) fn document(entry: Entry, serial: &str) -> String {
    let mut roll = Roll::default();
    roll.centre("FISCUS");
    roll.centre("DOCUMENTO COMMERCIALE");
    roll.centre(match entry.kind {
        Kind::Receipt | Kind::Foreign => "di vendita o prestazione",
        Kind::Return => "emesso per RESO MERCE",
        Kind::Void => "emesso per ANNULLAMENTO",
    });
    if let Some(Original { z, number, date, serial }) = &entry.original {
        let (day, month, year) = (date.day(), date.month(), date.year());
        roll.line(&format!("Documento di riferimento: N. {z:04}-{number:04}"));
        roll.line(&format!("del {day:02}-{month:02}-{year:04} RT {serial}"));
    }
    roll.line("");
    roll.columns("DESCRIZIONE              REP", "Prezzo(EUR)");
    print(&mut roll, &entry.lines);
    roll.line("");
    roll.columns("TOTALE COMPLESSIVO", &money(entry.total));
    roll.line("");
    for payment in &entry.payments {
        roll.columns(&payment.description, &money(payment.amount));
    }
    if entry.change.is_positive() {
        roll.columns("Resto", &money(entry.change));
    }
    let paid: Amount = entry.payments.iter().map(|payment| payment.amount).sum();
    roll.columns("Importo pagato", &money(paid - entry.change));
    for (label, code) in [("Cod. fiscale cliente", &entry.tax_code), ("Codice lotteria", &entry.lottery)] {
        if let Some(code) = code {
            roll.columns(label, code);
        }
    }
    roll.line("");
    moment(&mut roll, entry.date, entry.time);
    roll.centre(&format!("DOCUMENTO N. {:04}-{:04}", entry.z, entry.number));
    for line in &entry.footer {
        roll.line(line);
    }
    roll.centre(&format!("RT {serial}"));
    roll.cut()
}

/// The lines of a document that is not closed.
pub(super) fn lines(lines: &[LineEntry]) -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO COMMERCIALE");
    print(&mut roll, lines);
    roll.0
}

fn print(roll: &mut Roll, lines: &[LineEntry]) {
    for line in lines {
        let department = line.department.map(|department| format!("{department:02}")).unwrap_or_default();
        if let (Some(quantity), Some(price)) = (line.quantity, line.price)
            && quantity != Quantity::ONE
        {
            roll.line(&format!("  n. {} x {}", quantity.decimal().normalize(), money(price)));
        }
        let left: String = line.description.chars().take(25).collect();
        roll.columns(&format!("{left:<25}{department}"), &money(line.amount));
    }
}

/// A management document.
pub(super) fn management(lines: &[String], now: civil::DateTime) -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO GESTIONALE");
    for line in lines {
        roll.line(line);
    }
    moment(&mut roll, now.date(), now.time());
    roll.cut()
}

/// A report.
pub(super) fn report(report: &ReportEntry, serial: &str) -> String {
    let mut roll = Roll::default();
    roll.centre(if report.kind == "z" { "CHIUSURA GIORNALIERA" } else { "LETTURA GIORNALIERA" });
    if report.kind == "z" {
        roll.centre(&format!("AZZERAMENTO N. {:04}", report.z));
    }
    for (label, value) in report.rows() {
        roll.columns(&label, &value);
    }
    moment(&mut roll, report.time.date(), report.time.time());
    roll.centre(&format!("RT {serial}"));
    roll.cut()
}

/// Cash put in or taken out.
pub(super) fn cash(entry: CashEntry) -> String {
    let mut roll = Roll::default();
    roll.columns(if entry.direction == "in" { "ENTRATA DI CASSA" } else { "USCITA DI CASSA" }, &money(entry.amount));
    moment(&mut roll, entry.time.date(), entry.time.time());
    roll.cut()
}

/// The end of a document that was open and is cancelled.
pub(super) fn cancelled() -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO ANNULLATO PRIMA DELLA CHIUSURA");
    roll.cut()
}
