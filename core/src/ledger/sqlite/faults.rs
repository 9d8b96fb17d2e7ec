//! What the embedded ledger does when the disk, the file or somebody with an editor is against it.

use super::{Sqlite, schema::FILE, writer::Task};
use crate::{
    journal::{
        OperationRow, State,
        chain::ANCHOR,
        verify::{Difference, Verified, verify},
    },
    ledger::{
        Ledger, Outgoing, Pending, Reservation, Scope, Step, Write, WriteError,
        contract::{Folder, account, card, posting, wait, write},
    },
    registry::{Card, CardStatus, Customer, Partner, Secret},
};
use fiscus_sdk::card::{Access, Effect};
use rusqlite::{Connection, types::Value};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::mpsc};

fn moving(postings: &[&str]) -> Reservation {
    Reservation { postings: postings.iter().map(|text| posting(text)).collect(), ..Reservation::default() }
}

fn load(id: &str) -> Write {
    write(id, Step::Post(moving(&["@load>A:100"])))
}

fn operation(id: &str, version: i64, state: State) -> OperationRow {
    OperationRow {
        id: id.to_owned(),
        version,
        method: "receipt.issue".to_owned(),
        digest: "d".to_owned(),
        state,
        owes: false,
        opened: 5,
        body: "{}".to_owned(),
    }
}

/// A day in a shop: every table has rows, every step occurs.
fn day(ledger: &Sqlite) {
    let customer = Customer { id: Some("c1".to_owned()), company: Some("Acme".to_owned()), ..Customer::default() };
    let secret = Secret { index: "5ec2e7".to_owned(), sealed: "c2VhbGVk".to_owned() };
    let made = Card {
        profile: Some("h1".to_owned()),
        batch: Some("r".to_owned()),
        partner: Some("p1".to_owned()),
        secret: Some(secret),
        ..card("B", CardStatus::Created, None)
    };
    let cards = vec![card("A", CardStatus::Active, Some("c1")), made.clone()];
    let partners = vec![Partner { id: "p1".to_owned(), name: "Kiosk".to_owned(), ..Partner::default() }];
    let access = Access { at: "radius.url".to_owned(), login: "B".to_owned(), ..Access::default() };
    let effects = vec![Outgoing { card: "B".to_owned(), effect: Effect::Provision(access) }];
    let steps = [
        Write { cards, customers: vec![customer], partners, effects, ..write("r", Step::None) },
        load("l1"),
        Write {
            operations: vec![operation("s1", 0, State::Reserved)],
            ..write("s1", Step::Reserve(moving(&["A>@spend:30"])))
        },
        Write { operations: vec![operation("s1", 1, State::Committed)], ..write("s1", Step::Commit) },
        write("s2", Step::Reserve(moving(&["A>@spend:5", "A>@fee:1"]))),
        write("s3", Step::Reserve(moving(&["A>@spend:7"]))),
        write("s3", Step::Void),
        Write {
            cards: vec![Card { status: CardStatus::Active, ..made }],
            ..write("s4", Step::Post(moving(&["A>B:10", "B>@spend:4"])))
        },
    ];
    for step in steps {
        wait(ledger.write(step)).expect("a step of the day");
    }
}

/// Runs something on the writer, inside a group.
fn run(
    ledger: &Sqlite,
    what: impl FnOnce(&Connection) -> Result<(), WriteError> + Send + 'static,
) -> Pending<Result<(), WriteError>> {
    ledger.submit(Task::Run(Box::new(what)))
}

/// Stops the writer until the sender is used or dropped, so that what is asked meanwhile becomes one group.
fn stop(ledger: &Sqlite) -> (mpsc::Sender<()>, Pending<Result<(), WriteError>>) {
    let (go, wait_for) = mpsc::channel::<()>();
    let (reached, there) = mpsc::channel();
    let pending = run(ledger, move |_| {
        let _ = reached.send(());
        let _ = wait_for.recv();
        Ok(())
    });
    there.recv().expect("the writer is there");
    (go, pending)
}

#[test]
fn a_refused_write_is_undone_alone_in_its_group() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    let (go, stopped) = stop(&ledger);
    let good = ledger.write(load("l1"));
    let none = Reservation { active: vec!["Z".to_owned()], ..moving(&["A>@spend:1"]) };
    let bad = ledger.write(write("s1", Step::Reserve(none)));
    let last = ledger.write(load("l2"));
    drop(go);
    wait(stopped).expect("it went on");
    wait(good).expect("loaded");
    assert_eq!(wait(bad), Err(WriteError::NotActive("Z".to_owned())));
    wait(last).expect("loaded");
    assert_eq!(ledger.sum(&[Scope::Account(account("A"))]), Ok((200, 0)));
    assert_eq!(verify(&folder.0).map(|verified| verified.records), Ok(2));
}

/// F5
#[test]
fn after_a_failed_commit_nothing_of_the_group_is_done_and_work_goes_on() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    wait(ledger.write(load("l1"))).expect("loaded");
    let (go, stopped) = stop(&ledger);
    let before = ledger.write(load("l2"));
    // A reference that only the commit checks, to nothing.
    let broken = run(&ledger, |connection| {
        connection.execute_batch(
            "PRAGMA defer_foreign_keys = ON;
             INSERT INTO entries VALUES (900, 'x', 1, 77, 78, 1, 1, 1)",
        )?;
        Ok(())
    });
    let after = ledger.write(load("l3"));
    drop(go);
    wait(stopped).expect("it was a group of its own");
    for pending in [before, broken, after] {
        assert!(matches!(wait(pending), Err(WriteError::Unavailable(_))));
    }
    assert_eq!(ledger.sum(&[Scope::Account(account("A"))]), Ok((100, 0)));
    wait(ledger.write(load("l2"))).expect("the same writer goes on");
    assert_eq!(verify(&folder.0).map(|verified| (verified.records, verified.entries)), Ok((2, 2)));
}

/// F5
#[test]
fn a_full_disk_is_said_and_work_goes_on_when_there_is_room() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    wait(ledger.write(load("l1"))).expect("loaded");
    wait(run(&ledger, |connection| Ok(connection.query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))?)))
        .expect("no page more than there are");
    let mut big = load("l2");
    big.record = Some(crate::journal::Record { kind: "test".to_owned(), body: "x".repeat(50_000) });
    assert!(matches!(wait(ledger.write(big.clone())), Err(WriteError::DiskFull(_))));
    assert_eq!(ledger.sum(&[Scope::Account(account("A"))]), Ok((100, 0)));
    wait(run(&ledger, |connection| Ok(connection.query_row("PRAGMA max_page_count = 100000", [], |_| Ok(()))?)))
        .expect("room again");
    wait(ledger.write(big)).expect("loaded");
    drop(ledger);
    assert_eq!(verify(&folder.0).map(|verified| verified.records), Ok(2));
}

#[test]
fn what_was_asked_before_closing_is_done() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    let (go, stopped) = stop(&ledger);
    let asked: Vec<_> = (0..20).map(|at| ledger.write(load(&format!("l{at}")))).collect();
    drop(go);
    ledger.close();
    wait(stopped).expect("it went on");
    for pending in asked {
        wait(pending).expect("done");
    }
    assert_eq!(verify(&folder.0).map(|verified| verified.records), Ok(20));
    assert_eq!(fs::metadata(folder.0.join(format!("{FILE}-wal"))).map(|log| log.len()).unwrap_or(0), 0);
}

/// What a killed process leaves behind.
fn killed(folder: &Folder) -> Folder {
    let copy = Folder::new();
    for file in [FILE, &format!("{FILE}-wal"), ANCHOR] {
        fs::copy(folder.0.join(file), copy.0.join(file)).expect("a copy");
    }
    copy
}

/// F1: the files as they are in the instant of each answer.
#[test]
fn what_was_answered_is_there_after_a_kill() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    for count in 1..=12 {
        wait(ledger.write(load(&format!("l{count}")))).expect("loaded");
        let copy = killed(&folder);
        let again = Sqlite::open(&copy.0).expect("it opens without repair");
        assert_eq!(again.sum(&[Scope::Account(account("A"))]), Ok((100 * count, 0)));
        assert_eq!(verify(&copy.0).map(|verified| verified.records), Ok(count));
    }
}

/// F1: between the commit and the anchor.
#[test]
fn an_anchor_that_is_behind_catches_up() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    wait(ledger.write(load("l1"))).expect("loaded");
    let behind = fs::read(folder.0.join(ANCHOR)).expect("the anchor");
    wait(ledger.write(load("l2"))).expect("loaded");
    drop(ledger);
    let caught_up = fs::read(folder.0.join(ANCHOR)).expect("the anchor");
    fs::write(folder.0.join(ANCHOR), behind).expect("put back");
    assert_eq!(verify(&folder.0).map(|verified| verified.records), Ok(2));
    drop(Sqlite::open(&folder.0).expect("it opens"));
    assert_eq!(fs::read(folder.0.join(ANCHOR)).expect("the anchor"), caught_up);
}

#[test]
fn a_folder_has_one_writer() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    assert!(matches!(Sqlite::open(&folder.0), Err(WriteError::Unavailable(_))));
    drop(ledger);
    Sqlite::open(&folder.0).expect("it is free again");
}

#[test]
fn the_files_are_for_their_owner_alone() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    day(&ledger);
    for file in fs::read_dir(&folder.0).expect("a folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("its mode").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_journal_is_verified_beside_its_writer() {
    let folder = Folder::new();
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    let nothing = verify(&folder.0).expect("an empty journal is whole");
    assert_eq!((nothing.records, nothing.entries), (0, 0));
    day(&ledger);
    let verified = verify(&folder.0).expect("no difference");
    let anchor = fs::read_to_string(folder.0.join(ANCHOR)).expect("the anchor");
    assert!(anchor.contains(&verified.head));
    let expected = Verified { records: 8, operations: 1, entries: 4, accounts: 5, head: verified.head.clone() };
    assert_eq!(verified, expected);
}

fn edit(folder: &Path, sql: &str) {
    Connection::open(folder.join(FILE)).and_then(|connection| connection.execute_batch(sql)).expect("an edit");
}

/// A closed folder after a day.
fn closed() -> Folder {
    let folder = Folder::new();
    day(&Sqlite::open(&folder.0).expect("it opens"));
    verify(&folder.0).expect("no difference");
    folder
}

/// F12
#[test]
fn every_edit_is_found() {
    let folder = closed();
    let original = fs::read(folder.0.join(FILE)).expect("the database");
    for (sql, expected) in [
        ("DELETE FROM records WHERE seq = 3", "record 3 is missing"),
        ("DELETE FROM records WHERE seq = 8", "its end was cut off"),
        (
            "UPDATE records SET seq = 0 - seq WHERE seq IN (4, 5);
          UPDATE records SET seq = 9 + seq WHERE seq < 0",
            "record 4 does not fit",
        ),
        (
            "INSERT INTO records SELECT 9, time, operation, kind, step, body, postings, rows, hash FROM records
          WHERE seq = 8",
            "record 9 does not fit",
        ),
        ("UPDATE accounts SET posted = posted + 1 WHERE id = 1", "account 1 (EUR) should have -100 posted"),
        (
            "UPDATE accounts SET posted = posted + 5 WHERE id = 2; UPDATE accounts SET posted = posted - 5 WHERE id = 3",
            "account 2 (EUR) should have 60 posted and 6 held; it has 65 and 6",
        ),
        ("INSERT INTO accounts VALUES (77, 'card', 'Z', 'EUR', 0, 0)", "account 77 (EUR) belongs to no record"),
        ("DELETE FROM entries WHERE id = 4", "entry 4 should be"),
        ("INSERT INTO entries VALUES (5, 's9', 1, 1, 2, 1, 1, 1)", "entry 5 belongs to no record"),
        ("DELETE FROM holds WHERE operation = 's2'", "operation s2 should hold"),
        ("DELETE FROM holds WHERE operation = 's1'", "operation s1 should be marked as posted"),
        ("INSERT INTO holds VALUES ('s9', 'posted', '')", "operations should be held or posted"),
        ("UPDATE operations SET state = 'voided'", "operation s1 is not as this record"),
        ("UPDATE operations SET version = 1, recorded = 3", "operation s1 is not as this record"),
        ("DELETE FROM operations", "operation s1 should be there"),
        (
            "UPDATE cards SET status = 'active' WHERE number = 'A'; UPDATE cards SET body = '{}' WHERE number = 'A'",
            "a card is not as this record",
        ),
        ("UPDATE cards SET recorded = 1 WHERE number = 'B'", "a card is not as this record"),
        ("UPDATE cards SET recorded = 99 WHERE number = 'B'", "rows of cards"),
        (
            "INSERT INTO cards SELECT 'Z', card_type, status, holder, customer, body, recorded, NULL, NULL, NULL, NULL
             FROM cards LIMIT 1",
            "rows of cards",
        ),
        ("UPDATE customers SET name = 'acne'", "customer c1 is not as this record"),
    ] {
        // The edits are made with the log off, so that the file is all there is to restore.
        edit(&folder.0, &format!("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = DELETE; {sql}"));
        let found = verify(&folder.0).expect_err(sql).to_string();
        assert!(found.contains(expected), "{sql}: {found}");
        fs::write(folder.0.join(FILE), &original).expect("restored");
    }
    verify(&folder.0).expect("as it was");
}

/// F12
#[test]
fn an_older_copy_is_found_by_verify_and_at_the_start() {
    let folder = closed();
    let older = fs::read(folder.0.join(FILE)).expect("the database");
    let ledger = Sqlite::open(&folder.0).expect("it opens");
    wait(ledger.write(load("l2"))).expect("loaded");
    drop(ledger);
    fs::write(folder.0.join(FILE), older).expect("replaced");
    let found = verify(&folder.0).expect_err("an older copy").to_string();
    assert!(found.contains("chain.head knows record 9"), "{found}");
    assert!(matches!(Sqlite::open(&folder.0), Err(WriteError::Unavailable(text)) if text.contains("chain.head")));
    // Another history of the same length is another history.
    fs::rename(folder.0.join(ANCHOR), folder.0.join("kept")).expect("put aside");
    let ledger = Sqlite::open(&folder.0).expect("accepted by who removed the anchor");
    wait(ledger.write(load("l3"))).expect("loaded");
    drop(ledger);
    verify(&folder.0).expect("whole in itself");
    fs::rename(folder.0.join("kept"), folder.0.join(ANCHOR)).expect("put back");
    assert_eq!(verify(&folder.0).expect_err("another history").record, Some(9));
    assert!(Sqlite::open(&folder.0).is_err());
    fs::remove_file(folder.0.join(ANCHOR)).expect("removed");
    assert!(matches!(verify(&folder.0), Err(Difference { record: None, .. })));
}

/// F12
#[test]
fn a_broken_end_of_the_chain_is_found_at_the_start() {
    let folder = closed();
    edit(&folder.0, "UPDATE records SET body = body || ' ' WHERE seq = 7");
    assert!(matches!(Sqlite::open(&folder.0), Err(WriteError::Unavailable(text)) if text.contains("record 7")));
}

#[test]
fn a_file_that_is_no_database_is_a_difference() {
    let folder = closed();
    let whole = fs::read(folder.0.join(FILE)).expect("the database");
    // A page that is free is empty: without the end of it nothing is missing.
    let last = whole.iter().rposition(|byte| *byte != 0).expect("it is not empty");
    for length in [0, 50, 4_096, whole.len() / 2, last] {
        fs::write(folder.0.join(FILE), &whole[..length]).expect("cut");
        assert!(verify(&folder.0).is_err(), "{length}");
    }
    fs::remove_file(folder.0.join(FILE)).expect("removed");
    assert!(verify(&folder.0).is_err());
}

/// F12
#[test]
fn every_bit_that_is_flipped_is_found() {
    let folder = closed();
    edit(&folder.0, "PRAGMA journal_mode = DELETE");
    let connection = Connection::open(folder.0.join(FILE)).expect("the database");
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF").expect("for speed");
    let mut flips = 0;
    let tables = [
        ("records", "seq"),
        ("entries", "id"),
        ("accounts", "id"),
        ("holds", "operation"),
        ("cards", "number"),
        ("customers", "id"),
        ("partners", "id"),
        ("outbox", "id"),
    ];
    for (table, key) in tables {
        for (row, cells) in rows(&connection, table, key) {
            for (column, value) in cells {
                for (at, flipped) in flipped(&value).into_iter().enumerate() {
                    // Of long values every seventh bit, others in each cell.
                    if at > 8 && (at + flips) % 7 != 0 {
                        continue;
                    }
                    let set = |value: &Value, row: &Value| {
                        connection.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {key} = ?2"), (value, row))
                    };
                    // What the tables themselves refuse cannot be written so.
                    let Ok(1) = set(&flipped, &row) else { continue };
                    assert!(verify(&folder.0).is_err(), "{table}.{column} of {row:?}: {value:?} as {flipped:?}");
                    let now = if column == key { &flipped } else { &row };
                    assert_eq!(set(&value, now), Ok(1), "flipped back");
                    flips += 1;
                }
            }
        }
    }
    assert!(flips > 1_000, "{flips}");
    verify(&folder.0).expect("as it was");
}

/// The rows of a table: key, and each cell by its column.
fn rows(connection: &Connection, table: &str, key: &str) -> Vec<(Value, Vec<(String, Value)>)> {
    let mut query = connection.prepare(&format!("SELECT {key}, * FROM {table}")).expect("a table");
    let names: Vec<String> = query.column_names().skip(1).map(str::to_owned).collect();
    let cells = query
        .query_map([], |row| {
            let cells = names.iter().enumerate().map(|(at, name)| Ok((name.clone(), row.get(at + 1)?)));
            Ok((row.get(0)?, cells.collect::<Result<Vec<_>, rusqlite::Error>>()?))
        })
        .expect("rows");
    cells.collect::<Result<_, _>>().expect("rows")
}

/// A value with each of its bits flipped, one at a time; of a text only those that leave it a text.
fn flipped(value: &Value) -> Vec<Value> {
    let bytes = |bytes: &[u8]| -> Vec<Vec<u8>> {
        (0..bytes.len() * 8)
            .map(|bit| {
                let mut flipped = bytes.to_vec();
                flipped[bit / 8] ^= 1 << (bit % 8);
                flipped
            })
            .collect()
    };
    match value {
        Value::Integer(number) => (0..64).map(|bit| Value::Integer(number ^ (1 << bit))).collect(),
        Value::Text(text) => bytes(text.as_bytes())
            .into_iter()
            .filter_map(|text| String::from_utf8(text).ok().map(Value::Text))
            .collect(),
        Value::Blob(blob) => bytes(blob).into_iter().map(Value::Blob).collect(),
        Value::Null | Value::Real(_) => Vec::new(),
    }
}
