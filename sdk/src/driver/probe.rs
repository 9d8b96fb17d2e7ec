//! Finding devices: what a driver asks of a place to learn whether its device is there.
//!
//! The question is data in the [manifest](super::Manifest::probes); what comes back is judged by a pure function
//! ([`Driver::judge`](super::Driver::judge)) that needs no settings. The question changes nothing, prints nothing and
//! opens nothing. It also reaches devices of other protocols, which may take it for text: the fewer visible letters
//! it has, the better. A driver whose device never answers has none.

use super::{Bytes, HttpAnswer, Link, Request};
use serde::{Deserialize, Serialize};

/// What is asked at one kind of link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// The link; one probe each is enough.
    pub link: Link,
    /// Where on the network the device listens as it leaves the factory.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// How its serial line is set as it leaves the factory.
    #[serde(default)]
    pub line: SerialLine,
    /// The question.
    pub question: Question,
}

/// How a serial line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SerialLine {
    /// Bits in a second.
    pub baud: u32,
    /// Seven bits in a character instead of eight.
    pub seven: bool,
    /// The parity: none, odd or even.
    pub odd: Option<bool>,
    /// Two stop bits instead of one.
    pub two_stops: bool,
}

impl Default for SerialLine {
    /// 9600 8-N-1.
    fn default() -> Self {
        Self { baud: 9600, seven: false, odd: None, two_stops: false }
    }
}

/// A status query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// By HTTP.
    Send(Request),
    /// Over a stream.
    Write {
        /// The bytes.
        bytes: Bytes,
        /// How long the whole answer may take.
        within_ms: u64,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// An HTTP answer.
    Answer(HttpAnswer),
    /// Everything that came over a stream so far.
    Bytes(Bytes),
}

/// What it proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// It is a device of this driver.
    Found {
        /// What it says of itself (its serial, its model), for a comment; may be empty.
        #[serde(default)]
        told: String,
    },
    /// It is none, or it cannot be told.
    Other,
    /// It may be one: more must come.
    More {
        /// What belongs to the handshake is sent at once (an acknowledgement); never a question.
        #[serde(default)]
        say: Bytes,
    },
}
