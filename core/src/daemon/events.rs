//! What happened, told to those who subscribed. A slow listener loses the oldest; nobody waits for him.

use crate::clock::Clock;
use fiscus_sdk::{
    Reason,
    api::{EventAnswer, EventKind},
};
use tokio::sync::broadcast;

/// Where events are told.
#[derive(Debug, Clone)]
pub struct Events {
    to: broadcast::Sender<EventAnswer>,
    clock: Clock,
}

impl Events {
    /// Nobody listens yet.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { to: broadcast::channel(256).0, clock }
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<EventAnswer> {
        self.to.subscribe()
    }

    /// An operation changed its state.
    pub fn operation(&self, operation: &str, state: &str, reason: Option<Reason>) {
        self.tell(EventKind::Operation, Some(operation), state, None, reason);
    }

    /// A printer became blocked or free.
    pub fn printer(&self, printer: &str, state: &str, operation: Option<&str>) {
        self.tell(EventKind::Printer, operation, state, Some(printer), None);
    }

    /// A later copy was printed.
    pub fn slip(&self, operation: &str, printer: &str) {
        self.tell(EventKind::Slip, Some(operation), "printed", Some(printer), None);
    }

    /// A long piece of work has come this far.
    pub fn progress(&self, operation: &str, done: u64, of: u64) {
        self.send(EventKind::Progress, |event| {
            event.operation = Some(operation.to_owned());
            (event.done, event.of) = (Some(done), Some(of));
        });
    }

    /// Something was done outside for a card (`done`), or could not be done yet (`failing`).
    pub fn delivery(&self, operation: &str, card: &str, state: &str) {
        self.send(EventKind::Delivery, |event| {
            event.operation = Some(operation.to_owned());
            event.state = Some(state.to_owned());
            event.card = Some(card.to_owned());
        });
    }

    fn tell(
        &self,
        kind: EventKind,
        operation: Option<&str>,
        state: &str,
        printer: Option<&str>,
        reason: Option<Reason>,
    ) {
        self.send(kind, |event| {
            event.operation = operation.map(str::to_owned);
            event.state = Some(state.to_owned());
            event.printer = printer.map(str::to_owned);
            event.reason = reason;
        });
    }

    fn send(&self, kind: EventKind, fill: impl FnOnce(&mut EventAnswer)) {
        if self.to.receiver_count() == 0 {
            return;
        }
        let mut event = EventAnswer {
            kind,
            time: self.clock.local().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            operation: None,
            state: None,
            printer: None,
            card: None,
            reason: None,
            done: None,
            of: None,
        };
        fill(&mut event);
        // An error says only that nobody listens any more.
        let _ = self.to.send(event);
    }
}
