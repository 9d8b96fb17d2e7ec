//! What the simulated device puts on paper, as text of 42 columns.

use super::memory::Entry;
use fiscus_sdk::{Amount, Language, Quantity, paper::ASCII, simulated::paper::money};

const COLUMNS: usize = 42;
/// Where the paper is cut.
pub(super) const CUT: &str = "- - - - - - - - - - - - - - - - - - - - -\n";

fn columns(left: &str, right: &str) -> String {
    ASCII.columns(left, right, COLUMNS).iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn centre(text: &str) -> String {
    format!("{}\n", format!("{text:^COLUMNS$}").trim_end())
}

/// A fiscal document.
pub(super) fn document(entry: &Entry, serial: &str) -> String {
    let heading = match entry.kind.as_str() {
        "return" => "RESO MERCE",
        "void" => "ANNULLAMENTO",
        _ => "DOCUMENTO COMMERCIALE",
    };
    let mut text = centre(heading);
    for line in &entry.lines {
        if let (Some(quantity), Some(price)) = (line.quantity, line.price)
            && quantity != Quantity::ONE
        {
            text += &format!(
                "  {} x {}\n",
                Language::It.amount(Amount::from(quantity.decimal().normalize())),
                money(price)
            );
        }
        text += &columns(&line.description, &money(line.amount));
    }
    text += &columns("TOTALE COMPLESSIVO", &money(entry.total));
    for payment in &entry.payments {
        let count = if payment.count > 1 { format!(" x {}", payment.count) } else { String::new() };
        text += &columns(&format!("{}{count}", payment.description), &money(payment.amount));
    }
    if entry.change.is_positive() {
        text += &columns("RESTO", &money(entry.change));
    }
    for (label, code) in [("C.F./P.IVA CLIENTE", &entry.codes.tax_code), ("LOTTERIA", &entry.codes.lottery)] {
        if let Some(code) = code {
            text += &columns(label, code);
        }
    }
    let (day, month, year) = (entry.date.day(), entry.date.month(), entry.date.year());
    let moment = format!("{day:02}-{month:02}-{year} {:02}:{:02}", entry.time.hour(), entry.time.minute());
    text += &columns(&moment, &format!("N. {:04}-{:04}", entry.z, entry.number));
    text + &centre(serial)
}

/// A document that was cancelled.
pub(super) fn cancelled() -> String {
    centre("ANNULLATO")
}

/// A non-fiscal document.
pub(super) fn slip(lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("{}\n", line.trim_end())).collect();
    format!("{}{lines}{CUT}", centre("NON FISCALE"))
}

/// An X or Z report.
pub(super) fn report(word: &str, z: u32, total: Amount) -> String {
    let heading = if word == "z" { format!("CHIUSURA {z:04}") } else { "LETTURA".to_owned() };
    format!("{}{}{CUT}", centre(&heading), columns("CORRISPETTIVI", &money(total)))
}

/// Cash put in or taken out.
pub(super) fn cash(direction: &str, amount: Amount) -> String {
    columns(if direction == "D" { "FONDO CASSA" } else { "PRELIEVO" }, &money(amount))
}
