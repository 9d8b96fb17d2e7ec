//! `fiscus run`

use super::{LogFormat, Problem, instant};
use fiscus::daemon::{
    self,
    setup::{self, Setup},
};
use std::{path::Path, time::Duration};
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
    let setup = setup::load(&file).map_err(|findings| {
        for finding in findings {
            eprintln!("{finding}");
        }
        Problem::Told
    })?;
    let start = instant(clock)?;
    // One clock for the whole process: a virtual one runs on through a reload.
    let clock = setup::clock(&setup.config, start)?;
    let mut next = Some(setup);
    while let Some(setup) = next.take() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(64)
            .thread_keep_alive(Duration::from_secs(2))
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let clock = clock.in_zone(setup.config.shop.time_zone.clone());
        let options = daemon::Options { setup, clock };
        let ended = runtime.block_on(async {
            outlive_file_limits();
            daemon::run(options, async { next = stop(&file, start.is_some()).await }).await
        });
        // What is retried in the background (a copy that is owed, a doubt) goes on at the next start; the ledger is
        // closed when the last task has gone.
        runtime.shutdown_timeout(Duration::from_secs(5));
        ended.map_err(Problem::Say)?;
    }
    Ok(())
}

/// The number of SIGXFSZ on Linux: a file has grown to its limit.
const FILE_SIZE: i32 = 25;

/// A limit on the size of files is an error of the write that met it, and not the end of the daemon.
fn outlive_file_limits() {
    use tokio::signal::unix::{SignalKind, signal};
    if let Err(error) = signal(SignalKind::from_raw(FILE_SIZE)) {
        tracing::warn!(%error, "a limit on the size of files would end the daemon");
    }
}

/// Ends with the first SIGTERM or SIGINT, or with the shop to go on with after a SIGHUP. A configuration that is
/// wrong is reported, and the daemon goes on with the one it has.
async fn stop(file: &Path, virtual_clock: bool) -> Option<Setup> {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut reload)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    loop {
        tokio::select! {
            _ = terminate.recv() => return None,
            _ = interrupt.recv() => return None,
            _ = reload.recv() => match setup::load(file) {
                Ok(setup) if virtual_clock && setup::only_local(&setup.config).is_err() => {
                    tracing::error!("not reloaded: a virtual clock needs every printer on this machine");
                }
                Ok(setup) => {
                    tracing::info!("reloading the configuration");
                    return Some(setup);
                }
                Err(findings) => {
                    for finding in findings {
                        tracing::error!(%finding, "not reloaded");
                    }
                }
            },
        }
    }
}
