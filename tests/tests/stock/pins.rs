//! `card.use`, `card.reveal`: what a PIN opens, and who sees it.

use super::{plan, reveal, sell};
use fiscus_tests::{
    World, scenarios,
    scene::{Played, Scene},
    shop::Shop,
};
use serde_json::json;

scenarios!(
    a_pin_is_used_in_several_sessions,
    wrong_pins_are_throttled,
    revealing_a_pin_is_recorded,
    losing_the_key_costs_pins_and_no_money,
);

fn ticket(shop: &Scene, operation: &str) -> String {
    let answer = shop.done("receipt.issue", sell(operation, "T1", "1", "3.00"));
    shop.await_rest();
    answer["cards"][0]["card"].as_str().expect("a card").to_owned()
}

fn minutes(shop: &Shop, card: &str) -> String {
    shop.done("card.get", json!({ "card": card }))["balances"]["MIN"].as_str().expect("minutes").to_owned()
}

/// S1-05, S1-13, S1-20: several sessions, the rest stays; a session comes back as a whole.
fn a_pin_is_used_in_several_sessions(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    let card = ticket(&shop, "s1");
    let pin = reveal(&shop, "r1", &card);
    let asked = json!({ "operation": "u1", "till": "2", "card": format!(" {} ", pin.to_lowercase()), "minutes": "10" });
    let used = shop.done("card.use", asked.clone());
    assert_eq!((&used["card"], &used["balances"]["MIN"]), (&json!(card), &json!("20")), "{used}");
    assert!(used["valid_until"].is_string() && used["notices"][0]["text"].is_string(), "{used}");
    assert_eq!(shop.done("card.use", asked), used, "the same session once");
    shop.done("card.use", json!({ "operation": "u2", "card": card, "pin": pin, "minutes": "15" }));
    assert_eq!(minutes(&shop, &card), "5");
    assert_eq!(
        shop.refused("card.use", json!({ "operation": "u3", "card": card, "minutes": "6" })),
        "insufficient_balance"
    );
    let last = shop.done("card.use", json!({ "operation": "u4", "card": card, "minutes": "5" }));
    assert_eq!(last["status"], "closed");
    assert_eq!(shop.refused("card.use", json!({ "operation": "u5", "card": pin, "minutes": "1" })), "card_not_active");
    shop.corrects("receipt.void", json!({ "operation": "v4", "original": "u4" }))?;
    shop.corrects("receipt.return", json!({ "operation": "v1", "original": "u1" }))?;
    assert_eq!(minutes(&shop, &card), "15");
    assert_eq!(shop.done("card.get", json!({ "card": card }))["status"], "active");
    shop.denies("already_returned", "receipt.void", json!({ "operation": "v5", "original": "u1" }));
    shop.denies("return_not_allowed", "receipt.return", json!({ "operation": "b1", "original": "s1" }));
    for params in [json!({ "card": card }), json!({ "card": card, "minutes": "1", "amount": "1.00" })] {
        let mut params = params;
        params["operation"] = json!("x");
        assert_eq!(shop.refused("card.use", params), "params_invalid");
    }
    assert_eq!(shop.refused("card.use", json!({ "operation": "x1", "card": "000", "minutes": "1" })), "card_unknown");
    shop.ends()
}

/// S1-01: five wrong tries for a card, or at a till, and nobody is heard for a while; others are not concerned.
fn wrong_pins_are_throttled(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    let (one, two) = (ticket(&shop, "s1"), ticket(&shop, "s2"));
    let (own, other) = (reveal(&shop, "r1", &one), reveal(&shop, "r2", &two));
    let by_card = |operation: &str, pin: &str| {
        let asked = json!({ "operation": operation, "till": "1", "card": one, "pin": pin, "minutes": "1" });
        shop.call("card.use", asked).map_err(|refused| refused.data["reason"].as_str().unwrap_or_default().to_owned())
    };
    for at in 0..4 {
        assert_eq!(by_card(&format!("a{at}"), &other), Err("pin_wrong".to_owned()), "{at}");
    }
    assert_eq!(by_card("a3", &other), Err("pin_wrong".to_owned()), "asked again it is not counted again");
    assert!(by_card("a4", &own).is_ok(), "a right one ends the count");
    for at in 5..10 {
        assert_eq!(by_card(&format!("a{at}"), "nonsense"), Err("pin_wrong".to_owned()), "{at}");
    }
    assert_eq!(by_card("a10", &own), Err("pin_throttled".to_owned()));
    assert_eq!(by_card("a4", &own).map(|used| used["card"].clone()), Ok(json!(one)), "what was done stays done");
    let by_pin = |operation: &str, till: &str, pin: &str| {
        let asked = json!({ "operation": operation, "till": till, "card": pin, "minutes": "1" });
        shop.call("card.use", asked).map_err(|refused| refused.data["reason"].as_str().unwrap_or_default().to_owned())
    };
    assert!(by_pin("b0", "1", &own).is_ok(), "the PIN alone is another matter");
    let nobody = ["22222", "ZZZZZ", "2Z2Z2"].into_iter().find(|pin| *pin != own && *pin != other).expect("one");
    for at in 1..6 {
        assert_eq!(by_pin(&format!("b{at}"), "1", nobody), Err("pin_wrong".to_owned()), "{at}");
    }
    assert_eq!(by_pin("b6", "1", &other), Err("pin_throttled".to_owned()));
    assert!(by_pin("b7", "2", &other).is_ok(), "another till");
    shop.ends()
}

/// S1-14: who sees a PIN, and why, is on record; the PIN is not.
fn revealing_a_pin_is_recorded(world: &World) -> Played {
    let mut shop = Scene::of(world, plan(world));
    let card = ticket(&shop, "s1");
    let pin = reveal(&shop, "r1", &card);
    assert_eq!(reveal(&shop, "r1", &card), pin, "the same operation shows the same");
    let kept = shop.done("operation.get", json!({ "target": "r1" }));
    assert_eq!((&kept["operator"], &kept["method"]), (&json!("anna"), &json!("card.reveal")));
    assert!(!kept.to_string().contains(&pin), "{kept}");
    shop.load("l1", "9800000000012", "5.00");
    for (operation, card, reason, expected) in [
        ("x1", card.as_str(), " ", "params_invalid"),
        ("x2", "9800000000012", "why not", "card_wrong_type"),
        ("x3", "000", "why not", "card_unknown"),
    ] {
        let asked = json!({ "operation": operation, "card": card, "reason": reason });
        assert_eq!(shop.refused("card.reveal", asked), expected, "{operation}");
    }
    shop.ends()?;
    assert_eq!(shop.stop().code(), Some(0));
    let journal = std::fs::read(shop.file("state/fiscus.db")).expect("the database");
    let text = String::from_utf8_lossy(&journal);
    assert!(text.contains("the customer lost it"), "the reason is in the journal");
    Ok(())
}

/// Without the key of the shop PINs cannot be read, and money moves as before.
fn losing_the_key_costs_pins_and_no_money(world: &World) -> Played {
    let mut shop = Scene::of(world, plan(world));
    let card = ticket(&shop, "s1");
    let pin = reveal(&shop, "r1", &card);
    shop.load("l1", "9800000000012", "5.00");
    assert_eq!(shop.stop().code(), Some(0));
    std::fs::remove_file(shop.file("state/secret.key")).expect("lost");
    shop.start();
    let asked = json!({ "operation": "r2", "card": card, "reason": "lost" });
    assert_eq!(shop.refused("card.reveal", asked), "internal");
    assert_eq!(shop.refused("card.use", json!({ "operation": "u1", "card": pin, "minutes": "1" })), "pin_wrong");
    assert_eq!(shop.balance("9800000000012"), "5.00");
    shop.done("card.use", json!({ "operation": "u2", "card": card, "minutes": "1" }));
    assert_eq!(minutes(&shop, &card), "29");
    shop.ends()
}
