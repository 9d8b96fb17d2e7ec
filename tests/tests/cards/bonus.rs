//! The bonus card: what others take off is put on it, and a whole bill comes out of it.

use fiscus_tests::{
    World,
    kinds::BONUS,
    scenarios,
    scene::{Played, Scene, by, cash, exactly, goods, lines, notices, off},
};
use serde_json::json;

const CARD: &str = "20000001";
const POINTS: &str = "22000001";

scenarios!(
    a_bill_is_paid_whole_or_not_at_all,
    a_bill_that_was_paid_with_bonus_comes_back_without_a_fiscal_document,
    points_come_back_in_proportion_and_never_twice,
    what_was_spent_already_is_owed,
    a_part_is_paid_and_the_rest_earns,
    points_that_are_no_money_raffle,
    discounts_are_put_on_the_card,
);

/// V-11, S5-05 to S5-07, A-04, R16: no discount, but points; a bill of exactly what is there is taken off whole.
fn a_bill_is_paid_whole_or_not_at_all(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("bonus", CARD, json!({}));
    let sold = scene.sells(goods("40.00"), &[CARD]);
    assert_eq!((sold["total"].as_str(), off(&sold, 0).len()), (Some("40.00"), 0));
    assert_eq!(sold["cards"][0]["balances"]["EUR"], "2.00");
    scene.sells(goods("560.00"), &[CARD]);
    assert_eq!(scene.holds(CARD, "EUR"), "30.00");
    let pays = |price: &str| json!({ "lines": goods(price), "payments": by(&[CARD]) });
    scene.denies("bonus_insufficient", "receipt.issue", pays("30.01"));
    let beside = json!([{ "tender": "cash", "amount": "1.00" }, { "tender": "card", "card": CARD }]);
    scene.denies("bonus_insufficient", "receipt.issue", json!({ "lines": goods("30.00"), "payments": beside }));
    let part = json!([{ "tender": "card", "card": CARD, "amount": "10.00" }, { "tender": "cash" }]);
    scene.denies("bonus_insufficient", "receipt.issue", json!({ "lines": goods("30.00"), "payments": part }));
    let paid = scene.does("receipt.issue", pays("30.00"));
    assert_eq!((paid["total"].as_str(), paid["adjustments"][0]["amount"].as_str()), (Some("0.00"), Some("-30.00")));
    assert_eq!(paid["tenders"].as_array().map_or(0, Vec::len), 0, "it is a discount, not a tender");
    assert_eq!(scene.holds(CARD, "EUR"), "0.00", "and earns nothing");
    assert_eq!(scene.documents()[2]["total"], "0.00");
    scene.ends()
}

/// A-11, R8: the ledger takes it back, and a slip that is no fiscal document says so; in parts and as a whole.
fn a_bill_that_was_paid_with_bonus_comes_back_without_a_fiscal_document(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("bonus", CARD, json!({}));
    scene.sells(goods("200.00"), &[CARD]);
    let three = lines(&[("X", 3, "3.33"), ("Y", 1, "0.01")]);
    let paid = scene.pays(three.clone(), &[CARD]);
    assert_eq!(scene.holds(CARD, "EUR"), "0.00");
    let documents = scene.documents().len();
    let back = scene.returns_of(&paid, "1", 1)?;
    assert_eq!(back["document"]["kind"], "slip", "{back}");
    assert_eq!(scene.holds(CARD, "EUR"), "3.33");
    scene.returns(&paid)?;
    assert_eq!(scene.holds(CARD, "EUR"), "10.00");
    scene.denies("already_returned", "receipt.return", json!({ "original": paid["operation"] }));
    assert_eq!(scene.documents().len(), documents, "nothing fiscal was printed");
    let _ = scene.slips(2);
    let paid = scene.pays(three, &[CARD]);
    let void = scene.voids(&paid)?;
    assert_eq!((void["document"]["kind"].as_str(), scene.holds(CARD, "EUR").as_str()), (Some("void"), "10.00"));
    scene.ends()
}

/// V-26, R7, R12: three equal parts of ten points are 3, 3 and 4; one line of three, and three lines.
fn points_come_back_in_proportion_and_never_twice(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("points", POINTS, json!({}));
    let one = scene.sells(lines(&[("X", 3, "3.50")]), &[POINTS]);
    assert_eq!(scene.holds(POINTS, "PT"), "10", "ten whole euros");
    for left in ["7", "4", "0"] {
        scene.returns_of(&one, "1", 1)?;
        assert_eq!(scene.holds(POINTS, "PT"), left);
    }
    scene.denies("already_returned", "receipt.return", json!({ "original": one["operation"] }));
    let three = scene.sells(lines(&[("X", 1, "3.50"), ("Y", 1, "3.50"), ("Z", 1, "3.50")]), &[POINTS]);
    for (line, left) in [("2", "7"), ("3", "4"), ("1", "0")] {
        scene.returns_of(&three, line, 1)?;
        assert_eq!(scene.holds(POINTS, "PT"), left);
    }
    let void = scene.sells(lines(&[("X", 3, "3.50")]), &[POINTS]);
    scene.voids(&void)?;
    assert_eq!(scene.holds(POINTS, "PT"), "0");
    scene.ends()
}

/// R7: what was earned is taken back also where it was spent in the meantime; the card makes it good.
fn what_was_spent_already_is_owed(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("bonus", CARD, json!({}));
    let sold = scene.sells(goods("40.00"), &[CARD]);
    scene.pays(goods("2.00"), &[CARD]);
    let back = scene.returns(&sold)?;
    assert_eq!(scene.holds(CARD, "EUR"), "-2.00");
    assert_eq!(notices(&back).len(), 1, "{back}");
    scene.denies("bonus_insufficient", "receipt.issue", json!({ "lines": goods("0.01"), "payments": by(&[CARD]) }));
    scene.sells(goods("40.00"), &[CARD]);
    assert_eq!(scene.holds(CARD, "EUR"), "0.00");
    scene.ends()
}

/// S5-06, R11, R4: with `partial` it pays what it can and earns on what it did not pay, where something is earned.
fn a_part_is_paid_and_the_rest_earns(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("part", "21000001", json!({}));
    scene.sells(lines(&[("X", 1, "50.00"), ("S-Y", 1, "50.00")]), &["21000001"]);
    assert_eq!(scene.holds("21000001", "EUR"), "5.00", "nothing on the other department");
    let payments = json!([{ "tender": "card", "card": "21000001" }, { "tender": "cash" }]);
    let paid = scene.does("receipt.issue", json!({ "lines": goods("8.00"), "payments": payments }));
    assert_eq!((paid["total"].as_str(), paid["tenders"][0]["amount"].as_str()), (Some("3.00"), Some("3.00")));
    assert_eq!(scene.holds("21000001", "EUR"), "0.30");
    scene.returns(&paid)?;
    assert_eq!(scene.holds("21000001", "EUR"), "5.00");
    let asked = |amount: &str| json!({ "lines": goods("8.00"), "payments": exactly("21000001", amount) });
    scene.denies("bonus_insufficient", "receipt.issue", asked("5.01"));
    scene.denies("amount_invalid", "receipt.issue", asked("8.01"));
    scene.denies("payments_incomplete", "receipt.issue", asked("5.00"));
    scene.ends()
}

/// S5-08, S5-14: a unit without the value of money tells of its thresholds, once each, and pays nothing.
fn points_that_are_no_money_raffle(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.card("points", POINTS, json!({ "message": "Ask for the new address." }));
    let told = |price: &str| notices(&scene.sells(goods(price), &[POINTS]));
    assert_eq!(told("9.99"), ["Ask for the new address."], "S5-39");
    assert_eq!(told("1.00"), ["Ask for the new address.", "Hand out a cup."]);
    assert_eq!(told("14.00").len(), 1);
    assert_eq!(scene.holds(POINTS, "PT"), "24");
    let _ = scene.slips(0);
    told("1.00");
    let slips = scene.slips(1);
    assert!(slips[0].to_string().contains("RAFFLE TICKET"), "{slips:?}");
    scene.denies("card_wrong_type", "receipt.issue", json!({ "lines": goods("1.00"), "payments": by(&[POINTS]) }));
    let mode =
        |mode: &str| json!({ "lines": goods("1.00"), "payments": cash(), "cards": [{ "card": POINTS, "mode": mode }] });
    scene.denies("not_permitted", "receipt.issue", mode("discount"));
    scene.does("receipt.issue", mode("payment"));
    assert_eq!(scene.holds(POINTS, "PT"), "25", "who only pays earns nothing");
    scene.does("receipt.issue", mode("bonus"));
    assert_eq!(scene.holds(POINTS, "PT"), "26");
    scene.ends()
}

/// S5-05, S5-43: the discount defined for the holder is credited instead of being given.
fn discounts_are_put_on_the_card(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS]);
    scene.customer("anna", json!({ "discounts": ["ten"] }));
    scene.card("saver", "23000001", json!({}));
    scene.card("saver", "23000002", json!({ "customer": "anna" }));
    scene.card("saver", "23000003", json!({ "customer": "anna", "settings": { "discounts": ["three"] } }));
    let bought = lines(&[("PZ", 1, "10.00"), ("X", 1, "10.00")]);
    for (card, earned) in [("23000001", "2.50"), ("23000002", "2.00"), ("23000003", "3.00")] {
        let sold = scene.sells(bought.clone(), &[card]);
        assert_eq!((sold["total"].as_str(), scene.holds(card, "EUR").as_str()), (Some("20.00"), earned), "{card}");
    }
    scene.ends()
}
