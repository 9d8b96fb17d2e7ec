//! The rules of a fiscal document, element by element: what a device takes, in which order, and by which
//! number it refuses the rest.

use super::memory::{Entry, Kind, LineEntry, Memory, Original, PaymentEntry};
use crate::frame::{self, Element};
use fiscus_sdk::{Amount, Quantity, jiff::civil, paper::tax_code};
use std::collections::BTreeMap;

/// PRINTER ERROR numbers.
const SEQUENCE: u32 = 11;
const NOT_EXISTING: u32 = 12;
const VALUE: u32 = 13;
const UNKNOWN: u32 = 16;
const CLOSE_RECEIPT: u32 = 23;
const CLOSE_PAYMENT: u32 = 24;
const CHECK_DIGIT: u32 = 30;
const VOIDED: u32 = 39;
const RETURNED: u32 = 40;
const NOT_VOIDABLE: u32 = 41;
const NOT_RETURNABLE: u32 = 42;

/// Departments that are programmed.
const DEPARTMENTS: u32 = 40;
/// Operations in one document.
const OPERATIONS: u32 = 1000;

/// Every element a fiscal document may hold.
const ELEMENTS: [&str; 19] = [
    "beginFiscalReceipt",
    "endFiscalReceipt",
    "printRecMessage",
    "printRecItem",
    "printRecRefund",
    "printRecVoid",
    "printRecVoidItem",
    "printRecItemAdjustment",
    "printRecItemAdjustmentVoid",
    "printRecSubtotalAdjustment",
    "printRecSubtotalAdjustVoid",
    "printRecSubtotal",
    "printRecLotteryID",
    "printRecTotal",
    "printBarCode",
    "printGraphicCoupon",
    "directIO",
    "openDrawer",
    "displayText",
];

/// What kind of document it is.
#[derive(Debug, Clone)]
enum Heading {
    Sale,
    Return(Original),
    Void(Original),
}

/// A document that is being printed.
#[derive(Debug)]
pub(super) struct OpenDocument {
    heading: Heading,
    /// What an automatic void copies: nothing of it is sent.
    copy: Option<Box<Entry>>,
    begun: bool,
    operations: u32,
    lines: Vec<LineEntry>,
    subtotal: i64,
    /// What the last item comes to.
    item: Option<i64>,
    payments: Vec<PaymentEntry>,
    paid: i64,
    lottery: Option<String>,
    tax_code: Option<String>,
    footer: Vec<String>,
}

/// Whether the XML holds what a document needs, or the code of the refusal.
pub(super) fn complete(payload: &Element) -> Result<(), &'static str> {
    if payload.children.iter().any(|child| !ELEMENTS.contains(&child.name.as_str())) {
        return Err("Non valid XML command");
    }
    if automatic(payload) && payload.child("endFiscalReceipt").is_none() {
        return if payload.children.len() == 1 { Ok(()) } else { Err("INCOMPLETE FILE") };
    }
    let begun = automatic(payload) || payload.child("beginFiscalReceipt").is_some();
    match payload.children.iter().position(|child| child.name == "endFiscalReceipt") {
        Some(at) if begun && at + 1 == payload.children.len() => Ok(()),
        _ => Err("INCOMPLETE FILE"),
    }
}

/// A void without a receipt around it: the device copies the original.
fn automatic(payload: &Element) -> bool {
    payload.child("beginFiscalReceipt").is_none() && heading_word(payload) == Some("VOID")
}

/// The line before the document that names its original.
fn heading(payload: &Element) -> Option<&str> {
    let before = payload.children.iter().take_while(|child| child.name != "beginFiscalReceipt");
    before
        .filter(|child| child.name == "printRecMessage" && child.attribute("messageType") == Some("4"))
        .filter_map(|child| child.attribute("message"))
        .find(|message| message.starts_with("REFUND ") || message.starts_with("VOID "))
}

/// `REFUND` or `VOID`, where the document corrects another.
pub(super) fn heading_word(payload: &Element) -> Option<&str> {
    heading(payload)?.split(' ').next()
}

/// The document that these elements begin, or the number of the refusal.
pub(super) fn begun(payload: &Element, memory: &Memory) -> Result<OpenDocument, u32> {
    let Some(line) = heading(payload) else { return Ok(OpenDocument::new(Heading::Sale)) };
    let (word, original) = reference(line).ok_or(VALUE)?;
    let own = original.serial == memory.serial;
    let entry = memory.document(original.z, original.number).filter(|entry| own && entry.date == original.date);
    match (word, entry) {
        ("VOID", None) => Err(NOT_EXISTING),
        ("VOID", Some(entry)) => match entry.kind {
            Kind::Void | Kind::Return => Err(NOT_VOIDABLE),
            _ if entry.voided => Err(VOIDED),
            _ if entry.refunded.is_positive() => Err(RETURNED),
            _ => {
                let mut document = OpenDocument::new(Heading::Void(original));
                document.copy = automatic(payload).then(|| Box::new(entry.clone()));
                Ok(document)
            }
        },
        (_, None) if own => Err(NOT_EXISTING),
        (_, Some(entry)) if matches!(entry.kind, Kind::Void | Kind::Return) => Err(NOT_RETURNABLE),
        (_, Some(entry)) if entry.voided => Err(VOIDED),
        (_, Some(entry)) if entry.refunded >= entry.total => Err(RETURNED),
        _ => Ok(OpenDocument::new(Heading::Return(original))),
    }
}

/// Reads `REFUND zzzz nnnn ddmmyyyy serial`.
fn reference(line: &str) -> Option<(&str, Original)> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [word, z, number, day, serial] = parts.as_slice() else { return None };
    let digits = |text: &str, length: usize| (text.len() == length).then(|| text.parse::<u32>().ok()).flatten();
    let two = |from: usize| day.get(from..from + 2)?.parse::<i8>().ok();
    let date = civil::Date::new(day.get(4..8)?.parse().ok()?, two(2)?, two(0)?).ok()?;
    let serial = (serial.len() == 11 || matches!(*serial, "POS" | "VR" | "ND")).then(|| (*serial).to_owned())?;
    Some((word, Original { z: digits(z, 4)?, number: digits(number, 4)?, date, serial }))
}

impl OpenDocument {
    fn new(heading: Heading) -> Self {
        Self {
            heading,
            copy: None,
            begun: false,
            operations: 0,
            lines: Vec::new(),
            subtotal: 0,
            item: None,
            payments: Vec::new(),
            paid: 0,
            lottery: None,
            tax_code: None,
            footer: Vec::new(),
        }
    }

    /// A receipt typed on the keyboard.
    pub(super) fn keyboard() -> Self {
        let mut document = Self::new(Heading::Sale);
        document.sell("REPARTO 1", 1, Quantity::ONE, 100, 1);
        document.pay("CONTANTI", (0, 0), 100);
        document
    }

    /// Whether anything was printed.
    pub(super) fn begun(&self) -> bool {
        self.begun
    }
    /// Whether a payment was taken.
    pub(super) fn paying(&self) -> bool {
        !self.payments.is_empty()
    }
    /// Whether it is copied from the journal.
    pub(super) fn copied(&self) -> bool {
        self.copy.is_some()
    }
    /// What was printed so far.
    pub(super) fn lines(&self) -> &[LineEntry] {
        &self.lines
    }
    /// Its kind in the journal.
    pub(super) fn kind(&self) -> Kind {
        match self.heading {
            Heading::Sale => Kind::Receipt,
            Heading::Return(_) => Kind::Return,
            Heading::Void(_) => Kind::Void,
        }
    }
    /// Counts one cent more than it was told.
    pub(super) fn miscount(&mut self) {
        self.subtotal += 1;
        if let Some(copy) = &mut self.copy {
            copy.total += Amount::from_minor(1, 2);
        }
    }

    /// Takes one element, or refuses it by number.
    pub(super) fn take(&mut self, element: &Element, memory: &Memory) -> Result<(), u32> {
        if self.copy.is_some() {
            return Ok(());
        }
        self.operations += 1;
        if self.operations > OPERATIONS {
            return Err(CLOSE_RECEIPT);
        }
        match (element.name.as_str(), self.begun) {
            ("printRecMessage", _) => self.message(element),
            ("beginFiscalReceipt", false) => {
                self.begun = true;
                Ok(())
            }
            (_, false) | ("beginFiscalReceipt", true) => Err(SEQUENCE),
            ("printRecItem", _) => self.item(element, 1),
            ("printRecRefund", _) => {
                self.item(element, if matches!(self.heading, Heading::Return(_)) { 1 } else { -1 })
            }
            ("printRecVoid", _) if matches!(self.heading, Heading::Void(_)) => self.item(element, 1),
            ("printRecVoidItem", _) => self.item(element, -1),
            ("printRecItemAdjustment", _) => self.adjust_item(element),
            ("printRecSubtotalAdjustment", _) => self.adjust_subtotal(element),
            ("printRecTotal", _) => self.total(element, memory),
            ("printRecLotteryID", _) => self.lottery(element.attribute("code").unwrap_or_default()),
            ("directIO", _) => self.native(element),
            ("endFiscalReceipt", _) if self.payments.is_empty() || self.paid < self.subtotal => Err(CLOSE_PAYMENT),
            ("endFiscalReceipt" | "printRecSubtotal" | "printBarCode" | "printGraphicCoupon", _) => Ok(()),
            _ => Err(SEQUENCE),
        }
    }

    /// The document as the journal keeps it; its numbers are given when it is entered.
    pub(super) fn closed(self, now: civil::DateTime, kind: Kind) -> Entry {
        let original = match self.heading {
            Heading::Sale => None,
            Heading::Return(original) | Heading::Void(original) => Some(original),
        };
        let change = Amount::from_minor((self.paid - self.subtotal).max(0), 2);
        let (total, lines, payments, change) = match self.copy {
            Some(copy) => (copy.total, copy.lines, copy.payments, copy.change),
            None => (Amount::from_minor(self.subtotal, 2), self.lines, self.payments, change),
        };
        Entry {
            z: 0,
            number: 0,
            kind,
            date: now.date(),
            time: civil::time(now.hour(), now.minute(), now.second(), 0),
            total,
            lines,
            payments,
            change,
            lottery: self.lottery,
            tax_code: self.tax_code,
            footer: self.footer,
            original,
            voided: false,
            refunded: Amount::from_minor(0, 2),
            refunded_departments: BTreeMap::new(),
        }
    }

    fn message(&mut self, element: &Element) -> Result<(), u32> {
        let text = element.attribute("message").unwrap_or_default();
        let index = element.attribute("index").map_or(Some(1), |index| index.parse::<u32>().ok());
        let (longest, most) = match element.attribute("messageType") {
            Some("1") => (46, 9),
            Some("4") => (38, 99),
            Some("2" | "3" | "7") => (46, 99),
            Some("8") => return Ok(()),
            _ => return Err(VALUE),
        };
        if text.chars().count() > longest || !index.is_some_and(|index| (1..=most).contains(&index)) {
            return Err(VALUE);
        }
        if self.begun && matches!(element.attribute("messageType"), Some("2" | "3")) {
            self.footer.push(text.to_owned());
        }
        Ok(())
    }

    fn item(&mut self, element: &Element, sign: i64) -> Result<(), u32> {
        if self.paying() {
            return Err(SEQUENCE);
        }
        let description = described(element)?;
        let department = department(element)?;
        let read = |name: &str| element.attribute(name).and_then(frame::decimal);
        let quantity = read("quantity")
            .filter(|quantity| quantity.minor(3).is_some_and(|thousandths| (1..=9_999_999).contains(&thousandths)));
        let price = cents(element, "unitPrice").filter(|price| *price >= 0).ok_or(VALUE)?;
        let quantity = Quantity::from(quantity.ok_or(VALUE)?.decimal());
        self.sell(description, department, quantity, price, sign);
        if self.subtotal < 0 { Err(VALUE) } else { Ok(()) }
    }

    fn sell(&mut self, description: &str, department: u32, quantity: Quantity, price: i64, sign: i64) {
        let price = Amount::from_minor(price, 2);
        let gross = price.times(quantity).round_half_up(2).minor(2).unwrap_or_default() * sign;
        self.item = Some(gross);
        self.print(LineEntry {
            description: description.to_owned(),
            department: Some(department),
            quantity: Some(quantity),
            price: Some(price),
            amount: Amount::from_minor(gross, 2),
        });
    }

    fn print(&mut self, line: LineEntry) {
        self.subtotal += line.amount.minor(2).unwrap_or_default();
        self.lines.push(line);
    }

    fn adjust_item(&mut self, element: &Element) -> Result<(), u32> {
        let (on_item, sign) = match element.attribute("adjustmentType") {
            Some("0") => (true, -1),
            Some("5") => (true, 1),
            Some("3" | "10" | "11" | "12") => (false, -1),
            Some("8") => (false, 1),
            _ => return Err(UNKNOWN),
        };
        let amount = cents(element, "amount").filter(|amount| *amount > 0).ok_or(VALUE)? * sign;
        let department = department(element)?;
        if self.paying() {
            return Err(SEQUENCE);
        }
        if on_item {
            let item = self.item.ok_or(SEQUENCE)? + amount;
            if item < 0 {
                return Err(VALUE);
            }
            self.item = Some(item);
        }
        self.adjust(element, Some(department), amount)
    }

    fn adjust_subtotal(&mut self, element: &Element) -> Result<(), u32> {
        let sign = match element.attribute("adjustmentType") {
            Some("0" | "1" | "2") => -1,
            Some("6" | "7") => 1,
            _ => return Err(UNKNOWN),
        };
        if self.paying() || self.lines.is_empty() {
            return Err(SEQUENCE);
        }
        let amount = cents(element, "amount").filter(|amount| *amount > 0).ok_or(VALUE)?;
        self.item = None;
        self.adjust(element, None, amount * sign)
    }

    fn adjust(&mut self, element: &Element, department: Option<u32>, cents: i64) -> Result<(), u32> {
        if self.subtotal + cents < 0 {
            return Err(VALUE);
        }
        let description = described(element)?.to_owned();
        let amount = Amount::from_minor(cents, 2);
        self.print(LineEntry { description, department, quantity: None, price: None, amount });
        Ok(())
    }

    fn total(&mut self, element: &Element, memory: &Memory) -> Result<(), u32> {
        let covered = self.paying() && self.paid >= self.subtotal;
        if self.lines.is_empty() || covered {
            return Err(SEQUENCE);
        }
        self.check_original(memory)?;
        let number = |name: &str| element.attribute(name).map_or(Some(0), |text| text.parse::<u32>().ok());
        let (kind, index) = (number("paymentType").ok_or(VALUE)?, number("index").ok_or(VALUE)?);
        if kind > 6 || index > 10 {
            return Err(UNKNOWN);
        }
        if (kind, index) == (3, 0) {
            return Err(CLOSE_PAYMENT);
        }
        let rest = self.subtotal - self.paid;
        let given = match element.attribute("payment") {
            None => 0,
            Some(_) => cents(element, "payment").filter(|cents| *cents >= 0).ok_or(VALUE)?,
        };
        let given = if given == 0 { rest } else { given };
        if kind != 0 && given > rest {
            return Err(VALUE);
        }
        self.pay(element.attribute("description").unwrap_or_default(), (kind, index), given);
        Ok(())
    }

    fn pay(&mut self, description: &str, (kind, index): (u32, u32), cents: i64) {
        self.paid += cents;
        let amount = Amount::from_minor(cents, 2);
        self.payments.push(PaymentEntry { description: description.to_owned(), kind, index, amount });
    }

    /// A correction never exceeds what is left of its original.
    fn check_original(&self, memory: &Memory) -> Result<(), u32> {
        let left = |original: &Original| {
            let own = original.serial == memory.serial;
            let entry = memory.document(original.z, original.number).filter(|_| own)?;
            (entry.total - entry.refunded).minor(2)
        };
        match &self.heading {
            Heading::Return(original) if left(original).is_some_and(|left| self.subtotal > left) => Err(RETURNED),
            Heading::Void(original) if left(original) != Some(self.subtotal) => Err(VALUE),
            _ => Ok(()),
        }
    }

    fn lottery(&mut self, code: &str) -> Result<(), u32> {
        if self.paying() {
            return Err(SEQUENCE);
        }
        if !tax_code::lottery(code) {
            return Err(CHECK_DIGIT);
        }
        self.lottery = Some(code.to_owned());
        Ok(())
    }

    fn native(&mut self, element: &Element) -> Result<(), u32> {
        let data = element.attribute("data").unwrap_or_default();
        let value = data.get(2..).unwrap_or_default();
        match element.attribute("command") {
            Some("1060") if value.len() == 11 => self.customer(value),
            Some("1061") if value.len() == 16 => self.customer(value),
            Some("1060" | "1061") => Err(VALUE),
            Some("1135") => self.lottery(value.get(..16).unwrap_or_default().trim_end()),
            _ => Err(UNKNOWN),
        }
    }

    fn customer(&mut self, code: &str) -> Result<(), u32> {
        tax_code::kind(code).ok_or(CHECK_DIGIT)?;
        self.tax_code = Some(code.to_owned());
        Ok(())
    }
}

fn cents(element: &Element, name: &str) -> Option<i64> {
    element.attribute(name).and_then(frame::decimal)?.minor(2)
}

fn described(element: &Element) -> Result<&str, u32> {
    let description = element.attribute("description").unwrap_or_default();
    if description.chars().count() > 38 { Err(VALUE) } else { Ok(description) }
}

fn department(element: &Element) -> Result<u32, u32> {
    let number = element.attribute("department").and_then(|number| number.parse().ok()).ok_or(NOT_EXISTING)?;
    if (1..=DEPARTMENTS).contains(&number) { Ok(number) } else { Err(UNKNOWN) }
}
