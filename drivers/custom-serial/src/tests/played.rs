//! Whole documents on the simulated device: what is sent, what is on paper, and what is found after a lost answer.

use super::*;
use crate::frame::Frame;
use fiscus_sdk::{
    DocumentKind, Slip, SlipLine, Style,
    document::{OtherOrigin, SlipDocument},
    driver::{Bytes, Driver, Face, Input, OpenDocument, Paper, Step},
    proof::{Sent, Verdict, judge},
};

fn slip() -> Document {
    let lines = vec![
        SlipLine::bold("Ricarica"),
        SlipLine::columns("Totale €", "12,00"),
        SlipLine::Rule,
        SlipLine::Text { text: "perché no".to_owned(), style: Style::Wide },
        SlipLine::text(""),
    ];
    Document::Slip(SlipDocument { slip: Slip { lines, ..Slip::default() }, copy_mark: Some("COPIA".to_owned()) })
}

/// R22, S5, S14, G10, G11, G20
#[test]
fn a_receipt_is_written_command_by_command() {
    let water = adjusted(sale("Totale acqua è €", "shop", "1", "2.00"), "Sconto", "-0.50");
    let tickets = Tender { count: Some(2), ..tender(TenderKind::MealTicket, "5.00") };
    let mut desk = Desk::new();
    desk.printed(print(Receipt {
        lines: vec![sale("PANINO", "bar", "2", "4.00"), water],
        adjustments: vec![adjustment("TOTAL", "-0.50"), adjustment("Più", "1.00")],
        tenders: vec![tickets, cash("10.00")],
        total: amount("10.00"),
        tax_code: Some("rssmra80a01h501u".to_owned()),
        lottery_code: Some("ABCD1234".to_owned()),
        footer: vec!["Grazie".to_owned()],
    }));
    assert_eq!(
        desk.texts()[1..14],
        [
            // What a daemon before may have left open.
            "1016",
            "301908ABCD1234",
            "3301100000200000106PANINO00000040000",
            "3301100000100000216Tot. acqua e EUR00000020000",
            "3301300000000000206Sconto00000005000",
            "3003",
            "3301300000000000004TOT.00000005000",
            "3003",
            "3301200000000000003Piu00000010000",
            "3007050211MEAL_TICKET000000500",
            "3007010008CONTANTI000001000",
            "3010B16RSSMRA80A01H501U",
            "3011",
        ]
    );
    assert_eq!(desk.texts()[14..], ["1012", "1104", "1003", "1017", "1012", "3012106Grazie", "3013"]);
    assert_eq!(desk.documents()[0]["total"], "10.00");
    assert!(desk.paper.contains("Grazie"));
}

#[test]
fn a_slip_keeps_its_columns_and_loses_its_marks() {
    let mut desk = Desk::new();
    desk.printed(Job::Print(slip()));
    assert_eq!(desk.texts()[2..5], ["40011", "4003205COPIA", "4003208Ricarica"]);
    assert_eq!(desk.texts()[5], format!("4003142Tot. EUR{:>34}", "12,00"));
    assert!(desk.texts().contains(&"4003509perche no".to_owned()));
    assert!(desk.texts().contains(&"4003100".to_owned()) && desk.texts().contains(&"4004".to_owned()));
    assert_eq!(desk.sent.last().map(String::as_str), Some("slip"));
}

/// S8, S9
#[test]
fn a_return_and_a_void_look_for_their_original_first() {
    let mut desk = Desk::new();
    let original = desk.printed(print(pizzas()));
    let back = desk.printed(Job::Print(Document::Return(correction(&original))));
    assert_eq!((back.number, back.total), (Some(2), Some(amount("9.00"))));
    assert_eq!(desk.texts()[..2], ["7101R000100011501269", "7101R000100011501268"]);
    // What was returned is not voided any more.
    assert_eq!(refusal(desk.run(Job::Print(Document::Void(correction(&original))))), Reason::ReturnNotAllowed);
    assert_eq!(desk.texts(), ["7101A000100011501269", "71010"]);
    let other = desk.printed(print(pizzas()));
    let void = desk.printed(Job::Print(Document::Void(correction(&other))));
    assert_eq!((void.number, void.total), (Some(4), Some(amount("9.00"))));
    assert_eq!(desk.texts()[..3], ["7101A000100031501269", "7101A000100031501268", "7101A000100031501261"]);
    let kinds: Vec<Value> = desk.documents().iter().map(|document| document["kind"].clone()).collect();
    assert_eq!(kinds, ["receipt", "return", "receipt", "void"]);
    let unknown = DocumentRef { number: Some(77), ..original.clone() };
    assert_eq!(refusal(desk.run(Job::Print(Document::Return(correction(&unknown))))), Reason::OriginalNotFound);
    let foreign = DocumentRef { serial: Some("99IEB004001".to_owned()), ..original };
    assert_eq!(refusal(desk.run(Job::Print(Document::Void(correction(&foreign))))), Reason::OriginalNotFound);
    assert!(desk.texts()[0].ends_with("91199IEB004001"), "{:?}", desk.texts());
}

/// What is sent stands on the paper: it is how the wire is checked by looking.
#[test]
fn the_paper_shows_what_was_sent() {
    let mut desk = Desk::new();
    desk.printed(print(Receipt {
        lines: vec![sale("Formaggio", "bar", "0.375", "12.90"), sale("Pane", "bar", "1", "1.16")],
        tenders: vec![cash("10.00")],
        total: amount("6.00"),
        tax_code: Some("RSSMRA80A01H501U".to_owned()),
        lottery_code: Some("ABCD1234".to_owned()),
        ..pizzas()
    }));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = desk.paper.lines().map(words).collect();
    for line in [
        "0,375 x 12,90",
        "Formaggio 4,84",
        "Pane 1,16",
        "TOTALE COMPLESSIVO 6,00",
        "CONTANTI 10,00",
        "RESTO 4,00",
        "C.F./P.IVA CLIENTE RSSMRA80A01H501U",
        "LOTTERIA ABCD1234",
        "15-01-2026 10:32 N. 0001-0001",
    ] {
        assert!(lines.iter().any(|printed| printed == line), "{line}\n{}", desk.paper);
    }
    let document = &desk.documents()[0];
    assert_eq!((&document["tax_code"], &document["lottery"]), (&json!("RSSMRA80A01H501U"), &json!("ABCD1234")));
    assert_eq!((&document["change"], &document["lines"][0]["quantity"]), (&json!("4.00"), &json!("0.375")));
}

/// S8: no more comes back than is left, and what is not given back is cancelled and refused for good.
#[test]
fn a_return_never_exceeds_what_is_left_of_its_original() {
    let mut desk = Desk::new();
    let original = desk.printed(print(pizzas()));
    let back = |total: &str| {
        let lines = vec![sale("PIZZA", "bar", "1", total)];
        let tenders = vec![cash(total)];
        Job::Print(Document::Return(Correction { lines, tenders, total: amount(total), ..correction(&original) }))
    };
    assert_eq!(refusal(desk.run(back("9.01"))), Reason::ReturnNotAllowed);
    desk.printed(back("5.00"));
    assert_eq!(refusal(desk.run(back("4.01"))), Reason::ReturnNotAllowed);
    desk.printed(back("4.00"));
    assert_eq!(refusal(desk.run(back("0.01"))), Reason::ReturnNotAllowed);
    let kinds: Vec<Value> = desk.documents().iter().map(|document| document["kind"].clone()).collect();
    assert_eq!(kinds, ["receipt", "return", "return"]);
    assert_eq!(desk.printed(print(pizzas())).number, Some(4));
}

/// G13
#[test]
fn a_return_of_what_no_device_printed_names_its_kind() {
    let mut desk = Desk::new();
    let original = desk.printed(print(pizzas()));
    let origin = Origin::Other { kind: OtherOrigin::Vr, date: original.date.expect("a date") };
    desk.printed(Job::Print(Document::Return(Correction { origin, ..correction(&original) })));
    assert_eq!(desk.texts()[0], "7114R02VR150126");
}

#[test]
fn reports_cash_drawer_and_display_are_one_command_each() {
    let mut desk = Desk::new();
    desk.printed(print(pizzas()));
    for (job, text) in [
        (Job::XReport, "2003"),
        (Job::CashIn(amount("50.00")), "7106D000005000"),
        (Job::CashOut(amount("20.00")), "7106P000002000"),
        (Job::OpenDrawer, "70081"),
        (Job::Display(vec!["Grazie è".to_owned(), "x".repeat(30)]), "7007Grazie e            xxxxxxxxxxxxxxxxxxxx"),
    ] {
        assert!(matches!(desk.run(job), Outcome::Done(_)), "{text}");
        assert_eq!(desk.texts(), [text]);
    }
    assert_eq!(desk.device.memory()["cash"], "39.00");
    assert_eq!(refusal(desk.run(Job::CashOut(amount("40.00")))), Reason::AmountInvalid);
    let Outcome::Done(Reply::Report(report)) = desk.run(Job::ZReport) else { panic!("no report") };
    assert_eq!(report.z, Some(1));
    assert_eq!(desk.last(Job::LastClosure).z, Some(1));
    assert_eq!(desk.last(Job::Last).document, None, "the new period has none yet");
    assert_eq!(desk.printed(print(pizzas())).z, Some(2));
}

/// G7
#[test]
fn the_status_tells_what_the_device_tells() {
    let mut desk = Desk::new();
    desk.printed(print(pizzas()));
    let status = desk.status();
    assert!(status.online && status.paper == Paper::Ok && status.document == OpenDocument::None);
    assert_eq!((status.serial.as_deref(), status.last.and_then(|last| last.number)), (Some("STMTE770207"), Some(1)));
    assert_eq!(desk.device.face(), Face::Stream);
    let fault = failure(desk.trouble("x", Trouble::Unreachable).run(Job::Status));
    assert_eq!(fault.reason, Reason::PrinterOffline);
}

/// S1, S4, S7: what is seen through, and what proves nothing.
#[test]
fn odd_answers_are_understood_or_unknown() {
    for (fault, printed) in [
        ("nak", true),
        ("no_ack", true),
        ("unframed", true),
        ("stale", true),
        ("nak_done", false),
        ("busy", false),
        ("left_open", false),
    ] {
        let mut desk = Desk::new();
        let before = desk.last(Job::Last);
        let outcome = match fault {
            // A NAK to the first sending: the device understood nothing, and it is sent once more.
            "nak" => desk.trouble("receipt", Trouble::Device("nak")).run(print(pizzas())),
            _ => desk.trouble("receipt", Trouble::Device(fault)).run(print(pizzas())),
        };
        if printed {
            assert!(matches!(outcome, Outcome::Done(Reply::Printed(_))), "{fault}: {outcome:?}");
            assert_eq!(desk.documents().len(), 1, "{fault}");
            continue;
        }
        let lost = unknown(outcome);
        assert_eq!(lost.reason, if fault == "busy" { Reason::PrinterBusy } else { Reason::PrinterOffline });
        let last = desk.last(Job::Recover);
        let total = Some(amount("9.00"));
        let sent = Sent { kind: DocumentKind::Receipt, total, before: before.document.as_ref(), z_before: None };
        let on_paper = desk.documents().len() == 1;
        match judge(&sent, &last) {
            Verdict::Printed(found) => assert!(on_paper && found.number == Some(1), "{fault}"),
            Verdict::NotPrinted => assert!(!on_paper, "{fault}"),
            Verdict::Doubt => panic!("{fault}: {last:?}"),
        }
        assert_eq!(desk.documents().len(), usize::from(fault == "nak_done"), "{fault}");
    }
}

/// S6, F6: whatever happens to whichever command before the close, nothing is printed and nothing stays open.
#[test]
fn a_failure_before_the_close_leaves_nothing_behind() {
    for kind in ["line", "payment", "original"] {
        for trouble in [
            Trouble::Device("paper_end"),
            Trouble::Device("refuse:12"),
            Trouble::Swallowed,
            Trouble::Mute,
            Trouble::LostBefore,
            Trouble::LostAfter,
            Trouble::CutRequest(3),
            Trouble::Spoilt(Spoil::Flip { at: 3, mask: 1 }),
        ] {
            let mut desk = Desk::new();
            let original = desk.printed(print(pizzas()));
            let job = match kind {
                "original" => Job::Print(Document::Return(correction(&original))),
                _ => print(pizzas()),
            };
            let fault = failure(desk.trouble(kind, trouble).run(job));
            assert_eq!(desk.documents().len(), 1, "{kind} {trouble:?}");
            match trouble {
                Trouble::Device("paper_end") => assert_eq!(fault.reason, Reason::PaperEnd),
                Trouble::Device(_) => assert_eq!(fault.vendor_code.as_deref(), Some("12")),
                _ => assert_eq!(fault.reason, Reason::PrinterOffline),
            }
            assert_eq!(desk.status().document, OpenDocument::None, "{kind} {trouble:?}");
            assert_eq!(desk.printed(print(pizzas())).number, Some(2), "{kind} {trouble:?}");
        }
    }
}

/// S6, G22: an error of the command that makes the document proves nothing by itself. Where the device could still cancel
/// what was open, nothing was printed; else it is asked, and what was closed is found and cut.
#[test]
fn an_error_at_the_close_is_a_failure_only_where_the_document_was_open_still() {
    for (number, reason) in [(16, Reason::PaperEnd), (66, Reason::PrinterError), (8, Reason::PrinterError)] {
        for (kind, done) in
            ["receipt", "return", "void", "z_report"].into_iter().flat_map(|kind| [(kind, false), (kind, true)])
        {
            let mut desk = Desk::new();
            let original = desk.printed(print(pizzas()));
            let before = desk.last(Job::Last);
            let z_before = desk.last(Job::LastClosure).z;
            let (planned, job) = match kind {
                "receipt" => (DocumentKind::Receipt, print(pizzas())),
                "return" => (DocumentKind::Return, Job::Print(Document::Return(correction(&original)))),
                "void" => (DocumentKind::Void, Job::Print(Document::Void(correction(&original)))),
                _ => (DocumentKind::ZReport, Job::ZReport),
            };
            let word: &'static str = match (number, done) {
                (16, true) => "refuse_done:16",
                (16, false) => "refuse:16",
                (66, true) => "refuse_done:66",
                (66, false) => "refuse:66",
                (_, true) => "refuse_done:8",
                (_, false) => "refuse:8",
            };
            let outcome = desk.trouble(kind, Trouble::Device(word)).run(job);
            let cancelled = !done && kind != "z_report";
            match outcome {
                Outcome::Done(Reply::Refused(refusal)) => {
                    assert_eq!((cancelled, number, refusal.reason), (true, 8, Reason::AlreadyReturned), "{kind}");
                }
                Outcome::Failed(fault) => assert_eq!((cancelled, fault.reason), (true, reason), "{kind} {word}"),
                outcome => assert_eq!((cancelled, unknown(outcome).reason), (false, reason), "{kind} {word}"),
            }
            assert_eq!(desk.status().document, OpenDocument::None, "{kind} {word}");
            let total = (planned != DocumentKind::ZReport).then(|| amount("9.00"));
            let z_before = z_before.or(original.z.map(|z| z - 1));
            let sent = Sent { kind: planned, total, before: before.document.as_ref(), z_before };
            let verdict = judge(&sent, &desk.last(Job::Recover));
            match done {
                true => assert!(matches!(verdict, Verdict::Printed(_)), "{kind} {word}: {verdict:?}"),
                false => assert_eq!(verdict, Verdict::NotPrinted, "{kind} {word}"),
            }
            let papers = 1 + usize::from(done && kind != "z_report");
            assert_eq!(desk.documents().len(), papers, "{kind} {word}");
        }
    }
}

/// S17
#[test]
fn the_lottery_code_of_a_refused_receipt_is_taken_back() {
    let mut desk = Desk::new();
    let receipt = Receipt { lottery_code: Some("ABCD1234".to_owned()), ..pizzas() };
    failure(desk.trouble("payment", Trouble::Device("refuse:144")).run(print(receipt)));
    assert_eq!(desk.texts().last().map(String::as_str), Some("301900"));
}

/// F2: whatever was left open, by this daemon or one before it, is ended before the next paper, which comes out at once.
#[test]
fn what_was_left_open_is_in_nobodys_way() {
    let jobs = [print(pizzas()), Job::Print(slip()), Job::XReport, Job::ZReport, Job::CashIn(amount("5.00"))];
    for (job, anew) in jobs.into_iter().flat_map(|job| [(job.clone(), false), (job, true)]) {
        // Closed and not cut; paid and not closed; a slip.
        for (lost, papers) in [("cut", 1), ("receipt", 0), ("slip", 0)] {
            let mut desk = Desk::new();
            desk.last(Job::Last);
            match lost {
                "slip" => unknown(desk.trouble("slip", Trouble::LostBefore).run(Job::Print(slip()))),
                "cut" => unknown(desk.trouble("receipt", Trouble::LostAfter).run(print(pizzas()))),
                _ => unknown(desk.trouble("receipt", Trouble::LostBefore).run(print(pizzas()))),
            };
            if anew {
                desk.driver = Desk::new().0.driver;
            }
            assert_eq!(desk.documents().len(), papers, "{lost}");
            let outcome = desk.run(job.clone());
            assert!(matches!(outcome, Outcome::Done(_)), "{lost} {job:?} {outcome:?}");
            assert_eq!(desk.status().document, OpenDocument::None);
            let more = usize::from(matches!(&job, Job::Print(Document::Receipt(_))));
            assert_eq!(desk.documents().len(), papers + more, "{lost} {job:?}");
        }
    }
}

/// What was closed is cut, and what was not is cancelled, though the device does not say what is open.
#[test]
fn what_was_left_open_is_ended_unasked() {
    for (lost, papers) in [(Trouble::LostAfter, 1), (Trouble::LostBefore, 0)] {
        for job in [Job::XReport, print(pizzas())] {
            let mut desk = Desk::new();
            desk.run(Job::XReport);
            unknown(desk.trouble("receipt", lost).run(print(pizzas())));
            for _ in 0..6 {
                desk.trouble("status", Trouble::LostBefore);
            }
            let outcome = desk.run_some(job.clone());
            assert!(matches!(outcome, Outcome::Done(_)), "{lost:?} {job:?} {outcome:?}");
            let more = usize::from(matches!(job, Job::Print(_)));
            assert_eq!((desk.documents().len(), desk.paper.contains("ANNULLATO")), (papers + more, papers == 0));
        }
    }
}

/// G22: the close was confirmed, so it is printed, whatever follows.
#[test]
fn what_follows_the_close_never_makes_a_doubt() {
    for (kind, trouble) in [
        ("eject", Trouble::Swallowed),
        ("eject", Trouble::LostBefore),
        ("counters", Trouble::Device("refuse:5")),
        ("z_last", Trouble::Device("refuse:5")),
    ] {
        let mut desk = Desk::new();
        desk.last(Job::Last);
        let printed = desk.trouble(kind, trouble).printed(print(pizzas()));
        assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(1), Some(amount("9.00"))), "{kind}");
        assert_eq!(desk.printed(print(pizzas())).number, Some(2), "{kind} {trouble:?}");
    }
}

/// S14 of the sequences: the close is confirmed, and the document is told with the total that the device keeps.
#[test]
fn a_device_that_counts_otherwise_is_told_as_it_counts() {
    let mut desk = Desk::new();
    desk.last(Job::Last);
    let printed = desk.trouble("receipt", Trouble::Device("other_total")).printed(print(pizzas()));
    assert_eq!((printed.number, printed.total), (Some(1), Some(amount("9.01"))));
    assert_eq!(desk.last(Job::Last).document, Some(printed));
}

/// What a payment leaves to be paid must be what we compute: else the document is stopped before it closes.
#[test]
fn a_remainder_that_is_not_ours_stops_the_document() {
    let mut desk = Desk::new();
    let mut step = desk.driver.submit(print(pizzas()), 0);
    let outcome = loop {
        step = match step {
            Step::Done(outcome) => break outcome,
            Step::Wait(_) => desk.driver.poll(0),
            step => {
                let input = match desk.carry(step) {
                    // The device says that a cent is missing.
                    Input::Bytes(bytes) if bytes.windows(5).any(|part| part == b"3007-") => {
                        let frame =
                            Frame { count: bytes[1] % 16 * 10 + bytes[2] % 16, text: "3007+000000001".to_owned() };
                        Input::Bytes(Bytes(frame.bytes()))
                    }
                    input => input,
                };
                desk.driver.receive(input, 0)
            }
        };
    };
    assert!(failure(outcome).detail.contains("totals otherwise"));
    assert!(desk.documents().is_empty());
    assert_eq!(desk.status().document, OpenDocument::None);
}

/// Runs a job; `meddle` stands at the keyboard before the command that begins so is carried out.
fn meddled(
    desk: &mut Desk,
    job: Job,
    before: &str,
    mut meddle: impl FnMut(&mut Bench<CustomSerial, SimulatedCustom>),
) -> Outcome {
    let code = |bytes: &[u8]| bytes.get(4..).is_some_and(|text| text.starts_with(before.as_bytes()));
    desk.meddled(job, |bench, step| {
        if matches!(step, Step::Write(write) if code(&write.bytes)) {
            meddle(bench);
        }
    })
}

/// He prints once, before the first of these commands.
fn meddled_once(desk: &mut Desk, job: Job, before: &str) -> Outcome {
    let mut printed = false;
    meddled(desk, job, before, |bench| {
        if !std::mem::replace(&mut printed, true) {
            keyboard(bench);
        }
    })
}

fn keyboard(bench: &mut Bench<CustomSerial, SimulatedCustom>) {
    let clock = bench.clock;
    bench.device.foreign_document(clock);
}

/// S3: our document is cancelled at the keyboard and another one printed, and the device confirms our close all the
/// same: the other's number is told to nobody, and what would stand behind ours is not sent.
#[test]
fn a_close_that_met_the_document_of_another_is_not_believed() {
    for correcting in [false, true] {
        let mut desk = Desk::new();
        let original = desk.printed(print(pizzas()));
        let before = desk.last(Job::Last);
        let job = match correcting {
            true => Job::Print(Document::Return(correction(&original))),
            false => print(Receipt { footer: vec!["Grazie".to_owned()], ..pizzas() }),
        };
        let fault = unknown(meddled(&mut desk, job, "3011", keyboard));
        assert!(fault.detail.contains("another document"), "{fault:?}");
        assert!(!desk.paper.contains("Grazie"));
        let kind = if correcting { DocumentKind::Return } else { DocumentKind::Receipt };
        let total = Some(amount("9.00"));
        let sent = Sent { kind, total, before: before.document.as_ref(), z_before: before.z };
        assert_eq!(judge(&sent, &desk.last(Job::Recover)), Verdict::Doubt);
        assert_eq!(desk.documents().len(), 2);
    }
}

/// What somebody prints right behind our document does not take its number.
#[test]
fn a_document_behind_ours_changes_nothing_of_it() {
    let mut desk = Desk::new();
    desk.last(Job::Last);
    let outcome = meddled(&mut desk, print(pizzas()), "1104", keyboard);
    let Outcome::Done(Reply::Printed(printed)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((printed.z, printed.number, printed.total), (Some(1), Some(1), Some(amount("9.00"))));
    // Nor does one before its first line.
    desk.last(Job::Last);
    let outcome = meddled(&mut desk, print(pizzas()), "3301", keyboard);
    let Outcome::Done(Reply::Printed(printed)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((printed.number, printed.total), (Some(4), Some(amount("9.00"))));
}

/// S3: somebody who prints our exact total, before ours or behind it, does not get ours, and we do not get his.
#[test]
fn of_two_equal_totals_ours_is_told_or_none() {
    let drink = || {
        let lines = vec![sale("DRINK", "shop", "1", "3.00")];
        print(Receipt { lines, tenders: vec![cash("3.00")], total: amount("3.00"), ..pizzas() })
    };
    // Where he comes in, who is told; none: it is unknown.
    for (before, told) in
        [("3301", Some(2)), ("1012", None), ("1104", None), ("1003", None), ("1017", Some(1)), ("3013", Some(1))]
    {
        let mut desk = Desk::new();
        desk.run(Job::XReport);
        desk.last(Job::Last);
        let outcome = meddled_once(&mut desk, drink(), before);
        let found = match outcome {
            Outcome::Done(Reply::Printed(printed)) => printed.number,
            outcome => Some(unknown(outcome)).and(None),
        };
        assert_eq!(found, told, "before {before}");
        let ours = desk.documents().iter().position(|document| document["kind"] == "receipt");
        let ours = ours.and_then(|at| u32::try_from(at + 1).ok());
        assert!(ours.is_some() && (told.is_none() || told == ours), "before {before}: {ours:?}");
    }
}

/// G22: where the device does not say how far it is, number and total together prove it.
#[test]
fn without_the_step_number_and_total_are_the_proof() {
    for (trouble, proven) in [(None, true), (Some(Trouble::Device("other_total")), false)] {
        let mut desk = Desk::new();
        desk.last(Job::Last);
        desk.trouble("status", Trouble::Device("refuse:5")).trouble("status", Trouble::Device("refuse:5"));
        if let Some(trouble) = trouble {
            desk.trouble("receipt", trouble);
        }
        match desk.run(print(pizzas())) {
            Outcome::Done(Reply::Printed(printed)) => assert!(proven && printed.number == Some(1)),
            outcome => assert!(!proven && unknown(outcome).detail.contains("another document")),
        }
        assert_eq!(desk.documents().len(), 1);
    }
}

/// A serial line outlives its device: one that was switched off before the close has nothing to close, and says so by
/// doing nothing.
#[test]
fn a_close_that_added_no_document_is_not_believed() {
    let mut desk = Desk::new();
    desk.last(Job::Last);
    let outcome = meddled(&mut desk, print(pizzas()), "3011", |desk| desk.device.power_cycle());
    unknown(outcome);
    let last = desk.last(Job::Recover);
    assert!(last.settled && last.document.is_none());
}

/// S10: a device that knows no 1017 tells the number and no total; a lost document of it stays in doubt.
#[test]
fn an_older_device_proves_what_was_not_printed_and_no_more() {
    for (trouble, not_printed) in [(Trouble::LostBefore, true), (Trouble::LostAfter, false)] {
        let mut desk = Desk::new();
        desk.printed(print(pizzas()));
        let before = desk.trouble("last", Trouble::Device("refuse:1")).last(Job::Last);
        assert_eq!(before.document.as_ref().and_then(|document| document.total), None);
        unknown(desk.trouble("receipt", trouble).run(print(pizzas())));
        desk.trouble("last", Trouble::Device("refuse:1")).trouble("last", Trouble::Device("refuse:1"));
        let last = desk.last(Job::Recover);
        let total = Some(amount("9.00"));
        let sent = Sent { kind: DocumentKind::Receipt, total, before: before.document.as_ref(), z_before: None };
        let expected = if not_printed { Verdict::NotPrinted } else { Verdict::Doubt };
        assert_eq!(judge(&sent, &last), expected);
    }
}

/// What somebody begins between the two readings is cancelled. It takes the last document's place in 1017 and says
/// nothing of it: ours is voided where it was not printed, and committed where it was.
#[test]
fn a_document_that_was_cancelled_between_the_readings_leaves_no_doubt() {
    for (trouble, printed) in [(Trouble::LostBefore, false), (Trouble::LostAfter, true)] {
        let mut desk = Desk::new();
        desk.printed(print(pizzas()));
        let before = desk.last(Job::Last);
        unknown(desk.trouble("receipt", trouble).run(print(pizzas())));
        let (mut read, mut begun) = (false, false);
        let outcome = desk.meddled(Job::Recover, |bench, step| {
            let Step::Write(write) = step else { return };
            let asks = |code: &[u8]| write.bytes.windows(4).any(|part| part == code);
            if read && !begun && asks(b"1016") {
                begun = true;
                let line = "3301100000100000105PIZZA00000045000".to_owned();
                let clock = bench.clock;
                bench.device.take(&Frame { count: 0, text: line }.bytes(), None, clock);
                bench.device.take(&[6], None, clock);
            }
            read |= asks(b"1017");
        });
        let Outcome::Done(Reply::Last(last)) = outcome else { panic!("{outcome:?}") };
        assert!(last.settled && desk.paper.contains("ANNULLATO"), "{trouble:?}: {last:?}");
        let total = Some(amount("9.00"));
        let sent = Sent { kind: DocumentKind::Receipt, total, before: before.document.as_ref(), z_before: before.z };
        match judge(&sent, &last) {
            Verdict::Printed(found) => assert!(printed && found.number == Some(2)),
            Verdict::NotPrinted => assert!(!printed),
            Verdict::Doubt => panic!("{trouble:?}: {last:?}"),
        }
    }
}

/// S2: after a line was lost the next one begins with a question under the count 00.
#[test]
fn a_new_line_begins_with_a_question() {
    let mut desk = Desk::new();
    desk.printed(print(pizzas()));
    unknown(desk.trouble("receipt", Trouble::LostAfter).run(print(pizzas())));
    desk.last(Job::Recover);
    assert_eq!(desk.sent.first().map(String::as_str), Some("serial"));
    let Some((crate::frame::Piece::Frame(first), _)) = crate::frame::first(&desk.written[0]) else { panic!("a frame") };
    assert_eq!((first.count, first.text.as_str()), (0, "1008"));
    // A slip that was left open says of itself that it does not count.
    unknown(desk.trouble("slip", Trouble::LostBefore).run(Job::Print(slip())));
    assert!(desk.last(Job::Recover).settled);
    assert!(desk.paper.contains("ANNULLATO"));
}
