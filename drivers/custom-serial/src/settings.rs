//! What an installer may write under a printer's `settings`, and what it means for this shop.

use crate::manifest::SLOW;
use fiscus_sdk::{
    Language, Problem, Shop, TenderKind,
    paper::tables::{self, Department},
    serde_json::Value,
    settings::{self, Span},
};
use schemars::JsonSchema;
use serde::Deserialize;
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
    /// The TYPE of a line (3301) that prints a redeemed single-use voucher; without it that is refused.
    discharge_type: Option<String>,
    /// Characters on a line of a slip.
    #[schemars(range(min = 24, max = 42))]
    columns: u32,
    /// How long a closure, a return and a void may take: `"60s"`. Without it four times `timeout`.
    slow_timeout: Option<Span<600_000>>,
    /// The pause between the two reads that prove what the device has printed: `"1s"`, `"50ms"`.
    recheck: Span<60_000>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payments: BTreeMap::new(),
            departments: BTreeMap::new(),
            discharge_type: None,
            columns: 42,
            slow_timeout: None,
            recheck: Span(1_000),
        }
    }
}

/// Settings and shop together: all that writing a document needs.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    pub(crate) departments: BTreeMap<String, Department>,
    pub(crate) payments: BTreeMap<TenderKind, u32>,
    pub(crate) discharge: Option<char>,
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
    pub(crate) fn read(written: &Value, shop: &Shop, timeout_ms: u64) -> Result<Self, Vec<Problem>> {
        let (settings, mut problems): (Settings, _) = settings::gather(written);
        tables::hundredths(shop, &mut problems);
        let payments = tables::payments(&settings.payments, 99, &mut problems);
        let departments = tables::departments(&settings.departments, shop, 999, &mut problems);
        tables::pause("recheck", settings.recheck.0, &mut problems);
        tables::between("columns", settings.columns, 24, 42, &mut problems);
        // The others sell, adjust, undo or cancel: none of them is a voucher.
        let discharge = match settings.discharge_type.as_deref() {
            None => None,
            Some("F") => Some('F'),
            Some("G") => Some('G'),
            Some(_) => {
                let text = "a voucher is redeemed by \"F\" (deposit or balance) or \"G\" (gift), whichever this device means by it";
                problems.push(Problem::at("discharge_type", text));
                None
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let timeout_ms = timeout_ms.max(1);
        Ok(Self {
            language: shop.language,
            departments,
            payments,
            discharge,
            columns: settings.columns as usize,
            timeout_ms,
            slow_ms: settings.slow_timeout.map_or(timeout_ms.saturating_mul(u64::from(SLOW)), |span| span.0.max(1)),
            recheck_ms: settings.recheck.0,
        })
    }

    /// For the installer: what would be refused.
    pub(crate) fn describe(&self) -> Vec<String> {
        let discharge = self.discharge.is_none().then(|| {
            "refuses a redeemed single-use voucher, for settings.discharge_type names no line type".to_owned()
        });
        tables::missing(&self.payments, tables::factory).into_iter().chain(discharge).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::shop;
    use fiscus_sdk::serde_json::json;

    /// G1, G4, G19
    #[test]
    fn only_cash_has_a_default_and_what_is_missing_is_told() {
        let setup = Setup::read(&json!({}), &shop(), 15_000).expect("defaults");
        assert_eq!(setup.payments, BTreeMap::from([(TenderKind::Cash, 1)]));
        assert_eq!((setup.columns, setup.timeout_ms, setup.slow_ms, setup.recheck_ms), (42, 15_000, 60_000, 1_000));
        let told = setup.describe();
        assert!(told[0].contains("cheque") && told[0].contains("multi_use_voucher") && !told[0].contains("cash"));
        for factory in [
            "payment_discount (53)",
            "uncollected_services (50)",
            "uncollected_invoice (51)",
            "uncollected_health (52)",
            "uncollected_goods (7)",
            "meal_ticket (5)",
            "electronic (3)",
            "cheque (2)",
        ] {
            assert!(told[0].contains(factory), "{factory}: {told:?}");
        }
        let written = json!({
            "payments": { "cash": 9, "electronic": 3 }, "departments": { "bar": 7 }, "discharge_type": "F",
            "slow_timeout": "2s"
        });
        let setup = Setup::read(&written, &shop(), 15_000).expect("settings");
        assert_eq!(setup.payments, BTreeMap::from([(TenderKind::Cash, 9), (TenderKind::Electronic, 3)]));
        assert_eq!((setup.departments["bar"].number, setup.departments["shop"].number), (7, 2));
        assert_eq!((setup.discharge, setup.slow_ms, setup.describe().len()), (Some('F'), 2_000, 1));
    }

    #[test]
    fn each_problem_is_named_at_its_place() {
        for (written, path) in [
            (json!({ "payment": {} }), "payment"),
            (json!({ "payments": { "electronic": 0 } }), "payments.electronic"),
            (json!({ "payments": { "electronic": 100 } }), "payments.electronic"),
            (json!({ "payments": { "electronik": 3 } }), "payments.electronik"),
            (json!({ "payments": { "cash": { "type": 1 } } }), "payments.cash"),
            (json!({ "departments": { "baar": 1 } }), "departments.baar"),
            (json!({ "departments": { "bar": 1000 } }), "departments.bar"),
            (json!({ "discharge_type": "8" }), "discharge_type"),
            (json!({ "discharge_type": "1" }), "discharge_type"),
            (json!({ "discharge_type": "3" }), "discharge_type"),
            (json!({ "discharge_type": "f" }), "discharge_type"),
            (json!({ "discharge_type": "FF" }), "discharge_type"),
            (json!({ "discharge_type": "" }), "discharge_type"),
            (json!({ "slow_timeout": "1h" }), "slow_timeout"),
            (json!({ "slow_timeout": "601s" }), "slow_timeout"),
            (json!({ "columns": 43 }), "columns"),
            (json!({ "recheck": "soon" }), "recheck"),
            (json!({ "recheck": "0s" }), "recheck"),
            (json!({ "payments": { "electronic": 1 } }), "payments.electronic"),
        ] {
            let problems = Setup::read(&written, &shop(), 15_000).expect_err("a problem");
            assert_eq!(problems[0].path.join("."), path, "{written}: {problems:?}");
        }
        let several =
            json!({ "discharge_type": "ZZ", "departments": { "baar": 1 }, "recheck": "soon", "slow_timeout": "1h" });
        assert_eq!(Setup::read(&several, &shop(), 15_000).expect_err("problems").len(), 4);
    }
}
