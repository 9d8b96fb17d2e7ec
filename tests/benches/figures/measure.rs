//! Measuring: samples, percentiles, and what a process used.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Times of one thing, sorted.
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Of these times.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// Times `count` runs.
    pub fn take(count: usize, mut run: impl FnMut(usize)) -> Self {
        Self::of(
            (0..count)
                .map(|nth| {
                    let since = Instant::now();
                    run(nth);
                    since.elapsed()
                })
                .collect(),
        )
    }

    /// The time that `percent` of the runs did not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)]
    }

    /// The median.
    pub fn p50(&self) -> Duration {
        self.percentile(50)
    }

    /// The slowest but one in a hundred.
    pub fn p99(&self) -> Duration {
        self.percentile(99)
    }
}

/// How often in a second, when `count` took so long.
pub fn rate(count: usize, time: Duration) -> u128 {
    count as u128 * 1_000_000_000 / time.as_nanos().max(1)
}

/// `a` over `b`, with two digits.
pub fn ratio(a: u128, b: u128) -> String {
    let hundredths = a * 100 / b.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `a` over `b` of two times.
pub fn times(a: Duration, b: Duration) -> String {
    ratio(a.as_nanos(), b.as_nanos())
}

/// A time in microseconds.
pub fn micros(time: Duration) -> String {
    let tenths = time.as_nanos() / 100;
    format!("{}.{} µs", tenths / 10, tenths % 10)
}

/// User and system time a process has used.
pub fn cpu(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).expect("the process is there");
    let fields: Vec<&str> = text.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().map(|place| fields[*place].parse::<u64>().expect("ticks")).sum();
    // The kernel counts in hundredths of a second.
    Duration::from_millis(ticks * 10)
}

/// What of the memory is this process's own share, in KiB.
pub fn memory(process: u32) -> u64 {
    fs::read_to_string(format!("/proc/{process}/smaps_rollup"))
        .expect("the process is there")
        .lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse().ok())
        .expect("Pss")
}

/// A new folder that is removed when dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Below `parent`.
    pub fn new(parent: &Path, name: &str) -> Self {
        let folder = parent.join(format!("fiscus-figures-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
