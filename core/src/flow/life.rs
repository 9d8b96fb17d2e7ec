//! The life of a card, one machine for all kinds: what a movement makes of it, or that its status forbids it.
//!
//! Who holds a card and whether it is in stock are facts beside the status. What a movement means outside is the
//! plugin's. Source: requirements, section 4

use super::{
    Stop, check,
    issue::{leaves_stock, stock},
    party::{Asking, OwnPost, Part, Party},
};
use fiscus_sdk::card::{CardChange, CardStatus, Effect, Event, EventKind, Holder, Move, Movement, Plan};

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it is in its life.
    pub status: CardStatus,
    /// Who holds it.
    pub holder: Holder,
    /// What it was before it was blocked.
    pub former: Option<CardStatus>,
    /// Whether it is in stock.
    pub stocked: bool,
}

/// What a movement makes of a card; none: it may not be moved so. [`Standing::former`] and [`Standing::stocked`] are
/// as they will be.
#[must_use]
pub fn moved(now: Standing, to: Movement) -> Option<Standing> {
    use CardStatus::{Active, Blocked, Closed, Created, Deleted, Returned};
    match (to, now.status) {
        (Movement::Deliver, Created | Returned) if now.stocked => {
            Some(Standing { status: Active, holder: Holder::Partner, stocked: false, ..now })
        }
        // A card that a customer has does not come back from a partner.
        (Movement::Return, Active) if now.holder == Holder::Partner => {
            Some(Standing { status: Returned, holder: Holder::Stock, stocked: true, ..now })
        }
        (Movement::Block, Active | Returned) => Some(Standing { status: Blocked, former: Some(now.status), ..now }),
        (Movement::Unblock, Blocked) => Some(Standing { status: now.former.unwrap_or(Active), former: None, ..now }),
        (Movement::Delete, Created) => Some(Standing { status: Deleted, stocked: false, ..now }),
        (Movement::StockIn, Created) if !now.stocked => Some(Standing { stocked: true, ..now }),
        (Movement::StockOut, Created) if now.stocked => Some(Standing { stocked: false, ..now }),
        (Movement::Close, Active) => Some(Standing { status: Closed, ..now }),
        _ => None,
    }
}

/// What a movement comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Moving {
    /// What is posted, and what must hold.
    pub part: Part,
    /// That it enters the stock, or leaves it.
    pub stock: Option<OwnPost>,
    /// What its plugin changes in the card besides.
    pub change: CardChange,
    /// What is to be done outside the shop.
    pub effects: Vec<Effect>,
}

/// Plans the movement of a card from one standing to another. Its plugin is asked what it means, if it wants to know
/// of movements.
///
/// # Errors
/// A refusal, questions, or a fault of the plugin.
pub fn plan(
    asking: &Asking<'_>,
    party: &Party,
    now: Standing,
    then: Standing,
    to: Movement,
    partner: Option<&str>,
) -> Result<Moving, Stop> {
    let mut plan = Plan::default();
    if party.manifest.events.contains(&EventKind::Move) {
        plan = asking.ask(party, Event::Move(Move { to, partner: partner.map(str::to_owned) }))?;
        check::movement(asking.shop, party, &plan)?;
    }
    let mut part = Part::of(party, &plan);
    let stock = match (now.stocked, then.stocked) {
        (true, false) => Some(leaves_stock(asking, &mut part)),
        (false, true) => Some(stock(&part.card, true)),
        _ => None,
    };
    Ok(Moving { part, stock, change: plan.card.unwrap_or_default(), effects: plan.effects })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVEMENTS: [Movement; 8] = [
        Movement::Deliver,
        Movement::Return,
        Movement::Block,
        Movement::Unblock,
        Movement::Delete,
        Movement::StockIn,
        Movement::StockOut,
        Movement::Close,
    ];

    /// S4-04, S4-18, S4-19: every status and every movement, for a card in stock and out of it.
    #[test]
    fn each_movement_is_for_its_statuses_and_no_other() {
        // Deliver, return, block, unblock, delete, stock in, stock out, close.
        let table = "
            created  stock    in   active  -        -       -      deleted  -       created -
            created  stock    out  -       -        -       -      deleted  created -       -
            active   partner  out  -       returned blocked -      -        -       -       closed
            active   customer out  -       -        blocked -      -        -       -       closed
            returned stock    in   active  -        blocked -      -        -       -       -
            returned stock    out  -       -        blocked -      -        -       -       -
            blocked  partner  out  -       -        -       active -        -       -       -
            blocked  stock    in   -       -        -       active -        -       -       -
            expired  partner  out  -       -        -       -      -        -       -       -
            expired  customer out  -       -        -       -      -        -       -       -
            closed   customer out  -       -        -       -      -        -       -       -
            closed   stock    in   -       -        -       -      -        -       -       -
            deleted  stock    out  -       -        -       -      -        -       -       -
            deleted  stock    in   -       -        -       -      -        -       -       -
        ";
        let mut seen = std::collections::BTreeSet::new();
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let now = Standing {
                status: CardStatus::ALL.into_iter().find(|status| status.word() == words[0]).expect("a status"),
                holder: match words[1] {
                    "stock" => Holder::Stock,
                    "partner" => Holder::Partner,
                    _ => Holder::Customer,
                },
                former: None,
                stocked: words[2] == "in",
            };
            seen.insert(now.status);
            for (movement, expected) in MOVEMENTS.into_iter().zip(&words[3..]) {
                let found = moved(now, movement).map_or("-", |then| then.status.word());
                assert_eq!(found, *expected, "{line}: {movement:?}");
            }
        }
        assert_eq!(seen.len(), CardStatus::ALL.len());
    }

    /// S4-12, S4-16: who holds it and whether it is in stock, beside the status.
    #[test]
    fn stock_and_holder_follow_the_movement() {
        let made = Standing { status: CardStatus::Created, holder: Holder::Stock, former: None, stocked: true };
        let delivered = moved(made, Movement::Deliver).expect("delivered");
        assert_eq!((delivered.holder, delivered.stocked), (Holder::Partner, false));
        let back = moved(delivered, Movement::Return).expect("back");
        assert_eq!((back.holder, back.stocked), (Holder::Stock, true));
        assert!(moved(back, Movement::Deliver).is_some(), "it may be delivered again");
        assert!(!moved(made, Movement::StockOut).expect("out").stocked);
        assert!(!moved(made, Movement::Delete).expect("deleted").stocked);
    }

    /// S4-18
    #[test]
    fn who_is_unblocked_is_as_before() {
        for status in [CardStatus::Active, CardStatus::Returned] {
            let now = Standing { status, holder: Holder::Partner, former: None, stocked: false };
            let blocked = moved(now, Movement::Block).expect("blocked");
            assert_eq!((blocked.status, blocked.former), (CardStatus::Blocked, Some(status)));
            assert_eq!(moved(blocked, Movement::Unblock), Some(now));
        }
    }
}
