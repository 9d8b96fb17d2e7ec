//! Documents for the tests of a driver, in few words; and what became of them.

use super::amount;
use crate::{
    Document, DocumentRef, Fault, Origin, Reason, TenderKind,
    document::{Correction, Line, Receipt, Tender},
    driver::{Job, Outcome, Reply},
    receipt::AppliedAdjustment,
};

/// A line sold on a department.
///
/// # Panics
/// The texts are no numbers.
#[must_use]
#[track_caller]
pub fn sale(description: &str, department: &str, quantity: &str, price: &str) -> Line {
    Line::Sale {
        description: description.to_owned(),
        department: department.to_owned(),
        quantity: amount(quantity).decimal().into(),
        price: amount(price),
        adjustments: Vec::new(),
    }
}

/// The same line with one more adjustment.
#[must_use]
pub fn adjusted(mut line: Line, description: &str, by: &str) -> Line {
    if let Line::Sale { adjustments, .. } = &mut line {
        adjustments.push(adjustment(description, by));
    }
    line
}

/// A signed adjustment.
#[must_use]
pub fn adjustment(description: &str, by: &str) -> AppliedAdjustment {
    AppliedAdjustment::new(description.to_owned(), amount(by))
}

/// A redeemed single-use voucher.
#[must_use]
pub fn discharge(department: &str, by: &str) -> Line {
    Line::Discharge { description: "BUONO".to_owned(), department: department.to_owned(), amount: amount(by) }
}

/// A payment that prints its own kind.
#[must_use]
pub fn tender(kind: TenderKind, by: &str) -> Tender {
    Tender { kind, description: kind.word().to_uppercase(), amount: amount(by), count: None }
}

/// A payment in cash.
#[must_use]
pub fn cash(by: &str) -> Tender {
    Tender { description: "CONTANTI".to_owned(), ..tender(TenderKind::Cash, by) }
}

/// A receipt of these lines, so paid.
#[must_use]
pub fn receipt(lines: Vec<Line>, tenders: Vec<Tender>, total: &str) -> Receipt {
    Receipt { lines, tenders, total: amount(total), ..Receipt::default() }
}

/// Two sandwiches on `bar` and a discounted water on `goods`: 9.50, paid with 10.00 in cash.
#[must_use]
pub fn lunch() -> Receipt {
    let water = adjusted(sale("ACQUA", "goods", "1", "2.00"), "SCONTO", "-0.50");
    receipt(vec![sale("PANINO", "bar", "2", "4.00"), water], vec![cash("10.00")], "9.50")
}

/// The job that prints a receipt.
#[must_use]
pub fn print(receipt: Receipt) -> Job {
    Job::Print(Document::Receipt(receipt))
}

/// A correction of a document that was printed, given back in cash.
///
/// # Panics
/// The original has no period, number or day.
#[must_use]
#[track_caller]
pub fn correction(original: &DocumentRef, lines: Vec<Line>, total: &str) -> Correction {
    let (Some(z), Some(number), Some(date)) = (original.z, original.number, original.date) else {
        panic!("no original: {original:?}");
    };
    Correction {
        origin: Origin::Document { z, number, date, serial: original.serial.clone() },
        lines,
        adjustments: Vec::new(),
        tenders: vec![cash(total)],
        total: amount(total),
        footer: Vec::new(),
    }
}

/// The fault of what certainly was not done.
///
/// # Panics
/// It ended otherwise.
#[track_caller]
pub fn failure(outcome: Outcome) -> Fault {
    match outcome {
        Outcome::Failed(fault) => fault,
        other => panic!("not failed: {other:?}"),
    }
}

/// The fault of what may have been done.
///
/// # Panics
/// It ended otherwise.
#[track_caller]
pub fn unknown(outcome: Outcome) -> Fault {
    match outcome {
        Outcome::Unknown(fault) => fault,
        other => panic!("not unknown: {other:?}"),
    }
}

/// Why the business said no.
///
/// # Panics
/// It did not.
#[track_caller]
pub fn refusal(outcome: Outcome) -> Reason {
    match outcome {
        Outcome::Done(Reply::Refused(refusal)) => refusal.reason,
        other => panic!("not refused: {other:?}"),
    }
}
