//! The cases of a driver: what it prints, what it never prints twice, and whether the truth is found after a
//! lost answer. The truth is what the simulated device did.

use super::{
    Bench, Spoil, Trouble, link_options,
    papers::{KINDS, anything, job},
    probes,
};
use crate::{
    DocumentKind, DocumentRef, Shop,
    driver::{Bytes, Device, Driver, Face, HttpAnswer, Input, Job, Last, OpenDocument, Outcome, Proof, Reply, Step},
    kit::{Dice, Report, caught, manifest},
    proof::{Sent, Verdict, follows, judge},
};
use serde_json::Value;
use std::marker::PhantomData;

const CASES: [(&str, &str); 12] = [
    ("manifest_documents", "links, documents, tenders and models are named once, and a slip has columns"),
    ("probes", "a probe is one question, which finds the device and changes nothing; nonsense is no device"),
    ("opens", "the settings open"),
    ("status", "a device that is well is online and has no document open"),
    ("prints", "each kind of document that the manifest names is printed and told as the device keeps it"),
    ("one_document", "no job sends more than one document, and a question sends none"),
    ("lost", "an answer that did not come whole proves neither that it was printed nor that it was not"),
    ("unreachable", "where nothing was sent it is certain that nothing was printed"),
    ("recovers", "after a lost answer Recover finds what is on paper, and the device prints again"),
    ("foreign", "what somebody else printed meanwhile is never taken for ours"),
    ("accepts", "what is accepted is printed, and what is refused sends no document"),
    ("any_answer", "whatever answers, the job ends"),
];

const ROUNDS: u32 = 300;

/// Tries a driver with these settings against its simulated device, with chance that this seed decides. The
/// shop's first department must be one that the settings let the driver print on.
pub fn conform<D: Driver, V: Device>(settings: &Value, shop: &Shop, seed: u64) -> Report {
    let mut report = Report::new(&[&manifest::CASES[..], &CASES[..]].concat());
    let mut dice = Dice::new(seed);
    let known = D::manifest();
    manifest::identity(&mut report, &known.id, &known.version, known == D::manifest());
    let named = manifest::once(known.link.iter().map(|link| format!("{link:?}")))
        .and_then(|()| manifest::once(&known.documents))
        .and_then(|()| manifest::once(&known.tenders))
        .and_then(|()| manifest::once(&known.simulates))
        .and_then(|()| match known {
            _ if known.link.is_empty() => Err("no link".to_owned()),
            _ if known.documents.contains(&DocumentKind::Slip) && known.columns == 0 => Err("no columns".to_owned()),
            _ if known.slow.iter().any(|slow| slow.factor == 0) => Err("a document that takes no time".to_owned()),
            _ if known.last_document && known.proof != Proof::Device => {
                Err("a device that tells its last document and proves nothing".to_owned())
            }
            _ => Ok(()),
        });
    report.tried("manifest_documents", named);
    let face = caught(|| V::open(None).map(|device| device.face())).and_then(|face| face).unwrap_or_default();
    let link = link_options::<D>(face);
    manifest::settings(&mut report, &mut dice, &known.settings, settings, |settings| D::open(settings, shop, &link));
    let opened = caught(|| Bench::<D, V>::try_open(settings, shop)).and_then(|opened| opened);
    let sound = opened.is_ok();
    report.tried("opens", opened.map(drop));
    if sound {
        probes::probes::<D, V>(&mut report, &mut dice, settings, shop);
        let mut desk = Desk::<D, V> {
            settings,
            shop,
            report,
            last: known.last_document,
            face,
            silent: known.proof != Proof::Device,
            kinds: known.documents,
            library: PhantomData,
        };
        desk.status();
        desk.prints();
        desk.losses();
        desk.accepts(&mut dice);
        desk.any_answer(&mut dice);
        report = desk.report;
    }
    report
}

struct Desk<'a, D, V> {
    settings: &'a Value,
    shop: &'a Shop,
    report: Report,
    last: bool,
    face: Face,
    /// The device never answers: that a document counts as printed proves nothing.
    silent: bool,
    kinds: Vec<DocumentKind>,
    library: PhantomData<(D, V)>,
}

/// The words of requests that put a document on paper.
fn documents(words: &[String]) -> usize {
    words.iter().filter(|word| KINDS.iter().any(|(_, known)| known == word)).count()
}

impl<D: Driver, V: Device> Desk<'_, D, V> {
    /// A new bench that has printed a receipt, where receipts are printed: the original of corrections.
    fn bench(&mut self) -> (Bench<D, V>, Option<DocumentRef>) {
        let mut bench = Bench::open(self.settings, self.shop);
        if !self.kinds.contains(&DocumentKind::Receipt) {
            return (bench, None);
        }
        let original = match self.receipt(&mut bench) {
            Ok(Outcome::Done(Reply::Printed(printed))) => Some(printed),
            Ok(Outcome::Done(Reply::Accepted)) => Some(DocumentRef::default()),
            _ => None,
        };
        (bench, original)
    }

    fn plain(&self, kind: DocumentKind, original: Option<&DocumentRef>, bench: &Bench<D, V>) -> Job {
        job(kind, self.shop, original, bench.clock.date())
    }

    fn receipt(&mut self, bench: &mut Bench<D, V>) -> Result<Outcome, String> {
        let job = self.plain(DocumentKind::Receipt, None, bench);
        self.run(bench, job)
    }

    /// Does a job, of which at most one request is a document.
    fn run(&mut self, bench: &mut Bench<D, V>, job: Job) -> Result<Outcome, String> {
        let most = usize::from(job.kind().is_some());
        let told = format!("{job:?}");
        let outcome = caught(|| bench.play(job, Bench::carry)).and_then(|ended| ended);
        self.report.tried("any_answer", outcome.as_ref().map(drop).map_err(|what| format!("{what}, in {told}")));
        let sent = documents(&bench.sent);
        let alone = if sent <= most { Ok(()) } else { Err(format!("{told} sends {:?}", bench.sent)) };
        self.report.tried("one_document", alone);
        bench.troubles.clear();
        outcome
    }

    fn status(&mut self) {
        let mut bench = Bench::<D, V>::open(self.settings, self.shop);
        let found = match self.run(&mut bench, Job::Status) {
            Ok(Outcome::Done(Reply::Status(status))) if status.online && status.document == OpenDocument::None => {
                Ok(())
            }
            other => Err(format!("{other:?}")),
        };
        self.report.tried("status", found);
    }

    /// What the device says of its past.
    fn past(&mut self, bench: &mut Bench<D, V>, job: Job) -> Result<Last, String> {
        match self.run(bench, job)? {
            Outcome::Done(Reply::Last(last)) => Ok(last),
            other => Err(format!("{other:?} where its last document was asked")),
        }
    }

    fn prints(&mut self) {
        for (kind, word) in KINDS {
            if !self.kinds.contains(&kind) {
                continue;
            }
            let (mut bench, original) = self.bench();
            let job = self.plain(kind, original.as_ref(), &bench);
            let planned = match &job {
                Job::Print(document) => document.total(),
                _ => None,
            };
            let outcome = self.run(&mut bench, job);
            let done = bench.done.iter().any(|done| done == word);
            let told = match outcome {
                Ok(Outcome::Done(Reply::Printed(printed))) if kind.fiscal() => {
                    // An automatic void tells a total of zero, or none.
                    let total = printed.total == planned
                        || (kind == DocumentKind::Void && printed.total.is_none_or(crate::Amount::is_zero));
                    let next = original.as_ref().is_none_or(|before| follows(before, &printed));
                    let kept = match self.last {
                        true => self.past(&mut bench, Job::Last).map(|last| {
                            last.document.is_some_and(|kept| (kept.z, kept.number) == (printed.z, printed.number))
                        }),
                        false => Ok(true),
                    };
                    match kept {
                        Ok(true) if total && next => Ok(()),
                        kept => Err(format!("{kind:?} is told as {printed:?}, kept: {kept:?}")),
                    }
                }
                Ok(Outcome::Done(Reply::Refused(refusal))) => Err(format!("{kind:?}: {refusal:?}")),
                Ok(Outcome::Done(Reply::Accepted)) if !self.silent && kind.fiscal() => {
                    Err(format!("{kind:?} is only accepted, and the manifest says that the device tells"))
                }
                Ok(Outcome::Done(_)) => Ok(()),
                other => Err(format!("{kind:?}: {other:?}")),
            };
            self.report.tried(
                "prints",
                told.and_then(|()| match done {
                    true => Ok(()),
                    false => Err(format!("{kind:?} is told as printed, and the device did nothing")),
                }),
            );
        }
    }

    fn losses(&mut self) {
        for (kind, word) in KINDS {
            if !self.kinds.contains(&kind) {
                continue;
            }
            for trouble in [
                Trouble::Unreachable,
                Trouble::LostBefore,
                Trouble::LostAfter,
                Trouble::Truncated,
                Trouble::Http500,
                Trouble::Garbage,
            ] {
                self.loss(kind, word, trouble, false);
            }
            if self.face == Face::Stream {
                for trouble in bytes_lost() {
                    self.loss(kind, word, trouble, false);
                }
            }
            if kind.fiscal() && self.last {
                self.loss(kind, word, Trouble::LostBefore, true);
            }
        }
    }

    /// One lost answer, and what is found out afterwards.
    fn loss(&mut self, kind: DocumentKind, word: &str, trouble: Trouble, foreign: bool) {
        let (mut bench, original) = self.bench();
        let question = if kind == DocumentKind::ZReport { Job::LastClosure } else { Job::Last };
        let before = if self.last { self.past(&mut bench, question).ok() } else { None };
        let job = self.plain(kind, original.as_ref(), &bench);
        let total = match &job {
            Job::Print(document) => document.total(),
            _ => None,
        };
        bench.trouble(word, trouble);
        let outcome = self.run(&mut bench, job);
        let printed = bench.done.iter().any(|done| done == word);
        let what = format!("{kind:?}, {trouble:?}");
        let case = if trouble == Trouble::Unreachable { "unreachable" } else { "lost" };
        let unknown = matches!(outcome, Ok(Outcome::Unknown(_)));
        let sound = match (trouble, &outcome) {
            (Trouble::Unreachable, Ok(Outcome::Failed(_))) => true,
            (Trouble::Unreachable, _) => false,
            // A half answer may tell enough; and what comes late, twice or changed, may be seen through.
            (Trouble::Truncated | Trouble::Spoilt(_) | Trouble::Late(_), Ok(Outcome::Done(reply))) => {
                printed && !matches!(reply, Reply::Refused(_))
            }
            (Trouble::CutRequest(_), Ok(Outcome::Failed(_))) => !printed,
            // All was handed over, and nobody can say more.
            (_, Ok(Outcome::Done(reply))) if self.silent => !matches!(reply, Reply::Refused(_)),
            _ => unknown,
        };
        self.report.tried(case, if sound { Ok(()) } else { Err(format!("{what}: {outcome:?}")) });
        let (Some(before), true) = (before, unknown && self.last) else { return };
        if foreign {
            bench.device.foreign_document(bench.clock);
        }
        let found = self.past(&mut bench, Job::Recover);
        if kind.fiscal() || kind == DocumentKind::ZReport {
            let sent = Sent { kind, total, before: before.document.as_ref(), z_before: before.z };
            let verdict = found.as_ref().map(|last| judge(&sent, last));
            let true_verdict = match &verdict {
                Ok(Verdict::Printed(_)) => printed && !foreign,
                Ok(Verdict::NotPrinted) => !printed && !foreign,
                Ok(Verdict::Doubt) => foreign,
                Err(_) => false,
            };
            let case = if foreign { "foreign" } else { "recovers" };
            let told = format!("{what}: {verdict:?} from {found:?}, before {before:?}, printed: {printed}");
            self.report.tried(case, if true_verdict { Ok(()) } else { Err(told) });
        } else if !found.as_ref().is_ok_and(|last| last.settled) {
            self.report.tried("recovers", Err(format!("{what}: {found:?}")));
        }
        if self.kinds.contains(&DocumentKind::Receipt) {
            let again = self.receipt(&mut bench);
            let printed = matches!(again, Ok(Outcome::Done(Reply::Printed(_) | Reply::Accepted)));
            let told = format!("{what}: afterwards {again:?}");
            self.report.tried("recovers", if printed { Ok(()) } else { Err(told) });
        }
    }

    fn accepts(&mut self, dice: &mut Dice) {
        for _ in 0..ROUNDS {
            let document = anything(self.shop, dice);
            if !self.kinds.contains(&document.kind()) {
                continue;
            }
            let mut bench = Bench::<D, V>::open(self.settings, self.shop);
            let accepted = caught(|| bench.driver.accepts(&document));
            let outcome = self.run(&mut bench, Job::Print(document.clone()));
            let sound = match (&accepted, &outcome) {
                (Ok(Ok(())), Ok(Outcome::Done(Reply::Printed(_) | Reply::Accepted))) => true,
                (Ok(Err(refusal)), Ok(Outcome::Done(Reply::Refused(_)) | Outcome::Failed(_))) => {
                    documents(&bench.sent) == 0 && !refusal.text.trim().is_empty()
                }
                _ => false,
            };
            let told = format!("{accepted:?}, and then {outcome:?}: {document:?}");
            self.report.tried("accepts", if sound { Ok(()) } else { Err(told) });
        }
    }

    fn any_answer(&mut self, dice: &mut Dice) {
        for _ in 0..ROUNDS {
            let (mut bench, original) = self.bench();
            let (kind, _) = *dice.pick(&KINDS);
            let job = match dice.roll(10) {
                0 => Job::Status,
                1 => Job::Last,
                2 => Job::LastClosure,
                3 => Job::Recover,
                4 => Job::Cancel,
                5 => Job::OpenDrawer,
                6 => Job::Display(vec![dice.text(), dice.text()]),
                _ if self.kinds.contains(&kind) => self.plain(kind, original.as_ref(), &bench),
                _ => Job::Status,
            };
            let told = format!("{job:?}");
            let ended = caught(|| {
                bench.play(job, |bench, step| match (dice.roll(8), bench.carry(step.clone())) {
                    (_, input) if !matches!(step, Step::Send(_)) => strange(input, dice),
                    (0, _) => Input::Lost("cut".to_owned()),
                    (1, _) => Input::Unreachable("refused".to_owned()),
                    (2 | 3, _) => {
                        let status = *dice.pick(&[0, 100, 200, 200, 200, 204, 301, 401, 404, 500, u16::MAX]);
                        Input::Answer(HttpAnswer { status, body: dice.text() })
                    }
                    (4..=6, Input::Answer(answer)) => {
                        Input::Answer(HttpAnswer { body: spoilt(&answer.body, dice), ..answer })
                    }
                    (_, input) => input,
                })
            });
            let ended = ended.and_then(|ended| ended).map(drop).map_err(|what| format!("{what}, in {told}"));
            self.report.tried("any_answer", ended);
            // Whatever came before, the session is idle and takes the next job.
            drop(self.run(&mut bench, Job::Status));
        }
    }
}

/// What can happen to the bytes of a request and of its answer.
fn bytes_lost() -> impl Iterator<Item = Trouble> {
    let cut = (0..24).map(|at| Trouble::Spoilt(Spoil::CutAfter(at)));
    let silent = (0..24).map(|at| Trouble::Spoilt(Spoil::SilentAfter(at)));
    let flipped = (0..24).flat_map(|at| [1, 2, 0x10, 0x80].map(|mask| Trouble::Spoilt(Spoil::Flip { at, mask })));
    let requests = (0..24).map(Trouble::CutRequest);
    let others = [Trouble::Swallowed, Trouble::Mute, Trouble::Spoilt(Spoil::Twice)];
    let late = [200, 20_000].map(Trouble::Late);
    cut.chain(silent).chain(flipped).chain(requests).chain(others).chain(late)
}

/// What a stream hands back, or something else in its place.
fn strange(input: Input, dice: &mut Dice) -> Input {
    match (dice.roll(16), input) {
        (0, _) => Input::Lost("cut".to_owned()),
        (1, _) => Input::Unreachable("refused".to_owned()),
        (2, _) => Input::Silence,
        (3, _) => Input::Stalled { accepted: dice.roll(9) },
        (4, _) => Input::Written,
        (5, _) => Input::Connected { new: dice.yes() },
        (6, _) => Input::Bytes(Bytes::from(dice.text().into_bytes())),
        (7, _) => Input::Answer(HttpAnswer { status: 200, body: String::new() }),
        (8 | 9, Input::Bytes(Bytes(mut bytes))) => {
            let places = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let at = usize::try_from(dice.roll(places)).unwrap_or_default();
            match (dice.roll(3), bytes.get_mut(at)) {
                (0, Some(byte)) => *byte ^= 1 << dice.roll(8),
                (1, _) => bytes.truncate(at),
                _ => bytes.extend_from_within(..),
            }
            Input::Bytes(Bytes(bytes))
        }
        (_, input) => input,
    }
}

/// An answer with letters changed, left out, or said twice.
fn spoilt(body: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = body.chars().collect();
    for _ in 0..=dice.roll(3) {
        let places = u64::try_from(letters.len()).unwrap_or(u64::MAX);
        let at = usize::try_from(dice.roll(places)).unwrap_or_default();
        if at >= letters.len() {
            return dice.text();
        }
        match dice.roll(4) {
            0 => letters[at] = *dice.pick(&['0', '9', '-', '<', '"', 'é', '\u{fffd}', ' ']),
            1 => drop(letters.remove(at)),
            2 => letters.truncate(at),
            _ => letters.extend_from_within(at..),
        }
    }
    letters.into_iter().take(100_000).collect()
}
