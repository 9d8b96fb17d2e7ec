//! The stream face of a simulated device: a port that takes one client after the other, or a pseudo-terminal.
//!
//! Whole requests are taken off the stream by the device; what the fault script has for one holds until the next
//! begins, handshakes in between included.

use super::{
    device::{Bench, Request},
    script::Misbehaviour,
};
use fiscus_sdk::{
    driver::StreamAnswer,
    kit::driver::{Spoil, Spoiler},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::Mutex,
    time::{Duration, Instant, sleep, sleep_until},
};
use tokio_serial::{SerialPort, SerialStream};

/// What stands for an answer where a fault says so.
const GARBAGE: &[u8] = b"?garbage\x7f?";

/// Takes one client after the other, for ever.
pub(super) async fn serve(listener: TcpListener, bench: Arc<Mutex<Bench>>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                drop(stream.set_nodelay(true));
                // A fault ends a connection with an error: that is what it is for.
                if let Err(error) = converse(stream, &bench).await {
                    tracing::debug!("connection ended: {error}");
                }
            }
            Err(error) => {
                tracing::warn!("no connection: {error}");
                sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

/// A pseudo-terminal with a link that leads to it.
pub(super) struct Terminal {
    path: PathBuf,
    line: SerialStream,
    /// Kept open, so that the terminal lives on between its clients.
    _other: SerialStream,
}

impl Terminal {
    /// A new terminal; a link at `path` that led to an older one is replaced.
    ///
    /// # Errors
    /// There is no terminal, or something else stands at `path`.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let (line, other) = SerialStream::pair()?;
        let name = other.name().ok_or_else(|| io::Error::other("the pseudo-terminal has no name"))?;
        if path.read_link().is_ok_and(|target| target.starts_with("/dev/pts")) {
            fs::remove_file(&path)?;
        }
        std::os::unix::fs::symlink(name, &path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        Ok(Self { path, line, _other: other })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Serves the terminal for ever. A line that a fault breaks is silent, and then there again: nobody can hang up
    /// a terminal.
    pub(super) async fn serve(mut self, bench: Arc<Mutex<Bench>>) {
        while let Err(error) = converse(&mut self.line, &bench).await {
            tracing::debug!("the line broke: {error}");
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path));
    }
}

/// A client and the device, until the line breaks.
async fn converse(line: impl AsyncRead + AsyncWrite + Unpin, bench: &Mutex<Bench>) -> io::Result<()> {
    bench.lock().await.line(true)?;
    let mut talk = Talk { line, bench, heard: Vec::new(), tick: None, spoiler: None, late: Duration::ZERO };
    let ended = talk.on().await;
    bench.lock().await.line(false)?;
    ended
}

struct Talk<'a, L> {
    line: L,
    bench: &'a Mutex<Bench>,
    heard: Vec<u8>,
    tick: Option<Instant>,
    spoiler: Option<Spoiler>,
    late: Duration,
}

impl<L: AsyncRead + AsyncWrite + Unpin> Talk<'_, L> {
    async fn on(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; 4096];
        loop {
            let tick = self.tick;
            let tick = async {
                match tick {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                read = self.line.read(&mut buffer) => match read? {
                    0 => return Err(broken("closed by the client")),
                    read => {
                        self.heard.extend_from_slice(&buffer[..read]);
                        while let Some(request) = self.next().await? {
                            self.take(request).await?;
                        }
                    }
                },
                () = tick => {
                    self.tick = None;
                    // What it says by itself is no answer, and no fault of one holds for it.
                    self.spoiler = None;
                    let answer = self.bench.lock().await.tick()?;
                    self.say(answer).await?;
                }
            }
        }
    }

    async fn next(&mut self) -> io::Result<Option<Request>> {
        if self.heard.is_empty() { Ok(None) } else { self.bench.lock().await.next(&mut self.heard) }
    }

    async fn take(&mut self, request: Request) -> io::Result<()> {
        use Misbehaviour as M;
        let Request { mut bytes, begins, fault } = request;
        if begins {
            self.late = if let Some(M::Slow(time)) = &fault { *time } else { Duration::ZERO };
            self.spoiler = match &fault {
                Some(M::Spoil(spoil)) => Some(Spoiler::new(*spoil)),
                Some(M::HangAfter | M::Garbage) => Some(Spoiler::new(Spoil::SilentAfter(0))),
                _ => None,
            };
        }
        match &fault {
            Some(M::LoseBefore) => return Err(broken("closed by a fault")),
            Some(M::HangBefore) => return Ok(()),
            Some(M::Http500) => return self.line.write_all(GARBAGE).await,
            Some(M::SlowBefore(time)) => sleep(*time).await,
            Some(M::CutRequest(at)) => bytes.truncate(*at),
            _ => {}
        }
        let answer = self.bench.lock().await.take(bytes, fault.as_ref())?;
        match &fault {
            Some(M::CutRequest(_) | M::LoseAfter | M::ForeignAfterLost | M::PowerCycleAfter) => {
                return Err(broken("closed by a fault"));
            }
            Some(M::Garbage) => self.line.write_all(GARBAGE).await?,
            // Half of what it says at once.
            Some(M::CutAnswer) => {
                let half = u64::try_from(answer.bytes.len() / 2).unwrap_or_default();
                self.spoiler = Some(Spoiler::new(Spoil::CutAfter(half)));
            }
            _ => {}
        }
        self.say(answer).await
    }

    async fn say(&mut self, answer: StreamAnswer) -> io::Result<()> {
        if let Some(after) = answer.tick_ms {
            self.tick = Some(Instant::now() + Duration::from_millis(after));
        }
        if answer.bytes.is_empty() {
            return Ok(());
        }
        super::pause(self.late).await;
        let bytes = answer.bytes.0;
        let Some(spoiler) = &mut self.spoiler else { return self.line.write_all(&bytes).await };
        let spoilt = spoiler.pass(bytes);
        self.line.write_all(&spoilt.bytes).await?;
        if spoilt.broken { Err(broken("cut by a fault")) } else { Ok(()) }
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, what)
}
