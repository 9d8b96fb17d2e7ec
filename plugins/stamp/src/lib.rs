//! The stamp card: every piece of certain goods is a stamp, and so many stamps make the next piece free.
//!
//! All of it happens when prices are made: the free pieces and the stamps are one plan, so that no receipt has one
//! without the other.

mod row;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Stamp);
