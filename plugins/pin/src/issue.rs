//! A PIN comes into being: for the stock, or sold; and the slip of a ticket.

use crate::{rules::Pin, settings::Form};
use fiscus_sdk::{
    Post, Reason, Refusal, Slip, SlipLine, Style, SystemAccount,
    card::{CardChange, CardStatus, Decision, Input, Issue, Plan},
    jiff::civil::Date,
    pin,
    profile::{self, Profile},
    slip::{SlipCopy, masked},
};

impl Pin {
    /// Source: S1-02, S1-06, S1-07, S1-10, S1-16, S1-18
    ///
    /// # Errors
    /// `profile_missing`, `status_forbids`, `card_wrong_type`.
    pub fn issue(&self, input: &Input, issue: &Issue) -> Result<Decision, Refusal> {
        if input.card.known && (!issue.sold || input.card.status != CardStatus::Created) {
            return Err(profile::made_already(&self.shop));
        }
        if !issue.sold && self.settings.form == Form::Ticket {
            return Err(Refusal::new(Reason::StatusForbids, self.words().no_stock()));
        }
        let profile = match profile::chosen(&self.shop, &self.settings.profiles, self.named(input, issue)?) {
            Ok(profile) => profile,
            Err(decision) => return Ok(decision),
        };
        let mut change = CardChange {
            status: Some(if issue.sold { CardStatus::Active } else { CardStatus::Created }),
            profile: Some(profile.id.clone()),
            // A card of the stock has its PIN printed on it.
            secret: !input.card.known,
            valid_until: None,
        };
        let mut plan = Plan::default();
        if issue.sold {
            change.valid_until = profile.valid_until(input.now.date());
            plan.post.extend(profile.credit.map(|on| Post::credit(SystemAccount::Load, self.label(on), on.amount())));
            if self.settings.form == Form::Ticket || change.secret {
                plan.slips.push(self.ticket(input, profile, change.valid_until));
            }
        }
        plan.card = Some(change);
        Ok(Decision::allow(plan))
    }

    /// What a card of the stock was made from, or what is named.
    fn named<'a>(&self, input: &'a Input, issue: &'a Issue) -> Result<Option<&'a str>, Refusal> {
        let own = input.card.profile.as_deref().filter(|_| input.card.known);
        match (own, issue.profile.as_deref()) {
            (Some(own), Some(named)) if own != named => {
                Err(Refusal::new(Reason::CardWrongType, self.words().other_profile(own)))
            }
            (own, named) => Ok(own.or(named)),
        }
    }

    /// What the customer takes with him. The PIN itself is put in by the core. Source: S1-01, S1-18
    fn ticket(&self, input: &Input, profile: &Profile, until: Option<Date>) -> Slip {
        let (words, language) = (self.words(), self.shop.language);
        let mut lines = Vec::new();
        if !self.shop.name.is_empty() {
            lines.push(SlipLine::bold(self.shop.name.clone()));
        }
        lines.extend([SlipLine::bold(profile.name.clone()), SlipLine::text(words.not_fiscal()), SlipLine::Rule]);
        lines.extend(profile.credit.map(|credit| SlipLine::columns(words.credit(), words.amount(credit))));
        let currency = &self.shop.currency;
        lines.extend(
            profile.sale.as_ref().map(|sale| SlipLine::columns(words.price(), currency.written(language, sale.price))),
        );
        lines.extend([
            SlipLine::columns(words.until(), until.map_or(words.for_ever().to_owned(), |day| language.date(day))),
            SlipLine::columns(words.sold_on(), language.moment(input.now)),
            SlipLine::columns(words.number(), masked(&input.card.number)),
            SlipLine::Rule,
            SlipLine::bold("PIN"),
            SlipLine::Text { text: pin::MARK.to_owned(), style: Style::Wide },
            SlipLine::Rule,
            SlipLine::text(words.how_to_use()),
        ]);
        Slip { copy: SlipCopy::Customer, lines }
    }
}
