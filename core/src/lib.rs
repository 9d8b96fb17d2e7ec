//! Everything between a till and a printer: a pure `flow`, the `ledger`, the local `journal`, the `host` of
//! libraries, and the daemon shell that alone touches the world.
//!
//! Nothing here names a plugin or a driver.

pub mod clock;
pub mod config;
pub mod daemon;
pub mod detect;
pub mod export;
pub mod flow;
pub mod host;
pub mod journal;
pub mod ledger;
pub mod registry;
pub mod say;
pub mod secret;
pub mod simulate;
pub mod transport;
