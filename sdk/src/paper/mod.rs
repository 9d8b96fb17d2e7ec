//! What printer drivers share when they put a document on paper: letters and columns ([`text`]), the sums that
//! must be right before the first byte is sent ([`sums`]), the tables of departments and payments that an
//! installer writes ([`tables`]), check digits ([`tax_code`]), what the devices of one maker share ([`custom`]), and why a document is
//! refused ([`No`]).

pub mod custom;
mod lacks;
mod no;
pub mod sums;
pub mod tables;
pub mod tax_code;
pub mod text;

pub use no::No;
pub use text::{ASCII, LATIN1, Letters};
