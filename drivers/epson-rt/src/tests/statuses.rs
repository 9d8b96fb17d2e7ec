//! Every status and every code, with what it becomes.

use super::*;
use crate::{
    frame::Answer,
    status::{self, NATIVE, PrinterStatus, Verdict},
};
use fiscus_sdk::driver::{OpenDocument, Paper};

fn read(text: &str) -> PrinterStatus {
    PrinterStatus::read(text).expect("five characters")
}

#[test]
fn the_five_characters_are_read() {
    use OpenDocument::{Fiscal, Management, None};
    for (text, online, paper, drawer_open, document, idle) in [
        ("00110", true, Paper::Ok, false, None, true),
        ("20110", true, Paper::Low, false, None, true),
        ("30110", false, Paper::End, false, None, false),
        ("00010", true, Paper::Ok, true, None, true),
        ("01110", true, Paper::Ok, false, None, true),
        ("05110", false, Paper::Ok, false, None, true),
        ("00100", true, Paper::Ok, false, Fiscal, false),
        ("00120", true, Paper::Ok, false, Management, false),
        ("00130", true, Paper::Ok, false, Fiscal, false),
        ("00140", true, Paper::Ok, false, Fiscal, false),
        ("00150", true, Paper::Ok, false, Fiscal, false),
        ("00160", true, Paper::Ok, false, Management, false),
        ("00170", true, Paper::Ok, false, Fiscal, false),
        ("00180", true, Paper::Ok, false, Fiscal, false),
        ("001A0", true, Paper::Ok, false, Fiscal, false),
        ("001B0", true, Paper::Ok, false, None, false),
        ("00111", true, Paper::Ok, false, None, false),
        ("00112", true, Paper::Ok, false, None, false),
        ("00113", true, Paper::Ok, false, None, false),
        ("00114", true, Paper::Ok, false, None, false),
    ] {
        let status = read(text);
        assert_eq!(
            (status.online(), status.paper(), status.drawer_open(), status.document(), status.idle()),
            (online, paper, drawer_open, document, idle),
            "{text}"
        );
    }
    for wrong in ["", "0011", "001100"] {
        assert_eq!(PrinterStatus::read(wrong), Option::None);
    }
}

#[test]
fn what_a_technician_should_know_is_noted() {
    for (text, notes) in [("00110", 0), ("30110", 1), ("01110", 1), ("02113", 2), ("35119", 3)] {
        assert_eq!(read(text).notes().count(), notes, "{text}");
    }
}

/// What is proven of a document that counts, and of one that does not, by a failure at this native command.
fn verdicts(code: &str, status: &str, last: &str) -> [Verdict; 2] {
    let body = format!(
        "<response success=\"false\" code=\"{code}\" status=\"{status}\"><addInfo><lastCommand>{last}</lastCommand></addInfo>\
         </response>"
    );
    let answer = Answer::read(&body).expect("an answer");
    [true, false].map(|counts| status::verdict(&answer, counts))
}

fn verdict(code: &str, status: &str) -> [Verdict; 2] {
    let [counts, other] = verdicts(code, status, "78");
    let bare = format!("<response success=\"false\" code=\"{code}\" status=\"{status}\"/>");
    assert_eq!(status::verdict(&Answer::read(&bare).expect("an answer"), true), counts, "{code} {status}");
    [counts, other]
}

fn proves(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::NotDone(_))
}

/// F6, G8
#[test]
fn every_code_has_its_reason_and_says_what_it_proves() {
    use Reason::{CoverOpen, PaperEnd, PrinterBusy, PrinterError, PrinterOffline};
    for (code, reason, proven) in [
        ("NO_DATA", PrinterError, [true, true]),
        ("NO_RAM", PrinterError, [true, true]),
        ("PARSER_ERROR", PrinterError, [true, true]),
        ("INCOMPLETE FILE", PrinterError, [true, true]),
        ("Non valid XML command", PrinterError, [true, true]),
        ("CONFIGURATION_FILE_ERROR", PrinterError, [true, true]),
        ("LAN_ERROR", PrinterBusy, [true, true]),
        // The paper may end behind the close.
        ("EPTR_REC_EMPTY", PaperEnd, [false, true]),
        ("EPTR_COVER_OPEN", CoverOpen, [false, true]),
        ("FP_NO_ANSWER", PrinterOffline, [false, false]),
        ("LAN_TIME_OUT", PrinterOffline, [false, false]),
        ("TM_NO_ANSWER", PrinterOffline, [false, false]),
        ("OFF_LINE", PrinterOffline, [false, false]),
        ("EFT_POS_ERROR", PrinterError, [false, false]),
        ("SOMETHING_NEW", PrinterError, [false, false]),
        ("", PrinterError, [false, false]),
    ] {
        let verdict = verdict(code, "0");
        let (Verdict::NotDone(fault) | Verdict::Unsure(fault)) = &verdict[0];
        assert_eq!((fault.reason, fault.vendor_code.as_deref()), (reason, Some(code)));
        assert_eq!(verdict.each_ref().map(proves), proven, "{code}");
        assert!(!proves(&verdicts(code, "0", "74")[0]), "{code}");
    }
}

/// F6: without paper from the beginning nothing was begun, where the device says so and nothing is open.
#[test]
fn what_was_never_begun_was_not_done() {
    for (last, printer, proven) in
        [("0", "30110", true), ("0", "30130", false), ("0", "?", false), ("78", "30110", false), ("74", "30110", false)]
    {
        let body = format!(
            "<response success=\"false\" code=\"EPTR_REC_EMPTY\" status=\"0\"><addInfo><lastCommand>{last}</lastCommand>\
             <printerStatus>{printer}</printerStatus></addInfo></response>"
        );
        let answer = Answer::read(&body).expect("an answer");
        assert_eq!(proves(&status::verdict(&answer, true)), proven, "{last} {printer}");
    }
}

/// G8, S11
#[test]
fn every_number_of_a_printer_error_keeps_its_number() {
    let known: Vec<u32> = NATIVE.iter().map(|(number, ..)| *number).collect();
    let documented = [2, 3].into_iter().chain(7..=30).chain([34, 35, 37, 38, 39, 40, 41, 42]);
    assert_eq!(known, documented.collect::<Vec<_>>());
    for number in (1..=60).chain([999]) {
        let verdict = verdict("PRINTER ERROR", &number.to_string());
        let (Verdict::NotDone(fault) | Verdict::Unsure(fault)) = &verdict[0];
        assert_eq!(fault.vendor_code, Some(number.to_string()));
        let reason = match number {
            3 => Reason::PrinterOffline,
            17 => Reason::PrinterBusy,
            _ => Reason::PrinterError,
        };
        assert_eq!(fault.reason, reason, "{number}");
        let proven = match number {
            // Low paper is a warning that a device may give after it has printed.
            2 => [false, false],
            // Offline behind the close; and what is not known may be said there too.
            3 => [false, true],
            _ => [known.contains(&number), true],
        };
        assert_eq!(verdict.each_ref().map(proves), proven, "{number}");
    }
    assert!(!verdict("PRINTER ERROR", "").iter().any(proves));
}

/// S1, G22: at the closing command, told with its thousand or without, nothing proves that a document was not printed.
#[test]
fn a_failure_at_the_close_proves_nothing_of_what_counts() {
    for (last, proven) in [("74", false), ("1074", false), ("73", true), ("75", true), ("740", true), ("", true)] {
        for number in ["13", "39"] {
            assert_eq!(verdicts("PRINTER ERROR", number, last).each_ref().map(proves), [proven, true], "{last}");
        }
    }
}
