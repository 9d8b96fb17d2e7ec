//! The printer driver for devices of Custom over the maker's framed protocol (serial line, TCP), and beside it a
//! simulated device of the same protocol.
//!
//! `frame` is the bytes of both directions; `exchange` carries one command through acknowledgement and result;
//! `command` (with `slip`) writes jobs as commands and `reply` reads results as facts; `status` knows the device's
//! numbers; `session` is the machine on the line, `task` what a
//! job asks next, `print` what a document's answers mean, `told` which
//! document a confirmed close was of, `clear` how an open document is ended and `recovery` how it is proven what was printed, `survey` how the device is,
//! `probe` finds devices; `settings` is what an installer may write. `device`
//! shares with them the frame and nothing else: it is a witness of its own.

mod clear;
mod command;
mod device;
mod exchange;
mod frame;
mod manifest;
mod print;
mod probe;
mod recovery;
mod reply;
mod session;
mod settings;
mod slip;
mod status;
mod survey;
mod task;
#[cfg(test)]
mod tests;
mod told;

fiscus_sdk::export_driver!(session::CustomSerial, device::SimulatedCustom);
