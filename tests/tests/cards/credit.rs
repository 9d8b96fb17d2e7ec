//! The credit card: its own limit and its customer's, money that is loaded, and a discount that comes with paying.

use fiscus_tests::{
    World,
    kinds::{CREDIT, WALLET},
    scenarios,
    scene::{Played, Scene, by, cash, exactly, goods, off, pairs, tenders},
};
use serde_json::{Value, json};

const A: &str = "30000001";
const B: &str = "30000002";

scenarios!(
    both_limits_bind,
    without_credit_money_comes_first,
    a_load_settles_first_and_comes_back_once,
    its_discount_comes_with_paying,
    what_it_paid_comes_back_onto_it,
);

fn pays(card: &str, amount: &str) -> Value {
    json!({ "lines": goods(amount), "payments": exactly(card, amount) })
}

/// V-12, S5-09, S5-11, A-02, R16: two cards, each with its limit, and the limit over both.
fn both_limits_bind(world: &World) -> Played {
    let scene = Scene::open(world, &[CREDIT]);
    scene.customer("anna", json!({}));
    scene.card("credit", A, json!({ "customer": "anna" }));
    scene.card("credit", B, json!({ "customer": "anna" }));
    scene.denies("credit_limit_exceeded", "receipt.issue", pays(A, "50.01"));
    let sold = scene.does("receipt.issue", pays(A, "50.00"));
    assert_eq!(tenders(&sold), pairs(&[("uncollected_invoice", "50.00")]));
    assert_eq!(scene.holds(A, "EUR"), "-50.00");
    scene.denies("credit_limit_exceeded", "receipt.issue", pays(A, "0.01"));
    scene.denies("credit_limit_exceeded", "receipt.issue", pays(B, "30.01"));
    scene.does("receipt.issue", pays(B, "30.00"));
    assert_eq!(scene.holds(B, "EUR"), "-30.00");
    scene.denies("credit_limit_exceeded", "receipt.issue", pays(B, "0.01"));
    // What is paid back onto one card gives room to the other, within its own limit.
    scene.does("card.load", json!({ "card": A, "amount": "25.00", "payments": cash() }));
    scene.denies("credit_limit_exceeded", "receipt.issue", pays(B, "20.01"));
    scene.does("receipt.issue", pays(B, "20.00"));
    // A card without a customer has only its own; a card may have a limit of its own.
    scene.card("credit", "30000003", json!({ "settings": { "limit": "-10.00" } }));
    scene.denies("credit_limit_exceeded", "receipt.issue", pays("30000003", "10.01"));
    scene.does("receipt.issue", pays("30000003", "10.00"));
    // The customer's record binds besides, where it says less.
    scene.customer("berta", json!({ "credit_allowed": true, "credit_limit": "40.00" }));
    scene.card("credit", "30000004", json!({ "customer": "berta" }));
    scene.denies("credit_limit_exceeded", "receipt.issue", pays("30000004", "40.01"));
    scene.does("receipt.issue", pays("30000004", "40.00"));
    scene.ends()
}

/// V-13, S5-10, A-01: a limit of zero, or above it, is no credit; and no minimum that stays on the card.
fn without_credit_money_comes_first(world: &World) -> Played {
    let scene = Scene::open(world, &[CREDIT]);
    scene.card("debit", "31000001", json!({}));
    scene.card("credit", A, json!({ "settings": { "limit": "0" } }));
    for card in ["31000001", A] {
        scene.denies("insufficient_balance", "receipt.issue", pays(card, "0.01"));
        scene.denies(
            "payments_incomplete",
            "receipt.issue",
            json!({ "lines": goods("0.01"), "payments": by(&[card]) }),
        );
        scene.does("card.load", json!({ "card": card, "amount": "50.00", "payments": cash() }));
        scene.denies("insufficient_balance", "receipt.issue", pays(card, "50.01"));
        let sold = scene.does("receipt.issue", pays(card, "50.00"));
        assert_eq!(tenders(&sold), pairs(&[("multi_use_voucher", "50.00")]));
        assert_eq!(scene.holds(card, "EUR"), "0.00");
    }
    let plenty = json!({ "operation": "p", "type": "credit", "number": B, "settings": { "limit": "plenty" } });
    assert_eq!(scene.refused("card.issue", plenty), "params_invalid");
    scene.ends()
}

/// S5-47: a load first pays what is owed; it is undone as long as it was not spent, with counter-slips.
fn a_load_settles_first_and_comes_back_once(world: &World) -> Played {
    let scene = Scene::open(world, &[CREDIT]);
    scene.card("credit", A, json!({}));
    scene.does("receipt.issue", pays(A, "30.00"));
    let loaded = scene.does("card.load", json!({ "card": A, "amount": "50.00", "payments": cash() }));
    assert_eq!((loaded["settled"].as_str(), scene.holds(A, "EUR").as_str()), (Some("30.00"), "20.00"));
    let sold = scene.does("receipt.issue", pays(A, "45.00"));
    assert_eq!(tenders(&sold), pairs(&[("multi_use_voucher", "20.00"), ("uncollected_invoice", "25.00")]));
    scene.denies("credit_limit_exceeded", "receipt.void", json!({ "original": loaded["operation"] }));
    scene.voids(&sold)?;
    scene.voids(&loaded)?;
    assert_eq!(scene.holds(A, "EUR"), "-30.00");
    scene.denies("already_returned", "receipt.void", json!({ "original": loaded["operation"] }));
    let uses = json!({ "card": A, "service": "gym", "uses": 10, "payments": cash() });
    scene.denies("not_loadable", "card.load", uses);
    // Two, and two against them.
    let _ = scene.slips(4);
    scene.ends()
}

/// S5-12 to S5-14, R4: registered before money is taken; shown alone it gives nothing, unless the till may choose.
fn its_discount_comes_with_paying(world: &World) -> Played {
    let scene = Scene::open(world, &[CREDIT]);
    scene.card("tied", "33000001", json!({}));
    scene.card("choice", "32000001", json!({}));
    let alone = scene.sells(goods("10.00"), &["33000001"]);
    assert_eq!((alone["total"].as_str(), off(&alone, 0).len()), (Some("10.00"), 0));
    let paid = scene.pays(goods("10.00"), &["33000001"]);
    assert_eq!((off(&paid, 0).concat().as_str(), paid["total"].as_str()), ("-1.00", Some("9.00")));
    assert_eq!(scene.holds("33000001", "EUR"), "-9.00");
    let mode = |card: &str, mode: &str, payments: Value| json!({ "lines": goods("10.00"), "cards": [{ "card": card, "mode": mode }], "payments": payments });
    scene.denies("not_permitted", "receipt.issue", mode("33000001", "discount", cash()));
    let chosen = scene.does("receipt.issue", mode("32000001", "discount", cash()));
    assert_eq!((chosen["total"].as_str(), scene.holds("32000001", "EUR").as_str()), (Some("9.00"), "0.00"));
    scene.denies("not_permitted", "receipt.issue", mode("32000001", "discount", by(&["32000001"])));
    scene.denies("not_permitted", "receipt.issue", mode("32000001", "bonus", cash()));
    let paying = scene.does("receipt.issue", mode("32000001", "payment", by(&["32000001"])));
    assert_eq!(tenders(&paying), pairs(&[("uncollected_invoice", "9.00")]));
    scene.ends()
}

/// R8, R14: in proportion, onto the card that paid; and, where the till asks for it, onto another card.
fn what_it_paid_comes_back_onto_it(world: &World) -> Played {
    let scene = Scene::open(world, &[CREDIT, WALLET]);
    scene.card("debit", "31000001", json!({}));
    scene.does("card.load", json!({ "card": "31000001", "amount": "20.00", "payments": cash() }));
    let payments = json!([{ "tender": "card", "card": "31000001" }, { "tender": "cash" }]);
    let bought =
        json!({ "lines": [{ "id": "1", "department": "bar", "quantity": 3, "price": "10.00" }], "payments": payments });
    let sold = scene.does("receipt.issue", bought);
    assert_eq!(scene.holds("31000001", "EUR"), "0.00");
    for (left, tendered) in [("6.66", "6.66"), ("13.33", "6.67"), ("20.00", "6.67")] {
        let back = scene.returns_of(&sold, "1", 1)?;
        assert_eq!((scene.holds("31000001", "EUR").as_str(), tenders(&back)[0].1.as_str()), (left, tendered));
    }
    // Paid in cash, given back onto a card; the wallet comes into being with a load.
    scene.does("card.load", json!({ "card": "98000001", "amount": "1.00", "payments": cash() }));
    for (card, balance) in [("31000001", "25.00"), ("98000001", "6.00")] {
        let sold = scene.sells(goods("5.00"), &[]);
        scene.corrects("receipt.return", json!({ "original": sold["operation"], "refund": { "card": card } }))?;
        assert_eq!(scene.holds(card, "EUR"), balance);
    }
    let sold = scene.pays(goods("5.00"), &["31000001"]);
    scene.denies("return_not_allowed", "receipt.return", json!({ "original": sold["operation"], "refund": "cash" }));
    scene.ends()
}
