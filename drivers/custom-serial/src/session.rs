//! The machine on the line: how a command is sent, how long its result may take, and what it means when none comes.
//! Which command is the next one, the job itself says ([`crate::task`]).
//!
//! Every job begins connected. On a new connection the count begins at 00, which the device always takes, and the
//! first command is a question: a command that was pending before must not be carried out twice (S2). Questions are
//! asked again, a few times, also over a new connection; nothing else ever is.

use crate::{
    clear::Clear,
    command::{self, Command, Role},
    exchange::{Exchange, Trouble, Turn},
    manifest,
    print::{Known, Print},
    probe,
    recovery::{Asking, Recovery},
    reply::{self, Answer, Reading},
    settings::Setup,
    status,
    survey::Survey,
    task::{Next, Task},
};
use fiscus_sdk::{
    Document, DocumentKind, Fault, Problem, Reason, Refusal, Shop,
    driver::{Driver, Heard, Input, Job, Judgement, Link, LinkOptions, Manifest, Outcome, Reply, Step},
    serde_json::Value,
};

/// How often one question is asked where its answers are lost.
const ASKINGS: u32 = 3;

/// A printer.
#[derive(Debug)]
pub(crate) struct CustomSerial {
    setup: Setup,
    /// The count of the next command.
    count: u8,
    serial: Option<String>,
    /// What the device last said of its past.
    before: Option<Reading>,
    /// The line is not to be trusted: the next job begins with a new one.
    stale: bool,
    /// Something may be open on the device: of ours, whose end is not known, or of a daemon before this one.
    left: bool,
    task: Task,
    talk: Talk,
    /// When no question is asked again.
    until: u64,
}

/// What the line is at.
#[derive(Debug)]
enum Talk {
    Silent,
    /// Connecting; then this is asked.
    Connecting(Command, u32),
    /// The serial, asked as the first question of a new connection; then this is asked.
    Serial(Box<Exchange>, Command),
    /// A command; how often it was sent.
    Asking(Box<Exchange>, u32),
    /// What the error 99 of this command stands for.
    LargeError(Box<Exchange>, Command),
    /// A busy device is left alone; then this is asked.
    Busy(Command),
    /// The task pauses.
    Pause,
}

impl Driver for CustomSerial {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            setup: Setup::read(settings, shop, link.timeout_ms)?,
            count: 0,
            serial: None,
            before: None,
            stale: false,
            left: true,
            task: Task::Idle,
            talk: Talk::Silent,
            until: 0,
        })
    }

    fn describe(&self) -> Vec<String> {
        self.setup.describe()
    }

    fn judge(_: Link, heard: &Heard) -> Judgement {
        probe::judge(heard)
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        command::document(document, None, &self.setup).map(drop)
    }

    fn submit(&mut self, job: Job, now: u64) -> Step {
        self.until = now.saturating_add(self.setup.timeout_ms);
        let (kind, total) = (job.kind(), if let Job::Print(document) = &job { document.total() } else { None });
        let one = |text: &str| Ok(vec![Command::new(text, Role::Commit)]);
        let commands = match job {
            Job::Print(document) => command::document(&document, self.serial.as_deref(), &self.setup),
            Job::XReport => one("2003"),
            Job::ZReport => one("2002"),
            Job::CashIn(amount) => command::cash(DocumentKind::CashIn, amount, &self.setup),
            Job::CashOut(amount) => command::cash(DocumentKind::CashOut, amount, &self.setup),
            Job::OpenDrawer => one("70081"),
            Job::Display(lines) => Ok(vec![command::display(&lines)]),
            Job::Status => {
                let (survey, ask) = Survey::begin();
                return self.begin(Task::Status(survey), ask);
            }
            Job::Last | Job::LastClosure => {
                let (asking, ask) = Asking::begin();
                return self.begin(Task::Past(asking, matches!(job, Job::LastClosure)), ask);
            }
            Job::Recover => {
                let (recovery, ask) = Recovery::begin(self.setup.recheck_ms);
                // What the lost exchange left on the line is left behind with it.
                self.stale = true;
                return self.begin(Task::Recover(Box::new(recovery)), ask);
            }
            Job::Cancel => {
                let (clear, ask) = Clear::begin();
                return self.begin(Task::Cancel(clear), ask);
            }
        };
        match commands.map(|commands| Print::begin(kind, total, commands, self.left)) {
            Ok(Some((print, ask))) => self.begin(Task::Print(Box::new(print)), ask),
            Ok(None) => failed(Fault::new(Reason::Internal, "a document without commands")),
            Err(refusal) => done(Reply::Refused(refusal)),
        }
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match std::mem::replace(&mut self.talk, Talk::Silent) {
            Talk::Connecting(command, askings) => match input {
                Input::Connected { new } => {
                    if !new && self.serial.is_some() {
                        return self.send(command, askings, now);
                    }
                    if new {
                        self.count = 0;
                    }
                    let (exchange, step) = self.exchange(Command::query("1008"), now);
                    self.talk = Talk::Serial(Box::new(exchange), command);
                    step
                }
                Input::Unreachable(what) | Input::Lost(what) => {
                    let fault = Fault::new(Reason::PrinterOffline, format!("no connection: {what}"));
                    self.hear(Err(Trouble { done: false, broken: true, fault }), now)
                }
                other => {
                    let fault = Fault::new(Reason::Internal, format!("{other:?} in place of a connection"));
                    self.hear(Err(Trouble { done: false, broken: true, fault }), now)
                }
            },
            Talk::Serial(mut exchange, command) => match exchange.hear(input, now) {
                Turn::Do(step) => {
                    self.talk = Talk::Serial(exchange, command);
                    step
                }
                Turn::Answered(answer) => {
                    if let Answer::Done(serial) = answer {
                        self.serial = Some(serial.trim().to_owned()).filter(|serial| !serial.is_empty());
                    }
                    self.send(command, 1, now)
                }
                // A device that does not say even its name is told nothing.
                Turn::Trouble(trouble) => {
                    self.stale = true;
                    self.hear(Err(Trouble { done: false, ..trouble }), now)
                }
            },
            Talk::Asking(mut exchange, askings) => match exchange.hear(input, now) {
                Turn::Do(step) => {
                    self.talk = Talk::Asking(exchange, askings);
                    step
                }
                Turn::Answered(Answer::Error(99)) => {
                    let (question, step) = self.exchange(Command::query("1015"), now);
                    self.talk = Talk::LargeError(Box::new(question), exchange.command().clone());
                    step
                }
                Turn::Answered(answer) => self.answered(exchange.command().clone(), answer, now),
                Turn::Trouble(trouble) => {
                    self.stale |= trouble.broken;
                    let query = exchange.command().role == Role::Query;
                    if query && askings < ASKINGS && now < self.until {
                        return self.connect(exchange.command().clone(), askings + 1);
                    }
                    self.hear(Err(trouble), now)
                }
            },
            Talk::LargeError(mut exchange, command) => {
                let number = match exchange.hear(input, now) {
                    Turn::Do(step) => {
                        self.talk = Talk::LargeError(exchange, command);
                        return step;
                    }
                    Turn::Answered(Answer::Done(data)) => reply::large_error(&data),
                    Turn::Answered(Answer::Error(_)) | Turn::Trouble(_) => None,
                };
                self.answered(command, Answer::Error(number.unwrap_or(99)), now)
            }
            Talk::Silent | Talk::Busy(_) | Talk::Pause => {
                failed(Fault::new(Reason::Internal, "an answer nobody asked for"))
            }
        }
    }

    fn poll(&mut self, now: u64) -> Step {
        match (std::mem::replace(&mut self.talk, Talk::Silent), &mut self.task) {
            (Talk::Busy(command), _) => self.send(command, 1, now),
            (Talk::Pause, Task::Recover(recovery)) => {
                let command = recovery.waited();
                self.connect(command, 1)
            }
            _ => failed(Fault::new(Reason::Internal, "a wait nobody asked for")),
        }
    }
}

impl CustomSerial {
    fn begin(&mut self, task: Task, ask: Command) -> Step {
        self.task = task;
        self.connect(ask, 1)
    }

    /// Is connected, and asks.
    fn connect(&mut self, command: Command, askings: u32) -> Step {
        let anew = std::mem::take(&mut self.stale);
        self.talk = Talk::Connecting(command, askings);
        Step::Connect { anew, within_ms: self.setup.timeout_ms }
    }

    fn send(&mut self, command: Command, askings: u32, now: u64) -> Step {
        let (exchange, step) = self.exchange(command, now);
        self.talk = Talk::Asking(Box::new(exchange), askings);
        step
    }

    fn exchange(&mut self, command: Command, now: u64) -> (Exchange, Step) {
        let count = self.count;
        // 00 is always taken: under it a command that is sent once more would be carried out twice.
        self.count = count % 99 + 1;
        let timeout = self.timeout(&command);
        Exchange::begin(command, count, timeout, now)
    }

    /// Reports and corrections search or print for long (G4).
    fn timeout(&self, command: &Command) -> u64 {
        if self.task.slow() && command.role != Role::Query { self.setup.slow_ms } else { self.setup.timeout_ms }
    }

    fn answered(&mut self, command: Command, answer: Answer, now: u64) -> Step {
        let busy = matches!(answer, Answer::Error(number) if status::busy(number));
        if busy && command.role == Role::Query && now < self.until {
            self.talk = Talk::Busy(command);
            // A fiftieth of the time-out at least: a device that stays busy is not asked for ever.
            return Step::Wait(self.setup.recheck_ms.max(self.setup.timeout_ms / 50).max(1));
        }
        self.hear(Ok(answer), now)
    }

    /// The task takes in an answer.
    fn hear(&mut self, answer: Result<Answer, Trouble>, now: u64) -> Step {
        let known = Known { before: self.before.as_ref(), serial: self.serial.as_deref() };
        match std::mem::replace(&mut self.task, Task::Idle).hear(answer, &self.setup, known) {
            Next::Ask(task, command) => {
                if matches!(task, Task::Print(_)) {
                    self.until = now.saturating_add(self.setup.timeout_ms);
                }
                self.task = task;
                // A line that broke is opened again first.
                if self.stale { self.connect(command, 1) } else { self.send(command, 1, now) }
            }
            Next::Wait(task, milliseconds) => {
                (self.task, self.talk) = (task, Talk::Pause);
                Step::Wait(milliseconds)
            }
            Next::Printed(outcome, open) => {
                let unknown = matches!(outcome, Outcome::Unknown(_));
                self.left = open || unknown;
                self.stale |= unknown;
                // What was read before is past now.
                self.before = None;
                Step::Done(outcome)
            }
            Next::Read(last, reading) => {
                self.before = Some(reading);
                done(Reply::Last(last))
            }
            Next::Done(outcome) => Step::Done(outcome),
        }
    }
}

fn failed(fault: Fault) -> Step {
    Step::Done(Outcome::Failed(fault))
}

fn done(reply: Reply) -> Step {
    Step::Done(Outcome::Done(reply))
}
