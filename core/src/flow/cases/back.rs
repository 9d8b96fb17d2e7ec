//! Goods that come back in any pieces and at any price, and onto cards that are closed since.

use super::*;
use fiscus_sdk::{
    Origin,
    document::{Line, OtherOrigin},
    jiff::civil::date,
    kit::Dice,
};

const NETS: [&str; 7] = ["0.00", "0.01", "0.02", "1.00", "3.33", "10.00", "99.99"];
const QUANTITIES: [&str; 9] = ["1", "2", "3", "7", "0.5", "0.333", "1.25", "0.001", "999999"];

/// What it comes to on paper.
fn on_paper(lines: &[SoldLine]) -> Amount {
    let total = lines.iter().map(|line| line.net).sum();
    let corrected = Corrected { lines: lines.to_vec(), total, ..Corrected::default() };
    let origin = Origin::Other { kind: OtherOrigin::Nd, date: date(2026, 11, 22) };
    let document = corrected.document(&shop(), origin, &[]);
    let sums = document.lines.iter().map(|line| match line {
        Line::Sale { quantity, price, .. } if quantity.is_positive() => price.times(*quantity),
        other => panic!("{other:?}"),
    });
    sums.sum()
}

/// R7: of no line more pieces or more money than were sold, to the cent, whatever is asked; and what is left comes back
/// at last. Nothing divides by what is not left.
#[test]
fn whatever_is_asked_no_more_comes_back_than_was_sold() {
    let (mut dice, shop) = (Dice::new(1), shop());
    let (mut took, mut refused) = (0, 0);
    for _ in 0..3000 {
        let line = |id: u64, dice: &mut Dice| SoldLine {
            id: id.to_string(),
            description: "x".into(),
            department: "bar".into(),
            quantity: dice.pick(&QUANTITIES[..7]).parse().expect("a quantity"),
            net: amount(dice.pick::<&str>(&NETS)),
            worth: None,
            article: None,
            category: None,
        };
        let lines: Vec<SoldLine> = (0..=dice.roll(3)).map(|id| line(id, &mut dice)).collect();
        let total = lines.iter().map(|line| line.net).sum();
        let mut sold = Sold { lines, total, ..Sold::default() };
        for _ in 0..8 {
            let numbers = dice.roll(3) > 0;
            let asked: Vec<ReturnLine> = (0..=dice.roll(2))
                .map(|at| {
                    let quantity = (dice.roll(3) > 0).then(|| dice.pick(&QUANTITIES).parse().expect("a quantity"));
                    let price = dice.pick(&["0.00", "0.01", "0.50", "1.00", "1.67", "3.33", "5.00", "99.99"]);
                    if numbers {
                        let department = Some("bar".to_owned());
                        ReturnLine { department, quantity, price: Some(amount(price)), ..ReturnLine::default() }
                    } else {
                        ReturnLine { line: Some(at.to_string()), quantity, ..ReturnLine::default() }
                    }
                })
                .collect();
            let back = if numbers {
                correction::lines_like(&shop, "o", &sold, &asked)
            } else {
                correction::lines_back(&shop, "o", &sold, &asked)
            };
            match back {
                Ok(back) => {
                    took += 1;
                    comes_back(&mut sold, &back);
                }
                Err(Stop::Refused(_) | Stop::Params(..)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        if let Ok(rest) = correction::lines_back(&shop, "o", &sold, &[]) {
            comes_back(&mut sold, &rest);
        }
        let all: Amount = sold.returns.iter().map(|back| back.amount).sum();
        assert_eq!(all, sold.total, "{sold:?}");
        for asked in [r#"[]"#, r#"[{"line":"0"}]"#] {
            let asked: Vec<ReturnLine> = serde_json::from_str(asked).expect("lines");
            let more = correction::lines_back(&shop, "o", &sold, &asked);
            assert!(matches!(more, Err(Stop::Refused(r)) if r.reason == Reason::AlreadyReturned), "{sold:?}");
        }
    }
    assert!(took > 1000 && refused > 1000, "{took} {refused}");
}

/// Notes what came back, and that it is no more than there was.
fn comes_back(sold: &mut Sold, back: &[SoldLine]) {
    let total: Amount = back.iter().map(|line| line.net).sum();
    assert_eq!(on_paper(back), total, "{back:?}");
    sold.returns.push(correction::Returned {
        amount: total,
        lines: back.iter().map(|line| (line.id.clone(), (line.quantity, line.net))).collect(),
        ..correction::Returned::default()
    });
    for line in &sold.lines {
        let parts = || sold.returns.iter().filter_map(|back| back.lines.get(&line.id));
        assert!(parts().all(|(quantity, net)| !quantity.is_negative() && !net.is_negative()), "{sold:?}");
        assert!(parts().map(|part| part.0.decimal()).sum::<rust_decimal::Decimal>() <= line.quantity.decimal());
        assert!(parts().map(|part| part.1).sum::<Amount>() <= line.net, "{sold:?}");
    }
}

fn closed(number: &str) -> Party {
    let mut party = party(number, "5.00");
    party.card.status = CardStatus::Closed;
    party
}

/// Card life, R8, R14: what a card paid that is closed since goes elsewhere, or nowhere; what was never collected is less
/// owed, and is no money.
#[test]
fn money_does_not_go_onto_a_closed_card() {
    let shop = shop();
    let owed = CardTender { kind: TenderKind::UncollectedInvoice, ..tender("20.00") };
    for (paid, refund, expected) in [
        (tender("20.00"), Refund::AsPaid, Err(Reason::StatusForbids)),
        (tender("20.00"), Refund::Cash, Ok("30.00: cash 30.00; card +0")),
        (tender("20.00"), Refund::Card("B".into()), Ok("30.00: multi_use_voucher 30.00; card +30.00")),
        (owed.clone(), Refund::AsPaid, Ok("30.00: uncollected_invoice 20.00, cash 10.00; card +20.00")),
    ] {
        let (sold, mut parts) = sold();
        parts[0].tenders = vec![paid.clone()];
        let source = Source { operation: "o1", method: "receipt.issue", sold: &sold, parts: &parts, own_posts: &[] };
        let target = matches!(refund, Refund::Card(_)).then(|| party("B", "0.00"));
        let cards = Cards { parties: [("A".to_owned(), closed("A"))].into(), target };
        let lines = correction::lines_back(&shop, "o1", &sold, &[]).expect("lines");
        let plugins = Fake { bad: if paid.kind.uncollected() { "gives what is owed" } else { "" } };
        let found = correction::give_back(&asking(&shop, &plugins), Some(&source), lines, &refund, cards);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(given(&found).replace("+0.00", "+0"), expected, "{refund:?}"),
            (Err(Stop::Refused(found)), Err(expected)) => assert_eq!(found.reason, expected, "{refund:?}"),
            (found, _) => panic!("{refund:?}: {found:?}"),
        }
    }
}

/// Card life: a void takes from a closed card what it had got, and gives it nothing that it could not spend.
#[test]
fn a_void_gives_a_closed_card_no_money() {
    let shop = shop();
    let owed = CardTender { kind: TenderKind::UncollectedInvoice, ..tender("20.00") };
    for (tenders, post, method, fine) in [
        (vec![tender("20.00")], spend("20.00"), "receipt.issue", false),
        (vec![], spend("20.00"), "receipt.issue", false),
        (vec![], spend("20.00"), "card.use", true),
        (vec![owed.clone()], spend("20.00"), "receipt.issue", true),
        (vec![owed], spend("20.01"), "receipt.issue", false),
        (vec![], Post::credit(SystemAccount::Load, "EUR", amount("20.00")), "card.load", true),
    ] {
        let part = Part { card: "A".into(), card_type: "wallet".into(), post: vec![post], tenders, ..Part::default() };
        let sold = Sold::default();
        let source = Source { operation: "o1", method, sold: &sold, parts: &[part], own_posts: &[] };
        let parties = [("A".to_owned(), closed("A"))].into();
        let found = correction::undo(&asking(&shop, &Fake { bad: "" }), &source, &parties);
        match found {
            Ok(_) => assert!(fine, "{method}"),
            Err(Stop::Refused(refusal)) => assert_eq!((fine, refusal.reason), (false, Reason::StatusForbids)),
            Err(other) => panic!("{other:?}"),
        }
    }
}
