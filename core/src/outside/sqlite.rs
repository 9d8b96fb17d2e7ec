//! The tables of FreeRADIUS in a file of SQLite, which the server has open at the same time.

use super::{
    Failure,
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

    pub(super) async fn write(&mut self, rows: &Rows) -> Result<(), Failure> {
        let Some(mut handle) = self.0.take() else { return Err(Failure::Away("the file was closed".to_owned())) };
        let rows = rows.clone();
        let work = tokio::task::spawn_blocking(move || {
            let done = write(&mut handle, &rows);
            (handle, done)
        });
        let (handle, done) = work.await.map_err(|panic| Failure::Away(panic.to_string()))?;
        self.0 = Some(handle);
        done.map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch) => {
                Failure::Refused(told(&error))
            }
            _ => Failure::Away(told(&error)),
        })
    }
}

fn write(handle: &mut Handle, rows: &Rows) -> rusqlite::Result<()> {
    let transaction = handle.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (table, rows_of) in TABLES.iter().zip(&rows.rows) {
        transaction.execute(&format!("DELETE FROM {table} WHERE username = ?1"), [&rows.login])?;
        for row in rows_of {
            transaction.execute(
                &format!("INSERT INTO {table} (username, attribute, op, value) VALUES (?1, ?2, ?3, ?4)"),
                params![rows.login, row.attribute, row.op, row.value],
            )?;
        }
    }
    transaction.commit()
}

/// Without the statement, which is ours and helps nobody.
fn told(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, text) => text.clone().unwrap_or_else(|| failure.to_string()),
        other => other.to_string(),
    }
}
