//! What every ledger must do with cards that have a life: secrets, stock, partners, the outbox.

use super::{
    CardQuery, DeliveryQuery, Ledger, Outgoing, Reservation, Step, Stock, Waiting, Write, WriteError,
    contract::{Embedded, Subject, card, posting, wait, write},
    model::Model,
};
use crate::{
    journal::verify::verify,
    registry::{Card, CardStatus, Partner, Secret},
};
use fiscus_sdk::card::{Access, Effect};
use rusqlite::Connection;

fn of_profile(number: &str, profile: &str, pin: &str) -> Card {
    Card {
        profile: Some(profile.to_owned()),
        batch: Some("b1".to_owned()),
        secret: Some(Secret { index: pin.to_owned(), sealed: format!("sealed {number}") }),
        ..card(number, CardStatus::Created, None)
    }
}

fn cards(operation: &str, cards: &[Card]) -> Write {
    Write { cards: cards.to_vec(), ..write(operation, Step::None) }
}

fn moves(operation: &str, postings: &[&str], post: bool) -> Write {
    let postings = postings.iter().map(|text| posting(text)).collect();
    let reservation = Reservation { postings, ..Reservation::default() };
    write(operation, if post { Step::Post(reservation) } else { Step::Reserve(reservation) })
}

fn numbers(cards: &[Card]) -> String {
    cards.iter().map(|card| card.number.as_str()).collect::<Vec<_>>().join(" ")
}

/// S1-01
fn a_secret_is_of_one_card_until_that_is_deleted<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    wait(ledger.write(cards("w1", &[of_profile("A", "p", "x"), of_profile("B", "p", "y")]))).expect("written");
    assert_eq!(
        wait(ledger.write(cards("w2", &[of_profile("N", "p", "z"), of_profile("C", "p", "x")]))),
        Err(WriteError::Changed("C".to_owned()))
    );
    assert_eq!(ledger.card("N"), Ok(None), "all or nothing");
    assert!(wait(ledger.write(cards("w3", &[of_profile("D", "p", "v"), of_profile("E", "p", "v")]))).is_err());
    let strings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let taken = ledger.taken(&strings(&["A", "C", "N"]), &strings(&["x", "z"])).expect("read");
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), ["A", "x"]);
    assert_eq!(ledger.card_with_secret("x").expect("read").map(|card| card.number).as_deref(), Some("A"));
    // What changes in a card is not its secret.
    wait(ledger.write(cards("w4", &[Card { status: CardStatus::Active, ..of_profile("A", "p", "x") }]))).expect("same");
    wait(ledger.write(cards("w5", &[Card { status: CardStatus::Deleted, ..of_profile("B", "p", "y") }])))
        .expect("deleted");
    assert_eq!(ledger.card_with_secret("y"), Ok(None));
    assert_eq!(ledger.taken(&[], &strings(&["y"])).expect("read").len(), 0);
    wait(ledger.write(cards("w6", &[of_profile("C", "p", "y")]))).expect("free again");
    assert_eq!(ledger.card_with_secret("y").expect("read").map(|card| card.number).as_deref(), Some("C"));
    subject.sound();
}

/// S1-12, S1-15
fn stock_is_what_is_created_and_there_and_not_held<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let made: Vec<Card> =
        ["1", "2", "3", "4", "5"].iter().map(|number| of_profile(number, "p", &format!("x{number}"))).collect();
    wait(ledger.write(cards("w1", &made))).expect("written");
    wait(ledger.write(cards("w2", &[of_profile("6", "q", "x6")]))).expect("written");
    let enter: Vec<String> = (1..7).map(|number| format!("@adjust/STOCK>{number}/STOCK:1")).collect();
    wait(ledger.write(moves("s1", &enter.iter().map(String::as_str).collect::<Vec<_>>(), true))).expect("entered");
    wait(ledger.write(moves("s2", &["2/STOCK>@adjust/STOCK:1"], false))).expect("held");
    wait(ledger.write(moves("s3", &["4/STOCK>@adjust/STOCK:1"], true))).expect("gone");
    wait(ledger.write(cards("w3", &[Card { status: CardStatus::Active, ..of_profile("5", "p", "x5") }])))
        .expect("active");
    let subject = subject.reopened();
    let ledger = subject.ledger();
    for (from, limit, expected) in
        [("", 9, "1 3"), ("2", 9, "3 1"), ("3", 1, "3"), ("35", 9, "1 3"), ("4", 1, "1"), ("", 0, "")]
    {
        let found = ledger.stocked("wallet", "p", from, limit).expect("read");
        assert_eq!(numbers(&found), expected, "{from} {limit}");
    }
    assert_eq!(numbers(&ledger.stocked("wallet", "r", "", 9).expect("read")), "");
    assert_eq!(numbers(&ledger.stocked("other", "p", "", 9).expect("read")), "");
    let of = |profile: &str, cards| Stock { card_type: "wallet".into(), profile: Some(profile.to_owned()), cards };
    assert_eq!(ledger.stock(), Ok(vec![of("p", 2), of("q", 1)]));
    wait(ledger.write(write("s2", Step::Void))).expect("given back");
    assert_eq!(ledger.stock(), Ok(vec![of("p", 3), of("q", 1)]));
    subject.sound();
}

/// S4-02
fn cards_are_found_by_profile_batch_and_partner<S: Subject>() {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let with = Card { partner: Some("p-1".to_owned()), batch: None, ..of_profile("2", "q", "y") };
    wait(ledger.write(cards("w", &[of_profile("1", "q", "x"), with, card("3", CardStatus::Active, None)])))
        .expect("written");
    let all = CardQuery { limit: 9, ..CardQuery::default() };
    let word = |text: &str| Some(text.to_owned());
    for (query, expected) in [
        (CardQuery { profile: word("q"), ..all.clone() }, "1 2"),
        (CardQuery { batch: word("b1"), ..all.clone() }, "1"),
        (CardQuery { partner: word("p-1"), ..all.clone() }, "2"),
        (CardQuery { partner: word("p-1"), batch: word("b1"), ..all }, ""),
    ] {
        assert_eq!(numbers(&ledger.cards(&query).expect("found")), expected, "{query:?}");
    }
}

/// S4-12, S4-14
fn partners_are_kept_and_effects_wait_in_order<S: Subject>() {
    let subject = S::fresh();
    let partner = |name: &str| Partner { id: "p-1".to_owned(), name: name.to_owned(), ..Partner::default() };
    let effect = |login: &str| Outgoing {
        card: login.to_owned(),
        effect: Effect::Revoke(Access { at: "x".into(), login: login.to_owned(), ..Access::default() }),
    };
    let put = |operation: &str, effects: Vec<Outgoing>| Write { effects, ..write(operation, Step::None) };
    let save = |name: &str| Write { partners: vec![partner(name)], ..write(name, Step::None) };
    wait(subject.ledger().write(save("One"))).expect("saved");
    wait(subject.ledger().write(save("Two"))).expect("saved");
    wait(subject.ledger().write(put("o1", vec![effect("b"), effect("a")]))).expect("put");
    wait(subject.ledger().write(put("o2", vec![effect("b")]))).expect("put");
    let again = wait(subject.ledger().write(put("o1", vec![effect("c")])));
    assert!(matches!(again, Err(WriteError::Misfit(_))), "{again:?}");
    for bare in [Write { record: None, ..save("Bare") }, Write { record: None, ..put("o3", vec![effect("c")]) }] {
        assert!(matches!(wait(subject.ledger().write(bare)), Err(WriteError::Misfit(_))));
    }
    let subject = subject.reopened();
    assert_eq!(subject.ledger().partner("p-1"), Ok(Some(partner("Two"))));
    assert_eq!(subject.ledger().partner("p-2"), Ok(None));
    let waiting = |id, operation: &str, login: &str| Waiting {
        id,
        operation: operation.to_owned(),
        time: 1_000,
        outgoing: effect(login),
    };
    let all = vec![waiting(1, "o1", "b"), waiting(2, "o1", "a"), waiting(3, "o2", "b")];
    assert_eq!(subject.ledger().outbox(0, 9), Ok(all.clone()));
    assert_eq!(subject.ledger().outbox(1, 1), Ok(all[1..2].to_vec()));
    subject.sound();
    // What was never there, and what was done before, changes nothing.
    for ids in [vec![2, 99], vec![2], Vec::new()] {
        assert_eq!(wait(subject.ledger().delivered(ids)), Ok(()));
    }
    let subject = subject.reopened();
    assert_eq!(subject.ledger().outbox(0, 9), Ok(vec![all[0].clone(), all[2].clone()]));
    let any = DeliveryQuery { limit: 9, ..DeliveryQuery::default() };
    let card = Some("b".to_owned());
    for (query, expected) in [
        (any.clone(), &[1, 2, 3][..]),
        (DeliveryQuery { done: Some(true), ..any.clone() }, &[2]),
        (DeliveryQuery { done: Some(false), ..any.clone() }, &[1, 3]),
        (DeliveryQuery { card: card.clone(), ..any.clone() }, &[1, 3]),
        (DeliveryQuery { card, done: Some(true), ..any.clone() }, &[]),
        (DeliveryQuery { after: 1, limit: 1, ..any }, &[2]),
    ] {
        let found = subject.ledger().deliveries(&query).expect("found");
        assert!(found.iter().all(|delivery| delivery.done == (delivery.waiting.id == 2)));
        assert_eq!(found.iter().map(|delivery| delivery.waiting.id).collect::<Vec<_>>(), expected, "{query:?}");
    }
    subject.sound();
}

macro_rules! on_each {
    ($($name:ident;)*) => {
        mod model { $(#[test] fn $name() { super::$name::<super::Model>(); })* }
        mod embedded { $(#[test] fn $name() { super::$name::<super::Embedded>(); })* }
    };
}

on_each! {
    a_secret_is_of_one_card_until_that_is_deleted;
    stock_is_what_is_created_and_there_and_not_held;
    cards_are_found_by_profile_batch_and_partner;
    partners_are_kept_and_effects_wait_in_order;
}

fn edit(subject: &Embedded, sql: &str) {
    let file = subject.folder.0.join("fiscus.db");
    Connection::open(file).expect("opened").execute_batch(sql).expect("edited");
}

/// What somebody changes with an editor shows.
#[test]
fn every_new_row_and_column_is_answered_for() {
    let effect = Outgoing {
        card: "A".to_owned(),
        effect: Effect::Provision(Access { at: "x".into(), login: "A".into(), ..Access::default() }),
    };
    for sql in [
        "UPDATE cards SET profile = 'q'",
        "UPDATE cards SET batch = NULL",
        "UPDATE cards SET partner = 'p'",
        "UPDATE cards SET pin = 'y'",
        "UPDATE partners SET name = 'other'",
        "DELETE FROM partners",
        "INSERT INTO partners VALUES ('p-2', '', '{}', 1)",
        "UPDATE outbox SET effect = replace(effect, 'A', 'B')",
        "UPDATE outbox SET card = 'B'",
        "DELETE FROM outbox",
        "INSERT INTO outbox VALUES (7, 'o', 'A', '{}', 1, 'pending', 1)",
        "INSERT INTO outbox VALUES (7, 'w', 'A', '{}', 1, 'pending', 1)",
    ] {
        let subject = Embedded::fresh();
        let asked = Write {
            partners: vec![Partner { id: "p-1".to_owned(), ..Partner::default() }],
            effects: vec![effect.clone()],
            ..cards("w", &[of_profile("A", "p", "x")])
        };
        wait(subject.ledger.write(asked)).expect("written");
        subject.sound();
        edit(&subject, sql);
        assert!(verify(&subject.folder.0).is_err(), "{sql}");
    }
}
