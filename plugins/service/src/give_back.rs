//! What comes back onto the card: the uses of lines that come back, piece by piece; a use without a receipt, as a
//! whole; and operations that are undone.

use crate::rules::{ServiceCard, label};
use fiscus_sdk::{
    Amount, End, Post, Quantity, Reason, Refusal,
    card::{Audience, Input, LineBack, Notice, Original, Plan, Return, no},
    prorate,
};

impl ServiceCard {
    /// Source: V-17, R7
    ///
    /// # Errors
    /// `return_not_allowed`.
    pub fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(no::refund(self.shop.language));
        }
        let Some(original) = &back.original else { return Ok(Plan::default()) };
        let post = match original.kind.as_str() {
            "card.use" => rest(original),
            // A load is given back as a whole or not at all: there is no return of half a package.
            "card.load" => return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().void_the_load())),
            _ if back.lines.is_empty() => prorate::give_back(&self.shop, back),
            _ => self.services.iter().flat_map(|service| self.pieces(&service.id, &label(service), back)).collect(),
        };
        let mut plan = Plan { post, ..Plan::default() };
        plan.footer = self.left(input, &plan.post);
        Ok(plan)
    }

    /// The uses of one service, in proportion to the pieces of the lines that were redeemed: those cost nothing.
    fn pieces(&self, id: &str, label: &str, back: &Return) -> Vec<Post> {
        let Some(original) = &back.original else { return Vec::new() };
        let redeemed = |line: &&LineBack| line.article.as_deref() == Some(id) && line.net.is_zero();
        let sum = |pieces: fn(&LineBack) -> Quantity| -> Quantity {
            let all: Amount = back.lines.iter().filter(redeemed).map(|line| Amount::from(pieces(line).decimal())).sum();
            Quantity::from(all.decimal())
        };
        let (before, now, all) = (sum(|line| line.before), sum(|line| line.now), sum(|line| line.quantity));
        if !Amount::from(now.decimal()).is_positive() {
            return Vec::new();
        }
        let own = original.post.iter().zip(original.reversed.iter().copied().chain(std::iter::repeat(Amount::ZERO)));
        own.filter(|(post, _)| post.from == End::Card(label.to_owned()))
            .flat_map(|(post, reversed)| {
                let single = Original { post: vec![post.clone()], reversed: vec![reversed], ..Original::default() };
                prorate::give_back_pieces(&self.shop, &single, before, now, all)
            })
            .collect()
    }

    /// Everything, exactly. A load can be undone while its uses are all there.
    ///
    /// # Errors
    /// `insufficient_balance`: uses of it were spent.
    pub fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        let mut plan = prorate::undo(original);
        for post in &original.post {
            let End::Card(label) = &post.to else { continue };
            let all: Amount = original.post.iter().filter(|other| other.to == post.to).map(|other| other.amount).sum();
            let left = input.balance(label);
            if all > left {
                let text = self.words().load_spent(left.max(Amount::ZERO), all);
                return Err(Refusal::new(Reason::InsufficientBalance, text));
            }
            plan.floors.push(self.floor(label));
        }
        let left = self.left(input, &plan.post);
        if original.kind == "card.use" {
            plan.notices = left.into_iter().map(|text| Notice { to: Audience::Cashier, text }).collect();
        } else {
            plan.footer = left;
        }
        Ok(plan)
    }
}

/// What of an operation has not come back yet.
fn rest(original: &Original) -> Vec<Post> {
    let before = original.reversed.iter().copied().chain(std::iter::repeat(Amount::ZERO));
    original
        .post
        .iter()
        .zip(before)
        .map(|(post, before)| post.reversed(post.amount - before))
        .filter(|post| post.amount.is_positive())
        .collect()
}
