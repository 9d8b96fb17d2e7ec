//! A look at what a holder has bought: which discount his card assigns him now.

use super::{
    Stop, check,
    party::{Asking, Party},
};
use fiscus_sdk::{
    Amount, Post,
    card::{Event, EventKind, Review, ReviewCause},
};

/// What changes: postings on the accounts of assigned discounts; none where all stays.
///
/// # Errors
/// A fault of the plugin. What it refuses or asks is no change.
pub fn review(asking: &Asking<'_>, party: &Party, cause: ReviewCause, turnover: Amount) -> Result<Vec<Post>, Stop> {
    if !party.manifest.events.contains(&EventKind::Review) {
        return Ok(Vec::new());
    }
    match asking.ask(party, Event::Review(Review { cause, turnover })) {
        Ok(plan) => {
            check::review(asking.shop, party, &plan)?;
            Ok(plan.post)
        }
        Err(Stop::Fault(fault)) => Err(Stop::Fault(fault)),
        Err(_) => Ok(Vec::new()),
    }
}
