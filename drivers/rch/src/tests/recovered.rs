//! Answers that are lost, and the proof of what the device has printed.

use super::*;
use fiscus_sdk::driver::Step;

fn verdict(before: Option<&DocumentRef>, last: &Last) -> Verdict {
    judge(&Sent { kind: DocumentKind::Receipt, total: Some(amount("9.50")), before, z_before: None }, last)
}

/// S1, F6
fn a_lost_answer_is_unknown_and_the_recovery_finds_the_document<V: Device>() {
    for trouble in [Trouble::LostAfter, Trouble::Truncated, Trouble::Http500, Trouble::Garbage] {
        let mut floor = floor::<V>();
        let before = floor.printed(print(lunch()));
        unknown(floor.trouble("receipt", trouble).run(print(lunch())));
        let last = floor.last(Job::Recover);
        assert!(last.settled && last.kind == Some(DocumentKind::Receipt), "{trouble:?}");
        let expected = DocumentRef { number: Some(2), ..before.clone() };
        assert_eq!(verdict(Some(&before), &last), Verdict::Printed(expected), "{trouble:?}");
        assert_eq!(documents(&floor).len(), 2);
    }
}

/// S1, S6, R14
fn what_did_not_close_is_cancelled_and_not_printed<V: Device>() {
    for trouble in [Trouble::LostBefore, Trouble::Device("left_open")] {
        let mut floor = floor::<V>();
        let before = floor.printed(print(lunch()));
        unknown(floor.trouble("receipt", trouble).run(print(lunch())));
        let last = floor.last(Job::Recover);
        assert_eq!(verdict(Some(&before), &last), Verdict::NotPrinted, "{trouble:?}");
        let open = floor.device.face() == Face::Stream || trouble != Trouble::LostBefore;
        assert_eq!(floor.paper.contains("ANNULLATO"), open, "{trouble:?}");
        floor.printed(print(lunch()));
    }
}

/// S10
fn a_lost_z_is_proven_by_the_count_of_closures<V: Device>() {
    let mut floor = floor::<V>();
    floor.printed(print(lunch()));
    for trouble in [Trouble::LostAfter, Trouble::LostBefore] {
        unknown(floor.trouble("z_report", trouble).run(Job::ZReport));
        let last = floor.last(Job::Recover);
        assert_eq!((last.settled, last.z), (true, Some(1)));
    }
}

/// S10
fn a_lost_return_or_void_is_found_by_its_heading<V: Device>() {
    for (word, kind) in [("return", DocumentKind::Return), ("void", DocumentKind::Void)] {
        let mut floor = floor::<V>();
        let original = floor.printed(print(lunch()));
        let part = correction(&original, vec![sale("PANINO", "bar", "2", "4.75")], "9.50");
        let document = if word == "void" { Document::Void(part) } else { Document::Return(part) };
        unknown(floor.trouble(word, Trouble::LostAfter).run(Job::Print(document)));
        let last = floor.last(Job::Recover);
        assert_eq!((last.kind, last.document.and_then(|document| document.number)), (Some(kind), Some(2)));
    }
}

/// S5: two readings that differ tell nothing.
fn what_changes_between_the_two_reads_is_not_told<V: Device>() {
    let mut floor = floor::<V>();
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
fn a_recovery_asks_again_and_ends<V: Device>() {
    for kind in ["status", "last", "z_last"] {
        let mut floor = floor::<V>();
        floor.printed(print(lunch()));
        if kind != "last" {
            floor.trouble(kind, Trouble::Truncated).trouble(kind, Trouble::Truncated);
            assert!(floor.last(Job::Recover).settled, "{kind}");
        }
        for _ in 0..3 {
            floor.trouble(kind, Trouble::Truncated);
        }
        failure(floor.run_some(Job::Recover));
        // A whole time-out without an answer is not waited for twice.
        let began = floor.now;
        failure(floor.trouble(kind, Trouble::Mute).run(Job::Recover));
        assert!(floor.now - began <= 16_000, "{kind}: {}", floor.now - began);
        // And whatever happened, the key is on REG.
        floor.printed(print(lunch()));
    }
}

on_both_wires! {
    a_lost_answer_is_unknown_and_the_recovery_finds_the_document
    what_did_not_close_is_cancelled_and_not_printed
    a_lost_z_is_proven_by_the_count_of_closures
    a_lost_return_or_void_is_found_by_its_heading
    what_changes_between_the_two_reads_is_not_told
    a_recovery_asks_again_and_ends
}
