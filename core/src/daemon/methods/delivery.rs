//! `deliveries.find`: what is or was to be done outside the shop, and why it is not done yet.

use crate::{
    daemon::{cards::store_fault, engine::Engine, rpc::Failure},
    ledger::DeliveryQuery,
};
use fiscus_sdk::{
    api::{DeliveriesFindRequest, DeliveryItem, List},
    card::Effect,
};

/// `deliveries.find`
pub fn find(engine: &Engine, request: &DeliveriesFindRequest) -> Result<List<DeliveryItem>, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let done = match request.state.as_deref() {
        None => None,
        Some("pending") => Some(false),
        Some("done") => Some(true),
        Some(_) => return Err(Failure::params("state", "state: pending or done")),
    };
    let after = request.after.as_deref().map_or(Ok(0), str::parse);
    let after = after.map_err(|_| Failure::params("after", "after: the `next` of the list before"))?;
    let limit = super::card::limit(request.limit);
    let query = DeliveryQuery { done, card: request.card.clone(), after, limit: limit + 1 };
    let mut found = engine.ledger.deliveries(&query).map_err(failed)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.waiting.id.to_string());
    let item = |found: crate::ledger::Delivery| {
        let error = if found.done { None } else { engine.why_waiting(&found.waiting).map_err(failed)? };
        let waiting = found.waiting;
        Ok(DeliveryItem {
            id: u64::try_from(waiting.id).unwrap_or_default(),
            operation: waiting.operation,
            time: engine.shown(waiting.time),
            card: waiting.outgoing.card,
            effect: match waiting.outgoing.effect {
                Effect::Provision(_) => "provision".to_owned(),
                Effect::Revoke(_) => "revoke".to_owned(),
            },
            state: if found.done { "done".to_owned() } else { "pending".to_owned() },
            error,
        })
    };
    Ok(List { items: found.into_iter().map(item).collect::<Result<_, Failure>>()?, next })
}
