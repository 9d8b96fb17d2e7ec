//! A receipt while it is being decided: lines, adjustments, what it totals, how it is paid.

use crate::{Amount, Quantity, Unit, card::AdjustValue, prorate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest total of a line or a receipt: ten digits before the point.
pub const LARGEST: i64 = 9_999_999_999;

/// A priced receipt before payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What is sold, in order.
    pub lines: Vec<DraftLine>,
    /// Signed adjustments of the whole receipt: a discount is negative.
    #[serde(default)]
    pub adjustments: Vec<AppliedAdjustment>,
    /// What is to be paid: the sum of all `net`, discharges and adjustments.
    pub total: Amount,
}

/// A line of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The line's id, unique in the receipt.
    pub id: String,
    /// What is printed.
    pub description: String,
    /// The article, if the till named one.
    #[serde(default)]
    pub article: Option<String>,
    /// The category, if the till named one.
    #[serde(default)]
    pub category: Option<String>,
    /// The department's id.
    pub department: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one.
    pub price: Amount,
    /// `quantity` × `price`, rounded half up.
    pub gross: Amount,
    /// Signed adjustments of this line: a discount is negative.
    #[serde(default)]
    pub adjustments: Vec<AppliedAdjustment>,
    /// `gross` and its adjustments together, never below zero.
    pub net: Amount,
}

/// Why a price cannot be adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdjusted {
    /// The draft has no such line.
    LineUnknown,
    /// This has more digits than the currency.
    TooManyDigits(Amount),
    /// It takes away more than there is.
    BelowZero,
    /// The total is below zero, or beyond [`LARGEST`].
    TooLarge,
}

impl Draft {
    /// Applies a signed adjustment to a line, or (none) to the subtotal, and sums up. Answers what it comes to.
    /// `reason` says why, where a card gives it.
    ///
    /// # Errors
    /// [`NotAdjusted`]; only [`NotAdjusted::TooLarge`] leaves the adjustment in the draft.
    pub fn adjust(
        &mut self,
        currency: &Unit,
        line: Option<&str>,
        value: AdjustValue,
        description: &str,
        reason: Option<&str>,
    ) -> Result<Amount, NotAdjusted> {
        let base = match line {
            Some(id) => self.lines.iter().find(|l| l.id == id).ok_or(NotAdjusted::LineUnknown)?.net,
            None => self.total,
        };
        let amount = match value {
            AdjustValue::Percent(percent) => currency.round(base.percent(percent)),
            AdjustValue::Amount(amount) if amount.minor(currency.scale).is_some() => currency.round(amount),
            AdjustValue::Amount(amount) => return Err(NotAdjusted::TooManyDigits(amount)),
            AdjustValue::Free => -base,
        };
        if (base + amount).is_negative() {
            return Err(NotAdjusted::BelowZero);
        }
        let applied =
            AppliedAdjustment { description: description.to_owned(), amount, reason: reason.map(str::to_owned) };
        match line.and_then(|id| self.lines.iter_mut().find(|l| l.id == id)) {
            Some(line) => {
                line.net += amount;
                line.adjustments.push(applied);
            }
            None => self.adjustments.push(applied),
        }
        self.sum_up(currency)?;
        Ok(amount)
    }

    /// Computes `total` from the lines and the adjustments.
    ///
    /// # Errors
    /// [`NotAdjusted::TooLarge`]; `total` stays as it was.
    pub fn sum_up(&mut self, currency: &Unit) -> Result<(), NotAdjusted> {
        let lines: Amount = self.lines.iter().map(|l| l.net).sum();
        let adjustments: Amount = self.adjustments.iter().map(|a| a.amount).sum();
        let total = currency.round(lines + adjustments);
        if total.is_negative() || total > Amount::from(LARGEST) {
            return Err(NotAdjusted::TooLarge);
        }
        self.total = total;
        Ok(())
    }

    /// What each line really comes to: its net with its share of the subtotal's adjustments (half up, the
    /// remainder on the last).
    #[must_use]
    pub fn line_shares(&self, currency: &Unit) -> Vec<Amount> {
        let nets: Vec<Amount> = self.lines.iter().map(|l| l.net).collect();
        let adjustments: Amount = self.adjustments.iter().map(|a| a.amount).sum();
        let shares = prorate::spread(adjustments, &nets, currency.scale);
        nets.iter().zip(shares).map(|(net, share)| currency.round(*net + share)).collect()
    }

    /// What each department comes to, by id.
    #[must_use]
    pub fn by_department(&self, currency: &Unit) -> BTreeMap<String, Amount> {
        let mut sums = BTreeMap::new();
        for (line, share) in self.lines.iter().zip(self.line_shares(currency)) {
            *sums.entry(line.department.clone()).or_insert(currency.zero()) += share;
        }
        sums
    }
}

/// An adjustment with its computed amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedAdjustment {
    /// What is printed.
    pub description: String,
    /// Signed: a discount is negative.
    pub amount: Amount,
    /// Why, where a card gave it: `discount`, `bonus`, `gift`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl AppliedAdjustment {
    /// An adjustment that no card gave.
    pub fn new(description: impl Into<String>, amount: Amount) -> Self {
        Self { description: description.into(), amount, reason: None }
    }
}

/// How something is paid, as a document knows it. A driver maps it to its device's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// Cash.
    Cash,
    /// A cheque.
    Cheque,
    /// A bank card or another electronic payment.
    Electronic,
    /// Meal tickets.
    MealTicket,
    /// A multi-use voucher of the shop's own: the prepaid card as a form of payment.
    MultiUseVoucher,
    /// A discount at payment.
    PaymentDiscount,
    /// Uncollected: goods delivered and not paid.
    UncollectedGoods,
    /// Uncollected: services not paid.
    UncollectedServices,
    /// Uncollected: an invoice follows.
    UncollectedInvoice,
    /// Uncollected: paid by the health service.
    UncollectedHealth,
}

impl TenderKind {
    /// Every kind there is.
    pub const ALL: [TenderKind; 10] = [
        Self::Cash,
        Self::Cheque,
        Self::Electronic,
        Self::MealTicket,
        Self::MultiUseVoucher,
        Self::PaymentDiscount,
        Self::UncollectedGoods,
        Self::UncollectedServices,
        Self::UncollectedInvoice,
        Self::UncollectedHealth,
    ];

    /// The word of this kind in settings and answers: `multi_use_voucher`, `uncollected_goods`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Cheque => "cheque",
            Self::Electronic => "electronic",
            Self::MealTicket => "meal_ticket",
            Self::MultiUseVoucher => "multi_use_voucher",
            Self::PaymentDiscount => "payment_discount",
            Self::UncollectedGoods => "uncollected_goods",
            Self::UncollectedServices => "uncollected_services",
            Self::UncollectedInvoice => "uncollected_invoice",
            Self::UncollectedHealth => "uncollected_health",
        }
    }

    /// Whether it is one of the uncollected kinds.
    #[must_use]
    pub fn uncollected(self) -> bool {
        matches!(
            self,
            Self::UncollectedGoods | Self::UncollectedServices | Self::UncollectedInvoice | Self::UncollectedHealth
        )
    }
}

/// Why nothing is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UncollectedCause {
    /// Goods delivered.
    Goods,
    /// Services done.
    Services,
    /// An invoice follows.
    Invoice,
    /// The health service pays.
    Health,
}

impl UncollectedCause {
    /// The kind of tender that prints it.
    #[must_use]
    pub fn tender(self) -> TenderKind {
        match self {
            Self::Goods => TenderKind::UncollectedGoods,
            Self::Services => TenderKind::UncollectedServices,
            Self::Invoice => TenderKind::UncollectedInvoice,
            Self::Health => TenderKind::UncollectedHealth,
        }
    }
}
