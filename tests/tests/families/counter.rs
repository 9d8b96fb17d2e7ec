//! The cashier of a family's shop: what every family answers alike is written down, and what one declares that it cannot
//! do is refused without a trace.

use fiscus_tests::{
    Family, Lack, Names, World,
    kinds::{BONUS, CHARGE, CREDIT, DISCOUNT, PIN, PREPAID},
    scene::{Scene, cash, plan, with},
};
use serde_json::{Map, Value, json};
use std::{
    cell::RefCell,
    ops::Deref,
    time::{Duration, Instant},
};

/// How long a device that never answers may take to print what it was given.
const PATIENCE: Duration = Duration::from_secs(20);

/// What an answer tells alike wherever it was printed.
const ALIKE: [&str; 13] = [
    "state",
    "total",
    "change",
    "tenders",
    "adjustments",
    "lines",
    "paid",
    "credited",
    "gift",
    "settled",
    "notices",
    "questions",
    "refund",
];

/// Stands in for an answer that a family declares it cannot give.
pub(crate) const LACKS: &str = "lacks";

/// A shop of a family and its cashier.
pub(crate) struct Counter {
    pub(crate) scene: Scene,
    pub(crate) family: Family,
    /// What was told since the last time it was asked for.
    told: RefCell<Vec<Value>>,
    /// Kind and total of each document that must be on paper; a void's total is the device's own affair.
    printed: RefCell<Vec<(String, String)>>,
}

impl Deref for Counter {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

impl Counter {
    /// Opens the shop, with all kinds of cards and all tenders.
    pub(crate) fn open(family: Family) -> Self {
        let kinds = [BONUS, CHARGE, CREDIT, DISCOUNT, PIN, PREPAID];
        let mut plan = plan(World { names: Names::Own, family }, &kinds);
        plan.printers = vec![("front".to_owned(), family.tables.to_owned())];
        let scene = Scene::of(plan);
        Self { scene, family, told: RefCell::default(), printed: RefCell::default() }
    }

    /// What was told since the last time.
    pub(crate) fn told(&self) -> Vec<Value> {
        self.told.take()
    }

    /// Notes what can be observed.
    pub(crate) fn notes(&self, what: Value) {
        self.told.borrow_mut().push(what);
    }

    /// Calls a method that every family does.
    pub(crate) fn does(&self, method: &str, params: Value) -> Value {
        let answer = self.scene.does(method, params);
        self.written(&answer);
        answer
    }

    /// Calls a method that every family refuses for the same reason, and does not print.
    pub(crate) fn denies(&self, reason: &str, method: &str, params: Value) {
        let before = self.books();
        self.scene.denies(reason, method, params);
        assert_eq!(self.books(), before, "{method}: {reason}");
        self.notes(json!({ "refused": reason }));
    }

    /// Calls a method; a family that lacks this must say so, reserve nothing and print nothing.
    pub(crate) fn unless(&self, lack: Lack, method: &str, params: Value) -> Option<Value> {
        if !self.family.lacks(lack) {
            return Some(self.does(method, params));
        }
        let before = self.books();
        self.scene.denies(lack.reason(), method, params);
        assert_eq!(self.books(), before, "{method} was refused");
        self.notes(json!({ LACKS: format!("{lack:?}") }));
        None
    }

    /// A receipt that is named by its operation is given back or voided. Where a family needs the numbers of the paper,
    /// the refusal is asked for first, and nothing follows.
    pub(crate) fn corrects(&self, method: &str, sold: &Value, more: Value) -> Option<Value> {
        self.unless(Lack::OwnOriginals, method, with(json!({ "original": sold["operation"] }), more))
    }

    /// Loads a card with money, which prints two slips.
    pub(crate) fn loads(&self, card: &str, amount: &str) -> Value {
        let slips = self.front().slips().len();
        let loaded = self.does("card.load", json!({ "card": card, "amount": amount, "payments": cash() }));
        self.await_rest();
        let printed = usize::from(loaded["document"]["kind"] != "receipt") * 2;
        self.await_slips(slips + printed);
        loaded
    }

    /// Waits until so many slips are on paper, and sees that there are no more.
    pub(crate) fn await_slips(&self, count: usize) {
        self.await_rest();
        let since = Instant::now();
        while self.front().slips().len() < count && since.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        assert_eq!(self.front().slips().len(), count, "slips of {}", self.family.model);
    }

    /// What cards have is noted.
    pub(crate) fn has(&self, card: &str, label: &str, amount: &str) {
        assert_eq!(self.holds(card, label), amount, "{card} {label}");
        self.notes(json!({ "card": card, label: amount }));
    }

    /// What is printed, what the cards have, and what is under way.
    fn books(&self) -> Value {
        self.on_paper();
        let mut memory = self.front().memory();
        let memory = ["documents", "slips", "reports", "cash", "drawer"].map(|list| memory[list].take());
        let open: Vec<Value> = ["reserved", "printing", "in_doubt"]
            .map(|state| self.done("operations.find", json!({ "state": state }))["items"].clone())
            .into();
        json!([memory, self.done("cards.find", json!({ "limit": 1000 }))["items"], open])
    }

    fn written(&self, answer: &Value) {
        let document = &answer["document"];
        let kind = document["kind"].as_str().unwrap_or_default();
        if ["receipt", "return", "void"].contains(&kind) {
            let total = answer["total"].as_str().or(document["total"].as_str()).unwrap_or("-");
            self.printed.borrow_mut().push((kind.to_owned(), total.to_owned()));
            let printed = self.on_paper();
            let same = |name: &str| assert_eq!(document[name], printed[name], "{name}: {answer}");
            if self.family.lacks(Lack::Answers) {
                assert_eq!(document["proof"], "bytes_accepted", "{answer}");
                assert!(document.get("number").is_none() && document.get("z").is_none(), "{answer}");
            } else {
                ["z", "number"].into_iter().for_each(same);
            }
        }
        let mut alike = Map::new();
        for name in ALIKE {
            if let Some(value) = answer.get(name) {
                alike.insert(name.to_owned(), value.clone());
            }
        }
        if self.family.lacks(Lack::Answers)
            && let Some(notices) = alike.get_mut("notices").and_then(Value::as_array_mut)
        {
            notices.retain(|notice| !notice["text"].as_str().is_some_and(|text| text.contains("Look")));
        }
        let balances: Vec<Value> =
            answer["cards"].as_array().into_iter().flatten().map(|card| card["balances"].clone()).collect();
        alike.insert("balances".to_owned(), json!(balances));
        alike.insert("document".to_owned(), document["kind"].clone());
        self.notes(Value::Object(alike));
    }

    /// Every document that was told is on paper, in this order, and no other. Answers the last.
    pub(crate) fn on_paper(&self) -> Value {
        let printed = self.printed.borrow();
        let since = Instant::now();
        let mut documents = self.front().documents();
        while documents.len() < printed.len() && since.elapsed() < PATIENCE {
            std::thread::yield_now();
            documents = self.front().documents();
        }
        let total = |at: usize, document: &Value| match printed.get(at) {
            Some((kind, told)) if kind == "void" => told.clone(),
            _ => document["total"].as_str().unwrap_or_default().to_owned(),
        };
        let paper: Vec<(&str, String)> = documents
            .iter()
            .enumerate()
            .map(|(at, document)| (document["kind"].as_str().unwrap_or_default(), total(at, document)))
            .collect();
        let told: Vec<(&str, String)> = printed.iter().map(|(kind, total)| (kind.as_str(), total.clone())).collect();
        assert_eq!(paper, told, "{}", self.family.model);
        documents.pop().unwrap_or_default()
    }
}
