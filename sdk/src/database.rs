//! Where a database outside the shop is, as an installer writes it: read once, here, for the library that checks its
//! settings and for the daemon that goes there.
//!
//! The address may hold a password: no problem, no `Debug` and no `Display` repeats it.

use crate::settings::nearest;
use std::{fmt, net::IpAddr, path::PathBuf};

/// A database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A server of PostgreSQL.
    Postgres(Server),
    /// A file of SQLite.
    Sqlite(PathBuf),
}

/// A server of PostgreSQL, and how to get in.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name or address; with a slash at its beginning the folder of its socket.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The database's name.
    pub database: String,
    /// Who comes; none: the user the daemon runs as.
    pub user: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// Whether the way there is encrypted.
    pub encrypted: bool,
    /// The SHA-256 of the server's certificate, where it must be this one.
    pub fingerprint: Option<String>,
}

/// How an address is written.
const FORM: &str = "\"postgres://user:password@host/database\"";

impl Database {
    /// Reads an address. Without `sslmode` the way to another machine is encrypted, and that to this one is not.
    ///
    /// # Errors
    /// What is wrong, without repeating what was written.
    pub fn read(url: &str) -> Result<Self, String> {
        if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("the url has blanks or control characters: write them as %20 and the like".to_owned());
        }
        if let Some(file) = url.strip_prefix("sqlite:") {
            let path = file.strip_prefix("//").unwrap_or(file).split('?').next().unwrap_or_default();
            return match path {
                "" => Err("sqlite: names a file: \"sqlite:/var/lib/radius/radius.db\"".to_owned()),
                path => decoded(path).map(|path| Self::Sqlite(PathBuf::from(path))),
            };
        }
        let Some(rest) = url.strip_prefix("postgres://") else {
            let scheme = url.split(':').next().unwrap_or_default();
            let hint = match nearest(scheme, ["postgres", "sqlite"]) {
                Some(meant) if scheme != meant => format!("; did you mean \"{meant}:\"?"),
                _ => String::new(),
            };
            return Err(format!("the url begins with \"postgres://\" or \"sqlite:\"{hint}"));
        };
        server(rest).map(Self::Postgres)
    }
}

fn server(rest: &str) -> Result<Server, String> {
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (login, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, address) = login.rsplit_once('@').map_or((None, login), |(login, address)| (Some(login), address));
    let (host, port) = match address.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':').or((!port.is_empty()).then_some("none"))),
        None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Err(format!("the url names no host: {FORM}"));
    }
    let Ok(port) =
        port.map_or(Ok(5432), str::parse).map_err(|_| ()).and_then(|port| if port > 0 { Ok(port) } else { Err(()) })
    else {
        return Err(format!(
            "the port of the url is a number from 1 to 65535: {FORM}, with \":5432\" after the host. A password with \"/\", \"?\" or \"#\" writes them as %2F, %3F and %23"
        ));
    };
    if database.is_empty() || database.contains('/') {
        return Err(format!("the url names no database, or more than one: {FORM}"));
    }
    let (user, password) = match login.map(|login| login.split_once(':').map_or((login, None), |(u, p)| (u, Some(p)))) {
        Some((user, password)) => (Some(decoded(user)?), password.map(decoded).transpose()?),
        None => (None, None),
    };
    let host = decoded(host)?;
    let encrypted = !on_this_machine(&host);
    let user = user.filter(|user| !user.is_empty());
    let mut server = Server { host, port, database: decoded(database)?, user, password, encrypted, fingerprint: None };
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        match key {
            "sslmode" => server.encrypted = encryption(value)?,
            "fingerprint" => server.fingerprint = Some(fingerprint(value)?),
            "user" => server.user = Some(decoded(value)?),
            "password" => server.password = Some(decoded(value)?),
            _ => {
                return Err("behind the \"?\" of the url stand sslmode, fingerprint, user and password only".to_owned());
            }
        }
    }
    if server.fingerprint.is_some() && !server.encrypted {
        return Err("fingerprint needs sslmode=require: without encryption nobody shows a certificate".to_owned());
    }
    Ok(server)
}

fn encryption(mode: &str) -> Result<bool, String> {
    match mode {
        "require" => Ok(true),
        "disable" => Ok(false),
        _ => Err("sslmode is require or disable; fingerprint makes sure which server it is".to_owned()),
    }
}

fn fingerprint(text: &str) -> Result<String, String> {
    let digits = text.replace(':', "").to_ascii_lowercase();
    let sound = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if sound {
        Ok(digits)
    } else {
        Err("fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits".to_owned())
    }
}

fn on_this_machine(host: &str) -> bool {
    host.starts_with('/') || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> Result<String, String> {
    let wrong = || "a % of the url stands before two hexadecimal digits; itself it is written %25".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            bytes.push(digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or_else(wrong)?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control)).ok_or_else(wrong)
}

/// As a person may read it.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(server) => write!(f, "postgres://{}/{}", server.host, server.database),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("database", &self.database).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(url: &str) -> Server {
        match Database::read(url) {
            Ok(Database::Postgres(server)) => server,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn an_address_is_read_with_its_defaults() {
        for (url, host, port, user, password, encrypted) in [
            ("postgres://f:s3@radius.lan/r", "radius.lan", 5432, Some("f"), Some("s3"), true),
            ("postgres://f:s3@radius.lan/r?sslmode=disable", "radius.lan", 5432, Some("f"), Some("s3"), false),
            ("postgres://f:p%40s%2Fs@10.0.0.7:6000/r", "10.0.0.7", 6000, Some("f"), Some("p@s/s"), true),
            ("postgres://f:p@ss@127.0.0.1/r", "127.0.0.1", 5432, Some("f"), Some("p@ss"), false),
            ("postgres://f@localhost/r?sslmode=require&password=s3", "localhost", 5432, Some("f"), Some("s3"), true),
            ("postgres://[::1]:5433/r", "::1", 5433, None, None, false),
            ("postgres://%2Frun%2Fpostgresql/r", "/run/postgresql", 5432, None, None, false),
        ] {
            let server = postgres(url);
            let told = (server.host.as_str(), server.port, server.user.as_deref(), server.password.as_deref());
            assert_eq!((told, server.encrypted), ((host, port, user, password), encrypted), "{url}");
            assert_eq!(server.database, "r");
        }
        let pinned = format!("postgres://f@h/r?fingerprint={}", "AB:".repeat(31) + "AB");
        assert_eq!(postgres(&pinned).fingerprint, Some("ab".repeat(32)));
        for (url, path) in [
            ("sqlite:radius.db", "radius.db"),
            ("sqlite:///var/radius.db?mode=rw", "/var/radius.db"),
            ("sqlite:/srv/my%20shop/100%25.db", "/srv/my shop/100%.db"),
        ] {
            assert_eq!(Database::read(url), Ok(Database::Sqlite(PathBuf::from(path))));
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_nothing_is_repeated() {
        for (url, word) in [
            ("postgres://f:s3cret@h/r?sslmode=prefer", "require or disable"),
            ("postgres://f:s3cret@h/r?sslmod=require", "stand sslmode"),
            ("postgres://f:s3cret@h/r?fingerprint=s3cret", "64 hexadecimal"),
            ("postgres://f:s3cret@localhost/r?fingerprint=s3cret", "64 hexadecimal"),
            ("postgres://f:s3cret%@h/r", "%25"),
            ("postgres://f:s3cret%0a@h/r", "%25"),
            ("postgres://f:s3cret@h:0/r", "65535"),
            ("postgres://f:s3cret@/r", "no host"),
            ("postgres://f:s3cret@h", "no database"),
            ("mysql://f:s3cret@h/r", "begins with"),
        ] {
            let told = Database::read(url).expect_err(url);
            assert!(told.contains(word) && !told.contains("s3cret"), "{url}: {told}");
        }
        let loose = format!("postgres://f@localhost/r?fingerprint={}", "ab".repeat(32));
        assert!(Database::read(&loose).is_err_and(|told| told.contains("sslmode=require")));
        let shown = format!(
            "{0} {0:?} {1:?}",
            Database::read("postgres://f:s3cret@h/r").expect("read"),
            postgres("postgres://f:s3cret@h/r")
        );
        assert!(shown.contains("postgres://h/r") && !shown.contains("s3cret"), "{shown}");
    }
}
