//! A stream between a driver and its device, in virtual time.

use super::{Bench, Spoil, Spoiler, Trouble};
use crate::driver::{Bytes, Device, Driver, Input, StreamAnswer, Write};
use std::collections::VecDeque;

/// The stream, seen from the driver.
#[derive(Debug, Default)]
pub(super) struct Line {
    up: bool,
    /// What the device has not taken yet, for it is no whole request.
    towards: Vec<u8>,
    /// What comes back, each piece with the time at which it is there.
    back: VecDeque<(u64, Vec<u8>)>,
    /// The line breaks when what is on the way has arrived.
    breaks: bool,
    /// When the device wants to be called.
    tick: Option<u64>,
    spoiler: Option<Spoiler>,
    late: u64,
}

impl<D: Driver, V: Device> Bench<D, V> {
    pub(super) fn connect(&mut self, anew: bool) -> Input {
        if anew {
            self.hang_up();
        }
        if let Some(at) = self.troubles.iter().position(|(_, trouble)| *trouble == Trouble::Unreachable) {
            self.troubles.remove(at);
            self.hang_up();
            return Input::Unreachable("connection refused".to_owned());
        }
        let new = !self.line.up;
        if new {
            self.line = Line { up: true, ..Line::default() };
            self.device.line(true);
        }
        Input::Connected { new }
    }

    pub(super) fn write(&mut self, write: Write) -> Input {
        if !self.line.up {
            return Input::Unreachable("not connected".to_owned());
        }
        if write.fresh {
            let now = self.now;
            self.line.back.retain(|(at, _)| *at > now);
        }
        self.written.push(write.bytes.clone());
        self.line.towards.extend_from_slice(&write.bytes);
        while let Some(framed) = self.device.framed(&self.line.towards) {
            let length = framed.length.clamp(1, self.line.towards.len());
            let request: Vec<u8> = self.line.towards.drain(..length).collect();
            self.take(&request, framed.kind);
            if !self.line.up {
                return Input::Lost("the line is broken".to_owned());
            }
        }
        if write.answer_within_ms == 0 { Input::Written } else { self.read(write.answer_within_ms) }
    }

    pub(super) fn read(&mut self, within: u64) -> Input {
        if !self.line.up {
            return Input::Unreachable("not connected".to_owned());
        }
        let until = self.now.saturating_add(within);
        loop {
            let mut arrived = Vec::new();
            while self.line.back.front().is_some_and(|(at, _)| *at <= self.now) {
                arrived.extend(self.line.back.pop_front().map(|(_, piece)| piece).unwrap_or_default());
            }
            if !arrived.is_empty() {
                return Input::Bytes(Bytes(arrived));
            }
            if self.line.breaks && self.line.back.is_empty() {
                self.hang_up();
                return Input::Lost("the line is broken".to_owned());
            }
            let next = self.line.back.front().map(|(at, _)| *at).into_iter().chain(self.line.tick).min();
            match next.filter(|at| *at <= until) {
                Some(at) => self.now = self.now.max(at),
                None => {
                    self.now = until;
                    return Input::Silence;
                }
            }
            if self.line.tick.is_some_and(|at| at <= self.now) {
                self.line.tick = None;
                let answer = self.device.tick(self.clock);
                self.say(answer);
            }
        }
    }

    /// The device takes a request, with the trouble that waits for it.
    fn take(&mut self, request: &[u8], kind: Option<String>) {
        let mut trouble = None;
        if let Some(kind) = &kind {
            let at = self.troubles.iter().position(|(known, _)| known == kind);
            trouble = at.map(|at| self.troubles.remove(at).1);
            self.sent.push(kind.clone());
            self.line.late = 0;
            self.line.spoiler = match trouble {
                Some(Trouble::Spoilt(spoil)) => Some(Spoiler::new(spoil)),
                Some(Trouble::Truncated) => Some(Spoiler::new(Spoil::CutAfter(3))),
                Some(Trouble::Mute | Trouble::Garbage | Trouble::Http500) => Some(Spoiler::new(Spoil::SilentAfter(0))),
                _ => None,
            };
        }
        let fault = match trouble {
            Some(Trouble::Unreachable | Trouble::LostBefore) => return self.hang_up(),
            Some(Trouble::CutRequest(after)) => {
                let answer = self.device.take(&request[..after.min(request.len())], None, self.clock);
                if answer.changed {
                    self.done.extend(kind);
                }
                self.paper.push_str(&answer.paper);
                return self.hang_up();
            }
            Some(Trouble::Swallowed) => return,
            Some(Trouble::Late(milliseconds)) => {
                self.line.late = milliseconds;
                None
            }
            Some(Trouble::Device(name)) => Some(name),
            _ => None,
        };
        let answer = self.device.take(request, fault, self.clock);
        if answer.changed {
            self.done.extend(kind);
        }
        self.say(answer);
        match trouble {
            Some(Trouble::LostAfter) => self.hang_up(),
            Some(Trouble::Garbage) => self.line.back.push_back((self.now, b"?garbage\x7f".to_vec())),
            Some(Trouble::Http500) => self.line.back.push_back((self.now, b"HTTP/1.1 500 oops\r\n\r\n".to_vec())),
            _ => {}
        }
    }

    fn say(&mut self, answer: StreamAnswer) {
        self.paper.push_str(&answer.paper);
        if let Some(after) = answer.tick_ms {
            self.line.tick = Some(self.now.saturating_add(after));
        }
        if answer.bytes.is_empty() {
            return;
        }
        let Bytes(mut bytes) = answer.bytes;
        if let Some(spoiler) = &mut self.line.spoiler {
            let spoilt = spoiler.pass(bytes);
            self.line.breaks |= spoilt.broken;
            bytes = spoilt.bytes;
        }
        if !bytes.is_empty() {
            self.line.back.push_back((self.now.saturating_add(self.line.late), bytes));
        }
    }

    fn hang_up(&mut self) {
        if self.line.up {
            self.device.line(false);
        }
        self.line = Line::default();
    }
}
