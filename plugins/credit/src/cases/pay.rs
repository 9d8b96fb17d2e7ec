//! What a card pays, limit by limit: exactly the limit, and one cent more.

use super::{allowed, amount, denied, exactly, holding, open, owner, pay, posts, rest, tenders};
use fiscus_sdk::{
    Amount, Over, Reason,
    card::Asked,
    serde_json::{Value, json},
};

/// S5-09, S5-10, A-01, A-02: the settings' limit, the card's own, what is on it; what it can pay, and why not more.
#[test]
fn a_card_pays_to_the_last_cent_of_its_limit() {
    let (short, beyond) = (Reason::InsufficientBalance, Reason::CreditLimitExceeded);
    for (limit, own, balance, most, reason) in [
        ("0", json!({}), "20.00", "20.00", short),
        ("50.00", json!({}), "20.00", "20.00", short),
        ("-50.00", json!({}), "20.00", "70.00", beyond),
        ("-50.00", json!({}), "-20.00", "30.00", beyond),
        ("-50.00", json!({ "limit": "-10.00" }), "0.00", "10.00", beyond),
        ("-50.00", json!({ "limit": 0 }), "5.00", "5.00", short),
        ("-50.00", json!({ "limit": "25.00" }), "5.00", "5.00", short),
        ("-50.00", json!({ "limit": null }), "0.00", "50.00", beyond),
        ("0", json!({ "limit": "-0.01" }), "0.00", "0.01", beyond),
    ] {
        let card = open(json!({ "limit": limit }));
        let holder = holding(balance).settings(own.clone());
        let plan = allowed(exactly(&card, &holder, most));
        assert_eq!(plan.floors.len(), 1);
        assert_eq!(plan.floors[0].over, [Over::Card("EUR".into())]);
        assert_eq!(
            (plan.floors[0].min, plan.floors[0].reason),
            (amount(balance) - amount(most), reason),
            "{limit} {own}"
        );
        let more = (amount(most) + amount("0.01")).to_string();
        let text = denied(exactly(&card, &holder, &more), reason);
        assert!(text.contains(&format!("{most} EUR")), "{text}");
        // Without an amount it gives what it can.
        let given: Amount = allowed(rest(&card, &holder, "1000.00")).tenders.iter().map(|tender| tender.amount).sum();
        assert_eq!(given, amount(most), "{limit} {own}");
    }
}

/// V-13
#[test]
fn a_card_without_credit_must_be_loaded_first() {
    for limit in ["0", "50.00"] {
        let card = open(json!({ "limit": limit }));
        denied(exactly(&card, &holding("0.00"), "0.01"), Reason::InsufficientBalance);
        let load = allowed(super::load(&card, &holding("0.00"), "50.00"));
        let loaded = holding("0.00").after(&load);
        assert_eq!(tenders(&allowed(exactly(&card, &loaded, "50.00"))), ["multi_use_voucher 50.00"]);
        denied(exactly(&card, &loaded, "50.01"), Reason::InsufficientBalance);
    }
}

/// What is covered was paid in; what lies below zero was not.
#[test]
fn what_lies_below_zero_prints_as_uncollected() {
    let card = open(json!({ "limit": "-50.00" }));
    for (balance, total, printed) in [
        ("20.00", "30.00", &["multi_use_voucher 20.00", "uncollected_invoice 10.00"][..]),
        ("30.00", "30.00", &["multi_use_voucher 30.00"]),
        ("0.00", "30.00", &["uncollected_invoice 30.00"]),
        ("-45.00", "30.00", &["uncollected_invoice 5.00"]),
        ("-50.00", "30.00", &[]),
    ] {
        assert_eq!(tenders(&allowed(rest(&card, &holding(balance), total))), printed, "{balance}");
    }
    for cause in ["goods", "services", "invoice"] {
        let card = open(json!({ "limit": "-50.00", "uncollected": cause }));
        assert_eq!(tenders(&allowed(rest(&card, &holding("0"), "5.00"))), [format!("uncollected_{cause} 5.00")]);
    }
    let plan = allowed(rest(&card, &holding("20.00"), "30.00"));
    assert_eq!(posts(&plan), ["EUR > @spend 20.00", "EUR > @spend 10.00"]);
    assert_eq!(
        (plan.tenders[0].description.as_str(), plan.tenders[1].description.as_str()),
        ("Card", "Invoice follows")
    );
}

/// V-12, S5-11: two cards of -50.00, all the customer's cards -80.00. What he owes otherwise is not on cards.
#[test]
fn the_cards_limit_and_the_customers_bind_together() {
    let card = open(json!({ "limit": "-50.00", "customer_limit": "-80.00" }));
    let a = holding("0.00").of(owner("0.00", "0.00", None)).owing("EUR.due", amount("0.00"));
    allowed(exactly(&card, &a, "50.00"));
    denied(exactly(&card, &a, "50.01"), Reason::CreditLimitExceeded);
    for due in ["0.00", "-400.00"] {
        let b = holding("0.00").of(owner("-50.00", due, None)).owing("EUR.due", amount(due));
        let plan = allowed(exactly(&card, &b, "30.00"));
        let floors: Vec<_> = plan.floors.iter().map(|floor| (floor.over.clone(), floor.min)).collect();
        let own = (vec![Over::Card("EUR".into())], amount("-50.00"));
        assert_eq!(floors, [own, (vec![Over::CustomerCards("EUR".into())], amount("-80.00"))]);
        let text = denied(exactly(&card, &b, "30.01"), Reason::CreditLimitExceeded);
        assert!(text.contains("30.00 EUR"), "{text}");
    }
}

/// S5-11: the type's general limit and the one on the customer's record; the cards have -50.00 together.
#[test]
fn both_general_limits_bind_where_both_are_there() {
    for (setting, record, most, floors) in [
        (Some("-80.00"), None, "30.00", &["-100.00", "-80.00"][..]),
        (None, Some("70.00"), "20.00", &["-100.00", "-70.00"]),
        (Some("-80.00"), Some("70.00"), "20.00", &["-100.00", "-80.00", "-70.00"]),
        (Some("-60.00"), Some("70.00"), "10.00", &["-100.00", "-60.00", "-70.00"]),
        (None, None, "100.00", &["-100.00"]),
    ] {
        let mut settings = json!({ "limit": "-100.00" });
        settings["customer_limit"] = setting.map_or(Value::Null, Value::from);
        let card = open(settings);
        let holder = holding("0.00").of(owner("-50.00", "0.00", record));
        let plan = allowed(exactly(&card, &holder, most));
        assert_eq!(plan.floors.iter().map(|floor| floor.min.to_string()).collect::<Vec<_>>(), floors);
        let more = (amount(most) + amount("0.01")).to_string();
        denied(exactly(&card, &holder, &more), Reason::CreditLimitExceeded);
    }
    // No credit at all, written either way; and a record that makes no sense.
    for (setting, record) in [(Some("0"), None), (None, Some("0")), (None, Some("-5.00"))] {
        let mut settings = json!({ "limit": "-100.00" });
        settings["customer_limit"] = setting.map_or(Value::Null, Value::from);
        let card = open(settings);
        let holder = holding("10.00").of(owner("10.00", "0.00", record));
        allowed(exactly(&card, &holder, "10.00"));
        denied(exactly(&card, &holder, "10.01"), Reason::CreditLimitExceeded);
    }
}

/// A card that is loaded and a customer who is at his limit elsewhere: both bind.
#[test]
fn money_on_one_card_covers_the_debt_of_another() {
    let card = open(json!({ "customer_limit": "-20.00" }));
    let holder = holding("30.00").of(owner("-10.00", "0.00", None));
    allowed(exactly(&card, &holder, "10.00"));
    let text = denied(exactly(&card, &holder, "10.01"), Reason::CreditLimitExceeded);
    assert!(text.contains("10.00 EUR"), "{text}");
    // Without a customer there is only the card.
    allowed(exactly(&card, &holding("30.00"), "30.00"));
}

#[test]
fn a_card_named_twice_sees_what_it_has_paid() {
    let card = open(json!({ "limit": "-50.00" }));
    let first = allowed(exactly(&card, &holding("20.00"), "40.00"));
    let after = holding("20.00").after(&first);
    assert_eq!(tenders(&allowed(exactly(&card, &after, "30.00"))), ["uncollected_invoice 30.00"]);
    denied(exactly(&card, &after, "30.01"), Reason::CreditLimitExceeded);
}

#[test]
fn a_card_that_can_give_nothing_says_why() {
    let plan = allowed(rest(&open(json!({})), &holding("0.00"), "5.00"));
    assert!(plan.tenders.is_empty() && plan.post.is_empty() && plan.floors.is_empty() && plan.footer.is_empty());
    assert!(plan.notices[0].text.contains("0.00 EUR"), "{:?}", plan.notices);
    assert_eq!(allowed(pay(&open(json!({})), &holding("9.00"), "5.00", Asked::Nothing, None)), Default::default());
}

#[test]
fn an_amount_that_makes_no_sense_is_refused() {
    let card = open(json!({ "limit": "-5000.00" }));
    for value in ["0.00", "-1.00", "0.001", "1000.01"] {
        denied(exactly(&card, &holding("0.00"), value), Reason::AmountInvalid);
    }
}

#[test]
fn a_limit_of_the_card_that_cannot_be_read_is_refused_with_a_sentence() {
    for own in
        [json!({ "limit": "much" }), json!({ "limit": [] }), json!({ "limit": "-0.001" }), json!({ "limit": true })]
    {
        let text = denied(exactly(&open(json!({})), &holding("5.00").settings(own), "1.00"), Reason::CardWrongType);
        assert!(text.contains("\"limit\""), "{text}");
    }
    for own in [json!("limit"), json!([1]), Value::Null] {
        allowed(exactly(&open(json!({})), &holding("5.00").settings(own), "1.00"));
    }
}

#[test]
fn the_receipt_says_what_is_left() {
    let footer = |settings: Value, holder, value| allowed(exactly(&open(settings), &holder, value)).footer;
    assert_eq!(footer(json!({}), holding("20.00"), "8.00"), ["Balance of card **** 0012: 12.00 EUR"]);
    assert_eq!(
        footer(json!({ "limit": "-50.00" }), holding("20.00"), "30.00"),
        ["Balance of card **** 0012: -10.00 EUR", "Can still be spent: 40.00 EUR"]
    );
    let holder = holding("20.00").of(owner("-40.00", "0.00", None));
    let settings = json!({ "limit": "-50.00", "customer_limit": "-80.00" });
    assert_eq!(footer(settings, holder, "30.00")[1], "Can still be spent: 10.00 EUR");
}
