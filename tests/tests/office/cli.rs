//! `fiscus cards`, `customers`, `partners`, `report`, `deliveries`: what a person at a terminal types and reads.

use fiscus_tests::{
    program,
    shop::{Plan, Shop, WALLET},
};
use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Stdio},
};

const TYPES: &str = r#"
[card_types.hours]
plugin = "pin"
numbers = { prefix = "77", length = 14, luhn = true }
settings.form = "card"
settings.profiles = [
  { id = "H1", name = "One hour", minutes = 60, price = "5.00", department = "bar" },
  { id = "H5", name = "Five hours", minutes = 300, price = "20.00", department = "bar" },
]
[card_types.internet]
plugin = "access"
numbers = { prefix = "55", length = 10 }
settings.service = "telephony"
settings.profiles = [{ id = "hour", minutes = 60, valid_days = 2 }]
"#;

fn plan() -> Plan {
    Plan {
        more: TYPES.to_owned() + WALLET,
        libraries: vec!["fiscus-prepaid", "fiscus-pin", "fiscus-access", "fiscus-epson-rt"],
        ..Plan::default()
    }
}

fn shop() -> Shop {
    Shop::open(plan())
}

/// What a command said: whether it went well, standard output, standard error.
fn run(shop: &Shop, line: &str) -> (bool, String, String) {
    let output = Command::new(program())
        .args(line.split(' '))
        .env("FISCUS_CONFIG", shop.config())
        .current_dir(shop.config().parent().expect("a folder"))
        .stdin(Stdio::null())
        .output()
        .expect("fiscus runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn well(shop: &Shop, line: &str) -> String {
    let (well, out, err) = run(shop, line);
    assert!(well, "{line}: {err}");
    out
}

fn as_json(shop: &Shop, line: &str) -> Value {
    serde_json::from_str(&well(shop, &format!("{line} --json"))).expect("JSON")
}

/// S4-02, S4-12, S4-16, S4-19, S4-20: one place to view, generate, deliver, take back, block, delete.
#[test]
fn cards_are_made_delivered_and_deleted_at_the_terminal() {
    let shop = shop();
    let (asked, _, err) = run(&shop, "cards generate --type hours --quantity 3");
    assert!(!asked && err.contains("--profile") && err.contains("H1"), "{err}");
    let made = well(&shop, "cards generate --type hours --profile H1 --quantity 3 --operation make-1");
    assert!(made.contains("3 cards made, in stock") && made.contains("make-1"), "{made}");
    // The same again is the same batch.
    assert_eq!(well(&shop, "cards generate --type hours --profile H1 --quantity 3 --operation make-1"), made);
    let all = as_json(&shop, "cards find --type hours --status created");
    assert_eq!(all["items"].as_array().map(Vec::len), Some(3), "{all}");
    let table = well(&shop, "cards find --type hours --limit 2");
    let next = all["items"][1]["card"].as_str().expect("a number");
    assert!(table.contains(next) && table.contains(&format!("more with --after {next}")), "{table}");
    assert!(well(&shop, &format!("cards find --type hours --after {next}")).contains("1 row"));
    assert_eq!(as_json(&shop, "cards find --type hours --all")["items"].as_array().map(Vec::len), Some(3));

    well(&shop, "cards generate --type internet --quantity 2 --operation make-2");
    well(&shop, "partners save --id kiosk --name Kiosk");
    assert_eq!(well(&shop, "cards move deliver --batch make-2 --partner kiosk"), "2 cards moved\n");
    assert!(well(&shop, "cards find --held-by kiosk").contains("active"));
    // One that is delivered is not deleted, and neither is its batch.
    let (deleted, _, err) = run(&shop, "cards move delete --batch make-2 --yes");
    assert!(!deleted && err.contains("55"), "{err}");
    let (deleted, _, err) = run(&shop, "cards move delete --batch make-1");
    assert!(!deleted && err.contains("--yes"), "{err}");
    assert_eq!(well(&shop, "cards move delete --batch make-1 --yes"), "3 cards moved\n");
    assert_eq!(as_json(&shop, "cards find --status deleted")["items"].as_array().map(Vec::len), Some(3));
}

/// What is wrong is said in a sentence, or as the error object where a script asks.
#[test]
fn a_refusal_is_a_sentence_or_an_object() {
    let shop = shop();
    let (well, out, err) = run(&shop, "cards get 123");
    assert!(!well && out.is_empty() && err.starts_with("fiscus: "), "{out} {err}");
    let (well, _, err) = run(&shop, "cards get 123 --json");
    let error: Value = serde_json::from_str(&err).expect("an error object");
    assert!(!well);
    assert_eq!(error["data"]["reason"], "card_unknown");
    for wrong in ["cards move nowhere", "cards generate --type hours", "cards get", "report loads"] {
        assert!(!run(&shop, wrong).0, "{wrong}");
    }
}

/// A word that is none finds nothing, and a day that is none is no day: both are said.
#[test]
fn what_is_mistyped_is_said() {
    let shop = shop();
    for (line, said) in [
        ("cards find --status activ", "there is no status activ; there are: created, active"),
        ("cards move block --type hours --status activ", "there is no status activ"),
        ("report cards --status activ", "there is no status activ"),
        ("report cards --status activ --file a.csv", "there is no status activ"),
        ("cards track --status activ", "there is no status activ"),
        ("report cards --from yesterday", "a day is needed, such as 2026-11-01"),
        ("report loads --date 2026-02-30", "a day is needed, such as 2026-11-01"),
        ("cards zero --type hours --unit EUR --earned-before 1.1.2026", "a day is needed, such as 2026-11-01"),
    ] {
        let (well, out, err) = run(&shop, line);
        assert!(!well && out.is_empty() && err.contains(said), "{line}: {out} {err}");
    }
}

/// S2-05: a report as a table, with what it adds up to.
#[test]
fn a_report_is_a_table_with_its_sums() {
    let shop = shop();
    shop.load("l1", "9800000000012", "50.00");
    let shown = well(&shop, "report liability");
    assert!(shown.contains("wallet") && shown.contains("50.00") && shown.contains("totals  EUR 50.00"), "{shown}");
    let cards = well(&shop, "report cards");
    let total = cards.lines().find(|line| line.trim_start().starts_with("total")).expect("a line of the table");
    assert!(total.contains("EUR") && total.ends_with("50.00") && cards.ends_with("\n1 row\n"), "{cards}");
    assert!(!well(&shop, "report discounts").contains("\n\n"), "nothing is not an empty line");
    let history = well(&shop, "cards history 9800000000012");
    assert!(history.contains("@load") && history.contains("1 row"), "{history}");
    assert_eq!(as_json(&shop, "cards get 9800000000012")["balances"], json!({ "EUR": "50.00" }));
}

/// What a person reads on a terminal of 80 columns, who types this when it asks.
fn at_a_terminal(shop: &Shop, line: &str, typed: &str) -> String {
    let program = program();
    let command = format!("stty cols 80 rows 25; '{}' {line}", program.display());
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--echo", "never", "--command", &command, "/dev/null"])
        .env("FISCUS_CONFIG", shop.config())
        .env("SHELL", "/bin/sh")
        .current_dir(shop.config().parent().expect("a folder"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script runs");
    script.stdin.take().expect("a pipe").write_all(typed.as_bytes()).expect("it is typed");
    let output = script.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

/// At 80 columns no number, id, date or time is broken, and a row has one line; elsewhere nothing is left out.
#[test]
fn tables_keep_what_is_copied_whole() {
    let shop = shop();
    let made = well(&shop, "cards generate --type hours --profile H1 --quantity 3");
    let batch = made.trim_end().rsplit_once("Batch ").expect("a batch").1.to_owned();
    shop.load("0b7e2a54-52c7-4a33-9d55-8b1f0a3f5a11", "9800000000012", "50.00");
    for (command, whole, left_out) in [
        ("cards find --type hours", vec!["card", "status"], vec![]),
        (&*format!("cards find --batch {batch}"), vec!["created"], vec![]),
        ("cards history 9800000000012", vec!["@load", "50.00"], vec!["0b7e2a54-52c7-4a33-9d55-8b1f0a3f5a11"]),
        ("report cards", vec!["9800000000012", "50.00"], vec![]),
        ("report stock", vec!["generate", &*batch], vec![]),
    ] {
        let shown = at_a_terminal(&shop, command, "");
        let piped = well(&shop, command);
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{command}: {shown}");
        let rows = |text: &str| text.lines().filter(|line| !line.starts_with("no room here for ")).count();
        assert_eq!(rows(&shown), rows(&piped), "{command}: {shown}\n{piped}");
        for word in whole {
            assert!(shown.contains(word) && piped.contains(word), "{command}: {word}: {shown}\n{piped}");
        }
        for word in left_out {
            assert!(!shown.contains(word) && piped.contains(word), "{command}: {word}: {shown}\n{piped}");
            assert!(shown.contains("no room here for operation"), "{command}: {shown}");
        }
    }
    let history = as_json(&shop, "cards history 9800000000012");
    let time = history["items"][0]["time"].as_str().expect("a time")[..16].replace('T', " ");
    assert!(well(&shop, "cards history 9800000000012").contains(&format!(" {time}  ")), "{time}");
}

/// An id that is typed into the next command is short; two commands have two.
#[test]
fn ids_are_short_enough_to_be_typed() {
    let shop = shop();
    let batches: Vec<String> = (0..2)
        .map(|_| {
            let made = well(&shop, "cards generate --type hours --profile H1 --quantity 2");
            made.trim_end().rsplit_once("Batch ").expect("a batch").1.to_owned()
        })
        .collect();
    assert_ne!(batches[0], batches[1]);
    for batch in batches {
        assert!(batch.starts_with("cli-") && batch.len() <= 19, "{batch}");
        assert_eq!(well(&shop, &format!("cards move delete --batch {batch} --yes")), "2 cards moved\n");
    }
}

/// What the command line adds to a sentence is in the shop's language, and so is a yes.
#[test]
fn a_question_and_its_answer_are_in_the_shops_language() {
    for (language, yes, done_nothing, without, with) in [
        ("it", "s\n", "non è stato fatto nulla", "Senza --yes", "con --profile"),
        ("es", "sí\n", "no se ha hecho nada", "Sin --yes", "con --profile"),
        ("pt", "Sim\n", "não foi feito nada", "Sem --yes", "com --profile"),
        ("et", "jah\n", "midagi ei tehtud", "Ilma valikuta --yes", "valikuga --profile"),
        ("en", "y\n", "nothing was done", "without --yes", "with --profile"),
    ] {
        let shop = Shop::open(Plan { language: language.to_owned(), ..plan() });
        well(&shop, "cards generate --type hours --profile H1 --quantity 2 --operation b1");
        let (_, _, err) = run(&shop, "cards generate --type hours --quantity 2");
        assert!(err.contains(with) && err.contains("H1"), "{language}: {err}");
        let (_, _, err) = run(&shop, "cards move delete --batch b1");
        assert!(err.contains(without), "{language}: {err}");
        let said = at_a_terminal(&shop, "cards move delete --batch b1", "n\n");
        assert!(said.contains(done_nothing), "{language}: {said}");
        let said = at_a_terminal(&shop, "cards move delete --batch b1", yes);
        assert!(said.contains("2 cards moved"), "{language}: {said}");
    }
}
