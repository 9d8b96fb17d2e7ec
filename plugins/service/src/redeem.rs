//! What uses are taken for: the lines of a receipt that are the service, or a use without a receipt.

use crate::{rules::ServiceCard, settings::Service};
use fiscus_sdk::{
    Amount, DraftLine, Quantity, Reason, Refusal,
    card::{Adjust, AdjustValue, Audience, Input, Notice, Plan, Price, Use},
};

impl ServiceCard {
    /// Each line of a service costs nothing, and takes a use for each piece. All of them, or the card is refused.
    /// Source: S5-45, V-17, A-12
    ///
    /// # Errors
    /// `insufficient_balance`, `amount_invalid`, `not_permitted`.
    pub fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        if price.mode.is_some() {
            return Err(Refusal::new(Reason::NotPermitted, self.words().no_mode()));
        }
        let mut plan = Plan::default();
        for service in &self.services {
            let mut uses = Amount::ZERO;
            let own =
                |line: &&DraftLine| line.article.as_ref() == Some(&service.id) && !price.closed.contains(&line.id);
            for line in price.draft.lines.iter().filter(own) {
                uses += self.whole(service, line.quantity)?;
                plan.adjust.extend(line.net.is_positive().then(|| Adjust {
                    line: Some(line.id.clone()),
                    value: AdjustValue::Free,
                    description: service.name.clone(),
                    reason: "service".to_owned(),
                }));
            }
            if uses.is_positive() {
                self.take(&mut plan, input, service, uses)?;
            }
        }
        plan.footer = self.left(input, &plan.post);
        Ok(plan)
    }

    /// Uses without a receipt. Source: S5-45, V-17
    ///
    /// # Errors
    /// `insufficient_balance`, `amount_invalid`, `card_wrong_type`, `profile_missing`.
    pub fn use_up(&self, input: &Input, of: &Use) -> Result<Plan, Refusal> {
        let words = self.words();
        if of.minutes.is_some() || of.amount.is_some() {
            return Err(Refusal::new(Reason::CardWrongType, words.no_money(&self.ids())));
        }
        let service = match (&of.service, &self.services[..]) {
            (Some(id), _) => {
                self.service(id).ok_or_else(|| Refusal::new(Reason::CardWrongType, words.no_service(&self.ids())))?
            }
            (None, [only]) => only,
            (None, _) => return Err(Refusal::new(Reason::ProfileMissing, words.no_service(&self.ids()))),
        };
        let uses = self.whole(service, of.quantity.unwrap_or(Quantity::ONE))?;
        let mut plan = Plan::default();
        self.take(&mut plan, input, service, uses)?;
        let told = self.left(input, &plan.post).into_iter();
        plan.notices = told.map(|text| Notice { to: Audience::Cashier, text }).collect();
        Ok(plan)
    }

    /// As many uses as pieces: whole ones, above zero.
    fn whole(&self, service: &Service, pieces: Quantity) -> Result<Amount, Refusal> {
        let uses = Amount::from(pieces.decimal());
        if uses.is_positive() && uses.minor(0).is_some() {
            Ok(uses.round_down(0))
        } else {
            Err(Refusal::new(Reason::AmountInvalid, self.words().whole_uses(&service.name)))
        }
    }
}
