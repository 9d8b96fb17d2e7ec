//! The links to devices: what a driver wants to send is sent, and what became of it is told exactly.
//!
//! It is never unclear whether a byte left: *unreachable*, when it is certain that none of the request did;
//! *lost*, when some may have. Nothing is ever sent a second time here. What bytes mean, and whether they may be
//! repeated, only the driver knows.

mod file;
mod http;
mod serial;
mod stream;
mod tcp;
pub(crate) mod tls;

pub use http::{Endpoint, HttpLink};
pub use serial::SerialPlace;
pub use stream::{StreamLink, StreamPlace};
pub use tls::{Fingerprint, NotAFingerprint};

use fiscus_sdk::driver::{Input, Step};
use std::fmt;

/// Where a device is.
#[derive(Clone)]
pub enum Place {
    /// Behind HTTP.
    Http(Endpoint),
    /// At the end of a stream of bytes.
    Stream(StreamPlace),
}

impl fmt::Debug for Place {
    /// Without user and password: it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(endpoint) => endpoint.fmt(f),
            Self::Stream(place) => place.fmt(f),
        }
    }
}

/// A link to one device.
#[derive(Debug)]
pub enum Link {
    /// HTTP exchanges.
    Http(Box<HttpLink>),
    /// A stream.
    Stream(StreamLink),
}

impl Link {
    /// A link that connects when it is first used.
    ///
    /// # Errors
    /// The encryption that was asked for cannot be used.
    pub fn new(place: Place) -> Result<Self, String> {
        Ok(match place {
            Place::Http(endpoint) => Self::Http(Box::new(HttpLink::new(endpoint)?)),
            Place::Stream(place) => Self::Stream(StreamLink::new(place)),
        })
    }

    /// Carries out a step that wants something of the link. A step of another kind of link is unreachable.
    pub async fn carry(&mut self, step: Step) -> Input {
        match (self, step) {
            (Self::Http(link), Step::Send(request)) => link.exchange(&request).await,
            (Self::Stream(link), Step::Connect { anew, within_ms }) => link.connect(anew, within_ms).await,
            (Self::Stream(link), Step::Write(write)) => link.write(write).await,
            (Self::Stream(link), Step::Read { within_ms }) => link.read(within_ms).await,
            (link, _) => Input::Unreachable(format!("{link:?} is another kind of link than the driver uses")),
        }
    }
}
