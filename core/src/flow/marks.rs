//! Where a slip shows a secret: plans and papers hold a mark that names the card, and the secret takes its place only
//! when the slip goes to the printer.

use fiscus_sdk::{Slip, pin::MARK};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a mark that names a card begins and ends with; [`MARK`] names none.
const BEGIN: &str = "\u{e000}PIN ";
const END: char = '\u{e000}';

/// The slip of a plan, with marks that name its card.
#[must_use]
pub fn named(slip: &Slip, card: &str) -> Slip {
    slip.map(|text| text.replace(MARK, &format!("{BEGIN}{card}{END}")))
}

/// The cards whose secrets a slip shows.
#[must_use]
pub fn cards(slip: &Slip) -> BTreeSet<String> {
    let named = slip.texts().flat_map(|text| text.split(BEGIN).skip(1).filter_map(|rest| rest.split_once(END)));
    named.map(|(card, _)| card.to_owned()).collect()
}

/// Where a text that came from outside could be taken for a mark: whoever may have a slip printed could have any card's
/// secret on it.
#[must_use]
pub fn forged(given: &Value) -> Option<String> {
    let within = |step: String, value: &Value| {
        forged(value)
            .map(|rest| if rest.is_empty() || rest.starts_with('[') { step + &rest } else { step + "." + &rest })
    };
    match given {
        Value::String(text) => text.contains(END).then(String::new),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| within(format!("[{at}]"), item)),
        Value::Object(map) => map
            .iter()
            .find_map(|(key, value)| if key.contains(END) { Some(String::new()) } else { within(key.clone(), value) }),
        _ => None,
    }
}

/// Whether a slip shows a secret of no card in particular.
#[must_use]
pub fn unnamed(slip: &Slip) -> bool {
    slip.texts().any(|text| text.contains(MARK))
}

/// The slip as it is printed.
#[must_use]
pub fn filled(slip: &Slip, card: &str, secret: &str) -> Slip {
    slip.map(|text| text.replace(&format!("{BEGIN}{card}{END}"), secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::{SlipLine, slip::SlipCopy};
    use serde_json::json;

    fn slip(texts: &[&str]) -> Slip {
        Slip { copy: SlipCopy::Customer, lines: texts.iter().map(|text| SlipLine::text(*text)).collect() }
    }

    #[test]
    fn what_could_be_a_mark_is_found_wherever_it_stands() {
        let mark = format!("{BEGIN}98{END}");
        for (given, at) in [
            (json!({ "lines": ["PIN 98", { "text": mark }] }), Some("lines[1].text")),
            (json!({ "lines": [[MARK]] }), Some("lines[0][0]")),
            (json!({ "settings": { "a": { END.to_string(): 1 } } }), Some("settings.a")),
            (json!(END.to_string()), Some("")),
            (json!({ "lines": ["PIN 98", 1, null, true, "\u{e001}"] }), None),
        ] {
            assert_eq!(forged(&given).as_deref(), at, "{given}");
        }
    }

    #[test]
    fn a_secret_stands_where_its_card_is_named_and_nowhere_else() {
        let plan = slip(&["Hello", &format!("PIN: {MARK}!"), MARK]);
        assert!(unnamed(&plan) && cards(&plan).is_empty());
        let paper = named(&plan, "98");
        assert!(!unnamed(&paper));
        assert_eq!(cards(&paper).into_iter().collect::<Vec<_>>(), ["98"]);
        assert_eq!(filled(&paper, "9", "K7M2P"), paper, "another card's");
        assert_eq!(filled(&paper, "98", "K7M2P"), slip(&["Hello", "PIN: K7M2P!", "K7M2P"]));
        assert!(cards(&slip(&["PIN 98"])).is_empty());
    }
}
