//! How what is open on the device is ended: finished where it is closed already, else cancelled.
//!
//! A cancelled receipt is closed like a paid one, so the close is sent only where the device has confirmed that the
//! lines are cancelled. A slip can only be closed: it says first that it does not count.

use crate::{
    command::{self, Command, Role},
    reply::Answer,
};

/// What stands last on a slip that was not meant to end there: the device has no other way to end it.
pub(crate) const CANCELLED: &str = "ANNULLATO";
/// How often the device is cleared before it is left as it is.
const ROUNDS: u32 = 3;

/// A device that is being cleared.
#[derive(Debug, Clone)]
pub(crate) struct Clear {
    part: Part,
    rounds: u32,
    /// Whether what was found first was open still, and cancelled.
    undone: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Which document is open.
    Open,
    /// How far it is.
    Step,
    Cancel,
    Forget,
    Close,
    Eject,
    /// The line that says that a non-fiscal document is none.
    Mark,
    /// Its close.
    End,
    /// Cuts what was closed, and is refused where something is open: nobody said which.
    Blind,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Cleared {
    Ask(Command),
    /// Nothing is open.
    Idle,
    /// Something stays open.
    Stuck,
}

impl Clear {
    /// Begins, with its first question.
    pub(crate) fn begin() -> (Self, Command) {
        let clear = Self { part: Part::Open, rounds: 0, undone: None };
        let ask = clear.command();
        (clear, ask)
    }

    /// Begins on a device that does not say what is open.
    pub(crate) fn blind() -> (Self, Command) {
        let clear = Self { part: Part::Blind, rounds: 0, undone: None };
        let ask = clear.command();
        (clear, ask)
    }

    /// It is proven that what was open first was not closed: the device has cancelled it.
    pub(crate) fn undone(&self) -> bool {
        self.undone == Some(true)
    }

    fn command(&self) -> Command {
        match self.part {
            Part::Open => Command::query("1016"),
            Part::Step => Command::query("1012"),
            Part::Cancel => command::cancel(),
            Part::Forget => command::forget_original(),
            Part::Close => Command::new(command::CLOSE, Role::Part),
            Part::Eject | Part::Blind => Command::new("3013", Role::Part),
            Part::Mark => Command::new(format!("40032{}", command::text(CANCELLED, 42)), Role::Part),
            Part::End => Command::new("4004", Role::Part),
        }
    }

    fn ask(&mut self, part: Part) -> Cleared {
        self.part = part;
        Cleared::Ask(self.command())
    }

    /// Takes in an answer; none: there was none that can be used.
    pub(crate) fn hear(&mut self, answer: Option<Answer>) -> Cleared {
        let done = match answer {
            Some(Answer::Done(data)) => Some(data),
            Some(Answer::Error(_)) => None,
            None => return Cleared::Stuck,
        };
        match (self.part, done.as_deref()) {
            (Part::Cancel, done) => _ = self.undone.get_or_insert(done.is_some()),
            (Part::Step, Some("5" | "6" | "7" | "8")) => _ = self.undone.get_or_insert(false),
            _ => {}
        }
        match (self.part, done.as_deref()) {
            (Part::Open, Some("000")) => Cleared::Idle,
            (Part::Open, Some(_)) if self.rounds == ROUNDS => Cleared::Stuck,
            (Part::Open, Some(open)) => {
                self.rounds += 1;
                self.ask(if open.starts_with("01") { Part::Mark } else { Part::Step })
            }
            // From 5 on it is closed, and only its end is missing.
            (Part::Step, Some("5" | "6" | "7")) => self.ask(Part::Eject),
            (Part::Step, Some("8")) => self.ask(Part::Mark),
            (Part::Mark, _) => self.ask(Part::End),
            (Part::Step, Some(_)) => self.ask(Part::Cancel),
            (Part::Cancel, Some(_)) => self.ask(Part::Close),
            (Part::Blind, Some(_)) => Cleared::Idle,
            (Part::Blind, None) => self.ask(Part::Cancel),
            // Nothing was sold yet, but a correction was begun.
            (Part::Cancel, None) => self.ask(Part::Forget),
            (Part::Close, Some(_)) => self.ask(Part::Eject),
            (Part::Forget | Part::Eject | Part::End, _) | (Part::Close, None) => self.ask(Part::Open),
            (Part::Open | Part::Step, None) => Cleared::Stuck,
        }
    }
}
