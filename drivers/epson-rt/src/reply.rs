//! Answers as facts: what the device says of a document, a report, its past and its serial.
//!
//! What is missing is left out, never guessed; whether a fact fits what was meant, the core judges.

use crate::{
    command,
    frame::{self, Answer},
    status::{self, Verdict},
};
use fiscus_sdk::{Amount, DocumentKind, DocumentRef, Fault, Reason, driver::Report, jiff::civil};

/// What a successful answer says of the document it printed.
pub(crate) fn printed(answer: &Answer) -> DocumentRef {
    let moment = answer.fact("receiptISODateTime").and_then(|text| text.parse::<civil::DateTime>().ok());
    DocumentRef {
        z: number(answer.fact("zRepNumber")),
        number: number(answer.fact("fiscalReceiptNumber")),
        date: answer.fact("fiscalReceiptDate").and_then(frame::day).or(moment.map(civil::DateTime::date)),
        time: answer
            .fact("fiscalReceiptTime")
            .and_then(frame::time)
            .or(moment.map(|moment| format!("{:02}:{:02}", moment.hour(), moment.minute()))),
        serial: answer.fact("serialNumber").map(str::to_owned),
        total: answer.fact("fiscalReceiptAmount").and_then(frame::decimal).map(|total| total.round_half_up(2)),
    }
}

/// What a successful answer says of the report it printed.
pub(crate) fn report(answer: &Answer, z: bool) -> Report {
    Report {
        z: number(answer.fact("zRepNumber")).filter(|_| z),
        total: answer.fact("dailyAmount").and_then(frame::decimal).map(|total| total.round_half_up(2)),
    }
}

fn number(text: Option<&str>) -> Option<u32> {
    text?.parse().ok().filter(|number| *number > 0)
}

/// The answer of the native command 1387: the last document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LastDocument {
    /// The device's serial, told also where it has printed nothing.
    pub(crate) serial: Option<String>,
    /// The document; none where the device has printed none.
    pub(crate) document: Option<DocumentRef>,
    /// Whether the document is fiscal, where the device tells.
    pub(crate) fiscal: Option<bool>,
}

/// Reads the answer of 1387.
///
/// Shape: operator 2, total 9 (cents), VAT 9, DDMMYY, HHMMSS, Z 4, number 4, serial 11, instant lottery 1,
/// lottery 8, fiscal 1; newer firmware appends more.
pub(crate) fn last_document(answer: &Answer) -> Option<LastDocument> {
    let data = answer.fact("responseData")?;
    let digits = |from: usize, length: usize| data.get(from..from + length)?.parse::<u32>().ok();
    let (z, number) = (digits(32, 4)?, digits(36, 4)?);
    let serial = data.get(40..51).filter(|serial| serial.bytes().all(|b| b.is_ascii_alphanumeric())).map(str::to_owned);
    let two = |from: usize| digits(from, 2).and_then(|value| i8::try_from(value).ok());
    let date =
        digits(24, 2).and_then(|year| civil::Date::new(2000 + i16::try_from(year).ok()?, two(22)?, two(20)?).ok());
    let document = (number > 0).then(|| DocumentRef {
        z: Some(z),
        number: Some(number),
        date,
        time: data
            .get(26..28)
            .zip(data.get(28..30))
            .and_then(|(hour, minute)| frame::time(&format!("{hour}:{minute}"))),
        serial: serial.clone(),
        total: digits(2, 9).map(|cents| Amount::from_minor(i64::from(cents), 2)),
    });
    let fiscal = match data.as_bytes().get(60) {
        Some(b'1') => Some(true),
        Some(b'0') if document.is_some() => Some(false),
        _ => None,
    };
    Some(LastDocument { serial, document, fiscal })
}

impl LastDocument {
    /// The device tells fiscal documents from management documents, and no more.
    pub(crate) fn kind(&self) -> Option<DocumentKind> {
        (self.fiscal == Some(false)).then_some(DocumentKind::Slip)
    }
}

/// The answer of 1387, or why it cannot be used.
pub(crate) fn last(answer: &Answer) -> Result<LastDocument, Fault> {
    if !answer.success {
        let (Verdict::NotDone(fault) | Verdict::Unsure(fault)) = status::verdict(answer, false);
        return Err(fault);
    }
    last_document(answer).ok_or_else(|| Fault::new(Reason::PrinterError, "the answer of 1387 cannot be read"))
}

/// Reads the answer of 2052: the last Z closure, in its last four digits.
pub(crate) fn last_z(answer: &Answer) -> Option<u32> {
    let data = answer.fact("responseData")?;
    data.get(data.len().checked_sub(4)?..)?.parse().ok()
}

/// Reads the answer of 3217, whose parts stand in another order: number 6, maker 2, prefix 2 after the
/// operator; the letter between is the device's kind.
pub(crate) fn serial(answer: &Answer, kind: &str) -> Option<String> {
    let data = answer.fact("responseData")?;
    let serial = format!("{}{kind}{}{}", data.get(10..12)?, data.get(8..10)?, data.get(2..8)?);
    (serial.len() == command::SERIAL).then_some(serial)
}
