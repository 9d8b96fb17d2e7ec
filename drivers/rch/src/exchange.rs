//! A batch of commands over whichever wire there is: one frame after the other, or all in one HTTP request.
//!
//! What is promised of a batch: `Refused` with a place means that the commands before it were carried out and none after
//! it; without a place (HTTP, R1) nobody knows which. `Unreachable` means that nothing was sent. Frames that the device
//! did not accept (NAK) are sent again, twice; nothing else ever is.

use crate::{
    frame::{ACK, Found, Frame, NAK, residue},
    reply::Control,
    web,
};
use fiscus_sdk::{
    Fault, Reason,
    driver::{HttpAnswer, Input, Request, Step, Write},
};

/// How often a frame is sent that the device does not accept (G23).
const SENDINGS: u32 = 3;
/// The device's own path.
pub(crate) const PATH: &str = "/service.cgi";

/// Commands to carry out in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) commands: Vec<String>,
    /// How long the answer to each may take; over HTTP that of the whole.
    pub(crate) timeout_ms: u64,
}

impl Batch {
    /// These commands.
    pub(crate) fn of<const N: usize>(commands: [&str; N], timeout_ms: u64) -> Self {
        Self { commands: commands.map(str::to_owned).to_vec(), timeout_ms }
    }
}

/// What was said besides "done".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Lines of the journal.
    pub(crate) dump: Vec<String>,
    /// Answers to questions.
    pub(crate) data: Vec<String>,
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// All of it was done.
    Done(Said),
    /// The device refused the command at this place, where that is known.
    Refused(Fault, Option<usize>),
    /// Something was sent, and nobody knows what became of it.
    Lost(Fault),
    /// Nothing was sent.
    Unreachable(Fault),
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Progress {
    Step(Step),
    End(End),
}

/// The wire, with the batch that is under way.
#[derive(Debug)]
pub(crate) struct Exchange {
    http: Option<String>,
    address: u32,
    /// The line was opened since somebody asked who is at its end.
    renewed: bool,
    batch: Batch,
    place: usize,
    id: u8,
    sendings: u32,
    until: u64,
    accepted: bool,
    heard: Vec<u8>,
    said: Said,
    /// Dump text of the command that is under way.
    text: Vec<u8>,
}

impl Exchange {
    /// Over HTTP with this path, or in frames.
    pub(crate) fn new(http: Option<&str>, address: u32) -> Self {
        let path = http.map(|path| if matches!(path, "" | "/") { PATH } else { path }.to_owned());
        Self {
            http: path,
            address,
            renewed: false,
            batch: Batch::default(),
            place: 0,
            id: 9,
            sendings: 0,
            until: 0,
            accepted: false,
            heard: Vec::new(),
            said: Said::default(),
            text: Vec::new(),
        }
    }

    /// Whether another device may stand at the end of the line than was known.
    pub(crate) fn renewed(&self) -> bool {
        self.renewed
    }

    /// Whether there is no line that could tell.
    pub(crate) fn lineless(&self) -> bool {
        self.http.is_some()
    }

    /// It has said who it is.
    pub(crate) fn named(&mut self) {
        self.renewed = false;
    }

    /// Begins a batch.
    pub(crate) fn begin(&mut self, batch: Batch) -> Step {
        let timeout_ms = batch.timeout_ms;
        self.place = 0;
        self.sendings = 0;
        self.accepted = false;
        self.said = Said::default();
        self.batch = batch;
        match &self.http {
            Some(path) => Step::Send(Request {
                path: path.clone(),
                headers: vec![("Content-Type".to_owned(), "application/xml".to_owned())],
                body: web::request(&self.batch.commands),
                timeout_ms,
            }),
            None => Step::Connect { anew: false, within_ms: timeout_ms },
        }
    }

    /// Goes on with what came.
    pub(crate) fn hear(&mut self, input: Input, now: u64) -> Progress {
        match (self.http.is_some(), input) {
            (true, Input::Answer(HttpAnswer { status: 200, body })) => Progress::End(match web::answer(&body) {
                Ok(Ok(said)) => End::Done(said),
                Ok(Err(fault)) => End::Refused(fault, None),
                Err(what) => End::Lost(odd(format!("the answer cannot be read: {what}"))),
            }),
            (true, Input::Answer(HttpAnswer { status, .. })) => {
                Progress::End(End::Lost(odd("the device's web face failed").vendor(format!("HTTP {status}"))))
            }
            (false, Input::Connected { new }) => {
                self.renewed |= new;
                self.send(now, true)
            }
            (false, Input::Bytes(bytes)) => {
                self.heard.extend_from_slice(&bytes);
                self.look(now)
            }
            (_, Input::Unreachable(detail)) if self.place == 0 && self.sendings <= 1 && !self.accepted => {
                Progress::End(End::Unreachable(offline("no connection", &detail)))
            }
            (_, Input::Unreachable(detail) | Input::Lost(detail)) => {
                Progress::End(End::Lost(offline("no answer", &detail)))
            }
            (_, Input::Silence | Input::Written) => Progress::End(End::Lost(offline("no answer", "silence"))),
            (_, Input::Stalled { .. }) => Progress::End(End::Lost(offline("no answer", "the line takes nothing"))),
            (_, other) => Progress::End(End::Lost(Fault::new(Reason::Internal, format!("{other:?} is no answer")))),
        }
    }

    /// Sends the command of this place.
    fn send(&mut self, now: u64, first: bool) -> Progress {
        let Some(command) = self.batch.commands.get(self.place) else {
            return Progress::End(End::Done(std::mem::take(&mut self.said)));
        };
        if first {
            // Ids whose places among ten follow each other.
            self.id = (self.id + 1) % 10;
            self.sendings = 0;
        }
        self.sendings += 1;
        self.accepted = false;
        self.heard.clear();
        self.text.clear();
        let timeout = self.batch.timeout_ms;
        self.until = now.saturating_add(timeout);
        let bytes = Frame::new(self.address, command.clone(), b'0' + self.id).bytes();
        Progress::Step(Step::Write(Write {
            bytes: bytes.into(),
            fresh: true,
            accept_within_ms: timeout,
            answer_within_ms: timeout,
        }))
    }

    /// Looks for the answer in what was heard.
    fn look(&mut self, now: u64) -> Progress {
        loop {
            let (taken, found) = match Frame::find(&self.heard) {
                Found::Frame(frame, length) => (length, Some(frame)),
                Found::Noise(length) if length > 0 => {
                    match self.noise(length) {
                        Some(again) if again && self.sendings < SENDINGS => return self.send(now, false),
                        Some(true) => {
                            let fault = odd("the device accepts no frame").vendor("NAK");
                            return Progress::End(End::Refused(fault, Some(self.place)));
                        }
                        _ => {}
                    }
                    (length, None)
                }
                Found::Part | Found::Noise(_) => {
                    return match self.until.saturating_sub(now) {
                        0 => Progress::End(End::Lost(offline("no answer", "half a frame"))),
                        within_ms => Progress::Step(Step::Read { within_ms }),
                    };
                }
            };
            self.heard.drain(..taken.min(self.heard.len()));
            // An answer to something else is late, and dropped (R4).
            if let Some(frame) = found.filter(|frame| frame.id == residue(b'0' + self.id)) {
                return self.answered(&frame.data, now);
            }
        }
    }

    /// What is no frame: an acceptance, a refusal (`true`), or dump text.
    fn noise(&mut self, length: usize) -> Option<bool> {
        let mut refused = None;
        for byte in self.heard.iter().take(length) {
            match *byte {
                ACK => self.accepted = true,
                NAK if !self.accepted && self.text.is_empty() => refused = Some(true),
                byte => self.text.push(byte),
            }
        }
        refused
    }

    fn answered(&mut self, data: &str, now: u64) -> Progress {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        self.said.dump.extend(text.split(['\r', '\n']).filter(|line| !line.is_empty()).map(str::to_owned));
        let question = self.batch.commands.get(self.place).is_some_and(|command| command.starts_with('<'));
        match Control::read(data).map(|control| control.fault()) {
            Some(Some(fault)) => return Progress::End(End::Refused(fault, Some(self.place))),
            Some(None) => {}
            None if question => self.said.data.push(data.to_owned()),
            None => return Progress::End(End::Lost(odd(format!("\"{data}\" is no answer to a command")))),
        }
        self.place += 1;
        self.send(now, true)
    }
}

fn odd(detail: impl Into<String>) -> Fault {
    Fault::new(Reason::PrinterError, detail)
}

fn offline(what: &str, detail: &str) -> Fault {
    Fault::new(Reason::PrinterOffline, format!("{what}: {detail}"))
}
