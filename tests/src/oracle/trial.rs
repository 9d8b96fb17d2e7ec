//! A call that is put to the test: played against a fault, judged, and taken to its end as a till or a person would.

use super::{Leaves, Left, Look, Paper};
use crate::{
    End, Family, Lack,
    shop::{Shop, sale},
};
use fiscus_sdk::Amount;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The card whose money moves with the paper; it must be loaded before.
pub const CARD: &str = "9800000000012";
/// How long what a device was given may take to come out of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Every kind of paper that is proven, by its word in a fault script.
pub const KINDS: [&str; 5] = ["receipt", "return", "void", "slip", "z_report"];

/// A call that is judged.
#[derive(Debug)]
pub struct Trial {
    /// The operation.
    pub id: String,
    family: Family,
    method: &'static str,
    params: Value,
    leaves: Leaves,
    before: Look,
    cards: Vec<&'static str>,
}

impl Trial {
    /// A call, and what it leaves on paper and on these cards when it is done. Everything before it is on paper.
    #[must_use]
    pub fn of(
        shop: &Shop,
        family: Family,
        (method, params): (&'static str, Value),
        leaves: Leaves,
        cards: &[&'static str],
    ) -> Self {
        let id = params["operation"].as_str().unwrap_or_default().to_owned();
        Self { id, family, method, params, leaves, before: Look::at(shop, cards), cards: cards.to_vec() }
    }

    /// Calls.
    ///
    /// # Errors
    /// The data of the refusal.
    pub fn call(&self, shop: &Shop) -> Result<Value, Value> {
        shop.call(self.method, self.params.clone()).map_err(|refused| refused.data)
    }

    /// Calls a daemon that dies meanwhile.
    pub fn attempt(&self, shop: &Shop) {
        drop(shop.attempt(self.method, &self.params));
    }

    /// What is left; where a device gives no answers, when it has come out of it.
    fn left(&self, shop: &Shop, end: &End) -> Left {
        shop.await_rest();
        let awaited = self.family.lacks(Lack::Answers) && matches!(end, End::Committed(_));
        let enough = if self.leaves.paper == Paper::Slips { self.leaves.slips } else { 1 };
        let since = Instant::now();
        loop {
            let left = Look::at(shop, &self.cards).since(&self.before);
            if !awaited || left.made(self.leaves.paper) >= enough || since.elapsed() > PATIENCE {
                return left;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until what a slow device was told to print is there.
    pub fn comes_out(&self, shop: &Shop) {
        let since = Instant::now();
        while Look::at(shop, &self.cards).since(&self.before).made(self.leaves.paper) == 0 && since.elapsed() < PATIENCE
        {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Judges what was told, and what is told when it is asked again; ends a doubt by looking at the paper. Answers in a
    /// word what was told: `done`, `voided`, `doubt`, or the reason of the refusal.
    ///
    /// # Panics
    /// Somebody was told a lie.
    pub fn judge(&self, shop: &Shop, answer: &Result<Value, Value>) -> String {
        let end = match answer {
            Ok(told) | Err(told) if told["state"] == "in_doubt" => End::InDoubt(told.clone()),
            Ok(told) if told["state"] == "voided" => End::Voided(told.clone()),
            Ok(told) => End::Committed(told.clone()),
            Err(data) => End::Refused(data["reason"].as_str().unwrap_or_default().to_owned()),
        };
        let left = self.left(shop, &end);
        self.leaves.judge(&end, &left);
        match &end {
            End::InDoubt(_) => {
                self.resolve(shop, &left);
                "doubt".to_owned()
            }
            // What a recovery ended without paper; the till goes on with another id.
            End::Voided(_) => {
                self.same(shop, answer, &end);
                "voided".to_owned()
            }
            End::Committed(_) => {
                self.same(shop, answer, &end);
                "done".to_owned()
            }
            End::Refused(reason) => {
                assert_ne!(reason, "internal", "{answer:?}");
                if answer.as_ref().is_err_and(|data| data["retryable"] == true) {
                    self.again(shop);
                } else {
                    self.same(shop, answer, &end);
                }
                reason.clone()
            }
        }
    }

    /// The same call has the same answer, and leaves nothing more.
    fn same(&self, shop: &Shop, answer: &Result<Value, Value>, end: &End) {
        let before = Look::at(shop, &self.cards);
        assert_eq!(&self.call(shop), answer, "asked again");
        let more = Look::at(shop, &self.cards).since(&before);
        let none = Leaves { moves: vec![Amount::ZERO; self.cards.len()], slips: 0, copies: 0, ..self.leaves.clone() };
        none.judge(&End::Refused(String::new()), &more);
        self.leaves.judge(end, &self.left(shop, end));
    }

    /// What failed without a trace is done by the same call.
    fn again(&self, shop: &Shop) {
        let again = self.call(shop);
        assert!(again.as_ref().is_ok_and(|again| again["state"] == "committed"), "and again {again:?}");
        let end = End::Committed(again.unwrap_or_default());
        self.leaves.judge(&end, &self.left(shop, &end));
    }

    /// A person looks at the paper, and says it.
    fn resolve(&self, shop: &Shop, left: &Left) {
        let printed = left.made(self.leaves.paper) >= 1;
        let seen = if printed { json!({ "printed": {} }) } else { json!("not_printed") };
        let id = &self.id;
        let looked = json!({ "operation": format!("{id}-d"), "target": id, "as": seen, "reason": "looked" });
        let resolved = shop.done("operation.resolve", looked);
        let end = if printed { End::Committed(resolved.clone()) } else { End::Voided(resolved.clone()) };
        assert_eq!(resolved["state"], if printed { "committed" } else { "voided" }, "{resolved}");
        self.leaves.judge(&end, &self.left(shop, &end));
        let after = self.call(shop);
        assert!(after.as_ref().is_ok_and(|after| after["state"] == resolved["state"]), "{resolved}, then {after:?}");
        self.leaves.judge(&end, &self.left(shop, &end));
    }
}

/// One kind of paper in one shop.
#[derive(Debug, Clone, Copy)]
pub struct Oracle<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// Its printer's family.
    pub family: Family,
    /// The kind of paper.
    pub kind: &'a str,
}

impl Oracle<'_> {
    /// What a call of this kind needs, and the call. Corrections name their original as the family can.
    ///
    /// # Panics
    /// What must be there before cannot be made.
    #[must_use]
    pub fn prepare(&self, id: &str) -> Trial {
        let sold = format!("{id}-sold");
        if matches!(self.kind, "return" | "void") {
            self.sold(&sold);
        }
        let (paper, slips, moves) = match self.kind {
            "return" => (Paper::Fiscal("return"), 0, "1.00"),
            "void" => (Paper::Fiscal("void"), 0, "1.00"),
            "receipt" => (Paper::Fiscal("receipt"), 0, "-1.00"),
            "z_report" => (Paper::Report("z"), 0, "0.00"),
            "x_report" => (Paper::Report("x"), 0, "0.00"),
            "cash" => (Paper::Cash("1.00"), 0, "0.00"),
            "slip" => (Paper::Slips, 1, "0.00"),
            other => panic!("no oracle for {other}"),
        };
        let call = match self.kind {
            "return" if self.family.lacks(Lack::OwnOriginals) => ("receipt.return", self.by_numbers(id)),
            "return" => ("receipt.return", json!({ "operation": id, "original": sold })),
            "void" => ("receipt.void", json!({ "operation": id, "original": sold })),
            "z_report" => ("printer.z_report", json!({ "operation": id })),
            "x_report" => ("printer.x_report", json!({ "operation": id })),
            "cash" => ("printer.cash_in", json!({ "operation": id, "amount": "1.00" })),
            "slip" => ("slip.print", json!({ "operation": id, "lines": ["A slip"] })),
            _ => ("receipt.issue", sale(id, "1.00", json!([{ "tender": "card", "card": CARD }]))),
        };
        let moves: Amount = moves.parse().expect("an amount");
        let held = if moves.is_negative() { moves } else { Amount::ZERO };
        let leaves = Leaves { paper, slips, moves: vec![moves], held: vec![held], copies: 1 };
        Trial::of(self.shop, self.family, call, leaves, &[CARD])
    }

    /// A return of the last receipt by what stands on it, onto the card.
    fn by_numbers(&self, id: &str) -> Value {
        let paper = self.shop.front().documents().pop().expect("a receipt");
        let date = paper["time"].as_str().and_then(|time| time.get(..10)).expect("a date");
        let original = json!({ "z": paper["z"], "number": paper["number"], "date": date });
        let lines = json!([{ "department": "bar", "description": "Caffe", "price": "1.00" }]);
        json!({ "operation": id, "original": original, "lines": lines, "refund": { "card": CARD } })
    }

    /// Sells something to the card, and waits until it is on paper.
    fn sold(&self, id: &str) {
        let trial = Self { kind: "receipt", ..*self }.prepare(id);
        let sold = self.shop.done("receipt.issue", trial.params.clone());
        assert_eq!(trial.left(self.shop, &End::Committed(sold)).documents.len(), 1, "{id}");
    }

    /// Plays a call against a fault of a script: `WHAT`, or `KIND/WHAT` of another kind of request.
    ///
    /// # Panics
    /// Somebody was told a lie.
    pub fn play(&self, id: &str, fault: &str) {
        let trial = self.prepare(id);
        let (on, what) = fault.split_once('/').unwrap_or((self.kind, fault));
        self.shop.front().fault(on, what);
        let answer = trial.call(self.shop);
        self.shop.front().misbehave("");
        release(self.shop, self.family, what);
        self.judge(&trial, fault, &answer);
    }

    /// Calls without a fault of the device's own.
    ///
    /// # Errors
    /// The data of the refusal.
    pub fn call(&self, trial: &Trial) -> Result<Value, Value> {
        trial.call(self.shop)
    }

    /// Calls a daemon that dies meanwhile.
    pub fn attempt(&self, trial: &Trial) {
        trial.attempt(self.shop);
    }

    /// Judges what was told of a call.
    ///
    /// # Panics
    /// It is not so.
    pub fn judge(&self, trial: &Trial, fault: &str, answer: &Result<Value, Value>) {
        let told = trial.judge(self.shop, answer);
        // The device tells nothing, or cash leaves nothing to prove by.
        let honest = told != "doubt" || self.kind == "cash" || self.family.lacks(Lack::Answers);
        assert!(honest, "{} {} {fault}: {answer:?}", self.family.model, self.kind);
        let done = ["done", "voided", "doubt"].contains(&told.as_str());
        let retryable = answer.as_ref().is_err_and(|data| data["retryable"] == true);
        assert!(done || retryable, "{} {} {fault}: {answer:?}", self.family.model, self.kind);
    }

    /// The end: nothing is open, and the journal verifies.
    ///
    /// # Panics
    /// It is not so.
    pub fn rests(shop: &Shop) {
        shop.await_rest();
        let open = shop.done("operations.find", json!({ "state": "in_doubt" }));
        assert_eq!(open["items"], json!([]));
        shop.verify();
    }
}

/// A register that never answers holds its line until it is switched off and on, and forgets what waits in it.
pub fn release(shop: &Shop, family: Family, fault: &str) {
    if ["paper_end", "xoff"].contains(&fault) && family.lacks(Lack::Answers) {
        shop.front().misbehave("");
        shop.front().power_cycle();
    }
}
