//! The printer driver for Custom RT devices over their XML web services, and beside it a simulated device of the same
//! protocol.
//!
//! `frame` is the XML of both directions; `command` (with `slip`) writes jobs as requests and `reply` reads answers as
//! facts; `status` knows the device's numbers and flags; `session` decides what is sent next and what a lost answer
//! means, `past` how the last document is read and `recovery` how it is made sure of; `settings` is what an installer
//! may write. `device` shares with them the XML and the check digits, and nothing else: it is a witness of its own.

mod command;
mod device;
mod frame;
mod manifest;
mod past;
mod probe;
mod recovery;
mod reply;
mod session;
mod settings;
mod slip;
mod status;
#[cfg(test)]
mod tests;

fiscus_sdk::export_driver!(session::CustomXml, device::SimulatedCustom);
