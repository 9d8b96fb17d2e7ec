//! Mode A: the card is a form of payment.

use crate::{CARD, OTHER, balances, by_card, exactly, mode_a, sale_on, slips, wallet};
use fiscus_tests::shop::{Shop, sale};
use serde_json::{Value, json};

/// V-06, S2-30: partial payment, the rest otherwise.
#[test]
fn a_short_balance_pays_its_part() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "20.00");
    let refused = shop.refused("receipt.issue", sale("s0", "30.00", by_card(CARD)));
    assert_eq!(refused, "payments_incomplete");
    let sold = shop
        .done("receipt.issue", sale("s1", "30.00", json!([{ "tender": "card", "card": CARD }, { "tender": "cash" }])));
    let tenders: Vec<_> = sold["tenders"].as_array().expect("tenders").iter().map(|t| t["amount"].clone()).collect();
    assert_eq!(tenders, ["20.00", "10.00"]);
    assert_eq!(shop.balance(CARD), "0.00");
    assert_eq!(shop.front().documents()[0]["total"], "30.00");
    shop.verify();
}

/// V-02, without credit: the exact amount is given or the receipt is refused.
#[test]
fn an_exact_amount_is_given_or_refused() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "10.00");
    assert_eq!(shop.refused("receipt.issue", sale("s1", "10.01", exactly(CARD, "10.01"))), "insufficient_balance");
    assert_eq!(shop.done("receipt.issue", sale("s2", "10.00", exactly(CARD, "10.00")))["state"], "committed");
    assert_eq!(shop.balance(CARD), "0.00");
}

/// V-10, S2-27: down to the credit line, equality allowed.
#[test]
fn a_credit_line_is_used_to_the_last_cent() {
    let shop = Shop::open(mode_a("credit_max = \"25.00\""));
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
    shop.verify();
}

/// S2-04, S2-05: the drawer's slip justifies the difference: when, where, who, which card, how much, how paid.
#[test]
fn two_slips_say_what_was_loaded() {
    let mut plan = mode_a("");
    plan.clock = Some("2026-11-22T10:32:00+01:00".into());
    let shop = Shop::open(plan);
    shop.done(
        "card.load",
        json!({ "operation": "l1", "till": "7", "operator": "anna", "card": CARD, "amount": 50,
        "payments": [{ "tender": "electronic", "amount": 20 }, { "tender": "cash", "amount": 40 }] }),
    );
    shop.await_rest();
    let slips = slips(&shop);
    assert_eq!(slips.len(), 2);
    for slip in &slips {
        for word in ["Bar Centrale", "10:32", "7", "anna", "0012", "50.00", "20.00", "30.00"] {
            assert!(slip.contains(word), "{word}: {slip}");
        }
        assert!(!slip.contains(CARD), "{slip}");
    }
    assert_ne!(slips[0], slips[1], "one for the customer, one for the drawer");
    assert_eq!(shop.front().documents().len(), 0);
}

/// R4: several cards settle one after another; each sees only what is still due.
#[test]
fn several_cards_pay_in_the_order_asked() {
    let shop = Shop::open(mode_a(""));
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
    shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    assert_eq!((shop.balance(CARD), shop.balance(OTHER)), ("4.00".into(), "5.00".into()));
    shop.verify();
}

/// S2-14, A-06: gift money is spent first, as a discount of the subtotal.
#[test]
fn gift_money_lowers_the_total() {
    let shop = Shop::open(mode_a("variation = { amount = \"5.00\" }"));
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
    assert_eq!(shop.front().documents()[0]["total"], "7.00");
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "43.00", "EUR.gift": "0.00" }));
    shop.done("receipt.return", json!({ "operation": "r1", "original": "s1" }));
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "50.00", "EUR.gift": "5.00" }));
    shop.verify();
}

/// S3-15, S2-12: the balance after the sale, and the shop's own word for the card.
#[test]
fn the_receipt_shows_the_balance_and_the_description() {
    let shop = Shop::open(mode_a("receipt_description = \"Borsellino\""));
    shop.load("l1", CARD, "20.00");
    shop.done("receipt.issue", sale("s1", "6.50", by_card(CARD)));
    let printed = shop.front().documents()[0].to_string();
    assert!(
        printed.contains("13.50") && printed.contains("0012") && printed.to_uppercase().contains("BORSELLINO"),
        "{printed}"
    );
    let shop = Shop::open(mode_a("print_balance = false"));
    shop.load("l1", CARD, "20.00");
    shop.done("receipt.issue", sale("s1", "6.50", by_card(CARD)));
    assert!(!shop.front().documents()[0].to_string().contains("13.50"));
}

/// The form of payment is the installer's.
#[test]
fn the_tender_is_configured() {
    let shop = Shop::open(mode_a("tender = \"payment_discount\""));
    shop.load("l1", CARD, "20.00");
    let sold = shop.done("receipt.issue", sale_on("s1", "shop", "6.50", by_card(CARD)));
    assert_eq!(sold["tenders"][0]["tender"], "payment_discount");
}

/// S2-29 the other way: a shop that wants a fiscal document for each load, on a department without VAT.
#[test]
fn a_load_may_print_an_untaxed_receipt() {
    let shop = Shop::open(wallet(
        "mode = \"payment_form\"\nload_document = \"untaxed_receipt\"\nuntaxed_department = \"exempt\"",
    ));
    let loaded = shop.load("l1", CARD, "20.00");
    assert_eq!(
        (loaded["document"]["kind"].as_str(), loaded["document"]["total"].as_str()),
        (Some("receipt"), Some("20.00"))
    );
    assert_eq!(shop.front().slips().len(), 0);
    assert_eq!(shop.balance(CARD), "20.00");
}

/// S3-13: a presented card that does not pay is only shown.
#[test]
fn a_card_that_is_only_presented_keeps_its_money() {
    let shop = Shop::open(mode_a(""));
    shop.load("l1", CARD, "20.00");
    let mut call = sale("s1", "6.50", json!([{ "tender": "cash" }]));
    call["cards"] = json!([CARD]);
    let sold = shop.done("receipt.issue", call);
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "20.00");
    assert_eq!(shop.balance(CARD), "20.00");
}
