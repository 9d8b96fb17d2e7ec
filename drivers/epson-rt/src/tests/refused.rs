//! What is refused before anything is sent, and failures that leave nothing on paper.

use super::*;
use fiscus_sdk::{
    DocumentKind, Language, Slip, SlipLine,
    document::{OtherOrigin, SlipDocument},
    proof::{self, Sent, judge},
    slip::Symbology,
};

fn one(department: &str, quantity: &str, price: &str, total: &str) -> Receipt {
    receipt(vec![sale("X", department, quantity, price)], vec![cash(total)], total)
}

fn reason(document: Document, settings: Value) -> Option<Reason> {
    driver(settings).accepts(&document).err().map(|refusal| {
        assert!(!refusal.text.contains("{}"), "{}", refusal.text);
        refusal.reason
    })
}

/// S12, G6
#[test]
fn what_the_device_cannot_print_is_refused_before_anything_is_sent() {
    use Reason::{AmountInvalid, CapabilityMissing, DepartmentUnknown, PaymentsIncomplete, TaxCodeInvalid};
    let coded = |tax: Option<&str>, lottery: Option<&str>| Receipt {
        tax_code: tax.map(str::to_owned),
        lottery_code: lottery.map(str::to_owned),
        ..lunch()
    };
    let paid = |tenders: Vec<Tender>| Receipt { tenders, ..lunch() };
    let tickets = |count: u32| paid(vec![Tender { count: Some(count), ..tender(TenderKind::MealTicket, "9.50") }]);
    let many = |count: usize| {
        let lines = vec![sale("X", "bar", "1", "1.00"); count];
        receipt(lines, vec![cash("2000.00")], &format!("{count}.00"))
    };
    for (content, expected) in [
        (lunch(), None),
        (one("bar", "9999.999", "0.01", "100.00"), None),
        (one("bar", "1", "9999999.99", "9999999.99"), None),
        (one("loose", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("nowhere", "1", "1.00", "1.00"), Some(DepartmentUnknown)),
        (one("bar", "0", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "-1", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "0.0001", "1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "10000", "1.00", "10000.00"), Some(AmountInvalid)),
        (one("bar", "1", "1.005", "1.00"), Some(AmountInvalid)),
        (one("bar", "1", "-1.00", "1.00"), Some(AmountInvalid)),
        (one("bar", "1", "10000000.00", "10000000.00"), Some(AmountInvalid)),
        (one("bar", "9000", "9000.00", "81000000.00"), Some(AmountInvalid)),
        (one("bar", "1", "1.00", "1.01"), Some(AmountInvalid)),
        (receipt(Vec::new(), Vec::new(), "0.00"), Some(AmountInvalid)),
        (
            receipt(vec![discharge("bar", "1.00"), sale("X", "bar", "1", "1.00")], Vec::new(), "0.00"),
            Some(AmountInvalid),
        ),
        (
            receipt(vec![sale("X", "bar", "1", "1.00"), discharge("bar", "0.00")], vec![cash("1.00")], "1.00"),
            Some(AmountInvalid),
        ),
        (
            receipt(
                vec![sale("X", "bar", "1", "2.00"), adjusted(sale("Y", "bar", "1", "1.00"), "S", "-1.01")],
                vec![cash("1.99")],
                "1.99",
            ),
            Some(AmountInvalid),
        ),
        (paid(vec![cash("9.49")]), Some(PaymentsIncomplete)),
        (paid(Vec::new()), Some(PaymentsIncomplete)),
        (paid(vec![cash("9.50"), cash("0.00")]), Some(AmountInvalid)),
        (paid(vec![cash("-1.00"), cash("10.50")]), Some(AmountInvalid)),
        (paid(vec![tender(TenderKind::Electronic, "9.51")]), Some(AmountInvalid)),
        (tickets(950), None),
        (tickets(951), Some(AmountInvalid)),
        (tickets(0), Some(AmountInvalid)),
        (many(980), None),
        (many(1000), Some(CapabilityMissing)),
        (coded(Some("RSSMRA80A01H501X"), None), Some(TaxCodeInvalid)),
        (coded(Some("DE123456789"), None), Some(TaxCodeInvalid)),
        (coded(Some(""), None), Some(TaxCodeInvalid)),
        (coded(None, Some("ABC")), Some(TaxCodeInvalid)),
        (coded(Some("12345678903"), Some("ABCD1234")), None),
        (Receipt { footer: vec!["x".to_owned(); 99], ..lunch() }, None),
        (Receipt { footer: vec!["x".to_owned(); 100], ..lunch() }, Some(CapabilityMissing)),
    ] {
        let shown = format!("{content:?}");
        assert_eq!(reason(Document::Receipt(content), json!({})), expected, "{}", &shown[..shown.len().min(400)]);
    }
}

#[test]
fn a_correction_the_device_cannot_print_is_refused() {
    use Reason::{AmountInvalid, CapabilityMissing, OriginalNotFound, PaymentsIncomplete};
    let base = || {
        let original =
            DocumentRef { z: Some(1), number: Some(1), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
        correction(&original, vec![sale("X", "bar", "1", "5.00")], "5.00")
    };
    let document = |z: u32, number: u32, serial: &str| Origin::Document {
        z,
        number,
        date: date(2026, 1, 15),
        serial: Some(serial.to_owned()),
    };
    let other = || Origin::Other { kind: OtherOrigin::Pos, date: date(2026, 1, 15) };
    for (wrong, settings, expected) in [
        (Document::Return(base()), json!({}), None),
        (Document::Void(base()), json!({}), None),
        (
            Document::Return(Correction { origin: document(0, 1, "99IEB004001"), ..base() }),
            json!({}),
            Some(OriginalNotFound),
        ),
        (
            Document::Return(Correction { origin: document(1, 10_000, "99IEB004001"), ..base() }),
            json!({}),
            Some(OriginalNotFound),
        ),
        (
            Document::Void(Correction { origin: document(1, 1, "99IEB\"04001"), ..base() }),
            json!({}),
            Some(OriginalNotFound),
        ),
        (Document::Void(Correction { origin: other(), ..base() }), json!({}), Some(CapabilityMissing)),
        (Document::Return(Correction { origin: other(), ..base() }), json!({}), None),
        (Document::Return(Correction { tenders: Vec::new(), ..base() }), json!({}), Some(PaymentsIncomplete)),
        (Document::Return(Correction { tenders: vec![cash("6.00")], ..base() }), json!({}), Some(AmountInvalid)),
        (
            Document::Return(Correction {
                lines: vec![sale("X", "bar", "1", "6.00"), discharge("bar", "1.00")],
                ..base()
            }),
            json!({}),
            Some(CapabilityMissing),
        ),
        (
            Document::Void(Correction { lines: Vec::new(), ..base() }),
            json!({ "void": "itemised" }),
            Some(AmountInvalid),
        ),
        (Document::Void(Correction { lines: Vec::new(), ..base() }), json!({ "void": "total" }), None),
    ] {
        let shown = format!("{wrong:?}");
        assert_eq!(reason(wrong, settings), expected, "{shown}");
    }
}

#[test]
fn a_code_that_is_not_of_its_symbology_is_refused() {
    for (data, symbology, accepted) in [
        ("978020137962", Symbology::Ean13, true),
        ("97802013796", Symbology::Ean13, false),
        ("9780201379x2", Symbology::Ean13, false),
        ("1234567", Symbology::Ean8, true),
        ("12345678901", Symbology::UpcA, true),
        ("ABC-12", Symbology::Code39, true),
        ("abc", Symbology::Code39, false),
        ("123", Symbology::Itf, false),
        ("A123B", Symbology::Codabar, true),
        ("caffè", Symbology::Code128, false),
        ("", Symbology::Code128, false),
    ] {
        let lines = vec![SlipLine::Barcode { data: data.to_owned(), symbology }];
        let slip = SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None };
        let expected = (!accepted).then_some(Reason::CapabilityMissing);
        assert_eq!(reason(Document::Slip(slip), json!({})), expected, "{data}");
    }
    for (length, expected) in [(256, None), (257, Some(Reason::CapabilityMissing))] {
        let lines = vec![SlipLine::Qr { data: "x".repeat(length) }];
        let slip = SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: None };
        assert_eq!(reason(Document::Slip(slip), json!({})), expected);
    }
}

#[test]
fn a_refusal_speaks_the_language_of_the_shop() {
    let link = LinkOptions { path: String::new(), timeout_ms: 1000, ..LinkOptions::default() };
    for language in Language::ALL {
        let shop = Shop { language, ..shop() };
        let driver = EpsonRt::open(&json!({}), &shop, &link).expect("a driver");
        let refusal = driver.accepts(&Document::Receipt(one("loose", "1", "1.00", "1.00"))).expect_err("a refusal");
        assert!(refusal.text.contains("loose"), "{}", refusal.text);
    }
}

/// F6
#[test]
fn a_failure_that_proves_nothing_printed_is_followed_by_a_reset() {
    use Reason::{CoverOpen, PaperEnd, PrinterBusy, PrinterError};
    for (fault, reason, code) in [
        ("refuse:13", PrinterError, "13"),
        ("refuse:39", PrinterError, "39"),
        ("busy", PrinterBusy, "17"),
        ("paper_end", PaperEnd, "EPTR_REC_EMPTY"),
        ("cover_open", CoverOpen, "EPTR_COVER_OPEN"),
    ] {
        let mut floor = Shopfloor::new();
        let failed = failure(floor.trouble("receipt", Trouble::Device(fault)).run(print(lunch())));
        assert_eq!((failed.reason, failed.vendor_code.as_deref()), (reason, Some(code)));
        assert_eq!(floor.sent, ["receipt", "reset"]);
        assert!(floor.documents().is_empty());
        // A reset that is lost in its turn changes nothing of that.
        floor.trouble("receipt", Trouble::Device(fault)).trouble("reset", Trouble::LostBefore);
        assert_eq!(failure(floor.run(print(lunch()))), failed);
        assert_eq!(floor.printed(print(lunch())).number, Some(1));
    }
}

/// S1, G22: what may be told behind the close is asked of the device, and its memory decides.
#[test]
fn a_failure_that_may_follow_the_close_is_asked_of_the_device() {
    use Reason::{PaperEnd, PrinterError, PrinterOffline};
    for (fault, reason, code, printed) in [
        ("refuse:3", PrinterOffline, "3", false),
        ("refuse:99", PrinterError, "99", false),
        ("refuse_done:99", PrinterError, "99", true),
        ("refuse_done:13", PrinterError, "13", true),
        ("refuse_done:39", PrinterError, "39", true),
        ("paper_end_printed", PaperEnd, "EPTR_REC_EMPTY", true),
    ] {
        for kind in ["receipt", "return", "void", "z_report"] {
            let mut floor = Shopfloor::new();
            let original = floor.printed(print(lunch()));
            let (before, closed) = (floor.last(Job::Last), floor.last(Job::LastClosure).z);
            let back = correction(&original, lunch().lines, "9.50");
            let (planned, job) = match kind {
                "receipt" => (DocumentKind::Receipt, print(lunch())),
                "return" => (DocumentKind::Return, Job::Print(Document::Return(back))),
                "void" => (DocumentKind::Void, Job::Print(Document::Void(back))),
                _ => (DocumentKind::ZReport, Job::ZReport),
            };
            let unknown = unknown(floor.trouble(kind, Trouble::Device(fault)).run(job));
            assert_eq!((unknown.reason, unknown.vendor_code.as_deref()), (reason, Some(code)), "{kind} {fault}");
            let total = (kind != "z_report").then(|| amount("9.50"));
            let sent = Sent { kind: planned, total, before: before.document.as_ref(), z_before: closed };
            let verdict = judge(&sent, &floor.last(Job::Recover));
            match printed {
                true => assert!(matches!(verdict, proof::Verdict::Printed(_)), "{kind} {fault}: {verdict:?}"),
                false => assert_eq!(verdict, proof::Verdict::NotPrinted, "{kind} {fault}"),
            }
            assert_eq!(floor.documents().len(), 1 + usize::from(printed && kind != "z_report"), "{kind} {fault}");
        }
    }
    // What does not count may come out again.
    for fault in ["refuse:99", "paper_end", "cover_open", "refuse:3"] {
        failure(Shopfloor::new().trouble("x_report", Trouble::Device(fault)).run(Job::XReport));
    }
}

#[test]
fn an_unreachable_device_is_offline_and_printed_nothing() {
    let mut floor = Shopfloor::new();
    let fault = failure(floor.trouble("receipt", Trouble::Unreachable).run(print(lunch())));
    assert_eq!(fault.reason, Reason::PrinterOffline);
    assert_eq!(floor.sent, ["receipt"]);
}

/// S12
#[test]
fn a_department_the_device_does_not_know_leaves_nothing_open() {
    let mut floor = Shopfloor::new();
    let fault = failure(floor.run(print(one("far", "1", "1.00", "1.00"))));
    assert_eq!(fault.vendor_code.as_deref(), Some("16"));
    assert_eq!(floor.sent, ["receipt", "reset"]);
    floor.printed(print(lunch()));
}

/// S11
#[test]
fn a_warning_after_printing_is_unknown_and_not_a_failure() {
    let mut floor = Shopfloor::new();
    let fault = unknown(floor.trouble("receipt", Trouble::Device("refuse:2")).run(print(lunch())));
    assert_eq!(fault.vendor_code.as_deref(), Some("2"));
}

/// The device's own no, where the driver would have said it first.
#[test]
fn the_simulated_device_refuses_what_a_device_refuses() {
    let begin = "<beginFiscalReceipt operator=\"1\"/>";
    let end = "<endFiscalReceipt operator=\"1\"/>";
    let item = |quantity: &str, price: &str, department: &str| {
        format!(
            "<printRecItem description=\"X\" quantity=\"{quantity}\" unitPrice=\"{price}\" department=\"{department}\"/>"
        )
    };
    let pay = |payment: &str, kind: u32| {
        format!("<printRecTotal description=\"P\" payment=\"{payment}\" paymentType=\"{kind}\" index=\"1\"/>")
    };
    let good = item("1", "5,00", "1");
    let code = |tax: &str| format!("<directIO command=\"1060\" data=\"01{tax}\"/>");
    for (inside, code, number) in [
        (format!("{begin}{good}{}{end}", pay("5,00", 0)), "", 2),
        (format!("{begin}{}{}{end}", item("1.000", "5.00", "40"), pay("5.00", 0)), "", 2),
        (format!("{begin}{good}{}{end}", pay("0,00", 2)), "", 2),
        (format!("{begin}{good}{}", pay("5,00", 0)), "INCOMPLETE FILE", 0),
        (format!("{good}{}{end}", pay("5,00", 0)), "INCOMPLETE FILE", 0),
        (format!("{begin}{good}{}{end}<openDrawer/>", pay("5,00", 0)), "INCOMPLETE FILE", 0),
        (format!("{begin}{good}<printRecItemVoid/>{}{end}", pay("5,00", 0)), "Non valid XML command", 0),
        (format!("{begin}{good}{}{good}{end}", pay("5,00", 0)), "PRINTER ERROR", 11),
        (format!("{begin}{}{good}{end}", pay("5,00", 0)), "PRINTER ERROR", 11),
        (format!("{begin}{begin}{good}{}{end}", pay("5,00", 0)), "PRINTER ERROR", 11),
        (format!("{begin}{good}{}{}{end}", pay("5,00", 0), pay("1,00", 0)), "PRINTER ERROR", 11),
        (format!("{begin}{good}{}{end}", pay("4,99", 0)), "PRINTER ERROR", 24),
        (format!("{begin}{good}{end}"), "PRINTER ERROR", 24),
        (format!("{begin}{good}{}{end}", pay("5,01", 2)), "PRINTER ERROR", 13),
        (format!("{begin}{good}{}{end}", pay("5,00", 7)), "PRINTER ERROR", 16),
        (format!("{begin}{}{}{end}", item("0", "5,00", "1"), pay("5,00", 0)), "PRINTER ERROR", 13),
        (format!("{begin}{}{}{end}", item("1", "-5,00", "1"), pay("5,00", 0)), "PRINTER ERROR", 13),
        (format!("{begin}{}{}{end}", item("1", "5,00", "41"), pay("5,00", 0)), "PRINTER ERROR", 16),
        (format!("{begin}{}{}{end}", item("1", "5,00", ""), pay("5,00", 0)), "PRINTER ERROR", 12),
        (
            format!(
                "{begin}{good}<printRecItemAdjustment description=\"S\" adjustmentType=\"12\" amount=\"5,01\" department=\"1\"/>{end}"
            ),
            "PRINTER ERROR",
            13,
        ),
        (
            format!(
                "{begin}{good}<printRecSubtotalAdjustment description=\"S\" adjustmentType=\"1\" amount=\"5,01\"/>{end}"
            ),
            "PRINTER ERROR",
            13,
        ),
        (format!("{begin}{good}{}{}{end}", pay("5,00", 0), code("12345678901")), "PRINTER ERROR", 30),
        (format!("{begin}{good}<printRecLotteryID code=\"AB\"/>{}{end}", pay("5,00", 0)), "PRINTER ERROR", 30),
    ] {
        let mut floor = Shopfloor::new();
        let answer = floor.post(&format!("<printerFiscalReceipt>{inside}</printerFiscalReceipt>"));
        assert!(answer.contains(&format!("code=\"{code}\" status=\"{number}\"")), "{inside}\n{answer}");
        assert_eq!(floor.documents().len(), usize::from(code.is_empty()), "{inside}");
        if number == 24 {
            assert!(answer.contains("<printerStatus>00100<") || answer.contains("<printerStatus>00130<"), "{answer}");
            assert!(floor.post("<printerFiscalReport><printZReport/></printerFiscalReport>").contains("status=\"11\""));
            floor.post("<printerCommand><resetPrinter/></printerCommand>");
            floor.printed(print(lunch()));
        }
    }
}

#[test]
fn the_simulated_device_answers_what_is_no_request() {
    let mut floor = Shopfloor::new();
    for (body, code) in [
        ("", "NO_DATA"),
        ("receipt please", "PARSER_ERROR"),
        ("<a><b></a>", "PARSER_ERROR"),
        ("<a/>", "INCOMPLETE FILE"),
        ("<e><Body><printSomething/></Body></e>", "Non valid XML command"),
        ("<e><Body><printerCommand><sing/></printerCommand></Body></e>", "Non valid XML command"),
    ] {
        let request = DeviceRequest { body: body.to_owned(), ..DeviceRequest::default() };
        let clock = floor.clock;
        let answer = floor.device.handle(&request, None, clock).answer.expect("an answer");
        assert!(answer.body.contains(&format!("code=\"{code}\"")), "{body}: {}", answer.body);
    }
    let request = DeviceRequest::default();
    let clock = floor.clock;
    let answer = floor.device.handle(&request, Some("explode"), clock).answer.expect("an answer");
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("explode"));
    let commands = "<printerCommands><printerCommand><openDrawer/></printerCommand></printerCommands>";
    assert!(floor.post(commands).contains("success=\"true\""));
    let two = "<printerCommand><resetPrinter/><directIO command=\"2052\" data=\"01\"/></printerCommand>";
    assert!(floor.post(two).contains("<responseData>010000</responseData>"));
}

impl Shopfloor {
    fn post(&mut self, payload: &str) -> String {
        let body = format!(
            "<soapenv:Envelope xmlns:soapenv=\"x\"><soapenv:Body>\n{payload}\n</soapenv:Body></soapenv:Envelope>"
        );
        let request = DeviceRequest { path: "/".to_owned(), body, ..DeviceRequest::default() };
        let clock = self.clock;
        self.device.handle(&request, None, clock).answer.expect("an answer").body
    }
}
