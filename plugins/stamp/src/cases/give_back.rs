//! What comes back: stamps by the piece, never more than were posted.

use super::{Holder, allowed, amount, denied, kit, moved, pizza, priced, receipt, stamps};
use crate::rules::{STAMP, Stamp};
use fiscus_sdk::{
    Draft, Quantity, Reason,
    card::{CardType, Event, LineBack, Original, Plan, Return},
    kit::card::original,
    prorate,
    rules::{Paid, Rules},
    serde_json::json,
};

fn quantity(text: &str) -> Quantity {
    text.parse().expect(text)
}

/// Of each line of a receipt, so many came back before and so many come back now.
fn back(draft: &Draft, past: &Original, lines: &[(&str, &str)]) -> Event {
    let lines: Vec<LineBack> = draft
        .lines
        .iter()
        .zip(lines)
        .map(|(line, (before, now))| LineBack {
            id: line.id.clone(),
            article: line.article.clone(),
            category: line.category.clone(),
            department: line.department.clone(),
            quantity: line.quantity,
            net: line.net,
            before: quantity(before),
            now: quantity(now),
            now_net: line.net.share(quantity(now).decimal(), line.quantity.decimal()),
        })
        .collect();
    let amount = kit::shop().currency.round(lines.iter().map(|line| line.now_net).sum());
    Event::Return(Return { original: Some(past.clone()), amount, total: draft.total, lines, ..Return::default() })
}

/// The plan, with the rules of a return checked as the core would.
fn returned(card: &Stamp, holder: &Holder, past: &Original, event: Event) -> Plan {
    let Event::Return(asked) = &event else { panic!("no return") };
    let manifest = Stamp::manifest();
    let rules = Rules { shop: &card.shop, manifest: &manifest, customer: false };
    let paid = Paid {
        posts: &past.post,
        reversed: &past.reversed,
        tenders: amount("0"),
        returned_before: asked.returned_before,
        amount: asked.amount,
        total: asked.total,
    };
    let refund = asked.refund;
    let plan = allowed(card.decide(&holder.asked(event)));
    let kept = rules.movements(&plan).and_then(|()| rules.give_back(&plan, Some(&paid), refund));
    kept.unwrap_or_else(|rule| panic!("{rule}"));
    plan
}

/// R7, V-26: bit by bit, the remainder with the last; in full everything is as before.
#[test]
fn stamps_come_back_by_the_piece() {
    for (percent, before, sold, steps) in [
        ("100", "0", "5", &[("1", "-1"), ("1", "-1"), ("3", "-3")][..]),
        ("100", "0", "7", &[("3", "0"), ("3", "0"), ("1", "-1")]),
        ("100", "5", "1", &[("1", "5")]),
        ("100", "5", "2", &[("1", "2"), ("1", "2")]),
        ("100", "4", "2", &[("1", "2"), ("1", "2")]),
        ("100", "5", "3", &[("1", "1"), ("1", "1"), ("1", "1")]),
        ("50", "5", "3", &[("2", "2"), ("1", "1")]),
        ("50", "3", "4", &[("1", "0"), ("1", "1"), ("1", "0"), ("1", "1")]),
    ] {
        let card = pizza(json!({ "percent": percent }));
        let draft = receipt(&[("CO", "2", "2.00"), ("PZ", sold, "4.50")]);
        let sale = priced(&card, &stamps(before).price(draft.clone()));
        let mut past = original(&sale);
        let mut holder = stamps(before).after(&sale);
        let mut done = Quantity::ZERO;
        for (now, change) in steps {
            let text = done.to_string();
            let plan = returned(&card, &holder, &past, back(&draft, &past, &[("0", "0"), (&text, now)]));
            assert_eq!(moved(&plan), *change, "{before} + {sold}, {now} after {done}");
            let taken = prorate::attribute(&past.post, &past.reversed, &plan.post);
            past.reversed.iter_mut().zip(taken).for_each(|(sum, taken)| *sum += taken);
            holder = holder.after(&plan);
            done = Quantity::from(done.decimal() + quantity(now).decimal());
        }
        assert_eq!(holder.balance(STAMP), amount(before), "{before} + {sold}");
    }
}

/// Other goods have no stamps; fractions make a whole when they have come together.
#[test]
fn only_whole_pieces_of_the_goods_bring_stamps_back() {
    let card = pizza(json!({}));
    let draft = receipt(&[("CO", "2", "2.00"), ("PZ", "2.5", "4.00")]);
    let sale = priced(&card, &stamps("0").price(draft.clone()));
    assert_eq!(moved(&sale), "2");
    for (before, now, change) in
        [("0", "0.5", "0"), ("0", "1", "-1"), ("0.5", "0.5", "-1"), ("0", "2", "-2"), ("0", "2.5", "-2")]
    {
        let past = original(&sale);
        let plan = returned(&card, &stamps("2"), &past, back(&draft, &past, &[("2", "0"), (before, now)]));
        assert_eq!(moved(&plan), change, "{now} after {before}");
    }
    let past = original(&sale);
    let other = returned(&card, &stamps("2"), &past, back(&draft, &past, &[("0", "2"), ("0", "0")]));
    assert_eq!(other, Plan::default());
}

/// R7: what was used is owed.
#[test]
fn stamps_that_were_used_are_owed() {
    let card = pizza(json!({}));
    let draft = receipt(&[("PZ", "2", "4.00")]);
    let sale = priced(&card, &stamps("0").price(draft.clone()));
    let past = original(&sale);
    for (left, footer, owed) in
        [("2", "Stamps on card **** 0012: 0 of 5", false), ("1", "Stamps on card **** 0012: -1 of 5", true)]
    {
        let plan = returned(&card, &stamps(left), &past, back(&draft, &past, &[("0", "2")]));
        assert_eq!(plan.footer, [footer]);
        assert!(plan.floors.is_empty());
        assert_eq!(plan.notices.iter().any(|notice| notice.text.contains("the card owes 1")), owed, "{left}");
        let undone = allowed(card.decide(&stamps(left).undo(past.clone())));
        assert_eq!((undone.post, undone.notices), (plan.post, plan.notices));
    }
}

/// A free piece that is undone as a whole gives its stamps back exactly.
#[test]
fn a_void_restores_the_card() {
    let card = pizza(json!({}));
    let before = stamps("5");
    let sale = priced(&card, &before.price(receipt(&[("PZ", "1", "4.50")])));
    let after = before.clone().after(&sale);
    let undone = allowed(card.decide(&after.undo(original(&sale))));
    assert_eq!(after.after(&undone).balance(STAMP), before.balance(STAMP));
    assert!(undone.notices.is_empty());
}

/// Where the settings have forgotten the goods, their price decides.
#[test]
fn without_its_goods_the_price_decides() {
    let card = pizza(json!({}));
    let draft = receipt(&[("PZ", "4", "5.00")]);
    let past = original(&priced(&card, &stamps("0").price(draft)));
    let half = stamps("4").give_back(Some(past), amount("10.00"), amount("0.00"), amount("20.00"));
    assert_eq!(moved(&allowed(card.decide(&half))), "-2");
}

#[test]
fn money_of_a_return_does_not_go_onto_it() {
    let event = stamps("0").give_back(None, amount("5.00"), amount("5.00"), amount("5.00"));
    denied(pizza(json!({})).decide(&event), Reason::ReturnNotAllowed);
    let nothing = stamps("0").give_back(None, amount("5.00"), amount("0.00"), amount("5.00"));
    assert_eq!(allowed(pizza(json!({})).decide(&nothing)), Plan::default());
}
