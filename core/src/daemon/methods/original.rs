//! The operation that a document was printed for, by the numbers on its paper: found, not ours, or not to be told as long
//! as a receipt is in doubt.

use super::resolve::numbered;
use crate::{
    daemon::{
        engine::{Attempt, Engine, unresolved},
        operation::Body,
    },
    flow::{Stop, paper::Before},
    journal::State,
    say::Say,
};
use fiscus_sdk::{
    Reason,
    api::{OriginalDocument, ReturnRequest},
    document::plain_serial,
};

impl Engine {
    /// The operation that a document was printed for, if it was one of ours: its limits and its cards count, however it is
    /// named (R7, R8). Without a serial it is one of the printer's own.
    ///
    /// # Errors
    /// It may be a receipt that is in doubt, or is being printed; or the device has numbered no such one on that day.
    pub(super) fn issued_here(
        &self,
        document: &OriginalDocument,
        request: &ReturnRequest,
        attempt: &Attempt,
    ) -> Result<Option<String>, Stop> {
        let departments: Vec<&str> = request.lines.iter().filter_map(|line| line.department.as_deref()).collect();
        let own = self.receipt_printer(attempt.till.as_deref(), &departments).ok();
        // Looked at first: what is committed meanwhile is found below.
        let open = self.open_receipt(document, own.as_deref())?;
        let mut another_day = false;
        for row in self.ledger.operations_printed(document.z, document.number)? {
            if row.state != State::Committed || !["receipt.issue", "card.load"].contains(&row.method.as_str()) {
                continue;
            }
            let body = Body::of(&row)?;
            let Some((_, paper)) = body.receipt() else { continue };
            let Some(reference) = &paper.reference else { continue };
            let named = self.bears(document, &paper.printer, reference.serial.as_deref());
            if !named.unwrap_or_else(|| own.as_ref().is_none_or(|own| *own == paper.printer)) {
                continue;
            }
            if reference.date.is_none_or(|date| date == document.date) {
                return Ok(Some(row.id));
            }
            another_day |= named.is_some();
        }
        if another_day {
            let original = numbered(document.z, document.number);
            return Err(self.refuse(Reason::OriginalNotFound, &Say::OriginalNotFound { original }));
        }
        match open {
            Some((printer, operation)) => Err(Stop::Printer(unresolved(&operation), printer)),
            None => Ok(None),
        }
    }

    /// The printer and the operation of a receipt that is not known to be printed, where the document may be that one.
    fn open_receipt(&self, document: &OriginalDocument, own: Option<&str>) -> Result<Option<(String, String)>, Stop> {
        for row in self.ledger.unfinished()? {
            if !matches!(row.state, State::Printing | State::InDoubt) {
                continue;
            }
            let Ok(body) = Body::of(&row) else { continue };
            let Some((_, paper)) = body.receipt() else { continue };
            let told = paper.before.as_ref().and_then(|before| before.document.as_ref()?.serial.as_deref());
            let here = match document.serial {
                // Of a device that has never said who it is it may be.
                Some(_) => self.bears(document, &paper.printer, told).unwrap_or(true),
                None => own.is_none_or(|own| own == paper.printer),
            };
            if here && comes_after(document, paper.before.as_ref()) {
                return Ok(Some((paper.printer.clone(), row.id)));
            }
        }
        Ok(None)
    }

    /// Whether a document bears the serial of a printer's device, as that told it then, or since; none: that is not known.
    fn bears(&self, document: &OriginalDocument, printer: &str, told: Option<&str>) -> Option<bool> {
        let asked = document.serial.as_ref()?;
        let since = || self.printers.get(printer).and_then(|printer| printer.serial());
        told.map(plain_serial).or_else(since).map(|told| told == *asked)
    }
}

/// Whether a document may have been printed after what the device had printed before.
fn comes_after(document: &OriginalDocument, before: Option<&Before>) -> bool {
    let Some(before) = before else { return true };
    let Some(last) = &before.document else { return before.z.is_none_or(|z| document.z >= z) };
    match (last.z, last.number) {
        (Some(z), Some(number)) => (document.z, document.number) > (z, number),
        (Some(z), None) => document.z >= z,
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{DocumentRef, jiff::civil::date};

    /// S4, R7: what was there before is none that is in doubt; all that may have come since is.
    #[test]
    fn what_is_known_to_be_older_is_not_in_doubt() {
        let last = |z, number| Before { document: Some(DocumentRef { z, number, ..DocumentRef::default() }), z: None };
        let before = [
            None,
            Some(Before { document: None, z: None }),
            Some(Before { document: None, z: Some(3) }),
            Some(last(Some(3), Some(7))),
            Some(last(Some(3), None)),
            Some(last(None, Some(7))),
        ];
        for (z, number, expected) in [
            (2, 9, [true, true, false, false, false, true]),
            (3, 6, [true, true, true, false, true, true]),
            (3, 7, [true, true, true, false, true, true]),
            (3, 8, [true, true, true, true, true, true]),
            (4, 1, [true, true, true, true, true, true]),
        ] {
            let document = OriginalDocument { z, number, date: date(2026, 11, 22), serial: None };
            let found: Vec<bool> = before.iter().map(|before| comes_after(&document, before.as_ref())).collect();
            assert_eq!(found, expected, "{z} {number}");
        }
    }
}
