//! Files for people: where one may be written, how it comes into being as a whole or not at all, and tables.
//!
//! Columns and cells come in; a file and its digest come out. What is in them, and who may have it, is decided by
//! whoever fills them: this room knows no cards and no reports.

mod draft;
mod place;
mod table;
#[cfg(test)]
mod tests;

pub use draft::{Draft, Sealed, digest_of};
pub use place::{Family, Misplaced, Target};
pub use table::{Cell, Column, Kind, Layout, Table, TooManyRows};
