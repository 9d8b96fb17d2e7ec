//! `card.save`: what may be changed of a card, and when. Source: S4-21, S5-39, S5-59

use crate::{
    config::own_problems,
    daemon::{
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        printing::to_text,
        rpc::Failure,
    },
    flow::Stop,
    registry::{Card, CardStatus, Holder},
    say::Say,
};
use fiscus_sdk::{
    Reason,
    api::{CardSave, CardSaveRequest, Method},
    jiff::civil,
    settings::nearest,
};
use serde_json::Value;

/// What can be emptied.
const FIELDS: [&str; 9] =
    ["customer", "valid_from", "valid_until", "weekdays", "from", "to", "message", "notes", "settings"];

/// `card.save`
pub async fn save(engine: &Desk, request: CardSaveRequest) -> Result<String, Failure> {
    engine.operation(CardSave::NAME, request, saved).await
}

fn saved(engine: &Engine, request: &CardSaveRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    let unknown = || engine.refuse(Reason::CardUnknown, &crate::daemon::cards::unknown(&request.card));
    let found = engine.ledger.card(&request.card)?.ok_or_else(unknown)?;
    let mut card = found.clone();
    changed(request, &mut card)?;
    if matches!(card.status, CardStatus::Deleted | CardStatus::Closed) {
        let status = card.status.word().to_owned();
        return Err(engine.refuse(Reason::StatusForbids, &Say::CardNotActive { card: card.number, status }));
    }
    // S4-21: what a partner was given is as it was given.
    if delivered(&found) && (Card { notes: found.notes.clone(), ..card.clone() }) != found {
        return Err(engine.refuse(Reason::StatusForbids, &Say::OnlyNotes { card: card.number }));
    }
    if card.customer != found.customer {
        match &card.customer {
            Some(id) if engine.ledger.customer(id)?.is_none() => {
                let say = Say::CustomerUnknown { customer: id.clone() };
                return Err(engine.refuse(Reason::CustomerIncomplete, &say));
            }
            None if engine.needs_customer(&card.card_type) => {
                return Err(engine.refuse(Reason::CustomerIncomplete, &Say::CreditNeedsCustomer));
            }
            _ => {}
        }
    }
    if let Some((path, message)) = backwards(card.valid_from, card.valid_until) {
        return Err(Stop::Params(path.into(), message));
    }
    if card.from.is_some() && card.from == card.to {
        let message = "to: the same time as from; empty both for the whole day".to_owned();
        return Err(Stop::Params("to".into(), message));
    }
    // What was saved before its plugin said what it reads stays as it is, until somebody writes it anew.
    engine.own_settings(&card.card_type, &request.settings)?;
    let answer = engine.card_answer(&card, attempt.now.date())?;
    Ok(Intent { moved: vec![(found, card)], reply: Some(to_text(&answer)), ..Intent::default() })
}

/// Whether a partner has it, or had it and handed it on.
fn delivered(card: &Card) -> bool {
    card.holder == Holder::Partner || (card.partner.is_some() && card.holder == Holder::Customer)
}

/// Does to a card what is asked; what is not named stays.
fn changed(request: &CardSaveRequest, card: &mut Card) -> Result<(), Stop> {
    for (at, field) in request.clear.iter().enumerate() {
        let named = match field.as_str() {
            "customer" => request.customer.is_some(),
            "valid_from" => request.valid_from.is_some(),
            "valid_until" => request.valid_until.is_some(),
            "weekdays" => request.weekdays.is_some(),
            "from" => request.from.is_some(),
            "to" => request.to.is_some(),
            "message" => request.message.is_some(),
            "notes" => request.notes.is_some(),
            "settings" => !request.settings.is_null(),
            other => {
                let near = nearest(other, FIELDS).map_or_else(String::new, |near| format!("; did you mean {near}?"));
                let message = format!("clear[{at}]: nothing can be emptied that is called {other}{near}");
                return Err(Stop::Params(format!("clear[{at}]"), message));
            }
        };
        if named {
            let message = format!("clear[{at}]: {field} cannot be written and emptied at once");
            return Err(Stop::Params(format!("clear[{at}]"), message));
        }
    }
    let cleared = |field: &str| request.clear.iter().any(|named| named == field);
    fn set<T: Clone>(field: &mut Option<T>, given: Option<&T>, cleared: bool) {
        if cleared {
            *field = None;
        } else if given.is_some() {
            *field = given.cloned();
        }
    }
    set(&mut card.customer, request.customer.as_ref(), cleared("customer"));
    set(&mut card.valid_from, request.valid_from.as_ref(), cleared("valid_from"));
    set(&mut card.valid_until, request.valid_until.as_ref(), cleared("valid_until"));
    set(&mut card.from, request.from.as_ref(), cleared("from"));
    set(&mut card.to, request.to.as_ref(), cleared("to"));
    set(&mut card.message, request.message.as_ref(), cleared("message"));
    set(&mut card.notes, request.notes.as_ref(), cleared("notes"));
    match &request.weekdays {
        _ if cleared("weekdays") => card.weekdays.clear(),
        Some(days) => card.weekdays.clone_from(days),
        None => {}
    }
    if cleared("settings") {
        card.settings = Value::Null;
    } else if !request.settings.is_null() {
        card.settings.clone_from(&request.settings);
    }
    Ok(())
}

impl Engine {
    /// What somebody writes as settings of one card: its plugin reads them, and their discounts are of the shop's list.
    /// Source: S5-18, S5-38
    pub(super) fn own_settings(&self, card_type: &str, settings: &Value) -> Result<(), Stop> {
        if settings.is_null() {
            return Ok(());
        }
        if !settings.is_object() {
            return Err(Stop::Params("settings".into(), "settings: an object is needed".to_owned()));
        }
        let declared = self.setup.card_types.get(card_type).and_then(|open| open.card_settings.as_ref());
        if let Some(problem) = declared.and_then(|schema| own_problems(schema, settings).into_iter().next()) {
            let index = |word: &String| word.bytes().all(|b| b.is_ascii_digit()).then(|| format!("[{word}]"));
            let path = problem.path.iter().map(|word| index(word).unwrap_or_else(|| format!(".{word}")));
            let path = format!("settings{}", path.collect::<String>());
            return Err(Stop::Params(path.clone(), format!("{path}: {}", problem.text)));
        }
        let own = settings.get("discounts").and_then(Value::as_array);
        let names = own.into_iter().flatten().map(|name| name.as_str().unwrap_or_default());
        self.listed("settings.discounts", names)
    }
}

/// What is wrong with a last day before the first, and where.
pub(super) fn backwards(first: Option<civil::Date>, last: Option<civil::Date>) -> Option<(&'static str, String)> {
    let (first, last) = first.zip(last).filter(|(first, last)| last < first)?;
    Some(("valid_until", format!("valid_until: the last day {last} is before the first, {first}")))
}
