//! From the first byte to what became of a document: print it, and after a lost answer prove it by the device.

use super::{
    crash,
    engine::Engine,
    operation::Body,
    printer::{Printer, Turn},
    recovery::Ended,
    rpc::Failure,
};
use crate::{
    flow::{
        paper::{Before, Content, PaperState},
        proof::{Verdict, follows, judge},
    },
    journal::OperationRow,
    ledger::Step,
    say::Say,
};
use fiscus_sdk::{
    DocumentKind, DocumentRef, Fault, Refusal,
    card::{Audience, Notice},
    driver::{self, Outcome, Reply},
};
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tracing::warn;

/// The pause before a store, or a device, that failed is tried again.
pub(super) const PAUSE: Duration = Duration::from_millis(200);
/// The longest pause.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// JSON text of an answer.
pub(super) fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Whether an unresolved document of a printer stands in the way of this kind.
pub(super) fn blocks(kind: DocumentKind) -> bool {
    kind.fiscal() || kind == DocumentKind::ZReport
}

/// What the device says of its past, read before a document whose fate may have to be proven by it.
pub(super) async fn before(
    turn: &mut Turn<'_>,
    printer: &Printer,
    kind: DocumentKind,
) -> Result<Option<Before>, Fault> {
    if !printer.manifest.last_document || !blocks(kind) {
        return Ok(None);
    }
    let last = turn.last(kind == DocumentKind::ZReport).await?;
    Ok(Some(Before { document: last.document, z: last.z }))
}

/// What became of a paper.
enum Fate {
    Printed(DocumentRef),
    NotPrinted(Fault),
    Refused(Refusal),
    Doubt(Fault, Option<DocumentRef>),
}

impl Engine {
    /// Prints the paper that decides. It was recorded as sent before.
    pub(super) async fn print(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        place: usize,
        mut turn: Turn<'_>,
        printer: &Arc<Printer>,
    ) -> Result<String, Failure> {
        crash::point("print:before");
        let outcome = match self.job(body, place, None) {
            Ok(job) => turn.run(job).await,
            Err(fault) => Outcome::Failed(fault),
        };
        crash::point("print:after");
        let fate = match outcome {
            Outcome::Done(Reply::Printed(reference)) => {
                Fate::Printed(self.believed(&mut turn, &body.papers[place], reference).await)
            }
            Outcome::Done(Reply::Accepted) => {
                body.papers[place].proof = Some(driver::Proof::BytesAccepted);
                Fate::Printed(DocumentRef::default())
            }
            Outcome::Done(Reply::Report(report)) => {
                Fate::Printed(DocumentRef { z: report.z, total: report.total, ..DocumentRef::default() })
            }
            Outcome::Done(Reply::Refused(refusal)) => Fate::Refused(refusal),
            Outcome::Done(_) => Fate::Printed(DocumentRef::default()),
            Outcome::Failed(fault) => Fate::NotPrinted(fault),
            Outcome::Unknown(fault) => {
                warn!(operation = row.id, printer = printer.id, fault = fault.detail, "the answer was lost");
                self.lost(row, body, place, &mut turn, printer, fault).await
            }
        };
        // The turn is kept until the end is durable: the next document would hide from a recovery what became of
        // this one, and must not be sent while this one stands in doubt.
        let ended = match fate {
            Fate::Printed(reference) => self.commit(row, body, place, reference).await,
            Fate::NotPrinted(fault) => self.void(row, body, fault, Some(printer.id.clone())).await,
            Fate::Refused(refusal) => self.undo_and_deny(row, body, refusal).await,
            Fate::Doubt(fault, after) => self.stand_in_doubt(row, body, place, &fault, after.as_ref()).await,
        };
        drop(turn);
        ended
    }

    /// A number that does not follow the one before may be a garbled answer: the device is asked again.
    async fn believed(
        &self,
        turn: &mut Turn<'_>,
        paper: &crate::flow::paper::Paper,
        reference: DocumentRef,
    ) -> DocumentRef {
        let Some(before) = paper.before.as_ref() else { return reference };
        let plausible = match &before.document {
            Some(before) => follows(before, &reference),
            None => reference.number == Some(1),
        };
        if plausible {
            return reference;
        }
        match turn.last(false).await {
            Ok(last) => match judge(paper, before, &last) {
                Verdict::Printed(found) => found,
                _ => reference,
            },
            Err(_) => reference,
        }
    }

    /// After a lost answer: what can be proven until the printer's time-out has passed.
    async fn lost(
        &self,
        row: &mut OperationRow,
        body: &mut Body,
        place: usize,
        turn: &mut Turn<'_>,
        printer: &Printer,
        fault: Fault,
    ) -> Fate {
        match body.papers[place].kind() {
            DocumentKind::Slip => {
                // A slip may be there twice, marked; it must not be missing.
                body.papers[place].state = PaperState::SentAgain;
                if let Err(error) = self.save(row, body, Step::None, "sent_again", String::new()).await {
                    warn!(operation = row.id, %error, "the second slip is not recorded");
                }
                crash::point("again:before");
                let mark = Say::PossibleCopy.text(self.setup.shop.language);
                let again = match self.job(body, place, Some(&mark)) {
                    Ok(job) => turn.run(job).await,
                    Err(fault) => Outcome::Failed(fault),
                };
                if let Outcome::Failed(fault) = refused_is_failed(again) {
                    // It stays owed, and the operation commits: the first may be on paper.
                    warn!(operation = row.id, printer = printer.id, fault = fault.detail, "the second slip failed");
                    let text = Say::SlipOwed { printer: printer.id.clone() }.text(self.setup.shop.language);
                    let notice = Notice { to: Audience::Cashier, text };
                    body.draft.get_or_insert_default().notices.push(notice);
                    return Fate::Printed(DocumentRef::default());
                }
                body.papers[place].state = PaperState::Printed;
                Fate::Printed(DocumentRef::default())
            }
            // Nothing hangs on it; it can be asked for again.
            DocumentKind::XReport => Fate::NotPrinted(fault),
            DocumentKind::CashIn | DocumentKind::CashOut => Fate::Doubt(fault, None),
            // Nothing can be asked: a person must look.
            _ if !printer.manifest.last_document => Fate::Doubt(fault, None),
            _ => {
                let deadline = Instant::now() + printer.timeout;
                let mut seen = None;
                loop {
                    match self.proven(turn, body, place).await {
                        Proof::Printed(reference) => return Fate::Printed(reference),
                        Proof::NotPrinted => return Fate::NotPrinted(fault),
                        Proof::Ambiguous(last) => return Fate::Doubt(fault, last),
                        Proof::NotYet(last) => seen = last.or(seen),
                    }
                    if Instant::now() >= deadline {
                        return Fate::Doubt(fault, seen);
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// What became of a fiscal document that was being sent when the daemon stopped.
    pub(super) async fn fate_of(
        &self,
        row: &mut OperationRow,
        body: &mut Body,
        place: usize,
        turn: &mut Turn<'_>,
        printer: &Printer,
        fault: Fault,
    ) -> Ended {
        match self.lost(row, body, place, turn, printer, fault).await {
            Fate::Printed(reference) => Ended::Printed(reference),
            Fate::NotPrinted(_) | Fate::Refused(_) => Ended::NotPrinted,
            Fate::Doubt(_, after) => Ended::Doubt(after),
        }
    }

    /// What the device's memory proves about a paper now.
    pub(super) async fn proven(&self, turn: &mut Turn<'_>, body: &Body, place: usize) -> Proof {
        let paper = &body.papers[place];
        // Without what was there before nothing the device says proves anything.
        let Some(before) = paper.before.as_ref() else { return Proof::Ambiguous(None) };
        let Ok(last) = turn.recover().await else { return Proof::NotYet(None) };
        match judge(paper, before, &last) {
            Verdict::Printed(reference) => Proof::Printed(reference),
            Verdict::NotPrinted => Proof::NotPrinted,
            Verdict::Doubt if last.settled => Proof::Ambiguous(last.document),
            Verdict::Doubt => Proof::NotYet(last.document),
        }
    }
}

/// What the device's memory proves.
pub(super) enum Proof {
    Printed(DocumentRef),
    NotPrinted,
    /// It says the same for good, and that proves nothing.
    Ambiguous(Option<DocumentRef>),
    /// It could not be asked, or is not settled.
    NotYet(Option<DocumentRef>),
}

/// What became of a copy that nobody can be refused any more: what the driver refuses is on no paper.
pub(super) fn refused_is_failed(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Done(Reply::Refused(refusal)) => Outcome::Failed(Fault::new(refusal.reason, refusal.text)),
        outcome => outcome,
    }
}

/// Whether a paper is a slip, for those who recover.
pub(super) fn is_slip(content: &Content) -> bool {
    matches!(content, Content::Document(document) if document.kind() == DocumentKind::Slip)
}
