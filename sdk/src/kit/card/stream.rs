//! A stream of questions to a card type. Half of it is what a till and the core really send, and there the
//! rules of a plan must hold; the other half is anything at all, and there must only be an answer.

mod anything;
mod facts;
mod life;
mod load;
mod sale;

use super::{Holder, conform, original};
use crate::{
    Shop,
    card::{CardType, Decision, EventKind, Input, Manifest, Offer, Original, Plan, Question},
    kit::{Dice, Report, caught},
    rules::Rules,
};
use serde_json::Value;
use std::collections::BTreeSet;

const ROUNDS: u32 = 1500;

/// What is known of the card type that is asked.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// Its manifest, with the accounts that count for these settings.
    pub(super) manifest: &'a Manifest,
    /// The shop, with its units.
    pub(super) shop: &'a Shop,
    /// What it offers.
    pub(super) offer: &'a Offer,
    /// Its settings, where ids stand that a till may name.
    pub(super) settings: &'a Value,
}

/// Asks.
pub(super) fn ask<C: CardType>(card: &C, known: Known<'_>, dice: &mut Dice, report: &mut Report) {
    let Known { manifest, shop, offer, settings } = known;
    let words = facts::words(manifest, offer, settings);
    let mut stream = Stream { card, manifest, shop, offer, words, dice, report };
    for _ in 0..ROUNDS {
        let Some(kind) = stream.event() else { return };
        match kind {
            EventKind::Price => stream.price(),
            EventKind::Settle => stream.settle(),
            EventKind::Load => stream.load(),
            EventKind::Use => stream.use_up(),
            EventKind::Issue => stream.issue(),
            EventKind::Move => stream.movement(),
            EventKind::Review => stream.review(),
            EventKind::Return => stream.refund(),
            // What is undone is what was done: it follows a sale, a load, a use or an issue.
            EventKind::Void => {}
        }
        let anything = stream.anything(kind);
        stream.twice(&anything);
    }
}

struct Stream<'a, C> {
    card: &'a C,
    manifest: &'a Manifest,
    shop: &'a Shop,
    offer: &'a Offer,
    /// Ids that a till may name: articles, services, profiles.
    words: Vec<String>,
    dice: &'a mut Dice,
    report: &'a mut Report,
}

impl<C: CardType> Stream<'_, C> {
    fn event(&mut self) -> Option<EventKind> {
        (!self.manifest.events.is_empty()).then(|| *self.dice.pick(&self.manifest.events))
    }

    fn answers(&self, kind: EventKind) -> bool {
        self.manifest.events.contains(&kind)
    }

    /// The answer to a question that a till and the core may really send.
    fn decide(&mut self, input: &Input) -> Option<Decision> {
        let decision = self.twice(input)?;
        conform::answer(self.report, &decision);
        Some(decision)
    }

    /// The answer, asked twice.
    fn twice(&mut self, input: &Input) -> Option<Decision> {
        let first = caught(|| self.card.decide(input));
        let told = |what: String| format!("{what}, asked {:?}", input.event);
        self.report.tried("never_panics", first.as_ref().map(drop).map_err(|what| told(what.clone())));
        let first = first.ok()?;
        let again = caught(|| self.card.decide(input));
        let same = again.as_ref() == Ok(&first);
        self.report.tried("same_twice", if same { Ok(()) } else { Err(told(format!("{first:?} and {again:?}"))) });
        Some(first)
    }

    /// The plan of an answer, which keeps the rules for all plans and those that `rules` says.
    fn allowed<T>(
        &mut self,
        case: &str,
        input: &Input,
        rules: impl FnOnce(&Rules<'_>, &Plan) -> Result<T, String>,
    ) -> Option<(Plan, T)> {
        let Some(Decision::Allow(plan)) = self.decide(input) else { return None };
        self.judged(case, input, *plan, rules)
    }

    fn judged<T>(
        &mut self,
        case: &str,
        input: &Input,
        plan: Plan,
        rules: impl FnOnce(&Rules<'_>, &Plan) -> Result<T, String>,
    ) -> Option<(Plan, T)> {
        let judge = Rules { shop: self.shop, manifest: self.manifest, customer: input.customer.is_some() };
        let general = judge.movements(&plan).and_then(|()| judge.floors(&plan)).map_err(|rule| rule.to_string());
        let result = general.and_then(|()| rules(&judge, &plan));
        let told = result.as_ref().map(drop).map_err(|rule| format!("{rule}, asked {:?}", input.event));
        self.report.tried(case, told);
        result.ok().map(|extra| (plan, extra))
    }

    /// Notes whether a question is asked for the first time.
    fn asked_once(&mut self, question: &Question, before: &mut BTreeSet<String>) {
        let told = format!("{} is answered and asked again", question.id);
        let again = !before.insert(question.id.clone());
        self.report.tried("questions", if again { Err(told) } else { Ok(()) });
    }

    /// The whole operation is undone.
    fn undo(&mut self, holder: &Holder, kind: &str, plan: &Plan) {
        if self.answers(EventKind::Void) {
            self.allowed("returns", &holder.undo(done(kind, plan)), |rules, undone| {
                rules.undo(undone, &plan.post).map_err(|rule| rule.to_string())
            });
        }
    }
}

/// What the journal would keep of a plan of this method.
fn done(kind: &str, plan: &Plan) -> Original {
    Original { kind: kind.to_owned(), ..original(plan) }
}
