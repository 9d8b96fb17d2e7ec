//! Partner cards as a whole: who the plugin is, what its settings mean, and what a movement does outside.

use crate::settings::{self, RADIUS, Service, Settings, Written};
use fiscus_sdk::{
    Problem, Reason, Refusal, Shop,
    card::{
        Access, CardChange, CardStatus, CardType, Decision, Effect, Event, EventKind, Input, Issue, Manifest, Movement,
        Offer, Plan, no,
    },
    jiff::civil,
    personal::own,
    profile::{self, Profile},
    serde_json::Value,
};

/// The partner card type with its settings.
#[derive(Debug)]
pub struct Partner {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for Partner {
    fn manifest() -> Manifest {
        Manifest {
            id: "access".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            // What is on the card is the provider's. Source: S4-15
            accounts: Vec::new(),
            events: vec![EventKind::Issue, EventKind::Move],
            capabilities: Vec::new(),
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { settings: settings::open(settings, shop)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let outside = match (self.settings.service, &self.settings.radius) {
            (Service::Telephony, _) => "telephony: delivery releases the card, and nothing happens outside".to_owned(),
            (Service::Internet, None) => "internet without radius: nothing happens outside".to_owned(),
            (Service::Internet, Some(place)) => format!("internet: delivery releases a login at {place}"),
        };
        let profiles = self.settings.profiles.iter().map(|profile| {
            let count = self.settings.attributes.get(&profile.id).map_or(0, Vec::len);
            let told = profile.describe(&self.shop);
            if count == 0 { told } else { format!("{told}; attributes of the login: {count}") }
        });
        std::iter::once(outside).chain(profiles).collect()
    }

    fn offer(&self) -> Offer {
        Offer { card_settings: Some(own::schema([])), ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        match &input.event {
            Event::Issue(issue) => self.issue(input, issue),
            Event::Move(to) => self.moved(input, to.to).map_or_else(Decision::Deny, Decision::allow),
            _ => Decision::Deny(no::event(self.shop.language)),
        }
    }
}

impl Partner {
    /// A card is made for the stock, with its secret; it is not usable yet. Source: S4-05, S4-06
    fn issue(&self, input: &Input, issue: &Issue) -> Decision {
        if issue.sold {
            return Decision::deny(Reason::StatusForbids, self.for_partners());
        }
        if input.card.known {
            return Decision::Deny(profile::made_already(&self.shop));
        }
        match profile::chosen(&self.shop, &self.settings.profiles, issue.profile.as_deref()) {
            Ok(profile) => {
                let (status, profile) = (Some(CardStatus::Created), Some(profile.id.clone()));
                let card = CardChange { status, profile, secret: true, valid_until: None };
                Decision::allow(Plan { card: Some(card), ..Plan::default() })
            }
            Err(decision) => decision,
        }
    }

    /// What a movement does outside. Source: S4-13 to S4-16, S4-18, V-22
    fn moved(&self, input: &Input, to: Movement) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        match to {
            Movement::Deliver => {
                let last = self.profile_of(input).and_then(|profile| profile.valid_until(input.now.date()));
                plan.effects.extend(self.release(input, last.or(input.card.valid_until))?);
                plan.card = last.map(|last| CardChange { valid_until: Some(last), ..CardChange::default() });
            }
            // Only a card that was released before is released again.
            Movement::Unblock if was_active(input) => {
                plan.effects.extend(self.release(input, input.card.valid_until)?);
            }
            Movement::Return | Movement::Block | Movement::Close => {
                plan.effects.extend(self.access(input).map(Effect::Revoke));
            }
            Movement::Unblock | Movement::Delete | Movement::StockIn | Movement::StockOut => {}
        }
        Ok(plan)
    }

    /// Lets the card in up to its last day, with the attributes of its profile: without them nobody knows what it may
    /// do.
    fn release(&self, input: &Input, until: Option<civil::Date>) -> Result<Option<Effect>, Refusal> {
        let Some(access) = self.access(input) else { return Ok(None) };
        let profile = self.profile_of(input).ok_or_else(|| profile::missing(&self.shop, &self.settings.profiles))?;
        let attributes = self.settings.attributes.get(&profile.id).cloned().unwrap_or_default();
        Ok(Some(Effect::Provision(Access { attributes, until, ..access })))
    }

    /// The login outside: the card's number. None where nothing happens outside.
    fn access(&self, input: &Input) -> Option<Access> {
        self.settings.radius.as_ref()?;
        let (at, login) = (RADIUS.to_owned(), input.card.number.clone());
        Some(Access { at, login, ..Access::default() })
    }

    fn profile_of(&self, input: &Input) -> Option<&Profile> {
        profile::find(&self.settings.profiles, input.card.profile.as_deref()?)
    }

    fn for_partners(&self) -> &'static str {
        self.shop.language.pick([
            "Le tessere dei partner si creano per il magazzino e si consegnano a un partner: non si vendono alla cassa.",
            "Partner cards are made for the stock and delivered to a partner: they are not sold at the till.",
            "Las tarjetas de socios se crean para el inventario y se entregan a un socio: no se venden en la caja.",
            "Os cartões de parceiros criam-se para o stock e entregam-se a um parceiro: não se vendem na caixa.",
            "Partnerikaardid luuakse lattu ja antakse partnerile: kassas neid ei müüda.",
        ])
    }
}

/// Whether a blocked card was in use before it was blocked, as the core remembers it.
fn was_active(input: &Input) -> bool {
    input.card.settings.get("former_status").and_then(Value::as_str) == Some(CardStatus::Active.word())
}
