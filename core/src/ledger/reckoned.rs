//! Reports, searches and trackings: the embedded ledger answers as the model does, which reckons everything from the
//! entries one by one, over histories of chance.

use super::{
    CardQuery, Entry, Ledger, Owner, Posting, Reports, Reservation, STOCK, Scope, Step, Write,
    contract::{Embedded, Subject, account, card, posting, wait, write},
    model::Model,
    report::{CustomerQuery, Group},
};
use crate::{
    journal::{OperationRow, State},
    registry::{Card, CardStatus, Customer, Partner},
};
use fiscus_sdk::jiff::civil::date;
use proptest::prelude::*;

const NAMES: [&str; 8] = ["Rossi", "De Rossi", "Õnne Saar", "SÃO JOÃO", "Li", "x", "O\"Neil", ""];
const TYPES: [&str; 3] = ["wallet", "scores", "pieces"];
const LABELS: [&str; 4] = ["EUR", "EUR.gift", "PT", "EUR.turnover"];
const METHODS: [&str; 5] = ["receipt.issue", "receipt.return", "cards.move", "card.load", "cards.generate"];

/// A step of a history: who moves what, when.
#[derive(Debug, Clone)]
struct Move {
    card: usize,
    other: usize,
    kind: u8,
    label: usize,
    amount: i64,
    time: i64,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0..12_usize, 0..12_usize, 0..8_u8, 0..4_usize, 1..500_i64, 0..40_i64);
    prop::collection::vec(
        one.prop_map(|(card, other, kind, label, amount, time)| Move { card, other, kind, label, amount, time }),
        1..60,
    )
}

fn number(nth: usize) -> String {
    format!("{}{nth:02}", if nth.is_multiple_of(2) { "98" } else { "77" })
}

fn registered(nth: usize) -> Card {
    let status = [CardStatus::Active, CardStatus::Created, CardStatus::Blocked][nth % 3];
    Card {
        card_type: TYPES[nth % 3].to_owned(),
        batch: nth.is_multiple_of(4).then(|| "b-1".to_owned()),
        valid_until: nth.is_multiple_of(2).then(|| date(2026, 11, 20 + i8::try_from(nth % 5).unwrap_or_default())),
        ..card(&number(nth), status, (nth < 9).then(|| format!("c{}", nth % 5)).as_deref())
    }
}

fn customers(name_shift: usize) -> Vec<Customer> {
    let made = |nth: usize| Customer {
        // Not in the order of their ids.
        id: Some(format!("c{}", (nth * 3) % 5)),
        last_name: Some(NAMES[(nth + name_shift) % NAMES.len()].to_owned()),
        phone: Some(format!("+39 02 {nth}5 {nth}7")),
        city: Some(if nth.is_multiple_of(2) { "Tallinn" } else { "ÉVORA" }.to_owned()),
        identity_code: Some(format!("ID{nth}")),
        ..Customer::default()
    };
    (0..5).map(made).collect()
}

fn end(nth: usize, label: &str) -> super::Account {
    super::Account { owner: Owner::Card(number(nth)), label: label.to_owned() }
}

fn system(label: &str) -> super::Account {
    let unit = label.split('.').next().unwrap_or(label);
    account(&format!("@adjust/{unit}"))
}

fn step(nth: usize, it: &Move) -> Write {
    let label = LABELS[it.label];
    let customer = || super::Account { owner: Owner::Customer(format!("c{}", it.other % 5)), label: "EUR.due".into() };
    let (from, to, amount) = match it.kind {
        0 | 1 => (system(label), end(it.card, label), it.amount),
        2 | 3 => (end(it.card, label), system(label), it.amount),
        4 if it.card != it.other => (end(it.card, label), end(it.other, label), it.amount),
        5 => (customer(), end(it.card, "EUR"), it.amount),
        6 => (system(STOCK), end(it.card, STOCK), 1),
        _ => (end(it.card, STOCK), system(STOCK), 1),
    };
    let row = OperationRow {
        id: format!("o-{nth}"),
        version: 0,
        method: METHODS[(it.card + it.other) % METHODS.len()].to_owned(),
        digest: String::new(),
        state: State::Committed,
        owes: false,
        opened: it.time,
        body: "{}".to_owned(),
    };
    let postings = vec![Posting { from, to, amount }, posting("@load>@spend:1")];
    Write {
        time: it.time,
        operations: vec![row],
        ..write(&format!("o-{nth}"), Step::Post(Reservation { postings, ..Reservation::default() }))
    }
}

fn history<S: Subject>(moves: &[Move]) -> S {
    let subject = S::fresh();
    let ledger = subject.ledger();
    let partner = |id: &str, name: &str| Partner { id: id.to_owned(), name: name.to_owned(), ..Partner::default() };
    let first = Write {
        cards: (0..12).map(registered).collect(),
        customers: customers(0),
        partners: vec![partner("p2", "Bar Õ"), partner("p1", "Kiosk"), partner("p3", "bar")],
        ..write("w", Step::None)
    };
    wait(ledger.write(first)).expect("registered");
    for (nth, it) in moves.iter().enumerate() {
        wait(ledger.write(step(nth, it))).expect("moved");
    }
    // Some have another name now, and one is the same.
    wait(ledger.write(Write { customers: customers(1)[1..].to_vec(), ..write("w2", Step::None) })).expect("renamed");
    subject
}

/// All pages of a list.
fn pages<T: Clone, K>(mut page: impl FnMut(Option<K>) -> Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    loop {
        let next = page(all.last().map(&key));
        if next.is_empty() {
            return all;
        }
        all.extend(next);
    }
}

fn queries() -> Vec<CardQuery> {
    let any = CardQuery { limit: 100, ..CardQuery::default() };
    // The last day of some of them, and the day after that of others.
    let today = Some(date(2026, 11, 22));
    let named = |name: &str| CardQuery { name: Some(name.to_owned()), ..any.clone() };
    let mut queries = vec![
        any.clone(),
        CardQuery { number: Some("98".into()), ..any.clone() },
        CardQuery { card_type: Some("scores".into()), status: Some("created".into()), ..any.clone() },
        CardQuery { batch: Some("b-1".into()), ..any.clone() },
        CardQuery { customer: Some("c1".into()), name: Some("r".into()), ..any.clone() },
        CardQuery { status: Some("active".into()), ..named("o") },
        CardQuery { number: Some("77".into()), ..named("S") },
        CardQuery { status: Some("active".into()), today, ..any.clone() },
        CardQuery { status: Some("expired".into()), today, ..any.clone() },
        CardQuery { status: Some("expired".into()), today, ..named("s") },
        CardQuery { used: true, ..any.clone() },
        CardQuery { used: true, ..named("s") },
    ];
    queries.extend(
        ["rossi", "ROSSI", "s", "õ", "ÃO", "ao", "li", "", "o\"n", "zz", " ", "rossi m", " A ross "].map(named),
    );
    queries
}

fn alike(one: &dyn Ledger, other: &Model, span: (Option<i64>, Option<i64>)) -> Result<(), TestCaseError> {
    for query in queries() {
        let all = one.cards(&query).expect("cards");
        prop_assert_eq!(&all, &other.cards(&query).expect("cards"), "{:?}", &query);
        let paged = pages(
            |after: Option<String>| one.cards(&CardQuery { after, limit: 2, ..query.clone() }).expect("a page"),
            |card| card.number.clone(),
        );
        prop_assert_eq!(&paged, &all, "{:?}", &query);
        let (flows, sums) = one.flows(&query, span, true).expect("flows");
        prop_assert_eq!(&flows, &other.flows(&query, span, false).expect("flows").0);
        prop_assert_eq!(&sums, &one.flow_sums(&query, span).expect("sums"));
        prop_assert_eq!(&sums, &other.flow_sums(&query, span).expect("sums"));
        let shown = |card_type: &str, label: &str| card_type != "pieces" && label != "EUR.turnover";
        for limit in [1, 7, 1000] {
            for group in [Group::Query(&query), Group::Numbers(&["9800".into(), "7701".into(), "9802".into()])] {
                let ask = |ledger: &dyn Reports, before| ledger.tracked(group, &shown, span, before, limit).expect("t");
                prop_assert_eq!(ask(one, None), ask(other, None));
                prop_assert_eq!(ask(one, Some(9)), ask(other, Some(9)));
            }
        }
    }
    // What was at the end of one span is at the beginning of the next, and without an end it is what is posted.
    let middle = span.1;
    for (before, after) in one
        .flow_sums(&CardQuery::default(), (None, middle))
        .expect("sums")
        .iter()
        .zip(one.flow_sums(&CardQuery::default(), (middle, None)).expect("sums"))
    {
        prop_assert_eq!((&before.card_type, &before.label, before.period.opening), (&after.card_type, &after.label, 0));
        prop_assert_eq!(
            before.period.closing,
            if middle.is_some() { after.period.opening } else { after.period.closing }
        );
    }
    let now =
        one.flow_sums(&CardQuery::default(), span.0.map_or((None, None), |from| (Some(from), None))).expect("sums");
    for sum in one.sums().expect("sums") {
        let of = |s: &&super::report::FlowSum| s.card_type == sum.card_type && s.label == sum.label;
        prop_assert_eq!(now.iter().find(of).map(|s| s.period.closing), Some(sum.posted));
    }
    for id in ["c0", "c1", "c4", "nobody"] {
        let due = account(&format!("%{id}"));
        let cards =
            Scope::CardsOf { customer: id.to_owned(), label: "EUR".to_owned(), except: vec!["pieces".to_owned()] };
        let over = [Scope::Account(due), cards];
        let shown = |label: &str| label != STOCK;
        let ask = |ledger: &dyn Reports, after, limit| {
            ledger.touched(id, &over, &shown, span, after, limit).expect("touched")
        };
        let all = ask(other, None, 1000);
        prop_assert_eq!(&ask(one, None, 1000), &all);
        let last = |entries: &[Entry]| entries.last().expect("never none").id;
        let paged = pages(|after: Option<i64>| ask(one, after, 2).1, |touched| last(&touched.entries));
        prop_assert_eq!(paged, all.1);
    }
    for methods in [&["receipt.issue", "receipt.return"][..], &["card.load"]] {
        let ask = |ledger: &dyn Reports, after: Option<(i64, String)>, limit| {
            let after = after.as_ref().map(|(opened, id)| (*opened, id.as_str()));
            ledger.walked(methods, span, after, limit).expect("walked")
        };
        let all = ask(other, None, 1000);
        let paged = pages(|after| ask(one, after, 2), |row| (row.opened, row.id.clone()));
        prop_assert_eq!(paged, all);
    }
    let ask = |ledger: &dyn Reports, after: Option<(i64, String)>, limit| {
        let after = after.as_ref().map(|(opened, id)| (*opened, id.as_str()));
        ledger.stock_moves(span, after, limit).expect("moves")
    };
    let all = ask(other, None, 1000);
    let paged = pages(|after| ask(one, after, 2), |moved| (moved.row.opened, moved.row.id.clone()));
    prop_assert_eq!(paged, all);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// V-21, S5-56, S1-12, S1-13: over random histories, with times that do not always rise.
    #[test]
    fn what_is_reported_is_what_the_entries_say(moves in moves(), from in prop::option::of(0..40_i64), to in prop::option::of(0..40_i64)) {
        let (embedded, model) = (history::<Embedded>(&moves), history::<Model>(&moves));
        let (from, to) = if to.is_some() && to < from { (to, from) } else { (from, to) };
        alike(embedded.ledger(), &model, (from, to))?;
        embedded.sound();
        let again = embedded.reopened();
        alike(again.ledger(), &model, (None, from))?;
    }
}

/// Source: S5-16
#[test]
fn customers_are_found_by_any_part_of_the_record() {
    let (embedded, model) = (history::<Embedded>(&[]), history::<Model>(&[]));
    let any = CustomerQuery { limit: 100, ..CustomerQuery::default() };
    let text = |text: &str| Some(text.to_owned());
    for (query, found) in [
        (any.clone(), "c0 c3 c1 c4 c2"),
        (CustomerQuery { limit: 2, ..any.clone() }, "c0 c3"),
        (CustomerQuery { after: text("c3"), limit: 2, ..any.clone() }, "c1 c4"),
        (CustomerQuery { after: text("c9"), ..any.clone() }, ""),
        (CustomerQuery { name: text("SAA"), ..any.clone() }, "c3"),
        (CustomerQuery { name: text("ã"), ..any.clone() }, "c1"),
        (CustomerQuery { name: text("rossi"), ..any.clone() }, "c0"),
        (CustomerQuery { phone: text("0215-17"), ..any.clone() }, "c3"),
        (CustomerQuery { city: text("évora"), ..any.clone() }, "c3 c4"),
        (CustomerQuery { identity_code: text("ID2"), ..any.clone() }, "c1"),
        (CustomerQuery { identity_code: text("ID"), ..any.clone() }, ""),
        (CustomerQuery { card: text("7701"), ..any.clone() }, "c1"),
        (CustomerQuery { card: text("7701"), name: text("x"), ..any.clone() }, ""),
        (CustomerQuery { card: text("7799"), ..any.clone() }, ""),
        (CustomerQuery { card: text("7701"), after: text("c1"), ..any.clone() }, ""),
        (CustomerQuery { bill_to: text("c1"), ..any.clone() }, ""),
    ] {
        for ledger in [&embedded.ledger as &dyn Reports, &model] {
            let ids: Vec<String> =
                ledger.customers(&query).expect("found").into_iter().filter_map(|customer| customer.id).collect();
            assert_eq!(ids.join(" "), found, "{query:?}");
        }
    }
    for (name, after, limit, found) in [
        (None, None, 9, "p1 p2 p3"),
        (Some("BAR"), None, 9, "p2 p3"),
        (Some("õ"), None, 9, "p2"),
        (Some("bar"), Some("p2"), 9, "p3"),
        (None, None, 1, "p1"),
    ] {
        for ledger in [&embedded.ledger as &dyn Reports, &model] {
            let partners = ledger.partners(name, after, limit).expect("found");
            let ids: Vec<String> = partners.into_iter().map(|partner| partner.id).collect();
            assert_eq!(ids.join(" "), found, "{name:?}");
        }
    }
}

/// What a name was is in no index when it is gone, not even as pieces.
#[test]
fn nothing_of_a_name_stays_that_is_gone() {
    let named =
        |name: &str| Customer { id: Some("c1".into()), last_name: Some(name.to_owned()), ..Customer::default() };
    let kept = |names: &[&str]| -> i64 {
        let Embedded { ledger, folder } = Embedded::fresh();
        for (nth, name) in names.iter().enumerate() {
            let customers = vec![named(name)];
            wait(ledger.write(Write { customers, ..write(&format!("w{nth}"), Step::None) })).expect("written");
        }
        ledger.close();
        let connection = rusqlite::Connection::open(folder.0.join("fiscus.db")).expect("opened");
        // The words of the index are in its segments, not in the two rows that say which there are.
        let sql = "SELECT coalesce(sum(length(block)), 0) FROM customers_names_data WHERE id > 10";
        connection.query_row(sql, [], |row| row.get(0)).expect("counted")
    };
    let (one, other, both) = (kept(&["Zwyxqpf"]), kept(&["Rossi"]), kept(&["Zwyxqpf", "Rossi"]));
    // An empty page may stay.
    assert!(one > 60 && other > 60 && both < other + 20, "{one} {other} {both}");
}
