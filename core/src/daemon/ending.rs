//! How an operation ends: its rows and records, written before anybody is told. Commit, void, denial, questions,
//! doubt; also ends that come later than the call.

use super::{
    cards::store_fault,
    crash,
    engine::{Attempted, Engine, heavy},
    operation::{Body, evidence},
    printer::Printer,
    printing::{LONGEST_PAUSE, PAUSE, blocks, to_text},
    rpc::Failure,
};
use crate::{
    flow::{
        paper::{PaperState, owes},
        party::scale,
        progress::{Happening, next},
    },
    journal::{OperationRow, Record, State},
    ledger::{Reservation, Step, Write, WriteError},
    registry::{Card, Partner},
    say::Say,
};
use fiscus_sdk::{
    DocumentKind, DocumentRef, End, Fault, Reason, Refusal,
    card::{Audience, Notice},
};
use serde_json::value::RawValue;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tracing::{info, warn};

/// What an operation that prints nothing has besides what every operation has.
#[derive(Default)]
pub(super) struct More {
    /// The originals as they will be, if it corrects or settles some.
    pub originals: Vec<(OperationRow, Body)>,
    /// The answer itself.
    pub reply: Option<String>,
    /// Cards as they were found, and as they will be.
    pub moved: Vec<(Card, Card)>,
    /// Partners that are new or changed.
    pub partners: Vec<Partner>,
    /// Pictures of customers that are new or changed.
    pub pictures: Vec<(String, Option<Vec<u8>>)>,
    /// What is kept of other operations, as it will be.
    pub redacted: Vec<OperationRow>,
    /// What was replaced must not be found any more.
    pub forget: bool,
    /// What it did to each card stands in the ledger alone.
    pub bulk: bool,
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
        if !matches!(row.state, State::Reserved | State::Printing | State::InDoubt) {
            self.claims.release(&row.id);
        }
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
        let mut seen = Vec::new();
        if commits {
            self.changed_cards(body, &mut cards, &mut seen)?;
        }
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step,
            cards,
            seen,
            customers: if commits { body.customers.clone() } else { Vec::new() },
            effects: if commits { body.effects.clone() } else { Vec::new() },
            operations: vec![row.clone()],
            record: Some(Record { kind: kind.to_owned(), body: record }),
            ..Write::default()
        };
        let outside = !write.effects.is_empty();
        self.ledger.write(write).await?;
        row.version += 1;
        if outside {
            self.deliveries.wake();
        }
        Ok(())
    }

    /// The cards that change, as they were and as they will be. A card that is gone changes no more.
    fn changed_cards(&self, body: &Body, cards: &mut Vec<Card>, seen: &mut Vec<Card>) -> Result<(), WriteError> {
        for (number, change) in &body.changes {
            if let Some(new) = cards.iter_mut().find(|card| &card.number == number) {
                new.become_as(change);
            } else if let Some(card) = self.ledger.card(number)? {
                let mut changed = card.clone();
                changed.become_as(change);
                if changed != card {
                    seen.push(card);
                    cards.push(changed);
                }
            }
        }
        Ok(())
    }

    /// An operation that prints nothing: everything in one step.
    pub(super) async fn post(
        &self,
        row: &mut OperationRow,
        mut body: Body,
        reservation: Reservation,
        more: More,
    ) -> Attempted {
        row.state = State::Committed;
        let reply = match more.reply {
            Some(reply) => reply,
            None => match self.reply(row, &body) {
                Ok(reply) => reply,
                Err(error) => return Attempted::Failed(store_fault(&error), None),
            },
        };
        body.reply = RawValue::from_string(reply.clone()).ok();
        let (mut cards, mut seen) = (body.cards.clone(), Vec::new());
        if let Err(error) = self.changed_cards(&body, &mut cards, &mut seen) {
            return Attempted::Failed(store_fault(&error), None);
        }
        for (found, changed) in more.moved {
            seen.push(found);
            cards.push(changed);
        }
        let record = match &body.note {
            Some(note) => {
                serde_json::json!({ "note": note, "till": body.till, "operator": body.operator, "peer": body.peer })
                    .to_string()
            }
            None => serde_json::json!({
                "answer": body.sealed(&reply), "till": body.till, "operator": body.operator, "peer": body.peer,
            })
            .to_string(),
        };
        let effects = std::mem::take(&mut body.effects);
        if more.bulk {
            (body.cards, body.parts, body.own_posts) = (Vec::new(), Vec::new(), Vec::new());
        }
        row.owes = false;
        row.body = body.text();
        let mut operations = vec![row.clone()];
        for (mut original, original_body) in more.originals {
            original.body = original_body.text();
            operations.push(original);
        }
        operations.extend(more.redacted);
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Post(reservation),
            cards,
            seen,
            customers: body.customers.clone(),
            partners: more.partners,
            pictures: more.pictures,
            forget: more.forget,
            effects,
            operations,
            record: Some(Record { kind: "committed".to_owned(), body: record }),
        };
        let outside = !write.effects.is_empty();
        crash::point("post:before");
        match heavy(more.bulk, || self.ledger.write(write)).await {
            Ok(()) => {
                row.version += 1;
                crash::point("post:after");
                if outside {
                    self.deliveries.wake();
                }
                self.tell(row, None);
                Attempted::Ended(Ok(reply))
            }
            Err(error) => self.not_written(error),
        }
    }

    /// The answer of a committed operation, with the balances as they are after it.
    fn reply(&self, row: &OperationRow, body: &Body) -> Result<String, WriteError> {
        if let Some(promised) = &body.promised {
            return Ok(promised.get().to_owned());
        }
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
        if paper.proof.is_some() && blocks(paper.kind()) {
            let text = Say::OnlyAccepted { printer: paper.printer.clone() }.text(self.setup.shop.language);
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

    pub(super) async fn commit_once(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
    ) -> Result<String, WriteError> {
        crash::point("commit:before");
        let reply = self.reply(row, body)?;
        body.reply = RawValue::from_string(reply.clone()).ok();
        body.evidence = None;
        self.save(row, body, Step::Commit, "committed", answered(body, &reply)).await?;
        crash::point("commit:after");
        self.tell(row, None);
        self.unblock(&row.id);
        if row.owes {
            self.owe(row.id.clone());
        }
        self.review_after(row, body).await;
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
    pub(super) async fn undo_and_deny(
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
        let record = serde_json::json!({ "fault": fault, "refusal": body.refusal.as_ref().map(|refusal| refusal.reason), "resolved": body.resolved });
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Void,
            operations,
            record: Some(Record { kind: kind.to_owned(), body: record.to_string() }),
            ..Write::default()
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
        if !blocks(paper.kind()) {
            return;
        }
        match self.printer_of(body, place) {
            // One device may go by several names.
            Some(printer) => {
                self.printers.values().filter(|other| other.place == printer.place).for_each(|it| it.block(operation));
            }
            None => warn!(
                operation,
                printer = paper.printer,
                "in doubt at a printer that is not configured any more: nothing is blocked"
            ),
        }
    }

    /// The printer that an operation's paper was sent to, by whichever name it goes now.
    pub(super) fn printer_of(&self, body: &Body, place: usize) -> Option<&Arc<Printer>> {
        let known = |printer: &&Arc<Printer>| body.place.as_ref() == Some(&printer.place);
        let named = self.printers.get(&body.papers[place].printer);
        named.filter(known).or_else(|| self.printers.values().find(known)).or(named)
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
        // Its sentence may name somebody: it stands in the row.
        let record = serde_json::json!({ "reason": reason, "operator": body.operator, "peer": body.peer }).to_string();
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
    pub(super) async fn ask(
        &self,
        mut row: OperationRow,
        body: Body,
        shape: serde_json::Value,
    ) -> Result<String, Failure> {
        row.state = State::Asking;
        let mut answer = serde_json::to_value(body.answer(&row.id, State::Asking)).unwrap_or_default();
        if let (Some(answer), serde_json::Value::Object(shape)) = (answer.as_object_mut(), shape) {
            let own = shape.into_iter().filter(|(key, _)| !["state", "questions"].contains(&key.as_str()));
            answer.extend(own.collect::<serde_json::Map<_, _>>());
        }
        let text = to_text(&answer);
        match self.save(&mut row, &body, Step::None, "asking", answered(&body, &text)).await {
            Ok(()) => {
                crash::point("asking:after");
                self.tell(&row, None);
                Ok(text)
            }
            Err(error) => Err(self.nothing_done(&store_fault(&error))),
        }
    }

    /// The till must confirm first: as a question, it ends nothing.
    pub(super) async fn confirm(
        &self,
        mut row: OperationRow,
        body: Body,
        refusal: &Refusal,
        confirm: serde_json::Value,
    ) -> Result<String, Failure> {
        row.state = State::Asking;
        let failure = Failure::unconfirmed(refusal, &confirm);
        match self.save(&mut row, &body, Step::None, "asking", to_text(&confirm)).await {
            Ok(()) => {
                self.tell(&row, Some(refusal.reason));
                Err(failure)
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

/// What a record says of an answer that stands in the row.
fn answered(body: &Body, text: &str) -> String {
    serde_json::json!({ "answer": body.sealed(text) }).to_string()
}
