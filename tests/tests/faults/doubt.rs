//! A document in doubt: what it stops and what it does not, how it is told, and the three ways it ends: by proof, by
//! a person, by a person after a restart.

use super::{
    CARD, Family, Lack, Look, Paper, Plan, Shop, Value, assert_idle, await_paper, cash, insists, json, nobody_to_ask,
    on_paper, plan, sale, script, sell,
};
use fiscus_sdk::api::{EventAnswer, EventKind};
use std::{fs, os::unix::net::UnixStream};

families!(answering crate::answering();
    who_waits_behind_it_is_stopped_too
    it_stops_one_printer_only
    it_stays_with_the_device_when_the_printer_is_renamed
    proof_ends_it_when_the_device_can_be_asked_again
    a_person_says_that_it_was_printed
    a_person_says_that_it_was_not_printed
    a_person_lets_it_print_again
    what_the_device_proves_is_believed_more_than_a_person
    numbers_that_cannot_be_are_refused
    a_slip_behind_it_hides_nothing
    only_what_is_in_doubt_is_resolved
    lost_cash_waits_for_a_person_and_stops_nothing
    it_outlives_the_daemon
    what_cannot_be_proven_waits_for_a_person
);
// An RCH device is asked for its state before each document: while that is not told, it prints nothing at all.
families!(asked_late crate::answering().into_iter().filter(|of| of.driver != "rch").collect::<Vec<_>>();
    it_stops_fiscal_documents_and_nothing_else
    printing_it_again_can_fail_again
);

type Listener = fiscus_sdk::client::Client<UnixStream>;

/// A shop whose printer is given up soon.
fn shop(family: Family) -> Shop {
    let shop = Shop::open(Plan { timeout: "400ms".to_owned(), ..plan(family) });
    shop.load("l", CARD, "30.00");
    shop
}

/// A sale of 10.00, of which the card pays 7.00.
fn by_card(operation: &str) -> Value {
    sale(operation, "10.00", json!([{ "tender": "card", "card": CARD, "amount": "7.00" }, { "tender": "cash" }]))
}

/// The next receipt is lost like this, and nobody tells what became of it.
fn lost(shop: &Shop, family: Family, fault: &str) {
    shop.front().misbehave(&script(&[&[("receipt", "nth = 1", fault)], &nobody_to_ask(family)[..]].concat()));
}

/// Sells, loses the answer, and finds nobody to ask. The device printed where `fault` says so.
fn in_doubt(shop: &Shop, family: Family, operation: &str, fault: &str) -> Value {
    lost(shop, family, fault);
    let answer = shop.done("receipt.issue", by_card(operation));
    assert_eq!(answer["state"], "in_doubt", "{answer}");
    answer
}

fn resolve(operation: &str, target: &str, truth: Value) -> Value {
    json!({ "operation": operation, "target": target, "as": truth, "operator": "anna", "reason": "looked" })
}

fn resolved(shop: &Shop, target: &str, truth: Value) -> Value {
    shop.done("operation.resolve", resolve(&format!("look-{target}"), target, truth))["state"].clone()
}

fn it_stops_fiscal_documents_and_nothing_else(family: Family) {
    let shop = shop(family);
    sell(&shop, "s0", "1.00");
    let told = in_doubt(&shop, family, "s1", "lose_after");
    assert_eq!(told["evidence"]["before"], json!({ "z": 1, "number": 1 }));
    assert_eq!(told["evidence"]["expected_total"], "10.00");
    assert_eq!(told["document"], Value::Null);
    let calls = [
        ("receipt.issue", sale("a", "1.00", cash())),
        ("receipt.return", json!({ "operation": "b", "original": "s0" })),
        ("receipt.void", json!({ "operation": "c", "original": "s0" })),
        ("printer.z_report", json!({ "operation": "d" })),
    ];
    for (method, params) in &calls {
        let refused = shop.call(method, params.clone()).expect_err(method);
        assert_eq!((refused.code, &refused.data["reason"]), (-32020, &json!("printer_in_doubt")), "{method}");
        assert!(refused.retryable(), "{method}");
    }
    for (method, params) in [
        ("slip.print", json!({ "operation": "e", "lines": ["Hello"] })),
        ("printer.cash_in", json!({ "operation": "f", "amount": "5.00" })),
        ("printer.cash_out", json!({ "operation": "g", "amount": "2.00" })),
        ("printer.x_report", json!({ "operation": "h" })),
        ("card.load", json!({ "operation": "i", "card": CARD, "amount": "10.00", "payments": cash() })),
    ] {
        let lacks = method.contains("cash") && family.lacks(Lack::Cash);
        if lacks {
            assert_eq!(shop.refused(method, params), Lack::Cash.reason());
        } else {
            assert_eq!(insists(&shop, method, &params)["state"], "committed", "{method}");
        }
    }
    assert_eq!(shop.done("printer.list", json!({}))["items"][0]["in_doubt"], "s1");
    // What the receipt holds cannot be spent twice: 30 and 10 loaded, 7 held.
    shop.await_rest();
    assert_eq!(shop.balance(CARD), "33.00");
    assert_eq!(on_paper(&shop, "receipt"), 2);

    shop.front().misbehave("");
    if family == Family::CUSTOM_SERIAL {
        // Its last document of any kind hides the total of ours: a person looks at the paper, and is told at which.
        shop.await_answer("s1", |told| told["evidence"]["after"] == json!({ "z": 1, "number": 2 }));
        assert_eq!(shop.refused("operation.resolve", resolve("again", "s1", json!("retry"))), "status_forbids");
        let numbers = json!({ "z": 1, "number": 2, "total": "10.00" });
        assert_eq!(resolved(&shop, "s1", json!({ "printed": numbers })), "committed");
    }
    assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 2);
    for (method, params) in calls.into_iter().filter(|(method, _)| *method != "receipt.void") {
        assert_eq!(shop.done(method, params)["state"], "committed", "{method}");
    }
    assert_eq!(shop.balance(CARD), "33.00");
    shop.verify();
}

/// S4: who waited for his turn behind a document that stands in doubt does not print either.
fn who_waits_behind_it_is_stopped_too(family: Family) {
    let shop = shop(family);
    lost(&shop, family, "hang_after");
    std::thread::scope(|threads| {
        let first = threads.spawn(|| shop.done("receipt.issue", by_card("a")));
        await_paper(&shop, "receipt");
        let waiting: Vec<_> = (0..3)
            .map(|till| {
                let call = sale(&format!("b{till}"), "1.00", cash());
                threads.spawn(|| shop.refused("receipt.issue", call))
            })
            .collect();
        for till in waiting {
            assert_eq!(till.join().expect("a till"), "printer_in_doubt");
        }
        assert_eq!(first.join().expect("a till")["state"], "in_doubt");
    });
    assert_eq!(on_paper(&shop, "receipt"), 1);
    shop.front().misbehave("");
    assert_eq!(shop.await_state("a", "committed")["document"]["number"], 1);
    assert_eq!(sell(&shop, "b0", "1.00")["document"]["number"], 2);
    shop.verify();
}

fn it_stops_one_printer_only(family: Family) {
    let two = Plan {
        printers: ["front", "back"].map(|id| (id.to_owned(), family.tables.to_owned())).into(),
        more: "[routes]\nreceipt = \"front\"\nslip = \"front\"\n[tills.\"2\"]\nreceipt = \"back\"\n".to_owned()
            + super::WALLET,
        timeout: "400ms".to_owned(),
        ..plan(family)
    };
    let shop = Shop::open(two);
    shop.load("l", CARD, "30.00");
    in_doubt(&shop, family, "s1", "lose_after");
    let mut other = sale("s2", "1.00", cash());
    other["till"] = json!("2");
    assert_eq!(shop.done("receipt.issue", other)["document"]["printer"], "back");
    assert_eq!(shop.refused("receipt.issue", sale("s3", "1.00", cash())), "printer_in_doubt");
    shop.verify();
}

/// F2: a device that goes by another name since is the same device.
fn it_stays_with_the_device_when_the_printer_is_renamed(family: Family) {
    let mut shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_after");
    shop.kill();
    let config = fs::read_to_string(shop.config()).expect("a configuration").replace("printers.front", "printers.desk");
    fs::write(shop.config(), config.replace("\"front\"", "\"desk\"")).expect("written");
    shop.start();
    assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", cash())), "printer_in_doubt");
    let listed = shop.done("printer.list", json!({}));
    assert_eq!((&listed["items"][0]["printer"], &listed["items"][0]["in_doubt"]), (&json!("desk"), &json!("s1")));
    shop.front().misbehave("");
    assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 1);
    assert_eq!(sell(&shop, "s2", "1.00")["document"]["printer"], "desk");
    assert_eq!(on_paper(&shop, "receipt"), 2);
    shop.verify();
}

/// Switched off after the print, or before it, and on again.
fn proof_ends_it_when_the_device_can_be_asked_again(family: Family) {
    for (state, receipts, balance) in [("committed", 1, "23.00"), ("voided", 0, "30.00")] {
        let mut shop = shop(family);
        let mut listener = shop.client();
        listener.request("events.subscribe", &json!({ "kinds": ["operation", "printer"] })).expect("subscribed");
        if receipts == 1 {
            // It goes in the middle of the call, with the receipt on paper.
            shop.front().fault("receipt", "hang_after");
            let mut till = shop.client();
            let call = std::thread::spawn(move || till.request("receipt.issue", &by_card("s1")));
            await_paper(&shop, "receipt");
            shop.unplug("front");
            let told = call.join().expect("a till").expect("a result");
            assert_eq!(told["state"], "in_doubt", "{told}");
        } else {
            in_doubt(&shop, family, "s1", "lose_before");
            shop.unplug("front");
        }
        let begun = listener.event().expect("an event");
        assert_eq!((begun.state.as_deref(), begun.operation.as_deref()), (Some("printing"), Some("s1")));
        let [doubt, blocked] = one_of_each(&mut listener);
        assert_eq!((blocked.state.as_deref(), blocked.operation.as_deref()), (Some("blocked"), Some("s1")));
        assert_eq!((doubt.state.as_deref(), doubt.operation.as_deref()), (Some("in_doubt"), Some("s1")));
        assert!(doubt.reason.is_some());
        assert_eq!(shop.balance(CARD), "23.00");

        shop.plug_in("front");
        let end = shop.await_state("s1", state);
        let [ended, free] = one_of_each(&mut listener);
        assert_eq!(ended.state.as_deref(), Some(state), "{end}");
        assert_eq!((free.state.as_deref(), free.operation.as_deref()), (Some("free"), Some("s1")));
        assert_eq!(shop.balance(CARD), balance);
        assert_eq!(on_paper(&shop, "receipt"), receipts);
        let again = shop.done("receipt.issue", by_card("s1"));
        assert_eq!(again["state"], state, "{again}");
        assert_eq!(again["reason"].is_null(), state == "committed", "{again}");
        assert_eq!(on_paper(&shop, "receipt"), receipts);
        sell(&shop, "s2", "1.00");
        shop.verify();
    }
}

/// The next two events: what became of the operation, and of its printer.
fn one_of_each(listener: &mut Listener) -> [EventAnswer; 2] {
    let mut events = [listener.event().expect("an event"), listener.event().expect("an event")];
    events.sort_by_key(|event| event.kind);
    assert_eq!([events[0].kind, events[1].kind], [EventKind::Operation, EventKind::Printer]);
    events
}

fn a_person_says_that_it_was_printed(family: Family) {
    let shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_after");
    let document = shop.front().documents()[0].clone();
    let numbers =
        json!({ "z": document["z"], "number": document["number"], "date": document["date"], "total": "10.00" });
    assert_eq!(resolved(&shop, "s1", json!({ "printed": numbers })), "committed");
    assert_eq!(shop.balance(CARD), "23.00");
    let told = shop.done("receipt.issue", by_card("s1"));
    assert_eq!((&told["state"], &told["document"]["number"]), (&json!("committed"), &json!(1)));
    // What is known of it is enough to give its goods back.
    shop.front().misbehave("");
    insists(&shop, "receipt.return", &json!({ "operation": "r", "original": "s1" }));
    assert_eq!(shop.balance(CARD), "30.00");
    shop.verify();
}

fn a_person_says_that_it_was_not_printed(family: Family) {
    let shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_before");
    assert_eq!(resolved(&shop, "s1", json!("not_printed")), "voided");
    assert_eq!(shop.balance(CARD), "30.00");
    shop.front().misbehave("");
    // That end is for good: the id prints nothing any more.
    let told = shop.done("receipt.issue", by_card("s1"));
    assert_eq!((&told["state"], &told["reason"]), (&json!("voided"), &json!("printer_offline")));
    assert_eq!(on_paper(&shop, "receipt"), 0);
    insists(&shop, "receipt.issue", &sale("s2", "1.00", cash()));
    shop.verify();
}

fn a_person_lets_it_print_again(family: Family) {
    let shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_before");
    // As long as the device cannot be asked, nothing is printed, and the decision stands.
    shop.front().misbehave(&script(&[("any", "", "lose_before")]));
    assert_eq!(shop.refused("operation.resolve", resolve("look", "s1", json!("retry"))), "printer_offline");
    assert_eq!(shop.done("operation.get", json!({ "target": "s1" }))["state"], "in_doubt");
    shop.front().misbehave("");
    let told = shop.done("operation.resolve", resolve("look", "s1", json!("retry")));
    assert!(["committed", "voided"].contains(&told["state"].as_str().expect("a state")), "{told}");
    let printed = usize::from(told["state"] == "committed");
    assert_eq!(on_paper(&shop, "receipt"), printed);
    assert_eq!(shop.balance(CARD), if printed == 1 { "23.00" } else { "30.00" });
    assert_eq!(shop.done("receipt.issue", by_card("s1"))["state"], told["state"]);
    sell(&shop, "s2", "1.00");
    shop.verify();
}

/// R7, F2: a device that was not asked, for one lost answer, has not said that nothing is on paper; one that says what is
/// there is believed more than a person.
fn what_the_device_proves_is_believed_more_than_a_person(family: Family) {
    let shop = shop(family);
    for (operation, decision) in [("s1", json!("retry")), ("s2", json!("not_printed"))] {
        in_doubt(&shop, family, operation, "lose_after");
        let before = on_paper(&shop, "receipt");
        if decision == "retry" {
            // The first questions are lost, and the next ones are not.
            let deaf: Vec<_> = nobody_to_ask(family).iter().map(|(on, _, what)| (*on, "times = 3", *what)).collect();
            shop.front().misbehave(&script(&deaf));
            let _ = shop.call("operation.resolve", resolve("early", operation, decision.clone()));
        }
        shop.front().misbehave("");
        // By now it may have been proven without him.
        let _ = shop.call("operation.resolve", resolve(&format!("look-{operation}"), operation, decision));
        let told = shop.await_state(operation, "committed");
        assert_eq!(told["document"]["number"], before, "{told}");
        assert_eq!(on_paper(&shop, "receipt"), before);
    }
    assert_eq!(shop.balance(CARD), "16.00");
    shop.verify();
}

/// F2: what is printed behind it would hide on some devices what became of it: it is asked about first.
fn a_slip_behind_it_hides_nothing(family: Family) {
    let shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_after");
    shop.front().misbehave("");
    insists(&shop, "slip.print", &json!({ "operation": "e", "lines": ["Hello"] }));
    assert_eq!(shop.await_state("s1", "committed")["document"]["number"], 1);
    shop.verify();
}

/// What a person reads off the paper can be right, or is refused before anything is decided.
fn numbers_that_cannot_be_are_refused(family: Family) {
    let shop = shop(family);
    sell(&shop, "s0", "1.00");
    in_doubt(&shop, family, "s1", "lose_after");
    for (case, numbers, path) in [
        ("of another", json!({ "z": 1, "number": 1 }), "as.printed.number"),
        ("of an earlier day", json!({ "z": 0, "number": 9 }), "as.printed.number"),
        ("below zero", json!({ "z": 1, "number": 2, "total": "-5.00" }), "as.printed.total"),
    ] {
        let asked = resolve("look", "s1", json!({ "printed": numbers }));
        let refused = shop.call("operation.resolve", asked).expect_err(case);
        assert_eq!(
            (&refused.data["reason"], &refused.data["path"]),
            (&json!("params_invalid"), &json!(path)),
            "{case}"
        );
    }
    // The number is enough: the rest is as it must be, and the goods can be given back.
    assert_eq!(resolved(&shop, "s1", json!({ "printed": { "number": 2 } })), "committed");
    shop.front().misbehave("");
    insists(&shop, "receipt.return", &json!({ "operation": "r", "original": "s1" }));
    assert_eq!(shop.balance(CARD), "30.00");
    // So is nothing, where the device can be asked.
    in_doubt(&shop, family, "s2", "lose_after");
    shop.front().misbehave("");
    assert_eq!(resolved(&shop, "s2", json!({ "printed": {} })), "committed");
    insists(&shop, "receipt.return", &json!({ "operation": "r2", "original": "s2" }));
    assert_eq!(shop.balance(CARD), "30.00");
    shop.verify();
}

/// Printed again and lost again, it is in doubt again; with no paper it is voided.
fn printing_it_again_can_fail_again(family: Family) {
    let shop = shop(family);
    in_doubt(&shop, family, "s1", "lose_before");
    shop.front().misbehave(&script(&[("receipt", "nth = 1", "foreign_after_lost")]));
    assert_eq!(resolved(&shop, "s1", json!("retry")), "in_doubt");
    assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", cash())), "printer_in_doubt");
    let seen = resolve("look-again", "s1", json!({ "printed": { "z": 1, "number": 1 } }));
    assert_eq!(shop.done("operation.resolve", seen)["document"]["number"], 1);
    assert_eq!(on_paper(&shop, "receipt"), 1);

    in_doubt(&shop, family, "s3", "lose_before");
    shop.front().misbehave(&script(&[("receipt", "nth = 1", "paper_end")]));
    assert_eq!(resolved(&shop, "s3", json!("retry")), "voided");
    assert_eq!(on_paper(&shop, "receipt"), 1);
    assert_eq!(shop.balance(CARD), "23.00");
    sell(&shop, "s4", "1.00");
    shop.verify();
}

fn only_what_is_in_doubt_is_resolved(family: Family) {
    let shop = shop(family);
    sell(&shop, "s0", "1.00");
    for (target, reason) in [("nobody", "operation_unknown"), ("s0", "status_forbids"), ("l", "status_forbids")] {
        for (n, truth) in [json!("not_printed"), json!({ "printed": {} }), json!("retry")].into_iter().enumerate() {
            let call = resolve(&format!("look-{target}-{n}"), target, truth);
            assert_eq!(shop.refused("operation.resolve", call), reason, "{target}");
        }
    }
    assert_eq!(shop.refused("operation.resolve", resolve("x", "s0", json!("perhaps"))), "params_invalid");
    in_doubt(&shop, family, "s1", "lose_after");
    let decided = resolve("look", "s1", json!({ "printed": { "z": 1, "number": 2 } }));
    let told = shop.done("operation.resolve", decided.clone());
    assert_eq!(told["state"], "committed");
    assert_eq!(shop.done("operation.resolve", decided)["state"], "committed");
    assert_eq!(shop.refused("operation.resolve", resolve("look", "s1", json!("not_printed"))), "operation_conflict");
    assert_eq!(shop.refused("operation.resolve", resolve("other", "s1", json!("not_printed"))), "status_forbids");
    assert_eq!(shop.balance(CARD), "23.00");
    shop.verify();
}

/// What was put into the drawer leaves no trace on the device: only a person can tell. Nobody has to wait for him.
fn lost_cash_waits_for_a_person_and_stops_nothing(family: Family) {
    let shop = shop(family);
    if family.lacks(Lack::Cash) {
        let call = json!({ "operation": "in", "amount": "20.00" });
        assert_eq!(shop.refused("printer.cash_in", call), Lack::Cash.reason());
        return;
    }
    for (operation, method, truth, state) in [
        ("in1", "printer.cash_in", json!({ "printed": {} }), "committed"),
        ("in2", "printer.cash_in", json!("not_printed"), "voided"),
        ("out", "printer.cash_out", json!("not_printed"), "voided"),
    ] {
        shop.front().fault("cash", if state == "committed" { "lose_after" } else { "lose_before" });
        let call = json!({ "operation": operation, "amount": "20.00" });
        let before = Look::at(&shop, &[]);
        assert_eq!(shop.done(method, call.clone())["state"], "in_doubt");
        assert_eq!(shop.done(method, call.clone())["state"], "in_doubt");
        let made = Look::at(&shop, &[]).since(&before).made(Paper::Cash("20.00"));
        assert_eq!(made, usize::from(state == "committed"));
        sell(&shop, &format!("after-{operation}"), "1.00");
        assert_eq!(resolved(&shop, operation, truth), state);
        assert_eq!(shop.done(method, call)["state"], state);
    }
    shop.front().fault("cash", "lose_before");
    let call = json!({ "operation": "in3", "amount": "5.00" });
    let before = Look::at(&shop, &[]);
    shop.done("printer.cash_in", call.clone());
    assert_eq!(resolved(&shop, "in3", json!("retry")), "committed");
    assert_eq!(shop.done("printer.cash_in", call)["state"], "committed");
    assert_eq!(Look::at(&shop, &[]).since(&before).made(Paper::Cash("5.00")), 1);
    shop.verify();
}

fn it_outlives_the_daemon(family: Family) {
    for (fault, state, balance) in [("lose_after", "committed", "23.00"), ("lose_before", "voided", "30.00")] {
        let mut shop = shop(family);
        let told = in_doubt(&shop, family, "s1", fault);
        shop.kill();
        shop.start();
        assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", cash())), "printer_in_doubt");
        assert_eq!(shop.done("receipt.issue", by_card("s1"))["evidence"], told["evidence"]);
        assert_eq!(shop.balance(CARD), "23.00");
        shop.front().misbehave("");
        shop.await_state("s1", state);
        assert_eq!(shop.balance(CARD), balance);
        assert_eq!(shop.done("receipt.issue", by_card("s1"))["state"], state);
        sell(&shop, "s2", "1.00");
        shop.verify();
    }
}

/// Where somebody else printed in between no proof will ever come; it stays for a person, also over a restart.
fn what_cannot_be_proven_waits_for_a_person(family: Family) {
    let mut shop = shop(family);
    shop.front().fault("receipt", "foreign_after_lost");
    let told = shop.done("receipt.issue", by_card("s1"));
    assert_eq!(told["state"], "in_doubt");
    assert_eq!(told["evidence"]["after"]["number"], 2);
    let theirs = shop.front().documents().pop().expect("a document")["total"].take();
    assert_eq!(told["evidence"]["after"]["total"], theirs);
    shop.stop();
    shop.start();
    assert_eq!(shop.done("operation.get", json!({ "target": "s1" }))["state"], "in_doubt");
    assert_eq!(resolved(&shop, "s1", json!({ "printed": { "z": 1, "number": 1, "total": "10.00" } })), "committed");
    assert_eq!(sell(&shop, "s2", "1.00")["document"]["number"], 3);
    assert_idle(&shop);
    shop.verify();
}
