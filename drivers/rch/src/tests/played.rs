//! Jobs that go well, on both wires.

use super::*;
use fiscus_sdk::{Slip, SlipLine, driver::Step};
use std::cell::Cell;

fn slip() -> Job {
    let lines = vec![SlipLine::bold("Ricarica"), SlipLine::columns("Saldo", "12,00")];
    Job::Print(Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None }))
}

/// G22: the journal is read behind it.
fn a_receipt_is_printed_and_read_back<V: Device>() {
    let mut floor = floor::<V>();
    let printed = floor.printed(print(lunch()));
    assert_eq!((floor.done.as_slice(), count(&floor, "last")), (&["receipt".to_owned()][..], 1));
    assert_eq!(
        printed,
        DocumentRef {
            z: Some(1),
            number: Some(1),
            date: Some(date(2026, 1, 15)),
            time: Some("10:32".to_owned()),
            serial: Some("72IV6003831".to_owned()),
            total: Some(amount("9.50")),
        }
    );
    let memory = floor.device.memory();
    assert_eq!((&memory["drawer"], &memory["documents"][0]["change"]), (&json!("9.50"), &json!("0.50")));
    // The key is back on REG.
    assert!(floor.status().notes.is_empty());
}

/// V-07
fn a_voucher_lowers_the_total_and_zero_closes<V: Device>() {
    let mut floor = floor::<V>();
    let lines = vec![sale("PIZZA", "goods", "1", "30.00"), discharge("goods", "30.00")];
    let printed = floor.printed(print(receipt(lines.clone(), Vec::new(), "0.00")));
    assert_eq!(printed.total, Some(amount("0.00")));
    let void = Correction { tenders: Vec::new(), ..correction(&printed, lines, "0.00") };
    assert_eq!(floor.printed(Job::Print(Document::Void(void))).number, Some(2));
}

fn every_tender_closes_a_receipt_and_tickets_are_counted<V: Device>() {
    let mut floor = floor::<V>();
    for kind in TenderKind::ALL {
        let paid = Tender { count: Some(2), ..tender(kind, "3.00") };
        floor.printed(print(receipt(vec![sale("X", "bar", "1", "3.00")], vec![paid], "3.00")));
    }
    let paid: Vec<(u64, u64)> = documents(&floor)
        .iter()
        .map(|document| &document["payments"][0])
        .map(|payment| (payment["type"].as_u64().expect("type"), payment["count"].as_u64().expect("count")))
        .collect();
    assert_eq!(paid, [(1, 1), (3, 1), (4, 1), (5, 2), (10, 1), (9, 1), (2, 1), (6, 1), (7, 1), (8, 1)]);
}

fn codes_adjustments_and_footer_reach_the_device<V: Device>() {
    let mut floor = floor::<V>();
    let mut content = Receipt {
        tax_code: Some("RSSMRA80A01H501U".to_owned()),
        lottery_code: Some("abcd1234".to_owned()),
        footer: vec!["Saldo 12,00 €".to_owned(), "x".repeat(60)],
        ..lunch()
    };
    content.adjustments = vec![adjustment("OMAGGIO", "-1.00"), adjustment("COPERTO", "1.50")];
    content.total = amount("10.00");
    floor.printed(print(content));
    let document = &documents(&floor)[0];
    assert_eq!((&document["tax_code"], &document["lottery"]), (&json!("RSSMRA80A01H501U"), &json!("ABCD1234")));
    assert_eq!(document["footer"], json!(["Saldo 12,00 EUR", "x".repeat(35), "x".repeat(25)]));
    let amounts: Vec<&Value> =
        document["lines"].as_array().expect("lines").iter().map(|line| &line["amount"]).collect();
    assert_eq!(amounts, ["8.00", "2.00", "-0.50", "-1.00", "1.50"]);
    // An adjustment of the subtotal belongs to no department.
    assert_eq!(document["lines"][3]["department"], Value::Null);
}

fn goods_come_back_and_documents_are_voided_once<V: Device>() {
    let mut floor = floor::<V>();
    let first = floor.printed(print(lunch()));
    let part = correction(&first, vec![sale("PANINO", "bar", "1", "4.00")], "4.00");
    let printed = floor.printed(Job::Print(Document::Return(part.clone())));
    assert_eq!((printed.number, printed.total, count(&floor, "check")), (Some(2), Some(amount("4.00")), 1));
    let last = floor.last(Job::Last);
    assert_eq!((last.kind, last.document), (Some(DocumentKind::Return), Some(printed)));
    // It is known, and cannot be voided any more: a part of it came back.
    let void = || Job::Print(Document::Void(correction(&first, Vec::new(), "9.50")));
    assert_eq!(refusal(floor.run(void())), Reason::ReturnNotAllowed);
    let second = floor.printed(print(lunch()));
    let void = || Job::Print(Document::Void(correction(&second, Vec::new(), "9.50")));
    assert_eq!(floor.printed(void()).total, Some(amount("9.50")));
    assert_eq!(floor.last(Job::Last).kind, Some(DocumentKind::Void));
    assert_eq!(refusal(floor.run(void())), Reason::OriginalNotFound);
    let unknown = DocumentRef { number: Some(77), ..second.clone() };
    let job = Job::Print(Document::Return(correction(&unknown, vec![sale("X", "bar", "1", "1.00")], "1.00")));
    assert_eq!(refusal(floor.run(job)), Reason::OriginalNotFound);
    let job = Job::Print(Document::Void(correction(&unknown, Vec::new(), "1.00")));
    assert_eq!(refusal(floor.run(job)), Reason::OriginalNotFound);
    // More than is left is refused where it is closed, and cancelled: for ever, for it would be so again.
    let resets = count(&floor, "reset");
    let more = correction(&first, vec![sale("PANINO", "bar", "1", "6.00")], "6.00");
    assert_eq!(refusal(floor.run(Job::Print(Document::Return(more)))), Reason::ReturnNotAllowed);
    assert_eq!((documents(&floor).len(), count(&floor, "reset")), (4, resets + 1));
    floor.printed(print(lunch()));
}

fn slips_reports_and_the_display<V: Device>() {
    let mut floor = floor::<V>();
    assert_eq!(floor.printed(slip()), DocumentRef::default());
    assert_eq!(floor.device.memory()["slips"][0]["lines"], json!(["Ricarica", "Saldo                          12,00"]));
    floor.printed(print(lunch()));
    assert_eq!(floor.run(Job::XReport), Outcome::Done(Reply::Report(Report::default())));
    assert_eq!(floor.run(Job::ZReport), Outcome::Done(Reply::Report(Report { z: Some(1), total: None })));
    assert_eq!(floor.last(Job::LastClosure).z, Some(1));
    let next = floor.printed(print(lunch()));
    assert_eq!((next.z, next.number), (Some(2), Some(1)));
    assert_eq!(floor.run(Job::Display(vec!["a".repeat(30), "b".to_owned()])), Outcome::Done(Reply::Nothing));
    assert_eq!(floor.run(Job::Cancel), Outcome::Done(Reply::Nothing));
}

/// S2: the key that closes a slip opens one on a device that was switched off in between. It is told as unknown, and
/// nothing stays open.
#[test]
fn a_slip_that_was_closed_on_a_device_that_was_off_is_not_printed() {
    // Where it cannot be cancelled it is closed before the next document.
    for refuses in [false, true] {
        let mut floor = floor::<SimulatedRch>();
        if refuses {
            floor.trouble("reset", Trouble::Device("refuse:2"));
        }
        let keys = Cell::new(0);
        let off = |floor: &mut Bench<Rch, SimulatedRch>, step: &Step| {
            let key = matches!(step, Step::Write(write) if write.bytes.windows(3).any(|part| part == b"N=o"));
            keys.set(keys.get() + u32::from(key));
            if key && keys.get() == 2 {
                floor.device.power_cycle();
            }
        };
        unknown(floor.meddled(slip(), off));
        assert_eq!((keys.get(), &floor.device.memory()["slips"]), (2, &json!([])));
        if refuses {
            assert_eq!(floor.status().document, OpenDocument::Management);
            floor.trouble("reset", Trouble::Device("refuse:2"));
        }
        floor.printed(slip());
        assert_eq!(floor.status().document, OpenDocument::None);
        floor.printed(print(lunch()));
    }
}

fn a_status_tells_serial_document_and_fault<V: Device>() {
    let mut floor = floor::<V>();
    let status = floor.status();
    assert_eq!((status.online, status.serial.as_deref(), status.last), (true, Some("72IV6003831"), None));
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.status().last, Some(printed));
    let status = floor.trouble("status", Trouble::Device("paper_end")).status();
    assert_eq!((status.online, status.paper), (false, Paper::End));
    let status = floor.trouble("status", Trouble::Device("cover_open")).status();
    assert_eq!((status.online, status.cover_open), (false, true));
    unknown(floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch())));
    assert_eq!(floor.status().document, OpenDocument::Fiscal);
    assert!(!floor.trouble("status", Trouble::LostBefore).status().online);
}

/// G22: the positive answer is the proof; the number is the next one where it cannot be read.
fn a_receipt_that_cannot_be_read_back_is_printed_all_the_same<V: Device>() {
    for trouble in [Trouble::LostBefore, Trouble::Device("no_number"), Trouble::Device("refuse:9")] {
        let mut floor = floor::<V>();
        floor.printed(print(lunch()));
        for _ in 0..3 {
            floor.trouble("last", trouble);
        }
        let outcome = floor.run_some(print(lunch()));
        let Outcome::Done(Reply::Printed(printed)) = outcome else { panic!("{outcome:?}") };
        assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(2), None), "{trouble:?}");
        assert_eq!(floor.printed(print(lunch())).number, Some(3), "{trouble:?}");
    }
}

/// The number on paper is told, though somebody else has printed since ours was last read.
fn a_number_behind_somebody_elses_is_told<V: Device>() {
    let mut floor = floor::<V>();
    floor.printed(print(lunch()));
    let now = floor.clock;
    floor.device.foreign_document(now);
    let printed = floor.printed(print(lunch()));
    assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(3), Some(amount("9.50"))));
    assert_eq!(count(&floor, "last"), 2, "once before, once behind");
    assert_eq!(floor.printed(print(lunch())).number, Some(4));
    assert_eq!(count(&floor, "last"), 1);
}

/// Somebody else prints at the same moment: what differs from ours in its total is his, and ours the one before; of two
/// with one total nobody knows.
fn somebody_elses_number_is_not_told_for_ours<V: Device>() {
    let reads = |step: &Step| match step {
        Step::Write(write) => write.bytes.windows(5).any(|part| part == b"=C453"),
        Step::Send(request) => request.body.contains("=C453"),
        _ => false,
    };
    for (price, known) in [("2.00", true), ("1.00", false)] {
        let mut floor = floor::<V>();
        floor.printed(print(lunch()));
        let ours = receipt(vec![sale("COFFEE", "goods", "1", price)], vec![cash(price)], price);
        let outcome = floor.meddled(print(ours), |floor: &mut Bench<Rch, V>, step| {
            if reads(step) {
                let now = floor.clock;
                floor.device.foreign_document(now);
            }
        });
        let journal = documents(&floor);
        assert_eq!((&journal[1]["total"], &journal[2]["total"]), (&json!(price), &json!("1.00")));
        match outcome {
            Outcome::Done(Reply::Printed(printed)) if known => {
                assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(2), None));
            }
            outcome => assert!(!known && unknown(outcome).detail.contains("somebody else"), "{price}"),
        }
    }
}

/// R14: what somebody else has open is left alone.
fn an_open_document_of_somebody_else_is_not_cancelled<V: Device>() {
    let mut ours = floor::<V>();
    unknown(ours.trouble("receipt", Trouble::Device("left_open")).run(print(lunch())));
    // Another driver, which knows nothing of it.
    ours.driver = floor::<V>().driver;
    assert_eq!(failure(ours.run(print(lunch()))).reason, Reason::PrinterBusy);
    assert_eq!(failure(ours.run(Job::Last)).reason, Reason::PrinterBusy);
    assert!(!ours.paper.contains("ANNULLATO"));
    // Recovery cancels it: it is the core that knows of a document of its own.
    assert_eq!(ours.last(Job::Recover), Last { settled: true, z: Some(0), ..Last::default() });
    ours.printed(print(lunch()));
}

/// F2: what a daemon that was stopped inside a slip has left open. Where it cannot be cancelled it is closed.
#[test]
fn an_open_slip_that_nobody_closes_is_in_nobodys_way() {
    let jobs = [slip(), print(lunch()), Job::Last, Job::XReport, Job::ZReport];
    for (job, refuses) in jobs.into_iter().flat_map(|job| [(job.clone(), false), (job, true)]) {
        let mut floor = floor::<SimulatedRch>();
        let keys = Cell::new(0);
        let stop = |floor: &mut Bench<Rch, SimulatedRch>, step: &Step| {
            let closes = matches!(step, Step::Write(write) if write.bytes.windows(3).any(|part| part == b"N=o"));
            keys.set(keys.get() + u32::from(closes));
            if closes && keys.get() == 2 {
                floor.trouble("slip", Trouble::LostBefore);
            }
        };
        unknown(floor.meddled(slip(), stop));
        floor.driver = self::floor::<SimulatedRch>().driver;
        assert_eq!(floor.status().document, OpenDocument::Management);
        // One that stays open, whatever is done, is told.
        floor.trouble("reset", Trouble::Device("refuse:2")).trouble("slip", Trouble::Device("refuse:2"));
        failure(floor.run_some(job.clone()));
        if refuses {
            floor.trouble("reset", Trouble::Device("refuse:2"));
        }
        let outcome = floor.run(job.clone());
        assert!(matches!(outcome, Outcome::Done(_)), "{job:?} {outcome:?}");
        assert_eq!(floor.status().document, OpenDocument::None);
        let left = floor.device.memory()["slips"].as_array().expect("slips").len();
        assert_eq!(left, usize::from(refuses) + usize::from(job == slip()), "{job:?}");
    }
}

/// R3: the key is made sure of, whatever was before.
fn a_register_left_in_another_key_is_put_back<V: Device>() {
    let mut floor = floor::<V>();
    floor.printed(print(lunch()));
    unknown(floor.trouble("z_report", Trouble::LostBefore).run(Job::ZReport));
    assert_eq!(floor.printed(print(lunch())).number, Some(2));
}

fn the_memory_survives_a_power_cut_and_what_was_open_does_not<V: Device>() {
    let mut floor = floor::<V>();
    floor.printed(print(lunch()));
    unknown(floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch())));
    floor.device.power_cycle();
    let memory = floor.device.memory();
    floor.device = V::open(Some(&memory)).expect("the memory");
    assert_eq!(floor.device.memory(), memory);
    assert!(V::open(Some(&json!({ "z": "many" }))).is_err());
}

on_both_wires! {
    a_receipt_is_printed_and_read_back
    a_voucher_lowers_the_total_and_zero_closes
    every_tender_closes_a_receipt_and_tickets_are_counted
    codes_adjustments_and_footer_reach_the_device
    goods_come_back_and_documents_are_voided_once
    slips_reports_and_the_display
    a_status_tells_serial_document_and_fault
    a_receipt_that_cannot_be_read_back_is_printed_all_the_same
    a_number_behind_somebody_elses_is_told
    somebody_elses_number_is_not_told_for_ours
    an_open_document_of_somebody_else_is_not_cancelled
    a_register_left_in_another_key_is_put_back
    the_memory_survives_a_power_cut_and_what_was_open_does_not
}

/// R2
#[test]
fn a_journal_told_line_by_line_says_the_same() {
    let mut floor = floor::<OverHttp>();
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.trouble("last", Trouble::Device("line_by_line")).last(Job::Last).document, Some(printed));
}

/// G23, R4: on the framed wire.
#[test]
fn frames_that_are_not_accepted_or_late_do_no_harm() {
    let mut floor = floor::<SimulatedRch>();
    for fault in ["no_ack", "stale"] {
        floor.trouble("receipt", Trouble::Device(fault)).printed(print(lunch()));
    }
    floor.trouble("receipt", Trouble::Device("nak")).trouble("receipt", Trouble::Device("nak"));
    assert_eq!(floor.printed(print(lunch())).number, Some(3));
    for _ in 0..3 {
        floor.trouble("receipt", Trouble::Device("nak"));
    }
    let fault = failure(floor.run(print(lunch())));
    assert_eq!(fault.vendor_code.as_deref(), Some("NAK"));
    assert_eq!((documents(&floor).len(), count(&floor, "reset")), (3, 1));
    floor.printed(print(lunch()));
}
