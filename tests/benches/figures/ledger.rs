//! Durable steps of the ledger: each reserve and each commit is durable before it is answered.

use crate::{
    limits,
    measure::{Folder, Samples, micros, rate, ratio},
};
use fiscus::{
    journal::{OperationRow, Record, State},
    ledger::{Account, Guard, Ledger, Owner, Posting, Reservation, Scope, Step, Write, sqlite::Sqlite},
};
use fiscus_sdk::{Reason, SystemAccount};
use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How many cards there are.
const CARDS: usize = 100_000;

fn card(nth: usize) -> Account {
    Account { owner: Owner::Card(format!("98{nth:011}")), label: "EUR".to_owned() }
}

fn system(system: SystemAccount) -> Account {
    Account { owner: Owner::System(system), label: "EUR".to_owned() }
}

fn write(operation: String, step: Step, state: State, version: i64) -> Write {
    let row = OperationRow {
        id: operation.clone(),
        version,
        method: "receipt.issue".to_owned(),
        digest: "0".repeat(64),
        state,
        owes: false,
        opened: 1,
        body: "{\"till\":\"1\"}".to_owned(),
    };
    Write {
        operation,
        time: 1,
        step,
        operations: vec![row],
        record: Some(Record { kind: state.word().to_owned(), body: "{}".to_owned() }),
        ..Write::default()
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("tokio").block_on(future)
}

/// A ledger with money on every card.
pub fn filled(folder: &Path, cards: usize) -> Sqlite {
    let ledger = Sqlite::open(folder).expect("a ledger");
    for (block, first) in (0..cards).step_by(5000).enumerate() {
        let postings = (first..(first + 5000).min(cards))
            .map(|nth| Posting { from: system(SystemAccount::Load), to: card(nth), amount: 1_000_000 })
            .collect();
        let reservation = Reservation { postings, ..Reservation::default() };
        wait(ledger.write(write(format!("fill-{block}"), Step::Post(reservation), State::Committed, 0)))
            .expect("filled");
    }
    ledger
}

fn reserve(card_number: usize) -> Step {
    Step::Reserve(Reservation {
        postings: vec![Posting { from: card(card_number), to: system(SystemAccount::Spend), amount: 1 }],
        guards: vec![Guard {
            over: vec![Scope::Account(card(card_number))],
            min: 0,
            reason: Reason::InsufficientBalance,
            text: String::new(),
        }],
        active: Vec::new(),
        ..Reservation::default()
    })
}

/// Steps a second with so many clients: half are reserves, half commits.
fn steps(ledger: &Sqlite, clients: usize, each: usize, one_card: bool, name: &str) -> u128 {
    let next = AtomicUsize::new(0);
    let since = Instant::now();
    thread::scope(|scope| {
        for client in 0..clients {
            let next = &next;
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().expect("tokio");
                for nth in 0..each {
                    let chosen = if one_card { 0 } else { next.fetch_add(7919, Ordering::Relaxed) % CARDS };
                    let id = format!("{name}-{client}-{nth}");
                    runtime
                        .block_on(ledger.write(write(id.clone(), reserve(chosen), State::Printing, 0)))
                        .expect("reserved");
                    runtime.block_on(ledger.write(write(id, Step::Commit, State::Committed, 1))).expect("committed");
                }
            });
        }
    });
    rate(clients * each * 2, since.elapsed())
}

/// Prints the figures.
pub fn print(folder: &Path) {
    let place = Folder::new(folder, "ledger");
    let ledger = filled(&place.0, CARDS);
    println!("\n| ledger, {CARDS} cards | steps a second | beside its limit |\n|---|---|---|");
    // In alternation with the limit, and the better of three: other work on the machine only slows down.
    let (mut alone, mut append, mut over) = (0, Duration::MAX, Duration::MAX);
    for round in 0..3 {
        let (grown, overwritten) = limits::flushes(folder);
        append = append.min(grown.p50());
        over = over.min(overwritten.p50());
        alone = alone.max(steps(&ledger, 1, 1000, false, &format!("one-{round}")));
    }
    let second = Duration::from_secs(1).as_nanos();
    println!(
        "| 1 client | {alone} | {} of fdatasync appended ({}), {} over itself ({}); goal 0.8 |",
        ratio(alone * append.as_nanos(), second),
        micros(append),
        ratio(alone * over.as_nanos(), second),
        micros(over)
    );
    let many = (0..3).map(|round| steps(&ledger, 64, 300, false, &format!("many-{round}"))).max().unwrap_or(0);
    println!("| 64 clients | {many} | goal 15000, on the way to 30000 |");
    let hot = (0..3).map(|round| steps(&ledger, 64, 300, true, &format!("hot-{round}"))).max().unwrap_or(0);
    println!("| 64 clients on one card | {hot} | {} of the former; goal 0.9 |", ratio(hot, many));
    let reads = Samples::take(5000, |nth| {
        ledger.balances(&card(nth * 7919 % CARDS).owner).expect("balances");
    });
    println!("| balances of a card | {} | |", micros(reads.p50()));
}
