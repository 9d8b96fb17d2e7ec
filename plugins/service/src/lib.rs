//! The service card: a number of uses is sold at once, and used one after another.
//!
//! It is a single-purpose voucher: the tax falls due where the uses are loaded, on the service's own department.
//! A line of the service on a receipt then costs nothing and takes as many uses as it has pieces; outside a receipt
//! they are used one by one. The card holds no money and never pays.

mod give_back;
mod load;
mod redeem;
mod rules;
mod settings;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::ServiceCard);
