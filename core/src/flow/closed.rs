//! What comes back onto a card that is closed since: its own entries are reversed where they stand, so that every sum
//! shows what became of it; money is not put where nobody can spend it any more. What was never collected is no money:
//! less of it is owed. Source: requirements, section 4; R7, R8

use super::{
    Stop,
    correction::Source,
    no,
    party::{Part, Party},
};
use crate::say::Say;
use fiscus_sdk::{
    Amount, End, Post, Reason, Shop, TenderKind,
    account::unit_of,
    api::{CardUse, Method},
    card::{AccountOwner, Audience, CardStatus, CardTender, Notice, Plan},
};

/// Whether a card is closed that took part as a card. Of one that was sold or used up its plugin says what that means.
pub fn since(source: &Source<'_>, part: &Part, party: &Party) -> bool {
    party.card.status == CardStatus::Closed && part.line.is_none() && source.method != CardUse::NAME
}

/// Takes off a return's plan what the card had paid in money: it goes `elsewhere`, if the till says so.
///
/// # Errors
/// It was to go onto the card.
pub fn keep_off(shop: &Shop, party: &Party, plan: &mut Plan, elsewhere: bool) -> Result<Amount, Stop> {
    let card = || party.card.number.clone();
    let mut off = shop.currency.zero();
    for tender in plan.tenders.iter().filter(|tender| collected(tender)) {
        let its = |post: &Post| post.amount == tender.amount && money(shop, party, post);
        let Some(at) = plan.post.iter().position(its).filter(|_| elsewhere) else {
            return Err(no(shop.language, Reason::StatusForbids, &Say::ClosedTakesNothing { card: card() }));
        };
        plan.post.remove(at);
        off += tender.amount;
    }
    plan.tenders.retain(|tender| !collected(tender));
    if off.is_positive() {
        // They tell of a balance that does not come about.
        plan.footer.clear();
        plan.notices.clear();
    }
    if plan.tenders.is_empty() {
        tell(shop, party, plan);
    }
    Ok(off)
}

/// A void gives every card its own, exactly: money that would go onto this one stands in its way.
///
/// # Errors
/// There is some.
pub fn undo(shop: &Shop, party: &Party, part: &Part, plan: &mut Plan) -> Result<(), Stop> {
    let onto: Amount = plan.post.iter().filter(|post| money(shop, party, post)).map(|post| post.amount).sum();
    let owed: Amount = part.tenders.iter().filter(|tender| !collected(tender)).map(|tender| tender.amount).sum();
    if onto > owed {
        let card = party.card.number.clone();
        return Err(no(shop.language, Reason::StatusForbids, &Say::ClosedNotVoided { card }));
    }
    if onto.is_zero() {
        tell(shop, party, plan);
    }
    Ok(())
}

fn collected(tender: &CardTender) -> bool {
    !tender.kind.uncollected() && tender.kind != TenderKind::PaymentDiscount
}

/// Whether a posting brings the card money from the shop.
fn money(shop: &Shop, party: &Party, post: &Post) -> bool {
    matches!(post.from, End::System(_)) && spendable(shop, party, post).is_some_and(|unit| unit == shop.currency.name)
}

/// The unit of what a posting brings the card to spend.
fn spendable<'a>(shop: &Shop, party: &Party, post: &'a Post) -> Option<&'a str> {
    let End::Card(label) = &post.to else { return None };
    let counter = party
        .manifest
        .accounts
        .iter()
        .any(|kind| kind.counter && kind.owner == AccountOwner::Card && kind.covers(label, &shop.currency.name));
    (!counter).then(|| unit_of(label))
}

/// Points and the like come back onto it all the same: who spends them is for a person to say.
fn tell(shop: &Shop, party: &Party, plan: &mut Plan) {
    if plan.post.iter().any(|post| spendable(shop, party, post).is_some()) {
        let text = Say::ClosedNote { card: party.card.number.clone() }.text(shop.language);
        plan.notices.push(Notice { to: Audience::Cashier, text });
    }
}
