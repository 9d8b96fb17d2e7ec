//! A whole shop for one test: the real daemon as a process of its own, real libraries, and simulated printers
//! behind real sockets. It can be killed, started again, and asked what is on paper.

use crate::{Family, Names, Place, Till, Wire, program};
use fiscus_sdk::client::{CallError, Client, Refused};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);

/// So many of the last operations are always looked at: one that was voided may be called once more.
const RECENT: usize = 6;

/// How a shop is set up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Simulated printers by id, each with more lines for its table (`settings.x = …`).
    pub printers: Vec<(String, String)>,
    /// More configuration: card types, routes beside the default ones, tills.
    pub more: String,
    /// The library packages to load.
    pub libraries: Vec<&'static str>,
    /// Folders with other libraries.
    pub folders: Vec<PathBuf>,
    /// Under which ids the packages' libraries go.
    pub names: Names,
    /// What every printer is.
    pub family: Family,
    /// Simulated printers of other drivers.
    pub guests: Vec<Guest>,
    /// The time-out of every printer.
    pub timeout: String,
    /// Whether credit control is on.
    pub credit_control: bool,
    /// The shop's language.
    pub language: String,
    /// Where the virtual clock starts; none: the machine's clock.
    pub clock: Option<String>,
    /// How loud the daemon's log is (`RUST_LOG`).
    pub log: String,
}

/// A simulated printer of another driver than the others.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Its id.
    pub id: &'static str,
    /// The driver's id, and its model's.
    pub driver: &'static str,
    /// How it is connected.
    pub wire: Wire,
    /// More lines for its table (`settings.x = …`).
    pub settings: &'static str,
    /// The file of its paper.
    pub paper: &'static str,
}

/// A prepaid card type `wallet` as a form of payment (numbers 98…, 13 long).
pub const WALLET: &str = r#"
[card_types.wallet]
plugin = "prepaid"
name = "Wallet"
numbers = { prefix = "98", length = 13 }
[card_types.wallet.settings]
mode = "payment_form"
"#;

impl Default for Plan {
    /// One printer `front`, card type `wallet`, English.
    fn default() -> Self {
        Self {
            printers: vec![("front".to_owned(), String::new())],
            more: WALLET.to_owned(),
            libraries: vec!["fiscus-prepaid", "fiscus-epson-rt"],
            folders: Vec::new(),
            names: Names::Own,
            family: Family::EPSON_RT,
            guests: Vec::new(),
            timeout: "2s".to_owned(),
            credit_control: false,
            language: "en".to_owned(),
            clock: None,
            log: "fiscus=debug".to_owned(),
        }
    }
}

impl Plan {
    /// The folders of its libraries.
    fn all_libraries(&self) -> Vec<PathBuf> {
        std::iter::once(self.names.built(&self.libraries)).chain(self.folders.clone()).collect()
    }
}

/// A shop that is open.
#[derive(Debug)]
pub struct Shop {
    place: Place,
    plan: Plan,
    printers: Vec<Printer>,
    daemon: Option<Child>,
    /// The last operation of those that rest for good: what came before it is not looked at again.
    rested: Mutex<Option<String>>,
}

/// A simulated printer.
#[derive(Debug)]
pub struct Printer {
    id: String,
    /// What the daemon's configuration says.
    connection: String,
    /// Where it listens: `HOST:PORT`, or `pty:PATH`.
    address: String,
    /// Where it answers tests.
    control: String,
    model: String,
    paper: String,
    process: Child,
}

impl Shop {
    /// Opens a shop and waits until its daemon answers.
    ///
    /// # Panics
    /// Something does not start.
    #[must_use]
    pub fn open(plan: Plan) -> Self {
        let mut shop = Self::prepare(plan);
        shop.start();
        shop
    }

    /// A shop whose printers are on and whose daemon is not started yet.
    ///
    /// # Panics
    /// A simulated printer does not start.
    #[must_use]
    pub fn prepare(plan: Plan) -> Self {
        let place = Place::new();
        let libraries = plan.all_libraries();
        let listen = |id: &str, wire| match wire {
            Wire::Port => "127.0.0.1:0".to_owned(),
            Wire::Terminal => format!("pty:{}", place.file(&format!("{id}.line")).display()),
        };
        let own = plan.printers.iter().map(|(id, _)| {
            let paper = format!("{id}.paper");
            Printer::start(&place, id, &listen(id, plan.family.wire), plan.family.model, &paper, &libraries)
        });
        let guests = plan.guests.iter().map(|guest| {
            let listen = listen(guest.id, guest.wire);
            Printer::start(&place, guest.id, &listen, guest.driver, guest.paper, &libraries)
        });
        let printers = own.chain(guests).collect();
        let shop = Self { place, plan, printers, daemon: None, rested: Mutex::default() };
        shop.configure();
        shop
    }

    fn configure(&self) {
        let plan = &self.plan;
        let libraries = plan.all_libraries();
        let mut text = format!(
            r#"
[shop]
name = "Bar Centrale"
time_zone = "Europe/Rome"
currency = "EUR"
language = "{}"
[paths]
state = "state"
libraries = {:?}
[departments.bar]
description = "Bar"
vat = "10"
number = 1
[departments.shop]
description = "Shop"
vat = "22"
number = 2
[departments.exempt]
description = "Exempt"
vat = "N2"
number = 3
[credit_control]
enabled = {}
"#,
            plan.language, libraries, plan.credit_control
        );
        for ((id, more), printer) in plan.printers.iter().zip(&self.printers) {
            text += &format!(
                "[printers.{id}]\ndriver = \"{}\"\nconnection = \"{}\"\ntimeout = \"{}\"\n{}{more}\n",
                plan.family.driver, printer.connection, plan.timeout, plan.family.settings
            );
        }
        for guest in &plan.guests {
            text += &format!(
                "[printers.{}]\ndriver = \"{}\"\nconnection = \"{}\"\ntimeout = \"{}\"\n{}\n",
                guest.id,
                guest.driver,
                self.printer(guest.id).connection,
                plan.timeout,
                guest.settings
            );
        }
        if !plan.more.contains("[routes]")
            && let Some((first, _)) = plan.printers.first()
        {
            text += &format!("[routes]\nreceipt = \"{first}\"\nslip = \"{first}\"\n");
        }
        text += &plan.more;
        self.place.write("fiscus.toml", plan.names.written(&text));
    }

    /// The configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.place.file("fiscus.toml")
    }

    /// A path below the shop's folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.place.file(name)
    }

    /// Starts the daemon and waits until it answers.
    ///
    /// # Panics
    /// It does not.
    pub fn start(&mut self) {
        self.launch(None);
        self.await_ready();
    }

    /// Starts a daemon that holds its breath at a named point (see `daemon::crash`), and waits until it answers.
    ///
    /// # Panics
    /// It does not.
    pub fn start_held_at(&mut self, point: &str) {
        self.launch(Some(("FISCUS_HOLD_AT", point)));
        self.await_ready();
    }

    /// Starts a daemon that dies at a named point (see `daemon::crash`), and waits until it answers or is dead.
    ///
    /// # Panics
    /// Neither.
    pub fn start_to_crash_at(&mut self, point: &str) {
        self.launch(Some(("FISCUS_CRASH_AT", point)));
        let since = Instant::now();
        while self.connect().is_none() && self.running() {
            assert!(since.elapsed() < PATIENCE, "the daemon does not answer: {}", self.log());
            std::thread::yield_now();
        }
    }

    fn launch(&mut self, at: Option<(&str, &str)>) {
        assert!(self.daemon.is_none(), "a daemon is running");
        let log =
            fs::File::options().create(true).append(true).open(self.place.file("daemon.log")).expect("a log file");
        let mut command = Command::new(program());
        command.arg("run").arg("--config").arg(self.config()).stdout(Stdio::null()).stderr(log);
        if let Some(clock) = &self.plan.clock {
            command.args(["--clock", clock]);
        }
        command.env("RUST_LOG", &self.plan.log);
        for name in ["FISCUS_CRASH_AT", "FISCUS_HOLD_AT", "FISCUS_CONFIG"] {
            command.env_remove(name);
        }
        command.envs(at);
        self.daemon = Some(command.spawn().expect("the daemon starts"));
    }

    /// Waits until the daemon answers.
    ///
    /// # Panics
    /// It does not.
    pub fn await_ready(&mut self) {
        let since = Instant::now();
        while self.connect().is_none() {
            assert!(self.running(), "the daemon ended: {}", self.log());
            assert!(since.elapsed() < PATIENCE, "the daemon does not answer: {}", self.log());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether the daemon's process is there.
    ///
    /// # Panics
    /// The process cannot be asked.
    pub fn running(&mut self) -> bool {
        match &mut self.daemon {
            Some(daemon) => daemon.try_wait().expect("the daemon's process").is_none(),
            None => false,
        }
    }

    /// Kills the daemon as a pulled plug would.
    ///
    /// # Panics
    /// It cannot be killed.
    pub fn kill(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().expect("killed");
            daemon.wait().expect("gone");
        }
    }

    /// Waits until the daemon has ended by itself.
    ///
    /// # Panics
    /// It does not.
    pub fn await_end(&mut self) -> std::process::ExitStatus {
        let since = Instant::now();
        while self.running() {
            assert!(since.elapsed() < PATIENCE, "the daemon does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(2));
        }
        self.daemon.take().expect("a daemon").wait().expect("gone")
    }

    /// Sends the daemon a signal, such as `HUP`.
    ///
    /// # Panics
    /// It cannot be sent.
    pub fn signal(&self, name: &str) {
        let id = self.daemon.as_ref().expect("a daemon").id();
        let told = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status().expect("kill");
        assert!(told.success());
    }

    /// Asks the daemon to stop, and waits.
    ///
    /// # Panics
    /// It does not stop.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        self.signal("TERM");
        self.await_end()
    }

    /// The next daemon's clock starts here.
    pub fn turn_clock(&mut self, instant: &str) {
        self.plan.clock = Some(instant.to_owned());
    }

    /// What the daemons of this shop have logged.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.place.file("daemon.log")).unwrap_or_default()
    }

    /// Waits until a word stands in the log so many times.
    ///
    /// # Panics
    /// It does not.
    pub fn await_log(&self, word: &str, times: usize) {
        let since = Instant::now();
        while self.log().matches(word).count() < times {
            assert!(since.elapsed() < PATIENCE, "no \"{word}\": {}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn connect(&self) -> Option<UnixStream> {
        UnixStream::connect(self.socket()).ok()
    }

    /// The daemon's socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.place.file("state/fiscus.sock")
    }

    /// A till of this shop.
    #[must_use]
    pub fn till(&self) -> Till {
        Till::new(self.socket())
    }

    /// A new connection.
    ///
    /// # Panics
    /// The daemon does not answer.
    #[must_use]
    pub fn client(&self) -> Client<UnixStream> {
        let stream = self.connect().unwrap_or_else(|| panic!("no daemon: {}", self.log()));
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        Client::new(stream)
    }

    /// Calls a method on a new connection.
    ///
    /// # Errors
    /// The error object.
    ///
    /// # Panics
    /// The connection breaks.
    pub fn call(&self, method: &str, params: Value) -> Result<Value, Refused> {
        match self.client().request(method, &params) {
            Ok(result) => Ok(result),
            Err(CallError::Answered(refused)) => Err(refused),
            Err(other) => panic!("{method} {params}: {other}\n{}", self.log()),
        }
    }

    /// Calls a method that must succeed.
    ///
    /// # Panics
    /// It does not.
    pub fn done(&self, method: &str, params: Value) -> Value {
        self.call(method, params.clone()).unwrap_or_else(|refused| panic!("{method} {params}: {refused:?}"))
    }

    /// Calls a method that must be refused or fail; answers the reason.
    ///
    /// # Panics
    /// It succeeds.
    pub fn refused(&self, method: &str, params: Value) -> String {
        match self.call(method, params.clone()) {
            Ok(result) => panic!("{method} {params}: {result}"),
            Err(refused) => refused.data["reason"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// Calls a method whose answer may never come (the daemon dies).
    pub fn attempt(&self, method: &str, params: &Value) -> Result<Value, CallError> {
        let Some(stream) = self.connect() else {
            return Err(CallError::Broken(std::io::ErrorKind::NotConnected.into()));
        };
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        Client::new(stream).request(method, params)
    }

    /// Runs `fiscus` with these arguments and the shop's configuration; answers what it printed and whether it
    /// succeeded.
    ///
    /// # Panics
    /// It does not start.
    #[must_use]
    pub fn fiscus(&self, arguments: &[&str]) -> (bool, String) {
        let output =
            Command::new(program()).args(arguments).arg("--config").arg(self.config()).output().expect("fiscus starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text)
    }

    /// The journal verifies.
    ///
    /// # Panics
    /// It does not.
    pub fn verify(&self) {
        let (fine, text) = self.fiscus(&["journal", "verify"]);
        assert!(fine, "{text}\n{}", self.log());
    }

    /// Waits until `state` is the state of an operation.
    ///
    /// # Panics
    /// It does not become so.
    pub fn await_state(&self, operation: &str, state: &str) -> Value {
        self.await_answer(operation, |answer| answer["state"] == state)
    }

    /// Waits until an operation's answer is as wanted.
    ///
    /// # Panics
    /// It does not become so.
    pub fn await_answer(&self, operation: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let answer = self.done("operation.get", json!({ "target": operation }));
            if wanted(&answer) {
                return answer;
            }
            assert!(since.elapsed() < PATIENCE, "{answer}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until nothing is reserved, being printed, or owed.
    ///
    /// # Panics
    /// It does not come to rest.
    pub fn await_rest(&self) {
        let since = Instant::now();
        let mut rested = self.rested.lock().expect("a place");
        let mut pause = Duration::from_millis(2);
        loop {
            let seen = self.done("operations.find", json!({ "after": *rested, "limit": 1000 }));
            let items = seen["items"].as_array().expect("operations");
            let settled = |item: &&Value| {
                let owed =
                    || item["slips"].as_array().is_some_and(|all| all.iter().any(|one| one["state"] == "pending"));
                ["voided", "denied", "expired", "asking"].iter().any(|state| item["state"] == *state)
                    || item["state"] == "committed" && !owed()
            };
            // Behind what stands in doubt it is looked at again: that may end, and owe copies then.
            let old = items.len().saturating_sub(RECENT);
            if let Some(last) = items[..old].iter().take_while(settled).last() {
                *rested = last["operation"].as_str().map(str::to_owned);
            }
            let open: Vec<&Value> = items.iter().filter(|item| !settled(item) && item["state"] != "in_doubt").collect();
            if open.is_empty() && seen["next"].is_null() {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{open:?}\n{}", self.log());
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// The simulated printer with this id.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn printer(&self, id: &str) -> &Printer {
        self.printers.iter().find(|printer| printer.id == id).unwrap_or_else(|| panic!("no printer {id}"))
    }

    /// The first simulated printer.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn front(&self) -> &Printer {
        self.printers.first().expect("a printer")
    }

    /// Switches a simulated printer off, as if the cable were pulled.
    ///
    /// # Panics
    /// There is none.
    pub fn unplug(&mut self, id: &str) {
        let printer = self.printers.iter_mut().find(|printer| printer.id == id).expect("a printer");
        printer.process.kill().expect("killed");
        printer.process.wait().expect("gone");
    }

    /// Switches it on again, with its memory, at its address.
    ///
    /// # Panics
    /// It does not start.
    pub fn plug_in(&mut self, id: &str) {
        let libraries = self.plan.all_libraries();
        let printer = self.printers.iter_mut().find(|printer| printer.id == id).expect("a printer");
        let (address, model, paper) = (printer.address.clone(), printer.model.clone(), printer.paper.clone());
        *printer = Printer::start(&self.place, id, &address, &model, &paper, &libraries);
    }

    /// What a card can spend.
    ///
    /// # Panics
    /// It is not there.
    #[must_use]
    pub fn balance(&self, card: &str) -> String {
        self.done("card.get", json!({ "card": card }))["balances"]["EUR"].as_str().expect("a balance").to_owned()
    }

    /// Loads a card and waits for its slips.
    pub fn load(&self, operation: &str, card: &str, amount: &str) -> Value {
        let answer = self.done(
            "card.load",
            json!({ "operation": operation, "card": card, "amount": amount, "payments": [{ "tender": "cash" }] }),
        );
        self.await_rest();
        answer
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            drop(daemon.kill());
            drop(daemon.wait());
        }
        for printer in &mut self.printers {
            drop(printer.process.kill());
            drop(printer.process.wait());
        }
        if std::thread::panicking() {
            eprintln!("--- the daemon's log ---\n{}", self.log());
        }
    }
}

impl Printer {
    fn start(place: &Place, id: &str, listen: &str, model: &str, paper: &str, libraries: &[PathBuf]) -> Self {
        let mut command = Command::new(program());
        command
            .args(["simulate", model, "--listen", listen])
            .arg("--state")
            .arg(place.file(&format!("{id}.memory")))
            .arg("--paper")
            .arg(place.file(paper))
            .args(libraries.iter().flat_map(|folder| ["--libraries".as_ref(), folder.as_os_str()]));
        // A device of a stream cannot be asked by HTTP where it is; one of HTTP says so in its first line.
        command.args(["--control", "127.0.0.1:0"]);
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("the simulator starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let mut line = |before: &str| {
            let line = lines.next().expect("a line of it").expect("text");
            line.strip_prefix(before).unwrap_or_else(|| panic!("the simulator says {line:?}")).to_owned()
        };
        let connection = line("listening on ");
        let control = line("control on http://");
        let address = connection
            .strip_prefix("tcp://")
            .or_else(|| connection.strip_prefix("http://"))
            .map_or(connection.clone(), |address| address.trim_end_matches('/').to_owned());
        // The settings of the line that a pseudo-terminal cannot keep are part of the test (G16).
        let connection = match connection.strip_prefix("pty:") {
            Some(path) => format!("serial://{path}?baud=19200&data=7&parity=odd"),
            None => connection,
        };
        Self {
            id: id.to_owned(),
            connection,
            address,
            control: control.trim_end_matches('/').to_owned(),
            model: model.to_owned(),
            paper: paper.to_owned(),
            process,
        }
    }

    fn exchange(&self, request: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.control).expect("the simulator listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: printer\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{request}: {answer}");
        body.to_owned()
    }

    /// What the device remembers.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn memory(&self) -> Value {
        serde_json::from_str(&self.exchange("GET /memory", "")).expect("the memory is JSON")
    }

    /// The fiscal documents in its memory, in order.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn documents(&self) -> Vec<Value> {
        self.memory()["documents"].as_array().cloned().unwrap_or_default()
    }

    /// The slips in its memory, in order.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn slips(&self) -> Vec<Value> {
        self.memory()["slips"].as_array().cloned().unwrap_or_default()
    }

    /// What was printed in this run.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn paper(&self) -> String {
        self.exchange("GET /paper", "")
    }

    /// How it misbehaves from now on (a fault script; empty: not at all).
    ///
    /// # Panics
    /// The script is wrong.
    pub fn misbehave(&self, script: &str) {
        self.exchange("POST /fault", script);
    }

    /// The next request of this kind goes wrong, once.
    ///
    /// # Panics
    /// The words are wrong.
    pub fn fault(&self, on: &str, what: &str) {
        self.misbehave(&format!("[[fault]]\non = \"{on}\"\nnth = 1\ndo = \"{what}\"\n"));
    }

    /// Somebody else prints a document.
    ///
    /// # Panics
    /// It does not answer.
    pub fn foreign(&self) {
        self.exchange("POST /foreign", "");
    }

    /// It is switched off and on.
    ///
    /// # Panics
    /// It does not answer.
    pub fn power_cycle(&self) {
        self.exchange("POST /power_cycle", "");
    }

    /// Where it listens: `HOST:PORT`, or `pty:PATH`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// A receipt of one line on the department `bar`.
#[must_use]
pub fn sale(operation: &str, price: &str, payments: Value) -> Value {
    json!({ "operation": operation, "lines": [{ "id": "1", "department": "bar", "price": price }], "payments": payments })
}
