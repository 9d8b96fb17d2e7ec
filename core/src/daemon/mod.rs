//! The daemon shell: the only room that touches the world. It reads the clock and the socket, moves bytes to
//! devices, writes the ledger, and does what the flow decided.
//!
//! `setup` assembles a shop from its configuration; `engine` carries an operation through its states; `printer`
//! owns a device; `recovery` ends what a crash or a lost answer left open; `methods` are the calls; `socket`
//! and `rpc` speak with tills.

mod cards;
mod crash;
mod engine;
mod events;
mod methods;
mod operation;
mod printer;
mod printing;
mod recovery;
mod rpc;
pub mod setup;
mod socket;

pub use engine::Engine;
pub use rpc::Failure;
pub use socket::{Options, run};
