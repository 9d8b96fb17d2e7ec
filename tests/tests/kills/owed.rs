//! F1: a copy that an earlier operation owes waits until what was being printed has been looked at: on some devices it
//! would hide what they know of the document before it.

use super::named::opened;
use fiscus_tests::{
    End, Family, Lack,
    oracle::CARD,
    shop::{Shop, sale},
};
use serde_json::{Value, json};

const SALES: usize = 4;

fn slips(shop: &Shop) -> usize {
    shop.front().slips().len()
}

fn run(family: Family) {
    let mut shop = opened(family);
    shop.await_rest();
    let before = slips(&shop);
    shop.front().misbehave("[[fault]]\non = \"slip\"\nnth = 2\ntimes = 1000\ndo = \"paper_end\"\n");
    let load = shop.load("owed", CARD, "5.00");
    assert_eq!(load["slips"][1]["state"], "pending", "{} {load}", family.model);
    for nth in 0..SALES {
        shop.kill();
        shop.start_to_crash_at("print:after");
        let call = sale(&format!("sold-{nth}"), "3.00", json!([{ "tender": "card", "card": CARD, "amount": "3.00" }]));
        shop.attempt("receipt.issue", &call).expect_err("the daemon was to die");
        shop.await_end();
        // Only now can the copy be printed: the receipt that was left comes first.
        shop.front().misbehave("");
        shop.start();
        let end = shop.till().end("receipt.issue", &call);
        assert!(
            matches!(&end, End::Committed(answer) if answer["document"]["number"] != Value::Null),
            "{} {end:?}",
            family.model
        );
        shop.await_rest();
        assert_eq!(slips(&shop) - before, 2 * (nth + 1), "{}", family.model);
        if nth + 1 < SALES {
            shop.front().misbehave("[[fault]]\non = \"slip\"\nnth = 2\ntimes = 1000\ndo = \"paper_end\"\n");
            shop.load(&format!("owed-{nth}"), CARD, "5.00");
        }
    }
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
