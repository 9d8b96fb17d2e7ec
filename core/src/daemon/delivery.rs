//! What was decided inside the shop is done outside it: in order, at least once, again until it succeeds.
//!
//! Each card type has a lane of its own, so that none waits for another's server. In a lane whoever cannot be served now
//! (the server is away, or refuses this one) is held with all that follows for the same card; the others go on. What is
//! done is marked after it was committed outside: a daemon that dies between the two does it once more, which changes
//! nothing there. Tills wait for none of this.

use super::{cards::masked, crash, engine::Engine};
use crate::{
    ledger::{Waiting, WriteError},
    outside::{Failure, Room, Written, freeradius::Rows, without},
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
/// How many are read, written and marked as done at once.
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
            looked: Instant::now(),
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

/// When the next pause ends of those that had not when they were looked at.
fn next(pauses: &BTreeMap<Hold, Pause>, looked: Instant) -> Option<Instant> {
    pauses.values().map(|pause| pause.until).filter(|until| *until > looked).min()
}

/// Something that can be done now.
struct Ready {
    waiting: Waiting,
    rows: Rows,
    place: Hold,
}

impl Ready {
    fn at(&self) -> &str {
        &access(&self.waiting.outgoing.effect).at
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
    /// When it was looked at which pauses have ended: one that ended before, of a card whose place still pauses, wakes
    /// nobody.
    looked: Instant,
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
            let next = next(&self.pauses, self.looked);
            let waits = next.is_some();
            let next = async { tokio::time::sleep_until(next.unwrap_or_else(Instant::now)).await };
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
        if self.pauses.values().any(|pause| self.looked < pause.until && pause.until <= now) {
            self.held.clear();
            self.seen = self.settled;
        }
        self.looked = now;
        let mut rooms = BTreeMap::new();
        while let Some((last, rows)) = self.page().await? {
            let mut done = Vec::new();
            let mut group: Vec<Ready> = Vec::new();
            for (waiting, card) in rows {
                // Each card once in a group, and one place: what is refused must hold up what follows.
                let card_of = |ready: &Ready| ready.waiting.outgoing.card == waiting.outgoing.card;
                let elsewhere = |ready: &Ready| ready.at() != access(&waiting.outgoing.effect).at;
                if group.iter().any(card_of) || group.first().is_some_and(elsewhere) {
                    self.serve(&mut rooms, std::mem::take(&mut group), &mut done).await;
                }
                group.extend(self.ready(waiting, card, now));
            }
            self.serve(&mut rooms, group, &mut done).await;
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

    /// What is to be written for one; none: it is held.
    fn ready(&mut self, waiting: Waiting, card: Option<Card>, now: Instant) -> Option<Ready> {
        let number = waiting.outgoing.card.clone();
        let card_type = card.as_ref().map(|card| card.card_type.clone()).unwrap_or_default();
        let place = Hold::Place(card_type, access(&waiting.outgoing.effect).at.clone());
        let pauses = |hold| self.pauses.get(hold).is_some_and(|pause: &Pause| pause.until > now);
        if self.held.contains(&number) || pauses(&place) || pauses(&Hold::Card(number.clone())) {
            self.held.insert(number);
            return None;
        }
        match self.rows(&waiting, card.as_ref()) {
            Ok(rows) => Some(Ready { waiting, rows, place }),
            Err(text) => {
                self.fails(Hold::Card(number), &waiting, &text);
                None
            }
        }
    }

    fn rows(&self, waiting: &Waiting, card: Option<&Card>) -> Result<Rows, String> {
        let effect = &waiting.outgoing.effect;
        let card = card.ok_or("the card is not there")?;
        let secret = match effect {
            Effect::Provision(_) => self.engine.secret_of(card).map_err(|fault| fault.detail)?,
            Effect::Revoke(_) => None,
        };
        let rows = Rows::of(effect, secret.as_deref(), self.engine.clock.zone());
        rows.ok_or_else(|| "the card has no secret that could be its password".to_owned())
    }

    /// Does all of a group that can be done, and adds it to what is done.
    async fn serve(&mut self, rooms: &mut BTreeMap<String, Room>, group: Vec<Ready>, done: &mut Vec<Waiting>) {
        let Some(first) = group.first() else { return };
        if self.engine.is_closed() {
            return;
        }
        let (place, at) = (first.place.clone(), first.at().to_owned());
        let (rows, waiting): (Vec<Rows>, Vec<Waiting>) =
            group.into_iter().map(|ready| (ready.rows, ready.waiting)).unzip();
        match self.deliver(rooms, &place, &rows).await {
            Ok(written) => {
                self.forget(&place);
                for (waiting, written) in waiting.into_iter().zip(written) {
                    let own = Hold::Card(waiting.outgoing.card.clone());
                    match written {
                        Ok(()) => {
                            self.forget(&own);
                            done.push(waiting);
                        }
                        Err(text) => self.fails(own, &waiting, &text),
                    }
                }
            }
            Err(Failure::Away(text)) => {
                // A connection on which something failed is not used again.
                rooms.remove(&at);
                if let Some(first) = waiting.first() {
                    self.fails(place, first, &text);
                }
                self.held.extend(waiting.into_iter().map(|waiting| waiting.outgoing.card));
            }
            Err(Failure::Stopped) => {}
        }
    }

    fn forget(&mut self, hold: &Hold) {
        self.pauses.remove(hold);
        self.engine.deliveries.forget(hold);
    }

    /// Something was not done, for a place or for a card: it is tried again after a pause.
    fn fails(&mut self, hold: Hold, waiting: &Waiting, text: &str) {
        let pause = self.pauses.get(&hold).map_or(PAUSE, |pause| pause.next);
        let (until, next) = (Instant::now() + pause, (pause * 2).min(LONGEST));
        self.pauses.insert(hold.clone(), Pause { until, next });
        let (number, operation) = (&waiting.outgoing.card, &waiting.operation);
        self.held.insert(number.clone());
        let card = masked(number);
        if self.engine.deliveries.fails(hold, text) {
            warn!(operation, card, error = text, "not delivered yet");
            self.engine.events.delivery(operation, number, "failing");
        } else {
            debug!(operation, card, error = text, "not delivered yet");
        }
    }

    async fn deliver(
        &self,
        rooms: &mut BTreeMap<String, Room>,
        place: &Hold,
        rows: &[Rows],
    ) -> Result<Written, Failure> {
        let Hold::Place(card_type, at) = place else { return Err(Failure::Stopped) };
        let database = self.engine.database(card_type, at).map_err(Failure::Away)?;
        let password = match &database {
            Database::Postgres(Server { password, .. }) => password.as_deref(),
            Database::Sqlite(_) => None,
        };
        // Whatever a server says of it: no secret, no whole number.
        let told = |text: &str, of: &[Rows]| {
            let secrets = of.iter().filter_map(Rows::password).chain(password);
            let text = without(text, secrets);
            let text = of.iter().fold(text, |text, of| text.replace(&of.login, &masked(&of.login)));
            format!("{database}: {text}")
        };
        let clean = |failure| match failure {
            Failure::Away(text) => Failure::Away(told(&text, rows)),
            Failure::Stopped => Failure::Stopped,
        };
        if !rooms.contains_key(at) {
            let opened = tokio::select! {
                opened = Room::open(&database) => opened,
                () = self.engine.closed() => Err(Failure::Stopped),
            };
            rooms.insert(at.clone(), opened.map_err(clean)?);
        }
        let Some(room) = rooms.get_mut(at) else { return Err(Failure::Stopped) };
        crash::point("delivery:before");
        let written = room.write(rows, self.engine.closed()).await.map_err(clean)?;
        crash::point("delivery:after");
        let each = written.into_iter().zip(rows);
        Ok(each.map(|(written, of)| written.map_err(|text| told(&text, std::slice::from_ref(of)))).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A card's pause has ended, that of its place has not: nothing is done before the place is tried again.
    #[test]
    fn a_pause_that_has_ended_wakes_nobody_twice() {
        let began = Instant::now();
        let at = |seconds: u64| began + Duration::from_secs(seconds);
        let pause = |seconds: u64| Pause { until: at(seconds), next: PAUSE };
        let card = (Hold::Card("98".to_owned()), pause(8));
        let place = (Hold::Place("internet".to_owned(), "radius.url".to_owned()), pause(60));
        let pauses = BTreeMap::from([card, place]);
        for (looked, expected) in [(0, Some(8)), (7, Some(8)), (8, Some(60)), (59, Some(60)), (60, None), (99, None)] {
            assert_eq!(next(&pauses, at(looked)), expected.map(at), "{looked}");
        }
    }
}
