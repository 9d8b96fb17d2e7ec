//! What the driver refuses before anything is sent, and the device's numbers.

use super::*;
use crate::status::{self, ERRORS};
use fiscus_sdk::{
    Language, Slip, SlipLine,
    document::{OtherOrigin, SlipDocument},
    driver::{Driver, LinkOptions},
    jiff::civil::date,
    slip::Symbology,
};

fn reason(document: Document, settings: Value) -> Option<Reason> {
    let link = LinkOptions { timeout_ms: 15_000, ..LinkOptions::default() };
    let driver = CustomSerial::open(&settings, &shop(), &link).expect("settings");
    driver.accepts(&document).err().map(|refusal| refusal.reason)
}

/// R22, G6: a tender without a number is refused before printing.
#[test]
fn only_mapped_tenders_are_printed() {
    for kind in TenderKind::ALL {
        let paid = Receipt { tenders: vec![tender(kind, "9.00")], ..pizzas() };
        let expected = (kind != TenderKind::Cash).then_some(Reason::CapabilityMissing);
        assert_eq!(reason(Document::Receipt(paid.clone()), json!({})), expected, "{kind:?}");
        assert_eq!(reason(Document::Receipt(paid.clone()), settings()), None, "{kind:?}");
        let mut desk = Desk(Bench::open(&json!({}), &shop()));
        if expected.is_some() {
            assert_eq!(refusal(desk.run(print(paid))), Reason::CapabilityMissing);
            assert!(desk.sent.is_empty());
        }
    }
}

#[test]
fn what_the_device_cannot_express_is_refused() {
    use Reason::{
        AmountInvalid, CapabilityMissing, DepartmentUnknown, OriginalNotFound, PaymentsIncomplete, TaxCodeInvalid,
    };
    let original = DocumentRef { z: Some(1), number: Some(1), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
    let back = correction(&original);
    let voucher =
        Line::Discharge { description: "BUONO".to_owned(), department: "bar".to_owned(), amount: amount("1.00") };
    let with_voucher = Receipt { lines: vec![sale("PIZZA", "bar", "2", "5.00"), voucher.clone()], ..pizzas() };
    let of = |z: u32, number: u32, serial: Option<&str>| Correction {
        origin: Origin::Document { z, number, date: date(2026, 1, 15), serial: serial.map(str::to_owned) },
        ..back.clone()
    };
    let slip =
        |line| Document::Slip(SlipDocument { slip: Slip { lines: vec![line], ..Slip::default() }, copy_mark: None });
    let tickets = |count| Receipt {
        tenders: vec![Tender { count: Some(count), ..tender(TenderKind::MealTicket, "9.00") }],
        ..pizzas()
    };
    for (document, settings, expected) in [
        (Document::Receipt(pizzas()), json!({}), None),
        (
            Document::Receipt(Receipt { lines: vec![sale("X", "loose", "1", "9.00")], ..pizzas() }),
            json!({}),
            Some(DepartmentUnknown),
        ),
        (Document::Receipt(with_voucher.clone()), json!({}), Some(CapabilityMissing)),
        (Document::Receipt(with_voucher), json!({ "discharge_type": "F" }), None),
        (
            Document::Receipt(Receipt { tax_code: Some("RSSMRA80A01H501X".to_owned()), ..pizzas() }),
            json!({}),
            Some(TaxCodeInvalid),
        ),
        (
            Document::Receipt(Receipt { lottery_code: Some("AB".to_owned()), ..pizzas() }),
            json!({}),
            Some(TaxCodeInvalid),
        ),
        (Document::Receipt(Receipt { total: amount("9.01"), ..pizzas() }), json!({}), Some(AmountInvalid)),
        (Document::Receipt(Receipt { tenders: vec![cash("8.99")], ..pizzas() }), json!({}), Some(PaymentsIncomplete)),
        (Document::Receipt(tickets(99)), super::settings(), None),
        (Document::Receipt(tickets(100)), super::settings(), Some(CapabilityMissing)),
        (Document::Receipt(tickets(0)), super::settings(), Some(AmountInvalid)),
        (
            Document::Receipt(Receipt {
                lines: vec![sale("X", "bar", "9999.999", "0.00"), sale("PIZZA", "bar", "2", "4.50")],
                ..pizzas()
            }),
            json!({}),
            None,
        ),
        (
            Document::Receipt(Receipt { lines: vec![sale("X", "bar", "10000", "0.00")], ..pizzas() }),
            json!({}),
            Some(AmountInvalid),
        ),
        (Document::Return(back.clone()), json!({}), None),
        (Document::Return(Correction { lines: vec![voucher], ..back.clone() }), json!({}), Some(CapabilityMissing)),
        (Document::Return(of(0, 1, None)), json!({}), Some(OriginalNotFound)),
        (Document::Return(of(9999, 9999, None)), json!({}), None),
        (Document::Return(of(10_000, 1, None)), json!({}), Some(OriginalNotFound)),
        (Document::Void(of(1, 10_000, None)), json!({}), Some(OriginalNotFound)),
        (Document::Void(of(1, 1, Some("SHORT"))), json!({}), Some(OriginalNotFound)),
        (Document::Void(of(1, 1, Some("99IEB004001"))), json!({}), None),
        (
            Document::Void(Correction {
                origin: Origin::Other { kind: OtherOrigin::Nd, date: date(2026, 1, 15) },
                ..back.clone()
            }),
            json!({}),
            Some(CapabilityMissing),
        ),
        (slip(SlipLine::text("x".repeat(500))), json!({}), None),
        (
            slip(SlipLine::Barcode { data: "123456789012".to_owned(), symbology: Symbology::Ean13 }),
            json!({}),
            Some(CapabilityMissing),
        ),
        (slip(SlipLine::Qr { data: "x".to_owned() }), json!({}), Some(CapabilityMissing)),
    ] {
        let shown = format!("{document:?}");
        assert_eq!(reason(document, settings), expected, "{shown}");
    }
}

#[test]
fn a_refusal_speaks_the_language_of_the_shop() {
    for language in Language::ALL {
        let shop = Shop { language, ..shop() };
        let link = LinkOptions { timeout_ms: 1_000, ..LinkOptions::default() };
        let driver = CustomSerial::open(&json!({}), &shop, &link).expect("a driver");
        let receipt = Receipt { tenders: vec![tender(TenderKind::Cheque, "9.00")], ..pizzas() };
        let refusal = driver.accepts(&Document::Receipt(receipt)).expect_err("a refusal");
        assert!(refusal.text.contains("cheque") && refusal.text.contains("settings.payments"), "{}", refusal.text);
    }
}

/// G8: every documented number keeps its number; above 99 it is asked for.
#[test]
fn every_number_of_the_device_is_told() {
    for number in ERRORS.iter().map(|(number, ..)| *number).chain([2, 99, 199]) {
        let fault = status::fault(number);
        let reason = match number {
            16 => Reason::PaperEnd,
            64 => Reason::CoverOpen,
            75 | 76 | 98 | 213 | 217 => Reason::PrinterBusy,
            _ => Reason::PrinterError,
        };
        assert_eq!((fault.reason, fault.vendor_code), (reason, Some(number.to_string())));
    }
    for (word, code) in [("refuse:213", "213"), ("refuse:5", "5"), ("refuse:148", "148")] {
        let mut desk = Desk::new();
        let word: &'static str = word;
        let fault = failure(desk.trouble("line", Trouble::Device(word)).run(print(pizzas())));
        assert_eq!(fault.vendor_code.as_deref(), Some(code));
        assert_eq!(desk.texts().contains(&"1015".to_owned()), code.len() == 3);
    }
    let mut desk = Desk::new();
    let fault = failure(desk.run(print(Receipt { lines: vec![sale("X", "far", "1", "9.00")], ..pizzas() })));
    assert_eq!(fault.vendor_code.as_deref(), Some("148"));
    assert!(desk.documents().is_empty());
}
