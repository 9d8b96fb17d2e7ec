//! `cards.move`, `partner.save`, `catalog.sellable`: what is in stock, with whom, and what of it can be sold.

use super::selection::{Selection, named};
use crate::{
    daemon::{
        cards::store_fault,
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        printing::to_text,
        rpc::Failure,
    },
    flow::{
        Stop,
        life::{self, Moving, Standing},
    },
    ledger::{Account, Balance, Outgoing, Owner, STOCK, Scope},
    registry::{Card, Holder, Partner},
    say::Say,
};
use fiscus_sdk::{
    Reason,
    api::{
        CardAnswer, CardsMove, CardsMoveRequest, List, Method, MovedAnswer, PartnerAnswer, PartnerSave,
        PartnerSaveRequest, SellableItem,
    },
    card::Movement,
};
use serde_json::{Value, json};

/// How many of them the answer shows.
const SHOWN: usize = 1000;
/// After how many it is told how far it is.
const TOLD: usize = 1000;

/// `cards.move`
pub async fn moves(engine: &Desk, request: CardsMoveRequest) -> Result<String, Failure> {
    engine.operation(CardsMove::NAME, request, moved).await
}

/// A card that is moved: as it is, how it stands, how it will.
struct Step {
    card: Card,
    now: Standing,
    then: Standing,
    posted: i64,
}

fn moved(engine: &Engine, request: &CardsMoveRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    let partner = engine.receiver(request)?;
    let steps = engine.steps(request, attempt)?;
    let count = steps.len();
    let confirmed = |given: &Value| given.as_u64().or_else(|| given.as_str()?.parse().ok()) == Some(count as u64);
    let confirmed = request.confirm.as_ref().is_some_and(confirmed);
    if request.to == Movement::Delete && !confirmed {
        let refusal =
            crate::say::refuse(engine.setup.shop.language, Reason::ConfirmationNeeded, &Say::ConfirmDelete { count });
        return Err(Stop::Confirm(refusal, json!(count)));
    }
    let asking = engine.asking(attempt);
    let note = json!({ "to": request.to, "partner": partner, "batch": request.batch, "cards": count });
    let mut intent = Intent { bulk: true, note: Some(note), ..Intent::default() };
    let (mut shown, mut holding) = (Vec::new(), 0);
    for (done, step) in steps.into_iter().enumerate() {
        let party = engine.party_of(step.card.clone(), true, attempt.now, None)?;
        if request.to == Movement::Close {
            let found = engine.ledger.balances(&Owner::Card(step.card.number.clone()))?;
            let holds = |of: &Balance| of.posted != 0 && engine.spendable(&step.card.card_type, &of.account.label);
            holding += usize::from(found.iter().any(holds));
            // What was confirmed is what was there.
            intent.found.extend(found.into_iter().map(|of| (of.account, of.posted)));
        }
        let Moving { part, stock, change, effects } =
            life::plan(&asking, &party, step.now, step.then, request.to, partner.as_deref())?;
        let mut after =
            Card { status: step.then.status, holder: step.then.holder, former: step.then.former, ..step.card.clone() };
        if partner.is_some() {
            after.partner.clone_from(&partner);
        }
        after.become_as(&change);
        // What leaves the stock is guarded by a floor; all else relies on what was found.
        if step.then.stocked || !step.now.stocked {
            let owner = Owner::Card(step.card.number.clone());
            intent.found.push((Account { owner, label: STOCK.to_owned() }, step.posted));
        }
        if shown.len() < SHOWN {
            let answer = engine.card_answer_after(&after, attempt.now.date(), &part.post)?;
            shown.push(CardAnswer { in_stock: step.then.stocked, ..answer });
        }
        let card = &after.number;
        intent.effects.extend(effects.into_iter().map(|effect| Outgoing { card: card.clone(), effect }));
        intent.own_posts.extend(stock);
        intent.parts.push(part);
        intent.moved.push((step.card, after));
        attempt.beat();
        if done % TOLD == TOLD - 1 {
            engine.events.progress(&attempt.operation, done as u64 + 1, count as u64);
        }
    }
    // What is on a closed card can be neither spent nor paid any more.
    if holding > 0 && !confirmed {
        let say = Say::ConfirmClose { count: holding };
        let refusal = crate::say::refuse(engine.setup.shop.language, Reason::ConfirmationNeeded, &say);
        return Err(Stop::Confirm(refusal, json!(count)));
    }
    let answer = MovedAnswer { count: u32::try_from(count).unwrap_or(u32::MAX), cards: shown };
    intent.reply = Some(to_text(&answer));
    Ok(intent)
}

impl Engine {
    /// The partner who gets the cards; none where they go to none.
    fn receiver(&self, request: &CardsMoveRequest) -> Result<Option<String>, Stop> {
        if request.to != Movement::Deliver {
            return Ok(None);
        }
        let id = request.partner.clone().unwrap_or_default();
        match self.ledger.partner(&id)? {
            Some(_) => Ok(Some(id)),
            None => Err(self.refuse(Reason::PartnerUnknown, &Say::PartnerUnknown { partner: id })),
        }
    }

    /// What the movement makes of each card, or a refusal that names those of which it makes nothing (S4-19).
    fn steps(&self, request: &CardsMoveRequest, attempt: &Attempt) -> Result<Vec<Step>, Stop> {
        let mut steps = Vec::new();
        let mut offenders = Vec::new();
        for card in self.selected(&Selection::of(&request.cards, request.batch.as_ref(), request.filter.as_ref()))? {
            let account = Account { owner: Owner::Card(card.number.clone()), label: STOCK.to_owned() };
            let (posted, held) = self.ledger.sum(&[Scope::Account(account)])?;
            let now =
                Standing { status: card.status, holder: card.holder, former: card.former, stocked: posted > held };
            attempt.beat();
            // One that is being sold this moment stays where it is.
            match life::moved(now, request.to).filter(|_| held == 0) {
                Some(then) => steps.push(Step { card, now, then, posted }),
                None => offenders.push(format!("{} ({})", card.number, stands(&now, held))),
            }
        }
        if offenders.is_empty() {
            // A card that is blocked can be let go again; of what is ended nobody sees anything any more.
            if matches!(request.to, Movement::Close | Movement::Delete | Movement::Return) {
                self.alone(&attempt.operation, steps.iter().map(|step| step.card.number.as_str()))?;
            }
            return Ok(steps);
        }
        let (cards, more) = named(offenders);
        Err(self.refuse(Reason::StatusForbids, &Say::MoveForbidden { cards, more }))
    }
}

/// How a card stands, in a few words of the reference: why a movement is not for it.
fn stands(now: &Standing, held: i64) -> String {
    let place = match now.holder {
        Holder::Stock if held > 0 => "being sold",
        Holder::Stock if now.stocked => "in stock",
        Holder::Stock => "not in stock",
        Holder::Partner => "with a partner",
        Holder::Customer => "with a customer",
    };
    format!("{}, {place}", now.status.word())
}

/// `partner.save`
pub async fn save_partner(engine: &Desk, request: PartnerSaveRequest) -> Result<String, Failure> {
    engine
        .operation(PartnerSave::NAME, request, |_, request, attempt| {
            if request.name.trim().is_empty() {
                return Err(Stop::Params("name".into(), "name: a partner needs one".to_owned()));
            }
            let id = request.id.clone().filter(|id| !id.is_empty());
            let partner = Partner {
                id: id.unwrap_or_else(|| format!("p-{:016x}", attempt.seed)),
                name: request.name.clone(),
                phone: request.phone.clone(),
                email: request.email.clone(),
                address: request.address.clone(),
                notes: request.notes.clone(),
            };
            let answer = partner_answer(partner.clone());
            Ok(Intent { partners: vec![partner], reply: Some(to_text(&answer)), ..Intent::default() })
        })
        .await
}

/// A partner as a till sees him.
pub(super) fn partner_answer(partner: Partner) -> PartnerAnswer {
    let Partner { id, name, phone, email, address, notes } = partner;
    PartnerAnswer { id, name, phone, email, address, notes }
}

/// `catalog.sellable`
pub fn sellable(engine: &Engine) -> Result<List<SellableItem>, Failure> {
    let stock = engine.ledger.stock().map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let in_stock = |card_type: &str, profile: &str| {
        let of =
            |stock: &&crate::ledger::Stock| stock.card_type == card_type && stock.profile.as_deref() == Some(profile);
        stock.iter().find(of).map_or(0, |stock| stock.cards)
    };
    let of_type = |open: &crate::daemon::setup::OpenCardType| {
        let card_type = open.id.clone();
        open.products
            .iter()
            .map(|product| SellableItem {
                article: product.profile.clone(),
                card_type: card_type.clone(),
                profile: product.profile.clone(),
                name: product.name.clone(),
                price: product.price,
                department: product.department.clone(),
                stock: product.stocked.then(|| in_stock(&card_type, &product.profile)),
            })
            .collect::<Vec<_>>()
    };
    Ok(List { items: engine.setup.card_types.values().flat_map(of_type).collect(), next: None })
}
