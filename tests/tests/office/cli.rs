//! `fiscus cards`, `customers`, `partners`, `report`, `deliveries`: what a person at a terminal types and reads.

mod records;
mod terminal;

use fiscus_tests::{
    program,
    shop::{Plan, Shop, WALLET},
};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

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
