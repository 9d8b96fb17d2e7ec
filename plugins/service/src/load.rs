//! What a load comes to: whole packages of one service, sold on its department.

use crate::{
    rules::{ServiceCard, label},
    settings::Service,
};
use fiscus_sdk::{
    Amount, Post, Quantity, Reason, Refusal, SystemAccount,
    card::{CardChange, Decision, Input, Item, ItemKind, Load, LoadFigures, Plan, Question},
    receipt::LARGEST,
    schedule::last_day,
    serde_json::Value,
};

impl ServiceCard {
    /// Source: S5-45, S5-48; fiscal rules: the tax of a single-purpose voucher falls due at its sale
    ///
    /// # Errors
    /// `not_loadable`, `amount_invalid`.
    pub fn load(&self, input: &Input, load: &Load) -> Result<Decision, Refusal> {
        if load.amount.is_some() {
            return Err(Refusal::new(Reason::NotLoadable, self.words().no_money(&self.ids())));
        }
        let Some(service) = self.wanted(load)? else {
            let words = self.words();
            let choices = self.services.iter().map(|service| service.id.clone()).collect();
            return Ok(Decision::Ask(vec![Question {
                id: "profile".to_owned(),
                kind: "choice".to_owned(),
                text: words.which_service().to_owned(),
                choices,
                required: true,
                ..Question::default()
            }]));
        };
        let uses = load.uses.unwrap_or(service.uses);
        if uses == 0 || !uses.is_multiple_of(service.uses) {
            let text = self.words().whole_packages(&service.name, service.uses);
            return Err(Refusal::new(Reason::AmountInvalid, text));
        }
        let packages = Quantity::from(Amount::from(i64::from(uses / service.uses)).decimal());
        let price = self.shop.currency.round(service.price.times(packages));
        if price > Amount::from(LARGEST) {
            let text = self.words().whole_packages(&service.name, service.uses);
            return Err(Refusal::new(Reason::AmountInvalid, text));
        }
        Ok(Decision::allow(self.loaded(input, service, uses, price)))
    }

    /// The service that is named, chosen, or the only one.
    fn wanted(&self, load: &Load) -> Result<Option<&Service>, Refusal> {
        let id = match (&load.service, load.answers.get("profile")) {
            (Some(id), _) => Some(id.as_str()),
            (None, None | Some(Value::Null)) => None,
            (None, Some(answer)) => Some(answer.as_str().unwrap_or_default()),
        };
        match (id, &self.services[..]) {
            (Some(id), _) => self
                .service(id)
                .map(Some)
                .ok_or_else(|| Refusal::new(Reason::NotLoadable, self.words().no_service(&self.ids()))),
            (None, [only]) => Ok(Some(only)),
            (None, _) => Ok(None),
        }
    }

    fn loaded(&self, input: &Input, service: &Service, uses: u32, price: Amount) -> Plan {
        let uses = Amount::from(i64::from(uses));
        let mut plan = Plan {
            items: vec![Item {
                kind: ItemKind::Sale,
                department: service.department.clone(),
                description: self.words().package(&service.name, uses),
                amount: price,
            }],
            post: vec![Post::credit(SystemAccount::Load, &label(service), uses)],
            load: Some(LoadFigures { amount: price, to_pay: price, ..self.nothing() }),
            card: self.longer(input, service),
            ..Plan::default()
        };
        plan.footer = self.left(input, &plan.post);
        plan
    }

    fn nothing(&self) -> LoadFigures {
        let zero = self.shop.currency.zero();
        LoadFigures { amount: zero, credited: zero, settled: zero, fee: zero, gift: zero, to_pay: zero }
    }

    /// A load is good for its days, and never shortens what is there: a card without a last day that holds uses
    /// keeps them for ever.
    fn longer(&self, input: &Input, service: &Service) -> Option<CardChange> {
        let last = last_day(input.now.date(), service.valid_days)?;
        let empty = !input.balances.values().any(|balance| balance.is_positive());
        let longer = match input.card.valid_until {
            Some(known) => last > known,
            None => !input.card.known || empty,
        };
        longer.then(|| CardChange { valid_until: Some(last), ..CardChange::default() })
    }
}
