//! The driver for Pennant fiscal printers, which take a document as one line of text, and beside it a simulated one.
//!
//! `line` is the bytes of both directions, `command` writes documents and reads answers, `session` is the machine,
//! `device` the simulated printer, which shares with them the line and nothing else.

mod command;
mod device;
mod line;
mod session;
#[cfg(test)]
mod tests;

fiscus_sdk::export_driver!(session::Pennant, device::PennantOne);
