//! Partner cards: access to the internet, or to a telephone exchange, sold by partners of the shop.
//!
//! They are made for the stock and are not usable there. Delivery to a partner releases a card: for the internet its
//! number becomes a login in RADIUS, with the card's secret as password and the attributes of its profile; for
//! telephony nothing happens outside. What comes back or is blocked is let in no longer.

mod rules;
mod settings;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Partner);
