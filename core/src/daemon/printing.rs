//! From the first byte to the end of an operation: print, and commit, void, or stand in doubt. After a commit,
//! the copies that are still owed.

use super::{
    cards::store_fault,
    crash,
    engine::{Attempted, Engine},
    operation::{Body, evidence},
    printer::{Printer, Turn},
    recovery::Ended,
    rpc::Failure,
};
use crate::{
    flow::{
        paper::{Before, Content, PaperState, owes},
        party::scale,
        progress::{Happening, next},
        proof::{Verdict, follows, judge},
    },
    journal::{OperationRow, Record, State},
    ledger::{Reservation, Step, Write, WriteError},
    say::Say,
};
use fiscus_sdk::{
    DocumentKind, DocumentRef, End, Fault, Reason, Refusal,
    card::{Audience, Notice},
    driver::{Outcome, Reply},
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tracing::{info, warn};

/// The pause before a store, or a device, that failed is tried again.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

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
    /// Nothing was done and nothing is recorded.
    pub(super) fn nothing_done(&self, fault: &Fault) -> Failure {
        Failure::fault(self.setup.shop.language, fault, None, true)
    }

    /// Tells who listens, and the log.
    pub(super) fn tell(&self, row: &OperationRow, reason: Option<Reason>) {
        let reason_word = reason.map(|reason| reason.to_string());
        info!(operation = row.id, method = row.method, state = row.state.word(), reason = reason_word, "operation");
        self.events.operation(&row.id, row.state.word(), reason);
    }

    /// Writes where an operation stands.
    pub(super) async fn save(
        &self,
        row: &mut OperationRow,
        body: &Body,
        step: Step,
        kind: &str,
        record: String,
    ) -> Result<(), WriteError> {
        row.owes = owes(&body.papers) && !matches!(row.state, State::Voided | State::Denied | State::Expired);
        row.body = body.text();
        let commits = step == Step::Commit;
        let mut cards = if commits { body.cards.clone() } else { Vec::new() };
        // Two first loads of one number may be under way: the card is whose was committed first.
        for number in body.cards.iter().filter(|_| commits).map(|card| &card.number) {
            if self.ledger.card(number)?.is_some() {
                cards.retain(|card| &card.number != number);
            }
        }
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step,
            cards,
            customers: if commits { body.customers.clone() } else { Vec::new() },
            operations: vec![row.clone()],
            record: Some(Record { kind: kind.to_owned(), body: record }),
        };
        self.ledger.write(write).await?;
        row.version += 1;
        Ok(())
    }

    /// An operation that prints nothing: everything in one step.
    pub(super) async fn post(
        &self,
        row: &mut OperationRow,
        mut body: Body,
        reservation: Reservation,
        originals: Vec<(OperationRow, Body)>,
        reply: Option<String>,
    ) -> Attempted {
        row.state = State::Committed;
        let reply = match reply {
            Some(reply) => reply,
            None => match self.reply(row, &body) {
                Ok(reply) => reply,
                Err(error) => return Attempted::Failed(store_fault(&error), None),
            },
        };
        body.reply = RawValue::from_string(reply.clone()).ok();
        row.owes = false;
        row.body = body.text();
        let mut operations = vec![row.clone()];
        for (mut original, original_body) in originals {
            original.body = original_body.text();
            operations.push(original);
        }
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Post(reservation),
            cards: body.cards.clone(),
            customers: body.customers.clone(),
            operations,
            record: Some(Record { kind: "committed".to_owned(), body: reply.clone() }),
        };
        crash::point("post:before");
        match self.ledger.write(write).await {
            Ok(()) => {
                row.version += 1;
                crash::point("post:after");
                self.tell(row, None);
                Attempted::Ended(Ok(reply))
            }
            Err(error) => self.not_written(error),
        }
    }

    /// The answer of a committed operation, with the balances as they are after it.
    fn reply(&self, row: &OperationRow, body: &Body) -> Result<String, WriteError> {
        let mut answer = body.answer(&row.id, State::Committed);
        for part in &body.parts {
            if answer.cards.iter().any(|known| known.card == part.card) {
                continue;
            }
            let posts = body.parts.iter().filter(|own| own.card == part.card).flat_map(|own| &own.post);
            let coming: Vec<(String, i64)> = posts
                .filter_map(|post| match &post.to {
                    End::Card(label) => {
                        Some((label.clone(), post.amount.minor(scale(&self.setup.shop, label)).unwrap_or(0)))
                    }
                    _ => None,
                })
                .collect();
            // What was posted in one step is not held: nothing has been taken yet.
            answer.cards.push(self.card_balances(&part.card, &part.card_type, &coming)?);
        }
        if body.deciding().is_none() {
            for card in &mut answer.cards {
                for post in body.parts.iter().filter(|part| part.card == card.card).flat_map(|part| &part.post) {
                    if let End::Card(label) = &post.from
                        && let Some(balance) = card.balances.get_mut(label)
                    {
                        *balance -= post.amount;
                    }
                }
            }
        }
        Ok(to_text(&answer))
    }

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
        let outcome = turn.run(body.papers[place].job(None)).await;
        crash::point("print:after");
        let fate = match outcome {
            Outcome::Done(Reply::Printed(reference)) => {
                Fate::Printed(self.believed(&mut turn, &body.papers[place], reference).await)
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
                let again = turn.run(body.papers[place].job(Some(&mark))).await;
                if let Outcome::Failed(fault) = again {
                    // It stays owed, and the operation commits: the first may be on paper.
                    warn!(operation = row.id, printer = printer.id, fault = fault.detail, "the second slip failed");
                    return Fate::Printed(DocumentRef::default());
                }
                body.papers[place].state = PaperState::Printed;
                Fate::Printed(DocumentRef::default())
            }
            // Nothing hangs on it; it can be asked for again.
            DocumentKind::XReport => Fate::NotPrinted(fault),
            DocumentKind::CashIn | DocumentKind::CashOut => Fate::Doubt(fault, None),
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

    /// The document that a paper has become, where the device proves it now.
    pub(super) async fn on_paper(&self, turn: &mut Turn<'_>, body: &Body, place: usize) -> Option<DocumentRef> {
        if !blocks(body.papers[place].kind()) {
            return None;
        }
        match self.proven(turn, body, place).await {
            Proof::Printed(reference) => Some(reference),
            _ => None,
        }
    }

    /// What the device's memory proves about a paper now.
    async fn proven(&self, turn: &mut Turn<'_>, body: &Body, place: usize) -> Proof {
        let paper = &body.papers[place];
        let (Ok(last), Some(before)) = (turn.recover().await, paper.before.as_ref()) else {
            return Proof::NotYet(None);
        };
        match judge(paper, before, &last) {
            Verdict::Printed(reference) => Proof::Printed(reference),
            Verdict::NotPrinted => Proof::NotPrinted,
            Verdict::Doubt if last.settled => Proof::Ambiguous(last.document),
            Verdict::Doubt => Proof::NotYet(last.document),
        }
    }

    /// The document is on paper: everything is posted. This write must succeed; it is tried until it does.
    pub(super) async fn commit(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        place: usize,
        reference: DocumentRef,
    ) -> Result<String, Failure> {
        let paper = &mut body.papers[place];
        if paper.kind() != DocumentKind::Slip || paper.state == PaperState::Sent {
            paper.state = PaperState::Printed;
        }
        let (planned, told) = (paper.total(), reference.total);
        if paper.kind().fiscal()
            && let (Some(planned), Some(device)) = (planned, told)
            && planned != device
            && !(paper.kind() == DocumentKind::Void && device.is_zero())
        {
            let text = Say::DeviceTotalDiffers { planned, device }.text(self.setup.shop.language);
            warn!(operation = row.id, %planned, %device, "the device's total differs");
            body.draft.get_or_insert_default().notices.push(Notice { to: Audience::Cashier, text });
        }
        paper.reference = Some(reference);
        row.state = next(row.state, Happening::Printed).unwrap_or(State::Committed);
        let deadline = Instant::now() + Duration::from_secs(15);
        loop {
            match self.commit_once(row, body).await {
                Ok(reply) => return Ok(reply),
                Err(error) if Instant::now() < deadline => {
                    warn!(operation = row.id, %error, "printed, and not yet recorded");
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return self.commit_later(row, body, place, &store_fault(&error)),
            }
        }
    }

    async fn commit_once(self: &Arc<Self>, row: &mut OperationRow, body: &mut Body) -> Result<String, WriteError> {
        crash::point("commit:before");
        let reply = self.reply(row, body)?;
        body.reply = RawValue::from_string(reply.clone()).ok();
        body.evidence = None;
        self.save(row, body, Step::Commit, "committed", reply.clone()).await?;
        crash::point("commit:after");
        self.tell(row, None);
        self.unblock(&row.id);
        if row.owes {
            self.owe(row.id.clone());
        }
        Ok(reply)
    }

    /// The store cannot take the commit: the till is told that it is not known to be booked, and the commit goes
    /// on being tried.
    fn commit_later(
        self: &Arc<Self>,
        row: &OperationRow,
        body: &Body,
        place: usize,
        fault: &Fault,
    ) -> Result<String, Failure> {
        let mut told = body.clone();
        told.evidence = Some(evidence(&body.papers[place], body.papers[place].reference.as_ref(), fault));
        let (engine, mut row, mut body) = (self.clone(), row.clone(), body.clone());
        let id = row.id.clone();
        self.block(&told, place, &id);
        tokio::spawn(async move {
            while let Err(error) = engine.commit_once(&mut row, &mut body).await {
                warn!(operation = row.id, %error, "printed, and still not recorded");
                tokio::time::sleep(PAUSE * 5).await;
            }
        });
        Ok(to_text(&told.answer(&id, State::InDoubt)))
    }

    /// It is certain that nothing is on paper: what was held is given back.
    pub(super) async fn void(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        fault: Fault,
        printer: Option<String>,
    ) -> Result<String, Failure> {
        let failure = Failure::fault(self.setup.shop.language, &fault, printer.as_deref(), true);
        row.state = next(row.state, Happening::NotPrinted).unwrap_or(State::Voided);
        self.give_back(row, body, &fault, "voided").await;
        Err(failure)
    }

    /// The reservation waited longer than the configuration lets it.
    pub(super) async fn expire(self: &Arc<Self>, row: &mut OperationRow, body: &mut Body) -> Result<String, Failure> {
        let fault = Fault::new(Reason::PrinterBusy, "the reservation waited too long for the printer");
        row.state = next(row.state, Happening::TooLate).unwrap_or(State::Expired);
        self.give_back(row, body, &fault, "expired").await;
        let mut failure = Failure::fault(self.setup.shop.language, &fault, None, true);
        failure.data["state"] = serde_json::json!("expired");
        Err(failure)
    }

    /// The device said no for a reason of the business.
    async fn undo_and_deny(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        refusal: Refusal,
    ) -> Result<String, Failure> {
        row.state = State::Denied;
        body.refusal = Some(refusal.clone());
        let fault = Fault::new(Reason::PrinterError, refusal.text.clone());
        self.give_back(row, body, &fault, "denied").await;
        Err(Failure::refused(&refusal))
    }

    /// Writes an end without paper, and forgets it in the original that it would have corrected. Tried until it is
    /// written: as long as it is not, the money stays held, which harms nobody's balance.
    async fn give_back(self: &Arc<Self>, row: &mut OperationRow, body: &mut Body, fault: &Fault, kind: &str) {
        for paper in &mut body.papers {
            paper.state = PaperState::Planned;
        }
        body.fault = Some(fault.clone());
        body.evidence = None;
        let mut pause = PAUSE;
        let started = Instant::now();
        loop {
            match self.give_back_once(row, body, fault, kind).await {
                Ok(()) => break,
                Err(WriteError::Changed(_)) => {}
                Err(error) if started.elapsed() < Duration::from_secs(5) => {
                    warn!(operation = row.id, %error, "voided, and not yet recorded");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error) => {
                    warn!(operation = row.id, %error, "voided, and still not recorded");
                    return self.give_back_later(row, body, fault, kind);
                }
            }
        }
        self.tell(row, Some(fault.reason));
        self.unblock(&row.id);
    }

    /// The store cannot take the end: it goes on being tried. Until it is written nothing else may be printed that
    /// a recovery could take for the document of this operation.
    fn give_back_later(self: &Arc<Self>, row: &OperationRow, body: &Body, fault: &Fault, kind: &str) {
        if let Some(place) = body.deciding() {
            self.block(body, place, &row.id);
        }
        let (engine, mut row, mut body) = (self.clone(), row.clone(), body.clone());
        let (fault, kind) = (fault.clone(), kind.to_owned());
        tokio::spawn(async move {
            while let Err(error) = engine.give_back_once(&mut row, &mut body, &fault, &kind).await {
                warn!(operation = row.id, %error, "voided, and still not recorded");
                tokio::time::sleep(PAUSE * 5).await;
            }
            engine.tell(&row, Some(fault.reason));
            engine.unblock(&row.id);
        });
    }

    async fn give_back_once(
        &self,
        row: &mut OperationRow,
        body: &mut Body,
        fault: &Fault,
        kind: &str,
    ) -> Result<(), WriteError> {
        row.owes = false;
        row.body = body.text();
        let mut operations = vec![row.clone()];
        if let Some(original) = &body.original
            && let Some(mut original) = self.ledger.operation(original)?
            && let Ok(mut original_body) = Body::of(&original)
            && let Some(sold) = &mut original_body.sold
        {
            sold.returns.retain(|returned| returned.operation != row.id);
            if sold.voided_by.as_deref() == Some(row.id.as_str()) {
                sold.voided_by = None;
            }
            original.body = original_body.text();
            operations.push(original);
        }
        let record = serde_json::json!({ "fault": fault, "refusal": body.refusal, "resolved": body.resolved });
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Void,
            cards: Vec::new(),
            customers: Vec::new(),
            operations,
            record: Some(Record { kind: kind.to_owned(), body: record.to_string() }),
        };
        crash::point("void:before");
        self.ledger.write(write).await?;
        crash::point("void:after");
        row.version += 1;
        Ok(())
    }

    /// It cannot be told whether the document is on paper: the hold stays, the evidence is kept, and the device
    /// is asked on.
    pub(super) async fn stand_in_doubt(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        place: usize,
        fault: &Fault,
        after: Option<&DocumentRef>,
    ) -> Result<String, Failure> {
        row.state = next(row.state, Happening::Doubt).unwrap_or(State::InDoubt);
        body.fault = Some(fault.clone());
        body.evidence = Some(evidence(&body.papers[place], after, fault));
        let record = to_text(&body.evidence);
        self.block(body, place, &row.id);
        match self.save(row, body, Step::None, "in_doubt", record.clone()).await {
            Ok(()) => self.pursue(row.id.clone()),
            Err(error) => {
                warn!(operation = row.id, %error, "in doubt, and not yet recorded");
                let (engine, mut row, body) = (self.clone(), row.clone(), body.clone());
                tokio::spawn(async move {
                    while let Err(error) = engine.save(&mut row, &body, Step::None, "in_doubt", record.clone()).await {
                        warn!(operation = row.id, %error, "in doubt, and still not recorded");
                        tokio::time::sleep(PAUSE * 5).await;
                    }
                    engine.pursue(row.id);
                });
            }
        }
        crash::point("doubt:after");
        self.tell(row, Some(fault.reason));
        Ok(to_text(&body.answer(&row.id, State::InDoubt)))
    }

    /// Blocks the printer of an unresolved document, if it is one that blocks.
    pub(super) fn block(&self, body: &Body, place: usize, operation: &str) {
        let paper = &body.papers[place];
        if blocks(paper.kind())
            && let Some(printer) = self.printers.get(&paper.printer)
        {
            printer.block(operation);
        }
    }

    fn unblock(&self, operation: &str) {
        for printer in self.printers.values() {
            printer.unblock(operation);
        }
    }

    /// Refused before anything was reserved: final.
    pub(super) async fn deny(
        &self,
        mut row: OperationRow,
        mut body: Body,
        refusal: Refusal,
    ) -> Result<String, Failure> {
        row.state = State::Denied;
        let reason = refusal.reason;
        let failure = Failure::refused(&refusal);
        let record = to_text(&refusal);
        body.refusal = Some(refusal);
        match self.save(&mut row, &body, Step::None, "denied", record).await {
            Ok(()) => {
                crash::point("denied:after");
                self.tell(&row, Some(reason));
                Err(failure)
            }
            Err(error) => Err(self.nothing_done(&store_fault(&error))),
        }
    }

    /// The till must answer first.
    pub(super) async fn ask(&self, mut row: OperationRow, body: Body) -> Result<String, Failure> {
        row.state = State::Asking;
        let text = to_text(&body.answer(&row.id, State::Asking));
        match self.save(&mut row, &body, Step::None, "asking", text.clone()).await {
            Ok(()) => {
                crash::point("asking:after");
                self.tell(&row, None);
                Ok(text)
            }
            Err(error) => Err(self.nothing_done(&store_fault(&error))),
        }
    }

    /// Something broke before anything was reserved. The id may be used again.
    pub(super) async fn fail(
        &self,
        mut row: OperationRow,
        mut body: Body,
        fault: Fault,
        printer: Option<String>,
    ) -> Result<String, Failure> {
        row.state = State::Voided;
        warn!(operation = row.id, fault = %fault.reason, detail = fault.detail, "nothing was done");
        let failure = Failure::fault(self.setup.shop.language, &fault, printer.as_deref(), true);
        let record = to_text(&fault);
        let reason = fault.reason;
        body.fault = Some(fault);
        body.at_fault = printer;
        if let Err(error) = self.save(&mut row, &body, Step::None, "voided", record).await {
            warn!(operation = row.id, %error, "the fault is not recorded");
        }
        self.tell(&row, Some(reason));
        Err(failure)
    }

    /// Prints the copies that an operation still owes, until they are printed.
    pub(super) fn owe(self: &Arc<Self>, operation: String) {
        let engine = self.clone();
        tokio::spawn(async move {
            let mut pause = PAUSE;
            loop {
                match engine.print_owed(&operation).await {
                    Ok(true) => return,
                    Ok(false) => {}
                    Err(error) => warn!(operation, %error, "a copy is still owed"),
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }

    /// Prints what is owed, in order. Answers whether nothing is owed any more.
    async fn print_owed(self: &Arc<Self>, operation: &str) -> Result<bool, WriteError> {
        let Some(mut row) = self.ledger.operation(operation)? else { return Ok(true) };
        let Ok(mut body) = Body::of(&row) else { return Ok(true) };
        for place in 0..body.papers.len() {
            let paper = &body.papers[place];
            if paper.state == PaperState::Printed {
                continue;
            }
            let Some(printer) = self.printers.get(&paper.printer).cloned() else { continue };
            // It was sent before: it may be there.
            let mut marked = matches!(paper.state, PaperState::Sent | PaperState::SentAgain);
            let mut lost = false;
            let mut turn = printer.turn().await;
            loop {
                body.papers[place].state = if marked { PaperState::SentAgain } else { PaperState::Sent };
                self.save(&mut row, &body, Step::None, "copy_sent", place.to_string()).await?;
                crash::point("copy:before");
                let mark = marked.then(|| Say::PossibleCopy.text(self.setup.shop.language));
                match turn.run(body.papers[place].job(mark.as_deref())).await {
                    Outcome::Done(_) => break,
                    Outcome::Failed(fault) => {
                        // Nothing of this one is on paper.
                        if !marked {
                            body.papers[place].state = PaperState::Planned;
                            self.save(&mut row, &body, Step::None, "copy_failed", to_text(&fault)).await?;
                        }
                        return Ok(false);
                    }
                    // Once more, marked. That it was recorded as sent by a daemon that died does not count: it may
                    // have died before the first byte.
                    Outcome::Unknown(_) if !lost => (marked, lost) = (true, true),
                    // Sent twice: more copies would not make it surer.
                    Outcome::Unknown(_) => break,
                }
            }
            drop(turn);
            body.papers[place].state = PaperState::Printed;
            // A return or a void of this operation may have changed its row while the copy was printed.
            while let Err(error) = self.save(&mut row, &body, Step::None, "copy_printed", place.to_string()).await {
                let changed = matches!(error, WriteError::Changed(_));
                let Some(now) = self.ledger.operation(operation)?.filter(|_| changed) else { return Err(error) };
                let Ok(now_body) = Body::of(&now) else { return Err(error) };
                (row, body) = (now, now_body);
                body.papers[place].state = PaperState::Printed;
            }
            crash::point("copy:after");
            self.events.slip(operation, &printer.id);
        }
        Ok(!owes(&body.papers))
    }

    /// Goes on asking the device about an operation in doubt, until something is proven or a person decides.
    pub(super) fn pursue(self: &Arc<Self>, operation: String) {
        let engine = self.clone();
        tokio::spawn(async move {
            let mut pause = PAUSE * 5;
            loop {
                tokio::time::sleep(pause).await;
                match engine.ask_again(&operation).await {
                    Ok(true) => return,
                    Ok(false) => {}
                    Err(error) => warn!(operation, %error, "still in doubt"),
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        });
    }

    /// Asks once more. Answers whether there is nothing more to ask.
    async fn ask_again(self: &Arc<Self>, operation: &str) -> Result<bool, WriteError> {
        let Some(row) = self.ledger.operation(operation)? else { return Ok(true) };
        let Ok(body) = Body::of(&row) else { return Ok(true) };
        let Some(place) = body.deciding().filter(|_| row.state == State::InDoubt) else { return Ok(true) };
        let Some(printer) = self.printers.get(&body.papers[place].printer).cloned() else { return Ok(true) };
        if !blocks(body.papers[place].kind()) {
            return Ok(true);
        }
        let mut turn = printer.turn().await;
        let proof = self.proven(&mut turn, &body, place).await;
        drop(turn);
        // A person may have decided in the meantime: the row's version tells.
        let Some(mut row) = self.ledger.operation(operation)?.filter(|now| now.version == row.version) else {
            return Ok(false);
        };
        match proof {
            Proof::Printed(reference) => self.end_printed(&mut row, body, place, reference).await?,
            Proof::NotPrinted => self.end_not_printed(&mut row, body).await?,
            Proof::Ambiguous(_) | Proof::NotYet(_) => return Ok(false),
        }
        Ok(true)
    }

    /// Ends an operation later than its call: it was printed after all.
    pub(super) async fn end_printed(
        self: &Arc<Self>,
        row: &mut OperationRow,
        mut body: Body,
        place: usize,
        reference: DocumentRef,
    ) -> Result<(), WriteError> {
        body.ended_later = true;
        body.papers[place].state = PaperState::Printed;
        body.papers[place].reference = Some(reference);
        body.fault = None;
        row.state = State::Committed;
        self.commit_once(row, &mut body).await?;
        Ok(())
    }

    /// Ends an operation later than its call: it was not printed.
    pub(super) async fn end_not_printed(
        self: &Arc<Self>,
        row: &mut OperationRow,
        mut body: Body,
    ) -> Result<(), WriteError> {
        body.ended_later = true;
        for paper in &mut body.papers {
            paper.state = PaperState::Planned;
        }
        let fault =
            body.fault.clone().unwrap_or_else(|| Fault::new(Reason::PrinterOffline, "stopped before it was printed"));
        body.fault = Some(fault.clone());
        row.state = State::Voided;
        self.give_back_once(row, &mut body, &fault, "voided").await?;
        self.tell(row, Some(fault.reason));
        self.unblock(&row.id);
        Ok(())
    }
}

/// What the device's memory proves.
enum Proof {
    Printed(DocumentRef),
    NotPrinted,
    /// It says the same for good, and that proves nothing.
    Ambiguous(Option<DocumentRef>),
    /// It could not be asked, or is not settled.
    NotYet(Option<DocumentRef>),
}

/// Whether a paper is a slip, for those who recover.
pub(super) fn is_slip(content: &Content) -> bool {
    matches!(content, Content::Document(document) if document.kind() == DocumentKind::Slip)
}
