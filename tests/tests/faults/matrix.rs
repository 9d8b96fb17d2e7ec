//! Every fault of the simulated printer against every kind of document.
//!
//! | word | the till is told | in the device's memory |
//! |---|---|---|
//! | `done` | committed | the document, once |
//! | `copy` | committed | the slip, once or twice, the later one marked |
//! | `doubt` | in doubt | the document or not: the evidence is ambiguous |
//! | a fault's reason | that fault, and the same id may be used again | nothing |
//! | a refusal's reason | that refusal, for good | nothing |
//!
//! Where it says `doubt` nothing better can be said: cash leaves no trace on this device, and of a document that
//! somebody else's followed only the number is gone. An X report is the exception to the last column: nothing
//! hangs on it, so one whose answer was lost is simply asked for again.

use super::{CARD, MARK, Shop, VOUCHER, Value, assert_idle, cash, json, on_paper, plan, sale, script, sell};
use fiscus_sdk::{Reason, reason::Family};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What the till is told. Slow answers come after the printer's time-out of one second, or well before.
const TABLE: &str = "
fault               | receipt          correction         slip             z                x                cash
lose_before         | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
lose_after          | done             done               copy             done             printer_offline  doubt
cut_answer          | done             done               copy             done             printer_offline  doubt
garbage             | done             done               copy             done             printer_error    doubt
http_500            | printer_error    printer_error      copy             printer_error    printer_error    doubt
slow:30ms           | done             done               done             done             done             done
slow:1300ms         | done             done               copy             done             printer_offline  doubt
slow_before:30ms    | done             done               done             done             done             done
slow_before:1300ms  | done             done               copy             done             printer_offline  doubt
hang_before         | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
hang_after          | done             done               copy             done             printer_offline  doubt
foreign_before      | done             done               done             done             done             done
foreign_after       | done             done               done             done             done             done
foreign_after_lost  | doubt            doubt              copy             done             printer_offline  doubt
power_cycle_before  | done             done               done             done             done             done
power_cycle_after   | done             done               copy             done             printer_offline  doubt
refuse:2            | printer_error    printer_error      copy             printer_error    printer_error    doubt
refuse:3            | printer_offline  printer_offline    printer_offline  printer_offline  printer_offline  printer_offline
refuse:12           | printer_error    original_not_found printer_error    printer_error    printer_error    printer_error
refuse:17           | printer_busy     printer_busy       printer_busy     printer_busy     printer_busy     printer_busy
refuse:30           | tax_code_invalid printer_error      printer_error    printer_error    printer_error    printer_error
refuse:39           | printer_error    already_returned   printer_error    printer_error    printer_error    printer_error
refuse:99           | printer_error    printer_error      printer_error    printer_error    printer_error    printer_error
no_answer_printed   | done             done               copy             done             printer_offline  doubt
no_answer_unprinted | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
paper_end           | paper_end        paper_end          paper_end        paper_end        paper_end        paper_end
cover_open          | cover_open       cover_open         cover_open       cover_open       cover_open       cover_open
busy                | printer_busy     printer_busy       printer_busy     printer_busy     printer_busy     printer_busy
low_paper           | done             done               done             done             done             done
old_firmware        | done             done               done             done             done             done
unpadded_date       | done             done               done             done             done             done
success_one         | done             done               done             done             done             done
no_body_info        | done             done               done             done             done             done
other_total         | done             done               done             done             done             done
left_open           | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
";

/// A kind of document that is put to the test.
struct Case {
    /// What the device calls its request.
    on: &'static str,
    /// Which of those requests goes wrong.
    nth: u32,
    /// The column of the table.
    column: &'static str,
    /// What happened in the shop before.
    prepare: fn(&Shop),
    method: &'static str,
    params: fn() -> Value,
    /// How many papers of that kind the operation makes.
    papers: usize,
    /// The card, and what it can spend: before, in doubt, and after.
    card: Option<(&'static str, [&'static str; 3])>,
}

/// A case that needs nothing and moves no card.
const PLAIN: Case = Case {
    on: "receipt",
    nth: 1,
    column: "receipt",
    prepare: |_| (),
    method: "receipt.issue",
    params: || sale("it", "3.00", cash()),
    papers: 1,
    card: None,
};

fn loaded(shop: &Shop) {
    shop.load("l", CARD, "30.00");
}

fn sold_by_card(shop: &Shop) {
    loaded(shop);
    let paid = json!([{ "tender": "card", "card": CARD, "amount": "7.00" }, { "tender": "cash" }]);
    shop.done("receipt.issue", sale("sold", "10.00", paid));
}

fn load(card: &str) -> Value {
    json!({ "operation": "it", "card": card, "amount": "20.00", "payments": cash() })
}

#[test]
fn a_sale_for_cash_survives_every_fault() {
    every_fault(&PLAIN);
}

#[test]
fn a_sale_paid_by_card_survives_every_fault() {
    every_fault(&Case {
        prepare: loaded,
        params: || {
            sale("it", "10.00", json!([{ "tender": "card", "card": CARD, "amount": "7.00" }, { "tender": "cash" }]))
        },
        card: Some((CARD, ["30.00", "23.00", "23.00"])),
        ..PLAIN
    });
}

/// S10
#[test]
fn a_return_survives_every_fault() {
    every_fault(&Case {
        on: "return",
        column: "correction",
        prepare: sold_by_card,
        method: "receipt.return",
        params: || json!({ "operation": "it", "original": "sold" }),
        card: Some((CARD, ["23.00", "23.00", "30.00"])),
        ..PLAIN
    });
}

/// S10
#[test]
fn a_void_survives_every_fault() {
    every_fault(&Case {
        on: "void",
        column: "correction",
        prepare: sold_by_card,
        method: "receipt.void",
        params: || json!({ "operation": "it", "original": "sold" }),
        card: Some((CARD, ["23.00", "23.00", "30.00"])),
        ..PLAIN
    });
}

#[test]
fn a_load_that_prints_slips_survives_every_fault() {
    every_fault(&Case {
        on: "slip",
        column: "slip",
        prepare: loaded,
        method: "card.load",
        params: || load(CARD),
        papers: 2,
        card: Some((CARD, ["30.00", "30.00", "50.00"])),
        ..PLAIN
    });
}

/// The copy for the drawer follows the commit: it is owed until it is printed, and undoes nothing.
#[test]
fn the_second_slip_of_a_load_survives_every_fault() {
    every_fault(&Case {
        on: "slip",
        nth: 2,
        column: "slip",
        prepare: loaded,
        method: "card.load",
        params: || load(CARD),
        papers: 2,
        card: Some((CARD, ["30.00", "30.00", "50.00"])),
    });
}

#[test]
fn a_load_that_prints_a_receipt_survives_every_fault() {
    every_fault(&Case {
        prepare: |shop| drop(shop.load("l", VOUCHER, "30.00")),
        method: "card.load",
        params: || load(VOUCHER),
        card: Some((VOUCHER, ["30.00", "30.00", "50.00"])),
        ..PLAIN
    });
}

/// S10
#[test]
fn a_slip_survives_every_fault() {
    every_fault(&Case {
        on: "slip",
        column: "slip",
        method: "slip.print",
        params: || json!({ "operation": "it", "lines": ["Guten Tag"] }),
        ..PLAIN
    });
}

/// S10
#[test]
fn a_z_report_survives_every_fault() {
    every_fault(&Case {
        on: "z_report",
        column: "z",
        prepare: |shop| drop(sell(shop, "sold", "10.00")),
        method: "printer.z_report",
        params: || json!({ "operation": "it" }),
        ..PLAIN
    });
}

#[test]
fn an_x_report_survives_every_fault() {
    every_fault(&Case {
        on: "x_report",
        column: "x",
        method: "printer.x_report",
        params: || json!({ "operation": "it" }),
        ..PLAIN
    });
}

/// S10
#[test]
fn cash_in_survives_every_fault() {
    every_fault(&Case {
        on: "cash",
        column: "cash",
        method: "printer.cash_in",
        params: || json!({ "operation": "it", "amount": "50.00" }),
        ..PLAIN
    });
}

/// Plays a case against every row of the table, each in a shop of its own, several at once.
fn every_fault(case: &Case) {
    let mut rows = TABLE.trim().lines().map(|row| {
        let (fault, told) = row.split_once('|').expect("a row");
        (fault.trim(), told.split_whitespace().collect::<Vec<_>>())
    });
    let (_, columns) = rows.next().expect("a heading");
    let column = columns.iter().position(|column| *column == case.column).expect("a column");
    let rows: Vec<(&str, &str)> = rows.map(|(fault, told)| (fault, told[column])).collect();
    several(&rows, |(fault, told)| play(case, fault, told));
}

/// Plays them all, several at once, and names those that went wrong.
fn several<T: Sync + std::fmt::Debug>(plays: &[T], play: impl Fn(&T) + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        for _ in 0..6 {
            threads.spawn(|| {
                while let Some(one) = plays.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| play(one))) {
                        let text = panic.downcast_ref::<String>().cloned();
                        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
                        wrong.lock().expect("a list").push(format!("{one:?}: {}", text.unwrap_or_default()));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), plays.len(), wrong.join("\n"));
}

/// One fault, one document, and everything that must hold after it.
fn play(case: &Case, fault: &str, expected: &str) {
    let shop = Shop::open(plan());
    (case.prepare)(&shop);
    let front = shop.front();
    let before = on_paper(front, case.on);
    let receipts = on_paper(front, "receipt");
    front.misbehave(&script(&[(case.on, &format!("nth = {}", case.nth), fault)]));

    let call = || shop.call(case.method, (case.params)());
    let first = call();
    shop.await_rest();
    let printed = on_paper(front, case.on) - before;
    // What follows the commit is printed until it is there, whatever the device says of it.
    let later = case.nth > 1;
    let told = match &first {
        Ok(answer) if answer["state"] == "in_doubt" => "doubt".to_owned(),
        Ok(answer) => {
            assert_eq!(answer["state"], "committed", "{answer}");
            if expected == "copy" { "copy".to_owned() } else { "done".to_owned() }
        }
        Err(refused) => {
            let reason = refused.reason().unwrap_or_else(|| panic!("{refused:?}"));
            let fault = reason.family() == Family::Fault;
            assert_eq!(
                (refused.code, refused.retryable()),
                (if fault { -32020 } else { -32010 }, fault),
                "{refused:?}"
            );
            assert_ne!(reason, Reason::Internal, "{refused:?}");
            reason.to_string()
        }
    };
    let retried = later && expected != "copy";
    assert_eq!(told, if retried { "done" } else { expected });

    // What the till was told is what the device remembers.
    match told.as_str() {
        "done" => assert_eq!(printed, case.papers, "told as done"),
        "copy" => assert!((case.papers..=case.papers + 1).contains(&printed), "{printed} slips"),
        "doubt" => assert!(printed <= 1, "{printed} documents"),
        _ if case.on == "x_report" => assert!(printed <= 1, "{printed} reports"),
        _ => assert_eq!(printed, 0, "told as {told}"),
    }
    if case.on == "slip" {
        assert_eq!(marked(&shop), usize::from(told == "copy"), "marked slips");
    }
    if let (Ok(answer), true) = (&first, matches!(case.on, "receipt" | "return" | "void") && told == "done") {
        let document = front.documents().into_iter().rfind(|document| document["kind"] == case.on).expect("printed");
        let named = |name: &str| (answer["document"][name].clone(), document[name].clone());
        for (said, is) in [named("z"), named("number"), named("date")] {
            assert_eq!(said, is, "{answer}");
        }
        let differs = !answer["notices"].as_array().is_none_or(Vec::is_empty);
        // The device answers an automatic void without a total.
        if case.on != "void" {
            assert_eq!(differs, fault == "other_total", "{answer}");
            assert_eq!(answer["document"]["device_total"], document["total"], "{answer}");
        }
    }
    let happened = matches!(told.as_str(), "done" | "copy");
    assert_balance(&shop, case, if happened { 2 } else { usize::from(told == "doubt") });

    // The same id gives the same end; what left nothing on paper may be tried again.
    match told.as_str() {
        "done" | "copy" => assert_eq!(call(), first),
        "doubt" => resolve(&shop, case, &first, printed == 1),
        _ if first.as_ref().is_err_and(|refused| refused.retryable()) => {
            let again = call().unwrap_or_else(|refused| panic!("again: {refused:?}"));
            assert_eq!(again["state"], "committed", "{again}");
            shop.await_rest();
            assert_eq!(on_paper(front, case.on) - before - printed, case.papers);
            assert_balance(&shop, case, 2);
            assert_eq!(call(), Ok(again));
        }
        _ => assert_eq!(call(), first),
    }
    let all = on_paper(front, case.on) - before;
    let most = case.papers + usize::from(told == "copy" || case.on == "x_report");
    assert!(all <= most, "{all} papers of one operation");

    // The shop goes on.
    assert_idle(&shop);
    let so_far = on_paper(front, "receipt");
    assert!(so_far <= receipts + 1, "{so_far} receipts");
    assert_eq!(sell(&shop, "next", "2.50")["state"], "committed");
    assert_eq!(on_paper(front, "receipt"), so_far + 1);
    for state in ["reserved", "printing", "in_doubt"] {
        let open = shop.done("operations.find", json!({ "state": state }));
        assert_eq!(open["items"], json!([]), "{state}");
    }
    shop.verify();
}

/// A person looks at the paper and says what is there.
fn resolve(shop: &Shop, case: &Case, first: &Result<Value, fiscus_sdk::client::Refused>, printed: bool) {
    let answer = first.as_ref().expect("in doubt is a result");
    assert!(answer["evidence"]["fault"].as_str().is_some_and(|fault| !fault.is_empty()), "{answer}");
    assert_eq!(&shop.call(case.method, (case.params)()), first);
    let fiscal = case.on != "cash";
    if fiscal {
        assert_eq!(shop.refused("receipt.issue", sale("next", "2.50", cash())), "printer_in_doubt");
    }
    let truth = if printed && fiscal {
        let document = shop.front().documents().into_iter().rfind(|d| d["kind"] == case.on).expect("printed");
        json!({ "printed": { "z": document["z"], "number": document["number"], "date": document["date"],
            "total": document["total"] } })
    } else if printed {
        json!({ "printed": {} })
    } else {
        json!("not_printed")
    };
    let params = json!({ "operation": "look", "target": "it", "as": truth, "reason": "looked at the paper" });
    let resolved = shop.done("operation.resolve", params);
    let state = if printed { "committed" } else { "voided" };
    assert_eq!(resolved["state"], state, "{resolved}");
    let after = shop.done(case.method, (case.params)());
    assert_eq!(after["state"], state, "{after}");
    assert_eq!(shop.done(case.method, (case.params)()), after);
    assert_balance(shop, case, if printed { 2 } else { 0 });
}

fn assert_balance(shop: &Shop, case: &Case, moment: usize) {
    if let Some((card, balances)) = case.card {
        assert_eq!(shop.balance(card), balances[moment], "what the card can spend");
    }
}

fn marked(shop: &Shop) -> usize {
    let marked = |slip: &Value| slip["lines"].as_array().is_some_and(|lines| lines.iter().any(|line| line == MARK));
    shop.front().slips().iter().filter(|slip| marked(slip)).count()
}

/// What is asked before a document and after a lost answer, each going wrong once. Before: the fault of the question,
/// and nothing was sent. After: asked again until it is told, with the same end as without. A question that hangs
/// uses up the printer's time-out, and the proof comes later. Only a foreign document between the print and the proof
/// leaves nothing to prove. Where the question is not asked there is a dash.
const QUESTIONS: &str = "
question  fault               | before          lost_before     lost_after
last:1    lose_before         | printer_offline -               -
last:1    garbage             | printer_error   -               -
last:1    http_500            | printer_error   -               -
last:1    refuse:17           | printer_busy    -               -
last:1    hang_after          | printer_offline -               -
last:1    foreign_before      | done            -               -
last:1    foreign_after       | done            doubt           doubt
last:2    lose_before         | -               printer_offline done
last:2    garbage             | -               printer_offline done
last:2    http_500            | -               printer_offline done
last:2    refuse:17           | -               printer_offline done
last:2    no_answer_unprinted | -               printer_offline done
last:2    hang_after          | -               doubt           doubt
last:3    refuse:17           | -               printer_offline done
last:3    cut_answer          | -               printer_offline done
last:2    foreign_before      | -               doubt           doubt
last:3    foreign_before      | -               doubt           doubt
status:1  lose_before         | -               printer_offline done
status:1  hang_before         | -               doubt           doubt
status:1  busy                | -               printer_offline done
status:1  paper_end           | -               printer_offline done
status:1  no_body_info        | -               printer_offline done
status:1  foreign_before      | -               doubt           doubt
status:1  power_cycle_before  | -               printer_offline done
status:2  refuse:3            | -               printer_offline done
status:2  foreign_before      | -               doubt           doubt
z_last:1  refuse:17           | -               printer_offline done
z_last:1  garbage             | -               printer_offline done
z_last:2  no_body_info        | -               printer_offline done
reset:1   lose_before         | -               printer_offline done
reset:1   lose_after          | -               printer_offline done
reset:1   refuse:17           | -               printer_offline done
reset:1   hang_after          | -               doubt           doubt
";

/// S5, and the proof that has to be got from a device that fails again.
#[test]
fn a_question_that_goes_wrong_changes_no_end() {
    let mut plays = Vec::new();
    for row in QUESTIONS.trim().lines().skip(1) {
        let (question, told) = row.split_once('|').expect("a row");
        for (document, told) in ["slow:1ms", "lose_before", "lose_after"].into_iter().zip(told.split_whitespace()) {
            if told != "-" {
                plays.push((question, document, told));
            }
        }
    }
    several(&plays, |(question, document, told)| ask(question, document, told));
}

fn ask(question: &str, document: &str, expected: &str) {
    let (kind, fault) = question.split_once(char::is_whitespace).expect("a question and a fault");
    let (kind, nth) = kind.split_once(':').expect("which one");
    let shop = Shop::open(plan());
    sell(&shop, "first", "3.00");
    let nth = format!("nth = {nth}");
    shop.front().misbehave(&script(&[("receipt", "nth = 1", document), (kind, &nth, fault.trim())]));
    let call = || shop.call("receipt.issue", sale("it", "3.00", cash()));
    let told = match call() {
        Ok(answer) if answer["state"] == "in_doubt" => "doubt".to_owned(),
        Ok(answer) => {
            let documents = shop.front().documents();
            let document = documents.iter().rfind(|document| document["kind"] == "receipt").expect("a receipt");
            assert_eq!(answer["document"]["number"], document["number"], "{answer}");
            "done".to_owned()
        }
        Err(refused) => {
            assert!(refused.retryable(), "{refused:?}");
            refused.reason().expect("a reason").to_string()
        }
    };
    assert_eq!(told, expected);
    let printed = on_paper(shop.front(), "receipt") - 1;
    match told.as_str() {
        "done" => assert_eq!(printed, 1),
        "doubt" => assert!(printed <= 1),
        _ => assert_eq!(printed, 0),
    }
    match told.as_str() {
        "doubt" if fault.contains("foreign") => {
            let end = if printed == 1 { json!({ "printed": {} }) } else { json!("not_printed") };
            shop.done("operation.resolve", json!({ "operation": "look", "target": "it", "as": end }));
        }
        // Nothing goes wrong any more: the next question proves it.
        "doubt" => drop(shop.await_state("it", if printed == 1 { "committed" } else { "voided" })),
        _ => {}
    }
    shop.front().misbehave("");
    let end = call().unwrap_or_else(|refused| panic!("again: {refused:?}"));
    let receipts = usize::from(end["state"] == "committed");
    assert_eq!(on_paper(shop.front(), "receipt") - 1, receipts, "{end}");
    assert_eq!(sell(&shop, "next", "2.50")["state"], "committed");
    shop.verify();
}
