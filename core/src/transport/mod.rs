//! The links to devices: what a driver wants to send is sent, and what became of it is told exactly.
//!
//! There are three ends and no fourth: an answer; *unreachable*, when it is certain that no byte of the
//! request left; *lost*, when it may have. Nothing is ever sent a second time here. What a request means,
//! and whether it may be repeated, only the driver knows.

mod http;
mod tls;

pub use http::{Endpoint, HttpLink};
pub use tls::{Fingerprint, NotAFingerprint};
