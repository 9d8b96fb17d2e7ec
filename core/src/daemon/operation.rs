//! What the journal keeps of an operation, and what a till is told of it.

use super::desk::Peer;
use crate::{
    flow::{
        correction::Sold,
        paper::{Paper, PaperState, commit_point},
        party::{OwnPost, Part},
    },
    journal::{OperationRow, State},
    ledger::Outgoing,
    registry::{Card, Customer},
};
use fiscus_sdk::{
    Amount, DocumentKind, Fault, Reason, Refusal,
    api::{DocumentAnswer, Evidence, EvidencePoint, OperationAnswer, SlipAnswer, SlipState},
    card::CardChange,
    document::Receipt,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::path::PathBuf;

/// The body of an operation's row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The till.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// Who worked at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The user of the machine whose program asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<Peer>,
    /// Chance, drawn once (R6).
    pub seed: u64,
    /// What is printed, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// Where the device is that prints what decides: its printer may be renamed before the end is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What cards do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What the customer's own accounts do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_posts: Vec<OwnPost>,
    /// What a return needs, if it was a sale (or a load that can be voided).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sold: Option<Sold>,
    /// Cards that come into being or change with the commit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// What becomes of cards that are there, with the commit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<(String, CardChange)>,
    /// Customers that come into being or change with the commit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<Customer>,
    /// What is to be done outside the shop, with the commit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Outgoing>,
    /// What was asked for, where it is printed or written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<serde_json::Value>,
    /// The file it writes, if it writes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Filed>,
    /// What the record keeps besides the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<serde_json::Value>,
    /// The answer once it is committed, where it is not an operation's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<Box<RawValue>>,
    /// The operation it corrects, if it is a return or a void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// All that is known of the answer before the document is on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<OperationAnswer>,
    /// The answer as it was given: for ever the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Box<RawValue>>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Why it was voided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// The printer that was at fault before anything was planned for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_fault: Option<String>,
    /// What is known of a document in doubt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// It was ended by a recovery, not by its own call: that end is its answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ended_later: bool,
    /// The person's decision, if one ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<serde_json::Value>,
}

/// A file of an operation: known before the first byte of it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Where it is, or will be.
    pub path: PathBuf,
    /// Where it is written meanwhile.
    pub part: PathBuf,
    /// How many cards, or rows, are in it.
    #[serde(default)]
    pub count: u64,
    /// The SHA-256 of its bytes; none: it is not wholly written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Body {
    /// From a row.
    ///
    /// # Errors
    /// A body that another version wrote and that cannot be read.
    pub fn of(row: &OperationRow) -> Result<Self, Fault> {
        serde_json::from_str(&row.body)
            .map_err(|error| Fault::new(Reason::Internal, format!("operation {} cannot be read: {error}", row.id)))
    }

    /// As a row keeps it.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a record says of a text that is kept in the row: its digest. Records are for ever; what they say of a
    /// person could never be erased. The operation's chance keeps the text from being guessed.
    #[must_use]
    pub fn sealed(&self, text: &str) -> String {
        crate::journal::chain::digest(&[&self.seed.to_string(), text])
    }

    /// The paper that decides whether the operation happened.
    #[must_use]
    pub fn deciding(&self) -> Option<usize> {
        commit_point(&self.papers)
    }

    /// The fiscal receipt it printed, if it printed one.
    #[must_use]
    pub fn receipt(&self) -> Option<(&Receipt, &Paper)> {
        self.papers.iter().find_map(|paper| match &paper.content {
            crate::flow::paper::Content::Document(document) => match document.as_ref() {
                fiscus_sdk::Document::Receipt(receipt) => Some((receipt, paper)),
                _ => None,
            },
            _ => None,
        })
    }

    /// The answer for the state it is in now.
    #[must_use]
    pub fn answer(&self, id: &str, state: State) -> OperationAnswer {
        let mut answer = self.draft.clone().unwrap_or_default();
        id.clone_into(&mut answer.operation);
        state.word().clone_into(&mut answer.state);
        if state != State::Asking {
            answer.questions.clear();
        }
        if let Some(paper) = self.deciding().and_then(|place| self.papers.get(place)) {
            if paper.state == PaperState::Printed && paper.kind() != DocumentKind::Slip {
                answer.document = Some(document(paper));
            }
            if state == State::Committed && paper.kind() == DocumentKind::Slip && answer.document.is_none() {
                // Of a slip in several copies the first stands for all.
                let copies = self.papers.iter().all(|other| other.content == paper.content);
                answer.document = copies.then(|| document(paper));
            }
        }
        // Of what has ended without paper nobody waits for a slip.
        let comes = !matches!(state, State::Voided | State::Expired | State::Denied);
        answer.slips = self
            .papers
            .iter()
            .filter(|paper| comes && paper.kind() == DocumentKind::Slip)
            .map(|paper| SlipAnswer {
                kind: DocumentKind::Slip,
                printer: paper.printer.clone(),
                copy: paper.copy().unwrap_or_default(),
                state: if paper.state == PaperState::Printed { SlipState::Printed } else { SlipState::Pending },
            })
            .collect();
        match state {
            State::Voided | State::Expired => {
                answer.reason = self.fault.as_ref().map(|fault| fault.reason);
            }
            State::Denied => {
                answer.reason = self.refusal.as_ref().map(|refusal| refusal.reason);
                answer.message = self.refusal.as_ref().map(|refusal| refusal.text.clone());
            }
            State::InDoubt => answer.evidence.clone_from(&self.evidence),
            _ => {}
        }
        answer
    }
}

fn document(paper: &Paper) -> DocumentAnswer {
    let reference = paper.reference.clone().unwrap_or_default();
    DocumentAnswer {
        kind: paper.kind(),
        printer: paper.printer.clone(),
        z: reference.z,
        number: reference.number,
        date: reference.date,
        time: reference.time,
        serial: reference.serial,
        total: paper.total(),
        device_total: reference.total,
        proof: paper.proof,
    }
}

/// A device's word about a document, as evidence.
#[must_use]
pub fn point(reference: &fiscus_sdk::DocumentRef) -> EvidencePoint {
    EvidencePoint {
        z: reference.z,
        number: reference.number,
        total: reference.total,
        time: match (reference.date, &reference.time) {
            (Some(date), Some(time)) => Some(format!("{date}T{time}")),
            (_, time) => time.clone(),
        },
    }
}

/// What is known of a paper in doubt.
#[must_use]
pub fn evidence(paper: &Paper, after: Option<&fiscus_sdk::DocumentRef>, fault: &Fault) -> Evidence {
    let before = paper.before.as_ref().and_then(|before| before.document.as_ref()).map(|reference| EvidencePoint {
        z: reference.z,
        number: reference.number,
        ..EvidencePoint::default()
    });
    let expected: Option<Amount> = paper.total();
    Evidence {
        before,
        after: after.map(point),
        expected_total: expected,
        fault: if fault.detail.is_empty() {
            fault.reason.to_string()
        } else {
            format!("{}: {}", fault.reason, fault.detail)
        },
    }
}
