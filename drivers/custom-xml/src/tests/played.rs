//! Jobs that go well, and answers that are strange and still mean success.

use super::*;
use fiscus_sdk::{Slip, SlipLine};

fn slip() -> Job {
    let lines = vec![SlipLine::bold("Ricarica"), SlipLine::columns("Saldo", "12,00")];
    Job::Print(Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None }))
}

/// Printing, and reading it back (G21).
const READ_BACK: [&str; 3] = ["info", "counters", "last"];

#[test]
fn a_receipt_is_one_document_read_back() {
    let mut floor = floor();
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.sent, [&["receipt"], &READ_BACK[..]].concat());
    assert_eq!(floor.done, ["receipt"]);
    assert_eq!(
        printed,
        DocumentRef {
            z: Some(1),
            number: Some(1),
            date: Some(date(2026, 1, 15)),
            time: Some("10:32".to_owned()),
            serial: Some("STMTE770207".to_owned()),
            total: Some(amount("9.50")),
        }
    );
    let memory = floor.device.memory();
    assert_eq!((&memory["drawer"], &memory["documents"][0]["change"]), (&json!("9.50"), &json!("0.50")));
    for line in ["PANINO", "SCONTO", "Resto", "DOCUMENTO N. 0001-0001", "*** STMTE770207 ***"] {
        assert!(floor.paper.contains(line), "{line} in\n{}", floor.paper);
    }
}

#[test]
fn slow_documents_have_more_time() {
    for (settings, slow) in [(json!({}), 60_000), (json!({ "slow_timeout": "90s" }), 90_000)] {
        let mut floor = floor_with(settings);
        let original = floor.printed(print(lunch()));
        assert_eq!(floor.requests[0].timeout_ms, 15_000);
        floor.run(Job::ZReport);
        assert_eq!(floor.requests[0].timeout_ms, slow);
        let back = correction(&original, vec![sale("PANINO", "bar", "1", "4.00")], "4.00");
        floor.printed(Job::Print(Document::Return(back)));
        assert_eq!((floor.requests[0].timeout_ms, floor.requests[1].timeout_ms), (slow, slow));
    }
}

/// V-07, G12
#[test]
fn a_receipt_paid_wholly_by_a_single_use_voucher_totals_zero_and_closes() {
    let mut floor = floor();
    let lines = vec![sale("PIZZA", "goods", "1", "30.00"), discharge("goods", "30.00")];
    let printed = floor.printed(print(receipt(lines.clone(), Vec::new(), "0.00")));
    assert_eq!(printed.total, Some(amount("0.00")));
    assert_eq!(documents(&floor)[0]["lines"][1]["amount"], "-30.00");
    // It may be voided (contract 3.4), the voucher with it.
    let void = Correction { tenders: Vec::new(), ..correction(&printed, lines, "0.00") };
    assert_eq!(floor.printed(Job::Print(Document::Void(void))).number, Some(2));
}

#[test]
fn every_tender_closes_a_receipt_and_tickets_are_counted() {
    let mut floor = floor();
    for kind in TenderKind::ALL {
        let paid = Tender { count: Some(2), ..tender(kind, "3.00") };
        floor.printed(print(receipt(vec![sale("X", "bar", "1", "3.00")], vec![paid], "3.00")));
    }
    let paid: Vec<(u64, u64)> = documents(&floor)
        .iter()
        .map(|document| &document["payments"][0])
        .map(|payment| (payment["type"].as_u64().expect("type"), payment["count"].as_u64().expect("count")))
        .collect();
    let expected = [(1, 1), (2, 1), (3, 1), (5, 2), (9, 1), (10, 1), (7, 1), (11, 1), (12, 1), (13, 1)];
    assert_eq!(paid, expected);
}

#[test]
fn tax_code_lottery_code_and_footer_reach_the_device() {
    let mut floor = floor();
    floor.printed(print(Receipt {
        tax_code: Some("RSSMRA80A01H501U".to_owned()),
        lottery_code: Some("abcd1234".to_owned()),
        footer: vec!["Saldo 12,00 €".to_owned(), "x".repeat(60)],
        ..lunch()
    }));
    let document = &documents(&floor)[0];
    assert_eq!((&document["tax_code"], &document["lottery"]), (&json!("RSSMRA80A01H501U"), &json!("ABCD1234")));
    assert_eq!(document["footer"], json!(["Saldo 12,00 EUR", "x".repeat(42), "x".repeat(18)]));
}

#[test]
fn goods_come_back_line_by_line_and_the_original_is_asked_for_first() {
    let mut floor = floor();
    let original = floor.printed(print(lunch()));
    let mut part = correction(&original, vec![sale("PANINO", "bar", "1", "4.00")], "3.60");
    part.adjustments = vec![adjustment("SCONTO", "-0.40")];
    let printed = floor.printed(Job::Print(Document::Return(part)));
    assert_eq!(floor.sent, [&["check", "return"], &READ_BACK[..]].concat());
    assert_eq!((printed.number, printed.total), (Some(2), Some(amount("3.60"))));
    let memory = floor.device.memory();
    assert_eq!((&memory["documents"][0]["refunded"], &memory["drawer"]), (&json!("3.60"), &json!("5.90")));
    let voided = correction(&original, vec![sale("PANINO", "bar", "1", "9.50")], "9.50");
    assert_eq!(refusal(floor.run(Job::Print(Document::Void(voided)))), Reason::ReturnNotAllowed);
    assert_eq!(floor.sent, ["check"]);
}

#[test]
fn a_document_is_voided_once() {
    let mut floor = floor();
    let original = floor.printed(print(lunch()));
    let water = adjusted(sale("ACQUA", "goods", "1", "2.00"), "SCONTO", "-0.50");
    let void = || {
        Job::Print(Document::Void(correction(
            &original,
            vec![sale("PANINO", "bar", "2", "4.00"), water.clone()],
            "9.50",
        )))
    };
    assert_eq!(floor.printed(void()).total, Some(amount("9.50")));
    assert_eq!(floor.device.memory()["documents"][0]["voided"], true);
    assert_eq!(floor.device.memory()["drawer"], "0.00");
    assert_eq!(refusal(floor.run(void())), Reason::ReturnNotAllowed);
}

/// G13
#[test]
fn an_original_nobody_knows_is_refused_and_a_foreign_one_is_returned() {
    let mut floor = floor();
    let mut original = floor.printed(print(lunch()));
    original.number = Some(7);
    let coffee = || vec![sale("CAFFE", "bar", "1", "1.10")];
    for document in [
        Document::Return(correction(&original, coffee(), "1.10")),
        Document::Void(correction(&original, coffee(), "1.10")),
    ] {
        assert_eq!(refusal(floor.run(Job::Print(document))), Reason::OriginalNotFound);
        assert_eq!(floor.sent, ["check"]);
    }
    let elsewhere = DocumentRef { serial: Some("STMTE990001".to_owned()), ..original.clone() };
    floor.printed(Job::Print(Document::Return(correction(&elsewhere, coffee(), "1.10"))));
    for kind in [OtherOrigin::Pos, OtherOrigin::Vr, OtherOrigin::Nd] {
        let origin = Origin::Other { kind, date: date(2026, 1, 2) };
        floor.printed(Job::Print(Document::Return(Correction { origin, ..correction(&original, coffee(), "1.10") })));
    }
    assert_eq!(documents(&floor).len(), 5);
    // The question changes nothing: where its answer is lost nothing was printed.
    for trouble in [Trouble::LostAfter, Trouble::Http500, Trouble::Unreachable] {
        let job = Job::Print(Document::Return(correction(&elsewhere, coffee(), "1.10")));
        failure(floor.trouble("check", trouble).run(job));
    }
}

#[test]
fn a_slip_is_a_document_of_its_own() {
    let mut floor = floor();
    assert_eq!(floor.printed(slip()), DocumentRef::default());
    assert_eq!(floor.sent, ["slip"]);
    assert_eq!(floor.device.memory()["slips"][0]["lines"][0], "Ricarica");
}

#[test]
fn a_z_closes_the_day_and_is_asked_for_its_number() {
    let mut floor = floor();
    floor.printed(print(lunch()));
    assert_eq!(floor.run(Job::XReport), Outcome::Done(Reply::Report(Report::default())));
    assert_eq!(floor.sent, ["x_report"]);
    assert_eq!(floor.run(Job::ZReport), Outcome::Done(Reply::Report(Report { z: Some(1), total: None })));
    assert_eq!(floor.sent, ["z_report", "info"]);
    assert_eq!(floor.last(Job::LastClosure).z, Some(1));
    let next = floor.printed(print(lunch()));
    assert_eq!((next.z, next.number), (Some(2), Some(1)));
    // Where the number cannot be read the closure stands all the same.
    let outcome = floor.trouble("info", Trouble::LostBefore).run(Job::ZReport);
    assert_eq!(outcome, Outcome::Done(Reply::Report(Report::default())));
}

#[test]
fn cash_goes_in_and_out_as_far_as_the_drawer_reaches() {
    let mut floor = floor();
    assert_eq!(floor.run(Job::CashIn(amount("100"))), Outcome::Done(Reply::Nothing));
    assert_eq!(floor.run(Job::CashOut(amount("30.50"))), Outcome::Done(Reply::Nothing));
    assert_eq!(floor.device.memory()["drawer"], "69.50");
    assert_eq!(refusal(floor.run(Job::CashOut(amount("69.51")))), Reason::AmountInvalid);
    for wrong in ["0", "-1", "0.001"] {
        assert_eq!(refusal(floor.run(Job::CashIn(amount(wrong)))), Reason::AmountInvalid);
    }
}

#[test]
fn drawer_display_and_cancel_are_one_exchange() {
    let mut floor = floor();
    for (job, kind) in [
        (Job::OpenDrawer, "drawer"),
        (Job::Display(vec!["a".repeat(30), "b".to_owned(), "c".to_owned()]), "display"),
        (Job::Cancel, "reset"),
    ] {
        assert_eq!(floor.run(job), Outcome::Done(Reply::Nothing));
        assert_eq!(floor.sent, [kind]);
    }
}

/// G7
#[test]
fn a_status_tells_paper_serial_and_last_document() {
    let mut floor = floor();
    let status = floor.status();
    assert_eq!(floor.sent, ["status", "info", "counters", "last"]);
    assert_eq!((status.online, status.serial.as_deref(), status.last), (true, Some("STMTE770207"), None));
    floor.printed(print(lunch()));
    let status = floor.trouble("status", Trouble::Device("low_paper")).status();
    assert_eq!((status.online, status.paper, status.vendor.as_deref()), (true, Paper::Low, Some("00100")));
    assert_eq!(status.last.and_then(|last| last.number), Some(1));
    let status = floor.trouble("status", Trouble::Device("cover_open")).status();
    assert_eq!((status.online, status.cover_open), (false, true));
    floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch()));
    assert_eq!(floor.status().document, OpenDocument::Fiscal);
    for trouble in [Trouble::Unreachable, Trouble::LostBefore, Trouble::Http500] {
        assert!(!floor.trouble("status", trouble).status().online);
    }
}

/// S7, X1, X2, X13
#[test]
fn strange_answers_of_success_are_success() {
    for (kind, fault) in [
        ("receipt", "capitals"),
        ("receipt", "no_mark"),
        ("receipt", "no_numbers"),
        ("receipt", "wrong_number"),
        ("receipt", "low_paper"),
        ("last", "echo"),
        ("counters", "echo"),
    ] {
        let mut floor = floor();
        let first = floor.printed(print(lunch()));
        let printed = floor.trouble(kind, Trouble::Device(fault)).printed(print(lunch()));
        assert_eq!(printed, DocumentRef { number: Some(2), ..first }, "{fault}");
    }
}

/// X2
#[test]
fn an_answer_that_belongs_to_another_request_proves_nothing() {
    let mut floor = floor();
    unknown(floor.trouble("receipt", Trouble::Device("other_mark")).run(print(lunch())));
    assert_eq!(documents(&floor).len(), 1);
}

/// G21
#[test]
fn a_receipt_that_cannot_be_read_back_is_printed_all_the_same() {
    for kind in READ_BACK {
        let mut floor = floor();
        assert_eq!(floor.last(Job::Last), Last::default());
        let printed = floor.trouble(kind, Trouble::LostBefore).printed(print(lunch()));
        assert_eq!((printed.z, printed.number), (Some(1), Some(1)), "{kind}");
    }
}

/// X6
#[test]
fn a_device_that_is_busy_with_the_copy_has_printed_it() {
    let mut floor = floor();
    let first = floor.printed(print(lunch()));
    let began = floor.now;
    let printed = floor.trouble("receipt", Trouble::Device("busy_printed")).printed(print(lunch()));
    assert_eq!(printed, DocumentRef { number: Some(2), ..first });
    assert!((1_000..3_000).contains(&(floor.now - began)));
    // As long as it answers that it is busy it is asked again; then nobody knows.
    for _ in 0..30 {
        floor.trouble("info", Trouble::Device("busy"));
    }
    floor.trouble("receipt", Trouble::Device("busy_printed"));
    let began = floor.now;
    let mut step = floor.driver.submit(print(lunch()), floor.now);
    let outcome = loop {
        step = match step {
            Step::Done(outcome) => break outcome,
            Step::Wait(pause) => {
                floor.now += pause;
                floor.driver.poll(floor.now)
            }
            step => {
                let input = floor.carry(step);
                floor.driver.receive(input, floor.now)
            }
        };
    };
    assert_eq!(unknown(outcome).reason, Reason::PrinterBusy);
    assert!((14_000..=16_000).contains(&(floor.now - began)), "{}", floor.now - began);
    assert_eq!(documents(&floor).len(), 3);
}

#[test]
fn another_total_on_the_device_is_told_and_not_judged() {
    let mut floor = floor();
    let printed = floor.trouble("receipt", Trouble::Device("other_total")).printed(print(lunch()));
    assert_eq!(printed.total, Some(amount("9.51")));
}

/// X4: a slip, or a cancelled document, hides the total of the last fiscal one from 1017.
#[test]
fn the_last_fiscal_document_is_found_behind_a_slip() {
    let mut floor = floor();
    assert_eq!(floor.last(Job::Last), Last::default());
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.last(Job::Last), Last { document: Some(printed.clone()), ..Last::default() });
    floor.printed(slip());
    assert_eq!(floor.last(Job::Last).document, Some(printed.clone()));
    assert_eq!(floor.sent, [&READ_BACK[..], &["totals"]].concat());
    // A device that tells no sums: what is known of that very document is not forgotten.
    floor.trouble("totals", Trouble::Device("refuse:5"));
    assert_eq!(floor.last(Job::Last).document, Some(printed));
    let clock = floor.clock;
    floor.device.foreign_document(clock);
    let last = floor.last(Job::Last).document.expect("a document");
    assert_eq!((last.number, last.total), (Some(2), Some(amount("1.00"))));
    for trouble in [Trouble::Unreachable, Trouble::LostAfter, Trouble::Http500, Trouble::Truncated] {
        failure(floor.trouble("last", trouble).run(Job::Last));
    }
}

#[test]
fn the_memory_survives_a_power_cut_and_what_was_open_does_not() {
    let mut floor = floor();
    floor.printed(print(lunch()));
    floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch()));
    floor.device.power_cycle();
    let memory = floor.device.memory();
    floor.device = SimulatedCustom::open(Some(&memory)).expect("the memory");
    assert_eq!(floor.device.memory(), memory);
    assert_eq!(floor.printed(print(lunch())).number, Some(2));
    assert!(SimulatedCustom::open(Some(&json!({ "z": "many" }))).is_err());
}
