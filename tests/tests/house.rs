//! The invariants of the architecture, executed: who depends on whom, which names are unknown where, what no file
//! contains. Most are absences, and nobody notices an absence that is gone.

use fiscus::host::{Found, discover};
use fiscus_sdk::abi::Manifest;
use fiscus_tests::built;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in a room of the house").to_owned()
}

/// Every file below `folder` whose name ends so, with its path from the root; what a build makes is left out.
fn files(folder: &str, end: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = entry.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if name.starts_with('.') || name == "target" {
                continue;
            }
            if entry.is_dir() {
                open.push(entry);
            } else if name.ends_with(end) {
                let path = entry.strip_prefix(root()).expect("below the root").to_str().expect("a path").to_owned();
                let bytes = fs::read(&entry).expect("a file");
                found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing ends with {end} in {folder}");
    found.sort();
    found
}

/// The packages of a room (`plugins`): folder to package.
fn packages(room: &str) -> BTreeMap<String, String> {
    let folders = fs::read_dir(root().join(room)).expect(room).map(|entry| entry.expect("an entry").path());
    let named = folders.filter(|folder| folder.is_dir()).map(|folder| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest of a package");
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")).expect("a name");
        let folder = folder.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        (folder, name.trim_end_matches('"').to_owned())
    });
    named.collect()
}

/// Whether `word` stands in `text` as a word of its own.
fn contains_word(text: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(letter)
            && !text[at + word.len()..].chars().next().is_some_and(letter)
    })
}

/// A line without what is only said in it.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn dependencies_point_to_the_sdk_and_nowhere_else() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&told.stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeMap<&str, String> = packages
        .iter()
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
            let folder = manifest.parent().and_then(|f| f.strip_prefix(root()).ok()).and_then(Path::to_str);
            (package["name"].as_str().expect("a name"), folder.expect("a folder of the house").to_owned())
        })
        .collect();
    let mut found = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let room = ours[name].as_str();
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let Some(other) = dependency["name"].as_str().and_then(|name| ours.get(name)) else { continue };
            let allowed = match room.split('/').next().unwrap_or_default() {
                "sdk" => false,
                "core" | "plugins" | "drivers" => other == "sdk",
                "tests" if room != "tests" => other == "sdk",
                _ => other == "sdk" || other == "core" || other == "tests/parsers",
            };
            if !allowed {
                found.push(format!("{room} depends on {other}"));
            }
        }
    }
    assert!(ours.len() > 4, "{ours:?}");
    none(found);
}

#[test]
fn every_package_keeps_the_lints_of_the_house() {
    let lax = files(".", "Cargo.toml")
        .into_iter()
        .filter(|(path, text)| path != "Cargo.toml" && !text.contains("[lints]\nworkspace = true"));
    none(lax.map(|(path, _)| path).collect());
}

/// The core knows no library: neither by its id nor by its package. An id that is a plain English word may be
/// said, but not written as a word of the program: what stands in quotes is compared, configured or sent.
#[test]
fn the_core_names_no_plugin_and_no_driver() {
    let mut found = Vec::new();
    for room in ["plugins", "drivers"] {
        let packages = packages(room);
        let names: Vec<&str> = packages.values().map(String::as_str).collect();
        let libraries: Vec<_> = discover(&[built(&names)])
            .into_iter()
            .map(|library| match library {
                Found::Library(library) => library,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(libraries.len(), packages.len(), "{packages:?}");
        for library in libraries {
            let id = match &library.manifest {
                Manifest::Card(manifest) => &manifest.id,
                Manifest::Driver(manifest) => &manifest.id,
            };
            assert!(packages.contains_key(id), "{room}: the folder of \"{id}\" has another name");
            let package = &packages[id];
            // In a text that is a string of the program itself, the quotes are escaped.
            let quoted = [format!("\"{id}\""), format!("\"{id}\\\""), format!("'{id}'")];
            let mut forbidden = [quoted.as_slice(), &[package.clone(), package.replace('-', "_")]].concat();
            if id.contains('-') {
                forbidden.extend([id.clone(), id.replace('-', "_")]);
            }
            for (path, text) in files("core", "") {
                for (at, line) in text.lines().enumerate() {
                    if forbidden.iter().any(|name| contains_word(line, name)) {
                        found.push(format!("{path}:{}: {line}", at + 1));
                    }
                }
            }
        }
    }
    none(found);
}

/// A stranger's library stands alone: a workspace of its own, which depends on the SDK and knows nothing of the core;
/// and the core knows nothing of it.
#[test]
fn strangers_know_the_sdk_and_nothing_else() {
    let mut found = Vec::new();
    let strangers = packages("tests/strangers");
    assert!(!strangers.is_empty());
    let core = files("core", "");
    for (folder, package) in &strangers {
        let room = format!("tests/strangers/{folder}");
        let read = |name: &str| fs::read_to_string(root().join(&room).join(name)).expect(name);
        let (manifest, lock) = (read("Cargo.toml"), read("Cargo.lock"));
        if !manifest.lines().any(|line| line == "[workspace]") {
            found.push(format!("{room}: it is no workspace of its own"));
        }
        let section = |line: &str| line.starts_with('[');
        let dependencies = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
        let dependencies: Vec<&str> = dependencies
            .take_while(|line| !section(line))
            .filter_map(|line| line.split_once('=').map(|(name, _)| name.trim()))
            .filter(|name| !name.starts_with('#'))
            .collect();
        if dependencies != ["fiscus-sdk"] {
            found.push(format!("{room} depends on {dependencies:?}"));
        }
        let ours = lock.lines().filter(|line| line.starts_with("name = \"fiscus"));
        found.extend(ours.filter(|line| *line != "name = \"fiscus-sdk\"").map(|line| format!("{room}: {line}")));
        for (path, text) in &core {
            if [folder.clone(), package.clone(), package.replace('-', "_")].iter().any(|name| contains_word(text, name))
            {
                found.push(format!("{path} names {folder}"));
            }
        }
    }
    none(found);
}

#[test]
fn unsafe_code_stands_in_two_places() {
    let mut found = Vec::new();
    for (path, text) in files(".", ".rs") {
        if path == "sdk/src/abi.rs" || path.starts_with("core/src/host/") {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            let allows = code(line).contains("allow(unsafe_code") && !path.starts_with("tests/libraries/");
            let is_here = path == "tests/tests/house.rs";
            if !is_here && (allows || contains_word(code(line), "unsafe")) {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    none(found);
}

#[test]
fn every_file_says_first_what_it_decides() {
    let silent = files(".", ".rs").into_iter().filter(|(_, text)| !text.starts_with("//! "));
    none(silent.map(|(path, _)| path).collect());
}

#[test]
fn every_library_has_a_readme_with_the_same_headings() {
    for (room, headings) in [
        ("plugins", &["What the card does", "Settings", "What it prints", "Refusals", "Requirements"][..]),
        ("drivers", &["Models", "Connection", "Settings", "What it prints", "After a lost answer", "Verified and not"]),
    ] {
        for folder in packages(room).into_keys() {
            let readme = root().join(room).join(&folder).join("README.md");
            let text = fs::read_to_string(&readme).unwrap_or_else(|error| panic!("{}: {error}", readme.display()));
            let found: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, headings, "{room}/{folder}");
        }
    }
}

/// A decimal is never a float, except in the two places where the JSON reader offers one, and only where its
/// shortest text is the very text that was written: as an amount, and as any value of an answer or a setting.
#[test]
fn there_is_no_float() {
    let mut found = Vec::new();
    for room in ["sdk", "core", "plugins", "drivers"] {
        for (path, text) in files(room, ".rs") {
            for (at, line) in text.lines().enumerate() {
                let reader = ["sdk/src/amount.rs", "sdk/src/api/request/mod.rs"].contains(&path.as_str());
                let visitor = reader && line.contains("fn visit_f64");
                if !visitor && ["f32", "f64"].iter().any(|float| contains_word(code(line), float)) {
                    found.push(format!("{path}:{}: {line}", at + 1));
                }
            }
        }
    }
    none(found);
}

/// Tests that cannot fail, or are not run, are none.
#[test]
fn no_test_is_ignored_and_none_sleeps() {
    let (ignored, sleeps) = (concat!("#[igno", "re"), concat!("thread::sl", "eep"));
    let mut found = Vec::new();
    for (path, text) in files(".", ".rs") {
        for (at, line) in text.lines().enumerate() {
            let daemon = ["sdk/", "core/", "plugins/", "drivers/"].iter().any(|room| path.starts_with(room));
            if line.contains(ignored) || (daemon && line.contains(sleeps)) {
                found.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    none(found);
}

/// What a driver cannot print is said in the shop's language.
#[test]
fn what_a_driver_lacks_is_known_in_every_language() {
    let known = fs::read_to_string(root().join("sdk/src/paper/lacks.rs")).expect("the words");
    let mut words = 0;
    for (path, text) in files("drivers", ".rs") {
        for part in text.split("No::Missing(\"").skip(1) {
            let word = part.split('"').next().unwrap_or_default();
            words += 1;
            assert!(known.contains(&format!("\"{word}\"")), "{path}: {word}");
        }
    }
    assert!(words > 10);
}

/// What may not be used where decisions are made is banned there, each with its reason.
#[test]
fn libraries_are_kept_from_clocks_files_sockets_threads_and_chance() {
    for room in ["plugins", "drivers"] {
        let text = fs::read_to_string(root().join(room).join("clippy.toml")).expect("a clippy.toml");
        for banned in ["time::Instant", "time::SystemTime", "fs::File", "net::TcpStream", "thread::spawn", "HashMap"] {
            let line = text.lines().find(|line| line.contains(banned));
            let line = line.unwrap_or_else(|| panic!("{room} bans no {banned}"));
            assert!(line.contains("reason = "), "{room}: {line}");
        }
        for folder in packages(room).into_keys() {
            // The nearest file counts: one of its own would lift the ban.
            assert!(!root().join(room).join(&folder).join("clippy.toml").exists(), "{room}/{folder}");
        }
    }
}
