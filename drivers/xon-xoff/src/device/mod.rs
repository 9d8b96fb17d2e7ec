//! A simulated register that takes keys and never answers: it prints, counts, and holds the line with XOFF when it
//! cannot go on. What is still being typed when a connection ends is forgotten; a document that is open stays open.

mod memory;
mod register;
mod token;

use fiscus_sdk::{
    driver::{Bytes, Device, Face, Framed, StreamAnswer},
    jiff::civil,
    serde_json::{self, Value},
};
use memory::Memory;
use register::Open;
use token::Token;

const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
/// How long a pause lasts.
const PAUSE: u64 = 300;
/// How often it looks whether it can go on.
const LOOK: u64 = 50;

/// The device.
#[derive(Debug)]
pub(crate) struct SimulatedRegister {
    memory: Memory,
    open: Option<Open>,
    held: Option<Held>,
    /// Entries that wait for the paper.
    waiting: Vec<Token>,
    /// It has come on again, and has not said so yet.
    released: bool,
}

/// Why it takes no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// For so long yet.
    Pause(u64),
    /// Until it is switched off and on.
    ForEver,
}

impl Device for SimulatedRegister {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        let memory = match memory {
            Some(memory) => Memory::read(memory)?,
            None => Memory::factory(),
        };
        Ok(Self { memory, open: None, held: None, waiting: Vec::new(), released: false })
    }

    fn face(&self) -> Face {
        Face::Stream
    }

    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        let (token, length) = token::first(bytes)?;
        Some(Framed { length, kind: register::kind(self.open.as_ref(), &token).map(str::to_owned) })
    }

    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: civil::DateTime) -> StreamAnswer {
        // What has no end is forgotten with its line.
        let Some((token, _)) = token::first(bytes) else { return StreamAnswer::default() };
        let mut answer = StreamAnswer::default();
        let held = match fault {
            Some("paper_end" | "xoff") => Some(Held::ForEver),
            Some("pause") => Some(Held::Pause(PAUSE)),
            _ => None,
        };
        if fault == Some("xoff") {
            self.enter(&token, &mut answer, now);
        } else {
            self.waiting.push(token);
        }
        if let Some(held) = held {
            self.held = Some(held);
            answer.bytes = Bytes(vec![XOFF]);
        }
        self.go_on(&mut answer, now);
        answer
    }

    fn tick(&mut self, now: civil::DateTime) -> StreamAnswer {
        let mut answer = StreamAnswer::default();
        if let Some(Held::Pause(left)) = self.held {
            self.held = (left > LOOK).then(|| Held::Pause(left - LOOK));
            self.released = self.held.is_none();
        }
        if std::mem::take(&mut self.released) {
            answer.bytes = Bytes(vec![XON]);
        }
        self.go_on(&mut answer, now);
        answer
    }

    fn memory(&self) -> Value {
        serde_json::to_value(&self.memory).unwrap_or_default()
    }

    fn power_cycle(&mut self) {
        // It comes on with paper, and has forgotten what was typed.
        self.released = self.held.is_some();
        self.held = None;
        self.waiting.clear();
        if self.open.take().is_some() {
            self.memory.cancelled += 1;
        }
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        let open = self.open.take();
        let mut answer = StreamAnswer::default();
        for keys in ["100H1R", "100H1T"] {
            if let Some((token, _)) = token::first(keys.as_bytes()) {
                self.enter(&token, &mut answer, now);
            }
        }
        self.open = open;
        answer.paper
    }
}

impl SimulatedRegister {
    fn enter(&mut self, token: &Token, answer: &mut StreamAnswer, now: civil::DateTime) {
        match register::enter(&mut self.open, &mut self.memory, token, now) {
            Some(did) => {
                answer.paper += &did.paper;
                answer.changed |= did.changed;
            }
            None => answer.paper += "*** ERRORE ***\n",
        }
    }

    /// Does what waits, unless it is held; and asks to look again where it is.
    fn go_on(&mut self, answer: &mut StreamAnswer, now: civil::DateTime) {
        if self.held.is_some() || self.released {
            answer.tick_ms = Some(LOOK);
            return;
        }
        for token in std::mem::take(&mut self.waiting) {
            self.enter(&token, answer, now);
        }
    }
}
