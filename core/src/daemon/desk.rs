//! The engine as one caller sees it: the same for all, and who it is that asks.
//!
//! Every call goes through a desk. What an operation keeps of its caller is written here, not by the methods.

use super::{
    engine::{Attempt, Engine, Intent},
    rpc::{Failure, Operational},
    session::Session,
};
use crate::{config::Role, flow::Stop};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref, sync::Arc};

/// The user of the machine whose program speaks, as the system knows him and nobody can pretend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The user's number.
    pub uid: u32,
    /// The number of his group.
    pub gid: u32,
    /// The user's name, as the machine had it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} (uid {})", self.uid),
            None => write!(f, "uid {}", self.uid),
        }
    }
}

/// Who calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The user of the machine, where the system tells.
    pub peer: Option<Peer>,
    /// The operator for whom the connection speaks.
    pub operator: Option<String>,
    /// What he may do; none: nobody has logged in where that is needed.
    pub role: Option<Role>,
}

impl Caller {
    /// Who works, where the call may name somebody: who is logged in is the one.
    #[must_use]
    pub fn speaking(&self, named: Option<&String>) -> Option<String> {
        named.or(self.operator.as_ref()).cloned()
    }

    /// Whether he may change what is a manager's.
    #[must_use]
    pub fn manages(&self) -> bool {
        self.role >= Some(Role::Manager)
    }
}

/// The engine, as one caller sees it.
#[derive(Clone)]
pub struct Desk {
    engine: Arc<Engine>,
    caller: Arc<Caller>,
    session: Arc<Session>,
}

impl Desk {
    /// The desk of a new connection.
    #[must_use]
    pub fn new(engine: Arc<Engine>, peer: Option<Peer>) -> Self {
        let session = Session::new(&engine, peer);
        Self { caller: Arc::new(session.caller(&engine)), session: Arc::new(session), engine }
    }

    /// The desk for a call that begins now: who speaks stays the same until it ends.
    #[must_use]
    pub fn now(&self) -> Self {
        Self { caller: Arc::new(self.session.caller(&self.engine)), ..self.clone() }
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The connection.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// A plan without an operation: a quote.
    #[must_use]
    pub fn quote_attempt(&self, till: Option<&String>, operator: Option<&String>) -> Attempt {
        let operator = self.caller.speaking(operator);
        Attempt { manages: self.caller.manages(), ..self.engine.quote_attempt(till, operator.as_ref()) }
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
