//! What is kept of persons beside their records: pictures, and where they stand in operations.

use super::read::{OPERATION, operation_row};
use crate::{journal::OperationRow, ledger::WriteError};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn picture(connection: &Connection, customer: &str) -> Result<Option<Vec<u8>>, WriteError> {
    let found: Option<Option<Vec<u8>>> = connection
        .prepare_cached("SELECT picture FROM pictures WHERE customer = ?1")?
        .query_row([customer], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

pub(super) fn mentioning(
    connection: &Connection,
    one: &str,
    other: &str,
    after: i64,
    span: i64,
) -> Result<(Vec<OperationRow>, Option<i64>), WriteError> {
    let last: i64 =
        connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM operations")?.query_row([], |row| row.get(0))?;
    let until = after.saturating_add(span);
    let sql = format!(
        "SELECT {OPERATION} FROM operations WHERE seq > ?1 AND seq <= ?2
         AND (instr(body, ?3) > 0 OR (?4 <> '' AND instr(body, ?4) > 0)) ORDER BY seq"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params![after, until, one, other])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(operation_row(row)?);
    }
    Ok((found, (until < last).then_some(until)))
}
