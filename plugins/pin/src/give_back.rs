//! What comes back: a PIN of which nothing was used, or a session that was noted by mistake.

use crate::rules::Pin;
use fiscus_sdk::{
    Amount, End, Post, Reason, Refusal,
    card::{Audience, CardChange, CardStatus, Input, LineBack, Notice, Original, Plan, Return, no},
    prorate,
};

/// A use without a receipt.
const USE: &str = "card.use";

impl Pin {
    /// Source: the card kinds ("refused once used"), R7
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(no::refund(self.shop.language));
        }
        let Some(original) = &back.original else { return Ok(Plan::default()) };
        let before = original.reversed.iter().copied().chain(std::iter::repeat(Amount::ZERO));
        let left = original.post.iter().zip(before).map(|(post, before)| post.reversed(post.amount - before));
        let post: Vec<Post> = left.filter(|post| post.amount.is_positive()).collect();
        if original.kind == USE {
            return Ok(self.session(input, post));
        }
        if post.is_empty() || !self.comes_back(input, back)? {
            return Ok(Plan::default());
        }
        self.unused(input, post)
    }

    /// Source: the card kinds, R7
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        let post = prorate::undo(original).post;
        if original.kind == USE {
            return Ok(self.session(input, post));
        }
        if post.is_empty() && input.card.status != CardStatus::Created {
            return Ok(Plan::default());
        }
        self.unused(input, post)
    }

    /// A PIN goes back only while all of its credit is there, and then for ever: somebody may have read it.
    fn unused(&self, input: &Input, post: Vec<Post>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        for taken in &post {
            let End::Card(label) = &taken.from else { continue };
            let all: Amount = post.iter().filter(|other| other.from == taken.from).map(|other| other.amount).sum();
            if input.balance(label) < all {
                return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().used_already()));
            }
            plan.floors.push(self.floor(label, Reason::ReturnNotAllowed));
        }
        // What was never sold is not closed but gone.
        let sold = input.card.status != CardStatus::Created;
        let status = if sold { CardStatus::Closed } else { CardStatus::Deleted };
        plan.card = Some(CardChange { status: Some(status), ..CardChange::default() });
        plan.post = post;
        Ok(plan)
    }

    /// A session is given back; a PIN that it had used up can be used again.
    fn session(&self, input: &Input, post: Vec<Post>) -> Plan {
        let mut plan = Plan { post, ..Plan::default() };
        for given in &plan.post {
            let End::Card(label) = &given.to else { continue };
            let left = self.left(input, label) + given.amount;
            plan.notices.push(Notice { to: Audience::Cashier, text: self.words().left(label, left) });
            if input.card.status == CardStatus::Closed && !input.balance(label).is_positive() {
                plan.card = Some(CardChange { status: Some(CardStatus::Active), ..CardChange::default() });
            }
        }
        plan
    }

    /// Whether the line that sold this PIN comes back. Which of several pieces is meant nobody knows: all or none.
    fn comes_back(&self, input: &Input, back: &Return) -> Result<bool, Refusal> {
        if back.lines.is_empty() {
            return Ok(back.returned_before + back.amount >= back.total);
        }
        let profiles = &self.settings.profiles;
        let own = |line: &&LineBack| match (&line.article, &input.card.profile) {
            (Some(article), Some(profile)) => article == profile,
            (Some(article), None) => profiles.iter().any(|profile| profile.id == *article),
            (None, _) => false,
        };
        let pieces = back.lines.iter().filter(own).map(|line| {
            let amount = |quantity: fiscus_sdk::Quantity| Amount::from(quantity.decimal());
            (amount(line.now), amount(line.quantity) - amount(line.before))
        });
        let (now, open) = pieces.fold((Amount::ZERO, Amount::ZERO), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if !now.is_positive() {
            return Ok(false);
        }
        if now < open {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().which_one()));
        }
        Ok(true)
    }
}
