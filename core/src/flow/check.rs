//! The rules of a plan, run on what a plugin answered. The core trusts no plugin: a plan that breaks a rule is
//! a fault of the plugin, found before anything is reserved or printed. What the rules are, the SDK says.

use super::{Stop, party::Party};
use fiscus_sdk::{
    Amount, Fault, Post, Reason, Shop,
    card::{Asked, Plan},
    rules::{Broken, Paid, Rules},
};
use std::collections::BTreeSet;

/// A plan that breaks a rule.
#[must_use]
pub fn broken(what: &str) -> Stop {
    Stop::Fault(Fault::new(Reason::PluginFailed, format!("the plan breaks a rule: {what}")))
}

impl From<Broken> for Stop {
    fn from(rule: Broken) -> Self {
        broken(&rule.0)
    }
}

fn rules<'a>(shop: &'a Shop, party: &'a Party) -> Rules<'a> {
    Rules { shop, manifest: &party.manifest, customer: party.customer.is_some() }
}

/// [`Rules::movements`] and [`Rules::floors`].
///
/// # Errors
/// [`broken`].
pub fn movements(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    rules(shop, party).movements(plan)?;
    Ok(rules(shop, party).floors(plan)?)
}

/// [`Rules::price`].
///
/// # Errors
/// [`broken`].
pub fn price(shop: &Shop, party: &Party, plan: &Plan, closed: &BTreeSet<String>) -> Result<(), Stop> {
    Ok(rules(shop, party).price(plan, closed)?)
}

/// [`Rules::use_up`].
///
/// # Errors
/// [`broken`].
pub fn use_up(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    Ok(rules(shop, party).use_up(plan)?)
}

/// [`Rules::issue`].
///
/// # Errors
/// [`broken`].
pub fn issue(shop: &Shop, party: &Party, plan: &Plan, sold: bool) -> Result<(), Stop> {
    Ok(rules(shop, party).issue(plan, sold)?)
}

/// [`Rules::movement`].
///
/// # Errors
/// [`broken`].
pub fn movement(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    Ok(rules(shop, party).movement(plan)?)
}

/// [`Rules::review`].
///
/// # Errors
/// [`broken`].
pub fn review(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    Ok(rules(shop, party).review(plan)?)
}

/// [`Rules::settle`].
///
/// # Errors
/// [`broken`].
pub fn settle(
    shop: &Shop,
    party: &Party,
    plan: &Plan,
    lowered: Amount,
    due: Amount,
    asked: Asked,
) -> Result<Amount, Stop> {
    Ok(rules(shop, party).settle(plan, lowered, due, asked)?)
}

/// [`Rules::load`].
///
/// # Errors
/// [`broken`].
pub fn load(shop: &Shop, party: &Party, plan: &Plan) -> Result<(), Stop> {
    Ok(rules(shop, party).load(plan)?)
}

/// [`Rules::give_back`].
///
/// # Errors
/// [`broken`].
pub fn give_back(
    shop: &Shop,
    party: &Party,
    plan: &Plan,
    original: Option<&Paid<'_>>,
    refund: Amount,
) -> Result<(), Stop> {
    Ok(rules(shop, party).give_back(plan, original, refund)?)
}

/// [`Rules::undo`].
///
/// # Errors
/// [`broken`].
pub fn undo(shop: &Shop, party: &Party, plan: &Plan, posts: &[Post]) -> Result<(), Stop> {
    Ok(rules(shop, party).undo(plan, posts)?)
}
