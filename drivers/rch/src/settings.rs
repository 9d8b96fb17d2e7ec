//! What an installer may write under a printer's `settings`, and what it means for this shop.
//!
//! The device's table of payments is programmed shop by shop: only cash has a number of its own (G1).

use crate::manifest::SLOW;
use fiscus_sdk::{
    Language, Problem, Shop, TenderKind,
    paper::{
        No,
        tables::{self, Department},
    },
    settings::{self, Span},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings of one printer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The device's payment number by tender. Cash is 1; no other has a default, and is refused without one.
    #[schemars(with = "BTreeMap<TenderKind, u32>")]
    payments: BTreeMap<String, u32>,
    /// The device's department by department id; what is not named keeps the department's `number`.
    departments: BTreeMap<String, u32>,
    /// The key in which the device tells its journal.
    journal_key: JournalKey,
    /// The two digits before a frame's length.
    #[schemars(range(max = 99))]
    address: u32,
    /// Characters on a line of a slip.
    #[schemars(range(min = 24, max = 48))]
    columns: u32,
    /// How long a closure, a return and a void may take: `"60s"`. Without it four times `timeout`.
    slow_timeout: Option<Span<600_000>>,
    /// The pause between the two reads that prove what the device has printed: `"1s"`, `"50ms"`.
    recheck: Span<60_000>,
}

/// The key in which the device tells its journal: devices differ (R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JournalKey {
    /// The key of closures.
    #[default]
    Z,
    /// The key of programming.
    Prg,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payments: BTreeMap::new(),
            departments: BTreeMap::new(),
            journal_key: JournalKey::default(),
            address: 1,
            columns: 36,
            slow_timeout: None,
            recheck: Span(1_000),
        }
    }
}

/// Settings and shop together: all that writing a document needs.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    departments: BTreeMap<String, Department>,
    payments: BTreeMap<TenderKind, u32>,
    pub(crate) journal_key: JournalKey,
    pub(crate) address: u32,
    pub(crate) columns: usize,
    pub(crate) timeout_ms: u64,
    pub(crate) slow_ms: u64,
    pub(crate) recheck_ms: u64,
}

impl Setup {
    /// Reads the settings of one printer for one shop.
    ///
    /// # Errors
    /// Every problem, each with the path of the setting at fault.
    pub(crate) fn read(
        written: &fiscus_sdk::serde_json::Value,
        shop: &Shop,
        timeout_ms: u64,
    ) -> Result<Self, Vec<Problem>> {
        let (settings, mut problems): (Settings, _) = settings::gather(written);
        tables::hundredths(shop, &mut problems);
        let payments = tables::payments(&settings.payments, 30, &mut problems);
        let departments = tables::departments(&settings.departments, shop, 99, &mut problems);
        tables::between("address", settings.address, 0, 99, &mut problems);
        tables::pause("recheck", settings.recheck.0, &mut problems);
        tables::between("columns", settings.columns, 24, 48, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let timeout_ms = timeout_ms.max(1);
        Ok(Self {
            language: shop.language,
            departments,
            payments,
            journal_key: settings.journal_key,
            address: settings.address,
            columns: settings.columns as usize,
            timeout_ms,
            slow_ms: settings.slow_timeout.map_or(timeout_ms.saturating_mul(u64::from(SLOW)), |span| span.0.max(1)),
            recheck_ms: settings.recheck.0,
        })
    }

    /// The device's department.
    pub(crate) fn department(&self, id: &str) -> Result<&Department, No> {
        self.departments.get(id).ok_or_else(|| No::Department(id.to_owned()))
    }

    /// The device's number of a tender.
    pub(crate) fn payment(&self, kind: TenderKind) -> Result<u32, No> {
        self.payments.get(&kind).copied().ok_or(No::Tender(kind))
    }

    /// For the installer: what would be refused because the table does not name it.
    pub(crate) fn missing(&self) -> Vec<String> {
        tables::missing(&self.payments, factory).into_iter().collect()
    }
}

/// The device's numbers as it leaves the factory.
fn factory(kind: TenderKind) -> Option<u32> {
    Some(match kind {
        TenderKind::Cash => 1,
        TenderKind::UncollectedGoods => 2,
        TenderKind::Cheque => 3,
        TenderKind::Electronic => 4,
        TenderKind::MealTicket => 5,
        TenderKind::UncollectedServices => 6,
        TenderKind::UncollectedInvoice => 7,
        TenderKind::UncollectedHealth => 8,
        TenderKind::PaymentDiscount => 9,
        TenderKind::MultiUseVoucher => 10,
    })
}
