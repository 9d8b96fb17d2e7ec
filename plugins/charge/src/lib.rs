//! The charge card: a personal discount, and purchases that are paid later by invoice.
//!
//! Nothing is on it. What it pays is owed, by its customer where it has one, and printed as uncollected; so much a
//! day at most. Its discount is given whenever it is presented.

mod day;
mod give_back;
mod pay;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Charge);
