//! The tables of FreeRADIUS, and what tests of deliveries share.

use crate::shop::Shop;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The tables that concern us, in the words that FreeRADIUS 3 makes them with for SQLite.
pub const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS radcheck (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '==',
  value varchar(253) NOT NULL default ''
);
CREATE INDEX IF NOT EXISTS check_username ON radcheck(username);
CREATE TABLE IF NOT EXISTS radreply (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username varchar(64) NOT NULL default '',
  attribute varchar(64) NOT NULL default '',
  op char(2) NOT NULL DEFAULT '=',
  value varchar(253) NOT NULL default ''
);
CREATE INDEX IF NOT EXISTS reply_username ON radreply(username);
";

/// How long a delivery may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The rows of a login, each table in its order: `radcheck Simultaneous-Use := 1`.
///
/// # Panics
/// The database cannot be read.
#[must_use]
pub fn rows(database: &Connection, login: &str) -> Vec<String> {
    let mut query = database
        .prepare(
            "SELECT 'radcheck ' || attribute || ' ' || op || ' ' || value, id, 1 FROM radcheck WHERE username = ?1
             UNION ALL SELECT 'radreply ' || attribute || ' ' || op || ' ' || value, id, 2 FROM radreply
             WHERE username = ?1 ORDER BY 3, 2",
        )
        .expect("the tables");
    let rows = query.query_map([login], |row| row.get(0)).expect("the rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// Makes cards for the stock; answers their numbers.
///
/// # Panics
/// They are not made.
#[must_use]
pub fn make(shop: &Shop, operation: &str, card_type: &str, profile: &str, quantity: u32) -> Vec<String> {
    let asked = json!({ "operation": operation, "type": card_type, "profile": profile, "quantity": quantity });
    let made = shop.done("cards.generate", asked);
    let cards = made["cards"].as_array().expect("cards").iter();
    cards.map(|card| card.as_str().expect("a number").to_owned()).collect()
}

/// Moves cards, to the partner `kiosk` if to one.
///
/// # Panics
/// They are not moved.
pub fn moved(shop: &Shop, operation: &str, cards: &[String], to: &str) {
    shop.done("cards.move", json!({ "operation": operation, "cards": cards, "to": to, "partner": "kiosk" }));
}

/// What `deliveries.find` answers.
///
/// # Panics
/// It does not.
#[must_use]
pub fn deliveries(shop: &Shop, asked: Value) -> Vec<Value> {
    shop.done("deliveries.find", asked)["items"].as_array().expect("items").clone()
}

/// Waits until what is pending is as wanted.
///
/// # Panics
/// It does not become so.
pub fn await_deliveries(shop: &Shop, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let since = Instant::now();
    loop {
        let items = deliveries(shop, json!({ "state": "pending" }));
        if wanted(&items) {
            return items;
        }
        assert!(since.elapsed() < PATIENCE, "{items:?}\n{}", shop.log());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until nothing is pending.
///
/// # Panics
/// Something stays so.
pub fn await_delivered(shop: &Shop) {
    await_deliveries(shop, <[Value]>::is_empty);
}
