//! Answers that are lost, and the proof of what the device has printed.

use super::*;
use fiscus_sdk::{
    DocumentKind,
    driver::{HttpAnswer, Input},
    proof::{Sent, Verdict, judge},
};

const READ: [&str; 4] = ["status", "info", "counters", "last"];

/// S1, F6
#[test]
fn a_lost_answer_is_unknown_and_the_recovery_finds_the_document() {
    for trouble in [Trouble::LostAfter, Trouble::Truncated, Trouble::Http500] {
        let mut floor = floor();
        unknown(floor.trouble("receipt", trouble).run(print(lunch())));
        assert_eq!(floor.sent, ["receipt"], "{trouble:?}");
        let last = floor.last(Job::Recover);
        assert_eq!(floor.sent, [&READ[..], &["reset"], &READ[..]].concat(), "{trouble:?}");
        assert!(last.settled);
        assert_eq!((last.z, last.document.and_then(|document| document.number)), (Some(0), Some(1)));
    }
}

/// S1
#[test]
fn a_request_that_never_arrived_leaves_the_last_document_as_it_was() {
    let mut floor = floor();
    let before = floor.printed(print(lunch()));
    unknown(floor.trouble("receipt", Trouble::LostBefore).run(print(lunch())));
    let last = floor.last(Job::Recover);
    assert!(last.settled);
    assert_eq!(last.document, Some(before));
}

/// S6, X4: after the reset 1017 shows a cancelled document.
#[test]
fn a_document_left_open_is_cancelled_and_not_printed() {
    for totals in [true, false] {
        let mut floor = floor_with(json!({ "recheck": "1s" }));
        let before = floor.printed(print(lunch()));
        unknown(floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch())));
        if !totals {
            floor.trouble("totals", Trouble::Device("refuse:5")).trouble("totals", Trouble::Device("refuse:5"));
        }
        let began = floor.now;
        let last = floor.last(Job::Recover);
        assert_eq!((last.settled, last.document), (true, Some(before)));
        // It waited for the device to finish by itself, and not longer than the time-out.
        assert!((5_000..=15_000).contains(&(floor.now - began)), "{}", floor.now - began);
        assert!(floor.paper.contains("ANNULLATO"));
        floor.printed(print(lunch()));
    }
}

/// 1016 where the answer does not say which document is open.
#[test]
fn the_native_state_is_asked_where_the_answer_lacks_it() {
    let mut floor = floor();
    floor.trouble("status", Trouble::Device("no_state")).trouble("status", Trouble::Device("no_state"));
    assert!(floor.last(Job::Recover).settled);
    assert_eq!(floor.sent.iter().filter(|kind| *kind == "directio").count(), 2);
}

/// X2: a mark that came back and a past that did not change contradict each other.
#[test]
fn what_the_device_says_it_carried_out_is_never_taken_for_not_printed() {
    let mut floor = floor();
    let before = floor.printed(print(lunch()));
    let mut step = floor.driver.submit(print(lunch()), 77);
    let Step::Send(_) = &step else { panic!("no request") };
    step = floor.driver.receive(Input::Lost("cut".to_owned()), 80);
    let Step::Done(outcome) = step else { panic!("{step:?}") };
    unknown(outcome);
    let mut step = floor.driver.submit(Job::Recover, 80);
    let outcome = loop {
        step = match step {
            Step::Done(outcome) => break outcome,
            Step::Wait(_) => floor.driver.poll(90),
            step => {
                let status = floor.sent.len();
                let mut input = floor.carry(step);
                if floor.sent[status..] == ["status"]
                    && let Input::Answer(HttpAnswer { body, .. }) = &mut input
                {
                    *body = body.replace("IdCmd=\"f0x1\"", "IdCmd=\"f77x2\"");
                }
                floor.driver.receive(input, 90)
            }
        };
    };
    let Outcome::Done(Reply::Last(last)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((last.document, last.settled), (Some(before), false));
}

/// S10
#[test]
fn a_lost_z_is_proven_by_the_last_closure() {
    let mut floor = floor();
    floor.printed(print(lunch()));
    for (trouble, z) in [(Trouble::LostAfter, 1), (Trouble::LostBefore, 1)] {
        unknown(floor.trouble("z_report", trouble).run(Job::ZReport));
        let last = floor.last(Job::Recover);
        assert_eq!((last.settled, last.z), (true, Some(z)));
    }
}

/// S10
#[test]
fn a_lost_return_or_void_is_found_like_a_receipt() {
    for kind in ["return", "void"] {
        let mut floor = floor();
        let original = floor.printed(print(lunch()));
        let part = correction(&original, vec![sale("PANINO", "bar", "2", "4.75")], "9.50");
        let document = if kind == "void" { Document::Void(part) } else { Document::Return(part) };
        unknown(floor.trouble(kind, Trouble::LostAfter).run(Job::Print(document)));
        let found = floor.last(Job::Recover).document.expect("a document");
        assert_eq!((found.number, found.total), (Some(2), Some(amount("9.50"))));
    }
}

/// S5
#[test]
fn what_changes_between_the_two_reads_is_not_told() {
    let mut floor = floor();
    floor.printed(print(lunch()));
    let mut step = floor.driver.submit(Job::Recover, 0);
    let outcome = loop {
        step = match step {
            Step::Wait(_) => {
                let clock = floor.clock;
                floor.device.foreign_document(clock);
                floor.driver.poll(1)
            }
            Step::Done(outcome) => break outcome,
            step => {
                let input = floor.carry(step);
                floor.driver.receive(input, 0)
            }
        };
    };
    assert_eq!(outcome, Outcome::Done(Reply::Last(Last::default())));
}

/// F6
#[test]
fn a_recovery_asks_again_where_an_answer_is_lost_and_ends_where_all_are() {
    for kind in ["status", "info", "counters", "last", "reset"] {
        let mut floor = floor();
        floor.printed(print(lunch()));
        floor.trouble(kind, Trouble::Truncated).trouble(kind, Trouble::Http500);
        assert!(floor.last(Job::Recover).settled, "{kind}");
        floor.trouble(kind, Trouble::Truncated).trouble(kind, Trouble::Truncated).trouble(kind, Trouble::Truncated);
        failure(floor.run(Job::Recover));
        failure(floor.trouble(kind, Trouble::Unreachable).run(Job::Recover));
        // A whole time-out without an answer is not waited for twice.
        let began = floor.now;
        failure(floor.trouble(kind, Trouble::LostBefore).run(Job::Recover));
        assert!(floor.now - began <= 16_000, "{kind}");
    }
}

/// F6, G21: an answer cut after every letter, and every letter changed, is never a second document and never another
/// number; what comes out is printed, or found by the recovery.
#[test]
fn every_letter_of_an_answer_may_be_wrong() {
    let whole = {
        let mut floor = floor();
        floor.printed(print(lunch()));
        let step = floor.driver.submit(print(lunch()), 5);
        let Input::Answer(answer) = floor.carry(step) else { panic!("no answer") };
        answer.body
    };
    let places = whole.len();
    for at in 0..places {
        for how in ["cut", "flip"] {
            let mut floor = floor();
            let before = floor.printed(print(lunch()));
            let mut step = floor.driver.submit(print(lunch()), 5);
            let mut first = true;
            let outcome = loop {
                step = match step {
                    Step::Done(outcome) => break outcome,
                    Step::Wait(pause) => {
                        floor.now += pause;
                        floor.driver.poll(floor.now)
                    }
                    step => {
                        let input = floor.carry(step);
                        let input = match input {
                            Input::Answer(HttpAnswer { status, body }) if first => {
                                let mut bytes = body.into_bytes();
                                match how {
                                    "cut" => bytes.truncate(at),
                                    _ => bytes[at] ^= 1,
                                }
                                Input::Answer(HttpAnswer { status, body: String::from_utf8_lossy(&bytes).into_owned() })
                            }
                            input => input,
                        };
                        first = false;
                        floor.driver.receive(input, floor.now)
                    }
                };
            };
            assert_eq!(documents(&floor).len(), 2, "{how} at {at}");
            let expected = DocumentRef { number: Some(2), ..before.clone() };
            match outcome {
                Outcome::Done(Reply::Printed(printed)) => assert_eq!(printed, expected, "{how} at {at}"),
                Outcome::Unknown(_) => {
                    let last = floor.last(Job::Recover);
                    let sent = Sent {
                        kind: DocumentKind::Receipt,
                        total: Some(amount("9.50")),
                        before: Some(&before),
                        z_before: None,
                    };
                    assert_eq!(judge(&sent, &last), Verdict::Printed(expected), "{how} at {at}");
                }
                other => panic!("{how} at {at}: {other:?}"),
            }
        }
    }
}

/// S10
#[test]
fn cash_drawer_and_reports_without_an_answer_are_unknown() {
    for (kind, job) in [
        ("cash", Job::CashIn(amount("5.00"))),
        ("drawer", Job::OpenDrawer),
        ("display", Job::Display(Vec::new())),
        ("reset", Job::Cancel),
        ("x_report", Job::XReport),
    ] {
        let mut floor = floor();
        unknown(floor.trouble(kind, Trouble::LostAfter).run(job.clone()));
        assert_eq!(failure(floor.trouble(kind, Trouble::Unreachable).run(job)).reason, Reason::PrinterOffline);
    }
}
