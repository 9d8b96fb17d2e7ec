//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod give_back;
mod load;
mod pay;
mod seeded;
mod settings;

use crate::rules::Prepaid;
pub use fiscus_sdk::kit::{
    amount,
    card::{allowed, denied, items, posts, tenders},
};
use fiscus_sdk::{
    Amount, Department, End, Language, Shop, SlipLine, Unit, Vat,
    card::{
        AdjustValue, Asked, CardType, Customer, Decision, Event, Input, Load, Original, Plan, Question, Return, Settle,
        Void,
    },
    rules::Rules,
    serde_json::{Value, from_value, json},
};
use std::collections::BTreeMap;

/// Departments `bar` and `snacks` at 10 %, `shop` and `voucher` at 22 %, `free` without VAT.
pub fn shop() -> Shop {
    let department =
        |vat: &str| Department { description: String::new(), vat: vat.parse::<Vat>().expect(vat), number: None };
    Shop {
        name: "Bar Centrale".to_owned(),
        currency: Unit::named("EUR"),
        language: Language::En,
        departments: [("bar", "10"), ("snacks", "10"), ("shop", "22"), ("voucher", "22"), ("free", "N2")]
            .into_iter()
            .map(|(id, vat)| (id.to_owned(), department(vat)))
            .collect(),
        credit_control: true,
        discounts: BTreeMap::new(),
        units: BTreeMap::new(),
    }
}

/// A card type of mode A with these settings besides.
pub fn form(settings: Value) -> Prepaid {
    open(settings, json!({ "mode": "payment_form" }), &shop())
}

/// A card type of mode B, sold on `voucher` and redeemed on `shop`.
pub fn departments(settings: Value) -> Prepaid {
    let mode = json!({ "mode": "departments", "load_department": "voucher", "payment_department": "shop" });
    open(settings, mode, &shop())
}

pub fn open(settings: Value, mut mode: Value, shop: &Shop) -> Prepaid {
    let (Value::Object(all), Value::Object(more)) = (&mut mode, settings) else { panic!("settings are objects") };
    all.extend(more);
    Prepaid::open(&mode, shop).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A card with what is on its accounts.
#[derive(Clone)]
pub struct Holder {
    pub balances: BTreeMap<String, Amount>,
    pub customer: Option<Customer>,
}

pub fn holder(balances: &[(&str, &str)]) -> Holder {
    Holder {
        balances: balances.iter().map(|(label, value)| ((*label).to_owned(), amount(value))).collect(),
        customer: None,
    }
}

impl Holder {
    /// Gives the card a customer.
    pub fn of(mut self, allowed: bool, limit: Option<&str>, position: &str) -> Self {
        self.customer = Some(Customer {
            id: "c-1".to_owned(),
            name: "Anna Rossi".to_owned(),
            credit_allowed: allowed,
            credit_limit: limit.map(amount),
            position: amount(position),
            discounts: Vec::new(),
            discounts_locked: false,
            birthday: None,
        });
        self
    }

    pub fn input(&self, event: Event) -> Input {
        Input {
            now: "2026-11-22T10:32:00".parse().expect("a date"),
            seed: 7,
            operation: "t1-1".to_owned(),
            till: Some("1".to_owned()),
            operator: Some("anna".to_owned()),
            card_type: "wallet".to_owned(),
            type_name: "Borsellino".to_owned(),
            in_window: true,
            card: from_value(json!({ "number": "9800000000012", "known": true })).expect("a card"),
            customer: self.customer.clone(),
            balances: self.balances.clone(),
            customer_balances: BTreeMap::new(),
            event,
        }
    }

    pub fn settle(&self, card: &Prepaid, asked: Asked, due: &str, lines: &[(&str, &str)]) -> Decision {
        let departments = lines.iter().map(|(id, value)| ((*id).to_owned(), amount(value))).collect();
        let settle = Settle { draft: Default::default(), due: amount(due), asked, mode: None, departments };
        let decision = card.decide(&self.input(Event::Settle(settle)));
        if let Decision::Allow(plan) = &decision {
            balanced(plan, self.customer.is_some(), asked, amount(due));
        }
        decision
    }

    /// Everything that is due, on the department `bar`.
    pub fn rest(&self, card: &Prepaid, due: &str) -> Decision {
        self.settle(card, Asked::Rest, due, &[("bar", due)])
    }

    /// Exactly `value` of a receipt of 1000.00 on the department `bar`.
    pub fn exactly(&self, card: &Prepaid, value: &str) -> Decision {
        self.settle(card, Asked::Exactly(amount(value)), "1000.00", &[("bar", "1000.00")])
    }

    pub fn load(&self, card: &Prepaid, typed: Option<&str>, answers: Value) -> Decision {
        let load = Load {
            amount: typed.map(amount),
            answers: from_value(answers).expect("answers"),
            tenders: from_value(json!([{ "kind": "cash", "amount": "20.00" }, { "kind": "electronic" }]))
                .expect("given"),
            ..Load::default()
        };
        card.decide(&self.input(Event::Load(load)))
    }

    pub fn give_back(&self, card: &Prepaid, original: Option<Original>, figures: [&str; 4]) -> Decision {
        let [value, refund, total, before] = figures.map(amount);
        let back = Return { original, amount: value, refund, total, returned_before: before, ..Return::default() };
        card.decide(&self.input(Event::Return(back)))
    }

    pub fn undo(&self, card: &Prepaid, original: Original) -> Decision {
        card.decide(&self.input(Event::Void(Void { original })))
    }

    /// Does what a plan says.
    pub fn after(mut self, plan: &Plan) -> Self {
        for post in &plan.post {
            for (end, value) in [(&post.from, -post.amount), (&post.to, post.amount)] {
                if let End::Card(label) = end {
                    *self.balances.entry(label.clone()).or_default() += value;
                    if let Some(customer) = self.customer.as_mut().filter(|_| label == "EUR") {
                        customer.position += value;
                    }
                }
            }
        }
        self
    }
}

/// What the core would keep of a plan.
pub fn original(plan: &Plan, reversed: &[&str]) -> Original {
    Original {
        operation: "t1-0".to_owned(),
        kind: if plan.load.is_some() { "card.load" } else { "receipt.issue" }.to_owned(),
        post: plan.post.clone(),
        reversed: reversed.iter().map(|value| amount(value)).collect(),
        tenders: plan.tenders.clone(),
        items: plan.items.clone(),
        load: plan.load.clone(),
    }
}

/// A settlement keeps the rules of a plan, as the core would check them.
fn balanced(plan: &Plan, customer: bool, asked: Asked, due: Amount) {
    let lowered = plan.adjust.iter().map(|adjust| match adjust.value {
        AdjustValue::Amount(value) => -value,
        other => panic!("{other:?}"),
    });
    let (shop, manifest) = (shop(), Prepaid::manifest());
    let rules = Rules { shop: &shop, manifest: &manifest, customer };
    let kept = rules.floors(plan).and_then(|()| rules.settle(plan, lowered.sum(), due, asked));
    kept.unwrap_or_else(|rule| panic!("{rule}"));
}

#[track_caller]
pub fn asked(decision: Decision) -> Vec<Question> {
    match decision {
        Decision::Ask(questions) => questions,
        other => panic!("not asked: {other:?}"),
    }
}

/// The lines of a slip as text.
pub fn paper(lines: &[SlipLine]) -> String {
    fiscus_sdk::kit::card::paper(lines)
}
