//! What the owner of the car wash writes, and what is wrong with it.

use fiscus_sdk::{
    Amount, Percent, Problem, Shop,
    schemars::{self, JsonSchema},
    serde::{self, Deserialize},
    serde_json::Value,
    settings,
};

/// The settings.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(crate = "serde", deny_unknown_fields)]
#[schemars(crate = "schemars")]
pub struct Settings {
    /// The article of a wash on a receipt, and the service that is loaded and used [wash].
    #[serde(default = "wash")]
    pub article: String,
    /// How many washes are on a full card [10].
    #[serde(default = "ten")]
    pub washes: u32,
    /// What a full card costs.
    pub price: Amount,
    /// The department on which it is sold.
    pub department: String,
    /// What is taken off everything else when the till says that it rains [none].
    #[serde(default)]
    pub rain: Option<Percent>,
}

fn wash() -> String {
    "wash".to_owned()
}

fn ten() -> u32 {
    10
}

/// Reads them against the shop.
///
/// # Errors
/// Every problem, at the setting at fault.
pub fn open(written: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let settings: Settings = settings::read(written)?;
    let mut problems = Vec::new();
    let mut wrong = |path: &str, text: String| problems.push(Problem::at(path, text));
    if settings.article.trim().is_empty() {
        wrong("article", "say which article is a wash".to_owned());
    }
    if !(1..=100).contains(&settings.washes) {
        wrong("washes", format!("{} washes on a card: 1 to 100 have room", settings.washes));
    }
    if !settings.price.is_positive() || settings.price.minor(shop.currency.scale).is_none() {
        wrong("price", format!("{} is no price: write for example \"80.00\"", settings.price));
    }
    if !shop.departments.contains_key(&settings.department) {
        let known: Vec<&str> = shop.departments.keys().map(String::as_str).collect();
        wrong("department", format!("there is no \"{}\"; there are: {}", settings.department, known.join(", ")));
    }
    if let Some(rain) = settings.rain.filter(|rain| !rain.is_positive() || *rain > Percent::from(100)) {
        wrong("rain", format!("{rain} percent: above 0, at most 100"));
    }
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
}
