//! Faults at the byte, at every command of a receipt: whatever happens on the wire there is no second document, and what
//! the driver says is so.

use super::*;
use fiscus_sdk::kit::driver::Spoil;

/// Prints under this trouble, finds out, and compares with the device's memory.
fn survives(kind: &str, trouble: Trouble) {
    let mut floor = floor::<SimulatedRch>();
    let before = floor.printed(print(lunch()));
    floor.trouble(kind, trouble);
    let began = floor.now;
    let outcome = floor.run_some(print(lunch()));
    assert!(floor.now - began <= 40_000, "{kind}, {trouble:?}: {} ms", floor.now - began);
    let printed = documents(&floor).len() == 2;
    let what = format!("{kind}, {trouble:?}: {outcome:?}");
    match outcome {
        Outcome::Done(Reply::Printed(told)) => {
            assert!(printed, "{what}");
            assert_eq!((told.z, told.number), (Some(1), Some(2)), "{what}");
            assert!(told.total.is_none_or(|total| total == amount("9.50")), "{what}");
        }
        Outcome::Failed(_) => assert!(!printed, "{what}"),
        Outcome::Unknown(_) => {
            let last = floor.last(Job::Recover);
            let sent = Sent {
                kind: DocumentKind::Receipt,
                total: Some(amount("9.50")),
                before: Some(&before),
                z_before: None,
            };
            let verdict = judge(&sent, &last);
            assert_eq!(matches!(verdict, Verdict::Printed(_)), printed, "{what}: {verdict:?}");
            assert!(!matches!(verdict, Verdict::Doubt), "{what}: {last:?}");
        }
        Outcome::Done(other) => panic!("{kind}, {trouble:?}: {other:?}"),
    }
    let count = documents(&floor).len();
    // The next job finds the device as it should be.
    let next = floor.run_some(print(lunch()));
    assert!(matches!(next, Outcome::Done(Reply::Printed(_))), "{kind}, {trouble:?}: then {next:?}");
    assert_eq!(documents(&floor).len(), count + 1, "{kind}, {trouble:?}");
}

const KINDS: [&str; 5] = ["key", "status", "line", "receipt", "last"];

#[test]
fn the_request_may_be_cut_after_every_byte() {
    for kind in KINDS {
        for at in 0..40 {
            survives(kind, Trouble::CutRequest(at));
        }
    }
}

#[test]
fn the_answer_may_be_cut_or_fall_silent_after_every_byte() {
    for kind in KINDS {
        for at in 0..28 {
            survives(kind, Trouble::Spoilt(Spoil::CutAfter(at)));
            survives(kind, Trouble::Spoilt(Spoil::SilentAfter(at)));
        }
    }
    for at in (28..700).step_by(7) {
        survives("last", Trouble::Spoilt(Spoil::CutAfter(at)));
    }
}

#[test]
fn every_byte_of_an_answer_may_be_changed() {
    for kind in KINDS {
        for at in 0..28 {
            for mask in [1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80] {
                survives(kind, Trouble::Spoilt(Spoil::Flip { at, mask }));
            }
        }
    }
    // The journal has no check digits: a number that does not follow is not believed.
    for at in 28..700 {
        survives("last", Trouble::Spoilt(Spoil::Flip { at, mask: 1 }));
    }
}

#[test]
fn answers_may_come_twice_late_or_not_at_all() {
    for kind in KINDS {
        for trouble in [
            Trouble::Spoilt(Spoil::Twice),
            Trouble::Late(200),
            Trouble::Late(20_000),
            Trouble::Swallowed,
            Trouble::Mute,
            Trouble::Garbage,
            Trouble::LostAfter,
        ] {
            survives(kind, trouble);
        }
    }
}
