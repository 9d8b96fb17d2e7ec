//! Jobs as commands of the device.
//!
//! Here is decided how a document is expressed and what cannot be: every refusal of a document is found by writing it.
//! What an answer means is decided in [`crate::print`]. Amounts are hundredths, quantities thousandths, both with
//! leading zeros; a text stands behind its length.

use crate::{settings::Setup, slip};
use fiscus_sdk::{
    Amount, Document, DocumentKind, Origin, Refusal,
    document::{Correction, Line, OtherOrigin, Receipt, Tender},
    jiff::civil,
    paper::{
        ASCII, No, custom,
        sums::{Sums, positive, priced, signed},
        tables::Department,
        tax_code,
    },
    receipt::AppliedAdjustment,
};

/// Characters of a description.
const DESCRIPTION: usize = 44;
/// Characters of a line after the receipt (S14).
const FOOTER: usize = 46;
/// Lines after the receipt.
const FOOTERS: usize = 99;
/// Commands of one document.
const MOST: usize = 990;
/// What closes a document of lines.
pub(crate) const CLOSE: &str = "3011";
/// Letters and digits of a device's serial.
const SERIAL: usize = 11;

/// A command with what its answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    /// Four digits and the data.
    pub(crate) text: String,
    pub(crate) role: Role,
}

/// What an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A question: it may be asked again.
    Query,
    /// A part of a document that is not closed yet.
    Part,
    /// A payment, after which so much remains to be paid (below zero: change).
    Payment(i64),
    /// Whether the original is there and may be corrected: the last digit of the answer.
    Original,
    /// What makes the document: after it, it is there.
    Commit,
    /// What follows a document that is there.
    After,
}

impl Command {
    pub(crate) fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }

    pub(crate) fn query(code: &str) -> Self {
        Self::new(code, Role::Query)
    }

    /// Its four digits.
    pub(crate) fn code(&self) -> &str {
        self.text.get(..4).unwrap_or_default()
    }
}

/// The commands that print a document. `serial` is the device's own, where it is known.
///
/// # Errors
/// `capability_missing`, `department_unknown`, `amount_invalid`, `payments_incomplete`, `tax_code_invalid`,
/// `original_not_found`.
pub(crate) fn document(document: &Document, serial: Option<&str>, setup: &Setup) -> Result<Vec<Command>, Refusal> {
    match document {
        Document::Receipt(content) => receipt(content, setup),
        Document::Return(content) => give_back(content, serial, setup),
        Document::Void(content) => void(content, serial),
        Document::Slip(content) => slip::commands(content, setup),
    }
    .and_then(|commands| if commands.len() > MOST { Err(No::Lines) } else { Ok(commands) })
    .map_err(|no| no.refusal(setup.language))
}

/// A text as the device takes it: seven bits, cut, behind its length. The word TOTAL is refused by the device in any
/// text: it is broken (G10).
pub(crate) fn text(text: &str, width: usize) -> String {
    let text = ASCII.cut(&welcome(text), width);
    format!("{:02}{text}", text.len())
}

/// A description of which something is printed: the device refuses a line without one.
fn or<'a>(description: &'a str, own: &'a str) -> &'a str {
    if ASCII.printable(description).trim().is_empty() { own } else { description }
}

/// A text without the word that the device refuses.
pub(crate) fn welcome(text: &str) -> String {
    custom::welcome(&ASCII.printable(text))
}

fn receipt(receipt: &Receipt, setup: &Setup) -> Result<Vec<Command>, No> {
    let mut paper = Paper::new(setup);
    if let Some(code) = receipt.lottery_code.as_deref().map(tax_code::normal) {
        if !tax_code::lottery(&code) {
            return Err(No::Lottery);
        }
        paper.part(format!("3019{}", text(&code, 8)));
    }
    paper.lines(&receipt.lines)?;
    paper.adjust_subtotal(&receipt.adjustments)?;
    paper.sums.must_total(receipt.total)?;
    paper.pay(&receipt.tenders, true)?;
    if let Some(code) = receipt.tax_code.as_deref().map(tax_code::normal) {
        tax_code::kind(&code).ok_or(No::TaxCode)?;
        paper.part(format!("3010B{}", text(&code, 16)));
    }
    paper.close(&receipt.footer)
}

fn give_back(content: &Correction, serial: Option<&str>, setup: &Setup) -> Result<Vec<Command>, No> {
    let mut paper = Paper::new(setup);
    match &content.origin {
        Origin::Document { .. } => {
            let original = original(&content.origin, serial)?;
            paper.commands.push(Command::new(format!("7101R{}", reference(&original, '9')), Role::Original));
            paper.part(format!("7101R{}", reference(&original, '8')));
        }
        Origin::Other { kind, date } => {
            let kind = match kind {
                OtherOrigin::Pos => "POS",
                OtherOrigin::Vr => "VR",
                OtherOrigin::Nd => "ND",
            };
            paper.part(format!("7114R{}{}", text(kind, 3), day(*date)));
        }
    }
    if content.lines.iter().any(|line| matches!(line, Line::Discharge { .. })) {
        return Err(No::Discharge);
    }
    paper.lines(&content.lines)?;
    paper.adjust_subtotal(&content.adjustments)?;
    paper.sums.must_total(content.total)?;
    paper.pay(&content.tenders, false)?;
    paper.close(&content.footer)
}

/// The device prints the whole document from its journal, and closes it by itself (S8).
fn void(content: &Correction, serial: Option<&str>) -> Result<Vec<Command>, No> {
    if matches!(content.origin, Origin::Other { .. }) {
        return Err(No::ForeignVoid);
    }
    let original = original(&content.origin, serial)?;
    let command = |operation, role| Command::new(format!("7101A{}", reference(&original, operation)), role);
    Ok(vec![command('9', Role::Original), command('8', Role::Part), command('1', Role::Commit)])
}

/// The numbers and the day of an original, and its serial where it is another device's.
fn original(origin: &Origin, own: Option<&str>) -> Result<(String, String), No> {
    let Origin::Document { z, number, date, serial } = origin else { return Err(No::Original) };
    if !(1..=9999).contains(z) || !(1..=9999).contains(number) {
        return Err(No::Original);
    }
    let foreign = match serial.as_deref().filter(|serial| Some(*serial) != own) {
        Some(serial) if serial.len() == SERIAL && serial.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            format!("{SERIAL:02}{serial}")
        }
        Some(_) => return Err(No::Original),
        None => String::new(),
    };
    Ok((format!("{z:04}{number:04}{}", day(*date)), foreign))
}

fn reference((document, serial): &(String, String), operation: char) -> String {
    format!("{document}{operation}{serial}")
}

fn day(date: civil::Date) -> String {
    format!("{:02}{:02}{:02}", date.day(), date.month(), date.year().rem_euclid(100))
}

/// The command that ends a correction that was begun.
pub(crate) fn forget_original() -> Command {
    Command::new("71010", Role::Part)
}

/// The command that cancels the lines of an open receipt.
pub(crate) fn cancel() -> Command {
    Command::new(line('8', 0, 0, "", 0), Role::Part)
}

fn line(kind: char, thousandths: i64, department: u32, description: &str, cents: i64) -> String {
    format!("3301{kind}{thousandths:09}{department:03}{}{cents:09}00", text(description, DESCRIPTION))
}

/// A fiscal document while it is written.
struct Paper<'a> {
    setup: &'a Setup,
    sums: Sums,
    commands: Vec<Command>,
}

impl<'a> Paper<'a> {
    fn new(setup: &'a Setup) -> Self {
        Self { setup, sums: Sums::default(), commands: Vec::new() }
    }

    fn part(&mut self, text: String) {
        self.commands.push(Command::new(text, Role::Part));
    }

    fn department(&self, id: &str) -> Result<&'a Department, No> {
        self.setup.departments.get(id).ok_or_else(|| No::Department(id.to_owned()))
    }

    fn lines(&mut self, lines: &[Line]) -> Result<(), No> {
        for sold in lines {
            self.sums.line(sold)?;
            match sold {
                Line::Sale { description, department, quantity, price, adjustments } => {
                    let department = self.department(department)?;
                    let own = format!("REPARTO {}", department.number);
                    let shown = or(description, or(&department.description, &own));
                    let priced = priced(*quantity, *price)?;
                    self.part(line('1', priced.thousandths, department.number, shown, priced.price));
                    for adjustment in adjustments {
                        self.adjust(adjustment, department.number)?;
                    }
                }
                Line::Discharge { description, department, amount } => {
                    let department = self.department(department)?;
                    let kind = self.setup.discharge.ok_or(No::Missing("single-use voucher"))?;
                    self.part(line(kind, 0, department.number, or(description, "BUONO"), positive(*amount)?));
                }
            }
        }
        Ok(())
    }

    /// Always the amount, never a percentage: the device must not round otherwise than we do (G20).
    fn adjust(&mut self, adjustment: &AppliedAdjustment, department: u32) -> Result<(), No> {
        let cents = signed(adjustment.amount)?;
        // An adjustment of nothing prints nothing.
        if cents != 0 {
            let (kind, own) = if cents < 0 { ('3', "SCONTO") } else { ('2', "MAGGIORAZIONE") };
            self.part(line(kind, 0, department, or(&adjustment.description, own), cents.abs()));
        }
        Ok(())
    }

    /// After the subtotal an adjustment is of the subtotal (S5).
    fn adjust_subtotal(&mut self, adjustments: &[AppliedAdjustment]) -> Result<(), No> {
        for adjustment in adjustments {
            self.sums.adjust(adjustment)?;
            if !adjustment.amount.is_zero() {
                self.part("3003".to_owned());
            }
            self.adjust(adjustment, 0)?;
        }
        Ok(())
    }

    fn pay(&mut self, tenders: &[Tender], change: bool) -> Result<(), No> {
        let mut due = self.sums.subtotal;
        for payment in self.sums.paid(tenders, change)? {
            let number = self.setup.payments.get(&payment.kind).ok_or(No::Tender(payment.kind))?;
            let count = if payment.count == 1 { 0 } else { payment.count };
            if count > 99 {
                return Err(No::Tickets(count));
            }
            due -= payment.cents;
            let description = text(or(&payment.description, "PAGAMENTO"), DESCRIPTION);
            let command = format!("3007{number:02}{count:02}{description}{:09}", payment.cents);
            self.commands.push(Command::new(command, Role::Payment(due)));
        }
        Ok(())
    }

    /// The close is what makes the document; courtesy lines and the cut come after it (S6).
    fn close(mut self, footer: &[String]) -> Result<Vec<Command>, No> {
        self.commands.push(Command::new(CLOSE, Role::Commit));
        let lines: Vec<String> = footer.iter().flat_map(|line| ASCII.wrap(line, FOOTER)).collect();
        if lines.len() > FOOTERS {
            return Err(No::Lines);
        }
        for line in lines {
            self.commands.push(Command::new(format!("30121{}", text(&line, FOOTER)), Role::After));
        }
        self.commands.push(eject());
        Ok(self.commands)
    }
}

/// The command that cuts the paper behind a document.
pub(crate) fn eject() -> Command {
    Command::new("3013", Role::After)
}

/// The one command of a job that prints no document of lines.
///
/// # Errors
/// `amount_invalid`.
pub(crate) fn cash(kind: DocumentKind, amount: Amount, setup: &Setup) -> Result<Vec<Command>, Refusal> {
    let direction = if kind == DocumentKind::CashIn { 'D' } else { 'P' };
    let cents = positive(amount).map_err(|no| no.refusal(setup.language))?;
    Ok(vec![Command::new(format!("7106{direction}{cents:09}"), Role::Commit)])
}

/// Two lines of twenty characters.
pub(crate) fn display(lines: &[String]) -> Command {
    let line = |at: usize| ASCII.cut(lines.get(at).map_or("", String::as_str), 20);
    Command::new(format!("7007{:<20}{:<20}", line(0), line(1)), Role::Commit)
}
