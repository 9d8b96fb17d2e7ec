//! What is typed for each job, and what is refused.

use super::*;
use fiscus_sdk::{Reason, Style, document::OtherOrigin, slip::Symbology};

/// The worked streams of the protocol notes, as the driver writes them: a quantity of one is not typed, and payments
/// always carry their amount.
#[test]
fn the_worked_documents_are_written() {
    let mut desk = desk();
    for (job, stream) in [
        (print(lunch()), r#""PANINO"2*400H1R"ACQUA"200H3R50H3M1000H1T"#),
        (
            slip(vec![SlipLine::text("RICARICA CARTA"), SlipLine::text("Importo 50,00")]),
            r#"j"RICARICA CARTA"@"Importo 50,00"@J"#,
        ),
        (
            Job::Print(Document::Return(correction(vec![sale("PANINO", "bar", "1", "4.00", "")], "4.00"))),
            r#""0012-0005-15-01-26-99IEB004001"104M"PANINO"400H1R400H1T"#,
        ),
        (
            Job::Print(Document::Void(correction(vec![sale("PANINO", "bar", "1", "4.00", "")], "4.00"))),
            r#""0012-0005-15-01-26-99IEB004001"105M"PANINO"400H1R400H1T"#,
        ),
        (Job::XReport, "1f"),
        (Job::ZReport, "8F"),
        (Job::CashIn(amount("50.00")), "5000H10M"),
        (Job::CashOut(amount("50.00")), "5000H11M"),
    ] {
        assert_eq!(desk.run(job), ACCEPTED, "{stream}");
        assert_eq!(typed(&desk), stream);
    }
    for (job, stream) in [
        (Job::OpenDrawer, "a"),
        (Job::Display(vec!["TOTALE".to_owned(), "9,50".to_owned()]), r#""TOTALE"1%"9,50"2%"#),
        (Job::Cancel, ""),
    ] {
        assert_eq!(desk.run(job), Outcome::Done(Reply::Nothing), "{stream}");
        assert_eq!(typed(&desk), stream);
    }
    assert_eq!(totals(&desk), ["9.50", "4.00", "4.00"]);
}

/// G11, G12, N4, N6, N8: every part of a receipt.
#[test]
fn every_part_of_a_receipt_has_its_keys() {
    let bread = || sale("BREAD", "goods", "1", "10.00", "");
    let cash = |of: &str| vec![tender(TenderKind::Cash, of)];
    let whole = |tenders| receipt(vec![bread()], tenders, "10.00");
    let tickets = Tender { count: Some(3), ..tender(TenderKind::MealTicket, "10.00") };
    let voucher =
        Line::Discharge { description: "BUONO".to_owned(), department: "goods".to_owned(), amount: amount("4.00") };
    for (document, stream) in [
        (receipt(vec![sale("", "goods", "1.5", "2.00", "0.10")], cash("3.10"), "3.10"), "1.5*200H3R10H7M310H1T"),
        (receipt(vec![sale("a \"b\"", "bar", "1", "2.00", "")], cash("2.00"), "2.00"), r#""a 'b'"200H1R200H1T"#),
        (
            Receipt { adjustments: vec![adjustment("-1.00")], ..receipt(vec![bread()], cash("9.00"), "9.00") },
            r#""BREAD"1000H3R100H4M900H1T"#,
        ),
        (
            Receipt { adjustments: vec![adjustment("0.50")], ..receipt(vec![bread()], cash("10.50"), "10.50") },
            r#""BREAD"1000H3R50H8M1050H1T"#,
        ),
        (receipt(vec![bread(), voucher.clone()], cash("6.00"), "6.00"), r#""BREAD"1000H3R400H18M600H1T"#),
        (whole(vec![tickets]), r#""BREAD"1000H3R333H5T333H5T334H5T"#),
        (
            whole(vec![tender(TenderKind::MultiUseVoucher, "4.00"), tender(TenderKind::Electronic, "6.00")]),
            r#""BREAD"1000H3R400H53T600H3T"#,
        ),
        (whole(vec![tender(TenderKind::UncollectedInvoice, "10.00")]), r#""BREAD"1000H3R1000H51T"#),
        (
            Receipt {
                tax_code: Some("RSSMRA80A01H501U".to_owned()),
                lottery_code: Some("abcd1234".to_owned()),
                footer: vec!["Grazie, a più €".to_owned()],
                ..whole(cash("10.00"))
            },
            r#""BREAD"1000H3R"ABCD1234"@37F"RSSMRA80A01H501U"@39F"Grazie, a piu EUR"@40F1000H1T"#,
        ),
    ] {
        let mut desk = desk();
        assert_eq!(desk.run(print(document)), ACCEPTED, "{stream}");
        assert_eq!(typed(&desk), stream);
        assert_eq!(totals(&desk).len(), 1, "{stream}: {}", desk.paper);
        assert!(!desk.paper.contains("ERRORE"), "{stream}: {}", desk.paper);
    }
}

#[test]
fn every_part_of_a_slip_has_its_keys() {
    let text = |text: &str, style| SlipLine::Text { text: text.to_owned(), style };
    let code = |data: &str, symbology| SlipLine::Barcode { data: data.to_owned(), symbology };
    let mut desk: Desk = Bench::open(&json!({ "columns": 24 }), &shop());
    let lines = vec![
        text("BOLD", Style::Bold),
        text("TALL", Style::Tall),
        text("", Style::Normal),
        SlipLine::columns("Saldo", "12,00 €"),
        SlipLine::Rule,
        code("4006381333931", Symbology::Ean13),
        code("96385074", Symbology::Ean8),
        code("FISCUS-1", Symbology::Code39),
    ];
    assert_eq!(desk.run(slip(lines)), ACCEPTED);
    let expected = concat!(
        r#"j"BOLD"@~"TALL"@" "@"Saldo          12,00 EUR"@"------------------------"@"#,
        r#""4006381333931"1Z"96385074"2Z"FISCUS-1"3ZJ"#
    );
    assert_eq!(typed(&desk), expected);
    assert_eq!(desk.device.memory()["slips"][0]["lines"].as_array().map(Vec::len), Some(8));
}

/// R22: what it cannot express is refused, before anything is sent.
#[test]
fn what_it_cannot_print_is_refused() {
    let bread = || sale("BREAD", "goods", "1", "10.00", "");
    let whole = |kind| print(receipt(vec![bread()], vec![tender(kind, "10.00")], "10.00"));
    let voucher = |department: &str| Line::Discharge {
        description: String::new(),
        department: department.to_owned(),
        amount: amount("1.00"),
    };
    let cash = |of: &str| vec![tender(TenderKind::Cash, of)];
    let other = |kind| Correction {
        origin: Origin::Other { kind, date: date(2026, 1, 15) },
        ..correction(vec![bread()], "10.00")
    };
    let foreign = Correction {
        origin: Origin::Document { z: 0, number: 5, date: date(2026, 1, 15), serial: None },
        ..correction(vec![bread()], "10.00")
    };
    let mut bare: Desk = Bench::open(&json!({}), &shop());
    for (job, reason) in [
        (whole(TenderKind::Electronic), Reason::CapabilityMissing),
        (print(receipt(vec![bread(), voucher("bar")], cash("9.00"), "9.00")), Reason::CapabilityMissing),
        (print(receipt(vec![voucher("goods"), bread()], cash("9.00"), "9.00")), Reason::AmountInvalid),
        (print(receipt(vec![bread()], cash("9.00"), "10.00")), Reason::PaymentsIncomplete),
        (print(receipt(vec![bread()], cash("9.00"), "9.00")), Reason::AmountInvalid),
        (print(receipt(vec![sale("X", "nowhere", "1", "1.00", "")], cash("1.00"), "1.00")), Reason::DepartmentUnknown),
        (
            print(Receipt { lottery_code: Some("x".to_owned()), ..receipt(vec![bread()], cash("10.00"), "10.00") }),
            Reason::TaxCodeInvalid,
        ),
        (Job::Print(Document::Void(other(OtherOrigin::Pos))), Reason::CapabilityMissing),
        (Job::Print(Document::Return(other(OtherOrigin::Vr))), Reason::CapabilityMissing),
        (Job::Print(Document::Return(foreign)), Reason::OriginalNotFound),
        (Job::Print(Document::Return(correction(vec![bread(), voucher("goods")], "9.00"))), Reason::CapabilityMissing),
        (slip(vec![SlipLine::Qr { data: "x".to_owned() }]), Reason::CapabilityMissing),
        (
            slip(vec![SlipLine::Barcode { data: "1".to_owned(), symbology: Symbology::Code128 }]),
            Reason::CapabilityMissing,
        ),
        (Job::CashIn(amount("0")), Reason::AmountInvalid),
    ] {
        let told = format!("{job:?}");
        match bare.run(job) {
            Outcome::Done(Reply::Refused(refusal)) => assert_eq!(refusal.reason, reason, "{told}: {refusal:?}"),
            other => panic!("{told}: {other:?}"),
        }
        assert!(bare.written.is_empty(), "{told}");
    }
    let pos = Job::Print(Document::Return(other(OtherOrigin::Pos)));
    assert_eq!(bare.run(pos), ACCEPTED);
    assert!(typed(&bare).starts_with(r#""15-01-26/POS"106M"BREAD""#));
}

/// Conversations as they were recorded: `>` what is typed, `<` what comes back in hexadecimal (`-`: nothing until the
/// time is over), `=` how it ends.
const RECORDED: &[(&str, &str)] = &[
    ("a drawer after a start", "< -\n> kKk\n< -\n> a\n< -\n< -\n= done"),
    ("an XOFF in the middle, and its XON", "< -\n> kKk\n< 13\n< 11\n> 5000H10M\n< 13\n< 11\n< -\n= accepted"),
    ("XOFF for ever before the first byte", "< 13\n< -\n= failed"),
    ("XOFF for ever after the cancel", "< -\n> kKk\n< 13\n< -\n= failed"),
    ("XOFF for ever when all is handed over", "< -\n> kKk\n< -\n> 5000H10M\n< -\n< 13\n< -\n= unknown"),
    ("both at once", "< -\n> kKk\n< 13 11\n> 5000H10M\n< 11 13 11\n< -\n= accepted"),
];

#[test]
fn recorded_exchanges_replay() {
    for (name, conversation) in RECORDED {
        let link = LinkOptions { link: Link::Serial, timeout_ms: 5_000, ..LinkOptions::default() };
        let mut driver = XonXoff::open(&json!({}), &shop(), &link).expect("a driver");
        let mut now = 0;
        let job = if name.contains("drawer") { Job::OpenDrawer } else { Job::CashIn(amount("50.00")) };
        driver.submit(job, now);
        let mut step = driver.receive(Input::Connected { new: true }, now);
        for line in conversation.lines() {
            let (sign, told) = line.split_once(' ').expect("a sign");
            match (sign, &step) {
                (">", Step::Write(write)) => {
                    assert_eq!(String::from_utf8_lossy(&write.bytes), told, "{name}");
                    step = driver.receive(Input::Written, now);
                }
                ("<", Step::Read { within_ms }) if told == "-" => {
                    now += within_ms;
                    step = driver.receive(Input::Silence, now);
                }
                ("<", Step::Read { .. }) => {
                    let bytes: Vec<u8> =
                        told.split(' ').map(|byte| u8::from_str_radix(byte, 16).expect("hexadecimal")).collect();
                    step = driver.receive(Input::Bytes(bytes.into()), now);
                }
                ("=", Step::Done(outcome)) => {
                    let ended = match outcome {
                        Outcome::Done(Reply::Accepted) => "accepted",
                        Outcome::Done(_) => "done",
                        Outcome::Failed(_) => "failed",
                        Outcome::Unknown(_) => "unknown",
                    };
                    assert_eq!(ended, told, "{name}");
                }
                other => panic!("{name}: {other:?} in place of {line}"),
            }
        }
    }
}
