//! The tables of FreeRADIUS at a server of PostgreSQL.

use super::{
    Failure, PATIENCE,
    freeradius::{Rows, TABLES},
};
use crate::transport::{Fingerprint, tls};
use fiscus_sdk::database::Server;
use std::{error::Error as _, future::Future};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Error, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The first of the two numbers of our locks: nobody else's.
const LOCKS: i32 = 0x0f15_c005;

/// A connection, and the task that moves its bytes.
pub struct Connection {
    client: Client,
    carrier: JoinHandle<()>,
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
        if server.encrypted {
            let pinned: Option<Fingerprint> = match server.fingerprint.as_deref().map(str::parse) {
                Some(Ok(pinned)) => Some(pinned),
                Some(Err(_)) => return Err(Failure::Away("the fingerprint is none".to_owned())),
                None => None,
            };
            let client = tls::client(pinned).map_err(|error| Failure::Away(error.to_string()))?;
            let connect = MakeRustlsConnect::new(client.as_ref().clone());
            let (client, carrier) = in_time(config.connect(connect)).await?;
            Ok(Self { client, carrier: tokio::spawn(async move { drop(carrier.await) }) })
        } else {
            let (client, carrier) = in_time(config.connect(NoTls)).await?;
            Ok(Self { client, carrier: tokio::spawn(async move { drop(carrier.await) }) })
        }
    }

    pub(super) async fn write(&mut self, rows: &Rows) -> Result<(), Failure> {
        let done = in_time(write(&mut self.client, rows)).await;
        if matches!(done, Err(Failure::Away(_))) {
            self.carrier.abort();
        }
        done
    }
}

async fn write(client: &mut Client, rows: &Rows) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    // Who was given up on may still be at work on the same login: his end is waited for.
    transaction.execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", &[&LOCKS, &rows.login]).await?;
    for (table, rows_of) in TABLES.iter().zip(&rows.rows) {
        transaction.execute(&format!("DELETE FROM {table} WHERE username = $1"), &[&rows.login]).await?;
        for row in rows_of {
            transaction
                .execute(
                    &format!("INSERT INTO {table} (username, attribute, op, value) VALUES ($1, $2, $3, $4)"),
                    &[&rows.login, &row.attribute, &row.op, &row.value],
                )
                .await?;
        }
    }
    transaction.commit().await
}

async fn in_time<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|error| failure(&error)),
        Err(_) => Err(Failure::Away(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

/// What the data of one login are to blame for (classes 22, 23, and what a trigger says) concerns it alone; all else the
/// next one would meet too. What the server says in detail may show a row, and with it a password.
fn failure(error: &Error) -> Failure {
    if let Some(told) = error.as_db_error() {
        let code = told.code().code();
        let text = format!("{} ({code})", told.message());
        return if ["22", "23", "P0"].iter().any(|class| code.starts_with(class)) {
            Failure::Refused(text)
        } else {
            Failure::Away(text)
        };
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
    Failure::Away(text)
}
