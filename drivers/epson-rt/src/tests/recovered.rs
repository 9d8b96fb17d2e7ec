//! Answers that are lost, and the proof of what the device has printed.

use super::*;

/// S1, F6
#[test]
fn a_lost_answer_is_unknown_and_the_recovery_finds_the_document() {
    for trouble in [Trouble::LostAfter, Trouble::Truncated, Trouble::Http500, Trouble::Device("no_answer_printed")] {
        let mut floor = Shopfloor::new();
        unknown(floor.trouble("receipt", trouble).run(print(lunch())));
        assert_eq!(floor.sent, ["receipt"], "{trouble:?}");
        let last = floor.last(Job::Recover);
        assert_eq!(floor.sent, ["status", "last", "z_last", "reset", "status", "last", "z_last"], "{trouble:?}");
        assert!(last.settled);
        assert_eq!(last.z, Some(0));
        assert_eq!(last.document.and_then(|document| document.number), Some(1));
    }
}

/// S1
#[test]
fn a_request_that_never_arrived_leaves_the_last_document_as_it_was() {
    for trouble in [Trouble::LostBefore, Trouble::Device("no_answer_unprinted")] {
        let mut floor = Shopfloor::new();
        let before = floor.printed(print(lunch()));
        unknown(floor.trouble("receipt", trouble).run(print(lunch())));
        let last = floor.last(Job::Recover);
        assert!(last.settled);
        assert_eq!(last.document, Some(before));
    }
}

/// S6
#[test]
fn a_document_left_open_is_cancelled_and_not_printed() {
    for (kind, job) in [
        ("receipt", print(lunch())),
        (
            "slip",
            Job::Print(Document::Slip(fiscus_sdk::document::SlipDocument {
                slip: fiscus_sdk::Slip { lines: vec![fiscus_sdk::SlipLine::text("x")], ..fiscus_sdk::Slip::default() },
                copy_mark: None,
            })),
        ),
    ] {
        let mut floor = Shopfloor::with(json!({ "recheck": "1s" }));
        let before = floor.printed(print(lunch()));
        unknown(floor.trouble(kind, Trouble::Device("left_open")).run(job.clone()));
        let began = floor.now;
        let last = floor.last(Job::Recover);
        assert!(last.settled);
        assert_eq!(last.document, Some(before));
        // It waited for the device to finish by itself, and not longer than the time-out.
        assert!((5_000..=15_000).contains(&(floor.now - began)), "{}", floor.now - began);
        assert!(floor.paper.contains("ANNULLATO"));
        floor.run(job);
        assert_eq!(floor.sent, [kind]);
    }
}

/// S10
#[test]
fn a_lost_z_is_proven_by_the_last_closure() {
    let mut floor = Shopfloor::new();
    floor.printed(print(lunch()));
    unknown(floor.trouble("z_report", Trouble::LostAfter).run(Job::ZReport));
    let last = floor.last(Job::Recover);
    assert_eq!((last.settled, last.z), (true, Some(1)));
    unknown(floor.trouble("z_report", Trouble::LostBefore).run(Job::ZReport));
    assert_eq!(floor.last(Job::Recover).z, Some(1));
}

/// S10
#[test]
fn a_lost_return_or_void_is_found_like_a_receipt() {
    for kind in ["return", "void"] {
        let mut floor = Shopfloor::new();
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
fn what_changes_between_the_two_reads_is_not_settled() {
    let mut floor = Shopfloor::new();
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
    let Outcome::Done(Reply::Last(last)) = outcome else { panic!("no last document: {outcome:?}") };
    assert!(!last.settled);
    assert_eq!(last.document.and_then(|document| document.number), Some(2));
}

/// F6
#[test]
fn a_recovery_asks_again_where_an_answer_is_lost_and_ends_where_all_are() {
    for kind in ["status", "last", "z_last", "reset"] {
        let mut floor = Shopfloor::new();
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

/// F6
#[test]
fn a_device_without_paper_is_not_settled() {
    let mut floor = Shopfloor::with(json!({ "recheck": "10s" }));
    floor.printed(print(lunch()));
    floor.trouble("status", Trouble::Device("paper_end"));
    floor.trouble("status", Trouble::Device("paper_end"));
    floor.trouble("status", Trouble::Device("paper_end"));
    let last = floor.last(Job::Recover);
    assert!(!last.settled);
    assert_eq!(last.document.and_then(|document| document.number), Some(1));
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
        let mut floor = Shopfloor::new();
        unknown(floor.trouble(kind, Trouble::LostAfter).run(job.clone()));
        let fault = failure(floor.trouble(kind, Trouble::Unreachable).run(job));
        assert_eq!(fault.reason, Reason::PrinterOffline);
    }
}
