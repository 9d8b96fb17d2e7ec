//! The printer driver for Epson RT devices over Fiscal ePOS-Print XML, and beside it a simulated device
//! of the same protocol.
//!
//! `frame` is the XML of both directions; `command` (with `slip`) writes jobs as requests and `reply` reads
//! answers as facts; `status` knows the device's codes; `session` decides what is sent next and what a lost
//! answer means, `recovery` how it is proven what was printed; `probe` finds devices; `settings` is what an installer
//! may write.
//! `device` shares with them the XML, the check digits and the width of paper, and nothing else: it is a
//! witness of its own.

mod command;
mod device;
mod frame;
mod manifest;
mod probe;
mod recovery;
mod reply;
mod session;
mod settings;
mod slip;
mod status;
#[cfg(test)]
mod tests;

fiscus_sdk::export_driver!(session::EpsonRt, device::SimulatedEpson);
