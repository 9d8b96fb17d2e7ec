//! Cards on paper: a PDF of cards, several to a sheet, or of the list of them with their PINs.
//!
//! It is given what stands on each card and how a card looks; it reads nothing and writes nothing. Measures are
//! hundredths of a millimetre, whole numbers throughout, until they go into the page.

mod cards;
mod list;
mod look;
mod page;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

pub use cards::cards;
pub use list::{Heading, list};
pub use look::Look;

/// What stands on a card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// The title, where the template has none.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Its PIN, if it has one.
    pub pin: String,
    /// The name of its profile.
    pub profile: String,
    /// Its last day of validity, as people write it.
    pub until: String,
}

/// The page could not be made: a picture or the letters are not what their file says.
#[derive(Debug, thiserror::Error)]
#[error("the pages cannot be made: {0}")]
pub struct Unprintable(pub String);
