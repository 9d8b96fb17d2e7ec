//! Bytes in both directions: every computed exchange of the protocol notes, and recorded conversations that replay.

use super::*;
use crate::{
    command::{Cutter, Look, Roll, ask, kick},
    page::Page,
};
use fiscus_sdk::{
    Reason,
    driver::{Bytes, Driver, Input, LinkOptions, Reply, Step},
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("hexadecimal")).collect()
}

/// The slip of the protocol notes.
#[test]
fn the_composed_slip_is_written_as_published() {
    let page = Page::named("cp858").expect("a page");
    let mut roll = Roll::begin(19);
    roll.centre(true).bold(true).raw(b"RICARICA CARTA\n").bold(false).centre(false);
    roll.line("Importo            50,00 €", Look::default(), page);
    assert_eq!(
        hex(&roll.finish()),
        "1B 40 1B 74 13 1B 61 01 1B 45 01 52 49 43 41 52 49 43 41 20 43 41 52 54 41 0A 1B 45 00 1B 61 00 \
         49 6D 70 6F 72 74 6F 20 20 20 20 20 20 20 20 20 20 20 20 35 30 2C 30 30 20 D5 0A"
    );
    let mut roll = Roll::default();
    roll.qr(b"FISCUS:0012", 4);
    assert_eq!(
        hex(&roll.finish()),
        "1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 04 1D 28 6B 03 00 31 45 31 1D 28 6B 0E 00 31 50 30 \
         46 49 53 43 55 53 3A 30 30 31 32 1D 28 6B 03 00 31 51 30"
    );
    let mut roll = Roll::default();
    roll.raw(&[0x0a]).cut(Cutter::Partial).raw(&kick(0, 0x19, 0xfa));
    assert_eq!(hex(&roll.finish()), "0A 1D 56 42 00 1B 70 00 19 FA");
    assert_eq!(hex(&ask(4)), "10 04 04");
}

/// What is written for each element of a slip.
#[test]
fn a_slip_is_these_bytes() {
    use fiscus_sdk::{Style, slip::Symbology};
    let text = |text: &str, style| SlipLine::Text { text: text.to_owned(), style };
    for (settings, line, written) in [
        (json!({}), SlipLine::text("è 5 €"), "8A 20 35 20 D5 0A"),
        (json!({ "code_page": { "name": "cp437" } }), SlipLine::text("è 5 €"), "8A 20 35 20 45 55 52 0A"),
        (json!({}), text("A", Style::Bold), "1B 45 01 41 0A 1B 45 00"),
        (json!({}), text("A", Style::Wide), "1D 21 10 41 0A 1D 21 00"),
        (json!({}), text("A", Style::Tall), "1D 21 01 41 0A 1D 21 00"),
        (
            json!({ "columns": 16 }),
            SlipLine::columns("a", "1,00"),
            "61 20 20 20 20 20 20 20 20 20 20 20 31 2C 30 30 0A",
        ),
        (json!({ "columns": 16 }), SlipLine::Rule, "2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 2D 0A"),
        (
            json!({}),
            SlipLine::Barcode { data: "4006381333931".to_owned(), symbology: Symbology::Ean13 },
            "1B 61 01 1D 68 50 1D 77 02 1D 48 02 1D 6B 43 0D 34 30 30 36 33 38 31 33 33 33 39 33 31 1B 61 00",
        ),
        (
            json!({}),
            SlipLine::Barcode { data: "A{1".to_owned(), symbology: Symbology::Code128 },
            "1B 61 01 1D 68 50 1D 77 02 1D 48 02 1D 6B 49 06 7B 42 41 7B 7B 31 1B 61 00",
        ),
    ] {
        let mut desk = desk(&settings);
        desk.printed(slip(vec![line]));
        let page = if settings["code_page"].is_null() { "13" } else { "00" };
        let whole = format!("1B 40 1B 74 {page} {written} 0A 1D 56 42 00 1D 72 01");
        assert_eq!(hex(desk.written.last().expect("a slip")), whole);
    }
    for (settings, end) in [
        (json!({ "cut": "full" }), "0A 1D 56 41 00 1D 72 01"),
        (json!({ "cut": "none" }), "0A 1B 64 05 1D 72 01"),
        (json!({ "kick": true }), "0A 1D 56 42 00 1B 70 00 19 FA 1D 72 01"),
        (
            json!({ "kick": true, "drawer": { "pin": 5, "on": "100ms", "off": "100ms" } }),
            "0A 1D 56 42 00 1B 70 01 32 32 1D 72 01",
        ),
        (json!({ "status": false }), "0A 1D 56 42 00"),
    ] {
        let mut desk = desk(&settings);
        drop(desk.run(slip(Vec::new())));
        assert_eq!(hex(desk.written.last().expect("a slip")), format!("1B 40 1B 74 13 {end}"), "{settings}");
    }
    for (settings, head) in [
        (json!({ "logo": { "number": 3 } }), "1B 61 01 1C 70 03 00 1B 61 00"),
        (
            json!({ "logo": { "image": "P1 9 2 100000001 010000000" } }),
            "1B 61 01 1D 76 30 00 02 00 02 00 80 80 40 00 1B 61 00",
        ),
    ] {
        let mut desk = desk(&settings);
        desk.printed(slip(Vec::new()));
        let whole = format!("1B 40 1B 74 13 {head} 0A 1D 56 42 00 1D 72 01");
        assert_eq!(hex(desk.written.last().expect("a slip")), whole, "{settings}");
    }
}

/// Conversations as they were recorded: `>` what is written, `<` what comes back (`-`: nothing), `=` how it ends.
const RECORDED: &[(&str, &str)] = &[
    (
        "a slip on a line that was settled before",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< 00\n< -\n\
         > 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< 00\n= printed",
    ),
    (
        "the drawer pin is high, the paper nearly out",
        "> 10 04 01\n< 16\n> 10 04 02\n< 12\n> 10 04 04\n< 1E\n\
      > ZEROS 1D 72 01\n< 03\n< -\n> 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< 03\n= printed",
    ),
    ("paper end", "> 10 04 01\n< 1A\n> 10 04 02\n< 32\n> 10 04 04\n< 72\n= failed paper_end 1:1A 2:32 4:72"),
    (
        "paper end by both sensors",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 7E\n= failed paper_end 1:12 2:12 4:7E",
    ),
    ("cover open", "> 10 04 01\n< 1A\n> 10 04 02\n< 16\n> 10 04 04\n< 12\n= failed cover_open 1:1A 2:16 4:12"),
    ("offline", "> 10 04 01\n< 1A\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n= failed printer_offline 1:1A 2:12 4:12"),
    (
        "a cutter that is stuck",
        "> 10 04 01\n< 1A\n> 10 04 02\n< 52\n> 10 04 03\n< 1A\n> 10 04 04\n< 12\n= failed printer_error 1:1A 2:52 3:1A 4:12",
    ),
    (
        "a report nobody asked for stands before the answers",
        "> 10 04 01\n< 10 00 00 00 12\n> 10 04 02\n< 14 00\n< 00 0F 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< 10 00 00 00 00\n\
         < -\n> 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< 10 00 00 00\n< 00\n= printed",
    ),
    (
        "an answer to an older question is waited for",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< 00\n< 00\n< -\n\
         > 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< -\n> 10 04 02\n< 12\n< 00\n= printed",
    ),
    (
        "the paper ends in the middle",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< 00\n< -\n\
         > 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< -\n> 10 04 02\n< 32\n= unknown paper_end 2:32",
    ),
    (
        "the paper ends with the slip",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< 00\n< -\n\
         > 1B 40 1B 74 13 41 0A 0A 1D 56 42 00 1D 72 01\n< 0F\n= unknown paper_end",
    ),
    ("nobody answers", "> 10 04 01\n< -\n= failed printer_offline"),
    (
        "what was sent before does not come to an end",
        "> 10 04 01\n< 12\n> 10 04 02\n< 12\n> 10 04 04\n< 12\n> ZEROS 1D 72 01\n< -\n= failed printer_busy",
    ),
];

#[test]
fn recorded_exchanges_replay() {
    for (name, conversation) in RECORDED {
        let link = LinkOptions { link: fiscus_sdk::driver::Link::Tcp, timeout_ms: 5_000, ..LinkOptions::default() };
        let mut driver = EscPos::open(&json!({}), &shop(), &link).expect("a driver");
        let mut now = 0;
        let mut step = driver.submit(slip(vec![SlipLine::text("A")]), now);
        assert!(matches!(step, Step::Connect { anew: false, .. }), "{name}");
        step = driver.receive(Input::Connected { new: true }, now);
        for line in conversation.lines().map(str::trim) {
            let (sign, told) = line.split_once(' ').expect("a sign");
            match sign {
                ">" => {
                    let Step::Write(write) = &step else { panic!("{name}: {step:?} in place of {line}") };
                    let written = hex(&write.bytes);
                    let zeros = "00 ".repeat(1536);
                    assert_eq!(
                        written.strip_prefix(&zeros).unwrap_or(&written),
                        told.trim_start_matches("ZEROS "),
                        "{name}"
                    );
                    assert_eq!(written.starts_with(&zeros), told.starts_with("ZEROS"), "{name}");
                    if write.answer_within_ms == 0 {
                        step = driver.receive(Input::Written, now);
                    }
                }
                "<" => {
                    let within = match &step {
                        Step::Write(write) => write.answer_within_ms,
                        Step::Read { within_ms } => *within_ms,
                        other => panic!("{name}: {other:?} where {line} comes"),
                    };
                    let input = if told == "-" {
                        now += within;
                        Input::Silence
                    } else {
                        Input::Bytes(Bytes(bytes(told)))
                    };
                    step = driver.receive(input, now);
                }
                _ => {
                    let ended = match &step {
                        Step::Done(Outcome::Done(Reply::Printed(_))) => "printed".to_owned(),
                        Step::Done(Outcome::Failed(fault)) => ended("failed", fault),
                        Step::Done(Outcome::Unknown(fault)) => ended("unknown", fault),
                        other => panic!("{name}: {other:?} in place of {line}"),
                    };
                    assert_eq!(ended, told, "{name}");
                }
            }
        }
    }
}

fn ended(how: &str, fault: &Fault) -> String {
    let code = fault.vendor_code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
    format!("{how} {}{code}", fault.reason)
}

/// The bytes of the status line of the protocol notes, from the device's side.
#[test]
fn the_simulated_printer_answers_as_published() {
    for (word, question, answer) in [
        (None, "10 04 04", "12"),
        (None, "10 04 01", "12"),
        (None, "1D 72 01", "00"),
        (None, "1D 72 02", "00"),
        (Some("paper_end"), "10 04 02", "32"),
        (Some("paper_end"), "10 04 04", "7E"),
        (Some("offline"), "10 04 01", "1A"),
        (Some("low_paper"), "10 04 04", "1E"),
        (Some("cover_open"), "10 04 02", "16"),
        (Some("feed_key"), "10 04 02", "1A"),
        (Some("cutter_error"), "10 04 03", "1A"),
    ] {
        let mut device = SimulatedEscPos::open(None).expect("a device");
        let clock = fiscus_sdk::jiff::civil::datetime(2026, 1, 1, 8, 0, 0, 0);
        assert_eq!(hex(&device.take(&bytes(question), word, clock).bytes), answer, "{word:?}");
    }
    assert_eq!(Reason::PaperEnd.to_string(), "paper_end");
}
