//! What is refused before anything is sent, and failures that leave nothing on paper.

use super::*;
use fiscus_sdk::{Slip, SlipLine, slip::Symbology};

fn reason(document: Document, settings: Value) -> Option<Reason> {
    driver(&settings, Link::Tcp).accepts(&document).err().map(|refusal| {
        assert!(!refusal.text.contains("{}"), "{}", refusal.text);
        refusal.reason
    })
}

/// S12, G1, G6
#[test]
fn what_the_device_cannot_print_is_refused_before_anything_is_sent() {
    use Reason::{AmountInvalid, CapabilityMissing, DepartmentUnknown, PaymentsIncomplete, TaxCodeInvalid};
    let one = |department: &str, quantity: &str, price: &str, total: &str| {
        receipt(vec![sale("X", department, quantity, price)], vec![cash(total)], total)
    };
    let paid = |tenders: Vec<Tender>| Receipt { tenders, ..lunch() };
    let coded = |tax: &str, lottery: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Receipt { tax_code: some(tax), lottery_code: some(lottery), ..lunch() }
    };
    let many = |count: usize| {
        receipt(vec![sale("X", "bar", "1", "1.00"); count], vec![cash("2000.00")], &format!("{count}.00"))
    };
    for (content, expected) in [
        (lunch(), None),
        (one("bar", "9999.999", "0.01", "100.00"), None),
        (one("bar", "10000", "0.01", "100.00"), Some(AmountInvalid)),
        (one("loose", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("nowhere", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("bar", "0", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "1", "1.00", "1.01"), Some(AmountInvalid)),
        (receipt(Vec::new(), Vec::new(), "0.00"), Some(AmountInvalid)),
        (paid(vec![cash("9.49")]), Some(PaymentsIncomplete)),
        (paid(vec![tender(TenderKind::Electronic, "9.51")]), Some(AmountInvalid)),
        (many(989), None),
        (many(990), Some(CapabilityMissing)),
        (coded("RSSMRA80A01H501X", ""), Some(TaxCodeInvalid)),
        (coded("", "ABC"), Some(TaxCodeInvalid)),
        (Receipt { footer: vec!["x".to_owned(); 99], ..lunch() }, None),
        (Receipt { footer: vec!["x".to_owned(); 100], ..lunch() }, Some(CapabilityMissing)),
    ] {
        let shown = format!("{content:?}");
        assert_eq!(reason(Document::Receipt(content), tables()), expected, "{}", &shown[..shown.len().min(300)]);
    }
    for kind in TenderKind::ALL {
        let expected = (kind != TenderKind::Cash).then_some(CapabilityMissing);
        assert_eq!(reason(Document::Receipt(paid(vec![tender(kind, "9.50")])), json!({})), expected, "{kind:?}");
    }
}

/// G13: only documents of this device come back; R10: no cash, no drawer.
#[test]
fn what_has_no_command_is_refused() {
    let original = DocumentRef { z: Some(1), number: Some(1), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
    let base = || correction(&original, vec![sale("X", "bar", "1", "5.00")], "5.00");
    let other = || Correction { origin: Origin::Other { kind: OtherOrigin::Pos, date: date(2026, 1, 15) }, ..base() };
    let of = |z: u32, serial: &str| Correction {
        origin: Origin::Document { z, number: 1, date: date(2026, 1, 15), serial: Some(serial.to_owned()) },
        ..base()
    };
    for (document, expected) in [
        (Document::Return(base()), None),
        (Document::Void(base()), None),
        (Document::Return(other()), Some(Reason::CapabilityMissing)),
        (Document::Void(other()), Some(Reason::CapabilityMissing)),
        (Document::Return(of(0, "72IV6003831")), Some(Reason::OriginalNotFound)),
        (Document::Void(of(1, "72IV600383)")), Some(Reason::OriginalNotFound)),
        (Document::Return(Correction { tenders: Vec::new(), ..base() }), Some(Reason::PaymentsIncomplete)),
        (
            Document::Return(Correction {
                lines: vec![sale("X", "bar", "1", "6.00"), discharge("bar", "1.00")],
                ..base()
            }),
            Some(Reason::CapabilityMissing),
        ),
    ] {
        let shown = format!("{document:?}");
        assert_eq!(reason(document, tables()), expected, "{shown}");
    }
    // The device's own serial is learnt before it prints.
    let mut floor = floor::<SimulatedRch>();
    let refused = floor.run(Job::Print(Document::Return(of(1, "72IV6009999"))));
    assert_eq!(refusal(refused), Reason::CapabilityMissing);
    for job in [Job::CashIn(amount("5.00")), Job::CashOut(amount("5.00")), Job::OpenDrawer] {
        assert_eq!(refusal(floor.run(job)), Reason::CapabilityMissing);
        assert_eq!(floor.sent, [""; 0]);
    }
}

#[test]
fn a_code_that_is_not_of_its_symbology_is_refused() {
    for (data, symbology, accepted) in [
        ("978020137962", Symbology::Ean13, true),
        ("97802013796", Symbology::Ean13, false),
        ("12345678901", Symbology::UpcA, true),
        ("A123B", Symbology::Codabar, true),
        ("123", Symbology::Itf, false),
        ("a)b", Symbology::Code128, false),
        ("caffè", Symbology::Code128, false),
    ] {
        let lines = vec![SlipLine::Barcode { data: data.to_owned(), symbology }];
        let slip = SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None };
        let expected = (!accepted).then_some(Reason::CapabilityMissing);
        assert_eq!(reason(Document::Slip(slip), tables()), expected, "{data}");
    }
}

#[test]
fn each_problem_of_the_settings_is_named_at_its_place() {
    for (written, path) in [
        (json!({ "payment": {} }), "payment"),
        (json!({ "payments": { "electronic": 31 } }), "payments.electronic"),
        (json!({ "departments": { "baar": 1 } }), "departments.baar"),
        (json!({ "journal_key": "x" }), "journal_key"),
        (json!({ "address": 100 }), "address"),
        (json!({ "columns": 49 }), "columns"),
        (json!({ "slow_timeout": "1h" }), "slow_timeout"),
        (json!({ "recheck": "0s" }), "recheck"),
        (json!({ "payments": { "electronic": 1 } }), "payments.electronic"),
    ] {
        let problems = Rch::open(&written, &shop(), &LinkOptions::default()).expect_err("a problem");
        assert_eq!(problems[0].path.join("."), path, "{written}: {problems:?}");
    }
    let several = json!({ "slow_timeout": "601s", "recheck": "0ms", "departments": { "bar": 100 }, "columns": "x" });
    let problems = Rch::open(&several, &shop(), &LinkOptions::default()).expect_err("problems");
    assert_eq!(problems.len(), 4, "{problems:?}");
    let described = driver(&json!({}), Link::Http).describe();
    for told in ["cheque (3)", "electronic (4)", "multi_use_voucher (10)"] {
        assert!(described[0].contains(told), "{described:?}");
    }
    let most = json!({ "payments": {
        "uncollected_goods": 2, "cheque": 3, "electronic": 4, "meal_ticket": 5, "multi_use_voucher": 10
    } });
    let described = driver(&most, Link::Http).describe();
    let told = described[0].rsplit_once(": ").expect("a list").1;
    let mut told: Vec<&str> = told.split(", ").collect();
    told.sort_unstable();
    let expected =
        ["payment_discount (9)", "uncollected_health (8)", "uncollected_invoice (7)", "uncollected_services (6)"];
    assert_eq!(told, expected, "{described:?}");
}

/// F6: what is refused is cancelled, and certain; over HTTP the device's state decides (R1).
fn a_refusal_in_the_middle_leaves_nothing_open<V: Device>() {
    let mut floor = floor::<V>();
    let lines = vec![sale("X", "bar", "1", "1.00"), sale("Y", "far", "1", "1.00")];
    let fault = failure(floor.run(print(receipt(lines, vec![cash("2.00")], "2.00"))));
    assert_eq!(fault.vendor_code.map(|code| code.parse::<u32>()), Some(Ok(13)));
    assert_eq!(count(&floor, "reset"), 1);
    assert!(documents(&floor).is_empty() && floor.paper.contains("ANNULLATO"));
    assert_eq!(floor.printed(print(lunch())).number, Some(1));
}

/// R5, G8: the command that closes it is refused.
fn a_refusal_at_the_end_is_looked_into<V: Device>() {
    for (fault, reason) in [
        ("refuse:7", Reason::PrinterError),
        ("paper_end", Reason::PaperEnd),
        ("cover_open", Reason::CoverOpen),
        ("busy", Reason::PrinterBusy),
    ] {
        let mut floor = floor::<V>();
        let failed = failure(floor.trouble("receipt", Trouble::Device(fault)).run(print(lunch())));
        assert_eq!(failed.reason, reason, "{fault}");
        assert!(documents(&floor).is_empty());
        assert_eq!(floor.printed(print(lunch())).number, Some(1));
    }
}

/// G8: a no to a correction is final and leaves nothing open; paper, cover and a busy device are faults.
fn what_the_device_does_not_correct_is_refused_for_good<V: Device>() {
    for (kind, fault, expected) in [
        ("check", "refuse:41", Err(Reason::OriginalNotFound)),
        ("check", "busy", Ok(Reason::PrinterBusy)),
        ("return", "refuse:41", Err(Reason::ReturnNotAllowed)),
        ("return", "paper_end", Ok(Reason::PaperEnd)),
        ("return", "cover_open", Ok(Reason::CoverOpen)),
        ("void", "refuse:41", Err(Reason::ReturnNotAllowed)),
    ] {
        let mut floor = floor::<V>();
        let original = floor.printed(print(lunch()));
        let part = correction(&original, vec![sale("PANINO", "bar", "2", "4.75")], "9.50");
        let document = if kind == "void" { Document::Void(part) } else { Document::Return(part) };
        let outcome = floor.trouble(kind, Trouble::Device(fault)).run(Job::Print(document));
        match expected {
            Ok(reason) => assert_eq!(failure(outcome).reason, reason, "{kind} {fault}"),
            Err(reason) => assert_eq!(refusal(outcome), reason, "{kind} {fault}"),
        }
        assert_eq!(
            (documents(&floor).len(), count(&floor, "reset")),
            (1, usize::from(kind != "check")),
            "{kind} {fault}"
        );
        assert_eq!(floor.printed(print(lunch())).number, Some(2));
    }
}

fn an_unreachable_device_is_offline_and_printed_nothing<V: Device>() {
    let mut floor = floor::<V>();
    let kind = if floor.device.face() == Face::Http { "status" } else { "receipt" };
    let fault = failure(floor.trouble(kind, Trouble::Unreachable).run(print(lunch())));
    assert_eq!(fault.reason, Reason::PrinterOffline);
    assert!(documents(&floor).is_empty());
}

on_both_wires! {
    an_exchanged_device_says_who_it_is
    a_refusal_in_the_middle_leaves_nothing_open
    a_refusal_at_the_end_is_looked_into
    what_the_device_does_not_correct_is_refused_for_good
    an_unreachable_device_is_offline_and_printed_nothing
}

/// S8: a device that was exchanged is not taken for the one before it: what it prints bears its serial, its own documents
/// come back, and those of the other do not.
fn an_exchanged_device_says_who_it_is<V: Device>() {
    const OTHER: &str = "72IV6009999";
    for first in ["receipt", "own", "other", "read"] {
        let mut floor = floor::<V>();
        let old = floor.printed(print(lunch()));
        assert_eq!(old.serial.as_deref(), Some("72IV6003831"));
        // Nobody has seen it, but that the line broke.
        assert!(!floor.trouble("status", Trouble::LostBefore).status().online);
        let mut memory = floor.device.memory();
        memory["serial"] = json!(OTHER);
        floor.device = V::open(Some(&memory)).expect("a device");
        let own = DocumentRef { serial: Some(OTHER.to_owned()), ..old.clone() };
        let back = |original: &DocumentRef| Job::Print(Document::Return(correction(original, lunch().lines, "9.50")));
        match first {
            "receipt" => assert_eq!(floor.printed(print(lunch())).serial.as_deref(), Some(OTHER)),
            "read" => {
                floor.last(Job::Last);
                assert_eq!(floor.printed(print(lunch())).serial.as_deref(), Some(OTHER));
                assert_eq!(floor.last(Job::Last).document.and_then(|last| last.serial).as_deref(), Some(OTHER));
            }
            "other" => {
                assert_eq!(refusal(floor.run(back(&old))), Reason::CapabilityMissing);
                assert_eq!(documents(&floor).len(), 1);
            }
            _ => {}
        }
        assert_eq!(floor.printed(back(&own)).serial.as_deref(), Some(OTHER), "{first}");
        assert_eq!(refusal(floor.run(back(&old))), Reason::CapabilityMissing, "{first}");
    }
}
