//! A scenario's shop and what its cashier does there, in few words: cards are issued, receipts are sold and come back,
//! days pass, and in the end everything sums up. What is told is noted, and what is told of paper is on it.

mod paper;
mod words;

pub use words::*;

use crate::{
    Family, Lack, World,
    kinds::{DISCOUNTS, EVERY, Kind},
    shop::{Plan, Shop},
    world::Told,
};
use fiscus_sdk::{Amount, client::Refused};
use paper::Printed;
use serde_json::{Map, Value, json};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};

/// How a scenario ended: at its end, or where the printers declare that they go no further.
pub type Played = Result<(), Lack>;

/// Stands in the notes for what a family declares that it cannot do.
pub const LACKS: &str = "lacks";

/// What an answer tells alike wherever it was printed.
const ALIKE: [&str; 18] = [
    "state",
    "total",
    "change",
    "tenders",
    "adjustments",
    "lines",
    "paid",
    "amount",
    "credited",
    "gift",
    "fee",
    "settled",
    "notices",
    "questions",
    "refund",
    "balances",
    "position",
    "status",
];

/// A shop in which a scenario plays.
#[derive(Debug)]
pub struct Scene {
    shop: Shop,
    family: Family,
    calls: Cell<u32>,
    told: Told,
    printed: RefCell<Vec<Printed>>,
}

impl Deref for Scene {
    type Target = Shop;

    fn deref(&self) -> &Shop {
        &self.shop
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut Shop {
        &mut self.shop
    }
}

/// How a shop of this world is set up that has cards of these kinds.
#[must_use]
pub fn plan(world: &World, kinds: &[Kind]) -> Plan {
    let packages = |kinds: &[Kind]| -> Vec<&'static str> { kinds.iter().map(|kind| kind.package).collect() };
    // All at once: one build, however many shops there are.
    let _ = world.names.built(&[&packages(&EVERY)[..], &[world.family.package]].concat());
    let types: String = kinds.iter().map(|kind| kind.types).collect();
    Plan { more: format!("{DISCOUNTS}{types}"), ..world.plan(&packages(kinds)) }
}

impl Scene {
    /// Opens a shop with cards of these kinds.
    #[must_use]
    pub fn open(world: &World, kinds: &[Kind]) -> Self {
        Self::of(world, plan(world, kinds))
    }

    /// The same at this instant.
    #[must_use]
    pub fn open_at(world: &World, kinds: &[Kind], instant: &str) -> Self {
        Self::of(world, Plan { clock: Some(instant.to_owned()), ..plan(world, kinds) })
    }

    /// Opens this shop.
    #[must_use]
    pub fn of(world: &World, plan: Plan) -> Self {
        Self::in_shop(world, Shop::open(plan))
    }

    /// The same whose daemon is not started yet.
    #[must_use]
    pub fn prepare(world: &World, plan: Plan) -> Self {
        Self::in_shop(world, Shop::prepare(plan))
    }

    fn in_shop(world: &World, shop: Shop) -> Self {
        Self { shop, family: world.family, calls: Cell::new(0), told: world.notes(), printed: RefCell::default() }
    }

    /// What is told here from now on is compared with nobody: it is chance, or depends on what the family lacks.
    pub fn keeps_to_itself(&mut self) {
        self.told = Told::default();
    }

    /// The shop itself, in which nothing is noted.
    #[must_use]
    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    /// Whether its printers declare that they cannot do this.
    #[must_use]
    pub fn lacks(&self, what: Lack) -> bool {
        self.family.lacks(what)
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

    /// As [`Shop::call`], and noted.
    ///
    /// # Errors
    /// The error object.
    ///
    /// # Panics
    /// What is told as printed is not on paper.
    pub fn call(&self, method: &str, params: Value) -> Result<Value, Refused> {
        let told = self.shop.call(method, params);
        match &told {
            Ok(answer) => self.heard(answer),
            Err(refused) => self.notes(json!({ "refused": refused.data["reason"] })),
        }
        told
    }

    /// As [`Shop::done`], and noted.
    ///
    /// # Panics
    /// It is not done, or what is told as printed is not on paper.
    pub fn done(&self, method: &str, params: Value) -> Value {
        let answer = self.shop.done(method, params);
        self.heard(&answer);
        answer
    }

    /// As [`Shop::refused`], and noted. A correction that the family declares not to do is refused for that.
    ///
    /// # Panics
    /// It is done.
    pub fn refused(&self, method: &str, params: Value) -> String {
        let reason = self.shop.refused(method, params);
        self.notes(json!({ "refused": reason }));
        reason
    }

    /// An operation that was asked for by somebody else: what it tells is noted.
    ///
    /// # Panics
    /// There is none, or what it tells is not on paper.
    pub fn tells_of(&self, operation: &str) -> Value {
        self.done("operation.get", json!({ "target": operation }))
    }

    /// Calls a method that must succeed, with an id of its own unless one is given.
    ///
    /// # Panics
    /// It does not.
    pub fn does(&self, method: &str, params: Value) -> Value {
        self.done(method, self.call_of(params))
    }

    /// Calls a method that the business must refuse: with this reason, or with that of what the family lacks, and with a
    /// sentence. Answers the sentence.
    ///
    /// # Panics
    /// It does otherwise.
    pub fn denies(&self, reason: &str, method: &str, params: Value) -> String {
        let params = self.call_of(params);
        let lack = self.lacking(method, &params);
        let refused = match self.shop.call(method, params.clone()) {
            Ok(answer) => panic!("{method} {params}: {answer}"),
            Err(refused) => refused,
        };
        let told = refused.data["reason"].as_str().unwrap_or_default();
        let code = if told == "params_invalid" { -32602 } else { -32010 };
        assert_eq!(refused.code, code, "{method} {params}: {refused:?}");
        assert!(!refused.message.trim().is_empty(), "{method} {params}: {reason} without a sentence");
        match lack {
            Some(lack) if told == lack.reason() => self.notes(json!({ LACKS: format!("{lack:?}") })),
            _ => {
                assert_eq!(told, reason, "{method} {params}: {refused:?}");
                self.notes(json!({ "refused": reason }));
            }
        }
        refused.message
    }

    /// What keeps the family from doing this: a receipt whose numbers nobody was told cannot be corrected by its
    /// operation.
    fn lacking(&self, method: &str, params: &Value) -> Option<Lack> {
        let original = params["original"].as_str()?;
        if !["receipt.return", "receipt.void"].contains(&method) || !self.lacks(Lack::OwnOriginals) {
            return None;
        }
        let original = self.shop.call("operation.get", json!({ "target": original })).ok()?;
        (original["document"]["kind"] == "receipt").then_some(Lack::OwnOriginals)
    }

    /// Calls a method; a family that lacks this must say so, reserve nothing and print nothing.
    ///
    /// # Errors
    /// It lacks this.
    ///
    /// # Panics
    /// It does otherwise.
    pub fn unless(&self, lack: Lack, method: &str, params: Value) -> Result<Value, Lack> {
        if !self.lacks(lack) {
            return Ok(self.does(method, params));
        }
        let before = self.books();
        let params = self.call_of(params);
        let refused = self.shop.call(method, params.clone()).expect_err(method);
        assert_eq!(refused.data["reason"], lack.reason(), "{method} {params}: {refused:?}");
        assert_eq!(self.books(), before, "{method} was refused");
        self.notes(json!({ LACKS: format!("{lack:?}") }));
        self.sums_up();
        Err(lack)
    }

    /// Gives something back, or undoes it.
    ///
    /// # Errors
    /// The family needs the numbers of the paper.
    ///
    /// # Panics
    /// It does otherwise.
    pub fn corrects(&self, method: &str, params: Value) -> Result<Value, Lack> {
        match self.lacking(method, &params) {
            Some(lack) => self.unless(lack, method, params),
            None => Ok(self.does(method, params)),
        }
    }

    /// Gives free lines back of a receipt that another device printed.
    ///
    /// # Errors
    /// The family does not.
    ///
    /// # Panics
    /// It does otherwise.
    pub fn returns_foreign(&self, params: Value) -> Result<Value, Lack> {
        let lack = if self.lacks(Lack::UnknownOriginals) { Lack::UnknownOriginals } else { Lack::ForeignOriginals };
        self.unless(lack, "receipt.return", params)
    }

    /// Issues a card.
    ///
    /// # Panics
    /// It is refused.
    pub fn card(&self, card_type: &str, number: &str, more: Value) -> Value {
        self.does("card.issue", with(json!({ "type": card_type, "number": number }), more))
    }

    /// Loads a card and waits for its slips.
    ///
    /// # Panics
    /// It is refused.
    pub fn load(&self, operation: &str, card: &str, amount: &str) -> Value {
        let call = json!({ "operation": operation, "card": card, "amount": amount, "payments": cash() });
        let answer = self.done("card.load", call);
        self.shop.await_rest();
        answer
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
    /// # Errors
    /// The family needs the numbers of the paper.
    pub fn returns(&self, sold: &Value) -> Result<Value, Lack> {
        self.corrects("receipt.return", json!({ "original": sold["operation"] }))
    }

    /// Some pieces of a line come back.
    ///
    /// # Errors
    /// The family needs the numbers of the paper.
    pub fn returns_of(&self, sold: &Value, line: &str, quantity: u32) -> Result<Value, Lack> {
        let lines = json!([{ "line": line, "quantity": quantity }]);
        self.corrects("receipt.return", json!({ "original": sold["operation"], "lines": lines }))
    }

    /// An operation is undone.
    ///
    /// # Errors
    /// The family needs the numbers of the paper.
    pub fn voids(&self, done: &Value) -> Result<Value, Lack> {
        self.corrects("receipt.void", json!({ "original": done["operation"] }))
    }

    /// What a card has on an account; nothing where it has no such account.
    ///
    /// # Panics
    /// There is no such card.
    #[must_use]
    pub fn holds(&self, card: &str, label: &str) -> String {
        let balances = self.done("card.get", json!({ "card": card }))["balances"].clone();
        balances[label].as_str().unwrap_or("-").to_owned()
    }

    /// Where a customer stands.
    ///
    /// # Panics
    /// There is no such customer.
    #[must_use]
    pub fn position(&self, customer: &str) -> Value {
        self.done("customer.get", json!({ "customer": customer }))["position"].clone()
    }

    /// Notes what every family must tell alike.
    fn notes(&self, what: Value) {
        self.told.borrow_mut().push(what);
    }

    /// Notes an answer, and sees that the document it tells of is on paper.
    fn heard(&self, answer: &Value) {
        self.on_paper_as(answer);
        let mut alike: Map<String, Value> = Map::new();
        for name in ALIKE {
            if let Some(value) = answer.get(name) {
                alike.insert(name.to_owned(), value.clone());
            }
        }
        if self.lacks(Lack::Answers)
            && let Some(notices) = alike.get_mut("notices").and_then(Value::as_array_mut)
        {
            notices.retain(|notice| !words::asks_to_look(notice));
        }
        let cards = answer["cards"].as_array().into_iter().flatten();
        alike.insert("cards".to_owned(), cards.map(|card| card["balances"].clone()).collect());
        alike.insert("document".to_owned(), answer["document"]["kind"].clone());
        self.notes(Value::Object(alike));
    }

    /// The scenario ends: everything that was told is on paper, and the books add up.
    ///
    /// # Errors
    /// Never: it is where a scenario has been played to its end.
    ///
    /// # Panics
    /// Something does not add up.
    pub fn ends(&self) -> Played {
        self.sums_up();
        Ok(())
    }

    /// Nothing is being printed, every document that was told is on paper and no other, the journal verifies (and with
    /// it that every unit sums to zero), and what the shop owes is what its cards have.
    fn sums_up(&self) {
        self.shop.await_rest();
        let _ = self.documents();
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
