//! Random receipts with random cards, and what comes back of them, against one shop that stays open. Source: properties
//! 1, 3, 4, 5 and 7
//!
//! `FISCUS_SEED=…` replays a run; a failure says which.

use fiscus_sdk::{Amount, client::Refused};
use fiscus_tests::{
    Chance, Lack, World,
    kinds::EVERY,
    scenarios,
    scene::{Played, Scene, amount, cash, lines},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many things happen.
const ROUNDS: u32 = 80;

/// Every card, the type it is of, and what it may do: be loaded with money, pay, go so far down.
const CARDS: [(&str, &str, Option<&str>); 16] = [
    ("bonus", "20000001", None),
    ("part", "21000001", None),
    ("points", "22000001", None),
    ("saver", "23000001", None),
    ("credit", "30000001", Some("-50.00")),
    ("credit", "30000002", Some("-50.00")),
    ("debit", "31000001", Some("0.00")),
    ("tied", "33000001", Some("-20.00")),
    ("charge", "40000001", None),
    ("company", "41000001", None),
    ("discount", "50000001", None),
    ("tiers", "51000001", None),
    ("stamp", "60000001", None),
    ("coffee", "61000001", None),
    ("gym", "70000001", None),
    ("wallet", "98000001", Some("0.00")),
];
const PAYS: [&str; 8] =
    ["21000001", "30000001", "30000002", "31000001", "33000001", "40000001", "41000001", "98000001"];
const LOADS: [&str; 4] = ["30000001", "30000002", "31000001", "98000001"];

scenarios!(whatever_is_sold_and_comes_back);

/// What everybody has: by card and account, from the entries.
type Books = BTreeMap<(String, String), Amount>;

struct Run {
    scene: Scene,
    chance: Chance,
    /// What everybody had when it was last looked at.
    books: Books,
    /// Receipts of which something may come back.
    sold: Vec<Value>,
    /// Every call so far with what came of it.
    asked: Vec<(String, Value, Result<Value, Refused>)>,
    count: BTreeMap<String, u32>,
}

fn whatever_is_sold_and_comes_back(world: &World) -> Played {
    let seed = Chance::seed(20_261_122);
    let mut scene = Scene::open_at(world, &EVERY, "2026-11-22T09:00:00+01:00");
    // Where nothing comes back other things follow than where it does.
    let backs = !scene.lacks(Lack::OwnOriginals);
    if !backs {
        scene.keeps_to_itself();
    }
    scene.customer("anna", json!({}));
    for (card_type, number, _) in CARDS {
        let of_anna = ["credit", "company", "tiers"].contains(&card_type);
        scene.card(card_type, number, if of_anna { json!({ "customer": "anna" }) } else { Value::Null });
    }
    let chance = Chance::new(seed, 0);
    let mut run =
        Run { scene, chance, books: Books::new(), sold: Vec::new(), asked: Vec::new(), count: BTreeMap::new() };
    for round in 0..ROUNDS {
        match run.chance.below(10) {
            0 => run.load(),
            1 => run.comes_back(),
            2 => run.undone(),
            3 => run.asked_again(),
            4 | 5 => run.there_and_back(),
            _ => drop(run.sale()),
        }
        run.looks();
        run.floors(round);
    }
    eprintln!("seed {seed}: {:?}", run.count);
    let expected: &[&str] =
        if backs { &["sold", "returned", "voided", "loaded", "restored"] } else { &["sold", "loaded", "kept"] };
    for what in expected {
        assert!(
            run.count.get(*what).is_some_and(|count| *count > 2),
            "seed {seed}: hardly ever {what}: {:?}",
            run.count
        );
    }
    run.scene.ends()?;
    if backs { Ok(()) } else { Err(Lack::OwnOriginals) }
}

impl Run {
    fn counted(&mut self, what: &str) {
        *self.count.entry(what.to_owned()).or_default() += 1;
    }

    /// Calls; what is not done is refused by the business, with a sentence, and never a fault.
    fn call(&mut self, method: &str, mut params: Value) -> Option<Value> {
        params["operation"] = json!(self.scene.fresh());
        let told = self.scene.call(method, params.clone());
        if let Err(refused) = &told {
            assert_eq!(refused.code, -32010, "{method} {params}: {refused:?}");
            assert!(!refused.message.is_empty(), "{method} {params}: {refused:?}");
            let reason = refused.data["reason"].as_str().unwrap_or_default().to_owned();
            self.counted(&format!("no: {reason}"));
        }
        self.asked.push((method.to_owned(), params, told.clone()));
        told.ok()
    }

    fn receipt(&mut self) -> Value {
        let mut of = Vec::new();
        let articles = ["PZ1", "PZ2", "CF", "X", "S-Y", "aerobics"];
        for _ in 0..self.chance.from(1, 4) {
            let price = self.money(900);
            let pieces = u32::try_from(self.chance.from(1, 4)).expect("pieces");
            of.push((*self.chance.of(&articles), pieces, price));
        }
        let of: Vec<(&str, u32, &str)> = of.iter().map(|(article, n, price)| (*article, *n, price.as_str())).collect();
        let shown: Vec<&str> = (0..self.chance.below(5)).map(|_| self.chance.of(&CARDS).1).collect();
        let mut payments: Vec<Value> = Vec::new();
        for _ in 0..self.chance.below(3) {
            let mut payment = json!({ "tender": "card", "card": self.chance.of(&PAYS) });
            if self.chance.below(3) == 0 {
                payment["amount"] = json!(self.money(300));
            }
            payments.push(payment);
        }
        if self.chance.below(8) == 0 {
            payments = vec![json!({ "tender": "card", "card": "20000001" })];
        }
        payments.push(json!({ "tender": "cash" }));
        let adjustments = match self.chance.below(6) {
            0 => json!([{ "kind": "discount", "percent": self.chance.from(1, 50) }]),
            1 => json!([{ "kind": "discount", "line": "1", "percent": self.chance.from(1, 100) }]),
            2 => json!([{ "kind": "surcharge", "amount": self.money(200) }]),
            _ => json!([]),
        };
        json!({ "lines": lines(&of), "cards": shown, "payments": payments, "adjustments": adjustments })
    }

    fn money(&mut self, most: u64) -> String {
        Amount::from_minor(i64::try_from(self.chance.from(1, most)).expect("an amount"), 2).to_string()
    }

    /// Property 4: what is printed is what is answered, and what was paid is what it came to.
    fn sale(&mut self) -> Option<Value> {
        let before = self.books.clone();
        let receipt = self.receipt();
        let sold = self.call("receipt.issue", receipt)?;
        self.counted("sold");
        let total = amount(&sold["total"]);
        let printed = self.scene.documents().pop().expect("a document");
        assert_eq!(printed["total"], sold["total"], "{sold}\n{printed}");
        assert_eq!(sold["document"]["total"], sold["total"], "{sold}");
        let paid: Amount =
            sold["tenders"].as_array().into_iter().flatten().map(|tender| amount(&tender["amount"])).sum();
        assert_eq!(paid - amount(&sold["change"]), total, "{sold}");
        let lines: Amount = sold["lines"].as_array().into_iter().flatten().map(|line| amount(&line["total"])).sum();
        let subtotal = sold["adjustments"].as_array().into_iter().flatten();
        let subtotal: Amount = subtotal.map(|adjustment| amount(&adjustment["amount"])).sum();
        assert_eq!(lines + subtotal, total, "{sold}");
        // Nobody spends what the shop grants beyond what is there.
        self.looks();
        for ((card, label), balance) in &self.books {
            let granted = ["20", "21", "22", "23", "60", "61", "70"].iter().any(|prefix| card.starts_with(prefix));
            let had = before.get(&(card.clone(), label.clone())).copied().unwrap_or_default();
            let least = if had.is_negative() { had } else { Amount::ZERO };
            let counter = label.contains('.') && !label.starts_with("USE");
            assert!(!granted || counter || *balance >= least, "{card} {label}: {had} to {balance} by {sold}");
        }
        self.sold.push(sold.clone());
        Some(sold)
    }

    fn load(&mut self) {
        let call = if self.chance.below(3) == 0 {
            json!({ "card": "70000001", "service": "aerobics", "payments": cash() })
        } else {
            json!({ "card": self.chance.of(&LOADS), "amount": self.money(4000), "payments": cash() })
        };
        if self.call("card.load", call).is_some() {
            self.counted("loaded");
        }
    }

    fn part_of(&mut self, sold: &Value) -> Value {
        let lines = sold["lines"].as_array().cloned().unwrap_or_default();
        let line = self.chance.of(&lines)["id"].clone();
        json!({ "original": sold["operation"], "lines": [{ "line": line, "quantity": 1 }] })
    }

    fn comes_back(&mut self) {
        if self.sold.is_empty() {
            return;
        }
        let sold = self.chance.of(&self.sold).clone();
        let call =
            if self.chance.below(3) == 0 { json!({ "original": sold["operation"] }) } else { self.part_of(&sold) };
        if self.call("receipt.return", call).is_some() {
            self.counted("returned");
        }
    }

    fn undone(&mut self) {
        if self.sold.is_empty() {
            return;
        }
        let original = self.chance.of(&self.sold)["operation"].clone();
        if self.call("receipt.void", json!({ "original": original })).is_some() {
            self.counted("voided");
        }
    }

    /// Property 3: the same call has the same answer, also a refusal, and nothing happens twice.
    fn asked_again(&mut self) {
        if self.asked.is_empty() {
            return;
        }
        self.scene.await_rest();
        let before = self.books.clone();
        let (method, params, told) = self.chance.of(&self.asked).clone();
        let again = self.scene.call(&method, params.clone());
        match (&told, &again) {
            (Ok(told), Ok(again)) => {
                for field in ["total", "document", "lines", "tenders", "cards", "notices", "state"] {
                    assert_eq!(told[field], again[field], "{method} {params}");
                }
            }
            (Err(told), Err(again)) => assert_eq!((told.code, &told.data), (again.code, &again.data), "{params}"),
            _ => panic!("{method} {params}: {told:?} and then {again:?}"),
        }
        self.looks();
        assert_eq!(self.books, before, "{method} {params}");
        self.counted("repeated");
    }

    /// Property 5: a receipt that comes back, bit by bit or at once or undone, leaves everything as it was.
    fn there_and_back(&mut self) {
        let (before, position) = (self.books.clone(), self.scene.position("anna"));
        let Some(sold) = self.sale() else { return };
        if self.scene.lacks(Lack::OwnOriginals) {
            return self.kept(&sold);
        }
        let bits = self.chance.below(4);
        let mut back = 0;
        for _ in 0..bits {
            let part = self.part_of(&sold);
            back += u32::from(self.call("receipt.return", part).is_some());
        }
        let all = json!({ "original": sold["operation"] });
        let done = match bits {
            0 if self.chance.below(2) == 0 => self.call("receipt.void", all).is_some(),
            // The bits were all there was.
            _ => self.call("receipt.return", all).is_some() || back > 0,
        };
        assert!(done, "nothing of {sold} comes back: {:?}", self.asked.last());
        self.sold.pop();
        self.counted(if bits == 0 { "voided" } else { "returned" });
        self.looks();
        assert_eq!(self.books, before, "{sold}");
        assert_eq!(self.scene.position("anna"), position, "{sold}");
        self.counted("restored");
    }

    /// What cannot come back stays as it is, and that is said.
    fn kept(&mut self, sold: &Value) {
        self.looks();
        let before = self.books.clone();
        for method in ["receipt.return", "receipt.void"] {
            self.scene.denies(Lack::OwnOriginals.reason(), method, json!({ "original": sold["operation"] }));
        }
        self.looks();
        assert_eq!(self.books, before, "{sold}");
        self.counted("kept");
    }

    /// Property 2: no card is below what its type allows; the customer's cards together neither.
    fn floors(&self, round: u32) {
        let books = &self.books;
        let least = |text: &str| amount(&json!(text));
        let of = |card: &str, label: &str| books.get(&(card.to_owned(), label.to_owned())).copied().unwrap_or_default();
        for (card_type, card, floor) in CARDS {
            if let Some(floor) = floor {
                assert!(of(card, "EUR") >= least(floor), "round {round}: {card_type} {}", of(card, "EUR"));
            }
        }
        assert!(of("30000001", "EUR") + of("30000002", "EUR") >= least("-80.00"), "round {round}");
        assert!(of("40000001", "EUR.day.2026-11-22") >= least("-6.00"), "round {round}");
        assert!(!of("70000001", "USE.aerobics").is_negative(), "round {round}");
    }

    /// Adds up what every card has on each of its accounts, counters too, from its entries; it is what the shop says.
    fn looks(&mut self) {
        let mut books = Books::new();
        for (_, card, _) in CARDS {
            let mut after = Value::Null;
            loop {
                let page = json!({ "card": card, "limit": 1000, "after": after });
                let page = self.scene.done("card.history", page);
                for entry in page["items"].as_array().into_iter().flatten() {
                    let amount = amount(&entry["amount"]);
                    for (end, amount) in [("from", -amount), ("to", amount)] {
                        let label = entry[end].as_str().expect("an account");
                        if !label.starts_with('@') {
                            *books.entry((card.to_owned(), label.to_owned())).or_default() += amount;
                        }
                    }
                }
                after = page["next"].clone();
                if after.is_null() {
                    break;
                }
            }
            let told = self.scene.done("card.get", json!({ "card": card }))["balances"].clone();
            for (label, balance) in told.as_object().into_iter().flatten() {
                let added = books.get(&(card.to_owned(), label.clone())).copied().unwrap_or_default();
                assert_eq!(amount(balance), added, "{card} {label}");
            }
        }
        books.retain(|_, balance| !balance.is_zero());
        self.books = books;
    }
}
