//! The credit card: money loaded onto it pays, and below zero the credit that is agreed.
//!
//! Two limits bind together: the card's own, and the general one over all cards of its customer. A discount may
//! come with it, but only when the card pays; alone it is a discount card only where the shop says so.

mod give_back;
mod limits;
mod load;
mod pay;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Credit);
