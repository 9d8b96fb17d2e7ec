//! The service card: ten uses are ten uses.

use fiscus_tests::{
    World,
    kinds::SERVICE,
    scenarios,
    scene::{Played, Scene, cash, goods, lines, notices, off},
};
use serde_json::{Value, json};

const CARD: &str = "70000001";
const USES: &str = "USE.aerobics";

scenarios!(
    the_eleventh_use_is_refused,
    a_package_is_sold_with_its_tax,
    what_is_good_for_a_month_is_refused_after_it,
    a_use_without_a_receipt_comes_back_once
);

fn load(service: &str, uses: Value) -> Value {
    json!({ "card": CARD, "service": service, "uses": uses, "payments": cash() })
}

fn classes(quantity: u32) -> Value {
    json!({ "lines": lines(&[("aerobics", quantity, "6.00")]), "cards": [CARD], "payments": cash() })
}

/// V-17, S5-45, A-02: ten pass, the eleventh does not; one comes back, once.
fn the_eleventh_use_is_refused(world: &World) -> Played {
    let scene = Scene::open(world, &[SERVICE]);
    scene.does("card.load", load("aerobics", json!(10)));
    assert_eq!(scene.holds(CARD, USES), "10");
    let mut last = Value::Null;
    for left in (0..10).rev() {
        last = scene.does("receipt.issue", classes(1));
        assert_eq!(off(&last, 0), ["-6.00"]);
        assert_eq!((last["total"].as_str(), scene.holds(CARD, USES)), (Some("0.00"), left.to_string()));
    }
    scene.denies("insufficient_balance", "receipt.issue", classes(1));
    scene.returns(&last)?;
    assert_eq!(scene.holds(CARD, USES), "1");
    scene.denies("already_returned", "receipt.return", json!({ "original": last["operation"] }));
    scene.denies("already_returned", "receipt.void", json!({ "original": last["operation"] }));
    assert_eq!(scene.holds(CARD, USES), "1");
    let again = scene.does("receipt.issue", classes(1));
    scene.denies("insufficient_balance", "receipt.issue", classes(1));
    scene.voids(&again)?;
    assert_eq!(scene.holds(CARD, USES), "1");
    scene.ends()
}

/// S5-47, S5-48: whole packages on the service's department; no money onto it, and no service onto others.
fn a_package_is_sold_with_its_tax(world: &World) -> Played {
    let scene = Scene::open(world, &[SERVICE]);
    let asked = scene.does("card.load", json!({ "operation": "which", "card": CARD, "payments": cash() }));
    assert_eq!((asked["state"].as_str(), asked["questions"][0]["id"].as_str()), (Some("asking"), Some("profile")));
    let answered =
        json!({ "operation": "which", "card": CARD, "payments": cash(), "answers": { "profile": "aerobics" } });
    let loaded = scene.does("card.load", answered);
    assert_eq!((loaded["document"]["kind"].as_str(), loaded["total"].as_str()), (Some("receipt"), Some("50.00")));
    scene.does("card.load", load("aerobics", json!(20)));
    assert_eq!((scene.holds(CARD, USES).as_str(), scene.documents()[1]["total"].as_str()), ("30", Some("100.00")));
    scene.denies("amount_invalid", "card.load", load("aerobics", json!(5)));
    scene.denies("not_loadable", "card.load", load("zumba", json!(10)));
    scene.denies("not_loadable", "card.load", json!({ "card": CARD, "amount": "5.00", "payments": cash() }));
    let pays = json!({ "lines": goods("1.00"), "payments": [{ "tender": "card", "card": CARD }] });
    scene.denies("card_wrong_type", "receipt.issue", pays);
    // A receipt with other goods, too: pieces of a line come back one by one.
    let call =
        json!({ "lines": lines(&[("aerobics", 3, "6.00"), ("X", 1, "4.00")]), "cards": [CARD], "payments": cash() });
    let sold = scene.does("receipt.issue", call);
    assert_eq!((sold["total"].as_str(), scene.holds(CARD, USES).as_str()), (Some("4.00"), "27"));
    for left in ["28", "29", "30"] {
        scene.returns_of(&sold, "1", 1)?;
        assert_eq!(scene.holds(CARD, USES), left);
    }
    assert_eq!(scene.returns(&sold)?["total"], "4.00");
    // A load of which something was used cannot be undone.
    let third = scene.does("card.load", load("aerobics", json!(10)));
    scene.voids(&third)?;
    assert_eq!(scene.holds(CARD, USES), "30");
    scene.does("receipt.issue", classes(21));
    let first = json!({ "original": "which" });
    scene.denies("insufficient_balance", "receipt.void", first);
    scene.ends()
}

/// S5-35, A-03: this kind ends with its last day.
fn what_is_good_for_a_month_is_refused_after_it(world: &World) -> Played {
    let mut scene = Scene::open_at(world, &[SERVICE], "2026-01-30T12:00:00+01:00");
    scene.does("card.load", load("sauna", json!(1)));
    assert_eq!(scene.done("card.get", json!({ "card": CARD }))["valid_until"], "2026-03-01");
    let visit = json!({ "lines": lines(&[("sauna", 1, "12.00")]), "cards": [CARD], "payments": cash() });
    scene.at("2026-03-01T23:59:00+01:00");
    scene.does("receipt.issue", visit.clone());
    assert_eq!(scene.holds(CARD, "USE.sauna"), "0");
    scene.at("2026-03-02T00:00:01+01:00");
    scene.denies("card_expired", "receipt.issue", visit.clone());
    // Another package makes it valid anew; one without a last day of its own would be lost on it.
    scene.denies("card_expired", "card.load", load("aerobics", json!(10)));
    scene.does("card.load", load("sauna", json!(1)));
    assert_eq!(scene.done("card.get", json!({ "card": CARD }))["valid_until"], "2026-04-01");
    scene.does("receipt.issue", visit);
    scene.ends()
}

/// V-17, S5-45: at the door, with `card.use`: ten pass, the eleventh does not, one comes back once.
fn a_use_without_a_receipt_comes_back_once(world: &World) -> Played {
    let scene = Scene::open(world, &[SERVICE]);
    scene.does("card.load", load("aerobics", json!(10)));
    let used = |operation: &str, quantity: u32| json!({ "operation": operation, "card": CARD, "service": "aerobics", "quantity": quantity });
    for nth in 0..8 {
        scene.does("card.use", used(&format!("u{nth}"), 1));
    }
    scene.denies("insufficient_balance", "card.use", used("three", 3));
    let last = scene.does("card.use", used("two", 2));
    assert_eq!((&last["balances"][USES], notices(&last).len()), (&json!("0"), 1));
    scene.denies("insufficient_balance", "card.use", used("eleventh", 1));
    scene.denies("insufficient_balance", "receipt.issue", classes(1));
    scene.denies("card_wrong_type", "card.use", json!({ "card": CARD, "service": "zumba" }));
    scene.denies("card_wrong_type", "card.use", json!({ "card": CARD, "minutes": 5 }));
    scene.denies("amount_invalid", "card.use", used("half", 0));
    scene.corrects("receipt.return", json!({ "original": "u3" }))?;
    assert_eq!(scene.holds(CARD, USES), "1");
    scene.denies("already_returned", "receipt.return", json!({ "original": "u3" }));
    scene.denies("already_returned", "receipt.void", json!({ "original": "u3" }));
    scene.corrects("receipt.void", json!({ "original": "two" }))?;
    assert_eq!(scene.holds(CARD, USES), "3");
    assert_eq!(scene.does("card.use", used("two", 2)), last, "the stored answer, and nothing happens");
    assert_eq!(scene.holds(CARD, USES), "3");
    scene.ends()
}
