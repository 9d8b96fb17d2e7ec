//! The engine as one caller sees it: the same for all, and who it is that asks.
//!
//! Every call goes through a desk. What an operation keeps of its caller is written here, not by the methods.

use super::{
    engine::{Attempt, Engine, Intent},
    rpc::{Failure, Operational},
};
use crate::flow::Stop;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref, sync::Arc};

/// The user of the machine whose program speaks, as the system knows him and nobody can pretend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The user's number.
    pub uid: u32,
    /// The number of his group.
    pub gid: u32,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "uid {}", self.uid)
    }
}

/// Who calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The user of the machine, where the system tells.
    pub peer: Option<Peer>,
}

/// The engine, as one caller sees it.
#[derive(Clone)]
pub struct Desk {
    engine: Arc<Engine>,
    caller: Arc<Caller>,
}

impl Desk {
    /// The desk of a caller.
    #[must_use]
    pub fn new(engine: Arc<Engine>, caller: Caller) -> Self {
        Self { engine, caller: Arc::new(caller) }
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Runs an operation to its end, once, however often it is asked for.
    ///
    /// # Errors
    /// What the till is told: a refusal, a fault, parameters that make no sense.
    pub async fn operation<P, F>(&self, method: &'static str, params: P, plan: F) -> Result<String, Failure>
    where
        P: Operational + Send + Sync + 'static,
        F: Fn(&Engine, &P, &Attempt) -> Result<Intent, Stop> + Send + Sync + 'static,
    {
        self.engine.operation(&self.caller, method, params, plan).await
    }
}

impl Deref for Desk {
    type Target = Arc<Engine>;

    fn deref(&self) -> &Arc<Engine> {
        &self.engine
    }
}
