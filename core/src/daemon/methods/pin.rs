//! `card.use`, `card.reveal`: what happens with a card by its PIN, and who may see it.
//!
//! A PIN is looked at before the operation is taken on board, so that nothing which is kept of the operation (its
//! parameters, their digest, its answer) has it. A card that is looked for by its PIN is a try like another whatever the
//! operation is: what is told of one that was done already would tell whether the PIN is right. Source: S1-01, F14

use crate::{
    daemon::{
        cards::{Use, store_fault, unknown},
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        printing::to_text,
        rpc::Failure,
        throttle::{Heard, of_till},
    },
    flow::{Stop, check, correction::Sold, party::Part},
    say::Say,
};
use fiscus_sdk::{
    Fault, Reason,
    api::{CardReveal, CardRevealRequest, CardUse, CardUseRequest, Method, OperationAnswer, RevealAnswer},
    card::{self, Audience, Event, EventKind, Notice},
    pin,
};
use serde_json::json;
use std::time::Duration;
use tracing::warn;

/// What stands in the place of a PIN that is of no card.
const NOBODY: &str = "?";

/// What was found of the PIN that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Typed {
    /// The card is named by its number, and no PIN was asked for.
    Nothing,
    /// It was verified for a card that is named by its number: a try where the operation is new, for all else the
    /// answer does not depend on it.
    Verified {
        /// Whose wrong tries it ends, or of whom it is one.
        who: String,
        /// Whether it is the card's.
        right: bool,
    },
    /// The card was looked for by it.
    Looked(Heard),
}

/// `card.use`
pub async fn use_up(engine: &Desk, mut request: CardUseRequest) -> Result<String, Failure> {
    let named = [request.service.is_some(), request.minutes.is_some(), request.amount.is_some()];
    if named.iter().filter(|named| **named).count() != 1 {
        return Err(Failure::params("", "exactly one of service, minutes and amount is used"));
    }
    let typed = engine.look_at_pin(&mut request).map_err(|fault| engine.nothing_done(&fault))?;
    if let Typed::Looked(Heard::Not(wait)) = typed {
        // Of what is not heard nothing is kept: the same id may be used once it is.
        return Err(Failure::stopped(engine.setup.shop.language, engine.throttled(wait)));
    }
    engine
        .operation(CardUse::NAME, request, move |engine, request, attempt| engine.used(request, &typed, attempt))
        .await
}

/// `card.reveal`
pub async fn reveal(engine: &Desk, request: CardRevealRequest) -> Result<String, Failure> {
    let stored = engine
        .operation(CardReveal::NAME, request, |engine, request, _| {
            if request.reason.trim().is_empty() {
                return Err(Stop::Params("reason".into(), "reason: say why, for the record".to_owned()));
            }
            let unknown = || engine.refuse(Reason::CardUnknown, &unknown(&request.card));
            let card = engine.ledger.card(&request.card)?.ok_or_else(unknown)?;
            if engine.secret_of(&card)?.is_none() {
                return Err(engine.refuse(Reason::CardWrongType, &Say::CardHasNoPin { card: card.number }));
            }
            // Whatever is kept of this has no PIN: who, when, which card, and why.
            let answer = RevealAnswer { card: card.number.clone(), ..RevealAnswer::default() };
            let note = json!({ "revealed": card.number, "reason": request.reason });
            Ok(Intent { reply: Some(to_text(&answer)), note: Some(note), ..Intent::default() })
        })
        .await?;
    let Ok(answer) = serde_json::from_str::<RevealAnswer>(&stored) else { return Ok(stored) };
    engine.revealed(answer).map(|answer| to_text(&answer)).map_err(|fault| engine.nothing_done(&fault))
}

impl Engine {
    fn revealed(&self, answer: RevealAnswer) -> Result<RevealAnswer, Fault> {
        let card = self.ledger.card(&answer.card).map_err(|error| store_fault(&error))?;
        let secret = card.map(|card| self.secret_of(&card)).transpose()?.flatten();
        Ok(RevealAnswer { pin: secret.unwrap_or_default(), ..answer })
    }

    /// Looks at what was typed, and leaves no PIN in the request: only the number of the card that is meant.
    fn look_at_pin(&self, request: &mut CardUseRequest) -> Result<Typed, Fault> {
        let failed = |error| store_fault(&error);
        let verified = request.pin.take().map(|typed| pin::typed(&typed));
        if let Some(card) = self.ledger.card(&request.card).map_err(failed)? {
            let Some(verified) = verified else { return Ok(Typed::Nothing) };
            let who = format!("card {}", card.number);
            let index = verified.map(|pin| self.key.index(&pin));
            let right = index.is_some() && index == card.secret.map(|secret| secret.index);
            return Ok(Typed::Verified { who, right });
        }
        let Some(pin) = pin::typed(&request.card) else { return Ok(Typed::Nothing) };
        let who = of_till(request.till.as_deref(), &self.setup.config.tills);
        // Who is not heard learns nothing, not even by how long it takes.
        if let Some(wait) = self.pins.wait(&who, self.ticks()) {
            return Ok(Typed::Looked(Heard::Not(wait)));
        }
        let found = self.ledger.card_with_secret(&self.key.index(&pin)).map_err(failed)?;
        let same = verified.is_none_or(|verified| verified.as_ref() == Some(&pin));
        request.card = found.as_ref().map_or(NOBODY, |card| card.number.as_str()).to_owned();
        Ok(Typed::Looked(self.tried(&who, found.is_some() && same)))
    }

    fn ticks(&self) -> Duration {
        Duration::from_millis(self.clock.monotonic())
    }

    /// Counts a try, and tells the log where it was one too many for the whole shop.
    fn tried(&self, who: &str, right: bool) -> Heard {
        let heard = self.pins.tries(who, right, self.ticks());
        if let Heard::Wrong(Some(wrong)) = heard {
            warn!("{wrong} wrong PINs within a minute: until it is over no PIN is heard");
        }
        heard
    }

    fn throttled(&self, wait: Duration) -> Stop {
        self.refuse(Reason::PinThrottled, &Say::PinThrottled { minutes: wait.as_secs().div_ceil(60) })
    }

    /// Whether what was typed lets the card be used; wrong tries are counted, and after some of them nobody is heard
    /// for a while.
    fn let_in(&self, typed: &Typed) -> Result<(), Stop> {
        let heard = match typed {
            Typed::Nothing => return Ok(()),
            Typed::Verified { who, right } => self.tried(who, *right),
            Typed::Looked(heard) => *heard,
        };
        match heard {
            Heard::Right => Ok(()),
            Heard::Wrong(_) => Err(self.refuse(Reason::PinWrong, &Say::PinWrong)),
            Heard::Not(wait) => Err(self.throttled(wait)),
        }
    }

    fn used(&self, request: &CardUseRequest, typed: &Typed, attempt: &Attempt) -> Result<Intent, Stop> {
        self.let_in(typed)?;
        // Read before all else: what changes meanwhile shows when it is written.
        let unknown = || self.refuse(Reason::CardUnknown, &Say::CardUnknown { card: request.card.clone() });
        let found = self.ledger.card(&request.card)?.ok_or_else(unknown)?;
        let party = self.party(&request.card, Use::Sale, attempt.now, None)?;
        if !party.manifest.events.contains(&EventKind::Use) {
            let say = Say::CardWrongType { card: request.card.clone() };
            return Err(self.refuse(Reason::CardWrongType, &say));
        }
        let event = Event::Use(card::Use {
            service: request.service.clone(),
            quantity: request.quantity,
            minutes: request.minutes,
            amount: request.amount,
        });
        let plan = self.asking(attempt).ask(&party, event)?;
        check::use_up(&self.setup.shop, &party, &plan)?;
        let mut card = found.clone();
        let message = card.message.clone().map(|text| Notice { to: Audience::Cashier, text });
        let part = Part::of(&party, &plan);
        if let Some(change) = &plan.card {
            card.become_as(change);
        }
        let mut answer = self.card_answer_after(&card, attempt.now.date(), &part.post)?;
        answer.notices = super::distinct(message.into_iter().chain(plan.notices).collect());
        let mut papers = Vec::new();
        self.add_slips(&mut papers, attempt, &plan.slips)?;
        // In one step the card would be as it becomes when it is asked whether it is active: there it must be as it was
        // found, which was active.
        let at_once = papers.is_empty() && card != found;
        let changes = plan.card.filter(|_| !at_once).map(|change| (request.card.clone(), change));
        Ok(Intent {
            papers,
            active: if at_once { Vec::new() } else { vec![request.card.clone()] },
            moved: at_once.then_some((found, card)).into_iter().collect(),
            changes: changes.into_iter().collect(),
            parts: vec![part],
            sold: Some(Sold::default()),
            answer: OperationAnswer { notices: answer.notices.clone(), ..OperationAnswer::default() },
            reply: Some(to_text(&answer)),
            ..Intent::default()
        })
    }
}
