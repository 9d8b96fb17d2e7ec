//! Refusals that many card types share, each with its sentence in the shop's language.

use crate::{Language, Reason, Refusal};

/// The usage mode chosen at the till is one of those that the card type has, or none is chosen.
///
/// # Errors
/// `not_permitted`.
pub fn unless_mode(language: Language, chosen: Option<&str>, has: &[&str]) -> Result<(), Refusal> {
    match chosen {
        Some(chosen) if !has.contains(&chosen) => Err(mode(language, chosen, has)),
        _ => Ok(()),
    }
}

/// The usage mode chosen at the till is not one of those that this card has now.
#[must_use]
pub fn mode(language: Language, chosen: &str, has: &[&str]) -> Refusal {
    let chosen: String = chosen.chars().filter(|c| !c.is_control()).take(20).collect();
    let text = language.say(
        [
            "Questa tessera non si usa in modalità «{chosen}»: scegliere {has}, o nessuna modalità.",
            "This card cannot be used in mode \"{chosen}\": choose {has}, or no mode.",
            "Esta tarjeta no se usa en modo «{chosen}»: elija {has}, o ningún modo.",
            "Este cartão não se usa no modo «{chosen}»: escolha {has}, ou nenhum modo.",
            "Seda kaarti ei saa kasutada viisil „{chosen}“: valige {has} või jätke valimata.",
        ],
        &[("chosen", chosen), ("has", has.join(", "))],
    );
    Refusal::new(Reason::NotPermitted, text)
}

/// The card never pays.
#[must_use]
pub fn pay(language: Language) -> Refusal {
    let text = language.pick([
        "Con questa tessera non si paga: incassare in altro modo.",
        "This card does not pay: take the money another way.",
        "Con esta tarjeta no se paga: cobre de otro modo.",
        "Com este cartão não se paga: cobre de outro modo.",
        "Selle kaardiga ei saa maksta: võtke raha muul viisil.",
    ]);
    Refusal::new(Reason::CardWrongType, text)
}

/// Money does not go onto the card in a return.
#[must_use]
pub fn refund(language: Language) -> Refusal {
    let text = language.pick([
        "Su questa tessera non si rimborsa denaro: rimborsare in altro modo.",
        "No money goes back onto this card: give it back another way.",
        "En esta tarjeta no se reembolsa dinero: devuélvalo de otro modo.",
        "Neste cartão não se reembolsa dinheiro: devolva-o de outro modo.",
        "Sellele kaardile raha tagasi ei kanta: tagastage see muul viisil.",
    ]);
    Refusal::new(Reason::ReturnNotAllowed, text)
}

/// A question that the card type does not know.
#[must_use]
pub fn event(language: Language) -> Refusal {
    let text = language.pick([
        "Questa tessera non lo prevede: usarne un'altra.",
        "This card does no such thing: use another one.",
        "Esta tarjeta no lo permite: use otra.",
        "Este cartão não o permite: use outro.",
        "See kaart seda ei võimalda: kasutage teist.",
    ]);
    Refusal::new(Reason::CapabilityMissing, text)
}

/// The settings of this one card cannot be read at `what`.
#[must_use]
pub fn own_settings(language: Language, what: &str) -> Refusal {
    let text = language.say(
        [
            "Le impostazioni proprie di questa tessera non si leggono («{what}»): correggerle nella scheda della tessera.",
            "This card's own settings cannot be read (\"{what}\"): correct them on the card's record.",
            "Los ajustes propios de esta tarjeta no se pueden leer («{what}»): corríjalos en la ficha de la tarjeta.",
            "As definições próprias deste cartão não se leem («{what}»): corrija-as na ficha do cartão.",
            "Selle kaardi oma seadeid ei saa lugeda („{what}“): parandage need kaardi andmetes.",
        ],
        &[("what", what)],
    );
    Refusal::new(Reason::CardWrongType, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_that_the_card_has_is_no_reason() {
        for (chosen, fine) in [(None, true), (Some("bonus"), true), (Some("discount"), false), (Some(""), false)] {
            let told = unless_mode(Language::En, chosen, &["bonus", "payment"]);
            assert_eq!(told.is_ok(), fine, "{chosen:?}: {told:?}");
        }
        let told = mode(Language::En, "dis\ncount", &["bonus", "payment"]);
        assert_eq!(told.text, "This card cannot be used in mode \"discount\": choose bonus, payment, or no mode.");
    }

    #[test]
    fn every_sentence_is_whole_in_every_language() {
        for language in Language::ALL {
            for refusal in [
                mode(language, "x", &["discount"]),
                pay(language),
                refund(language),
                event(language),
                own_settings(language, "limit"),
            ] {
                let text = refusal.text;
                assert!(text.ends_with('.') && !text.contains(['{', '}']), "{text}");
            }
        }
    }
}
