//! Numbers and secrets that an operation has drawn and not yet written: no other draws the same meanwhile. And cards
//! with which something is under way: several operations may share one, and nobody has it for himself meanwhile.
//!
//! Cards come into being with the commit, and between the plan and the commit a document is printed. What an
//! operation claims is free again when it has ended; after a start, what is still open claims anew. It does not know
//! what is in the ledger.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Who claims what.
#[derive(Debug, Default)]
pub struct Claims(Mutex<Claimed>);

#[derive(Debug, Default)]
struct Claimed {
    by: HashMap<String, Held>,
    of: HashMap<String, Vec<String>>,
}

/// Who has a key: one for itself, or some together.
#[derive(Debug)]
enum Held {
    Alone(String),
    Shared(Vec<String>),
}

impl Held {
    /// One who has it and is not this.
    fn other(&self, operation: &str) -> Option<&String> {
        match self {
            Self::Alone(owner) => Some(owner).filter(|owner| *owner != operation),
            Self::Shared(owners) => owners.iter().find(|owner| *owner != operation),
        }
    }
}

impl Claimed {
    fn note(&mut self, operation: &str, key: &str) {
        self.of.entry(operation.to_owned()).or_default().push(key.to_owned());
    }
}

impl Claims {
    fn claimed(&self) -> MutexGuard<'_, Claimed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims a key for an operation alone; answers whether nobody else has it. A quote, which has no id, only asks.
    /// What it shares with nobody stays shared: others may still join it.
    pub fn take(&self, operation: &str, key: &str) -> bool {
        self.alone(operation, key).is_ok()
    }

    /// The same.
    ///
    /// # Errors
    /// Another operation has it: which.
    pub fn alone(&self, operation: &str, key: &str) -> Result<(), String> {
        let mut claimed = self.claimed();
        match claimed.by.get(key) {
            Some(held) => held.other(operation).map_or(Ok(()), |other| Err(other.clone())),
            None if operation.is_empty() => Ok(()),
            None => {
                claimed.by.insert(key.to_owned(), Held::Alone(operation.to_owned()));
                claimed.note(operation, key);
                Ok(())
            }
        }
    }

    /// Claims a key for an operation together with others; answers whether it had it not yet.
    ///
    /// # Errors
    /// Another operation has it alone: which.
    pub fn join(&self, operation: &str, key: &str) -> Result<bool, String> {
        let mut claimed = self.claimed();
        match claimed.by.get_mut(key) {
            Some(Held::Alone(owner)) if owner != operation => return Err(owner.clone()),
            Some(Held::Alone(_)) => return Ok(false),
            Some(Held::Shared(owners)) if owners.iter().any(|owner| owner == operation) => return Ok(false),
            Some(Held::Shared(owners)) => owners.push(operation.to_owned()),
            None => {
                claimed.by.insert(key.to_owned(), Held::Shared(vec![operation.to_owned()]));
            }
        }
        claimed.note(operation, key);
        Ok(true)
    }

    /// Whether an operation claims anything.
    #[must_use]
    pub fn any(&self, operation: &str) -> bool {
        self.claimed().of.contains_key(operation)
    }

    /// An operation has ended.
    pub fn release(&self, operation: &str) {
        let mut claimed = self.claimed();
        for key in claimed.of.remove(operation).unwrap_or_default() {
            if let Some(Held::Shared(owners)) = claimed.by.get_mut(&key) {
                owners.retain(|owner| owner != operation);
                if !owners.is_empty() {
                    continue;
                }
            }
            claimed.by.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_operation_drew_is_not_drawn_by_another_before_it_has_ended() {
        let claims = Claims::default();
        assert!(claims.take("o1", "98") && claims.take("o1", "98") && claims.take("o1", "99"));
        assert!(!claims.take("o2", "98") && !claims.take("", "98"));
        assert!(claims.take("", "97") && claims.take("o2", "97"), "a quote claims nothing");
        claims.release("o1");
        assert!(!claims.any("o1") && claims.any("o2"));
        assert!(claims.take("o2", "98") && !claims.take("o1", "97"));
    }

    /// S4-19: with one card several things may be under way; who ends it is alone with it.
    #[test]
    fn what_some_share_nobody_has_alone() {
        let claims = Claims::default();
        let other = |who: &str| Err(who.to_owned());
        for (who, new) in [("o1", true), ("o2", true), ("o1", false)] {
            assert_eq!(claims.join(who, "98"), Ok(new), "{who}");
        }
        assert_eq!((claims.alone("o3", "98"), claims.alone("o1", "98")), (other("o1"), other("o2")));
        claims.release("o1");
        assert_eq!((claims.alone("o3", "98"), claims.alone("o2", "98")), (other("o2"), Ok(())));
        assert_eq!(claims.join("o3", "98"), Ok(true), "it is still shared");
        ["o2", "o3"].iter().for_each(|who| claims.release(who));
        assert_eq!((claims.alone("o1", "98"), claims.join("o1", "98")), (Ok(()), Ok(false)));
        assert_eq!(
            (claims.join("o2", "98"), claims.alone("", "98")),
            (Err("o1".to_owned()), other("o1")),
            "nor a quote"
        );
        claims.release("o1");
        assert_eq!((claims.join("o2", "98"), claims.any("o1")), (Ok(true), false));
    }
}
