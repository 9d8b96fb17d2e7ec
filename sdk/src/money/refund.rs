//! What comes back of what a card paid: how much of a return belongs to it the core has decided; here it is split
//! as the card had paid, cumulatively and never more than it paid.

use crate::{
    Amount, Post, Reason, Refusal, Shop,
    card::{CardTender, Original, Return},
    prorate,
};

/// A tender of the original with what of it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share<'a> {
    /// What was paid.
    pub tender: &'a CardTender,
    /// What of it came back before.
    pub before: Amount,
    /// What of it comes back now; it may be zero.
    pub now: Amount,
}

/// A return of goods that a card paid, in a shop.
#[derive(Debug, Clone, Copy)]
pub struct Refunding<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// What comes back.
    pub back: &'a Return,
    /// What the card did.
    pub original: &'a Original,
}

impl<'a> Refunding<'a> {
    /// Splits `refund` over the tenders of the original, each of which is a posting of which `pays` says yes, all
    /// between the same accounts. Source: R7, R8
    ///
    /// # Errors
    /// `return_not_allowed`: more than is left of what the card paid.
    pub fn split(&self, pays: impl Fn(&Post) -> bool, refund: Amount) -> Result<Vec<Share<'a>>, Refusal> {
        let (scale, original) = (self.shop.currency.scale, self.original);
        let paid: Vec<(usize, &Post)> = original.post.iter().enumerate().filter(|(_, post)| pays(post)).collect();
        let total: Amount = paid.iter().map(|(_, post)| post.amount).sum();
        // Postings between the same accounts are one pool: how much of it came back says how much of each did.
        let before: Amount = paid.iter().filter_map(|(index, _)| original.reversed.get(*index)).copied().sum();
        if refund > total - before || original.tenders.len() != paid.len() {
            let left = self.shop.currency.round(total - before);
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.shop.words().more_than_paid(left)));
        }
        let (mut left_before, mut left) = (before, refund);
        let mut shares = Vec::with_capacity(paid.len());
        for (index, tender) in original.tenders.iter().enumerate() {
            let (before, now) = if index + 1 == original.tenders.len() {
                (left_before, left)
            } else {
                (
                    part(tender.amount, Amount::ZERO, before, total, scale).min(left_before),
                    part(tender.amount, before, refund, total, scale).min(left),
                )
            };
            left_before -= before;
            left -= now;
            shares.push(Share { tender, before, now: self.shop.currency.round(now) });
        }
        Ok(shares)
    }

    /// What of the tenders of which `of` says yes belongs to what has come back by now, and has not gone back onto the
    /// card: where the till gives cash for it. Cents of rounding are not what the card paid; counted over all returns,
    /// so that many small ones are not nothing.
    #[must_use]
    pub fn in_cash(&self, of: impl Fn(&CardTender) -> bool) -> Amount {
        let (scale, back) = (self.shop.currency.scale, self.back);
        let tenders = &self.original.tenders;
        let rounding = Amount::from_minor(i64::try_from(tenders.len()).unwrap_or(i64::MAX), scale);
        let (paid, onto_card) = (tenders.iter().map(|tender| tender.amount).sum(), self.onto_card());
        let (none, until) = (Amount::ZERO, back.returned_before + back.amount);
        let share = |tender: &CardTender| {
            part(tender.amount, none, until, back.total, scale) - part(tender.amount, none, onto_card, paid, scale)
        };
        let sum: Amount = tenders.iter().filter(|tender| of(tender)).map(share).sum();
        if sum > rounding { sum } else { Amount::ZERO }
    }

    /// What went back onto the card before: of the postings between the accounts of the first that paid.
    fn onto_card(&self) -> Amount {
        let Some(first) = self.original.tenders.first() else { return Amount::ZERO };
        let posts = &self.original.post;
        let Some(paying) = posts.iter().find(|post| post.amount == first.amount) else { return Amount::ZERO };
        let same = |post: &Post| post.from == paying.from && post.to == paying.to;
        posts.iter().zip(&self.original.reversed).filter(|(post, _)| same(post)).map(|(_, back)| *back).sum()
    }
}

/// What of `whole` belongs to the part `now` of `total`, after the part `before`. Shares of all parts add up to the
/// whole.
#[must_use]
pub fn part(whole: Amount, before: Amount, now: Amount, total: Amount, scale: u32) -> Amount {
    if total.is_zero() {
        return Amount::ZERO;
    }
    let given = prorate::share(whole, Amount::ZERO, Amount::ZERO, before, total, scale);
    prorate::share(whole, given, before, now, total, scale)
}
