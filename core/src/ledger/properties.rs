//! What holds of the embedded ledger after any sequence of steps, any interleaving, any restart.
//!
//! The model predicts each answer; the journal's verification recomputes each balance.

use super::{
    Entry, Ledger, Owner, Reservation, Scope, Step, WriteError,
    contract::{Embedded, Subject, account, card, posting, wait, write},
    model::Model,
};
use crate::{journal::verify::verify, registry::CardStatus};
use fiscus_sdk::Reason;
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc, thread};

const ACCOUNTS: [&str; 6] = ["A", "A.gift", "B", "C", "@load", "@spend"];

/// The lowest that card accounts may ever be.
const FLOOR: i64 = -20;

/// A step of one of a few operations, at a time, with or without a restart after it.
#[derive(Debug, Clone)]
struct Move {
    operation: usize,
    step: Step,
    time: i64,
    restart: bool,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let ends = (0..ACCOUNTS.len(), 1..ACCOUNTS.len()).prop_map(|(from, by)| (from, (from + by) % ACCOUNTS.len()));
    let one = (ends, 1..60_i64)
        .prop_map(|((from, to), amount)| posting(&format!("{}>{}:{amount}", ACCOUNTS[from], ACCOUNTS[to])));
    let reservation = prop::collection::vec(one, 0..4).prop_map(guarded);
    let step = prop_oneof![
        4 => reservation.clone().prop_map(Step::Reserve),
        4 => Just(Step::Commit),
        2 => Just(Step::Void),
        3 => reservation.prop_map(Step::Post),
    ];
    let one = (0..5_usize, step, 0..50_i64, prop::bool::weighted(0.2))
        .prop_map(|(operation, step, time, restart)| Move { operation, step, time, restart });
    prop::collection::vec(one, 1..30)
}

/// A floor on each card account that is debited, as every card type sets them.
fn guarded(postings: Vec<super::Posting>) -> Reservation {
    let debits = postings.iter().map(|posting| posting.from.clone());
    let guards = debits
        .filter(|from| !matches!(from.owner, Owner::System(_)))
        .map(|from| super::Guard {
            over: vec![Scope::Account(from)],
            min: FLOOR,
            reason: Reason::InsufficientBalance,
            text: String::new(),
        })
        .collect();
    Reservation { postings, guards, ..Reservation::default() }
}

/// What is posted and held on every account.
fn state(ledger: &dyn Ledger) -> Vec<(i64, i64)> {
    ACCOUNTS.map(|name| ledger.sum(&[Scope::Account(account(name))]).expect("a sum")).to_vec()
}

/// Whether two answers say the same; sentences may differ.
fn alike(one: &Result<(), WriteError>, other: &Result<(), WriteError>) -> bool {
    match (one, other) {
        (Err(one), Err(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
        (one, other) => one.is_ok() == other.is_ok(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Properties 1, 2, 3 and 6: after each step, each repeated, with restarts between.
    #[test]
    fn no_sequence_breaks_what_must_hold(moves in moves()) {
        let (model, mut embedded) = (Model::default(), Embedded::fresh());
        for (at, Move { operation, step, time, restart }) in moves.into_iter().enumerate() {
            let asked = super::Write { time, ..write(&format!("o{operation}"), step) };
            let expected = wait(model.write(asked.clone()));
            let found = wait(embedded.ledger.write(asked.clone()));
            prop_assert!(alike(&expected, &found), "step {}: {:?}, {:?}", at, expected, found);
            let after = state(&embedded.ledger);
            prop_assert_eq!(&after, &state(&model), "step {}", at);
            if restart {
                embedded = embedded.reopened();
            }
            // A refusal stands as well: nothing has changed that could lift it.
            let again = wait(embedded.ledger.write(asked));
            prop_assert!(alike(&found, &again), "again, step {}: {:?}, {:?}", at, found, again);
            prop_assert_eq!(&after, &state(&embedded.ledger), "again, step {}", at);
            prop_assert_eq!(after.iter().map(|line| line.0).sum::<i64>(), 0);
            for (posted, held) in &after[..4] {
                prop_assert!(*posted >= FLOOR && posted - held >= FLOOR, "step {}: {:?}", at, after);
            }
        }
        closings_are_openings(&embedded.ledger, &model)?;
        prop_assert!(verify(&embedded.folder.0).is_ok(), "{:?}", verify(&embedded.folder.0));
    }

    /// Property 3: what was posted is not posted again by a repetition of any prefix.
    #[test]
    fn a_prefix_repeated_changes_nothing(amounts in prop::collection::vec(1..50_i64, 1..12), restart in any::<bool>()) {
        let mut embedded = Embedded::fresh();
        let asked: Vec<_> = amounts
            .iter()
            .enumerate()
            .map(|(at, amount)| write(&format!("o{at}"), Step::Post(guarded(vec![posting(&format!("@load>A:{amount}"))]))))
            .collect();
        for (at, one) in asked.iter().enumerate() {
            wait(embedded.ledger.write(one.clone())).expect("posted");
            let before = state(&embedded.ledger);
            if restart && at % 3 == 0 {
                embedded = embedded.reopened();
            }
            for earlier in &asked[..=at] {
                wait(embedded.ledger.write(earlier.clone())).expect("nothing to do");
            }
            prop_assert_eq!(before, state(&embedded.ledger));
        }
        embedded.sound();
    }
}

/// Property 6: in any division of time the movements add up to what is posted, and the balance after each entry is
/// the sum up to it.
fn closings_are_openings(ledger: &dyn Ledger, model: &Model) -> Result<(), TestCaseError> {
    for name in ["A", "B", "@load"] {
        let owner = account(name).owner;
        let all = ledger.entries(&owner, &|_| true, (None, None), None, 1_000).expect("entries");
        prop_assert_eq!(&all, &model.entries(&owner, &|_| true, (None, None), None, 1_000).expect("entries"));
        let mut sums: BTreeMap<_, i64> = BTreeMap::new();
        for entry in all.iter().rev() {
            for (side, amount, balance) in
                [(&entry.from, -entry.amount, entry.from_balance), (&entry.to, entry.amount, entry.to_balance)]
            {
                if side.owner == owner {
                    let sum = sums.entry(side.clone()).or_default();
                    *sum += amount;
                    prop_assert_eq!(*sum, balance, "{:?}", entry);
                }
            }
        }
        for balance in ledger.balances(&owner).expect("balances") {
            prop_assert_eq!(sums.get(&balance.account).copied().unwrap_or(0), balance.posted);
        }
        let spans = [(None, Some(10)), (Some(10), Some(30)), (Some(30), Some(31)), (Some(31), None)];
        let mut parts: Vec<Entry> = spans
            .into_iter()
            .flat_map(|span| ledger.entries(&owner, &|_| true, span, None, 1_000).expect("entries"))
            .collect();
        parts.sort_by_key(|entry| std::cmp::Reverse(entry.id));
        prop_assert_eq!(parts, all);
    }
    Ok(())
}

/// R1, F8
#[test]
fn many_tills_on_one_card_never_pass_the_floor() {
    let embedded = Embedded::fresh();
    let asked = super::Write {
        cards: vec![card("A", CardStatus::Active, None)],
        ..write("l", Step::Post(Reservation { postings: vec![posting("@load>A:100")], ..Reservation::default() }))
    };
    wait(embedded.ledger.write(asked)).expect("loaded");
    let ledger: Arc<&super::sqlite::Sqlite> = Arc::new(&embedded.ledger);
    let spent: i64 = thread::scope(|scope| {
        let tills: Vec<_> = (0..8)
            .map(|till| {
                let ledger = Arc::clone(&ledger);
                scope.spawn(move || {
                    let mut spent = 0;
                    for sale in 0..40 {
                        let mut reservation = guarded(vec![posting("A>@spend:1")]);
                        reservation.guards[0].min = 0;
                        reservation.active.push("A".to_owned());
                        let id = format!("s{till}.{sale}");
                        match wait(ledger.write(write(&id, Step::Reserve(reservation)))) {
                            // Every third is given back, so that others get through later.
                            Ok(()) if sale % 3 == 0 => wait(ledger.write(write(&id, Step::Void))).expect("given back"),
                            Ok(()) => {
                                wait(ledger.write(write(&id, Step::Commit))).expect("what is held can be posted");
                                spent += 1;
                            }
                            Err(WriteError::Broken { .. }) => {}
                            Err(other) => panic!("{other}"),
                        }
                        let (posted, held) = ledger.sum(&[Scope::Account(account("A"))]).expect("a sum");
                        assert!(posted - held >= 0 && held >= 0, "{posted} {held}");
                    }
                    spent
                })
            })
            .collect();
        tills.into_iter().map(|till| till.join().expect("a till")).sum()
    });
    assert_eq!(ledger.sum(&[Scope::Account(account("A"))]), Ok((100 - spent, 0)));
    assert!(spent > 60, "with 8 x 26 sales wanted and 100 to spend the card is used up, all but what was in flight");
    embedded.sound();
}
