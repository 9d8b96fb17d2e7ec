//! What the tests of the whole share: the shared libraries they load, and places for their files.

mod libraries;
mod places;
pub mod shop;

pub use libraries::{built, library, program};
pub use places::Place;
