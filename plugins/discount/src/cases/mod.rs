//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod price;
mod settings;
mod tiers;

use crate::rules::Card;
pub use fiscus_sdk::kit::{
    self, amount,
    card::{Holder, allowed, denied, prices},
};
use fiscus_sdk::{
    Discount, DiscountValue, Draft, Language, Schedule, Shop, Weekday,
    card::{CardType, Customer, Decision, Event, Input},
    jiff::civil::{Date, time},
    rules::Rules,
    serde_json::Value,
};

/// The kit's shop with discounts: `five`, `ten` and `party` (20 %) percent, `drinks` (30 % on `bar`), `happy` (half
/// price on Mondays from 17 to 19), `euro` (1.00).
pub fn shop() -> Shop {
    let percent = |text: &str| Discount::of(DiscountValue::Percent(text.parse().expect("a percent")));
    let mut happy = percent("50");
    happy.schedule = Schedule {
        weekdays: vec![Weekday::Mon],
        from: Some(time(17, 0, 0, 0)),
        to: Some(time(19, 0, 0, 0)),
        ..Schedule::default()
    };
    let mut drinks = percent("30");
    drinks.departments = vec!["bar".to_owned()];
    let mut shop = kit::shop();
    shop.discounts = [
        ("five".to_owned(), percent("5")),
        ("ten".to_owned(), percent("10")),
        ("party".to_owned(), percent("20")),
        ("drinks".to_owned(), drinks),
        ("happy".to_owned(), happy),
        ("euro".to_owned(), Discount::of(DiscountValue::Amount(amount("1.00")))),
    ]
    .into();
    shop
}

pub fn card(settings: Value) -> Card {
    speaking(Language::En, &settings)
}

pub fn speaking(language: Language, settings: &Value) -> Card {
    Card::open(settings, &Shop { language, ..shop() }).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A customer with these discounts, born on this day.
pub fn person(discounts: &[&str], birthday: Option<Date>) -> Customer {
    let discounts = discounts.iter().map(|name| (*name).to_owned()).collect();
    Customer { discounts, birthday, ..kit::card::customer("c-1") }
}

/// A receipt of one line on each department.
pub fn receipt(lines: &[(&str, &str)]) -> Draft {
    kit::card::draft(&shop(), lines)
}

/// The answer, with the rules of a plan checked as the core would.
#[track_caller]
pub fn decide(card: &Card, input: &Input) -> Decision {
    let decision = card.decide(input);
    if let Decision::Allow(plan) = &decision {
        let manifest = Card::manifest();
        let rules = Rules { shop: &card.shop, manifest: &manifest, customer: input.customer.is_some() };
        let kept = rules.movements(plan).and_then(|()| match &input.event {
            Event::Price(price) => rules.price(plan, &price.closed),
            Event::Settle(settle) => rules.settle(plan, kit::amount("0"), settle.due, settle.asked).map(drop),
            Event::Review(_) => rules.review(plan),
            _ => Ok(()),
        });
        kept.unwrap_or_else(|rule| panic!("{rule}"));
    }
    decision
}
