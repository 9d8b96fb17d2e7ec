//! PIN cards out of the stock and PIN tickets made at the till: five characters, a fixed credit, several sessions.

use fiscus_tests::{
    World,
    kinds::PIN,
    scenarios,
    scene::{Played, Scene, cash, notices, plan},
};
use serde_json::{Value, json};

scenarios!(
    cards_are_made_for_the_stock_and_sold_out_of_it,
    credit_is_used_in_sessions_until_it_is_gone,
    a_ticket_is_made_when_it_is_sold,
    without_a_slip_printer_there_is_no_ticket,
    a_pin_that_is_wrong_too_often_is_not_heard,
    an_unused_pin_comes_back_and_is_closed,
);

/// Every character of a PIN.
const ALPHABET: &str = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

fn selling(article: &str, quantity: u32, price: &str) -> Value {
    let line = json!({ "id": "1", "article": article, "department": "shop", "quantity": quantity, "price": price });
    json!({ "lines": [line], "payments": cash() })
}

/// Cards of the stock, made of this profile.
fn made(scene: &Scene, profile: &str, quantity: u32) -> Vec<String> {
    let batch = scene.does("cards.generate", json!({ "type": "computer", "profile": profile, "quantity": quantity }));
    words(&batch["cards"])
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The cards that a receipt sold.
fn sold(answer: &Value) -> Vec<String> {
    answer["cards"].as_array().into_iter().flatten().filter_map(|of| of["card"].as_str()).map(str::to_owned).collect()
}

fn revealed(scene: &Scene, card: &str) -> String {
    let answer = scene.does("card.reveal", json!({ "card": card, "reason": "the customer has lost it" }));
    answer["pin"].as_str().expect("a PIN").to_owned()
}

/// How many of a product are in stock.
fn stocked(scene: &Scene, article: &str) -> Value {
    let items = scene.done("catalog.sellable", json!({}))["items"].clone();
    items.as_array().expect("items").iter().find(|item| item["article"] == article).expect(article)["stock"].clone()
}

fn status(scene: &Scene, card: &str) -> String {
    scene.done("card.get", json!({ "card": card }))["status"].as_str().expect("a status").to_owned()
}

/// S1-01 to S1-04, S1-06, S1-07, S1-10 to S1-12, S1-15: a profile first, then a stock, then any till sells.
fn cards_are_made_for_the_stock_and_sold_out_of_it(world: &World) -> Played {
    let scene = Scene::open(world, &[PIN]);
    let which = json!({ "operation": "which", "type": "computer", "quantity": 2 });
    let asked = scene.does("cards.generate", which.clone());
    assert_eq!((asked["state"].as_str(), asked["questions"][0]["id"].as_str()), (Some("asking"), Some("profile")));
    let none = json!({ "type": "computer", "quantity": 2, "profile": "year" });
    scene.denies("profile_missing", "cards.generate", none);
    let batch =
        scene.does("cards.generate", fiscus_tests::scene::with(which, json!({ "answers": { "profile": "hour" } })));
    let cards = words(&batch["cards"]);
    assert_eq!((cards.len(), stocked(&scene, "hour"), stocked(&scene, "day")), (2, json!(2), json!(0)));
    let pins: Vec<String> = cards.iter().map(|card| revealed(&scene, card)).collect();
    assert!(pins.iter().all(|pin| pin.len() == 5 && pin.chars().all(|c| ALPHABET.contains(c))), "{pins:?}");
    assert_ne!(pins[0], pins[1]);
    assert_eq!(status(&scene, &cards[0]), "created");
    scene.denies("card_not_active", "card.use", json!({ "card": cards[0], "minutes": 1 }));
    // From another till; the credit and the last day come with the sale.
    let first =
        scene.does("receipt.issue", fiscus_tests::scene::with(selling("hour", 1, "2.00"), json!({ "till": "9" })));
    let of = sold(&first).concat();
    assert!(cards.contains(&of) && first["total"] == "2.00", "{first}");
    assert_eq!((status(&scene, &of).as_str(), scene.holds(&of, "MIN").as_str()), ("active", "60"));
    assert_eq!(stocked(&scene, "hour"), 1);
    scene.denies("status_forbids", "receipt.issue", selling("hour", 2, "2.00"));
    assert_eq!(stocked(&scene, "hour"), 1, "all or none");
    scene.does("receipt.issue", selling("hour", 1, "2.00"));
    scene.denies("status_forbids", "receipt.issue", selling("hour", 1, "2.00"));
    // A card shows its PIN itself.
    let _ = scene.slips(0);
    // Those that a print shop makes enter the stock when they come back.
    let away = json!({ "type": "computer", "profile": "day", "quantity": 3, "stock_in": false });
    let batch = scene.does("cards.generate", away)["batch"].clone();
    assert_eq!(stocked(&scene, "day"), 0);
    scene.denies("status_forbids", "receipt.issue", selling("day", 1, "9.00"));
    assert_eq!(scene.does("cards.move", json!({ "batch": batch, "to": "stock_in" }))["count"], 3);
    assert_eq!(stocked(&scene, "day"), 3);
    let deleted = json!({ "operation": "gone", "batch": batch, "to": "delete" });
    let asked = scene.call("cards.move", deleted.clone()).expect_err("nobody deletes unasked");
    assert_eq!((asked.data["reason"].as_str(), asked.data["confirm"].as_u64()), (Some("confirmation_needed"), Some(3)));
    scene.does("cards.move", fiscus_tests::scene::with(deleted, json!({ "confirm": 3 })));
    assert_eq!(stocked(&scene, "day"), 0);
    scene.denies("status_forbids", "cards.move", json!({ "cards": [of], "to": "delete", "confirm": 1 }));
    scene.ends()
}

/// S1-05, S1-20, S1-21, A-03: by number or by PIN, in any case of letters; never more than is there, never loaded.
fn credit_is_used_in_sessions_until_it_is_gone(world: &World) -> Played {
    let mut scene = Scene::open_at(world, &[PIN], "2026-11-01T12:00:00+01:00");
    let cards = made(&scene, "hour", 2);
    let one = sold(&scene.does("receipt.issue", selling("hour", 1, "2.00"))).concat();
    let pin = revealed(&scene, &one);
    let used = scene.does("card.use", json!({ "operation": "u1", "card": pin.to_lowercase(), "minutes": 25 }));
    assert_eq!((used["card"].as_str(), scene.holds(&one, "MIN").as_str()), (Some(one.as_str()), "35"));
    assert_eq!(notices(&used).len(), 1, "what is left is told");
    scene.denies("insufficient_balance", "card.use", json!({ "card": one, "minutes": 36 }));
    scene.denies("amount_invalid", "card.use", json!({ "card": one, "minutes": "0.5" }));
    scene.denies("card_wrong_type", "card.use", json!({ "card": one, "amount": "1.00" }));
    scene.denies("not_loadable", "card.load", json!({ "card": one, "amount": "1.00", "payments": cash() }));
    scene.does("card.use", json!({ "operation": "u2", "card": one, "pin": pin, "minutes": 35 }));
    assert_eq!((status(&scene, &one).as_str(), scene.holds(&one, "MIN").as_str()), ("closed", "0"));
    scene.denies("card_not_active", "card.use", json!({ "card": one, "minutes": 1 }));
    // A session that was noted by mistake, once.
    scene.corrects("receipt.void", json!({ "original": "u2" }))?;
    assert_eq!((status(&scene, &one).as_str(), scene.holds(&one, "MIN").as_str()), ("active", "35"));
    scene.denies("already_returned", "receipt.return", json!({ "original": "u2" }));
    scene.corrects("receipt.return", json!({ "original": "u1" }))?;
    assert_eq!(scene.holds(&one, "MIN"), "60");
    scene.at("2026-12-01T23:59:00+01:00");
    scene.does("card.use", json!({ "card": one, "minutes": 1 }));
    scene.at("2026-12-02T00:00:01+01:00");
    scene.denies("card_expired", "card.use", json!({ "card": one, "minutes": 1 }));
    let other = cards.iter().find(|card| **card != one).expect("two");
    assert_eq!(status(&scene, other), "created", "what is in stock does not grow old");
    assert!(!scene.log().contains(&pin) && !scene.log().contains(&pin.to_lowercase()), "a PIN is in no log");
    scene.ends()
}

/// S1-02, S1-16, S1-18, S1-19: no stock; its price enters the till, and its slip shows the PIN.
fn a_ticket_is_made_when_it_is_sold(world: &World) -> Played {
    let scene = Scene::open(world, &[PIN]);
    assert_eq!(stocked(&scene, "surf"), Value::Null);
    scene.denies("status_forbids", "cards.generate", json!({ "type": "ticket", "quantity": 1 }));
    let bought = scene.does("receipt.issue", selling("surf", 2, "5.00"));
    assert_eq!((bought["total"].as_str(), sold(&bought).len()), (Some("10.00"), 2));
    let slips = scene.slips(2);
    for card in sold(&bought) {
        let pin = revealed(&scene, &card);
        assert!(slips.iter().any(|slip| slip.to_string().contains(&pin)), "{slips:?}");
        assert!(!bought.to_string().contains(&pin) && !scene.log().contains(&pin), "nowhere else");
        scene.denies("insufficient_balance", "card.use", json!({ "card": pin, "amount": "5.01" }));
        scene.does("card.use", json!({ "card": pin, "amount": "2.00" }));
        assert_eq!(scene.holds(&card, "EUR"), "3.00");
    }
    scene.ends()
}

/// V-23, S1-17
fn without_a_slip_printer_there_is_no_ticket(world: &World) -> Played {
    let mut plan = plan(world, &[PIN]);
    plan.more += "[routes]\nreceipt = \"front\"\n";
    let scene = Scene::of(world, plan);
    scene.denies("printer_not_configured", "receipt.issue", selling("surf", 1, "5.00"));
    scene.denies("printer_not_configured", "card.issue", json!({ "type": "ticket" }));
    assert_eq!(scene.done("cards.find", json!({})), json!({ "items": [], "next": null }));
    assert_eq!(scene.documents().len(), 0);
    made(&scene, "hour", 1);
    scene.does("receipt.issue", selling("hour", 1, "2.00"));
    scene.ends()
}

/// S1-01: guessing is slow; who knows it is heard again after a while.
fn a_pin_that_is_wrong_too_often_is_not_heard(world: &World) -> Played {
    let scene = Scene::open(world, &[PIN]);
    made(&scene, "hour", 1);
    let card = sold(&scene.does("receipt.issue", selling("hour", 1, "2.00"))).concat();
    let pin = revealed(&scene, &card);
    let wrong = if pin == "22222" { "33333" } else { "22222" };
    let tries = |pin: &str| json!({ "card": card, "pin": pin, "minutes": 1 });
    for _ in 0..5 {
        scene.denies("pin_wrong", "card.use", tries(wrong));
    }
    scene.denies("pin_throttled", "card.use", tries(wrong));
    scene.denies("pin_throttled", "card.use", tries(&pin));
    assert_eq!(scene.holds(&card, "MIN"), "60");
    // Another till that has guessed nothing knows the PIN.
    scene.does("card.use", json!({ "card": pin, "till": "2", "minutes": 1 }));
    scene.ends()
}

/// R7: of several on a line, as many as come back; none that was used.
fn an_unused_pin_comes_back_and_is_closed(world: &World) -> Played {
    let scene = Scene::open(world, &[PIN]);
    made(&scene, "hour", 4);
    let bought = scene.does("receipt.issue", selling("hour", 1, "2.00"));
    let card = sold(&bought).concat();
    let session = scene.does("card.use", json!({ "operation": "s", "card": card, "minutes": 5 }));
    assert_eq!(session["balances"]["MIN"], "55");
    scene.denies("return_not_allowed", "receipt.return", json!({ "original": bought["operation"] }));
    scene.denies("return_not_allowed", "receipt.void", json!({ "original": bought["operation"] }));
    scene.corrects("receipt.void", json!({ "original": "s" }))?;
    assert_eq!(scene.returns(&bought)?["total"], "2.00");
    assert_eq!((status(&scene, &card).as_str(), scene.holds(&card, "MIN").as_str()), ("closed", "0"));
    assert_eq!(stocked(&scene, "hour"), 3, "who has it may have read it");
    let other = scene.does("receipt.issue", selling("hour", 1, "2.00"));
    scene.voids(&other)?;
    assert_eq!(status(&scene, &sold(&other).concat()), "closed");
    let ticket = scene.does("receipt.issue", selling("surf", 1, "5.00"));
    scene.returns(&ticket)?;
    assert_eq!(status(&scene, &sold(&ticket).concat()), "closed");
    scene.ends()
}
