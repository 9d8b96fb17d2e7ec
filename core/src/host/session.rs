//! Sessions of libraries as ordinary values: what goes in becomes a message, what comes back a value, and
//! everything that went wrong between is the fault `plugin_failed`, naming the library and what it did.
//!
//! Whether a plan keeps the rules, and what a step leads to, is decided elsewhere.

use super::Library;
use fiscus_sdk::{
    Document, Fault, Problem, Refusal, Shop,
    abi::{Answer, DeviceCall, DeviceReply, DriverAnswer, DriverCall, Failure, Open, Opened, ProbeCall},
    card::{self, Offer},
    driver::{self, Bytes, DeviceAnswer, DeviceRequest, Face, Framed, Input, Job, LinkOptions, Step, StreamAnswer},
};
use jiff::civil;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fmt, sync::Arc};

/// Why a session could not be opened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OpenError {
    /// The settings are wrong; each problem with its place.
    #[error("{}", .0.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join("; "))]
    Problems(Vec<Problem>),
    /// The library failed.
    #[error("{}", .0.detail)]
    Fault(Fault),
}

/// What is in an answer; else the end of a sentence that begins with the library's name.
pub(super) fn answered<T: DeserializeOwned>(answer: &[u8]) -> Result<T, String> {
    match serde_json::from_slice(answer) {
        Ok(Answer::Ok(value)) => Ok(value),
        Ok(Answer::Failed(Failure::Panicked(text))) => Err(format!("panicked: {text}")),
        Ok(Answer::Failed(Failure::NotUnderstood(text))) => Err(format!("did not understand the message: {text}")),
        Ok(Answer::Failed(Failure::NoSession)) => Err("does not know the session".to_owned()),
        Err(error) => {
            // The unknown word counts; the list of all the known ones fills a screen.
            let text = error.to_string();
            let text = text.split(", expected one of").next().unwrap_or(&text);
            Err(format!("gave an answer that cannot be used: {text}"))
        }
    }
}

/// An open session, closed when it is dropped.
struct Session {
    library: Arc<Library>,
    id: u64,
}

impl Session {
    fn open(library: &Arc<Library>, message: &[u8]) -> Result<(Self, Vec<String>, Offer), OpenError> {
        let opened = answered(&library.table.open(message)).map_err(|what| OpenError::Fault(library.fault(&what)))?;
        match opened {
            Opened::Session { id, means, offer } => Ok((Self { library: library.clone(), id }, means, offer)),
            Opened::Problems(problems) => Err(OpenError::Problems(problems)),
        }
    }

    fn call<T: DeserializeOwned>(&self, message: &impl Serialize) -> Result<T, Fault> {
        let message = encoded(message).map_err(|what| self.library.fault(&what))?;
        answered(&self.library.table.call(self.id, &message)).map_err(|what| self.library.fault(&what))
    }

    /// The fault of an answer that is well formed and belongs to another call.
    fn astray(&self) -> Fault {
        self.library.fault("answered another question than it was asked")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.library.table.close(self.id);
    }
}

fn encoded(message: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(2048);
    serde_json::to_writer(&mut bytes, message).map_err(|error| format!("cannot be asked this: {error}"))?;
    Ok(bytes)
}

fn opening(library: &Arc<Library>, message: &Open) -> Result<Vec<u8>, OpenError> {
    encoded(message).map_err(|what| OpenError::Fault(library.fault(&what)))
}

impl Library {
    /// A card type with these settings, and what they effectively mean.
    ///
    /// # Errors
    /// What is wrong with the settings, or the fault of the library.
    pub fn open_card(
        self: &Arc<Self>,
        settings: &Value,
        shop: &Shop,
    ) -> Result<(CardType, Vec<String>, Offer), OpenError> {
        let message = opening(self, &Open::Card { settings: settings.clone(), shop: shop.clone() })?;
        let (session, means, offer) = Session::open(self, &message)?;
        Ok((CardType { session: Arc::new(session) }, means, offer))
    }

    /// A session for a printer with these settings.
    ///
    /// # Errors
    /// What is wrong with the settings, or the fault of the library.
    pub fn open_driver(
        self: &Arc<Self>,
        settings: &Value,
        shop: &Shop,
        link: &LinkOptions,
    ) -> Result<DriverSession, OpenError> {
        let open = Open::Driver { settings: settings.clone(), shop: shop.clone(), link: link.clone() };
        let message = opening(self, &open)?;
        let (session, means, _) = Session::open(self, &message)?;
        Ok(DriverSession { library: self.clone(), message, means, session: Some(session) })
    }

    /// Judges answers to the probes of this driver's manifest.
    ///
    /// # Errors
    /// The fault of the library.
    pub fn open_probes(self: &Arc<Self>) -> Result<ProbeSession, OpenError> {
        let (session, ..) = Session::open(self, &opening(self, &Open::Probes {})?)?;
        Ok(ProbeSession { session })
    }

    /// The simulated device of this driver as this model, new or with the memory it had.
    ///
    /// # Errors
    /// What is wrong with the memory, or the fault of the library.
    pub fn open_device(self: &Arc<Self>, model: &str, memory: Option<Value>) -> Result<DeviceSession, OpenError> {
        let message = opening(self, &Open::Device { memory, model: model.to_owned() })?;
        let (session, ..) = Session::open(self, &message)?;
        Ok(DeviceSession { session })
    }
}

/// A card type with its settings. Cloned cheaply; may be asked from several threads at once.
#[derive(Clone)]
pub struct CardType {
    session: Arc<Session>,
}

impl CardType {
    /// What should happen. The plan is well formed; whether it keeps the rules is not known here.
    ///
    /// # Errors
    /// `plugin_failed`: the plugin panicked, answered garbage, or named an element that is not known.
    pub fn decide(&self, input: &card::Input) -> Result<card::Decision, Fault> {
        self.session.call(input)
    }

    /// The plugin.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.session.library
    }
}

impl fmt::Debug for CardType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardType({} {})", self.library().id(), self.session.id)
    }
}

/// A session of a printer driver. When the library fails in a job, the session is closed, for nobody knows
/// what it remembers; [`DriverSession::reopen`] begins a new one with the same settings.
pub struct DriverSession {
    library: Arc<Library>,
    message: Vec<u8>,
    means: Vec<String>,
    session: Option<Session>,
}

impl DriverSession {
    /// Whether this printer can print `document`.
    ///
    /// # Errors
    /// `plugin_failed`; the session stays open.
    pub fn accepts(&self, document: &Document) -> Result<Result<(), Refusal>, Fault> {
        let session = self.session.as_ref().ok_or_else(|| self.closed())?;
        match session.call(&DriverCall::Accepts(document.clone()))? {
            DriverAnswer::Accepted => Ok(Ok(())),
            DriverAnswer::Refused(refusal) => Ok(Err(refusal)),
            DriverAnswer::Step(_) => Err(session.astray()),
        }
    }

    /// Begins a job.
    ///
    /// # Errors
    /// `plugin_failed`; the session is closed.
    pub fn submit(&mut self, job: Job, now: u64) -> Result<Step, Fault> {
        self.step(&DriverCall::Submit { job, now })
    }

    /// Goes on with what came from the device.
    ///
    /// # Errors
    /// `plugin_failed`; the session is closed.
    pub fn receive(&mut self, input: Input, now: u64) -> Result<Step, Fault> {
        self.step(&DriverCall::Receive { input, now })
    }

    /// Goes on after a wait.
    ///
    /// # Errors
    /// `plugin_failed`; the session is closed.
    pub fn poll(&mut self, now: u64) -> Result<Step, Fault> {
        self.step(&DriverCall::Poll { now })
    }

    /// Whether there is a session; after a fault there is none.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.session.is_some()
    }

    /// A new session with the settings of the old one, which is closed.
    ///
    /// # Errors
    /// As [`Library::open_driver`].
    pub fn reopen(&mut self) -> Result<(), OpenError> {
        self.session = None;
        let (session, ..) = Session::open(&self.library, &self.message)?;
        self.session = Some(session);
        Ok(())
    }

    /// What the settings effectively mean.
    #[must_use]
    pub fn means(&self) -> &[String] {
        &self.means
    }

    /// The driver.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    fn step(&mut self, call: &DriverCall) -> Result<Step, Fault> {
        let session = self.session.as_ref().ok_or_else(|| self.closed())?;
        let step = match session.call(call) {
            Ok(DriverAnswer::Step(step)) => Ok(step),
            Ok(DriverAnswer::Accepted | DriverAnswer::Refused(_)) => Err(session.astray()),
            Err(fault) => Err(fault),
        };
        if step.is_err() {
            self.session = None;
        }
        step
    }

    fn closed(&self) -> Fault {
        self.library.fault("failed before and has no open session")
    }
}

impl fmt::Debug for DriverSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DriverSession({}, open: {})", self.library.id(), self.is_open())
    }
}

/// The judge of a driver's probes.
pub struct ProbeSession {
    session: Session,
}

impl ProbeSession {
    /// Whether what came back at this link is an answer of the driver's device.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn judge(&self, link: driver::Link, heard: driver::Heard) -> Result<driver::Judgement, Fault> {
        self.session.call(&ProbeCall::Judge { link, heard })
    }

    /// The driver.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.session.library
    }
}

impl fmt::Debug for ProbeSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProbeSession({})", self.library().id())
    }
}

/// A simulated device.
pub struct DeviceSession {
    session: Session,
}

impl DeviceSession {
    /// What kind of request this is, for a fault script.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn kind(&self, request: &DeviceRequest) -> Result<String, Fault> {
        match self.session.call(&DeviceCall::Kind(request.clone()))? {
            DeviceReply::Kind(kind) => Ok(kind),
            _ => Err(self.session.astray()),
        }
    }

    /// Executes a request; `fault` is one of the device's own.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn handle(
        &mut self,
        request: DeviceRequest,
        fault: Option<String>,
        now: civil::DateTime,
    ) -> Result<DeviceAnswer, Fault> {
        match self.session.call(&DeviceCall::Handle { request, fault, now })? {
            DeviceReply::Handled(answer) => Ok(answer),
            _ => Err(self.session.astray()),
        }
    }

    /// What survives a power cut.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn memory(&self) -> Result<Value, Fault> {
        match self.session.call(&DeviceCall::Memory)? {
            DeviceReply::Memory(memory) => Ok(memory),
            _ => Err(self.session.astray()),
        }
    }

    /// Switched off and on.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn power_cycle(&mut self) -> Result<(), Fault> {
        match self.session.call(&DeviceCall::PowerCycle)? {
            DeviceReply::Done => Ok(()),
            _ => Err(self.session.astray()),
        }
    }

    /// Which face it shows. A library from before there were streams does not know the question: HTTP.
    #[must_use]
    pub fn face(&self) -> Face {
        match self.session.call(&DeviceCall::Face) {
            Ok(DeviceReply::Face(face)) => face,
            _ => Face::Http,
        }
    }

    /// The first whole request at the beginning of these bytes.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn framed(&self, bytes: &[u8]) -> Result<Option<Framed>, Fault> {
        match self.session.call(&DeviceCall::Framed(Bytes::from(bytes)))? {
            DeviceReply::Framed(framed) => Ok(framed),
            _ => Err(self.session.astray()),
        }
    }

    /// Takes bytes of a stream; `fault` is one of the device's own.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn take(&mut self, bytes: Vec<u8>, fault: Option<String>, now: civil::DateTime) -> Result<StreamAnswer, Fault> {
        match self.session.call(&DeviceCall::Take { bytes: Bytes(bytes), fault, now })? {
            DeviceReply::Took(answer) => Ok(answer),
            _ => Err(self.session.astray()),
        }
    }

    /// A client has connected, or is gone.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn line(&mut self, up: bool) -> Result<(), Fault> {
        match self.session.call(&DeviceCall::Line { up })? {
            DeviceReply::Done => Ok(()),
            _ => Err(self.session.astray()),
        }
    }

    /// The time it asked for has passed.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn tick(&mut self, now: civil::DateTime) -> Result<StreamAnswer, Fault> {
        match self.session.call(&DeviceCall::Tick { now })? {
            DeviceReply::Took(answer) => Ok(answer),
            _ => Err(self.session.astray()),
        }
    }

    /// All the paper of this run as a PNG image; none where the device draws none, or does not know the question.
    #[must_use]
    pub fn picture(&mut self) -> Option<Vec<u8>> {
        match self.session.call(&DeviceCall::Picture) {
            Ok(DeviceReply::Picture(picture)) => picture.map(|Bytes(picture)| picture),
            _ => None,
        }
    }

    /// Somebody else prints a document; what goes on paper.
    ///
    /// # Errors
    /// `plugin_failed`.
    pub fn foreign_document(&mut self, now: civil::DateTime) -> Result<String, Fault> {
        match self.session.call(&DeviceCall::ForeignDocument { now })? {
            DeviceReply::Paper(paper) => Ok(paper),
            _ => Err(self.session.astray()),
        }
    }
}

impl fmt::Debug for DeviceSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceSession({} {})", self.session.library.id(), self.session.id)
    }
}
