//! The machine: what is asked and sent next, and what proves that a slip is on paper.
//!
//! A printer confirms nothing by itself. It is asked how it is before the first byte of a slip; behind the last one
//! stands a question that it answers when everything before is carried out: its answer is the proof (P1). Answers
//! carry no number, so a question that was never answered must not be heard as the proof of a later slip: before the
//! first slip of a session, and after one that was not proven, the line is settled, that is, everything it still has
//! to say is waited for. Zeros go ahead of that, which end a command that a broken line has left half.

use crate::{
    command::{PROOF, RESET, ask, kick},
    manifest, probe,
    settings::Setup,
    slip,
    status::{Ear, Heard, Survey, without_paper},
};
use fiscus_sdk::{
    Document, DocumentRef, Fault, Problem, Reason, Refusal, Shop,
    driver::{
        self, Bytes, Driver, Input, Job, Judgement, Link, LinkOptions, Manifest, Outcome, Reply, Status, Step, Write,
    },
    paper::No,
    serde_json::Value,
};

/// Bytes that are written at once.
const PIECE: usize = 1024;
/// More zeros than the rest of the longest command.
const ZEROS: usize = 1536;
/// A line that has been silent so long after an answer has no more to say.
const QUIET: u64 = 300;
/// How long a slip's proof may take before the printer is asked what holds it up.
const WONDER: u64 = 1000;

/// A printer.
#[derive(Debug)]
pub(crate) struct EscPos {
    setup: Setup,
    timeout_ms: u64,
    ear: Ear,
    survey: Survey,
    /// Nothing that was asked before can still be answered.
    settled: bool,
    /// The job has begun anew once, on a new connection.
    again: bool,
    task: Task,
    state: State,
}

/// What the job is about.
#[derive(Debug)]
enum Task {
    None,
    Slip(Vec<u8>),
    Status,
    /// A command that prints nothing.
    Plain(Vec<u8>),
}

/// What the session waits for.
#[derive(Debug, Clone, Copy)]
enum State {
    Idle,
    Connecting,
    /// The answer to question `n`.
    Asking {
        n: u8,
        until: u64,
    },
    /// The line to come to rest.
    Settling {
        answered: bool,
        until: u64,
    },
    /// A piece of the job, from this byte, to be taken.
    Writing {
        from: usize,
    },
    /// The proof.
    Proving {
        until: u64,
    },
    /// The proof, or what holds it up.
    Wondering {
        until: u64,
    },
}

impl Driver for EscPos {
    fn manifest() -> Manifest {
        manifest::manifest()
    }

    fn open(settings: &Value, shop: &Shop, link: &LinkOptions) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            setup: Setup::read(settings, shop, link)?,
            timeout_ms: link.timeout_ms.max(1),
            ear: Ear::default(),
            survey: Survey::default(),
            settled: false,
            again: false,
            task: Task::None,
            state: State::Idle,
        })
    }

    fn describe(&self) -> Vec<String> {
        self.setup.describe()
    }

    fn judge(_: Link, heard: &driver::Heard) -> Judgement {
        probe::judge(heard)
    }

    fn accepts(&self, document: &Document) -> Result<(), Refusal> {
        self.bytes(document).map(drop).map_err(|no| no.refusal(self.setup.language))
    }

    fn submit(&mut self, job: Job, _: u64) -> Step {
        let drawer = self.setup.drawer;
        self.task = match job {
            Job::Print(document) => match self.bytes(&document) {
                Ok(bytes) => Task::Slip(bytes),
                Err(no) => return self.refused(no),
            },
            Job::Status => Task::Status,
            Job::OpenDrawer => Task::Plain(kick(drawer.pin, drawer.on, drawer.off).to_vec()),
            Job::Cancel => Task::Plain(RESET.to_vec()),
            Job::Display(_) => return self.refused(No::Missing("display")),
            Job::XReport | Job::ZReport => return self.refused(No::Missing("report")),
            Job::CashIn(_) | Job::CashOut(_) => return self.refused(No::Missing("cash")),
            Job::Last | Job::LastClosure | Job::Recover => {
                return self.failed(Fault::new(Reason::PrinterError, "the printer keeps no documents"));
            }
        };
        self.survey = Survey::default();
        self.again = false;
        self.connect(false)
    }

    fn receive(&mut self, input: Input, now: u64) -> Step {
        match self.state {
            State::Idle => self.failed(Fault::new(Reason::Internal, "an answer nobody asked for")),
            State::Connecting => match input {
                Input::Connected { .. } => self.begin(now),
                Input::Unreachable(what) | Input::Lost(what) => self.failed(offline(what)),
                other => self.failed(astray(&other)),
            },
            State::Asking { n, until } => self.asked(n, until, input, now),
            State::Settling { answered, until } => self.settling(answered, until, input, now),
            State::Writing { from } => self.written(from, input, now),
            State::Proving { until } => self.proving(until, input, now),
            State::Wondering { until } => self.wondering(until, input, now),
        }
    }

    fn poll(&mut self, _: u64) -> Step {
        self.failed(Fault::new(Reason::Internal, "a wait nobody asked for"))
    }
}

impl EscPos {
    fn bytes(&self, document: &Document) -> Result<Vec<u8>, No> {
        match document {
            Document::Slip(slip) => slip::job(slip, &self.setup),
            Document::Receipt(_) | Document::Return(_) | Document::Void(_) => Err(No::Missing("fiscal document")),
        }
    }

    fn connect(&mut self, anew: bool) -> Step {
        self.state = State::Connecting;
        Step::Connect { anew, within_ms: self.timeout_ms }
    }

    /// Connected: a printer that answers is asked how it is.
    fn begin(&mut self, now: u64) -> Step {
        self.ear = Ear::default();
        match (self.setup.status, &self.task) {
            (true, _) => self.ask(1, now),
            (false, Task::Status) => {
                let notes = vec!["the printer is not asked (settings.status)".to_owned()];
                self.done(Reply::Status(Status { online: true, notes, ..Status::default() }))
            }
            (false, _) => self.write(0),
        }
    }

    fn ask(&mut self, n: u8, now: u64) -> Step {
        self.state = State::Asking { n, until: now.saturating_add(self.timeout_ms) };
        self.question(ask(n), true, self.timeout_ms, self.timeout_ms)
    }

    fn question(&self, bytes: Vec<u8>, fresh: bool, accept: u64, answer: u64) -> Step {
        Step::Write(Write {
            bytes: Bytes(bytes),
            fresh,
            accept_within_ms: accept.max(1),
            answer_within_ms: answer.max(1),
        })
    }

    fn asked(&mut self, n: u8, until: u64, input: Input, now: u64) -> Step {
        let silent = || offline("it does not answer the question for its status".to_owned());
        match input {
            Input::Bytes(bytes) => {
                let mut answer = None;
                for byte in bytes.iter() {
                    if let Some(Heard::RealTime(told)) = self.ear.hear(*byte) {
                        answer = answer.or(Some(told));
                    }
                }
                match answer {
                    Some(told) => {
                        self.survey.answered(n, told);
                        self.surveyed(n, now)
                    }
                    None if now < until => Step::Read { within_ms: until - now },
                    None => self.failed(silent()),
                }
            }
            Input::Written => Step::Read { within_ms: until.saturating_sub(now) },
            Input::Lost(_) | Input::Unreachable(_) if !self.again => {
                // The printer may have closed a line that was not used for long.
                self.again = true;
                self.connect(true)
            }
            Input::Lost(what) | Input::Unreachable(what) => self.failed(offline(what)),
            Input::Silence => self.failed(silent()),
            Input::Stalled { .. } => self.failed(offline("it takes no bytes".to_owned())),
            other => self.failed(astray(&other)),
        }
    }

    /// Question `n` is answered: the next one, or what comes after them.
    fn surveyed(&mut self, n: u8, now: u64) -> Step {
        match n {
            1 if matches!(self.task, Task::Plain(_)) => return self.write(0),
            1 => return self.ask(2, now),
            2 if self.survey.errs() => return self.ask(3, now),
            2 | 3 => return self.ask(4, now),
            _ => {}
        }
        match (&self.task, self.survey.fault()) {
            (Task::Status, _) => self.done(Reply::Status(self.survey.status())),
            (_, Some(fault)) => self.failed(fault),
            (_, None) if self.settled => self.write(0),
            (_, None) => {
                self.state = State::Settling { answered: false, until: now.saturating_add(self.timeout_ms) };
                let question = [vec![0; ZEROS], PROOF.to_vec()].concat();
                self.question(question, true, self.timeout_ms, self.timeout_ms)
            }
        }
    }

    fn settling(&mut self, answered: bool, until: u64, input: Input, now: u64) -> Step {
        match input {
            Input::Bytes(bytes) => {
                let heard = self.in_line(&bytes).is_some();
                let answered = answered || heard;
                self.state = State::Settling { answered, until };
                let left = until.saturating_sub(now);
                Step::Read { within_ms: if answered { QUIET } else { left } }
            }
            Input::Written => Step::Read { within_ms: until.saturating_sub(now) },
            Input::Silence if answered => {
                self.settled = true;
                self.write(0)
            }
            Input::Silence | Input::Stalled { .. } => {
                let what = "it does not come to the end of what it was sent before";
                self.failed(Fault::new(Reason::PrinterBusy, what))
            }
            Input::Lost(what) | Input::Unreachable(what) => self.failed(offline(what)),
            other => self.failed(astray(&other)),
        }
    }

    /// The first answer in line among these bytes.
    fn in_line(&mut self, bytes: &[u8]) -> Option<u8> {
        let mut answer = None;
        for byte in bytes {
            if let Some(Heard::InLine(told)) = self.ear.hear(*byte) {
                answer = answer.or(Some(told));
            }
        }
        answer
    }

    fn job(&self) -> &[u8] {
        match &self.task {
            Task::Slip(bytes) | Task::Plain(bytes) => bytes,
            Task::None | Task::Status => &[],
        }
    }

    fn write(&mut self, from: usize) -> Step {
        self.state = State::Writing { from };
        let job = self.job();
        let piece = job[from..(from + PIECE).min(job.len())].to_vec();
        Step::Write(Write {
            bytes: Bytes(piece),
            fresh: from == 0,
            accept_within_ms: self.timeout_ms,
            answer_within_ms: 0,
        })
    }

    fn written(&mut self, from: usize, input: Input, now: u64) -> Step {
        let to = (from + PIECE).min(self.job().len());
        match input {
            Input::Written if to < self.job().len() => self.write(to),
            Input::Written => match &self.task {
                Task::Slip(_) if self.setup.status => {
                    let until = now.saturating_add(self.timeout_ms);
                    self.state = State::Proving { until };
                    Step::Read { within_ms: WONDER.min(self.timeout_ms) }
                }
                Task::Slip(_) => self.done(Reply::Accepted),
                _ => self.done(Reply::Nothing),
            },
            Input::Unreachable(_) if from == 0 && !self.again => {
                self.again = true;
                self.connect(true)
            }
            Input::Unreachable(what) if from == 0 => self.failed(offline(what)),
            Input::Stalled { accepted: 0 } if from == 0 => {
                self.failed(Fault::new(Reason::PrinterBusy, "it takes no bytes"))
            }
            Input::Stalled { accepted } => self.unknown(offline(format!("it took {accepted} bytes and no more"))),
            Input::Lost(what) | Input::Unreachable(what) => self.unknown(offline(what)),
            other => self.unknown(astray(&other)),
        }
    }

    fn proving(&mut self, until: u64, input: Input, now: u64) -> Step {
        match input {
            Input::Bytes(bytes) => match self.in_line(&bytes) {
                Some(byte) => self.proven(byte),
                None => self.wait(until, now),
            },
            Input::Silence if now < until => {
                self.state = State::Wondering { until };
                self.question(ask(2), false, until - now, WONDER.min(until - now))
            }
            Input::Silence => self.unknown(offline("it does not say that the slip is printed".to_owned())),
            Input::Lost(what) | Input::Unreachable(what) => self.unknown(offline(what)),
            other => self.unknown(astray(&other)),
        }
    }

    fn wondering(&mut self, until: u64, input: Input, now: u64) -> Step {
        let Input::Bytes(bytes) = input else { return self.proving(until, quiet(input), now) };
        let (mut proof, mut told) = (None, None);
        for byte in bytes.iter() {
            match self.ear.hear(*byte) {
                Some(Heard::InLine(byte)) => proof = proof.or(Some(byte)),
                Some(Heard::RealTime(byte)) => told = Some(byte),
                None => {}
            }
        }
        if let Some(byte) = proof {
            return self.proven(byte);
        }
        let mut survey = Survey::default();
        if let Some(byte) = told {
            survey.answered(2, byte);
        }
        match survey.fault() {
            // What is left of the slip stands in the printer, and may come out later.
            Some(fault) => self.unknown(fault),
            None => self.wait(until, now),
        }
    }

    fn wait(&mut self, until: u64, now: u64) -> Step {
        self.state = State::Proving { until };
        Step::Read { within_ms: WONDER.min(until.saturating_sub(now)) }
    }

    fn proven(&mut self, byte: u8) -> Step {
        if without_paper(byte) {
            return self.unknown(Fault::new(Reason::PaperEnd, "the paper ended with the slip"));
        }
        self.done(Reply::Printed(DocumentRef::default()))
    }

    fn done(&mut self, reply: Reply) -> Step {
        self.end(Outcome::Done(reply))
    }

    fn refused(&mut self, no: No) -> Step {
        let refusal = no.refusal(self.setup.language);
        self.done(Reply::Refused(refusal))
    }

    fn failed(&mut self, fault: Fault) -> Step {
        self.end(Outcome::Failed(fault))
    }

    fn unknown(&mut self, fault: Fault) -> Step {
        self.settled = false;
        self.end(Outcome::Unknown(fault))
    }

    fn end(&mut self, outcome: Outcome) -> Step {
        self.state = State::Idle;
        self.task = Task::None;
        Step::Done(outcome)
    }
}

/// A question that was taken, and not answered yet.
fn quiet(input: Input) -> Input {
    match input {
        Input::Written | Input::Stalled { .. } => Input::Silence,
        other => other,
    }
}

fn offline(what: String) -> Fault {
    Fault::new(Reason::PrinterOffline, what)
}

fn astray(input: &Input) -> Fault {
    Fault::new(Reason::Internal, format!("{input:?} on a stream"))
}
