//! The shop behind the demo: the built program and libraries, two simulated printers, the configuration and the
//! daemon, in a folder of their own that goes at the end. It knows nothing of the story.

use super::Mishap;
use fiscus_sdk::client::Client;
use jiff::Timestamp;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::{fs::symlink, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take before the demo gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);
/// A Monday morning.
const OPENING: &str = "2026-11-23T08:30:00+01:00";
/// The day of the story.
pub const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const CONFIGURATION: &str = r#"
[shop]
name = "Bar Centrale"
time_zone = "Europe/Rome"
currency = "EUR"
language = "it"

[paths]
state = "state"
libraries = ["libraries"]

[departments.bar]
description = "Bar"
vat = "10"
number = 1

[departments.bottega]
description = "Bottega"
vat = "22"
number = 2

[departments.buoni]
description = "Buoni regalo"
vat = "22"
number = 3

[routes]
receipt = "front"
slip = "front"

[tills.2]
receipt = "back"
slip = "back"

[credit_control]
enabled = true

[card_types.borsellino]         # the prepaid card is a form of payment
plugin = "prepaid"
name = "Borsellino"
numbers = { prefix = "98", length = 13 }
settings = { mode = "payment_form", max_load = "250.00" }

[card_types.amici]              # a gift of a tenth with every load
plugin = "prepaid"
name = "Carta Amici"
numbers = { prefix = "97", length = 13 }
settings = { mode = "payment_form", variation = { percent = "10" } }

[card_types.regalo]             # sold on one department, redeemed on another
plugin = "prepaid"
name = "Buono regalo"
numbers = { prefix = "96", length = 13 }
settings = { mode = "departments", load_department = "buoni", payment_department = "bottega" }

[discounts.vini]
percent = "10"
categories = ["vino"]

[card_types.soci]               # a tenth off the wine, more with the turnover
plugin = "discount"
name = "Carta soci"
settings = { discounts = ["vini"], tiers = [{ turnover = "1000", percent = "5" }, { turnover = "3000", percent = "10" }] }

[card_types.timbri]             # every sixth pizza is free
plugin = "stamp"
name = "Carta pizza"
settings = { goods = { articles = ["PZ"] }, every = 6 }

[card_types.punti]              # five percent is collected, and pays whole bills
plugin = "bonus"
name = "Carta punti"
settings = { rate = "5" }

[card_types.palestra]           # ten entries, bought at once
plugin = "service"
name = "Palestra"
settings.services = [{ id = "aerobica", name = "Aerobica", uses = 10, price = "60.00", department = "bottega", valid_days = 90 }]

[card_types.internet]           # an hour of internet, printed when it is sold
plugin = "pin"
name = "Internet"
settings = { form = "ticket", profiles = [{ id = "ora", name = "Internet 1 ora", minutes = 60, price = "2.00", department = "bar", valid_days = 7 }] }

[card_types.ore]                # the same as cards, made beforehand
plugin = "pin"
name = "Tessera internet"
numbers = { prefix = "77", length = 14, luhn = true }
settings = { form = "card", profiles = [{ id = "ora-card", name = "Internet 1 ora", minutes = 60, price = "2.00", department = "bar" }] }

[card_types.conto]              # below zero as far as the customer's credit goes
plugin = "prepaid"
name = "Conto cliente"
numbers = { prefix = "95", length = 13 }
settings = { mode = "payment_form", allow_negative = true, uncollected = "invoice" }
"#;

/// What is wrong with this one, `fiscus check` says.
const MISTAKE: &str = "settings = { mode = \"payment_form\", load_department = \"bar\", max_load = \"250.00\" }";

/// The folder of the programs that cargo built, which is that of this one.
fn programs() -> Result<PathBuf, Mishap> {
    let here = std::env::current_exe()?;
    here.parent().map(ToOwned::to_owned).ok_or_else(|| Mishap::new("this program is in no folder"))
}

/// Builds the program, the plugins and the drivers.
pub fn build() -> Result<(), Mishap> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let programs = programs()?;
    let mut build = Command::new(cargo);
    build.args(["build", "--manifest-path"]).arg(Path::new(WORKSPACE).join("Cargo.toml"));
    build.arg("--target-dir").arg(programs.parent().unwrap_or(&programs));
    if programs.ends_with("release") {
        build.arg("--release");
    }
    // What cargo tells this program about itself would make it build again what depends on it.
    for (name, _) in std::env::vars_os() {
        let own =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if own {
            build.env_remove(name);
        }
    }
    build.args(["--package", "fiscus"]);
    for package in libraries()? {
        build.args(["--package", &package]);
    }
    let status = build.status()?;
    if status.success() { Ok(()) } else { Err(Mishap::new(format!("the build failed: {status}"))) }
}

/// The packages of the plugins and drivers, by their folders.
fn libraries() -> Result<Vec<String>, Mishap> {
    let mut packages = Vec::new();
    for room in ["plugins", "drivers"] {
        for entry in fs::read_dir(Path::new(WORKSPACE).join(room))? {
            let entry = entry?;
            if entry.path().join("Cargo.toml").exists() {
                packages.push(format!("fiscus-{}", entry.file_name().to_string_lossy()));
            }
        }
    }
    packages.sort();
    Ok(packages)
}

/// The shop.
pub struct Shop {
    folder: PathBuf,
    programs: PathBuf,
    opened: Instant,
    printers: Vec<Printer>,
    daemon: Option<Child>,
}

/// A simulated printer.
pub struct Printer {
    /// Its id in the configuration.
    pub id: &'static str,
    address: String,
    process: Child,
    /// How much of its paper was shown.
    shown: usize,
}

impl Shop {
    /// Switches the printers on and writes the configuration. The daemon is not started yet.
    pub fn prepare() -> Result<Self, Mishap> {
        let folder = std::env::temp_dir().join(format!("fiscus-demo-{}", std::process::id()));
        fs::create_dir_all(folder.join("libraries"))?;
        let mut shop =
            Self { folder, programs: programs()?, opened: Instant::now(), printers: Vec::new(), daemon: None };
        for package in libraries()? {
            let name = format!(
                "{}{}{}",
                std::env::consts::DLL_PREFIX,
                package.replace('-', "_"),
                std::env::consts::DLL_SUFFIX
            );
            symlink(shop.programs.join(&name), shop.folder.join("libraries").join(&name))?;
        }
        for (id, serial) in [("front", "99IEB004001"), ("back", "99IEB004002")] {
            if let Some(other) = shop.printers.first() {
                // Factory-new devices are alike but for their serial.
                let mut memory: Value = serde_json::from_slice(&fs::read(shop.file(&format!("{}.memory", other.id)))?)?;
                memory["serial"] = serial.into();
                fs::write(shop.file(&format!("{id}.memory")), memory.to_string())?;
            }
            let printer = shop.switch_on(id)?;
            shop.printers.push(printer);
        }
        let mut text = CONFIGURATION.to_owned();
        for Printer { id, address, .. } in &shop.printers {
            text += &format!(
                "\n[printers.{id}]\ndriver = \"epson-rt\"\nconnection = \"http://{address}/\"\ntimeout = \"3s\"\n\
                 settings = {{ recheck = \"50ms\" }}\n"
            );
        }
        fs::write(shop.file("fiscus.toml"), &text)?;
        let right = "settings = { mode = \"payment_form\", max_load = \"250.00\" }";
        fs::write(shop.file("mistake.toml"), text.replace(right, MISTAKE))?;
        Ok(shop)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The program, with the shop's folder around it.
    fn program(&self) -> Command {
        let mut program = Command::new(self.programs.join("fiscus"));
        program.current_dir(&self.folder).env_remove("FISCUS_CONFIG").env_remove("FISCUS_CRASH_AT");
        program.env("TZ", "Europe/Rome").stdin(Stdio::null());
        program
    }

    /// What time it is in the story: the morning, and what has passed since.
    fn now(&self) -> Result<String, Mishap> {
        let opening: Timestamp = OPENING.parse().map_err(|_| Mishap::new("the opening is no instant"))?;
        opening
            .checked_add(self.opened.elapsed())
            .map(|now| now.to_string())
            .map_err(|error| Mishap::new(error.to_string()))
    }

    fn switch_on(&self, id: &'static str) -> Result<Printer, Mishap> {
        let mut process = self
            .program()
            .args(["simulate", "epson-rt", "--listen", "127.0.0.1:0", "--libraries", "libraries"])
            .args(["--state", &format!("{id}.memory"), "--paper", &format!("{id}.paper"), "--clock", &self.now()?])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let address = line.trim().strip_prefix("listening on http://").map(|address| address.trim_end_matches('/'));
        match address {
            Some(address) => Ok(Printer { id, address: address.to_owned(), process, shown: 0 }),
            None => {
                drop(process.kill());
                Err(Mishap::new(format!("the simulated printer says {line:?}")))
            }
        }
    }

    /// Starts the daemon and waits until it answers.
    pub fn start(&mut self) -> Result<(), Mishap> {
        let log = fs::File::options().create(true).append(true).open(self.file("daemon.log"))?;
        let mut daemon = self
            .program()
            .args(["run", "--config", "fiscus.toml", "--clock", &self.now()?])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let since = Instant::now();
        while self.connect().is_err() {
            if daemon.try_wait()?.is_some() || since.elapsed() > PATIENCE {
                drop(daemon.kill());
                return Err(Mishap::new("the daemon does not start"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.daemon = Some(daemon);
        Ok(())
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result<(), Mishap> {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill()?;
            daemon.wait()?;
        }
        Ok(())
    }

    fn connect(&self) -> Result<UnixStream, Mishap> {
        Ok(UnixStream::connect(self.file("state/fiscus.sock"))?)
    }

    /// A connection of a till.
    pub fn client(&self) -> Result<Client<UnixStream>, Mishap> {
        let stream = self.connect()?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client::new(stream))
    }

    /// Runs a command of the program; answers what it printed, and whether it succeeded.
    pub fn fiscus(&self, arguments: &[&str]) -> Result<(bool, String), Mishap> {
        let output = self.program().args(arguments).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        Ok((output.status.success(), text))
    }

    /// What the daemon logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.file("daemon.log")).unwrap_or_default()
    }

    /// The printer of that id.
    pub fn printer(&self, id: &str) -> Result<&Printer, Mishap> {
        self.printers.iter().find(|printer| printer.id == id).ok_or_else(|| Mishap::new(format!("no printer {id}")))
    }

    /// The paper that came out of each printer since this was last asked.
    pub fn new_paper(&mut self) -> Result<Vec<(&'static str, String)>, Mishap> {
        let mut papers = Vec::new();
        for printer in &mut self.printers {
            let paper = fs::read_to_string(self.folder.join(format!("{}.paper", printer.id)))?;
            let new = paper.get(printer.shown..).unwrap_or_default().to_owned();
            printer.shown = paper.len();
            papers.push((printer.id, new));
        }
        Ok(papers)
    }

    /// Waits until something is so.
    pub fn wait(&self, what: &str, mut so: impl FnMut(&Self) -> Result<bool, Mishap>) -> Result<(), Mishap> {
        let since = Instant::now();
        while !so(self)? {
            if since.elapsed() > PATIENCE {
                return Err(Mishap::new(format!("waited in vain: {what}")));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        for process in self.daemon.iter_mut().chain(self.printers.iter_mut().map(|printer| &mut printer.process)) {
            drop(process.kill());
            drop(process.wait());
        }
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Printer {
    fn exchange(&self, request: &str, body: &str) -> Result<String, Mishap> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let length = body.len();
        let head = format!("{request} HTTP/1.1\r\nHost: printer\r\nConnection: close\r\nContent-Length: {length}");
        write!(stream, "{head}\r\n\r\n{body}")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        match answer.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200") => Ok(body.to_owned()),
            _ => Err(Mishap::new(format!("{request}: {answer}"))),
        }
    }

    /// The fiscal documents in its memory.
    pub fn documents(&self) -> Result<Vec<Value>, Mishap> {
        let memory: Value = serde_json::from_str(&self.exchange("GET /memory", "")?)?;
        Ok(memory["documents"].as_array().cloned().unwrap_or_default())
    }

    /// The next request of this kind goes wrong, once.
    pub fn misbehave(&self, on: &str, how: &str) -> Result<(), Mishap> {
        let script = format!("[[fault]]\non = \"{on}\"\nnth = 1\ndo = \"{how}\"\n");
        self.exchange("POST /fault", &script).map(drop)
    }
}
