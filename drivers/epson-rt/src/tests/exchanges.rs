//! Frame vectors: what is sent, letter by letter, and answers as devices have given them.

use super::*;
use crate::{
    command,
    frame::{self, Answer},
    reply,
    settings::Setup,
};
use fiscus_sdk::{
    Slip, SlipLine, Style,
    document::{OtherOrigin, SlipDocument},
    slip::Symbology,
};

fn setup(settings: Value) -> Setup {
    Setup::read(&settings, &shop()).expect("settings")
}

/// The payload of a request, without its envelope.
fn written(document: Document, settings: Value) -> String {
    let body = command::document(&document, Some("99IEB004001"), &setup(settings)).expect("a document");
    payload(&body)
}

fn payload(body: &str) -> String {
    let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
                <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>";
    let inside = body.strip_prefix(head).and_then(|rest| rest.strip_suffix("</s:Body></s:Envelope>"));
    inside.expect("the envelope").to_owned()
}

fn enveloped(response: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>\n\
         {response}</soapenv:Body></soapenv:Envelope>"
    )
}

fn answer(response: &str) -> Answer {
    Answer::read(&enveloped(response)).expect("an answer")
}

const SOLD: &str = "<response success=\"true\" code=\"\" status=\"2\"><addInfo>
<elementList>lastCommand,printerStatus,fiscalReceiptNumber,fiscalReceiptAmount,fiscalReceiptDate,fiscalReceiptTime,receiptISODateTime,zRepNumber,serialNumber</elementList>
<lastCommand>74</lastCommand><printerStatus>00110</printerStatus><fiscalReceiptNumber>5</fiscalReceiptNumber>
<fiscalReceiptAmount>9,50</fiscalReceiptAmount><fiscalReceiptDate>15/01/2026</fiscalReceiptDate><fiscalReceiptTime>10:32</fiscalReceiptTime>
<receiptISODateTime>20260115T103200</receiptISODateTime><zRepNumber>12</zRepNumber><serialNumber>99IEB004001</serialNumber>
</addInfo></response>";

fn sold() -> DocumentRef {
    DocumentRef {
        z: Some(12),
        number: Some(5),
        date: Some(date(2026, 1, 15)),
        time: Some("10:32".to_owned()),
        serial: Some("99IEB004001".to_owned()),
        total: Some(amount("9.50")),
    }
}

#[test]
fn a_sale_of_two_items_with_a_discount_is_written_as_recorded() {
    let expected = [
        "<printerFiscalReceipt>",
        "<beginFiscalReceipt operator=\"1\"/>",
        "<printRecItem operator=\"1\" description=\"PANINO\" quantity=\"2,000\" unitPrice=\"4,00\" department=\"1\" justification=\"1\"/>",
        "<printRecItem operator=\"1\" description=\"ACQUA\" quantity=\"1,000\" unitPrice=\"2,00\" department=\"2\" justification=\"1\"/>",
        "<printRecItemAdjustment operator=\"1\" adjustmentType=\"0\" description=\"SCONTO\" amount=\"0,50\" department=\"2\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"CONTANTI\" payment=\"10,00\" paymentType=\"0\" index=\"0\" justification=\"1\"/>",
        "<endFiscalReceipt operator=\"1\"/>",
        "</printerFiscalReceipt>",
    ];
    assert_eq!(written(Document::Receipt(lunch()), json!({})), expected.concat());
}

#[test]
fn everything_a_receipt_may_carry_stands_in_the_order_the_device_takes_it() {
    let content = Receipt {
        lines: vec![
            adjusted(sale("TORTA <\"&'>", "bar", "0.333", "12.00"), "SERVIZIO", "0.40"),
            discharge("bar", "2.00"),
        ],
        adjustments: vec![adjustment("OMAGGIO", "-0.40"), adjustment("COPERTO", "2.00"), adjustment("NIENTE", "0.00")],
        tenders: vec![
            tender(TenderKind::MultiUseVoucher, "1.00"),
            Tender { count: Some(3), ..tender(TenderKind::MealTicket, "2.00") },
            tender(TenderKind::UncollectedGoods, "1.00"),
        ],
        total: amount("4.00"),
        tax_code: Some("rssmra80a01h501u".to_owned()),
        lottery_code: Some("ABCD1234".to_owned()),
        footer: vec!["Grazie".to_owned()],
    };
    let expected = [
        "<printerFiscalReceipt>",
        "<beginFiscalReceipt operator=\"1\"/>",
        "<printRecItem operator=\"1\" description=\"TORTA &lt;&quot;&amp;&apos;&gt;\" quantity=\"0,333\" unitPrice=\"12,00\" department=\"1\" justification=\"1\"/>",
        "<printRecItemAdjustment operator=\"1\" adjustmentType=\"5\" description=\"SERVIZIO\" amount=\"0,40\" department=\"1\" justification=\"1\"/>",
        "<printRecItemAdjustment operator=\"1\" adjustmentType=\"12\" description=\"BUONO\" amount=\"2,00\" department=\"1\" justification=\"1\"/>",
        "<printRecSubtotalAdjustment operator=\"1\" adjustmentType=\"1\" description=\"OMAGGIO\" amount=\"0,40\" justification=\"1\"/>",
        "<printRecSubtotalAdjustment operator=\"1\" adjustmentType=\"6\" description=\"COPERTO\" amount=\"2,00\" justification=\"1\"/>",
        "<printRecLotteryID operator=\"1\" code=\"ABCD1234\"/>",
        "<printRecTotal operator=\"1\" description=\"MULTI_USE_VOUCHER\" payment=\"1,00\" paymentType=\"6\" index=\"1\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"MEAL_TICKET\" payment=\"0,66\" paymentType=\"3\" index=\"1\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"MEAL_TICKET\" payment=\"0,66\" paymentType=\"3\" index=\"1\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"MEAL_TICKET\" payment=\"0,68\" paymentType=\"3\" index=\"1\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"UNCOLLECTED_GOODS\" payment=\"1,00\" paymentType=\"5\" index=\"0\" justification=\"1\"/>",
        "<printRecMessage operator=\"1\" messageType=\"3\" index=\"1\" font=\"1\" message=\"Grazie\"/>",
        "<directIO command=\"1061\" data=\"01RSSMRA80A01H501U\"/>",
        "<endFiscalReceipt operator=\"1\"/>",
        "</printerFiscalReceipt>",
    ];
    assert_eq!(written(Document::Receipt(content.clone()), json!({})), expected.concat());

    let other = written(
        Document::Receipt(Receipt { tax_code: Some("12345678903".to_owned()), ..content }),
        json!({ "lottery": "directio", "discharge": "refund_line" }),
    );
    for part in [
        "<directIO command=\"1135\" data=\"01ABCD1234        0000\"/>",
        "<directIO command=\"1060\" data=\"0112345678903\"/>",
        "<printRecRefund operator=\"1\" description=\"BUONO\" quantity=\"1,000\" unitPrice=\"2,00\" department=\"1\" justification=\"1\"/>",
    ] {
        assert!(other.contains(part), "{part} in {other}");
    }
}

#[test]
fn a_description_is_cut_to_38_and_left_empty_becomes_the_departments() {
    let long = receipt(vec![sale(&"è".repeat(60), "bar", "1", "1.00")], vec![cash("1.00")], "1.00");
    assert!(written(Document::Receipt(long), json!({})).contains(&format!("description=\"{}\"", "è".repeat(38))));
    let bare = receipt(vec![sale(" ", "bar", "1", "1.00")], vec![cash("1.00")], "1.00");
    assert!(written(Document::Receipt(bare), json!({})).contains("description=\"REPARTO\""));
}

#[test]
fn a_void_is_written_in_each_of_its_forms() {
    let void = || {
        let water = adjusted(sale("ACQUA", "shop", "1", "2.00"), "SCONTO", "-0.50");
        Document::Void(correction(&sold(), vec![sale("PANINO", "bar", "2", "4.00"), water], "9.50"))
    };
    let reference =
        "<printRecMessage operator=\"1\" messageType=\"4\" message=\"VOID 0012 0005 15012026 99IEB004001\"/>";
    for (form, rest) in [
        ("automatic", ""),
        ("end", "<endFiscalReceipt operator=\"1\"/>"),
        ("total", "<printRecTotal operator=\"1\"/><endFiscalReceipt operator=\"1\"/>"),
        (
            "itemised",
            "<beginFiscalReceipt operator=\"1\"/>\
             <printRecVoid operator=\"1\" description=\"PANINO\" quantity=\"2,000\" unitPrice=\"4,00\" department=\"1\" justification=\"1\"/>\
             <printRecVoid operator=\"1\" description=\"ACQUA\" quantity=\"1,000\" unitPrice=\"2,00\" department=\"2\" justification=\"1\"/>\
             <printRecItemAdjustment operator=\"1\" adjustmentType=\"0\" description=\"SCONTO\" amount=\"0,50\" department=\"2\" justification=\"1\"/>\
             <printRecTotal operator=\"1\" description=\"CONTANTI\" payment=\"9,50\" paymentType=\"0\" index=\"0\" justification=\"1\"/>\
             <endFiscalReceipt operator=\"1\"/>",
        ),
    ] {
        let expected = format!("<printerFiscalReceipt>{reference}{rest}</printerFiscalReceipt>");
        assert_eq!(written(void(), json!({ "void": form })), expected);
    }
}

#[test]
fn a_return_names_its_original_or_the_kind_of_it() {
    let coffee = || vec![sale("CAFFE", "bar", "1", "1.10")];
    let own = Document::Return(Correction {
        origin: Origin::Document { z: 1, number: 9999, date: date(2026, 2, 3), serial: None },
        ..correction(&sold(), coffee(), "1.10")
    });
    let expected = [
        "<printerFiscalReceipt>",
        "<printRecMessage operator=\"1\" messageType=\"4\" message=\"REFUND 0001 9999 03022026 99IEB004001\"/>",
        "<beginFiscalReceipt operator=\"1\"/>",
        "<printRecRefund operator=\"1\" description=\"CAFFE\" quantity=\"1,000\" unitPrice=\"1,10\" department=\"1\" justification=\"1\"/>",
        "<printRecTotal operator=\"1\" description=\"CONTANTI\" payment=\"1,10\" paymentType=\"0\" index=\"0\" justification=\"1\"/>",
        "<endFiscalReceipt operator=\"1\"/>",
        "</printerFiscalReceipt>",
    ];
    assert_eq!(written(own, json!({})), expected.concat());
    for (kind, word) in [(OtherOrigin::Pos, "POS"), (OtherOrigin::Vr, "VR"), (OtherOrigin::Nd, "ND")] {
        let origin = Origin::Other { kind, date: date(2026, 12, 3) };
        let other = Document::Return(Correction { origin, ..correction(&sold(), coffee(), "1.10") });
        assert!(written(other, json!({})).contains(&format!("\"REFUND 0000 0000 03122026 {word}\"")));
    }
}

#[test]
fn a_slip_is_wrapped_to_the_paper_and_its_amounts_stay_whole() {
    let slip = Slip {
        lines: vec![
            SlipLine::bold("Ricarica"),
            SlipLine::columns("Saldo", "12,00"),
            SlipLine::Text { text: "a sentence too long for wide letters".to_owned(), style: Style::Wide },
            SlipLine::Rule,
            SlipLine::Barcode { data: "9800000000012".to_owned(), symbology: Symbology::Ean13 },
            SlipLine::Barcode { data: "A{1".to_owned(), symbology: Symbology::Code128 },
            SlipLine::Qr { data: "https://example.org/?a=1&b=2".to_owned() },
        ],
        ..Slip::default()
    };
    let document = Document::Slip(SlipDocument { slip, copy_mark: Some("COPIA".to_owned()) });
    let text = |font: u8, data: &str| format!("<printNormal operator=\"1\" font=\"{font}\" data=\"{data}\"/>");
    let code = |kind: &str, code: &str| {
        format!(
            "<printBarCode operator=\"1\" position=\"901\" width=\"2\" height=\"66\" hRIPosition=\"2\" hRIFont=\"A\" codeType=\"{kind}\" code=\"{code}\"/>"
        )
    };
    let expected = [
        "<printerNonFiscal><beginNonFiscal operator=\"1\"/>".to_owned(),
        text(2, "COPIA"),
        text(2, "Ricarica"),
        text(1, "Saldo                    12,00"),
        text(4, "a sentence too"),
        text(4, "long for wide"),
        text(4, "letters"),
        text(1, &"-".repeat(30)),
        code("67", "9800000000012"),
        code("73", "{BA{{1"),
        "<printBarCode operator=\"1\" codeType=\"92\" qRCodeAlignment=\"1\" qRCodeSize=\"4\" qRCodeErrorCorrection=\"1\" \
         qRCodeDataType=\"0\" code=\"https://example.org/?a=1&amp;b=2\"/>"
            .to_owned(),
        "<endNonFiscal operator=\"1\"/></printerNonFiscal>".to_owned(),
    ];
    assert_eq!(written(document, json!({ "columns": 30 })), expected.concat());
}

#[test]
fn the_other_jobs_are_one_request_each() {
    let setup = setup(json!({}));
    let lines = ["TOTALE".to_owned(), "9,50 €".to_owned()];
    for (body, expected) in [
        (command::x_report(), "<printerFiscalReport><printXReport operator=\"1\"/></printerFiscalReport>"),
        (
            command::z_report(crate::settings::ZForm::Z, 40_000),
            "<printerFiscalReport><printZReport operator=\"1\" timeout=\"40000\"/></printerFiscalReport>",
        ),
        (
            command::z_report(crate::settings::ZForm::Xz, 9),
            "<printerFiscalReport><printXZReport operator=\"1\" timeout=\"9\"/></printerFiscalReport>",
        ),
        (
            command::cash("in", amount("100"), &setup).expect("cash"),
            "<printerCommand><printRecCash operator=\"1\" direction=\"in\" form=\"cash\" amount=\"100,00\"/></printerCommand>",
        ),
        (command::open_drawer(), "<printerCommand><openDrawer operator=\"1\"/></printerCommand>"),
        (command::reset(), "<printerCommand><resetPrinter operator=\"1\"/></printerCommand>"),
        (
            command::display(&lines),
            "<printerCommand><displayText operator=\"1\" data=\"TOTALE              9,50 EUR            \"/></printerCommand>",
        ),
        (command::query_last(), "<printerCommand><directIO command=\"1387\" data=\"01\"/></printerCommand>"),
        (
            command::query_status("0"),
            "<printerCommand><queryPrinterStatus operator=\"1\" statusType=\"0\"/></printerCommand>",
        ),
    ] {
        assert_eq!(payload(&body), expected);
    }
}

#[test]
fn the_answer_to_a_sale_names_its_document() {
    assert_eq!(reply::printed(&answer(SOLD)), sold());
}

#[test]
fn answers_of_other_firmware_mean_the_same() {
    let unpadded = SOLD.replace("15/01/2026", "15/1/2026").replace("success=\"true\"", "success=\"1\"");
    assert_eq!(reply::printed(&answer(&unpadded)), sold());
    let iso = SOLD
        .replace("<fiscalReceiptDate>15/01/2026</fiscalReceiptDate><fiscalReceiptTime>10:32</fiscalReceiptTime>", "");
    assert_eq!(reply::printed(&answer(&iso)), sold());
    let old = SOLD.replace("<serialNumber>99IEB004001</serialNumber>", "").replace("20260115T103200", "");
    assert_eq!(reply::printed(&answer(&old)), DocumentRef { serial: None, ..sold() });
    let bare = answer("<response success=\"true\" code=\"\" status=\"2\"/>");
    assert!(bare.success);
    assert_eq!(reply::printed(&bare), DocumentRef::default());
    let thousands = SOLD.replace("9,50", "1.234,50");
    assert_eq!(reply::printed(&answer(&thousands)).total, Some(amount("1234.50")));
}

#[test]
fn failures_carry_their_code_and_number() {
    let voided = answer(
        "<response success=\"false\" code=\"PRINTER ERROR\" status=\"39\"><addInfo><elementList>lastCommand,printerStatus</elementList>\
         <lastCommand>78</lastCommand><printerStatus>00110</printerStatus></addInfo></response>",
    );
    assert_eq!((voided.success, voided.code.as_str(), voided.status), (false, "PRINTER ERROR", Some(39)));
    let paper = answer(
        "<response success=\"false\" code=\"EPTR_REC_EMPTY\" status=\"0\"><addInfo><elementList>lastCommand,printerStatus</elementList>\
         <lastCommand>0</lastCommand><printerStatus>30110</printerStatus></addInfo></response>",
    );
    assert_eq!(
        (paper.success, paper.code.as_str(), paper.fact("printerStatus")),
        (false, "EPTR_REC_EMPTY", Some("30110"))
    );
}

#[test]
fn the_last_document_is_read_from_its_fixed_places() {
    let response = |data: &str| {
        answer(&format!(
            "<response success=\"true\" code=\"\" status=\"0\"><addInfo>\
             <elementList>lastCommand,printerStatus,responseCommand,responseData</elementList>\
             <responseCommand>1387</responseCommand><responseData>{data}</responseData></addInfo></response>"
        ))
    };
    let data = "010000009500000001711501261032000012000599IEB0040010        1";
    let last = reply::last_document(&response(data)).expect("a last document");
    assert_eq!(last.document, Some(sold()));
    assert_eq!((last.serial.as_deref(), last.fiscal), (Some("99IEB004001"), Some(true)));
    let newer = reply::last_document(&response(&format!("{data}{}", "x".repeat(132)))).expect("a last document");
    assert_eq!(newer, last);
    let management = reply::last_document(&response(&format!("{}0", &data[..60]))).expect("a last document");
    assert_eq!(management.fiscal, Some(false));
    let never = format!("01{}99IEB0040010        0", "0".repeat(38));
    let never = reply::last_document(&response(&never)).expect("an answer");
    assert_eq!((never.document, never.serial.as_deref(), never.fiscal), (None, Some("99IEB004001"), None));
    for garbage in ["", "01", "01000000950000000171150126103200001x000599IEB0040010        1", "è".repeat(61).as_str()]
    {
        assert_eq!(reply::last_document(&response(garbage)), None, "{garbage}");
    }
}

#[test]
fn what_is_no_whole_answer_is_no_answer() {
    let whole = enveloped(SOLD);
    assert!(Answer::read(&whole).is_ok());
    for cut in (0..whole.len() - 1).filter(|cut| whole.is_char_boundary(*cut)) {
        assert!(Answer::read(&whole[..cut]).is_err(), "cut at {cut}");
    }
    for wrong in [
        String::new(),
        "busy".to_owned(),
        "<html/>".to_owned(),
        format!("{whole}{whole}"),
        format!("{whole}tail"),
        format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{whole}"),
        enveloped("<response code=\"\"/>"),
        enveloped("<response success=\"maybe\"/>"),
        enveloped("<response success=\"true\" success=\"false\"/>"),
        enveloped("<response success=\"true\"><addInfo>&a;</addInfo></response>"),
        enveloped("<response success=\"true\"><addInfo></response></addInfo>"),
        format!("{}{}", "<a>".repeat(1000), "</a>".repeat(1000)),
    ] {
        assert!(Answer::read(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn texts_come_back_from_xml_as_they_went_in() {
    let text = "a & b < c > \"d\" 'e' è";
    let mut xml = frame::answer();
    xml.empty("x", &[("y", text)]);
    xml.value("z", "caff\u{7}è &amp; t\u{0}è");
    let read = frame::read(&xml.finish()).expect("xml");
    assert_eq!(read.find("x").and_then(|x| x.attribute("y")), Some(text));
    assert_eq!(read.find("z").map(|z| z.text.as_str()), Some("caffè &amp; tè"));
}
