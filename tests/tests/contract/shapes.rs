//! Answers have the fields, the words and the decimal strings that are agreed.

use crate::{CARD, OTHER, fields};
use fiscus_tests::shop::{Plan, Shop, WALLET, sale};
use serde_json::{Value, json};

/// The receipt of the contract, answered as the contract says.
#[test]
fn a_receipt_with_all_its_parts() {
    let shop = Shop::open(Plan::default());
    shop.done("customer.save", json!({ "operation": "c1", "id": "c-17", "first_name": "Mario", "last_name": "Rossi" }));
    shop.load("l1", CARD, "20.00");
    let mut answer = shop.done(
        "receipt.issue",
        json!({"operation":"t1-000123","till":"1","operator":"anna",
            "lines":[{"id":"1","description":"Pizza","article":"PZ","category":"food","department":"bar","quantity":"2","price":"4.50"}],
            "adjustments":[{"line":"1","kind":"discount","percent":"10","description":"Sconto"}],
            "cards":[CARD],
            "payments":[{"tender":"card","card":CARD,"amount":"5.00"},{"tender":"cash","amount":"10.00"}],
            "customer":{"id":"c-17","tax_code":"RSSMRA80A01H501U","lottery_code":"ABCD1234"},
            "footer":["Grazie"]}),
    );
    let document = answer["document"].take();
    assert_eq!(
        fields(&document),
        ["date", "device_total", "kind", "number", "printer", "serial", "time", "total", "z"],
        "{document}"
    );
    for (field, value) in [
        ("kind", json!("receipt")),
        ("printer", json!("front")),
        ("number", json!(1)),
        ("total", json!("8.10")),
        ("device_total", json!("8.10")),
    ] {
        assert_eq!(document[field], value, "{field}");
    }
    assert!(document["z"].is_u64());
    assert_eq!(document["date"].as_str().map(str::len), Some(10));
    assert_eq!(document["time"].as_str().map(str::len), Some(5));
    answer.as_object_mut().expect("an object").remove("document");
    assert_eq!(
        answer,
        json!({"operation":"t1-000123","state":"committed","total":"8.10","change":"6.90",
            "lines":[{"id":"1","total":"8.10","adjustments":[{"description":"Sconto","amount":"-0.90"}]}],
            "tenders":[{"tender":"multi_use_voucher","card":CARD,"amount":"5.00"},{"tender":"cash","amount":"10.00"}],
            "cards":[{"card":CARD,"type":"wallet","balances":{"EUR":"15.00"}}],"slips":[],"notices":[]})
    );
    let printed = &shop.front().documents()[0];
    assert_eq!(printed["lottery"], "ABCD1234");
    assert!(shop.front().paper().contains("Grazie"), "{}", shop.front().paper());
}

/// S2-04: a load in mode A.
#[test]
fn a_load_has_its_figures_its_two_slips_and_the_card() {
    let shop = Shop::open(Plan::default());
    shop.done(
        "card.load",
        json!({ "operation": "l1", "card": CARD, "amount": 30, "payments": [{ "tender": "cash", "amount": "50" }] }),
    );
    shop.await_rest();
    let mut found = shop.done("operation.get", json!({ "target": "l1" }));
    let time = found["time"].take();
    assert!(time.as_str().is_some_and(|time| time.contains("T") && time.contains('+')), "{time}");
    assert_eq!(
        found,
        json!({"operation":"l1","state":"committed","method":"card.load","time":null,
            "amount":"30.00","credited":"30.00","settled":"0.00","fee":"0.00","gift":"0.00","to_pay":"30.00",
            "paid":"30.00","change":"20.00","lines":[],"notices":[],
            "tenders":[{"tender":"cash","amount":"50.00"}],
            "slips":[{"kind":"slip","printer":"front","copy":"customer","state":"printed"},
                     {"kind":"slip","printer":"front","copy":"drawer","state":"printed"}],
            "cards":[{"card":CARD,"type":"wallet","balances":{"EUR":"30.00"}}]})
    );
}

#[test]
fn a_quote_prices_and_stores_nothing() {
    let shop = Shop::open(Plan::default());
    let quote = shop.done(
        "receipt.quote",
        json!({ "lines": [{ "department": "bar", "price": "2.00", "quantity": 3 }],
                "adjustments": [{ "kind": "surcharge", "amount": "0.50", "description": "Service" }] }),
    );
    assert_eq!(
        quote,
        json!({"state":"quoted","total":"6.50","change":"0.00","lines":[{"id":"1","total":"6.00","adjustments":[]}],
            "adjustments":[{"description":"Service","amount":"0.50"}],"tenders":[],"cards":[],"slips":[],"notices":[]})
    );
    let quote = shop.done("card.quote", json!({ "card": CARD, "amount": "12.30" }));
    assert_eq!(
        quote,
        json!({"state":"quoted","amount":"12.30","credited":"12.30","settled":"0.00","fee":"0.00","gift":"0.00",
            "to_pay":"12.30","lines":[],"tenders":[],"cards":[],"slips":[],"notices":[]})
    );
    assert_eq!(shop.refused("card.get", json!({ "card": CARD })), "card_unknown");
    assert_eq!(shop.done("operations.find", json!({}))["items"], json!([]));
    crate::untouched(&shop);
}

#[test]
fn a_card_has_all_its_fields() {
    let shop = Shop::open(Plan::default());
    shop.done("customer.save", json!({ "operation": "c1", "id": "c-1", "company": "Rossi" }));
    let never = json!({ "operation": "i0", "type": "wallet", "valid_from": "2026-12-01", "valid_until": "2026-11-30" });
    assert_eq!(shop.refused("card.issue", never), "params_invalid");
    let given = json!({ "operation": "i1", "type": "wallet", "number": CARD, "customer": "c-1",
        "valid_from": "2020-01-01", "valid_until": "2099-12-31", "weekdays": ["mon", "tue"],
        "from": "08:00", "to": "20:00", "message": "Regular", "luhn": false });
    let issued = shop.done("card.issue", given);
    let expected = json!({"card":CARD,"type":"wallet","status":"active","holder":"customer","customer":"c-1",
        "balances":{"EUR":"0.00"},"valid_from":"2020-01-01","valid_until":"2099-12-31","weekdays":["mon","tue"],
        "from":"08:00:00","to":"20:00:00","message":"Regular"});
    assert_eq!(issued, expected);
    assert_eq!(shop.done("card.get", json!({ "card": CARD })), expected);
    let unnamed = shop.done("card.issue", json!({ "operation": "i2", "type": "wallet" }));
    let number = unnamed["card"].as_str().expect("a number");
    assert!(number.starts_with("98") && number.len() == 13, "{number}");
    assert_eq!(
        fields(&unnamed),
        [
            "balances",
            "card",
            "customer",
            "from",
            "holder",
            "message",
            "status",
            "to",
            "type",
            "valid_from",
            "valid_until",
            "weekdays"
        ]
    );
    assert_eq!(
        shop.refused("card.issue", json!({ "operation": "i3", "type": "wallet", "number": CARD })),
        "status_forbids"
    );
    // The message pops up where the card is used.
    let quote = shop.done("receipt.quote", json!({ "lines": [{ "department": "bar", "price": 1 }], "cards": [CARD] }));
    assert_eq!(quote["notices"], json!([{ "to": "cashier", "text": "Regular" }]));
    assert_eq!(shop.front().slips().len(), 0);
}

/// R10: every change is an entry with amount and balance after.
#[test]
fn a_history_is_newest_first_in_pages() {
    let shop = Shop::open(Plan::default());
    shop.load("l1", CARD, "10.00");
    shop.load("l2", CARD, "5.00");
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "card", "card": CARD }])));
    let first = shop.done("card.history", json!({ "card": CARD, "limit": 2 }));
    assert_eq!(fields(&first), ["items", "next"]);
    let items = first["items"].as_array().expect("items");
    assert_eq!(fields(&items[0]), ["amount", "balance", "from", "operation", "peer", "time", "to", "unit"]);
    let told = |item: &Value| {
        ["operation", "from", "to", "unit", "amount", "balance"].map(|f| item[f].as_str().unwrap_or("?").to_owned())
    };
    assert_eq!(told(&items[0]), ["s1", "EUR", "@spend", "EUR", "3.00", "12.00"]);
    assert_eq!(told(&items[1]), ["l2", "@load", "EUR", "EUR", "5.00", "15.00"]);
    let rest = shop.done("card.history", json!({ "card": CARD, "limit": 2, "after": first["next"] }));
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest["next"], Value::Null);
    let day = items[0]["time"].as_str().expect("a time")[..10].to_owned();
    let of = |from: &str, to: &str| {
        shop.done("card.history", json!({ "card": CARD, "from": from, "to": to }))["items"].as_array().map(Vec::len)
    };
    assert_eq!(of("2000-01-01", "2000-01-02"), Some(0));
    assert_eq!(of("2000-01-01", &day), Some(3));
    assert_eq!(of(&day, "2999-01-01"), Some(3));
}

#[test]
fn cards_are_found_by_what_is_named() {
    let shop = Shop::open(Plan::default());
    shop.done("customer.save", json!({ "operation": "c1", "id": "c-1", "first_name": "Anna", "last_name": "Bianchi" }));
    for (n, number) in [CARD, OTHER].iter().enumerate() {
        let customer = (n == 0).then_some("c-1");
        shop.done(
            "card.issue",
            json!({ "operation": format!("i{n}"), "type": "wallet", "number": number, "customer": customer }),
        );
    }
    for (filter, expected) in [
        (json!({}), vec![CARD, OTHER]),
        (json!({ "number": "980000000001" }), vec![CARD]),
        (json!({ "type": "wallet" }), vec![CARD, OTHER]),
        (json!({ "type": "other" }), vec![]),
        (json!({ "status": "active" }), vec![CARD, OTHER]),
        (json!({ "status": "blocked" }), vec![]),
        (json!({ "customer": "c-1" }), vec![CARD]),
        (json!({ "name": "bianchi" }), vec![CARD]),
        (json!({ "name": "%" }), vec![]),
        (json!({ "customer": "c-1", "number": "98000000000029" }), vec![]),
    ] {
        let found = shop.done("cards.find", json!({ "filter": filter }));
        let numbers: Vec<&str> =
            found["items"].as_array().expect("items").iter().filter_map(|card| card["card"].as_str()).collect();
        assert_eq!(numbers, expected, "{filter}");
        assert_eq!(found["next"], Value::Null);
    }
    let first = shop.done("cards.find", json!({ "limit": 1 }));
    let second = shop.done("cards.find", json!({ "limit": 1, "after": first["next"] }));
    assert_eq!(second["items"][0]["card"], OTHER);
    assert_eq!(second["next"], Value::Null);
}

/// S3-04 to S3-10: the record comes back with position and headroom.
#[test]
fn a_customer_is_kept_as_it_was_given() {
    let shop = Shop::open(Plan { credit_control: true, ..Plan::default() });
    let mut given = json!({"id":"c-17","first_name":"Mario","last_name":"Rossi","company":"Rossi Srl","type":"regular",
        "birthday":"1980-01-01","phone":"1","email":"m@example.org","fax":"2","address":"Via Roma 1","city":"Roma",
        "district":"RM","postal_code":"00100","country":"IT","language":"it","citizenship":"IT","identity_code":"X",
        "sex":"m","invoice_delivery":"email","info1":"a","info2":"b","info3":"c","discounts":["d1","d2"],
        "discounts_locked":true,"credit_allowed":true,"credit_limit":"150.00","credit_document":"invoice",
        "notes":"n","source":"id-card"});
    let mut call = given.clone();
    call["operation"] = json!("c1");
    let saved = shop.done("customer.save", call);
    given["position"] = json!("0.00");
    given["headroom"] = json!("150.00");
    assert_eq!(saved, given);
    assert_eq!(shop.done("customer.get", json!({ "customer": "c-17" })), given);
    let made = shop.done("customer.save", json!({ "operation": "c2", "company": "Neri", "bill_to": "c-17" }));
    assert!(made["id"].as_str().is_some_and(|id| !id.is_empty()), "{made}");
    assert_eq!(made["credit_allowed"], false);
    // S5-24: a person or a company has a name.
    let blank = json!({ "operation": "c3b", "first_name": " ", "last_name": "" });
    assert_eq!(shop.refused("customer.save", blank), "customer_incomplete");
    assert_eq!(shop.refused("customer.save", json!({ "operation": "c3", "notes": "nobody" })), "customer_incomplete");
    let wrong = json!({ "operation": "c4", "company": "x", "credit_limit": "-1" });
    assert_eq!(shop.refused("customer.save", wrong), "amount_invalid");
    let wrong = json!({ "operation": "c5", "company": "x", "credit_document": "cheque" });
    assert_eq!(shop.refused("customer.save", wrong), "params_invalid");
}

#[test]
fn operations_are_found_by_state_and_day() {
    let shop = Shop::open(Plan::default());
    shop.done("receipt.issue", sale("s1", "1.00", json!([{ "tender": "cash" }])));
    assert_eq!(shop.refused("receipt.issue", sale("s2", "1.00", json!([]))), "payments_incomplete");
    shop.done("receipt.issue", sale("s3", "1.00", json!([{ "tender": "cash" }])));
    let ids = |params: Value| -> Vec<String> {
        let found = shop.done("operations.find", params);
        assert_eq!(fields(&found), ["items", "next"]);
        found["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|o| o["operation"].as_str().unwrap_or("?").to_owned())
            .collect()
    };
    assert_eq!(ids(json!({})), ["s1", "s2", "s3"]);
    assert_eq!(ids(json!({ "state": "committed" })), ["s1", "s3"]);
    assert_eq!(ids(json!({ "state": "denied" })), ["s2"]);
    assert_eq!(ids(json!({ "state": "committed", "limit": 1 })), ["s1"]);
    assert_eq!(ids(json!({ "state": "committed", "after": "s1" })), ["s3"]);
    assert_eq!(ids(json!({ "to": "2000-01-01" })), Vec::<String>::new());
    assert_eq!(ids(json!({ "from": "2000-01-01", "to": "9999-12-31" })), ["s1", "s2", "s3"]);
    let denied = shop.done("operation.get", json!({ "target": "s2" }));
    assert_eq!((denied["state"].as_str(), denied["reason"].as_str()), (Some("denied"), Some("payments_incomplete")));
    assert_eq!(shop.refused("operation.get", json!({ "target": "nothing" })), "operation_unknown");
}

#[test]
fn slips_carry_text_styles_bar_codes_and_copies() {
    let shop = Shop::open(Plan::default());
    let answer = shop.done(
        "slip.print",
        json!({ "operation": "p1", "copies": 2, "lines": ["Wardrobe 17", { "text": "Big", "style": "bold" },
            { "barcode": "9800000000012", "symbology": "ean13" }, { "qr": "https://example.org" }] }),
    );
    assert_eq!(answer["state"], "committed");
    assert_eq!(answer["slips"].as_array().map(Vec::len), Some(2));
    shop.await_rest();
    assert_eq!(shop.front().slips().len(), 2);
    assert!(shop.front().paper().contains("Wardrobe 17"));
    for wrong in [
        json!({ "operation": "p2", "lines": [] }),
        json!({ "operation": "p2", "lines": ["x"], "copies": 0 }),
        json!({ "operation": "p2", "lines": ["x"], "copies": 11 }),
        json!({ "operation": "p2", "lines": [{ "text": "x", "qr": "y" }] }),
        json!({ "operation": "p2", "lines": [{ "text": "x", "style": "pink" }] }),
        json!({ "operation": "p2", "lines": [7] }),
    ] {
        assert_eq!(shop.refused("slip.print", wrong.clone()), "params_invalid", "{wrong}");
    }
    assert_eq!(shop.front().slips().len(), 2);
}

#[test]
fn a_copy_of_a_receipt_or_a_slip_is_marked_and_is_no_fiscal_document() {
    let shop = Shop::open(Plan::default());
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }])));
    shop.load("l1", CARD, "10.00");
    for target in ["s1", "l1"] {
        let before = shop.front().slips().len();
        let copy = shop.done("document.reprint", json!({ "target": target }));
        assert_eq!(copy, json!({ "kind": "slip", "printer": "front" }), "{target}");
        assert_eq!(shop.front().slips().len(), before + 1);
        let paper = serde_json::to_string(&shop.front().slips()[before]).expect("text");
        assert!(paper.contains("COPY"), "{paper}");
    }
    assert_eq!(shop.front().documents().len(), 1);
    assert_eq!(shop.refused("document.reprint", json!({ "target": "x" })), "operation_unknown");
}

#[test]
fn a_printer_is_listed_asked_and_told() {
    let shop = Shop::open(Plan::default());
    let list = shop.done("printer.list", json!({}));
    let front = &list["items"][0];
    assert_eq!(fields(front), ["connection", "documents", "driver", "in_doubt", "printer"]);
    assert_eq!((front["printer"].as_str(), front["driver"].as_str()), (Some("front"), Some("epson-rt")));
    let status = shop.done("printer.status", json!({ "printer": "front" }));
    for (field, value) in
        [("online", json!(true)), ("paper", json!("ok")), ("cover", json!("closed")), ("document", json!("none"))]
    {
        assert_eq!(status[field], value, "{status}");
    }
    assert_eq!(shop.done("printer.open_drawer", json!({ "printer": "front" })), json!({}));
    assert_eq!(shop.done("printer.display", json!({ "printer": "front", "lines": ["Total", "3.00"] })), json!({}));
    assert_eq!(shop.done("printer.test", json!({}))["online"], true);
    assert_eq!(shop.front().slips().len(), 1);
    assert_eq!(shop.refused("printer.status", json!({ "printer": "nowhere" })), "printer_not_configured");
}

#[test]
fn reports_and_cash_are_operations() {
    let shop = Shop::open(Plan::default());
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }])));
    let cash = shop.done("printer.cash_in", json!({ "operation": "k1", "printer": "front", "amount": 50 }));
    assert_eq!((cash["state"].as_str(), cash["amount"].as_str()), (Some("committed"), Some("50.00")));
    assert_eq!(cash["document"]["kind"], "cash_in");
    let cash = shop.done("printer.cash_out", json!({ "operation": "k2", "amount": "20.00" }));
    assert_eq!(cash["document"]["kind"], "cash_out");
    let refused = shop.refused("printer.cash_out", json!({ "operation": "k3", "amount": "0" }));
    assert_eq!(refused, "amount_invalid");
    let x = shop.done("printer.x_report", json!({ "operation": "x1" }));
    assert_eq!(x["document"]["kind"], "x_report");
    let z = shop.done("printer.z_report", json!({ "operation": "z1" }));
    assert_eq!((z["state"].as_str(), z["document"]["kind"].as_str()), (Some("committed"), Some("z_report")));
    assert!(z["document"]["z"].is_u64(), "{z}");
    assert_eq!(shop.done("printer.z_report", json!({ "operation": "z1" })), z);
    let next = shop.done("receipt.issue", sale("s2", "3.00", json!([{ "tender": "cash" }])));
    assert_eq!(next["document"]["number"], 1);
    assert_eq!(next["document"]["z"].as_u64(), z["document"]["z"].as_u64().map(|z| z + 1));
    let memory = shop.front().memory();
    assert_eq!(memory["reports"].as_array().map(Vec::len), Some(2), "{memory}");
    assert_eq!(memory["cash"].as_array().map(Vec::len), Some(2), "{memory}");
}

#[test]
fn the_daemon_says_who_it_is() {
    let clock = Some("2026-11-22T09:00:00+01:00".to_owned());
    let shop = Shop::open(Plan { clock, language: "et".into(), ..Plan::default() });
    let info = shop.done("daemon.info", json!({}));
    for (field, value) in [
        ("name", json!("fiscus")),
        ("shop", json!("Bar Centrale")),
        ("time_zone", json!("Europe/Rome")),
        ("currency", json!("EUR")),
        ("language", json!("et")),
        ("printers", json!(["front"])),
        ("card_types", json!(["wallet"])),
    ] {
        assert_eq!(info[field], value, "{field}");
    }
    assert!(info["time"].as_str().is_some_and(|time| time.starts_with("2026-11-22T09:00:")), "{info}");
    assert!(info["version"].is_string());
}

#[test]
fn events_tell_of_the_kinds_asked_for() {
    let shop = Shop::open(Plan::default());
    let mut till = shop.client();
    till.request("events.subscribe", &json!({ "kinds": ["operation"] })).expect("subscribed");
    shop.done("receipt.issue", sale("s1", "3.00", json!([{ "tender": "cash" }])));
    let mut states = Vec::new();
    while states.last().map(String::as_str) != Some("committed") {
        let event = till.event().expect("an event");
        assert_eq!(event.operation.as_deref(), Some("s1"));
        states.push(event.state.expect("a state"));
    }
    assert_eq!(states, ["printing", "committed"]);
    let mut wire = crate::Wire::open(&shop);
    wire.ask(r#"{"jsonrpc":"2.0","id":1,"method":"events.subscribe","params":{"kinds":[]}}"#);
    assert_eq!(shop.refused("receipt.issue", sale("s2", "3.00", json!([]))), "payments_incomplete");
    let event = wire.line().expect("an event");
    assert_eq!(event["method"], "event");
    assert_eq!(event["params"]["state"], "denied");
    assert_eq!(event["params"]["reason"], "payments_incomplete");
    assert!(event.get("id").is_none());
    assert_eq!(shop.refused("events.subscribe", json!({ "kinds": ["weather"] })), "params_invalid");
}

/// A till may have printers of its own.
#[test]
fn a_till_prints_where_its_routes_say() {
    let more = format!(
        "[routes]\nreceipt = \"front\"\nslip = \"front\"\n[tills.2]\nslip = \"kitchen\"\n[tills.3]\nreceipt = \"kitchen\"\n{WALLET}"
    );
    let printers = vec![("front".into(), String::new()), ("kitchen".into(), String::new())];
    let shop = Shop::open(Plan { printers, more, ..Plan::default() });
    let at = |till: &str, id: &str| {
        let mut call = sale(id, "1.00", json!([{ "tender": "cash" }]));
        call["till"] = json!(till);
        shop.done("receipt.issue", call)["document"]["printer"].clone()
    };
    assert_eq!(at("1", "s1"), "front");
    assert_eq!(at("2", "s2"), "front");
    assert_eq!(at("3", "s3"), "kitchen");
    let slip = shop.done("slip.print", json!({ "operation": "p1", "till": "2", "lines": ["x"] }));
    assert_eq!(slip["slips"][0]["printer"], "kitchen");
    assert_eq!(shop.printer("kitchen").documents().len(), 1);
}

/// A slip whose route is missing is refused before anything is reserved.
#[test]
fn without_a_route_nothing_is_printed() {
    let more = format!("[routes]\nreceipt = \"front\"\n{WALLET}");
    let shop = Shop::open(Plan { more, ..Plan::default() });
    let load = json!({ "operation": "l1", "card": CARD, "amount": 5, "payments": [{ "tender": "cash" }] });
    assert_eq!(shop.refused("card.load", load), "printer_not_configured");
    crate::untouched(&shop);
}
