//! What goes wrong between the daemon and a device of any family, times every kind of paper that it prints.

use fiscus_tests::{
    Family, Lack,
    oracle::{CARD, KINDS, Oracle},
    shop::{Plan, Shop, WALLET},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What every simulator can do; a byte of the closing answer is one in its middle, and one at its start.
const FAULTS: [&str; 19] = [
    "slow:20ms",
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
    let shop = Shop::open(plan(family));
    shop.load("l1", CARD, "1000.00");
    let mut wrong = Vec::new();
    for kind in kinds(family) {
        let oracle = Oracle { shop: &shop, family, kind };
        for (at, fault) in FAULTS.iter().enumerate() {
            let played = catch_unwind(AssertUnwindSafe(|| oracle.play(&format!("{kind}-{at}"), fault)));
            if played.is_err() {
                wrong.push(format!("{kind} {fault}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    Oracle::rests(&shop);
}

macro_rules! families {
    ($($name:ident $family:ident),+ $(,)?) => {
        $(
            mod $name {
                use fiscus_tests::Family;

                #[test]
                fn tells_the_truth_whatever_happens() {
                    super::every_fault(Family::$family);
                }
            }
        )+
    };
}

families!(
    epson_rt EPSON_RT,
    custom_xml CUSTOM_XML,
    custom_serial CUSTOM_SERIAL,
    rch RCH,
    rch_http RCH_HTTP,
    xon_xoff XON_XOFF,
);
