//! The kit finds what it says it finds: one unsound card type or driver for each case that can be broken so.

mod pass;

use super::{amount, card, shop};
use crate::{
    Amount, End, Floor, Over, Post, Problem, Reason, Shop, SystemAccount, TenderKind,
    card::{
        AccountKind, Asked, Capability, CardTender, CardType, Decision, Event, EventKind, Input, LoadFigures, Manifest,
        Plan, Question,
    },
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// A wallet that does wrong what its settings say.
struct Wallet(String);

impl Wallet {
    fn is(&self, wrong: &str) -> bool {
        self.0 == wrong
    }
}

fn refused(reason: Reason) -> Decision {
    Decision::deny(reason, "this card gives no more than it holds")
}

impl CardType for Wallet {
    fn manifest() -> Manifest {
        Manifest {
            id: "wallet".to_owned(),
            version: "1.0.0".to_owned(),
            accounts: vec![AccountKind::card("*")],
            events: vec![EventKind::Settle, EventKind::Load, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::Pays, Capability::LoadsMoney],
            settings: json!({ "properties": { "wrong": { "type": "string" } }, "additionalProperties": false }),
        }
    }

    fn open(settings: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        match settings.get("wrong").map(Value::as_str) {
            Some(Some("unread")) => panic!("unreadable"),
            Some(Some("deaf")) => {}
            _ if settings.get("no-such-setting").is_some() => {
                return Err(vec![Problem::at("no-such-setting", "unknown")]);
            }
            _ => {}
        }
        Ok(Self(settings["wrong"].as_str().unwrap_or_default().to_owned()))
    }

    fn decide(&self, input: &Input) -> Decision {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        match &input.event {
            Event::Settle(settle) => {
                let balance = input.balance("EUR");
                let most = if balance < settle.due { balance } else { settle.due };
                let given = match settle.asked {
                    Asked::Nothing => Amount::ZERO,
                    Asked::Rest => most,
                    Asked::Exactly(amount) if amount <= most => amount,
                    Asked::Exactly(_) if self.is("a fault") => return refused(Reason::PrinterOffline),
                    Asked::Exactly(_) => return refused(Reason::InsufficientBalance),
                };
                if self.is("panics") {
                    assert!(settle.due < amount("90.00"), "too much");
                }
                if !given.is_positive() {
                    return Decision::allow(Plan::default());
                }
                let label = if self.is("foreign") { "EUR.other" } else { "EUR" };
                let taken = if self.is("unbacked") { amount("0.01") } else { given };
                let over = if self.is("no floor") { vec![] } else { vec![Over::Card("EUR".to_owned())] };
                let mut plan = Plan {
                    tenders: vec![CardTender {
                        kind: TenderKind::MultiUseVoucher,
                        description: String::new(),
                        amount: if self.is("generous") { given + settle.due } else { given },
                    }],
                    post: vec![Post::debit(label, SystemAccount::Spend, taken)],
                    floors: vec![Floor {
                        over,
                        min: Amount::ZERO,
                        reason: Reason::InsufficientBalance,
                        text: "no".into(),
                    }],
                    ..Plan::default()
                };
                if self.is("moody") {
                    plan.footer.push(ASKED.fetch_add(1, Ordering::Relaxed).to_string());
                }
                Decision::allow(plan)
            }
            Event::Load(load) if self.is("curious") => Decision::Ask(vec![Question {
                id: if load.answers.is_empty() { "amount" } else { "favourite colour" }.to_owned(),
                kind: "amount".to_owned(),
                ..Question::default()
            }]),
            Event::Load(load) => {
                let Some(amount) = load.amount else { return refused(Reason::AmountInvalid) };
                let credited = if self.is("stingy") { amount + amount } else { amount };
                let figures = LoadFigures { amount, credited, to_pay: amount, ..LoadFigures::default() };
                let post = vec![Post::credit(SystemAccount::Load, "EUR", amount)];
                Decision::allow(Plan { load: Some(figures), post, ..Plan::default() })
            }
            Event::Return(back) if back.original.is_none() && back.refund.is_positive() => Decision::allow(Plan {
                post: vec![Post::credit(SystemAccount::Spend, "EUR", back.refund)],
                tenders: vec![tender(back.refund)],
                ..Plan::default()
            }),
            Event::Return(back) => {
                let amount = if self.is("twice") { back.total + back.total } else { back.refund };
                let post = Post { from: End::System(SystemAccount::Spend), to: End::Card("EUR".to_owned()), amount };
                let some = back.refund.is_positive();
                Decision::allow(Plan {
                    post: if some { vec![post] } else { vec![] },
                    tenders: if some { vec![tender(back.refund)] } else { vec![] },
                    ..Plan::default()
                })
            }
            Event::Void(void) => Decision::allow(Plan {
                post: void.original.post.iter().map(|post| post.reversed(post.amount)).collect(),
                ..Plan::default()
            }),
            _ => Decision::allow(Plan::default()),
        }
    }
}

fn tender(amount: Amount) -> CardTender {
    CardTender { kind: TenderKind::MultiUseVoucher, description: String::new(), amount }
}

#[test]
fn each_wrong_is_found_under_its_name_and_a_sound_card_passes() {
    for (wrong, broken) in [
        ("", &[][..]),
        ("panics", &["never_panics"]),
        ("moody", &["same_twice"]),
        ("foreign", &["plans"]),
        ("unbacked", &["plans"]),
        ("generous", &["plans"]),
        ("no floor", &["plans"]),
        ("stingy", &["plans"]),
        ("twice", &["returns"]),
        ("curious", &["questions"]),
        ("a fault", &["refusals"]),
        ("deaf", &["unknown_key"]),
        ("unread", &["unknown_key", "opens"]),
    ] {
        let settings = if wrong.is_empty() { json!({}) } else { json!({ "wrong": wrong }) };
        let report = card::conform::<Wallet>(&settings, &shop(), 7);
        let found = report.broken();
        assert_eq!(found, broken, "{wrong}\n{report}");
    }
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let report = || card::conform::<Wallet>(&json!({ "wrong": "unbacked" }), &shop(), 3);
    assert_eq!(report(), report());
}
