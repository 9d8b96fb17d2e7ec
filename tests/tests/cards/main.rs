//! Every card type in a real shop: through the socket, with the libraries as they are shipped and once more under ids
//! that nobody knows, and with paper that can be read.

mod bonus;
mod charge;
mod credit;
mod discount;
mod languages;
mod partners;
mod pin;
mod random;
mod service;
mod stamp;
mod tiers;
mod together;

use fiscus_tests::scene::with;
use serde_json::{Value, json};

/// A call with the id of one that was answered.
fn with_id(call: Value, answered: &Value) -> Value {
    with(call, json!({ "operation": answered["operation"] }))
}
