//! What a shop may have: cards with something on them, receipts, and the words that a till may name.

use super::Stream;
use crate::{
    Amount, Draft, DraftLine, Percent, Quantity,
    account::unit_of,
    card::{AccountOwner, AdjustValue, CardType, Manifest, Offer},
    kit::card::{Holder, customer},
    rules::scale,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Ids that may mean something to a card type: in its settings, its accounts and what it offers.
pub(super) fn words(manifest: &Manifest, offer: &Offer, settings: &Value) -> Vec<String> {
    let mut words = BTreeSet::new();
    let mut open = vec![settings];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => drop(words.insert(text.clone())),
            Value::Array(values) => open.extend(values),
            Value::Object(values) => open.extend(values.values()),
            _ => {}
        }
    }
    words.extend(manifest.accounts.iter().filter_map(|kind| Some(kind.label.split_once('.')?.1.to_owned())));
    words.extend(offer.products.iter().map(|product| product.profile.clone()));
    words.into_iter().filter(|word| !word.is_empty() && word.len() <= 40).collect()
}

impl<C: CardType> Stream<'_, C> {
    /// An id that may mean something to the card type, or a word that means nothing.
    pub(super) fn word(&mut self) -> String {
        if self.words.is_empty() || self.dice.once_in(4) {
            format!("A{}", self.dice.roll(4))
        } else {
            self.dice.pick(&self.words).clone()
        }
    }

    /// A profile as a card was made from.
    pub(super) fn profile(&mut self) -> String {
        match self.offer.products.is_empty() {
            false if !self.dice.once_in(4) => self.dice.pick(&self.offer.products).profile.clone(),
            _ => self.word(),
        }
    }

    /// Above zero, at most `whole`.
    pub(super) fn part(&mut self, whole: Amount) -> Amount {
        let digits = self.shop.currency.scale;
        let most = whole.minor(digits).and_then(|minor| u64::try_from(minor).ok()).unwrap_or_default();
        self.dice.money(most, digits)
    }

    /// A card with anything a shop may have put on it.
    pub(super) fn holder(&mut self) -> Holder {
        let mut holder = Holder::new();
        if self.dice.yes() {
            let profile = self.profile();
            holder = holder.made(crate::card::CardStatus::Active, Some(&profile));
        }
        if self.dice.once_in(5) {
            holder = holder.outside();
        }
        let departments: Vec<String> = self.shop.departments.keys().cloned().collect();
        let mut owner = None;
        if !self.dice.once_in(3) {
            let mut known = customer("c-1");
            known.credit_allowed = self.dice.yes();
            known.credit_limit = self.dice.yes().then(|| self.dice.money(20_000, self.shop.currency.scale));
            known.position = self.balance(false, self.shop.currency.scale);
            known.discounts = self.shop.discounts.keys().filter(|_| self.dice.once_in(3)).cloned().collect();
            owner = Some(known);
        }
        for kind in &self.manifest.accounts {
            let mut words: Vec<&str> = kind.label.split('.').collect();
            let last = words.len() - 1;
            if last > 0 && words[last] == "*" {
                words[last] = if departments.is_empty() { "1" } else { self.dice.pick::<String>(&departments) };
            }
            if words[0] == "*" {
                words[0] = &self.shop.currency.name;
            }
            let label = words.join(".");
            let balance = self.balance(kind.counter || last > 0, scale(self.shop, unit_of(&label)));
            holder = match kind.owner {
                AccountOwner::Card => holder.holding(&label, balance),
                AccountOwner::Customer if owner.is_some() => holder.owing(&label, balance),
                AccountOwner::Customer => holder,
            };
        }
        match owner {
            Some(owner) => holder.of(owner),
            None => holder,
        }
    }

    /// What may be on an account: mostly something, sometimes nothing, on the card itself also less than nothing.
    fn balance(&mut self, above_zero: bool, digits: u32) -> Amount {
        match self.dice.roll(6) {
            0 | 1 => Amount::from_minor(0, digits),
            2 if !above_zero => -self.dice.money(5_000, digits),
            3 => self.dice.money(12, digits),
            _ => self.dice.money(15_000, digits),
        }
    }

    /// A receipt as the core prices it.
    pub(super) fn draft(&mut self) -> Draft {
        let departments: Vec<String> = self.shop.departments.keys().cloned().collect();
        let mut draft = Draft::default();
        if departments.is_empty() {
            return draft;
        }
        for at in 0..=self.dice.roll(4) {
            let pieces = i64::try_from(1 + self.dice.roll(3)).unwrap_or(1);
            let weighed = self.dice.once_in(8);
            let quantity = if weighed { Amount::from_minor(pieces * 375, 3) } else { Amount::from(pieces) };
            let quantity = Quantity::from(quantity.decimal());
            let price = self.dice.money(5_000, self.shop.currency.scale);
            let gross = self.shop.currency.round(price.times(quantity));
            draft.lines.push(DraftLine {
                id: (at + 1).to_string(),
                description: "Goods".to_owned(),
                article: (!self.dice.once_in(3)).then(|| self.word()),
                category: self.dice.yes().then(|| if self.dice.yes() { "food".to_owned() } else { self.word() }),
                department: self.dice.pick(&departments).clone(),
                quantity,
                price,
                gross,
                adjustments: Vec::new(),
                net: gross,
            });
        }
        // A few lines of little money always have a total, and a tenth can be taken off each.
        let _ = draft.sum_up(&self.shop.currency);
        if self.dice.once_in(6) {
            let tenth = AdjustValue::Percent(Percent::from(-10));
            let _ = draft.adjust(&self.shop.currency, Some("1"), tenth, "Discount", None);
        }
        draft
    }
}
