//! Accounts, postings and floors as a plan names them.
//!
//! A plugin names only its own card's and that card's customer's accounts, by label; which card that
//! is, the core knows. The first word of a label is the unit: `EUR`, `EUR.gift`, `STAMP.pizza`.

use crate::{Amount, Reason};
use serde::{Deserialize, Serialize};

/// One end of a posting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// An account of the plan's own card, by label.
    Card(String),
    /// An account of that card's customer, by label.
    Customer(String),
    /// The shop's own side.
    System(SystemAccount),
}

/// The other side of every posting, so that each unit sums to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemAccount {
    /// Money that customers paid in.
    Load,
    /// What was bought with it.
    Spend,
    /// What the shop gave away.
    Gift,
    /// Points granted and used.
    Bonus,
    /// What the shop kept of a load.
    Fee,
    /// What was sold on credit and is, or will be, invoiced.
    Invoice,
    /// What expired.
    Expire,
    /// Corrections by hand, and counters.
    Adjust,
}

impl SystemAccount {
    /// The account's name: `@load`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "@load",
            Self::Spend => "@spend",
            Self::Gift => "@gift",
            Self::Bonus => "@bonus",
            Self::Fee => "@fee",
            Self::Invoice => "@invoice",
            Self::Expire => "@expire",
            Self::Adjust => "@adjust",
        }
    }
}

/// A movement of a plan: `amount`, always above zero, goes from one account to another of the same unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Where it is taken.
    pub from: End,
    /// Where it arrives.
    pub to: End,
    /// How much, above zero, in the unit that `from` names (or `to`, where `from` is the shop's side).
    pub amount: Amount,
}

impl Post {
    /// Takes `amount` from the card's account `label`.
    #[must_use]
    pub fn debit(label: &str, to: SystemAccount, amount: Amount) -> Self {
        Self { from: End::Card(label.to_owned()), to: End::System(to), amount }
    }
    /// Gives `amount` to the card's account `label`.
    #[must_use]
    pub fn credit(from: SystemAccount, label: &str, amount: Amount) -> Self {
        Self { from: End::System(from), to: End::Card(label.to_owned()), amount }
    }
    /// The same movement the other way round, with another amount.
    #[must_use]
    pub fn reversed(&self, amount: Amount) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), amount }
    }
    /// The label that gives the posting its unit.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        match (&self.from, &self.to) {
            (End::Card(label) | End::Customer(label), _) | (_, End::Card(label) | End::Customer(label)) => Some(label),
            _ => None,
        }
    }
}

/// The one guard: after the operation the sum over these accounts of what is posted, less what is
/// reserved, must be at least `min`. The core checks it again in the step that records the reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// The accounts that are summed.
    pub over: Vec<Over>,
    /// The least their sum may be.
    pub min: Amount,
    /// The reason of the refusal when it is broken.
    pub reason: Reason,
    /// Its sentence, in the shop's language.
    pub text: String,
}

/// What a floor sums.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// An account of the plan's own card.
    Card(String),
    /// An account of its customer.
    Customer(String),
    /// The accounts with this label of every card of its customer.
    CustomerCards(String),
}

/// The unit of assigned discounts, in percent: `RATE.vip` of a customer. It only counts, and where a customer's
/// discounts are locked the core changes none of it. Source: S5-49, S5-52
pub const RATE: &str = "RATE";

/// The unit a label belongs to: its first word.
#[must_use]
pub fn unit_of(label: &str) -> &str {
    label.split('.').next().unwrap_or(label)
}

/// What postings change on one account: above zero where it gains.
#[must_use]
pub fn change(account: &End, posts: &[Post]) -> Amount {
    posts
        .iter()
        .map(|post| match (&post.from == account, &post.to == account) {
            (true, false) => -post.amount,
            (false, true) => post.amount,
            _ => Amount::ZERO,
        })
        .sum()
}
