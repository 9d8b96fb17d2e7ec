//! The daemon shell: the only room that touches the world. It reads the clock and the socket, moves bytes to
//! devices, writes the ledger, and does what the flow decided.
//!
//! `setup` assembles a shop from its configuration; `desk` is the engine as one caller sees it,
//! `session` who that is, `roles` what he may call; `engine` plans and reserves an operation, `printing` prints it,
//! `ending` writes how it ended, `writing` puts a file in its place, `pursuit` goes on after the answer; `printer` owns a device; `recovery` ends what a
//! crash left open; `delivery` does outside what was decided inside; `methods` are the calls; `socket`,
//! `backlog` and `rpc` speak with tills; `folders` says before whether there is a place to work in.

mod backlog;
mod cards;
mod claims;
mod crash;
mod delivery;
mod desk;
mod ending;
mod engine;
mod events;
pub mod folders;
mod making;
mod methods;
mod operation;
mod printer;
mod printing;
mod pursuit;
mod recovery;
mod review;
mod roles;
mod rpc;
mod secrets;
mod selling;
mod session;
pub mod setup;
mod socket;
mod throttle;
mod under_way;
mod writing;

pub use engine::Engine;
pub use rpc::Failure;
pub use socket::{Options, run};
