//! Cards that partners sell: released by delivery, and shut in every other hand.

use fiscus_tests::{
    World,
    kinds::ACCESS,
    scenarios,
    scene::{Played, Scene},
};
use serde_json::json;

scenarios!(a_delivered_card_is_released);

/// V-22 without RADIUS, R2, S4-05 and S4-06: created, delivered, back, delivered again, blocked, as it was; all or none.
fn a_delivered_card_is_released(world: &World) -> Played {
    let scene = Scene::open_at(world, &[ACCESS], "2026-11-22T12:00:00+01:00");
    scene.does("partner.save", json!({ "id": "kiosk", "name": "Kiosk" }));
    let batch = scene.does("cards.generate", json!({ "type": "wifi", "quantity": 3 }));
    let cards: Vec<&str> = batch["cards"].as_array().expect("cards").iter().filter_map(|card| card.as_str()).collect();
    let moves =
        |cards: &[&str], to: &str| json!({ "cards": cards, "to": to, "partner": "kiosk", "confirm": cards.len() });
    let nobody = json!({ "cards": [cards[0]], "to": "deliver", "partner": "nobody" });
    scene.denies("partner_unknown", "cards.move", nobody);
    let status =
        |card: &str| scene.done("card.get", json!({ "card": card }))["status"].as_str().unwrap_or_default().to_owned();
    assert_eq!(status(cards[0]), "created");
    scene.does("cards.move", moves(&cards[..2], "deliver"));
    assert_eq!([status(cards[0]), status(cards[1]), status(cards[2])], ["active", "active", "created"]);
    let told = scene.denies("status_forbids", "cards.move", moves(&cards, "delete"));
    assert!(told.contains(cards[0]) && told.contains(cards[1]) && !told.contains(cards[2]), "{told}");
    assert_eq!(status(cards[2]), "created", "none of them");
    for (to, expected) in [
        ("return", "returned"),
        ("deliver", "active"),
        ("block", "blocked"),
        ("unblock", "active"),
        ("return", "returned"),
        ("block", "blocked"),
        ("unblock", "returned"),
    ] {
        scene.does("cards.move", moves(&cards[..1], to));
        assert_eq!(status(cards[0]), expected, "{to}");
    }
    scene.denies("status_forbids", "cards.move", moves(&cards[2..], "block"));
    scene.denies("card_not_active", "receipt.issue", shown(cards[0]));
    scene.does("receipt.issue", shown(cards[1]));
    scene.denies(
        "not_loadable",
        "card.load",
        json!({ "card": cards[1], "amount": "1.00", "payments": [{ "tender": "cash" }] }),
    );
    scene.does("cards.move", moves(&cards[2..], "delete"));
    assert_eq!(status(cards[2]), "deleted");
    scene.denies("status_forbids", "cards.move", moves(&cards[2..], "deliver"));
    scene.ends()
}

fn shown(card: &str) -> serde_json::Value {
    json!({ "lines": fiscus_tests::scene::goods("1.00"), "cards": [card], "payments": [{ "tender": "cash" }] })
}
