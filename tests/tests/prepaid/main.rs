//! The prepaid card in a real shop: both modes, balances below zero, and all that comes back.

mod below_zero;
mod give_back;
mod load;
mod mode_a;
mod mode_b;
mod reports;

use fiscus_tests::{World, scene::Scene, shop::Plan};
use serde_json::{Value, json};

/// A card of the type `wallet`.
const CARD: &str = "9800000000012";
/// Another.
const OTHER: &str = "9800000000029";

/// A shop whose type `wallet` has these settings.
fn wallet(world: &World, settings: &str) -> Plan {
    Plan {
        more: format!(
            "[card_types.wallet]\nplugin = \"prepaid\"\nname = \"Wallet\"\nnumbers = {{ prefix = \"98\", length = 13 }}\n[card_types.wallet.settings]\n{settings}\n"
        ),
        ..world.plan(&["fiscus-prepaid"])
    }
}

/// Mode A with more settings.
fn mode_a(world: &World, more: &str) -> Plan {
    wallet(world, &format!("mode = \"payment_form\"\n{more}"))
}

/// Mode B on the department `shop` (22 %) with more settings.
fn mode_b(world: &World, more: &str) -> Plan {
    wallet(world, &format!("mode = \"departments\"\nload_department = \"shop\"\npayment_department = \"shop\"\n{more}"))
}

/// A sale on a department.
fn sale_on(operation: &str, department: &str, price: &str, payments: Value) -> Value {
    json!({ "operation": operation, "lines": [{ "id": "1", "department": department, "price": price }], "payments": payments })
}

/// Pays with the card what it can give.
fn by_card(card: &str) -> Value {
    json!([{ "tender": "card", "card": card }])
}

/// Pays exactly this with the card.
fn exactly(card: &str, amount: &str) -> Value {
    json!([{ "tender": "card", "card": card, "amount": amount }])
}

/// The text of every slip on paper: so many.
fn slips(shop: &Scene, count: usize) -> Vec<String> {
    shop.slips(count).iter().map(ToString::to_string).collect()
}

/// What a card has, by label.
fn balances(shop: &Scene, card: &str) -> Value {
    shop.done("card.get", json!({ "card": card }))["balances"].clone()
}

/// A customer with a card.
fn customer(shop: &Scene, id: &str, card: &str, more: Value) {
    let mut record =
        json!({ "operation": format!("save-{id}"), "id": id, "first_name": "Mario", "last_name": "Rossi" });
    for (key, value) in more.as_object().into_iter().flatten() {
        record[key] = value.clone();
    }
    shop.done("customer.save", record);
    shop.done(
        "card.issue",
        json!({ "operation": format!("issue-{id}"), "type": "wallet", "number": card, "customer": id }),
    );
}
