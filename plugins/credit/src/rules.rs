//! The credit card as a whole: who it is, what its settings mean, and which rule answers which event.
//!
//! Paying is in `pay`, loading in `load`, what comes back in `give_back`, how far down a card may go in `limits`.

use crate::{
    settings::{self, Settings},
    words::Words,
};
use fiscus_sdk::{
    Amount, Post, Problem, Reason, Refusal, Shop, TenderKind,
    card::{AccountKind, Capability, CardTender, CardType, Decision, Event, EventKind, Input, Manifest, Offer, Plan},
    money::{balance_line, change},
    personal::own::{self, Setting},
    serde_json::Value,
};

/// The credit card type with its settings.
#[derive(Debug)]
pub struct Credit {
    pub settings: Settings,
    pub shop: Shop,
    /// The label of the card's money: `EUR`.
    pub money: String,
    /// The label of what a customer owes otherwise: `EUR.due`. It is only read.
    pub due: String,
}

impl CardType for Credit {
    fn manifest() -> Manifest {
        Manifest {
            id: "credit".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![
                AccountKind::card("*"),
                AccountKind::card("*.owed.*").counting(),
                AccountKind::customer("*.due"),
            ],
            events: vec![EventKind::Price, EventKind::Settle, EventKind::Load, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsMoney, Capability::Pays],
            settings: fiscus_sdk::settings::schema::<Settings>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let money = shop.currency.name.clone();
        let due = format!("{money}.due");
        Ok(Self { settings: settings::open(settings, shop)?, shop: shop.clone(), money, due })
    }

    fn describe(&self) -> Vec<String> {
        vec![self.means_limit(), self.means_customer_limit(), self.means_discounts(), self.means_uncollected()]
    }

    /// A card's own limit and discounts. A limit of zero gives a card nothing that was not paid in. Source: S5-09, S5-38
    fn offer(&self) -> Offer {
        let limit = "how far down this card may go: below zero, such as \"-50.00\"; 0: money must be loaded first";
        let own =
            [Setting::amount("limit", &self.shop, true, limit), Setting::discounts(), Setting::mode(self.modes())];
        let gives_credit = self.settings.limit.is_negative();
        Offer { card_settings: Some(own::schema(own)), gives_credit, ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let plan = |answer: Result<Plan, Refusal>| answer.map(Decision::allow);
        let answer = match &input.event {
            Event::Price(price) => plan(self.price(input, price)),
            Event::Settle(settle) => plan(self.settle(input, settle)),
            Event::Load(load) => self.load(input, load),
            Event::Return(back) => plan(self.give_back(input, back)),
            Event::Void(void) => plan(self.undo(input, &void.original)),
            _ => Err(Refusal::new(Reason::CapabilityMissing, self.shop.words().cannot_do_this())),
        };
        answer.unwrap_or_else(Decision::Deny)
    }
}

impl Credit {
    /// The words of the shop's language.
    pub fn words(&self) -> Words<'_> {
        Words { shop: &self.shop }
    }

    /// What the card has after these postings.
    pub fn balance_after(&self, input: &Input, posts: &[Post]) -> Amount {
        self.shop.currency.round(input.balance(&self.money) + change(&self.money, posts))
    }

    /// The balance beneath the receipt, and where credit is agreed what may still be spent. A limit on the card that
    /// cannot be read keeps nobody from getting his money back.
    pub fn footer(&self, input: &Input, posts: &[Post]) -> Vec<String> {
        let change = change(&self.money, posts);
        let left = self.limits(input).ok().and_then(|limits| limits.credit_after(change));
        let left = left.map(|left| self.words().left(left));
        let balance = balance_line(&self.shop, input, self.balance_after(input, posts));
        std::iter::once(balance).chain(left).collect()
    }

    /// What the card pays, or gets back, of money paid in.
    pub fn voucher(&self, input: &Input, amount: Amount) -> CardTender {
        let kind = TenderKind::MultiUseVoucher;
        let own = input.type_name.clone();
        let description = if own.is_empty() { self.shop.words().tender(kind).to_owned() } else { own };
        CardTender { kind, description, amount }
    }

    fn means_limit(&self) -> String {
        let limit = self.shop.currency.round(self.settings.limit);
        match (limit.is_negative(), limit.is_positive()) {
            (true, _) => format!("may go down to {limit}, unless the card has a limit of its own"),
            (_, true) => format!("prepaid: never below zero (a limit of {limit} is no credit, and no minimum either)"),
            _ => "prepaid: never below zero, unless the card has a limit of its own".to_owned(),
        }
    }

    fn means_customer_limit(&self) -> String {
        let record = "the credit limit on his record";
        match self.settings.customer_limit {
            Some(limit) => {
                let limit = self.shop.currency.round(limit);
                format!("all cards of a customer together may go down to {limit}, and not beyond {record}")
            }
            None => format!("all cards of a customer together may go down to {record}, if it has one"),
        }
    }

    fn means_discounts(&self) -> String {
        let names = &self.settings.discounts;
        let own = if names.is_empty() { "those of the card or its customer".to_owned() } else { names.join(", ") };
        let when = if self.settings.discount_alone {
            "when it pays, or alone in the mode \"discount\""
        } else {
            "when it pays"
        };
        format!("discounts {when}: {own}")
    }

    fn means_uncollected(&self) -> String {
        format!("what lies below zero prints as {}", self.settings.uncollected.tender().word())
    }
}
