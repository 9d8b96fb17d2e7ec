//! What a review of discounts reads: cards of a type with their holder, turnover and assigned discounts, a page at a
//! time in one query.

use super::read::parse;
use crate::ledger::{Reviewed, WriteError};
use fiscus_sdk::account::RATE;
use rusqlite::{Connection, params};

/// The accounts are those of the card's customer, or its own where it has none.
const PAGE: &str = "
WITH page AS (
    SELECT number, body, customer, iif(customer IS NULL, 'card', 'customer') AS kind,
           coalesce(customer, number) AS owner
    FROM cards WHERE card_type = ?1 AND number > ?2 ORDER BY number LIMIT ?3
)
SELECT p.number, p.body, u.body, a.label, a.posted
FROM page p
LEFT JOIN customers u ON u.id = p.customer
LEFT JOIN accounts a ON a.kind = p.kind AND a.owner = p.owner
    AND (a.label = ?4 OR (a.label >= ?5 || '.' AND a.label < ?5 || '/'))
ORDER BY p.number";

pub(super) fn page(
    connection: &Connection,
    card_type: &str,
    turnover: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<Reviewed>, WriteError> {
    let mut query = connection.prepare_cached(PAGE)?;
    let mut rows = query.query(params![card_type, after, limit, turnover, RATE])?;
    let mut page: Vec<Reviewed> = Vec::new();
    while let Some(row) = rows.next()? {
        let number: String = row.get(0)?;
        if page.last().is_none_or(|last| last.card.number != number) {
            let customer: Option<String> = row.get(2)?;
            page.push(Reviewed {
                card: parse(&row.get::<_, String>(1)?)?,
                customer: customer.map(|body| parse(&body)).transpose()?,
                turnover: 0,
                rates: Vec::new(),
            });
        }
        let Some(reviewed) = page.last_mut() else { continue };
        match row.get::<_, Option<String>>(3)? {
            Some(label) if label == turnover => reviewed.turnover = row.get(4)?,
            Some(label) => reviewed.rates.push((label, row.get(4)?)),
            None => {}
        }
    }
    Ok(page)
}
