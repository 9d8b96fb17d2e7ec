//! Services on credit: VAT on them falls due when they are paid, so what is owed is counted on the departments it
//! came from, in counters `EUR.owed.<department>` of the card, and its settlement is sold there.

use super::{Share, change, part};
use crate::{
    Amount, End, Post, Problem, Shop, SystemAccount, TenderKind, UncollectedCause,
    card::{Input, Item, ItemKind, Original, Settle},
    prorate,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// The cause of what a card gives without having it, as the receipt states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Uncollected {
    /// Goods delivered: settled by a quittance.
    Goods,
    /// Services done: settled by a fiscal document.
    Services,
    /// An invoice follows.
    Invoice,
}

impl Uncollected {
    /// The tender that prints it.
    #[must_use]
    pub fn tender(self) -> TenderKind {
        match self {
            Self::Goods => UncollectedCause::Goods.tender(),
            Self::Services => UncollectedCause::Services.tender(),
            Self::Invoice => UncollectedCause::Invoice.tender(),
        }
    }

    /// Departments of the shop whose names cannot stand in the counters' labels: words with points between.
    #[must_use]
    pub fn problems(self, shop: &Shop) -> Vec<Problem> {
        if self != Self::Services {
            return Vec::new();
        }
        let unfit = shop.departments.keys().filter(|id| id.contains('.') || id.is_empty());
        unfit
            .map(|id| {
                Problem::at(
                    "uncollected",
                    format!("uncollected = \"services\" needs departments without a point in their name: \"{id}\""),
                )
            })
            .collect()
    }
}

/// A department's part of what a load settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The department's id.
    pub department: String,
    /// Its counter.
    pub label: String,
    /// What is sold there now.
    pub paid: Amount,
    /// What its counter falls by.
    pub counted: Amount,
}

/// The sale of something on a department, where it is above zero.
#[must_use]
pub fn sale(shop: &Shop, department: &str, description: &str, amount: Amount) -> Option<Item> {
    amount.is_positive().then(|| Item {
        kind: ItemKind::Sale,
        department: department.to_owned(),
        description: description.to_owned(),
        amount: shop.currency.round(amount),
    })
}

/// What the counters' labels begin with: `EUR.owed.`.
fn prefix(shop: &Shop) -> String {
    format!("{}.owed.", shop.currency.name)
}

/// Remembers on which departments `uncovered` of a receipt is owed.
#[must_use]
pub fn count(shop: &Shop, settle: &Settle, uncovered: Amount) -> Vec<Post> {
    let weights: Vec<Amount> = settle.departments.values().map(|amount| (*amount).max(Amount::ZERO)).collect();
    let shares = prorate::spread(uncovered, &weights, shop.currency.scale);
    let owed = settle.departments.keys().zip(shares).filter(|(_, share)| share.is_positive());
    let prefix = prefix(shop);
    owed.map(|(department, share)| Post::credit(SystemAccount::Adjust, &format!("{prefix}{department}"), share))
        .collect()
}

/// What is counted falls with the debt that comes back, but not below zero: a load may have settled it.
#[must_use]
pub fn count_less(shop: &Shop, input: &Input, original: &Original, shares: &[Share<'_>]) -> Vec<Post> {
    let unpaid = || shares.iter().filter(|share| share.tender.kind.uncollected());
    let total: Amount = unpaid().map(|share| share.tender.amount).sum();
    let before: Amount = unpaid().map(|share| share.before).sum();
    let now: Amount = unpaid().map(|share| share.now).sum();
    let prefix = prefix(shop);
    let mut posts: Vec<Post> = Vec::new();
    for post in &original.post {
        let End::Card(label) = &post.to else { continue };
        if !label.starts_with(&prefix) {
            continue;
        }
        let counted = input.balance(label).max(Amount::ZERO) + change(label, &posts);
        let less = part(post.amount, before, now, total, shop.currency.scale).min(counted);
        if less.is_positive() {
            posts.push(post.reversed(shop.currency.round(less)));
        }
    }
    posts
}

/// Which departments the settlement of a debt belongs to, where it came from services: those come first, for their
/// VAT falls due now. `balance` is the card's before the load. Once nothing is owed, nothing stays counted.
#[must_use]
pub fn settled(shop: &Shop, input: &Input, balance: Amount, settled: Amount) -> Vec<Service> {
    let all = settled.is_positive() && balance + settled == Amount::ZERO;
    let prefix = prefix(shop);
    let mut left = settled;
    let mut services = Vec::new();
    for (label, counted) in &input.balances {
        let Some(department) = label.strip_prefix(&prefix) else { continue };
        if !counted.is_positive() || !shop.departments.contains_key(department) {
            continue;
        }
        let paid = shop.currency.round(left.min(*counted));
        left -= paid;
        services.push(Service {
            department: department.to_owned(),
            label: label.clone(),
            paid,
            counted: if all { shop.currency.round(*counted) } else { paid },
        });
    }
    services
}

/// What the counters fall by.
#[must_use]
pub fn posts(services: &[Service]) -> Vec<Post> {
    let paid = services.iter().filter(|service| service.counted.is_positive());
    paid.map(|service| Post::debit(&service.label, SystemAccount::Adjust, service.counted)).collect()
}
