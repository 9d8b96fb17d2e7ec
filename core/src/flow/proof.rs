//! What a device's memory proves about a document whose answer was lost.
//!
//! Proof is the number: the direct successor of what was read before, with the total, the kind and the
//! serial that were expected. Never the total alone (S3), never a counter alone (S5).

use super::paper::{Before, Paper};
use fiscus_sdk::{DocumentKind, DocumentRef, driver::Last};

/// What is proven.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is on paper: this is it.
    Printed(DocumentRef),
    /// It is not on paper.
    NotPrinted,
    /// It cannot be told.
    Doubt,
}

/// Judges a paper that was sent, by what was read before and what the device says now.
#[must_use]
pub fn judge(paper: &Paper, before: &Before, last: &Last) -> Verdict {
    match paper.kind() {
        DocumentKind::Receipt | DocumentKind::Return | DocumentKind::Void => fiscal(paper, before, last),
        DocumentKind::ZReport => closure(before, last),
        // A slip or a report that changes nothing leaves no trace that could be compared.
        _ => Verdict::Doubt,
    }
}

fn fiscal(paper: &Paper, before: &Before, last: &Last) -> Verdict {
    let Some(now) = &last.document else {
        return if before.document.is_none() && last.settled { Verdict::NotPrinted } else { Verdict::Doubt };
    };
    let unchanged = before.document.as_ref().is_some_and(|before| same(before, now));
    if unchanged {
        return if last.settled { Verdict::NotPrinted } else { Verdict::Doubt };
    }
    let successor = match &before.document {
        Some(before) => follows(before, now),
        // A device that had printed nothing: its first document is number 1 of some period.
        None => now.number == Some(1),
    };
    let total = match (paper.kind(), now.total, paper.total()) {
        // An automatic void is told with a total of zero.
        (DocumentKind::Void, Some(told), Some(planned)) => told == planned || told.is_zero(),
        (_, Some(told), Some(planned)) => told == planned,
        _ => false,
    };
    let kind = last.kind.is_none_or(|kind| kind == paper.kind());
    let serial = match (before.document.as_ref().and_then(|b| b.serial.as_ref()), now.serial.as_ref()) {
        (Some(before), Some(now)) => before == now,
        _ => true,
    };
    if successor && total && kind && serial { Verdict::Printed(now.clone()) } else { Verdict::Doubt }
}

fn closure(before: &Before, last: &Last) -> Verdict {
    match (before.z, last.z) {
        (Some(before), Some(now)) if now == before => {
            if last.settled {
                Verdict::NotPrinted
            } else {
                Verdict::Doubt
            }
        }
        (Some(before), Some(now)) if now == before + 1 => {
            Verdict::Printed(DocumentRef { z: Some(now), ..DocumentRef::default() })
        }
        _ => Verdict::Doubt,
    }
}

fn same(a: &DocumentRef, b: &DocumentRef) -> bool {
    a.z == b.z && a.number == b.number && a.total == b.total
}

/// Whether `now` is the very next document after `before`: the next number of the period, or the first of a
/// later one.
#[must_use]
pub fn follows(before: &DocumentRef, now: &DocumentRef) -> bool {
    match (before.z, before.number, now.z, now.number) {
        (Some(z), Some(number), Some(now_z), Some(now_number)) => {
            (now_z == z && now_number == number + 1) || (now_z > z && now_number == 1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::paper::Content;
    use fiscus_sdk::{
        Amount, Document,
        document::{Correction, Origin, OtherOrigin, Receipt},
        jiff::civil,
    };

    fn paper(kind: DocumentKind, total: &str) -> Paper {
        let total: Amount = total.parse().expect("total");
        let correction = Correction {
            origin: Origin::Other { kind: OtherOrigin::Nd, date: civil::date(2026, 1, 1) },
            lines: vec![],
            adjustments: vec![],
            tenders: vec![],
            total,
            footer: vec![],
        };
        let content = match kind {
            DocumentKind::Receipt => {
                Content::Document(Box::new(Document::Receipt(Receipt { total, ..Receipt::default() })))
            }
            DocumentKind::Return => Content::Document(Box::new(Document::Return(correction))),
            DocumentKind::Void => Content::Document(Box::new(Document::Void(correction))),
            DocumentKind::ZReport => Content::ZReport,
            DocumentKind::CashIn => Content::CashIn(total),
            other => panic!("{other:?}"),
        };
        Paper::new("p", content)
    }

    fn reference(text: &str) -> Option<DocumentRef> {
        let mut words = text.split(' ');
        let (z, number) = words.next()?.split_once('-')?;
        Some(DocumentRef {
            z: z.parse().ok(),
            number: number.parse().ok(),
            total: words.next().and_then(|t| t.parse().ok()),
            serial: words.next().map(str::to_owned),
            ..DocumentRef::default()
        })
    }

    /// S1, S3, S4, S5, S10: what is believed, and what is not.
    #[test]
    fn only_the_direct_successor_with_the_right_total_is_believed() {
        use DocumentKind::{Receipt, Return, Void};
        for (name, kind, total, before, now, settled, verdict) in [
            ("the next number", Receipt, "9.50", "12-5 9.50", "12-6 9.50", false, "printed"),
            ("the same total as before, and no new number", Receipt, "9.50", "12-5 9.50", "12-5 9.50", true, "not"),
            ("unchanged, and not made sure of", Receipt, "9.50", "12-5 1.00", "12-5 1.00", false, "doubt"),
            ("the first of the next period", Receipt, "9.50", "12-5 1.00", "13-1 9.50", true, "printed"),
            ("the first of a later period", Receipt, "9.50", "12-5 1.00", "15-1 9.50", true, "printed"),
            ("the second of the next period", Receipt, "9.50", "12-5 1.00", "13-2 9.50", true, "doubt"),
            ("two numbers on", Receipt, "9.50", "12-5 1.00", "12-7 9.50", true, "doubt"),
            ("somebody else's total", Receipt, "9.50", "12-5 1.00", "12-6 3.00", true, "doubt"),
            ("a number that went back", Receipt, "9.50", "12-5 1.00", "12-4 9.50", true, "doubt"),
            ("another device", Receipt, "9.50", "12-5 1.00 AAA", "12-6 9.50 BBB", true, "doubt"),
            ("the same device", Receipt, "9.50", "12-5 1.00 AAA", "12-6 9.50 AAA", true, "printed"),
            ("a new device's first", Receipt, "9.50", "", "1-1 9.50", true, "printed"),
            ("a new device's second", Receipt, "9.50", "", "1-2 9.50", true, "doubt"),
            ("a new device without any", Receipt, "9.50", "", "", true, "not"),
            ("a new device that is still busy", Receipt, "9.50", "", "", false, "doubt"),
            ("a return", Return, "9.50", "12-5 1.00", "12-6 9.50", true, "printed"),
            ("an automatic void tells zero", Void, "9.50", "12-5 1.00", "12-6 0.00", true, "printed"),
            ("a void with another total", Void, "9.50", "12-5 1.00", "12-6 3.00", true, "doubt"),
        ] {
            let before = Before { document: reference(before), z: None };
            let last = Last { document: reference(now), settled, ..Last::default() };
            let found = match judge(&paper(kind, total), &before, &last) {
                Verdict::Printed(_) => "printed",
                Verdict::NotPrinted => "not",
                Verdict::Doubt => "doubt",
            };
            assert_eq!(found, verdict, "{name}");
        }
    }

    #[test]
    fn a_document_of_another_kind_is_not_ours() {
        let before = Before { document: reference("12-5 1.00"), z: None };
        let last = Last {
            document: reference("12-6 9.50"),
            kind: Some(DocumentKind::Return),
            settled: true,
            ..Last::default()
        };
        assert_eq!(judge(&paper(DocumentKind::Receipt, "9.50"), &before, &last), Verdict::Doubt);
    }

    #[test]
    fn a_closure_is_proven_by_the_last_closure() {
        for (before, now, settled, verdict) in
            [(12, 13, false, "printed"), (12, 12, true, "not"), (12, 12, false, "doubt"), (12, 14, true, "doubt")]
        {
            let before = Before { document: None, z: Some(before) };
            let last = Last { z: Some(now), settled, ..Last::default() };
            let found = match judge(&paper(DocumentKind::ZReport, "0"), &before, &last) {
                Verdict::Printed(_) => "printed",
                Verdict::NotPrinted => "not",
                Verdict::Doubt => "doubt",
            };
            assert_eq!(found, verdict);
        }
    }

    #[test]
    fn cash_leaves_no_trace() {
        let last = Last { settled: true, ..Last::default() };
        assert_eq!(judge(&paper(DocumentKind::CashIn, "5"), &Before::default(), &last), Verdict::Doubt);
    }
}
