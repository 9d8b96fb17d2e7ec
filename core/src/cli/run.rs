//! `fiscus run`

use super::{LogFormat, Problem, instant};
use fiscus::daemon::{self, setup};
use std::path::Path;
use tracing_subscriber::EnvFilter;

/// Runs the daemon until SIGTERM or SIGINT.
pub fn run(config: Option<&Path>, log: LogFormat, clock: Option<&str>) -> Result<(), Problem> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
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
    let clock = setup::clock(&setup.config, instant(clock)?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(64)
        .thread_keep_alive(std::time::Duration::from_secs(2))
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let ended = runtime.block_on(daemon::run(daemon::Options { setup, clock }, stop()));
    // What is still retried in the background (a copy that is owed) goes on at the next start.
    runtime.shutdown_background();
    ended.map_err(Problem::Say)
}

/// Ends with the first SIGTERM or SIGINT.
async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
