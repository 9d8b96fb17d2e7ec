//! What an installer may write, and what it means: what a purchase earns, in which unit, and what is told at which
//! sum. It does not know when that happens.

use fiscus_sdk::{
    Amount, Percent, Problem, Shop, Unit,
    account::RATE,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::{names, read},
};
use serde::Deserialize;

/// The most a rate may be: a thousand points for one of the currency.
const MOST: i64 = 100_000;
/// The most digits after the point that points may have.
const FINEST: u32 = 4;

/// The settings of one card type, free of contradictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub earns: Earns,
    pub unit: Unit,
    pub partial: bool,
    /// Empty: all.
    pub departments: Vec<String>,
    pub thresholds: Vec<Threshold>,
}

/// What a purchase earns.
#[derive(Debug, Clone, PartialEq)]
pub enum Earns {
    /// A share of what is bought. Source: S5-05
    Rate(Percent),
    /// What these would have taken off, the primary first. Source: S5-05, S5-43
    Discounts(Vec<String>),
}

/// A sum that is worth a word. Source: S5-08
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    pub points: Amount,
    pub tells: Tells,
}

/// How it is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Tells {
    /// On a slip for the customer: a raffle ticket, a voucher.
    Slip(Vec<String>),
    /// At the till.
    Notice(String),
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// What is earned, in percent of what is bought; or `discounts`.
    rate: Option<Percent>,
    /// Names of discounts, in order: what they would have taken off is earned; or `rate`.
    discounts: Option<Vec<String>>,
    /// What is earned [the shop's currency].
    unit: Option<UnitWord>,
    /// Whether it may pay a part of a bill [false].
    #[serde(default)]
    partial: bool,
    /// The departments on which something is earned; none: all.
    #[serde(default)]
    departments: Vec<String>,
    /// Sums at which a slip is printed or a notice given.
    #[serde(default)]
    thresholds: Vec<ThresholdWord>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "neither a unit such as \"PT\" nor { name = \"PT\", scale = 1 }")]
enum UnitWord {
    /// Its name.
    Name(String),
    /// Its name and its digits after the point.
    Long(LongUnit),
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LongUnit {
    name: String,
    scale: u32,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ThresholdWord {
    /// The sum that is reached.
    points: Amount,
    /// What is printed for the customer.
    slip: Option<TextWord>,
    /// What the cashier is told.
    notice: Option<String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "neither a text nor a list of texts")]
enum TextWord {
    /// One line.
    Line(String),
    /// Several.
    Lines(Vec<String>),
}

/// Reads the settings against the shop.
///
/// # Errors
/// Every contradiction, at the setting at fault.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let written: Written = read(settings)?;
    let mut problems = Vec::new();
    let unit = unit(&mut problems, written.unit, shop);
    let earns = earns(&mut problems, written.rate, written.discounts, &unit, shop);
    problems.extend(names::departments(shop, "departments", &written.departments));
    if written.partial && unit != shop.currency {
        let text =
            format!("partial is about paying, and {} is not the money of the shop: remove one of the two", unit.name);
        problems.push(Problem::at("partial", text));
    }
    let thresholds = thresholds(&mut problems, written.thresholds, &unit);
    match earns {
        Some(earns) if problems.is_empty() => {
            Ok(Settings { earns, unit, partial: written.partial, departments: written.departments, thresholds })
        }
        _ => Err(problems),
    }
}

fn unit(problems: &mut Vec<Problem>, written: Option<UnitWord>, shop: &Shop) -> Unit {
    let unit = match written {
        None => return shop.currency.clone(),
        Some(UnitWord::Name(name)) if name == shop.currency.name => return shop.currency.clone(),
        Some(UnitWord::Name(name)) => Unit::named(&name),
        Some(UnitWord::Long(LongUnit { name, scale })) => Unit { name, scale },
    };
    let mut problem = |text: String| problems.push(Problem::at("unit", text));
    let plain = unit.name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if unit.name.is_empty() || !plain {
        problem(format!("\"{}\" is no unit: write capital letters and digits, such as \"PT\"", unit.name));
    }
    if unit.name == RATE {
        problem(format!("{RATE} is what assigned discounts are kept in: choose another word"));
    }
    if unit.name == shop.currency.name && unit.scale != shop.currency.scale {
        problem(format!("{} has {} digits after the point: leave scale out", unit.name, shop.currency.scale));
    }
    if unit.scale > FINEST {
        problem(format!("scale is at most {FINEST}"));
    }
    unit
}

fn earns(
    problems: &mut Vec<Problem>,
    rate: Option<Percent>,
    discounts: Option<Vec<String>>,
    unit: &Unit,
    shop: &Shop,
) -> Option<Earns> {
    let mut problem = |path: &str, text: String| problems.push(Problem::at(path, text));
    match (rate, discounts) {
        (Some(_), Some(_)) => {
            problem("discounts", "what is earned comes from rate or from discounts: remove one of the two".to_owned());
            None
        }
        (None, None) => {
            problem("rate", "say what is earned: rate = \"5\" (percent), or discounts = [names]".to_owned());
            None
        }
        (Some(rate), None) => {
            // Points may be many for one of the currency; money back is never more than what was bought.
            let most = if *unit == shop.currency { 100 } else { MOST };
            if !rate.is_positive() || rate > Percent::from(most) {
                problem("rate", format!("{rate} is no rate: it is above 0 and at most {most}"));
            }
            Some(Earns::Rate(rate))
        }
        (None, Some(discounts)) => {
            if discounts.is_empty() {
                problem("discounts", "an empty list earns nothing: name a discount, or write rate".to_owned());
            }
            problems.extend(names::discounts(shop, "discounts", &discounts));
            Some(Earns::Discounts(discounts))
        }
    }
}

fn thresholds(problems: &mut Vec<Problem>, written: Vec<ThresholdWord>, unit: &Unit) -> Vec<Threshold> {
    let mut thresholds = Vec::with_capacity(written.len());
    for (index, ThresholdWord { points, slip, notice }) in written.into_iter().enumerate() {
        let mut problem =
            |field: &str, text: String| problems.push(Problem::at(&format!("thresholds.{index}{field}"), text));
        if !points.is_positive() || points.minor(unit.scale).is_none() {
            let digits = unit.scale;
            problem(".points", format!("{points} is above zero, with at most {digits} digits after the point"));
        }
        let tells = match (slip, notice) {
            (Some(TextWord::Line(line)), None) => Tells::Slip(vec![line]),
            (Some(TextWord::Lines(lines)), None) => Tells::Slip(lines),
            (None, Some(notice)) => Tells::Notice(notice),
            _ => {
                problem("", "a threshold has a slip or a notice, one of the two".to_owned());
                continue;
            }
        };
        match &tells {
            Tells::Slip(lines) if lines.iter().all(|line| line.trim().is_empty()) => {
                problem(".slip", "say what is printed".to_owned());
            }
            Tells::Notice(text) if text.trim().is_empty() => problem(".notice", "say what is told".to_owned()),
            _ => {}
        }
        thresholds.push(Threshold { points, tells });
    }
    thresholds
}
