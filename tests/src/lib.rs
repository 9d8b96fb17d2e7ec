//! What the tests of the whole share: the shared libraries they load, and places for their files.

mod libraries;
mod places;

pub use libraries::{built, library};
pub use places::Place;
