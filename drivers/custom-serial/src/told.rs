//! Which document is told of a close that the device confirmed.
//!
//! Ours was closed where the device holds a closed document right behind our close, for what the keyboard prints is cut
//! at once. Then the direct successor of what was read before is ours, whatever it totals; a later one only where the
//! device held ours from the close until its number was read. For a later one with our total may be somebody else's, who
//! printed the same behind ours. Where the device holds none, it may have been cancelled at the keyboard and another one
//! printed, or the device was switched off: only the direct successor with our total is believed, and anything else is
//! unknown.

use crate::{
    print::Known,
    reply::{Answer, Reading},
};
use fiscus_sdk::{Amount, DocumentKind, DocumentRef, Fault, Reason, proof::follows};

/// What shows whose document a close was of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// The device does not say.
    Untold,
    /// Of ours.
    Ours,
    /// Of ours, which was there still when the past was read.
    Held,
    /// The device holds no closed document.
    Elsewhere,
}

impl Close {
    /// By the answer of 1012 right behind the close: 5 is closed, 6 takes courtesy lines.
    pub(crate) fn of(step: Option<Answer>) -> Self {
        match step {
            Some(Answer::Done(step)) if matches!(step.as_str(), "5" | "6") => Self::Ours,
            Some(Answer::Done(_)) => Self::Elsewhere,
            Some(Answer::Error(_)) | None => Self::Untold,
        }
    }
}

/// The document; `now` is what the device says of its past, where it can be read.
///
/// # Errors
/// It cannot be told whether ours was printed.
pub(crate) fn document(
    kind: DocumentKind,
    planned: Option<Amount>,
    close: Close,
    now: Option<&Reading>,
    known: Known<'_>,
) -> Result<DocumentRef, Fault> {
    // The close was confirmed: it is the successor of what was there (G22).
    let successor = || {
        let before = known.before.map(|before| (before.z + 1, before.number + 1));
        DocumentRef {
            z: before.map(|(z, _)| z),
            number: before.map(|(_, number)| number),
            serial: known.serial.map(str::to_owned),
            total: planned,
            ..DocumentRef::default()
        }
    };
    let Some(now) = now else {
        return match close {
            Close::Ours | Close::Held | Close::Untold => Ok(successor()),
            Close::Elsewhere => Err(unproven("nothing that could be asked for")),
        };
    };
    if known.before.is_some_and(|before| (now.z, now.number) == (before.z, before.number)) {
        return Err(unproven("no new document"));
    }
    let Some(mut found) = now.document(known.serial) else { return Err(unproven("no document")) };
    // An automatic void may be told with a total of zero.
    if kind == DocumentKind::Void && found.total.is_some_and(|total| total.is_zero()) {
        found.total = planned;
    }
    let before = known.before.map(|before| before.document(known.serial).unwrap_or_default());
    // With none before in its period, it is the first.
    let next = before.as_ref().is_none_or(|before| match before.number {
        Some(_) => follows(before, &found),
        None => found.number == Some(1),
    });
    let fits = found.total == planned;
    match close {
        Close::Held => Ok(found),
        Close::Ours if next => Ok(found),
        // Two are new, and the later is somebody else's.
        Close::Ours if !fits && found.total.is_some() && second(known, now) => Ok(successor()),
        Close::Ours => Err(unproven("more than one new document")),
        Close::Untold | Close::Elsewhere if fits && next && before.is_some() => Ok(found),
        Close::Untold | Close::Elsewhere => Err(unproven("another document")),
    }
}

/// Whether one document stands between what was read before and the last.
fn second(known: Known<'_>, now: &Reading) -> bool {
    known.before.is_some_and(|before| (before.z, before.number + 2) == (now.z, now.number))
}

fn unproven(has: &str) -> Fault {
    let text = format!("the device confirmed the close and has {has}");
    Fault::new(Reason::PrinterError, text)
}
