//! Where a printer is: the URL of `connection`, read into what a transport needs.
//!
//! Opens nothing. A user, a password and the password of a database appear in no text this file makes.

use super::table::{one_of, unknown};
use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

/// How a printer is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// `http://HOST:PORT/PATH`, `https://…`.
    Http {
        /// Whether it is `https`.
        tls: bool,
        /// The host; an IPv6 address without brackets.
        host: String,
        /// The port (default 80 or 443).
        port: u16,
        /// The path with its query, as it was written; empty or `/`: the driver's own.
        path: String,
        /// Who asks, for HTTP's basic authentication.
        login: Option<Login>,
    },
    /// `tcp://HOST:PORT`.
    Tcp {
        /// The host; an IPv6 address without brackets.
        host: String,
        /// The port.
        port: u16,
    },
    /// `serial:///dev/ttyUSB0?baud=19200&data=7&parity=odd&stop=1`.
    Serial {
        /// The device.
        path: PathBuf,
        /// Bits in a second (default 9600).
        baud: u32,
        /// Bits in a character: 7 or 8 (default 8).
        data: u8,
        /// The parity (default none).
        parity: Parity,
        /// Stop bits: 1 or 2 (default 1).
        stop: u8,
    },
    /// `file:///PATH`: what is sent is appended.
    File {
        /// The file.
        path: PathBuf,
    },
}

/// The parity of a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// No parity bit.
    None,
    /// An odd number of ones.
    Odd,
    /// An even number of ones.
    Even,
}

/// A user and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password; may be empty.
    pub password: String,
}

// Devices use their serial number for both: neither is for a log.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(***)")
    }
}

/// The speeds that serial lines have.
const BAUD: [u32; 22] = [
    300, 600, 1_200, 1_800, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 500_000, 576_000,
    921_600, 1_000_000, 1_152_000, 1_500_000, 2_000_000, 3_000_000, 4_000_000,
];

const SCHEMES: [&str; 5] = ["http", "https", "tcp", "serial", "file"];

impl Connection {
    /// The scheme of its URL.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::Http { tls: false, .. } => "http",
            Self::Http { tls: true, .. } => "https",
            Self::Tcp { .. } => "tcp",
            Self::Serial { .. } => "serial",
            Self::File { .. } => "file",
        }
    }

    /// The path of an HTTP connection, which the driver is told; empty for the others.
    #[must_use]
    pub fn http_path(&self) -> &str {
        if let Self::Http { path, .. } = self { path } else { "" }
    }

    /// What two connections to one device have in common: a line has many settings, and whoever asks is no matter.
    #[must_use]
    pub fn device(&self) -> String {
        match self {
            Self::Http { host, port, path, .. } => {
                let (path, query) = path.split_once('?').unwrap_or((path, ""));
                let own: Vec<&str> = query.split('&').filter(|word| !word.starts_with("fingerprint=")).collect();
                format!("{}:{port}{}?{}", host.to_ascii_lowercase(), path.trim_end_matches('/'), own.join("&"))
            }
            Self::Tcp { host, port } => format!("{}:{port}?", host.to_ascii_lowercase()),
            Self::Serial { path, .. } | Self::File { path } => path.display().to_string(),
        }
    }

    /// Whether what is printed stays on this machine: a loopback address, a pseudo-terminal or a file.
    /// Looks where a symbolic link leads.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Self::Http { host, .. } | Self::Tcp { host, .. } => is_loopback(host),
            Self::Serial { path, .. } => is_pseudo_terminal(path),
            Self::File { .. } => true,
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_pseudo_terminal(path: &Path) -> bool {
    match path.canonicalize() {
        Ok(device) => device.starts_with("/dev/pts"),
        // A simulated device may not have made its link yet, or have left a dangling one; a real device is
        // below /dev.
        Err(_) => match path.read_link() {
            Ok(target) => target.starts_with("/dev/pts"),
            Err(_) => path.starts_with("/dev/pts") || !path.starts_with("/dev"),
        },
    }
}

impl FromStr for Connection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = "write for example http://192.168.1.10/, tcp://192.168.1.10:9100, \
                       serial:///dev/ttyUSB0?baud=9600 or file:///tmp/paper";
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err("a connection has no spaces".to_owned());
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(format!("this is not a connection; {example}"));
        };
        match scheme {
            "http" => http(false, rest),
            "https" => http(true, rest),
            "tcp" => {
                let address = rest.strip_suffix('/').unwrap_or(rest);
                if address.contains(['/', '?', '#', '@']) {
                    return Err(
                        "this kind of connection has a host and a port and nothing else; write tcp://HOST:PORT"
                            .to_owned(),
                    );
                }
                let (host, port) = host_and_port(address)?;
                let port = port.ok_or("the port is missing; write tcp://HOST:PORT")?;
                Ok(Self::Tcp { host, port })
            }
            "serial" => serial(rest),
            "file" => Ok(Self::File { path: absolute(rest, "file:///tmp/paper")? }),
            // Without a known scheme, what precedes the colon may be anything, a password included.
            _ if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                Err(unknown("scheme", scheme, SCHEMES.into_iter()))
            }
            _ => Err(format!("this is not a connection; {example}")),
        }
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme();
        match self {
            Self::Http { host, port, path, .. } => write!(f, "{scheme}://{}:{port}{path}", bracketed(host)),
            Self::Tcp { host, port } => write!(f, "{scheme}://{}:{port}", bracketed(host)),
            Self::Serial { path, baud, data, parity, stop } => {
                let parity = match parity {
                    Parity::None => "none",
                    Parity::Odd => "odd",
                    Parity::Even => "even",
                };
                write!(f, "{scheme}://{}?baud={baud}&data={data}&parity={parity}&stop={stop}", path.display())
            }
            Self::File { path } => write!(f, "{scheme}://{}", path.display()),
        }
    }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn http(tls: bool, rest: &str) -> Result<Connection, String> {
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if path.contains('#') {
        return Err("a connection has no #".to_owned());
    }
    let (login, address) = match authority.rsplit_once('@') {
        Some((login, address)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (Some(Login { user: decoded(user)?, password: decoded(password)? }), address)
        }
        None => (None, authority),
    };
    let (host, port) = host_and_port(address)?;
    let port = port.unwrap_or(if tls { 443 } else { 80 });
    Ok(Connection::Http { tls, host, port, path: path.to_owned(), login })
}

fn host_and_port(address: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = match address.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or("the ] after the address is missing")?;
            if host.parse::<std::net::Ipv6Addr>().is_err() {
                return Err("between [ and ] stands an IPv6 address such as ::1".to_owned());
            }
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').unwrap_or_default()) })
        }
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("the host is missing; write its name or address after ://".to_owned());
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if !address.starts_with('[') && !host.bytes().all(plain) {
        return Err("the host is not a name or an address such as 192.168.1.10".to_owned());
    }
    let port = match port {
        None => None,
        Some(port) => match port.parse::<u16>() {
            Ok(port) if port > 0 => Some(port),
            _ => return Err("the port is not a number from 1 to 65535".to_owned()),
        },
    };
    Ok((host.to_owned(), port))
}

fn serial(rest: &str) -> Result<Connection, String> {
    let (device, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (mut baud, mut data, mut parity, mut stop) = (9600, 8, Parity::None, 1);
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match (name, value) {
            ("baud", _) => {
                baud = value.parse().ok().filter(|baud| BAUD.contains(baud)).ok_or_else(|| {
                    format!("baud is a number such as 9600 or 19200: {}", BAUD.map(|rate| rate.to_string()).join(", "))
                })?;
            }
            ("data", "7") => data = 7,
            ("data", "8") => data = 8,
            ("data", _) => return Err("data is 7 or 8".to_owned()),
            ("parity", "none") => parity = Parity::None,
            ("parity", "odd") => parity = Parity::Odd,
            ("parity", "even") => parity = Parity::Even,
            ("parity", _) => return Err(format!("parity is {}", one_of(["none", "odd", "even"].into_iter()))),
            ("stop", "1") => stop = 1,
            ("stop", "2") => stop = 2,
            ("stop", _) => return Err("stop is 1 or 2".to_owned()),
            _ => return Err(unknown("option", name, ["baud", "data", "parity", "stop"].into_iter())),
        }
    }
    Ok(Connection::Serial { path: absolute(device, "serial:///dev/ttyUSB0")?, baud, data, parity, stop })
}

fn absolute(path: &str, example: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(decoded(path)?);
    if path.is_absolute() && path.file_name().is_some() {
        Ok(path)
    } else {
        Err(format!("the path is not absolute; write three slashes, for example {example}"))
    }
}

/// Text with its percent escapes resolved.
fn decoded(text: &str) -> Result<String, String> {
    let wrong = || "a % stands before two hexadecimal digits; a % itself is written %25".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (escape, after) = rest.split_at_checked(2).ok_or_else(wrong)?;
        let escape = std::str::from_utf8(escape).ok().filter(|e| e.bytes().all(|b| b.is_ascii_hexdigit()));
        bytes.push(u8::from_str_radix(escape.ok_or_else(wrong)?, 16).map_err(|_| wrong())?);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// The URL of a PostgreSQL database.
#[derive(Clone, PartialEq, Eq)]
pub struct LedgerUrl(String);

impl LedgerUrl {
    /// The whole URL, password included.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for LedgerUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        match rest {
            Some(rest) if !rest.is_empty() => Ok(Self(text.to_owned())),
            _ => Err("this is not a database; write for example \"postgres://fiscus@db.chain.lan/fiscus\", \
                      or leave url out for SQLite in paths.state"
                .to_owned()),
        }
    }
}

impl fmt::Debug for LedgerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for LedgerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A password may also be an option behind the question mark, or hold one itself unescaped.
        let (url, options) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let address =
            url.rsplit_once('@').map(|(_, address)| address).or_else(|| url.split_once("://").map(|(_, a)| a));
        match address {
            Some(address) if !options.contains('@') => write!(f, "postgres://{address}"),
            _ => f.write_str("postgres://***"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Connection {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn connections_are_read_with_their_defaults() {
        for (text, shown) in [
            ("http://127.0.0.1:9001/", "http://127.0.0.1:9001/"),
            ("https://rt.lan", "https://rt.lan:443"),
            ("http://[::1]/cgi-bin/fpmate.cgi?a=1", "http://[::1]:80/cgi-bin/fpmate.cgi?a=1"),
            ("tcp://printer:9100", "tcp://printer:9100"),
            ("serial:///dev/ttyS0", "serial:///dev/ttyS0?baud=9600&data=8&parity=none&stop=1"),
            (
                "serial:///dev/ttyUSB0?baud=19200&data=7&parity=odd",
                "serial:///dev/ttyUSB0?baud=19200&data=7&parity=odd&stop=1",
            ),
            ("file:///tmp/pa%20per", "file:///tmp/pa per"),
        ] {
            assert_eq!(read(text).to_string(), shown);
        }
    }

    #[test]
    fn wrong_connections_say_what_would_be_right() {
        for (text, begins) in [
            ("192.168.1.10", "this is not a connection; write for example http://"),
            ("htp://a", "unknown scheme htp; did you mean http?"),
            ("http://", "the host is missing"),
            ("http://a:0/", "the port is not a number from 1"),
            ("http://a:70000/", "the port is not"),
            ("http://[::1", "the ] after"),
            ("http://[fe]:1", "between [ and ]"),
            ("http://a b/", "a connection has no spaces"),
            ("http://u:%zz@a/", "a % stands before"),
            ("tcp://a", "the port is missing; write tcp://HOST:PORT"),
            ("serial://ttyS0", "the path is not absolute"),
            ("tcp://a:9100/path", "this kind of connection has a host and a port and nothing else"),
            ("tcp://a:9100?baud=9600", "this kind of connection has a host and a port and nothing else"),
            ("serial:///dev/ttyS0?baud=fast", "baud is a number"),
            ("serial:///dev/ttyS0?baud=19201", "baud is a number such as 9600 or 19200: 300, 600,"),
            ("serial:///dev/ttyS0?data=9", "data is 7 or 8"),
            ("serial:///dev/ttyS0?parity=mark", "parity is one of \"none\""),
            ("serial:///dev/ttyS0?stop=3", "stop is 1 or 2"),
            ("serial:///dev/ttyS0?bauds=9600", "unknown option bauds; did you mean baud?"),
            ("file://paper", "the path is not absolute"),
        ] {
            let error = text.parse::<Connection>().expect_err(text);
            assert!(error.starts_with(begins), "{text}: {error}");
        }
    }

    #[test]
    fn the_same_device_is_told_from_another() {
        for (one, other, same) in [
            ("tcp://a:9100", "tcp://A:9100/", true),
            ("tcp://a:9100", "tcp://a:9101", false),
            ("tcp://a:80", "http://a/", true),
            ("http://a", "http://user:password@a:80/", true),
            ("http://a/one", "http://a/two", false),
            ("http://a/?devid=1", "http://a/?devid=2", false),
            ("serial:///dev/ttyS0?baud=9600", "serial:///dev/ttyS0", true),
            ("serial:///dev/ttyS0", "serial:///dev/ttyS1", false),
        ] {
            assert_eq!(read(one).device() == read(other).device(), same, "{one} {other}");
        }
    }

    #[test]
    fn passwords_are_never_shown() {
        let printer = read("http://99IEB004001:s%40cret@10.0.0.9/");
        let Connection::Http { login: Some(login), host, .. } = &printer else { panic!("{printer}") };
        assert_eq!((login.user.as_str(), login.password.as_str()), ("99IEB004001", "s@cret"));
        assert_eq!(host, "10.0.0.9");
        let ledger: LedgerUrl = "postgres://fiscus:s@cret@db.lan/fiscus?password=s%40cret".parse().expect("a ledger");
        let odd: LedgerUrl = "postgres://fiscus:se?cret@db.lan/fiscus".parse().expect("a ledger");
        assert_eq!(ledger.to_string(), "postgres://db.lan/fiscus");
        assert_eq!(odd.to_string(), "postgres://***");
        let wrong = "http://user:s@cret@ho st/".parse::<Connection>().expect_err("a space");
        for text in [format!("{printer} {printer:?}"), format!("{ledger} {ledger:?}"), wrong] {
            assert!(!text.contains("cret") && !text.contains("99IEB"), "{text}");
        }
    }

    #[test]
    fn what_stays_on_the_machine_is_local() {
        for (text, local) in [
            ("http://127.0.0.1:9001/", true),
            ("http://localhost/", true),
            ("https://[::1]/", true),
            ("tcp://127.9.9.9:1", true),
            ("tcp://192.168.1.10:1", false),
            ("http://127.0.0.1.example.com/", false),
            ("serial:///dev/pts/99999", true),
            ("serial:///dev/ttyUSB99", false),
            ("serial:///dev/null", false),
            ("serial:///tmp/no-such-printer", true),
            ("file:///tmp/paper", true),
        ] {
            assert_eq!(read(text).is_local(), local, "{text}");
        }
    }

    #[test]
    fn link_to_a_real_device_is_not_local() {
        let folder = std::env::temp_dir().join(format!("fiscus-connection-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, target, local) in [("real", "/dev/null", false), ("left", "/dev/pts/99999", true)] {
            let link = folder.join(name);
            std::os::unix::fs::symlink(target, &link).expect("a link");
            assert_eq!(read(&format!("serial://{}", link.display())).is_local(), local, "{name}");
        }
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
