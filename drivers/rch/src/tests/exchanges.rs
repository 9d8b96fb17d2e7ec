//! Frame vectors in both directions, and the XML of the other wire.

use super::*;
use crate::{
    command,
    exchange::Said,
    frame::{ACK, Found, Frame, residue},
    reply::{self, Control, State},
    settings::Setup,
    web,
};
use fiscus_sdk::{
    Fault, Slip, SlipLine, Style,
    driver::{Bytes, Input, Step},
    kit::Dice,
    slip::Symbology,
};

fn bytes(text: &str) -> Vec<u8> {
    text.parse::<Bytes>().expect("bytes").0
}

fn setup() -> Setup {
    Setup::read(&tables(), &shop(), 15_000).expect("settings")
}

fn written(document: Document) -> Vec<String> {
    command::document(&document, Some("72IV6003831"), &setup()).expect("a document")
}

/// The computed exchanges of the notes: what is sent, what comes, the id that comes back.
#[test]
fn every_recorded_frame_is_written_and_read() {
    for (command, id, sent, data, back, answer) in [
        (
            "=K",
            b'0',
            "02 30 31 30 30 32 4E 3D 4B 30 33 39 03",
            "ON00000000",
            b'8',
            "02 30 31 30 31 30 4E 4F 4E 30 30 30 30 30 30 30 30 38 34 35 03",
        ),
        (
            "=R1/$200/*2/(CAFFE)",
            b'1',
            "02 30 31 30 31 39 4E 3D 52 31 2F 24 32 30 30 2F 2A 32 2F 28 43 41 46 46 45 29 31 37 44 03",
            "ON00000100",
            b'9',
            "02 30 31 30 31 30 4E 4F 4E 30 30 30 30 30 31 30 30 39 34 35 03",
        ),
        (
            "=T1",
            b'2',
            "02 30 31 30 30 33 4E 3D 54 31 32 31 34 03",
            "ON00000000",
            b'0',
            "02 30 31 30 31 30 4E 4F 4E 30 30 30 30 30 30 30 30 30 34 44 03",
        ),
        (
            "<</?s",
            b'3',
            "02 30 31 30 30 35 4E 3C 3C 2F 3F 73 33 32 38 03",
            "s000000RE0012",
            b'1',
            "02 30 31 30 31 33 4E 73 30 30 30 30 30 30 52 45 30 30 31 32 31 32 39 03",
        ),
        (
            "=T1",
            b'1',
            "02 30 31 30 30 33 4E 3D 54 31 31 31 37 03",
            "EG00130100",
            b'9',
            "02 30 31 30 31 30 4E 45 47 30 30 31 33 30 31 30 30 39 34 34 03",
        ),
    ] {
        let frame = Frame::new(1, command, id);
        assert_eq!(frame.bytes(), bytes(sent), "{command}");
        assert_eq!(Frame::find(&bytes(sent)), Found::Frame(frame, bytes(sent).len()), "{command}");
        let answered = Frame::new(1, data, back);
        assert_eq!(answered.bytes(), bytes(answer), "{data}");
        assert_eq!(Frame::find(&bytes(answer)), Found::Frame(answered, bytes(answer).len()), "{data}");
        assert_eq!(residue(id), back, "{command}");
    }
}

/// R4: only the place among ten comes back.
#[test]
fn ids_that_follow_each_other_come_back_in_order() {
    let back: Vec<u8> = (b'0'..=b'9').map(residue).collect();
    assert_eq!(back, b"8901234567");
}

#[test]
fn what_is_no_whole_frame_is_a_part_or_noise() {
    let frame = Frame::new(1, "=K", b'0').bytes();
    for cut in 1..frame.len() {
        assert_eq!(Frame::find(&frame[..cut]), Found::Part, "{cut}");
    }
    for at in 0..frame.len() {
        let mut wrong = frame.clone();
        wrong[at] ^= 0x10;
        assert!(!matches!(Frame::find(&wrong), Found::Frame(..)), "{at}");
    }
    assert_eq!(Frame::find(&[&[ACK], frame.as_slice()].concat()), Found::Noise(1));
    assert_eq!(Frame::find(b"dump"), Found::Noise(4));
    assert_eq!(Frame::find(b""), Found::Noise(0));
}

/// R5, G8
#[test]
fn letters_of_an_answer_have_their_reasons() {
    use Reason::{CoverOpen, PaperEnd, PrinterBusy, PrinterError};
    for (data, expected) in [
        ("ON00000000", None),
        ("ON00000100", None),
        ("EG00130100", Some((PrinterError, "0013"))),
        ("EP00130100", Some((PaperEnd, "0013"))),
        ("PP00160000", Some((PaperEnd, "0016"))),
        ("CG00640000", Some((CoverOpen, "0064"))),
        ("GN00980000", Some((PrinterBusy, "0098"))),
        ("SS00010000", Some((PrinterError, "0001"))),
    ] {
        let fault = Control::read(data).expect("an answer").fault();
        let told = fault.as_ref().map(|fault: &Fault| (fault.reason, fault.vendor_code.as_deref().unwrap_or_default()));
        assert_eq!(told, expected, "{data}");
    }
    for wrong in ["", "ON0000000", "XN00000000", "OX00000000", "ON0000x000", "s000000RE0012"] {
        assert_eq!(Control::read(wrong), None, "{wrong}");
    }
    let state = State { error: "0000".to_owned(), receipt: 0, key: 'R', last: Some(12) };
    for told in ["s000000RE0012", "000000RE0012"] {
        assert_eq!(State::read(told), Some(state.clone()));
    }
    assert!(State::read("s000001ZE0012").is_some_and(|state| state.open() && state.key == 'Z'));
    for wrong in ["", "s", "s00000xRE0012", "s000000QE0012"] {
        assert_eq!(State::read(wrong), None, "{wrong}");
    }
    assert_eq!(reply::serial("m72IV6003831").as_deref(), Some("72IV6003831"));
    assert_eq!((reply::serial("72IV600383"), reply::serial("7200600383x")), (None, None));
    assert_eq!((reply::closures("70011"), reply::closures("0011"), reply::closures("x")), (Some(11), Some(11), None));
}

/// G11, G12, G20, R9, R11, R13
#[test]
fn a_receipt_is_written_command_by_command() {
    let content = Receipt {
        lines: vec![
            adjusted(sale("Caffè (lungo) 1/2", "bar", "2", "2.00"), "", "0.40"),
            sale("", "goods", "0.333", "12.00"),
            discharge("bar", "2.00"),
        ],
        adjustments: vec![adjustment("OMAGGIO", "-0.40"), adjustment("COPERTO", "2.00"), adjustment("NIENTE", "0.00")],
        tenders: vec![
            tender(TenderKind::MultiUseVoucher, "1.00"),
            Tender { count: Some(3), ..tender(TenderKind::MealTicket, "2.00") },
            cash("6.00"),
        ],
        total: amount("8.00"),
        tax_code: Some("rssmra80a01h501u".to_owned()),
        lottery_code: Some("abcd1234".to_owned()),
        footer: vec!["Saldo 12,00 €".to_owned()],
    };
    let expected = [
        "=R1/$200/*2/(Caffe (lungo] 1/2)",
        "=V+/*40/(MAGGIORAZIONE)",
        "=R3/$1200/*0.333/(goods)",
        "=R1/$200/(BUONO)/&3",
        "=S",
        "=V-/*40/(OMAGGIO)",
        "=S",
        "=V+/*200/(COPERTO)",
        "=\"/?L/$1/(ABCD1234)",
        "=\"/?C/(RSSMRA80A01H501U)",
        "=\"/?A/(Saldo 12,00 EUR)",
        "=T10/$100/(MULTI_USE_VOUCHER)",
        "=T5/$200/&3/(MEAL_TICKET)",
        "=T1/$600/(CONTANTI)",
    ];
    assert_eq!(written(Document::Receipt(content)), expected);
}

/// R7
#[test]
fn corrections_and_slips_are_written_as_recorded() {
    let original =
        DocumentRef { z: Some(12), number: Some(5), date: Some(date(2026, 1, 15)), ..DocumentRef::default() };
    let back = correction(&original, vec![sale("CAFFE", "bar", "1", "2.00")], "2.00");
    let commands = ["=r/&150126/[12/]5/*2", "=R1/$200/*1/(CAFFE)", "=T1/$200"];
    assert_eq!(written(Document::Return(back.clone())), commands);
    assert_eq!(command::check(&Document::Return(back.clone())).as_deref(), Some("=r/&150126/[12/]5/*1"));
    assert_eq!(written(Document::Void(back.clone())), ["=k/&150126/[12/]5/*2", "=T1"]);
    let origin = Origin::Document { z: 12, number: 5, date: date(2026, 1, 15), serial: Some("72IV6003831".to_owned()) };
    let named = Correction { origin, ..back };
    assert_eq!(written(Document::Void(named)), ["=k/&150126/[12/]5/*2/(72IV6003831)", "=T1"]);

    let lines = vec![
        SlipLine::bold("RICARICA CARTA"),
        SlipLine::columns("Importo", "50,00 €"),
        SlipLine::Text { text: "a sentence too long for it".to_owned(), style: Style::Wide },
        SlipLine::Rule,
        SlipLine::Barcode { data: "9800000000012".to_owned(), symbology: Symbology::Ean13 },
        SlipLine::Qr { data: "https://example.org/?a=1&b=2".to_owned() },
    ];
    let slip = SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: Some("COPIA".to_owned()) };
    let expected = [
        "=o".to_owned(),
        "=\"/(COPIA)".to_owned(),
        "=\"/(RICARICA CARTA)".to_owned(),
        "=\"/(Importo                    50,00 EUR)".to_owned(),
        "=\"/(a sentence too)/*2".to_owned(),
        "=\"/(long for it)/*2".to_owned(),
        format!("=\"/({})", "-".repeat(36)),
        "=\"/$2/(9800000000012)".to_owned(),
        "=\"/$11/(https://example.org/?a=1&b=2)".to_owned(),
        "=o".to_owned(),
    ];
    assert_eq!(written(Document::Slip(slip)), expected);
    assert_eq!(command::display(&["TOTALE".to_owned(), "9,50 €".to_owned()]), ["=D1/(TOTALE)", "=D2/(9,50 EUR)"]);
}

#[test]
fn the_other_wire_carries_the_same_commands_in_xml() {
    let commands = ["=K", "=R1/$200/*2/(CAFFE)", "=\"/?A/(a & b)", "<</?s", "=T1"].map(str::to_owned);
    let body = web::request(&commands);
    assert_eq!(
        body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Service><cmd>=K</cmd><cmd>=R1/$200/*2/(CAFFE)</cmd>\
         <cmd>=&quot;/?A/(a &amp; b)</cmd><cmd>&lt;&lt;/?s</cmd><cmd>=T1</cmd></Service>"
    );
    assert_eq!(web::commands(&body).expect("commands"), commands);
    let answer = |more: &str, code: u32, flags: &str| {
        web::answer(&format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Service><Request><errorCode>{code}</errorCode>{flags}<lastCmd>3</lastCmd></Request>{more}</Service>"
        ))
        .expect("an answer")
    };
    assert_eq!(answer("", 0, ""), Ok(Said::default()));
    let serial = "<Enq><name>m</name><value>72IV6003831</value></Enq>";
    assert_eq!(answer(serial, 0, "").expect("done").data, ["m72IV6003831"]);
    // R2
    for journal in ["<EJ>a\r\nb\r\n</EJ>", "<EJ>a</EJ><EJ>b</EJ>"] {
        assert_eq!(answer(journal, 0, "").expect("done").dump, ["a", "b"]);
    }
    for (flags, reason) in [
        ("<paperEnd>1</paperEnd>", Reason::PaperEnd),
        ("<coverOpen>1</coverOpen>", Reason::CoverOpen),
        ("<busy>1</busy>", Reason::PrinterBusy),
        ("<paperEnd>0</paperEnd>", Reason::PrinterError),
    ] {
        let fault = answer("", 13, flags).expect_err("a fault");
        assert_eq!((fault.reason, fault.vendor_code.as_deref()), (reason, Some("13")));
    }
    for wrong in [
        "",
        "x",
        "<Service/>",
        "<Service><Request/></Service>",
        "<Other><Request><errorCode>0</errorCode></Request></Other>",
    ] {
        web::answer(wrong).expect_err(wrong);
    }
}

/// R2, R8, R15
#[test]
fn the_journal_names_the_last_document() {
    let read = |text: &str| reply::journal(&text.lines().map(str::to_owned).collect::<Vec<_>>());
    let plain = "DOCUMENTO COMMERCIALE\ndi vendita\nPANINO  9,50\nTOTALE COMPLESSIVO   1.012,50\n15-01-2026 10:32\nDOCUMENTO N. 0012-0005\n*** 72IV6003831 ***";
    let expected = DocumentRef {
        z: Some(12),
        number: Some(5),
        date: Some(date(2026, 1, 15)),
        time: Some("10:32".to_owned()),
        serial: Some("72IV6003831".to_owned()),
        total: Some(amount("1012.50")),
    };
    assert_eq!(read(plain), Some((expected.clone(), DocumentKind::Receipt)));
    for (text, kind) in [
        (plain.replace("di vendita", "emesso per RESO MERCE"), DocumentKind::Return),
        (plain.replace("di vendita", "emesso per ANNULLAMENTO"), DocumentKind::Void),
        (plain.replace("PANINO", "RESO"), DocumentKind::Receipt),
        (plain.replace("15-01-2026", "15/01/26"), DocumentKind::Receipt),
    ] {
        assert_eq!(read(&text), Some((expected.clone(), kind)), "{text}");
    }
    // What looks like a total besides the total leaves none.
    let doubled = plain.replace("PANINO  9,50", "Totale complessivo 3,00");
    assert_eq!(read(&doubled).and_then(|(found, _)| found.total), None);
    for none in ["", "DOCUMENTO N. 12-5", "DOCUMENTO N. 0012-0005\nDOCUMENTO N. 0012-0006", "DOCUMENTO N."] {
        assert_eq!(read(none), None, "{none}");
    }
}

/// A recorded sale replays over frames: the same bytes in, the same bytes out.
#[test]
fn a_recorded_sale_replays() {
    let mut driver = driver(&tables(), Link::Tcp);
    let mut id = b'0';
    let Step::Connect { .. } =
        driver.submit(print(receipt(vec![sale("CAFFE", "bar", "2", "2.00")], vec![cash("4.00")], "4.00")), 0)
    else {
        panic!("no connection")
    };
    let mut step = driver.receive(Input::Connected { new: true }, 0);
    for (command, dump, data) in [
        ("=C1", "", "ON00000000"),
        ("<</?m", "", "m72IV6003831"),
        ("<</?s", "", "s000000RE0004"),
        ("=R1/$200/*2/(CAFFE)", "", "ON00000100"),
        ("=T1/$400/(CONTANTI)", "", "ON00000000"),
        ("=C3", "", "ON00000000"),
        (
            "=C453/$0",
            "CAFFE 4,00\r\nTOTALE COMPLESSIVO 4,00\r\n15-01-2026 10:32\r\nDOCUMENTO N. 0012-0005\r\n*** 72IV6003831 ***\r\n",
            "ON00000000",
        ),
        ("=C1", "", "ON00000000"),
    ] {
        if let Step::Connect { .. } = step {
            step = driver.receive(Input::Connected { new: false }, 1);
        }
        let Step::Write(write) = step else { panic!("{command}: {step:?}") };
        assert_eq!(write.bytes.0, Frame::new(1, command, id).bytes(), "{command}");
        let answer = [&[ACK], dump.as_bytes(), &Frame::new(1, data, residue(id)).bytes()].concat();
        // It comes in two pieces.
        let (first, second) = answer.split_at(answer.len() / 2);
        let Step::Read { .. } = driver.receive(Input::Bytes(Bytes::from(first)), 2) else { panic!("{command}") };
        step = driver.receive(Input::Bytes(Bytes::from(second)), 3);
        id = if id == b'9' { b'0' } else { id + 1 };
    }
    let Step::Done(Outcome::Done(Reply::Printed(printed))) = step else { panic!("{step:?}") };
    assert_eq!((printed.z, printed.number, printed.total), (Some(12), Some(5), Some(amount("4.00"))));
}

#[test]
fn no_bytes_make_the_parser_panic() {
    let mut dice = Dice::new(20_261_122);
    let alphabet = [2, 3, 6, 0x15, b'0', b'1', b'9', b'N', b'O', b'=', b'K', 0x7f, 0x80, 0xff];
    for round in 0..100_000 {
        let mut bytes: Vec<u8> = (0..dice.roll(30)).map(|_| *dice.pick(&alphabet)).collect();
        if round % 4 == 0 {
            bytes.splice(0..0, Frame::new(1, "ON00000000", b'8').bytes());
            let at = usize::try_from(dice.roll(21)).expect("a place");
            bytes[at] = *dice.pick(&alphabet);
        }
        // However it begins, it is taken piece by piece.
        let mut rest = bytes.as_slice();
        while let Found::Frame(_, length) | Found::Noise(length @ 1..) = Frame::find(rest) {
            rest = &rest[length..];
        }
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        drop((Control::read(&text), State::read(&text), reply::serial(&text), reply::closures(&text)));
        drop((reply::journal(std::slice::from_ref(&text)), web::answer(&text)));
    }
}
