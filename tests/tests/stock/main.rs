//! Cards with a life: made for the stock, sold as products, moved, used by PIN, revealed.

mod life;
mod make;
mod pins;
mod sell;

use fiscus_sdk::pin;
use fiscus_tests::{
    World,
    shop::{Plan, Shop, WALLET},
};
use serde_json::{Value, json};

/// PIN cards with two profiles, PIN tickets, and cards that partners hand out.
const TYPES: &str = r#"
[card_types.hours]
plugin = "pin"
numbers = { prefix = "77", length = 14, luhn = true }
settings.form = "card"
settings.profiles = [
  { id = "H1", name = "One hour", minutes = 60, price = "5.00", department = "bar" },
  { id = "H5", name = "Five hours", minutes = 300, price = "20.00", department = "bar" },
]
[card_types.tickets]
plugin = "pin"
settings.form = "ticket"
settings.profiles = [{ id = "T1", name = "Ticket", minutes = 30, price = "3.00", department = "bar", valid_days = 30 }]
[card_types.partners]
plugin = "movable"
numbers = { prefix = "55", length = 10, luhn = true }
[card_types.internet]
plugin = "access"
settings.service = "internet"
settings.radius = { url = "sqlite:radius.db" }
settings.profiles = [
  { id = "hour", minutes = 60, valid_days = 2, attributes = [{ name = "Session-Timeout", value = "3600" }] },
]
"#;

fn plan(world: &World) -> Plan {
    Plan {
        more: TYPES.to_owned() + WALLET,
        ..world.plan(&["fiscus-prepaid", "fiscus-pin", "fiscus-access", "movable-card"])
    }
}

fn generate(shop: &Shop, operation: &str, card_type: &str, profile: &str, quantity: u32) -> Vec<String> {
    let made = shop.done(
        "cards.generate",
        json!({ "operation": operation, "type": card_type, "profile": profile, "quantity": quantity }),
    );
    strings(&made["cards"])
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn reveal(shop: &Shop, operation: &str, card: &str) -> String {
    let asked = json!({ "operation": operation, "card": card, "reason": "the customer lost it", "operator": "anna" });
    let pin = shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned();
    assert_eq!(pin::typed(&pin), Some(pin.clone()));
    pin
}

fn in_stock(shop: &Shop, article: &str) -> u64 {
    let items = shop.done("catalog.sellable", json!({}));
    let item = items["items"].as_array().expect("items").iter().find(|item| item["article"] == article);
    item.expect(article)["stock"].as_u64().expect("a count")
}

/// A receipt that sells some of an article.
fn sell(operation: &str, article: &str, quantity: &str, price: &str) -> Value {
    json!({
        "operation": operation,
        "lines": [{ "id": "1", "department": "bar", "article": article, "quantity": quantity, "price": price }],
        "payments": [{ "tender": "cash" }],
    })
}
