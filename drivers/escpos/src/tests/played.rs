//! Whole jobs between the driver and the simulated printer.

use super::*;
use fiscus_sdk::{
    Amount, Reason, Style,
    driver::{Paper, Reply},
    kit::driver::Trouble,
    slip::Symbology,
};

fn refused(outcome: Outcome) -> Reason {
    match outcome {
        Outcome::Done(Reply::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_slip_comes_out_as_it_was_meant() {
    let mut desk = desk(&json!({ "columns": 24 }));
    let mut lines = load();
    lines.extend([
        SlipLine::Text { text: "Grazie mille e arrivederci".to_owned(), style: Style::Wide },
        SlipLine::Text { text: "perché no".to_owned(), style: Style::Tall },
        SlipLine::Barcode { data: "96385074".to_owned(), symbology: Symbology::Ean8 },
    ]);
    desk.printed(marked(lines, Some("POSSIBLE COPY")));
    let printed = slips(&desk);
    let expected = [
        "POSSIBLE COPY",
        "RICARICA CARTA",
        "Importo          50,00 €",
        "------------------------",
        "[QR: FISCUS:0012]",
        "G r a z i e   m i l l e",
        "e",
        "a r r i v e d e r c i",
        "perché no",
        "[bar code 68: 96385074]",
    ];
    assert_eq!(printed, [expected]);
    assert!(desk.paper.ends_with("8< - -------------------------------------\n"), "{}", desk.paper);
}

/// A line is settled once, and then no more.
#[test]
fn the_second_slip_asks_only_how_the_printer_is() {
    let mut desk = desk(&json!({}));
    desk.printed(slip(load()));
    assert_eq!(desk.sent, ["status", "status", "status", "proof", "slip"]);
    let before = desk.now;
    desk.printed(slip(load()));
    assert_eq!(desk.sent, ["status", "status", "status", "slip"]);
    assert_eq!(desk.now, before);
    assert_eq!(slips(&desk).len(), 2);
}

/// P4
#[test]
fn a_printer_that_is_not_asked_gets_the_slip_and_nothing_else() {
    for cut in ["partial", "full", "none"] {
        let mut desk = desk(&json!({ "status": false, "cut": cut }));
        assert_eq!(desk.run(slip(load())), Outcome::Done(Reply::Accepted));
        assert_eq!(desk.sent, ["slip"]);
        assert!(desk.status().online);
        assert_eq!(desk.sent, [""; 0]);
        desk.run(Job::Cancel);
        assert_eq!(slips(&desk).len(), usize::from(cut != "none"), "{cut}");
    }
}

/// P5
#[test]
fn the_drawer_opens_when_it_is_asked_or_with_every_slip_where_that_is_wanted() {
    let mut desk = desk(&json!({}));
    desk.printed(slip(load()));
    assert_eq!(desk.device.memory()["drawer"], 0);
    assert_eq!(desk.run(Job::OpenDrawer), Outcome::Done(Reply::Nothing));
    assert_eq!(desk.sent, ["status", "drawer"]);
    assert_eq!(desk.device.memory()["drawer"], 1);
    let mut desk = self::desk(&json!({ "kick": true }));
    desk.printed(slip(load()));
    assert_eq!(desk.device.memory()["drawer"], 1);
    let unreached = desk.trouble("", Trouble::Unreachable).run(Job::OpenDrawer);
    assert_eq!(fault(unreached).1.reason, Reason::PrinterOffline);
}

#[test]
fn what_it_cannot_do_is_refused() {
    let mut desk = desk(&json!({}));
    for job in [
        Job::XReport,
        Job::ZReport,
        Job::CashIn(Amount::from(1)),
        Job::CashOut(Amount::from(1)),
        Job::Display(vec!["a".to_owned()]),
        slip(vec![SlipLine::Barcode { data: "123".to_owned(), symbology: Symbology::Ean13 }]),
        Job::Print(Document::Receipt(fiscus_sdk::document::Receipt::default())),
    ] {
        assert_eq!(refused(desk.run(job)), Reason::CapabilityMissing);
        assert_eq!(desk.sent, [""; 0]);
    }
    for job in [Job::Last, Job::LastClosure, Job::Recover] {
        assert!(!fault(desk.run(job)).0);
    }
}

#[test]
fn a_status_tells_paper_and_cover() {
    for (word, online, paper, cover) in [
        ("repaired", true, Paper::Ok, false),
        ("low_paper", true, Paper::Low, false),
        ("paper_end", false, Paper::End, false),
        ("cover_open", false, Paper::Ok, true),
        ("feed_key", false, Paper::Ok, false),
        ("cutter_error", false, Paper::Ok, false),
        ("offline", false, Paper::Ok, false),
    ] {
        let mut desk = desk(&json!({}));
        let status = desk.trouble("status", Trouble::Device(word)).status();
        assert_eq!((status.online, status.paper, status.cover_open), (online, paper, cover), "{word}");
        assert_eq!(status.notes.is_empty(), online, "{word}");
    }
}

#[test]
fn the_memory_survives_a_power_cut_and_the_buffer_does_not() {
    let mut desk = desk(&json!({}));
    desk.printed(slip(load()));
    desk.trouble("slip", Trouble::Device("paper_end"));
    assert!(fault(desk.run(slip(load()))).0);
    desk.device.power_cycle();
    let memory = desk.device.memory();
    assert_eq!(SimulatedEscPos::open(Some(&memory)).expect("a memory").memory(), memory);
    assert!(SimulatedEscPos::open(Some(&json!({ "slips": 1 }))).is_err());
    assert_eq!(fault(desk.run(slip(load()))).1.reason, Reason::PaperEnd);
    desk.trouble("status", Trouble::Device("new_roll"));
    desk.printed(slip(load()));
    let clock = desk.clock;
    assert!(desk.device.foreign_document(clock).contains("Somebody else's slip"));
}
