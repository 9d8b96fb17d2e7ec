//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod day;
mod discount;
mod give_back;
mod pay;
mod settings;

use crate::rules::Charge;
pub use fiscus_sdk::kit::{
    amount,
    card::{Holder, allowed, customer, denied, original, posts, tenders},
};
use fiscus_sdk::{
    Amount, Discount, DiscountValue, Percent, Shop,
    card::{Asked, CardType, Decision, Event, Original, Price, Return, Settle},
    kit::{self, card::draft},
    rules::Rules,
    serde_json::Value,
};

/// The kit's shop with the discounts `vip` (10 %) and `staff` (20 %).
pub fn shop() -> Shop {
    let mut shop = kit::shop();
    for (name, percent) in [("vip", 10), ("staff", 20)] {
        shop.discounts.insert(name.to_owned(), Discount::of(DiscountValue::Percent(Percent::from(percent))));
    }
    shop
}

pub fn open(settings: Value) -> Charge {
    Charge::open(&settings, &shop()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A card whose customer owes so much.
pub fn owing(due: &str) -> Holder {
    Holder::new().of(customer("c-1")).owing("EUR.due", -amount(due))
}

/// What is asked of a card at a receipt of so much, all of it due.
pub fn pay(card: &Charge, holder: &Holder, total: &str, asked: Asked, mode: Option<&str>) -> Decision {
    let draft = draft(&shop(), &[("bar", total)]);
    let (due, departments) = (draft.total, draft.by_department(&shop().currency));
    let settle = Settle { draft, due, asked, mode: mode.map(str::to_owned), departments };
    let input = holder.asked(Event::Settle(settle));
    let decision = card.decide(&input);
    if let Decision::Allow(plan) = &decision {
        let (shop, manifest) = (shop(), Charge::manifest());
        let rules = Rules { shop: &shop, manifest: &manifest, customer: input.customer.is_some() };
        let kept = rules.movements(plan).and_then(|()| rules.floors(plan));
        let kept = kept.and_then(|()| rules.settle(plan, Amount::ZERO, due, asked).map(drop));
        kept.unwrap_or_else(|rule| panic!("{rule}"));
    }
    decision
}

/// Everything that is due.
pub fn rest(card: &Charge, holder: &Holder, total: &str) -> Decision {
    pay(card, holder, total, Asked::Rest, None)
}

/// Exactly so much of a receipt of 1000.00.
pub fn exactly(card: &Charge, holder: &Holder, value: &str) -> Decision {
    pay(card, holder, "1000.00", Asked::Exactly(amount(value)), None)
}

/// A receipt of 10.00 at which the card is presented.
pub fn price(card: &Charge, holder: &Holder, mode: Option<&str>, pays: bool) -> Decision {
    let draft = draft(&shop(), &[("bar", "4.00"), ("goods", "6.00")]);
    let mode = mode.map(str::to_owned);
    card.decide(&holder.asked(Event::Price(Price { draft, mode, pays, closed: ["9".to_owned()].into() })))
}

/// Goods for `figures[0]` come back, `[1]` of it onto the card, of a receipt of `[2]` of which `[3]` came back.
pub fn give_back(card: &Charge, holder: &Holder, original: Option<Original>, figures: [&str; 4]) -> Decision {
    let [value, refund, total, before] = figures.map(amount);
    let back = Return { original, amount: value, refund, total, returned_before: before, ..Return::default() };
    card.decide(&holder.asked(Event::Return(back)))
}
