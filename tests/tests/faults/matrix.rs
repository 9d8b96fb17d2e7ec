//! Every fault of a simulated printer against every kind of document, before every family.
//!
//! | word | the till is told | in the device's memory |
//! |---|---|---|
//! | `done` | committed | the document, once |
//! | `copy` | committed | the slip, once or twice, the later one marked |
//! | `doubt` | in doubt | the document or not: the evidence is ambiguous |
//! | a fault's reason | that fault, and the same id may be used again | nothing |
//! | a refusal's reason | that refusal, for good | nothing |
//! | `-` | the fault does not exist on this wire | |
//!
//! Where it says `doubt` nothing better can be said: cash leaves no trace on a device, and of a document that somebody
//! else's followed only the number is gone. An X report is the exception to the last column: nothing hangs on it, so one
//! whose answer was lost is simply asked for again.

use super::{
    Shop, Value,
    cases::{self, Case},
    cash, json, on_paper, plan, sale, script, sell,
    tables::rows,
};
use fiscus_tests::{
    Family, Lack,
    oracle::{Trial, release},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// How many shops of a family play a case at once.
const LANES: usize = 2;

#[test]
fn a_sale_for_cash_survives_every_fault() {
    every_fault(&cases::SALE_FOR_CASH);
}

#[test]
fn a_sale_paid_by_card_survives_every_fault() {
    every_fault(&cases::SALE_BY_CARD);
}

/// S10
#[test]
fn a_return_survives_every_fault() {
    every_fault(&cases::RETURN);
}

/// S10
#[test]
fn a_return_by_what_is_on_paper_survives_every_fault() {
    every_fault(&cases::RETURN_BY_NUMBERS);
}

/// S10
#[test]
fn a_void_survives_every_fault() {
    every_fault(&cases::VOID);
}

#[test]
fn a_load_that_prints_slips_survives_every_fault() {
    every_fault(&cases::LOAD_WITH_SLIPS);
}

#[test]
fn the_second_slip_of_a_load_survives_every_fault() {
    every_fault(&cases::SECOND_SLIP);
}

#[test]
fn a_load_that_prints_a_receipt_survives_every_fault() {
    every_fault(&cases::LOAD_WITH_RECEIPT);
}

/// S10
#[test]
fn a_slip_survives_every_fault() {
    every_fault(&cases::SLIP);
}

/// S10
#[test]
fn a_z_report_survives_every_fault() {
    every_fault(&cases::Z_REPORT);
}

#[test]
fn an_x_report_survives_every_fault() {
    every_fault(&cases::X_REPORT);
}

/// S10
#[test]
fn cash_in_survives_every_fault() {
    every_fault(&cases::CASH_IN);
}

/// Plays a case against every row of the tables, before every family at once, several rows of each at once.
fn every_fault(case: &Case) {
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        for family in Family::FISCAL {
            if case.lack.is_some_and(|lack| family.lacks(lack)) {
                let wrong = &wrong;
                threads.spawn(move || refused(case, family, wrong));
                continue;
            }
            let rows = rows(family, case.column);
            assert!(rows.len() >= 5, "{} rows of {}", rows.len(), family.model);
            for lane in 0..LANES {
                let (rows, wrong) = (rows.clone(), &wrong);
                threads.spawn(move || {
                    let of_lane = rows.into_iter().skip(lane).step_by(LANES);
                    all_of(case, family, of_lane, wrong);
                });
            }
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// Plays them all, several at once, and names those that went wrong.
pub fn several<T: Sync + std::fmt::Debug>(plays: &[T], play: impl Fn(&T) + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        for _ in 0..6 {
            threads.spawn(|| {
                while let Some(one) = plays.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(why) = caught(|| play(one)) {
                        wrong.lock().expect("a list").push(format!("{one:?}: {why}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), plays.len(), wrong.join("\n"));
}

/// One after the other in a shop; after one that went wrong the next has a shop of its own.
fn all_of(
    case: &Case,
    family: Family,
    rows: impl Iterator<Item = (&'static str, &'static str)>,
    wrong: &Mutex<Vec<String>>,
) {
    let mut open: Option<Shop> = None;
    for (at, (fault, told)) in rows.enumerate() {
        let shop = open.take().unwrap_or_else(|| super::opened(plan(family)));
        match caught(|| play(&shop, case, family, &format!("it-{at}"), fault, told)) {
            Ok(()) => open = Some(shop),
            Err(why) => wrong.lock().expect("a list").push(format!("{} {fault}: {why}", family.model)),
        }
    }
    if let Some(Err(why)) = open.map(|shop| caught(|| rests(&shop))) {
        wrong.lock().expect("a list").push(format!("{}: {why}", family.model));
    }
}

/// A case that the family declares not to do leaves nothing, and says so.
fn refused(case: &Case, family: Family, wrong: &Mutex<Vec<String>>) {
    let told = caught(|| {
        let shop = super::opened(plan(family));
        let trial = case.trial(&shop, family, "it", 0);
        assert_eq!(trial.judge(&shop, &trial.call(&shop)), "capability_missing");
        rests(&shop);
    });
    if let Err(why) = told {
        wrong.lock().expect("a list").push(format!("{} declares: {why}", family.model));
    }
}

fn rests(shop: &Shop) {
    for state in ["reserved", "printing", "in_doubt"] {
        let open = shop.done("operations.find", json!({ "state": state }));
        assert_eq!(open["items"], json!([]), "{state}");
    }
    shop.verify();
}

/// What went wrong, in words.
fn caught(play: impl FnOnce()) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(play)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default()
    })
}

/// One fault, one document, and everything that must hold after it.
fn play(shop: &Shop, case: &Case, family: Family, id: &str, fault: &str, expected: &str) {
    let may = |word: &str| expected.split('/').any(|one| one == word);
    let trial = case.trial(shop, family, id, usize::from(may("copy")));
    let marked = super::marked(shop);
    shop.front().misbehave(&script(&[(case.on, &format!("nth = {}", case.nth), fault)]));
    let answer = trial.call(shop);
    // What holds its line is not waited for.
    release(shop, family, fault);
    shop.await_rest();
    shop.front().misbehave("");
    if answer.as_ref().is_ok_and(|answer| answer["state"] == "in_doubt") {
        stands_in_doubt(shop, case, id, &trial, &answer);
        if fault.starts_with("slow") {
            trial.comes_out(shop);
        }
    }
    let told = trial.judge(shop, &answer);
    // What follows the commit is printed until it is there, whatever the device says of it.
    let done = told == "done" && (may("done") || may("copy") || case.nth > 1);
    assert!(done || may(&told), "told as {told}, not {expected}: {answer:?}");
    let more = super::marked(shop) - marked;
    assert!(more == usize::from(may("copy")) || (more == 0 && may("done")), "{more} marked slips, told as {expected}");
    if !family.lacks(Lack::Answers) {
        if let (Ok(answer), true) = (&answer, matches!(case.on, "receipt" | "return") && told == "done") {
            let differs = !answer["notices"].as_array().is_none_or(Vec::is_empty);
            assert_eq!(differs, fault == "other_total", "{answer}");
        }
        super::assert_idle(shop);
    }
    // The shop goes on.
    let before = on_paper(shop, "receipt");
    assert_eq!(sell(shop, &format!("{id}-next"), "2.50")["state"], "committed");
    super::settles(shop, family);
    assert_eq!(on_paper(shop, "receipt"), before + 1);
}

/// What is told of a doubt, and that it keeps fiscal documents waiting.
fn stands_in_doubt(shop: &Shop, case: &Case, id: &str, trial: &Trial, answer: &Result<Value, Value>) {
    let evidence = answer.as_ref().map(|answer| answer["evidence"]["fault"].clone());
    assert!(evidence.is_ok_and(|fault| fault.as_str().is_some_and(|fault| !fault.is_empty())), "{answer:?}");
    assert_eq!(&trial.call(shop), answer);
    if case.on != "cash" {
        let next = sale(&format!("{id}-behind"), "2.50", cash());
        assert_eq!(shop.refused("receipt.issue", next), "printer_in_doubt");
    }
}
