//! Tables of cases of the flow: sales, loads, returns and voids against a plugin that does what a case tells it to.

mod back;

use super::{
    Stop,
    correction::{self, Cards, Corrected, Sold, SoldLine, SoldTender, Source},
    load,
    party::{Asking, OwnHolder, OwnPost, Part, Party, Plugins, Purpose, reservation},
    price::{self, tests::shop},
    sale::{self, Buyer, Order, Sale},
};
use fiscus_sdk::{
    Amount, End, Fault, Floor, Over, Post, Quantity, Reason, Shop, SystemAccount, TenderKind,
    api::{Answers, LineRequest, PaymentRequest, Refund, ReturnLine},
    card::{
        AccountKind, Adjust, AdjustValue, Asked, Capability, Card, CardStatus, CardTender, Customer, Decision, Event,
        EventKind, Input, Item, ItemKind, LoadFigures, Manifest, Plan,
    },
    prorate,
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

fn amount(text: &str) -> Amount {
    text.parse().expect(text)
}

/// A wallet that pays what it has, takes back what it paid, and otherwise does what `bad` says.
struct Fake {
    bad: &'static str,
}

fn tender(value: &str) -> CardTender {
    CardTender { kind: TenderKind::MultiUseVoucher, description: "Wallet".into(), amount: amount(value) }
}

fn spend(value: &str) -> Post {
    Post::debit("EUR", SystemAccount::Spend, amount(value))
}

impl Fake {
    fn settle(&self, input: &Input, due: Amount, asked: Asked) -> Decision {
        let give = match asked {
            Asked::Nothing => Amount::ZERO,
            Asked::Rest => due.min(input.balance("EUR")),
            Asked::Exactly(amount) => amount,
        };
        let mut plan = Plan::default();
        if give.is_positive() {
            plan.tenders = vec![CardTender { amount: give, ..tender("1") }];
            plan.post = vec![Post { amount: give, ..spend("1") }];
            plan.floors = vec![Floor {
                over: vec![Over::Card("EUR".into())],
                min: Amount::ZERO,
                reason: Reason::InsufficientBalance,
                text: "short".into(),
            }];
        }
        let item = |kind, department: &str, value| Item {
            kind,
            department: department.into(),
            description: "x".into(),
            amount: amount(value),
        };
        let adjust = |value| Adjust {
            line: None,
            value: AdjustValue::Amount(amount(value)),
            description: "x".into(),
            reason: "gift".into(),
        };
        match self.bad {
            "" => {}
            "foreign label" => plan.post = vec![Post::debit("EUR.other", SystemAccount::Spend, give)],
            "foreign unit" => plan.post = vec![Post::debit("PT", SystemAccount::Spend, amount("1"))],
            "customer without one" => {
                plan.post.push(Post { from: End::Customer("EUR.due".into()), ..spend("1.00") });
            }
            "shop to shop" => plan.post.push(Post { from: End::System(SystemAccount::Load), ..spend("1.00") }),
            "nothing posted" => plan.post.clear(),
            "posts more" => plan.post.push(spend("0.01")),
            "negative post" => plan.post = vec![Post { amount: amount("-1"), ..spend("1") }],
            "fine post" => plan.post = vec![spend("0.001")],
            "negative tender" => plan.tenders = vec![CardTender { amount: amount("-1"), ..tender("1") }],
            "above due" => {
                plan.tenders = vec![tender("999.00")];
                plan.post = vec![spend("999.00")];
            }
            "other than asked" => {
                plan.tenders = vec![tender("0.01")];
                plan.post = vec![spend("0.01")];
            }
            "discharge without posting" => plan.items = vec![item(ItemKind::Discharge, "bar", "1.00")],
            "sells" => plan.items = vec![item(ItemKind::Sale, "bar", "1.00")],
            "unknown department" => plan.items = vec![item(ItemKind::Discharge, "moon", "1.00")],
            "zero line" => plan.items = vec![item(ItemKind::Discharge, "bar", "0")],
            "below zero" => plan.adjust = vec![adjust("-999.00")],
            "adjusts without posting" => plan.adjust = vec![adjust("-0.01")],
            "loads" => plan.load = Some(LoadFigures::default()),
            other => panic!("{other}"),
        }
        Decision::allow(plan)
    }

    fn load(&self, asked: Option<Amount>) -> Decision {
        let Some(value) = asked else {
            return Decision::Ask(vec![fiscus_sdk::card::Question { id: "amount".into(), ..Default::default() }]);
        };
        let mut plan = Plan {
            post: vec![Post { amount: value, ..Post::credit(SystemAccount::Load, "EUR", value) }],
            load: Some(LoadFigures { amount: value, credited: value, to_pay: value, ..LoadFigures::default() }),
            ..Plan::default()
        };
        match self.bad {
            "" => {}
            "no figures" => plan.load = None,
            "credits more" => plan.post.push(Post::credit(SystemAccount::Load, "EUR", amount("0.01"))),
            "for nothing" => {
                plan.load = Some(LoadFigures { credited: value, to_pay: Amount::ZERO, ..LoadFigures::default() });
            }
            "sells too much" => {
                plan.items = vec![Item {
                    kind: ItemKind::Sale,
                    department: "bar".into(),
                    description: "x".into(),
                    amount: value + amount("0.01"),
                }];
            }
            "discharges" => {
                plan.items = vec![Item {
                    kind: ItemKind::Discharge,
                    department: "bar".into(),
                    description: "x".into(),
                    amount: amount("0.01"),
                }];
            }
            "half fiscal" => {
                plan.items = vec![Item {
                    kind: ItemKind::Sale,
                    department: "bar".into(),
                    description: "Fee".into(),
                    amount: amount("2.00"),
                }];
            }
            other => panic!("{other}"),
        }
        Decision::allow(plan)
    }
}

impl Plugins for Fake {
    fn decide(&self, _: &str, input: &Input) -> Result<Decision, Fault> {
        Ok(match &input.event {
            Event::Settle(settle) => self.settle(input, settle.due, settle.asked),
            Event::Load(load) => self.load(load.amount),
            Event::Return(back) => {
                let mut plan = Plan::default();
                if back.refund.is_positive() {
                    plan.tenders = vec![CardTender { amount: back.refund, ..tender("1") }];
                }
                plan.post = match &back.original {
                    Some(original) => prorate::reverse(
                        &original.post,
                        &original.reversed,
                        back.returned_before,
                        back.amount,
                        back.total,
                        |_| 2,
                    ),
                    None => vec![Post::credit(SystemAccount::Load, "EUR", back.refund)],
                };
                if back.refund.is_zero() && self.bad != "gives in spite of cash" {
                    plan.post.clear();
                }
                match self.bad {
                    "" | "gives in spite of cash" => {}
                    "gives twice" => plan.post = plan.post.iter().flat_map(|p| [p.clone(), p.clone()]).collect(),
                    "gives elsewhere" => plan.post.push(Post::credit(SystemAccount::Gift, "EUR", amount("1.00"))),
                    "keeps the refund" => plan.tenders.clear(),
                    "gives what is owed" => plan.tenders[0].kind = TenderKind::UncollectedInvoice,
                    other => panic!("{other}"),
                }
                Decision::allow(plan)
            }
            Event::Void(void) => {
                let mut plan = Plan {
                    post: void.original.post.iter().map(|post| post.reversed(post.amount)).collect(),
                    ..Plan::default()
                };
                if self.bad == "forgets one" {
                    plan.post.pop();
                }
                Decision::allow(plan)
            }
            _ => Decision::allow(Plan::default()),
        })
    }
}

fn party(number: &str, balance: &str) -> Party {
    Party {
        card_type: "wallet".into(),
        type_name: "Wallet".into(),
        manifest: Arc::new(Manifest {
            id: "fake".into(),
            version: "1".into(),
            accounts: vec![AccountKind::card("*")],
            events: vec![EventKind::Settle, EventKind::Load, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsMoney, Capability::Pays],
            settings: Value::Null,
        }),
        stackable: false,
        card: Card {
            number: number.into(),
            known: true,
            valid_from: None,
            valid_until: None,
            status: CardStatus::Active,
            profile: None,
            settings: Value::Null,
        },
        customer: None,
        balances: [("EUR".to_owned(), amount(balance))].into(),
        customer_balances: BTreeMap::new(),
        mode: None,
        in_window: true,
        message: None,
    }
}

fn asking<'a>(shop: &'a Shop, plugins: &'a Fake) -> Asking<'a> {
    Asking {
        shop,
        plugins,
        now: "2026-11-22T10:00:00".parse().expect("a time"),
        seed: 1,
        operation: "o",
        till: None,
        operator: None,
    }
}

fn sell(
    bad: &'static str,
    price: &str,
    cards: &[(&str, &str)],
    payments: &str,
    buyer: &Buyer,
    credit: bool,
) -> Result<Sale, Stop> {
    let shop = Shop { credit_control: credit, ..shop() };
    let line = LineRequest { department: "bar".into(), price: amount(price), ..LineRequest::default() };
    let draft = price::draft(&shop, &[line], &[])?;
    let payments: Vec<PaymentRequest> = serde_json::from_str(payments).expect(payments);
    let parties: Vec<Party> = cards.iter().map(|(number, balance)| party(number, balance)).collect();
    let order = Order { draft, adjustments: &[], payments: &payments, buyer, sold: &[] };
    sale::plan(&asking(&shop, &Fake { bad }), &order, &parties)
}

/// A sale as a line: total, change, tenders, what each card loses, what the customer owes more.
fn shown(sale: Result<Sale, Stop>) -> String {
    match sale {
        Ok(sale) => {
            let tenders: Vec<String> = sale.tenders.iter().map(|t| format!("{} {}", t.kind.word(), t.amount)).collect();
            let parts: Vec<String> = sale
                .parts
                .iter()
                .map(|part| format!("{}-{}", part.card, part.post.iter().map(|p| p.amount).sum::<Amount>()))
                .collect();
            let owed: Vec<String> = sale
                .own_posts
                .iter()
                .filter(|p| p.purpose == Purpose::Credit)
                .map(|p| format!("owes {}", p.post.amount))
                .collect();
            [format!("{} change {}", sale.total, sale.change), tenders.join(", "), parts.join(" "), owed.join(" ")]
                .iter()
                .filter(|word| !word.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("; ")
        }
        Err(Stop::Refused(refusal) | Stop::Confirm(refusal, _)) => refusal.reason.to_string(),
        Err(Stop::Params(path, _)) => format!("params {path}"),
        Err(Stop::Fault(fault) | Stop::Printer(fault, _)) => fault.reason.to_string(),
        Err(Stop::Asking(questions)) => format!("asks {}", questions[0].id),
    }
}

#[test]
fn payments_are_taken_in_order_and_only_cash_gives_change() {
    let card = &[("A", "20.00")][..];
    for (price, cards, payments, expected) in [
        ("8.10", &[][..], r#"[{"tender":"cash","amount":"10.00"}]"#, "8.10 change 1.90; cash 10.00"),
        ("8.10", &[], r#"[{"tender":"cash"}]"#, "8.10 change 0.00; cash 8.10"),
        // What covers the document ends it, on every device.
        ("1.00", &[], r#"[{"tender":"cash","amount":"2"},{"tender":"cash","amount":"2"}]"#, "amount_invalid"),
        ("1.00", &[], r#"[{"tender":"electronic"},{"tender":"cash","amount":"1"}]"#, "amount_invalid"),
        (
            "3.00",
            &[],
            r#"[{"tender":"cash","amount":"2"},{"tender":"cash","amount":"2"}]"#,
            "3.00 change 1.00; cash 2.00, cash 2.00",
        ),
        ("8.10", &[], r#"[{"tender":"electronic","amount":"8.11"}]"#, "amount_invalid"),
        ("8.10", &[], r#"[{"tender":"electronic","amount":"8.00"}]"#, "payments_incomplete"),
        ("8.10", &[], "[]", "payments_incomplete"),
        ("8.10", &[], r#"[{"tender":"cash","amount":"0"}]"#, "amount_invalid"),
        ("8.10", &[], r#"[{"tender":"cash","amount":"-1"}]"#, "amount_invalid"),
        ("8.10", &[], r#"[{"tender":"cash","amount":"1.001"}]"#, "amount_invalid"),
        ("0", &[], "[]", "0.00 change 0.00"),
        ("30.00", card, r#"[{"tender":"card","card":"A"}]"#, "payments_incomplete"),
        (
            "30.00",
            card,
            r#"[{"tender":"card","card":"A"},{"tender":"cash"}]"#,
            "30.00 change 0.00; multi_use_voucher 20.00, cash 10.00; A-20.00",
        ),
        (
            "15.00",
            card,
            r#"[{"tender":"card","card":"A","amount":"5.00"},{"tender":"cash","amount":"20"}]"#,
            "15.00 change 10.00; multi_use_voucher 5.00, cash 20.00; A-5.00",
        ),
        ("15.00", card, r#"[{"tender":"card","card":"A","amount":"15.01"}]"#, "amount_invalid"),
        ("15.00", card, r#"[{"tender":"card"}]"#, "params payments[0].card"),
        ("15.00", card, r#"[{"tender":"card","card":"B"}]"#, "card_unknown"),
        ("15.00", &[], r#"[{"tender":"uncollected"}]"#, "params payments[0].cause"),
        ("15.00", &[], r#"[{"tender":"uncollected","cause":"goods"}]"#, "15.00 change 0.00; uncollected_goods 15.00"),
        // R4: the second card sees only what the first left.
        (
            "30.00",
            &[("A", "20.00"), ("B", "20.00")],
            r#"[{"tender":"card","card":"A"},{"tender":"card","card":"B"}]"#,
            "30.00 change 0.00; multi_use_voucher 20.00, multi_use_voucher 10.00; A-20.00 B-10.00",
        ),
        // The same card twice sees what it spent before, and is one part.
        (
            "30.00",
            card,
            r#"[{"tender":"card","card":"A","amount":"5.00"},{"tender":"card","card":"A"},{"tender":"cash"}]"#,
            "30.00 change 0.00; multi_use_voucher 5.00, multi_use_voucher 15.00, cash 10.00; A-20.00",
        ),
    ] {
        assert_eq!(shown(sell("", price, cards, payments, &Buyer::default(), false)), expected, "{price} {payments}");
    }
}

/// S3-04 to S3-09, S3-19, V-01: bare credit is owed by a customer who may, up to the cent.
#[test]
fn credit_without_a_card_is_owed_within_the_limit() {
    let buyer = |allowed, limit: Option<&str>, position: &str| Buyer {
        customer: Some(Customer {
            id: "c".into(),
            name: "Rossi".into(),
            credit_allowed: allowed,
            credit_limit: limit.map(amount),
            position: amount(position),
            discounts: Vec::new(),
            discounts_locked: false,
            birthday: None,
        }),
    };
    let owes = |value: &str| format!("{value} change 0.00; uncollected_invoice {value}; owes {value}");
    for (price, buyer, control, expected) in [
        ("99.00", buyer(true, Some("150.00"), "-51.00"), true, owes("99.00")),
        ("99.01", buyer(true, Some("150.00"), "-51.00"), true, "credit_limit_exceeded".into()),
        ("0.01", buyer(true, Some("150.00"), "-150.00"), true, "credit_limit_exceeded".into()),
        ("9999.00", buyer(true, None, "0.00"), true, owes("9999.00")),
        ("0.01", buyer(true, Some("0.00"), "0.00"), true, "credit_limit_exceeded".into()),
        ("0.01", buyer(false, Some("150.00"), "0.00"), true, "credit_not_allowed".into()),
        ("0.01", Buyer::default(), true, "customer_incomplete".into()),
        ("0.01", buyer(false, Some("0.00"), "-9.00"), false, owes("0.01")),
    ] {
        let payments = r#"[{"tender":"uncollected","cause":"invoice"}]"#;
        assert_eq!(shown(sell("", price, &[], payments, &buyer, control)), expected, "{price} {buyer:?}");
    }
}

#[test]
fn a_plan_that_breaks_a_rule_is_the_plugins_fault() {
    for bad in [
        "foreign label",
        "foreign unit",
        "customer without one",
        "shop to shop",
        "nothing posted",
        "posts more",
        "negative post",
        "fine post",
        "negative tender",
        "above due",
        "other than asked",
        "discharge without posting",
        "sells",
        "unknown department",
        "zero line",
        "below zero",
        "adjusts without posting",
        "loads",
    ] {
        let payments = r#"[{"tender":"card","card":"A","amount":"5.00"},{"tender":"cash"}]"#;
        let sale = sell(bad, "10.00", &[("A", "20.00")], payments, &Buyer::default(), false);
        assert!(matches!(&sale, Err(Stop::Fault(fault)) if fault.reason == Reason::PluginFailed), "{bad}: {sale:?}");
    }
    // What it may not do when nothing was asked of it either.
    for bad in ["above due", "other than asked", "discharge without posting"] {
        let sale = sell(bad, "10.00", &[("A", "20.00")], r#"[{"tender":"cash"}]"#, &Buyer::default(), false);
        assert!(matches!(sale, Err(Stop::Fault(_))), "{bad}");
    }
}

#[test]
fn the_reservation_names_every_posting_and_floor_in_smallest_parts() {
    let payments = r#"[{"tender":"card","card":"A"},{"tender":"cash"}]"#;
    let sale = sell("", "30.00", &[("A", "20.00")], payments, &Buyer::default(), false).expect("sold");
    let held = reservation(&shop(), &[], &sale.parts, &sale.own_posts, &[], vec!["A".into()]).expect("held");
    let amounts: Vec<i64> = held.postings.iter().map(|posting| posting.amount).collect();
    assert_eq!(amounts, [2000, 3000], "what is paid, and what counts as turnover (S5-53)");
    assert_eq!(held.guards[0].min, 0);
    assert_eq!(held.active, ["A"]);
}

fn loaded(bad: &'static str, typed: Option<&str>, payments: &str) -> Result<load::Loading, Stop> {
    let shop = shop();
    let payments: Vec<PaymentRequest> = serde_json::from_str(payments).expect(payments);
    let plugins = Fake { bad };
    let what = load::What { amount: typed.map(amount), ..load::What::default() };
    load::plan(&asking(&shop, &plugins), &party("A", "0.00"), &what, &Answers::default(), Some(&payments))
}

#[test]
fn a_load_is_covered_by_its_payments() {
    for (bad, typed, payments, expected) in [
        ("", Some("50"), r#"[{"tender":"cash","amount":"60"}]"#, Ok(("50", "10.00", None))),
        ("", Some("50"), r#"[{"tender":"cash","amount":"20"},{"tender":"electronic"}]"#, Ok(("50", "0.00", None))),
        ("", Some("50"), r#"[{"tender":"electronic"},{"tender":"cash","amount":"1"}]"#, Err("amount_invalid")),
        ("half fiscal", Some("50"), r#"[{"tender":"electronic"}]"#, Ok(("50", "0.00", Some("electronic 2.00")))),
        ("half fiscal", Some("50"), r#"[{"tender":"cash","amount":"60"}]"#, Ok(("50", "10.00", Some("cash 2.00")))),
        ("", None, "[]", Err("asks amount")),
        ("", Some("50"), "[]", Err("payments_incomplete")),
        ("", Some("50"), r#"[{"tender":"electronic","amount":"50.01"}]"#, Err("amount_invalid")),
        ("", Some("50"), r#"[{"tender":"card","card":"B"}]"#, Err("card_wrong_type")),
        ("no figures", Some("50"), r#"[{"tender":"cash"}]"#, Err("plugin_failed")),
        ("credits more", Some("50"), r#"[{"tender":"cash"}]"#, Err("plugin_failed")),
        ("for nothing", Some("50"), r#"[{"tender":"cash"}]"#, Err("plugin_failed")),
        ("sells too much", Some("50"), r#"[{"tender":"cash"}]"#, Err("plugin_failed")),
        ("discharges", Some("50"), r#"[{"tender":"cash"}]"#, Err("plugin_failed")),
    ] {
        let found = loaded(bad, typed, payments);
        match (found, expected) {
            (Ok(loading), Ok((credited, change, receipt))) => {
                assert_eq!(loading.figures.credited.to_string(), credited);
                assert_eq!(loading.change.to_string(), change, "{payments}");
                let paid = loading.receipt.map(|r| format!("{} {}", r.tenders[0].kind.word(), r.tenders[0].amount));
                assert_eq!(paid.as_deref(), receipt, "{payments}");
            }
            (Err(stop), Err(expected)) => assert_eq!(shown(Err(stop)), expected, "{bad} {payments}"),
            (found, _) => panic!("{bad} {payments}: {found:?}"),
        }
    }
}

/// Three lines of 10.00, 20.00 by card A and 10.00 in cash.
fn sold() -> (Sold, Vec<Part>) {
    let line = |id: &str, quantity: i64| SoldLine {
        id: id.into(),
        description: id.into(),
        department: "bar".into(),
        quantity: Quantity::from(quantity),
        net: amount("10.00"),
        worth: None,
        article: None,
        category: None,
    };
    let sold = Sold {
        lines: vec![line("1", 1), line("2", 1), line("3", 3)],
        total: amount("30.00"),
        tenders: vec![
            SoldTender { kind: TenderKind::MultiUseVoucher, amount: amount("20.00"), card: Some("A".into()) },
            SoldTender { kind: TenderKind::Cash, amount: amount("10.00"), card: None },
        ],
        ..Sold::default()
    };
    let part = Part {
        card: "A".into(),
        card_type: "wallet".into(),
        post: vec![spend("20.00")],
        tenders: vec![tender("20.00")],
        ..Part::default()
    };
    (sold, vec![part])
}

fn back(
    bad: &'static str,
    sold: &Sold,
    parts: &[Part],
    owed: &[OwnPost],
    lines: &str,
    refund: &Refund,
) -> Result<Corrected, Stop> {
    let shop = shop();
    let lines: Vec<ReturnLine> = serde_json::from_str(lines).expect(lines);
    let lines = correction::lines_back(&shop, "o1", sold, &lines)?;
    let source = Source { operation: "o1", method: "receipt.issue", sold, parts, own_posts: owed };
    let target = match refund {
        Refund::Card(number) => Some(party(number, "0.00")),
        _ => None,
    };
    let cards = Cards { parties: [("A".to_owned(), party("A", "0.00"))].into(), target };
    correction::give_back(&asking(&shop, &Fake { bad }), Some(&source), lines, refund, cards)
}

fn given(corrected: &Corrected) -> String {
    let tenders: Vec<String> = corrected.tenders.iter().map(|t| format!("{} {}", t.kind.word(), t.amount)).collect();
    let card: Amount = corrected.parts.iter().flat_map(|p| &p.post).map(|p| p.amount).sum();
    format!("{}: {}; card +{card}", corrected.total, tenders.join(", "))
}

/// R7, R8, V-26: in proportion, cumulatively, never more than the original; property 5 in small.
#[test]
fn partial_returns_add_up_to_the_original() {
    let (mut sold, parts) = sold();
    let mut all = Vec::new();
    for lines in [
        r#"[{"line":"3","quantity":"1"}]"#,
        r#"[{"line":"3","quantity":"1"}]"#,
        r#"[{"line":"3"}]"#,
        r#"[{"line":"1"}]"#,
        "[]",
    ] {
        let corrected = back("", &sold, &parts, &[], lines, &Refund::AsPaid).expect(lines);
        all.push(given(&corrected));
        sold.returns.push(corrected.returned);
    }
    assert_eq!(
        all,
        [
            "3.33: multi_use_voucher 2.22, cash 1.11; card +2.22",
            "3.33: multi_use_voucher 2.22, cash 1.11; card +2.22",
            "3.34: multi_use_voucher 2.22, cash 1.12; card +2.22",
            "10.00: multi_use_voucher 6.67, cash 3.33; card +6.67",
            "10.00: multi_use_voucher 6.67, cash 3.33; card +6.67",
        ]
    );
    let nothing_left = back("", &sold, &parts, &[], "[]", &Refund::AsPaid);
    assert!(matches!(nothing_left, Err(Stop::Refused(r)) if r.reason == Reason::AlreadyReturned));
}

#[test]
fn a_refund_goes_where_it_is_asked_to_and_the_card_keeps_its_own() {
    let (sold, parts) = sold();
    for (refund, expected) in [
        (Refund::AsPaid, "30.00: multi_use_voucher 20.00, cash 10.00; card +20.00"),
        (Refund::Card("B".into()), "30.00: multi_use_voucher 20.00, multi_use_voucher 10.00; card +30.00"),
    ] {
        assert_eq!(given(&back("", &sold, &parts, &[], "[]", &refund).expect("back")), expected, "{refund:?}");
    }
    // Cash for what a card paid is the card type's to allow: here the refund is asked as zero.
    let cash = back("", &sold, &parts, &[], "[]", &Refund::Cash);
    let Ok(cash) = cash else { panic!("{cash:?}") };
    assert_eq!(cash.tenders.iter().map(|t| t.kind).collect::<Vec<_>>(), [TenderKind::Cash]);
    assert_eq!(cash.tenders[0].amount, amount("30.00"));
    assert!(cash.parts.iter().all(|part| part.post.is_empty()));
    let twice = back("gives in spite of cash", &sold, &parts, &[], "[]", &Refund::Cash);
    assert!(matches!(twice, Err(Stop::Fault(fault)) if fault.reason == Reason::PluginFailed));
}

#[test]
fn what_was_never_collected_lowers_what_is_owed() {
    let (mut sold, _) = sold();
    sold.tenders = vec![SoldTender { kind: TenderKind::UncollectedInvoice, amount: amount("30.00"), card: None }];
    let owed = [OwnPost {
        holder: OwnHolder::Customer("c".into()),
        post: Post {
            from: End::Customer("EUR.due".into()),
            to: End::System(SystemAccount::Invoice),
            amount: amount("30.00"),
        },
        purpose: Purpose::Credit,
    }];
    for refund in [Refund::AsPaid, Refund::Cash] {
        let corrected = back("", &sold, &[], &owed, r#"[{"line":"1"}]"#, &refund).expect("back");
        assert_eq!(corrected.tenders[0].kind, TenderKind::UncollectedInvoice, "{refund:?}");
        assert_eq!(corrected.own_posts[0].post.amount, amount("10.00"));
        assert_eq!(corrected.own_posts[0].post.to, End::Customer("EUR.due".into()));
    }
}

#[test]
fn more_than_was_sold_or_paid_does_not_come_back() {
    let (mut sold, parts) = sold();
    for (lines, reason) in [
        (r#"[{"line":"1","quantity":"1.5"}]"#, "already_returned"),
        (r#"[{"line":"1","quantity":"0"}]"#, "amount_invalid"),
        (r#"[{"line":"9"}]"#, "params lines[0].line"),
        (r#"[{"line":"1"},{"line":"1"}]"#, "params lines[1].line"),
        (r#"[{"quantity":"1"}]"#, "params lines[0].line"),
    ] {
        let found = back("", &sold, &parts, &[], lines, &Refund::AsPaid).err().map(|stop| shown(Err(stop)));
        assert_eq!(found.as_deref(), Some(reason), "{lines}");
    }
    // Mode B: 20.00 of the 30.00 were discharged; goods come back up to the money part.
    sold.total = amount("10.00");
    sold.tenders = vec![SoldTender { kind: TenderKind::Cash, amount: amount("10.00"), card: None }];
    assert!(back("", &sold, &[], &[], r#"[{"line":"1"}]"#, &Refund::AsPaid).is_ok());
    let all = back("", &sold, &[], &[], "[]", &Refund::AsPaid).err().map(|stop| shown(Err(stop)));
    assert_eq!(all.as_deref(), Some("return_not_allowed"));
    // S2-11: closed at zero.
    sold.total = amount("0.00");
    let zero = back("", &sold, &[], &[], r#"[{"line":"1"}]"#, &Refund::AsPaid).err().map(|stop| shown(Err(stop)));
    assert_eq!(zero.as_deref(), Some("return_not_allowed"));
}

#[test]
fn a_return_or_void_that_breaks_a_rule_is_the_plugins_fault() {
    let (sold, parts) = sold();
    for bad in ["gives twice", "gives elsewhere", "keeps the refund"] {
        let found = back(bad, &sold, &parts, &[], "[]", &Refund::AsPaid);
        assert!(matches!(found, Err(Stop::Fault(_))), "{bad}");
    }
    let shop = shop();
    let undo = |bad, sold: &Sold| {
        let source = Source { operation: "o1", method: "receipt.issue", sold, parts: &parts, own_posts: &[] };
        let parties = [("A".to_owned(), party("A", "0.00"))].into();
        correction::undo(&asking(&shop, &Fake { bad }), &source, &parties).map(|c| c.parts[0].post.clone())
    };
    assert_eq!(undo("", &sold), Ok(vec![spend("20.00").reversed(amount("20.00"))]));
    assert!(matches!(undo("forgets one", &sold), Err(Stop::Fault(_))));
    for ended in [
        Sold { voided_by: Some("v".into()), ..sold.clone() },
        Sold { returns: vec![correction::Returned::default()], ..sold.clone() },
    ] {
        assert!(matches!(undo("", &ended), Err(Stop::Refused(r)) if r.reason == Reason::AlreadyReturned));
    }
}
