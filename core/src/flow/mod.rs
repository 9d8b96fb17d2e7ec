//! What should happen, decided in values: prices, plans of cards, returns, papers, and what an operation does
//! next. Pure: no clock, no I/O, no randomness; plugins are asked through a trait.

#[cfg(test)]
mod cases;
pub mod check;
mod closed;
pub mod correction;
pub mod discounted;
pub mod erase;
pub mod issue;
pub mod life;
pub mod load;
pub mod marks;
pub mod paper;
pub mod party;
pub mod price;
pub mod progress;
pub mod proof;
pub mod review;
pub mod sale;
pub mod zero;

use fiscus_sdk::{Fault, Language, Reason, Refusal, card::Question};

/// Why a plan was not made.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// The parameters make no sense: where, and what.
    Params(String, String),
    /// The business says no.
    Refused(Refusal),
    /// The till must answer first.
    Asking(Vec<Question>),
    /// The till must confirm this first.
    Confirm(Refusal, serde_json::Value),
    /// A library failed, or broke a rule.
    Fault(Fault),
    /// A printer stands in the way: why, and which.
    Printer(Fault, String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A refusal with one of the core's sentences, as a stop.
#[must_use]
pub fn no(language: Language, reason: Reason, say: &crate::say::Say) -> Stop {
    Stop::Refused(crate::say::refuse(language, reason, say))
}
