//! The accounts of one write, in memory until they are written: each is read once and written once, however many of its
//! postings move it.

use super::request::owner;
use crate::ledger::{Account, WriteError};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, HashMap};

/// An account's row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    pub posted: i64,
    pub held: i64,
    changed: bool,
}

/// What a write has read and changed.
pub(super) struct Lines<'c, 'a> {
    connection: &'c Connection,
    known: HashMap<&'a Account, i64>,
    lines: BTreeMap<i64, Line>,
    /// Accounts that there were none of, in the order of their ids.
    new: BTreeMap<i64, &'a Account>,
}

impl<'c, 'a> Lines<'c, 'a> {
    pub fn new(connection: &'c Connection) -> Self {
        Self { connection, known: HashMap::new(), lines: BTreeMap::new(), new: BTreeMap::new() }
    }

    /// The id of an account; a new one where there is none.
    pub fn of(&mut self, account: &'a Account) -> Result<i64, WriteError> {
        if let Some(id) = self.known.get(account) {
            return Ok(*id);
        }
        let (kind, name) = owner(&account.owner);
        let row: Option<(i64, Line)> = self
            .connection
            .prepare_cached("SELECT id, posted, held FROM accounts WHERE kind = ?1 AND owner = ?2 AND label = ?3")?
            .query_row(params![kind, name, account.label], |row| {
                Ok((row.get(0)?, Line { posted: row.get(1)?, held: row.get(2)?, changed: false }))
            })
            .optional()?;
        let id = match row {
            Some((id, line)) => {
                self.lines.insert(id, line);
                id
            }
            None => {
                let id = self.next()?;
                self.lines.insert(id, Line { changed: true, ..Line::default() });
                self.new.insert(id, account);
                id
            }
        };
        self.known.insert(account, id);
        Ok(id)
    }

    /// The id after the last.
    fn next(&self) -> Result<i64, WriteError> {
        let last = match self.new.last_key_value() {
            Some((last, _)) => *last,
            None => self
                .connection
                .prepare_cached("SELECT coalesce(max(id), 0) FROM accounts")?
                .query_row([], |row| row.get(0))?,
        };
        last.checked_add(1).ok_or(WriteError::Overflow)
    }

    /// An account as it is now.
    pub fn at(&mut self, id: i64) -> Result<Line, WriteError> {
        if let Some(line) = self.lines.get(&id) {
            return Ok(*line);
        }
        let line = self
            .connection
            .prepare_cached("SELECT posted, held FROM accounts WHERE id = ?1")?
            .query_row([id], |row| Ok(Line { posted: row.get(0)?, held: row.get(1)?, changed: false }))?;
        self.lines.insert(id, line);
        Ok(line)
    }

    /// The same, to be changed.
    pub fn change(&mut self, id: i64) -> Result<&mut Line, WriteError> {
        let now = self.at(id)?;
        let line = self.lines.entry(id).or_insert(now);
        line.changed = true;
        Ok(line)
    }

    /// Writes what has changed.
    pub fn write(&mut self) -> Result<(), WriteError> {
        let mut put = self.connection.prepare_cached(
            "INSERT INTO accounts (id, kind, owner, label, posted, held) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut set = self.connection.prepare_cached("UPDATE accounts SET posted = ?2, held = ?3 WHERE id = ?1")?;
        for (id, line) in self.lines.iter_mut().filter(|(_, line)| line.changed) {
            match self.new.get(id) {
                Some(account) => {
                    let (kind, name) = owner(&account.owner);
                    put.execute(params![id, kind, name, account.label, line.posted, line.held])?;
                }
                None => drop(set.execute(params![id, line.posted, line.held])?),
            }
            line.changed = false;
        }
        self.new.clear();
        Ok(())
    }
}
