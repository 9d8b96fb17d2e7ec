//! A shop whose printer speaks a protocol the core has never seen.

use crate::CARD;
use fiscus_tests::{
    Family,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

fn plan(misbehave: &str) -> Plan {
    Plan {
        libraries: vec!["fiscus-prepaid", "misbehaved-driver"],
        family: Family {
            driver: "misbehaved-driver",
            package: "misbehaved-driver",
            model: "plain",
            settings: "",
            ..Family::EPSON_RT
        },
        printers: vec![("front".into(), format!("settings.misbehave = \"{misbehave}\""))],
        more: WALLET.to_owned(),
        ..Plan::default()
    }
}

fn journal(shop: &Shop) -> Vec<String> {
    let memory = shop.front().memory();
    memory["journal"].as_array().expect("a journal").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn a_load_a_sale_a_return_and_a_closure() {
    let shop = Shop::open(plan(""));
    shop.load("l1", CARD, "30.00");
    let pays = json!([{ "tender": "card", "card": CARD }]);
    let sold = shop.done("receipt.issue", sale("s1", "12.00", pays.clone()));
    assert_eq!((sold["document"]["number"].as_u64(), sold["document"]["serial"].as_str()), (Some(1), Some("PLAIN001")));
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("12.00")));
    assert_eq!(shop.balance(CARD), "30.00");
    shop.done("receipt.issue", sale("s2", "2.00", pays));
    let void = shop.done("receipt.void", json!({ "operation": "v1", "original": "s2" }));
    assert_eq!(void["document"]["kind"], "void");
    let z = shop.done("printer.z_report", json!({ "operation": "z1" }));
    assert_eq!(z["document"]["z"], 1);
    let next = shop.done("receipt.issue", sale("s3", "1.00", json!([{ "tender": "cash" }])));
    assert_eq!((next["document"]["z"].as_u64(), next["document"]["number"].as_u64()), (Some(2), Some(1)));
    let kinds: Vec<String> =
        journal(&shop).iter().filter_map(|entry| entry.rsplit(' ').next().map(str::to_owned)).collect();
    assert_eq!(kinds, ["receipt", "return", "receipt", "void", "receipt"]);
    assert_eq!(shop.balance(CARD), "30.00");
    assert!(shop.front().paper().contains("Rossi") || shop.front().paper().contains("Bar Centrale"));
    shop.verify();
}

#[test]
fn its_faults_and_lost_answers_end_as_any_others() {
    let shop = Shop::open(plan(""));
    shop.front().fault("receipt", "paper_end");
    let failed = shop.call("receipt.issue", sale("s1", "1.00", json!([{ "tender": "cash" }]))).expect_err("no paper");
    assert_eq!((failed.data["reason"].as_str(), failed.data["retryable"].as_bool()), (Some("paper_end"), Some(true)));
    assert_eq!(failed.data["vendor_code"], "paper_end");
    shop.front().fault("receipt", "lose_after");
    let sold = shop.done("receipt.issue", sale("s1", "1.00", json!([{ "tender": "cash" }])));
    assert_eq!((sold["state"].as_str(), sold["document"]["number"].as_u64()), (Some("committed"), Some(1)));
    shop.front().fault("receipt", "lose_before");
    let call = sale("s2", "1.00", json!([{ "tender": "cash" }]));
    assert_eq!(shop.refused("receipt.issue", call.clone()), "printer_offline");
    assert_eq!(shop.done("receipt.issue", call)["document"]["number"], 2);
    assert_eq!(journal(&shop).len(), 2);
    shop.verify();
}

/// A driver that fails before anything is sent: a fault, and the daemon lives.
#[test]
fn a_driver_that_fails_prints_nothing_and_takes_nobody_with_it() {
    for word in ["panic_in_accepts", "panic_in_submit", "garbage", "unknown_step", "unknown_outcome", "astray"] {
        let shop = Shop::open(plan(word));
        let failed = shop.call("receipt.issue", sale("s1", "1.00", json!([{ "tender": "cash" }])));
        let failed = failed.map(|answer| panic!("{word}: {answer}")).expect_err(word);
        assert_eq!(
            (failed.code, failed.data["reason"].as_str()),
            (-32020, Some("plugin_failed")),
            "{word}: {failed:?}"
        );
        assert_eq!(shop.done("daemon.info", json!({}))["name"], "fiscus", "{word}");
        assert_eq!(journal(&shop).len(), 0, "{word}");
        shop.verify();
    }
    let shop = Shop::open(plan("accepts_nothing"));
    assert_eq!(shop.refused("receipt.issue", sale("s1", "1.00", json!([{ "tender": "cash" }]))), "capability_missing");
    assert_eq!(shop.done("operation.get", json!({ "target": "s1" }))["state"], "denied");
}
