//! `fiscus printer detect`

use super::{Problem, beside_this_program, say};
use fiscus::{
    config::Connection,
    detect::{self, Asker, Device, Network, Spot},
    host::{self, Found, Library},
};
use fiscus_sdk::abi::Manifest;
use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Looks for devices, and prints what the configuration needs for each.
pub fn detect(serial: bool, lan: Option<Network>, at: &[String], mut folders: Vec<PathBuf>) -> Result<(), Problem> {
    if folders.is_empty() {
        folders = beside_this_program();
    }
    let drivers = drivers(&folders);
    let (askers, problems) = detect::askers(&drivers);
    problems.iter().for_each(|problem| eprintln!("fiscus: {problem}"));
    if askers.is_empty() {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let text = format!(
            "no driver that can look for its devices is in {}; name their folder with --libraries",
            folders.join(" or ")
        );
        return Err(Problem::Say(text));
    }
    let spots = spots(serial, lan, at, &askers)?;
    let (count, asked) = (spots.len(), spots.iter().map(Spot::questions).sum::<usize>());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let terminal = std::io::stderr().is_terminal();
    let progress = |line: &str| {
        if terminal {
            let mut out = std::io::stderr();
            let _ = write!(out, "\r\x1b[K{line}").and_then(|()| out.flush());
        }
    };
    let names = named(&drivers, &askers);
    let found = runtime.block_on(detect::detect(spots, askers, |done| progress(&format!("{done} of {count} asked"))));
    progress("");
    found.problems.iter().for_each(|problem| eprintln!("fiscus: {problem}"));
    for (nth, device) in found.devices.iter().enumerate() {
        say(&table(nth + 1, device));
    }
    if !found.devices.is_empty() {
        return Ok(());
    }
    let nobody = if asked == 0 { "there was nothing to ask" } else { "no device answered as one that is known" };
    Err(Problem::Say(format!("{nobody}; {names}")))
}

/// The drivers in these folders; what is wrong with other files goes to stderr.
fn drivers(folders: &[PathBuf]) -> Vec<Arc<Library>> {
    let mut drivers = Vec::new();
    for found in host::discover(folders) {
        match found {
            Found::Library(library) if matches!(library.manifest, Manifest::Driver(_)) => drivers.push(library),
            Found::Library(_) => {}
            Found::Rejected(file) if file.foreign => {}
            Found::Rejected(file) => eprintln!("fiscus: {}: {}", file.file.display(), file.reason),
        }
    }
    drivers
}

/// Which drivers ask, and which cannot.
fn named(drivers: &[Arc<Library>], askers: &[Asker]) -> String {
    let asks = |library: &&Arc<Library>| askers.iter().any(|asker| asker.driver() == library.id());
    let list = |asking: bool| {
        let names: Vec<&str> = drivers.iter().filter(|library| asks(library) == asking).map(|one| one.id()).collect();
        names.join(", ")
    };
    match list(false) {
        silent if silent.is_empty() => format!("looked for devices of {}", list(true)),
        silent => format!("looked for devices of {}; those of {silent} cannot be found this way", list(true)),
    }
}

fn spots(serial: bool, lan: Option<Network>, at: &[String], askers: &[Asker]) -> Result<Vec<Spot>, Problem> {
    let named = at.iter().map(|text| Spot::named(text, askers)).collect::<Result<Vec<_>, _>>();
    let mut spots = named.map_err(Problem::Written)?;
    if serial {
        let lines = detect::serial_lines(Path::new("/dev")).map_err(|error| format!("/dev: {error}"))?;
        spots.extend(lines.iter().map(|line| Spot::line(line, askers)));
    }
    spots.extend(lan.into_iter().flat_map(Network::hosts).map(|address| Spot::address(address, askers)));
    Ok(spots)
}

/// The part of the configuration for a device.
fn table(number: usize, device: &Device) -> String {
    let told: String = device.told.chars().filter(|c| !c.is_control()).take(80).collect();
    let said = if told.is_empty() { String::new() } else { format!("# it says of itself: {told}\n") };
    let login = match &device.connection {
        Connection::Http { login: Some(_), .. } => "# put the user and the password before the host again\n",
        _ => "",
    };
    let quoted = |text: String| toml::Value::String(text).to_string();
    let (driver, connection) = (quoted(device.driver.clone()), quoted(device.connection.to_string()));
    format!("{said}{login}[printers.printer{number}]\ndriver = {driver}\nconnection = {connection}\n")
}
