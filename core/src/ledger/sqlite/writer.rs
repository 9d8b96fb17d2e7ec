//! The one thread that writes: it takes what waits, does each write in a savepoint of its own, makes all of them
//! durable with one commit, and only then answers.
//!
//! Nobody waits for company: a group is what is there. What a refused write did is undone alone; where the commit
//! itself fails nothing of the group is done, and everybody in it is told so. It does not know what a write means.

use super::{outbox, request::Request, schema, steps};
use crate::{
    journal::chain::{Anchor, Head, Link, anchored},
    ledger::WriteError,
};
use rusqlite::{Connection, OptionalExtension, Row};
use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};
use tokio::sync::oneshot;

/// How many share one commit at most: it bounds how long the first of them waits.
const GROUP: usize = 256;

/// Pages in the log that are worth a checkpoint when nobody asks for anything.
const WORTH_IT: i64 = 1_000;

/// Pages in the log at which it is done between two groups.
const TOO_MANY: i64 = 4_000;

/// From so many rows on a write gets more memory, so that no page of it is written twice.
const LARGE: usize = 2_000;

/// How long nothing must have been asked before a checkpoint may stand in the way.
const IDLE: Duration = Duration::from_millis(50);

/// How many of the last records are recomputed when the database is opened.
const TAIL: i64 = 256;

/// What waits for the writer.
pub(super) struct Job {
    pub task: Task,
    pub answer: oneshot::Sender<Result<(), WriteError>>,
}

pub(super) enum Task {
    Write(Box<Request>),
    /// These were done outside.
    Delivered(Vec<i64>),
    #[cfg(test)]
    Run(Provocation),
}

impl Task {
    /// How many rows it writes, about.
    fn rows(&self) -> usize {
        match self {
            Self::Write(request) => request.size(),
            Self::Delivered(ids) => ids.len(),
            #[cfg(test)]
            Self::Run(_) => 0,
        }
    }
}

/// Anything, inside a group's transaction: tests provoke faults with it.
#[cfg(test)]
pub(super) type Provocation = Box<dyn FnOnce(&Connection) -> Result<(), WriteError> + Send>;

pub(super) struct Writer {
    connection: Connection,
    anchor: Anchor,
    /// None: it must be read again, because a commit failed.
    head: Option<Head>,
    folder: PathBuf,
}

impl Writer {
    /// Opens the database, looks at the end of the chain, and compares it with the anchor.
    pub fn open(folder: &Path) -> Result<Self, WriteError> {
        let anchor = Anchor::open(folder).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => {
                WriteError::Unavailable(format!("{} is in use by another daemon", folder.display()))
            }
            _ => at(folder, &error),
        })?;
        let connection = schema::writer(folder)?;
        let head = tail(&connection)?;
        if let Some(known) = anchored(folder).map_err(|error| at(folder, &error))? {
            let same = hash_of(&connection, known.seq)?.is_some_and(|hash| hash == known.hash);
            if known.seq > 0 && !same {
                return Err(WriteError::Unavailable(format!(
                    "{} ends at record {}, but chain.head beside it knows record {} {}: it was cut off or replaced \
                     by another copy; to accept it as it is, remove chain.head",
                    folder.join(schema::FILE).display(),
                    head.seq,
                    known.seq,
                    known.hex()
                )));
            }
        }
        let keep = |anchor: &Anchor| anchor.write(&head).and_then(|()| anchor.sync());
        keep(&anchor).map_err(|error| at(folder, &error))?;
        Ok(Self { connection, anchor, head: Some(head), folder: folder.to_owned() })
    }

    /// Works until nobody can ask any more and all that waited is done.
    pub fn run(mut self, queue: &Receiver<Job>) {
        let mut pages = 0;
        loop {
            let first = if pages < WORTH_IT {
                queue.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                queue.recv_timeout(IDLE)
            };
            match first {
                Ok(first) => {
                    let mut group = vec![first];
                    while group.len() < GROUP
                        && let Ok(next) = queue.try_recv()
                    {
                        group.push(next);
                    }
                    self.commit(group);
                    pages = self.pages("NOOP");
                    if pages > TOO_MANY {
                        pages = self.checkpoint();
                    }
                }
                Err(RecvTimeoutError::Timeout) => pages = self.checkpoint(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.pages("TRUNCATE");
        if let Err(error) = self.anchor.sync() {
            tracing::warn!(folder = %self.folder.display(), %error, "chain.head was not made durable");
        }
    }

    fn commit(&mut self, group: Vec<Job>) {
        let forget = group.iter().any(|job| matches!(&job.task, Task::Write(request) if request.write.forget));
        let (tasks, waiting): (Vec<_>, Vec<_>) = group.into_iter().map(|job| (job.task, job.answer)).unzip();
        match self.attempt(tasks) {
            Ok(answers) => {
                // What was replaced is still in the log until it is brought into the database and cut off.
                if forget && self.pages("TRUNCATE") > 0 {
                    tracing::warn!(folder = %self.folder.display(), "what was erased is in the log until the next checkpoint");
                }
                for (waiting, answer) in waiting.into_iter().zip(answers) {
                    // Who went away hears nothing; what he asked for is done all the same.
                    let _ = waiting.send(answer);
                }
            }
            Err(error) => {
                tracing::error!(folder = %self.folder.display(), %error, "nothing of a group of writes was done");
                self.give_up();
                for waiting in waiting {
                    let _ = waiting.send(Err(error.clone()));
                }
            }
        }
    }

    fn attempt(&mut self, tasks: Vec<Task>) -> Result<Vec<Result<(), WriteError>>, WriteError> {
        let mut head = match self.head {
            Some(head) => head,
            None => tail(&self.connection)?,
        };
        let large = tasks.iter().any(|task| task.rows() > LARGE);
        if large {
            self.connection.execute_batch("PRAGMA cache_size = -131072")?;
        }
        let done = self.group(tasks, &mut head);
        if large {
            self.connection.execute_batch("PRAGMA cache_size = -2048; PRAGMA shrink_memory")?;
        }
        let answers = done?;
        if self.head.replace(head) != Some(head)
            && let Err(error) = self.anchor.write(&head)
        {
            tracing::warn!(folder = %self.folder.display(), %error, "chain.head was not written");
        }
        Ok(answers)
    }

    fn group(&self, tasks: Vec<Task>, head: &mut Head) -> Result<Vec<Result<(), WriteError>>, WriteError> {
        self.execute("BEGIN IMMEDIATE")?;
        let mut answers = Vec::with_capacity(tasks.len());
        for task in tasks {
            self.execute("SAVEPOINT one")?;
            match self.apply(task, head) {
                Ok(next) => {
                    *head = next;
                    answers.push(Ok(()));
                }
                // The transaction is gone, and with it what the others of the group did.
                Err(error) if self.connection.is_autocommit() => return Err(error),
                Err(error) => {
                    self.execute("ROLLBACK TO one")?;
                    answers.push(Err(error));
                }
            }
            self.execute("RELEASE one")?;
        }
        self.execute("COMMIT")?;
        Ok(answers)
    }

    fn apply(&self, task: Task, head: &Head) -> Result<Head, WriteError> {
        match task {
            Task::Write(request) => steps::apply(&self.connection, &request, head),
            Task::Delivered(ids) => outbox::done(&self.connection, &ids).map(|()| *head),
            #[cfg(test)]
            Task::Run(run) => run(&self.connection).map(|()| *head),
        }
    }

    fn execute(&self, sql: &str) -> Result<(), WriteError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// After a failed commit nothing in memory is trusted: the end of the chain is read again.
    fn give_up(&mut self) {
        self.head = None;
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(folder = %self.folder.display(), %error, "a failed commit was not rolled back");
        }
    }

    /// Copies what it can from the log; pages that are still left in it.
    fn checkpoint(&self) -> i64 {
        self.pages("PASSIVE")
    }

    /// Pages of the log that are not yet in the database, after a checkpoint of this kind. A failure costs room in
    /// the log, not data: the next one tries again.
    fn pages(&self, kind: &str) -> i64 {
        let left = self.connection.prepare_cached(&format!("PRAGMA wal_checkpoint({kind})")).and_then(|mut pragma| {
            pragma.query_row([], |row| Ok(row.get::<_, i64>(1)?.saturating_sub(row.get::<_, i64>(2)?)))
        });
        left.unwrap_or_else(|error| {
            tracing::warn!(folder = %self.folder.display(), %error, "no checkpoint");
            0
        })
    }
}

/// The end of the chain, after its last records were recomputed.
fn tail(connection: &Connection) -> Result<Head, WriteError> {
    let last: i64 =
        connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM records")?.query_row([], |row| row.get(0))?;
    let first = last.saturating_sub(TAIL).max(0);
    let mut head = match hash_of(connection, first)? {
        Some(hash) => Head { seq: first, hash },
        None => Head::origin(),
    };
    let mut records = connection.prepare_cached(&format!("SELECT {LINK} FROM records WHERE seq > ?1 ORDER BY seq"))?;
    let mut rows = records.query([first])?;
    while let Some(row) = rows.next()? {
        head = follow(&head, row)?.map_err(WriteError::Unavailable)?;
    }
    Ok(head)
}

/// The columns that [`follow`] reads, which are the row's first.
pub(crate) const LINK: &str = "seq, hash, time, operation, kind, body, step, postings, rows";

/// The head after a stored record; in words what is wrong with it.
pub(crate) fn follow(head: &Head, row: &Row<'_>) -> rusqlite::Result<Result<Head, String>> {
    let seq: i64 = row.get(0)?;
    let expected = head.seq.saturating_add(1);
    if seq != expected {
        return Ok(Err(format!("record {expected} is missing; the next one is {seq}")));
    }
    let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
    let next = head.after(&Link {
        time: row.get(2)?,
        operation: text(3)?,
        kind: text(4)?,
        body: text(5)?,
        step: text(6)?,
        postings: text(7)?,
        rows: text(8)?,
    });
    let stored: Vec<u8> = row.get(1)?;
    if stored != next.hash {
        return Ok(Err(format!("record {seq} does not fit the chain: its hash should be {}", next.hex())));
    }
    Ok(Ok(next))
}

fn hash_of(connection: &Connection, seq: i64) -> Result<Option<[u8; 32]>, WriteError> {
    Ok(connection
        .prepare_cached("SELECT hash FROM records WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?)
}

fn at(folder: &Path, error: &io::Error) -> WriteError {
    WriteError::Unavailable(format!("{}: {error}", folder.join(crate::journal::chain::ANCHOR).display()))
}
