//! Cases: an internet provider with hours and days in RADIUS, and a telephone exchange.

mod movements;
mod settings;

use crate::rules::Partner;
use fiscus_sdk::{
    Reason, Shop,
    card::{CardStatus, CardType, Plan},
    kit::{
        self,
        card::{Holder, allowed, asked, conform, denied},
    },
    serde_json::{Value, json},
};

pub const URL: &str = "postgres://fiscus:s3cret@radius.lan:5432/radius";

/// An hour and a day; the day has another speed, and is good for 30 days after its delivery.
pub fn written() -> Value {
    json!({ "service": "internet", "radius": { "url": URL }, "profiles": [
        { "id": "hour", "name": "One hour", "minutes": 60, "price": "2.00", "department": "goods", "attributes": [
            { "name": "Max-All-Session", "value": "3600", "check": true },
            { "name": "Session-Timeout", "op": "=", "value": "3600" }
        ] },
        { "id": "day", "minutes": 1440, "price": "9.00", "department": "goods", "valid_days": 30, "attributes": [] }
    ] })
}

pub fn internet() -> Partner {
    open(&written(), &kit::shop())
}

/// The same without RADIUS.
pub fn alone() -> Partner {
    let mut written = written();
    written["radius"] = Value::Null;
    open(&written, &kit::shop())
}

pub fn telephony() -> Partner {
    open(&calls(), &kit::shop())
}

pub fn calls() -> Value {
    json!({ "service": "telephony", "profiles": [
        { "id": "ten", "amount": "10.00", "price": "10.00", "department": "bar" }
    ] })
}

pub fn open(settings: &Value, shop: &Shop) -> Partner {
    Partner::open(settings, shop).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn every_question_has_one_answer() {
    let mut single = written();
    single["profiles"].as_array_mut().expect("profiles").remove(0);
    single["radius"]["url"] = json!("sqlite:radius.db");
    for (settings, seed) in [(written(), 1), (written(), 20_261_122), (single, 3), (calls(), 4), (calls(), 20_261_122)]
    {
        conform::<Partner>(&settings, &kit::shop(), seed).assert();
    }
}

/// S4-05, S4-06: made for the stock, not active, with a secret and nothing on it.
#[test]
fn a_card_is_made_for_the_stock() {
    for (partner, profile) in [(internet(), "hour"), (alone(), "day"), (telephony(), "ten")] {
        let plan = allowed(partner.decide(&Holder::new().unknown().issue(Some(profile), false)));
        let card = plan.card.clone().expect("a card");
        assert_eq!((card.status, card.profile.as_deref()), (Some(CardStatus::Created), Some(profile)));
        assert!(card.secret && card.valid_until.is_none());
        assert_eq!(Plan { card: None, ..plan }, Plan::default());
    }
}

#[test]
fn the_profile_is_asked_for_only_where_there_are_several() {
    let new = || Holder::new().unknown();
    let questions = asked(internet().decide(&new().issue(None, false)));
    assert_eq!(
        (questions[0].id.as_str(), &questions[0].choices[..]),
        ("profile", &["hour".to_owned(), "day".into()][..])
    );
    let plan = allowed(telephony().decide(&new().issue(None, false)));
    assert_eq!(plan.card.and_then(|card| card.profile).as_deref(), Some("ten"));
    let text = denied(internet().decide(&new().issue(Some("week"), false)), Reason::ProfileMissing);
    assert!(text.contains("hour, day"), "{text}");
}

/// S4-05, S4-13: it goes to partners; the till does not sell it.
#[test]
fn it_is_not_sold_and_not_made_twice() {
    let new = Holder::new().unknown();
    denied(internet().decide(&new.issue(Some("hour"), true)), Reason::StatusForbids);
    for status in CardStatus::ALL {
        let known = Holder::new().made(status, Some("hour"));
        denied(internet().decide(&known.issue(Some("hour"), false)), Reason::StatusForbids);
        denied(internet().decide(&known.issue(Some("hour"), true)), Reason::StatusForbids);
    }
    // Its credit is not ours: nothing is loaded. Source: S4-15
    denied(internet().decide(&new.load(None)), Reason::CapabilityMissing);
}
