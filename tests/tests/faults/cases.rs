//! The calls that the matrix puts to the test: each with its kind of paper, and what it leaves on cards.

use super::{CARD, Shop, VOUCHER, Value, cash, json, sale};
use fiscus_sdk::Amount;
use fiscus_tests::{
    Family, Lack,
    oracle::{Leaves, Paper, Trial},
};

/// A call that is put to the test.
pub struct Case {
    /// What the device calls its request.
    pub on: &'static str,
    /// Which of those requests goes wrong.
    pub nth: u32,
    /// The column of the table.
    pub column: &'static str,
    paper: Paper,
    slips: usize,
    /// What the card and the voucher have more afterwards.
    moves: [&'static str; 2],
    /// What must have happened before; with the id that the call will have.
    prepare: fn(&Shop, &str),
    call: fn(&str) -> (&'static str, Value),
    /// What a family may declare about it.
    pub lack: Option<Lack>,
}

/// A case that needs nothing and moves no card.
const PLAIN: Case = Case {
    on: "receipt",
    nth: 1,
    column: "receipt",
    paper: Paper::Fiscal("receipt"),
    slips: 0,
    moves: ["0.00", "0.00"],
    prepare: |_, _| (),
    call: |id| ("receipt.issue", sale(id, "4.50", cash())),
    lack: None,
};

fn original(id: &str) -> String {
    format!("{id}-sold")
}

fn by_card(id: &str) -> Value {
    sale(id, "10.00", json!([{ "tender": "card", "card": CARD, "amount": "7.00" }, { "tender": "cash" }]))
}

fn load(id: &str, card: &str) -> (&'static str, Value) {
    ("card.load", json!({ "operation": id, "card": card, "amount": "20.00", "payments": cash() }))
}

pub const SALE_FOR_CASH: Case = PLAIN;

pub const SALE_BY_CARD: Case = Case { moves: ["-7.00", "0.00"], call: |id| ("receipt.issue", by_card(id)), ..PLAIN };

pub const RETURN: Case = Case {
    on: "return",
    column: "correction",
    paper: Paper::Fiscal("return"),
    moves: ["7.00", "0.00"],
    prepare: |shop, id| drop(shop.done("receipt.issue", by_card(&original(id)))),
    call: |id| ("receipt.return", json!({ "operation": id, "original": original(id) })),
    lack: Some(Lack::OwnOriginals),
    ..PLAIN
};

pub const VOID: Case = Case {
    on: "void",
    paper: Paper::Fiscal("void"),
    call: |id| ("receipt.void", json!({ "operation": id, "original": original(id) })),
    ..RETURN
};

/// A return that names its original by what stands on the paper.
pub const RETURN_BY_NUMBERS: Case = Case {
    prepare: |_, _| (),
    call: |id| {
        let original = json!({ "kind": "pos", "date": "2026-11-01" });
        let lines = json!([{ "department": "bar", "price": "7.00" }]);
        let params = json!({ "operation": id, "original": original, "lines": lines, "refund": { "card": CARD } });
        ("receipt.return", params)
    },
    lack: Some(Lack::Kind("pos")),
    ..RETURN
};

pub const LOAD_WITH_SLIPS: Case = Case {
    on: "slip",
    column: "slip",
    paper: Paper::Slips,
    slips: 2,
    moves: ["20.00", "0.00"],
    call: |id| load(id, CARD),
    ..PLAIN
};

/// The copy for the drawer follows the commit: it is owed until it is printed, and undoes nothing.
pub const SECOND_SLIP: Case = Case { nth: 2, column: "second", ..LOAD_WITH_SLIPS };

pub const LOAD_WITH_RECEIPT: Case = Case { moves: ["0.00", "20.00"], call: |id| load(id, VOUCHER), ..PLAIN };

pub const SLIP: Case = Case {
    slips: 1,
    moves: ["0.00", "0.00"],
    call: |id| ("slip.print", json!({ "operation": id, "lines": ["Guten Tag"] })),
    ..LOAD_WITH_SLIPS
};

pub const Z_REPORT: Case = Case {
    on: "z_report",
    column: "z",
    paper: Paper::Report("z"),
    prepare: |shop, id| drop(shop.done("receipt.issue", sale(&original(id), "10.00", cash()))),
    call: |id| ("printer.z_report", json!({ "operation": id })),
    ..PLAIN
};

pub const X_REPORT: Case = Case {
    on: "x_report",
    column: "x",
    paper: Paper::Report("x"),
    call: |id| ("printer.x_report", json!({ "operation": id })),
    ..PLAIN
};

pub const CASH_IN: Case = Case {
    on: "cash",
    column: "cash",
    paper: Paper::Cash("50.00"),
    call: |id| ("printer.cash_in", json!({ "operation": id, "amount": "50.00" })),
    lack: Some(Lack::Cash),
    ..PLAIN
};

impl Case {
    /// The call with this id, everything before it being on paper. Whether marked copies may be there is told.
    pub fn trial(&self, shop: &Shop, family: Family, id: &str, copies: usize) -> Trial {
        let amounts =
            |of: &[&str; 2]| -> Vec<Amount> { of.iter().map(|one| one.parse().expect("an amount")).collect() };
        let moves = amounts(&self.moves);
        let held = moves.iter().map(|one| if one.is_negative() { *one } else { Amount::ZERO }).collect();
        let leaves = Leaves { paper: self.paper, slips: self.slips, moves, held, copies };
        (self.prepare)(shop, id);
        shop.await_rest();
        super::settles(shop, family);
        Trial::of(shop, family, (self.call)(id), leaves, &[CARD, VOUCHER])
    }
}
