//! The prepaid card: money is loaded onto it and pays later purchases.
//!
//! As a form of payment (mode A) a load prints slips and spending is a tender; by departments (mode B) a load
//! is a fiscal sale and spending a discharge of the same VAT. Gift money is spent first, as an adjustment.
//! Below zero it goes only by agreement: the card's own, or its customer's.

mod credit;
mod give_back;
mod load;
mod pay;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Prepaid);
