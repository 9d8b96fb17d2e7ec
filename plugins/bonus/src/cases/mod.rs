//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod earn;
mod give_back;
mod pay;
mod settings;

use crate::rules::Bonus;
pub use fiscus_sdk::kit::{
    amount,
    card::{Holder, allowed, denied, posts},
};
use fiscus_sdk::{
    Discount, DiscountValue, Draft, Language, Schedule, Shop,
    card::{Asked, CardType, Decision, Event, Input, Manifest, Plan},
    jiff::civil::time,
    kit::{
        self,
        card::{prices, taken_off},
    },
    rules::Rules,
    serde_json::{Value, json},
};

/// The kit's shop with discounts: `five` and `ten` percent, `happy` (half price from 17 to 19), `euro` (1.00).
pub fn shop() -> Shop {
    let percent = |text: &str| Discount::of(DiscountValue::Percent(text.parse().expect("a percent")));
    let mut happy = percent("50");
    happy.schedule = Schedule { from: Some(time(17, 0, 0, 0)), to: Some(time(19, 0, 0, 0)), ..Schedule::default() };
    let mut shop = kit::shop();
    shop.discounts = [
        ("five".to_owned(), percent("5")),
        ("ten".to_owned(), percent("10")),
        ("happy".to_owned(), happy),
        ("euro".to_owned(), Discount::of(DiscountValue::Amount(amount("1.00")))),
    ]
    .into();
    shop
}

pub fn bonus(settings: Value) -> Bonus {
    Bonus::open(&settings, &shop()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Five percent back, in euro.
pub fn five() -> Bonus {
    bonus(json!({ "rate": "5" }))
}

pub fn speaking(language: Language, settings: &Value) -> Bonus {
    Bonus::open(settings, &Shop { language, ..shop() }).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A receipt of one line on each department.
pub fn receipt(lines: &[(&str, &str)]) -> Draft {
    kit::card::draft(&shop(), lines)
}

/// The answer, with the rules of a plan checked as the core would.
#[track_caller]
pub fn decide(card: &Bonus, input: &Input) -> Decision {
    let decision = card.decide(input);
    if let (Decision::Allow(plan), Event::Settle(settle)) = (&decision, &input.event) {
        let manifest = Manifest { accounts: card.offer().accounts.expect("accounts"), ..Bonus::manifest() };
        let rules = Rules { shop: &card.shop, manifest: &manifest, customer: false };
        let kept = rules
            .movements(plan)
            .and_then(|()| rules.floors(plan))
            .and_then(|()| rules.settle(plan, taken_off(plan), settle.due, settle.asked));
        kept.unwrap_or_else(|rule| panic!("{rule}"));
    }
    decision
}

#[track_caller]
pub fn settle(card: &Bonus, holder: &Holder, lines: &[(&str, &str)], asked: Asked) -> Decision {
    decide(card, &holder.settle(&shop(), receipt(lines), asked))
}

/// Adjustments as `subtotal amount description`.
pub fn lowered(plan: &Plan) -> Vec<String> {
    prices(plan).iter().zip(&plan.adjust).map(|(change, adjust)| format!("{change} {}", adjust.description)).collect()
}
