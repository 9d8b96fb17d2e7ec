//! The host against real files: what is no library of ours is rejected by name and reason, and whatever a
//! library does, the process lives.

use fiscus::host::{CardType, DriverSession, Found, OpenError, Rejected, discover};
use fiscus_sdk::{
    Amount, Document, Draft, DraftLine, Fault, Percent, Quantity, Reason, Shop, Slip, Unit, Vat,
    abi::Manifest,
    card::{self, Asked, Decision, Event, EventKind, Price, Settle},
    document::SlipDocument,
    driver::{HttpAnswer, Input, Job, LinkOptions, Outcome, Reply, Step},
};
use fiscus_tests::{Place, built, library};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, process::Command, thread};

fn shop() -> Shop {
    let department =
        fiscus_sdk::Department { description: "Bar".to_owned(), vat: Vat::Rate(Percent::from(10)), number: Some(1) };
    Shop {
        name: "Bar Centrale".to_owned(),
        currency: Unit::named("EUR"),
        language: fiscus_sdk::Language::En,
        departments: BTreeMap::from([("bar".to_owned(), department)]),
        credit_control: false,
        discounts: BTreeMap::new(),
        units: BTreeMap::new(),
    }
}

fn draft() -> Draft {
    let line = |id: i64| DraftLine {
        id: id.to_string(),
        description: "Pizza".to_owned(),
        article: None,
        category: Some("food".to_owned()),
        department: "bar".to_owned(),
        quantity: Quantity::ONE,
        price: Amount::from(id),
        gross: Amount::from(id),
        adjustments: Vec::new(),
        net: Amount::from(id),
    };
    Draft { lines: (1..=5).map(line).collect(), adjustments: Vec::new(), total: Amount::from(15) }
}

fn input(event: Event) -> card::Input {
    card::Input {
        now: "2026-11-22T10:32:00".parse().expect("a time"),
        seed: 7,
        operation: "t1-000123".to_owned(),
        till: Some("1".to_owned()),
        operator: None,
        card_type: "wallet".to_owned(),
        type_name: "Wallet".to_owned(),
        in_window: true,
        card: card::Card {
            number: "9800000000012".to_owned(),
            known: true,
            valid_from: None,
            valid_until: None,
            status: card::CardStatus::Active,
            profile: None,
            settings: Value::Null,
        },
        customer: None,
        balances: BTreeMap::from([("EUR".to_owned(), Amount::from(20))]),
        customer_balances: BTreeMap::new(),
        event,
    }
}

fn price() -> card::Input {
    input(Event::Price(Price { draft: draft(), mode: None, pays: false, closed: Default::default() }))
}

fn settle() -> card::Input {
    input(Event::Settle(Settle {
        draft: draft(),
        due: Amount::from(15),
        asked: Asked::Rest,
        mode: None,
        departments: BTreeMap::new(),
    }))
}

fn rejected(found: &[Found], name: &str) -> Rejected {
    let named = |rejected: &&Rejected| rejected.file.file_name().is_some_and(|file| file == name);
    let mut rejections = found.iter().filter_map(|found| match found {
        Found::Rejected(rejected) => Some(rejected),
        Found::Library(_) => None,
    });
    rejections.find(named).unwrap_or_else(|| panic!("{name} was not rejected: {found:?}")).clone()
}

fn card_with(misbehaviour: &str) -> Result<CardType, OpenError> {
    let settings = json!({ "misbehave": misbehaviour });
    library("misbehaved-card").open_card(&settings, &shop()).map(|(card, ..)| card)
}

fn driver_with(misbehaviour: &str) -> Result<DriverSession, OpenError> {
    let settings = json!({ "misbehave": misbehaviour });
    let link = LinkOptions { path: String::new(), timeout_ms: 15_000, ..LinkOptions::default() };
    library("misbehaved-driver").open_driver(&settings, &shop(), &link)
}

fn assert_plugin_failed(fault: &Fault, name: &str, happened: &str) {
    assert_eq!(fault.reason, Reason::PluginFailed, "{fault:?}");
    for part in [name, ".so)", happened] {
        assert!(fault.detail.contains(part), "`{part}` in: {}", fault.detail);
    }
    assert!(fault.detail.len() < 1_000, "too long for a line: {}", fault.detail);
}

/// A library in C that has our symbol and needs another that nobody has.
fn undefined_symbol(place: &Place) {
    let source = place.write(
        "undefined.c",
        "char _1as_0lib_1header_0root_bmodule_bloader[256];\n\
         void nobody_has_this_function(void);\n\
         void (*pointer)(void) = nobody_has_this_function;\n\
         void table(void) { nobody_has_this_function(); }\n",
    );
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-Wl,-z,lazy", "-o"])
        .args([&place.file("libundefined.so"), &source])
        .status()
        .expect("there is a C compiler");
    assert!(compiled.success());
}

#[test]
fn each_file_that_is_no_library_of_ours_is_rejected_with_its_reason() {
    let folder = built(&["misbehaved-card", "other-table", "panicking-manifest"]);
    let place = Place::new();
    let good = fs::read(folder.join("libmisbehaved_card.so")).expect("it was built");
    let mut foreign_machine = good.clone();
    foreign_machine[18..20].copy_from_slice(&(if cfg!(target_arch = "aarch64") { 62_u16 } else { 183 }).to_le_bytes());
    place.write("libtext.so", "this is no library\n");
    place.write("libempty.so", "");
    place.write("libmachine.so", foreign_machine);
    place.write("libcut.so", &good[..100_000]);
    place.write("libcut_in_the_header.so", &good[..40]);
    fs::create_dir(place.file("libfolder.so")).expect("a folder");
    std::os::unix::fs::symlink("/nowhere", place.file("libdangling.so")).expect("a link");
    place.write("notes.txt", "not even a candidate");
    undefined_symbol(&place);
    let found = discover(&[folder, place.path().to_owned(), place.file("no such folder")]);

    for (file, reason, foreign) in [
        ("libother_table.so", "its table is not that of Fiscus: ", false),
        ("libpanicking_manifest.so", "asked for its manifest, it panicked: no manifest today", false),
        ("libtext.so", "is not a shared library", false),
        ("libempty.so", "is empty", false),
        ("libmachine.so", "; this machine is ", false),
        ("libcut.so", "is cut off: it has ", false),
        ("libcut_in_the_header.so", "is cut off: it has 40 bytes", false),
        ("libfolder.so", "is not a regular file", false),
        ("libdangling.so", "cannot be read: ", false),
        ("libundefined.so", "undefined symbol: nobody_has_this_function", false),
        ("no such folder", "the folder cannot be read: ", true),
    ] {
        let rejected = rejected(&found, file);
        assert!(rejected.reason.contains(reason), "{file}: {}", rejected.reason);
        assert!(rejected.reason.len() < 300, "{file}: too long for a line: {}", rejected.reason);
        assert_eq!(rejected.foreign, foreign, "{file}");
    }
    let libraries = found.iter().filter(|found| matches!(found, Found::Library(_))).count();
    assert_eq!(libraries, 1, "the good one is used beside them: {found:?}");
    assert_eq!(found.len(), 12, "and nothing else is a candidate: {found:?}");
}

#[test]
fn a_library_without_a_table_is_foreign_and_never_opened() {
    let place = Place::new();
    let source = place.write(
        "loud.c",
        "#include <stdlib.h>\n__attribute__((constructor)) static void opened(void) { exit(3); }\nvoid other(void) {}\n",
    );
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&place.file("libloud.so"), &source]).status();
    assert!(compiled.expect("there is a C compiler").success());
    let rejected = rejected(&discover(&[place.path().to_owned()]), "libloud.so");
    assert_eq!((rejected.reason.as_str(), rejected.foreign), ("no Fiscus table in it", true));
}

#[test]
fn of_two_libraries_with_one_id_the_first_is_used() {
    let folder = built(&["misbehaved-card"]);
    let place = Place::new();
    fs::copy(folder.join("libmisbehaved_card.so"), place.file("libagain.so")).expect("a copy");
    let found = discover(&[folder.clone(), place.path().to_owned(), folder]);
    let again = rejected(&found, "libagain.so");
    assert!(
        again.reason.contains("\"misbehaved-card\"") && again.reason.contains("libmisbehaved_card.so"),
        "{again:?}"
    );
    assert_eq!(found.len(), 2, "a folder that is named twice is looked at once");
}

#[test]
fn a_library_says_who_it_is() {
    let card = library("misbehaved-card");
    assert_eq!((card.id(), card.version(), card.sdk_version.as_str()), ("misbehaved-card", "0.1.0", "1.0.0"));
    assert!(matches!(card.manifest, Manifest::Card(_)));
    let driver = library("misbehaved-driver");
    assert!(matches!(driver.manifest, Manifest::Driver(_)));
    assert!(driver.simulates("plain") && !driver.simulates("fancy") && !card.simulates("plain"));
}

#[test]
fn older_and_newer_messages_are_understood() {
    let older = library("older-messages");
    assert_eq!(older.message_version, 1);
    let (card, means, _) = older.open_card(&Value::Null, &shop()).expect("it opens");
    assert!(means.is_empty());
    assert!(
        matches!(card.decide(&price()), Ok(Decision::Allow(plan)) if plan.tenders.len() == 1 && plan.post.is_empty())
    );

    let newer = library("newer-messages");
    assert_eq!(newer.message_version, 99);
    let Manifest::Card(manifest) = &newer.manifest else { panic!("a card plugin") };
    assert_eq!(manifest.events, [EventKind::Price], "an event that is not known is left out");
    assert_eq!((manifest.accounts.len(), manifest.capabilities.len()), (1, 1), "as is the rest");
    let (card, means, _) = newer.open_card(&Value::Null, &shop()).expect("it opens");
    assert_eq!(means, ["all of it"]);
    assert!(matches!(card.decide(&price()), Ok(Decision::Allow(plan)) if plan.notices[0].text == "from the future"));
}

#[test]
fn an_event_that_a_plugin_does_not_know_is_denied_by_it() {
    let (card, ..) = library("unknown-event-card").open_card(&Value::Null, &shop()).expect("it opens");
    let Ok(Decision::Deny(refusal)) = card.decide(&price()) else { panic!("it cannot know this event") };
    assert_eq!(refusal.reason, Reason::CapabilityMissing);
    assert!(refusal.text.contains("\"dream\""), "{}", refusal.text);
}

#[test]
fn a_card_type_opens_decides_and_says_what_its_settings_mean() {
    let (card, means, _) = library("misbehaved-card").open_card(&json!({}), &shop()).expect("it opens");
    assert_eq!(means, ["misbehaves: not at all"]);
    let Ok(Decision::Allow(plan)) = card.decide(&settle()) else { panic!("a plan") };
    assert_eq!(plan.tenders[0].amount, Amount::from(15));
}

#[test]
fn problems_of_settings_come_with_their_places() {
    let Err(OpenError::Problems(problems)) = card_with("problems") else { panic!("problems") };
    assert_eq!(problems[0].path, ["misbehave"]);
    let unknown = library("misbehaved-card").open_card(&json!({ "misbehav": "" }), &shop());
    assert!(
        matches!(&unknown, Err(OpenError::Problems(problems)) if problems[0].text.contains("misbehav")),
        "{unknown:?}"
    );
    let other_role = library("misbehaved-driver").open_card(&json!({}), &shop());
    assert!(matches!(other_role, Err(OpenError::Fault(_))), "a driver is no card plugin");
}

#[test]
fn a_panic_or_garbage_when_a_card_type_is_opened_is_plugin_failed() {
    for (misbehaviour, happened) in [
        ("panic_in_open", "panicked: opened too far"),
        ("panic_in_describe", "panicked: "),
        ("garbage_in_open", "gave an answer that cannot be used: EOF"),
    ] {
        let Err(OpenError::Fault(fault)) = card_with(misbehaviour) else { panic!("{misbehaviour}") };
        assert_plugin_failed(&fault, "misbehaved-card", happened);
    }
}

#[test]
fn a_panic_or_garbage_instead_of_a_decision_is_plugin_failed() {
    for (misbehaviour, happened) in [
        ("panic_in_decide", "cannot decide"),
        ("garbage", "cannot be used: expected value at line 1"),
        ("empty_answer", "cannot be used: EOF"),
        ("half_an_answer", "cannot be used: EOF"),
        ("two_answers", "cannot be used: trailing characters"),
        ("other_envelope", "unknown variant `fine`"),
        ("unknown_element", "unknown field `teleport`"),
        ("unknown_decision", "unknown variant `perhaps`"),
        ("unknown_reason", "unknown variant `not_in_the_mood`"),
        ("float_amount", "cannot be used"),
        ("no_session", "does not know the session"),
    ] {
        let card = card_with(misbehaviour).expect("it opens");
        for _ in 0..2 {
            let fault = card.decide(&settle()).expect_err(misbehaviour);
            assert_plugin_failed(&fault, "misbehaved-card", happened);
        }
    }
    assert!(card_with("").expect("it opens").decide(&settle()).is_ok(), "the library still works");
}

#[test]
fn a_card_type_is_asked_from_several_threads_at_once() {
    let card = card_with("").expect("it opens");
    let broken = card_with("panic_in_decide").expect("it opens");
    thread::scope(|scope| {
        for _ in 0..4 {
            let (card, broken) = (card.clone(), broken.clone());
            scope.spawn(move || {
                for _ in 0..25 {
                    assert!(matches!(card.decide(&settle()), Ok(Decision::Allow(_))));
                    assert!(broken.decide(&settle()).is_err());
                }
            });
        }
    });
}

#[test]
fn a_driver_is_driven_through_the_table() {
    let mut driver = driver_with("").expect("it opens");
    let slip = Document::Slip(SlipDocument { slip: Slip::default(), copy_mark: None });
    assert_eq!(driver.accepts(&slip), Ok(Ok(())));
    let Ok(Step::Send(request)) = driver.submit(Job::Last, 0) else { panic!("it asks the device") };
    assert_eq!((request.body.as_str(), request.timeout_ms), ("last -\n", 15_000));
    let answer = HttpAnswer { status: 200, body: "ok 3 17 2026-11-22 10:32 PLAIN001 8.10".to_owned() };
    let step = driver.receive(Input::Answer(answer), 5);
    let Ok(Step::Done(Outcome::Done(Reply::Last(last)))) = step else { panic!("{step:?}") };
    assert_eq!(last.document.and_then(|document| document.number), Some(17));
    let refusing = driver_with("accepts_nothing").expect("it opens");
    assert!(matches!(refusing.accepts(&slip), Ok(Err(refusal)) if refusal.reason == Reason::CapabilityMissing));
}

#[test]
fn a_driver_that_fails_in_a_job_is_closed_and_can_be_opened_again() {
    for (misbehaviour, happened) in [
        ("panic_in_submit", "panicked: insubordinate"),
        ("garbage", "cannot be used: expected value"),
        ("unknown_step", "unknown variant `teleport`"),
        ("unknown_outcome", "unknown variant `perhaps`"),
        ("astray", "answered another question"),
    ] {
        let mut driver = driver_with(misbehaviour).expect("it opens");
        assert!(driver.is_open());
        let fault = driver.submit(Job::Status, 0).expect_err(misbehaviour);
        assert_plugin_failed(&fault, "misbehaved-driver", happened);
        assert!(!driver.is_open(), "{misbehaviour}");
        let fault = driver.poll(1).expect_err("it is closed");
        assert_plugin_failed(&fault, "misbehaved-driver", "has no open session");
        driver.reopen().expect("its settings are still right");
        assert!(driver.is_open(), "{misbehaviour}");
    }
}

#[test]
fn a_panic_in_each_function_of_a_driver_is_plugin_failed() {
    let Err(OpenError::Fault(fault)) = driver_with("panic_in_open") else { panic!("it panics") };
    assert_plugin_failed(&fault, "misbehaved-driver", "opened too far");

    let slip = Document::Slip(SlipDocument { slip: Slip::default(), copy_mark: None });
    let accepting = driver_with("panic_in_accepts").expect("it opens");
    assert_plugin_failed(&accepting.accepts(&slip).expect_err("it panics"), "misbehaved-driver", "not acceptable");
    assert!(accepting.is_open(), "no job was disturbed");

    let mut receiving = driver_with("panic_in_receive").expect("it opens");
    assert!(matches!(receiving.submit(Job::Status, 0), Ok(Step::Send(_))));
    let fault = receiving.receive(Input::Lost("gone".to_owned()), 1).expect_err("it panics");
    assert_plugin_failed(&fault, "misbehaved-driver", "not received");

    let mut polled = driver_with("panic_in_poll").expect("it opens");
    assert_plugin_failed(&polled.poll(1).expect_err("it panics"), "misbehaved-driver", "polled out");
}

#[test]
fn a_device_that_panics_or_has_a_wrong_memory_is_plugin_failed_or_a_problem() {
    let driver = library("misbehaved-driver");
    let wrong = driver.open_device("", Some(json!({ "z": "many" })));
    assert!(matches!(wrong, Err(OpenError::Problems(_))), "{wrong:?}");
    let mut device = driver.open_device("", None).expect("a new device");
    let request = || fiscus_sdk::driver::DeviceRequest { body: "receipt 8.10\n".to_owned(), ..Default::default() };
    let now = "2026-11-22T10:32:00".parse().expect("a time");
    let fault = device.handle(request(), Some("panic".to_owned()), now).expect_err("it panics");
    assert_plugin_failed(&fault, "misbehaved-driver", "the device broke");
    let done = device.handle(request(), None, now).expect("and goes on");
    assert!(done.changed && done.answer.is_some_and(|answer| answer.body.starts_with("ok 1 1 2026-11-22 10:32")));
    assert_eq!(device.kind(&request()), Ok("receipt".to_owned()));
}

#[test]
fn a_session_is_closed_when_its_last_user_is_gone() {
    let library = library("misbehaved-card");
    let open = || library.open_card(&json!({ "misbehave": "counted" }), &shop()).expect("it opens");
    let (first, means, _) = open();
    assert_eq!(means, ["open: 1"]);
    let same = first.clone();
    let (second, means, _) = open();
    assert_eq!(means, ["open: 2"]);
    drop(second);
    drop(first);
    let (third, means, _) = open();
    assert_eq!(means, ["open: 2"], "the clone still uses the first");
    drop((same, third));
    assert_eq!(open().1, ["open: 1"]);
}

#[test]
fn a_panic_while_a_session_closes_ends_nothing() {
    drop(card_with("panic_in_drop").expect("it opens"));
    assert!(card_with("").expect("it opens").decide(&settle()).is_ok());
}
