//! What every ledger must do for the back office: what a zeroing reads, pictures, where a person stands in operations.

use super::{
    Ledger, Reservation, Step, Write, WriteError,
    contract::{Embedded, Subject, card, posting, wait, write},
    model::Model,
};
use crate::{
    journal::{OperationRow, State, verify::verify},
    registry::{CardStatus, Customer},
};
use rusqlite::Connection;

fn moved(operation: &str, time: i64, hold: bool, postings: &[&str]) -> Write {
    let postings = postings.iter().map(|text| posting(text)).collect();
    let reservation = Reservation { postings, ..Reservation::default() };
    Write { time, ..write(operation, if hold { Step::Reserve(reservation) } else { Step::Post(reservation) }) }
}

/// S5-58: accounts of one unit that are not at zero, page by page, with what came since.
fn holdings_are_read_in_pages_with_what_came_since<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let cards = ["A", "B", "C", "D"].map(|number| card(number, CardStatus::Active, None));
    wait(ledger.write(Write { cards: cards.to_vec(), ..write("w", Step::None) })).expect("written");
    for write in [
        moved("p1", 10, false, &["@load>A:100", "@load>B:5", "@gift>A.gift:7", "@adjust/STAMP>A/STAMP:3"]),
        moved("p2", 20, false, &["@load>A:30", "A>@spend:10", "B>@spend:5", "D>@spend:4"]),
        moved("h1", 30, true, &["A>@spend:11"]),
    ] {
        wait(ledger.write(write)).expect("written");
    }
    let read = |since, after: &str, limit| {
        let (found, last) = ledger.holdings("wallet", "EUR", since, after, limit).expect("read");
        let shown =
            |of: super::Holding| format!("{} {} {}/{}+{}", of.card.number, of.label, of.posted, of.held, of.earned);
        (found.into_iter().map(shown).collect::<Vec<_>>(), last)
    };
    let all = ["A EUR 120/11+30", "A EUR.gift 7/0+0", "D EUR -4/0+0"];
    assert_eq!(read(20, "", 10), (all.map(str::to_owned).to_vec(), Some("D".to_owned())));
    assert_eq!(read(21, "", 1), (vec!["A EUR 120/11+0".to_owned(), all[1].to_owned()], Some("A".to_owned())));
    assert_eq!(read(10, "A", 2), (Vec::new(), Some("C".to_owned())), "at zero, and without accounts");
    assert_eq!(read(10, "D", 2), (Vec::new(), None));
    assert_eq!(ledger.holdings("other", "EUR", 0, "", 10), Ok((Vec::new(), None)));
    subject.sound();
}

/// S5-41
fn a_picture_is_kept_replaced_and_deleted<S: Subject>() {
    let subject = S::fresh();
    let put = |operation: &str, picture: Option<&[u8]>| {
        let pictures = vec![("c1".to_owned(), picture.map(<[u8]>::to_vec))];
        wait(subject.ledger().write(Write { pictures, ..write(operation, Step::None) })).expect("written");
        subject.sound();
        subject.ledger().picture("c1").expect("read")
    };
    assert_eq!(put("a", Some(b"one")), Some(b"one".to_vec()));
    assert_eq!(put("b", Some(b"two")), Some(b"two".to_vec()));
    assert_eq!(put("c", None), None);
    assert_eq!(subject.ledger().picture("c2"), Ok(None));
    let bare = Write { record: None, pictures: vec![("c1".to_owned(), None)], ..write("d", Step::None) };
    assert!(matches!(wait(subject.ledger().write(bare)), Err(WriteError::Misfit(_))));
}

fn operations_are_found_by_what_stands_in_them<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let row = |id: &str, body: &str| OperationRow {
        id: id.to_owned(),
        version: 0,
        method: "m".to_owned(),
        digest: "d".to_owned(),
        state: State::Denied,
        owes: false,
        opened: 1,
        body: body.to_owned(),
    };
    let rows = vec![row("a", "\"c1\""), row("b", "\"c11\""), row("c", "Rossi"), row("d", ""), row("e", "\"c1\" Rossi")];
    wait(ledger.write(Write { operations: rows, ..write("w", Step::None) })).expect("written");
    let found = |one: &str, other: &str, span: i64| {
        let (mut ids, mut after) = (Vec::new(), Some(0));
        while let Some(from) = after {
            let (rows, next) = ledger.mentioning(one, other, from, span).expect("read");
            ids.extend(rows.into_iter().map(|row| row.id));
            after = next;
        }
        ids.concat()
    };
    for span in [1, 2, 5, 100] {
        assert_eq!(found("\"c1\"", "", span), "ae", "{span}");
        assert_eq!(found("\"c1\"", "Rossi", span), "ace", "{span}");
        assert_eq!(found("nobody", "", span), "", "{span}");
    }
}

/// R7: a document is found by the numbers on its paper; what is no JSON has none.
fn operations_are_found_by_the_numbers_on_their_paper<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let row = |id: &str, version: i64, body: &str| OperationRow {
        id: id.to_owned(),
        version,
        method: "m".to_owned(),
        digest: "d".to_owned(),
        state: State::Committed,
        owes: false,
        opened: 1,
        body: body.to_owned(),
    };
    let paper = |z: u32, number: u32| format!(r#"{{"papers":[{{"reference":{{"z":{z},"number":{number}}}}},{{}}]}}"#);
    let rows = vec![row("a", 0, &paper(1, 2)), row("b", 0, "{}"), row("c", 0, &paper(1, 2)), row("d", 0, "no JSON")];
    wait(ledger.write(Write { operations: rows, ..write("w1", Step::None) })).expect("written");
    let later = vec![row("b", 1, &paper(3, 2)), row("a", 1, &paper(1, 4))];
    wait(ledger.write(Write { operations: later, ..write("w2", Step::None) })).expect("written");
    let found = |z: u32, number: u32| {
        let rows = ledger.operations_printed(z, number).expect("read");
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>().concat()
    };
    assert_eq!([found(1, 2), found(3, 2), found(1, 4), found(2, 2)], ["c", "b", "a", ""]);
}

macro_rules! on_each {
    ($($(#[$doc:meta])* $name:ident)*) => {
        mod model_too { $(#[test] fn $name() { super::$name::<super::Model>(); })* }
        mod embedded_too { $($(#[$doc])* #[test] fn $name() { super::$name::<super::Embedded>(); })* }
    };
}

on_each! {
    holdings_are_read_in_pages_with_what_came_since
    a_picture_is_kept_replaced_and_deleted
    operations_are_found_by_what_stands_in_them
    operations_are_found_by_the_numbers_on_their_paper
}

/// F13: what was replaced, and must be forgotten, is in no file as soon as that is answered; the chain fits.
#[test]
fn what_must_be_forgotten_is_in_no_file() {
    let subject = Embedded::fresh();
    let customer = |operation: &str, name: Option<&str>| Write {
        customers: vec![Customer {
            id: Some("c1".to_owned()),
            last_name: name.map(|name| name.repeat(2000)),
            ..Customer::default()
        }],
        pictures: vec![("c1".to_owned(), name.map(|name| name.repeat(9000).into_bytes()))],
        forget: name.is_none(),
        ..write(operation, Step::None)
    };
    let seen = || {
        let files =
            std::fs::read_dir(&subject.folder.0).expect("a folder").map(|entry| entry.expect("an entry").path());
        files
            .filter(|file| {
                let bytes = std::fs::read(file).expect("a file");
                bytes.windows(7).any(|part| part.eq_ignore_ascii_case(b"kanari!"))
            })
            .count()
    };
    wait(subject.ledger.write(customer("a", Some("Kanari!")))).expect("written");
    assert!(seen() > 0);
    wait(subject.ledger.write(customer("b", None))).expect("written");
    assert_eq!(seen(), 0);
    subject.sound();
}

/// S5-41: a picture that is not as its record says.
#[test]
fn a_picture_that_was_changed_shows() {
    let Embedded { ledger, folder } = Embedded::fresh();
    let pictures = vec![("c1".to_owned(), Some(b"one".to_vec()))];
    wait(ledger.write(Write { pictures, ..write("a", Step::None) })).expect("written");
    ledger.close();
    let alter = |sql: &str| {
        Connection::open(folder.0.join("fiscus.db")).expect("the database").execute_batch(sql).expect(sql);
        verify(&folder.0).map_err(|difference| difference.to_string())
    };
    for (sql, expected) in [
        ("UPDATE pictures SET picture = x'00'", "record 1: the picture of customer c1 is not as this record"),
        (
            "UPDATE pictures SET picture = x'6f6e65'; INSERT INTO pictures VALUES ('c2', NULL, 1)",
            "the records answer for 1 rows of pictures; there are 2",
        ),
        ("DELETE FROM pictures", "the picture of customer c1 should be there"),
    ] {
        let said = alter(sql).expect_err(sql);
        assert!(said.contains(expected), "{sql}: {said}");
    }
}
