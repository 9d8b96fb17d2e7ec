//! The shell of simulated devices over a real socket, with a device it knows nothing of, and the HTTP link
//! as its client.

use fiscus::{
    clock::Clock,
    simulate::{Options, Simulator, memory},
    transport::{Endpoint, HttpLink},
};
use fiscus_sdk::driver::{HttpAnswer, Input, Request};
use fiscus_tests::{Place, library};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::{fs, io, path::Path};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

/// A device with its files, listening.
struct Running {
    port: u16,
    place: Place,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

fn options(place: &Place, listen: &str) -> Options {
    let clock = Clock::starting_at("2026-11-22T09:32:00Z".parse().expect("an instant"), TimeZone::UTC);
    Options {
        listen: listen.to_owned(),
        control: None,
        state: Some(place.file("memory.json")),
        faults: Some(place.file("faults.toml")),
        paper: Some(place.file("paper.txt")),
        clock,
    }
}

async fn bound(place: &Place, listen: &str) -> io::Result<Simulator> {
    let kept = memory(Some(&place.file("memory.json")))?;
    let device = library("misbehaved-driver").open_device("", kept).map_err(io::Error::other)?;
    Simulator::bind(options(place, listen), device).await
}

async fn running_in(place: Place, faults: &str) -> Running {
    place.write("faults.toml", faults);
    let simulator = bound(&place, "127.0.0.1:0").await.expect("it listens");
    let port = simulator.address().port();
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(simulator.serve(async { drop(stopped.await) }));
    Running { port, place, stop, served }
}

async fn running(faults: &str) -> Running {
    running_in(Place::new(), faults).await
}

impl Running {
    fn link(&self) -> HttpLink {
        let host = "127.0.0.1".to_owned();
        HttpLink::new(Endpoint { host, port: self.port, tls: false, fingerprint: None, user_info: None })
            .expect("no encryption is needed")
    }

    fn memory(&self) -> Value {
        serde_json::from_slice(&fs::read(self.place.file("memory.json")).expect("the memory is kept"))
            .expect("the memory is whole")
    }

    /// How many fiscal documents are in the memory file.
    fn documents(&self) -> usize {
        self.memory()["journal"].as_array().map_or(0, Vec::len)
    }

    fn paper(&self) -> String {
        fs::read_to_string(self.place.file("paper.txt")).expect("there is paper")
    }

    async fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        answer
    }

    async fn stopped(self) -> Place {
        self.stop.send(()).expect("it runs");
        self.served.await.expect("it ends");
        self.place
    }
}

async fn send(link: &mut HttpLink, path: &str, body: &str, timeout_ms: u64) -> Input {
    link.exchange(&Request { path: path.to_owned(), headers: Vec::new(), body: body.to_owned(), timeout_ms }).await
}

async fn print(link: &mut HttpLink, body: &str) -> Input {
    send(link, "/", body, 5_000).await
}

fn body(input: &Input) -> &str {
    match input {
        Input::Answer(answer) => &answer.body,
        other => panic!("no answer: {other:?}"),
    }
}

#[tokio::test]
async fn documents_are_numbered_printed_and_kept_over_a_restart() {
    let first = running("").await;
    let mut link = first.link();
    assert_eq!(body(&print(&mut link, "receipt 8.10\nPizza").await), "ok 1 1 2026-11-22 09:32 PLAIN001 8.10");
    assert_eq!(first.documents(), 1);
    assert!(first.paper().contains("Pizza"));
    assert!(first.get("/paper").await.contains("Pizza"));
    assert!(first.get("/memory").await.contains("PLAIN001 8.10 receipt"));
    assert!(first.get("/").await.starts_with("HTTP/1.1 404"));

    let second = running_in(first.stopped().await, "").await;
    let mut link = second.link();
    assert_eq!(body(&print(&mut link, "receipt 1.00\n").await), "ok 1 2 2026-11-22 09:32 PLAIN001 1.00");
    assert!(second.paper().contains("Pizza"), "the roll goes on");
    assert!(!second.get("/paper").await.contains("Pizza"), "what is answered is of this run");
}

/// What the till hears, and how many documents are on paper afterwards.
#[tokio::test]
async fn each_fault_does_what_it_says() {
    for (fault, heard, documents) in [
        ("lose_before", "lost", 0),
        ("lose_after", "lost", 1),
        ("cut_answer", "lost", 1),
        ("garbage", "garbage", 1),
        ("http_500", "500", 0),
        ("slow:20ms", "ok 1 1", 1),
        ("slow_before:20ms", "ok 1 1", 1),
        ("slow:60s", "late", 1),
        ("hang_before", "late", 0),
        ("hang_after", "late", 1),
        ("foreign_before", "ok 1 2", 2),
        ("foreign_after", "ok 1 1", 2),
        ("foreign_after_lost", "lost", 2),
        ("power_cycle_before", "ok 1 1", 1),
        ("power_cycle_after", "lost", 1),
        ("paper_end", "error paper_end", 0),
        ("panic", "lost", 0),
    ] {
        let device = running(&format!("[[fault]]\non = 'receipt'\nnth = 1\ndo = '{fault}'")).await;
        let mut link = device.link();
        let patience = if heard == "late" { 300 } else { 10_000 };
        let input = send(&mut link, "/", "receipt 8.10\nPizza", patience).await;
        let told = match &input {
            Input::Lost(text) if text.contains("no answer within") => "late".to_owned(),
            Input::Lost(_) => "lost".to_owned(),
            Input::Unreachable(text) => text.clone(),
            Input::Answer(answer) if answer.status == 200 => answer.body.clone(),
            Input::Answer(answer) => answer.status.to_string(),
            other => panic!("{fault}: {other:?}"),
        };
        assert!(told.contains(heard), "{fault}: {told}");
        assert_eq!(device.documents(), documents, "{fault}");
        let further = print(&mut link, "last -\n").await;
        assert!(body(&further).starts_with("ok 1 "), "{fault}: it goes on afterwards: {further:?}");
    }
}

/// The most unpleasant of devices: it prints after the till has given up.
#[tokio::test]
async fn a_request_is_executed_although_its_client_has_gone() {
    let device = running("[[fault]]\non = 'receipt'\ndo = 'slow_before:1s'").await;
    let mut link = device.link();
    let given_up = send(&mut link, "/", "receipt 8.10\n", 300).await;
    assert!(matches!(given_up, Input::Lost(_)), "{given_up:?}");
    let last = print(&mut link, "last -\n").await;
    assert!(body(&last).starts_with("ok 1 1 "), "the next request waits behind it: {last:?}");
}

#[tokio::test]
async fn the_memory_is_written_before_the_answer() {
    let device = running("").await;
    let mut link = device.link();
    for number in 1..=50 {
        assert!(matches!(print(&mut link, "receipt 1.00\n").await, Input::Answer(_)));
        assert_eq!(device.documents(), number);
    }
    assert!(!Path::new(&device.place.file("memory.json.new")).exists());
}

#[tokio::test]
async fn the_script_is_read_again_when_it_changes_and_can_be_posted() {
    let device = running("").await;
    let mut link = device.link();
    assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok"));
    device.place.write("faults.toml", "[[fault]]\non = 'any'\ntimes = 1\ndo = 'cover_open'");
    assert_eq!(body(&print(&mut link, "receipt 1.00\n").await), "error cover_open");
    assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok"));

    let posted = send(&mut link, "/fault", "[[fault]]\non = 'any'\nevery = 2\ndo = 'busy'", 5_000).await;
    assert_eq!(body(&posted), "");
    assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok"));
    assert_eq!(body(&print(&mut link, "receipt 1.00\n").await), "error busy");
    let wrong = send(&mut link, "/fault", "[[fault]]\nwhen = 'any'", 5_000).await;
    assert!(matches!(&wrong, Input::Answer(HttpAnswer { status: 400, body }) if body.contains("unknown field `when`")));

    device.place.write("faults.toml", "[[fault]]\non = 'any'\ndo = 'busy'\nunless = 'raining'");
    assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok"), "a wrong script counts as none");
}

#[tokio::test]
async fn somebody_else_prints_and_the_device_is_switched_off_on_demand() {
    let device = running("").await;
    let mut link = device.link();
    assert_eq!(body(&send(&mut link, "/foreign", "", 5_000).await), "");
    assert_eq!(body(&send(&mut link, "/power_cycle", "", 5_000).await), "");
    assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok 1 2 "));
    assert!(device.paper().contains("by somebody else"));
}

#[tokio::test]
async fn many_connections_are_served_and_numbers_stay_in_order() {
    let device = running("").await;
    let mut tills = Vec::new();
    for _ in 0..8 {
        let mut link = device.link();
        tills.push(tokio::spawn(async move {
            for _ in 0..5 {
                assert!(body(&print(&mut link, "receipt 1.00\n").await).starts_with("ok 1 "));
            }
        }));
    }
    for till in tills {
        till.await.expect("every receipt was answered");
    }
    let memory = device.memory();
    assert_eq!((memory["number"].as_u64(), device.documents()), (Some(40), 40));
}

#[tokio::test]
async fn what_cannot_be_listened_on_or_read_is_named() {
    let place = Place::new();
    place.write("faults.toml", "");
    let pty = bound(&place, "pty:/tmp/printer").await.expect_err("it speaks HTTP");
    assert!(pty.to_string().contains("listens on HTTP"), "{pty}");
    let wrong = bound(&place, "somewhere").await.expect_err("no address");
    assert!(wrong.to_string().starts_with("somewhere: "), "{wrong}");
    let nowhere = Options { paper: Some("/nowhere/paper.txt".into()), ..options(&place, "127.0.0.1:0") };
    let device = library("misbehaved-driver").open_device("", None).expect("a new device");
    let unwritable = Simulator::bind(nowhere, device).await.expect_err("no such folder");
    assert!(unwritable.to_string().starts_with("/nowhere/paper.txt: "), "{unwritable}");
    place.write("memory.json", "{");
    let torn = memory(Some(&place.file("memory.json"))).expect_err("no JSON");
    assert!(torn.to_string().contains("memory.json: EOF"), "{torn}");
    assert!(memory(Some(&place.file("new.json"))).expect("a new device").is_none());
}
