//! What an installer may write, and what it means: discounts in order, a birthday's days, tiers of turnover.

use fiscus_sdk::{
    Amount, Percent, Problem, Shop, Unit,
    account::RATE,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::{names, read},
};
use serde::Deserialize;

/// The most days before or after a birthday.
const MOST_DAYS: u16 = 180;

/// The settings of one card type, free of contradictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Names of the shop's discounts, the primary first. Source: S5-18, S5-43
    pub discounts: Vec<String>,
    pub birthday: Option<Birthday>,
    /// By turnover, ascending. Source: S5-49
    pub tiers: Vec<Tier>,
    pub tier_mode: TierMode,
    pub never_down: bool,
}

/// A discount for the days around a birthday. Source: S5-31
#[derive(Debug, Clone, PartialEq)]
pub struct Birthday {
    /// Its name.
    pub discount: String,
    /// How many days before the birthday it begins.
    pub before: u16,
    /// How many days after it ends.
    pub after: u16,
}

/// What a turnover earns. Source: S5-49
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// From this turnover on.
    pub turnover: Amount,
    /// How much is off.
    pub percent: Percent,
}

/// When tiers are looked at. Source: S5-50
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierMode {
    /// Whenever a receipt is closed, and when somebody starts it.
    #[default]
    Online,
    /// When somebody starts it.
    Manual,
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Names of discounts, the primary first.
    #[serde(default)]
    discounts: Vec<String>,
    /// A discount for the days around the customer's birthday.
    birthday: Option<BirthdayWord>,
    /// What a turnover earns, ascending.
    #[serde(default)]
    tiers: Vec<Tier>,
    /// When tiers are looked at [online].
    #[serde(default)]
    tier_mode: TierMode,
    /// Whether a rate that was reached is kept when the turnover falls [false].
    #[serde(default)]
    never_down: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BirthdayWord {
    /// Its name.
    discount: String,
    /// How many days before the birthday it begins [0].
    #[serde(default)]
    before: i64,
    /// How many days after it ends [0].
    #[serde(default)]
    after: i64,
}

/// Reads the settings against the shop.
///
/// # Errors
/// Every contradiction, at the setting at fault.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let Written { discounts, birthday, tiers, tier_mode, never_down } = read(settings)?;
    let mut problems = names::discounts(shop, "discounts", &discounts);
    let birthday = birthday.map(|BirthdayWord { discount, before, after }| {
        problems.extend(names::discount(shop, "birthday.discount", &discount));
        let mut days = |path: &str, days: i64| {
            u16::try_from(days).ok().filter(|days| *days <= MOST_DAYS).unwrap_or_else(|| {
                problems
                    .push(Problem::at(path, format!("{days} days: not below 0, and at most half a year, {MOST_DAYS}")));
                0
            })
        };
        let (before, after) = (days("birthday.before", before), days("birthday.after", after));
        Birthday { discount, before, after }
    });
    for (at, tier) in tiers.iter().enumerate() {
        problems.extend(turnover(at, tier.turnover, at.checked_sub(1).map(|before| tiers[before].turnover), shop));
        problems.extend(percent(at, tier.percent));
    }
    if problems.is_empty() { Ok(Settings { discounts, birthday, tiers, tier_mode, never_down }) } else { Err(problems) }
}

fn turnover(at: usize, turnover: Amount, before: Option<Amount>, shop: &Shop) -> Option<Problem> {
    let digits = shop.currency.scale;
    let text = if turnover.is_negative() || turnover.minor(digits).is_none() {
        format!("{turnover} is no turnover: not below zero, with at most {digits} digits after the point")
    } else {
        let before = before.filter(|before| turnover <= *before)?;
        format!("{turnover} is not above {before}: write tiers ascending, each sum once")
    };
    Some(Problem::at(&format!("tiers.{at}.turnover"), text))
}

fn percent(at: usize, percent: Percent) -> Option<Problem> {
    let digits = Unit::named(RATE).scale;
    let fine = percent.is_positive()
        && percent <= Percent::from(100)
        && Amount::from(percent.decimal()).minor(digits).is_some();
    let text = format!("{percent} is not above 0 and at most 100, with at most {digits} digits after the point");
    (!fine).then(|| Problem::at(&format!("tiers.{at}.percent"), text))
}
