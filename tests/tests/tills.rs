//! Tills that work at once, sales that come back in pieces, a stop, a full disk: what is on paper, what the card
//! lost and what the tills were told stay one story.

use fiscus_tests::{
    Chance, End, Till,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    process::Command,
    sync::{Barrier, mpsc},
    thread,
};

const CARD: &str = "9800000000012";

fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap_or_else(|| panic!("{amount} is no amount"));
    text.replace('.', "").parse().expect("digits")
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A shop with two printers; till 2 prints on the second.
fn two_printers() -> Shop {
    let more = format!(
        "{WALLET}\n[routes]\nreceipt = \"front\"\nslip = \"front\"\n[tills.2]\nreceipt = \"back\"\nslip = \"back\"\n"
    );
    let printers = vec![("front".to_owned(), String::new()), ("back".to_owned(), String::new())];
    Shop::open(Plan { printers, more, timeout: "10s".to_owned(), ..Plan::default() })
}

/// What a card gave for a receipt, in cents.
fn paid_by_card(answer: &Value) -> i64 {
    let tenders = answer["tenders"].as_array().into_iter().flatten();
    tenders.filter(|tender| tender["card"] == CARD).map(|tender| cents(&tender["amount"])).sum()
}

/// F8: `tills` spend one card at once, exact amounts and what is left, until it is empty.
fn spend_at_once(tills: usize) {
    let shop = two_printers();
    shop.load("l", CARD, "20.00");
    let till = shop.till();
    let together = Barrier::new(tills);
    let ends: Vec<End> = thread::scope(|all| {
        let tills: Vec<_> = (0..tills)
            .map(|number| {
                let (till, together) = (&till, &together);
                all.spawn(move || {
                    together.wait();
                    (0..24 / tills)
                        .map(|count| {
                            let exact = (number + count) % 2 == 0;
                            let card = if exact {
                                json!({ "tender": "card", "card": CARD, "amount": "1.70" })
                            } else {
                                json!({ "tender": "card", "card": CARD })
                            };
                            let mut call =
                                sale(&format!("t{number}-{count}"), "2.30", json!([card, { "tender": "cash" }]));
                            call["till"] = json!((number % 2 + 1).to_string());
                            till.end("receipt.issue", &call)
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        tills.into_iter().flat_map(|till| till.join().expect("a till")).collect()
    });
    let mut paid = 0;
    let mut sold = 0;
    for end in &ends {
        match end {
            End::Committed(answer) => {
                paid += paid_by_card(answer);
                sold += 1;
            }
            End::Refused(reason) => assert_eq!(reason, "insufficient_balance"),
            other => panic!("{other:?}"),
        }
    }
    // There is less on the card than everybody wants, and it is spent to the last cent by who takes the rest.
    assert_eq!(paid, 2000, "{ends:?}");
    assert_eq!(shop.balance(CARD), "0.00");
    assert_eq!(shop.printer("front").documents().len() + shop.printer("back").documents().len(), sold);
    shop.verify();
}

/// F8
#[test]
fn two_tills_never_spend_more_than_a_card_holds() {
    spend_at_once(2);
}

/// F8
#[test]
fn eight_tills_never_spend_more_than_a_card_holds() {
    spend_at_once(8);
}

/// F8: everybody has seen the same money, and one gets it.
#[test]
fn what_eight_tills_want_at_the_same_moment_one_of_them_gets() {
    let shop = two_printers();
    let till = shop.till();
    for round in 0..12 {
        let card = format!("98000000{round:05}");
        shop.load(&format!("l{round}"), &card, "1.00");
        let together = Barrier::new(8);
        let ends: Vec<End> = thread::scope(|all| {
            let tills: Vec<_> = (0..8)
                .map(|number| {
                    let (till, together, card) = (&till, &together, &card);
                    all.spawn(move || {
                        let paid = json!([{ "tender": "card", "card": card, "amount": "1.00" }]);
                        let mut call = sale(&format!("r{round}-{number}"), "1.00", paid);
                        call["till"] = json!((number % 2 + 1).to_string());
                        together.wait();
                        till.end("receipt.issue", &call)
                    })
                })
                .collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        assert_eq!(ends.iter().filter(|end| matches!(end, End::Committed(_))).count(), 1, "{ends:?}");
        let refused = End::Refused("insufficient_balance".to_owned());
        assert_eq!(ends.iter().filter(|end| **end == refused).count(), 7, "{ends:?}");
        assert_eq!(shop.balance(&card), "0.00");
    }
    shop.verify();
}

/// F7, S9
#[test]
fn one_id_from_many_connections_is_one_document_and_one_answer() {
    let shop = Shop::open(Plan::default());
    shop.load("l", CARD, "20.00");
    let till = shop.till();
    let call = sale("s", "3.00", json!([{ "tender": "card", "card": CARD }]));
    let together = Barrier::new(16);
    let ends: Vec<End> = thread::scope(|all| {
        let calls: Vec<_> = (0..16)
            .map(|_| {
                all.spawn(|| {
                    together.wait();
                    till.end("receipt.issue", &call)
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().expect("a till")).collect()
    });
    assert!(ends.iter().all(|end| matches!(end, End::Committed(_)) && *end == ends[0]), "{ends:?}");
    assert_eq!(shop.front().documents().len(), 1);
    assert_eq!(shop.balance(CARD), "17.00");
    shop.verify();
}

/// F19: a slow printer holds up its own documents only.
#[test]
fn a_printer_does_not_wait_for_another() {
    let shop = two_printers();
    shop.printer("front").fault("receipt", "slow:3s");
    let till = shop.till();
    let (tell, told) = mpsc::channel();
    thread::scope(|all| {
        let slow = tell.clone();
        let till = &till;
        all.spawn(move || {
            let end = till.end("receipt.issue", &sale("slow", "1.00", json!([{ "tender": "cash" }])));
            slow.send(("slow", end)).expect("somebody listens");
        });
        await_printing(till, "slow");
        for count in 0..5 {
            let mut call = sale(&format!("fast-{count}"), "1.00", json!([{ "tender": "cash" }]));
            call["till"] = json!("2");
            tell.send(("fast", till.end("receipt.issue", &call))).expect("somebody listens");
        }
        drop(tell);
    });
    let order: Vec<_> = told.iter().collect();
    assert!(order.iter().all(|(_, end)| matches!(end, End::Committed(_))), "{order:?}");
    assert_eq!(
        order.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["fast", "fast", "fast", "fast", "fast", "slow"]
    );
}

fn await_printing(till: &Till, operation: &str) {
    let target = json!({ "target": operation });
    while till.ask("operation.get", &target).ok().is_none_or(|found| found["state"] != "printing") {
        thread::yield_now();
    }
}

/// The sum of what an operation took from the card, and of what it gave, by its entries.
fn moved(shop: &Shop, operation: &str) -> (i64, i64) {
    let history = shop.done("card.history", json!({ "card": CARD, "limit": 20 }));
    let entries = history["items"].as_array().cloned().unwrap_or_default();
    let own = entries.iter().filter(|entry| entry["operation"] == operation);
    own.fold((0, 0), |(taken, given), entry| {
        let amount = cents(&entry["amount"]);
        match entry["from"].as_str() {
            Some(from) if !from.starts_with('@') => (taken + amount, given),
            _ => (taken, given + amount),
        }
    })
}

/// A receipt of chance: lines, adjustments, and a card that pays a part, the rest, or all.
fn receipt(chance: &mut Chance, id: &str) -> Value {
    let lines: Vec<Value> = (1..=chance.from(1, 4))
        .map(|number| {
            json!({
                "id": number.to_string(),
                "department": chance.of(&["bar", "shop", "exempt"]),
                "quantity": chance.of(&["1", "2", "3", "0.355", "7"]),
                "price": money(i64::try_from(chance.from(25, 999)).expect("cents")),
            })
        })
        .collect();
    let mut adjustments = Vec::new();
    if chance.below(2) == 0 {
        adjustments.push(json!({ "line": "1", "kind": chance.of(&["discount", "surcharge"]), "percent": "12.5" }));
    }
    if chance.below(2) == 0 {
        adjustments
            .push(json!({ "kind": "discount", "amount": money(i64::try_from(chance.from(1, 7)).expect("cents")) }));
    }
    let cash = json!({ "tender": "cash" });
    let payments = match chance.below(4) {
        0 => json!([{ "tender": "card", "card": CARD }, cash]),
        1 => json!([{ "tender": "card", "card": CARD, "amount": "0.05" }, cash]),
        2 => json!([{ "tender": "electronic", "amount": "0.03" }, { "tender": "card", "card": CARD }, cash]),
        _ => json!([{ "tender": "card", "card": CARD, "amount": "0.07" }, { "tender": "electronic" }]),
    };
    json!({ "operation": id, "lines": lines, "adjustments": adjustments, "payments": payments })
}

/// Requirements, properties 1, 3, 4 and 5: whatever is sold and comes back in whatever pieces, the card's entries
/// are what its tenders say, and when all is back every account is as before.
#[test]
fn goods_that_come_back_in_any_pieces_restore_every_account() {
    let mut chance = Chance::new(Chance::seed(4_711), 0);
    let shop = Shop::open(Plan::default());
    shop.load("l", CARD, "300.00");
    let mut called: Vec<(&str, Value, Value)> = Vec::new();
    for round in 0..14 {
        let before = cents(&json!(shop.balance(CARD)));
        let documents = shop.front().documents().len();
        let id = format!("sale-{round}");
        let call = receipt(&mut chance, &id);
        let sold = shop.done("receipt.issue", call.clone());
        let (total, paid) = (cents(&sold["total"]), paid_by_card(&sold));
        assert_eq!(moved(&shop, &id), (paid, 0), "property 4: {sold}");
        assert_eq!(cents(&json!(shop.balance(CARD))), before - paid);
        called.push(("receipt.issue", call.clone(), sold.clone()));
        let (mut back, mut given) = (0, 0);
        if chance.below(4) == 0 {
            let params = json!({ "operation": format!("void-{round}"), "original": id });
            let void = shop.done("receipt.void", params.clone());
            given = paid;
            assert_eq!(moved(&shop, &format!("void-{round}")), (0, paid));
            called.push(("receipt.void", params, void));
        } else {
            let mut left: BTreeMap<String, i64> = BTreeMap::new();
            for line in call["lines"].as_array().expect("lines") {
                let quantity = line["quantity"].as_str().expect("a quantity");
                let thousandths = match quantity.strip_prefix("0.") {
                    Some(part) => part.parse(),
                    None => format!("{quantity}000").parse(),
                };
                left.insert(line["id"].as_str().expect("an id").to_owned(), thousandths.expect("a number"));
            }
            for part in 0..=chance.below(4) {
                let mut lines = Vec::new();
                for (line, left) in &mut left {
                    if *left > 0 && chance.below(2) == 0 {
                        let quantity = if *left >= 1000 && *left % 1000 == 0 {
                            i64::try_from(chance.from(1, u64::try_from(*left / 1000).expect("pieces"))).expect("pieces")
                                * 1000
                        } else {
                            *left
                        };
                        *left -= quantity;
                        lines.push(json!({
                            "line": line, "quantity": format!("{}.{:03}", quantity / 1000, quantity % 1000),
                        }));
                    }
                }
                if lines.is_empty() {
                    continue;
                }
                let operation = format!("return-{round}-{part}");
                let params = json!({ "operation": operation, "original": id, "lines": lines });
                let answer = shop.done("receipt.return", params.clone());
                back += cents(&answer["total"]);
                given += paid_by_card(&answer);
                assert_eq!(moved(&shop, &operation), (0, paid_by_card(&answer)), "property 4: {answer}");
                called.push(("receipt.return", params, answer));
            }
            let operation = format!("rest-{round}");
            let params = json!({ "operation": operation, "original": id });
            if left.values().any(|left| *left > 0) {
                let answer = shop.done("receipt.return", params.clone());
                back += cents(&answer["total"]);
                given += paid_by_card(&answer);
                assert_eq!(moved(&shop, &operation), (0, paid_by_card(&answer)));
                called.push(("receipt.return", params, answer));
            } else {
                assert_eq!(shop.refused("receipt.return", params), "already_returned");
            }
            assert_eq!(back, total, "all is back: {sold}");
        }
        // Property 5.
        assert_eq!(given, paid, "{sold}");
        assert_eq!(cents(&json!(shop.balance(CARD))), before, "{sold}");
        // The device counted the same.
        let printed = shop.front().documents();
        let sum = |kind: &str| -> i64 {
            let new = printed.iter().skip(documents).filter(|document| document["kind"] == kind);
            new.map(|document| cents(&document["total"])).sum()
        };
        assert_eq!((sum("receipt"), sum("return")), (total, back));
    }
    shop.verify();
    // Property 3.
    let (documents, balance) = (shop.front().documents().len(), shop.balance(CARD));
    for (method, params, answer) in called {
        assert_eq!(shop.done(method, params), answer);
    }
    assert_eq!((shop.front().documents().len(), shop.balance(CARD)), (documents, balance));
    shop.verify();
}

/// The receipt that is being printed is finished and its till is told, although others go on calling.
#[test]
fn a_stop_finishes_what_is_being_printed_and_takes_nothing_new() {
    let mut shop = Shop::open(Plan::default());
    shop.front().fault("receipt", "slow:400ms");
    let till = shop.till();
    let mut idle = shop.client();
    let mut listener = shop.client();
    listener.request("events.subscribe", &json!({})).expect("subscribed");
    let answer = thread::scope(|all| {
        let call = all.spawn(|| till.ask("receipt.issue", &sale("s", "1.00", json!([{ "tender": "cash" }]))));
        await_printing(&till, "s");
        assert!(shop.stop().success());
        call.join().expect("a till")
    });
    let answer = answer.expect("the answer came before the end");
    assert_eq!(answer["state"], "committed");
    assert!(idle.request("daemon.info", &json!({})).is_err(), "nobody is there any more");
    while listener.event().is_ok() {}
    shop.start();
    assert_eq!(shop.done("receipt.issue", sale("s", "1.00", json!([{ "tender": "cash" }]))), answer);
    assert_eq!(shop.front().documents().len(), 1);
    shop.verify();
}

/// S3-12: who asks for an end while a reload waits for the paper gets one, and nothing comes up again.
#[test]
fn a_stop_that_comes_during_a_reload_is_a_stop() {
    for stop in ["TERM", "INT"] {
        let mut shop = Shop::open(Plan::default());
        shop.front().fault("receipt", "slow:600ms");
        let till = shop.till();
        let answer = thread::scope(|all| {
            let call = all.spawn(|| till.ask("receipt.issue", &sale("s", "1.00", json!([{ "tender": "cash" }]))));
            await_printing(&till, "s");
            shop.signal("HUP");
            shop.await_log("stopping: documents in flight are finished first", 1);
            shop.signal(stop);
            call.join().expect("a till")
        });
        assert_eq!(answer.expect("an answer")["state"], "committed");
        assert!(shop.await_end().success(), "{stop}");
        let log = shop.log();
        assert_eq!(
            (log.matches("reloading the configuration").count(), log.matches("ready socket=").count()),
            (1, 1),
            "{log}"
        );
        shop.start();
        assert_eq!(shop.front().documents().len(), 1);
        shop.verify();
    }
}

#[test]
fn a_second_daemon_on_the_same_state_folder_refuses_to_start() {
    let shop = Shop::open(Plan::default());
    let (started, text) = shop.fiscus(&["run"]);
    assert!(!started);
    assert!(text.contains("another daemon works on"), "{text}");
    shop.done("daemon.info", json!({}));
}

/// F5: a disk of its own, in a name space of its own, so that it can be filled.
#[test]
fn a_full_disk_refuses_before_printing_and_serves_again_when_there_is_room() {
    const INSIDE: &str = "FISCUS_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_none() {
        let status = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "--"])
            .arg(std::env::current_exe().expect("a test knows its file"))
            .args(["--exact", "a_full_disk_refuses_before_printing_and_serves_again_when_there_is_room", "--nocapture"])
            .env(INSIDE, "1")
            .status()
            .expect("unshare");
        assert!(status.success());
        return;
    }
    let mut shop = Shop::prepare(Plan::default());
    let state = shop.file("state");
    fs::create_dir_all(&state).expect("a folder");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&state).status();
    assert!(mounted.expect("mount").success());
    shop.start();
    shop.load("l", CARD, "20.00");
    let by_card = |id: &str| sale(id, "3.00", json!([{ "tender": "card", "card": CARD }]));
    let sold = shop.done("receipt.issue", by_card("s0"));

    let filler = fill(&state);
    let refused = shop.call("receipt.issue", by_card("s1")).expect_err("there is no room");
    assert_eq!(refused.data["reason"], "disk_full");
    assert!(refused.retryable());
    assert_eq!(shop.front().documents().len(), 1);
    assert_eq!(shop.balance(CARD), "17.00");
    fs::remove_file(&filler).expect("room");
    assert_eq!(shop.done("receipt.issue", by_card("s1"))["state"], "committed");

    // Full in the middle: what is on paper is booked as soon as there is room.
    shop.front().fault("receipt", "slow:300ms");
    let till = shop.till();
    thread::scope(|all| {
        let call = all.spawn(|| till.ask("receipt.issue", &by_card("s2")));
        await_printing(&till, "s2");
        let filler = fill(&state);
        while !shop.log().contains("printed, and not yet recorded") {
            thread::yield_now();
        }
        assert_eq!(shop.balance(CARD), "11.00", "what is held is not spent twice");
        fs::remove_file(&filler).expect("room");
        assert_eq!(call.join().expect("a till").expect("an answer")["state"], "committed");
    });
    assert_eq!(shop.front().documents().len(), 3);
    assert_eq!(shop.done("receipt.issue", by_card("s0")), sold);
    shop.verify();

    // And after a death.
    shop.kill();
    shop.start();
    assert_eq!(shop.balance(CARD), "11.00");
    assert_eq!(shop.done("receipt.issue", by_card("s0")), sold);
    shop.kill();
    assert!(Command::new("umount").arg(&state).status().expect("umount").success());
}

/// Takes all the room there is.
fn fill(folder: &std::path::Path) -> std::path::PathBuf {
    let path = folder.join("filler");
    let mut file = fs::File::create(&path).expect("a file");
    while file.write_all(&[0; 4096]).is_ok() {}
    path
}
