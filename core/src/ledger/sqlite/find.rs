//! Customers, and cards by the name of their customer: in the order in which customers came, so that a page is found
//! at once, however many fit.

use super::{
    grams,
    read::{Filter, parse},
};
use crate::{
    ledger::{
        CardQuery, WriteError,
        report::{CustomerQuery, words},
    },
    registry::{Card, Customer, Partner},
};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

/// Customers whose name may contain a text, from a place of the order on.
const BY_NAME: &str = "SELECT rowid FROM customers_names WHERE customers_names MATCH ?1 AND rowid >= ?2 ORDER BY rowid";
const ALL: &str = "SELECT seq FROM customers_order WHERE ?1 IS NULL AND seq >= ?2 ORDER BY seq";

/// The customers' places and ids whose name contains a text, in their order, until `go_on` says no.
fn named(
    connection: &Connection,
    part: &str,
    from: i64,
    mut go_on: impl FnMut(i64, &str) -> Result<bool, WriteError>,
) -> Result<(), WriteError> {
    let words = words(part);
    let question = grams::question(&words);
    let mut places = connection.prepare_cached(if question.is_some() { BY_NAME } else { ALL })?;
    let mut customer = connection.prepare_cached(
        "SELECT c.id, c.name FROM customers_order o CROSS JOIN customers c ON c.id = o.id WHERE o.seq = ?1",
    )?;
    let mut rows = places.query(params![question, from])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let (id, name): (String, String) = customer.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if words.iter().all(|word| name.contains(word.as_str())) && !go_on(seq, &id)? {
            break;
        }
    }
    Ok(())
}

/// The place of a customer; none: there is none.
fn place(connection: &Connection, customer: &str) -> Result<Option<i64>, WriteError> {
    let mut place = connection.prepare_cached("SELECT seq FROM customers_order WHERE id = ?1")?;
    Ok(place.query_row([customer], |row| row.get(0)).optional()?)
}

/// Cards of customers with a name, by customer, then by number; after the card of the query.
pub(super) fn cards(connection: &Connection, query: &CardQuery, name: &str) -> Result<Vec<Card>, WriteError> {
    let mut cards = Vec::new();
    let Some(mut left) = usize::try_from(query.limit).ok().filter(|limit| *limit > 0) else { return Ok(cards) };
    let mut start = (0, None);
    if let Some(after) = &query.after {
        let holder = "SELECT customer FROM cards WHERE number = ?1";
        let customer: Option<Option<String>> =
            connection.prepare_cached(holder)?.query_row([after], |row| row.get(0)).optional()?;
        if let Some(seq) = customer.flatten().map(|id| place(connection, &id)).transpose()?.flatten() {
            start = (seq, Some(after.clone()));
        }
    }
    let others = CardQuery { name: None, after: None, ..query.clone() };
    named(connection, name, start.0, |seq, id| {
        let after = start.1.clone().filter(|_| seq == start.0);
        let filter = Filter::cards(&CardQuery { customer: Some(id.to_owned()), after, ..others.clone() });
        // Of the customer's cards, which are few; the text is the same for each customer, and is prepared once.
        let sql = format!("SELECT body FROM cards INDEXED BY cards_customer {} ORDER BY number", filter.clause());
        let mut bodies = connection.prepare_cached(&sql)?;
        let mut rows = bodies.query(params_from_iter(filter.values()))?;
        while left > 0
            && let Some(row) = rows.next()?
        {
            cards.push(parse(&row.get::<_, String>(0)?)?);
            left -= 1;
        }
        Ok(left > 0)
    })?;
    Ok(cards)
}

pub(super) fn customers(connection: &Connection, query: &CustomerQuery) -> Result<Vec<Customer>, WriteError> {
    let snapshot = connection.unchecked_transaction()?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut found: Vec<Customer> = Vec::new();
    let mut from = 0;
    if let Some(after) = &query.after {
        match place(&snapshot, after)? {
            Some(seq) => from = seq.saturating_add(1),
            None => return Ok(found),
        }
    }
    let mut body = snapshot.prepare_cached("SELECT body FROM customers WHERE id = ?1")?;
    let mut holder = None;
    if let Some(card) = &query.card {
        let sql = "SELECT customer FROM cards WHERE number = ?1";
        holder = snapshot
            .prepare_cached(sql)?
            .query_row([card], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .flatten();
        let Some(id) = &holder else { return Ok(found) };
        let there = place(&snapshot, id)?.is_some_and(|seq| seq >= from);
        if let Some(text) = body.query_row([id], |row| row.get::<_, String>(0)).optional()?.filter(|_| there) {
            found.extend(Some(parse::<Customer>(&text)?).filter(|customer| query.fits(customer)));
        }
    }
    if holder.is_some() || limit == 0 {
        found.truncate(limit);
        return Ok(found);
    }
    // What a record must have is looked for in its text first, which costs less than reading it.
    let marks: Vec<String> =
        [("type", &query.customer_type), ("identity_code", &query.identity_code), ("bill_to", &query.bill_to)]
            .into_iter()
            .filter_map(|(key, value)| Some(format!("\"{key}\":{}", serde_json::to_string(value.as_ref()?).ok()?)))
            .collect();
    named(&snapshot, query.name.as_deref().unwrap_or_default(), from, |_, id| {
        let text: String = body.query_row([id], |row| row.get(0))?;
        if marks.iter().all(|mark| text.contains(mark.as_str())) {
            found.extend(Some(parse::<Customer>(&text)?).filter(|customer| query.fits(customer)));
        }
        Ok(found.len() < limit)
    })?;
    Ok(found)
}

pub(super) fn partners(
    connection: &Connection,
    name: Option<&str>,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Partner>, WriteError> {
    let mut filter = Filter::default();
    filter.add("id > ?", after.unwrap_or_default().to_owned());
    words(name.unwrap_or_default()).into_iter().for_each(|word| filter.add("instr(name, ?) > 0", word));
    let sql = format!("SELECT body FROM partners {} ORDER BY id LIMIT {limit}", filter.clause());
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params_from_iter(filter.values()))?;
    let mut partners = Vec::new();
    while let Some(row) = rows.next()? {
        partners.push(parse(&row.get::<_, String>(0)?)?);
    }
    Ok(partners)
}
