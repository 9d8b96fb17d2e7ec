//! `cards.export`: S4-07 to S4-11, V-22, F5, F13.

use super::{generate, pins, plan, with};
use calamine::{Data, Reader, Xlsx, open_workbook};
use fiscus_tests::{End, shop::Shop};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

/// The names in the state folder that are no database, key or socket.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part") || [".csv", ".txt", ".xlsx", ".pdf"].iter().any(|e| name.ends_with(e)))
        .collect();
    names.sort();
    names
}

fn digest(file: &Path) -> String {
    fiscus::export::digest_of(file).expect("there")
}

/// S4-07, S4-08, S4-10, S4-19, V-22: twice, in any status but created never, and nothing of the cards changes.
#[test]
fn cards_that_are_created_are_exported_as_often_as_wanted() {
    let shop = Shop::open(plan());
    let cards = generate(&shop, "g1", "partners", "none", 3);
    shop.done("partner.save", json!({ "operation": "p1", "id": "kiosk", "name": "Kiosk" }));
    let asked = json!({ "operation": "e1", "operator": "anna", "batch": "g1", "file": "a.csv" });
    let before = shop.done("cards.find", json!({ "filter": { "batch": "g1" } }));
    let told = shop.done("cards.export", asked.clone());
    let file = shop.file("state").canonicalize().expect("there").join("a.csv");
    assert_eq!(told, json!({ "file": file, "count": 3, "sha256": digest(&file) }));
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&file).expect("text");
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!((lines.len(), lines[0], lines[4]), (5, "card,type,profile,valid_until", ""));
    for (line, card) in lines[1..4].iter().zip(&cards) {
        assert!(line.starts_with(&format!("{card},partners,")), "{line}");
    }
    assert_eq!(shop.done("cards.find", json!({ "filter": { "batch": "g1" } })), before, "the status is unchanged");
    // The same id writes nothing again; another one does, over it.
    fs::remove_file(&file).expect("removed");
    assert_eq!(shop.done("cards.export", asked.clone()), told);
    assert!(!file.exists());
    let again = shop.done("cards.export", with(&asked, json!({ "operation": "e2" })));
    assert_eq!(again, told);
    let chosen = json!({ "operation": "e3", "fields": ["valid_until", "card"] });
    shop.done("cards.export", with(&asked, chosen));
    assert!(fs::read_to_string(&file).expect("text").starts_with("valid_until,card\r\n"));

    shop.done("cards.move", json!({ "operation": "m1", "cards": [cards[1]], "to": "deliver", "partner": "kiosk" }));
    let standing = digest(&file);
    let mixed = shop.call("cards.export", with(&asked, json!({ "operation": "e4" }))).expect_err("a mixed selection");
    assert_eq!(mixed.data["reason"], "status_forbids");
    assert!(mixed.message.contains(&cards[1]) && !mixed.message.contains(&cards[0]), "{}", mixed.message);
    assert_eq!(digest(&file), standing);
    let rest = json!({ "operation": "e5", "filter": { "batch": "g1", "status": "created" }, "file": "b.csv" });
    assert_eq!(shop.done("cards.export", rest)["count"], 2);
    let named = json!({ "operation": "e6", "cards": [cards[0], cards[0]], "file": "b.csv" });
    assert_eq!(shop.done("cards.export", named)["count"], 1);
    for (case, params, reason) in [
        ("delivered", json!({ "cards": [cards[1]] }), "status_forbids"),
        ("nothing", json!({ "batch": "g9" }), "card_unknown"),
        ("unknown", json!({ "cards": ["000"] }), "card_unknown"),
        ("two ways", json!({ "batch": "g1", "cards": [cards[0]] }), "params_invalid"),
        ("no way", json!({}), "params_invalid"),
    ] {
        let asked = with(&params, json!({ "operation": case.replace(' ', "-"), "file": "c.csv" }));
        assert_eq!(shop.refused("cards.export", asked), reason, "{case}");
    }
    assert_eq!(files(&shop.file("state")), ["a.csv", "b.csv"]);
    let kept = shop.done("operation.get", json!({ "target": "e1" }));
    let told = (&kept["state"], &kept["operator"], &kept["method"]);
    assert_eq!(told, (&json!("committed"), &json!("anna"), &json!("cards.export")));
    shop.verify();
}

/// S4-09: a workbook whose numbers are text, and text with a delimiter of one's choice.
#[test]
fn workbooks_and_delimited_text_hold_the_same() {
    let shop = Shop::open(plan());
    let cards = generate(&shop, "g1", "hours", "H1", 3);
    assert!(cards.iter().all(|card| card.starts_with('0')), "{cards:?}");
    let pins = pins(&shop, &cards);
    let fields = json!(["card", "pin", "password", "type", "profile", "batch", "status", "partner", "valid_from"]);
    let asked = json!({ "batch": "g1", "fields": fields });
    let text = json!({ "operation": "e1", "format": "delimited", "file": "a.txt" });
    assert_eq!(shop.done("cards.export", with(&asked, text))["count"], 3);
    let lines = |name: &str| {
        let text = fs::read_to_string(shop.file("state").join(name)).expect("text");
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    for ((line, card), pin) in lines("a.txt")[1..].iter().zip(&cards).zip(&pins) {
        assert_eq!(*line, format!("{card}\t{pin}\t{pin}\thours\tH1\tg1\tcreated\t\t"));
    }
    let piped = json!({ "operation": "e2", "format": "delimited", "delimiter": "|", "file": "b.csv" });
    shop.done("cards.export", with(&asked, piped));
    assert_eq!(lines("b.csv")[1], format!("{}|{1}|{1}|hours|H1|g1|created||", cards[0], pins[0]));
    shop.done("cards.export", with(&asked, json!({ "operation": "e3", "format": "xlsx", "file": "a.xlsx" })));
    let mut book: Xlsx<_> = open_workbook(shop.file("state/a.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows.len(), 4);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(rows[0][..2], [text("card"), text("pin")]);
    for ((row, card), pin) in rows[1..].iter().zip(&cards).zip(&pins) {
        assert_eq!(row[..4], [text(card), text(pin), text(pin), text("hours")]);
    }
    for (case, more, path) in [
        ("field", json!({ "fields": ["card", "pn"] }), "fields[1]"),
        ("empty", json!({ "format": "delimited", "delimiter": "" }), "delimiter"),
        ("two", json!({ "format": "delimited", "delimiter": ";;" }), "delimiter"),
        ("quote", json!({ "format": "delimited", "delimiter": "\"" }), "delimiter"),
        ("csv", json!({ "format": "csv", "delimiter": ";" }), "delimiter"),
        ("xlsx", json!({ "format": "xlsx", "delimiter": ";", "file": "c.xlsx" }), "delimiter"),
        ("ending", json!({ "format": "xlsx", "file": "c.csv" }), "file"),
        ("format", json!({ "format": "doc" }), "format"),
    ] {
        let asked = with(&asked, json!({ "operation": case, "file": "c.csv" }));
        let refused = shop.call("cards.export", with(&asked, more)).expect_err(case);
        assert_eq!(
            (&refused.data["reason"], &refused.data["path"]),
            (&json!("params_invalid"), &json!(path)),
            "{case}"
        );
        if case == "field" {
            assert!(refused.message.contains("card, pin, password, type"), "{}", refused.message);
        }
    }
    assert_eq!(files(&shop.file("state")), ["a.txt", "a.xlsx", "b.csv"]);
    shop.verify();
}

/// F13, S1-14: that PINs were written, by whom and how many is on record; the PINs are nowhere else.
#[test]
fn pins_are_in_the_file_and_nowhere_else() {
    let mut shop = Shop::open(plan());
    let cards = generate(&shop, "g1", "hours", "H1", 40);
    let pins = pins(&shop, &cards);
    for (id, more) in [
        ("e1", json!({ "file": "a.csv" })),
        ("e2", json!({ "file": "a.xlsx", "format": "xlsx" })),
        ("e3", json!({ "file": "none/a.csv" })),
    ] {
        let asked = json!({ "operation": id, "operator": "anna", "batch": "g1", "fields": ["card", "pin"] });
        // The last is refused, and asked for PINs all the same.
        let _ = shop.call("cards.export", with(&asked, more));
    }
    shop.verify();
    assert_eq!(shop.stop().code(), Some(0));
    let mut text = shop.log();
    for name in ["fiscus.db", "fiscus.db-wal", "chain.head"] {
        let bytes = fs::read(shop.file("state").join(name)).unwrap_or_default();
        text += &String::from_utf8_lossy(&bytes);
    }
    assert!(text.contains(r#""pins":true"#), "that there were PINs is on record");
    let found: Vec<&String> = pins.iter().filter(|pin| text.contains(&format!("{pin}\""))).collect();
    assert!(found.is_empty() && pins.len() == 40, "{found:?}");
}

/// The place is looked at first, and what stands there is no victim.
#[test]
fn nothing_else_is_overwritten() {
    let shop = Shop::open(plan());
    generate(&shop, "g1", "partners", "none", 1);
    let state = shop.file("state").canonicalize().expect("there");
    fs::create_dir(state.join("folder.csv")).expect("a folder");
    fs::write(shop.file("notes.doc"), "mine").expect("a file");
    std::os::unix::fs::symlink(shop.file("fiscus.toml"), state.join("link.csv")).expect("a link");
    let shown = |path: &Path| path.display().to_string();
    for (case, file, told) in [
        ("ledger", shown(&state.join("fiscus.db")), "must end in"),
        ("key", "secret.key".to_owned(), "must end in"),
        ("config", shown(&shop.config()), "must end in"),
        ("foreign", shown(&shop.file("notes.doc")), "must end in"),
        ("folder", "folder.csv".to_owned(), "no file that may be replaced"),
        ("link", "link.csv".to_owned(), "no file that may be replaced"),
        ("outside", "../a.csv".to_owned(), "may not lead out of it"),
        ("missing", "none/a.csv".to_owned(), "Make it, or choose another"),
        // A folder in which even the superuser makes nothing.
        ("closed", "/proc/a.csv".to_owned(), "folder"),
    ] {
        let asked = json!({ "operation": case, "batch": "g1", "file": file });
        let refused = shop.call("cards.export", asked).expect_err(case);
        assert_eq!(
            (&refused.data["reason"], &refused.data["path"]),
            (&json!("params_invalid"), &json!("file")),
            "{case}"
        );
        assert!(refused.message.contains(told), "{case}: {}", refused.message);
    }
    assert_eq!(files(&state), ["folder.csv", "link.csv"]);
    // The id of what could not be written may be used again.
    let asked = json!({ "operation": "closed", "batch": "g1", "file": "/proc/a.csv" });
    assert_eq!(shop.refused("cards.export", asked), "params_invalid");
    shop.verify();
}

/// F15: where the installer names the folders, files stand there, below the state folder, and nowhere else.
#[test]
fn the_installer_names_the_folders() {
    let mut shop = Shop::prepare(plan());
    let config = fs::read_to_string(shop.config()).expect("a configuration");
    fs::write(shop.config(), config.replacen("[paths]", "[paths]\nexports = [\"out\"]", 1)).expect("written");
    let out = shop.file("out");
    fs::create_dir(&out).expect("a folder");
    shop.start();
    generate(&shop, "g1", "partners", "none", 1);
    let asked = |operation: &str, file: &Path| json!({ "operation": operation, "batch": "g1", "file": file });
    let refused = shop.call("cards.export", asked("e1", &shop.file("a.csv"))).expect_err("elsewhere");
    assert_eq!(refused.data["path"], "file");
    let folder = out.display().to_string();
    assert!(refused.message.contains(&folder) && refused.message.contains("paths.exports"), "{}", refused.message);
    shop.done("cards.export", asked("e2", &out.join("a.csv")));
    shop.done("cards.export", asked("e3", Path::new("b.csv")));
    assert_eq!((files(&out), files(&shop.file("state"))), (vec!["a.csv".to_owned()], vec!["b.csv".to_owned()]));
    assert!(!shop.file("a.csv").exists());
}

/// Two tills, one file: each writes all of its own, and the last one stands.
#[test]
fn two_exports_to_one_file_leave_one_of_them_whole() {
    let shop = Shop::open(plan());
    generate(&shop, "g1", "partners", "none", 900);
    generate(&shop, "g2", "partners", "none", 700);
    let told: Vec<Value> = std::thread::scope(|all| {
        let calls: Vec<_> = (0..6)
            .map(|at| {
                let asked =
                    json!({ "operation": format!("e{at}"), "batch": format!("g{}", 1 + at % 2), "file": "a.csv" });
                let till = shop.till();
                all.spawn(move || till.ask("cards.export", &asked).expect("an answer"))
            })
            .collect();
        calls.into_iter().map(|call| call.join().expect("a till")).collect()
    });
    let standing = digest(&shop.file("state/a.csv"));
    assert!(told.iter().any(|told| told["sha256"] == standing), "{told:?}");
    assert_eq!(files(&shop.file("state")), ["a.csv"]);
    shop.verify();
}

/// A death at each point: the file stands and is recorded, or there is none; nothing is left beside it, and the same
/// call ends it.
#[test]
fn a_death_leaves_the_file_or_none() {
    for (point, stands) in [
        ("reserve:before", false),
        ("reserve:after", false),
        ("file:half", false),
        ("file:written", false),
        ("file:recorded", false),
        ("file:named", true),
        ("commit:before", true),
        ("commit:after", true),
    ] {
        for format in ["csv", "xlsx"] {
            let mut shop = Shop::open(plan());
            generate(&shop, "g1", "hours", "H1", 20);
            shop.kill();
            shop.start_to_crash_at(point);
            let name = format!("a.{format}");
            let asked = json!({
                "operation": "e1", "batch": "g1", "format": format, "file": name, "fields": ["card", "pin"],
            });
            assert!(shop.attempt("cards.export", &asked).is_err(), "{point}");
            shop.await_end();
            let file = shop.file("state").join(&name);
            assert_eq!(file.exists(), stands, "{point}");
            // Once the next call comes while the end is written and not yet told to those who wait for it.
            match format {
                "csv" => shop.start_held_at("recovery:ended"),
                _ => shop.start(),
            }
            let expected: &[&str] = if stands { &[&name] } else { &[] };
            assert_eq!(files(&shop.file("state")), expected, "{point}: nothing is left beside it");
            let kept = shop.till().end("operation.get", &json!({ "target": "e1" }));
            match (&kept, point) {
                (End::Refused(reason), "reserve:before") => assert_eq!(reason, "operation_unknown"),
                (End::Committed(_), _) => assert!(stands, "{point}: {kept:?}"),
                (End::Voided(_), _) => assert!(!stands, "{point}: {kept:?}"),
                _ => panic!("{point}: {kept:?}"),
            }
            let told = shop.done("cards.export", asked.clone());
            assert_eq!((&told["count"], &told["sha256"]), (&json!(20), &json!(digest(&file))), "{point}");
            assert_eq!(files(&shop.file("state")), [name.as_str()], "{point}");
            shop.verify();
        }
    }
}

/// F5: a disk of its own, in a name space of its own, so that it can be filled; another that cannot be written to.
#[test]
fn a_full_disk_leaves_nothing_half_written() {
    const INSIDE: &str = "FISCUS_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_none() {
        let status = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "--"])
            .arg(std::env::current_exe().expect("a test knows its file"))
            .args(["--exact", "export::a_full_disk_leaves_nothing_half_written", "--nocapture"])
            .env(INSIDE, "1")
            .status()
            .expect("unshare");
        assert!(status.success());
        return;
    }
    let shop = Shop::open(plan());
    generate(&shop, "g1", "hours", "H1", 2000);
    generate(&shop, "g2", "hours", "H1", 2);
    let stick = shop.file("stick");
    fs::create_dir(&stick).expect("a folder");
    let mount = |options: &str| {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&stick).status();
        assert!(mounted.expect("mount").success(), "{options}");
    };
    mount("size=16k");
    for format in ["csv", "xlsx"] {
        let file = stick.join(format!("a.{format}"));
        let asked = |id: &str, batch: &str| {
            json!({
                "operation": format!("{id}-{format}"), "batch": batch, "format": format, "file": file,
                "fields": ["card", "pin"],
            })
        };
        let small = shop.done("cards.export", asked("small", "g2"));
        assert_eq!(small["sha256"], digest(&file));
        let refused = shop.call("cards.export", asked("big", "g1")).expect_err("there is no room");
        assert_eq!(refused.data["reason"], "disk_full", "{format}: {refused:?}");
        assert!(refused.retryable());
        assert_eq!(small["sha256"], digest(&file), "what was there is there");
        assert_eq!(files(&stick), [format!("a.{format}")]);
        mount("remount,size=4m");
        assert_eq!(shop.done("cards.export", asked("big", "g1"))["sha256"], digest(&file));
        mount("remount,ro");
        let refused = shop.call("cards.export", asked("closed", "g2")).expect_err("nothing can be written");
        assert_eq!((&refused.data["reason"], &refused.data["path"]), (&json!("params_invalid"), &json!("file")));
        assert!(refused.message.contains("Nothing can be written into"), "{}", refused.message);
        mount("remount,rw,size=4m");
        shop.done("cards.export", asked("closed", "g2"));
        fs::remove_file(&file).expect("removed");
        mount("remount,size=16k");
    }
    // A table is voided, not the till: money moves on.
    shop.load("l1", "9800000000012", "5.00");
    assert_eq!(shop.balance("9800000000012"), "5.00");
    shop.verify();
    drop(shop);
    assert!(Command::new("umount").arg(&stick).status().expect("umount").success());
}
