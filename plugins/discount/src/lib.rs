//! The discount card: whoever shows it pays less.
//!
//! Each line gets the first of an ordered list of discounts that is for it now. A birthday has a discount of its own
//! days. What somebody has bought in all can earn him a rate, which is kept as an account and set by a review.

mod rules;
mod settings;
mod tiers;
mod words;

#[cfg(test)]
mod cases;

fiscus_sdk::export_card!(rules::Card);
