//! A server of PostgreSQL for one test.

use super::process::{Server, file, free_port, program, said};
use fiscus_tests::Place;
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const PACKAGE: &str = "postgresql";
/// The user `nobody`: the server does not work for root.
const NOBODY: u32 = 65_534;
const OWNER: &str = "owner";
const OWNERS: &str = "owners-password";

/// A server with the tables of FreeRADIUS, which its own package makes them with.
pub struct Postgres {
    place: Place,
    port: u16,
    server: Option<Server>,
}

impl Postgres {
    pub fn start() -> Self {
        let postgres = Self { place: Place::new(), port: free_port(), server: None };
        let folder = postgres.place.path();
        postgres.certificate();
        let password = postgres.place.write("password", OWNERS);
        let data = postgres.data();
        fs::create_dir(&data).expect("a folder");
        if is_root() {
            for path in [folder, &data, &password, &postgres.place.file("key.pem"), &postgres.place.file("cert.pem")] {
                chown(path, Some(NOBODY), Some(NOBODY)).expect("given away");
            }
        }
        let mut initdb = postgres.command("initdb");
        initdb.arg("-D").arg(&data).args(["-U", OWNER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"]);
        said(initdb.arg("--no-sync").arg("--pwfile").arg(&password)).unwrap_or_else(|text| panic!("{text}"));
        let mut postgres = postgres;
        postgres.again();
        postgres.does("CREATE DATABASE radius");
        let schema = file("/etc/freeradius/3.0/mods-config/sql/main/postgresql/schema.sql", "freeradius-postgresql");
        postgres.does(&schema);
        postgres
    }

    /// Starts it again where it was stopped.
    pub fn again(&mut self) {
        let log = self.place.file("log");
        let told = fs::File::options().create(true).append(true).open(&log).expect("a log");
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        for setting in ["fsync=off", "ssl=on"] {
            command.args(["-c", setting]);
        }
        for (setting, name) in [("ssl_key_file", "key.pem"), ("ssl_cert_file", "cert.pem")] {
            command.args(["-c", &format!("{setting}={}", self.place.file(name).display())]);
        }
        let mut server = Server::start(command.stdout(Stdio::null()).stderr(told));
        server.await_ready(&log, || self.run("postgres", "SELECT 1").is_ok());
        self.server = Some(server);
    }

    pub fn stop(&mut self) {
        self.server = None;
    }

    /// Where it is, for who comes so.
    pub fn address(&self, user: &str, password: &str, options: &str) -> String {
        format!("postgres://{user}:{password}@127.0.0.1:{}/radius{options}", self.port)
    }

    /// The lines of a module of FreeRADIUS that lead there.
    pub fn module(&self) -> String {
        format!(
            "driver = \"rlm_sql_postgresql\"\n dialect = \"postgresql\"\n server = \"127.0.0.1\"\n port = {}\n \
             login = \"{OWNER}\"\n password = \"{OWNERS}\"\n radius_db = \"radius\"",
            self.port
        )
    }

    /// What its owner wants done.
    pub fn does(&self, sql: &str) -> String {
        let database = if sql.starts_with("CREATE DATABASE") { "postgres" } else { "radius" };
        self.run(database, sql).unwrap_or_else(|text| panic!("{sql}: {text}"))
    }

    fn run(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = Command::new(program("psql", "postgresql-client"));
        psql.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", OWNER, "-d", database, "-qAtX"]);
        said(psql.args(["-v", "ON_ERROR_STOP=1", "-c", sql]).env("PGPASSWORD", OWNERS))
    }

    /// The SHA-256 of its certificate.
    pub fn fingerprint(&self) -> String {
        let mut openssl = Command::new(program("openssl", "openssl"));
        openssl.args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(self.place.file("cert.pem"));
        let told = said(&mut openssl).expect("a certificate");
        told.trim().rsplit('=').next().expect("a fingerprint").to_owned()
    }

    fn certificate(&self) {
        let mut openssl = Command::new(program("openssl", "openssl"));
        openssl.args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=radius.lan",
            "-keyout",
        ]);
        let key = self.place.file("key.pem");
        openssl.arg(&key).arg("-out").arg(self.place.file("cert.pem"));
        said(&mut openssl).unwrap_or_else(|text| panic!("{text}"));
        fs::set_permissions(key, fs::Permissions::from_mode(0o600)).expect("its own");
    }

    fn data(&self) -> PathBuf {
        self.place.file("data")
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name, PACKAGE));
        command.current_dir(self.place.path());
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).is_ok_and(|own| own.uid() == 0)
}
