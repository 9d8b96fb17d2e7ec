//! What is asked of cards that are made, stocked and moved: which numbers and secrets are taken, what can be sold.

use super::read::{one, parse};
use crate::{
    ledger::{STOCK, Stock, WriteError},
    registry::Card,
};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

pub(super) fn card_with_secret(connection: &Connection, index: &str) -> Result<Option<Card>, WriteError> {
    one(connection, "SELECT body FROM cards WHERE pin = ?1 AND status <> 'deleted'", index)
}

pub(super) fn taken(
    connection: &Connection,
    numbers: &[String],
    indexes: &[String],
) -> Result<BTreeSet<String>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let mut taken = BTreeSet::new();
    for (sql, keys) in [
        ("SELECT 1 FROM cards WHERE number = ?1", numbers),
        ("SELECT 1 FROM cards WHERE pin = ?1 AND status <> 'deleted'", indexes),
    ] {
        let mut known = snapshot.prepare_cached(sql)?;
        for key in keys {
            if known.exists([key])? {
                taken.insert(key.clone());
            }
        }
    }
    Ok(taken)
}

pub(super) fn stocked(
    connection: &Connection,
    card_type: &str,
    profile: &str,
    from: &str,
    limit: u32,
) -> Result<Vec<Card>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let mut cards = Vec::new();
    for side in [">=", "<"] {
        let sql = format!(
            "SELECT c.body FROM cards c CROSS JOIN accounts a ON a.kind = 'card' AND a.owner = c.number AND a.label = ?4
             WHERE c.card_type = ?1 AND c.profile = ?2 AND c.status = 'created' AND c.number {side} ?3
             AND a.posted > a.held ORDER BY c.number LIMIT ?5"
        );
        let left = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(cards.len());
        let mut query = snapshot.prepare_cached(&sql)?;
        let mut rows =
            query.query(params![card_type, profile, from, STOCK, i64::try_from(left).unwrap_or(i64::MAX)])?;
        while let Some(row) = rows.next()? {
            cards.push(parse(&row.get::<_, String>(0)?)?);
        }
    }
    Ok(cards)
}

pub(super) fn stock(connection: &Connection) -> Result<Vec<Stock>, WriteError> {
    let mut query = connection.prepare_cached(
        "SELECT c.card_type, c.profile, count(*) FROM cards c CROSS JOIN accounts a
         ON a.kind = 'card' AND a.owner = c.number AND a.label = ?1
         WHERE c.status = 'created' AND a.posted > a.held GROUP BY c.card_type, c.profile ORDER BY 1, 2",
    )?;
    let rows = query.query_map([STOCK], |row| {
        let cards: i64 = row.get(2)?;
        Ok(Stock { card_type: row.get(0)?, profile: row.get(1)?, cards: u64::try_from(cards).unwrap_or(0) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
