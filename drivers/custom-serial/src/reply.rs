//! Results as facts: the echo of a command with its data, or an error number; and the layouts of those that are read.

use crate::command::Command;
use fiscus_sdk::{Amount, DocumentRef, jiff::civil};

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done, with these data.
    Done(String),
    /// Not done: the device's number; 99 stands for the larger ones.
    Error(u32),
}

impl Answer {
    /// The result of `command` in `text`; none: it belongs to another.
    pub(crate) fn read(command: &Command, text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix("ERR") {
            // What 1015 answers is an error, and may come without its echo.
            if command.code() == "1015" {
                return Some(Self::Done(text.to_owned()));
            }
            let digits = number.get(..2)?;
            return digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok().map(Self::Error))?;
        }
        let code = command.code();
        let data = text.strip_prefix(code).or_else(|| {
            // The manual prints this echo with another number.
            text.strip_prefix("1018").filter(|_| code == "1017")
        });
        data.map(|data| Self::Done(data.to_owned()))
    }
}

/// The number in the text that 1015 gives for an error above 99, with or without the echo (S7).
pub(crate) fn large_error(data: &str) -> Option<u32> {
    let digits = data.strip_prefix("ERR").unwrap_or(data).get(..3)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Digits at a place.
fn digits(data: &str, at: usize, length: usize) -> Option<u32> {
    let digits = data.get(at..at + length)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The last Z in the answer of 1104.
pub(crate) fn last_z(data: &str) -> Option<u32> {
    digits(data, 0, 4)
}

/// The number of the last fiscal document of the open period in the answer of 1003: behind four sums of nine digits
/// and two signed ones.
pub(crate) fn last_number(data: &str) -> Option<u32> {
    digits(data, 4 * 9 + 2 * 10, 4)
}

/// The last document of any kind, in the answer of 1017.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastDocument {
    pub(crate) date: Option<civil::Date>,
    pub(crate) time: String,
    pub(crate) number: u32,
    pub(crate) total: Amount,
    /// It is of the fiscal ones, and it was closed.
    pub(crate) stands: bool,
}

/// The answer of 1017.
pub(crate) fn last_document(data: &str) -> Option<LastDocument> {
    let (day, month, year) = (digits(data, 0, 2)?, digits(data, 2, 2)?, digits(data, 4, 2)?);
    let date = civil::Date::new(i16::try_from(2000 + year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let (hour, minute) = (digits(data, 6, 2)?, digits(data, 8, 2)?);
    Some(LastDocument {
        date: date.ok(),
        time: format!("{hour:02}:{minute:02}"),
        number: digits(data, 10, 4)?,
        total: Amount::from_minor(i64::from(digits(data, 14, 9)?), 2),
        // 1 a fiscal document, 3 a credit note; 0 was closed well.
        stands: matches!(data.get(23..25)?, "10" | "30"),
    })
}

/// What a payment leaves to be paid, in hundredths: below zero is change. None where it cannot be read.
pub(crate) fn remainder(data: &str) -> Option<i64> {
    let value = i64::from(digits(data, 1, 9)?);
    match data.get(..1)? {
        "-" => Some(-value),
        "+" | " " | "0" => Some(value),
        _ => None,
    }
}

/// What the device says of its past, gathered from several answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) z: u32,
    pub(crate) number: u32,
    pub(crate) last: Option<LastDocument>,
}

impl Reading {
    /// Two readings, one after the other, as one: none where they differ. What was cancelled or is no fiscal document
    /// says nothing of the fiscal ones, and takes their place in 1017.
    pub(crate) fn agreed(self, later: Self) -> Option<Self> {
        if (self.z, self.number) != (later.z, later.number) {
            return None;
        }
        let told = |reading: Self| reading.last.filter(|last| last.stands && last.number == reading.number);
        let reading = Self { z: later.z, number: later.number, last: None };
        match (told(self), told(later)) {
            (Some(before), Some(after)) if before != after => None,
            (before, after) => Some(Self { last: after.or(before), ..reading }),
        }
    }

    /// The last fiscal document of the open period; none where it has none yet.
    pub(crate) fn document(&self, serial: Option<&str>) -> Option<DocumentRef> {
        if self.number == 0 {
            return None;
        }
        // The last document of any kind may be a slip, or one that was cancelled.
        let last = self.last.as_ref().filter(|last| last.stands && last.number == self.number);
        Some(DocumentRef {
            z: Some(self.z + 1),
            number: Some(self.number),
            date: last.and_then(|last| last.date),
            time: last.map(|last| last.time.clone()),
            serial: serial.map(str::to_owned),
            total: last.map(|last| last.total),
        })
    }
}
