//! Mode B: a load is a sale, a purchase is discharged on a department of the same VAT.

use crate::{CARD, balances, by_card, exactly, mode_b, sale_on, wallet};
use fiscus_tests::{
    World, scenarios,
    scene::{Played, Scene},
};
use serde_json::json;

scenarios!(
    a_load_is_a_receipt,
    a_purchase_is_discharged_up_to_the_balance,
    the_money_part_can_come_back,
    another_vat_is_paid_otherwise,
    load_and_payment_may_have_departments_of_their_own,
    credit_and_gift_work_in_mode_b_too,
    a_load_is_voided_with_its_receipt,
);

/// S2-09: the load is a fiscal receipt on its department.
fn a_load_is_a_receipt(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, ""));
    let loaded = shop.load("l1", CARD, "45.00");
    assert_eq!(
        (loaded["document"]["kind"].as_str(), loaded["document"]["total"].as_str()),
        (Some("receipt"), Some("45.00"))
    );
    let _ = shop.slips(0);
    let document = &shop.documents()[0];
    assert_eq!(document["lines"][0]["department"], 2, "{document}");
    assert!(document.to_string().to_uppercase().contains("PREPAGATO"), "{document}");
    shop.ends()
}

/// V-07, S2-10: discharged up to the balance, the rest in money; a receipt closed at zero.
fn a_purchase_is_discharged_up_to_the_balance(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, ""));
    shop.load("l1", CARD, "20.00");
    let pays = json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }]);
    let sold = shop.done("receipt.issue", sale_on("s1", "shop", "30.00", pays));
    assert_eq!((sold["total"].as_str(), sold["tenders"][0]["amount"].as_str()), (Some("10.00"), Some("10.00")));
    let line = &sold["lines"][1];
    assert_eq!(
        (line["kind"].as_str(), line["department"].as_str(), line["total"].as_str()),
        (Some("discharge"), Some("shop"), Some("-20.00"))
    );
    assert!(line.get("id").is_none());
    shop.load("l2", CARD, "45.00");
    let sold = shop.done("receipt.issue", sale_on("s2", "shop", "30.00", by_card(CARD)));
    assert_eq!((sold["total"].as_str(), sold["document"]["total"].as_str()), (Some("0.00"), Some("0.00")));
    assert_eq!(shop.balance(CARD), "15.00");
    // S2-11: no return of a receipt that was closed at zero; it can be voided.
    shop.denies("return_not_allowed", "receipt.return", json!({ "operation": "r1", "original": "s2" }));
    let void = shop.corrects("receipt.void", json!({ "operation": "v1", "original": "s2" }))?;
    assert_eq!(void["document"]["kind"], "void");
    assert_eq!(shop.balance(CARD), "45.00");
    shop.ends()
}

/// A receipt partly discharged: goods come back up to its money part.
fn the_money_part_can_come_back(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, ""));
    shop.load("l1", CARD, "20.00");
    let call = json!({ "operation": "s1", "lines": [{ "id": "1", "department": "shop", "quantity": 3, "price": 10 }],
        "payments": [{ "tender": "card", "card": CARD }, { "tender": "cash" }] });
    assert_eq!(shop.done("receipt.issue", call)["total"], "10.00");
    shop.denies("return_not_allowed", "receipt.return", json!({ "operation": "r1", "original": "s1" }));
    let one = |id: &str| json!({ "operation": id, "original": "s1", "lines": [{ "line": "1", "quantity": 1 }] });
    let back = shop.corrects("receipt.return", one("r2"))?;
    assert_eq!((back["total"].as_str(), back["tenders"][0]["tender"].as_str()), (Some("10.00"), Some("cash")));
    shop.denies("return_not_allowed", "receipt.return", one("r3"));
    assert_eq!(shop.balance(CARD), "0.00");
    shop.ends()
}

/// Only what bears the VAT of the load is discharged.
fn another_vat_is_paid_otherwise(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, ""));
    shop.load("l1", CARD, "50.00");
    assert_eq!(shop.refused("receipt.issue", sale_on("s1", "bar", "10.00", by_card(CARD))), "payments_incomplete");
    assert_eq!(shop.refused("receipt.issue", sale_on("s2", "bar", "10.00", exactly(CARD, "10.00"))), "amount_invalid");
    let both = json!({ "operation": "s3", "lines": [{ "department": "bar", "price": 4 }, { "department": "shop", "price": 6 }],
        "payments": [{ "tender": "card", "card": CARD }, { "tender": "cash" }] });
    let sold = shop.done("receipt.issue", both);
    assert_eq!((sold["total"].as_str(), sold["lines"][2]["total"].as_str()), (Some("4.00"), Some("-6.00")));
    assert_eq!(shop.balance(CARD), "44.00");
    shop.ends()
}

/// S2-08: the two departments may differ.
fn load_and_payment_may_have_departments_of_their_own(world: &World) -> Played {
    let mut plan = wallet(world, "mode = \"departments\"\nload_department = \"loads\"\npayment_department = \"shop\"");
    plan.more = format!("[departments.loads]\ndescription = \"Loads\"\nvat = \"22\"\nnumber = 4\n{}", plan.more);
    let shop = Scene::of(world, plan);
    shop.load("l1", CARD, "20.00");
    let sold = shop.done("receipt.issue", sale_on("s1", "shop", "5.00", by_card(CARD)));
    assert_eq!(sold["lines"][1]["department"], "shop");
    assert_eq!(shop.documents()[0]["lines"][0]["department"], 4);
    shop.ends()
}

/// V-10 in mode B; and gift money in mode B.
fn credit_and_gift_work_in_mode_b_too(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, "credit_max = \"25.00\"\nvariation = { percent = \"10\" }"));
    let loaded = shop.load("l1", CARD, "10.00");
    assert_eq!((loaded["gift"].as_str(), loaded["document"]["total"].as_str()), (Some("1.00"), Some("10.00")));
    assert_eq!(
        shop.refused("receipt.issue", sale_on("s1", "shop", "36.01", exactly(CARD, "36.01"))),
        "credit_limit_exceeded"
    );
    let sold = shop.done("receipt.issue", sale_on("s2", "shop", "36.00", exactly(CARD, "36.00")));
    assert_eq!(sold["total"], "0.00");
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "-25.00", "EUR.gift": "0.00" }));
    // S3-03: the next load settles the debt first.
    let loaded = shop.load("l2", CARD, "30.00");
    assert_eq!((loaded["settled"].as_str(), loaded["document"]["total"].as_str()), (Some("25.00"), Some("30.00")));
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "5.00", "EUR.gift": "3.00" }));
    shop.ends()
}

/// A load sold by receipt is undone by a void of that receipt.
fn a_load_is_voided_with_its_receipt(world: &World) -> Played {
    let shop = Scene::of(world, mode_b(world, ""));
    shop.load("l1", CARD, "20.00");
    let void = shop.corrects("receipt.void", json!({ "operation": "v1", "original": "l1" }))?;
    assert_eq!((void["document"]["kind"].as_str(), void["total"].as_str()), (Some("void"), Some("20.00")));
    assert_eq!(shop.balance(CARD), "0.00");
    shop.denies("already_returned", "receipt.void", json!({ "operation": "v2", "original": "l1" }));
    let kinds: Vec<_> = shop.documents().iter().map(|d| d["kind"].clone()).collect();
    assert_eq!(kinds, ["receipt", "void"]);
    shop.ends()
}
