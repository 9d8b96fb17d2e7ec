//! The prepaid card as a whole: who it is, what its settings mean, and which rule answers which event.
//!
//! Paying is in `pay`, loading in `load`, what comes back in `give_back`, how far down a card may go in `credit`.

use crate::{
    settings::{self, FeeFrom, LoadPaper, Mode, Settings, Variation, Written},
    words::Words,
};
use fiscus_sdk::{
    Amount, Post, Problem, Reason, Refusal, Shop,
    card::{AccountKind, Capability, CardType, Decision, Event, EventKind, Input, Manifest, Offer, Plan},
    money::{balance_line, change},
    personal::own,
    serde_json::Value,
};

/// The prepaid card type with its settings.
#[derive(Debug)]
pub struct Prepaid {
    pub settings: Settings,
    pub shop: Shop,
    /// The label of the money that was paid in: `EUR`.
    pub money: String,
    /// The label of the money that was given on top: `EUR.gift`. Source: A-06
    pub gift: String,
}

impl CardType for Prepaid {
    fn manifest() -> Manifest {
        Manifest {
            id: "prepaid".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![
                AccountKind::card("*"),
                AccountKind::card("*.gift"),
                AccountKind::card("*.owed.*").counting(),
            ],
            events: vec![EventKind::Settle, EventKind::Load, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsMoney, Capability::Pays, Capability::Expires],
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let currency = &shop.currency.name;
        Ok(Self {
            settings: settings::open(settings, shop)?,
            money: currency.clone(),
            gift: format!("{currency}.gift"),
            shop: shop.clone(),
        })
    }

    fn describe(&self) -> Vec<String> {
        vec![self.means_mode(), self.means_credit(), self.means_maximum(), self.means_variation()]
    }

    /// A card has nothing of its own. Its credit is its own, or for whoever holds it, unless the customer's record decides.
    fn offer(&self) -> Offer {
        let settings = &self.settings;
        let gives_credit =
            if settings.allow_negative { !self.shop.credit_control } else { settings.credit_max.is_positive() };
        Offer { card_settings: Some(own::schema([])), gives_credit, ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let plan = |answer: Result<Plan, Refusal>| answer.map(Decision::allow);
        let answer = match &input.event {
            Event::Settle(settle) => plan(self.settle(input, settle)),
            Event::Load(load) => self.load(input, load),
            Event::Return(back) => plan(self.give_back(input, back)),
            Event::Void(void) => plan(self.undo(input, &void.original)),
            _ => Err(Refusal::new(Reason::CapabilityMissing, self.words().changes_no_prices())),
        };
        answer.unwrap_or_else(Decision::Deny)
    }
}

impl Prepaid {
    /// The words of the shop's language.
    pub fn words(&self) -> Words<'_> {
        Words { shop: &self.shop }
    }

    /// With all the digits of the shop's money.
    pub fn round(&self, amount: Amount) -> Amount {
        self.shop.currency.round(amount)
    }

    /// What the card can spend of its own after these postings, gift included.
    pub fn balance_after(&self, input: &Input, posts: &[Post]) -> Amount {
        let labels = [self.money.as_str(), self.gift.as_str()];
        self.round(labels.iter().map(|label| input.balance(label) + change(label, posts)).sum())
    }

    /// The balance beneath the receipt, where it is wanted. Source: S3-15
    pub fn balance_line(&self, input: &Input, posts: &[Post]) -> Option<String> {
        self.settings.print_balance.then(|| balance_line(&self.shop, input, self.balance_after(input, posts)))
    }

    fn means_mode(&self) -> String {
        match &self.settings.mode {
            Mode::PaymentForm { tender, paper: LoadPaper::Slips, .. } => {
                format!("pays as {}; a load prints two slips", tender.word())
            }
            Mode::PaymentForm { tender, paper: LoadPaper::UntaxedReceipt { department }, .. } => {
                format!("pays as {}; a load prints a fiscal receipt without VAT on {department}", tender.word())
            }
            Mode::Departments { load, discharge, strict_vat } => {
                let scope = if *strict_vat { " up to what the receipt has of the same VAT" } else { "" };
                format!("a load is sold on {load}; purchases are discharged on {discharge}{scope}")
            }
        }
    }

    fn means_credit(&self) -> String {
        let settings = &self.settings;
        let least = self.round(-settings.credit_max);
        match (settings.allow_negative, self.shop.credit_control, settings.credit_max.is_positive()) {
            (false, _, false) => "never below zero".to_owned(),
            (false, _, true) => format!("may go down to {least}"),
            (true, true, false) => "may go down as far as the customer's credit".to_owned(),
            (true, true, true) => format!("may go down as far as the customer's credit, at most to {least}"),
            (true, false, false) => "may go down without limit: credit control is off".to_owned(),
            (true, false, true) => format!("may go down to {least}: credit control is off"),
        }
    }

    fn means_maximum(&self) -> String {
        match self.settings.max_load {
            Some(most) => format!("at most {} in one load", self.round(most)),
            None => "no limit on a load".to_owned(),
        }
    }

    fn means_variation(&self) -> String {
        let (size, sign) = match self.settings.variation {
            None => return "a load has neither gift nor fee".to_owned(),
            Some(Variation::Amount(amount)) => (self.round(amount.abs()).to_string(), amount),
            Some(Variation::Percent(percent)) => {
                (format!("{}%", percent.abs().decimal().normalize()), Amount::from(percent.decimal()))
            }
        };
        match (sign.is_negative(), self.settings.fee) {
            (false, _) => format!("a load brings a gift of {size}"),
            (true, FeeFrom::Deduct) => format!("a load costs {size}, taken from what the card gets"),
            (true, FeeFrom::Add) => format!("a load costs {size}, added to what is paid"),
        }
    }
}
