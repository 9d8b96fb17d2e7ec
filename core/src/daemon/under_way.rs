//! What is under way with a card. As long as an operation names it that has not ended, nothing ends the card: what is
//! given back, or comes onto it, would stay for ever on a card that nobody can use. Source: S4-19, F1

use super::{
    engine::{Engine, Intent},
    methods::selection::named,
    operation::Body,
};
use crate::{
    flow::Stop,
    registry::CardStatus,
    say::{self, Say},
};
use fiscus_sdk::{Reason, Refusal};
use std::collections::BTreeSet;

/// The cards that an operation does something with.
fn cards(body: &Body) -> BTreeSet<&str> {
    let parts = body.parts.iter().map(|part| part.card.as_str());
    let new = body.cards.iter().map(|card| card.number.as_str());
    parts.chain(new).chain(body.changes.iter().map(|(card, _)| card.as_str())).collect()
}

/// Whether who has this status is out of use.
fn over(status: CardStatus) -> bool {
    matches!(status, CardStatus::Closed | CardStatus::Deleted | CardStatus::Returned)
}

impl Engine {
    /// After a start: what has not ended claims its cards and what it has drawn anew, before the first call.
    pub(super) fn reclaim(&self, operation: &str, body: &Body) {
        // Before the first call nobody has anything alone.
        for card in cards(body) {
            let _ = self.claims.join(operation, card);
        }
        for secret in body.cards.iter().filter_map(|card| card.secret.as_ref()) {
            self.claims.take(operation, &secret.index);
        }
    }

    /// An operation is about to begin: from now on something is under way with its cards. Answers whether its plan may
    /// be trusted: a card that need not be `active` (something comes back onto it) may have ended before it was claimed,
    /// and the next plan sees that.
    ///
    /// # Errors
    /// Another is ending one of them, or making it.
    pub(super) fn begins(&self, operation: &str, body: &Body, active: &[String]) -> Result<bool, Refusal> {
        let looked_at = |card: &str| {
            active.iter().any(|known| known == card)
                || body.cards.iter().any(|new| new.number == card)
                || body.parts.iter().any(|part| part.card == card && part.line.is_some())
        };
        let (mut offenders, mut fresh) = (Vec::new(), false);
        for card in cards(body) {
            match self.claims.join(operation, card) {
                Ok(new) => fresh |= new && !looked_at(card),
                Err(other) => offenders.push(format!("{card} ({other})")),
            }
        }
        self.none(offenders).map(|()| !fresh)
    }

    /// What a plan ends, it ends alone.
    ///
    /// # Errors
    /// Something is under way with a card that it ends.
    pub(super) fn ends(&self, operation: &str, intent: &Intent) -> Result<(), Stop> {
        let moved = intent.moved.iter().filter(|(found, after)| found.status != after.status && over(after.status));
        let changed = intent.changes.iter().filter(|(_, change)| change.status.is_some_and(over));
        let numbers = moved.map(|(_, after)| after.number.as_str()).chain(changed.map(|(card, _)| card.as_str()));
        self.alone(operation, numbers)
    }

    /// Takes cards for an operation that ends them: nothing else begins with them before it is done.
    ///
    /// # Errors
    /// Something is under way with some of them; none of them is named twice.
    pub(super) fn alone<'c>(&self, operation: &str, cards: impl Iterator<Item = &'c str>) -> Result<(), Stop> {
        let offends = |card: &str| self.claims.alone(operation, card).err().map(|other| format!("{card} ({other})"));
        Ok(self.none(cards.filter_map(offends).collect())?)
    }

    fn none(&self, offenders: Vec<String>) -> Result<(), Refusal> {
        if offenders.is_empty() {
            return Ok(());
        }
        let (cards, more) = named(offenders);
        let say = Say::CardsUnderWay { cards, more };
        Err(say::refuse(self.setup.shop.language, Reason::StatusForbids, &say))
    }
}
