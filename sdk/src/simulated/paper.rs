//! What a simulated device puts on paper, as text of 42 columns. Amounts have a decimal comma.

use super::memory::{CashEntry, Entry, Kind, LineEntry, ReportEntry};
use crate::{Amount, Language, Quantity, paper::LATIN1};
use jiff::civil;

/// Characters on a line.
pub const COLUMNS: usize = 42;

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
    fn moment(&mut self, date: civil::Date, time: civil::Time) {
        let (day, month, year) = (date.day(), date.month(), date.year());
        self.centre(&format!("{day:02}-{month:02}-{year:04} {:02}:{:02}", time.hour(), time.minute()));
    }
    fn cut(mut self) -> String {
        self.line(&"- ".repeat(COLUMNS / 2));
        self.0
    }
}

/// An amount as it is printed: `12,50`.
#[must_use]
pub fn money(amount: Amount) -> String {
    Language::It.amount(amount.round_half_up(2))
}

/// A fiscal document.
#[must_use]
pub fn document(entry: &Entry, serial: &str) -> String {
    let mut roll = Roll::default();
    roll.centre("FISCUS");
    roll.centre("DOCUMENTO COMMERCIALE");
    roll.centre(match entry.kind {
        Kind::Receipt | Kind::Foreign => "di vendita o prestazione",
        Kind::Return => "emesso per RESO MERCE",
        Kind::Void => "emesso per ANNULLAMENTO",
    });
    if let Some(original) = &entry.original {
        let (day, month, year) = (original.date.day(), original.date.month(), original.date.year());
        roll.line(&format!("Documento di riferimento: N. {:04}-{:04}", original.z, original.number));
        roll.line(&format!("del {day:02}-{month:02}-{year:04} RT {}", original.serial));
    }
    roll.line("");
    roll.columns("DESCRIZIONE", "Prezzo(EUR)");
    print(&mut roll, &entry.lines);
    roll.line("");
    roll.columns("TOTALE COMPLESSIVO", &money(entry.total));
    roll.line("");
    for payment in &entry.payments {
        let count = if payment.count > 1 { format!(" x {}", payment.count) } else { String::new() };
        roll.columns(&format!("{}{count}", payment.description), &money(payment.amount));
    }
    if entry.change.is_positive() {
        roll.columns("Resto", &money(entry.change));
    }
    for (label, code) in [("Cod. fiscale cliente", &entry.tax_code), ("Codice lotteria", &entry.lottery)] {
        if let Some(code) = code {
            roll.columns(label, code);
        }
    }
    for line in &entry.footer {
        roll.line(line);
    }
    roll.line("");
    roll.moment(entry.date, entry.time);
    roll.centre(&format!("DOCUMENTO N. {:04}-{:04}", entry.z, entry.number));
    roll.centre(&format!("*** {serial} ***"));
    roll.cut()
}

/// The lines of a document that is not closed.
#[must_use]
pub fn lines(lines: &[LineEntry]) -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO COMMERCIALE");
    print(&mut roll, lines);
    roll.0
}

fn print(roll: &mut Roll, lines: &[LineEntry]) {
    for line in lines {
        if let (Some(quantity), Some(price)) = (line.quantity, line.price)
            && quantity != Quantity::ONE
        {
            let quantity = Language::It.amount(Amount::from(quantity.decimal().normalize()));
            roll.line(&format!("  n. {quantity} x {}", money(price)));
        }
        roll.columns(&line.description, &money(line.amount));
    }
}

/// A management document.
#[must_use]
pub fn management(lines: &[String], now: civil::DateTime) -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO GESTIONALE");
    for line in lines {
        roll.line(line);
    }
    roll.moment(now.date(), now.time());
    roll.cut()
}

/// A report.
#[must_use]
pub fn report(report: &ReportEntry, serial: &str) -> String {
    let mut roll = Roll::default();
    if report.kind == "z" {
        roll.centre("CHIUSURA GIORNALIERA");
        roll.centre(&format!("AZZERAMENTO N. {:04}", report.z));
    } else {
        roll.centre("LETTURA GIORNALIERA");
    }
    for (label, value) in report.rows() {
        roll.columns(&label, &value);
    }
    roll.moment(report.time.date(), report.time.time());
    roll.centre(&format!("*** {serial} ***"));
    roll.cut()
}

/// Cash put in or taken out.
#[must_use]
pub fn cash(entry: &CashEntry) -> String {
    let mut roll = Roll::default();
    roll.columns(if entry.direction == "in" { "ENTRATA DI CASSA" } else { "USCITA DI CASSA" }, &money(entry.amount));
    roll.moment(entry.time.date(), entry.time.time());
    roll.cut()
}

/// The end of a document that was open and is cancelled.
#[must_use]
pub fn cancelled() -> String {
    let mut roll = Roll::default();
    roll.centre("DOCUMENTO ANNULLATO PRIMA DELLA CHIUSURA");
    roll.cut()
}
