//! Every kind of document and of tender that a till can ask for without a card, and the end of a day: the same before
//! every family, down to the cent.

use fiscus_tests::{
    Lack, World,
    kinds::DISCOUNT,
    scenarios,
    scene::{Played, Scene, cash, goods, lines, off, tenders},
};
use serde_json::{Value, json};

scenarios!(every_tender, discounts_and_quantities, originals_on_paper, others_originals, the_day_ends);

fn sale(lines: Value, payments: Value) -> Value {
    json!({ "lines": lines, "payments": payments })
}

/// R14, G1: all that a receipt is paid with, and the change; a receipt that is not paid whole is no receipt.
fn every_tender(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    let payments = json!([
        { "tender": "meal_ticket", "count": 2, "amount": "10.00" },
        { "tender": "electronic", "amount": "5.00" },
        { "tender": "cheque", "amount": "3.00" },
        { "tender": "uncollected", "cause": "services", "amount": "1.00" },
        { "tender": "uncollected", "cause": "goods", "amount": "1.00" },
        { "tender": "cash", "amount": "20.00" },
    ]);
    let sold = scene.does("receipt.issue", sale(lines(&[("X", 3, "10.00"), ("S-Y", 1, "0.50")]), payments));
    assert_eq!((sold["total"].as_str(), sold["change"].as_str()), (Some("30.50"), Some("9.50")));
    assert_eq!(tenders(&sold).len(), 6);
    let short = json!([{ "tender": "cash", "amount": "0.99" }]);
    scene.denies("payments_incomplete", "receipt.issue", sale(goods("1.00"), short));
    let void = scene.voids(&sold)?;
    assert_eq!(void["document"]["kind"], "void");
    scene.ends()
}

/// S5-18, S5-43, V-24: discounts of a card, of a line and of the whole, a surcharge, a third of something; and what comes
/// back of it, to the cent.
fn discounts_and_quantities(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    scene.card("discount", "50000001", json!({ "settings": { "discounts": ["pizza", "ten"] } }));
    let sold = scene.sells(lines(&[("PZ", 1, "10.00"), ("X", 1, "10.00")]), &["50000001"]);
    assert_eq!([0, 1].map(|line| off(&sold, line).concat()), ["-2.00", "-1.00"]);
    let own = scene.does(
        "receipt.issue",
        json!({
            "lines": [
                { "id": "1", "description": "Pizza così", "department": "bar", "quantity": "3", "price": "3.33" },
                { "id": "2", "description": "Coperto", "department": "shop", "quantity": "0.333", "price": "15.00" }
            ],
            "adjustments": [
                { "line": "1", "kind": "discount", "percent": "10", "description": "Sconto" },
                { "line": "2", "kind": "surcharge", "amount": "0.50", "description": "Servizio" },
                { "kind": "discount", "amount": "1.00", "description": "Omaggio" }
            ],
            "payments": cash()
        }),
    );
    assert_eq!(own["total"], "13.49", "{own}");
    let mut back = Vec::new();
    for _ in 0..3 {
        back.push(scene.returns_of(&own, "1", 1)?["total"].as_str().unwrap_or_default().to_owned());
    }
    back.push(scene.returns(&own)?["total"].as_str().unwrap_or_default().to_owned());
    let sum: fiscus_sdk::Amount = back.iter().map(|part| part.parse::<fiscus_sdk::Amount>().expect("an amount")).sum();
    assert_eq!(sum.to_string(), "13.49", "{back:?}");
    scene.denies("already_returned", "receipt.return", json!({ "original": own["operation"] }));
    scene.ends()
}

/// A receipt on paper: its numbers, its date, and the serial number of its device.
fn on_paper(scene: &Scene) -> Value {
    scene.does("receipt.issue", sale(goods("7.00"), cash()));
    let paper = scene.documents().pop().expect("a receipt");
    let date = paper["date"].as_str().or_else(|| paper["time"].as_str()?.get(..10)).expect("a date").to_owned();
    let serial = scene.front().memory()["serial"].as_str().unwrap_or("99XON000001").to_owned();
    json!({ "z": paper["z"], "number": paper["number"], "date": date, "serial": serial })
}

fn coffee() -> Value {
    json!([{ "department": "bar", "description": "Caffe", "price": "2.00" }])
}

/// V-25, G11, N2: with what stands on the paper a receipt is found again.
fn originals_on_paper(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    let own = on_paper(&scene);
    let back = scene.does("receipt.return", json!({ "original": own, "lines": coffee() }));
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("2.00")));
    scene.ends()
}

/// V-25, G11: another device's receipt, where the family takes it back.
fn others_originals(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    let mut other = on_paper(&scene);
    let serial = other["serial"].as_str().expect("a serial number").to_owned();
    other["serial"] = json!(format!("{}X{}", &serial[..4], &serial[5..]));
    (other["z"], other["number"]) = (json!(3), json!(4));
    let back = scene.returns_foreign(json!({ "original": other, "lines": coffee() }))?;
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("2.00")));
    scene.ends()
}

/// R10, G13: the drawer, cash, X and Z; and the next day's first number.
fn the_day_ends(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT]);
    scene.does("receipt.issue", sale(goods("3.00"), cash()));
    match scene.shop().call("printer.open_drawer", json!({ "printer": "front" })) {
        Ok(_) => assert!(!scene.lacks(Lack::Drawer)),
        Err(refused) => {
            assert_eq!(refused.data["reason"], Lack::Drawer.reason(), "{refused:?}");
            assert!(scene.lacks(Lack::Drawer));
        }
    }
    scene.does("slip.print", json!({ "lines": ["Guten Tag, così, €"] }));
    let _ = scene.slips(1);
    scene.does("printer.x_report", json!({ "printer": "front" }));
    let closed = scene.does("printer.z_report", json!({ "printer": "front" }));
    let next = scene.does("receipt.issue", sale(goods("1.00"), cash()));
    let paper = scene.documents().pop().expect("a receipt");
    assert_eq!((paper["z"].as_u64(), paper["number"].as_u64()), (Some(2), Some(1)), "{paper}");
    if !scene.lacks(Lack::Answers) {
        assert_eq!((closed["document"]["z"].as_u64(), next["document"]["z"].as_u64()), (Some(1), Some(2)));
    }
    for method in ["printer.cash_in", "printer.cash_out"] {
        scene.unless(Lack::Cash, method, json!({ "printer": "front", "amount": "20.00" }))?;
    }
    scene.ends()
}
