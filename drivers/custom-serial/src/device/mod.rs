//! A simulated device of Custom: the other side of the line, with a fiscal memory of its own.
//!
//! It takes frames as a device does, acknowledges, refuses a count that repeats, keeps numbers, totals and journal,
//! and prints on paper as text. Its result waits for the acknowledgement of the host. It knows the commands of
//! receipts, slips, reports and recovery, and no invoices and no articles.

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
use memory::{Memory, Slip};
use receipt::{Open, described, field};

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
    lottery: bool,
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
        Ok(Self { memory, open: None, slip: None, count: None, result: None, error: 0, lottery: false })
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
        (self.open, self.slip, self.count, self.result) = (None, None, None, None);
    }

    fn foreign_document(&mut self, now: civil::DateTime) -> String {
        // Whoever stands at the keyboard cancels what is open.
        let cancelled = if self.open.take().is_some() { paper::cancelled() } else { String::new() };
        self.slip = None;
        let entry = self.memory.enter("foreign", Amount::from_minor(300, 2), Vec::new(), Vec::new(), now);
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

    fn done(&mut self, code: &str, data: &str, fault: Option<Fault>, now: civil::DateTime) -> Result<Done, u32> {
        let idle = self.open.is_none() && self.slip.is_none();
        let must_be_idle = || if idle { Ok(()) } else { Err(21_u32) };
        Ok(match code {
            "1008" => Done::data(&self.memory.serial),
            "1009" => Done::data("00"),
            "1012" => Done::data(match (&self.open, &self.slip) {
                (_, Some(_)) => "8".to_owned(),
                (Some(open), _) => open.step().to_string(),
                _ => "0".to_owned(),
            }),
            "1015" => Done::data(format!("ERR{:03}", self.error)),
            "1016" => Done::data(match (&self.open, &self.slip) {
                (_, Some(_)) => "010",
                (Some(_), _) => "100",
                _ => "000",
            }),
            "1003" => Done::data(self.counters()),
            "1017" => Done::data(self.last()?),
            "1104" => Done::data(format!("{:04}0001", self.memory.z)),
            "3301" => {
                if self.slip.is_some() {
                    return Err(21);
                }
                if self.open.is_none() && data.starts_with('8') {
                    return Err(5);
                }
                let fresh = self.open.is_none();
                let open = self.open.get_or_insert_with(|| Open::new("receipt", None));
                // A first line that is refused opens nothing; but only if it was the first.
                if let Err(number) = open.line(data) {
                    if fresh {
                        self.open = None;
                    }
                    return Err(number);
                }
                Done::default()
            }
            "3003" => {
                self.open()?.subtotal();
                Done::default()
            }
            "3007" => {
                let open = self.open()?;
                open.pay(data)?;
                let left = open.left();
                Done::data(format!("{}{:09}", if left > 0 { '+' } else { '-' }, left.abs()))
            }
            "3010" => {
                described(data.get(1..).unwrap_or_default())?;
                self.open()?;
                Done::default()
            }
            "3012" => {
                let (line, _) = described(data.get(1..).unwrap_or_default())?;
                Done { paper: format!("{line}\n"), ..Done::default() }
            }
            "3019" => {
                must_be_idle()?;
                self.lottery = data != "00";
                Done::default()
            }
            "3011" => self.close(fault, now)?,
            "3013" => {
                if self.open.as_ref().is_some_and(|open| !open.closed) {
                    return Err(5);
                }
                self.open = None;
                Done { paper: paper::CUT.to_owned(), ..Done::default() }
            }
            "4001" => {
                must_be_idle()?;
                self.slip = Some(Vec::new());
                Done::default()
            }
            "4003" => {
                let (line, _) = described(data.get(1..).unwrap_or_default())
                    .and_then(|found| if found.0.len() > 42 { Err(24) } else { Ok(found) })?;
                self.slip.as_mut().ok_or(5_u32)?.push(line.to_owned());
                Done::default()
            }
            "4004" if self.marked() => {
                let lines = self.slip.take().unwrap_or_default();
                Done { paper: paper::slip(&lines), ..Done::default() }
            }
            "4004" => {
                let lines = self.slip.take().ok_or(5_u32)?;
                let paper = paper::slip(&lines);
                self.memory.slips.push(Slip { date: now.date(), time: now.time(), lines });
                let number = u32::try_from(self.memory.slips.len()).unwrap_or_default();
                self.memory.remember(number, Amount::from_minor(0, 2), false, false, now);
                Done::printed(paper)
            }
            "2002" | "2003" => {
                must_be_idle()?;
                self.report(code == "2002")
            }
            "7101" => self.original(data, now)?,
            "7114" => {
                must_be_idle()?;
                self.open = Some(Open::new("return", None));
                Done::default()
            }
            "7106" => self.cash(data)?,
            "7008" => Done::default(),
            "7007" if matches!(data.len(), 0 | 40) => Done::default(),
            _ => return Err(1),
        })
    }

    /// The open slip says of itself that it does not count.
    fn marked(&self) -> bool {
        self.slip.as_ref().and_then(|lines| lines.last()).is_some_and(|line| line == "ANNULLATO")
    }

    fn open(&mut self) -> Result<&mut Open, u32> {
        self.open.as_mut().ok_or(5)
    }

    fn close(&mut self, fault: Option<Fault>, now: civil::DateTime) -> Result<Done, u32> {
        let Some(open) = self.open.as_mut().filter(|open| !open.closed) else {
            return if self.slip.is_some() { Err(21) } else { Ok(Done::default()) };
        };
        if open.cancelled {
            open.closed = true;
            let number = self.memory.number();
            self.memory.remember(number, Amount::from_minor(0, 2), true, true, now);
            return Ok(Done { paper: paper::cancelled(), ..Done::default() });
        }
        if open.payments.is_empty() || open.left() > 0 {
            return Err(25);
        }
        open.closed = true;
        let open = open.clone();
        // What is given back as change leaves the drawer again.
        let cash: Amount = open.payments.iter().filter(|paid| paid.number == 1).map(|paid| paid.amount).sum();
        let cash = cash + Amount::from_minor(open.left().min(0), 2);
        if open.kind == "return" {
            self.memory.cash -= cash
        } else {
            self.memory.cash += cash
        }
        let cents = open.subtotal + i64::from(fault == Some(Fault::OtherTotal));
        let total = Amount::from_minor(cents, 2);
        if let Some(entry) = open.original.and_then(|(z, number)| self.memory.find(z, number)) {
            entry.returned += total;
        }
        let entry = self.memory.enter(open.kind, total, open.lines, open.payments, now);
        self.lottery = false;
        Ok(Done::printed(paper::document(&entry, &self.memory.serial)))
    }

    fn report(&mut self, closes: bool) -> Done {
        let day = self.memory.documents.iter().filter(|entry| entry.z == self.memory.z + 1);
        let total: Amount = day.filter(|entry| entry.kind == "receipt").map(|entry| entry.total).sum();
        let word = if closes { "z" } else { "x" };
        self.memory.z += u32::from(closes);
        let paper = paper::report(word, self.memory.z, total);
        self.memory.reports.push(format!("{word} {} {total}", self.memory.z));
        Done::printed(paper)
    }

    fn cash(&mut self, data: &str) -> Result<Done, u32> {
        let (direction, amount) = data.split_at_checked(1).ok_or(24_u32)?;
        if direction == "R" {
            return Ok(Done::data(format!("{:09}", self.memory.cash.minor(2).unwrap_or_default())));
        }
        let amount = Amount::from_minor(field(amount, 0, 9)?, 2);
        match direction {
            "D" => self.memory.cash += amount,
            "P" if amount > self.memory.cash => return Err(136),
            "P" => self.memory.cash -= amount,
            _ => return Err(3),
        }
        Ok(Done::printed(paper::cash(direction, amount)))
    }
}
