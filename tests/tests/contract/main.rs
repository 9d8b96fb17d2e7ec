//! What tills, installers and scripts hold on to, over the real daemon: the shapes of answers, the errors, the
//! ids of operations, the command line, and what becomes of nonsense.

mod command_line;
mod idempotency;
mod nonsense;
mod other_driver;
mod refusals;
mod rule_breakers;
mod shapes;

use fiscus_tests::shop::Shop;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
};

/// A card of the type `wallet`.
const CARD: &str = "9800000000012";
/// Another.
const OTHER: &str = "9800000000029";

/// A connection on which anything can be written.
struct Wire(BufReader<UnixStream>);

impl Wire {
    fn open(shop: &Shop) -> Self {
        let stream = UnixStream::connect(shop.socket()).expect("the daemon listens");
        stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).expect("a time-out");
        Self(BufReader::new(stream))
    }

    /// Writes a line; its end is added.
    fn send(&mut self, line: impl AsRef<[u8]>) {
        let stream = self.0.get_mut();
        stream.write_all(line.as_ref()).expect("written");
        stream.write_all(b"\n").expect("written");
    }

    /// The next line; none: the daemon closed the connection.
    fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn ask(&mut self, line: impl AsRef<[u8]>) -> Value {
        self.send(line);
        self.line().expect("an answer")
    }
}

/// The names of an object's fields, in their order.
fn fields(value: &Value) -> Vec<&str> {
    value.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The device has printed nothing and no card has moved.
fn untouched(shop: &Shop) {
    assert_eq!(shop.front().documents().len(), 0, "documents");
    assert_eq!(shop.front().slips().len(), 0, "slips");
    assert_eq!(shop.done("report.liability", serde_json::json!({}))["items"], serde_json::json!([]));
    assert_eq!(shop.done("daemon.info", serde_json::json!({}))["name"], "fiscus");
    shop.verify();
}
