//! Which printer prints what: receipts by their departments, and never one receipt on two; slips, and those of the drawer,
//! each where the routes send them.

use fiscus_tests::shop::{Plan, Shop, WALLET};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";

/// Two fiscal printers: what `shop` sells prints on `back`, and so does the drawer's slip.
fn shop() -> Shop {
    let routes = "[routes]\nreceipt = \"front\"\nslip = \"front\"\ndrawer_slip = \"back\"\n\
                  [routes.departments]\nshop = \"back\"\n\
                  [tills.2]\nreceipt = \"back\"\n[tills.2.departments]\nbar = \"front\"\n";
    let printers = vec![("front".to_owned(), String::new()), ("back".to_owned(), String::new())];
    Shop::open(Plan { printers, more: format!("{WALLET}\n{routes}"), timeout: "10s".to_owned(), ..Plan::default() })
}

/// A receipt with a line of each of these departments, paid with the card.
fn receipt(operation: &str, till: Option<&str>, departments: &[&str]) -> Value {
    let lines: Vec<Value> = departments
        .iter()
        .zip(1..)
        .map(|(department, id)| json!({ "id": id.to_string(), "department": department, "price": "1.00" }))
        .collect();
    let mut call = json!({ "operation": operation, "lines": lines, "payments": [{ "tender": "card", "card": CARD }] });
    if let Some(till) = till {
        call["till"] = json!(till);
    }
    call
}

fn printed(shop: &Shop) -> (usize, usize) {
    (shop.printer("front").documents().len(), shop.printer("back").documents().len())
}

/// A till that does not name a printer opens its own drawer, and is told of its own printer.
#[test]
fn a_till_asks_its_own_printer() {
    let mut shop = shop();
    assert_eq!(shop.done("printer.status", json!({ "till": "2" }))["printer"], "back");
    assert_eq!(shop.done("printer.status", json!({}))["printer"], "front");
    shop.unplug("front");
    shop.done("printer.open_drawer", json!({ "till": "2", "operator": "anna" }));
    shop.done("printer.display", json!({ "till": "2", "lines": ["Hello"] }));
    assert_eq!(shop.refused("printer.open_drawer", json!({})), "printer_offline");
    // Nobody knows how a printer is that does not answer.
    let status = shop.done("printer.status", json!({}));
    let told = [&status["online"], &status["paper"], &status["cover"], &status["document"]];
    assert_eq!(told, [&json!(false), &json!("unknown"), &json!("unknown"), &json!("unknown")]);
}

/// A slip whose answer was lost, and which cannot be printed once more now: it commits, and the cashier is told to look.
#[test]
fn a_slip_that_may_be_missing_is_told() {
    let shop = shop();
    shop.front().misbehave(
        "[[fault]]\non = \"slip\"\nnth = 1\ndo = \"lose_after\"\n[[fault]]\non = \"slip\"\ntimes = 3\ndo = \"paper_end\"\n",
    );
    let told = shop.done("slip.print", json!({ "operation": "s1", "lines": ["Hello"] }));
    assert_eq!((&told["state"], &told["slips"][0]["state"]), (&json!("committed"), &json!("pending")), "{told}");
    let notice = &told["notices"][0];
    assert_eq!(notice["to"], "cashier");
    assert!(notice["text"].as_str().is_some_and(|text| text.contains("front")), "{told}");
    shop.await_rest();
    assert_eq!(shop.front().slips().len(), 2, "the second is marked");
}

/// A slip in several copies is one document.
#[test]
fn copies_of_a_slip_are_told_as_one() {
    let shop = shop();
    for copies in [1, 2] {
        let asked = json!({ "operation": format!("s{copies}"), "lines": ["Hello"], "copies": copies });
        let told = shop.done("slip.print", asked);
        assert_eq!(
            (&told["document"]["kind"], &told["document"]["printer"]),
            (&json!("slip"), &json!("front")),
            "{told}"
        );
    }
}

/// G15: a receipt prints where its departments do. One whose lines belong to two fiscal printers is refused before
/// anything is reserved, names both, and stays refused.
#[test]
fn a_receipt_prints_where_its_departments_do_and_never_on_two_printers() {
    let shop = shop();
    shop.load("l1", CARD, "30.00");
    for (at, (till, departments, printer)) in [
        (None, &["bar"][..], Some("front")),
        (None, &["exempt", "bar"], Some("front")),
        (None, &["shop"], Some("back")),
        (None, &["shop", "shop"], Some("back")),
        (None, &["bar", "shop"], None),
        (None, &["shop", "exempt"], None),
        (Some("2"), &["exempt"], Some("back")),
        (Some("2"), &["bar", "bar"], Some("front")),
        (Some("2"), &["shop", "exempt"], Some("back")),
        (Some("2"), &["shop", "bar"], None),
    ]
    .into_iter()
    .enumerate()
    {
        let (before, balance) = (printed(&shop), shop.balance(CARD));
        let call = receipt(&format!("r{at}"), till, departments);
        let told = format!("{till:?} {departments:?}");
        match printer {
            Some(printer) => {
                let sold = shop.done("receipt.issue", call);
                assert_eq!(sold["document"]["printer"], printer, "{told}");
                let (front, back) = printed(&shop);
                let more = (front - before.0, back - before.1);
                assert_eq!(more, if printer == "front" { (1, 0) } else { (0, 1) }, "{told}");
            }
            None => {
                for _ in 0..2 {
                    let refused = shop.call("receipt.issue", call.clone()).expect_err("two printers");
                    assert_eq!(
                        (refused.code, &refused.data["reason"]),
                        (-32010, &json!("capability_missing")),
                        "{told}"
                    );
                    assert!(refused.message.contains("front") && refused.message.contains("back"), "{refused:?}");
                }
                assert_eq!((printed(&shop), shop.balance(CARD)), (before, balance), "{told}");
            }
        }
    }
    shop.verify();
}

/// G15, S2-05: the customer's slip on one printer, the one that justifies the drawer on another.
#[test]
fn the_slip_of_the_drawer_goes_where_it_is_sent() {
    let shop = shop();
    let loaded = shop.load("l1", CARD, "30.00");
    let printers: Vec<&str> =
        loaded["slips"].as_array().expect("slips").iter().filter_map(|slip| slip["printer"].as_str()).collect();
    assert_eq!(printers, ["front", "back"]);
    assert_eq!((shop.printer("front").slips().len(), shop.printer("back").slips().len()), (1, 1));
    assert_eq!(printed(&shop), (0, 0));
    shop.verify();
}
