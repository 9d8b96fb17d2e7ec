//! The sequences in which others have doubled, lost or mistaken a document. S10 (a lost answer to everything that is
//! no receipt) is the matrix.

use super::{
    CARD, Family, Plan, Shop, VOUCHER, Value, assert_idle, await_paper, cash, first_of_recovery, json, nobody_to_ask,
    on_paper, plan, sale, script, sell,
};

families!(everywhere fiscus_tests::Family::FISCAL;
    what_a_device_chokes_on_never_reaches_it
    what_a_device_can_print_is_not_refused
    a_voucher_raises_the_tender_and_a_gift_lowers_the_total
);
families!(answering crate::answering();
    a_repeated_call_does_not_print_what_is_on_paper
    a_document_on_paper_is_found_after_a_crash
    an_equal_receipt_before_is_not_mistaken_for_this_one
    a_later_receipt_does_not_adopt_the_document_of_an_earlier_one
    a_document_of_somebody_else_is_not_adopted
    a_document_left_open_is_cancelled_and_printed_anew
    an_id_used_for_something_else_is_refused_whatever_became_of_the_first
    calls_with_one_id_at_once_get_one_answer
    calls_with_one_id_at_once_after_a_fault_print_once
    another_call_with_an_id_under_way_is_refused_at_once
    a_document_accepted_with_a_warning_is_committed
);
families!(tidy crate::tidy();
    a_document_of_somebody_else_before_ours_is_no_trouble
);
// The device whose closing answer may come without a number; what others leave out is in the tables.
families!(first [fiscus_tests::Family::EPSON_RT];
    a_receipt_without_a_number_stands
);

/// S1: the answer is lost after the device closed the document, and the till repeats.
fn a_repeated_call_does_not_print_what_is_on_paper(family: Family) {
    let shop = Shop::open(plan(family));
    shop.front().fault("receipt", "lose_after");
    let call = sale("s1", "4.50", cash());
    let told = shop.done("receipt.issue", call.clone());
    assert_eq!((&told["state"], &told["document"]["number"]), (&json!("committed"), &json!(1)));
    assert_eq!(told["document"]["serial"], shop.front().memory()["serial"]);
    assert_eq!(shop.done("receipt.issue", call), told);
    assert_eq!(on_paper(&shop, "receipt"), 1);
    shop.verify();
}

/// S2: as S1, and the daemon dies between.
fn a_document_on_paper_is_found_after_a_crash(family: Family) {
    for (fault, state, receipts) in
        [("slow:1ms", "committed", 1), ("lose_after", "committed", 1), ("lose_before", "voided", 0)]
    {
        let mut shop = Shop::prepare(plan(family));
        shop.start_to_crash_at("print:after");
        shop.front().fault("receipt", fault);
        let call = sale("s1", "4.50", cash());
        shop.attempt("receipt.issue", &call).expect_err("the daemon died");
        shop.await_end();
        shop.start();
        let told = shop.done("receipt.issue", call.clone());
        assert_eq!(told["state"], state, "{told}");
        assert_eq!(shop.done("receipt.issue", call), told);
        assert_eq!(on_paper(&shop, "receipt"), receipts);
        assert_eq!(sell(&shop, "s2", "4.50")["document"]["number"], receipts + 1);
        shop.verify();
    }
}

/// S3: the receipt before had the same total; it is not taken for this one.
fn an_equal_receipt_before_is_not_mistaken_for_this_one(family: Family) {
    let shop = Shop::open(plan(family));
    sell(&shop, "s1", "4.50");
    shop.front().fault("receipt", "lose_before");
    assert_eq!(shop.refused("receipt.issue", sale("s2", "4.50", cash())), "printer_offline");
    assert_eq!(sell(&shop, "s2", "4.50")["document"]["number"], 2);
    assert_eq!(on_paper(&shop, "receipt"), 2);
    shop.verify();
}

/// S4: A is unknown but on paper; B fails; each asks again and gets its own document.
fn a_later_receipt_does_not_adopt_the_document_of_an_earlier_one(family: Family) {
    let shop = Shop::open(Plan { timeout: "400ms".to_owned(), ..plan(family) });
    shop.front().misbehave(&script(&[&[("receipt", "nth = 1", "lose_after")], &nobody_to_ask(family)[..]].concat()));
    assert_eq!(sell(&shop, "a", "4.50")["state"], "in_doubt");
    assert_eq!(shop.refused("receipt.issue", sale("b", "4.50", cash())), "printer_in_doubt");
    shop.front().fault("receipt", "paper_end");
    assert_eq!(shop.await_state("a", "committed")["document"]["number"], 1);
    assert_eq!(shop.refused("receipt.issue", sale("b", "4.50", cash())), "paper_end");
    assert_eq!(on_paper(&shop, "receipt"), 1);
    assert_eq!(sell(&shop, "b", "4.50")["document"]["number"], 2);
    assert_eq!(sell(&shop, "a", "4.50")["document"]["number"], 1);
    shop.verify();
}

/// S5: somebody else prints between the send and the check. His document is neither ours nor proof of ours.
fn a_document_of_somebody_else_is_not_adopted(family: Family) {
    for (ours, receipts) in [("lose_before", 0), ("lose_after", 1)] {
        let shop = Shop::open(plan(family));
        shop.front().misbehave(&script(&[
            ("receipt", "nth = 1", ours),
            ("status", first_of_recovery(family), "foreign_before"),
        ]));
        let told = sell(&shop, "s1", "4.50");
        assert_eq!(told["state"], "in_doubt", "{told}");
        let theirs = shop.front().documents().pop().expect("a document")["total"].take();
        assert_eq!(told["evidence"]["after"]["total"], theirs);
        assert_ne!(theirs, "4.50");
        assert_eq!(told["evidence"]["after"]["number"], receipts + 1);
        assert_eq!(told["evidence"]["expected_total"], "4.50");
        assert_eq!(on_paper(&shop, "receipt"), receipts);
        shop.verify();
    }
}

/// S5: between two of our own, and between the question and the print, he disturbs nobody.
fn a_document_of_somebody_else_before_ours_is_no_trouble(family: Family) {
    let shop = Shop::open(plan(family));
    sell(&shop, "s1", "4.50");
    shop.front().foreign();
    assert_eq!(sell(&shop, "s2", "4.50")["document"]["number"], 3);
    shop.front().fault("receipt", "foreign_before");
    let told = sell(&shop, "s3", "4.50");
    if family.driver == Family::RCH.driver {
        // It closes a document without its number; which of the two is ours, the paper says.
        assert_eq!((&told["state"], &told["evidence"]["after"]["number"]), (&json!("in_doubt"), &json!(5)), "{told}");
        let seen = json!({ "printed": { "z": 1, "number": 5, "total": "4.50" } });
        let look = json!({ "operation": "look", "target": "s3", "as": seen, "reason": "seen" });
        assert_eq!(shop.done("operation.resolve", look)["state"], "committed");
    }
    assert_eq!(sell(&shop, "s3", "4.50")["document"]["number"], 5);
    shop.front().foreign();
    shop.front().fault("receipt", "lose_after");
    assert_eq!(sell(&shop, "s4", "4.50")["document"]["number"], 7);
    shop.verify();
}

/// S6: the connection is lost with the document open.
fn a_document_left_open_is_cancelled_and_printed_anew(family: Family) {
    let shop = Shop::open(plan(family));
    shop.front().fault("receipt", "left_open");
    let call = sale("s1", "4.50", cash());
    assert_eq!(shop.refused("receipt.issue", call.clone()), "printer_offline");
    assert_idle(&shop);
    assert!(shop.front().paper().contains("ANNULLATO"), "{}", shop.front().paper());
    assert_eq!(shop.done("receipt.issue", call)["document"]["number"], 1);
    assert_eq!(on_paper(&shop, "receipt"), 1);
    shop.verify();
}

/// S7: the number cannot be read after a good close. The receipt stands; its number is read once more.
fn a_receipt_without_a_number_stands(family: Family) {
    let lost = |nth| ("last", nth, "lose_before");
    for (questions, number) in
        [(vec![], json!(1)), (vec![lost("nth = 2")], json!(1)), (vec![lost("nth = 2"), lost("nth = 3")], Value::Null)]
    {
        let shop = Shop::open(plan(family));
        let faults = [vec![("receipt", "nth = 1", "no_body_info")], questions].concat();
        shop.front().misbehave(&script(&faults));
        let told = sell(&shop, "s1", "4.50");
        assert_eq!((&told["state"], &told["document"]["number"]), (&json!("committed"), &number), "{told}");
        assert_eq!(sell(&shop, "s1", "4.50"), told);
        assert_eq!(sell(&shop, "s2", "4.50")["document"]["number"], 2);
        assert_eq!(on_paper(&shop, "receipt"), 2);
        shop.verify();
    }
}

/// S8
fn an_id_used_for_something_else_is_refused_whatever_became_of_the_first(family: Family) {
    let shop = Shop::open(plan(family));
    sell(&shop, "done", "4.50");
    shop.front().fault("receipt", "paper_end");
    shop.refused("receipt.issue", sale("void", "4.50", cash()));
    shop.refused("receipt.issue", sale("denied", "4.50", json!([])));
    shop.front().fault("receipt", "foreign_after_lost");
    sell(&shop, "doubt", "4.50");
    for id in ["done", "void", "denied", "doubt"] {
        assert_eq!(shop.refused("receipt.issue", sale(id, "5.00", cash())), "operation_conflict", "{id}");
        let other = json!({ "operation": id, "lines": ["x"] });
        assert_eq!(shop.refused("slip.print", other), "operation_conflict", "{id}");
    }
    assert_eq!(on_paper(&shop, "receipt"), 2);
    shop.verify();
}

/// S9: one id, several calls at once: one document, one answer.
fn calls_with_one_id_at_once_get_one_answer(family: Family) {
    for fault in ["slow:150ms", "lose_after", "foreign_after_lost", "refuse:30"] {
        let shop = Shop::open(plan(family));
        shop.front().fault("receipt", fault);
        let answers: Vec<_> = std::thread::scope(|threads| {
            let tills: Vec<_> =
                (0..4).map(|_| threads.spawn(|| shop.call("receipt.issue", sale("s1", "4.50", cash())))).collect();
            tills.into_iter().map(|till| till.join().expect("a till")).collect()
        });
        assert!(answers.iter().all(|answer| answer == &answers[0]), "{fault}: {answers:?}");
        assert_eq!(on_paper(&shop, "receipt"), usize::from(answers[0].is_ok()), "{fault}");
        shop.verify();
    }
}

/// S9: a fault that left nothing on paper may be tried again, and the tries that wait together print once.
fn calls_with_one_id_at_once_after_a_fault_print_once(family: Family) {
    let shop = Shop::open(plan(family));
    shop.front().misbehave(&script(&[("last", "nth = 1", "slow:100ms"), ("receipt", "nth = 1", "paper_end")]));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while shop.call("receipt.issue", sale("s1", "4.50", cash())).is_err_and(|refused| refused.retryable()) {
                }
            });
        }
    });
    assert_eq!(on_paper(&shop, "receipt"), 1);
    shop.verify();
}

/// S9: another document with that id while the first is under way.
fn another_call_with_an_id_under_way_is_refused_at_once(family: Family) {
    let shop = Shop::open(plan(family));
    shop.front().fault("receipt", "slow:300ms");
    std::thread::scope(|threads| {
        let first = threads.spawn(|| sell(&shop, "s1", "4.50"));
        await_paper(&shop, "receipt");
        assert_eq!(shop.refused("receipt.issue", sale("s1", "5.00", cash())), "operation_conflict");
        assert_eq!(first.join().expect("a till")["state"], "committed");
    });
    assert_eq!(on_paper(&shop, "receipt"), 1);
    shop.verify();
}

/// S11
fn a_document_accepted_with_a_warning_is_committed(family: Family) {
    let shop = Shop::open(plan(family));
    let warns = [Family::EPSON_RT, Family::CUSTOM_XML].contains(&family);
    shop.front().fault("receipt", if warns { "low_paper" } else { "slow:1ms" });
    let told = sell(&shop, "s1", "4.50");
    assert_eq!((&told["state"], &told["notices"]), (&json!("committed"), &json!([])));
    shop.front().fault("receipt", "other_total");
    let told = sell(&shop, "s2", "4.50");
    assert_eq!(told["state"], "committed");
    assert_eq!((&told["document"]["total"], &told["document"]["device_total"]), (&json!("4.50"), &json!("4.51")));
    assert_eq!(told["notices"][0]["to"], "cashier");
    assert_eq!(sell(&shop, "s2", "4.50"), told);
    assert_eq!(on_paper(&shop, "receipt"), 2);
    shop.verify();
}

/// A sale of 10.00 for cash with more in it.
fn with(more: Value) -> Value {
    let mut call = sale("it", "10.00", cash());
    for (key, value) in more.as_object().expect("an object") {
        call[key] = value.clone();
    }
    call
}

/// S12, S13: what would freeze a device, or crash a driver, is refused before anything is sent.
fn what_a_device_chokes_on_never_reaches_it(family: Family) {
    let shop = Shop::open(plan(family));
    shop.load("l", CARD, "30.00");
    // Whatever arrives now is lost: an answer other than these shows that it was not sent.
    shop.front().misbehave(&script(&[("receipt", "", "left_open")]));
    let line = |line: Value| json!({ "lines": [line] });
    let paid = |payments: Value| json!({ "payments": payments });
    let adjusted = |adjustment: Value| json!({ "adjustments": [adjustment] });
    let customer = |key: &str, code: &str| json!({ "customer": { key: code } });
    for (n, (more, reason)) in [
        (customer("tax_code", "RSSMRA80A01H501X"), "tax_code_invalid"),
        (customer("tax_code", "12345678901"), "tax_code_invalid"),
        (customer("tax_code", "DE123456789"), "tax_code_invalid"),
        (customer("tax_code", "GB999 9999 73"), "tax_code_invalid"),
        (customer("lottery_code", "ABC"), "tax_code_invalid"),
        (customer("lottery_code", "ABCD-234"), "tax_code_invalid"),
        (line(json!({ "department": "bar", "price": "10.00", "quantity": "0" })), "amount_invalid"),
        (line(json!({ "department": "bar", "price": "10.00", "quantity": "-1" })), "amount_invalid"),
        (line(json!({ "department": "bar", "price": "-10.00" })), "amount_invalid"),
        (line(json!({ "department": "bar", "price": "10.001" })), "amount_invalid"),
        (line(json!({ "department": "cellar", "price": "10.00" })), "department_unknown"),
        (json!({ "lines": [] }), "params_invalid"),
        (json!({ "lines": [{ "department": "bar", "price": "10.00" }, { "description": "Bonus", "department": "bar", "price": "-3.00" }] }), "amount_invalid"),
        (paid(json!([])), "payments_incomplete"),
        (paid(json!([{ "tender": "cash", "amount": "0" }])), "amount_invalid"),
        (paid(json!([{ "tender": "cash", "amount": "0" }, { "tender": "cash" }])), "amount_invalid"),
        (paid(json!([{ "tender": "cash", "amount": "-10.00" }])), "amount_invalid"),
        (paid(json!([{ "tender": "cash", "amount": "9.99" }])), "payments_incomplete"),
        (paid(json!([{ "tender": "electronic", "amount": "10.01" }])), "amount_invalid"),
        (paid(json!([{ "tender": "meal_ticket", "amount": "10.00", "count": 0 }])), "amount_invalid"),
        (paid(json!([{ "tender": "card", "card": CARD, "amount": "30.01" }])), "amount_invalid"),
        (adjusted(json!({ "line": "1", "kind": "discount", "amount": "10.01" })), "amount_invalid"),
        (adjusted(json!({ "line": "1", "kind": "discount", "percent": "101" })), "amount_invalid"),
        (adjusted(json!({ "kind": "discount", "amount": "10.01" })), "amount_invalid"),
        (adjusted(json!({ "kind": "discount", "amount": "-1.00" })), "params_invalid"),
        (adjusted(json!({ "kind": "discount", "amount": "0" })), "params_invalid"),
        (adjusted(json!({ "kind": "surcharge", "amount": "0.001" })), "amount_invalid"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut call = with(more);
        call["operation"] = json!(format!("bad-{n}"));
        let refused = shop.call("receipt.issue", call.clone()).expect_err("refused");
        assert_eq!(refused.data["reason"], reason, "{call}");
        assert!(!refused.retryable(), "{call}");
        assert_eq!(shop.call("receipt.issue", call).expect_err("refused"), refused);
    }
    assert_eq!(on_paper(&shop, "receipt"), 0);
    assert_idle(&shop);
    assert_eq!(shop.balance(CARD), "30.00");
    shop.front().misbehave("");
    sell(&shop, "next", "1.00");
    shop.verify();
}

/// S12: what looks dangerous and is not, prints.
fn what_a_device_can_print_is_not_refused(family: Family) {
    let shop = Shop::open(plan(family));
    for (n, more) in [
        json!({ "customer": { "tax_code": "RSSMRA80A01H501U" } }),
        json!({ "customer": { "lottery_code": "ABCD1234" } }),
        json!({ "footer": ["\u{1b}@\u{0}<&>\"' \u{20ac} \u{1f355}", ""] }),
        json!({ "lines": [{ "description": "<a b='c'>&\n\u{7}".repeat(40), "department": "bar", "price": "10.00" }] }),
        json!({ "lines": [{ "description": "", "department": "bar", "price": "10.00", "quantity": "0.001" }] }),
        json!({ "lines": [{ "department": "bar", "price": "0" }] }),
        json!({ "adjustments": [{ "line": "1", "kind": "discount", "percent": "100" }] }),
        json!({ "adjustments": [{ "kind": "discount", "amount": "10.00" }] }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut call = with(more);
        call["operation"] = json!(format!("good-{n}"));
        assert_eq!(shop.done("receipt.issue", call.clone())["state"], "committed", "{call}");
        assert_idle(&shop);
    }
    shop.verify();
}

/// Type and index of a payment.
fn kind(payment: &Value) -> (u64, u64) {
    let number = |name: &str| payment[name].as_u64().expect("a number");
    (number("type"), number("index"))
}

/// S14: voucher money is a tender and leaves the total alone; gift money and single-use vouchers lower it.
fn a_voucher_raises_the_tender_and_a_gift_lowers_the_total(family: Family) {
    let gift = r#"
[card_types.gift]
plugin = "prepaid"
name = "Gift"
numbers = { prefix = "96", length = 13 }
[card_types.gift.settings]
mode = "payment_form"
variation = { amount = "4.00" }
"#;
    let gifted = "9600000000018";
    let plan = plan(family);
    let shop = Shop::open(Plan { more: plan.more.clone() + gift, ..plan });
    shop.load("l1", CARD, "7.00");
    shop.load("l2", VOUCHER, "7.00");
    shop.load("l3", gifted, "7.00");
    for (operation, card, total, by_card, by_cash) in [
        ("multi", CARD, "10.00", Some("7.00"), Some("3.00")),
        ("single", VOUCHER, "3.00", None, Some("3.00")),
        ("gift", gifted, "6.00", Some("6.00"), None),
    ] {
        let paid = json!([{ "tender": "card", "card": card }, { "tender": "cash" }]);
        let told = shop.done("receipt.issue", sale(operation, "10.00", paid));
        super::settles(&shop, family);
        let document = shop.front().documents().pop().expect("a receipt");
        assert_eq!((&told["total"], &document["total"]), (&json!(total), &json!(total)), "{operation}: {document}");
        let payments = document["payments"].as_array().expect("payments");
        let amounts: Vec<&str> = payments.iter().filter_map(|payment| payment["amount"].as_str()).collect();
        let expected: Vec<&str> = by_card.into_iter().chain(by_cash).collect();
        assert_eq!(amounts, expected, "{operation}");
        if family == Family::EPSON_RT {
            let kinds: Vec<(u64, u64)> = payments.iter().map(kind).collect();
            let expected: Vec<(u64, u64)> =
                by_card.map(|_| (6, 1)).into_iter().chain(by_cash.map(|_| (0, 0))).collect();
            assert_eq!(kinds, expected, "{operation}");
        }
    }
    assert_eq!((shop.balance(CARD), shop.balance(VOUCHER)), ("0.00".into(), "0.00".into()));
    assert_eq!(shop.balance(gifted), "1.00");
    shop.verify();
}
