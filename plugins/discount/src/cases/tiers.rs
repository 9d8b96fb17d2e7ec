//! Tiers of turnover: what is earned, what is assigned, what is given, and what is told.

use super::{Holder, allowed, amount, card, decide, person, prices, receipt, shop};
use crate::rules::Card;
use fiscus_sdk::{
    End, Post, SystemAccount,
    card::{Asked, Audience, Plan, ReviewCause},
    serde_json::{Value, json},
};

const RATE: &str = "RATE.card";

fn tiers(more: Value) -> Card {
    let settings = json!({ "tiers": [
        { "turnover": "1000", "percent": "5" },
        { "turnover": "3000.00", "percent": "10" },
        { "turnover": 5000, "percent": "15.5" },
    ] });
    let (Value::Object(mut all), Value::Object(more)) = (settings, more) else { panic!("settings are objects") };
    all.extend(more);
    card(Value::Object(all))
}

fn of_customer(rate: &str) -> Holder {
    Holder::new().of(person(&[], None)).owing(RATE, amount(rate))
}

/// What a review posts, with its sign.
fn changed(plan: &Plan, account: &End) -> String {
    match plan.post.as_slice() {
        [] => "0".to_owned(),
        [Post { from: End::System(SystemAccount::Adjust), to, amount }] if to == account => amount.to_string(),
        [Post { from, to: End::System(SystemAccount::Adjust), amount }] if from == account => (-*amount).to_string(),
        other => panic!("{other:?}"),
    }
}

/// V-15, S5-49, R17, A-02
#[test]
fn a_tier_is_reached_by_exactly_its_sum() {
    for (turnover, rate) in [
        ("-20.00", "0"),
        ("0.00", "0"),
        ("999.99", "0"),
        ("1000.00", "5.00"),
        ("2999.99", "5.00"),
        ("3000.00", "10.00"),
        ("4999.99", "10.00"),
        ("5000.00", "15.50"),
        ("999999.99", "15.50"),
    ] {
        for cause in [ReviewCause::Closing, ReviewCause::Manual] {
            let his = Holder::new().of(person(&[], None)).review(cause, amount(turnover));
            let plan = allowed(decide(&tiers(json!({})), &his));
            assert_eq!(changed(&plan, &End::Customer(RATE.to_owned())), rate, "{turnover} {cause:?}");
            let its = Holder::new().review(cause, amount(turnover));
            let plan = allowed(decide(&tiers(json!({})), &its));
            assert_eq!(changed(&plan, &End::Card(RATE.to_owned())), rate, "{turnover} {cause:?}");
        }
    }
}

/// A-09, S5-50, S5-51: both ways, unless a tier that was reached is kept; by hand always, at closing where agreed.
#[test]
fn a_review_posts_the_difference() {
    let (online, manual) = (tiers(json!({})), tiers(json!({ "tier_mode": "manual" })));
    let kept = tiers(json!({ "never_down": true }));
    let none = card(json!({ "discounts": ["five"] }));
    for (name, card, cause, assigned, turnover, change) in [
        ("up", &online, ReviewCause::Closing, "5.00", "3000.00", "5.00"),
        ("up two", &online, ReviewCause::Manual, "0", "5000.00", "15.50"),
        ("as it is", &online, ReviewCause::Closing, "5.00", "1000.00", "0"),
        ("down", &online, ReviewCause::Closing, "10.00", "2999.99", "-5.00"),
        ("down to nothing", &online, ReviewCause::Manual, "15.50", "0.00", "-15.50"),
        ("kept", &kept, ReviewCause::Closing, "10.00", "2999.99", "0"),
        ("kept by hand too", &kept, ReviewCause::Manual, "10.00", "0.00", "0"),
        ("kept and up", &kept, ReviewCause::Closing, "5.00", "5000.00", "10.50"),
        ("by hand only", &manual, ReviewCause::Closing, "0", "5000.00", "0"),
        ("by hand", &manual, ReviewCause::Manual, "0", "5000.00", "15.50"),
        ("no tiers", &none, ReviewCause::Manual, "5.00", "5000.00", "0"),
    ] {
        let plan = allowed(decide(card, &of_customer(assigned).review(cause, amount(turnover))));
        assert_eq!(changed(&plan, &End::Customer(RATE.to_owned())), change, "{name}");
        assert!(plan.floors.is_empty() && plan.notices.is_empty() && plan.footer.is_empty(), "{name}");
    }
    // Twice is once.
    let first = allowed(decide(&online, &of_customer("0").review(ReviewCause::Manual, amount("1000.00"))));
    let again = of_customer("0").after(&first).review(ReviewCause::Manual, amount("1000.00"));
    assert_eq!(allowed(decide(&online, &again)), Plan::default());
}

/// The card type names the account: two of them do not disturb each other.
#[test]
fn every_card_type_has_a_rate_of_its_own() {
    for (kind, label) in [("vip", "RATE.vip"), ("shop.vip", "RATE.shop-vip"), ("", "RATE.-")] {
        let mut input = Holder::new().of(person(&[], None)).review(ReviewCause::Manual, amount("1000.00"));
        kind.clone_into(&mut input.card_type);
        let plan = allowed(decide(&tiers(json!({})), &input));
        assert_eq!(changed(&plan, &End::Customer(label.to_owned())), "5.00", "{kind}");
    }
}

/// S5-50, V-15: what is assigned is given, after the list; a closed card loses its first discount only.
#[test]
fn the_assigned_rate_is_the_last_discount() {
    let drinks = tiers(json!({ "discounts": ["drinks"] }));
    let lines = [("bar", "10.00"), ("goods", "20.00")];
    for (name, card, holder, off) in [
        ("alone", &tiers(json!({})), of_customer("5.00"), &["1 -0.50", "2 -1.00"][..]),
        ("alone, closed card", &tiers(json!({})), of_customer("5.00").outside(), &[]),
        ("after the list", &drinks, of_customer("15.50"), &["1 -3.00", "2 -3.10"]),
        ("after the list, closed card", &drinks, of_customer("15.50").outside(), &["1 -1.55", "2 -3.10"]),
        ("nothing assigned", &drinks, of_customer("0"), &["1 -3.00"]),
        ("of a card without customer", &drinks, Holder::new().with(RATE, "10.00"), &["1 -3.00", "2 -2.00"]),
        ("of a customer, not of his card", &drinks, of_customer("0").with(RATE, "10.00"), &["1 -3.00"]),
        ("below nothing", &drinks, of_customer("-5.00"), &["1 -3.00"]),
        ("above all", &tiers(json!({})), of_customer("150.00"), &["1 -10.00", "2 -20.00"]),
        ("no tiers any more", &super::card(json!({})), of_customer("10.00"), &[]),
    ] {
        let plan = allowed(decide(card, &holder.price(receipt(&lines))));
        assert_eq!(prices(&plan), off, "{name}");
    }
    let plan = allowed(decide(&tiers(json!({})), &of_customer("15.50").price(receipt(&lines))));
    assert_eq!(plan.adjust[0].description, "Discount 15.5%");
}

/// S5-50: the bill that crosses has the old rate, and tells of the new one.
#[test]
fn the_bill_that_crosses_tells_of_the_new_rate() {
    let (online, manual) = (tiers(json!({})), tiers(json!({ "tier_mode": "manual" })));
    let kept = tiers(json!({ "never_down": true }));
    for (name, card, rate, before, bill, told) in [
        ("one cent less", &online, "0", "989.99", "10.00", None),
        ("exactly", &online, "0", "990.00", "10.00", Some("5")),
        ("two at once", &online, "0", "0.00", "5000.00", Some("15.5")),
        ("within a tier", &online, "5.00", "1000.00", "10.00", None),
        ("reached before, never assigned: a locked customer", &online, "0", "1500.00", "10.00", None),
        ("the next", &online, "5.00", "2999.99", "0.01", Some("10")),
        ("by hand", &manual, "0", "990.00", "10.00", None),
        ("kept higher", &kept, "10.00", "990.00", "10.00", None),
        ("higher by hand", &online, "15.50", "990.00", "10.00", None),
    ] {
        let his = of_customer(rate).owing("EUR.turnover", amount(before));
        let its = Holder::new().with(RATE, rate).with("EUR.turnover", before);
        for holder in [his, its] {
            let input = holder.settle(&shop(), receipt(&[("bar", bill)]), Asked::Nothing);
            let plan = allowed(decide(card, &input));
            let footer = told.map(|rate| format!("From your next purchase: {rate}% off."));
            assert_eq!(plan.footer, footer.into_iter().collect::<Vec<_>>(), "{name}");
            let cashier: Vec<Audience> = plan.notices.iter().map(|notice| notice.to).collect();
            assert_eq!(cashier, told.map(|_| Audience::Cashier).into_iter().collect::<Vec<_>>(), "{name}");
            assert!(plan.post.is_empty() && plan.adjust.is_empty(), "{name}");
        }
    }
}
