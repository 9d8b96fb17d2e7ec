//! A file that an operation writes: who, what and where is on record before its first byte, and what it is (count and
//! digest) before it has its name. So a stop at any moment leaves a file that is recorded, or none.
//!
//! ```text
//! reserved ──written beside the target──▶ printing ──has its name──▶ committed
//!    └───────────────┴──▶ voided: nothing is left
//! ```
//!
//! It is written beside the tills, on a thread of its own.

use super::{
    cards::store_fault,
    crash,
    engine::{Attempted, Engine},
    operation::{Body, Filed},
    printing::{PAUSE, to_text},
    rpc::Failure,
};
use crate::{
    export::{Draft, Family, Misplaced, Sealed, Target, TooManyRows, digest_of},
    flow::Stop,
    journal::{OperationRow, Record, State},
    ledger::{Reservation, Step, Write, WriteError},
    say::Say,
};
use fiscus_sdk::{Fault, Reason, api::FileAnswer};
use serde_json::{Value, json, value::RawValue};
use std::{fs, io, sync::Arc, time::Duration};
use tokio::time::Instant;
use tracing::warn;

/// After how many it is told how far it is.
const TOLD: u64 = 1000;
/// How long the caller waits for the end of a file that stands and is not recorded as ended.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why a file was not written.
#[derive(Debug)]
pub enum Unwritten {
    /// The system says no.
    Io(io::Error),
    /// Something else broke.
    Fault(Fault),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
impl From<Fault> for Unwritten {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Told of each card, or row, that is written.
pub type Progress<'p> = &'p mut dyn FnMut();
/// Fills a file: how many cards, or rows, are in it.
type Fill = Box<dyn FnOnce(&Engine, &mut Draft, Progress<'_>) -> Result<u64, Unwritten> + Send>;

/// A file to write.
pub struct FileWork {
    target: Target,
    of: u64,
    fill: Fill,
}

impl FileWork {
    /// A file with so many cards, or rows. What `fill` reads beyond what it holds, it reads after the plan.
    pub fn new(
        target: Target,
        of: u64,
        fill: impl FnOnce(&Engine, &mut Draft, Progress<'_>) -> Result<u64, Unwritten> + Send + 'static,
    ) -> Self {
        Self { target, of, fill: Box::new(fill) }
    }
}

impl Filed {
    /// After a stop: whether it has its name. Its temporary file is removed.
    pub fn stands(&self) -> bool {
        if fs::symlink_metadata(&self.part).is_ok() {
            if let Err(error) = fs::remove_file(&self.part) {
                warn!(file = %self.part.display(), %error, "a temporary file is left");
            }
            return false;
        }
        self.sha256.is_some() && digest_of(&self.path).ok() == self.sha256
    }

    /// What a record says of it: of its name the digest, for it may be somebody's; the row has it.
    fn recorded(&self, body: &Body) -> Value {
        let path = body.sealed(&self.path.display().to_string());
        json!({ "path": path, "count": self.count, "sha256": self.sha256 })
    }

    fn answer(&self) -> String {
        to_text(&FileAnswer {
            file: self.path.display().to_string(),
            count: self.count,
            sha256: self.sha256.clone().unwrap_or_default(),
        })
    }
}

impl Engine {
    /// Where a file may be written.
    ///
    /// # Errors
    /// `params_invalid` at `file`: what is wrong with the place, and what to do.
    pub fn file_target(&self, file: &str, family: Family) -> Result<Target, Stop> {
        let paths = &self.setup.config.paths;
        let own = [paths.file.clone(), self.setup.config.socket.path.clone()];
        Target::find(file, family, &paths.state, paths.exports.as_deref(), &own)
            .map_err(|wrong| Stop::Params("file".to_owned(), self.misplaced(&wrong)))
    }

    fn misplaced(&self, wrong: &Misplaced) -> String {
        let shown = |path: &std::path::Path| path.display().to_string();
        let say = match wrong {
            Misplaced::Nameless => Say::FileTaken { file: "/".to_owned() },
            Misplaced::Outside(folder) => Say::FileOutside { folder: shown(folder) },
            Misplaced::Elsewhere(folders) => {
                let state = &self.setup.config.paths.state;
                let folders: Vec<String> = folders.iter().chain([state]).map(|folder| shown(folder)).collect();
                Say::FileElsewhere { folders: folders.join(", ") }
            }
            Misplaced::Ending(family) => Say::FileEnding { endings: family.endings().join(", ") },
            Misplaced::NoFolder(folder) => Say::FileFolderMissing { folder: shown(folder) },
            Misplaced::Closed(folder) => Say::FileFolderClosed { folder: shown(folder) },
            Misplaced::Taken(file) => Say::FileTaken { file: shown(file) },
        };
        say.text(self.setup.shop.language)
    }

    /// Record, write, record what was written, give it its name, commit.
    pub(super) async fn write_file(
        self: &Arc<Self>,
        row: &mut OperationRow,
        mut body: Body,
        reservation: Reservation,
        work: FileWork,
    ) -> Attempted {
        let token = format!("{:016x}", body.seed);
        let target = work.target.clone();
        let mut filed = Filed { path: target.path.clone(), part: target.part(&token), ..Filed::default() };
        body.file = Some(filed.clone());
        row.state = State::Reserved;
        row.owes = false;
        row.body = body.text();
        let record = json!({
            "note": body.note, "till": body.till, "operator": body.operator, "peer": body.peer, "file": filed.recorded(&body),
        });
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Reserve(reservation),
            operations: vec![row.clone()],
            record: Some(Record { kind: row.state.word().to_owned(), body: record.to_string() }),
            ..Write::default()
        };
        crash::point("reserve:before");
        if let Err(error) = self.ledger.write(write).await {
            return self.not_written(error);
        }
        row.version += 1;
        crash::point("reserve:after");
        self.tell(row, None);
        let (sealed, count) = match self.written(&row.id, work, token).await {
            Ok(written) => written,
            Err(error) => return Attempted::Ended(self.unwritten(row, &mut body, &target, error).await),
        };
        crash::point("file:written");
        filed = Filed { count, sha256: Some(sealed.sha256.clone()), ..filed };
        body.file = Some(filed.clone());
        row.state = State::Printing;
        if let Err(error) =
            self.save(row, &body, Step::None, "printing", json!({ "file": filed.recorded(&body) }).to_string()).await
        {
            drop(sealed);
            return Attempted::Ended(self.void(row, &mut body, store_fault(&error), None).await);
        }
        crash::point("file:recorded");
        let published = tokio::task::spawn_blocking(move || sealed.publish()).await;
        if let Err(error) = published.unwrap_or_else(|panic| Err(io::Error::other(panic.to_string()))) {
            return Attempted::Ended(self.unwritten(row, &mut body, &target, error.into()).await);
        }
        crash::point("file:named");
        Attempted::Ended(self.commit_file(row, &mut body, &filed).await)
    }

    /// Writes it beside its target, away from the threads of the socket.
    async fn written(self: &Arc<Self>, id: &str, work: FileWork, token: String) -> Result<(Sealed, u64), Unwritten> {
        let (engine, id) = (self.clone(), id.to_owned());
        let FileWork { target, of, fill } = work;
        let task = tokio::task::spawn_blocking(move || {
            let mut draft = Draft::begin(&target, &token)?;
            let mut done = 0;
            let mut progress = || {
                if done % TOLD == 0 {
                    engine.events.progress(&id, done, of);
                }
                done += 1;
                if done * 2 >= of {
                    crash::point("file:half");
                }
            };
            let count = fill(&engine, &mut draft, &mut progress)?;
            let sealed = draft.seal()?;
            engine.events.progress(&id, of, of);
            Ok((sealed, count))
        });
        task.await.unwrap_or_else(|panic| Err(Fault::new(Reason::Internal, panic.to_string()).into()))
    }

    /// It could not be written: nothing is left, and the id may be used again.
    async fn unwritten(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        target: &Target,
        error: Unwritten,
    ) -> Result<String, Failure> {
        let (fault, wrong) = match error {
            Unwritten::Fault(fault) => (fault, None),
            Unwritten::Io(error) => {
                use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
                let crowded = error.get_ref().and_then(|inner| inner.downcast_ref::<TooManyRows>());
                let wrong = match crowded {
                    Some(crowded) => Some(("format", format!("format: {crowded}"))),
                    None => target.wrong(&error).map(|wrong| ("file", self.misplaced(&wrong))),
                };
                let full = matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge);
                let reason = if full { Reason::DiskFull } else { Reason::Internal };
                let detail = format!("{}: {error}", target.path.display());
                (Fault::new(reason, detail), wrong)
            }
        };
        warn!(operation = row.id, detail = fault.detail, "a file was not written");
        let failure = self.void(row, body, fault, None).await;
        match wrong {
            Some((path, message)) => Err(Failure::params(path, &message)),
            None => failure,
        }
    }

    /// It has its name: this write must succeed, and is tried until it does.
    async fn commit_file(
        self: &Arc<Self>,
        row: &mut OperationRow,
        body: &mut Body,
        filed: &Filed,
    ) -> Result<String, Failure> {
        body.promised = RawValue::from_string(filed.answer()).ok();
        row.state = State::Committed;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.commit_once(row, body).await {
                Ok(reply) => return Ok(reply),
                Err(error) => warn!(operation = row.id, %error, "a file stands, and is not yet recorded as ended"),
            }
            if Instant::now() > deadline {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let (engine, mut row, mut body) = (self.clone(), row.clone(), body.clone());
        let told = to_text(&body.answer(&row.id, State::InDoubt));
        tokio::spawn(async move {
            while engine.commit_once(&mut row, &mut body).await.is_err() {
                tokio::time::sleep(PAUSE * 5).await;
            }
        });
        Ok(told)
    }

    /// After a start: the file stands, or there is none.
    pub(super) async fn end_file(
        self: &Arc<Self>,
        row: &mut OperationRow,
        mut body: Body,
        stands: bool,
    ) -> Result<(), WriteError> {
        match body.file.clone().filter(|_| stands && row.state == State::Printing) {
            Some(filed) => {
                body.promised = RawValue::from_string(filed.answer()).ok();
                row.state = State::Committed;
                self.commit_once(row, &mut body).await.map(|_| ())
            }
            None => {
                body.fault = Some(Fault::new(Reason::Internal, "stopped before the file had its name"));
                self.end_not_printed(row, body).await
            }
        }
    }
}
