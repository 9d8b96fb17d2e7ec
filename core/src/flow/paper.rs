//! The papers of an operation: an ordered list with one commit point.
//!
//! The commit point is the fiscal document if there is one, else the first slip. What follows it is an
//! obligation, printed until it is printed, and never a reason to void.

use fiscus_sdk::{
    Amount, Document, DocumentKind, DocumentRef, Slip,
    document::SlipDocument,
    driver::{Job, Proof},
    slip::SlipCopy,
};
use serde::{Deserialize, Serialize};

/// A paper of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// The printer's id.
    pub printer: String,
    /// What is printed.
    pub content: Content,
    /// Where it stands.
    #[serde(default)]
    pub state: PaperState,
    /// What the device said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<DocumentRef>,
    /// The device's last document before it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// What it proves that it is printed, where that is less than the device's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// What was read from the device before a document was sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// The last document; none: the device had printed none, or cannot tell.
    pub document: Option<DocumentRef>,
    /// The last Z.
    #[serde(default)]
    pub z: Option<u32>,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A document.
    Document(Box<Document>),
    /// An X report.
    XReport,
    /// A Z report.
    ZReport,
    /// Cash into the drawer.
    CashIn(Amount),
    /// Cash out of the drawer.
    CashOut(Amount),
}

/// Where a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperState {
    /// Nothing was sent.
    #[default]
    Planned,
    /// It was sent, or was about to be.
    Sent,
    /// It was sent again, marked as a possible copy.
    SentAgain,
    /// It is on paper.
    Printed,
}

impl Paper {
    /// A paper that is still to be printed.
    #[must_use]
    pub fn new(printer: &str, content: Content) -> Self {
        Self {
            printer: printer.to_owned(),
            content,
            state: PaperState::Planned,
            reference: None,
            before: None,
            proof: None,
        }
    }

    /// A slip that is still to be printed.
    #[must_use]
    pub fn slip(printer: &str, slip: Slip) -> Self {
        Self::new(printer, Content::Document(Box::new(Document::Slip(SlipDocument { slip, copy_mark: None }))))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match &self.content {
            Content::Document(document) => document.kind(),
            Content::XReport => DocumentKind::XReport,
            Content::ZReport => DocumentKind::ZReport,
            Content::CashIn(_) => DocumentKind::CashIn,
            Content::CashOut(_) => DocumentKind::CashOut,
        }
    }

    /// What its total must be, where it has one.
    #[must_use]
    pub fn total(&self) -> Option<Amount> {
        match &self.content {
            Content::Document(document) => document.total(),
            Content::CashIn(amount) | Content::CashOut(amount) => Some(*amount),
            _ => None,
        }
    }

    /// For whom it is, if it is a slip.
    #[must_use]
    pub fn copy(&self) -> Option<SlipCopy> {
        match &self.content {
            Content::Document(document) => match document.as_ref() {
                Document::Slip(slip) => Some(slip.slip.copy),
                _ => None,
            },
            _ => None,
        }
    }

    /// What its printer is asked. `copy_mark` is printed first on a slip that may be there already.
    #[must_use]
    pub fn job(&self, copy_mark: Option<&str>) -> Job {
        match &self.content {
            Content::Document(document) => Job::Print(match (document.as_ref(), copy_mark) {
                (Document::Slip(slip), Some(mark)) => {
                    Document::Slip(SlipDocument { copy_mark: Some(mark.to_owned()), ..slip.clone() })
                }
                (document, _) => document.clone(),
            }),
            Content::XReport => Job::XReport,
            Content::ZReport => Job::ZReport,
            Content::CashIn(amount) => Job::CashIn(*amount),
            Content::CashOut(amount) => Job::CashOut(*amount),
        }
    }
}

/// The place of the commit point: the fiscal document if there is one, else the first paper.
#[must_use]
pub fn commit_point(papers: &[Paper]) -> Option<usize> {
    papers.iter().position(|paper| paper.kind().fiscal()).or(if papers.is_empty() { None } else { Some(0) })
}

/// Whether something is still owed after the commit point.
#[must_use]
pub fn owes(papers: &[Paper]) -> bool {
    papers.iter().any(|paper| paper.state != PaperState::Printed)
}
