//! What an installer may write: the service, the profiles with what a login may do, and where logins are kept.
//!
//! The place may hold a password: no problem and no sentence repeats it.

use fiscus_sdk::{
    Amount, Problem, Shop,
    card::Attribute,
    database::Database,
    profile::{self, Profile},
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::read,
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt};

/// The setting that holds the address of the database of RADIUS.
pub const RADIUS: &str = "radius.url";

/// The settings of one card type.
#[derive(Debug)]
pub struct Settings {
    pub service: Service,
    pub profiles: Vec<Profile>,
    /// What a login may do, by profile.
    pub attributes: BTreeMap<String, Vec<Attribute>>,
    /// Where logins are kept; none: nothing happens outside.
    pub radius: Option<Database>,
}

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// What the cards give access to.
    service: Service,
    /// What cards are made from.
    profiles: Vec<WrittenProfile>,
    /// Internet: the database of the RADIUS server, in the schema of FreeRADIUS [nothing is released outside].
    #[schemars(with = "Option<Radius>")]
    radius: Option<RadiusWord>,
}

/// What the cards give access to. Source: S4-14, S4-15
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Logins of a RADIUS server.
    Internet,
    /// Codes of a telephone exchange: the credit is put on there.
    Telephony,
}

/// A profile as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenProfile {
    /// The id.
    id: String,
    /// What people call it [the id].
    name: Option<String>,
    /// How many minutes the card is for.
    minutes: Option<u32>,
    /// How much money the card is for.
    amount: Option<Amount>,
    /// What the partner pays, for people.
    price: Option<Amount>,
    /// The department of that, for people.
    department: Option<String>,
    /// For how many days after its delivery it is valid; 0: for ever [0].
    #[serde(default)]
    valid_days: u32,
    /// Internet: what a login may do.
    #[serde(default)]
    attributes: Vec<Attribute>,
}

/// Whatever is written in place of a table is not repeated: it may be a url with a password.
#[derive(Deserialize)]
#[serde(untagged, expecting = "radius is a table with one key: { url = \"postgres://…\" } or { url = \"sqlite:…\" }")]
enum RadiusWord {
    Table(BTreeMap<String, Value>),
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "the schema of the table, which is read by hand")]
struct Radius {
    /// `postgres://user:password@host/database` (`?sslmode=require`, `disable`; `fingerprint=`) or `sqlite:file`.
    url: String,
}

impl fmt::Debug for RadiusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{ url }")
    }
}

/// Reads the settings against the shop.
///
/// # Errors
/// Every problem found.
pub fn open(settings: &Value, shop: &Shop) -> Result<Settings, Vec<Problem>> {
    let written: Written = read(settings).map_err(without_places)?;
    let service = written.service;
    let mut problems = Vec::new();
    let mut attributes = BTreeMap::new();
    let mut plain = Vec::new();
    for (index, profile) in written.profiles.into_iter().enumerate() {
        let path = format!("profiles.{index}.attributes");
        if service == Service::Telephony && !profile.attributes.is_empty() {
            let text = "attributes are for service = \"internet\": a telephone exchange is not told anything";
            problems.push(Problem::at(&path, text));
        }
        problems.extend(
            profile
                .attributes
                .iter()
                .enumerate()
                .filter_map(|(at, attribute)| wrong(&format!("{path}.{at}"), attribute)),
        );
        let WrittenProfile { id, name, minutes, amount, price, department, valid_days, attributes: own } = profile;
        attributes.insert(id.clone(), own);
        plain.push(profile::Written { id, name, minutes, amount, price, department, valid_days });
    }
    let profiles = profile::read(shop, &plain, false).map_err(|found| problems.extend(found)).unwrap_or_default();
    let radius = match written.radius {
        Some(_) if service == Service::Telephony => {
            problems.push(Problem::at("radius", "radius is for service = \"internet\": remove it"));
            None
        }
        Some(RadiusWord::Table(table)) => match written_place(&table) {
            Ok(place) => Some(place),
            Err(problem) => {
                problems.push(problem);
                None
            }
        },
        None => None,
    };
    if problems.is_empty() { Ok(Settings { service, profiles, attributes, radius }) } else { Err(problems) }
}

fn written_place(table: &BTreeMap<String, Value>) -> Result<Database, Problem> {
    if table.keys().any(|key| key != "url") {
        return Err(Problem::at("radius", "radius has one key, and only url: { url = \"postgres://…\" }"));
    }
    match table.get("url").map(Value::as_str) {
        Some(Some(url)) => Database::read(url).map_err(|text| Problem::at(RADIUS, text)),
        _ => Err(Problem::at(RADIUS, "write where logins are kept: { url = \"postgres://…\" }")),
    }
}

/// A place that stands where it does not belong may hold a password all the same.
fn without_places(problems: Vec<Problem>) -> Vec<Problem> {
    let told = |problem: Problem| match problem.text.split_once("://") {
        Some((before, _)) => Problem { text: format!("{before}://…: this is not the place for it"), ..problem },
        None => problem,
    };
    problems.into_iter().map(told).collect()
}

/// What is wrong with an attribute of a login.
fn wrong(path: &str, attribute: &Attribute) -> Option<Problem> {
    const REPLY: [&str; 3] = [":=", "=", "+="];
    const CHECK: [&str; 11] = [":=", "=", "+=", "==", "!=", ">", ">=", "<", "<=", "=~", "!~"];
    let Attribute { name, op, value, check } = attribute;
    let known: &[&str] = if *check { &CHECK } else { &REPLY };
    let at = |field: &str, text: String| Some(Problem::at(&format!("{path}.{field}"), text));
    let word = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    if name.is_empty() || name.len() > 64 || !name.chars().all(word) {
        return at("name", "an attribute is named like \"Session-Timeout\"".to_owned());
    }
    if name.to_ascii_lowercase().ends_with("password") {
        return at(
            "name",
            format!("{name}: the password of a login is the card's secret, and is put in by the daemon"),
        );
    }
    if !known.contains(&op.as_str()) {
        let kind = if *check { "checked" } else { "told to the access server" };
        return at("op", format!("what is {kind} has one of: {}", known.join(" ")));
    }
    if value.is_empty() || value.len() > 253 || value.chars().any(char::is_control) {
        return at("value", "a value has 1 to 253 characters".to_owned());
    }
    None
}
