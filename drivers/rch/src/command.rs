//! Documents as commands.
//!
//! Here is decided how a document is expressed and what cannot be: every refusal of a document is found by writing it.
//! When commands are sent, and what it means when nothing comes back, is decided in [`crate::session`].

use crate::{settings::Setup, slip};
use fiscus_sdk::{
    Document, Origin, Refusal, TenderKind,
    document::{Correction, Line, Receipt},
    paper::{
        ASCII, No,
        sums::{Sums, positive, priced, signed},
        tax_code::{self, normal},
    },
    receipt::AppliedAdjustment,
};

/// Characters of a description (R9).
const DESCRIPTION: usize = 36;
/// Characters of a line in the receipt.
const FOOTER: usize = 35;
/// Lines in the receipt.
const FOOTERS: usize = 99;
/// Commands of one document.
const MOST: usize = 990;

/// The commands of a document, the last of which closes it; `own` is the device's serial, where it is known.
///
/// # Errors
/// `capability_missing`, `department_unknown`, `amount_invalid`, `payments_incomplete`, `tax_code_invalid`,
/// `original_not_found`.
pub(crate) fn document(document: &Document, own: Option<&str>, setup: &Setup) -> Result<Vec<String>, Refusal> {
    match document {
        Document::Receipt(content) => receipt(content, setup),
        Document::Return(content) => give_back(content, own, setup),
        Document::Void(content) => void(content, setup),
        Document::Slip(content) => slip::commands(content, setup),
    }
    .and_then(|commands| if commands.len() > MOST { Err(No::Lines) } else { Ok(commands) })
    .map_err(|no| no.refusal(setup.language))
}

/// A text between brackets: seven bits, cut, and no bracket that would end it (R9).
pub(crate) fn text(text: &str, width: usize) -> String {
    bracketed(&ASCII.cut(text, width))
}

/// The same, and `otherwise` where nothing is left of it.
fn named(own: &str, otherwise: &str) -> String {
    let cut = ASCII.cut(own, DESCRIPTION);
    if cut.is_empty() { text(otherwise, DESCRIPTION) } else { bracketed(&cut) }
}

/// `)` would end the text.
pub(crate) fn bracketed(text: &str) -> String {
    format!("({})", text.replace(')', "]"))
}

/// `/$` amount.
fn cents(cents: i64) -> String {
    format!("/${cents}")
}

fn receipt(receipt: &Receipt, setup: &Setup) -> Result<Vec<String>, No> {
    let mut paper = Paper::new(setup);
    paper.lines(&receipt.lines)?;
    paper.adjust_subtotal(&receipt.adjustments)?;
    paper.sums.must_total(receipt.total)?;
    if let Some(code) = receipt.lottery_code.as_deref().map(normal) {
        if !tax_code::lottery(&code) {
            return Err(No::Lottery);
        }
        paper.say(format!("=\"/?L/$1/({code})"));
    }
    if let Some(code) = receipt.tax_code.as_deref().map(normal) {
        tax_code::kind(&code).ok_or(No::TaxCode)?;
        paper.say(format!("=\"/?C/({code})"));
    }
    // R13: the covering payment closes the document, so they stand before it.
    paper.footer(&receipt.footer)?;
    for payment in paper.sums.paid(&receipt.tenders, true)? {
        let number = setup.payment(payment.kind)?;
        let count = if payment.count > 1 { format!("/&{}", payment.count) } else { String::new() };
        let shown = named(&payment.description, payment.kind.word());
        paper.say(format!("=T{number}{}{count}/{shown}", cents(payment.cents)));
    }
    Ok(paper.commands)
}

/// A return of goods of one of this device's own documents (G13).
fn give_back(content: &Correction, own: Option<&str>, setup: &Setup) -> Result<Vec<String>, No> {
    let begin = begin('r', &content.origin, own)?;
    let mut paper = Paper::new(setup);
    paper.say(format!("{begin}/*2"));
    if content.lines.iter().any(|line| matches!(line, Line::Discharge { .. })) {
        return Err(No::Discharge);
    }
    paper.lines(&content.lines)?;
    paper.adjust_subtotal(&content.adjustments)?;
    paper.sums.must_total(content.total)?;
    paper.footer(&content.footer)?;
    for payment in paper.sums.paid(&content.tenders, false)? {
        let number = setup.payment(payment.kind)?;
        paper.say(format!("=T{number}{}", cents(payment.cents)));
    }
    Ok(paper.commands)
}

/// The device copies the document from its journal: nothing of it is sent again, and the payment takes the rest.
fn void(content: &Correction, setup: &Setup) -> Result<Vec<String>, No> {
    let serial = match &content.origin {
        Origin::Document { serial: Some(serial), .. } => format!("/{}", bracketed(serial)),
        _ => String::new(),
    };
    let begin = begin('k', &content.origin, None)?;
    Ok(vec![format!("{begin}/*2{serial}"), format!("=T{}", setup.payment(TenderKind::Cash)?)])
}

/// The command that asks whether an original is known, and opens nothing.
pub(crate) fn check(document: &Document) -> Option<String> {
    match document {
        Document::Return(content) => begin('r', &content.origin, None).ok().map(|begin| format!("{begin}/*1")),
        Document::Void(content) => begin('k', &content.origin, None).ok().map(|begin| format!("{begin}/*1")),
        Document::Receipt(_) | Document::Slip(_) => None,
    }
}

fn begin(key: char, origin: &Origin, own: Option<&str>) -> Result<String, No> {
    match origin {
        Origin::Document { z, number, date, serial } => {
            let odd = |serial: &String| serial.len() != 11 || !serial.bytes().all(|b| b.is_ascii_alphanumeric());
            if !(1..=9999).contains(z) || !(1..=9999).contains(number) || serial.as_ref().is_some_and(odd) {
                return Err(No::Original);
            }
            if own.zip(serial.as_deref()).is_some_and(|(own, serial)| own != serial) {
                return Err(No::Missing("a return of another device's document"));
            }
            let year = date.year().rem_euclid(100);
            Ok(format!("={key}/&{:02}{:02}{year:02}/[{z}/]{number}", date.day(), date.month()))
        }
        Origin::Other { .. } if key == 'k' => Err(No::ForeignVoid),
        Origin::Other { .. } => Err(No::Missing("a return of another device's document")),
    }
}

/// A fiscal document while it is written, with what it comes to so far.
struct Paper<'a> {
    commands: Vec<String>,
    setup: &'a Setup,
    sums: Sums,
}

impl<'a> Paper<'a> {
    fn new(setup: &'a Setup) -> Self {
        Self { commands: Vec::new(), setup, sums: Sums::default() }
    }

    fn say(&mut self, command: String) {
        self.commands.push(command);
    }

    /// Sold or returned lines with their adjustments, and redeemed vouchers.
    fn lines(&mut self, lines: &[Line]) -> Result<(), No> {
        for line in lines {
            self.sums.line(line)?;
            match line {
                Line::Sale { description, department: id, quantity, price, adjustments } => {
                    let department = self.setup.department(id)?;
                    let priced = priced(*quantity, *price)?;
                    let otherwise = if department.description.trim().is_empty() { id } else { &department.description };
                    let quantity = thousandths(priced.thousandths);
                    let (number, shown) = (department.number, named(description, otherwise));
                    self.say(format!("=R{number}{}/*{quantity}/{shown}", cents(priced.price)));
                    for adjustment in adjustments {
                        self.adjust(adjustment)?;
                    }
                }
                // G12
                Line::Discharge { description, department, amount } => {
                    let number = self.setup.department(department)?.number;
                    let (amount, shown) = (cents(positive(*amount)?), named(description, "BUONO"));
                    self.say(format!("=R{number}{amount}/{shown}/&3"));
                }
            }
        }
        Ok(())
    }

    /// G20: the computed amount, never a percent.
    fn adjust(&mut self, adjustment: &AppliedAdjustment) -> Result<bool, No> {
        let by = signed(adjustment.amount)?;
        if by != 0 {
            let (sign, word) = if by < 0 { ('-', "SCONTO") } else { ('+', "MAGGIORAZIONE") };
            self.say(format!("=V{sign}/*{}/{}", by.abs(), named(&adjustment.description, word)));
        }
        Ok(by != 0)
    }

    /// On the subtotal right after it; behind a line it would be the line's.
    fn adjust_subtotal(&mut self, adjustments: &[AppliedAdjustment]) -> Result<(), No> {
        for adjustment in adjustments {
            let at = self.commands.len();
            if self.adjust(adjustment)? {
                self.commands.insert(at, "=S".to_owned());
            }
            self.sums.adjust(adjustment)?;
        }
        Ok(())
    }

    fn footer(&mut self, lines: &[String]) -> Result<(), No> {
        let lines: Vec<String> = lines.iter().flat_map(|line| ASCII.wrap(line, FOOTER)).collect();
        if lines.len() > FOOTERS {
            return Err(No::Lines);
        }
        for line in &lines {
            self.say(format!("=\"/?A/{}", bracketed(line)));
        }
        Ok(())
    }
}

/// A quantity: `2`, `0.333`.
fn thousandths(value: i64) -> String {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The commands that show two lines of twenty characters.
pub(crate) fn display(lines: &[String]) -> Vec<String> {
    let line = |at: usize| text(lines.get(at).map_or("", String::as_str), 20);
    vec![format!("=D1/{}", line(0)), format!("=D2/{}", line(1))]
}
