//! The thinnest path: a card is loaded, pays, and takes goods back; paper and ledger agree.

use fiscus_tests::shop::{Plan, Shop, sale};
use serde_json::json;

const CARD: &str = "9800000000012";

/// V-06: a receipt closed at zero by the card, and its return.
#[test]
fn a_card_is_loaded_pays_all_and_takes_it_back() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "30.00");
    let sold = shop.done("receipt.issue", sale("s1", "30.00", json!([{ "tender": "card", "card": CARD }])));
    assert_eq!(sold["state"], "committed");
    assert_eq!(sold["total"], "30.00");
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "0.00");
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    assert_eq!(back["document"]["kind"], "return");
    assert_eq!(shop.balance(CARD), "30.00");
    let kinds: Vec<_> = shop.front().documents().iter().map(|d| d["kind"].clone()).collect();
    assert_eq!(kinds, ["receipt", "return"]);
    assert_eq!(shop.front().slips().len(), 2);
    shop.verify();
}

/// V-24
#[test]
fn the_same_id_gives_the_same_answer_and_one_receipt() {
    let mut shop = Shop::open(Plan::default());
    let call = sale("s1", "3.00", json!([{ "tender": "cash" }]));
    let first = shop.done("receipt.issue", call.clone());
    assert_eq!(shop.done("receipt.issue", call.clone()), first);
    shop.stop();
    shop.start();
    assert_eq!(shop.done("receipt.issue", call), first);
    assert_eq!(shop.refused("receipt.issue", sale("s1", "4.00", json!([{ "tender": "cash" }]))), "operation_conflict");
    assert_eq!(shop.front().documents().len(), 1);
    shop.verify();
}

/// S1: the answer is lost after the device printed.
#[test]
fn a_lost_answer_is_found_on_the_device() {
    let shop = Shop::open(Plan::default());
    shop.front().fault("receipt", "lose_after");
    let sold = shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }])));
    assert_eq!(sold["state"], "committed");
    assert_eq!(sold["document"]["number"], 1);
    assert_eq!(shop.front().documents().len(), 1);
    shop.verify();
}
