//! `fiscus simulate`: a driver's simulated device behind a real socket, with a memory file, a paper file
//! and faults by script.
//!
//! What a request means and what goes on paper, the device decides; the shell moves it and misbehaves. A
//! device executes one request after the other: also one whose client has gone away, and one that waits
//! behind a slow one. The memory is written (beside, then renamed) after every request that changed it and
//! before the answer, so that a killed simulator has forgotten nothing it printed.
//!
//! Besides what the device listens to there is by HTTP, for tests and tills (`--control` where the device itself is
//! reached by a stream):
//!
//! | request | does |
//! |---|---|
//! | `GET /memory` | answers the memory as JSON |
//! | `GET /paper` | answers what was printed in this run, as far as it is kept |
//! | `POST /fault` | replaces the fault script by its body |
//! | `POST /foreign` | somebody else prints a document |
//! | `POST /power_cycle` | switches the device off and on |
//!
//! The fault script is described at [`script`].

mod device;
mod listen;
pub mod script;
mod server;
mod stream;

use crate::{clock::Clock, host::DeviceSession};
use serde_json::Value;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub use listen::{Simulator, serve};

/// Where a simulated device listens and what it writes.
#[derive(Debug)]
pub struct Options {
    /// The address: `127.0.0.1:9001`; with port 0 a free port is taken. A device that is reached by a stream may
    /// also be at a pseudo-terminal: `pty:/tmp/printer`.
    pub listen: String,
    /// The address of what tests ask beside; a device that is reached by HTTP answers it at its own.
    pub control: Option<String>,
    /// The file of the fiscal memory; none: it is forgotten at the end.
    pub state: Option<PathBuf>,
    /// The fault script, read again when the file changes.
    pub faults: Option<PathBuf>,
    /// The file that the paper is appended to; with the ending `.png` it is a picture of all the paper of this run.
    /// None: standard output.
    pub paper: Option<PathBuf>,
    /// The device's clock.
    pub clock: Clock,
}

/// As slow as a fault says; without one no timer is asked, whose shortest sleep is a millisecond.
async fn pause(time: std::time::Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// The memory kept in `state`, for [`Library::open_device`](crate::host::Library::open_device); none where
/// the device is new.
///
/// # Errors
/// The file cannot be read, or holds no JSON.
pub fn memory(state: Option<&Path>) -> io::Result<Option<Value>> {
    let Some(file) = state else { return Ok(None) };
    match fs::read(file) {
        Ok(text) => serde_json::from_slice(&text)
            .map(Some)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", file.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", file.display()))),
    }
}
