//! A driver by somebody who knows of Fiscus what its SDK says: built in a workspace of its own, found by its path, and
//! used as any other. Source: R15

use fiscus_tests::{
    Family, Wire,
    shop::{Plan, Shop, sale},
    stranger,
};
use serde_json::{Value, json};
use std::process::Command;

/// The stranger's printers.
const PENNANT: Family = Family {
    driver: "pennant",
    package: "",
    model: "pennant",
    wire: Wire::Port,
    settings: "settings.pause = \"20ms\"\n",
    tables: "",
    lacks: &[],
};

fn kinds(shop: &Shop) -> Vec<String> {
    shop.front().documents().iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// Found, sold with, given back, lost and proven, killed, closed.
#[test]
fn a_printer_that_nobody_here_knows_prints_for_a_shop() {
    let folder = stranger("pennant");
    let plan = Plan {
        libraries: vec!["fiscus-prepaid"],
        folders: vec![folder.clone()],
        family: PENNANT,
        timeout: "400ms".to_owned(),
        more: "[routes]\nreceipt = \"front\"\n".to_owned(),
        ..Plan::default()
    };
    let mut shop = Shop::open(plan);
    assert!(shop.fiscus(&["libraries"]).1.contains("pennant"));

    let place = format!("tcp://{}", shop.front().address());
    let found = Command::new(fiscus_tests::program())
        .args(["printer", "detect", "--at", &place, "--libraries"])
        .arg(&folder)
        .output()
        .expect("fiscus starts");
    let told = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.status.success() && told.contains("driver = \"pennant\"") && told.contains("PN0000017"), "{told}");
    assert_eq!(kinds(&shop), [""; 0]);

    let sold = shop.done("receipt.issue", sale("s1", "12.00", cash()));
    let document = &sold["document"];
    assert_eq!((document["z"].as_u64(), document["number"].as_u64()), (Some(1), Some(1)));
    assert_eq!(document["serial"], "PN0000017");
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    assert_eq!((back["document"]["number"].as_u64(), back["total"].as_str()), (Some(2), Some("12.00")));

    // What it cannot print is refused before anything moves.
    let cheque = json!([{ "tender": "cheque" }]);
    assert_eq!(shop.refused("receipt.issue", sale("no", "1.00", cheque)), "capability_missing");
    assert_eq!(shop.refused("receipt.void", json!({ "operation": "v1", "original": "s1" })), "already_returned");

    for (at, (fault, printed)) in [
        ("lose_after", true),
        ("lose_before", false),
        ("hang_after", true),
        ("hang_before", false),
        ("cut_request:9", false),
        ("cut_answer:6", true),
        ("flip_answer:4", true),
        ("swallow:1", true),
        ("power_cycle_before", true),
    ]
    .into_iter()
    .enumerate()
    {
        let before = kinds(&shop).len();
        shop.front().fault("receipt", fault);
        let answer = shop.call("receipt.issue", sale(&format!("lost{at}"), "1.00", cash()));
        assert_eq!(answer.is_ok(), printed, "{fault}: {answer:?}");
        assert_eq!(kinds(&shop).len(), before + usize::from(printed), "{fault}: {answer:?}");
    }

    shop.stop();
    shop.start_to_crash_at("print:after");
    drop(shop.attempt("receipt.issue", &sale("killed", "1.00", cash())));
    shop.await_end();
    shop.start();
    assert_eq!(shop.await_state("killed", "committed")["document"]["number"].as_u64(), Some(kinds(&shop).len() as u64));

    shop.front().fault("z_report", "lose_after");
    assert_eq!(shop.done("printer.z_report", json!({ "operation": "z1" }))["document"]["z"], 1);
    let next = shop.done("receipt.issue", sale("s9", "1.00", cash()));
    assert_eq!((next["document"]["z"].as_u64(), next["document"]["number"].as_u64()), (Some(2), Some(1)));
    shop.verify();
}
