//! `cards.generate`, `card.issue`: cards that come into being.

use super::{generate, in_stock, plan, reveal, strings};
use fiscus::config::luhn_valid;
use fiscus_tests::{
    End, World, scenarios,
    scene::{Played, Scene},
    shop::Shop,
};
use serde_json::json;
use std::collections::BTreeSet;

scenarios!(a_card_that_is_issued_is_printed_with_its_pin,);

/// S1-03, S1-10, S1-15, S4-05, S4-06, S5-23, R6
#[test]
fn cards_are_made_for_the_stock_and_are_products_at_once() {
    let shop = Shop::open(plan(&World::named()));
    let asked = json!({ "operation": "g1", "type": "hours", "profile": "H1", "quantity": 5 });
    let made = shop.done("cards.generate", asked.clone());
    let cards = strings(&made["cards"]);
    assert_eq!((made["batch"].as_str(), made["quantity"].as_u64(), cards.len()), (Some("g1"), Some(5), 5), "{made}");
    assert!(cards.iter().all(|card| luhn_valid(card) && card.starts_with("77") && card.len() == 14), "{cards:?}");
    assert_eq!(shop.done("cards.generate", asked.clone()), made, "the same id makes no more");
    // However the same is written.
    for (key, value) in [("quantity", json!("5")), ("quantity", json!("5.0")), ("stock_in", json!(true))] {
        let mut again = asked.clone();
        again[key] = value;
        assert_eq!(shop.done("cards.generate", again), made, "{key}");
    }
    let found = shop.done("cards.find", json!({ "filter": { "batch": "g1" } }));
    let found = found["items"].as_array().expect("cards");
    assert_eq!(found.len(), 5);
    for card in found {
        let told = (&card["status"], &card["holder"], &card["profile"], &card["in_stock"]);
        assert_eq!(told, (&json!("created"), &json!("stock"), &json!("H1"), &json!(true)), "{card}");
    }
    assert_eq!((in_stock(&shop, "H1"), in_stock(&shop, "H5")), (5, 0));
    // Path 2: they come from the printer's shop later.
    shop.done(
        "cards.generate",
        json!({ "operation": "g2", "type": "hours", "profile": "H5", "quantity": 2, "stock_in": false }),
    );
    assert_eq!(in_stock(&shop, "H5"), 0);
    let outside = shop.done("cards.find", json!({ "filter": { "batch": "g2" } }));
    assert!(outside["items"][0].get("in_stock").is_none(), "{outside}");
    let moved = shop.done("cards.move", json!({ "operation": "m1", "batch": "g2", "to": "stock_in" }));
    assert_eq!((moved["count"].as_u64(), in_stock(&shop, "H5")), (Some(2), 2));
    assert_eq!(moved["cards"][1]["in_stock"], true);
    let use_it = json!({ "operation": "u1", "card": cards[0], "minutes": "1" });
    assert_eq!(shop.refused("card.use", use_it), "card_not_active");
    shop.verify();
}

/// S1-06, S1-07
#[test]
fn the_profile_is_asked_for_and_what_makes_no_sense_is_refused() {
    let shop = Shop::open(plan(&World::named()));
    let mut asked = json!({ "operation": "g1", "type": "hours", "quantity": 1 });
    let told = shop.done("cards.generate", asked.clone());
    assert_eq!((&told["state"], &told["questions"][0]["id"]), (&json!("asking"), &json!("profile")), "{told}");
    assert_eq!((&told["type"], &told["quantity"]), (&json!("hours"), &json!(1)));
    asked["answers"] = json!({ "profile": "H5" });
    assert_eq!(shop.done("cards.generate", asked)["profile"], "H5");
    for (case, params, reason) in [
        ("none", json!({ "type": "hours", "profile": "H1", "quantity": 0 }), "params_invalid"),
        ("a half", json!({ "type": "hours", "profile": "H1", "quantity": "1.5" }), "params_invalid"),
        ("fewer than none", json!({ "type": "hours", "profile": "H1", "quantity": -1 }), "params_invalid"),
        ("too many", json!({ "type": "hours", "profile": "H1", "quantity": 100_001 }), "params_invalid"),
        ("no profile", json!({ "type": "hours", "profile": "H9", "quantity": 1 }), "profile_missing"),
        ("a ticket", json!({ "type": "tickets", "quantity": 1 }), "status_forbids"),
        ("no type", json!({ "type": "nothing", "quantity": 1 }), "card_wrong_type"),
        ("not made", json!({ "type": "wallet", "quantity": 1 }), "card_wrong_type"),
    ] {
        let mut params = params;
        params["operation"] = json!(case.replace(' ', "-"));
        assert_eq!(shop.refused("cards.generate", params), reason, "{case}");
    }
    assert_eq!(shop.done("cards.find", json!({}))["items"].as_array().map(Vec::len), Some(1));
}

/// A crash in the middle leaves none, one after the write all; asked again there are all, once.
#[test]
fn a_crash_while_cards_are_made_leaves_none_or_all() {
    let asked = json!({ "operation": "g1", "type": "hours", "profile": "H1", "quantity": 40 });
    for (point, left) in [("generate:half", 0), ("post:before", 0), ("post:after", 40)] {
        let mut shop = Shop::prepare(plan(&World::named()));
        shop.start_to_crash_at(point);
        assert!(shop.attempt("cards.generate", &asked).is_err(), "{point}");
        shop.await_end();
        shop.start();
        let found = shop.done("cards.find", json!({ "filter": { "type": "hours" } }));
        assert_eq!(found["items"].as_array().map(Vec::len), Some(left), "{point}");
        assert_eq!(in_stock(&shop, "H1"), left as u64, "{point}");
        assert!(matches!(shop.till().end("cards.generate", &asked), End::Committed(_)), "{point}");
        assert_eq!(in_stock(&shop, "H1"), 40, "{point}");
        shop.verify();
    }
}

/// S1-01: no PIN twice, none made from what a library knows; a number range that is used up is said.
#[test]
fn every_card_has_a_number_and_a_pin_of_its_own() {
    let mut plan = plan(&World::named());
    plan.more = plan.more.replace(r#"prefix = "77", length = 14, luhn = true"#, r#"prefix = "7701", length = 7"#);
    let shop = Shop::open(plan);
    let mut cards: BTreeSet<String> = generate(&shop, "g1", "hours", "H1", 30).into_iter().collect();
    cards.extend(generate(&shop, "g2", "hours", "H5", 30));
    assert_eq!(cards.len(), 60);
    let pins: BTreeSet<String> =
        cards.iter().enumerate().map(|(at, card)| reveal(&shop, &format!("r{at}"), card)).collect();
    assert_eq!(pins.len(), 60);
    let too_many = json!({ "operation": "g3", "type": "hours", "profile": "H1", "quantity": 1000 });
    assert_eq!(shop.refused("cards.generate", too_many), "status_forbids");
    assert_eq!(in_stock(&shop, "H1"), 30, "none of them was made");
}

/// S1-17, S1-18, V-23: a card that is made and taken away at once has its PIN on paper, or is not made.
fn a_card_that_is_issued_is_printed_with_its_pin(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    let asked = json!({ "operation": "i1", "type": "tickets" });
    let card = shop.done("card.issue", asked.clone());
    assert_eq!((&card["status"], &card["balances"]["MIN"]), (&json!("active"), &json!("30")), "{card}");
    let number = card["card"].as_str().expect("a number");
    assert!(luhn_valid(number) && number.len() == 13);
    let pin = reveal(&shop, "r1", number);
    let slips = shop.slips(1);
    assert!(slips[0].to_string().contains(&pin), "{slips:?}");
    assert_eq!(shop.done("card.issue", asked), card);
    // Printed once.
    let _ = shop.slips(1);
    // A card type with profiles asks which.
    let told = shop.done("card.issue", json!({ "operation": "i2", "type": "hours" }));
    assert_eq!(told["questions"][0]["id"], "profile");
    let answered = json!({ "operation": "i2", "type": "hours", "answers": { "profile": "H1" } });
    assert_eq!(shop.done("card.issue", answered)["profile"], "H1");
    shop.ends()
}

/// F5: where files may not grow any more a write fails, and the daemon lives.
#[test]
fn a_limit_on_the_size_of_files_ends_a_write_and_not_the_daemon() {
    let mut shop = Shop::open(plan(&World::named()));
    let pid = shop.done("daemon.info", json!({}))["pid"].to_string();
    let limit = |bytes: &str| {
        let set =
            std::process::Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(set.expect("prlimit is there (Debian: util-linux)").success());
    };
    limit("200000");
    let asked = json!({ "operation": "g1", "type": "hours", "profile": "H1", "quantity": 5000 });
    let refused = shop.call("cards.generate", asked.clone()).expect_err("there is no room");
    assert!(refused.retryable(), "{refused:?}");
    assert!(
        ["disk_full", "ledger_unavailable"].contains(&refused.data["reason"].as_str().unwrap_or_default()),
        "{refused:?}"
    );
    assert!(shop.running());
    limit("unlimited");
    assert_eq!(strings(&shop.done("cards.generate", asked)["cards"]).len(), 5000);
    shop.verify();
}
