//! A typed client of the socket. It is given a stream that is connected already and does no more than read and
//! write lines on it.
//!
//! ```no_run
//! use fiscus_sdk::{api::{CardGet, CardGetRequest}, client::Client};
//! let stream = std::os::unix::net::UnixStream::connect("/run/fiscus/fiscus.sock")?;
//! let mut client = Client::new(stream);
//! let card = client.call::<CardGet>(&CardGetRequest { card: "9800000000012".into() })?;
//! println!("{:?}", card.balances);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::{
    Reason,
    api::{EventAnswer, Method},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
};

/// A client on a connected stream.
#[derive(Debug)]
pub struct Client<S> {
    stream: BufReader<S>,
    last: u64,
    events: VecDeque<EventAnswer>,
}

/// Why a call has no result.
#[derive(Debug)]
pub enum CallError {
    /// The daemon said no, or something broke: the error object.
    Answered(Refused),
    /// The stream broke, or ended. What became of an operation is found by calling again with the same id.
    Broken(io::Error),
    /// The answer is of another shape than expected.
    Shape(serde_json::Error),
}

/// An error object.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refused {
    /// -32010 a refusal, -32020 a fault, or JSON-RPC's own.
    pub code: i64,
    /// For people.
    pub message: String,
    /// `reason` and what belongs to it.
    #[serde(default)]
    pub data: Value,
}

impl Refused {
    /// The stable reason, where it is one of ours.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        serde_json::from_value(self.data.get("reason")?.clone()).ok()
    }
    /// Whether nothing happened and the same id may be used again.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.data.get("retryable") == Some(&Value::Bool(true))
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(refused) => f.write_str(&refused.message),
            Self::Broken(error) => write!(f, "the connection broke: {error}"),
            Self::Shape(error) => write!(f, "an unexpected answer: {error}"),
        }
    }
}
impl std::error::Error for CallError {}
impl From<io::Error> for CallError {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

impl<S: Read + Write> Client<S> {
    /// A client on this stream.
    pub fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream), last: 0, events: VecDeque::new() }
    }

    /// Calls a method and waits for its answer.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn call<M: Method>(&mut self, params: &M::Params) -> Result<M::Answer, CallError> {
        let params = serde_json::to_value(params).map_err(CallError::Shape)?;
        let result = self.request(M::NAME, &params)?;
        serde_json::from_value(result).map_err(CallError::Shape)
    }

    /// Calls a method by name, with any parameters.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn request(&mut self, method: &str, params: &Value) -> Result<Value, CallError> {
        self.answered(method, params, |_| true)
    }

    /// The same, told of events that come before the answer: of the progress of long work, where they were subscribed.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn request_watched(
        &mut self,
        method: &str,
        params: &Value,
        mut told: impl FnMut(&EventAnswer),
    ) -> Result<Value, CallError> {
        self.answered(method, params, |event| {
            told(event);
            false
        })
    }

    /// Waits for the answer; an event on the way is kept for [`Client::event`] where `kept` says so.
    fn answered(
        &mut self,
        method: &str,
        params: &Value,
        mut kept: impl FnMut(&EventAnswer) -> bool,
    ) -> Result<Value, CallError> {
        self.last += 1;
        let id = self.last;
        let line = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string() + "\n";
        self.stream.get_mut().write_all(line.as_bytes())?;
        self.stream.get_mut().flush()?;
        loop {
            let before = self.events.len();
            let message = self.read()?;
            if self.events.len() > before && !self.events.back().is_some_and(&mut kept) {
                self.events.pop_back();
            }
            if message.get("id") == Some(&json!(id)) {
                return match message.get("error") {
                    Some(error) => Err(CallError::Answered(Refused::deserialize(error).map_err(CallError::Shape)?)),
                    None => Ok(message.get("result").cloned().unwrap_or_default()),
                };
            }
        }
    }

    /// The next event; waits for it. Subscribe first.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn event(&mut self) -> Result<EventAnswer, CallError> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            self.read()?;
        }
    }

    /// Reads one message; events are kept for [`Client::event`].
    fn read(&mut self) -> Result<Value, CallError> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let message: Value = serde_json::from_str(&line).map_err(CallError::Shape)?;
        if message.get("method") == Some(&json!("event"))
            && let Some(params) = message.get("params")
        {
            self.events.push_back(serde_json::from_value(params.clone()).map_err(CallError::Shape)?);
        }
        Ok(message)
    }
}
