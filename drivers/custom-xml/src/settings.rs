//! What an installer may write under a printer's `settings`, and what it means for this shop.
//!
//! The device's tables of payments and of VAT are programmed shop by shop: only cash has a number of its own (G1, G2).
//! What is missing is refused when it is printed ([`crate::command`]), and told by [`Setup::missing`].

use crate::manifest::SLOW;
use fiscus_sdk::{
    Language, Problem, Shop, TenderKind, Vat,
    paper::{
        No,
        tables::{self, Department},
    },
    settings::{self, Span},
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt};

/// The settings of one printer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The device's `paymentType` by tender. Cash is 1; no other has a default, and is refused without one.
    #[schemars(with = "BTreeMap<TenderKind, u32>")]
    payments: BTreeMap<String, u32>,
    /// The device's department by department id; what is not named keeps the department's `number`.
    departments: BTreeMap<String, u32>,
    /// The device's `idVat` by rate (`"22"`) or nature (`"N2"`). There is no default.
    vat: BTreeMap<String, u32>,
    /// The device's serial: user and password of its web face, unless those are set themselves.
    serial: Option<Secret>,
    /// The user of the web face.
    user: Option<Secret>,
    /// The password of the web face.
    password: Option<Secret>,
    /// Characters on a line of a slip.
    #[schemars(range(min = 24, max = 66))]
    columns: u32,
    /// The font of a slip's plain lines; 3 is the one of 42 columns.
    #[schemars(range(min = 1, max = 6))]
    font: u32,
    /// Which drawer is opened.
    #[schemars(range(min = 1, max = 2))]
    drawer: u32,
    /// How long a closure, a return and a void may take: `"60s"`. Without it four times `timeout`.
    slow_timeout: Option<Span<600_000>>,
    /// The pause between the two reads that prove what the device has printed: `"1s"`, `"50ms"`.
    recheck: Span<60_000>,
}

/// A text that no log shows.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payments: BTreeMap::new(),
            departments: BTreeMap::new(),
            vat: BTreeMap::new(),
            serial: None,
            user: None,
            password: None,
            columns: 42,
            font: 3,
            drawer: 1,
            slow_timeout: None,
            recheck: Span(1_000),
        }
    }
}

/// Settings and shop together: all that writing a document needs.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) language: Language,
    departments: BTreeMap<String, Department>,
    payments: BTreeMap<TenderKind, u32>,
    /// By department: its VAT in words, and the device's index of it.
    vat: BTreeMap<String, (String, Option<u32>)>,
    /// What the `Authorization` header says, where the settings name user and password.
    pub(crate) authorization: Option<String>,
    pub(crate) columns: usize,
    pub(crate) font: u32,
    pub(crate) drawer: u32,
    pub(crate) timeout_ms: u64,
    pub(crate) slow_ms: u64,
    pub(crate) recheck_ms: u64,
}

impl fmt::Debug for Setup {
    /// Without user and password: it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let login = if self.authorization.is_some() { "***" } else { "none" };
        write!(
            f,
            "Setup {{ departments: {:?}, payments: {:?}, vat: {:?}, login: {login} }}",
            self.departments, self.payments, self.vat
        )
    }
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
        let departments = tables::departments(&settings.departments, shop, 999, &mut problems);
        let vat = vat(&settings.vat, shop, &mut problems);
        tables::pause("recheck", settings.recheck.0, &mut problems);
        tables::between("columns", settings.columns, 24, 66, &mut problems);
        tables::between("font", settings.font, 1, 6, &mut problems);
        tables::between("drawer", settings.drawer, 1, 2, &mut problems);
        let authorization = authorization(&settings, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let timeout_ms = timeout_ms.max(1);
        Ok(Self {
            language: shop.language,
            departments,
            payments,
            vat,
            authorization,
            columns: settings.columns as usize,
            font: settings.font,
            drawer: settings.drawer,
            timeout_ms,
            slow_ms: settings.slow_timeout.map_or(timeout_ms.saturating_mul(u64::from(SLOW)), |span| span.0.max(1)),
            recheck_ms: settings.recheck.0,
        })
    }

    /// The device's department, and its index of the VAT (G2: mandatory beside a quantity).
    pub(crate) fn department(&self, id: &str) -> Result<(&Department, u32), No> {
        let department = self.departments.get(id).ok_or_else(|| No::Department(id.to_owned()))?;
        match self.vat.get(id) {
            Some((_, Some(index))) => Ok((department, *index)),
            Some((rate, None)) => Err(No::Vat(rate.clone())),
            None => Err(No::Department(id.to_owned())),
        }
    }

    /// The device's number of a tender.
    pub(crate) fn payment(&self, kind: TenderKind) -> Result<u32, No> {
        self.payments.get(&kind).copied().ok_or(No::Tender(kind))
    }

    /// For the installer: what would be refused because a table does not name it.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut said: Vec<String> =
            tables::missing(&self.payments, |kind| tables::factory(kind).filter(|number| *number <= 6))
                .into_iter()
                .collect();
        let mut rates: Vec<&str> =
            self.vat.values().filter(|(_, index)| index.is_none()).map(|(rate, _)| rate.as_str()).collect();
        rates.sort_unstable();
        rates.dedup();
        if !rates.is_empty() {
            said.push(format!("refuses, for settings.vat names no index: {}", rates.join(", ")));
        }
        said
    }
}

fn vat(
    written: &BTreeMap<String, u32>,
    shop: &Shop,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, (String, Option<u32>)> {
    let mut table: Vec<(String, Vat, u32)> = Vec::new();
    for (rate, index) in written {
        let wrong = match rate.parse::<Vat>() {
            Ok(vat) if (1..=99).contains(index) => {
                table.push((rate.clone(), vat, *index));
                None
            }
            Ok(_) => Some(format!("{index} is no VAT index of the device: 1 to 99")),
            Err(text) => Some(text),
        };
        if let Some(text) = wrong {
            problems.push(Problem { path: vec!["vat".to_owned(), rate.clone()], text });
        }
    }
    for (one, other, index) in tables::shared(table.iter().map(|(rate, vat, index)| (rate.as_str(), vat, *index))) {
        let text =
            format!("{index} is the device's index of \"{one}\" and of \"{other}\", and it is one VAT: another index");
        problems.push(Problem { path: vec!["vat".to_owned(), other.to_owned()], text });
    }
    let indexed = shop.departments.iter().map(|(id, department)| {
        let index = table.iter().find(|(_, vat, _)| *vat == department.vat).map(|(.., index)| *index);
        (id.clone(), (department.vat.to_string(), index))
    });
    indexed.collect()
}

/// G3: the serial is user and password, unless they are named.
fn authorization(settings: &Settings, problems: &mut Vec<Problem>) -> Option<String> {
    let named = |own: &Option<Secret>| own.as_ref().or(settings.serial.as_ref()).map(|secret| secret.0.clone());
    match (named(&settings.user), named(&settings.password)) {
        (Some(user), Some(password)) => {
            let wrong = user.contains(':') || format!("{user}{password}").chars().any(char::is_control);
            if wrong {
                problems.push(Problem::at(
                    "user",
                    "a user without a colon, and nothing that is not a letter, digit or sign",
                ));
            }
            Some(format!("Basic {}", data_encoding::BASE64.encode(format!("{user}:{password}").as_bytes())))
        }
        (None, None) => None,
        (Some(_), None) => {
            problems.push(Problem::at("password", "settings.user without a password: write both, or serial"));
            None
        }
        (None, Some(_)) => {
            problems.push(Problem::at("user", "settings.password without a user: write both, or serial"));
            None
        }
    }
}
