//! From a configuration to a shop that can work: libraries found, settings checked and opened, each problem at
//! its line and column. It opens no device and no database.

use crate::{
    clock::Clock,
    config::{Config, Connection, Document, Finding, Loaded, Parity, own_problems, schema_problems},
    host::{self, CardType, DriverSession, Found, Library, OpenError},
    ledger::STOCK,
    print::Look,
    transport::{Endpoint, Fingerprint, Place, SerialPlace, StreamPlace},
};
use fiscus_sdk::{DocumentKind, Problem, Shop, Unit, abi, account::RATE, card, driver, paper::tables::shared};
use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

/// A card type that is ready to be asked.
pub struct OpenCardType {
    /// Its id in the configuration.
    pub id: String,
    /// Its plugin's manifest.
    pub manifest: Arc<card::Manifest>,
    /// Its plugin with its settings.
    pub plugin: CardType,
    /// What its settings effectively mean.
    pub means: Vec<String>,
    /// What can be sold as a line of a receipt.
    pub products: Vec<card::Product>,
    /// What a single card may have of its own, where its plugin says so.
    pub card_settings: Option<serde_json::Value>,
    /// Whether its cards can be spent below zero without leave on a customer's record.
    pub gives_credit: bool,
}

/// A printer that is ready to be driven.
pub struct OpenPrinter {
    /// Its id in the configuration.
    pub id: String,
    /// Its driver's manifest.
    pub manifest: driver::Manifest,
    /// The session that drives it.
    pub session: DriverSession,
    /// A second session that is only asked what can be printed.
    pub adviser: DriverSession,
    /// Where it is.
    pub place: Place,
}

/// A shop that can work.
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// The shop as libraries see it.
    pub shop: Shop,
    /// Card types by id.
    pub card_types: BTreeMap<String, OpenCardType>,
    /// Printers by id.
    pub printers: BTreeMap<String, OpenPrinter>,
    /// How cards look on paper, by id.
    pub templates: BTreeMap<String, Look>,
}

impl Setup {
    /// Printers that share their device with one before them, with its id: two drivers there take each other's documents
    /// for somebody else's.
    pub fn sharing(&self) -> impl Iterator<Item = (&str, &str)> {
        let printers = &self.config.printers;
        printers.iter().enumerate().filter_map(|(at, (id, printer))| {
            let device = printer.connection.device();
            let before = printers.iter().take(at).find(|(_, other)| other.connection.device() == device);
            before.map(|(other, _)| (id.as_str(), other.as_str()))
        })
    }

    /// Departments of different VAT with one number of the device, which prints one VAT for both: the one before, the other,
    /// the number.
    #[must_use]
    pub fn crowded(&self) -> Vec<(&str, &str, u32)> {
        shared(self.shop.departments.iter().filter_map(|(id, of)| Some((id.as_str(), &of.vat, of.number?))))
    }

    /// The card types on whose cards the shop's money is granted, not paid in: no part of a customer's position.
    #[must_use]
    pub fn granting(&self) -> Vec<String> {
        let currency = &self.shop.currency.name;
        let grants = |open: &&OpenCardType| {
            open.manifest.accounts.iter().any(|kind| kind.granted && kind.covers(currency, currency))
        };
        self.card_types.values().filter(grants).map(|open| open.id.clone()).collect()
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("card_types", &self.card_types.keys()).finish_non_exhaustive()
    }
}

/// Libraries by id, and the files that were rejected.
#[derive(Debug, Default, Clone)]
pub struct Libraries {
    /// Card plugins by id.
    pub cards: BTreeMap<String, Arc<Library>>,
    /// Drivers by id.
    pub drivers: BTreeMap<String, Arc<Library>>,
    /// Files that look like ours and cannot be used.
    pub rejected: Vec<host::Rejected>,
}

impl Libraries {
    /// What is in these folders.
    #[must_use]
    pub fn discover(config: &Config) -> Self {
        let mut libraries = Self::default();
        for found in host::discover(&config.paths.libraries) {
            match found {
                Found::Library(library) => {
                    let kind = match library.manifest {
                        abi::Manifest::Card(_) => &mut libraries.cards,
                        abi::Manifest::Driver(_) => &mut libraries.drivers,
                    };
                    kind.insert(library.id().to_owned(), library);
                }
                Found::Rejected(rejected) => libraries.rejected.push(rejected),
            }
        }
        libraries
    }
}

/// A configuration as it was read, and its libraries: a shop can be opened from it again when the file has changed.
#[derive(Debug, Clone)]
pub struct Source {
    loaded: Loaded,
    libraries: Libraries,
}

/// Reads the configuration at `path`, and finds its libraries.
///
/// # Errors
/// Everything that is wrong with the configuration itself, in the order of the file.
pub fn read(path: &Path) -> Result<Source, Vec<Finding>> {
    let loaded = Config::load(path)?;
    let libraries = Libraries::discover(&loaded.config);
    for rejected in libraries.rejected.iter().filter(|rejected| !rejected.foreign) {
        tracing::warn!(file = %rejected.file.display(), reason = rejected.reason, "a library is not used");
    }
    Ok(Source { loaded, libraries })
}

impl Source {
    /// The configuration.
    #[must_use]
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Opens the shop.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the file.
    pub fn open(&self) -> Result<Setup, Vec<Finding>> {
        open(self.loaded.clone(), &self.libraries)
    }
}

/// Opens every card type and printer of a configuration with these libraries.
///
/// # Errors
/// Everything that is wrong, in the order of the file.
pub fn open(loaded: Loaded, libraries: &Libraries) -> Result<Setup, Vec<Finding>> {
    let Loaded { config, document } = loaded;
    let mut shop = config.sdk_shop();
    let mut findings = Vec::new();
    if config.ledger.url.is_some() {
        let text = "this version keeps its accounts in the state folder; remove the key".to_owned();
        findings.push(document.finding(&["ledger", "url"], text));
    }
    let mut card_types = BTreeMap::new();
    for (id, configured) in &config.card_types {
        let place = ["card_types", id.as_str()];
        match open_card_type(&config, &shop, libraries, id) {
            Ok((open, units)) => {
                for unit in units {
                    if [STOCK, RATE].contains(&unit.name.as_str()) {
                        let text = format!("{} is what the shop itself counts; choose another unit", unit.name);
                        findings.push(document.finding(&place, text));
                    } else if *shop.units.entry(unit.name.clone()).or_insert(unit.scale) != unit.scale {
                        let text = format!("another card type counts {} with other decimals", unit.name);
                        findings.push(document.finding(&place, text));
                    }
                }
                findings.extend(products(&open, &card_types, &shop).map(|text| document.finding(&place, text)));
                card_types.insert(id.clone(), open);
            }
            Err(wrong) => {
                findings.extend(wrong.findings(&document, &place, "plugin", &configured.plugin, libraries));
            }
        }
    }
    let mut printers = BTreeMap::new();
    for (id, configured) in &config.printers {
        let place = ["printers", id.as_str()];
        match open_printer(&config, &shop, libraries, id) {
            Ok(open) => {
                printers.insert(id.clone(), open);
            }
            Err(wrong) => {
                findings.extend(wrong.findings(&document, &place, "driver", &configured.driver, libraries));
            }
        }
    }
    routes(&config, &document, &printers, &mut findings);
    let templates = templates(&config, &document, &mut findings);
    if findings.is_empty() {
        let setup = Setup { config, shop, card_types, printers, templates };
        for (id, other) in setup.sharing() {
            tracing::warn!(printer = id, other, "two printers share a device");
        }
        Ok(setup)
    } else {
        findings.sort_by_key(|finding| (finding.line, finding.column));
        Err(findings)
    }
}

/// What is wrong with a card type or a printer.
enum Wrong {
    /// There is no such library.
    Missing,
    /// Its settings, or what its library says of them.
    Settings(Vec<Problem>),
    /// What its cards are made with.
    Defaults(Vec<Problem>),
    /// Its library failed.
    Failed(String),
    /// Its connection, and what is wrong with its settings besides.
    Connection(String, Vec<Problem>),
}

impl From<OpenError> for Wrong {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Problems(problems) => Self::Settings(problems),
            OpenError::Fault(fault) => Self::Failed(fault.detail),
        }
    }
}

impl Wrong {
    fn findings(
        self,
        document: &Document,
        place: &[&str],
        key: &str,
        library: &str,
        libraries: &Libraries,
    ) -> Vec<Finding> {
        let at = |key: &'static str| -> Vec<&str> { [place, &[key]].concat() };
        let in_settings = |problems: Vec<Problem>| -> Vec<Finding> {
            let settings = at("settings");
            problems.iter().map(|problem| document.settings_finding(&settings, problem)).collect()
        };
        match self {
            Self::Missing => {
                let known = if key == "plugin" { &libraries.cards } else { &libraries.drivers };
                let known: Vec<&str> = known.keys().map(String::as_str).collect();
                let near = fiscus_sdk::settings::nearest(library, known.iter().copied())
                    .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
                let rejected: Vec<String> = libraries
                    .rejected
                    .iter()
                    .filter(|rejected| !rejected.foreign)
                    .map(|rejected| format!(" ({}: {})", rejected.file.display(), rejected.reason))
                    .collect();
                let known = if known.is_empty() { "none was found".to_owned() } else { known.join(", ") };
                vec![document.finding(
                    &[place, &[key]].concat(),
                    format!("there is no {key} \"{library}\"{near} There are: {known}{}", rejected.concat()),
                )]
            }
            Self::Settings(problems) => in_settings(problems),
            Self::Defaults(problems) => {
                let defaults = at("defaults");
                problems.iter().map(|problem| document.settings_finding(&defaults, problem)).collect()
            }
            Self::Failed(what) => vec![document.finding(&[place, &[key]].concat(), what)],
            Self::Connection(what, problems) => {
                let mut findings = in_settings(problems);
                findings.push(document.finding(&at("connection"), what));
                findings
            }
        }
    }
}

/// What a library makes of its settings, or all that the schema and the library say is wrong with them: where both
/// speak of the same place, the schema does.
fn checked<T>(
    schema: &serde_json::Value,
    settings: &serde_json::Value,
    open: impl FnOnce() -> Result<T, OpenError>,
) -> Result<T, Wrong> {
    let mut problems = schema_problems(schema, settings);
    match open() {
        opened if problems.is_empty() => opened.map_err(Wrong::from),
        Err(OpenError::Problems(more)) => {
            let apart = |problem: &Problem| {
                !problems
                    .iter()
                    .any(|known| known.path.starts_with(&problem.path) || problem.path.starts_with(&known.path))
            };
            let more: Vec<Problem> = more.into_iter().filter(apart).collect();
            problems.extend(more);
            Err(Wrong::Settings(problems))
        }
        _ => Err(Wrong::Settings(problems)),
    }
}

/// What is wrong with what a card type sells.
fn products<'a>(
    open: &'a OpenCardType,
    others: &'a BTreeMap<String, OpenCardType>,
    shop: &'a Shop,
) -> impl Iterator<Item = String> + 'a {
    open.products.iter().filter_map(|product| {
        let article = &product.profile;
        if let Some(other) = others.values().find(|other| other.products.iter().any(|p| &p.profile == article)) {
            return Some(format!("the card type \"{}\" sells \"{article}\" too; give one another id", other.id));
        }
        let known = shop.departments.contains_key(&product.department);
        (!known).then(|| {
            format!("\"{article}\" is sold on the department \"{}\", which does not exist", product.department)
        })
    })
}

fn open_card_type(
    config: &Config,
    shop: &Shop,
    libraries: &Libraries,
    id: &str,
) -> Result<(OpenCardType, Vec<Unit>), Wrong> {
    let configured = config.card_types.get(id).ok_or(Wrong::Missing)?;
    let library = libraries.cards.get(&configured.plugin).ok_or(Wrong::Missing)?;
    let abi::Manifest::Card(manifest) = &library.manifest else { return Err(Wrong::Missing) };
    let (plugin, means, offer) =
        checked(&manifest.settings, &configured.settings, || library.open_card(&configured.settings, shop))?;
    let mut manifest = manifest.clone();
    if let Some(accounts) = offer.accounts {
        manifest.accounts = accounts;
    }
    if let Some(declared) = &offer.card_settings {
        let problems = own_problems(declared, &configured.defaults.own().into());
        if !problems.is_empty() {
            return Err(Wrong::Defaults(problems));
        }
    }
    let open = OpenCardType {
        id: id.to_owned(),
        manifest: Arc::new(manifest),
        plugin,
        means,
        products: offer.products,
        card_settings: offer.card_settings,
        gives_credit: offer.gives_credit,
    };
    Ok((open, offer.units))
}

fn open_printer(config: &Config, shop: &Shop, libraries: &Libraries, id: &str) -> Result<OpenPrinter, Wrong> {
    let configured = config.printers.get(id).ok_or(Wrong::Missing)?;
    let library = libraries.drivers.get(&configured.driver).ok_or(Wrong::Missing)?;
    let abi::Manifest::Driver(manifest) = &library.manifest else { return Err(Wrong::Missing) };
    let timeout_ms = u64::try_from(configured.timeout.as_millis()).unwrap_or(u64::MAX);
    let opened = |link, path| {
        let link = driver::LinkOptions { link, path, timeout_ms };
        checked(&manifest.settings, &configured.settings, || {
            let session = library.open_driver(&configured.settings, shop, &link)?;
            Ok((session, library.open_driver(&configured.settings, shop, &link)?))
        })
    };
    let reached = place(&configured.connection).and_then(|(link, path, place)| {
        if manifest.link.contains(&link) {
            return Ok((link, path, place));
        }
        let (driver, scheme) = (&configured.driver, configured.connection.scheme());
        Err(format!("driver \"{driver}\" is connected by {}, not by {scheme}://", links(manifest)))
    });
    let (link, path, place) = match reached {
        Ok(reached) => reached,
        // The settings are looked at all the same, as if the connection were right.
        Err(what) => {
            let besides = manifest.link.first().map(|link| opened(*link, String::new()));
            let problems = if let Some(Err(Wrong::Settings(problems))) = besides { problems } else { Vec::new() };
            return Err(Wrong::Connection(what, problems));
        }
    };
    let (session, adviser) = opened(link, path)?;
    Ok(OpenPrinter { id: id.to_owned(), manifest: manifest.clone(), session, adviser, place })
}

/// Which link a connection is, its path where a driver is told one, and where the device is.
///
/// # Errors
/// The fingerprint of a certificate is none.
pub fn place(connection: &Connection) -> Result<(driver::Link, String, Place), String> {
    let stream = |link, place| Ok((link, String::new(), Place::Stream(place)));
    match connection {
        Connection::Http { tls, host, port, path, login } => {
            let (path, fingerprint) = fingerprint(path)?;
            let endpoint = Endpoint {
                host: host.clone(),
                port: *port,
                tls: *tls,
                fingerprint,
                user_info: login.as_ref().map(|login| format!("{}:{}", login.user, login.password)),
            };
            Ok((driver::Link::Http, path, Place::Http(endpoint)))
        }
        Connection::Tcp { host, port } => {
            stream(driver::Link::Tcp, StreamPlace::Tcp { host: host.clone(), port: *port })
        }
        Connection::Serial { path, baud, data, parity, stop } => {
            let odd = match parity {
                Parity::None => None,
                Parity::Odd => Some(true),
                Parity::Even => Some(false),
            };
            let place = SerialPlace { path: path.clone(), baud: *baud, seven: *data == 7, odd, two_stops: *stop == 2 };
            stream(driver::Link::Serial, StreamPlace::Serial(place))
        }
        Connection::File { path } => stream(driver::Link::File, StreamPlace::File(path.clone())),
    }
}

fn links(manifest: &driver::Manifest) -> String {
    manifest
        .link
        .iter()
        .map(|link| match link {
            driver::Link::Http => "http:// or https://",
            driver::Link::Tcp => "tcp://",
            driver::Link::Serial => "serial://",
            driver::Link::File => "file://",
        })
        .collect::<Vec<_>>()
        .join(" or ")
}

/// The path of an HTTP connection without our own `fingerprint=…`, and that fingerprint.
fn fingerprint(path: &str) -> Result<(String, Option<Fingerprint>), String> {
    let Some((before, query)) = path.split_once('?') else { return Ok((path.to_owned(), None)) };
    let (ours, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(|word| word.starts_with("fingerprint="));
    let fingerprint = match ours.first() {
        Some(word) => Some(
            word["fingerprint=".len()..]
                .parse()
                .map_err(|error: crate::transport::NotAFingerprint| error.to_string())?,
        ),
        None => None,
    };
    let path = if others.is_empty() { before.to_owned() } else { format!("{before}?{}", others.join("&")) };
    Ok((path, fingerprint))
}

/// A route to a printer that can never print what goes there is an installer's error.
fn routes(config: &Config, document: &Document, printers: &BTreeMap<String, OpenPrinter>, findings: &mut Vec<Finding>) {
    let mut check = |path: &[&str], printer: &str, kind: DocumentKind| {
        if let Some(open) = printers.get(printer)
            && !open.manifest.documents.contains(&kind)
        {
            let what = if kind == DocumentKind::Slip { "slips" } else { "fiscal receipts" };
            findings.push(document.finding(
                path,
                format!("printer \"{}\" cannot print {what}: its driver \"{}\" has none", open.id, open.manifest.id),
            ));
        }
    };
    let mut tables = vec![(vec!["routes"], &config.routes)];
    for (till, routes) in &config.tills {
        tables.push((vec!["tills", till.as_str()], routes));
    }
    for (path, table) in tables {
        for (key, printer, kind) in [
            ("receipt", &table.receipt, DocumentKind::Receipt),
            ("slip", &table.slip, DocumentKind::Slip),
            ("drawer_slip", &table.drawer_slip, DocumentKind::Slip),
        ] {
            if let Some(printer) = printer {
                check(&[path.as_slice(), &[key]].concat(), printer, kind);
            }
        }
        for (department, printer) in &table.departments {
            check(&[path.as_slice(), &["departments", department]].concat(), printer, DocumentKind::Receipt);
        }
    }
}

/// Templates with their files.
fn templates(config: &Config, document: &Document, findings: &mut Vec<Finding>) -> BTreeMap<String, Look> {
    let mut looks = BTreeMap::new();
    for (id, template) in &config.templates {
        match Look::open(template) {
            Ok(look) => drop(looks.insert(id.clone(), look)),
            Err(wrong) => findings.extend(wrong.into_iter().map(|(key, text)| {
                let path = ["templates", id.as_str(), key, "file"];
                document.finding(&path[..if key == "logo" { 4 } else { 3 }], format!("{key}: {text}"))
            })),
        }
    }
    looks
}

/// The clock of a daemon: the machine's, or a virtual one where every printer is on this machine.
///
/// # Errors
/// A virtual clock, and a printer that is not.
pub fn clock(config: &Config, start: Option<jiff::Timestamp>) -> Result<Clock, String> {
    let zone = config.shop.time_zone.clone();
    let Some(start) = start else { return Ok(Clock::real(zone)) };
    only_local(config)?;
    Ok(Clock::starting_at(start, zone))
}

/// Whether every printer is on this machine, as a virtual clock needs it.
///
/// # Errors
/// The printer that is not, in words for the installer.
pub fn only_local(config: &Config) -> Result<(), String> {
    match config.printers.iter().find(|(_, printer)| !printer.connection.is_local()) {
        Some((id, _)) => Err(format!(
            "a virtual clock is allowed only while every printer is on this machine (loopback, pty or file); printer \"{id}\" is not"
        )),
        None => Ok(()),
    }
}
