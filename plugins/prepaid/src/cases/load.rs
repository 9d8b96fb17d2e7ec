//! What a load comes to, what it prints and what is asked before.

use super::{allowed, amount, asked, denied, departments, form, holder, items, paper, posts};
use fiscus_sdk::{
    Reason,
    card::Plan,
    serde_json::{Value, json},
};

fn load(settings: Value, typed: &str) -> Plan {
    allowed(holder(&[]).load(&form(settings), Some(typed), json!({})))
}

/// Credited, gift, fee and to pay.
fn figures(plan: &Plan) -> [String; 4] {
    let load = plan.load.as_ref().expect("figures");
    [load.credited, load.gift, load.fee, load.to_pay].map(|value| value.to_string())
}

/// V-03, V-04, S2-14, S2-15
#[test]
fn gifts_and_fees_come_to_the_cent() {
    let fee = |value: Value, from: &str| json!({ "variation": value, "fee": from, "fee_department": "bar" });
    for (settings, typed, expected) in [
        (json!({ "variation": { "percent": "10" } }), "50.00", ["55.00", "5.00", "0.00", "50.00"]),
        (json!({ "variation": { "amount": "5.00" } }), "50.00", ["55.00", "5.00", "0.00", "50.00"]),
        (fee(json!({ "amount": "-2.00" }), "deduct"), "50.00", ["48.00", "0.00", "2.00", "50.00"]),
        (fee(json!({ "amount": "-2.00" }), "add"), "50.00", ["50.00", "0.00", "2.00", "52.00"]),
        (fee(json!({ "percent": "-3" }), "deduct"), "33.33", ["32.33", "0.00", "1.00", "33.33"]),
        (json!({ "variation": { "percent": "0.5" } }), "1.00", ["1.01", "0.01", "0.00", "1.00"]),
        (json!({}), "50.00", ["50.00", "0.00", "0.00", "50.00"]),
    ] {
        let plan = load(settings.clone(), typed);
        assert_eq!(figures(&plan), expected, "{settings}");
        assert!(plan.items.iter().all(|item| item.department == "bar" && item.amount == amount(expected[2])));
        assert_eq!(plan.items.is_empty(), expected[2] == "0.00");
        assert_eq!(plan.slips.len(), 2);
    }
    let plan = load(json!({ "variation": { "amount": "5.00" } }), "50.00");
    assert_eq!(posts(&plan), ["@load > EUR 50.00", "@gift > EUR.gift 5.00"]);
}

#[test]
fn a_fee_above_the_load_is_refused() {
    let card = form(json!({ "variation": { "amount": "-2.00" }, "fee_department": "bar" }));
    assert_eq!(figures(&allowed(holder(&[]).load(&card, Some("2.00"), json!({}))))[0], "0.00");
    denied(holder(&[]).load(&card, Some("1.99"), json!({})), Reason::AmountInvalid);
}

/// V-05, S2-22 to S2-24
#[test]
fn rounding_comes_before_the_maximum_and_the_maximum_itself_is_allowed() {
    for (settings, typed, rounded) in [
        (json!({ "rounding_step": "0.50" }), "12.30", "12.50"),
        (json!({ "rounding_step": "0.50" }), "12.24", "12.00"),
        (json!({ "rounding_step": "0.50" }), "12.25", "12.50"),
        (json!({ "max_load": "100.00" }), "100.00", "100.00"),
        (json!({ "max_load": "100.00", "rounding_step": "0.50" }), "100.24", "100.00"),
        (json!({ "max_load": "0" }), "5000.00", "5000.00"),
    ] {
        let plan = load(settings, typed);
        assert_eq!(plan.load.expect("figures").amount.to_string(), rounded);
    }
    for (settings, typed, shown) in [
        (json!({ "max_load": "100.00" }), "100.01", "100.01"),
        (json!({ "max_load": "100.00", "rounding_step": "0.50" }), "100.25", "100.50"),
    ] {
        let text = denied(holder(&[]).load(&form(settings), Some(typed), json!({})), Reason::AmountAboveMaximum);
        assert!(text.contains(shown) && text.contains("100.00"), "{text}");
    }
}

#[test]
fn an_amount_that_cannot_be_loaded_is_refused() {
    for (settings, typed) in [
        (json!({}), "0"),
        (json!({}), "-5.00"),
        (json!({}), "5.005"),
        (json!({ "rounding_step": "0.50" }), "0.20"),
        (json!({ "presets": ["10.00"], "free_amount": false }), "10.01"),
    ] {
        denied(holder(&[]).load(&form(settings), Some(typed), json!({})), Reason::AmountInvalid);
    }
    denied(holder(&[]).load(&form(json!({})), None, json!({ "amount": "ten" })), Reason::AmountInvalid);
}

/// S2-20: pay 25, get 30.
#[test]
fn a_preset_with_its_own_credit_replaces_the_variation() {
    let settings = json!({
        "presets": ["10.00", { "pay": "25.00", "credit": "30.00" }],
        "variation": { "amount": "1.00" }, "free_amount": false, "rounding_step": "10.00", "max_load": "25.00"
    });
    assert_eq!(figures(&load(settings.clone(), "25")), ["30.00", "5.00", "0.00", "25.00"]);
    assert_eq!(figures(&load(settings, "10.00")), ["11.00", "1.00", "0.00", "10.00"]);
}

/// S2-18 to S2-20
#[test]
fn what_is_missing_is_asked_all_at_once() {
    let card = form(json!({
        "presets": ["10.00", { "pay": "25.00", "credit": "30.00" }], "max_load": "100.00", "rounding_step": "0.50",
        "ask_description": true, "ask_customer": true
    }));
    let questions = asked(holder(&[]).load(&card, None, json!({})));
    let ids: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids, ["amount", "description", "customer"]);
    assert_eq!(questions[0].presets, [json!("10.00"), json!({ "pay": "25.00", "credit": "30.00" })]);
    assert_eq!((questions[0].max, questions[0].step), (Some(amount("100.00")), Some(amount("0.50"))));
    assert!(questions.iter().all(|question| question.required && !question.text.is_empty()));
    let answers = json!({ "amount": "25.00", "description": "Christmas", "customer": "c-1" });
    let plan = allowed(holder(&[]).load(&card, None, answers));
    assert_eq!(figures(&plan), ["30.00", "5.00", "0.00", "25.00"]);
    assert!(paper(&plan.slips[0].lines).contains("Christmas"));
    let known = holder(&[]).of(false, None, "0");
    assert_eq!(asked(known.load(&card, Some("10.00"), json!({}))).len(), 1);
    // An amount that cannot be loaded is refused before anything else is asked.
    denied(holder(&[]).load(&card, Some("100.50"), json!({})), Reason::AmountAboveMaximum);
}

/// S2-04, S2-05
#[test]
fn the_drawer_slip_says_all_that_an_inspection_asks() {
    let plan = load(json!({ "variation": { "amount": "-2.00" }, "fee": "add", "fee_department": "bar" }), "50.00");
    let [customer, drawer] = &plan.slips[..] else { panic!("two slips") };
    assert_eq!((format!("{:?}", customer.copy), format!("{:?}", drawer.copy)), ("Customer".into(), "Drawer".into()));
    assert_eq!(
        paper(&drawer.lines),
        "Bar Centrale\nPREPAID CARD LOAD\nDrawer copy\nNot a fiscal document\n--\n\
         Date and time | 2026-11-22 10:32\nTill | 1\nOperator | anna\nCard | **** 0012\n--\n\
         Load | 50.00\nLoad fee | 2.00\nOn the fiscal receipt | 2.00\nWithout fiscal document | 50.00\n\
         New balance | 50.00\n--\nPaid | 52.00 EUR\nCash | 20.00\nElectronic payment | 32.00"
    );
    assert!(!paper(&customer.lines).contains("9800000000012"));
}

/// S3-03
#[test]
fn a_load_settles_the_debt_first_and_shows_it_apart() {
    let card = form(json!({ "credit_max": "50.00" }));
    let plan = allowed(holder(&[("EUR", "-30.00")]).load(&card, Some("50.00"), json!({})));
    let load = plan.load.as_ref().expect("figures");
    assert_eq!((load.settled, load.credited), (amount("30.00"), amount("50.00")));
    assert_eq!(posts(&plan), ["@load > EUR 50.00"]);
    let slip = paper(&plan.slips[0].lines);
    assert!(slip.contains("Debt settled | 30.00\nNew load | 20.00\nNew balance | 20.00"), "{slip}");
    assert!(plan.items.is_empty(), "goods are settled by a quittance");
}

#[test]
fn the_settlement_of_services_is_sold_on_their_departments() {
    let card = form(json!({ "credit_max": "50.00", "uncollected": "services" }));
    let debtor = || holder(&[("EUR", "-30.00"), ("EUR.owed.bar", "15.00"), ("EUR.owed.shop", "5.00")]);
    let plan = allowed(debtor().load(&card, Some("18.00"), json!({})));
    assert_eq!(items(&plan), ["bar 15.00", "shop 3.00"]);
    assert_eq!(posts(&plan), ["@load > EUR 18.00", "EUR.owed.bar > @adjust 15.00", "EUR.owed.shop > @adjust 3.00"]);
    let plan = allowed(debtor().load(&card, Some("40.00"), json!({})));
    assert_eq!(items(&plan), ["bar 15.00", "shop 5.00"]);
    assert!(paper(&plan.slips[1].lines).contains("Without fiscal document | 20.00"));
    let after = debtor().after(&plan);
    assert_eq!((after.balances["EUR"], after.balances["EUR.owed.shop"]), (amount("10.00"), amount("0.00")));
}

#[test]
fn what_is_counted_beyond_the_debt_ends_with_the_debt() {
    let card = form(json!({ "credit_max": "50.00", "uncollected": "services" }));
    let stale = holder(&[("EUR", "-3.00"), ("EUR.owed.bar", "5.00"), ("EUR.owed.gone", "5.00")]);
    let plan = allowed(stale.load(&card, Some("10.00"), json!({})));
    assert_eq!(items(&plan), ["bar 3.00"]);
    assert_eq!(posts(&plan), ["@load > EUR 10.00", "EUR.owed.bar > @adjust 5.00"]);
}

#[test]
fn an_untaxed_receipt_takes_the_place_of_the_slips() {
    let card = form(json!({
        "load_document": "untaxed_receipt", "untaxed_department": "free", "receipt_description": "Wallet",
        "variation": { "amount": "-2.00" }, "fee_department": "bar", "credit_max": "50.00"
    }));
    let plan = allowed(holder(&[("EUR", "-10.00")]).load(&card, Some("50.00"), json!({})));
    assert_eq!(items(&plan), ["bar 2.00", "free 10.00", "free 38.00"]);
    assert_eq!(plan.items[2].description, "Wallet");
    assert!(plan.slips.is_empty());
    assert_eq!(plan.footer, ["Balance of card **** 0012: 38.00 EUR"]);
}

/// S2-09, S2-12
#[test]
fn by_departments_a_load_is_a_sale_of_all_that_is_paid() {
    let card = departments(json!({ "variation": { "amount": "-2.00" }, "fee": "add", "ask_description": true }));
    let plan = allowed(holder(&[]).load(&card, Some("50.00"), json!({ "description": "Gym\n2026" })));
    assert_eq!(items(&plan), ["voucher 52.00"]);
    assert_eq!(figures(&plan), ["50.00", "0.00", "2.00", "52.00"]);
    assert!(plan.slips.is_empty());
    assert_eq!(plan.footer[0], "Gym 2026");
}
