//! The shared libraries of this workspace, built when a test asks for them.

use crate::Names;
use fiscus::host::{Found, Library, discover};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError},
};

/// A folder that holds the libraries of these packages, and no others, as built just now.
///
/// # Panics
/// A package cannot be built.
#[must_use]
pub fn built(packages: &[&str]) -> PathBuf {
    built_as(Names::Own, packages)
}

/// The same, with the libraries going by these ids.
pub(crate) fn built_as(names: Names, packages: &[&str]) -> PathBuf {
    // One build at a time, so that its messages are not mixed; what is fresh costs a moment only.
    static BUILDING: Mutex<BTreeSet<(Names, String)>> = Mutex::new(BTreeSet::new());
    let artifacts = named(names, &artifacts());
    let mut done = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !done.contains(&(names, (*package).to_owned()))).collect();
    if !missing.is_empty() {
        build(&missing, &artifacts, names);
        for package in missing.iter().filter(|package| is_fixture(package)) {
            set_apart(package, &artifacts);
        }
        done.extend(missing.into_iter().map(|package| (names, package.to_owned())));
    }
    let folder = artifacts.join("libraries").join(packages.join("+"));
    for package in packages {
        let home = if is_fixture(package) { apart(&artifacts) } else { artifacts.clone() };
        place(package, &home, &folder);
    }
    folder
}

/// Puts the library of a package into a folder: a link to where it was built.
fn place(package: &str, home: &Path, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder among the artifacts");
    let name = file_of(package);
    let (target, link) = (home.join(&name), folder.join(&name));
    // In a target folder that was copied the link leads to the libraries of another one.
    if fs::read_link(&link).is_ok_and(|there| there == target) {
        return;
    }
    let beside = folder.join(format!("{name}.{}", std::process::id()));
    std::os::unix::fs::symlink(&target, &beside).and_then(|()| fs::rename(&beside, &link)).expect(&name);
}

fn file_of(package: &str) -> String {
    format!("lib{}.so", package.replace('-', "_"))
}

/// A folder that holds the library of a stranger's workspace (`strangers/<name>`), built as he does it, and no other.
/// His own tests have passed.
///
/// # Panics
/// It cannot be built, or a test of his fails.
#[must_use]
pub fn stranger(name: &str) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let home = named(Names::Other, &artifacts());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("strangers").join(name).join("Cargo.toml");
    for step in ["build", "test"] {
        let mut cargo = cargo(step, &home, Names::Own);
        let told = cargo.args(["--offline", "--locked", "--manifest-path"]).arg(&manifest).output();
        let told = told.expect("cargo starts");
        let text = [told.stdout, told.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        // A lock file that is behind the SDK's dependencies: cargo update --workspace --offline, in the stranger's folder.
        assert!(told.status.success(), "{step} of {name}: {}\n{text}", told.status);
    }
    let folder = home.join("libraries").join(format!("stranger {name}"));
    place(name, &home, &folder);
    folder
}

/// Where libraries that go by these ids are built: another id is another library, and has a target folder of its own.
fn named(names: Names, artifacts: &Path) -> PathBuf {
    match (names, artifacts.parent(), artifacts.file_name()) {
        (Names::Other, Some(target), Some(profile)) => target.join("strangers").join(profile),
        _ => artifacts.to_owned(),
    }
}

/// Whether it is a library that exists only to misbehave.
fn is_fixture(package: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("libraries").join(package).is_dir()
}

fn apart(artifacts: &Path) -> PathBuf {
    artifacts.join("libraries").join("apart")
}

/// Moves what was built out of the folder in which a daemon started by hand looks for its libraries. Cargo puts
/// it there again when it is asked to.
fn set_apart(package: &str, artifacts: &Path) {
    let name = file_of(package);
    let apart = apart(artifacts);
    fs::create_dir_all(&apart).expect("a folder among the artifacts");
    let moved = fs::rename(artifacts.join(&name), apart.join(&name));
    // A test that runs itself again as a process of its own may have been before this one.
    assert!(moved.is_ok() || apart.join(&name).exists(), "{name}: {moved:?}");
}

/// The program `fiscus`, as built just now.
///
/// # Panics
/// It cannot be built.
#[must_use]
pub fn program() -> PathBuf {
    let artifacts = artifacts();
    static BUILT: std::sync::Once = std::sync::Once::new();
    BUILT.call_once(|| build(&["fiscus"], &artifacts, Names::Own));
    artifacts.join("fiscus")
}

/// The library of this package, loaded.
///
/// # Panics
/// It cannot be built or loaded.
#[must_use]
pub fn library(package: &str) -> Arc<Library> {
    match discover(&[built(&[package])]).pop() {
        Some(Found::Library(library)) => library,
        other => panic!("{package}: {other:?}"),
    }
}

/// Where the build of this test puts what it makes: the folder above that of the test itself.
fn artifacts() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its file");
    let folder = test.parent().expect("a file is in a folder");
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    folder.to_owned()
}

fn build(packages: &[&str], artifacts: &Path, names: Names) {
    let mut build = cargo("build", artifacts, names);
    build.arg("--manifest-path").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    for package in packages {
        build.args(["-p", package]);
    }
    let status = build.status().expect("cargo starts");
    assert!(status.success(), "building {packages:?}: {status}");
}

/// Cargo, asked to put what it makes where these artifacts are.
fn cargo(step: &str, artifacts: &Path, names: Names) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([step, "--quiet", "--target-dir"]).arg(artifacts.parent().expect("artifacts are in a folder"));
    if artifacts.ends_with("release") {
        cargo.arg("--release");
    }
    match names.pattern() {
        Some(pattern) => cargo.env("FISCUS_LIBRARY_ID", pattern),
        None => cargo.env_remove("FISCUS_LIBRARY_ID"),
    };
    // What cargo tells a test about itself would make it build again what depends on it.
    for (name, _) in std::env::vars_os() {
        let own =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if own {
            cargo.env_remove(name);
        }
    }
    cargo
}
