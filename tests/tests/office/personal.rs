//! What is kept of a person: told to him, forgotten, and in no log. Source: S5-25, S5-28 to S5-32, S5-41, F13

use crate::roles::files;
use fiscus_sdk::client::Refused;
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};

const CARD: &str = "9800000000012";

/// A PNG as far as anybody looks; the rest is easily found again.
const PICTURE: &str = "KANARIENBILD-KANARIENBILD";

/// Every field that says something of him, with words that are nowhere else.
fn record() -> Value {
    json!({
        "first_name": "Vorname4711", "last_name": "Nachname4711", "birthday": "1947-11-04",
        "phone": "+47-11-4711", "email": "post4711@example.org", "fax": "fax-4711", "address": "Strasse4711 7",
        "city": "Stadt4711", "district": "Bezirk4711", "postal_code": "P-4711", "country": "C4711", "language": "L4711",
        "citizenship": "B4711", "identity_code": "PIC-4711", "sex": "F", "invoice_delivery": "D4711",
        "info1": "Info4711a", "info2": "Info4711b", "info3": "Info4711c", "notes": "Notiz4711 \"quoted\"",
        "source": "id-card", "type": "T4711",
    })
}

/// What must not be found any more.
fn canaries() -> Vec<String> {
    let mut found: Vec<String> = record()
        .as_object()
        .expect("an object")
        .iter()
        .filter(|(field, _)| !["sex", "source"].contains(&field.as_str()))
        .map(|(_, value)| value.as_str().expect("a text").split(' ').next().expect("a word").to_owned())
        .collect();
    found.extend([
        PICTURE.to_owned(),
        "nachname4711".to_owned(),
        "NACHNAME4711".to_owned(),
        "Altername4711".to_owned(),
    ]);
    found
}

fn picture() -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), PICTURE.repeat(400).as_bytes()].concat()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .map(|chunk| {
            let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
            let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
            let letter = |at: u32| char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
            (0..4).map(|at| if at as usize <= chunk.len() { letter(at) } else { '=' }).collect::<String>()
        })
        .collect()
}

fn plan() -> Plan {
    Plan { more: WALLET.to_owned(), log: "trace".to_owned(), credit_control: true, ..Plan::default() }
}

fn with(mut call: Value, more: Value) -> Value {
    call.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    call
}

/// A customer with all that can be known of him, who bought, loaded, was refused, was asked and was seen.
fn life(shop: &Shop) {
    let save = |operation: &str, more: Value| {
        shop.done("customer.save", with(json!({ "operation": operation, "id": "c1" }), with(record(), more)));
    };
    save("c-1", json!({ "last_name": "Altername4711" }));
    let mut refused = sale("s-0", "4.00", json!([{ "tender": "uncollected", "cause": "goods" }]));
    refused["customer"] = json!({ "id": "c1" });
    let said = shop.call("receipt.issue", refused).expect_err("no credit").message;
    assert!(said.contains("Altername4711"), "{said}");
    save("c-2", json!({}));
    shop.done("customer.save", json!({ "operation": "other", "id": "c2", "last_name": "Bleibt" }));
    shop.done("customer.save_picture", json!({ "operation": "p-1", "customer": "c1", "picture": base64(&picture()) }));
    shop.done("card.issue", json!({ "operation": "i-1", "type": "wallet", "number": CARD, "customer": "c1" }));
    let greeting = json!({ "message": "Hallo Vorname4711!", "notes": "Nachname4711, likes tea" });
    shop.done("card.save", with(json!({ "operation": "m-1", "card": CARD }), greeting));
    shop.load("l-1", CARD, "10.00");
    let mut bought = sale("s-1", "4.00", json!([{ "tender": "card", "card": CARD }]));
    bought["customer"] = json!({ "id": "c1" });
    let answer = shop.done("receipt.issue", bought);
    assert!(answer["notices"].to_string().contains("Notiz4711"), "{answer}");
    // No credit for him: the refusal says his name.
    let mut owed = sale("s-2", "4.00", json!([{ "tender": "uncollected", "cause": "goods" }]));
    owed["customer"] = json!({ "id": "c1" });
    shop.call("receipt.issue", owed).expect_err("no credit");
    shop.await_rest();
    // Whoever writes a file of him may call it like him, and he may have had another name.
    let file = shop.file("Nachname4711.json");
    shop.done("customer.export", json!({ "operation": "x-0", "customer": "c1", "file": file }));
    let told =
        shop.done("customer.export", json!({ "operation": "x-00", "customer": "c1", "file": "nachname4711.json" }));
    fs::remove_file(told["file"].as_str().expect("a path")).expect("he has it now");
}

fn found(shop: &Shop) -> BTreeMap<String, Vec<String>> {
    let state = shop.file("state");
    let mut found = BTreeMap::new();
    for (file, bytes) in files(&state) {
        let seen: Vec<String> = canaries()
            .into_iter()
            .filter(|canary| bytes.windows(canary.len()).any(|part| part == canary.as_bytes()))
            .collect();
        if !seen.is_empty() {
            found.insert(file, seen);
        }
    }
    found
}

fn erase(operation: &str, more: Value) -> Value {
    with(json!({ "operation": operation, "customer": "c1", "reason": "he asked for it" }), more)
}

/// S5-29, F13: what was erased is in no file of the shop; money, cards and documents are as they were.
#[test]
fn what_was_erased_is_found_nowhere() {
    let mut shop = Shop::open(plan());
    life(&shop);
    assert!(!found(&shop).is_empty(), "before, it is kept");
    let history = shop.done("card.history", json!({ "card": CARD }));
    let document = shop.done("operation.get", json!({ "target": "s-1" }))["document"].clone();
    assert!(document["number"].is_number(), "{document}");

    let asked: Refused = shop.call("customer.erase", erase("e-1", json!({}))).expect_err("it must be confirmed");
    assert_eq!((&asked.data["reason"], &asked.data["confirm"]), (&json!("confirmation_needed"), &json!("c1")));
    let again = shop.call("customer.erase", erase("e-1", json!({ "confirm": "c2" }))).expect_err("another's");
    assert_eq!(again.data["reason"], "confirmation_needed");
    let answer = shop.done("customer.erase", erase("e-1", json!({ "confirm": "c1" })));
    assert_eq!(answer["customer"], "c1");
    assert!(answer["operations"].as_u64() >= Some(3), "{answer}");
    assert_eq!(shop.done("customer.erase", erase("e-1", json!({ "confirm": "c1" }))), answer);
    assert_eq!(found(&shop), BTreeMap::new(), "the daemon runs on");

    let record = shop.done("customer.get", json!({ "customer": "c1" }));
    for field in self::record().as_object().expect("an object").keys() {
        assert!(record[field].is_null(), "{field}: {record}");
    }
    assert_eq!(shop.done("customer.picture", json!({ "customer": "c1" }))["picture"], Value::Null);
    assert_eq!(shop.done("card.history", json!({ "card": CARD })), history);
    assert_eq!(shop.done("operation.get", json!({ "target": "s-1" }))["document"], document);
    assert_eq!(shop.balance(CARD), "6.00");
    let card = shop.done("card.get", json!({ "card": CARD }));
    assert_eq!((&card["customer"], &card["message"]), (&json!("c1"), &json!("Hallo ***!")));
    assert_eq!(shop.done("customer.get", json!({ "customer": "c2" }))["last_name"], "Bleibt");
    shop.verify();
    // What he bought can still come back, and he may come again.
    shop.done("receipt.void", json!({ "operation": "v-1", "original": "s-1" }));
    shop.done("customer.save", json!({ "operation": "c-9", "id": "c1", "last_name": "Neu" }));
    shop.stop();
    assert_eq!(found(&shop), BTreeMap::new());
    shop.verify();
}

/// S5-29: whatever he is called, and whatever is said of why: what he bought can still be read and come back.
#[test]
fn who_is_called_like_a_word_of_the_program_is_erased_too() {
    let mut shop = Shop::open(plan());
    shop.done(
        "customer.save",
        json!({
            "operation": "c-1", "id": "c1", "company": "cash", "notes": "committed", "info1": "10", "info2": "4.00",
            "info3": "EUR", "postal_code": "2026", "phone": "receipt",
        }),
    );
    shop.done("card.issue", json!({ "operation": "i-1", "type": "wallet", "number": CARD, "customer": "c1" }));
    shop.load("l-1", CARD, "10.00");
    let mut bought = sale("s-1", "4.00", json!([{ "tender": "cash" }]));
    bought["customer"] = json!({ "id": "c1", "tax_code": "RSSMRA85T10A562S" });
    shop.done("receipt.issue", bought.clone());
    shop.await_rest();
    let told = shop.done("operation.get", json!({ "target": "s-1" }));
    let call = json!({
        "operation": "e-1", "customer": "c1", "confirm": "c1", "reason": "Herr Cash, alias cash, wrote: committed",
    });
    shop.done("customer.erase", call);
    let mut after = shop.done("operation.get", json!({ "target": "s-1" }));
    after["notices"] = told["notices"].clone();
    assert_eq!(after, told);
    shop.done("receipt.issue", bought);
    shop.done("receipt.void", json!({ "operation": "v-1", "original": "s-1" }));
    shop.stop();
    for (file, bytes) in files(&shop.file("state")) {
        for gone in ["RSSMRA85T10A562S", "alias cash"] {
            assert!(!bytes.windows(gone.len()).any(|part| part == gone.as_bytes()), "{gone} in {file}");
        }
    }
    shop.verify();
}

/// F13: at its loudest the log says nothing of anybody.
#[test]
fn no_log_says_anything_of_anybody() {
    let mut shop = Shop::open(plan());
    life(&shop);
    shop.done("customer.export", json!({ "operation": "x-1", "customer": "c1", "file": "him.json" }));
    shop.done("customer.erase", erase("e-1", json!({ "confirm": "c1" })));
    shop.stop();
    let log = shop.log();
    assert!(log.contains("TRACE"), "it is as loud as it can be");
    let said: Vec<String> = canaries().into_iter().filter(|canary| log.contains(canary.as_str())).collect();
    assert_eq!(said, [""; 0]);
}

/// S5-29: everything that is kept of him, in one file.
#[test]
fn a_person_is_told_all_that_is_kept_of_him() {
    let shop = Shop::open(plan());
    life(&shop);
    let answer = shop.done("customer.export", json!({ "operation": "x-1", "customer": "c1", "file": "him.json" }));
    let text = fs::read_to_string(answer["file"].as_str().expect("a file")).expect("the file");
    let told: Value = serde_json::from_str(&text).expect("JSON");
    for (field, value) in record().as_object().expect("an object") {
        assert_eq!(&told["customer"][field], value, "{field}");
    }
    assert_eq!(told["picture"], base64(&picture()));
    assert_eq!((&told["cards"][0]["card"], &told["cards"][0]["balances"]["EUR"]), (&json!(CARD), &json!("6.00")));
    let operations: Vec<&str> =
        told["operations"].as_array().expect("a list").iter().filter_map(|told| told["operation"].as_str()).collect();
    for operation in ["c-1", "c-2", "i-1", "l-1", "s-1"] {
        assert!(operations.contains(&operation), "{operation}: {operations:?}");
    }
    assert!(!operations.contains(&"other"), "{operations:?}");
    let amounts: Vec<&str> =
        told["movements"].as_array().expect("a list").iter().filter_map(|told| told["amount"].as_str()).collect();
    assert!(amounts.contains(&"10.00") && amounts.contains(&"4.00"), "{amounts:?}");
    assert_eq!(
        shop.refused("customer.export", json!({ "operation": "x-2", "customer": "no", "file": "a.json" })),
        "customer_incomplete"
    );
    assert_eq!(
        shop.refused("customer.export", json!({ "operation": "x-3", "customer": "c1", "file": "a.csv" })),
        "params_invalid"
    );
    shop.verify();
}

/// S3-20: who owes something is not forgotten.
#[test]
fn who_owes_something_is_not_erased() {
    let shop = Shop::open(plan());
    let known = json!({ "operation": "c", "id": "c1", "last_name": "Rossi", "credit_allowed": true });
    shop.done("customer.save", known);
    let mut owed = sale("s", "0.01", json!([{ "tender": "uncollected", "cause": "goods" }]));
    owed["customer"] = json!({ "id": "c1" });
    shop.done("receipt.issue", owed);
    assert_eq!(shop.refused("customer.erase", erase("e", json!({ "confirm": "c1" }))), "status_forbids");
    shop.done("customer.settle", json!({ "operation": "p", "customer": "c1", "amount": "0.01", "as": "paid" }));
    shop.done("customer.erase", erase("e2", json!({ "confirm": "c1" })));
    assert_eq!(
        shop.refused("customer.erase", json!({ "operation": "n", "customer": "c1", "reason": " " })),
        "params_invalid"
    );
    assert_eq!(
        shop.refused("customer.erase", json!({ "operation": "m", "customer": "c9", "reason": "x" })),
        "customer_incomplete"
    );
}

/// S5-41: load, show, delete; what is no picture, or too large, is refused.
#[test]
fn a_picture_is_loaded_and_deleted() {
    let shop = Shop::open(plan());
    shop.done("customer.save", json!({ "operation": "c", "id": "c1", "last_name": "Rossi" }));
    let save = |operation: &str, bytes: Option<&[u8]>| json!({ "operation": operation, "customer": "c1", "picture": bytes.map(base64) });
    let shown = || shop.done("customer.picture", json!({ "customer": "c1" }))["picture"].clone();
    assert_eq!(shown(), Value::Null);
    let jpeg = [b"\xff\xd8\xff".as_slice(), &[0; 9]].concat();
    let full = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![7; 512 * 1024 - 8]].concat();
    for (at, right) in [picture(), jpeg, full.clone()].iter().enumerate() {
        shop.done("customer.save_picture", save(&format!("r{at}"), Some(right)));
        assert_eq!(shown(), base64(right));
    }
    let more = [full.as_slice(), b"!"].concat();
    for (at, wrong) in [b"".as_slice(), b"GIF89a", b"\x89PN", &more].iter().enumerate() {
        assert_eq!(
            shop.refused("customer.save_picture", save(&format!("w{at}"), Some(wrong))),
            "params_invalid",
            "{at}"
        );
    }
    let broken = json!({ "operation": "b", "customer": "c1", "picture": "no Base64!" });
    assert_eq!(shop.refused("customer.save_picture", broken), "params_invalid");
    assert_eq!(shown(), base64(&full));
    shop.verify();
    shop.done("customer.save_picture", save("d", None));
    assert_eq!(shown(), Value::Null);
    shop.verify();
    assert_eq!(shop.refused("customer.picture", json!({ "customer": "c9" })), "customer_incomplete");
}
