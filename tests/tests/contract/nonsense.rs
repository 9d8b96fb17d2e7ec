//! Whatever is written on the socket: an error with a reason, nothing printed, nothing posted, and the daemon
//! goes on answering.

use crate::{CARD, Wire, untouched};
use fiscus_tests::shop::{Plan, Shop};
use serde_json::{Value, json};
use std::io::Write;

/// Lines that are no call.
#[test]
fn what_is_no_call_gets_json_rpcs_own_errors() {
    let shop = Shop::open(Plan::default());
    let mut wire = Wire::open(&shop);
    let deep = "[".repeat(100_000);
    let nested = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"daemon.info","params":{}1{}}}"#,
        "[".repeat(9000),
        "]".repeat(9000)
    );
    for (line, code, reason) in [
        (&b"nonsense"[..], -32700, "parse_error"),
        (b"{", -32700, "parse_error"),
        (b"[", -32700, "parse_error"),
        (b"[1,", -32700, "parse_error"),
        (b"\"text\"", -32600, "invalid_request"),
        (b"7", -32600, "invalid_request"),
        (b"null", -32600, "invalid_request"),
        (b"{}", -32600, "invalid_request"),
        (b"[]", -32600, "invalid_request"),
        (br#"{"jsonrpc":"1.0","id":1,"method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"id":1,"method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":{},"method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":[1],"method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":true,"method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":1}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":1,"method":"daemon.info","method":"daemon.info"}"#, -32600, "invalid_request"),
        (br#"{"jsonrpc":"2.0","id":1,"method":"daemon.info","params":[]}"#, -32602, "params_invalid"),
        (br#"{"jsonrpc":"2.0","id":1,"method":"daemon.info","params":"x"}"#, -32602, "params_invalid"),
        (br#"{"jsonrpc":"2.0","id":1,"method":"daemon.info","params":{"x":1}}"#, -32602, "params_invalid"),
        (br#"{"jsonrpc":"2.0","id":1,"method":"daemon.inf"}"#, -32601, "method_unknown"),
        (br#"{"jsonrpc":"2.0","id":1,"method":""}"#, -32601, "method_unknown"),
        (b"\xff\xfe{\"jsonrpc\":\"2.0\"}", -32700, "parse_error"),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.info\xc3\"}", -32700, "parse_error"),
        (b"\0\0\0", -32700, "parse_error"),
        (deep.as_bytes(), -32700, "parse_error"),
        (nested.as_bytes(), -32602, "params_invalid"),
    ] {
        let shown = String::from_utf8_lossy(&line[..line.len().min(80)]).into_owned();
        let answer = wire.ask(line);
        let error = &answer["error"];
        assert_eq!(
            (error["code"].as_i64(), error["data"]["reason"].as_str()),
            (Some(code), Some(reason)),
            "{shown}: {answer}"
        );
        assert_eq!(answer["jsonrpc"], "2.0");
        assert!(answer.get("id").is_some(), "{shown}: {answer}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    untouched(&shop);
}

/// The id comes back as it was written; a call without one gets no answer, one with null does.
#[test]
fn ids_come_back_as_they_were_written() {
    let shop = Shop::open(Plan::default());
    let mut wire = Wire::open(&shop);
    for id in ["1", "-7", "\"till-1\"", "12345678901234567890123", "1.5", "null", "\"\""] {
        wire.send(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"daemon.info"}}"#));
        let answer = wire.line().expect("an answer");
        let expected: Value = serde_json::from_str(id).expect(id);
        assert_eq!(answer["id"], expected, "{id}");
        assert_eq!(answer["result"]["name"], "fiscus", "{id}");
    }
    wire.send(r#"{"jsonrpc":"2.0","method":"daemon.info"}"#);
    wire.send(r#"{"jsonrpc":"2.0","method":"no.such"}"#);
    wire.send(r#"{"jsonrpc":"2.0","method":"daemon.info","params":[1]}"#);
    let answer = wire.ask(r#"{"jsonrpc":"2.0","id":"next","method":"daemon.info"}"#);
    assert_eq!(answer["id"], "next");
}

#[test]
fn a_batch_is_answered_as_one() {
    let shop = Shop::open(Plan::default());
    let mut wire = Wire::open(&shop);
    let answer = wire.ask(
        r#"[{"jsonrpc":"2.0","id":1,"method":"daemon.info"},{"jsonrpc":"2.0","method":"daemon.info"},7,
            {"jsonrpc":"2.0","id":2,"method":"card.get","params":{"card":"x"}},[]]"#
            .replace('\n', ""),
    );
    let answers = answer.as_array().expect("a batch");
    let of = |id: i64| answers.iter().find(|a| a["id"] == id).unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(answers.len(), 4, "{answer}");
    assert_eq!(of(1)["result"]["name"], "fiscus");
    assert_eq!(of(2)["error"]["data"]["reason"], "card_unknown");
    assert_eq!(answers.iter().filter(|a| a["error"]["data"]["reason"] == "invalid_request").count(), 2);
    wire.send(r#"[{"jsonrpc":"2.0","method":"daemon.info"}]"#);
    let many = format!("[{}]", vec![r#"{"jsonrpc":"2.0","id":1,"method":"daemon.info"}"#; 100].join(","));
    assert_eq!(wire.ask(many).as_array().map(Vec::len), Some(100));
    untouched(&shop);
}

/// A frame above 1 MiB gets an error, and the connection is closed; just below it is read.
#[test]
fn a_line_that_is_too_long_ends_the_connection() {
    let shop = Shop::open(Plan::default());
    let call = |length: usize| {
        let head = r#"{"jsonrpc":"2.0","id":1,"method":"card.get","params":{"card":""#;
        format!("{head}{}\"}}}}", "9".repeat(length - head.len() - 3))
    };
    let mut wire = Wire::open(&shop);
    assert_eq!(wire.ask(call(1 << 20))["error"]["data"]["reason"], "card_unknown");
    for length in [(1 << 20) + 1, (1 << 20) + 100_000, 5 << 20] {
        let mut wire = Wire::open(&shop);
        let answer = wire.ask(call(length));
        assert_eq!(answer["error"]["data"]["reason"], "invalid_request", "{length}");
        assert_eq!(answer["id"], Value::Null);
        assert_eq!(wire.line(), None, "{length}");
    }
    // Half a line, and gone.
    let mut wire = Wire::open(&shop);
    wire.0.get_mut().write_all(br#"{"jsonrpc":"2.0","id":1,"#).expect("written");
    drop(wire);
    untouched(&shop);
}

/// Parameters that make no sense, with the path of what is wrong.
#[test]
fn parameters_that_make_no_sense_are_told_with_their_path() {
    let shop = Shop::open(Plan::default());
    let mut wire = Wire::open(&shop);
    let line = r#""lines":[{"department":"bar","price":"1.00"}]"#;
    let pays = r#""payments":[{"tender":"cash"}]"#;
    let nested = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
    for (method, params, path) in [
        ("receipt.issue", "{}".to_owned(), ""),
        ("receipt.issue", format!(r#"{{{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":"",{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":"a b",{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":"è",{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":"{}",{line},{pays}}}"#, "x".repeat(65)), "operation"),
        ("receipt.issue", format!(r#"{{"operation":7,{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":null,{line},{pays}}}"#), "operation"),
        ("receipt.issue", format!(r#"{{"operation":"a","operation":"a",{line},{pays}}}"#), ""),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},{pays},"oops":1}}"#), "oops"),
        ("receipt.issue", format!(r#"{{"operation":"a","lines":[],{pays}}}"#), "lines"),
        ("receipt.issue", format!(r#"{{"operation":"a","lines":{{}},{pays}}}"#), "lines"),
        ("receipt.issue", format!(r#"{{"operation":"a","lines":[1],{pays}}}"#), "lines[0]"),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":"x"}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":"NaN"}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":""}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":null}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":1e400}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":1e-400}}],{pays}}}"#),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":"{}"}}],{pays}}}"#, "9".repeat(10_000)),
            "lines[0].price",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":1,"quantity":"1e30"}}],{pays}}}"#),
            "lines[0].quantity",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a","lines":[{{"department":"bar","price":1,"price":2}}],{pays}}}"#),
            "lines[0]",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},"payments":[{{"tender":"gold"}}]}}"#),
            "payments[0].tender",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},"payments":[{{"tender":"card"}}]}}"#),
            "payments[0].card",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},"payments":[{{"tender":"uncollected"}}]}}"#),
            "payments[0].cause",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},"payments":[{{"tender":"meal_ticket","count":-1}}]}}"#),
            "payments[0].count",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},{pays},"adjustments":[{{"kind":"discount"}}]}}"#),
            "adjustments[0]",
        ),
        (
            "receipt.issue",
            format!(
                r#"{{"operation":"a",{line},{pays},"adjustments":[{{"kind":"discount","amount":1,"percent":1}}]}}"#
            ),
            "adjustments[0]",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},{pays},"adjustments":[{{"kind":"discount","amount":-1}}]}}"#),
            "adjustments[0]",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},{pays},"adjustments":[{{"kind":"gift","amount":1}}]}}"#),
            "adjustments[0].kind",
        ),
        (
            "receipt.issue",
            format!(r#"{{"operation":"a",{line},{pays},"adjustments":[{{"kind":"discount","amount":1,"line":"7"}}]}}"#),
            "adjustments[0].line",
        ),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},{pays},"cards":[7]}}"#), "cards[0]"),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},{pays},"answers":{{"x":1,"x":2}}}}"#), "answers"),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},{pays},"answers":{{"x":{{"y":1,"y":2}}}}}}"#), "answers"),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},{pays},"answers":{{"x":{nested}}}}}"#), "answers"),
        ("card.issue", r#"{"operation":"a","type":"wallet","settings":{"x":1,"x":2}}"#.to_owned(), "settings"),
        ("card.issue", format!(r#"{{"operation":"a","type":"wallet","settings":{nested}}}"#), "settings"),
        ("card.issue", r#"{"operation":"a","type":"wallet","valid_from":"2026-02-30"}"#.to_owned(), "valid_from"),
        ("card.issue", r#"{"operation":"a","type":"wallet","weekdays":["someday"]}"#.to_owned(), "weekdays[0]"),
        ("card.issue", r#"{"operation":"a","type":"wallet","from":"25:00"}"#.to_owned(), "from"),
        ("card.load", format!(r#"{{"operation":"a","card":["{CARD}"],"amount":1}}"#), "card"),
        ("card.load", format!(r#"{{"operation":"a","card":"{CARD}","amount":{{}}}}"#), "amount"),
        ("card.load", format!(r#"{{"operation":"a","card":"{CARD}","amount":true}}"#), "amount"),
        ("card.history", format!(r#"{{"card":"{CARD}","from":"yesterday"}}"#), "from"),
        ("cards.find", r#"{"limit":-1}"#.to_owned(), "limit"),
        ("cards.find", r#"{"filter":{"colour":"red"}}"#.to_owned(), "filter.colour"),
        ("receipt.return", r#"{"operation":"a","original":{"z":1}}"#.to_owned(), "original"),
        ("receipt.return", r#"{"operation":"a","original":"x","refund":"gold"}"#.to_owned(), "refund"),
        ("report.loads", r#"{"date":"22/11/2026"}"#.to_owned(), "date"),
        ("report.loads", "{}".to_owned(), "date"),
        ("card.load", r#"{"operation":"a","amount":1}"#.to_owned(), "card"),
        ("card.load", format!(r#"{{"operation":"a","card":"{CARD}","card":"{CARD}"}}"#), "card"),
        ("receipt.issue", format!(r#"{{"operation":"a",{line},"payments":[{{"amount":1}}]}}"#), "payments[0].tender"),
        ("operation.resolve", r#"{"operation":"a","target":"b","as":"maybe"}"#.to_owned(), "as"),
        ("printer.display", r#"{"lines":["1","2","3"]}"#.to_owned(), "lines"),
    ] {
        let answer = wire.ask(format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#));
        let error = &answer["error"];
        let shown = &params[..params.len().min(160)];
        assert_eq!(
            (error["code"].as_i64(), error["data"]["reason"].as_str()),
            (Some(-32602), Some("params_invalid")),
            "{method} {shown}: {answer}"
        );
        let told = error["data"]["path"].as_str().unwrap_or("?");
        assert!(told.starts_with(path), "{method} {shown}: {answer}");
    }
    assert_eq!(shop.done("operations.find", json!({}))["items"], json!([]));
    untouched(&shop);
}

/// Amounts no shop can mean: refused by the business, each with its own id.
#[test]
fn absurd_amounts_are_refused() {
    let shop = Shop::open(Plan::default());
    let cash = || json!([{ "tender": "cash" }]);
    let line = |price: Value, quantity: Value| json!([{ "department": "bar", "price": price, "quantity": quantity }]);
    let many: Vec<Value> = (0..1500).map(|_| json!({ "department": "bar", "price": "9999999999" })).collect();
    for (n, (lines, adjustments, payments)) in [
        (line(json!("-1"), json!(1)), json!([]), cash()),
        (line(json!("0.001"), json!(1)), json!([]), cash()),
        (line(json!("1"), json!(0)), json!([]), cash()),
        (line(json!("1"), json!(-1)), json!([]), cash()),
        (line(json!("999999999999"), json!("999999999999")), json!([]), cash()),
        (line(json!("10000000000"), json!(1)), json!([]), cash()),
        (json!(many), json!([]), cash()),
        (line(json!("1"), json!(1)), json!([{ "kind": "discount", "amount": "1.01" }]), cash()),
        (line(json!("1"), json!(1)), json!([{ "kind": "discount", "percent": "101" }]), cash()),
        (line(json!("1"), json!(1)), json!([{ "kind": "discount", "percent": "999999999999" }]), cash()),
        (line(json!("9999999999"), json!(1)), json!([{ "kind": "surcharge", "percent": "999999999999" }]), cash()),
        (line(json!("1"), json!(1)), json!([{ "kind": "surcharge", "amount": "999999999999" }]), cash()),
        (line(json!("1"), json!(1)), json!([{ "kind": "discount", "amount": "0.001" }]), cash()),
        (line(json!("1"), json!(1)), json!([]), json!([{ "tender": "cash", "amount": "-1" }])),
        (line(json!("1"), json!(1)), json!([]), json!([{ "tender": "cash", "amount": "0" }])),
        (line(json!("1"), json!(1)), json!([]), json!([{ "tender": "cash", "amount": "0.999" }])),
        (line(json!("1"), json!(1)), json!([]), json!([{ "tender": "electronic", "amount": "1.01" }])),
    ]
    .into_iter()
    .enumerate()
    {
        let call =
            json!({ "operation": format!("s{n}"), "lines": lines, "adjustments": adjustments, "payments": payments });
        assert_eq!(shop.refused("receipt.issue", call), "amount_invalid", "{n}");
    }
    for (n, amount) in [json!("-1"), json!(0), json!("0.001"), json!("999999999999.999")].into_iter().enumerate() {
        let call = json!({ "operation": format!("l{n}"), "card": CARD, "amount": amount, "payments": cash() });
        assert_eq!(shop.refused("card.load", call), "amount_invalid", "{amount}");
    }
    let lots = json!([{ "tender": "meal_ticket", "count": 4_000_000_000_u32 }]);
    let refused =
        shop.call("receipt.issue", json!({ "operation": "m1", "lines": line(json!("1"), json!(1)), "payments": lots }));
    assert_eq!(refused.expect_err("too many tickets").code, -32010);
    untouched(&shop);
}

/// The largest amounts there are do not overflow an account.
#[test]
fn an_account_does_not_overflow() {
    let shop = Shop::open(Plan::default());
    let mut outcome = String::new();
    for n in 0..4 {
        let call = json!({ "operation": format!("l{n}"), "card": CARD, "amount": "999999999999", "payments": [{ "tender": "cash" }] });
        match shop.call("card.load", call) {
            Ok(answer) => assert_eq!(answer["state"], "committed"),
            Err(refused) => outcome = refused.data["reason"].as_str().unwrap_or_default().to_owned(),
        }
    }
    assert_eq!(outcome, "amount_invalid");
    shop.await_rest();
    let loads = shop.done("operations.find", json!({ "state": "committed" }))["items"].as_array().map_or(0, Vec::len);
    assert_eq!(shop.front().slips().len(), 2 * loads);
    shop.verify();
}

/// Long texts, odd letters and control characters are words like any others; none of them breaks a document.
#[test]
fn odd_letters_are_printed_or_refused_but_break_nothing() {
    let shop = Shop::open(Plan::default());
    for (n, text) in [
        "Caffè & <b>\"doppio\"</b> 'x'",
        "\u{0}\u{1}\u{1b}[2J\r\n\t",
        "🍕🍕🍕",
        "Õlu ja šokolaad",
        &"x".repeat(10_000),
        "]]></printerFiscalReceipt>",
        "",
    ]
    .iter()
    .enumerate()
    {
        let call = json!({
            "operation": format!("s{n}"), "till": text, "operator": text,
            "lines": [{ "id": text, "description": text, "article": text, "department": "bar", "price": 1 }],
            "adjustments": [{ "kind": "discount", "amount": "0.10", "description": text }],
            "payments": [{ "tender": "cash" }], "footer": [text],
        });
        match shop.call("receipt.issue", call) {
            Ok(answer) => assert_eq!(answer["state"], "committed", "{n}"),
            Err(refused) => assert_eq!(refused.code, -32010, "{n}: {refused:?}"),
        }
    }
    let printed = shop.front().documents().len();
    let committed = shop.done("operations.find", json!({ "state": "committed" }))["items"].as_array().map(Vec::len);
    assert_eq!(committed, Some(printed));
    assert!(printed >= 5, "{printed}");
    shop.verify();
}

/// A till that hangs up in the middle does not stop its receipt.
#[test]
fn an_operation_outlives_its_connection() {
    let shop = Shop::open(Plan::default());
    shop.front().fault("receipt", "slow:200ms");
    let mut wire = Wire::open(&shop);
    wire.send(r#"{"jsonrpc":"2.0","id":1,"method":"receipt.issue","params":{"operation":"s1","lines":[{"department":"bar","price":1}],"payments":[{"tender":"cash"}]}}"#);
    // What was sent before has been read when a later call is answered.
    wire.ask(r#"{"jsonrpc":"2.0","id":2,"method":"daemon.info"}"#);
    drop(wire);
    let again = shop.done(
        "receipt.issue",
        json!({"operation":"s1","lines":[{"department":"bar","price":1}],"payments":[{"tender":"cash"}]}),
    );
    assert_eq!(again["state"], "committed");
    assert_eq!(shop.front().documents().len(), 1);
}

/// Calls of one connection are answered out of order: a slow printer holds nobody up.
#[test]
fn a_question_overtakes_a_receipt() {
    let shop = Shop::open(Plan::default());
    shop.front().fault("receipt", "slow:300ms");
    let mut wire = Wire::open(&shop);
    wire.send(r#"{"jsonrpc":"2.0","id":1,"method":"receipt.issue","params":{"operation":"s1","lines":[{"department":"bar","price":1}],"payments":[{"tender":"cash"}]}}"#);
    wire.send(format!(r#"{{"jsonrpc":"2.0","id":2,"method":"card.get","params":{{"card":"{CARD}"}}}}"#));
    assert_eq!(wire.line().expect("an answer")["id"], 2);
    assert_eq!(wire.line().expect("an answer")["id"], 1);
}
