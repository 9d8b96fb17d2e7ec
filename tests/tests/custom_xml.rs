//! A shop with a Custom RT over XML, from the till to the device's memory: what is sold, given back, voided and closed
//! stands there once, also when answers are lost.

use fiscus_tests::{
    Family,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";

fn plan() -> Plan {
    let settings = r#"
settings.payments = { electronic = 3, meal_ticket = 5, multi_use_voucher = 9 }
"#;
    Plan {
        printers: vec![("front".to_owned(), settings.to_owned())],
        more: WALLET.to_owned(),
        libraries: vec!["fiscus-prepaid", Family::CUSTOM_XML.package],
        family: Family::CUSTOM_XML,
        ..Plan::default()
    }
}

fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

fn kinds(shop: &Shop) -> Vec<Value> {
    shop.front().documents().iter().map(|document| document["kind"].clone()).collect()
}

/// V-06, G11: a load with its slips, a sale paid by card, tickets and cash, a part returned, another sale voided, the Z.
#[test]
fn a_day_of_a_shop_stands_in_the_devices_memory() {
    let shop = Shop::open(plan());
    shop.load("l1", CARD, "30.00");
    assert_eq!(shop.front().slips().len(), 2);
    let sold = shop.done(
        "receipt.issue",
        json!({
            "operation": "s1",
            "lines": [
                { "id": "1", "description": "Pizza così", "department": "bar", "quantity": "2", "price": "10.00" },
                { "id": "2", "description": "Totale relax", "department": "shop", "price": "5.00" }
            ],
            "adjustments": [{ "line": "1", "kind": "discount", "percent": "10", "description": "Sconto" }],
            "payments": [
                { "tender": "card", "card": CARD, "amount": "10.00" },
                { "tender": "meal_ticket", "count": 2, "amount": "10.00" },
                { "tender": "cash", "amount": "5.00" }
            ],
            "customer": { "tax_code": "RSSMRA80A01H501U", "lottery_code": "ABCD1234" }
        }),
    );
    assert_eq!(
        (&sold["state"], &sold["total"], &sold["change"]),
        (&json!("committed"), &json!("23.00"), &json!("2.00"))
    );
    let document = &sold["document"];
    assert_eq!(
        (&document["z"], &document["number"], &document["serial"]),
        (&json!(1), &json!(1), &json!("STMTE770207"))
    );
    assert_eq!(document["device_total"], "23.00");
    let printed = &shop.front().documents()[0];
    assert_eq!(printed["lines"][0]["description"], "Pizza cosi");
    assert_eq!(printed["lines"][2]["description"], "Tot. relax");
    let paid: Vec<(&Value, &Value)> =
        printed["payments"].as_array().expect("payments").iter().map(|paid| (&paid["type"], &paid["count"])).collect();
    assert_eq!(paid, [(&json!(9), &json!(1)), (&json!(5), &json!(2)), (&json!(1), &json!(1))]);
    assert_eq!((&printed["lottery"], &printed["tax_code"]), (&json!("ABCD1234"), &json!("RSSMRA80A01H501U")));

    let back = shop.done(
        "receipt.return",
        json!({ "operation": "r1", "original": "s1", "lines": [{ "line": "2", "quantity": "1" }] }),
    );
    assert_eq!((&back["document"]["kind"], &back["document"]["number"]), (&json!("return"), &json!(2)));
    shop.done("receipt.issue", sale("s2", "4.00", cash()));
    let void = shop.done("receipt.void", json!({ "operation": "v1", "original": "s2" }));
    assert_eq!((&void["document"]["kind"], &void["document"]["number"]), (&json!("void"), &json!(4)));
    assert_eq!(shop.refused("receipt.void", json!({ "operation": "v2", "original": "s2" })), "already_returned");
    assert_eq!(kinds(&shop), ["receipt", "return", "receipt", "void"]);

    shop.done("printer.cash_in", json!({ "operation": "c1", "printer": "front", "amount": "50.00" }));
    shop.done("printer.open_drawer", json!({ "printer": "front" }));
    shop.done("printer.display", json!({ "printer": "front", "lines": ["Da pagare", "4,00"] }));
    let status = shop.done("printer.status", json!({ "printer": "front" }));
    assert_eq!((&status["online"], &status["last"]["number"]), (&json!(true), &json!(4)));
    shop.done("printer.x_report", json!({ "operation": "x1", "printer": "front" }));
    let closed = shop.done("printer.z_report", json!({ "operation": "z1", "printer": "front" }));
    assert_eq!(closed["document"]["z"], 1);
    let next = shop.done("receipt.issue", sale("s3", "1.00", cash()));
    assert_eq!((&next["document"]["z"], &next["document"]["number"]), (&json!(2), &json!(1)));
    shop.verify();
}

/// S1, S6, S10: each answer is lost once, after the device did it and before.
#[test]
fn a_lost_answer_is_proven() {
    let shop = Shop::open(plan());
    shop.done("receipt.issue", sale("s0", "3.00", cash()));
    let mut documents = 1;
    for (at, (kind, method)) in
        [("receipt", "receipt.issue"), ("return", "receipt.return"), ("void", "receipt.void")].into_iter().enumerate()
    {
        let original = format!("o{at}");
        shop.done("receipt.issue", sale(&original, "3.00", cash()));
        documents += 1;
        let call = |operation: String| match kind {
            "receipt" => sale(&operation, "3.00", cash()),
            _ => json!({ "operation": operation, "original": original }),
        };
        for fault in ["hang_before", "left_open"] {
            if kind != "receipt" && fault == "left_open" {
                continue;
            }
            shop.front().fault(kind, fault);
            let lost = shop.call(method, call(format!("{kind}-{fault}"))).expect_err(fault);
            assert_eq!((&lost.data["reason"], lost.retryable()), (&json!("printer_offline"), true), "{kind} {fault}");
            assert_eq!(shop.front().documents().len(), documents, "{kind} {fault}");
        }
        shop.front().fault(kind, "lose_after");
        let found = shop.done(method, call(format!("{kind}-lost")));
        documents += 1;
        assert_eq!((&found["state"], &found["document"]["number"]), (&json!("committed"), &json!(documents)), "{kind}");
        assert_eq!(shop.front().documents().len(), documents, "{kind}");
    }
    shop.front().fault("z_report", "lose_after");
    let closed = shop.done("printer.z_report", json!({ "operation": "z1", "printer": "front" }));
    assert_eq!((&closed["state"], &closed["document"]["z"]), (&json!("committed"), &json!(1)));
    // Somebody else prints where the answer was lost: nobody knows.
    shop.front().fault("receipt", "foreign_after_lost");
    let doubt = shop.done("receipt.issue", sale("doubt", "3.00", cash()));
    assert_eq!(doubt["state"], "in_doubt");
    shop.verify();
}

/// G1, X8
#[test]
fn a_tender_that_the_table_does_not_name_is_refused_and_check_says_so() {
    let shop = Shop::open(plan());
    let cheque = json!([{ "tender": "cheque" }]);
    assert_eq!(shop.refused("receipt.issue", sale("s1", "3.00", cheque)), "capability_missing");
    assert!(shop.front().documents().is_empty());
    let (fine, said) = shop.fiscus(&["check"]);
    assert!(fine && said.contains("cheque"), "{said}");
    // G3: the serial is a password.
    assert!(!shop.log().contains("U1RNVEU3NzAyMDc6") && !said.contains("U1RNVEU3NzAyMDc6"));
}
