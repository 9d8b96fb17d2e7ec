//! What every ledger must do, as tables of cases that run on any of them.
//!
//! A table is a text, a step a line; what follows `|` is the answer.
//!
//! ```text
//! card A active c1          card A, its status and its customer (none: -)
//! post l1 @load>A:100       a posting: from > to : amount
//! reserve s1 A>@spend:60 [A>=0] !A
//!                           a floor in brackets, a card that must be active after the exclamation mark
//! commit s1                 also void
//! A 40 0                    posted and held of an account
//! reopen                    what is durable is still there
//! ```
//!
//! An account is `A` (the card's EUR), `A.gift` (its EUR.gift), `A/STAMP` (another unit), `%c1` (customer c1's
//! EUR.due) or `@load`; `*c1` in a floor is EUR of all cards of c1.

use super::{
    Account, CardQuery, Entry, Guard, Ledger, OperationQuery, Owner, Pending, Posting, Reservation, Scope, Step, Sum,
    Write, WriteError, model::Model, sqlite::Sqlite,
};
use crate::{
    journal::{OperationRow, Record, State, verify::verify},
    registry::{Card, CardStatus, Customer},
};
use fiscus_sdk::{Reason, SystemAccount};
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

/// Waits for an answer.
pub(crate) fn wait<T>(pending: Pending<T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(pending)
}

/// A folder of its own that goes when it is dropped.
pub(crate) struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("fiscus-ledger-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A ledger under test.
pub(crate) trait Subject {
    fn fresh() -> Self;
    fn ledger(&self) -> &dyn Ledger;
    /// The same after the process has gone and come again.
    fn reopened(self) -> Self;
    /// Whatever it can say about its own soundness.
    fn sound(&self);
}

impl Subject for Model {
    fn fresh() -> Self {
        Self::default()
    }
    fn ledger(&self) -> &dyn Ledger {
        self
    }
    fn reopened(self) -> Self {
        self
    }
    fn sound(&self) {}
}

/// The embedded ledger in a folder.
pub(crate) struct Embedded {
    pub ledger: Sqlite,
    pub folder: Folder,
}

impl Subject for Embedded {
    fn fresh() -> Self {
        let folder = Folder::new();
        Self { ledger: Sqlite::open(&folder.0).expect("it opens"), folder }
    }
    fn ledger(&self) -> &dyn Ledger {
        &self.ledger
    }
    fn reopened(self) -> Self {
        let Self { ledger, folder } = self;
        ledger.close();
        Self { ledger: Sqlite::open(&folder.0).expect("it opens again"), folder }
    }
    fn sound(&self) {
        verify(&self.folder.0).expect("no difference");
    }
}

pub(crate) fn write(operation: &str, step: Step) -> Write {
    Write {
        operation: operation.to_owned(),
        time: 1_000,
        step,
        record: Some(Record { kind: "test".to_owned(), body: "{}".to_owned() }),
        ..Write::default()
    }
}

pub(crate) fn card(number: &str, status: CardStatus, customer: Option<&str>) -> Card {
    Card { status, customer: customer.map(str::to_owned), ..Card::new(number, "wallet") }
}

pub(crate) fn account(text: &str) -> Account {
    const SYSTEM: [SystemAccount; 6] = [
        SystemAccount::Load,
        SystemAccount::Spend,
        SystemAccount::Gift,
        SystemAccount::Fee,
        SystemAccount::Adjust,
        SystemAccount::Expire,
    ];
    let (name, unit) = text.split_once('/').unwrap_or((text, "EUR"));
    if name.starts_with('@') {
        let system = SYSTEM.into_iter().find(|system| system.name() == name).expect("a system account");
        return Account { owner: Owner::System(system), label: unit.to_owned() };
    }
    if let Some(customer) = name.strip_prefix('%') {
        return Account { owner: Owner::Customer(customer.to_owned()), label: format!("{unit}.due") };
    }
    match name.split_once('.') {
        Some((number, rest)) => Account { owner: Owner::Card(number.to_owned()), label: format!("{unit}.{rest}") },
        None => Account { owner: Owner::Card(name.to_owned()), label: unit.to_owned() },
    }
}

pub(crate) fn posting(text: &str) -> Posting {
    let (ends, amount) = text.split_once(':').expect("from>to:amount");
    let (from, to) = ends.split_once('>').expect("from>to");
    Posting { from: account(from), to: account(to), amount: amount.parse().expect("an amount") }
}

fn guard(text: &str) -> Guard {
    let (over, min) = text.trim_matches(['[', ']']).split_once(">=").expect("accounts>=min");
    let scope = |name: &str| match name.strip_prefix('*') {
        Some(customer) => {
            Scope::CardsOf { customer: customer.to_owned(), label: "EUR".to_owned(), except: vec!["points".to_owned()] }
        }
        None => Scope::Account(account(name)),
    };
    Guard {
        over: over.split('+').map(scope).collect(),
        min: min.parse().expect("an amount"),
        reason: Reason::InsufficientBalance,
        text: text.to_owned(),
    }
}

fn reservation<'a>(words: impl Iterator<Item = &'a str>) -> Reservation {
    let mut reservation = Reservation::default();
    for word in words {
        if let Some(number) = word.strip_prefix('!') {
            reservation.active.push(number.to_owned());
        } else if word.starts_with('[') {
            reservation.guards.push(guard(word));
        } else {
            reservation.postings.push(posting(word));
        }
    }
    reservation
}

fn status(word: &str) -> CardStatus {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).expect("a status")
}

fn answer(answer: &Result<(), WriteError>) -> String {
    match answer {
        Ok(()) => "ok".to_owned(),
        Err(WriteError::Broken { text, .. }) => format!("broken {text}"),
        Err(WriteError::NotActive(number)) => format!("not active {number}"),
        Err(WriteError::Changed(id)) => format!("changed {id}"),
        Err(WriteError::Misfit(_)) => "misfit".to_owned(),
        Err(WriteError::Overflow) => "overflow".to_owned(),
        Err(other) => other.to_string(),
    }
}

/// Runs a table.
fn run<S: Subject>(table: &str) {
    let mut subject = S::fresh();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (step, expected) = line.split_once('|').map_or((line, "ok"), |(step, answer)| (step, answer.trim()));
        let mut words = step.split_whitespace();
        let verb = words.next().expect("a verb");
        if verb == "reopen" {
            subject = subject.reopened();
            continue;
        }
        let name = words.next().expect("a name");
        let asked = match verb {
            "card" => {
                let status = status(words.next().expect("a status"));
                let customer = words.next().filter(|id| *id != "-");
                // A card is written before the step of its own write: the rest of the line is a reservation.
                let rest = reservation(words);
                let step = if rest == Reservation::default() { Step::None } else { Step::Reserve(rest) };
                Write { cards: vec![card(name, status, customer)], ..write(&format!("card-{name}"), step) }
            }
            "post" => write(name, Step::Post(reservation(words))),
            "reserve" => write(name, Step::Reserve(reservation(words))),
            "commit" => write(name, Step::Commit),
            "void" => write(name, Step::Void),
            _ => {
                let held: i64 = words.next().expect("held").parse().expect("an amount");
                let found = subject.ledger().sum(&[Scope::Account(account(verb))]).expect("a sum");
                assert_eq!(found, (name.parse().expect("posted"), held), "{line}");
                continue;
            }
        };
        assert_eq!(answer(&wait(subject.ledger().write(asked))), expected, "{line}");
    }
    subject.sound();
    subject.reopened().sound();
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $table:expr;)*) => {
        mod model {
            $(#[test] fn $name() { super::run::<super::Model>($table); })*
        }
        mod embedded {
            $($(#[$doc])* #[test] fn $name() { super::run::<super::Embedded>($table); })*
        }
    };
}

tables! {
    /// R9, R10
    a_reservation_holds_and_only_a_commit_posts: "
        post l1 @load>A:100
        A 100 0
        reserve s1 A>@spend:60 [A>=0]
        A 100 60
        @spend 0 0
        commit s1
        A 40 0
        @spend 60 0
        @load -100 0
    ";
    a_void_gives_back_and_lets_the_id_hold_again: "
        post l1 @load>A:100
        reserve s1 A>@spend:60
        void s1
        A 100 0
        void s1
        A 100 0
        commit s1 | misfit
        reserve s1 A>@spend:70
        A 100 70
        commit s1
        A 30 0
    ";
    /// R5, F7
    a_repeated_step_changes_nothing: "
        post l1 @load>A:100
        post l1 @load>A:100
        A 100 0
        reserve s1 A>@spend:60 [A>=0]
        reserve s1 A>@spend:60 [A>=0]
        reserve s1 A>@spend:1 [A>=5000] !Z
        A 100 60
        reopen
        reserve s1 A>@spend:60
        commit s1
        commit s1
        reserve s1 A>@spend:60 [A>=0]
        post s1 A>@spend:60
        reopen
        commit s1
        A 40 0
        @spend 60 0
    ";
    a_step_that_does_not_fit_is_refused: "
        commit s1 | misfit
        void s1
        reserve s1 @load>A:5
        commit s1
        void s1 | misfit
        A 5 0
        post l1 @load>A:7
        void l1 | misfit
        commit l1
        A 12 0
    ";
    a_post_finishes_what_is_held: "
        reserve s1 @load>A:5
        post s1 @load>A:9
        A 5 0
    ";
    a_reservation_of_nothing_is_a_reservation: "
        reserve s1
        commit s1
        commit s1
        void s1 | misfit
    ";
    /// R16
    a_floor_may_be_reached_and_not_passed: "
        post l1 @load>A:100
        reserve s1 A>@spend:101 [A>=0] | broken [A>=0]
        A 100 0
        reserve s2 A>@spend:100 [A>=0]
        A 100 100
        reserve s3 A>@spend:1 [A>=0] | broken [A>=0]
        reserve s3 A>@spend:25 [A>=-25]
        reserve s4 A>@spend:1 [A>=-25] | broken [A>=-25]
    ";
    /// R1
    a_floor_sees_what_others_hold: "
        post l1 @load>A:100
        reserve s1 A>@spend:60 [A>=0]
        reserve s2 A>@spend:60 [A>=0] | broken [A>=0]
        void s1
        reserve s2 A>@spend:60 [A>=0]
        commit s2
        A 40 0
    ";
    /// R18
    what_will_be_received_does_not_count: "
        reserve l1 @load>A:100
        reserve s1 A>@spend:1 [A>=0] | broken [A>=0]
        post s2 @load>A:50 A>@spend:1 [A>=0] | broken [A>=0]
        commit l1
        post s2 @load>A:50 A>@spend:1 [A>=0]
        A 149 0
    ";
    floors_are_looked_at_in_order: "
        post l1 @load>A:100 @gift>A.gift:10
        reserve s1 A>@spend:101 A.gift>@spend:11 [A.gift>=0] [A>=0] | broken [A.gift>=0]
        reserve s1 A>@spend:101 A.gift>@spend:9 [A.gift>=0] [A>=0] | broken [A>=0]
        reserve s1 A>@spend:105 A.gift>@spend:5 [A+A.gift>=0]
        A 100 105
        A.gift 10 5
    ";
    /// S3-20
    a_floor_over_all_cards_of_a_customer_sees_them_as_they_are: "
        card A active c1
        card B active c1
        card C active c2
        post l1 @load>A:100 @load>B:50 @load>C:1000
        reserve s1 A>@spend:120 [*c1>=40] | broken [*c1>=40]
        reserve s1 A>@spend:110 [*c1>=40]
        reserve s2 B>@spend:1 [*c1>=40] | broken [*c1>=40]
        card C active c1
        reserve s2 B>@spend:1 [*c1>=40]
        card C active c2
        reserve s3 B>@spend:1 [*c1>=-100] [*c1+%c1>=0]
        post d1 %c1>@adjust:30 [*c1+%c1>=8]
        %c1 -30 0
        reserve s4 B>@spend:1 [*c1+%c1>=8] | broken [*c1+%c1>=8]
    ";
    a_card_in_the_same_write_counts: "
        post l1 @load>A:100 @load>N:7
        card A active c1 A>@spend:10 [*c1>=90] !A
        A 100 10
        card N blocked c1 N>@spend:1 !N | not active N
        card N active c2 N>@spend:1 [*c1>=90] [*c2>=6] !N
        card A active c2 | ok
    ";
    an_account_named_twice_counts_once: "
        card A active c1
        post l1 @load>A:100
        reserve s1 A>@spend:60 [A+A+*c1>=41] | broken [A+A+*c1>=41]
        reserve s1 A>@spend:60 [A+A+*c1>=40]
    ";
    /// R2
    a_card_that_is_not_active_is_refused_before_any_floor: "
        card A blocked -
        card B active -
        post l1 @load>A:100
        reserve s1 A>@spend:500 [A>=0] !B !A !Z | not active A
        reserve s1 A>@spend:500 [A>=0] !B !Z !A | not active Z
        card A active -
        reserve s1 A>@spend:500 [A>=0] !A | broken [A>=0]
        reserve s1 A>@spend:100 [A>=0] !A
    ";
    a_refused_write_leaves_no_trace: "
        post l1 @load>A:100
        reserve s1 A>@spend:10 B>@spend:10 [B>=0] | broken [B>=0]
        A 100 0
        B 0 0
        commit s1 | misfit
    ";
    a_posting_that_is_none_is_refused: "
        post l1 @load>A:0 | misfit
        post l1 @load>A:-5 | misfit
        post l1 A>A:5 | misfit
        post l1 @load>A/STAMP:5 | misfit
        post l1 @load/STAMP>A/STAMP:5
        A/STAMP 5 0
        A 0 0
    ";
    an_amount_beyond_64_bits_is_refused: "
        post l1 @load>A:9223372036854775807
        post l2 @adjust>A:1 | overflow
        reserve l2 @adjust>A:1 | overflow
        post l3 @load>B:2 | overflow
        post l3 @load>B:1
        reserve s1 A>@spend:9223372036854775807
        reserve s2 A>@spend:1 | overflow
        A 9223372036854775807 9223372036854775807
        commit s1
        A 0 0
    ";
    units_and_owners_are_kept_apart: "
        post l1 @load>A:1 @load>A.gift:2 @load>%A:4 @load/STAMP>A/STAMP:8
        A 1 0
        A.gift 2 0
        %A 4 0
        A/STAMP 8 0
        @load -7 0
        @load/STAMP -8 0
    ";
}

fn operation(id: &str, version: i64, state: State, opened: i64) -> OperationRow {
    OperationRow {
        id: id.to_owned(),
        version,
        method: if id.starts_with('l') { "card.load" } else { "receipt.issue" }.to_owned(),
        digest: "d".to_owned(),
        state,
        owes: false,
        opened,
        body: format!("{{\"version\":{version}}}"),
    }
}

fn put<S: Subject>(subject: &S, rows: Vec<OperationRow>) -> Result<(), WriteError> {
    wait(subject.ledger().write(Write { operations: rows, ..write("o", Step::None) }))
}

fn an_operation_is_changed_only_by_who_has_read_it<S: Subject>() {
    let subject = S::fresh();
    put(&subject, vec![operation("s1", 0, State::Reserved, 5)]).expect("new");
    assert_eq!(subject.ledger().operation("s1").expect("read").map(|row| row.version), Some(1));
    for version in [0, 2, 7] {
        let rows = vec![operation("s2", 0, State::Reserved, 5), operation("s1", version, State::Printing, 5)];
        assert_eq!(put(&subject, rows), Err(WriteError::Changed("s1".to_owned())), "{version}");
        assert_eq!(subject.ledger().operation("s2"), Ok(None), "all or nothing");
    }
    assert_eq!(put(&subject, vec![operation("s2", 1, State::Reserved, 5)]), Err(WriteError::Changed("s2".to_owned())));
    put(&subject, vec![operation("s1", 1, State::Printing, 5)]).expect("the version that was read");
    let row = subject.ledger().operation("s1").expect("read").expect("there");
    assert_eq!(row, OperationRow { version: 2, ..operation("s1", 1, State::Printing, 5) });
    // Somebody else's change is said before the card and the floor.
    let step = Step::Reserve(reservation(["A>@spend:5", "[A>=0]", "!A"].into_iter()));
    let late = Write { operations: vec![operation("s1", 1, State::Committed, 5)], ..write("s1", step) };
    assert_eq!(wait(subject.ledger().write(late)), Err(WriteError::Changed("s1".to_owned())));
    subject.sound();
}

fn operations_are_found_in_the_order_they_were_opened<S: Subject>() {
    let subject = S::fresh();
    let rows = [
        operation("s9", 0, State::Committed, 30),
        operation("l2", 0, State::Reserved, 10),
        operation("s1", 0, State::InDoubt, 20),
        OperationRow { owes: true, ..operation("s3", 0, State::Committed, 40) },
        operation("s4", 0, State::Printing, 40),
        operation("l0", 0, State::Voided, 50),
    ];
    for row in rows {
        put(&subject, vec![row]).expect("new");
    }
    put(&subject, vec![operation("s9", 1, State::Committed, 30)]).expect("changed");
    let subject = subject.reopened();
    let ids = |rows: Vec<OperationRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>().join(" ");
    let all = OperationQuery { limit: 100, ..OperationQuery::default() };
    let word = |text: &str| Some(text.to_owned());
    for (query, expected) in [
        (all.clone(), "s9 l2 s1 s3 s4 l0"),
        (OperationQuery { limit: 2, ..all.clone() }, "s9 l2"),
        (OperationQuery { after: word("l2"), limit: 2, ..all.clone() }, "s1 s3"),
        (OperationQuery { after: word("nobody"), ..all.clone() }, ""),
        (OperationQuery { state: word("committed"), ..all.clone() }, "s9 s3"),
        (OperationQuery { from: Some(20), to: Some(40), ..all.clone() }, "s9 s1"),
        (OperationQuery { methods: vec!["card.load".to_owned()], ..all.clone() }, "l2 l0"),
        (
            OperationQuery { methods: vec!["card.load".to_owned(), "receipt.issue".to_owned()], ..all.clone() },
            "s9 l2 s1 s3 s4 l0",
        ),
        (OperationQuery { methods: vec!["card.load".to_owned()], from: Some(11), after: word("l2"), ..all }, "l0"),
    ] {
        assert_eq!(ids(subject.ledger().operations(&query).expect("found")), expected, "{query:?}");
    }
    assert_eq!(ids(subject.ledger().unfinished().expect("found")), "l2 s1 s3 s4");
    subject.sound();
}

fn cards_and_customers_are_found<S: Subject>() {
    let subject = S::fresh();
    let customer = |id: &str, company: Option<&str>, last: Option<&str>| Customer {
        id: Some(id.to_owned()),
        company: company.map(str::to_owned),
        first_name: Some("Ülle".to_owned()),
        last_name: last.map(str::to_owned),
        ..Customer::default()
    };
    let kinds = |number: &str, kind: &str, status, customer| Card {
        card_type: kind.to_owned(),
        ..card(number, status, customer)
    };
    let asked = Write {
        cards: vec![
            kinds("20", "gold", CardStatus::Active, Some("c1")),
            kinds("11", "wallet", CardStatus::Blocked, None),
            kinds("1", "wallet", CardStatus::Active, Some("c2")),
            kinds("12", "wallet", CardStatus::Active, Some("c1")),
        ],
        customers: vec![customer("c1", Some("AS Õun"), None), customer("c2", None, Some("Tamm"))],
        ..write("r", Step::None)
    };
    wait(subject.ledger().write(asked.clone())).expect("written");
    let moved = Write { cards: vec![kinds("1", "wallet", CardStatus::Closed, Some("c2"))], ..write("r2", Step::None) };
    wait(subject.ledger().write(moved)).expect("written");
    let subject = subject.reopened();
    let numbers = |cards: Vec<Card>| cards.into_iter().map(|card| card.number).collect::<Vec<_>>().join(" ");
    let all = CardQuery { limit: 100, ..CardQuery::default() };
    let word = |text: &str| Some(text.to_owned());
    for (query, expected) in [
        (all.clone(), "1 11 12 20"),
        (CardQuery { limit: 2, ..all.clone() }, "1 11"),
        (CardQuery { after: word("1"), limit: 2, ..all.clone() }, "11 12"),
        (CardQuery { number: word("1"), ..all.clone() }, "1 11 12"),
        (CardQuery { number: word("12"), ..all.clone() }, "12"),
        (CardQuery { number: word(""), ..all.clone() }, "1 11 12 20"),
        (CardQuery { card_type: word("gold"), ..all.clone() }, "20"),
        (CardQuery { status: word("active"), ..all.clone() }, "12 20"),
        (CardQuery { customer: word("c1"), ..all.clone() }, "12 20"),
        (CardQuery { name: word("õUN"), ..all.clone() }, "12 20"),
        (CardQuery { name: word("üLLE t"), ..all.clone() }, "1"),
        (CardQuery { name: word("%"), ..all.clone() }, ""),
        (CardQuery { name: word("as"), number: word("1"), status: word("active"), ..all }, "12"),
    ] {
        assert_eq!(numbers(subject.ledger().cards(&query).expect("found")), expected, "{query:?}");
    }
    assert_eq!(subject.ledger().card("12"), Ok(Some(asked.cards[3].clone())));
    assert_eq!(subject.ledger().card("13"), Ok(None));
    assert_eq!(subject.ledger().customer("c2"), Ok(Some(asked.customers[1].clone())));
    assert_eq!(subject.ledger().customer("c3"), Ok(None));
    subject.sound();
}

fn entries_are_read_backwards_in_spans_and_pages<S: Subject>() {
    let subject = S::fresh();
    for (time, id, moves) in [
        (10, "l1", vec!["@load>A:100", "@gift>A.gift:5"]),
        (20, "s1", vec!["A>@spend:30"]),
        (30, "m1", vec!["A>A.gift:10", "@load>B:1"]),
        (25, "s2", vec!["A.gift>@spend:15"]),
    ] {
        let asked = Write { time, ..write(id, Step::Post(reservation(moves.into_iter()))) };
        wait(subject.ledger().write(asked)).expect("posted");
    }
    let subject = subject.reopened();
    let owner = account("A").owner;
    let ids = |span, before, limit| -> Vec<i64> {
        subject
            .ledger()
            .entries(&owner, &|_| true, span, before, limit)
            .expect("read")
            .iter()
            .map(|entry| entry.id)
            .collect()
    };
    assert_eq!(ids((None, None), None, 100), [6, 4, 3, 2, 1]);
    assert_eq!(ids((None, None), None, 2), [6, 4]);
    assert_eq!(ids((None, None), Some(4), 2), [3, 2]);
    assert_eq!(ids((Some(20), Some(30)), None, 9), [6, 3]);
    assert_eq!(ids((Some(31), None), None, 9), [0_i64; 0]);
    let gifts = subject.ledger().entries(&owner, &|label| label != "EUR", (None, None), None, 9).expect("read");
    assert_eq!(gifts.iter().map(|entry| entry.id).collect::<Vec<_>>(), [6, 4, 2]);
    let system = subject.ledger().entries(&account("@load").owner, &|_| true, (None, None), None, 9).expect("read");
    assert_eq!(system.iter().map(|entry| entry.id).collect::<Vec<_>>(), [5, 1]);
    let moved = subject.ledger().entries(&owner, &|_| true, (Some(30), None), None, 1).expect("read");
    let expected = Entry {
        id: 4,
        operation: "m1".to_owned(),
        time: 30,
        from: account("A"),
        to: account("A.gift"),
        amount: 10,
        from_balance: 60,
        to_balance: 15,
    };
    assert_eq!(moved, [expected]);
}

fn balances_and_sums_are_of_what_is_posted<S: Subject>() {
    let subject = S::fresh();
    let cards = vec![
        card("A", CardStatus::Active, None),
        card("B", CardStatus::Blocked, None),
        Card { card_type: "gold".to_owned(), ..card("C", CardStatus::Active, None) },
    ];
    wait(subject.ledger().write(Write { cards, ..write("r", Step::None) })).expect("written");
    let moves = ["@load>A:100", "@load>B:-3", "@gift>A.gift:5", "@load>C:7", "@load>D:9", "A>@spend:1"];
    let moves = moves.map(|text| text.replace(":-3", ":3"));
    wait(subject.ledger().write(write("l", Step::Post(reservation(moves.iter().map(String::as_str))))))
        .expect("posted");
    wait(subject.ledger().write(write("s", Step::Reserve(reservation(["A>@spend:9"].into_iter()))))).expect("held");
    wait(subject.ledger().write(write("x", Step::Post(reservation(["C>@spend:7"].into_iter()))))).expect("posted");
    let balances = subject.ledger().balances(&account("A").owner).expect("read");
    let found: Vec<_> = balances.iter().map(|b| (b.account.label.as_str(), b.posted, b.held, b.available())).collect();
    assert_eq!(found, [("EUR", 99, 9, 90), ("EUR.gift", 5, 0, 5)]);
    assert_eq!(subject.ledger().balances(&account("Z").owner), Ok(Vec::new()));
    let sum = |label: &str, accounts, posted| Sum {
        card_type: "wallet".to_owned(),
        label: label.to_owned(),
        accounts,
        posted,
    };
    assert_eq!(subject.ledger().sums(), Ok(vec![sum("EUR", 2, 102), sum("EUR.gift", 1, 5)]));
}

fn a_step_without_a_record_is_refused<S: Subject>() {
    let subject = S::fresh();
    let bare = |step| Write { record: None, ..write("o", step) };
    for asked in [
        bare(Step::Void),
        bare(Step::Commit),
        bare(Step::Reserve(Reservation::default())),
        Write { cards: vec![card("A", CardStatus::Active, None)], ..bare(Step::None) },
    ] {
        assert_eq!(answer(&wait(subject.ledger().write(asked.clone()))), "misfit", "{asked:?}");
    }
    let row = Write { operations: vec![operation("o", 0, State::Asking, 1)], ..bare(Step::None) };
    wait(subject.ledger().write(row)).expect("an operation may be noted without a record");
    subject.sound();
}

macro_rules! on_each {
    ($($name:ident;)*) => {
        mod model_too { $(#[test] fn $name() { super::$name::<super::Model>(); })* }
        mod embedded_too { $(#[test] fn $name() { super::$name::<super::Embedded>(); })* }
    };
}

on_each! {
    an_operation_is_changed_only_by_who_has_read_it;
    operations_are_found_in_the_order_they_were_opened;
    cards_and_customers_are_found;
    entries_are_read_backwards_in_spans_and_pages;
    balances_and_sums_are_of_what_is_posted;
    a_step_without_a_record_is_refused;
}
