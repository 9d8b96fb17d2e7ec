//! The life of a card as a plugin sees it: made, sold, moved, and what a card type offers for sale.

use crate::{Amount, Unit, card::AccountKind};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a card is in its life. Source: requirements, card life
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CardStatus {
    /// Made, in stock, not usable.
    Created,
    /// Usable.
    #[default]
    Active,
    /// Back from a partner.
    Returned,
    /// Not usable until it is unblocked.
    Blocked,
    /// Its validity is over.
    Expired,
    /// Used up or replaced; final.
    Closed,
    /// Deleted before it was ever active; final.
    Deleted,
}

impl CardStatus {
    /// Every status.
    pub const ALL: [CardStatus; 7] =
        [Self::Created, Self::Active, Self::Returned, Self::Blocked, Self::Expired, Self::Closed, Self::Deleted];

    /// The word in answers and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Active => "active",
            Self::Returned => "returned",
            Self::Blocked => "blocked",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::Deleted => "deleted",
        }
    }
}

/// Who holds a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// The shop's stock.
    Stock,
    /// A partner.
    Partner,
    /// A customer.
    #[default]
    Customer,
}

/// [`Event::Issue`](super::Event::Issue): a card is being made (`card.known` is false), or one out of the stock is
/// sold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// What it is made from; none: the till named none.
    #[serde(default)]
    pub profile: Option<String>,
    /// It goes to a customer now; otherwise it waits in stock.
    pub sold: bool,
}

/// [`Event::Move`](super::Event::Move).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Where to.
    pub to: Movement,
    /// The partner, if one is concerned.
    #[serde(default)]
    pub partner: Option<String>,
}

/// What can be done with cards of the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// To a partner, who may hand them out.
    Deliver,
    /// Back from a partner.
    Return,
    /// Not usable for now.
    Block,
    /// Usable as before.
    Unblock,
    /// Gone before it was ever used.
    Delete,
    /// Into the stock.
    StockIn,
    /// Out of the stock.
    StockOut,
    /// Used up or replaced, for ever.
    Close,
}

/// What becomes of the card of a plan. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CardChange {
    /// Where it is in its life now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CardStatus>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<civil::Date>,
    /// What it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// It gets a secret: a PIN that no other card has, drawn and sealed by the core. On a slip of the plan
    /// [`pin::MARK`](crate::pin::MARK) stands where it is printed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// Something to be done outside the shop, from an outbox, once the operation is committed: in order, again until it
/// succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Lets somebody in. The password is the card's secret; the core adds it.
    Provision(Access),
    /// Lets him in no longer.
    Revoke(Access),
}

/// Access to a service outside the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The setting of the card type that holds the address of the database where logins are kept
    /// ([`Database`](crate::database::Database)), such as `radius.url`. Never the address itself: it may hold a
    /// password, and what is there when the effect is delivered counts.
    pub at: String,
    /// Who.
    pub login: String,
    /// What he may do.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// His last day; none: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<civil::Date>,
}

/// An attribute of an access, as RADIUS knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// `Session-Timeout`.
    pub name: String,
    /// `:=`.
    #[serde(default = "assign")]
    pub op: String,
    /// `3600`.
    pub value: String,
    /// Whether it is checked before he is let in, rather than told to the access server.
    #[serde(default)]
    pub check: bool,
}

fn assign() -> String {
    ":=".to_owned()
}

/// What a card type offers, with its settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offer {
    /// What can be sold as a line of a receipt: the core makes the card, or takes it out of the stock.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
    /// Units with a scale of their own; a unit that is not named here and is no currency has no decimals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Unit>,
    /// The accounts, where they depend on the settings: in place of those of the manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<AccountKind>>,
    /// JSON schema of the settings that a single card may have of its own ([`crate::personal::own`]), by which the core
    /// reads them before they are saved. None: it takes whatever is written, and nobody is told what means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_settings: Option<Value>,
    /// Whether a card can be spent below zero by these settings alone, without leave on a customer's record: where
    /// there are roles, a manager makes such cards.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gives_credit: bool,
}

/// A product: a card that is sold as a line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The profile; also the article of the line.
    pub profile: String,
    /// What people call it.
    pub name: String,
    /// What it costs.
    pub price: Amount,
    /// The department's id.
    pub department: String,
    /// Whether it is taken out of the stock; otherwise it is made when it is sold, and a slip is printed.
    pub stocked: bool,
}
