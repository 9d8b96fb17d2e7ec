//! What a day's loads and all the cards come to.

use crate::{CARD, OTHER, balances, by_card, mode_a, mode_b, slips};
use fiscus_tests::{
    World, scenarios,
    scene::{Played, Scene},
    shop::sale,
};
use serde_json::{Value, json};

scenarios!(
    the_report_of_loads_equals_the_drawer_slips,
    loads_by_receipt_justify_themselves,
    a_day_is_a_day_of_the_shops_zone,
    the_liability_equals_the_cards,
);

/// S2-05: the report and the drawer slips say the same.
fn the_report_of_loads_equals_the_drawer_slips(world: &World) -> Played {
    let mut plan = mode_a(world, "variation = { amount = \"-1.00\" }\nfee_department = \"shop\"");
    plan.clock = Some("2026-11-22T10:00:00+01:00".into());
    let shop = Scene::of(world, plan);
    let load = |id: &str, amount: &str, tender: &str| {
        shop.done("card.load", json!({ "operation": id, "till": "1", "operator": "anna", "card": CARD, "amount": amount, "payments": [{ "tender": tender }] }));
        shop.await_rest();
    };
    load("l1", "50.00", "cash");
    load("l2", "20.00", "electronic");
    load("l3", "30.00", "cash");
    shop.corrects("receipt.void", json!({ "operation": "v1", "original": "l3" }))?;
    shop.await_rest();
    let report = shop.done("report.loads", json!({ "date": "2026-11-22" }));
    assert_eq!(report["total"], "68.00", "{report}");
    assert_eq!(report["tenders"], json!({ "cash": "49.00", "electronic": "19.00" }));
    assert_eq!(report["items"].as_array().map(Vec::len), Some(4));
    let first = &report["items"][0];
    for (field, value) in [
        ("operation", "l1"),
        ("till", "1"),
        ("operator", "anna"),
        ("card", CARD),
        ("paid", "49.00"),
        ("credited", "49.00"),
    ] {
        assert_eq!(first[field], value, "{first}");
    }
    assert_eq!(report["items"][3]["paid"], "-29.00");
    // The drawer's copies of the same day, off the fiscal receipt: 49.00, 19.00, 29.00, -29.00.
    let drawer: Vec<String> = slips(&shop, 8).into_iter().skip(1).step_by(2).collect();
    assert_eq!(drawer.len(), 4);
    for (slip, amount) in drawer.iter().zip(["49.00", "19.00", "29.00", "-29.00"]) {
        assert!(slip.contains(amount), "{amount}: {slip}");
    }
    for other in ["2026-11-21", "2026-11-23"] {
        let empty = shop.done("report.loads", json!({ "date": other }));
        assert_eq!((empty["total"].as_str(), empty["count"].as_u64()), (Some("0.00"), Some(0)));
    }
    Ok(())
}

/// In mode B every load has its fiscal document: nothing is to be justified.
fn loads_by_receipt_justify_themselves(world: &World) -> Played {
    let mut plan = mode_b(world, "");
    plan.clock = Some("2026-11-22T10:00:00+01:00".into());
    let shop = Scene::of(world, plan);
    shop.load("l1", CARD, "50.00");
    let report = shop.done("report.loads", json!({ "date": "2026-11-22" }));
    assert_eq!((report["total"].as_str(), report["count"].as_u64()), (Some("0.00"), Some(0)));
    assert_eq!(
        (report["items"][0]["fiscal"].as_bool(), report["items"][0]["credited"].as_str()),
        (Some(true), Some("50.00"))
    );
    shop.ends()
}

/// Report dates are days of the shop's zone: half past midnight in Rome is still yesterday in London.
fn a_day_is_a_day_of_the_shops_zone(world: &World) -> Played {
    for (clock, day, before) in [
        ("2026-11-21T23:30:00Z", "2026-11-22", "2026-11-21"),
        ("2026-07-21T21:59:00Z", "2026-07-21", "2026-07-22"),
        ("2026-07-21T22:01:00Z", "2026-07-22", "2026-07-21"),
    ] {
        let mut plan = mode_a(world, "");
        plan.clock = Some(clock.into());
        let shop = Scene::of(world, plan);
        shop.load("l1", CARD, "50.00");
        let total = |date: &str| shop.done("report.loads", json!({ "date": date }))["total"].clone();
        assert_eq!((total(day), total(before)), (json!("50.00"), json!("0.00")), "{clock}");
        let entries = |day: &str| {
            shop.done("card.history", json!({ "card": CARD, "from": day, "to": day }))["items"].as_array().map(Vec::len)
        };
        assert_eq!((entries(day), entries(before)), (Some(1), Some(0)), "{clock}");
        let operations = |day: &str| {
            shop.done("operations.find", json!({ "from": day, "to": day }))["items"].as_array().map(Vec::len)
        };
        assert_eq!((operations(day), operations(before)), (Some(1), Some(0)), "{clock}");
    }
    Ok(())
}

/// Property 6: the liability is the sum of all cards.
fn the_liability_equals_the_cards(world: &World) -> Played {
    let mut plan = mode_a(world, "variation = { amount = \"1.00\" }\ncredit_max = \"20.00\"");
    plan.more += "[card_types.other]\nplugin = \"prepaid\"\nname = \"Other\"\nnumbers = { prefix = \"97\", length = 13 }\n[card_types.other.settings]\nmode = \"payment_form\"\n";
    let shop = Scene::of(world, plan);
    assert_eq!(shop.done("report.liability", json!({})), json!({ "items": [], "totals": {} }));
    shop.load("l1", CARD, "10.00");
    shop.load("l2", OTHER, "20.00");
    shop.load("l3", "9700000000001", "5.00");
    shop.done("receipt.issue", sale("s1", "26.00", by_card(CARD)));
    shop.done("receipt.issue", sale("s2", "1.50", by_card("9700000000001")));
    let report = shop.done("report.liability", json!({}));
    assert_eq!(
        report,
        json!({ "items": [
            { "type": "other", "account": "EUR", "cards": 1, "balance": "3.50" },
            { "type": "wallet", "account": "EUR", "cards": 2, "balance": "5.00" },
            { "type": "wallet", "account": "EUR.gift", "cards": 1, "balance": "1.00" }],
            "totals": { "EUR": "9.50" } })
    );
    let cents = |value: &Value| value.as_str().expect("an amount").replace('.', "").parse::<i64>().expect("cents");
    let sum: i64 = [CARD, OTHER, "9700000000001"]
        .iter()
        .flat_map(|card| balances(&shop, card).as_object().expect("balances").values().map(cents).collect::<Vec<_>>())
        .sum();
    assert_eq!(sum, 950);
    shop.ends()
}
