//! A till: it calls with an id, and when the answer is lost it calls again with the same, until there is an end.

use fiscus_sdk::client::{CallError, Client};
use serde_json::Value;
use std::{
    os::unix::net::UnixStream,
    path::PathBuf,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);
/// Between two calls of a till that waits for the daemon or its printer.
const PAUSE: Duration = Duration::from_millis(5);

/// A till of a shop.
#[derive(Debug, Clone)]
pub struct Till {
    socket: PathBuf,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// It was done.
    Committed(Value),
    /// A recovery found that nothing was done.
    Voided(Value),
    /// It is not known.
    InDoubt(Value),
    /// The business says no: the reason.
    Refused(String),
}

impl Till {
    /// A till that calls on this socket.
    #[must_use]
    pub fn new(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// One call on a new connection.
    ///
    /// # Errors
    /// Nobody answers, or a refusal, or a fault.
    pub fn ask(&self, method: &str, params: &Value) -> Result<Value, CallError> {
        let stream = UnixStream::connect(&self.socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Client::new(stream).request(method, params)
    }

    /// Calls until there is an end, also while the daemon is gone.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn end(&self, method: &str, params: &Value) -> End {
        let since = Instant::now();
        loop {
            let trouble = match self.ask(method, params) {
                Ok(answer) => match answer["state"].as_str() {
                    Some("voided" | "expired") => return End::Voided(answer),
                    Some("in_doubt") => return End::InDoubt(answer),
                    Some("reserved" | "printing") => answer.to_string(),
                    _ => return End::Committed(answer),
                },
                Err(CallError::Answered(refused)) if refused.retryable() => refused.message,
                Err(CallError::Answered(refused)) => {
                    let reason = refused.data["reason"].as_str().unwrap_or_default();
                    assert_eq!(refused.code, -32010, "{method} {params}: {refused:?}");
                    return End::Refused(reason.to_owned());
                }
                Err(other) => other.to_string(),
            };
            assert!(since.elapsed() < PATIENCE, "no end: {method} {params}: {trouble}");
            std::thread::sleep(PAUSE);
        }
    }
}
