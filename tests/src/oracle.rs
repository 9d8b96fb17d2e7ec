//! The oracle of faults between daemon and device, whatever the device: what the till is told is what the device has
//! made; nothing is made twice; money moves exactly with the paper; and nobody is left in doubt but where nothing can be
//! proven.

use crate::{
    Family, Lack,
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

/// A call that is judged.
#[derive(Debug)]
pub struct Trial {
    /// The operation.
    pub id: String,
    method: &'static str,
    params: Value,
    /// How many of the kind were there before, and what the card had.
    before: usize,
    balance: Amount,
}

impl Oracle<'_> {
    /// How many of the kind are in the device's memory; cash counts by the piece.
    #[must_use]
    pub fn made(&self) -> usize {
        let memory = self.shop.front().memory();
        let many = |list: &str, word: &str| {
            memory[list].as_array().map_or(0, |all| all.iter().filter(|one| one.to_string().contains(word)).count())
        };
        let report = |word: &str| {
            let of = |one: &&Value| one["kind"] == word || one.as_str().is_some_and(|one| one.starts_with(word));
            memory["reports"].as_array().map_or(0, |all| all.iter().filter(of).count())
        };
        match self.kind {
            "slip" => many("slips", ""),
            "z_report" => report("z"),
            "x_report" => report("x"),
            "cash" => memory["cash"].as_str().and_then(|cash| cash.split('.').next()?.parse().ok()).unwrap_or_default(),
            kind => many("documents", &format!("\"kind\":\"{kind}\"")),
        }
    }

    /// What a call of this kind needs, and the call. Corrections name their original as the family can.
    ///
    /// # Panics
    /// What must be there before cannot be made.
    #[must_use]
    pub fn prepare(&self, id: &str) -> Trial {
        let corrects = matches!(self.kind, "return" | "void");
        let sold = format!("{id}-sold");
        if corrects {
            self.sold(&sold);
        }
        let (method, params) = match self.kind {
            "return" if self.family.lacks(Lack::OwnOriginals) => {
                let paper = self.shop.front().documents().pop().expect("a receipt");
                let time = paper["time"].as_str().and_then(|time| time.get(..10)).expect("a date");
                let original = json!({ "z": paper["z"], "number": paper["number"], "date": time });
                let lines = json!([{ "department": "bar", "description": "Caffe", "price": "1.00" }]);
                let params =
                    json!({ "operation": id, "original": original, "lines": lines, "refund": { "card": CARD } });
                ("receipt.return", params)
            }
            "return" => ("receipt.return", json!({ "operation": id, "original": sold })),
            "void" => ("receipt.void", json!({ "operation": id, "original": sold })),
            "z_report" => ("printer.z_report", json!({ "operation": id })),
            "x_report" => ("printer.x_report", json!({ "operation": id })),
            "cash" => ("printer.cash_in", json!({ "operation": id, "amount": "1.00" })),
            "slip" => ("slip.print", json!({ "operation": id, "lines": ["A slip"] })),
            _ => ("receipt.issue", sale(id, "1.00", json!([{ "tender": "card", "card": CARD }]))),
        };
        Trial { id: id.to_owned(), method, params, before: self.made(), balance: self.balance() }
    }

    fn balance(&self) -> Amount {
        self.shop.balance(CARD).parse().expect("an amount")
    }

    /// Sells something to the card, and waits until it is on paper.
    fn sold(&self, id: &str) {
        let receipts = Self { kind: "receipt", ..*self };
        let before = receipts.made();
        self.shop.done("receipt.issue", sale(id, "1.00", json!([{ "tender": "card", "card": CARD }])));
        let since = Instant::now();
        while receipts.made() == before && since.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        assert_eq!(receipts.made(), before + 1, "{id}");
    }

    /// Plays a call against a fault of a script: `WHAT`, or `KIND/WHAT` of another kind of request.
    ///
    /// # Panics
    /// Somebody was told a lie.
    pub fn play(&self, id: &str, fault: &str) {
        let trial = self.prepare(id);
        let (on, what) = fault.split_once('/').unwrap_or((self.kind, fault));
        self.shop.front().fault(on, what);
        let answer = self.shop.call(trial.method, trial.params.clone());
        self.shop.front().misbehave("");
        if ["paper_end", "xoff"].contains(&what) && self.family.lacks(Lack::Answers) {
            // It holds its line until it is switched off and on, and forgets what waits in it.
            self.shop.front().power_cycle();
        }
        self.judge(&trial, fault, &answer.map_err(|refused| refused.data));
    }

    /// Calls without a fault of the device's own.
    ///
    /// # Errors
    /// The data of the refusal.
    pub fn call(&self, trial: &Trial) -> Result<Value, Value> {
        self.shop.call(trial.method, trial.params.clone()).map_err(|refused| refused.data)
    }

    /// Calls a daemon that dies meanwhile.
    pub fn attempt(&self, trial: &Trial) {
        drop(self.shop.attempt(trial.method, &trial.params));
    }

    /// How many are new, when nothing more comes: what is told as printed is waited for where a device gives no answers.
    fn fresh(&self, trial: &Trial, told: bool) -> usize {
        let since = Instant::now();
        while told && self.family.lacks(Lack::Answers) && self.made() == trial.before && since.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        self.made() - trial.before
    }

    /// Judges what was told of a call.
    ///
    /// # Panics
    /// It is not so.
    pub fn judge(&self, trial: &Trial, fault: &str, answer: &Result<Value, Value>) {
        let doubt = [answer.as_ref().ok(), answer.as_ref().err()]
            .into_iter()
            .flatten()
            .any(|answer| answer["state"] == "in_doubt");
        self.shop.await_rest();
        let new = self.fresh(trial, !doubt && answer.as_ref().is_ok_and(|answer| answer["state"] != "voided"));
        let told = format!("{} {} {fault}: {answer:?}, and {new} of it were made", self.family.model, self.kind);
        // A slip may come out twice, marked; a lost X report is asked for again.
        assert!(new <= 1 || (self.kind == "slip" && new == 2), "{told}");
        match answer {
            _ if doubt => {
                assert!(self.may_be_unknown(fault), "{told}");
                self.resolve(trial, new, &told);
            }
            // What a recovery ended without paper; the till goes on with another id.
            Ok(ended) if ended["state"] == "voided" => {
                assert_eq!(new, 0, "{told}");
                self.moved(trial, 0, &told);
            }
            Ok(_) => {
                assert!(new >= 1, "{told}");
                self.moved(trial, new.min(1), &told);
                assert_eq!(self.call(trial).as_ref(), answer.as_ref(), "asked again: {told}");
                assert_eq!(self.made() - trial.before, new, "asked again: {told}");
            }
            Err(refused) => {
                assert!(new == 0 || self.kind == "x_report", "{told}");
                assert_eq!(refused["retryable"], true, "{told}");
                self.moved(trial, 0, &told);
                self.again(trial, new, &told);
            }
        }
    }

    /// What failed without a trace is done by the same call.
    fn again(&self, trial: &Trial, new: usize, told: &str) {
        let again = self.call(trial);
        assert!(again.as_ref().is_ok_and(|again| again["state"] != "in_doubt"), "{told}, and again {again:?}");
        self.shop.await_rest();
        assert_eq!(self.fresh(trial, true), new + 1, "{told}, and again {again:?}");
        self.moved(trial, 1, told);
    }

    /// Whether a doubt is honest: somebody else printed meanwhile, the paper leaves no number, or the device tells
    /// nothing. Where somebody cancels at the keyboard what is open, the number that ours would have is another's.
    fn may_be_unknown(&self, fault: &str) -> bool {
        let taken = fault == "foreign_before" && self.family.model == "custom-serial";
        self.kind == "cash" || taken || fault == "foreign_after_lost" || self.family.lacks(Lack::Answers)
    }

    /// A person looks at the paper, and says it.
    fn resolve(&self, trial: &Trial, new: usize, told: &str) {
        let outcome = if new == 1 { json!({ "printed": {} }) } else { json!("not_printed") };
        let looked =
            json!({ "operation": format!("{}-d", trial.id), "target": trial.id, "as": outcome, "reason": "looked" });
        let resolved = self.shop.done("operation.resolve", looked);
        assert_eq!(resolved["state"], if new == 1 { "committed" } else { "voided" }, "{told}: {resolved}");
        self.moved(trial, new, told);
        assert_eq!(self.fresh(trial, new == 1), new, "resolved: {told}");
    }

    /// The card's money has moved with the paper, and with nothing else.
    fn moved(&self, trial: &Trial, papers: usize, told: &str) {
        let each: Amount = match self.kind {
            "receipt" => "-1.00",
            "return" | "void" => "1.00",
            _ => "0.00",
        }
        .parse()
        .expect("an amount");
        let expected = if papers == 0 { trial.balance } else { trial.balance + each };
        assert_eq!(self.balance(), expected, "{told}");
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
