//! What the device says of its past, gathered from several answers.
//!
//! No request tells the period, the number and the total of the last fiscal document together (G5): the last closure
//! is in `getInfo`, the last number of the open period in 1003, the total in 1017. 1017 shows the last document of any
//! kind (X4); where that is a slip or a cancelled one, `getVatTotalsOnDemand` is asked too.

use crate::{
    command,
    frame::Answer,
    reply::{self, LastDocument},
    status,
};
use fiscus_sdk::{DocumentRef, Fault, Reason};

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) serial: Option<String>,
    pub(crate) z: u32,
    number: u32,
    last: Option<LastDocument>,
    /// What a technician should know.
    pub(crate) notes: Vec<String>,
}

impl Reading {
    /// The last fiscal document of the open period; none where it has none yet. What the device does not tell of it
    /// is taken from `known`, where that is the same document.
    pub(crate) fn document(&self, known: Option<&DocumentRef>) -> Option<DocumentRef> {
        if self.number == 0 {
            return None;
        }
        let (z, number) = (Some(self.z + 1), Some(self.number));
        if let Some(last) = &self.last {
            let (date, time, total) = (last.date, last.time.clone(), Some(last.total));
            return Some(DocumentRef { z, number, date, time, serial: self.serial.clone(), total });
        }
        let same = |known: &&DocumentRef| (known.z, known.number, &known.serial) == (z, number, &self.serial);
        let bare = DocumentRef { z, number, serial: self.serial.clone(), ..DocumentRef::default() };
        Some(known.filter(same).cloned().unwrap_or(bare))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Info,
    Number,
    Last,
    Totals,
}

/// The questions of a reading.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    part: Part,
    reading: Reading,
}

/// What comes next.
#[derive(Debug)]
pub(crate) enum Next {
    Ask(String),
    Done(Reading),
}

impl Asking {
    /// Begins, with its first question.
    pub(crate) fn begin() -> (Self, String) {
        (Self { part: Part::Info, reading: Reading::default() }, command::query_info())
    }

    /// Takes in an answer.
    ///
    /// # Errors
    /// The device does not say.
    pub(crate) fn hear(&mut self, answer: &Answer) -> Result<Next, Fault> {
        let silent = |what: &str| Fault::new(Reason::PrinterError, format!("the device does not tell {what}"));
        // A device that knows no 1017 still tells its numbers.
        if !answer.success && matches!(self.part, Part::Info | Part::Number) {
            return Err(status::fault(answer.status));
        }
        let reading = &mut self.reading;
        let (part, ask) = match self.part {
            Part::Info => {
                reading.z = reply::last_z(answer).ok_or_else(|| silent("its last closure"))?;
                reading.serial = answer.fact("serialNumber").map(str::to_owned);
                reading.notes.extend(answer.fact("fpuState").map(|state| format!("fiscal unit: {state}")));
                (Part::Number, command::query_native("1003"))
            }
            Part::Number => {
                reading.number = reply::last_number(answer).ok_or_else(|| silent("its last number"))?;
                (Part::Last, command::query_native("1017"))
            }
            Part::Last | Part::Totals => {
                let told = if self.part == Part::Last { reply::last_document } else { reply::last_of_totals };
                let last = Some(answer).filter(|answer| answer.success).and_then(told);
                reading.last = last.filter(|last| last.stands && last.number == reading.number);
                if reading.last.is_some() || reading.number == 0 || self.part == Part::Totals {
                    return Ok(Next::Done(reading.clone()));
                }
                (Part::Totals, command::query_totals())
            }
        };
        self.part = part;
        Ok(Next::Ask(ask))
    }
}
