//! What the documents say is so: examples are accepted by the types they show, the example configuration by the
//! real libraries, fault scripts by the simulator, and links lead somewhere.

use fiscus::{config::Config, simulate::script::Script};
use fiscus_sdk::api::{self, Method};
use fiscus_tests::{Place, built, program};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The fenced blocks of a document in this language, in order.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in document.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(word)) => open = Some((word == language, String::new())),
            (Some(_), Some(_)) => found.extend(open.take().filter(|(wanted, _)| *wanted).map(|(_, text)| text)),
            (Some((_, text)), None) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

fn check(config: &Path) -> (bool, String) {
    let output = Command::new(program()).arg("check").arg("--config").arg(config).output().expect("fiscus starts");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// As it stands, and with every switched-off setting switched on.
#[test]
fn example_configuration_is_accepted_by_the_real_libraries() {
    let libraries = built(&[
        "fiscus-prepaid",
        "fiscus-bonus",
        "fiscus-credit",
        "fiscus-charge",
        "fiscus-discount",
        "fiscus-stamp",
        "fiscus-service",
        "fiscus-pin",
        "fiscus-access",
        "fiscus-epson-rt",
    ]);
    let libraries = format!("libraries = [{:?}]\n", libraries.display().to_string());
    let example = read("docs/fiscus.example.toml");
    let switched = |on: bool| -> String {
        let lines = example.lines().map(|line| match line.strip_prefix('#') {
            Some(setting) if setting.starts_with("libraries") => libraries.clone(),
            Some(setting) if on && setting.starts_with(|c: char| c.is_ascii_lowercase()) => format!("{setting}\n"),
            _ => format!("{line}\n"),
        });
        lines.collect()
    };
    let place = Place::new();
    for on in [false, true] {
        let (fine, said) = check(&place.write("fiscus.toml", switched(on)));
        assert!(fine, "{said}");
        assert!(said.contains("no problems (2 printers, 10 card types)"), "{said}");
    }
}

/// What is given around a birthday only is not what new cards give first, nor is it in the list for every day: nobody
/// copies cards that give nothing all year.
#[test]
fn a_birthday_discount_of_the_example_is_no_everyday_one() {
    let example = Config::load(&root().join("docs/fiscus.example.toml"));
    let config = example.unwrap_or_else(|findings| panic!("{findings:?}")).config;
    let mut birthdays = 0;
    for (id, card_type) in &config.card_types {
        let Some(birthday) = card_type.settings["birthday"]["discount"].as_str() else { continue };
        birthdays += 1;
        assert!(config.discounts.contains_key(birthday), "{id}: {birthday}");
        assert!(card_type.defaults.discounts.iter().all(|own| own != birthday), "{id}: {birthday}");
        let mut listed = card_type.settings["discounts"].as_array().into_iter().flatten();
        assert!(listed.all(|own| own != birthday), "{id}: {birthday}");
    }
    assert!(birthdays > 0);
}

/// `fiscus check` and the start say the same of what this version does not have.
#[test]
fn accounts_elsewhere_are_a_problem_at_their_line() {
    let place = Place::new();
    let text = "[shop]\ntime_zone = \"Europe/Rome\"\ncurrency = \"EUR\"\n[paths]\nstate = \"state\"\n[ledger]\nurl = \"postgres://a@b/c\"\n";
    let (fine, said) = check(&place.write("fiscus.toml", text));
    assert!(!fine);
    assert!(said.contains("fiscus.toml:7:1: this version keeps its accounts in the state folder"), "{said}");
}

/// Whether an example is of the types of its method.
fn fits<M: Method>(params: &Value, answer: &Value) -> Result<(), String> {
    let params: Result<M::Params, _> = serde_json::from_str(&params.to_string());
    params.map_err(|error| format!("params: {error}"))?;
    if let Some(result) = answer.get("result") {
        let result: Result<M::Answer, _> = serde_json::from_str(&result.to_string());
        result.map_err(|error| format!("result: {error}"))?;
    }
    Ok(())
}

macro_rules! fitting {
    ($method:expr, $params:expr, $answer:expr; $($kind:ident)*) => {
        match $method {
            $(api::$kind::NAME => fits::<api::$kind>($params, $answer),)*
            unknown => Err(format!("there is no method {unknown}")),
        }
    };
}

fn example_fits(method: &str, params: &Value, answer: &Value) -> Result<(), String> {
    fitting!(method, params, answer;
        ReceiptQuote ReceiptIssue ReceiptReturn ReceiptVoid CardQuote CardLoad CardIssue CardUse CardReveal CardGet
        CardHistory CardsFind CardsGenerate CardsMove CardsExport CardsPrint PartnerSave CatalogSellable DiscountsReview
        CustomerSave CustomerGet CustomerSettle OperationGet OperationResolve OperationsFind SlipPrint DocumentReprint
        PrinterList PrinterStatus PrinterOpenDrawer PrinterDisplay PrinterTest PrinterXReport PrinterZReport
        CardSave CardsZero CatalogLists CustomerExport CustomerErase CustomerPicture CustomerSavePicture SessionLogin SessionLogout SessionGet
        PrinterCashIn PrinterCashOut DaemonInfo EventsSubscribe ReportLoads ReportLiability ReportCards ReportStatement
        ReportDiscounts ReportStock ReportExport CardsTrack CustomersFind PartnersFind DeliveriesFind)
}

/// Every example of the reference is a call with its answer, or an event.
#[test]
fn examples_of_the_reference_are_of_the_types_of_their_methods() {
    let mut shown = BTreeSet::new();
    let mut call: Option<Value> = None;
    for text in blocks(&read("docs/reference.md"), "json") {
        let example: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        if example["method"] == "event" {
            serde_json::from_str::<api::EventAnswer>(&example["params"].to_string()).expect(&text);
        } else if example["method"].is_string() {
            assert!(call.replace(example).is_none(), "a call without an answer before {text}");
        } else {
            let call = call.take().unwrap_or_else(|| panic!("an answer without a call: {text}"));
            let method = call["method"].as_str().unwrap_or_default();
            let wrong = example["error"]["data"]["reason"] == "params_invalid";
            let fitting = example_fits(method, &call["params"], &example);
            assert_eq!(fitting.is_err(), wrong, "{method}: {fitting:?}\n{call}");
            shown.insert(method.to_owned());
        }
    }
    assert!(call.is_none(), "{call:?}");
    let all: BTreeSet<String> = api::schemas().iter().map(|schema| schema.method.to_owned()).collect();
    assert_eq!(shown, all, "methods with an example, and methods");
}

#[test]
fn fault_scripts_of_the_simulators_page_are_read() {
    let page = read("docs/simulator.md");
    let scripts: Vec<String> = blocks(&page, "toml").into_iter().filter(|text| text.contains("[[fault]]")).collect();
    assert!(scripts.len() > 3, "{scripts:?}");
    for script in scripts {
        Script::read(&script).unwrap_or_else(|error| panic!("{error}: {script}"));
    }
}

/// Links inside the project lead to files, and to headings that are there.
#[test]
fn links_of_the_documents_lead_somewhere() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/installation.md",
        "docs/reference.md",
        "docs/simulator.md",
    ];
    let mut dead = Vec::new();
    for document in documents {
        let text = read(document);
        let folder = root().join(document).parent().expect("a folder").to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root().join(document) } else { folder.join(file) };
            let there = if heading.is_empty() {
                target.exists()
            } else {
                fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(heading))
            };
            if !there {
                dead.push(format!("{document}: {link}"));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}

/// The anchors that a page's headings have where pages are read.
fn anchors(page: &str) -> BTreeSet<String> {
    let heading = |line: &str| line.starts_with('#').then(|| line.trim_start_matches('#').trim().to_lowercase());
    let anchor = |heading: String| -> String {
        heading
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
                _ => None,
            })
            .collect()
    };
    page.lines().filter_map(heading).map(anchor).collect()
}
