//! `operation.resolve`: a person has looked at the paper. What the device can prove counts more.

use super::history::{get, unknown};
use crate::{
    daemon::{
        cards::store_fault,
        crash,
        desk::Desk,
        engine::{Engine, Intent},
        operation::Body,
        printer::Printer,
        printing::{Proof, before, blocks, to_text},
        rpc::Failure,
    },
    flow::{
        Stop, no,
        paper::{Before, Paper, PaperState},
        proof::follows,
    },
    journal::{OperationRow, State},
    ledger::Step,
    say::{self, Say},
};
use fiscus_sdk::{
    DocumentRef, Fault, Reason,
    api::{Method, OperationAnswer, OperationResolve, PrintedNumbers, Resolution, ResolveRequest, TargetRequest},
    jiff::Timestamp,
};
use serde_json::json;
use std::sync::Arc;
use tracing::info;
/// `operation.resolve`: the decision is an operation of its own, on record.
pub async fn resolve(engine: &Desk, request: ResolveRequest) -> Result<String, Failure> {
    let (id, target, decision) = (request.operation.clone(), request.target.clone(), request.resolved_as.clone());
    let record = json!({
        "by": request.operation, "operator": engine.caller().speaking(request.operator.as_ref()),
        "peer": engine.caller().peer, "as": request.resolved_as, "reason": request.reason,
    });
    engine
        .operation(OperationResolve::NAME, request, |engine, request, _| {
            let language = engine.setup.shop.language;
            let row = engine.ledger.operation(&request.target)?.ok_or_else(|| {
                engine.refuse(Reason::OperationUnknown, &Say::OperationUnknown { operation: request.target.clone() })
            })?;
            if row.state != State::InDoubt {
                let say = Say::NotInDoubt { operation: row.id.clone(), state: row.state.word().to_owned() };
                return Err(no(language, Reason::StatusForbids, &say));
            }
            if let Resolution::Printed(numbers) = &request.resolved_as {
                engine.believable(&Body::of(&row)?, numbers)?;
            }
            let answer = OperationAnswer { operation: row.id, state: "resolving".into(), ..OperationAnswer::default() };
            Ok(Intent { reply: Some(to_text(&answer)), ..Intent::default() })
        })
        .await?;
    // The decision is durable. Carried out, it answers with the target's new state; asked again, with the state as
    // it is then.
    let now = engine
        .ledger
        .operation(&target)
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?
        .ok_or_else(|| unknown(engine, &target))?;
    // A decision is carried out once: what is in doubt again after it was printed again needs another decision.
    let carried_out = Body::of(&now).is_ok_and(|body| body.resolved.is_some_and(|resolved| resolved["by"] == id));
    if now.state == State::InDoubt && !carried_out {
        info!(operation = target, "resolved by a person");
        crash::point("resolve:before");
        engine.carry_out(now, &decision, record).await?;
    }
    get(engine, &TargetRequest { target }).map(|answer| to_text(&answer))
}

impl Engine {
    async fn carry_out(
        self: &Arc<Self>,
        mut row: OperationRow,
        decision: &Resolution,
        record: serde_json::Value,
    ) -> Result<(), Failure> {
        let failed = |error| self.nothing_done(&store_fault(&error));
        let language = self.setup.shop.language;
        let mut body = Body::of(&row).map_err(|fault| self.nothing_done(&fault))?;
        body.resolved = Some(record);
        let Some(place) = body.deciding() else { return Ok(()) };
        let kind = body.papers[place].kind();
        let printer = self.printer_of(&body, place).cloned();
        // What a device can prove counts more than what a person has seen; a number on paper he has read himself.
        let read = matches!(decision, Resolution::Printed(numbers) if numbers.number.is_some());
        let mut turn = match printer.as_ref().filter(|_| !read) {
            Some(printer) => Some(printer.turn().await),
            None => None,
        };
        let keeps = blocks(kind) && printer.as_ref().is_some_and(|printer| printer.manifest.last_document);
        let proof = match turn.as_mut().filter(|_| keeps) {
            Some(turn) => Some(self.proven(turn, &body, place).await),
            None => None,
        };
        if let Some(Proof::Printed(reference)) = proof {
            drop(turn);
            return self.end_printed(&mut row, body, place, reference).await.map_err(failed);
        }
        match decision {
            Resolution::Printed(numbers) => {
                drop(turn);
                let reference = self.as_seen(&body.papers[place], row.opened, numbers, proof);
                self.end_printed(&mut row, body, place, reference).await.map_err(failed)
            }
            Resolution::NotPrinted => {
                drop(turn);
                self.end_not_printed(&mut row, body).await.map_err(failed)
            }
            Resolution::Retry => {
                let (Some(printer), Some(mut turn)) = (&printer, turn) else {
                    let missing = self.printer(Some(&body.papers[place].printer), None).err();
                    return Err(missing.map_or_else(|| unknown(self, &row.id), |stop| Failure::stopped(language, stop)));
                };
                self.may_print_again(&body.papers[place], printer, proof.as_ref())?;
                let read = before(&mut turn, printer, kind).await;
                let read = read.map_err(|fault| Failure::fault(language, &fault, Some(&printer.id), false))?;
                // What was known of the first attempt stays on record.
                let known = to_text(&json!({ "before": body.papers[place].before, "evidence": body.evidence }));
                body.papers[place].before = read.or_else(|| blocks(kind).then(Before::default));
                body.papers[place].state = PaperState::Sent;
                body.evidence = None;
                body.ended_later = true;
                row.state = State::Printing;
                self.save(&mut row, &body, Step::None, "printing", known).await.map_err(failed)?;
                // How it ended is read from the row.
                let _ = self.print(&mut row, &mut body, place, turn, printer).await;
                Ok(())
            }
        }
    }

    /// The document that a person has seen; what he did not read off the paper the device says, or it is as it must be.
    fn as_seen(&self, paper: &Paper, opened: i64, numbers: &PrintedNumbers, proof: Option<Proof>) -> DocumentRef {
        let before = paper.before.as_ref().and_then(|before| before.document.clone());
        let next = match proof {
            Some(Proof::Ambiguous(Some(last)) | Proof::NotYet(Some(last))) => {
                before.as_ref().filter(|before| follows(before, &last)).map(|_| last)
            }
            _ => None,
        };
        let (before, next) = (before.unwrap_or_default(), next.unwrap_or_default());
        let number = numbers.number.or(next.number);
        let opened =
            || Timestamp::from_millisecond(opened).ok().map(|at| at.to_zoned(self.clock.zone().clone()).date());
        DocumentRef {
            z: numbers.z.or(next.z).or(before.z.filter(|_| number.is_some())),
            number,
            date: numbers.date.or(next.date).or_else(|| number.and_then(|_| opened())),
            time: next.time,
            serial: before.serial.or(next.serial).or_else(|| self.printers.get(&paper.printer)?.serial()),
            total: numbers.total,
        }
    }

    /// Whether a person can have read these numbers off the paper.
    fn believable(&self, body: &Body, numbers: &PrintedNumbers) -> Result<(), Stop> {
        let Some(paper) = body.deciding().and_then(|place| body.papers.get(place)) else { return Ok(()) };
        let wrong =
            |key: &str, say: Say| Err(Stop::Params(format!("as.printed.{key}"), say.text(self.setup.shop.language)));
        if let Some(amount) = numbers.total.filter(|total| total.is_negative()) {
            return wrong("total", Say::AmountInvalid { amount });
        }
        let Some(number) = numbers.number.filter(|_| paper.kind().fiscal()) else { return Ok(()) };
        let before = paper.before.as_ref().and_then(|before| before.document.as_ref());
        match before.and_then(|before| Some((before.z?, before.number?))) {
            None => Ok(()),
            Some((z, last)) if (numbers.z.unwrap_or(z), number) > (z, last) => Ok(()),
            Some((z, _)) => {
                let document = numbered(numbers.z.unwrap_or(z), number);
                wrong("number", Say::PrintedNumberOld { document })
            }
        }
    }

    /// Whether what is in doubt may be printed again, by what the device has just said.
    fn may_print_again(&self, paper: &Paper, printer: &Printer, proof: Option<&Proof>) -> Result<(), Failure> {
        let language = self.setup.shop.language;
        let fault = |reason| {
            let fault = Fault::new(reason, "it does not say yet what became of the document");
            Err(Failure::fault(language, &fault, Some(&printer.id), false))
        };
        let before = paper.before.as_ref().and_then(|before| before.document.as_ref());
        match proof {
            Some(Proof::NotYet(None)) => fault(Reason::PrinterOffline),
            Some(Proof::NotYet(Some(_))) => fault(Reason::PrinterBusy),
            // The next number, and nothing that says that it is another's.
            Some(Proof::Ambiguous(Some(last)))
                if last.total.is_none() && before.is_some_and(|before| follows(before, last)) =>
            {
                let document = numbered(last.z.unwrap_or_default(), last.number.unwrap_or_default());
                Err(Failure::refused(&say::refuse(language, Reason::StatusForbids, &Say::MayBeOnPaper { document })))
            }
            _ => Ok(()),
        }
    }
}

/// A document's number as it stands on paper.
pub(super) fn numbered(z: u32, number: u32) -> String {
    format!("{z:04}-{number:04}")
}
