//! `fiscus simulate`

use super::{Problem, beside_this_program, instant};
use fiscus::{
    clock::Clock,
    host::{self, Found},
    simulate::{self, Options},
};
use fiscus_sdk::abi::Manifest;
use jiff::tz::TimeZone;
use std::{io::IsTerminal, path::PathBuf, sync::Arc};

/// Runs the simulated device of the driver that knows the model, until it is stopped.
pub fn simulate(
    model: &str,
    mut folders: Vec<PathBuf>,
    clock: Option<&str>,
    options: impl FnOnce(Clock) -> Options,
) -> Result<(), Problem> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    if folders.is_empty() {
        folders = beside_this_program();
    }
    let mut models = Vec::new();
    let mut library = None;
    for found in host::discover(&folders) {
        if let Found::Library(found) = found
            && let Manifest::Driver(driver) = &found.manifest
        {
            models.extend(driver.simulates.iter().cloned());
            if driver.simulates.iter().any(|known| known == model) {
                library = library.or_else(|| Some(Arc::clone(&found)));
            }
        }
    }
    let Some(library) = library else {
        let models = if models.is_empty() { "none was found".to_owned() } else { models.join(", ") };
        return Err(Problem::Say(format!("there is no simulated device \"{model}\". There are: {models}")));
    };
    let zone = TimeZone::try_system().unwrap_or(TimeZone::UTC);
    let clock = match instant(clock)? {
        Some(start) => Clock::starting_at(start, zone),
        None => Clock::real(zone),
    };
    let options = options(clock);
    let memory = simulate::memory(options.state.as_deref()).map_err(|error| error.to_string())?;
    let device = library.open_device(model, memory).map_err(|error| error.to_string())?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let stop = async {
        // Without a signal to wait for it runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    runtime.block_on(simulate::serve(options, device, stop)).map_err(|error| Problem::Say(error.to_string()))
}
