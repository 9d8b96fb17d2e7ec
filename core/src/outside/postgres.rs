//! The tables of FreeRADIUS at a server of PostgreSQL.

use super::{
    Failure, PATIENCE, Written,
    freeradius::{Rows, TABLES},
};
use crate::transport::{Fingerprint, tls};
use fiscus_sdk::database::Server;
use std::{error::Error as _, future::Future};
use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{Client, Config, Error, NoTls, Statement, Transaction, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The number of our lock: nobody else's.
const LOCK: i64 = 0x0066_6973_6375_7301;

/// What a server is asked at the beginning: not to keep what we have locked, should we be gone without a word.
const MANNERS: &str = "SET idle_in_transaction_session_timeout = '30s'; SET lock_timeout = '10s'";

/// A connection, and the task that moves its bytes.
pub struct Connection {
    client: Client,
    carrier: JoinHandle<()>,
    /// For each of the tables: what takes a login's rows away, and what puts one there.
    statements: Vec<(Statement, Statement)>,
}

impl Connection {
    pub(super) async fn open(server: &Server) -> Result<Self, Failure> {
        let mut config = Config::new();
        config.host(&server.host).port(server.port).dbname(&server.database).application_name("fiscus");
        config.connect_timeout(PATIENCE);
        config.ssl_mode(if server.encrypted { SslMode::Require } else { SslMode::Disable });
        if let Some(user) = &server.user {
            config.user(user);
        }
        if let Some(password) = &server.password {
            config.password(password);
        }
        let (client, carrier) = if server.encrypted {
            let pinned: Option<Fingerprint> = match server.fingerprint.as_deref().map(str::parse) {
                Some(Ok(pinned)) => Some(pinned),
                Some(Err(_)) => return Err(Failure::Away("the fingerprint is none".to_owned())),
                None => None,
            };
            let tls = tls::client(pinned).map_err(|error| Failure::Away(error.to_string()))?;
            let (client, carrier) = in_time(config.connect(MakeRustlsConnect::new(tls.as_ref().clone()))).await?;
            (client, tokio::spawn(async move { drop(carrier.await) }))
        } else {
            let (client, carrier) = in_time(config.connect(NoTls)).await?;
            (client, tokio::spawn(async move { drop(carrier.await) }))
        };
        let mut connection = Self { client, carrier, statements: Vec::new() };
        let greeted = in_time(greet(&connection.client)).await;
        connection.statements = greeted.inspect_err(|_| connection.carrier.abort())?;
        Ok(connection)
    }

    pub(super) async fn write(&mut self, logins: &[Rows]) -> Result<Written, Failure> {
        let done = write(&mut self.client, &self.statements, logins).await;
        done.inspect_err(|_| self.carrier.abort())
    }
}

async fn greet(client: &Client) -> Result<Vec<(Statement, Statement)>, Error> {
    client.batch_execute(MANNERS).await?;
    let mut statements = Vec::new();
    for table in TABLES {
        let away = client.prepare(&format!("DELETE FROM {table} WHERE username = $1")).await?;
        let there = format!("INSERT INTO {table} (username, attribute, op, value) VALUES ($1, $2, $3, $4)");
        statements.push((away, client.prepare(&there).await?));
    }
    Ok(statements)
}

async fn write(
    client: &mut Client,
    statements: &[(Statement, Statement)],
    logins: &[Rows],
) -> Result<Written, Failure> {
    let mut transaction = in_time(client.transaction()).await?;
    // Who was given up on may still be at work here: his end is waited for.
    in_time(transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])).await?;
    let mut written = Vec::with_capacity(logins.len());
    for login in logins {
        written.push(match timeout(PATIENCE, replace(&mut transaction, statements, login)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if its_own(&error) => Err(told(&error)),
            Ok(Err(error)) => return Err(Failure::Away(told(&error))),
            Err(_) => return Err(too_long()),
        });
    }
    in_time(transaction.commit()).await?;
    Ok(written)
}

async fn replace(
    transaction: &mut Transaction<'_>,
    statements: &[(Statement, Statement)],
    login: &Rows,
) -> Result<(), Error> {
    let one = transaction.savepoint("one").await?;
    for ((away, there), rows) in statements.iter().zip(&login.rows) {
        one.execute(away, &[&login.login]).await?;
        for row in rows {
            one.execute(there, &[&login.login, &row.attribute, &row.op, &row.value]).await?;
        }
    }
    one.commit().await
}

async fn in_time<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|error| Failure::Away(told(&error))),
        Err(_) => Err(too_long()),
    }
}

fn too_long() -> Failure {
    Failure::Away(format!("no answer within {} s", PATIENCE.as_secs()))
}

/// Whether the data of one login are to blame (classes 22 and 23, and what a trigger says): all else the next one would
/// meet too.
fn its_own(error: &Error) -> bool {
    error.code().is_some_and(|code| ["22", "23", "P0"].iter().any(|class| code.code().starts_with(class)))
}

/// What the server says in detail may show a row, and with it a password: it is not repeated.
fn told(error: &Error) -> String {
    if let Some(told) = error.as_db_error() {
        return format!("{} ({})", told.message(), told.code().code());
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let more = deeper.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = deeper.source();
    }
    text
}
