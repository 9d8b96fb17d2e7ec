//! Products: cards sold as lines of a receipt.

use super::{generate, in_stock, plan, reveal, sell, strings};
use fiscus_tests::{
    End, Lack, World, scenarios,
    scene::{Played, Scene},
    shop::Shop,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

scenarios!(
    a_stocked_card_is_sold_out_of_the_stock,
    who_takes_the_last_card_first_has_it,
    tickets_are_made_when_they_are_sold,
    cards_are_sold_in_whole_pieces_and_not_too_many,
    without_a_slip_printer_no_ticket_comes_into_being,
    a_crash_around_a_ticket_leaves_one_card_with_the_pin_on_its_slip,
    a_pin_is_in_no_log_no_journal_and_no_file,
);

fn cards_of(answer: &Value) -> Vec<String> {
    let cards = answer["cards"].as_array().expect("cards");
    cards.iter().map(|card| card["card"].as_str().expect("a number").to_owned()).collect()
}

/// S1-02, S1-04, S1-11
fn a_stocked_card_is_sold_out_of_the_stock(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    let made = generate(&shop, "g1", "hours", "H1", 2);
    let asked = sell("s1", "H1", "1", "5.00");
    let quote = shop.done("receipt.quote", {
        let mut q = asked.clone();
        q["operation"] = json!("q");
        q
    });
    assert_eq!((&quote["total"], in_stock(&shop, "H1")), (&json!("5.00"), 2));
    let answer = shop.done("receipt.issue", asked.clone());
    let sold = cards_of(&answer);
    assert!(sold.len() == 1 && made.contains(&sold[0]), "{answer}");
    assert_eq!(answer["cards"][0]["balances"], json!({ "MIN": "60", "EUR": "0.00" }));
    let card = shop.done("card.get", json!({ "card": sold[0] }));
    assert_eq!((&card["status"], &card["holder"]), (&json!("active"), &json!("customer")), "{card}");
    assert_eq!(in_stock(&shop, "H1"), 1);
    assert_eq!(shop.done("receipt.issue", asked), answer);
    assert_eq!(in_stock(&shop, "H1"), 1);
    assert_eq!(shop.refused("receipt.issue", sell("s2", "H1", "2", "5.00")), "status_forbids");
    assert_eq!(shop.documents().len(), 1);
    // Nothing was used: it comes back, and never into the stock.
    let back = shop.corrects("receipt.return", json!({ "operation": "b1", "original": "s1" }))?;
    assert_eq!(back["total"], "5.00");
    assert_eq!(shop.done("card.get", json!({ "card": sold[0] }))["status"], "closed");
    assert_eq!(in_stock(&shop, "H1"), 1);
    shop.ends()
}

/// Two tills want the last card: one has it, the other is told so, and nothing else is printed.
fn who_takes_the_last_card_first_has_it(world: &World) -> Played {
    let mut shop = Scene::of(world, plan(world));
    // Who is first is chance.
    shop.keeps_to_itself();
    for round in 0..5 {
        generate(&shop, &format!("g{round}"), "hours", "H1", 1);
        let before = shop.documents().len();
        let ends: Vec<End> = std::thread::scope(|scope| {
            let tills: Vec<_> = ["a", "b"]
                .map(|till| {
                    let (till, asked) = (shop.till(), sell(&format!("{till}{round}"), "H1", "1", "5.00"));
                    scope.spawn(move || till.end("receipt.issue", &asked))
                })
                .into_iter()
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        let sold = ends.iter().filter(|end| matches!(end, End::Committed(_))).count();
        let refused = ends.iter().filter(|end| matches!(end, End::Refused(why) if why == "status_forbids")).count();
        assert_eq!((sold, refused), (1, 1), "{ends:?}");
        assert_eq!(in_stock(&shop, "H1"), 0);
        for (till, end) in ["a", "b"].into_iter().zip(&ends) {
            if matches!(end, End::Committed(_)) {
                shop.tells_of(&format!("{till}{round}"));
            }
        }
        assert_eq!(shop.documents().len(), before + 1);
    }
    shop.ends()
}

/// S1-13, S1-16, S1-18, S1-19: each ticket with a slip and a PIN of its own.
fn tickets_are_made_when_they_are_sold(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    let answer = shop.done("receipt.issue", sell("s1", "T1", "3", "3.00"));
    let sold = cards_of(&answer);
    assert_eq!((sold.len(), answer["total"].as_str()), (3, Some("9.00")));
    shop.await_rest();
    let pins: BTreeSet<String> =
        sold.iter().enumerate().map(|(at, card)| reveal(&shop, &format!("r{at}"), card)).collect();
    assert_eq!(pins.len(), 3);
    let slips = shop.slips(3);
    for pin in &pins {
        assert_eq!(slips.iter().filter(|slip| slip.to_string().contains(pin)).count(), 1, "{pin}: {slips:?}");
    }
    let items = shop.done("catalog.sellable", json!({}));
    let ticket = items["items"].as_array().expect("items").iter().find(|item| item["article"] == "T1");
    assert_eq!(ticket.expect("the ticket")["stock"], Value::Null);
    // A copy of the receipt comes with what it cannot replace.
    shop.done("document.reprint", json!({ "target": "s1" }));
    let again = shop.slips(7);
    for pin in &pins {
        assert_eq!(again.iter().filter(|slip| slip.to_string().contains(pin)).count(), 2, "{pin}");
    }
    Ok(())
}

fn cards_are_sold_in_whole_pieces_and_not_too_many(world: &World) -> Played {
    let shop = Scene::of(world, plan(world));
    for (operation, quantity) in [("s1", "1.5"), ("s2", "101"), ("s3", "0.5")] {
        assert_eq!(shop.refused("receipt.issue", sell(operation, "T1", quantity, "3.00")), "amount_invalid");
    }
    assert_eq!(shop.done("cards.find", json!({}))["items"], json!([]));
    shop.ends()
}

/// S1-17, V-23
fn without_a_slip_printer_no_ticket_comes_into_being(world: &World) -> Played {
    let mut plan = plan(world);
    plan.more += "[routes]\nreceipt = \"front\"\n";
    let shop = Scene::of(world, plan);
    assert_eq!(shop.refused("receipt.issue", sell("s1", "T1", "1", "3.00")), "printer_not_configured");
    assert_eq!(shop.refused("card.issue", json!({ "operation": "i1", "type": "tickets" })), "printer_not_configured");
    assert_eq!(shop.done("cards.find", json!({}))["items"], json!([]));
    assert!(shop.documents().is_empty());
    // What needs no slip is sold all the same.
    generate(&shop, "g1", "hours", "H1", 1);
    assert_eq!(shop.done("receipt.issue", sell("s2", "H1", "1", "5.00"))["state"], "committed");
    shop.ends()
}

/// R6, S1-18: whenever the daemon dies, the ticket that is printed at last has the PIN of the card, and where nothing
/// was printed there is no card.
fn a_crash_around_a_ticket_leaves_one_card_with_the_pin_on_its_slip(world: &World) -> Played {
    for point in ["reserve:after", "print:after", "commit:before", "commit:after", "copy:before", "copy:after"] {
        let mut shop = Scene::prepare(world, plan(world));
        shop.start_to_crash_at(point);
        let asked = sell("s1", "T1", "1", "3.00");
        let _ = shop.attempt("receipt.issue", &asked);
        shop.await_end();
        shop.start();
        let end = shop.till().end("receipt.issue", &asked);
        shop.await_rest();
        let answer = match end {
            End::Committed(answer) => answer,
            // What never answers leaves it to a person, who looks at the paper.
            End::InDoubt(_) if shop.lacks(Lack::Answers) => {
                let printed = shop.front().documents().len() == 1;
                let seen = if printed { json!({ "printed": {} }) } else { json!("not_printed") };
                let seen = json!({ "operation": "seen", "target": "s1", "as": seen, "reason": "looked" });
                shop.shop().done("operation.resolve", seen);
                if printed {
                    shop.shop().done("operation.get", json!({ "target": "s1" }))
                } else {
                    shop.shop().done("receipt.issue", sell("s2", "T1", "1", "3.00"))
                }
            }
            // It was voided by the recovery: the till goes on with another id.
            End::Voided(_) => shop.shop().done("receipt.issue", sell("s2", "T1", "1", "3.00")),
            other => panic!("{point}: {other:?}"),
        };
        shop.await_rest();
        let all = strings_of(&shop);
        assert_eq!(all, cards_of(&answer), "{point}");
        assert_eq!(shop.front().documents().len(), 1, "{point}");
        let pin = reveal(&shop, "r1", &all[0]);
        let slips = shop.front().slips();
        assert!(!slips.is_empty() && slips.iter().all(|slip| slip.to_string().contains(&pin)), "{point}: {slips:?}");
        shop.verify();
    }
    Ok(())
}

fn strings_of(shop: &Shop) -> Vec<String> {
    let found = shop.done("cards.find", json!({}));
    let numbers: Vec<Value> =
        found["items"].as_array().expect("cards").iter().map(|card| card["card"].clone()).collect();
    strings(&json!(numbers))
}

/// A PIN is on paper and in the answer of `card.reveal`, and nowhere else.
fn a_pin_is_in_no_log_no_journal_and_no_file(world: &World) -> Played {
    let mut shop = Scene::of(world, plan(world));
    let sold = cards_of(&shop.done("receipt.issue", sell("s1", "T1", "2", "3.00")));
    shop.await_rest();
    let mut pins: Vec<String> = (0..2).map(|at| reveal(&shop, &format!("r{at}"), &sold[at])).collect();
    for (at, pin) in pins.iter().enumerate() {
        shop.done("card.use", json!({ "operation": format!("u{at}"), "card": pin.to_lowercase(), "minutes": "1" }));
        let both = json!({ "operation": format!("v{at}"), "card": sold[at], "pin": pin, "minutes": "1" });
        shop.done("card.use", both);
    }
    let wrong = pins.iter().map(|pin| pin.replace(&pin[..1], if &pin[..1] == "Z" { "Y" } else { "Z" }));
    let wrong: Vec<String> = wrong.collect();
    for (at, pin) in wrong.iter().enumerate() {
        shop.refused("card.use", json!({ "operation": format!("w{at}"), "card": pin, "minutes": "1" }));
    }
    pins.extend(wrong);
    assert_eq!(shop.stop().code(), Some(0));
    let mut files = vec![shop.file("daemon.log")];
    files.extend(
        std::fs::read_dir(shop.file("state")).expect("the state folder").map(|entry| entry.expect("an entry").path()),
    );
    assert!(files.iter().any(|file| file.ends_with("fiscus.db")), "{files:?}");
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = std::fs::read(file).expect("readable");
        for pin in pins.iter().flat_map(|pin| [pin.clone(), pin.to_lowercase()]) {
            let found = bytes.windows(pin.len()).any(|window| window == pin.as_bytes());
            assert!(!found, "{pin} stands in {}", file.display());
        }
    }
    Ok(())
}
