//! The configuration: `fiscus.toml` as typed values.
//!
//! Here are the nouns and where the file is looked for. [`Config::load`] reads all of it in one pass and
//! reports everything that is wrong at its place. It opens no device and no database, loads no library, and
//! does not know what a library's settings mean: it checks them against the schema it is given
//! ([`schema_problems`]) and says where they stand ([`Document::settings_finding`]).

mod connection;
mod defaults;
mod document;
mod lists;
mod numbers;
mod operator;
mod own;
mod read;
mod route;
mod schema;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub use connection::{Connection, LedgerUrl, Login, Parity};
pub use defaults::Defaults;
pub use document::{Document, Finding, Place};
pub use lists::Lists;
pub use numbers::{Numbers, luhn_digit, luhn_valid};
pub use operator::{Operator, Role};
pub use own::own_problems;
pub use route::{RouteError, Routes};
pub use schema::schema_problems;
pub use template::{Align, Field, Logo, Page, Shown, Template, points};

use crate::users::Users;
use fiscus_sdk::{Department, Discount, Language, Unit};
use jiff::tz::TimeZone;
use read::Surroundings;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// A shop, its printers and its card types. Every reference inside it leads somewhere.
#[derive(Debug, Clone)]
pub struct Config {
    /// The shop.
    pub shop: Shop,
    /// The folder of the file: relative paths begin here.
    pub folder: PathBuf,
    /// Folders.
    pub paths: Paths,
    /// Where accounts are kept.
    pub ledger: Ledger,
    /// The socket.
    pub socket: Socket,
    /// Departments by id.
    pub departments: BTreeMap<String, Department>,
    /// Printers by id.
    pub printers: BTreeMap<String, Printer>,
    /// Which printer a document goes to.
    pub routes: Routes,
    /// What single tills do otherwise.
    pub tills: BTreeMap<String, Routes>,
    /// Whether the flags and limits of customers are checked (default false). Source: S3-07.
    pub credit_control: bool,
    /// The discounts there are, by id.
    pub discounts: BTreeMap<String, Discount>,
    /// Card types by id.
    pub card_types: BTreeMap<String, CardType>,
    /// The words of customers' records.
    pub lists: Lists,
    /// Who works here, by id.
    pub operators: BTreeMap<String, Operator>,
    /// How cards look on paper, by id.
    pub templates: BTreeMap<String, Template>,
}

/// `[shop]`
#[derive(Debug, Clone)]
pub struct Shop {
    /// The name on slips; may be empty.
    pub name: String,
    /// The zone whose days count.
    pub time_zone: TimeZone,
    /// The money of the shop.
    pub currency: Unit,
    /// The language of slips, notices and refusals (default en).
    pub language: Language,
}

/// `[paths]`, absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The configuration itself.
    pub file: PathBuf,
    /// Journal, ledger, spool.
    pub state: PathBuf,
    /// Where libraries are looked for, in this order. The default ones need not exist.
    pub libraries: Vec<PathBuf>,
    /// Below which folders files may be written, besides the state folder; none: wherever the daemon's user may.
    pub exports: Option<Vec<PathBuf>>,
}

/// `[ledger]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// PostgreSQL; none: SQLite in [`Paths::state`].
    pub url: Option<LedgerUrl>,
    /// How long a reservation waits for its print to begin.
    pub hold: Duration,
}

/// `[socket]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket {
    /// Its path, absolute.
    pub path: PathBuf,
    /// The permission bits of the file.
    pub mode: u32,
}

/// `[printers.<id>]`
#[derive(Clone)]
pub struct Printer {
    /// The id in a driver's manifest.
    pub driver: String,
    /// Where the device is.
    pub connection: Connection,
    /// The time-out of an ordinary exchange.
    pub timeout: Duration,
    /// The driver's settings: a JSON object.
    pub settings: Value,
}

// Settings may hold passwords.
impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printer")
            .field("driver", &self.driver)
            .field("connection", &self.connection)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// `[card_types.<id>]`
#[derive(Clone)]
pub struct CardType {
    /// The id in a plugin's manifest.
    pub plugin: String,
    /// What people call it (default: its id).
    pub name: String,
    /// The numbers that are of this type without being registered.
    pub numbers: Option<Numbers>,
    /// Which registry its cards belong to.
    pub registry: Registry,
    /// What happens outside a card's days and hours.
    pub outside_window: OutsideWindow,
    /// Whether its price adjustments may stand beside those of another card.
    pub stackable: bool,
    /// What a card made at the till is saved with.
    pub defaults: Defaults,
    /// How its cards look on paper; none: plain.
    pub template: Option<String>,
    /// The plugin's settings: a JSON object.
    pub settings: Value,
}

// Settings may hold passwords.
impl fmt::Debug for CardType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardType")
            .field("plugin", &self.plugin)
            .field("name", &self.name)
            .field("numbers", &self.numbers)
            .field("registry", &self.registry)
            .field("outside_window", &self.outside_window)
            .field("stackable", &self.stackable)
            .field("defaults", &self.defaults)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}

/// Which registry the cards of a type belong to. Source: S2-13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registry {
    /// Their own: a card needs no customer.
    #[default]
    Own,
    /// The customers'.
    Customers,
    /// The fidelity customers'.
    Fidelity,
}

/// What happens outside a card's days and hours. Source: S5-44, A-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutsideWindow {
    /// The first discount is not given; the card can be used.
    #[default]
    FirstDiscountOff,
    /// The card is refused.
    Refuse,
}

/// A configuration without findings, and the file it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// Where it says so.
    pub document: Document,
}

impl Config {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the file.
    pub fn load(path: &Path) -> Result<Loaded, Vec<Finding>> {
        let unreadable =
            |place, why: String| vec![Finding::new(path, place, format!("the configuration cannot be read: {why}"))];
        let bytes = fs::read(path).map_err(|error| unreadable(Place::START, error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
            unreadable(Place { line: line + 1, column: 1 }, "this line is not UTF-8".to_owned())
        })?;
        let absolute = std::path::absolute(path).map_err(|error| unreadable(Place::START, error.to_string()))?;
        let surroundings = Surroundings {
            folder: absolute.parent().unwrap_or(Path::new("/")).to_owned(),
            state: state_folder(env::var_os("XDG_STATE_HOME").map(PathBuf::from), env::home_dir()),
            executable: env::current_exe().ok().and_then(|file| file.parent().map(Path::to_owned)),
            users: Users::of_this_machine(),
        };
        let document = Document::parse(path, &text)?;
        let mut config = read::read(&document, &surroundings)?;
        config.paths.file = absolute;
        Ok(Loaded { config, document })
    }

    /// Whether operators must show who they are: at least one has a password, or a user of the machine. Else the
    /// mode of the socket decides alone.
    #[must_use]
    pub fn guarded(&self) -> bool {
        self.operators.values().any(|operator| operator.password.is_some() || operator.user.is_some())
    }

    /// The shop as libraries see it.
    #[must_use]
    pub fn sdk_shop(&self) -> fiscus_sdk::Shop {
        fiscus_sdk::Shop {
            name: self.shop.name.clone(),
            currency: self.shop.currency.clone(),
            language: self.shop.language,
            departments: self.departments.clone(),
            credit_control: self.credit_control,
            discounts: self.discounts.clone(),
            units: BTreeMap::new(),
        }
    }

    /// The card type of a number that is not registered, by `numbers`; the check digit is not looked at.
    #[must_use]
    pub fn card_type_for(&self, number: &str) -> Option<&str> {
        let fits = |card_type: &CardType| card_type.numbers.as_ref().is_some_and(|numbers| numbers.accept(number));
        self.card_types.iter().find(|(_, card_type)| fits(card_type)).map(|(id, _)| id.as_str())
    }
}

/// The folder for state, where the environment says one.
fn state_folder(xdg: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    // A relative path in the environment is to be ignored (XDG Base Directory Specification).
    let base = xdg.filter(|path| path.is_absolute()).or_else(|| Some(home?.join(".local/state")));
    base.filter(|path| path.is_absolute()).map(|base| base.join("fiscus"))
}

/// The configuration file to read: the one that was named, else `$FISCUS_CONFIG`, else `./fiscus.toml`, else
/// `/etc/fiscus/fiscus.toml`.
#[must_use]
pub fn find_file(explicit: Option<&Path>) -> PathBuf {
    if let Some(path) = explicit {
        return path.to_owned();
    }
    if let Some(path) = env::var_os("FISCUS_CONFIG").filter(|path| !path.is_empty()) {
        return PathBuf::from(path);
    }
    let here = PathBuf::from("fiscus.toml");
    if here.exists() { here } else { PathBuf::from("/etc/fiscus/fiscus.toml") }
}
