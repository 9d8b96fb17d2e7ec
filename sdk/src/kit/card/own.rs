//! Whether what a card may have of its own is what its card type reads.

use super::{Holder, stream::Known};
use crate::{
    Draft, Reason,
    card::{Asked, CardType, Decision, Event, EventKind, Price, Settle},
    kit::{caught, schema},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// It accepts a card without any, and nothing that it does not name.
pub(super) fn closed(declared: &Value) -> Result<(), String> {
    schema::accepts(declared, declared, &json!({}), "a card's settings")?;
    for other in [json!({ "no-such-setting": true }), json!(["no-such-setting"]), json!(1)] {
        if schema::accepts(declared, declared, &other, "a card's settings").is_ok() {
            return Err(format!("{other} is accepted"));
        }
    }
    Ok(())
}

/// No mode that a card may have of its own is refused at the till.
pub(super) fn modes<C: CardType>(card: &C, known: &Known<'_>, declared: &Value) -> Result<(), String> {
    let words = declared.pointer("/properties/mode/enum").and_then(Value::as_array);
    for word in words.into_iter().flatten().filter_map(Value::as_str) {
        let holder = Holder::new().settings(json!({ "mode": word }));
        let (draft, mode) = (Draft::default(), Some(word.to_owned()));
        let price = Price { draft: draft.clone(), mode: mode.clone(), pays: false, closed: BTreeSet::new() };
        let (due, departments) = (draft.total, BTreeMap::new());
        let settle = Settle { draft, due, asked: Asked::Nothing, mode, departments };
        for (kind, event) in [(EventKind::Price, Event::Price(price)), (EventKind::Settle, Event::Settle(settle))] {
            if known.manifest.events.contains(&kind)
                && let Decision::Deny(refusal) = caught(|| card.decide(&holder.asked(event)))?
                && refusal.reason == Reason::NotPermitted
            {
                return Err(format!("the mode \"{word}\" is refused: {}", refusal.text));
            }
        }
    }
    Ok(())
}
