//! A card that partners hand out: it lets somebody in outside the shop while it is with a partner, and shows what a
//! daemon tells a plugin of a movement. It stands for any card type with effects.

use fiscus_sdk::{
    Problem, Shop, Slip, SlipLine,
    card::{
        Access, Attribute, CardChange, CardType, Decision, Effect, Event, EventKind, Input, Manifest, Movement, Offer,
        Plan, Product,
    },
    pin,
    serde_json::Value,
    slip::SlipCopy,
};

struct Movable;

fn access(input: &Input, partner: Option<&str>) -> Access {
    let attribute = |value: &str| Attribute {
        name: "Partner".to_owned(),
        op: ":=".to_owned(),
        value: value.to_owned(),
        check: false,
    };
    Access {
        at: "radius.url".to_owned(),
        login: input.card.number.clone(),
        attributes: partner.map(attribute).into_iter().collect(),
        until: None,
    }
}

impl CardType for Movable {
    fn manifest() -> Manifest {
        Manifest {
            id: "movable".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: Vec::new(),
            events: vec![EventKind::Issue, EventKind::Move],
            capabilities: Vec::new(),
            settings: Value::Bool(true),
        }
    }

    fn open(_: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn offer(&self) -> Offer {
        let product = Product {
            profile: "DAY".to_owned(),
            name: "One day".to_owned(),
            price: "3.00".parse().unwrap_or_default(),
            department: "bar".to_owned(),
            stocked: true,
        };
        Offer { products: vec![product], ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let mut plan = Plan::default();
        match &input.event {
            Event::Issue(issue) => {
                plan.card = Some(CardChange { secret: !input.card.known, ..CardChange::default() });
                if issue.sold && !input.card.known {
                    let lines = vec![SlipLine::columns("PIN", pin::MARK)];
                    plan.slips.push(Slip { copy: SlipCopy::Customer, lines });
                }
            }
            Event::Move(moved) => {
                let before = input.card.settings["former_status"].as_str();
                plan.effects = match moved.to {
                    Movement::Deliver => vec![Effect::Provision(access(input, moved.partner.as_deref()))],
                    Movement::Unblock if before == Some("active") => vec![Effect::Provision(access(input, None))],
                    Movement::Return | Movement::Block => vec![Effect::Revoke(access(input, None))],
                    _ => Vec::new(),
                };
            }
            _ => {}
        }
        Decision::allow(plan)
    }
}

fiscus_sdk::export_card!(Movable);
