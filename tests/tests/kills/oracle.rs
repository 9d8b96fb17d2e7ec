//! The witness: what the device remembers and what the ledger holds, beside what a till was told.

use fiscus_tests::{End, shop::Shop};
use serde_json::{Value, json};

/// The wallet of every flow (mode A).
pub const CARD: &str = "9800000000012";
/// The bag (mode B).
pub const BAG: &str = "9700000000013";
/// What the daemon prints first on a slip that may be there already.
const MARK: &str = "POSSIBLE COPY";

/// What an operation should leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// A document of this kind in the device's journal.
    Fiscal(&'static str),
    /// A report of this kind.
    Report(&'static str),
    /// Cash, in.
    Cash,
    /// Nothing but slips, or nothing at all.
    Slips,
}

/// What there is at one moment.
#[derive(Debug, Clone)]
pub struct Look {
    documents: Vec<Value>,
    slips: Vec<Value>,
    reports: Vec<Value>,
    cash: Vec<Value>,
    /// In cents: the wallet, the bag.
    pub balances: [i64; 2],
}

/// Cents of an amount.
pub fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap_or_else(|| panic!("{amount} is no amount"));
    text.replace('.', "").parse().expect("digits")
}

impl Look {
    pub fn at(shop: &Shop) -> Self {
        let memory = shop.front().memory();
        let list = |name: &str| memory[name].as_array().cloned().unwrap_or_else(|| panic!("no {name}: {memory}"));
        let balance = |card: &str| match shop.call("card.get", json!({ "card": card })) {
            Ok(answer) => answer["balances"].get("EUR").map_or(0, cents),
            Err(refused) => panic!("{card}: {refused:?}"),
        };
        Self {
            documents: list("documents"),
            slips: list("slips"),
            reports: list("reports"),
            cash: list("cash"),
            balances: [balance(CARD), balance(BAG)],
        }
    }
}

impl Look {
    /// What the device printed after this look as the paper of an operation that is in doubt.
    pub fn found(&self, shop: &Shop, paper: Paper) -> Option<Value> {
        let now = Self::at(shop);
        match paper {
            Paper::Cash => new(&self.cash, &now.cash).first().map(|cash| json!({ "total": cash["amount"] })),
            _ => new(&self.documents, &now.documents).iter().find(|document| document["kind"] != "foreign").cloned(),
        }
    }

    /// How many documents were printed until a later look.
    pub fn documents_until(&self, later: &Self) -> usize {
        new(&self.documents, &later.documents).len()
    }

    /// How many slips were printed until a later look.
    pub fn slips_until(&self, later: &Self) -> usize {
        new(&self.slips, &later.slips).len()
    }
}

fn new<'a>(before: &[Value], after: &'a [Value]) -> &'a [Value] {
    for (before, after) in before.iter().zip(after) {
        assert!(["kind", "z", "number", "total"].iter().all(|key| before[key] == after[key]), "{before} {after}");
    }
    &after[before.len()..]
}

/// What one operation, that met `kills` of them, left between two looks.
pub fn judge(paper: Paper, slips: usize, delta: [i64; 2], end: &End, kills: usize, before: &Look, after: &Look) {
    let documents: Vec<&Value> =
        new(&before.documents, &after.documents).iter().filter(|document| document["kind"] != "foreign").collect();
    let reports = |kind: &str| new(&before.reports, &after.reports).iter().filter(|r| r["kind"] == kind).count();
    let cash = new(&before.cash, &after.cash).len();
    let new_slips = new(&before.slips, &after.slips);
    let marked = new_slips.iter().filter(|slip| slip["lines"].to_string().contains(MARK)).count();
    let unmarked = new_slips.len() - marked;
    let one = usize::from(matches!(end, End::Committed(_)));
    match paper {
        Paper::Fiscal(kind) => {
            assert_eq!(documents.len(), one, "documents: {documents:?}");
            if let (End::Committed(answer), Some(document)) = (end, documents.first()) {
                assert_eq!(document["kind"], kind);
                assert_eq!(document["number"], answer["document"]["number"], "{document} {answer}");
                assert_eq!(document["z"], answer["document"]["z"]);
            }
        }
        Paper::Report("x") => assert!(reports("x") >= one),
        Paper::Report(kind) => assert_eq!(reports(kind), one),
        Paper::Cash => assert_eq!(cash, one),
        Paper::Slips => {}
    }
    if !matches!(paper, Paper::Fiscal(_)) {
        assert_eq!(documents.len(), 0, "{documents:?}");
    }
    // What was sent and not answered for may be there once more, marked; nothing is missing, nothing is twice.
    assert!(unmarked <= slips * one, "slips: {new_slips:?}");
    assert!(new_slips.len() >= slips * one && marked <= kills + 1, "slips: {new_slips:?}");
    for ((before, after), delta) in before.balances.iter().zip(after.balances).zip(delta) {
        assert_eq!(after - before, if one == 1 { delta } else { 0 }, "balance");
    }
}
