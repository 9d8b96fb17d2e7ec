//! Goods that come back: as they were paid, cumulatively, never more than the original.

use crate::{CARD, OTHER, by_card, mode_a, mode_b};
use fiscus_tests::{
    Lack, World, scenarios,
    scene::{Played, Scene},
    shop::sale,
};
use serde_json::{Value, json};

scenarios!(
    parts_add_up_to_the_whole,
    mixed_payments_come_back_as_they_were_paid,
    a_card_is_not_refunded_in_cash_unless_agreed,
    a_return_may_go_onto_a_card,
    foreign_originals_come_back_with_free_lines,
    a_document_of_ours_keeps_its_limits_however_it_is_named,
    originals_without_a_number_come_back_with_free_lines,
    a_return_names_lines_that_are_there,
    an_exchange_ends_at_zero,
    a_void_undoes_everything_once,
);

fn tenders(answer: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    answer["tenders"].as_array().into_iter().flatten().map(|t| (word(&t["tender"]), word(&t["amount"]))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// V-26: one of three, three times: half up, the remainder on the last; then nothing is left.
fn parts_add_up_to_the_whole(world: &World) -> Played {
    for (price, discount, parts) in [
        ("10.00", Some("20.00"), ["3.33", "3.33", "3.34"]),
        ("10.00", Some("10.00"), ["6.67", "6.67", "6.66"]),
        ("10.00", None, ["10.00", "10.00", "10.00"]),
    ] {
        let shop = Scene::of(world, mode_a(world, ""));
        shop.load("l1", CARD, "30.00");
        let adjustments = discount.map_or(json!([]), |amount| json!([{ "kind": "discount", "amount": amount }]));
        let mut call = json!({ "operation": "s1", "adjustments": adjustments, "payments": by_card(CARD) });
        call["lines"] = json!([{ "id": "a", "department": "bar", "quantity": 3, "price": price }]);
        shop.done("receipt.issue", call);
        for (n, part) in parts.iter().enumerate() {
            let call =
                json!({ "operation": format!("r{n}"), "original": "s1", "lines": [{ "line": "a", "quantity": 1 }] });
            let back = shop.corrects("receipt.return", call)?;
            assert_eq!(back["total"], *part, "{discount:?} {n}");
            assert_eq!(tenders(&back), pairs(&[("multi_use_voucher", part)]));
            assert_eq!(
                (back["document"]["kind"].as_str(), back["document"]["number"].as_u64()),
                (Some("return"), Some(n as u64 + 2))
            );
        }
        let more = json!({ "operation": "r9", "original": "s1", "lines": [{ "line": "a", "quantity": 1 }] });
        shop.denies("already_returned", "receipt.return", more);
        shop.denies("already_returned", "receipt.return", json!({ "operation": "r10", "original": "s1" }));
        shop.denies("already_returned", "receipt.void", json!({ "operation": "v1", "original": "s1" }));
        assert_eq!(shop.balance(CARD), "30.00");
        shop.ends()?;
    }
    Ok(())
}

/// Property 5: a full return after any partial returns restores every account exactly, payment by payment.
fn mixed_payments_come_back_as_they_were_paid(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "variation = { amount = \"1.00\" }"));
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
            shop.corrects("receipt.return", json!({ "operation": format!("r{n}"), "original": "s1", "lines": lines }))?;
        for (tender, amount) in tenders(&back) {
            *sums.entry(tender).or_default() += amount.replace('.', "").parse::<i64>().expect("cents");
        }
    }
    let sums: Vec<(String, i64)> = sums.into_iter().collect();
    assert_eq!(sums, [("cash".into(), 400), ("electronic".into(), 300), ("multi_use_voucher".into(), 700)]);
    assert_eq!(crate::balances(&shop, CARD), json!({ "EUR": "7.00", "EUR.gift": "1.00" }));
    shop.ends()
}

/// Multi-use voucher money is not paid out, unless the shop says so.
fn a_card_is_not_refunded_in_cash_unless_agreed(world: &World) -> Played {
    for (settings, reason) in [("", Some("return_not_allowed")), ("refund_cash = true", None)] {
        let shop = Scene::of(world, mode_a(world, settings));
        shop.load("l1", CARD, "10.00");
        shop.done("receipt.issue", sale("s1", "4.00", by_card(CARD)));
        let call = json!({ "operation": "r1", "original": "s1", "refund": "cash" });
        match reason {
            Some(reason) => {
                shop.denies(reason, "receipt.return", call);
                assert_eq!(shop.documents().len(), 1);
            }
            None => {
                assert_eq!(tenders(&shop.corrects("receipt.return", call)?), pairs(&[("cash", "4.00")]));
                assert_eq!(shop.balance(CARD), "6.00");
            }
        }
        shop.ends()?;
    }
    Ok(())
}

/// R14: a return may load a card instead of paying cash; what a card paid goes back onto that card.
fn a_return_may_go_onto_a_card(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "3.00");
    shop.load("l2", OTHER, "1.00");
    shop.done("receipt.issue", sale("s1", "10.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let back =
        shop.corrects("receipt.return", json!({ "operation": "r1", "original": "s1", "refund": { "card": OTHER } }))?;
    assert_eq!(back["total"], "10.00");
    assert_eq!((shop.balance(CARD), shop.balance(OTHER)), ("3.00".into(), "8.00".into()));
    let nobody = json!({ "operation": "r2", "original": "s1", "refund": { "card": "9800000000777" } });
    assert!(shop.call("receipt.return", nobody).is_err());
    shop.ends()?;
    // R8: mode B takes nothing back onto the card.
    let shop = Scene::of(world, mode_b(world, ""));
    shop.load("l1", CARD, "3.00");
    shop.done("receipt.issue", sale("s1", "10.00", json!([{ "tender": "cash" }])));
    let back = json!({ "operation": "r1", "original": "s1", "refund": { "card": CARD } });
    shop.denies("return_not_allowed", "receipt.return", back);
    shop.ends()
}

/// Documents that are not ours, by their numbers: with free lines.
fn foreign_originals_come_back_with_free_lines(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    for wrong in [json!([]), json!([{ "line": "1" }]), json!([{ "department": "bar" }])] {
        let call = json!({ "operation": "w", "original": { "kind": "pos", "date": "2026-11-01" }, "lines": wrong });
        assert_eq!(shop.refused("receipt.return", call), "params_invalid", "{wrong}");
    }
    let lines = json!([{ "description": "Shoes", "department": "shop", "quantity": 2, "price": "30.00" }]);
    let numbers = json!({ "z": 3, "number": 17, "date": "2026-11-01", "serial": "99IEX000001" });
    let back = shop.returns_foreign(json!({ "operation": "r1", "original": numbers, "lines": lines }))?;
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("60.00")));
    assert_eq!(tenders(&back), pairs(&[("cash", "60.00")]));
    assert_eq!(back["lines"][0]["total"], "60.00");
    shop.ends()
}

/// R7, R8: the numbers on the paper name the same sale as its operation: what came back counts, and the card gets its own.
fn a_document_of_ours_keeps_its_limits_however_it_is_named(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "20.00");
    let line = json!({ "id": "1", "department": "bar", "description": "Bar", "price": "5.00", "quantity": 3 });
    let sold = shop.done("receipt.issue", json!({ "operation": "s1", "lines": [line], "payments": by_card(CARD) }));
    let part = json!({ "operation": "r1", "original": "s1", "lines": [{ "line": "1", "quantity": 1 }] });
    shop.corrects("receipt.return", part)?;
    assert_eq!(shop.balance(CARD), "10.00");
    let mut numbers = sold["document"].clone();
    numbers
        .as_object_mut()
        .expect("a document")
        .retain(|key, _| ["z", "number", "date", "serial"].contains(&key.as_str()));
    let call = |operation: &str, lines: Value| json!({ "operation": operation, "original": numbers, "lines": lines });
    let like = |price: &str| json!([{ "department": "bar", "price": price }]);
    shop.denies("already_returned", "receipt.return", call("r2", like("10.01")));
    shop.denies("already_returned", "receipt.return", call("r3", json!([{ "department": "shop", "price": "1.00" }])));
    let mut cash = call("r4", like("5.00"));
    cash["refund"] = json!("cash");
    shop.denies("return_not_allowed", "receipt.return", cash);
    let back = shop.corrects("receipt.return", call("r5", like("5.00")))?;
    assert_eq!(tenders(&back), pairs(&[("multi_use_voucher", "5.00")]));
    assert_eq!(shop.balance(CARD), "15.00");
    // The rest, without naming it.
    shop.corrects("receipt.return", call("r6", json!([])))?;
    assert_eq!(shop.balance(CARD), "20.00");
    shop.denies("already_returned", "receipt.return", call("r7", like("1.00")));
    shop.denies("already_returned", "receipt.return", json!({ "operation": "r8", "original": "s1" }));
    shop.ends()
}

/// Documents of a kind that no memory knows: with free lines, onto a card.
fn originals_without_a_number_come_back_with_free_lines(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "1.00");
    for (n, (kind, balance)) in [("pos", "2.00"), ("vr", "3.00"), ("nd", "4.00")].into_iter().enumerate() {
        let call = json!({ "operation": format!("k{n}"), "original": { "kind": kind, "date": "2026-11-01" },
            "lines": [{ "department": "bar", "price": "1.00" }], "refund": { "card": CARD } });
        let back = shop.unless(Lack::Kind(kind), "receipt.return", call)?;
        assert_eq!((back["state"].as_str(), shop.balance(CARD).as_str()), (Some("committed"), balance), "{kind}");
    }
    shop.ends()
}

/// What does not make sense is said before anything is printed.
fn a_return_names_lines_that_are_there(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
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
        shop.denies(reason, "receipt.return", call);
    }
    assert_eq!(shop.documents().len(), 1);
    shop.ends()
}

/// S2-06: an exchange: the return closes one receipt, the next one ends at zero.
fn an_exchange_ends_at_zero(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "25.00");
    shop.done("receipt.issue", sale("s1", "25.00", by_card(CARD)));
    shop.corrects("receipt.return", json!({ "operation": "r1", "original": "s1" }))?;
    let sold = shop.done("receipt.issue", sale("s2", "25.00", by_card(CARD)));
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "0.00");
    assert_eq!(shop.corrects("receipt.return", json!({ "operation": "r2", "original": "s2" }))?["total"], "25.00");
    assert_eq!(shop.balance(CARD), "25.00");
    shop.ends()
}

/// A void undoes everything, once.
fn a_void_undoes_everything_once(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "5.00");
    shop.done("receipt.issue", sale("s1", "8.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let void = shop.corrects("receipt.void", json!({ "operation": "v1", "original": "s1" }))?;
    assert_eq!((void["document"]["kind"].as_str(), void["total"].as_str()), (Some("void"), Some("8.00")));
    assert_eq!(void["cards"][0]["balances"]["EUR"], "5.00");
    shop.denies("already_returned", "receipt.void", json!({ "operation": "v2", "original": "s1" }));
    shop.denies("already_returned", "receipt.return", json!({ "operation": "r1", "original": "s1" }));
    shop.denies("return_not_allowed", "receipt.void", json!({ "operation": "v3", "original": "v1" }));
    shop.ends()
}
