//! What a till is told of the daemon itself: events, deliveries, who speaks.

use crate::Reason;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The daemon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InfoAnswer {
    /// `fiscus`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The shop's name.
    pub shop: String,
    /// The shop's local time (ISO 8601).
    pub time: String,
    /// The shop's time zone.
    pub time_zone: String,
    /// The shop's currency.
    pub currency: String,
    /// The shop's language.
    pub language: String,
    /// Printers by id.
    pub printers: Vec<String>,
    /// Card types by id.
    pub card_types: Vec<String>,
    /// The process.
    pub pid: u32,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventAnswer {
    /// Its kind.
    pub kind: crate::api::EventKind,
    /// When (ISO 8601).
    pub time: String,
    /// The operation; for a printer, the one that blocks or blocked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The operation's new state; a printer's `blocked` or `free`; a slip's `printed`; a delivery's `done` or `failing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The printer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
    /// The card of a delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How many are done, of a long piece of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
}

/// What is to be done outside the shop for a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryItem {
    /// Its place in the order of all.
    pub id: u64,
    /// The operation that asked for it.
    pub operation: String,
    /// When (ISO 8601).
    pub time: String,
    /// The card.
    pub card: String,
    /// `provision` or `revoke`.
    pub effect: String,
    /// `pending` or `done`.
    pub state: String,
    /// Why the last try failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Who a connection speaks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionAnswer {
    /// The operator's id; none: nobody has logged in.
    pub operator: Option<String>,
    /// `cashier`, `manager` or `installer`; what may be called.
    pub role: String,
    /// The user of the machine, as the system knows him.
    pub peer: Option<String>,
}
