//! Carries an operation through its states: plan, reserve, print, commit. Each step is durable before the next
//! begins; the flow decides, this does.

use super::{
    cards::{masked, store_fault},
    claims::Claims,
    crash,
    delivery::Deliveries,
    desk::Caller,
    ending::More,
    events::Events,
    operation::Body,
    printer::Printer,
    printing::{before, blocks, to_text},
    rpc::{self, Failure, Operational},
    session::Door,
    setup::Setup,
    throttle::Pins,
};
use crate::{
    clock::Clock,
    flow::{
        self, Stop,
        correction::Sold,
        paper::{Paper, PaperState},
        party::{Asking, OwnPost, Part, Plugins},
        progress::{Known, repeated},
    },
    journal::{OperationRow, Record, State},
    ledger::{Account, Ledger, Outgoing, Step, Write, WriteError},
    registry::{Card, Customer, Partner},
    say::{self, Say},
    secret::{self, Key},
    users::Users,
};
use fiscus_sdk::{
    Document, Fault, Floor, Reason, Refusal,
    api::OperationAnswer,
    card::{CardChange, Decision, Input},
    jiff::civil,
};
use serde_json::value::RawValue;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;
use tracing::debug;

/// How often a plan is made anew because the facts changed under it.
const MOST_PLANS: u32 = 8;
/// How long a plugin may think.
const OVERTIME: Duration = Duration::from_secs(5);

/// The heart of the daemon.
pub struct Engine {
    /// The shop.
    pub setup: Setup,
    /// The ledger and the journal.
    pub ledger: Arc<dyn Ledger>,
    /// Printers by id.
    pub printers: BTreeMap<String, Arc<Printer>>,
    /// The clock.
    pub clock: Clock,
    /// Who listens.
    pub events: Events,
    /// What seals PINs.
    pub key: Key,
    /// What waits to be done outside.
    pub deliveries: Deliveries,
    /// What operations that are under way have drawn.
    pub claims: Claims,
    /// Wrong PINs.
    pub pins: Pins,
    /// Where operators log in.
    pub door: Door,
    /// The users of the machine.
    pub users: Users,
    flights: Mutex<HashMap<String, Flight>>,
    busy: watch::Sender<usize>,
    closed: watch::Sender<bool>,
}

/// An operation that is under way: others with its id wait for the same end.
struct Flight {
    digest: String,
    end: watch::Receiver<Option<Landing>>,
}

/// What an operation is going to do.
#[derive(Default)]
pub struct Intent {
    /// What is printed, in order.
    pub papers: Vec<Paper>,
    /// What cards do.
    pub parts: Vec<Part>,
    /// What the core moves of its own.
    pub own_posts: Vec<OwnPost>,
    /// What must hold for them.
    pub customer_floors: Vec<(String, Floor)>,
    /// Cards that must be active at the moment of the reservation.
    pub active: Vec<String>,
    /// Cards that come into being.
    pub cards: Vec<Card>,
    /// What becomes of cards that are there.
    pub changes: Vec<(String, CardChange)>,
    /// Cards as they were found, and as they will be: only where nothing is printed.
    pub moved: Vec<(Card, Card)>,
    /// Customers that are new or changed.
    pub customers: Vec<Customer>,
    /// Partners that are new or changed.
    pub partners: Vec<Partner>,
    /// Pictures of customers that are new or changed; none: it is deleted.
    pub pictures: Vec<(String, Option<Vec<u8>>)>,
    /// What is kept of other operations, as it will be.
    pub redacted: Vec<OperationRow>,
    /// What was replaced must not be found any more.
    pub forget: bool,
    /// What is to be done outside the shop once it is committed.
    pub effects: Vec<Outgoing>,
    /// Accounts, and what the plan found posted on them: it holds only as long as that is so.
    pub found: Vec<(Account, i64)>,
    /// The originals as they will be, if this corrects or settles some.
    pub originals: Vec<(OperationRow, Body)>,
    /// What a later return needs.
    pub sold: Option<Sold>,
    /// The answer, as far as it is known.
    pub answer: OperationAnswer,
    /// The answer once it is committed, where it is not an operation's own.
    pub reply: Option<String>,
    /// What the record keeps besides the answer.
    pub note: Option<serde_json::Value>,
    /// The file it writes: its answer names it.
    pub file: Option<super::writing::FileWork>,
    /// So many cards that what it did to each stands in the ledger alone.
    pub bulk: bool,
}

/// What a plan is made of besides its parameters.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The shop's local time.
    pub now: civil::DateTime,
    /// The operation's chance.
    pub seed: u64,
    /// The operation's id.
    pub operation: String,
    /// The till.
    pub till: Option<String>,
    /// Who works at it.
    pub operator: Option<String>,
    /// Whether who asks may change what is a manager's.
    pub manages: bool,
    /// Counts what is done of a long piece of work, so that it is not taken for a plugin that hangs.
    pub pulse: Arc<AtomicU64>,
}

impl Attempt {
    /// Something more is done.
    pub fn beat(&self) {
        self.pulse.fetch_add(1, Ordering::Relaxed);
    }
}

impl Plugins for Engine {
    fn decide(&self, card_type: &str, input: &Input) -> Result<Decision, Fault> {
        match self.setup.card_types.get(card_type) {
            Some(open) => open.plugin.decide(input),
            None => Err(Fault::new(Reason::Internal, format!("there is no card type {card_type}"))),
        }
    }
}

/// What a call with an id that is under way finds.
pub(super) enum Boarded {
    /// It is the first: it runs, and tells the others the end.
    Flies(watch::Sender<Option<Landing>>),
    /// Another is running: it waits for that end.
    Waits(watch::Receiver<Option<Landing>>),
}

/// How a flight ends for those who wait for it.
#[derive(Clone)]
pub(super) enum Landing {
    /// With the answer that the first was given.
    Answered(Result<String, Failure>),
    /// Nobody was given one: who waited asks once more, and the journal tells.
    Recorded,
}

/// How an attempt ended.
pub(super) enum Attempted {
    /// With an answer.
    Ended(Result<String, Failure>),
    /// The facts changed under the plan.
    Again,
    /// A floor was broken in the step that would have reserved.
    Broken(Refusal),
    /// The business says no.
    Refused(Refusal),
    /// Something broke before anything was reserved.
    Failed(Fault, Option<String>),
}

/// Keeps the count of operations that are under way.
struct Busy<'a>(&'a watch::Sender<usize>);
impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Engine {
    /// An engine whose printers have not been spoken to yet.
    ///
    /// # Errors
    /// A printer's link cannot be made.
    pub fn new(mut setup: Setup, ledger: Arc<dyn Ledger>, key: Key, clock: Clock) -> Result<Self, String> {
        let events = Events::new(clock.clone());
        let mut printers = BTreeMap::new();
        for (id, open) in std::mem::take(&mut setup.printers) {
            let timeout = setup.config.printers.get(&id).map_or(Duration::from_secs(15), |p| p.timeout);
            let printer = Printer::new(open, timeout, clock.clone(), events.clone())?;
            printers.insert(id, Arc::new(printer));
        }
        Ok(Self {
            setup,
            ledger,
            printers,
            clock,
            events,
            key,
            deliveries: Deliveries::default(),
            claims: Claims::default(),
            pins: Pins::default(),
            door: Door::default(),
            users: Users::of_this_machine(),
            flights: Mutex::default(),
            busy: watch::Sender::new(0),
            closed: watch::Sender::new(false),
        })
    }

    /// Counts something as under way until the guard is dropped.
    fn busy(&self) -> Busy<'_> {
        self.busy.send_modify(|count| *count += 1);
        Busy(&self.busy)
    }

    /// No more calls are taken: what was called already is finished.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Whether calls are taken no more.
    pub(super) fn is_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// Waits until no more calls are taken.
    pub async fn closed(&self) {
        // The sender lives in self: it cannot be closed.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    /// Waits until nothing is under way.
    pub async fn idle(&self) {
        // The sender lives in self: it cannot be closed.
        let _ = self.busy.subscribe().wait_for(|count| *count == 0).await;
    }

    /// One of the core's refusals.
    #[must_use]
    pub fn refuse(&self, reason: Reason, say: &Say) -> Stop {
        flow::no(self.setup.shop.language, reason, say)
    }

    /// The local time without its zone.
    #[must_use]
    pub fn now(&self) -> civil::DateTime {
        self.clock.local().datetime()
    }

    /// What every question to a plugin shares.
    #[must_use]
    pub fn asking<'a>(&'a self, attempt: &'a Attempt) -> Asking<'a> {
        Asking {
            shop: &self.setup.shop,
            plugins: self,
            now: attempt.now,
            seed: attempt.seed,
            operation: &attempt.operation,
            till: attempt.till.as_deref(),
            operator: attempt.operator.as_deref(),
        }
    }

    /// A plan without an operation: a quote.
    #[must_use]
    pub fn quote_attempt(&self, till: Option<&String>, operator: Option<&String>) -> Attempt {
        Attempt {
            now: self.now(),
            seed: 0,
            operation: String::new(),
            till: till.cloned(),
            operator: operator.cloned(),
            manages: true,
            pulse: Arc::default(),
        }
    }

    /// Makes a plan away from the socket's threads, and gives up on a plugin that takes too long.
    ///
    /// # Errors
    /// As the plan; `plugin_overtime`.
    pub async fn planned<T: Send + 'static>(
        self: &Arc<Self>,
        plan: impl FnOnce(&Engine) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.planned_by(&AtomicU64::new(0), plan).await
    }

    /// The same for work that may take long, as long as its pulse beats.
    ///
    /// # Errors
    /// As the plan; `plugin_overtime`.
    pub async fn planned_by<T: Send + 'static>(
        self: &Arc<Self>,
        pulse: &AtomicU64,
        plan: impl FnOnce(&Engine) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        let engine = self.clone();
        let mut work = tokio::task::spawn_blocking(move || plan(&engine));
        loop {
            let before = pulse.load(Ordering::Relaxed);
            match tokio::time::timeout(OVERTIME, &mut work).await {
                Ok(Ok(made)) => return made,
                Ok(Err(panic)) => return Err(Stop::Fault(Fault::new(Reason::Internal, panic.to_string()))),
                Err(_) if pulse.load(Ordering::Relaxed) != before => {}
                Err(_) => {
                    let detail = format!("longer than {OVERTIME:?}");
                    return Err(Stop::Fault(Fault::new(Reason::PluginOvertime, detail)));
                }
            }
        }
    }

    /// Runs an operation to its end, once, however often it is asked for.
    ///
    /// # Errors
    /// What the till is told: a refusal, a fault, parameters that make no sense.
    pub async fn operation<P, F>(
        self: &Arc<Self>,
        caller: &Caller,
        method: &'static str,
        params: P,
        plan: F,
    ) -> Result<String, Failure>
    where
        P: Operational + Send + Sync + 'static,
        F: Fn(&Engine, &P, &Attempt) -> Result<Intent, Stop> + Send + Sync + 'static,
    {
        let id = params.operation().to_owned();
        if !sound(&id) {
            return Err(Failure::params("operation", "operation: an id of 1 to 64 characters from ! to ~ is needed"));
        }
        let digest = rpc::digest(method, &params)?;
        let end = loop {
            match self.board(&id, &digest)? {
                Boarded::Waits(mut end) => match end.wait_for(Option::is_some).await.as_deref() {
                    Ok(Some(Landing::Answered(result))) => return result.clone(),
                    Ok(Some(Landing::Recorded)) => {}
                    _ => return Err(self.lost_track()),
                },
                Boarded::Flies(end) => break end,
            }
        };
        // The operation outlives the connection that asked for it.
        let (engine, own, caller) = (self.clone(), id.clone(), caller.clone());
        let flight = tokio::spawn(async move {
            let _busy = engine.busy();
            let result = engine.fly(&caller, method, &id, &digest, params, plan).await;
            engine.release_if_ended(&id);
            engine.land(&id, &end, Landing::Answered(result.clone()));
            result
        });
        flight.await.unwrap_or_else(|_| {
            // A defect of ours ended it without an answer: the id is free, and asked again the journal tells.
            self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&own);
            self.release_if_ended(&own);
            Err(self.lost_track())
        })
    }

    /// What an operation drew is free again, unless its end is still open.
    fn release_if_ended(&self, id: &str) {
        let open = |row: &OperationRow| matches!(row.state, State::Reserved | State::Printing | State::InDoubt);
        if self.claims.any(id) && !self.ledger.operation(id).is_ok_and(|row| row.as_ref().is_some_and(open)) {
            self.claims.release(id);
        }
    }

    fn lost_track(&self) -> Failure {
        let fault = Fault::new(Reason::Internal, "the operation ended without an answer");
        Failure::fault(self.setup.shop.language, &fault, None, false)
    }

    /// Registers an operation as under way, or finds it under way.
    pub(super) fn board(&self, id: &str, digest: &str) -> Result<Boarded, Failure> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(id) {
            if flight.digest != digest {
                return Err(self.conflict(id));
            }
            return Ok(Boarded::Waits(flight.end.clone()));
        }
        let (tell, end) = watch::channel(None);
        flights.insert(id.to_owned(), Flight { digest: digest.to_owned(), end });
        Ok(Boarded::Flies(tell))
    }

    pub(super) fn land(&self, id: &str, end: &watch::Sender<Option<Landing>>, landing: Landing) {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        end.send_replace(Some(landing));
    }

    /// Waits until an operation that is under way has ended; one that is not has.
    pub(super) async fn landed(&self, id: &str) {
        let end = self.flights.lock().unwrap_or_else(PoisonError::into_inner).get(id).map(|flight| flight.end.clone());
        if let Some(mut end) = end {
            let _ = end.wait_for(Option::is_some).await;
        }
    }

    fn conflict(&self, id: &str) -> Failure {
        let say = Say::OperationConflict { operation: id.to_owned() };
        Failure::refused(&say::refuse(self.setup.shop.language, Reason::OperationConflict, &say))
    }

    async fn fly<P, F>(
        self: &Arc<Self>,
        caller: &Caller,
        method: &'static str,
        id: &str,
        digest: &str,
        params: P,
        plan: F,
    ) -> Result<String, Failure>
    where
        P: Operational + Send + Sync + 'static,
        F: Fn(&Engine, &P, &Attempt) -> Result<Intent, Stop> + Send + Sync + 'static,
    {
        let known = self.ledger.operation(id).map_err(|error| self.nothing_done(&store_fault(&error)))?;
        let (mut row, seed) = match known {
            Some(row) => {
                if row.digest != digest || row.method != method {
                    return Err(self.conflict(id));
                }
                let body = Body::of(&row).map_err(|fault| self.nothing_done(&fault))?;
                if repeated(row.state) != Known::Again || (body.ended_later && body.file.is_none()) {
                    return self.stored(&row, &body);
                }
                // Tried again it belongs to the day on its papers.
                (OperationRow { opened: self.clock.millis(), ..row }, body.seed)
            }
            None => (
                OperationRow {
                    id: id.to_owned(),
                    version: 0,
                    method: method.to_owned(),
                    digest: digest.to_owned(),
                    state: State::Reserved,
                    owes: false,
                    opened: self.clock.millis(),
                    body: String::new(),
                },
                secret::chance().map_err(|fault| self.nothing_done(&fault))?,
            ),
        };
        let (till, operator) = params.attribution();
        let base = Body {
            till: till.cloned(),
            operator: caller.speaking(operator),
            peer: caller.peer.clone(),
            seed,
            ..Body::default()
        };
        let mut request = serde_json::to_value(&params).unwrap_or_default();
        request["operator"] = serde_json::json!(base.operator);
        request["peer"] = serde_json::json!(base.peer);
        let params = Arc::new(params);
        let plan = Arc::new(plan);
        let mut broken = None;
        for _ in 0..MOST_PLANS {
            let attempt = Attempt {
                now: self.now(),
                seed,
                operation: id.to_owned(),
                till: base.till.clone(),
                operator: base.operator.clone(),
                manages: caller.manages(),
                pulse: Arc::default(),
            };
            let pulse = attempt.pulse.clone();
            let asked = params.clone();
            let (plan, params) = (plan.clone(), params.clone());
            let made = self.planned_by(&pulse, move |engine| {
                let intent = plan(engine, &params, &attempt)?;
                engine.printable(&intent)?;
                engine.ends(&attempt.operation, &intent)?;
                Ok(intent)
            });
            let intent = match made.await {
                Ok(intent) => intent,
                Err(Stop::Params(path, message)) => return Err(Failure::params(&path, &message)),
                // Who may do it logs in and asks once more, with the same id.
                Err(Stop::Refused(refusal)) if refusal.reason == Reason::NotPermitted => {
                    return Err(Failure::refused(&refusal));
                }
                Err(Stop::Refused(refusal)) => return self.deny(row, base, refusal).await,
                Err(Stop::Asking(questions)) => {
                    let mut body = base;
                    body.draft = Some(OperationAnswer { questions, ..OperationAnswer::default() });
                    let shape = asked.asking();
                    return self.ask(row, body, shape).await;
                }
                Err(Stop::Confirm(refusal, confirm)) => return self.confirm(row, base, &refusal, confirm).await,
                Err(Stop::Fault(fault)) => return self.fail(row, base, fault, None).await,
                Err(Stop::Printer(fault, printer)) => return self.fail(row, base, fault, Some(printer)).await,
            };
            match self.attempt(&mut row, &base, &request, intent).await {
                Attempted::Ended(result) => return result,
                Attempted::Again => {}
                // Somebody else took it in the meantime: the next plan sees what is left.
                Attempted::Broken(refusal) => broken = Some(refusal),
                Attempted::Refused(refusal) => return self.deny(row, base, refusal).await,
                Attempted::Failed(fault, printer) => return self.fail(row, base, fault, printer).await,
            }
        }
        match broken {
            Some(refusal) => self.deny(row, base, refusal).await,
            None => {
                let fault = Fault::new(Reason::LedgerUnavailable, "others were always faster");
                self.fail(row, base, fault, None).await
            }
        }
    }

    /// The answer of an operation that ended, or stands where it stands.
    fn stored(&self, row: &OperationRow, body: &Body) -> Result<String, Failure> {
        if let (State::Denied, Some(refusal)) = (row.state, &body.refusal) {
            return Err(Failure::refused(refusal));
        }
        if let (State::Committed, Some(reply)) = (row.state, &body.reply) {
            return Ok(reply.get().to_owned());
        }
        Ok(to_text(&body.answer(&row.id, row.state)))
    }

    /// Everything is refused before anything is reserved that a printer could not print.
    fn printable(&self, intent: &Intent) -> Result<(), Stop> {
        for paper in &intent.papers {
            let Some(printer) = self.printers.get(&paper.printer) else {
                let document = paper.printer.clone();
                return Err(self.refuse(Reason::PrinterNotConfigured, &Say::PrinterNotConfigured { document }));
            };
            let kind = paper.kind();
            if !printer.manifest.documents.contains(&kind) {
                let what = serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned));
                let say = Say::CannotPrint { printer: printer.id.clone(), what: what.unwrap_or_default() };
                return Err(self.refuse(Reason::CapabilityMissing, &say));
            }
            if let flow::paper::Content::Document(document) = &paper.content {
                let document = self.advised(document)?;
                let tenders = match document.as_ref() {
                    Document::Receipt(receipt) => receipt.tenders.as_slice(),
                    Document::Return(correction) | Document::Void(correction) => correction.tenders.as_slice(),
                    Document::Slip(_) => &[],
                };
                if let Some(tender) = tenders.iter().find(|t| !printer.manifest.tenders.contains(&t.kind)) {
                    let say = Say::CannotPrint { printer: printer.id.clone(), what: tender.kind.word().to_owned() };
                    return Err(self.refuse(Reason::CapabilityMissing, &say));
                }
                printer.accepts(&document)??;
            }
        }
        Ok(())
    }

    /// Reserve, print, commit.
    async fn attempt(
        self: &Arc<Self>,
        row: &mut OperationRow,
        base: &Body,
        request: &serde_json::Value,
        intent: Intent,
    ) -> Attempted {
        let shop = &self.setup.shop;
        let made = heavy(intent.bulk, || {
            flow::party::reservation(
                shop,
                &self.setup.granting(),
                &intent.parts,
                &intent.own_posts,
                &intent.customer_floors,
                intent.active.clone(),
            )
        });
        let mut reservation = match made {
            Ok(reservation) => reservation,
            Err(Stop::Fault(fault)) => return Attempted::Failed(fault, None),
            Err(_) => return Attempted::Failed(Fault::new(Reason::Internal, "reservation"), None),
        };
        reservation.absent = intent.cards.iter().map(|card| card.number.clone()).collect();
        reservation.found = intent.found;
        let mut body = base.clone();
        body.papers = intent.papers;
        body.parts = intent.parts;
        let cards: Vec<String> = body.parts.iter().map(|part| masked(&part.card)).collect();
        debug!(operation = row.id, ?cards, papers = body.papers.len(), "planned");
        body.own_posts = intent.own_posts;
        body.sold = intent.sold;
        body.cards = intent.cards;
        body.changes = intent.changes;
        body.customers = intent.customers;
        body.effects = intent.effects;
        body.note = intent.note;
        body.original = intent.originals.first().map(|(original, _)| original.id.clone());
        body.draft = Some(intent.answer);
        if !intent.bulk {
            match self.begins(&row.id, &body, &reservation.active) {
                Ok(true) => {}
                Ok(false) => return Attempted::Again,
                Err(refusal) => return Attempted::Broken(refusal),
            }
        }
        if intent.file.is_some() || body.deciding().is_some() {
            body.request = Some(request.clone());
        }
        if let Some(work) = intent.file {
            return self.write_file(row, body, reservation, work).await;
        }
        let Some(deciding) = body.deciding() else {
            let more = More {
                originals: intent.originals,
                reply: intent.reply,
                moved: intent.moved,
                partners: intent.partners,
                pictures: intent.pictures,
                redacted: intent.redacted,
                forget: intent.forget,
                bulk: intent.bulk,
            };
            return self.post(row, body, reservation, more).await;
        };
        body.promised = intent.reply.and_then(|reply| RawValue::from_string(reply).ok());
        let Some(printer) = self.printers.get(&body.papers[deciding].printer).cloned() else {
            return Attempted::Failed(Fault::new(Reason::Internal, "no printer"), None);
        };
        let kind = body.papers[deciding].kind();
        body.place = Some(printer.place.clone()).filter(|_| blocks(kind));
        let blocked = |printer: &Printer| {
            printer
                .doubt()
                .filter(|_| blocks(kind))
                .map(|doubt| Attempted::Failed(unresolved(&doubt), Some(printer.id.clone())))
        };
        if !blocks(kind) {
            self.ask_first(&printer).await;
        }
        // Where the printer is free, what must be read from it before is read first: one durable step less.
        let mut turn = printer.turn_now();
        // Asked with the turn in hand: who had it before may have left a doubt behind.
        if let Some(failed) = blocked(&printer) {
            return failed;
        }
        if let Some(turn) = &mut turn {
            match before(turn, &printer, kind).await {
                Ok(read) => body.papers[deciding].before = read,
                Err(fault) => return Attempted::Failed(fault, Some(printer.id.clone())),
            }
            body.papers[deciding].state = PaperState::Sent;
            row.state = State::Printing;
        } else {
            row.state = State::Reserved;
        }
        row.owes = flow::paper::owes(&body.papers);
        row.body = body.text();
        let record =
            serde_json::json!({ "operator": body.operator, "peer": body.peer, "plan": body.sealed(&row.body) });
        let mut operations = vec![row.clone()];
        for (mut original, original_body) in intent.originals {
            original.body = original_body.text();
            operations.push(original);
        }
        let write = Write {
            operation: row.id.clone(),
            time: self.clock.millis(),
            step: Step::Reserve(reservation),
            // Cards come into being with the commit: a load that never printed makes none.
            operations,
            record: Some(Record { kind: row.state.word().to_owned(), body: record.to_string() }),
            ..Write::default()
        };
        crash::point("reserve:before");
        if let Err(error) = self.ledger.write(write).await {
            return self.not_written(error);
        }
        row.version += 1;
        crash::point("reserve:after");
        self.tell(row, None);
        if turn.is_none() {
            let hold = self.setup.config.ledger.hold;
            let waiting = printer.turn();
            match tokio::time::timeout(hold, waiting).await {
                Err(_) => return Attempted::Ended(self.expire(row, &mut body).await),
                Ok(mut got) => {
                    // What happened while it waited counts.
                    if let Some(Attempted::Failed(fault, printer)) = blocked(&printer) {
                        drop(got);
                        return Attempted::Ended(self.void(row, &mut body, fault, printer).await);
                    }
                    match before(&mut got, &printer, kind).await {
                        Ok(read) => body.papers[deciding].before = read,
                        Err(fault) => {
                            drop(got);
                            return Attempted::Ended(self.void(row, &mut body, fault, Some(printer.id.clone())).await);
                        }
                    }
                    body.papers[deciding].state = PaperState::Sent;
                    row.state = State::Printing;
                    if let Err(error) = self.save(row, &body, Step::None, "printing", String::new()).await {
                        drop(got);
                        let fault = store_fault(&error);
                        return Attempted::Ended(self.void(row, &mut body, fault, None).await);
                    }
                    crash::point("printing:after");
                    turn = Some(got);
                }
            }
        }
        let Some(turn) = turn else {
            return Attempted::Failed(Fault::new(Reason::Internal, "no turn"), None);
        };
        Attempted::Ended(self.print(row, &mut body, deciding, turn, &printer).await)
    }

    pub(super) fn not_written(&self, error: WriteError) -> Attempted {
        let language = self.setup.shop.language;
        match error {
            WriteError::Broken { reason, text } => Attempted::Broken(Refusal::new(reason, text)),
            // The next plan sees what the card, or the original, is now.
            WriteError::NotActive(_) | WriteError::Changed(_) => Attempted::Again,
            WriteError::Overflow => {
                Attempted::Refused(say::refuse(language, Reason::AmountInvalid, &Say::AmountTooLarge))
            }
            other => Attempted::Failed(store_fault(&other), None),
        }
    }
}

/// An earlier document of a printer that is not known to be printed.
pub(super) fn unresolved(operation: &str) -> Fault {
    Fault::new(Reason::PrinterInDoubt, format!("operation {operation} is unresolved"))
}

/// Work that, where it concerns very many cards, must not keep the threads of the socket busy.
pub(super) fn heavy<T>(bulk: bool, work: impl FnOnce() -> T) -> T {
    if bulk { tokio::task::block_in_place(work) } else { work() }
}

/// Whether a till may call an operation so.
#[must_use]
pub fn sound(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| (0x21..=0x7e).contains(&b))
}
