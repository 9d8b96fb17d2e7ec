//! The punch card of a car wash: ten washes are bought, one is punched for each wash; and because nobody washes a car
//! in the rain, whoever comes then gets something off all the rest.

mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod words;

fiscus_sdk::export_card!(rules::CarWash);
