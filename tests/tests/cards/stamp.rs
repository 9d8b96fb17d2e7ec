//! The stamp card: each sixth is free, whichever way the five before it came together.

use fiscus_tests::{
    World,
    kinds::STAMP,
    scenarios,
    scene::{Played, Scene, cash, lines, off},
};
use serde_json::json;

const CARD: &str = "60000001";
const COFFEE: &str = "61000001";

scenarios!(
    each_sixth_is_free,
    the_cheapest_of_all_lines_is_free,
    in_the_order_of_the_receipt_at_half_price,
    stamps_come_back_with_the_goods,
);

/// V-16, S5-19: five and then one; seven at once; twelve with a full row on the card.
fn each_sixth_is_free(world: &World) -> Played {
    let scene = Scene::open(world, &[STAMP]);
    scene.card("stamp", CARD, json!({}));
    let pizzas = |quantity: u32| lines(&[("PZ", quantity, "8.00")]);
    for (quantity, taken, stamps) in
        [(5, "", "5"), (1, "-8.00", "0"), (7, "-8.00", "1"), (4, "", "5"), (13, "-24.00", "0"), (12, "-16.00", "0")]
    {
        let sold = scene.sells(pizzas(quantity), &[CARD]);
        assert_eq!(off(&sold, 0).concat(), taken, "{quantity}");
        assert_eq!(scene.holds(CARD, "STAMP"), stamps, "{quantity}");
    }
    scene.sells(lines(&[("X", 6, "1.00")]), &[CARD]);
    assert_eq!(scene.holds(CARD, "STAMP"), "0", "other goods earn none");
    let free = scene.sells(lines(&[("PZ", 5, "8.00")]), &[CARD]);
    scene.voids(&free)?;
    assert_eq!(scene.holds(CARD, "STAMP"), "0");
    scene.ends()
}

/// over several lines the cheapest eligible piece, which earns no stamp.
fn the_cheapest_of_all_lines_is_free(world: &World) -> Played {
    let scene = Scene::open(world, &[STAMP]);
    scene.card("stamp", CARD, json!({}));
    let sold =
        scene.sells(lines(&[("PZ1", 2, "7.00"), ("X", 1, "1.00"), ("PZ2", 2, "5.50"), ("PZ3", 2, "9.00")]), &[CARD]);
    let taken = [0, 1, 2, 3].map(|line| off(&sold, line).concat());
    assert_eq!(taken, ["", "", "-5.50", ""]);
    assert_eq!((sold["total"].as_str(), scene.holds(CARD, "STAMP").as_str()), (Some("38.50"), "0"));
    assert_eq!(scene.documents()[0]["total"], "38.50");
    scene.ends()
}

/// A-07, the other way: the third in the order of entry, at half its price.
fn in_the_order_of_the_receipt_at_half_price(world: &World) -> Played {
    let scene = Scene::open(world, &[STAMP]);
    scene.card("coffee", COFFEE, json!({}));
    let sold =
        scene.sells(lines(&[("CF", 1, "1.00"), ("CF", 1, "1.20"), ("CF", 1, "3.01"), ("CF", 1, "0.80")]), &[COFFEE]);
    let taken = [0, 1, 2, 3].map(|line| off(&sold, line).concat());
    assert_eq!(taken, ["", "", "-1.51", ""]);
    assert_eq!(scene.holds(COFFEE, "STAMP"), "1");
    let mode = json!({ "lines": lines(&[("CF", 1, "1.00")]), "cards": [{ "card": COFFEE, "mode": "bonus" }], "payments": cash() });
    scene.denies("not_permitted", "receipt.issue", mode);
    scene.ends()
}

/// R7, V-26: in proportion to the pieces, and everything when all is back; nothing goes onto the card as money.
fn stamps_come_back_with_the_goods(world: &World) -> Played {
    let scene = Scene::open(world, &[STAMP]);
    scene.card("stamp", CARD, json!({}));
    let three = scene.sells(lines(&[("PZ", 3, "8.00")]), &[CARD]);
    for left in ["2", "1", "0"] {
        scene.returns_of(&three, "1", 1)?;
        assert_eq!(scene.holds(CARD, "STAMP"), left);
    }
    scene.denies("already_returned", "receipt.return", json!({ "original": three["operation"] }));
    scene.sells(lines(&[("PZ", 4, "8.00")]), &[CARD]);
    let row = scene.sells(lines(&[("PZ", 2, "8.00")]), &[CARD]);
    assert_eq!(scene.holds(CARD, "STAMP"), "0", "four and one, and the sixth is free");
    let onto = json!({ "original": row["operation"], "refund": { "card": CARD } });
    scene.denies("return_not_allowed", "receipt.return", onto);
    scene.returns(&row)?;
    assert_eq!(scene.holds(CARD, "STAMP"), "4");
    // Stamps that were used in between are owed.
    let one = scene.sells(lines(&[("PZ", 1, "8.00")]), &[CARD]);
    scene.sells(lines(&[("PZ", 1, "8.00")]), &[CARD]);
    scene.returns(&one)?;
    assert_eq!(scene.holds(CARD, "STAMP"), "-1");
    scene.ends()
}
