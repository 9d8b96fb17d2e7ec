//! What a device's memory proves about a document whose answer was lost.
//!
//! Proof is the number: the direct successor of what was read before, with the total, the kind and the
//! serial that were expected. Never the total alone (S3), never a counter alone (S5).

use crate::{Amount, DocumentKind, DocumentRef, driver::Last};

/// What was sent, and what was read from the device before.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The kind of what was sent.
    pub kind: DocumentKind,
    /// What its total must be, where it has one.
    pub total: Option<Amount>,
    /// The last document before; none: the device had printed none, or cannot tell.
    pub before: Option<&'a DocumentRef>,
    /// The last Z before.
    pub z_before: Option<u32>,
}

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

/// Judges what was sent by what the device says now.
#[must_use]
pub fn judge(sent: &Sent<'_>, last: &Last) -> Verdict {
    match sent.kind {
        DocumentKind::Receipt | DocumentKind::Return | DocumentKind::Void => fiscal(sent, last),
        DocumentKind::ZReport => closure(sent.z_before, last),
        // A slip or a report that changes nothing leaves no trace that could be compared.
        _ => Verdict::Doubt,
    }
}

fn fiscal(sent: &Sent<'_>, last: &Last) -> Verdict {
    // A device that knows only the documents of the open period forgets ours when somebody closes that.
    let closed = matches!((sent.z_before, last.z), (Some(before), Some(now)) if before != now);
    let Some(now) = &last.document else {
        let none = sent.before.is_none() && last.settled && !closed;
        return if none { Verdict::NotPrinted } else { Verdict::Doubt };
    };
    let unchanged = sent.before.is_some_and(|before| same(before, now));
    if unchanged {
        return if last.settled { Verdict::NotPrinted } else { Verdict::Doubt };
    }
    let successor = match sent.before {
        Some(before) => follows(before, now),
        // A device that had printed nothing: its first document is number 1 of some period.
        None => now.number == Some(1),
    };
    // Of a later period only the one that was open then.
    let period = match (sent.z_before, now.z, sent.before.and_then(|before| before.z)) {
        (Some(closed), Some(now), Some(before)) => now <= before.max(closed + 1),
        (Some(closed), Some(now), None) => now <= closed + 1,
        _ => true,
    };
    let total = match (sent.kind, now.total, sent.total) {
        // An automatic void is told with a total of zero.
        (DocumentKind::Void, Some(told), Some(planned)) => told == planned || told.is_zero(),
        (_, Some(told), Some(planned)) => told == planned,
        _ => false,
    };
    let kind = last.kind.is_none_or(|kind| kind == sent.kind);
    let serial = sent.before.is_none_or(|before| one_device(before, now));
    if successor && period && total && kind && serial { Verdict::Printed(now.clone()) } else { Verdict::Doubt }
}

fn closure(before: Option<u32>, last: &Last) -> Verdict {
    match (before, last.z) {
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

/// The same period and number of one device; the totals agree where both are told, for a device may tell the total only
/// of what it printed last of all.
fn same(a: &DocumentRef, b: &DocumentRef) -> bool {
    let totals = a.total.is_none() || b.total.is_none() || a.total == b.total;
    a.z == b.z && a.number == b.number && totals && one_device(a, b)
}

/// Whether nothing says that they are of two devices.
fn one_device(a: &DocumentRef, b: &DocumentRef) -> bool {
    a.serial.is_none() || b.serial.is_none() || a.serial == b.serial
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
            ("no new number, and no total told", Receipt, "9.50", "12-5 1.00", "12-5", true, "not"),
            ("the next number, and no total told", Receipt, "9.50", "12-5 1.00", "12-6", true, "doubt"),
            ("the same number, and another total", Receipt, "9.50", "12-5 1.00", "12-5 9.50", true, "doubt"),
            ("unchanged, and not made sure of", Receipt, "9.50", "12-5 1.00", "12-5 1.00", false, "doubt"),
            ("the first of the next period", Receipt, "9.50", "12-5 1.00", "13-1 9.50", true, "printed"),
            ("the first of a later period", Receipt, "9.50", "12-5 1.00", "15-1 9.50", true, "printed"),
            ("the second of the next period", Receipt, "9.50", "12-5 1.00", "13-2 9.50", true, "doubt"),
            ("two numbers on", Receipt, "9.50", "12-5 1.00", "12-7 9.50", true, "doubt"),
            ("somebody else's total", Receipt, "9.50", "12-5 1.00", "12-6 3.00", true, "doubt"),
            ("a number that went back", Receipt, "9.50", "12-5 1.00", "12-4 9.50", true, "doubt"),
            ("another device", Receipt, "9.50", "12-5 1.00 AAA", "12-6 9.50 BBB", true, "doubt"),
            ("the same device", Receipt, "9.50", "12-5 1.00 AAA", "12-6 9.50 AAA", true, "printed"),
            ("another device's last", Receipt, "9.50", "12-5 1.00 AAA", "12-5 1.00 BBB", true, "doubt"),
            ("a new device's first", Receipt, "9.50", "", "1-1 9.50", true, "printed"),
            ("a new device's second", Receipt, "9.50", "", "1-2 9.50", true, "doubt"),
            ("a new device without any", Receipt, "9.50", "", "", true, "not"),
            ("a new device that is still busy", Receipt, "9.50", "", "", false, "doubt"),
            ("a return", Return, "9.50", "12-5 1.00", "12-6 9.50", true, "printed"),
            ("an automatic void tells zero", Void, "9.50", "12-5 1.00", "12-6 0.00", true, "printed"),
            ("a void with another total", Void, "9.50", "12-5 1.00", "12-6 3.00", true, "doubt"),
        ] {
            let before = reference(before);
            let sent = Sent { kind, total: total.parse().ok(), before: before.as_ref(), z_before: None };
            let last = Last { document: reference(now), settled, ..Last::default() };
            let found = match judge(&sent, &last) {
                Verdict::Printed(_) => "printed",
                Verdict::NotPrinted => "not",
                Verdict::Doubt => "doubt",
            };
            assert_eq!(found, verdict, "{name}");
        }
    }

    /// S4, F2: a period that was closed since hides what was printed in it, or is a stranger's.
    #[test]
    fn a_closure_in_between_proves_nothing() {
        for (name, before, closed, now, z, verdict) in [
            ("nothing, and nothing was closed", "", 1, "", 1, "not"),
            ("nothing any more", "", 1, "", 2, "doubt"),
            ("nothing but what was there", "1-5 1.00", 1, "1-5 1.00", 2, "not"),
            ("the first of the period that was open", "1-5 1.00", 1, "2-1 9.50", 1, "printed"),
            ("the same, closed since", "1-5 1.00", 1, "2-1 9.50", 2, "printed"),
            ("the first of the one behind it", "1-5 1.00", 1, "3-1 9.50", 2, "doubt"),
            ("after periods without documents", "1-5 1.00", 3, "4-1 9.50", 3, "printed"),
            ("the first of all", "", 3, "4-1 9.50", 3, "printed"),
            ("the first of all, later", "", 3, "5-1 9.50", 4, "doubt"),
            ("the next of a period that is not closed", "2-5 1.00", 1, "2-6 9.50", 1, "printed"),
        ] {
            let before = reference(before);
            let sent = Sent {
                kind: DocumentKind::Receipt,
                total: "9.50".parse().ok(),
                before: before.as_ref(),
                z_before: Some(closed),
            };
            let last = Last { document: reference(now), z: Some(z), settled: true, ..Last::default() };
            let found = match judge(&sent, &last) {
                Verdict::Printed(_) => "printed",
                Verdict::NotPrinted => "not",
                Verdict::Doubt => "doubt",
            };
            assert_eq!(found, verdict, "{name}");
        }
    }

    #[test]
    fn a_document_of_another_kind_is_not_ours() {
        let before = reference("12-5 1.00");
        let kind = DocumentKind::Receipt;
        let sent = Sent { kind, total: "9.50".parse().ok(), before: before.as_ref(), z_before: None };
        let last = Last {
            document: reference("12-6 9.50"),
            kind: Some(DocumentKind::Return),
            settled: true,
            ..Last::default()
        };
        assert_eq!(judge(&sent, &last), Verdict::Doubt);
    }

    #[test]
    fn a_closure_is_proven_by_the_last_closure() {
        for (before, now, settled, verdict) in
            [(12, 13, false, "printed"), (12, 12, true, "not"), (12, 12, false, "doubt"), (12, 14, true, "doubt")]
        {
            let sent = Sent { kind: DocumentKind::ZReport, total: None, before: None, z_before: Some(before) };
            let last = Last { z: Some(now), settled, ..Last::default() };
            let found = match judge(&sent, &last) {
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
        let sent = Sent { kind: DocumentKind::CashIn, total: "5".parse().ok(), before: None, z_before: None };
        assert_eq!(judge(&sent, &last), Verdict::Doubt);
    }
}
