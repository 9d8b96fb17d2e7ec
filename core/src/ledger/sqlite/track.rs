//! Entries and operations in the order of time: of groups of cards, of a customer, of the stock.

use super::read::{self, ENTRY, Filter, OPERATION, entry, operation_row, operation_rows};
use crate::{
    journal::{OperationRow, State},
    ledger::{
        Balance, Entry, Owner, STOCK, WriteError,
        report::{Group, Place, STOCK_METHODS, Span, StockMove, Touched, Tracked, within},
    },
    registry::Card,
};
use rusqlite::{Connection, OptionalExtension, ToSql, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many accounts are walked one by one.
const FEW: usize = 1_000;

fn most(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

pub(super) fn tracked(
    connection: &Connection,
    group: Group<'_>,
    shown: &dyn Fn(&str, &str) -> bool,
    span: Span,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Tracked>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let accounts = accounts_of(&snapshot, group, shown)?;
    let before = before.unwrap_or(i64::MAX);
    let found = if accounts.len() <= FEW {
        read::entries_of(&snapshot, accounts.iter().copied(), span, before, limit)?
    } else {
        backwards(&snapshot, &accounts, span, before, limit)?
    };
    let mut cards: BTreeMap<String, Option<Card>> = BTreeMap::new();
    let mut tracked = Vec::new();
    for (sides, entry) in found {
        let mut owners = BTreeSet::new();
        for (account, owner) in [(sides.0, &entry.from.owner), (sides.1, &entry.to.owner)] {
            if let Owner::Card(number) = owner
                && accounts.contains(&account)
            {
                owners.insert(number.clone());
            }
        }
        for number in owners {
            if !cards.contains_key(&number) {
                cards.insert(number.clone(), read::card(&snapshot, &number)?);
            }
            let card = cards.get(&number).cloned().flatten();
            tracked.extend(card.map(|card| Tracked { card, entry: entry.clone() }));
        }
    }
    Ok(tracked)
}

fn accounts_of(
    connection: &Connection,
    group: Group<'_>,
    shown: &dyn Fn(&str, &str) -> bool,
) -> Result<BTreeSet<i64>, WriteError> {
    let of_card = "CROSS JOIN accounts a ON a.kind = 'card' AND a.owner = c.number";
    let mut accounts = BTreeSet::new();
    let mut take = |sql: &str, values: &[&dyn ToSql]| -> Result<(), WriteError> {
        let mut query = connection.prepare_cached(sql)?;
        let mut rows = query.query(values)?;
        while let Some(row) = rows.next()? {
            let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            if shown(text(1)?, text(2)?) {
                accounts.insert(row.get::<_, i64>(0)?);
            }
        }
        Ok(())
    };
    match group {
        Group::Numbers(numbers) => {
            let sql = format!("SELECT a.id, c.card_type, a.label FROM cards c {of_card} WHERE c.number = ?1");
            for number in numbers {
                take(&sql, &[number])?;
            }
        }
        Group::Query(query) => {
            let filter = Filter::cards(query);
            let sql = format!("SELECT a.id, c.card_type, a.label FROM cards c {of_card} {}", filter.clause());
            take(&sql, &filter.values().collect::<Vec<_>>())?;
        }
    }
    Ok(accounts)
}

/// The entries of very many accounts: all are read backwards until there are enough.
fn backwards(
    connection: &Connection,
    accounts: &BTreeSet<i64>,
    span: Span,
    before: i64,
    limit: u32,
) -> Result<Vec<read::Sided>, WriteError> {
    let last = accounts.last().copied().unwrap_or_default();
    let mut is_one = vec![false; usize::try_from(last).unwrap_or(0) + 1];
    for account in accounts {
        if let Some(slot) = usize::try_from(*account).ok().and_then(|at| is_one.get_mut(at)) {
            *slot = true;
        }
    }
    let one = |account: i64| usize::try_from(account).is_ok_and(|at| is_one.get(at).copied().unwrap_or(false));
    let mut ids = Vec::new();
    let mut all = connection
        .prepare_cached("SELECT id, time, from_account, to_account FROM entries WHERE id < ?1 ORDER BY id DESC")?;
    let mut rows = all.query([before])?;
    while ids.len() < most(limit)
        && let Some(row) = rows.next()?
    {
        if within(span, row.get(1)?) && (one(row.get(2)?) || one(row.get(3)?)) {
            ids.push(row.get::<_, i64>(0)?);
        }
    }
    let sql = format!("SELECT {ENTRY}, e.from_account, e.to_account FROM {} WHERE e.id = ?1", read::ENTRIES);
    let mut whole = connection.prepare_cached(&sql)?;
    ids.iter()
        .map(|id| {
            let mut rows = whole.query([id])?;
            let row = rows.next()?.ok_or_else(|| WriteError::Unavailable("an entry is gone".to_owned()))?;
            Ok(((row.get(12)?, row.get(13)?), entry(row)?))
        })
        .collect()
}

/// Of a snapshot.
pub(super) fn touched(
    snapshot: &Connection,
    customer: &str,
    shown: &dyn Fn(&str) -> bool,
    span: Span,
    after: Option<i64>,
    limit: u32,
) -> Result<Vec<Touched>, WriteError> {
    let mut accounts = Vec::new();
    let mut known = snapshot.prepare_cached(
        "SELECT id, label FROM accounts WHERE kind = 'customer' AND owner = ?1
         UNION ALL SELECT a.id, a.label FROM cards c CROSS JOIN accounts a ON a.kind = 'card' AND a.owner = c.number
         WHERE c.customer = ?1",
    )?;
    let mut rows = known.query([customer])?;
    while let Some(row) = rows.next()? {
        if shown(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
            accounts.push(row.get::<_, i64>(0)?);
        }
    }
    // Of each account as many operations as are wanted of all, each with all its entries on it.
    let mut found: BTreeMap<i64, Entry> = BTreeMap::new();
    for side in ["from_account", "to_account"] {
        let sql = format!("SELECT {ENTRY} FROM {} WHERE e.{side} = ?1 AND e.id > ?2 ORDER BY e.id", read::ENTRIES);
        let mut query = snapshot.prepare_cached(&sql)?;
        for account in &accounts {
            let mut operations = 0;
            let mut last = String::new();
            let mut rows = query.query(params![account, after.unwrap_or(0)])?;
            while let Some(row) = rows.next()? {
                let entry = entry(row)?;
                if !within(span, entry.time) {
                    continue;
                }
                if entry.operation != last {
                    operations += 1;
                    if operations > most(limit) {
                        break;
                    }
                    last.clone_from(&entry.operation);
                }
                found.insert(entry.id, entry);
            }
        }
    }
    // What one operation posts is written at once: its entries stand together.
    let mut touched: Vec<Touched> = Vec::new();
    for entry in found.into_values() {
        let same = |last: &&mut Touched| last.entries.iter().any(|known| known.operation == entry.operation);
        let full = touched.len() >= most(limit);
        if let Some(last) = touched.last_mut().filter(same) {
            last.entries.push(entry);
        } else if !full {
            touched.push(Touched { row: read::operation(snapshot, &entry.operation)?, entries: vec![entry] });
        } else {
            break;
        }
    }
    Ok(touched)
}

/// Conditions on committed operations of a span, in the order of opening, after a place.
fn opened(span: Span, after: Place<'_>) -> (String, Vec<Box<dyn ToSql>>) {
    let mut filter = Filter::default();
    filter.maybe("opened >= ?", span.0);
    filter.maybe("opened < ?", span.1);
    if let Some((opened, id)) = after {
        filter.add("opened >= ?", opened);
        filter.add("(opened > ? OR seq > (SELECT seq FROM operations WHERE id = ?))", opened);
        filter.push(id.to_owned());
    }
    filter.add("+state = ?", State::Committed.word());
    (filter.conditions(), filter.into_values())
}

fn list(methods: &[&str]) -> String {
    methods.iter().map(|method| format!("'{}'", method.replace('\'', ""))).collect::<Vec<_>>().join(", ")
}

pub(super) fn walked(
    connection: &Connection,
    methods: &[&str],
    span: Span,
    after: Place<'_>,
    limit: u32,
) -> Result<Vec<OperationRow>, WriteError> {
    let (conditions, values) = opened(span, after);
    let sql = format!(
        "SELECT {OPERATION} FROM operations INDEXED BY operations_opened
         WHERE {conditions} AND method IN ({}) ORDER BY opened, seq LIMIT {limit}",
        list(methods)
    );
    operation_rows(connection, &sql, values)
}

pub(super) fn stock_moves(
    connection: &Connection,
    span: Span,
    after: Place<'_>,
    limit: u32,
) -> Result<Vec<StockMove>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let (conditions, values) = opened(span, after);
    let mut found: Vec<(i64, i64, u64, u64)> = Vec::new();
    let sql = format!(
        "SELECT opened, seq FROM operations INDEXED BY operations_stock
         WHERE {conditions} AND method IN ({}) ORDER BY opened, seq LIMIT {limit}",
        list(&STOCK_METHODS)
    );
    let mut query = snapshot.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(values.iter()))?;
    while let Some(row) = rows.next()? {
        found.push((row.get(0)?, row.get(1)?, 0, 0));
    }
    found.extend(sold(&snapshot, span, after)?);
    found.sort_unstable();
    found.truncate(most(limit));
    let sql = format!("SELECT {OPERATION} FROM operations WHERE seq = ?1");
    let mut whole = snapshot.prepare_cached(&sql)?;
    let row = |(_, seq, enters, leaves): (i64, i64, u64, u64)| {
        let mut rows = whole.query([seq])?;
        let row = rows.next()?.ok_or_else(|| WriteError::Unavailable("an operation is gone".to_owned()))?;
        Ok(StockMove { row: operation_row(row)?, enters, leaves })
    };
    found.into_iter().map(row).collect()
}

/// Other operations that moved cards into and out of the stock: opened, place, how many in, how many out. Every such
/// movement is with the shop's own account of the unit, and those of one operation stand together.
fn sold(connection: &Connection, span: Span, after: Place<'_>) -> Result<Vec<(i64, i64, u64, u64)>, WriteError> {
    let mut own = connection.prepare_cached("SELECT id FROM accounts WHERE kind = 'system' AND label = ?1")?;
    let own: Vec<i64> = own.query_map([STOCK], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let start = match after {
        Some((opened, id)) => {
            let seq = "SELECT seq FROM operations WHERE id = ?1";
            let seq: Option<i64> = connection.prepare_cached(seq)?.query_row([id], |row| row.get(0)).optional()?;
            Some((opened, seq.unwrap_or(i64::MAX)))
        }
        None => None,
    };
    let mut operation = connection.prepare_cached("SELECT opened, seq, method, state FROM operations WHERE id = ?1")?;
    let mut counts: BTreeMap<(i64, i64), (u64, u64)> = BTreeMap::new();
    for (side, enters) in [("from_account", true), ("to_account", false)] {
        let sql = format!("SELECT operation FROM entries WHERE {side} = ?1 ORDER BY id");
        let mut entries = connection.prepare_cached(&sql)?;
        for account in &own {
            let mut last = String::new();
            let mut place = None;
            let mut rows = entries.query([account])?;
            while let Some(row) = rows.next()? {
                let id = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                if id != last {
                    last = id.to_owned();
                    let found: Option<(i64, i64, String, String)> = operation
                        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                        .optional()?;
                    place = found
                        .filter(|(_, _, method, state)| {
                            !STOCK_METHODS.contains(&method.as_str()) && state == State::Committed.word()
                        })
                        .map(|(opened, seq, ..)| (opened, seq))
                        .filter(|place| within(span, place.0) && start.is_none_or(|start| *place > start));
                }
                if let Some(place) = place {
                    let count = counts.entry(place).or_default();
                    *(if enters { &mut count.0 } else { &mut count.1 }) += 1;
                }
            }
        }
    }
    Ok(counts.into_iter().map(|((opened, seq), (enters, leaves))| (opened, seq, enters, leaves)).collect())
}

pub(super) fn operations_named(connection: &Connection, ids: &[String]) -> Result<Vec<OperationRow>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let sql = format!("SELECT {OPERATION} FROM operations WHERE id = ?1");
    let mut query = snapshot.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = query.query([id])?;
        if let Some(row) = rows.next()? {
            found.push(operation_row(row)?);
        }
    }
    Ok(found)
}

pub(super) fn operations_printed(
    connection: &Connection,
    z: u32,
    number: u32,
) -> Result<Vec<OperationRow>, WriteError> {
    let sql = format!(
        "SELECT {OPERATION} FROM operations INDEXED BY operations_document WHERE number = ?1 AND z = ?2 ORDER BY seq DESC"
    );
    read::operation_rows(connection, &sql, vec![Box::new(number), Box::new(z)])
}

pub(super) fn balances_of(connection: &Connection, owners: &[Owner]) -> Result<Vec<Vec<Balance>>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    owners.iter().map(|owner| read::balances(&snapshot, owner)).collect()
}
