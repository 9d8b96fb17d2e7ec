//! `operation.get`, `operations.find`, `operation.resolve`.

use crate::{
    daemon::{
        cards::store_fault,
        crash,
        desk::Desk,
        engine::{Engine, Intent},
        operation::Body,
        printing::{blocks, to_text},
        rpc::Failure,
    },
    flow::paper::{Before, PaperState},
    journal::{OperationRow, State},
    ledger::{OperationQuery, Step},
    say::{self, Say},
};
use fiscus_sdk::{
    DocumentRef, Reason,
    api::{
        List, Method, OperationAnswer, OperationResolve, OperationsFindRequest, Resolution, ResolveRequest,
        TargetRequest,
    },
};
use serde_json::json;
use std::sync::Arc;
use tracing::info;

fn unknown(engine: &Engine, target: &str) -> Failure {
    let say = Say::OperationUnknown { operation: target.to_owned() };
    Failure::refused(&say::refuse(engine.setup.shop.language, Reason::OperationUnknown, &say))
}

/// What a till is told of an operation that it did not just call.
fn told(engine: &Engine, row: &OperationRow) -> Result<OperationAnswer, Failure> {
    let body = Body::of(row).map_err(|fault| engine.nothing_done(&fault))?;
    let mut answer = body.answer(&row.id, row.state);
    // The balances as they were with the commit.
    if let Some(reply) = &body.reply
        && let Ok(reply) = serde_json::from_str::<OperationAnswer>(reply.get())
    {
        answer.cards = reply.cards;
    }
    answer.method = Some(row.method.clone());
    answer.time = Some(engine.shown(row.opened));
    // What the till was told then; where a recovery or a person ended it, "press the same key again" would be wrong.
    if matches!(row.state, State::Voided | State::Expired) && !body.ended_later {
        let paper = body.deciding().and_then(|place| body.papers.get(place));
        let printer = body.at_fault.as_deref().or(paper.map(|paper| paper.printer.as_str()));
        answer.message = body.fault.as_ref().map(|fault| say::fault(engine.setup.shop.language, fault, printer));
    }
    answer.till = body.till;
    answer.operator = body.operator;
    Ok(answer)
}

/// `operation.get`
pub fn get(engine: &Engine, request: &TargetRequest) -> Result<OperationAnswer, Failure> {
    let row = engine
        .ledger
        .operation(&request.target)
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?
        .ok_or_else(|| unknown(engine, &request.target))?;
    told(engine, &row)
}

/// `operations.find`
pub fn find(engine: &Engine, request: OperationsFindRequest) -> Result<List<OperationAnswer>, Failure> {
    let limit = super::card::limit(request.limit);
    let (from, to) = engine.days(request.from, request.to);
    let query =
        OperationQuery { state: request.state, methods: Vec::new(), from, to, after: request.after, limit: limit + 1 };
    let mut rows = engine.ledger.operations(&query).map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = if more { rows.last().map(|row| row.id.clone()) } else { None };
    let items = rows.iter().map(|row| told(engine, row)).collect::<Result<_, _>>()?;
    Ok(List { items, next })
}

/// `operation.resolve`: a person has looked at the paper. The decision is an operation of its own, on record.
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
                return Err(crate::flow::no(language, Reason::StatusForbids, &say));
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
        let mut body = Body::of(&row).map_err(|fault| self.nothing_done(&fault))?;
        body.resolved = Some(record);
        let Some(place) = body.deciding() else { return Ok(()) };
        match decision {
            Resolution::Printed(numbers) => {
                let before = body.papers[place].before.clone().unwrap_or_default();
                let reference = DocumentRef {
                    z: numbers.z,
                    number: numbers.number,
                    date: numbers.date,
                    time: None,
                    serial: before.document.and_then(|document| document.serial).or_else(|| {
                        self.printers.get(&body.papers[place].printer).and_then(|printer| printer.serial())
                    }),
                    total: numbers.total,
                };
                self.end_printed(&mut row, body, place, reference).await.map_err(failed)
            }
            Resolution::NotPrinted => self.end_not_printed(&mut row, body).await.map_err(failed),
            Resolution::Retry => {
                let Some(printer) = self.printers.get(&body.papers[place].printer).cloned() else {
                    return Err(unknown(self, &row.id));
                };
                let kind = body.papers[place].kind();
                let mut turn = printer.turn().await;
                // What the device can prove to be on paper is not printed again.
                if let Some(reference) = self.on_paper(&mut turn, &body, place).await {
                    drop(turn);
                    return self.end_printed(&mut row, body, place, reference).await.map_err(failed);
                }
                let read = crate::daemon::printing::before(&mut turn, &printer, kind).await;
                let read =
                    read.map_err(|fault| Failure::fault(self.setup.shop.language, &fault, Some(&printer.id), false))?;
                body.papers[place].before = read.or_else(|| blocks(kind).then(Before::default));
                body.papers[place].state = PaperState::Sent;
                body.evidence = None;
                body.ended_later = true;
                row.state = State::Printing;
                self.save(&mut row, &body, Step::None, "printing", String::new()).await.map_err(failed)?;
                // How it ended is read from the row.
                let _ = self.print(&mut row, &mut body, place, turn, &printer).await;
                Ok(())
            }
        }
    }
}
