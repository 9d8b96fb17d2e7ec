//! The discounts of a shop, and which of a holder's ordered discounts each line gets.
//!
//! The first that covers a line is given; where it does not (another product, another hour), the second is tried,
//! and so on. A closed card schedule takes away the first of the list, and only that. Source: S5-43, S5-44, S5-46

mod holder;

use crate::{
    Amount, Draft, DraftLine, Language, Percent, Shop,
    card::{Adjust, AdjustValue},
    prorate,
    schedule::Schedule,
};
use jiff::civil;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A discount of the shop's list: how much, for what, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// What is printed; empty: a word and how much.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How much.
    pub value: DiscountValue,
    /// The articles it is for. Each of the three lists narrows it further; an empty one does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<String>,
    /// The categories it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The departments it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// When it is given.
    #[serde(default)]
    pub schedule: Schedule,
}

/// How much a discount is, above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountValue {
    /// A share of the price.
    Percent(Percent),
    /// Money, once a receipt, spread over the lines it covers.
    Amount(Amount),
}

impl Discount {
    /// A discount of all goods at all times.
    #[must_use]
    pub fn of(value: DiscountValue) -> Self {
        Self {
            name: String::new(),
            value,
            articles: Vec::new(),
            categories: Vec::new(),
            departments: Vec::new(),
            schedule: Schedule::default(),
        }
    }

    /// What is printed beside it: its name, or `Sconto 10%`.
    #[must_use]
    pub fn described(&self, language: Language) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let word = language.pick(["Sconto", "Discount", "Descuento", "Desconto", "Allahindlus"]);
        match self.value {
            DiscountValue::Percent(percent) => {
                format!("{word} {}%", language.amount(Amount::from(percent.decimal().normalize())))
            }
            DiscountValue::Amount(_) => word.to_owned(),
        }
    }

    /// Whether it is for this line.
    #[must_use]
    pub fn covers(&self, line: &DraftLine) -> bool {
        let among = |list: &[String], word: Option<&String>| list.is_empty() || word.is_some_and(|w| list.contains(w));
        among(&self.articles, line.article.as_ref())
            && among(&self.categories, line.category.as_ref())
            && among(&self.departments, Some(&line.department))
    }
}

/// The discounts of one holder, in order; the first is primary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ordered(Vec<Option<Discount>>);

impl Ordered {
    /// Those with these names in the shop's list. A name that is not there is passed over.
    #[must_use]
    pub fn named<'a>(shop: &Shop, names: impl IntoIterator<Item = &'a String>) -> Self {
        Self(names.into_iter().map(|name| shop.discounts.get(name).cloned()).collect())
    }

    /// The same with another at its end.
    #[must_use]
    pub fn and(mut self, discount: Discount) -> Self {
        self.0.push(Some(discount));
        self
    }

    /// The same without those at the places that `given` says no to; the others keep theirs.
    #[must_use]
    pub fn only(mut self, given: impl Fn(usize) -> bool) -> Self {
        for (place, discount) in self.0.iter_mut().enumerate() {
            if !given(place) {
                *discount = None;
            }
        }
        self
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// What each line gets now: the place of the line, and the discount. `first` says whether the first of the
    /// list may be given at all (the card's own schedule).
    #[must_use]
    pub fn of_lines<'a>(&'a self, lines: &[DraftLine], now: civil::DateTime, first: bool) -> Vec<Option<&'a Discount>> {
        let open: Vec<&Discount> = self
            .0
            .iter()
            .enumerate()
            .filter(|(place, _)| first || *place > 0)
            .filter_map(|(_, discount)| discount.as_ref())
            .filter(|discount| discount.schedule.holds(now))
            .collect();
        lines.iter().map(|line| open.iter().copied().find(|discount| discount.covers(line))).collect()
    }

    /// What each line gets less, above zero or zero, in the order of the lines: percents half up a line, money once
    /// and spread in proportion. Lines whose id is in `closed` get nothing.
    #[must_use]
    pub fn amounts(
        &self,
        shop: &Shop,
        draft: &Draft,
        closed: &BTreeSet<String>,
        now: civil::DateTime,
        first: bool,
    ) -> Vec<Amount> {
        let open: Vec<DraftLine> = draft.lines.clone();
        let chosen = self.of_lines(&open, now, first);
        let mut amounts = vec![shop.currency.zero(); open.len()];
        let takes = |line: &DraftLine| !closed.contains(&line.id) && line.net.is_positive();
        let mut spread: Vec<&Discount> = Vec::new();
        for ((line, discount), amount) in open.iter().zip(&chosen).zip(&mut amounts) {
            match discount {
                Some(Discount { value: DiscountValue::Percent(percent), .. }) if takes(line) => {
                    *amount = shop.currency.round(line.net.percent(*percent)).min(line.net);
                }
                Some(discount) if !spread.iter().any(|known| std::ptr::eq(*known, *discount)) => spread.push(discount),
                _ => {}
            }
        }
        for discount in spread {
            let DiscountValue::Amount(value) = discount.value else { continue };
            let weights: Vec<Amount> = open
                .iter()
                .zip(&chosen)
                .map(|(line, chosen)| {
                    let own = chosen.is_some_and(|chosen| std::ptr::eq(chosen, discount)) && takes(line);
                    if own { line.net } else { Amount::ZERO }
                })
                .collect();
            let value = shop.currency.round(value.min(weights.iter().copied().sum()));
            for ((amount, share), weight) in
                amounts.iter_mut().zip(prorate::spread(value, &weights, shop.currency.scale)).zip(&weights)
            {
                if weight.is_positive() {
                    *amount = share;
                }
            }
        }
        amounts
    }

    /// [`Ordered::amounts`] as the adjustments of a plan: one a line at most.
    #[must_use]
    pub fn adjustments(
        &self,
        shop: &Shop,
        draft: &Draft,
        closed: &BTreeSet<String>,
        now: civil::DateTime,
        first: bool,
    ) -> Vec<Adjust> {
        let chosen = self.of_lines(&draft.lines, now, first);
        draft
            .lines
            .iter()
            .zip(chosen)
            .zip(self.amounts(shop, draft, closed, now, first))
            .filter(|(_, amount)| amount.is_positive())
            .filter_map(|((line, discount), amount)| {
                Some(Adjust {
                    line: Some(line.id.clone()),
                    value: AdjustValue::Amount(-amount),
                    description: discount?.described(shop.language),
                    reason: "discount".to_owned(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
