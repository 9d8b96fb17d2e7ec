//! What goes wrong between the daemon and a device of any family, times every kind of paper that it prints.

use fiscus_tests::{
    Family, Lack,
    oracle::{CARD, KINDS, Oracle},
    shop::{Plan, Shop, WALLET},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What goes wrong with a device that answers: with the request that closes the document, or, behind a stroke, with
/// another one. A byte of the answer is one at its start and one in its middle.
const FAULTS: [&str; 18] = [
    "lose_before",
    "lose_after",
    "hang_before",
    "hang_after",
    "garbage",
    "http_500",
    "cut_request:4",
    "cut_answer:0",
    "cut_answer:6",
    "swallow:5",
    "flip_answer:3",
    "flip_answer:9:80",
    "foreign_before",
    "foreign_after_lost",
    "busy",
    "paper_end",
    "power_cycle_before",
    "power_cycle_after",
];

/// The end of the paper in the middle of a document, where its lines are requests of their own.
const MIDDLE: &str = "line/paper_end";

/// What goes wrong with a register that never answers. What somebody else prints cannot be told from ours there.
const SILENT: [&str; 7] =
    ["lose_before", "lose_after", "cut_answer:0", "paper_end", "xoff", "pause", "power_cycle_after"];

fn faults(family: Family, kind: &str) -> Vec<&'static str> {
    let framed = ["custom-serial", "rch"].contains(&family.model);
    let silent = family.lacks(Lack::Answers);
    let of: &[&str] = if silent { &SILENT } else { &FAULTS };
    let middle = (framed && ["receipt", "return"].contains(&kind)).then_some(MIDDLE);
    of.iter().copied().chain(middle).collect()
}

fn plan(family: Family) -> Plan {
    Plan {
        libraries: vec!["fiscus-prepaid", family.package],
        family,
        printers: vec![("front".to_owned(), family.tables.to_owned())],
        timeout: "400ms".to_owned(),
        more: WALLET.to_owned(),
        ..Plan::default()
    }
}

/// The kinds that can be asked for by the till at all.
fn kinds(family: Family) -> Vec<&'static str> {
    // A void names its original by the operation; where that has no number there is none.
    KINDS.into_iter().filter(|kind| *kind != "void" || !family.lacks(Lack::OwnOriginals)).collect()
}

/// S1, S5, S6, S10, F6
fn every_fault(family: Family) {
    let mut shop = Shop::open(plan(family));
    shop.load("l1", CARD, "1000.00");
    let mut wrong = Vec::new();
    for kind in kinds(family) {
        let oracle = Oracle { shop: &shop, family, kind };
        for (at, fault) in faults(family, kind).into_iter().enumerate() {
            if catch_unwind(AssertUnwindSafe(|| oracle.play(&format!("{kind}-{at}"), fault))).is_err() {
                wrong.push(format!("{kind} {fault}"));
            }
        }
        // Somebody else prints between two documents of ours.
        if !family.lacks(Lack::Answers) {
            let trial = oracle.prepare(&format!("{kind}-foreign"));
            shop.front().foreign();
            oracle.judge(&trial, "foreign between", &oracle.call(&trial));
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:?}", family.model);
    for kind in kinds(family) {
        off_and_on(&mut shop, family, kind);
        for point in ["print:before", "print:after"] {
            dies(&mut shop, family, kind, point);
        }
    }
    Oracle::rests(&shop);
}

/// S7: a device that is off prints nothing, and the same call prints when it is on again.
fn off_and_on(shop: &mut Shop, family: Family, kind: &str) {
    let trial = Oracle { shop, family, kind }.prepare(&format!("{kind}-off"));
    shop.unplug("front");
    let answer = Oracle { shop, family, kind }.call(&trial);
    shop.plug_in("front");
    Oracle { shop, family, kind }.judge(&trial, "off", &answer);
}

/// S2: the daemon dies around the document, and the next one finds out.
fn dies(shop: &mut Shop, family: Family, kind: &str, point: &str) {
    let trial = Oracle { shop, family, kind }.prepare(&format!("{kind}-{point}"));
    shop.await_rest();
    shop.stop();
    shop.start_to_crash_at(point);
    Oracle { shop, family, kind }.attempt(&trial);
    shop.await_end();
    shop.start();
    shop.await_rest();
    let answer = Oracle { shop, family, kind }.call(&trial);
    Oracle { shop, family, kind }.judge(&trial, point, &answer);
}

/// All at once, for they wait most of the time.
#[test]
fn every_family_tells_the_truth_whatever_happens() {
    let wrong: Vec<&str> = std::thread::scope(|scope| {
        let families = Family::FISCAL.map(|family| (family.model, scope.spawn(move || every_fault(family))));
        families.into_iter().filter_map(|(model, played)| played.join().is_err().then_some(model)).collect()
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}
