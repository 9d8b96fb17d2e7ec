//! The journal: every step of every operation, in order, chained by hashes. Always local.
//!
//! It knows no plugin, no printer and no money: bodies are texts to it.

pub mod chain;
mod replay;
pub mod verify;

use serde::{Deserialize, Serialize};

/// A record of the chain before it has its place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What happened: `reserved`, `printing`, `committed`, `voided`, `denied`, …
    pub kind: String,
    /// What belongs to it, as JSON.
    pub body: String,
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// What it takes is held; nothing was sent to a device.
    Reserved,
    /// Its document was, or is being, sent.
    Printing,
    /// The document is on paper and the movements are posted.
    Committed,
    /// It was undone; nothing is on paper. The id may be used again.
    Voided,
    /// The reservation waited too long for its print to begin.
    Expired,
    /// The business said no.
    Denied,
    /// The till must answer questions first.
    Asking,
    /// Whether the document is on paper is not known.
    InDoubt,
}

impl State {
    /// Every state there is.
    pub const ALL: &'static [State] = &[
        Self::Reserved,
        Self::Printing,
        Self::Committed,
        Self::Voided,
        Self::Expired,
        Self::Denied,
        Self::Asking,
        Self::InDoubt,
    ];

    /// The state of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }

    /// The word in answers and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Printing => "printing",
            Self::Committed => "committed",
            Self::Voided => "voided",
            Self::Expired => "expired",
            Self::Denied => "denied",
            Self::Asking => "asking",
            Self::InDoubt => "in_doubt",
        }
    }
}

/// An operation as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// The caller's id: the key.
    pub id: String,
    /// 0 for a new one; else the version that was read. The store counts it up with each write, and refuses a
    /// write with another version.
    pub version: i64,
    /// The method.
    pub method: String,
    /// Digest of the parameters.
    pub digest: String,
    /// Where it stands.
    pub state: State,
    /// Whether it still owes paper after its commit (a later copy).
    pub owes: bool,
    /// When it was first opened, milliseconds since 1970.
    pub opened: i64,
    /// Parameters, plan, documents, answer: JSON.
    pub body: String,
}
