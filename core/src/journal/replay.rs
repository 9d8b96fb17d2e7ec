//! The ledger as the records tell it: what is on every account and what is held, from postings alone.
//!
//! It decides what each entry must say, and which step cannot follow. It does not look at the database's own sums.

use crate::ledger::{Account, Posting};
use std::collections::{BTreeMap, HashMap};

/// What is on an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub posted: i64,
    pub held: i64,
}

/// An entry as it must be. Accounts are named by their place in the order of first mention, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Movement {
    pub id: i64,
    pub operation: String,
    pub time: i64,
    pub from: i64,
    pub to: i64,
    pub amount: i64,
    pub from_balance: i64,
    pub to_balance: i64,
}

/// The ledger up to some record.
#[derive(Debug, Default)]
pub(super) struct Replay {
    places: HashMap<Account, i64>,
    lines: Vec<Line>,
    holds: BTreeMap<String, Vec<(i64, i64, i64)>>,
    entries: i64,
    committed: i64,
}

impl Replay {
    /// Does a record's step; the entries that it makes.
    pub fn step(
        &mut self,
        step: &str,
        operation: &str,
        time: i64,
        postings: &[Posting],
    ) -> Result<Vec<Movement>, String> {
        match step {
            "none" => Ok(Vec::new()),
            "reserve" => self.reserve(operation, postings).map(|()| Vec::new()),
            "post" => {
                self.reserve(operation, postings)?;
                self.commit(operation, time)
            }
            "commit" => self.commit(operation, time),
            "void" => self.void(operation).map(|()| Vec::new()),
            other => Err(format!("there is no step \"{other}\"")),
        }
    }

    /// How many entries there must be.
    pub fn entries(&self) -> i64 {
        self.entries
    }

    /// How many operations must be marked as posted.
    pub fn committed(&self) -> i64 {
        self.committed
    }

    /// What is held, by operation.
    pub fn holds(&self) -> &BTreeMap<String, Vec<(i64, i64, i64)>> {
        &self.holds
    }

    /// How many accounts there must be.
    pub fn accounts(&self) -> usize {
        self.lines.len()
    }

    /// An account's place and what must be on it.
    pub fn account(&self, account: &Account) -> Option<(i64, Line)> {
        let place = *self.places.get(account)?;
        let line = self.lines.get(usize::try_from(place).ok()?.checked_sub(1)?)?;
        Some((place, *line))
    }

    fn reserve(&mut self, operation: &str, postings: &[Posting]) -> Result<(), String> {
        if self.holds.contains_key(operation) {
            return Err(format!("operation {operation} is held already"));
        }
        let mut held = Vec::with_capacity(postings.len());
        for Posting { from, to, amount } in postings {
            let (from, to) = (self.place(from)?, self.place(to)?);
            let debit = self.line(from)?;
            debit.held = debit.held.checked_add(*amount).ok_or(TOO_LARGE)?;
            held.push((from, to, *amount));
        }
        self.holds.insert(operation.to_owned(), held);
        Ok(())
    }

    fn commit(&mut self, operation: &str, time: i64) -> Result<Vec<Movement>, String> {
        let mut movements = Vec::new();
        for (from, to, amount) in self.take(operation)? {
            let debit = self.line(from)?;
            debit.held = debit.held.checked_sub(amount).ok_or(TOO_LARGE)?;
            debit.posted = debit.posted.checked_sub(amount).ok_or(TOO_LARGE)?;
            let from_balance = debit.posted;
            let credit = self.line(to)?;
            credit.posted = credit.posted.checked_add(amount).ok_or(TOO_LARGE)?;
            let to_balance = credit.posted;
            self.entries += 1;
            let operation = operation.to_owned();
            movements.push(Movement { id: self.entries, operation, time, from, to, amount, from_balance, to_balance });
        }
        self.committed += 1;
        Ok(movements)
    }

    fn void(&mut self, operation: &str) -> Result<(), String> {
        for (from, _, amount) in self.take(operation)? {
            let debit = self.line(from)?;
            debit.held = debit.held.checked_sub(amount).ok_or(TOO_LARGE)?;
        }
        Ok(())
    }

    fn take(&mut self, operation: &str) -> Result<Vec<(i64, i64, i64)>, String> {
        self.holds.remove(operation).ok_or_else(|| format!("operation {operation} holds nothing"))
    }

    fn place(&mut self, account: &Account) -> Result<i64, String> {
        if let Some(place) = self.places.get(account) {
            return Ok(*place);
        }
        self.lines.push(Line::default());
        let place = i64::try_from(self.lines.len()).map_err(|_| TOO_LARGE)?;
        self.places.insert(account.clone(), place);
        Ok(place)
    }

    fn line(&mut self, place: i64) -> Result<&mut Line, String> {
        let at = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
        at.and_then(|at| self.lines.get_mut(at)).ok_or_else(|| format!("there is no account {place}"))
    }
}

const TOO_LARGE: &str = "an amount is too large";
