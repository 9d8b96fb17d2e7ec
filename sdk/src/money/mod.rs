//! What cards that hold money, or owe it, have in common: amounts as a till asks them, what comes back of what was
//! paid ([`Refunding`]), services on credit ([`owed`]), and the slips of a load ([`LoadSlips`]).
//!
//! How much a card may give is not decided here: that is what card types differ in.

pub mod owed;
mod paper;
mod refund;

pub use owed::Uncollected;
pub use paper::LoadSlips;
pub use refund::{Refunding, Share, part};

use crate::{
    Amount, End, Post, Reason, Refusal, Shop, account,
    card::{Asked, Input, Load, Question, Settle},
    slip::masked,
};
use serde_json::Value;

/// An amount above zero with no more digits than the shop's money, written with all of them.
///
/// # Errors
/// `amount_invalid`.
pub fn valid(shop: &Shop, amount: Amount) -> Result<Amount, Refusal> {
    if amount.is_positive() && amount.minor(shop.currency.scale).is_some() {
        Ok(shop.currency.round(amount))
    } else {
        Err(Refusal::new(Reason::AmountInvalid, shop.words().amount_invalid(amount)))
    }
}

/// What a till wants of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// At most what is due.
    pub amount: Amount,
    /// This and no less.
    pub exactly: bool,
}

/// What a till wants of a card that pays; none: nothing.
///
/// # Errors
/// `amount_invalid`: no amount, or more than is due.
pub fn wanted(shop: &Shop, settle: &Settle) -> Result<Option<Wanted>, Refusal> {
    let due = settle.due.max(Amount::ZERO);
    let wanted = match settle.asked {
        Asked::Nothing => return Ok(None),
        Asked::Rest => Wanted { amount: due, exactly: false },
        Asked::Exactly(amount) => Wanted { amount: valid(shop, amount)?, exactly: true },
    };
    if wanted.amount > due {
        return Err(Refusal::new(Reason::AmountInvalid, shop.words().more_than_due(wanted.amount, due)));
    }
    Ok(Some(wanted))
}

/// The amount that was typed for a load, there or in answer to the question; none: it must be asked.
///
/// # Errors
/// `amount_invalid`: the answer is no number.
pub fn typed(shop: &Shop, load: &Load) -> Result<Option<Amount>, Refusal> {
    if load.amount.is_some() {
        return Ok(load.amount);
    }
    match load.answers.get("amount") {
        None | Some(Value::Null) => Ok(None),
        Some(answer) => serde_json::from_value(answer.clone())
            .map(Some)
            .map_err(|_| Refusal::new(Reason::AmountInvalid, shop.words().not_an_amount())),
    }
}

/// The question for the amount of a load.
#[must_use]
pub fn ask_amount(shop: &Shop) -> Question {
    Question {
        id: "amount".to_owned(),
        kind: "amount".to_owned(),
        text: shop.words().ask_amount().to_owned(),
        required: true,
        ..Question::default()
    }
}

/// What postings change on the card's account `label`.
#[must_use]
pub fn change(label: &str, posts: &[Post]) -> Amount {
    account::change(&End::Card(label.to_owned()), posts)
}

/// What postings change on the customer's account `label`.
#[must_use]
pub fn customer_change(label: &str, posts: &[Post]) -> Amount {
    account::change(&End::Customer(label.to_owned()), posts)
}

/// The line with a card's balance beneath a receipt.
#[must_use]
pub fn balance_line(shop: &Shop, input: &Input, balance: Amount) -> String {
    shop.words().balance(&masked(&input.card.number), balance)
}
