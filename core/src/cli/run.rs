//! `fiscus run`

use super::{LogFormat, Problem, instant};
use fiscus::{
    config::Finding,
    daemon::{
        self, folders,
        setup::{self, Setup, Source},
    },
};
use std::{io, path::Path, time::Duration};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Runs the daemon until SIGTERM or SIGINT; SIGHUP reloads the configuration (S3-12).
pub fn run(config: Option<&Path>, log: LogFormat, clock: Option<&str>) -> Result<(), Problem> {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // At a finer level it tells the values of its statements: passwords.
    for quiet in ["tokio_postgres=info", "tokio_postgres::query=info", "tokio_postgres::prepare=info"] {
        filter = filter.add_directive(quiet.parse().map_err(|_| "a filter of the log".to_owned())?);
    }
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    match log {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().init(),
    }
    let file = fiscus::config::find_file(config);
    let mut source = setup::read(&file).map_err(told)?;
    let mut setup = source.open().map_err(told)?;
    let start = instant(clock)?;
    // One clock for the whole process: a virtual one runs on through a reload.
    let clock = setup::clock(&setup.config, start)?;
    // They are listened for as long as the process lives: a signal that comes between two engines is not lost.
    let listener =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let mut signals = listener.block_on(async { Signals::listen() }).map_err(|error| error.to_string())?;
    // What it ran with before a reload.
    let mut before: Option<Source> = None;
    loop {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(64)
            .thread_keep_alive(Duration::from_secs(2))
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let clock = clock.in_zone(setup.config.shop.time_zone.clone());
        let options = daemon::Options { setup, clock };
        let mut next = None;
        let ended = runtime.block_on(async {
            daemon::run(options, async { next = signals.stop(&file, start.is_some()).await }).await
        });
        // What is retried in the background (a copy that is owed, a doubt) goes on at the next start; the ledger is
        // closed when the last task has gone.
        runtime.shutdown_timeout(Duration::from_secs(5));
        match (ended, before.take()) {
            (Err(error), Some(old)) => {
                tracing::error!(error, "not reloaded: going on with the configuration before");
                setup = old.open().map_err(told)?;
                source = old;
            }
            (Err(error), None) => return Err(Problem::Say(error)),
            (Ok(()), _) => {
                let Some((new, opened)) = next else { return Ok(()) };
                before = Some(std::mem::replace(&mut source, new));
                setup = opened;
            }
        }
        // Who asked for an end meanwhile does not want to see it begin again.
        if listener.block_on(signals.ended()) {
            return Ok(());
        }
    }
}

/// Tells what is wrong with a configuration.
fn told(findings: Vec<Finding>) -> Problem {
    for finding in findings {
        eprintln!("{finding}");
    }
    Problem::Told
}

/// What the daemon is told from outside.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
    /// A limit on the size of files is an error of the write that met it, and not the end of the daemon.
    _file_size: Signal,
}

/// The number of SIGXFSZ on Linux: a file has grown to its limit.
const FILE_SIZE: i32 = 25;

impl Signals {
    /// Listens from now on.
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
            _file_size: signal(SignalKind::from_raw(FILE_SIZE))?,
        })
    }

    /// Whether the end was asked for already.
    async fn ended(&mut self) -> bool {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => true,
            () = tokio::task::yield_now() => false,
        }
    }

    /// Ends with the first SIGTERM or SIGINT, or with the shop to go on with after a SIGHUP. A configuration that is
    /// wrong is reported, and the daemon goes on with the one it has.
    async fn stop(&mut self, file: &Path, virtual_clock: bool) -> Option<(Source, Setup)> {
        loop {
            tokio::select! {
                biased;
                _ = self.terminate.recv() => return None,
                _ = self.interrupt.recv() => return None,
                _ = self.reload.recv() => {}
            }
            match reloaded(file) {
                Ok((_, setup)) if virtual_clock && setup::only_local(&setup.config).is_err() => {
                    tracing::error!("not reloaded: a virtual clock needs every printer on this machine");
                }
                Ok(next) => {
                    tracing::info!("reloading the configuration");
                    return Some(next);
                }
                Err(findings) => {
                    for finding in findings {
                        tracing::error!(%finding, "not reloaded");
                    }
                }
            }
        }
    }
}

/// The configuration as it is now, with all that can be seen of it before it is worked with.
fn reloaded(file: &Path) -> Result<(Source, Setup), Vec<Finding>> {
    let source = setup::read(file)?;
    let troubles = folders::troubles(source.loaded());
    if !troubles.is_empty() {
        return Err(troubles.into_iter().map(|trouble| trouble.finding).collect());
    }
    let setup = source.open()?;
    Ok((source, setup))
}
