//! What the device says of its past: read once, or made sure of after an answer was lost.
//!
//! No command tells the period and the number of the last document together: the last Z (1104), the last number of
//! the open period (1003) and the last document (1017) are read one after the other (G5). A device that knows no 1017
//! tells no total, and a lost document of it stays in doubt (S10).
//!
//! To be sure, what is open is cleared, all is read, and after a pause all of it once more: settled where the device
//! was idle and both said the same.

use crate::{
    clear::{Clear, Cleared},
    command::Command,
    reply::{self, Answer, Reading},
    status,
};
use fiscus_sdk::{Fault, Reason};

/// The questions of a reading.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    part: usize,
    reading: Reading,
}

const PARTS: [&str; 3] = ["1104", "1003", "1017"];

impl Asking {
    /// Begins, with its first question.
    pub(crate) fn begin() -> (Self, Command) {
        (Self { part: 0, reading: Reading::default() }, Command::query(PARTS[0]))
    }

    /// Takes in an answer: the next question, or what was read.
    ///
    /// # Errors
    /// The device does not say.
    pub(crate) fn hear(&mut self, answer: Answer) -> Result<Result<Reading, Command>, Fault> {
        let read = match (self.part, &answer) {
            (0, Answer::Done(data)) => reply::last_z(data).map(|z| self.reading.z = z),
            (1, Answer::Done(data)) => reply::last_number(data).map(|number| self.reading.number = number),
            (_, Answer::Done(data)) => {
                self.reading.last = reply::last_document(data);
                Some(())
            }
            (0 | 1, Answer::Error(number)) => return Err(status::fault(*number)),
            (_, Answer::Error(_)) => Some(()),
        };
        read.ok_or_else(|| Fault::new(Reason::PrinterError, format!("{} answers {answer:?}", PARTS[self.part])))?;
        self.part += 1;
        Ok(match PARTS.get(self.part) {
            Some(code) => Err(Command::query(code)),
            None => Ok(self.reading.clone()),
        })
    }
}

/// A recovery under way.
#[derive(Debug)]
pub(crate) struct Recovery {
    stage: Stage,
    before: Option<Reading>,
    idle: bool,
    pause: u64,
}

#[derive(Debug)]
enum Stage {
    Clear(Clear),
    Read(Asking),
    Pause,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    Ask(Command),
    Wait(u64),
    Failed(Fault),
    /// What it says, and whether that is settled.
    Done(Reading, bool),
}

impl Recovery {
    /// Begins, with its first question.
    pub(crate) fn begin(pause: u64) -> (Self, Command) {
        let (clear, ask) = Clear::begin();
        (Self { stage: Stage::Clear(clear), before: None, idle: true, pause }, ask)
    }

    /// After a pause: its next question.
    pub(crate) fn waited(&mut self) -> Command {
        let (clear, ask) = Clear::begin();
        self.stage = Stage::Clear(clear);
        ask
    }

    /// Takes in an answer.
    pub(crate) fn hear(&mut self, answer: Result<Answer, Fault>) -> Turn {
        match &mut self.stage {
            Stage::Clear(clear) => {
                let fault = answer.as_ref().err().cloned();
                let stuck = match clear.hear(answer.ok()) {
                    Cleared::Ask(command) => return Turn::Ask(command),
                    Cleared::Idle => false,
                    Cleared::Stuck => true,
                };
                if let Some(fault) = fault.filter(|_| stuck) {
                    return Turn::Failed(fault);
                }
                self.idle &= !stuck;
                let (asking, ask) = Asking::begin();
                self.stage = Stage::Read(asking);
                Turn::Ask(ask)
            }
            Stage::Read(asking) => match answer.and_then(|answer| asking.hear(answer)) {
                Ok(Err(next)) => Turn::Ask(next),
                Ok(Ok(reading)) => match self.before.take() {
                    Some(before) => match before.agreed(reading.clone()) {
                        Some(agreed) => Turn::Done(agreed, self.idle),
                        None => Turn::Done(reading, false),
                    },
                    None => {
                        self.before = Some(reading);
                        self.stage = Stage::Pause;
                        Turn::Wait(self.pause)
                    }
                },
                Err(fault) => Turn::Failed(fault),
            },
            Stage::Pause => Turn::Failed(Fault::new(Reason::Internal, "an answer in a pause")),
        }
    }
}
