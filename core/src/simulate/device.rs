//! The device on the bench: its session, its memory file, its paper and its fault script.
//!
//! One request at a time goes through [`Bench::execute`]; it knows no connections.

use super::{
    DeviceSession, Options,
    script::{Misbehaviour, Script},
};
use crate::clock::Clock;
use fiscus_sdk::{
    driver::{DeviceRequest, Face, HttpAnswer, StreamAnswer},
    kit::driver::{Spoil, Spoiler},
};
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
    /// So many bytes of this are answered, then the connection is closed.
    Cut(HttpAnswer, usize),
    /// Bytes of nothing are answered.
    Garbage,
    /// The connection is closed.
    Close,
    /// Nothing is answered, and the connection stays.
    Hang,
}

/// A request found in a stream.
pub(super) struct Request {
    pub(super) bytes: Vec<u8>,
    /// Whether it begins an exchange; else it is a part of the one before.
    pub(super) begins: bool,
    pub(super) fault: Option<Misbehaviour>,
}

/// A device with all that belongs to it.
pub(super) struct Bench {
    face: Face,
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
            face: device.face(),
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

    /// Which face the device shows.
    pub(super) fn face(&self) -> Face {
        self.face
    }

    /// What the fault script has for this request. Counts it.
    pub(super) fn due(&mut self, request: &DeviceRequest) -> io::Result<Option<Misbehaviour>> {
        let kind = self.device.kind(request).map_err(broken)?;
        Ok(self.due_for(&kind))
    }

    fn due_for(&mut self, kind: &str) -> Option<Misbehaviour> {
        self.reread_script();
        let due = self.script.due(kind);
        let fault = due.as_ref().map_or("-", |(word, _)| word);
        tracing::info!(kind, fault, "request");
        due.map(|(_, misbehaviour)| misbehaviour)
    }

    /// Takes the first whole request off these bytes, with what goes wrong with it. Counts
    /// it.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Request>> {
        let Some(framed) = self.device.framed(bytes).map_err(broken)? else { return Ok(None) };
        let request = bytes.drain(..framed.length.clamp(1, bytes.len())).collect();
        let fault = framed.kind.as_ref().and_then(|kind| self.due_for(kind));
        Ok(Some(Request { bytes: request, begins: framed.kind.is_some(), fault }))
    }

    /// Executes what came over a stream. What goes wrong with its answer is not decided here.
    pub(super) fn take(&mut self, bytes: Vec<u8>, fault: Option<&Misbehaviour>) -> io::Result<StreamAnswer> {
        self.before(fault)?;
        let own = match fault {
            Some(Misbehaviour::Own(word)) => Some(word.clone()),
            _ => None,
        };
        let done = self.device.take(bytes, own, self.clock.local().datetime()).map_err(broken)?;
        self.kept(&done)?;
        self.after(fault)?;
        Ok(done)
    }

    /// The time the device asked for has passed.
    pub(super) fn tick(&mut self) -> io::Result<StreamAnswer> {
        let done = self.device.tick(self.clock.local().datetime()).map_err(broken)?;
        self.kept(&done)?;
        Ok(done)
    }

    /// A client has connected, or is gone.
    pub(super) fn line(&mut self, up: bool) -> io::Result<()> {
        self.device.line(up).map_err(broken)
    }

    fn kept(&mut self, done: &StreamAnswer) -> io::Result<()> {
        if done.changed {
            self.remember()?;
        }
        if done.paper.is_empty() { Ok(()) } else { self.print(&done.paper) }
    }

    /// What happens beside the line before a request is executed.
    fn before(&mut self, fault: Option<&Misbehaviour>) -> io::Result<()> {
        match fault {
            Some(Misbehaviour::ForeignBefore) => self.foreign(),
            Some(Misbehaviour::PowerCycleBefore) => self.power_cycle(),
            _ => Ok(()),
        }
    }

    /// And what after.
    fn after(&mut self, fault: Option<&Misbehaviour>) -> io::Result<()> {
        match fault {
            Some(Misbehaviour::ForeignAfter | Misbehaviour::ForeignAfterLost) => self.foreign(),
            Some(Misbehaviour::PowerCycleAfter) => self.power_cycle(),
            _ => Ok(()),
        }
    }

    /// Executes a request that arrived, with what goes wrong.
    ///
    /// # Errors
    /// The device failed, or a file cannot be written.
    pub(super) fn execute(&mut self, request: DeviceRequest, fault: Option<Misbehaviour>) -> io::Result<Reaction> {
        use Misbehaviour as M;
        match &fault {
            Some(M::LoseBefore | M::CutRequest(_)) => return Ok(Reaction::Close),
            Some(M::HangBefore) => return Ok(Reaction::Hang),
            Some(M::Http500) => {
                return Ok(Reaction::Answer(HttpAnswer { status: 500, body: String::new() }, Duration::ZERO));
            }
            _ => self.before(fault.as_ref())?,
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
        self.after(fault.as_ref())?;
        let Some(answer) = done.answer else { return Ok(Reaction::Hang) };
        Ok(match fault {
            Some(M::LoseAfter | M::ForeignAfterLost | M::PowerCycleAfter) => Reaction::Close,
            Some(M::CutAnswer) => {
                let half = answer.body.len() / 2;
                Reaction::Cut(answer, half)
            }
            Some(M::Spoil(Spoil::CutAfter(at))) => Reaction::Cut(answer, usize::try_from(at).unwrap_or(usize::MAX)),
            Some(M::Spoil(Spoil::SilentAfter(_))) => Reaction::Hang,
            Some(M::Spoil(spoil)) => {
                let body = Spoiler::new(spoil).pass(answer.body.into_bytes()).bytes;
                let body = String::from_utf8_lossy(&body).into_owned();
                Reaction::Answer(HttpAnswer { body, ..answer }, Duration::ZERO)
            }
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

    fn remember(&self) -> io::Result<()> {
        let Some(file) = &self.state else { return Ok(()) };
        let mut text = serde_json::to_vec_pretty(&self.memory()?).map_err(io::Error::other)?;
        text.push(b'\n');
        whole(file, &text)
    }

    fn print(&mut self, paper: &str) -> io::Result<()> {
        match &self.paper {
            Some(file) if drawn(file) => {
                // Before the first document there is a picture too, so that a device that draws none is told at once.
                let picture = self.device.picture().ok_or_else(|| {
                    let text = "this device draws no picture of its paper: give a file of text";
                    at(file, &io::Error::new(io::ErrorKind::InvalidInput, text))
                })?;
                whole(file, &picture)?;
            }
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

/// Whether the paper is to be a picture.
fn drawn(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("png"))
}

/// Writes beside the file and renames: who reads it finds it whole.
fn whole(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = file.to_owned().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    fs::write(&beside, content).and_then(|()| fs::rename(&beside, file)).map_err(|error| at(file, &error))
}

fn broken(fault: fiscus_sdk::Fault) -> io::Error {
    io::Error::other(fault.detail)
}

fn at(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
