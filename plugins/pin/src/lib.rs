//! PIN cards and PIN tickets: minutes or money behind a PIN of five characters.
//!
//! A card is made beforehand, waits in the stock and shows its PIN itself; a ticket is made when it is sold, and its
//! slip shows the PIN. What is on it is fixed, is used in as many sessions as one likes, and is never loaded again.
//! Used up it is closed; a PIN that somebody has seen never goes back into the stock.

mod give_back;
mod issue;
mod rules;
mod settings;
mod spend;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Pin);
