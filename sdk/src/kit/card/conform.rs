//! The cases of a card type, and the checks of what it answers. What it is asked, [`super::stream`] decides.

use super::{
    own,
    stream::{self, Known},
};
use crate::{
    Shop,
    card::{AccountKind, Capability, CardType, Decision, EventKind, Manifest, Offer, Question},
    kit::{Dice, Report, caught, manifest},
    reason::Family,
};
use serde_json::Value;

const CASES: [(&str, &str); 12] = [
    ("manifest_accounts", "every account's label is a unit and words joined by points, and is named once"),
    ("manifest_events", "what its capabilities promise it has events for, and each is named once"),
    ("opens", "the settings open and mean something in sentences"),
    (
        "offers",
        "what it offers can be sold and counted: products on a department there is, accounts and units well named",
    ),
    (
        "own_settings",
        "what a card may have of its own is a table that allows nothing else; a usage mode named there is one it has",
    ),
    ("same_twice", "the same question has the same answer"),
    ("never_panics", "whatever is asked, there is an answer"),
    ("crosses", "an answer crosses to the core and back unchanged"),
    ("plans", "a plan keeps the rules of card::Plan"),
    ("returns", "what comes back is what was done, and never more"),
    ("refusals", "a refusal has a reason of the business and a sentence"),
    ("questions", "a question is one a till can answer, and is not asked again once it is answered"),
];

/// Tries a card type with these settings in this shop, with some thousands of questions that this seed decides.
pub fn conform<C: CardType>(settings: &Value, shop: &Shop, seed: u64) -> Report {
    let mut report = Report::new(&[&manifest::CASES[..], &CASES[..]].concat());
    let mut dice = Dice::new(seed);
    let known = C::manifest();
    manifest::identity(&mut report, &known.id, &known.version, known == C::manifest());
    report.tried("manifest_accounts", accounts(&known.accounts));
    report.tried("manifest_events", events(&known));
    manifest::settings(&mut report, &mut dice, &known.settings, settings, |settings| C::open(settings, shop));
    let opened = caught(|| C::open(settings, shop)).and_then(|opened| opened.map_err(|found| format!("{found:?}")));
    match opened {
        Ok(card) => {
            let means = caught(|| card.describe()).and_then(|means| match means.iter().find(|m| m.trim().is_empty()) {
                Some(_) => Err("an empty sentence".to_owned()),
                None => Ok(()),
            });
            report.tried("opens", means);
            let offered = caught(|| (card.offer(), card.offer())).and_then(|(offer, again)| match offer == again {
                true => Ok(offer),
                false => Err("it offers something else when it is asked again".to_owned()),
            });
            let sane = offered.as_ref().map_err(Clone::clone).and_then(|offer| sellable(&known, shop, offer));
            report.tried("offers", sane);
            let offer = offered.unwrap_or_default();
            let mut shop = shop.clone();
            shop.units.extend(offer.units.iter().map(|unit| (unit.name.clone(), unit.scale)));
            let accounts = offer.accounts.clone().unwrap_or_else(|| known.accounts.clone());
            let known = Known { manifest: &Manifest { accounts, ..known }, shop: &shop, offer: &offer, settings };
            if let Some(declared) = &offer.card_settings {
                report.tried("own_settings", own::closed(declared).and_then(|()| own::modes(&card, &known, declared)));
            }
            stream::ask(&card, known, &mut dice, &mut report);
        }
        Err(found) => report.tried("opens", Err(found)),
    }
    report
}

fn plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn unit(word: &str) -> bool {
    plain(word) && !word.bytes().any(|b| b.is_ascii_lowercase())
}

fn accounts(kinds: &[AccountKind]) -> Result<(), String> {
    for kind in kinds {
        let words: Vec<&str> = kind.label.split('.').collect();
        let sound = words.iter().enumerate().all(|(at, word)| match at {
            0 => *word == "*" || unit(word),
            _ => plain(word) || (*word == "*" && at + 1 == words.len()),
        });
        if !sound {
            return Err(format!("\"{}\"", kind.label));
        }
    }
    manifest::once(kinds.iter().map(|kind| (format!("{:?}", kind.owner), &kind.label)))
}

fn sellable(known: &Manifest, shop: &Shop, offer: &Offer) -> Result<(), String> {
    accounts(offer.accounts.as_deref().unwrap_or_default())?;
    for own in &offer.units {
        if !unit(&own.name) || own.name == shop.currency.name || own.scale > 6 {
            return Err(format!("the unit {own:?}"));
        }
    }
    manifest::once(offer.units.iter().map(|unit| &unit.name))?;
    for product in &offer.products {
        if product.profile.trim().is_empty() || product.name.trim().is_empty() {
            return Err(format!("a product without a name: {product:?}"));
        }
        if product.price.is_negative() || product.price.minor(shop.currency.scale).is_none() {
            return Err(format!("\"{}\" costs {}", product.profile, product.price));
        }
        if !shop.departments.contains_key(&product.department) {
            return Err(format!("\"{}\" is on no department: \"{}\"", product.profile, product.department));
        }
    }
    manifest::once(offer.products.iter().map(|product| &product.profile))?;
    match offer.products.is_empty() || known.events.contains(&EventKind::Issue) {
        true => Ok(()),
        false => Err("products without Issue".to_owned()),
    }
}

fn events(known: &Manifest) -> Result<(), String> {
    for (capability, event) in [
        (Capability::LoadsMoney, EventKind::Load),
        (Capability::LoadsUses, EventKind::Load),
        (Capability::Pays, EventKind::Settle),
        (Capability::Stacks, EventKind::Price),
    ] {
        if known.capabilities.contains(&capability) && !known.events.contains(&event) {
            return Err(format!("{capability:?} without {event:?}"));
        }
    }
    if known.events.is_empty() {
        return Err("it answers no event".to_owned());
    }
    manifest::once(known.events.iter().map(|event| format!("{event:?}")))
}

/// What must hold of any answer.
pub(super) fn answer(report: &mut Report, decision: &Decision) {
    let back = serde_json::to_vec(decision).and_then(|bytes| serde_json::from_slice::<Decision>(&bytes));
    report.tried(
        "crosses",
        match back {
            Ok(back) if &back == decision => Ok(()),
            Ok(back) => Err(format!("{decision:?} becomes {back:?}")),
            Err(error) => Err(error.to_string()),
        },
    );
    match decision {
        Decision::Deny(refusal) => {
            let spoken = refusal.reason.family() == Family::Refusal && !refusal.text.trim().is_empty();
            report.tried("refusals", if spoken { Ok(()) } else { Err(format!("{refusal:?}")) });
        }
        Decision::Ask(questions) => {
            report.tried(
                "questions",
                questions.iter().try_for_each(answerable).and_then(|()| match questions.len() {
                    0 => Err("it asks nothing".to_owned()),
                    _ => manifest::once(questions.iter().map(|question| &question.id)),
                }),
            );
        }
        Decision::Allow(_) => {}
    }
}

fn answerable(question: &Question) -> Result<(), String> {
    let known = ["amount", "description", "customer", "mode", "profile"].contains(&question.id.as_str());
    let kind = match question.kind.as_str() {
        "amount" | "text" | "customer" => true,
        "choice" => !question.choices.is_empty(),
        _ => false,
    };
    if known && kind { Ok(()) } else { Err(format!("{question:?}")) }
}
