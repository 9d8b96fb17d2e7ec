//! Anything that can be written down: no till sends it, and there must be an answer all the same.

use super::Stream;
use crate::{
    Draft, Post, Quantity, SystemAccount,
    card::{
        Asked, CardStatus, CardType, Event, EventKind, Input, Issue, LineBack, Load, Move, Movement, Original, Plan,
        Price, Return, Review, ReviewCause, Settle, Use, Void,
    },
    kit::card::original,
};

const MOVEMENTS: [Movement; 8] = [
    Movement::Deliver,
    Movement::Return,
    Movement::Block,
    Movement::Unblock,
    Movement::Delete,
    Movement::StockIn,
    Movement::StockOut,
    Movement::Close,
];

impl<C: CardType> Stream<'_, C> {
    pub(super) fn anything(&mut self, kind: EventKind) -> Input {
        let mut holder = self.holder();
        for _ in 0..self.dice.roll(3) {
            let label = if self.dice.yes() { self.shop.currency.name.clone() } else { self.dice.text() };
            holder = holder.holding(&label, self.dice.any_amount());
        }
        if self.dice.once_in(4) {
            let profile = self.dice.yes().then(|| self.any_word());
            holder = holder.made(*self.dice.pick(&CardStatus::ALL), profile.as_deref());
        }
        if self.dice.once_in(4) {
            holder = holder.settings(self.dice.json(2));
        }
        if self.dice.once_in(8) {
            holder = holder.unknown();
        }
        let mut draft = self.draft();
        draft.total = self.dice.any_amount();
        for line in &mut draft.lines {
            line.net = self.dice.any_amount();
            line.department = self.dice.text();
            if self.dice.yes() {
                line.quantity = self.any_quantity();
            }
        }
        let some = self.dice.any_amount();
        let amounts = [(); 4].map(|()| self.dice.any_amount());
        holder.asked(match kind {
            EventKind::Price => {
                let closed = (0..self.dice.roll(3)).map(|_| self.dice.text()).collect();
                Event::Price(Price { draft, mode: self.any_mode(), pays: self.dice.yes(), closed })
            }
            EventKind::Settle => Event::Settle(Settle {
                departments: draft.lines.iter().map(|line| (line.department.clone(), line.net)).collect(),
                draft,
                due: self.dice.any_amount(),
                asked: *self.dice.pick(&[Asked::Nothing, Asked::Rest, Asked::Exactly(some)]),
                mode: self.any_mode(),
            }),
            EventKind::Load => Event::Load(self.any_load()),
            EventKind::Return => Event::Return(Return {
                original: self.dice.yes().then(|| self.any_past()),
                amount: amounts[0],
                refund: amounts[1],
                total: amounts[2],
                returned_before: amounts[3],
                lines: self.any_lines(draft),
            }),
            EventKind::Void => Event::Void(Void { original: self.any_past() }),
            EventKind::Use => Event::Use(Use {
                service: self.dice.yes().then(|| self.any_word()),
                quantity: self.dice.yes().then(|| self.any_quantity()),
                minutes: self.dice.yes().then(|| self.dice.any_amount()),
                amount: self.dice.once_in(4).then(|| self.dice.any_amount()),
            }),
            EventKind::Issue => {
                Event::Issue(Issue { profile: self.dice.yes().then(|| self.any_word()), sold: self.dice.yes() })
            }
            EventKind::Move => {
                let partner = self.dice.yes().then(|| self.dice.text());
                Event::Move(Move { to: *self.dice.pick(&MOVEMENTS), partner })
            }
            EventKind::Review => Event::Review(Review {
                cause: *self.dice.pick(&[ReviewCause::Closing, ReviewCause::Manual]),
                turnover: amounts[0],
            }),
        })
    }

    fn any_word(&mut self) -> String {
        if self.dice.yes() { self.word() } else { self.dice.text() }
    }

    fn any_mode(&mut self) -> Option<String> {
        self.dice.yes().then(|| self.any_word())
    }

    fn any_quantity(&mut self) -> Quantity {
        Quantity::from(self.dice.any_amount().decimal())
    }

    fn any_load(&mut self) -> Load {
        let mut load = Load { amount: self.dice.yes().then(|| self.dice.any_amount()), ..Load::default() };
        load.service = self.dice.once_in(3).then(|| self.any_word());
        load.uses = self.dice.once_in(3).then(|| match self.dice.roll(3) {
            0 => u32::MAX,
            most => u32::try_from(self.dice.roll(most * 20)).unwrap_or_default(),
        });
        for id in ["amount", "description", "customer", "mode", "profile"] {
            if self.dice.yes() {
                load.answers.insert(id.to_owned(), self.dice.json(2));
            }
        }
        load
    }

    fn any_past(&mut self) -> Original {
        let mut post = Vec::new();
        for _ in 0..self.dice.roll(3) {
            let amount = self.dice.any_amount();
            let label = if self.dice.yes() { self.shop.currency.name.clone() } else { self.any_word() };
            let spent = Post::debit(&label, SystemAccount::Spend, amount);
            post.push(if self.dice.yes() { spent } else { spent.reversed(amount) });
        }
        let reversed = (0..self.dice.roll(3)).map(|_| self.dice.any_amount()).collect();
        let kind = (*self.dice.pick(&["receipt.issue", "card.use", "card.issue", "card.load", "else"])).to_owned();
        Original { kind, post, reversed, ..original(&Plan::default()) }
    }

    fn any_lines(&mut self, draft: Draft) -> Vec<LineBack> {
        if self.dice.once_in(4) {
            return Vec::new();
        }
        draft
            .lines
            .into_iter()
            .map(|line| LineBack {
                id: line.id,
                article: line.article,
                category: line.category,
                department: line.department,
                quantity: line.quantity,
                net: line.net,
                before: self.any_quantity(),
                now: self.any_quantity(),
                now_net: self.dice.any_amount(),
            })
            .collect()
    }
}
