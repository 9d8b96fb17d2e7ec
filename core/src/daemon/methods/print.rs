//! `cards.print`: a PDF of cards that are created, or of the list of them with their PINs (S1-08, S1-09).

use super::{export::note, selection::Selection};
use crate::{
    config::Shown,
    daemon::{
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        rpc::Failure,
        writing::{FileWork, Unwritten},
    },
    export::Family,
    flow::Stop,
    print::{self, Heading, Look, Printed},
    registry::Card,
    say,
};
use fiscus_sdk::{
    Fault, Reason,
    api::{CardsPrint, CardsPrintRequest, Method, PrintKind},
};
use std::{collections::BTreeSet, io::Write};

/// `cards.print`
pub async fn print(engine: &Desk, request: CardsPrintRequest) -> Result<String, Failure> {
    engine.operation(CardsPrint::NAME, request, printed).await
}

fn printed(engine: &Engine, request: &CardsPrintRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    let target = engine.file_target(&request.file, Family::Pages)?;
    let named = request.template.as_deref().map(|id| engine.template(id)).transpose()?;
    let selection = Selection::of(&request.cards, request.batch.as_ref(), request.filter.as_ref());
    let cards = engine.created(&selection)?;
    let look = match (request.kind, named) {
        (PrintKind::List, _) => None,
        (PrintKind::Cards, Some(look)) => Some(look),
        (PrintKind::Cards, None) => Some(engine.look_of(&cards)?),
    };
    let shows = |look: &Look| {
        let fields = &look.template.fields;
        fields.is_empty() || fields.iter().any(|field| field.show == Shown::Pin)
    };
    let secrets = look.as_ref().is_none_or(shows);
    let note = note(&cards, request.batch.as_ref(), secrets);
    let language = engine.setup.shop.language;
    let heading =
        Heading { shop: engine.setup.shop.name.clone(), batch: batch_of(&cards), moment: language.moment(attempt.now) };
    let work = FileWork::new(target, cards.len() as u64, move |engine, draft, progress| {
        let sheets = cards.iter().map(|card| engine.card_printed(card, secrets)).collect::<Result<Vec<_>, Fault>>()?;
        let count = sheets.len() as u64;
        let pages = match &look {
            Some(look) => print::cards(look, language, sheets.into_iter(), progress),
            None => print::list(&heading, language, sheets.into_iter(), progress),
        };
        let bytes = pages.map_err(|error| Unwritten::Fault(Fault::new(Reason::Internal, error.to_string())))?;
        draft.write_all(&bytes)?;
        Ok(count)
    });
    Ok(Intent { file: Some(work), note: Some(note), bulk: true, ..Intent::default() })
}

/// The batch they are all of.
fn batch_of(cards: &[Card]) -> Option<String> {
    let first = cards.first()?.batch.clone()?;
    cards.iter().all(|card| card.batch.as_ref() == Some(&first)).then_some(first)
}

impl Engine {
    fn template(&self, id: &str) -> Result<Look, Stop> {
        self.setup.templates.get(id).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.setup.templates.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let shown: String = id.chars().take(60).collect();
            let text = format!("template: there is no template {shown} in the configuration; there are: {known}");
            Stop::Params("template".into(), text)
        })
    }

    /// The look of the card type, where all are of one look.
    fn look_of(&self, cards: &[Card]) -> Result<Look, Stop> {
        let of = |card: &Card| self.setup.config.card_types.get(&card.card_type)?.template.clone();
        let mut looks: Vec<Option<String>> = cards.iter().map(of).collect::<BTreeSet<_>>().into_iter().collect();
        match (looks.pop(), looks.is_empty()) {
            (Some(Some(id)), true) => self.template(&id),
            (_, true) => Ok(Look::plain()),
            _ => {
                let text = "template: these cards have several templates; name one, or print one type at a time";
                Err(Stop::Params("template".into(), text.to_owned()))
            }
        }
    }

    /// What stands on a card.
    fn card_printed(&self, card: &Card, secrets: bool) -> Result<Printed, Fault> {
        let open = self.setup.card_types.get(&card.card_type);
        let profile = card.profile.as_deref().unwrap_or_default();
        let product = open.and_then(|open| open.products.iter().find(|product| product.profile == profile));
        let configured = self.setup.config.card_types.get(&card.card_type);
        let until = card.valid_until.and_then(|day| say::date(self.setup.shop.language, &day.to_string()));
        Ok(Printed {
            title: configured.map_or(&card.card_type, |configured| &configured.name).clone(),
            number: card.number.clone(),
            pin: if secrets { self.secret_of(card)?.unwrap_or_default() } else { String::new() },
            profile: product.map_or(profile, |product| &product.name).to_owned(),
            until: until.unwrap_or_default(),
        })
    }
}
