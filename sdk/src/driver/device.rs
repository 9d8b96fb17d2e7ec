//! The simulated device beside a driver: what `fiscus simulate` runs, and the kit.
//!
//! It has one of two faces: HTTP requests, or a stream of bytes. What goes wrong between it and its client is
//! not its business; only its own misbehaviours are.

use super::{Bytes, HttpAnswer};
use jiff::civil;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A simulated device: the other side of the wire, with a memory of its own.
pub trait Device: Sized + Send + 'static {
    /// A device as it left the factory, or with the memory that [`Device::memory`] gave before.
    ///
    /// # Errors
    /// What is wrong with the memory.
    fn open(memory: Option<&Value>) -> Result<Self, String>;
    /// What kind of request this is, for a fault script: `receipt`, `return`, `void`, `slip`, `z_report`,
    /// `x_report`, `cash`, `last`, `status`, `reset`, `drawer`, `display`, or a word of the driver's own.
    fn kind(&self, request: &DeviceRequest) -> String {
        let _ = request;
        String::new()
    }
    /// Executes a request. `fault` is one of the device's own, from a fault script.
    fn handle(&mut self, request: &DeviceRequest, fault: Option<&str>, now: civil::DateTime) -> DeviceAnswer {
        let _ = (request, fault, now);
        DeviceAnswer::default()
    }
    /// The device as one of the models that the driver's manifest says it simulates.
    ///
    /// # Errors
    /// What is wrong with the memory.
    fn open_model(model: &str, memory: Option<&Value>) -> Result<Self, String> {
        let _ = model;
        Self::open(memory)
    }
    /// Which face it shows: [`Device::kind`] and [`Device::handle`] belong to HTTP, the next four to a stream.
    fn face(&self) -> Face {
        Face::Http
    }
    /// The first request that stands whole at the beginning of these bytes; none: more must come first. What no
    /// request begins with is one of its own, so that every byte is taken in the end.
    fn framed(&self, bytes: &[u8]) -> Option<Framed> {
        (!bytes.is_empty()).then(|| Framed { length: bytes.len(), kind: Some("bytes".to_owned()) })
    }
    /// Takes the bytes of one request, or those that came before the line broke; what it answers goes out at once.
    fn take(&mut self, bytes: &[u8], fault: Option<&str>, now: civil::DateTime) -> StreamAnswer {
        let _ = (bytes, fault, now);
        StreamAnswer::default()
    }
    /// A client has connected, or is gone.
    fn line(&mut self, up: bool) {
        let _ = up;
    }
    /// The time it asked for ([`StreamAnswer::tick_ms`]) has passed.
    fn tick(&mut self, now: civil::DateTime) -> StreamAnswer {
        let _ = now;
        StreamAnswer::default()
    }
    /// All the paper of this run as a PNG image; none: the device draws none.
    fn picture(&mut self) -> Option<Bytes> {
        None
    }
    /// What survives a power cut.
    fn memory(&self) -> Value;
    /// Switched off and on: what was open is gone, what is in the memory stays.
    fn power_cycle(&mut self);
    /// Somebody else prints a document (the keyboard, another client). Answers what goes on paper.
    fn foreign_document(&mut self, now: civil::DateTime) -> String;
}

/// Which face a simulated device shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// HTTP requests.
    #[default]
    Http,
    /// A stream of bytes: TCP, or a pseudo-terminal.
    Stream,
}

/// A request found in a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framed {
    /// How many bytes it has.
    pub length: usize,
    /// The word of a fault script, as of [`Device::kind`]; none: a handshake, a part of the exchange of the
    /// request before.
    #[serde(default)]
    pub kind: Option<String>,
}

/// What a simulated device receives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRequest {
    /// Path and query.
    pub path: String,
    /// Who asks, as the header `Authorization` says; none: it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// The body.
    pub body: String,
}

/// What a simulated device does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAnswer {
    /// What it answers; none: nothing, the connection stays open until the client gives up.
    #[serde(default)]
    pub answer: Option<HttpAnswer>,
    /// What goes on paper.
    #[serde(default)]
    pub paper: String,
    /// Whether the memory changed.
    #[serde(default)]
    pub changed: bool,
}

/// What a simulated device does on a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamAnswer {
    /// What it sends.
    #[serde(default)]
    pub bytes: Bytes,
    /// What goes on paper.
    #[serde(default)]
    pub paper: String,
    /// Whether the memory changed.
    #[serde(default)]
    pub changed: bool,
    /// After so many milliseconds it wants [`Device::tick`]; it replaces what was asked for before.
    #[serde(default)]
    pub tick_ms: Option<u64>,
}

/// For a driver that brings no simulated device.
#[derive(Debug)]
pub enum NoDevice {}

impl Device for NoDevice {
    fn open(_: Option<&Value>) -> Result<Self, String> {
        Err("this driver brings no simulated device".to_owned())
    }
    fn memory(&self) -> Value {
        match *self {}
    }
    fn power_cycle(&mut self) {
        match *self {}
    }
    fn foreign_document(&mut self, _: civil::DateTime) -> String {
        match *self {}
    }
}
