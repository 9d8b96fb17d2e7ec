//! The cards that a call of the back office means: named one by one, a batch, or all that fit a filter.

use crate::{
    daemon::{cards::unknown, engine::Engine},
    flow::Stop,
    ledger::CardQuery,
    registry::{Card, CardStatus},
    say::Say,
};
use fiscus_sdk::{Reason, api::CardFilter};
use std::collections::BTreeSet;

/// How many cards one call may mean.
const MOST: u32 = 100_000;
/// How many that stand in the way are named.
const NAMED: usize = 10;

/// Which cards are meant: exactly one of the three.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selection<'r> {
    cards: &'r [String],
    batch: Option<&'r String>,
    filter: Option<&'r CardFilter>,
}

impl<'r> Selection<'r> {
    /// As a request says it.
    pub fn of(cards: &'r [String], batch: Option<&'r String>, filter: Option<&'r CardFilter>) -> Self {
        Self { cards, batch, filter }
    }
}

/// The first of those that stand in the way, and how many more there are.
pub(in crate::daemon) fn named(mut offenders: Vec<String>) -> (String, usize) {
    let more = offenders.len().saturating_sub(NAMED);
    offenders.truncate(NAMED);
    (offenders.join(", "), more)
}

impl Engine {
    /// The cards that are meant.
    pub(super) fn selected(&self, selection: &Selection<'_>) -> Result<Vec<Card>, Stop> {
        let all = CardQuery { limit: MOST + 1, ..CardQuery::default() };
        let cards = match (selection.cards, selection.batch, selection.filter) {
            (named @ [_, ..], None, None) => {
                let numbers: BTreeSet<&String> = named.iter().collect();
                let known = |number: &&String| {
                    let unknown = || self.refuse(Reason::CardUnknown, &unknown(number));
                    self.ledger.card(number)?.ok_or_else(unknown)
                };
                numbers.iter().map(known).collect::<Result<Vec<_>, Stop>>()?
            }
            ([], Some(batch), None) => self.ledger.cards(&CardQuery { batch: Some(batch.clone()), ..all })?,
            ([], None, Some(filter)) => {
                let query = super::card::query(filter.clone(), self.now().date())
                    .map_err(|wrong| Stop::Params("filter.status".into(), wrong))?;
                self.ledger.cards(&CardQuery { limit: MOST + 1, ..query })?
            }
            _ => {
                let message = "exactly one of cards, batch and filter says which cards are meant".to_owned();
                return Err(Stop::Params("cards".into(), message));
            }
        };
        if cards.len() > MOST as usize {
            return Err(Stop::Params("filter".into(), format!("filter: at most {MOST} cards at once")));
        }
        // Those that are deleted are gone: nobody means them who does not name them.
        let by_name = !selection.cards.is_empty() || selection.filter.is_some_and(|filter| filter.status.is_some());
        let cards: Vec<Card> = cards.into_iter().filter(|card| by_name || card.status != CardStatus::Deleted).collect();
        if cards.is_empty() {
            return Err(self.refuse(Reason::CardUnknown, &Say::NoCardFits));
        }
        Ok(cards)
    }

    /// The cards that are meant, all of them created, or a refusal that names those which are not (S4-08).
    pub(super) fn created(&self, selection: &Selection<'_>) -> Result<Vec<Card>, Stop> {
        let (created, others): (Vec<Card>, Vec<Card>) =
            self.selected(selection)?.into_iter().partition(|card| card.status == CardStatus::Created);
        if others.is_empty() {
            return Ok(created);
        }
        let (cards, more) = named(others.into_iter().map(|card| card.number).collect());
        Err(self.refuse(Reason::StatusForbids, &Say::ExportForbidden { cards, more }))
    }
}
