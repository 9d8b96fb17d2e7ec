//! What goes wrong at every byte: committed, failed and unknown are never mixed up, and the next document stands alone.

use super::*;
use fiscus_sdk::driver::Write;

const TIMEOUT: u64 = 15_000;

/// A wire that carries so many bytes of the document, and then breaks, or takes no more.
fn carried(desk: &mut Desk, job: Job, most: usize, breaks: bool) -> Outcome {
    let mut left = most;
    let mut first = true;
    let mut step = desk.driver.submit(job, desk.now);
    loop {
        let input = match step {
            Step::Done(outcome) => return outcome,
            Step::Write(write) if write.bytes.starts_with(b"kKk") && first => {
                first = false;
                desk.carry(Step::Write(write))
            }
            Step::Write(write) if write.bytes.len() > left => {
                let part = write.bytes[..left].to_vec();
                let accepted = u64::try_from(left).expect("small");
                if left > 0 {
                    desk.carry(Step::Write(Write { bytes: part.into(), ..write.clone() }));
                }
                left = 0;
                if breaks {
                    // The kit hangs up where it is told that nobody is there.
                    desk.trouble("", Trouble::Unreachable);
                    desk.carry(Step::Connect { anew: true, within_ms: 1 });
                    if accepted == 0 { Input::Unreachable("gone".to_owned()) } else { Input::Lost("gone".to_owned()) }
                } else {
                    desk.now += write.accept_within_ms;
                    Input::Stalled { accepted }
                }
            }
            Step::Write(write) => {
                left -= write.bytes.len();
                desk.carry(Step::Write(write))
            }
            step => desk.carry(step),
        };
        step = desk.driver.receive(input, desk.now);
    }
}

fn over(link: Link) -> Desk {
    let mut desk = desk();
    let options = LinkOptions { link, timeout_ms: TIMEOUT, ..LinkOptions::default() };
    desk.driver = XonXoff::open(&settings(), &shop(), &options).expect("a driver");
    desk
}

/// N1, N3, N9, N11: after any byte the next document stands alone, and what was cut is not added to it.
#[test]
fn a_document_that_is_cut_anywhere_is_unknown_and_never_added_to() {
    let mut whole = desk();
    whole.run(print(lunch()));
    let length = typed(&whole).len();
    for (link, breaks) in [(Link::Tcp, true), (Link::Tcp, false), (Link::Serial, false)] {
        for at in 0..length {
            let mut desk = over(link);
            let (unknown, why) = fault(carried(&mut desk, print(lunch()), at, breaks));
            let what = format!("{link:?}, breaks: {breaks}, at {at}: {why:?}");
            assert_eq!(unknown, at > 0, "{what}");
            assert!(desk.now <= 3 * TIMEOUT, "{what}");
            assert_eq!(totals(&desk), [""; 0], "{what}");
            let single =
                receipt(vec![sale("CAFFE", "bar", "1", "1.10", "")], vec![tender(TenderKind::Cash, "1.10")], "1.10");
            assert_eq!(desk.run(print(single)), ACCEPTED, "{what}");
            assert_eq!(totals(&desk), ["1.10"], "{what}: {}", desk.paper);
            let lines = desk.device.memory()["documents"][0]["lines"].as_array().map(Vec::len);
            assert_eq!(lines, Some(1), "{what}: {}", desk.paper);
        }
    }
}

/// N7
#[test]
fn xoff_for_ever_is_a_failure_before_the_first_byte_and_unknown_after() {
    let mut desk = desk();
    desk.trouble("receipt", Trouble::Device("paper_end"));
    let (unknown, why) = fault(desk.run(print(lunch())));
    assert!(unknown && why.detail.contains("XOFF"), "{why:?}");
    assert!(desk.now <= TIMEOUT + 1_000, "{}", desk.now);
    // The line is still held: nothing of the next one is sent.
    let (unknown, why) = fault(desk.run(print(lunch())));
    assert!(!unknown && why.detail.contains("XOFF"), "{why:?}");
    assert!(desk.written.is_empty());
    assert_eq!(totals(&desk), [""; 0]);
    desk.device.power_cycle();
    assert_eq!(desk.run(print(lunch())), ACCEPTED);
    assert_eq!(totals(&desk), ["9.50"]);
    // Everything is printed, and the line held: that nobody can know.
    desk.trouble("receipt", Trouble::Device("xoff"));
    assert!(fault(desk.run(print(lunch()))).0);
    assert_eq!(totals(&desk), ["9.50", "9.50"]);
}

#[test]
fn a_pause_is_waited_for() {
    for kind in ["receipt", "reset"] {
        let mut desk = desk();
        desk.trouble(kind, Trouble::Device("pause"));
        assert_eq!(desk.run(print(lunch())), ACCEPTED, "{kind}");
        assert!((300..2_000).contains(&desk.now), "{kind}: {}", desk.now);
        assert_eq!(totals(&desk), ["9.50"], "{kind}");
    }
}

/// What the line says besides is noise.
#[test]
fn noise_changes_nothing() {
    let mut desk = desk();
    let mut step = desk.driver.submit(print(lunch()), 0);
    for place in 0.. {
        let input = match step {
            Step::Done(outcome) => {
                assert_eq!(outcome, ACCEPTED);
                break;
            }
            Step::Read { .. } if place % 3 == 1 => Input::Bytes(b"footer\x80\xff".to_vec().into()),
            step => desk.carry(step),
        };
        step = desk.driver.receive(input, desk.now);
    }
    assert_eq!(totals(&desk), ["9.50"]);
}

/// A line that was closed meanwhile is opened again, once, and cancels first.
#[test]
fn a_line_that_is_gone_is_opened_again_before_anything_is_sent() {
    let mut desk = desk();
    assert_eq!(desk.run(print(lunch())), ACCEPTED);
    desk.trouble("", Trouble::Unreachable);
    let (unknown, _) = fault(desk.run(print(lunch())));
    assert!(!unknown);
    assert_eq!(desk.run(print(lunch())), ACCEPTED);
    assert_eq!(desk.sent, ["reset", "reset", "receipt"]);
    assert_eq!(totals(&desk), ["9.50", "9.50"]);
}
