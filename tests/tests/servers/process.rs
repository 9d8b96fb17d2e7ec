//! Programs of other packages: found, started, ended.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output},
    time::{Duration, Instant},
};

/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A program of a package of Debian.
pub fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).collect();
    // Debian keeps the server's programs by version, out of the path.
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not there: apt-get install {package}"))
}

/// A file of a package of Debian.
pub fn file(path: &str, package: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error} (apt-get install {package})"))
}

/// A port of this machine that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// Runs a command to its end; answers what it said.
pub fn said(command: &mut Command) -> Result<String, String> {
    let Output { status, stdout, stderr } = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    if status.success() { Ok(text) } else { Err(text) }
}

/// A server that ends with its owner.
pub struct Server(Child);

impl Server {
    pub fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }

    /// Waits until it is ready.
    pub fn await_ready(&mut self, log: &Path, mut ready: impl FnMut() -> bool) {
        let since = Instant::now();
        while !ready() {
            let told = || fs::read_to_string(log).unwrap_or_default();
            assert!(self.0.try_wait().expect("its process").is_none(), "it ended: {}", told());
            assert!(since.elapsed() < PATIENCE, "it is not ready: {}", told());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Politely, so that it takes its own children with it.
        drop(Command::new("kill").args(["-INT", &self.0.id().to_string()]).status());
        drop(self.0.wait());
    }
}
