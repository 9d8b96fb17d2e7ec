//! Frame vectors: what is sent, letter by letter, and answers as the manual and published drivers show them.

use super::*;
use crate::{
    command,
    frame::Answer,
    reply::{self, LastDocument},
    settings::Setup,
    status::{self, Flags, Verdict},
};
use fiscus_sdk::{
    DocumentKind, Fault, Slip, SlipLine, Style,
    driver::{DeviceRequest, HttpAnswer, Input},
    kit::Dice,
    slip::Symbology,
};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

fn setup(more: Value) -> Setup {
    Setup::read(&with(more), &shop(), 15_000).expect("settings")
}

/// A request without its declaration.
fn written(document: Document) -> String {
    let body = command::document(&document, "job-0001", Some("STMTE770207"), &setup(json!({}))).expect("a document");
    body.strip_prefix(HEAD).expect("a declaration").to_owned()
}

fn answer(text: &str) -> Answer {
    Answer::read(text).expect("an answer")
}

/// Two pizzas, a discount on the subtotal: the sample of the notes, with VAT 1.
fn pizzas() -> Receipt {
    let mut receipt = receipt(vec![sale("PIZZA", "goods", "2", "4.50")], vec![cash("10.00")], "8.00");
    receipt.adjustments = vec![adjustment("SCONTO", "-1.00")];
    receipt
}

#[test]
fn a_receipt_is_written_as_recorded() {
    let expected = [
        "<printerFiscalReceipt><beginFiscalReceipt></beginFiscalReceipt>",
        "<printRecItem description=\"PIZZA\" unitPrice=\"450\" department=\"3\" idVat=\"1\" quantity=\"2000\"></printRecItem>",
        "<printRecSubtotalAdjustment adjustmentType=\"3\" description=\"SCONTO\" amount=\"100\"></printRecSubtotalAdjustment>",
        "<printRecTotal description=\"CONTANTI\" payment=\"1000\" paymentType=\"1\"></printRecTotal>",
        "<endFiscalReceiptCut IdCmd=\"job-0001\"></endFiscalReceiptCut></printerFiscalReceipt>",
    ];
    assert_eq!(written(Document::Receipt(pizzas())), expected.concat());
}

/// G10, G11, G12, X9, X10, X11, X12, X14
#[test]
fn everything_a_receipt_may_carry_stands_in_the_order_the_device_takes_it() {
    let content = Receipt {
        lines: vec![
            adjusted(sale("Totale \"caffè\" & più lungo di 22", "bar", "0.333", "12.00"), "", "0.40"),
            adjusted(sale("", "goods", "1", "1.00"), "a", "-1.00"),
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
        lottery_code: Some("abcd1234".to_owned()),
        footer: vec!["Saldo totale 12,00 €".to_owned()],
    };
    let expected = [
        "<printerFiscalReceipt><beginFiscalReceipt></beginFiscalReceipt>",
        "<printRecItem description=\"Tot. &quot;caffe&quot; &amp; piu lun\" unitPrice=\"1200\" department=\"1\" idVat=\"2\" quantity=\"333\"></printRecItem>",
        "<printRecItemAdjustment adjustmentType=\"2\" description=\"MAGGIORAZIONE\" amount=\"40\" department=\"1\" idVat=\"2\"></printRecItemAdjustment>",
        "<printRecItem description=\"goods\" unitPrice=\"100\" department=\"3\" idVat=\"1\" quantity=\"1000\"></printRecItem>",
        "<printRecItemAdjustment adjustmentType=\"3\" description=\"a\" amount=\"100\" department=\"3\" idVat=\"1\"></printRecItemAdjustment>",
        "<printRecRefund description=\"BUONO\" unitPrice=\"200\" department=\"1\" idVat=\"2\" quantity=\"1000\"></printRecRefund>",
        "<printRecSubtotalAdjustment adjustmentType=\"3\" description=\"OMAGGIO\" amount=\"40\"></printRecSubtotalAdjustment>",
        "<printRecSubtotalAdjustment adjustmentType=\"2\" description=\"COPERTO\" amount=\"200\"></printRecSubtotalAdjustment>",
        "<setLotteryCode code=\"ABCD1234\"></setLotteryCode>",
        "<printRecTotal description=\"MULTI_USE_VOUCHER\" payment=\"100\" paymentType=\"9\"></printRecTotal>",
        "<printRecTotal description=\"MEAL_TICKET\" payment=\"200\" paymentType=\"5\" paymentQty=\"3\"></printRecTotal>",
        "<printRecTotal description=\"UNCOLLECTED_GOODS\" payment=\"100\" paymentType=\"7\"></printRecTotal>",
        "<fixedLines description=\"RSSMRA80A01H501U\" pitch=\"B\"></fixedLines>",
        "<printRecMessage messageType=\"4\" font=\"1\" message=\"Saldo tot. 12,00 EUR\"></printRecMessage>",
        "<endFiscalReceiptCut IdCmd=\"job-0001\"></endFiscalReceiptCut></printerFiscalReceipt>",
    ];
    assert_eq!(written(Document::Receipt(content)), expected.concat());
}

/// X7, X16
#[test]
fn a_return_is_checked_and_written_as_recorded() {
    let origin = Origin::Document { z: 12, number: 5, date: date(2026, 1, 15), serial: None };
    let original =
        DocumentRef { z: Some(12), number: Some(5), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
    let check = command::check("Refund", &origin).expect("a check");
    assert_eq!(
        check.strip_prefix(HEAD),
        Some(
            "<printerFiscalReceipt><beginRtDocRefund docRefZ=\"12\" docRefNumber=\"5\" docDate=\"150126\" checkOnly=\"1\"></beginRtDocRefund></printerFiscalReceipt>"
        )
    );
    let back = correction(&original, vec![sale("PIZZA", "goods", "1", "4.50")], "4.50");
    let lines = "<printRecItem description=\"PIZZA\" unitPrice=\"450\" idVat=\"1\" quantity=\"1000\"></printRecItem>\
                 <endFiscalReceiptCut IdCmd=\"job-0001\"></endFiscalReceiptCut></printerFiscalReceipt>";
    for (document, begin) in [
        (
            Document::Return(back.clone()),
            "<beginRtDocRefund docRefZ=\"12\" docRefNumber=\"5\" docDate=\"150126\" fiscalSerial=\"STMTE770207\"></beginRtDocRefund>",
        ),
        (
            Document::Void(back.clone()),
            "<beginRtDocAnnulment docRefZ=\"12\" docRefNumber=\"5\" docDate=\"150126\" fiscalSerial=\"STMTE770207\"></beginRtDocAnnulment>",
        ),
        (
            Document::Return(Correction {
                origin: Origin::Other { kind: OtherOrigin::Vr, date: date(2026, 12, 3) },
                ..back
            }),
            "<beginRtDocRefundSpecial service=\"VR\" docDate=\"031226\"></beginRtDocRefundSpecial>",
        ),
    ] {
        assert_eq!(written(document), format!("<printerFiscalReceipt>{begin}{lines}"));
    }
}

/// G9
#[test]
fn a_slip_is_wrapped_to_the_paper_and_its_amounts_stay_whole() {
    let slip = Slip {
        lines: vec![
            SlipLine::bold("Ricarica più"),
            SlipLine::columns("Totale", "12,00 €"),
            SlipLine::Text { text: "a sentence too long for wide letters".to_owned(), style: Style::Wide },
            SlipLine::Rule,
            SlipLine::Barcode { data: "9800000000012".to_owned(), symbology: Symbology::Ean13 },
            SlipLine::Qr { data: "https://example.org/?a=1&b=2".to_owned() },
        ],
        ..Slip::default()
    };
    let document = Document::Slip(SlipDocument { slip, copy_mark: Some("COPIA".to_owned()) });
    let body = command::document(&document, "m", None, &setup(json!({ "columns": 30 }))).expect("a slip");
    let text = |font: u8, data: &str| format!("<printNormal font=\"{font}\" data=\"{data}\"></printNormal>");
    let expected = [
        format!("{HEAD}<printerNotFiscal><beginNotFiscal></beginNotFiscal>"),
        text(2, "COPIA"),
        text(2, "Ricarica piu"),
        text(3, "Tot.                 12,00 EUR"),
        text(5, "a sentence too"),
        text(5, "long for wide"),
        text(5, "letters"),
        text(3, &"-".repeat(30)),
        "<printBarCode hRIPosition=\"2\" codeType=\"1\" code=\"9800000000012\" barCodeHeigth=\"4\"></printBarCode>"
            .to_owned(),
        "<printBarCode hRIPosition=\"0\" codeType=\"6\" code=\"https://example.org/?a=1&amp;b=2\"></printBarCode>"
            .to_owned(),
        "<endNotFiscal IdCmd=\"m\"></endNotFiscal></printerNotFiscal>".to_owned(),
    ];
    assert_eq!(body, expected.concat());
}

/// X1
#[test]
fn the_other_jobs_are_one_request_each() {
    let setup = setup(json!({}));
    let lines = ["Da pagare".to_owned(), "9,50 €".to_owned()];
    for (body, expected) in [
        (command::x_report(), "<printerFiscalReport><printXReport></printXReport></printerFiscalReport>"),
        (
            command::z_report(),
            "<printerFiscalReport><printZReport description=\"\"></printZReport></printerFiscalReport>",
        ),
        (
            command::cash('D', amount("50"), &setup).expect("cash"),
            "<printerCommand><directIO command=\"7106\" data=\"D000005000\"></directIO></printerCommand>",
        ),
        (command::open_drawer(2), "<printerCommand><openDrawer num=\"2\"></openDrawer></printerCommand>"),
        (command::reset(), "<printerCommand><resetPrinter></resetPrinter></printerCommand>"),
        (
            command::display(&lines),
            "<printerCommand><displayText data=\"Da pagare           9,50 EUR            \"></displayText></printerCommand>",
        ),
        (
            command::query_native("1017"),
            "<printerCommand><directIO command=\"1017\" data=\"\"></directIO></printerCommand>",
        ),
        (command::query_info(), "<printerCommand><getInfo></getInfo></printerCommand>"),
        (
            command::query_totals(),
            "<printerCommand><getVatTotalsOnDemand vatgroup=\"0\" doctype=\"0\"></getVatTotalsOnDemand></printerCommand>",
        ),
    ] {
        assert_eq!(body.strip_prefix(HEAD), Some(expected));
    }
}

/// G3
#[test]
fn a_request_goes_to_its_path_and_says_who_asks() {
    for (settings, authorization) in [
        (json!({}), None),
        (json!({ "serial": "STMTE770207" }), Some("Basic U1RNVEU3NzAyMDc6U1RNVEU3NzAyMDc=")),
        (json!({ "serial": "STMTE770207", "password": "x" }), Some("Basic U1RNVEU3NzAyMDc6eA==")),
        (json!({ "user": "a", "password": "b" }), Some("Basic YTpi")),
    ] {
        let settings = with(settings);
        let mut driver = driver(&settings);
        let Step::Send(request) = driver.submit(Job::LastClosure, 0) else { panic!("no request") };
        assert_eq!((request.path.as_str(), request.timeout_ms), ("/xml/printer.htm", 15_000));
        assert_eq!(request.headers[0], ("Content-Type".to_owned(), "text/plain".to_owned()));
        let told = request.headers.iter().find(|(name, _)| name == "Authorization").map(|(_, value)| value.as_str());
        assert_eq!(told, authorization);
        let shown = format!("{driver:?}");
        assert!(!shown.contains("STMTE770207") && !shown.contains("Basic"), "{shown}");
    }
}

const SOLD: &str = "<response success=\"true\" status=\"0\"><addInfo>
<elementList>lastIdCmd,lastCommand,dateTime,printerStatus,fpStatus,receiptStep,nClose,fiscalDoc</elementList>
<lastIdCmd IdCmd=\"job-0001\">endFiscalReceiptCut</lastIdCmd><lastCommand>endFiscalReceiptCut</lastCommand>
<dateTime>2026-01-15T10:32:00</dateTime><printerStatus>00000</printerStatus><fpStatus>000</fpStatus><receiptStep>0</receiptStep>
<nClose>0012</nClose><fiscalDoc>0005</fiscalDoc></addInfo></response>";

#[test]
fn the_answer_to_a_sale_names_its_document() {
    let sold = answer(SOLD);
    let expected = DocumentRef {
        z: Some(12),
        number: Some(5),
        date: Some(date(2026, 1, 15)),
        time: Some("10:32".to_owned()),
        ..DocumentRef::default()
    };
    assert_eq!((sold.success, sold.mark(), reply::printed(&sold)), (true, Some("job-0001"), expected.clone()));
    // X13
    let capitals = answer(&SOLD.replace("\"true\"", "\"TRUE\""));
    assert!(capitals.success);
    assert_eq!(reply::printed(&answer("<response success=\"true\"/>")), DocumentRef::default());
}

#[test]
fn a_failure_carries_its_number_and_flags() {
    let failed = answer(
        "<response success=\"false\" status=\"16\"><addInfo><elementList>lastCommand,printerStatus,fpStatus</elementList>\
         <lastCommand>printRecItem</lastCommand><printerStatus>01000</printerStatus><fpStatus>100</fpStatus></addInfo></response>",
    );
    assert_eq!((failed.success, failed.status), (false, 16));
    assert_eq!(Flags::read(&failed).map(Flags::paper), Some(Paper::End));
    assert_eq!(failed.fact("fpStatus").and_then(status::open_document), Some(OpenDocument::Fiscal));
    let expected = Fault::new(Reason::PaperEnd, "the device refuses: no paper").vendor("16");
    assert_eq!(status::verdict(&failed, DocumentKind::Receipt), Verdict::NotDone(expected));
}

/// G8, X6: what each number becomes, and what it proves.
#[test]
fn every_number_has_its_reason_and_says_what_it_proves() {
    use Reason::{CoverOpen, PaperEnd, PrinterBusy, PrinterError};
    for number in 1..=230 {
        let told = |element: &str| {
            let text = format!(
                "<response success=\"false\" status=\"{number}\"><addInfo><lastCommand>{element}</lastCommand></addInfo></response>"
            );
            status::verdict(&answer(&text), DocumentKind::Receipt)
        };
        let reason = match number {
            16 => PaperEnd,
            64 => CoverOpen,
            75 | 76 | 98 | 213 | 217 => PrinterBusy,
            _ => PrinterError,
        };
        let fault = status::fault(number);
        assert_eq!((fault.reason, fault.vendor_code), (reason, Some(number.to_string())));
        let known = status::ERRORS.iter().any(|(known, ..)| *known == number);
        match (number, told("printRecItem")) {
            (75 | 76, Verdict::Busy(_)) => {}
            (74, Verdict::Unsure(_)) => {}
            (_, Verdict::NotDone(_)) if known => {}
            (_, Verdict::Unsure(_)) if !known => {}
            (_, other) => panic!("{number}: {other:?}"),
        }
        // At the very end the document may stand in the memory.
        assert!(!matches!(told("endFiscalReceiptCut"), Verdict::NotDone(_)), "{number}");
        assert!(!matches!(told(""), Verdict::NotDone(_)), "{number}");
    }
}

/// S1, G22: a failure that does not say where proves nothing of what counts, and none at all of a closure.
#[test]
fn a_failure_proves_only_where_it_is_told_how_far_it_came() {
    use DocumentKind::{CashIn, Receipt, Return, Slip, Void, XReport, ZReport};
    let bare = "<response success=\"false\" status=\"16\"/>";
    let told =
        "<response success=\"false\" status=\"16\"><addInfo><lastCommand>print</lastCommand></addInfo></response>";
    for (kind, proves) in [
        (Receipt, [false, true]),
        (Return, [false, true]),
        (Void, [false, true]),
        (ZReport, [false, false]),
        (XReport, [true, true]),
        (CashIn, [true, true]),
        (Slip, [true, true]),
    ] {
        let found = [bare, told].map(|text| matches!(status::verdict(&answer(text), kind), Verdict::NotDone(_)));
        assert_eq!(found, proves, "{kind:?}");
    }
}

/// X1, X4: 15 January 2026, 10:32, number 12, 9.00.
#[test]
fn the_last_document_is_read_from_its_fixed_places() {
    let native = |data: &str| {
        answer(&format!(
            "<response success=\"true\" status=\"0\"><addInfo><responseBuf>{data}</responseBuf></addInfo></response>"
        ))
    };
    let last = |stands| LastDocument {
        number: 12,
        date: Some(date(2026, 1, 15)),
        time: Some("10:32".to_owned()),
        total: amount("9.00"),
        stands,
    };
    let data = "1501261032001200000090010";
    for (told, expected) in [
        (data.to_owned(), Some(last(true))),
        (format!("1017{data}"), Some(last(true))),
        (format!("1018{data}"), Some(last(true))),
        ("1501261032001200000090000".to_owned(), Some(last(false))),
        ("1501261032001200000090011".to_owned(), Some(last(false))),
        ("1501261032001200000090020".to_owned(), Some(last(false))),
        ("1501261032001200000090030".to_owned(), Some(last(true))),
        (data[..24].to_owned(), None),
        (String::new(), None),
        ("15012610320012000000x0010".to_owned(), None),
    ] {
        assert_eq!(reply::last_document(&native(&told)), expected, "{told}");
    }
    let sums = format!("{}+{:09}+{:09}00071", "0".repeat(36), 0, 0);
    for told in [sums.clone(), format!("1003{sums}")] {
        assert_eq!(reply::last_number(&native(&told)), Some(7), "{told}");
    }
    assert_eq!(reply::open_document(&native("1016100")).as_deref(), Some("100"));
    assert_eq!(reply::last_z(&answer("<infoResp><zSetNumber>0011</zSetNumber><x>y</x></infoResp>")), Some(11));
    let totals = answer(
        "<response success=\"true\" status=\"0\"><addInfo><lastDocument><number>0012</number><dateTime>2026-01-15T10:32:00</dateTime>\
         <total>900</total><flagDocCanc>0</flagDocCanc></lastDocument></addInfo></response>",
    );
    assert_eq!(reply::last_of_totals(&totals), Some(last(true)));
}

/// Every request of the notes is understood by the simulated device, and answered as there.
#[test]
fn the_simulated_device_takes_the_recorded_requests() {
    let mut floor = floor();
    let mut post = |inside: &str| {
        let body = format!("{HEAD}{inside}");
        let clock = floor.clock;
        floor.device.handle(
            &DeviceRequest { path: "/xml/printer.htm".to_owned(), body, ..DeviceRequest::default() },
            None,
            clock,
        )
    };
    let sold = "<printerFiscalReceipt><beginFiscalReceipt></beginFiscalReceipt>
<printRecItem description=\"PIZZA\" unitPrice=\"450\" department=\"1\" idVat=\"1\" quantity=\"2000\" IdCmd=\"a1\"></printRecItem>
<printRecSubtotalAdjustment adjustmentType=\"3\" description=\"SCONTO\" amount=\"100\"></printRecSubtotalAdjustment>
<printRecTotal description=\"CONTANTI\" payment=\"1000\" paymentType=\"1\"></printRecTotal>
<endFiscalReceiptCut IdCmd=\"job-0001\"></endFiscalReceiptCut></printerFiscalReceipt>";
    let told = post(sold).answer.expect("an answer").body;
    let expected = SOLD.replace("0012", "0001").replace("0005", "0001").replace('\n', "");
    assert_eq!(told, format!("{HEAD}{expected}"));
    let check = "<printerFiscalReceipt><beginRtDocRefund docRefZ=\"1\" docRefNumber=\"1\" docDate=\"150126\" checkOnly=\"1\"></beginRtDocRefund></printerFiscalReceipt>";
    assert!(post(check).answer.expect("an answer").body.contains("<responseBuf>1</responseBuf>"));
    let back = "<printerFiscalReceipt><beginRtDocRefund docRefZ=\"1\" docRefNumber=\"1\" docDate=\"150126\" fiscalSerial=\"STMTE770207\"></beginRtDocRefund>
<printRecItem description=\"PIZZA\" unitPrice=\"450\" idVat=\"1\" quantity=\"1000\"></printRecItem><endFiscalReceiptCut></endFiscalReceiptCut></printerFiscalReceipt>";
    assert!(post(back).changed);
    assert_eq!(documents(&floor)[1]["total"], "4.50");
}

/// A recorded session replays: the same bytes in, the same bytes out.
#[test]
fn a_recorded_sale_replays() {
    let mut driver = driver(&tables());
    let said = |step: Step| match step {
        Step::Send(request) => request.body.strip_prefix(HEAD).expect("a declaration").to_owned(),
        other => panic!("{other:?}"),
    };
    let hear = |body: &str| Input::Answer(HttpAnswer { status: 200, body: body.to_owned() });
    let native = |data: &str| {
        hear(&format!(
            "<response success=\"true\" status=\"0\"><addInfo><responseBuf>{data}</responseBuf></addInfo></response>"
        ))
    };
    let sums = |number: u32| native(&format!("{}+{:09}+{:09}{number:04}1", "0".repeat(36), 0, 0));
    let info = || hear("<infoResp><serialNumber>STMTE770207</serialNumber><zSetNumber>0011</zSetNumber></infoResp>");
    assert!(said(driver.submit(Job::Last, 0)).contains("getInfo"));
    assert!(said(driver.receive(info(), 1)).contains("\"1003\""));
    assert!(said(driver.receive(sums(4), 2)).contains("\"1017\""));
    let Step::Done(Outcome::Done(Reply::Last(last))) = driver.receive(native("1501261030000400000045010"), 3) else {
        panic!("no last document")
    };
    assert_eq!(last.document.as_ref().and_then(|d| d.z.zip(d.number)), Some((12, 4)));
    let body = said(driver.submit(print(pizzas()), 7));
    assert_eq!(body, written(Document::Receipt(pizzas())).replace("job-0001", "f7x1"));
    assert!(said(driver.receive(hear(&SOLD.replace("job-0001", "f7x1")), 9)).contains("getInfo"));
    driver.receive(info(), 10);
    driver.receive(sums(5), 11);
    let Step::Done(Outcome::Done(Reply::Printed(printed))) = driver.receive(native("1501261032000500000080010"), 12)
    else {
        panic!("not printed")
    };
    assert_eq!((printed.z, printed.number, printed.total), (Some(12), Some(5), Some(amount("8.00"))));
    assert_eq!(printed.serial.as_deref(), Some("STMTE770207"));
}

#[test]
fn what_is_no_whole_answer_is_no_answer() {
    for cut in 0..SOLD.len() {
        assert!(Answer::read(&SOLD[..cut]).is_err(), "cut at {cut}");
    }
    for wrong in [
        "",
        "busy",
        "<html/>",
        "<response/>",
        "<response success=\"maybe\" status=\"0\"/>",
        "<response success=true status=0></response>",
        "<response success=\"false\"/>",
        "<response success=\"true\" status=\"x\"/>",
        "<e><response success=\"true\" status=\"0\"/></e>",
    ] {
        assert!(Answer::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn no_letters_make_the_parser_panic() {
    let mut dice = Dice::new(20_261_122);
    let letters: Vec<char> = SOLD.chars().collect();
    for _ in 0..30_000 {
        let mut text = letters.clone();
        for _ in 0..=dice.roll(4) {
            let at = usize::try_from(dice.roll(text.len().max(1) as u64)).expect("a place");
            if at >= text.len() {
                break;
            }
            match dice.roll(3) {
                0 => text[at] = *dice.pick(&['0', '<', '>', '"', '&', ';', '\0', 'é', '9']),
                1 => drop(text.remove(at)),
                _ => text.truncate(at.max(1)),
            }
        }
        if let Ok(answer) = Answer::read(&text.into_iter().collect::<String>()) {
            let told = (reply::printed(&answer), reply::last_document(&answer), reply::last_of_totals(&answer));
            drop((
                told,
                reply::last_number(&answer),
                Flags::read(&answer),
                status::verdict(&answer, DocumentKind::Receipt),
            ));
        }
    }
}
