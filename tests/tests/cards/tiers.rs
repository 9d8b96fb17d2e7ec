//! Turnover and what it earns: tiers that are crossed, both ways, online and by hand.

use fiscus_tests::{
    World,
    kinds::{BONUS, DISCOUNT},
    scenarios,
    scene::{Played, Scene, goods, notices, off},
};
use serde_json::json;

const CARD: &str = "51000001";

scenarios!(
    the_bill_that_reaches_a_tier_has_the_old_rate,
    a_locked_customer_never_changes,
    a_rate_falls_when_goods_come_back,
    by_hand_everybody_is_looked_at,
    turnover_counts_without_a_discount,
);

/// What is off 10.00, without buying it.
fn rate(scene: &Scene, card: &str) -> String {
    off(&scene.done("receipt.quote", json!({ "lines": goods("10.00"), "cards": [card] })), 0).concat()
}

/// V-15, S5-49, S5-50, A-02, R17: exactly the sum reaches it; the next receipt has the new rate.
fn the_bill_that_reaches_a_tier_has_the_old_rate(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    scene.customer("anna", json!({}));
    scene.card("tiers", CARD, json!({ "customer": "anna" }));
    // Price, what is off it, what 10.00 has off afterwards: 999.99, 1000.00, 2999.99, 3000.00, 4999.99, 5000.00.
    for (price, taken, after) in [
        ("999.99", "", ""),
        ("0.01", "", "-0.50"),
        ("2105.25", "-105.26", "-0.50"),
        ("0.01", "", "-1.00"),
        ("2222.21", "-222.22", "-1.00"),
        ("0.01", "", "-1.50"),
        ("10.00", "-1.50", "-1.50"),
    ] {
        let sold = scene.sells(goods(price), &[CARD]);
        assert_eq!((off(&sold, 0).concat().as_str(), rate(&scene, CARD).as_str()), (taken, after), "{price}");
        let crossed = price == "0.01";
        assert_eq!(!notices(&sold).is_empty(), crossed, "{sold}");
    }
    scene.ends()
}

/// S5-52: neither online nor by hand.
fn a_locked_customer_never_changes(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    scene.customer("anna", json!({ "discounts_locked": true }));
    scene.card("tiers", CARD, json!({ "customer": "anna" }));
    scene.sells(goods("5000.00"), &[CARD]);
    assert_eq!(rate(&scene, CARD), "");
    let review = scene.does("discounts.review", json!({}));
    assert_eq!((review["changed"].as_u64(), review["locked"].as_u64()), (Some(0), Some(1)));
    assert_eq!(rate(&scene, CARD), "");
    scene.customer("anna", json!({}));
    let review = scene.does("discounts.review", json!({}));
    assert_eq!((review["changed"].as_u64(), rate(&scene, CARD).as_str()), (Some(1), "-1.50"));
    // Locked again, he keeps what he has.
    scene.customer("anna", json!({ "discounts_locked": true }));
    assert_eq!(rate(&scene, CARD), "-1.50");
    scene.ends()
}

/// R7: what comes back counts no longer, and the rate follows, down and up; two cards are one customer.
fn a_rate_falls_when_goods_come_back(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT, BONUS]);
    scene.customer("anna", json!({}));
    scene.card("tiers", CARD, json!({ "customer": "anna" }));
    scene.card("tiers", "51000002", json!({ "customer": "anna" }));
    scene.card("bonus", "20000001", json!({ "customer": "anna" }));
    let first = scene.sells(goods("600.00"), &[CARD]);
    let second = scene.sells(goods("400.00"), &["51000002"]);
    assert_eq!((rate(&scene, CARD).as_str(), rate(&scene, "51000002").as_str()), ("-0.50", "-0.50"));
    scene.returns(&second)?;
    assert_eq!(rate(&scene, CARD), "");
    let third = scene.sells(goods("400.00"), &["20000001"]);
    assert_eq!(rate(&scene, CARD), "-0.50", "whatever card of his is shown");
    scene.voids(&third)?;
    assert_eq!(rate(&scene, CARD), "");
    // What is paid with bonus adds nothing.
    scene.sells(goods("200.00"), &["20000001"]);
    scene.pays(goods("10.00"), &["20000001"]);
    scene.sells(goods("199.99"), &[CARD]);
    assert_eq!(rate(&scene, CARD), "", "999.99");
    scene.sells(goods("0.01"), &[CARD]);
    assert_eq!(rate(&scene, CARD), "-0.50");
    scene.returns(&first)?;
    assert_eq!(rate(&scene, CARD), "");
    scene.ends()
}

/// S5-50, S5-51: the "Start" of a shop that switches tiers on; done twice it changes nothing more.
fn by_hand_everybody_is_looked_at(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    for (customer, card, price) in
        [("anna", "55000001", "100.00"), ("berta", "55000002", "99.99"), ("carla", "55000003", "100.01")]
    {
        scene.customer(customer, json!({}));
        scene.card("manual", card, json!({ "customer": customer }));
        scene.sells(goods(price), &[card]);
        assert_eq!(rate(&scene, card), "", "not by itself");
    }
    scene.card("manual", "55000004", json!({}));
    let sold = scene.sells(goods("100.00"), &["55000004"]);
    let start = json!({ "operation": "start" });
    let review = scene.does("discounts.review", start.clone());
    assert_eq!((review["reviewed"].as_u64(), review["changed"].as_u64()), (Some(4), Some(3)), "{review}");
    assert_eq!(scene.does("discounts.review", start), review, "the same operation has the same answer");
    let rates = ["55000001", "55000002", "55000003", "55000004"].map(|card| rate(&scene, card));
    assert_eq!(rates, ["-1.00", "", "-1.00", "-1.00"]);
    assert_eq!(scene.does("discounts.review", json!({}))["changed"], 0);
    scene.returns(&sold)?;
    scene.does("discounts.review", json!({}));
    assert_eq!(rate(&scene, "55000004"), "-1.00", "this card type never goes down");
    scene.ends()
}

/// S5-53: as soon as the customer or a card of his is known at the till.
fn turnover_counts_without_a_discount(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    scene.customer("anna", json!({}));
    scene.card("tiers", CARD, json!({ "customer": "anna" }));
    let call = json!({ "lines": goods("999.99"), "customer": { "id": "anna" }, "payments": [{ "tender": "cash" }] });
    scene.does("receipt.issue", call);
    assert_eq!(rate(&scene, CARD), "");
    scene.sells(goods("0.01"), &[CARD]);
    assert_eq!(rate(&scene, CARD), "-0.50");
    scene.ends()
}
