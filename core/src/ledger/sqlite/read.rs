//! What is asked of the tables: balances, entries, cards, customers, operations.
//!
//! It runs on any connection: the writer's guards and the readers' answers are the same sums.

use super::request::owner;
use crate::{
    journal::{OperationRow, State},
    ledger::{Account, Balance, CardQuery, Entry, OperationQuery, Owner, STOCK, Scope, Sum, WriteError, report::words},
    registry::{Card, Customer, Partner},
};
use fiscus_sdk::SystemAccount;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

const SYSTEM: [SystemAccount; 8] = [
    SystemAccount::Load,
    SystemAccount::Spend,
    SystemAccount::Gift,
    SystemAccount::Bonus,
    SystemAccount::Fee,
    SystemAccount::Invoice,
    SystemAccount::Expire,
    SystemAccount::Adjust,
];

pub(super) const OPERATION: &str = "id, version, method, digest, state, owes, opened, body";

/// Posted and held of each account that is meant, by its row: an account that two scopes name counts once.
pub(super) fn holdings(connection: &Connection, over: &[Scope]) -> rusqlite::Result<BTreeMap<i64, (i64, i64)>> {
    let mut lines = BTreeMap::new();
    for scope in over {
        match scope {
            Scope::Account(account) => {
                let (kind, name) = owner(&account.owner);
                let mut query = connection.prepare_cached(
                    "SELECT id, posted, held FROM accounts WHERE kind = ?1 AND owner = ?2 AND label = ?3",
                )?;
                gather(&mut lines, query.query(params![kind, name, account.label])?)?;
            }
            Scope::CardsOf { customer, label, except } => {
                let mut query = connection.prepare_cached(
                    "SELECT a.id, a.posted, a.held, c.card_type FROM cards c CROSS JOIN accounts a
                     ON a.kind = 'card' AND a.owner = c.number AND a.label = ?2 WHERE c.customer = ?1",
                )?;
                let mut rows = query.query(params![customer, label])?;
                while let Some(row) = rows.next()? {
                    if !except.contains(&row.get(3)?) {
                        lines.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
                    }
                }
            }
        }
    }
    Ok(lines)
}

fn gather(lines: &mut BTreeMap<i64, (i64, i64)>, mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<()> {
    while let Some(row) = rows.next()? {
        lines.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
    }
    Ok(())
}

pub(super) fn sum(connection: &Connection, over: &[Scope]) -> Result<(i64, i64), WriteError> {
    // One snapshot for all scopes.
    let snapshot = connection.unchecked_transaction()?;
    let lines = holdings(&snapshot, over)?;
    let total = |pick: fn(&(i64, i64)) -> i64| {
        i64::try_from(lines.values().map(|line| i128::from(pick(line))).sum::<i128>()).map_err(|_| WriteError::Overflow)
    };
    Ok((total(|line| line.0)?, total(|line| line.1)?))
}

pub(super) fn balances(connection: &Connection, whose: &Owner) -> Result<Vec<Balance>, WriteError> {
    let (kind, name) = owner(whose);
    let mut query = connection
        .prepare_cached("SELECT label, posted, held FROM accounts WHERE kind = ?1 AND owner = ?2 ORDER BY label")?;
    let rows = query.query_map(params![kind, name], |row| {
        let account = Account { owner: whose.clone(), label: row.get(0)? };
        Ok(Balance { account, posted: row.get(1)?, held: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn entries(
    connection: &Connection,
    whose: &Owner,
    shown: &dyn Fn(&str) -> bool,
    (from, to): (Option<i64>, Option<i64>),
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Entry>, WriteError> {
    let (kind, name) = owner(whose);
    let snapshot = connection.unchecked_transaction()?;
    let accounts: Vec<(i64, String)> = snapshot
        .prepare_cached("SELECT id, label FROM accounts WHERE kind = ?1 AND owner = ?2")?
        .query_map(params![kind, name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let ids = accounts.into_iter().filter(|(_, label)| shown(label)).map(|(id, _)| id);
    let found = entries_of(&snapshot, ids, (from, to), before.unwrap_or(i64::MAX), limit)?;
    Ok(found.into_iter().map(|(_, entry)| entry).collect())
}

/// The columns of [`entry`], which are the row's first, and where they come from.
pub(super) const ENTRY: &str =
    "e.id, e.operation, e.time, f.kind, f.owner, f.label, t.kind, t.owner, t.label, e.amount,
     e.from_balance, e.to_balance";
pub(super) const ENTRIES: &str =
    "entries e JOIN accounts f ON f.id = e.from_account JOIN accounts t ON t.id = e.to_account";

/// An entry with the ids of its two accounts.
pub(super) type Sided = ((i64, i64), Entry);

/// Entries of these accounts with ids below `before`, newest first, each with its two accounts.
pub(super) fn entries_of(
    snapshot: &Connection,
    accounts: impl Iterator<Item = i64> + Clone,
    (from, to): (Option<i64>, Option<i64>),
    before: i64,
    limit: u32,
) -> Result<Vec<Sided>, WriteError> {
    let bounds = (from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = BTreeMap::new();
    // Each side of each account is walked backwards on its own index, so that no more than `limit` rows are read
    // of any; an entry between two of the accounts is found twice and kept once.
    for side in ["from_account", "to_account"] {
        let sql = format!(
            "SELECT {ENTRY}, e.from_account, e.to_account FROM {ENTRIES}
             WHERE e.{side} = ?1 AND e.id < ?2 AND e.time >= ?3 AND (e.time < ?4 OR ?4 = {})
             ORDER BY e.id DESC LIMIT ?5",
            i64::MAX
        );
        let mut query = snapshot.prepare_cached(&sql)?;
        for id in accounts.clone() {
            let mut rows = query.query(params![id, before, bounds.0, bounds.1, limit])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                // What is older than enough others is not wanted, nor is what comes after it.
                if found.len() >= most && found.first_key_value().is_some_and(|(oldest, _)| id < *oldest) {
                    break;
                }
                found.insert(id, ((row.get(12)?, row.get(13)?), entry(row)?));
                if found.len() > most {
                    found.pop_first();
                }
            }
        }
    }
    Ok(found.into_values().rev().collect())
}

pub(super) fn entry(row: &Row<'_>) -> Result<Entry, WriteError> {
    Ok(Entry {
        id: row.get(0)?,
        operation: row.get(1)?,
        time: row.get(2)?,
        from: account(row, 3)?,
        to: account(row, 6)?,
        amount: row.get(9)?,
        from_balance: row.get(10)?,
        to_balance: row.get(11)?,
    })
}

/// An account in the columns kind, owner, label from `at` on.
pub(crate) fn account(row: &Row<'_>, at: usize) -> Result<Account, WriteError> {
    let (kind, name): (String, String) = (row.get(at)?, row.get(at + 1)?);
    let owner = match kind.as_str() {
        "card" => Owner::Card(name),
        "customer" => Owner::Customer(name),
        _ => Owner::System(
            SYSTEM
                .into_iter()
                .find(|system| kind == "system" && system.name() == name)
                .ok_or_else(|| damaged("an account's owner", &name))?,
        ),
    };
    Ok(Account { owner, label: row.get(at + 2)? })
}

pub(super) fn card(connection: &Connection, number: &str) -> Result<Option<Card>, WriteError> {
    one(connection, "SELECT body FROM cards WHERE number = ?1", number)
}

pub(super) fn customer(connection: &Connection, id: &str) -> Result<Option<Customer>, WriteError> {
    one(connection, "SELECT body FROM customers WHERE id = ?1", id)
}

pub(super) fn partner(connection: &Connection, id: &str) -> Result<Option<Partner>, WriteError> {
    one(connection, "SELECT body FROM partners WHERE id = ?1", id)
}

pub(super) fn one<T: DeserializeOwned>(connection: &Connection, sql: &str, key: &str) -> Result<Option<T>, WriteError> {
    let body: Option<String> = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    body.map(|body| parse(&body)).transpose()
}

pub(super) fn cards(connection: &Connection, query: &CardQuery) -> Result<Vec<Card>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    cards_in(&snapshot, query)
}

/// The same in a snapshot that is there already.
pub(super) fn cards_in(connection: &Connection, query: &CardQuery) -> Result<Vec<Card>, WriteError> {
    if let (Some(name), None) = (&query.name, &query.customer) {
        return super::find::cards(connection, query, name);
    }
    let filter = Filter::cards(query);
    let sql = format!("SELECT body FROM cards {} ORDER BY number LIMIT {}", filter.clause(), query.limit);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values))?;
    let mut cards = Vec::new();
    while let Some(row) = rows.next()? {
        cards.push(parse(&row.get::<_, String>(0)?)?);
    }
    Ok(cards)
}

pub(super) fn count(connection: &Connection, card_type: &str) -> Result<u64, WriteError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM cards WHERE card_type = ?1")?
        .query_row([card_type], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn sums(connection: &Connection) -> Result<Vec<Sum>, WriteError> {
    let mut query = connection.prepare_cached(
        "SELECT c.card_type, a.label, count(*), sum(a.posted) FROM accounts a JOIN cards c ON c.number = a.owner
         WHERE a.kind = 'card' AND a.posted <> 0 GROUP BY c.card_type, a.label ORDER BY c.card_type, a.label",
    )?;
    let rows = query.query_map([], |row| {
        Ok(Sum { card_type: row.get(0)?, label: row.get(1)?, accounts: row.get(2)?, posted: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn operation(connection: &Connection, id: &str) -> Result<Option<OperationRow>, WriteError> {
    let sql = format!("SELECT {OPERATION} FROM operations WHERE id = ?1");
    Ok(operation_rows(connection, &sql, vec![Box::new(id.to_owned())])?.pop())
}

pub(super) fn operations(connection: &Connection, query: &OperationQuery) -> Result<Vec<OperationRow>, WriteError> {
    let mut filter = Filter::default();
    // With the plus a span of time is looked up before a state, which may be that of nearly all operations.
    let spanned = query.from.is_some() || query.to.is_some();
    filter.maybe(if spanned { "+state = ?" } else { "state = ?" }, query.state.clone());
    filter.maybe("opened >= ?", query.from);
    filter.maybe("opened < ?", query.to);
    filter.maybe("seq > (SELECT seq FROM operations WHERE id = ?)", query.after.clone());
    if !query.methods.is_empty() {
        let list = vec!["?"; query.methods.len()].join(", ");
        filter.conditions.push(format!("method IN ({list})"));
        filter.values.extend(query.methods.iter().map(|method| Box::new(method.clone()) as Box<dyn ToSql>));
    }
    let clause = filter.clause();
    let sql = format!("SELECT {OPERATION} FROM operations {clause} ORDER BY seq LIMIT {}", query.limit);
    operation_rows(connection, &sql, filter.values)
}

pub(super) fn unfinished(connection: &Connection) -> Result<Vec<OperationRow>, WriteError> {
    let sql = format!(
        "SELECT {OPERATION} FROM operations WHERE seq IN (
             SELECT seq FROM operations WHERE state IN ('{}', '{}', '{}')
             UNION SELECT seq FROM operations WHERE owes = 1
         ) ORDER BY seq",
        State::Reserved.word(),
        State::Printing.word(),
        State::InDoubt.word()
    );
    operation_rows(connection, &sql, Vec::new())
}

pub(super) fn operation_rows(
    connection: &Connection,
    sql: &str,
    values: Vec<Box<dyn ToSql>>,
) -> Result<Vec<OperationRow>, WriteError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut operations = Vec::new();
    while let Some(row) = rows.next()? {
        operations.push(operation_row(row)?);
    }
    Ok(operations)
}

/// An operation in the columns of [`OPERATION`], which are the row's first.
pub(crate) fn operation_row(row: &Row<'_>) -> Result<OperationRow, WriteError> {
    let state: String = row.get(4)?;
    Ok(OperationRow {
        id: row.get(0)?,
        version: row.get(1)?,
        method: row.get(2)?,
        digest: row.get(3)?,
        state: State::from_word(&state).ok_or_else(|| damaged("an operation's state", &state))?,
        owes: row.get(5)?,
        opened: row.get(6)?,
        body: row.get(7)?,
    })
}

/// Conditions of a query and their values, in the same order.
#[derive(Default)]
pub(super) struct Filter {
    pub conditions: Vec<String>,
    pub values: Vec<Box<dyn ToSql>>,
}

impl Filter {
    /// The cards that fit, as conditions on their table.
    pub fn cards(query: &CardQuery) -> Self {
        let mut filter = Self::default();
        if let Some(number) = &query.number {
            // Above every number that begins so: no text goes on with a greater character.
            filter.add("number >= ?", number.clone());
            filter.add("number <= ?", format!("{number}\u{10FFFF}"));
        }
        filter.maybe("card_type = ?", query.card_type.clone());
        let last = query.today.map(|today| today.to_string());
        match (query.status.as_deref(), last) {
            (Some("expired"), Some(today)) => {
                filter.add("(status = 'expired' OR status = 'active' AND valid_until < ?)", today);
            }
            (Some("active"), Some(today)) => {
                filter.add("status = 'active' AND coalesce(valid_until >= ?, true)", today);
            }
            (status, _) => filter.maybe("status = ?", status.map(str::to_owned)),
        }
        filter.maybe("customer = ?", query.customer.clone());
        if query.name.is_some() {
            filter.conditions.push("customer IN (SELECT id FROM customers)".to_owned());
        }
        for word in words(query.name.as_deref().unwrap_or_default()) {
            filter.add("customer IN (SELECT id FROM customers WHERE instr(name, ?) > 0)", word);
        }
        filter.maybe("profile = ?", query.profile.clone());
        filter.maybe("batch = ?", query.batch.clone());
        filter.maybe("partner = ?", query.partner.clone());
        filter.maybe("number > ?", query.after.clone());
        if query.used {
            let sql = "EXISTS (SELECT 1 FROM accounts WHERE kind = 'card' AND owner = number AND label <> ?)";
            filter.add(sql, STOCK);
        }
        filter
    }

    pub fn add(&mut self, condition: &str, value: impl ToSql + 'static) {
        self.conditions.push(condition.to_owned());
        self.values.push(Box::new(value));
    }

    /// One more value of the last condition.
    pub fn push(&mut self, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
    }

    pub fn maybe<T: ToSql + 'static>(&mut self, condition: &str, value: Option<T>) {
        if let Some(value) = value {
            self.add(condition, value);
        }
    }

    pub fn conditions(&self) -> String {
        self.conditions.join(" AND ")
    }

    pub fn clause(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!("WHERE {}", self.conditions()) }
    }

    pub fn values(&self) -> impl Iterator<Item = &dyn ToSql> {
        self.values.iter().map(AsRef::as_ref)
    }

    pub fn into_values(self) -> Vec<Box<dyn ToSql>> {
        self.values
    }
}

pub(super) fn parse<T: DeserializeOwned>(body: &str) -> Result<T, WriteError> {
    serde_json::from_str(body).map_err(|error| damaged("a row of the registry", &error.to_string()))
}

fn damaged(what: &str, how: &str) -> WriteError {
    WriteError::Unavailable(format!("{what} cannot be read: {how}"))
}
