//! The service card as a whole: who it is, what its settings mean, and which rule answers which event.
//!
//! Loading is in `load`, using in `redeem`, what comes back in `give_back`.

use crate::{
    settings::{self, Service, Written},
    words::Words,
};
use fiscus_sdk::{
    Amount, End, Floor, Over, Post, Problem, Reason, Refusal, Shop, SystemAccount,
    card::{AccountKind, Capability, CardType, Decision, Event, EventKind, Input, Manifest, Offer, Plan, no},
    personal::own::{self, Setting},
    serde_json::Value,
    slip::masked,
};

/// The service card type with its settings.
#[derive(Debug)]
pub struct ServiceCard {
    pub services: Vec<Service>,
    pub shop: Shop,
}

impl CardType for ServiceCard {
    fn manifest() -> Manifest {
        Manifest {
            id: "service".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::card("USE.*")],
            events: vec![EventKind::Price, EventKind::Load, EventKind::Use, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsUses, Capability::Expires],
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { services: settings::open(settings, shop)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let means = |service: &Service| {
            let validity = match service.valid_days {
                0 => "good for ever".to_owned(),
                days => format!("good for {days} days"),
            };
            let Service { id, uses, price, department, .. } = service;
            format!("{id}: {uses} uses for {price} on {department}, {validity}")
        };
        self.services.iter().map(means).collect()
    }

    /// An account for each service; and any, so that what was loaded of a service that is no longer sold stays there.
    fn offer(&self) -> Offer {
        let own = self.services.iter().map(|service| AccountKind::card(&label(service)));
        Offer {
            accounts: Some(own.chain([AccountKind::card("USE.*")]).collect()),
            card_settings: Some(own::schema([Setting::mode(&[])])),
            ..Offer::default()
        }
    }

    fn decide(&self, input: &Input) -> Decision {
        let plan = |answer: Result<Plan, Refusal>| answer.map(Decision::allow);
        let answer = match &input.event {
            Event::Price(price) => plan(self.price(input, price)),
            Event::Load(load) => self.load(input, load),
            Event::Use(of) => plan(self.use_up(input, of)),
            Event::Return(back) => plan(self.give_back(input, back)),
            Event::Void(void) => plan(self.undo(input, &void.original)),
            _ => Err(no::event(self.shop.language)),
        };
        answer.unwrap_or_else(Decision::Deny)
    }
}

/// The account of a service's uses: `USE.aerobics`.
pub fn label(service: &Service) -> String {
    format!("USE.{}", service.id)
}

impl ServiceCard {
    /// The words of the shop's language.
    pub fn words(&self) -> Words {
        Words(self.shop.language)
    }

    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// The ids of the services, for a sentence.
    pub fn ids(&self) -> String {
        self.services.iter().map(|service| service.id.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Takes uses from the card: never more than there are. Source: V-17
    ///
    /// # Errors
    /// `insufficient_balance`: how many are left.
    pub fn take(&self, plan: &mut Plan, input: &Input, service: &Service, uses: Amount) -> Result<(), Refusal> {
        let label = label(service);
        let left = input.balance(&label);
        if uses > left {
            let text = self.words().too_few(&service.name, left.max(Amount::ZERO), uses);
            return Err(Refusal::new(Reason::InsufficientBalance, text));
        }
        plan.post.push(Post::debit(&label, SystemAccount::Spend, uses));
        plan.floors.push(self.floor(&label));
        Ok(())
    }

    /// Nobody uses what is not there.
    pub fn floor(&self, label: &str) -> Floor {
        Floor {
            over: vec![Over::Card(label.to_owned())],
            min: Amount::from(0),
            reason: Reason::InsufficientBalance,
            text: self.words().just_used().to_owned(),
        }
    }

    /// How many uses of each service concerned are left after these postings.
    pub fn left(&self, input: &Input, posts: &[Post]) -> Vec<String> {
        let concerned = self.services.iter().filter_map(|service| {
            let own = End::Card(label(service));
            let touched = posts.iter().any(|post| post.from == own || post.to == own);
            touched.then(|| {
                let change: Amount = posts
                    .iter()
                    .map(|post| if post.to == own { post.amount } else { Amount::ZERO } - taken(post, &own))
                    .sum();
                let left = input.balance(&label(service)) + change;
                self.words().left(&masked(&input.card.number), &service.name, left)
            })
        });
        concerned.collect()
    }
}

fn taken(post: &Post, own: &End) -> Amount {
    if post.from == *own { post.amount } else { Amount::ZERO }
}
