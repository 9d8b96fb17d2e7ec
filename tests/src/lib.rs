//! What the tests of the whole share: a shop, its tills, the libraries they load, chance, and places for files.

mod chance;
pub mod kinds;
mod libraries;
pub mod oracle;
mod places;
pub mod radius;
pub mod scene;
pub mod shop;
pub mod stage;
mod till;
mod world;

pub use chance::Chance;
pub use libraries::{built, library, program, stranger};
pub use places::Place;
pub use till::{End, Till};
pub use world::{Family, Lack, Names, Wire, World};
