//! Profiles: what PINs and partner cards are made from. A profile says what is on a card, what it costs, on which
//! department it is sold, and how long it is valid. Source: S1-06
//!
//! It does not know who makes cards from it, nor what a card that is used up becomes.

mod choice;

pub use choice::{chosen, made_already, missing};

use crate::{Amount, Problem, Shop, card::Product, schedule::last_day, settings::names};
use jiff::civil;
use schemars::JsonSchema;
use serde::Deserialize;

/// A profile as an installer writes it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The id; also the article of the line that sells it.
    pub id: String,
    /// What people call it [the id].
    pub name: Option<String>,
    /// How many minutes are on the card.
    pub minutes: Option<u32>,
    /// How much money is on the card.
    pub amount: Option<Amount>,
    /// What the card costs.
    pub price: Option<Amount>,
    /// The department it is sold on.
    pub department: Option<String>,
    /// For how many days it is valid; 0: for ever [0].
    #[serde(default)]
    pub valid_days: u32,
}

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What is on the card, where it is the shop's to know.
    pub credit: Option<Credit>,
    /// How it is sold at the till, if it is.
    pub sale: Option<Sale>,
    /// For how many days it is valid; 0: for ever.
    pub valid_days: u32,
}

/// How a card is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// What it costs.
    pub price: Amount,
    /// The department it is sold on.
    pub department: String,
}

/// What is on a card, above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// So many minutes.
    Minutes(Amount),
    /// So much of the shop's money.
    Money(Amount),
}

impl Credit {
    /// How much, whatever it is.
    #[must_use]
    pub fn amount(self) -> Amount {
        match self {
            Self::Minutes(amount) | Self::Money(amount) => amount,
        }
    }
}

/// Reads the profiles of a setting `profiles` against the shop. Where cards are `sold` at the till, each says what is
/// on the card, what it costs and on which department; where partners hand them out, it may.
///
/// # Errors
/// Every problem found.
pub fn read(shop: &Shop, written: &[Written], sold: bool) -> Result<Vec<Profile>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut profiles: Vec<Profile> = Vec::new();
    if written.is_empty() {
        problems.push(Problem::at("profiles", "write at least one profile: cards are made from it"));
    }
    for (index, entry) in written.iter().enumerate() {
        match one(shop, &format!("profiles.{index}"), entry, sold) {
            Ok(profile) if profiles.iter().any(|other| other.id == profile.id) => {
                problems
                    .push(Problem::at(&format!("profiles.{index}.id"), format!("\"{}\" is there twice", profile.id)));
            }
            Ok(profile) => profiles.push(profile),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(profiles) } else { Err(problems) }
}

fn one(shop: &Shop, path: &str, written: &Written, sold: bool) -> Result<Profile, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, text: String| problems.push(Problem::at(&format!("{path}.{field}"), text));
    let name = written.name.as_ref().unwrap_or(&written.id);
    for (field, word) in [("id", &written.id), ("name", name)] {
        if word.trim().is_empty() || word.len() > 60 || word.chars().any(char::is_control) {
            problem(field, format!("the {field} is a word or a few, at most 60 characters"));
        }
    }
    let currency = &shop.currency;
    let mut money = |field: &str, amount: Amount| {
        if !amount.is_positive() {
            problem(field, format!("\"{amount}\" must be above zero"));
        } else if amount.minor(currency.scale).is_none() {
            problem(field, format!("\"{amount}\" has more digits than {} ({})", currency.name, currency.scale));
        }
        currency.round(amount)
    };
    let price = written.price.map(|price| money("price", price));
    let credit = match (written.minutes, written.amount) {
        (Some(minutes), None) if minutes > 0 => Some(Credit::Minutes(Amount::from(i64::from(minutes)))),
        (None, Some(amount)) => Some(Credit::Money(money("amount", amount))),
        (Some(_), None) => {
            problem("minutes", "minutes must be above zero".to_owned());
            None
        }
        (Some(_), Some(_)) => {
            problem("amount", "a profile has either minutes or an amount: remove one of them".to_owned());
            None
        }
        (None, None) if !sold => None,
        (None, None) => {
            problem("minutes", "what is on the card? Write minutes = 60, or amount = \"5.00\"".to_owned());
            None
        }
    };
    if sold && price.is_none() {
        problem("price", "what does it cost? Write price = \"2.00\"".to_owned());
    }
    if sold && written.department.is_none() {
        problem("department", "on which department is it sold? Write department = \"…\"".to_owned());
    }
    problems.extend(
        names::departments(shop, path, written.department.as_slice())
            .into_iter()
            .map(|found| Problem { path: Problem::at(&format!("{path}.department"), "").path, ..found }),
    );
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Profile {
        id: written.id.clone(),
        name: name.clone(),
        credit,
        sale: price.zip(written.department.clone()).map(|(price, department)| Sale { price, department }),
        valid_days: written.valid_days,
    })
}

impl Profile {
    /// The last day of a card that is sold today; none: it is valid for ever.
    #[must_use]
    pub fn valid_until(&self, today: civil::Date) -> Option<civil::Date> {
        last_day(today, self.valid_days)
    }

    /// As it is sold at the till, if it is.
    #[must_use]
    pub fn product(&self, stocked: bool) -> Option<Product> {
        let Sale { price, department } = self.sale.clone()?;
        Some(Product { profile: self.id.clone(), name: self.name.clone(), price, department, stocked })
    }

    /// What it is, for the installer.
    #[must_use]
    pub fn describe(&self, shop: &Shop) -> String {
        let credit = match self.credit {
            Some(Credit::Minutes(minutes)) => format!(": {minutes} minutes"),
            Some(Credit::Money(amount)) => format!(": {amount} {}", shop.currency.name),
            None => String::new(),
        };
        let sale = match &self.sale {
            Some(Sale { price, department }) => format!(" for {price} on {department}"),
            None => String::new(),
        };
        let validity = match self.valid_days {
            0 => "valid for ever".to_owned(),
            days => format!("valid for {days} days"),
        };
        format!("{}{credit}{sale}, {validity}", self.id)
    }
}

/// The profile with this id.
#[must_use]
pub fn find<'a>(profiles: &'a [Profile], id: &str) -> Option<&'a Profile> {
    profiles.iter().find(|profile| profile.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::shop;
    use jiff::civil::date;
    use serde_json::json;

    /// S1-06
    #[test]
    fn a_profile_is_read_or_refused_at_its_place() {
        let sound = || json!({ "id": "hour", "minutes": 60, "price": "2.00", "department": "bar" });
        for (change, path, word) in [
            (json!({}), "", ""),
            (json!({ "minutes": null, "amount": "0.01" }), "", ""),
            (json!({ "id": " " }), "profiles.0.id", "60 characters"),
            (json!({ "name": "\u{1b}" }), "profiles.0.name", "60 characters"),
            (json!({ "minutes": 0 }), "profiles.0.minutes", "above zero"),
            (json!({ "minutes": null }), "profiles.0.minutes", "minutes = 60"),
            (json!({ "amount": "5.00" }), "profiles.0.amount", "either"),
            (json!({ "minutes": null, "amount": "5.001" }), "profiles.0.amount", "more digits"),
            (json!({ "minutes": null, "amount": "0" }), "profiles.0.amount", "above zero"),
            (json!({ "price": "0" }), "profiles.0.price", "above zero"),
            (json!({ "price": "1.005" }), "profiles.0.price", "more digits"),
            (json!({ "price": null }), "profiles.0.price", "what does it cost"),
            (json!({ "department": null }), "profiles.0.department", "on which department"),
            (json!({ "department": "bra" }), "profiles.0.department", "did you mean \"bar\""),
        ] {
            let mut written = sound();
            for (key, value) in change.as_object().expect("a table") {
                written[key] = value.clone();
            }
            let written: Vec<Written> = serde_json::from_value(json!([written])).expect("a profile");
            match read(&shop(), &written, true) {
                Ok(profiles) => assert_eq!((path, profiles[0].id.as_str()), ("", "hour")),
                Err(problems) => {
                    let found = problems.iter().find(|problem| problem.path.join(".") == path);
                    assert!(found.is_some_and(|problem| problem.text.contains(word)), "{change}: {problems:?}");
                }
            }
        }
        let twice: Vec<Written> = serde_json::from_value(json!([sound(), sound()])).expect("profiles");
        assert_eq!(read(&shop(), &twice, true).expect_err("twice")[0].path, ["profiles", "1", "id"]);
        assert_eq!(read(&shop(), &[], true).expect_err("none")[0].path, ["profiles"]);
    }

    /// S1-20
    #[test]
    fn a_profile_says_what_it_is_and_how_long() {
        let written: Vec<Written> = serde_json::from_value(json!([
            { "id": "hour", "name": "One hour", "minutes": 60, "price": "2", "department": "bar", "valid_days": 30 },
            { "id": "five", "amount": 5, "price": "5.00", "department": "goods" }
        ]))
        .expect("profiles");
        let profiles = read(&shop(), &written, true).expect("sound profiles");
        let told: Vec<String> = profiles.iter().map(|profile| profile.describe(&shop())).collect();
        assert_eq!(
            told,
            ["hour: 60 minutes for 2.00 on bar, valid for 30 days", "five: 5.00 EUR for 5.00 on goods, valid for ever"]
        );
        assert_eq!(profiles[0].valid_until(date(2026, 12, 2)), Some(date(2027, 1, 1)));
        assert_eq!(profiles[1].valid_until(date(2026, 12, 2)), None);
        assert_eq!(
            (find(&profiles, "five").and_then(|one| one.credit).map(Credit::amount), find(&profiles, "six")),
            (Some(crate::kit::amount("5.00")), None)
        );
        assert!(profiles[0].product(true).is_some_and(|product| product.stocked));
    }
}
