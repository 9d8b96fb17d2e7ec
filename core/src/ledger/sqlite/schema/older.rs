//! Databases of every version before are carried on: built with the tables they had, and with the rows of today's as
//! far as they had columns for them.

use super::{FILE, STEPS, Step, VERSION};
use crate::{
    journal::verify::verify,
    ledger::{
        CardQuery, Ledger, Outgoing, Reports, Reservation, Step as Steps, Write, WriteError,
        contract::{Folder, card, posting, wait, write},
        report::CustomerQuery,
        sqlite::Sqlite,
    },
    registry::{Card, CardStatus, Customer, Partner, Secret},
};
use fiscus_sdk::card::{Access, Effect};
use rusqlite::Connection;
use std::{fs, path::Path};

/// What the database of a folder was when its tables were of a version.
fn as_it_was(folder: &Path, version: usize) {
    let (now, old) = (folder.join(FILE), folder.join("old.db"));
    let connection = Connection::open(&old).expect("created");
    for step in &STEPS[..version] {
        let (Step::Tables(tables) | Step::Filled(tables, _)) = step;
        connection.execute_batch(tables).expect("tables");
    }
    connection.pragma_update(None, "user_version", i64::try_from(version).expect("small")).expect("a version");
    connection.execute("ATTACH ?1 AS now", [now.to_str().expect("a path")]).expect("attached");
    let names =
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'customers_%' ORDER BY name";
    let tables: Vec<String> = connection
        .prepare(names)
        .expect("a query")
        .query_map([], |row| row.get(0))
        .expect("read")
        .collect::<Result<_, _>>()
        .expect("tables");
    assert!(tables.contains(&"records".to_owned()), "{tables:?}");
    for table in tables {
        let columns: String = connection
            .query_row("SELECT group_concat(name) FROM pragma_table_info(?1, 'main')", [&table], |row| row.get(0))
            .expect("columns");
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}");
        connection.execute_batch(&copy).expect("copied");
    }
    connection.execute_batch("DETACH now").expect("detached");
    for step in &STEPS[..version] {
        if let Step::Filled(_, fill) = step {
            fill(&connection).expect("filled");
        }
    }
    drop(connection);
    fs::rename(old, now).expect("in its place");
}

/// F17: nothing is lost, names are found that were there already, and the chain holds as it was.
#[test]
fn a_database_of_every_version_is_carried_on() {
    for version in 1..=STEPS.len() {
        let folder = Folder::new();
        let ledger = Sqlite::open(&folder.0).expect("it opens");
        let named = |id: &str, name: &str| Customer {
            id: Some(id.to_owned()),
            last_name: Some(name.to_owned()),
            ..Customer::default()
        };
        let cards = vec![card("A", CardStatus::Active, Some("c1"))];
        let customers = vec![named("c2", "Kuusk"), named("c1", "Õunapuu")];
        wait(ledger.write(Write { cards, customers, ..write("w", Steps::None) })).expect("written");
        let load = Reservation { postings: vec![posting("@load>A:100")], ..Reservation::default() };
        wait(ledger.write(write("l", Steps::Post(load)))).expect("loaded");
        if version >= 2 {
            let secret = Secret { index: "5ec2e7".to_owned(), sealed: "c2VhbGVk".to_owned() };
            let made = Card {
                profile: Some("h1".to_owned()),
                batch: Some("b".to_owned()),
                partner: Some("p1".to_owned()),
                secret: Some(secret),
                ..card("B", CardStatus::Created, None)
            };
            let effect = Effect::Provision(Access { at: "x".into(), login: "B".into(), ..Access::default() });
            let effects = vec![Outgoing { card: "B".to_owned(), effect }];
            let partners = vec![Partner { id: "p1".to_owned(), name: "Kiosk".to_owned(), ..Partner::default() }];
            let stocked = Write { cards: vec![made], partners, effects, ..write("m", Steps::None) };
            wait(ledger.write(stocked)).expect("made");
        }
        if version >= 5 {
            let pictures = vec![("c1".to_owned(), Some(b"picture".to_vec()))];
            wait(ledger.write(Write { pictures, ..write("p", Steps::None) })).expect("seen");
        }
        ledger.close();
        as_it_was(&folder.0, version);
        let is_old = version < STEPS.len();
        assert_eq!(verify(&folder.0).is_err(), is_old, "{version}: nobody reads other tables than he knows");

        let ledger = Sqlite::open(&folder.0).expect("carried on");
        let found = |part: &str| {
            let query = CustomerQuery { name: Some(part.to_owned()), limit: 9, ..CustomerQuery::default() };
            let found = ledger.customers(&query).expect("customers");
            found.into_iter().filter_map(|customer| customer.id).collect::<Vec<_>>()
        };
        assert_eq!((found("UUSK"), found("õunap"), found("")), (vec!["c2".into()], vec!["c1".into()], found("u")));
        let query = CardQuery { name: Some("UNAP".into()), limit: 9, ..CardQuery::default() };
        assert_eq!(ledger.cards(&query).expect("cards").len(), 1, "{version}");
        assert_eq!(ledger.flow_sums(&query, (Some(2_000), None)).expect("sums")[0].period.opening, 100);
        if version >= 2 {
            assert_eq!(ledger.card_with_secret("5ec2e7").expect("read").map(|card| card.number), Some("B".to_owned()));
            assert_eq!(ledger.outbox(0, 9).expect("read").len(), 1);
        }
        let seen = ledger.picture("c1").expect("read");
        assert_eq!(seen.as_deref(), (version >= 5).then_some(b"picture".as_slice()), "{version}");
        verify(&folder.0).expect("no difference");
        let renamed = Write { customers: vec![named("c1", "Kask")], ..write("w2", Steps::None) };
        wait(ledger.write(renamed)).expect("renamed");
        assert_eq!((found("õunap"), found("kask")), (Vec::new(), vec!["c1".to_owned()]), "{version}");
        ledger.close();
        verify(&folder.0).expect("no difference");
    }
}

/// F17
#[test]
fn tables_of_a_newer_version_are_refused() {
    let folder = Folder::new();
    drop(Sqlite::open(&folder.0).expect("it opens"));
    let newer = VERSION + 1;
    let edited = Connection::open(folder.0.join(FILE)).expect("opened");
    edited.pragma_update(None, "user_version", newer).expect("edited");
    drop(edited);
    let told = format!("version {newer}, ");
    assert!(matches!(Sqlite::open(&folder.0), Err(WriteError::Unavailable(text)) if text.contains(&told)));
    assert!(verify(&folder.0).is_err());
}
