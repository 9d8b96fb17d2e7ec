//! What the machine can do at best: a durable write, durable writes that share one flush, an echo over a socket.

use crate::measure::{Folder, Samples, micros, rate};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::{fs::FileExt, net::UnixStream},
    path::Path,
    sync::{Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

/// How many durable writes of 4 KiB a second: appended to a growing file, and over a file that has its size.
pub fn flushes(folder: &Path) -> (Samples, Samples) {
    let place = Folder::new(folder, "flush");
    let block = [7_u8; 4096];
    let append = File::create(place.0.join("append")).expect("a file");
    let grown = Samples::take(1500, |nth| {
        append.write_all_at(&block, nth as u64 * 4096).expect("written");
        append.sync_data().expect("durable");
    });
    let over = OpenOptions::new().create(true).truncate(true).write(true).open(place.0.join("over")).expect("a file");
    for nth in 0..1024 {
        over.write_all_at(&block, nth * 4096).expect("written");
    }
    over.sync_all().expect("durable");
    let overwritten = Samples::take(1500, |nth| {
        over.write_all_at(&block, (nth as u64 % 1024) * 4096).expect("written");
        over.sync_data().expect("durable");
    });
    (grown, overwritten)
}

/// How many records of 200 bytes a second `clients` threads make durable, sharing flushes.
pub fn grouped(folder: &Path, clients: usize, each: usize) -> u128 {
    let place = Folder::new(folder, "group");
    let file = File::create(place.0.join("log")).expect("a file");
    // (bytes that wait, how many were written, how many are durable, end of the file)
    let shared = Mutex::new((Vec::<u8>::new(), 0_u64, 0_u64, 0_u64, false));
    let wake = Condvar::new();
    let since = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                let mut state = shared.lock().expect("state");
                while state.0.is_empty() && !state.4 {
                    state = wake.wait(state).expect("state");
                }
                if state.0.is_empty() {
                    return;
                }
                let bytes = std::mem::take(&mut state.0);
                let (upto, at) = (state.1, state.3);
                state.3 += bytes.len() as u64;
                drop(state);
                file.write_all_at(&bytes, at).expect("written");
                file.sync_data().expect("durable");
                shared.lock().expect("state").2 = upto;
                wake.notify_all();
            }
        });
        let workers: Vec<_> = (0..clients)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..each {
                        let mut state = shared.lock().expect("state");
                        state.0.extend_from_slice(&[1; 200]);
                        state.1 += 1;
                        let mine = state.1;
                        wake.notify_all();
                        while state.2 < mine {
                            state = wake.wait(state).expect("state");
                        }
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.join().expect("a worker");
        }
        shared.lock().expect("state").4 = true;
        wake.notify_all();
    });
    rate(clients * each, since.elapsed())
}

/// The round trip of a short line over a Unix socket, answered by a bare tokio task in a thread of its own.
pub fn echo() -> Samples {
    let (mut here, there) = UnixStream::pair().expect("a pair");
    there.set_nonblocking(true).expect("non-blocking");
    thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("tokio");
        runtime.block_on(async move {
            use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
            let (read, mut write) = tokio::net::UnixStream::from_std(there).expect("a stream").into_split();
            let mut lines = tokio::io::BufReader::new(read);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).await.is_ok_and(|n| n > 0) {
                if write.write_all(&line).await.is_err() {
                    return;
                }
                line.clear();
            }
        });
    });
    let request = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.info\",\"params\":{}}\n";
    let mut answer = vec![0; request.len()];
    Samples::take(5000, |_| {
        here.write_all(request).expect("written");
        here.read_exact(&mut answer).expect("echoed");
    })
}

/// Prints the limits.
pub fn print(folder: &Path) {
    let (grown, overwritten) = flushes(folder);
    let second = Duration::from_secs(1);
    println!("| limit | p50 | a second |\n|---|---|---|");
    let each = |time: Duration| second.as_nanos() / time.as_nanos().max(1);
    println!("| durable 4 KiB appended (fdatasync) | {} | {} |", micros(grown.p50()), each(grown.p50()));
    println!("| durable 4 KiB over itself (fdatasync) | {} | {} |", micros(overwritten.p50()), each(overwritten.p50()));
    println!("| 64 clients share a flush, 200 bytes each | | {} |", grouped(folder, 64, 300));
    println!("| echo over a Unix socket | {} | |", micros(echo().p50()));
}
