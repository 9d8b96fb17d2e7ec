//! What a customer's record may say, whoever writes it and wherever: words of the shop's lists, a birthday that has
//! been, and what only a manager may change. `catalog.lists`. Source: S5-18, S5-24, S5-26, S5-27, S5-30, S5-31, S5-33

use crate::{
    config::Role,
    daemon::engine::{Attempt, Engine},
    flow::Stop,
    registry::Customer,
    say::Say,
};
use fiscus_sdk::{Reason, api::ListsAnswer, settings::nearest};

/// F, M, or X where neither is said, in any case; as identity cards have it (ICAO 9303).
const SEXES: [&str; 3] = ["F", "M", "X"];

/// `catalog.lists`
pub fn lists(engine: &Engine) -> ListsAnswer {
    let lists = engine.setup.config.lists.clone();
    ListsAnswer {
        types: lists.types,
        countries: lists.countries,
        languages: lists.languages,
        citizenships: lists.citizenships,
        invoice_delivery: lists.invoice_delivery,
        discounts: engine.setup.shop.discounts.keys().cloned().collect(),
    }
}

impl Engine {
    /// Whether a record may be kept as it is; `path` stands before its fields in what is told. Its limit is rounded.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn sound_record(&self, customer: &mut Customer, path: &str, attempt: &Attempt) -> Result<(), Stop> {
        if customer.name().trim().is_empty() {
            return Err(self.refuse(Reason::CustomerIncomplete, &Say::CustomerNameMissing));
        }
        let currency = &self.setup.shop.currency;
        if let Some(limit) = customer.credit_limit {
            if limit.is_negative() || limit.minor(currency.scale).is_none() {
                return Err(self.refuse(Reason::AmountInvalid, &Say::AmountInvalid { amount: limit }));
            }
            customer.credit_limit = Some(currency.round(limit));
        }
        self.words(customer, path)?;
        if let Some(birthday) = customer.birthday.filter(|day| *day > attempt.now.date()) {
            let message = format!("{path}birthday: {birthday} is still to come");
            return Err(Stop::Params(format!("{path}birthday"), message));
        }
        self.listed(&format!("{path}discounts"), customer.discounts.iter().map(String::as_str))?;
        if let Some(bill_to) = &customer.bill_to
            && self.ledger.customer(bill_to)?.is_none()
        {
            let say = Say::CustomerUnknown { customer: bill_to.clone() };
            return Err(self.refuse(Reason::CustomerIncomplete, &say));
        }
        self.managed(customer, attempt)
    }

    fn words(&self, customer: &Customer, path: &str) -> Result<(), Stop> {
        let lists = &self.setup.config.lists;
        let wrong = |field: &str, word: &str, known: &mut dyn Iterator<Item = &str>| {
            let known: Vec<&str> = known.collect();
            let known = nearest(word, known.iter().copied()).map_or_else(|| known.join(", "), str::to_owned);
            let say = Say::WordUnknown { word: word.to_owned(), known };
            let path = format!("{path}{field}");
            Err(Stop::Params(path.clone(), format!("{path}: {}", say.text(self.setup.shop.language))))
        };
        for (field, word, list) in [
            ("type", &customer.customer_type, &lists.types),
            ("country", &customer.country, &lists.countries),
            ("language", &customer.language, &lists.languages),
            ("citizenship", &customer.citizenship, &lists.citizenships),
            ("invoice_delivery", &customer.invoice_delivery, &lists.invoice_delivery),
        ] {
            if let Some(word) = word.as_ref().filter(|word| !list.is_empty() && !list.contains(word)) {
                return wrong(field, word, &mut list.iter().map(String::as_str));
            }
        }
        match &customer.sex {
            Some(sex) if !SEXES.iter().any(|known| known.eq_ignore_ascii_case(sex)) => {
                wrong("sex", sex, &mut SEXES.into_iter())
            }
            _ => Ok(()),
        }
    }

    /// F15: a cashier writes down who somebody is, not what he may owe or what he gets off.
    fn managed(&self, customer: &Customer, attempt: &Attempt) -> Result<(), Stop> {
        if attempt.manages {
            return Ok(());
        }
        let before = match &customer.id {
            Some(id) => self.ledger.customer(id)?.unwrap_or_default(),
            None => Customer::default(),
        };
        let role = Role::Manager.word().to_owned();
        let changed = [
            ("discounts", customer.discounts != before.discounts),
            ("discounts_locked", customer.discounts_locked != before.discounts_locked),
            ("credit_allowed", customer.credit_allowed != before.credit_allowed),
            ("credit_limit", customer.credit_limit != before.credit_limit),
            ("bill_to", customer.bill_to != before.bill_to),
        ];
        match changed.into_iter().find(|(_, changed)| *changed) {
            Some((field, _)) => {
                Err(self.refuse(Reason::NotPermitted, &Say::RoleLacks { method: field.to_owned(), role }))
            }
            None => Ok(()),
        }
    }
}
