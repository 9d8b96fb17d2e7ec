//! The database's tables, and how a connection to it is opened.
//!
//! Every row of `operations`, `cards`, `customers`, `partners` and `outbox` names the record that wrote it (`recorded`), whose digest
//! it must fit. It does not know what a step does.

#[cfg(test)]
mod older;

use crate::ledger::WriteError;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, ffi};
use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

/// The file in the state folder.
pub const FILE: &str = "fiscus.db";

/// The version of the tables below. A database of an older one is carried on when a daemon opens it.
const VERSION: i64 = STEPS.len() as i64;

/// Version 1.
const TABLES: &str = "
CREATE TABLE operations (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    method TEXT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    owes INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    body TEXT NOT NULL,
    recorded INTEGER
) STRICT;
CREATE INDEX operations_state ON operations (state);
CREATE INDEX operations_owes ON operations (owes) WHERE owes = 1;
CREATE INDEX operations_opened ON operations (opened);
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    label TEXT NOT NULL,
    posted INTEGER NOT NULL,
    held INTEGER NOT NULL CHECK (held >= 0),
    UNIQUE (kind, owner, label)
) STRICT;
CREATE TABLE holds (
    operation TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    postings TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    operation TEXT NOT NULL,
    time INTEGER NOT NULL,
    from_account INTEGER NOT NULL REFERENCES accounts,
    to_account INTEGER NOT NULL REFERENCES accounts,
    amount INTEGER NOT NULL,
    from_balance INTEGER NOT NULL,
    to_balance INTEGER NOT NULL
) STRICT;
CREATE INDEX entries_from ON entries (from_account);
CREATE INDEX entries_to ON entries (to_account);
CREATE TABLE cards (
    number TEXT PRIMARY KEY,
    card_type TEXT NOT NULL,
    status TEXT NOT NULL,
    holder TEXT NOT NULL,
    customer TEXT,
    body TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_type ON cards (card_type);
CREATE INDEX cards_status ON cards (status);
CREATE INDEX cards_customer ON cards (customer);
CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
    seq INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL,
    body TEXT NOT NULL,
    postings TEXT NOT NULL,
    rows TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
";

/// What each version has more than the one before; a new database goes through all of them.
const STEPS: [Step; 7] = [
    Step::Tables(TABLES),
    Step::Tables(CARDS_WITH_A_LIFE),
    Step::Filled(SEARCHED_AND_REPORTED, super::grams::fill),
    Step::Tables(DELIVERIES_OF_A_CARD),
    Step::Tables(PICTURES),
    Step::Tables(LAST_DAYS),
    Step::Tables(DOCUMENTS),
];

/// How a version comes out of the one before.
enum Step {
    /// More tables and columns.
    Tables(&'static str),
    /// The same, and something to be put into them from what is there.
    Filled(&'static str, fn(&Connection) -> Result<(), WriteError>),
}

/// What searches and reports read: nothing that a record answers for, for all of it follows from other tables.
const SEARCHED_AND_REPORTED: &str = "
CREATE INDEX entries_time ON entries (time, from_account, to_account, amount);
CREATE INDEX cards_type_status ON cards (card_type, status);
CREATE INDEX operations_stock ON operations (opened)
    WHERE method IN ('cards.export', 'cards.generate', 'cards.move', 'cards.print');
CREATE TABLE customers_order (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE customers_names USING fts5(
    grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);
INSERT INTO customers_names (customers_names, rank) VALUES ('secure-delete', 1);
";

const PICTURES: &str = "
CREATE TABLE pictures (
    customer TEXT PRIMARY KEY,
    picture BLOB,
    recorded INTEGER NOT NULL
) STRICT;
";

/// A card's last day, as its body has it.
const LAST_DAYS: &str = "
ALTER TABLE cards ADD COLUMN valid_until TEXT GENERATED ALWAYS AS (body ->> 'valid_until') VIRTUAL;
CREATE INDEX cards_last_day ON cards (valid_until) WHERE valid_until IS NOT NULL;
";

/// The numbers of what decides an operation, as its body has them once it is on paper.
const DOCUMENTS: &str = "
ALTER TABLE operations ADD COLUMN number INTEGER
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN body ->> '$.papers[0].reference.number' END) VIRTUAL;
ALTER TABLE operations ADD COLUMN z INTEGER
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN body ->> '$.papers[0].reference.z' END) VIRTUAL;
CREATE INDEX operations_document ON operations (number, z) WHERE number IS NOT NULL;
";

const CARDS_WITH_A_LIFE: &str = "
ALTER TABLE cards ADD COLUMN profile TEXT;
ALTER TABLE cards ADD COLUMN batch TEXT;
ALTER TABLE cards ADD COLUMN partner TEXT;
ALTER TABLE cards ADD COLUMN pin TEXT;
CREATE UNIQUE INDEX cards_pin ON cards (pin) WHERE pin IS NOT NULL AND status <> 'deleted';
CREATE INDEX cards_batch ON cards (batch) WHERE batch IS NOT NULL;
CREATE INDEX cards_partner ON cards (partner) WHERE partner IS NOT NULL;
CREATE INDEX cards_profile ON cards (card_type, profile, status) WHERE profile IS NOT NULL;
CREATE TABLE partners (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    operation TEXT NOT NULL,
    card TEXT NOT NULL,
    effect TEXT NOT NULL,
    time INTEGER NOT NULL,
    state TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_operation ON outbox (operation);
CREATE INDEX outbox_pending ON outbox (id) WHERE state = 'pending';
";

const DELIVERIES_OF_A_CARD: &str = "
CREATE INDEX outbox_card ON outbox (card);
";

/// Checkpoints are the writer's own decision, hence none is automatic. What is erased is overwritten. Nothing is sorted in files outside the folder.
const WRITER: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA wal_autocheckpoint = 0;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -2048;
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
";

/// The cache grows with what is asked for: with a million cards it holds the upper levels of each index.
const READER: &str = "
PRAGMA query_only = ON;
PRAGMA cache_size = -4096;
PRAGMA temp_store = MEMORY;
PRAGMA trusted_schema = OFF;
";

/// How long a connection waits for a lock that another holds for an instant.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 128;

/// The writer's connection; creates the database (readable by its owner alone) where there is none.
pub(super) fn writer(folder: &Path) -> Result<Connection, WriteError> {
    let file = folder.join(FILE);
    let unusable = |error: io::Error| WriteError::Unavailable(format!("{}: {error}", file.display()));
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file) {
        Ok(created) => created.sync_all().map_err(unusable)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(unusable(error)),
    }
    let mut connection =
        Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    let version = version(&connection)?;
    if version > VERSION {
        return Err(WriteError::Unavailable(format!(
            "{} has tables of version {version}, this program knows up to {VERSION}",
            file.display()
        )));
    }
    connection.execute_batch(WRITER)?;
    if version < VERSION {
        let transaction = connection.transaction()?;
        for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
            match step {
                Step::Tables(tables) => transaction.execute_batch(tables)?,
                Step::Filled(tables, fill) => {
                    transaction.execute_batch(tables)?;
                    fill(&transaction)?;
                }
            }
        }
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    }
    prepared(&connection)?;
    Ok(connection)
}

/// Statements are prepared once: without this guarantee SQLite plans many of them anew whenever a value is bound, for a
/// partial index might serve another value better. None of ours depends on that.
fn prepared(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// A connection that only reads.
pub(crate) fn reader(folder: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        folder.join(FILE),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch(READER)?;
    prepared(&connection)?;
    Ok(connection)
}

/// Whether the tables are of the version that is read here.
pub(crate) fn is_known(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(version(connection)? == VERSION)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _)
                if failure.code == ErrorCode::DiskFull || failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::DiskFull(error.to_string())
            }
            _ => Self::Unavailable(error.to_string()),
        }
    }
}
