//! Every kind of document, of tender and of movement on cards: played one after the other in one shop of each family,
//! with the same answers, balances and papers everywhere.

use crate::counter::{Counter, LACKS};
use fiscus_tests::{
    Family, Lack,
    scene::{by, cash, exactly, goods, lines, off, pairs, tenders},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Mutex};

/// A name, and what happens.
type Scenario = (&'static str, fn(&Counter));

/// In the order in which they are played: the last one ends the day.
const SCENARIOS: [Scenario; 12] = [
    ("every tender", every_tender),
    ("discounts and quantities", discounts_and_quantities),
    ("prepaid as a form of payment", prepaid_as_a_form_of_payment),
    ("prepaid on departments", prepaid_on_departments),
    ("gift money", gift_money),
    ("an untaxed load", an_untaxed_load),
    ("a whole bill out of a bonus", a_whole_bill_out_of_a_bonus),
    ("credit", credit),
    ("an invoice later", an_invoice_later),
    ("a ticket with a PIN", a_ticket_with_a_pin),
    ("originals on paper", originals_on_paper),
    ("the day ends", the_day_ends),
];

/// What each scenario told.
type Told = BTreeMap<&'static str, Vec<Value>>;

/// R22, S5-44: whatever printer stands there, the till is told the same, or the declared refusal.
#[test]
fn every_family_tells_the_same() {
    let (first, others) = Family::FISCAL.split_first().expect("families");
    let expected = day(*first);
    let (next, wrong) = (Mutex::new(others.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(family) = next.lock().expect("families").next() else { break };
                    let told = day(*family);
                    wrong.lock().expect("a list").extend(differences(*family, &expected, &told));
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plays everything in one shop.
fn day(family: Family) -> Told {
    let counter = Counter::open(family);
    let mut told = Told::new();
    for (name, scenario) in SCENARIOS {
        scenario(&counter);
        counter.on_paper();
        told.insert(name, counter.told());
    }
    counter.scene.ends();
    told
}

/// What a family told otherwise. What it declares to lack ends a scenario early, and nothing else does.
fn differences(family: Family, expected: &Told, told: &Told) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, expected) in expected {
        let told = &told[name];
        let lacks = |one: &Value| one.get(LACKS).is_some();
        let early = told.len() < expected.len() && told.last().is_some_and(lacks);
        if told.len() != expected.len() && !early {
            wrong.push(format!("{} {name}: {} answers, not {}", family.model, told.len(), expected.len()));
        }
        for (at, (told, expected)) in told.iter().zip(expected).enumerate() {
            if told != expected && !lacks(told) {
                wrong.push(format!("{} {name} {at}: {told}\n  not {expected}", family.model));
            }
        }
    }
    wrong
}

fn sale(lines: Value, payments: Value) -> Value {
    json!({ "lines": lines, "payments": payments })
}

fn some(line: &str, quantity: u32) -> Value {
    json!({ "lines": [{ "line": line, "quantity": quantity }] })
}

/// R14, G1: all that a receipt is paid with, and the change; a receipt that is not paid whole is no receipt.
fn every_tender(counter: &Counter) {
    let payments = json!([
        { "tender": "meal_ticket", "count": 2, "amount": "10.00" },
        { "tender": "electronic", "amount": "5.00" },
        { "tender": "cheque", "amount": "3.00" },
        { "tender": "uncollected", "cause": "services", "amount": "1.00" },
        { "tender": "uncollected", "cause": "goods", "amount": "1.00" },
        { "tender": "cash", "amount": "20.00" },
    ]);
    let sold = counter.does("receipt.issue", sale(lines(&[("X", 3, "10.00"), ("S-Y", 1, "0.50")]), payments));
    assert_eq!((sold["total"].as_str(), sold["change"].as_str()), (Some("30.50"), Some("9.50")));
    assert_eq!(tenders(&sold).len(), 6);
    let short = json!([{ "tender": "cash", "amount": "0.99" }]);
    counter.denies("payments_incomplete", "receipt.issue", sale(goods("1.00"), short));
    let Some(void) = counter.corrects("receipt.void", &sold, json!({})) else { return };
    assert_eq!(void["document"]["kind"], "void");
}

/// S5-18, S5-43, V-24: discounts of a card, of a line and of the whole, a surcharge, a third of something; and what comes
/// back of it, to the cent.
fn discounts_and_quantities(counter: &Counter) {
    counter.card("discount", "50000001", json!({ "settings": { "discounts": ["pizza", "ten"] } }));
    let goods = lines(&[("PZ", 1, "10.00"), ("X", 1, "10.00")]);
    let sold = counter.does("receipt.issue", json!({ "lines": goods, "cards": ["50000001"], "payments": cash() }));
    assert_eq!([0, 1].map(|line| off(&sold, line).concat()), ["-2.00", "-1.00"]);
    let own = counter.does(
        "receipt.issue",
        json!({
            "lines": [
                { "id": "1", "description": "Pizza così", "department": "bar", "quantity": "3", "price": "3.33" },
                { "id": "2", "description": "Coperto", "department": "shop", "quantity": "0.333", "price": "15.00" }
            ],
            "adjustments": [
                { "line": "1", "kind": "discount", "percent": "10", "description": "Sconto" },
                { "line": "2", "kind": "surcharge", "amount": "0.50", "description": "Servizio" },
                { "kind": "discount", "amount": "1.00", "description": "Omaggio" }
            ],
            "payments": cash()
        }),
    );
    assert_eq!(own["total"], "13.49", "{own}");
    let mut back = Vec::new();
    for _ in 0..3 {
        let Some(part) = counter.corrects("receipt.return", &own, some("1", 1)) else { return };
        back.push(part["total"].as_str().unwrap_or_default().to_owned());
    }
    let rest = counter.does("receipt.return", json!({ "original": own["operation"] }));
    back.push(rest["total"].as_str().unwrap_or_default().to_owned());
    let sum: fiscus_sdk::Amount = back.iter().map(|part| part.parse::<fiscus_sdk::Amount>().expect("an amount")).sum();
    assert_eq!(sum.to_string(), "13.49", "{back:?}");
    counter.denies("already_returned", "receipt.return", json!({ "original": own["operation"] }));
}

/// V-06, S2-30, R8: a load with two slips, a part paid by card, parts that come back, and a load that is undone.
fn prepaid_as_a_form_of_payment(counter: &Counter) {
    let card = "98000001";
    let loaded = counter.loads(card, "30.00");
    let payments =
        json!([{ "tender": "card", "card": card, "amount": "20.00" }, { "tender": "cash", "amount": "15.00" }]);
    let sold = counter.does("receipt.issue", sale(lines(&[("X", 3, "10.00")]), payments));
    assert_eq!(tenders(&sold), pairs(&[("multi_use_voucher", "20.00"), ("cash", "15.00")]));
    assert_eq!(sold["change"], "5.00");
    counter.has(card, "EUR", "10.00");
    counter.denies("insufficient_balance", "receipt.issue", sale(goods("10.01"), exactly(card, "10.01")));
    let slips = counter.front().slips().len();
    counter.denies("insufficient_balance", "receipt.void", json!({ "original": loaded["operation"] }));
    counter.await_slips(slips);
    for left in ["16.66", "23.33"] {
        if counter.corrects("receipt.return", &sold, some("1", 1)).is_none() {
            return;
        }
        counter.has(card, "EUR", left);
    }
    counter.does("receipt.return", json!({ "original": sold["operation"] }));
    counter.has(card, "EUR", "30.00");
    counter.does("receipt.void", json!({ "original": loaded["operation"] }));
    counter.await_slips(slips + 2);
    counter.has(card, "EUR", "0.00");
}

/// V-07, S2-09 to S2-11: a load is a receipt; a purchase is discharged on its department, down to a total of zero.
fn prepaid_on_departments(counter: &Counter) {
    let card = "97000001";
    let loaded = counter.loads(card, "45.00");
    assert_eq!(
        (loaded["document"]["kind"].as_str(), loaded["document"]["total"].as_str()),
        (Some("receipt"), Some("45.00"))
    );
    let sold = counter.does("receipt.issue", sale(goods("30.00"), by(&[card])));
    assert_eq!((sold["total"].as_str(), sold["lines"][1]["total"].as_str()), (Some("0.00"), Some("-30.00")));
    counter.has(card, "EUR", "15.00");
    let rest = json!([{ "tender": "card", "card": card }, { "tender": "cash" }]);
    let part = counter.does("receipt.issue", sale(lines(&[("X", 2, "10.00")]), rest));
    assert_eq!((part["total"].as_str(), tenders(&part)), (Some("5.00"), pairs(&[("cash", "5.00")])));
    counter.has(card, "EUR", "0.00");
    let Some(void) = counter.corrects("receipt.void", &sold, json!({})) else { return };
    assert_eq!(void["document"]["kind"], "void");
    counter.has(card, "EUR", "30.00");
    counter.denies("return_not_allowed", "receipt.return", json!({ "original": part["operation"] }));
}

/// S2-14, A-06: gift money is a discount of the subtotal, spent first.
fn gift_money(counter: &Counter) {
    let card = "96000001";
    let loaded = counter.loads(card, "50.00");
    assert_eq!((loaded["credited"].as_str(), loaded["gift"].as_str()), (Some("55.00"), Some("5.00")));
    let sold = counter.does("receipt.issue", sale(lines(&[("X", 1, "8.00"), ("S-Y", 1, "4.00")]), by(&[card])));
    assert_eq!((sold["total"].as_str(), sold["adjustments"][0]["amount"].as_str()), (Some("7.00"), Some("-5.00")));
    counter.has(card, "EUR.gift", "0.00");
    counter.has(card, "EUR", "43.00");
    if counter.corrects("receipt.return", &sold, json!({})).is_some() {
        counter.has(card, "EUR.gift", "5.00");
        counter.has(card, "EUR", "50.00");
    }
}

/// S2-29: a load that is a receipt without VAT.
fn an_untaxed_load(counter: &Counter) {
    let loaded = counter.loads("95000001", "20.00");
    assert_eq!(loaded["document"]["kind"], "receipt");
    counter.has("95000001", "EUR", "20.00");
    if counter.corrects("receipt.void", &loaded, json!({})).is_some() {
        counter.has("95000001", "EUR", "0.00");
    }
}

/// V-11, A-04, A-11: a discount of all there is, a receipt of zero; it comes back as a slip that is not fiscal.
fn a_whole_bill_out_of_a_bonus(counter: &Counter) {
    let card = "20000001";
    counter.card("bonus", card, json!({}));
    counter.does("receipt.issue", json!({ "lines": goods("200.00"), "cards": [card], "payments": cash() }));
    counter.has(card, "EUR", "10.00");
    counter.denies("bonus_insufficient", "receipt.issue", sale(goods("10.01"), by(&[card])));
    let paid = counter.does("receipt.issue", sale(lines(&[("X", 3, "3.33"), ("S-Y", 1, "0.01")]), by(&[card])));
    assert_eq!((paid["total"].as_str(), tenders(&paid).len()), (Some("0.00"), 0));
    counter.has(card, "EUR", "0.00");
    let slips = counter.front().slips().len();
    let Some(back) = counter.corrects("receipt.return", &paid, some("1", 1)) else { return };
    assert_eq!(back["document"]["kind"], "slip");
    counter.await_slips(slips + 1);
    counter.has(card, "EUR", "3.33");
}

/// V-12, S5-47: down to the limit, settled by a load; not collected on the receipt.
fn credit(counter: &Counter) {
    let card = "30000001";
    counter.card("credit", card, json!({}));
    counter.denies("credit_limit_exceeded", "receipt.issue", sale(goods("50.01"), exactly(card, "50.01")));
    let sold = counter.does("receipt.issue", sale(goods("30.00"), exactly(card, "30.00")));
    assert_eq!(tenders(&sold), pairs(&[("uncollected_invoice", "30.00")]));
    counter.has(card, "EUR", "-30.00");
    counter.loads(card, "50.00");
    let both = counter.does("receipt.issue", sale(goods("45.00"), exactly(card, "45.00")));
    assert_eq!(tenders(&both), pairs(&[("multi_use_voucher", "20.00"), ("uncollected_invoice", "25.00")]));
    counter.has(card, "EUR", "-25.00");
    if counter.corrects("receipt.void", &both, json!({})).is_some() {
        counter.has(card, "EUR", "20.00");
    }
}

/// S5-15, S5-16, R8: a company pays later, and owes less when something comes back.
fn an_invoice_later(counter: &Counter) {
    counter.customer("acme", json!({ "company": "Acme" }));
    counter.card("company", "41000001", json!({ "customer": "acme", "settings": { "discounts": ["ten"] } }));
    let sold = counter.does("receipt.issue", sale(lines(&[("X", 2, "50.00")]), by(&["41000001"])));
    assert_eq!(tenders(&sold), pairs(&[("uncollected_invoice", "90.00")]));
    assert_eq!(counter.position("acme"), "-90.00");
    if counter.corrects("receipt.return", &sold, some("1", 1)).is_none() {
        assert_eq!(counter.position("acme"), "-90.00");
        return;
    }
    assert_eq!(counter.position("acme"), "-45.00");
    counter.denies("return_not_allowed", "receipt.return", json!({ "original": sold["operation"], "refund": "cash" }));
    counter.does("receipt.return", json!({ "original": sold["operation"] }));
    assert_eq!(counter.position("acme"), "0.00");
}

/// S1-16, S1-18, S1-19: tickets are made at the till, each with a slip.
fn a_ticket_with_a_pin(counter: &Counter) {
    let slips = counter.front().slips().len();
    let line = json!([{ "id": "1", "article": "surf", "department": "shop", "quantity": 2, "price": "5.00" }]);
    let sold = counter.does("receipt.issue", sale(line, cash()));
    let cards = sold["cards"].as_array().cloned().unwrap_or_default();
    assert_eq!((sold["total"].as_str(), cards.len()), (Some("10.00"), 2));
    counter.await_slips(slips + 2);
    let printed = counter.front().slips();
    for card in &cards {
        let asked = json!({ "card": card["card"], "reason": "the customer has lost it" });
        let pin = counter.scene.does("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned();
        assert!(printed.iter().any(|slip| slip.to_string().contains(&pin)), "{printed:?}");
    }
    if counter.corrects("receipt.void", &sold, json!({})).is_some() {
        let card = counter.done("card.get", json!({ "card": cards[0]["card"] }));
        assert_eq!(card["status"], "closed");
    }
}

/// V-25, G11, N2: with what stands on the paper a receipt is found again; another device's where the family does that.
fn originals_on_paper(counter: &Counter) {
    counter.does("receipt.issue", sale(goods("7.00"), cash()));
    let paper = counter.on_paper();
    let date = paper["date"].as_str().or_else(|| paper["time"].as_str()?.get(..10)).expect("a date").to_owned();
    let serial = counter.front().memory()["serial"].as_str().unwrap_or("99XON000001").to_owned();
    let lines = json!([{ "department": "bar", "description": "Caffe", "price": "2.00" }]);
    let own = json!({ "z": paper["z"], "number": paper["number"], "date": date, "serial": serial });
    let back = counter.does("receipt.return", json!({ "original": own, "lines": lines }));
    assert_eq!((back["document"]["kind"].as_str(), back["total"].as_str()), (Some("return"), Some("2.00")));
    let other = json!({ "z": 3, "number": 4, "date": date, "serial": format!("{}X{}", &serial[..4], &serial[5..]) });
    let lack =
        [Lack::UnknownOriginals, Lack::ForeignOriginals][usize::from(!counter.family.lacks(Lack::UnknownOriginals))];
    counter.unless(lack, "receipt.return", json!({ "original": other, "lines": lines }));
}

/// R10, G13: cash, the drawer, X and Z; and the next day's first number.
fn the_day_ends(counter: &Counter) {
    counter.unless(Lack::Cash, "printer.cash_in", json!({ "printer": "front", "amount": "50.00" }));
    counter.unless(Lack::Cash, "printer.cash_out", json!({ "printer": "front", "amount": "20.00" }));
    let drawer = counter.call("printer.open_drawer", json!({ "printer": "front" }));
    match drawer {
        Ok(_) => assert!(!counter.family.lacks(Lack::Drawer)),
        Err(refused) => {
            assert!(
                counter.family.lacks(Lack::Drawer) && refused.data["reason"] == "capability_missing",
                "{refused:?}"
            );
        }
    }
    counter.does("slip.print", json!({ "lines": ["Guten Tag, così, €"] }));
    counter.does("printer.x_report", json!({ "printer": "front" }));
    let closed = counter.scene.does("printer.z_report", json!({ "printer": "front" }));
    let next = counter.does("receipt.issue", sale(goods("1.00"), cash()));
    let paper = counter.on_paper();
    assert_eq!((paper["z"].as_u64(), paper["number"].as_u64()), (Some(2), Some(1)), "{paper}");
    if !counter.family.lacks(Lack::Answers) {
        assert_eq!((closed["document"]["z"].as_u64(), next["document"]["z"].as_u64()), (Some(1), Some(2)));
    }
}
