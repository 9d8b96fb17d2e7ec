//! `operation.get`, `operations.find`.

use crate::{
    daemon::{cards::store_fault, engine::Engine, operation::Body, rpc::Failure},
    journal::{OperationRow, State},
    ledger::OperationQuery,
    say::{self, Say},
};
use fiscus_sdk::{
    Reason,
    api::{List, OperationAnswer, OperationsFindRequest, TargetRequest},
};

/// There is no such operation.
pub(super) fn unknown(engine: &Engine, target: &str) -> Failure {
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
