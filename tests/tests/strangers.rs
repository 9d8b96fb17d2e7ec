//! Libraries by people who know of Fiscus what its SDK says: built in workspaces of their own, found by their path, and
//! used as any others.

use fiscus_tests::{
    World,
    scene::{self, Scene, cash, goods, lines, off, tenders},
    stranger,
};
use serde_json::{Value, json};

const CARD: &str = "55000017";

const WASHES: &str = r#"
[card_types.washes]
plugin = "car-wash"
name = "Car wash"
numbers = { prefix = "55", length = 8 }
[card_types.washes.settings]
price = "80.00"
department = "shop"
rain = "15"
"#;

/// The life of a punch card for a car wash: issue, load, sale in the rain, return, void, history, liability.
/// Source: R15
#[test]
fn a_punch_card_for_a_car_wash() {
    let world = World::named();
    let mut plan = scene::plan(&world, &[]);
    plan.folders = vec![stranger("car-wash")];
    plan.more += WASHES;
    let scene = Scene::of(&world, plan);
    let (fine, told) = scene.fiscus(&["check"]);
    assert!(fine && told.contains("10 washes for 80.00 on shop"), "{told}");
    assert!(scene.fiscus(&["libraries"]).1.contains("car-wash"));

    scene.card("washes", CARD, json!({ "message": "The brushes are new." }));
    assert_eq!(scene.holds(CARD, "WASH"), "0");
    let load = |more: Value| scene::with(json!({ "card": CARD, "service": "wash", "payments": cash() }), more);
    scene.denies("not_loadable", "card.load", load(json!({ "service": "polish" })));
    scene.denies("amount_invalid", "card.load", load(json!({ "uses": 7 })));
    let loaded = scene.does("card.load", load(json!({})));
    assert_eq!((loaded["document"]["kind"].as_str(), loaded["total"].as_str()), (Some("receipt"), Some("80.00")));
    assert_eq!(scene.holds(CARD, "WASH"), "10");

    let bought = lines(&[("wash", 2, "9.00"), ("S-wax", 1, "10.00")]);
    let in_the_rain =
        |mode: &str| json!({ "lines": bought, "cards": [{ "card": CARD, "mode": mode }], "payments": cash() });
    scene.denies("not_permitted", "receipt.issue", in_the_rain("snow"));
    let sold = scene.does("receipt.issue", in_the_rain("rain"));
    assert_eq!([off(&sold, 0).concat(), off(&sold, 1).concat()], ["-18.00", "-1.50"]);
    assert_eq!((sold["total"].as_str(), scene.holds(CARD, "WASH").as_str()), (Some("8.50"), "8"));
    assert_eq!(scene::notices(&sold), ["The brushes are new."]);
    let printed = scene.documents().last().expect("a document").to_string();
    assert!(printed.contains("8.50") && printed.contains("0017: 8 washes left"), "{printed}");
    let pays = json!({ "lines": goods("9.00"), "payments": [{ "tender": "card", "card": CARD }] });
    scene.denies("card_wrong_type", "receipt.issue", pays);

    let back = scene.returns_of(&sold, "1", 1).expect("it comes back");
    assert_eq!((back["total"].as_str(), scene.holds(CARD, "WASH").as_str()), (Some("0.00"), "9"));
    let rest = scene.returns(&sold).expect("it comes back");
    assert_eq!(
        (rest["total"].as_str(), tenders(&rest).len(), scene.holds(CARD, "WASH").as_str()),
        (Some("8.50"), 1, "10")
    );
    scene.denies("already_returned", "receipt.return", json!({ "original": sold["operation"] }));

    let last = scene.sells(lines(&[("wash", 11, "9.00")]), &[CARD]);
    assert_eq!((last["total"].as_str(), scene.holds(CARD, "WASH").as_str()), (Some("9.00"), "0"), "ten are free");
    scene.denies("insufficient_balance", "receipt.void", json!({ "original": loaded["operation"] }));
    scene.voids(&last).expect("it is undone");
    scene.sells(lines(&[("wash", 3, "9.00")]), &[CARD]);

    let wash = json!({ "operation": "machine", "card": CARD, "service": "wash", "quantity": 2 });
    assert_eq!(scene.does("card.use", wash)["balances"]["WASH"], "5");
    scene.denies("insufficient_balance", "card.use", json!({ "card": CARD, "service": "wash", "quantity": 6 }));
    scene.denies("card_wrong_type", "card.use", json!({ "card": CARD, "service": "polish" }));
    scene.does("receipt.return", json!({ "original": "machine" }));
    scene.denies("already_returned", "receipt.void", json!({ "original": "machine" }));

    let history = scene.done("card.history", json!({ "card": CARD }));
    let washes: Vec<&str> = history["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["unit"] == "WASH")
        .filter_map(|entry| entry["balance"].as_str())
        .collect();
    assert_eq!(washes, ["7", "5", "7", "10", "0", "10", "9", "8", "10"], "the newest first");
    let liability = scene.done("report.liability", json!({}));
    let item = liability["items"].as_array().and_then(|items| items.iter().find(|item| item["account"] == "WASH"));
    assert_eq!(item.map(|item| (&item["cards"], &item["balance"])), Some((&json!(1), &json!("7"))), "{liability}");
    scene.ends().expect("its end");
}
