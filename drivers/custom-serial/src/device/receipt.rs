//! A fiscal document that is open on the simulated device: lines, subtotal, payments, and what it refuses.

use super::memory::{Paid, Sold};
use fiscus_sdk::{Amount, Quantity};

/// An open fiscal document.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) kind: &'static str,
    /// The original of a correction, in the device's own journal.
    pub(super) original: Option<(u32, u32)>,
    pub(super) lines: Vec<Sold>,
    pub(super) payments: Vec<Paid>,
    pub(super) tax_code: Option<String>,
    pub(super) subtotal: i64,
    pub(super) paid: i64,
    pub(super) cancelled: bool,
    /// Closed, and not cut yet.
    pub(super) closed: bool,
    /// The next adjustment is of the subtotal.
    after_subtotal: bool,
}

impl Open {
    pub(super) fn new(kind: &'static str, original: Option<(u32, u32)>) -> Self {
        Self {
            kind,
            original,
            lines: Vec::new(),
            payments: Vec::new(),
            tax_code: None,
            subtotal: 0,
            paid: 0,
            cancelled: false,
            closed: false,
            after_subtotal: false,
        }
    }

    /// How far it is, as 1012 tells.
    pub(super) fn step(&self) -> u8 {
        match () {
            () if self.closed => 5,
            () if self.payments.is_empty() => 1,
            () if self.paid < self.subtotal => 2,
            () => 4,
        }
    }

    /// What remains to be paid; below zero: change.
    pub(super) fn left(&self) -> i64 {
        self.subtotal - self.paid
    }

    pub(super) fn subtotal(&mut self) {
        self.after_subtotal = true;
    }

    /// A line (3301): `TYPE QTY9 DEPT3 LUN2 DESC AMOUNT9 VATID2`.
    pub(super) fn line(&mut self, data: &str) -> Result<(), u32> {
        let (kind, rest) = data.split_at_checked(1).ok_or(24_u32)?;
        let quantity: i64 = field(rest, 0, 9)?;
        let department: u32 = field(rest, 9, 3)?;
        let (description, rest) = described(rest.get(12..).ok_or(24_u32)?)?;
        let amount: i64 = field(rest, 0, 9)?;
        if rest.len() != 11 {
            return Err(24);
        }
        if kind == "8" {
            self.cancelled = true;
            return Ok(());
        }
        if self.cancelled || self.closed || !self.payments.is_empty() {
            return Err(5);
        }
        if description.to_uppercase().contains("TOTAL") {
            return Err(7);
        }
        let of_subtotal = std::mem::take(&mut self.after_subtotal) && "23".contains(kind);
        if department == 0 && !of_subtotal || department > 40 {
            return Err(148);
        }
        let quantity = if quantity == 0 { 1_000 } else { quantity };
        // Half up, as the law rounds.
        let gross = (i128::from(amount) * i128::from(quantity) + 500) / 1_000;
        let gross = i64::try_from(gross).map_err(|_| 11_u32)?;
        let signed = match kind {
            "1" | "2" => gross,
            "3" | "F" | "G" => -gross,
            _ => return Err(3),
        };
        if self.subtotal + signed < 0 {
            return Err(23);
        }
        if description.is_empty() {
            return Err(139);
        }
        self.subtotal += signed;
        let sold = kind == "1";
        self.lines.push(Sold {
            description: description.to_owned(),
            department,
            quantity: sold.then(|| Quantity::from(Amount::from_minor(quantity, 3).decimal())),
            price: sold.then(|| Amount::from_minor(amount, 2)),
            amount: Amount::from_minor(signed, 2),
        });
        Ok(())
    }

    /// A payment (3007): `PAYM2 QTY2 LUN2 DESC AMOUNT9`.
    pub(super) fn pay(&mut self, data: &str) -> Result<(), u32> {
        let (number, count): (u32, u32) = (field(data, 0, 2)?, field(data, 2, 2)?);
        let (description, rest) = described(data.get(4..).ok_or(24_u32)?)?;
        let amount: i64 = field(rest, 0, 9)?;
        if rest.len() != 9 {
            return Err(24);
        }
        if !matches!(number, 1..=10 | 50..=53) {
            return Err(144);
        }
        if self.cancelled || self.closed || self.lines.is_empty() || (self.left() <= 0 && !self.payments.is_empty()) {
            return Err(5);
        }
        let amount = if amount == 0 { self.left() } else { amount };
        if amount > self.left() && (number != 1 || self.kind != "receipt") {
            return Err(141);
        }
        self.paid += amount;
        self.payments.push(Paid {
            number,
            count,
            description: description.to_owned(),
            amount: Amount::from_minor(amount, 2),
        });
        Ok(())
    }
}

/// A number of so many digits at a place.
pub(super) fn field<T: std::str::FromStr>(data: &str, at: usize, length: usize) -> Result<T, u32> {
    let digits = data.get(at..at + length).ok_or(24_u32)?;
    let sound = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| sound).ok_or(3)
}

/// A text behind its length, and what follows it.
pub(super) fn described(data: &str) -> Result<(&str, &str), u32> {
    let length: usize = field(data, 0, 2)?;
    data.get(2..).ok_or(24_u32)?.split_at_checked(length).filter(|_| length <= 46).ok_or(24)
}
