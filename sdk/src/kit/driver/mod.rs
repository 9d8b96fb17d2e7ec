//! A driver and its simulated device, joined without a wire, in virtual time; what goes wrong between them is
//! said beforehand. And [`conform`], which loses answers in every way there is.

mod conform;
mod line;
mod papers;
mod probes;
mod spoil;
#[cfg(test)]
mod tests;

pub use conform::conform;
pub use spoil::{Spoil, Spoiler, Spoilt};

use crate::{
    DocumentRef, Shop,
    driver::{
        Bytes, Device, DeviceRequest, Driver, Face, HttpAnswer, Input, Job, Last, Link, LinkOptions, Outcome, Reply,
        Request, Status, Step,
    },
};
use jiff::civil;
use line::Line;
use serde_json::Value;

/// The most steps of one job: a driver that takes more never ends.
const MOST_STEPS: u32 = 9_000;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The device misbehaves: a fault of its own.
    Device(&'static str),
    /// No connection: nothing was sent.
    Unreachable,
    /// The request never arrives.
    LostBefore,
    /// The device does it, and the answer never arrives.
    LostAfter,
    /// The device does it, and the answer arrives without its last letters.
    Truncated,
    /// The device does it, and its web face answers HTTP 500.
    Http500,
    /// The device does it, and something else answers.
    Garbage,
    /// The request vanishes, and the stream stays open.
    Swallowed,
    /// The device does it and says nothing; the stream stays open.
    Mute,
    /// The stream breaks when so many bytes of the request have arrived.
    CutRequest(usize),
    /// The device does it, and its answer goes over a bad line.
    Spoilt(Spoil),
    /// The device does it, and all it answers comes so many milliseconds late.
    Late(u64),
}

/// A driver and a device, joined without a wire.
#[derive(Debug)]
pub struct Bench<D, V> {
    /// The driver.
    pub driver: D,
    /// The device.
    pub device: V,
    /// The monotonic time, in milliseconds.
    pub now: u64,
    /// The device's clock.
    pub clock: civil::DateTime,
    /// The kinds of the requests of the last job.
    pub sent: Vec<String>,
    /// The kinds of those that changed the device's memory.
    pub done: Vec<String>,
    /// The HTTP requests of the last job.
    pub requests: Vec<Request>,
    /// What was written to the stream in the last job, write by write.
    pub written: Vec<Bytes>,
    /// All that went on paper.
    pub paper: String,
    troubles: Vec<(String, Trouble)>,
    line: Line,
}

/// The link of a driver that its simulated device can be at the end of.
pub(super) fn link_options<D: Driver>(face: Face) -> LinkOptions {
    let fits = |link: &Link| (*link == Link::Http) == (face == Face::Http);
    let link = D::manifest().link.into_iter().find(fits).unwrap_or_default();
    LinkOptions { link, path: "/".to_owned(), timeout_ms: 15_000 }
}

impl<D: Driver, V: Device> Bench<D, V> {
    /// A driver with these settings and a device as it left the factory.
    ///
    /// # Panics
    /// The settings are wrong, or there is no device.
    #[must_use]
    #[track_caller]
    pub fn open(settings: &Value, shop: &Shop) -> Self {
        match Self::try_open(settings, shop) {
            Ok(bench) => bench,
            Err(found) => panic!("{found}"),
        }
    }

    fn try_open(settings: &Value, shop: &Shop) -> Result<Self, String> {
        let device = V::open(None)?;
        let link = link_options::<D>(device.face());
        Ok(Self {
            driver: D::open(settings, shop, &link).map_err(|problems| format!("{problems:?}"))?,
            device,
            now: 0,
            clock: civil::datetime(2026, 1, 15, 10, 32, 0, 0),
            sent: Vec::new(),
            done: Vec::new(),
            requests: Vec::new(),
            written: Vec::new(),
            paper: String::new(),
            troubles: Vec::new(),
            line: Line::default(),
        })
    }

    /// The next request of this kind (a word of [`Device::kind`]) meets this trouble.
    pub fn trouble(&mut self, kind: &str, trouble: Trouble) -> &mut Self {
        self.troubles.push((kind.to_owned(), trouble));
        self
    }

    /// Does a job.
    ///
    /// # Panics
    /// It does not end, or a trouble that was said beforehand did not come.
    #[track_caller]
    pub fn run(&mut self, job: Job) -> Outcome {
        match self.play(job, Self::carry) {
            Ok(outcome) => {
                assert_eq!(self.troubles, [], "a trouble that did not come");
                outcome
            }
            Err(found) => panic!("{found}"),
        }
    }

    /// Does a job; troubles that did not come are forgotten.
    ///
    /// # Panics
    /// It does not end.
    #[track_caller]
    pub fn run_some(&mut self, job: Job) -> Outcome {
        self.meddled(job, |_, _| {})
    }

    /// Does a job; `meddle` sees each step before the wire carries it out, and may do things to the device. Troubles that
    /// did not come are forgotten.
    ///
    /// # Panics
    /// It does not end.
    #[track_caller]
    pub fn meddled(&mut self, job: Job, mut meddle: impl FnMut(&mut Self, &Step)) -> Outcome {
        let carry = |bench: &mut Self, step: Step| {
            meddle(bench, &step);
            bench.carry(step)
        };
        match self.play(job, carry) {
            Ok(outcome) => {
                self.troubles.clear();
                outcome
            }
            Err(found) => panic!("{found}"),
        }
    }

    /// Does a job; `carry` is the wire.
    fn play(&mut self, job: Job, mut carry: impl FnMut(&mut Self, Step) -> Input) -> Result<Outcome, String> {
        self.written.clear();
        self.sent.clear();
        self.done.clear();
        self.requests.clear();
        let mut step = self.driver.submit(job, self.now);
        for _ in 0..MOST_STEPS {
            step = match step {
                Step::Done(outcome) => return Ok(outcome),
                Step::Wait(milliseconds) => {
                    self.now = self.now.saturating_add(milliseconds);
                    self.driver.poll(self.now)
                }
                step => {
                    let input = carry(self, step);
                    self.driver.receive(input, self.now)
                }
            };
        }
        Err(format!("no end after {MOST_STEPS} steps"))
    }

    /// Carries out what a driver wants of the wire, with the trouble that waits for it.
    ///
    /// # Panics
    /// It wants nothing of the wire.
    pub fn carry(&mut self, step: Step) -> Input {
        match (step, self.device.face()) {
            (Step::Send(request), Face::Http) => self.exchange(request),
            (Step::Connect { anew, .. }, Face::Stream) => self.connect(anew),
            (Step::Write(write), Face::Stream) => self.write(write),
            (Step::Read { within_ms }, Face::Stream) => self.read(within_ms),
            (step @ (Step::Wait(_) | Step::Done(_)), _) => panic!("{step:?} is nothing for the wire"),
            (step, face) => Input::Unreachable(format!("{step:?} on a device that is reached by {face:?}")),
        }
    }

    /// One HTTP exchange, with the trouble that waits for it.
    pub fn exchange(&mut self, request: Request) -> Input {
        let who = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let authorization = who.map(|(_, value)| value.clone());
        let wire = DeviceRequest { path: request.path.clone(), authorization, body: request.body.clone() };
        let kind = self.device.kind(&wire);
        let at = self.troubles.iter().position(|(known, _)| *known == kind);
        let trouble = at.map(|at| self.troubles.remove(at).1);
        let timeout = request.timeout_ms;
        self.sent.push(kind.clone());
        self.requests.push(request);
        let fault = match trouble {
            Some(Trouble::Unreachable) => return Input::Unreachable("connection refused".to_owned()),
            Some(Trouble::LostBefore | Trouble::Swallowed | Trouble::CutRequest(_)) => return self.lost(timeout),
            Some(Trouble::Device(name)) => Some(name),
            _ => None,
        };
        let handled = self.device.handle(&wire, fault, self.clock);
        self.paper.push_str(&handled.paper);
        if handled.changed {
            self.done.push(kind);
        }
        let answered = |status, body: &str| Input::Answer(HttpAnswer { status, body: body.to_owned() });
        match (trouble, handled.answer) {
            (Some(Trouble::LostAfter | Trouble::Mute), _) | (_, None) => self.lost(timeout),
            (Some(Trouble::Http500), _) => answered(500, "oops"),
            (Some(Trouble::Garbage), _) => answered(200, "\u{fffd}{<garbage"),
            (Some(Trouble::Truncated), Some(answer)) => {
                let kept = answer.body.chars().count().saturating_sub(20);
                Input::Answer(HttpAnswer { body: answer.body.chars().take(kept).collect(), ..answer })
            }
            (_, Some(answer)) => Input::Answer(answer),
        }
    }

    fn lost(&mut self, timeout: u64) -> Input {
        self.now = self.now.saturating_add(timeout);
        Input::Lost("time-out".to_owned())
    }

    /// Prints, and answers what the device says of it.
    ///
    /// # Panics
    /// It is not printed.
    #[track_caller]
    pub fn printed(&mut self, job: Job) -> DocumentRef {
        match self.run(job) {
            Outcome::Done(Reply::Printed(printed)) => printed,
            other => panic!("not printed: {other:?}"),
        }
    }

    /// What the device says of its past, asked by this job.
    ///
    /// # Panics
    /// It does not say.
    #[track_caller]
    pub fn last(&mut self, job: Job) -> Last {
        match self.run(job) {
            Outcome::Done(Reply::Last(last)) => last,
            other => panic!("no last document: {other:?}"),
        }
    }

    /// How the device is.
    ///
    /// # Panics
    /// It does not say.
    #[track_caller]
    pub fn status(&mut self) -> Status {
        match self.run(Job::Status) {
            Outcome::Done(Reply::Status(status)) => status,
            other => panic!("no status: {other:?}"),
        }
    }
}
