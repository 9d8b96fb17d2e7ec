//! Jobs that go well, and answers that are strange and still mean success.

use super::*;
use fiscus_sdk::{
    Slip, SlipLine,
    document::{OtherOrigin, SlipDocument},
    driver::{OpenDocument, Paper, Report},
};

fn slip() -> Job {
    let lines = vec![SlipLine::bold("Ricarica"), SlipLine::columns("Saldo", "12,00")];
    Job::Print(Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None }))
}

#[test]
fn a_receipt_is_one_exchange_and_stands_in_the_journal() {
    let mut floor = Shopfloor::new();
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.sent, ["receipt"]);
    assert_eq!(
        printed,
        DocumentRef {
            z: Some(1),
            number: Some(1),
            date: Some(date(2026, 1, 15)),
            time: Some("10:32".to_owned()),
            serial: Some("99IEB004001".to_owned()),
            total: Some(amount("9.50")),
        }
    );
    let request = &floor.requests[0];
    assert_eq!(request.path, "/cgi-bin/fpmate.cgi?devid=local_printer&timeout=10000");
    assert_eq!(request.timeout_ms, 15_000);
    let memory = floor.device.memory();
    assert_eq!(memory["drawer"], "9.50");
    assert_eq!(memory["documents"][0]["kind"], "receipt");
    assert_eq!(memory["documents"][0]["total"], "9.50");
    assert_eq!(memory["documents"][0]["change"], "0.50");
    for line in [
        "DOCUMENTO COMMERCIALE",
        "PANINO",
        "SCONTO",
        "TOTALE COMPLESSIVO                        9,50",
        "Resto",
        "DOCUMENTO N. 0001-0001",
        "RT 99IEB004001",
    ] {
        assert!(floor.paper.contains(line), "{line} in\n{}", floor.paper);
    }
    assert!(floor.paper.lines().all(|line| line.chars().count() <= 46), "{}", floor.paper);
}

#[test]
fn the_path_and_the_time_outs_follow_the_link() {
    for (path, timeout, expected) in [
        ("", 15_000, "/cgi-bin/fpmate.cgi?devid=local_printer&timeout=10000"),
        ("/", 300, "/cgi-bin/fpmate.cgi?devid=local_printer&timeout=200"),
        ("/fp", 1, "/fp?devid=local_printer&timeout=1"),
        ("/fp?a=1", 600_000, "/fp?a=1&devid=local_printer&timeout=60000"),
    ] {
        let link = LinkOptions { path: path.to_owned(), timeout_ms: timeout, ..LinkOptions::default() };
        let mut driver = EpsonRt::open(&Value::Null, &shop(), &link).expect("a driver");
        let Step::Send(request) = driver.submit(Job::Last, 0) else { panic!("no request") };
        assert_eq!((request.path.as_str(), request.timeout_ms), (expected, timeout));
    }
    let mut floor = Shopfloor::with(json!({ "slow_factor": 3 }));
    floor.run(Job::ZReport);
    assert_eq!(floor.requests[0].timeout_ms, 45_000);
    assert!(floor.requests[0].body.contains("timeout=\"30000\""));
}

/// V-07
#[test]
fn a_receipt_paid_wholly_by_a_single_use_voucher_totals_zero_and_closes() {
    for form in ["adjustment", "refund_line"] {
        let mut floor = Shopfloor::with(json!({ "discharge": form }));
        let lines = vec![sale("PIZZA", "shop", "1", "30.00"), discharge("shop", "30.00")];
        let printed = floor.printed(print(receipt(lines, Vec::new(), "0.00")));
        assert_eq!(printed.total, Some(amount("0.00")));
        let document = &floor.documents()[0];
        assert_eq!(document["lines"][1]["amount"], "-30.00");
        assert_eq!(document["payments"][0]["amount"], "0.00");
    }
}

/// S14
#[test]
fn a_multi_use_voucher_is_a_payment_and_leaves_the_total_alone() {
    let mut floor = Shopfloor::new();
    let tenders = vec![tender(TenderKind::MultiUseVoucher, "20.00"), cash("10.00")];
    let printed = floor.printed(print(receipt(vec![sale("CENA", "bar", "1", "30.00")], tenders, "30.00")));
    assert_eq!(printed.total, Some(amount("30.00")));
    assert_eq!(floor.documents()[0]["payments"][0]["type"], 6);
}

#[test]
fn every_tender_closes_a_receipt() {
    let mut floor = Shopfloor::new();
    for kind in TenderKind::ALL {
        floor.printed(print(receipt(vec![sale("X", "bar", "1", "3.00")], vec![tender(kind, "3.00")], "3.00")));
    }
    let kinds: Vec<(u64, u64)> = floor
        .documents()
        .iter()
        .map(|document| &document["payments"][0])
        .map(|payment| (payment["type"].as_u64().expect("type"), payment["index"].as_u64().expect("index")))
        .collect();
    assert_eq!(kinds, [(0, 0), (1, 0), (2, 1), (3, 1), (6, 1), (6, 1), (5, 0), (5, 2), (5, 3), (5, 5)]);
}

#[test]
fn tax_code_lottery_code_and_footer_reach_the_device() {
    for form in ["element", "directio"] {
        let mut floor = Shopfloor::with(json!({ "lottery": form }));
        floor.printed(print(Receipt {
            tax_code: Some("RSSMRA80A01H501U".to_owned()),
            lottery_code: Some("abcd1234".to_owned()),
            footer: vec!["Saldo 12,00 €".to_owned(), "x".repeat(60)],
            ..lunch()
        }));
        let document = &floor.documents()[0];
        assert_eq!(document["tax_code"], "RSSMRA80A01H501U");
        assert_eq!(document["lottery"], "ABCD1234");
        assert_eq!(document["footer"], json!(["Saldo 12,00 EUR", "x".repeat(46), "x".repeat(14)]));
        let Outcome::Done(Reply::Last(last)) = floor.run(Job::Last) else { panic!("no last document") };
        assert_eq!(last.document.and_then(|document| document.total), Some(amount("9.50")));
    }
}

#[test]
fn goods_come_back_line_by_line_until_nothing_is_left() {
    let mut floor = Shopfloor::new();
    let original = floor.printed(print(lunch()));
    let sandwich = || vec![sale("PANINO", "bar", "1", "4.00")];
    let mut part = correction(&original, sandwich(), "3.60");
    part.adjustments = vec![adjustment("SCONTO", "-0.40")];
    let printed = floor.printed(Job::Print(Document::Return(part)));
    assert_eq!((printed.number, printed.total), (Some(2), Some(amount("3.60"))));
    assert_eq!(floor.requests[0].timeout_ms, 60_000);
    let memory = floor.device.memory();
    assert_eq!(memory["documents"][0]["refunded"], "3.60");
    assert_eq!(memory["documents"][1]["kind"], "return");
    assert_eq!(memory["drawer"], "5.90");
    assert!(floor.paper.contains("emesso per RESO MERCE"));
    floor.printed(Job::Print(Document::Return(correction(&original, sandwich(), "4.00"))));
    // 1.90 of 9.50 is left: four do not fit, and the device is reset after it said no.
    let over = floor.run(Job::Print(Document::Return(correction(&original, sandwich(), "4.00"))));
    assert_eq!(refusal(over), Reason::AlreadyReturned);
    assert_eq!(floor.sent, ["return", "reset"]);
}

#[test]
fn a_document_is_voided_once_in_every_form() {
    for form in ["automatic", "end", "total", "itemised"] {
        let mut floor = Shopfloor::with(json!({ "void": form }));
        let original = floor.printed(print(lunch()));
        let void = || {
            let water = adjusted(sale("ACQUA", "shop", "1", "2.00"), "SCONTO", "-0.50");
            let lines = vec![sale("PANINO", "bar", "2", "4.00"), water];
            Job::Print(Document::Void(correction(&original, lines, "9.50")))
        };
        let printed = floor.printed(void());
        // The answer of an automatic void says zero, which is no total.
        assert_eq!(printed.total, (form == "itemised").then(|| amount("9.50")), "{form}");
        assert_eq!((printed.z, printed.number), (Some(1), Some(2)));
        let memory = floor.device.memory();
        assert_eq!(memory["documents"][0]["voided"], true);
        assert_eq!(
            (&memory["documents"][1]["kind"], &memory["documents"][1]["total"]),
            (&json!("void"), &json!("9.50"))
        );
        assert_eq!(memory["drawer"], "0.00");
        assert_eq!(refusal(floor.run(void())), Reason::AlreadyReturned);
        let again = correction(&printed, vec![sale("X", "bar", "1", "9.50")], "9.50");
        assert_eq!(refusal(floor.run(Job::Print(Document::Void(again.clone())))), Reason::ReturnNotAllowed);
        assert_eq!(refusal(floor.run(Job::Print(Document::Return(again)))), Reason::ReturnNotAllowed);
    }
}

#[test]
fn an_original_nobody_knows_is_refused_and_a_foreign_one_is_returned() {
    let mut floor = Shopfloor::new();
    let mut unknown = floor.printed(print(lunch()));
    unknown.number = Some(7);
    let coffee = || vec![sale("CAFFE", "bar", "1", "1.10")];
    for job in [
        Document::Return(correction(&unknown, coffee(), "1.10")),
        Document::Void(correction(&unknown, coffee(), "1.10")),
    ] {
        assert_eq!(refusal(floor.run(Job::Print(job))), Reason::OriginalNotFound);
    }
    unknown.serial = Some("99MEX012345".to_owned());
    floor.printed(Job::Print(Document::Return(correction(&unknown, coffee(), "1.10"))));
    for kind in [OtherOrigin::Pos, OtherOrigin::Vr, OtherOrigin::Nd] {
        let origin = Origin::Other { kind, date: date(2026, 1, 2) };
        floor.printed(Job::Print(Document::Return(Correction { origin, ..correction(&unknown, coffee(), "1.10") })));
    }
    assert_eq!(floor.documents().len(), 5);
}

#[test]
fn a_correction_without_a_serial_learns_it_first() {
    let mut floor = Shopfloor::new();
    let original = floor.printed(print(lunch()));
    let mut bare = original.clone();
    bare.serial = None;
    let job = || Job::Print(Document::Void(correction(&bare, Vec::new(), "9.50")));
    // The answer to the receipt named the serial.
    floor.printed(job());
    assert_eq!(floor.sent, ["void"]);

    let mut floor = Shopfloor::new();
    floor.trouble("receipt", Trouble::LostAfter).run(print(lunch()));
    floor.printed(job());
    assert_eq!(floor.sent, ["last", "void"]);

    let mut floor = Shopfloor::new();
    let fault = failure(floor.trouble("last", Trouble::LostBefore).run(job()));
    assert_eq!(fault.reason, Reason::PrinterOffline);
    assert_eq!(floor.sent, ["last"]);
}

#[test]
fn a_slip_is_a_management_document() {
    let mut floor = Shopfloor::new();
    assert_eq!(floor.printed(slip()), DocumentRef::default());
    let memory = floor.device.memory();
    assert_eq!(memory["slips"][0]["lines"][0], "Ricarica");
    assert_eq!(memory["documents"], json!([]));
    assert!(floor.paper.contains("DOCUMENTO GESTIONALE"));
}

#[test]
fn reports_count_the_day_and_a_z_closes_it() {
    for (settings, printed) in [(json!({}), vec!["x", "z"]), (json!({ "z_report": "xz" }), vec!["x", "x", "z"])] {
        let mut floor = Shopfloor::with(settings);
        floor.printed(print(lunch()));
        let report = |z: Option<u32>| Outcome::Done(Reply::Report(Report { z, total: Some(amount("9.50")) }));
        assert_eq!(floor.run(Job::XReport), report(None));
        assert_eq!(floor.sent, ["x_report"]);
        assert_eq!(floor.run(Job::ZReport), report(Some(1)));
        assert_eq!(floor.sent, ["z_report"]);
        let kinds: Vec<Value> = floor.device.memory()["reports"]
            .as_array()
            .expect("reports")
            .iter()
            .map(|report| report["kind"].clone())
            .collect();
        assert_eq!(kinds, printed);
        let next = floor.printed(print(lunch()));
        assert_eq!((next.z, next.number), (Some(2), Some(1)));
    }
}

#[test]
fn a_z_that_does_not_tell_its_number_is_asked_for_it() {
    let mut floor = Shopfloor::new();
    let outcome = floor.trouble("z_report", Trouble::Device("no_body_info")).run(Job::ZReport);
    assert_eq!(outcome, Outcome::Done(Reply::Report(Report { z: Some(1), total: None })));
    assert_eq!(floor.sent, ["z_report", "z_last"]);
}

#[test]
fn cash_goes_in_and_out_as_far_as_the_drawer_reaches() {
    let mut floor = Shopfloor::new();
    assert_eq!(floor.run(Job::CashIn(amount("100"))), Outcome::Done(Reply::Nothing));
    assert_eq!(floor.run(Job::CashOut(amount("30.50"))), Outcome::Done(Reply::Nothing));
    assert_eq!(floor.device.memory()["drawer"], "69.50");
    assert_eq!(refusal(floor.run(Job::CashOut(amount("69.51")))), Reason::AmountInvalid);
    assert_eq!(floor.device.memory()["cash"].as_array().map(Vec::len), Some(2));
    for wrong in ["0", "-1", "0.001"] {
        assert_eq!(refusal(floor.run(Job::CashIn(amount(wrong)))), Reason::AmountInvalid);
    }
}

#[test]
fn drawer_display_and_cancel_are_one_exchange() {
    let mut floor = Shopfloor::new();
    for (job, kind) in [
        (Job::OpenDrawer, "drawer"),
        (Job::Display(vec!["a".repeat(30), "b".to_owned(), "c".to_owned()]), "display"),
        (Job::Cancel, "reset"),
    ] {
        assert_eq!(floor.run(job), Outcome::Done(Reply::Nothing));
        assert_eq!(floor.sent, [kind]);
    }
}

#[test]
fn a_status_tells_paper_serial_and_last_document() {
    let mut floor = Shopfloor::new();
    let status = floor.status();
    assert_eq!(floor.sent, ["status", "status", "last", "z_last"]);
    assert!(status.online);
    assert_eq!((status.serial.as_deref(), status.last), (Some("99IEB004001"), None));
    floor.printed(print(lunch()));
    let status = floor.trouble("status", Trouble::Device("low_paper")).status();
    assert_eq!((status.online, status.paper, status.drawer_open), (true, Paper::Low, Some(false)));
    assert_eq!(status.vendor.as_deref(), Some("20110"));
    assert_eq!(status.last.and_then(|last| last.number), Some(1));
    assert!(status.notes.iter().any(|note| note.contains("2031-01-27")), "{:?}", status.notes);
    let status = floor.trouble("status", Trouble::Device("paper_end")).status();
    assert_eq!((status.online, status.paper), (false, Paper::End));
    floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch()));
    assert_eq!(floor.status().document, OpenDocument::Fiscal);
    for trouble in [Trouble::Unreachable, Trouble::LostBefore, Trouble::Http500] {
        assert!(!floor.trouble("status", trouble).status().online);
        assert_eq!(floor.sent, ["status"]);
    }
}

#[test]
fn the_serial_is_put_together_where_no_document_tells_it() {
    let mut floor = Shopfloor::new();
    let status = floor.trouble("last", Trouble::Device("refuse:16")).status();
    assert_eq!(floor.sent, ["status", "status", "last", "directio", "z_last"]);
    assert_eq!(status.serial.as_deref(), Some("99IEB004001"));
}

/// S7
#[test]
fn strange_answers_of_success_are_success() {
    for (fault, exchanges) in [
        ("old_firmware", vec!["receipt"]),
        ("unpadded_date", vec!["receipt"]),
        ("success_one", vec!["receipt"]),
        ("low_paper", vec!["receipt"]),
        ("no_body_info", vec!["receipt", "last"]),
    ] {
        let mut floor = Shopfloor::new();
        let first = floor.printed(print(lunch()));
        let printed = floor.trouble("receipt", Trouble::Device(fault)).printed(print(lunch()));
        assert_eq!(printed, DocumentRef { number: Some(2), ..first }, "{fault}");
        assert_eq!(floor.sent, exchanges, "{fault}");
    }
}

/// S7
#[test]
fn a_receipt_whose_number_cannot_be_read_is_printed_all_the_same() {
    let mut floor = Shopfloor::new();
    floor.trouble("receipt", Trouble::Device("no_body_info")).trouble("last", Trouble::LostBefore);
    assert_eq!(floor.printed(print(lunch())), DocumentRef::default());
    let mut floor = Shopfloor::new();
    let printed = floor.trouble("receipt", Trouble::Device("old_firmware")).printed(print(lunch()));
    assert_eq!(floor.sent, ["receipt", "last"]);
    assert_eq!(printed.serial.as_deref(), Some("99IEB004001"));
}

#[test]
fn another_total_on_the_device_is_told_and_not_judged() {
    let mut floor = Shopfloor::new();
    let printed = floor.trouble("receipt", Trouble::Device("other_total")).printed(print(lunch()));
    assert_eq!(printed.total, Some(amount("9.51")));
    assert_eq!(floor.documents()[0]["total"], "9.51");
}

#[test]
fn the_last_document_is_one_exchange_and_nothing_before_the_first() {
    let mut floor = Shopfloor::new();
    assert_eq!(floor.last(Job::Last), Last::default());
    assert_eq!(floor.sent, ["last"]);
    let printed = floor.printed(print(lunch()));
    assert_eq!(floor.last(Job::Last), Last { document: Some(printed), ..Last::default() });
    let clock = floor.clock;
    let foreign = floor.device.foreign_document(clock);
    assert!(foreign.contains("DOCUMENTO N. 0001-0002"));
    let last = floor.last(Job::Last).document.expect("a document");
    assert_eq!((last.number, last.total), (Some(2), Some(amount("1.00"))));
    for trouble in [Trouble::Unreachable, Trouble::LostAfter, Trouble::Http500, Trouble::Truncated] {
        failure(floor.trouble("last", trouble).run(Job::Last));
    }
}

#[test]
fn the_memory_survives_a_power_cut_and_what_was_open_does_not() {
    let mut floor = Shopfloor::new();
    let original = floor.printed(print(lunch()));
    floor.trouble("receipt", Trouble::Device("left_open")).run(print(lunch()));
    floor.device.power_cycle();
    let memory = floor.device.memory();
    floor.device = SimulatedEpson::open(Some(&memory)).expect("the memory");
    assert_eq!(floor.device.memory(), memory);
    let void = Job::Print(Document::Void(correction(&original, Vec::new(), "9.50")));
    assert_eq!(floor.printed(void).number, Some(2));
    assert!(SimulatedEpson::open(Some(&json!({ "z": "many" }))).is_err());
}
