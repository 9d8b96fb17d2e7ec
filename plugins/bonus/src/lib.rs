//! The bonus card: what a purchase earns is put on the card, and pays a later bill.
//!
//! It earns a rate of what is bought, or what a list of discounts would have taken off. In the shop's own money it
//! pays as a discount of the whole bill, never as a tender; in any other unit it only counts, and tells when a
//! threshold is reached.

mod pay;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Bonus);
