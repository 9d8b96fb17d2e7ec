//! The tables of `fiscus cards`.

use super::super::show::{Column, number, text, time, word};

/// The registry.
pub const CARDS: &[Column] = &[
    word("card", "card"),
    word("type", "type").minor(1),
    word("status", "status"),
    word("holder", "holder").minor(4),
    word("customer", "customer").minor(3),
    text("balances", "balances"),
    word("valid until", "valid_until").minor(2),
];
/// Movements on a card.
pub const ENTRIES: &[Column] = &[
    time(),
    word("from", "from"),
    word("to", "to"),
    number("amount", "amount"),
    word("unit", "unit").minor(2),
    number("balance", "balance").minor(1),
    word("operation", "operation").minor(4),
    word("operator", "operator").minor(3),
];
/// Movements on a group.
pub const TRACKED: &[Column] = &[
    word("card", "card"),
    word("status", "status").minor(3),
    word("valid until", "valid_until").minor(4),
    time(),
    word("from", "from").minor(1),
    word("to", "to").minor(1),
    number("amount", "amount"),
    word("unit", "unit").minor(2),
    number("balance", "balance"),
];
/// Products.
pub const SELLABLE: &[Column] = &[
    word("article", "article"),
    text("name", "name"),
    word("type", "type").minor(1),
    number("price", "price"),
    word("department", "department").minor(2),
    number("stock", "stock"),
];
