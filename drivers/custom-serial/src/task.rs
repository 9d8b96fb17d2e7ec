//! What a job takes from the answers, and what it asks next.

use crate::{
    clear::{Clear, Cleared},
    command::Command,
    exchange::Trouble,
    manifest::SLOW_KINDS,
    print::{self, Known, Print},
    recovery::{self, Asking, Recovery},
    reply::{Answer, Reading},
    settings::Setup,
    survey::{self, Survey},
};
use fiscus_sdk::{
    Fault, Reason,
    driver::{Last, Outcome, Reply, Status},
};

/// What the job is about.
#[derive(Debug)]
pub(crate) enum Task {
    Idle,
    Print(Box<Print>),
    /// The past, read once; whether only the closure was asked for.
    Past(Asking, bool),
    Recover(Box<Recovery>),
    Cancel(Clear),
    Status(Survey),
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Next {
    Ask(Task, Command),
    Wait(Task, u64),
    /// Something was printed, or may have been; and whether something may be open.
    Printed(Outcome, bool),
    /// The past was read: what comes is compared with it.
    Read(Last, Reading),
    Done(Outcome),
}

impl Task {
    /// Whether it makes the device search or print for long.
    pub(crate) fn slow(&self) -> bool {
        matches!(self, Self::Print(print) if print.kind().is_some_and(|kind| SLOW_KINDS.contains(&kind)))
    }

    /// Takes in an answer.
    pub(crate) fn hear(self, answer: Result<Answer, Trouble>, setup: &Setup, known: Known<'_>) -> Next {
        match self {
            Self::Idle => failed(Fault::new(Reason::Internal, "an answer to no job")),
            Self::Print(mut print) => match print.hear(answer, setup, known) {
                print::Turn::Ask(command) => Next::Ask(Self::Print(print), command),
                print::Turn::Done(outcome) => Next::Printed(outcome, print.open()),
            },
            Self::Past(mut asking, closure) => {
                match answer.map_err(|trouble| trouble.fault).and_then(|answer| asking.hear(answer)) {
                    Ok(Err(command)) => Next::Ask(Self::Past(asking, closure), command),
                    Ok(Ok(reading)) => {
                        let document = reading.document(known.serial).filter(|_| !closure);
                        Next::Read(Last { document, kind: None, z: Some(reading.z), settled: false }, reading)
                    }
                    Err(fault) => failed(fault),
                }
            }
            Self::Recover(mut recovery) => match recovery.hear(answer.map_err(|trouble| trouble.fault)) {
                recovery::Turn::Ask(command) => Next::Ask(Self::Recover(recovery), command),
                recovery::Turn::Wait(milliseconds) => Next::Wait(Self::Recover(recovery), milliseconds),
                recovery::Turn::Failed(fault) => failed(fault),
                recovery::Turn::Done(reading, settled) => {
                    let document = reading.document(known.serial);
                    done(Reply::Last(Last { document, kind: None, z: Some(reading.z), settled }))
                }
            },
            Self::Cancel(mut clear) => {
                let fault = answer.as_ref().err().map(|trouble| trouble.fault.clone());
                match clear.hear(answer.ok()) {
                    Cleared::Ask(command) => Next::Ask(Self::Cancel(clear), command),
                    Cleared::Idle => done(Reply::Nothing),
                    Cleared::Stuck => {
                        failed(fault.unwrap_or_else(|| Fault::new(Reason::PrinterError, "a document stays open")))
                    }
                }
            }
            Self::Status(survey) => match answer.map(|answer| survey.hear(answer)) {
                Ok(survey::Turn::Ask(survey, command)) => Next::Ask(Self::Status(survey), command),
                Ok(survey::Turn::Done(status, reading)) => {
                    let last = reading.and_then(|reading| reading.document(known.serial));
                    let serial = known.serial.map(str::to_owned);
                    done(Reply::Status(Status { last, serial, ..status }))
                }
                Err(trouble) => failed(trouble.fault),
            },
        }
    }
}

fn failed(fault: Fault) -> Next {
    Next::Done(Outcome::Failed(fault))
}

fn done(reply: Reply) -> Next {
    Next::Done(Outcome::Done(reply))
}
