//! After a start: everything that a crash left open is ended by proof, or stands in doubt with its evidence.
//!
//! What was only reserved was never sent, and is voided. What was being sent is asked of the device. A till that
//! asks for such an operation meanwhile waits for the end, as it would for its own call.

use super::{
    crash,
    engine::{Boarded, Engine, Landing},
    operation::{Body, Filed},
    printing::{LONGEST_PAUSE, PAUSE, blocks, is_slip},
};
use crate::{
    flow::paper::PaperState,
    journal::{OperationRow, State},
    ledger::WriteError,
};
use fiscus_sdk::{DocumentKind, DocumentRef, Fault, Reason};
use std::sync::Arc;
use tracing::{info, warn};

impl Engine {
    /// Begins the recovery of everything that is open. Printers are blocked before this returns; the rest goes on
    /// beside the first calls.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn recover(self: &Arc<Self>) -> Result<(), WriteError> {
        let (mut looked, mut owing) = (Vec::new(), Vec::new());
        for row in self.ledger.unfinished()? {
            let Ok(body) = Body::of(&row) else {
                warn!(operation = row.id, "an open operation cannot be read");
                continue;
            };
            info!(operation = row.id, state = row.state.word(), "left open");
            if row.state != State::Committed {
                self.reclaim(&row.id, &body);
            }
            match row.state {
                State::Committed => owing.push(row.id),
                State::InDoubt => {
                    if let Some(place) = body.deciding() {
                        self.block(&body, place, &row.id);
                    }
                    self.pursue(row.id);
                }
                State::Reserved | State::Printing => {
                    if row.state == State::Printing
                        && let Some(place) = body.deciding()
                    {
                        self.block(&body, place, &row.id);
                    }
                    // Looked at before the first call can write another file there.
                    let stands = body.file.as_ref().is_some_and(Filed::stands);
                    let Ok(Boarded::Flies(end)) = self.board(&row.id, &row.digest) else { continue };
                    let engine = self.clone();
                    looked.push(tokio::spawn(async move {
                        let id = row.id.clone();
                        engine.end_open(row, body, stands).await;
                        engine.land(&id, &end, Landing::Recorded);
                    }));
                }
                _ => {}
            }
        }
        // A copy would hide what some devices still know of the document before it.
        let engine = self.clone();
        tokio::spawn(async move {
            for open in looked {
                // One that ended by a defect of ours is as looked at as it will be.
                let _ = open.await;
            }
            owing.into_iter().for_each(|operation| engine.owe(operation));
        });
        Ok(())
    }

    async fn end_open(self: &Arc<Self>, mut row: OperationRow, mut body: Body, stands: bool) {
        let id = row.id.clone();
        crash::point("recovery:before");
        let mut pause = PAUSE;
        loop {
            let ended = match row.state {
                State::Reserved | State::Printing if body.file.is_some() => self.end_file(&mut row, body, stands).await,
                State::Reserved => self.end_not_printed(&mut row, body).await,
                State::Printing => self.end_printing(&mut row, body).await,
                _ => break,
            };
            let Err(error) = ended else { break };
            // Its printer stays blocked as long as its end is not written.
            warn!(operation = id, %error, "could not be ended; it is tried again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            match self.ledger.operation(&id).map(|row| row.and_then(|row| Body::of(&row).ok().map(|body| (row, body))))
            {
                Ok(Some(known)) => (row, body) = known,
                // It cannot even be read: the next start sees it.
                _ => break,
            }
        }
        crash::point("recovery:ended");
    }

    async fn end_printing(self: &Arc<Self>, row: &mut OperationRow, mut body: Body) -> Result<(), WriteError> {
        let Some(place) = body.deciding() else { return self.end_not_printed(row, body).await };
        let Some(printer) = self.printer_of(&body, place).cloned() else {
            let fault = Fault::new(Reason::PrinterOffline, "its printer is not configured any more");
            // The answer was for a till that is gone.
            let _ = self.stand_in_doubt(row, &mut body, place, &fault, None).await;
            return Ok(());
        };
        let kind = body.papers[place].kind();
        let fault = Fault::new(Reason::PrinterOffline, "stopped while it was being printed");
        if is_slip(&body.papers[place].content) {
            // It may be there: it is owed once more, marked.
            body.papers[place].state = PaperState::SentAgain;
            body.ended_later = true;
            body.papers[place].reference = Some(DocumentRef::default());
            return self.commit(row, &mut body, place, DocumentRef::default()).await.map(|_| ()).or(Ok(()));
        }
        if kind == DocumentKind::XReport {
            return self.end_not_printed(row, body).await;
        }
        if !blocks(kind) {
            let _ = self.stand_in_doubt(row, &mut body, place, &fault, None).await;
            return Ok(());
        }
        let mut turn = printer.turn().await;
        let fate = self.fate_of(row, &mut body, place, &mut turn, &printer, fault.clone()).await;
        drop(turn);
        body.fault = Some(fault.clone());
        match fate {
            Ended::Printed(reference) => self.end_printed(row, body, place, reference).await,
            Ended::NotPrinted => self.end_not_printed(row, body).await,
            Ended::Doubt(after) => {
                let _ = self.stand_in_doubt(row, &mut body, place, &fault, after.as_ref()).await;
                Ok(())
            }
        }
    }
}

/// How an open document ended.
pub(super) enum Ended {
    /// It is on paper.
    Printed(DocumentRef),
    /// It is not.
    NotPrinted,
    /// It cannot be told.
    Doubt(Option<DocumentRef>),
}
