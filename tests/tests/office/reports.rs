//! Reports: each is what the entries say, in days of the shop's zone, both inclusive.

use fiscus_sdk::Amount;
use fiscus_tests::{
    Chance, World,
    kinds::{BONUS, CREDIT, DISCOUNT, PIN, PREPAID, STAMP, WALLET},
    scene::Played,
    scene::{Scene, amount, cash, goods, lines, with},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CARD: &str = "98000001";

/// All pages of a report, each with so many.
pub fn pages(scene: &Scene, method: &str, params: &Value, limit: u32) -> Vec<Value> {
    let mut items = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = scene.done(method, with(params.clone(), json!({ "limit": limit, "after": after })));
        let found = page["items"].as_array().expect("items");
        assert!(found.len() <= limit as usize || method == "report.cards", "{method}: {page}");
        items.extend(found.iter().cloned());
        after = page["next"].clone();
        if after.is_null() {
            return items;
        }
    }
}

fn period(value: &Value) -> [String; 4] {
    ["opening", "credited", "debited", "closing"].map(|key| value[key].as_str().unwrap_or_default().to_owned())
}

fn load(scene: &Scene, card: &str, sum: &str) -> Value {
    scene.does("card.load", json!({ "card": card, "amount": sum, "payments": cash() }))
}

fn days(from: &str, to: &str) -> Value {
    json!({ "from": from, "to": to })
}

fn texts<'v>(items: &'v [Value], key: &str) -> Vec<&'v str> {
    items.iter().map(|item| item[key].as_str().unwrap_or("-")).collect()
}

/// V-21, S5-56: opening 10.00, load 50.00, paid 12.30, 1.00 back; the closing is the next opening, and over all cards
/// it is what the shop owes.
#[test]
fn what_closes_a_period_opens_the_next() -> Played {
    let mut scene = Scene::open_at(&World::named(), &[WALLET], "2026-11-20T12:00:00+01:00");
    scene.card("wallet", CARD, json!({}));
    scene.card("wallet", "98000002", json!({}));
    load(&scene, CARD, "10.00");
    scene.at("2026-11-21T12:00:00+01:00");
    load(&scene, CARD, "50.00");
    let sold = scene.pays(lines(&[("pizza", 1, "11.30"), ("pizza", 1, "1.00")]), &[CARD]);
    scene.returns_of(&sold, "2", 1)?;
    scene.at("2026-11-22T12:00:00+01:00");
    for (from, to, expected) in [
        (json!("2026-11-21"), json!("2026-11-21"), ["10.00", "51.00", "12.30", "48.70"]),
        (json!("2026-11-22"), json!("2026-11-22"), ["48.70", "0.00", "0.00", "48.70"]),
        (json!("2026-11-22"), Value::Null, ["48.70", "0.00", "0.00", "48.70"]),
        (json!("2026-11-20"), json!("2026-11-20"), ["0.00", "10.00", "0.00", "10.00"]),
        (Value::Null, json!("2026-11-20"), ["0.00", "10.00", "0.00", "10.00"]),
        (Value::Null, Value::Null, ["0.00", "61.00", "12.30", "48.70"]),
    ] {
        let report = scene.done("report.cards", json!({ "from": from, "to": to }));
        assert_eq!(period(&report["items"][0]), expected, "{report}");
        assert_eq!(period(&report["totals"]["EUR"]), expected, "{report}");
        let item = (&report["items"][0]["card"], &report["items"][0]["type"], &report["items"][0]["account"]);
        assert_eq!(item, (&json!(CARD), &json!("wallet"), &json!("EUR")));
        // The other card never had anything.
        assert_eq!(report["items"].as_array().map(Vec::len), Some(1));
        assert_eq!((&report["from"], &report["to"]), (&from, &to));
    }
    let before = scene.done("report.cards", days("2026-11-01", "2026-11-19"));
    assert_eq!(before["items"], json!([]), "nothing before, nothing in it");
    let liability = scene.done("report.liability", json!({}));
    assert_eq!(liability["totals"]["EUR"], json!("48.70"));
    scene.ends()
}

/// V-21: a page has as many lines as it may, however many cards without one stand between them.
#[test]
fn cards_without_a_line_make_no_empty_pages() -> Played {
    let scene = Scene::open_at(&World::named(), &[WALLET], "2026-11-20T12:00:00+01:00");
    for nth in 0..12 {
        scene.card("wallet", &format!("980000{nth:02}"), json!({}));
    }
    load(&scene, "98000004", "5.00");
    load(&scene, "98000009", "7.00");
    for (limit, sizes) in [(1, &[1, 1][..]), (2, &[2]), (100, &[2])] {
        let (mut told, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = scene.done("report.cards", json!({ "limit": limit, "after": after }));
            told.push(page["items"].as_array().expect("items").len());
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(told, sizes, "{limit}");
    }
    scene.ends()
}

/// A day begins at midnight of the shop's zone, also where it has 23 or 25 hours.
#[test]
fn a_day_is_a_day_of_the_shops_zone() -> Played {
    let mut scene = Scene::open_at(&World::named(), &[WALLET], "2026-03-28T12:00:00+01:00");
    scene.card("wallet", CARD, json!({}));
    for (instant, sum) in [
        // 23 hours: two o'clock is three o'clock.
        ("2026-03-28T23:58:00+01:00", "0.01"),
        ("2026-03-29T00:00:00+01:00", "0.02"),
        ("2026-03-29T23:58:00+02:00", "0.04"),
        ("2026-03-30T00:00:00+02:00", "0.08"),
        // 25 hours: from two to three comes twice.
        ("2026-10-25T00:00:00+02:00", "0.16"),
        ("2026-10-25T02:30:00+02:00", "0.32"),
        ("2026-10-25T02:30:00+01:00", "0.64"),
        ("2026-10-25T23:58:00+01:00", "1.28"),
        ("2026-10-26T00:00:00+01:00", "2.56"),
    ] {
        scene.at(instant);
        load(&scene, CARD, sum);
    }
    for (from, to, expected) in [
        ("2026-03-28", "2026-03-28", ["0.00", "0.01", "0.00", "0.01"]),
        ("2026-03-29", "2026-03-29", ["0.01", "0.06", "0.00", "0.07"]),
        ("2026-03-30", "2026-03-30", ["0.07", "0.08", "0.00", "0.15"]),
        ("2026-10-25", "2026-10-25", ["0.15", "2.40", "0.00", "2.55"]),
        ("2026-10-26", "2026-10-26", ["2.55", "2.56", "0.00", "5.11"]),
        ("2026-03-29", "2026-10-25", ["0.01", "2.54", "0.00", "2.55"]),
    ] {
        let report = scene.done("report.cards", days(from, to));
        assert_eq!(period(&report["totals"]["EUR"]), expected, "{from} to {to}");
        let tracked = pages(&scene, "cards.track", &with(days(from, to), json!({ "cards": [CARD] })), 2);
        let sum: Amount = tracked.iter().map(|item| amount(&item["amount"])).sum();
        assert_eq!(sum, amount(&json!(expected[1])), "{from} to {to}");
    }
    scene.ends()
}

/// S5-54, S5-07: what was taken off, by whom, of what; what bonus paid is all of it; what comes back has the other
/// sign, in its own period.
#[test]
fn discounts_are_reported_and_come_back() -> Played {
    let mut scene = Scene::open_at(&World::named(), &[BONUS, DISCOUNT, WALLET], "2026-11-20T10:00:00+01:00");
    scene.customer("anna", json!({}));
    scene.card("discount", "50000001", json!({ "customer": "anna" }));
    scene.card("bonus", "20000001", json!({}));
    scene.card("part", "21000001", json!({}));
    // 20 % of the pizza, 5 % of the rest; the till takes 1.00 off the second line and 10 % off all that is left.
    let mut sale = lines(&[("pizza", 3, "10.00"), ("drink", 1, "4.00")]);
    sale[0]["category"] = json!("pizza");
    let sold = scene.does(
        "receipt.issue",
        json!({
            "till": "2", "operator": "eva", "lines": sale, "cards": ["50000001"], "payments": cash(),
            "adjustments": [
                { "line": "2", "kind": "discount", "description": "Old", "amount": "1.00" },
                { "kind": "discount", "description": "Happy hour", "percent": "10" },
            ],
        }),
    );
    scene.sells(goods("5.00"), &[]);
    // Earns 5.00 and 10.00 of bonus; both are spent on what follows.
    scene.sells(goods("100.00"), &["20000001"]);
    scene.sells(goods("100.00"), &["21000001"]);
    let whole = scene.does(
        "receipt.issue",
        json!({ "lines": goods("5.00"), "payments": [{ "tender": "card", "card": "20000001" }] }),
    );
    let part = scene.does(
        "receipt.issue",
        json!({ "lines": goods("40.00"), "payments": [{ "tender": "card", "card": "21000001" }, { "tender": "cash" }] }),
    );
    let report = scene.done("report.discounts", days("2026-11-20", "2026-11-20"));
    let items = report["items"].as_array().expect("items").clone();
    let row = |item: &Value| {
        ["operation", "line", "card", "reason", "before", "amount", "percent"]
            .map(|key| item[key].as_str().unwrap_or("-").to_owned())
            .join(" ")
    };
    let id = |answer: &Value| answer["operation"].as_str().expect("an id").to_owned();
    let expected = [
        format!("{} 1 50000001 discount 30.00 -6.00 -20.00", id(&sold)),
        format!("{} 2 - discount 4.00 -1.00 -25.00", id(&sold)),
        format!("{} 2 50000001 discount 3.00 -0.15 -5.00", id(&sold)),
        format!("{} - - discount 26.85 -2.69 -10.02", id(&sold)),
        format!("{} - 20000001 bonus 5.00 -5.00 -100.00", id(&whole)),
        format!("{} - 21000001 bonus 10.00 -10.00 -100.00", id(&part)),
    ];
    assert_eq!(items.iter().map(row).collect::<Vec<_>>(), expected);
    assert_eq!(report["totals"], json!({ "discount": "-9.84", "bonus": "-15.00" }));
    assert_eq!(
        ["till", "operator", "customer", "type"].map(|key| items[0][key].as_str().unwrap_or("-")),
        ["2", "eva", "anna", "discount"]
    );
    for limit in [1, 2, 4] {
        assert_eq!(pages(&scene, "report.discounts", &days("2026-11-20", "2026-11-20"), limit), items);
    }
    // Two of three pizzas come back, then all the rest; the last gets what is left.
    scene.at("2026-11-21T10:00:00+01:00");
    scene.returns_of(&sold, "1", 1)?;
    scene.returns_of(&sold, "1", 1)?;
    scene.at("2026-11-22T10:00:00+01:00");
    scene.returns(&sold)?;
    scene.voids(&whole)?;
    let back = |from: &str, to: &str| scene.done("report.discounts", days(from, to));
    let rows = |report: &Value| report["items"].as_array().expect("items").iter().map(row).collect::<Vec<_>>();
    let first = back("2026-11-21", "2026-11-21");
    assert!(rows(&first).iter().all(|row| row.contains(" -") && !row.contains(" 20.00")), "{first}");
    assert_eq!(first["items"][0]["amount"], json!("2.00"), "{first}");
    assert_eq!((&first["items"][0]["before"], &first["items"][0]["percent"]), (&json!("-10.00"), &json!("-20.00")));
    let all = back("2026-11-20", "2026-11-22");
    let of_part = amount(&json!("-10.00"));
    let total: Amount = all["totals"].as_object().expect("totals").values().map(amount).sum();
    assert_eq!(total, of_part, "what came back whole is no discount any more: {all}");
    // What was there yesterday is there still.
    assert_eq!(pages(&scene, "report.discounts", &days("2026-11-20", "2026-11-20"), 100), items);
    scene.ends()
}

/// S5-16: a customer with cards of several types; what he bought, paid and owes adds up to his position.
#[test]
fn a_statement_adds_up_to_the_position() -> Played {
    let mut plan = fiscus_tests::scene::plan(&World::named(), &[WALLET, CREDIT, BONUS, STAMP]);
    plan.credit_control = true;
    plan.clock = Some("2026-10-30T10:00:00+01:00".to_owned());
    let mut scene = Scene::of(&World::named(), plan);
    scene.customer("firm", json!({ "company": "ACME" }));
    scene.customer("anna", json!({ "credit_allowed": true, "credit_limit": "500.00", "bill_to": "firm" }));
    for (card_type, number) in [("wallet", CARD), ("credit", "30000001"), ("bonus", "20000001"), ("stamp", "60000001")]
    {
        scene.card(card_type, number, json!({ "customer": "anna" }));
    }
    let on_credit = |sum: &str| {
        let payments = json!([{ "tender": "uncollected", "cause": "invoice" }]);
        scene.does("receipt.issue", json!({ "lines": goods(sum), "customer": { "id": "anna" }, "payments": payments }))
    };
    load(&scene, CARD, "20.00");
    let (first, second) = (on_credit("30.00"), on_credit("7.00"));
    scene.at("2026-11-02T10:00:00+01:00");
    let on_credit = |sum: &str| {
        let payments = json!([{ "tender": "uncollected", "cause": "invoice" }]);
        scene.does("receipt.issue", json!({ "lines": goods(sum), "customer": { "id": "anna" }, "payments": payments }))
    };
    let third = on_credit("12.50");
    scene.pays(goods("5.00"), &[CARD]);
    scene.pays(goods("9.00"), &["30000001"]);
    scene.sells(goods("100.00"), &["20000001", "60000001"]);
    scene.returns(&first)?;
    scene.voids(&third)?;
    scene.does(
        "customer.settle",
        json!({ "customer": "anna", "operations": [second["operation"]], "as": "invoiced", "document": "2026/17" }),
    );
    let of = |from: &str, to: &str| scene.done("report.statement", with(days(from, to), json!({ "customer": "anna" })));
    let (october, november) = (of("2026-10-01", "2026-10-31"), of("2026-11-01", "2026-11-30"));
    assert_eq!(period(&october["position"])[3], period(&november["position"])[0]);
    assert_eq!(json!(period(&november["position"])[3]), scene.position("anna"));
    assert_eq!((&november["name"], &november["bill_to"]), (&json!("Anna Rossi"), &json!("firm")));
    for (report, until) in [(&october, "2026-10-31"), (&november, "2026-11-30")] {
        let items = report["items"].as_array().expect("items");
        let sum = |key: &str| -> Amount { items.iter().map(|item| amount(&item[key])).sum() };
        let at = |place: usize| amount(&json!(period(&report["position"])[place]));
        assert_eq!(sum("position"), at(3) - at(0), "{report}");
        let bought: Amount = sum("total");
        let expected = if until == "2026-10-31" { "37.00" } else { "84.00" };
        assert_eq!(bought, amount(&json!(expected)), "{report}");
    }
    let items = november["items"].as_array().expect("items").clone();
    assert_eq!(
        texts(&items, "method"),
        [
            "receipt.issue",
            "receipt.issue",
            "receipt.issue",
            "receipt.issue",
            "receipt.return",
            "receipt.void",
            "customer.settle"
        ]
    );
    assert_eq!(texts(&items, "due"), ["12.50", "0.00", "0.00", "0.00", "-30.00", "-12.50", "-7.00"], "{november}");
    assert_eq!(texts(&items, "total")[..2], ["12.50", "5.00"]);
    assert_eq!((&items[0]["settled"], &items[6]["settlement"]), (&json!(true), &json!("2026/17")));
    assert_eq!(items[3]["cards"], json!(["60000001", "20000001"]));
    assert!(items[1]["document"]["number"].is_number(), "{november}");
    // Of the month before: settled and returned since.
    assert_eq!(october["items"][2]["settled"], json!(true));
    let asked = with(days("2026-11-01", "2026-11-30"), json!({ "customer": "anna" }));
    for limit in [1, 3] {
        assert_eq!(pages(&scene, "report.statement", &asked, limit), items);
    }
    scene.ends()
}

/// S1-12: who, when, how many; also what was sold out of the stock, and what of it came back.
#[test]
fn the_stock_says_who_when_and_how_many() -> Played {
    let mut scene = Scene::open_at(&World::named(), &[PIN], "2026-11-20T10:00:00+01:00");
    let types = scene.done("catalog.sellable", json!({}));
    let item = types["items"].as_array().expect("items").iter().find(|item| item["stock"].is_number()).expect("one");
    let (article, card_type, profile) = (item["article"].clone(), item["type"].clone(), item["profile"].clone());
    let made = scene.does(
        "cards.generate",
        json!({ "till": "office", "operator": "eva", "type": card_type, "profile": profile, "quantity": 7 }),
    );
    let batch = made["batch"].clone();
    scene.at("2026-11-21T10:00:00+01:00");
    let cards: Vec<Value> = made["cards"].as_array().expect("cards").clone();
    scene.does("cards.move", json!({ "operator": "eva", "cards": cards[..3], "to": "stock_out" }));
    scene.does("cards.move", json!({ "operator": "eva", "cards": cards[..2], "to": "stock_in" }));
    let line = json!([{ "id": "1", "department": item["department"], "article": article, "quantity": 2, "price": item["price"] }]);
    let sold =
        scene.does("receipt.issue", json!({ "till": "1", "operator": "max", "lines": line, "payments": cash() }));
    scene.sells(goods("1.00"), &[]);
    scene.at("2026-11-22T10:00:00+01:00");
    let report = scene.done("report.stock", json!({}));
    let items = report["items"].as_array().expect("items").clone();
    assert_eq!(texts(&items, "what"), ["generate", "stock_out", "stock_in", "sell"], "{report}");
    assert_eq!(items.iter().map(|item| item["count"].as_u64().unwrap_or(0)).collect::<Vec<_>>(), [7, 3, 2, 2]);
    assert_eq!(texts(&items, "operator"), ["eva", "eva", "eva", "max"]);
    assert!(items.iter().all(|item| item["type"] == card_type), "{report}");
    assert!(items.iter().all(|item| item["peer"].as_str().is_some_and(|peer| peer.contains("uid "))), "{report}");
    assert_eq!((&items[0]["batch"], &items[3]["operation"]), (&batch, &sold["operation"]));
    assert!(texts(&items, "time")[1].starts_with("2026-11-21T10:0"), "{report}");
    for limit in [1, 3] {
        assert_eq!(pages(&scene, "report.stock", &json!({}), limit), items);
    }
    let one = scene.done("report.stock", days("2026-11-20", "2026-11-20"));
    assert_eq!(one["items"], json!([items[0]]));
    // A history of one card: what was made, moved and sold is on it.
    let tracked = pages(&scene, "cards.track", &json!({ "batch": batch }), 2);
    let stock = |side: &str| tracked.iter().filter(|item| item[side] == "STOCK").count();
    assert_eq!((stock("to"), stock("from")), (7 + 2, 3 + 2), "{tracked:?}");
    scene.ends()
}

/// Chance on several cards over several days; every report is what the histories of the cards say.
#[test]
fn every_report_is_what_the_entries_say() -> Played {
    let mut chance = Chance::new(Chance::seed(20), 5);
    let mut scene = Scene::open_at(&World::named(), &[PREPAID, BONUS, DISCOUNT], "2026-10-24T22:30:00+02:00");
    scene.customer("anna", json!({}));
    let cards = ["98000001", "98000002", "96000001", "20000001", "22000001", "50000001"];
    for (card_type, number) in ["wallet", "wallet", "gift", "bonus", "points", "discount"].into_iter().zip(cards) {
        let customer = if chance.below(2) == 0 { json!({ "customer": "anna" }) } else { json!({}) };
        scene.card(card_type, number, customer);
    }
    let mut sold: Vec<Value> = Vec::new();
    for instant in ["2026-10-25T01:59:00+02:00", "2026-10-25T23:50:00+01:00", "2026-10-26T08:00:00+01:00"] {
        for _ in 0..9 {
            let sum = format!("{}.{:02}", chance.from(1, 30), chance.below(100));
            match chance.below(6) {
                0 | 1 => drop(load(&scene, cards[usize::try_from(chance.below(3)).expect("one")], &sum)),
                2 => sold.push(scene.sells(goods(&sum), &["20000001", "22000001"])),
                3 => sold.push(scene.sells(goods(&sum), &["50000001"])),
                4 => {
                    let payments = json!([{ "tender": "card", "card": chance.of(&cards[..3]) }, { "tender": "cash" }]);
                    let asked = json!({ "operation": scene.fresh(), "lines": goods(&sum), "payments": payments });
                    sold.extend(scene.call("receipt.issue", asked));
                }
                _ if !sold.is_empty() => {
                    let at = usize::try_from(chance.below(sold.len() as u64)).expect("one");
                    let original = sold.swap_remove(at)["operation"].clone();
                    let method = if chance.below(2) == 0 { "receipt.void" } else { "receipt.return" };
                    // What was spent on the bonus cannot always come back.
                    drop(scene.call(method, json!({ "operation": scene.fresh(), "original": original })));
                }
                _ => {}
            }
        }
        scene.at(instant);
    }
    let mut entries: Vec<Value> = Vec::new();
    for card in cards {
        for mut entry in pages(&scene, "card.history", &json!({ "card": card }), 4) {
            entry["card"] = json!(card);
            entries.push(entry);
        }
    }
    let day = |entry: &Value| entry["time"].as_str().expect("a time")[..10].to_owned();
    for (from, to) in [
        ("2026-10-24", "2026-10-24"),
        ("2026-10-25", "2026-10-25"),
        ("2026-10-24", "2026-10-25"),
        ("2026-10-26", "2026-10-26"),
        ("2026-10-27", "2026-10-27"),
    ] {
        let mut reckoned: BTreeMap<(String, String), [Amount; 4]> = BTreeMap::new();
        for entry in &entries {
            let came = entry["from"].as_str().expect("from").starts_with('@');
            let label = entry[if came { "to" } else { "from" }].as_str().expect("a label");
            let sums =
                reckoned.entry((entry["card"].as_str().expect("a card").to_owned(), label.to_owned())).or_default();
            let sum = amount(&entry["amount"]);
            let signed = if came { sum } else { -sum };
            if day(entry).as_str() < from {
                sums[0] += signed;
            }
            if day(entry).as_str() <= to {
                sums[3] += signed;
            }
            if (from..=to).contains(&day(entry).as_str()) {
                sums[if came { 1 } else { 2 }] += sum;
            }
        }
        reckoned.retain(|_, sums| sums.iter().any(|sum| !sum.is_zero()));
        let items = pages(&scene, "report.cards", &days(from, to), 2);
        let told: BTreeMap<(String, String), [Amount; 4]> = items
            .iter()
            .map(|item| {
                let text = |key: &str| item[key].as_str().expect("a text").to_owned();
                ((text("card"), text("account")), period(item).map(|sum| amount(&json!(sum))))
            })
            .collect();
        assert_eq!(told, reckoned, "{from} to {to}");
        assert!(!told.keys().any(|(card, _)| card == "50000001"), "S5-57: it only gives discounts");
        let totals = scene.done("report.cards", days(from, to))["totals"].clone();
        for (unit, total) in totals.as_object().expect("totals") {
            let of_unit = told.iter().filter(|((_, label), _)| label.split('.').next() == Some(unit));
            let sums = of_unit.fold([Amount::ZERO; 4], |sums, (_, more)| std::array::from_fn(|at| sums[at] + more[at]));
            assert_eq!(period(total).map(|sum| amount(&json!(sum))), sums, "{unit} from {from} to {to}");
        }
    }
    let now = scene.done("report.cards", json!({}))["totals"].clone();
    let liability = scene.done("report.liability", json!({}))["totals"].clone();
    for (unit, total) in now.as_object().expect("totals") {
        assert_eq!(total["closing"], liability[unit], "{unit}");
    }
    // Tracked together they are the same movements.
    let mut tracked = pages(&scene, "cards.track", &json!({ "filter": {} }), 7);
    for item in tracked.iter_mut().chain(&mut entries) {
        let item = item.as_object_mut().expect("an object");
        item.remove("status");
        item.remove("valid_until");
    }
    let key = |item: &Value| item.to_string();
    tracked.sort_by_key(key);
    entries.sort_by_key(key);
    assert_eq!(tracked, entries);
    scene.ends()
}

/// What makes no sense is said to be wrong, and where.
#[test]
fn questions_that_make_no_sense_are_refused() {
    let scene = Scene::open(&World::named(), &[WALLET]);
    scene.customer("anna", json!({}));
    // An operation, but none of those that are listed; and of another day.
    let sold = scene.sells(lines(&[("pizza", 1, "1.00")]), &[]);
    let sold = format!("0/{}", sold["operation"].as_str().expect("an id"));
    scene.done("customer.save", json!({ "operation": "saved", "id": "bert", "last_name": "Rossi" }));
    let of_2000 = days("2000-01-01", "2000-12-31");
    let backwards = days("2026-11-22", "2026-11-21");
    let of_anna = |params: Value| with(params, json!({ "customer": "anna" }));
    for (method, params, path) in [
        ("report.cards", backwards.clone(), "from"),
        ("report.discounts", backwards.clone(), "from"),
        ("report.stock", backwards.clone(), "from"),
        ("report.statement", of_anna(backwards.clone()), "from"),
        ("cards.track", backwards, "from"),
        ("report.discounts", json!({ "after": "x" }), "after"),
        ("report.discounts", json!({ "after": "1/nobody" }), "after"),
        ("report.discounts", json!({ "after": "0/saved" }), "after"),
        ("report.discounts", with(of_2000, json!({ "after": sold })), "after"),
        ("report.stock", json!({ "after": "nobody" }), "after"),
        ("report.statement", of_anna(json!({ "after": "x" })), "after"),
        ("cards.track", json!({ "after": "x" }), "after"),
        ("cards.track", json!({ "cards": ["1"], "batch": "b" }), "cards"),
        ("report.cards", json!({ "from": "2026-02-30" }), "from"),
    ] {
        let refused = scene.call(method, params.clone()).expect_err("it makes no sense");
        assert_eq!(refused.code, -32602, "{method} {params}: {refused:?}");
        assert_eq!(refused.data["path"], json!(path), "{method} {params}: {refused:?}");
    }
    assert_eq!(scene.refused("report.statement", json!({ "customer": "nobody" })), "customer_incomplete");
    assert_eq!(scene.refused("cards.track", json!({ "cards": ["nobody"] })), "card_unknown");
}

/// Every report as a file has the rows and the numbers of the report itself.
#[test]
fn a_report_is_exported_as_it_is_told() -> Played {
    let scene = Scene::open(&World::named(), &[WALLET, DISCOUNT]);
    scene.customer("anna", json!({}));
    for nth in 1..=3 {
        let card = format!("9800000{nth}");
        scene.card("wallet", &card, json!({ "customer": "anna" }));
        load(&scene, &card, &format!("{nth}.50"));
    }
    scene.card("discount", "50000001", json!({}));
    scene.sells(lines(&[("pizza", 3, "10.00"), ("drink", 1, "4.00")]), &["50000001"]);
    scene.pays(goods("1.25"), &["98000001"]);
    let today = scene.done("daemon.info", json!({}))["time"].as_str().expect("a time")[..10].to_owned();
    let mut made = 0;
    let mut export = |params: Value| {
        made += 1;
        let file = format!("report-{made}.{}", params["ending"].as_str().unwrap_or("txt"));
        let Value::Object(mut params) = params else { panic!("an object") };
        params.remove("ending");
        params.insert("file".to_owned(), json!(file));
        let answer = scene.does("report.export", Value::Object(params));
        (answer["file"].as_str().expect("a path").to_owned(), answer["count"].as_u64().expect("a count"))
    };
    for (report, asked) in [
        ("cards", json!({ "from": today, "to": today })),
        ("liability", json!({})),
        ("loads", json!({ "date": today })),
        ("statement", json!({ "customer": "anna", "from": today })),
        ("discounts", json!({})),
        ("stock", json!({})),
    ] {
        let told = scene.done(&format!("report.{report}"), asked.clone())["items"].as_array().expect("items").clone();
        assert!(!told.is_empty() || report == "stock", "{report}");
        let (file, count) =
            export(with(asked.clone(), json!({ "report": report, "format": "delimited", "delimiter": "|" })));
        assert_eq!(count, told.len() as u64, "{report}");
        let text = std::fs::read_to_string(file).expect("the file");
        let mut rows = text.split_terminator("\r\n").map(|row| row.split('|').collect::<Vec<_>>());
        let head = rows.next().expect("a headline");
        for (row, item) in rows.zip(&told) {
            for (key, cell) in head.iter().zip(row) {
                let item = if matches!(*key, "z" | "number") { &item["document"][*key] } else { &item[*key] };
                let plain = match item {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Array(_) => continue,
                    other => other.to_string(),
                };
                assert_eq!(*cell, plain, "{report}: {key}");
            }
        }
        let (file, same) = export(with(asked, json!({ "report": report, "format": "xlsx", "ending": "xlsx" })));
        assert_eq!(same, count, "{report}");
        assert!(std::fs::read(file).expect("the workbook").starts_with(b"PK"), "{report}");
    }
    for (params, path) in [
        (json!({ "report": "loads" }), "date"),
        (json!({ "report": "statement" }), "customer"),
        (json!({ "report": "liability", "from": today }), "from"),
        (json!({ "report": "cards", "customer": "anna" }), "customer"),
        (json!({ "report": "stock", "from": "2026-11-22", "to": "2026-11-21" }), "from"),
        (json!({ "report": "stock", "delimiter": ";;", "format": "delimited" }), "delimiter"),
    ] {
        let params = with(params, json!({ "operation": scene.fresh(), "file": "x.csv" }));
        let refused = scene.call("report.export", params.clone()).expect_err("it makes no sense");
        assert_eq!((refused.code, &refused.data["path"]), (-32602, &json!(path)), "{params}: {refused:?}");
    }
    let nobody = json!({ "report": "statement", "customer": "nobody", "file": "x.csv" });
    scene.denies("customer_incomplete", "report.export", nobody);
    scene.ends()
}
