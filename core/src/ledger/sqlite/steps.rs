//! What one write does to the tables, inside the savepoint that the writer has opened for it.
//!
//! It decides in the order that [`crate::ledger`] promises, and leaves it to the writer to undo what it did before
//! it said no. It does not know of groups, commits or disks.

use super::{
    grams,
    lines::Lines,
    read::{self, holdings},
    request::{CardRow, Request},
};
use crate::{
    journal::chain::{Head, Link},
    ledger::{Guard, Posting, Reservation, Scope, Step, WriteError},
};
use rusqlite::{Connection, OptionalExtension, ffi::SQLITE_CONSTRAINT_UNIQUE, params};

/// What an operation has in the ledger.
enum Hold {
    None,
    Held(Vec<(i64, i64, i64)>),
    Posted,
}

/// Does a write and says where the chain ends after it.
pub(super) fn apply(connection: &Connection, request: &Request, head: &Head) -> Result<Head, WriteError> {
    let recorded = request.record().map(|_| head.seq.saturating_add(1));
    operations(connection, request, recorded)?;
    unchanged(connection, request)?;
    registry(connection, request, recorded)?;
    let effect = step(connection, request)?;
    record(connection, request, effect, head)
}

fn operations(connection: &Connection, request: &Request, recorded: Option<i64>) -> Result<(), WriteError> {
    for row in &request.write.operations {
        let (state, version) = (row.state.word(), row.version.saturating_add(1));
        let written = if row.version == 0 {
            connection
                .prepare_cached(
                    "INSERT INTO operations (id, version, method, digest, state, owes, opened, body, recorded)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
                )?
                .execute(params![
                    row.id, version, row.method, row.digest, state, row.owes, row.opened, row.body, recorded
                ])?
        } else {
            connection
                .prepare_cached(
                    "UPDATE operations SET version = ?2, method = ?3, digest = ?4, state = ?5, owes = ?6, opened = ?7,
                     body = ?8, recorded = ?9 WHERE id = ?1 AND version = ?10",
                )?
                .execute(params![
                    row.id,
                    version,
                    row.method,
                    row.digest,
                    state,
                    row.owes,
                    row.opened,
                    row.body,
                    recorded,
                    row.version
                ])?
        };
        if written == 0 {
            return Err(WriteError::Changed(row.id.clone()));
        }
    }
    Ok(())
}

/// Whether what the plan found is still so.
fn unchanged(connection: &Connection, request: &Request) -> Result<(), WriteError> {
    for card in &request.write.seen {
        if read::card(connection, &card.number)?.as_ref() != Some(card) {
            return Err(WriteError::Changed(card.number.clone()));
        }
    }
    let (Step::Reserve(reservation) | Step::Post(reservation)) = &request.write.step else { return Ok(()) };
    if !matches!(hold(connection, &request.write.operation)?, Hold::None) {
        return Ok(());
    }
    let mut there = connection.prepare_cached("SELECT 1 FROM cards WHERE number = ?1")?;
    for number in &reservation.absent {
        if there.exists([number])? {
            return Err(WriteError::Changed(number.clone()));
        }
    }
    for (account, found) in &reservation.found {
        let scope = Scope::Account(account.clone());
        let posted: i64 = holdings(connection, &[scope])?.values().map(|(posted, _)| *posted).sum();
        if posted != *found {
            return Err(WriteError::Changed(account.label.clone()));
        }
    }
    Ok(())
}

fn registry(connection: &Connection, request: &Request, recorded: Option<i64>) -> Result<(), WriteError> {
    // In the order of the table: of very many each page is written once.
    let mut cards: Vec<&CardRow> = request.cards.iter().collect();
    cards.sort_unstable_by(|a, b| a.number.cmp(&b.number));
    for row in cards {
        let written = connection
            .prepare_cached(
                "INSERT INTO cards (number, card_type, status, holder, customer, body, recorded, profile, batch,
                 partner, pin) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (number) DO UPDATE SET card_type = ?2, status = ?3, holder = ?4, customer = ?5, body = ?6,
                 recorded = ?7, profile = ?8, batch = ?9, partner = ?10, pin = ?11",
            )?
            .execute(params![
                row.number,
                row.card_type,
                row.status,
                row.holder,
                row.customer,
                row.body,
                recorded,
                row.profile,
                row.batch,
                row.partner,
                row.pin
            ]);
        match written {
            // Another card has its secret: who drew it draws again.
            Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.extended_code == SQLITE_CONSTRAINT_UNIQUE => {
                return Err(WriteError::Changed(row.number.clone()));
            }
            written => written?,
        };
    }
    for row in &request.customers {
        grams::named(connection, &row.id, &row.name)?;
        connection
            .prepare_cached(
                "INSERT INTO customers (id, name, body, recorded) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, body = ?3, recorded = ?4",
            )?
            .execute(params![row.id, row.name, row.body, recorded])?;
    }
    for row in &request.partners {
        connection
            .prepare_cached(
                "INSERT INTO partners (id, name, body, recorded) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, body = ?3, recorded = ?4",
            )?
            .execute(params![row.id, row.name, row.body, recorded])?;
    }
    for (customer, picture) in &request.write.pictures {
        connection
            .prepare_cached(
                "INSERT INTO pictures (customer, picture, recorded) VALUES (?1, ?2, ?3)
                 ON CONFLICT (customer) DO UPDATE SET picture = ?2, recorded = ?3",
            )?
            .execute(params![customer, picture, recorded])?;
    }
    outbox(connection, request, recorded)
}

fn outbox(connection: &Connection, request: &Request, recorded: Option<i64>) -> Result<(), WriteError> {
    if request.effects.is_empty() {
        return Ok(());
    }
    let operation = &request.write.operation;
    let known = connection.prepare_cached("SELECT 1 FROM outbox WHERE operation = ?1")?.exists([operation])?;
    if known {
        return Err(WriteError::Misfit(format!("operation {operation} has effects already")));
    }
    let mut put = connection.prepare_cached(
        "INSERT INTO outbox (operation, card, effect, time, state, recorded) VALUES (?1, ?2, ?3, ?4, 'pending', ?5)",
    )?;
    for (card, effect) in &request.effects {
        put.execute(params![operation, card, effect, request.write.time, recorded])?;
    }
    Ok(())
}

/// What the step did, which is what the chain keeps: a repetition did nothing.
fn step(connection: &Connection, request: &Request) -> Result<&'static str, WriteError> {
    let operation = &request.write.operation;
    let hold = match request.write.step {
        Step::None => return Ok("none"),
        _ => hold(connection, operation)?,
    };
    match (&request.write.step, hold) {
        (Step::Reserve(reservation), Hold::None) => {
            let mut lines = Lines::new(connection);
            let held = reserve(connection, &mut lines, reservation)?;
            lines.write()?;
            let postings = serde_json::to_string(&held).map_err(|error| WriteError::Misfit(error.to_string()))?;
            mark(connection, operation, "held", &postings)?;
            Ok("reserve")
        }
        (Step::Post(reservation), Hold::None) => {
            let mut lines = Lines::new(connection);
            let held = reserve(connection, &mut lines, reservation)?;
            post(connection, &mut lines, request, &held)?;
            Ok("post")
        }
        (Step::Commit | Step::Post(_), Hold::Held(held)) => {
            post(connection, &mut Lines::new(connection), request, &held)?;
            Ok("commit")
        }
        (Step::Void, Hold::Held(held)) => {
            release(connection, operation, &held)?;
            Ok("void")
        }
        (Step::Commit, Hold::None) => Err(WriteError::Misfit(format!("operation {operation} holds nothing to commit"))),
        (Step::Void, Hold::Posted) => Err(WriteError::Misfit(format!("operation {operation} is committed"))),
        (Step::None, _)
        | (Step::Reserve(_), Hold::Held(_))
        | (Step::Reserve(_) | Step::Commit | Step::Post(_), Hold::Posted)
        | (Step::Void, Hold::None) => Ok("none"),
    }
}

fn hold(connection: &Connection, operation: &str) -> Result<Hold, WriteError> {
    let row: Option<(String, String)> = connection
        .prepare_cached("SELECT state, postings FROM holds WHERE operation = ?1")?
        .query_row([operation], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match row {
        None => Ok(Hold::None),
        Some((state, postings)) if state == "held" => serde_json::from_str(&postings)
            .map(Hold::Held)
            .map_err(|error| WriteError::Unavailable(format!("the hold of operation {operation}: {error}"))),
        Some(_) => Ok(Hold::Posted),
    }
}

/// Holds the debits, then looks at the guards: so they see what this operation takes, and nothing that it brings.
fn reserve<'r>(
    connection: &Connection,
    lines: &mut Lines<'_, 'r>,
    reservation: &'r Reservation,
) -> Result<Vec<(i64, i64, i64)>, WriteError> {
    active(connection, &reservation.active)?;
    let mut held = Vec::with_capacity(reservation.postings.len());
    for Posting { from, to, amount } in &reservation.postings {
        let (debit, credit) = (lines.of(from)?, lines.of(to)?);
        // What would not fit when it is committed is better refused before anything is printed.
        let line = lines.at(debit)?;
        let taken = line.held.checked_add(*amount).ok_or(WriteError::Overflow)?;
        line.posted.checked_sub(taken).ok_or(WriteError::Overflow)?;
        lines.at(credit)?.posted.checked_add(*amount).ok_or(WriteError::Overflow)?;
        lines.change(debit)?.held = taken;
        held.push((debit, credit, *amount));
    }
    if !reservation.guards.is_empty() {
        lines.write()?;
    }
    for guard in &reservation.guards {
        check(connection, guard)?;
    }
    Ok(held)
}

/// Says what an operation has in the ledger.
fn mark(connection: &Connection, operation: &str, state: &str, postings: &str) -> Result<(), WriteError> {
    connection
        .prepare_cached(
            "INSERT INTO holds (operation, state, postings) VALUES (?1, ?2, ?3)
             ON CONFLICT (operation) DO UPDATE SET state = ?2, postings = ?3",
        )?
        .execute(params![operation, state, postings])?;
    Ok(())
}

fn active(connection: &Connection, cards: &[String]) -> Result<(), WriteError> {
    let mut status = connection.prepare_cached("SELECT status = 'active' FROM cards WHERE number = ?1")?;
    for number in cards {
        if !status.query_row([number], |row| row.get(0)).optional()?.unwrap_or(false) {
            return Err(WriteError::NotActive(number.clone()));
        }
    }
    Ok(())
}

fn check(connection: &Connection, guard: &Guard) -> Result<(), WriteError> {
    let available: i128 =
        holdings(connection, &guard.over)?.values().map(|(posted, held)| i128::from(*posted) - i128::from(*held)).sum();
    if available < i128::from(guard.min) {
        return Err(WriteError::Broken { reason: guard.reason, text: guard.text.clone() });
    }
    Ok(())
}

fn post(
    connection: &Connection,
    lines: &mut Lines<'_, '_>,
    request: &Request,
    held: &[(i64, i64, i64)],
) -> Result<(), WriteError> {
    let mut balances = Vec::with_capacity(held.len());
    for &(from, to, amount) in held {
        let debit = lines.change(from)?;
        debit.posted = debit.posted.checked_sub(amount).ok_or(WriteError::Overflow)?;
        debit.held = debit.held.checked_sub(amount).ok_or(WriteError::Overflow)?;
        let after = debit.posted;
        let credit = lines.change(to)?;
        credit.posted = credit.posted.checked_add(amount).ok_or(WriteError::Overflow)?;
        balances.push((after, credit.posted));
    }
    // Each account once, however many entries it has.
    lines.write()?;
    let mut entry = connection.prepare_cached(
        "INSERT INTO entries (operation, time, from_account, to_account, amount, from_balance, to_balance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let (operation, time) = (&request.write.operation, request.write.time);
    for ((from, to, amount), (debit, credit)) in held.iter().zip(balances) {
        entry.execute(params![operation, time, from, to, amount, debit, credit])?;
    }
    mark(connection, operation, "posted", "")
}

fn release(connection: &Connection, operation: &str, held: &[(i64, i64, i64)]) -> Result<(), WriteError> {
    let mut lines = Lines::new(connection);
    for &(from, _, amount) in held {
        let debit = lines.change(from)?;
        debit.held = debit.held.checked_sub(amount).ok_or(WriteError::Overflow)?;
    }
    lines.write()?;
    connection.prepare_cached("DELETE FROM holds WHERE operation = ?1")?.execute([operation])?;
    Ok(())
}

fn record(connection: &Connection, request: &Request, effect: &str, head: &Head) -> Result<Head, WriteError> {
    let Some(record) = request.record() else {
        return Ok(*head);
    };
    let moves = matches!(effect, "reserve" | "post");
    let link = Link {
        time: request.write.time,
        operation: &request.write.operation,
        kind: &record.kind,
        body: &record.body,
        step: effect,
        postings: if moves { &request.postings } else { "" },
        rows: &request.rows,
    };
    let next = head.after(&link);
    connection
        .prepare_cached(
            "INSERT INTO records (seq, time, operation, kind, step, body, postings, rows, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            next.seq,
            link.time,
            link.operation,
            link.kind,
            link.step,
            link.body,
            link.postings,
            link.rows,
            next.hash
        ])?;
    Ok(next)
}
