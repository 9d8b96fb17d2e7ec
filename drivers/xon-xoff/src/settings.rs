//! What an installer may write under a printer's `settings`, and what it means for this shop.

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
    /// The number before `T` by tender. Cash is 1; no other has a default, and is refused without one.
    #[schemars(with = "BTreeMap<TenderKind, u32>")]
    payments: BTreeMap<String, u32>,
    /// The register's department by department id; what is not named keeps the department's `number`.
    departments: BTreeMap<String, u32>,
    /// Letters on a line of a slip.
    #[schemars(range(min = 24, max = 46))]
    columns: u32,
    /// How long the line is watched for an XOFF when everything is handed over: `"200ms"`.
    settle: Span<60_000>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { payments: BTreeMap::new(), departments: BTreeMap::new(), columns: 46, settle: Span(200) }
    }
}

/// Settings and shop together: all that writing a document needs.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    pub(crate) departments: BTreeMap<String, Department>,
    pub(crate) payments: BTreeMap<TenderKind, u32>,
    pub(crate) columns: usize,
    pub(crate) settle_ms: u64,
}

impl Setup {
    /// Reads the settings of one printer for one shop.
    ///
    /// # Errors
    /// Every problem, each with the path of the setting at fault.
    pub(crate) fn read(written: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let (settings, mut problems): (Settings, _) = settings::gather(written);
        tables::hundredths(shop, &mut problems);
        let payments = tables::payments(&settings.payments, 99, &mut problems);
        let departments = tables::departments(&settings.departments, shop, 99, &mut problems);
        tables::between("columns", settings.columns, 24, 46, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            language: shop.language,
            departments,
            payments,
            columns: settings.columns as usize,
            settle_ms: settings.settle.0,
        })
    }

    /// For the installer: what counts as printed, and what would be refused.
    pub(crate) fn describe(&self) -> Vec<String> {
        let proof = "never answers: a document counts as printed when every byte is handed over".to_owned();
        let missing = tables::missing(&self.payments, tables::factory);
        std::iter::once(proof).chain(missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{kit::shop, serde_json::json};

    /// G1, G19, N6
    #[test]
    fn only_cash_has_a_default_and_what_is_missing_is_told() {
        let setup = Setup::read(&json!({}), &shop()).expect("defaults");
        assert_eq!(setup.payments, BTreeMap::from([(TenderKind::Cash, 1)]));
        assert_eq!((setup.columns, setup.settle_ms), (46, 200));
        let told = setup.describe();
        assert!(told[0].contains("never answers") && told[1].contains("multi_use_voucher") && told[1].contains("53"));
        let written = json!({ "payments": { "electronic": 3 }, "departments": { "bar": 7 }, "settle": "0ms" });
        let setup = Setup::read(&written, &shop()).expect("settings");
        assert_eq!((setup.payments[&TenderKind::Electronic], setup.departments["bar"].number), (3, 7));
    }

    #[test]
    fn each_problem_is_named_at_its_place() {
        for (written, path) in [
            (json!({ "payments": { "electronic": 0 } }), "payments.electronic"),
            (json!({ "payments": { "electronic": 100 } }), "payments.electronic"),
            (json!({ "payments": { "elektronic": 3 } }), "payments.elektronic"),
            (json!({ "departments": { "bar": 100 } }), "departments.bar"),
            (json!({ "departments": { "baar": 1 } }), "departments.baar"),
            (json!({ "columns": 47 }), "columns"),
            (json!({ "settle": "1h" }), "settle"),
            (json!({ "recheck": "1s" }), "recheck"),
        ] {
            let problems = Setup::read(&written, &shop()).expect_err("a problem");
            assert_eq!(problems[0].path.join("."), path, "{written}: {problems:?}");
        }
    }
}
