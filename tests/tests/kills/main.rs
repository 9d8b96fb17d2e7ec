//! The daemon dies, at every named point and at moments of chance, and is started again. What is on paper, what
//! the ledger holds and what the tills were told must be one story.
//!
//! More than two hundred kills in all: each test counts its own.

mod named;
mod owed;
mod random;
