//! Goods that come back: as they were paid, cumulatively, never more than the original.

use crate::{CARD, OTHER, by_card, mode_a, mode_b};
use fiscus_tests::shop::{Shop, sale};
use serde_json::{Value, json};

fn tenders(answer: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    answer["tenders"].as_array().into_iter().flatten().map(|t| (word(&t["tender"]), word(&t["amount"]))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// V-26: one of three, three times: half up, the remainder on the last; then nothing is left.
#[test]
fn parts_add_up_to_the_whole() {
    for (price, discount, parts) in [
        ("10.00", Some("20.00"), ["3.33", "3.33", "3.34"]),
        ("10.00", Some("10.00"), ["6.67", "6.67", "6.66"]),
        ("10.00", None, ["10.00", "10.00", "10.00"]),
    ] {
        let shop = Shop::open(mode_a(""));
        shop.load("l1", CARD, "30.00");
        let adjustments = discount.map_or(json!([]), |amount| json!([{ "kind": "discount", "amount": amount }]));
        let mut call = json!({ "operation": "s1", "adjustments": adjustments, "payments": by_card(CARD) });
        call["lines"] = json!([{ "id": "a", "department": "bar", "quantity": 3, "price": price }]);
        shop.done("receipt.issue", call);
        for (n, part) in parts.iter().enumerate() {
            let call =
                json!({ "operation": format!("r{n}"), "original": "s1", "lines": [{ "line": "a", "quantity": 1 }] });
            let back = shop.done("receipt.return", call);
            assert_eq!(back["total"], *part, "{discount:?} {n}");
            assert_eq!(tenders(&back), pairs(&[("multi_use_voucher", part)]));
            assert_eq!(
                (back["document"]["kind"].as_str(), back["document"]["number"].as_u64()),
                (Some("return"), Some(n as u64 + 2))
            );
        }
        let more = json!({ "operation": "r9", "original": "s1", "lines": [{ "line": "a", "quantity": 1 }] });
        assert_eq!(shop.refused("receipt.return", more), "already_returned");
        assert_eq!(shop.refused("receipt.return", json!({ "operation": "r10", "original": "s1" })), "already_returned");
        assert_eq!(shop.refused("receipt.void", json!({ "operation": "v1", "original": "s1" })), "already_returned");
        assert_eq!(shop.balance(CARD), "30.00");
        shop.verify();
    }
}

/// Property 5: a full return after any partial returns restores every account exactly, payment by payment.
#[test]
fn mixed_payments_come_back_as_they_were_paid() {
    let shop = Shop::open(mode_a("variation = { amount = \"1.00\" }"));
    shop.load("l1", CARD, "7.00");
    let call = json!({ "operation": "s1", "lines": [
            { "id": "1", "department": "bar", "quantity": 3, "price": "3.33" }, { "id": "2", "department": "shop", "price": "5.01" }],
        "payments": [{ "tender": "card", "card": CARD }, { "tender": "electronic", "amount": 3 }, { "tender": "cash", "amount": 10 }] });
    let sold = shop.done("receipt.issue", call);
    assert_eq!((sold["total"].as_str(), sold["change"].as_str()), (Some("14.00"), Some("6.00")));
    let mut sums: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for (n, lines) in
        [json!([{ "line": "1", "quantity": 1 }]), json!([{ "line": "2" }]), json!([])].into_iter().enumerate()
    {
        let back =
            shop.done("receipt.return", json!({ "operation": format!("r{n}"), "original": "s1", "lines": lines }));
        for (tender, amount) in tenders(&back) {
            *sums.entry(tender).or_default() += amount.replace('.', "").parse::<i64>().expect("cents");
        }
    }
    let sums: Vec<(String, i64)> = sums.into_iter().collect();
    assert_eq!(sums, [("cash".into(), 400), ("electronic".into(), 300), ("multi_use_voucher".into(), 700)]);
    assert_eq!(crate::balances(&shop, CARD), json!({ "EUR": "7.00", "EUR.gift": "1.00" }));
    shop.verify();
}

/// Multi-use voucher money is not paid out, unless the shop says so.
#[test]
fn a_card_is_not_refunded_in_cash_unless_agreed() {
    for (settings, reason) in [("", Some("return_not_allowed")), ("refund_cash = true", None)] {
        let shop = Shop::open(mode_a(settings));
        shop.load("l1", CARD, "10.00");
        shop.done("receipt.issue", sale("s1", "4.00", by_card(CARD)));
        let call = json!({ "operation": "r1", "original": "s1", "refund": "cash" });
        match reason {
            Some(reason) => {
                assert_eq!(shop.refused("receipt.return", call), reason);
                assert_eq!(shop.front().documents().len(), 1);
            }
            None => {
                assert_eq!(tenders(&shop.done("receipt.return", call)), pairs(&[("cash", "4.00")]));
                assert_eq!(shop.balance(CARD), "6.00");
            }
        }
        shop.verify();
    }
}

/// R14: a return may load a card instead of paying cash; what a card paid goes back onto that card.
#[test]
fn a_return_may_go_onto_a_card() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "3.00");
    shop.load("l2", OTHER, "1.00");
    shop.done("receipt.issue", sale("s1", "10.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": "s1", "refund": { "card": OTHER } }));
    assert_eq!(back["total"], "10.00");
    assert_eq!((shop.balance(CARD), shop.balance(OTHER)), ("3.00".into(), "8.00".into()));
    let nobody = json!({ "operation": "r2", "original": "s1", "refund": { "card": "9800000000777" } });
    assert!(shop.call("receipt.return", nobody).is_err());
    shop.verify();
    // R8: mode B takes nothing back onto the card.
    let shop = Shop::open(mode_b(""));
    shop.load("l1", CARD, "3.00");
    shop.done("receipt.issue", sale("s1", "10.00", json!([{ "tender": "cash" }])));
    let back = json!({ "operation": "r1", "original": "s1", "refund": { "card": CARD } });
    assert_eq!(shop.refused("receipt.return", back), "return_not_allowed");
}

/// Documents that are not ours: by numbers, or by a kind no memory knows; with free lines.
#[test]
fn foreign_originals_come_back_with_free_lines() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "1.00");
    let lines = json!([{ "description": "Shoes", "department": "shop", "quantity": 2, "price": "30.00" }]);
    let numbers = json!({ "z": 3, "number": 17, "date": "2026-11-01", "serial": "99IEX000001" });
    let back = shop.done("receipt.return", json!({ "operation": "r1", "original": numbers, "lines": lines }));
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("60.00")));
    assert_eq!(tenders(&back), pairs(&[("cash", "60.00")]));
    assert_eq!(back["lines"][0]["total"], "60.00");
    for (n, kind) in ["pos", "vr", "nd"].iter().enumerate() {
        let call = json!({ "operation": format!("k{n}"), "original": { "kind": kind, "date": "2026-11-01" },
            "lines": [{ "department": "bar", "price": "1.00" }], "refund": { "card": CARD } });
        assert_eq!(shop.done("receipt.return", call)["state"], "committed", "{kind}");
    }
    assert_eq!(shop.balance(CARD), "4.00");
    for wrong in [json!([]), json!([{ "line": "1" }]), json!([{ "department": "bar" }])] {
        let call = json!({ "operation": "w", "original": { "kind": "pos", "date": "2026-11-01" }, "lines": wrong });
        assert_eq!(shop.refused("receipt.return", call), "params_invalid", "{wrong}");
    }
    shop.verify();
}

/// What does not make sense is said before anything is printed.
#[test]
fn a_return_names_lines_that_are_there() {
    let shop = Shop::open(mode_a(""));
    shop.done("receipt.issue", sale("s1", "10.00", json!([{ "tender": "cash" }])));
    for (n, (lines, reason)) in [
        (json!([{ "line": "9" }]), "params_invalid"),
        (json!([{ "line": "1" }, { "line": "1" }]), "params_invalid"),
        (json!([{ "quantity": 1 }]), "params_invalid"),
        (json!([{ "line": "1", "quantity": 0 }]), "amount_invalid"),
        (json!([{ "line": "1", "quantity": -1 }]), "amount_invalid"),
        (json!([{ "line": "1", "quantity": 2 }]), "already_returned"),
    ]
    .into_iter()
    .enumerate()
    {
        let call = json!({ "operation": format!("r{n}"), "original": "s1", "lines": lines });
        assert_eq!(shop.refused("receipt.return", call), reason, "{lines}");
    }
    assert_eq!(shop.front().documents().len(), 1);
}

/// S2-06: an exchange: the return closes one receipt, the next one ends at zero.
#[test]
fn an_exchange_ends_at_zero() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "25.00");
    shop.done("receipt.issue", sale("s1", "25.00", by_card(CARD)));
    shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    let sold = shop.done("receipt.issue", sale("s2", "25.00", by_card(CARD)));
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "0.00");
    assert_eq!(shop.done("receipt.return", json!({ "operation": "r2", "original": "s2" }))["total"], "25.00");
    assert_eq!(shop.balance(CARD), "25.00");
    shop.verify();
}

/// A void undoes everything, once.
#[test]
fn a_void_undoes_everything_once() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "5.00");
    shop.done("receipt.issue", sale("s1", "8.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let void = shop.done("receipt.void", json!({ "operation": "v1", "original": "s1" }));
    assert_eq!((void["document"]["kind"].as_str(), void["total"].as_str()), (Some("void"), Some("8.00")));
    assert_eq!(void["cards"][0]["balances"]["EUR"], "5.00");
    assert_eq!(shop.refused("receipt.void", json!({ "operation": "v2", "original": "s1" })), "already_returned");
    assert_eq!(shop.refused("receipt.return", json!({ "operation": "r1", "original": "s1" })), "already_returned");
    assert_eq!(shop.refused("receipt.void", json!({ "operation": "v3", "original": "v1" })), "return_not_allowed");
    shop.verify();
}
