//! What an operation does next: its states as a table, and nothing else.
//!
//! ```text
//! reserved ──print──▶ printing ──▶ committed
//!    │                   └───────▶ in_doubt ──▶ committed | voided
//!    └──▶ voided | expired            denied, asking: nothing was reserved
//! ```

use crate::journal::State;

/// What can happen to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// Its first byte is about to go to the device.
    Printing,
    /// Its document is on paper.
    Printed,
    /// It is certain that nothing is on paper.
    NotPrinted,
    /// It cannot be told whether it is on paper.
    Doubt,
    /// The reservation waited too long.
    TooLate,
}

/// The state that follows, or none where it cannot happen.
#[must_use]
pub fn next(state: State, happening: Happening) -> Option<State> {
    use Happening::{Doubt, NotPrinted, Printed, Printing, TooLate};
    Some(match (state, happening) {
        (State::Reserved, Printing) => State::Printing,
        (State::Reserved, NotPrinted) => State::Voided,
        (State::Reserved, TooLate) => State::Expired,
        (State::Printing | State::InDoubt, Printed) => State::Committed,
        (State::Printing | State::InDoubt, NotPrinted) => State::Voided,
        (State::Printing, Doubt) => State::InDoubt,
        _ => return None,
    })
}

/// What a call with an id that is known finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The stored answer holds for ever.
    Answer,
    /// It may be tried again: nothing is on paper, or the till brings answers.
    Again,
    /// It is under way, or waits for a person: its present state is the answer.
    Present,
}

/// What a repeated call finds, by the state of the first.
#[must_use]
pub fn repeated(state: State) -> Known {
    match state {
        State::Committed | State::Denied => Known::Answer,
        State::Voided | State::Expired | State::Asking => Known::Again,
        State::Reserved | State::Printing | State::InDoubt => Known::Present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Asking, Committed, Denied, Expired, InDoubt, Printing, Reserved, Voided};

    #[test]
    fn only_what_is_reserved_expires_and_only_doubt_is_undone_later() {
        let happenings =
            [Happening::Printing, Happening::Printed, Happening::NotPrinted, Happening::Doubt, Happening::TooLate];
        for (state, expected) in [
            (Reserved, [Some(Printing), None, Some(Voided), None, Some(Expired)]),
            (Printing, [None, Some(Committed), Some(Voided), Some(InDoubt), None]),
            (InDoubt, [None, Some(Committed), Some(Voided), None, None]),
            (Committed, [None; 5]),
            (Voided, [None; 5]),
            (Expired, [None; 5]),
            (Denied, [None; 5]),
            (Asking, [None; 5]),
        ] {
            assert_eq!(happenings.map(|h| next(state, h)), expected, "{state:?}");
        }
    }

    /// R21: a refusal is final; a fault that left nothing on paper is not.
    #[test]
    fn a_repeated_call_finds_what_the_first_left() {
        for (state, known) in [
            (Committed, Known::Answer),
            (Denied, Known::Answer),
            (Voided, Known::Again),
            (Expired, Known::Again),
            (Asking, Known::Again),
            (Reserved, Known::Present),
            (Printing, Known::Present),
            (InDoubt, Known::Present),
        ] {
            assert_eq!(repeated(state), known, "{state:?}");
        }
    }
}
