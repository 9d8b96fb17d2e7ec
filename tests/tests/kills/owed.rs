//! F1: a copy that an earlier operation owes waits until what was being printed has been looked at: on some devices it
//! would hide what they know of the document before it.

use super::named::opened;
use fiscus_tests::{
    End, Family, Lack,
    oracle::CARD,
    shop::{Shop, sale},
};
use serde_json::json;

/// The paper is at its end behind the first slip, and not for receipts.
const ONE_SLIP: &str = "[[fault]]\non = \"slip\"\nnth = 1\ndo = \"slow:1ms\"\n\
    [[fault]]\non = \"slip\"\ndo = \"paper_end\"\n";

fn slips(shop: &Shop) -> usize {
    shop.front().slips().len()
}

fn run(family: Family) {
    let mut shop = opened(family);
    shop.await_rest();
    let before = slips(&shop);
    shop.front().misbehave(ONE_SLIP);
    let load = json!({ "operation": "owed", "card": CARD, "amount": "5.00", "payments": [{ "tender": "cash" }] });
    let load = shop.done("card.load", load);
    assert_eq!(load["slips"][1]["state"], "pending", "{} {load}", family.model);
    shop.kill();
    shop.start_to_crash_at("print:after");
    let call = sale("sold", "3.00", json!([{ "tender": "card", "card": CARD, "amount": "3.00" }]));
    shop.attempt("receipt.issue", &call).expect_err("the daemon was to die");
    shop.await_end();
    assert_eq!(slips(&shop) - before, 1, "{}", family.model);
    // Now the copy could be printed; the receipt that was left is slow to be looked at.
    shop.front().misbehave("");
    shop.start_held_at("recovery:before");
    let end = shop.till().end("receipt.issue", &call);
    let told = matches!(&end, End::Committed(answer) if !answer["document"]["number"].is_null());
    assert!(told, "{} {end:?}", family.model);
    shop.await_rest();
    assert_eq!(slips(&shop) - before, 2, "{}", family.model);
    shop.verify();
}

/// Before every family that can be asked.
#[test]
fn an_owed_copy_waits_for_the_receipt_that_was_left() {
    std::thread::scope(|all| {
        for family in Family::FISCAL.into_iter().filter(|family| !family.lacks(Lack::Answers)) {
            all.spawn(move || run(family));
        }
    });
}
