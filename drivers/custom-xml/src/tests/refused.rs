//! What is refused before anything is sent, and failures that leave nothing on paper.

use super::*;
use fiscus_sdk::{Slip, SlipLine, slip::Symbology};

fn reason(document: Document, settings: Value) -> Option<Reason> {
    driver(&settings).accepts(&document).err().map(|refusal| {
        assert!(!refusal.text.contains("{}"), "{}", refusal.text);
        refusal.reason
    })
}

/// S12, G1, G2, G6
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
    let tickets = |count: u32| paid(vec![Tender { count: Some(count), ..tender(TenderKind::MealTicket, "9.50") }]);
    let many = |count: usize| {
        receipt(vec![sale("X", "bar", "1", "1.00"); count], vec![cash("2000.00")], &format!("{count}.00"))
    };
    for (content, expected) in [
        (lunch(), None),
        (one("bar", "9999.999", "0.01", "100.00"), None),
        (one("bar", "10000", "0.01", "100.00"), Some(AmountInvalid)),
        (one("bar", "1", "9999999.99", "9999999.99"), None),
        (one("bar", "1", "10000000.00", "10000000.00"), Some(AmountInvalid)),
        (one("loose", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("nowhere", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("bar", "0", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "0.0001", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "1", "1.005", "1.00"), Some(AmountInvalid)),
        (one("bar", "1", "1.00", "1.01"), Some(AmountInvalid)),
        (receipt(Vec::new(), Vec::new(), "0.00"), Some(AmountInvalid)),
        (
            receipt(vec![sale("X", "bar", "1", "1.00"), discharge("bar", "1.01")], Vec::new(), "0.00"),
            Some(AmountInvalid),
        ),
        (paid(vec![cash("9.49")]), Some(PaymentsIncomplete)),
        (paid(vec![tender(TenderKind::Electronic, "9.51")]), Some(AmountInvalid)),
        (tickets(950), None),
        (tickets(951), Some(AmountInvalid)),
        (many(980), None),
        (many(1000), Some(CapabilityMissing)),
        (coded("RSSMRA80A01H501X", ""), Some(TaxCodeInvalid)),
        (coded("", "ABC"), Some(TaxCodeInvalid)),
        (coded("12345678903", "ABCD1234"), None),
        (Receipt { footer: vec!["x".to_owned(); 99], ..lunch() }, None),
        (Receipt { footer: vec!["x".to_owned(); 100], ..lunch() }, Some(CapabilityMissing)),
    ] {
        let shown = format!("{content:?}");
        assert_eq!(reason(Document::Receipt(content), tables()), expected, "{}", &shown[..shown.len().min(300)]);
    }
    // X8: what the table does not name; only cash is in it by itself.
    let bare = json!({ "vat": { "22": 1, "10": 2 } });
    for kind in TenderKind::ALL {
        let expected = (kind != TenderKind::Cash).then_some(CapabilityMissing);
        assert_eq!(reason(Document::Receipt(paid(vec![tender(kind, "9.50")])), bare.clone()), expected, "{kind:?}");
    }
    assert_eq!(reason(Document::Receipt(lunch()), json!({ "vat": { "10": 2 } })), Some(CapabilityMissing));
    assert_eq!(reason(Document::Receipt(lunch()), json!({ "vat": { "10.0": 2, "22.00": 1 } })), None);
}

#[test]
fn a_correction_the_device_cannot_print_is_refused() {
    use Reason::{AmountInvalid, CapabilityMissing, OriginalNotFound, PaymentsIncomplete};
    let base = || {
        let original =
            DocumentRef { z: Some(1), number: Some(1), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
        correction(&original, vec![sale("X", "bar", "1", "5.00")], "5.00")
    };
    let of = |z: u32, number: u32, serial: &str| Correction {
        origin: Origin::Document { z, number, date: date(2026, 1, 15), serial: Some(serial.to_owned()) },
        ..base()
    };
    let other = || Correction { origin: Origin::Other { kind: OtherOrigin::Pos, date: date(2026, 1, 15) }, ..base() };
    let with_voucher = |word: &str| {
        let lines = vec![sale("X", "bar", "1", "6.00"), discharge("bar", "1.00")];
        let content = Correction { lines, ..base() };
        if word == "void" { Document::Void(content) } else { Document::Return(content) }
    };
    for (document, expected) in [
        (Document::Return(base()), None),
        (Document::Void(base()), None),
        (Document::Return(of(1, 1, "STMTE770207")), None),
        (Document::Return(of(0, 1, "STMTE770207")), Some(OriginalNotFound)),
        (Document::Return(of(1, 10_000, "STMTE770207")), Some(OriginalNotFound)),
        (Document::Void(of(1, 1, "STMTE\"70207")), Some(OriginalNotFound)),
        (Document::Return(other()), None),
        (Document::Void(other()), Some(CapabilityMissing)),
        (Document::Return(Correction { tenders: Vec::new(), ..base() }), Some(PaymentsIncomplete)),
        (Document::Void(Correction { tenders: Vec::new(), ..base() }), None),
        (Document::Return(Correction { tenders: vec![cash("6.00")], ..base() }), Some(AmountInvalid)),
        (Document::Return(Correction { lines: Vec::new(), ..base() }), Some(AmountInvalid)),
        (with_voucher("return"), Some(CapabilityMissing)),
        (with_voucher("void"), None),
    ] {
        let shown = format!("{document:?}");
        assert_eq!(reason(document, tables()), expected, "{shown}");
    }
}

#[test]
fn a_code_that_is_not_of_its_symbology_is_refused() {
    for (data, symbology, accepted) in [
        ("978020137962", Symbology::Ean13, true),
        ("97802013796", Symbology::Ean13, false),
        ("1234567", Symbology::Ean8, true),
        ("12345678901", Symbology::UpcA, false),
        ("ABC-12", Symbology::Code39, true),
        ("abc", Symbology::Code39, false),
        ("123", Symbology::Itf, false),
        ("A123B", Symbology::Codabar, false),
        ("caffè", Symbology::Code128, false),
    ] {
        let lines = vec![SlipLine::Barcode { data: data.to_owned(), symbology }];
        let slip = SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None };
        let expected = (!accepted).then_some(Reason::CapabilityMissing);
        assert_eq!(reason(Document::Slip(slip), tables()), expected, "{data}");
    }
}

/// F6
#[test]
fn a_failure_that_proves_nothing_printed_is_followed_by_a_reset() {
    use Reason::{CoverOpen, PaperEnd, PrinterBusy, PrinterError};
    for (fault, reason, code) in [
        ("refuse:3", PrinterError, "3"),
        ("refuse:61", PrinterError, "61"),
        ("busy", PrinterBusy, "213"),
        ("paper_end", PaperEnd, "16"),
        ("cover_open", CoverOpen, "64"),
    ] {
        let mut floor = floor();
        let failed = failure(floor.trouble("receipt", Trouble::Device(fault)).run(print(lunch())));
        assert_eq!((failed.reason, failed.vendor_code.as_deref()), (reason, Some(code)));
        assert_eq!(floor.sent, ["receipt", "reset"]);
        assert!(documents(&floor).is_empty());
        // A reset that is lost in its turn changes nothing of that.
        floor.trouble("receipt", Trouble::Device(fault)).trouble("reset", Trouble::LostBefore);
        assert_eq!(failure(floor.run(print(lunch()))), failed);
        assert_eq!(floor.printed(print(lunch())).number, Some(1));
    }
}

#[test]
fn a_device_that_knows_another_user_executes_nothing() {
    let mut floor = floor();
    let fault = failure(floor.trouble("receipt", Trouble::Device("unauthorized")).run(print(lunch())));
    assert_eq!(fault.vendor_code.as_deref(), Some("HTTP 401"));
    assert!(fault.detail.contains("settings.serial"));
    assert!(documents(&floor).is_empty());
    assert!(!floor.trouble("status", Trouble::Device("unauthorized")).status().online);
}

/// G3: where user and password are set on the device, it wants them.
#[test]
fn a_device_with_a_password_takes_no_other() {
    for (memory, settings, welcome) in [
        (json!({}), json!({}), true),
        (json!({}), json!({ "serial": "WHATEVER" }), true),
        (json!({ "password": "STMTE770207" }), json!({}), false),
        (json!({ "password": "STMTE770207" }), json!({ "serial": "STMTE770207" }), true),
        (json!({ "password": "STMTE770207" }), json!({ "serial": "STMTE770207", "password": "x" }), false),
        (json!({ "user": "a", "password": "b" }), json!({ "user": "a", "password": "b" }), true),
        (json!({ "user": "a", "password": "b" }), json!({ "user": "b", "password": "a" }), false),
    ] {
        let mut floor = floor_with(settings.clone());
        let mut whole = floor.device.memory();
        whole.as_object_mut().expect("a memory").extend(memory.as_object().cloned().expect("an object"));
        floor.device = SimulatedCustom::open(Some(&whole)).expect("a device");
        match floor.run(print(lunch())) {
            Outcome::Done(Reply::Printed(_)) => assert!(welcome, "{memory} {settings}"),
            outcome => {
                assert_eq!(failure(outcome).vendor_code.as_deref(), Some("HTTP 401"), "{memory} {settings}");
                assert!(!welcome && documents(&floor).is_empty());
            }
        }
        // It is remembered over a power cut.
        assert_eq!(floor.device.memory()["password"], whole["password"]);
    }
}

/// S12, and the receipt that was begun is cancelled.
#[test]
fn a_department_the_device_does_not_know_leaves_nothing_open() {
    let mut floor = floor();
    let lines = vec![sale("X", "bar", "1", "1.00"), sale("Y", "far", "1", "1.00")];
    let fault = failure(floor.run(print(receipt(lines, vec![cash("2.00")], "2.00"))));
    assert_eq!(fault.vendor_code.as_deref(), Some("148"));
    assert_eq!(floor.sent, ["receipt", "reset"]);
    assert!(floor.paper.contains("ANNULLATO"));
    floor.printed(print(lunch()));
}

/// What fails at the very end may stand in the memory.
#[test]
fn a_failure_at_the_end_proves_nothing() {
    let mut floor = floor();
    let fault = unknown(floor.trouble("receipt", Trouble::Device("refuse_at_end:16")).run(print(lunch())));
    assert_eq!(fault.reason, Reason::PaperEnd);
    let last = floor.last(Job::Recover);
    assert!(last.settled);
    assert_eq!(last.document, None);
}

#[test]
fn an_unreachable_device_is_offline_and_printed_nothing() {
    let mut floor = floor();
    let fault = failure(floor.trouble("receipt", Trouble::Unreachable).run(print(lunch())));
    assert_eq!((fault.reason, floor.sent.len()), (Reason::PrinterOffline, 1));
}

/// The device's own no, where the driver would have said it first.
#[test]
fn the_simulated_device_refuses_what_a_device_refuses() {
    let item = |attributes: &str| format!("<printRecItem description=\"X\" unitPrice=\"500\" {attributes}/>");
    let good = item("department=\"1\" idVat=\"1\" quantity=\"1000\"");
    let pay = |payment: u32, kind: u32| {
        format!("<printRecTotal description=\"P\" payment=\"{payment}\" paymentType=\"{kind}\"/>")
    };
    let cash = pay(500, 1);
    let end = "<endFiscalReceiptCut/>";
    for (inside, status) in [
        (format!("{good}{cash}{end}"), 0),
        (format!("{}{cash}{end}", item("department=\"1\"")), 0),
        (format!("{good}{}{end}", pay(0, 3)), 0),
        (format!("{good}{end}"), 25),
        (end.to_owned(), 25),
        (format!("{good}{}{end}", pay(499, 1)), 25),
        (format!("{good}{}{end}", pay(501, 3)), 141),
        (format!("{good}{}{end}", pay(500, 31)), 144),
        (format!("{good}{cash}{good}{end}"), 5),
        (format!("{good}{cash}{cash}{end}"), 5),
        (item("department=\"1\" quantity=\"1000\""), 28),
        (item("department=\"0\""), 148),
        (item(""), 148),
        ("<printRecItem description=\"il Totale\" unitPrice=\"1\" department=\"1\"/>".to_owned(), 7),
        (format!("<printRecItem description=\"{}\" unitPrice=\"1\" department=\"1\"/>", "x".repeat(23)), 3),
        ("<printRecItem unitPrice=\"1\" department=\"1\"/>".to_owned(), 139),
        ("<printRecItem description=\"X\" unitPrice=\"1.00\" department=\"1\"/>".to_owned(), 11),
        (format!("{good}<printRecRefund description=\"X\" unitPrice=\"501\" department=\"1\"/>"), 23),
        (format!("{good}<printRecSubtotalAdjustment adjustmentType=\"3\" description=\"S\" amount=\"501\"/>"), 23),
        (format!("{good}<printRecSubtotalAdjustment adjustmentType=\"4\" description=\"S\" amount=\"1\"/>"), 122),
        (format!("{good}<setLotteryCode code=\"AB\"/>"), 3),
        (format!("{good}{cash}<setLotteryCode code=\"ABCD1234\"/>"), 5),
        (format!("{good}<sing/>"), 115),
        ("<beginFiscalReceipt/>".to_owned(), 21),
    ] {
        let mut floor = floor();
        let body = format!("<printerFiscalReceipt><beginFiscalReceipt/>{inside}</printerFiscalReceipt>");
        let request = fiscus_sdk::driver::DeviceRequest { body, ..Default::default() };
        let clock = floor.clock;
        let answer = floor.device.handle(&request, None, clock).answer.expect("an answer");
        assert!(answer.body.contains(&format!("status=\"{status}\"")), "{inside}\n{}", answer.body);
        assert_eq!(documents(&floor).len(), usize::from(status == 0), "{inside}");
    }
}
