//! A card that takes part in an operation, and how its plugin is asked.

use super::{Stop, check};
pub use crate::ledger::STOCK;
use crate::ledger::{Account, Guard, Owner, Posting, Reservation, Scope};
pub use fiscus_sdk::rules::scale;
use fiscus_sdk::{
    Amount, End, Fault, Floor, Over, Post, Shop,
    account::{RATE, unit_of},
    card::{self, CardTender, Decision, Event, Input, Item, LoadFigures, Manifest, Original, Plan},
    jiff::civil,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Asks the plugin of a card type. The shell has the libraries; a test has what it likes.
pub trait Plugins {
    /// What the plugin decides.
    ///
    /// # Errors
    /// `plugin_failed`, `plugin_overtime`.
    fn decide(&self, card_type: &str, input: &Input) -> Result<Decision, Fault>;
}

/// A card that takes part, with all that its plugin may know.
#[derive(Debug, Clone)]
pub struct Party {
    /// The card type's id.
    pub card_type: String,
    /// The card type's name.
    pub type_name: String,
    /// Its plugin's manifest.
    pub manifest: Arc<Manifest>,
    /// Whether its price adjustments may stand beside another card's.
    pub stackable: bool,
    /// The card.
    pub card: card::Card,
    /// Its customer.
    pub customer: Option<card::Customer>,
    /// What is available on its accounts.
    pub balances: BTreeMap<String, Amount>,
    /// The same of its customer's accounts.
    pub customer_balances: BTreeMap<String, Amount>,
    /// The usage mode chosen at the till.
    pub mode: Option<String>,
    /// Whether the card's own days and hours hold.
    pub in_window: bool,
    /// What the till is told when the card is shown. Source: S5-39
    pub message: Option<String>,
}

/// What every question to a plugin shares.
pub struct Asking<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// The libraries.
    pub plugins: &'a dyn Plugins,
    /// The shop's local time.
    pub now: civil::DateTime,
    /// The operation's chance.
    pub seed: u64,
    /// The operation's id.
    pub operation: &'a str,
    /// The till.
    pub till: Option<&'a str>,
    /// Who works at it.
    pub operator: Option<&'a str>,
}

impl Asking<'_> {
    /// Asks a card's plugin and checks what does not depend on the event.
    ///
    /// # Errors
    /// A refusal, questions, or a fault of the plugin (also where its plan breaks a rule).
    pub fn ask(&self, party: &Party, event: Event) -> Result<Plan, Stop> {
        let input = Input {
            now: self.now,
            seed: self.seed,
            operation: self.operation.to_owned(),
            till: self.till.map(str::to_owned),
            operator: self.operator.map(str::to_owned),
            card_type: party.card_type.clone(),
            type_name: party.type_name.clone(),
            in_window: party.in_window,
            card: party.card.clone(),
            customer: party.customer.clone(),
            balances: party.balances.clone(),
            customer_balances: party.customer_balances.clone(),
            event,
        };
        match self.plugins.decide(&party.card_type, &input)? {
            Decision::Allow(plan) => {
                check::movements(self.shop, party, &plan)?;
                Ok(*plan)
            }
            Decision::Ask(questions) => Err(Stop::Asking(questions)),
            Decision::Deny(refusal) => Err(Stop::Refused(refusal)),
        }
    }
}

/// What one card does in an operation, as the journal keeps it for a later return.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The card's number.
    pub card: String,
    /// The card type's id.
    pub card_type: String,
    /// The customer it belonged to.
    #[serde(default)]
    pub customer: Option<String>,
    /// What is posted.
    pub post: Vec<Post>,
    /// What must hold afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<Floor>,
    /// What it pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<CardTender>,
    /// What it put on the receipt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The figures, if it was a load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadFigures>,
    /// What of each posting returns took back, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reversed: Vec<Amount>,
    /// The line of the receipt that sold this very card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

impl Part {
    /// What a plan makes a card do.
    #[must_use]
    pub fn of(party: &Party, plan: &Plan) -> Self {
        Self {
            card: party.card.number.clone(),
            card_type: party.card_type.clone(),
            customer: party.customer.as_ref().map(|c| c.id.clone()),
            post: plan.post.clone(),
            floors: plan.floors.clone(),
            tenders: plan.tenders.clone(),
            items: plan.items.clone(),
            load: plan.load.clone(),
            reversed: Vec::new(),
            line: None,
        }
    }

    /// As a plugin is told of it later.
    #[must_use]
    pub fn original(&self, operation: &str, kind: &str) -> Original {
        Original {
            operation: operation.to_owned(),
            kind: kind.to_owned(),
            post: self.post.clone(),
            reversed: self.reversed.clone(),
            tenders: self.tenders.clone(),
            items: self.items.clone(),
            load: self.load.clone(),
        }
    }
}

impl Party {
    /// Its customer's id.
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        self.customer.as_ref().map(|customer| customer.id.as_str())
    }

    /// Whether the shop grants something on cards of its type: points, stamps.
    #[must_use]
    pub fn collects(&self) -> bool {
        self.manifest.accounts.iter().any(|kind| kind.granted)
    }

    /// Takes what a card of the same customer has spent off his position, so that it is not spent twice.
    pub fn owes_more(&mut self, shop: &Shop, posts: &[Post]) {
        let due = format!("{}.due", shop.currency.name);
        let counts =
            |end: &End| matches!(end, End::Card(l) | End::Customer(l) if *l == shop.currency.name || *l == due);
        let spent: Amount = posts.iter().filter(|post| counts(&post.from)).map(|post| post.amount).sum();
        if let Some(customer) = &mut self.customer {
            customer.position -= spent;
        }
    }

    /// Takes what a plan moves into account, so that the same card, asked again, sees what is left. What it
    /// receives does not count before it is posted.
    pub fn spent(&mut self, posts: &[Post]) {
        for post in posts {
            match &post.from {
                End::Card(label) => *self.balances.entry(label.clone()).or_default() -= post.amount,
                End::Customer(_) | End::System(_) => {}
            }
        }
        self.customer_spent(posts);
    }

    /// The same of what it takes from its customer's accounts, which other cards of his see too.
    pub fn customer_spent(&mut self, posts: &[Post]) {
        for post in posts {
            if let End::Customer(label) = &post.from {
                *self.customer_balances.entry(label.clone()).or_default() -= post.amount;
            }
        }
    }
}

/// A movement of the core's own, which no plugin asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnPost {
    /// Whose account moves.
    pub holder: OwnHolder,
    /// What moves; its ends name the holder's accounts.
    pub post: Post,
    /// Why.
    pub purpose: Purpose,
}

/// Whose account a movement of the core's own touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnHolder {
    /// A customer's, by id.
    Customer(String),
    /// A card's, by number.
    Card(String),
}

/// Why the core moves something of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Something was bought on credit, or that is settled.
    Credit,
    /// It counts what was bought. Source: S5-53
    Turnover,
    /// A card enters or leaves the stock.
    Stock,
}

impl OwnPost {
    /// The customer, if it is a customer's account.
    #[must_use]
    pub fn customer(&self) -> Option<&str> {
        match &self.holder {
            OwnHolder::Customer(id) => Some(id),
            OwnHolder::Card(_) => None,
        }
    }

    /// The movement that takes back `amount` of it.
    #[must_use]
    pub fn reversed(&self, amount: Amount) -> Self {
        Self { post: self.post.reversed(amount), ..self.clone() }
    }
}

/// The account that counts what a customer, or a card without one, has bought: `EUR.turnover`.
#[must_use]
pub fn turnover_label(shop: &Shop) -> String {
    format!("{}.turnover", shop.currency.name)
}

/// Whether a label is one of the core's own, which only count.
#[must_use]
pub fn counts(shop: &Shop, label: &str) -> bool {
    label == STOCK || label == turnover_label(shop) || unit_of(label) == RATE
}

/// What all cards of a customer have on the accounts with this label; of the shop's money, what was paid in and not
/// what card types in `granting` grant.
#[must_use]
pub fn cards_of(shop: &Shop, granting: &[String], customer: &str, label: &str) -> Scope {
    let except = if label == shop.currency.name { granting.to_vec() } else { Vec::new() };
    Scope::CardsOf { customer: customer.to_owned(), label: label.to_owned(), except }
}

/// The reservation of all that an operation moves.
///
/// # Errors
/// A plugin's amount that does not fit its unit.
pub fn reservation(
    shop: &Shop,
    granting: &[String],
    parts: &[Part],
    own_posts: &[OwnPost],
    customer_floors: &[(String, Floor)],
    active: Vec<String>,
) -> Result<Reservation, Stop> {
    let mut reservation = Reservation { active, ..Reservation::default() };
    for part in parts {
        for post in &part.post {
            reservation.postings.push(posting(shop, Some(&part.card), part.customer.as_deref(), post)?);
        }
        for floor in &part.floors {
            reservation.guards.push(guard(shop, granting, Some(&part.card), part.customer.as_deref(), floor)?);
        }
    }
    for own in own_posts {
        let (card, customer) = match &own.holder {
            OwnHolder::Customer(id) => (None, Some(id.as_str())),
            OwnHolder::Card(number) => (Some(number.as_str()), None),
        };
        reservation.postings.push(posting(shop, card, customer, &own.post)?);
    }
    for (customer, floor) in customer_floors {
        reservation.guards.push(guard(shop, granting, None, Some(customer), floor)?);
    }
    Ok(reservation)
}

fn minor(shop: &Shop, label: &str, amount: Amount) -> Result<i64, Stop> {
    amount.minor(scale(shop, label)).ok_or_else(|| check::broken(&format!("{amount} does not fit the unit of {label}")))
}

fn owner_of(card: Option<&str>, customer: Option<&str>, end: &End, unit: &str) -> Result<Account, Stop> {
    let missing = || check::broken("a posting names an account that is not there");
    Ok(match end {
        End::Card(label) => Account { owner: Owner::Card(card.ok_or_else(missing)?.to_owned()), label: label.clone() },
        End::Customer(label) => {
            Account { owner: Owner::Customer(customer.ok_or_else(missing)?.to_owned()), label: label.clone() }
        }
        End::System(system) => Account { owner: Owner::System(*system), label: unit.to_owned() },
    })
}

fn posting(shop: &Shop, card: Option<&str>, customer: Option<&str>, post: &Post) -> Result<Posting, Stop> {
    let label = post.label().unwrap_or_default();
    let unit = unit_of(label);
    Ok(Posting {
        from: owner_of(card, customer, &post.from, unit)?,
        to: owner_of(card, customer, &post.to, unit)?,
        amount: minor(shop, label, post.amount)?,
    })
}

fn guard(
    shop: &Shop,
    granting: &[String],
    card: Option<&str>,
    customer: Option<&str>,
    floor: &Floor,
) -> Result<Guard, Stop> {
    let missing = || check::broken("a floor names an account that is not there");
    let mut over = Vec::with_capacity(floor.over.len());
    let mut unit = None;
    for span in &floor.over {
        let (Over::Card(label) | Over::Customer(label) | Over::CustomerCards(label)) = span;
        if *unit.get_or_insert(unit_of(label)) != unit_of(label) {
            return Err(check::broken("a floor sums accounts of different units"));
        }
        over.push(match span {
            Over::Card(label) => Scope::Account(Account {
                owner: Owner::Card(card.ok_or_else(missing)?.to_owned()),
                label: label.clone(),
            }),
            Over::Customer(label) => Scope::Account(Account {
                owner: Owner::Customer(customer.ok_or_else(missing)?.to_owned()),
                label: label.clone(),
            }),
            Over::CustomerCards(label) => {
                let customer = customer.ok_or_else(missing)?;
                cards_of(shop, granting, customer, label)
            }
        });
    }
    let min = minor(shop, unit.ok_or_else(missing)?, floor.min)?;
    Ok(Guard { over, min, reason: floor.reason, text: floor.text.clone() })
}
