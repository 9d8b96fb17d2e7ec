//! What a third party needs to write a card type or a printer driver for Fiscus, and nothing else.
//!
//! The values of a shop ([`Amount`], [`Shop`], [`Draft`], [`Slip`], [`Document`]), the two interfaces
//! ([`card::CardType`], [`driver::Driver`] with its simulated [`driver::Device`]), the binary
//! interface beneath them ([`abi`], of which an author sees one `export!` line), what drivers share on
//! paper ([`paper`]), the shapes of the socket ([`api`]) with a typed [`client`], and the [`kit`] to test a library without a shop.
//!
//! Nothing here opens a file or a socket, reads a clock or draws a random number.

pub mod abi;
pub mod account;
pub mod amount;
pub mod api;
pub mod card;
pub mod client;
pub mod database;
pub mod discount;
pub mod document;
pub mod driver;
pub mod kit;
pub mod money;
pub mod paper;
pub mod personal;
pub mod pin;
pub mod profile;
pub mod proof;
pub mod prorate;
pub mod reason;
pub mod receipt;
pub mod rules;
pub mod schedule;
pub mod settings;
pub mod shop;
pub mod simulated;
pub mod slip;
pub mod words;
pub mod xml;

pub use account::{End, Floor, Over, Post, SystemAccount};
pub use amount::{Amount, Percent, Quantity};
pub use discount::{Discount, DiscountValue};
pub use document::{Document, DocumentKind, DocumentRef, Origin};
pub use jiff;
pub use reason::{Fault, Problem, Reason, Refusal};
pub use receipt::{AppliedAdjustment, Draft, DraftLine, TenderKind, UncollectedCause};
pub use schedule::{Schedule, Weekday};
pub use schemars;
pub use serde;
pub use serde_json;
pub use shop::{Department, Language, Shop, Unit, Vat};
pub use slip::{Slip, SlipLine, Style};

// The README's examples are compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
