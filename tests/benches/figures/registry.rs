//! A shop with very many cards and ten entries on each: how fast a card is found, a period is reported and cards are
//! made, what a till feels of that, and how the file grows.
//!
//! The database is made once, through the ledger, and kept below the target folder; each run works on a copy.

use crate::{
    daemon::{Running, ask},
    measure::{Folder, Samples, micros, times},
};
use fiscus::{
    journal::Record,
    ledger::{Account, Ledger, Owner, Posting, Reservation, Step, Write, sqlite::Sqlite},
    registry::{Card, CardStatus, Customer},
};
use fiscus_sdk::SystemAccount;
use serde_json::{Value, json};
use std::{
    fs,
    io::BufReader,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

const ROUNDS: usize = 10;
const BLOCK: usize = 20_000;
/// The first of January 2025, and thirty days.
const START: i64 = 1_735_689_600_000;
const MONTH: i64 = 30 * 86_400_000;
const FIRST: [&str; 12] =
    ["Anna", "João", "Mari", "Luca", "Õnne", "Pedro", "Ülle", "Chiara", "Inês", "Jüri", "Marco", "Eva"];
const LAST: [&str; 24] = [
    "Rossi",
    "Silva",
    "Tamm",
    "Bianchi",
    "Saar",
    "Ferreira",
    "Kask",
    "Russo",
    "García",
    "Mägi",
    "Esposito",
    "Sepp",
    "Martínez",
    "Õunapuu",
    "Colombo",
    "Pereira",
    "Rebane",
    "Ricci",
    "Gonçalves",
    "Ilves",
    "Marino",
    "Pärn",
    "Greco",
    "Núñez",
];
const TYPES: &str = "[card_types.punti]\nplugin = \"bonus\"\nnumbers = { prefix = \"20\", length = 13 }\n\
    [card_types.punti.settings]\nrate = \"2\"\n\
    [card_types.hours]\nplugin = \"pin\"\nnumbers = { prefix = \"77\", length = 16, luhn = true }\nsettings.form = \"card\"\n\
    settings.profiles = [{ id = \"H1\", name = \"One hour\", minutes = 60, price = \"5.00\", department = \"bar\" }]\n";
const PLUGINS: [&str; 2] = ["fiscus-bonus", "fiscus-pin"];

fn cards() -> usize {
    let asked = std::env::args().find_map(|word| word.strip_prefix("--cards=").map(str::to_owned));
    asked.map_or(100_000, |count| count.parse().expect("--cards=NUMBER"))
}

/// Numbers in no order.
fn mixed(nth: usize) -> usize {
    (nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % 1_000_000_000
}

fn number(nth: usize) -> String {
    format!("{}{:09}{:02}", if nth % 5 == 4 { "20" } else { "98" }, mixed(nth), nth % 100)
}

fn name(nth: usize) -> (String, String) {
    let chance = mixed(nth);
    (FIRST[chance % FIRST.len()].to_owned(), format!("{}{}", LAST[chance / 16 % LAST.len()], chance / 4096 % 500))
}

fn write(operation: String, time: i64, step: Step) -> Write {
    let record = Some(Record { kind: "committed".to_owned(), body: "{}".to_owned() });
    Write { operation, time, step, record, ..Write::default() }
}

fn card(nth: usize) -> Card {
    let status = match nth % 100 {
        0 => CardStatus::Blocked,
        1 | 2 => CardStatus::Created,
        _ => CardStatus::Active,
    };
    let customer = nth.is_multiple_of(2).then(|| format!("c-{:07}", nth / 8));
    Card { status, customer, ..Card::new(&number(nth), if nth % 5 == 4 { "punti" } else { "wallet" }) }
}

fn customer(nth: usize) -> Customer {
    let (first, last) = name(nth);
    Customer { id: Some(format!("c-{nth:07}")), first_name: Some(first), last_name: Some(last), ..Customer::default() }
}

/// The database of so many cards, made where there is none yet.
fn filled(folder: &Path, cards: usize) -> PathBuf {
    let place = folder.join(format!("fiscus-registry-3-{cards}"));
    if place.join("done").exists() {
        return place;
    }
    drop(fs::remove_dir_all(&place));
    fs::create_dir_all(&place).expect("a folder");
    let since = Instant::now();
    let ledger = Sqlite::open(&place).expect("a ledger");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("tokio");
    for first in (0..cards).step_by(BLOCK) {
        let block = first..(first + BLOCK).min(cards);
        let customers = (block.start / 8..block.end.div_ceil(8)).map(customer).collect();
        let new = Write { cards: block.map(card).collect(), customers, ..write(format!("new-{first}"), 1, Step::None) };
        runtime.block_on(ledger.write(new)).expect("registered");
    }
    for round in 0..ROUNDS {
        for first in (0..cards).step_by(BLOCK) {
            let moved = |nth: usize| {
                let own = Account { owner: Owner::Card(number(nth)), label: "EUR".to_owned() };
                let of = |system| Account { owner: Owner::System(system), label: "EUR".to_owned() };
                let amount = i64::try_from(mixed(nth) % 5000).unwrap_or(0) + 1;
                if round % 2 == 0 {
                    Posting { from: of(SystemAccount::Load), to: own, amount: amount + 100 }
                } else {
                    Posting { from: own, to: of(SystemAccount::Spend), amount }
                }
            };
            let postings = (first..(first + BLOCK).min(cards)).map(moved).collect();
            let (at, nth) = (i64::try_from(round).unwrap_or(0), i64::try_from(first).unwrap_or(0));
            let step = Step::Post(Reservation { postings, ..Reservation::default() });
            let moved = write(format!("move-{round}-{first}"), START + at * MONTH + nth, step);
            runtime.block_on(ledger.write(moved)).expect("moved");
        }
    }
    drop(ledger);
    println!("made of {cards} cards in {} s, in {}", since.elapsed().as_secs(), place.display());
    fs::write(place.join("done"), "").expect("done");
    place
}

/// Prints the figures.
pub fn print(folder: &Path) {
    let cards = cards();
    let source = filled(folder, cards);
    let place = Folder::new(folder, "registry");
    let state = place.0.join("state");
    fs::create_dir_all(&state).expect("a folder");
    for file in ["fiscus.db", "chain.head"] {
        fs::copy(source.join(file), state.join(file)).expect("copied");
        // What the disk still writes of it would be measured with the questions.
        fs::File::open(state.join(file)).and_then(|copy| copy.sync_all()).expect("on the disk");
    }
    println!("\n| registry, {cards} cards, {} entries | p50 | p99 | of a bare look-up | goal |", cards * ROUNDS);
    println!("|---|---|---|---|---|");
    let bare = bare(&state, cards);
    println!("| bare SELECT by primary key | {} | {} | 1 | |", micros(bare.p50()), micros(bare.p99()));
    let running = Running::start_with(&place.0, true, &PLUGINS, TYPES);
    let mut till = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    finding(&mut till, cards, &bare);
    println!("\n| registry, {cards} cards | time | goal |\n|---|---|---|");
    reporting(&mut till);
    growth(&mut till, &state);
    making(&running, &mut till);
}

fn bare(state: &Path, cards: usize) -> Samples {
    let connection = rusqlite::Connection::open(state.join("fiscus.db")).expect("the database");
    let mut query = connection.prepare("SELECT body FROM cards WHERE number = ?1").expect("a statement");
    Samples::take(5_000, |nth| {
        let body: String = query.query_row([number(mixed(nth) % cards)], |row| row.get(0)).expect("a card");
        assert!(!body.is_empty());
    })
}

/// A piece of somebody's name.
fn piece(nth: usize, cards: usize, length: usize) -> String {
    let (first, last) = name(mixed(nth) % (cards / 8));
    let letters: Vec<char> = format!("{first} {last}").chars().collect();
    let from = mixed(nth + 7) % (letters.len() + 1 - length.min(letters.len()));
    letters.into_iter().skip(from).take(length).flat_map(char::to_uppercase).collect()
}

fn finding(till: &mut BufReader<UnixStream>, cards: usize, bare: &Samples) {
    let any = |nth: usize| mixed(nth) % cards;
    let filter = |filter: Value| ("cards.find", json!({ "filter": filter }));
    let names = |length: usize| move |nth: usize| filter(json!({ "name": piece(nth, cards, length) }));
    type Asked<'a> = (&'a str, Box<dyn Fn(usize) -> (&'static str, Value) + 'a>);
    let questions: [Asked<'_>; 13] = [
        ("daemon.info: the way there and back", Box::new(|_| ("daemon.info", json!({})))),
        ("card.get", Box::new(|nth| ("card.get", json!({ "card": number(any(nth)) })))),
        ("cards.find by a number's first 7 digits", Box::new(|nth| filter(json!({ "number": number(any(nth))[..7] })))),
        ("by its first 3", Box::new(|nth| filter(json!({ "number": number(any(nth))[..3] })))),
        ("by one letter of a name", Box::new(names(1))),
        ("by two", Box::new(names(2))),
        ("by four", Box::new(names(4))),
        ("by seven", Box::new(names(7))),
        ("by a name and the status active", {
            Box::new(|nth| filter(json!({ "name": piece(nth, cards, 6), "status": "active" })))
        }),
        (
            "by status",
            Box::new(|nth| filter(json!({ "status": (["active", "blocked", "created", "closed"][nth % 4]) }))),
        ),
        (
            "by status and type",
            Box::new(|nth| {
                filter(
                    json!({ "status": (["active", "blocked"][nth % 2]), "type": (["wallet", "punti"][nth % 3 % 2]) }),
                )
            }),
        ),
        (
            "by status, in the middle of the list",
            Box::new(|nth| ("cards.find", json!({ "filter": { "status": "active" }, "after": number(any(nth)) }))),
        ),
        ("customers.find by five letters", {
            Box::new(|nth| ("customers.find", json!({ "filter": { "name": piece(nth, cards, 5) } })))
        }),
    ];
    for (name, question) in questions {
        let samples = Samples::take(600, |nth| {
            let (method, params) = question(nth);
            ask(till, method, &params);
        });
        let goal = if name.starts_with("daemon") { "" } else { "5 ms" };
        let over = times(samples.p50(), bare.p50());
        println!("| {name} | {} | {} | {over} | {goal} |", micros(samples.p50()), micros(samples.p99()));
    }
}

fn reporting(till: &mut BufReader<UnixStream>) {
    for (name, method, params) in [
        ("report.cards, everything, first page with totals", "report.cards", json!({})),
        ("report.cards of a month", "report.cards", json!({ "from": "2025-06-01", "to": "2025-06-30" })),
        ("report.cards since the last month", "report.cards", json!({ "from": "2025-09-01" })),
        ("report.cards of a type", "report.cards", json!({ "filter": { "type": "punti" }, "from": "2025-09-01" })),
        ("report.cards, a page of 1000 without totals", "report.cards", json!({ "after": "98", "limit": 1000 })),
        ("report.liability", "report.liability", json!({})),
        ("cards.track of all cards, a page", "cards.track", json!({ "filter": {} })),
    ] {
        let best = (0..3).map(|_| timed(till, method, &params)).min().unwrap_or_default();
        println!("| {name} | {} ms | 3000 ms |", best.as_millis());
    }
}

fn timed(till: &mut BufReader<UnixStream>, method: &str, params: &Value) -> Duration {
    let since = Instant::now();
    ask(till, method, params);
    since.elapsed()
}

/// What the files grow by with each load that a till makes.
fn growth(till: &mut BufReader<UnixStream>, state: &Path) {
    let size = || {
        let of = |file: &str| fs::metadata(state.join(file)).map_or(0, |file| file.len());
        of("fiscus.db")
    };
    let before = size();
    const LOADS: u64 = 4_000;
    for nth in 0..LOADS {
        let card = number(usize::try_from(nth).unwrap_or(0) * 5 + 3);
        let load =
            json!({ "operation": format!("g-{nth}"), "card": card, "amount": "5", "payments": [{ "tender": "cash" }] });
        ask(till, "card.load", &load);
    }
    // What is in the log is in the file when nobody has asked anything for a while.
    std::thread::sleep(Duration::from_millis(500));
    println!(
        "| growth of the file for one load with its operation, records and entry | {} bytes | |",
        (size() - before) / LOADS
    );
}

/// Makes a hundred thousand cards while another till goes on working.
fn making(running: &Running, till: &mut BufReader<UnixStream>) {
    let done = AtomicBool::new(false);
    let mut other = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    let quiet = Samples::take(200, |nth| {
        ask(&mut other, "customer.save", &json!({ "operation": format!("q-{nth}"), "first_name": "Eva" }));
    });
    let (mut made, mut worst) = (Duration::ZERO, (Duration::ZERO, Duration::ZERO));
    std::thread::scope(|scope| {
        let done = &done;
        let working = scope.spawn(move || {
            let mut worst = (Duration::ZERO, Duration::ZERO);
            let mut nth = 0;
            while !done.load(Ordering::Relaxed) {
                nth += 1;
                let save = json!({ "operation": format!("s-{nth}"), "first_name": "Eva" });
                worst.0 = worst.0.max(timed(&mut other, "customer.save", &save));
                worst.1 = worst.1.max(timed(&mut other, "card.get", &json!({ "card": number(3) })));
            }
            worst
        });
        let generate = json!({ "operation": "generate", "type": "hours", "profile": "H1", "quantity": 100_000 });
        made = timed(till, "cards.generate", &generate);
        done.store(true, Ordering::Relaxed);
        worst = working.join().expect("it works");
    });
    println!("| cards.generate of 100 000 with PINs | {} ms | 5000 ms |", made.as_millis());
    println!("| a till's customer.save, alone | {} (p99 {}) | |", micros(quiet.p50()), micros(quiet.p99()));
    println!("| the slowest during it | {} ms | |", worst.0.as_millis());
    println!("| the slowest card.get during it | {} ms | |", worst.1.as_millis());
}
