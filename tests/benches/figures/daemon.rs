//! The daemon as a process: a round trip, the start, the memory, what a movement costs.

use crate::{
    ledger, limits,
    measure::{Folder, Samples, cpu, memory, micros, times},
};
use fiscus_tests::{built, program};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A daemon with one simulated printer that keeps nothing and prints nowhere.
pub struct Running {
    folder: PathBuf,
    simulator: Child,
    address: String,
    daemon: Option<Child>,
}

impl Running {
    /// Starts both; the state is kept in `folder`.
    pub fn start(folder: &Path, run: bool) -> Self {
        Self::start_with(folder, run, &[], "")
    }

    /// The same with more plugins and more configuration.
    pub fn start_with(folder: &Path, run: bool, plugins: &[&str], more: &str) -> Self {
        let libraries = built(&[&["fiscus-prepaid", "fiscus-epson-rt"], plugins].concat());
        let mut simulator = Command::new(program())
            .args(["simulate", "epson-rt", "--listen", "127.0.0.1:0", "--paper", "/dev/null", "--libraries"])
            .arg(&libraries)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator");
        let mut line = String::new();
        BufReader::new(simulator.stdout.take().expect("its output")).read_line(&mut line).expect("its line");
        let address = line.trim().trim_start_matches("listening on http://").trim_end_matches('/').to_owned();
        let text = format!(
            "[shop]\nname = \"Bar\"\ntime_zone = \"Europe/Rome\"\ncurrency = \"EUR\"\n[paths]\nstate = \"state\"\nlibraries = [{:?}]\n\
             [departments.bar]\nvat = \"10\"\nnumber = 1\n[printers.front]\ndriver = \"epson-rt\"\nconnection = \"http://{address}/\"\n\
             [routes]\nreceipt = \"front\"\nslip = \"front\"\n[card_types.wallet]\nplugin = \"prepaid\"\n\
             numbers = {{ prefix = \"98\", length = 13 }}\nsettings.mode = \"payment_form\"\n{more}",
            libraries.display().to_string()
        );
        fs::write(folder.join("fiscus.toml"), text).expect("a configuration");
        let mut running = Self { folder: folder.to_owned(), simulator, address, daemon: None };
        if run {
            running.launch();
        }
        running
    }

    /// Starts the daemon; answers how long it took to its first answer.
    pub fn launch(&mut self) -> Duration {
        let since = Instant::now();
        let daemon = Command::new(program())
            .args(["run", "--config"])
            .arg(self.folder.join("fiscus.toml"))
            .env("RUST_LOG", "warn")
            .spawn()
            .expect("the daemon");
        self.daemon = Some(daemon);
        loop {
            if let Ok(stream) = UnixStream::connect(self.socket()) {
                ask(&mut BufReader::new(stream), "daemon.info", &json!({}));
                return since.elapsed();
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Kills the daemon.
    pub fn kill(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().expect("killed");
            daemon.wait().expect("gone");
        }
    }

    /// The daemon's socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("state/fiscus.sock")
    }

    /// The printer's address.
    pub fn printer(&self) -> &str {
        &self.address
    }

    /// The daemon's process.
    pub fn process(&self) -> u32 {
        self.daemon.as_ref().expect("running").id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
        drop(self.simulator.kill());
        drop(self.simulator.wait());
    }
}

/// Asks and waits for the answer, which must be a result.
pub fn ask(stream: &mut BufReader<UnixStream>, method: &str, params: &Value) -> String {
    let line = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string() + "\n";
    stream.get_mut().write_all(line.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_line(&mut answer).expect("answered");
    assert!(answer.contains("\"result\""), "{answer}");
    answer
}

fn best(mut run: impl FnMut() -> Duration) -> Duration {
    (0..7).map(|_| run()).min().unwrap_or_default()
}

fn millis(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// Prints the figures.
pub fn print(folder: &Path) {
    println!("\n| daemon | figure | beside |\n|---|---|---|");
    let place = Folder::new(folder, "daemon");
    let mut running = Running::start(&place.0, false);
    let empty = best(|| {
        running.kill();
        drop(fs::remove_dir_all(place.0.join("state")));
        running.launch()
    });
    println!("| start to the first answer, empty | {} | goal 30 ms |", millis(empty));
    std::thread::sleep(Duration::from_secs(3));
    println!("| idle memory (PSS) | {} KiB | goal 12288, on the way to 6144 |", memory(running.process()));
    let mut till = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    let echo = limits::echo();
    let info = Samples::take(5000, |_| drop(ask(&mut till, "daemon.info", &json!({}))));
    println!(
        "| daemon.info | {} | {} of the bare echo ({}); goal 2.5 |",
        micros(info.p50()),
        times(info.p50(), echo.p50()),
        micros(echo.p50())
    );
    let before = cpu(running.process());
    let moves = 500_u32;
    for nth in 0..moves {
        // A load and its slips: one movement, without a fiscal document.
        ask(
            &mut till,
            "card.load",
            &json!({ "operation": format!("m-{nth}"), "card": "9800000000012", "amount": "1", "payments": [{ "tender": "cash" }] }),
        );
    }
    let used = cpu(running.process()).saturating_sub(before);
    println!("| CPU a load with two slips | {} | |", micros(used / moves));
    running.kill();
    drop(fs::remove_dir_all(place.0.join("state")));
    fs::create_dir_all(place.0.join("state")).expect("a folder");
    drop(ledger::filled(&place.0.join("state"), 100_000));
    let many = best(|| {
        running.kill();
        running.launch()
    });
    println!(
        "| start to the first answer, 100 000 cards, after a SIGKILL | {} | goal 300 ms, after a SIGKILL 600 ms |",
        millis(many)
    );
}
