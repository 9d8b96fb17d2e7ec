//! A card that is made, or sold out of the stock: the plugin says what is on it and what it prints; making the
//! number and drawing the secret is not decided here.

use super::{
    Stop, check, marks, no,
    party::{Asking, OwnHolder, OwnPost, Part, Party, Purpose, STOCK},
};
use crate::say::Say;
use fiscus_sdk::{
    Amount, End, Floor, Over, Post, Reason, Slip, SystemAccount,
    card::{CardChange, Effect, Event, EventKind, Issue, Notice},
    pin::MARK,
};

/// A card to be made or sold.
#[derive(Debug, Clone)]
pub struct Issuing {
    /// The card: one that is made has a number already, and is not known yet.
    pub party: Party,
    /// What it is made from.
    pub profile: Option<String>,
    /// It goes to a customer now.
    pub sold: bool,
    /// The line of the receipt that sells it.
    pub line: Option<String>,
}

/// What the issue of a card comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    /// What is put on it.
    pub part: Part,
    /// What becomes of the card.
    pub change: CardChange,
    /// That it leaves the stock, if it was in it.
    pub stock: Option<OwnPost>,
    /// Slips, with a mark where the secret is printed.
    pub slips: Vec<Slip>,
    /// Lines after the receipt.
    pub footer: Vec<String>,
    /// What people should be told.
    pub notices: Vec<Notice>,
    /// What is to be done outside the shop.
    pub effects: Vec<Effect>,
}

/// Asks what a card is made of.
///
/// # Errors
/// Its plugin makes none, refuses, asks, or breaks a rule.
pub fn issue(asking: &Asking<'_>, issuing: &Issuing) -> Result<Issued, Stop> {
    let party = &issuing.party;
    if !party.manifest.events.contains(&EventKind::Issue) {
        let say = Say::CardWrongType { card: party.card.number.clone() };
        return Err(no(asking.shop.language, Reason::CardWrongType, &say));
    }
    let event = Event::Issue(Issue { profile: issuing.profile.clone(), sold: issuing.sold });
    let plan = asking.ask(party, event)?;
    check::issue(asking.shop, party, &plan, issuing.sold)?;
    let told = plan.footer.iter().chain(plan.notices.iter().map(|notice| &notice.text));
    if told.into_iter().any(|text| text.contains(MARK)) {
        return Err(check::broken("a secret is shown elsewhere than on a slip"));
    }
    let mut part = Part { line: issuing.line.clone(), ..Part::of(party, &plan) };
    let stock = (issuing.sold && party.card.known).then(|| leaves_stock(asking, &mut part));
    Ok(Issued {
        part,
        change: plan.card.unwrap_or_default(),
        stock,
        slips: plan.slips.iter().map(|slip| marks::named(slip, &party.card.number)).collect(),
        footer: plan.footer,
        notices: plan.notices,
        effects: plan.effects,
    })
}

/// A card is one piece of stock: who takes it first has it, for the second breaks the floor.
pub(super) fn leaves_stock(asking: &Asking<'_>, part: &mut Part) -> OwnPost {
    let text = Say::CardNotInStock { card: part.card.clone() }.text(asking.shop.language);
    part.floors.push(Floor {
        over: vec![Over::Card(STOCK.to_owned())],
        min: Amount::ZERO,
        reason: Reason::StatusForbids,
        text,
    });
    stock(&part.card, false)
}

/// A card enters the stock, or leaves it.
#[must_use]
pub fn stock(card: &str, enters: bool) -> OwnPost {
    let post = Post {
        from: End::System(SystemAccount::Adjust),
        to: End::Card(STOCK.to_owned()),
        amount: Amount::from_minor(1, 0),
    };
    let post = if enters { post } else { post.reversed(post.amount) };
    OwnPost { holder: OwnHolder::Card(card.to_owned()), post, purpose: Purpose::Stock }
}
