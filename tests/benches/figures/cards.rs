//! What cards cost: a receipt of twenty lines with four cards of four types beside the same without cards, and a look
//! at everybody's turnover.

use crate::{
    daemon::{Running, ask},
    measure::{Folder, Samples, micros},
};
use fiscus::{
    journal::Record,
    ledger::{Account, Ledger, Owner, Posting, Reservation, Step, Write, sqlite::Sqlite},
    registry::{Card, Customer},
};
use fiscus_sdk::SystemAccount;
use serde_json::{Value, json};
use std::{
    io::BufReader,
    os::unix::net::UnixStream,
    path::Path,
    time::{Duration, Instant},
};

const PLUGINS: [&str; 3] = ["fiscus-discount", "fiscus-stamp", "fiscus-bonus"];
const TYPES: &str = r#"
[discounts.ten]
percent = "10"
articles = ["A1", "A2", "A3"]
[card_types.vip]
plugin = "discount"
[card_types.vip.settings]
discounts = ["ten"]
tiers = [{ turnover = "1000", percent = "5" }, { turnover = "3000", percent = "10" }]
[card_types.pizza]
plugin = "stamp"
[card_types.pizza.settings]
goods = { articles = ["A7"], categories = [] }
every = 6
[card_types.punti]
plugin = "bonus"
[card_types.punti.settings]
rate = "2"
"#;
const CUSTOMERS: usize = 100_000;

/// Prints the figures.
pub fn print(folder: &Path) {
    println!("\n| cards | figure | goal |\n|---|---|---|");
    receipt(folder);
    review(folder);
}

/// Four cards of four types: one changes prices, one gives a unit free, one pays, one collects.
fn receipt(folder: &Path) {
    let place = Folder::new(folder, "cards");
    let running = Running::start_with(&place.0, true, &PLUGINS, TYPES);
    let mut till = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    for (card_type, number) in [("vip", "V1"), ("pizza", "S1"), ("punti", "P1")] {
        let issue = json!({ "operation": format!("i-{number}"), "type": card_type, "number": number });
        ask(&mut till, "card.issue", &issue);
    }
    let load =
        json!({ "operation": "l-1", "card": "9800000000012", "amount": "50", "payments": [{ "tender": "cash" }] });
    ask(&mut till, "card.load", &load);
    let lines: Vec<Value> = (1..=20)
        .map(|nth| {
            let article = format!("A{nth}");
            json!({ "description": format!("Article {nth}"), "article": article, "department": "bar", "price": "4.50" })
        })
        .collect();
    let without = json!({ "lines": lines, "payments": [{ "tender": "cash", "amount": "90.00" }] });
    let with = json!({
        "lines": lines,
        "cards": ["V1", "S1", "P1"],
        "payments": [{ "tender": "card", "card": "9800000000012" }, { "tender": "cash" }],
    });
    // A quote is the computing alone: nothing is stored, nothing printed. Measured in turns.
    let (mut bare, mut cards) = (Vec::new(), Vec::new());
    for _ in 0..3000 {
        for (params, times) in [(&without, &mut bare), (&with, &mut cards)] {
            let since = Instant::now();
            ask(&mut till, "receipt.quote", params);
            times.push(since.elapsed());
        }
    }
    let (bare, cards) = (Samples::of(bare), Samples::of(cards));
    println!("| quote of 20 lines without cards | {} | |", micros(bare.p50()));
    println!("| the same with four cards of four types | {} | |", micros(cards.p50()));
    println!("| added by the cards | {} | 200 µs |", micros(cards.p50().saturating_sub(bare.p50())));
}

/// Everybody is looked at: the first run assigns half of them a discount, the second finds nothing to do.
fn review(folder: &Path) {
    let place = Folder::new(folder, "review");
    std::fs::create_dir_all(place.0.join("state")).expect("a folder");
    drop(bought(&place.0.join("state")));
    let running = Running::start_with(&place.0, true, &PLUGINS, TYPES);
    let mut till = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    for (name, changed) in [("first", CUSTOMERS / 2), ("second", 0)] {
        let since = Instant::now();
        let answer = ask(&mut till, "discounts.review", &json!({ "operation": format!("r-{name}") }));
        let time: Duration = since.elapsed();
        let answer: Value = serde_json::from_str(&answer).expect("an answer");
        assert_eq!(answer["result"]["changed"], json!(changed), "{answer}");
        println!("| discounts.review of {CUSTOMERS} customers, {name} run | {} ms | 5000 ms |", time.as_millis());
    }
}

/// A ledger of customers with a card each, every second of whom has bought enough for a discount.
fn bought(folder: &Path) -> Sqlite {
    let ledger = Sqlite::open(folder).expect("a ledger");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("tokio");
    for first in (0..CUSTOMERS).step_by(5000) {
        let block = first..first + 5000;
        let id = |nth: usize| format!("c-{nth:06}");
        let posting = |nth: usize| Posting {
            from: Account { owner: Owner::System(SystemAccount::Adjust), label: "EUR".to_owned() },
            to: Account { owner: Owner::Customer(id(nth)), label: "EUR.turnover".to_owned() },
            amount: if nth.is_multiple_of(2) { 99_999 } else { 100_000 },
        };
        let customer = |nth: usize| Customer {
            id: Some(id(nth)),
            first_name: Some("Anna".to_owned()),
            last_name: Some(format!("Rossi {nth}")),
            ..Customer::default()
        };
        let write = Write {
            operation: format!("fill-{first}"),
            time: 1,
            step: Step::Post(Reservation { postings: block.clone().map(posting).collect(), ..Reservation::default() }),
            cards: block
                .clone()
                .map(|nth| Card { customer: Some(id(nth)), ..Card::new(&format!("V{nth:06}"), "vip") })
                .collect(),
            customers: block.map(customer).collect(),
            record: Some(Record { kind: "committed".to_owned(), body: "{}".to_owned() }),
            ..Write::default()
        };
        runtime.block_on(ledger.write(write)).expect("filled");
    }
    ledger
}
