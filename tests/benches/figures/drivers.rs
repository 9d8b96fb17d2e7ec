//! What a driver and its transport add to a document, for every driver: the document through driver and link to one
//! simulated device, and the very same bytes from a bare client to another one with the same past. In turns.
//!
//! Twice: with processors that are kept awake, which is what the code costs; and as they are. A processor that falls asleep
//! between two bytes is woken for each answer, and the longer it slept the longer that takes: a virtual one some 50 µs.
//!
//! And how fast each codec writes and reads, beside one pass over the same bytes.

use crate::{
    measure::{Samples, micros, rate, times},
    receipt::{Bare, receipt},
};
use fiscus::{daemon::setup::place, host::Library, transport::Link};
use fiscus_parsers::CODECS;
use fiscus_sdk::{
    Document, DocumentKind, Shop, Slip, SlipLine,
    abi::Manifest,
    document::SlipDocument,
    driver::{Input, Job, LinkOptions, Outcome, Reply, Request, Step},
};
use fiscus_tests::{built, library, program};
use serde_json::{Value, json};
use std::{
    hint::black_box,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

/// The drivers: their packages, the model of the simulated device, and settings.
const DRIVERS: &[(&str, &str, &str)] = &[
    ("fiscus-epson-rt", "epson-rt", "{}"),
    ("fiscus-custom-xml", "custom-xml", r#"{ "serial": "STMTE770207", "vat": { "10": 2 } }"#),
    ("fiscus-custom-serial", "custom-serial", "{}"),
    ("fiscus-rch", "rch", "{}"),
    ("fiscus-rch", "rch-http", "{}"),
    ("fiscus-escpos", "escpos", "{}"),
    ("fiscus-xon-xoff", "xon-xoff", r#"{ "settle": "0ms" }"#),
];

/// A simulated device that keeps nothing and prints nowhere.
struct Device {
    process: Child,
    connection: String,
}

impl Device {
    fn start(package: &str, model: &str) -> Self {
        let mut process = Command::new(program())
            .args(["simulate", model, "--listen", "127.0.0.1:0", "--paper", "/dev/null", "--libraries"])
            .arg(built(&[package]))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its line");
        Self { process, connection: line.trim().trim_start_matches("listening on ").to_owned() }
    }

    fn address(&self) -> &str {
        self.connection.split("://").last().expect("an address").trim_end_matches('/')
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What went over the wire for one document.
enum Said {
    Exchange(Request, usize),
    Connect,
    Write(Vec<u8>),
    Heard(usize),
    Pause(Duration),
}

/// The driver behind its link.
struct Ours {
    session: fiscus::host::DriverSession,
    link: Link,
    runtime: tokio::runtime::Runtime,
    since: Instant,
}

impl Ours {
    fn open(library: &Arc<Library>, connection: &str, settings: &str, shop: &Shop) -> Self {
        let (link, path, place) = place(&connection.parse().expect("a connection")).expect("a place");
        let options = LinkOptions { link, path, timeout_ms: 5_000 };
        let session =
            library.open_driver(&settings.parse().expect("settings"), shop, &options).expect("the driver opens");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { session, link: Link::new(place).expect("a link"), runtime, since: Instant::now() }
    }

    /// Prints; what was said is written down, which takes no time worth mentioning.
    fn print(&mut self, job: Job) -> Vec<Said> {
        let mut said = Vec::new();
        let now = |since: Instant| u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut step = self.session.submit(job, now(self.since)).expect("a step");
        loop {
            step = match step {
                Step::Done(Outcome::Done(Reply::Printed(_) | Reply::Accepted)) => return said,
                Step::Done(other) => panic!("not printed: {other:?}"),
                Step::Wait(milliseconds) => {
                    let pause = Duration::from_millis(milliseconds);
                    self.runtime.block_on(tokio::time::sleep(pause));
                    said.push(Said::Pause(pause));
                    self.session.poll(now(self.since)).expect("a step")
                }
                step => {
                    let input = self.runtime.block_on(self.link.carry(step.clone()));
                    match (step, &input) {
                        (Step::Send(request), Input::Answer(answer)) => {
                            said.push(Said::Exchange(request, answer.body.len()));
                        }
                        (Step::Connect { .. }, Input::Connected { new: true }) => said.push(Said::Connect),
                        // A line that is watched for nothing: the bare client watches it as long.
                        (Step::Write(write), Input::Silence) => {
                            said.push(Said::Write(write.bytes.0));
                            said.push(Said::Pause(Duration::from_millis(write.answer_within_ms)));
                        }
                        (Step::Read { within_ms }, Input::Silence) => {
                            said.push(Said::Pause(Duration::from_millis(within_ms)));
                        }
                        (Step::Write(write), _) => said.push(Said::Write(write.bytes.0)),
                        _ => {}
                    }
                    if let Input::Bytes(bytes) = &input {
                        said.push(Said::Heard(bytes.len()));
                    }
                    self.session.receive(input, now(self.since)).expect("a step")
                }
            };
        }
    }
}

/// A client that knows what to say and how much comes back, and nothing else.
enum Plain {
    Http(Bare),
    Stream(Option<TcpStream>),
}

impl Plain {
    fn play(&mut self, address: &str, said: &[Said]) {
        for one in said {
            match (&mut *self, one) {
                (Self::Http(bare), Said::Exchange(request, length)) => {
                    assert_eq!(bare.exchange(request).len(), *length, "the other device does the same");
                }
                (Self::Stream(stream), Said::Connect) => {
                    let opened = TcpStream::connect(address).expect("the device");
                    opened.set_nodelay(true).expect("no delay");
                    *stream = Some(opened);
                }
                (Self::Stream(Some(stream)), Said::Write(bytes)) => stream.write_all(bytes).expect("written"),
                (Self::Stream(Some(stream)), Said::Heard(length)) => {
                    stream.read_exact(&mut vec![0; *length]).expect("the same answer");
                }
                (_, Said::Pause(pause)) => std::thread::sleep(*pause),
                _ => panic!("what was said does not fit the client"),
            }
        }
    }
}

/// What every printer prints: a receipt where it can, else a slip.
fn job(library: &Library) -> Job {
    let Manifest::Driver(manifest) = &library.manifest else { panic!("no driver: {}", library.id()) };
    if manifest.documents.contains(&DocumentKind::Receipt) {
        return Job::Print(Document::Receipt(receipt()));
    }
    let line = |nth| SlipLine::columns(format!("Article {nth}"), "4.50");
    let slip = Slip { lines: (1..=5).map(line).collect(), ..Slip::default() };
    Job::Print(Document::Slip(SlipDocument { slip, copy_mark: None }))
}

/// Prints what driver and transport add.
pub fn print() {
    let shop: Shop = serde_json::from_value::<Value>(json!({
        "currency": { "name": "EUR", "scale": 2 },
        "departments": { "bar": { "vat": { "rate": "10" }, "number": 1 } }
    }))
    .and_then(serde_json::from_value)
    .expect("a shop");
    println!(
        "\n| a document of 5 lines | writes | with driver and link | bare client | ratio | added (goal 1 ms) | added, if processors sleep |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (package, model, settings) in DRIVERS {
        let library = library(package);
        let (here, there) = (Device::start(package, model), Device::start(package, model));
        let mut ours = Ours::open(&library, &here.connection, settings, &shop);
        let http = here.connection.starts_with("http");
        let mut plain = if http { Plain::Http(Bare::connect(there.address())) } else { Plain::Stream(None) };
        let mut measured = || in_turns(|| ours.print(job(&library)), |said| plain.play(there.address(), said));
        let asleep = measured();
        let awake = Awake::keep();
        let (with, bare, writes) = measured();
        drop(awake);
        println!(
            "| {model} | {writes} | {} | {} | {} | {} | {} |",
            micros(with),
            micros(bare),
            times(with, bare),
            micros(with.saturating_sub(bare)),
            micros(asleep.0.saturating_sub(asleep.1))
        );
    }
}

/// The medians of both, and how often was written for one document.
fn in_turns(mut ours: impl FnMut() -> Vec<Said>, mut plain: impl FnMut(&[Said])) -> (Duration, Duration, usize) {
    const ROUNDS: usize = 20;
    const EACH: usize = 25;
    let (mut with, mut bare, mut writes) = (Vec::new(), Vec::new(), 0);
    // The first round warms up.
    for round in 0..=ROUNDS {
        let mut said = Vec::new();
        for _ in 0..EACH {
            let since = Instant::now();
            said.push(ours());
            with.push(since.elapsed());
        }
        for said in &said {
            let since = Instant::now();
            plain(said);
            bare.push(since.elapsed());
            writes = said.iter().filter(|one| matches!(one, Said::Exchange(..) | Said::Write(_))).count();
        }
        if round == 0 {
            with.clear();
            bare.clear();
        }
    }
    (Samples::of(with).p50(), Samples::of(bare).p50(), writes)
}

/// Something for each processor to do that gives way to everything else, as long as this lives, or this program.
struct Awake(Vec<Child>);

impl Awake {
    fn keep() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let idler = |_| {
            Command::new("nice")
                .args(["-n", "19", "sh", "-c", "while kill -0 $PPID; do :; done"])
                .stderr(Stdio::null())
                .spawn()
                .expect("nice and sh")
        };
        Self((0..processors).map(idler).collect())
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for idler in &mut self.0 {
            drop(idler.kill());
            drop(idler.wait());
        }
    }
}

/// Prints how fast each codec is.
pub fn codecs() {
    const MANY: usize = 200;
    let each = |run: &mut dyn FnMut()| Samples::take(400, |_| (0..MANY).for_each(|_| run())).p50() / 200;
    println!(
        "\n| codec | request, bytes | written | answer, bytes | read | read, over one pass over the bytes |\n|---|---|---|---|---|---|"
    );
    for codec in CODECS {
        let (request, answer) = ((codec.write)(), codec.samples[0]);
        let speed = |time: Duration| format!("{} ({}/s)", micros(time), rate(1, time));
        let written = each(&mut || drop(black_box((codec.write)())));
        let read = each(&mut || {
            black_box((codec.read)(black_box(answer)));
        });
        let pass = each(&mut || {
            let sum = |sum: u64, byte: &u8| sum.wrapping_mul(31).wrapping_add(u64::from(*byte));
            black_box(black_box(answer).iter().fold(0, sum));
        });
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            codec.driver,
            request.len(),
            speed(written),
            answer.len(),
            speed(read),
            times(read, pass)
        );
    }
}
