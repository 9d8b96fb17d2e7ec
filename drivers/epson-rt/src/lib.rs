//! The printer driver for Epson RT devices over Fiscal ePOS-Print XML, and beside it a simulated device
//! of the same protocol.
//!
//! [`frame`] is the XML of both directions, [`command`] (with [`slip`]) turns jobs into requests and
//! answers into facts, [`status`] knows the device's codes, [`session`] decides what is sent next and what
//! a lost answer means, [`settings`] is what an installer may write. [`device`] shares nothing with them
//! but the XML, the arithmetic of tax codes and the texts of nobody.

mod command;
mod device;
mod frame;
mod manifest;
mod recovery;
mod session;
mod settings;
mod slip;
mod status;
mod tax_code;
#[cfg(test)]
mod tests;
mod text;
mod words;

fiscus_sdk::export_driver!(session::EpsonRt, device::SimulatedEpson);
