//! The two slips of a load in mode A: one for the customer, one for the drawer beside the cash float.
//!
//! The drawer's slip accounts for money that no fiscal document shows, so it names when, where, who, which card,
//! how much and how it was paid; the customer's says the same.

use crate::rules::Prepaid;
use fiscus_sdk::{
    Amount, Post, Slip, SlipLine, Style,
    card::{Given, Input, Item, LoadFigures, Original},
    slip::SlipCopy,
    slip::masked,
};

/// The customer's first.
pub const COPIES: [SlipCopy; 2] = [SlipCopy::Customer, SlipCopy::Drawer];

/// What a slip says in figures.
pub struct SlipAmounts<'a> {
    figures: &'a LoadFigures,
    /// What a fiscal receipt beside it shows.
    on_receipt: Amount,
    balance: Amount,
}

impl Prepaid {
    /// The figures of a load's slips.
    pub fn slip_amounts<'a>(
        &self,
        input: &Input,
        figures: &'a LoadFigures,
        items: &[Item],
        posts: &[Post],
    ) -> SlipAmounts<'a> {
        let on_receipt = items.iter().map(|item| item.amount).sum();
        SlipAmounts { figures, on_receipt, balance: self.balance_after(input, posts) }
    }

    /// Source: S2-04, S2-05, S3-03
    pub fn load_slip(
        &self,
        input: &Input,
        amounts: &SlipAmounts<'_>,
        tenders: &[Given],
        description: &str,
        copy: SlipCopy,
    ) -> Slip {
        let words = self.words();
        let mut lines = self.head(input, words.load_title(), copy);
        if !description.is_empty() {
            lines.push(SlipLine::text(description));
        }
        lines.extend(self.amounts(amounts, |amount| amount));
        lines.push(self.strong(words.to_pay(), amounts.figures.to_pay));
        lines.extend(self.tender_split(tenders, amounts.figures.to_pay));
        Slip { copy, lines }
    }

    /// The same with its amounts below zero, for a load that is undone.
    pub fn void_slip(&self, input: &Input, amounts: &SlipAmounts<'_>, original: &Original, copy: SlipCopy) -> Slip {
        let words = self.words();
        let mut lines = self.head(input, words.void_title(), copy);
        lines.push(SlipLine::columns(words.voided_operation(), original.operation.clone()));
        lines.extend(self.amounts(amounts, |amount| -amount));
        lines.push(self.strong(words.given_back(), -amounts.figures.to_pay));
        Slip { copy, lines }
    }

    fn head(&self, input: &Input, title: &str, copy: SlipCopy) -> Vec<SlipLine> {
        let words = self.words();
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

    fn amounts(&self, amounts: &SlipAmounts<'_>, sign: impl Fn(Amount) -> Amount) -> Vec<SlipLine> {
        let words = self.words();
        let SlipAmounts { figures, on_receipt, balance } = *amounts;
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
    fn tender_split(&self, tenders: &[Given], to_pay: Amount) -> Vec<SlipLine> {
        let mut left = to_pay;
        let mut lines = Vec::new();
        for given in tenders {
            let amount = given.amount.unwrap_or(left.max(Amount::ZERO));
            left -= amount;
            lines.push(self.line(self.words().tender(given.kind), amount));
        }
        if left.is_negative() {
            lines.push(self.line(self.words().change(), -left));
        }
        lines
    }

    fn line(&self, label: &str, amount: Amount) -> SlipLine {
        SlipLine::columns(label, self.shop.language.amount(self.round(amount)))
    }

    fn strong(&self, label: &str, amount: Amount) -> SlipLine {
        let right = self.words().money(amount);
        SlipLine::Columns { left: label.to_owned(), right, style: Style::Bold }
    }
}
