//! Cases: a gym that sells aerobics by ten and the sauna one by one.

mod give_back;
mod load;
mod redeem;
mod settings;

use crate::rules::ServiceCard;
use fiscus_sdk::{
    Draft, Quantity, Shop,
    card::{CardType, LineBack},
    kit::{self, amount, card::conform},
    serde_json::{Value, json},
};

/// Ten aerobics classes for 50.00, good for 90 days; one sauna for 8.00, good for ever.
pub fn written() -> Value {
    json!({ "services": [
        { "id": "aerobics", "name": "Aerobics", "uses": 10, "price": "50.00", "department": "goods", "valid_days": 90 },
        { "id": "sauna", "name": "Sauna", "uses": 1, "price": "8.00", "department": "bar" }
    ] })
}

pub fn gym() -> ServiceCard {
    open(&written(), &kit::shop())
}

/// The same with the first service alone.
pub fn classes() -> ServiceCard {
    let mut written = written();
    written["services"].as_array_mut().expect("services").truncate(1);
    open(&written, &kit::shop())
}

pub fn open(settings: &Value, shop: &Shop) -> ServiceCard {
    ServiceCard::open(settings, shop).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A receipt of these articles: article, quantity, price.
pub fn receipt(lines: &[(&str, &str, &str)]) -> Draft {
    let shop = kit::shop();
    let mut draft = kit::card::draft(&shop, &vec![("goods", "1.00"); lines.len()]);
    for (line, (article, quantity, price)) in draft.lines.iter_mut().zip(lines) {
        line.article = Some((*article).to_owned());
        line.quantity = pieces(quantity);
        line.price = amount(price);
        line.gross = shop.currency.round(line.price.times(line.quantity));
        line.net = line.gross;
    }
    draft.sum_up(&shop.currency).expect("a total");
    draft
}

pub fn pieces(text: &str) -> Quantity {
    text.parse().expect(text)
}

/// A line of an original: article, how many, what they came to, how many came back before and come back now.
pub fn line(article: &str, quantity: &str, net: &str, before: &str, now: &str) -> LineBack {
    LineBack {
        id: "1".to_owned(),
        article: Some(article.to_owned()),
        category: None,
        department: "goods".to_owned(),
        quantity: pieces(quantity),
        net: amount(net),
        before: pieces(before),
        now: pieces(now),
        now_net: amount("0.00"),
    }
}

#[test]
fn every_question_has_one_answer() {
    let mut single = written();
    single["services"].as_array_mut().expect("services").remove(0);
    let dear = json!({ "services": [
        { "id": "year", "name": "Year", "uses": 4_000_000_000_u32, "price": "9999999999.99", "department": "free", "valid_days": 4_000_000_000_u32 }
    ] });
    for (settings, seed) in [(written(), 1), (written(), 20_261_122), (single, 3), (dear, 4)] {
        conform::<ServiceCard>(&settings, &kit::shop(), seed).assert();
    }
}
