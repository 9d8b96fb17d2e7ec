//! What is to be done outside the shop: what waits, what is done, and the one mark that tells them apart.
//!
//! The mark is no part of the chain: whether something was delivered is the other side's truth, and doing it again does
//! no harm.

use super::read::{Filter, parse};
use crate::ledger::{Delivery, DeliveryQuery, Outgoing, Waiting, WriteError};
use rusqlite::{Connection, Row, params, params_from_iter};

/// What waits after a place. The index holds nothing else: what is done costs no time.
pub(super) fn waiting(connection: &Connection, after: i64, limit: u32) -> Result<Vec<Waiting>, WriteError> {
    let mut query = connection.prepare_cached(
        "SELECT id, operation, time, card, effect FROM outbox INDEXED BY outbox_pending
         WHERE state = 'pending' AND id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let mut rows = query.query(params![after, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Waiting, WriteError> {
    let outgoing = Outgoing { card: row.get(3)?, effect: parse(&row.get::<_, String>(4)?)? };
    Ok(Waiting { id: row.get(0)?, operation: row.get(1)?, time: row.get(2)?, outgoing })
}

pub(super) fn deliveries(connection: &Connection, asked: &DeliveryQuery) -> Result<Vec<Delivery>, WriteError> {
    let mut filter = Filter::default();
    let index = match (&asked.card, asked.done) {
        (Some(_), _) => "INDEXED BY outbox_card",
        (None, Some(false)) => "INDEXED BY outbox_pending",
        (None, _) => "",
    };
    match asked.done {
        Some(true) => filter.conditions.push("state = 'done'".to_owned()),
        Some(false) => filter.conditions.push("state = 'pending'".to_owned()),
        None => {}
    }
    filter.maybe("card = ?", asked.card.clone());
    filter.add("id > ?", asked.after);
    let sql = format!(
        "SELECT id, operation, time, card, effect, state = 'done' FROM outbox {index} {} ORDER BY id LIMIT {}",
        filter.clause(),
        asked.limit
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(filter.values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Delivery { waiting: read(row)?, done: row.get(5)? });
    }
    Ok(found)
}

/// Marks these as done.
pub(super) fn done(connection: &Connection, ids: &[i64]) -> Result<(), WriteError> {
    let mut mark = connection.prepare_cached("UPDATE outbox SET state = 'done' WHERE id = ?1 AND state = 'pending'")?;
    for id in ids {
        mark.execute([id])?;
    }
    Ok(())
}
