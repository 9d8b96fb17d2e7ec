//! The life of a card beside the receipts: made, sold, moved, used without a receipt, looked at anew.

use super::{Stream, done};
use crate::{
    Amount, Quantity,
    card::{
        CardStatus, CardType, Decision, Event, EventKind, Issue, Move, Movement, Plan, Return, Review, ReviewCause, Use,
    },
    kit::card::{Holder, customer, draft},
    rules::Rules,
};
use serde_json::json;
use std::collections::BTreeSet;

/// What can be done with a card in which status.
const MOVEMENTS: [(Movement, CardStatus); 11] = [
    (Movement::Deliver, CardStatus::Created),
    (Movement::Deliver, CardStatus::Returned),
    (Movement::Return, CardStatus::Active),
    (Movement::Block, CardStatus::Active),
    (Movement::Block, CardStatus::Returned),
    (Movement::Unblock, CardStatus::Blocked),
    (Movement::Delete, CardStatus::Created),
    (Movement::StockIn, CardStatus::Created),
    (Movement::StockOut, CardStatus::Created),
    (Movement::Close, CardStatus::Active),
    (Movement::Close, CardStatus::Blocked),
];

impl<C: CardType> Stream<'_, C> {
    /// Something is used, and given back: by a return, or by a void.
    pub(super) fn use_up(&mut self) {
        let holder = self.holder();
        let of = self.used();
        let used = self
            .allowed("plans", &holder.use_up(of), |rules, plan| rules.use_up(plan).map_err(|rule| rule.to_string()));
        let Some((plan, ())) = used else { return };
        let after = holder.after(&plan);
        if self.answers(EventKind::Return) {
            let back = Return { original: Some(done("card.use", &plan)), ..Return::default() };
            self.allowed("returns", &after.asked(Event::Return(back)), |rules, back| {
                rules.undo(back, &plan.post).map_err(|rule| rule.to_string())
            });
        }
        self.undo(&after, "card.use", &plan);
    }

    fn used(&mut self) -> Use {
        let few = Amount::from(i64::try_from(1 + self.dice.roll(12)).unwrap_or(1));
        match self.dice.roll(5) {
            0 => Use { minutes: Some(few), ..Use::default() },
            1 => Use { amount: Some(self.dice.money(3_000, self.shop.currency.scale)), ..Use::default() },
            2 => Use::default(),
            _ => Use {
                service: Some(self.word()),
                quantity: self.dice.yes().then(|| Quantity::from(few.decimal())),
                ..Use::default()
            },
        }
    }

    /// A card is made for the stock or for a customer, or sold out of the stock; and it may come back.
    pub(super) fn issue(&mut self) {
        let (profile, stocked) = (self.profile(), self.dice.once_in(3));
        let mut holder = Holder::new().unknown();
        let mut issue = Issue { profile: self.dice.yes().then(|| profile.clone()), sold: stocked || self.dice.yes() };
        if stocked {
            holder = holder.made(CardStatus::Created, Some(&profile));
        }
        let mut before = BTreeSet::new();
        for _ in 0..3 {
            let input = holder.asked(Event::Issue(issue.clone()));
            match self.decide(&input) {
                Some(Decision::Ask(questions)) => {
                    for question in questions {
                        self.asked_once(&question, &mut before);
                        match question.id.as_str() {
                            "customer" => holder = holder.of(customer("c-1")),
                            "profile" if !question.choices.is_empty() => {
                                issue.profile = Some(self.dice.pick(&question.choices).clone());
                            }
                            id => {
                                let told = format!("\"{id}\" is asked, and an issue has no place for the answer");
                                return self.report.tried("questions", Err(told));
                            }
                        }
                    }
                }
                Some(Decision::Allow(plan)) => {
                    let sold = issue.sold;
                    let rules =
                        |rules: &Rules<'_>, plan: &Plan| rules.issue(plan, sold).map_err(|rule| rule.to_string());
                    if let Some((plan, ())) = self.judged("plans", &input, *plan, rules) {
                        self.issued(&holder.after(&plan), &plan, sold, issue.profile.as_deref().unwrap_or(&profile));
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// What was sold as a line of a receipt comes back with it.
    fn issued(&mut self, after: &Holder, plan: &Plan, sold: bool, profile: &str) {
        let product = self.offer.products.iter().find(|product| product.profile == profile);
        let Some(product) = product.filter(|_| sold) else { return self.undo(after, "card.issue", plan) };
        let mut receipt = draft(self.shop, &[(&product.department, &product.price.to_string())]);
        receipt.lines[0].article = Some(profile.to_owned());
        let total = receipt.total;
        self.comes_back(after, plan, &receipt, total);
    }

    pub(super) fn movement(&mut self) {
        let (to, status) = *self.dice.pick(&MOVEMENTS);
        let profile = self.profile();
        let mut holder = self.holder().made(status, Some(&profile));
        if status == CardStatus::Blocked {
            let former = self.dice.pick(&[CardStatus::Active, CardStatus::Returned]).word();
            holder = holder.settings(json!({ "former_status": former }));
        }
        let partner = matches!(to, Movement::Deliver | Movement::Return).then(|| "p-1".to_owned());
        self.allowed("plans", &holder.asked(Event::Move(Move { to, partner })), |rules, plan| {
            rules.movement(plan).map_err(|rule| rule.to_string())
        });
    }

    pub(super) fn review(&mut self) {
        let holder = self.holder();
        let cause = *self.dice.pick(&[ReviewCause::Closing, ReviewCause::Manual]);
        let turnover = self.dice.money(1_000_000, self.shop.currency.scale);
        self.allowed("plans", &holder.asked(Event::Review(Review { cause, turnover })), |rules, plan| {
            rules.review(plan).map_err(|rule| rule.to_string())
        });
    }
}
