//! What an installer may write under a printer's `settings`, and what it means for this shop.
//!
//! Which departments and tenders are in use is not known here; what is missing is refused when it is
//! printed ([`crate::command`]).

use fiscus_sdk::{
    Language, Problem, Shop, TenderKind,
    paper::tables::{self, Department},
    settings::{self, Span},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings of one printer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The device's payment type and index by tender; what is not named keeps the maker's meaning.
    #[schemars(with = "BTreeMap<TenderKind, Payment>")]
    payments: BTreeMap<String, Payment>,
    /// The device's department by department id; what is not named keeps the department's `number`.
    departments: BTreeMap<String, u32>,
    /// How a redeemed single-use voucher is printed.
    discharge: Discharge,
    /// How the lottery code is sent.
    lottery: Lottery,
    /// How a void is sent.
    void: VoidForm,
    /// How a Z report is asked for.
    z_report: ZForm,
    /// Characters on a line of a slip.
    #[schemars(range(min = 24, max = 46))]
    columns: u32,
    /// How many times longer a Z or X report, a return and a void may take than an ordinary exchange.
    #[schemars(range(min = 1, max = 20))]
    slow_factor: u32,
    /// The pause between the two reads that prove what the device has printed: `"1s"`, `"50ms"`.
    recheck: Span<60_000>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payments: BTreeMap::new(),
            departments: BTreeMap::new(),
            discharge: Discharge::default(),
            lottery: Lottery::default(),
            void: VoidForm::default(),
            z_report: ZForm::default(),
            columns: 46,
            slow_factor: 4,
            recheck: Span(1000),
        }
    }
}

/// A form of payment as the device numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    /// `paymentType`.
    #[serde(rename = "type")]
    #[schemars(range(max = 6))]
    pub(crate) kind: u32,
    /// `index`.
    #[serde(default)]
    #[schemars(range(max = 10))]
    pub(crate) index: u32,
}

/// How a redeemed single-use voucher is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Discharge {
    /// The device's own adjustment for it (type 12) on the department.
    #[default]
    Adjustment,
    /// A line of returned goods inside the sale; the device must be programmed to allow it.
    RefundLine,
}

/// How the lottery code is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lottery {
    /// An element of its own.
    #[default]
    Element,
    /// The native command 1135.
    Directio,
}

/// How a void is sent: firmware versions disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VoidForm {
    /// Only the reference; the device copies the document from its journal.
    #[default]
    Automatic,
    /// The reference and the end of the receipt.
    End,
    /// The reference, an empty total and the end of the receipt.
    Total,
    /// Every line again.
    Itemised,
}

/// How a Z report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ZForm {
    /// The Z report alone.
    #[default]
    Z,
    /// X and Z in one: what a device does whose plain Z is switched off.
    Xz,
}

/// Settings and shop together: all that writing a document needs.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    pub(crate) departments: BTreeMap<String, Department>,
    payments: BTreeMap<TenderKind, Payment>,
    pub(crate) discharge: Discharge,
    pub(crate) lottery: Lottery,
    pub(crate) void: VoidForm,
    pub(crate) z_report: ZForm,
    pub(crate) columns: usize,
    pub(crate) slow_factor: u64,
    pub(crate) recheck_ms: u64,
}

impl Setup {
    /// Reads the settings of one printer for one shop.
    ///
    /// # Errors
    /// Every problem, each with the path of the setting at fault.
    pub(crate) fn read(written: &fiscus_sdk::serde_json::Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let (settings, mut problems): (Settings, _) = settings::gather(written);
        tables::hundredths(shop, &mut problems);
        let payments = tables::tenders(&settings.payments, wrong, &mut problems);
        let departments = tables::departments(&settings.departments, shop, 99, &mut problems);
        tables::pause("recheck", settings.recheck.0, &mut problems);
        tables::between("columns", settings.columns, 24, 46, &mut problems);
        tables::between("slow_factor", settings.slow_factor, 1, 20, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            language: shop.language,
            departments,
            payments,
            discharge: settings.discharge,
            lottery: settings.lottery,
            void: settings.void,
            z_report: settings.z_report,
            columns: settings.columns as usize,
            slow_factor: u64::from(settings.slow_factor),
            recheck_ms: settings.recheck.0,
        })
    }

    /// The device's numbers of a tender.
    pub(crate) fn payment(&self, kind: TenderKind) -> Payment {
        self.payments.get(&kind).copied().unwrap_or_else(|| {
            let (kind, index) = match kind {
                TenderKind::Cash => (0, 0),
                TenderKind::Cheque => (1, 0),
                TenderKind::Electronic => (2, 1),
                TenderKind::MealTicket => (3, 1),
                TenderKind::MultiUseVoucher | TenderKind::PaymentDiscount => (6, 1),
                TenderKind::UncollectedGoods => (5, 0),
                TenderKind::UncollectedServices => (5, 2),
                TenderKind::UncollectedInvoice => (5, 3),
                TenderKind::UncollectedHealth => (5, 5),
            };
            Payment { kind, index }
        })
    }
}

fn wrong(tender: TenderKind, payment: Payment) -> Option<String> {
    match (payment.kind, payment.index) {
        (7.., _) => Some(format!("{} is no payment type of the device: 0 to 6", payment.kind)),
        (_, 11..) => Some(format!("{} is no index of the device: 0 to 10", payment.index)),
        (0, _) if tender != TenderKind::Cash => {
            Some("type 0 is cash, and this would be booked as cash: another type".to_owned())
        }
        (3, 0) => Some("type 3 with index 0 blocks the device: index 1 to 10".to_owned()),
        (2, 0) if !tender.uncollected() => {
            Some("type 2 with index 0 books the payment as not collected: index 1 to 10".to_owned())
        }
        (5, _) if !tender.uncollected() => {
            Some("type 5 books the payment as not collected, whatever its index: another type".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::shop;
    use fiscus_sdk::serde_json::json;

    #[test]
    fn an_empty_table_is_the_table_of_defaults() {
        let setup = Setup::read(&json!({}), &shop()).expect("defaults");
        for (kind, expected) in [
            (TenderKind::Cash, (0, 0)),
            (TenderKind::Cheque, (1, 0)),
            (TenderKind::Electronic, (2, 1)),
            (TenderKind::MealTicket, (3, 1)),
            (TenderKind::MultiUseVoucher, (6, 1)),
            (TenderKind::PaymentDiscount, (6, 1)),
            (TenderKind::UncollectedGoods, (5, 0)),
            (TenderKind::UncollectedServices, (5, 2)),
            (TenderKind::UncollectedInvoice, (5, 3)),
            (TenderKind::UncollectedHealth, (5, 5)),
        ] {
            let payment = setup.payment(kind);
            assert_eq!((payment.kind, payment.index), expected, "{kind:?}");
        }
        assert_eq!((setup.columns, setup.slow_factor, setup.recheck_ms), (46, 4, 1000));
    }

    #[test]
    fn what_is_written_overrides_and_the_rest_stays() {
        let written = json!({
            "payments": { "electronic": { "type": 2, "index": 4 } },
            "departments": { "bar": 7 }, "recheck": "50ms", "void": "itemised", "discharge": "refund_line"
        });
        let setup = Setup::read(&written, &shop()).expect("settings");
        assert_eq!(setup.payment(TenderKind::Electronic), Payment { kind: 2, index: 4 });
        assert_eq!(setup.payment(TenderKind::Cash), Payment { kind: 0, index: 0 });
        assert_eq!(setup.departments["bar"].number, 7);
        assert_eq!(setup.departments["shop"].number, 2);
        assert_eq!(setup.recheck_ms, 50);
    }

    #[test]
    fn a_currency_without_hundredths_is_a_problem() {
        let shop = Shop { currency: fiscus_sdk::Unit::named("JPY"), ..shop() };
        assert!(Setup::read(&json!({}), &shop).expect_err("a problem")[0].text.contains("JPY"));
    }

    #[test]
    fn each_problem_is_named_at_its_place() {
        for (written, path) in [
            (json!({ "payment": {} }), "payment"),
            (json!({ "payments": { "electronic": { "type": 7 } } }), "payments.electronic"),
            (json!({ "payments": { "electronic": { "type": 2 } } }), "payments.electronic"),
            (json!({ "payments": { "electronic": { "type": 5, "index": 0 } } }), "payments.electronic"),
            (json!({ "payments": { "cash": { "type": 5, "index": 2 } } }), "payments.cash"),
            (json!({ "payments": { "multi_use_voucher": { "type": 5, "index": 5 } } }), "payments.multi_use_voucher"),
            (json!({ "payments": { "meal_ticket": { "type": 3 } } }), "payments.meal_ticket"),
            (json!({ "payments": { "cash": { "type": 0, "index": 11 } } }), "payments.cash"),
            (json!({ "payments": { "cash": { "type": 0, "indx": 1 } } }), "payments.cash.indx"),
            (json!({ "payments": { "electronik": { "type": 2, "index": 1 } } }), "payments.electronik"),
            (json!({ "departments": { "baar": 1 } }), "departments.baar"),
            (json!({ "departments": { "bar": 0 } }), "departments.bar"),
            (json!({ "payments": { "electronic": { "type": 0 } } }), "payments.electronic"),
            (json!({ "recheck": "soon" }), "recheck"),
            (json!({ "recheck": "0s" }), "recheck"),
            (json!({ "recheck": "10m" }), "recheck"),
            (json!({ "columns": 80 }), "columns"),
            (json!({ "slow_factor": 0 }), "slow_factor"),
            (json!({ "void": "maybe" }), "void"),
        ] {
            let problems = Setup::read(&written, &shop()).expect_err("a problem");
            assert_eq!(problems[0].path.join("."), path, "{written}: {problems:?}");
            assert!(!problems[0].text.is_empty());
        }
    }
}
