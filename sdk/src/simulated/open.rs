//! A fiscal document while a simulated device prints it: its sums, and what cannot be.

use super::memory::{Entry, Kind, LineEntry, Memory, Original, PaymentEntry};
use crate::{Amount, Quantity};
use jiff::civil;

/// What cannot be, for a device to name in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Not now: a line after a payment, a payment without lines or when all is paid.
    Sequence,
    /// Below zero.
    Negative,
    /// Another payment than cash for more than the rest.
    Excess,
    /// More than is left of the original, or a void of another total.
    Original,
}

/// A document that is being printed.
#[derive(Debug, Clone)]
pub struct OpenDocument {
    kind: Kind,
    original: Option<Original>,
    /// Its lines so far.
    pub lines: Vec<LineEntry>,
    /// What it comes to so far, in hundredths.
    pub subtotal: i64,
    /// What the last item comes to.
    item: Option<i64>,
    payments: Vec<PaymentEntry>,
    paid: i64,
    /// The code of the receipt lottery.
    pub lottery: Option<String>,
    /// The customer's tax code.
    pub tax_code: Option<String>,
    /// Lines after it.
    pub footer: Vec<String>,
}

impl OpenDocument {
    /// A document of this kind; a correction names its original.
    #[must_use]
    pub fn new(kind: Kind, original: Option<Original>) -> Self {
        Self {
            kind,
            original,
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

    /// A receipt of 1.00, typed on the keyboard and paid.
    #[must_use]
    pub fn keyboard() -> Self {
        let mut document = Self::new(Kind::Foreign, None);
        let sold = document.sell("REPARTO 1", Some(1), Quantity::ONE, 100, 1);
        let paid = sold.and_then(|()| document.pay("CONTANTI", 1, 1, 100));
        debug_assert_eq!(paid, Ok(()));
        document
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }
    /// Whether a payment was taken.
    #[must_use]
    pub fn paying(&self) -> bool {
        !self.payments.is_empty()
    }
    /// Whether all is paid.
    #[must_use]
    pub fn covered(&self) -> bool {
        self.paying() && self.paid >= self.subtotal
    }
    /// What is left to be paid, in hundredths.
    #[must_use]
    pub fn rest(&self) -> i64 {
        self.subtotal - self.paid
    }
    /// Counts one cent more than it was told.
    pub fn miscount(&mut self) {
        self.subtotal += 1;
    }

    /// Sells an item, or (`sign` -1) takes one back inside a sale.
    ///
    /// # Errors
    /// [`Wrong::Sequence`], [`Wrong::Negative`].
    pub fn sell(
        &mut self,
        description: &str,
        department: Option<u32>,
        quantity: Quantity,
        cents: i64,
        sign: i64,
    ) -> Result<(), Wrong> {
        if self.paying() {
            return Err(Wrong::Sequence);
        }
        let price = Amount::from_minor(cents, 2);
        let gross = price.times(quantity).round_half_up(2).minor(2).unwrap_or_default() * sign;
        if self.subtotal + gross < 0 {
            return Err(Wrong::Negative);
        }
        self.item = Some(gross);
        self.print(LineEntry {
            description: description.to_owned(),
            department,
            quantity: Some(quantity),
            price: Some(price),
            amount: Amount::from_minor(gross, 2),
        });
        Ok(())
    }

    /// Adjusts the last item (with its department), or the subtotal.
    ///
    /// # Errors
    /// [`Wrong::Sequence`], [`Wrong::Negative`].
    pub fn adjust(&mut self, description: &str, department: Option<u32>, cents: i64) -> Result<(), Wrong> {
        if self.paying() || self.lines.is_empty() {
            return Err(Wrong::Sequence);
        }
        if department.is_some() {
            let item = self.item.ok_or(Wrong::Sequence)? + cents;
            if item < 0 {
                return Err(Wrong::Negative);
            }
            self.item = Some(item);
        }
        if self.subtotal + cents < 0 {
            return Err(Wrong::Negative);
        }
        let amount = Amount::from_minor(cents, 2);
        self.print(LineEntry { description: description.to_owned(), department, quantity: None, price: None, amount });
        Ok(())
    }

    /// The department of the last item.
    #[must_use]
    pub fn department(&self) -> Option<u32> {
        self.lines.iter().rev().find_map(|line| line.department)
    }

    fn print(&mut self, line: LineEntry) {
        self.subtotal += line.amount.minor(2).unwrap_or_default();
        self.lines.push(line);
    }

    /// A payment; 1 is cash, and only cash may exceed what is due.
    ///
    /// # Errors
    /// [`Wrong::Sequence`], [`Wrong::Excess`].
    pub fn pay(&mut self, description: &str, kind: u32, count: u32, cents: i64) -> Result<(), Wrong> {
        if self.lines.is_empty() || self.covered() {
            return Err(Wrong::Sequence);
        }
        if kind != 1 && cents > self.rest() {
            return Err(Wrong::Excess);
        }
        self.paid += cents;
        let amount = Amount::from_minor(cents, 2);
        self.payments.push(PaymentEntry { description: description.to_owned(), kind, count, amount });
        Ok(())
    }

    /// A correction never exceeds what is left of its original, and a void is of the whole.
    ///
    /// # Errors
    /// [`Wrong::Original`].
    pub fn fits(&self, memory: &Memory) -> Result<(), Wrong> {
        let Some(entry) = self.original.as_ref().and_then(|original| memory.original(original)) else { return Ok(()) };
        let left = entry.cents() - entry.refunded.minor(2).unwrap_or_default();
        let fits = if self.kind == Kind::Void { self.subtotal == left } else { self.subtotal <= left };
        if fits { Ok(()) } else { Err(Wrong::Original) }
    }

    /// The document as the journal keeps it; its numbers are given when it is entered. `refund`: the payment that
    /// gives back what was not paid.
    #[must_use]
    pub fn closed(mut self, now: civil::DateTime, refund: Option<&str>) -> Entry {
        if let Some(description) = refund.filter(|_| self.payments.is_empty()) {
            let amount = Amount::from_minor(self.subtotal, 2);
            self.payments.push(PaymentEntry { description: description.to_owned(), kind: 1, count: 1, amount });
            self.paid = self.subtotal;
        }
        Entry {
            z: 0,
            number: 0,
            kind: self.kind,
            date: now.date(),
            time: civil::time(now.hour(), now.minute(), now.second(), 0),
            total: Amount::from_minor(self.subtotal, 2),
            lines: self.lines,
            payments: self.payments,
            change: Amount::from_minor((self.paid - self.subtotal).max(0), 2),
            lottery: self.lottery,
            tax_code: self.tax_code,
            footer: self.footer,
            original: self.original,
            voided: false,
            refunded: Amount::from_minor(0, 2),
        }
    }
}
