//! The back office: the registry of cards and customers, the stock, exports and reports, over the real socket.

mod cli;
mod defaults;
mod export;
mod own;
mod personal;
mod print;
mod radius;
mod reports;
mod roles;
mod search;
mod zero;

use fiscus_tests::shop::{Plan, Shop, WALLET};
use serde_json::{Value, json};

/// PIN cards with two profiles, and cards that partners hand out.
const TYPES: &str = r#"
[card_types.hours]
plugin = "pin"
name = "Hours"
numbers = { prefix = "077", length = 14, luhn = true }
settings.form = "card"
settings.profiles = [
  { id = "H1", name = "One hour", minutes = 60, price = "5.00", department = "bar" },
  { id = "H5", name = "Five hours", minutes = 300, price = "20.00", department = "bar" },
]
[card_types.partners]
plugin = "movable"
numbers = { prefix = "55", length = 10, luhn = true }
"#;

fn plan() -> Plan {
    Plan {
        more: TYPES.to_owned() + WALLET,
        libraries: vec!["fiscus-prepaid", "fiscus-pin", "movable-card", "fiscus-epson-rt"],
        ..Plan::default()
    }
}

/// New cards, in the order in which files have them.
fn generate(shop: &Shop, operation: &str, card_type: &str, profile: &str, quantity: u32) -> Vec<String> {
    let asked = json!({ "operation": operation, "type": card_type, "profile": profile, "quantity": quantity });
    let made = shop.done("cards.generate", asked);
    let cards = made["cards"].as_array().expect("cards");
    let mut cards: Vec<String> = cards.iter().map(|card| card.as_str().expect("a number").to_owned()).collect();
    cards.sort();
    cards
}

/// The PINs of cards, each revealed.
fn pins(shop: &Shop, cards: &[String]) -> Vec<String> {
    let pin = |card: &String| {
        let asked = json!({ "operation": format!("pin-{card}"), "card": card, "reason": "a test" });
        shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned()
    };
    cards.iter().map(pin).collect()
}

/// The same parameters with others.
fn with(params: &Value, more: Value) -> Value {
    let mut params = params.clone();
    let (Some(map), Value::Object(more)) = (params.as_object_mut(), more) else { panic!("objects") };
    map.extend(more);
    params
}
