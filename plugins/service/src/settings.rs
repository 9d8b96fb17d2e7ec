//! What an installer may write: the services, each with its package, price, department and validity.

use fiscus_sdk::{
    Amount, Problem, Shop,
    schemars::{self, JsonSchema},
    serde_json::Value,
    settings::{names, read},
};
use serde::Deserialize;

/// The settings as they are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The services whose uses are sold.
    services: Vec<Service>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its id; also the article of the lines that redeem a use.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many uses are in a package.
    pub uses: u32,
    /// What a package costs.
    pub price: Amount,
    /// The department a package is sold on: its VAT is that of the service.
    pub department: String,
    /// For how many days a load is good; 0: for ever [0].
    #[serde(default)]
    pub valid_days: u32,
}

/// Reads the services against the shop.
///
/// # Errors
/// Every problem found.
pub fn open(settings: &Value, shop: &Shop) -> Result<Vec<Service>, Vec<Problem>> {
    let Written { mut services } = read(settings)?;
    let mut problems = Vec::new();
    if services.is_empty() {
        problems.push(Problem::at("services", "write at least one service: uses of it are loaded"));
    }
    for (index, service) in services.iter().enumerate() {
        check(shop, &format!("services.{index}"), service, &services[..index], &mut problems);
    }
    for service in &mut services {
        service.price = shop.currency.round(service.price);
    }
    if problems.is_empty() { Ok(services) } else { Err(problems) }
}

fn check(shop: &Shop, path: &str, service: &Service, before: &[Service], problems: &mut Vec<Problem>) {
    let mut problem = |field: &str, text: String| problems.push(Problem::at(&format!("{path}.{field}"), text));
    let id = &service.id;
    // The id is the last word of an account's label.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if id.is_empty() || id.len() > 40 || !id.bytes().all(plain) {
        problem("id", format!("\"{id}\": an id has letters, digits, hyphens and underscores only, at most 40"));
    }
    if before.iter().any(|other| other.id == *id) {
        problem("id", format!("\"{id}\" is there twice"));
    }
    let name = &service.name;
    if name.trim().is_empty() || name.len() > 60 || name.chars().any(char::is_control) {
        problem("name", "the name is a word or a few, at most 60 characters".to_owned());
    }
    if service.uses == 0 {
        problem("uses", "a package has at least one use".to_owned());
    }
    let (price, currency) = (service.price, &shop.currency);
    if !price.is_positive() {
        problem("price", format!("\"{price}\" must be above zero: a package is sold on a fiscal receipt"));
    } else if price.minor(currency.scale).is_none() {
        problem("price", format!("\"{price}\" has more digits than {} ({})", currency.name, currency.scale));
    }
    for found in names::departments(shop, path, std::slice::from_ref(&service.department)) {
        problem("department", found.text);
    }
}
