//! One card: shown, issued, changed, its PIN revealed.

use super::{
    super::{
        line::{Line, given},
        show,
    },
    select::{day, hour},
};
use crate::cli::Problem;
use clap::Args;
use serde_json::{Map, Value, json};

/// What people look for first.
const ORDER: &[&str] = &[
    "card",
    "type",
    "profile",
    "status",
    "holder",
    "customer",
    "partner",
    "batch",
    "balances",
    "turnover",
    "valid_from",
    "valid_until",
    "weekdays",
    "from",
    "to",
];

/// What a card's record says.
#[derive(Debug, Args)]
pub struct Record {
    /// The customer's id.
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// First day of validity.
    #[arg(long, value_name = "DAY", value_parser = day)]
    valid_from: Option<String>,
    /// Last day of validity.
    #[arg(long, value_name = "DAY", value_parser = day)]
    valid_until: Option<String>,
    /// Only on these days, such as mon,tue.
    #[arg(long, value_name = "DAY,…", value_delimiter = ',')]
    weekdays: Vec<String>,
    /// From what time of day, such as 08:30.
    #[arg(long, value_name = "TIME", value_parser = hour)]
    from: Option<String>,
    /// To what time of day.
    #[arg(long, value_name = "TIME", value_parser = hour)]
    to: Option<String>,
    /// What pops up at the till when the card is used.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Settings of this one card, as a JSON object, as a whole.
    #[arg(long, value_name = "JSON", value_parser = object)]
    settings: Option<Value>,
}

impl Record {
    fn params(&self) -> Map<String, Value> {
        given([
            ("customer", json!(self.customer)),
            ("valid_from", json!(self.valid_from)),
            ("valid_until", json!(self.valid_until)),
            ("weekdays", json!(self.weekdays)),
            ("from", json!(self.from)),
            ("to", json!(self.to)),
            ("message", json!(self.message)),
            ("settings", json!(self.settings)),
        ])
    }
}

/// An object as it is typed.
fn object(typed: &str) -> Result<Value, String> {
    match serde_json::from_str(typed) {
        Ok(object @ Value::Object(_)) => Ok(object),
        _ => Err("a JSON object is needed, such as '{\"limit\":\"-20.00\"}'".to_owned()),
    }
}

/// `fiscus cards issue`
#[derive(Debug, Args)]
pub struct Issue {
    /// The card type.
    #[arg(long = "type", value_name = "ID")]
    card_type: String,
    /// The number [default: one is made].
    #[arg(long, value_name = "DIGITS")]
    number: Option<String>,
    /// What it is made from; needed where the type has several.
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    /// Whether the number's check digit is verified [default: as the card type says].
    #[arg(long, value_name = "true|false")]
    luhn: Option<bool>,
    #[command(flatten)]
    record: Record,
}

/// `fiscus cards save`
#[derive(Debug, Args)]
pub struct Save {
    /// Its number.
    card: String,
    #[command(flatten)]
    record: Record,
    /// Notes for the back office.
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// What is emptied, such as valid_until,message.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    clear: Vec<String>,
}

/// `fiscus cards reveal`
#[derive(Debug, Args)]
pub struct Reveal {
    /// Its number.
    card: String,
    /// Why, for the record.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Shows a card, with the names of what it only names by id.
pub fn get(card: &str, line: &mut Line<'_>) -> Result<(), Problem> {
    let mut answer = line.ask("card.get", given([("card", json!(card))]))?;
    if line.json() {
        return line.shown(&answer);
    }
    if let Some(profile) = answer["profile"].as_str()
        && let Some(name) = profile_name(&answer["type"], profile, line)
    {
        answer["profile"] = json!(format!("{profile} ({name})"));
    }
    if let Some(customer) = answer["customer"].as_str()
        && let Ok(found) = line.ask("customer.get", given([("customer", json!(customer))]))
    {
        let mut known = named(&found);
        // What is bought with the card of a customer counts for him.
        known.extend(found["turnover"].as_str().map(|turnover| format!("turnover {turnover}")));
        if !known.is_empty() {
            answer["customer"] = json!(format!("{customer} ({})", known.join(", ")));
        }
    }
    line.answered(&answer, |answer| show::ordered(answer, ORDER))
}

/// What people call a profile, where it can be sold.
fn profile_name(card_type: &Value, profile: &str, line: &mut Line<'_>) -> Option<String> {
    let sellable = line.ask("catalog.sellable", Map::new()).ok()?;
    let mut items = sellable["items"].as_array()?.iter();
    let item = items.find(|item| item["type"] == *card_type && item["profile"] == profile)?;
    Some(show::cell(&item["name"]))
}

/// A customer's name, if there is one.
fn named(customer: &Value) -> Vec<String> {
    let words: Vec<String> = ["company", "first_name", "last_name"]
        .iter()
        .map(|key| show::cell(&customer[*key]))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() { Vec::new() } else { vec![words.join(" ")] }
}

/// Makes a card for somebody.
pub fn issue(asked: &Issue, line: &mut Line<'_>) -> Result<(), Problem> {
    let mut params = asked.record.params();
    params.extend(given([
        ("type", json!(asked.card_type)),
        ("number", json!(asked.number)),
        ("profile", json!(asked.profile)),
        ("luhn", json!(asked.luhn)),
    ]));
    let answer = line.operate("card.issue", params)?;
    line.answered(&answer, |answer| show::ordered(answer, ORDER))
}

/// Changes a card's record.
pub fn save(asked: &Save, line: &mut Line<'_>) -> Result<(), Problem> {
    let mut params = asked.record.params();
    params.extend(given([("card", json!(asked.card)), ("notes", json!(asked.notes)), ("clear", json!(asked.clear))]));
    let answer = line.operate("card.save", params)?;
    line.answered(&answer, |answer| show::ordered(answer, ORDER))
}

/// Shows a card's PIN.
pub fn reveal(asked: &Reveal, line: &mut Line<'_>) -> Result<(), Problem> {
    let params = given([("card", json!(asked.card)), ("reason", json!(asked.reason))]);
    let answer = line.operate("card.reveal", params)?;
    line.answered(&answer, |answer| show::ordered(answer, ORDER))
}
