//! `cargo reference`: what of the reference follows from the code. A JSON Schema for every method in
//! `docs/schema`, and the tables of methods and reasons between their markers in `docs/reference.md`.
//!
//! The last column of the table of reasons is written by hand and stays as it is. What the sentences around the
//! tables say is not known here.

use fiscus_sdk::{Reason, api, api::MethodSchema, reason::Family};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// `cargo reference [--check]`
pub fn run(arguments: &[String]) -> ExitCode {
    let done = match arguments {
        [] => write(),
        [check] if check == "--check" => check_all(),
        _ => Err(vec!["cargo reference [--check]".to_owned()]),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(findings) => {
            for finding in findings {
                eprintln!("{finding}");
            }
            ExitCode::FAILURE
        }
    }
}

/// How many names of parameters that may be missing fit into the table.
const MOST_NAMES: usize = 10;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// Brings everything up to date.
fn write() -> Result<(), Vec<String>> {
    let said = |error: io::Error| vec![error.to_string()];
    let (files, findings) = expected().map_err(said)?;
    fs::create_dir_all(docs().join("schema")).map_err(said)?;
    for stranger in strangers(&files).map_err(said)? {
        fs::remove_file(stranger).map_err(said)?;
    }
    for (file, text) in files {
        fs::write(file, text).map_err(said)?;
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Every file that is not as the code says, and everything that only a person can write and has not.
fn check_all() -> Result<(), Vec<String>> {
    let said = |error: io::Error| vec![error.to_string()];
    let (files, mut findings) = expected().map_err(said)?;
    for stranger in strangers(&files).map_err(said)? {
        findings.push(format!("{}: no method has this schema; run cargo reference", stranger.display()));
    }
    for (file, text) in files {
        if fs::read_to_string(&file).ok().as_deref() != Some(text.as_str()) {
            findings.push(format!("{}: not as the code says; run cargo reference", file.display()));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Files and what is to be in them, and what is still to be written by hand.
fn expected() -> io::Result<(BTreeMap<PathBuf, String>, Vec<String>)> {
    let mut files = BTreeMap::new();
    let mut findings = Vec::new();
    let methods = api::schemas();
    for method in &methods {
        let schema = json!({
            "method": method.method, "description": method.about, "params": method.params, "result": method.result,
        });
        files.insert(docs().join(format!("schema/{}.json", method.method)), format!("{schema:#}\n"));
    }
    let file = docs().join("reference.md");
    let text = fs::read_to_string(&file)?;
    for method in &methods {
        if !text.contains(&format!("\n### {}\n", method.method)) {
            findings.push(format!("{}: no section \"### {}\"", file.display(), method.method));
        }
    }
    let by_hand = last_cells(&text);
    for reason in Reason::ALL {
        if by_hand.get(&reason.to_string()).is_none_or(String::is_empty) {
            findings.push(format!("{}: what a till does about {reason} is not said", file.display()));
        }
    }
    let text = between(&text, "methods", &methods_table(&methods))?;
    let text = between(&text, "reasons", &reasons_table(&by_hand))?;
    files.insert(file, text);
    Ok((files, findings))
}

/// Schemas of methods that are no more.
fn strangers(files: &BTreeMap<PathBuf, String>) -> io::Result<Vec<PathBuf>> {
    let folder = docs().join("schema");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let there: BTreeSet<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    Ok(there.into_iter().filter(|file| !files.contains_key(file)).collect())
}

/// `text` with this table between its markers.
fn between(text: &str, name: &str, table: &str) -> io::Result<String> {
    let (begin, end) = (format!("<!-- {name}: written by cargo reference -->\n"), format!("<!-- end of {name} -->\n"));
    let missing = || io::Error::other(format!("docs/reference.md: the markers of the {name} are not there"));
    let (before, rest) = text.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

fn methods_table(methods: &[MethodSchema]) -> String {
    let mut table =
        "| method | what it does | operation | parameters (**needed**) | schema |\n|---|---|---|---|---|\n".to_owned();
    for MethodSchema { method, about, params, .. } in methods {
        let anchor = method.replace('.', "");
        let (names, operation) = parameters(params, method.ends_with(".quote"));
        table +=
            &format!("| [`{method}`](#{anchor}) | {about} | {operation} | {names} | [json](schema/{method}.json) |\n");
    }
    table
}

/// The names of parameters, the needed ones first, without those that all operations share; and whether it is one.
fn parameters(schema: &Value, quote: bool) -> (String, &'static str) {
    let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let all = || schema["properties"].as_object().into_iter().flat_map(serde_json::Map::keys).map(String::as_str);
    let operation = if all().any(|name| name == "operation") && !quote { "yes" } else { "" };
    let shared = ["operation", "till", "operator", "answers", "confirm"];
    let (first, mut others): (Vec<&str>, Vec<&str>) =
        all().filter(|name| !shared.contains(name)).partition(|name| needed.contains(name));
    let more = others.len().saturating_sub(MOST_NAMES);
    others.truncate(MOST_NAMES);
    let mut names: Vec<String> = first.iter().map(|name| format!("**{name}**")).collect();
    names.extend(others.into_iter().map(str::to_owned));
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    (names.join(", "), operation)
}

fn reasons_table(by_hand: &BTreeMap<String, String>) -> String {
    let mut table = String::new();
    for (family, title) in [(Family::Refusal, "Refusals (`-32010`)"), (Family::Fault, "Faults (`-32020`)")] {
        table += &format!("\n**{title}**\n\n| reason | meaning | what the till does |\n|---|---|---|\n");
        for reason in Reason::ALL.iter().filter(|reason| reason.family() == family) {
            let advice = by_hand.get(&reason.to_string()).map_or("", String::as_str);
            table += &format!("| `{reason}` | {} | {advice} |\n", reason.about());
        }
    }
    table + "\n"
}

/// The last cell of every row of three, by the word in its first.
fn last_cells(text: &str) -> BTreeMap<String, String> {
    let (_, text) = text.split_once("<!-- reasons: ").unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix(" |")?.splitn(3, " | ").collect();
            Some((cells.first()?.trim_end_matches('`').to_owned(), cells.get(2)?.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_as_the_code_says() {
        assert_eq!(check_all(), Ok(()));
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let text = "<!-- reasons: x -->\n| `paper_end` | No paper. | a new roll; a \\| b |\n| `disk_full` | x |  |\n";
        let cells = last_cells(text);
        assert_eq!(cells["paper_end"], "a new roll; a \\| b");
        assert_eq!(cells["disk_full"], "");
        assert!(reasons_table(&cells).contains("| `paper_end` | No paper. | a new roll; a \\| b |\n"));
    }
}
