//! What a question to a plugin costs beyond the plugin's own work.

use crate::measure::{Samples, micros};
use abi_stable::std_types::RSlice;
use fiscus_sdk::{
    Amount, Draft, DraftLine, End, Post, Problem, Quantity, Shop, SystemAccount, TenderKind,
    abi::{self, export},
    card::{Asked, Card, CardTender, CardType, Decision, Event, Input, Manifest, Plan, Settle},
};
use fiscus_tests::library;
use serde_json::{Value, json};
use std::time::Duration;

/// A wallet that pays what is due.
struct Wallet;

impl CardType for Wallet {
    fn manifest() -> Manifest {
        Manifest {
            id: "figure".into(),
            version: "1".into(),
            accounts: vec![],
            events: vec![],
            capabilities: vec![],
            settings: Value::Null,
        }
    }
    fn open(_: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }
    fn decide(&self, input: &Input) -> Decision {
        let Event::Settle(settle) = &input.event else { return Decision::allow(Plan::default()) };
        let amount = settle.due.min(input.balance("EUR"));
        Decision::allow(Plan {
            tenders: vec![CardTender { kind: TenderKind::MultiUseVoucher, description: "Wallet".into(), amount }],
            post: vec![Post { from: End::Card("EUR".into()), to: End::System(SystemAccount::Spend), amount }],
            ..Plan::default()
        })
    }
}

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

/// A receipt of five lines that a card is to pay.
fn input() -> Input {
    let line = |nth: usize| DraftLine {
        id: nth.to_string(),
        description: format!("Article number {nth}"),
        article: Some(format!("A{nth}")),
        category: Some("food".into()),
        department: "bar".into(),
        quantity: Quantity::ONE,
        price: amount("4.50"),
        gross: amount("4.50"),
        adjustments: vec![],
        net: amount("4.50"),
    };
    Input {
        now: "2026-11-22T10:32:00".parse().expect("a time"),
        seed: 1,
        operation: "t1-000123".into(),
        till: Some("1".into()),
        operator: Some("anna".into()),
        card_type: "wallet".into(),
        type_name: "Wallet".into(),
        in_window: true,
        card: Card {
            number: "9800000000012".into(),
            known: true,
            valid_from: None,
            valid_until: None,
            status: fiscus_sdk::card::CardStatus::Active,
            profile: None,
            settings: Value::Null,
        },
        customer: None,
        balances: [("EUR".to_owned(), amount("100.00"))].into(),
        customer_balances: [].into(),
        event: Event::Settle(Settle {
            draft: Draft { lines: (1..=5).map(line).collect(), adjustments: vec![], total: amount("22.50") },
            due: amount("22.50"),
            asked: Asked::Rest,
            mode: None,
            departments: [("bar".to_owned(), amount("22.50"))].into(),
        }),
    }
}

/// The time of one run, from many.
fn each(mut run: impl FnMut()) -> Duration {
    const MANY: u32 = 200;
    Samples::take(400, |_| (0..MANY).for_each(|_| run())).p50() / MANY
}

/// Prints the figures.
pub fn print() {
    let shop: Shop = serde_json::from_value(json!({
        "currency": { "name": "EUR", "scale": 2 },
        "departments": { "bar": { "vat": { "rate": "10" }, "number": 1 } }
    }))
    .expect("a shop");
    let input = input();
    let direct = each(|| drop(std::hint::black_box(Wallet.decide(std::hint::black_box(&input)))));
    // The same card type through the table: what the host encodes and decodes is part of it.
    let table = export::table(export::card_manifest::<Wallet>, export::card_open::<Wallet>);
    let open = serde_json::to_vec(&abi::Open::Card { settings: Value::Null, shop: shop.clone() }).expect("encoded");
    let opened = table.open()(RSlice::from_slice(&open));
    let session = match serde_json::from_slice(&opened).expect("opened") {
        abi::Answer::Ok(abi::Opened::Session { id, .. }) => id,
        other => panic!("{other:?}"),
    };
    let through = each(|| {
        let message = serde_json::to_vec(std::hint::black_box(&input)).expect("encoded");
        let answer = table.call()(session, RSlice::from_slice(&message));
        let decided: abi::Answer<Decision> = serde_json::from_slice(&answer).expect("decided");
        std::hint::black_box(decided);
    });
    let settings = json!({ "mode": "payment_form" });
    let (prepaid, ..) = library("fiscus-prepaid").open_card(&settings, &shop).expect("the prepaid card opens");
    let real = each(|| drop(std::hint::black_box(prepaid.decide(&input).expect("decided"))));
    println!("| question to a plugin, receipt of 5 lines | time | goal |\n|---|---|---|");
    println!("| called directly | {} | |", micros(direct));
    println!("| through the table | {} | |", micros(through));
    println!("| added by the table | {} | 10 µs |", micros(through.saturating_sub(direct)));
    println!("| the prepaid card, loaded from its file | {} | |", micros(real));
}
