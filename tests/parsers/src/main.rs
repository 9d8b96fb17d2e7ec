//! The bounded run: ten million sequences into every frame parser, the same on every machine, without a panic.
//!
//! `cargo parsers` runs all; `cargo parsers -- 100000 epson-rt` so many into one. What panics is told as bytes.
#![allow(clippy::print_stdout)] // The table is what it prints.

use fiscus_parsers::{CODECS, Chance, Codec};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

/// Into how many lots the sequences of a parser are split; each has a seed of its own.
const LOTS: u64 = 100;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let count = words.iter().find_map(|word| word.parse().ok()).unwrap_or(10_000_000);
    let named = |codec: &&Codec| {
        let mut names = words.iter().filter(|word| word.parse::<u64>().is_err()).peekable();
        names.peek().is_none() || names.any(|name| name == codec.driver)
    };
    let mut wrong = 0;
    println!("| parser | sequences | bytes | with a sound message | time | panics |\n|---|---|---|---|---|---|");
    for codec in CODECS.iter().filter(named) {
        let since = Instant::now();
        let told = run(codec, count);
        let time = since.elapsed().as_millis();
        let share = told.sound * 100 / told.sequences.max(1);
        println!(
            "| {} | {} | {} | {share} % | {time} ms | {} |",
            codec.driver, told.sequences, told.bytes, told.panics
        );
        wrong += told.panics;
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Told {
    sequences: u64,
    bytes: u64,
    sound: u64,
    panics: u64,
}

fn run(codec: &Codec, count: u64) -> Told {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        let work = || {
            let mut told = Told::default();
            loop {
                let lot = next.fetch_add(1, Ordering::Relaxed);
                if lot >= LOTS {
                    return told;
                }
                // The last lot takes what does not divide.
                let share = count / LOTS + if lot + 1 == LOTS { count % LOTS } else { 0 };
                one(codec, lot, share, &mut told);
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).fold(Told::default(), |all, one| Told {
            sequences: all.sequences + one.sequences,
            bytes: all.bytes + one.bytes,
            sound: all.sound + one.sound,
            panics: all.panics + one.panics,
        })
    })
}

fn one(codec: &Codec, seed: u64, count: u64, told: &mut Told) {
    let (mut chance, mut sequence) = (Chance::new(seed), Vec::new());
    for nth in 0..count {
        chance.sequence(codec.samples, &mut sequence);
        told.sequences += 1;
        told.bytes += sequence.len() as u64;
        match catch_unwind(AssertUnwindSafe(|| (codec.read)(&sequence))) {
            Ok(found) => told.sound += u64::from(found > 0),
            Err(_) => {
                told.panics += 1;
                eprintln!("{}, lot {seed}, number {nth}: \"{}\"", codec.driver, sequence.escape_ascii());
            }
        }
    }
}
