//! What the answers to a document's commands mean.
//!
//! Before the command that closes it nothing is printed that counts: whatever goes wrong, what is open is cleared and
//! the document has failed. At that command a lost answer is unknown, and an error too: the paper may end under the
//! closing lines. It has failed only where the device could still cancel it. After that command the document is there,
//! whatever follows (S6, G22). Each payment is checked by what the device says remains: one that totals otherwise than we do is stopped
//! before it closes.
//!
//! A close is confirmed even where nothing is open any more: somebody may have cancelled our document at the keyboard
//! and printed another. So the device is asked at once what it has just closed, and its number is read while it still
//! waits to be cut; which document is told then is decided in [`crate::told`].
//!
//! Where something may have been left open on the device, that is ended first.

use crate::{
    clear::{Clear, Cleared},
    command::{CLOSE, Command, Role, forget_original},
    exchange::Trouble,
    recovery::Asking,
    reply::{self, Answer, Reading},
    settings::Setup,
    status,
    told::{self, Close},
};
use fiscus_sdk::{
    Amount, DocumentKind, DocumentRef, Fault, Reason,
    driver::{Outcome, Reply, Report},
    paper::No,
};
use std::collections::VecDeque;

/// A document under way.
#[derive(Debug)]
pub(crate) struct Print {
    /// None: the drawer, the display.
    kind: Option<DocumentKind>,
    total: Option<Amount>,
    lottery: bool,
    left: VecDeque<Command>,
    asked: Command,
    begun: bool,
    /// What shows that the close was of ours.
    close: Close,
    /// Something may be open on the device.
    open: bool,
    /// What the device says of its past, where that was read before the cut.
    read: Option<Reading>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// What was left open is ended.
    Ready(Clear),
    /// The same, unasked: the device does not say what is open.
    Blind(Clear),
    Print,
    /// It was closed; how far the device is with it.
    Step,
    /// Its number is read while it waits to be cut.
    Number(Asking),
    /// Whether it still does.
    Held,
    /// What is open is cleared; then this is the outcome. With a doubt, only where the document was open still.
    Clear(Clear, Outcome, Option<Fault>),
    /// The code of the lottery is taken back; then this is the outcome.
    Lottery(Outcome),
    /// It is there; what is missing of its end is made up for.
    Tidy(Clear),
    /// It is there; its number is read.
    Read(Asking),
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    Ask(Command),
    Done(Outcome),
}

impl Print {
    /// Begins, with its first command; none: there is nothing to send. `open`: something may be open on the device.
    pub(crate) fn begin(
        kind: Option<DocumentKind>,
        total: Option<Amount>,
        commands: Vec<Command>,
        open: bool,
    ) -> Option<(Self, Command)> {
        let mut left = VecDeque::from(commands);
        let asked = left.pop_front()?;
        let lottery = asked.code() == "3019";
        let close = Close::Untold;
        let (stage, ask) = match Clear::begin() {
            (clear, ask) if open && kind.is_some() => (Stage::Ready(clear), ask),
            _ => (Stage::Print, asked.clone()),
        };
        Some((Self { kind, total, lottery, left, asked, begun: false, close, open, read: None, stage }, ask))
    }

    /// Its kind.
    pub(crate) fn kind(&self) -> Option<DocumentKind> {
        self.kind
    }

    /// Whether something may be open on the device after it.
    pub(crate) fn open(&self) -> bool {
        self.open
    }

    /// Takes in an answer. `known` is what was read before it, with the device's serial.
    pub(crate) fn hear(&mut self, answer: Result<Answer, Trouble>, setup: &Setup, known: Known<'_>) -> Turn {
        match std::mem::replace(&mut self.stage, Stage::Print) {
            Stage::Ready(mut clear) => match clear.hear(answer.ok()) {
                Cleared::Ask(command) => {
                    self.stage = Stage::Ready(clear);
                    Turn::Ask(command)
                }
                Cleared::Idle => Turn::Ask(self.asked.clone()),
                Cleared::Stuck => {
                    let (clear, ask) = Clear::blind();
                    self.stage = Stage::Blind(clear);
                    Turn::Ask(ask)
                }
            },
            Stage::Blind(mut clear) => match clear.hear(answer.ok()) {
                Cleared::Ask(command) => {
                    self.stage = Stage::Blind(clear);
                    Turn::Ask(command)
                }
                // Whatever stays open, the document itself is refused for it.
                Cleared::Idle | Cleared::Stuck => Turn::Ask(self.asked.clone()),
            },
            Stage::Print => self.heard(answer, setup, known),
            Stage::Step => {
                self.close = Close::of(answer.ok());
                // What ends a document would stand behind another one.
                if self.close == Close::Elsewhere {
                    self.left.clear();
                }
                if self.close != Close::Ours {
                    return self.go_on(known);
                }
                let (asking, ask) = Asking::begin();
                self.stage = Stage::Number(asking);
                Turn::Ask(ask)
            }
            Stage::Number(mut asking) => match answer.map(|answer| asking.hear(answer)) {
                Ok(Ok(Err(next))) => {
                    self.stage = Stage::Number(asking);
                    Turn::Ask(next)
                }
                Ok(Ok(Ok(reading))) => {
                    self.read = Some(reading);
                    self.stage = Stage::Held;
                    Turn::Ask(Command::query("1012"))
                }
                // It is asked again behind the cut.
                Ok(Err(_)) => self.go_on(known),
                Err(_) => self.tidy(),
            },
            Stage::Held => {
                if Close::of(answer.ok()) == Close::Ours {
                    self.close = Close::Held;
                }
                self.go_on(known)
            }
            Stage::Clear(mut clear, outcome, doubt) => match clear.hear(answer.ok()) {
                Cleared::Ask(command) => {
                    self.stage = Stage::Clear(clear, outcome, doubt);
                    Turn::Ask(command)
                }
                Cleared::Idle => {
                    self.open = false;
                    let outcome = doubt.filter(|_| !clear.undone()).map_or(outcome, Outcome::Unknown);
                    if !self.lottery {
                        return Turn::Done(outcome);
                    }
                    self.stage = Stage::Lottery(outcome);
                    Turn::Ask(Command::new("301900", Role::Part))
                }
                // What stays open may be closed by somebody else (G23).
                Cleared::Stuck => {
                    self.open = true;
                    Turn::Done(match (outcome, doubt) {
                        (_, Some(fault)) | (Outcome::Failed(fault), None) => Outcome::Unknown(fault),
                        (other, None) => other,
                    })
                }
            },
            Stage::Lottery(outcome) => Turn::Done(outcome),
            Stage::Tidy(mut clear) => match clear.hear(answer.ok()) {
                Cleared::Ask(command) => {
                    self.stage = Stage::Tidy(clear);
                    Turn::Ask(command)
                }
                cleared => {
                    self.open = matches!(cleared, Cleared::Stuck);
                    self.go_on(known)
                }
            },
            Stage::Read(mut asking) => {
                let read = answer.map_err(|trouble| trouble.fault).and_then(|answer| asking.hear(answer));
                match read {
                    Ok(Err(next)) => {
                        self.stage = Stage::Read(asking);
                        Turn::Ask(next)
                    }
                    Ok(Ok(reading)) => self.printed(Some(&reading), known),
                    Err(_) => self.printed(None, known),
                }
            }
        }
    }

    fn heard(&mut self, answer: Result<Answer, Trouble>, setup: &Setup, known: Known<'_>) -> Turn {
        let answer = match (answer, self.asked.role) {
            // The paper hangs in the device, and the next document would be refused.
            (Err(_), Role::After) => return self.tidy(),
            (Ok(_), Role::After) => return self.go_on(known),
            (Ok(answer), _) => answer,
            (Err(trouble), _) if !trouble.done && !self.begun => return Turn::Done(Outcome::Failed(trouble.fault)),
            (Err(trouble), Role::Commit) if trouble.done => return Turn::Done(Outcome::Unknown(trouble.fault)),
            (Err(trouble), _) => return self.fail(Outcome::Failed(trouble.fault), None),
        };
        self.begun = true;
        // A device on which something else is open closes nothing of ours.
        if self.kind.is_some() && self.asked.role == Role::Commit {
            self.open = matches!(answer, Answer::Error(_));
        }
        match (answer, self.asked.role) {
            (Answer::Error(number), Role::Commit) if status::busy(number) => {
                Turn::Done(Outcome::Unknown(status::fault(number)))
            }
            (Answer::Error(number), _) => {
                let no = self.kind.and_then(|kind| status::refused(kind, number));
                let outcome = match no {
                    Some(no) => Outcome::Done(Reply::Refused(no.refusal(setup.language))),
                    None => Outcome::Failed(status::fault(number)),
                };
                // It may have gone wrong with what is closed already.
                let closes = self.asked.role == Role::Commit;
                let counts = self.kind.is_some_and(|kind| kind.fiscal() || kind == DocumentKind::ZReport);
                let doubt = (closes && counts).then(|| status::fault(number));
                if self.kind.is_some() { self.fail(outcome, doubt) } else { Turn::Done(outcome) }
            }
            (Answer::Done(data), Role::Payment(due)) if reply::remainder(&data).is_some_and(|left| left != due) => {
                let detail = format!("the device totals otherwise: {data} remains, and not {due}");
                self.fail(Outcome::Failed(Fault::new(Reason::PrinterError, detail)), None)
            }
            (Answer::Done(data), Role::Original) if data.ends_with('0') => self.refuse(No::Original, setup),
            (Answer::Done(data), Role::Original) if data.ends_with('2') => {
                self.refuse(No::Correction("2".to_owned()), setup)
            }
            (Answer::Done(_), Role::Commit) if self.asked.code() == CLOSE => {
                self.stage = Stage::Step;
                Turn::Ask(Command::query("1012"))
            }
            // The device names what it did with the original: it closes a void by itself (S8).
            (Answer::Done(data), Role::Commit) if self.kind == Some(DocumentKind::Void) => {
                if data.ends_with(['0', '2']) {
                    let text = format!("the device answers {data} to the void that it found and allowed");
                    return Turn::Done(Outcome::Unknown(Fault::new(Reason::PrinterError, text)));
                }
                self.close = Close::Ours;
                self.go_on(known)
            }
            (Answer::Done(_), _) => self.go_on(known),
        }
    }

    /// It is there; what is missing of its end is found out.
    fn tidy(&mut self) -> Turn {
        self.left.clear();
        let (clear, ask) = Clear::begin();
        self.stage = Stage::Tidy(clear);
        Turn::Ask(ask)
    }

    /// The document is ended without having been printed; with a doubt, that has to show.
    fn fail(&mut self, outcome: Outcome, doubt: Option<Fault>) -> Turn {
        let (clear, ask) = Clear::begin();
        self.stage = Stage::Clear(clear, outcome, doubt);
        Turn::Ask(ask)
    }

    /// The device will not correct this original: it forgets it.
    fn refuse(&mut self, no: No, setup: &Setup) -> Turn {
        self.stage = Stage::Lottery(Outcome::Done(Reply::Refused(no.refusal(setup.language))));
        Turn::Ask(forget_original())
    }

    fn go_on(&mut self, known: Known<'_>) -> Turn {
        if let Some(next) = self.left.pop_front() {
            self.asked = next.clone();
            return Turn::Ask(next);
        }
        match self.kind {
            Some(_) if self.read.is_some() => self.printed(self.read.as_ref(), known),
            Some(kind) if kind.fiscal() || kind == DocumentKind::ZReport => {
                let (asking, ask) = Asking::begin();
                self.stage = Stage::Read(asking);
                Turn::Ask(ask)
            }
            _ => self.printed(None, known),
        }
    }

    /// It is closed; `now` is what the device says of it, where it can be read.
    fn printed(&self, now: Option<&Reading>, known: Known<'_>) -> Turn {
        Turn::Done(Outcome::Done(match self.kind {
            Some(DocumentKind::Slip) => Reply::Printed(DocumentRef::default()),
            Some(DocumentKind::XReport) => Reply::Report(Report::default()),
            Some(DocumentKind::ZReport) => {
                let z = now.map(|now| now.z).or(known.before.map(|before| before.z + 1));
                Reply::Report(Report { z, total: None })
            }
            Some(kind) if kind.fiscal() => match told::document(kind, self.total, self.close, now, known) {
                Ok(document) => Reply::Printed(document),
                Err(fault) => return Turn::Done(Outcome::Unknown(fault)),
            },
            _ => Reply::Nothing,
        }))
    }
}

/// What the session knows of the device.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// What was read before the document.
    pub(crate) before: Option<&'a Reading>,
    pub(crate) serial: Option<&'a str>,
}
