//! What was decided inside the shop is done outside it: in order, at least once, again until it succeeds.
//!
//! Each card type has a lane of its own, so that none waits for another's server. In a lane whoever cannot be served now
//! (the server is away, or refuses this one) is held with all that follows for the same card; the others go on. What is
//! done is marked after it was committed outside: a daemon that dies between the two does it once more, which changes
//! nothing there. Tills wait for none of this.

use super::{cards::masked, crash, engine::Engine};
use crate::{
    ledger::{Waiting, WriteError},
    outside::{Failure, Room, freeradius::Rows, without},
    registry::Card,
};
use fiscus_sdk::{
    card::{Access, Effect},
    database::{Database, Server},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    task::{JoinSet, spawn_blocking},
    time::Instant,
};
use tracing::{debug, info, warn};

/// The first pause after something was not done; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest.
const LONGEST: Duration = Duration::from_secs(60);
/// How many are read, and marked as done, at once.
const PAGE: u32 = 100;

/// What the rest of the daemon has to do with deliveries: there is something to do, and why it is not done.
#[derive(Debug, Default)]
pub struct Deliveries {
    news: watch::Sender<u64>,
    troubles: Mutex<BTreeMap<Hold, String>>,
}

/// Whom a failure concerns, in a lane.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    /// All that is to be done at a place: card type, and what an effect says of it.
    Place(String, String),
    /// A card.
    Card(String),
}

/// When somebody who is held is tried again.
struct Pause {
    until: Instant,
    next: Duration,
}

impl Deliveries {
    /// There is something new.
    pub fn wake(&self) {
        self.news.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Remembers why; answers whether that is news.
    fn fails(&self, hold: Hold, text: &str) -> bool {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.insert(hold, text.to_owned()).as_deref() != Some(text)
    }

    fn forget(&self, hold: &Hold) {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).remove(hold);
    }

    fn why(&self, hold: &Hold) -> Option<String> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).get(hold).cloned()
    }
}

/// Begins to deliver: a task for each card type, and one for cards whose type is not configured. They end when the engine
/// is closed.
pub fn begin(engine: &Arc<Engine>) -> JoinSet<()> {
    let mut lanes = JoinSet::new();
    for card_type in engine.setup.config.card_types.keys().cloned().map(Some).chain([None]) {
        let lane = Lane {
            engine: engine.clone(),
            card_type,
            settled: 0,
            seen: 0,
            held: BTreeSet::new(),
            pauses: BTreeMap::new(),
        };
        lanes.spawn(lane.run());
    }
    lanes
}

/// Where and who.
fn access(effect: &Effect) -> &Access {
    let (Effect::Provision(access) | Effect::Revoke(access)) = effect;
    access
}

impl Engine {
    /// Why something was not done at the last try.
    pub(super) fn why_waiting(&self, waiting: &Waiting) -> Result<Option<String>, WriteError> {
        let number = &waiting.outgoing.card;
        if let Some(why) = self.deliveries.why(&Hold::Card(number.clone())) {
            return Ok(Some(why));
        }
        let Some(card) = self.ledger.card(number)? else { return Ok(None) };
        let at = access(&waiting.outgoing.effect).at.clone();
        Ok(self.deliveries.why(&Hold::Place(card.card_type, at)))
    }

    /// Where a setting of a card type leads, as it is now. What is said of it never repeats it.
    fn database(&self, card_type: &str, setting: &str) -> Result<Database, String> {
        // Written before settings were named: an address, which has a scheme.
        let named = if setting.contains(':') {
            Some(setting)
        } else {
            let settings = self.setup.config.card_types.get(card_type).map(|open| &open.settings);
            setting.split('.').fold(settings, |found, key| found?.get(key)).and_then(serde_json::Value::as_str)
        };
        let Some(url) = named else {
            return Err(format!("the configuration has no setting {setting} of the card type {card_type}"));
        };
        match Database::read(url)? {
            Database::Sqlite(path) => Ok(Database::Sqlite(self.setup.config.folder.join(path))),
            database => Ok(database),
        }
    }
}

/// The deliveries of one card type.
struct Lane {
    engine: Arc<Engine>,
    /// None: of those that are not configured.
    card_type: Option<String>,
    /// Nothing of this lane waits up to here.
    settled: i64,
    /// Up to here it was looked at since the last time that pauses ended.
    seen: i64,
    /// Cards of which something was not done.
    held: BTreeSet<String>,
    pauses: BTreeMap<Hold, Pause>,
}

impl Lane {
    async fn run(mut self) {
        let engine = self.engine.clone();
        let mut news = engine.deliveries.news.subscribe();
        while !engine.is_closed() {
            news.borrow_and_update();
            if let Err(error) = self.pass().await {
                warn!(%error, "deliveries cannot be read or marked; it is tried again");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => continue,
                    () = engine.closed() => return,
                }
            }
            let next = self.pauses.values().map(|pause| pause.until).min();
            let next = async { tokio::time::sleep_until(next.unwrap_or_else(Instant::now)).await };
            let waits = !self.pauses.is_empty();
            tokio::select! {
                () = engine.closed() => return,
                // The sender lives in the engine: it cannot be closed.
                _ = news.changed() => {}
                () = next, if waits => {}
            }
        }
    }

    /// Does all that can be done now.
    async fn pass(&mut self) -> Result<(), WriteError> {
        let now = Instant::now();
        if self.pauses.values().any(|pause| pause.until <= now) {
            self.held.clear();
            self.seen = self.settled;
        }
        let mut rooms = BTreeMap::new();
        while let Some((last, rows)) = self.page().await? {
            let mut done = Vec::new();
            for (waiting, card) in rows {
                if self.engine.is_closed() {
                    break;
                }
                if self.serve(&mut rooms, &waiting, card.as_ref(), now).await {
                    done.push(waiting);
                }
            }
            self.mark(done).await?;
            if self.engine.is_closed() {
                return Ok(());
            }
            self.seen = last;
            if self.held.is_empty() {
                self.settled = last;
            }
        }
        Ok(())
    }

    /// What is next of this lane, with its cards, and how far it was looked; none: nothing waits after what was seen.
    async fn page(&self) -> Result<Option<(i64, Vec<(Waiting, Option<Card>)>)>, WriteError> {
        let (engine, own, after) = (self.engine.clone(), self.card_type.clone(), self.seen);
        let read = spawn_blocking(move || {
            let page = engine.ledger.outbox(after, PAGE)?;
            let Some(last) = page.last().map(|last| last.id) else { return Ok(None) };
            let types = &engine.setup.config.card_types;
            let mut rows = Vec::new();
            for waiting in page {
                let card = engine.ledger.card(&waiting.outgoing.card)?;
                let configured = card.as_ref().map(|card| &card.card_type).filter(|id| types.contains_key(*id));
                if configured == own.as_ref() {
                    rows.push((waiting, card));
                }
            }
            Ok(Some((last, rows)))
        });
        read.await.map_err(|panic| WriteError::Unavailable(panic.to_string()))?
    }

    /// Does one; answers whether it is done.
    async fn serve(
        &mut self,
        rooms: &mut BTreeMap<String, Room>,
        waiting: &Waiting,
        card: Option<&Card>,
        now: Instant,
    ) -> bool {
        let number = &waiting.outgoing.card;
        let access = access(&waiting.outgoing.effect);
        let place = Hold::Place(card.map(|card| card.card_type.clone()).unwrap_or_default(), access.at.clone());
        let own = Hold::Card(number.clone());
        let pauses = |hold| self.pauses.get(hold).is_some_and(|pause: &Pause| pause.until > now);
        if self.held.contains(number) || pauses(&place) || pauses(&own) {
            self.held.insert(number.clone());
            return false;
        }
        let (hold, text) = match self.deliver(rooms, waiting, card).await {
            Ok(()) => {
                for hold in [place, own] {
                    self.pauses.remove(&hold);
                    self.engine.deliveries.forget(&hold);
                }
                return true;
            }
            Err(Failure::Stopped) => return false,
            Err(Failure::Away(text)) => {
                // A connection on which something failed is not used again.
                rooms.remove(&access.at);
                (place, text)
            }
            Err(Failure::Refused(text)) => (own, text),
        };
        let pause = self.pauses.get(&hold).map_or(PAUSE, |pause| pause.next);
        let (until, next) = (Instant::now() + pause, (pause * 2).min(LONGEST));
        self.pauses.insert(hold.clone(), Pause { until, next });
        self.held.insert(number.clone());
        let (card, operation) = (masked(number), &waiting.operation);
        if self.engine.deliveries.fails(hold, &text) {
            warn!(operation, card, error = text, "not delivered yet");
            self.engine.events.delivery(operation, number, "failing");
        } else {
            debug!(operation, card, error = text, "not delivered yet");
        }
        false
    }

    async fn deliver(
        &self,
        rooms: &mut BTreeMap<String, Room>,
        waiting: &Waiting,
        card: Option<&Card>,
    ) -> Result<(), Failure> {
        let effect = &waiting.outgoing.effect;
        let access = access(effect);
        let refused = |text: &str| Failure::Refused(text.to_owned());
        let card = card.ok_or_else(|| refused("the card is not there"))?;
        let secret = self.engine.secret_of(card).map_err(|fault| Failure::Refused(fault.detail));
        let secret = match effect {
            Effect::Provision(_) => secret?,
            Effect::Revoke(_) => None,
        };
        let rows = Rows::of(effect, secret.as_deref(), self.engine.clock.zone());
        let rows = rows.ok_or_else(|| refused("the card has no secret that could be its password"))?;
        let database = self.engine.database(&card.card_type, &access.at).map_err(Failure::Away)?;
        let password = match &database {
            Database::Postgres(Server { password, .. }) => password.as_deref(),
            Database::Sqlite(_) => None,
        };
        // Whatever a server says of it: no secret, no whole number.
        let clean = |failure| {
            let told = |text: String| {
                let text = without(&text, [password, secret.as_deref()].into_iter().flatten());
                format!("{database}: {}", text.replace(&access.login, &masked(&access.login)))
            };
            match failure {
                Failure::Away(text) => Failure::Away(told(text)),
                Failure::Refused(text) => Failure::Refused(told(text)),
                Failure::Stopped => Failure::Stopped,
            }
        };
        if !rooms.contains_key(&access.at) {
            let opened = tokio::select! {
                opened = Room::open(&database) => opened,
                () = self.engine.closed() => Err(Failure::Stopped),
            };
            rooms.insert(access.at.clone(), opened.map_err(clean)?);
        }
        let Some(room) = rooms.get_mut(&access.at) else { return Err(Failure::Stopped) };
        crash::point("delivery:before");
        room.write(&rows, self.engine.closed()).await.map_err(clean)?;
        crash::point("delivery:after");
        Ok(())
    }

    /// Marks these as done, durably, and tells so.
    async fn mark(&self, done: Vec<Waiting>) -> Result<(), WriteError> {
        if done.is_empty() {
            return Ok(());
        }
        self.engine.ledger.delivered(done.iter().map(|waiting| waiting.id).collect()).await?;
        for Waiting { operation, outgoing, .. } in done {
            info!(operation, card = masked(&outgoing.card), "delivered");
            self.engine.events.delivery(&operation, &outgoing.card, "done");
        }
        Ok(())
    }
}
