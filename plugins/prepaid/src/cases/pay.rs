//! What a card pays, limit by limit: exactly the limit, and one cent more.

use super::{allowed, amount, denied, departments, form, holder, items, open, posts, shop, tenders};
use fiscus_sdk::{
    Over, Reason,
    card::{AdjustValue, Asked},
    serde_json::json,
};

/// V-06, S2-30
#[test]
fn a_card_pays_what_it_has_and_leaves_the_rest_due() {
    let card = form(json!({}));
    let plan = allowed(holder(&[("EUR", "20.00")]).rest(&card, "30.00"));
    assert_eq!(tenders(&plan), ["multi_use_voucher 20.00"]);
    assert_eq!(posts(&plan), ["EUR > @spend 20.00"]);
    let plan = allowed(holder(&[("EUR", "30.00")]).rest(&card, "30.00"));
    assert_eq!(tenders(&plan), ["multi_use_voucher 30.00"]);
}

#[test]
fn a_plain_card_is_guarded_at_zero() {
    let card = form(json!({}));
    let floor = allowed(holder(&[("EUR", "20.00")]).rest(&card, "5.00")).floors.remove(0);
    assert_eq!(
        (floor.over, floor.min, floor.reason),
        (vec![Over::Card("EUR".into())], amount("0"), Reason::InsufficientBalance)
    );
    let text = denied(holder(&[("EUR", "20.00")]).exactly(&card, "20.01"), Reason::InsufficientBalance);
    assert!(text.contains("20.00 EUR"), "{text}");
    allowed(holder(&[("EUR", "20.00")]).exactly(&card, "20.00"));
}

#[test]
fn a_card_that_only_collects_takes_no_part() {
    let plan = allowed(holder(&[("EUR", "20.00")]).settle(&form(json!({})), Asked::Nothing, "5.00", &[]));
    assert_eq!(plan, Default::default());
}

#[test]
fn an_empty_card_gives_nothing_and_says_why() {
    let plan = allowed(holder(&[]).rest(&form(json!({})), "5.00"));
    assert!(plan.tenders.is_empty() && plan.post.is_empty());
    assert!(plan.notices[0].text.contains("0.00"), "{:?}", plan.notices);
}

#[test]
fn an_amount_that_makes_no_sense_is_refused() {
    let card = form(json!({}));
    for value in ["0.00", "-1.00", "0.001", "1000.01"] {
        denied(holder(&[("EUR", "5000.00")]).exactly(&card, value), Reason::AmountInvalid);
    }
}

/// V-10, S2-27
#[test]
fn an_agreed_credit_may_be_used_to_the_last_cent() {
    let card = form(json!({ "credit_max": "25.00" }));
    let ten = holder(&[("EUR", "10.00")]);
    let plan = allowed(ten.exactly(&card, "35.00"));
    assert_eq!(tenders(&plan), ["multi_use_voucher 10.00", "uncollected_goods 25.00"]);
    assert_eq!((plan.floors[0].min, plan.floors[0].reason), (amount("-25.00"), Reason::CreditLimitExceeded));
    let text = denied(ten.exactly(&card, "35.01"), Reason::CreditLimitExceeded);
    assert!(text.contains("35.00 EUR"), "{text}");
    // Below zero already, with what is left of the credit.
    let plan = allowed(holder(&[("EUR", "-20.00")]).rest(&card, "30.00"));
    assert_eq!(tenders(&plan), ["uncollected_goods 5.00"]);
}

/// V-01, S3-16, S3-20, S3-21
#[test]
fn the_customers_limit_counts_all_he_owes() {
    let card = form(json!({ "allow_negative": true }));
    let seed = holder(&[("EUR", "175.00")]).of(true, Some("150.00"), "-51.00");
    let text = denied(seed.exactly(&card, "99.01"), Reason::CreditLimitExceeded);
    assert!(text.contains("99.00 EUR"), "{text}");
    let plan = allowed(seed.exactly(&card, "99.00"));
    assert_eq!(tenders(&plan), ["multi_use_voucher 99.00"]);
    assert_eq!(plan.floors[0].over, [Over::CustomerCards("EUR".into()), Over::Customer("EUR.due".into())]);
    assert_eq!((plan.floors[0].min, plan.floors[0].reason), (amount("-150.00"), Reason::CreditLimitExceeded));
    let notice = &plan.notices[0].text;
    assert!(notice.contains("-150.00 EUR") && notice.contains(" 0.00 EUR"), "{notice}");
    let after = seed.after(&plan);
    denied(after.exactly(&card, "0.01"), Reason::CreditLimitExceeded);
    let loaded = allowed(after.load(&card, Some("50.00"), json!({})));
    assert!(loaded.notices[0].text.contains(" 50.00 EUR"), "{:?}", loaded.notices);
    allowed(after.after(&loaded).exactly(&card, "50.00"));
}

/// S3-22
#[test]
fn a_covered_purchase_is_free_of_the_limit_where_the_shop_says_so() {
    let card = form(json!({ "allow_negative": true, "exposure_check": "only_uncovered" }));
    let seed = holder(&[("EUR", "175.00")]).of(true, Some("150.00"), "-51.00");
    let plan = allowed(seed.exactly(&card, "175.00"));
    assert_eq!((plan.floors[0].over.clone(), plan.floors[0].min), (vec![Over::Card("EUR".into())], amount("0")));
    denied(seed.exactly(&card, "175.01"), Reason::CreditLimitExceeded);
    let roomy = holder(&[("EUR", "10.00")]).of(true, Some("150.00"), "10.00");
    let plan = allowed(roomy.exactly(&card, "160.00"));
    assert_eq!(plan.floors[0].min, amount("-150.00"));
    denied(roomy.exactly(&card, "160.01"), Reason::CreditLimitExceeded);
}

/// V-02, S3-04, S3-08, S3-09
#[test]
fn credit_is_given_only_to_whom_it_is_allowed() {
    let card = form(json!({ "allow_negative": true }));
    let ten = || holder(&[("EUR", "10.00")]);
    let text = denied(ten().of(false, Some("100.00"), "10.00").exactly(&card, "10.01"), Reason::CreditNotAllowed);
    assert!(text.contains("10.00 EUR"), "{text}");
    let plan = allowed(ten().of(false, Some("100.00"), "10.00").exactly(&card, "10.00"));
    assert_eq!((plan.floors[0].min, plan.floors[0].reason), (amount("0"), Reason::CreditNotAllowed));
    denied(ten().exactly(&card, "10.01"), Reason::CreditNotAllowed);
    allowed(ten().exactly(&card, "10.00"));
    // No limit: no cap. Zero: no credit.
    let plan = allowed(ten().of(true, None, "10.00").exactly(&card, "1000.00"));
    assert_eq!(tenders(&plan), ["multi_use_voucher 10.00", "uncollected_goods 990.00"]);
    assert!(plan.floors.is_empty());
    denied(ten().of(true, Some("0"), "10.00").exactly(&card, "10.01"), Reason::CreditLimitExceeded);
    allowed(ten().of(true, Some("0"), "10.00").exactly(&card, "10.00"));
}

/// S3-02, S3-07, S3-14
#[test]
fn without_credit_control_a_negative_card_has_only_its_own_floor() {
    let mut shop = shop();
    shop.credit_control = false;
    let mode = || json!({ "mode": "payment_form" });
    let card = open(json!({ "allow_negative": true, "uncollected": "invoice" }), mode(), &shop);
    let plan = allowed(holder(&[]).of(false, Some("0"), "0").rest(&card, "80.00"));
    assert_eq!(tenders(&plan), ["uncollected_invoice 80.00"]);
    assert!(plan.floors.is_empty() && plan.notices.is_empty());
    let card = open(json!({ "allow_negative": true, "credit_max": "25.00" }), mode(), &shop);
    allowed(holder(&[]).exactly(&card, "25.00"));
    denied(holder(&[]).exactly(&card, "25.01"), Reason::CreditLimitExceeded);
}

/// What both agreements allow is the lesser of the two.
#[test]
fn a_cards_own_maximum_narrows_the_customers_credit() {
    let card = form(json!({ "allow_negative": true, "credit_max": "25.00" }));
    let customer = holder(&[]).of(true, Some("150.00"), "0.00");
    assert_eq!(allowed(customer.exactly(&card, "25.00")).floors.len(), 2);
    denied(customer.exactly(&card, "25.01"), Reason::CreditLimitExceeded);
}

///
#[test]
fn gift_money_is_spent_first_and_lowers_the_total() {
    let card = form(json!({}));
    let both = holder(&[("EUR", "50.00"), ("EUR.gift", "5.00")]);
    let plan = allowed(both.exactly(&card, "8.00"));
    assert_eq!((plan.adjust[0].value, plan.adjust[0].reason.as_str()), (AdjustValue::Amount(amount("-5.00")), "gift"));
    assert_eq!(plan.adjust[0].line, None);
    assert_eq!(tenders(&plan), ["multi_use_voucher 3.00"]);
    assert_eq!(posts(&plan), ["EUR.gift > @gift 5.00", "EUR > @spend 3.00"]);
    let plan = allowed(both.exactly(&card, "5.00"));
    assert_eq!((plan.tenders.len(), plan.floors.len()), (0, 1));
    allowed(both.exactly(&card, "55.00"));
    let text = denied(both.exactly(&card, "55.01"), Reason::InsufficientBalance);
    assert!(text.contains("55.00 EUR"), "{text}");
}

/// S3-15
#[test]
fn the_balance_after_the_sale_is_printed_unless_it_is_not_wanted() {
    let both = holder(&[("EUR", "20.00"), ("EUR.gift", "5.00")]);
    assert_eq!(allowed(both.exactly(&form(json!({})), "8.00")).footer, ["Balance of card **** 0012: 17.00 EUR"]);
    assert!(allowed(both.exactly(&form(json!({ "print_balance": false })), "8.00")).footer.is_empty());
}

/// Uncollected services are remembered by department: their settlement is a fiscal document.
#[test]
fn services_on_credit_are_counted_on_their_departments() {
    let card = form(json!({ "credit_max": "100.00", "uncollected": "services" }));
    let lines = [("bar", "30.00"), ("shop", "10.00")];
    let plan = allowed(holder(&[("EUR", "20.00")]).settle(&card, Asked::Rest, "40.00", &lines));
    assert_eq!(tenders(&plan), ["multi_use_voucher 20.00", "uncollected_services 20.00"]);
    assert_eq!(
        posts(&plan),
        ["EUR > @spend 20.00", "EUR > @spend 20.00", "@adjust > EUR.owed.bar 15.00", "@adjust > EUR.owed.shop 5.00"]
    );
}

/// V-07, S2-10
#[test]
fn a_discharge_lowers_the_receipt_until_it_is_zero_or_the_card_empty() {
    let card = departments(json!({}));
    let lines = [("shop", "30.00")];
    let plan = allowed(holder(&[("EUR", "20.00")]).settle(&card, Asked::Rest, "30.00", &lines));
    assert_eq!((items(&plan), tenders(&plan).len()), (vec!["shop 20.00".to_owned()], 0));
    assert_eq!(plan.items[0].description, "Prepagato");
    let forty_five = holder(&[("EUR", "45.00")]);
    let plan = allowed(forty_five.settle(&card, Asked::Rest, "30.00", &lines));
    assert_eq!(items(&plan), ["shop 30.00"]);
    assert_eq!(forty_five.after(&plan).balances["EUR"], amount("15.00"));
}

/// Mode B with a credit: balance and credit together, and nothing printed as uncollected.
#[test]
fn a_discharge_may_use_an_agreed_credit() {
    let card = departments(json!({ "credit_max": "25.00" }));
    let ten = holder(&[("EUR", "10.00")]);
    let plan = allowed(ten.settle(&card, Asked::Exactly(amount("35.00")), "40.00", &[("shop", "40.00")]));
    assert_eq!((items(&plan), plan.floors[0].min), (vec!["shop 35.00".to_owned()], amount("-25.00")));
    denied(
        ten.settle(&card, Asked::Exactly(amount("35.01")), "40.00", &[("shop", "40.00")]),
        Reason::CreditLimitExceeded,
    );
}

/// A voucher whose VAT is paid redeems only goods of that VAT.
#[test]
fn a_discharge_keeps_to_the_departments_of_its_vat() {
    let lines = [("shop", "8.00"), ("voucher", "4.00"), ("bar", "18.00")];
    let full = || holder(&[("EUR", "100.00")]);
    let strict = departments(json!({}));
    assert_eq!(items(&allowed(full().settle(&strict, Asked::Rest, "30.00", &lines))), ["shop 12.00"]);
    allowed(full().settle(&strict, Asked::Exactly(amount("12.00")), "30.00", &lines));
    let text = denied(full().settle(&strict, Asked::Exactly(amount("12.01")), "30.00", &lines), Reason::AmountInvalid);
    assert!(text.contains("12.00 EUR"), "{text}");
    let loose = departments(json!({ "strict_vat": false }));
    assert_eq!(items(&allowed(full().settle(&loose, Asked::Rest, "30.00", &lines))), ["shop 30.00"]);
    // A gift lowers every department, so less of this VAT is left.
    let gift = holder(&[("EUR", "100.00"), ("EUR.gift", "15.00")]);
    let plan = allowed(gift.settle(&strict, Asked::Rest, "30.00", &lines));
    assert_eq!((items(&plan), plan.adjust.len()), (vec!["shop 6.00".to_owned()], 1));
}
