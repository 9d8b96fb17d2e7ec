//! What only a whole shop can go through, times every kind of paper of every family: the paper ends in the middle of a
//! document, somebody else prints between two of ours, the device is switched off. What goes wrong with the request that
//! closes a document is in the tables of `faults`; deaths are in `kills`.

use fiscus_tests::{
    Family, Lack,
    oracle::{CARD, KINDS, Oracle},
    shop::{Plan, Shop, WALLET},
};

/// The end of the paper in the middle of a document, where its lines are requests of their own.
const MIDDLE: &str = "line/paper_end";

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

/// S5, S6, S10
fn every_kind(family: Family) {
    let mut shop = Shop::open(plan(family));
    shop.load("l1", CARD, "1000.00");
    let framed = ["custom-serial", "rch"].contains(&family.model);
    for kind in kinds(family) {
        let oracle = Oracle { shop: &shop, family, kind };
        if framed && ["receipt", "return"].contains(&kind) {
            oracle.play(&format!("{kind}-middle"), MIDDLE);
        }
        if !family.lacks(Lack::Answers) {
            let trial = oracle.prepare(&format!("{kind}-foreign"));
            shop.front().foreign();
            oracle.judge(&trial, "foreign between", &oracle.call(&trial));
        }
        off_and_on(&mut shop, family, kind);
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

/// All at once, for they wait most of the time.
#[test]
fn every_family_tells_the_truth_whoever_interferes() {
    let wrong: Vec<&str> = std::thread::scope(|scope| {
        let families = Family::FISCAL.map(|family| (family.model, scope.spawn(move || every_kind(family))));
        families.into_iter().filter_map(|(model, played)| played.join().is_err().then_some(model)).collect()
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}
