//! A printer and its turn: one job at a time, in the order of asking. Bytes are moved here, and time-outs kept;
//! what they mean, the driver knows.

use super::{events::Events, setup::OpenPrinter};
use crate::{clock::Clock, host::DriverSession, transport::Link};
use fiscus_sdk::{
    Document, Fault, Reason, Refusal,
    document::plain_serial,
    driver::{Job, Last, Manifest, Outcome, Reply, Step},
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{Mutex as Turns, MutexGuard};

/// More steps than any job takes: a driver that goes on for ever is stopped.
const MOST_STEPS: u32 = 10_000;

/// A printer.
pub struct Printer {
    /// Its id.
    pub id: String,
    /// Its driver's manifest.
    pub manifest: Manifest,
    /// How long the device may take for an ordinary exchange.
    pub timeout: Duration,
    /// Where it is, without secrets.
    pub place: String,
    adviser: Mutex<DriverSession>,
    seat: Turns<Seat>,
    doubt: Mutex<Option<Doubt>>,
    serial: Mutex<Option<String>>,
    clock: Clock,
    events: Events,
}

/// An operation that blocks fiscal documents.
#[derive(Debug, Clone)]
struct Doubt {
    operation: String,
    /// The device has said all it ever will.
    told: bool,
}

/// What only the one whose turn it is may use.
struct Seat {
    session: DriverSession,
    link: Link,
}

/// The turn of one operation at a printer.
pub struct Turn<'a> {
    seat: MutexGuard<'a, Seat>,
    printer: &'a Printer,
}

impl Printer {
    /// A printer that has not been spoken to yet.
    ///
    /// # Errors
    /// Its link cannot be made.
    pub fn new(open: OpenPrinter, timeout: Duration, clock: Clock, events: Events) -> Result<Self, String> {
        let place = format!("{:?}", open.place);
        Ok(Self {
            id: open.id,
            manifest: open.manifest,
            timeout,
            place,
            adviser: Mutex::new(open.adviser),
            seat: Turns::new(Seat { session: open.session, link: Link::new(open.place)? }),
            doubt: Mutex::new(None),
            serial: Mutex::new(None),
            clock,
            events,
        })
    }

    /// Whether the device can print `document`: `capability_missing` and its like, before anything is reserved.
    ///
    /// # Errors
    /// The driver failed.
    pub fn accepts(&self, document: &Document) -> Result<Result<(), Refusal>, Fault> {
        let mut adviser = self.adviser.lock().unwrap_or_else(PoisonError::into_inner);
        if !adviser.is_open() {
            adviser.reopen().map_err(|error| Fault::new(Reason::PluginFailed, error.to_string()))?;
        }
        adviser.accepts(document)
    }

    /// Waits for its turn.
    pub async fn turn(&self) -> Turn<'_> {
        Turn { seat: self.seat.lock().await, printer: self }
    }

    /// A turn now, or none because somebody has it.
    #[must_use]
    pub fn turn_now(&self) -> Option<Turn<'_>> {
        self.seat.try_lock().ok().map(|seat| Turn { seat, printer: self })
    }

    /// The device's serial, once it has told it.
    #[must_use]
    pub fn serial(&self) -> Option<String> {
        self.serial.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of what the device says of itself.
    fn heard(&self, outcome: &Outcome) {
        let told = match outcome {
            Outcome::Done(Reply::Printed(document)) => document.serial.as_ref(),
            Outcome::Done(Reply::Status(status)) => status.serial.as_ref(),
            Outcome::Done(Reply::Last(last)) => last.document.as_ref().and_then(|document| document.serial.as_ref()),
            _ => None,
        };
        if let Some(told) = told {
            *self.serial.lock().unwrap_or_else(PoisonError::into_inner) = Some(plain_serial(told));
        }
    }

    fn open_doubt(&self) -> std::sync::MutexGuard<'_, Option<Doubt>> {
        self.doubt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The operation that blocks fiscal documents until it is resolved.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        self.open_doubt().as_ref().map(|doubt| doubt.operation.clone())
    }

    /// The same, as long as the device may still prove what became of it: whatever else it prints may hide that.
    #[must_use]
    pub fn provable(&self) -> Option<String> {
        let provable = |doubt: &&Doubt| self.manifest.last_document && !doubt.told;
        self.open_doubt().as_ref().filter(provable).map(|doubt| doubt.operation.clone())
    }

    /// The device has said all it ever will about `operation`.
    pub fn told(&self, operation: &str) {
        if let Some(doubt) = self.open_doubt().as_mut().filter(|doubt| doubt.operation == operation) {
            doubt.told = true;
        }
    }

    /// Blocks fiscal documents until `operation` is resolved.
    pub fn block(&self, operation: &str) {
        let mut doubt = self.open_doubt();
        if doubt.as_ref().is_none_or(|doubt| doubt.operation != operation) {
            *doubt = Some(Doubt { operation: operation.to_owned(), told: false });
            self.events.printer(&self.id, "blocked", Some(operation));
        }
    }

    /// Lets fiscal documents pass again, if it was `operation` that blocked them.
    pub fn unblock(&self, operation: &str) {
        let mut doubt = self.open_doubt();
        if doubt.as_ref().is_some_and(|doubt| doubt.operation == operation) {
            *doubt = None;
            self.events.printer(&self.id, "free", Some(operation));
        }
    }
}

impl Turn<'_> {
    /// Carries a job to its end.
    pub async fn run(&mut self, job: Job) -> Outcome {
        let clock = &self.printer.clock;
        let seat = &mut *self.seat;
        if !seat.session.is_open()
            && let Err(error) = seat.session.reopen()
        {
            return Outcome::Failed(Fault::new(Reason::PluginFailed, error.to_string()));
        }
        let mut sent = false;
        let mut step = seat.session.submit(job, clock.monotonic());
        for _ in 0..MOST_STEPS {
            step = match step {
                Ok(Step::Done(outcome)) => {
                    self.printer.heard(&outcome);
                    return outcome;
                }
                Ok(Step::Wait(millis)) => {
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                    seat.session.poll(clock.monotonic())
                }
                Ok(step) => {
                    // Connecting sends nothing, and so does what cannot be carried out.
                    sent |= matches!(step, Step::Send(_) | Step::Write(_));
                    let input = seat.link.carry(step).await;
                    seat.session.receive(input, clock.monotonic())
                }
                // What was sent before the driver failed may be on paper.
                Err(fault) if sent => return Outcome::Unknown(fault),
                Err(fault) => return Outcome::Failed(fault),
            };
        }
        Outcome::Unknown(Fault::new(Reason::PluginFailed, "the driver does not come to an end"))
    }

    /// The last document, or the last closure, read once.
    ///
    /// # Errors
    /// The device cannot be asked.
    pub async fn last(&mut self, closure: bool) -> Result<Last, Fault> {
        match self.run(if closure { Job::LastClosure } else { Job::Last }).await {
            Outcome::Done(Reply::Last(last)) => Ok(last),
            Outcome::Done(other) => {
                Err(Fault::new(Reason::PluginFailed, format!("the driver answered {other:?} to the last document")))
            }
            Outcome::Failed(fault) | Outcome::Unknown(fault) => Err(fault),
        }
    }

    /// The last document and closure, made sure of.
    ///
    /// # Errors
    /// The device cannot be asked.
    pub async fn recover(&mut self) -> Result<Last, Fault> {
        if !self.printer.manifest.last_document {
            return Err(Fault::new(Reason::PrinterError, "the device keeps no documents"));
        }
        match self.run(Job::Recover).await {
            Outcome::Done(Reply::Last(last)) => Ok(last),
            Outcome::Done(other) => {
                Err(Fault::new(Reason::PluginFailed, format!("the driver answered {other:?} to a recovery")))
            }
            Outcome::Failed(fault) | Outcome::Unknown(fault) => Err(fault),
        }
    }
}
