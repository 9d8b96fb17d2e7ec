//! The card plugin interface: a card type is one pure function from an event and the facts to a plan.
//!
//! An author implements [`CardType`] for the type that holds the settings and writes
//! `fiscus_sdk::export_card!(MyCard);`. `decide` is total, deterministic and does no I/O: time and
//! chance are in its [`Input`]. The core trusts no plan: what a plan may contain is said at [`Plan`].

mod life;
pub mod no;

pub use life::{Access, Attribute, CardChange, CardStatus, Effect, Holder, Issue, Move, Movement, Offer, Product};

use crate::{Amount, Draft, Floor, Percent, Post, Problem, Quantity, Reason, Refusal, Shop, Slip, TenderKind};
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A card type with its settings.
pub trait CardType: Sized + Send + Sync + 'static {
    /// Who the plugin is and what it may do. Constant.
    fn manifest() -> Manifest;
    /// Reads the settings of one card type, or says what is wrong with them.
    ///
    /// # Errors
    /// Every problem found, each with the path of the setting at fault.
    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>>;
    /// What these settings effectively mean, in short sentences for the installer
    /// (`may go down to -25.00`).
    fn describe(&self) -> Vec<String> {
        Vec::new()
    }
    /// What these settings offer: products to sell, units and accounts of their own.
    fn offer(&self) -> Offer {
        Offer::default()
    }
    /// What should happen.
    fn decide(&self, input: &Input) -> Decision;
}

/// Who a plugin is and what it may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The id that a configuration names.
    pub id: String,
    /// The plugin's version.
    pub version: String,
    /// The accounts it owns. It may post to no others. Where they depend on the settings, [`Offer::accounts`]
    /// takes their place.
    #[serde(deserialize_with = "crate::abi::known")]
    pub accounts: Vec<AccountKind>,
    /// The events it answers; others are not sent.
    #[serde(deserialize_with = "crate::abi::known")]
    pub events: Vec<EventKind>,
    /// What else the core should know.
    #[serde(default, deserialize_with = "crate::abi::known")]
    pub capabilities: Vec<Capability>,
    /// JSON schema of the settings.
    pub settings: Value,
}

/// A kind of account a plugin owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountKind {
    /// The label. A `*` stands for the shop's currency as first word and for anything as last word:
    /// `*`, `*.gift`, `*.owed.*`.
    pub label: String,
    /// Whose it is.
    pub owner: AccountOwner,
    /// Whether it only counts: counters are no liability and not part of what a card can spend.
    #[serde(default)]
    pub counter: bool,
    /// Whether it holds what the shop grants (points, stamps) rather than what was paid in: a customer's prepaid
    /// position leaves it out.
    #[serde(default)]
    pub granted: bool,
}

/// Whose an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountOwner {
    /// The card's.
    Card,
    /// Its customer's.
    Customer,
}

impl AccountKind {
    /// An account of the card that can be spent.
    #[must_use]
    pub fn card(label: &str) -> Self {
        Self { label: label.to_owned(), owner: AccountOwner::Card, counter: false, granted: false }
    }
    /// An account of its customer.
    #[must_use]
    pub fn customer(label: &str) -> Self {
        Self { owner: AccountOwner::Customer, ..Self::card(label) }
    }
    /// The same, only counting.
    #[must_use]
    pub fn counting(self) -> Self {
        Self { counter: true, ..self }
    }
    /// The same, holding what the shop grants.
    #[must_use]
    pub fn granted(self) -> Self {
        Self { granted: true, ..self }
    }
    /// Whether `label` is of this kind in a shop with this currency.
    #[must_use]
    pub fn covers(&self, label: &str, currency: &str) -> bool {
        let mut pattern = self.label.split('.');
        let mut words = label.split('.');
        let first = pattern.next().unwrap_or_default();
        if words.next() != Some(if first == "*" { currency } else { first }) {
            return false;
        }
        loop {
            match (pattern.next(), words.next()) {
                (None, None) => return true,
                (Some("*"), Some(word)) if !word.is_empty() => {}
                (Some(expected), Some(word)) if expected == word => {}
                _ => return false,
            }
        }
    }
}

/// What else the core should know of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Money can be loaded on its cards.
    LoadsMoney,
    /// Uses of a service can be loaded on its cards.
    LoadsUses,
    /// Its cards can be named as a tender.
    Pays,
    /// Its price adjustments may stand beside those of another card.
    Stacks,
    /// Its cards are refused before their first and after their last day. Those of other plugins can be used, and
    /// only lose their first discount (unless the configuration says otherwise).
    Expires,
}

/// What a plugin is asked about one card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The shop's local time.
    pub now: civil::DateTime,
    /// Chance, drawn once for the operation and stored: the same on every retry.
    pub seed: u64,
    /// The id of the operation.
    pub operation: String,
    /// The till, if it said so.
    #[serde(default)]
    pub till: Option<String>,
    /// Who works at it, if it said so.
    #[serde(default)]
    pub operator: Option<String>,
    /// The id of the card type, from the configuration.
    #[serde(default)]
    pub card_type: String,
    /// The name of the card type, from the configuration.
    #[serde(default)]
    pub type_name: String,
    /// Whether the card's own days and hours hold now. Where not, its first discount is not given.
    #[serde(default = "yes")]
    pub in_window: bool,
    /// The card.
    pub card: Card,
    /// Its customer, if it has one.
    #[serde(default)]
    pub customer: Option<Customer>,
    /// What is available on the card's accounts, by label: posted less reserved. Missing: zero.
    #[serde(default)]
    pub balances: BTreeMap<String, Amount>,
    /// The same of the customer's accounts that the manifest names.
    #[serde(default)]
    pub customer_balances: BTreeMap<String, Amount>,
    /// What is asked.
    pub event: Event,
}

fn yes() -> bool {
    true
}

impl Input {
    /// What is available on the card's account `label`.
    #[must_use]
    pub fn balance(&self, label: &str) -> Amount {
        self.balances.get(label).copied().unwrap_or_default()
    }
}

/// A card as a plugin sees it. The core has checked its status and validity before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Its number.
    pub number: String,
    /// Whether it is registered already; an unknown number becomes a card at its first load.
    pub known: bool,
    /// The first day on which it is valid.
    #[serde(default)]
    pub valid_from: Option<civil::Date>,
    /// The last day on which it is valid.
    #[serde(default)]
    pub valid_until: Option<civil::Date>,
    /// Where it is in its life; a card that is being made is not active yet.
    #[serde(default)]
    pub status: CardStatus,
    /// The profile it was made from.
    #[serde(default)]
    pub profile: Option<String>,
    /// Settings of this one card.
    #[serde(default)]
    pub settings: Value,
}

/// A customer as a plugin sees him.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The id.
    pub id: String,
    /// The name as it may be printed.
    #[serde(default)]
    pub name: String,
    /// Whether he may be given credit.
    #[serde(default)]
    pub credit_allowed: bool,
    /// How much credit, above zero; none: no cap.
    #[serde(default)]
    pub credit_limit: Option<Amount>,
    /// All his prepaid balances and what he owes, together: negative where he owes more.
    #[serde(default)]
    pub position: Amount,
    /// The names of his discounts, the primary first.
    #[serde(default)]
    pub discounts: Vec<String>,
    /// Whether nobody but a person may change his discounts.
    #[serde(default)]
    pub discounts_locked: bool,
    /// His birthday, if he told it.
    #[serde(default)]
    pub birthday: Option<civil::Date>,
}

/// What a plugin is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The card was presented: what does it change in the prices?
    Price(Price),
    /// The receipt has its total: what does the card pay, or collect?
    Settle(Settle),
    /// Money, or uses of a service, are to be loaded.
    Load(Load),
    /// Something on the card is used without a receipt.
    Use(Use),
    /// The card is being made, or sold out of the stock.
    Issue(Issue),
    /// The card changes hands or status.
    Move(Move),
    /// The turnover has changed, or somebody asks for a new look at it.
    Review(Review),
    /// Goods of an earlier receipt come back.
    Return(Return),
    /// An earlier operation is undone as a whole.
    Void(Void),
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// [`Event::Price`].
    Price,
    /// [`Event::Settle`].
    Settle,
    /// [`Event::Load`].
    Load,
    /// [`Event::Use`].
    Use,
    /// [`Event::Issue`].
    Issue,
    /// [`Event::Move`].
    Move,
    /// [`Event::Review`].
    Review,
    /// [`Event::Return`].
    Return,
    /// [`Event::Void`].
    Void,
}

impl Event {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Price(_) => EventKind::Price,
            Self::Settle(_) => EventKind::Settle,
            Self::Load(_) => EventKind::Load,
            Self::Use(_) => EventKind::Use,
            Self::Issue(_) => EventKind::Issue,
            Self::Move(_) => EventKind::Move,
            Self::Review(_) => EventKind::Review,
            Self::Return(_) => EventKind::Return,
            Self::Void(_) => EventKind::Void,
        }
    }
}

/// [`Event::Price`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// The receipt so far.
    pub draft: Draft,
    /// The usage mode chosen at the till.
    #[serde(default)]
    pub mode: Option<String>,
    /// Whether the till names the card among the payments.
    #[serde(default)]
    pub pays: bool,
    /// Lines whose price another card has changed: this one may not, and nor the subtotal.
    #[serde(default)]
    pub closed: BTreeSet<String>,
}

/// [`Event::Settle`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settle {
    /// The priced receipt.
    pub draft: Draft,
    /// What is still to be paid.
    pub due: Amount,
    /// What the till asks of this card.
    pub asked: Asked,
    /// The usage mode chosen at the till.
    #[serde(default)]
    pub mode: Option<String>,
    /// What each department's lines come to after adjustments and what was discharged before, by
    /// department id: how much of `due` is of which tax treatment.
    #[serde(default)]
    pub departments: BTreeMap<String, Amount>,
}

/// What a till asks of a card at payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It does not pay: it only collects.
    Nothing,
    /// What it can give, at most what is due.
    Rest,
    /// Exactly this, or the receipt is refused.
    Exactly(Amount),
}

/// [`Event::Load`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// What was typed at the till, if anything.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The service whose uses are loaded; none: money is.
    #[serde(default)]
    pub service: Option<String>,
    /// How many uses of it; none: one package.
    #[serde(default)]
    pub uses: Option<u32>,
    /// Answers to the questions asked before, by question id.
    #[serde(default)]
    pub answers: BTreeMap<String, Value>,
    /// How it is paid, as far as the till said: for the drawer slip.
    #[serde(default)]
    pub tenders: Vec<Given>,
}

/// [`Event::Use`]: exactly one of `service`, `minutes` and `amount`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// The service that is used.
    #[serde(default)]
    pub service: Option<String>,
    /// How many times, for a service.
    #[serde(default)]
    pub quantity: Option<Quantity>,
    /// How many minutes are used.
    #[serde(default)]
    pub minutes: Option<Amount>,
    /// How much money is used.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// [`Event::Review`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// What gave cause.
    pub cause: ReviewCause,
    /// All that the customer (or the card, where it has none) has bought.
    pub turnover: Amount,
}

/// What gave cause to a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewCause {
    /// A receipt, a return or a void was closed.
    Closing,
    /// Somebody started it.
    Manual,
}

/// A payment as a slip shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The kind.
    pub kind: TenderKind,
    /// How much; none: the rest.
    #[serde(default)]
    pub amount: Option<Amount>,
}

/// [`Event::Return`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// What this card did in the original receipt; none: it took no part, and only the refund goes onto it.
    #[serde(default)]
    pub original: Option<Original>,
    /// What the goods come to that come back now.
    pub amount: Amount,
    /// What of it is to go back onto this card.
    pub refund: Amount,
    /// What the original came to, and of it what came back in earlier returns.
    pub total: Amount,
    /// See `total`.
    #[serde(default)]
    pub returned_before: Amount,
    /// Every line of the original, with what of it comes back now.
    #[serde(default)]
    pub lines: Vec<LineBack>,
}

/// A line of an original of which something may come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineBack {
    /// Its id.
    pub id: String,
    /// The article.
    #[serde(default)]
    pub article: Option<String>,
    /// The category.
    #[serde(default)]
    pub category: Option<String>,
    /// The department's id.
    pub department: String,
    /// How many there were.
    pub quantity: Quantity,
    /// What they came to.
    pub net: Amount,
    /// How many came back before.
    pub before: Quantity,
    /// How many come back now; zero: the line is not concerned.
    pub now: Quantity,
    /// What these come to.
    pub now_net: Amount,
}

/// [`Event::Void`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Void {
    /// What this card did in the operation that is undone.
    pub original: Original,
}

/// What one card did in an earlier operation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// The id of the operation.
    pub operation: String,
    /// Its kind: `receipt.issue`, `card.load`, `card.use`.
    pub kind: String,
    /// What was posted.
    pub post: Vec<Post>,
    /// What of each posting earlier returns took back, in the same order.
    #[serde(default)]
    pub reversed: Vec<Amount>,
    /// What the card paid.
    #[serde(default)]
    pub tenders: Vec<CardTender>,
    /// What it put on the receipt.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Its figures, if it was a load.
    #[serde(default)]
    pub load: Option<LoadFigures>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Do this.
    Allow(Box<Plan>),
    /// Ask the till first.
    Ask(Vec<Question>),
    /// No.
    Deny(Refusal),
}

impl Decision {
    /// A plan.
    #[must_use]
    pub fn allow(plan: Plan) -> Self {
        Self::Allow(Box::new(plan))
    }
    /// A refusal.
    pub fn deny(reason: Reason, text: impl Into<String>) -> Self {
        Self::Deny(Refusal::new(reason, text))
    }
}

/// What should happen. The core checks it before anything prints:
///
/// * postings touch only accounts that the manifest names, each above zero and within one unit;
/// * every tender and every discharge is backed by a debit of the same value from the card;
/// * an adjustment never exceeds what it lowers, the total never falls below zero;
/// * tenders never exceed what is due;
/// * the card itself changes only where it is made, loaded, used, moved or given back.
///
/// An element that the core does not know is refused by its name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Changes of prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjust: Vec<Adjust>,
    /// Lines put on the receipt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// What the card pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<CardTender>,
    /// Movements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post: Vec<Post>,
    /// What must hold afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<Floor>,
    /// Slips to print, the customer's first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slips: Vec<Slip>,
    /// Lines after the fiscal document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footer: Vec<String>,
    /// What people should be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// The figures of a load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadFigures>,
    /// What becomes of the card itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardChange>,
    /// What is to be done outside the shop once the operation is committed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

/// A change of a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjust {
    /// The line; none: the subtotal.
    #[serde(default)]
    pub line: Option<String>,
    /// How much.
    pub value: AdjustValue,
    /// What is printed.
    pub description: String,
    /// Why, for reports: `discount`, `gift`, `bonus`.
    pub reason: String,
}

/// How much a price changes. Signed: a discount is negative, except [`AdjustValue::Free`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustValue {
    /// By this share.
    Percent(Percent),
    /// By this amount.
    Amount(Amount),
    /// To nothing.
    Free,
}

/// A line put on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The department's id.
    pub department: String,
    /// What is printed.
    pub description: String,
    /// Its value, above zero: a discharge lowers the total by it.
    pub amount: Amount,
}

/// What a line put on the receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Something sold: raises the total.
    Sale,
    /// A single-use voucher redeemed: lowers the total, and must be backed by a debit.
    Discharge,
}

/// What a card pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardTender {
    /// As what it is printed.
    pub kind: TenderKind,
    /// What is printed beside it.
    #[serde(default)]
    pub description: String,
    /// How much, above zero.
    pub amount: Amount,
}

/// What people should be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// Whom.
    pub to: Audience,
    /// What, in the shop's language.
    pub text: String,
}

/// Whom a notice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The cashier.
    Cashier,
    /// The customer.
    Customer,
}

/// The figures of a load.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoadFigures {
    /// What was typed, after rounding.
    pub amount: Amount,
    /// What the card got, gift and settled debt included.
    pub credited: Amount,
    /// What of it brought a debt back to zero.
    pub settled: Amount,
    /// What the shop keeps.
    pub fee: Amount,
    /// What the shop gives on top.
    pub gift: Amount,
    /// What the customer pays.
    pub to_pay: Amount,
}

/// A question to the till.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// `amount`, `description`, `customer`, `mode` or `profile`.
    pub id: String,
    /// What is asked for: `amount`, `text`, `customer`, `choice`.
    pub kind: String,
    /// The question, in the shop's language.
    #[serde(default)]
    pub text: String,
    /// Amounts to offer: `"10.00"`, or `{pay, credit}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<Value>,
    /// Words to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The largest amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Amount>,
    /// The step amounts are rounded to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Amount>,
    /// Whether it must be answered.
    pub required: bool,
}
