//! What a zeroing reads: the accounts of a unit on the cards of a type, with what came onto each since a day, a page
//! of cards at a time in one query. Source: S5-58

use super::read::parse;
use crate::ledger::{Holding, WriteError};
use rusqlite::{Connection, params};

const PAGE: &str = "
WITH page AS (SELECT number, body FROM cards WHERE card_type = ?1 AND number > ?3 ORDER BY number LIMIT ?4)
SELECT p.number, p.body, a.label, a.posted, a.held,
       coalesce((SELECT sum(e.amount) FROM entries e WHERE e.to_account = a.id AND e.time >= ?5), 0)
FROM page p
LEFT JOIN accounts a ON a.kind = 'card' AND a.owner = p.number AND a.posted <> 0
    AND (a.label = ?2 OR (a.label >= ?2 || '.' AND a.label < ?2 || '/'))
ORDER BY p.number, a.label";

/// The accounts that are not at zero, and the last number that was looked at; none: there are no more cards.
pub(super) fn page(
    connection: &Connection,
    card_type: &str,
    unit: &str,
    since: i64,
    after: &str,
    limit: u32,
) -> Result<(Vec<Holding>, Option<String>), WriteError> {
    let mut query = connection.prepare_cached(PAGE)?;
    let mut rows = query.query(params![card_type, unit, after, limit, since])?;
    let (mut held, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        last = Some(row.get(0)?);
        if let Some(label) = row.get::<_, Option<String>>(2)? {
            let card = parse(&row.get::<_, String>(1)?)?;
            held.push(Holding { card, label, posted: row.get(3)?, held: row.get(4)?, earned: row.get(5)? });
        }
    }
    Ok((held, last))
}
