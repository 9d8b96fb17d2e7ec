//! Whole jobs between the driver and the simulated register.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn the_driver_is_sound() {
    for settings in [settings(), json!({}), json!({ "columns": 24, "settle": "0ms" })] {
        conform::<XonXoff, SimulatedRegister>(&settings, &kit::shop(), 20_261_122).assert();
    }
}

/// N9: every paper begins by cancelling; what is none does so only where nothing is known of the line.
#[test]
fn every_document_cancels_before() {
    let mut desk = desk();
    for _ in 0..2 {
        assert_eq!(desk.run(print(lunch())), ACCEPTED);
        assert_eq!(
            (desk.written[0].to_vec(), desk.sent.as_slice()),
            (b"kKk".to_vec(), &["reset".to_owned(), "reset".to_owned(), "receipt".to_owned()][..])
        );
    }
    assert_eq!(desk.run(Job::OpenDrawer), Outcome::Done(Reply::Nothing));
    assert_eq!(desk.sent, ["drawer"]);
    assert_eq!(desk.run(Job::Cancel), Outcome::Done(Reply::Nothing));
    assert_eq!(desk.sent, ["reset", "reset"]);
    assert_eq!(totals(&desk), ["9.50", "9.50"]);
}

/// N9: a register that has lost the closing key says nothing; what comes next is not added to what stays open.
#[test]
fn a_document_after_one_that_was_never_closed_stands_alone() {
    for job in [print(lunch()), Job::XReport, Job::CashIn(amount("20.00"))] {
        let mut desk = desk();
        desk.run(print(lunch()));
        assert_eq!(desk.trouble("receipt", Trouble::Swallowed).run(print(lunch())), ACCEPTED);
        assert_eq!(desk.run(job.clone()), ACCEPTED);
        assert!(!desk.paper.contains("ERRORE"), "{job:?}: {}", desk.paper);
        assert_eq!(desk.device.memory()["cancelled"], 1);
        desk.run(print(lunch()));
        let receipts = 2 + usize::from(matches!(job, Job::Print(_)));
        assert_eq!(totals(&desk), vec!["9.50"; receipts]);
    }
}

#[test]
fn a_status_is_whether_it_takes_bytes() {
    let mut desk = desk();
    assert!(desk.status().online);
    assert!(desk.written.is_empty());
    desk.trouble("receipt", Trouble::Device("xoff"));
    assert!(fault(desk.run(print(lunch()))).0);
    assert!(!desk.status().online);
    for job in [Job::Last, Job::LastClosure, Job::Recover] {
        assert!(!fault(desk.run(job)).0);
    }
}

#[test]
fn the_memory_counts_the_day() {
    let mut desk = desk();
    desk.run(print(lunch()));
    desk.run(Job::Print(Document::Return(correction(vec![sale("PANINO", "bar", "1", "4.00", "")], "4.00"))));
    desk.run(Job::CashIn(amount("20.00")));
    let memory = desk.device.memory();
    assert_eq!(
        (memory["cash"].as_str(), memory["documents"][1]["origin"].as_str()),
        (Some("25.50"), Some("0012-0005-15-01-26-99IEB004001"))
    );
    assert_eq!(desk.run(Job::ZReport), ACCEPTED);
    assert!(desk.paper.contains("Z 0001 5.50"), "{}", desk.paper);
    desk.run(print(lunch()));
    let memory = desk.device.memory();
    assert_eq!((memory["documents"][2]["z"].as_u64(), memory["documents"][2]["number"].as_u64()), (Some(2), Some(1)));
    assert_eq!(SimulatedRegister::open(Some(&memory)).expect("a memory").memory(), memory);
    assert!(SimulatedRegister::open(Some(&json!({ "z": "many" }))).is_err());
    let clock = desk.clock;
    assert!(desk.device.foreign_document(clock).contains("0002-0002"));
}
