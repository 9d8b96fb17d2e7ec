//! What an installer may write.

use super::*;

#[test]
fn only_cash_has_a_number_of_its_own() {
    let described = driver(&json!({ "vat": { "22": 1 } })).describe();
    let told = "cheque (2), electronic (3), meal_ticket (5), multi_use_voucher, payment_discount";
    assert!(described[0].contains(told), "{described:?}");
    assert_eq!(described[1], "refuses, for settings.vat names no index: 10%, N2");
    assert_eq!(driver(&tables()).describe(), [""; 0]);
}

#[test]
fn the_serial_never_shows() {
    let shown = format!("{:?}", driver(&with(json!({ "serial": "STMTE770207" }))));
    assert!(!shown.contains("STMTE770207"), "{shown}");
}

#[test]
fn each_problem_is_named_at_its_place() {
    let link = LinkOptions::default();
    for (written, path) in [
        (json!({ "payment": {} }), "payment"),
        (json!({ "payments": { "electronic": 31 } }), "payments.electronic"),
        (json!({ "payments": { "electronic": 0 } }), "payments.electronic"),
        (json!({ "payments": { "electronik": 3 } }), "payments.electronik"),
        (json!({ "departments": { "baar": 1 } }), "departments.baar"),
        (json!({ "departments": { "bar": 1000 } }), "departments.bar"),
        (json!({ "vat": { "reduced": 1 } }), "vat.reduced"),
        (json!({ "vat": { "22": 0 } }), "vat.22"),
        (json!({ "vat": { "10": 1, "22": 1 } }), "vat.22"),
        (json!({ "vat": { "22": 1, "N2": 4, "N4": 4 } }), "vat.N4"),
        (json!({ "user": "a" }), "password"),
        (json!({ "password": "a" }), "user"),
        (json!({ "user": "a:b", "password": "c" }), "user"),
        (json!({ "columns": 67 }), "columns"),
        (json!({ "font": 0 }), "font"),
        (json!({ "drawer": 3 }), "drawer"),
        (json!({ "slow_timeout": "1h" }), "slow_timeout"),
        (json!({ "recheck": "soon" }), "recheck"),
        (json!({ "recheck": "0ms" }), "recheck"),
    ] {
        let problems = CustomXml::open(&written, &shop(), &link).expect_err("a problem");
        assert_eq!(problems[0].path.join("."), path, "{written}: {problems:?}");
        assert!(!problems[0].text.is_empty());
    }
}
