//! Which profile a card is made from: the one that is named, the only one, or a question. Source: S1-06, S1-07

use super::{Profile, find};
use crate::{
    Reason, Refusal, Shop,
    card::{Decision, Question},
};

/// The profile that is named, or the only one.
///
/// # Errors
/// The question `profile` where there are several; `profile_missing` where the one that is named is not there.
pub fn chosen<'a>(shop: &Shop, profiles: &'a [Profile], named: Option<&str>) -> Result<&'a Profile, Decision> {
    match (named, profiles) {
        (Some(id), _) => find(profiles, id).ok_or_else(|| Decision::Deny(missing(shop, profiles))),
        (None, [only]) => Ok(only),
        (None, []) => Err(Decision::Deny(missing(shop, profiles))),
        (None, _) => Err(Decision::Ask(vec![Question {
            id: "profile".to_owned(),
            kind: "choice".to_owned(),
            text: which(shop).to_owned(),
            choices: profiles.iter().map(|profile| profile.id.clone()).collect(),
            required: true,
            ..Question::default()
        }])),
    }
}

fn which(shop: &Shop) -> &'static str {
    shop.language.pick(["Quale profilo?", "Which profile?", "¿Qué perfil?", "Que perfil?", "Milline profiil?"])
}

/// There is no such profile.
#[must_use]
pub fn missing(shop: &Shop, profiles: &[Profile]) -> Refusal {
    let ids: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    let text = shop.language.say(
        [
            "Questo profilo non esiste: scegliere tra {ids}, o crearlo prima nella configurazione.",
            "There is no such profile: choose one of {ids}, or create it in the configuration first.",
            "Este perfil no existe: elija entre {ids}, o créelo antes en la configuración.",
            "Este perfil não existe: escolha entre {ids}, ou crie-o antes na configuração.",
            "Sellist profiili ei ole: valige {ids} või looge see enne seadistuses.",
        ],
        &[("ids", ids.join(", "))],
    );
    Refusal::new(Reason::ProfileMissing, text)
}

/// The card is there already, and not to be made or sold again.
#[must_use]
pub fn made_already(shop: &Shop) -> Refusal {
    let text = shop.language.pick([
        "Questa tessera esiste già e non è in magazzino: prenderne un'altra.",
        "This card is there already and not in the stock: take another one.",
        "Esta tarjeta ya existe y no está en el inventario: tome otra.",
        "Este cartão já existe e não está em stock: use outro.",
        "See kaart on juba olemas ja mitte laos: võtke teine.",
    ]);
    Refusal::new(Reason::StatusForbids, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, kit::shop, profile};
    use serde_json::json;

    #[test]
    fn only_where_there_are_several_is_it_asked() {
        let written: Vec<profile::Written> = serde_json::from_value(json!([
            { "id": "hour", "minutes": 60, "price": "2.00", "department": "bar" },
            { "id": "day", "minutes": 1440, "price": "9.00", "department": "bar" }
        ]))
        .expect("profiles");
        let all = profile::read(&shop(), &written, true).expect("sound profiles");
        let told = |profiles: &[Profile], named| match chosen(&shop(), profiles, named) {
            Ok(profile) => profile.id.clone(),
            Err(Decision::Ask(questions)) => questions[0].choices.join(" or "),
            Err(Decision::Deny(refusal)) => refusal.reason.to_string(),
            Err(Decision::Allow(_)) => "allowed".to_owned(),
        };
        for (profiles, named, expected) in [
            (&all[..], Some("day"), "day"),
            (&all[..1], None, "hour"),
            (&all[..], None, "hour or day"),
            (&all[..], Some("week"), "profile_missing"),
            (&all[..1], Some("day"), "profile_missing"),
            (&all[..0], None, "profile_missing"),
        ] {
            assert_eq!(told(profiles, named), expected, "{named:?}");
        }
        for language in Language::ALL {
            let shop = Shop { language, ..shop() };
            let text = missing(&shop, &all).text;
            assert!(text.contains("hour, day") && !text.contains(['{', '}']), "{text}");
        }
    }
}
