//! Finding printers: every driver that knows a harmless question is asked what it would send, and judges what comes
//! back. The core knows neither the question nor the answer.
//!
//! A [`Spot`] is what may be one device: a serial line, or an address. Its questions are put one after the other,
//! those with the fewest visible letters first, for a device of another protocol may take them for text to print. A
//! place that was recognised is asked no more; no driver asks a place twice.

mod ask;
mod network;

pub use ask::{Said, ask};
pub use network::Network;

use crate::{
    config::{Connection, Parity},
    host::{Library, ProbeSession},
};
use fiscus_sdk::{
    abi,
    driver::{Link, Probe, Question},
};
use std::{
    fs, io,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{sync::Semaphore, task::JoinSet};

/// How many spots are asked at the same time.
const AT_ONCE: usize = 64;

/// A driver's question for one kind of link.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who judges.
    pub judge: Arc<ProbeSession>,
    /// What is asked.
    pub probe: Probe,
}

impl Asker {
    /// The driver's id.
    #[must_use]
    pub fn driver(&self) -> &str {
        self.judge.library().id()
    }
}

/// What these libraries ask, in the order in which they are to ask; and what is wrong with some of them.
#[must_use]
pub fn askers(libraries: &[Arc<Library>]) -> (Vec<Asker>, Vec<String>) {
    let (mut askers, mut problems) = (Vec::new(), Vec::new());
    for library in libraries {
        let abi::Manifest::Driver(manifest) = &library.manifest else { continue };
        if manifest.probes.is_empty() {
            continue;
        }
        match library.open_probes() {
            Ok(judge) => {
                let judge = Arc::new(judge);
                askers.extend(manifest.probes.iter().cloned().map(|probe| Asker { judge: judge.clone(), probe }));
            }
            Err(error) => problems.push(error.to_string()),
        }
    }
    askers.sort_by_cached_key(|asker| visible(&asker.probe.question));
    (askers, problems)
}

/// How many letters a printer of another kind could print.
fn visible(question: &Question) -> usize {
    match question {
        Question::Send(request) => request.body.len(),
        Question::Write { bytes, .. } => bytes.iter().filter(|byte| (b' '..=b'~').contains(byte)).count(),
    }
}

/// What may be one device, with the questions put to it.
#[derive(Debug, Clone, Default)]
pub struct Spot {
    /// Where, and by whom (its place among the askers).
    questions: Vec<(Connection, usize)>,
    /// Somebody named this place: it is given more time.
    named: bool,
}

impl Spot {
    /// A serial line, at the settings that each driver names.
    #[must_use]
    pub fn line(path: &Path, askers: &[Asker]) -> Self {
        let at = |(nth, asker): (usize, &Asker)| {
            let line = asker.probe.line;
            let parity = line.odd.map_or(Parity::None, |odd| if odd { Parity::Odd } else { Parity::Even });
            let (data, stop) = (if line.seven { 7 } else { 8 }, if line.two_stops { 2 } else { 1 });
            let connection = Connection::Serial { path: path.to_owned(), baud: line.baud, data, parity, stop };
            (asker.probe.link == Link::Serial).then_some((connection, nth))
        };
        Self { questions: askers.iter().enumerate().filter_map(at).collect(), named: false }
    }

    /// An address, at the ports that each driver names.
    #[must_use]
    pub fn address(address: Ipv4Addr, askers: &[Asker]) -> Self {
        let mut questions = Vec::new();
        for (nth, asker) in askers.iter().enumerate() {
            for port in asker.probe.ports.iter().copied() {
                let host = address.to_string();
                match asker.probe.link {
                    Link::Http => {
                        let (tls, path, login) = (port == 443, "/".to_owned(), None);
                        questions.push((Connection::Http { tls, host, port, path, login }, nth));
                    }
                    Link::Tcp => questions.push((Connection::Tcp { host, port }, nth)),
                    Link::Serial | Link::File => {}
                }
            }
        }
        Self { questions, named: false }
    }

    /// The place that somebody wrote.
    ///
    /// # Errors
    /// It is no place that can be asked.
    pub fn named(text: &str, askers: &[Asker]) -> Result<Self, String> {
        let connection: Connection = text.parse().map_err(|error| format!("--at: {error}"))?;
        let link = match &connection {
            Connection::Serial { path, .. } if !text.contains('?') => {
                return Ok(Self { named: true, ..Self::line(path, askers) });
            }
            Connection::Serial { .. } => Link::Serial,
            Connection::Http { .. } => Link::Http,
            Connection::Tcp { .. } => Link::Tcp,
            Connection::File { path } if is_device(path) => Link::File,
            Connection::File { path } => {
                return Err(format!("--at: {} is no device: a file answers nothing", path.display()));
            }
        };
        let of_link = askers.iter().enumerate().filter(|(_, asker)| asker.probe.link == link);
        Ok(Self { questions: of_link.map(|(nth, _)| (connection.clone(), nth)).collect(), named: true })
    }

    /// How many questions there are.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.questions.len()
    }
}

fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    fs::metadata(path).is_ok_and(|file| file.file_type().is_char_device())
}

/// The serial lines below a folder (`/dev`), in their order.
///
/// # Errors
/// The folder cannot be read.
pub fn serial_lines(folder: &Path) -> io::Result<Vec<PathBuf>> {
    const KINDS: [&str; 3] = ["ttyUSB", "ttyACM", "ttyS"];
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let Some(name) = name.to_str() else { continue };
        let found = KINDS.iter().enumerate().find_map(|(kind, word)| {
            let number = name.strip_prefix(word)?;
            Some((kind, number.parse::<u32>().ok().filter(|_| number.bytes().all(|digit| digit.is_ascii_digit()))?))
        });
        lines.extend(found.map(|order| (order, folder.join(name))));
    }
    lines.sort();
    Ok(lines.into_iter().map(|(_, path)| path).collect())
}

/// A device that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The driver's id.
    pub driver: String,
    /// Where it is.
    pub connection: Connection,
    /// What it says of itself.
    pub told: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The devices, in the order of the spots.
    pub devices: Vec<Device>,
    /// Why a place could not be asked; of addresses where nothing listens there is none.
    pub problems: Vec<String>,
}

/// Asks everywhere; `progress` is told how many spots are done.
pub async fn detect(spots: Vec<Spot>, askers: Vec<Asker>, mut progress: impl FnMut(usize)) -> Found {
    let (askers, room) = (Arc::new(askers), Arc::new(Semaphore::new(AT_ONCE)));
    let mut work = JoinSet::new();
    for (nth, spot) in spots.into_iter().enumerate() {
        let (askers, room) = (askers.clone(), room.clone());
        work.spawn(async move {
            // It is never closed.
            let _turn = room.acquire().await;
            (nth, at_spot(&spot, &askers).await)
        });
    }
    let (mut done, mut all) = (0, Vec::new());
    while let Some(ended) = work.join_next().await {
        done += 1;
        progress(done);
        all.push(ended.unwrap_or_else(|error| {
            (usize::MAX, Found { problems: vec![format!("a search broke off: {error}")], ..Found::default() })
        }));
    }
    all.sort_by_key(|(nth, _)| *nth);
    all.into_iter().fold(Found::default(), |mut found, (_, one)| {
        found.devices.extend(one.devices);
        found.problems.extend(one.problems);
        found
    })
}

async fn at_spot(spot: &Spot, askers: &[Asker]) -> Found {
    let mut found = Found::default();
    // Places with which nothing more is to be tried.
    let mut over: Vec<String> = Vec::new();
    // Those that want to know who asks, unless another question is answered there.
    let mut locked: Vec<(String, String)> = Vec::new();
    for (connection, nth) in &spot.questions {
        let place = same_place(connection);
        if over.contains(&place) {
            continue;
        }
        let asker = &askers[*nth];
        match ask(asker, connection, spot.named).await {
            Said::Found(told) => {
                over.push(place);
                let (driver, connection) = (asker.driver().to_owned(), connection.clone());
                found.devices.push(Device { driver, connection, told });
            }
            Said::Nothing => {}
            Said::Locked(_) if locked.iter().any(|(known, _)| *known == place) => {}
            Said::Locked(why) => locked.push((place, why)),
            Said::NotThere(why) => {
                over.push(place);
                if spot.named || matches!(connection, Connection::Serial { .. }) {
                    found.problems.push(why);
                }
            }
            Said::Failed(why) => found.problems.push(why),
        }
    }
    found.problems.extend(locked.into_iter().filter(|(place, _)| !over.contains(place)).map(|(_, why)| why));
    found
}

/// What two connections have in common that lead to the same device: a serial line has many settings.
fn same_place(connection: &Connection) -> String {
    match connection {
        Connection::Http { host, port, .. } | Connection::Tcp { host, port } => format!("{host} {port}"),
        Connection::Serial { path, .. } | Connection::File { path } => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_lines_are_found_by_their_names_in_their_order() {
        let folder = std::env::temp_dir().join(format!("fiscus-detect-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for name in ["ttyS10", "ttyS2", "ttyACM0", "ttyUSB1", "ttyUSB0", "tty0", "ttyS", "ttyS+1", "ttyUSBx", "null"] {
            fs::write(folder.join(name), "").expect("a file");
        }
        let lines = serial_lines(&folder).expect("a folder");
        fs::remove_dir_all(&folder).expect("removed");
        let names: Vec<_> = lines.iter().filter_map(|line| line.file_name()?.to_str()).collect();
        assert_eq!(names, ["ttyUSB0", "ttyUSB1", "ttyACM0", "ttyS2", "ttyS10"]);
        serial_lines(&folder).expect_err("it is gone");
    }
}
