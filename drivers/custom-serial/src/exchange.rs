//! One command: the frame, the device's acknowledgement, ours, the result. Whether the device may have carried it out
//! is told exactly; what to do then is decided in [`crate::session`].
//!
//! Every result carries the count of its command: one with another count is older and dropped. A NAK to the first
//! sending says that the frame was not understood, and it is sent once more with the same count; a NAK to the second
//! may also say that the first was carried out after all. Source: S1, S3, S4.

use crate::{
    command::Command,
    frame::{self, ACK, Frame, Piece},
    reply::Answer,
};
use fiscus_sdk::{
    Fault, Reason,
    driver::{Bytes, Input, Step, Write},
};

/// The silence that ends a result without a frame, in milliseconds.
const SILENCE: u64 = 50;

/// A command under way.
#[derive(Debug)]
pub(crate) struct Exchange {
    command: Command,
    count: u8,
    until: u64,
    timeout_ms: u64,
    again: bool,
    acknowledged: bool,
    heard: Vec<u8>,
    loose: Vec<u8>,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Turn {
    /// Of the line.
    Do(Step),
    /// The result.
    Answered(Answer),
    /// There is none.
    Trouble(Trouble),
}

/// Why there is no result.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    /// Whether the device may have carried it out.
    pub(crate) done: bool,
    /// Whether the line is gone.
    pub(crate) broken: bool,
    pub(crate) fault: Fault,
}

impl Exchange {
    /// Begins.
    pub(crate) fn begin(command: Command, count: u8, timeout_ms: u64, now: u64) -> (Self, Step) {
        let bytes = Frame { count, text: command.text.clone() }.bytes();
        let until = now.saturating_add(timeout_ms);
        let (heard, loose) = (Vec::new(), Vec::new());
        let exchange = Self { command, count, until, timeout_ms, again: false, acknowledged: false, heard, loose };
        let step = exchange.write(bytes, true, now);
        (exchange, step)
    }

    /// The command.
    pub(crate) fn command(&self) -> &Command {
        &self.command
    }

    fn write(&self, bytes: Vec<u8>, fresh: bool, now: u64) -> Step {
        Step::Write(Write {
            bytes: Bytes(bytes),
            fresh,
            accept_within_ms: self.timeout_ms,
            answer_within_ms: self.until.saturating_sub(now).max(1),
        })
    }

    /// Goes on with what came.
    pub(crate) fn hear(&mut self, input: Input, now: u64) -> Turn {
        match input {
            Input::Bytes(bytes) => {
                self.heard.extend_from_slice(&bytes);
                self.read(now)
            }
            Input::Silence => match self.unframed() {
                Some(answer) => Turn::Answered(answer),
                // It was noise; the answer may still come.
                None if !std::mem::take(&mut self.loose).is_empty() && now < self.until => {
                    Turn::Do(Step::Read { within_ms: self.until - now })
                }
                None => self.trouble(true, false, "no answer"),
            },
            Input::Stalled { accepted } => {
                self.trouble(self.acknowledged || self.again || accepted > 0, false, "the device takes no more bytes")
            }
            Input::Unreachable(what) => self.trouble(self.acknowledged || self.again, true, &what),
            Input::Lost(what) => self.trouble(true, true, &what),
            other => self.trouble(true, true, &format!("{other:?} in place of bytes")),
        }
    }

    fn read(&mut self, now: u64) -> Turn {
        let mut acknowledge = false;
        while let Some((piece, length)) = frame::first(&self.heard) {
            self.heard.drain(..length);
            match piece {
                Piece::Ack => acknowledge |= !std::mem::replace(&mut self.acknowledged, true),
                Piece::Nak if self.acknowledged => {}
                Piece::Nak if self.again => {
                    return self.trouble(true, false, "the device takes the frame for a repeated one");
                }
                Piece::Nak => {
                    self.again = true;
                    let mut bytes = vec![ACK];
                    bytes.extend(Frame { count: self.count, text: self.command.text.clone() }.bytes());
                    return Turn::Do(self.write(bytes, false, now));
                }
                Piece::Frame(found) if found.count == self.count => {
                    return match Answer::read(&self.command, &found.text) {
                        Some(answer) => Turn::Answered(answer),
                        None => {
                            self.trouble(true, false, &format!("the result {:?} is none of this command", found.text))
                        }
                    };
                }
                // What is left of an older exchange.
                Piece::Frame(_) => {}
                Piece::Garbled => return self.trouble(true, false, "the answer is garbled"),
                Piece::Loose(bytes) => self.loose.extend(bytes),
            }
        }
        if now >= self.until {
            return self.trouble(true, false, "no end of the answer");
        }
        if acknowledge {
            return Turn::Do(self.write(vec![ACK], false, now));
        }
        let left = self.until.saturating_sub(now).max(1);
        Turn::Do(Step::Read { within_ms: if self.loose.is_empty() { left } else { left.min(SILENCE) } })
    }

    /// A result that came without a frame.
    fn unframed(&self) -> Option<Answer> {
        let text = std::str::from_utf8(&self.loose).ok()?.trim_end_matches(['\r', '\n']);
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if printable && self.heard.is_empty() && self.acknowledged { Answer::read(&self.command, text) } else { None }
    }

    fn trouble(&self, done: bool, broken: bool, what: &str) -> Turn {
        let detail = format!("{}: {what}", self.command.code());
        Turn::Trouble(Trouble { done, broken, fault: Fault::new(Reason::PrinterOffline, detail) })
    }
}
