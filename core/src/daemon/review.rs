//! Reviews: after a receipt, a return or a void is closed, and of everybody when a person starts it. What is
//! assigned is posted, so it has a history; it counts from the next receipt on. Source: S5-49 to S5-52, V-15
//!
//! A review that a power cut takes away is made up for by the next one: it looks at the whole turnover.

use super::{
    cards::store_fault,
    engine::{Attempt, Engine},
    operation::Body,
    rpc::Failure,
};
use crate::{
    flow::{
        Stop,
        party::{OwnHolder, Part, Party, Purpose, reservation, turnover_label},
        review::review,
    },
    journal::{OperationRow, Record},
    ledger::{Account, CardQuery, Owner, Reservation, Reviewed, Step, Write, WriteError},
    registry::{Card, CardStatus, Customer},
};
use fiscus_sdk::{
    End,
    account::RATE,
    api::ReviewAnswer,
    card::{EventKind, Plan, ReviewCause},
};
use std::{collections::BTreeSet, sync::Arc};
use tracing::{info, warn};

/// How many cards are read, decided and written at once.
const PAGE: u32 = 1000;
/// How often a review is made anew because somebody bought something in the meantime.
const MOST_TRIES: u32 = 8;

/// What a page of reviews comes to.
#[derive(Default)]
struct Page {
    reservation: Reservation,
    answer: ReviewAnswer,
    last: Option<String>,
}

impl Engine {
    fn reviewing(&self) -> Vec<String> {
        let answers = |open: &&super::setup::OpenCardType| open.manifest.events.contains(&EventKind::Review);
        self.setup.card_types.values().filter(answers).map(|open| open.id.clone()).collect()
    }

    /// Looks at the turnover of those who took part in an operation that is closed.
    pub(super) async fn review_after(self: &Arc<Self>, row: &OperationRow, body: &Body) {
        let types = self.reviewing();
        if types.is_empty() || !["receipt.issue", "receipt.return", "receipt.void"].contains(&row.method.as_str()) {
            return;
        }
        let turned = body.own_posts.iter().filter(|own| own.purpose == Purpose::Turnover);
        let mut seen = BTreeSet::new();
        for own in turned {
            let cards = match &own.holder {
                OwnHolder::Card(number) => self.ledger.card(number).map(|card| card.into_iter().collect()),
                OwnHolder::Customer(id) => {
                    self.ledger.cards(&CardQuery { customer: Some(id.clone()), limit: 100, ..CardQuery::default() })
                }
            };
            let cards: Vec<Card> = match cards {
                Ok(cards) => cards,
                Err(error) => return warn!(operation = row.id, %error, "the turnover is not reviewed"),
            };
            for card in cards.into_iter().filter(|card| types.contains(&card.card_type)) {
                let holder = card.customer.clone().unwrap_or_else(|| card.number.clone());
                if seen.insert((card.card_type.clone(), holder.clone()))
                    && let Err(error) = self.review_card(row, body, &card, &holder).await
                {
                    warn!(operation = row.id, %error, "the turnover is not reviewed");
                }
            }
        }
    }

    async fn review_card(
        self: &Arc<Self>,
        row: &OperationRow,
        body: &Body,
        card: &Card,
        holder: &str,
    ) -> Result<(), WriteError> {
        // An id of its own for each holder: what is posted under one is posted once.
        let operation = format!("{} review {} {holder}", row.id, card.card_type);
        let attempt = Attempt {
            now: self.now(),
            seed: body.seed,
            operation: row.id.clone(),
            till: body.till.clone(),
            operator: body.operator.clone(),
            manages: true,
            pulse: Arc::default(),
        };
        for _ in 0..MOST_TRIES {
            let (engine, card, attempt) = (self.clone(), card.clone(), attempt.clone());
            let made = self.planned(move |_| {
                let label = turnover_label(&engine.setup.shop);
                let customer = card.customer.as_ref().map(|id| engine.ledger.customer(id)).transpose()?.flatten();
                let owner = owner(&card);
                let held = engine.ledger.balances(&owner)?;
                let posted = |label: &str| held.iter().find(|b| b.account.label == label).map_or(0, |b| b.posted);
                let rates = held.iter().filter(|balance| fiscus_sdk::account::unit_of(&balance.account.label) == RATE);
                let rates = rates.map(|balance| (balance.account.label.clone(), balance.posted)).collect();
                let reviewed = Reviewed { turnover: posted(&label), customer, card, rates };
                let mut page = Page::default();
                engine.reviewed(&reviewed, ReviewCause::Closing, &attempt, &mut page)?;
                Ok(page)
            });
            let page = match made.await {
                Ok(page) => page,
                Err(Stop::Fault(fault)) => return Err(WriteError::Unavailable(fault.detail)),
                Err(_) => return Ok(()),
            };
            if page.reservation.postings.is_empty() {
                return Ok(());
            }
            match self.write_page(&operation, page).await {
                // Somebody bought something: he is looked at again.
                Err(WriteError::Changed(_)) => {}
                ended => return ended,
            }
        }
        Ok(())
    }

    /// What a review of one card changes.
    fn reviewed(&self, of: &Reviewed, cause: ReviewCause, attempt: &Attempt, page: &mut Page) -> Result<(), Stop> {
        let shop = &self.setup.shop;
        let Some(open) = self.setup.card_types.get(&of.card.card_type) else { return Ok(()) };
        let rates = of.rates.iter().map(|(label, minor)| (label.clone(), self.amount(label, *minor)));
        let (own, customers) =
            if of.card.customer.is_some() { (Vec::new(), rates.collect()) } else { (rates.collect(), Vec::new()) };
        let party = Party {
            card_type: of.card.card_type.clone(),
            type_name: open.id.clone(),
            manifest: open.manifest.clone(),
            stackable: false,
            card: of.card.told(true),
            customer: of.customer.as_ref().map(Customer::told),
            balances: own.into_iter().collect(),
            customer_balances: customers.into_iter().collect(),
            mode: None,
            in_window: of.card.schedule().holds(attempt.now),
            message: None,
        };
        page.answer.reviewed += 1;
        let turnover = self.amount(&shop.currency.name, of.turnover);
        let posts = review(&self.asking(attempt), &party, cause, turnover)?;
        if posts.is_empty() {
            return Ok(());
        }
        if of.customer.as_ref().is_some_and(|customer| customer.discounts_locked) {
            // S5-52: nobody changes them but a person.
            info!(operation = attempt.operation, customer = party.customer.as_ref().map(|c| c.id.as_str()), "locked");
            page.answer.locked += 1;
            return Ok(());
        }
        page.answer.changed += 1;
        let owner = owner(&of.card);
        let mut found = |label: &str, posted: i64| {
            page.reservation.found.push((Account { owner: owner.clone(), label: label.to_owned() }, posted));
        };
        found(&turnover_label(shop), of.turnover);
        for post in &posts {
            if let (End::Card(label) | End::Customer(label), _) | (_, End::Card(label) | End::Customer(label)) =
                (&post.from, &post.to)
            {
                found(label, of.rates.iter().find(|(known, _)| known == label).map_or(0, |(_, posted)| *posted));
            }
        }
        let part = Part::of(&party, &Plan { post: posts, ..Plan::default() });
        let moves = reservation(shop, &[], &[part], &[], &[], Vec::new())?;
        page.reservation.postings.extend(moves.postings);
        Ok(())
    }

    async fn write_page(&self, operation: &str, page: Page) -> Result<(), WriteError> {
        let record = serde_json::json!({ "review": page.answer });
        let write = Write {
            operation: operation.to_owned(),
            time: self.clock.millis(),
            step: Step::Post(page.reservation),
            record: Some(Record { kind: "reviewed".to_owned(), body: record.to_string() }),
            ..Write::default()
        };
        self.ledger.write(write).await
    }

    /// Looks at everybody's turnover. Done again it changes nothing more, so a part that is written may stay.
    ///
    /// # Errors
    /// The store cannot be used, or a plugin fails.
    pub async fn review_all(self: &Arc<Self>, attempt: &Attempt) -> Result<ReviewAnswer, Failure> {
        let failed = |error: WriteError| self.nothing_done(&store_fault(&error));
        let types = self.reviewing();
        let mut of = 0;
        for card_type in &types {
            of += self.ledger.count(card_type).map_err(failed)?;
        }
        let mut answer = ReviewAnswer::default();
        let mut read = 0;
        for card_type in &types {
            let mut after = String::new();
            let mut seen: BTreeSet<String> = BTreeSet::new();
            let mut tries = 0;
            loop {
                let (page, cards) = self.next_page(card_type, &after, &mut seen, attempt).await?;
                let Some(last) = page.last.clone() else { break };
                let told = page.answer.clone();
                if !page.reservation.postings.is_empty() {
                    // A blank keeps this id apart from any that a till can make up, the time from those of a review
                    // with the same id that did not come to its end.
                    let id = format!("{} review {card_type} {last} {}", attempt.operation, self.clock.millis());
                    match self.write_page(&id, page).await {
                        Ok(()) => {}
                        Err(WriteError::Changed(_)) if tries < MOST_TRIES => {
                            tries += 1;
                            seen.clear();
                            continue;
                        }
                        Err(error) => return Err(failed(error)),
                    }
                }
                tries = 0;
                answer.reviewed += told.reviewed;
                answer.changed += told.changed;
                answer.locked += told.locked;
                read += cards;
                self.events.progress(&attempt.operation, read, of);
                after = last;
            }
        }
        Ok(answer)
    }

    async fn next_page(
        self: &Arc<Self>,
        card_type: &str,
        after: &str,
        seen: &mut BTreeSet<String>,
        attempt: &Attempt,
    ) -> Result<(Page, u64), Failure> {
        let (engine, card_type, after) = (self.clone(), card_type.to_owned(), after.to_owned());
        let (attempt, mut known) = (attempt.clone(), std::mem::take(seen));
        let made = tokio::task::spawn_blocking(move || {
            let turnover = turnover_label(&engine.setup.shop);
            let cards = engine.ledger.reviewed(&card_type, &turnover, &after, PAGE)?;
            let mut page = Page { last: cards.last().map(|of| of.card.number.clone()), ..Page::default() };
            for of in &cards {
                let alive = matches!(of.card.status, CardStatus::Active | CardStatus::Blocked | CardStatus::Expired);
                // Two cards of a customer have one discount.
                if alive && of.card.customer.as_ref().is_none_or(|id| known.insert(id.clone())) {
                    engine.reviewed(of, ReviewCause::Manual, &attempt, &mut page)?;
                }
            }
            Ok::<_, Stop>((page, cards.len() as u64, known))
        });
        match made.await {
            Ok(Ok((page, cards, known))) => {
                *seen = known;
                Ok((page, cards))
            }
            Ok(Err(stop)) => Err(Failure::stopped(self.setup.shop.language, stop)),
            Err(panic) => {
                let fault = fiscus_sdk::Fault::new(fiscus_sdk::Reason::Internal, panic.to_string());
                Err(self.nothing_done(&fault))
            }
        }
    }
}

fn owner(card: &Card) -> Owner {
    match &card.customer {
        Some(id) => Owner::Customer(id.clone()),
        None => Owner::Card(card.number.clone()),
    }
}
