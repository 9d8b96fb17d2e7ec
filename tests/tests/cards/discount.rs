//! The discount card: the first discount that fits, its hours, and the customer's birthday.

use fiscus_tests::{
    World,
    kinds::DISCOUNT,
    scenarios,
    scene::{Played, Scene, cash, goods, lines, off},
};
use serde_json::{Value, json};

const CARD: &str = "50000001";

scenarios!(
    the_first_discount_that_fits_is_given,
    a_closed_schedule_takes_away_the_first_discount_only,
    a_birthday_has_its_days_across_the_years_end,
    days_hours_and_dates_are_those_of_the_shop,
);

/// What is off a pizza of 10.00 and something else of 10.00.
fn off_both(scene: &Scene, card: Value) -> [String; 2] {
    let bought = lines(&[("PZ", 1, "10.00"), ("X", 1, "10.00")]);
    let sold = scene.does("receipt.issue", json!({ "lines": bought, "cards": [card], "payments": cash() }));
    [0, 1].map(|line| off(&sold, line).concat())
}

/// S5-18, S5-43, S5-46: the card's own list, else its customer's, else the card type's; product and hour decide.
fn the_first_discount_that_fits_is_given(world: &World) -> Played {
    // A Sunday; the first of the list is for evenings of working days.
    let mut scene = Scene::open_at(world, &[DISCOUNT], "2026-11-22T17:30:00+01:00");
    scene.customer("anna", json!({ "discounts": ["ten"] }));
    scene.card("discount", CARD, json!({}));
    scene.card("discount", "50000002", json!({ "customer": "anna" }));
    scene.card("discount", "50000003", json!({ "customer": "anna", "settings": { "discounts": ["three"] } }));
    scene.card("discount", "50000004", json!({ "settings": { "discounts": ["pizza", "ten"] } }));
    for (card, expected) in [
        (CARD, ["-2.00", "-0.50"]),
        ("50000002", ["-1.00", "-1.00"]),
        ("50000003", ["-1.50", "-1.50"]),
        ("50000004", ["-2.00", "-1.00"]),
    ] {
        assert_eq!(off_both(&scene, json!(card)), expected, "{card}");
    }
    let misspelt = json!({ "operation": "b", "id": "b", "first_name": "B", "discounts": ["tenn"] });
    assert_eq!(scene.refused("customer.save", misspelt), "params_invalid");
    let no_list =
        json!({ "operation": "n", "type": "discount", "number": "50000005", "settings": { "discounts": "ten" } });
    assert_eq!(scene.refused("card.issue", no_list), "params_invalid");
    let bought = |card: Value| json!({ "lines": goods("1.00"), "cards": [card], "payments": cash() });
    scene.denies("not_permitted", "receipt.issue", bought(json!({ "card": CARD, "mode": "payment" })));
    let pays = json!([{ "tender": "card", "card": CARD }]);
    scene.denies("card_wrong_type", "receipt.issue", json!({ "lines": goods("1.00"), "payments": pays }));
    scene.denies("not_loadable", "card.load", json!({ "card": CARD, "amount": "5.00", "payments": cash() }));
    scene.at("2026-11-23T17:30:00+01:00");
    assert_eq!(off_both(&scene, json!(CARD)), ["-3.00", "-3.00"], "a Monday evening");
    let sold = scene.sells(goods("0.10"), &[CARD]);
    assert_eq!((off(&sold, 0).concat().as_str(), sold["total"].as_str()), ("-0.03", Some("0.07")));
    let back = scene.returns(&sold)?;
    assert_eq!(back["total"], "0.07");
    scene.voids(&scene.sells(goods("1.00"), &[CARD]))?;
    scene.ends()
}

/// V-19, S5-34 to S5-36, S5-44, S5-53, A-03: outside its days and hours the card loses its first discount only, and
/// what is bought counts all the same.
fn a_closed_schedule_takes_away_the_first_discount_only(world: &World) -> Played {
    // A Monday evening, when the discount itself holds.
    let scene = Scene::open_at(world, &[DISCOUNT], "2026-11-23T17:30:00+01:00");
    let open = json!({ "weekdays": ["mon"], "from": "17:00", "to": "18:00" });
    for (number, schedule, expected) in [
        ("50000001", open, ["-3.00", "-3.00"]),
        ("50000002", json!({ "weekdays": ["tue", "sun"] }), ["-2.00", "-0.50"]),
        ("50000003", json!({ "from": "18:00", "to": "20:00" }), ["-2.00", "-0.50"]),
        ("50000004", json!({ "from": "22:00", "to": "02:00" }), ["-2.00", "-0.50"]),
        ("50000005", json!({ "valid_until": "2026-11-22" }), ["-2.00", "-0.50"]),
        ("50000006", json!({ "valid_from": "2026-11-24" }), ["-2.00", "-0.50"]),
        ("50000007", json!({ "valid_from": "2026-11-23", "valid_until": "2026-11-23" }), ["-3.00", "-3.00"]),
    ] {
        scene.card("discount", number, schedule.clone());
        assert_eq!(off_both(&scene, json!(number)), expected, "{schedule}");
    }
    let card = scene.done("card.get", json!({ "card": "50000002" }));
    assert_eq!(card["turnover"], "17.50", "what it was shown for counts all the same");
    scene.card("strict", "53000001", json!({ "weekdays": ["tue"] }));
    let bought = json!({ "lines": goods("1.00"), "cards": ["53000001"], "payments": cash() });
    scene.denies("card_not_active", "receipt.issue", bought);
    scene.ends()
}

/// V-18, S5-31, S5-46: three days before, two after, both ends; the 29 of December belongs to the 1 of January.
fn a_birthday_has_its_days_across_the_years_end(world: &World) -> Played {
    let mut scene = Scene::open_at(world, &[DISCOUNT], "2026-02-26T12:00:00+01:00");
    scene.customer("march", json!({ "birthday": "1980-03-02" }));
    scene.customer("january", json!({ "birthday": "1980-01-01" }));
    scene.customer("leap", json!({ "birthday": "2000-02-29" }));
    for (number, customer) in [("52000001", "march"), ("52000002", "january"), ("52000003", "leap")] {
        scene.card("birthday", number, json!({ "customer": customer }));
    }
    scene.card("birthday", "52000004", json!({}));
    let (usual, party) = ("-0.50", "-2.50");
    for (day, march, january, leap) in [
        ("2026-02-26", usual, usual, party),
        ("2026-02-27", party, usual, party),
        ("2026-03-02", party, usual, party),
        ("2026-03-03", party, usual, usual),
        ("2026-03-04", party, usual, usual),
        ("2026-03-05", usual, usual, usual),
        ("2026-12-28", usual, usual, usual),
        ("2026-12-29", usual, party, usual),
        ("2027-01-03", usual, party, usual),
        ("2027-01-04", usual, usual, usual),
    ] {
        scene.at(&format!("{day}T12:00:00+01:00"));
        for (number, expected) in [("52000001", march), ("52000002", january), ("52000003", leap), ("52000004", usual)]
        {
            let quote = json!({ "lines": goods("10.00"), "cards": [number] });
            let quoted = scene.done("receipt.quote", quote);
            assert_eq!(off(&quoted, 0).concat(), expected, "{number} on {day}");
        }
    }
    scene.ends()
}

/// S5-34, S5-36: hours across midnight belong to the day on which they began; days are days of the shop's zone, also
/// on those that have 23 or 25 hours.
fn days_hours_and_dates_are_those_of_the_shop(world: &World) -> Played {
    let mut scene = Scene::open_at(world, &[DISCOUNT], "2026-10-24T12:00:00+02:00");
    let night = json!({ "weekdays": ["sat"], "from": "22:00", "to": "03:00", "settings": { "discounts": ["ten"] } });
    scene.card("discount", CARD, night);
    // The 25th has the hour from 2 to 3 twice; the 29th of March has it not at all.
    for (instant, open) in [
        ("2026-10-24T21:59:59+02:00", false),
        ("2026-10-24T22:00:01+02:00", true),
        ("2026-10-25T02:59:00+02:00", true),
        ("2026-10-25T02:00:01+01:00", true),
        ("2026-10-25T03:00:01+01:00", false),
        ("2027-03-28T01:59:00+01:00", true),
        ("2027-03-28T03:00:01+02:00", false),
        ("2027-03-28T22:30:00+02:00", false),
    ] {
        scene.at(instant);
        let quoted = scene.done("receipt.quote", json!({ "lines": goods("10.00"), "cards": [CARD] }));
        assert_eq!(off(&quoted, 0).concat(), if open { "-1.00" } else { "" }, "{instant}");
    }
    scene.ends()
}
