//! A durable receipt against its floor: a till over the socket, a durable record, the same exchanges with the same
//! simulated device over a bare HTTP client, a durable record, the answer. Measured in turns.

use crate::{
    daemon::Running,
    measure::{Folder, Samples, cpu, micros, times},
};
use fiscus_sdk::{
    Document, Quantity, Shop,
    document::{Line, Receipt, Tender},
    driver::{HttpAnswer, Input, Job, LinkOptions, Request, Step},
};
use fiscus_tests::library;
use serde_json::json;
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::{
        fs::FileExt,
        net::{UnixListener, UnixStream},
    },
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// A bare HTTP client: one connection, one exchange after the other.
pub struct Bare(BufReader<TcpStream>);

impl Bare {
    /// Connects.
    pub fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the simulator");
        stream.set_nodelay(true).expect("no delay");
        Self(BufReader::new(stream))
    }

    /// One exchange: the body of the answer.
    pub fn exchange(&mut self, request: &Request) -> String {
        let message = format!(
            "POST {} HTTP/1.1\r\nHost: printer\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{}",
            request.path,
            request.body.len(),
            request.body
        );
        self.0.get_mut().write_all(message.as_bytes()).expect("sent");
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).expect("a head");
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        String::from_utf8(body).expect("text")
    }
}

/// A receipt of five lines, paid in cash.
pub fn receipt() -> Receipt {
    let line = |nth: u32| Line::Sale {
        description: format!("Article {nth}"),
        department: "bar".to_owned(),
        quantity: Quantity::ONE,
        price: "4.50".parse().expect("a price"),
        adjustments: vec![],
    };
    Receipt {
        lines: (1..=5).map(line).collect(),
        tenders: vec![Tender {
            kind: fiscus_sdk::TenderKind::Cash,
            description: "Cash".to_owned(),
            amount: "22.50".parse().expect("an amount"),
            count: None,
        }],
        total: "22.50".parse().expect("a total"),
        ..Receipt::default()
    }
}

/// The two requests that a receipt costs: the last document, and the receipt itself.
fn requests() -> [Request; 2] {
    let shop: Shop = serde_json::from_value(json!({
        "currency": { "name": "EUR", "scale": 2 },
        "departments": { "bar": { "vat": { "rate": "10" }, "number": 1 } }
    }))
    .expect("a shop");
    let link = LinkOptions { path: String::new(), timeout_ms: 5000, ..LinkOptions::default() };
    let mut session = library("fiscus-epson-rt").open_driver(&json!({}), &shop, &link).expect("the driver opens");
    let mut first = |job| match session.submit(job, 0).expect("a step") {
        Step::Send(request) => {
            // The session is made idle again.
            drop(session.receive(Input::Answer(HttpAnswer { status: 500, body: String::new() }), 0));
            request
        }
        other => panic!("{other:?}"),
    };
    [first(Job::Last), first(Job::Print(Document::Receipt(receipt())))]
}

/// A till's connection.
struct Till(BufReader<UnixStream>);

impl Till {
    fn connect(socket: &Path) -> Self {
        Self(BufReader::new(UnixStream::connect(socket).expect("the socket")))
    }

    fn ask(&mut self, line: &str) -> String {
        self.0.get_mut().write_all(line.as_bytes()).expect("sent");
        let mut answer = String::new();
        self.0.read_line(&mut answer).expect("an answer");
        answer
    }
}

/// Serves the floor in a thread of its own.
fn floor(folder: &Path, printer: &str, requests: [Request; 2]) -> std::path::PathBuf {
    let socket = folder.join("floor.sock");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let log = File::create(folder.join("floor.log")).expect("a file");
    let mut bare = Bare::connect(printer);
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a till");
        let mut lines = BufReader::new(stream);
        let mut line = String::new();
        let mut end = 0;
        let mut record = |text: &str| {
            // As much as the daemon's own record of such a receipt.
            let bytes = text.repeat(4);
            log.write_all_at(bytes.as_bytes(), end).expect("written");
            end += bytes.len() as u64;
            log.sync_data().expect("durable");
        };
        while lines.read_line(&mut line).is_ok_and(|n| n > 0) {
            bare.exchange(&requests[0]);
            record(&line);
            let answer = bare.exchange(&requests[1]);
            assert!(answer.contains("success=\"true\""), "{answer}");
            record(&line);
            let text = format!("{{\"answer\":{}}}\n", answer.len());
            lines.get_mut().write_all(text.as_bytes()).expect("answered");
            line.clear();
        }
    });
    socket
}

fn call(operation: usize) -> String {
    let lines: Vec<_> = (1..=5)
        .map(|nth| json!({ "description": format!("Article {nth}"), "department": "bar", "price": "4.50" }))
        .collect();
    let params = json!({ "operation": format!("figure-{operation}"), "lines": lines, "payments": [{ "tender": "cash", "amount": "22.50" }] });
    json!({ "jsonrpc": "2.0", "id": operation, "method": "receipt.issue", "params": params }).to_string() + "\n"
}

/// Prints the figures.
pub fn print(folder: &Path) {
    const ROUNDS: usize = 20;
    const EACH: usize = 50;
    let place = Folder::new(folder, "receipt");
    let running = Running::start(&place.0, true);
    let mut till = Till::connect(&running.socket());
    let mut bare = Till::connect(&floor(&place.0, running.printer(), requests()));
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    let mut next = 0;
    let timed = |till: &mut Till, operation: usize, wanted: &str| {
        let line = call(operation);
        let since = Instant::now();
        let answer = till.ask(&line);
        let time = since.elapsed();
        assert!(answer.contains(wanted), "{answer}");
        time
    };
    let mut used = Duration::ZERO;
    for round in 0..=ROUNDS {
        let before = cpu(running.process());
        for _ in 0..EACH {
            next += 1;
            let time = timed(&mut till, next, "\"committed\"");
            // The first round warms up.
            if round > 0 {
                ours.push(time);
            }
        }
        if round > 0 {
            used += cpu(running.process()).saturating_sub(before);
        }
        for _ in 0..EACH {
            let time = timed(&mut bare, 0, "answer");
            if round > 0 {
                floors.push(time);
            }
        }
    }
    let (ours, floors) = (Samples::of(ours), Samples::of(floors));
    println!("\n| receipt of 5 lines, durable | p50 | p99 |\n|---|---|---|");
    println!("| receipt.issue | {} | {} |", micros(ours.p50()), micros(ours.p99()));
    println!("| floor | {} | {} |", micros(floors.p50()), micros(floors.p99()));
    println!(
        "| over the floor | {} (goal 1.3) | {} (goal 1.5) |",
        times(ours.p50(), floors.p50()),
        times(ours.p99(), floors.p99())
    );
    let receipts = u32::try_from(ROUNDS * EACH).unwrap_or(1);
    println!("| CPU a receipt (daemon) | {} | |", micros(used / receipts));
}
