//! A scenario's shop and what its cashier does there, in few words: cards are issued, receipts are sold and come back,
//! days pass, and in the end everything sums up.

use crate::{
    World,
    kinds::{DISCOUNTS, EVERY, Kind},
    shop::{Plan, Shop},
};
use fiscus_sdk::Amount;
use serde_json::{Map, Value, json};
use std::{cell::Cell, collections::BTreeMap, ops::Deref};

/// A shop in which a scenario plays.
#[derive(Debug)]
pub struct Scene {
    shop: Shop,
    calls: Cell<u32>,
}

impl Deref for Scene {
    type Target = Shop;

    fn deref(&self) -> &Shop {
        &self.shop
    }
}

/// How a shop of this world is set up that has cards of these kinds.
#[must_use]
pub fn plan(world: World, kinds: &[Kind]) -> Plan {
    let of = |kinds: &[Kind]| -> Vec<&'static str> {
        kinds.iter().map(|kind| kind.package).chain([world.family.package]).collect()
    };
    // All at once: one build, however many shops there are.
    let _ = world.names.built(&of(&EVERY));
    let types: String = kinds.iter().map(|kind| kind.types).collect();
    Plan {
        names: world.names,
        family: world.family,
        libraries: of(kinds),
        more: format!("{DISCOUNTS}{types}"),
        ..Plan::default()
    }
}

impl Scene {
    /// Opens a shop with cards of these kinds.
    #[must_use]
    pub fn open(world: World, kinds: &[Kind]) -> Self {
        Self::of(plan(world, kinds))
    }

    /// The same at this instant.
    #[must_use]
    pub fn open_at(world: World, kinds: &[Kind], instant: &str) -> Self {
        Self::of(Plan { clock: Some(instant.to_owned()), ..plan(world, kinds) })
    }

    /// Opens this shop.
    #[must_use]
    pub fn of(plan: Plan) -> Self {
        Self { shop: Shop::open(plan), calls: Cell::new(0) }
    }

    /// The shop closes, and opens at this instant.
    pub fn at(&mut self, instant: &str) {
        self.shop.await_rest();
        self.shop.stop();
        self.shop.turn_clock(instant);
        self.shop.start();
    }

    /// An id that no operation has had.
    pub fn fresh(&self) -> String {
        self.calls.set(self.calls.get() + 1);
        format!("o{}", self.calls.get())
    }

    fn call_of(&self, params: Value) -> Value {
        let Value::Object(mut params) = params else { panic!("parameters are an object: {params}") };
        let operation = params.remove("operation").unwrap_or_else(|| json!(self.fresh()));
        params.insert("operation".to_owned(), operation);
        Value::Object(params)
    }

    /// Calls a method that must succeed, with an id of its own unless one is given.
    ///
    /// # Panics
    /// It does not.
    pub fn does(&self, method: &str, params: Value) -> Value {
        self.shop.done(method, self.call_of(params))
    }

    /// Calls a method that the business must refuse: with this reason, and with a sentence. Answers the sentence.
    ///
    /// # Panics
    /// It does otherwise.
    pub fn denies(&self, reason: &str, method: &str, params: Value) -> String {
        let params = self.call_of(params);
        match self.shop.call(method, params.clone()) {
            Ok(answer) => panic!("{method} {params}: {answer}"),
            Err(refused) => {
                let told = refused.data["reason"].as_str().unwrap_or_default();
                assert_eq!((refused.code, told), (-32010, reason), "{method} {params}: {refused:?}");
                assert!(!refused.message.trim().is_empty(), "{method} {params}: {reason} without a sentence");
                refused.message
            }
        }
    }

    /// Issues a card.
    ///
    /// # Panics
    /// It is refused.
    pub fn card(&self, card_type: &str, number: &str, more: Value) -> Value {
        self.does("card.issue", with(json!({ "type": card_type, "number": number }), more))
    }

    /// Saves a customer.
    ///
    /// # Panics
    /// It is refused.
    pub fn customer(&self, id: &str, more: Value) -> Value {
        self.does("customer.save", with(json!({ "id": id, "first_name": "Anna", "last_name": "Rossi" }), more))
    }

    /// Sells these lines, showing these cards, paid in cash.
    ///
    /// # Panics
    /// It is refused.
    pub fn sells(&self, lines: Value, cards: &[&str]) -> Value {
        self.does("receipt.issue", json!({ "lines": lines, "cards": cards, "payments": cash() }))
    }

    /// Sells these lines, paid with the rest by each of these cards in turn.
    ///
    /// # Panics
    /// It is refused.
    pub fn pays(&self, lines: Value, cards: &[&str]) -> Value {
        self.does("receipt.issue", json!({ "lines": lines, "payments": by(cards) }))
    }

    /// Everything that is left of a receipt comes back.
    ///
    /// # Panics
    /// It is refused.
    pub fn returns(&self, sold: &Value) -> Value {
        self.does("receipt.return", json!({ "original": sold["operation"] }))
    }

    /// Some pieces of a line come back.
    ///
    /// # Panics
    /// It is refused.
    pub fn returns_of(&self, sold: &Value, line: &str, quantity: u32) -> Value {
        let lines = json!([{ "line": line, "quantity": quantity }]);
        self.does("receipt.return", json!({ "original": sold["operation"], "lines": lines }))
    }

    /// An operation is undone.
    ///
    /// # Panics
    /// It is refused.
    pub fn voids(&self, done: &Value) -> Value {
        self.does("receipt.void", json!({ "original": done["operation"] }))
    }

    /// What a card has on an account; nothing where it has no such account.
    ///
    /// # Panics
    /// There is no such card.
    #[must_use]
    pub fn holds(&self, card: &str, label: &str) -> String {
        let balances = self.shop.done("card.get", json!({ "card": card }))["balances"].clone();
        balances[label].as_str().unwrap_or("-").to_owned()
    }

    /// Where a customer stands.
    ///
    /// # Panics
    /// There is no such customer.
    #[must_use]
    pub fn position(&self, customer: &str) -> Value {
        self.shop.done("customer.get", json!({ "customer": customer }))["position"].clone()
    }

    /// The scenario ends: nothing is being printed, the journal verifies (and with it that every unit sums to zero),
    /// and what the shop owes is what its cards have.
    ///
    /// # Panics
    /// Something does not add up.
    pub fn ends(self) {
        self.shop.await_rest();
        self.shop.verify();
        let mut cards: BTreeMap<(String, String), Amount> = BTreeMap::new();
        let mut after = Value::Null;
        loop {
            let page = self.shop.done("cards.find", json!({ "limit": 1000, "after": after }));
            for card in page["items"].as_array().into_iter().flatten() {
                for (label, balance) in card["balances"].as_object().into_iter().flatten() {
                    *cards.entry((word(&card["type"]), label.clone())).or_default() += amount(balance);
                }
            }
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        let liability = self.shop.done("report.liability", json!({}))["items"].clone();
        let mut owed: BTreeMap<(String, String), Amount> = BTreeMap::new();
        for item in liability.as_array().into_iter().flatten() {
            owed.insert((word(&item["type"]), word(&item["account"])), amount(&item["balance"]));
        }
        for books in [&mut cards, &mut owed] {
            books.retain(|_, balance| !balance.is_zero());
        }
        assert_eq!(cards, owed, "what the shop owes is what its cards have");
    }
}

/// The text of an answer's field.
fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// An amount of an answer.
///
/// # Panics
/// It is none.
#[must_use]
pub fn amount(value: &Value) -> Amount {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no amount: {value}"))
}

/// An object with the fields of another besides.
///
/// # Panics
/// One is no object.
#[must_use]
pub fn with(mut object: Value, more: Value) -> Value {
    let (Some(fields), more) = (object.as_object_mut(), more) else { panic!("no object") };
    match more {
        Value::Null => {}
        Value::Object(more) => fields.extend::<Map<String, Value>>(more),
        other => panic!("no object: {other}"),
    }
    object
}

/// What is paid in cash.
#[must_use]
pub fn cash() -> Value {
    json!([{ "tender": "cash" }])
}

/// What each of these cards in turn can pay of the rest.
#[must_use]
pub fn by(cards: &[&str]) -> Value {
    cards.iter().map(|card| json!({ "tender": "card", "card": card })).collect()
}

/// Exactly this is paid by a card.
#[must_use]
pub fn exactly(card: &str, amount: &str) -> Value {
    json!([{ "tender": "card", "card": card, "amount": amount }])
}

/// Something for this price.
#[must_use]
pub fn goods(price: &str) -> Value {
    lines(&[("X", 1, price)])
}

/// Lines `1`, `2`, …: an article, how many, and the price of one. `PZ…` are pizzas, `CF…` are drinks; what begins with
/// `S-` is sold on the department `shop`, everything else on `bar`.
#[must_use]
pub fn lines(of: &[(&str, u32, &str)]) -> Value {
    let line = |(at, (article, quantity, price)): (usize, &(&str, u32, &str))| {
        let (article, department) = match article.strip_prefix("S-") {
            Some(article) => (article, "shop"),
            None => (*article, "bar"),
        };
        let category = match &article.get(..2) {
            Some("PZ") => "pizza",
            Some("CF") => "drinks",
            _ => "other",
        };
        json!({ "id": (at + 1).to_string(), "article": article, "category": category, "department": department,
            "quantity": quantity, "price": price })
    };
    of.iter().enumerate().map(line).collect()
}

/// The amounts of the adjustments of a line of an answer.
#[must_use]
pub fn off(answer: &Value, line: usize) -> Vec<String> {
    amounts(&answer["lines"][line]["adjustments"], "amount")
}

/// How a receipt was paid: tender and amount.
#[must_use]
pub fn tenders(answer: &Value) -> Vec<(String, String)> {
    let kinds = amounts(&answer["tenders"], "tender");
    kinds.into_iter().zip(amounts(&answer["tenders"], "amount")).collect()
}

/// The texts of what people are told.
#[must_use]
pub fn notices(answer: &Value) -> Vec<String> {
    amounts(&answer["notices"], "text")
}

fn amounts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|of| of[field].as_str().unwrap_or("?").to_owned()).collect()
}

/// Pairs of words as [`tenders`] answers them.
#[must_use]
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}
