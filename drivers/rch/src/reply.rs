//! Answers as facts: the state after a command, and what the journal says of the last document.
//!
//! Of the errors only the letters are known (R5); their numbers are passed on as they are (G8).

use fiscus_sdk::{Amount, DocumentKind, DocumentRef, Fault, Reason, jiff::civil};

/// What a fault says where the device says no, and neither paper, cover nor a block is why.
const NO: &str = "the device refuses: an error";

/// The device says no, and would say it again.
pub(crate) fn is_no(fault: &Fault) -> bool {
    fault.reason == Reason::PrinterError && fault.detail == NO
}

/// A no of the device's with its number.
pub(crate) fn no(code: &str) -> Fault {
    Fault::new(Reason::PrinterError, NO).vendor(code)
}

/// The answer to a command that is no question.
///
/// Shape: control, type, code 4, receipt status 2, follow, spare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Control {
    control: char,
    kind: char,
    code: String,
}

impl Control {
    /// Reads ten characters.
    pub(crate) fn read(data: &str) -> Option<Self> {
        let mut letters = data.chars();
        let (control, kind) = (letters.next()?, letters.next()?);
        let digits = data.get(2..8)?;
        let sound = data.len() == 10
            && "OEGSPC".contains(control)
            && "NGSP".contains(kind)
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        sound.then(|| Self { control, kind, code: digits[..4].to_owned() })
    }

    /// Why it was not done; none: it was.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let (reason, text) = match (self.control, self.kind) {
            ('O', _) => return None,
            ('P', _) | (_, 'P') => (Reason::PaperEnd, "no paper"),
            ('C', _) => (Reason::CoverOpen, "the cover is open"),
            ('G', _) => (Reason::PrinterBusy, "busy"),
            ('S', _) | (_, 'S') => (Reason::PrinterError, "blocked"),
            _ => return Some(no(&self.code)),
        };
        Some(Fault::new(reason, format!("the device refuses: {text}")).vendor(self.code.as_str()))
    }
}

/// The answer of `<</?s`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) error: String,
    /// Which document is open: 00 none.
    pub(crate) receipt: u32,
    /// Where the key stands: R, X, Z, P, S, L.
    pub(crate) key: char,
    /// The number of the last document.
    pub(crate) last: Option<u32>,
}

impl State {
    /// Reads `s000000RE0012`, with or without its letter.
    pub(crate) fn read(data: &str) -> Option<Self> {
        let data = data.strip_prefix('s').unwrap_or(data);
        let digits = data.get(..6).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
        let key = data.chars().nth(6).filter(|key| "LRXZPS".contains(*key))?;
        let last = data.get(8..12).and_then(|digits| digits.parse().ok());
        Some(Self { error: digits[..4].to_owned(), receipt: digits[4..].parse().ok()?, key, last })
    }

    /// A document is open.
    pub(crate) fn open(&self) -> bool {
        self.receipt != 0
    }

    /// It is a non-fiscal one.
    pub(crate) fn management(&self) -> bool {
        self.receipt == 3
    }
}

/// The serial in the answer of `<</?m`: two digits, two letters, seven digits.
pub(crate) fn serial(data: &str) -> Option<String> {
    let data = data.strip_prefix('m').unwrap_or(data).trim();
    is_serial(data).then(|| data.to_owned())
}

fn is_serial(text: &str) -> bool {
    let shape =
        |at: usize, byte: u8| if (2..4).contains(&at) { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() };
    text.len() == 11 && text.bytes().enumerate().all(|(at, byte)| shape(at, byte))
}

/// The count of closures in the answer of `<</?7`.
pub(crate) fn closures(data: &str) -> Option<u32> {
    // Its letter is a digit: what stands behind it counts, where there is more than one.
    let digits = data.strip_prefix('7').filter(|rest| rest.len() >= 4).unwrap_or(data).trim();
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// What the journal says of the last document. It must name one number: a text that names none, or several, is none.
/// Where several lines look like its total, none is told.
pub(crate) fn journal(lines: &[String]) -> Option<(DocumentRef, DocumentKind)> {
    let lines: Vec<String> =
        lines.iter().flat_map(|line| line.split(['\r', '\n'])).map(|line| line.trim().to_ascii_uppercase()).collect();
    let all =
        |read: &dyn Fn(&str) -> Option<(u32, u32)>| lines.iter().filter_map(|line| read(line)).collect::<Vec<_>>();
    let mut numbers = all(&number);
    numbers.dedup();
    let [(z, number)] = numbers.as_slice() else { return None };
    let mut totals: Vec<Amount> =
        lines.iter().filter_map(|line| line.strip_prefix("TOTALE COMPLESSIVO").and_then(money)).collect();
    totals.dedup();
    let moment = lines.iter().rev().find_map(|line| moment(line));
    let stars = |line: &String| line.strip_prefix("***")?.strip_suffix("***").map(|serial| serial.trim().to_owned());
    // R8: the heading is what stands before the first amount.
    let heading: Vec<&String> = lines.iter().take_while(|line| !ends_with_amount(line)).collect();
    let says = |word: &str| heading.iter().any(|line| line.split_whitespace().any(|known| known == word));
    let kind = match () {
        () if says("ANNULLAMENTO") || says("ANNULLO") => DocumentKind::Void,
        () if says("RESO") => DocumentKind::Return,
        () => DocumentKind::Receipt,
    };
    let document = DocumentRef {
        z: Some(*z),
        number: Some(*number),
        date: moment.as_ref().map(|(date, _)| *date),
        time: moment.map(|(_, time)| time),
        serial: lines.iter().rev().find_map(stars).filter(|serial| is_serial(serial)),
        total: if let [total] = totals.as_slice() { Some(*total) } else { None },
    };
    Some((document, kind))
}

/// `DOCUMENTO N. 0012-0005`
fn number(line: &str) -> Option<(u32, u32)> {
    let (_, rest) = line.split_once("DOCUMENTO N.")?;
    let (z, number) = rest.split_whitespace().next()?.split_once('-')?;
    let digits = |text: &str| {
        (text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.parse().ok())?
    };
    digits(z).zip(digits(number))
}

fn ends_with_amount(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    let (whole, cents) = last.split_once(',').unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    cents.len() == 2 && digits(cents) && digits(whole.trim_start_matches('-'))
}

/// `12,50`, thousands perhaps set apart by a point.
fn money(text: &str) -> Option<Amount> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == ',').collect();
    let amount: Amount = digits.replace(',', ".").parse().ok()?;
    amount.minor(2).map(|cents| Amount::from_minor(cents, 2))
}

/// R15: `dd-mm-yyyy hh:mm`, or with strokes and a year of two digits.
fn moment(line: &str) -> Option<(civil::Date, String)> {
    let mut words = line.split_whitespace();
    let (date, time) = (words.next()?, words.next()?);
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year: i16 = match year.len() {
        2 => 2000 + year.parse::<i16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let date = civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    let (hour, minute) = time.split_once([':', '.'])?;
    let time = civil::Time::new(hour.parse().ok()?, minute.get(..2)?.parse().ok()?, 0, 0).ok()?;
    Some((date, format!("{:02}:{:02}", time.hour(), time.minute())))
}
