//! The printer driver for RCH devices, over framed TCP and serial lines and over HTTP, and beside it a simulated device
//! of both.
//!
//! The commands are the same on either wire (G17). `frame` is the framed wire's bytes, `web` the XML of the other one;
//! `exchange` carries a batch of commands over whichever there is. `command` (with `slip`) writes documents as
//! commands, `reply` reads answers and the journal; `session` decides what is sent next and what a lost answer means,
//! `past` how the journal is read and made sure of; `settings` is what an installer may write. `device` shares with
//! them frames and XML, and nothing else: it is a witness of its own.

mod command;
mod device;
mod exchange;
mod frame;
mod manifest;
mod past;
mod probe;
mod reply;
mod session;
mod settings;
mod slip;
#[cfg(test)]
mod tests;
mod web;

fiscus_sdk::export_driver!(session::Rch, device::SimulatedRch);
