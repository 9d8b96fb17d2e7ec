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
    fs::create_dir_all(&folder).expect("a folder among the artifacts");
    for package in packages {
        let name = format!("lib{}.so", package.replace('-', "_"));
        let home = if is_fixture(package) { apart(&artifacts) } else { artifacts.clone() };
        let (target, link) = (home.join(&name), folder.join(&name));
        // In a target folder that was copied the link leads to the libraries of another one.
        if fs::read_link(&link).is_ok_and(|there| there == target) {
            continue;
        }
        let beside = folder.join(format!("{name}.{}", std::process::id()));
        std::os::unix::fs::symlink(&target, &beside).and_then(|()| fs::rename(&beside, &link)).expect(&name);
    }
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
    let name = format!("lib{}.so", package.replace('-', "_"));
    let apart = apart(artifacts);
    fs::create_dir_all(&apart).expect("a folder among the artifacts");
    fs::rename(artifacts.join(&name), apart.join(&name)).expect(&name);
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
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--target-dir"]).arg(artifacts.parent().expect("artifacts are in a folder"));
    build.arg("--manifest-path").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    if artifacts.ends_with("release") {
        build.arg("--release");
    }
    for package in packages {
        build.args(["-p", package]);
    }
    match names.pattern() {
        Some(pattern) => build.env("FISCUS_LIBRARY_ID", pattern),
        None => build.env_remove("FISCUS_LIBRARY_ID"),
    };
    // What cargo tells a test about itself would make it build again what depends on it.
    for (name, _) in std::env::vars_os() {
        let own =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if own {
            build.env_remove(name);
        }
    }
    let status = build.status().expect("cargo starts");
    assert!(status.success(), "building {packages:?}: {status}");
}
