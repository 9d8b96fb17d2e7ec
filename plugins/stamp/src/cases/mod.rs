//! Cases: a shop, a card and what is asked of it. The rules of a plan are checked here too.

mod collect;
mod give_back;
mod settings;

use crate::rules::{STAMP, Stamp};
pub use fiscus_sdk::kit::{
    self, amount,
    card::{Holder, allowed, denied, prices},
};
use fiscus_sdk::{
    Draft, Language, Quantity, Shop,
    account::change,
    card::{CardType, Event, Input, Plan},
    rules::Rules,
    serde_json::{Value, json},
};

/// Each sixth of the article `PZ` or of the category `pizza` is free.
pub fn pizza(more: Value) -> Stamp {
    let settings = json!({ "goods": { "articles": ["PZ"], "categories": ["pizza"] }, "every": 6 });
    let (Value::Object(mut all), Value::Object(more)) = (settings, more) else { panic!("settings are objects") };
    all.extend(more);
    Stamp::open(&Value::Object(all), &kit::shop()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub fn speaking(language: Language) -> Stamp {
    let card = pizza(json!({}));
    Stamp { shop: Shop { language, ..kit::shop() }, ..card }
}

/// Lines of `(article, quantity, price of one)`.
pub fn receipt(lines: &[(&str, &str, &str)]) -> Draft {
    let prices: Vec<(&str, &str)> = lines.iter().map(|(_, _, price)| ("bar", *price)).collect();
    let mut draft = kit::card::draft(&kit::shop(), &prices);
    for (line, (article, quantity, _)) in draft.lines.iter_mut().zip(lines) {
        line.article = Some((*article).to_owned());
        line.quantity = quantity.parse::<Quantity>().expect("a quantity");
        line.gross = kit::shop().currency.round(line.price.times(line.quantity));
        line.net = line.gross;
    }
    draft.sum_up(&kit::shop().currency).expect("a total");
    draft
}

pub fn stamps(before: &str) -> Holder {
    Holder::new().with(STAMP, before)
}

/// The plan, with the rules of a plan checked as the core would.
#[track_caller]
pub fn priced(card: &Stamp, input: &Input) -> Plan {
    let plan = allowed(card.decide(input));
    let Event::Price(price) = &input.event else { panic!("no price") };
    let manifest = Stamp::manifest();
    let rules = Rules { shop: &card.shop, manifest: &manifest, customer: false };
    let kept =
        rules.movements(&plan).and_then(|()| rules.floors(&plan)).and_then(|()| rules.price(&plan, &price.closed));
    kept.unwrap_or_else(|rule| panic!("{rule}"));
    let mut draft = price.draft.clone();
    for change in &plan.adjust {
        let done = draft.adjust(&card.shop.currency, change.line.as_deref(), change.value, &change.description, None);
        done.unwrap_or_else(|why| panic!("{why:?}: {change:?}"));
    }
    assert!(plan.post.len() <= 1, "one posting: {plan:?}");
    plan
}

/// What the card's stamps change by.
pub fn moved(plan: &Plan) -> String {
    change(&fiscus_sdk::End::Card(STAMP.to_owned()), &plan.post).to_string()
}
