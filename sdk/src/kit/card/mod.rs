//! Questions to a card type: receipts, customers and a card with defaults, and [`conform`].
//!
//! Shops, customers and drafts are plain values: change their fields. A [`Holder`] is a card with what is on it;
//! it turns events into inputs and does what a plan says.

mod conform;
mod stream;

pub use conform::conform;

use super::amount;
use crate::{
    Amount, Draft, DraftLine, End, Quantity, Shop,
    card::{Asked, Card, Customer, Event, Input, Load, Original, Plan, Price, Return, Settle, Void},
};
use jiff::civil;
use std::collections::BTreeMap;

/// A customer who is given credit without a cap.
#[must_use]
pub fn customer(id: &str) -> Customer {
    Customer {
        id: id.to_owned(),
        name: "Anna Rossi".to_owned(),
        credit_allowed: true,
        credit_limit: None,
        position: Amount::ZERO,
    }
}

/// A receipt of one piece on each of these departments at these prices; its lines are `1`, `2`, …
///
/// # Panics
/// A price is no amount.
#[must_use]
#[track_caller]
pub fn draft(shop: &Shop, lines: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (at, (department, price)) in lines.iter().enumerate() {
        let price = shop.currency.round(amount(price));
        draft.lines.push(DraftLine {
            id: (at + 1).to_string(),
            description: (*department).to_owned(),
            article: None,
            category: None,
            department: (*department).to_owned(),
            quantity: Quantity::ONE,
            price,
            gross: price,
            adjustments: Vec::new(),
            net: price,
        });
    }
    assert!(draft.sum_up(&shop.currency).is_ok(), "a total below zero, or beyond what a shop can mean");
    draft
}

/// A known card with what is on its accounts, at a till.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    input: Input,
}

impl Default for Holder {
    fn default() -> Self {
        Self::new()
    }
}

impl Holder {
    /// An empty card without a customer, on an ordinary morning.
    #[must_use]
    pub fn new() -> Self {
        let card = Card {
            number: "9800000000012".to_owned(),
            known: true,
            valid_from: None,
            valid_until: None,
            settings: serde_json::Value::Null,
        };
        Self {
            input: Input {
                now: civil::datetime(2026, 11, 22, 10, 32, 0, 0),
                seed: 7,
                operation: "t1-1".to_owned(),
                till: Some("1".to_owned()),
                operator: Some("anna".to_owned()),
                type_name: "Card".to_owned(),
                card,
                customer: None,
                balances: BTreeMap::new(),
                customer_balances: BTreeMap::new(),
                event: Event::Void(Void { original: Original::default() }),
            },
        }
    }

    /// With this on one of the card's accounts.
    ///
    /// # Panics
    /// It is no amount.
    #[must_use]
    #[track_caller]
    pub fn with(self, label: &str, balance: &str) -> Self {
        self.holding(label, amount(balance))
    }

    pub(crate) fn holding(mut self, label: &str, balance: Amount) -> Self {
        self.input.balances.insert(label.to_owned(), balance);
        self
    }

    /// With this customer.
    #[must_use]
    pub fn of(mut self, customer: Customer) -> Self {
        self.input.customer = Some(customer);
        self
    }

    /// With this on one of the customer's accounts.
    #[must_use]
    pub fn owing(mut self, label: &str, balance: Amount) -> Self {
        self.input.customer_balances.insert(label.to_owned(), balance);
        self
    }

    /// At this time of the shop.
    #[must_use]
    pub fn at(mut self, now: civil::DateTime) -> Self {
        self.input.now = now;
        self
    }

    /// With settings of this one card.
    #[must_use]
    pub fn settings(mut self, settings: serde_json::Value) -> Self {
        self.input.card.settings = settings;
        self
    }

    /// What is on one of the card's accounts.
    #[must_use]
    pub fn balance(&self, label: &str) -> Amount {
        self.input.balance(label)
    }

    /// Asked with this event.
    #[must_use]
    pub fn asked(&self, event: Event) -> Input {
        Input { event, ..self.input.clone() }
    }

    /// Presented at this receipt.
    #[must_use]
    pub fn price(&self, draft: Draft) -> Input {
        self.asked(Event::Price(Price { draft, mode: None }))
    }

    /// Asked to pay this receipt, of which all is due.
    #[must_use]
    pub fn settle(&self, shop: &Shop, draft: Draft, asked: Asked) -> Input {
        let (due, departments) = (draft.total, draft.by_department(&shop.currency));
        self.asked(Event::Settle(Settle { draft, due, asked, mode: None, departments }))
    }

    /// To be loaded.
    #[must_use]
    pub fn load(&self, amount: Option<Amount>) -> Input {
        self.asked(Event::Load(Load { amount, answers: BTreeMap::new(), tenders: Vec::new() }))
    }

    /// Goods for `amount` come back of a receipt that came to `total`, `refund` of it onto the card.
    #[must_use]
    pub fn give_back(&self, original: Option<Original>, amount: Amount, refund: Amount, total: Amount) -> Input {
        self.asked(Event::Return(Return { original, amount, refund, total, returned_before: Amount::ZERO }))
    }

    /// An operation of the card is undone.
    #[must_use]
    pub fn undo(&self, original: Original) -> Input {
        self.asked(Event::Void(Void { original }))
    }

    /// The card after a plan was done.
    #[must_use]
    pub fn after(mut self, plan: &Plan) -> Self {
        for post in &plan.post {
            for (end, value) in [(&post.from, -post.amount), (&post.to, post.amount)] {
                match end {
                    End::Card(label) => {
                        *self.input.balances.entry(label.clone()).or_default() += value;
                    }
                    End::Customer(label) => {
                        *self.input.customer_balances.entry(label.clone()).or_default() += value;
                    }
                    End::System(_) => {}
                }
            }
        }
        self
    }
}

/// What the journal would keep of a plan, for a later return or void.
#[must_use]
pub fn original(plan: &Plan) -> Original {
    Original {
        operation: "t1-0".to_owned(),
        kind: if plan.load.is_some() { "card.load" } else { "receipt.issue" }.to_owned(),
        post: plan.post.clone(),
        reversed: vec![Amount::ZERO; plan.post.len()],
        tenders: plan.tenders.clone(),
        items: plan.items.clone(),
        load: plan.load.clone(),
    }
}
