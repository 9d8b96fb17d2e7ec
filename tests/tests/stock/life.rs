//! `cards.move`, `partner.save`: stock, partners, and what happens outside.

use super::{generate, in_stock, plan, sell};
use fiscus::ledger::{Ledger, sqlite::Sqlite};
use fiscus_sdk::card::Effect;
use fiscus_tests::{
    World, scenarios,
    scene::{Played, Scene},
    shop::{Plan, Shop},
};
use serde_json::{Value, json};

scenarios!(a_sale_and_a_movement_of_one_card_exclude_each_other,);

fn moved(shop: &Shop, operation: &str, cards: &[String], to: &str) -> Value {
    shop.done("cards.move", json!({ "operation": operation, "cards": cards, "to": to, "partner": "kiosk" }))
}

fn status(shop: &Shop, card: &str) -> (String, String) {
    let card = shop.done("card.get", json!({ "card": card }));
    (card["status"].as_str().expect("a status").to_owned(), card["holder"].as_str().expect("a holder").to_owned())
}

fn open() -> Shop {
    let shop = Shop::open(plan(&World::named()));
    kiosk(&shop);
    shop
}

fn kiosk(shop: &Shop) {
    let kiosk = shop.done("partner.save", json!({ "operation": "p1", "id": "kiosk", "name": "Kiosk", "phone": "1" }));
    assert_eq!((&kiosk["id"], &kiosk["name"]), (&json!("kiosk"), &json!("Kiosk")));
}

/// S4-12 to S4-18, V-22: delivery lets in, return and block let in no longer, in that order.
#[test]
fn a_card_goes_to_a_partner_and_back() {
    let mut shop = open();
    let cards = generate(&shop, "g1", "partners", "DAY", 2);
    assert_eq!(in_stock(&shop, "DAY"), 2);
    for (operation, to, status_after, holder, stock) in [
        ("m1", "deliver", "active", "partner", 0),
        ("m2", "return", "returned", "stock", 0),
        ("m3", "block", "blocked", "stock", 0),
        ("m4", "unblock", "returned", "stock", 0),
        ("m5", "deliver", "active", "partner", 0),
        ("m6", "block", "blocked", "partner", 0),
        ("m7", "unblock", "active", "partner", 0),
        ("m8", "close", "closed", "partner", 0),
    ] {
        let answer = moved(&shop, operation, &cards, to);
        assert_eq!(answer["count"], 2, "{operation}");
        for card in &cards {
            assert_eq!(status(&shop, card), (status_after.to_owned(), holder.to_owned()), "{operation}");
        }
        assert_eq!(in_stock(&shop, "DAY"), stock, "{operation}");
    }
    assert_eq!(moved(&shop, "m2", &cards, "return")["count"], 2, "the same id is done once");
    let found = shop.done("cards.find", json!({ "filter": { "partner": "kiosk", "profile": "DAY" } }));
    assert_eq!(found["items"].as_array().map(Vec::len), Some(2));
    shop.verify();
    assert_eq!(shop.stop().code(), Some(0));
    let ledger = Sqlite::open(&shop.file("state")).expect("the ledger");
    let told: Vec<String> = ledger
        .outbox(0, 100)
        .expect("the outbox")
        .iter()
        .filter(|waiting| waiting.outgoing.card == cards[0])
        .map(|waiting| match &waiting.outgoing.effect {
            Effect::Provision(access) => format!("{} in {}", waiting.operation, access.attributes.len()),
            Effect::Revoke(access) => format!("{} out {}", waiting.operation, access.attributes.len()),
        })
        .collect();
    assert_eq!(told, ["m1 in 1", "m2 out 0", "m3 out 0", "m5 in 1", "m6 out 0", "m7 in 0"]);
}

/// S4-08, S4-13, S4-14, S4-19, V-22: delivered a card lets in with its number and the attributes of its profile, and
/// is deleted no more.
#[test]
fn a_delivered_card_lets_its_number_in() {
    let mut shop = open();
    let cards = generate(&shop, "g1", "internet", "hour", 1);
    let answer = moved(&shop, "m1", &cards, "deliver");
    assert!(answer["cards"][0]["valid_until"].is_string(), "{answer}");
    let delete = json!({ "operation": "d1", "cards": cards, "to": "delete", "confirm": 1 });
    assert_eq!(shop.refused("cards.move", delete), "status_forbids");
    moved(&shop, "m2", &cards, "block");
    moved(&shop, "m3", &cards, "unblock");
    shop.verify();
    assert_eq!(shop.stop().code(), Some(0));
    let told = Sqlite::open(&shop.file("state")).expect("the ledger").outbox(0, 9).expect("the outbox");
    let told: Vec<(bool, &str, usize)> = told
        .iter()
        .map(|waiting| match &waiting.outgoing.effect {
            Effect::Provision(access) => (true, access.login.as_str(), access.attributes.len()),
            Effect::Revoke(access) => (false, access.login.as_str(), access.attributes.len()),
        })
        .collect();
    let card = cards[0].as_str();
    assert_eq!(told, [(true, card, 1), (false, card, 0), (true, card, 1)]);
}

/// S4-19: a mixed selection is refused as a whole, and says whom it is about.
#[test]
fn a_mixed_selection_is_refused_and_names_the_offenders() {
    let shop = open();
    let cards = generate(&shop, "g1", "partners", "DAY", 15);
    moved(&shop, "m1", &cards[..3], "deliver");
    let refused = shop
        .call("cards.move", json!({ "operation": "m2", "batch": "g1", "to": "delete", "confirm": 15 }))
        .expect_err("mixed");
    assert_eq!(refused.data["reason"], "status_forbids");
    for (at, card) in cards.iter().enumerate() {
        assert_eq!(refused.message.contains(card), at < 3, "{at}: {}", refused.message);
        let expected = if at < 3 { "active" } else { "created" };
        assert_eq!(status(&shop, card).0, expected);
    }
    let refused = shop
        .call("cards.move", json!({ "operation": "m3", "filter": { "status": "created" }, "to": "close" }))
        .expect_err("none of them");
    let named = cards.iter().filter(|card| refused.message.contains(*card)).count();
    assert!(named == 10 && refused.message.contains("2 more"), "{}", refused.message);
    for (operation, params, reason) in [
        ("n1", json!({ "cards": ["5599999999"], "to": "block" }), "card_unknown"),
        ("n2", json!({ "batch": "nothing", "to": "block" }), "card_unknown"),
        ("n3", json!({ "cards": [cards[5]], "to": "deliver" }), "partner_unknown"),
        ("n4", json!({ "cards": [cards[5]], "to": "deliver", "partner": "nobody" }), "partner_unknown"),
        ("n5", json!({ "to": "block" }), "params_invalid"),
        ("n6", json!({ "cards": [cards[5]], "batch": "g1", "to": "block" }), "params_invalid"),
        ("n7", json!({ "cards": [cards[5]], "to": "stock_in" }), "status_forbids"),
        ("n8", json!({ "cards": [cards[0]], "to": "stock_out" }), "status_forbids"),
    ] {
        let mut params = params;
        params["operation"] = json!(operation);
        assert_eq!(shop.refused("cards.move", params), reason, "{operation}");
    }
    shop.verify();
}

/// S4-19, S4-20: deleting is confirmed with the count, and what is deleted is gone.
#[test]
fn deleting_is_confirmed_with_the_count() {
    let shop = open();
    let cards = generate(&shop, "g1", "partners", "DAY", 4);
    moved(&shop, "o1", &cards[..1], "stock_out");
    let mut asked = json!({ "operation": "d1", "batch": "g1", "to": "delete" });
    for wrong in [Value::Null, json!(3), json!("yes")] {
        asked["confirm"] = wrong;
        let told = shop.call("cards.move", asked.clone()).expect_err("not confirmed");
        assert_eq!((&told.data["reason"], &told.data["confirm"]), (&json!("confirmation_needed"), &json!(4)));
        assert_eq!(in_stock(&shop, "DAY"), 3);
    }
    asked["confirm"] = json!(4);
    assert_eq!(shop.done("cards.move", asked)["count"], 4);
    assert_eq!((status(&shop, &cards[0]).0.as_str(), in_stock(&shop, "DAY")), ("deleted", 0));
    assert_eq!(shop.refused("cards.move", json!({ "operation": "d2", "batch": "g1", "to": "delete" })), "card_unknown");
    assert_eq!(shop.refused("receipt.issue", sell("s1", "DAY", "1", "3.00")), "status_forbids");
    shop.verify();
}

/// S1-12: what goes in and out is on the card's own account, with operation, time and who.
#[test]
fn stock_has_a_history() {
    let shop = open();
    let cards = generate(&shop, "g1", "partners", "DAY", 1);
    for (operation, to, stock) in [("o1", "stock_out", 0), ("o2", "stock_in", 1)] {
        let asked = json!({ "operation": operation, "cards": cards, "to": to, "operator": "anna" });
        shop.done("cards.move", asked);
        assert_eq!(in_stock(&shop, "DAY"), stock);
        assert_eq!(shop.done("operation.get", json!({ "target": operation }))["operator"], "anna");
    }
    let history = shop.done("card.history", json!({ "card": cards[0] }));
    let told: Vec<(&str, &str)> = history["items"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| (entry["operation"].as_str().expect("an id"), entry["balance"].as_str().expect("a balance")))
        .collect();
    assert_eq!(told, [("o2", "1"), ("o1", "0"), ("g1", "1")]);
}

/// A card that is being sold this moment is not moved, and one that is moved is not sold: whoever was first.
fn a_sale_and_a_movement_of_one_card_exclude_each_other(world: &World) -> Played {
    let mut shop = Scene::of(world, plan(world));
    // Who is first is chance.
    shop.keeps_to_itself();
    kiosk(&shop);
    for round in 0..5 {
        let cards = generate(&shop, &format!("g{round}"), "partners", "DAY", 1);
        let (sold, gone) = std::thread::scope(|scope| {
            let (one, two) = (shop.till(), shop.till());
            let sale = sell(&format!("s{round}"), "DAY", "1", "3.00");
            let movement =
                json!({ "operation": format!("m{round}"), "cards": cards, "to": "deliver", "partner": "kiosk" });
            let sale = scope.spawn(move || one.end("receipt.issue", &sale));
            let movement = scope.spawn(move || two.end("cards.move", &movement));
            (sale.join().expect("a till"), movement.join().expect("a till"))
        });
        let holder = status(&shop, &cards[0]).1;
        let committed = |end: &fiscus_tests::End| matches!(end, fiscus_tests::End::Committed(_));
        let expected = if holder == "customer" { (true, false) } else { (false, true) };
        assert_eq!((committed(&sold), committed(&gone)), expected, "{sold:?} {gone:?}");
        if committed(&sold) {
            shop.tells_of(&format!("s{round}"));
        }
        assert_eq!(in_stock(&shop, "DAY"), 0);
    }
    shop.ends()
}

/// S4-19: what is on a closed card is lost to everybody, so it is asked first; an empty one is closed at once.
#[test]
fn a_card_that_holds_something_is_closed_when_that_is_confirmed() {
    let shop = Shop::open(Plan::default());
    let (full, empty) = ("9800000000012", "9800000000029");
    shop.load("l1", full, "5.00");
    shop.done("card.issue", json!({ "operation": "i1", "type": "wallet", "number": empty }));
    let close = |operation: &str, cards: &[&str]| json!({ "operation": operation, "cards": cards, "to": "close" });
    let mut both = close("m1", &[full, empty]);
    let refused = shop.call("cards.move", both.clone()).expect_err("it holds 5.00");
    assert_eq!((&refused.data["reason"], &refused.data["confirm"]), (&json!("confirmation_needed"), &json!(2)));
    assert_eq!(shop.done("card.get", json!({ "card": empty }))["status"], "active");
    shop.done("cards.move", close("m2", &[empty]));
    let mut one = close("m3", &[full]);
    one["confirm"] = json!(1);
    assert_eq!(shop.done("cards.move", one)["cards"][0]["status"], "closed");
    both["confirm"] = json!(2);
    assert_eq!(shop.refused("cards.move", both), "status_forbids", "they are closed by now");
    shop.verify();
}
