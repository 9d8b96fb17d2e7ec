//! What is wrong with a file, in tables: what was written, and what is said of it and where.

use super::{read::Surroundings, *};
use fiscus_sdk::{Problem, Vat};
use jiff::civil;
use serde_json::json;

fn load(text: &str) -> Result<Loaded, Vec<Finding>> {
    let surroundings = Surroundings {
        folder: "/etc/fiscus".into(),
        state: Some("/var/home/.local/state/fiscus".into()),
        executable: Some("/opt/fiscus/bin".into()),
        users: crate::users::Users::read("root:x:0:0:::\ntill:x:1001:1001:::\n"),
    };
    let document = Document::parse(Path::new("fiscus.toml"), text)?;
    Ok(Loaded { config: read::read(&document, &surroundings)?, document })
}

fn right(text: &str) -> Loaded {
    load(text).unwrap_or_else(|findings| panic!("{}", shown(&findings).join("\n")))
}

fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{}:{}: {}", f.line, f.column, f.text)).collect()
}

/// The shortest shop; what a case writes begins on line 4.
const SHOP: &str = "[shop]\ntime_zone = \"Europe/Rome\"\ncurrency = \"EUR\"\n";

fn assert_findings(cases: &[(&str, &[&str])], before: &str) {
    for (written, expected) in cases {
        let text = format!("{before}{written}");
        let found = shown(&load(&text).expect_err(written));
        let fits = found.len() == expected.len() && found.iter().zip(*expected).all(|(f, e)| f.starts_with(e));
        assert!(fits, "{written}\nfound {found:#?}\nexpected {expected:#?}");
    }
}

#[test]
fn findings_about_the_shop_stand_at_their_place() {
    assert_findings(
        &[
            ("", &["1:1: [shop] is missing"]),
            ("shop = 1", &["1:1: shop: expected a table, found a number"]),
            (
                "# nothing\n[shop]\n",
                &["2:1: currency is missing; write for example currency = \"EUR\"", "2:1: time_zone is missing"],
            ),
            (
                "[shop]\ntime_zone = \"Europe/Rom\"\ncurrency = \"euro\"\nlanguage = \"de\"\nnam = \"Bar\"\n",
                &[
                    "2:1: time_zone: unknown time zone Europe/Rom; did you mean Europe/Rome?",
                    "3:1: currency: \"euro\" is not a currency; write its code of three capitals such as \"EUR\"",
                    "4:1: language: \"de\" is not one of \"it\", \"en\", \"es\", \"pt\", \"et\"",
                    "5:1: unknown key nam; did you mean name?",
                ],
            ),
            (
                "[shop]\ntime_zone = 1\ncurrency = \"EUE\"\nname = \"\"\n",
                &[
                    "2:1: time_zone: expected the name of a time zone such as \"Europe/Rome\", found a number; write",
                    "3:1: currency: \"EUE\" is not a currency Fiscus knows",
                    "4:1: name: expected a name such as \"Bar Centrale\", found an empty text",
                ],
            ),
            (
                "[shop]\ntime_zone = \"Moon\"\ncurrency = \"EUR\"",
                &["2:1: time_zone: unknown time zone Moon; write a name"],
            ),
        ],
        "",
    );
}

#[test]
fn errors_of_syntax_are_one_line_each() {
    assert_findings(
        &[
            ("[shop\nname = 1", &["4:6: this is not TOML: "]),
            ("a = \n", &["4:5: this is not TOML: "]),
            ("# èè\nè = 1\n", &["5:1: this is not TOML: "]),
            ("a = 1\na = 2\n", &["5:1: this is not TOML: duplicate key"]),
            ("[a]\nx = \"\n[b]\ny = 1 2\n", &["5:6: this is not TOML: ", "7:5: this is not TOML: "]),
            ("a = 99999999999999999999", &["4:1: this number is too long; write it in quotes"]),
        ],
        SHOP,
    );
}

#[test]
fn findings_about_each_table_stand_at_their_place() {
    assert_findings(
        &[
            ("[printer.front]\n", &["4:2: unknown key printer; did you mean printers?"]),
            (
                "[zoo]\n",
                &[
                    "4:1: unknown key zoo; known: card_types, credit_control, customers, departments, discounts, ledger, operators, paths, printers",
                ],
            ),
            (
                "[paths]\nstate = 1\nlibraries = \"/usr/lib\"\n",
                &[
                    "5:1: state: expected a path in quotes, found a number",
                    "6:1: libraries: expected a list of folders",
                ],
            ),
            ("[paths]\nlibraries = [\"a\",\n 2]\n", &["6:2: libraries: expected a path in quotes, found a number"]),
            (
                "[ledger]\nurl = \"mysql://root:secret@db\"\nhold = \"15 min\"\n",
                &[
                    "5:1: url: this is not a database; write",
                    "6:1: hold: \"15 min\" is not a duration such as \"50ms\"",
                ],
            ),
            ("[ledger]\nhold = \"0s\"", &["5:1: hold: \"0s\" is not a duration"]),
            (
                "[ledger]\nhold = 900",
                &["5:1: hold: expected a duration such as \"15s\", found a number; write it in quotes"],
            ),
            ("[ledger]\nhold = \"99999999999h\"", &["5:1: hold: \"99999999999h\" is not a duration"]),
            (
                "[socket]\nmode = 660\npath = true\n",
                &[
                    "5:1: mode: expected permissions such as \"0660\", found a number; write it in quotes",
                    "6:1: path: expected",
                ],
            ),
            ("[socket]\nmode = \"0680\"\n", &["5:1: mode: \"0680\" is not permissions such as \"0660\""]),
            ("[socket]\nmode = \"10660\"\n", &["5:1: mode: \"10660\" is not permissions"]),
            ("[socket]\nmode = \"+660\"\n", &["5:1: mode: \"+660\" is not permissions"]),
            (
                "[departments.bar]\nvat = 10\nnumber = \"1\"\n[departments.food]\nnumber = 0\n",
                &[
                    "5:1: vat: expected a rate in percent such as \"10\" or a nature such as \"N2\", found a number; write it in quotes",
                    "6:1: number: expected a whole number without quotes such as 3, found text",
                    "7:1: vat is missing; write for example vat = \"10\"",
                    "8:1: number: 0 is not a whole number from 1 to 9999",
                ],
            ),
            (
                "[departments.bar]\nvat = 10.5\n",
                &[
                    "5:1: vat: expected a rate in percent such as \"10\" or a nature such as \"N2\", found a number with a point; write it in quotes",
                ],
            ),
            ("[departments.bar]\nvat = \"ten\"\n", &["5:1: vat: \"ten\" is neither a rate in percent"]),
            (
                "[printers.front]\ntimeout = \"15\"\nsetings = {}\n",
                &[
                    "4:1: connection is missing; write for example connection = \"http://192.168.1.10/\" or \"tcp://192.168.1.10:9100\", as the driver is connected",
                    "4:1: driver is missing",
                    "5:1: timeout: \"15\" is not a duration",
                    "6:1: unknown key setings; did you mean settings?",
                ],
            ),
            ("[printers]\nfront = \"x\"\n", &["5:1: front: expected a table, found text"]),
            ("[credit_control]\nenabled = \"yes\"\n", &["5:1: enabled: expected true or false, found text"]),
        ],
        SHOP,
    );
}

#[test]
fn float_in_settings_is_refused_at_its_place() {
    let printer = "[printers.front]\ndriver = \"d\"\nconnection = \"file:///tmp/paper\"\n[printers.front.settings]\n";
    assert_findings(
        &[
            (
                "a = { b = [1, 10.5] }\n",
                &["8:15: b: an amount is written in quotes: \"10.5\"; every other number is whole, without a point"],
            ),
            (
                "a = { b = 10.5 }\n",
                &["8:7: b: an amount is written in quotes: \"10.5\"; every other number is whole, without a point"],
            ),
            (
                "a = inf\n",
                &["8:1: a: an amount is written in quotes: \"inf\"; every other number is whole, without a point"],
            ),
        ],
        &format!("{SHOP}{printer}"),
    );
}

const DEPARTMENTS_AND_PRINTERS: &str = r#"
[departments]
bar = { vat = "10" }
food = { vat = "10" }
[printers]
front = { driver = "d", connection = "tcp://127.0.0.1:1" }
kitchen = { driver = "d", connection = "tcp://127.0.0.1:2" }
"#;

#[test]
fn references_must_lead_somewhere() {
    assert_findings(
        &[
            ("[routes]\nreceipt = \"frnt\"\n", &["12:1: receipt: unknown printer frnt; did you mean front?"]),
            ("[routes]\nslip = \"cellar\"\n", &["12:1: slip: unknown printer cellar; known: front, kitchen"]),
            (
                "[tills.2]\nreciept = \"front\"\ndrawer_slip = 1\n",
                &[
                    "12:1: unknown key reciept; did you mean receipt?",
                    "13:1: drawer_slip: expected the id of a printer",
                ],
            ),
            (
                "[routes.departments]\nbra = \"front\"\nfood = \"bar\"\n",
                &["12:1: bra: unknown department bra; did you mean bar?", "13:1: food: unknown printer bar"],
            ),
            (
                "[discounts.a]\npercent = \"10\"\ndepartments = [\"bar\", \"foot\"]\n",
                &["13:23: departments: unknown department foot; did you mean food?"],
            ),
        ],
        &format!("{SHOP}{DEPARTMENTS_AND_PRINTERS}"),
    );
}

#[test]
fn findings_about_discounts_stand_at_their_place() {
    assert_findings(
        &[
            ("[discounts.a]\n", &["4:1: percent is missing; write for example percent = \"10\" (or amount"]),
            (
                "[discounts.a]\npercent = \"10\"\namount = \"1.00\"\n",
                &["6:1: amount: a discount is either a percent or an amount, here are both"],
            ),
            (
                "[discounts.a]\npercent = 10.5\n",
                &["5:1: percent: expected a percent such as \"10\", found a number with a point; write it in quotes"],
            ),
            ("[discounts.a]\npercent = \"120\"\n", &["5:1: percent: \"120\" is not a percent above 0, up to 100"]),
            ("[discounts.a]\npercent = \"ten\"\n", &["5:1: percent: \"ten\" is not a decimal value"]),
            ("[discounts.a]\namount = \"-1.00\"\n", &["5:1: amount: \"-1.00\" is not above 0"]),
            ("[discounts.a]\namount = \"1.005\"\n", &["5:1: amount: \"1.005\" has more decimals than EUR: 2"]),
            (
                "[discounts.a]\npercent = \"5\"\nweekdays = [\"mon\", \"monday\"]\nfrom = \"25:00\"\nto = 17\n",
                &[
                    "6:20: weekdays: \"monday\" is not one of \"mon\", \"tue\"",
                    "7:1: from: \"25:00\" is not a time of day such as \"17:00\"",
                    "8:1: to: expected a time of day such as \"17:00\", found a number; write it in quotes",
                ],
            ),
            (
                "[discounts.a]\npercent = \"5\"\nfrom = \"17:00\"\nto = \"17:00\"\n",
                &["7:1: to: from and to are the same time"],
            ),
            (
                "[discounts.a]\npercent = \"5\"\nvalid_from = 2026-02-01\nvalid_until = \"2026-01-31\"\n",
                &["7:1: valid_until: the last day 2026-01-31 is before the first, 2026-02-01"],
            ),
            (
                "[discounts.a]\npercent = \"5\"\nvalid_from = \"1.2.2026\"\nvalid_until = 17:00:00\n",
                &["6:1: valid_from: \"1.2.2026\" is not a day such as 2026-12-31", "7:1: valid_until: expected a day"],
            ),
            (
                "[discounts.a]\npercent = \"5\"\narticles = [1]\n",
                &["6:13: articles: expected text such as \"PZ\", found a number; write it in quotes"],
            ),
        ],
        SHOP,
    );
}

#[test]
fn findings_about_card_types_stand_at_their_place() {
    assert_findings(
        &[
            (
                "[card_types.a]\nregistry = \"mine\"\noutside_window = \"refused\"\nstackable = 1\n",
                &[
                    "4:1: plugin is missing",
                    "5:1: registry: \"mine\" is not one of \"own\", \"customers\", \"fidelity\"",
                    "6:1: outside_window: \"refused\" is not one of \"first_discount_off\", \"refuse\"",
                    "7:1: stackable: expected true or false, found a number",
                ],
            ),
            (
                "[card_types.a]\nplugin = \"p\"\nnumbers = { prefix = 98, length = \"13\", lun = true }\n",
                &[
                    "6:13: prefix: expected digits in quotes such as \"98\", found a number; write it in quotes",
                    "6:26: length: expected a whole number without quotes",
                    "6:41: unknown key lun; did you mean luhn?",
                ],
            ),
            (
                "[card_types.a]\nplugin = \"p\"\nnumbers = { prefix = \"9a\" }\n",
                &["6:1: length is missing", "6:13: prefix: \"9a\" is not digits"],
            ),
            (
                "[card_types.a]\nplugin = \"p\"\nnumbers = { prefix = \"98\", length = 2 }\n",
                &["6:28: length: 2 digits leave none behind the prefix \"98\""],
            ),
            (
                "[card_types.b]\nplugin = \"p\"\nnumbers = { prefix = \"98\", length = 13 }\n\
                 [card_types.a]\nplugin = \"p\"\nnumbers = { prefix = \"981\", length = 13 }\n\
                 [card_types.c]\nplugin = \"p\"\nnumbers = { prefix = \"98\", length = 12 }\n",
                &["9:1: numbers: some numbers would also be of card type b; write another prefix"],
            ),
        ],
        SHOP,
    );
}

#[test]
fn every_finding_is_reported_at_once_in_the_order_of_the_file() {
    let text = "[socket]\nmode = 1\n[shop]\ncurrency = \"EUR\"\n[card_types.a]\nx = 1\n[departments.a]\nvat = 1\n";
    let places: Vec<usize> = load(text).expect_err("five findings").iter().map(|finding| finding.line).collect();
    assert_eq!(places, [2, 3, 5, 6, 8]);
}

#[test]
fn finding_is_one_line_with_file_line_and_column() {
    let finding = &load("[shop]\ncurrency = \"EUR\"\ntime_zone = \"Mars\\nTime\"").expect_err("no zone")[0];
    assert_eq!(
        finding.to_string(),
        "fiscus.toml:3:1: time_zone: unknown time zone Mars Time; write a name such as \"Europe/Rome\""
    );
}

#[test]
fn file_that_cannot_be_read_is_a_finding() {
    let missing = Config::load(Path::new("/nonexistent/fiscus.toml")).expect_err("no file");
    assert!(missing[0].to_string().starts_with("/nonexistent/fiscus.toml:1:1: the configuration cannot be read: "));
    let file = std::env::temp_dir().join(format!("fiscus-config-{}.toml", std::process::id()));
    fs::write(&file, b"[shop]\nname = \"\xff\"\n").expect("written");
    let garbled = Config::load(&file).expect_err("not UTF-8");
    fs::write(&file, SHOP).expect("written");
    let loaded = Config::load(&file).expect("a shop");
    fs::remove_file(&file).expect("removed");
    assert_eq!(shown(&garbled), ["2:1: the configuration cannot be read: this line is not UTF-8"]);
    assert_eq!(loaded.document.file(), file);
}

#[test]
fn shops_everywhere_have_a_zone() {
    for (zone, currency, language) in [
        ("Europe/Rome", "EUR", "it"),
        ("Europe/Tallinn", "EUR", "et"),
        ("Europe/Lisbon", "EUR", "pt"),
        ("Europe/Madrid", "EUR", "es"),
        ("Europe/London", "GBP", "en"),
        ("America/Sao_Paulo", "BRL", "pt"),
    ] {
        let text = format!("[shop]\ntime_zone = \"{zone}\"\ncurrency = \"{currency}\"\nlanguage = \"{language}\"\n");
        let shop = right(&text).config.shop;
        assert_eq!(shop.time_zone.iana_name(), Some(zone));
        assert_eq!((shop.currency.name.as_str(), shop.currency.scale), (currency, 2));
    }
}

#[test]
fn what_is_not_written_has_its_default() {
    let config = right(&format!(
        "{SHOP}[departments.bar]\nvat = \"N2.1\"\n[printers.p]\ndriver = \"d\"\nconnection = \"tcp://h:1\"\n\
         [card_types.w]\nplugin = \"p\"\n"
    ))
    .config;
    assert_eq!(config.paths.state, Path::new("/var/home/.local/state/fiscus"));
    assert_eq!(config.paths.libraries, [Path::new("/opt/fiscus/bin"), Path::new("/opt/fiscus/bin/../lib/fiscus")]);
    assert_eq!(config.ledger, Ledger { url: None, hold: Duration::from_secs(900) });
    assert_eq!(config.socket.path, Path::new("/var/home/.local/state/fiscus/fiscus.sock"));
    assert_eq!(config.socket.mode, 0o660);
    assert_eq!(config.departments["bar"].description, "bar");
    assert_eq!(config.departments["bar"].vat, Vat::Nature("N2.1".into()));
    assert_eq!(config.printers["p"].timeout, Duration::from_secs(15));
    assert_eq!(config.printers["p"].settings, json!({}));
    assert!(!config.credit_control, "S3-07: off unless it is switched on");
    let wallet = &config.card_types["w"];
    assert_eq!(wallet.name, "w");
    assert_eq!((wallet.registry, wallet.outside_window), (Registry::Own, OutsideWindow::FirstDiscountOff));
    assert!(!wallet.stackable && wallet.numbers.is_none());
}

#[test]
fn state_is_kept_where_the_environment_says() {
    for (xdg, home, expected) in [
        (Some("/x"), Some("/home/a"), Some("/x/fiscus")),
        (Some("x"), Some("/home/a"), Some("/home/a/.local/state/fiscus")),
        (None, Some("/home/a"), Some("/home/a/.local/state/fiscus")),
        (None, None, None),
    ] {
        assert_eq!(state_folder(xdg.map(PathBuf::from), home.map(PathBuf::from)), expected.map(PathBuf::from));
    }
}

#[test]
fn relative_paths_begin_at_the_file() {
    let config = right(&format!(
        "{SHOP}[paths]\nstate = \"s\"\nlibraries = [\"l\", \"/m\"]\nexports = [\"e\"]\n[socket]\npath = \"f\"\n"
    ))
    .config;
    assert_eq!(config.paths.state, Path::new("/etc/fiscus/s"));
    assert_eq!(config.paths.libraries, [Path::new("/etc/fiscus/l"), Path::new("/m")]);
    assert_eq!(config.paths.exports, Some(vec!["/etc/fiscus/e".into()]));
    assert_eq!(config.socket.path, Path::new("/etc/fiscus/f"));
}

#[test]
fn settings_become_json_without_loss() {
    let config = right(&format!(
        "{SHOP}[card_types.w]\nplugin = \"p\"\n[card_types.w.settings]\nn = 0x10\nd = 2026-01-02\nt = 17:00:00\n\
         o = 2026-01-02T03:04:05Z\nb = true\nl = [\"1.10\", {{ pay = \"25.00\" }}]\n"
    ))
    .config;
    assert_eq!(
        config.card_types["w"].settings,
        json!({"n": 16, "d": "2026-01-02", "t": "17:00:00", "o": "2026-01-02T03:04:05Z", "b": true,
               "l": ["1.10", {"pay": "25.00"}]})
    );
}

#[test]
fn settings_are_in_no_debug_text() {
    let config = right(&format!(
        "{SHOP}[printers.p]\ndriver = \"d\"\nconnection = \"http://u:hush@h/\"\nsettings = {{ password = \"hush\" }}\n\
         [card_types.w]\nplugin = \"p\"\nsettings = {{ password = \"hush\" }}\n"
    ));
    assert!(!format!("{config:?}").contains("hush"));
}

const ROUTES: &str = r#"
[routes]
receipt = "front"
slip = "front"
[routes.departments]
kitchen = "back"
[tills.2]
slip = "back"
[tills.3]
drawer_slip = "back"
[tills.3.departments]
bar = "back"
[departments]
bar = { vat = "10" }
goods = { vat = "22" }
kitchen = { vat = "10" }
[printers]
front = { driver = "d", connection = "tcp://127.0.0.1:1" }
back = { driver = "d", connection = "tcp://127.0.0.1:2" }
"#;

#[test]
fn documents_go_where_the_routes_say() {
    let config = right(&format!("{SHOP}{ROUTES}")).config;
    for (till, departments, expected) in [
        (None, &["bar", "goods"][..], Ok("front")),
        (None, &[], Ok("front")),
        (None, &["kitchen", "kitchen"], Ok("back")),
        (Some("9"), &["kitchen"], Ok("back")),
        (Some("3"), &["bar", "kitchen"], Ok("back")),
        (
            None,
            &["bar", "goods", "kitchen"],
            Err("a receipt has one printer, but department goods prints on front and department kitchen on back"),
        ),
    ] {
        let found = config.receipt_printer(till, departments).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{till:?} {departments:?}");
    }
    for (till, slip, drawer) in [(None, "front", "front"), (Some("2"), "back", "back"), (Some("3"), "front", "back")] {
        assert_eq!(config.slip_printer(till), Ok(slip));
        assert_eq!(config.drawer_slip_printer(till), Ok(drawer), "G15: as slip unless it is written");
    }
}

/// S1-17
#[test]
fn document_without_a_route_has_no_printer() {
    let config = right(SHOP).config;
    let missing = config.receipt_printer(None, &["bar"]).expect_err("no route");
    assert_eq!(missing.to_string(), "no printer for department bar: set routes.receipt or routes.departments.bar");
    assert_eq!(config.slip_printer(Some("1")).expect_err("no route").to_string(), "no printer: set routes.slip");
    assert!(config.drawer_slip_printer(None).is_err());
}

#[test]
fn number_is_of_the_card_type_whose_numbers_it_fits() {
    let config = right(&format!(
        "{SHOP}[card_types.a]\nplugin = \"p\"\n[card_types.b]\nplugin = \"p\"\nnumbers = {{ prefix = \"98\", length = 13 }}\n\
         [card_types.c]\nplugin = \"p\"\nnumbers = {{ prefix = \"97\", length = 13, luhn = true }}\n"
    ))
    .config;
    for (number, card_type) in
        [("9800000000012", Some("b")), ("9700000000010", Some("c")), ("980000000001", None), ("9900000000012", None)]
    {
        assert_eq!(config.card_type_for(number), card_type, "{number}");
    }
}

#[test]
fn problem_of_a_library_stands_at_its_setting() {
    let document = right(
        &(SHOP.to_owned()
            + "[printers.front]\ndriver = \"d\"\nconnection = \"tcp://h:1\"\n[printers.front.settings]\n\
               payments = { electronic = { type = 2 } }\nlist = [\"a\",\n  \"b\"]\n"),
    )
    .document;
    for (path, line, column) in [
        ("payments.electronic.type", 8, 29),
        ("payments.electronic", 8, 14),
        ("payments.cash.type", 8, 1),
        ("list.1", 10, 3),
        ("list.7", 9, 1),
        ("departments", 7, 1),
        ("", 7, 1),
    ] {
        let finding = document.settings_finding(&["printers", "front", "settings"], &Problem::at(path, "wrong"));
        assert_eq!((finding.line, finding.column), (line, column), "{path}");
    }
    assert_eq!(document.place(&["printers", "back", "settings"]), document.place(&["printers"]));
}

#[test]
fn example_has_every_key_and_no_findings() {
    let text = include_str!("../../../docs/fiscus.example.toml");
    right(text);
    // A switched-off setting is a # right before a key.
    let on: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if setting.starts_with(|c: char| c.is_ascii_lowercase()) => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let Loaded { config, document } = right(&on);
    for (table, keys) in [
        ("shop", "name time_zone currency language"),
        ("paths", "state libraries exports"),
        ("ledger", "hold"),
        ("socket", "path mode"),
        ("departments.bar", "description vat number"),
        ("printers.front", "driver connection timeout settings"),
        ("routes", "receipt slip drawer_slip departments"),
        ("routes.departments", "kitchen"),
        ("tills.2", "receipt slip drawer_slip departments"),
        ("credit_control", "enabled"),
        (
            "discounts.happy_hour",
            "name percent articles categories departments weekdays from to valid_from valid_until",
        ),
        ("discounts.welcome", "amount"),
        ("discounts.birthday", "percent"),
        ("card_types.wallet", "plugin name numbers registry outside_window stackable template settings"),
        ("card_types.wallet.numbers", "prefix length luhn"),
        ("templates.club", "title card page margin gap colour fields"),
    ] {
        let path: Vec<&str> = table.split('.').collect();
        for key in keys.split(' ') {
            let setting: Vec<&str> = path.iter().copied().chain([key]).collect();
            assert_ne!(document.place(&setting), document.place(&path), "{table}.{key} is not in the example");
        }
    }
    let discount = &config.discounts["happy_hour"];
    assert_eq!(
        (discount.schedule.from, discount.schedule.to),
        (Some(civil::time(17, 0, 0, 0)), Some(civil::time(19, 0, 0, 0)))
    );
    assert_eq!(discount.schedule.valid_until, Some(civil::date(2026, 12, 31)));
    assert_eq!(discount.schedule.weekdays.len(), 5);
    assert_eq!(config.sdk_shop().departments["untaxed"].vat, Vat::Nature("N2".into()));
}

#[test]
fn file_cut_anywhere_is_read_or_has_findings_inside_it() {
    let text = include_str!("../../../docs/fiscus.example.toml");
    for end in (0..text.len()).step_by(11).filter(|end| text.is_char_boundary(*end)) {
        let cut = &text[..end];
        for finding in load(cut).err().unwrap_or_default() {
            let inside = finding.line <= cut.matches('\n').count() + 1 && finding.column >= 1;
            assert!(inside && !finding.to_string().contains('\n'), "{finding}");
        }
    }
}

#[test]
fn files_of_other_editors_are_read() {
    right(&format!("\u{feff}{}", SHOP.replace('\n', "\r\n")));
    let text = format!("\u{feff}{}x = 1\r\n", SHOP.replace('\n', "\r\n"));
    assert_eq!(
        shown(&load(&text).expect_err("an unknown key")),
        ["4:1: unknown key x; known: currency, language, name, time_zone"]
    );
}

/// S4-01
#[test]
fn operators_are_known_by_hash_or_user_or_only_named() {
    let hash = "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$URC5kExG1JWziWHGda356yB6QsctojjgYIYmyhI4ubA";
    let loaded = right(&format!(
        "{SHOP}[operators.a]\nrole = \"manager\"\nname = \"Anna\"\npassword = \"{hash}\"\n\
         [operators.b]\nrole = \"cashier\"\nuser = \"till\"\n[operators.c]\nrole = \"installer\"\nuser = 7\n"
    ));
    let config = loaded.config;
    let of = |id: &str| config.operators[id].clone();
    assert_eq!((of("a").name.as_str(), of("a").role, of("a").user), ("Anna", Role::Manager, None));
    assert_eq!((of("b").name.as_str(), of("b").user, of("c").user), ("b", Some(1001), Some(7)));
    assert!(config.guarded());
    assert!(!format!("{config:?}").contains("argon2id"));
    assert!(!right(&format!("{SHOP}[operators.a]\nrole = \"manager\"\n")).config.guarded());
}
