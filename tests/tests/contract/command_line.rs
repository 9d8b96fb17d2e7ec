//! The command line: exit codes, what goes to standard output and what to standard error.

use crate::CARD;
use fiscus_sdk::client::CallError;
use fiscus_tests::{
    End, program,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn run(shop: &Shop, arguments: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).env("FISCUS_CONFIG", shop.config()).env_remove("RUST_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("fiscus starts");
    child.stdin.take().expect("its input").write_all(input.unwrap_or_default().as_bytes()).expect("written");
    child.wait_with_output().expect("fiscus ends")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn call_prints_the_result_or_the_error_object() {
    let shop = Shop::open(Plan::default());
    // The socket is found through the default configuration, or named.
    let info = run(&shop, &["call", "daemon.info"], None);
    assert_eq!((info.status.code(), err(&info).as_str()), (Some(0), ""));
    assert_eq!(serde_json::from_str::<Value>(&out(&info)).expect("JSON")["name"], "fiscus");
    let socket = shop.socket().display().to_string();
    assert!(run(&shop, &["call", "daemon.info", "{}", "--socket", &socket], None).status.success());
    let params = sale("s1", "3.00", json!([{ "tender": "cash" }]));
    let sold = run(&shop, &["call", "receipt.issue", "-"], Some(&serde_json::to_string_pretty(&params).expect("text")));
    assert_eq!(sold.status.code(), Some(0), "{}", err(&sold));
    assert_eq!(serde_json::from_str::<Value>(&out(&sold)).expect("JSON")["state"], "committed");
    let refused = run(&shop, &["call", "card.get", &format!("{{\"card\":\"{CARD}\"}}")], None);
    assert_eq!((refused.status.code(), out(&refused).as_str()), (Some(1), ""));
    let error: Value = serde_json::from_str(&err(&refused)).expect("an error object");
    assert_eq!((error["code"].as_i64(), error["data"]["reason"].as_str()), (Some(-32010), Some("card_unknown")));
    // A key that is there twice, and digits, reach the daemon as they were written.
    let twice = run(&shop, &["call", "card.get", r#"{"card":"1","card":"2"}"#], None);
    assert!(err(&twice).contains("params_invalid"), "{}", err(&twice));
    for wrong in [
        &["call", "card.get", "{"][..],
        &["call", "card.get", "{} {}"],
        &["call", "daemon.info", "--socket", "/nowhere"],
    ] {
        let output = run(&shop, wrong, None);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""), "{wrong:?}");
        assert!(!err(&output).is_empty());
    }
}

/// S3-12: what a limit effectively means.
#[test]
fn check_says_what_the_limits_mean() {
    let more = WALLET.to_owned() + "credit_max = \"25.00\"\n";
    let shop = Shop::prepare(Plan { more, ..Plan::default() });
    let check = run(&shop, &["check"], None);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    assert!(out(&check).contains("wallet: may go down to -25.00\n"), "{}", out(&check));
    let shop = Shop::prepare(Plan::default());
    assert!(out(&run(&shop, &["check"], None)).contains("wallet: never below zero"));
}

/// V-08, V-09 and the installer's slips: each with its place, and nothing else.
#[test]
fn check_names_each_problem_with_its_place() {
    let wallet = |settings: &str| {
        format!("[card_types.w]\nplugin = \"prepaid\"\nname = \"W\"\n[card_types.w.settings]\n{settings}\n")
    };
    for (more, at, said) in [
        (
            wallet("mode = \"departments\"\nload_department = \"shop\"\npayment_department = \"bar\""),
            "payment_department",
            &["load_department", "payment_department"][..],
        ),
        (
            wallet("mode = \"payment_form\"\nload_department = \"bar\""),
            "load_department",
            &["load_department", "payment_form"],
        ),
        (
            wallet("mode = \"payment_form\"\npayment_department = \"bar\""),
            "payment_department",
            &["payment_department", "payment_form"],
        ),
        (
            wallet("mode = \"departments\"\nload_department = \"bar\""),
            "load_department",
            &["load_department", "payment_department"],
        ),
        (
            wallet("mode = \"departments\"\npayment_department = \"bar\""),
            "payment_department",
            &["load_department", "payment_department"],
        ),
        (
            wallet(
                "mode = \"departments\"\nload_department = \"bar\"\npayment_department = \"bar\"\ntender = \"multi_use_voucher\"",
            ),
            "tender",
            &["tender", "load_department"],
        ),
        (wallet("mode = \"payment_form\"\nmax_lod = \"1\""), "max_lod", &["max_load"]),
        (wallet("mode = \"payment_form\"\nvariation = { amount = \"-1.00\" }"), "settings", &["fee_department"]),
        (wallet("mode = \"payment_form\"\nmax_load = \"-1\""), "max_load", &["sign"]),
        (wallet("mode = \"payment_form\"\nfee_department = \"baar\""), "fee_department", &["bar"]),
        ("[card_types.w]\nplugin = \"prepayd\"\nname = \"W\"\n".to_owned(), "plugin", &["prepaid"]),
        ("[printerz.x]\n".to_owned(), "printerz", &["printers"]),
        ("[tills.2]\nslip = \"kitchn\"\n".to_owned(), "slip = \"kitchn\"", &["kitchn"]),
    ] {
        let shop = Shop::prepare(Plan { more: more.clone(), ..Plan::default() });
        let text = std::fs::read_to_string(shop.config()).expect("the configuration");
        let check = run(&shop, &["check"], None);
        let found = out(&check);
        assert_eq!(check.status.code(), Some(1), "{more}\n{found}");
        let file = shop.config().display().to_string();
        for line in found.lines() {
            let place = line.strip_prefix(&format!("{file}:")).unwrap_or_else(|| panic!("{line}"));
            let mut parts = place.splitn(3, ':');
            let number = |part: Option<&str>| {
                part.and_then(|part| part.parse::<usize>().ok()).unwrap_or_else(|| panic!("{line}"))
            };
            let (at_line, column) = (number(parts.next()), number(parts.next()));
            assert!(text.lines().nth(at_line - 1).is_some_and(|l| column <= l.len() + 1), "{line}");
        }
        let told = found.lines().find(|line| said.iter().all(|word| line.contains(word)));
        let told = told.unwrap_or_else(|| panic!("{more}\n{found}"));
        let at_line: usize = told[file.len() + 1..].split(':').next().and_then(|n| n.parse().ok()).expect("a line");
        let key = at.split(" = ").next().unwrap_or(at);
        assert!(text.lines().nth(at_line - 1).is_some_and(|line| line.contains(key)), "{at}: {told}");
        // The daemon does not start with it.
        assert_eq!(run(&shop, &["run"], None).status.code(), Some(1));
    }
}

/// What is wrong with a printer is told in one round: connection and settings, all of them.
#[test]
fn check_tells_all_that_is_wrong_with_printers_at_once() {
    let more = "[printers.x]\ndriver = \"epson-rt\"\nconnection = \"tcp://127.0.0.1:8\"\n\
                settings = { recheck = \"0s\", columns = \"x\", slow_factor = 21, slow = 1 }\n\
                [printers.y]\ndriver = \"epson-rt\"\nconnection = \"http://127.0.0.1:9/\"\n\
                [printers.z]\ndriver = \"epson-rt\"\nconnection = \"http://me:s3cret@127.0.0.1:9\"\n";
    let shop = Shop::prepare(Plan { more: more.to_owned(), ..Plan::default() });
    let check = run(&shop, &["check"], None);
    let found = out(&check);
    assert_eq!(check.status.code(), Some(1), "{found}");
    for told in [
        "is connected by http:// or https://, not by tcp://",
        "two reads without a pause prove nothing",
        "expected a whole number",
        ": 21 is ",
        "unknown key slow; known: columns",
    ] {
        assert_eq!(found.matches(told).count(), 1, "{told}\n{found}");
    }
    assert!(found.lines().count() == 5 && !found.contains("s3cret"), "{found}");
}

/// Two printers on one device work, and take each other's documents for somebody else's: an installer should know.
#[test]
fn check_says_that_printers_share_a_device() {
    let more = "[printers.y]\ndriver = \"epson-rt\"\nconnection = \"http://127.0.0.1:9/\"\n\
                [printers.z]\ndriver = \"epson-rt\"\nconnection = \"http://me:s3cret@127.0.0.1:9\"\n";
    let shop = Shop::prepare(Plan { more: more.to_owned(), ..Plan::default() });
    let check = run(&shop, &["check"], None);
    let found = out(&check);
    assert_eq!(check.status.code(), Some(0), "{found}");
    assert!(
        found.contains("z: attention, printer \"y\" has this connection too") && !found.contains("s3cret"),
        "{found}"
    );
}

/// G2: a device has one VAT for each of its departments.
#[test]
fn check_says_that_two_rates_share_a_number() {
    let more = "[departments.wine]\nvat = \"22\"\nnumber = 1\n[departments.rum]\nvat = \"22\"\nnumber = 9\n";
    let shop = Shop::prepare(Plan { more: more.to_owned(), ..Plan::default() });
    let check = run(&shop, &["check"], None);
    let found = out(&check);
    assert_eq!(check.status.code(), Some(0), "{found}");
    let told = "attention, departments \"bar\" and \"wine\" have different VAT and one number (1)";
    assert!(found.contains(told) && found.matches("attention").count() == 1, "{found}");
}

#[test]
fn libraries_lists_what_is_found_and_what_is_not_one() {
    let shop = Shop::prepare(Plan::default());
    let folder = shop.file("more");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("libno.so"), b"no library at all").expect("written");
    let text = std::fs::read_to_string(shop.config()).expect("the configuration");
    std::fs::write(shop.config(), text.replacen("libraries = [", "libraries = [\"more\", ", 1)).expect("written");
    let list = run(&shop, &["libraries"], None);
    assert_eq!(list.status.code(), Some(0), "{}", err(&list));
    let found = out(&list);
    let line = |word: &str| found.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {found}"));
    assert!(line("prepaid ").contains("card plugin") && line("prepaid ").contains("1.0.0"), "{found}");
    assert!(line("epson-rt ").contains("printer driver") && line("epson-rt ").contains(".so"), "{found}");
    assert!(line("libno.so").contains("rejected"), "{found}");
    // What is no library stops nothing.
    assert_eq!(run(&shop, &["check"], None).status.code(), Some(0));
}

#[test]
fn a_second_daemon_does_not_start() {
    let shop = Shop::open(Plan::default());
    let second = run(&shop, &["run"], None);
    assert_eq!((second.status.code(), out(&second).as_str()), (Some(1), ""));
    assert!(err(&second).contains("daemon"), "{}", err(&second));
    assert_eq!(shop.done("daemon.info", json!({}))["name"], "fiscus");
}

#[test]
fn a_virtual_clock_needs_printers_on_this_machine() {
    let shop = Shop::prepare(Plan::default());
    let text = std::fs::read_to_string(shop.config()).expect("the configuration");
    let address = shop.front().address().to_owned();
    std::fs::write(shop.config(), text.replace(&address, "192.0.2.7:80")).expect("written");
    let output = run(&shop, &["run", "--clock", "2026-11-22T09:00:00+01:00"], None);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("front"), "{}", err(&output));
    let output = run(&shop, &["run", "--clock", "teatime"], None);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_daemon_that_is_told_to_stop_ends_well_and_starts_again() {
    let mut shop = Shop::open(Plan::default());
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }])));
    assert_eq!(shop.stop().code(), Some(0));
    assert!(!shop.socket().exists());
    shop.start();
    assert_eq!(shop.done("operation.get", json!({ "target": "s1" }))["state"], "committed");
}

/// The journal verifies while the daemon runs; changed by hand, it says where.
#[test]
fn the_journal_is_verified() {
    let mut shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "10.00");
    let fine = run(&shop, &["journal", "verify"], None);
    assert_eq!(fine.status.code(), Some(0), "{}{}", out(&fine), err(&fine));
    shop.stop();
    let file = std::fs::read_dir(shop.file("state"))
        .expect("the state folder")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "sqlite" || e == "db"))
        .expect("the database");
    let mut bytes = std::fs::read(&file).expect("the database");
    let place = bytes.windows(6).position(|window| window == b"\"10.00").expect("the amount in a record");
    bytes[place + 1] = b'9';
    std::fs::write(&file, bytes).expect("written");
    let changed = run(&shop, &["journal", "verify"], None);
    assert_eq!(changed.status.code(), Some(1), "{}", out(&changed));
    assert!(!out(&changed).is_empty() || !err(&changed).is_empty());
}

#[test]
fn nothing_secret_is_logged() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "10.00");
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "card", "card": CARD }])));
    let _ = shop.call("card.get", json!({ "card": "9800000000777" }));
    assert!(!shop.log().is_empty());
    assert!(!shop.log().contains(CARD), "{}", shop.log());
    assert!(!shop.log().contains("9800000000777"));
}

/// S3-12: a changed configuration takes effect with a reload as with a restart; a wrong one changes nothing.
#[test]
fn a_reload_takes_a_good_configuration_and_leaves_a_wrong_one() {
    let mut shop = Shop::open(Plan::default());
    let credit = |operation: &str| sale(operation, "1.00", json!([{ "tender": "uncollected", "cause": "invoice" }]));
    shop.done("receipt.issue", credit("s1"));
    let good = std::fs::read_to_string(shop.config()).expect("the configuration");
    let tell = |text: &str| std::fs::write(shop.config(), text).expect("written");
    tell(&good.replace("enabled = false", "enabled = maybe"));
    shop.signal("HUP");
    await_log(&shop, "not reloaded");
    shop.done("receipt.issue", credit("s2"));
    tell(&good.replace("enabled = false", "enabled = true"));
    shop.signal("HUP");
    await_log(&shop, "reloading the configuration");
    shop.await_ready();
    let refused = || shop.attempt("receipt.issue", &credit("s3"));
    // Until the socket is there again a till finds nobody.
    let mut answer = refused();
    while matches!(answer, Err(CallError::Broken(_))) {
        answer = refused();
    }
    let Err(CallError::Answered(answer)) = answer else { panic!("{answer:?}") };
    assert_eq!(answer.data["reason"], "customer_incomplete");
    assert_eq!(shop.front().documents().len(), 2);
    shop.stop();
    shop.start();
    assert_eq!(shop.refused("receipt.issue", credit("s4")), "customer_incomplete");
    shop.verify();
}

/// S3-12: a configuration that is right and cannot be worked with leaves the shop open as it was.
#[test]
fn a_reload_that_cannot_start_goes_on_with_the_configuration_it_had() {
    let mut shop = Shop::open(Plan::default());
    let good = std::fs::read_to_string(shop.config()).expect("the configuration");
    let tell = |text: &str| std::fs::write(shop.config(), text).expect("written");
    let sells = |id: &str| {
        let sold = shop.till().end("receipt.issue", &sale(id, "1.00", json!([{ "tender": "cash" }])));
        assert!(matches!(sold, End::Committed(_)), "{id}: {sold:?}");
    };
    sells("s0");
    // What can be seen before is no reason to close for a moment.
    tell(&(good.clone() + "[socket]\npath = \"/proc/nowhere/fiscus.sock\"\n"));
    shop.signal("HUP");
    shop.await_log("not reloaded", 1);
    sells("s1");
    assert!(!shop.log().contains("reloading the configuration"), "{}", shop.log());
    // What is seen only when it is tried: a file where the socket should be, another daemon on the state folder.
    let taken = shop.file("taken");
    std::fs::write(&taken, "").expect("a file");
    tell(&(good.clone() + &format!("[socket]\npath = {taken:?}\n")));
    shop.signal("HUP");
    shop.await_log("going on with the configuration before", 1);
    sells("s2");
    let other = Shop::open(Plan::default());
    tell(&good.replace("state = \"state\"", &format!("state = {:?}", other.file("state"))));
    shop.signal("HUP");
    shop.await_log("going on with the configuration before", 2);
    sells("s3");
    assert!(shop.log().contains("another daemon works on"), "{}", shop.log());
    // And one that is right is taken then.
    tell(&good.replace("enabled = false", "enabled = true"));
    shop.signal("HUP");
    shop.await_log("reloading the configuration", 3);
    shop.await_log("ready socket=", 4);
    let credit = sale("s4", "1.00", json!([{ "tender": "uncollected", "cause": "invoice" }]));
    assert_eq!(shop.till().end("receipt.issue", &credit), End::Refused("customer_incomplete".to_owned()));
    assert_eq!(shop.front().documents().len(), 4);
    assert!(shop.stop().success());
    shop.verify();
}

/// The folders that the daemon makes: where it could not, the installer is told before it tries.
#[test]
fn check_says_which_folder_cannot_be_made() {
    let shop = Shop::prepare(Plan::default());
    let good = std::fs::read_to_string(shop.config()).expect("the configuration");
    let file = shop.config().display().to_string();
    let taken = shop.file("taken");
    std::fs::write(&taken, "").expect("a file");
    let long = "x".repeat(120);
    let state = |path: &str| (good.replace("\"state\"", &format!("{path:?}")), "state = ");
    let socket = |path: &str| (good.clone() + &format!("[socket]\npath = {path:?}\n"), "path = ");
    for ((text, at), said) in [
        (state("/proc/nowhere"), "/proc/nowhere"),
        (state(&taken.display().to_string()), "is a file"),
        (state(&taken.join("deep/er").display().to_string()), "is a file"),
        (socket("/proc/nowhere/fiscus.sock"), "/proc/nowhere"),
        (socket(&taken.join("fiscus.sock").display().to_string()), "is a file"),
        (socket(&long), "too long"),
    ] {
        std::fs::write(shop.config(), &text).expect("written");
        let check = run(&shop, &["check"], None);
        let found = out(&check);
        let line = 1 + text.lines().position(|line| line.starts_with(at)).expect("the line");
        assert_eq!((check.status.code(), found.lines().count()), (Some(1), 1), "{found}");
        assert!(found.starts_with(&format!("{file}:{line}:")) && found.contains(said), "{said}: {found}");
    }
    // A folder that is made later leaves nothing behind now.
    std::fs::write(shop.config(), state("not/yet").0).expect("written");
    assert_eq!(run(&shop, &["check"], None).status.code(), Some(0));
    assert!(!shop.file("not").exists());
}

/// Waits until the daemon has logged these words.
fn await_log(shop: &Shop, words: &str) {
    let since = std::time::Instant::now();
    while !shop.log().contains(words) {
        assert!(since.elapsed() < std::time::Duration::from_secs(30), "{}", shop.log());
        std::thread::yield_now();
    }
}
