//! The oracle of faults, whatever the device and whatever happens: what the till is told is what the device has made;
//! nothing is made twice; money moves exactly with the paper; and nobody is left in doubt but where nothing can be
//! proven.

mod trial;

pub use trial::{CARD, KINDS, Oracle, Trial, release};

use crate::{End, shop::Shop};
use fiscus_sdk::Amount;
use serde_json::{Value, json};

/// The first line of a slip that may be on paper already.
pub const MARK: &str = "POSSIBLE COPY";

/// What an operation should leave on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// A document of this kind in the device's journal.
    Fiscal(&'static str),
    /// A report of this kind.
    Report(&'static str),
    /// Cash of this amount, in.
    Cash(&'static str),
    /// Nothing but slips, or nothing at all.
    Slips,
}

/// What there is at one moment: in the memory of the first device, and on cards.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    documents: Vec<Value>,
    slips: Vec<String>,
    reports: Vec<String>,
    cash: Cash,
    cards: Vec<&'static str>,
    /// What each card can spend.
    pub balances: Vec<Amount>,
}

/// What a device remembers of the drawer.
#[derive(Debug, Clone, PartialEq)]
enum Cash {
    /// Each movement.
    Movements(Vec<Value>),
    /// What is in it.
    Drawer(Amount),
}

/// What came to be between two looks.
#[derive(Debug)]
pub struct Left {
    /// Fiscal documents, without those of somebody else.
    pub documents: Vec<Value>,
    /// Slips that are not marked, and slips that are.
    pub slips: [usize; 2],
    /// Reports, each by its kind.
    pub reports: Vec<String>,
    movements: Vec<Value>,
    drawer: Amount,
    /// By how much each card has more.
    pub moved: Vec<Amount>,
}

fn amount(value: &Value) -> Amount {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no amount"))
}

impl Look {
    /// Looks at the device and at these cards; one that is not there yet has nothing.
    ///
    /// # Panics
    /// The device does not say.
    #[must_use]
    pub fn at(shop: &Shop, cards: &[&'static str]) -> Self {
        let memory = shop.front().memory();
        let list = |name: &str| memory[name].as_array().cloned().unwrap_or_default();
        let kind = |report: &Value| report["kind"].as_str().or(report.as_str()).unwrap_or_default().to_owned();
        let balance = |card: &&str| {
            let balances = shop.call("card.get", json!({ "card": card })).ok()?["balances"].take();
            balances.get("EUR").map(amount)
        };
        Self {
            documents: list("documents"),
            slips: list("slips").iter().map(ToString::to_string).collect(),
            reports: list("reports").iter().map(kind).collect(),
            cash: match &memory["cash"] {
                Value::String(_) => Cash::Drawer(amount(&memory["cash"])),
                _ => Cash::Movements(list("cash")),
            },
            cards: cards.to_vec(),
            balances: cards.iter().map(|card| balance(card).unwrap_or_default()).collect(),
        }
    }

    /// How many papers of that kind there are by now.
    #[must_use]
    pub fn made(&self, paper: Paper) -> usize {
        let nothing = Self {
            documents: Vec::new(),
            slips: Vec::new(),
            reports: Vec::new(),
            cash: match self.cash {
                Cash::Drawer(_) => Cash::Drawer(Amount::ZERO),
                Cash::Movements(_) => Cash::Movements(Vec::new()),
            },
            ..self.clone()
        };
        self.since(&nothing).made(paper)
    }

    /// What has come to be since another look at the same.
    ///
    /// # Panics
    /// The device has forgotten or changed something.
    #[must_use]
    pub fn since(&self, before: &Self) -> Left {
        assert_eq!(self.cards, before.cards, "other cards");
        for (before, after) in before.documents.iter().zip(&self.documents) {
            assert!(["kind", "z", "number", "total"].iter().all(|key| before[key] == after[key]), "{before} {after}");
        }
        let ours = |document: &&Value| document["kind"] != "foreign";
        let slips = self.slips.get(before.slips.len()..).expect("no slip is forgotten");
        let marked = slips.iter().filter(|slip| slip.contains(MARK)).count();
        let (movements, drawer) = match (&before.cash, &self.cash) {
            (Cash::Drawer(before), Cash::Drawer(after)) => (Vec::new(), *after - *before),
            (Cash::Movements(before), Cash::Movements(after)) => {
                (after.get(before.len()..).expect("no cash is forgotten").to_vec(), Amount::ZERO)
            }
            other => panic!("one device remembers cash in one way: {other:?}"),
        };
        let documents = self.documents.get(before.documents.len()..).expect("no document is forgotten");
        Left {
            documents: documents.iter().filter(ours).cloned().collect(),
            slips: [slips.len() - marked, marked],
            reports: self.reports.get(before.reports.len()..).expect("no report is forgotten").to_vec(),
            movements,
            drawer,
            moved: self.balances.iter().zip(&before.balances).map(|(after, before)| *after - *before).collect(),
        }
    }
}

impl Left {
    /// How many papers of that kind there are.
    #[must_use]
    pub fn made(&self, paper: Paper) -> usize {
        match paper {
            Paper::Fiscal(kind) => self.documents.iter().filter(|document| document["kind"] == kind).count(),
            Paper::Report(kind) => self.reports.iter().filter(|report| report.starts_with(kind)).count(),
            Paper::Cash(sum) => {
                let sum: Amount = sum.parse().expect("an amount");
                let drawn = usize::from(self.drawer == sum) + 2 * usize::from(self.drawer == sum + sum);
                drawn + self.movements.iter().filter(|cash| amount(&cash["amount"]) == sum).count()
            }
            Paper::Slips => self.slips.iter().sum(),
        }
    }
}

/// What an operation leaves when it is done.
#[derive(Debug, Clone)]
pub struct Leaves {
    /// Its paper.
    pub paper: Paper,
    /// How many slips.
    pub slips: usize,
    /// By how much each card has more.
    pub moves: Vec<Amount>,
    /// The same while it is in doubt.
    pub held: Vec<Amount>,
    /// How many marked copies there may be.
    pub copies: usize,
}

impl Leaves {
    /// What was left is what was told.
    ///
    /// # Panics
    /// It is not.
    pub fn judge(&self, end: &End, left: &Left) {
        let none = vec![Amount::ZERO; self.moves.len()];
        let (one, moves) = match end {
            End::Committed(_) => (1, &self.moves),
            End::InDoubt(_) => (0, &self.held),
            End::Voided(_) | End::Refused(_) => (0, &none),
        };
        let made = left.made(self.paper);
        match (self.paper, end) {
            (Paper::Slips, _) => {}
            (_, End::InDoubt(_)) => assert!(made <= 1, "{made} of what is in doubt: {left:?}"),
            // Nothing hangs on an X report: one whose answer was lost is asked for again.
            (Paper::Report("x"), _) => assert!(made >= one, "{left:?}"),
            _ => assert_eq!(made, one, "{end:?}, and on paper {left:?}"),
        }
        let others = left.documents.len() - if matches!(self.paper, Paper::Fiscal(_)) { made } else { 0 };
        assert_eq!(others, 0, "documents of another kind: {left:?}");
        if let (End::Committed(answer), Paper::Fiscal(_), Some(document)) = (end, self.paper, left.documents.first()) {
            for name in ["z", "number"] {
                let told = &answer["document"][name];
                assert!(told.is_null() || *told == document[name], "{name}: {document} {answer}");
            }
        }
        // What was sent and not answered for may be there once more, marked; nothing is missing, nothing is twice.
        let [unmarked, marked] = left.slips;
        if !matches!(end, End::InDoubt(_)) {
            assert!(unmarked <= self.slips * one, "slips: {left:?}");
            assert!(unmarked + marked >= self.slips * one, "slips: {left:?}");
        }
        assert!(marked <= self.copies, "marked slips: {left:?}");
        assert_eq!(&left.moved, moves, "what cards have more: {end:?}");
    }
}
