//! Deliveries into a database of RADIUS, here a file of SQLite: in order, at least once, again until they succeed.
//! Against real servers: `tests/servers`.

use fiscus::{
    journal::Record,
    ledger::{Ledger, Outgoing, Write, sqlite::Sqlite},
};
use fiscus_sdk::{
    api::EventKind,
    card::{Access, Effect},
};
use fiscus_tests::{
    radius::{SCHEMA, await_delivered, await_deliveries, deliveries, make, moved, rows},
    shop::{Plan, Shop, WALLET},
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{fs, path::Path, time::Instant};

const TYPES: &str = r#"
[card_types.internet]
plugin = "access"
settings.service = "internet"
settings.radius = { url = "sqlite:radius.db" }
settings.profiles = [
  { id = "hour", minutes = 60, attributes = [
    { name = "Session-Timeout", value = "3600" }, { name = "Simultaneous-Use", value = "1", check = true },
  ] },
  { id = "days", minutes = 60, valid_days = 2 },
]
[card_types.calls]
plugin = "access"
settings.service = "telephony"
settings.profiles = [{ id = "ten", amount = "10.00" }]
"#;

fn plan() -> Plan {
    Plan {
        more: TYPES.to_owned() + WALLET,
        libraries: vec!["fiscus-prepaid", "fiscus-access", "fiscus-epson-rt"],
        clock: Some("2026-11-22T12:00:00+01:00".to_owned()),
        ..Plan::default()
    }
}

/// A shop with a partner `kiosk` and, where it is not to be missing, the database of RADIUS.
fn open(database: bool) -> Shop {
    let shop = Shop::open(plan());
    shop.done("partner.save", json!({ "operation": "p1", "id": "kiosk", "name": "Kiosk" }));
    if database {
        radius(&shop);
    }
    shop
}

fn radius(shop: &Shop) -> Connection {
    database(&shop.file("radius.db"))
}

fn database(file: &Path) -> Connection {
    let database = Connection::open(file).expect("a database");
    database.execute_batch(SCHEMA).expect("the tables of FreeRADIUS");
    database
}

fn pin(shop: &Shop, card: &str) -> String {
    let asked = json!({ "operation": format!("r-{card}"), "card": card, "reason": "a test", "operator": "anna" });
    shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned()
}

fn moves(shop: &Shop, operation: &str, cards: &[String], to: &str) {
    moved(shop, operation, cards, to);
    await_delivered(shop);
}

/// V-22, S4-13, S4-14, S4-16, S4-18: the whole life of two cards, and the login of each as it is after every movement.
#[test]
fn every_movement_reaches_the_login() {
    let shop = open(true);
    let cards = make(&shop, "g1", "internet", "hour", 3);
    let radius = radius(&shop);
    assert_eq!(rows(&radius, &cards[0]), [""; 0], "what is in stock lets nobody in");
    let released = |card: &str| {
        vec![
            format!("radcheck Cleartext-Password := {}", pin(&shop, card)),
            "radcheck Simultaneous-Use := 1".to_owned(),
            "radreply Session-Timeout := 3600".to_owned(),
        ]
    };
    let two = &cards[..2];
    for (operation, to, lets_in) in [
        ("m1", "deliver", true),
        ("m2", "return", false),
        ("m3", "deliver", true),
        ("m4", "block", false),
        ("m5", "unblock", true),
        ("m6", "return", false),
        ("m7", "block", false),
        ("m8", "unblock", false),
        ("m9", "deliver", true),
        ("m10", "close", false),
    ] {
        moves(&shop, operation, two, to);
        for card in two {
            assert_eq!(rows(&radius, card), if lets_in { released(card) } else { Vec::new() }, "{operation} {to}");
        }
    }
    moves(&shop, "n1", &cards[2..], "deliver");
    moves(&shop, "n1", &cards[2..], "deliver");
    assert_eq!(rows(&radius, &cards[2]), released(&cards[2]));
    let done = deliveries(&shop, json!({ "card": cards[0] }));
    let told: Vec<String> = done.iter().map(|item| format!("{} {}", item["operation"], item["effect"])).collect();
    let expected = ["m1 in", "m2 out", "m3 in", "m4 out", "m5 in", "m6 out", "m7 out", "m9 in", "m10 out"];
    let expected: Vec<String> = expected
        .iter()
        .map(|word| word.split_once(' ').expect("two words"))
        .map(|(id, way)| format!("\"{id}\" \"{}\"", if way == "in" { "provision" } else { "revoke" }))
        .collect();
    assert_eq!(told, expected);
    assert!(done.iter().all(|item| item["state"] == "done" && item["error"].is_null()), "{done:?}");
    shop.verify();
}

/// S4-14: the login ends with the card. S4-15: for telephony nothing happens outside.
#[test]
fn a_login_ends_with_its_card_and_telephony_has_none() {
    let shop = open(true);
    let card = &make(&shop, "g1", "internet", "days", 1)[0];
    moves(&shop, "m1", std::slice::from_ref(card), "deliver");
    // The last day is the 24th; it ends at midnight in Rome.
    let expected = vec![
        format!("radcheck Cleartext-Password := {}", pin(&shop, card)),
        "radcheck Expiration := 1795561200".to_owned(),
    ];
    assert_eq!(rows(&radius(&shop), card), expected);
    moves(&shop, "m2", std::slice::from_ref(card), "block");
    moves(&shop, "m3", std::slice::from_ref(card), "unblock");
    assert_eq!(rows(&radius(&shop), card), expected, "and again when it is unblocked");
    let calls = make(&shop, "g2", "calls", "ten", 1);
    for (operation, to) in [("c1", "deliver"), ("c2", "block"), ("c3", "unblock"), ("c4", "return")] {
        moved(&shop, operation, &calls, to);
    }
    assert_eq!(deliveries(&shop, json!({ "card": calls[0] })), [Value::Null; 0]);
    assert_eq!(rows(&radius(&shop), &calls[0]), [""; 0]);
}

/// The database is not there, then there, then locked by another: nothing is lost, the order is kept, no till waits, and
/// whoever listens is told.
#[test]
fn what_cannot_be_delivered_now_is_delivered_later() {
    let shop = open(false);
    let mut listener = shop.client();
    listener.request("events.subscribe", &json!({ "kinds": ["delivery"] })).expect("subscribed");
    let mut heard = |state: &str, operation: &str, card: &str| {
        let event = listener.event().expect("an event");
        let told = [&event.state, &event.operation, &event.card].map(|word| word.as_deref().unwrap_or_default());
        assert_eq!((event.kind, told), (EventKind::Delivery, [state, operation, card]), "{event:?}");
    };
    let cards = make(&shop, "g1", "internet", "hour", 2);
    moved(&shop, "m1", &cards[..1], "deliver");
    heard("failing", "m1", &cards[0]);
    let waiting = await_deliveries(&shop, |items| items.len() == 1 && items[0]["error"].is_string());
    let error = waiting[0]["error"].as_str().expect("an error");
    assert!(error.contains("radius.db") && error.contains("unable to open"), "{error}");
    assert!(!shop.file("radius.db").exists(), "it is not made");
    moved(&shop, "m2", &cards[..1], "block");
    let waiting = deliveries(&shop, json!({ "state": "pending" }));
    assert_eq!(waiting.len(), 2);
    assert!(waiting[1]["error"].is_string(), "the same place: {waiting:?}");
    let radius = radius(&shop);
    heard("done", "m1", &cards[0]);
    heard("done", "m2", &cards[0]);
    assert_eq!(rows(&radius, &cards[0]), [""; 0], "in their order");
    radius.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let since = Instant::now();
    moved(&shop, "m3", &cards[..1], "unblock");
    moved(&shop, "m4", &cards[1..], "deliver");
    shop.load("l1", "9800000000012", "5.00");
    // Each attempt at a database that is locked takes two seconds.
    assert!(since.elapsed().as_secs() < 4, "nobody waits for it: {:?}", since.elapsed());
    heard("failing", "m3", &cards[0]);
    let waiting = await_deliveries(&shop, |items| items.iter().any(|item| item["error"].is_string()));
    assert!(waiting[0]["error"].as_str().is_some_and(|error| error.contains("locked")), "{waiting:?}");
    radius.execute_batch("COMMIT").expect("free");
    heard("done", "m3", &cards[0]);
    heard("done", "m4", &cards[1]);
    await_delivered(&shop);
    assert!(!shop.log().contains(&cards[0]), "numbers are masked");
    shop.verify();
}

/// What the database does not accept for one card holds up this card, in its order, and no other.
#[test]
fn a_refused_delivery_holds_up_its_card_alone() {
    let shop = open(true);
    let cards = make(&shop, "g1", "internet", "hour", 2);
    let radius = radius(&shop);
    let (bad, good) = (&cards[0], &cards[1]);
    radius
        .execute_batch(&format!(
            "CREATE TRIGGER no BEFORE INSERT ON radcheck WHEN new.username = '{bad}'
             BEGIN SELECT raise(ABORT, 'not this one: {bad}'); END"
        ))
        .expect("a trigger");
    moved(&shop, "m1", &cards, "deliver");
    moved(&shop, "m2", std::slice::from_ref(bad), "block");
    moved(&shop, "m3", std::slice::from_ref(bad), "unblock");
    let waiting = await_deliveries(&shop, |items| items.len() == 3 && items[0]["error"].is_string());
    assert!(waiting.iter().all(|item| item["card"] == json!(bad)), "{waiting:?}");
    let error = waiting[0]["error"].as_str().expect("an error");
    assert!(error.contains("not this one: ****") && !error.contains(bad), "{error}");
    assert!(rows(&radius, bad).is_empty() && rows(&radius, good).len() == 3);
    let page = shop.done("deliveries.find", json!({ "state": "pending", "limit": 2 }));
    let rest = shop.done("deliveries.find", json!({ "state": "pending", "limit": 2, "after": page["next"] }));
    let ids = |page: &Value| -> Vec<u64> {
        page["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_u64()).collect()
    };
    let all: Vec<u64> = waiting.iter().filter_map(|item| item["id"].as_u64()).collect();
    assert_eq!((ids(&page), ids(&rest), &rest["next"]), (all[..2].to_vec(), all[2..].to_vec(), &Value::Null));
    for wrong in [json!({ "state": "open" }), json!({ "after": "x" })] {
        assert_eq!(shop.refused("deliveries.find", wrong), "params_invalid");
    }
    radius.execute_batch("DROP TRIGGER no").expect("dropped");
    await_delivered(&shop);
    assert_eq!(rows(&radius, bad).len(), 3);
    shop.verify();
}

/// Killed before, or between what was done outside and its mark: done again, and there once.
#[test]
fn a_kill_between_the_two_commits_does_no_harm() {
    let mut shop = open(true);
    let cards = make(&shop, "g1", "internet", "hour", 1);
    let radius = radius(&shop);
    for (round, point) in ["post:after", "delivery:before", "delivery:after"].into_iter().enumerate() {
        for (to, expected) in [("deliver", 3), ("return", 0)] {
            shop.stop();
            shop.start_to_crash_at(point);
            let asked = json!({ "operation": format!("{to}{round}"), "cards": cards, "to": to, "partner": "kiosk" });
            // Whether it still answers is a matter of chance.
            drop(shop.attempt("cards.move", &asked));
            shop.await_end();
            shop.start();
            await_delivered(&shop);
            assert_eq!(rows(&radius, &cards[0]).len(), expected, "{point} {to}");
            assert_eq!(deliveries(&shop, json!({})).len(), round * 2 + if to == "deliver" { 1 } else { 2 });
        }
    }
    shop.verify();
}

const PASSWORD: &str = "s3cret-0815";

/// What a whole shop has written: its state folder and its log.
fn written(shop: &Shop) -> String {
    let mut text = shop.log();
    for entry in fs::read_dir(shop.file("state")).expect("the state folder").map(|entry| entry.expect("an entry")) {
        if entry.file_type().expect("a type").is_file() {
            text += &String::from_utf8_lossy(&fs::read(entry.path()).expect("a file"));
        }
    }
    text
}

fn configure(shop: &Shop, from: &str, to: &str) {
    let text = fs::read_to_string(shop.config()).expect("the configuration");
    assert!(text.contains(from), "{text}");
    fs::write(shop.config(), text.replace(from, to)).expect("written");
}

fn reload(shop: &mut Shop) {
    let before = shop.log().matches("ready").count();
    shop.signal("HUP");
    shop.await_log("ready", before + 1);
    shop.await_ready();
}

/// The address is looked up when something is delivered: what was committed before a change goes where the configuration
/// says now. Its password is nowhere but there, and a PIN nowhere in clear.
#[test]
fn a_changed_address_counts_and_its_password_is_nowhere() {
    let mut shop = open(false);
    let address = format!("postgres://fiscus:{PASSWORD}@127.0.0.1:1/radius");
    configure(&shop, "sqlite:radius.db", &address);
    reload(&mut shop);
    let cards = make(&shop, "g1", "internet", "hour", 1);
    let pin = pin(&shop, &cards[0]);
    moved(&shop, "m1", &cards, "deliver");
    let waiting = await_deliveries(&shop, |items| items.len() == 1 && items[0]["error"].is_string());
    let error = waiting[0]["error"].as_str().expect("an error");
    assert!(error.contains("postgres://127.0.0.1/radius: ") && error.contains("refused"), "{error}");
    let (_, checked) = shop.fiscus(&["check"]);
    assert!(checked.contains("postgres://127.0.0.1/radius"), "{checked}");
    for told in [waiting[0].to_string(), checked, written(&shop)] {
        assert!(!told.contains(PASSWORD) && !told.contains(&pin), "a secret is told");
    }
    let radius = radius(&shop);
    configure(&shop, &address, "sqlite:radius.db");
    reload(&mut shop);
    await_delivered(&shop);
    assert_eq!(rows(&radius, &cards[0]).len(), 3);
    shop.verify();
    shop.stop();
    let written = written(&shop);
    assert!(!written.contains(PASSWORD) && !written.contains(&pin), "a secret is written");
}

/// An effect of a version that wrote the address itself is delivered there still, and the address told nowhere.
#[test]
fn an_effect_with_an_address_is_delivered_there() {
    let mut shop = open(true);
    let cards = make(&shop, "g1", "internet", "hour", 1);
    shop.stop();
    let old = database(&shop.file("old.db"));
    let at = format!("sqlite:{}?password={PASSWORD}", shop.file("old.db").display());
    let access = Access { at, login: cards[0].clone(), ..Access::default() };
    let write = Write {
        operation: "before".to_owned(),
        effects: vec![Outgoing { card: cards[0].clone(), effect: Effect::Provision(access) }],
        record: Some(Record { kind: "committed".to_owned(), body: "{}".to_owned() }),
        ..Write::default()
    };
    let ledger = Sqlite::open(&shop.file("state")).expect("the ledger");
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(ledger.write(write))
        .expect("written");
    ledger.close();
    shop.start();
    await_delivered(&shop);
    assert_eq!(rows(&old, &cards[0]), [format!("radcheck Cleartext-Password := {}", pin(&shop, &cards[0]))]);
    moves(&shop, "m1", &cards, "deliver");
    assert_eq!(rows(&radius(&shop), &cards[0]).len(), 3, "what comes later goes where the settings say");
    assert!(!shop.log().contains(PASSWORD));
    assert!(!shop.done("deliveries.find", json!({})).to_string().contains(PASSWORD));
    shop.verify();
}
