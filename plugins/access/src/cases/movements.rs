//! Who is let in when, and who no longer.

use super::{alone, internet, telephony};
use crate::rules::Partner;
use fiscus_sdk::{
    Reason,
    card::{Access, Attribute, CardStatus, CardType, Effect, Event, Input, Move, Movement, Plan},
    jiff::civil::date,
    kit::card::{Holder, allowed, denied},
    serde_json::{Value, json},
};

const NUMBER: &str = "9800000000012";

fn moved(to: Movement, status: CardStatus, profile: Option<&str>, settings: Value) -> Input {
    Holder::new().made(status, profile).settings(settings).asked(Event::Move(Move { to, partner: None }))
}

/// `in`, `out` or nothing, with the login.
fn effect(plan: &Plan) -> Option<(&'static str, &Access)> {
    match &plan.effects[..] {
        [] => None,
        [Effect::Provision(access)] => Some(("in", access)),
        [Effect::Revoke(access)] => Some(("out", access)),
        more => panic!("{more:?}"),
    }
}

fn former(status: &str) -> Value {
    json!({ "former_status": status })
}

/// V-22, S4-13, S4-14, S4-16, S4-18: the whole life of a card, and what is no card's life.
#[test]
fn each_movement_has_its_effect_outside() {
    use CardStatus::{Active, Blocked, Created, Returned};
    use Movement::{Block, Close, Delete, Deliver, Return, StockIn, StockOut, Unblock};
    for (to, status, settings, expected) in [
        (Deliver, Created, Value::Null, Some("in")),
        (Return, Active, Value::Null, Some("out")),
        (Deliver, Returned, Value::Null, Some("in")),
        (Block, Active, Value::Null, Some("out")),
        (Unblock, Blocked, former("active"), Some("in")),
        (Block, Returned, Value::Null, Some("out")),
        (Unblock, Blocked, former("returned"), None),
        (Unblock, Blocked, Value::Null, None),
        (Unblock, Blocked, json!({ "former_status": 7 }), None),
        (Unblock, Blocked, json!(["active"]), None),
        (Close, Active, Value::Null, Some("out")),
        (Close, Blocked, former("active"), Some("out")),
        (Delete, Created, Value::Null, None),
        (StockIn, Created, Value::Null, None),
        (StockOut, Created, Value::Null, None),
    ] {
        let plan = allowed(internet().decide(&moved(to, status, Some("hour"), settings.clone())));
        assert_eq!(effect(&plan).map(|(done, _)| done), expected, "{to:?} {status:?} {settings}");
        if let Some((_, access)) = effect(&plan) {
            assert_eq!((access.login.as_str(), access.at.as_str()), (NUMBER, "radius.url"));
        }
        assert!(plan.card.is_none() && plan.post.is_empty() && plan.slips.is_empty());
        // S4-15: only the card is released; nothing happens outside.
        for partner in [telephony(), alone()] {
            let plan = allowed(partner.decide(&moved(to, status, Some("hour"), settings.clone())));
            assert_eq!(plan, Plan::default(), "{to:?}");
        }
    }
}

/// S4-14: with the parameters of the credit; the password is the core's to add.
#[test]
fn a_login_has_the_attributes_of_its_profile() {
    let attribute = |name: &str, op: &str, check| Attribute {
        name: name.to_owned(),
        op: op.to_owned(),
        value: "3600".to_owned(),
        check,
    };
    for (profile, attributes) in [
        ("hour", vec![attribute("Max-All-Session", ":=", true), attribute("Session-Timeout", "=", false)]),
        ("day", Vec::new()),
    ] {
        for (to, status, settings) in [
            (Movement::Deliver, CardStatus::Created, Value::Null),
            (Movement::Unblock, CardStatus::Blocked, former("active")),
        ] {
            let plan = allowed(internet().decide(&moved(to, status, Some(profile), settings)));
            assert_eq!(effect(&plan).expect("released").1.attributes, attributes);
        }
        let plan = allowed(internet().decide(&moved(Movement::Return, CardStatus::Active, Some(profile), Value::Null)));
        assert_eq!(effect(&plan).expect("revoked").1.attributes, []);
    }
}

/// Without its profile nobody knows what a login may do: it is not let in, but it can always be let in no longer.
#[test]
fn a_card_without_a_profile_is_not_released() {
    let tried =
        |partner: &Partner, to, profile| partner.decide(&moved(to, CardStatus::Active, profile, former("active")));
    for profile in [None, Some("week")] {
        for to in [Movement::Deliver, Movement::Unblock] {
            let text = denied(tried(&internet(), to, profile), Reason::ProfileMissing);
            assert!(text.contains("hour, day"), "{text}");
            assert_eq!(allowed(tried(&telephony(), to, profile)), Plan::default());
        }
        let plan = allowed(tried(&internet(), Movement::Block, profile));
        assert_eq!(effect(&plan).map(|(done, _)| done), Some("out"));
    }
}

/// The days of a profile begin when the card is delivered, and again when it is delivered again.
#[test]
fn the_last_day_is_counted_from_the_delivery() {
    for status in [CardStatus::Created, CardStatus::Returned] {
        for partner in [internet(), alone()] {
            let plan = allowed(partner.decide(&moved(Movement::Deliver, status, Some("day"), Value::Null)));
            let card = plan.card.expect("a last day");
            assert_eq!((card.valid_until, card.status), (Some(date(2026, 12, 22)), None));
        }
    }
    let unblocked = moved(Movement::Unblock, CardStatus::Blocked, Some("day"), former("active"));
    assert_eq!(allowed(internet().decide(&unblocked)).card, None);
}

/// S4-14: a login is let in up to the card's last day, and not after it.
#[test]
fn a_login_ends_with_its_card() {
    let until = |to, status, profile, own| {
        let mut asked = moved(to, status, Some(profile), former("active"));
        asked.card.valid_until = own;
        effect(&allowed(internet().decide(&asked))).expect("released").1.until
    };
    let own = Some(date(2026, 11, 30));
    for (to, status, profile, own, expected) in [
        (Movement::Deliver, CardStatus::Created, "hour", None, None),
        (Movement::Deliver, CardStatus::Created, "hour", own, own),
        (Movement::Deliver, CardStatus::Returned, "day", own, Some(date(2026, 12, 22))),
        (Movement::Unblock, CardStatus::Blocked, "day", own, own),
        (Movement::Unblock, CardStatus::Blocked, "day", None, None),
    ] {
        assert_eq!(until(to, status, profile, own), expected, "{to:?} {profile} {own:?}");
    }
}
