//! F1: a death at every named point of every flow, some with another during the recovery.

use fiscus_sdk::Amount;
use fiscus_tests::{
    End, Family, Lack,
    oracle::{CARD, Leaves, Left, Look, Paper},
    shop::{Plan, Shop, WALLET, sale},
};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// What prints behind the daemon's back has nothing more to print when this long nothing came.
const SETTLED: Duration = Duration::from_millis(60);

/// The bag (mode B).
const BAG: &str = "9700000000013";
const BAGS: &str = r#"
[card_types.bag]
plugin = "prepaid"
name = "Bag"
numbers = { prefix = "97", length = 13 }
[card_types.bag.settings]
mode = "departments"
load_department = "shop"
payment_department = "shop"
"#;

/// The steps of whatever is printed.
const STEPS: &[&str] =
    &["reserve:before", "reserve:after", "print:before", "print:after", "commit:before", "commit:after"];
/// The same, and copies after it.
const WITH_COPY: &[&str] = &[
    "reserve:before",
    "reserve:after",
    "print:before",
    "print:after",
    "commit:before",
    "commit:after",
    "copy:before",
    "copy:after",
];
const PRINTED: &[&str] = &["print:after", "commit:before", "commit:after"];
const NOT_PRINTED: &[&str] = &["print:after", "void:before", "void:after"];
/// A death, and the one of the recovery from it.
const TWICE: &[(&str, &str)] = &[
    ("reserve:after", "void:before"),
    ("print:before", "recovery:before"),
    ("print:before", "void:after"),
    ("print:after", "commit:before"),
    ("print:after", "commit:after"),
];

/// A flow, and where it dies.
struct Flow {
    name: &'static str,
    /// What must be there before it; with the id that the flow will have.
    prepare: fn(&Shop, &str),
    call: fn(&Shop, &str) -> (&'static str, Value),
    /// What the printer does wrong meanwhile: request, place, misbehaviour.
    fault: Option<(&'static str, u32, &'static str)>,
    paper: Paper,
    slips: usize,
    /// In cents: the wallet, the bag.
    delta: [i64; 2],
    /// What a family may declare about it.
    lack: Option<Lack>,
    points: &'static [&'static str],
    twice: &'static [(&'static str, &'static str)],
}

const SALE: Flow = Flow {
    name: "sale",
    prepare: |_, _| {},
    call: |_, id| ("receipt.issue", sale(id, "3.00", json!([{ "tender": "cash" }]))),
    fault: None,
    paper: Paper::Fiscal("receipt"),
    slips: 0,
    delta: [0, 0],
    lack: None,
    points: STEPS,
    twice: TWICE,
};

fn original(id: &str) -> String {
    format!("{id}-sold")
}

fn by_card(id: &str) -> Value {
    sale(id, "3.00", json!([{ "tender": "card", "card": CARD, "amount": "2.00" }, { "tender": "cash" }]))
}

fn load(id: &str, card: &str) -> (&'static str, Value) {
    let params = json!({ "operation": id, "card": card, "amount": "5.00", "payments": [{ "tender": "cash" }] });
    ("card.load", params)
}

fn sales() -> Vec<Flow> {
    vec![
        SALE,
        Flow { name: "sale-lost", fault: Some(("receipt", 1, "lose_after")), points: PRINTED, twice: &[], ..SALE },
        Flow { name: "sale-cut", fault: Some(("receipt", 1, "cut_answer")), points: PRINTED, twice: &[], ..SALE },
        Flow {
            name: "sale-unsent",
            fault: Some(("receipt", 1, "lose_before")),
            points: NOT_PRINTED,
            twice: &[],
            ..SALE
        },
        Flow { name: "sale-open", fault: Some(("receipt", 1, "left_open")), points: NOT_PRINTED, twice: &[], ..SALE },
        Flow {
            name: "sale-no-paper",
            fault: Some(("receipt", 1, "paper_end")),
            points: NOT_PRINTED,
            twice: &[("void:before", "void:before")],
            ..SALE
        },
        // Somebody else's document follows ours: nothing proves which is which.
        Flow {
            name: "sale-doubt",
            fault: Some(("receipt", 1, "foreign_after_lost")),
            points: &["doubt:after", "print:after"],
            twice: &[("print:after", "doubt:after")],
            ..SALE
        },
        Flow {
            name: "sale-denied",
            call: |_, id| {
                ("receipt.issue", sale(id, "3.00", json!([{ "tender": "card", "card": CARD, "amount": "999.00" }])))
            },
            points: &["denied:after"],
            twice: &[],
            ..SALE
        },
    ]
}

fn cards() -> Vec<Flow> {
    let by_card = Flow { name: "card", call: |_, id| ("receipt.issue", by_card(id)), delta: [-200, 0], ..SALE };
    let load_a = Flow {
        name: "load-a",
        call: |_, id| load(id, CARD),
        paper: Paper::Slips,
        slips: 2,
        delta: [500, 0],
        points: WITH_COPY,
        twice: &[
            ("print:before", "commit:before"),
            ("print:after", "copy:before"),
            ("commit:after", "copy:before"),
            ("copy:before", "copy:after"),
        ],
        ..SALE
    };
    vec![
        Flow {
            name: "card-lost",
            fault: Some(("receipt", 1, "lose_after")),
            points: PRINTED,
            twice: &[("print:after", "commit:after")],
            ..by_card
        },
        by_card,
        Flow {
            name: "load-a-lost",
            fault: Some(("slip", 1, "lose_after")),
            points: &["again:before", "commit:before", "copy:before"],
            twice: &[],
            ..load_a
        },
        Flow {
            name: "load-a-no-paper",
            fault: Some(("slip", 1, "paper_end")),
            points: &["void:before", "void:after"],
            twice: &[],
            ..load_a
        },
        load_a,
        Flow { name: "load-b", call: |_, id| load(id, BAG), paper: Paper::Fiscal("receipt"), delta: [0, 500], ..SALE },
        Flow {
            name: "discharge",
            prepare: |shop, id| drop(shop.load(&original(id), BAG, "2.00")),
            call: |_, id| {
                let goods = json!({ "id": "1", "department": "shop", "price": "3.00" });
                let paid = json!([{ "tender": "card", "card": BAG, "amount": "2.00" }, { "tender": "cash" }]);
                ("receipt.issue", json!({ "operation": id, "lines": [goods], "payments": paid }))
            },
            delta: [0, -200],
            ..SALE
        },
    ]
}

fn corrections() -> Vec<Flow> {
    let back = Flow {
        name: "return",
        prepare: |shop, id| drop(shop.done("receipt.issue", by_card(&original(id)))),
        call: |_, id| ("receipt.return", json!({ "operation": id, "original": original(id) })),
        paper: Paper::Fiscal("return"),
        delta: [200, 0],
        lack: Some(Lack::OwnOriginals),
        ..SALE
    };
    let void = Flow {
        name: "void",
        call: |_, id| ("receipt.void", json!({ "operation": id, "original": original(id) })),
        paper: Paper::Fiscal("void"),
        ..back
    };
    vec![
        Flow { name: "return-lost", fault: Some(("return", 1, "lose_after")), points: PRINTED, twice: &[], ..back },
        back,
        Flow { name: "void-lost", fault: Some(("void", 1, "lose_after")), points: PRINTED, twice: &[], ..void },
        Flow {
            name: "void-no-paper",
            fault: Some(("void", 1, "paper_end")),
            points: &["void:before", "void:after"],
            twice: &[],
            ..void
        },
        void,
        Flow {
            name: "resolve",
            prepare: |shop, id| {
                shop.front().fault("receipt", "foreign_after_lost");
                assert_eq!(shop.done("receipt.issue", by_card(&original(id)))["state"], "in_doubt");
            },
            call: |shop, id| {
                let documents = shop.front().documents();
                let ours = &documents[documents.len() - 2];
                let numbers = json!({ "z": ours["z"], "number": ours["number"], "total": "3.00" });
                let params = json!({
                    "operation": id, "target": original(id), "as": { "printed": numbers }, "reason": "seen",
                });
                ("operation.resolve", params)
            },
            paper: Paper::Slips,
            // What was held is not counted before either.
            delta: [0, 0],
            points: &["post:before", "post:after", "resolve:before", "commit:before", "commit:after"],
            twice: &[],
            ..SALE
        },
    ]
}

fn reports() -> Vec<Flow> {
    let slip = Flow {
        name: "slip",
        call: |_, id| ("slip.print", json!({ "operation": id, "lines": [id], "copies": 2 })),
        paper: Paper::Slips,
        slips: 2,
        points: WITH_COPY,
        twice: &[("print:before", "copy:before"), ("commit:after", "copy:after")],
        ..SALE
    };
    let z = Flow {
        name: "z",
        prepare: |shop, id| {
            drop(shop.done("receipt.issue", sale(&original(id), "1.00", json!([{ "tender": "cash" }]))));
        },
        call: |_, id| ("printer.z_report", json!({ "operation": id, "printer": "front" })),
        paper: Paper::Report("z"),
        ..SALE
    };
    let cash = Flow {
        name: "cash",
        call: |_, id| ("printer.cash_in", json!({ "operation": id, "printer": "front", "amount": "1.00" })),
        paper: Paper::Cash("1.00"),
        lack: Some(Lack::Cash),
        twice: &[("print:after", "doubt:after")],
        ..SALE
    };
    vec![
        slip,
        Flow { name: "z-lost", fault: Some(("z_report", 1, "lose_after")), points: PRINTED, twice: &[], ..z },
        z,
        Flow {
            name: "x",
            call: |_, id| ("printer.x_report", json!({ "operation": id, "printer": "front" })),
            paper: Paper::Report("x"),
            twice: &[],
            ..SALE
        },
        Flow {
            name: "cash-lost",
            fault: Some(("cash", 1, "lose_after")),
            points: &["doubt:after"],
            twice: &[],
            ..cash
        },
        cash,
        Flow {
            name: "customer",
            call: |_, id| ("customer.save", json!({ "operation": id, "id": id, "first_name": "Anna" })),
            paper: Paper::Slips,
            points: &["post:before", "post:after"],
            twice: &[],
            ..SALE
        },
    ]
}

pub fn opened(family: Family) -> Shop {
    let shop = Shop::open(Plan {
        more: format!("{WALLET}{BAGS}"),
        family,
        libraries: vec!["fiscus-prepaid", family.package],
        printers: vec![("front".to_owned(), family.tables.to_owned())],
        ..Plan::default()
    });
    shop.load("first-a", CARD, "100.00");
    shop.load("first-b", BAG, "5.00");
    shop
}

/// What a device has made, when it makes no more.
fn rested(shop: &Shop, family: Family) -> Look {
    let mut look = Look::at(shop, &[CARD, BAG]);
    while family.lacks(Lack::Answers) {
        std::thread::sleep(SETTLED);
        let later = Look::at(shop, &[CARD, BAG]);
        if later == look {
            break;
        }
        look = later;
    }
    look
}

/// One death, perhaps a second in the recovery, and what is found after it. Answers how many.
fn die(shop: &mut Shop, family: Family, flow: &Flow, first: &str, second: Option<&str>, id: &str) -> usize {
    (flow.prepare)(shop, id);
    shop.await_rest();
    let (method, params) = (flow.call)(shop, id);
    let before = rested(shop, family);
    shop.kill();
    shop.front().misbehave(&flow.fault.map_or_else(String::new, |(on, nth, what)| {
        format!("[[fault]]\non = \"{on}\"\nnth = {nth}\ntimes = 1\ndo = \"{what}\"\n")
    }));
    shop.start_to_crash_at(first);
    let told = shop.attempt(method, &params);
    shop.await_end();
    let mut kills = 1;
    if let Some(second) = second {
        shop.start_to_crash_at(second);
        shop.await_end();
        kills += 1;
    }
    shop.start();
    let end = shop.till().end(method, &params);
    shop.await_rest();
    let end = settled(shop, family, flow, id, &rested(shop, family).since(&before), end);
    // A copy is printed after the answer: the till may have been told before the death.
    if let Ok(told) = told {
        assert_eq!(End::Committed(told), end);
    }
    let moves: Vec<Amount> = flow.delta.iter().map(|cents| Amount::from_minor(*cents, 2)).collect();
    let leaves = Leaves { paper: flow.paper, slips: flow.slips, held: moves.clone(), moves, copies: kills + 1 };
    leaves.judge(&end, &rested(shop, family).since(&before));
    kills
}

/// Where nothing proves what happened a person looks at the paper, and says so. Answers the end.
fn settled(shop: &Shop, family: Family, flow: &Flow, id: &str, left: &Left, end: End) -> End {
    let End::InDoubt(answer) = &end else { return end };
    let honest = matches!(flow.paper, Paper::Cash(_)) || flow.name == "sale-doubt" || family.lacks(Lack::Answers);
    assert!(honest, "in doubt without a reason: {answer}");
    assert!(!answer["evidence"]["expected_total"].is_null() || flow.paper == Paper::Report("z"), "{answer}");
    let printed = left.made(flow.paper) > 0;
    let decided = match left.documents.first() {
        Some(document) => {
            json!({ "printed": { "z": document["z"], "number": document["number"], "total": document["total"] } })
        }
        None if printed => json!({ "printed": {} }),
        None => json!("not_printed"),
    };
    let params =
        json!({ "operation": format!("{id}-seen"), "target": id, "as": decided, "reason": "looked at the paper" });
    let answer = shop.done("operation.resolve", params);
    assert_eq!(answer["state"], if printed { "committed" } else { "voided" });
    if printed { End::Committed(answer) } else { End::Voided(answer) }
}

/// What dies before a byte goes out, or after the end is durable, knows no printer: it is played before one family.
const PRINTER: [&str; 8] = [
    "print:before",
    "print:after",
    "commit:before",
    "copy:before",
    "copy:after",
    "again:before",
    "void:before",
    "doubt:after",
];

/// Whether a family can play a flow: it does what is asked for, and the fault exists on its wire.
fn plays(family: Family, flow: &Flow) -> bool {
    let exists = |what: &str| !family.lacks(Lack::Answers) || ["lose_after", "lose_before"].contains(&what);
    let waits = family.lacks(Lack::Answers) && flow.name == "resolve";
    !flow.lack.is_some_and(|lack| family.lacks(lack)) && !waits && flow.fault.is_none_or(|(_, _, what)| exists(what))
}

/// The deaths of a flow before a family; a register that never answers leaves no recovery that could die.
fn deaths(family: Family, flow: &Flow) -> Vec<(&'static str, Option<&'static str>)> {
    let all = family == Family::EPSON_RT;
    let silent = family.lacks(Lack::Answers);
    let reached = |first: &&&str| !silent || flow.fault.is_none() || **first == "print:after";
    let points = flow.points.iter().filter(|first| all || PRINTER.contains(first)).filter(reached);
    let twice = flow.twice.iter().filter(|_| !silent).take(if all { usize::MAX } else { 1 });
    points.map(|first| (*first, None)).chain(twice.map(|(first, second)| (*first, Some(*second)))).collect()
}

/// Every death of these flows, in a shop of their own.
fn run(family: Family, flows: &[Flow], kills: &AtomicUsize) {
    let mut shop = opened(family);
    for flow in flows.iter().filter(|flow| plays(family, flow)) {
        for (count, (first, second)) in deaths(family, flow).into_iter().enumerate() {
            eprintln!("{} {} {first} {second:?}", family.model, flow.name);
            let id = format!("{}-{count}", flow.name);
            kills.fetch_add(die(&mut shop, family, flow, first, second, &id), Ordering::Relaxed);
        }
        shop.verify();
    }
}

/// A sale that waits for a slow slip: it is reserved first, and marked as being printed when its turn comes.
fn run_queued(kills: &AtomicUsize) {
    let mut shop = opened(Family::EPSON_RT);
    for (count, point) in
        ["reserve:after:2", "printing:after", "print:before:2", "print:after:2", "commit:after:2"].iter().enumerate()
    {
        eprintln!("queued {point}");
        let before = Look::at(&shop, &[CARD]);
        shop.kill();
        shop.front().misbehave("[[fault]]\non = \"slip\"\nnth = 1\ndo = \"slow:150ms\"\n");
        shop.start_to_crash_at(point);
        let slip = json!({ "operation": format!("slow-{count}"), "lines": ["slow"] });
        let sold = by_card(&format!("queued-{count}"));
        let till = shop.till();
        std::thread::scope(|all| {
            let first = all.spawn(|| till.ask("slip.print", &slip).is_ok());
            let printing = json!({ "target": format!("slow-{count}") });
            while till.ask("operation.get", &printing).ok().is_none_or(|slip| slip["state"] != "printing") {
                std::thread::yield_now();
            }
            assert!(till.ask("receipt.issue", &sold).is_err(), "the daemon was to die");
            first.join().expect("a till");
        });
        shop.await_end();
        kills.fetch_add(1, Ordering::Relaxed);
        shop.start();
        let slip = till.end("slip.print", &slip);
        let end = till.end("receipt.issue", &sold);
        assert!(matches!(slip, End::Committed(_)), "{slip:?}");
        shop.await_rest();
        let one = usize::from(matches!(end, End::Committed(_)));
        let left = Look::at(&shop, &[CARD]).since(&before);
        assert_eq!(left.documents.len(), one, "{end:?}");
        assert_eq!(left.moved, [Amount::from_minor(if one == 1 { -200 } else { 0 }, 2)]);
        assert!(left.made(Paper::Slips) >= 1);
        shop.verify();
    }
}

/// F1, S1, S2, S10.
#[test]
fn a_death_at_any_point_leaves_one_document_or_none_and_the_money_where_it_belongs() {
    let kills = AtomicUsize::new(0);
    std::thread::scope(|all| {
        for flows in [sales(), cards(), corrections(), reports()] {
            let kills = &kills;
            all.spawn(move || run(Family::EPSON_RT, &flows, kills));
        }
        all.spawn(|| run_queued(&kills));
    });
    let kills = kills.into_inner();
    eprintln!("{kills} kills at named points");
    assert!(kills >= 150, "{kills} kills");
}

/// The same before every other family, at the points where paper is made and proven.
#[test]
fn a_death_is_survived_before_every_family() {
    let (kills, others) = (AtomicUsize::new(0), Family::FISCAL.iter().filter(|family| **family != Family::EPSON_RT));
    std::thread::scope(|all| {
        for family in others {
            let kills = &kills;
            all.spawn(move || {
                run(*family, &[sales(), cards()].into_iter().flatten().collect::<Vec<_>>(), kills);
            });
            all.spawn(move || {
                run(*family, &[corrections(), reports()].into_iter().flatten().collect::<Vec<_>>(), kills);
            });
        }
    });
    let kills = kills.into_inner();
    eprintln!("{kills} kills before other families");
    assert!(kills >= 300, "{kills} kills");
}
