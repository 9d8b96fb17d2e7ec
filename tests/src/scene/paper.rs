//! The paper of a scene: what was told as printed is there, in this order, with this total, and nothing else is.

use super::Scene;
use crate::Lack;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a device that never answers may take to print what it was given.
const PATIENCE: Duration = Duration::from_secs(20);

/// A document that was told of: its operation, its kind, its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printed {
    operation: String,
    kind: String,
    total: String,
}

impl Scene {
    /// Notes a document that was told of, and compares it with the one on paper.
    pub(super) fn on_paper_as(&self, answer: &Value) {
        let document = &answer["document"];
        let kind = document["kind"].as_str().unwrap_or_default();
        let operation = answer["operation"].as_str().unwrap_or_default();
        let fiscal = ["receipt", "return", "void"].contains(&kind) && answer["state"] == "committed";
        let known = self.printed.borrow().iter().any(|printed| printed.operation == operation);
        if !fiscal || known || operation.is_empty() {
            return;
        }
        let total = document["total"].as_str().or(answer["total"].as_str()).unwrap_or("-").to_owned();
        self.printed.borrow_mut().push(Printed { operation: operation.to_owned(), kind: kind.to_owned(), total });
        let printed = self.documents().pop().expect("a document");
        if self.lacks(Lack::Answers) {
            assert_eq!(document["proof"], "bytes_accepted", "{answer}");
            assert!(document.get("number").is_none() && document.get("z").is_none(), "{answer}");
        } else {
            for name in ["z", "number"] {
                assert_eq!(document[name], printed[name], "{name}: {answer}");
            }
        }
    }

    /// The fiscal documents on paper: every one that was told, in this order, and no other. A void's total is the device's
    /// own affair.
    ///
    /// # Panics
    /// It is not so.
    #[must_use]
    pub fn documents(&self) -> Vec<Value> {
        let printed = self.printed.borrow();
        let documents = || self.front().documents();
        let documents = self.awaited(documents, |documents| documents.len() >= printed.len());
        let kind = |document: &Value| document["kind"].as_str().unwrap_or_default().to_owned();
        let paper: Vec<(String, String)> = documents
            .iter()
            .enumerate()
            .map(|(at, document)| match printed.get(at) {
                Some(told) if told.kind == "void" => (kind(document), told.total.clone()),
                _ => (kind(document), document["total"].as_str().unwrap_or_default().to_owned()),
            })
            .collect();
        let told: Vec<(String, String)> =
            printed.iter().map(|printed| (printed.kind.clone(), printed.total.clone())).collect();
        assert_eq!(paper, told, "{}", self.family.model);
        documents
    }

    /// The slips on paper, when nothing is owed: so many.
    ///
    /// # Panics
    /// There are more, or fewer.
    #[must_use]
    pub fn slips(&self, count: usize) -> Vec<Value> {
        self.await_rest();
        let slips = self.awaited(|| self.front().slips(), |slips| slips.len() >= count);
        assert_eq!(slips.len(), count, "slips of {}: {slips:?}", self.family.model);
        slips
    }

    /// What a device shows, as soon as it is so; one that never answers prints behind the daemon's back.
    fn awaited<T>(&self, look: impl Fn() -> T, wanted: impl Fn(&T) -> bool) -> T {
        let since = Instant::now();
        loop {
            let seen = look();
            if wanted(&seen) || !self.lacks(Lack::Answers) || since.elapsed() > PATIENCE {
                return seen;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What is printed, what the cards have, and what is under way.
    pub(super) fn books(&self) -> Value {
        self.await_rest();
        let _ = self.documents();
        let mut memory = self.front().memory();
        let memory = ["documents", "slips", "reports", "cash", "drawer"].map(|list| memory[list].take());
        let open: Vec<Value> = ["reserved", "printing", "in_doubt"]
            .map(|state| self.shop.done("operations.find", json!({ "state": state }))["items"].clone())
            .into();
        json!([memory, self.shop.done("cards.find", json!({ "limit": 1000 }))["items"], open])
    }
}
