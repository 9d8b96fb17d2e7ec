//! What the simulated devices of several families have in common: a fiscal memory ([`Memory`]), a document while it is
//! being printed ([`OpenDocument`]), and paper as text ([`paper`]).
//!
//! It is a witness of its own: it knows nothing of plans or drivers, only numbers, totals and what stands on paper. The
//! words and numbers with which a family refuses something belong to its device.

pub mod memory;
mod open;
pub mod paper;

pub use memory::{Entry, Kind, LineEntry, Memory, Original, PaymentEntry, ReportEntry};
pub use open::{OpenDocument, Wrong};
