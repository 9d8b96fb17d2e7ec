//! What a load comes to, what it asks, and how it is undone.

use crate::{CARD, OTHER, balances, by_card, mode_a, slips, wallet};
use fiscus_tests::{
    Lack, World, scenarios,
    scene::{Played, Scene},
    shop::{Plan, sale},
};
use serde_json::{Value, json};

scenarios!(
    a_variation_is_a_gift_or_a_fee,
    amounts_are_rounded_and_then_limited,
    presets_are_what_they_say,
    a_description_is_asked_and_printed,
    a_customer_is_asked_for_where_the_registry_is_not_the_cards_own,
    an_unknown_number_becomes_a_card_with_its_first_load,
    a_load_that_is_not_printed_makes_no_card,
    a_load_is_paid_in_parts_with_change,
    a_load_is_undone_with_counter_slips,
    slips_speak_the_shops_language,
);

fn load(id: &str, amount: &str) -> Value {
    json!({ "operation": id, "card": CARD, "amount": amount, "payments": [{ "tender": "cash" }] })
}

/// V-03, V-04
fn a_variation_is_a_gift_or_a_fee(world: &World) -> Played {
    for (settings, amount, credited, paid, gift, fee) in [
        ("variation = { percent = \"10\" }", "50.00", "55.00", "50.00", "5.00", "0.00"),
        ("variation = { amount = \"5.00\" }", "50.00", "55.00", "50.00", "5.00", "0.00"),
        ("variation = { amount = \"-2.00\" }\nfee_department = \"shop\"", "50.00", "48.00", "50.00", "0.00", "2.00"),
        (
            "variation = { amount = \"-2.00\" }\nfee_department = \"shop\"\nfee = \"add\"",
            "50.00",
            "50.00",
            "52.00",
            "0.00",
            "2.00",
        ),
        ("variation = { percent = \"-3\" }\nfee_department = \"shop\"", "33.33", "32.33", "33.33", "0.00", "1.00"),
    ] {
        let shop = Scene::of(world, mode_a(world, settings));
        let loaded = shop.load("l1", CARD, amount);
        for (field, value) in [("credited", credited), ("paid", paid), ("gift", gift), ("fee", fee)] {
            assert_eq!(loaded[field], value, "{settings}: {loaded}");
        }
        // S2-16: a fee is a service, and is sold on a fiscal receipt beside the slips.
        let documents = shop.documents();
        if fee == "0.00" {
            assert_eq!(documents.len(), 0);
        } else {
            assert_eq!((documents[0]["total"].as_str(), &loaded["document"]["total"]), (Some(fee), &json!(fee)));
            assert_eq!(documents[0]["lines"][0]["department"], 2);
        }
        let _ = shop.slips(2);
        shop.ends()?;
    }
    Ok(())
}

/// V-05, S2-22 to S2-24: rounded, then compared with the maximum; refused with an explanation, never clipped.
fn amounts_are_rounded_and_then_limited(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "rounding_step = \"0.50\"\nmax_load = \"100.00\""));
    for (n, (typed, amount)) in [
        ("12.30", Some("12.50")),
        ("12.24", Some("12.00")),
        ("12.25", Some("12.50")),
        ("100.00", Some("100.00")),
        ("100.24", Some("100.00")),
        ("100.25", None),
        ("0.24", None),
    ]
    .into_iter()
    .enumerate()
    {
        let made = shop.call("card.load", load(&format!("l{n}"), typed));
        match (made, amount) {
            (Ok(answer), Some(amount)) => assert_eq!(answer["amount"], amount, "{typed}"),
            (Err(refused), None) if typed == "0.24" => assert_eq!(refused.data["reason"], "amount_invalid"),
            (Err(refused), None) => {
                assert_eq!(refused.data["reason"], "amount_above_maximum");
                assert!(refused.message.contains("100.00"), "{refused:?}");
            }
            (other, _) => panic!("{typed}: {other:?}"),
        }
    }
    let shop = Scene::of(world, mode_a(world, "max_load = \"100.00\""));
    assert_eq!(shop.refused("card.load", load("l1", "100.01")), "amount_above_maximum");
    let shop = Scene::of(world, mode_a(world, "max_load = 0"));
    assert_eq!(shop.done("card.load", load("l1", "5000.00"))["credited"], "5000.00");
    shop.ends()
}

/// S2-20, S2-21: presets with their own credit; a free amount only where it is allowed.
fn presets_are_what_they_say(world: &World) -> Played {
    let shop = Scene::of(
        world,
        mode_a(
            world,
            "presets = [\"10.00\", { pay = \"25.00\", credit = \"30.00\" }]\nfree_amount = false\nrounding_step = \"3.00\"",
        ),
    );
    assert_eq!(shop.done("card.load", load("l1", "25.00"))["credited"], "30.00");
    assert_eq!(shop.done("card.load", load("l2", "10"))["credited"], "10.00");
    assert_eq!(shop.refused("card.load", load("l3", "12.00")), "amount_invalid");
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "35.00", "EUR.gift": "5.00" }));
    shop.ends()
}

/// S2-18: a free description is asked for and printed.
fn a_description_is_asked_and_printed(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "ask_description = true"));
    let mut call = load("l1", "10.00");
    let asked = shop.done("card.load", call.clone());
    assert_eq!((asked["state"].as_str(), asked["questions"][0]["id"].as_str()), (Some("asking"), Some("description")));
    let quote = shop.done("card.quote", json!({ "card": CARD, "amount": "10.00" }));
    assert_eq!((quote["state"].as_str(), quote["questions"][0]["id"].as_str()), (Some("asking"), Some("description")));
    call["answers"] = json!({ "description": "Gita scolastica" });
    assert_eq!(shop.done("card.load", call)["state"], "committed");
    shop.await_rest();
    assert!(slips(&shop, 2).iter().all(|slip| slip.contains("Gita scolastica")));
    shop.ends()
}

/// S2-19, S2-13: the customer is asked for first, and may be a new one.
fn a_customer_is_asked_for_where_the_registry_is_not_the_cards_own(world: &World) -> Played {
    let registry = |word: &str| {
        let mut plan = mode_a(world, "");
        plan.more = plan.more.replace("name = \"Wallet\"", &format!("name = \"Wallet\"\nregistry = \"{word}\""));
        plan
    };
    for plan in [mode_a(world, "ask_customer = true"), registry("customers"), registry("fidelity")] {
        let shop = Scene::of(world, plan);
        let mut call = load("l1", "10.00");
        let asked = shop.done("card.load", call.clone());
        assert_eq!((asked["state"].as_str(), asked["questions"][0]["id"].as_str()), (Some("asking"), Some("customer")));
        call["answers"] = json!({ "customer": { "first_name": "Anna", "last_name": "Bianchi" } });
        assert_eq!(shop.done("card.load", call)["state"], "committed");
        shop.await_rest();
        let card = shop.done("card.get", json!({ "card": CARD }));
        let customer = shop.done("customer.get", json!({ "customer": card["customer"] }));
        assert_eq!((customer["last_name"].as_str(), customer["position"].as_str()), (Some("Bianchi"), Some("10.00")));
        // A second card of the same customer.
        let second = json!({ "operation": "l2", "card": OTHER, "amount": 5, "payments": [{ "tender": "cash" }], "answers": { "customer": card["customer"] } });
        assert_eq!(shop.done("card.load", second)["state"], "committed");
        let found = shop.done("cards.find", json!({ "filter": { "customer": card["customer"] } }));
        assert_eq!(found["items"].as_array().map(Vec::len), Some(2));
        let nobody = json!({ "operation": "l3", "card": "9800000000777", "amount": 5, "payments": [{ "tender": "cash" }], "answers": { "customer": "nobody" } });
        assert_eq!(shop.refused("card.load", nobody), "customer_incomplete");
        shop.ends()?;
    }
    Ok(())
}

/// An unknown number that fits becomes a card at its first load.
fn an_unknown_number_becomes_a_card_with_its_first_load(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    assert_eq!(shop.refused("card.get", json!({ "card": CARD })), "card_unknown");
    assert_eq!(shop.done("card.load", load("l1", "10.00"))["state"], "committed");
    assert_eq!(shop.done("card.get", json!({ "card": CARD }))["status"], "active");
    for number in ["97000000000", "980000000001", "98000000000123", "98000000000ab", ""] {
        let call = json!({ "operation": format!("x{number}"), "card": number, "amount": 1, "payments": [{ "tender": "cash" }] });
        assert_eq!(shop.refused("card.load", call), "card_unknown", "{number}");
    }
    shop.ends()
}

/// The same only if that is printed. What never answers cannot say that its paper is at an end.
fn a_load_that_is_not_printed_makes_no_card(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    if shop.lacks(Lack::Answers) {
        return Err(Lack::Answers);
    }
    shop.front().fault("slip", "paper_end");
    assert_eq!(shop.refused("card.load", load("l1", "10.00")), "paper_end");
    assert_eq!(shop.refused("card.get", json!({ "card": CARD })), "card_unknown");
    shop.front().misbehave("");
    assert_eq!(shop.done("card.load", load("l1", "10.00"))["state"], "committed");
    assert_eq!(shop.done("card.get", json!({ "card": CARD }))["status"], "active");
    shop.ends()
}

/// A load is paid like a receipt.
fn a_load_is_paid_in_parts_with_change(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, ""));
    let call = json!({ "operation": "l1", "card": CARD, "amount": 30,
        "payments": [{ "tender": "electronic", "amount": 10 }, { "tender": "cash", "amount": 50 }] });
    let loaded = shop.done("card.load", call);
    assert_eq!((loaded["paid"].as_str(), loaded["change"].as_str()), (Some("30.00"), Some("30.00")));
    shop.ends()
}

/// `receipt.void` of a load in mode A prints counter-slips; what is spent cannot be taken back.
fn a_load_is_undone_with_counter_slips(world: &World) -> Played {
    let shop = Scene::of(world, mode_a(world, "variation = { amount = \"2.00\" }"));
    shop.load("l1", CARD, "10.00");
    shop.load("l2", CARD, "20.00");
    shop.done("receipt.issue", sale("s1", "5.00", by_card(CARD)));
    shop.denies("insufficient_balance", "receipt.void", json!({ "operation": "v0", "original": "l2" }));
    shop.corrects("receipt.return", json!({ "operation": "r1", "original": "s1" }))?;
    let void = shop.corrects("receipt.void", json!({ "operation": "v1", "original": "l2" }))?;
    assert_eq!(void["state"], "committed");
    shop.await_rest();
    let void = shop.done("operation.get", json!({ "target": "v1" }));
    let copies: Vec<_> = void["slips"].as_array().expect("slips").iter().map(|s| s["copy"].clone()).collect();
    assert_eq!(copies, ["customer", "drawer"]);
    let slips = slips(&shop, 6);
    assert!(slips[4].contains("-20.00") && slips[4].contains("l2"), "{}", slips[4]);
    assert_eq!(balances(&shop, CARD), json!({ "EUR": "10.00", "EUR.gift": "2.00" }));
    shop.denies("already_returned", "receipt.void", json!({ "operation": "v2", "original": "l2" }));
    shop.denies("return_not_allowed", "receipt.return", json!({ "operation": "r2", "original": "l1" }));
    shop.ends()
}

/// Each language says something of its own on the slips.
fn slips_speak_the_shops_language(world: &World) -> Played {
    let mut said: Vec<String> = Vec::new();
    for language in ["it", "en", "es", "pt", "et"] {
        let shop = Scene::of(world, Plan { language: language.into(), ..wallet(world, "mode = \"payment_form\"") });
        shop.load("l1", CARD, "1234.50");
        let refused = shop.call("card.load", load("l2", "0.001")).expect_err("too fine").message;
        let slip = format!("{}{refused}", slips(&shop, 2)[0]);
        assert!(
            slip.contains("1.234,50")
                || slip.contains("1234,50")
                || slip.contains("1234.50")
                || slip.contains("1,234.50"),
            "{slip}"
        );
        assert!(!said.contains(&slip), "{slip}");
        said.push(slip);
    }
    Ok(())
}
