//! What is asked before a document and after a lost answer, each going wrong once. Before: the fault of the question, and
//! nothing was sent. After: asked again until it is told, with the same end as without. A question that hangs uses up the
//! printer's time-out, and the proof comes later. Only a foreign document between the print and the proof leaves nothing
//! to prove.

use super::{Family, Shop, cash, json, matrix::several, on_paper, plan, sale, script, sell};
use fiscus_tests::oracle::{Leaves, Paper, Trial};

/// What Epson's driver asks, and what the till is told. Where the question is not asked there is a dash.
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

/// What the others ask.
const ASKED: [(Family, &[&str]); 4] = [
    (Family::CUSTOM_XML, &["last", "counters", "info", "status", "reset"]),
    (Family::CUSTOM_SERIAL, &["last", "counters", "z_last", "status"]),
    (Family::RCH, &["last", "z_last", "status", "reset"]),
    (Family::RCH_HTTP, &["last", "z_last", "status", "reset"]),
];

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

/// The same questions, whatever the wire: whichever fails, nobody is told a lie.
#[test]
fn a_question_that_goes_wrong_makes_nobody_lie() {
    let mut plays = Vec::new();
    for (family, kinds) in ASKED {
        for lane in ["slow:1ms", "lose_before", "lose_after"] {
            plays.push((family, kinds, lane));
        }
    }
    several(&plays, |(family, kinds, document)| {
        let shop = Shop::open(plan(*family));
        for (at, kind) in kinds.iter().enumerate() {
            for (nth, fault) in [(1, "lose_before"), (1, "garbage"), (2, "lose_before"), (2, "foreign_before")] {
                let id = format!("it-{at}-{nth}-{fault}");
                let nth = format!("nth = {nth}");
                shop.front().misbehave(&script(&[("receipt", "nth = 1", document), (kind, &nth, fault)]));
                let leaves = Leaves {
                    paper: Paper::Fiscal("receipt"),
                    slips: 0,
                    moves: Vec::new(),
                    held: Vec::new(),
                    copies: 0,
                };
                let trial = Trial::of(&shop, *family, ("receipt.issue", sale(&id, "4.50", cash())), leaves, &[]);
                let answer = trial.call(&shop);
                shop.front().misbehave("");
                let doubt = answer.as_ref().is_ok_and(|answer| answer["state"] == "in_doubt");
                // Nothing goes wrong any more: the next question proves it, where nobody else has printed.
                let answer = if doubt && fault != "foreign_before" {
                    shop.await_answer(&id, |answer| answer["state"] != "in_doubt");
                    trial.call(&shop)
                } else {
                    answer
                };
                trial.judge(&shop, &answer);
            }
        }
        shop.verify();
    });
}

fn ask(question: &str, document: &str, expected: &str) {
    let (kind, fault) = question.split_once(char::is_whitespace).expect("a question and a fault");
    let (kind, nth) = kind.split_once(':').expect("which one");
    let shop = Shop::open(plan(Family::EPSON_RT));
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
    let printed = on_paper(&shop, "receipt") - 1;
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
    assert_eq!(on_paper(&shop, "receipt") - 1, receipts, "{end}");
    assert_eq!(sell(&shop, "next", "2.50")["state"], "committed");
    shop.verify();
}
