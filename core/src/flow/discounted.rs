//! What was taken off a receipt, by whom and of what; and what of it comes back with goods that do. Source: S5-07,
//! S5-54
//!
//! What a card paid by lowering the price is a discount of the whole of what it paid for.

use super::correction::{Sold, SoldLine};
use crate::flow::party::Party;
use fiscus_sdk::{Amount, Draft, Unit};
use serde::{Deserialize, Serialize};

/// A discount of a sale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discounted {
    /// The line; none: the whole receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The card that gave it; none: the till did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_type: Option<String>,
    /// Why, where a card gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is printed.
    pub description: String,
    /// What it was taken off.
    pub before: Amount,
    /// Below zero.
    pub amount: Amount,
}

/// Which adjustment of a draft a card made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The line; none: the subtotal.
    line: Option<String>,
    /// Its place among the adjustments there.
    at: usize,
    card: String,
    card_type: String,
    /// The card paid with it.
    paid: bool,
}

impl Given {
    /// A card is about to adjust a line, or the subtotal.
    #[must_use]
    pub fn by(party: &Party, draft: &Draft, line: Option<&str>, paid: bool) -> Self {
        let at = match line {
            Some(id) => draft.lines.iter().find(|known| known.id == id).map_or(0, |known| known.adjustments.len()),
            None => draft.adjustments.len(),
        };
        let (card, card_type) = (party.card.number.clone(), party.card_type.clone());
        Self { line: line.map(str::to_owned), at, card, card_type, paid }
    }
}

/// The discounts of a priced receipt, line by line, then those of the subtotal.
#[must_use]
pub fn of(currency: &Unit, draft: &Draft, given: &[Given]) -> Vec<Discounted> {
    let nets: Amount = draft.lines.iter().map(|line| line.net).sum();
    let lines = draft.lines.iter().map(|line| (Some(&line.id), line.gross, &line.adjustments));
    let mut found = Vec::new();
    for (line, mut before, adjustments) in lines.chain([(None, nets, &draft.adjustments)]) {
        for (at, adjustment) in adjustments.iter().enumerate() {
            let giver = given.iter().find(|given| given.line.as_ref() == line && given.at == at);
            let paid = giver.is_some_and(|giver| giver.paid);
            if adjustment.amount.is_negative() {
                found.push(Discounted {
                    line: line.cloned(),
                    card: giver.map(|giver| giver.card.clone()),
                    card_type: giver.map(|giver| giver.card_type.clone()),
                    reason: adjustment.reason.clone(),
                    description: adjustment.description.clone(),
                    before: currency.round(if paid { -adjustment.amount } else { before }),
                    amount: currency.round(adjustment.amount),
                });
            }
            before += adjustment.amount;
        }
    }
    found
}

/// The same with the other sign: all of it comes back.
#[must_use]
pub fn undone(discounts: &[Discounted]) -> Vec<Discounted> {
    let back = |known: &Discounted| Discounted { before: -known.before, amount: -known.amount, ..known.clone() };
    discounts.iter().map(back).collect()
}

/// What of the discounts of a sale came back with one of its returns: of a line's as many parts as pieces of it, of
/// the receipt's the share of all pieces by their worth; over all returns never more, and with the last piece all.
#[must_use]
pub fn returned(currency: &Unit, sold: &Sold, operation: &str) -> Vec<Discounted> {
    let Some(place) = sold.returns.iter().position(|back| back.operation == operation) else { return Vec::new() };
    let back = |line: &SoldLine, returns: usize| -> Amount {
        let of = |back: &super::correction::Returned| back.lines.get(&line.id).map(|(quantity, _)| quantity.decimal());
        sold.returns[..returns].iter().filter_map(of).map(Amount::from).sum()
    };
    let worth = |line: &SoldLine| line.worth.unwrap_or(line.net);
    let even = sold.lines.iter().all(|line| worth(line).is_zero());
    let share = |amount: Amount, line: Option<&String>, returns: usize| -> Amount {
        let lines = sold.lines.iter().filter(|known| line.is_none_or(|line| &known.id == line));
        let (mut part, mut whole) = (Amount::ZERO, Amount::ZERO);
        for line in lines {
            let weight = if even { Amount::from(1) } else { worth(line) };
            let weight = if sold.lines.len() == 1 { Amount::from(1) } else { weight };
            part += weight.share(back(line, returns).decimal(), line.quantity.decimal());
            whole += weight;
        }
        if whole.is_zero() { Amount::ZERO } else { currency.round(amount.share(part.decimal(), whole.decimal())) }
    };
    let now = |amount: Amount, line: Option<&String>| share(amount, line, place + 1) - share(amount, line, place);
    sold.discounts
        .iter()
        .map(|known| Discounted {
            before: currency.round(-now(known.before, known.line.as_ref())),
            amount: currency.round(-now(known.amount, known.line.as_ref())),
            ..known.clone()
        })
        .filter(|back| !back.amount.is_zero())
        .collect()
}
