//! What is done outside the shop, once it is certain inside: logins of a RADIUS server are written into its database.
//!
//! A login is written as a whole, in a transaction that first takes away what was there: done again it changes nothing.
//! Several logins share a transaction where they can; one that is refused is left out of it, and told. It does not know cards, operations, or when to try again; it logs nothing, for it handles passwords.

pub mod freeradius;
mod postgres;
mod sqlite;

use fiscus_sdk::database::Database;
use freeradius::Rows;
use std::{future::Future, time::Duration};

/// How long anything may take at a server.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why something was not done, in words for whoever runs the shop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing can be done there now: what is next fares no better.
    #[error("{0}")]
    Away(String),
    /// It was not waited for: whether it was done is not known.
    #[error("stopped")]
    Stopped,
}

/// What became of each login: in words why it alone is not accepted.
pub type Written = Vec<Result<(), String>>;

/// A database that is open.
pub enum Room {
    /// At a server.
    Postgres(postgres::Connection),
    /// In a file.
    Sqlite(sqlite::Connection),
}

impl Room {
    /// Opens a database. A file is not made where there is none.
    ///
    /// # Errors
    /// [`Failure::Away`].
    pub async fn open(database: &Database) -> Result<Self, Failure> {
        match database {
            Database::Postgres(server) => postgres::Connection::open(server).await.map(Self::Postgres),
            Database::Sqlite(path) => sqlite::Connection::open(path).await.map(Self::Sqlite),
        }
    }

    /// Makes logins as these rows say; one without any is gone. Where the end is not worth waiting for, `stop` ends it.
    ///
    /// # Errors
    /// [`Failure`]; nothing of it was done, unless it was [`Failure::Stopped`].
    pub async fn write(&mut self, logins: &[Rows], stop: impl Future<Output = ()>) -> Result<Written, Failure> {
        match self {
            // The server does one after the other, also for who went away and comes again.
            Self::Postgres(connection) => tokio::select! {
                done = connection.write(logins) => done,
                () = stop => Err(Failure::Stopped),
            },
            // Nobody may write after us what was asked before us: its end is waited for.
            Self::Sqlite(connection) => connection.write(logins).await,
        }
    }
}

/// A text without these words, should one have got into it.
#[must_use]
pub fn without<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = text.to_owned();
    for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "****");
    }
    text
}
