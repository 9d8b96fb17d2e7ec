//! A simulated device of Custom: the other side of the line, with a fiscal memory of its own.
//!
//! It takes frames as a device does, acknowledges, refuses a count that repeats, keeps numbers, totals and journal,
//! and prints on paper as text. Its result waits for the acknowledgement of the host. It knows the commands of
//! receipts, slips, reports and recovery, and no invoices and no articles.

mod commands;
mod fault;
mod journal;
mod memory;
mod paper;
mod receipt;

use crate::frame::{self, ACK, Frame, NAK, Piece};
use fault::Fault;
use fiscus_sdk::{
    Amount,
    driver::{Bytes, Device, Face, Framed, StreamAnswer},
    jiff::civil,
    serde_json::{self, Value},
};
use memory::{Closed, Memory};
use receipt::Open;

/// The device.
#[derive(Debug)]
pub(crate) struct SimulatedCustom {
    memory: Memory,
    open: Option<Open>,
    /// The lines of an open non-fiscal document.
    slip: Option<Vec<String>>,
    /// The count of the last command.
    count: Option<u8>,
    /// The result that waits for the host's acknowledgement.
    result: Option<Vec<u8>>,
    /// The number behind ERR99.
    error: u32,
    /// The lottery code of the next receipt.
    lottery: Option<String>,
}

/// What a command did.
#[derive(Default)]
struct Done {
    data: String,
    paper: String,
    changed: bool,
}

impl Done {
    fn data(data: impl Into<String>) -> Self {
        Self { data: data.into(), ..Self::default() }
    }
    fn printed(paper: String) -> Self {
        Self { paper, changed: true, ..Self::default() }
    }
}

impl Device for SimulatedCustom {
    fn open(memory: Option<&Value>) -> Result<Self, String> {
        let memory = match memory {
            Some(memory) => Memory::read(memory)?,
            None => Memory::factory(),
        };
        Ok(Self { memory, open: None, slip: None, count: None, result: None, error: 0, lottery: None })
    }

    fn face(&self) -> Face {
        Face::Stream
    }

    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        let (piece, length) = frame::first(bytes)?;
        let kind = match piece {
            Piece::Ack | Piece::Nak => None,
            Piece::Frame(frame) => Some(self.word(&frame.text)),
            Piece::Garbled | Piece::Loose(_) => Some("unreadable"),
        };
        Some(Framed { length, kind: kind.map(str::to_owned) })
    }

    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: civil::DateTime) -> StreamAnswer {
        let says = |bytes: Vec<u8>| StreamAnswer { bytes: Bytes(bytes), ..StreamAnswer::default() };
        match frame::first(bytes) {
            Some((Piece::Ack, _)) => says(self.result.take().unwrap_or_default()),
            Some((Piece::Garbled, _)) => says(vec![NAK]),
            Some((Piece::Frame(frame), _)) => self.command(&frame, fault.map(Fault::named), now),
            Some((Piece::Nak | Piece::Loose(_), _)) | None => StreamAnswer::default(),
        }
    }

    fn line(&mut self, _: bool) {
        self.result = None;
    }

    fn memory(&self) -> Value {
        serde_json::to_value(&self.memory).unwrap_or_default()
    }

    fn power_cycle(&mut self) {
        (self.open, self.slip, self.count, self.result, self.lottery) = (None, None, None, None, None);
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        // Whoever stands at the keyboard cancels what is open.
        let cancelled = if self.open.take().is_some() { paper::cancelled() } else { String::new() };
        self.slip = None;
        let entry = self.memory.enter(Closed::unpaid("foreign", Amount::from_minor(300, 2), Vec::new()), now);
        cancelled + &paper::document(&entry, &self.memory.serial)
    }
}

impl SimulatedCustom {
    /// The word of a command in a fault script.
    fn word(&self, text: &str) -> &'static str {
        match (text.get(..4).unwrap_or_default(), text.get(4..).unwrap_or_default()) {
            ("3011", _) => match &self.open {
                Some(open) if open.cancelled => "cancel",
                Some(open) if !open.closed => open.kind,
                _ => "close",
            },
            ("7101", data) if data.starts_with('A') && data.get(15..16) == Some("1") => "void",
            ("7101" | "7114", _) => "original",
            ("4004", _) if self.marked() => "cancel",
            ("4004", _) => "slip",
            ("2002", _) => "z_report",
            ("2003", _) => "x_report",
            ("7106", data) if !data.starts_with('R') => "cash",
            ("3301", data) if data.starts_with('8') => "cancel",
            ("3301", _) => "line",
            ("3007", _) => "payment",
            ("4001" | "4003", _) => "slip_line",
            ("3003", _) => "subtotal",
            ("3010" | "3012" | "3019", _) => "extra",
            ("3013", _) => "eject",
            ("1017", _) => "last",
            ("1003", _) => "counters",
            ("1104", _) => "z_last",
            ("1016" | "1012" | "1009", _) => "status",
            ("1008", _) => "serial",
            ("7008", _) => "drawer",
            ("7007", _) => "display",
            _ => "other",
        }
    }

    fn command(&mut self, frame: &Frame, fault: Option<Fault>, now: civil::DateTime) -> StreamAnswer {
        // The same count as before: it was carried out. 00 begins anew.
        let repeated = self.count == Some(frame.count) && frame.count != 0;
        if repeated || fault == Some(Fault::Nak) {
            return StreamAnswer { bytes: Bytes(vec![NAK]), ..StreamAnswer::default() };
        }
        self.count = Some(frame.count);
        if fault == Some(Fault::LeftOpen) {
            return StreamAnswer::default();
        }
        let (code, data) = frame.text.split_at_checked(4).unwrap_or((&frame.text, ""));
        let done = match fault {
            Some(Fault::Refuse(number)) => Err(number),
            _ => self.done(code, data, fault, now),
        };
        let (text, paper, changed) = match done {
            Ok(done) if let Some(Fault::RefuseDone(number)) = fault => {
                self.error = number;
                (format!("ERR{:02}", number.min(99)), done.paper, done.changed)
            }
            Ok(done) => (format!("{code}{}", done.data), done.paper, done.changed),
            Err(number) => {
                self.error = number;
                (format!("ERR{:02}", number.min(99)), String::new(), false)
            }
        };
        let framed = Frame { count: frame.count, text: text.clone() }.bytes();
        let older = Frame { count: (frame.count + 98) % 100, text: text.clone() }.bytes();
        let (at_once, result) = match fault {
            Some(Fault::NakDone) => (vec![NAK], Vec::new()),
            Some(Fault::NoAck) => (framed, Vec::new()),
            Some(Fault::Unframed) => (vec![ACK], text.into_bytes()),
            Some(Fault::Stale) => (vec![ACK], [older, framed].concat()),
            _ => (vec![ACK], framed),
        };
        self.result = Some(result).filter(|result| !result.is_empty());
        StreamAnswer { bytes: Bytes(at_once), paper, changed, tick_ms: None }
    }

    /// The open slip says of itself that it does not count.
    fn marked(&self) -> bool {
        self.slip.as_ref().and_then(|lines| lines.last()).is_some_and(|line| line == "ANNULLATO")
    }
}
