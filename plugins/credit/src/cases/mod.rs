//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod discount;
mod give_back;
mod load;
mod pay;
mod settings;

use crate::rules::Credit;
pub use fiscus_sdk::kit::{
    amount,
    card::{Holder, allowed, denied, items, original, paper, posts, tenders},
};
use fiscus_sdk::{
    Amount, Discount, DiscountValue, Percent, Shop,
    card::{Asked, CardType, Customer, Decision, Event, Load, Original, Price, Return, Settle},
    kit::{self, card::customer, card::draft},
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

pub fn open(settings: Value) -> Credit {
    Credit::open(&settings, &shop()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A card with this on it.
pub fn holding(balance: &str) -> Holder {
    Holder::new().with("EUR", balance)
}

/// A customer whose cards have `cards` together, who owes `due` otherwise, with this limit on his record.
pub fn owner(cards: &str, due: &str, limit: Option<&str>) -> Customer {
    Customer { position: amount(cards) + amount(due), credit_limit: limit.map(amount), ..customer("c-1") }
}

/// What is asked of a card at a receipt of so much, all of it due.
pub fn pay(card: &Credit, holder: &Holder, total: &str, asked: Asked, mode: Option<&str>) -> Decision {
    let draft = draft(&shop(), &[("bar", total)]);
    let (due, departments) = (draft.total, draft.by_department(&shop().currency));
    let settle = Settle { draft, due, asked, mode: mode.map(str::to_owned), departments };
    let input = holder.asked(Event::Settle(settle));
    let decision = card.decide(&input);
    if let Decision::Allow(plan) = &decision {
        let (shop, manifest) = (shop(), Credit::manifest());
        let rules = Rules { shop: &shop, manifest: &manifest, customer: input.customer.is_some() };
        let kept = rules.movements(plan).and_then(|()| rules.floors(plan));
        let kept = kept.and_then(|()| rules.settle(plan, Amount::ZERO, due, asked).map(drop));
        kept.unwrap_or_else(|rule| panic!("{rule}"));
    }
    decision
}

/// Everything that is due.
pub fn rest(card: &Credit, holder: &Holder, total: &str) -> Decision {
    pay(card, holder, total, Asked::Rest, None)
}

/// Exactly so much of a receipt of 1000.00.
pub fn exactly(card: &Credit, holder: &Holder, value: &str) -> Decision {
    pay(card, holder, "1000.00", Asked::Exactly(amount(value)), None)
}

/// A receipt of 10.00 at which the card is presented.
pub fn price(card: &Credit, holder: &Holder, mode: Option<&str>, pays: bool) -> Decision {
    let draft = draft(&shop(), &[("bar", "4.00"), ("goods", "6.00")]);
    let mode = mode.map(str::to_owned);
    card.decide(&holder.asked(Event::Price(Price { draft, mode, pays, closed: Default::default() })))
}

pub fn load(card: &Credit, holder: &Holder, value: &str) -> Decision {
    let tenders = fiscus_sdk::serde_json::from_value(fiscus_sdk::serde_json::json!([
        { "kind": "cash", "amount": "20.00" }, { "kind": "electronic" }
    ]));
    let load = Load { amount: Some(amount(value)), tenders: tenders.expect("given"), ..Load::default() };
    card.decide(&holder.asked(Event::Load(load)))
}

/// Goods for `figures[0]` come back, `[1]` of it onto the card, of a receipt of `[2]` of which `[3]` came back.
pub fn give_back(card: &Credit, holder: &Holder, original: Option<Original>, figures: [&str; 4]) -> Decision {
    let [value, refund, total, before] = figures.map(amount);
    let back = Return { original, amount: value, refund, total, returned_before: before, ..Return::default() };
    card.decide(&holder.asked(Event::Return(back)))
}
