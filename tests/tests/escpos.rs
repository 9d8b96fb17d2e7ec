//! A shop whose receipts go to a fiscal printer and whose slips go to printers for slips: over a port, a
//! pseudo-terminal and a file, with paper that ends, and with a picture of what came out.

use fiscus_tests::{
    Wire,
    shop::{Guest, Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};

const CARD: &str = "9800000000012";

const KITCHEN: Guest = Guest { id: "kitchen", driver: "escpos", wire: Wire::Port, settings: "", paper: "kitchen.png" };
const DRAWER: Guest = Guest {
    id: "drawer",
    driver: "escpos",
    wire: Wire::Terminal,
    settings: "settings = { columns = 32, code_page = { name = \"cp437\" }, cut = \"none\" }",
    paper: "drawer.paper",
};

/// Receipts at the front, slips at `kitchen`, those of the drawer at `drawer`.
fn plan(guests: Vec<Guest>, routes: &str) -> Plan {
    Plan {
        libraries: vec!["fiscus-prepaid", "fiscus-epson-rt", "fiscus-escpos"],
        timeout: "1s".to_owned(),
        more: format!("[routes]\nreceipt = \"front\"\n{routes}\n{WALLET}"),
        guests,
        ..Plan::default()
    }
}

fn both() -> Plan {
    plan(vec![KITCHEN, DRAWER], "slip = \"kitchen\"\ndrawer_slip = \"drawer\"")
}

fn lines(slip: &Value) -> Vec<&str> {
    slip["lines"].as_array().expect("lines").iter().map(|line| line.as_str().expect("a line")).collect()
}

/// S1-17: the customer's slip on one printer, the drawer's on another, the receipt on the fiscal one.
#[test]
fn slips_go_to_their_printers_and_receipts_to_the_fiscal_one() {
    let shop = Shop::open(both());
    let loaded = shop.load("l1", CARD, "30.00");
    assert_eq!(loaded["state"], "committed");
    let printers: Vec<&str> =
        loaded["slips"].as_array().expect("slips").iter().filter_map(|slip| slip["printer"].as_str()).collect();
    assert_eq!(printers, ["kitchen", "drawer"]);
    let (kitchen, drawer) = (shop.printer("kitchen").slips(), shop.printer("drawer").slips());
    assert_eq!((kitchen.len(), drawer.len(), shop.front().slips().len()), (1, 1, 0));
    assert!(lines(&kitchen[0]).iter().any(|line| line.ends_with("30.00")), "{kitchen:?}");
    assert!(lines(&drawer[0]).iter().all(|line| line.chars().count() <= 32), "{drawer:?}");
    let sold = shop.done("receipt.issue", sale("s1", "12.00", json!([{ "tender": "card", "card": CARD }])));
    assert_eq!((sold["document"]["printer"].as_str(), shop.balance(CARD).as_str()), (Some("front"), "18.00"));
    assert_eq!(shop.front().documents().len(), 1);
    let picture = std::fs::read(shop.file("kitchen.png")).expect("a picture");
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n") && picture.len() > 1000, "{}", picture.len());
    shop.verify();
}

/// Everything that a till can put on a slip, and the printer asked for itself.
#[test]
fn a_slip_of_codes_a_drawer_and_a_status() {
    let shop = Shop::open(both());
    let printed = shop.done(
        "slip.print",
        json!({ "operation": "p1", "lines": [
            "perché 5 €", { "text": "BOLD", "style": "bold" }, { "text": "WIDE", "style": "wide" },
            { "text": "TALL", "style": "tall" }, { "barcode": "4006381333931", "symbology": "ean13" }, { "qr": "FISCUS:1" } ] }),
    );
    assert_eq!(
        (printed["state"].as_str(), printed["document"]["printer"].as_str()),
        (Some("committed"), Some("kitchen"))
    );
    let slips = shop.printer("kitchen").slips();
    let expected = ["perché 5 €", "BOLD", "W I D E", "TALL", "[bar code 67: 4006381333931]", "[QR: FISCUS:1]"];
    assert_eq!(lines(&slips[0]), expected);
    let wrong = json!({ "operation": "p2", "lines": [{ "barcode": "4006381333932", "symbology": "ean13" }] });
    assert_eq!(shop.refused("slip.print", wrong), "capability_missing");
    shop.done("printer.open_drawer", json!({ "printer": "drawer" }));
    // Opening is written and not waited for; what is asked afterwards is answered after it.
    shop.done("printer.status", json!({ "printer": "drawer" }));
    assert_eq!(shop.printer("drawer").memory()["drawer"], 1);
    let display = json!({ "printer": "drawer", "lines": ["a"] });
    assert_eq!(shop.refused("printer.display", display), "capability_missing");
    shop.printer("drawer").fault("status", "cover_open");
    let status = shop.done("printer.status", json!({ "printer": "drawer" }));
    assert_eq!((status["online"].as_bool(), status["cover"].as_str()), (Some(false), Some("open")));
    for method in ["printer.x_report", "printer.z_report"] {
        let asked = json!({ "operation": method, "printer": "kitchen" });
        assert_eq!(shop.refused(method, asked), "capability_missing");
    }
    shop.verify();
}

/// P1, P2, S1-11: the paper ends in the middle of the customer's slip. The load stands, the slip is owed, and comes
/// out with the new roll: what waited in the printer, and the copy, which says that it may be one.
#[test]
fn paper_that_ends_in_the_middle_of_a_slip_loses_nothing() {
    let shop = Shop::open(both());
    let kitchen = shop.printer("kitchen");
    kitchen.fault("slip", "paper_end");
    let load = json!({ "operation": "l1", "card": CARD, "amount": "30.00", "payments": [{ "tender": "cash" }] });
    let loaded = shop.done("card.load", load.clone());
    assert_eq!((loaded["state"].as_str(), loaded["slips"][0]["state"].as_str()), (Some("committed"), Some("pending")));
    assert_eq!(shop.balance(CARD), "30.00");
    assert_eq!(kitchen.slips().len(), 0);
    // A slip that is asked for now is not printed, and the same key may be pressed again.
    let asked = json!({ "operation": "p1", "lines": ["later"] });
    assert_eq!(shop.refused("slip.print", asked.clone()), "paper_end");
    kitchen.fault("status", "new_roll");
    shop.await_rest();
    let slips = kitchen.slips();
    assert_eq!(slips.len(), 2, "{slips:?}");
    assert_eq!(lines(&slips[0])[..], lines(&slips[1])[1..]);
    assert!(lines(&slips[1])[0].to_lowercase().contains("copy"), "{slips:?}");
    assert_eq!(shop.done("slip.print", asked)["state"], "committed");
    assert_eq!(shop.balance(CARD), "30.00");
    assert_eq!(shop.done("card.load", load)["state"], "committed");
    assert_eq!((shop.balance(CARD).as_str(), shop.printer("drawer").slips().len()), ("30.00", 1));
    shop.verify();
}

/// CT 3.4: a slip whose answer is lost in any way is printed once more, marked, and the load is booked once.
#[test]
fn a_lost_answer_prints_the_slip_once_more() {
    let shop = Shop::open(both());
    let kitchen = shop.printer("kitchen");
    for (at, (fault, whole)) in [
        ("lose_after", 2),
        ("lose_before", 1),
        ("hang_after", 2),
        ("cut_answer:0", 2),
        ("swallow:0", 2),
        ("cut_request:9", 1),
        ("flip_answer:0:10", 2),
        ("garbage", 2),
    ]
    .into_iter()
    .enumerate()
    {
        let before = kitchen.slips().len();
        kitchen.fault("slip", fault);
        let loaded = shop.load(&format!("l{at}"), CARD, "1.00");
        assert_eq!(loaded["state"], "committed", "{fault}");
        let slips = kitchen.slips().split_off(before);
        let complete = slips.iter().filter(|slip| lines(slip).len() > 3).count();
        assert_eq!(complete, whole, "{fault}: {slips:?}");
        assert!(slips.iter().any(|slip| lines(slip)[0].to_lowercase().contains("copy")), "{fault}: {slips:?}");
        assert_eq!(shop.balance(CARD), format!("{}.00", at + 1), "{fault}");
    }
    shop.verify();
}

/// A printer that is switched off prints nothing, and prints what it owes when it is back, also after a restart.
#[test]
fn a_printer_that_is_off_owes_its_slips() {
    let mut shop = Shop::open(both());
    shop.unplug("drawer");
    let load = json!({ "operation": "l1", "card": CARD, "amount": "30.00", "payments": [{ "tender": "cash" }] });
    let loaded = shop.done("card.load", load.clone());
    assert_eq!((loaded["state"].as_str(), loaded["slips"][1]["state"].as_str()), (Some("committed"), Some("pending")));
    shop.kill();
    shop.plug_in("drawer");
    shop.start();
    shop.await_rest();
    assert_eq!((shop.printer("kitchen").slips().len(), shop.printer("drawer").slips().len()), (1, 1));
    shop.unplug("kitchen");
    let next = json!({ "operation": "l2", "card": CARD, "amount": "5.00", "payments": [{ "tender": "cash" }] });
    let failed = shop.call("card.load", next.clone()).expect_err("switched off");
    assert_eq!(
        (failed.data["reason"].as_str(), failed.data["retryable"].as_bool()),
        (Some("printer_offline"), Some(true))
    );
    assert_eq!(shop.balance(CARD), "30.00");
    shop.plug_in("kitchen");
    assert_eq!(shop.done("card.load", next)["state"], "committed");
    assert_eq!(shop.balance(CARD), "35.00");
    shop.verify();
}

/// P4: a file only takes bytes.
#[test]
fn a_slip_is_written_to_a_file() {
    let mut plan = plan(Vec::new(), "slip = \"file\"");
    let place = fiscus_tests::Place::new();
    let paper = place.file("slips.bin");
    plan.more += &format!("\n[printers.file]\ndriver = \"escpos\"\nconnection = \"file://{}\"\n", paper.display());
    let shop = Shop::open(plan);
    let (fine, text) = shop.fiscus(&["check"]);
    assert!(fine && text.contains("file: 42 columns, cp858 as page 19; the printer is not asked"), "{text}");
    shop.load("l1", CARD, "30.00");
    let bytes = std::fs::read(&paper).expect("the slips");
    assert_eq!(bytes.windows(5).filter(|at| *at == b"\x1b@\x1bt\x13").count(), 2);
    assert!(bytes.ends_with(b"\n\x1dVB\0"), "no question stands behind a slip");
    let printed = shop.done("slip.print", json!({ "operation": "p1", "lines": ["a"] }));
    assert_eq!(printed["document"]["proof"], "bytes_accepted", "{printed}");
    assert_eq!(shop.done("printer.status", json!({ "printer": "file" }))["online"], true);
    shop.verify();
}

/// G6: a route of receipts to a printer of slips can never work, for all lines or for those of one department.
#[test]
fn a_route_of_receipts_to_it_is_a_finding_of_check() {
    let receipt = |more: String| more.replace("receipt = \"front\"", "receipt = \"kitchen\"");
    let department = |more: String| more + "\n[routes.departments]\nbar = \"kitchen\"\n";
    let till = |more: String| more + "\n[tills.7.departments]\nbar = \"kitchen\"\n";
    for (changed, at) in [
        (&receipt as &dyn Fn(String) -> String, "receipt = \"kitchen\""),
        (&department, "bar = \"kitchen\""),
        (&till, "bar = \"kitchen\""),
    ] {
        let mut plan = both();
        plan.more = changed(plan.more);
        let shop = Shop::prepare(plan);
        let (fine, text) = shop.fiscus(&["check"]);
        let written = std::fs::read_to_string(shop.config()).expect("the configuration");
        let line = 1 + written.lines().position(|line| line == at).expect("the route");
        assert!(!fine && text.contains("printer \"kitchen\" cannot print fiscal receipts"), "{at}: {text}");
        assert!(text.contains(&format!(":{line}:")), "{at} {line}: {text}");
    }
}

/// The simulated printer that draws none says so at once.
#[test]
fn a_device_without_pictures_is_told_so() {
    let place = fiscus_tests::Place::new();
    let output = std::process::Command::new(fiscus_tests::program())
        .args(["simulate", "epson-rt", "--listen", "127.0.0.1:0", "--paper"])
        .arg(place.file("front.png"))
        .arg("--libraries")
        .arg(fiscus_tests::built(&["fiscus-epson-rt"]))
        .output()
        .expect("the simulator starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.contains("draws no picture"), "{told}");
}
