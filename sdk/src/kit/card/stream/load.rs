//! Loads: of money, or of uses of a service, until every question of the card type is answered.

use super::Stream;
use crate::{
    Amount,
    card::{Capability, CardType, Decision, Event, Load, Question},
    kit::card::customer,
    rules::Rules,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl<C: CardType> Stream<'_, C> {
    pub(super) fn load(&mut self) {
        let mut holder = self.holder();
        let mut load = self.wanted();
        let typed = self.dice.money(20_000, self.shop.currency.scale);
        let mut before = BTreeSet::new();
        for _ in 0..5 {
            let input = holder.asked(Event::Load(load.clone()));
            match self.decide(&input) {
                Some(Decision::Ask(questions)) => {
                    for question in questions {
                        self.asked_once(&question, &mut before);
                        if question.kind == "customer" {
                            holder = holder.of(customer("c-1"));
                        }
                        let answer = self.answer(&question, typed);
                        load.answers.insert(question.id, answer);
                    }
                }
                Some(Decision::Allow(plan)) => {
                    let rules = |rules: &Rules<'_>, plan: &_| rules.load(plan).map_err(|rule| rule.to_string());
                    if let Some((plan, ())) = self.judged("plans", &input, *plan, rules) {
                        self.undo(&holder.after(&plan), "card.load", &plan);
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// What a till asks for: money, or uses where the card type counts them.
    fn wanted(&mut self) -> Load {
        let can = |what| self.manifest.capabilities.contains(&what);
        let (money, uses) = (can(Capability::LoadsMoney), can(Capability::LoadsUses));
        if uses && (!money || self.dice.yes()) {
            let service = (!self.dice.once_in(3)).then(|| self.word());
            let uses = self.dice.yes().then(|| u32::try_from(self.dice.roll(24)).unwrap_or_default());
            return Load { service, uses, ..Load::default() };
        }
        let typed = self.dice.money(20_000, self.shop.currency.scale);
        Load { amount: (!self.dice.once_in(4)).then_some(typed), ..Load::default() }
    }

    fn answer(&mut self, question: &Question, typed: Amount) -> Value {
        match question.kind.as_str() {
            "amount" => question.presets.first().cloned().unwrap_or_else(|| json!(typed.to_string())),
            "choice" if !question.choices.is_empty() => json!(self.dice.pick(&question.choices)),
            "customer" => json!("c-1"),
            _ => json!(self.dice.text()),
        }
    }
}
