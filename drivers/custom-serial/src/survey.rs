//! How the device is: paper and cover, what is open, and its past, one question after the other. What it does not say
//! is left out.

use crate::{
    command::Command,
    recovery::Asking,
    reply::{Answer, Reading},
    status,
};
use fiscus_sdk::driver::{OpenDocument, Paper, Status};

/// A status under way.
#[derive(Debug)]
pub(crate) struct Survey {
    part: Part,
    status: Status,
}

#[derive(Debug)]
enum Part {
    Paper,
    Open,
    Past(Asking),
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    Ask(Survey, Command),
    /// How it is, and what it says of its past.
    Done(Status, Option<Reading>),
}

impl Survey {
    /// Begins, with its first question.
    pub(crate) fn begin() -> (Self, Command) {
        (Self { part: Part::Paper, status: Status::default() }, Command::query("1009"))
    }

    /// Takes in an answer.
    pub(crate) fn hear(self, answer: Answer) -> Turn {
        let Self { part, mut status } = self;
        let said = match &answer {
            Answer::Done(data) => Some(data.as_str()),
            Answer::Error(_) => None,
        };
        let (part, command) = match part {
            Part::Paper => {
                let flag = |at: usize| said.and_then(|flags| flags.get(at..=at)) == Some("1");
                status.cover_open = flag(0);
                status.paper = if flag(1) { Paper::End } else { Paper::Ok };
                status.online = !flag(0) && !flag(1);
                status.vendor = said.map(str::to_owned);
                (Part::Open, Command::query("1016"))
            }
            Part::Open => {
                status.document = match said.map(status::open_document) {
                    None => OpenDocument::None,
                    // Flags that nobody knows: something is open.
                    Some(open) => open.unwrap_or(OpenDocument::Fiscal),
                };
                let (asking, ask) = Asking::begin();
                (Part::Past(asking), ask)
            }
            Part::Past(mut asking) => match asking.hear(answer) {
                Ok(Err(command)) => (Part::Past(asking), command),
                Ok(Ok(reading)) => return Turn::Done(status, Some(reading)),
                Err(fault) => {
                    status.notes.push(fault.detail);
                    return Turn::Done(status, None);
                }
            },
        };
        Turn::Ask(Self { part, status }, command)
    }
}
