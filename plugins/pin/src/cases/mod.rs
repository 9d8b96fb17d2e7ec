//! Cases: an internet point that sells hours by card and by ticket, and five euro of calls.

mod give_back;
mod issue;
mod settings;
mod spend;

use crate::rules::Pin;
use fiscus_sdk::{
    Shop,
    card::{CardStatus, CardType, Input, Plan},
    kit::{
        self,
        card::{Holder, allowed, conform},
    },
    serde_json::{Value, json},
};

/// An hour for 2.00, good for 30 days; five euro for 5.00, good for ever.
pub fn written(form: &str) -> Value {
    json!({ "form": form, "profiles": [
        { "id": "hour", "name": "One hour", "minutes": 60, "price": "2.00", "department": "goods", "valid_days": 30 },
        { "id": "calls", "name": "Calls", "amount": "5.00", "price": "5.00", "department": "bar" }
    ] })
}

pub fn cards() -> Pin {
    open(&written("card"), &kit::shop())
}

pub fn tickets() -> Pin {
    open(&written("ticket"), &kit::shop())
}

/// With the first profile alone.
pub fn hours(form: &str) -> Pin {
    let mut written = written(form);
    written["profiles"].as_array_mut().expect("profiles").truncate(1);
    open(&written, &kit::shop())
}

pub fn open(settings: &Value, shop: &Shop) -> Pin {
    Pin::open(settings, shop).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A card of the stock.
pub fn stocked(profile: &str) -> Holder {
    Holder::new().made(CardStatus::Created, Some(profile))
}

/// A PIN that was sold, and the plan that sold it.
pub fn sold(pin: &Pin, profile: &str) -> (Holder, Plan) {
    let new = Holder::new().unknown();
    let plan = allowed(pin.decide(&new.issue(Some(profile), true)));
    (new.after(&plan), plan)
}

/// What a plan makes of the card's status.
pub fn status(plan: &Plan) -> Option<CardStatus> {
    plan.card.as_ref().and_then(|card| card.status)
}

#[test]
fn every_question_has_one_answer() {
    for (form, seed) in [("card", 1), ("ticket", 2), ("card", 20_261_122), ("ticket", 20_261_122)] {
        conform::<Pin>(&written(form), &kit::shop(), seed).assert();
        let mut single = written(form);
        single["profiles"].as_array_mut().expect("profiles").remove(0);
        single["profiles"][0]["valid_days"] = json!(u32::MAX);
        conform::<Pin>(&single, &kit::shop(), seed).assert();
    }
}

/// S1-21: no load, whatever it is asked.
#[test]
fn a_pin_is_not_loaded() {
    use fiscus_sdk::{Reason, kit::card::denied};
    let (holder, _) = sold(&tickets(), "hour");
    let asked: [Input; 3] = [holder.load(None), holder.load(Some(kit::amount("5.00"))), holder.load_uses("hour", None)];
    for input in asked {
        denied(tickets().decide(&input), Reason::NotLoadable);
    }
}
