//! The charge card: so much a day, and an invoice follows.

use fiscus_tests::{
    World,
    kinds::CHARGE,
    scenarios,
    scene::{Played, Scene, by, cash, exactly, goods, lines, notices, off, pairs, tenders},
};
use serde_json::{Value, json};

const CARD: &str = "40000001";

scenarios!(a_day_has_a_limit, a_day_is_a_day_of_the_shop, a_company_pays_later, what_comes_back_is_owed_no_longer);

fn pays(card: &str, amount: &str) -> Value {
    json!({ "lines": goods(amount), "payments": exactly(card, amount) })
}

/// V-14, S5-17, S5-38, A-02: exactly the limit, no cent more; what comes back the same day can be spent again.
fn a_day_has_a_limit(world: &World) -> Played {
    let scene = Scene::open_at(world, &[CHARGE], "2026-11-22T10:00:00+01:00");
    scene.card("charge", CARD, json!({}));
    scene.does("receipt.issue", pays(CARD, "3.50"));
    let second = scene.does("receipt.issue", pays(CARD, "2.50"));
    let told = scene.denies("daily_limit_exceeded", "receipt.issue", pays(CARD, "0.01"));
    assert!(told.contains("0.00"), "it says what is left: {told}");
    let rest =
        json!({ "lines": goods("1.00"), "payments": [{ "tender": "card", "card": CARD }, { "tender": "cash" }] });
    let sold = scene.does("receipt.issue", rest);
    assert_eq!(tenders(&sold), pairs(&[("cash", "1.00")]));
    assert!(!notices(&sold).is_empty(), "the cashier is told why");
    scene.returns(&second)?;
    scene.denies("daily_limit_exceeded", "receipt.issue", pays(CARD, "2.51"));
    let again = scene.does("receipt.issue", pays(CARD, "2.50"));
    scene.voids(&again)?;
    scene.does("receipt.issue", pays(CARD, "2.50"));
    // A card with a limit of its own, and one that is free.
    scene.card("charge", "40000002", json!({ "settings": { "daily_limit": "10.00" } }));
    scene.denies("daily_limit_exceeded", "receipt.issue", pays("40000002", "10.01"));
    scene.does("receipt.issue", pays("40000002", "10.00"));
    scene.card("charge", "40000003", json!({ "settings": { "daily_limit": 0 } }));
    scene.does("receipt.issue", pays("40000003", "1000.00"));
    scene.ends()
}

/// S5-17, V-14: midnight of the shop's zone, also on the days that have 25 and 23 hours.
fn a_day_is_a_day_of_the_shop(world: &World) -> Played {
    let mut scene = Scene::open_at(world, &[CHARGE], "2026-10-24T23:59:00+02:00");
    scene.card("charge", CARD, json!({}));
    let mut last = Value::Null;
    for (instant, fresh) in [
        ("2026-10-24T23:59:10+02:00", true),
        ("2026-10-25T00:00:05+02:00", true),
        ("2026-10-25T02:30:00+02:00", false),
        ("2026-10-25T02:30:00+01:00", false),
        ("2026-10-25T23:59:00+01:00", false),
        ("2026-10-26T00:00:05+01:00", true),
        ("2027-03-28T00:00:05+01:00", true),
        ("2027-03-28T03:00:05+02:00", false),
        ("2027-03-28T23:59:00+02:00", false),
        ("2027-03-29T00:00:05+02:00", true),
    ] {
        scene.at(instant);
        if fresh {
            last = scene.does("receipt.issue", pays(CARD, "6.00"));
        } else {
            scene.denies("daily_limit_exceeded", "receipt.issue", pays(CARD, "0.01"));
        }
    }
    // What comes back later gives room to the day on which it was spent, and none to this one.
    scene.at("2027-03-30T10:00:00+02:00");
    scene.returns(&last)?;
    scene.does("receipt.issue", pays(CARD, "6.00"));
    scene.denies("daily_limit_exceeded", "receipt.issue", pays(CARD, "0.01"));
    scene.ends()
}

/// S5-15, S5-16, S5-02, S5-03, S5-14: a discount whenever it is shown, and what it pays is on its customer's account.
fn a_company_pays_later(world: &World) -> Played {
    let scene = Scene::open(world, &[CHARGE]);
    scene.customer("acme", json!({ "company": "Acme" }));
    scene.card("company", "41000001", json!({ "customer": "acme", "settings": { "discounts": ["pizza", "ten"] } }));
    let shown = scene.sells(lines(&[("PZ", 1, "10.00"), ("X", 1, "10.00")]), &["41000001"]);
    assert_eq!([0, 1].map(|line| off(&shown, line).concat()), ["-2.00", "-1.00"]);
    let paid = scene.pays(goods("100.00"), &["41000001"]);
    assert_eq!(tenders(&paid), pairs(&[("uncollected_invoice", "90.00")]));
    assert_eq!(scene.position("acme"), "-90.00");
    let mode = |mode: &str, payments: Value| json!({ "lines": goods("10.00"), "cards": [{ "card": "41000001", "mode": mode }], "payments": payments });
    scene.does("receipt.issue", mode("discount", cash()));
    scene.denies("not_permitted", "receipt.issue", mode("discount", by(&["41000001"])));
    scene.denies("not_permitted", "receipt.issue", mode("bonus", cash()));
    scene.denies("not_loadable", "card.load", json!({ "card": "41000001", "amount": "5.00", "payments": cash() }));
    let settled = json!({ "customer": "acme", "amount": "90.00", "as": "invoiced", "document": "2026/17" });
    assert_eq!(scene.does("customer.settle", settled)["position"], "0.00");
    scene.ends()
}

/// R7, R8: what was never collected is given back to nobody in cash; less is owed.
fn what_comes_back_is_owed_no_longer(world: &World) -> Played {
    let scene = Scene::open(world, &[CHARGE]);
    scene.customer("acme", json!({ "company": "Acme" }));
    scene.card("company", "41000001", json!({ "customer": "acme", "settings": { "discounts": [] } }));
    scene.card("charge", CARD, json!({}));
    let sold = scene.pays(lines(&[("X", 3, "3.33"), ("Y", 1, "0.01")]), &["41000001"]);
    let owed = scene.position("acme");
    scene.denies("return_not_allowed", "receipt.return", json!({ "original": sold["operation"], "refund": "cash" }));
    for _ in 0..3 {
        scene.returns_of(&sold, "1", 1)?;
    }
    scene.returns(&sold)?;
    assert_eq!(
        (owed.as_str().is_some_and(|owed| owed.starts_with('-')), scene.position("acme")),
        (true, json!("0.00"))
    );
    // A card without a customer owes by itself.
    let sold = scene.pays(goods("6.00"), &[CARD]);
    assert_eq!(scene.holds(CARD, "EUR"), "-6.00");
    scene.returns(&sold)?;
    assert_eq!(scene.holds(CARD, "EUR"), "0.00");
    scene.ends()
}
