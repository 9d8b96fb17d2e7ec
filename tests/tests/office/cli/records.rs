//! Records of cards and customers, kept at the terminal.

use super::{as_json, run, shop, well};
use fiscus_tests::shop::{Plan, Shop, sale};
use serde_json::json;
use std::fs;

/// S5-24: a customer is written down and changed; what is not named stays, what is to go is named.
#[test]
fn a_customer_is_kept_at_the_terminal() {
    let shop = shop();
    let new = as_json(&shop, "customers save --last-name Rossi --phone 1 --credit-allowed true --credit-limit 20.00");
    let id = new["id"].as_str().expect("an id");
    let saved = as_json(&shop, &format!("customers save --id {id} --phone 2 --birthday 1980-02-29"));
    for (field, expected) in [
        ("id", json!(id)),
        ("last_name", json!("Rossi")),
        ("phone", json!("2")),
        ("birthday", json!("1980-02-29")),
        ("credit_allowed", json!(true)),
        ("credit_limit", json!("20.00")),
    ] {
        assert_eq!(saved[field], expected, "{field}");
    }
    let shown = well(&shop, &format!("customers save --id {id} --clear phone,birthday --credit-allowed false"));
    assert!(shown.starts_with("id ") && shown.contains("Rossi") && !shown.contains("phone"), "{shown}");
    assert_eq!(as_json(&shop, &format!("customers get {id}"))["credit_allowed"], json!(false));
    // An id of one's own.
    assert_eq!(as_json(&shop, "customers save --id c-7 --company Bar")["id"], "c-7");
    for (wrong, said) in [
        ("customers save --phone 1", "fiscus: "),
        ("customers save --id c-7 --clear phon", "phon"),
        ("customers save --id c-7 --birthday 1980-02-30", "a day is needed"),
    ] {
        let (well, out, err) = run(&shop, wrong);
        assert!(!well && out.is_empty() && err.contains(said), "{wrong}: {err}");
    }
}

/// S5-41: a picture comes from a file and goes to one that is not there yet.
#[test]
fn a_picture_is_stored_fetched_and_deleted() {
    let shop = shop();
    well(&shop, "customers save --id c-1 --last-name Rossi");
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 100]].concat();
    fs::write(shop.file("in.png"), &png).expect("a file");
    assert!(!run(&shop, "customers picture c-1 --file out.png").0, "there is none");
    assert_eq!(well(&shop, "customers picture c-1 --store in.png"), "c-1: picture stored\n");
    assert!(well(&shop, "customers picture c-1 --file out.png").ends_with("out.png written\n"));
    assert_eq!(fs::read(shop.file("out.png")).expect("a file"), png);
    assert!(!run(&shop, "customers picture c-1 --file out.png").0, "a file that is there stays");
    assert_eq!(well(&shop, "customers picture c-1 --delete"), "c-1: picture deleted\n");
    for wrong in
        ["customers picture c-1", "customers picture c-1 --delete --file x", "customers picture c-1 --store no"]
    {
        assert!(!run(&shop, wrong).0, "{wrong}");
    }
    assert!(shop.done("customer.picture", json!({ "customer": "c-1" }))["picture"].is_null());
}

/// What is owed is settled by receipt or by amount; one of the two is named.
#[test]
fn what_a_customer_owes_is_settled() {
    let shop = Shop::open(Plan { credit_control: true, ..Plan::default() });
    well(&shop, "customers save --id c --first-name C --credit-allowed true");
    for operation in ["s1", "s2"] {
        let mut call = sale(operation, "10.00", json!([{ "tender": "uncollected", "cause": "goods" }]));
        call["customer"] = json!({ "id": "c" });
        shop.done("receipt.issue", call);
    }
    let position = |line: &str| as_json(&shop, line)["position"].clone();
    assert_eq!(position("customers settle c --as invoiced --operations s1 --document 2026/1"), "-10.00");
    assert_eq!(position("customers settle c --as paid --amount 4.00"), "-6.00");
    for wrong in [
        "customers settle c --as paid --amount 6.01",
        "customers settle c --as paid",
        "customers settle c --as paid --amount 1.00 --operations s2",
        "customers settle c --as gift --amount 1.00",
    ] {
        assert!(!run(&shop, wrong).0, "{wrong}");
    }
    assert_eq!(position("customers get c"), "-6.00");
}

/// A card is issued, changed, and shown with everything that is known of it.
#[test]
fn a_card_is_issued_changed_and_shown() {
    let shop = shop();
    well(&shop, "customers save --id c-1 --first-name Anna --last-name Rossi");
    let record = "--customer c-1 --valid-until 2099-12-31 --weekdays mon,tue --from 08:00 --to 20:30 --message Ciao";
    let card = as_json(&shop, &format!("cards issue --type wallet --number 9800000000012 {record}"));
    for (field, expected) in [
        ("card", json!("9800000000012")),
        ("customer", json!("c-1")),
        ("valid_until", json!("2099-12-31")),
        ("weekdays", json!(["mon", "tue"])),
        ("message", json!("Ciao")),
    ] {
        assert_eq!(card[field], expected, "{field}");
    }
    well(&shop, "cards save 9800000000012 --notes regular --clear message,weekdays");
    let shown = well(&shop, "cards get 9800000000012");
    assert!(shown.starts_with("card "), "{shown}");
    for line in ["customer     c-1 (Anna Rossi)", "valid_until  2099-12-31", "notes        regular"] {
        assert!(shown.lines().any(|own| own == line), "{line}: {shown}");
    }
    assert!(!shown.contains("Ciao") && !shown.contains("weekdays"), "{shown}");
    // What was bought with it, where it has no customer.
    shop.load("l1", "9800000000029", "50.00");
    let pays = json!([{ "tender": "card", "card": "9800000000029" }]);
    shop.done("receipt.issue", sale("s1", "10.00", pays));
    let shown = well(&shop, "cards get 9800000000029");
    assert!(shown.lines().any(|own| own == "turnover  10.00"), "{shown}");
    for (wrong, said) in [
        ("cards issue --type wallet --number 9800000000012", "fiscus: "),
        ("cards issue --number 9800000000012", "--type"),
        ("cards save 9800000000012 --from 25:00", "a time of day is needed"),
        ("cards save 9800000000012 --settings limit", "a JSON object is needed"),
    ] {
        let (well, out, err) = run(&shop, wrong);
        assert!(!well && out.is_empty() && err.contains(said), "{wrong}: {err}");
    }
}

/// Where a card was made from a profile its name is told; its PIN is, with a reason, which is on record.
#[test]
fn a_made_card_tells_its_profile_and_its_pin() {
    let shop = shop();
    let made = as_json(&shop, "cards generate --type hours --profile H1 --quantity 1");
    let card = made["cards"][0].as_str().expect("a number");
    let shown = well(&shop, &format!("cards get {card}"));
    assert!(shown.lines().any(|own| own.starts_with("profile ") && own.ends_with(" H1 (One hour)")), "{shown}");
    let pin = as_json(&shop, &format!("cards reveal {card} --reason lost"))["pin"].clone();
    let pin = pin.as_str().expect("a PIN");
    assert_eq!(well(&shop, &format!("cards reveal {card} --reason lost")), format!("card  {card}\npin   {pin}\n"));
    assert!(!run(&shop, &format!("cards reveal {card}")).0, "a reason is needed");
}

/// S5-53: the turnover of everybody is looked at, with an id like every operation.
#[test]
fn discounts_are_reviewed() {
    let shop = shop();
    well(&shop, "customers save --id c-1 --last-name Rossi");
    let said = well(&shop, "discounts review --operation r1");
    assert!(said.contains("looked at") && said.ends_with("0 not changed because they are locked\n"), "{said}");
    assert_eq!(well(&shop, "discounts review --operation r1"), said);
    assert_eq!(as_json(&shop, "discounts review")["changed"], json!(0));
}
