//! What the simulated device puts on paper, as text of 42 columns.

use super::memory::Entry;
use fiscus_sdk::{Amount, paper::ASCII};

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
        text += &columns(&line.description, &line.amount.to_string());
    }
    text += &columns("TOTALE COMPLESSIVO", &entry.total.to_string());
    for payment in &entry.payments {
        text += &columns(&payment.description, &payment.amount.to_string());
    }
    text += &columns(&format!("{} {}", entry.date, entry.time), &format!("N. {:04}-{:04}", entry.z, entry.number));
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
    format!("{}{}{CUT}", centre(&heading), columns("CORRISPETTIVI", &total.to_string()))
}

/// Cash put in or taken out.
pub(super) fn cash(direction: &str, amount: Amount) -> String {
    columns(if direction == "D" { "FONDO CASSA" } else { "PRELIEVO" }, &amount.to_string())
}
