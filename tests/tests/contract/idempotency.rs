//! An operation happens once, whatever a till calls twice.

use crate::CARD;
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

/// V-24: compared are parsed values; who calls, answers and confirmations are left out.
#[test]
fn equal_values_are_the_same_call() {
    let shop = Shop::open(Plan::default());
    let mut wire = crate::Wire::open(&shop);
    let mut issue =
        |params: &str| wire.ask(format!(r#"{{"jsonrpc":"2.0","id":1,"method":"receipt.issue","params":{params}}}"#));
    let lines = r#""lines":[{"department":"bar","price":"10.00"}]"#;
    let first = issue(&format!(
        r#"{{"operation":"s1","till":"1","operator":"anna",{lines},"payments":[{{"tender":"cash"}}]}}"#
    ));
    assert_eq!(first["result"]["state"], "committed");
    for same in [
        r#"{"operation":"s1","lines":[{"price":10,"department":"bar"}],"payments":[{"tender":"cash"}]}"#.to_owned(),
        r#"{"operation":"s1","lines":[{"price":1e1,"department":"bar","quantity":null}],"payments":[{"tender":"cash"}]}"#.to_owned(),
        r#"{"payments":[{"tender":"cash","amount":null}],"lines":[{"price":"10.0","department":"bar"}],"operation":"s1","cards":[]}"#.to_owned(),
        format!(r#"{{"operation":"s1","till":"2","operator":"ugo","answers":{{"mode":"x"}},"confirm":true,{lines},"payments":[{{"tender":"cash"}}]}}"#),
    ] {
        assert_eq!(issue(&same)["result"], first["result"], "{same}");
    }
    for other in [
        r#"{"operation":"s1","lines":[{"price":10.01,"department":"bar"}],"payments":[{"tender":"cash"}]}"#,
        r#"{"operation":"s1","lines":[{"price":10,"department":"shop"}],"payments":[{"tender":"cash"}]}"#,
        r#"{"operation":"s1","lines":[{"price":10,"department":"bar"}],"payments":[{"tender":"electronic"}]}"#,
        r#"{"operation":"s1","lines":[{"price":10,"department":"bar"}],"payments":[{"tender":"cash"}],"footer":["x"]}"#,
    ] {
        let error = &issue(other)["error"];
        assert_eq!(
            (error["code"].as_i64(), error["data"]["reason"].as_str()),
            (Some(-32010), Some("operation_conflict"))
        );
    }
    let z = json!({ "operation": "s1" });
    assert_eq!(shop.refused("printer.z_report", z), "operation_conflict");
    assert_eq!(shop.front().documents().len(), 1);
}

/// V-24, R21: what was refused stays refused, also after a restart and when it would be possible now.
#[test]
fn a_refusal_is_final() {
    let mut shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "5.00");
    let call = sale("s1", "10.00", json!([{ "tender": "card", "card": CARD, "amount": "10.00" }]));
    let refused = shop.call("receipt.issue", call.clone()).expect_err("refused");
    assert_eq!((refused.code, refused.data["reason"].as_str()), (-32010, Some("insufficient_balance")));
    shop.load("l2", CARD, "5.00");
    assert_eq!(shop.call("receipt.issue", call.clone()).expect_err("refused"), refused);
    shop.stop();
    shop.start();
    assert_eq!(shop.call("receipt.issue", call.clone()).expect_err("refused"), refused);
    let mut anew = call;
    anew["operation"] = json!("s2");
    assert_eq!(shop.done("receipt.issue", anew)["state"], "committed");
    shop.verify();
}

/// A fault that left nothing on paper is not final: paper changed, same key pressed.
#[test]
fn after_a_fault_the_same_id_may_be_called_again() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "5.00");
    let call = sale("s1", "3.00", json!([{ "tender": "card", "card": CARD }]));
    for (word, reason) in [("paper_end", "paper_end"), ("cover_open", "cover_open"), ("refuse:15", "printer_error")] {
        shop.front().fault("receipt", word);
        let failed = shop.call("receipt.issue", call.clone()).expect_err(word);
        assert_eq!((failed.code, failed.data["reason"].as_str()), (-32020, Some(reason)), "{failed:?}");
        assert_eq!(failed.data["retryable"], true);
        assert!(!failed.message.is_empty());
        let found = shop.done("operation.get", json!({ "target": "s1" }));
        assert_eq!((found["state"].as_str(), found["reason"].as_str()), (Some("voided"), Some(reason)), "{found}");
        assert_eq!(shop.balance(CARD), "5.00");
    }
    shop.front().misbehave("");
    assert_eq!(shop.done("receipt.issue", call.clone())["state"], "committed");
    assert_eq!(shop.done("receipt.issue", call)["document"]["number"], 1);
    assert_eq!(shop.front().documents().len(), 1);
    assert_eq!(shop.balance(CARD), "2.00");
    shop.verify();
}

/// A printer that is off is a fault too, and nothing is taken from the card.
#[test]
fn an_unplugged_printer_leaves_nothing_behind() {
    let mut shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "5.00");
    shop.unplug("front");
    let call = sale("s1", "3.00", json!([{ "tender": "card", "card": CARD }]));
    let failed = shop.call("receipt.issue", call.clone()).expect_err("off");
    assert_eq!(
        (failed.data["reason"].as_str(), failed.data["retryable"].as_bool()),
        (Some("printer_offline"), Some(true))
    );
    assert_eq!(shop.balance(CARD), "5.00");
    let status = shop.done("printer.status", json!({}));
    assert_eq!(status["online"], false);
    shop.plug_in("front");
    assert_eq!(shop.done("receipt.issue", call)["state"], "committed");
}

/// Asking ends nothing: the answers come with the same id.
#[test]
fn answers_come_with_the_same_id() {
    let more = WALLET.to_owned()
        + "presets = [\"10.00\", { pay = \"25.00\", credit = \"30.00\" }]\nmax_load = \"100.00\"\nrounding_step = \"0.50\"\n";
    let mut shop = Shop::open(Plan { more, ..Plan::default() });
    let mut call = json!({ "operation": "l1", "card": CARD, "payments": [{ "tender": "cash" }] });
    let asked = shop.done("card.load", call.clone());
    assert_eq!((asked["operation"].as_str(), asked["state"].as_str()), (Some("l1"), Some("asking")));
    let question = &asked["questions"][0];
    for (field, value) in [
        ("id", json!("amount")),
        ("kind", json!("amount")),
        ("presets", json!(["10.00", { "pay": "25.00", "credit": "30.00" }])),
        ("max", json!("100.00")),
        ("step", json!("0.50")),
        ("required", json!(true)),
    ] {
        assert_eq!(question[field], value, "{field}");
    }
    assert_eq!(shop.done("card.load", call.clone())["state"], "asking");
    assert_eq!(shop.done("operation.get", json!({ "target": "l1" }))["state"], "asking");
    shop.stop();
    shop.start();
    call["answers"] = json!({ "amount": "25.00" });
    let loaded = shop.done("card.load", call.clone());
    assert_eq!((loaded["state"].as_str(), loaded["credited"].as_str()), (Some("committed"), Some("30.00")));
    call["answers"] = json!({ "amount": "10.00" });
    assert_eq!(shop.done("card.load", call)["credited"], "30.00");
    shop.verify();
}

/// Many tills, one id: one receipt, one answer.
#[test]
fn calls_at_the_same_time_get_the_same_answer() {
    let shop = Shop::open(Plan::default());
    let call = sale("s1", "3.00", json!([{ "tender": "cash" }]));
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let tills: Vec<_> = (0..8).map(|_| scope.spawn(|| shop.done("receipt.issue", call.clone()))).collect();
        tills.into_iter().map(|till| till.join().expect("a till")).collect()
    });
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    assert_eq!(shop.front().documents().len(), 1);
}

/// R1: cards are never spent twice, however many tills try.
#[test]
fn many_tills_spend_a_card_once() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "10.00");
    let sold: usize = std::thread::scope(|scope| {
        let tills: Vec<_> = (0..8)
            .map(|n| {
                let shop = &shop;
                scope.spawn(move || {
                    let pays = json!([{ "tender": "card", "card": CARD, "amount": "3.00" }]);
                    match shop.call("receipt.issue", sale(&format!("s{n}"), "3.00", pays)) {
                        Ok(answer) => usize::from(answer["state"] == "committed"),
                        Err(refused) => {
                            assert_eq!(refused.data["reason"], "insufficient_balance");
                            0
                        }
                    }
                })
            })
            .collect();
        tills.into_iter().map(|till| till.join().expect("a till")).sum()
    });
    assert_eq!(sold, 3);
    assert_eq!(shop.balance(CARD), "1.00");
    assert_eq!(shop.front().documents().len(), 3);
    shop.verify();
}

/// A load can be sent twice, voided once, and the void be sent twice.
#[test]
fn every_kind_of_operation_happens_once() {
    let mut shop = Shop::open(Plan::default());
    let calls = [
        ("customer.save", json!({ "operation": "o1", "id": "c-1", "company": "x" })),
        ("card.issue", json!({ "operation": "o2", "type": "wallet" })),
        ("card.load", json!({ "operation": "o3", "card": CARD, "amount": 10, "payments": [{ "tender": "cash" }] })),
        ("receipt.issue", sale("o4", "4.00", json!([{ "tender": "card", "card": CARD }]))),
        ("receipt.return", json!({ "operation": "o5", "original": "o4" })),
        ("receipt.void", json!({ "operation": "o6", "original": "o3" })),
        ("slip.print", json!({ "operation": "o7", "lines": ["x"] })),
        ("printer.cash_in", json!({ "operation": "o8", "amount": 1 })),
        ("printer.x_report", json!({ "operation": "o9" })),
        ("printer.z_report", json!({ "operation": "o10" })),
    ];
    let mut answers = Vec::new();
    for (method, params) in &calls {
        answers.push(shop.done(method, params.clone()));
        shop.await_rest();
    }
    let counted = |shop: &Shop| {
        let memory = shop.front().memory();
        ["documents", "slips", "reports", "cash"].map(|kind| memory[kind].as_array().map_or(0, Vec::len))
    };
    let before = counted(&shop);
    shop.stop();
    shop.start();
    for ((method, params), answer) in calls.iter().zip(&answers) {
        assert_eq!(&shop.done(method, params.clone()), answer, "{method}");
    }
    assert_eq!(counted(&shop), before);
    assert_eq!(shop.balance(CARD), "0.00");
    shop.verify();
}
