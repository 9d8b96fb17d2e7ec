//! PINs as a whole: who the plugin is, what its settings mean, and which rule answers which event.
//!
//! Making and selling is in `issue`, using in `spend`, what comes back in `give_back`.

use crate::{
    settings::{self, Form, Settings, Written},
    words::Words,
};
use fiscus_sdk::{
    Amount, Floor, Over, Problem, Reason, Refusal, Shop,
    card::{AccountKind, Capability, CardType, Decision, Event, EventKind, Input, Manifest, Offer, Plan, no},
    personal::own,
    profile::{self, Credit, Profile},
    serde_json::Value,
};

/// The account of minutes.
pub const MINUTES: &str = "MIN";

/// The PIN card type with its settings.
#[derive(Debug)]
pub struct Pin {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for Pin {
    fn manifest() -> Manifest {
        Manifest {
            id: "pin".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::card(MINUTES), AccountKind::card("*")],
            events: vec![EventKind::Use, EventKind::Issue, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::Expires],
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { settings: settings::open(settings, shop)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let form = match self.settings.form {
            Form::Card => "PIN cards: made beforehand, sold out of the stock",
            Form::Ticket => "PIN tickets: made and printed when they are sold",
        };
        let profiles = self.settings.profiles.iter().map(|profile| profile.describe(&self.shop));
        std::iter::once(form.to_owned()).chain(profiles).collect()
    }

    /// Each profile is a product that nobody creates by hand. Source: S1-03
    fn offer(&self) -> Offer {
        let stocked = self.settings.form == Form::Card;
        let products = self.settings.profiles.iter().filter_map(|profile| profile.product(stocked)).collect();
        Offer { products, card_settings: Some(own::schema([])), ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let plan = |answer: Result<Plan, Refusal>| answer.map(Decision::allow);
        let answer = match &input.event {
            Event::Issue(issue) => self.issue(input, issue),
            Event::Use(of) => plan(self.use_up(input, of)),
            Event::Return(back) => plan(self.give_back(input, back)),
            Event::Void(void) => plan(self.undo(input, &void.original)),
            Event::Load(_) => Err(Refusal::new(Reason::NotLoadable, self.words().not_loadable())),
            _ => Err(no::event(self.shop.language)),
        };
        answer.unwrap_or_else(Decision::Deny)
    }
}

impl Pin {
    /// The words of the shop's language.
    pub fn words(&self) -> Words<'_> {
        Words { shop: &self.shop }
    }

    /// The profile that the card was made from, where there still is one.
    pub fn profile_of(&self, input: &Input) -> Option<&Profile> {
        profile::find(&self.settings.profiles, input.card.profile.as_deref()?)
    }

    /// The account that this credit is on.
    pub fn label(&self, credit: Credit) -> &str {
        match credit {
            Credit::Minutes(_) => MINUTES,
            Credit::Money(_) => &self.shop.currency.name,
        }
    }

    /// What is on an account of the card, as its unit writes it.
    pub fn left(&self, input: &Input, label: &str) -> Amount {
        input.balance(label).max(Amount::ZERO).round_down(self.shop.scale(label))
    }

    /// Nobody uses what is not there.
    pub fn floor(&self, label: &str, reason: Reason) -> Floor {
        Floor {
            over: vec![Over::Card(label.to_owned())],
            min: Amount::from_minor(0, self.shop.scale(label)),
            reason,
            text: self.words().just_used().to_owned(),
        }
    }
}
