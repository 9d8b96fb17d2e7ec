//! The charge card as a whole: who it is, what its settings mean, and which rule answers which event.
//!
//! Discount and payment are in `pay`, the limit of a day in `day`, what comes back in `give_back`.

use crate::{
    pay::MODES,
    settings::{self, Settings},
    words::Words,
};
use fiscus_sdk::{
    Post, Problem, Reason, Refusal, Shop,
    card::{AccountKind, Capability, CardType, Decision, Event, EventKind, Input, Manifest, Offer},
    money::customer_change,
    personal::own::{self, Setting},
    serde_json::Value,
};

/// The charge card type with its settings.
#[derive(Debug)]
pub struct Charge {
    pub settings: Settings,
    pub shop: Shop,
    /// The label of what a card without customer owes, below zero: `EUR`.
    pub money: String,
    /// The label of what a customer owes, below zero: `EUR.due`.
    pub due: String,
}

impl CardType for Charge {
    fn manifest() -> Manifest {
        Manifest {
            id: "charge".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![
                AccountKind::card("*"),
                AccountKind::card("*.day.*").counting(),
                AccountKind::customer("*.due"),
            ],
            events: vec![EventKind::Price, EventKind::Settle, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::Pays],
            settings: fiscus_sdk::settings::schema::<Settings>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let money = shop.currency.name.clone();
        let due = format!("{money}.due");
        Ok(Self { settings: settings::open(settings, shop)?, shop: shop.clone(), money, due })
    }

    fn describe(&self) -> Vec<String> {
        let limit = self.shop.currency.round(self.settings.daily_limit);
        let unless = "unless the card has a limit of its own";
        let names = &self.settings.discounts;
        let own = if names.is_empty() { "those of the card or its customer".to_owned() } else { names.join(", ") };
        vec![
            if limit.is_zero() {
                format!("pays without limit, {unless}")
            } else {
                format!("pays at most {limit} a day, {unless}")
            },
            format!("what it pays is owed by its customer and prints as {}", self.settings.uncollected.tender().word()),
            format!("discounts whenever it is presented: {own}"),
        ]
    }

    /// A card's own limit of a day and discounts. All that it pays is owed, whoever holds it. Source: S5-17, S5-38
    fn offer(&self) -> Offer {
        let daily_limit = "the most this card pays on one day, such as \"10.00\"; 0: no limit";
        let daily_limit = Setting::amount("daily_limit", &self.shop, false, daily_limit);
        let own = own::schema([daily_limit, Setting::discounts(), Setting::mode(&MODES)]);
        Offer { card_settings: Some(own), gives_credit: true, ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let answer = match &input.event {
            Event::Price(price) => self.price(input, price),
            Event::Settle(settle) => self.settle(input, settle),
            Event::Return(back) => self.give_back(input, back),
            Event::Void(void) => self.undo(input, &void.original),
            _ => Err(Refusal::new(Reason::CapabilityMissing, self.shop.words().cannot_do_this())),
        };
        answer.map_or_else(Decision::Deny, Decision::allow)
    }
}

impl Charge {
    /// The words of the shop's language.
    pub fn words(&self) -> Words<'_> {
        Words { shop: &self.shop }
    }

    /// What is left of the day where there is a limit, and what its customer owes in all. A limit on the card that
    /// cannot be read keeps nobody from giving goods back.
    pub fn footer(&self, input: &Input, posts: &[Post]) -> Vec<String> {
        let day = self.day(input).ok().flatten().map(|day| day.after(posts));
        let today = day.map(|day| self.words().today(self.shop.currency.round(day.spent), day.left()));
        let owed = input.customer.as_ref().map(|_| {
            let before = input.customer_balances.get(&self.due).copied().unwrap_or_default();
            self.words().owed(-(before + customer_change(&self.due, posts)))
        });
        today.into_iter().chain(owed).collect()
    }
}
