//! What goes on after the answer: copies that are still owed, and doubts that are still asked about.

use super::{
    crash,
    engine::Engine,
    operation::{Body, evidence},
    printer::Printer,
    printing::{LONGEST_PAUSE, PAUSE, Proof, blocks, refused_is_failed, to_text},
};
use crate::{
    flow::paper::{PaperState, owes},
    journal::{OperationRow, State},
    ledger::{Step, WriteError},
    say::Say,
};
use fiscus_sdk::{DocumentRef, Fault, Reason, driver::Outcome};
use std::sync::Arc;
use tracing::warn;

impl Engine {
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
            self.ask_first(&printer).await;
            let mut turn = printer.turn().await;
            loop {
                let mark = marked.then(|| Say::PossibleCopy.text(self.setup.shop.language));
                let job = match self.job(&body, place, mark.as_deref()) {
                    Ok(job) => job,
                    Err(fault) => {
                        warn!(operation, fault = fault.detail, "a copy cannot be made");
                        return Ok(false);
                    }
                };
                body.papers[place].state = if marked { PaperState::SentAgain } else { PaperState::Sent };
                self.save(&mut row, &body, Step::None, "copy_sent", place.to_string()).await?;
                crash::point("copy:before");
                match refused_is_failed(turn.run(job).await) {
                    Outcome::Done(_) => break,
                    Outcome::Failed(fault) => {
                        warn!(operation, fault = fault.detail, "a copy was not printed");
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

    /// Before something that may hide from a device's memory what became of a document in doubt, that one is asked about,
    /// as long as it may still be proven. Whoever prints because of it is not stopped: only fiscal documents are.
    pub(super) async fn ask_first(self: &Arc<Self>, printer: &Printer) {
        let Some(open) = printer.provable() else { return };
        self.landed(&open).await;
        if let Err(error) = self.ask_again(&open).await {
            warn!(operation = open, %error, "still in doubt");
        }
    }

    /// Asks once more. Answers whether there is nothing more to ask.
    async fn ask_again(self: &Arc<Self>, operation: &str) -> Result<bool, WriteError> {
        let Some(row) = self.ledger.operation(operation)? else { return Ok(true) };
        let Ok(body) = Body::of(&row) else { return Ok(true) };
        let Some(place) = body.deciding().filter(|_| row.state == State::InDoubt) else { return Ok(true) };
        let Some(printer) = self.printer_of(&body, place).cloned() else { return Ok(true) };
        // What leaves no trace, and a device that keeps none, are a person's to look at.
        if !blocks(body.papers[place].kind()) || !printer.manifest.last_document {
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
            Proof::Ambiguous(last) => {
                self.learn(&mut row, body, place, last.as_ref()).await?;
                printer.told(operation);
                return Ok(false);
            }
            Proof::NotYet(last) => {
                self.learn(&mut row, body, place, last.as_ref()).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What the device says now, as evidence for a person.
    async fn learn(
        self: &Arc<Self>,
        row: &mut OperationRow,
        mut body: Body,
        place: usize,
        last: Option<&DocumentRef>,
    ) -> Result<(), WriteError> {
        let fault = body.fault.clone().unwrap_or_else(|| Fault::new(Reason::PrinterOffline, ""));
        let learned = last.map(|last| evidence(&body.papers[place], Some(last), &fault));
        if learned.is_none() || learned == body.evidence {
            return Ok(());
        }
        body.evidence = learned;
        let record = to_text(&body.evidence);
        self.save(row, &body, Step::None, "in_doubt", record).await
    }
}
