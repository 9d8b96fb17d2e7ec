//! What happens to cards, and whom the server lets in then.

use super::{
    postgres::Postgres,
    process::file,
    radius::{FOLDER, Radius},
};
use fiscus_tests::{
    radius::{await_delivered, await_deliveries, make, moved},
    shop::{Plan, Shop},
};
use rusqlite::Connection;
use serde_json::json;
use std::fs;

fn plan(address: &str) -> Plan {
    let more = format!(
        r#"
[card_types.internet]
plugin = "access"
settings.service = "internet"
settings.radius = {{ url = "{address}" }}
settings.profiles = [
  {{ id = "hour", minutes = 60, attributes = [
    {{ name = "Session-Timeout", value = "3600" }}, {{ name = "Reply-Message", op = "+=", value = "Benvenuto" }},
    {{ name = "Simultaneous-Use", value = "1", check = true }},
  ] }},
  {{ id = "days", minutes = 60, valid_days = 2 }},
]
"#
    );
    // All that anything could say: also what a library says of its statements.
    Plan {
        more,
        libraries: vec!["fiscus-access", "fiscus-epson-rt"],
        log: "debug".to_owned().to_owned(),
        ..Plan::default()
    }
}

fn open(plan: Plan) -> Shop {
    let shop = Shop::open(plan);
    shop.done("partner.save", json!({ "operation": "p1", "id": "kiosk", "name": "Kiosk" }));
    shop
}

fn pin(shop: &Shop, card: &str) -> String {
    let asked = json!({ "operation": "reveal", "card": card, "reason": "a test", "operator": "anna" });
    shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned()
}

fn moves(shop: &Shop, operation: &str, cards: &[String], to: &str) {
    moved(shop, operation, cards, to);
    await_delivered(shop);
}

/// V-22, S4-13 to S4-18: the login is let in while the card is out, and at no other time.
fn life(shop: &Shop, radius: &Radius) {
    let cards = make(shop, "g1", "internet", "hour", 1);
    let (card, pin) = (&cards[0], pin(shop, &cards[0]));
    assert_eq!(radius.asked(card, &pin), None, "in stock");
    for (operation, to, lets_in) in [
        ("m1", "deliver", true),
        ("m2", "return", false),
        ("m3", "deliver", true),
        ("m4", "block", false),
        ("m5", "unblock", true),
        ("m6", "close", false),
    ] {
        moves(shop, operation, &cards, to);
        let told = radius.asked(card, &pin);
        assert_eq!(told.is_some(), lets_in, "{operation} {to}: {told:?}");
        if let Some(told) = told {
            for attribute in ["Session-Timeout = 3600", "Reply-Message = \"Benvenuto\""] {
                assert!(told.contains(attribute), "{told}");
            }
            assert_eq!(radius.asked(card, "WRONG"), None);
        }
    }
    shop.verify();
}

/// S4-14: a card with a last day is let in up to it, with the time that is left; one that has expired is not.
fn expiry(address: &str, radius: &Radius) {
    for (clock, lets_in) in [(None, true), (Some("2020-02-01T12:00:00+01:00"), false)] {
        let shop = open(Plan { clock: clock.map(str::to_owned), ..plan(address) });
        let cards = make(&shop, "g1", "internet", "days", 1);
        moves(&shop, "m1", &cards, "deliver");
        let told = radius.asked(&cards[0], &pin(&shop, &cards[0]));
        assert_eq!(told.is_some(), lets_in, "{clock:?}: {told:?}");
        assert!(told.is_none_or(|told| told.contains("Session-Timeout = ")), "the time that is left");
    }
}

#[test]
fn logins_in_a_file() {
    let place = fiscus_tests::Place::new();
    let path = place.file("radius.db");
    let database = Connection::open(&path).expect("a database");
    database.execute_batch(&file(&format!("{FOLDER}/sqlite/schema.sql"), "freeradius")).expect("its tables");
    let module = format!(
        "driver = \"rlm_sql_sqlite\"\n dialect = \"sqlite\"\n sqlite {{\n filename = \"{}\"\n busy_timeout = 2000\n }}",
        path.display()
    );
    let radius = Radius::start(&module, "sqlite");
    let address = format!("sqlite:{}", path.display());
    life(&open(plan(&address)), &radius);
    expiry(&address, &radius);
}

const FIRST: &str = "first-s3cret";
const SECOND: &str = "second-s3cret";

fn configure(shop: &mut Shop, from: &str, to: &str) {
    let text = fs::read_to_string(shop.config()).expect("the configuration");
    fs::write(shop.config(), text.replace(from, to)).expect("written");
    let before = shop.log().matches("fiscus.sock").count();
    shop.signal("HUP");
    shop.await_log("fiscus.sock", before + 1);
    shop.await_ready();
}

/// The rights of the user are those that the installation guide names. The database goes away and comes back, the
/// password changes, the way is encrypted and the certificate another: nothing is lost, and no secret told.
#[test]
fn logins_at_a_server() {
    let mut postgres = Postgres::start();
    postgres.does(&format!(
        "CREATE ROLE fiscus LOGIN PASSWORD '{FIRST}';
         GRANT SELECT, INSERT, DELETE ON radcheck, radreply TO fiscus;
         GRANT USAGE ON SEQUENCE radcheck_id_seq, radreply_id_seq TO fiscus"
    ));
    let radius = Radius::start(&postgres.module(), "postgresql");
    let address = postgres.address("fiscus", FIRST, "");
    let mut shop = open(plan(&address));
    life(&shop, &radius);
    expiry(&address, &radius);

    let cards = make(&shop, "g2", "internet", "hour", 2);
    let asked = json!({ "operation": "r2", "card": cards[0], "reason": "a test", "operator": "anna" });
    let pin = shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned();
    let why = |shop: &Shop| {
        let waiting = await_deliveries(shop, |items| items.first().is_some_and(|item| item["error"].is_string()));
        waiting[0]["error"].as_str().expect("an error").to_owned()
    };
    postgres.stop();
    moved(&shop, "a1", &cards, "deliver");
    assert!(why(&shop).contains("refused"), "{}", why(&shop));
    postgres.again();
    await_delivered(&shop);
    assert!(radius.asked(&cards[0], &pin).is_some(), "delivered late");

    postgres.does(&format!("ALTER ROLE fiscus PASSWORD '{SECOND}'"));
    moved(&shop, "a2", &cards, "block");
    assert!(why(&shop).contains("(28P01)"), "{}", why(&shop));
    configure(&mut shop, FIRST, SECOND);
    await_delivered(&shop);
    assert_eq!(radius.asked(&cards[0], &pin), None);

    let fingerprint = postgres.fingerprint();
    let wrong = "00".repeat(32);
    let plain = postgres.address("fiscus", SECOND, "");
    let pinned =
        |fingerprint: &str| postgres.address("fiscus", SECOND, &format!("?sslmode=require&fingerprint={fingerprint}"));
    configure(&mut shop, &plain, &pinned(&wrong));
    moved(&shop, "a3", &cards, "unblock");
    assert!(why(&shop).contains("certificate"), "{}", why(&shop));
    configure(&mut shop, &pinned(&wrong), &pinned(&fingerprint));
    await_delivered(&shop);
    assert!(radius.asked(&cards[0], &pin).is_some());

    // What the server does not accept for one card holds up this one alone, and is told without what it shows.
    postgres.does(&format!("ALTER TABLE radcheck ADD CONSTRAINT no CHECK (username <> '{}' ) NOT VALID", cards[0]));
    moved(&shop, "a4", &cards, "block");
    await_delivered(&shop);
    moved(&shop, "a5", &cards, "unblock");
    let waiting = await_deliveries(&shop, |items| items.len() == 1 && items[0]["error"].is_string());
    assert_eq!(waiting[0]["card"], json!(cards[0]));
    assert!(waiting[0]["error"].as_str().is_some_and(|error| error.contains("(23514)")), "{waiting:?}");
    postgres.does("ALTER TABLE radcheck DROP CONSTRAINT no");
    await_delivered(&shop);
    assert!(radius.asked(&cards[0], &pin).is_some());

    shop.verify();
    shop.stop();
    let mut written = shop.log();
    for entry in fs::read_dir(shop.file("state")).expect("the state folder").map(|entry| entry.expect("an entry")) {
        if entry.file_type().expect("a type").is_file() {
            written += &String::from_utf8_lossy(&fs::read(entry.path()).expect("a file"));
        }
    }
    assert!(written.contains("fiscus::daemon::delivery"), "something is told");
    for secret in [FIRST, SECOND, pin.as_str()] {
        assert!(!written.contains(secret), "{secret} is told");
    }
}
