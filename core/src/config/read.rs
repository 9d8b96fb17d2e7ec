//! From the tables of the file to the nouns of the configuration.
//!
//! Decides which keys there are, what they default to and what they may refer to. What is wrong is replaced
//! by a stand-in so that reading goes on; with one finding there is no configuration.

use super::{
    CardType, Config, Connection, Document, Finding, Ledger, Numbers, OutsideWindow, Paths, Printer, Registry, Routes,
    Shop, Socket, defaults,
    document::Place,
    lists,
    operator::{self, Operator},
    table::{self, Item, Report, Table, unknown},
    template::{Template, template},
};
use crate::users::Users;
use fiscus_sdk::{Amount, Department, Discount, DiscountValue, Language, Percent, Schedule, Unit, Vat, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// What defaults depend on.
pub(super) struct Surroundings {
    /// The folder of the file: relative paths begin here.
    pub(super) folder: PathBuf,
    /// The default folder for state.
    pub(super) state: Option<PathBuf>,
    /// The folder of the executable.
    pub(super) executable: Option<PathBuf>,
    /// The users of the machine.
    pub(super) users: Users,
}

pub(super) fn read(document: &Document, surroundings: &Surroundings) -> Result<Config, Vec<Finding>> {
    let report = Report::default();
    let config = table::whole(&document.root, &report, |file| config(file, &report, surroundings));
    match (config, report.findings(document.file())) {
        (Some(config), findings) if findings.is_empty() => Ok(config),
        (_, findings) => Err(findings),
    }
}

fn config(file: &mut Table<'_>, report: &Report, surroundings: &Surroundings) -> Config {
    let shop = match file.item("shop") {
        Some(item) => item.table(shop),
        None => {
            file.wrong("[shop] is missing; it says at least the time_zone and the currency");
            None
        }
    };
    let shop = shop.unwrap_or_else(|| Shop {
        name: String::new(),
        time_zone: TimeZone::UTC,
        currency: Unit::named("EUR"),
        language: Language::default(),
    });
    let paths = paths(file, surroundings);
    let ledger = file.item("ledger").and_then(|item| item.table(ledger));
    let socket = file.item("socket").and_then(|item| item.table(|table| socket(table, &paths, surroundings)));
    let departments = tables(file, "departments", department);
    let printers = tables(file, "printers", |_, table| printer(table));
    let templates = tables(file, "templates", |_, table| template(table, |path| surroundings.folder.join(path)));
    let routes = |table: &mut Table<'_>| routes(table, &printers, &departments);
    let discounts = tables(file, "discounts", |_, table| discount(table, &shop.currency, &departments));
    Config {
        ledger: ledger.unwrap_or(Ledger { url: None, hold: HOLD }),
        socket: socket.unwrap_or_else(|| Socket { path: paths.state.join(SOCKET), mode: MODE }),
        routes: file.item("routes").and_then(|item| item.table(routes)).unwrap_or_default(),
        tills: tables(file, "tills", |_, table| routes(table)),
        credit_control: file
            .item("credit_control")
            .and_then(|item| item.table(|table| table.item("enabled")?.boolean()).flatten())
            .unwrap_or(false),
        card_types: card_types(file, report, Known { discounts: &discounts, templates: &templates }),
        lists: file.item("customers").and_then(|item| item.table(lists::lists)).unwrap_or_default(),
        discounts,
        operators: operators(file, report, &surroundings.users),
        folder: surroundings.folder.clone(),
        templates,
        shop,
        paths,
        departments,
        printers,
    }
}

const HOLD: Duration = Duration::from_secs(15 * 60);
const TIMEOUT: Duration = Duration::from_secs(15);
const SOCKET: &str = "fiscus.sock";
const MODE: u32 = 0o660;

fn tables<'a, T>(
    file: &mut Table<'a>,
    key: &'static str,
    read: impl FnMut(&'a str, &mut Table<'a>) -> T,
) -> BTreeMap<String, T> {
    file.item(key).map(|item| item.tables(read)).unwrap_or_default()
}

fn shop(table: &mut Table<'_>) -> Shop {
    let name = table.item("name").and_then(|item| item.text("a name such as \"Bar Centrale\""));
    let zone = table
        .required("time_zone", "\"Europe/Rome\"")
        .and_then(|item| item.parsed("the name of a time zone such as \"Europe/Rome\"", time_zone));
    let currency = table
        .required("currency", "\"EUR\"")
        .and_then(|item| item.parsed("the code of a currency such as \"EUR\"", currency));
    let language = table.item("language").and_then(|item| {
        item.word(&[
            ("it", Language::It),
            ("en", Language::En),
            ("es", Language::Es),
            ("pt", Language::Pt),
            ("et", Language::Et),
        ])
    });
    Shop {
        name: name.unwrap_or_default().to_owned(),
        time_zone: zone.unwrap_or(TimeZone::UTC),
        currency: currency.unwrap_or_else(|| Unit::named("EUR")),
        language: language.unwrap_or_default(),
    }
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    // The zones that came with the program: the same days on every machine.
    let zones = TimeZoneDatabase::bundled();
    zones.get(name).map_err(|_| {
        let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
        match fiscus_sdk::settings::nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("unknown time zone {name}; did you mean {near}?"),
            None => format!("unknown time zone {name}; write a name such as \"Europe/Rome\""),
        }
    })
}

fn currency(code: &str) -> Result<Unit, String> {
    /// The currencies that have no smaller part; any other word without digits is not known.
    const WHOLE: [&str; 8] = ["JPY", "KRW", "CLP", "ISK", "PYG", "VND", "XAF", "XOF"];
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(format!("\"{code}\" is not a currency; write its code of three capitals such as \"EUR\""));
    }
    let unit = Unit::named(code);
    if unit.scale == 0 && !WHOLE.contains(&code) {
        return Err(format!("\"{code}\" is not a currency Fiscus knows the decimals of; write a code such as \"EUR\""));
    }
    Ok(unit)
}

fn paths(file: &mut Table<'_>, surroundings: &Surroundings) -> Paths {
    let path = |item: Item<'_>| item.text("a path in quotes").map(|path| surroundings.folder.join(path));
    let written = file.item("paths").and_then(|item| {
        item.table(|table| {
            let state = table.item("state").map(|item| path(item).unwrap_or_default());
            let folders = |item: Item<'_>, such: &str| item.list(such).into_iter().filter_map(path).collect();
            let libraries =
                table.item("libraries").map(|item| folders(item, "a list of folders such as [\"/usr/lib/fiscus\"]"));
            let exports =
                table.item("exports").map(|item| folders(item, "a list of folders such as [\"/srv/fiscus\"]"));
            (state, libraries, exports)
        })
    });
    let (state, libraries, exports) = written.unwrap_or_default();
    let state = state.or_else(|| surroundings.state.clone());
    if state.is_none() {
        file.wrong("paths.state is missing, and there is no home folder for its default; write state under [paths]");
    }
    let libraries = libraries.unwrap_or_else(|| {
        let beside = |folder: &PathBuf| vec![folder.clone(), folder.join("../lib/fiscus")];
        surroundings.executable.as_ref().map(beside).unwrap_or_default()
    });
    Paths { file: PathBuf::new(), state: state.unwrap_or_default(), libraries, exports }
}

fn ledger(table: &mut Table<'_>) -> Ledger {
    let what = "a database such as \"postgres://fiscus@db.chain.lan/fiscus\"";
    Ledger {
        url: table.item("url").and_then(|item| item.parsed(what, str::parse)),
        hold: table.item("hold").and_then(duration).unwrap_or(HOLD),
    }
}

fn socket(table: &mut Table<'_>, paths: &Paths, surroundings: &Surroundings) -> Socket {
    let path = table.item("path").and_then(|item| item.text("a path in quotes"));
    let mode = table.item("mode").and_then(|item| {
        item.parsed("permissions such as \"0660\"", |text| {
            let octal = text.bytes().all(|b| (b'0'..=b'7').contains(&b));
            let mode = u32::from_str_radix(text, 8).ok().filter(|mode| octal && *mode <= 0o777);
            mode.ok_or_else(|| format!("\"{text}\" is not permissions such as \"0660\""))
        })
    });
    Socket {
        path: path.map_or_else(|| paths.state.join(SOCKET), |path| surroundings.folder.join(path)),
        mode: mode.unwrap_or(MODE),
    }
}

/// A time span: a whole number above zero and its unit.
fn duration(item: Item<'_>) -> Option<Duration> {
    item.parsed("a duration such as \"15s\"", |text| {
        let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let number = number.parse::<u32>().ok().filter(|number| *number > 0).map(u64::from);
        match (number, unit) {
            (Some(number), "ms") => Ok(Duration::from_millis(number)),
            (Some(number), "s") => Ok(Duration::from_secs(number)),
            (Some(number), "m") => Ok(Duration::from_secs(number * 60)),
            (Some(number), "h") => Ok(Duration::from_secs(number * 3600)),
            _ => Err(format!("\"{text}\" is not a duration such as \"50ms\", \"15s\", \"2m\" or \"1h\"")),
        }
    })
}

fn department(id: &str, table: &mut Table<'_>) -> Department {
    let description = table.item("description").and_then(|item| item.text("a description in quotes"));
    let vat = table
        .required("vat", "\"10\"")
        .and_then(|item| item.parsed("a rate in percent such as \"10\" or a nature such as \"N2\"", str::parse));
    Department {
        description: description.unwrap_or(id).to_owned(),
        vat: vat.unwrap_or(Vat::Rate(Percent::ZERO)),
        number: table.item("number").and_then(|item| item.whole(1, 9999)),
    }
}

fn printer(table: &mut Table<'_>) -> Printer {
    let driver =
        table.required("driver", "\"the id of a driver\"").and_then(|item| item.text("the id of a driver in quotes"));
    let connection = table
        .required("connection", "\"http://192.168.1.10/\" or \"tcp://192.168.1.10:9100\", as the driver is connected")
        .and_then(|item| item.parsed("a connection such as \"http://192.168.1.10/\"", str::parse));
    Printer {
        driver: driver.unwrap_or_default().to_owned(),
        connection: connection.unwrap_or(Connection::File { path: PathBuf::new() }),
        timeout: table.item("timeout").and_then(duration).unwrap_or(TIMEOUT),
        settings: settings(table),
    }
}

fn settings(table: &mut Table<'_>) -> Value {
    table.item("settings").map_or_else(|| Value::Object(Map::new()), |item| item.settings())
}

fn routes(
    table: &mut Table<'_>,
    printers: &BTreeMap<String, Printer>,
    departments: &BTreeMap<String, Department>,
) -> Routes {
    let printer = |item: Item<'_>| item.reference("printer", printers);
    Routes {
        receipt: table.item("receipt").and_then(printer),
        slip: table.item("slip").and_then(printer),
        drawer_slip: table.item("drawer_slip").and_then(printer),
        departments: table
            .item("departments")
            .map(|item| item.items())
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(id, item)| {
                if !departments.contains_key(id) {
                    item.wrong(unknown("department", id, departments.keys().map(String::as_str)));
                }
                Some((id.to_owned(), printer(item)?))
            })
            .collect(),
    }
}

fn discount(table: &mut Table<'_>, currency: &Unit, departments: &BTreeMap<String, Department>) -> Discount {
    let percent = table.item("percent");
    let amount = table.item("amount");
    let value = match (percent, amount) {
        (Some(item), None) => item
            .parsed("a percent such as \"10\"", |text| {
                let percent = text.parse::<Percent>().map_err(|error| error.to_string())?;
                let share = percent.is_positive() && percent <= Percent::from(100);
                if share { Ok(percent) } else { Err(format!("\"{text}\" is not a percent above 0, up to 100")) }
            })
            .map(DiscountValue::Percent),
        (None, Some(item)) => item
            .parsed("an amount such as \"2.50\"", |text| {
                let amount = text.parse::<Amount>().map_err(|error| error.to_string())?;
                match amount.minor(currency.scale) {
                    Some(minor) if minor > 0 => Ok(amount),
                    Some(_) => Err(format!("\"{text}\" is not above 0; a discount is written without a sign")),
                    None => Err(format!("\"{text}\" has more decimals than {}: {}", currency.name, currency.scale)),
                }
            })
            .map(DiscountValue::Amount),
        (Some(_), Some(second)) => {
            second.wrong("a discount is either a percent or an amount, here are both");
            None
        }
        (None, None) => {
            table.wrong("percent is missing; write for example percent = \"10\" (or amount = \"2.50\")");
            None
        }
    };
    let weekdays = table.item("weekdays").map(|item| item.list("a list of days such as [\"mon\", \"tue\"]"));
    let from = table.item("from");
    let to = table.item("to");
    let valid_from = table.item("valid_from").and_then(|item| item.date());
    let until = table.item("valid_until");
    let discount = Discount {
        name: table.item("name").and_then(|item| item.text("text in quotes")).unwrap_or_default().to_owned(),
        value: value.unwrap_or(DiscountValue::Percent(Percent::ZERO)),
        articles: texts(table, "articles"),
        categories: texts(table, "categories"),
        departments: table
            .item("departments")
            .map(|item| item.list("a list of departments such as [\"bar\"]"))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|item| item.reference("department", departments))
            .collect(),
        schedule: Schedule {
            weekdays: weekdays
                .unwrap_or_default()
                .into_iter()
                .filter_map(|item| item.word(&Weekday::ALL.map(|day| (day.word(), day))))
                .collect(),
            from: from.and_then(|item| item.time()),
            to: to.and_then(|item| item.time()),
            valid_from,
            valid_until: until.and_then(|item| item.date()),
        },
    };
    let schedule = &discount.schedule;
    if let (Some(item), Some(from), Some(to)) = (to, schedule.from, schedule.to)
        && from == to
    {
        item.wrong("from and to are the same time; leave both out for the whole day");
    }
    if let (Some(item), Some(first), Some(last)) = (until, schedule.valid_from, schedule.valid_until)
        && last < first
    {
        item.wrong(format!("the last day {last} is before the first, {first}"));
    }
    discount
}

fn texts(table: &mut Table<'_>, key: &'static str) -> Vec<String> {
    let items = table.item(key).map(|item| item.list("a list such as [\"PZ\"]")).unwrap_or_default();
    items.iter().filter_map(|item| item.text("text such as \"PZ\"")).map(str::to_owned).collect()
}

fn operators(file: &mut Table<'_>, report: &Report, users: &Users) -> BTreeMap<String, Operator> {
    let mut silent: Vec<(Place, &str)> = Vec::new();
    let read: BTreeMap<String, Operator> = file
        .item("operators")
        .map(|item| item.items())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(id, item)| {
            let read = item.table(|table| operator::operator(id, table, users))?;
            if read.password.is_none() && read.user.is_none() {
                silent.push((item.place(), id));
            }
            Some((id.to_owned(), read))
        })
        .collect();
    // Where nobody has either, nobody needs it.
    if silent.len() < read.len() {
        for (place, id) in silent {
            let text = "has neither password nor user, so nobody can speak for this operator; write one of them";
            report.wrong(place, format!("{id}: it {text}"));
        }
    }
    read
}

/// What a card type may refer to.
#[derive(Clone, Copy)]
struct Known<'a> {
    discounts: &'a BTreeMap<String, Discount>,
    templates: &'a BTreeMap<String, Template>,
}

fn card_types(file: &mut Table<'_>, report: &Report, known: Known<'_>) -> BTreeMap<String, CardType> {
    let mut numbered: Vec<(Place, &str, Numbers)> = Vec::new();
    let types = tables(file, "card_types", |id, table| {
        let (card_type, place) = card_type(id, table, known);
        if let (Some(place), Some(numbers)) = (place, &card_type.numbers) {
            numbered.push((place, id, numbers.clone()));
        }
        card_type
    });
    numbered.sort_by_key(|(place, ..)| *place);
    for (at, (place, _, numbers)) in numbered.iter().enumerate() {
        for (_, other, others) in numbered.iter().take(at) {
            if numbers.overlap(others) {
                let text = format!("numbers: some numbers would also be of card type {other}; write another prefix");
                report.wrong(*place, text);
            }
        }
    }
    types
}

fn card_type(id: &str, table: &mut Table<'_>, known: Known<'_>) -> (CardType, Option<Place>) {
    let plugin =
        table.required("plugin", "\"the id of a plugin\"").and_then(|item| item.text("the id of a plugin in quotes"));
    let name = table.item("name").and_then(|item| item.text("a name in quotes"));
    let numbers = table.item("numbers");
    let registry = table.item("registry").and_then(|item| {
        item.word(&[("own", Registry::Own), ("customers", Registry::Customers), ("fidelity", Registry::Fidelity)])
    });
    let outside_window = table.item("outside_window").and_then(|item| {
        item.word(&[("first_discount_off", OutsideWindow::FirstDiscountOff), ("refuse", OutsideWindow::Refuse)])
    });
    let card_type = CardType {
        plugin: plugin.unwrap_or_default().to_owned(),
        name: name.unwrap_or(id).to_owned(),
        numbers: numbers.and_then(|item| item.table(card_numbers).flatten()),
        registry: registry.unwrap_or_default(),
        outside_window: outside_window.unwrap_or_default(),
        stackable: table.item("stackable").and_then(|item| item.boolean()).unwrap_or(false),
        defaults: table
            .item("defaults")
            .and_then(|item| item.table(|table| defaults::defaults(table, known.discounts)))
            .unwrap_or_default(),
        template: table.item("template").and_then(|item| item.reference("template", known.templates)),
        settings: settings(table),
    };
    (card_type, numbers.map(|item| item.place()))
}

/// The longest card number.
const LONGEST: u32 = 64;

fn card_numbers(table: &mut Table<'_>) -> Option<Numbers> {
    let prefix = table.required("prefix", "\"98\"").and_then(|item| {
        item.parsed("digits in quotes such as \"98\"", |text| {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            if digits { Ok(text) } else { Err(format!("\"{text}\" is not digits such as \"98\"")) }
        })
    });
    let length_item = table.required("length", "13");
    let length = length_item.and_then(|item| item.whole(1, LONGEST)).and_then(|length| usize::try_from(length).ok());
    let luhn = table.item("luhn").and_then(|item| item.boolean()).unwrap_or(false);
    let (prefix, length) = (prefix?, length?);
    if length <= prefix.len() {
        length_item?.wrong(format!("{length} digits leave none behind the prefix \"{prefix}\""));
    }
    Some(Numbers { prefix: prefix.to_owned(), length, luhn })
}
