//! The printer driver for slips over ESC/POS, and beside it a simulated printer of the same protocol, which draws
//! its paper.
//!
//! `command` is the protocol's bytes, `page` its letters, `symbol` its codes and `logo` its image; `slip` writes a
//! slip with them; `status` reads what comes back; `session` decides what is sent next and what proves that a slip is
//! on paper; `settings` is what an installer may write. `device` shares with them the code pages and nothing else.

mod command;
mod device;
mod logo;
mod manifest;
mod page;
mod probe;
mod session;
mod settings;
mod slip;
mod status;
mod symbol;
#[cfg(test)]
mod tests;

fiscus_sdk::export_driver!(session::EscPos, device::SimulatedEscPos);
