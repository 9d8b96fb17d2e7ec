//! Balances below zero, and what a customer may still buy on credit.

use crate::{CARD, OTHER, by_card, customer, exactly, mode_a};
use fiscus_tests::{
    World, scenarios,
    scene::{Played, Scene},
    shop::{Plan, sale},
};
use serde_json::{Value, json};

scenarios!(
    ninety_nine_more_may_be_bought_and_not_a_cent_beyond,
    the_till_is_told_where_the_customer_stands,
    what_is_settled_counts_no_longer,
    a_negative_balance_counts_once,
    without_the_flag_only_what_is_there_is_spent,
    an_absent_limit_is_no_cap_and_zero_is_none,
    without_credit_control_nobody_is_checked,
    credit_needs_a_customer,
    a_covered_purchase_may_be_exempt,
    a_return_lowers_what_is_owed,
    a_restart_takes_a_changed_configuration,
);

fn on_credit(world: &World, more: &str) -> Plan {
    Plan { credit_control: true, ..mode_a(world, &format!("allow_negative = true\n{more}")) }
}

fn uncollected(id: &str, price: &str, customer: Option<&str>) -> Value {
    let mut call = sale(id, price, json!([{ "tender": "uncollected", "cause": "goods" }]));
    if let Some(customer) = customer {
        call["customer"] = json!({ "id": customer });
    }
    call
}

fn stands(shop: &Scene, customer: &str) -> (String, Option<String>) {
    let answer = shop.done("customer.get", json!({ "customer": customer }));
    (answer["position"].as_str().unwrap_or("?").into(), answer["headroom"].as_str().map(str::to_owned))
}

/// V-01, S3-20: 226 to be invoiced, 175 on the prepaid card, limit 150.
fn case(world: &World) -> Scene {
    let shop = Scene::of(world, on_credit(world, ""));
    customer(&shop, "c-17", CARD, json!({ "credit_allowed": true, "credit_limit": "150.00" }));
    shop.load("l1", CARD, "175.00");
    for (n, price) in ["100.00", "126.00"].iter().enumerate() {
        let sold = shop.done("receipt.issue", uncollected(&format!("u{n}"), price, Some("c-17")));
        assert_eq!(sold["tenders"][0]["tender"], "uncollected_goods");
    }
    assert_eq!(stands(&shop, "c-17"), ("-51.00".into(), Some("99.00".into())));
    shop
}

/// V-01
fn ninety_nine_more_may_be_bought_and_not_a_cent_beyond(world: &World) -> Played {
    let shop = case(world);
    assert_eq!(shop.refused("receipt.issue", sale("s1", "99.01", exactly(CARD, "99.01"))), "credit_limit_exceeded");
    assert_eq!(shop.refused("receipt.issue", uncollected("u2", "99.01", Some("c-17"))), "credit_limit_exceeded");
    let sold = shop.done("receipt.issue", sale("s2", "99.00", exactly(CARD, "99.00")));
    assert_eq!(sold["tenders"][0]["tender"], "multi_use_voucher");
    assert_eq!(stands(&shop, "c-17"), ("-150.00".into(), Some("0.00".into())));
    assert_eq!(shop.refused("receipt.issue", sale("s3", "0.01", exactly(CARD, "0.01"))), "credit_limit_exceeded");
    assert_eq!(shop.refused("receipt.issue", uncollected("u3", "0.01", Some("c-17"))), "credit_limit_exceeded");
    shop.load("l2", CARD, "50.00");
    assert_eq!(stands(&shop, "c-17"), ("-100.00".into(), Some("50.00".into())));
    shop.ends()
}

/// S3-11, S3-21: the till is told the position before it sells.
fn the_till_is_told_where_the_customer_stands(world: &World) -> Played {
    let shop = case(world);
    shop.done(
        "customer.save",
        json!({ "operation": "again", "id": "c-17", "company": "Rossi", "credit_allowed": true,
        "credit_limit": "150.00", "credit_document": "invoice", "notes": "Likes tea" }),
    );
    let quote = shop
        .done("receipt.quote", json!({ "lines": [{ "department": "bar", "price": 1 }], "customer": { "id": "c-17" } }));
    let notices = quote["notices"].to_string();
    for word in ["-51.00", "99.00", "invoice", "Likes tea"] {
        assert!(notices.contains(word), "{word}: {notices}");
    }
    let spent = shop.done("receipt.issue", sale("s1", "1.00", by_card(CARD)));
    assert!(spent["notices"].to_string().contains("-52.00"), "{spent}");
    shop.ends()
}

/// S3-17 to S3-19: what is invoiced or paid no longer counts; each euro counts once.
fn what_is_settled_counts_no_longer(world: &World) -> Played {
    let shop = case(world);
    let settled = shop.done(
        "customer.settle",
        json!({ "operation": "t1", "customer": "c-17", "operations": ["u0"], "as": "invoiced", "document": "2026/1" }),
    );
    assert_eq!((settled["position"].as_str(), settled["headroom"].as_str()), (Some("49.00"), Some("199.00")));
    let again = json!({ "operation": "t2", "customer": "c-17", "operations": ["u0"], "as": "invoiced" });
    assert_eq!(shop.refused("customer.settle", again), "original_not_found");
    let twice = json!({ "operation": "t2b", "customer": "c-17", "operations": ["u1", "u1"], "as": "invoiced" });
    assert!(matches!(shop.call("customer.settle", twice), Err(refused) if matches!(refused.code, -32010 | -32602)));
    let too_much = json!({ "operation": "t3", "customer": "c-17", "amount": "126.01", "as": "paid" });
    assert_eq!(shop.refused("customer.settle", too_much), "amount_invalid");
    shop.done("customer.settle", json!({ "operation": "t4", "customer": "c-17", "amount": "26.00", "as": "paid" }));
    assert_eq!(stands(&shop, "c-17").0, "75.00");
    for unclear in [json!({}), json!({ "amount": 1, "operations": ["u1"] })] {
        let mut call = unclear;
        call["operation"] = json!("t5");
        call["customer"] = json!("c-17");
        call["as"] = json!("paid");
        assert_eq!(shop.refused("customer.settle", call), "params_invalid");
    }
    shop.ends()
}

/// S3-18, S3-19: a receipt paid below zero is no uninvoiced receipt besides.
fn a_negative_balance_counts_once(world: &World) -> Played {
    let shop = Scene::of(world, on_credit(world, ""));
    customer(&shop, "c-1", CARD, json!({ "credit_allowed": true, "credit_limit": "150.00" }));
    let sold = shop.done("receipt.issue", sale("s1", "40.00", exactly(CARD, "40.00")));
    assert_eq!(sold["tenders"][0]["tender"], "uncollected_goods");
    assert_eq!(shop.balance(CARD), "-40.00");
    assert_eq!(stands(&shop, "c-1"), ("-40.00".into(), Some("110.00".into())));
    // S3-03: a load settles the debt first, and says so.
    let loaded = shop.load("l1", CARD, "100.00");
    assert_eq!((loaded["settled"].as_str(), loaded["credited"].as_str()), (Some("40.00"), Some("100.00")));
    let slip = shop.slips(2)[0].to_string();
    assert!(slip.contains("40.00") && slip.contains("60.00"), "{slip}");
    assert_eq!(shop.balance(CARD), "60.00");
    shop.ends()
}

/// V-02, S3-04, S3-08: by default nobody buys on credit.
fn without_the_flag_only_what_is_there_is_spent(world: &World) -> Played {
    let shop = Scene::of(world, on_credit(world, ""));
    customer(&shop, "c-1", CARD, json!({}));
    shop.load("l1", CARD, "10.00");
    assert_eq!(shop.refused("receipt.issue", sale("s1", "10.01", exactly(CARD, "10.01"))), "credit_not_allowed");
    assert_eq!(shop.refused("receipt.issue", uncollected("u1", "0.01", Some("c-1"))), "credit_not_allowed");
    assert_eq!(shop.done("receipt.issue", sale("s2", "10.00", exactly(CARD, "10.00")))["state"], "committed");
    shop.ends()
}

/// S3-09: no limit is no cap; a limit of zero is no credit.
fn an_absent_limit_is_no_cap_and_zero_is_none(world: &World) -> Played {
    let shop = Scene::of(world, on_credit(world, ""));
    customer(&shop, "c-1", CARD, json!({ "credit_allowed": true }));
    customer(&shop, "c-0", OTHER, json!({ "credit_allowed": true, "credit_limit": 0 }));
    assert_eq!(shop.done("receipt.issue", sale("s1", "5000.00", exactly(CARD, "5000.00")))["state"], "committed");
    assert_eq!(stands(&shop, "c-1"), ("-5000.00".into(), None));
    assert_eq!(shop.refused("receipt.issue", sale("s2", "0.01", exactly(OTHER, "0.01"))), "credit_limit_exceeded");
    shop.ends()
}

/// S3-07: with credit control off, flags and limits of customers are not checked.
fn without_credit_control_nobody_is_checked(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "allow_negative = true"));
    customer(&shop, "c-1", CARD, json!({ "credit_limit": 1 }));
    assert_eq!(shop.done("receipt.issue", sale("s1", "20.00", exactly(CARD, "20.00")))["state"], "committed");
    assert_eq!(shop.done("receipt.issue", uncollected("u1", "20.00", Some("c-1")))["state"], "committed");
    assert_eq!(shop.done("receipt.issue", uncollected("u2", "20.00", None))["state"], "committed");
    assert_eq!(stands(&shop, "c-1"), ("-40.00".into(), None));
    shop.ends()
}

/// S3-05 with nobody named: credit is given to known customers only.
fn credit_needs_a_customer(world: &World) -> Played {
    let shop = Scene::of(world, on_credit(world, ""));
    assert_eq!(shop.refused("receipt.issue", uncollected("u1", "1.00", None)), "customer_incomplete");
    shop.load("l1", OTHER, "10.00");
    assert_eq!(shop.refused("receipt.issue", sale("s1", "10.01", exactly(OTHER, "10.01"))), "credit_not_allowed");
    shop.ends()
}

/// S3-22: only what is not covered by the card, where the installer says so.
fn a_covered_purchase_may_be_exempt(world: &World) -> Played {
    let shop = Scene::of(world, on_credit(world, "exposure_check = \"only_uncovered\""));
    customer(&shop, "c-1", CARD, json!({ "credit_allowed": true, "credit_limit": "10.00" }));
    shop.load("l1", CARD, "100.00");
    shop.done("receipt.issue", uncollected("u1", "110.00", Some("c-1")));
    assert_eq!(stands(&shop, "c-1"), ("-10.00".into(), Some("0.00".into())));
    assert_eq!(shop.done("receipt.issue", sale("s1", "60.00", exactly(CARD, "60.00")))["state"], "committed");
    assert_eq!(shop.refused("receipt.issue", sale("s2", "40.01", exactly(CARD, "40.01"))), "credit_limit_exceeded");
    shop.ends()
}

/// R7: goods bought on credit come back: less is owed, nothing is paid out.
fn a_return_lowers_what_is_owed(world: &World) -> Played {
    let shop = case(world);
    let back = shop.corrects("receipt.return", json!({ "operation": "r1", "original": "u0" }))?;
    assert_eq!(
        (back["tenders"][0]["tender"].as_str(), back["total"].as_str()),
        (Some("uncollected_goods"), Some("100.00"))
    );
    assert_eq!(stands(&shop, "c-17").0, "49.00");
    shop.corrects("receipt.void", json!({ "operation": "v1", "original": "u1" }))?;
    assert_eq!(stands(&shop, "c-17").0, "175.00");
    shop.ends()
}

/// S3-12: a changed configuration takes effect with the next start.
fn a_restart_takes_a_changed_configuration(world: &World) -> Played {
    let mut shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "10.00");
    shop.stop();
    let text = std::fs::read_to_string(shop.config()).expect("the configuration");
    std::fs::write(shop.config(), format!("{text}\ncredit_max = \"5.00\"\n")).expect("written");
    shop.start();
    assert_eq!(shop.done("receipt.issue", sale("s1", "15.00", exactly(CARD, "15.00")))["state"], "committed");
    assert_eq!(shop.balance(CARD), "-5.00");
    shop.ends()
}
