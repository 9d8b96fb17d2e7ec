//! What a till gets back: one file for each family of methods.

mod card;
mod customer;
mod daemon;
mod operation;
mod printer;
mod report;

pub use card::*;
pub use customer::*;
pub use daemon::*;
pub use operation::*;
pub use printer::*;
pub use report::*;
