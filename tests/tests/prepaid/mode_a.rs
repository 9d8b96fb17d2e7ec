//! Mode A: the card is a form of payment.

use crate::{CARD, OTHER, balances, by_card, exactly, mode_a, sale_on, slips, wallet};
use fiscus_tests::{
    Lack, World, scenarios,
    scene::{Played, Scene},
    shop::sale,
};
use serde_json::{Value, json};

scenarios!(
    a_short_balance_pays_its_part,
    an_exact_amount_is_given_or_refused,
    a_credit_line_is_used_to_the_last_cent,
    two_slips_say_what_was_loaded,
    several_cards_pay_in_the_order_asked,
    gift_money_lowers_the_total,
    the_receipt_shows_the_balance_and_the_description,
    the_tender_is_configured,
    a_load_may_print_an_untaxed_receipt,
    a_card_that_is_only_presented_keeps_its_money,
);

/// V-06, S2-30: partial payment, the rest otherwise.
fn a_short_balance_pays_its_part(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "20.00");
    let refused = shop.refused("receipt.issue", sale("s0", "30.00", by_card(CARD)));
    assert_eq!(refused, "payments_incomplete");
    let sold = shop
        .done("receipt.issue", sale("s1", "30.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let tenders: Vec<_> = sold["tenders"].as_array().expect("tenders").iter().map(|t| t["amount"].clone()).collect();
    assert_eq!(tenders, ["20.00", "10.00"]);
    assert_eq!(shop.balance(CARD), "0.00");
    assert_eq!(shop.documents()[0]["total"], "30.00");
    shop.ends()
}

/// V-02, without credit: the exact amount is given or the receipt is refused.
fn an_exact_amount_is_given_or_refused(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "10.00");
    assert_eq!(shop.refused("receipt.issue", sale("s1", "10.01", exactly(CARD, "10.01"))), "insufficient_balance");
    assert_eq!(shop.done("receipt.issue", sale("s2", "10.00", exactly(CARD, "10.00")))["state"], "committed");
    assert_eq!(shop.balance(CARD), "0.00");
    shop.ends()
}

/// V-10, S2-27: down to the credit line, equality allowed.
fn a_credit_line_is_used_to_the_last_cent(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "credit_max = \"25.00\""));
    shop.load("l1", CARD, "10.00");
    assert_eq!(shop.refused("receipt.issue", sale("s1", "35.01", exactly(CARD, "35.01"))), "credit_limit_exceeded");
    let sold = shop.done("receipt.issue", sale("s2", "35.00", exactly(CARD, "35.00")));
    let tenders: Vec<(String, String)> = sold["tenders"]
        .as_array()
        .expect("tenders")
        .iter()
        .map(|t| (t["tender"].as_str().unwrap_or("?").into(), t["amount"].as_str().unwrap_or("?").into()))
        .collect();
    assert_eq!(tenders, [("multi_use_voucher".into(), "10.00".into()), ("uncollected_goods".into(), "25.00".into())]);
    assert_eq!(shop.balance(CARD), "-25.00");
    assert_eq!(shop.refused("receipt.issue", sale("s3", "0.01", exactly(CARD, "0.01"))), "credit_limit_exceeded");
    shop.ends()
}

/// S2-04, S2-05: the drawer's slip justifies the difference: when, where, who, which card, how much, how paid.
fn two_slips_say_what_was_loaded(world: &World) -> Played {
    let mut plan = mode_a(world, "");
    plan.clock = Some("2026-11-22T10:32:00+01:00".into());
    let shop = Scene::of(world, plan);
    shop.done(
        "card.load",
        json!({ "operation": "l1", "till": "7", "operator": "anna", "card": CARD, "amount": 50,
        "payments": [{ "tender": "electronic", "amount": 20 }, { "tender": "cash", "amount": 40 }] }),
    );
    shop.await_rest();
    let slips = slips(&shop, 2);
    for slip in &slips {
        for word in ["Bar Centrale", "10:32", "7", "anna", "0012", "50.00", "20.00", "30.00"] {
            assert!(slip.contains(word), "{word}: {slip}");
        }
        assert!(!slip.contains(CARD), "{slip}");
    }
    assert_ne!(slips[0], slips[1], "one for the customer, one for the drawer");
    assert_eq!(shop.documents().len(), 0);
    shop.ends()
}

/// R4: several cards settle one after another; each sees only what is still due.
fn several_cards_pay_in_the_order_asked(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "4.00");
    shop.load("l2", OTHER, "10.00");
    let sold = shop.done(
        "receipt.issue",
        sale("s1", "6.00", json!([{ "tender": "card", "card": CARD }, { "tender": "card", "card": OTHER }])),
    );
    let given: Vec<(Value, Value)> =
        sold["tenders"].as_array().expect("tenders").iter().map(|t| (t["card"].clone(), t["amount"].clone())).collect();
    assert_eq!(given, [(json!(CARD), json!("4.00")), (json!(OTHER), json!("2.00"))]);
    let cards = sold["cards"].as_array().expect("cards");
    assert_eq!(
        (cards[0]["balances"]["EUR"].as_str(), cards[1]["balances"]["EUR"].as_str()),
        (Some("0.00"), Some("8.00"))
    );
    // The same card twice: the second time it has what is left.
    let pays = json!([{ "tender": "card", "card": OTHER, "amount": 3 }, { "tender": "cash", "amount": 1 }, { "tender": "card", "card": OTHER }]);
    let sold = shop.done("receipt.issue", sale("s2", "6.00", pays));
    assert_eq!(sold["tenders"].as_array().map(Vec::len), Some(3));
    assert_eq!(shop.balance(OTHER), "3.00");
    shop.corrects("receipt.return", json!({ "operation": "r1", "original": "s1" }))?;
    assert_eq!((shop.balance(CARD), shop.balance(OTHER)), ("4.00".into(), "5.00".into()));
    shop.ends()
}

/// S2-14, A-06: gift money is spent first, as a discount of the subtotal.
fn gift_money_lowers_the_total(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "variation = { amount = \"5.00\" }"));
    let loaded = shop.load("l1", CARD, "50.00");
    assert_eq!(
        (loaded["credited"].as_str(), loaded["gift"].as_str(), loaded["paid"].as_str()),
        (Some("55.00"), Some("5.00"), Some("50.00"))
    );
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "50.00", "EUR.gift": "5.00" }));
    let sold = shop.done("receipt.issue", sale("s1", "12.00", by_card(CARD)));
    assert_eq!(sold["total"], "7.00");
    assert_eq!(sold["adjustments"][0]["amount"], "-5.00");
    assert_eq!(sold["tenders"][0]["amount"], "7.00");
    assert_eq!(shop.documents()[0]["total"], "7.00");
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "43.00", "EUR.gift": "0.00" }));
    shop.corrects("receipt.return", json!({ "operation": "r1", "original": "s1" }))?;
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "50.00", "EUR.gift": "5.00" }));
    shop.ends()
}

/// What is on the roll, as soon as the one receipt is, with points before cents.
fn receipt(shop: &Scene) -> String {
    assert_eq!(shop.documents().len(), 1);
    shop.front().paper().replace(',', ".")
}

/// S3-15, S2-12: the balance after the sale, and the shop's own word for the card.
fn the_receipt_shows_the_balance_and_the_description(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "receipt_description = \"Borsellino\""));
    shop.load("l1", CARD, "20.00");
    shop.done("receipt.issue", sale("s1", "6.50", by_card(CARD)));
    let printed = receipt(&shop);
    assert!(printed.contains("13.50") && printed.contains("0012"), "{printed}");
    assert_eq!(printed.to_uppercase().contains("BORSELLINO"), !shop.lacks(Lack::TenderNames), "{printed}");
    shop.ends()?;
    let shop = Scene::of(world, mode_a(world, "print_balance = false"));
    shop.load("l1", CARD, "20.00");
    shop.done("receipt.issue", sale("s1", "6.50", by_card(CARD)));
    let printed = receipt(&shop);
    assert!(printed.contains("6.50") && !printed.contains("13.50"), "{printed}");
    shop.ends()
}

/// The form of payment is the installer's.
fn the_tender_is_configured(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "tender = \"payment_discount\""));
    shop.load("l1", CARD, "20.00");
    let sold = shop.done("receipt.issue", sale_on("s1", "shop", "6.50", by_card(CARD)));
    assert_eq!(sold["tenders"][0]["tender"], "payment_discount");
    shop.ends()
}

/// S2-29 the other way: a shop that wants a fiscal document for each load, on a department without VAT.
fn a_load_may_print_an_untaxed_receipt(world: &World) -> Played {
    let shop = Scene::of(
        world,
        wallet(world, "mode = \"payment_form\"\nload_document = \"untaxed_receipt\"\nuntaxed_department = \"exempt\""),
    );
    let loaded = shop.load("l1", CARD, "20.00");
    assert_eq!(
        (loaded["document"]["kind"].as_str(), loaded["document"]["total"].as_str()),
        (Some("receipt"), Some("20.00"))
    );
    let _ = shop.slips(0);
    assert_eq!(shop.balance(CARD), "20.00");
    shop.ends()
}

/// S3-13: a presented card that does not pay is only shown.
fn a_card_that_is_only_presented_keeps_its_money(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    shop.load("l1", CARD, "20.00");
    let mut call = sale("s1", "6.50", json!([{ "tender": "cash" }]));
    call["cards"] = json!([CARD]);
    let sold = shop.done("receipt.issue", call);
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "20.00");
    assert_eq!(shop.balance(CARD), "20.00");
    shop.ends()
}
