//! A shop with an RCH, over frames on a port, over frames on a line and over HTTP: what is sold, given back, voided and
//! closed stands in the device's memory once, also when answers are lost. The same requests have the same results.

use fiscus_tests::{
    Family, Wire,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";
const WIRES: [Family; 3] = [Family::RCH, Family { wire: Wire::Terminal, ..Family::RCH }, Family::RCH_HTTP];

fn plan(family: Family) -> Plan {
    let settings = "settings.payments = { electronic = 4, meal_ticket = 5, multi_use_voucher = 10 }";
    Plan {
        libraries: vec!["fiscus-prepaid", family.package],
        family,
        printers: vec![("front".to_owned(), settings.to_owned())],
        timeout: "1s".to_owned(),
        more: WALLET.to_owned(),
        ..Plan::default()
    }
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

fn kinds(shop: &Shop) -> Vec<String> {
    shop.front().documents().iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// S14, G10, G11, G13: loads with slips, a sale with three tenders, a return, a void, the Z.
#[test]
fn a_day_of_a_shop() {
    for family in WIRES {
        let shop = Shop::open(plan(family));
        let wire = (family.model, family.wire);
        shop.load("l1", CARD, "30.00");
        assert_eq!(shop.front().slips().len(), 2, "{wire:?}");
        let sold = shop.done(
            "receipt.issue",
            json!({
                "operation": "s1",
                "lines": [
                    { "id": "1", "description": "Pizza (così)", "department": "bar", "quantity": "2", "price": "10.00" },
                    { "id": "2", "department": "shop", "quantity": "0.333", "price": "15.00" }
                ],
                "adjustments": [
                    { "line": "1", "kind": "discount", "percent": "10", "description": "Sconto" },
                    { "kind": "discount", "amount": "1.00", "description": "Omaggio" }
                ],
                "payments": [
                    { "tender": "card", "card": CARD, "amount": "10.00" },
                    { "tender": "meal_ticket", "count": 2, "amount": "10.00" },
                    { "tender": "cash", "amount": "5.00" }
                ],
                "customer": { "tax_code": "RSSMRA80A01H501U", "lottery_code": "ABCD1234" }
            }),
        );
        assert_eq!((&sold["total"], &sold["change"]), (&json!("22.00"), &json!("3.00")), "{wire:?}");
        let document = &sold["document"];
        assert_eq!((&document["z"], &document["number"]), (&json!(1), &json!(1)), "{wire:?}");
        assert_eq!((&document["serial"], &document["device_total"]), (&json!("72IV6003831"), &json!("22.00")));
        let printed = &shop.front().documents()[0];
        assert_eq!((&printed["lottery"], &printed["tax_code"]), (&json!("ABCD1234"), &json!("RSSMRA80A01H501U")));
        let paid: Vec<(&Value, &Value)> = printed["payments"]
            .as_array()
            .expect("payments")
            .iter()
            .map(|paid| (&paid["type"], &paid["count"]))
            .collect();
        assert_eq!(paid, [(&json!(10), &json!(1)), (&json!(5), &json!(2)), (&json!(1), &json!(1))], "{wire:?}");

        let back = shop.done(
            "receipt.return",
            json!({ "operation": "r1", "original": "s1", "lines": [{ "line": "2", "quantity": "0.333" }] }),
        );
        assert_eq!((&back["document"]["kind"], &back["document"]["number"]), (&json!("return"), &json!(2)), "{wire:?}");
        shop.done("receipt.issue", sale("s2", "2.50", json!([{ "tender": "card", "card": CARD }])));
        let void = shop.done("receipt.void", json!({ "operation": "v1", "original": "s2" }));
        assert_eq!((&void["document"]["kind"], &void["document"]["number"]), (&json!("void"), &json!(4)), "{wire:?}");
        assert_eq!(kinds(&shop), ["receipt", "return", "receipt", "void"]);
        // R10, G13: what has no command is refused.
        let into = json!({ "operation": "c1", "printer": "front", "amount": "50.00" });
        assert_eq!(shop.refused("printer.cash_in", into), "capability_missing", "{wire:?}");
        assert_eq!(shop.refused("printer.open_drawer", json!({ "printer": "front" })), "capability_missing");
        let foreign = json!({ "z": 1, "number": 1, "date": "2026-01-15", "serial": "72IV6009999" });
        let lines = json!([{ "department": "bar", "price": "1.00", "description": "X", "quantity": "1" }]);
        let foreign = json!({ "operation": "r2", "original": foreign, "lines": lines, "refund": "cash" });
        assert_eq!(shop.refused("receipt.return", foreign), "capability_missing", "{wire:?}");
        shop.done("printer.display", json!({ "printer": "front", "lines": ["Da pagare", "4,00"] }));
        let status = shop.done("printer.status", json!({ "printer": "front" }));
        assert_eq!((&status["online"], &status["last"]["number"]), (&json!(true), &json!(4)), "{wire:?}");
        shop.done("printer.x_report", json!({ "operation": "x1", "printer": "front" }));
        let closed = shop.done("printer.z_report", json!({ "operation": "z1", "printer": "front" }));
        assert_eq!(closed["document"]["z"], 1, "{wire:?}");
        let next = shop.done("receipt.issue", sale("s3", "1.00", cash()));
        assert_eq!((&next["document"]["z"], &next["document"]["number"]), (&json!(2), &json!(1)), "{wire:?}");
        shop.verify();
    }
}

/// S1, S6, S10, F6: an answer that is lost in any way is proven by the journal, and nothing is printed twice.
#[test]
fn a_lost_answer_is_proven_by_the_journal() {
    for family in WIRES {
        let shop = Shop::open(plan(family));
        let wire = (family.model, family.wire);
        for (at, (fault, printed)) in [
            ("lose_after", true),
            ("lose_before", false),
            ("hang_after", true),
            ("left_open", false),
            ("cut_answer:6", true),
            ("power_cycle_before", false),
        ]
        .into_iter()
        .enumerate()
        {
            let before = kinds(&shop).len();
            shop.front().fault("receipt", fault);
            let call = sale(&format!("s{at}"), "1.00", cash());
            let answer = shop.call("receipt.issue", call.clone());
            let told = format!("{wire:?} {fault}: {answer:?}");
            // Over HTTP a device that was switched off and on gets the whole receipt.
            let printed = printed || (fault == "power_cycle_before" && family == Family::RCH_HTTP);
            assert_eq!(kinds(&shop).len(), before + usize::from(printed), "{told}");
            match answer {
                Ok(answer) => {
                    assert!(printed && answer["state"] == "committed", "{told}");
                    assert_eq!(answer["document"]["number"].as_u64(), Some(before as u64 + 1), "{told}");
                }
                Err(refused) => {
                    assert!(!printed && refused.data["retryable"] == true, "{told}");
                    assert_eq!(shop.done("receipt.issue", call)["state"], "committed", "{told}");
                    assert_eq!(kinds(&shop).len(), before + 1, "{told}");
                }
            }
        }
        let before = kinds(&shop).len() as u64;
        for (kind, method, number) in [("return", "receipt.return", before + 1), ("void", "receipt.void", before + 2)] {
            let original = if kind == "return" { "s0" } else { "s1" };
            shop.front().fault(kind, "lose_after");
            let answer = shop.done(method, json!({ "operation": kind, "original": original }));
            assert_eq!(answer["document"]["number"].as_u64(), Some(number), "{wire:?} {kind}");
        }
        shop.front().fault("z_report", "lose_after");
        let closed = shop.done("printer.z_report", json!({ "operation": "z1", "printer": "front" }));
        assert_eq!(closed["document"]["z"], 1, "{wire:?}");
        // Somebody else prints where the answer was lost: nobody knows.
        shop.front().fault("receipt", "foreign_after_lost");
        drop(shop.call("receipt.issue", sale("doubt", "3.00", cash())));
        assert_eq!(shop.done("operation.get", json!({ "target": "doubt" }))["state"], "in_doubt", "{wire:?}");
        shop.verify();
    }
}
