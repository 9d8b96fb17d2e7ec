//! The ledger: customers, cards, accounts and what moved between them, behind one trait.
//!
//! Two-phase, like a transfer that is first pending: `Reserve` checks the floors and holds what an operation
//! will take, in one atomic and durable step; `Commit` posts it, `Void` gives it back. Each is idempotent by
//! the operation's id. Amounts are integers of the unit's smallest part; the ledger does not know scales,
//! plugins, receipts or printers.
//!
//! With the embedded ledger the journal's record of a step is in the same transaction ([`Write`]).
//!
//! Where more than one thing is wrong with a [`Write`], the first of these is its answer: a write that can never
//! be done ([`WriteError::Misfit`]: a step, a card or a customer without a record, an amount that is not above
//! zero, accounts of two units or twice the same, a key twice); `Changed`, also where a card would have the secret of another that is not deleted; `NotActive` in the order given;
//! `Overflow`; `Broken` in the order of the guards; a step that does not fit what went before (`Misfit`). A
//! reservation that changes nothing, because it is held or committed already, is not checked again.

pub mod report;
pub mod sqlite;

#[cfg(test)]
pub(crate) mod contract;
#[cfg(test)]
mod life;
#[cfg(test)]
mod model;
#[cfg(test)]
mod office;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reckoned;

pub use report::Reports;

use crate::{
    journal::{OperationRow, Record},
    registry::{Card, Customer, Partner},
};
use fiscus_sdk::{Reason, SystemAccount, card::Effect, jiff::civil};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, future::Future, pin::Pin};

/// Whose an account is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A card, by number.
    Card(String),
    /// A customer, by id.
    Customer(String),
    /// The shop's own side.
    System(SystemAccount),
}

/// An account. Its unit is the first word of the label; a system account's label is the unit alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Whose it is.
    pub owner: Owner,
    /// `EUR`, `EUR.gift`, `EUR.due`.
    pub label: String,
}

/// A movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where it is taken.
    pub from: Account,
    /// Where it arrives.
    pub to: Account,
    /// How much, above zero, in smallest parts.
    pub amount: i64,
}

/// A floor with its accounts named in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// What is summed: posted less reserved. What others will receive never counts before it is posted.
    pub over: Vec<Scope>,
    /// The least the sum may be after this operation, in smallest parts.
    pub min: i64,
    /// The reason when it is broken.
    pub reason: Reason,
    /// Its sentence.
    pub text: String,
}

/// What a guard sums.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One account.
    Account(Account),
    /// The accounts with this label of every card of a customer, as the registry has them in that moment.
    CardsOf {
        /// The customer's id.
        customer: String,
        /// The label.
        label: String,
        /// Not those of these card types.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        except: Vec<String>,
    },
}

/// A reservation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// What will move.
    pub postings: Vec<Posting>,
    /// What must hold afterwards.
    pub guards: Vec<Guard>,
    /// Cards that must be active in that moment (R2), by number. A card written by the same [`Write`] counts.
    pub active: Vec<String>,
    /// Cards that come into being with the operation, and must not be there before it, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<String>,
    /// Accounts with what must still be posted on them, because the plan relies on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<(Account, i64)>,
}

/// A step of an operation in the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Step {
    /// Nothing moves.
    #[default]
    None,
    /// Holds what the operation will take. Doing it again while it is held, or after it was committed, changes
    /// nothing; after a void it holds anew.
    Reserve(Reservation),
    /// Posts what is held. Again: nothing. After a void, or without a reservation: refused.
    Commit,
    /// Gives back what is held. Again, or without a reservation: nothing. After a commit: refused.
    Void,
    /// Reserve and commit at once, for what prints nothing.
    Post(Reservation),
}

/// One atomic, durable step: what moves, what changes in the registry, where the operation stands, and the
/// journal's record of it. All or nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Write {
    /// The operation whose step this is.
    pub operation: String,
    /// Milliseconds since 1970.
    pub time: i64,
    /// What moves.
    pub step: Step,
    /// Cards that are new or changed; the whole record.
    pub cards: Vec<Card>,
    /// Cards as they were read for this write: each must be so still.
    pub seen: Vec<Card>,
    /// Customers that are new or changed; each has an id.
    pub customers: Vec<Customer>,
    /// Partners that are new or changed.
    pub partners: Vec<Partner>,
    /// Pictures of customers, by id, that are new or changed; none: it is deleted.
    pub pictures: Vec<(String, Option<Vec<u8>>)>,
    /// What is to be done outside the shop because of it, in order; once for an operation.
    pub effects: Vec<Outgoing>,
    /// Operations that are new or changed (usually the one, at times also the original of a return).
    pub operations: Vec<OperationRow>,
    /// What the journal keeps of it; none only where nothing of worth changes.
    pub record: Option<Record>,
    /// What was replaced must not be found in the files any more.
    pub forget: bool,
}

/// Something to be done outside the shop for a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The card's number: its secret may be needed.
    pub card: String,
    /// What is to be done.
    pub effect: Effect,
}

/// What waits in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the order of all.
    pub id: i64,
    /// The operation.
    pub operation: String,
    /// Milliseconds since 1970.
    pub time: i64,
    /// What is to be done.
    pub outgoing: Outgoing,
}

/// Which deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryQuery {
    /// Done or not; none: both.
    pub done: Option<bool>,
    /// Only those of this card.
    pub card: Option<String>,
    /// Only places after this one.
    pub after: i64,
    /// At most so many.
    pub limit: u32,
}

/// What is, or was, to be done outside the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What it is.
    pub waiting: Waiting,
    /// Whether it is done.
    pub done: bool,
}

/// Why a write was not done. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A guard would be broken.
    #[error("{reason}: {text}")]
    Broken {
        /// The guard's reason.
        reason: Reason,
        /// The guard's sentence.
        text: String,
    },
    /// A card is not active, or not there.
    #[error("card {0} is not active")]
    NotActive(String),
    /// An operation's row is not of the version that the writer had read, a card is there that was not, a secret is
    /// another card's, or an account has another balance.
    #[error("{0} was changed by somebody else")]
    Changed(String),
    /// The step does not fit what the operation is: a commit after a void, a void after a commit.
    #[error("{0}")]
    Misfit(String),
    /// The amounts do not fit 64 bits.
    #[error("an amount is too large")]
    Overflow,
    /// The disk is full.
    #[error("the disk is full: {0}")]
    DiskFull(String),
    /// The store cannot be reached or is damaged.
    #[error("the ledger cannot be used: {0}")]
    Unavailable(String),
}

/// What is on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The account.
    pub account: Account,
    /// What is posted, in smallest parts.
    pub posted: i64,
    /// What is reserved to be taken, in smallest parts.
    pub held: i64,
}

impl Balance {
    /// Posted less reserved.
    #[must_use]
    pub fn available(&self) -> i64 {
        self.posted.saturating_sub(self.held)
    }
}

/// A movement as it was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the order of all entries.
    pub id: i64,
    /// The operation.
    pub operation: String,
    /// When it was posted, milliseconds since 1970.
    pub time: i64,
    /// Where it was taken.
    pub from: Account,
    /// Where it arrived.
    pub to: Account,
    /// How much.
    pub amount: i64,
    /// What was on `from` afterwards.
    pub from_balance: i64,
    /// What was on `to` afterwards.
    pub to_balance: i64,
}

/// Which cards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardQuery {
    /// Number begins with.
    pub number: Option<String>,
    /// Card type's id.
    pub card_type: Option<String>,
    /// Status word.
    pub status: Option<String>,
    /// The day for which it is asked: what is active and whose last day has passed has expired. None: as it is kept.
    pub today: Option<civil::Date>,
    /// Customer's id.
    pub customer: Option<String>,
    /// Name of the customer contains (any case).
    pub name: Option<String>,
    /// The profile it was made from.
    pub profile: Option<String>,
    /// The batch it was made in.
    pub batch: Option<String>,
    /// The partner who has it, or had it last.
    pub partner: Option<String>,
    /// Only cards that have, or had, something on an account of their own: not those that only are, or were, in stock.
    /// Sums do not ask.
    pub used: bool,
    /// Only numbers after this one.
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

impl CardQuery {
    /// Whether every card fits.
    #[must_use]
    pub fn is_every(&self) -> bool {
        let Self { number, card_type, status, customer, name, profile, batch, partner, .. } = self;
        [number, card_type, status, customer, name, profile, batch, partner].iter().all(|given| given.is_none())
    }
}

/// Which operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperationQuery {
    /// State word.
    pub state: Option<String>,
    /// Methods, none: all.
    pub methods: Vec<String>,
    /// Opened at or after, milliseconds.
    pub from: Option<i64>,
    /// Opened before, milliseconds.
    pub to: Option<i64>,
    /// Only operations opened after this one (by id), in order of opening.
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// A sum of accounts for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The card type's id.
    pub card_type: String,
    /// The label.
    pub label: String,
    /// How many accounts that are not zero.
    pub accounts: i64,
    /// Their sum, in smallest parts.
    pub posted: i64,
}

/// A card whose turnover is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The card.
    pub card: Card,
    /// Its customer.
    pub customer: Option<Customer>,
    /// What is posted on the turnover of the customer, or of the card where it has none, in smallest parts.
    pub turnover: i64,
    /// What is posted on his accounts of assigned discounts, by label.
    pub rates: Vec<(String, i64)>,
}

/// What is on an account of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// The card.
    pub card: Card,
    /// The account's label.
    pub label: String,
    /// What is posted, in smallest parts.
    pub posted: i64,
    /// What is reserved to be taken.
    pub held: i64,
    /// What came onto it since a time.
    pub earned: i64,
}

/// How many cards of one kind are in stock, to be sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// The card type's id.
    pub card_type: String,
    /// The profile they were made from.
    pub profile: Option<String>,
    /// How many.
    pub cards: u64,
}

/// The account of a card that is one while it is in stock.
pub const STOCK: &str = "STOCK";

/// The answer of a write, when it is durable.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The ledger with the journal that belongs to it. Reads see what is durable.
pub trait Ledger: Reports + Send + Sync {
    /// Does a write; answers when it is durable. Many waiting writes share one durable commit.
    fn write(&self, write: Write) -> Pending<Result<(), WriteError>>;

    /// What is on every account of an owner.
    ///
    /// # Errors
    /// [`WriteError::Unavailable`], like every read.
    fn balances(&self, owner: &Owner) -> Result<Vec<Balance>, WriteError>;
    /// What is on these accounts together (posted, held).
    ///
    /// # Errors
    /// As above.
    fn sum(&self, over: &[Scope]) -> Result<(i64, i64), WriteError>;
    /// A card.
    ///
    /// # Errors
    /// As above.
    fn card(&self, number: &str) -> Result<Option<Card>, WriteError>;
    /// Cards in the order of their numbers; those of a name in the order in which their customers came, then by number.
    ///
    /// # Errors
    /// As above.
    fn cards(&self, query: &CardQuery) -> Result<Vec<Card>, WriteError>;
    /// The card that has the secret with this index, unless it is deleted.
    ///
    /// # Errors
    /// As above.
    fn card_with_secret(&self, index: &str) -> Result<Option<Card>, WriteError>;
    /// Those of these numbers, and of these indexes of secrets, that a card has.
    ///
    /// # Errors
    /// As above.
    fn taken(&self, numbers: &[String], indexes: &[String]) -> Result<BTreeSet<String>, WriteError>;
    /// Cards of a type and a profile that can be sold out of the stock: created, and on its account [`STOCK`] more
    /// than is held. Those with numbers from `from` on come first.
    ///
    /// # Errors
    /// As above.
    fn stocked(&self, card_type: &str, profile: &str, from: &str, limit: u32) -> Result<Vec<Card>, WriteError>;
    /// How many of these there are, by type and profile.
    ///
    /// # Errors
    /// As above.
    fn stock(&self) -> Result<Vec<Stock>, WriteError>;
    /// A partner.
    ///
    /// # Errors
    /// As above.
    fn partner(&self, id: &str) -> Result<Option<Partner>, WriteError>;
    /// What waits in the outbox after a place, in order.
    ///
    /// # Errors
    /// As above.
    fn outbox(&self, after: i64, limit: u32) -> Result<Vec<Waiting>, WriteError>;
    /// Marks what was done outside; answers when that is durable. Doing it again, or for what is not there, changes
    /// nothing.
    fn delivered(&self, ids: Vec<i64>) -> Pending<Result<(), WriteError>>;
    /// What is or was in the outbox, in order.
    ///
    /// # Errors
    /// As above.
    fn deliveries(&self, query: &DeliveryQuery) -> Result<Vec<Delivery>, WriteError>;
    /// A customer.
    ///
    /// # Errors
    /// As above.
    fn customer(&self, id: &str) -> Result<Option<Customer>, WriteError>;
    /// Entries of those accounts of an owner whose label is `shown`, newest first: with ids below `before`, in a span
    /// of time (from inclusive, to exclusive).
    ///
    /// # Errors
    /// As above.
    fn entries(
        &self,
        owner: &Owner,
        shown: &dyn Fn(&str) -> bool,
        span: (Option<i64>, Option<i64>),
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, WriteError>;
    /// Sums by card type and label over all cards.
    ///
    /// # Errors
    /// As above.
    fn sums(&self) -> Result<Vec<Sum>, WriteError>;
    /// Cards of a type with numbers above `after`, in their order, with what a review needs; `turnover` is the label
    /// of the turnover.
    ///
    /// # Errors
    /// As above.
    fn reviewed(&self, card_type: &str, turnover: &str, after: &str, limit: u32) -> Result<Vec<Reviewed>, WriteError>;
    /// The accounts in `unit`, not at zero, of at most `limit` cards of a type with numbers above `after`, in their
    /// order, with what came onto each from `since` on; and the last number that was looked at, none after the last.
    ///
    /// # Errors
    /// As above.
    fn holdings(
        &self,
        card_type: &str,
        unit: &str,
        since: i64,
        after: &str,
        limit: u32,
    ) -> Result<(Vec<Holding>, Option<String>), WriteError>;
    /// How many cards of a type there are.
    ///
    /// # Errors
    /// As above.
    fn count(&self, card_type: &str) -> Result<u64, WriteError>;
    /// An operation.
    ///
    /// # Errors
    /// As above.
    fn operation(&self, id: &str) -> Result<Option<OperationRow>, WriteError>;
    /// Operations in the order they were opened.
    ///
    /// # Errors
    /// As above.
    fn operations(&self, query: &OperationQuery) -> Result<Vec<OperationRow>, WriteError>;
    /// Operations in whose body one of two texts stands (an empty one is not looked for), of so many after a place; and
    /// where to go on, none at the end. The first place is 0.
    ///
    /// # Errors
    /// As above.
    fn mentioning(
        &self,
        one: &str,
        other: &str,
        after: i64,
        span: i64,
    ) -> Result<(Vec<OperationRow>, Option<i64>), WriteError>;
    /// A customer's picture.
    ///
    /// # Errors
    /// As above.
    fn picture(&self, customer: &str) -> Result<Option<Vec<u8>>, WriteError>;
    /// Every operation that is not ended (reserved, printing, in doubt) or still owes a copy.
    ///
    /// # Errors
    /// As above.
    fn unfinished(&self) -> Result<Vec<OperationRow>, WriteError>;
}
