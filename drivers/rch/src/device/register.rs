//! The register behind the wires: its key, what is open, and what each command does.

use super::{fault::Fault, words::Command};
use fiscus_sdk::{
    Amount, Quantity,
    jiff::civil,
    paper::tax_code,
    simulated::{Kind, Memory, OpenDocument, Original, Wrong, paper},
};

/// Departments that are programmed.
const DEPARTMENTS: u32 = 40;
/// Payments that are programmed.
const PAYMENTS: u32 = 30;

/// Why a command was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) control: char,
    kind: char,
    pub(super) code: u32,
}

impl Refused {
    pub(super) const UNKNOWN: Self = Self::error(1);
    const NOW: Self = Self::error(2);
    const VALUE: Self = Self::error(3);
    const NEGATIVE: Self = Self::error(4);
    const EXCESS: Self = Self::error(5);
    const DEPARTMENT: Self = Self::error(13);
    const ORIGINAL: Self = Self::error(40);
    const RETURNED: Self = Self::error(41);

    const fn error(code: u32) -> Self {
        Self { control: 'E', kind: 'G', code }
    }

    /// The answer's ten characters.
    pub(super) fn control(self, receipt: u32) -> String {
        format!("{}{}{:04}{receipt:02}00", self.control, self.kind, self.code)
    }
}

impl From<Wrong> for Refused {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Sequence => Self::NOW,
            Wrong::Negative => Self::NEGATIVE,
            Wrong::Excess => Self::EXCESS,
            Wrong::Original => Self::RETURNED,
        }
    }
}

/// What a command did and told.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) data: Option<String>,
    pub(super) dump: Vec<String>,
    pub(super) paper: String,
    pub(super) changed: bool,
}

/// The register.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) memory: Memory,
    key: char,
    open: Option<Open>,
    /// The last command was a subtotal.
    subtotal: bool,
}

#[derive(Debug)]
enum Open {
    Fiscal(Box<OpenDocument>),
    Slip(Vec<String>),
}

impl Register {
    /// Switched on.
    pub(super) fn new(memory: Memory) -> Self {
        Self { memory, key: 'R', open: None, subtotal: false }
    }

    /// The receipt status of an answer.
    pub(super) fn receipt(&self) -> u32 {
        match &self.open {
            None => 0,
            Some(Open::Slip(_)) => 3,
            Some(Open::Fiscal(document)) if document.paying() => 2,
            Some(Open::Fiscal(_)) => 1,
        }
    }

    /// The word of a command in a fault script: that of a document for the command that closes it.
    pub(super) fn word(&self, text: &str) -> &'static str {
        let Some(command) = Command::read(text) else { return "unreadable" };
        match (command.key.as_str(), &self.open) {
            (key, Some(Open::Fiscal(document))) if key.starts_with("=T") => {
                let covers = command.number('$').is_none_or(|cents| cents >= document.rest());
                match document.kind() {
                    _ if !covers => "payment",
                    Kind::Receipt | Kind::Foreign => "receipt",
                    Kind::Return => "return",
                    Kind::Void => "void",
                }
            }
            ("=r" | "=k", _) if command.field('*') == Some("1") => "check",
            ("=o", Some(Open::Slip(_))) => "slip",
            ("=C10", _) if self.key == 'Z' => "z_report",
            ("=C10", _) => "x_report",
            ("=C453", _) => "last",
            ("=a", _) => "reset",
            ("<<", _) => match command.field('?') {
                Some("s") => "status",
                Some("m") => "serial",
                Some("7") => "z_last",
                _ => "query",
            },
            (key, _) if key.starts_with("=C") => "key",
            (key, _) if key.starts_with("=R") => "line",
            (key, _) if key.starts_with("=D") => "display",
            _ => "other",
        }
    }

    /// Carries a command out.
    pub(super) fn carry_out(
        &mut self,
        text: &str,
        fault: Option<Fault>,
        now: civil::DateTime,
    ) -> Result<Told, Refused> {
        let physical = |control, kind, code| Err(Refused { control, kind, code });
        match fault {
            Some(Fault::Refuse(code)) => return Err(Refused::error(code)),
            Some(Fault::PaperEnd) => return physical('P', 'P', 16),
            Some(Fault::CoverOpen) => return physical('C', 'G', 64),
            Some(Fault::Busy) => return physical('G', 'G', 98),
            _ => {}
        }
        let command = Command::read(text).ok_or(Refused::UNKNOWN)?;
        let after_subtotal = std::mem::take(&mut self.subtotal);
        let key = command.key.clone();
        match key.as_str() {
            "<<" => self.query(&command),
            "=K" => Ok(Told::default()),
            "=C10" => self.close_day(now),
            "=C453" => self.journal(fault),
            "=C1" => self.turn('R'),
            "=C2" | "=C3" | "=C4" | "=C5" if self.open.is_some() => Err(Refused::NOW),
            "=C2" => self.turn('X'),
            "=C3" => self.turn('Z'),
            "=C4" => self.turn('P'),
            "=C5" => self.turn('S'),
            "=D1" | "=D2" | "=D3" => command.text(20).map(|_| Told::default()).ok_or(Refused::VALUE),
            _ if self.key != 'R' => Err(Refused::NOW),
            "=a" => self.cancel(now),
            "=o" => self.slip(now),
            "=\"" => self.text(&command),
            "=r" => self.correct(Kind::Return, &command),
            "=k" => self.correct(Kind::Void, &command),
            "=S" => {
                self.fiscal()?;
                self.subtotal = true;
                Ok(Told::default())
            }
            "=V-" => self.adjust(&command, -1, after_subtotal),
            "=V+" => self.adjust(&command, 1, after_subtotal),
            _ if key.starts_with("=R") => self.sell(&command),
            _ if key.starts_with("=T") => self.pay(&command, fault, now),
            _ => Err(Refused::UNKNOWN),
        }
    }

    fn turn(&mut self, key: char) -> Result<Told, Refused> {
        self.key = key;
        Ok(Told::default())
    }

    fn query(&self, command: &Command) -> Result<Told, Refused> {
        let data = match command.field('?') {
            Some("s") => format!("s0000{:02}{}E{:04}", self.receipt(), self.key, self.memory.number),
            Some("m") => format!("m{}", self.memory.serial),
            Some("7") => format!("7{:04}", self.memory.z),
            _ => return Err(Refused::UNKNOWN),
        };
        Ok(Told { data: Some(data), ..Told::default() })
    }

    fn journal(&self, fault: Option<Fault>) -> Result<Told, Refused> {
        if !matches!(self.key, 'Z' | 'P') {
            return Err(Refused::NOW);
        }
        let mut dump: Vec<String> = self.memory.documents.last().map_or_else(Vec::new, |entry| {
            paper::document(entry, &self.memory.serial).lines().map(str::to_owned).collect()
        });
        if fault == Some(Fault::NoNumber) {
            dump.retain(|line| !line.contains("DOCUMENTO N."));
        }
        Ok(Told { dump, ..Told::default() })
    }

    fn close_day(&mut self, now: civil::DateTime) -> Result<Told, Refused> {
        let z = match self.key {
            'Z' => true,
            'X' => false,
            _ => return Err(Refused::NOW),
        };
        let report = self.memory.report(z, now);
        Ok(Told { paper: paper::report(&report, &self.memory.serial), changed: true, ..Told::default() })
    }

    fn cancel(&mut self, now: civil::DateTime) -> Result<Told, Refused> {
        let (fiscal, cents) = match self.open.take() {
            Some(Open::Fiscal(document)) => (true, document.subtotal),
            Some(Open::Slip(_)) => (false, 0),
            None => return Err(Refused::NOW),
        };
        self.memory.cancelled(fiscal, Amount::from_minor(cents, 2), now);
        Ok(Told { paper: paper::cancelled(), changed: true, ..Told::default() })
    }

    fn slip(&mut self, now: civil::DateTime) -> Result<Told, Refused> {
        match self.open.take() {
            None => {
                self.open = Some(Open::Slip(Vec::new()));
                Ok(Told::default())
            }
            Some(Open::Slip(lines)) => {
                let told = Told { paper: paper::management(&lines, now), changed: true, ..Told::default() };
                self.memory.slip(lines, now);
                Ok(told)
            }
            fiscal => {
                self.open = fiscal;
                Err(Refused::NOW)
            }
        }
    }

    fn text(&mut self, command: &Command) -> Result<Told, Refused> {
        match (&mut self.open, command.field('?')) {
            (Some(Open::Slip(lines)), None) => {
                let text = command.text(256).ok_or(Refused::VALUE)?;
                let code = command.number('$').is_some();
                if !code && text.len() > 48 {
                    return Err(Refused::VALUE);
                }
                lines.push(if code { format!("[{text}]") } else { text.to_owned() });
                Ok(Told::default())
            }
            (Some(Open::Fiscal(document)), Some(what)) => {
                let text = command.text(35).ok_or(Refused::VALUE)?;
                match what {
                    "A" => document.footer.push(text.to_owned()),
                    "C" if tax_code::kind(text).is_some() => document.tax_code = Some(text.to_owned()),
                    "L" if tax_code::lottery(text) => document.lottery = Some(text.to_owned()),
                    _ => return Err(Refused::VALUE),
                }
                Ok(Told::default())
            }
            _ => Err(Refused::NOW),
        }
    }

    /// `=r/&DDMMYY/[Z/]N/*1`
    fn correct(&mut self, kind: Kind, command: &Command) -> Result<Told, Refused> {
        if self.open.is_some() {
            return Err(Refused::NOW);
        }
        let date = command.field('&').and_then(day).ok_or(Refused::VALUE)?;
        let number = |sign| command.number(sign).and_then(|number| u32::try_from(number).ok()).ok_or(Refused::VALUE);
        let serial = command.field('(').unwrap_or(&self.memory.serial).to_owned();
        let original = Original { z: number('[')?, number: number(']')?, date, serial };
        let own = original.serial == self.memory.serial;
        let entry = self.memory.original(&original).cloned();
        match &entry {
            None if own || kind == Kind::Return => return Err(Refused::ORIGINAL),
            Some(entry) if matches!(entry.kind, Kind::Return | Kind::Void) || entry.voided => {
                return Err(Refused::RETURNED);
            }
            Some(entry) if kind == Kind::Void && entry.refunded.is_positive() => return Err(Refused::RETURNED),
            _ => {}
        }
        match command.field('*') {
            Some("1") => Ok(Told::default()),
            Some("2") => {
                let mut document = OpenDocument::new(kind, Some(original));
                // A void copies its original.
                if let (Kind::Void, Some(entry)) = (kind, entry) {
                    document.subtotal = entry.cents();
                    document.lines = entry.lines;
                }
                self.open = Some(Open::Fiscal(Box::new(document)));
                Ok(Told::default())
            }
            _ => Err(Refused::VALUE),
        }
    }

    fn fiscal(&mut self) -> Result<&mut OpenDocument, Refused> {
        match &mut self.open {
            Some(Open::Fiscal(document)) => Ok(document),
            _ => Err(Refused::NOW),
        }
    }

    /// `=R1/$200/*2/(CAFFE)`, and `/&3` for a redeemed voucher.
    fn sell(&mut self, command: &Command) -> Result<Told, Refused> {
        let department = command.behind("=R").filter(|number| (1..=DEPARTMENTS).contains(number));
        let department = department.ok_or(Refused::DEPARTMENT)?;
        let cents = command.number('$').ok_or(Refused::VALUE)?;
        let text = command.text(36).filter(|text| !text.is_empty()).ok_or(Refused::VALUE)?;
        let quantity = match command.field('*') {
            None => Quantity::ONE,
            Some(text) => {
                let amount: Amount = text.parse().map_err(|_| Refused::VALUE)?;
                amount.minor(3).filter(|value| *value > 0).ok_or(Refused::VALUE)?;
                Quantity::from(amount.decimal())
            }
        };
        let sign = match command.field('&') {
            None => 1,
            Some("3") => -1,
            Some(_) => return Err(Refused::UNKNOWN),
        };
        if self.open.is_none() {
            let mut document = OpenDocument::new(Kind::Receipt, None);
            // A first line that is refused opens nothing.
            document.sell(text, Some(department), quantity, cents, sign)?;
            self.open = Some(Open::Fiscal(Box::new(document)));
            return Ok(Told::default());
        }
        self.fiscal()?.sell(text, Some(department), quantity, cents, sign)?;
        Ok(Told::default())
    }

    /// `=V-/*100/(SCONTO)`: on the last line, or on the subtotal right behind it.
    fn adjust(&mut self, command: &Command, sign: i64, subtotal: bool) -> Result<Told, Refused> {
        let cents = command.number('*').filter(|cents| *cents > 0).ok_or(Refused::VALUE)? * sign;
        let text = command.text(36).ok_or(Refused::VALUE)?;
        let document = self.fiscal()?;
        let department = document.department().filter(|_| !subtotal);
        document.adjust(text, department, cents)?;
        Ok(Told::default())
    }

    /// `=T1/$1000/(CONTANTI)`: the one that covers closes the document.
    fn pay(&mut self, command: &Command, fault: Option<Fault>, now: civil::DateTime) -> Result<Told, Refused> {
        let kind = command.behind("=T").filter(|kind| (1..=PAYMENTS).contains(kind)).ok_or(Refused::VALUE)?;
        let count = command.number('&').map_or(Some(1), |count| u32::try_from(count).ok()).ok_or(Refused::VALUE)?;
        let text = match command.field('(') {
            Some(_) => command.text(36).ok_or(Refused::VALUE)?,
            None => "PAGAMENTO",
        };
        let given = match command.field('$') {
            Some(_) => Some(command.number('$').ok_or(Refused::VALUE)?),
            None => None,
        };
        let Some(Open::Fiscal(document)) = &mut self.open else { return Err(Refused::NOW) };
        let cents = given.unwrap_or_else(|| document.rest());
        if cents >= document.rest() {
            document.fits(&self.memory)?;
        }
        document.pay(text, kind, count, cents)?;
        if !document.covered() {
            return Ok(Told::default());
        }
        if fault == Some(Fault::OtherTotal) {
            document.miscount();
        }
        let closed = document.clone().closed(now, None);
        self.open = None;
        let entry = self.memory.enter(closed);
        Ok(Told { paper: paper::document(&entry, &self.memory.serial), changed: true, ..Told::default() })
    }
}

fn day(text: &str) -> Option<civil::Date> {
    let two = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    (text.len() == 6).then_some(())?;
    civil::Date::new(2000 + i16::from(two(4)?), two(2)?, two(0)?).ok()
}
