//! Finding customers, partners and cards, and following a group of cards. Source: S5-20

use super::reports::pages;
use fiscus_tests::{
    World,
    kinds::{STAMP, WALLET},
    scene::Played,
    scene::{Scene, cash, goods, with},
};
use serde_json::{Value, json};

fn ids<'v>(items: &'v [Value], key: &str) -> Vec<&'v str> {
    items.iter().map(|item| item[key].as_str().unwrap_or("-")).collect()
}

fn scene() -> Scene {
    let scene = Scene::open(&World::named(), &[WALLET, STAMP]);
    for (id, record) in [
        ("c9", json!({ "first_name": "Mari", "last_name": "Õunapuu", "city": "Tallinn", "phone": "+372 55-123" })),
        ("c1", json!({ "company": "De Rossi & Figli", "type": "firm", "email": "Info@Rossi.it" })),
        ("c5", json!({ "first_name": "João", "last_name": "Silva", "identity_code": "PT1", "bill_to": "c1" })),
        ("c3", json!({ "first_name": "Al", "last_name": "Rossi", "city": "TALLINN" })),
    ] {
        scene.does("customer.save", with(json!({ "id": id }), record));
    }
    for (card_type, number, holder) in [
        ("wallet", "98000003", json!({ "customer": "c3" })),
        ("stamp", "60000001", json!({ "customer": "c1" })),
        ("wallet", "98000001", json!({ "customer": "c1" })),
        ("wallet", "98000002", json!({ "customer": "c9" })),
        ("wallet", "98000004", json!({})),
    ] {
        scene.card(card_type, number, holder);
    }
    scene
}

/// Any part of the name, in any case and script, however short; all that is named must fit.
#[test]
fn customers_and_their_cards_are_found() -> Played {
    let scene = scene();
    for (filter, customers, cards) in [
        (json!({ "name": "ROSSI" }), "c1 c3", "60000001 98000001 98000003"),
        (json!({ "name": "õun" }), "c9", "98000002"),
        (json!({ "name": "Õ" }), "c9", "98000002"),
        (json!({ "name": "ÃO" }), "c5", ""),
        (json!({ "name": "l " }), "c1 c5 c3", "60000001 98000001 98000003"),
        (json!({ "name": "& f" }), "c1", "60000001 98000001"),
        (json!({ "name": "rossi silva" }), "", ""),
        (json!({ "name": "\"" }), "", ""),
        (json!({ "name": "" }), "c9 c1 c5 c3", "98000002 60000001 98000001 98000003"),
    ] {
        for limit in [1, 2, 100] {
            let found = pages(&scene, "customers.find", &json!({ "filter": filter }), limit);
            assert_eq!(ids(&found, "id").join(" "), customers, "{filter}");
            let found = pages(&scene, "cards.find", &json!({ "filter": filter }), limit);
            assert_eq!(ids(&found, "card").join(" "), cards, "{filter}");
        }
    }
    for (filter, customers) in [
        (json!({ "type": "firm" }), "c1"),
        (json!({ "phone": "3725" }), "c9"),
        (json!({ "email": "rossi.IT" }), "c1"),
        (json!({ "city": "tallinn" }), "c9 c3"),
        (json!({ "city": "tallin" }), ""),
        (json!({ "identity_code": "PT1" }), "c5"),
        (json!({ "bill_to": "c1" }), "c5"),
        (json!({ "card": "98000001" }), "c1"),
        (json!({ "card": "98000004" }), ""),
        (json!({ "city": "tallinn", "name": "al" }), "c3"),
    ] {
        let found = pages(&scene, "customers.find", &json!({ "filter": filter }), 1);
        assert_eq!(ids(&found, "id").join(" "), customers, "{filter}");
    }
    for (filter, cards) in [
        (json!({ "name": "rossi", "type": "wallet" }), "98000001 98000003"),
        (json!({ "name": "rossi", "number": "6" }), "60000001"),
        (json!({ "name": "rossi", "customer": "c3" }), "98000003"),
        (json!({ "name": "rossi", "status": "blocked" }), ""),
    ] {
        let found = pages(&scene, "cards.find", &json!({ "filter": filter }), 1);
        assert_eq!(ids(&found, "card").join(" "), cards, "{filter}");
    }
    // Under a new name he is found by it alone.
    scene.does("customer.save", json!({ "id": "c3", "first_name": "Al", "last_name": "Bianchi" }));
    let found = pages(&scene, "cards.find", &json!({ "filter": { "name": "rossi" } }), 1);
    assert_eq!(ids(&found, "card"), ["60000001", "98000001"]);
    // The last name may come first, as many offices write it.
    for name in ["BIAN", "bianchi al", " Al  bianchi "] {
        let found = pages(&scene, "customers.find", &json!({ "filter": { "name": name } }), 1);
        assert_eq!(ids(&found, "id"), ["c3"], "{name}");
    }
    let found = pages(&scene, "customers.find", &json!({ "filter": { "name": "BIAN" } }), 1);
    assert_eq!(found[0]["position"], json!("0.00"));
    scene.ends()
}

#[test]
fn partners_are_found_by_name() -> Played {
    let scene = scene();
    for (id, name) in [("p2", "Kiosk Õ"), ("p1", "Bar"), ("p3", "Kiosk")] {
        scene.does("partner.save", json!({ "id": id, "name": name }));
    }
    for (params, found) in [
        (json!({}), "p1 p2 p3"),
        (json!({ "name": "KIOSK" }), "p2 p3"),
        (json!({ "name": "õ" }), "p2"),
        (json!({ "name": "õ kio" }), "p2"),
    ] {
        for limit in [1, 100] {
            assert_eq!(ids(&pages(&scene, "partners.find", &params, limit), "id").join(" "), found, "{params}");
        }
    }
    scene.ends()
}

/// S1-13, S4-17: what a group of cards did, newest first, and until when they are valid.
#[test]
fn a_group_of_cards_is_tracked() -> Played {
    let scene = scene();
    scene.does("card.issue", json!({ "type": "wallet", "number": "98000009", "valid_until": "2999-12-31" }));
    for (card, sum) in [("98000001", "5.00"), ("98000002", "7.00"), ("98000009", "2.00"), ("98000001", "1.00")] {
        scene.does(
            "card.load",
            json!({ "till": "3", "operator": "eva", "card": card, "amount": sum, "payments": cash() }),
        );
    }
    scene.pays(goods("6.00"), &["98000001"]);
    for (params, expected) in [
        (json!({ "cards": ["98000001"] }), "98000001:6.00:0.00 98000001:1.00:6.00 98000001:5.00:5.00"),
        (json!({ "cards": ["98000002", "98000009"] }), "98000009:2.00:2.00 98000002:7.00:7.00"),
        (json!({ "filter": { "name": "rossi" } }), "98000001:6.00:0.00 98000001:1.00:6.00 98000001:5.00:5.00"),
        (json!({ "filter": { "type": "stamp" } }), ""),
        (json!({ "filter": { "number": "9800000" }, "to": "2000-01-01" }), ""),
    ] {
        for limit in [1, 2, 100] {
            let items = pages(&scene, "cards.track", &params, limit);
            let told: Vec<String> = items
                .iter()
                .map(|item| ["card", "amount", "balance"].map(|key| item[key].as_str().unwrap_or("-")).join(":"))
                .collect();
            assert_eq!(told.join(" "), expected, "{params}");
        }
    }
    let item = &pages(&scene, "cards.track", &json!({ "cards": ["98000009"] }), 1)[0];
    assert_eq!(
        ["status", "valid_until", "till", "operator", "from", "to"].map(|key| item[key].as_str().unwrap_or("-")),
        ["active", "2999-12-31", "3", "eva", "@load", "EUR"]
    );
    scene.ends()
}

/// Card life: a card whose last day has passed is expired, also for who looks for the expired.
#[test]
fn who_looks_for_expired_cards_finds_those_whose_day_has_passed() -> Played {
    let mut scene = Scene::open_at(&World::named(), &[WALLET], "2026-11-20T12:00:00+01:00");
    scene.card("wallet", "98000001", json!({ "valid_until": "2026-11-21" }));
    scene.card("wallet", "98000002", json!({}));
    let of = |scene: &Scene, status: &str| {
        let found = scene.done("cards.find", json!({ "filter": { "status": status } }));
        ids(found["items"].as_array().expect("items"), "card").join(" ")
    };
    scene.at("2026-11-21T23:59:00+01:00");
    assert_eq!((of(&scene, "active"), of(&scene, "expired")), ("98000001 98000002".into(), String::new()));
    scene.at("2026-11-22T00:01:00+01:00");
    assert_eq!((of(&scene, "active"), of(&scene, "expired")), ("98000002".into(), "98000001".into()));
    scene.ends()
}
