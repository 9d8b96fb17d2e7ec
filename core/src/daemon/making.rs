//! Cards that come into being: their numbers and their secrets, drawn from the operation's chance so that the same
//! operation draws the same again (R6), and no card of the shop has them twice.

use super::engine::{Attempt, Engine};
use crate::{
    config::{Numbers, luhn_valid},
    flow::Stop,
    registry::{Card, CardStatus, Holder},
    say::Say,
};
use fiscus_sdk::{Fault, Reason};
use std::collections::{BTreeMap, BTreeSet};

/// How many drawn numbers are looked up at once.
const PORTION: usize = 1000;
/// How often a card's secret is drawn before it is given up.
const MOST_DRAWS: u32 = 1000;

/// What one operation makes.
pub struct Making<'a> {
    engine: &'a Engine,
    attempt: &'a Attempt,
    chance: BTreeMap<String, u64>,
    used: BTreeSet<String>,
}

impl Engine {
    /// What an operation makes, beginning with nothing.
    #[must_use]
    pub fn making<'a>(&'a self, attempt: &'a Attempt) -> Making<'a> {
        Making { engine: self, attempt, chance: BTreeMap::new(), used: BTreeSet::new() }
    }

    /// Whether a number may be that of a card of this type.
    ///
    /// # Errors
    /// It may not.
    pub fn fits(&self, number: &str, card_type: &str, luhn: bool) -> Result<(), Stop> {
        let sane = !number.is_empty() && number.len() <= 64 && number.bytes().all(|b| b.is_ascii_graphic());
        let numbers = self.setup.config.card_types.get(card_type).and_then(|t| t.numbers.as_ref());
        if !sane || numbers.is_some_and(|numbers| !numbers.accept(number)) {
            let say = Say::CardNumberDoesNotFit { card: number.to_owned(), card_type: card_type.to_owned() };
            return Err(self.refuse(Reason::CardWrongType, &say));
        }
        if luhn && !luhn_valid(number) {
            return Err(self.refuse(Reason::LuhnFailed, &Say::LuhnFailed { card: number.to_owned() }));
        }
        Ok(())
    }
}

/// SplitMix64: each step another well mixed value.
fn mixed(chance: &mut u64) -> u64 {
    *chance = chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *chance;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Making<'_> {
    /// Numbers that no card has, for cards of a type; without `numbers` of its own, serials where it may have them.
    ///
    /// # Errors
    /// The type has no numbers, or not so many are left.
    pub fn numbers(
        &mut self,
        card_type: &str,
        luhn: Option<bool>,
        serials: bool,
        count: usize,
    ) -> Result<Vec<String>, Stop> {
        let config = &self.engine.setup.config;
        let own = config.card_types.get(card_type).and_then(|t| t.numbers.clone());
        let Some(numbers) = own.clone().or_else(|| serials.then(Numbers::serial)) else {
            let say = Say::CardNumberMissing { card_type: card_type.to_owned() };
            return Err(self.engine.refuse(Reason::CardWrongType, &say));
        };
        let luhn = luhn.unwrap_or(numbers.luhn);
        let mut chance = self.chance.get(card_type).copied().unwrap_or(self.attempt.seed);
        let mut found = Vec::with_capacity(count);
        let mut draws = count.saturating_mul(20).saturating_add(PORTION);
        while found.len() < count && draws > 0 {
            let mut drawn = Vec::new();
            while drawn.len() < (count - found.len()).min(PORTION) && draws > 0 {
                draws -= 1;
                let number = numbers.drawn(mixed(&mut chance), luhn);
                // A serial must not pass for a card of another type.
                let foreign = own.is_none() && config.card_type_for(&number).is_some();
                if !foreign && self.used.insert(number.clone()) {
                    drawn.push(number);
                }
            }
            let taken = self.engine.ledger.taken(&drawn, &[])?;
            let free =
                |number: &String| !taken.contains(number) && self.engine.claims.take(&self.attempt.operation, number);
            found.extend(drawn.into_iter().filter(free));
            self.attempt.beat();
        }
        self.chance.insert(card_type.to_owned(), chance);
        if found.len() < count {
            let say = Say::NumbersUsedUp { card_type: card_type.to_owned() };
            return Err(self.engine.refuse(Reason::StatusForbids, &say));
        }
        Ok(found)
    }

    /// A number of the type's range, where looking for one in stock begins.
    #[must_use]
    pub fn somewhere(&self, card_type: &str) -> String {
        let configured = self.engine.setup.config.card_types.get(card_type);
        let numbers = configured.and_then(|t| t.numbers.clone()).unwrap_or_else(Numbers::serial);
        numbers.drawn(mixed(&mut self.attempt.seed.clone()), numbers.luhn)
    }

    /// A card of the stock that is not sold yet, as it comes into being.
    #[must_use]
    pub fn blank(&self, number: &str, card_type: &str, profile: Option<String>) -> Card {
        Card {
            status: CardStatus::Created,
            holder: Holder::Stock,
            profile,
            batch: Some(self.attempt.operation.clone()),
            ..Card::new(number, card_type)
        }
    }

    /// Draws and seals the secrets of these cards.
    ///
    /// # Errors
    /// The store cannot be read, or none is free.
    pub fn seal<'c>(&mut self, cards: impl IntoIterator<Item = &'c mut Card>) -> Result<(), Stop> {
        let (engine, attempt) = (self.engine, self.attempt);
        let mut open: Vec<(&mut Card, u32)> = cards.into_iter().map(|card| (card, 0)).collect();
        while !open.is_empty() {
            let drawn: Vec<(String, String)> = open
                .iter()
                .map(|(card, nth)| {
                    let secret = engine.key.draw(&attempt.operation, attempt.seed, &card.number, *nth);
                    let index = engine.key.index(&secret);
                    attempt.beat();
                    (secret, index)
                })
                .collect();
            let indexes: Vec<String> = drawn.iter().map(|(_, index)| index.clone()).collect();
            let mut taken = BTreeSet::new();
            for portion in indexes.chunks(PORTION) {
                taken.extend(engine.ledger.taken(&[], portion)?);
                attempt.beat();
            }
            let mut again = Vec::new();
            for ((card, nth), (secret, index)) in open.into_iter().zip(drawn) {
                attempt.beat();
                let free = !taken.contains(&index)
                    && engine.claims.take(&attempt.operation, &index)
                    && self.used.insert(index);
                if free {
                    card.secret = Some(engine.key.seal(&card.number, &secret)?);
                } else if nth < MOST_DRAWS {
                    again.push((card, nth + 1));
                } else {
                    return Err(Stop::Fault(Fault::new(Reason::Internal, "no secret is free")));
                }
            }
            open = again;
        }
        Ok(())
    }
}
