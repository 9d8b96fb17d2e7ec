//! The two slips of a load without fiscal document: one for the customer, one for the drawer beside the cash float.
//!
//! The drawer's slip accounts for money that no fiscal document shows, so it names when, where, who, which card,
//! how much and how it was paid; the customer's says the same.

use crate::{
    Amount, Shop, Slip, SlipLine, Style,
    card::{Given, Input, LoadFigures, Original},
    slip::{SlipCopy, masked},
};

/// The customer's first.
const COPIES: [SlipCopy; 2] = [SlipCopy::Customer, SlipCopy::Drawer];

/// What the slips of a load say.
#[derive(Debug, Clone, Copy)]
pub struct LoadSlips<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// Who asks, when, of which card.
    pub input: &'a Input,
    /// What the load comes to.
    pub figures: &'a LoadFigures,
    /// What a fiscal receipt beside them shows.
    pub on_receipt: Amount,
    /// The card's balance afterwards.
    pub balance: Amount,
}

impl LoadSlips<'_> {
    /// Source: S2-04, S2-05, S3-03
    #[must_use]
    pub fn of_load(&self, title: &str, tenders: &[Given], description: &str) -> Vec<Slip> {
        self.copies(|copy| {
            let mut lines = self.head(title, copy);
            if !description.is_empty() {
                lines.push(SlipLine::text(description));
            }
            lines.extend(self.amounts(|amount| amount));
            lines.push(self.strong(self.shop.words().to_pay(), self.figures.to_pay));
            lines.extend(self.tender_split(tenders));
            lines
        })
    }

    /// The same with their amounts below zero, for a load that is undone.
    #[must_use]
    pub fn of_void(&self, original: &Original) -> Vec<Slip> {
        let words = self.shop.words();
        self.copies(|copy| {
            let mut lines = self.head(words.void_title(), copy);
            lines.push(SlipLine::columns(words.voided_operation(), original.operation.clone()));
            lines.extend(self.amounts(|amount| -amount));
            lines.push(self.strong(words.given_back(), -self.figures.to_pay));
            lines
        })
    }

    fn copies(&self, lines: impl Fn(SlipCopy) -> Vec<SlipLine>) -> Vec<Slip> {
        COPIES.map(|copy| Slip { copy, lines: lines(copy) }).into()
    }

    fn head(&self, title: &str, copy: SlipCopy) -> Vec<SlipLine> {
        let (words, input) = (self.shop.words(), self.input);
        let mut lines = Vec::new();
        if !self.shop.name.is_empty() {
            lines.push(SlipLine::bold(self.shop.name.clone()));
        }
        lines.push(SlipLine::bold(title));
        lines.push(SlipLine::text(match copy {
            SlipCopy::Customer => words.customer_copy(),
            SlipCopy::Drawer => words.drawer_copy(),
        }));
        lines.push(SlipLine::text(words.not_fiscal()));
        lines.push(SlipLine::Rule);
        lines.push(SlipLine::columns(words.date(), words.moment(input.now)));
        if let Some(till) = &input.till {
            lines.push(SlipLine::columns(words.till(), till.clone()));
        }
        if let Some(operator) = &input.operator {
            lines.push(SlipLine::columns(words.operator(), operator.clone()));
        }
        lines.push(SlipLine::columns(words.card(), masked(&input.card.number)));
        lines
    }

    fn amounts(&self, sign: impl Fn(Amount) -> Amount) -> Vec<SlipLine> {
        let words = self.shop.words();
        let LoadSlips { figures, on_receipt, balance, .. } = *self;
        let new = figures.credited - figures.gift - figures.settled;
        let off_receipt = figures.to_pay - on_receipt;
        let some = [
            (words.settled(), figures.settled, true),
            (words.new_load(), new, figures.settled.is_positive()),
            (words.fee(), figures.fee, true),
            (words.gift(), figures.gift, true),
            (words.on_receipt(), on_receipt, true),
            (words.off_receipt(), off_receipt, on_receipt.is_positive()),
        ];
        let mut lines = vec![SlipLine::Rule, self.line(words.amount(), sign(figures.amount))];
        for (label, amount, _) in some.into_iter().filter(|(_, amount, told)| *told && amount.is_positive()) {
            lines.push(self.line(label, sign(amount)));
        }
        lines.extend([self.line(words.new_balance(), balance), SlipLine::Rule]);
        lines
    }

    /// How it was paid; a payment without an amount paid the rest.
    fn tender_split(&self, tenders: &[Given]) -> Vec<SlipLine> {
        let mut left = self.figures.to_pay;
        let mut lines = Vec::new();
        for given in tenders {
            let amount = given.amount.unwrap_or(left.max(Amount::ZERO));
            left -= amount;
            lines.push(self.line(self.shop.words().tender(given.kind), amount));
        }
        if left.is_negative() {
            lines.push(self.line(self.shop.words().change(), -left));
        }
        lines
    }

    fn line(&self, label: &str, amount: Amount) -> SlipLine {
        SlipLine::columns(label, self.shop.language.amount(self.shop.currency.round(amount)))
    }

    fn strong(&self, label: &str, amount: Amount) -> SlipLine {
        let right = self.shop.words().money(amount);
        SlipLine::Columns { left: label.to_owned(), right, style: Style::Bold }
    }
}
