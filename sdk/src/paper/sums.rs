//! The sums of a document in hundredths. A device that finds one wrong stops in the middle of the document: they
//! are checked before anything is sent.

use super::No;
use crate::{
    Amount, Quantity, TenderKind,
    document::{Line, Tender},
    receipt::AppliedAdjustment,
};

/// The largest amount that devices take: nine digits of hundredths.
pub const LARGEST: i64 = 999_999_999;
/// The most payments of one kind that are written one by one.
const MOST_PIECES: u32 = 990;

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Priced {
    /// Quantity times price, half up, in hundredths.
    pub gross: i64,
    /// The quantity in thousandths.
    pub thousandths: i64,
    /// The price of one in hundredths.
    pub price: i64,
}

/// A line's quantity and price.
///
/// # Errors
/// [`No::Quantity`], [`No::Amount`]: outside what devices take.
pub fn priced(quantity: Quantity, price: Amount) -> Result<Priced, No> {
    let thousandths = Amount::from(quantity.decimal()).minor(3).filter(|value| (1..=9_999_999).contains(value));
    let thousandths = thousandths.ok_or(No::Quantity(quantity))?;
    let cents = price.minor(2).filter(|cents| (0..=LARGEST).contains(cents)).ok_or(No::Amount(price))?;
    let gross = price.times(quantity).round_half_up(2).minor(2).filter(|gross| *gross <= LARGEST);
    Ok(Priced { gross: gross.ok_or(No::Amount(price.times(quantity)))?, thousandths, price: cents })
}

/// An amount of either sign.
///
/// # Errors
/// [`No::Amount`].
pub fn signed(amount: Amount) -> Result<i64, No> {
    amount.minor(2).filter(|cents| cents.abs() <= LARGEST).ok_or(No::Amount(amount))
}

/// An amount above zero.
///
/// # Errors
/// [`No::Amount`].
pub fn positive(amount: Amount) -> Result<i64, No> {
    signed(amount).ok().filter(|cents| *cents > 0).ok_or(No::Amount(amount))
}

/// What a document comes to while its lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// So far.
    pub subtotal: i64,
    lines: usize,
}

impl Sums {
    /// A line: what it comes to with its adjustments, which may take away no more than there is.
    ///
    /// # Errors
    /// What is outside, or below zero on the way.
    pub fn line(&mut self, line: &Line) -> Result<(), No> {
        self.lines += 1;
        match line {
            Line::Sale { quantity, price, adjustments, .. } => {
                let mut net = priced(*quantity, *price)?.gross;
                for adjustment in adjustments {
                    net += signed(adjustment.amount)?;
                    if net < 0 {
                        return Err(No::Amount(Amount::from_minor(net, 2)));
                    }
                }
                self.add(net)
            }
            Line::Discharge { amount, .. } => self.add(-positive(*amount)?),
        }
    }

    /// An adjustment of the subtotal.
    ///
    /// # Errors
    /// As [`Sums::line`].
    pub fn adjust(&mut self, adjustment: &AppliedAdjustment) -> Result<(), No> {
        self.add(signed(adjustment.amount)?)
    }

    fn add(&mut self, cents: i64) -> Result<(), No> {
        self.subtotal += cents;
        // Below zero a device refuses the line and keeps the document open.
        if (0..=LARGEST).contains(&self.subtotal) {
            Ok(())
        } else {
            Err(No::Total(Amount::from_minor(self.subtotal, 2)))
        }
    }

    /// The document has lines, and they come to `total`.
    ///
    /// # Errors
    /// [`No::Empty`], [`No::Total`].
    pub fn must_total(&self, total: Amount) -> Result<(), No> {
        match total.minor(2) {
            _ if self.lines == 0 => Err(No::Empty),
            Some(cents) if cents == self.subtotal => Ok(()),
            _ => Err(No::Total(total)),
        }
    }

    /// The payments, each with its exact amount: one without would take the rest, and may be booked as not
    /// collected. A total of zero is paid by a payment of zero, for without any the document stays open.
    /// `change`: whether cash may exceed what is due.
    ///
    /// # Errors
    /// [`No::Payments`], [`No::Excess`], [`No::Amount`], [`No::Lines`].
    pub fn paid(&self, tenders: &[Tender], change: bool) -> Result<Vec<Payment>, No> {
        let (mut cash, mut others) = (0, 0);
        let mut payments = Vec::new();
        for tender in tenders {
            let cents = positive(tender.amount)?;
            *(if tender.kind == TenderKind::Cash { &mut cash } else { &mut others }) += cents;
            let count = tender.count.filter(|_| tender.kind == TenderKind::MealTicket).unwrap_or(1);
            if count > MOST_PIECES {
                return Err(No::Lines);
            }
            if cents.checked_div(i64::from(count)).is_none_or(|each| each == 0) {
                return Err(No::Amount(tender.amount));
            }
            payments.push(Payment { kind: tender.kind, description: tender.description.clone(), cents, count });
        }
        if cash + others < self.subtotal {
            return Err(No::Payments);
        }
        if others > self.subtotal || (!change && cash + others > self.subtotal) {
            return Err(No::Excess);
        }
        if payments.is_empty() {
            let (kind, description) = (TenderKind::Cash, "CONTANTI".to_owned());
            payments.push(Payment { kind, description, cents: 0, count: 1 });
        }
        Ok(payments)
    }
}

/// A payment that fits what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its kind.
    pub kind: TenderKind,
    /// What is printed.
    pub description: String,
    /// How much.
    pub cents: i64,
    /// How many pieces (meal tickets); else 1.
    pub count: u32,
}

impl Payment {
    /// The amounts of its pieces, the remainder on the last: for a device that cannot count them.
    pub fn pieces(&self) -> impl Iterator<Item = i64> {
        let (cents, count) = (self.cents, i64::from(self.count.max(1)));
        let each = cents / count;
        (1..=count).map(move |piece| if piece < count { each } else { cents - each * (count - 1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::amount;

    fn tender(kind: TenderKind, by: &str, count: Option<u32>) -> Tender {
        Tender { kind, description: String::new(), amount: amount(by), count }
    }

    /// G11
    #[test]
    fn the_pieces_of_a_payment_are_the_payment() {
        for (cents, count, pieces) in
            [(900, 1, &[900][..]), (1000, 3, &[333, 333, 334]), (3, 3, &[1, 1, 1]), (0, 1, &[0])]
        {
            let payment = Payment { kind: TenderKind::MealTicket, description: String::new(), cents, count };
            assert_eq!(payment.pieces().collect::<Vec<_>>(), pieces);
        }
    }

    #[test]
    fn only_cash_may_exceed_what_is_due() {
        use TenderKind::{Cash, Electronic, MealTicket};
        let sums = Sums { subtotal: 900, lines: 1 };
        for (tenders, change, sound) in [
            (vec![tender(Cash, "9.00", None)], false, true),
            (vec![tender(Cash, "8.99", None)], true, false),
            (vec![tender(Cash, "9.01", None)], true, true),
            (vec![tender(Cash, "9.01", None)], false, false),
            (vec![tender(Electronic, "9.01", None)], true, false),
            (vec![tender(Electronic, "9.00", None), tender(Cash, "1.00", None)], true, true),
            (vec![tender(MealTicket, "9.00", Some(900))], true, true),
            (vec![tender(MealTicket, "9.00", Some(901))], true, false),
            (vec![tender(MealTicket, "9.00", Some(0))], true, false),
            (vec![tender(Cash, "9.00", Some(0))], true, true),
            (Vec::new(), true, false),
        ] {
            assert_eq!(sums.paid(&tenders, change).is_ok(), sound, "{tenders:?} {change}");
        }
        let nothing = Sums { subtotal: 0, lines: 1 };
        assert_eq!(nothing.paid(&[], true).expect("a payment of zero").len(), 1);
    }
}
