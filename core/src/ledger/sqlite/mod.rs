//! The embedded ledger, with the journal, in one SQLite file of the state folder.
//!
//! One thread writes ([`writer`]), a few connections read; what a reader sees is durable, because a commit is
//! visible only after it was synced. It does not know what operations mean.

#[cfg(test)]
mod faults;
mod find;
mod grams;
mod lines;
mod outbox;
mod period;
mod personal;
mod read;
mod reports;
mod request;
mod review;
mod schema;
mod steps;
mod stock;
mod track;
mod writer;
mod zero;

use super::{
    Balance, CardQuery, Delivery, DeliveryQuery, Entry, Holding, Ledger, OperationQuery, Owner, Pending, Reviewed,
    Scope, Stock, Sum, Waiting, Write, WriteError,
};
use crate::{
    journal::OperationRow,
    registry::{Card, Customer, Partner},
};
use request::Request;
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError, TryLockError, mpsc},
    thread::{self, JoinHandle},
};
use tokio::sync::oneshot;
use writer::{Job, Task, Writer};

pub(crate) use read::{account, operation_row};
pub(crate) use request::{
    CardRow, CustomerRow, Mention, PartnerRow, Table, operation_digest, outbox_digest, picture_digest,
};
pub(crate) use schema::{is_known, reader};
pub(crate) use writer::{LINK, follow};

/// How many may read at once.
const READERS: usize = 4;

/// The embedded ledger. Dropping it finishes what was asked for and closes the file.
pub struct Sqlite {
    folder: PathBuf,
    queue: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: [Mutex<Option<Connection>>; READERS],
    /// What takes long: reports, one after the other, so that no till waits for one.
    aside: Mutex<Option<Connection>>,
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens the database `fiscus.db` in an existing folder, or creates it there.
    ///
    /// # Errors
    /// [`WriteError::Unavailable`]: another daemon has the folder, the tables are of a newer version, the end of
    /// the journal does not fit its chain or is older than `chain.head`, or the files cannot be used;
    /// [`WriteError::DiskFull`].
    pub fn open(folder: &Path) -> Result<Self, WriteError> {
        let writer = Writer::open(folder)?;
        let (queue, waiting) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || writer.run(&waiting))
            .map_err(|error| WriteError::Unavailable(error.to_string()))?;
        Ok(Self {
            folder: folder.to_owned(),
            queue: Some(queue),
            writer: Some(thread),
            readers: std::array::from_fn(|_| Mutex::new(None)),
            aside: Mutex::new(None),
        })
    }

    /// Finishes what was asked for, brings the log into the database and closes it, as dropping does.
    pub fn close(self) {}

    fn submit(&self, task: Task) -> Pending<Result<(), WriteError>> {
        let (answer, answered) = oneshot::channel();
        let sent = self.queue.as_ref().is_some_and(|queue| queue.send(Job { task, answer }).is_ok());
        Box::pin(async move {
            match answered.await {
                Ok(answer) if sent => answer,
                _ => Err(WriteError::Unavailable("its writer has ended".to_owned())),
            }
        })
    }

    fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, WriteError>) -> Result<T, WriteError> {
        self.read_with(self.reader(), ask)
    }

    /// The same for what takes long.
    fn read_aside<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, WriteError>) -> Result<T, WriteError> {
        self.read_with(self.aside.lock().unwrap_or_else(PoisonError::into_inner), ask)
    }

    fn read_with<T>(
        &self,
        mut reader: MutexGuard<'_, Option<Connection>>,
        ask: impl FnOnce(&Connection) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let connection = match reader.take() {
            Some(connection) => connection,
            None => schema::reader(&self.folder)?,
        };
        let answer = ask(&connection);
        // A connection that failed is opened anew the next time.
        if answer.is_ok() {
            *reader = Some(connection);
        }
        answer
    }

    /// A reader that is free; the first, when there is none.
    fn reader(&self) -> MutexGuard<'_, Option<Connection>> {
        for reader in &self.readers {
            match reader.try_lock() {
                Ok(free) => return free,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.readers[0].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Readers first: the last connection that closes removes the log.
        for reader in self.readers.iter_mut().chain([&mut self.aside]) {
            *reader.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        }
        drop(self.queue.take());
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!(folder = %self.folder.display(), "the writer of the ledger ended by a panic");
        }
    }
}

impl Ledger for Sqlite {
    fn write(&self, write: Write) -> Pending<Result<(), WriteError>> {
        match Request::new(write) {
            Ok(request) => self.submit(Task::Write(Box::new(request))),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn balances(&self, owner: &Owner) -> Result<Vec<Balance>, WriteError> {
        self.read(|connection| read::balances(connection, owner))
    }

    fn sum(&self, over: &[Scope]) -> Result<(i64, i64), WriteError> {
        self.read(|connection| read::sum(connection, over))
    }

    fn card(&self, number: &str) -> Result<Option<Card>, WriteError> {
        self.read(|connection| read::card(connection, number))
    }

    fn cards(&self, query: &CardQuery) -> Result<Vec<Card>, WriteError> {
        self.read(|connection| read::cards(connection, query))
    }

    fn card_with_secret(&self, index: &str) -> Result<Option<Card>, WriteError> {
        self.read(|connection| stock::card_with_secret(connection, index))
    }

    fn taken(&self, numbers: &[String], indexes: &[String]) -> Result<BTreeSet<String>, WriteError> {
        self.read(|connection| stock::taken(connection, numbers, indexes))
    }

    fn stocked(&self, card_type: &str, profile: &str, from: &str, limit: u32) -> Result<Vec<Card>, WriteError> {
        self.read(|connection| stock::stocked(connection, card_type, profile, from, limit))
    }

    fn stock(&self) -> Result<Vec<Stock>, WriteError> {
        self.read(stock::stock)
    }

    fn partner(&self, id: &str) -> Result<Option<Partner>, WriteError> {
        self.read(|connection| read::partner(connection, id))
    }

    fn outbox(&self, after: i64, limit: u32) -> Result<Vec<Waiting>, WriteError> {
        self.read(|connection| outbox::waiting(connection, after, limit))
    }

    fn delivered(&self, ids: Vec<i64>) -> Pending<Result<(), WriteError>> {
        self.submit(Task::Delivered(ids))
    }

    fn deliveries(&self, query: &DeliveryQuery) -> Result<Vec<Delivery>, WriteError> {
        self.read(|connection| outbox::deliveries(connection, query))
    }

    fn customer(&self, id: &str) -> Result<Option<Customer>, WriteError> {
        self.read(|connection| read::customer(connection, id))
    }

    fn entries(
        &self,
        owner: &Owner,
        shown: &dyn Fn(&str) -> bool,
        span: (Option<i64>, Option<i64>),
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, WriteError> {
        self.read(|connection| read::entries(connection, owner, shown, span, before, limit))
    }

    fn sums(&self) -> Result<Vec<Sum>, WriteError> {
        self.read(read::sums)
    }

    fn reviewed(&self, card_type: &str, turnover: &str, after: &str, limit: u32) -> Result<Vec<Reviewed>, WriteError> {
        self.read(|connection| review::page(connection, card_type, turnover, after, limit))
    }

    fn holdings(
        &self,
        card_type: &str,
        unit: &str,
        since: i64,
        after: &str,
        limit: u32,
    ) -> Result<(Vec<Holding>, Option<String>), WriteError> {
        self.read(|connection| zero::page(connection, card_type, unit, since, after, limit))
    }

    fn count(&self, card_type: &str) -> Result<u64, WriteError> {
        self.read(|connection| read::count(connection, card_type))
    }

    fn operation(&self, id: &str) -> Result<Option<OperationRow>, WriteError> {
        self.read(|connection| read::operation(connection, id))
    }

    fn operations(&self, query: &OperationQuery) -> Result<Vec<OperationRow>, WriteError> {
        self.read(|connection| read::operations(connection, query))
    }

    fn mentioning(
        &self,
        one: &str,
        other: &str,
        after: i64,
        span: i64,
    ) -> Result<(Vec<OperationRow>, Option<i64>), WriteError> {
        self.read(|connection| personal::mentioning(connection, one, other, after, span))
    }

    fn picture(&self, customer: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.read(|connection| personal::picture(connection, customer))
    }

    fn unfinished(&self) -> Result<Vec<OperationRow>, WriteError> {
        self.read(read::unfinished)
    }
}
