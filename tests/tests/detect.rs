//! `fiscus printer detect`: simulated devices on loopback and at a pseudo-terminal are found, whatever else answers is
//! not, and no device gets anything but one question a driver.

use fiscus::{
    config::Connection,
    detect::{Asker, Device, Found, Network, Spot, askers, detect},
};
use fiscus_sdk::{abi::Manifest, driver::Question};
use fiscus_tests::{
    Family, Place, Wire, built, library, program,
    shop::{Plan, Shop},
};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const DRIVERS: [&str; 2] = ["fiscus-epson-rt", "fiscus-custom-serial"];

/// Every driver that asks.
const ALL: [&str; 5] = ["fiscus-epson-rt", "fiscus-custom-serial", "fiscus-custom-xml", "fiscus-rch", "fiscus-escpos"];

/// Exit code, standard output, standard error.
fn told(arguments: &[&str]) -> (Option<i32>, String, String) {
    told_by(&DRIVERS, arguments)
}

fn told_by(drivers: &[&str], arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(program())
        .args(["printer", "detect"])
        .args(arguments)
        .arg("--libraries")
        .arg(built(drivers))
        .output()
        .expect("fiscus starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn device(family: Family, wire: Wire) -> Shop {
    Shop::prepare(Plan {
        libraries: vec![family.package],
        family: family.at(wire),
        more: String::new(),
        ..Plan::default()
    })
}

/// What clients have said, connection by connection.
type Journal = Arc<Mutex<Vec<Vec<u8>>>>;

/// Listens, keeps what clients say, and lets `answer` speak with them.
fn listens(address: &str, answer: impl Fn(TcpStream, &dyn Fn(&[u8])) + Send + Sync + 'static) -> (u16, Journal) {
    let listener = TcpListener::bind(address).expect("a port");
    let (port, journal) = (listener.local_addr().expect("an address").port(), Journal::default());
    let (kept, answer) = (journal.clone(), Arc::new(answer));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (kept, answer) = (kept.clone(), answer.clone());
            thread::spawn(move || {
                let nth = {
                    let mut kept = kept.lock().expect("the journal");
                    kept.push(Vec::new());
                    kept.len() - 1
                };
                answer(stream.expect("a client"), &|bytes| {
                    kept.lock().expect("the journal")[nth].extend_from_slice(bytes);
                });
            });
        }
    });
    (port, journal)
}

/// Hands all that is read to `keep`, until the other side is gone.
fn pump(mut from: TcpStream, mut to: Option<TcpStream>, keep: &dyn Fn(&[u8])) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        keep(&buffer[..read]);
        if to.as_mut().is_some_and(|to| to.write_all(&buffer[..read]).is_err()) {
            break;
        }
    }
    if let Some(to) = to {
        drop(to.shutdown(std::net::Shutdown::Both));
    }
}

/// What clients have said in all, without connections on which nothing was said.
fn said(journal: &Journal) -> Vec<Vec<u8>> {
    journal.lock().expect("the journal").iter().filter(|bytes| !bytes.is_empty()).cloned().collect()
}

/// A listener in front of a device.
fn relay(address: &str) -> (u16, Journal) {
    let address = address.to_owned();
    listens("127.0.0.1:0", move |client, keep| {
        let device = TcpStream::connect(&address).expect("the device");
        let (back, front) = (device.try_clone().expect("a copy"), client.try_clone().expect("a copy"));
        thread::spawn(move || pump(back, Some(front), &|_| ()));
        pump(client, Some(device), keep);
    })
}

fn asker(package: &str) -> Asker {
    askers(&[library(package)]).0.remove(0)
}

#[test]
fn a_device_behind_http_is_found_by_its_status_alone() {
    let shop = device(Family::EPSON_RT, Wire::Port);
    let before = shop.front().memory();
    let (port, journal) = relay(shop.front().address());
    let (code, out, err) = told(&["--at", &format!("http://somebody:s3cret@127.0.0.1:{port}/")]);
    assert_eq!(code, Some(0), "{out}{err}");
    let table = format!("[printers.printer1]\ndriver = \"epson-rt\"\nconnection = \"http://127.0.0.1:{port}/\"\n");
    assert!(out.contains(&table) && out.contains("# put the user and the password"), "{out}");
    assert!(!format!("{out}{err}").contains("s3cret"), "{out}{err}");
    let Question::Send(request) = asker(DRIVERS[0]).probe.question else { panic!("a question over HTTP") };
    let said = said(&journal);
    let text = String::from_utf8_lossy(&said[0]).into_owned();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(text.starts_with(&format!("POST {} ", request.path)) && text.ends_with(&request.body), "{text}");
    assert_eq!((shop.front().memory(), shop.front().paper()), (before, String::new()));
}

#[test]
fn a_device_at_a_port_gets_the_question_and_its_acknowledgement() {
    let shop = device(Family::CUSTOM_SERIAL, Wire::Port);
    let before = shop.front().memory();
    let (port, journal) = relay(shop.front().address());
    let (code, out, err) = told(&["--at", &format!("tcp://127.0.0.1:{port}")]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert_eq!(
        out,
        format!(
            "# it says of itself: serial STMTE770207\n[printers.printer1]\ndriver = \"custom-serial\"\nconnection = \
             \"tcp://127.0.0.1:{port}\"\n\n"
        )
    );
    let Question::Write { bytes, .. } = asker(DRIVERS[1]).probe.question else { panic!("a question of bytes") };
    assert_eq!(said(&journal), [[&bytes[..], b"\x06"].concat()]);
    assert_eq!((shop.front().memory(), shop.front().paper()), (before, String::new()));
}

/// With all drivers asking, each device is recognised by its own and by no other, and is then as it was.
#[test]
fn every_device_is_recognised_by_its_own_driver_alone() {
    const ESCPOS: Family =
        Family { driver: "escpos", package: "fiscus-escpos", model: "escpos", settings: "", ..Family::EPSON_RT };
    for (family, scheme) in [
        (Family::EPSON_RT, "http"),
        (Family::CUSTOM_XML, "http"),
        (Family::RCH_HTTP, "http"),
        (Family::RCH, "tcp"),
        (Family::CUSTOM_SERIAL, "tcp"),
        (ESCPOS, "tcp"),
    ] {
        let shop = device(family, Wire::Port);
        let before = shop.front().memory();
        let (code, out, err) = told_by(&ALL, &["--at", &format!("{scheme}://{}", shop.front().address())]);
        assert_eq!(code, Some(0), "{family:?}: {out}{err}");
        assert_eq!(out.matches("driver = ").count(), 1, "{family:?}: {out}");
        assert!(out.contains(&format!("driver = \"{}\"", family.driver)), "{family:?}: {out}");
        assert_eq!((shop.front().memory(), shop.front().paper()), (before, String::new()), "{family:?}");
    }
}

/// Without settings in the connection, those that the driver names; and what is printed is a configuration.
#[test]
fn a_device_at_a_serial_line_is_found_at_its_own_settings() {
    let shop = device(Family::CUSTOM_SERIAL, Wire::Terminal);
    let before = shop.front().memory();
    let path = shop.front().address().trim_start_matches("pty:").to_owned();
    let (code, out, err) = told(&["--at", &format!("serial://{path}"), "--at", "tcp://127.0.0.1:1"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains(&format!("\"serial://{path}?baud=19200&data=7&parity=odd&stop=1\"")), "{out}");
    assert!(err.contains("tcp://127.0.0.1:1"), "a place that was named and is not there is told: {err}");
    assert_eq!((shop.front().memory(), shop.front().paper()), (before, String::new()));
    let config = std::fs::read_to_string(shop.config()).expect("the configuration");
    let (head, rest) = config.split_once("[printers.front]").expect("a printer");
    let (_, routes) = rest.split_once("[routes]").expect("routes");
    let place = Place::new();
    let written = format!("{head}{out}[routes]{}", routes.replace("front", "printer1"));
    let file = place.write("fiscus.toml", written);
    let checked = Command::new(program()).args(["check", "--config"]).arg(file).output().expect("fiscus starts");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// Whatever answers, and also where nobody does, it ends, says a sentence, and asked each driver's question once.
#[test]
fn what_answers_nonsense_or_never_is_no_device() {
    type Behaviour = fn(TcpStream, &dyn Fn(&[u8]));
    let behaviours: [(&str, Behaviour); 7] = [
        ("never answers", |client, keep| pump(client, None, keep)),
        ("closes at once", |_, _| ()),
        ("hangs up on the question", |mut client, keep| {
            let mut buffer = [0; 256];
            let read = client.read(&mut buffer).unwrap_or(0);
            keep(&buffer[..read]);
        }),
        ("is a web server", |client, keep| {
            let page = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html/>\r\n";
            drop((&client).write_all(page));
            pump(client, None, keep);
        }),
        ("greets like a mail server", |client, keep| {
            drop((&client).write_all(b"220 mail.example.com ESMTP\r\n"));
            pump(client, None, keep);
        }),
        ("echoes", |client, keep| {
            let back = client.try_clone().expect("a copy");
            pump(client, Some(back), keep);
        }),
        ("never ends", |client, _| {
            let noise = [0x06; 4096];
            while (&client).write_all(&noise).is_ok() {}
        }),
    ];
    // Building counts for nobody's patience.
    drop((built(&DRIVERS), program()));
    for (name, behaviour) in behaviours {
        let (port, journal) = listens("127.0.0.1:0", behaviour);
        let since = Instant::now();
        for scheme in ["tcp", "http"] {
            let (code, out, err) = told(&["--at", &format!("{scheme}://127.0.0.1:{port}")]);
            assert_eq!((code, out.as_str()), (Some(1), ""), "{name}, {scheme}: {err}");
            assert!(err.contains("no device answered as one that is known; looked for devices of"), "{name}: {err}");
        }
        assert!(since.elapsed() < Duration::from_secs(20), "{name}: {:?}", since.elapsed());
        assert!(said(&journal).len() <= 2, "{name}: {:?}", said(&journal));
    }
}

/// A device with a password is told, once, with what to write; and no password is repeated.
#[test]
fn a_place_that_wants_a_password_is_told() {
    let (port, _) = listens("127.0.0.1:0", |mut client, keep| {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = client.read(&mut buffer) {
            keep(&buffer[..read]);
            let no = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
            drop(client.write_all(no));
        }
    });
    let wants =
        format!("http://127.0.0.1:{port}/ wants a user and a password: --at http://USER:PASSWORD@127.0.0.1:{port}/");
    let refused = format!("http://127.0.0.1:{port}/ does not take this user and password");
    for (login, sentence) in [("", &wants), ("somebody:s3cret@", &refused)] {
        let (code, out, err) = told_by(&ALL, &["--at", &format!("http://{login}127.0.0.1:{port}/")]);
        assert_eq!((code, out.as_str(), err.matches(sentence.as_str()).count()), (Some(1), "", 1), "{err}");
        assert!(!err.contains("s3cret"), "{err}");
    }
}

#[test]
fn what_cannot_be_searched_is_told_in_a_sentence() {
    for (arguments, code, sentence) in [
        (&["--lan", "10.0.0.0/21"][..], 2, "/21 is too large: at most /22"),
        (&["--lan", "printers"], 2, "write for example 192.168.1.0/24"),
        (&[], 2, "--serial"),
        (&["--at", "127.0.0.1"], 2, "this is not a connection; write for example"),
        (&["--at", "ftp://x"], 2, "unknown scheme ftp"),
        (&["--at", "tcp://127.0.0.1"], 2, "the port is missing"),
        (&["--at", "file:///etc/hostname"], 2, "is no device: a file answers nothing"),
        (&["--at", "serial:///dev/ttyNONE"], 1, "serial:///dev/ttyNONE"),
    ] {
        let (found, out, err) = told(arguments);
        assert_eq!((found, out.as_str()), (Some(code), ""), "{arguments:?}: {err}");
        assert!(err.contains(sentence), "{arguments:?}: {err}");
    }
    let nowhere = Place::new();
    let nothing = Command::new(program())
        .args(["printer", "detect", "--at", "tcp://127.0.0.1:1", "--libraries"])
        .arg(nowhere.path())
        .output()
        .expect("fiscus starts");
    let err = String::from_utf8_lossy(&nothing.stderr);
    assert!(nothing.status.code() == Some(1) && err.contains("name their folder with --libraries"), "{err}");
}

/// Every address of a network at the ports that drivers name: a device is found at its own, and on a port where
/// several drivers look, each asks once, until one has recognised it.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_is_searched_at_the_ports_that_drivers_name() {
    let shop = device(Family::CUSTOM_SERIAL, Wire::Port);
    let other = device(Family::EPSON_RT, Wire::Port);
    let (port, journal) = relay(shop.front().address());
    let web: u16 = other.front().address().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    // Another device has the same port at another address of the network, and says nothing.
    let (_, silent) = listens(&format!("127.0.0.2:{port}"), |client, keep| pump(client, None, keep));
    let libraries = DRIVERS.map(library);
    assert!(
        libraries.iter().all(|library| matches!(&library.manifest, Manifest::Driver(one) if !one.probes.is_empty()))
    );
    let (mut askers, problems) = askers(&libraries);
    assert_eq!((askers.len(), problems), (3, Vec::new()));
    let bytes = askers.iter().position(|asker| matches!(asker.probe.question, Question::Write { .. }));
    assert_eq!(bytes, Some(0), "the fewest letters first");
    for asker in &mut askers {
        asker.probe.ports = match (&asker.probe.question, asker.probe.ports.as_slice()) {
            (_, []) => Vec::new(),
            (Question::Write { .. }, _) => vec![port],
            (Question::Send(_), _) => vec![port, web],
        };
    }
    let network: Network = "127.0.0.0/30".parse().expect("a network");
    let spots: Vec<Spot> = network.hosts().map(|address| Spot::address(address, &askers)).collect();
    assert_eq!(spots.iter().map(Spot::questions).sum::<usize>(), 6);
    let mut steps = Vec::new();
    let found = detect(spots, askers, |done| steps.push(done)).await;
    let here = Ipv4Addr::LOCALHOST.to_string();
    let at = |driver: &str, connection: Connection, told: &str| Device {
        driver: driver.to_owned(),
        connection,
        told: told.to_owned(),
    };
    let http = Connection::Http { tls: false, host: here.clone(), port: web, path: "/".to_owned(), login: None };
    let expected = [
        at("custom-serial", Connection::Tcp { host: here, port }, "serial STMTE770207"),
        at("epson-rt", http, &found.devices.last().expect("a device").told),
    ];
    assert_eq!(found, Found { devices: expected.to_vec(), problems: Vec::new() });
    assert_eq!(steps, [1, 2]);
    assert_eq!(said(&journal).len(), 1, "a device that was recognised is not asked by others");
    let questions = said(&silent);
    assert_eq!(questions.len(), 2, "each driver asks a silent device once: {questions:?}");
}
