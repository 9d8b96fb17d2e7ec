//! `cards.track`, and how an entry is told: what moved on cards, when, and who did it. Source: S1-13, S4-17

use super::card::{asked, limit};
use crate::{
    daemon::{cards::store_fault, desk::Peer, engine::Engine, rpc::Failure},
    flow::party::STOCK,
    journal::OperationRow,
    ledger::{Account, Entry, Owner, report::Group},
};
use fiscus_sdk::{
    account::unit_of,
    api::{CardsTrackRequest, EntryAnswer, List, TrackItem},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Who asked for an operation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CalledBy {
    /// The till.
    pub till: Option<String>,
    /// Who worked at it.
    pub operator: Option<String>,
    /// The user of the machine whose program asked.
    pub peer: Option<Peer>,
}

impl CalledBy {
    /// Of an operation's row.
    #[must_use]
    pub fn of(row: &OperationRow) -> Self {
        serde_json::from_str(&row.body).unwrap_or_default()
    }
}

/// The entry that a page begins after.
///
/// # Errors
/// It is not the `next` of a list.
pub fn place(after: Option<&str>) -> Result<Option<i64>, Failure> {
    after.map(|after| after.parse().map_err(|_| unplaced())).transpose()
}

/// What was given as `after` is no `next`.
#[must_use]
pub fn unplaced() -> Failure {
    Failure::params("after", "after: not the \"next\" of a list before")
}

impl Engine {
    /// Who asked for each of these operations.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn callers<'o>(
        &self,
        operations: impl Iterator<Item = &'o String>,
    ) -> Result<BTreeMap<String, CalledBy>, Failure> {
        let ids: Vec<String> = operations.cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let rows = self.ledger.operations_named(&ids).map_err(|error| self.nothing_done(&store_fault(&error)))?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), CalledBy::of(&row))).collect())
    }

    /// An entry as the owner of one of its accounts sees it.
    pub(super) fn entry_answer(
        &self,
        owner: &Owner,
        entry: &Entry,
        callers: &BTreeMap<String, CalledBy>,
    ) -> EntryAnswer {
        let side = |account: &Account| match &account.owner {
            Owner::System(system) => system.name().to_owned(),
            _ => account.label.clone(),
        };
        let (label, balance) = if entry.to.owner == *owner {
            (&entry.to.label, entry.to_balance)
        } else {
            (&entry.from.label, entry.from_balance)
        };
        let by = callers.get(&entry.operation).cloned().unwrap_or_default();
        EntryAnswer {
            operation: entry.operation.clone(),
            time: self.shown(entry.time),
            from: side(&entry.from),
            to: side(&entry.to),
            unit: unit_of(label).to_owned(),
            amount: self.amount(label, entry.amount),
            balance: self.amount(label, balance),
            till: by.till,
            operator: by.operator,
            peer: by.peer.map(|peer| peer.to_string()),
        }
    }
}

/// `cards.track`
pub fn track(engine: &Engine, request: CardsTrackRequest) -> Result<List<TrackItem>, Failure> {
    let ways = [!request.cards.is_empty(), request.batch.is_some(), request.filter.is_some()];
    if ways.iter().filter(|way| **way).count() > 1 {
        return Err(Failure::params("cards", "cards: at most one of cards, batch and filter"));
    }
    for number in &request.cards {
        engine.known_card(number)?;
    }
    let (limit, before) = (limit(request.limit), place(request.after.as_deref())?);
    let span = super::report::span(engine, request.from, request.to)?;
    let mut query = asked(engine, request.filter.unwrap_or_default())?;
    query.batch = request.batch.or(query.batch);
    let group = if request.cards.is_empty() { Group::Query(&query) } else { Group::Numbers(&request.cards) };
    // That a card entered the stock, or left it, is use of it, too (S1-12).
    let shown = |card_type: &str, label: &str| label == STOCK || engine.spendable(card_type, label);
    let mut tracked = engine
        .ledger
        .tracked(group, &shown, span, before, limit + 1)
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let ids: BTreeSet<i64> = tracked.iter().map(|tracked| tracked.entry.id).collect();
    let mut next = None;
    if let Some(left) = ids.first().filter(|_| ids.len() > limit as usize) {
        tracked.retain(|tracked| tracked.entry.id != *left);
        next = tracked.last().map(|tracked| tracked.entry.id.to_string());
    }
    let callers = engine.callers(tracked.iter().map(|tracked| &tracked.entry.operation))?;
    let today = engine.now().date();
    let item = |tracked: crate::ledger::report::Tracked| TrackItem {
        status: Engine::status_word(&tracked.card, today).to_owned(),
        valid_until: tracked.card.valid_until,
        entry: engine.entry_answer(&Owner::Card(tracked.card.number.clone()), &tracked.entry, &callers),
        card: tracked.card.number,
    };
    Ok(List { items: tracked.into_iter().map(item).collect(), next })
}
