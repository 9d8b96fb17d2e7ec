//! The device on the bench: its session, its memory file, its paper and its fault script.
//!
//! One request at a time goes through [`Bench::execute`]; it knows no connections.

use super::{
    DeviceSession, Options,
    script::{Misbehaviour, Script},
};
use crate::clock::Clock;
use fiscus_sdk::driver::{DeviceRequest, HttpAnswer};
use serde_json::Value;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// What of the paper is kept for `GET /paper`.
const PAPER_KEPT: usize = 4 << 20;

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Reaction {
    /// This is answered, after that time.
    Answer(HttpAnswer, Duration),
    /// Half of this is answered, then the connection is closed.
    Half(HttpAnswer),
    /// Bytes of nothing are answered.
    Garbage,
    /// The connection is closed.
    Close,
    /// Nothing is answered, and the connection stays.
    Hang,
}

/// A device with all that belongs to it.
pub(super) struct Bench {
    device: DeviceSession,
    clock: Clock,
    state: Option<PathBuf>,
    paper: Option<PathBuf>,
    printed: String,
    script: Script,
    script_file: Option<PathBuf>,
    /// The age and length of the file when it was last read; the inner none: it could not be looked at.
    script_seen: Option<Option<(SystemTime, u64)>>,
}

impl Bench {
    pub(super) fn new(options: Options, device: DeviceSession) -> io::Result<Self> {
        let mut bench = Self {
            device,
            clock: options.clock,
            state: options.state,
            paper: options.paper,
            printed: String::new(),
            script: Script::default(),
            script_file: options.faults,
            script_seen: None,
        };
        // Written at once, so that a wrong path is known before the first document.
        bench.remember()?;
        bench.print("")?;
        bench.reread_script();
        Ok(bench)
    }

    /// What the fault script has for this request. Counts it.
    pub(super) fn due(&mut self, request: &DeviceRequest) -> io::Result<Option<Misbehaviour>> {
        self.reread_script();
        let kind = self.device.kind(request).map_err(broken)?;
        let due = self.script.due(&kind);
        let fault = due.as_ref().map_or("-", |(word, _)| word);
        tracing::info!(kind, fault, "request");
        Ok(due.map(|(_, misbehaviour)| misbehaviour))
    }

    /// Executes a request that arrived, with what goes wrong.
    ///
    /// # Errors
    /// The device failed, or a file cannot be written.
    pub(super) fn execute(&mut self, request: DeviceRequest, fault: Option<Misbehaviour>) -> io::Result<Reaction> {
        use Misbehaviour as M;
        match &fault {
            Some(M::LoseBefore) => return Ok(Reaction::Close),
            Some(M::HangBefore) => return Ok(Reaction::Hang),
            Some(M::Http500) => {
                return Ok(Reaction::Answer(HttpAnswer { status: 500, body: String::new() }, Duration::ZERO));
            }
            Some(M::ForeignBefore) => self.foreign()?,
            Some(M::PowerCycleBefore) => self.power_cycle()?,
            _ => {}
        }
        let own = match &fault {
            Some(M::Own(word)) => Some(word.clone()),
            _ => None,
        };
        let done = self.device.handle(request, own, self.clock.local().datetime()).map_err(broken)?;
        if done.changed {
            self.remember()?;
        }
        self.print(&done.paper)?;
        match &fault {
            Some(M::ForeignAfter | M::ForeignAfterLost) => self.foreign()?,
            Some(M::PowerCycleAfter) => self.power_cycle()?,
            _ => {}
        }
        let Some(answer) = done.answer else { return Ok(Reaction::Hang) };
        Ok(match fault {
            Some(M::LoseAfter | M::ForeignAfterLost | M::PowerCycleAfter) => Reaction::Close,
            Some(M::CutAnswer) => Reaction::Half(answer),
            Some(M::Garbage) => Reaction::Garbage,
            Some(M::HangAfter) => Reaction::Hang,
            Some(M::Slow(time)) => Reaction::Answer(answer, time),
            _ => Reaction::Answer(answer, Duration::ZERO),
        })
    }

    /// Somebody else prints a document.
    pub(super) fn foreign(&mut self) -> io::Result<()> {
        let paper = self.device.foreign_document(self.clock.local().datetime()).map_err(broken)?;
        self.remember()?;
        self.print(&paper)
    }

    pub(super) fn power_cycle(&mut self) -> io::Result<()> {
        self.device.power_cycle().map_err(broken)?;
        self.remember()
    }

    pub(super) fn memory(&self) -> io::Result<Value> {
        self.device.memory().map_err(broken)
    }

    pub(super) fn printed(&self) -> &str {
        &self.printed
    }

    pub(super) fn set_script(&mut self, text: &str) -> Result<(), String> {
        self.script = Script::read(text)?;
        Ok(())
    }

    /// Writes the memory beside its file and renames it: a reader, or the next start, finds it whole.
    fn remember(&self) -> io::Result<()> {
        let Some(file) = &self.state else { return Ok(()) };
        let mut text = serde_json::to_vec_pretty(&self.memory()?).map_err(io::Error::other)?;
        text.push(b'\n');
        let mut beside = file.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(|error| at(file, &error))
    }

    fn print(&mut self, paper: &str) -> io::Result<()> {
        match &self.paper {
            Some(file) => fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .and_then(|mut roll| roll.write_all(paper.as_bytes()))
                .map_err(|error| at(file, &error))?,
            None => {
                let mut out = io::stdout().lock();
                out.write_all(paper.as_bytes()).and_then(|()| out.flush())?;
            }
        }
        self.printed.push_str(paper);
        if self.printed.len() > PAPER_KEPT {
            let torn_off = self.printed.floor_char_boundary(self.printed.len() - PAPER_KEPT / 2);
            self.printed.drain(..torn_off);
        }
        Ok(())
    }

    /// Reads the script again if its file changed; one with a mistake is said once and counts as none.
    fn reread_script(&mut self) {
        let Some(file) = &self.script_file else { return };
        let seen = fs::metadata(file).and_then(|meta| Ok((meta.modified()?, meta.len()))).ok();
        if self.script_seen == Some(seen) {
            return;
        }
        self.script_seen = Some(seen);
        let read = fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| Script::read(&text));
        self.script = read.unwrap_or_else(|error| {
            tracing::error!("the fault script {} is not used: {error}", file.display());
            Script::default()
        });
    }
}

fn broken(fault: fiscus_sdk::Fault) -> io::Error {
    io::Error::other(fault.detail)
}

fn at(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
