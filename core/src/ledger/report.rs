//! What reports, searches and trackings ask of a ledger. Each answer is of one moment.
//!
//! A span of time is from inclusive, to exclusive, in milliseconds; what is left out is unbounded. It does not know
//! which accounts only count, nor what operations mean.

use super::{Balance, CardQuery, Entry, Owner, Scope, WriteError};
use crate::{
    journal::OperationRow,
    registry::{Card, Customer, Partner},
};

/// A span of time.
pub type Span = (Option<i64>, Option<i64>);

/// What was on accounts before and after a span of time, and what moved in it, in smallest parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Before it.
    pub opening: i64,
    /// What came.
    pub credited: i64,
    /// What went.
    pub debited: i64,
    /// After it.
    pub closing: i64,
}

/// A card with all its accounts over a span of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// The card.
    pub card: Card,
    /// Its accounts by label, in their order.
    pub accounts: Vec<(String, Period)>,
}

/// The accounts with one label of all cards of a type over a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowSum {
    /// The card type's id.
    pub card_type: String,
    /// The label.
    pub label: String,
    /// Together.
    pub period: Period,
}

/// Which cards are tracked.
#[derive(Debug, Clone, Copy)]
pub enum Group<'a> {
    /// These.
    Numbers(&'a [String]),
    /// All that fit; `after` and `limit` do not count.
    Query(&'a CardQuery),
}

/// An entry on an account of a card that is tracked.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracked {
    /// The card.
    pub card: Card,
    /// The entry. One between two cards of the group is there twice.
    pub entry: Entry,
}

/// An operation that moved something of a customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The operation, where there is one.
    pub row: Option<OperationRow>,
    /// Its entries on accounts of the customer or of cards that are his now, oldest first; never none.
    pub entries: Vec<Entry>,
}

/// Which customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    /// The name contains (any case).
    pub name: Option<String>,
    /// The customer type.
    pub customer_type: Option<String>,
    /// The telephone number contains, digits only.
    pub phone: Option<String>,
    /// The e-mail address contains (any case).
    pub email: Option<String>,
    /// The city is (any case).
    pub city: Option<String>,
    /// The personal identity code is.
    pub identity_code: Option<String>,
    /// Invoices go to this customer.
    pub bill_to: Option<String>,
    /// He has this card.
    pub card: Option<String>,
    /// Only those that came after this one (by id).
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// The words of a name that is looked for, in lower case: each must stand in the name, in any order.
pub(crate) fn words(part: &str) -> Vec<String> {
    part.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Whether a name has all words of a text.
pub(crate) fn has_words(name: &str, part: &str) -> bool {
    let name = name.to_lowercase();
    words(part).iter().all(|word| name.contains(word.as_str()))
}

impl CustomerQuery {
    /// Whether a customer fits, as far as the record says: not his cards.
    #[must_use]
    pub fn fits(&self, customer: &Customer) -> bool {
        let lower = |text: &str| text.to_lowercase();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let has = |field: &Option<String>, test: &dyn Fn(&str) -> bool| field.as_deref().is_some_and(test);
        let is = |wanted: &Option<String>, field: &Option<String>| wanted.is_none() || wanted == field;
        self.name.as_ref().is_none_or(|part| has_words(&customer.name(), part))
            && is(&self.customer_type, &customer.customer_type)
            && self
                .phone
                .as_ref()
                .is_none_or(|part| has(&customer.phone, &|phone| digits(phone).contains(&digits(part))))
            && self.email.as_ref().is_none_or(|part| has(&customer.email, &|email| lower(email).contains(&lower(part))))
            && self.city.as_ref().is_none_or(|city| has(&customer.city, &|own| lower(own) == lower(city)))
            && is(&self.identity_code, &customer.identity_code)
            && is(&self.bill_to, &customer.bill_to)
    }
}

/// The methods that make, move and write out cards of the stock.
pub const STOCK_METHODS: [&str; 4] = ["cards.export", "cards.generate", "cards.move", "cards.print"];

/// An operation that did something to the stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockMove {
    /// The operation.
    pub row: OperationRow,
    /// How many cards it put into the stock; counted only for operations of other methods than [`STOCK_METHODS`].
    pub enters: u64,
    /// How many it took out of it; the same.
    pub leaves: u64,
}

/// Where a list of operations goes on: when the last one before was opened, and its id.
pub type Place<'a> = Option<(i64, &'a str)>;

/// What reports ask.
pub trait Reports {
    /// Cards as [`super::Ledger::cards`] finds them, each with what moved on its accounts; where `sums` says so, with
    /// what [`Reports::flow_sums`] answers in the same moment.
    ///
    /// # Errors
    /// [`WriteError::Unavailable`], like every read; [`WriteError::Overflow`].
    fn flows(&self, query: &CardQuery, span: Span, sums: bool) -> Result<(Vec<Flows>, Vec<FlowSum>), WriteError>;
    /// The same by card type and label over all cards that fit; `after` and `limit` do not count.
    ///
    /// # Errors
    /// As above.
    fn flow_sums(&self, query: &CardQuery, span: Span) -> Result<Vec<FlowSum>, WriteError>;
    /// What moved on accounts of a customer, or of cards that are his now: together on those in `over`, where what
    /// moved between two of them did not move; and the operations with entries on those whose label is `shown`, oldest
    /// first, with entries above `after`.
    ///
    /// # Errors
    /// As above.
    fn touched(
        &self,
        customer: &str,
        over: &[Scope],
        shown: &dyn Fn(&str) -> bool,
        span: Span,
        after: Option<i64>,
        limit: u32,
    ) -> Result<(Period, Vec<Touched>), WriteError>;
    /// Entries on accounts of a group of cards that are `shown` (by card type and label), newest first: with ids below
    /// `before`. At most `limit` entries.
    ///
    /// # Errors
    /// As above.
    fn tracked(
        &self,
        group: Group<'_>,
        shown: &dyn Fn(&str, &str) -> bool,
        span: Span,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Tracked>, WriteError>;
    /// Committed operations of some methods, in the order of opening.
    ///
    /// # Errors
    /// As above.
    fn walked(
        &self,
        methods: &[&str],
        span: Span,
        after: Place<'_>,
        limit: u32,
    ) -> Result<Vec<OperationRow>, WriteError>;
    /// Committed operations that did something to the stock of cards, in the order of opening.
    ///
    /// # Errors
    /// As above.
    fn stock_moves(&self, span: Span, after: Place<'_>, limit: u32) -> Result<Vec<StockMove>, WriteError>;
    /// Those of these operations that there are.
    ///
    /// # Errors
    /// As above.
    fn operations_named(&self, ids: &[String]) -> Result<Vec<OperationRow>, WriteError>;
    /// The operations whose first paper bears these numbers, newest first.
    ///
    /// # Errors
    /// As above.
    fn operations_printed(&self, z: u32, number: u32) -> Result<Vec<OperationRow>, WriteError>;
    /// What is on every account of each of these owners.
    ///
    /// # Errors
    /// As above.
    fn balances_of(&self, owners: &[Owner]) -> Result<Vec<Vec<Balance>>, WriteError>;
    /// Customers in the order in which they came.
    ///
    /// # Errors
    /// As above.
    fn customers(&self, query: &CustomerQuery) -> Result<Vec<Customer>, WriteError>;
    /// Partners whose name contains a text (any case), in the order of their ids.
    ///
    /// # Errors
    /// As above.
    fn partners(&self, name: Option<&str>, after: Option<&str>, limit: u32) -> Result<Vec<Partner>, WriteError>;
}

impl Period {
    /// From what is there now, what came and went in the span, and what came after it less what went.
    ///
    /// # Errors
    /// It does not fit.
    pub(super) fn of(posted: i128, credited: i128, debited: i128, later: i128) -> Result<Self, WriteError> {
        let closing = posted - later;
        let fit = |sum: i128| i64::try_from(sum).map_err(|_| WriteError::Overflow);
        Ok(Self {
            opening: fit(closing - credited + debited)?,
            credited: fit(credited)?,
            debited: fit(debited)?,
            closing: fit(closing)?,
        })
    }
}

/// Whether a time is in a span.
#[must_use]
pub fn within((from, to): Span, time: i64) -> bool {
    from.is_none_or(|from| time >= from) && to.is_none_or(|to| time < to)
}
