//! Questions to a card type: receipts, customers and a card with defaults, and [`conform`].
//!
//! Shops, customers and drafts are plain values: change their fields. A [`Holder`] is a card with what is on it;
//! it turns events into inputs and does what a plan says.

mod conform;
mod own;
mod read;
mod stream;

pub use conform::conform;
pub use read::{allowed, asked, denied, items, paper, posts, prices, taken_off, tenders};

use super::amount;
use crate::{
    Amount, Draft, DraftLine, End, Quantity, Shop,
    card::{
        Asked, Card, CardStatus, Customer, Event, Input, Issue, Load, Original, Plan, Price, Return, Review,
        ReviewCause, Settle, Use, Void,
    },
};
use jiff::civil;
use std::collections::{BTreeMap, BTreeSet};

/// A customer who is given credit without a cap.
#[must_use]
pub fn customer(id: &str) -> Customer {
    Customer {
        id: id.to_owned(),
        name: "Anna Rossi".to_owned(),
        credit_allowed: true,
        credit_limit: None,
        position: Amount::ZERO,
        discounts: Vec::new(),
        discounts_locked: false,
        birthday: None,
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
            status: CardStatus::Active,
            profile: None,
            settings: serde_json::Value::Null,
        };
        Self {
            input: Input {
                now: civil::datetime(2026, 11, 22, 10, 32, 0, 0),
                seed: 7,
                operation: "t1-1".to_owned(),
                till: Some("1".to_owned()),
                operator: Some("anna".to_owned()),
                card_type: "card".to_owned(),
                type_name: "Card".to_owned(),
                in_window: true,
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

    /// Outside its own days and hours.
    #[must_use]
    pub fn outside(mut self) -> Self {
        self.input.in_window = false;
        self
    }

    /// In this status, made from this profile.
    #[must_use]
    pub fn made(mut self, status: CardStatus, profile: Option<&str>) -> Self {
        self.input.card.known = status != CardStatus::Created || self.input.card.known;
        self.input.card.status = status;
        self.input.card.profile = profile.map(str::to_owned);
        self
    }

    /// A number that is no card yet.
    #[must_use]
    pub fn unknown(mut self) -> Self {
        (self.input.card.known, self.input.card.status) = (false, CardStatus::Created);
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
        self.asked(Event::Price(Price { draft, mode: None, pays: false, closed: BTreeSet::new() }))
    }

    /// Presented at this receipt, and named among its payments.
    #[must_use]
    pub fn price_paying(&self, draft: Draft) -> Input {
        self.asked(Event::Price(Price { draft, mode: None, pays: true, closed: BTreeSet::new() }))
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
        self.asked(Event::Load(Load { amount, ..Load::default() }))
    }

    /// Goods for `amount` come back of a receipt that came to `total`, `refund` of it onto the card.
    #[must_use]
    pub fn give_back(&self, original: Option<Original>, amount: Amount, refund: Amount, total: Amount) -> Input {
        self.asked(Event::Return(Return { original, amount, refund, total, ..Return::default() }))
    }

    /// To be loaded with uses of a service.
    #[must_use]
    pub fn load_uses(&self, service: &str, uses: Option<u32>) -> Input {
        self.asked(Event::Load(Load { service: Some(service.to_owned()), uses, ..Load::default() }))
    }

    /// Used without a receipt.
    #[must_use]
    pub fn use_up(&self, of: Use) -> Input {
        self.asked(Event::Use(of))
    }

    /// Being made, or sold out of the stock.
    #[must_use]
    pub fn issue(&self, profile: Option<&str>, sold: bool) -> Input {
        self.asked(Event::Issue(Issue { profile: profile.map(str::to_owned), sold }))
    }

    /// Looked at anew, with this turnover.
    #[must_use]
    pub fn review(&self, cause: ReviewCause, turnover: Amount) -> Input {
        self.asked(Event::Review(Review { cause, turnover }))
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
        let card = &mut self.input.card;
        card.known = true;
        if let Some(change) = &plan.card {
            card.status = change.status.unwrap_or(card.status);
            card.valid_until = change.valid_until.or(card.valid_until);
            card.profile = change.profile.clone().or_else(|| card.profile.take());
        }
        self
    }

    /// The card.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.input.card
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
