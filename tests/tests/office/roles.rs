//! Who may do what, and who did it: operators, passwords, users of the machine. Source: S4-01, F13, F15

use fiscus::secret::password;
use fiscus_sdk::{
    api,
    client::{CallError, Client},
};
use fiscus_tests::{
    program,
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    os::unix::{fs::MetadataExt, net::UnixStream},
    process::{Command, Stdio},
};

/// What nobody needs to be known for.
const ANYBODY: &[&str] = &["daemon.info", "session.login", "session.logout", "session.get"];

/// What a cashier may do.
const CASHIER: &[&str] = &[
    "receipt.quote",
    "receipt.issue",
    "receipt.return",
    "receipt.void",
    "card.quote",
    "card.load",
    "card.issue",
    "card.use",
    "card.get",
    "card.history",
    "cards.find",
    "catalog.lists",
    "catalog.sellable",
    "customer.save",
    "customer.get",
    "customers.find",
    "customer.picture",
    "operation.get",
    "operations.find",
    "slip.print",
    "document.reprint",
    "printer.list",
    "printer.status",
    "printer.open_drawer",
    "printer.display",
    "printer.test",
    "printer.x_report",
    "events.subscribe",
];

/// What a manager may do besides.
const MANAGER: &[&str] = &[
    "card.reveal",
    "cards.generate",
    "cards.move",
    "cards.export",
    "cards.print",
    "cards.zero",
    "cards.track",
    "card.save",
    "partner.save",
    "partners.find",
    "customer.export",
    "customer.erase",
    "customer.save_picture",
    "customer.settle",
    "discounts.review",
    "operation.resolve",
    "printer.z_report",
    "printer.cash_in",
    "printer.cash_out",
    "report.loads",
    "report.liability",
    "report.cards",
    "report.statement",
    "report.discounts",
    "report.stock",
    "report.export",
    "deliveries.find",
];

/// The user who runs this test.
fn own() -> u32 {
    fs::metadata("/proc/self").expect("a process").uid()
}

fn operator(id: &str, role: &str, password: Option<&str>, user: Option<u32>) -> String {
    let kept = password.map(|password| format!("password = \"{}\"\n", password::hash(password).expect("a hash")));
    let user = user.map(|user| format!("user = {user}\n"));
    format!("[operators.{id}]\nrole = \"{role}\"\n{}{}", kept.unwrap_or_default(), user.unwrap_or_default())
}

fn plan(operators: &[String]) -> Plan {
    Plan { more: WALLET.to_owned() + &operators.concat(), log: "trace".to_owned(), ..Plan::default() }
}

/// Three who log in, each with a password that is his id twice.
fn staff() -> Vec<String> {
    [("anna", "cashier"), ("marta", "manager"), ("ivo", "installer")]
        .map(|(id, role)| operator(id, role, Some(&id.repeat(2)), None))
        .to_vec()
}

struct Connection(Client<UnixStream>);

impl Connection {
    fn call(&mut self, method: &str, params: Value) -> Result<Value, (String, String)> {
        match self.0.request(method, &params) {
            Ok(result) => Ok(result),
            Err(CallError::Answered(refused)) => {
                Err((refused.data["reason"].as_str().unwrap_or_default().to_owned(), refused.message))
            }
            Err(other) => panic!("{method}: {other}"),
        }
    }

    fn login(&mut self, operator: &str, password: &str) -> Result<Value, (String, String)> {
        self.call("session.login", json!({ "operator": operator, "password": password }))
    }
}

fn connected(shop: &Shop) -> Connection {
    Connection(shop.client())
}

fn logged_in(shop: &Shop, operator: &str) -> Connection {
    let mut connection = connected(shop);
    connection.login(operator, &operator.repeat(2)).expect("logged in");
    connection
}

/// F15: each role with each method there is, and nobody with each.
#[test]
fn each_role_may_call_what_its_table_says_and_nothing_else() {
    let shop = Shop::open(plan(&staff()));
    let listed: BTreeSet<&str> = [ANYBODY, CASHIER, MANAGER].concat().into_iter().collect();
    assert_eq!(listed, api::NAMES.iter().copied().collect(), "a method that is new needs a role here too");
    for (who, allowed) in [
        (None, ANYBODY.to_vec()),
        (Some("anna"), [ANYBODY, CASHIER].concat()),
        (Some("marta"), [ANYBODY, CASHIER, MANAGER].concat()),
        (Some("ivo"), [ANYBODY, CASHIER, MANAGER].concat()),
    ] {
        let mut connection = who.map_or_else(|| connected(&shop), |who| logged_in(&shop, who));
        for method in api::NAMES {
            // Nothing that it could do is asked for: whether it is let in shows all the same.
            let refused = connection.call(method, json!({ "nothing": 1 })).expect_err(method).0 == "not_permitted";
            assert_eq!(!refused, allowed.contains(method), "{who:?} {method}");
        }
        let unknown = connection.call("receipt.burn", json!({})).expect_err("unknown").0;
        assert_eq!(unknown, "method_unknown", "{who:?}");
    }
}

/// S4-01: the lone shop is as it always was.
#[test]
fn without_operators_the_mode_of_the_socket_decides() {
    let shop = Shop::open(plan(&[]));
    let told = shop.done("session.get", json!({}));
    assert_eq!((&told["operator"], &told["role"]), (&Value::Null, &json!("installer")));
    assert!(told["peer"].as_str().expect("a peer").contains(&format!("uid {}", own())), "{told}");
    shop.load("l1", "9800000000012", "10.00");
    let mut paid = sale("s1", "3.00", json!([{ "tender": "card", "card": "9800000000012" }]));
    paid["operator"] = json!("whoever");
    shop.done("receipt.issue", paid);
    let entries = shop.done("card.history", json!({ "card": "9800000000012" }));
    assert_eq!(entries["items"][0]["operator"], "whoever");
    assert_eq!(entries["items"][1]["operator"], Value::Null);
}

/// S4-01: operators who are only named need no password, and are still named with every entry.
#[test]
fn operators_without_passwords_are_named_and_nobody_needs_to_log_in() {
    let names = [operator("anna", "cashier", None, None), operator("ben", "manager", None, None)];
    let shop = Shop::open(plan(&names));
    let mut till = connected(&shop);
    till.call("report.liability", json!({})).expect("everybody may");
    assert_eq!(till.login("carl", "").expect_err("nobody").0, "not_permitted");
    assert_eq!(till.login("anna", "").expect("named")["operator"], "anna");
    let load = |operation: &str| json!({ "operation": operation, "card": "9800000000012", "amount": "5.00", "payments": [{ "tender": "cash" }] });
    till.call("card.load", load("l1")).expect("loaded");
    let mut other = load("l2");
    other["operator"] = json!("ben");
    till.call("card.load", other).expect("loaded");
    let entries = till.call("card.history", json!({ "card": "9800000000012" })).expect("entries");
    assert_eq!((&entries["items"][1]["operator"], &entries["items"][0]["operator"]), (&json!("anna"), &json!("ben")));
}

/// S4-01: who is logged in is on every entry, with the user of the machine, and cannot be somebody else.
#[test]
fn an_entry_says_who_was_logged_in_and_nobody_names_another() {
    let shop = Shop::open(plan(&staff()));
    let mut till = connected(&shop);
    let load = |operation: &str, operator: Option<&str>| {
        json!({
            "operation": operation, "card": "9800000000012", "amount": "5.00", "operator": operator,
            "payments": [{ "tender": "cash" }],
        })
    };
    assert_eq!(till.call("card.load", load("l1", Some("anna"))).expect_err("nobody").0, "not_permitted");
    till.login("anna", "annaanna").expect("logged in");
    till.call("card.load", load("l1", None)).expect("loaded");
    till.call("card.load", load("l2", Some("anna"))).expect("loaded");
    for (who, named) in [("anna", "marta"), ("marta", "anna"), ("ivo", "anna")] {
        let refused = logged_in(&shop, who).call("card.load", load("l3", Some(named))).expect_err(who);
        assert_eq!(refused.0, "not_permitted", "{who} {named}");
        assert!(refused.1.contains(who) && !refused.1.contains(named), "{}", refused.1);
    }
    // Who takes over logs in, on the same connection.
    till.login("marta", "martamarta").expect("logged in");
    assert_eq!(till.call("session.get", json!({})).expect("a session")["role"], "manager");
    till.call("card.load", load("l3", None)).expect("loaded");
    let entries = till.call("card.history", json!({ "card": "9800000000012" })).expect("entries");
    let items = entries["items"].as_array().expect("items");
    let who: Vec<&str> = items.iter().map(|item| item["operator"].as_str().expect("an operator")).collect();
    assert_eq!(who, ["marta", "anna", "anna"]);
    for item in items {
        assert!(item["peer"].as_str().expect("a peer").contains(&format!("uid {}", own())), "{item}");
    }
    shop.verify();
    let gone = till.call("session.logout", json!({})).expect("logged out");
    assert_eq!((&gone["operator"], &gone["role"]), (&Value::Null, &json!("none")));
    assert_eq!(till.call("card.get", json!({ "card": "9800000000012" })).expect_err("nobody").0, "not_permitted");
}

/// F13: whether the operator is there is not told, and guessing ends after five tries.
#[test]
fn a_wrong_password_says_nothing_and_is_throttled() {
    let shop = Shop::open(plan(&staff()));
    let wrong = connected(&shop).login("anna", "wrong").expect_err("wrong");
    assert_eq!(connected(&shop).login("nobody", "wrong").expect_err("nobody"), wrong);
    assert_eq!(connected(&shop).login("", "").expect_err("nothing"), wrong);
    // From a connection each: the operator is counted.
    for _ in 0..4 {
        assert_eq!(connected(&shop).login("anna", "wrong").expect_err("wrong"), wrong);
    }
    let held = connected(&shop).login("anna", "annaanna").expect_err("throttled");
    assert!(held.0 == "not_permitted" && held.1.contains("1 min"), "{held:?}");
    // Another is not concerned, and one connection tries five times and no more.
    let mut guesser = connected(&shop);
    for name in ["a", "b", "c", "d", "e"] {
        assert_eq!(guesser.login(name, "x").expect_err("wrong"), wrong);
    }
    assert_eq!(guesser.login("marta", "martamarta").expect_err("throttled"), held);
    assert_eq!(connected(&shop).login("marta", "martamarta").expect("logged in")["operator"], "marta");
}

/// F13: neither a log at its loudest, nor an error, nor a file of the shop has a password.
#[test]
fn a_password_is_nowhere() {
    const CANARY: &str = "Kanarienvogel-4711";
    let mut shop = Shop::open(plan(&[operator("anna", "cashier", Some(CANARY), None)]));
    let mut till = connected(&shop);
    let mut told = String::new();
    let mut errors = |answer: Result<Value, (String, String)>| told += &format!("{:?}", answer.expect_err("wrong"));
    errors(till.login("anna", &format!("{CANARY}x")));
    errors(till.login(CANARY, ""));
    errors(till.call("session.login", json!({ "operator": "anna", "password": [CANARY] })));
    errors(till.call("session.login", json!({ "operator": 1, "password": CANARY })));
    errors(till.call("session.login", json!({ "operator": "anna", "password": CANARY, "more": CANARY })));
    till.login("anna", CANARY).expect("logged in");
    shop.stop();
    assert!(!told.contains(CANARY), "{told}");
    assert!(shop.log().contains("TRACE"), "the log is as loud as it can be");
    for (file, text) in files(&shop.file("state")).into_iter().chain([("log".to_owned(), shop.log().into_bytes())]) {
        assert!(!text.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()), "{file}");
    }
}

/// Every file of a folder.
pub fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        if entry.file_type().expect("a type").is_dir() {
            found.extend(files(&entry.path()));
        } else if entry.file_type().expect("a type").is_file() {
            found.push((entry.path().display().to_string(), fs::read(entry.path()).expect("a file")));
        }
    }
    found
}

/// F15: the programs of one user of the machine speak for an operator without a password, those of another do not.
#[test]
fn a_user_of_the_machine_speaks_for_his_operator_alone() {
    let operators = [operator("pos", "cashier", None, Some(own())), operator("back", "manager", None, Some(own() + 1))];
    let shop = Shop::open(plan(&operators));
    let told = shop.done("session.get", json!({}));
    assert_eq!((&told["operator"], &told["role"]), (&json!("pos"), &json!("cashier")));
    shop.load("l1", "9800000000012", "5.00");
    assert_eq!(shop.refused("report.liability", json!({})), "not_permitted");
    for password in ["", "back"] {
        let mut till = connected(&shop);
        assert_eq!(till.login("back", password).expect_err("another's").0, "not_permitted");
        assert_eq!(till.call("session.get", json!({})).expect("a session")["operator"], "pos");
        assert_eq!(till.call("session.logout", json!({})).expect("a session")["operator"], "pos", "he never logged in");
    }
    let entry = &shop.done("card.history", json!({ "card": "9800000000012" }))["items"][0];
    assert_eq!(entry["operator"], "pos");
}

/// S4-01: a program that speaks for several says for whom; no password is asked of it.
#[test]
fn one_user_may_speak_for_several() {
    let operators = ["anna", "ben"].map(|id| operator(id, "cashier", None, Some(own())));
    let shop = Shop::open(plan(&operators));
    let mut till = connected(&shop);
    assert_eq!(till.call("session.get", json!({})).expect("a session")["operator"], Value::Null);
    assert_eq!(till.call("printer.list", json!({})).expect_err("nobody").0, "not_permitted");
    assert_eq!(till.login("ben", "").expect("ben")["operator"], "ben");
    assert_eq!(till.call("session.logout", json!({})).expect("nobody")["operator"], Value::Null);
    till.login("ben", "").expect("ben");
    till.call("printer.list", json!({})).expect("ben may");
}

/// S3-12, S4-01: after a reload nobody speaks for an operator who is gone, or may more than his new role.
#[test]
fn a_reload_ends_the_sessions() {
    let shop = Shop::open(plan(&staff()));
    let mut till = logged_in(&shop, "marta");
    till.call("report.liability", json!({})).expect("a manager may");
    let text = fs::read_to_string(shop.config()).expect("the configuration");
    fs::write(
        shop.config(),
        text.replace("[operators.anna]", "[operators.olga]").replace("\"manager\"", "\"cashier\""),
    )
    .expect("written");
    shop.signal("HUP");
    // The daemon hangs up: whoever was there comes again.
    assert!(matches!(till.0.event(), Err(CallError::Broken(_))));
    let mut shop = shop;
    shop.await_ready();
    assert_eq!(connected(&shop).login("anna", "annaanna").expect_err("gone").0, "not_permitted");
    let mut till = logged_in(&shop, "marta");
    assert_eq!(till.call("report.liability", json!({})).expect_err("a cashier now").0, "not_permitted");
}

/// S4-01, F15: a subscription tells who may hear it at that moment, and nobody else.
#[test]
fn events_go_to_who_may_hear_them() {
    let shop = Shop::open(plan(&staff()));
    let mut witness = logged_in(&shop, "marta");
    let mut anna = logged_in(&shop, "anna");
    for listener in [&mut witness, &mut anna] {
        listener.call("events.subscribe", json!({ "kinds": ["operation"] })).expect("subscribed");
    }
    let mut sold = |id: &str| {
        let mut marta = logged_in(&shop, "marta");
        marta.call("receipt.issue", sale(id, "1.00", json!([{ "tender": "cash" }]))).expect("sold");
        while witness.0.event().expect("an event").state.as_deref() != Some("committed") {}
    };
    let heard = |anna: &mut Connection, id: &str| {
        let event = anna.0.event().expect("an event");
        assert_eq!(event.operation.as_deref(), Some(id));
        event.state
    };
    sold("s1");
    while heard(&mut anna, "s1").as_deref() != Some("committed") {}
    anna.call("session.logout", json!({})).expect("nobody");
    sold("s2");
    assert_eq!(anna.call("session.get", json!({})).expect("a session")["role"], "none");
    anna.login("anna", "annaanna").expect("again");
    sold("s3");
    while heard(&mut anna, "s3").as_deref() != Some("committed") {}
}

/// S3-04, S3-08, F15: a cashier writes down who somebody is, and gives nobody credit.
#[test]
fn a_cashier_gives_no_credit_and_no_discount() {
    let shop = Shop::open(plan(&staff()));
    let record = |operation: &str, more: Value| {
        let mut record = json!({ "operation": operation, "id": "c1", "last_name": "Rossi" });
        record.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        record
    };
    let mut anna = logged_in(&shop, "anna");
    anna.call("customer.save", record("a1", json!({ "phone": "1" }))).expect("a record");
    let given = json!({ "credit_allowed": true, "credit_limit": "50.00", "discounts": ["staff"] });
    for (at, (field, value)) in given.as_object().expect("an object").iter().enumerate() {
        let refused = anna.call("customer.save", record(&format!("b{at}"), json!({ field: value }))).expect_err(field);
        assert_eq!(refused.0, "not_permitted", "{field}");
        assert!(refused.1.contains(field.as_str()), "{refused:?}");
    }
    logged_in(&shop, "marta").call("customer.save", record("m1", given.clone())).expect("a manager may");
    // What is there may stay, and may not be taken away either.
    let mut kept = given;
    kept["phone"] = json!("2");
    anna.call("customer.save", record("a2", kept)).expect("a new number");
    assert_eq!(anna.call("customer.save", record("a3", json!({}))).expect_err("taken away").0, "not_permitted");
    let issue = |operation: &str, settings: Value| json!({ "operation": operation, "type": "wallet", "number": "9800000000099", "settings": settings });
    assert_eq!(
        anna.call("card.issue", issue("i1", json!({ "limit": "-9" }))).expect_err("settings").0,
        "not_permitted"
    );
    anna.call("card.issue", issue("i2", Value::Null)).expect("a card");
}

const PINS: &str = r#"
[card_types.hours]
plugin = "pin"
numbers = { prefix = "77", length = 14, luhn = true }
settings.form = "card"
settings.profiles = [{ id = "H1", minutes = 60, price = "5.00", department = "bar" }]
"#;

/// A shop whose cards have PINs, with one that is sold; its number, and its PIN.
fn with_pins() -> (Shop, String, String) {
    let libraries = vec!["fiscus-prepaid", "fiscus-pin", "fiscus-epson-rt"];
    let shop = Shop::open(Plan { libraries, ..plan(&[staff(), vec![PINS.to_owned()]].concat()) });
    let mut marta = logged_in(&shop, "marta");
    let sold = marta.call("card.issue", json!({ "operation": "p1", "type": "hours", "profile": "H1" })).expect("sold");
    let card = sold["card"].as_str().expect("a number").to_owned();
    let asked = json!({ "operation": "r1", "card": card, "reason": "a test" });
    let pin = marta.call("card.reveal", asked).expect("a PIN")["pin"].as_str().expect("a PIN").to_owned();
    (shop, card, pin)
}

/// F13, F15: no text that a till gives brings a PIN onto paper, however it is written.
#[test]
fn a_cashier_prints_no_pin_with_a_slip_of_his_own() {
    let (shop, card, pin) = with_pins();
    let mut anna = logged_in(&shop, "anna");
    let named = format!("\u{e000}PIN {card}\u{e000}");
    for (at, line) in
        [json!(named), json!({ "text": named, "style": "bold" }), json!({ "qr": named }), json!("\u{e000}PIN\u{e000}")]
            .into_iter()
            .enumerate()
    {
        let asked = json!({ "operation": format!("s{at}"), "lines": ["Hello", line] });
        let refused = anna.call("slip.print", asked).expect_err("refused");
        assert!(refused.0 == "params_invalid" && refused.1.starts_with("lines[1]"), "{refused:?}");
    }
    let saved = json!({ "operation": "c1", "id": "c1", "last_name": named });
    assert_eq!(anna.call("customer.save", saved).expect_err("refused").0, "params_invalid");
    anna.call("slip.print", json!({ "operation": "s9", "lines": [format!("PIN {card}")] })).expect("printed");
    let paper = |shop: &Shop| format!("{:?}", shop.front().slips());
    assert_eq!(paper(&shop).matches(&pin).count(), 1, "on the slip of its sale alone: {}", paper(&shop));
    // A ticket is printed again by who may see its PIN.
    assert_eq!(anna.call("document.reprint", json!({ "target": "p1" })).expect_err("a PIN").0, "not_permitted");
    anna.call("document.reprint", json!({ "target": "s9" })).expect("printed");
    logged_in(&shop, "marta").call("document.reprint", json!({ "target": "p1" })).expect("printed");
    assert_eq!(paper(&shop).matches(&pin).count(), 2);
    let kept: Vec<String> =
        files(&shop.file("state")).iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    let kept = kept.concat();
    assert!(kept.contains(r#""operator":"marta""#) && kept.contains(r#""reprint":"p1""#), "who it was is on record");
    shop.verify();
}

/// F15: what a card comes with is sold, with a receipt; a cashier gives none away.
#[test]
fn a_cashier_gives_no_card_away_that_is_worth_something() {
    let (shop, _, _) = with_pins();
    let mut anna = logged_in(&shop, "anna");
    let given = json!({ "operation": "i1", "type": "hours", "profile": "H1" });
    assert_eq!(anna.call("card.issue", given.clone()).expect_err("for nothing").0, "not_permitted");
    // Nothing was decided: who may do it does, with the same id.
    let (mut marta, refused) = (logged_in(&shop, "marta"), json!({ "target": "i1" }));
    assert_eq!(marta.call("operation.get", refused).expect_err("nothing").0, "operation_unknown");
    assert_eq!(marta.call("card.issue", given).expect("a manager may")["status"], "active");
    let made = json!({ "operation": "g1", "type": "hours", "profile": "H1", "quantity": 1 });
    logged_in(&shop, "marta").call("cards.generate", made).expect("made");
    let sold = json!({
        "operation": "s1", "payments": [{ "tender": "cash" }],
        "lines": [{ "department": "bar", "article": "H1", "price": "5.00" }],
    });
    assert_eq!(anna.call("receipt.issue", sold).expect("sold")["cards"].as_array().map(Vec::len), Some(1));
    shop.verify();
}

const CREDIT: &str = r#"
[card_types.account]
plugin = "credit"
numbers = { prefix = "30", length = 8 }
settings.limit = "-50.00"
[card_types.debit]
plugin = "credit"
numbers = { prefix = "31", length = 8 }
[card_types.canteen]
plugin = "charge"
numbers = { prefix = "40", length = 8 }
settings.daily_limit = "6.00"
[card_types.trust]
plugin = "prepaid"
numbers = { prefix = "41", length = 8 }
settings = { mode = "payment_form", credit_max = "5.00" }
"#;

/// F15, S5-09, S5-15: a card that can be spent before anything is paid in is worth that much, whoever has it.
#[test]
fn a_cashier_makes_no_credit() {
    let libraries = vec!["fiscus-prepaid", "fiscus-credit", "fiscus-charge", "fiscus-epson-rt"];
    let shop = Shop::open(Plan { libraries: libraries.clone(), ..plan(&[staff(), vec![CREDIT.to_owned()]].concat()) });
    let (mut anna, mut marta) = (logged_in(&shop, "anna"), logged_in(&shop, "marta"));
    anna.call("customer.save", json!({ "operation": "c", "id": "c1", "last_name": "Rossi" })).expect("a record");
    let load = |operation: &str, card: &str| json!({ "operation": operation, "card": card, "amount": "5.00", "payments": [{ "tender": "cash" }] });
    for (card_type, number, gives) in [
        ("account", "30000001", true),
        ("canteen", "40000001", true),
        ("trust", "41000001", true),
        ("debit", "31000001", false),
        ("wallet", "9800000000012", false),
    ] {
        for (at, customer) in [None, Some("c1")].into_iter().enumerate() {
            let operation = format!("{card_type}-{at}");
            let number = format!("{}{at}", &number[..number.len() - 1]);
            let issue = json!({ "operation": operation, "type": card_type, "number": number, "customer": customer });
            let told = anna.call("card.issue", issue.clone());
            if gives {
                let refused = told.expect_err(card_type);
                assert!(refused.0 == "not_permitted" && refused.1.contains(card_type), "{refused:?}");
                assert_eq!(anna.call("card.get", json!({ "card": number })).expect_err("no card").0, "card_unknown");
                marta.call("card.issue", issue).expect("a manager may");
            } else {
                told.expect(card_type);
            }
        }
    }
    // The first load of an unknown number makes a card too; on one that is there a cashier loads.
    for (card, lets) in [("30000009", false), ("41000009", false), ("30000001", true), ("31000009", true)] {
        let told = anna.call("card.load", load(&format!("l-{card}"), card));
        assert_eq!(told.map_err(|refused| refused.0).err().as_deref(), (!lets).then_some("not_permitted"), "{card}");
    }
    shop.verify();
    // Without roles whoever is at the socket may.
    let lone = Shop::open(Plan { libraries, ..plan(&[CREDIT.to_owned()]) });
    lone.done("card.issue", json!({ "operation": "i", "type": "account", "number": "30000001" }));
    lone.done("card.load", load("l", "30000009"));
    lone.verify();
}

/// S4-01: a doubt that a person ended says who, though the call names nobody.
#[test]
fn who_ended_a_doubt_is_on_record() {
    let shop = Shop::open(Plan { timeout: "400ms".to_owned(), ..plan(&staff()) });
    let mut marta = logged_in(&shop, "marta");
    let fault = |on: &str, what: &str| format!("[[fault]]\non = \"{on}\"\ndo = \"{what}\"\n");
    shop.front().misbehave(&(fault("receipt", "lose_after") + &fault("status", "lose_before")));
    let lost = marta.call("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }]))).expect("an answer");
    assert_eq!(lost["state"], "in_doubt", "{lost}");
    let looked = json!({ "operation": "d1", "target": "s1", "as": "not_printed", "reason": "looked" });
    assert_eq!(marta.call("operation.resolve", looked).expect("ended")["state"], "voided");
    let database = rusqlite::Connection::open(shop.file("state/fiscus.db")).expect("the database");
    let body: String =
        database.query_row("SELECT body FROM operations WHERE id = 's1'", [], |row| row.get(0)).expect("the operation");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let resolved = &body["resolved"];
    assert_eq!((&resolved["operator"], &resolved["peer"]["uid"]), (&json!("marta"), &json!(own())), "{body}");
}

fn fiscus(arguments: &[&str], input: &str, password: Option<&str>) -> (bool, String) {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match password {
        Some(password) => command.env("FISCUS_PASSWORD", password),
        None => command.env_remove("FISCUS_PASSWORD"),
    };
    let mut child = command.spawn().expect("fiscus starts");
    // It may have ended without reading.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("an end");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

/// S4-01: what the command prints is what the configuration takes, and a call logs in with it.
#[test]
fn the_command_line_makes_hashes_and_logs_in() {
    let (fine, line) = fiscus(&["operator", "password"], "open sesame\n", None);
    assert!(fine && line.starts_with("password = \"$argon2id$"), "{line}");
    let (fine, said) = fiscus(&["operator", "password"], "\n", None);
    assert!(!fine && said.contains("empty"), "{said}");
    let shop = Shop::open(plan(&[format!("[operators.anna]\nrole = \"cashier\"\n{line}")]));
    let config = shop.config();
    let config = config.to_str().expect("a path");
    let call = |operator: &[&str], password| {
        let arguments = [&["call", "session.get", "--config", config], operator].concat();
        fiscus(&arguments, "", password)
    };
    let (fine, said) = call(&["--operator", "anna"], Some("open sesame"));
    assert!(fine && said.contains("\"operator\": \"anna\""), "{said}");
    let (fine, said) = call(&["--operator", "anna"], Some("open sesam"));
    assert!(!fine && said.contains("not_permitted") && !said.contains("sesam\""), "{said}");
    let (fine, said) = call(&[], None);
    assert!(fine && said.contains("\"role\": \"none\""), "{said}");
    let (fine, said) = fiscus(&["cards", "find", "--config", config], "", None);
    assert!(!fine && said.contains("--operator ID"), "{said}");
    let (fine, said) = fiscus(&["cards", "find", "--config", config, "--operator", "anna"], "", Some("open sesame"));
    assert!(fine, "{said}");
}

/// S4-01: what is wrong with operators is told at its line, and never what may be a password.
#[test]
fn wrong_operators_are_told_at_their_line() {
    let shop = Shop::prepare(plan(&[]));
    let right = fs::read_to_string(shop.config()).expect("the configuration");
    let line = right.lines().count() + 1;
    let hash = password::hash("x").expect("a hash");
    for (written, at, expected) in [
        ("[operators.anna]\nname = \"Anna\"".to_owned(), 0, "role is missing"),
        ("[operators.anna]\nrole = \"boss\"".to_owned(), 1, "one of \"cashier\", \"manager\", \"installer\""),
        ("[operators.anna]\nrole = \"cashier\"\npassword = \"secret\"".to_owned(), 2, "fiscus operator password"),
        (
            format!("[operators.anna]\nrole = \"cashier\"\npassword = \"{}\"", hash.replace("argon2id", "argon2i")),
            2,
            "fiscus operator password",
        ),
        ("[operators.anna]\nrole = \"cashier\"\nuser = \"rooot\"".to_owned(), 2, "did you mean root?"),
        (
            format!("[operators.anna]\nrole = \"cashier\"\npassword = \"{hash}\"\n[operators.ben]\nrole = \"cashier\""),
            3,
            "ben: it has neither password nor user",
        ),
    ] {
        fs::write(shop.config(), format!("{right}\n{written}\n")).expect("written");
        let (fine, said) = shop.fiscus(&["check"]);
        assert!(!fine && said.contains(expected), "{written}: {said}");
        assert!(said.contains(&format!("fiscus.toml:{}:", line + at + 1)) || at == 0, "{written}: {said}");
        assert!(!said.contains("\"secret\"") && !said.contains("$v=19"), "{said}");
    }
}
