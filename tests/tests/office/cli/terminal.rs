//! What is read and typed at a terminal: tables, ids, questions, titles, help.

use super::{as_json, plan, run, shop, well};
use fiscus_sdk::Reason;
use fiscus_tests::{
    program,
    shop::{Plan, Shop},
};
use serde_json::json;
use std::{
    io::Write,
    process::{Command, Stdio},
};

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

/// A printed report says whose it is, and of which days, above its table.
#[test]
fn a_report_begins_with_its_title() {
    let shop = shop();
    shop.load("l1", "9800000000012", "50.00");
    for (command, title) in [
        ("report cards --from 2026-11-01 --to 2099-11-30", "report cards, 2026-11-01 to 2099-11-30"),
        ("report cards --to 2099-11-30", "report cards, to 2099-11-30"),
        ("report loads --date 2026-11-22", "report loads, 2026-11-22"),
        ("report liability", "report liability, to 20"),
        ("report stock --from 2026-11-01", "report stock, 2026-11-01 to 20"),
    ] {
        let shown = well(&shop, command);
        let first = shown.lines().next().expect("a line");
        assert!(first.contains(title) && !first.starts_with(':'), "{command}: {shown}");
        assert!(!shown.lines().skip(1).any(|line| line.starts_with("from ") || line.starts_with("to ")), "{shown}");
    }
}

/// What a command needs stands above what every command has.
#[test]
fn help_begins_with_what_the_command_is_about() {
    let shop = shop();
    for (command, order) in [
        ("cards track -h", vec!["[CARD]...", "Which cards:", "--batch", "Which days", "--from", "--limit", "--after"]),
        ("cards export -h", vec!["--file", "--format", "Which cards:", "--batch", "--type"]),
        ("cards generate -h", vec!["--type", "--quantity", "--profile"]),
        ("report loads -h", vec!["--date", "Into a file:", "--file", "--format"]),
    ] {
        let help = well(&shop, command);
        let list = help.split_once("\n\n").expect("a list").1;
        let order: Vec<&str> =
            order.into_iter().chain(["Of every command:", "--socket", "--config", "--yes"]).collect();
        let places: Vec<Option<usize>> = order.iter().map(|word| list.find(word)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{command}: {order:?} {places:?}\n{help}");
    }
}

/// Where the configuration names who works, nobody else does; where it names nobody, a name is believed.
#[test]
fn who_works_is_one_of_those_who_are_named() {
    let anna = "[operators.anna]\nrole = \"cashier\"\n";
    for (more, operator, fine) in
        [(anna, "anna", true), (anna, "nobody", false), (anna, "Anna", false), ("", "nobody", true)]
    {
        let usual = plan();
        let shop = Shop::open(Plan { more: usual.more.clone() + more, ..usual });
        let line = format!("partners save --id kiosk --name Kiosk --operator {operator}");
        let (well, _, err) = run(&shop, &line);
        assert_eq!(well, fine, "{more}{operator}: {err}");
        let call = shop.call(
            "card.load",
            json!({
                "operation": "l", "card": "9800000000012", "amount": "1.00", "operator": operator,
                "payments": [{ "tender": "cash" }],
            }),
        );
        assert_eq!(call.is_ok(), fine, "{more}{operator}");
        if let Err(refused) = call {
            assert_eq!(refused.reason(), Some(Reason::NotPermitted));
            assert!(err.contains(&format!("No operator is called {operator}.")), "{err}");
            // Nothing of it is kept: the same with a name that is right is done.
            shop.load("l", "9800000000012", "1.00");
        }
    }
}
