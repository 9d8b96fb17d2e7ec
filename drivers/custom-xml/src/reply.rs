//! Answers as facts: what the device says of a document and of its past.
//!
//! What is missing is left out, never guessed; whether a fact fits what was meant, the core judges.

use crate::frame::Answer;
use fiscus_sdk::{Amount, DocumentRef, jiff::civil};

/// What a successful answer says of the document it printed.
pub(crate) fn printed(answer: &Answer) -> DocumentRef {
    let moment = answer.fact("dateTime").and_then(|text| text.parse::<civil::DateTime>().ok());
    DocumentRef {
        z: number(answer.fact("nClose")),
        number: number(answer.fact("fiscalDoc")),
        date: moment.map(civil::DateTime::date),
        time: moment.map(time),
        ..DocumentRef::default()
    }
}

fn time(moment: civil::DateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

fn number(text: Option<&str>) -> Option<u32> {
    text?.parse().ok().filter(|number| *number > 0)
}

/// The last closure in the answer of `getInfo` (X3).
pub(crate) fn last_z(answer: &Answer) -> Option<u32> {
    answer.fact("zSetNumber")?.parse().ok()
}

/// What a native command answers, without the echo of its number (X1): its data has this length.
fn native<'a>(answer: &'a Answer, echoes: &[&str], length: usize) -> Option<&'a str> {
    let data = answer.fact("responseBuf")?;
    let echoed = echoes.iter().find_map(|echo| data.strip_prefix(echo));
    let data = echoed.filter(|rest| rest.len() >= length).unwrap_or(data);
    (data.len() >= length && data.is_ascii()).then_some(data)
}

fn digits(data: &str, at: usize, length: usize) -> Option<u32> {
    let digits = data.get(at..at + length)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The number of the last fiscal document of the open period, in the answer of 1003: behind four sums of nine digits
/// and two signed ones.
pub(crate) fn last_number(answer: &Answer) -> Option<u32> {
    digits(native(answer, &["1003"], 60)?, 4 * 9 + 2 * 10, 4)
}

/// Which document is open, in the answer of 1016: three flags as in `fpStatus`.
pub(crate) fn open_document(answer: &Answer) -> Option<String> {
    native(answer, &["1016"], 3).map(str::to_owned)
}

/// A document that the device names as its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LastDocument {
    pub(crate) number: u32,
    pub(crate) date: Option<civil::Date>,
    pub(crate) time: Option<String>,
    pub(crate) total: Amount,
    /// It is of the fiscal ones, and it was closed (X4).
    pub(crate) stands: bool,
}

/// The last document of any kind, in the answer of 1017.
///
/// Shape: DDMMYY, HHmm, number 4, total 9 (cents), type 1, status 1.
pub(crate) fn last_document(answer: &Answer) -> Option<LastDocument> {
    // The manual prints this echo with another number.
    let data = native(answer, &["1017", "1018"], 25)?;
    let two = |at: usize| digits(data, at, 2).and_then(|value| i8::try_from(value).ok());
    let year = i16::try_from(2000 + digits(data, 4, 2)?).ok()?;
    Some(LastDocument {
        number: digits(data, 10, 4)?,
        date: civil::Date::new(year, two(2)?, two(0)?).ok(),
        time: civil::Time::new(two(6)?, two(8)?, 0, 0).ok().map(|t| format!("{:02}:{:02}", t.hour(), t.minute())),
        total: Amount::from_minor(i64::from(digits(data, 14, 9)?), 2),
        // Type 1 is a fiscal document, 3 a credit note; status 0 was closed well.
        stands: matches!(data.get(23..25)?, "10" | "30"),
    })
}

/// The last document in the answer of `getVatTotalsOnDemand`.
pub(crate) fn last_of_totals(answer: &Answer) -> Option<LastDocument> {
    let fact = |name| answer.inside("lastDocument", name);
    let moment = fact("dateTime").and_then(|text| text.parse::<civil::DateTime>().ok());
    Some(LastDocument {
        number: fact("number")?.parse().ok()?,
        date: moment.map(civil::DateTime::date),
        time: moment.map(time),
        total: Amount::from_minor(fact("total")?.parse::<u32>().ok().map(i64::from)?, 2),
        stands: fact("flagDocCanc").is_none_or(|flag| flag == "0"),
    })
}
