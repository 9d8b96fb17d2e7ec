//! The tables of FreeRADIUS in a file of SQLite, which the server has open at the same time.

use super::{
    Failure, Written,
    freeradius::{Rows, TABLES},
};
use rusqlite::{Connection as Handle, ErrorCode, OpenFlags, TransactionBehavior, params};
use std::{path::Path, time::Duration};

/// How long another may have the file locked.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open file; none: it went with a thread that ended badly.
pub struct Connection(Option<Handle>);

impl Connection {
    /// Opens a file that is there.
    pub(super) async fn open(path: &Path) -> Result<Self, Failure> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let handle = Handle::open_with_flags(path, flags)?;
            handle.busy_timeout(PATIENCE)?;
            Ok(handle)
        });
        match opened.await {
            Ok(Ok(handle)) => Ok(Self(Some(handle))),
            Ok(Err(error)) => Err(Failure::Away(told(&error))),
            Err(panic) => Err(Failure::Away(panic.to_string())),
        }
    }

    pub(super) async fn write(&mut self, logins: &[Rows]) -> Result<Written, Failure> {
        let Some(mut handle) = self.0.take() else { return Err(Failure::Away("the file was closed".to_owned())) };
        let logins = logins.to_vec();
        let work = tokio::task::spawn_blocking(move || {
            let done = write(&mut handle, &logins);
            (handle, done)
        });
        let (handle, done) = work.await.map_err(|panic| Failure::Away(panic.to_string()))?;
        self.0 = Some(handle);
        done.map_err(|error| Failure::Away(told(&error)))
    }
}

fn write(handle: &mut Handle, logins: &[Rows]) -> rusqlite::Result<Written> {
    let mut transaction = handle.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut written = Vec::with_capacity(logins.len());
    for login in logins {
        let one = transaction.savepoint()?;
        written.push(match replace(&one, login) {
            Ok(()) => one.commit().map(Ok)?,
            Err(error) if its_own(&error) => Err(told(&error)),
            Err(error) => return Err(error),
        });
    }
    transaction.commit()?;
    Ok(written)
}

fn replace(connection: &Handle, login: &Rows) -> rusqlite::Result<()> {
    for (table, rows) in TABLES.iter().zip(&login.rows) {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE username = ?1"))?.execute([&login.login])?;
        for row in rows {
            connection
                .prepare_cached(&format!(
                    "INSERT INTO {table} (username, attribute, op, value) VALUES (?1, ?2, ?3, ?4)"
                ))?
                .execute(params![login.login, row.attribute, row.op, row.value])?;
        }
    }
    Ok(())
}

/// Whether the data of one login are to blame.
fn its_own(error: &rusqlite::Error) -> bool {
    use ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
    error.sqlite_error_code().is_some_and(|code| matches!(code, ConstraintViolation | TooBig | TypeMismatch))
}

/// Without the statement, which is ours and helps nobody.
fn told(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, text) => text.clone().unwrap_or_else(|| failure.to_string()),
        other => other.to_string(),
    }
}
