//! A simulated ESC/POS printer: the other side of the wire, with paper that can be read and looked at.
//!
//! Bytes go through a receive buffer, as in a device: what stands behind the end of the paper, or behind an open
//! cover, waits there and comes out later. Questions in real time are answered at once, those in line when their turn
//! comes. It misbehaves on request: the words are in the README.

mod bars;
mod command;
mod printer;
mod sheet;

use command::Command;
use fiscus_sdk::{
    driver::{Bytes, Device, Face, Framed, StreamAnswer},
    jiff::civil,
    serde_json::{self, Value},
};
use printer::Printer;
use serde::{Deserialize, Serialize};

/// A receive buffer takes no more.
const BUFFER: usize = 1 << 20;

/// What survives a power cut.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Memory {
    /// Finished documents, in order.
    slips: Vec<Finished>,
    /// How often the drawer was opened.
    #[serde(default)]
    drawer: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finished {
    time: civil::DateTime,
    lines: Vec<String>,
}

/// How the device is.
#[derive(Debug, Default, Clone, Copy)]
struct Condition {
    paper_end: bool,
    near_end: bool,
    cover_open: bool,
    feed_key: bool,
    offline: bool,
    cutter: bool,
}

/// The device.
#[derive(Debug, Default)]
pub(crate) struct SimulatedEscPos {
    memory: Memory,
    printer: Printer,
    condition: Condition,
    buffer: Vec<u8>,
}

impl Device for SimulatedEscPos {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        let memory = match memory {
            Some(memory) => serde_json::from_value(memory.clone()).map_err(|error| error.to_string())?,
            None => Memory::default(),
        };
        Ok(Self { memory, ..Self::default() })
    }

    fn face(&self) -> Face {
        Face::Stream
    }

    /// A question in real time; or all up to a question in line, to a question in real time, or to a cut (feed, pulse,
    /// reset) with nothing behind it.
    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        let framed = |length, kind: &str| Some(Framed { length, kind: Some(kind.to_owned()) });
        let (mut at, mut prints, mut kicks) = (0, false, false);
        loop {
            let (command, length) = command::first(&bytes[at..])?;
            match command {
                Command::AskNow(_) if at == 0 => return framed(length, "status"),
                Command::KickNow if at == 0 => return framed(length, "drawer"),
                Command::AskNow(_) | Command::KickNow => return framed(at, word(prints, kicks, "other")),
                Command::Ask(_) => return framed(at + length, word(prints, kicks, "proof")),
                Command::Kick => kicks = true,
                Command::Letter(_)
                | Command::LineFeed
                | Command::Bars { .. }
                | Command::QrPrint
                | Command::Image { .. }
                | Command::KeptImage(_) => prints = true,
                _ => {}
            }
            at += length;
            if at == bytes.len() {
                match command {
                    Command::Kick | Command::Cut { .. } | Command::FeedLines(_) => {
                        return framed(at, word(prints, kicks, "other"));
                    }
                    Command::Reset => return framed(at, word(prints, kicks, "reset")),
                    _ => return None,
                }
            }
        }
    }

    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: civil::DateTime) -> StreamAnswer {
        let mut answer = Vec::new();
        let mut end = None;
        match fault {
            Some("paper_end") if bytes.len() > 8 => end = Some(bytes.len() / 2),
            Some(word) => self.befall(word),
            None => {}
        }
        let mut rest = bytes;
        // Real time: beside the buffer.
        while let Some((command @ (Command::AskNow(_) | Command::KickNow), length)) = command::first(rest) {
            match command {
                Command::AskNow(n) => answer.push(self.answer(n)),
                _ => self.printer.carry(command),
            }
            rest = &rest[length..];
        }
        let before = rest.len().min(end.unwrap_or(rest.len()));
        for (piece, then_ends) in [(&rest[..before], end.is_some()), (&rest[before..], false)] {
            let room = BUFFER.saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&piece[..piece.len().min(room)]);
            self.work(&mut answer);
            self.condition.paper_end |= then_ends;
        }
        let kicks = std::mem::take(&mut self.printer.kicks);
        self.memory.drawer += kicks;
        let (paper, finished) = self.printer.handed();
        let changed = kicks > 0 || !finished.is_empty();
        self.memory.slips.extend(finished.into_iter().map(|lines| Finished { time: now, lines }));
        StreamAnswer { bytes: Bytes(answer), paper, changed, tick_ms: None }
    }

    fn memory(&self) -> Value {
        serde_json::to_value(&self.memory).unwrap_or_default()
    }

    fn power_cycle(&mut self) {
        // What stood in the buffer is gone; the paper is as it is.
        self.buffer.clear();
        self.printer.carry(Command::Reset);
        self.printer.end();
        self.condition = Condition { paper_end: self.condition.paper_end, ..Condition::default() };
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        let slip = b"\x1b@Somebody else's slip\n\x1dVB\0";
        self.take(slip, None, now).paper
    }

    fn picture(&mut self) -> Option<Bytes> {
        self.printer.sheet.png().map(Bytes)
    }
}

/// The word of a request in a fault script.
fn word(prints: bool, kicks: bool, other: &'static str) -> &'static str {
    match (prints, kicks) {
        (true, _) => "slip",
        (false, true) => "drawer",
        (false, false) => other,
    }
}

impl SimulatedEscPos {
    /// Something happens to the device, by the word of a fault script.
    fn befall(&mut self, word: &str) {
        let condition = &mut self.condition;
        match word {
            "paper_end" => condition.paper_end = true,
            "low_paper" => condition.near_end = true,
            "cover_open" => condition.cover_open = true,
            "feed_key" => condition.feed_key = true,
            "offline" => condition.offline = true,
            "cutter_error" => condition.cutter = true,
            "new_roll" => (condition.paper_end, condition.near_end) = (false, false),
            "repaired" => *condition = Condition::default(),
            _ => {}
        }
    }

    fn stopped(&self) -> bool {
        let Condition { paper_end, cover_open, offline, cutter, feed_key, .. } = self.condition;
        paper_end || cover_open || offline || cutter || feed_key
    }

    /// The answer in real time.
    fn answer(&self, n: u8) -> u8 {
        let Condition { paper_end, near_end, cover_open, feed_key, cutter, .. } = self.condition;
        let bit = |on: bool, bits: u8| if on { bits } else { 0 };
        0x12 | match n {
            1 => bit(self.stopped(), 0x08),
            2 => bit(cover_open, 0x04) | bit(feed_key, 0x08) | bit(paper_end, 0x20) | bit(cutter, 0x40),
            3 => bit(cutter, 0x08),
            4 => bit(near_end || paper_end, 0x0c) | bit(paper_end, 0x60),
            _ => 0,
        }
    }

    /// Carries out what stands in the buffer, as far as it is whole and the device can go on.
    fn work(&mut self, answer: &mut Vec<u8>) {
        let mut at = 0;
        while !self.stopped() {
            let Some((command, length)) = command::first(&self.buffer[at..]) else { break };
            at += length;
            match command {
                Command::Ask(1) => {
                    // Where nothing is cut, the question behind a slip is its end.
                    self.printer.end();
                    answer.push(if self.condition.near_end { 0x03 } else { 0 });
                }
                Command::Ask(_) => answer.push(0),
                command => self.printer.carry(command),
            }
        }
        self.buffer.drain(..at);
    }
}
