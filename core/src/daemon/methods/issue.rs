//! `card.issue`, `cards.generate`: cards that come into being, one for somebody or many for the stock.

use crate::{
    config,
    daemon::{
        crash,
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        making::Making,
        printing::to_text,
        rpc::Failure,
        setup::OpenCardType,
    },
    flow::{
        Stop, check,
        issue::{self, Issuing},
        marks,
    },
    ledger::Outgoing,
    registry::{Card, CardStatus, Holder},
    say::Say,
};
use fiscus_sdk::{
    Reason,
    api::{Answers, BatchAnswer, CardIssue, CardIssueRequest, CardsGenerate, CardsGenerateRequest, Method},
    card::{CardChange, Effect, EventKind},
};

/// How many cards are made at once.
const MOST: u32 = 100_000;
/// After how many of them it is told how far it is.
const TOLD: usize = 1000;

/// `card.issue`
pub async fn issue(engine: &Desk, request: CardIssueRequest) -> Result<String, Failure> {
    engine
        .operation(CardIssue::NAME, request, |engine, request, attempt| {
            let (open, configured) = engine.opened(&request.card_type)?;
            let makes = open.manifest.events.contains(&EventKind::Issue);
            let mut making = engine.making(attempt);
            let number = match &request.number {
                Some(number) => {
                    let luhn = request.luhn.unwrap_or(configured.numbers.as_ref().is_some_and(|n| n.luhn));
                    engine.fits(number, &request.card_type, luhn)?;
                    number.clone()
                }
                None => making.numbers(&request.card_type, request.luhn, makes, 1)?.concat(),
            };
            if engine.ledger.card(&number)?.is_some() || !engine.claims.take(&attempt.operation, &number) {
                return Err(engine.refuse(Reason::StatusForbids, &Say::CardExists { card: number }));
            }
            if let Some(customer) = &request.customer
                && engine.ledger.customer(customer)?.is_none()
            {
                let say = Say::CustomerUnknown { customer: customer.clone() };
                return Err(engine.refuse(Reason::CustomerIncomplete, &say));
            }
            if request.customer.is_none() && engine.needs_customer(&request.card_type) {
                return Err(engine.refuse(Reason::CustomerIncomplete, &Say::CreditNeedsCustomer));
            }
            if !request.settings.is_null() && !attempt.manages {
                let say = Say::RoleLacks { method: "settings".into(), role: config::Role::Manager.word().into() };
                return Err(engine.refuse(Reason::NotPermitted, &say));
            }
            if let Some((path, message)) = super::save::backwards(request.valid_from, request.valid_until) {
                return Err(Stop::Params(path.into(), message));
            }
            engine.may_give_credit(open, attempt)?;
            engine.own_settings(&request.card_type, &request.settings)?;
            let mut card = Card {
                customer: request.customer.clone(),
                valid_from: request.valid_from,
                valid_until: request.valid_until,
                weekdays: request.weekdays.clone(),
                from: request.from,
                to: request.to,
                message: request.message.clone(),
                settings: request.settings.clone(),
                profile: named(request.profile.as_ref(), &request.answers),
                ..Card::new(&number, &request.card_type)
            };
            configured.defaults.complete(&mut card, attempt.now.date());
            if makes {
                return engine.issued(open, card, &mut making, attempt);
            }
            let answer = engine.card_answer(&card, attempt.now.date())?;
            Ok(Intent { cards: vec![card], reply: Some(to_text(&answer)), ..Intent::default() })
        })
        .await
}

/// The profile that the till names, at first or as an answer.
fn named(profile: Option<&String>, answers: &Answers) -> Option<String> {
    profile.cloned().or_else(|| answers.0.get("profile").and_then(|answer| answer.as_str()).map(str::to_owned))
}

/// `cards.generate`
pub async fn generate(engine: &Desk, request: CardsGenerateRequest) -> Result<String, Failure> {
    engine.operation(CardsGenerate::NAME, request, generated).await
}

fn generated(engine: &Engine, request: &CardsGenerateRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    let (open, _) = engine.opened(&request.card_type)?;
    if !open.manifest.events.contains(&EventKind::Issue) {
        let say = Say::CardsNotMade { card_type: open.id.clone() };
        return Err(engine.refuse(Reason::CardWrongType, &say));
    }
    if !(1..=MOST).contains(&request.quantity) {
        return Err(Stop::Params("quantity".into(), format!("quantity: 1 to {MOST}")));
    }
    let profile = named(request.profile.as_ref(), &request.answers);
    let mut making = engine.making(attempt);
    let numbers = making.numbers(&open.id, None, true, request.quantity as usize)?;
    let first = making.blank(&numbers[0], &open.id, profile.clone());
    let party = engine.party_of(first, false, attempt.now, None)?;
    let mut issuing = Issuing { party, profile: profile.clone(), sold: false, line: None };
    let (asking, of) = (engine.asking(attempt), numbers.len());
    let mut intent = Intent { bulk: true, ..Intent::default() };
    let mut secret = Vec::with_capacity(of);
    for (done, number) in numbers.iter().enumerate() {
        issuing.party.card.number.clone_from(number);
        let issued = issue::issue(&asking, &issuing)?;
        let mut card = making.blank(number, &open.id, profile.clone());
        becoming(open, &mut card, &issued.change, CardStatus::Created);
        secret.push(issued.change.secret);
        intent.cards.push(card);
        intent.effects.extend(outgoing(number, issued.effects));
        if request.stock_in {
            intent.own_posts.push(issue::stock(number, true));
        }
        if !issued.part.post.is_empty() || !issued.part.floors.is_empty() {
            intent.parts.push(issued.part);
        }
        attempt.beat();
        if done.is_multiple_of(TOLD) {
            engine.events.progress(&attempt.operation, done as u64, of as u64);
        }
        if done * 2 >= of {
            crash::point("generate:half");
        }
    }
    making.seal(intent.cards.iter_mut().zip(&secret).filter(|(_, secret)| **secret).map(|(card, _)| card))?;
    engine.events.progress(&attempt.operation, of as u64, of as u64);
    let answer = BatchAnswer {
        batch: attempt.operation.clone(),
        state: "committed".to_owned(),
        card_type: open.id.clone(),
        profile: intent.cards.first().and_then(|card| card.profile.clone()),
        quantity: request.quantity,
        cards: numbers,
        questions: Vec::new(),
    };
    intent.reply = Some(to_text(&answer));
    Ok(intent)
}

fn outgoing(card: &str, effects: Vec<Effect>) -> impl Iterator<Item = Outgoing> {
    effects.into_iter().map(|effect| Outgoing { card: card.to_owned(), effect })
}

/// A card once it is made. Where its plugin names no profile, it is of the only one there is.
fn becoming(open: &OpenCardType, card: &mut Card, change: &CardChange, status: CardStatus) {
    card.become_as(&CardChange { status: Some(change.status.unwrap_or(status)), ..change.clone() });
    if let ([only], None) = (&open.products[..], &card.profile) {
        card.profile = Some(only.profile.clone());
    }
}

impl Engine {
    /// A card type with its configuration.
    ///
    /// # Errors
    /// There is none with this id.
    pub(super) fn opened(&self, id: &str) -> Result<(&OpenCardType, &config::CardType), Stop> {
        let configured = &self.setup.config.card_types;
        self.setup.card_types.get(id).zip(configured.get(id)).ok_or_else(|| {
            let known = configured.keys().cloned().collect::<Vec<_>>().join(", ");
            self.refuse(Reason::CardWrongType, &Say::CardTypeUnknown { card_type: id.to_owned(), known })
        })
    }

    /// A card that can be spent below zero is worth that much: a cashier makes none. Source: F15
    ///
    /// # Errors
    /// It is one, and who calls is no manager.
    pub(super) fn may_give_credit(&self, open: &OpenCardType, attempt: &Attempt) -> Result<(), Stop> {
        if attempt.manages || !open.gives_credit {
            return Ok(());
        }
        let (method, role) = (format!("{} ({})", CardIssue::NAME, open.id), config::Role::Manager.word().into());
        Err(self.refuse(Reason::NotPermitted, &Say::RoleLacks { method, role }))
    }

    /// A card whose plugin says what is on it, for somebody who takes it with him.
    fn issued(
        &self,
        open: &OpenCardType,
        card: Card,
        making: &mut Making<'_>,
        attempt: &Attempt,
    ) -> Result<Intent, Stop> {
        let mut card = Card { status: CardStatus::Created, holder: Holder::Stock, ..card };
        let party = self.party_of(card.clone(), false, attempt.now, None)?;
        let issuing = Issuing { party, profile: card.profile.clone(), sold: true, line: None };
        let issued = issue::issue(&self.asking(attempt), &issuing)?;
        becoming(open, &mut card, &issued.change, CardStatus::Active);
        if issued.change.secret {
            making.seal([&mut card])?;
        }
        if card.secret.is_none() && issued.slips.iter().any(|slip| !marks::cards(slip).is_empty()) {
            return Err(check::broken("a slip shows a secret that the card does not have"));
        }
        // F15: what a card comes with is sold by a cashier (a line of a receipt), not given away.
        if !attempt.manages && (card.secret.is_some() || !issued.part.post.is_empty() || !issued.effects.is_empty()) {
            let say =
                Say::RoleLacks { method: "card.issue (profile)".into(), role: config::Role::Manager.word().into() };
            return Err(self.refuse(Reason::NotPermitted, &say));
        }
        let mut papers = Vec::new();
        self.add_slips(&mut papers, attempt, &issued.slips)?;
        let mut answer = self.card_answer_after(&card, attempt.now.date(), &issued.part.post)?;
        answer.notices = super::distinct(issued.notices);
        Ok(Intent {
            papers,
            effects: outgoing(&card.number, issued.effects).collect(),
            cards: vec![card],
            parts: vec![issued.part],
            reply: Some(to_text(&answer)),
            ..Intent::default()
        })
    }
}
