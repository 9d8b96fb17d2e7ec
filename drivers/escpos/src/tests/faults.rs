//! What goes wrong at every byte: no panic, no wait beyond the time-out, no slip that counts as printed and is not.

use super::*;
use fiscus_sdk::{
    Reason,
    driver::{Driver, Input, LinkOptions, Reply, Step},
    kit::driver::{Spoil, Trouble},
};

const TIMEOUT: u64 = 15_000;
/// Questions before a slip, each with its time-out, and the slip itself.
const LONGEST: u64 = 6 * TIMEOUT;

/// The slip that comes after whatever happened is there, whole and alone at the end.
fn afterwards(desk: &mut Desk, what: &str) {
    let outcome = desk.run(marked(vec![SlipLine::text("after"), SlipLine::text("wards")], Some("COPY")));
    assert!(matches!(outcome, Outcome::Done(Reply::Printed(_))), "{what}: {outcome:?}");
    let mut last = slips(desk).pop().expect("a slip");
    last.retain(|line| line != "[image]");
    assert_eq!(last, ["COPY", "after", "wards"], "{what}");
}

/// P1, P2: cut after every byte of the slip, and inside every command of it.
#[test]
fn a_line_that_breaks_at_any_byte_leaves_a_printer_that_prints_the_next_slip() {
    let settings = json!({ "logo": { "image": "P1 16 2 1111111100000000 0000000011111111" } });
    let mut desk = desk(&settings);
    desk.printed(slip(load()));
    let length = desk.written.last().expect("a slip").len();
    for at in 0..length {
        let mut desk = self::desk(&settings);
        desk.trouble("slip", Trouble::CutRequest(at));
        let (unknown, fault) = fault(desk.run(slip(load())));
        assert!(unknown, "{at}: {fault:?}");
        assert!(desk.now <= LONGEST, "{at}");
        afterwards(&mut desk, &format!("cut at {at}"));
    }
}

#[test]
fn an_answer_that_is_spoilt_is_no_proof_and_ends_in_time() {
    let spoils = (0..8).map(|bit| Spoil::Flip { at: 0, mask: 1 << bit });
    let spoils = spoils.chain([Spoil::CutAfter(0), Spoil::CutAfter(1), Spoil::SilentAfter(0), Spoil::Twice]);
    for spoil in spoils {
        for kind in ["status", "proof", "slip"] {
            let mut desk = desk(&json!({}));
            let outcome = desk.trouble(kind, Trouble::Spoilt(spoil)).run(slip(load()));
            let what = format!("{kind} {spoil:?}: {outcome:?}");
            assert!(desk.now <= LONGEST, "{what}");
            match outcome {
                Outcome::Done(reply) => {
                    assert!(matches!(reply, Reply::Printed(_)) && slips(&desk).len() == 1, "{what}");
                }
                Outcome::Failed(_) => assert!(slips(&desk).is_empty() && kind != "slip", "{what}"),
                Outcome::Unknown(_) => assert_eq!(kind, "slip", "{what}"),
            }
            afterwards(&mut desk, &what);
        }
    }
}

#[test]
fn a_late_answer_is_never_the_proof_of_another_slip() {
    for late in [200, 900, 5_000, 14_000, 16_000, 40_000] {
        let mut desk = desk(&json!({}));
        let outcome = desk.trouble("slip", Trouble::Late(late)).run(slip(load()));
        assert_eq!(matches!(outcome, Outcome::Done(_)), late < TIMEOUT, "{late}: {outcome:?}");
        // What is late holds up all that comes after it on the line.
        while !matches!(desk.run(Job::Status), Outcome::Done(_)) {}
        // The next one is swallowed: the late answer must not stand for it.
        desk.trouble("slip", Trouble::Swallowed);
        let outcome = desk.run(slip(load()));
        assert!(matches!(outcome, Outcome::Unknown(_)), "{late}: {outcome:?}");
        assert_eq!(slips(&desk).len(), 1, "{late}");
        afterwards(&mut desk, &format!("late {late}"));
    }
}

/// P2: what waits in the printer comes out with the new roll, and the copy after it.
#[test]
fn paper_that_ends_in_the_middle_doubles_a_slip_and_loses_none() {
    let mut desk = desk(&json!({}));
    desk.trouble("slip", Trouble::Device("paper_end"));
    let (unknown, why) = fault(desk.run(slip(load())));
    assert_eq!((unknown, why.reason), (true, Reason::PaperEnd));
    // It is known at once, not after the time-out.
    assert!(desk.now < 3_000, "{}", desk.now);
    let (unknown, why) = fault(desk.run(marked(load(), Some("COPY"))));
    assert_eq!((unknown, why.reason), (false, Reason::PaperEnd));
    desk.trouble("status", Trouble::Device("new_roll"));
    desk.printed(marked(load(), Some("COPY")));
    let slips = slips(&desk);
    assert_eq!(slips.len(), 2, "{slips:?}");
    assert_eq!((slips[0][0].as_str(), slips[1][0].as_str()), ("RICARICA CARTA", "COPY"));
    assert_eq!(slips[0][..], slips[1][1..]);
}

#[test]
fn an_open_cover_or_a_stuck_cutter_is_told_before_the_first_byte() {
    for (word, reason) in [
        ("cover_open", Reason::CoverOpen),
        ("paper_end", Reason::PaperEnd),
        ("offline", Reason::PrinterOffline),
        ("cutter_error", Reason::PrinterError),
        ("feed_key", Reason::PrinterBusy),
    ] {
        let mut desk = desk(&json!({}));
        let (unknown, why) = fault(desk.trouble("status", Trouble::Device(word)).run(slip(load())));
        assert_eq!((unknown, why.reason), (false, reason));
        desk.trouble("status", Trouble::Device("repaired"));
        desk.printed(slip(load()));
        assert_eq!(slips(&desk).len(), 1);
    }
}

/// A line that was closed meanwhile is opened again, once.
#[test]
fn a_line_that_is_gone_is_opened_again_before_anything_is_sent() {
    let mut desk = desk(&json!({}));
    desk.printed(slip(load()));
    desk.trouble("status", Trouble::LostBefore);
    desk.printed(slip(load()));
    desk.trouble("status", Trouble::LostBefore).trouble("status", Trouble::LostBefore);
    assert!(!fault(desk.run(slip(load()))).0);
    desk.trouble("", Trouble::Unreachable);
    assert!(!fault(desk.run(slip(load()))).0);
    assert_eq!(slips(&desk).len(), 2);
}

/// XOFF for ever, at any byte: nothing taken is a failure, something taken is unknown.
#[test]
fn a_printer_that_takes_no_more_is_given_up() {
    let link = LinkOptions { link: fiscus_sdk::driver::Link::Serial, timeout_ms: TIMEOUT, ..LinkOptions::default() };
    for settings in [json!({}), json!({ "status": false })] {
        for accepted in [0, 1, 5, 40] {
            for place in 0..6 {
                let mut desk = desk(&settings);
                desk.driver = EscPos::open(&settings, &shop(), &link).expect("a driver");
                let mut writes = 0;
                let mut step = desk.driver.submit(slip(load()), desk.now);
                let outcome = loop {
                    let input = match step {
                        Step::Done(outcome) => break outcome,
                        Step::Write(write) if writes == place => {
                            desk.now += write.accept_within_ms;
                            writes += 1;
                            Input::Stalled { accepted }
                        }
                        step => {
                            writes += u32::from(matches!(step, Step::Write(_)));
                            desk.carry(step)
                        }
                    };
                    step = desk.driver.receive(input, desk.now);
                };
                let what = format!("{settings} {accepted} at {place}: {outcome:?}");
                match outcome {
                    Outcome::Unknown(_) => assert!(accepted > 0, "{what}"),
                    Outcome::Failed(_) => assert!(slips(&desk).is_empty(), "{what}"),
                    Outcome::Done(_) => assert_eq!(slips(&desk).len(), 1, "{what}"),
                }
                assert!(desk.now <= LONGEST, "{what}");
            }
        }
    }
}
