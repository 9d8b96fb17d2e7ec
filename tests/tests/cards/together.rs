//! Several cards on one receipt: in the order in which they are shown, each with what is left for it.

use fiscus_tests::{
    World,
    kinds::{BONUS, CHARGE, CREDIT, DISCOUNT, EVERY, SERVICE, STAMP, WALLET},
    scenarios,
    scene::{Played, Scene, by, cash, goods, lines, notices, off, pairs, tenders},
};
use serde_json::{Value, json};

scenarios!(
    four_cards_of_four_types,
    one_change_a_price_unless_both_stack,
    a_later_card_sees_what_is_due,
    who_is_only_shown_hinders_no_return,
    the_tills_own_share_is_of_what_cards_leave,
    a_card_that_cannot_be_used_holds_the_receipt_up,
    check_digits_are_a_matter_of_each_entry,
);

/// A-12, R4, R11, R15, S5-01, S5-04, S5-39: discount, stamps, a payment and bonus on one receipt; and everything is as
/// before once it has all come back, in parts and as a whole.
fn four_cards_of_four_types(world: &World) -> Played {
    let scene = Scene::open(world, &EVERY);
    scene.customer("anna", json!({ "notes": "Prefers the terrace." }));
    let (discount, stamp, wallet, bonus) = ("50000001", "60000001", "98000001", "20000001");
    scene.card(
        "discount",
        discount,
        json!({ "customer": "anna", "settings": { "discounts": ["ten"] }, "message": "Hello Anna." }),
    );
    scene.card("stamp", stamp, json!({}));
    scene.card("bonus", bonus, json!({}));
    scene.does("card.load", json!({ "card": wallet, "amount": "20.00", "payments": cash() }));
    scene.sells(lines(&[("PZ", 5, "6.00")]), &[stamp]);
    let before = all(&scene);
    let bought = json!({
        "lines": lines(&[("X", 2, "10.00"), ("PZ", 1, "6.00")]),
        "customer": { "id": "anna" },
        "cards": [{ "card": stamp }, { "card": discount, "mode": "discount" }, bonus],
        "payments": [{ "tender": "card", "card": wallet, "amount": "8.00" }, { "tender": "cash", "amount": "20.00" }],
    });
    let sold = scene.does("receipt.issue", bought.clone());
    // The pizza is free by its stamps, so the discount, shown later, is given on the rest; 18.00 are paid, and the
    // bonus is earned on all of it.
    assert_eq!([off(&sold, 0).concat(), off(&sold, 1).concat()], ["-2.00", "-6.00"]);
    assert_eq!((sold["total"].as_str(), sold["change"].as_str()), (Some("18.00"), Some("10.00")));
    assert_eq!(tenders(&sold), pairs(&[("multi_use_voucher", "8.00"), ("cash", "20.00")]));
    let after: Vec<(&Value, &Value)> =
        sold["cards"].as_array().expect("cards").iter().map(|of| (&of["card"], &of["balances"])).collect();
    let (none, zero) = (json!({}), json!({ "STAMP": "0" }));
    let (paid, earned) = (json!({ "EUR": "12.00" }), json!({ "EUR": "0.90" }));
    let names = [stamp, discount, bonus, wallet].map(|card| json!(card));
    let expected = [(&names[0], &zero), (&names[1], &none), (&names[2], &earned), (&names[3], &paid)];
    for of in expected {
        assert!(after.contains(&of), "{of:?} {sold}");
    }
    assert!(
        notices(&sold).contains(&"Hello Anna.".to_owned())
            && notices(&sold).contains(&"Prefers the terrace.".to_owned())
    );
    let printed = scene.documents().last().expect("a document").clone();
    assert_eq!(printed["total"], "18.00");
    let repeated = scene.does("receipt.issue", super::with_id(bought, &sold));
    assert_eq!(repeated, sold, "R5");
    for _ in 0..2 {
        scene.returns_of(&sold, "1", 1)?;
    }
    scene.returns(&sold)?;
    assert_eq!(all(&scene), before, "everything is back");
    let again = scene.pays(goods("8.00"), &[wallet]);
    scene.voids(&again)?;
    assert_eq!(all(&scene), before);
    scene.ends()
}

/// What every card has.
fn all(scene: &Scene) -> Value {
    let cards = scene.done("cards.find", json!({}))["items"].clone();
    cards.as_array().expect("cards").iter().map(|card| json!([card["card"], card["balances"]])).collect()
}

/// A-12: the first card shown changes a price; the second only where both card types stack.
fn one_change_a_price_unless_both_stack(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT, STAMP, CHARGE]);
    let (plain, stacks, other, coffee) = ("50000001", "54000001", "54000002", "61000001");
    scene.card("discount", plain, json!({}));
    scene.card("stacks", stacks, json!({}));
    scene.card("stacks", other, json!({ "settings": { "discounts": ["three"] } }));
    scene.card("coffee", coffee, json!({}));
    scene.card("coffee", "61000002", json!({}));
    scene.card("company", "41000001", json!({}));
    let ten = || lines(&[("X", 1, "10.00")]);
    for (cards, expected) in [
        (&[plain, stacks][..], &["-0.50"][..]),
        (&[stacks, plain], &["-1.00"]),
        (&[stacks, other], &["-1.00", "-3.00"]),
        (&[other, stacks], &["-3.00", "-0.70"]),
        (&[stacks, "41000001", other], &["-1.00", "-3.00"]),
        (&[stacks, stacks], &["-1.00"]),
    ] {
        assert_eq!(off(&scene.sells(ten(), cards), 0), expected, "{cards:?}");
    }
    // Another line is another price.
    let sold = scene.sells(lines(&[("PZ", 1, "10.00"), ("CF", 3, "1.00")]), &["41000001", coffee]);
    assert_eq!([off(&sold, 0), off(&sold, 1)], [["-0.50"], ["-0.15"]], "both lines have the first card's price");
    assert_eq!(scene.holds(coffee, "STAMP"), "3", "and earn their stamps");
    let sold = scene.sells(lines(&[("PZ", 1, "10.00"), ("CF", 3, "1.00")]), &[stacks, "61000002"]);
    assert_eq!(off(&sold, 1), ["-0.30", "-0.45"], "a tenth, then half of what one of the three comes to");
    scene.ends()
}

/// R4, R16: each card pays of what is still due, whichever its kind; nobody pays more than the total.
fn a_later_card_sees_what_is_due(world: &World) -> Played {
    let scene = Scene::open(world, &[BONUS, CREDIT, CHARGE, WALLET]);
    let (part, wallet, charge, credit) = ("21000001", "98000001", "40000001", "30000001");
    scene.card("part", part, json!({}));
    scene.card("charge", charge, json!({}));
    scene.card("credit", credit, json!({}));
    scene.does("card.load", json!({ "card": wallet, "amount": "4.00", "payments": cash() }));
    scene.sells(goods("30.00"), &[part]);
    let sold = scene.pays(goods("20.00"), &[part, wallet, charge, credit]);
    assert_eq!(sold["total"], "17.00", "three of bonus are a discount");
    let expected = [("multi_use_voucher", "4.00"), ("uncollected_invoice", "6.00"), ("uncollected_invoice", "7.00")];
    assert_eq!(tenders(&sold), pairs(&expected));
    assert_eq!(scene.holds(credit, "EUR"), "-7.00");
    let before = [part, wallet, charge, credit].map(|card| scene.holds(card, "EUR"));
    // Enough is enough: the fourth has nothing to pay.
    let sold = scene.pays(goods("2.00"), &[credit, wallet, part]);
    assert_eq!(tenders(&sold), pairs(&[("uncollected_invoice", "2.00")]));
    scene.voids(&sold)?;
    assert_eq!([part, wallet, charge, credit].map(|card| scene.holds(card, "EUR")), before);
    let twice = json!([{ "tender": "card", "card": credit, "amount": "1.00" }, { "tender": "card", "card": credit }]);
    let sold = scene.does("receipt.issue", json!({ "lines": goods("3.00"), "payments": twice }));
    assert_eq!(tenders(&sold).len(), 2);
    scene.returns(&sold)?;
    assert_eq!(scene.holds(credit, "EUR"), "-7.00");
    let too_much =
        json!([{ "tender": "cash", "amount": "2.00" }, { "tender": "card", "card": credit, "amount": "1.01" }]);
    scene.denies("amount_invalid", "receipt.issue", json!({ "lines": goods("3.00"), "payments": too_much }));
    scene.denies(
        "payments_incomplete",
        "receipt.issue",
        json!({ "lines": goods("90.00"), "payments": by(&[credit, wallet]) }),
    );
    scene.ends()
}

/// R7, A-11: a class and a free pizza come back though cards were shown that had nothing to do with a bill of nothing.
fn who_is_only_shown_hinders_no_return(world: &World) -> Played {
    let scene = Scene::open(world, &EVERY);
    let shown = ["20000001", "22000001", "30000001", "98000001", "40000001", "50000001"];
    for (card_type, card) in ["bonus", "points", "credit", "wallet", "charge", "discount"].into_iter().zip(shown) {
        scene.card(card_type, card, json!({}));
    }
    scene.card("stamp", "60000001", json!({}));
    scene.does("card.load", json!({ "card": "70000001", "service": "aerobics", "payments": cash() }));
    let class = scene.sells(lines(&[("aerobics", 2, "6.00")]), &[&["70000001"], &shown[..]].concat());
    assert_eq!((class["total"].as_str(), scene.holds("70000001", "USE.aerobics").as_str()), (Some("0.00"), "8"));
    scene.returns_of(&class, "1", 1)?;
    scene.returns(&class)?;
    assert_eq!(scene.holds("70000001", "USE.aerobics"), "10");
    scene.sells(lines(&[("PZ", 5, "6.00")]), &["60000001"]);
    let pizza = scene.sells(lines(&[("PZ", 1, "6.00")]), &[&["60000001"], &shown[..]].concat());
    assert_eq!((pizza["total"].as_str(), scene.holds("60000001", "STAMP").as_str()), (Some("0.00"), "0"));
    scene.returns(&pizza)?;
    assert_eq!(scene.holds("60000001", "STAMP"), "5");
    scene.ends()
}

/// A till's discount of the subtotal is a share of what the lines come to after the cards, as it stands on paper; more
/// than there is left is refused.
fn the_tills_own_share_is_of_what_cards_leave(world: &World) -> Played {
    let scene = Scene::open(world, &[DISCOUNT, SERVICE]);
    scene.card("discount", "50000001", json!({ "settings": { "discounts": ["ten"] } }));
    scene.does("card.load", json!({ "card": "70000001", "service": "aerobics", "payments": cash() }));
    let tenth = json!({ "kind": "discount", "percent": 10 });
    let call = |adjustments: Value| {
        json!({ "lines": lines(&[("aerobics", 2, "6.00"), ("X", 1, "10.00")]), "adjustments": adjustments,
            "cards": ["70000001", "50000001"], "payments": cash() })
    };
    let sold = scene.does("receipt.issue", call(json!([tenth])));
    assert_eq!((sold["total"].as_str(), sold["adjustments"][0]["amount"].as_str()), (Some("8.10"), Some("-0.90")));
    let surcharge = json!({ "line": "2", "kind": "surcharge", "amount": "1.00" });
    let sold = scene.does("receipt.issue", call(json!([tenth, surcharge])));
    assert_eq!((off(&sold, 1), sold["total"].as_str()), (vec!["1.00".to_owned(), "-1.10".to_owned()], Some("8.91")));
    let off = |amount: &str| call(json!([{ "kind": "discount", "amount": amount }]));
    scene.denies("amount_invalid", "receipt.issue", off("9.01"));
    assert_eq!(scene.does("receipt.issue", off("9.00"))["total"], "0.00");
    scene.ends()
}

/// S3-13, A-03, R2: a card nobody knows, of no use here, or not valid any more.
fn a_card_that_cannot_be_used_holds_the_receipt_up(world: &World) -> Played {
    let scene = Scene::open_at(world, &[DISCOUNT, WALLET], "2026-11-22T12:00:00+01:00");
    scene.card("discount", "50000001", json!({ "valid_until": "2026-11-21" }));
    scene.card("wallet", "98000001", json!({ "valid_until": "2026-11-21" }));
    scene.card("wallet", "98000002", json!({ "valid_from": "2026-11-23" }));
    scene.card("wallet", "98000003", json!({ "valid_from": "2026-11-22", "valid_until": "2026-11-22" }));
    let shown = |card: &str| json!({ "lines": goods("1.00"), "cards": [card], "payments": cash() });
    scene.denies("card_unknown", "receipt.issue", shown("50999999"));
    scene.denies("card_unknown", "receipt.issue", json!({ "lines": goods("1.00"), "payments": by(&["1"]) }));
    scene.does("receipt.issue", shown("50000001"));
    scene.denies("card_expired", "receipt.issue", shown("98000001"));
    scene.denies("card_not_active", "receipt.issue", shown("98000002"));
    scene.does("receipt.issue", shown("98000003"));
    scene.denies("card_wrong_type", "receipt.issue", json!({ "lines": goods("1.00"), "payments": by(&["50000001"]) }));
    assert_eq!(scene.documents().len(), 2);
    scene.ends()
}

/// V-20, S5-22, S5-23: the flag is the card type's, or that of one entry.
fn check_digits_are_a_matter_of_each_entry(world: &World) -> Played {
    let mut plan = fiscus_tests::scene::plan(world, &[DISCOUNT]);
    plan.more += r#"
[card_types.checked]
plugin = "discount"
numbers = { prefix = "79", length = 11, luhn = true }
[card_types.checked.settings]
[card_types.open]
plugin = "discount"
[card_types.open.settings]
"#;
    let scene = Scene::of(world, plan);
    let (right, wrong) = ("79927398713", "79927398710");
    let entry = |card_type: &str, number: &str| json!({ "type": card_type, "number": number });
    scene.denies("luhn_failed", "card.issue", entry("checked", wrong));
    scene.does("card.issue", entry("checked", right));
    scene.denies("status_forbids", "card.issue", entry("checked", right));
    scene.does("card.issue", entry("open", wrong));
    let with = |luhn: bool| json!({ "type": "open", "number": "79927398711", "luhn": luhn });
    scene.denies("luhn_failed", "card.issue", with(true));
    scene.does("card.issue", with(false));
    scene.denies("card_wrong_type", "card.issue", entry("checked", "7992739871"));
    scene.denies("card_wrong_type", "card.issue", entry("gold", right));
    // A number that the shop makes has a right check digit.
    let made = scene.does("card.issue", json!({ "type": "checked" }));
    let number = made["card"].as_str().expect("a number");
    assert!(number.len() == 11 && number.starts_with("79") && luhn(number), "{number}");
    scene.ends()
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') * if at % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
