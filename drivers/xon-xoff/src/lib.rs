//! The printer driver for registers that take keys over a line and never answer (XON/XOFF, "keyboard emulation"), and
//! beside it a simulated one.
//!
//! `keys` is the protocol's keys; `command` (with `slip`) writes jobs with them; `session` hands them over, minds the
//! device's XOFF, and says what that proves; `settings` is what an installer may write. `device` reads the keys with
//! eyes of its own: it is a witness.

mod command;
mod device;
mod keys;
mod manifest;
mod session;
mod settings;
mod slip;
#[cfg(test)]
mod tests;

fiscus_sdk::export_driver!(session::XonXoff, device::SimulatedRegister);
