//! Numbers and secrets that an operation has drawn and not yet written: no other draws the same meanwhile.
//!
//! Cards come into being with the commit, and between the plan and the commit a document is printed. What an
//! operation draws is claimed at once, and free again when it has ended; after a start, what is still open claims
//! anew. It does not know what is in the ledger.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Who claims what.
#[derive(Debug, Default)]
pub struct Claims(Mutex<Claimed>);

#[derive(Debug, Default)]
struct Claimed {
    by: HashMap<String, String>,
    of: HashMap<String, Vec<String>>,
}

impl Claims {
    fn claimed(&self) -> MutexGuard<'_, Claimed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims a key for an operation; answers whether it is the operation's now. A quote, which has no id, only
    /// asks.
    pub fn take(&self, operation: &str, key: &str) -> bool {
        let mut claimed = self.claimed();
        match claimed.by.get(key) {
            Some(owner) => owner == operation,
            None if operation.is_empty() => true,
            None => {
                claimed.by.insert(key.to_owned(), operation.to_owned());
                claimed.of.entry(operation.to_owned()).or_default().push(key.to_owned());
                true
            }
        }
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
}
