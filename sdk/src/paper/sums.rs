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
    let cents = price.minor(2).filter(|cents| (0..=LARGEST).contains(cents)).ok_or(outside(price))?;
    let gross = price.times(quantity).round_half_up(2);
    Ok(Priced { gross: signed(gross)?, thousandths, price: cents })
}

/// Why an amount is refused: it is too large, or something else is wrong with it.
fn outside(amount: Amount) -> No {
    let rounded = amount.round_half_up(2);
    if rounded.minor(2).is_some_and(|cents| cents.abs() <= LARGEST) { No::Amount(amount) } else { No::Largest(rounded) }
}

/// An amount of either sign.
///
/// # Errors
/// [`No::Amount`].
pub fn signed(amount: Amount) -> Result<i64, No> {
    amount.minor(2).filter(|cents| cents.abs() <= LARGEST).ok_or(outside(amount))
}

/// An amount above zero.
///
/// # Errors
/// [`No::Amount`].
pub fn positive(amount: Amount) -> Result<i64, No> {
    signed(amount).and_then(|cents| if cents > 0 { Ok(cents) } else { Err(No::Amount(amount)) })
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
        match self.subtotal {
            0..=LARGEST => Ok(()),
            below if below < 0 => Err(No::Total(Amount::from_minor(below, 2))),
            above => Err(No::Largest(Amount::from_minor(above, 2))),
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
    /// [`No::Payments`], [`No::Excess`], [`No::Amount`], [`No::Largest`], [`No::Count`], [`No::Tickets`].
    pub fn paid(&self, tenders: &[Tender], change: bool) -> Result<Vec<Payment>, No> {
        let (mut cash, mut others) = (0, 0);
        let mut payments = Vec::new();
        for tender in tenders {
            let cents = positive(tender.amount)?;
            *(if tender.kind == TenderKind::Cash { &mut cash } else { &mut others }) += cents;
            let count = tender.count.filter(|_| tender.kind == TenderKind::MealTicket).unwrap_or(1);
            if count > MOST_PIECES {
                return Err(No::Tickets(count));
            }
            // Each is worth something.
            if cents.checked_div(i64::from(count)).is_none_or(|each| each == 0) {
                return Err(No::Count(count));
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
    fn a_refusal_names_what_is_wrong() {
        let of = |quantity: &str, price: &str| {
            let quantity = Quantity::from(amount(quantity).decimal());
            priced(quantity, amount(price)).map(|priced| priced.gross)
        };
        for (quantity, price, expected) in [
            ("1", "9999999.99", Ok(LARGEST)),
            ("1", "10000000.00", Err(No::Largest(amount("10000000.00")))),
            ("9999.999", "99999.99", Err(No::Largest(amount("999999800.00")))),
            ("1", "0.001", Err(No::Amount(amount("0.001")))),
            ("1", "-0.01", Err(No::Amount(amount("-0.01")))),
        ] {
            assert_eq!(of(quantity, price), expected, "{quantity} x {price}");
        }
        let mut sums = Sums { subtotal: LARGEST, lines: 1 };
        let more = AppliedAdjustment { amount: amount("0.01"), ..crate::kit::document::adjustment("PIU", "1.00") };
        assert_eq!(sums.adjust(&more), Err(No::Largest(amount("10000000.00"))));
        let sums = Sums { subtotal: 900, lines: 1 };
        for (count, paid) in [(0, false), (1, true), (900, true), (901, false)] {
            let found = sums.paid(&[tender(TenderKind::MealTicket, "9.00", Some(count))], true);
            assert_eq!(found.map(drop), if paid { Ok(()) } else { Err(No::Count(count)) }, "{count}");
        }
        let quantity = No::Quantity(Quantity::from(amount("1.0001").decimal()));
        for (language, shown) in [(crate::Language::It, "1,0001 "), (crate::Language::En, "1.0001 ")] {
            let text = quantity.clone().refusal(language).text;
            assert!(text.contains(shown), "{text}");
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
