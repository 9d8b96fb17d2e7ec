//! A receipt while it is being decided: lines, adjustments, what it totals, how it is paid.

use crate::{Amount, Quantity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// An adjustment with its computed amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedAdjustment {
    /// What is printed.
    pub description: String,
    /// Signed: a discount is negative.
    pub amount: Amount,
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
